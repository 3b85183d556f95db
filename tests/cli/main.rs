//! The command line as people and scripts meet it: what stands on stdout and stderr, exit codes, files.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes,
    missing_docs,
    reason = "a test fails by panicking, and expected text stands as expect-test writes it"
)]

mod catalog;
mod check;
mod diff;
mod eval;
mod generate;
mod git;
mod harness;
mod help;
mod init;
mod options;
mod same_bytes;
mod secrets;
mod terminal;
