//! What French needs of the words around a name.

use fluent_bundle::{FluentArgs, FluentValue};

/// `DE($name)`: `d'ananas`, `de brioche`.
///
/// Before a vowel the preposition is elided, if no quote stands between. An h counts as one that is spoken: names are
/// rarely French words with a mute one.
pub(super) fn de<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    let Some(FluentValue::String(name)) = positional.first() else {
        return FluentValue::Error;
    };
    let first = name.chars().flat_map(char::to_lowercase).next();
    let vowel = first.is_some_and(|letter| "aâàäeéèêëiîïoôöuûùüyœæ".contains(letter));
    FluentValue::from(if vowel {
        format!("d'{name}")
    } else {
        format!("de {name}")
    })
}
