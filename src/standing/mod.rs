//! Question → machines asked and compared: one stage under diff, status, history and snapshot.

pub mod commits;
pub mod git;
