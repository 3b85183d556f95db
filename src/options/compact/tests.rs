//! The embedded index: made, whole, and quick to read.

use std::time::Instant;

use super::{EMBEDDED, read, write};
use crate::options::import;
use crate::options::index::Index;
use crate::options::types::Type;

/// Writes `embedded/nixos.txt` anew: `UPDATE_EXPECT=1 OPTIONS_JSON=/path/to/options.json OPTIONS_RELEASE=24.11
/// cargo test --lib embedded_is_made`. Without these it has nothing to compare with.
#[test]
fn embedded_is_made_of_a_list() {
    let Some(path) = std::env::var_os("OPTIONS_JSON") else {
        eprintln!(
            "SKIPPED: OPTIONS_JSON does not name the list that the embedded index is made of"
        );
        return;
    };
    let release = std::env::var("OPTIONS_RELEASE").unwrap_or_else(|_| "24.11".to_owned());
    let release = super::parse_release(&release).unwrap();
    let text = write(
        release,
        import::entries(&std::fs::read(path).unwrap()).unwrap(),
    )
    .unwrap();
    let expected = expect_test::expect_file!["../embedded/nixos.txt"];
    expected.assert_eq(&text);
}

#[test]
fn embedded_is_whole() {
    let begun = Instant::now();
    let index = read(EMBEDDED).unwrap();
    println!("read in {:?}", begun.elapsed());
    assert_eq!(index.count(), 20_362);
    assert_eq!(index.release(), 2411);
    let begun = Instant::now();
    let index = Index::embedded();
    println!("read, with its overlay, in {:?}", begun.elapsed());
    assert!(index.count() > 20_362);
}

#[test]
fn all_types_are_understood() {
    let index = read(EMBEDDED).unwrap();
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
    let index = read(SMALL).unwrap();
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
        if let Ok(index) = read(&text) {
            index.count();
            let _ = crate::options::near::near(index.root(), &["services", "our", "enable"]);
        }
        if let Ok(index) = Index::imported(&text) {
            proptest::prop_assert!(index.count() < 1_000);
        }
    }
}
