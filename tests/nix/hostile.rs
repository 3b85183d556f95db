//! Text that tries to leave where it stands comes out as it went in, or is refused.

use super::*;
use crate::generated::{toml_string, wireguard_key};

/// Text that tries to leave where it stands: Nix, nginx, systemd, shell, Markdown, JSON.
const HOSTILE: &[&str] = &[
    "${builtins.abort \"x\"}",
    "''${x} '' ''' ''\\n",
    "\"; evil = true; x = \"",
    "$${x} \\${y} \\",
    "a\nb\r\nc\td",
    "*/ /* # //",
    "Zoé 🍍 \u{202e}abc",
    "; } server { listen 81; ",
    "%n %% %s\nExecStart=/bin/sh",
    "$(touch /tmp/x) `id` && rm -rf ~",
    "| a | b |\n<script>alert(1)</script> [x](y)",
    "  leading\n   and more\n",
    "\u{1b}[31m\u{7}",
    "",
    " ",
];

#[test]
fn hostile_options_come_out_as_they_went_in() {
    let mut nixos = String::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let quoted = toml_string(text);
        nixos.push_str(&format!(
            "nixos.x.values.v{at} = {quoted}\nnixos.x.names.{quoted}.v = {at}\n"
        ));
        nixos.push_str(&format!(
            "nixos.x.lists.v{at} = [{quoted}, [{quoted}], {{ {quoted} = {quoted} }}]\n"
        ));
    }
    let machine = format!(
        "[machines.ananas]\nsite = \"home\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = true\nmesh-key = \
         \"{}\"\n{nixos}",
        wireguard_key(0)
    );
    let generated = Generated::of(&manifest("", &machine));
    let Some(x) = evaluate(&generated.root, "machines.ananas.x") else {
        return;
    };
    for (at, text) in HOSTILE.iter().enumerate() {
        assert_eq!(x["values"][format!("v{at}")], *text);
        assert_eq!(x["names"][*text]["v"], at);
        assert_eq!(
            x["lists"][format!("v{at}")],
            json!([text, [text], { *text: text }])
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Titles, names and comments of keys: the same text comes out, or a finding says why not.
    #[test]
    fn hostile_names_for_people_are_kept_or_refused(
        texts in prop::collection::vec(prop_oneof![
            proptest::string::string_regex("[ -~é🍍]{1,30}").unwrap(),
            proptest::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
            any::<String>(),
        ], 3),
    ) {
        let quoted: Vec<String> = texts.iter().map(|text| toml_string(text)).collect();
        let head = format!("title = {}\n", quoted[0]);
        let text = manifest(&head, "").replace("name = \"Alice\"", &format!("name = {}", quoted[1]))
            .replace("title = \"Home\"", &format!("title = {}", quoted[2]));
        match Generated::try_of(&text) {
            Err(findings) => prop_assert!(!findings.is_empty()),
            Ok(generated) => {
                prop_assert!(texts.iter().all(|text| !text.chars().any(char::is_control)));
                let expression = "{ title = (import ./flake.nix).description; alice = (import ./generated/collective.nix).accounts.alice.description; }";
                if let Some(out) = evaluate(&generated.root, expression) {
                    prop_assert_eq!(&out["title"], &json!(texts[0]));
                    // A colon ends a field of passwd(5).
                    prop_assert_eq!(&out["alice"], &json!(texts[1].replace(':', " ")));
                }
                // One heading, one line: nothing of a title becomes Markdown.
                let dns = generated.tree.files[Utf8Path::new("generated/DNS.md")].text();
                prop_assert_eq!(dns.lines().filter(|line| line.starts_with('#')).count(), 1);
                prop_assert!(!dns.contains("<script"));
            }
        }
    }
}
