//! A pull request may hold anything: links that lead out, pipes that never end, files without end, secrets. Reading it
//! gives findings or a `ReadError`; it never panics, never waits, never shows what must not be seen.

use std::error::Error;
use std::fmt::Write as _;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::cli::pipeline::{self, Reading};
use coloc::finding::Finding;
use coloc::manifest::read::ReadError;
use proptest::prelude::*;
use tempfile::TempDir;

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
fn a_name_that_is_no_text_stops_reading_with_its_path() -> Outcome {
    use std::os::unix::ffi::OsStrExt as _;
    let repository = Repository::new(MAIN)?;
    let folder = repository.path("members/x")?;
    let name = std::ffi::OsStr::from_bytes(b"\xff.toml");
    fs_err::write(
        folder.parent().ok_or("no parent")?.as_std_path().join(name),
        "",
    )?;
    let outcome = pipeline::read(&repository.root);
    assert!(matches!(outcome, Err(ReadError::NotUtf8(_))), "{outcome:?}");
    Ok(())
}

/// Texts of up to 4 MiB, each made to hurt.
#[test]
fn texts_that_are_made_to_hurt_are_read_at_once() -> Outcome {
    let many = |one: &str| one.repeat((4 << 20) / one.len());
    let numbered =
        |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let cases: Vec<(&str, String)> = vec![
        (
            "arrays, never closed",
            format!("x = {}", "[".repeat((4 << 20) - 4)),
        ),
        (
            "arrays, closed",
            format!("x = {}{}", "[".repeat(2 << 20), "]".repeat((2 << 20) - 4)),
        ),
        ("tables, never closed", format!("x = {}", many("{a="))),
        ("headings of nothing", many("[")),
        ("a key of many parts", format!("{}a = 1", many("a."))),
        (
            "a key of 100,000 parts",
            format!("{}a = 1", "a.".repeat(100_000)),
        ),
        (
            "a heading of many parts",
            format!("[{}a]", "a.".repeat(1 << 20)),
        ),
        ("quotes", many("\"")),
        ("single quotes", many("'")),
        (
            "backslashes",
            format!("x = \"{}\"", many("\\").split_at((4 << 20) - 8).0),
        ),
        (
            "a comment",
            format!("#{}", many("x").split_at((4 << 20) - 1).0),
        ),
        ("carriage returns", many("\r")),
        ("NULs", many("\0")),
        ("git marks", many("<<<<<<< \n")),
        (
            "headers of keys",
            many("-----BEGIN OPENSSH PRIVATE KEY-----"),
        ),
        ("addresses", many("http://a:b@")),
        (
            "headers of keys, never closed",
            many("-----BEGIN PRIVATE KEY-----\"\n"),
        ),
        ("beginnings of secrets", many("$6$")),
        (
            "100,000 tables",
            numbered(100_000, |n| format!("[members.a{n}]\n")),
        ),
        (
            "100,000 unknown tables",
            numbered(100_000, |n| format!("[a{n}]\n")),
        ),
        (
            "100,000 unknown keys",
            numbered(100_000, |n| format!("members.alice.b{n} = 1\n")),
        ),
        (
            "100,000 names that are none",
            numbered(100_000, |n| format!("[members.\"A{n}\"]\n")),
        ),
        (
            "a list of a million",
            format!("members.alice.groups = [{}]", "\"a\",".repeat(800_000)),
        ),
        (
            "a million too deep",
            format!(
                "nixos = {}{}{}",
                "[".repeat(64),
                "1,".repeat(500_000),
                "]".repeat(64)
            ),
        ),
    ];
    for (what, text) in cases {
        let began = std::time::Instant::now();
        let repository = Repository::new(MAIN)?;
        repository.write(
            "members/hostile.toml",
            &text.as_bytes()[..text.len().min(4 << 20)],
        )?;
        let reading = repository
            .read()
            .map_err(|error| format!("{what}: {error}"))?;
        assert!(
            what == "a comment" || !reading.findings.is_empty(),
            "{what}"
        );
        let took = began.elapsed();
        assert!(took < Duration::from_secs(30), "{what} took {took:?}");
    }
    Ok(())
}

/// Nothing compares all with all: thousands of tables, right and wrong, are checked at once.
#[test]
fn collectives_of_thousands_are_checked_at_once() -> Outcome {
    let tables = |of_one: fn(usize) -> String| (0..20_000).map(of_one).collect::<String>();
    let members = tables(|n| format!("[members.m{n}]\nname = \"M\"\n"));
    let names = tables(|n| format!("\"m{n}\","));
    let cases = [
        (
            "everything",
            tables(|n| {
                format!(
                    "[sites.s{n}]\nkeeper = \"m{n}\"\n[members.m{n}]\nname = \"M\"\n[machines.c{n}]\nsite = \"s{n}\"\n\
                     caretakers = [\"m{n}\"]\n[services.w{n}]\ntype = \"pad\"\nmachine = \"c{n}\"\nbackup = [\"c0\"]\n"
                )
            }),
        ),
        (
            "names that nobody has",
            members.clone() + &tables(|n| format!("[sites.s{n}]\nkeeper = \"k{n}\"\n")),
        ),
        (
            "types that are none",
            tables(|n| format!("[services.w{n}]\ntype = \"t{n}\"\nmachine = \"x\"\n")),
        ),
        (
            "one long list",
            format!("{members}[sites.s]\n[machines.c]\nsite = \"s\"\ncaretakers = [{names}]\n"),
        ),
    ];
    for (what, text) in cases {
        let began = std::time::Instant::now();
        let repository = Repository::new(MAIN)?;
        for (file, text) in ENTRY {
            repository.write(&format!("catalog/pad/{file}"), text)?;
        }
        repository.write("members/all.toml", text)?;
        repository
            .read()
            .map_err(|error| format!("{what}: {error}"))?;
        let took = began.elapsed();
        assert!(took < Duration::from_secs(30), "{what} took {took:?}");
    }
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

/// What must not be seen, and the part of it that would give it away.
const SECRETS: &[(&str, &str)] = &[
    (
        "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQQPZRY9X8GF2TVDW0S3JN54",
        "GF2TVDW0S3JN54",
    ),
    (
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW",
        "AAAABG5vbmUAAAAEbm9uZQ",
    ),
    (
        "$6$rounds=5000$saltsalt$yKqrTzZ8YyXlP0yJvWmWkq3aTnXyZ1",
        "yKqrTzZ8YyXlP0",
    ),
    (
        "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC",
        "X3DX6M94c7o",
    ),
    (
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "EixZaYVK1fsbw1",
    ),
    (
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub",
        "RdescudvJCsgt3ub",
    ),
    (
        "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB",
        "456789abcdefghij",
    ),
    (
        "github_pat_11ABCDEFG0123456789_abcdefghijklmnopqrstuvwxyz",
        "9_abcdefghijkl",
    ),
    ("glpat-AbCdEfGhIjKlMnOpQrSt", "EfGhIjKlMnOp"),
    ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    ("https://alice:correcthorse@git.example/x", "correcthorse"),
];

const PEM: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\nQyNTUxOQAAACBuS6zeHgFmNll1RieAsjUK\nkNViEZIDSIxdYn2No\n-----END OPENSSH PRIVATE KEY-----";

/// Places in a file, `@` standing for the secret. Some are no TOML: the text is kept from reports all the same.
const PLACES: &[&str] = &[
    "# @\n",
    "[members.alice]\nname = \"@\"\n",
    "[members.alice]\nname = '@'\n",
    "[members.alice]\nname = \"Alice\"\nssh-keys = [\"@\"]\n",
    "[members.alice]\nname = \"Alice\"\nage-keys = [\"a\", \"@ b\"]\n",
    "[members.alice]\nname = \"\"\"\n  @\n\"\"\"\n",
    "[members.alice]\nname = '''\n@'''\n",
    "[members.\"@\"]\nname = \"Alice\"\n",
    "[\"@\"]\n",
    "\"@\" = 1\n",
    "[members.alice]\n\"@\" = \"x\"\n",
    "[machines.ananas]\nsite = \"@\"\nmemory = \"@\"\nmesh-key = \"@\"\nhost-key = \"@\"\n",
    "[machines.ananas]\nmodules = [\"@\"]\n",
    "[machines.ananas]\nnixos.services.x.y = \"@\"\n",
    "[machines.ananas]\nnixos.services.\"@\".y = 1\n",
    "[machines.ananas]\nnixos = { a = [[\"@\"]] }\n",
    "[services.nuage]\ntype = \"@\"\nmachine = \"@\"\nfor = \"@\"\nsettings = { a = \"@\", \"@\" = 1 }\n",
    "[network]\ningress = [\"@\"]\nmesh = \"@\"\n",
    "members = \"@\"\n",
    "x = @\n",
    "x = \"@\n",
    "x = [\"@\"\n",
    "@",
    "= @ =\n",
];

#[test]
fn no_secret_is_ever_shown() -> Outcome {
    let pem_in_one_line = PEM.replace('\n', "\\n");
    let pems = [
        (PEM, "NViEZIDSIxdYn2No"),
        (pem_in_one_line.as_str(), "NTUxOQAAACBuS6zeHgFm"),
    ];
    for (secret, telltale) in SECRETS.iter().copied().chain(pems) {
        assert!(secret.contains(telltale), "{telltale}");
        for (at, place) in PLACES.iter().enumerate() {
            let others = [
                "coloc.lock",
                "catalog/x/service.toml",
                "catalog/x/module.nix.tera",
                "sites/deep/er/x.toml",
            ];
            for path in ["members/x.toml", others[at % others.len()]] {
                let repository = Repository::new(MAIN)?;
                repository.write(path, place.replace('@', secret))?;
                let reading = repository.read()?;
                let shown = dump(&reading)?;
                assert!(
                    !shown.contains(telltale),
                    "{telltale} is shown from {place:?} in {path}:\n{shown}"
                );
                let told = reading
                    .findings
                    .iter()
                    .any(|finding| finding.code.name == "key/private");
                assert!(told, "{telltale} in {place:?} in {path} is not told");
            }
        }
    }
    Ok(())
}

#[test]
fn secrets_are_known_by_the_names_of_their_keys() -> Outcome {
    let keys = [
        "nixos.services.x.password",
        "nixos.services.x.adminPassword",
        "nixos.services.x.admin_password",
        "nixos.services.x.secret",
        "nixos.services.x.client-secret",
        "nixos.services.x.apiKey",
        "nixos.services.x.hashedPassword",
        "nixos.services.x.\"auth-token\"",
        "nixos.networking.wireguard.interfaces.wg0.privateKey",
        "nixos.networking.wireless.networks.home.psk-password",
        "deeper = [{ list = [1], password",
    ];
    for key in keys {
        let close = if key.contains('{') { " }]" } else { "" };
        for value in [
            "\"correct horse\"",
            "'correct horse'",
            "\"\"\"correct horse\"\"\"",
            "'''\ncorrect horse'''",
        ] {
            let repository = Repository::new(&format!(
                "{MAIN}\n[machines.ananas]\n{key} = {value}{close}\n"
            ))?;
            let reading = repository.read()?;
            let shown = dump(&reading)?;
            assert!(
                !shown.contains("correct horse"),
                "{key} = {value} is shown:\n{shown}"
            );
        }
    }
    for harmless in [
        "passwordFile = \"/run/secrets/x\"",
        "secret = \"/run/secrets/x\"",
        "enablePassword = true",
    ] {
        let repository = Repository::new(&format!(
            "{MAIN}\n[machines.ananas]\nnixos.services.x.{harmless}\n"
        ))?;
        let private = repository
            .findings()?
            .iter()
            .any(|finding| finding.ends_with("key/private"));
        assert!(!private, "{harmless}");
    }
    Ok(())
}

/// Pieces of manifests, whole and broken.
fn token() -> impl Strategy<Value = String> {
    let pieces = [
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\n",
        " ",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "#",
        "\\",
        "\\u0000",
        "\r\n",
        "é",
        "collective",
        "nixos",
        "policy",
        "network",
        "sites",
        "members",
        "groups",
        "machines",
        "services",
        "alice",
        "ananas",
        "name",
        "domain",
        "release",
        "\"26.05\"",
        "inputs",
        "nixpkgs",
        "mesh",
        "mesh-port",
        "ingress",
        "site",
        "caretakers",
        "memory",
        "\"16 GiB\"",
        "host-key",
        "mesh-key",
        "ssh-keys",
        "age-keys",
        "\"ssh-ed25519 AAAA\"",
        "\"age1qqqq\"",
        "modules",
        "\"../x\"",
        "type",
        "machine",
        "backup",
        "for",
        "settings",
        "status",
        "\"left\"",
        "until",
        "keeper",
        "true",
        "1",
        "-1",
        "1e9",
        "nan",
        "inf",
        "0x",
        "2024-03-01",
        "12:00",
        "password",
        "$6$",
        "-----BEGIN X PRIVATE KEY-----",
        "AGE-SECRET-KEY-1",
        "://a:b@c",
        "****",
        "\"ananas\"",
        "\"alice\"",
        "\"paris\"",
        "[members.alice]\n",
        "[machines.ananas]\nsite = \"paris\"\n",
        "[sites.paris]\n",
        "[services.x]\ntype = \"y\"\nmachine = \"ananas\"\n",
    ];
    proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..2000), main in any::<bool>()) {
        survive(&bytes, main)?;
    }

    #[test]
    fn random_text_is_survived(text in "\\PC{0,200}", main in any::<bool>()) {
        survive(text.as_bytes(), main)?;
    }

    #[test]
    fn random_pieces_of_manifests_are_survived(pieces in proptest::collection::vec(token(), 0..60), main in any::<bool>()) {
        survive(pieces.concat().as_bytes(), main)?;
    }
}

/// Reads the bytes as a part of the manifest; every place of every finding is one of a text.
fn survive(bytes: &[u8], main: bool) -> Result<(), TestCaseError> {
    let fail = |error: Box<dyn Error>| TestCaseError::fail(error.to_string());
    let repository = Repository::new(MAIN).map_err(fail)?;
    for path in if main {
        &["coloc.toml", "coloc.lock"]
    } else {
        &["members/x.toml", "catalog/x/service.toml"]
    } {
        repository.write(path, bytes).map_err(fail)?;
    }
    let mut reading = repository.read().map_err(fail)?;
    reading.findings.sort(&reading.sources);
    for label in reading.findings.iter().flat_map(|finding| &finding.labels) {
        let text = &reading.sources.get(label.span.file).text;
        let (start, end) = (label.span.start as usize, label.span.end as usize);
        let whole = start <= end
            && end <= text.len()
            && text.is_char_boundary(start)
            && text.is_char_boundary(end);
        prop_assert!(whole, "{start}..{end} is no place in {text:?}");
        let (from, to) = reading.sources.positions(label.span);
        prop_assert!(from <= to);
    }
    Ok(())
}
