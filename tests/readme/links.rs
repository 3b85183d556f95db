use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// All Markdown files of the repository, with their text.
fn files() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = WalkDir::new(root).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || entry.depth() == 1 && name == "target")
    });
    let paths = entries.map(|entry| entry.unwrap().into_path());
    let pages = paths.filter(|path| path.is_file() && path.extension().is_some_and(|e| e == "md"));
    pages
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// The lines of a page that are no code block, in which code is blank.
fn prose(page: &str) -> Vec<String> {
    let mut prose = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            prose.push(line.to_owned());
        }
    }
    prose
}

/// Where the links of a page lead.
fn links(page: &str) -> Vec<String> {
    let text = prose(page).join("\n");
    // What stands between backquotes is code.
    let text: String = text.split('`').step_by(2).collect();
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    targets.map(str::to_owned).collect()
}

/// The anchors of a page: those that forges make of its headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for line in prose(page) {
        let heading = line.trim_start_matches('#');
        if heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let words = heading.trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor = kept.collect::<String>().replace(' ', "-");
        let again = (1..).map(|number| format!("{anchor}-{number}"));
        let mut names = std::iter::once(anchor.clone()).chain(again);
        let free = names.find(|name| !anchors.contains(name)).unwrap();
        anchors.insert(free);
    }
    anchors
}

#[test]
fn links_of_all_pages_lead_somewhere() {
    let pages = files();
    assert!(pages.len() > 40, "{} pages", pages.len());
    let mut wrong = Vec::new();
    for (path, text) in &pages {
        for link in links(text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() {
                path.clone()
            } else {
                path.with_file_name(file)
            };
            let target = target.canonicalize().unwrap_or(target);
            let is_there = match pages.get(&target) {
                Some(page) => anchor.is_empty() || anchors(page).contains(anchor),
                None => anchor.is_empty() && target.exists(),
            };
            if !is_there {
                wrong.push(format!("{} links to {link}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn anchors_are_those_of_forges() {
    let page = "# One, two\n```sh\n# no heading\n```\n## 2. Make `keys`\n#hashtag\n## One, two\n## É_a-b\n";
    let made: Vec<String> = anchors(page).into_iter().collect();
    assert_eq!(made, ["2-make-keys", "one-two", "one-two-1", "é_a-b"]);
}
