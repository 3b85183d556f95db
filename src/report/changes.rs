//! What differs on machines → a page for people, or JSON.
//!
//! Everything that is shown passes through here: values of options and settings that are named like secrets, and what
//! looks like one in any text, are never written, whatever a machine says of itself.

pub mod json;
mod packages;
mod page;
mod shown;
mod text;
mod together;
pub mod words;

#[cfg(test)]
mod tests;

pub use page::page;
pub(super) use page::sign;
pub(super) use shown::text as harmless;

use crate::diff::machine::{MachineDiff, Shared, State};
use crate::diff::note::Note;
use crate::diff::{Change, Kind};
use crate::finding::Label;
use crate::manifest::keys::Keys;
use crate::report::page::Tone;
use crate::say;
use crate::source::Sources;
use crate::words::{Text, Words};

/// Entries of a list on one line that are named; the others are counted.
const MOST_NAMED: usize = 12;

/// Differences of some machines, and what their lines are read from.
pub struct Changes<'r> {
    /// Machines, sorted by name.
    pub machines: &'r [MachineDiff],
    /// What concerns more than one of them.
    pub notes: &'r [Note],
    /// Generated files that machines share, as far as they differ from a commit.
    pub shared: &'r [Shared],
    /// Two generations that are compared with each other; none: what runs is compared with the manifest.
    pub between: Option<(u64, u64)>,
    /// Where keys of the manifest stand.
    pub keys: &'r Keys,
    /// The manifest's texts.
    pub sources: &'r Sources,
    /// Whether differences of generated modules are written out.
    pub text: bool,
}

impl Changes<'_> {
    /// Lines of the manifest that cause a change, without repetition; empty: none does.
    pub fn because(&self, change: &Change) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for (key, place) in self.keys.causes(&change.keys) {
            let span = place.key;
            if labels.iter().all(|label| label.span != span) {
                labels.push(Label {
                    span,
                    text: key.to_string(),
                });
            }
        }
        labels
    }

    /// `coloc.toml:12` of the first of them.
    fn place(&self, change: &Change) -> Option<String> {
        let label = self.because(change).into_iter().next()?;
        let (start, _) = self.sources.positions(label.span);
        Some(format!("{}:{}", self.sources.path(label.span), start.line))
    }

    /// Whether a machine has nothing that is worth a line.
    fn is_silent(machine: &MachineDiff) -> bool {
        let activation = machine.activation.as_ref();
        machine.state == State::InStep
            && machine.changes.is_empty()
            && machine.modules.is_empty()
            && machine.notes.is_empty()
            && machine.packages.as_ref().is_none_or(packages::are_same)
            && activation.is_none_or(|it| it.units.is_empty() && it.reboot.is_empty())
    }
}

/// What stands above a change.
fn heading(change: &Change) -> &'static str {
    match change.kind() {
        Kind::Effect => "effect",
        Kind::Member | Kind::Access | Kind::Service | Kind::Network | Kind::Data | Kind::Care => {
            change.risk().as_str()
        }
    }
}

/// How a machine stands.
fn state(changes: &Changes<'_>, machine: &MachineDiff, words: &Words) -> (Text, Tone) {
    let tone = match machine.state {
        State::InStep => Tone::Good,
        State::Unreachable | State::Unknown | State::EditedByHand => Tone::Grave,
        State::Behind | State::Ahead | State::Diverged => Tone::Caution,
    };
    let deployed = machine.deployed.as_ref();
    if let Some((old, new)) = changes.between
        && deployed.is_some()
    {
        return (say!(words, "diff-between", old, new), tone);
    }
    let state = match machine.state {
        State::Unreachable => "unreachable",
        _ if deployed.is_none() => "not-known",
        State::InStep if !machine.modules.is_empty() => "rewritten",
        State::InStep
            if machine
                .notes
                .iter()
                .any(|note| matches!(note, Note::ByHand(_))) =>
        {
            "as-far-as"
        }
        known => known.as_str(),
    };
    let state = say!(words, "diff-state", state);
    match deployed.and_then(|deployed| deployed.number) {
        Some(number) => (say!(words, "diff-generation", state, number), tone),
        None => (state, tone),
    }
}
