//! What is not as the generation says, while a machine runs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Cause, Standing};
use crate::generation::Live;

/// Names of a list that are written out; the others are counted.
const MOST_NAMED: usize = 4;

impl Live {
    /// What is not as the generation says.
    pub(super) fn causes(&self, machine: &str, declared: Option<&BTreeSet<String>>) -> Vec<Cause> {
        let mut causes = Vec::new();
        if !self.replaced.is_empty() {
            causes.push(Cause::new(
                Standing::EditedByHand,
                format!("changed by hand: {}", named(&self.replaced)),
                "Put what is needed into the manifest; the next deployment may undo the rest",
            ));
        }
        if !self.added.is_empty() {
            causes.push(Cause::new(
                Standing::EditedByHand,
                format!(
                    "units are changed beside the manifest: {}",
                    named(&self.added)
                ),
                "`systemctl revert UNIT` takes that back",
            ));
        }
        let strangers = self.strangers(declared);
        if !strangers.is_empty() {
            causes.push(Cause::new(
                Standing::EditedByHand,
                format!(
                    "accounts that the manifest does not know: {}",
                    named(&strangers)
                ),
                "Ask who made them. `userdel NAME` takes one away; its files stay",
            ));
        }
        if !self.failed.is_empty() {
            causes.push(Cause::new(
                Standing::Failing,
                format!("failed: {}", named(&self.failed)),
                format!("On {machine}, `systemctl status` and `journalctl -u UNIT` say why"),
            ));
        }
        if !self.reboot.is_empty() {
            causes.push(Cause::new(
                Standing::NeedsReboot,
                format!("it was started with {}", self.started_with()),
                "Start it anew when nobody needs it",
            ));
        }
        causes
    }

    /// `another kernel and other kernel modules`
    fn started_with(&self) -> String {
        let parts = self.reboot.iter().map(|part| match part.as_str() {
            "kernel" => "another kernel",
            "initrd" => "another first stage of the boot",
            "kernel-modules" => "other kernel modules",
            "kernel-params" => "other parameters of the kernel",
            _ => "something else",
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Accounts beyond those of the generation. Nix' own builders have names and numbers of their own; without a list
    /// of what is declared, only a second root is told.
    fn strangers(&self, declared: Option<&BTreeSet<String>>) -> Vec<String> {
        self.accounts
            .iter()
            .filter(|(name, uid)| {
                name != "root"
                    && !name.starts_with("nixbld")
                    && declared.map_or(*uid == 0, |declared| !declared.contains(name))
            })
            .map(|(name, uid)| {
                if *uid == 0 {
                    format!("{name} (is root)")
                } else {
                    name.clone()
                }
            })
            .collect()
    }
}

/// `a, b and 3 more`
fn named(list: &[String]) -> String {
    let mut text = list
        .iter()
        .take(MOST_NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(more) = list.len().checked_sub(MOST_NAMED)
        && more > 0
    {
        let _ = write!(text, " and {more} more");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(live: &Live, declared: Option<&[&str]>) -> Vec<(Standing, String)> {
        let declared = declared.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        let causes = live.causes("ananas", declared.as_ref());
        causes
            .into_iter()
            .map(|cause| (cause.standing, cause.what))
            .collect()
    }

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
        let strange = |what: &str| {
            vec![(
                Standing::EditedByHand,
                format!("accounts that the manifest does not know: {what}"),
            )]
        };
        assert_eq!(told(&live, Some(&["root", "alice"])), strange("eve"));
        assert_eq!(told(&live, Some(&["alice", "eve"])), []);
        // Nothing is known of what is declared: only another root is told.
        assert_eq!(told(&live, None), []);
    }

    #[test]
    fn failed_units_are_told_and_long_lists_are_counted() {
        let live = Live {
            failed: (1..=6).map(|number| format!("u{number}.service")).collect(),
            ..Live::default()
        };
        let what = "failed: u1.service, u2.service, u3.service, u4.service and 2 more";
        assert_eq!(told(&live, None), [(Standing::Failing, what.to_owned())]);
    }
}
