//! `key/invalid`: a text that is no key.

use std::ops::Deref;

use super::public_key::{self, NoKey};
use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::codes::PRIVATE;
use crate::manifest::key::{Field, Key};
use crate::source::{Span, Spanned};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "key/invalid",
    severity: Severity::Error,
    summary: "a text that should be a public key is none",
    explanation: "\
A key with one character too few opens nothing, and a text that is no key at all would be written into the list of
those who may enter. So each one is read as the programs that use it will read it:

    ssh-keys = [\"ssh-ed25519 AAAA… alice@laptop\"]   # the one line of a `.pub` file, and nothing before it
    host-key = \"ssh-ed25519 AAAA…\"                  # what `ssh-keyscan -t ed25519 HOST` prints, without HOST
    age-keys = [\"age1…\"]                            # what `age-keygen` calls the public key
    mesh-key = \"…=\"                                 # 44 characters: what `wg pubkey` prints

A private WireGuard key looks like a public one, and coloc cannot tell them apart: make sure that `mesh-key` comes
from `wg pubkey`, never from `wg genkey`.

Way out: copy the whole line again, by a file or the clipboard, not by hand. Options before an ssh key (`command=`,
`from=`) and certificates are not taken: coloc gives each caretaker an account, and each account plain keys.
",
};

const MEMBER: &str =
    "Copy the whole line of the `.pub` file again: `cat ~/.ssh/id_ed25519.pub` shows it.";
const HOST: &str =
    "`ssh-keyscan -t ed25519 HOST` prints it; leave out the host's name at the beginning.";
const AGE: &str = "`age-keygen` prints it as \"public key\": `age1` and 58 more characters.";
const MESH: &str = "`wg show` prints it on the machine as \"public key\"; a new pair: `wg genkey`, then `wg pubkey`.";

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut bad = Vec::new();
    for (name, member) in &facts.collective.members {
        let key = Key::member(name, Field::SshKeys);
        bad.extend(
            member
                .ssh_keys
                .iter()
                .filter_map(|text| no_key(&key, text, |t| public_key::ssh(t).map(drop), MEMBER)),
        );
        let key = Key::member(name, Field::AgeKeys);
        bad.extend(
            member
                .age_keys
                .iter()
                .filter_map(|text| no_key(&key, text, public_key::age, AGE)),
        );
    }
    for (name, machine) in &facts.collective.machines {
        let key = Key::machine(name, Field::HostKey);
        bad.extend(
            machine
                .host_key
                .iter()
                .filter_map(|text| no_key(&key, text, |t| public_key::ssh(t).map(drop), HOST)),
        );
        let key = Key::machine(name, Field::MeshKey);
        bad.extend(
            machine
                .mesh_key
                .iter()
                .filter_map(|text| no_key(&key, text, public_key::mesh, MESH)),
        );
    }
    // A secret that was masked is no key either; it has been told.
    let secrets = findings.iter().filter(|finding| finding.code == &PRIVATE);
    let mut masked: Vec<Span> = secrets
        .flat_map(|finding| &finding.labels)
        .map(|label| label.span)
        .collect();
    masked.sort_by_key(|span| (span.file, span.start));
    bad.retain(|(at, _)| {
        let before = masked.partition_point(|span| (span.file, span.start) < (at.file, at.end));
        !masked[..before]
            .last()
            .is_some_and(|span| span.file == at.file && span.end > at.start)
    });
    findings.extend(bad.into_iter().map(|(_, finding)| finding));
}

fn no_key(
    key: &Key,
    text: &Spanned<impl Deref<Target = str>>,
    read: impl Fn(&str) -> Result<(), NoKey>,
    help: &str,
) -> Option<(Span, Finding)> {
    let problem = read(&text.value).err()?;
    let what = if matches!(key.field, Field::SshKeys | Field::AgeKeys) {
        "holds a text that is not a public key"
    } else {
        "is not a public key"
    };
    let finding = Finding::new(&CODE, format!("`{key}` {what}.")).at(text.span, problem.why);
    Some((text.span, finding.help(problem.help.unwrap_or(help))))
}
