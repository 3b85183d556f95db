//! `clash/ssh-key`: one ssh key in two places.

use std::collections::BTreeMap;

use ssh_key::public::KeyData;

use super::{Facts, Rule, public_key};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::{Name, SshKey};
use crate::source::Spanned;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "clash/ssh-key",
    severity: Severity::Error,
    summary: "one ssh key belongs to two members, to two machines, or to a member and a machine",
    explanation: "\
A key says who somebody is. If two members have one key, whoever holds it is both: nobody can tell who did what, and
taking the access of one away leaves the other's, with the same key. A host key proves to you that you talk to the
right machine; two machines with one key can stand in for each other.

    [members.alice]
    ssh-keys = [\"ssh-ed25519 AAAA…Kx9 alice@laptop\"]
    [members.bruno]
    ssh-keys = [\"ssh-ed25519 AAAA…Kx9 bruno@laptop\"]     # the same key with another comment

Way out: keep the key where it belongs. Each member makes an own key (`ssh-keygen -t ed25519`) and gives the line of
the `.pub` file. A machine that was installed as a copy of another (an image, a cloned disk) makes new ones: remove
`/etc/ssh/ssh_host_*` there, restart sshd, and read the new key with `ssh-keyscan -t ed25519 HOST`.
",
};

/// Whose key it is.
#[derive(Clone, Copy, PartialEq)]
enum Owner<'a> {
    Member(&'a Name),
    Machine(&'a Name),
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    let members = collective.members.iter();
    let members = members.flat_map(|(name, member)| {
        member
            .ssh_keys
            .iter()
            .map(move |key| (Owner::Member(name), key))
    });
    let machines = collective.machines.iter();
    let machines = machines
        .filter_map(|(name, machine)| Some((Owner::Machine(name), machine.host_key.as_ref()?)));
    let mut taken: BTreeMap<KeyData, (Owner<'_>, &Spanned<SshKey>)> = BTreeMap::new();
    for (owner, key) in members.chain(machines) {
        let Ok(data) = public_key::ssh(&key.value).map(|key| key.key_data().clone()) else {
            continue;
        };
        let Some((other, first)) = taken.get(&data) else {
            taken.insert(data, (owner, key));
            continue;
        };
        let (message, help) = words(*other, owner);
        findings.push(
            Finding::new(&CODE, message)
                .at(key.span, "this key")
                .at(first.span, "is the same as this")
                .help(help),
        );
    }
}

fn words(first: Owner<'_>, second: Owner<'_>) -> (String, &'static str) {
    match (first, second) {
        (Owner::Member(first), Owner::Member(second)) if first == second => (
            format!("`{first}` has one ssh key twice."),
            "Remove one of the two lines; the comment at its end does not count.",
        ),
        (Owner::Member(first), Owner::Member(second)) => (
            format!("`{first}` and `{second}` have one ssh key: whoever holds it is both."),
            "Keep it where it belongs. Each makes an own key: `ssh-keygen -t ed25519`, then the line of the `.pub` file.",
        ),
        (Owner::Machine(first), Owner::Machine(second)) => (
            format!(
                "`{first}` and `{second}` have one host key: each could stand in for the other."
            ),
            "Read it again with `ssh-keyscan -t ed25519 HOST`. If one is a copy of the other, remove \
             `/etc/ssh/ssh_host_*` on the copy, and restart sshd: it makes new ones.",
        ),
        (Owner::Member(member), Owner::Machine(machine))
        | (Owner::Machine(machine), Owner::Member(member)) => (
            format!("The host key of `{machine}` is an ssh key of `{member}` too."),
            "One of the two was put into the wrong place. `ssh-keyscan -t ed25519 HOST` prints the machine's.",
        ),
    }
}
