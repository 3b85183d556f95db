//! Reads closures: from Nix' database where it can be read, else by asking Nix.

mod commands;
mod database;

use camino::Utf8PathBuf;

use super::store::Store;
use crate::generation::Closure;
use crate::nix::store::StoreError;

/// Why a closure is not to be had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClosureError {
    /// The store does not know the path: collected garbage, or a path of another store.
    Unknown(String),
    /// The database cannot be read.
    Database {
        /// Its file.
        path: Utf8PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// `nix-store` was of no help.
    Command(StoreError),
}

/// How a pair of closures was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// From the database.
    Database,
    /// By `nix-store`.
    Commands,
}

/// The closures of two store paths; references are known for those of the second that the first has not.
///
/// The database is tried first. It may be there and still not be readable (its shared-memory file belongs to root), or
/// not know a path that the daemon knows: then `nix-store` is asked. A closure is never empty: what is not known is an
/// error.
pub fn pair(store: &Store, from: &str, to: &str) -> Result<(Closure, Closure, By), ClosureError> {
    match database::pair(store, from, to) {
        Ok((from, to)) => Ok((from, to, By::Database)),
        Err(first) => match commands::pair(store, from, to) {
            Ok((from, to)) => Ok((from, to, By::Commands)),
            // What Nix says of an unknown path is no clearer.
            Err(_) if matches!(first, ClosureError::Unknown(_)) => Err(first),
            Err(error) => Err(error),
        },
    }
}

/// The same, by asking `nix-store` whatever can be read.
pub fn by_commands(
    store: &Store,
    from: &str,
    to: &str,
) -> Result<(Closure, Closure, By), ClosureError> {
    let (from, to) = commands::pair(store, from, to)?;
    Ok((from, to, By::Commands))
}
