//! `coloc init`

mod ask;
mod facts;
mod key;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::json;

use super::complete::Known;
use super::{Failure, Output, catalog};
use crate::emit::write::create::create;
use crate::finding::{Finding, Severity};
use crate::manifest::begin::Beginning;
use crate::manifest::codes::{BAD_VALUE, PRIVATE};
use crate::manifest::read::{self, MAIN};
use crate::manifest::types::{Hardware, Language, System};
use crate::pipeline;
use crate::report::{Format, json};
use crate::visible;
use facts::{FACTS, Fact, Surroundings};

const EXAMPLES: &str = "\
Examples:
  coloc init                        asks for what it needs, and writes coloc.toml here
  coloc init les-lilas              the same, in the folder les-lilas
  coloc init les-lilas --domain les-lilas.example --contact bonjour@les-lilas.example \\
      --member alice --ssh-key ~/.ssh/id_ed25519.pub";

/// Begin a collective: write a first manifest.
///
/// Asks for the few facts that are needed, or takes them from flags, and writes one commented coloc.toml. Never writes
/// over anything.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The collective's folder; created if it is missing.
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    folder: Utf8PathBuf,

    /// The collective's short name: small letters, digits and `-`; the folder's if not given.
    #[arg(long)]
    name: Option<String>,

    /// Its name, as people say it.
    #[arg(long)]
    title: Option<String>,

    /// The domain under which its machines and services live.
    #[arg(long)]
    domain: Option<String>,

    /// Mail address for certificate authorities and complaints.
    #[arg(long, value_name = "EMAIL")]
    contact: Option<String>,

    /// Language of pages for members: `en` or `fr`.
    #[arg(long, value_parser = Known(|| Language::WORDS.to_vec()), hide_possible_values = true)]
    language: Option<String>,

    /// The first member's account on the machines.
    #[arg(long, value_name = "ACCOUNT")]
    member: Option<String>,

    /// The first member's name, as people say it.
    #[arg(long, value_name = "NAME")]
    member_name: Option<String>,

    /// The first member's public ssh key, or the path of its `.pub` file.
    // A private key begins with `-----`: taken as a value, so that it is refused without being shown.
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    ssh_key: Option<String>,

    /// The first place where a machine stands.
    #[arg(long, value_name = "NAME")]
    site: Option<String>,

    /// The first machine.
    #[arg(long, value_name = "NAME")]
    machine: Option<String>,

    /// What it is: `pc`, `raspberry-pi`, `vps`, `dedicated` or `vm`.
    #[arg(long, value_parser = Known(|| Hardware::WORDS.to_vec()), hide_possible_values = true)]
    hardware: Option<String>,

    /// Its processor: `x86_64-linux` or `aarch64-linux`; that of this computer if not given.
    #[arg(long, value_parser = Known(|| System::WORDS.to_vec()), hide_possible_values = true)]
    system: Option<String>,

    /// Release of NixOS, such as `26.05`.
    #[arg(long)]
    release: Option<String>,

    /// Ask nothing: take what would be offered, your account and your `~/.ssh/id_ed25519.pub` too.
    #[arg(short, long)]
    yes: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let folder = plain(&directory.join(&arguments.folder));
    let path = plain(&folder.join(MAIN));
    if path.symlink_metadata().is_ok() {
        return Err(already(&path));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::Usage(format!("{folder} is not a folder")));
    }
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let asking = terminal && !arguments.yes;
    let mut around = Surroundings {
        folder: name_of(&folder),
        ..Surroundings::default()
    };
    let home = std::env::var("HOME").ok().filter(|home| !home.is_empty());
    if asking || arguments.yes {
        around.look(home.as_deref());
    }
    let inquiry = Inquiry {
        arguments,
        directory,
        home: home.as_deref(),
        around,
    };
    let beginning = if asking {
        inquiry.ask(output)?
    } else {
        inquiry.collect()?
    };
    fs_err::create_dir_all(&folder)?;
    if !create(&path, &beginning.manifest())? {
        return Err(already(&path));
    }
    if output.format == Format::Json {
        output.data(&json::write(
            &json!({ "version": 1, "written": [path.as_str()] }),
        ))?;
    }
    output.note(&next(&path, &folder, &beginning));
    if pipeline::read(&read::find_root(&folder)?)?
        .findings
        .has_errors()
    {
        output.note("\nThe files that were here already are read with it, and do not fit: `coloc check` says why.");
    }
    Ok(ExitCode::SUCCESS)
}

/// A path without the `.` in it; `.` if nothing else is.
fn plain(path: &Utf8Path) -> Utf8PathBuf {
    let parts = path.components().filter(|part| part.as_str() != ".");
    match parts.collect::<Utf8PathBuf>() {
        empty if empty.as_str().is_empty() => ".".into(),
        plain => plain,
    }
}

fn already(path: &Utf8Path) -> Failure {
    Failure::Usage(format!(
        "{path} is there already, and `coloc init` never writes over anything; `coloc check` reads it"
    ))
}

/// The last part of a folder's name, links resolved where it exists.
fn name_of(folder: &Utf8Path) -> String {
    let full = folder.canonicalize_utf8();
    let full = full.as_deref().unwrap_or(folder);
    full.file_name().unwrap_or_default().to_owned()
}

impl Surroundings {
    /// Adds what is the person's own: it is offered, and taken silently only with `--yes`.
    fn look(&mut self, home: Option<&str>) {
        self.user = std::env::var("USER").ok();
        self.language = Some(catalog::spoken());
        self.key = home
            .filter(|home| Utf8Path::new(home).join(".ssh/id_ed25519.pub").is_file())
            .map(|_| "~/.ssh/id_ed25519.pub".to_owned());
    }
}

struct Inquiry<'a> {
    arguments: &'a Arguments,
    directory: &'a Utf8Path,
    home: Option<&'a str>,
    around: Surroundings,
}

impl Inquiry<'_> {
    /// Takes what flags say, and what is offered otherwise; says all that is wrong and missing.
    fn collect(&self) -> Result<Beginning, Failure> {
        let mut beginning = Beginning::default();
        let (mut wrong, mut missing) = (Vec::new(), Vec::new());
        for fact in FACTS {
            let given = (fact.given)(self.arguments);
            let offer = || self.offer(fact, &beginning);
            let Some(text) = given.cloned().or_else(offer) else {
                missing.push(fact.flag);
                continue;
            };
            match self.take(fact, &beginning, &text) {
                Ok(better) => beginning = better,
                Err(why) => wrong.push(format!("{}: {why}", fact.flag)),
            }
        }
        if !missing.is_empty() {
            wrong.push(format!(
                "there is nobody to ask, so these are needed: {}. For example:\n  coloc init les-lilas --domain \
                 les-lilas.example --contact bonjour@les-lilas.example \\\n      --member alice --ssh-key \
                 ~/.ssh/id_ed25519.pub",
                missing.join(", ")
            ));
        }
        if wrong.is_empty() {
            return Ok(beginning);
        }
        Err(Failure::Usage(wrong.join("\ncoloc: ")))
    }

    /// Asks for what flags do not say.
    fn ask(&self, output: &Output) -> Result<Beginning, Failure> {
        let mut beginning = Beginning::default();
        output.note("A few questions, then coloc writes a first manifest. Enter takes what stands in [ ].\n");
        for fact in FACTS {
            if let Some(text) = (fact.given)(self.arguments) {
                beginning = self
                    .take(fact, &beginning, text)
                    .map_err(|why| Failure::Usage(format!("{}: {why}", fact.flag)))?;
                continue;
            }
            let offer = self.offer(fact, &beginning);
            let taken = ask::ask(
                &mut std::io::stdin().lock(),
                &mut std::io::stderr().lock(),
                fact.question,
                offer.as_deref(),
                |answer| self.take(fact, &beginning, answer),
            )?;
            beginning =
                taken.ok_or_else(|| Failure::Usage("no answer; nothing was written".into()))?;
        }
        output.note("");
        Ok(beginning)
    }

    /// What is offered, if it would be taken.
    fn offer(&self, fact: &Fact, beginning: &Beginning) -> Option<String> {
        let offer = (fact.offer)(beginning, &self.around)?;
        self.take(fact, beginning, &offer).is_ok().then_some(offer)
    }

    /// The facts with one more among them; `Err` says what is wrong with it, as `coloc check` would.
    fn take(&self, fact: &Fact, beginning: &Beginning, text: &str) -> Result<Beginning, String> {
        let is_key = fact.flag == "--ssh-key";
        let text = if is_key {
            key::resolve(text, self.directory, self.home)?
        } else {
            text.trim().to_owned()
        };
        let mut better = beginning.clone();
        *(fact.slot)(&mut better) = text;
        let findings = pipeline::draft(&better.manifest());
        let error = |finding: &&Finding| finding.severity() == Severity::Error;
        if is_key && findings.iter().any(|finding| finding.code == &PRIVATE) {
            return Err(key::PRIVATE.to_owned());
        }
        match findings.iter().find(error) {
            None => Ok(better),
            Some(finding) => Err(reason(finding)),
        }
    }
}

/// A finding on one line, as the answer to a question.
fn reason(finding: &Finding) -> String {
    let mut reason = finding.message.trim_end_matches('.').to_owned();
    // The key's path is right in a manifest; here, it would name what has no name yet.
    if finding.code == &BAD_VALUE
        && let Some((_, rest)) = reason.split_once("` ")
    {
        reason = format!("this {rest}");
    }
    if let Some(label) = finding
        .labels
        .first()
        .filter(|label| !label.text.is_empty())
    {
        reason = format!("{reason}: {}", label.text);
    }
    if let Some(help) = &finding.help {
        reason = format!("{reason}. {help}");
    }
    visible::line(&reason.replace('\n', " ")).into_owned()
}

/// A word as shells read it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    if word.chars().all(plain) && !word.starts_with('-') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What remains to be done.
fn next(path: &Utf8Path, folder: &Utf8Path, beginning: &Beginning) -> String {
    let machine = &beginning.machine;
    let mut note = format!("Wrote {path}. What comes next:\n\n");
    if folder != "." {
        let _ = writeln!(note, "  cd {}", quoted(folder.as_str()));
    }
    let full = folder.canonicalize_utf8();
    let has_git = |folder: &Utf8Path| folder.join(".git").symlink_metadata().is_ok();
    note.push_str(match full {
        Ok(full) if full.ancestors().any(has_git) => "  git add coloc.toml\n",
        _ => "  git init && git add coloc.toml    Nix sees only what git knows\n",
    });
    let _ = write!(
        note,
        "  coloc check                       says what is wrong, and what is still missing\n  \
           coloc generate                    writes flake.nix and the NixOS modules\n  \
           coloc catalog                     lists the services that you can add\n\n\
         Before {machine} is built, it needs a module for its disks and its boot loader. On {machine}:\n  \
           nixos-generate-config --show-hardware-config\n\
         Put what it prints into hardware/{machine}.nix, and name that file in coloc.toml:\n  \
           modules = [\"hardware/{machine}.nix\"]"
    );
    note
}
