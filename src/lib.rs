//! coloc turns a manifest of members, sites, machines and services into NixOS modules and a flake.
//!
//! # The house, in the order of the pipeline
//!
//! ```text
//! manifest files → typed tables with spans → Collective → findings → Plan → Tree of files → disk
//! ```
//!
//! | stage | module | what goes in, what comes out |
//! | --- | --- | --- |
//! | | [`source`], [`finding`], [`visible`] | texts with places; what coloc has to say, as data; text that can do no harm |
//! | 1 | [`manifest`] | TOML files → typed tables, every value with its [`source::Span`] |
//! | | [`catalog`] | `modules/services/*` and the collective's `catalog/` → the services on offer |
//! | 2 | [`collective`] | tables → names resolved, defaults filled in: what the collective *is* |
//! | 3 | [`rules`] | Collective → findings; one file per rule |
//! | 4 | [`plan`] | Collective + `coloc.lock` → what each machine is to be, as data |
//! | | [`snapshot`] | what one machine is, in the collective's words: `machine.json` |
//! | | [`secrets`] | Plan + what the repository holds → the secrets that must exist, and those that do not |
//! | 5 | [`emit`] | Plan → [`emit::Tree`] (path → text); [`emit::write`] is the only writer |
//! | | [`options`] | the options of NixOS → what is wrong in the tree and in modules written by hand |
//! | | [`evaluation`] | what a real Nix says of the machines → findings at lines of the manifest |
//! | | [`generation`] | what is found on a machine: files of a store, closures, how it is while it runs |
//! | a | [`deployed`] | generations, here, over ssh or out of a file → what they say of themselves, their files |
//! | b | [`diff`] | Snapshot × Snapshot, system × system → changes; pure |
//! | | [`words`] | what people read: one catalogue of messages per language |
//! | | [`report`] | findings, changes → human, json, sarif, markdown; one file per format |
//! | | [`cli`] | one thin file per command |
//!
//! Each stage is a pure function of the one before. I/O happens in [`manifest::read`], [`emit::write`],
//! [`deployed`] and [`cli`] only. All maps are `BTreeMap`s: output never depends on hash order. A stage that meets a problem
//! pushes a [`finding::Finding`] and goes on; errors of the world (a disk, a permission) are `thiserror` enums
//! and never mixed with findings.

pub mod catalog;
pub mod cli;
pub mod collective;
pub mod deployed;
pub mod diff;
pub mod emit;
pub mod evaluation;
pub mod finding;
pub mod generation;
pub mod inspection;
pub mod manifest;
pub mod nix;
pub mod options;
pub mod pipeline;
pub mod plan;
pub mod report;
pub mod rules;
pub mod secrets;
pub mod snapshot;
pub mod source;
pub mod standing;
pub mod visible;
pub mod words;
