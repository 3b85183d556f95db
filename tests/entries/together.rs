//! Any two entries can run on one machine: at run time nobody looks whether coloc's own modules contradict each other.

use std::collections::BTreeMap;
use std::path::Path;

use camino::Utf8PathBuf;
use coloc::options::check::{self, Against, Fault, Meant};
use coloc::options::graph::{At, Files};
use coloc::options::index::Index;

/// The modules of all entries in their first variant, as one machine has them: path → text.
fn modules() -> BTreeMap<Utf8PathBuf, String> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services");
    let mut modules = BTreeMap::new();
    for entry in services.read_dir().unwrap() {
        let kind = entry.unwrap().file_name().into_string().unwrap();
        let expected = services.join(&kind).join("default/expected");
        let mut machines: Vec<_> = expected.read_dir().unwrap().flatten().collect();
        machines.retain(|machine| machine.path().is_dir());
        machines.sort_by_key(std::fs::DirEntry::file_name);
        for file in walkdir::WalkDir::new(machines[0].path()) {
            let path = file.unwrap().into_path();
            if path.extension().is_some_and(|end| end == "nix") {
                let name = path.file_stem().unwrap().to_str().unwrap();
                let part = path
                    .parent()
                    .unwrap()
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                modules.insert(format!("{kind}-{part}-{name}.nix").into(), text);
            }
        }
    }
    modules
}

/// Options that more than one of some modules set, to different values.
fn contradictions(modules: &BTreeMap<Utf8PathBuf, String>) -> Vec<String> {
    let imports: Vec<String> = modules.keys().map(|path| format!("./{path}")).collect();
    let imports = imports.join(" ");
    let root = Utf8PathBuf::from("all.nix");
    let mut files = Files::wanting([root.clone()]);
    while !files.wanted().is_empty() {
        let given = files.wanted().into_iter().map(|path| {
            let text = match modules.get(&path) {
                Some(text) => text.clone(),
                None => format!("{{ imports = [ {imports} ]; }}"),
            };
            (path, At::Text(text))
        });
        files.give(given.collect());
    }
    let against = Against {
        index: Index::embedded(),
        release: 2605,
        meant: &Meant::default(),
    };
    let problems = check::machine(&files, [root], against).into_iter();
    let conflicts = problems.filter(|problem| problem.fault == Fault::Conflict);
    conflicts
        .map(|problem| format!("{}: {}", problem.file, problem.message))
        .collect()
}

#[test]
fn no_entry_contradicts_another_on_one_machine() {
    let mut modules = modules();
    assert!(modules.len() > 40, "{:?}", modules.keys());
    let found = contradictions(&modules);
    assert!(found.is_empty(), "{found:#?}");
    // And it would be seen.
    let module = "{ services.nextcloud.https = false; }".to_owned();
    modules.insert("zz.nix".into(), module);
    assert_eq!(contradictions(&modules).len(), 1);
}
