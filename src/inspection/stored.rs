//! Which index a collective has: the one that was imported for its release, or the one in the binary.

use std::ops::Deref;

use camino::{Utf8Path, Utf8PathBuf};

use crate::finding::{Code, Finding, Severity};
use crate::manifest::read::{self, ReadError, Unreadable};
use crate::manifest::types::Release;
use crate::options::index::Index;
use crate::source::Span;

/// The largest index that is read, in bytes; that of NixOS has half a MiB.
pub const LARGEST: u64 = 32 << 20;

/// An imported index that cannot be used.
pub static BAD_INDEX: Code = Code {
    name: "nixos/bad-index",
    severity: Severity::Warning,
    summary: "An imported list of options cannot be read",
    explanation: "\
`coloc option import` keeps the list of all options of a NixOS release in `.coloc/`, so that names and values that no
NixOS knows are found at once. This one cannot be read: it is cut off, was made by another version of coloc, or is
something else. It is left out; coloc's built-in list is used, which may be older than your NixOS.

    .coloc/options-26.05.txt: it is cut off: its last line is missing

Way out: make it anew, or remove it.

    coloc option import result/share/doc/nixos/options.json
",
};

/// Where the index for a release is kept, relative to the root: `.coloc/options-26.05.txt`.
pub fn path(release: Release) -> Utf8PathBuf {
    Utf8PathBuf::from(format!(".coloc/{}", name(release)))
}

/// Its name there.
pub fn name(release: Release) -> String {
    format!("options-{release}.txt")
}

/// Whether there is something that was imported for a release: coloc's own templates are proven against its own list
/// alone.
pub fn is_imported(root: &Utf8Path, release: Release) -> bool {
    root.join(path(release)).symlink_metadata().is_ok()
}

/// The index to check against.
#[derive(Debug)]
pub struct Stored {
    index: Held,
    /// What is wrong with the imported one, if there is one that cannot be used.
    pub trouble: Option<Trouble>,
}

#[derive(Debug)]
enum Held {
    /// For this release; opened when the first option is looked up.
    Embedded(u32),
    Imported(Box<Index>),
}

/// An imported index that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its file, relative to the root.
    pub path: Utf8PathBuf,
    /// Why, as a part of a sentence.
    pub why: String,
}

impl Trouble {
    /// The finding that tells it; `span` is the beginning of the file.
    pub fn finding(&self, span: Span) -> Finding {
        let Self { path, why } = self;
        Finding::new(
            &BAD_INDEX,
            format!("The list of NixOS' options in {path} is of no use: {why}."),
        )
        .at(span, "not used")
        .help("Make it anew with `coloc option import`, or remove it.")
    }
}

impl Deref for Stored {
    type Target = Index;

    fn deref(&self) -> &Index {
        match &self.index {
            Held::Embedded(release) => Index::embedded_for(*release),
            Held::Imported(index) => index,
        }
    }
}

/// The index for a release: what was imported for it, else what is in the binary, as far as that holds for it.
pub fn load(root: &Utf8Path, release: Release) -> Result<Stored, ReadError> {
    let path = path(release);
    let read = match read::text(root, &path, LARGEST)? {
        Err(Unreadable::Missing) => {
            return Ok(Stored {
                index: Held::Embedded(release.number()),
                trouble: None,
            });
        }
        Ok(text) => imported(&text, release),
        Err(Unreadable::Outside) => Err("it is a link that leads out of the repository".to_owned()),
        Err(Unreadable::TooLarge) => Err("it is larger than any list of options".to_owned()),
        Err(Unreadable::NotAFile) => Err("it is not a file".to_owned()),
        Err(Unreadable::NotUtf8) => Err("it is not text".to_owned()),
    };
    Ok(match read {
        Ok(index) => Stored {
            index: Held::Imported(Box::new(index)),
            trouble: None,
        },
        Err(why) => Stored {
            index: Held::Embedded(release.number()),
            trouble: Some(Trouble { path, why }),
        },
    })
}

/// The index of a text, if it is one, and for this release.
fn imported(text: &str, release: Release) -> Result<Index, String> {
    let index = Index::imported(text).map_err(|error| error.to_string())?;
    if index.release() != release.number() {
        let (year, month) = (index.release() / 100, index.release() % 100);
        return Err(format!("it says that it is for {year:02}.{month:02}"));
    }
    Ok(index)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_raw_string_hashes,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it measured"
)]
mod tests {
    use super::*;
    use crate::options::compact::{self, Entry};
    use crate::options::index::Origin;

    fn text(release: u32) -> String {
        let entry = Entry {
            path: vec!["services".to_owned(), "ours".to_owned()],
            r#type: "boolean".to_owned(),
            ..Entry::default()
        };
        compact::write(release, vec![entry]).unwrap()
    }

    fn loaded(text: Option<&[u8]>) -> Stored {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let root = Utf8PathBuf::from_path_buf(root).unwrap();
        let release = Release::from_text("26.05").unwrap();
        if let Some(text) = text {
            std::fs::create_dir(root.join(".coloc")).unwrap();
            std::fs::write(root.join(path(release)), text).unwrap();
        }
        load(&root, release).unwrap()
    }

    #[test]
    fn what_was_imported_for_the_release_counts() {
        let stored = loaded(Some(text(2605).as_bytes()));
        assert_eq!(stored.origin(), &Origin::Imported);
        assert_eq!(stored.release(), 2605);
        assert!(stored.find(&["services", "ours"]).is_some());
        assert_eq!(stored.trouble, None);
        // The list of NixOS does not show these.
        assert!(stored.find(&["assertions", "*", "message"]).is_some());
    }

    #[test]
    fn without_one_it_is_that_of_the_binary() {
        let stored = loaded(None);
        assert_eq!(stored.origin(), &Origin::Embedded);
        assert_eq!(stored.trouble, None);
        assert!(stored.find(&["services", "stalwart"]).is_some());
    }

    #[test]
    fn one_that_is_of_no_use_is_told_and_left_out() {
        let whole = text(2605);
        let cut = whole.trim_end_matches("end\n");
        let more = whole.replace("options 2", "options 99999999999999999999");
        let unsorted = whole.replace("options 2\n", "options 3\nz\n");
        for (text, why) in [
            (&b"{}"[..], "not an option index"),
            (b"\xff\xfe", "not text"),
            (cut.as_bytes(), "cut off"),
            (more.as_bytes(), "makes no sense"),
            (unsorted.as_bytes(), "makes no sense"),
            (text(2511).as_bytes(), "for 25.11"),
        ] {
            let stored = loaded(Some(text));
            assert_eq!(stored.origin(), &Origin::Embedded);
            let trouble = stored.trouble.as_ref().map(|trouble| trouble.why.as_str());
            assert!(
                trouble.is_some_and(|trouble| trouble.contains(why)),
                "{trouble:?} of {why}"
            );
        }
    }
}
