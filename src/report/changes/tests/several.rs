//! What is the same on several machines: nobody's name is lost.

use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::diff::intent;
use crate::report::page::{Block, terminal};
use crate::snapshot::{AccountSnapshot, Snapshot};

/// Machines, members and services may be called alike.
const NAMES: [&str; 4] = ["alice", "bob", "carol", "dan"];

fn is_name(word: &&str) -> bool {
    NAMES.contains(word)
}

/// Names in a text, sorted, as often as they stand there.
fn names(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    let mut names: Vec<String> = words.filter(is_name).map(str::to_owned).collect();
    names.sort();
    names
}

/// Whether all of some names are among others, each as often.
fn are_among(some: &[String], others: &[String]) -> bool {
    let count = |list: &[String], name: &String| list.iter().filter(|one| *one == name).count();
    some.iter()
        .all(|name| count(some, name) <= count(others, name))
}

/// What a machine of a name is, with some of the names here and there.
fn snapshot(name: &str, picked: &[u8]) -> Snapshot {
    let text =
        include_str!("../../../../examples/trois-maisons/generated/machines/ananas/machine.json");
    let mut machine: Snapshot = serde_json::from_str(text).unwrap();
    let service = machine.services.remove("nuage").unwrap();
    let mut picks = picked.iter();
    // Which of the names: one bit for each.
    let mut some = || {
        let bits = picks.next().copied().unwrap_or_default();
        let set = NAMES.iter().enumerate();
        let set = set.filter(move |(at, _)| bits & (1 << at) != 0);
        set.map(|(_, name)| (*name).to_owned())
    };
    name.clone_into(&mut machine.machine);
    machine.accounts = some()
        .map(|member| {
            let account = AccountSnapshot {
                uid: 2000,
                name: member.clone(),
                sudo: member.as_str() < "bz",
                keys: Vec::new(),
                expires: None,
            };
            (member, account)
        })
        .collect();
    machine.caretakers = some().collect();
    machine.behind = some().filter(|other| other != name).collect();
    machine.everywhere = some().collect();
    machine.known_hosts = some()
        .filter(|other| other != name)
        .map(|other| (other, "ssh-ed25519 AAAA x.example".to_owned().into()))
        .collect();
    let passed = some().map(|other| (format!("{other}.example"), other));
    machine.passes = passed.filter(|(_, other)| other != name).collect();
    machine.services = some()
        .map(|service_name| (service_name, service.clone()))
        .collect();
    for (at, service) in machine.services.values_mut().enumerate() {
        service.caretakers = if at == 0 {
            some().collect()
        } else {
            Vec::new()
        };
        service.backup = if at == 0 {
            some().collect()
        } else {
            Vec::new()
        };
    }
    machine
}

/// Lines of a page, each with the title that it stands below and its sign.
fn lines(page: &Page) -> Vec<(String, String)> {
    let mut title = String::new();
    let mut lines = Vec::new();
    for block in &page.blocks {
        match block {
            Block::Heading(heading) if heading.level == 2 => title = heading.title.to_string(),
            Block::Line(line) => lines.push((title.clone(), line.text.to_string())),
            _ => {}
        }
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Each change of each machine is told below a title with its name, in a line that names whomever it is about.
    #[test]
    fn merged_sections_name_all_that_single_reports_name(
        picks in prop::collection::vec((prop::collection::vec(0_u8..16, 9), prop::collection::vec(0_u8..16, 9)), 1..4),
        french in any::<bool>(),
    ) {
        let words = Words::of(if french { Language::Fr } else { Language::En });
        let machines: Vec<MachineDiff> = NAMES
            .iter()
            .zip(&picks)
            .map(|(name, (old, new))| {
                machine(name, intent(&snapshot(name, old), &snapshot(name, new)))
            })
            .collect();
        let merged = lines(&page_of(&machines, &[], &words));
        for diff in &machines {
            // Its own name aside, which stands in the title.
            let mut single = diff.clone();
            "zzz".clone_into(&mut single.machine);
            let single = lines(&page_of(&[single], &[], &words));
            prop_assert_eq!(single.len(), diff.changes.len());
            for (change, (_, alone)) in diff.changes.iter().zip(&single) {
                let told = [Machines::One(&diff.machine), Machines::These]
                    .map(|machines| sentence(&words, change, machines).to_string());
                let (title, line) = merged
                    .iter()
                    .find(|(title, line)| names(title).contains(&diff.machine) && told.contains(line))
                    .unwrap_or_else(|| panic!("{alone}: not told of {}\nin {merged:#?}", diff.machine));
                prop_assert!(are_among(&names(alone), &names(line)), "{}: {} is {}", title, alone, line);
            }
        }
    }
}

#[test]
fn members_who_are_called_like_machines_keep_their_names() {
    let words = Words::of(Language::En);
    let account = |member: &str| added(Fact::Account(member.to_owned()), Value::Root);
    let machines =
        ["alice", "bob"].map(|name| machine(name, vec![account(name), account("carol")]));
    expect![[r"
        alice and bob
          Who can get in
            + carol gets an account on these machines, and can become root

        alice: what it runs is not known; see above
          Who can get in
            + alice gets an account on alice, and can become root

        bob: what it runs is not known; see above
          Who can get in
            + bob gets an account on bob, and can become root
    "]]
    .assert_eq(&terminal::render(
        &page_of(&machines, &[], &words),
        &words,
        false,
        100,
    ));
}
