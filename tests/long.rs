//! What takes long: generations that real Nix builds, kills at every instant, hostile and random input. Where nothing
//! is to be seen for a while, a test says on stderr how far it is ([`progress`]).

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes,
    clippy::panic,
    clippy::result_large_err,
    clippy::unwrap_used,
    dead_code,
    reason = "a test fails by panicking, expected text stands as expect-test writes it, and each program of tests uses \
              a part of what they share"
)]

mod diff;
mod generated;
mod hostile_repository;
mod namespaces;
mod nix_values;
mod programs;
mod progress;
mod real_nix;

/// The command line, where it is called often or asks Nix much.
mod cli {
    mod diff;
    mod eval;
    mod every_type;
    pub mod harness;
    mod init;
    mod same_bytes;
}

/// All entries of the catalog, one by one; whether they are whole is in `quick.rs`.
mod entries {
    /// Text that tries to leave where a template puts it stays there.
    mod hostile;
    pub mod offered;
    mod releases;
    mod secrets;
    /// A collective with one service of a type.
    mod small;
}

/// Generations that real Nix built, read and compared.
mod generations {
    mod closures;
    mod equal;
    pub mod fixture;
    mod history;
    mod house;
    mod profiles;
    mod snapshot;
    mod speed;
    mod ssh;
    mod sshd;
    mod status;
    mod traps;
    mod why;
}

/// The writer, killed and overtaken; the rest of its tests are in `quick.rs`.
mod write {
    /// A run in a process of its own, which can be killed at any of its system calls.
    pub mod child;
    /// Kills at every instant.
    mod killed;
    /// A collective's repository in a folder that vanishes, and trees to write into it.
    pub mod repo;
    /// What the next run makes of it.
    mod resumed;
    /// Two runs at once.
    mod runs;
}
