//! Programs that tests run: where one is missing, its tests say so and test nothing; with `COLOC_REQUIRE_NIX=1`, as in
//! CI, they fail instead.

use std::io::Write as _;
use std::path::PathBuf;

/// Where a program is; on a Debian, some stand where only root looks.
pub fn path_of(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/sbin".into(), "/sbin".into()]);
    let mut programs = folders.iter().map(|folder| folder.join(name));
    programs.find(|program| program.is_absolute() && program.is_file())
}

/// Whether one of them is missing; then what is not tested (`a test over ssh`) was told.
pub fn are_missing(names: &[&str], untested: &str) -> bool {
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| path_of(name).is_none())
        .collect();
    if missing.is_empty() {
        return false;
    }
    let missing = missing.join(" and no ");
    assert!(
        std::env::var_os("COLOC_REQUIRE_NIX").is_none_or(|value| value != "1"),
        "COLOC_REQUIRE_NIX=1, but there is no {missing}"
    );
    skipped(&missing, untested);
    true
}

/// Not by `eprintln!`, which the test harness swallows.
pub fn skipped(missing: &str, untested: &str) {
    let note = format!("\n*** SKIPPED: no {missing} here; {untested} tested nothing ***\n\n");
    let _ = std::io::stderr().write_all(note.as_bytes());
}
