//! What `nix flake init -t` gives works as it is: it has no findings, and it can be generated.

use std::path::Path;
use std::process::Command;

use walkdir::WalkDir;

const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/nix/templates");

/// Runs coloc in a folder; what it says must begin so, and it must be content.
fn coloc(folder: &Path, arguments: &[&str], says: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_coloc"))
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("LC_ALL", "en_GB.UTF-8")
        .output()
        .unwrap();
    let findings = String::from_utf8_lossy(&output.stdout);
    let note = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && findings.is_empty() && note.starts_with(says),
        "coloc {arguments:?}\n{findings}{note}"
    );
}

#[test]
fn every_template_has_no_findings_and_can_be_generated() {
    let offered = std::fs::read_to_string(format!("{TEMPLATES}/default.nix")).unwrap();
    let folders = Path::new(TEMPLATES).read_dir().unwrap();
    let folders: Vec<_> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    assert!(!folders.is_empty());
    for template in folders {
        let name = template.file_name().unwrap().to_str().unwrap();
        assert!(
            offered.contains(&format!("path = ./{name};")),
            "nix/templates/default.nix does not offer {name}"
        );
        let copy = tempfile::tempdir().unwrap();
        for entry in WalkDir::new(&template) {
            let entry = entry.unwrap();
            let to = copy
                .path()
                .join(entry.path().strip_prefix(&template).unwrap());
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).unwrap();
            } else {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
        let ignored = std::fs::read_to_string(copy.path().join(".gitignore")).unwrap();
        assert!(ignored.lines().any(|line| line == ".coloc/"), "{ignored}");
        assert!(copy.path().join("README.md").is_file());

        coloc(
            copy.path(),
            &["check", "--deny", "warnings"],
            "Nothing to complain about",
        );
        coloc(copy.path(), &["generate"], "Wrote ");
        coloc(copy.path(), &["generate", "--check"], "All ");
    }
}
