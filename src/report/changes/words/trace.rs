//! What is another on the machine itself.

use crate::diff::trace::{Part, Trace};
use crate::diff::{Action, Certainty};
use crate::say;
use crate::words::{Text, Words};

pub(super) fn sentence(words: &Words, trace: &Trace, action: Action, certainty: Certainty) -> Text {
    let what = match (action, certainty) {
        (Action::Changed, Certainty::OnlyABuildTells) => "may-change",
        (_, Certainty::Certain | Certainty::OnlyABuildTells) => action.as_str(),
    };
    let part = part(words, &trace.part);
    let mut said = say!(words, "change-part-of-system", what, part);
    let through = trace.through.iter();
    let through: Vec<Text> = through
        .map(|name| say!(words, "changed-in", name))
        .collect();
    if !through.is_empty() {
        let through = Text::joined(&through, ", ");
        said = said
            .then(Text::plain(" ("))
            .then(through)
            .then(Text::plain(")"));
    }
    match certainty {
        Certainty::Certain => said,
        Certainty::OnlyABuildTells => say!(words, "only-a-build-tells", what = said),
    }
}

/// What a part of the system is called.
pub fn part(words: &Words, part: &Part) -> Text {
    let (part, name) = match part {
        Part::Start { unit, with } => {
            return say!(words, "part-start", unit, with);
        }
        Part::File(path) => ("file", path.as_str()),
        Part::Accounts => ("accounts", ""),
        Part::Unit(unit) => ("unit", unit.as_str()),
        Part::Activation => ("activation", ""),
    };
    say!(words, "part", part, name)
}
