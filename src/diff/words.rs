//! A change of a fact, as a sentence that a member understands.

use super::Action;
use super::fact::{About, Fact};

/// The sentence, without a full stop. `from` and `to` are empty where there is none.
pub fn sentence(fact: &Fact, action: Action, machine: &str, from: &str, to: &str) -> String {
    let turns = |what: &str| match action {
        Action::Added => format!("{what} is set to {to}"),
        Action::Removed => format!("{what} is no longer set (it was {from})"),
        Action::Changed => format!("{what} changes from {from} to {to}"),
    };
    let either = |added: String, removed: String, changed: String| match action {
        Action::Added => added,
        Action::Removed => removed,
        Action::Changed => changed,
    };
    match fact {
        Fact::Account(member) => match (action, to) {
            (Action::Added, "root") => {
                format!("{member} gets an account on {machine}, and can become root")
            }
            (Action::Added, _) => format!("{member} gets an account on {machine}"),
            (Action::Removed, _) => format!("{member} can no longer enter {machine}"),
            (Action::Changed, "root") => format!("{member} can become root on {machine}"),
            (Action::Changed, _) => {
                format!("{member} can no longer become root on {machine}, and keeps an account")
            }
        },
        Fact::Key(member, key) => {
            let (added, removed) = (named(key, to), named(key, from));
            either(
                format!("{member} can enter {machine} with one more key, {added}"),
                format!("{member} can no longer enter {machine} with the key {removed}"),
                format!("the comment of a key of {member} changes from `{from}` to `{to}`"),
            )
        }
        Fact::Expires(member) => either(
            format!("{member} can enter {machine} until {to} only, that day excluded"),
            format!("the way of {member} into {machine} no longer ends (it would have on {from})"),
            format!("the way of {member} into {machine} ends on {to}, not on {from}"),
        ),
        Fact::Uid(member) => turns(&format!("the uid of {member} on {machine}")),
        Fact::FullName(member) => turns(&format!("the name of {member}")),
        Fact::Caretaker(member) => either(
            format!("{member} becomes caretaker of {machine}"),
            format!("{member} is no longer caretaker of {machine}"),
            String::new(),
        ),
        Fact::Open(port) => opened(port, action, machine),
        Fact::Serves(domain) => either(
            format!("{machine} answers for {domain}"),
            format!("{machine} no longer answers for {domain}"),
            String::new(),
        ),
        Fact::Passes(domain) => either(
            format!("{machine} passes visitors of {domain} on to {to}"),
            format!("{machine} no longer passes visitors of {domain} on to {from}"),
            format!("{machine} passes visitors of {domain} on to {to}, no longer to {from}"),
        ),
        Fact::Behind(other) => either(
            format!("visitors reach {machine} through {other}"),
            format!("visitors no longer reach {machine} through {other}"),
            String::new(),
        ),
        Fact::Public => either(
            format!("{machine} takes traffic from the internet"),
            format!("{machine} no longer takes traffic from the internet"),
            String::new(),
        ),
        Fact::Peer(peer) => either(
            format!("{machine} speaks directly with {peer} on the mesh"),
            format!("{machine} no longer speaks directly with {peer} on the mesh"),
            format!(
                "{machine} knows {peer} on the mesh by another key, {}, no longer {}",
                end(to),
                end(from)
            ),
        ),
        Fact::PeerAddress(peer) | Fact::RelayedAddress(peer) => {
            format!("{machine} knows {peer} on the mesh by another address, {to}, no longer {from}")
        }
        Fact::PeerFound(peer) => either(
            format!("{machine} finds {peer} by its public name"),
            format!("{machine} no longer finds {peer} by a public name; {peer} must call"),
            String::new(),
        ),
        Fact::Relayed(peer) => either(
            reached(machine, peer, to),
            match from {
                "" => format!("{machine} no longer knows {peer} on the mesh"),
                from => format!("{machine} no longer reaches {peer} on the mesh through {from}"),
            },
            reached(machine, peer, to),
        ),
        Fact::Known(other) => either(
            format!("{machine} knows {other} by its ssh host key"),
            format!("{machine} no longer knows {other} by its ssh host key"),
            format!(
                "{machine} knows {other} by another ssh host key, {}, no longer {}",
                end(to),
                end(from)
            ),
        ),
        Fact::KnownAs(other) => {
            let name = |value: &str| match value {
                value if value == other => "its usual name".to_owned(),
                value => value.to_owned(),
            };
            format!(
                "{machine} knows {other} for ssh by {}, no longer by {}",
                name(to),
                name(from)
            )
        }
        Fact::Contact => turns("the address that certificate authorities write to"),
        Fact::Nixpkgs => turns(&format!("the nixpkgs that {machine} is built from")),
        Fact::SecretsBackend => either(
            format!("secrets reach {machine} by {to}"),
            format!("no secrets reach {machine} any more"),
            format!("secrets reach {machine} by {to}, no longer by {from}"),
        ),
        Fact::MeshAddress => either(
            format!("{machine} joins the mesh, as {to}"),
            format!("{machine} leaves the mesh (it was {from})"),
            format!("{machine} changes its address on the mesh from {from} to {to}"),
        ),
        Fact::MeshKey => format!(
            "the mesh key of {machine} changes from {} to {}",
            end(from),
            end(to)
        ),
        Fact::MeshPort => turns("the UDP port of the mesh"),
        Fact::Relays => either(
            format!("{machine} passes traffic of the mesh on between machines behind NAT"),
            format!("{machine} no longer passes traffic of the mesh on"),
            String::new(),
        ),
        Fact::HostKey => either(
            format!("the ssh host key of {machine} is known: {}", end(to)),
            format!(
                "the ssh host key of {machine} is no longer known; it was {}",
                end(from)
            ),
            format!(
                "the ssh host key of {machine} changes from {} to {}",
                end(from),
                end(to)
            ),
        ),
        Fact::DeployHost => turns(&format!("the name by which ssh reaches {machine}")),
        Fact::Collective => turns("the collective's name"),
        Fact::Domain => turns("the collective's domain"),
        Fact::Site => either(
            String::new(),
            String::new(),
            format!("{machine} moves from {from} to {to}"),
        ),
        Fact::System => turns(&format!("the system of {machine}")),
        Fact::Hardware => turns(&format!("the hardware of {machine}")),
        Fact::Release => turns(&format!("the NixOS release of {machine}")),
        Fact::StateVersion => turns(&format!(
            "the state version of {machine}, which should never change,"
        )),
        Fact::Secret(name) => either(
            format!("{machine} reads one more secret, {name}"),
            format!("{machine} no longer reads the secret {name}"),
            String::new(),
        ),
        Fact::Module(path) => either(
            format!("the hand-written module {path} becomes part of {machine}"),
            format!("the hand-written module {path} is no longer part of {machine}"),
            String::new(),
        ),
        Fact::Option(path) => turns(&format!("the option {path} of {machine}")),
        Fact::Service(service) => either(
            format!("{service} ({to}) runs on {machine}"),
            format!("{service} ({from}) no longer runs on {machine}; its data stays on the disk"),
            format!(
                "{service} on {machine} is {to}, no longer {from}; nothing turns the data of one into the other's"
            ),
        ),
        Fact::Part(service) => either(
            format!("{machine} runs its part of {service}"),
            format!("{machine} no longer runs its part of {service}"),
            String::new(),
        ),
        Fact::Of(service, about) => about_service(service, about, action, machine, from, to),
    }
}

fn about_service(
    service: &str,
    about: &About,
    action: Action,
    machine: &str,
    from: &str,
    to: &str,
) -> String {
    let [from, to] = [from, to].map(|value| if value.is_empty() { "nothing" } else { value });
    let turns = |what: String| match action {
        Action::Added => format!("{what} is set to {to}"),
        Action::Removed => format!("{what} is no longer set (it was {from})"),
        Action::Changed => format!("{what} changes from {from} to {to}"),
    };
    match (about, action) {
        (About::Domains, _) => turns(format!("the domain of {service}")),
        (About::Port(port), _) => turns(format!("the port `{port}` of {service}")),
        (About::For, _) => format!(
            "{service} is for {}, no longer for {}",
            audience(to),
            audience(from)
        ),
        (About::Caretaker(member), Action::Added) => {
            format!("{member} becomes caretaker of {service}")
        }
        (About::Caretaker(member), _) => format!("{member} is no longer caretaker of {service}"),
        (About::Backup(other), Action::Added) => {
            format!("{other} receives copies of {service} from {machine}")
        }
        (About::Backup(other), _) => {
            format!("{other} receives no more copies of {service}; those that it has stay there")
        }
        (About::SignOn, Action::Added) => format!("people sign in to {service} at {to}"),
        (About::SignOn, Action::Removed) => {
            format!("people no longer sign in to {service} at {from}")
        }
        (About::SignOn, Action::Changed) => {
            format!("people sign in to {service} at {to}, no longer at {from}")
        }
        (About::Client(client), Action::Added) => {
            format!("people of {client} sign in at {service}: {to}")
        }
        (About::Client(client), Action::Removed) => {
            format!("people of {client} no longer sign in at {service}")
        }
        (About::Client(client), Action::Changed) => {
            format!("{service} lets other people in to {client}: {to}, no longer {from}")
        }
        (About::Setting(key), _) => turns(format!("`{key}` of {service}")),
        (About::Collective(key), _) => turns(format!("the {key} that {service} shows")),
        (About::Option(path), _) => turns(format!("the option {path} of {service}")),
    }
}

fn opened(port: &str, action: Action, machine: &str) -> String {
    let (who, port) = match port.split_once(' ') {
        Some(("mesh", port)) => ("the collective's machines", port),
        Some(("ingress", port)) => ("the machines that pass visitors on", port),
        _ => ("the internet", port),
    };
    let port = port.replacen(' ', " port ", 1);
    match action {
        Action::Added => format!("{port} of {machine} opens to {who}"),
        _ => format!("{port} of {machine} closes to {who}"),
    }
}

/// How a machine reaches one that is behind NAT as well.
fn reached(machine: &str, peer: &str, relay: &str) -> String {
    match relay {
        "" => {
            format!("{machine} cannot reach {peer} on the mesh: no public machine is between them")
        }
        relay => format!("{machine} reaches {peer} on the mesh through {relay}"),
    }
}

fn audience(text: &str) -> String {
    match text {
        "members" => "all members".to_owned(),
        "public" => "everybody".to_owned(),
        other => match other.strip_prefix("groups: ") {
            Some(groups) if groups.contains(',') => format!("the groups {groups}"),
            Some(group) => format!("the group {group}"),
            None => other.to_owned(),
        },
    }
}

/// A key by its comment and the end of its material, by which people tell keys apart.
fn named(key: &str, comment: &str) -> String {
    let kind = key.split_once(' ').map_or(key, |(kind, _)| kind);
    let tail = end(key);
    match comment {
        "" => format!("{kind} {tail}"),
        comment => format!("`{comment}` ({kind} {tail})"),
    }
}

/// The end of a key's material.
fn end(key: &str) -> String {
    let count = key.chars().count();
    let end: String = key.chars().skip(count.saturating_sub(8)).collect();
    format!("…{end}")
}
