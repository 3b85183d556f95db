//! Each fact and each part of a system, with each action that it can have, of one machine and of several, in both
//! languages.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;

use super::*;
use crate::diff::fact::{Detail, PROPERTIES, Property};
use crate::diff::trace::{Part, Trace};
use crate::snapshot::{PublicKey, Users};

const ALL: &[Action] = &[Action::Added, Action::Removed, Action::Changed];
const COMES_AND_GOES: &[Action] = &[Action::Added, Action::Removed];
const CHANGES: &[Action] = &[Action::Changed];

/// A fact, the actions that it can have, and two values of it.
type Case = (Fact, &'static [Action], Value, Value);

fn text(text: &str) -> Value {
    Value::text(text)
}

/// What follows a fact in the table, and how that changes; the compiler names one that is missing.
fn after(fact: &Fact) -> Option<Case> {
    let name = |name: &str| name.to_owned();
    Some(match fact {
        Fact::Property(_) => return None,
        Fact::Known(_) => (
            Fact::KnownAs(name("citron")),
            CHANGES,
            Value::UsualName(name("citron")),
            text("citron.local"),
        ),
        Fact::KnownAs(_) => (
            Fact::Account(name("emma")),
            ALL,
            Value::Account,
            Value::Root,
        ),
        Fact::Account(_) => {
            let key = PublicKey {
                kind: name("ssh-ed25519"),
                material: Some(name("AAAAC3NzqZ9ppuZ0")),
            };
            let key = Fact::Key(name("alice"), key);
            (key, ALL, text("alice@portable"), Value::Nothing)
        }
        Fact::Key(..) => has(
            Fact::Expires(name("hugo")),
            ALL,
            ["2027-01-01", "2027-02-01"],
        ),
        Fact::Expires(_) => has(Fact::Uid(name("emma")), CHANGES, ["2004", "2005"]),
        Fact::Uid(_) => has(
            Fact::FullName(name("alice")),
            CHANGES,
            ["Alice Martin", "Alice M."],
        ),
        Fact::FullName(_) => comes(Fact::Caretaker(name("emma"))),
        Fact::Caretaker(_) => comes(Fact::Open(name("tcp 443").into())),
        Fact::Open(port) => match port.to_string().as_str() {
            "tcp 443" => comes(Fact::Open(name("mesh udp 9100").into())),
            "mesh udp 9100" => comes(Fact::Open(name("ingress tcp 80").into())),
            "ingress tcp 80" => comes(Fact::Open(name("sctp 5 of tomorrow").into())),
            _ => comes(Fact::Serves(name("nuage.example"))),
        },
        Fact::Serves(_) => has(
            Fact::Passes(name("nuage.example")),
            ALL,
            ["ananas", "datte"],
        ),
        Fact::Passes(_) => comes(Fact::Behind(name("caribou"))),
        Fact::Behind(_) => has(Fact::MeshAddress, ALL, ["fd00::1", "fd01::1"]),
        Fact::MeshAddress => comes(Fact::Relays),
        Fact::Relays => has(
            Fact::Peer(name("citron")),
            ALL,
            ["old00000ezdufRI=", "new11111ezdugRI="],
        ),
        Fact::Peer(_) => has(Fact::PeerAddress(name("citron")), CHANGES, ["::4", "::5"]),
        Fact::PeerAddress(_) => comes(Fact::PeerFound(name("citron"))),
        Fact::PeerFound(_) => has(Fact::Relayed(name("citron")), ALL, ["caribou", "brioche"]),
        Fact::Relayed(other) if other == "citron" => (
            Fact::Relayed(name("datte")),
            ALL,
            Value::Nothing,
            Value::Nothing,
        ),
        Fact::Relayed(_) => has(
            Fact::RelayedAddress(name("citron")),
            CHANGES,
            ["::4", "::5"],
        ),
        Fact::RelayedAddress(_) => comes(Fact::Secret(name("nuage/admin-password").into())),
        Fact::Secret(_) => comes(Fact::Module(name("hardware/ananas.nix"))),
        Fact::Module(_) => has(
            Fact::Option(name("time.timeZone")),
            ALL,
            ["\"Europe/Paris\"", "\"Europe/Brussels\""],
        ),
        Fact::Option(path) if path == "time.timeZone" => has(
            Fact::Option(name("services.x.secretKey")),
            ALL,
            ["\"a\"", "\"b\""],
        ),
        Fact::Option(_) => comes(Fact::Part(name("veille"))),
        Fact::Part(_) => has(Fact::Service(name("nuage")), ALL, ["nextcloud", "forgejo"]),
        Fact::Service(_) => has(
            service(Detail::Domain),
            ALL,
            ["nuage.example", "fichiers.example"],
        ),
        Fact::Of(_, detail) => return after_detail(detail),
    })
}

/// A value of a machine, and how it changes; without a row here, in all ways.
fn property(property: &'static Property) -> Case {
    let (actions, [from, to]) = match property.name {
        "collective" => (CHANGES, ["trois-maisons", "quatre-maisons"]),
        "domain" => (CHANGES, ["a.example", "b.example"]),
        "site" => (CHANGES, ["paris", "bruxelles"]),
        "system" => (CHANGES, ["x86_64-linux", "aarch64-linux"]),
        "hardware" => (CHANGES, ["pc", "vps"]),
        "release" | "state-version" => (CHANGES, ["25.11", "26.05"]),
        "nixpkgs" => (
            ALL,
            [
                "github:NixOS/nixpkgs/nixos-25.11",
                "github:NixOS/nixpkgs/nixos-26.05",
            ],
        ),
        "public" => (COMES_AND_GOES, ["it is", "it is"]),
        "deploy-host" => (CHANGES, ["ananas.example", "ananas.local"]),
        "host-key" => (
            ALL,
            [
                "ssh-ed25519 AAAAC3Nzold00000",
                "ssh-ed25519 AAAAC3Nznew11111",
            ],
        ),
        "contact" => (ALL, ["bonjour@a.example", "salut@a.example"]),
        "keep-logs-days" => (ALL, ["14", "30"]),
        "secrets-backend" => (ALL, ["sops", "agenix"]),
        "mesh-key" => (CHANGES, ["old00000ezdufRI=", "new11111ezdugRI="]),
        "mesh-port" => (CHANGES, ["51820", "51821"]),
        _ => (ALL, ["what was there", "what comes"]),
    };
    has(Fact::Property(property), actions, [from, to])
}

/// A fact that is so or not.
fn comes(fact: Fact) -> Case {
    (fact, COMES_AND_GOES, text("it is"), text("it is"))
}

/// A fact with a text.
fn has(fact: Fact, actions: &'static [Action], [from, to]: [&str; 2]) -> Case {
    (fact, actions, text(from), text(to))
}

fn service(detail: Detail) -> Fact {
    Fact::Of("nuage".to_owned(), detail)
}

fn after_detail(detail: &Detail) -> Option<Case> {
    let name = |name: &str| name.to_owned();
    let groups = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned());
        Value::Users(Users::Groups(names.collect()))
    };
    let people = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned());
        Value::Members(names.collect())
    };
    Some(match detail {
        Detail::Domain => has(service(Detail::Port(name("http"))), ALL, ["8080", "8081"]),
        Detail::Port(_) => (
            service(Detail::For),
            CHANGES,
            Value::Users(Users::Members),
            groups(&["bureau"]),
        ),
        Detail::For => comes(service(Detail::Caretaker(name("emma")))),
        Detail::Caretaker(_) => comes(service(Detail::Backup(name("citron")))),
        Detail::Backup(_) => has(service(Detail::SignOn), ALL, ["entree", "porte"]),
        Detail::SignOn => (
            service(Detail::Client(name("pads"))),
            ALL,
            people(&["alice"]),
            people(&["alice", "bruno"]),
        ),
        Detail::Client(_) => has(
            service(Detail::Setting(name("max-upload"))),
            ALL,
            ["4 GiB", "8 GiB"],
        ),
        Detail::Setting(key) if key == "max-upload" => has(
            service(Detail::Setting(name("smtp-password"))),
            ALL,
            ["a", "b"],
        ),
        Detail::Setting(_) => has(
            service(Detail::Collective(name("title"))),
            ALL,
            ["Trois maisons", "Quatre maisons"],
        ),
        Detail::Collective(key) if key == "title" => has(
            service(Detail::Collective(name("language"))),
            ALL,
            ["fr", "en"],
        ),
        Detail::Collective(key) if key == "language" => has(
            service(Detail::Collective(name("contact"))),
            ALL,
            ["bonjour@a.example", "salut@a.example"],
        ),
        Detail::Collective(key) if key == "contact" => (
            service(Detail::Collective(name("motto"))),
            ALL,
            Value::Nothing,
            text("Ensemble"),
        ),
        Detail::Collective(_) => has(
            service(Detail::Option(name(
                "services.nextcloud.settings.default_locale",
            ))),
            ALL,
            ["\"fr_FR\"", "\"fr_BE\""],
        ),
        Detail::Option(_) => return None,
    })
}

/// All changes of the table.
fn changes() -> Vec<Change> {
    let first = has(
        Fact::Known("citron".to_owned()),
        ALL,
        [
            "ssh-ed25519 AAAAC3Nzold00000",
            "ssh-ed25519 AAAAC3Nznew11111",
        ],
    );
    let cases = std::iter::successors(Some(first), |(fact, ..)| after(fact));
    let properties = PROPERTIES.iter().map(property);
    let mut changes: Vec<Change> = properties
        .chain(cases)
        .flat_map(|(fact, actions, from, to)| {
            actions.iter().flat_map(move |action| {
                let change = change(About::Fact(fact.clone()), *action, &from, &to);
                // An account has two values; both ways of changing it are told.
                let both = matches!(fact, Fact::Account(_))
                    || fact == Fact::Of("nuage".to_owned(), Detail::For);
                let back = self::change(About::Fact(fact.clone()), *action, &to, &from);
                let back = (both && *action != Action::Removed).then_some(back);
                [Some(change), back].into_iter().flatten()
            })
        })
        .collect();
    let mut part = Some(Part::File("hosts".to_owned()));
    while let Some(this) = part {
        for action in ALL {
            for certainty in [Certainty::Certain, Certainty::OnlyABuildTells] {
                let through = match action {
                    Action::Changed => vec!["firewall-start".to_owned(), "rules".to_owned()],
                    Action::Added | Action::Removed => Vec::new(),
                };
                let trace = Trace {
                    part: this.clone(),
                    through,
                };
                let change = change(About::Trace(trace), *action, &text("a"), &text("b"));
                // What goes away needs no build.
                if certainty == Certainty::Certain || *action != Action::Removed {
                    changes.push(Change {
                        certainty,
                        ..change
                    });
                }
            }
        }
        part = match this {
            Part::File(_) => Some(Part::Accounts),
            Part::Accounts => Some(Part::Unit("nginx.service".to_owned())),
            Part::Unit(_) => Some(Part::Start {
                unit: "nginx.service".to_owned(),
                with: "multi-user.target".to_owned(),
            }),
            Part::Start { .. } => Some(Part::Activation),
            Part::Activation => None,
        };
    }
    changes
}

fn change(about: About, action: Action, from: &Value, to: &Value) -> Change {
    Change {
        about,
        action,
        from: (action != Action::Added).then(|| from.clone()),
        to: (action != Action::Removed).then(|| to.clone()),
        certainty: Certainty::Certain,
        keys: [].into(),
    }
}

#[test]
fn every_change_has_words_in_both_languages() {
    let both = [Language::En, Language::Fr].map(Words::of);
    let mut all = String::new();
    for change in changes() {
        let (kind, risk) = (change.kind().as_str(), change.risk().as_str());
        let action = change.action.as_str();
        writeln!(all, "{kind}/{risk} {action} {}", change.subject("ananas")).unwrap();
        for words in &both {
            for machines in [Machines::One("ananas"), Machines::These] {
                let said = sentence(words, &change, machines).to_string();
                let is_whole = !said.contains("  ") && !said.ends_with(' ');
                assert!(is_whole && !said.is_empty(), "{said}");
                if !all.ends_with(&format!("  {said}\n")) {
                    writeln!(all, "  {said}").unwrap();
                }
            }
        }
    }
    expect_file!["every.txt"].assert_eq(&all);
}

/// A value of a machine that has no sentence of its own would be told as another one.
#[test]
fn every_property_is_told_by_its_own_words() {
    for language in [Language::En, Language::Fr] {
        let words = Words::of(language);
        let all: BTreeSet<String> = PROPERTIES
            .iter()
            .map(|property| {
                let fact = About::Fact(Fact::Property(property));
                let change = change(fact, Action::Changed, &text("a"), &text("b"));
                sentence(&words, &change, Machines::These).to_string()
            })
            .collect();
        assert_eq!(all.len(), PROPERTIES.len(), "{all:#?}");
    }
}
