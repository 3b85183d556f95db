//! TOML text → [`Value`] with places. The only file that knows the TOML library.

use toml_span::{ErrorKind, value::ValueInner};

use super::codes::{BAD_VALUE, DEFINED_TWICE, SYNTAX, TOO_LARGE};
use super::value::{Entry, Value};
use crate::finding::{Finding, Findings};
use crate::source::{FileId, Span, Spanned};

/// Deepest nesting of tables and lists that is read.
pub const MAX_DEPTH: usize = 64;

/// Reads one file. A file that cannot be read gives one finding and no value.
pub fn parse(file: FileId, text: &str, findings: &mut Findings) -> Option<Spanned<Value>> {
    match toml_span::parse(text) {
        Ok(value) => {
            let mut reader = Conversion {
                file,
                findings,
                depth: 0,
            };
            reader.convert(value)
        }
        Err(error) => {
            findings.push(explain(file, text, &error));
            more_errors(file, text, error, findings);
            None
        }
    }
}

/// Most errors that are told of one file that cannot be read.
const MOST_ERRORS: usize = 20;

/// The parser stops at its first error. Where that is a matter of one line, the text is read again without that line,
/// so that a person who forgot quotes in three places is told of all three.
fn more_errors(file: FileId, text: &str, first: toml_span::Error, findings: &mut Findings) {
    let mut text = text.to_owned();
    let mut error = first;
    for _ in 1..MOST_ERRORS {
        let of_one_line = matches!(
            error.kind,
            ErrorKind::UnquotedString
                | ErrorKind::InvalidNumber
                | ErrorKind::UnterminatedString
                | ErrorKind::InvalidEscape(_)
                | ErrorKind::InvalidHexEscape(_)
        );
        let at = text.floor_char_boundary(error.span.start.min(text.len()));
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at..]
            .find('\n')
            .map_or(text.len(), |newline| at + newline);
        // A heading that is not read would give its keys to another table.
        if !of_one_line || text[start..end].trim_start().starts_with('[') {
            return;
        }
        text.replace_range(start..end, &" ".repeat(end - start));
        match toml_span::parse(&text) {
            Ok(_) => return,
            Err(next) => {
                findings.push(explain(file, &text, &next));
                error = next;
            }
        }
    }
}

struct Conversion<'a> {
    file: FileId,
    findings: &'a mut Findings,
    depth: usize,
}

impl Conversion<'_> {
    fn convert(&mut self, mut value: toml_span::Value<'_>) -> Option<Spanned<Value>> {
        let span = self.span(value.span);
        if self.depth > MAX_DEPTH {
            self.findings.push(
                Finding::new(
                    &TOO_LARGE,
                    format!("This is nested deeper than {MAX_DEPTH} levels."),
                )
                .at(span, "the innermost level that is read")
                .help("Write it flatter: no honest configuration needs that."),
            );
            return None;
        }
        self.depth += 1;
        let converted = self.inner(&mut value, span);
        self.depth -= 1;
        Some(Spanned::new(converted?, span))
    }

    fn inner(&mut self, value: &mut toml_span::Value<'_>, span: Span) -> Option<Value> {
        Some(match value.take() {
            ValueInner::String(text) => self.string(text.as_ref(), span)?,
            ValueInner::Integer(number) => Value::Integer(number),
            ValueInner::Float(number) if number.is_finite() => Value::Float(number),
            ValueInner::Float(_) => {
                self.findings.push(
                    Finding::new(
                        &BAD_VALUE,
                        "Infinity and not-a-number cannot be written in Nix.",
                    )
                    .at(span, "give a number"),
                );
                return None;
            }
            ValueInner::Boolean(yes) => Value::Boolean(yes),
            ValueInner::Array(items) => Value::Array(
                items
                    .into_iter()
                    .filter_map(|item| self.convert(item))
                    .collect(),
            ),
            ValueInner::Table(table) => Value::Table(
                table
                    .into_iter()
                    .filter_map(|(key, value)| {
                        let span = self.span(key.span);
                        let Value::String(name) = self.string(&key.name, span)? else {
                            return None;
                        };
                        let value = self.convert(value)?;
                        Some(Entry {
                            key: Spanned::new(name, span),
                            value,
                        })
                    })
                    .collect(),
            ),
        })
    }

    fn string(&mut self, text: &str, span: Span) -> Option<Value> {
        if text.contains('\0') {
            self.findings.push(
                Finding::new(
                    &BAD_VALUE,
                    "Text cannot hold the character NUL: Nix has no way to write it.",
                )
                .at(span, "holds \\u0000"),
            );
            return None;
        }
        Some(Value::String(text.to_owned()))
    }

    fn span(&self, span: toml_span::Span) -> Span {
        Span::new(self.file, span.start, span.end)
    }
}

/// A parser's error in a volunteer's words.
fn explain(file: FileId, text: &str, error: &toml_span::Error) -> Finding {
    let span = tidy(file, text, error.span);
    if let Some(line) = text
        .lines()
        .position(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
    {
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        return Finding::new(
            &SYNTAX,
            "Two changes met in this file, and git left both for somebody to choose.",
        )
        .at(Span::new(file, start, start + 7), "a mark that git left")
        .help(if text.starts_with("# Numbers that coloc has given") {
            "Keep the lines of both sides, delete only the marks, and run `coloc check`: it says if two have one number."
        } else {
            "Keep the lines that are right, delete the others and the marks, and run coloc again."
        });
    }
    let place = |finding: Finding, words: &str| finding.at(span, words);
    match &error.kind {
        ErrorKind::DuplicateKey { key, first } => twice(
            format!("`{key}` is given twice in one table."),
            span,
            tidy(file, text, *first),
        ),
        ErrorKind::DuplicateTable { first, .. } => {
            let heading = text.get(span.start as usize..span.end as usize);
            let heading = heading.unwrap_or_default().trim_end();
            twice(
                format!("The table `{heading}` stands twice in this file."),
                span,
                tidy(file, text, *first),
            )
        }
        ErrorKind::ExceededDepthLimit => place(
            Finding::new(
                &TOO_LARGE,
                format!("This is nested deeper than {MAX_DEPTH} levels."),
            ),
            "too deep",
        ),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString('\n') => place(
            Finding::new(&SYNTAX, "A text begins on this line and never ends."),
            "no closing quote before this",
        )
        .help("Add the missing `\"` at the end of the text."),
        ErrorKind::Unexpected('“' | '”' | '„' | '‘' | '’' | '«' | '»') => place(
            Finding::new(&SYNTAX, "TOML wants straight quotes: `\"`, not `“` and `”`."),
            "not a straight quote",
        )
        .help("Some programs change quotes by themselves: write it again in a plain text editor."),
        ErrorKind::Wanted { expected: "a right bracket", found: "a newline" } => place(
            Finding::new(&SYNTAX, "A heading such as `[members.alice]` is not closed."),
            "its `]` is missing here",
        ),
        ErrorKind::Wanted { expected: "a right bracket", .. } => place(
            Finding::new(&SYNTAX, "A list is not closed: its `]` is missing before this."),
            "the list should have ended",
        )
        .help("Look at the line above: a `[` that is opened needs a `]`, and items need a `,` between them."),
        ErrorKind::UnquotedString if yes_or_no(text, error.span.start) => place(
            Finding::new(&SYNTAX, "Yes and no are written `true` and `false`, small and without quotes."),
            "write true or false",
        ),
        ErrorKind::UnquotedString => place(
            Finding::new(&SYNTAX, "Text needs quotes around it."),
            "put this between \" and \"",
        ),
        ErrorKind::InvalidNumber | ErrorKind::Unexpected(_) | ErrorKind::Wanted { .. }
            if looks_like_date(text, error.span.start) =>
        {
            place(
                Finding::new(&SYNTAX, "A date needs quotes around it."),
                "write it as \"2024-03-01\"",
            )
        }
        ErrorKind::InvalidNumber => place(
            Finding::new(&SYNTAX, "This is not a number that TOML knows."),
            "if it is a date or text, put it in quotes",
        )
        .help("Dates are written in quotes: `joined = \"2024-03-01\"`."),
        ErrorKind::UnexpectedEof => place(
            Finding::new(&SYNTAX, "The file ends in the middle of something."),
            "the end of the file",
        )
        .help("Look for a `[` or `{` that is opened and never closed."),
        ErrorKind::InvalidEscape(_)
        | ErrorKind::InvalidHexEscape(_)
        | ErrorKind::InvalidEscapeValue(_) => place(
            Finding::new(
                &SYNTAX,
                "A `\\` in a text must be followed by a known letter.",
            ),
            "not a known escape",
        )
        .help("For a plain backslash write `\\\\`, or put the text in single quotes."),
        ErrorKind::Wanted { expected: "newline", .. } => place(
            Finding::new(&SYNTAX, "A line ends after its value, and here something follows."),
            "what is this?",
        )
        .help("Sizes, dates and text need quotes, as in `memory = \"16 GiB\"`; a line does not end in a comma."),
        ErrorKind::Wanted { expected: "an equals", found: "a colon" } => place(
            Finding::new(&SYNTAX, "Between a key and its value stands `=`, not `:`."),
            "write `=` here",
        ),
        _ => place(
            Finding::new(&SYNTAX, format!("This is not valid TOML: {error}.")),
            "cannot be read",
        )
        .help("A line is `key = value`; text stands in quotes; lists in `[` and `]`."),
    }
}

fn twice(message: String, span: Span, first: Span) -> Finding {
    Finding::new(&DEFINED_TWICE, message)
        .at(span, "again here")
        .at(first, "first here")
        .help("Keep one of them, with all the keys, and delete the other.")
}

/// A parser's place, cut to its first line and to whole characters, of which it holds one if there is one.
fn tidy(file: FileId, text: &str, span: toml_span::Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    let line = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |at| start + at);
    let one = text[start..line]
        .chars()
        .next()
        .map_or(start, |first| start + first.len_utf8());
    let end = text.ceil_char_boundary(span.end.min(line)).max(one);
    Span::new(file, start, end)
}

/// Whether the line around an offset holds an unquoted `2024-03-01`.
fn looks_like_date(text: &str, at: usize) -> bool {
    let at = at.min(text.len());
    let Some(before) = text.get(..at) else {
        return false;
    };
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = text.get(line..).unwrap_or("").lines().next().unwrap_or("");
    let value = rest.split_once('=').map_or("", |(_, value)| value.trim());
    let bytes = value.as_bytes();
    bytes.len() >= 10
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
}

/// Whether a word at an offset says yes or no in another way than TOML.
fn yes_or_no(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    let word = rest
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or("");
    let words = ["true", "false", "yes", "no", "on", "off", "oui", "non"];
    words.contains(&word.to_ascii_lowercase().as_str())
}
