//! What the manifest makes of machines. What these know of each other is worked out once for all that are compared.

use crate::manifest::types::Name;
use crate::plan::{MachinePlan, Plan};
use crate::snapshot::{Fleet, Snapshot, Texts};

/// Machines as they are to be.
pub struct Planned<'p> {
    /// The plan.
    pub plan: &'p Plan,
    fleet: Fleet,
    /// `fleet.json`
    text: String,
}

impl<'p> Planned<'p> {
    /// The machines of a plan.
    pub fn of(plan: &'p Plan) -> Self {
        let fleet = Fleet::of(plan);
        let text = fleet.to_json();
        Self { plan, fleet, text }
    }

    /// A machine with what it knows of the others; none: the manifest has no such machine.
    pub(super) fn machine(&self, name: &str) -> Option<Snapshot> {
        let (name, machine) = self.find(name)?;
        Some(Snapshot::of(self.plan, &self.fleet, name, machine))
    }

    /// A machine alone.
    pub(super) fn own(&self, name: &str) -> Option<Snapshot> {
        let (name, machine) = self.find(name)?;
        Some(Snapshot::own(self.plan, name, machine))
    }

    /// Whether a machine carries to the letter what is generated for it.
    pub(super) fn is(&self, name: &str, carried: &Texts) -> bool {
        carried.fleet.as_ref() == Some(&self.text)
            && self
                .own(name)
                .is_some_and(|own| own.to_json() == carried.machine)
    }

    fn find(&self, name: &str) -> Option<(&'p Name, &'p MachinePlan)> {
        self.plan.machines.get_key_value(name)
    }
}
