//! Reads generated Nix before it is written: is it Nix at all, is nothing defined twice, and what does it use and
//! define.
//!
//! The parser is `rnix`, which is lenient: it repairs what it can and lets some of what Nix refuses pass. What
//! [`parse`] adds on top is held against a real Nix in `tests/nix_values.rs`. Names that are not defined anywhere
//! are not looked for here.
//!
//! No text makes these functions panic or overflow the stack: nesting is limited before the parser sees a text,
//! and parsing happens in a thread whose stack is sized after the text.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use rnix::ast::{self, Attr, Expr, HasEntry as _, InterpolPart};
use rnix::{
    NodeOrToken, ParseError, Root, SyntaxElement, SyntaxKind, SyntaxNode, TextRange, WalkEvent,
};

/// How deep brackets, strings with `${…}` and `let … in` may be nested.
pub const NESTING_LIMIT: usize = 200;
/// Words and signs without a space between them: `rnix` looks at the rest of such a run for each of them.
const RUN_LIMIT: usize = 500;
/// Longest text that is looked at, in bytes.
const LENGTH_LIMIT: usize = 4 << 20;
/// More errors than these say nothing new.
const ERROR_LIMIT: usize = 20;

/// A place where a text is not Nix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte offsets, end excluded.
    pub range: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl SyntaxError {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
        }
    }
}

/// A name that is defined twice where Nix allows it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The attribute path as the second definition has it, or the one name of a function's argument.
    pub path: Vec<String>,
    /// The first definition, as byte offsets.
    pub first: Range<usize>,
    /// The second definition, as byte offsets.
    pub second: Range<usize>,
}

/// What an attribute is defined as, as far as the text alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A string, with or without `${…}` in it.
    String,
    /// A whole or decimal number, and arithmetic on them.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// A path literal.
    Path,
    /// A list.
    List,
    /// A set without attributes, or with none that have static names.
    Set,
    /// Anything else: function calls (`lib.mkForce 1`), variables, conditions.
    Other,
}

impl Leaf {
    /// Whether two modules that define this attribute differently contradict each other.
    pub fn is_scalar(self) -> bool {
        matches!(
            self,
            Self::String | Self::Number | Self::Boolean | Self::Null | Self::Path
        )
    }
}

/// An attribute that a module defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinedPath {
    /// The names, unquoted: `["services", "nginx", "enable"]`.
    pub path: Vec<String>,
    /// What it is defined as.
    pub leaf: Leaf,
    /// The attribute's value, as byte offsets.
    pub range: Range<usize>,
}

/// Whether a text is one Nix expression.
pub fn parse(text: &str) -> Result<(), Vec<SyntaxError>> {
    on_tree(text, |_| ())
}

/// All names that Nix would refuse as defined twice, in the order of their second definitions.
///
/// Sets are merged as Nix does it: `a.b = 1; a.c = 2;` and `a = { b = 1; }; a.c = 2;` are allowed.
pub fn duplicates(text: &str) -> Result<Vec<Duplicate>, Vec<SyntaxError>> {
    on_tree(text, |root| {
        let mut found = Vec::new();
        for node in syntax(root).descendants() {
            if let Some(pattern) = cast::<ast::Pattern>(node.clone()) {
                repeated_arguments(&pattern, &mut found);
            } else if is_binding(&node) && !is_attribute_value(&node) {
                bindings(&node, &mut found);
            }
        }
        found.sort_by_key(|it| (it.second.start, it.first.start));
        found
    })
}

/// The identifiers that a text takes from outside: not those that its own functions, `let`s and `rec`s bind.
///
/// Those that a `with` may provide, and Nix's own (`true`, `builtins`), are among them. A text that is not Nix has
/// none: ask [`parse`] first.
pub fn identifiers(text: &str) -> BTreeSet<String> {
    on_tree(text, free_identifiers).unwrap_or_default()
}

/// The attributes that a module defines, by path, as far as their names are static.
///
/// The text is a set, or a set behind function headers, `let … in`, `with` and `assert`. What stands in `mkIf` and
/// `mkMerge` counts. A text that is not Nix defines nothing: ask [`parse`] first.
pub fn defined(text: &str) -> Vec<DefinedPath> {
    let collect = |root: &Root| {
        let mut found = Vec::new();
        if let Some(body) = root.expr() {
            for body in bodies(body) {
                if let Expr::AttrSet(set) = body {
                    definitions(&set, &mut Vec::new(), &mut found);
                }
            }
        }
        found
    };
    on_tree(text, collect).unwrap_or_default()
}

/// Parses a text and looks at its tree, where neither can run out of stack.
fn on_tree<T: Send>(
    text: &str,
    look: impl FnOnce(&Root) -> T + Send,
) -> Result<T, Vec<SyntaxError>> {
    let whole = || 0..text.len();
    if text.len() > LENGTH_LIMIT {
        return Err(vec![SyntaxError::new(
            whole(),
            "the text is longer than 4 MiB",
        )]);
    }
    let work = || {
        limits(text).map_err(|error| vec![error])?;
        let parsed = Root::parse(text);
        let mut errors: Vec<_> = parsed
            .errors()
            .iter()
            .map(|error| explain(error, text))
            .collect();
        let root = parsed.tree();
        if errors.is_empty() {
            strictness(&root, &mut errors);
        }
        if errors.is_empty() {
            return Ok(look(&root));
        }
        errors.sort_by_key(|error| error.range.start);
        errors.truncate(ERROR_LIMIT);
        Err(errors)
    };
    // What the limits let through nests at most once in two bytes; the pages are only used when it does.
    let stack = (16 << 20) + text.len() * 256;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(stack)
            .spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(vec![SyntaxError::new(
                whole(),
                "the parser cannot read this text",
            )]),
            Err(error) => Err(vec![SyntaxError::new(
                whole(),
                format!("there is no memory to read this text: {error}"),
            )]),
        }
    })
}

/// Refuses what would make the parser slow or deep, and brackets that do not match.
fn limits(text: &str) -> Result<(), SyntaxError> {
    if let Some(at) = text.find('\0') {
        return Err(SyntaxError::new(
            at..at + 1,
            "a NUL character stands in the text",
        ));
    }
    let mut open: Vec<(SyntaxKind, Range<usize>)> = Vec::new();
    let (mut end, mut run, mut after_let) = (0, 0, None);
    for (kind, token) in rnix::tokenize(text) {
        use SyntaxKind as K;
        let range = end..end + token.len();
        end = range.end;
        run = match kind {
            K::TOKEN_WHITESPACE
            | K::TOKEN_COMMENT
            | K::TOKEN_SEMICOLON
            | K::TOKEN_STRING_CONTENT => 0,
            _ => run + 1,
        };
        if run > RUN_LIMIT && closer(kind).is_none() {
            return Err(SyntaxError::new(
                range,
                format!("more than {RUN_LIMIT} words and signs without a space"),
            ));
        }
        if kind.is_trivia() {
            continue;
        }
        // `let {` is an old form that has no `in`.
        if let Some(place) = after_let.take()
            && kind != K::TOKEN_L_BRACE
        {
            open.push((K::TOKEN_LET, place));
        }
        if kind == K::TOKEN_LET {
            after_let = Some(range);
        } else if closer(kind).is_some() {
            open.push((kind, range));
        } else if is_closer(kind) {
            match open.pop() {
                Some((opener, _)) if closer(opener) == Some(kind) => {}
                Some((opener, place)) => {
                    let wanted = closer(opener).map_or("its end", words);
                    let message = format!(
                        "{} stands where {wanted} is expected, for the {} of byte {}",
                        words(kind),
                        words(opener),
                        place.start
                    );
                    return Err(SyntaxError::new(range, message));
                }
                None => {
                    return Err(SyntaxError::new(
                        range,
                        format!("{} closes nothing", words(kind)),
                    ));
                }
            }
        }
        if let Some((_, place)) = open.get(NESTING_LIMIT) {
            let message = format!("nested more than {NESTING_LIMIT} levels deep");
            return Err(SyntaxError::new(place.clone(), message));
        }
    }
    match open.pop() {
        Some((opener, place)) => {
            let wanted = closer(opener).map_or("its end", words);
            Err(SyntaxError::new(
                place,
                format!("{} is never closed: {wanted} is missing", words(opener)),
            ))
        }
        None => Ok(()),
    }
}

/// What closes a token that opens something.
fn closer(kind: SyntaxKind) -> Option<SyntaxKind> {
    use SyntaxKind as K;
    Some(match kind {
        K::TOKEN_L_PAREN => K::TOKEN_R_PAREN,
        K::TOKEN_L_BRACK => K::TOKEN_R_BRACK,
        K::TOKEN_L_BRACE => K::TOKEN_R_BRACE,
        K::TOKEN_INTERPOL_START => K::TOKEN_INTERPOL_END,
        K::TOKEN_STRING_START => K::TOKEN_STRING_END,
        K::TOKEN_LET => K::TOKEN_IN,
        _ => return None,
    })
}

fn is_closer(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    matches!(
        kind,
        K::TOKEN_R_PAREN
            | K::TOKEN_R_BRACK
            | K::TOKEN_R_BRACE
            | K::TOKEN_INTERPOL_END
            | K::TOKEN_STRING_END
            | K::TOKEN_IN
    )
}

/// What Nix refuses and `rnix` lets pass.
fn strictness(root: &Root, errors: &mut Vec<SyntaxError>) {
    use SyntaxKind as K;
    for element in syntax(root).descendants_with_tokens() {
        let message = match &element {
            NodeOrToken::Node(node) => match node.kind() {
                K::NODE_ERROR => "this is not expected here",
                K::NODE_PAREN if last_token(node) != Some(K::TOKEN_R_PAREN) => {
                    "`)` is missing at the end of this"
                }
                K::NODE_DYNAMIC if name_must_be_static(node) => {
                    "a name with `${…}` cannot stand here"
                }
                _ => continue,
            },
            NodeOrToken::Token(token) => match (token.kind(), token.text()) {
                (K::TOKEN_ERROR, _) => "this is not a word or sign of Nix",
                (K::TOKEN_PIPE_LEFT | K::TOKEN_PIPE_RIGHT, _) => {
                    "pipe operators are not part of Nix yet"
                }
                (K::TOKEN_WHITESPACE, space)
                    if !space.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n')) =>
                {
                    "this space is not an ordinary one"
                }
                // Nix ends the comment there.
                (K::TOKEN_COMMENT, text)
                    if text.starts_with('#') && text.trim_end_matches('\r').contains('\r') =>
                {
                    "a carriage return stands in a comment"
                }
                (K::TOKEN_INTEGER, digits) if digits.parse::<i64>().is_err() => {
                    "this number is too large"
                }
                (K::TOKEN_FLOAT, digits) if !is_float(digits) => {
                    "this number is too large or too small"
                }
                _ => continue,
            },
        };
        errors.push(SyntaxError::new(offsets(element.text_range()), message));
    }
}

fn last_token(node: &SyntaxNode) -> Option<SyntaxKind> {
    node.last_child_or_token().map(|it| it.kind())
}

/// Whether Nix takes these digits: neither infinite nor subnormal.
fn is_float(digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or(digits);
    let zero = !mantissa.contains(|c: char| matches!(c, '1'..='9'));
    digits
        .parse::<f64>()
        .is_ok_and(|number| zero || number.is_normal())
}

/// Whether a `${…}` stands where Nix wants a name that it knows when parsing: in `inherit`, first in a `let`.
fn name_must_be_static(dynamic: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    let mut above = dynamic.ancestors().skip(1).map(|node| node.kind());
    let place = match above.next() {
        Some(K::NODE_INHERIT) => true,
        Some(K::NODE_ATTRPATH) => {
            let first = dynamic.prev_sibling().is_none();
            first
                && above.next() == Some(K::NODE_ATTRPATH_VALUE)
                && above.next() == Some(K::NODE_LET_IN)
        }
        _ => false,
    };
    place && cast::<Attr>(dynamic.clone()).is_some_and(|attr| name(&attr).is_none())
}

fn offsets(range: TextRange) -> Range<usize> {
    range.start().into()..range.end().into()
}

/// An error of `rnix` in plain words.
fn explain(error: &ParseError, text: &str) -> SyntaxError {
    let end = text.len()..text.len();
    match error {
        ParseError::Unexpected(range) => {
            SyntaxError::new(offsets(*range), "this is not expected here")
        }
        ParseError::UnexpectedExtra(range) => SyntaxError::new(
            offsets(*range),
            "the expression has already ended before this",
        ),
        ParseError::UnexpectedWanted(got, range, wanted) => {
            let message = format!(
                "{} stands where {} is expected",
                words(*got),
                choice(wanted)
            );
            SyntaxError::new(offsets(*range), message)
        }
        ParseError::UnexpectedDoubleBind(range) => {
            SyntaxError::new(offsets(*range), "the argument has a second name behind `@`")
        }
        ParseError::UnexpectedEOF => SyntaxError::new(end, "the text ends too early"),
        ParseError::UnexpectedEOFWanted(wanted) => SyntaxError::new(
            end,
            format!("the text ends where {} is expected", choice(wanted)),
        ),
        ParseError::DuplicatedArgs(range, name) => SyntaxError::new(
            offsets(*range),
            format!("the argument `{name}` stands there twice"),
        ),
        ParseError::RecursionLimitExceeded => SyntaxError::new(end, "nested too deep"),
        _ => SyntaxError::new(0..text.len(), "this is not Nix"),
    }
}

/// `a`, `a or b`, `a, b or c`; the many ways in which an expression can start are `an expression`.
fn choice(wanted: &[SyntaxKind]) -> String {
    if wanted.contains(&SyntaxKind::TOKEN_REC) {
        return "an expression".to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for kind in wanted {
        if !names.contains(&words(*kind)) {
            names.push(words(*kind));
        }
    }
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "something else".to_owned(),
    }
}

/// A kind of token as people call it.
fn words(kind: SyntaxKind) -> &'static str {
    use SyntaxKind as K;
    match kind {
        K::TOKEN_ADD => "`+`",
        K::TOKEN_AND_AND => "`&&`",
        K::TOKEN_ASSIGN => "`=`",
        K::TOKEN_ASSERT => "`assert`",
        K::TOKEN_AT => "`@`",
        K::TOKEN_COLON => "`:`",
        K::TOKEN_COMMA => "`,`",
        K::TOKEN_COMMENT => "a comment",
        K::TOKEN_CONCAT => "`++`",
        K::TOKEN_DIV => "`/`",
        K::TOKEN_DOT => "`.`",
        K::TOKEN_ELLIPSIS => "`...`",
        K::TOKEN_ELSE => "`else`",
        K::TOKEN_EQUAL => "`==`",
        K::TOKEN_FLOAT | K::TOKEN_INTEGER => "a number",
        K::TOKEN_CUR_POS | K::TOKEN_IDENT => "a name",
        K::TOKEN_IF => "`if`",
        K::TOKEN_IMPLICATION => "`->`",
        K::TOKEN_IN => "`in`",
        K::TOKEN_INHERIT => "`inherit`",
        K::TOKEN_INTERPOL_START => "`${`",
        K::TOKEN_INTERPOL_END | K::TOKEN_R_BRACE => "`}`",
        K::TOKEN_INVERT => "`!`",
        K::TOKEN_L_BRACE => "`{`",
        K::TOKEN_L_BRACK => "`[`",
        K::TOKEN_L_PAREN => "`(`",
        K::TOKEN_LESS => "`<`",
        K::TOKEN_LESS_OR_EQ => "`<=`",
        K::TOKEN_LET => "`let`",
        K::TOKEN_MORE => "`>`",
        K::TOKEN_MORE_OR_EQ => "`>=`",
        K::TOKEN_MUL => "`*`",
        K::TOKEN_NOT_EQUAL => "`!=`",
        K::TOKEN_OR => "`or`",
        K::TOKEN_OR_OR => "`||`",
        K::TOKEN_PATH_ABS | K::TOKEN_PATH_HOME | K::TOKEN_PATH_REL | K::TOKEN_PATH_SEARCH => {
            "a path"
        }
        K::TOKEN_PIPE_LEFT => "`<|`",
        K::TOKEN_PIPE_RIGHT => "`|>`",
        K::TOKEN_QUESTION => "`?`",
        K::TOKEN_R_BRACK => "`]`",
        K::TOKEN_R_PAREN => "`)`",
        K::TOKEN_REC => "`rec`",
        K::TOKEN_SEMICOLON => "`;`",
        K::TOKEN_STRING_START => "a string",
        K::TOKEN_STRING_CONTENT => "the text of a string",
        K::TOKEN_STRING_END => "the end of a string",
        K::TOKEN_SUB => "`-`",
        K::TOKEN_THEN => "`then`",
        K::TOKEN_UPDATE => "`//`",
        K::TOKEN_URI => "a URI without quotes",
        K::TOKEN_WITH => "`with`",
        _ => "something that is not Nix",
    }
}

/// The node behind a typed one (`rnix` does not export the trait that has this as a method).
fn syntax<T: ast::AstNode>(typed: &T) -> &SyntaxNode {
    typed.syntax()
}

/// Where a typed node stands.
fn place<T: ast::AstNode>(typed: &T) -> Range<usize> {
    offsets(typed.syntax().text_range())
}

/// A node as a typed one, if it is of that kind.
fn cast<T: ast::AstNode>(node: SyntaxNode) -> Option<T> {
    T::cast(node)
}

/// The static name of an attribute: `a`, `"a"`, `${"a"}`.
fn name(attr: &Attr) -> Option<String> {
    match attr {
        Attr::Ident(ident) => Some(syntax(ident).text().to_string()),
        Attr::Str(text) => static_text(text),
        Attr::Dynamic(dynamic) => match dynamic.expr().map(unwrapped) {
            Some(Expr::Str(text)) => static_text(&text),
            _ => None,
        },
    }
}

/// The value of a string without `${…}`.
fn static_text(text: &ast::Str) -> Option<String> {
    let part = |part| match part {
        InterpolPart::Literal(text) => Some(text),
        InterpolPart::Interpolation(_) => None,
    };
    text.normalized_parts().into_iter().map(part).collect()
}

/// An expression without the parentheses around it.
fn unwrapped(mut expr: Expr) -> Expr {
    while let Expr::Paren(paren) = &expr {
        match paren.expr() {
            Some(inner) => expr = inner,
            None => break,
        }
    }
    expr
}

/// Whether this binds attributes: a set, a `let`.
fn is_binding(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    matches!(
        node.kind(),
        K::NODE_ATTR_SET | K::NODE_LET_IN | K::NODE_LEGACY_LET
    )
}

/// Whether this is a set that is, but for parentheses, the value of an attribute: its owner merges it.
fn is_attribute_value(node: &SyntaxNode) -> bool {
    let mut above = node
        .ancestors()
        .skip(1)
        .skip_while(|it| it.kind() == SyntaxKind::NODE_PAREN);
    node.kind() == SyntaxKind::NODE_ATTR_SET
        && above
            .next()
            .is_some_and(|it| it.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
}

/// What an attribute is defined as: for the rules of merging.
enum Bound {
    /// A set, whose attributes others can be added to.
    Set(Bindings),
    /// Anything else.
    Value,
}

/// The attributes of a set or `let`, each with the place that defined it first.
type Bindings = BTreeMap<String, (Range<usize>, Bound)>;

/// The attributes of a set or `let`, merged as Nix's parser does it.
fn bindings(node: &SyntaxNode, found: &mut Vec<Duplicate>) -> Bindings {
    let mut all = Bindings::new();
    for entry in node.children().filter_map(cast::<ast::Entry>) {
        match entry {
            ast::Entry::Inherit(inherit) => {
                for attr in inherit.attrs() {
                    if let Some(name) = name(&attr) {
                        let path = [(Some(name), place(&attr))];
                        bind(&mut all, &path, Bound::Value, found);
                    }
                }
            }
            ast::Entry::AttrpathValue(entry) => {
                let bound = match entry.value().map(unwrapped) {
                    Some(Expr::AttrSet(set)) => Bound::Set(bindings(syntax(&set), found)),
                    _ => Bound::Value,
                };
                let attrs = entry.attrpath().into_iter().flat_map(|path| path.attrs());
                let path: Vec<_> = attrs.map(|it| (name(&it), place(&it))).collect();
                bind(&mut all, &path, bound, found);
            }
        }
    }
    all
}

/// Adds one definition, or finds that it cannot be added.
fn bind(
    all: &mut Bindings,
    path: &[(Option<String>, Range<usize>)],
    bound: Bound,
    found: &mut Vec<Duplicate>,
) {
    let Some(((last, place), parents)) = path.split_last() else {
        return;
    };
    let names = || {
        path.iter()
            .filter_map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    let mut into = all;
    for (name, place) in parents {
        // Nobody can tell where a dynamic name leads.
        let Some(name) = name else { return };
        let inner = into
            .entry(name.clone())
            .or_insert_with(|| (place.clone(), Bound::Set(Bindings::new())));
        match inner {
            (_, Bound::Set(set)) => into = set,
            (first, Bound::Value) => {
                found.push(Duplicate {
                    path: names(),
                    first: first.clone(),
                    second: place.clone(),
                });
                return;
            }
        }
    }
    let Some(last) = last else { return };
    match into.entry(last.clone()) {
        Slot::Vacant(slot) => drop(slot.insert((place.clone(), bound))),
        Slot::Occupied(mut slot) => match (slot.get_mut(), bound) {
            // Two sets are merged, but not the sets in them.
            ((_, Bound::Set(old)), Bound::Set(new)) => {
                for (name, (second, bound)) in new {
                    match old.entry(name.clone()) {
                        Slot::Vacant(slot) => drop(slot.insert((second, bound))),
                        Slot::Occupied(slot) => {
                            let path = names().into_iter().chain([name]).collect();
                            found.push(Duplicate {
                                path,
                                first: slot.get().0.clone(),
                                second,
                            });
                        }
                    }
                }
            }
            ((first, _), _) => {
                found.push(Duplicate {
                    path: names(),
                    first: first.clone(),
                    second: place.clone(),
                });
            }
        },
    }
}

/// The names that a function's header binds.
fn arguments(pattern: &ast::Pattern) -> impl Iterator<Item = ast::Ident> {
    let entries = pattern.pat_entries().filter_map(|entry| entry.ident());
    entries.chain(pattern.pat_bind().and_then(|bind| bind.ident()))
}

fn repeated_arguments(pattern: &ast::Pattern, found: &mut Vec<Duplicate>) {
    let mut seen = BTreeMap::new();
    for ident in arguments(pattern) {
        let second = place(&ident);
        match seen.entry(syntax(&ident).text().to_string()) {
            Slot::Vacant(slot) => drop(slot.insert(second)),
            Slot::Occupied(slot) => {
                found.push(Duplicate {
                    path: vec![slot.key().clone()],
                    first: slot.get().clone(),
                    second,
                });
            }
        }
    }
}

/// The names that a node binds for what stands in it.
fn scope(node: &SyntaxNode) -> BTreeSet<String> {
    use SyntaxKind as K;
    let recursive = match node.kind() {
        K::NODE_LET_IN | K::NODE_LEGACY_LET => true,
        K::NODE_ATTR_SET => node
            .first_token()
            .is_some_and(|token| token.kind() == K::TOKEN_REC),
        _ => false,
    };
    if recursive {
        let names = |entry| match entry {
            ast::Entry::Inherit(inherit) => inherit
                .attrs()
                .filter_map(|attr| name(&attr))
                .collect::<Vec<_>>(),
            ast::Entry::AttrpathValue(entry) => entry
                .attrpath()
                .and_then(|path| name(&path.attrs().next()?))
                .into_iter()
                .collect(),
        };
        return node
            .children()
            .filter_map(cast::<ast::Entry>)
            .flat_map(names)
            .collect();
    }
    match cast::<ast::Lambda>(node.clone()).and_then(|lambda| lambda.param()) {
        Some(ast::Param::Pattern(pattern)) => arguments(&pattern)
            .map(|ident| syntax(&ident).text().to_string())
            .collect(),
        Some(ast::Param::IdentParam(param)) => param
            .ident()
            .into_iter()
            .map(|ident| syntax(&ident).text().to_string())
            .collect(),
        None => BTreeSet::new(),
    }
}

fn free_identifiers(root: &Root) -> BTreeSet<String> {
    let mut free = BTreeSet::new();
    // How many of the scopes around the place bind a name.
    let mut bound: HashMap<String, usize> = HashMap::new();
    let mut scopes: Vec<(SyntaxNode, BTreeSet<String>)> = Vec::new();
    for event in syntax(root).preorder() {
        match event {
            WalkEvent::Enter(node) => {
                if let Some(inherit) = cast::<ast::Inherit>(node.clone()) {
                    if inherit.from().is_none() {
                        // These come from outside of the set or `let` that they are added to.
                        let own = scopes
                            .last()
                            .filter(|(owner, _)| Some(owner) == node.parent().as_ref());
                        let own = usize::from(own.is_some());
                        let names = inherit.attrs().filter_map(|attr| name(&attr));
                        free.extend(
                            names.filter(|name| bound.get(name).copied().unwrap_or(0) <= own),
                        );
                    }
                } else if is_use(&node) {
                    let name = node.text().to_string();
                    if bound.get(&name).copied().unwrap_or(0) == 0 {
                        free.insert(name);
                    }
                }
                let names = scope(&node);
                if !names.is_empty() {
                    for name in &names {
                        *bound.entry(name.clone()).or_default() += 1;
                    }
                    scopes.push((node, names));
                }
            }
            WalkEvent::Leave(node) => {
                if let Some((_, names)) = scopes.pop_if(|(owner, _)| *owner == node) {
                    for name in names {
                        bound.entry(name).and_modify(|count| *count -= 1);
                    }
                }
            }
        }
    }
    free
}

/// Whether a node is an identifier that is looked up, and neither an attribute's name nor a new name.
fn is_use(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    node.kind() == K::NODE_IDENT
        && node.parent().is_some_and(|parent| match parent.kind() {
            K::NODE_ATTRPATH | K::NODE_INHERIT | K::NODE_PAT_BIND | K::NODE_IDENT_PARAM => false,
            // The argument's name comes first, its default second.
            K::NODE_PAT_ENTRY => node.prev_sibling().is_some(),
            _ => true,
        })
}

/// What an expression comes down to behind function headers, `let`, `with`, `assert`, `mkIf` and `mkMerge`.
fn bodies(expr: Expr) -> Vec<Expr> {
    let (mut todo, mut found) = (vec![expr], Vec::new());
    while let Some(expr) = todo.pop() {
        let inner = match &expr {
            Expr::Paren(it) => it.expr(),
            Expr::Lambda(it) => it.body(),
            Expr::LetIn(it) => it.body(),
            Expr::With(it) => it.body(),
            Expr::Assert(it) => it.body(),
            Expr::Apply(call) => match (call.lambda(), call.argument()) {
                (Some(Expr::Apply(with_condition)), body)
                    if calls(with_condition.lambda(), "mkIf") =>
                {
                    body
                }
                (function, Some(Expr::List(list))) if calls(function.clone(), "mkMerge") => {
                    let items: Vec<_> = list.items().collect();
                    todo.extend(items.into_iter().rev());
                    continue;
                }
                _ => None,
            },
            _ => None,
        };
        match inner {
            Some(inner) => todo.push(inner),
            None => found.push(expr),
        }
    }
    found
}

/// Whether a function is a library's of this name: `mkIf`, `lib.mkIf`.
fn calls(function: Option<Expr>, wanted: &str) -> bool {
    match function {
        Some(Expr::Ident(ident)) => syntax(&ident).text() == wanted,
        Some(Expr::Select(select)) => select
            .attrpath()
            .and_then(|path| path.attrs().last())
            .is_some_and(|attr| name(&attr).as_deref() == Some(wanted)),
        _ => false,
    }
}

/// Collects what a set defines, below a path.
fn definitions(set: &ast::AttrSet, below: &mut Vec<String>, found: &mut Vec<DefinedPath>) {
    for entry in set.entries() {
        match entry {
            ast::Entry::Inherit(inherit) => {
                for attr in inherit.attrs() {
                    if let Some(name) = name(&attr) {
                        let path = below.iter().cloned().chain([name]).collect();
                        let range = place(&attr);
                        found.push(DefinedPath {
                            path,
                            leaf: Leaf::Other,
                            range,
                        });
                    }
                }
            }
            ast::Entry::AttrpathValue(entry) => {
                let (Some(path), Some(value)) = (entry.attrpath(), entry.value()) else {
                    continue;
                };
                let names: Option<Vec<String>> = path.attrs().map(|attr| name(&attr)).collect();
                let Some(names) = names else { continue };
                let depth = below.len();
                below.extend(names);
                for value in bodies_of_value(value) {
                    let before = found.len();
                    if let Expr::AttrSet(set) = &value {
                        definitions(set, below, found);
                    }
                    if found.len() == before {
                        let range = place(&value);
                        found.push(DefinedPath {
                            path: below.clone(),
                            leaf: leaf(&value),
                            range,
                        });
                    }
                }
                below.truncate(depth);
            }
        }
    }
}

/// The values that an attribute can have: as [`bodies`], but a function is a value of its own.
fn bodies_of_value(value: Expr) -> Vec<Expr> {
    match unwrapped(value) {
        function @ Expr::Lambda(_) => vec![function],
        value => bodies(value),
    }
}

fn leaf(value: &Expr) -> Leaf {
    match value {
        Expr::Str(_) => Leaf::String,
        Expr::PathAbs(_) | Expr::PathRel(_) | Expr::PathHome(_) | Expr::PathSearch(_) => Leaf::Path,
        Expr::List(_) => Leaf::List,
        Expr::AttrSet(_) => Leaf::Set,
        Expr::Literal(literal) if matches!(literal.kind(), ast::LiteralKind::Uri(_)) => {
            Leaf::String
        }
        Expr::Literal(_) | Expr::UnaryOp(_) | Expr::BinOp(_) if is_arithmetic(syntax(value)) => {
            Leaf::Number
        }
        Expr::Ident(ident) => match syntax(ident).text() {
            name if name == "true" || name == "false" => Leaf::Boolean,
            name if name == "null" => Leaf::Null,
            _ => Leaf::Other,
        },
        _ => Leaf::Other,
    }
}

/// Whether an expression is made of numbers, signs and parentheses alone.
fn is_arithmetic(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    node.descendants_with_tokens()
        .all(|element: SyntaxElement| {
            matches!(
                element.kind(),
                K::NODE_LITERAL
                    | K::NODE_UNARY_OP
                    | K::NODE_BIN_OP
                    | K::NODE_PAREN
                    | K::TOKEN_INTEGER
                    | K::TOKEN_FLOAT
                    | K::TOKEN_ADD
                    | K::TOKEN_SUB
                    | K::TOKEN_MUL
                    | K::TOKEN_L_PAREN
                    | K::TOKEN_R_PAREN
                    | K::TOKEN_WHITESPACE
                    | K::TOKEN_COMMENT
            )
        })
}
