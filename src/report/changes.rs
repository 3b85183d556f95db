//! What differs on machines → text: one file per format.
//!
//! Everything that is shown passes through here: values of options and settings that are named like secrets, and what
//! looks like one in any text, are never written, whatever a machine says of itself.

mod counted;
pub mod human;
pub mod json;
pub mod markdown;
pub mod shown;
mod text;
mod together;

use crate::diff::Change;
use crate::diff::machine::{MachineDiff, Shared};
use crate::finding::Label;
use crate::manifest::keys::Keys;
use crate::source::Sources;

/// Differences of some machines, and what their lines are read from.
pub struct Changes<'r> {
    /// Machines, sorted by name.
    pub machines: &'r [MachineDiff],
    /// What concerns more than one of them.
    pub notes: &'r [String],
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
        // A key that stands there says more than the table around one that does not.
        let exact = change.keys.iter().any(|key| self.keys.exact(key).is_some());
        for key in &change.keys {
            let place = if exact {
                self.keys.exact(key)
            } else {
                self.keys.find(key)
            };
            let Some(place) = place else {
                continue;
            };
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
        use crate::diff::machine::State;
        let activation = machine.activation.as_ref();
        machine.state == State::InStep
            && machine.changes.is_empty()
            && machine.modules.is_empty()
            && machine.notes.is_empty()
            && machine.packages.as_ref().is_none_or(|packages| {
                counted::lists(packages)
                    .iter()
                    .all(|list| list.1.is_empty())
            })
            && activation.is_none_or(|it| it.units.is_empty() && it.reboot.is_empty())
    }
}

/// `+`, `-`, `~`.
pub(super) fn sign(change: &Change) -> char {
    use crate::diff::Action;
    match change.action {
        Action::Added => '+',
        Action::Removed => '-',
        Action::Changed => '~',
    }
}

/// What stands above the changes of a risk.
fn heading(change: &Change) -> &'static str {
    use crate::diff::{Kind, Risk};
    if change.kind == Kind::Effect {
        return "On the machine";
    }
    match change.risk {
        Risk::Access => "Who can get in",
        Risk::Exposure => "What can be reached",
        Risk::Data => "Data",
        Risk::Reboot => "Needs a reboot",
        Risk::Restart => "Services",
        Risk::Cosmetic => "Names",
    }
}

/// How a machine stands, in people's words.
fn state(changes: &Changes<'_>, machine: &MachineDiff) -> String {
    use crate::diff::machine::State;
    let deployed = machine.deployed.as_ref();
    if let Some((old, new)) = changes.between
        && deployed.is_some()
    {
        return format!("from generation {old} to {new}");
    }
    let generation = deployed.and_then(|deployed| deployed.number);
    let runs = generation.map_or_else(String::new, |number| format!(" (generation {number})"));
    let how = match machine.state {
        State::Unreachable => return "cannot be reached".to_owned(),
        _ if deployed.is_none() => return "what it runs is not known".to_owned(),
        State::InStep if machine.modules.is_empty() => "in step",
        State::InStep => "in step, but its modules are written differently today",
        State::Behind => "behind the manifest",
        State::Ahead => "ahead of the manifest",
        State::Diverged => "differs from the manifest",
        State::EditedByHand => "changed by hand",
        State::Unknown => "runs a system that coloc did not make",
    };
    format!("{how}{runs}")
}

/// `ananas, brioche and citron`.
fn names(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
