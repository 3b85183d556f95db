//! The options of NixOS, and Nix as text: knows nothing of coloc but what may be shown ([`crate::visible`]). The public
//! modules are all that the rest of coloc sees.
//!
//! The options of NixOS: what they are called, what they hold, what became of old ones; and the check of Nix files
//! against them.
//!
//! ```text
//! text → read::Module → graph::Files (what a machine is made of) → check::machine(…, index) → Problem
//! ```
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`text`] | Nix as text: is it Nix, what is set twice, what does it use and define |
//! | `value` | what a Nix expression comes down to, with places |
//! | `read` | a Nix file as a module: what it sets, declares, imports, without evaluating it |
//! | [`graph`] | the files that a machine is made of, along their imports |
//! | `types` | the types of options, read from NixOS' own descriptions, and the check of a value |
//! | [`index`] | all options of a release, as a tree |
//! | [`compact`] | the text that an index is kept in: in the binary, and in `.coloc/` |
//! | `overlay` | options that were renamed, removed or added, one line each |
//! | [`import`] | NixOS' `options.json`, plain or compressed → an index |
//! | `declared` | the options that the repository's own modules declare |
//! | `foreign`, `hidden` | options that no list shows: of well-known flakes, of NixOS' own |
//! | `near` | what was meant by an unknown name |
//! | [`check`] | a machine's modules against the options → problems |
//! | [`definitions`] | which modules set an option |
//! | [`access`] | options that decide who can get in |
//! | [`asked`] | an option that somebody asks for by its name |

pub mod access;
pub mod asked;
pub mod check;
pub mod compact;
mod declared;
pub mod definitions;
mod foreign;
pub mod graph;
mod hidden;
pub mod import;
pub mod index;
mod near;
mod overlay;
mod read;
pub mod text;
mod types;
mod value;
