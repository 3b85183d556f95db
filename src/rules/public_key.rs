//! Keys as a manifest writes them: what a text is, or, in a volunteer's words, why it is no key. Three rules ask.

use bech32::primitives::checksum::Checksum;
use bech32::primitives::decode::CheckedHrpstring;
use camino::Utf8Path;
use ssh_key::PublicKey;

/// Why a text is no key, and the way out where this kind of mistake has one of its own.
pub(super) struct NoKey {
    pub why: &'static str,
    pub help: Option<&'static str>,
}

fn because<T>(why: &'static str) -> Result<T, NoKey> {
    Err(NoKey { why, help: None })
}

fn with_help<T>(why: &'static str, help: &'static str) -> Result<T, NoKey> {
    Err(NoKey {
        why,
        help: Some(help),
    })
}

/// First words of a line of OpenSSH that holds a public key.
const KINDS: &[&str] = &[
    "ssh-ed25519",
    "ssh-rsa",
    "ssh-dss",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// Options without a value that can stand before a key in `authorized_keys` (sshd(8)).
const OPTIONS: &[&str] = &[
    "agent-forwarding",
    "cert-authority",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-pty",
    "no-touch-required",
    "no-user-rc",
    "no-x11-forwarding",
    "port-forwarding",
    "pty",
    "restrict",
    "user-rc",
    "verify-required",
    "x11-forwarding",
];

/// One line of a `.pub` file: kind, base64, and a comment if there is one.
pub(super) fn ssh(text: &str) -> Result<PublicKey, NoKey> {
    // sshd parts words at spaces and tabs only. What a browser or a word processor puts there looks the same.
    let mut parts = text.split([' ', '\t']).filter(|word| !word.is_empty());
    let odd = |c: char| c.is_whitespace() && !c.is_ascii();
    if parts.by_ref().take(2).any(|word| word.contains(odd)) {
        return with_help(
            "a space that is none for sshd stands in it: one that does not break, or a wide one",
            "Write plain spaces, or copy the line from the `.pub` file itself.",
        );
    }
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    if !KINDS.contains(&first) {
        return no_ssh(first, words.any(|word| KINDS.contains(&word)));
    }
    let Some(body) = words.next() else {
        return because("the kind only: the key itself is missing");
    };
    if words.any(|word| KINDS.contains(&word)) {
        return with_help(
            "two keys in one text",
            "Write each key as an item of its own: `[\"ssh-ed25519 …\", \"ssh-ed25519 …\"]`.",
        );
    }
    PublicKey::from_openssh(&format!("{first} {body}"))
        .or_else(|_| because("a part of the key is missing or changed"))
}

/// What was probably meant by a text that does not begin as a key does; `later`: a key stands further on.
fn no_ssh(first: &str, later: bool) -> Result<PublicKey, NoKey> {
    let option = |word: &str| OPTIONS.contains(&word.to_ascii_lowercase().as_str());
    match first {
        _ if first.ends_with("-cert-v01@openssh.com") => with_help(
            "a certificate, not a key",
            "Give the line of the `.pub` file that does not end in `-cert.pub`.",
        ),
        _ if later && (first.contains('=') || first.split(',').all(option)) => with_help(
            "options stand before the key",
            "Remove what stands before the key. coloc gives a caretaker a whole account; options such as `command=` or \
             `from=` would promise a limit that is not kept elsewhere.",
        ),
        _ if later => with_help(
            "something stands before the key: the name of a host?",
            "Remove what stands before `ssh-ed25519`: `ssh-keyscan` and `known_hosts` put the host's name there.",
        ),
        _ if first.starts_with("AAAA") => with_help(
            "the beginning is missing",
            "The line begins with the kind of key, such as `ssh-ed25519`, and a space.",
        ),
        _ if first.starts_with("age1") => with_help("an age key", "age keys go under `age-keys`."),
        _ if first.starts_with("SHA256:") || first.starts_with("MD5:") => {
            because("the key's fingerprint, not the key")
        }
        _ if first.starts_with("----") => with_help(
            "the frame of a key file, not a line of OpenSSH",
            "`ssh-keygen -i -f FILE` prints the line that is wanted.",
        ),
        _ if first.starts_with("https:") || first.starts_with("http:") => with_help(
            "an address",
            "Open that address, and copy the line that begins with `ssh-`.",
        ),
        _ if first.starts_with(['~', '/', '.'])
            || Utf8Path::new(first).extension() == Some("pub") =>
        {
            with_help(
                "a file's name, not the key",
                "Give the line that stands in that file: `cat FILE` shows it.",
            )
        }
        _ if first.starts_with('#') => because("a comment, not a key"),
        _ if first.starts_with("ssh-") || first.starts_with("ecdsa-") => {
            because("a kind of key that OpenSSH does not know")
        }
        _ => because("not a public key of OpenSSH"),
    }
}

/// A public key of the mesh: 32 bytes in base64, written in the one way that `wg` takes.
pub(super) fn mesh(text: &str) -> Result<(), NoKey> {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let Some(body) = text
        .strip_suffix('=')
        .filter(|body| body.len() == 43 && body.bytes().all(base64))
    else {
        return match text {
            _ if text.starts_with("ssh-") => because("an ssh key"),
            _ if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                because("not base64 but hexadecimal")
            }
            _ if text.len() != 44 => because("a WireGuard key has 44 characters"),
            _ => because("a WireGuard key ends in `=`, after 43 letters, digits, `+` and `/`"),
        };
    };
    // 43 characters hold 258 bits: the last two belong to nothing, and are zero.
    if !body.ends_with(|last| "AEIMQUYcgkosw048".contains(last)) {
        return because("a character is wrong");
    }
    if body.bytes().all(|byte| byte == b'A') {
        return because("a key of zeros, which is nobody's");
    }
    Ok(())
}

/// Bech32 without its limit of length, as age uses it: recipients that resist quantum computers are long.
enum Bech32 {}

impl Checksum for Bech32 {
    type MidstateRepr = u32;
    const CODE_LENGTH: usize = 8192;
    const CHECKSUM_LENGTH: usize = bech32::Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = bech32::Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = bech32::Bech32::TARGET_RESIDUE;
}

/// An age recipient: `age1…`, or a plugin's `age1NAME1…`.
pub(super) fn age(text: &str) -> Result<(), NoKey> {
    match text {
        _ if KINDS.iter().any(|kind| text.starts_with(kind)) => {
            return with_help(
                "an ssh key",
                "ssh keys go under `ssh-keys`. `age-keygen` makes an age key; `ssh-to-age` makes one out of an ssh-ed25519 \
                 key.",
            );
        }
        _ if text.starts_with("AGE-PLUGIN-") => {
            return with_help(
                "the private side of a plugin",
                "Give the recipient: the line that begins with `age1`.",
            );
        }
        _ if text.starts_with("AGE1") => return because("age keys are written in small letters"),
        _ if !text.starts_with("age1") => return because("an age key begins with `age1`"),
        _ => {}
    }
    let Ok(key) = CheckedHrpstring::new::<Bech32>(text) else {
        return because("a character is missing or wrong: the key's checksum does not fit");
    };
    // age itself has 32 bytes in 52 characters, of which the last holds one bit: `q` or `s`.
    let data = key.data_part_ascii_no_checksum();
    let own = data.len() == 52 && data.last().is_some_and(|last| b"qs".contains(last));
    match text.rsplit_once('1') {
        Some(("age", _)) if !own => because("not of an age key's length"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use bech32::Hrp;

    use super::{Bech32, age, mesh, ssh};

    fn recipient(prefix: &str, bytes: usize) -> String {
        let data: Vec<u8> = (0..bytes)
            .map(|n| u8::try_from(n % 251).unwrap_or(0))
            .collect();
        Hrp::parse(prefix)
            .ok()
            .and_then(|prefix| bech32::encode::<Bech32>(prefix, &data).ok())
            .unwrap_or_default()
    }

    #[test]
    fn recipients_of_age_and_of_its_plugins_are_known() {
        for (prefix, bytes, good) in [
            ("age", 32, true),
            ("age", 31, false),
            ("age1yubikey", 33, true),
            ("age1pq", 1216, true),
            ("agf", 32, false),
        ] {
            assert_eq!(
                age(&recipient(prefix, bytes)).is_ok(),
                good,
                "{prefix} {bytes}"
            );
        }
        let changed = recipient("age", 32).replace("qqq", "qpq");
        assert!(age(&changed).is_err() && age("age1").is_err() && age("").is_err());
    }

    #[test]
    fn keys_of_the_mesh_are_written_in_one_way() {
        assert!(mesh("UVCcxWFrK9RG509yMWkqscBYMit+HhByy3zAAt2O82o=").is_ok());
        for text in [
            "",
            "=",
            "UVCcxWFrK9RG509yMWkqscBYMit+HhByy3zAAt2O82p=",
            "UVCcxWFrK9RG509yMWkqscBYMit-HhByy3zAAt2O82o=",
        ] {
            assert!(mesh(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_ssh_key_is_one_line_of_a_known_kind() {
        let body = "AAAAC3NzaC1lZDI1NTE5AAAAIG5LrN4eAWY2WXVGJ4CyNQqQ1WIRkgNIjF1ifY2gj2+4";
        for comment in ["", " alice@laptop", "  Alice Martin, son ordinateur"] {
            assert!(
                ssh(&format!("ssh-ed25519 {body}{comment}")).is_ok(),
                "{comment}"
            );
        }
        for text in [
            "",
            "ssh-ed25519",
            "ssh-ed25519 ****",
            body,
            "ssh-ed448 AAAA",
        ] {
            assert!(ssh(text).is_err(), "{text}");
        }
        assert!(ssh(&format!("restrict,pty ssh-ed25519 {body}")).is_err());
        assert!(ssh(&format!("ssh-rsa {body}")).is_err());
        assert!(ssh(&format!("ssh-ed25519 {body}AAAA")).is_err());
    }
}
