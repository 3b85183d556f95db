//! Random bytes, texts and pieces of manifests.

use super::*;

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
