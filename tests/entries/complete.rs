//! No entry of the catalog is half-done.

use std::collections::BTreeSet;
use std::path::Path;

use coloc::catalog::facts::Bilingual;
use coloc::manifest::types::{Language, Name};

use super::offered::entries;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn said(kind: &Name, what: &str, text: &Bilingual, wrong: &mut Vec<String>) {
    let (en, fr) = (text.text(Language::En), text.text(Language::Fr));
    if en.trim().is_empty() || fr.trim().is_empty() || en == fr {
        wrong.push(format!(
            "{kind}: {what} is not said in both languages: {en:?} {fr:?}"
        ));
    }
}

#[test]
fn no_entry_is_half_done() {
    let mut wrong = Vec::new();
    let entries = entries();
    let folders: BTreeSet<String> = Path::new(PROJECT)
        .join("modules/services")
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let read: BTreeSet<String> = entries.keys().map(Name::to_string).collect();
    assert_eq!(folders, read, "each folder of modules/services is an entry");
    for (kind, entry) in &entries {
        said(kind, "the summary", &entry.summary, &mut wrong);
        for (key, setting) in &entry.settings {
            said(kind, key, &setting.description, &mut wrong);
        }
        for secret in &entry.secrets {
            said(kind, secret.name.as_str(), &secret.what, &mut wrong);
        }
        for what in entry.state.iter().filter_map(|state| state.what.as_ref()) {
            said(kind, "state", what, &mut wrong);
        }
        for need in &entry.needs {
            said(kind, "a need", &need.why, &mut wrong);
        }
        if entry.oidc.is_some() && !entry.readme.contains(" is away ") {
            wrong.push(format!(
                "{kind}: README.md says what goes on while its provider is away"
            ));
        }
        let lines = entry.readme.lines().count();
        if !entry.readme.starts_with("# ") || lines > 120 {
            wrong.push(format!(
                "{kind}: README.md has a title, and at most 120 lines, not {lines}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
