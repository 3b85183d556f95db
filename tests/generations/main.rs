//! Generations that real Nix built, read and compared.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes,
    reason = "a test fails by panicking, and expected text stands as expect-test writes it"
)]

mod closures;
mod equal;
mod fixture;
#[path = "../cli/harness.rs"]
#[allow(dead_code, reason = "this binary uses a part of it")]
mod harness;
mod history;
mod house;
mod profiles;
#[path = "../real_nix/mod.rs"]
mod real_nix;
mod snapshot;
mod speed;
mod ssh;
mod sshd;
mod status;
mod traps;
