//! Both languages have the same messages with the same arguments; the code says every one of them, and no other.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use proptest::prelude::*;

use super::{Piece, Text, Words, sources};
use crate::manifest::types::Language;

/// What a message is made of: its arguments, and the words that each of its choices knows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    arguments: BTreeSet<String>,
    choices: BTreeMap<String, BTreeSet<String>>,
}

/// Plural categories are the language's own affair (CLDR).
const PLURALS: &[&str] = &["zero", "one", "two", "few", "many", "other"];

fn shapes(language: Language) -> BTreeMap<String, Shape> {
    let mut shapes = BTreeMap::new();
    for source in sources(language) {
        let resource =
            parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?} in\n{source}"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let mut shape = Shape::default();
                    shape.pattern(&message.value.unwrap());
                    assert!(message.attributes.is_empty(), "{}", message.id.name);
                    let twice = shapes.insert(message.id.name.to_owned(), shape);
                    assert!(twice.is_none(), "{} stands there twice", message.id.name);
                }
                Entry::Term(_)
                | Entry::Comment(_)
                | Entry::GroupComment(_)
                | Entry::ResourceComment(_) => {}
                Entry::Junk { content } => panic!("no Fluent: {content}"),
            }
        }
    }
    shapes
}

impl Shape {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                let InlineExpression::VariableReference { id } = selector else {
                    panic!("a choice by something else than an argument");
                };
                for variant in variants {
                    if let VariantKey::Identifier { name } = variant.key
                        && !PLURALS.contains(&name)
                    {
                        let words = self.choices.entry(id.name.to_owned()).or_default();
                        words.insert(name.to_owned());
                    }
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments
                    .positional
                    .iter()
                    .for_each(|inner| self.inline(inner));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. } => {
                panic!("messages stand for themselves")
            }
        }
    }
}

/// What the code says: message → arguments that are given, one set for each place.
fn said() -> BTreeMap<String, Vec<BTreeSet<String>>> {
    let mut said: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
    let files = walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    for file in files.into_iter().flatten() {
        let path = file.path();
        let is_code = path.extension().is_some_and(|end| end == "rs");
        if !is_code || path.ends_with("words/tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| [line, "\n"])
            .collect();
        for (at, _) in code.match_indices("say!(") {
            if let Some((id, arguments)) = call(&code[at + "say!(".len()..]) {
                said.entry(id).or_default().push(arguments);
            }
        }
    }
    said
}

/// The name and the arguments of one call, from behind its bracket.
fn call(code: &str) -> Option<(String, BTreeSet<String>)> {
    let (mut depth, mut in_text) = (0_usize, false);
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for letter in code.chars() {
        match letter {
            '"' if before != '\\' => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' if !in_text && depth == 0 => break,
            ')' | ']' | '}' if !in_text => depth = depth.saturating_sub(1),
            ',' if !in_text && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        before = letter;
        parts.last_mut()?.push(letter);
    }
    let mut parts = parts.iter().map(|part| part.trim()).skip(1);
    let id = parts.next()?.strip_prefix('"')?.strip_suffix('"')?;
    let names = parts.map(|part| part.split('=').next().unwrap_or_default().trim());
    let names = names.filter(|name| !name.is_empty()).map(str::to_owned);
    Some((id.to_owned(), names.collect()))
}

#[test]
fn languages_have_the_same_messages_with_the_same_arguments_and_choices() {
    let (english, french) = (shapes(Language::En), shapes(Language::Fr));
    for (id, shape) in &english {
        let other = french
            .get(id)
            .unwrap_or_else(|| panic!("{id} is not there in French"));
        assert_eq!(shape.choices, other.choices, "choices of {id}");
        assert_eq!(shape.arguments, other.arguments, "arguments of {id}");
    }
    for id in french.keys() {
        assert!(english.contains_key(id), "{id} is not there in English");
    }
}

#[test]
fn every_message_is_said_with_its_arguments_and_none_is_missing() {
    let (shapes, said) = (shapes(Language::En), said());
    for id in shapes.keys() {
        assert!(said.contains_key(id), "nothing says {id}");
    }
    for (id, places) in &said {
        let shape = shapes
            .get(id)
            .unwrap_or_else(|| panic!("there is no message {id}"));
        for arguments in places {
            assert_eq!(arguments, &shape.arguments, "arguments of {id}");
        }
    }
}

/// A sign in two parts keeps its space, also where a line ends: it cannot be broken there.
#[test]
fn french_signs_have_a_space_that_does_not_break() {
    for source in sources(Language::Fr) {
        let lines = source.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            // What stands between backticks is not French.
            let words: Vec<&str> = line.split('`').step_by(2).collect();
            let broken =
                |pair: &[char]| pair[0] == ' ' && ":;?!»".contains(pair[1]) || pair == ['«', ' '];
            let letters: Vec<char> = words.join("`").chars().collect();
            assert!(!letters.windows(2).any(broken), "{line}");
        }
    }
}

#[test]
fn lists_are_those_of_the_language() {
    let items = ["ananas", "brioche", "citron"].map(Text::plain);
    let both = [Language::En, Language::Fr].map(Words::of);
    let listed = both.each_ref().map(|words| words.list(&items).to_string());
    assert_eq!(
        listed,
        ["ananas, brioche and citron", "ananas, brioche et citron"]
    );
    let cut = both
        .each_ref()
        .map(|words| words.shortened(&items, 1).to_string());
    assert_eq!(cut, ["ananas and 2 more", "ananas et 2 autres"]);
}

proptest! {
    /// Whatever an argument holds, it is shown as it is, and no part of it becomes code.
    #[test]
    fn arguments_stay_what_they_are(name in "[^\u{f8ff}]{0,40}", last in "[`a-z {}$\\\\\"]{0,20}") {
        let words = Words::of(Language::Fr);
        let said = words.list(&[Text::plain(name.clone()), Text::plain(last.clone())]);
        prop_assert_eq!(said.to_string(), format!("{name} et {last}"));
        let is_plain = said.pieces.iter().all(|piece| matches!(piece, Piece::Plain(_)));
        prop_assert!(is_plain);
        let code = words.list(&[Text::code("a`b"), Text::plain(last)]);
        prop_assert_eq!(code.pieces.first(), Some(&Piece::Code("a`b".to_owned())));
    }
}
