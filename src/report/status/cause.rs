//! The words for one cause: what is so, and what to do. Neither has a full stop.

use super::short;
use crate::diff::drift::{Cause, Place};
use crate::report::changes::harmless;
use crate::report::{note, why};
use crate::say;
use crate::words::{Text, Words};

/// Names of a list that are written out; the others are counted.
const MOST_NAMED: usize = 4;

/// What is so, whatever a machine says: nothing that looks like a secret is shown.
pub fn what(cause: &Cause, words: &Words) -> Text {
    let named = |list: &[String]| {
        let list: Vec<Text> = list.iter().map(Text::plain).collect();
        words.shortened(&list, MOST_NAMED)
    };
    harmless(match cause {
        Cause::NotRead(reason) => {
            let text = why::why(words, reason);
            if reason.is_unreachable() {
                say!(words, "cause-unreachable", why = text)
            } else {
                say!(words, "cause-unknown", why = text)
            }
        }
        Cause::Runs(Place::Behind(0, commit)) => {
            say!(words, "cause-uncommitted", commit = short(commit))
        }
        Cause::Runs(Place::Behind(count, commit)) => {
            say!(words, "cause-behind", commit = short(commit), count)
        }
        Cause::Runs(Place::Ahead(commit)) => say!(words, "cause-ahead", commit = short(commit)),
        Cause::Runs(Place::Elsewhere(commit)) => {
            say!(words, "cause-elsewhere", commit = short(commit))
        }
        Cause::Runs(Place::Nowhere) => say!(words, "cause-nowhere"),
        Cause::Unplaced(reason) => {
            say!(words, "cause-unplaced", why = note::unplaced(words, reason))
        }
        Cause::NotInManifest => say!(words, "note-not-in-manifest"),
        Cause::Misplaced(other) => say!(words, "cause-misplaced", other),
        Cause::NotOurs => say!(words, "cause-not-ours"),
        Cause::NotUnderstood(reason) => why::foreign(words, reason),
        Cause::RolledBack { to, newest } => {
            say!(words, "cause-rolled-back", to, newest)
        }
        Cause::Tried { next } => say!(words, "cause-tried", next),
        Cause::NotActive { active, next } => {
            say!(words, "cause-not-active", active, next)
        }
        Cause::Replaced(files) => say!(words, "cause-replaced", files = named(files)),
        Cause::UnitsChanged(files) => say!(words, "cause-units-changed", files = named(files)),
        Cause::Strangers(strangers) => {
            let all = strangers.iter().map(|one| {
                if one.is_root {
                    say!(words, "stranger-root", name = &one.name)
                } else {
                    Text::plain(&one.name)
                }
            });
            let all: Vec<Text> = all.collect();
            say!(
                words,
                "cause-strangers",
                accounts = words.shortened(&all, MOST_NAMED)
            )
        }
        Cause::Failed(units) => say!(words, "cause-failed", units = named(units)),
        Cause::StartedWith(parts) => {
            let parts = parts.iter();
            let parts: Vec<Text> = parts
                .map(|part| say!(words, "started-with", part))
                .collect();
            say!(
                words,
                "cause-started-with",
                parts = Text::joined(&parts, ", ")
            )
        }
    })
}

/// What to do.
pub fn to_do(cause: &Cause, machine: &str, words: &Words) -> Text {
    match cause {
        Cause::NotRead(why) if why.is_unreachable() => say!(words, "cause-unreachable-do"),
        Cause::NotRead(_) => say!(words, "cause-unknown-do"),
        Cause::Runs(Place::Behind(0, _)) => {
            say!(words, "cause-uncommitted-do", machine)
        }
        Cause::Runs(Place::Behind(..)) => say!(words, "cause-behind-do", machine),
        Cause::Runs(Place::Ahead(_)) => say!(words, "cause-ahead-do"),
        Cause::Runs(Place::Elsewhere(_)) => say!(words, "cause-elsewhere-do"),
        Cause::Runs(Place::Nowhere) => say!(words, "cause-nowhere-do", machine),
        Cause::Unplaced(_) => say!(words, "cause-unplaced-do", machine),
        Cause::NotInManifest => say!(words, "cause-not-in-manifest-do"),
        Cause::Misplaced(_) => say!(words, "cause-misplaced-do", machine),
        Cause::NotOurs | Cause::NotUnderstood(_) => say!(words, "cause-not-ours-do"),
        Cause::RolledBack { newest, .. } => {
            say!(words, "cause-rolled-back-do", machine, newest)
        }
        Cause::Tried { .. } => say!(words, "cause-tried-do"),
        Cause::NotActive { .. } => say!(words, "cause-not-active-do"),
        Cause::Replaced(_) => say!(words, "cause-replaced-do"),
        Cause::UnitsChanged(_) => say!(words, "cause-units-changed-do"),
        Cause::Strangers(_) => say!(words, "cause-strangers-do"),
        Cause::Failed(_) => say!(words, "cause-failed-do", machine),
        Cause::StartedWith(_) => say!(words, "cause-started-with-do"),
    }
}
