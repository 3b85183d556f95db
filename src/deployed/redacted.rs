//! Files of generations without their secrets: in a store everybody can read, but what is read from there travels.
//!
//! Every file that coloc reads of a generation passes here, whether it is read on this machine or comes from another,
//! so that both sides of a comparison are alike. The price: that a password alone is another is not seen.

use serde_json::Value;

use crate::manifest::secrets;

/// What stands for a secret.
const HIDDEN: &str = "(not shown)";

/// The text of a file, with all that looks like a secret covered.
///
/// `users-groups.json` holds accounts as `update-users-groups.pl` takes them, `password` and `hashedPassword` included.
/// Source: `nixos/modules/config/users-groups.nix`.
pub fn redacted(path: &str, text: Vec<u8>) -> Vec<u8> {
    if path.ends_with("-users-groups.json") {
        return match serde_json::from_slice::<Value>(&text) {
            Ok(mut value) => {
                hide(&mut value);
                value.to_string().into_bytes()
            }
            Err(_) => HIDDEN.as_bytes().to_vec(),
        };
    }
    let text = match String::from_utf8(text) {
        Ok(text) => text,
        Err(error) => return error.into_bytes(),
    };
    let text = secrets::covered(&text).unwrap_or(text);
    // coloc's own say what the manifest says, which holds none.
    let own = ["machine.json", "fleet.json", ".nix"];
    let own = own.iter().any(|name| path.ends_with(name));
    let named = if own {
        None
    } else {
        secrets::covered_wherever(&text)
    };
    named.unwrap_or(text).into_bytes()
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if secrets::is_named_like_one(key) => {
                        HIDDEN.clone_into(text);
                    }
                    other => hide(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::redacted;

    fn text(path: &str, text: &str) -> String {
        String::from_utf8(redacted(path, text.as_bytes().to_vec())).unwrap_or_default()
    }

    #[test]
    fn passwords_of_accounts_are_hidden_and_their_files_are_not() {
        let users = r#"{"users":[{"name":"bob","hashedPassword":"$6$x","initialPassword":"y","password":null,"hashedPasswordFile":"/run/x"}]}"#;
        assert_eq!(
            text("/nix/store/0-users-groups.json", users),
            r#"{"users":[{"name":"bob","hashedPassword":"(not shown)","initialPassword":"(not shown)","password":null,"hashedPasswordFile":"/run/x"}]}"#
        );
        assert_eq!(text("/nix/store/0-users-groups.json", "{"), "(not shown)");
    }

    #[test]
    fn keys_in_any_file_are_covered() {
        let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        assert!(!text("/nix/store/0-x", key).contains("AAAA"));
        assert_eq!(text("/nix/store/0-x", "plain\n"), "plain\n");
        assert_eq!(text("/nix/store/0-x", "DB_PASSWORD=x\n"), "DB_PASSWORD=*\n");
        assert_eq!(
            text("/nix/store/0-x.toml", "password = \"x\"\n"),
            "password = \"*\"\n"
        );
    }
}
