//! coloc turns a manifest of members, sites, machines and services into NixOS modules and a flake.
//!
//! # The house, in the order of the pipeline
//!
//! ```text
//! manifest files → typed tables with spans → Collective → findings → Plan → Tree of files → disk
//! deployed generation → Snapshot ↘
//!              Plan → Snapshot → Changes → report
//! ```
//!
//! | module | what goes in, what comes out |
//! | --- | --- |
//! | [`visible`] | text that can do no harm: nothing hidden in it, no markup, no secret |
//! | [`source`] | the texts that were read, and places in them |
//! | [`finding`] | what coloc has to say about a collective, as data |
//! | [`options`] | the options of NixOS, and Nix as text: knows NixOS, not coloc |
//! | [`manifest`] | 1: TOML files → typed tables, every value with its [`source::Span`] |
//! | [`catalog`] | `modules/services/*` and the collective's `catalog/` → the services on offer |
//! | [`collective`] | 2: tables → names resolved, defaults filled in: what the collective *is* |
//! | [`lock`] | `coloc.lock`: numbers that were given, for good |
//! | [`rules`] | 3: Collective → findings; one file per rule |
//! | [`plan`] | 4: Collective + `coloc.lock` → what each machine is to be, as data |
//! | [`snapshot`] | what one machine is, in the collective's words: `machine.json`; what all know of each other: `fleet.json` |
//! | [`emit`] | 5: Plan → [`emit::Tree`] (path → text, machine, service, tables); 6: [`emit::write`] is the only writer |
//! | [`secrets`] | Plan + what the repository holds → the secrets that must exist, and those that do not |
//! | [`inspection`] | Tree, modules written by hand × options of NixOS → findings at lines of the manifest |
//! | [`pipeline`] | all stages so far, in order, with the reading between them |
//! | [`nix`] | the one runner of Nix, and what it wrote, as data |
//! | [`evaluation`] | what a real Nix says of the machines → findings at lines of the manifest |
//! | [`generation`] | what is found on a machine: files of a store, closures, how it is while it runs |
//! | [`deployed`] | a: generations, here, over ssh or out of a file → what they say of themselves, their files |
//! | [`diff`] | b: Snapshot × Snapshot, system × system → changes; pure |
//! | [`standing`] | question → machines asked and compared: one stage under diff, status, history and snapshot |
//! | [`words`] | what people read: one catalogue of messages per language |
//! | [`codes`] | all kinds of findings, of all stages |
//! | [`report`] | findings → human, json, sarif, github, markdown; results → pages → human, markdown; json |
//! | [`cli`] | one thin file per command: arguments in, exit codes out |
//!
//! A module uses those above it, never those below: a test reads the `use` lines, and knows the few exceptions with their
//! reasons. Each stage is a pure function of the one before. I/O happens in [`manifest::read`], [`emit::write`],
//! [`nix`], [`evaluation::ask`], [`deployed`], [`standing`] and [`cli`] only. All maps are `BTreeMap`s: output never
//! depends on hash order. A stage that meets a problem pushes a [`finding::Finding`] and goes on; errors of the world (a
//! disk, a permission) are `thiserror` enums and never mixed with findings. Stages hold values; words are chosen by
//! [`report`] and [`cli`], out of [`words`].

pub mod visible;

pub mod source;

pub mod finding;

pub mod options;

pub mod manifest;

pub mod catalog;

pub mod collective;

pub mod lock;

pub mod rules;

pub mod plan;

pub mod snapshot;

pub mod emit;

pub mod secrets;

pub mod inspection;

pub mod pipeline;

pub mod nix;

pub mod evaluation;

pub mod generation;

pub mod deployed;

pub mod diff;

pub mod standing;

pub mod words;

pub mod codes;

pub mod report;

pub mod cli;

#[cfg(test)]
mod layers;
