//! What may be shown of a change: all but secrets.

use std::borrow::Cow;

use crate::diff::fact::{Detail, Fact};
use crate::diff::value::Value;
use crate::diff::{About, Change};
use crate::visible::secrets;
use crate::words::{Piece, Text};

/// What stands for a value that is not shown.
const HIDDEN: &str = "(not shown)";

/// A change as it may be shown.
///
/// The manifest holds no secret ([`crate::manifest::secrets`]), but a machine may: a module that somebody wrote by hand,
/// or a machine that lies.
pub(super) fn change(change: &Change) -> Change {
    let mut shown = change.clone();
    let is_named = name(change).is_some_and(secrets::is_named_like_one);
    let mut values = [&change.from, &change.to].into_iter().flatten();
    if is_named && values.any(is_secret) {
        for value in [&mut shown.from, &mut shown.to].into_iter().flatten() {
            *value = Value::Hidden;
        }
    }
    shown
}

/// What a setting or an option is called; both hold free text.
fn name(change: &Change) -> Option<&str> {
    match &change.about {
        About::Fact(Fact::Option(path) | Fact::Of(_, Detail::Option(path))) => {
            let last = path.rsplit('.').next().unwrap_or(path);
            Some(last.trim_matches('"'))
        }
        About::Fact(Fact::Of(_, Detail::Setting(key))) => Some(key),
        About::Fact(_) | About::Trace(_) => None,
    }
}

/// Whether a value of something that is named like a secret is one.
fn is_secret(value: &Value) -> bool {
    match value {
        Value::Text(text) => !is_path(text),
        Value::Users(_) | Value::Members(_) | Value::UsualName(_) => true,
        Value::Nothing | Value::Account | Value::Root | Value::Hidden => false,
    }
}

/// A file that holds a secret may be named: `"/run/secrets/x"`.
fn is_path(value: &str) -> bool {
    let value = value.trim_matches('"');
    value.starts_with('/') && value[1..].contains('/') && !value.contains(char::is_whitespace)
}

/// Words, without what looks like a secret.
pub(in crate::report) fn text(text: Text) -> Text {
    let pieces = text.pieces.into_iter();
    let pieces = pieces.map(|piece| match piece {
        Piece::Plain(words) => Piece::Plain(line(&words).into_owned()),
        Piece::Code(words) => Piece::Code(line(&words).into_owned()),
    });
    Text {
        pieces: pieces.collect(),
    }
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
    use crate::diff::fact::{Detail, Fact};
    use crate::diff::value::Value;
    use crate::diff::{About, Action, Certainty, Change};
    use crate::manifest::types::Language;
    use crate::report::changes::words::{Machines, sentence};
    use crate::words::Words;

    fn set(fact: Fact, to: &str) -> Change {
        Change {
            about: About::Fact(fact),
            action: Action::Added,
            from: None,
            to: Some(Value::text(to)),
            certainty: Certainty::Certain,
            keys: [].into(),
        }
    }

    fn setting(key: &str, to: &str) -> Change {
        set(
            Fact::Of("x".to_owned(), Detail::Setting(key.to_owned())),
            to,
        )
    }

    #[test]
    fn values_of_secrets_are_not_shown_and_those_of_others_are() {
        let words = Words::of(Language::En);
        let said = |of: &Change| sentence(&words, of, Machines::One("ananas")).to_string();
        // A value that stands elsewhere in the sentence as well.
        let secret = setting("smtp-password", "x");
        assert_eq!(said(&secret), "`smtp-password` of x is set to (not shown)");
        let shown = change(&secret);
        assert_eq!(shown.to, Some(Value::Hidden));
        assert_eq!(change(&shown), shown);
        let file = setting("smtp-password", "/run/secrets/x");
        assert_eq!(change(&file), file);
        let other = setting("colour", "red");
        assert_eq!(change(&other), other);
        let path = "a.b.apiToken".to_owned();
        let option = set(Fact::Of("x".to_owned(), Detail::Option(path)), "\"y\"");
        assert_eq!(
            said(&option),
            "the option a.b.apiToken of x is set to (not shown)"
        );
        let changed = Change {
            action: Action::Changed,
            from: Some(Value::text("/run/secrets/x")),
            ..secret
        };
        assert_eq!(
            said(&changed),
            "`smtp-password` of x changes; its values: (not shown)"
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
