//! What people set by hand, in modules and in tables `nixos`, beside what coloc makes itself: who gets in, the firewall,
//! the numbers of accounts, and imports that lead to nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use camino::Utf8PathBuf;

use super::Inspection;
use super::blame::Blame;
use super::codes::{BY_HAND, REFUSED, UNKNOWN_OPTION};
use crate::emit::paths::{GENERATED, MachineFile};
use crate::finding::{Finding, Findings};
use crate::lock::CLASH_UID;
use crate::manifest::codes::NOT_FOUND;
use crate::manifest::key::{Field, Key};
use crate::manifest::types::Name;
use crate::manifest::value::{Entry, Value};
use crate::options::access;
use crate::options::definitions;
use crate::plan::MachinePlan;
use crate::source::{Sources, Span};

/// One option that somebody set.
struct Line {
    names: Vec<String>,
    /// As text: of TOML without quotes, of Nix as it stands there.
    value: String,
    /// Whether it holds in any case.
    certain: bool,
    place: Place,
}

/// Where a line stands. That of a module is looked up only for a finding: a module may have thousands of lines, and a
/// hundred machines that import it.
enum Place {
    Table(Span),
    Module(Utf8PathBuf, Range<usize>),
}

/// What is told of a line, before its place is known.
struct Told {
    finding: Finding,
    label: String,
    /// Another place that it is about.
    beside: Option<(Span, String)>,
}

impl Told {
    fn new(finding: Finding, label: impl Into<String>) -> Self {
        Self {
            finding,
            label: label.into(),
            beside: None,
        }
    }
}

/// Attributes of a module that are no options, and lead anywhere.
const NO_OPTIONS: &[&str] = &[
    "imports",
    "disabledModules",
    "_module",
    "_file",
    "freeformType",
];

impl Inspection {
    /// Looks at all of it.
    pub(super) fn by_hand(
        &self,
        blame: Blame<'_>,
        (sources, findings): (&mut Sources, &mut Findings),
    ) {
        self.dangling(blame, (sources, findings));
        let mut told = BTreeSet::new();
        for name in &self.machines {
            let Some(machine) = blame.plan.machines.get(name) else {
                continue;
            };
            let lines = self.lines(name, machine);
            let iptables = lines.iter().any(|line| {
                line.names == ["networking", "nftables", "enable"] && line.value == "false"
            });
            for line in &lines {
                let found = [
                    in_a_table(line),
                    decides(line, name, machine),
                    uid(line, machine, blame),
                    beside_nftables(line).filter(|_| !iptables),
                ];
                for it in found.into_iter().flatten() {
                    let into = (&mut *sources, &mut *findings);
                    let span = match &line.place {
                        Place::Table(span) => Some(*span),
                        Place::Module(file, range) => self.span(blame.tree, into, file, range),
                    };
                    let Some(span) = span else { continue };
                    // A module that several machines share is told of once.
                    if told.insert((span, it.finding.message.clone())) {
                        let finding = it.finding.at(span, it.label);
                        findings.push(match it.beside {
                            Some((span, label)) => finding.at(span, label),
                            None => finding,
                        });
                    }
                }
            }
        }
    }

    fn lines(&self, name: &Name, machine: &MachinePlan) -> Vec<Line> {
        let services = machine.services.values().map(|service| &service.nixos.0);
        let mut lines: Vec<Line> = std::iter::once(&machine.nixos.0)
            .chain(services)
            .flat_map(|entries| of_table(entries))
            .collect();
        let root = MachineFile::Root.of(name.as_str());
        for definition in definitions::of(&self.files, root, &[]) {
            let Some(text) = self.texts.get(&definition.file) else {
                continue;
            };
            let value = text.get(definition.range.clone()).unwrap_or_default();
            lines.push(Line {
                value: value.split_whitespace().collect::<Vec<_>>().join(" "),
                names: definitions::names(&definition.option),
                certain: definition.certain,
                place: Place::Module(definition.file, definition.range),
            });
        }
        lines
    }

    /// Imports that lead to nothing: Nix would not read the machine.
    fn dangling(&self, blame: Blame<'_>, (sources, findings): (&mut Sources, &mut Findings)) {
        for (file, import, target) in self.files.dangling() {
            let asks_first = |text: &String| text.contains("pathExists");
            if self.unreadable.contains(&target)
                || target.starts_with(GENERATED)
                || self.texts.get(file).is_some_and(asks_first)
            {
                continue;
            }
            let named = blame.plan.collective.paths();
            let mut named = named.filter(|(path, ..)| target.starts_with(path));
            let (place, help) = if blame.tree.files.contains_key(file) {
                let place = named.next().map(|(_, span, _)| span);
                (
                    place,
                    "Name the file itself, or put a `default.nix` into the folder.",
                )
            } else {
                let place = self.span(
                    blame.tree,
                    (&mut *sources, &mut *findings),
                    file,
                    &import.range,
                );
                (
                    place,
                    "Mend the path, or create the file; a flake sees only what git knows: `git add` it.",
                )
            };
            let finding =
                Finding::new(&NOT_FOUND, format!("There is no file `{target}`.")).help(help);
            findings.push(match place {
                Some(place) => finding.at(place, "leads there"),
                None => finding,
            });
        }
    }
}

/// The options of a table `nixos`.
fn of_table(entries: &[Entry]) -> Vec<Line> {
    let table = Value::Table(entries.to_vec());
    let lines = table.leaves().into_iter().filter_map(|(path, value)| {
        Some(Line {
            place: Place::Table(path.last()?.span),
            names: path.iter().map(|name| name.value.clone()).collect(),
            value: plain(value),
            certain: true,
        })
    });
    lines.collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Array(items) if items.is_empty() => "[ ]".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| plain(item)).collect();
            items.join(" ")
        }
        _ => String::new(),
    }
}

/// What is no option although it stands in a table of options.
fn in_a_table(line: &Line) -> Option<Told> {
    let first = line.names.first()?;
    NO_OPTIONS.contains(&first.as_str()).then(|| {
        let finding = Finding::new(&UNKNOWN_OPTION, format!("`{first}` is no option of NixOS."))
            .help("Write a module of your own, and name its file in `modules` of the machine.");
        Told::new(finding, "not allowed in a table `nixos`")
    })
}

/// Who gets in, decided beside `caretakers`.
fn decides(line: &Line, name: &Name, machine: &MachinePlan) -> Option<Told> {
    let names: Vec<&str> = line.names.iter().map(String::as_str).collect();
    let member = |name: &str| machine.access.contains_key(name);
    let what = access::decides(&names, &line.value, member)?;
    let option = definitions::path(&line.names);
    let finding = Finding::new(&BY_HAND, format!("`{option}` is set by hand, and decides {}.", what.words()))
        .help(
            "Make sure that the caretakers still get in and can become root, and nobody else: coloc takes \
             `caretakers` for the whole truth.",
        );
    Some(Told::new(
        finding,
        format!("on `{name}`, beside its `caretakers`"),
    ))
}

/// An account with the number that coloc gave to somebody else.
fn uid(line: &Line, machine: &MachinePlan, blame: Blame<'_>) -> Option<Told> {
    let ["users", "users" | "extraUsers", account, "uid"] =
        line.names.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return None;
    };
    let number: u32 = line.value.parse().ok()?;
    let mut accounts = blame.plan.accounts.iter();
    let (member, _) = accounts.find(|(member, uid)| {
        **uid == number && member.as_str() != account && machine.access.contains_key(*member)
    })?;
    let finding = Finding::new(
        &CLASH_UID,
        format!("`{account}` has the uid {number}, which coloc.lock gives to `{member}`."),
    )
    .help(format!(
        "Take the line out, or give `{account}` a number below 2000. If the account has files already: `chown` them."
    ));
    let place = blame.place(Key::member(member, Field::Whole));
    Some(Told {
        beside: place.map(|(_, span)| (span, format!("{number} in coloc.lock"))),
        ..Told::new(finding, format!("the uid of `{member}`"))
    })
}

/// What NixOS refuses, or does not bear, beside the nftables that coloc switches on.
fn beside_nftables(line: &Line) -> Option<Told> {
    let option = definitions::path(&line.names);
    match line.names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["networking", "firewall" | "nat", "extraCommands" | "extraStopCommands"]
            if !matches!(line.value.as_str(), "" | "\"\"" | "''''") =>
        {
            let finding = Finding::new(
                &REFUSED,
                format!("`{option}` is for iptables, and coloc switches nftables on: NixOS refuses both together."),
            )
            .help(
                "Write the rules for nftables: `networking.firewall.extraInputRules`, or \
                 `networking.nftables.tables` for what is no rule of the firewall.",
            );
            let finding = if line.certain { finding } else { finding.as_warning() };
            Some(Told::new(finding, "commands of iptables"))
        }
        ["virtualisation", "docker", "enable"] if line.value == "true" => Some(Told::new(
            Finding::new(
                &REFUSED,
                "Docker writes rules for iptables, and coloc switches nftables on: what containers open may not be what \
                 the firewall says.",
            )
            .as_warning()
            .help("Use `virtualisation.podman.enable`, with `dockerCompat = true` for those who type `docker`."),
            "switched on here",
        )),
        _ => None,
    }
}
