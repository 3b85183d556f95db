//! `coloc option import`

use std::io::Read as _;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use crate::cli::{Failure, Output, formats};
use crate::emit::write::state;
use crate::inspection::stored;
use crate::manifest::read::find_root;
use crate::manifest::types::Release;
use crate::options::import::{self, LARGEST_FILE};
use crate::pipeline;
use crate::report::option::Imported;
use crate::say;

const EXAMPLES: &str = "\
Examples:
  coloc option import result/share/doc/nixos/options.json
  coloc option import --release 26.05 options.json.br

The list of the nixpkgs that your flake.lock names, for any of your machines:
  nix build .#nixosConfigurations.NAME.config.system.build.manual.optionsJSON";

/// Keep the list of NixOS' options that `check` compares names and values with.
///
/// coloc has those of 24.11 and 26.05 built in. That of the NixOS that you really use, its `options.json`, is right for
/// the very commit, and for other releases. It is kept in `.coloc/options-RELEASE.txt`, and used as long as the manifest's `nixos.release`
/// is that release. git does not see it there; for all to have it, `git add --force` it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
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
    let root = find_root(directory)?;
    let offer = pipeline::offer(&root)?;
    if let Some(language) = offer.language() {
        output.speak(language);
    }
    // The manifest's, whatever else may be wrong in it.
    let nixos = offer.manifest.and_then(|manifest| manifest.nixos);
    let written = nixos.and_then(|nixos| nixos.release);
    let Some(release) = arguments.release.or(written.map(|release| release.value)) else {
        return Err(Failure::Said(say!(output.words(), "option-no-release")));
    };
    let file = directory.join(&arguments.file);
    let mut bytes = Vec::new();
    fs_err::File::open(&file)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        let text = say!(output.words(), "option-too-large", path = &file);
        return Err(Failure::Said(text));
    }
    let name = file.file_name().unwrap_or_default();
    let imported = import::import(name, &bytes, release.number())
        .map_err(|error| Failure::Usage(format!("{}: {error}", arguments.file)))?;
    drop(bytes);
    let mut waiting = || output.tell(&say!(output.words(), "option-waiting"));
    let path = state::replace(&root, &stored::name(release), &imported.text, &mut waiting)?;
    let told = Imported {
        path: path.as_str(),
        release: &release.to_string(),
        options: imported.options,
        unknown_types: &imported.unknown_types,
    };
    output.result(|words| told.page(words), || told.json())?;
    let unknown = told.unknown_types.len();
    if unknown > 0 && output.is_for_terminal() {
        output.tell(&say!(
            output.words(),
            "option-unknown-types",
            count = unknown
        ));
    }
    Ok(ExitCode::SUCCESS)
}
