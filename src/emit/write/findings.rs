//! A [`Comparison`] in words.

use camino::{Utf8Path, Utf8PathBuf};

use super::disk::{self, Standing};
use super::{Comparison, STATE, Tree};
use crate::emit::codes::{EDITED_BY_HAND, STALE};
use crate::finding::{Code, Finding};
use crate::manifest::codes::OUTSIDE_REPOSITORY;
use crate::source::{Sources, Span};

/// What a comparison means for people: one finding for each file that is not as it should be.
///
/// Each points at line 1 of its file. A file that is not there has an empty text; and of a file that a person
/// changed, no more is added to the sources than a first line that coloc would write as well, because nobody has
/// looked for secrets in the rest.
pub fn findings(
    root: &Utf8Path,
    tree: &Tree,
    comparison: &Comparison,
    sources: &mut Sources,
) -> Vec<Finding> {
    let mut teller = Teller {
        root,
        tree,
        sources,
        findings: Vec::new(),
    };
    for path in &comparison.links {
        teller.link(path);
    }
    for path in &comparison.edited {
        teller.edited(path);
    }
    for (paths, what) in [
        (
            &comparison.added,
            "is generated from the manifest, and is not there yet",
        ),
        (&comparison.changed, "is not what the manifest gives now"),
        (
            &comparison.stale,
            "is no longer generated from the manifest, and still there",
        ),
    ] {
        for path in paths {
            let message = format!("`{path}` {what}");
            let help = "run `coloc generate`, look at the difference with `git diff`, and commit both the manifest \
                        and the generated files";
            teller.tell(&STALE, path, message, "out of step with the manifest", help);
        }
    }
    teller.findings
}

struct Teller<'a> {
    root: &'a Utf8Path,
    tree: &'a Tree,
    sources: &'a mut Sources,
    findings: Vec<Finding>,
}

impl Teller<'_> {
    fn link(&mut self, path: &Utf8PathBuf) {
        let holds = if path == STATE {
            "coloc keeps its own things"
        } else {
            "coloc writes generated files"
        };
        let message = format!(
            "`{path}` is a symbolic link, and {holds} there: it could lead out of the repository"
        );
        let help = format!(
            "remove the link (`rm {path}` removes only the link, not what it leads to) and run `coloc generate`; \
             coloc makes a folder in its place"
        );
        self.tell(&OUTSIDE_REPOSITORY, path, message, "a symbolic link", &help);
    }

    fn edited(&mut self, path: &Utf8PathBuf) {
        let wanted = self.tree.files.contains_key(path);
        let (message, label) = match disk::standing(self.root.join(path)) {
            Ok(Standing::File) if wanted => (
                format!("`{path}` is not as coloc wrote it: a person's changes would be lost"),
                "changed by hand",
            ),
            Ok(Standing::File) if self.tree.files.keys().any(|file| file.starts_with(path)) => (
                format!("`{path}` is a file, and coloc needs a folder there"),
                "a person's file",
            ),
            Ok(Standing::File) => (
                format!(
                    "`{path}` is no longer generated, but a person changed it, so coloc does not remove it"
                ),
                "changed by hand",
            ),
            Ok(Standing::Folder) => (
                format!("`{path}` is a folder, and coloc generates a file there"),
                "a person's folder",
            ),
            Ok(Standing::Link) => (
                format!("`{path}` is a symbolic link, and no file that coloc wrote"),
                "a symbolic link",
            ),
            _ => (
                format!("`{path}` is no file that coloc wrote"),
                "put there by hand",
            ),
        };
        let help = format!(
            "to keep a change, write it where it lasts: an option in the `nixos` table of the machine or service in \
             the manifest, or a hand-written module named in `machines.NAME.modules`. Then run `coloc generate \
             --force`: it saves your version as `{path}.orig` and writes its own. After a `git merge` with conflicts \
             in generated files, `--force` is the normal way: resolve the manifest and generate anew"
        );
        self.tell(&EDITED_BY_HAND, path, message, label, &help);
    }

    fn tell(
        &mut self,
        code: &'static Code,
        path: &Utf8PathBuf,
        message: String,
        label: &str,
        help: &str,
    ) {
        let line = self.first_line(path);
        let end = line.len();
        let file = self.sources.add(path.clone(), line);
        self.findings.push(
            Finding::new(code, message)
                .at(Span::new(file, 0, end), label)
                .help(help),
        );
    }

    /// The first line of a file on disk, if coloc would write the same.
    fn first_line(&self, path: &Utf8PathBuf) -> String {
        let ours = self
            .tree
            .files
            .get(path)
            .and_then(|file| file.text().lines().next())
            .unwrap_or_default();
        let bytes = disk::read(self.root.join(path))
            .ok()
            .flatten()
            .unwrap_or_default();
        let same = bytes.split(|byte| *byte == b'\n').next() == Some(ours.as_bytes());
        if same { ours.to_owned() } else { String::new() }
    }
}
