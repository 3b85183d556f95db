//! Secrets for the caretaker who makes them: a list to tick off, and the commands.

use std::fmt::Write as _;

use super::Shown;
use crate::manifest::types::{Backend, Name};
use crate::plan::{SecretKind, SecretPlan};
use crate::report::page::{Below, Block, Line, Page, Sign};
use crate::say;
use crate::secrets::commands::{self, Key, Step, Value};
use crate::secrets::sops::Oddity;
use crate::secrets::{Due, Fault, Inventory, Problem, State};
use crate::words::{Text, Words};

/// Machine by machine, and then the commands that make what is not there.
pub fn page(inventory: &Inventory, shown: &Shown, words: &Words) -> Page {
    let mut page = Page::default();
    for (machine, here) in shown.by_machine(inventory) {
        page.heading(2, Text::plain(machine.as_str()));
        page.push(Block::Paragraph(readers(inventory, machine, &here, words)));
        for due in here {
            page.line(line(due, words));
        }
    }
    let steps = commands::steps(inventory, &|due| shown.shows(due));
    if steps.is_empty() {
        return page;
    }
    page.heading(2, say!(words, "secrets-to-make"));
    page.push(Block::Paragraph(tools(inventory, words)));
    for one in &steps {
        step(&mut page, one, words);
    }
    page
}

fn line(due: &Due, words: &Words) -> Line {
    let SecretPlan {
        owner, group, mode, ..
    } = &due.secret;
    Line {
        sign: match due.state {
            State::Present => Sign::Done,
            State::Missing | State::Unknown => Sign::ToDo,
        },
        text: say!(
            words,
            "secret",
            name = due.secret.path(),
            file = &due.file,
            state = due.state.as_str()
        ),
        aside: Text::plain(format!("{owner}:{group} {mode}")),
        below: vec![Below::Text(what(&due.secret, words).stopped())],
        ..Line::default()
    }
}

/// What a secret is.
pub fn what(secret: &SecretPlan, words: &Words) -> Text {
    match &secret.what {
        SecretKind::MeshKey => say!(words, "secret-mesh-key"),
        SecretKind::Own(text) => Text::from_markup(text.text(words.language())),
        SecretKind::Provider(service, there) => {
            say!(words, "secret-provider", service = service, there = there)
        }
        SecretKind::Client(service, there) => {
            say!(words, "secret-client", service = service, there = there)
        }
    }
}

/// How a secret is made: a command, or in words.
pub fn made(secret: &SecretPlan, words: &Words) -> String {
    let by_hand = || say!(words, "secret-half-of-pair").to_string();
    secret.make.clone().unwrap_or_else(by_hand)
}

/// What is wrong with a file.
pub fn problem(problem: &Problem, words: &Words) -> Text {
    let Problem { file, fault } = problem;
    let text = match fault {
        Fault::LeadsOut => say!(words, "secrets-leads-out", file = file),
        Fault::NoFile => say!(words, "secrets-no-file", file = file),
        Fault::NotText => say!(words, "secrets-not-text", file = file),
        Fault::NotEncrypted => say!(words, "secrets-not-encrypted", file = file),
        Fault::Plain(key) => say!(words, "secrets-plain", file = file, key = key),
        Fault::Odd(odd) => {
            let what = match odd.what {
                Oddity::NoEntry => "no-entry",
                Oddity::BelowNothing => "below-nothing",
                Oddity::MoreThanText => "more-than-text",
                Oddity::BelowValue => "below-value",
                Oddity::Twice => "twice",
            };
            say!(
                words,
                "secrets-odd",
                file = file,
                line = odd.line,
                what = what
            )
        }
    };
    say!(words, "secrets-take-care", problem = text)
}

/// Who can open a machine's secrets, and who cannot and should; one sentence or two.
fn readers(inventory: &Inventory, machine: &Name, here: &[&Due], words: &Words) -> Text {
    let list = |names: &[Name]| -> Vec<Text> {
        let names = names.iter().map(|name| Text::plain(name.as_str()));
        names.collect()
    };
    let names = here.first().map_or_else(Vec::new, |due| list(&due.readers));
    let without = inventory.without_key.get(machine);
    let others = without.map_or_else(Vec::new, |names| list(names));
    match (inventory.backend, names.is_empty(), others.is_empty()) {
        (Backend::None, true, _) => say!(words, "secrets-nobody-there"),
        (Backend::None, false, _) => say!(words, "secrets-made-by", names = names),
        (Backend::Sops | Backend::Agenix, true, true) => say!(words, "secrets-no-caretaker"),
        (Backend::Sops | Backend::Agenix, true, false) => {
            say!(words, "secrets-no-key", others = others)
        }
        (Backend::Sops | Backend::Agenix, false, true) => {
            say!(words, "secrets-readers", names = names)
        }
        (Backend::Sops | Backend::Agenix, false, false) => {
            say!(
                words,
                "secrets-some-readers",
                names = names,
                others = others
            )
        }
    }
}

/// Programs that commands of the catalog need, and the package in nixpkgs of each.
const PROGRAMS: [(&str, &str); 3] = [
    ("openssl", "openssl"),
    ("mkpasswd", "mkpasswd"),
    ("htpasswd", "apacheHttpd"),
];

/// What to have at hand before typing the commands.
fn tools(inventory: &Inventory, words: &Words) -> Text {
    let (place, mut packages) = match inventory.backend {
        Backend::Sops => (
            "repository",
            vec!["nixpkgs#sops".to_owned(), "nixpkgs#jq".to_owned()],
        ),
        Backend::Agenix => ("repository", vec!["github:ryantm/agenix".to_owned()]),
        Backend::None => ("machine", Vec::new()),
    };
    for (program, package) in PROGRAMS {
        // Nearly all of them are made by openssl.
        let needs = |due: &Due| {
            due.secret
                .make
                .as_ref()
                .is_some_and(|make| make.contains(program))
        };
        if program == "openssl" || inventory.secrets.iter().any(needs) {
            packages.push(format!("nixpkgs#{package}"));
        }
    }
    let shell = format!("nix shell {}", packages.join(" "));
    say!(words, "secrets-tools", where = place, shell = shell)
}

fn step(page: &mut Page, step: &Step<'_>, words: &Words) {
    let code = |language, text| Block::Code { language, text };
    match step {
        Step::Line {
            due,
            copy,
            typed,
            line,
        } => {
            let what = match copy {
                Some(from) => same_as(from, words),
                None => what(&due.secret, words),
            };
            let text = say!(
                words,
                "secret-step",
                name = due.secret.path(),
                machine = &due.machine,
                what = what,
                typed = if *typed { "yes" } else { "no" }
            );
            page.push(Block::Paragraph(text.stopped()));
            page.push(code("sh", line.clone()));
        }
        Step::File { file, keys } => {
            let text = say!(words, "secrets-new-file", file = *file);
            page.push(Block::Paragraph(text.stopped()));
            page.push(code("sh", format!("sops {file}")));
            page.push(code("yaml", yaml(keys, words)));
        }
    }
}

fn same_as(from: &Due, words: &Words) -> Text {
    let name = from.secret.path();
    say!(
        words,
        "secret-same-as",
        name = name,
        machine = &from.machine
    )
}

/// What to write into a new file of sops, with how each value comes about.
fn yaml(keys: &[Key<'_>], words: &Words) -> String {
    let mut out = String::new();
    let mut service: Option<&Name> = None;
    for Key { due, value } in keys {
        let secret = &due.secret;
        let how = match value {
            Value::Printed(command) => command.clone(),
            Value::SameAs(from) => same_as(from, words).to_string(),
            Value::Given => say!(words, "secret-given").to_string(),
            Value::HalfOfPair => say!(words, "secret-half-of-pair").to_string(),
        };
        if secret.service.as_ref() != service {
            service = secret.service.as_ref();
            if let Some(service) = service {
                // Writing to a String cannot fail.
                let _ = writeln!(out, "{service}:");
            }
        }
        let indent = if service.is_some() { "    " } else { "" };
        // A block: JSON, digits and keys of many lines stay text.
        let _ = writeln!(out, "{indent}{}: |-   # {how}\n{indent}    …", secret.name);
    }
    out
}
