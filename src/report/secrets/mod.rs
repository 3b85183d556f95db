//! Secrets that must exist → a page, json. Never their values, which coloc does not know.

mod json;
mod page;

pub use json::list as json;
pub use page::{made, page, problem, what};

use crate::manifest::types::Name;
use crate::secrets::{Due, Inventory, State};

/// Which secrets are shown.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Only what is not known to be there.
    pub missing: bool,
    /// Only those of these machines; all, if there are none.
    pub machines: Vec<Name>,
}

impl Shown {
    /// Whether one is.
    pub fn shows(&self, due: &Due) -> bool {
        (!self.missing || due.state != State::Present)
            && (self.machines.is_empty() || self.machines.contains(&due.machine))
    }

    /// Those that are, machine by machine.
    fn by_machine<'a>(&self, inventory: &'a Inventory) -> Vec<(&'a Name, Vec<&'a Due>)> {
        let mut machines: Vec<(&Name, Vec<&Due>)> = Vec::new();
        for due in inventory.secrets.iter().filter(|due| self.shows(due)) {
            match machines.last_mut() {
                Some((machine, here)) if *machine == &due.machine => here.push(due),
                _ => machines.push((&due.machine, vec![due])),
            }
        }
        machines
    }
}
