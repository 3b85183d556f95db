//! Folders with something to read and what is expected of it: each is a test by itself, named after its folder.
//! `cargo test --test folders services::` runs those of one kind; with `UPDATE_EXPECT=1` it writes anew what is expected.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test fails by panicking, and each program of tests uses a part of what they share"
)]

mod cases;
mod evaluation;
mod generated;
mod nix_modules;
mod services;

datatest_stable::harness! {
    { test = cases::case, root = cases::ROOT, pattern = r"(^|/)coloc\.toml$" },
    { test = evaluation::replay, root = "tests/evaluation/cases", pattern = r"\.log$" },
    { test = nix_modules::case, root = "tests/nix_modules", pattern = r"machine\.nix$" },
    { test = services::variant, root = services::ROOT, pattern = r"^[^/]+/[^/]+/coloc\.toml$|/tests/services/[^/]+/[^/]+/coloc\.toml$" },
}
