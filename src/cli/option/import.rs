//! `coloc options import`

use std::io::Read as _;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Subcommand};

use super::{Failure, Output};
use crate::emit::write::state;
use crate::inspection::stored;
use crate::manifest::read::find_root;
use crate::manifest::types::Release;
use crate::options::import::{self, LARGEST_FILE};
use crate::pipeline;
use crate::report::{Format, json};

const EXAMPLES: &str = "\
Examples:
  coloc options import result/share/doc/nixos/options.json

The list of the nixpkgs that your flake.lock names, for any of your machines:
  nix build .#nixosConfigurations.NAME.config.system.build.manual.optionsJSON";

const IMPORT_EXAMPLES: &str = "\
Examples:
  coloc options import result/share/doc/nixos/options.json
  coloc options import --release 26.05 options.json.br

The list of the nixpkgs that your flake.lock names, for any of your machines:
  nix build .#nixosConfigurations.NAME.config.system.build.manual.optionsJSON";

/// Keep the list of NixOS' options that `check` compares names and values with.
///
/// coloc has one built in, of December 2024. A list of the NixOS that you really use finds more, and finds it for
/// certain.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(Import),
}

/// Make an index of a NixOS `options.json`, for `check` to use.
///
/// The index is kept in `.coloc/options-RELEASE.txt`, and used by `check` as long as the manifest's `nixos.release` is
/// that release. git does not see it there; for all to have it, `git add --force` it.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
struct Import {
    /// NixOS' `options.json`, plain or packed (.br, .zst, .xz).
    file: Utf8PathBuf,
    /// The release that it is of, such as 26.05; without it, the manifest's `nixos.release`.
    #[arg(long, value_parser = Release::from_text)]
    release: Option<Release>,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let Command::Import(arguments) = &arguments.command;
    if matches!(output.format, Format::Sarif | Format::Markdown) {
        return Err(Failure::Usage(
            "an import has no form in SARIF or Markdown: take human or json".to_owned(),
        ));
    }
    let root = find_root(directory)?;
    let release = match arguments.release {
        Some(release) => release,
        None => manifest_release(&root)?,
    };
    let file = directory.join(&arguments.file);
    let bytes = bytes(&file)?;
    let name = file.file_name().unwrap_or_default();
    let imported = import::import(name, &bytes, release.number())
        .map_err(|error| Failure::Usage(format!("{}: {error}", arguments.file)))?;
    drop(bytes);
    let mut waiting = || output.note("Another run of coloc is going on here; waiting for it.");
    let path = state::replace(&root, &stored::name(release), &imported.text, &mut waiting)?;
    if output.format == Format::Json {
        output.data(&json::write(&serde_json::json!({
            "version": 1,
            "path": path.as_str(),
            "release": release.to_string(),
            "options": imported.options,
            "unknown-types": imported.unknown_types,
        })))?;
        return Ok(ExitCode::SUCCESS);
    }
    output.data(&format!(
        "{path}: {} options of NixOS {release}.\n",
        imported.options
    ))?;
    let kinds = match imported.unknown_types.len() {
        0 => return Ok(ExitCode::SUCCESS),
        1 => "One kind of values is".to_owned(),
        many => format!("{many} kinds of values are"),
    };
    output.note(&format!(
        "{kinds} not known to coloc: what is set there is not checked. `--format json` lists them."
    ));
    Ok(ExitCode::SUCCESS)
}

/// `nixos.release` of the manifest, whatever else may be wrong in it.
fn manifest_release(root: &Utf8Path) -> Result<Release, Failure> {
    let offer = pipeline::offer(root)?;
    let nixos = offer.manifest.and_then(|manifest| manifest.nixos);
    nixos
        .and_then(|nixos| nixos.release)
        .map(|release| release.value)
        .ok_or_else(|| {
            Failure::Usage(
                "the manifest has no `nixos.release`: say `--release`, such as `--release 26.05`"
                    .to_owned(),
            )
        })
}

/// The bytes of a file, or of a pipe.
fn bytes(path: &Utf8Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    fs_err::File::open(path)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Failure::Usage(format!(
            "{path}: it is larger than any list of options"
        )));
    }
    Ok(bytes)
}
