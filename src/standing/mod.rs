//! Question → machines asked and compared: one stage under diff, status, history and snapshot.
//!
//! A [`Question`] says which machines, where they are read (over ssh, in a folder, in a file), which of their systems,
//! and how much of these. Of each comes what was read ([`Seen`]), or [why](crate::deployed::why::Why) nothing was; the
//! same for all commands. What was read is then compared with the manifest ([`Target`]), judged ([`status`]), or told as
//! a [`history`].

mod built;
pub mod commits;
mod compared;
mod evaluated;
mod folder;
pub mod git;
mod history;
mod manifest;
mod pair;
mod planned;
mod question;
mod saved;
mod seen;
mod shared;
mod status;

pub use built::{Misfit, Unfit, built};
pub use compared::{Differences, Target};
pub use evaluated::{Evaluation, evaluate};
pub use history::history;
pub use planned::Planned;
pub use question::{Asked, Question, Source};
pub use seen::{At, Seen, System};
pub use status::status;
