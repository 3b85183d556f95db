//! The catalog → human, json, markdown: one file per format. A [`Page`] is what all say of one entry.

pub mod human;
pub mod json;
pub mod markdown;

use crate::catalog::Entry;
use crate::catalog::example::{self, readable};
use crate::catalog::facts::{Instances, Reach, Spread, Sso};
use crate::catalog::setting::Setting;
use crate::catalog::{Port, Secret, State};
use crate::manifest::types::{Language, System};

/// For whom entries are shown.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// In which language texts are.
    pub language: Option<Language>,
    /// The collective's domain, if there is one.
    pub domain: Option<String>,
    /// A machine to stand in examples.
    pub machine: Option<String>,
    /// Members to stand in examples.
    pub caretakers: Vec<String>,
}

impl Reader {
    fn language(&self) -> Language {
        self.language.unwrap_or(Language::En)
    }
}

/// What is said of one entry, in the order in which it is said.
#[derive(Debug)]
pub struct Page<'a> {
    /// The type and the title.
    pub heading: String,
    /// One line on it.
    pub summary: &'a str,
    /// A word, and what holds.
    pub facts: Vec<(&'static str, String)>,
    /// TOML to paste.
    pub example: String,
    /// Longer parts, each with its title.
    pub sections: Vec<(&'static str, Vec<Item>)>,
    /// For the person who cares for it.
    pub readme: &'a str,
}

/// One thing of a section.
#[derive(Debug)]
pub struct Item {
    /// What it is about, as it is written in the manifest or on the machine.
    pub code: String,
    /// What it is, on the same line.
    pub kind: String,
    /// Values as the manifest writes them, each after a word on it.
    pub values: Vec<(&'static str, String)>,
    /// A sentence on it; may be empty.
    pub text: String,
    /// What to type in a terminal.
    pub command: Option<String>,
}

impl<'a> Page<'a> {
    /// What there is to say of an entry.
    pub fn new(entry: &'a Entry, reader: &Reader) -> Self {
        let language = reader.language();
        let settings = entry.settings.iter();
        let sections = [
            (
                "To be accepted",
                entry
                    .accept
                    .iter()
                    .map(|accept| Item {
                        code: format!("settings.{} = true", accept.setting),
                        kind: accept.kind.clone(),
                        values: Vec::new(),
                        text: accept.why.text(language).to_owned(),
                        command: None,
                    })
                    .collect(),
            ),
            (
                "Settings",
                settings
                    .map(|(key, setting)| setting_item(key, setting, reader))
                    .collect(),
            ),
            (
                "Ports",
                entry.ports.iter().map(|p| port(p, language)).collect(),
            ),
            (
                "To back up",
                entry.state.iter().map(|s| state(s, language)).collect(),
            ),
            (
                "Secrets",
                entry.secrets.iter().map(|s| secret(s, language)).collect(),
            ),
        ];
        let machine = reader.machine.as_deref().unwrap_or("ananas");
        let caretakers: Vec<&str> = if reader.caretakers.is_empty() {
            vec!["alice", "bruno"]
        } else {
            reader.caretakers.iter().map(String::as_str).collect()
        };
        Self {
            heading: format!("{}: {}", entry.name, entry.title),
            summary: entry.summary.text(language),
            facts: facts(entry, reader),
            example: example::service(entry, machine, &caretakers),
            sections: sections
                .into_iter()
                .filter(|(_, items): &(_, Vec<Item>)| !items.is_empty())
                .collect(),
            readme: &entry.readme,
        }
    }
}

fn facts(entry: &Entry, reader: &Reader) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if !entry.replaces.is_empty() {
        facts.push(("instead of", entry.replaces.join(", ")));
    }
    facts.push(("NixOS options", format!("{}.*", entry.module)));
    facts.push((
        "needs",
        format!(
            "{} of memory; {} of disk to begin with",
            entry.memory, entry.disk
        ),
    ));
    let beside = match entry.instances {
        Instances::One => "one such service on each",
        Instances::Many => "as many such services on each as it has room for",
    };
    facts.push(("runs on", format!("{}; {beside}", spread(entry.spread))));
    facts.push((
        "processors",
        entry
            .systems
            .iter()
            .map(|system| match system {
                System::X86 => "Intel and AMD (x86_64-linux)",
                System::Arm => "ARM (aarch64-linux)",
            })
            .collect::<Vec<_>>()
            .join(", "),
    ));
    facts.push(("single sign-on", sso(entry.sso).to_owned()));
    if entry.web.is_some() {
        let domain = reader.domain.as_deref().unwrap_or("COLLECTIVE-DOMAIN");
        facts.push(("domain", format!("NAME.{domain}, unless `domain` is given")));
    }
    facts
}

/// On how many machines one service can be.
fn spread(spread: Spread) -> &'static str {
    match spread {
        Spread::SingleSite => "one machine",
        Spread::Replicated => "any number of machines",
        Spread::Quorum => "an odd number of machines",
    }
}

fn sso(sso: Sso) -> &'static str {
    match sso {
        Sso::None => "no",
        Sso::Oidc => "OpenID Connect",
        Sso::Ldap => "LDAP",
    }
}

fn runs_on_arm(entry: &Entry) -> &'static str {
    if entry.systems.contains(&System::Arm) {
        "yes"
    } else {
        "no"
    }
}

fn setting_item(key: &str, setting: &Setting, reader: &Reader) -> Item {
    let domain = reader.domain.as_deref();
    let mut kind = setting.words();
    let range = [
        (setting.min != i64::MIN).then(|| format!("from {}", setting.min)),
        (setting.max != i64::MAX).then(|| format!("to {}", setting.max)),
    ];
    for limit in range.into_iter().flatten() {
        kind = format!("{kind} {limit}");
    }
    let mut values = Vec::new();
    match (&setting.default, &setting.example) {
        (Some(default), _) => values.push(("default", readable(default, domain))),
        // Its example stands in the lines to paste.
        (None, _) if setting.required => kind.push_str("; must be given"),
        (None, Some(example)) => values.push(("unset, for example", readable(example, domain))),
        (None, None) => kind.push_str("; unset"),
    }
    Item {
        code: key.to_owned(),
        kind,
        values,
        text: setting.description.text(reader.language()).to_owned(),
        command: None,
    }
}

fn port(port: &Port, language: Language) -> Item {
    let number = port
        .number
        .map_or_else(|| "a number that coloc gives".to_owned(), |n| n.to_string());
    let reach = match port.reach {
        Some(Reach::Public) => "open to the internet",
        Some(Reach::Mesh) => "open to the collective's machines",
        None => "inside of the machine only",
    };
    Item {
        code: port.name.to_string(),
        kind: format!("{number}, {}; {reach}", port.protocol.as_str()),
        values: Vec::new(),
        text: port
            .what
            .as_ref()
            .map_or_else(String::new, |what| what.text(language).to_owned()),
        command: None,
    }
}

fn state(state: &State, language: Language) -> Item {
    let fill = |text: &str| text.replace("{name}", "NAME").replace("{domain}", "DOMAIN");
    let database = state.database.as_deref().map(|name| {
        let engine = state.engine.map_or("", |engine| engine.as_str());
        format!("{engine} {}", fill(name)).trim().to_owned()
    });
    let (code, kind) = match (&state.path, database) {
        (Some(path), None) => (fill(path), "files"),
        (Some(path), Some(database)) => (format!("{database}, {}", fill(path)), "database"),
        (None, database) => (database.unwrap_or_default(), "database"),
    };
    Item {
        code,
        kind: kind.to_owned(),
        values: Vec::new(),
        text: state
            .what
            .as_ref()
            .map_or_else(String::new, |what| what.text(language).to_owned()),
        command: None,
    }
}

fn secret(secret: &Secret, language: Language) -> Item {
    Item {
        code: secret.name.to_string(),
        kind: match &secret.needed_by {
            Some(setting) => format!("needed with `settings.{setting}`"),
            None => "always needed".to_owned(),
        },
        values: Vec::new(),
        text: secret.what.text(language).to_owned(),
        command: Some(secret.make.clone()),
    }
}
