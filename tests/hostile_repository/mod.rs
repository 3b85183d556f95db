//! A pull request may hold anything: links that lead out, pipes that never end, files without end, secrets. Reading it
//! gives findings or an error; it never panics, never waits, never shows what must not be seen.

use std::error::Error;
use std::fmt::Write as _;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::finding::Finding;
use coloc::pipeline::{self, Reading};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::progress;

mod hurt;
mod secrets;
mod soup;

type Outcome = Result<(), Box<dyn Error>>;

const MAIN: &str = r#"
[collective]
name = "trois-maisons"
domain = "trois-maisons.example"
contact = "bonjour@trois-maisons.example"

[nixos]
release = "26.05"
inputs.nixpkgs = "github:NixOS/nixpkgs/nixos-26.05"
"#;

/// A repository in a folder of its own, with a `coloc.toml`.
struct Repository {
    _folder: TempDir,
    root: Utf8PathBuf,
}

impl Repository {
    fn new(main: &str) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let root = Utf8PathBuf::try_from(folder.path().canonicalize()?.join("repository"))?;
        fs_err::create_dir(&root)?;
        let repository = Self {
            _folder: folder,
            root,
        };
        repository.write("coloc.toml", main)?;
        Ok(repository)
    }

    fn path(&self, path: &str) -> Result<Utf8PathBuf, Box<dyn Error>> {
        let full = self.root.join(path);
        fs_err::create_dir_all(full.parent().ok_or("no parent")?)?;
        Ok(full)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> Outcome {
        Ok(fs_err::write(self.path(path)?, text)?)
    }

    fn link(&self, path: &str, to: impl AsRef<Utf8Path>) -> Outcome {
        Ok(symlink(to.as_ref(), self.path(path)?)?)
    }

    /// Reads it on another thread: an endless wait or a stack overflow of deep recursion must not pass as success.
    fn read(&self) -> Result<Reading, Box<dyn Error>> {
        let (sender, receiver) = mpsc::channel();
        let root = self.root.clone();
        std::thread::spawn(move || {
            let _ = sender.send(pipeline::read(&root));
        });
        Ok(receiver.recv_timeout(Duration::from_mins(2))??)
    }

    /// `path: code` of each finding, in the order of reports.
    fn findings(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let mut reading = self.read()?;
        reading.findings.sort(&reading.sources);
        let words = |finding: &Finding| {
            let path = finding
                .labels
                .first()
                .map_or("", |label| reading.sources.path(label.span).as_str());
            format!("{path}: {}", finding.code.name)
        };
        Ok(reading.findings.iter().map(words).collect())
    }
}

#[test]
fn links_that_lead_out_are_not_read() -> Outcome {
    let repository = Repository::new(MAIN)?;
    repository.write(
        "../outside/secret.toml",
        "[members.mallory]\nname = \"outside\"\n",
    )?;
    repository.link("members/absolute.toml", "/etc/hostname")?;
    repository.link("members/relative.toml", "../../outside/secret.toml")?;
    repository.link("members/chain.toml", "relative.toml")?;
    repository.link("sites", "../outside")?;
    repository.write(".git/config.toml", "[members.git]\nname = \"git\"\n")?;
    repository.link("members/git.toml", "../.git/config.toml")?;
    let reading = repository.read()?;
    assert!(
        reading.collective.members.is_empty(),
        "{:?}",
        reading.collective.members
    );
    assert!(!dump(&reading)?.contains("outside\""));
    assert_eq!(
        repository.findings()?,
        [
            "members/absolute.toml: path/outside-repository",
            "members/chain.toml: path/outside-repository",
            "members/git.toml: path/outside-repository",
            "members/relative.toml: path/outside-repository",
            "sites: path/outside-repository",
        ]
    );
    Ok(())
}

#[test]
fn links_that_stay_inside_are_read() -> Outcome {
    let repository = Repository::new(MAIN)?;
    repository.write(
        "people/chloe.txt",
        "[members.chloe]\nname = \"Chloé Roux\"\n",
    )?;
    repository.link("members/chloe.toml", "../people/chloe.txt")?;
    assert_eq!(repository.findings()?, [] as [&str; 0]);
    assert_eq!(repository.read()?.collective.members.len(), 1);
    Ok(())
}

#[test]
fn loops_and_links_to_nothing_are_told() -> Outcome {
    let repository = Repository::new(MAIN)?;
    repository.link("members/a.toml", "b.toml")?;
    repository.link("members/b.toml", "a.toml")?;
    repository.link("members/self.toml", "self.toml")?;
    repository.link("members/nothing.toml", "no-such-file")?;
    repository.link("members/loop", "..")?;
    assert_eq!(
        repository.findings()?,
        [
            "members/a.toml: manifest/syntax",
            "members/b.toml: manifest/syntax",
            "members/nothing.toml: manifest/syntax",
            "members/self.toml: manifest/syntax",
        ]
    );
    Ok(())
}

#[test]
fn pipes_devices_and_folders_are_not_waited_for() -> Outcome {
    let repository = Repository::new(MAIN)?;
    assert!(
        Command::new("mkfifo")
            .arg(repository.path("members/pipe.toml")?)
            .status()?
            .success()
    );
    repository.link("members/zero.toml", "/dev/zero")?;
    repository.write(
        "members/folder.toml/x.toml",
        "[members.inner]\nname = \"Inner\"\n",
    )?;
    repository.write(
        "members/other/folder/deep.toml",
        "[members.deep]\nname = \"Deep\"\n",
    )?;
    assert_eq!(
        repository.findings()?,
        [
            "members/pipe.toml: manifest/syntax",
            "members/zero.toml: path/outside-repository"
        ]
    );
    let members: Vec<String> = repository
        .read()?
        .collective
        .members
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(members, ["deep", "inner"]);
    Ok(())
}

#[test]
fn large_files_and_bytes_that_are_no_text_are_told() -> Outcome {
    let repository = Repository::new(MAIN)?;
    repository.write("members/large.toml", "# x\n".repeat((5 << 20) / 4))?;
    repository.write("members/latin.toml", b"[members.zoe]\nname = \"Zo\xe9\"\n")?;
    repository.write("members/utf16.toml", b"\xff\xfe[\0m\0]\0")?;
    repository.write("members/empty.toml", "")?;
    repository.write("members/.hidden.toml", "not = read [")?;
    repository.write(
        "members/bom.toml",
        "\u{feff}[members.bom]\r\nname = \"Bom\"\r\n",
    )?;
    let sparse = fs_err::File::create(repository.path("members/sparse.toml")?)?;
    sparse.set_len(1 << 40)?;
    assert_eq!(
        repository.findings()?,
        [
            "members/large.toml: manifest/too-large",
            "members/latin.toml: manifest/syntax",
            "members/sparse.toml: manifest/too-large",
            "members/utf16.toml: manifest/syntax",
        ]
    );
    Ok(())
}

#[test]
fn the_main_file_may_be_hostile_too() -> Outcome {
    let repository = Repository::new(MAIN)?;
    let main = repository.path("coloc.toml")?;
    for (to, code) in [
        ("/etc/hostname", "path/outside-repository"),
        ("nothing", "manifest/syntax"),
        (".", "path/outside"),
    ] {
        fs_err::remove_file(&main)?;
        repository.link("coloc.toml", to)?;
        let findings = repository.findings()?;
        assert!(
            findings[0].starts_with(&format!("coloc.toml: {code}")),
            "{to}: {findings:?}"
        );
    }
    fs_err::remove_file(&main)?;
    fs_err::create_dir(&main)?;
    assert_eq!(repository.findings()?, ["coloc.toml: manifest/syntax"]);
    Ok(())
}

#[test]
fn paths_that_the_manifest_names_may_be_links() -> Outcome {
    let machine = r#"
[sites.paris]
kind = "datacenter"

[machines.ananas]
site = "paris"
public = true
modules = ["out.nix", "loop.nix", "pipe.nix", "in.nix", "folder", "out/passwd", "root", "in.nix/below"]
"#;
    let repository = Repository::new(&format!("{MAIN}{machine}"))?;
    repository.link("out.nix", "/etc/passwd")?;
    repository.link("out", "/etc")?;
    repository.link("root", ".")?;
    repository.link("loop.nix", "loop.nix")?;
    repository.write("hardware/in.nix", "{ }")?;
    repository.link("in.nix", "hardware/in.nix")?;
    repository.write("folder/default.nix", "{ }")?;
    assert!(
        Command::new("mkfifo")
            .arg(repository.path("pipe.nix")?)
            .status()?
            .success()
    );
    let reading = repository.read()?;
    let messages: Vec<&str> = reading
        .findings
        .iter()
        .filter(|finding| finding.code.name.starts_with("path/"))
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "There is no file `loop.nix`.",
            "There is no file `pipe.nix`.",
            "There is no file `in.nix/below`.",
            "`out.nix` leads out of the repository, by a link.",
            "`out/passwd` leads out of the repository, by a link.",
            "`root` leads out of the repository, by a link.",
        ]
    );
    assert!(!format!("{:?}", reading.paths).contains("root:x:"));
    Ok(())
}

#[test]
fn a_name_that_is_no_text_is_told_with_its_path() -> Outcome {
    use std::os::unix::ffi::OsStrExt as _;
    let repository = Repository::new(MAIN)?;
    let folder = repository.path("members/x")?;
    let name = std::ffi::OsStr::from_bytes(b"\xff.toml");
    fs_err::write(
        folder.parent().ok_or("no parent")?.as_std_path().join(name),
        "",
    )?;
    let reading = pipeline::read(&repository.root)?;
    let told = |text: &str| text.contains("members/\u{fffd}.toml");
    let findings: Vec<_> = reading.findings.iter().collect();
    assert!(
        findings.iter().any(|finding| told(&finding.message)),
        "{findings:?}"
    );
    Ok(())
}

const ENTRY: [(&str, &str); 3] = [
    ("module.nix.tera", "{ }"),
    ("README.md", "# Pad"),
    (
        "service.toml",
        r#"
name = "pad"
title = "Pad"
module = "services.pad"
memory = "1 GiB"
disk = "1 GB"
instances = "many"
spread = "single-site"
sso = "none"
systems = ["aarch64-linux"]
summary = { en = "Texts", fr = "Textes" }
web = { domains = [] }
state = [{ path = "/var/lib/pad" }]
ports = [{ name = "chat", number = 1000, protocol = "tcp" }]
"#,
    ),
];

/// All that a report could print: findings, and the texts that excerpts are cut from.
fn dump(reading: &Reading) -> Result<String, std::fmt::Error> {
    let mut text = format!("{:?}\n{:?}\n", reading.findings, reading.collective);
    for (_, source) in reading.sources.iter() {
        writeln!(text, "{}\n{}", source.path, source.text)?;
    }
    Ok(text)
}
