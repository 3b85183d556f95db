//! Every change in words, and what is told of several machines at once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod every;
mod several;
mod whole;

use super::words::{Machines, sentence};
use super::{Changes, page};
use crate::diff::fact::Fact;
use crate::diff::machine::{MachineDiff, State};
use crate::diff::note::Note;
use crate::diff::value::Value;
use crate::diff::{About, Action, Certainty, Change};
use crate::manifest::keys::Keys;
use crate::manifest::types::Language;
use crate::report::page::Page;
use crate::source::Sources;
use crate::words::Words;

/// What differs on a machine, as far as changes go.
fn machine(name: &str, changes: Vec<Change>) -> MachineDiff {
    MachineDiff {
        machine: name.to_owned(),
        deployed: None,
        state: State::Behind,
        changes,
        modules: Vec::new(),
        packages: None,
        activation: None,
        notes: Vec::new(),
    }
}

fn added(fact: Fact, value: Value) -> Change {
    Change {
        about: About::Fact(fact),
        action: Action::Added,
        from: None,
        to: Some(value),
        certainty: Certainty::Certain,
        keys: [].into(),
    }
}

/// The page on machines, with notes on all of them.
fn page_of(machines: &[MachineDiff], notes: &[Note], words: &Words) -> Page {
    let (keys, sources) = (Keys::default(), Sources::default());
    let changes = Changes {
        machines,
        notes,
        shared: &[],
        between: None,
        keys: &keys,
        sources: &sources,
        text: false,
    };
    page(&changes, words)
}
