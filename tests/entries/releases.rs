//! Every release of NixOS knows what entries set in it: at run time nobody looks.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::emit::Scope;
use coloc::pipeline;

/// Releases that coloc's own list of options tells apart, before the newest.
const RELEASES: &[&str] = &["24.11", "25.05", "25.11"];

/// The manifest of a variant, for another release, in a folder that goes with the value.
fn of_release(variant: &Utf8Path, release: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(variant).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(variant).unwrap();
        if path.starts_with("expected") || !entry.file_type().is_file() {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let lines = text.lines().map(|line| {
            let is_release = line.starts_with("release = ");
            let new = format!("release = \"{release}\"");
            if is_release { new } else { line.to_owned() }
        });
        let to = folder.path().join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    folder
}

#[test]
fn every_release_knows_what_entries_set() {
    let services = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services");
    let kinds = services.read_dir_utf8().unwrap().flatten();
    let variants: Vec<Utf8PathBuf> = kinds
        .flat_map(|kind| kind.path().read_dir_utf8().unwrap().flatten())
        .map(|variant| variant.path().to_owned())
        .collect();
    let (mut looked, mut wrong) = (0, Vec::new());
    for variant in &variants {
        for release in RELEASES {
            let folder = of_release(variant, release);
            let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
            // Not all releases have all services, which is an error of its own.
            let (reading, made) = pipeline::check(&root, Scope::Proof).unwrap();
            looked += usize::from(made.is_some());
            let found = reading.findings.iter();
            let of_nixos = found.filter(|finding| finding.code.name.starts_with("nixos/"));
            wrong.extend(of_nixos.map(|it| format!("{variant} {release}: {}", it.message)));
        }
    }
    assert!(
        looked > 2 * variants.len(),
        "{looked} of {}",
        variants.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
