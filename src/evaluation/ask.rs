//! Asks Nix about machines, from the files on disk, and turns what it says into findings. The stage's only I/O.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::locate::Map;
use super::place::{self, Origin};
use super::problem::{self, Obstacle};
use super::world;
use crate::emit::write::WriteError;
use crate::emit::{Tree, documents, write};
use crate::inspection::blame::Blame;
use crate::manifest::read::{self, PathFact, ReadError};
use crate::manifest::types::Name;
use crate::nix::{self, Ran, pool, room};
use crate::pipeline::Reading;
use crate::plan::Plan;

/// What Nix is asked.
#[derive(Clone, Debug, Default)]
pub struct Question<'q> {
    /// About which machines.
    pub machines: Vec<&'q Name>,
    /// About so many at once; none: what memory and processors allow.
    pub jobs: Option<NonZeroUsize>,
    /// Whether all that it says is kept.
    pub verbose: bool,
}

/// What happens while it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It begins with a machine.
    Began,
    /// It has answered.
    Ended {
        /// How it went.
        how: Outcome,
        /// After so long.
        took: Duration,
        /// So many machines are done.
        done: usize,
    },
}

/// How it went with a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Well.
    Fine,
    /// Well, and Nix warns of something.
    Warned,
    /// Nix refuses it.
    Refused,
    /// Nix could not be started.
    NotAsked,
}

/// Why it could not be asked, though it is there.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Files of the repository.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Generated files.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Processes.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// How it went; findings are with the others.
#[derive(Debug, Default)]
pub struct Asked {
    /// Whether Nix was asked about the machines.
    pub answered: bool,
    /// Whether it could not be, for a reason that is not the collective's.
    pub unable: bool,
    /// What is to be said behind the findings, on stderr.
    pub said: Vec<String>,
}

/// Asks Nix about machines, and adds findings.
pub fn ask(
    question: &Question<'_>,
    plan: &Plan,
    tree: &Tree,
    reading: &mut Reading,
    tell: &mut dyn FnMut(&Name, Progress),
) -> Result<Asked, AskError> {
    let mut asked = Asked::default();
    let root = reading.root.clone();
    if !is_current(&root, tree, reading)? {
        return Ok(asked);
    }
    let Some(origin) = prepare(&root, plan, reading, &mut asked)? else {
        return Ok(asked);
    };
    asked.answered = true;
    let jobs = question.jobs.map_or_else(room::jobs, Into::into);
    let mut ran: BTreeMap<Name, std::io::Result<Ran>> = BTreeMap::new();
    pool::evaluate(
        &root,
        &question.machines,
        jobs,
        |machine, event| match event {
            pool::Event::Began => tell(machine, Progress::Began),
            pool::Event::Ended(result, took) => {
                let how = how(&result);
                ran.insert(machine.clone(), *result);
                let done = ran.len();
                tell(machine, Progress::Ended { how, took, done });
            }
        },
    )?;
    let by_hand = texts(&root, tree, reading, &origin, &ran);
    let keys = &reading.keys;
    let blame = Blame { plan, tree, keys };
    let mut map = Map::new(&reading.collective, blame, &by_hand, &mut reading.sources);
    for (machine, ran) in ran {
        let ran = match ran {
            Ok(ran) => ran,
            Err(error) => {
                asked.fail(&format!("Nix could not be run for {machine}: {error}."));
                continue;
            }
        };
        if ran.log.not_kept > 0 {
            let number = ran.log.not_kept;
            asked.said.push(format!(
                "{number} more warnings of {machine} are not shown."
            ));
        }
        if question.verbose {
            asked.said.extend(verbose(&machine, &ran));
        }
        let obstacle = ran.log.error.as_ref().and_then(|error| {
            problem::obstacle(error, &origin, |path| {
                root.join(path).symlink_metadata().is_ok()
            })
        });
        if let Some(obstacle) = obstacle {
            asked.unable |= is_of_this_computer(&obstacle);
            let finding = world::finding(&obstacle, map.collective, map.sources);
            reading.findings.push(finding);
            continue;
        }
        if ran.log.error.is_none() && !ran.status.success() {
            asked.fail(&died(&machine, &ran));
        }
        let findings = super::findings(&machine, &ran.log, &origin, &mut map);
        reading.findings.extend(findings);
    }
    Ok(asked)
}

/// Whether Nix can be asked about the files on disk: if it could, they are the manifest's, and all that they need is
/// locked and here. If not, findings and notes say why.
pub fn ready(plan: &Plan, tree: &Tree, reading: &mut Reading) -> Result<Asked, AskError> {
    let mut asked = Asked::default();
    let root = reading.root.clone();
    asked.answered =
        is_current(&root, tree, reading)? && prepare(&root, plan, reading, &mut asked)?.is_some();
    Ok(asked)
}

impl Asked {
    fn fail(&mut self, why: &str) {
        self.unable = true;
        self.said.push(format!("coloc: {why}"));
    }
}

/// Whether the files on disk are those of the manifest; if not, findings say so. What Nix would say of others helps
/// nobody: its errors would point at lines that are not there any more.
fn is_current(root: &Utf8Path, tree: &Tree, reading: &mut Reading) -> Result<bool, AskError> {
    let mut comparison = write::compare(root, tree)?;
    if write::interrupted(root) {
        comparison.changed.append(&mut comparison.edited);
    }
    if comparison.is_current() {
        return Ok(true);
    }
    let never = !root.join(documents::LEDGER).is_file() && comparison.edited.is_empty();
    if never {
        // One for all of them: each by itself says nothing more.
        comparison.added.retain(|path| path == "flake.nix");
    }
    let findings = write::findings(root, tree, &comparison, &mut reading.sources);
    reading.findings.extend(findings);
    Ok(false)
}

/// Everything before the first machine: is there a Nix, is all locked, and where is the collective in its store.
fn prepare(
    root: &Utf8Path,
    plan: &Plan,
    reading: &mut Reading,
    asked: &mut Asked,
) -> Result<Option<Origin>, AskError> {
    let (sources, findings) = (&reading.sources, &mut reading.findings);
    let Some(version) = nix::version()? else {
        findings.push(world::no_nix(sources));
        asked.unable = true;
        return Ok(None);
    };
    if let Some(finding) = world::too_old(&version, sources) {
        findings.push(finding);
        asked.unable = true;
        return Ok(None);
    }
    let lock = read::text(root, Utf8Path::new("flake.lock"), read::MAX_SIZE)?.ok();
    let inputs = plan.inputs.keys().map(String::as_str);
    if let Some(finding) = world::unlocked(lock.as_deref(), inputs, sources) {
        findings.push(finding);
        return Ok(None);
    }
    let ran = nix::metadata(root)?;
    if ran.status.success()
        && let Ok(metadata) = serde_json::from_str(&ran.stdout)
    {
        return Ok(Some(Origin::new(root, &metadata)));
    }
    let top = root
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok());
    let folder = root
        .strip_prefix(top.unwrap_or(root))
        .unwrap_or(Utf8Path::new(""));
    let origin = Origin::unread(root, folder);
    let obstacle = ran.log.error.as_ref().and_then(|error| {
        problem::obstacle(error, &origin, |path| {
            root.join(path).symlink_metadata().is_ok()
        })
    });
    if let Some(obstacle) = obstacle {
        asked.unable |= is_of_this_computer(&obstacle);
        findings.push(world::finding(&obstacle, &reading.collective, sources));
        return Ok(None);
    }
    let why = ran
        .log
        .error
        .map_or_else(|| ran.status.to_string(), |error| error.message);
    let mut text = format!("Nix cannot read the flake in {root}: {why}");
    if why.contains("is not a valid URL") {
        text.push_str(
            "\nNix before 2.19 reads no git repository with spaces or accents in its path: give its folder a plain name.",
        );
    }
    asked.fail(&text);
    Ok(None)
}

/// Whether another computer would have no such obstacle.
fn is_of_this_computer(obstacle: &Obstacle) -> bool {
    matches!(obstacle, Obstacle::TooOld | Obstacle::NotFetched(_))
}

/// The texts of files that Nix named or that machines import, but for those that coloc generates.
fn texts(
    root: &Utf8Path,
    tree: &Tree,
    reading: &Reading,
    origin: &Origin,
    ran: &BTreeMap<Name, std::io::Result<Ran>>,
) -> BTreeMap<Utf8PathBuf, String> {
    let logs = ran.values().flatten().map(|ran| &ran.log);
    let mut paths: Vec<Utf8PathBuf> = logs.flat_map(|log| place::files(origin, log)).collect();
    let modules = reading
        .collective
        .machines
        .values()
        .flat_map(|machine| &machine.modules);
    paths.extend(modules.map(|module| module.value.as_path().to_owned()));
    let mut texts = BTreeMap::new();
    for path in paths {
        for path in [path.join("default.nix"), path] {
            if tree.files.contains_key(&path) || texts.contains_key(&path) {
                continue;
            }
            let text = match reading.paths.get(&path) {
                Some(PathFact::File(text)) => text.clone(),
                // Nix may name anything, in what a stranger throws: what cannot be read is not shown.
                _ => read::text(root, &path, read::MAX_SIZE)
                    .ok()
                    .and_then(Result::ok),
            };
            texts.extend(text.map(|text| (path, text)));
        }
    }
    texts
}

/// How an evaluation ended, in a word or two.
fn how(ran: &std::io::Result<Ran>) -> Outcome {
    match ran {
        Ok(ran) if !ran.status.success() => Outcome::Refused,
        Ok(ran) if !ran.log.warnings.is_empty() => Outcome::Warned,
        Ok(_) => Outcome::Fine,
        Err(_) => Outcome::NotAsked,
    }
}

/// All that Nix said of a machine.
fn verbose(machine: &Name, ran: &Ran) -> Vec<String> {
    let traces = ran.log.traces.iter().map(|trace| format!("trace: {trace}"));
    let warnings = ran
        .log
        .warnings
        .iter()
        .map(|warning| format!("warning: {warning}"));
    let error = ran.log.error.iter().map(|error| error.text.clone());
    let all: Vec<String> = traces.chain(warnings).chain(error).collect();
    if all.is_empty() {
        return all;
    }
    vec![format!("\nNix on {machine}:\n{}", all.join("\n"))]
}

/// What to say of an evaluation that ended without a word.
fn died(machine: &Name, ran: &Ran) -> String {
    match ran.status.signal() {
        Some(9) => format!(
            "Nix was killed while it worked on {machine}. Perhaps memory ran out: try `--jobs 1`, with other programs \
             closed."
        ),
        _ => format!("Nix ended on {machine} without a reason ({}).", ran.status),
    }
}
