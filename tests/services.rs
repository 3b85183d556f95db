//! Each folder `tests/services/TYPE/VARIANT` is a collective with a service of that type; `expected/` beside it is what
//! is generated for it: its modules, and its part of `machine.json`. `UPDATE_EXPECT=1 cargo test --test folders
//! services::` writes it anew.

use std::collections::BTreeMap;
use std::path::Path;

use crate::generated::Generated;
use camino::{Utf8Path, Utf8PathBuf};
use coloc::emit::paths::MachineFile;
use coloc::snapshot::Snapshot;

pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services");

/// What is generated for the services of one type: path below `expected/` → text.
fn slice(generated: &Generated, kind: &str) -> BTreeMap<Utf8PathBuf, String> {
    let mut slice = BTreeMap::new();
    for (name, machine) in &generated.plan.machines {
        let here = Utf8Path::new(name.as_str());
        let snapshot = Snapshot::own(&generated.plan, name, machine);
        for (part, services) in [
            ("services", &machine.services),
            ("for", &machine.everywhere),
        ] {
            let services = services
                .iter()
                .filter(|(_, service)| service.entry.name.as_str() == kind);
            for (service, _) in services {
                let file = format!("{part}/{service}.nix");
                let path = Utf8Path::new("generated/machines").join(here).join(&file);
                slice.insert(
                    here.join(&file),
                    generated.tree.files[&path].text().to_owned(),
                );
                if let Some(of_service) = snapshot.services.get(service.as_str()) {
                    let mut json = serde_json::to_string_pretty(of_service).unwrap();
                    json.push('\n');
                    slice.insert(here.join(format!("{service}.json")), json);
                }
            }
        }
    }
    for (name, machine) in &generated.plan.machines {
        // What it does for services of other machines.
        if machine.web.iter().any(|web| !web.corners.is_empty()) {
            let path = MachineFile::Web.of(name.as_str());
            let text = generated.tree.files[&path].text().to_owned();
            slice.insert(Utf8Path::new(name.as_str()).join("web.nix"), text);
        }
    }
    if !generated.plan.dns_extras.is_empty() && kind != "knot" {
        let dns = generated.tree.files[Utf8Path::new("generated/DNS.md")].text();
        slice.insert("DNS.md".into(), dns.to_owned());
    }
    slice
}

pub fn variant(main: &Path) -> datatest_stable::Result<()> {
    let main = Utf8PathBuf::from_path_buf(main.canonicalize()?)
        .map_err(|path| path.display().to_string())?;
    let folder = main.parent().ok_or("a variant is a folder")?;
    let kind = folder.parent().and_then(Utf8Path::file_name);
    let kind = kind.ok_or("its folder is called as the type")?;
    // Every option that an entry sets is one of NixOS, and takes what it is given.
    let (reading, proven) = coloc::pipeline::check(folder, coloc::emit::Scope::Proof)?;
    let mut wrong = reading
        .findings
        .iter()
        .filter(|finding| finding.code.name.starts_with("nixos/"));
    if let Some(finding) = wrong.next() {
        return Err(format!("{folder}: {} {:?}", finding.message, finding.labels).into());
    }
    let generated = Generated::from(folder);
    // A look at the letters finds what a parse does.
    if proven.is_none_or(|(_, tree)| tree.files != generated.tree.files) {
        return Err(format!("{folder}: what is looked at closely is another text").into());
    }
    let slice = slice(&generated, kind);
    if slice.is_empty() {
        return Err(format!("{folder} has no service of type {kind}").into());
    }
    let expected = folder.join("expected");
    for (path, text) in &slice {
        let file = expected.join(path);
        std::fs::create_dir_all(file.parent().ok_or("below expected/")?)?;
        expect_test::expect_file![file.as_std_path()].assert_eq(text);
    }
    for entry in walkdir::WalkDir::new(&expected) {
        let entry = entry?;
        let path = Utf8Path::from_path(entry.path()).ok_or("UTF-8")?;
        if entry.file_type().is_file() && !slice.contains_key(path.strip_prefix(&expected)?) {
            if std::env::var_os("UPDATE_EXPECT").is_none() {
                return Err(format!("{path} is no longer generated").into());
            }
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
