//! The words for what people must know besides the differences.

use super::changes::harmless;
use super::changes::words::{Machines, part, sentence};
use super::why;
use crate::diff::note::{Note, Unevaluated, Unplaced};
use crate::say;
use crate::words::{Text, Words};

/// Parts of a system that are named; the others are counted.
const MOST_NAMED: usize = 8;

/// A note on some machines, without a full stop.
pub fn note(words: &Words, note: &Note, machines: Machines<'_>) -> Text {
    let value = |value: &Option<String>| match value {
        Some(value) => Text::plain(value),
        None => say!(words, "nothing"),
    };
    harmless(match note {
        Note::NotRead(reason) => why::why(words, reason),
        Note::Trouble(trouble) => why::trouble(words, trouble),
        Note::NotOurs => say!(words, "note-not-ours"),
        Note::NotUnderstood(reason) => why::foreign(words, reason),
        Note::NotBothOurs => say!(words, "note-not-both-ours"),
        Note::OtherMachine(machine) => say!(words, "note-other-machine", machine),
        Note::NotInManifest => say!(words, "note-not-in-manifest"),
        Note::ByHand(modules) => {
            let modules = modules.join(", ");
            say!(words, "note-by-hand", modules)
        }
        Note::NoModules => say!(words, "note-no-modules"),
        Note::Unplaced(reason) => say!(words, "note-unplaced", why = unplaced(words, reason)),
        Note::SharedNotShown => say!(words, "note-shared-not-shown"),
        Note::OldBuild => say!(words, "note-old-build"),
        Note::SameManifest => say!(words, "note-same-manifest"),
        Note::NotBuilt => say!(words, "note-not-built"),
        Note::NotEvaluated(reason) => {
            let reason = match reason {
                Unevaluated::Failed(said) => Text::plain(said),
                Unevaluated::Nonsense(said) => say!(words, "note-nix-nonsense", why = said),
            };
            say!(words, "note-not-evaluated", why = reason)
        }
        Note::PackagesUnknown(error) => {
            let reason = why::closure(words, error);
            say!(words, "note-packages-unknown", why = reason)
        }
        Note::Gone => say!(words, "note-gone"),
        Note::First => say!(words, "note-first"),
        Note::SameAs(number) => say!(words, "note-same-as", number),
        Note::ComparedWith(number) => say!(words, "note-compared-with", number),
        Note::EtcNotCompared => say!(words, "note-etc-not-compared"),
        Note::MayNotRead { user, files } => {
            say!(words, "note-may-not-read", user, files = files.join(", "))
        }
        Note::FromFolder => say!(words, "note-from-folder"),
        Note::NothingFollows(change) => {
            let change = sentence(words, change, machines);
            say!(words, "note-nothing-follows", change)
        }
        Note::NoModuleFollows(change) => {
            let change = sentence(words, change, machines);
            say!(words, "note-no-module-follows", change)
        }
        Note::ModuleUnexplained(path) => say!(words, "note-module-unexplained", path),
        Note::OnlyABuildTells(parts) => {
            let parts: Vec<Text> = parts.iter().map(|one| part(words, one)).collect();
            let parts = words.shortened(&parts, MOST_NAMED);
            say!(words, "note-only-a-build-tells", parts)
        }
        Note::ForGood {
            service,
            key,
            from,
            to,
        } => {
            let (from, to) = (value(from), value(to));
            say!(words, "note-for-good", service, key, from, to)
        }
        Note::OldCopies { service, at } => say!(words, "note-old-copies", service, at),
        Note::Moves { service, from, to } => {
            let (from, to) = (from.join(", "), to.join(", "));
            say!(words, "note-moves", service, from, to)
        }
    })
}

/// All of them, as scripts get them.
pub fn texts(words: &Words, notes: &[Note], machines: Machines<'_>) -> Vec<String> {
    let texts = notes.iter().map(|one| note(words, one, machines));
    texts.map(|text| text.to_string()).collect()
}

/// Why the commit that a machine runs is not known.
pub fn unplaced(words: &Words, why: &Unplaced) -> Text {
    match why {
        Unplaced::NoRepository => say!(words, "no-repository"),
        Unplaced::Git(said) => say!(words, "git-says", why = said),
    }
}
