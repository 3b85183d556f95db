//! How a machine stands to the manifest and to itself: the commit that it runs, what was changed by hand, what waits
//! for a start. Several can be true at once; each is a [`Cause`] with what to do.

mod live;

use std::collections::BTreeSet;

use crate::generation::Live;

/// How a machine stands, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It runs what the manifest says.
    InStep,
    /// Its kernel, or what is started before it, is that of an earlier generation.
    NeedsReboot,
    /// It runs what an earlier commit said.
    Behind,
    /// It runs what a later commit says, which is not checked out here.
    Ahead,
    /// The next start brings another system than the active one.
    NotActive,
    /// An earlier generation than the newest was chosen.
    RolledBack,
    /// It runs what no commit of this branch says.
    Diverged,
    /// Something on it does not work.
    Failing,
    /// Somebody changed it beside the manifest.
    EditedByHand,
    /// coloc did not make what it runs.
    Unknown,
    /// Nobody answers.
    Unreachable,
}

impl Standing {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStep => "in-step",
            Self::NeedsReboot => "needs-reboot",
            Self::Behind => "behind",
            Self::Ahead => "ahead",
            Self::NotActive => "not-active",
            Self::RolledBack => "rolled-back",
            Self::Diverged => "diverged",
            Self::Failing => "failing",
            Self::EditedByHand => "edited-by-hand",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::InStep => "in step",
            Self::NeedsReboot => "needs a restart",
            Self::Behind => "behind",
            Self::Ahead => "ahead",
            Self::NotActive => "not active yet",
            Self::RolledBack => "rolled back",
            Self::Diverged => "another branch",
            Self::Failing => "something failed",
            Self::EditedByHand => "changed by hand",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

/// Where the text that a machine carries stands in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// So many commits of this branch changed the machine since; and the newest commit that has the text.
    Behind(usize, String),
    /// A commit that this branch does not have yet: a later one of it.
    Ahead(String),
    /// A commit of another branch.
    Elsewhere(String),
    /// No commit has it.
    Nowhere,
}

/// What a machine runs, as against the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runs {
    /// What the manifest says now, and the newest commit that says so.
    Same(Option<String>),
    /// Something else that coloc made.
    Other(Place),
    /// Something else that coloc made; why its commit is not known.
    Unplaced(String),
    /// A machine that the manifest does not have any more.
    Gone,
    /// Another machine's system.
    Misplaced(String),
    /// Something that coloc did not make, or does not understand, and why.
    Foreign(String),
}

/// One thing that is so, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// How the machine stands because of it.
    pub standing: Standing,
    /// A sentence without a full stop.
    pub what: String,
    /// Another one: what to do.
    pub to_do: String,
}

/// What is known of a machine's generations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generations {
    /// The number of the active one; none: it is not in the profile.
    pub active: Option<u64>,
    /// The number that the profile stands at, which the next start brings.
    pub profile: Option<u64>,
    /// The largest number.
    pub newest: Option<u64>,
}

/// One machine in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its name.
    pub machine: String,
    /// The number of the generation that runs; none: not known, or not in the profile.
    pub generation: Option<u64>,
    /// When that was made: seconds since 1970.
    pub made: Option<u64>,
    /// The commit that has what runs, if one has.
    pub commit: Option<String>,
    /// All that is so, the gravest first.
    pub causes: Vec<Cause>,
    /// What was not looked at, and why.
    pub notes: Vec<String>,
}

impl Status {
    /// The gravest standing.
    pub fn standing(&self) -> Standing {
        let all = self.causes.iter().map(|cause| cause.standing);
        all.max().unwrap_or(Standing::InStep)
    }
}

impl Runs {
    /// The commit that has it.
    pub fn commit(&self) -> Option<&str> {
        match self {
            Self::Same(commit) => commit.as_deref(),
            Self::Other(
                Place::Behind(_, commit) | Place::Ahead(commit) | Place::Elsewhere(commit),
            ) => Some(commit),
            _ => None,
        }
    }
}

/// All that is so, the gravest first; empty: the machine is in step.
///
/// `declared` are the accounts that its generation has; none: not known. `live` is none where only files were read.
pub fn causes(
    machine: &str,
    runs: &Runs,
    generations: &Generations,
    declared: Option<&BTreeSet<String>>,
    live: Option<&Live>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    causes.extend(commit(machine, runs));
    causes.extend(profile(machine, generations, live.is_some()));
    if let Some(live) = live {
        causes.extend(live.causes(machine, declared));
    }
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.standing));
    causes
}

impl Cause {
    fn new(standing: Standing, what: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self {
            standing,
            what: what.into(),
            to_do: to_do.into(),
        }
    }

    /// Nobody answers.
    pub fn unreachable(why: &str) -> Self {
        Self::new(
            Standing::Unreachable,
            format!("it could not be asked: {why}"),
            "Is it on, and does `ssh` reach it from here? Its keeper can look",
        )
    }

    /// It answers, and nothing that runs there could be read.
    pub fn unknown(why: &str) -> Self {
        Self::new(
            Standing::Unknown,
            format!("what runs there is not known: {why}"),
            "Look at it by hand",
        )
    }
}

/// The first characters of a commit's name, as people say it.
pub fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn commit(machine: &str, runs: &Runs) -> Option<Cause> {
    let look = format!("`coloc diff {machine}` says what differs");
    Some(match runs {
        Runs::Same(_) => return None,
        Runs::Other(Place::Behind(0, commit)) => Cause::new(
            Standing::Behind,
            format!(
                "it runs commit {}, the newest; what changed here since is not committed",
                short(commit)
            ),
            format!("{look}. Commit it, then deploy"),
        ),
        Runs::Other(Place::Behind(count, commit)) => {
            let commits = if *count == 1 {
                "1 commit has".to_owned()
            } else {
                format!("{count} commits have")
            };
            Cause::new(
                Standing::Behind,
                format!(
                    "it runs commit {}; {commits} changed it since",
                    short(commit)
                ),
                format!("{look}; deploy it: `nixos-rebuild switch --flake .#{machine}`"),
            )
        }
        Runs::Other(Place::Ahead(commit)) => Cause::new(
            Standing::Ahead,
            format!(
                "it runs commit {}, which is later than yours",
                short(commit)
            ),
            "Take it in before you deploy anything: `git pull`",
        ),
        Runs::Other(Place::Elsewhere(commit)) => Cause::new(
            Standing::Diverged,
            format!("it runs commit {} of another branch", short(commit)),
            "Ask who deployed it. Merge that branch first, or what it brought is undone",
        ),
        Runs::Other(Place::Nowhere) => Cause::new(
            Standing::Diverged,
            "it runs what no commit has: somebody deployed without committing, or it is not fetched yet",
            format!("`git fetch --all`, and ask who deployed. {look}"),
        ),
        Runs::Unplaced(why) => Cause::new(
            Standing::Diverged,
            format!(
                "it runs something else than the manifest says; its commit is not known: {why}"
            ),
            look,
        ),
        Runs::Gone => Cause::new(
            Standing::Diverged,
            "the manifest does not have it any more",
            "Take it out of service, or bring its table back",
        ),
        Runs::Misplaced(other) => Cause::new(
            Standing::Diverged,
            format!("it runs the system of `{other}`"),
            format!("Is `machines.{machine}.deploy-host` right? Else deploy it anew"),
        ),
        Runs::Foreign(why) => Cause::new(
            Standing::Unknown,
            why.clone(),
            "Deploy it once from here, and coloc knows it from then on",
        ),
    })
}

fn profile(machine: &str, generations: &Generations, active_is_known: bool) -> Vec<Cause> {
    let mut causes = Vec::new();
    let Some(profile) = generations.profile else {
        return causes;
    };
    if let Some(newest) = generations.newest
        && profile < newest
    {
        causes.push(Cause::new(
            Standing::RolledBack,
            format!("somebody went back to generation {profile}; the newest is {newest}"),
            format!("Ask why. `coloc history {machine}` says what {newest} brought"),
        ));
    }
    match generations.active {
        _ if !active_is_known => {}
        None => causes.push(Cause::new(
            Standing::NotActive,
            format!("what runs was only tried: the next start brings back generation {profile}"),
            "Keep it with `nixos-rebuild switch`, or start the machine anew",
        )),
        Some(active) if active != profile => causes.push(Cause::new(
            Standing::NotActive,
            format!("generation {active} is active, and the next start brings {profile}"),
            "Make it active with `nixos-rebuild switch`, or start the machine anew",
        )),
        Some(_) => {}
    }
    causes
}
