//! Text that tries to leave where a template puts it stays there.

use coloc::catalog::facts::SettingType;
use coloc::catalog::setting::{Setting, SettingValue};
use rnix::SyntaxKind::{NODE_STRING, TOKEN_COMMENT, TOKEN_STRING_CONTENT};

use super::offered::entries;
use super::small::{self, modules};
use crate::{progress, real_nix};

/// Pieces that leave a literal which was put together carelessly. `coloc_mark` must never become a name.
const HOSTILE: &[&str] = &[
    "\"; coloc_mark = 1; x = \"",
    "'' + coloc_mark + ''",
    "'';coloc_mark=1;x=''",
    "${coloc_mark}",
    "''${coloc_mark}",
    "\\${coloc_mark} \\\" coloc_mark",
    "*/ coloc_mark /*",
    "a\ncoloc_mark = 1;\n# coloc_mark",
    "${builtins.readFile \"/etc/coloc_mark\"}",
    "{{ coloc_mark }}{% coloc_mark %}",
    "]; coloc_mark = [",
    "@coloc_mark:%$",
];

#[test]
fn hostile_text_stays_text_in_every_template() {
    let mut all = String::from("[\n");
    for (kind, entry) in &entries() {
        progress::at(kind);
        let mut small = small::small(entry, "sops");
        for (at, text) in HOSTILE.iter().enumerate() {
            small.set(kind, text, at);
            let tree = small.tree(kind);
            for (path, module) in modules(&tree) {
                let root = rnix::Root::parse(module);
                assert!(root.errors().is_empty(), "{kind} {path}: {module}");
                for token in root
                    .syntax()
                    .descendants_with_tokens()
                    .filter_map(rnix::NodeOrToken::into_token)
                    .filter(|token| token.text().contains("coloc_mark"))
                {
                    assert!(
                        matches!(token.kind(), TOKEN_STRING_CONTENT | TOKEN_COMMENT),
                        "{kind}, {path}: {text:?} became code:\n{module}"
                    );
                }
                if at < 3 {
                    all.push_str(&format!("(\n{module}\n)\n"));
                }
            }
        }
    }
    // And what rnix takes for Nix is Nix.
    all.push(']');
    if let Some(Err(why)) = real_nix::parse(&all) {
        panic!("{why}");
    }
}

/// Literals of a module that hold no other values, as they stand there.
fn literals(module: &str) -> Vec<String> {
    rnix::Root::parse(module)
        .syntax()
        .descendants()
        .filter(|node| node.kind() == NODE_STRING)
        .filter(|node| node.children().next().is_none())
        .map(|node| node.text().to_string())
        .collect()
}

/// What a setting that holds text takes of hostile text, by itself and behind what its pattern may ask for.
fn let_through(setting: &Setting) -> Vec<String> {
    let texts = HOSTILE
        .iter()
        .flat_map(|text| [(*text).to_owned(), format!("A={text}"), format!("a {text}")]);
    texts
        .filter(|text| setting.pattern.as_ref().is_none_or(|p| p.is_match(text)))
        .collect()
}

#[test]
fn what_a_pattern_lets_through_arrives_as_it_was() {
    let mut all = 0;
    for (kind, entry) in &entries() {
        progress::at(kind);
        let mut small = None;
        // Texts that were given, and the literals of all modules with them.
        let (mut given, mut lists) = (Vec::new(), Vec::new());
        for (key, setting) in &entry.settings {
            let wrap = |text: &str| match setting.kind {
                SettingType::String => Some(SettingValue::String(text.to_owned())),
                SettingType::List => Some(SettingValue::List(vec![text.to_owned()])),
                _ => None,
            };
            for text in let_through(setting) {
                let Some(value) = wrap(&text) else { continue };
                let small = small.get_or_insert_with(|| small::small(entry, "sops"));
                let was = small.give(kind, key, Some(value));
                let tree = small.tree(kind);
                small.give(kind, key, was);
                let literals = modules(&tree).flat_map(|(_, module)| literals(module));
                let literals: Vec<String> = literals.collect();
                lists.push(format!("[ {} ]", literals.join("\n")));
                given.push((key, text));
            }
        }
        let Some(values) = real_nix::evaluate(&format!("[ {} ]", lists.join("\n"))) else {
            return;
        };
        for ((key, text), values) in given.iter().zip(values.as_array().unwrap()) {
            // A pair NAME=value may arrive as a name and a value.
            let value = text.strip_prefix("A=").unwrap_or(text);
            let mut values = values.as_array().unwrap().iter();
            assert!(
                values.any(|v| v.as_str().unwrap().contains(value)),
                "{kind}: `{key}` = {text:?} did not arrive"
            );
            all += 1;
        }
    }
    assert!(all > 0, "oci-container's environment takes any text");
}
