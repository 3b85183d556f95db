//! A change as a sentence that a member understands; the only place where changes become words.

mod fact;
mod trace;

pub use trace::part;

use super::shown;
use crate::diff::value::Value;
use crate::diff::{About, Action, Change};
use crate::say;
use crate::snapshot::Users;
use crate::words::{Text, Words};

/// The machines that a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machines<'m> {
    /// This one.
    One(&'m str),
    /// Several, whose names stand above.
    These,
}

/// The sentence, without a full stop. Values of what is named like a secret are not in it, nor what looks like one.
pub fn sentence(words: &Words, change: &Change, machines: Machines<'_>) -> Text {
    let change = &shown::change(change);
    let sentence = Sentence {
        words,
        action: change.action,
        was: change.from.as_ref(),
        will: change.to.as_ref(),
        machines,
    };
    shown::text(match &change.about {
        About::Fact(fact) => sentence.fact(fact),
        About::Trace(found) => trace::sentence(words, found, change.action, change.certainty),
    })
}

/// What a sentence is made of.
struct Sentence<'s> {
    words: &'s Words,
    action: Action,
    was: Option<&'s Value>,
    will: Option<&'s Value>,
    machines: Machines<'s>,
}

impl Sentence<'_> {
    /// The machines as the subject of a clause.
    fn each(&self) -> Text {
        match self.machines {
            Machines::One(name) => Text::plain(name),
            Machines::These => say!(self.words, "each-machine"),
        }
    }

    /// The machines, elsewhere in a clause.
    fn these(&self) -> Text {
        match self.machines {
            Machines::One(name) => Text::plain(name),
            Machines::These => say!(self.words, "these-machines"),
        }
    }

    /// As it is, and as it will be.
    fn values(&self) -> [Text; 2] {
        [self.was, self.will].map(|value| value.map_or_else(Text::default, |it| self.value(it)))
    }

    fn value(&self, value: &Value) -> Text {
        match value {
            Value::Nothing => say!(self.words, "nothing"),
            Value::UsualName(_) => say!(self.words, "usual-name"),
            Value::Users(users) => self.users(users),
            Value::Text(_) | Value::Account | Value::Root | Value::Members(_) | Value::Hidden => {
                Text::plain(value.to_string())
            }
        }
    }

    fn users(&self, users: &Users) -> Text {
        match users {
            Users::Members => say!(self.words, "users", users = "members"),
            Users::Public => say!(self.words, "users", users = "public"),
            Users::Groups(groups) => {
                let (count, groups) = (groups.len(), groups.join(", "));
                say!(self.words, "user-groups", count, groups)
            }
            Users::Other(text) => Text::plain(text),
        }
    }

    /// Something with a value: it is set, no longer set, or another.
    fn has_value(&self, what: Text) -> Text {
        let action = self.action.as_str();
        if [self.was, self.will].contains(&Some(&Value::Hidden)) {
            return say!(self.words, "change-value-hidden", action, what);
        }
        let [from, to] = self.values();
        say!(self.words, "change-value", action, what, from, to)
    }
}
