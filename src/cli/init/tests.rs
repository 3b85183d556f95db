//! First manifests, also from hostile answers.

#![allow(clippy::expect_used, reason = "tests")]

use proptest::prelude::*;

use super::ask::reason;
use super::facts::FACTS;
use super::*;
use crate::finding::{Findings, Severity};
use crate::manifest::begin::Beginning;
use crate::manifest::{self, Manifest};
use crate::source::Sources;

fn errors(text: &str) -> Vec<String> {
    pipeline::draft(text)
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .map(reason)
        .collect()
}

#[test]
fn the_first_manifest_has_no_errors() {
    assert_eq!(
        errors(&Beginning::default().manifest()),
        Vec::<String>::new()
    );
}

#[test]
fn its_examples_are_right_once_they_are_filled_in() {
    let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    let mesh = "5EZ/u2ia+29OyQ9B8hh+v8/FonAB4YWjp24yezdufRI=";
    let text = Beginning::default()
        .manifest()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(example) if !example.starts_with(' ') => example,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
        .replace("ssh-ed25519 AAAA…", other)
        .replace("\"…\" # what `wg", &format!("\"{mesh}\" # what `wg"));
    assert!(text.contains("\n[services.nuage]"), "{text}");
    let paths = |why: &String| !why.contains("hardware/");
    let errors: Vec<String> = errors(&text).into_iter().filter(paths).collect();
    assert_eq!(errors, Vec::<String>::new());
}

/// What a text holds, if nothing is wrong with it.
fn read(text: &str) -> Option<Manifest> {
    if pipeline::draft(text)
        .iter()
        .any(|finding| finding.severity() == Severity::Error)
    {
        return None;
    }
    let mut sources = Sources::default();
    let file = sources.add(MAIN, text);
    Some(manifest::parse(
        &mut sources,
        &[file],
        &mut Findings::default(),
    ))
}

/// Text with what matters in TOML.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z\"'\\\\\\]\\[=#\n\t {}.]{0,24}",
        Just("\"\n[members.root]\nname = \"x".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn answers_stay_answers(slot in 0..FACTS.len(), answer in hostile()) {
        let mut beginning = Beginning::default();
        *(FACTS[slot].slot)(&mut beginning) = answer;
        if let Some(manifest) = read(&beginning.manifest()) {
            prop_assert_eq!(manifest.members.len(), 1);
            prop_assert_eq!(manifest.machines.len(), 1);
            prop_assert_eq!(manifest.sites.len(), 1);
            prop_assert_eq!(manifest.services.len(), 0);
            let collective = manifest.collective.expect("it is there");
            prop_assert_eq!(collective.title.expect("it is there").value.0, beginning.title);
            let (account, member) = manifest.members.iter().next().expect("one");
            prop_assert_eq!(account.as_str(), beginning.member);
            let name = member.value.name.as_ref().expect("it is there");
            prop_assert_eq!(&name.value.0, &beginning.member_name);
        }
    }
}
