//! What people read: one catalogue of messages per language, in `LANGUAGE/*.ftl`.
//!
//! Stages hold values; [`crate::report`] and [`crate::cli`] choose a message for each and give its arguments by
//! [`say!`](crate::say); nothing is made into words before. What comes out is a [`Text`]: whatever an argument holds, it
//! stays a part of the sentence, and never becomes markup.
//!
//! The format is Fluent's (<https://projectfluent.org>). Beside its own functions there is `DE($name)`, for French: the
//! preposition with or without elision (`de brioche`, `d'ananas`). Backticks in a message mark what is to be copied.

mod argument;
mod french;
mod text;

#[cfg(test)]
mod tests;

pub use argument::Argument;
pub use text::{Piece, Text};

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

use crate::manifest::types::Language;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/words");

/// The texts of a language's files.
fn sources(language: Language) -> impl Iterator<Item = &'static str> {
    let folder = FILES.get_dir(language.as_str());
    let files = folder.into_iter().flat_map(Dir::files);
    files.filter_map(include_dir::File::contents_utf8)
}

/// The messages of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// Says a message: `say!(words, "account-added", member = name, machine)`.
///
/// The first argument is a [`Words`], the second the message's name, which stands in all languages; the others are
/// anything that an [`Argument`] can be made of, a variable of the same name without more. Gives a [`Text`].
#[macro_export]
macro_rules! say {
    (@argument $name:ident) => { $crate::words::Argument::from($name) };
    (@argument $name:ident, $value:expr) => { $crate::words::Argument::from($value) };
    ($words:expr, $id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $words.say($id, &[$((stringify!($name), $crate::say!(@argument $name $(, $value)?))),*])
    };
}

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Self {
        let name: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![name]);
        // Terminals show the marks around arguments of right-to-left languages as rubbish; there are none here.
        bundle.set_use_isolating(false);
        // Both fail if they stand there twice: these stand here once.
        let _ = bundle.add_builtins();
        let _ = bundle.add_function("DE", french::de);
        for source in sources(language) {
            // The tests read every file: what is no Fluent never gets here.
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Which language they are of.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message with its arguments; [`say!`](crate::say) writes this shorter. One that is missing gives its name.
    pub fn say(&self, id: &str, arguments: &[(&'static str, Argument)]) -> Text {
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value());
        let Some(pattern) = pattern else {
            debug_assert!(false, "there is no message {id}");
            return Text::plain(id);
        };
        let mut given = FluentArgs::new();
        for (name, argument) in arguments {
            given.set(*name, self.value(argument));
        }
        let mut errors = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(&given), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Text::from_markup(&said)
    }

    /// An argument as Fluent takes it.
    fn value(&self, argument: &Argument) -> FluentValue<'static> {
        let text = |text: String| FluentValue::String(Cow::Owned(text));
        match argument {
            Argument::Number(number) => FluentValue::from(*number),
            Argument::Text(value) => text(text::masked(value)),
            Argument::Said(said) => text(said.to_markup()),
            Argument::List(items) => text(self.list(items).to_markup()),
        }
    }

    /// `ananas, brioche and citron`.
    pub fn list(&self, items: &[Text]) -> Text {
        Self::joined(items, |all, last| {
            crate::say!(self, "list", all = all, last = last)
        })
    }

    /// `ananas, brioche or citron`.
    pub fn any_of(&self, items: &[Text]) -> Text {
        Self::joined(items, |all, last| {
            crate::say!(self, "list-or", all = all, last = last)
        })
    }

    fn joined(items: &[Text], with_last: impl FnOnce(Text, Text) -> Text) -> Text {
        match items {
            [] => Text::default(),
            [one] => one.clone(),
            [all @ .., last] => with_last(Text::joined(all, ", "), last.clone()),
        }
    }

    /// `a, b`, or of many `a, b and 12 more`: names one after the other, of which so many are written out.
    pub fn shortened(&self, items: &[Text], most: usize) -> Text {
        let more = items.len().saturating_sub(most);
        if more == 0 {
            return Text::joined(items, ", ");
        }
        let named = Text::joined(&items[..items.len() - more], ", ");
        crate::say!(self, "list-cut", all = named, more = more)
    }
}
