//! `coloc diff`

mod arguments;

use std::collections::BTreeMap;
use std::process::ExitCode;

use camino::Utf8Path;

use super::machines::{self, Manifest};
use super::{Failure, Output};
use crate::deployed::why::Why;
use crate::diff::machine::MachineDiff;
use crate::emit::{Scope, Tree};
use crate::evaluation::ask;
use crate::manifest::types::Name;
use crate::pipeline::{self, Reading};
use crate::plan::Plan;
use crate::report::changes::{Changes, json, page};
use crate::report::why;
use crate::say;
use crate::standing::git::Repository;
use crate::standing::{self, Asked, Source, Target};
pub use arguments::Arguments;

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let could_not = || Ok(ExitCode::from(2));
    let Some(manifest) = machines::manifest(directory, output)? else {
        return could_not();
    };
    let Manifest {
        mut reading,
        mut plan,
    } = manifest;
    let mut tree = Tree::default();
    // Two generations say themselves what they were made from.
    if arguments.pair().is_none() {
        (plan, tree) = pipeline::emit(&mut reading, Scope::All)?;
        // Templates of the collective's own catalog can be wrong as well.
        if machines::unfit(&mut reading, output)? {
            return could_not();
        }
    }
    let hosts = machines::hosts(&arguments.machines, &plan, output)?;
    if arguments.eval && !is_ready(&plan, &tree, &mut reading, output)? {
        return could_not();
    }
    let words = output.words();
    let (repository, store) = (Repository::around(&reading.root), machines::store());
    let built = standing::built(&arguments.new, |name| hosts.contains_key(name), &store);
    let mut target = Target {
        planned: standing::Planned::of(&plan),
        tree: &tree,
        catalog: &reading.catalog,
        repository: repository.as_ref(),
        store: &store,
        built: built.map_err(|misfit| Failure::Said(why::misfit(words, &misfit)))?,
        evaluated: BTreeMap::new(),
    };
    if arguments.eval {
        let wanted = |name: &&Name| hosts.contains_key(name.as_str());
        let machines = plan.machines.keys().filter(wanted);
        let tell = |name: &Name| output.tell(&say!(words, "asking-nix", machine = name));
        target.evaluated = standing::evaluate(&reading.root, machines, tell)?;
    }
    let question = arguments.question(hosts);
    let asked = machines::ask(&question, output)?;
    if let Some(reason) = mistake(&question.source, &asked) {
        return Err(Failure::Said(why::why(words, reason)));
    }
    let found = target.differences(&asked, arguments.text);
    let changes = Changes {
        machines: &found.machines,
        notes: &found.notes,
        shared: &found.shared,
        between: arguments.pair(),
        keys: &reading.keys,
        sources: &reading.sources,
        text: arguments.text,
    };
    output.result(|words| page(&changes, words), || json::changes(&changes))?;
    let differs = found.machines.iter().any(MachineDiff::differs);
    Ok(ExitCode::from(match () {
        () if found.unable => 2,
        () if differs && arguments.exit_code => 1,
        () => 0,
    }))
}

/// Whether Nix can be asked about the files on disk; if not, says why.
fn is_ready(
    plan: &Plan,
    tree: &Tree,
    reading: &mut Reading,
    output: &Output,
) -> Result<bool, Failure> {
    let asked = ask::ready(plan, tree, reading)?;
    if !asked.answered {
        let fields = serde_json::Map::new();
        output.findings(&mut reading.findings, &reading.sources, fields)?;
        for text in &asked.said {
            output.note(text);
        }
        output.tell(&say!(output.words(), "nix-not-asked"));
    }
    Ok(asked.answered)
}

/// A folder or a file that was said to hold one machine, and does not, is a mistake of the command line.
fn mistake<'a>(source: &Source, asked: &'a Asked) -> Option<&'a Why> {
    let mut machines = asked.machines.values();
    match (source, machines.next(), machines.next()) {
        (Source::Ssh(_), ..) | (_, Some(Err(Why::PackagesAlone(_))), None) => None,
        (_, Some(Err(why)), None) => Some(why),
        _ => None,
    }
}
