//! Why Nix could not be asked: findings at `[nixos]`, each with the command that mends it.

use serde_json::Value as Json;

use super::codes::{NO_NIX, NOT_FETCHED, NOT_IN_GIT, NOT_LOCKED};
use super::problem::Obstacle;
use crate::collective::Collective;
use crate::finding::{Code, Finding};
use crate::source::{Sources, Span};

/// The oldest Nix that knows flakes.
const OLDEST: (u32, u32) = (2, 4);

/// What is put before `nix flake …`, so that it works where flakes are not switched on.
const FEATURES: &str = "--extra-experimental-features 'nix-command flakes'";

/// There is no `nix`.
pub fn no_nix(sources: &Sources) -> Finding {
    at_nixos(
        &NO_NIX,
        "There is no Nix on this computer, so it could not be asked.".to_owned(),
        sources,
    )
    .help(
        "Install it, and open a new terminal: `sh <(curl -L https://nixos.org/nix/install) --daemon`, or on Debian \
         `sudo apt install nix-bin`. Without `--eval`, `coloc check` needs no Nix.",
    )
}

/// Whether the Nix that calls itself so knows flakes; the finding if it does not.
pub fn too_old(version: &str, sources: &Sources) -> Option<Finding> {
    let number = number(version)?;
    (number < OLDEST).then(|| old(&format!("{}.{}", number.0, number.1), sources))
}

fn old(version: &str, sources: &Sources) -> Finding {
    let message =
        format!("The Nix on this computer ({version}) is too old: it does not know flakes.");
    at_nixos(&NO_NIX, message, sources).help(
        "Install Nix 2.4 or newer: `nix upgrade-nix`, or the package of your distribution. `nix --version` tells \
         which one answers.",
    )
}

/// `nix (Nix) 2.18.1`, `nix (Lix, like Nix) 2.91.0` → the first two numbers.
fn number(version: &str) -> Option<(u32, u32)> {
    let last = version.split_whitespace().last()?;
    let mut parts = last.split('.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    Some((parts.next()??, parts.next()??))
}

/// The `flake.lock` that stands beside `flake.nix`: none, or one that lacks an input. `text` is `None` if there is none.
pub fn unlocked<'a>(
    text: Option<&str>,
    inputs: impl Iterator<Item = &'a str>,
    sources: &Sources,
) -> Option<Finding> {
    let Some(text) = text else {
        return Some(not_locked(
            "There is no flake.lock yet: it says which version of each input the machines are built from.",
            sources,
        ));
    };
    let Ok(lock) = serde_json::from_str::<Json>(text) else {
        return Some(
            not_locked("flake.lock cannot be read.", sources).help(format!(
                "If it has marks of a merge (`<<<<<<<`), take one side: `git checkout --ours flake.lock` or `--theirs`. \
                 Otherwise remove it, and run `nix {FEATURES} flake lock`."
            )),
        );
    };
    let root = lock["root"].as_str()?;
    let locked = lock["nodes"][root]["inputs"].as_object();
    let mut inputs = inputs.filter(|name| locked.is_none_or(|locked| !locked.contains_key(*name)));
    let input = inputs.next()?;
    let message = format!("flake.lock does not know the input `{input}` yet.");
    Some(not_locked(&message, sources))
}

fn not_locked(message: &str, sources: &Sources) -> Finding {
    at_nixos(&NOT_LOCKED, message.to_owned(), sources).help(format!(
        "Run `nix {FEATURES} flake lock`, which looks the versions up and writes them down, and commit flake.lock \
         (`git add flake.lock`)."
    ))
}

/// The finding that an obstacle is.
pub fn finding(obstacle: &Obstacle, collective: &Collective, sources: &Sources) -> Finding {
    match obstacle {
        Obstacle::TooOld => old("its version is not known", sources),
        Obstacle::NotLocked(None) => not_locked(
            "flake.lock does not fit flake.nix, or git does not know it.",
            sources,
        ),
        Obstacle::NotLocked(Some(why)) => {
            let message = format!("flake.lock does not fit flake.nix. {why}");
            not_locked(&message, sources)
        }
        Obstacle::NotFetched(input) => {
            let message = format!("An input is not on this computer yet: {input}.");
            at_nixos(&NOT_FETCHED, message, sources).help(format!(
                "`coloc check` opens no connection. Fetch the inputs once, with: `nix {FEATURES} flake archive`."
            ))
        }
        Obstacle::NotInGit(path) => {
            let message = format!("git does not know `{path}`, so Nix does not see it.");
            let mut modules = collective
                .machines
                .values()
                .flat_map(|machine| &machine.modules);
            let finding = match modules.find(|module| module.value.as_path().starts_with(path)) {
                Some(module) => Finding::new(&NOT_IN_GIT, message).at(module.span, "named here"),
                None => at_nixos(&NOT_IN_GIT, message, sources),
            };
            finding.help(format!(
                "Tell git of it: `git add -N {path}`; of all files, `git add -N generated flake.nix coloc.lock`."
            ))
        }
    }
}

/// A finding at the manifest's table of what the machines are built from.
fn at_nixos(code: &'static Code, message: String, sources: &Sources) -> Finding {
    let finding = Finding::new(code, message);
    let found = sources.iter().find_map(|(file, source)| {
        let mut at = 0;
        for line in source.text.split_inclusive('\n') {
            let words = line.trim();
            if words.starts_with("[nixos]") || words.starts_with("nixos.release") {
                let start = at + line.len() - line.trim_start().len();
                let end = start
                    + words
                        .find([']', '='])
                        .map_or(0, |end| end + usize::from(words.starts_with('[')));
                return Some(Span::new(file, start, end));
            }
            at += line.len();
        }
        None
    });
    let first = || sources.iter().next().map(|(file, _)| Span::new(file, 0, 0));
    match found.or_else(first) {
        Some(span) => finding.at(span, "what the machines are built from"),
        None => finding,
    }
}
