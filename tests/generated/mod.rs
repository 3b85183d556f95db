//! Collectives that tests generate in folders of their own.

use camino::{Utf8Path, Utf8PathBuf};
use coloc::emit::{Tree, write};
use coloc::finding::Finding;
use coloc::pipeline;
use coloc::plan::Plan;
use tempfile::TempDir;

/// A collective on disk, with its generated tree.
pub struct Generated {
    /// Its folder; gone with this value.
    pub root: Utf8PathBuf,
    /// What was planned.
    pub plan: Plan,
    /// What was written.
    pub tree: Tree,
    folder: TempDir,
}

impl Generated {
    /// Copies a collective's manifest and what it names, and generates it anew.
    pub fn from(folder: &Utf8Path) -> Self {
        Self::with(folder, |_, text| text)
    }

    /// The same, with the text of each file changed on the way.
    pub fn with(folder: &Utf8Path, change: impl Fn(&str, String) -> String) -> Self {
        Self::try_with(folder, change).unwrap_or_else(|findings| panic!("{findings:#?}"))
    }

    /// The same; `Err` are its findings of severity error.
    pub fn try_with(
        folder: &Utf8Path,
        change: impl Fn(&str, String) -> String,
    ) -> Result<Self, Vec<Finding>> {
        let copy = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(folder).unwrap();
            if !entry.file_type().is_file()
                || path.starts_with("generated")
                || path.starts_with(".coloc")
                || path.starts_with("out")
                || path.starts_with("expected")
            {
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let target = copy.path().join(path);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, change(path.to_str().unwrap(), text)).unwrap();
        }
        // Not the example's own, which nobody wrote here.
        let _ = std::fs::remove_file(copy.path().join("flake.nix"));
        Self::in_folder(copy)
    }

    /// A collective of one file.
    pub fn of(manifest: &str) -> Self {
        Self::try_of(manifest).unwrap_or_else(|findings| panic!("{findings:#?}\n{manifest}"))
    }

    /// The same; `Err` are its findings of severity error.
    pub fn try_of(manifest: &str) -> Result<Self, Vec<Finding>> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("coloc.toml"), manifest).unwrap();
        Self::in_folder(folder)
    }

    fn in_folder(folder: TempDir) -> Result<Self, Vec<Finding>> {
        let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
        let mut reading = pipeline::read(&root).unwrap();
        let errors = |findings: coloc::finding::Findings| {
            findings
                .into_iter()
                .filter(|f| f.severity() == coloc::finding::Severity::Error)
                .collect()
        };
        if reading.findings.has_errors() {
            return Err(errors(reading.findings));
        }
        let (plan, tree) = pipeline::emit(&mut reading, coloc::emit::Scope::All).unwrap();
        if reading.findings.has_errors() {
            return Err(errors(reading.findings));
        }
        write::write(&root, &tree, false, &mut || {})
            .unwrap()
            .unwrap();
        Ok(Self {
            root,
            plan,
            tree,
            folder,
        })
    }
}

/// A small manifest without findings of severity error; `head` goes into `[collective]`, `tables` to the end. Without
/// tables it has one machine, `ananas`.
pub fn manifest(head: &str, tables: &str) -> String {
    let machine = format!(
        "[machines.ananas]\nsite = \"home\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = true\nmesh-key = \"{}\"\n",
        wireguard_key(0)
    );
    let tables = if tables.is_empty() { &machine } else { tables };
    format!(
        "[collective]\nname = \"test\"\ndomain = \"test.example\"\ncontact = \"a@test.example\"\n{head}
[nixos]\nrelease = \"26.05\"\ninputs.nixpkgs = \"github:NixOS/nixpkgs/nixos-26.05\"
[sites.home]\ntitle = \"Home\"\nkeeper = \"alice\"\nnat = false\nipv4 = \"198.51.100.7\"
[members.alice]\nname = \"Alice\"\nssh-keys = [\"{ALICE}\"]
[members.bruno]\nname = \"Bruno\"\nssh-keys = [\"{BRUNO}\"]
{tables}"
    )
}

const ALICE: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG5LrN4eAWY2WXVGJ4CyNQqQ1WIRkgNIjF1ifY2gj2+4 alice";
const BRUNO: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEw/ZgiZDENVCrjdPrB4qZ9ppuZ/O+EXv5KaUi99x+h8 bruno";

/// The base64 of 32 bytes, another one for each number.
pub fn wireguard_key(number: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter = char::from(LETTERS[number % LETTERS.len()]);
    let other = char::from(LETTERS[number / LETTERS.len() + 1]);
    format!(
        "{}{}=",
        std::iter::repeat_n(letter, 41).collect::<String>(),
        format_args!("{other}0")
    )
}

/// A TOML string of any text.
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() || c == '\u{7f}' => {
                quoted.extend(format!("\\u{:04X}", u32::from(c)).chars());
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
