//! `key/weak`: a key that can be broken.

use ssh_key::PublicKey;
use ssh_key::public::KeyData;

use super::{Facts, Rule, public_key};
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "key/weak",
    severity: Severity::Error,
    summary: "an ssh key that is too short, or of a kind that is broken",
    explanation: "\
A caretaker's key opens everything on a machine. RSA keys under 3072 bits are no longer held safe for the years to
come (ANSSI, NIST), and DSA keys (`ssh-dss`) are refused by OpenSSH itself.

    ssh-keys = [\"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ… alice@old-laptop\"]    # 2048 bits
    ssh-keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… alice@laptop\"]          # right

Way out: make a new key with `ssh-keygen -t ed25519`, put the line of its `.pub` file here, and let somebody who still
has access deploy it *before* you throw the old key away. For a machine's `host-key`: `ssh-keyscan -t ed25519 HOST`
prints the better one, which most machines have already.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let members = facts
        .collective
        .members
        .iter()
        .filter(|(_, member)| member.is_here());
    let members = members
        .flat_map(|(name, member)| member.ssh_keys.iter().map(move |key| (name, key, MEMBER)));
    let machines = facts.collective.machines.iter();
    let machines =
        machines.filter_map(|(name, machine)| Some((name, machine.host_key.as_ref()?, HOST)));
    for (name, key, help) in members.chain(machines) {
        // What says that it is of another kind than these is no weak key, whatever else is wrong with it.
        let is_suspect = key.value.0.contains("ssh-rsa") || key.value.0.contains("ssh-dss");
        let read = is_suspect.then(|| public_key::ssh(&key.value));
        let Some(why) = read.and_then(Result::ok).and_then(|key| weak(&key)) else {
            continue;
        };
        let (message, label) = match why {
            Weak::Dsa => (
                "a DSA key, which ssh no longer takes".to_owned(),
                "a DSA key".to_owned(),
            ),
            Weak::Rsa(bits) => (
                format!("an RSA key of {bits} bits; 3072 are the least"),
                format!("{bits} bits"),
            ),
        };
        findings.push(
            Finding::new(&CODE, format!("`{name}` has {message}."))
                .at(key.span, label)
                .help(help),
        );
    }
}

const MEMBER: &str = "Make a new one with `ssh-keygen -t ed25519`, and put the line of its `.pub` file here. Keep the \
                      old key until the new one is on all machines.";
const HOST: &str = "`ssh-keyscan -t ed25519 HOST` prints the machine's better key.";

enum Weak {
    Dsa,
    Rsa(usize),
}

fn weak(key: &PublicKey) -> Option<Weak> {
    match key.key_data() {
        KeyData::Dsa(_) => Some(Weak::Dsa),
        KeyData::Rsa(key) => {
            let modulus = key.n.as_positive_bytes().unwrap_or_default();
            let first = modulus
                .iter()
                .position(|byte| *byte != 0)
                .unwrap_or(modulus.len());
            let zeros = modulus
                .get(first)
                .map_or(0, |byte| byte.leading_zeros() as usize);
            let bits = (modulus.len() - first) * 8 - zeros;
            (bits < 3072).then_some(Weak::Rsa(bits))
        }
        _ => None,
    }
}
