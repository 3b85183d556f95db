//! Generations of a profile on this machine, or of a folder with `system-N-link`s.

use camino::{Utf8Path, Utf8PathBuf};

/// A generation as it stands in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// Its number.
    pub number: u64,
    /// The system that it is: a path of the store.
    pub toplevel: String,
    /// Whether that still exists: garbage collection may have taken it, or half of it.
    pub exists: bool,
    /// When it was made: seconds since 1970, from the link itself. None: the file system does not tell.
    pub made: Option<u64>,
}

/// Generations of a profile, the oldest first, and which one is the profile's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// All generations that have a link.
    pub generations: Vec<Generation>,
    /// The number of the one that `system` leads to; none: it leads nowhere.
    pub current: Option<u64>,
}

/// The number of a system: of those that have it, the one that the profile stands at, else the largest.
pub fn number_of(generations: &[Generation], profile: Option<u64>, toplevel: &str) -> Option<u64> {
    let numbers = generations
        .iter()
        .filter(|generation| generation.toplevel == toplevel)
        .map(|generation| generation.number);
    match profile {
        Some(profile) if numbers.clone().any(|number| number == profile) => Some(profile),
        _ => numbers.max(),
    }
}

/// Why a profile could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The folder cannot be listed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The folder has no generation.
    #[error("{0} has no generation: no link named `system-N-link` stands there")]
    Empty(Utf8PathBuf),
}

/// Reads the links `system-N-link` of a folder. Source: `man nix-env`, *Profiles*.
pub fn profile(folder: &Utf8Path) -> Result<Profile, ProfileError> {
    let mut generations = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(number);
        let (Some(number), Some(link)) = (number, name.to_str()) else {
            continue;
        };
        let link = folder.join(link);
        let Ok(target) = link.read_link_utf8() else {
            continue;
        };
        let toplevel = folder.join(target);
        let made = link
            .symlink_metadata()
            .and_then(|facts| facts.modified())
            .ok();
        let made = made.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        generations.push(Generation {
            number,
            exists: toplevel.exists(),
            toplevel: toplevel.into_string(),
            made: made.map(|time| time.as_secs()),
        });
    }
    if generations.is_empty() {
        return Err(ProfileError::Empty(folder.to_owned()));
    }
    generations.sort_by_key(|generation| generation.number);
    let current = folder.join("system").read_link_utf8().ok();
    let current = current.and_then(|link| number(link.file_name()?));
    Ok(Profile {
        generations,
        current,
    })
}

/// `system-12-link` → 12.
fn number(link: &str) -> Option<u64> {
    let number = link.strip_prefix("system-")?.strip_suffix("-link")?;
    let canonical = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    if canonical { number.parse().ok() } else { None }
}
