//! Which key of the manifest is to blame for what stands in a generated file; and a problem in a Nix file → a finding
//! at the line that a person would change: in a file written by hand that is the place itself, in a generated one the
//! manifest's.

use std::ops::Range;

use camino::Utf8Path;

use super::codes;
use crate::emit::{Tree, causes};
use crate::finding::Finding;
use crate::manifest::key::{Field, Key, Table};
use crate::manifest::keys::Keys;
use crate::manifest::types::Name;
use crate::manifest::value::{Entry, Value};
use crate::options::check::Problem;
use crate::options::definitions::names;
use crate::plan::Plan;
use crate::source::Span;

/// Where texts are, for findings to point into.
pub trait Texts {
    /// The place of a range of bytes in a file of the repository, generated or not; none: its text is not at hand.
    fn span(&mut self, file: &Utf8Path, range: &Range<usize>) -> Option<Span>;
}

/// What is known of generated files, and where keys of the manifest stand.
#[derive(Clone, Copy)]
pub struct Blame<'b> {
    /// What machines are to be.
    pub plan: &'b Plan,
    /// What is generated.
    pub tree: &'b Tree,
    /// Where keys stand.
    pub keys: &'b Keys,
}

/// A key of the manifest, and where it stands; for a default that is the table around it.
pub type Cause = (Key, Span);

impl Blame<'_> {
    /// The key that made a generated file set an option; none for files written by hand.
    ///
    /// An option of a table `nixos` is named before what the module's template takes from the manifest, and that before
    /// the tables that the file as a whole comes from.
    pub fn cause(&self, file: &Utf8Path, option: &[String]) -> Option<Cause> {
        let file = self.tree.files.get(file)?;
        let given = || {
            let machine = file.machine()?;
            let found = match file.service() {
                None => self.of_machine(machine, option),
                Some(service) => self.of_service(machine, service, option),
            };
            found.map(|(_, cause)| cause)
        };
        let by_template = || {
            let (machine, part) = file.of.as_ref()?;
            let option: Vec<&str> = option.iter().map(String::as_str).collect();
            let keys = causes::of_option(self.plan, machine, part, &option);
            let (key, place) = self.keys.causes(&keys).into_iter().next()?;
            Some((key.clone(), place.key))
        };
        let of_tables = || {
            let mut tables = file.tables.iter();
            tables.find_map(|table| self.place(Key::of(table.clone(), Field::Whole)))
        };
        given().or_else(by_template).or_else(of_tables)
    }

    /// The option of a table `nixos` that sets an option of a machine, whatever file it stands in.
    pub fn given(&self, machine: &Name, option: &[String]) -> Option<Cause> {
        let services = self.plan.machines.get(machine)?.services.keys();
        let services = services.filter_map(|name| self.of_service(machine, name.as_str(), option));
        let all = services.chain(self.of_machine(machine, option));
        // Of those that are equally near, the first.
        let best = all.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, cause)| cause)
    }

    /// The key, and where it or its table stands.
    pub fn place(&self, key: Key) -> Option<Cause> {
        let place = self.keys.find(&key)?;
        Some((key, place.key))
    }

    fn of_machine(&self, machine: &Name, option: &[String]) -> Option<(usize, Cause)> {
        let plan = self.plan.machines.get(machine)?;
        given(&Table::Machine(machine.into()), &plan.nixos.0, option)
    }

    fn of_service(
        &self,
        machine: &Name,
        service: &str,
        option: &[String],
    ) -> Option<(usize, Cause)> {
        let plan = self.plan.machines.get(machine)?.services.get(service)?;
        given(&Table::Service(service.to_owned()), &plan.nixos.0, option)
    }
}

/// The option of a table `nixos` that is another one, stands in it or around it; and with how many names both begin.
fn given(table: &Table, nixos: &[Entry], option: &[String]) -> Option<(usize, Cause)> {
    let entries = Value::Table(nixos.to_vec());
    let mut best: Option<(usize, Cause)> = None;
    for (path, _) in entries.leaves() {
        let alike = path.iter().zip(option);
        let common = alike
            .take_while(|(one, other)| one.value == **other)
            .count();
        let fits = common == path.len() || common == option.len();
        if fits
            && best.as_ref().is_none_or(|(most, _)| common > *most)
            && let Some(last) = path[..common].last()
        {
            let names: Vec<&str> = path[..common]
                .iter()
                .map(|name| name.value.as_str())
                .collect();
            let key = Key::of(table.clone(), Field::Option(names.join(".")));
            best = Some((common, (key, last.span)));
        }
    }
    best
}

/// What a place of the manifest is called that is to blame.
pub fn named(key: &Key) -> &'static str {
    match (&key.table, &key.field) {
        (_, Field::Option(_)) => "this option",
        (Table::Service(_), Field::Whole | Field::Type) => "this service",
        (Table::Machine(_), Field::Whole) => "this machine",
        (_, Field::Whole) => "this table",
        (_, _) => "this line",
    }
}

/// Turns a problem into a finding.
pub fn finding(problem: Problem, blame: Blame<'_>, texts: &mut dyn Texts) -> Finding {
    let mut finding = Finding::new(codes::of(problem.fault), problem.message).help(problem.help);
    finding.milder = problem.doubtful;
    let option = names(&problem.option);
    let here = texts.span(&problem.file, &problem.range);
    match blame.cause(&problem.file, &option) {
        Some((key, span)) => {
            finding = finding.at(span, named(&key));
            if let Some(here) = here {
                finding = finding.at(here, "becomes this");
            }
        }
        None => {
            if let Some(here) = here {
                finding = finding.at(here, "");
            }
        }
    }
    for related in problem.related {
        // The other side of a conflict may be the manifest's as well.
        let place = match blame.cause(&related.file, &option) {
            Some((_, span)) => Some(span),
            None => texts.span(&related.file, &related.range),
        };
        if let Some(place) = place {
            finding = finding.at(place, related.text);
        }
    }
    finding
}
