//! What comes after a first manifest → a page.

use camino::Utf8Path;

use super::page::{Block, Page};
use crate::say;
use crate::words::{Text, Words};

/// A collective that was begun.
pub struct Begun<'b> {
    /// Its manifest.
    pub path: &'b Utf8Path,
    /// Its folder; `.` if that is where the command was started.
    pub folder: &'b Utf8Path,
    /// Whether it is in a git repository.
    pub in_git: bool,
    /// Its first machine.
    pub machine: &'b str,
}

impl Begun<'_> {
    /// What comes next.
    pub fn page(&self, words: &Words) -> Page {
        let machine = self.machine;
        let mut page = Page::default();
        page.push(Block::Paragraph(say!(
            words,
            "init-wrote",
            path = self.path
        )));
        let mut next = Vec::new();
        if self.folder != "." {
            let enter = format!("cd {}", quoted(self.folder.as_str()));
            next.push((Text::code(enter), Text::default()));
        }
        next.push(if self.in_git {
            (Text::code("git add coloc.toml"), Text::default())
        } else {
            let begin = Text::code("git init && git add coloc.toml");
            (begin, say!(words, "init-git"))
        });
        next.extend([
            (Text::code("coloc check"), say!(words, "init-check")),
            (Text::code("coloc generate"), say!(words, "init-generate")),
            (Text::code("coloc catalog"), say!(words, "init-catalog")),
        ]);
        page.push(Block::Facts(next));
        let code = |language, text| Block::Code { language, text };
        let module = say!(words, "init-hardware-module", machine = machine);
        page.push(Block::Paragraph(module));
        let asks = "nixos-generate-config --show-hardware-config";
        page.push(code("sh", asks.to_owned()));
        let named = say!(words, "init-hardware-named", machine = machine);
        page.push(Block::Paragraph(named));
        page.push(code(
            "toml",
            format!("modules = [\"hardware/{machine}.nix\"]"),
        ));
        page
    }
}

/// A word as shells read it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    if word.chars().all(plain) && !word.starts_with('-') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn folders_are_quoted_for_the_shell() {
        assert_eq!(quoted("les-lilas/a"), "les-lilas/a");
        assert_eq!(quoted("l'été $(x)"), r"'l'\''été $(x)'");
    }
}
