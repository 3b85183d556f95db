//! What is known without asking.

use camino::Utf8Path;

use crate::manifest::types::Language;

/// What is known of the person, the folder and the computer.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The folder's name.
    pub folder: String,
    /// The account's name.
    pub user: Option<String>,
    /// Path of a public key.
    pub key: Option<String>,
    /// What the person speaks.
    pub language: Option<Language>,
}

impl Surroundings {
    /// Adds what is the person's own: it is offered, and taken silently only with `--yes`.
    pub fn look(&mut self, home: Option<&str>, language: Option<Language>) {
        self.user = std::env::var("USER").ok();
        self.language = language;
        self.key = home
            .filter(|home| Utf8Path::new(home).join(".ssh/id_ed25519.pub").is_file())
            .map(|_| "~/.ssh/id_ed25519.pub".to_owned());
    }
}
