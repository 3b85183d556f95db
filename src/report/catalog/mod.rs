//! The catalog → human, json, markdown: one file per format. A [`Page`] is what all say of one entry.

pub mod human;
mod items;
pub mod json;
pub mod markdown;

use crate::catalog::Entry;
use crate::catalog::example;
use crate::catalog::facts::{Instances, Role, Spread, Sso};
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
        let mut to_back_up: Vec<Item> = entry
            .state
            .iter()
            .map(|state| items::state(state, language))
            .collect();
        to_back_up.extend(items::around_backup(&entry.backup));
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
                "Works well only with",
                entry
                    .needs
                    .iter()
                    .map(|need| items::need(need, language))
                    .collect(),
            ),
            (
                "Settings",
                settings
                    .map(|(key, setting)| items::setting(key, setting, reader))
                    .collect(),
            ),
            (
                "Ports",
                entry
                    .ports
                    .iter()
                    .map(|port| items::port(port, language))
                    .collect(),
            ),
            ("To back up", to_back_up),
            ("Secrets", items::secrets(entry, language)),
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
    if let Some(releases) = releases(entry) {
        facts.push(("NixOS", releases));
    }
    facts.push(("single sign-on", sign_on(entry).to_owned()));
    let others = entry.provides.iter().filter_map(|role| match role {
        // Said above.
        Role::Sso => None,
        Role::Mail => Some("sends their mail"),
        Role::Metrics => Some("collects their figures"),
    });
    let others: Vec<&str> = others.collect();
    if !others.is_empty() {
        facts.push(("for other services", others.join(", ")));
    }
    if !entry.forever.is_empty() {
        let keys = entry.forever.iter().map(|key| match key.as_str() {
            "domain" => key.clone(),
            key => format!("settings.{key}"),
        });
        let keys: Vec<String> = keys.collect();
        facts.push((
            "never changes",
            format!("{}: choose well before it runs", keys.join(", ")),
        ));
    }
    let cannot = cannot(entry);
    if !cannot.is_empty() {
        facts.push(("what it cannot", cannot.join("; ")));
    }
    if entry.web.is_some() {
        let domain = reader.domain.as_deref().unwrap_or("COLLECTIVE-DOMAIN");
        facts.push(("domain", format!("NAME.{domain}, unless `domain` is given")));
    }
    facts
}

/// Which releases of NixOS have it; none: all that coloc knows.
fn releases(entry: &Entry) -> Option<String> {
    match (entry.since, entry.removed) {
        (Some(since), Some(removed)) => Some(format!("from {since} on; no longer from {removed}")),
        (Some(since), None) => Some(format!("from {since} on")),
        (None, Some(removed)) => Some(format!("no longer from {removed}")),
        (None, None) => None,
    }
}

/// What single sign-on means for it, in a sentence.
fn sign_on(entry: &Entry) -> &'static str {
    if entry.provides.contains(&Role::Sso) {
        return "provides it: the other services sign their people in there";
    }
    match (&entry.oidc, entry.sso) {
        (Some(_), _) => {
            "OpenID Connect, set up by itself where a service of the collective provides it"
        }
        (None, Sso::Oidc) => "OpenID Connect, set up by hand",
        (None, Sso::Ldap) => "LDAP, set up by hand",
        (None, Sso::None) => "no: it keeps accounts of its own, if it has any",
    }
}

/// Limits that people meet late.
fn cannot(entry: &Entry) -> Vec<&'static str> {
    let mut cannot = Vec::new();
    if entry.spread == Spread::SingleSite && !entry.state.is_empty() {
        cannot.push("go on when its machine is lost: it comes back from a copy");
    }
    if entry.open {
        cannot.push("keep strangers out: who finds it can use it, whatever `for` says");
    }
    cannot
}

/// On how many machines one service can be.
fn spread(spread: Spread) -> &'static str {
    match spread {
        Spread::SingleSite => "one machine",
        Spread::Replicated => "any number of machines",
        Spread::Quorum => "an odd number of machines",
    }
}

/// The same in a word, for tables.
fn sso(entry: &Entry) -> &'static str {
    match (&entry.oidc, entry.sso) {
        _ if entry.provides.contains(&Role::Sso) => "provides it",
        (Some(_), _) => "yes",
        (None, Sso::Oidc | Sso::Ldap) => "by hand",
        (None, Sso::None) => "no",
    }
}

fn runs_on_arm(entry: &Entry) -> &'static str {
    if entry.systems.contains(&System::Arm) {
        "yes"
    } else {
        "no"
    }
}
