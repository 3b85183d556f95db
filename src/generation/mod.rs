//! A generation as it is found on a machine: the files of its store, its closure, how the machine is while it runs.
//!
//! Reading them is [`crate::deployed`]'s business, comparing them [`crate::diff`]'s; this is what both speak of.

mod closure;
mod live;
mod node;
pub mod references;

pub use closure::{Closure, StorePath};
pub use live::Live;
pub use node::{Files, LONGEST, Node, lookup, node};
pub use references::digest;
