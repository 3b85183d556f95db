//! Question → machines asked and compared: one stage under diff, status, history and snapshot.

pub mod commits;
mod evaluated;
mod folder;
mod gathered;
pub mod git;
pub(crate) mod kept;
mod manifest;
mod pair;
mod remote;
mod saved;
mod shared;

pub(crate) use evaluated::Evaluation;
pub(crate) use gathered::{Gathered, System, Target, all, nothing};
pub(crate) use pair::between;
pub(crate) use shared::shared;
