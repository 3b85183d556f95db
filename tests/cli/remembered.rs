//! `.coloc/made`: what an earlier run worked out is used, for as long as it is this user's own.

use crate::cli::harness::{Place, SMALL};

const MADE: &str = ".coloc/made";
/// A word of `access.nix`, and one of the same length that no template has.
const WORDS: (&[u8], &[u8]) = (b"execWheelOnly", b"execWheelEver");

/// A place with its generated files, and a manifest that has changed since.
fn changed() -> Place {
    let place = Place::small();
    place.coloc(["generate"]).code(0);
    place.write(
        "coloc.toml",
        &SMALL.replace("name = \"Alice\"", "name = \"Alice Martin\""),
    );
    std::fs::remove_file(place.path("generated/machines/serveur/access.nix")).expect("there");
    place
}

fn forged(made: &[u8]) -> Vec<u8> {
    let (from, to) = WORDS;
    let at = made.windows(from.len()).position(|window| window == from);
    let at = at.expect("formatted texts are remembered");
    [&made[..at], to, &made[at + from.len()..]].concat()
}

fn access(place: &Place) -> String {
    place.coloc(["generate"]).code(0);
    let text = place.read("generated/collective.nix");
    assert!(text.contains("Alice Martin"), "{text}");
    place.read("generated/machines/serveur/access.nix")
}

#[test]
fn what_has_this_users_seal_is_used() {
    let place = changed();
    let made = forged(&std::fs::read(place.path(MADE)).expect("there")[32..]);
    let key = std::fs::read(place.home().join(".local/state/coloc/seal")).expect("a key");
    let mut hasher = blake3::Hasher::new_keyed(&key.try_into().expect("32 bytes"));
    hasher
        .update(env!("COLOC_SOURCES").as_bytes())
        .update(&made);
    let seal = hasher.finalize();
    std::fs::write(place.path(MADE), [&seal.as_bytes()[..], &made].concat()).expect("written");
    assert!(access(&place).contains("execWheelEver"));
}

#[test]
fn what_a_pull_request_brings_along_is_not_believed() {
    let place = changed();
    let made = std::fs::read(place.path(MADE)).expect("there");
    for brought in [
        forged(&made),
        made[..made.len() / 2].to_vec(),
        vec![b'x'; 1 << 20],
        Vec::new(),
    ] {
        std::fs::write(place.path(MADE), brought).expect("written");
        assert!(access(&place).contains("execWheelOnly"));
    }
    // Another user's is as foreign.
    std::fs::write(place.path(MADE), made).expect("written");
    std::fs::remove_dir_all(place.home().join(".local")).expect("there");
    assert!(access(&place).contains("execWheelOnly"));
}

#[test]
fn what_stands_on_the_disk_is_looked_at_all_the_same() {
    let place = Place::small();
    place.coloc(["generate"]).code(0);
    let whole = place.generated();
    let path = "generated/machines/serveur/access.nix";
    place
        .coloc(["generate"])
        .code(0)
        .notes("Everything is up to date");
    // Gone: written again.
    std::fs::remove_file(place.path(path)).expect("there");
    place.coloc(["generate"]).code(0).notes("Wrote one file");
    assert_eq!(place.generated(), whole);
    // Changed by hand: told.
    place.write(path, "{ }\n");
    place
        .coloc(["generate"])
        .code(1)
        .says("tree/edited-by-hand");
    place.coloc(["generate", "--force"]).code(0);
    assert_eq!(place.generated(), {
        let mut whole = whole.clone();
        whole.insert(format!("{path}.orig"), b"{ }\n".to_vec());
        whole
    });
    // Other numbers: those of the file hold.
    let lock = place.read("coloc.lock");
    place.write("coloc.lock", &lock.replace("2000", "2001"));
    place.coloc(["generate"]).code(0);
    assert!(
        place
            .read("generated/collective.nix")
            .contains("uid = 2001;")
    );
}

#[test]
fn without_a_home_nothing_is_remembered() {
    let place = Place::small();
    place.line(["generate"]).env("HOME", "").run().code(0);
    assert!(!place.path(MADE).exists());
    place
        .line(["generate"])
        .env("HOME", "")
        .run()
        .code(0)
        .notes("Everything is up to date");
}
