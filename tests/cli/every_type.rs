//! What `coloc catalog` shows of each type works as it stands.

use super::harness::{Place, SMALL};
use crate::progress;

/// What a service that decides by majority needs besides.
const TWO_MORE: &str = "
[machines.machine-2]
site = \"maison\"
caretakers = [\"alice\"]

[machines.machine-3]
site = \"maison\"
caretakers = [\"alice\"]
";

#[test]
fn every_type_works_with_nothing_but_its_example_settings() {
    for service in Place::empty().offered() {
        progress::at(&service["name"]);
        let example = service["example-settings"].as_str().expect("a text");
        let (machines, on) = match service["spread"].as_str() {
            Some("quorum") => (
                TWO_MORE,
                "machines = [\"serveur\", \"machine-2\", \"machine-3\"]",
            ),
            _ => ("", "machine = \"serveur\""),
        };
        let text = format!(
            "{SMALL}{machines}\n[services.essai]\ntype = \"{}\"\n{on}\ncaretakers = [\"alice\"]\n{example}",
            service["name"].as_str().expect("a name")
        );
        let place = Place::empty().with("coloc.toml", &text);
        place.coloc(["check"]).code(0);
        place.coloc(["generate"]).code(0);
    }
}

#[test]
fn the_lines_to_paste_are_right() {
    let place = Place::small();
    for service in place.offered() {
        progress::at(&service["name"]);
        let page = place
            .coloc(["catalog", service["name"].as_str().expect("a name")])
            .code(0)
            .stdout;
        let lines = page
            .split_once("To paste into the manifest\n\n")
            .and_then(|(_, rest)| rest.split_once("\n\n"))
            .map(|(lines, _)| lines)
            .expect("lines to paste");
        Place::empty()
            .with("coloc.toml", &format!("{SMALL}{TWO_MORE}\n{lines}\n"))
            .coloc(["check"])
            .code(0);
    }
}
