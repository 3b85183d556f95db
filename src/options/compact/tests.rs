//! The embedded index: made, whole, and quick to read.

use std::time::Instant;

use super::{EMBEDDED, read};
use crate::options::import;
use crate::options::index::{Index, Place};
use crate::options::types::Type;

/// Every option of NixOS' own list of 26.05 is in the embedded one, with its type: `OPTIONS_JSON=/path/to/options.json
/// cargo test --lib embedded_has_all`. Without a list it has nothing to compare with.
#[test]
fn embedded_has_all_of_a_list() {
    let Some(path) = std::env::var_os("OPTIONS_JSON") else {
        eprintln!("SKIPPED: OPTIONS_JSON names no list that the embedded index is compared with");
        return;
    };
    let index = Index::embedded_for(2605);
    let mut missing = Vec::new();
    for entry in import::entries(&std::fs::read(path).unwrap()).unwrap() {
        let names: Vec<&str> = entry.path.iter().map(String::as_str).collect();
        let facts = index.find(&names).and_then(Place::facts);
        // What NixOS takes for a whole system, or for another name, it calls a submodule.
        let same =
            |kind: &Type| entry.r#type == "submodule" || *kind == Type::described(&entry.r#type);
        if !facts.is_some_and(|facts| same(facts.r#type)) && entry.path != ["services", "compton"] {
            missing.push(format!("{names:?}: {}", entry.r#type));
        }
    }
    println!("{missing:#?}");
    assert!(missing.is_empty(), "{}", missing.len());
}

#[test]
fn embedded_is_whole() {
    let begun = Instant::now();
    let index = read(EMBEDDED, 2605).unwrap();
    println!("read in {:?}", begun.elapsed());
    assert_eq!((index.count(), index.release()), (24_872, 2605));
    let older = read(EMBEDDED, 2411).unwrap();
    assert!(
        (20_362..20_800).contains(&older.count()),
        "{}",
        older.count()
    );
    let begun = Instant::now();
    let index = Index::embedded();
    println!("read, with its overlay, in {:?}", begun.elapsed());
    assert!(index.count() > 24_872);
}

const TWO_RELEASES: &str = "coloc options 1\nrelease 26.05\ntypes 2\nboolean\nstring\ndefaults 0\noptions 9\nours\n \
     always\t0\n came\t0+\n came-late\t0!+2605\n changed\t0~1\n went\t0-\nwent\n too\t0-\nx\t0\nend\n";

#[test]
fn a_list_tells_two_releases_and_what_lies_between() {
    let seen = |release| {
        let index = read(TWO_RELEASES, release).unwrap();
        let ours = index.find(&["ours"]).unwrap();
        let names: Vec<&str> = ours.children().map(|(name, _)| name).collect();
        let takes = |name: &str, kind: &str| {
            let kind = Type::described(kind);
            match ours.child(name).and_then(Place::facts).unwrap().r#type {
                Type::Either(all) => all.contains(&kind),
                one => *one == kind,
            }
        };
        let went = index.find(&["went"]).is_some();
        let changed = (takes("changed", "boolean"), takes("changed", "string"));
        (names.join(" "), went, changed)
    };
    let all = "always came came-late changed went";
    assert_eq!(
        seen(2411),
        ("always changed went".to_owned(), true, (false, true))
    );
    assert_eq!(
        seen(2511),
        (all.replace(" came-late", ""), true, (true, true))
    );
    assert_eq!(seen(2605), (all.replace(" went", ""), false, (true, false)));
}

#[test]
fn all_types_are_understood() {
    let index = read(EMBEDDED, 2605).unwrap();
    let begun = Instant::now();
    let unknown: Vec<(&str, usize)> = index
        .uses()
        .into_iter()
        .filter(|(text, _)| matches!(Type::described(text), Type::Unknown(_)))
        .collect();
    println!(
        "{} descriptions read in {:?}; unknown: {unknown:#?}",
        index.descriptions().count(),
        begun.elapsed()
    );
    assert!(unknown.len() <= 10, "{unknown:#?}");
}

const SMALL: &str = "coloc options 1\nrelease 26.05\ntypes 2\nboolean\nnull or string\ndefaults 1\nfalse\noptions 4\nservices\n \
     ours\n  enable\t0\t0\n  odd\\tname\t1!\nend\n";

#[test]
fn what_is_written_is_read() {
    let index = read(SMALL, 2605).unwrap();
    assert_eq!((index.release(), index.count()), (2605, 2));
    let odd = index.find(&["services", "ours", "odd\tname"]).unwrap();
    let facts = odd.facts().unwrap();
    assert_eq!(facts.type_text, "null or string");
    assert!(facts.read_only && facts.default.is_none());
    let on = index.find(&["services", "ours", "enable"]).unwrap();
    assert_eq!(on.facts().unwrap().default, Some("false"));
    assert_eq!(super::release_of(SMALL), Some(2605));
    assert_eq!(super::release_of("{}"), None);
}

proptest::proptest! {
    /// Whatever happens to the file, reading it ends, and what is read can be walked.
    #[test]
    fn a_damaged_index_does_no_harm(at in 0..SMALL.len(), with in "[ \t\n\\\\0-9a-z!]{0,3}", cut in 0usize..4) {
        let mut text = SMALL.to_owned();
        text.replace_range(at..(at + cut).min(SMALL.len()), &with);
        if let Ok(index) = read(&text, 2605) {
            index.count();
            let _ = crate::options::near::near(index.root(), &["services", "our", "enable"]);
        }
        if let Ok(index) = Index::imported(&text) {
            proptest::prop_assert!(index.count() < 1_000);
        }
    }
}
