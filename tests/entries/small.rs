//! A collective with one service of a type, whose settings can be given values that its entry would refuse.

use std::sync::Arc;

use camino::Utf8PathBuf;
use coloc::catalog::facts::{Role, SettingType};
use coloc::catalog::setting::SettingValue;
use coloc::catalog::{Entry, example};
use coloc::emit::Tree;
use coloc::finding::Severity;
use coloc::manifest::types::{Domain, Email, Name, RepoPath, Text};
use coloc::pipeline::{self, Reading};
use coloc::source::{Span, Spanned};

use crate::generated::{manifest, wireguard_key};

/// A collective with one service of a type on three machines, in a folder that goes with the value.
pub struct Small {
    reading: Reading,
    _folder: tempfile::TempDir,
}

/// An own entry with which others sign in.
const PROVIDER: &str = "name = \"idp\"\ntitle = \"Sign-in\"\nmodule = \"services.idp\"\nmemory = \"1 MiB\"\n\
disk = \"1 MB\"\ninstances = \"one\"\nspread = \"single-site\"\nsso = \"none\"\nprovides = [\"sso\"]\n\
systems = [\"x86_64-linux\", \"aarch64-linux\"]\nsummary = { en = \"a\", fr = \"b\" }\n[web]\ndomains = []\n\
[provider]\nissuer = \"https://{domain}/{client}\"\nauthorize = \"https://{domain}/a\"\n\
token = \"https://{domain}/t\"\nuserinfo = \"https://{domain}/u\"\njwks = \"https://{domain}/j\"\n";

pub fn small(entry: &Entry, backend: &str) -> Small {
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

    pub fn tree(&mut self, kind: &Name) -> Tree {
        let (_, tree) = pipeline::emit(&mut self.reading, coloc::emit::Scope::Proof).unwrap();
        self.content(kind);
        tree
    }

    /// Gives one setting a value, and returns what it had.
    pub fn give(
        &mut self,
        kind: &Name,
        key: &str,
        value: Option<SettingValue>,
    ) -> Option<SettingValue> {
        let span = Span::new(self.reading.sources.add("hostile", ""), 0, 0);
        let collective = Arc::make_mut(&mut self.reading.collective);
        let settings = collective
            .services
            .values_mut()
            .filter(|service| &service.entry.name == kind)
            .map(|service| &mut Arc::make_mut(service).settings)
            .next()?;
        let was = match value {
            Some(value) => settings.insert(key.to_owned(), Spanned::new(value, span)),
            None => settings.remove(key),
        };
        was.map(|was| was.value)
    }

    /// Gives all settings that hold text this one, whatever their patterns say. Every other `round` all switches are on
    /// and all other settings given; words of enums are taken in turn.
    pub fn set(&mut self, kind: &Name, text: &str, round: usize) {
        let all = round.is_multiple_of(2);
        let span = Span::new(self.reading.sources.add("hostile", ""), 0, 0);
        let collective = Arc::make_mut(&mut self.reading.collective);
        let Some(service) = collective
            .services
            .values_mut()
            .map(Arc::make_mut)
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
        for member in collective.members.values_mut() {
            member.name.value = Text(text.to_owned());
            member.table.email = Some(Spanned::new(Email(text.to_owned()), span));
        }
        collective.title.value = Text(text.to_owned());
    }
}

/// The modules of services in a tree.
pub fn modules(tree: &Tree) -> impl Iterator<Item = (&Utf8PathBuf, &str)> {
    let files = tree.files.iter();
    files
        .filter(|(_, file)| file.service().is_some())
        .map(|(path, file)| (path, file.text()))
}
