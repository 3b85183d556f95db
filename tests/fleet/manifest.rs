//! A fleet: machines in threes of a site and more, five members and a service for each, all on one mesh.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A type that is served in turn.
const TYPES: &[&str] = &[
    "nextcloud",
    "cryptpad",
    "peertube",
    "mastodon",
    "static-site",
    "hedgedoc",
    "forgejo",
    "vaultwarden",
];

/// The 32 bytes of a key: the same for the same number, and unlike any other.
fn bytes(seed: usize) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(seed.to_be_bytes()).to_vec()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at > chunk.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    text
}

fn ssh_key(seed: usize) -> String {
    let mut blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20".to_vec();
    blob.extend(bytes(seed));
    format!("ssh-ed25519 {}", base64(&blob))
}

/// Writes the manifest of a fleet.
pub fn write(root: &Path, machines: usize) {
    let members = 5 * machines;
    let sites = (machines / 5).max(3);
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "coloc.toml",
        "[collective]\nname = \"grande-maison\"\ntitle = \"La Grande Maison\"\ndomain = \"gm.example\"\n\
         contact = \"root@gm.example\"\nlanguage = \"fr\"\n\n[nixos]\nrelease = \"26.05\"\n\
         inputs.nixpkgs = \"github:NixOS/nixpkgs/nixos-26.05\"\n",
    );
    let mut groups = String::new();
    for group in 0..20 {
        writeln!(groups, "[groups.g{group:02}]\ntitle = \"Groupe {group}\"\n").unwrap();
    }
    put("groups/all.toml", &groups);
    for at in 0..members {
        let (key, group) = (ssh_key(at), at % 20);
        let text = format!(
            "[members.m{at:05}]\nname = \"Membre {at}\"\nemail = \"m{at:05}@gm.example\"\n\
             ssh-keys = [\"{key} m{at:05}\"]\ngroups = [\"g{group:02}\"]\n"
        );
        put(&format!("members/m{at:05}.toml"), &text);
    }
    for at in 0..sites {
        let (keeper, power, uplink) = (at % members, at % 7, at % 5);
        let (third, fourth) = (at / 250, at % 250 + 1);
        let text = format!(
            "[sites.s{at:04}]\ntitle = \"Site {at}\"\nkeeper = \"m{keeper:05}\"\npower = \"grid-{power}\"\n\
             uplink = \"isp-{uplink}\"\nkind = \"home\"\nipv4 = \"203.0.{third}.{fourth}\"\nnat = false\n"
        );
        put(&format!("sites/s{at:04}.toml"), &text);
    }
    for at in 0..machines {
        let (site, one, other) = (at % sites, at % members, (at * 7 + 1) % members);
        let other = if one == other {
            (one + 1) % members
        } else {
            other
        };
        let (host_key, mesh_key) = (ssh_key(1_000_000 + at), base64(&bytes(2_000_000 + at)));
        let text = format!(
            "[machines.h{at:05}]\nsite = \"s{site:04}\"\nsystem = \"x86_64-linux\"\nhardware = \"pc\"\n\
             caretakers = [\"m{one:05}\", \"m{other:05}\"]\nmemory = \"32 GiB\"\ndisk = \"8 TB\"\n\
             host-key = \"{host_key}\"\nmesh-key = \"{mesh_key}\"\npublic = true\nstate-version = \"25.11\"\n"
        );
        put(&format!("machines/h{at:05}.toml"), &text);
        let (kind, second) = (TYPES[at % TYPES.len()], (at + 1) % members);
        let (near, far) = ((at + 1) % machines, (at + 2) % machines);
        let text = format!(
            "[services.v{at:05}]\ntype = \"{kind}\"\nmachine = \"h{at:05}\"\ndomain = \"v{at:05}.gm.example\"\n\
             caretakers = [\"m{at:05}\", \"m{second:05}\"]\nbackup = [\"h{near:05}\", \"h{far:05}\"]\n"
        );
        put(&format!("services/v{at:05}.toml"), &text);
    }
}

/// Gives a member another name than it has.
pub fn rename_somebody(root: &Path) {
    let path = root.join("members/m00003.toml");
    let text = fs::read_to_string(&path).unwrap();
    let new = if text.contains("Membre 3") {
        "Somebody"
    } else {
        "Membre 3"
    };
    let old = if new == "Membre 3" {
        "Somebody"
    } else {
        "Membre 3"
    };
    fs::write(&path, text.replace(old, new)).unwrap();
}
