//! Values that are one of a few words.

use crate::finding::Finding;
use crate::manifest::codes::BAD_VALUE;
use crate::manifest::table::{Context, nearest, one_of};
use crate::manifest::value::Value;
use crate::source::Spanned;

/// Reads one of a few words; pushes a finding with the nearest one otherwise.
pub fn word<'a>(
    value: &'a Spanned<Value>,
    words: &[&str],
    context: &mut Context<'_>,
) -> Option<&'a str> {
    let Value::String(word) = &value.value else {
        context.wrong_type(value, &one_of(words));
        return None;
    };
    if words.contains(&word.as_str()) {
        return Some(word);
    }
    let label = nearest(word, words.iter().copied()).map_or_else(
        || "not one of these".to_owned(),
        |near| format!("did you mean \"{near}\"?"),
    );
    context.findings.push(
        Finding::new(
            &BAD_VALUE,
            format!("`{}` can be {}.", context.path, one_of(words)),
        )
        .at(value.span, label),
    );
    None
}

/// Declares a value that is one of a few words.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])* $Type:ident { $( $(#[doc = $variant_doc:literal])* $Variant:ident = $word:literal, )* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        pub enum $Type {
            $( $(#[doc = $variant_doc])* #[serde(rename = $word)] $Variant, )*
        }

        impl $Type {
            /// All words, in the order of the declaration.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word that stands in the manifest.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $word),* }
            }

            /// The choice behind a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$Variant),)* _ => None }
            }
        }

        impl $crate::manifest::table::FromValue for $Type {
            fn kind() -> $crate::manifest::table::Kind {
                $crate::manifest::table::Kind::OneOf(Self::WORDS)
            }

            fn read(
                value: &$crate::source::Spanned<$crate::manifest::value::Value>,
                context: &mut $crate::manifest::table::Context<'_>,
            ) -> Option<Self> {
                $crate::manifest::types::word(value, Self::WORDS, context).and_then(Self::from_word)
            }
        }
    };
}

choice! {
    /// The language of pages for members.
    Language {
        /// French.
        Fr = "fr",
        /// English.
        En = "en",
    }
}

choice! {
    /// How secrets reach the machines.
    Backend {
        /// sops-nix: encrypted files in the repository, read with the machine's host key.
        Sops = "sops",
        /// agenix: one encrypted file for each secret.
        Agenix = "agenix",
        /// Plain files that a caretaker puts on the machine.
        None = "none",
    }
}

choice! {
    /// What kind of place a site is.
    SiteKind {
        /// Somebody's home.
        Home = "home",
        /// An association's room, a workshop, a library.
        ThirdPlace = "third-place",
        /// A rack that somebody rents.
        Datacenter = "datacenter",
        /// Rented virtual machines.
        Cloud = "cloud",
    }
}

choice! {
    /// Where a member stands.
    Status {
        /// A member like any other.
        Active = "active",
        /// On the way out: everything still works, until the date in `until`.
        Leaving = "leaving",
        /// Gone: no access anywhere; name and numbers are kept.
        Left = "left",
    }
}

choice! {
    /// A machine's processor and system, as Nix names them.
    System {
        /// Intel and AMD, 64 bit.
        X86 = "x86_64-linux",
        /// ARM, 64 bit: Raspberry Pi 3 and later, many rented servers.
        Arm = "aarch64-linux",
    }
}

choice! {
    /// What the machine is.
    Hardware {
        /// A desktop or a laptop.
        Pc = "pc",
        /// A Raspberry Pi.
        RaspberryPi = "raspberry-pi",
        /// A rented virtual server.
        Vps = "vps",
        /// A rented physical server.
        Dedicated = "dedicated",
        /// A virtual machine on a member's computer.
        Vm = "vm",
    }
}
