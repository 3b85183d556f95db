//! Reads a type's description.
//!
//! The grammar is that of the `description`s in nixpkgs' `lib/types.nix`. `list of` and `attribute set of` bind
//! tighter than `or`; `A or B convertible to it` is what takes B and makes it an A; `null or` reaches as far as it
//! can. Where a pattern or an enumeration ends is not marked: every end is tried, and the first one that lets the
//! whole description be read is taken.

use std::cell::Cell;

use super::{Ints, Numbers, Pattern, Scalar, Text, Type, names};

/// The longest description that is read, in bytes. The longest of NixOS, an enumeration, has 17 KiB.
const LONGEST: usize = 1 << 17;

/// How deep parentheses and `list of` may nest.
const DEEPEST: usize = 40;

/// How many readings are tried before a description is given up.
const FUEL: u32 = 20_000;

/// How many types may stand between `or`s.
const MOST: usize = 64;

/// A reading of the text from some place on, and where it ends.
type Reading = (Type, usize);

pub(super) fn read(text: &str) -> Type {
    if text.len() <= LONGEST {
        let reader = Reader {
            text,
            fuel: Cell::new(FUEL),
        };
        let whole = reader.types(0, 0).into_iter();
        if let Some((found, _)) = whole.into_iter().find(|(_, end)| *end == text.len()) {
            return found;
        }
    }
    names::prose(text).unwrap_or_else(|| Type::Unknown(text.to_owned()))
}

struct Reader<'t> {
    text: &'t str,
    fuel: Cell<u32>,
}

impl<'t> Reader<'t> {
    fn rest_of(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Where a text ends that stands here.
    fn after(&self, at: usize, what: &str) -> Option<usize> {
        self.rest_of(at)
            .starts_with(what)
            .then_some(at + what.len())
    }

    /// All readings of a whole type: operands with `or` between them. Longer ones first.
    fn types(&self, at: usize, depth: usize) -> Vec<Reading> {
        let mut found = Vec::new();
        if depth < DEEPEST {
            for (first, end) in self.operands(at, depth) {
                self.others(end, &[first], depth, &mut found);
            }
        }
        found
    }

    fn others(&self, at: usize, done: &[Type], depth: usize, found: &mut Vec<Reading>) {
        let fuel = self.fuel.get();
        if fuel == 0 || done.len() > MOST {
            return;
        }
        self.fuel.set(fuel - 1);
        for separator in [" or ", ", or "] {
            if let Some(next) = self.after(at, separator) {
                for (operand, end) in self.operands(next, depth) {
                    let mut more = done.to_vec();
                    more.push(operand);
                    self.others(end, &more, depth, found);
                }
            }
        }
        if let (Some(end), [to @ .., from]) = (self.after(at, " convertible to it"), done)
            && !to.is_empty()
        {
            let coerced = Type::Coerced {
                to: Box::new(either(to.to_vec())),
                from: Box::new(from.clone()),
            };
            self.others(end, &[coerced], depth, found);
        }
        found.push((either(done.to_vec()), at));
    }

    /// All readings of one operand, with the check that may be named behind it.
    fn operands(&self, at: usize, depth: usize) -> Vec<Reading> {
        let mut found = self.bare(at, depth);
        for (_, end) in &mut found {
            if let Some(check) = self.after(*end, " (with check: ")
                && let Some(close) = self.rest_of(check).find(')')
            {
                *end = check + close + 1;
            }
        }
        found
    }

    fn bare(&self, at: usize, depth: usize) -> Vec<Reading> {
        let mut found = Vec::new();
        if depth >= DEEPEST {
            return found;
        }
        if let Some(next) = self.after(at, "null or ") {
            let inner = self.types(next, depth + 1);
            found.extend(inner.into_iter().map(|(kind, end)| (kind.null_or(), end)));
            return found;
        }
        self.prefixed(at, depth, &mut found);
        found.extend(self.ints(at));
        found.extend(self.enumeration(at));
        self.patterns(at, &mut found);
        found.extend(self.separated(at));
        if let Some((kind, length)) = names::at(self.rest_of(at)) {
            found.push((kind, at + length));
        }
        found.extend(self.format(at));
        if let Some(next) = self.after(at, "(") {
            for (kind, end) in self.types(next, depth + 1) {
                found.extend(self.after(end, ")").map(|end| (kind, end)));
            }
            if let Some(kind) = names::prose(self.rest_of(next)) {
                let close = closing(self.rest_of(next)).map(|close| next + close + 1);
                found.extend(close.map(|end| (kind, end)));
            }
        }
        found
    }

    /// `list of X` and the like.
    fn prefixed(&self, at: usize, depth: usize, found: &mut Vec<Reading>) {
        type Wrap = fn(Type) -> Type;
        let wraps: [(&str, &str, Wrap); 9] = [
            ("list of ", "", Type::list),
            ("non-empty (list of ", ")", |of| Type::List {
                of: Box::new(of),
                some: true,
            }),
            ("attribute set of ", "", Type::attrs),
            ("lazy attribute set of ", "", Type::attrs),
            ("section of an INI file (attrs of ", ")", Type::attrs),
            ("function that evaluates to a(n) ", "", |to| {
                Type::Function(Box::new(to))
            }),
            ("open submodule of ", "", |of| Type::Open(Box::new(of))),
            ("pair of ", "", Type::list),
            ("attribute list of ", "", |of| {
                Type::Either(vec![of.clone().attrs(), of.list()])
            }),
        ];
        for (begin, close, wrap) in wraps {
            let Some(next) = self.after(at, begin) else {
                continue;
            };
            for (kind, end) in self.operands(next, depth + 1) {
                found.extend(self.after(end, close).map(|end| (wrap(kind), end)));
            }
        }
        // The choices of a tagged union stand in the places below as well.
        if let Some(next) = self.after(at, "attribute-tagged union with choices: ") {
            let words = self.rest_of(next);
            let end = words.find([')', ';']).unwrap_or(words.len());
            found.push((Type::Submodule, next + end));
        }
    }

    /// `integer between 0 and 7 (both inclusive)`, `16 bit unsigned integer; between …`
    fn ints(&self, at: usize) -> Option<Reading> {
        let text = self.rest_of(at);
        let (head, range) = text.split_once("between ")?;
        let (numbers, _) = range.split_once(" (both inclusive)")?;
        let (least, most) = numbers.split_once(" and ")?;
        let end = at + head.len() + "between ".len() + numbers.len() + " (both inclusive)".len();
        let bits = || {
            let (count, kind) = head.split_once(" bit ")?;
            count.parse::<u8>().ok()?;
            matches!(kind, "unsigned integer; " | "signed integer; ").then_some(())
        };
        let kind = match head {
            "integer or floating point number " => Type::Number(Numbers {
                least: Some(least.parse().ok()?),
                most: Some(most.parse().ok()?),
                not_zero: false,
            }),
            "integer " => Type::between(least.parse().ok()?, most.parse().ok()?),
            _ => {
                bits()?;
                Type::Int(Ints {
                    least: Some(least.parse().ok()?),
                    // 64 bits do not fit: no limit then.
                    most: most.parse().ok(),
                    not_zero: false,
                })
            }
        };
        Some((kind, end))
    }

    /// `one of "a", 1, <null>`, `value "a" (singular enum)`
    fn enumeration(&self, at: usize) -> Option<Reading> {
        if let Some(next) = self.after(at, "one of ") {
            let (values, end) = self.values(next)?;
            return Some((Type::Enum(values), end));
        }
        let (values, end) = self.values(self.after(at, "value ")?)?;
        let end = self.after(end, " (singular enum)")?;
        Some((Type::Enum(values), end))
    }

    fn values(&self, mut at: usize) -> Option<(Vec<Scalar>, usize)> {
        let mut values = Vec::new();
        loop {
            let (value, end) = self.scalar(at)?;
            values.push(value);
            match self.after(end, ", ") {
                Some(next) if self.scalar(next).is_some() => at = next,
                _ => return Some((values, end)),
            }
        }
    }

    /// A value of an enumeration. Strings are not escaped there: one ends at a quote behind which something ends.
    fn scalar(&self, at: usize) -> Option<(Scalar, usize)> {
        let ends = |end: usize| {
            let rest = self.rest_of(end);
            let marks = [", ", " or ", ")", " (singular", " convertible", ", or "];
            rest.is_empty() || marks.iter().any(|mark| rest.starts_with(mark))
        };
        let text = self.rest_of(at);
        if let Some(string) = text.strip_prefix('"') {
            let quotes = string.match_indices('"').map(|(place, _)| place);
            let length = quotes.into_iter().find(|place| ends(at + place + 2))?;
            return Some((Scalar::Text(string[..length].to_owned()), at + length + 2));
        }
        for (word, value) in [
            ("<null>", Scalar::Null),
            ("true", Scalar::Bool(true)),
            ("false", Scalar::Bool(false)),
        ] {
            if let Some(end) = self.after(at, word).filter(|end| ends(*end)) {
                return Some((value, end));
            }
        }
        let digits = |c: char| c.is_ascii_digit() || c == '-';
        let length = text.find(|c| !digits(c)).unwrap_or(text.len());
        let value = text[..length].parse().ok()?;
        ends(at + length).then_some((Scalar::Int(value), at + length))
    }

    /// `string matching the pattern X`: an end wherever something could go on.
    fn patterns(&self, at: usize, found: &mut Vec<Reading>) {
        let Some(begin) = self.after(at, "string matching the pattern ") else {
            return;
        };
        let rest = self.rest_of(begin);
        let mut ends: Vec<usize> = [")", " or ", " convertible", " (with check"]
            .iter()
            .flat_map(|mark| rest.match_indices(mark).map(|(place, _)| place))
            .collect();
        ends.push(rest.len());
        ends.sort_unstable();
        ends.truncate(200);
        let matching = |end: &usize| {
            let pattern = Pattern::new(&rest[..*end]);
            (Type::Text(Text::Matching(pattern)), begin + end)
        };
        // An end within parentheses of the pattern is the last thing to believe.
        let (whole, torn): (Vec<_>, Vec<_>) =
            ends.into_iter().partition(|end| balanced(&rest[..*end]));
        found.extend(whole.iter().chain(&torn).map(matching));
    }

    /// `strings concatenated with "\n"`
    fn separated(&self, at: usize) -> Option<Reading> {
        let begin = self.after(at, "strings concatenated with \"")?;
        let mut escaped = false;
        let close = self.rest_of(begin).find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        Some((Type::string(), begin + close + 1))
    }

    /// `JSON value`
    fn format(&self, at: usize) -> Option<Reading> {
        let text = self.rest_of(at);
        let (name, _) = text.split_once(" value")?;
        let word = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
        let versions = name.strip_prefix("YAML ").unwrap_or(name);
        if versions.is_empty() || !versions.chars().all(word) || name == "secret" {
            return None;
        }
        let data = |format, null| Type::Data { format, null };
        let kind = match name {
            "JSON" => data("JSON", true),
            "TOML" => data("TOML", false),
            name if name.starts_with("YAML") => data("YAML", true),
            name => Type::Named(format!("{name} value")),
        };
        Some((kind, at + name.len() + " value".len()))
    }
}

fn either(mut types: Vec<Type>) -> Type {
    match types.pop() {
        Some(only) if types.is_empty() => only,
        Some(last) => {
            types.push(last);
            Type::Either(types)
        }
        None => Type::Anything,
    }
}

/// Where the parenthesis that is open at the beginning closes.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1_u32;
    text.find(|c| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        open == 0
    })
}

fn balanced(pattern: &str) -> bool {
    pattern.matches('(').count() == pattern.matches(')').count()
}
