//! `coloc init`

mod arguments;
mod around;
mod ask;
mod facts;
mod inquiry;
mod key;
#[cfg(test)]
mod tests;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use super::{Failure, Output};
use crate::emit::write::create::create;
use crate::manifest::read::{self, MAIN};
use crate::manifest::types::Language;
use crate::pipeline;
use crate::report::init::Begun;
use crate::say;
pub(super) use arguments::Arguments;
use around::Surroundings;
use inquiry::Inquiry;

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let folder = plain(&directory.join(&arguments.folder));
    let path = plain(&folder.join(MAIN));
    let already = || Failure::Said(say!(output.words(), "init-already", path = &path));
    if path.symlink_metadata().is_ok() {
        return Err(already());
    }
    if folder.exists() && !folder.is_dir() {
        let text = say!(output.words(), "init-no-folder", folder = &folder);
        return Err(Failure::Said(text));
    }
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let asking = terminal && !arguments.yes;
    let home = std::env::var("HOME").ok().filter(|home| !home.is_empty());
    let mut around = Surroundings {
        folder: name_of(&folder),
        ..Surroundings::default()
    };
    if asking || arguments.yes {
        around.look(home.as_deref(), output.reader);
    }
    let inquiry = Inquiry {
        arguments,
        directory,
        home: home.as_deref(),
        around,
        output,
    };
    let beginning = if asking {
        inquiry.ask()?
    } else {
        inquiry.collect()?
    };
    fs_err::create_dir_all(&folder)?;
    if !create(&path, &beginning.manifest())? {
        return Err(already());
    }
    if let Some(language) = Language::from_word(&beginning.language) {
        output.speak(language);
    }
    let full = folder.canonicalize_utf8();
    let has_git = |folder: &Utf8Path| folder.join(".git").symlink_metadata().is_ok();
    let begun = Begun {
        path: &path,
        folder: &folder,
        in_git: full.is_ok_and(|full| full.ancestors().any(has_git)),
        machine: &beginning.machine,
    };
    let page = begun.page(output.words());
    if output.is_for_terminal() || output.is_json() {
        output.notes(&page);
    }
    if !output.is_for_terminal() {
        let written = json!({ "version": 1, "written": [path.as_str()] });
        output.result(|_| page, || written)?;
    }
    let reading = pipeline::read(&read::find_root(&folder)?)?;
    if reading.findings.has_errors() {
        output.note("");
        output.tell(&say!(output.words(), "init-others-do-not-fit"));
    }
    Ok(ExitCode::SUCCESS)
}

/// A path without the `.` in it; `.` if nothing else is.
fn plain(path: &Utf8Path) -> Utf8PathBuf {
    let parts = path.components().filter(|part| part.as_str() != ".");
    match parts.collect::<Utf8PathBuf>() {
        empty if empty.as_str().is_empty() => ".".into(),
        plain => plain,
    }
}

/// The last part of a folder's name, links resolved where it exists.
fn name_of(folder: &Utf8Path) -> String {
    let full = folder.canonicalize_utf8();
    let full = full.as_deref().unwrap_or(folder);
    full.file_name().unwrap_or_default().to_owned()
}
