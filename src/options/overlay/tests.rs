//! The overlay's lines, and what they do.

use super::{CHANGES, RENAMED, What, changes, is_change, newer, parse, releases};
use crate::options::index::{Fate, Index, Place};

#[test]
fn every_line_is_understood() {
    let lines = RENAMED.lines().chain(CHANGES.lines());
    let lost: Vec<&str> = lines
        .filter(|line| is_change(line) && parse(line).is_none())
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
    let renamed = changes()
        .iter()
        .filter(|change| matches!(change.what, What::Renamed(_)))
        .count();
    println!("{} lines, {renamed} renames", changes().len());
    assert!(renamed > 300);
    // `Index::embedded_for` keeps an index for each of them.
    assert!(releases().len() < 8);
}

#[test]
fn no_path_is_told_twice() {
    let mut paths: Vec<_> = changes()
        .iter()
        .map(|change| (change.since, &change.path))
        .collect();
    paths.sort();
    let twice: Vec<_> = paths.windows(2).filter(|two| two[0] == two[1]).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

/// What every line says is what the index answers; but for names that a list has itself.
#[test]
fn every_line_holds() {
    let index = Index::embedded();
    for change in changes() {
        let mut place = index.root();
        let mut reached = true;
        for name in &change.path {
            match place.child(name) {
                Some(next) if place.fate() == Fate::Here => place = next,
                _ => reached = false,
            }
        }
        if !reached {
            // A branch above was renamed or removed later.
            assert_ne!(place.fate(), Fate::Here, "{change:?}");
            continue;
        }
        match &change.what {
            What::Renamed(_) => {
                let Fate::Renamed(new) = place.fate() else {
                    panic!("{change:?}: {:?}", place.fate());
                };
                assert_eq!(newer(index, new), None, "{change:?}");
            }
            What::Changed(text) => {
                assert_eq!(place.facts().map(|facts| facts.type_text), Some(*text));
            }
            What::Removed(_) => assert!(matches!(place.fate(), Fate::Removed(_)), "{change:?}"),
            What::Obsolete(_) => assert!(matches!(place.fate(), Fate::Obsolete(_)), "{change:?}"),
            What::Added { .. } => {
                assert!(
                    place.facts().is_some() || place.fate() != Fate::Here,
                    "{change:?}"
                );
            }
            What::Alias(target) => {
                let target: Vec<&str> = target.split('.').collect();
                let target = index.find(&target).and_then(Place::facts);
                assert_eq!(
                    place.facts().map(|facts| facts.type_text),
                    target.map(|facts| facts.type_text),
                    "{change:?}"
                );
                let is_some = place.facts().is_some() || place.children().next().is_some();
                assert!(is_some, "{change:?}");
            }
            What::Like(_) => assert!(place.children().next().is_some(), "{change:?}"),
        }
    }
}

#[test]
fn a_release_knows_nothing_of_later_ones() {
    let fate = |release: u32, path: &[&str]| {
        let place = Index::embedded_for(release).find(path);
        place.map(|place| match place.fate() {
            Fate::Here => "here".to_owned(),
            Fate::Renamed(new) => new.to_owned(),
            Fate::Removed(why) => format!("gone: {why}"),
            Fate::Obsolete(why) => format!("idle: {why}"),
        })
    };
    let mail = ["services", "stalwart-mail"];
    assert_eq!(fate(2411, &mail).as_deref(), Some("here"));
    assert_eq!(fate(2511, &mail).as_deref(), Some("here"));
    assert_eq!(fate(2605, &mail).as_deref(), Some("services.stalwart"));
    assert_eq!(fate(2805, &mail).as_deref(), Some("services.stalwart"));
    assert_eq!(fate(2511, &["services", "stalwart"]), None);
    let moved = ["services", "stalwart", "openFirewall"];
    assert_eq!(fate(2605, &moved).as_deref(), Some("here"));
    let sound = ["hardware", "pulseaudio"];
    assert_eq!(fate(2411, &sound).as_deref(), Some("here"));
    assert_eq!(fate(2505, &sound).as_deref(), Some("services.pulseaudio"));
    let daemon = ["services", "pulseaudio", "daemon", "config"];
    assert_eq!(fate(2505, &daemon).as_deref(), Some("here"));
    let cert = ["services", "postfix", "sslCert"];
    assert!(fate(2605, &cert).is_some_and(|fate| fate.starts_with("gone: ")));
}

#[test]
fn what_is_like_another_has_its_options() {
    let index = Index::embedded();
    let text = index
        .find(&["boot", "initrd", "systemd", "services", "<name>", "script"])
        .and_then(Place::facts)
        .map(|facts| facts.type_text);
    assert_eq!(text, Some("strings concatenated with \"\\n\""));
}
