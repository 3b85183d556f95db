//! The writer: all or nothing, nothing lost, nothing followed. With real files, real links and real kills.
//!
//! | file | what is tested |
//! | --- | --- |
//! | `repo.rs` | a collective's repository in a folder that vanishes, and trees to write into it |
//! | `tree.rs` | comparing and writing, with nobody in the way |
//! | `people.rs` | what people changed or put there |
//! | `hostile.rs` | what a pull request may bring |
//! | `runs.rs` | two runs at once |
//! | `child.rs` | a run in a process of its own, which can be killed at any of its system calls |
//! | `killed.rs` | kills at every instant |
//! | `resumed.rs` | what the next run makes of it |
//! | `findings.rs` | what people are told |

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and the line says why"
)]
#![allow(
    clippy::result_large_err,
    reason = "a refused run gives its comparison back, as the library does"
)]

mod child;
mod findings;
mod hostile;
mod killed;
mod people;
mod repo;
mod resumed;
mod runs;
mod tree;
