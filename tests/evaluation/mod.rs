//! What real Nixes said (`cases/NAME/VERSION.log`, recorded with Nix 2.8 and 2.34), as findings (`VERSION.txt`).
//!
//! A case is the collective of `coloc.toml` with the lines of `nixos.toml` at its end, and the module
//! `hardware/serveur.nix`. `tests/cli/eval.rs` asks the Nix of this computer about the same cases.

use std::collections::BTreeMap;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::evaluation::locate::Map;
use coloc::evaluation::place::Origin;
use coloc::evaluation::{findings, problem};
use coloc::finding::{Findings, Severity};
use coloc::inspection::blame::Blame;
use coloc::nix::log;
use coloc::pipeline;
use coloc::report::human;
use expect_test::expect_file;
use serde_json::json;

const MODULE: &str = "hardware/serveur.nix";

pub fn replay(path: &Path) -> datatest_stable::Result<()> {
    let case = path.parent().unwrap();
    let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap();
    let module = read("serveur.nix");
    let folder = tempfile::tempdir()?;
    let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize()?).unwrap();
    let base = include_str!("coloc.toml");
    std::fs::write(
        root.join("coloc.toml"),
        base.to_owned() + &read("nixos.toml"),
    )?;
    std::fs::create_dir(root.join("hardware"))?;
    std::fs::write(root.join(MODULE), &module)?;
    let mut reading = pipeline::read(&root)?;
    assert!(reading.findings.is_empty(), "{:#?}", reading.findings);
    let (plan, tree) = pipeline::emit(&mut reading, coloc::emit::Scope::All)?;

    let origin = Origin::new(
        Utf8Path::new("/srv/les-lilas"),
        &json!({ "path": "/nix/store/00000000000000000000000000000000-source", "resolved": {} }),
    );
    let log = log::parse(&std::fs::read_to_string(path)?);
    let obstacle = log
        .error
        .as_ref()
        .and_then(|error| problem::obstacle(error, &origin, |path| root.join(path).exists()));
    assert_eq!(obstacle, None, "all cases are about the configuration");
    let by_hand = BTreeMap::from([(Utf8PathBuf::from(MODULE), module)]);
    let blame = Blame {
        plan: &plan,
        tree: &tree,
        keys: &reading.keys,
    };
    let mut map = Map::new(&reading.collective, blame, &by_hand, &mut reading.sources);
    let machine = reading.collective.machines.keys().next().unwrap();
    let mut found = Findings::default();
    found.extend(findings(machine, &log, &origin, &mut map));
    found.sort(&reading.sources);
    assert_eq!(
        found.count(Severity::Error) > 0,
        log.error.is_some(),
        "an error is an error"
    );
    assert_eq!(
        found.is_empty(),
        case.ends_with("fine"),
        "it tells something"
    );
    let shown = human::findings(&found, &reading.sources, false, 100);
    assert!(
        !shown.contains("/nix/store") && !shown.contains('\u{1b}'),
        "{shown}"
    );
    let expected = path.canonicalize()?.with_extension("txt");
    expect_file![expected].assert_eq(&shown);
    Ok(())
}
