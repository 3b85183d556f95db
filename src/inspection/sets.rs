//! Which machines set an option.

use crate::emit::Tree;
use crate::emit::paths::MachineFile;
use crate::finding::{Findings, Label};
use crate::manifest::keys::Keys;
use crate::manifest::types::Name;
use crate::options::definitions::{self, Definition};
use crate::plan::Plan;
use crate::source::Sources;
use crate::visible;

use super::{Inspection, blame::Blame};

/// An option that a machine sets.
pub struct Set {
    /// The machine.
    pub machine: Name,
    /// What sets it.
    pub definition: Definition,
    /// To what, on one line, shortened.
    pub value: String,
    /// In the manifest, where that is the cause.
    pub because: Option<Label>,
    /// In the file.
    pub place: Option<Label>,
}

impl Inspection {
    /// Where machines set an option.
    pub fn sets(
        &self,
        names: &[String],
        keys: &Keys,
        (plan, tree): (&Plan, &Tree),
        (sources, findings): (&mut Sources, &mut Findings),
    ) -> Vec<Set> {
        let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
        let blame = Blame { plan, tree, keys };
        let mut sets = Vec::new();
        for machine in plan.machines.keys() {
            let root = MachineFile::Root.of(machine.as_str());
            for definition in definitions::of(&self.files, root, &wanted) {
                let into = (&mut *sources, &mut *findings);
                let place = self.span(tree, into, &definition.file, &definition.range);
                let value = place.map_or_else(String::new, |span| one_line(sources.text(span)));
                let option = definitions::names(&definition.option);
                let because = blame.cause(&definition.file, &option);
                sets.push(Set {
                    machine: machine.clone(),
                    value,
                    because: because.map(|(key, span)| Label {
                        span,
                        text: key.to_string(),
                    }),
                    place: place.map(|span| Label {
                        span,
                        text: definition.option.clone(),
                    }),
                    definition,
                });
            }
        }
        sets
    }
}

/// A value on one line, shortened.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible::shorten(&words.join(" "), 60).into_owned()
}
