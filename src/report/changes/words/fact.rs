//! What was meant, one message for each fact.

use super::{Machines, Sentence};
use crate::diff::Action;
use crate::diff::fact::{Detail, Fact, Property};
use crate::diff::value::Value;
use crate::plan::To;
use crate::say;
use crate::snapshot::{Port, PublicKey};
use crate::words::Text;

impl Sentence<'_> {
    pub(super) fn fact(&self, fact: &Fact) -> Text {
        let (words, action) = (self.words, self.action.as_str());
        let (each, these) = (self.each(), self.these());
        let [from, to] = self.values();
        match fact {
            Fact::Property(property) => self.property(property),
            Fact::Account(member) => {
                say!(words, "change-account", what = self.entry(), member, these)
            }
            Fact::Key(member, key) => {
                let [from, to] = [self.was, self.will].map(|comment| self.key(key, comment));
                say!(words, "change-key", action, member, these, from, to)
            }
            Fact::Expires(member) => {
                say!(words, "change-expires", action, member, these, from, to)
            }
            Fact::Uid(member) => self.has_value(say!(words, "property-uid", member, these)),
            Fact::FullName(member) => self.has_value(say!(words, "property-full-name", member)),
            Fact::Caretaker(member) => {
                say!(words, "change-caretaker", action, member, what = these)
            }
            Fact::Open(port) => self.open(port),
            Fact::Serves(domain) => say!(words, "change-serves", action, each, domain),
            Fact::Passes(domain) => {
                say!(words, "change-passes", action, each, domain, from, to)
            }
            Fact::Behind(other) => say!(words, "change-behind", action, these, other),
            Fact::Known(other) => {
                let [from, to] = self.ends();
                say!(words, "change-known", action, each, other, from, to)
            }
            Fact::KnownAs(other) => say!(words, "change-known-as", each, other, from, to),
            Fact::Relays => say!(words, "change-relays", action, each),
            Fact::MeshAddress => say!(words, "change-mesh-address", action, each, from, to),
            Fact::Peer(peer) => {
                let [from, to] = self.ends();
                say!(words, "change-peer", action, each, peer, from, to)
            }
            Fact::PeerFound(peer) => say!(words, "change-peer-found", action, each, peer),
            Fact::PeerAddress(peer) | Fact::RelayedAddress(peer) => {
                say!(words, "change-peer-address", each, peer, from, to)
            }
            Fact::Relayed(peer) => {
                let (what, relay) = self.relay();
                say!(words, "change-relayed", what, each, peer, relay)
            }
            Fact::Secret(secret) => {
                say!(
                    words,
                    "change-secret",
                    action,
                    each,
                    secret = secret.to_string()
                )
            }
            Fact::Module(path) => say!(words, "change-module", action, path, these),
            Fact::Option(path) => self.option(path, these),
            Fact::Service(service) => {
                say!(words, "change-service", action, service, these, from, to)
            }
            Fact::Part(service) => say!(words, "change-part", action, each, service),
            Fact::Of(service, detail) => self.detail(service, detail),
        }
    }

    /// A value of the machine: most are told alike.
    fn property(&self, property: &Property) -> Text {
        let (words, action) = (self.words, self.action.as_str());
        let (each, these) = (self.each(), self.these());
        let [from, to] = self.values();
        let [old, new] = self.ends();
        match property.name {
            "public" => say!(words, "change-public", action, each),
            "site" => say!(words, "change-site", each, from, to),
            "secrets-backend" => say!(words, "change-secrets-backend", action, these, from, to),
            "host-key" => say!(
                words,
                "change-host-key",
                action,
                these,
                from = old,
                to = new
            ),
            "mesh-key" => say!(words, "change-mesh-key", these, from = old, to = new),
            property => {
                let count: usize = match self.machines {
                    Machines::One(_) => 1,
                    Machines::These => 2,
                };
                self.has_value(say!(words, "property", property, these, count))
            }
        }
    }

    fn option(&self, path: &str, owner: Text) -> Text {
        self.has_value(say!(self.words, "property-option", path, owner))
    }

    /// What happens to a member's account.
    fn entry(&self) -> &'static str {
        let is_root = self.will == Some(&Value::Root);
        match self.action {
            Action::Added if is_root => "new-root",
            Action::Added => "new",
            Action::Removed => "gone",
            Action::Changed if is_root => "root",
            Action::Changed => "no-root",
        }
    }

    /// A key by its comment and the end of its material, by which people tell keys apart; where its comment changes, by
    /// that alone.
    fn key(&self, key: &PublicKey, comment: Option<&Value>) -> Text {
        let ended = Text::plain(format!("{} {}", key.kind, end(&key.to_string())));
        match (comment, self.action) {
            (None | Some(Value::Nothing), Action::Added | Action::Removed) => ended,
            (None, Action::Changed) => Text::default(),
            (Some(Value::Nothing), Action::Changed) => self.value(&Value::Nothing),
            (Some(comment), Action::Changed) => Text::code(comment.to_string()),
            (Some(comment), Action::Added | Action::Removed) => Text::code(comment.to_string())
                .then(Text::plain(" ("))
                .then(ended)
                .then(Text::plain(")")),
        }
    }

    /// The ends of two keys.
    fn ends(&self) -> [Text; 2] {
        [self.was, self.will].map(|key| {
            let end = key.map(|key| end(&key.to_string()));
            Text::plain(end.unwrap_or_default())
        })
    }

    fn open(&self, port: &Port) -> Text {
        let (words, action, these) = (self.words, self.action.as_str(), self.these());
        let opening = match port {
            Port::Known(opening) => opening,
            Port::Other(port) => {
                let port = Text::code(port);
                return say!(words, "change-open-other", action, port, these);
            }
        };
        let to = match opening.to {
            To::Everybody => "everybody",
            To::Mesh => "mesh",
            To::Ingress => "ingress",
        };
        let (protocol, port) = (opening.protocol.as_str(), opening.port);
        let whom = say!(words, "port-users", to);
        say!(words, "change-open", action, protocol, port, these, whom)
    }

    /// Whether a machine reaches another one through a third, and which that is.
    fn relay(&self) -> (&'static str, Text) {
        let [from, to] = self.values();
        match (self.action, self.was, self.will) {
            (Action::Removed, None | Some(Value::Nothing), _) => ("unknown", to),
            (Action::Removed, Some(_), _) => ("not-through", from),
            (Action::Added | Action::Changed, _, None | Some(Value::Nothing)) => ("cut-off", to),
            (Action::Added | Action::Changed, _, Some(_)) => ("through", to),
        }
    }

    /// What is said of a service.
    fn detail(&self, service: &str, detail: &Detail) -> Text {
        let (words, action) = (self.words, self.action.as_str());
        let [from, to] = self.values();
        match detail {
            Detail::For => say!(words, "change-for", service, from, to),
            Detail::Caretaker(member) => {
                say!(words, "change-caretaker", action, member, what = service)
            }
            Detail::Backup(other) => {
                let these = self.these();
                say!(words, "change-backup", action, other, service, these)
            }
            Detail::SignOn => say!(words, "change-sign-on", action, service, from, to),
            Detail::Client(client) => {
                say!(words, "change-client", action, service, client, from, to)
            }
            Detail::Domain => self.has_value(say!(words, "service-domain", service)),
            Detail::Port(port) => self.has_value(say!(words, "service-port", port, service)),
            Detail::Setting(setting) => {
                self.has_value(say!(words, "service-setting", setting, service))
            }
            Detail::Collective(key) => self.has_value(say!(words, "service-shows", key, service)),
            Detail::Option(path) => self.option(path, Text::plain(service)),
        }
    }
}

/// The end of a key's material.
fn end(key: &str) -> String {
    let count = key.chars().count();
    let end: String = key.chars().skip(count.saturating_sub(8)).collect();
    format!("…{end}")
}
