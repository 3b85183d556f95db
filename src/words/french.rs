//! What French needs of the words around a name.

use fluent_bundle::{FluentArgs, FluentValue};

/// `DE($name)`: `d'ananas`, `de brioche`.
///
/// Before a vowel the preposition is elided. An h counts as none that is spoken: names are rarely French words with a
/// mute one.
pub(super) fn de<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    let Some(FluentValue::String(name)) = positional.first() else {
        return FluentValue::Error;
    };
    let first = name.chars().find(|letter| letter.is_alphanumeric());
    let vowel =
        first.is_some_and(|letter| "aâàäeéèêëiîïoôöuûùüyœæ".contains(letter.to_ascii_lowercase()));
    FluentValue::from(if vowel {
        format!("d'{name}")
    } else {
        format!("de {name}")
    })
}
