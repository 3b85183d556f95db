//! a: generations (a profile here, a machine over ssh, a saved file) → [`crate::snapshot::Snapshot`], files, closures.
//!
//! Everything is read with the rights of whoever asks: a generation is world-readable. Nothing is run on a machine but
//! the shell and the tools that NixOS has anyway.

pub mod accounts;
pub mod closure;
pub mod local;
pub mod recorded;
pub mod redacted;
pub mod saved;
pub mod ssh;
pub mod stamp;
pub mod store;
pub mod trouble;
pub mod why;
