//! `coloc check`

use std::num::NonZeroUsize;
use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;
use serde_json::Map;

use super::machines::chosen;
use super::{Failure, Output, formats};
use crate::emit::Scope;
use crate::evaluation::ask::{self, Outcome, Progress, Question};
use crate::finding::Severity;
use crate::manifest::read::find_root;
use crate::manifest::types::Name;
use crate::pipeline;
use crate::say;
use crate::words::{Text, Words};

const EXAMPLES: &str = "\
Examples:
  coloc check
  coloc check --deny warnings       in CI, where nobody reads along
  coloc check --format markdown     for a comment on a pull request
  coloc check --eval                also ask Nix; `nix flake archive` fetches what it needs";

/// Say what is wrong with the manifest, or could go wrong.
///
/// Reads all files of the manifest and the modules that it names, and reports everything that it finds: mistakes,
/// clashes, secrets, and what would hurt some day (one caretaker only, no backup in another house). Writes nothing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::FINDINGS))]
pub struct Arguments {
    /// Make warnings count as errors for the exit code.
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,

    /// Also ask Nix to work out the system of every machine, from the generated files as they are now.
    ///
    /// Nothing is built, downloaded or locked: what Nix needs must be on this computer already.
    #[arg(long)]
    eval: bool,

    /// With --eval: ask about this machine only; can be given several times.
    #[arg(long = "machine", value_name = "NAME", requires = "eval")]
    machines: Vec<String>,

    /// With --eval: ask about so many machines at once [default: what memory and processors allow].
    #[arg(long, value_name = "NUMBER", requires = "eval")]
    jobs: Option<NonZeroUsize>,

    /// With --eval: show all that Nix says, with the way that it took to each error, on stderr.
    #[arg(long, requires = "eval")]
    verbose: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let scope = if arguments.eval {
        Scope::All
    } else {
        Scope::Brought
    };
    let (mut reading, made) = pipeline::check(&find_root(directory)?, scope)?;
    output.speak(reading.collective.language.value);
    let mut asked = ask::Asked::default();
    // Nix has the last word, also where coloc's own list of options says that something is wrong.
    if let Some((plan, tree)) = made.filter(|_| arguments.eval) {
        let question = Question {
            machines: chosen(&arguments.machines, &plan, output)?,
            jobs: arguments.jobs,
            verbose: arguments.verbose,
        };
        let all = question.machines.len();
        let mut tell =
            |machine: &Name, progress| output.tell(&told(machine, progress, all, output.words()));
        asked = ask::ask(&question, &plan, &tree, &mut reading, &mut tell)?;
    }
    output.findings(&mut reading.findings, &reading.sources, Map::new())?;
    for text in &asked.said {
        output.note(text);
    }
    let warnings = reading.findings.count(Severity::Warning);
    if reading.findings.is_empty() && output.is_for_terminal() && !asked.unable {
        let collective = &reading.collective;
        output.tell(&say!(
            output.words(),
            "check-fine",
            members = collective.members.len(),
            machines = collective.machines.len(),
            services = collective.services.len()
        ));
    }
    if arguments.eval && !asked.answered && !asked.unable && output.is_for_terminal() {
        output.tell(&say!(output.words(), "check-not-asked"));
    }
    let denied = arguments.deny.is_some() && warnings > 0;
    Ok(ExitCode::from(match () {
        () if asked.unable => 2,
        () if reading.findings.has_errors() || denied => 1,
        () => 0,
    }))
}

/// A line on how far Nix is.
fn told(machine: &Name, progress: Progress, all: usize, words: &Words) -> Text {
    match progress {
        Progress::Began => say!(words, "check-asking", machine = machine),
        Progress::Ended { how, took, done } => {
            let digits = usize::from(took.as_secs() < 10);
            let took = took.as_secs_f64();
            say!(
                words,
                "check-asked",
                machine = machine,
                how = match how {
                    Outcome::Fine => "fine",
                    Outcome::Warned => "warned",
                    Outcome::Refused => "refused",
                    Outcome::NotAsked => "not-asked",
                },
                seconds = format!("{took:.digits$}"),
                done = done,
                all = all
            )
        }
    }
}
