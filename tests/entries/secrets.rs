//! No entry holds a secret.

use coloc::catalog::Template;
use coloc::finding::Findings;
use coloc::manifest::secrets;
use coloc::source::Sources;
use rnix::SyntaxKind::{NODE_ATTRPATH, NODE_ATTRPATH_VALUE, NODE_STRING};

use super::offered::entries;
use super::small::{modules, small};
use crate::progress;

#[test]
fn no_entry_holds_a_secret() {
    for (kind, entry) in &entries() {
        progress::at(kind);
        let templates: Vec<&Template> = [Some(&entry.template), entry.everywhere.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        for template in templates {
            for reader in ["readFile", "fileContents", "importJSON", "importTOML"] {
                assert!(
                    !template.text.contains(reader),
                    "{kind}: `{reader}` would put what it reads into the store"
                );
            }
        }
        for backend in ["sops", "agenix", "none"] {
            let mut small = small(entry, backend);
            small.set(kind, "text", 0);
            let tree = small.tree(kind);
            for (path, module) in modules(&tree) {
                let mut sources = Sources::default();
                let file = sources.add(path.clone(), module);
                let mut findings = Findings::default();
                secrets::mask(file, module, &mut findings);
                for finding in findings.iter() {
                    let text = sources.text(finding.labels[0].span);
                    // A variable of the shell, which is filled on the machine.
                    assert!(text.starts_with('$'), "{kind}, {path} holds {text:?}");
                }
                assert_eq!(
                    literal_secrets(module),
                    [],
                    "{kind}, {path}: for everybody to read"
                );
            }
        }
    }
}

/// Options that are named like secrets, and hold text that is neither a path nor a place for one.
fn literal_secrets(module: &str) -> Vec<(String, String)> {
    const NAMES: &[&str] = &[
        "password",
        "secret",
        "token",
        "passphrase",
        "apikey",
        "secretkey",
        "privatekey",
        "passwd",
    ];
    let root = rnix::Root::parse(module);
    let mut found = Vec::new();
    for pair in root
        .syntax()
        .descendants()
        .filter(|node| node.kind() == NODE_ATTRPATH_VALUE)
    {
        let parts: Vec<_> = pair.children().collect();
        let [path, value] = &parts[..] else { continue };
        if path.kind() != NODE_ATTRPATH || value.kind() != NODE_STRING {
            continue;
        }
        let path = path.text().to_string();
        let last = path.rsplit('.').next().unwrap_or_default();
        let last = last.to_lowercase().replace(['-', '_', '"'], "");
        let text = value.text().to_string();
        let inner = text.trim_matches(['"', '\'']).trim();
        let harmless = inner.is_empty()
            || value.children().next().is_some()
            || inner.starts_with(['/', '$', '@', '%', '!'])
            || inner.starts_with("file:");
        if NAMES.iter().any(|name| last.ends_with(name)) && !harmless {
            found.push((path, inner.to_owned()));
        }
    }
    found
}

#[test]
fn a_literal_secret_would_be_found() {
    let module = "{ services.x = { adminPassword = \"hunter2\"; passwordFile = \"/run/x\"; token = \"@TOKEN@\"; }; }";
    assert_eq!(
        literal_secrets(module),
        [("adminPassword".to_owned(), "hunter2".to_owned())]
    );
}
