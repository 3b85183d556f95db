//! What is tested in seconds: the command line, generated trees, the writer, pages. `cargo test --lib --test quick
//! --test folders` is for while you work; what takes longer is in `long.rs`.

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

mod codes;
#[path = "fleet/manifest.rs"]
mod fleet;
mod generated;
mod manifest;
mod mesh_endpoints;
mod nix;
mod programs;
mod readme;
mod real_nix;
mod schema;
mod templates;
mod trees;

/// The command line as people and scripts meet it: what stands on stdout and stderr, exit codes, files.
mod cli {
    mod blame;
    mod catalog;
    mod check;
    mod formats;
    mod generate;
    mod git;
    mod gone;
    pub mod harness;
    mod help;
    mod list;
    mod option;
    mod pages;
    mod remembered;
    mod secrets;
    mod standing;
    mod terminal;
}

/// All entries of the catalog, one by one; what hostile values do to them is in `long.rs`.
mod entries {
    mod complete;
    pub mod offered;
    mod state_versions;
    mod together;
    mod variants;
}

/// The writer: all or nothing, nothing lost, nothing followed. With real files and real links; kills are in `long.rs`.
mod write {
    /// What people are told.
    mod findings;
    /// What a pull request may bring.
    mod hostile;
    /// What people changed or put there.
    mod people;
    /// A collective's repository in a folder that vanishes, and trees to write into it.
    pub mod repo;
    /// Comparing and writing, with nobody in the way.
    mod tree;
}
