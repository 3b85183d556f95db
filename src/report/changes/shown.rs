//! What may be shown of a change: all but secrets.

use std::borrow::Cow;

use crate::diff::Change;
use crate::manifest::secrets;

/// What stands for a value that is not shown.
const HIDDEN: &str = "(not shown)";

/// A change as it may be shown.
///
/// The manifest holds no secret ([`crate::manifest::secrets`]), but a machine may: a module that somebody wrote by hand,
/// or a machine that lies. Notes quote sentences of changes: whoever compares snapshots passes each change through here
/// first. A second time does no harm.
pub fn change(change: &Change) -> Change {
    let mut shown = change.clone();
    // The keys of an option or a setting end in its name; a change of `members.bob.ssh-keys` names no secret.
    let mut words = change.keys.iter().filter_map(|key| key.field.last_word());
    let named = words.any(secrets::is_named_like_one);
    let quoted = change.what.split(' ').any(|word| {
        let name = word.trim_matches(['`', '"']);
        let name = name.rsplit('.').next().unwrap_or(name);
        secrets::is_named_like_one(name.trim_matches('"'))
    });
    let values = || [&change.from, &change.to].into_iter().flatten();
    let is_secret = values().any(|value| !value.is_empty() && value != HIDDEN && !is_path(value));
    if is_secret && (named || (quoted && values_are_settings(change))) {
        shown.what = without_values(&change.what);
        for value in [&mut shown.from, &mut shown.to].into_iter().flatten() {
            HIDDEN.clone_into(value);
        }
    }
    shown.what = line(&shown.what).into_owned();
    for value in [&mut shown.from, &mut shown.to].into_iter().flatten() {
        *value = line(value).into_owned();
    }
    shown
}

/// `the option x is set to "y"` → `the option x is set to (not shown)`. A sentence of another shape says no more than
/// that something changes.
fn without_values(what: &str) -> String {
    for (verb, instead) in [
        (" is set to ", " is set to "),
        (" is no longer set", " is no longer set; it was "),
        (" changes from ", " changes; its values: "),
    ] {
        if let Some((name, _)) = what.split_once(verb) {
            return format!("{name}{instead}{HIDDEN}");
        }
    }
    format!("something changes that is named like a secret {HIDDEN}")
}

/// Whether a change is one of a setting or an option, which carry free text.
fn values_are_settings(change: &Change) -> bool {
    use crate::diff::Kind;
    change.kind == Kind::Service
}

/// A file that holds a secret may be named: `"/run/secrets/x"`.
fn is_path(value: &str) -> bool {
    let value = value.trim_matches('"');
    value.starts_with('/') && value[1..].contains('/') && !value.contains(char::is_whitespace)
}

/// Any text, without what looks like a secret.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    match secrets::covered(text) {
        Some(covered) => Cow::Owned(covered),
        None => Cow::Borrowed(text),
    }
}

/// The text of a generated module, without what looks like a secret, or is assigned to a name like one.
pub(super) fn module(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        out.push_str(&assignment(line).unwrap_or(Cow::Borrowed(line)));
    }
    out
}

/// `adminPassword = "x";` → `adminPassword = "(not shown)";`
fn assignment(line: &str) -> Option<Cow<'_, str>> {
    let (name, value) = line.split_once(" = ")?;
    let last = name.rsplit('.').next()?.trim().trim_matches('"');
    if !secrets::is_named_like_one(last) {
        return None;
    }
    let inner = value.trim_start().strip_prefix('"')?;
    let (inner, rest) = inner.rsplit_once('"')?;
    let harmless = inner.is_empty() || is_path(inner) || inner.starts_with("${");
    (!harmless).then(|| Cow::Owned(format!("{name} = \"{HIDDEN}\"{rest}")))
}

#[cfg(test)]
mod tests {
    use super::{change, module};
    use crate::diff::{Action, Change, Kind, Risk};
    use crate::manifest::key::Key;

    fn setting(key: &str, what: &str, to: &str) -> Change {
        Change {
            kind: Kind::Service,
            action: Action::Added,
            subject: "services.x".to_owned(),
            risk: Risk::Restart,
            what: what.to_owned(),
            from: None,
            to: Some(to.to_owned()),
            keys: [Key::parse(key)].into(),
        }
    }

    #[test]
    fn values_of_secrets_are_not_shown_and_those_of_others_are() {
        let key = "services.x.settings.smtp-password";
        // A value that stands elsewhere in the sentence as well.
        let secret = change(&setting(key, "`smtp-password` of x is set to x", "x"));
        assert_eq!(secret.what, "`smtp-password` of x is set to (not shown)");
        assert_eq!(secret.to.as_deref(), Some("(not shown)"));
        assert_eq!(change(&secret), secret);
        let file = setting(
            key,
            "`smtp-password` of x is set to /run/secrets/x",
            "/run/secrets/x",
        );
        assert_eq!(change(&file), file);
        let other = setting(
            "services.x.settings.colour",
            "`colour` of x is set to red",
            "red",
        );
        assert_eq!(change(&other), other);
        let unnamed = setting(
            "services.x",
            "the option a.b.apiToken of x is set to \"y\"",
            "\"y\"",
        );
        assert_eq!(
            change(&unnamed).what,
            "the option a.b.apiToken of x is set to (not shown)"
        );
    }

    #[test]
    fn modules_keep_their_lines() {
        let text = "a = \"b\";\n  x.adminPassword = \"y\";\n  passwordFile = \"/run/x/y\";\n  token = config.x;\n";
        assert_eq!(
            module(text),
            "a = \"b\";\n  x.adminPassword = \"(not shown)\";\n  passwordFile = \"/run/x/y\";\n  token = config.x;\n"
        );
    }
}
