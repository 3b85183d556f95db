//! Lists of options, packed in every way, and files that are none.

use expect_test::expect;

use super::{ImportError, entries, import};
use crate::options::index::Index;

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/options/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn failed(name: &str, bytes: &[u8]) -> String {
    match import(name, bytes, 2605) {
        Ok(imported) => panic!("{name} was imported: {}", imported.options),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_same_list_comes_out_however_it_is_packed() {
    let plain = import("options.json", &file("options.json"), 2605).unwrap();
    assert_eq!(plain.options, 501);
    assert_eq!(plain.unknown_types, ["thingamajig"]);
    for packing in ["br", "zst", "xz"] {
        let name = format!("options.json.{packing}");
        let packed = import(&name, &file(&name), 2605).unwrap();
        assert_eq!(packed.text, plain.text, "{name}");
        // zstd and xz are known by how they begin, whatever the name is.
        if packing != "br" {
            assert_eq!(import("list", &file(&name), 2605).unwrap().text, plain.text);
        }
    }
}

#[test]
fn everything_that_is_told_is_kept() {
    let imported = import("options.json", &file("options.json"), 2605).unwrap();
    let index = Index::imported(&imported.text).unwrap();
    assert_eq!(index.release(), 2605);
    let facts = |path: &[&str]| {
        index
            .find(path)
            .and_then(crate::options::index::Place::facts)
            .unwrap()
    };
    let port = facts(&["services", "example-7", "sites", "<name>", "port"]);
    assert_eq!(
        port.type_text,
        "16 bit unsigned integer; between 0 and 65535 (both inclusive)"
    );
    assert_eq!(port.default, Some("80"));
    assert!(!port.read_only);
    // Prose is no default, and values of before 22.05 are not kept.
    assert_eq!(facts(&["services", "example-7", "sites"]).default, None);
    assert_eq!(facts(&["services", "example-0", "odd"]).default, None);
    assert!(facts(&["services", "example-0", "settings", "log.level"]).read_only);
    assert!(!facts(&["services", "example-1", "settings", "log.level"]).read_only);
}

#[test]
fn what_is_no_list_is_told() {
    let list = file("options.json");
    let half = |name: &str| {
        let bytes = file(name);
        failed(name, &bytes[..bytes.len() / 2])
    };
    let told = [
        failed("options.json", b""),
        failed("options.json", b"[]"),
        failed("options.json", b"{}"),
        failed("options.json", b"coloc options 1\n"),
        failed("options.json", br#"{"a":{"type":"boolean"}}"#),
        failed("options.json", br#"{"a":{"loc":[1],"type":"boolean"}}"#),
        failed("options.json", &list[..list.len() / 2]),
        failed("options.json", &[&list[..], b"{}"].concat()),
        failed("options.json.gz", b"\x1f\x8b\x08"),
        failed("options.json.br", b"\xff\xff\xff\xff"),
        failed("options.json.br", b"[no brotli]"),
        half("options.json.br"),
        half("options.json.zst"),
        half("options.json.xz"),
    ];
    expect![[r#"
        it is not the options.json of NixOS: EOF while parsing a value at line 1 column 0
        it is not the options.json of NixOS: invalid type: sequence, expected options by name at line 1 column 0
        it has 0 options only: is it the list of a whole NixOS?
        it is not the options.json of NixOS: expected value at line 1 column 1
        it is not the options.json of NixOS: missing field `loc` at line 1 column 23
        it is not the options.json of NixOS: invalid type: integer `1`, expected a string at line 1 column 14
        it is not the options.json of NixOS: EOF while parsing a string at line 248 column 64
        it is not the options.json of NixOS: trailing characters at line 504 column 1
        it is packed with gzip: unpack it first, or take options.json, .json.br, .json.zst or .json.xz
        it cannot be unpacked: it is cut off, or damaged
        it cannot be unpacked: it is cut off, or damaged
        it cannot be unpacked: it is cut off, or damaged
        it cannot be unpacked: it is cut off, or damaged
        it cannot be unpacked: it is cut off, or damaged
    "#]].assert_eq(&(told.join("\n") + "\n"));
}

/// A few KiB that unpack to gigabytes end at the limit.
#[test]
fn a_bomb_does_not_go_off() {
    // Frames of zstd: 128 KiB of one byte in 4 bytes each.
    let mut bomb = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for _ in 0..4_000 {
        // A header of three bytes: the size, the kind of block (2: one byte again and again), not the last.
        let header: u32 = (128 << 10) << 3 | 1 << 1;
        bomb.extend(&header.to_le_bytes()[..3]);
        bomb.push(b' ');
    }
    bomb.extend([1, 0, 0]);
    assert!(matches!(
        import("options.json", &bomb, 2605),
        Err(ImportError::TooLarge)
    ));
}

#[test]
fn deep_and_odd_names_do_no_harm() {
    let deep: Vec<String> = (0..100).map(|depth| format!("\"n{depth}\"")).collect();
    let json = format!(r#"{{"x":{{"loc":[{}],"type":"boolean"}}}}"#, deep.join(","));
    let found = entries(json.as_bytes()).unwrap();
    assert!(crate::options::compact::write(2605, found).is_err());
    let json = "[".repeat(100_000);
    let json = format!(r#"{{"x":{{"loc":["a"],"default":{json}"#);
    assert!(entries(json.as_bytes()).is_err());
    let json = r#"{"x":{"loc":[" a\tb\n","\\s\\","é"],"type":" x\n","default":{"_type":"literalExpression","text":"\t "}},
        "y":{"loc":[],"type":"boolean"},"z":{"loc":[""],"type":"boolean"}}"#;
    let text = crate::options::compact::write(2605, entries(json.as_bytes()).unwrap()).unwrap();
    let index = Index::imported(&text).unwrap();
    let place = index.find(&[" a\tb\n", "\\s\\", "é"]).unwrap();
    let facts = place.facts().unwrap();
    assert_eq!((facts.type_text, facts.default), (" x\n", Some("\t ")));
}
