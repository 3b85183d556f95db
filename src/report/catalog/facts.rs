//! What holds for an entry, a word and a text each.

use super::Reader;
use crate::catalog::Entry;
use crate::catalog::facts::{Role, Spread, Sso};
use crate::manifest::types::System;
use crate::say;
use crate::words::{Text, Words};

/// All of it, in the order in which it is said.
pub(super) fn facts(entry: &Entry, reader: &Reader, words: &Words) -> Vec<(Text, Text)> {
    let mut facts = Vec::new();
    if !entry.replaces.is_empty() {
        let replaces = Text::plain(entry.replaces.join(", "));
        facts.push((say!(words, "fact-instead"), replaces));
    }
    let options = Text::code(format!("{}.*", entry.module));
    facts.push((say!(words, "fact-options"), options));
    let needs = say!(
        words,
        "fact-needs-these",
        memory = entry.memory.to_string(),
        disk = entry.disk.to_string()
    );
    facts.push((say!(words, "fact-needs"), needs));
    let machines = say!(
        words,
        "fact-machines-these",
        spread = spread(entry, words),
        beside = entry.instances.as_str()
    );
    facts.push((say!(words, "fact-machines"), machines));
    let systems = entry.systems.iter();
    let systems: Vec<Text> = systems
        .map(|system| say!(words, "system", system = system.as_str()))
        .collect();
    facts.push((say!(words, "fact-systems"), Text::joined(&systems, ", ")));
    let since = entry
        .since
        .map(|release| say!(words, "fact-since", since = release.to_string()));
    let removed = entry
        .removed
        .map(|release| say!(words, "fact-removed", removed = release.to_string()));
    let releases: Vec<Text> = since.into_iter().chain(removed).collect();
    if !releases.is_empty() {
        facts.push((say!(words, "fact-releases"), Text::joined(&releases, "; ")));
    }
    facts.push((say!(words, "fact-sign-on"), sign_on_at_length(entry, words)));
    // Signing in is said above.
    let others = entry.provides.iter().filter(|role| **role != Role::Sso);
    let others: Vec<Text> = others
        .map(|role| say!(words, "for-others", what = role.as_str()))
        .collect();
    if !others.is_empty() {
        facts.push((say!(words, "fact-for-others"), Text::joined(&others, ", ")));
    }
    if !entry.forever.is_empty() {
        let keys = entry.forever.iter().map(|key| match key.as_str() {
            "domain" => Text::code(key),
            key => Text::code(format!("settings.{key}")),
        });
        let keys = Text::joined(&keys.collect::<Vec<_>>(), ", ");
        let these = say!(words, "fact-forever-these", keys = keys);
        facts.push((say!(words, "fact-forever"), these));
    }
    let cannot = cannot(entry, words);
    if !cannot.is_empty() {
        facts.push((say!(words, "fact-cannot"), Text::joined(&cannot, "; ")));
    }
    if entry.web.is_some() {
        let domain = reader.domain.as_deref().unwrap_or("COLLECTIVE-DOMAIN");
        let this = say!(words, "fact-domain-this", domain = domain);
        facts.push((say!(words, "fact-domain"), this));
    }
    facts
}

/// What single sign-on means for it.
fn sign_on_at_length(entry: &Entry, words: &Words) -> Text {
    let how = match (&entry.oidc, entry.sso) {
        _ if entry.provides.contains(&Role::Sso) => "provides",
        (Some(_), _) => "wired",
        (None, sso) => sso.as_str(),
    };
    say!(words, "sign-on-at-length", how = how)
}

/// The same in a word, for tables.
pub(super) fn sign_on(entry: &Entry, words: &Words) -> Text {
    let how = match (&entry.oidc, entry.sso) {
        _ if entry.provides.contains(&Role::Sso) => "provides",
        (Some(_), _) => "wired",
        (None, Sso::Oidc | Sso::Ldap) => "by-hand",
        (None, Sso::None) => "none",
    };
    say!(words, "sign-on", how = how)
}

/// Limits that people meet late.
fn cannot(entry: &Entry, words: &Words) -> Vec<Text> {
    let mut cannot = Vec::new();
    if entry.spread == Spread::SingleSite && !entry.state.is_empty() {
        cannot.push(say!(words, "cannot-go-on"));
    }
    if entry.open {
        cannot.push(say!(words, "cannot-be-closed"));
    }
    cannot
}

/// On how many machines one service can be.
pub(super) fn spread(entry: &Entry, words: &Words) -> Text {
    say!(words, "spread", spread = entry.spread.as_str())
}

/// Whether it runs on ARM.
pub(super) fn on_arm(entry: &Entry, words: &Words) -> Text {
    let yes = entry.systems.contains(&System::Arm);
    say!(words, "on-arm", yes = if yes { "yes" } else { "no" })
}
