//! What people must know about data when machines change: coloc moves none, and deletes none.

use std::collections::{BTreeMap, BTreeSet};

use super::machine::moves;
use super::note::Note;
use crate::snapshot::{ServiceSnapshot, Snapshot};

/// Whether something of a type of service can never change once it runs: its `domain`, or a setting, by its name. The
/// catalog knows.
pub type Forever<'c> = dyn Fn(&str, &str) -> bool + 'c;

/// Notes, sorted: services that move, copies that nobody renews any more, names that can never change. Takes what runs
/// now and what is planned, by machine.
pub fn notes(
    deployed: &BTreeMap<String, &Snapshot>,
    planned: &BTreeMap<String, &Snapshot>,
    forever: &Forever<'_>,
) -> Vec<Note> {
    let mut notes: BTreeSet<Note> = moves(deployed, planned).into_iter().collect();
    for (machine, was) in deployed {
        let Some(will) = planned.get(machine) else {
            continue;
        };
        for (name, service) in &was.services {
            let Some(next) = will.services.get(name) else {
                continue;
            };
            let old = service.backup.iter().filter(|at| !next.backup.contains(at));
            notes.extend(old.map(|at| Note::OldCopies {
                service: name.clone(),
                at: at.clone(),
            }));
            if service.r#type == next.r#type {
                notes.extend(renamed(name, service, next, forever));
            }
        }
    }
    notes.into_iter().collect()
}

/// Names of a service that change, and never can.
fn renamed(
    name: &str,
    was: &ServiceSnapshot,
    will: &ServiceSnapshot,
    forever: &Forever<'_>,
) -> Vec<Note> {
    let domain = |of: &ServiceSnapshot| of.domains.first().cloned();
    let mut pairs = vec![("domain", domain(was), domain(will))];
    for (key, value) in &was.settings {
        pairs.push((key, Some(value.clone()), will.settings.get(key).cloned()));
    }
    pairs
        .into_iter()
        .filter(|(key, from, to)| from != to && forever(&was.r#type, key))
        .map(|(key, from, to)| Note::ForGood {
            service: name.to_owned(),
            key: key.to_owned(),
            from,
            to,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn example(machine: &str) -> Snapshot {
        let text = match machine {
            "ananas" => {
                include_str!("../../examples/trois-maisons/generated/machines/ananas/machine.json")
            }
            _ => include_str!("../../examples/trois-maisons/generated/machines/datte/machine.json"),
        };
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn moves_old_copies_and_names_for_good_are_told() {
        let (ananas, datte) = (example("ananas"), example("datte"));
        let (mut new_ananas, mut new_datte) = (ananas.clone(), datte.clone());
        let mut nuage = new_ananas.services.remove("nuage").unwrap();
        nuage.backup.clear();
        new_datte.services.insert("nuage".to_owned(), nuage);
        let chat = new_datte.services.get_mut("discussions").unwrap();
        chat.backup.retain(|at| at != "citron");
        chat.settings
            .insert("server-name".to_owned(), "autre.example".to_owned());
        chat.settings
            .insert("max-upload".to_owned(), "1 GiB".to_owned());
        let machines = |ananas, datte| {
            BTreeMap::from([("ananas".to_owned(), ananas), ("datte".to_owned(), datte)])
        };
        let (old, new) = (machines(&ananas, &datte), machines(&new_ananas, &new_datte));
        let forever = |entry: &str, key: &str| entry == "matrix-synapse" && key == "server-name";
        let text = |text: &str| text.to_owned();
        assert_eq!(
            notes(&old, &new, &forever),
            [
                Note::ForGood {
                    service: text("discussions"),
                    key: text("server-name"),
                    from: Some(text("trois-maisons.example")),
                    to: Some(text("autre.example")),
                },
                Note::OldCopies {
                    service: text("discussions"),
                    at: text("citron"),
                },
                Note::Moves {
                    service: text("nuage"),
                    from: vec![text("ananas")],
                    to: vec![text("datte")],
                },
            ]
        );
        assert_eq!(notes(&new, &new, &forever), []);
    }
}
