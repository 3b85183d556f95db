//! How a machine is while it runs: what no file of its generation tells.

use serde::{Deserialize, Serialize};

/// What a running machine says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Live {
    /// The system that it was started with.
    pub booted: Option<String>,
    /// The system that the next start brings.
    pub next: Option<String>,
    /// Parts that only a start brings into force, and that are others than those it was started with: `kernel`.
    pub reboot: Vec<String>,
    /// Units that failed.
    pub failed: Vec<String>,
    /// Files beside the generation's that change units.
    pub added: Vec<String>,
    /// Files of `/etc` that are not the generation's any more.
    pub replaced: Vec<String>,
    /// Files of `/etc` that whoever asked may not read.
    pub unread: Vec<String>,
    /// Accounts of people, and of root: name and uid.
    pub accounts: Vec<(String, u32)>,
    /// Whether `/etc` was compared with the generation's.
    pub etc_was_checked: bool,
    /// Whether units were asked for.
    pub units_were_checked: bool,
}
