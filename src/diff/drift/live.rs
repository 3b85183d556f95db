//! What is not as the generation says, while a machine runs.

use std::collections::BTreeSet;

use super::Cause;
use crate::generation::Live;

/// An account that no generation declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// Its name.
    pub name: String,
    /// Whether it is root under another name.
    pub is_root: bool,
}

/// What is not as the generation says.
pub(super) fn causes(live: &Live, declared: Option<&BTreeSet<String>>) -> Vec<Cause> {
    let some = |list: &[String], cause: fn(Vec<String>) -> Cause| {
        (!list.is_empty()).then(|| cause(list.to_vec()))
    };
    let strangers = strangers(live, declared);
    let all = [
        some(&live.replaced, Cause::Replaced),
        some(&live.added, Cause::UnitsChanged),
        (!strangers.is_empty()).then_some(Cause::Strangers(strangers)),
        some(&live.failed, Cause::Failed),
        some(&live.reboot, Cause::StartedWith),
    ];
    all.into_iter().flatten().collect()
}

/// Accounts beyond those of the generation. Nix' own builders have names and numbers of their own; without a list
/// of what is declared, only a second root is told.
fn strangers(live: &Live, declared: Option<&BTreeSet<String>>) -> Vec<Stranger> {
    live.accounts
        .iter()
        .filter(|(name, uid)| {
            name != "root"
                && !name.starts_with("nixbld")
                && declared.map_or(*uid == 0, |declared| !declared.contains(name))
        })
        .map(|(name, uid)| Stranger {
            name: name.clone(),
            is_root: *uid == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_strange_if_the_generation_does_not_declare_them() {
        let accounts = [
            ("root", 0),
            ("alice", 2000),
            ("eve", 1001),
            ("nixbld3", 30003),
        ];
        let live = Live {
            accounts: accounts.map(|(name, uid)| (name.to_owned(), uid)).to_vec(),
            ..Live::default()
        };
        let told = |declared: Option<&[&str]>| {
            let declared: Option<BTreeSet<String>> =
                declared.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            causes(&live, declared.as_ref())
        };
        let eve = Stranger {
            name: "eve".to_owned(),
            is_root: false,
        };
        assert_eq!(
            told(Some(&["root", "alice"])),
            [Cause::Strangers(vec![eve])]
        );
        assert_eq!(told(Some(&["alice", "eve"])), []);
        // Nothing is known of what is declared: only another root is told.
        assert_eq!(told(None), []);
    }
}
