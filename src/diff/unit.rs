//! A unit of systemd as what makes a system active reads it, and what becomes of one that is another.
//!
//! Source: `pkgs/by-name/sw/switch-to-configuration-ng/src/main.rs` of nixpkgs. Texts count as they are: a trigger is a
//! store path, and another hash of it is another unit.

use std::collections::{BTreeMap, BTreeSet};

/// Keys of `[Unit]` that a running unit does not need to hear of.
const UNHEARD: &[&str] = &[
    "X-Reload-Triggers",
    "Description",
    "Documentation",
    "OnFailure",
    "OnSuccess",
    "OnFailureJobMode",
    "IgnoreOnIsolate",
    "StopWhenUnneeded",
    "RefuseManualStart",
    "RefuseManualStop",
    "AllowIsolate",
    "CollectMode",
    "SourcePath",
];

/// A unit with what overrides it: values by section and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit(BTreeMap<(String, String), Vec<String>>);

/// What a unit that runs needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Nothing: it is the same, as far as it hears of it.
    Nothing,
    /// To be told to read its configuration again.
    Reload,
    /// To be started anew.
    Restart,
}

impl Unit {
    /// Reads one more file of it: the unit itself, then what overrides it. An empty value takes back those before it.
    pub fn add(&mut self, text: &str) {
        let mut section = "";
        let mut own: BTreeMap<(String, String), (bool, Vec<String>)> = BTreeMap::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            // What is for enabling units is not read.
            if section.is_empty() || section == "Install" {
                continue;
            }
            let key = (section.to_owned(), key.trim_end().to_owned());
            let (is_anew, values) = own.entry(key).or_default();
            match value.trim_start() {
                "" => {
                    *is_anew = true;
                    values.clear();
                }
                value => values.push(value.to_owned()),
            }
        }
        for (key, (is_anew, values)) in own {
            let all = self.0.entry(key).or_default();
            if is_anew {
                all.clear();
            }
            all.extend(values);
        }
    }

    /// Words of a list: `Wants=a b`.
    pub fn words(&self, section: &str, key: &str) -> impl Iterator<Item = &str> {
        let key = (section.to_owned(), key.to_owned());
        let values = self.0.get(&key).map(Vec::as_slice).unwrap_or_default();
        values.iter().flat_map(|value| value.split_whitespace())
    }

    /// Whether something is so; without a word on it, as by default.
    pub fn is(&self, section: &str, key: &str, default: bool) -> bool {
        let last = self.words(section, key).last();
        last.map_or(default, |it| matches!(it, "1" | "yes" | "true" | "on"))
    }

    /// Whether it runs once and is over.
    pub fn is_soon_over(&self) -> bool {
        self.words("Service", "Type").last() == Some("oneshot")
            && !self.is("Service", "RemainAfterExit", false)
    }

    /// What it needs to become the new one.
    pub fn need(&self, new: &Self) -> Need {
        let keys: BTreeSet<_> = self.0.keys().chain(new.0.keys()).collect();
        let needs = keys.into_iter().map(|key| {
            let (was, will) = (self.0.get(key), new.0.get(key));
            let is_gone = will.is_none();
            match (key.0.as_str(), key.1.as_str()) {
                _ if was == will => Need::Nothing,
                ("Unit", "X-Reload-Triggers") | ("Service", "ExecReload") if !is_gone => {
                    Need::Reload
                }
                ("Unit", key) if UNHEARD.contains(&key) => Need::Nothing,
                ("Service", "ExecReload") => Need::Nothing,
                ("Mount", "Options") if was.is_some() && !is_gone => Need::Reload,
                _ => Need::Restart,
            }
        });
        needs.max().unwrap_or(Need::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::{Need, Unit};

    fn need(old: &str, new: &str) -> Need {
        let unit = |text: &str| {
            let mut unit = Unit::default();
            unit.add(text);
            unit
        };
        unit(old).need(&unit(new))
    }

    #[test]
    fn what_a_unit_needs() {
        let base = "[Unit]\nDescription=x\n[Service]\nExecStart=/x\nExecReload=/r\n";
        let with = |line: &str| format!("{base}{line}\n");
        assert_eq!(need(base, base), Need::Nothing);
        assert_eq!(need(base, &base.replace("=x", "=y")), Need::Nothing);
        assert_eq!(need(base, &base.replace("=/r", "=/s")), Need::Reload);
        assert_eq!(
            need(base, &base.replace("ExecReload=/r\n", "")),
            Need::Nothing
        );
        assert_eq!(need(base, &base.replace("=/x", "=/y")), Need::Restart);
        assert_eq!(need(base, &with("[Install]\nWantedBy=a")), Need::Nothing);
        assert_eq!(need(base, &with("# more")), Need::Nothing);
        assert_eq!(
            need(base, &with("[Unit]\nX-Reload-Triggers=/a")),
            Need::Reload
        );
        assert_eq!(
            need(base, &with("[Unit]\nX-Restart-Triggers=/a")),
            Need::Restart
        );
        assert_eq!(
            need(&with("[Unit]\nX-Reload-Triggers=/a"), base),
            Need::Nothing
        );
        assert_eq!(
            need("[Mount]\nOptions=a\n", "[Mount]\nOptions=b\n"),
            Need::Reload
        );
        assert_eq!(
            need("[Mount]\nOptions=a\n", "[Mount]\nWhat=b\n"),
            Need::Restart
        );
    }

    #[test]
    fn an_empty_value_takes_back_those_before_it() {
        let mut unit = Unit::default();
        unit.add("[Service]\nExecStart=/a\nX-StopIfChanged=yes\n");
        unit.add("[Service]\nExecStart=\nExecStart=/b\nX-StopIfChanged=false\n");
        assert_eq!(
            unit.words("Service", "ExecStart").collect::<Vec<_>>(),
            ["/b"]
        );
        assert!(!unit.is("Service", "X-StopIfChanged", true));
        assert!(unit.is("Service", "X-RestartIfChanged", true));
    }
}
