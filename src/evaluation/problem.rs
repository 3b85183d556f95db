//! What an error of Nix means: one [`Complaint`] for each thing that a person has to mend.

use super::kinds;
use super::place::{Mention, Origin};
use crate::nix::log::NixError;
use crate::visible;

/// One thing that NixOS or Nix complains about, in words, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, in a sentence.
    pub message: String,
    /// The way out.
    pub help: String,
    /// The option that it is about, by its names.
    pub option: Option<Vec<String>>,
    /// Files of the repository that it is about, the most telling first.
    pub mentions: Vec<Mention>,
    /// The words in which options may be named, where there is no `option`.
    pub words: String,
    /// The name of a file that modules of the machine may name, where nothing else tells.
    pub file: Option<String>,
}

/// As many failed assertions of one machine are told, each by itself.
const MOST_ASSERTIONS: usize = 200;

/// Why Nix could not be asked about the machine at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// `flake.lock` does not fit `flake.nix`; why, in a sentence, where Nix says more than that.
    NotLocked(Option<String>),
    /// An input of the flake is not on this computer; what Nix calls it.
    NotFetched(String),
    /// A file that git does not know, relative to the repository's root.
    NotInGit(String),
    /// A Nix that does not know flakes.
    TooOld,
}

/// What stands in the way of asking at all; none: the error is about the configuration itself. `on_disk` tells whether
/// the repository has a file.
pub fn obstacle(
    error: &NixError,
    origin: &Origin,
    on_disk: impl Fn(&str) -> bool,
) -> Option<Obstacle> {
    let message = error.message.as_str();
    if message.contains("requires lock file changes") {
        return Some(Obstacle::NotLocked(None));
    }
    let frame = |words: &str| error.trace.iter().find(|frame| frame.what.contains(words));
    if let Some(frame) = frame("while updating the flake input '") {
        let input = frame.what.split('\'').nth(1).unwrap_or_default();
        let why = format!("The input `{input}` is new there, or has another address.");
        return Some(Obstacle::NotLocked(Some(why)));
    }
    if frame("while updating the lock file of flake").is_some() {
        return Some(Obstacle::NotLocked(Some(format!(
            "Nix says: {}",
            sentence(message)
        ))));
    }
    // Also what git says when it may not reach out.
    let downloads = [
        "unable to download",
        "Failed to open archive",
        "program 'git' failed",
        "Failed to fetch git repository",
        "cannot find Git revision",
        "Cannot find Git revision",
    ];
    let mut outwards = error.trace.iter();
    let fetching = outwards.find(|frame| frame.what.contains("while fetching the input"));
    if let Some(frame) = fetching
        && downloads.iter().any(|words| message.contains(words))
        // A module's own `fetchGit` fetches an input too, in the words of Nix.
        && outwards.next().and_then(|frame| origin.mention(frame.place.as_ref()?)).is_none()
    {
        let input = frame.what.split('\'').nth(1).unwrap_or_default();
        let input = input.split('?').next().unwrap_or(input);
        return Some(Obstacle::NotFetched(input.to_owned()));
    }
    let missing = not_found(message, origin).filter(|path| on_disk(path));
    if let Some(path) = missing {
        return Some(Obstacle::NotInGit(path));
    }
    let old = [
        "unrecognised flag",
        "unrecognized flag",
        "is not a recognised command",
    ];
    let disabled = message.contains("experimental") && message.contains("is disabled");
    (disabled || old.iter().any(|words| message.contains(words))).then_some(Obstacle::TooOld)
}

/// The file of the repository that Nix did not find.
pub(super) fn not_found(message: &str, origin: &Origin) -> Option<String> {
    let quoted = |mark: &str| {
        let rest = message.split(mark).nth(1)?;
        rest.split('\'').next().map(str::to_owned)
    };
    if message.contains("No such file or directory") || message.contains("does not exist") {
        // Nix before 2.19: a path of the store.
        let file = quoted("getting status of '").or_else(|| quoted("path '"));
        if let Some(file) = file.and_then(|path| origin.file(&path)) {
            return Some(file.into_string());
        }
    }
    let is_of_git =
        message.contains("is not tracked by Git") || message.contains("in Git repository");
    quoted("Path '")
        .filter(|_| is_of_git)
        .and_then(|path| origin.in_folder(&path))
}

/// What the error that ended a machine's evaluation says, each assertion by itself.
pub fn complaints(machine: &str, error: &NixError, origin: &Origin) -> Vec<Complaint> {
    if let Some(list) = error
        .message
        .trim_start()
        .strip_prefix("Failed assertions:")
    {
        let help = "NixOS checks how options fit together. Change the option that it names: in the `nixos` table of \
                    the service or the machine in the manifest, or in a module written by hand.";
        let mut failed = assertions(list);
        let more = failed.len().saturating_sub(MOST_ASSERTIONS);
        failed.truncate(MOST_ASSERTIONS);
        failed.extend((more > 0).then(|| format!("there are {more} more of these.")));
        let who = format!("NixOS refuses `{machine}`");
        return failed
            .iter()
            .map(|text| said(&who, text, help, origin))
            .collect();
    }
    vec![kinds::explain(machine, error, origin)]
}

/// A warning about a machine.
pub fn warning(machine: &str, text: &str, origin: &Origin) -> Complaint {
    let help = "It works today. Warnings of NixOS tell what will stop working in a later release, or what was hardly \
                meant: change the option that it names.";
    said(
        &format!("NixOS warns about `{machine}`"),
        text,
        help,
        origin,
    )
}

/// What NixOS' own modules say, for people already.
fn said(who: &str, text: &str, help: &str, origin: &Origin) -> Complaint {
    let option = quoted_option(text, "The option `")
        .or_else(|| quoted_option(text, "The option definition `"));
    Complaint {
        message: format!("{who}: {}", sentence(&origin.shorten(text))),
        help: help.to_owned(),
        option,
        mentions: origin.mentions(text),
        words: text.to_owned(),
        file: None,
    }
}

/// The items of a list `- first`, `- second`; lines without the mark belong to the one before.
fn assertions(list: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in list.trim().lines() {
        match (line.strip_prefix("- "), found.last_mut()) {
            (None, Some(last)) => {
                last.push('\n');
                last.push_str(line);
            }
            (item, _) => found.push(item.unwrap_or(line).to_owned()),
        }
    }
    found
}

/// The option whose name stands behind some words: `` … `services.nginx.enable' ``.
pub(super) fn quoted_option(text: &str, before: &str) -> Option<Vec<String>> {
    let rest = text.split_once(before)?.1;
    let name = rest.split(['\'', '`']).next()?;
    Some(option_path(name)).filter(|path| !path.is_empty())
}

/// The names of an option: `services.nginx.virtualHosts."a.example".root` has five. Empty if it is none.
pub fn option_path(text: &str) -> Vec<String> {
    let mut path = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => path.push(String::new()),
            _ => {
                if let Some(last) = path.last_mut() {
                    last.push(character);
                }
            }
        }
    }
    let begins = |name: &String| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_option = path.first().is_some_and(begins) && path.iter().all(|name| !name.is_empty());
    if is_option { path } else { Vec::new() }
}

/// A text of Nix's as a sentence on one line: `` `name' `` as `` `name` ``, and not too much of it.
pub(super) fn sentence(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::new();
    for (at, part) in words.join(" ").split('`').enumerate() {
        if at > 0 {
            out.push('`');
            out.push_str(&part.replacen('\'', "`", 1));
        } else {
            out.push_str(part);
        }
    }
    let mut out = visible::shorten(out.trim(), 1200).into_owned();
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}
