//! The words for why a machine, or something of it, could not be read: the same for every command.

use crate::deployed::closure::ClosureError;
use crate::deployed::saved::SavedError;
use crate::deployed::ssh::{AnswerError, SshError};
use crate::deployed::stamp::Foreign;
use crate::deployed::trouble::Trouble;
use crate::deployed::why::Why;
use crate::nix::store::StoreError;
use crate::say;
use crate::standing::{Misfit, Unfit};
use crate::words::{Text, Words};

/// Numbers of generations that are written out, the newest; the others are counted.
const MOST_NUMBERS: usize = 20;

/// Why a machine could not be read.
pub fn why(words: &Words, why: &Why) -> Text {
    match why {
        Why::Ssh(error) => ssh(words, error),
        Why::Troubles(troubles) if troubles.is_empty() => say!(words, "why-nothing"),
        Why::Troubles(troubles) => {
            let all: Vec<Text> = troubles.iter().map(|one| trouble(words, one)).collect();
            say!(
                words,
                "why-nothing-but",
                troubles = Text::joined(&all, ", ")
            )
        }
        Why::NoSystem { link, there } if there.is_empty() => {
            say!(words, "why-no-system", link)
        }
        Why::NoSystem { link, there } => {
            let there = numbers(words, there);
            say!(words, "why-no-system-but", link, there)
        }
        Why::NoGeneration { number, there } => {
            let there = numbers(words, there);
            say!(words, "why-no-generation", number, there)
        }
        Why::Collected { number, path } => match number {
            Some(number) => say!(words, "why-collected", number, path),
            None => say!(words, "why-collected-current", path),
        },
        Why::Empty(folder) => say!(words, "why-empty", folder),
        Why::NoFolder(folder) => say!(words, "why-no-folder", folder),
        Why::NotInFolder(folder) => say!(words, "why-not-in-folder", folder),
        Why::Folder(said) => Text::plain(said),
        Why::OneSystem(path) => say!(words, "why-one-system", path),
        Why::Snapshot(file, error) => {
            let why = saved(words, error);
            say!(words, "why-snapshot", file, why)
        }
        Why::PackagesAlone(_) => say!(words, "why-packages-alone"),
        Why::NotAsked { path, machine } => {
            say!(words, "why-not-asked", path, machine)
        }
        Why::Nameless(path) => say!(words, "why-nameless", path),
        Why::Several => say!(words, "why-several"),
    }
}

/// `1, 2, 5`; of many, the newest.
fn numbers(words: &Words, all: &[u64]) -> Text {
    let older = all.len().saturating_sub(MOST_NUMBERS);
    let newest: Vec<String> = all[older..].iter().map(u64::to_string).collect();
    let numbers = newest.join(", ");
    if older == 0 {
        return Text::plain(numbers);
    }
    say!(words, "generations-older", count = older, numbers)
}

fn ssh(words: &Words, error: &SshError) -> Text {
    match error {
        SshError::Host(host) => say!(words, "why-host", host),
        SshError::Options => say!(words, "why-options"),
        SshError::Start(why) => say!(words, "why-start", why),
        SshError::Refused(Some(said)) => Text::plain(said),
        SshError::Refused(None) => say!(words, "why-no-reason"),
        SshError::Slow(seconds) => say!(words, "why-slow", seconds),
        SshError::Other(system) => say!(words, "why-other", system),
        SshError::Nonsense(error) => {
            let why = match error {
                AnswerError::Io(said) => Text::plain(said),
                AnswerError::TooMuch => say!(words, "why-too-much"),
                AnswerError::Silent => say!(words, "why-silent"),
                AnswerError::BrokeOff => say!(words, "why-broke-off"),
                AnswerError::NoStorePath(path) => say!(words, "why-no-store-path", path),
                AnswerError::NoSize => say!(words, "why-no-size"),
                AnswerError::Nameless => say!(words, "why-no-name"),
                AnswerError::Unable(one) => trouble(words, one),
                AnswerError::Other(system) => say!(words, "why-other", system),
            };
            say!(words, "why-nonsense", why)
        }
    }
}

fn saved(words: &Words, error: &SavedError) -> Text {
    match error {
        SavedError::Io(said) => Text::plain(said),
        SavedError::TooLarge => say!(words, "why-snapshot-large"),
        SavedError::Syntax(why) => say!(words, "why-snapshot-syntax", why),
        SavedError::Version(version) => say!(words, "why-snapshot-version", version),
        SavedError::Path(path) => say!(words, "why-snapshot-path", path),
    }
}

/// What a machine cannot tell.
pub fn trouble(words: &Words, trouble: &Trouble) -> Text {
    match trouble {
        Trouble::NoSystem(link) => say!(words, "why-no-system", link),
        Trouble::Collected(path) => say!(words, "trouble-collected", path),
        Trouble::Lacks(tools) => say!(words, "trouble-lacks", tools),
        Trouble::NotGnu => say!(words, "trouble-not-gnu"),
        Trouble::NoRoom => say!(words, "trouble-no-room"),
        Trouble::NoNixStore => say!(words, "trouble-no-nix-store"),
        Trouble::NoPackages(why) => say!(words, "trouble-no-packages", why),
        Trouble::TooLarge => say!(words, "trouble-too-large"),
        Trouble::CutOff(why) => say!(words, "trouble-cut-off", why),
        Trouble::Said(said) => Text::plain(said),
    }
}

/// Why a stamp is not understood.
pub fn foreign(words: &Words, why: &Foreign) -> Text {
    let why = match why {
        Foreign::Long => say!(words, "stamp-long"),
        Foreign::Folder => say!(words, "stamp-folder"),
        Foreign::NoText => say!(words, "stamp-no-text"),
        Foreign::Version(version) => say!(words, "stamp-version", version),
        Foreign::Syntax(said) => Text::plain(said),
    };
    say!(words, "note-not-understood", why)
}

/// Why a closure is not to be had.
pub fn closure(words: &Words, error: &ClosureError) -> Text {
    match error {
        ClosureError::Unknown(path) => say!(words, "closure-unknown", path),
        ClosureError::Database { path, why } => {
            say!(words, "closure-database", path, why)
        }
        ClosureError::Command(error) => match error {
            StoreError::Start { command, why } => {
                say!(words, "closure-start", command = *command, why)
            }
            StoreError::Failed { command, said } => match said {
                Some(said) => say!(words, "closure-failed", command = *command, why = said),
                None => say!(words, "closure-silent", command = *command),
            },
            StoreError::Nonsense(command) => say!(words, "closure-nonsense", command = *command),
        },
    }
}

/// Why a system that was built is none that machines can be compared with.
pub fn misfit(words: &Words, misfit: &Misfit) -> Text {
    let why = match &misfit.why {
        Unfit::Io(said) => Text::plain(said),
        Unfit::NoSystem => say!(words, "misfit-no-system"),
        Unfit::NotOurs => say!(words, "misfit-not-ours"),
        Unfit::NotUnderstood(why) => foreign(words, why),
        Unfit::NotAsked(machine) => say!(words, "misfit-not-asked", machine),
        Unfit::Second(machine) => say!(words, "misfit-second", machine),
    };
    say!(words, "misfit", path = &misfit.path, why)
}
