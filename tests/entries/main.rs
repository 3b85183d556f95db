//! All entries of the catalog, one by one: none is half-done, hostile values stay values in every template, and none
//! holds a secret.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    missing_docs,
    reason = "tests"
)]

#[path = "../generated/mod.rs"]
mod generated;
mod hostile;
#[path = "../real_nix/mod.rs"]
mod real_nix;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use camino::Utf8PathBuf;
use coloc::catalog::facts::{Bilingual, Role, SettingType};
use coloc::catalog::setting::SettingValue;
use coloc::catalog::{Catalog, Entry, Template, example};
use coloc::emit::Tree;
use coloc::finding::{Findings, Severity};
use coloc::manifest::secrets;
use coloc::manifest::types::{Domain, Email, Language, Name, RepoPath, Text};
use coloc::pipeline::{self, Reading};
use coloc::source::{Sources, Span, Spanned};
use generated::{manifest, wireguard_key};
use rnix::SyntaxKind::{NODE_ATTRPATH, NODE_ATTRPATH_VALUE, NODE_STRING};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn entries() -> BTreeMap<Name, Arc<Entry>> {
    let mut findings = Findings::default();
    let catalog = Catalog::load(&BTreeMap::new(), &mut Sources::default(), &mut findings);
    let findings: Vec<_> = findings.into_iter().collect();
    assert!(findings.is_empty(), "{findings:#?}");
    catalog.entries
}

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
        let lines = entry.readme.lines().count();
        if !entry.readme.starts_with("# ") || lines > 120 {
            wrong.push(format!(
                "{kind}: README.md has a title, and at most 120 lines, not {lines}"
            ));
        }
        let tests = Path::new(PROJECT)
            .join("tests/services")
            .join(kind.as_str());
        if !tests.join("default/coloc.toml").is_file() || !tests.join("default/expected").is_dir() {
            wrong.push(format!(
                "{kind}: add tests/services/{kind}/default/coloc.toml, then UPDATE_EXPECT=1 cargo test --test services"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A collective with one service of a type on three machines, in a folder that goes with the value.
struct Small {
    reading: Reading,
    _folder: tempfile::TempDir,
}

/// An own entry with which others sign in.
const PROVIDER: &str = "name = \"idp\"\ntitle = \"Sign-in\"\nmodule = \"services.idp\"\nmemory = \"1 MiB\"\n\
disk = \"1 MB\"\ninstances = \"one\"\nspread = \"single-site\"\nsso = \"none\"\nprovides = [\"sso\"]\n\
systems = [\"x86_64-linux\", \"aarch64-linux\"]\nsummary = { en = \"a\", fr = \"b\" }\n[web]\ndomains = []\n\
[provider]\nissuer = \"https://{domain}/{client}\"\nauthorize = \"https://{domain}/a\"\n\
token = \"https://{domain}/t\"\nuserinfo = \"https://{domain}/u\"\njwks = \"https://{domain}/j\"\n";

fn small(entry: &Entry, backend: &str) -> Small {
    let mut tables = String::new();
    for (at, name) in ["ananas", "brioche", "citron"].iter().enumerate() {
        tables.push_str(&format!(
            "[machines.{name}]\nsite = \"home\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = {}\nmesh-key = \"{}\"\n\
             system = \"{}\"\n",
            at == 0,
            wireguard_key(at),
            entry.systems[0].as_str(),
        ));
    }
    let service = example::service(entry, "ananas", &["alice", "bruno"]);
    tables.push_str(
        &service
            .replace("\"machine-2\"", "\"brioche\"")
            .replace("\"machine-3\"", "\"citron\""),
    );
    let provides = entry.provides.contains(&Role::Sso);
    if !provides {
        tables.push_str("[services.sign-in]\ntype = \"idp\"\nmachine = \"brioche\"\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("catalog/idp");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("service.toml"), PROVIDER).unwrap();
    std::fs::write(own.join("README.md"), "# Sign-in\n").unwrap();
    std::fs::write(own.join("module.nix.tera"), "{ }\n").unwrap();
    let head = format!("[policy]\nsecrets = \"{backend}\"\n");
    let text = manifest("", &tables).replace("[nixos]\n", &format!("{head}[nixos]\n"));
    std::fs::write(folder.path().join("coloc.toml"), text).unwrap();
    let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
    let reading = pipeline::read(&root).unwrap();
    let small = Small {
        reading,
        _folder: folder,
    };
    small.content(&entry.name);
    small
}

impl Small {
    fn content(&self, kind: &Name) {
        let errors: Vec<_> = self
            .reading
            .findings
            .iter()
            .filter(|finding| finding.severity() == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{kind}: {errors:#?}");
    }

    fn tree(&mut self, kind: &Name) -> Tree {
        let (_, tree) = pipeline::emit(&mut self.reading).unwrap();
        self.content(kind);
        tree
    }

    /// Gives one setting a value, and returns what it had.
    fn give(
        &mut self,
        kind: &Name,
        key: &str,
        value: Option<SettingValue>,
    ) -> Option<SettingValue> {
        let span = Span::new(self.reading.sources.add("hostile", ""), 0, 0);
        let services = self.reading.collective.services.values_mut();
        let settings = services
            .filter(|service| &service.entry.name == kind)
            .map(|service| &mut service.settings)
            .next()?;
        let was = match value {
            Some(value) => settings.insert(key.to_owned(), Spanned::new(value, span)),
            None => settings.remove(key),
        };
        was.map(|was| was.value)
    }

    /// Gives all settings that hold text this one, whatever their patterns say. Every other `round` all switches are on
    /// and all other settings given; words of enums are taken in turn.
    fn set(&mut self, kind: &Name, text: &str, round: usize) {
        let all = round.is_multiple_of(2);
        let span = Span::new(self.reading.sources.add("hostile", ""), 0, 0);
        let Some(service) = self
            .reading
            .collective
            .services
            .values_mut()
            .find(|service| &service.entry.name == kind)
        else {
            panic!("{kind} is there")
        };
        for (key, setting) in &service.entry.settings {
            let value = match setting.kind {
                SettingType::String => SettingValue::String(text.to_owned()),
                SettingType::List => SettingValue::List(vec![text.to_owned(), format!("a{text}")]),
                SettingType::Bool => SettingValue::Bool(all),
                SettingType::Enum => {
                    SettingValue::String(setting.values[round % setting.values.len()].clone())
                }
                _ if !all || service.settings.contains_key(key) => continue,
                SettingType::Int => SettingValue::Int(setting.min.max(1).min(setting.max)),
                SettingType::Size => SettingValue::Size(1 << 30),
                SettingType::Domain => {
                    SettingValue::Domain(Domain::new("other.test.example").unwrap())
                }
                SettingType::PathInRepo => SettingValue::Path(RepoPath::new("pages").unwrap()),
                SettingType::Members => {
                    let alice = Name::new("alice").unwrap();
                    SettingValue::Members(vec![Spanned::new(alice, span)])
                }
            };
            service
                .settings
                .insert(key.clone(), Spanned::new(value, span));
        }
        for member in self.reading.collective.members.values_mut() {
            member.name.value = Text(text.to_owned());
            member.table.email = Some(Spanned::new(Email(text.to_owned()), span));
        }
        self.reading.collective.title.value = Text(text.to_owned());
    }
}

/// The modules of services in a tree.
fn modules(tree: &Tree) -> impl Iterator<Item = (&Utf8PathBuf, &String)> {
    tree.files.iter().filter(|(path, _)| {
        path.extension() == Some("nix")
            && path
                .components()
                .any(|part| matches!(part.as_str(), "services" | "for"))
    })
}

#[test]
fn no_entry_holds_a_secret() {
    for (kind, entry) in &entries() {
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
                let file = sources.add(path.clone(), module.clone());
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
