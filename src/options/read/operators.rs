//! Operators: `//`, `++`, `+`, comparisons.

use std::ops::Range;

use rnix::ast::{BinOpKind, Expr, UnaryOpKind};

use crate::options::value::{Attribute, Key, Kind, Value};

/// The function and the argument of `a |> f` and `f <| a`.
pub(super) fn pipe<'e>(
    operator: BinOpKind,
    left: &'e Expr,
    right: &'e Expr,
) -> Option<(&'e Expr, &'e Expr)> {
    match operator {
        BinOpKind::PipeRight => Some((right, left)),
        BinOpKind::PipeLeft => Some((left, right)),
        _ => None,
    }
}

/// What an operator makes of two values.
pub(super) fn binary(operator: BinOpKind, left: Value, right: Value, range: &Range<usize>) -> Kind {
    use BinOpKind as B;
    match operator {
        B::Concat => concat(left, right),
        B::Update => update(left, right),
        B::Add => add(&left.kind, &right.kind),
        B::Sub => arithmetic(&left.kind, &right.kind, i64::checked_sub, |a, b| a - b),
        B::Mul => arithmetic(&left.kind, &right.kind, i64::checked_mul, |a, b| a * b),
        B::Div => arithmetic(&left.kind, &right.kind, i64::checked_div, |a, b| a / b),
        B::And
        | B::Equal
        | B::Implication
        | B::Less
        | B::LessOrEq
        | B::More
        | B::MoreOrEq
        | B::NotEqual
        | B::Or => Value::boolean(range.clone()).kind,
        B::PipeRight | B::PipeLeft => Kind::Unknown,
    }
}

/// What an operator makes of one value.
pub(super) fn unary(operator: UnaryOpKind, value: &Value, range: &Range<usize>) -> Kind {
    match (operator, &value.kind) {
        (UnaryOpKind::Invert, _) => Value::boolean(range.clone()).kind,
        (UnaryOpKind::Negate, Kind::Int(number)) => {
            number.checked_neg().map_or(Kind::Unknown, Kind::Int)
        }
        (UnaryOpKind::Negate, Kind::Float(number)) => Kind::Float(-number),
        (UnaryOpKind::Negate, _) => Kind::Unknown,
    }
}

fn arithmetic(
    left: &Kind,
    right: &Kind,
    whole: fn(i64, i64) -> Option<i64>,
    float: fn(f64, f64) -> f64,
) -> Kind {
    #[expect(clippy::cast_precision_loss, reason = "Nix does the same")]
    let number = |kind: &Kind| match kind {
        Kind::Int(number) => Some(*number as f64),
        Kind::Float(number) => Some(*number),
        _ => None,
    };
    match (left, right) {
        (Kind::Int(left), Kind::Int(right)) => {
            whole(*left, *right).map_or(Kind::Unknown, Kind::Int)
        }
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => Kind::Float(float(left, right)),
            _ => Kind::Unknown,
        },
    }
}

/// `+` adds numbers, and joins strings and paths; what stands first decides.
fn add(left: &Kind, right: &Kind) -> Kind {
    const LONGEST: usize = 1 << 16;
    let join = |left: &Option<String>, right: &Option<String>| match (left, right) {
        (Some(left), Some(right)) if left.len() + right.len() < LONGEST => {
            Some(format!("{left}{right}"))
        }
        _ => None,
    };
    match (left, right) {
        (Kind::String(left), Kind::String(right)) => Kind::String(join(left, right)),
        (Kind::String(_), _) => Kind::String(None),
        (Kind::Path(left), Kind::String(right) | Kind::Path(right)) => {
            Kind::Path(join(left, right))
        }
        (Kind::Path(_), _) => Kind::Path(None),
        _ => arithmetic(left, right, i64::checked_add, |a, b| a + b),
    }
}

/// `++`
fn concat(left: Value, right: Value) -> Kind {
    let (mut items, mut open) = list(left);
    let (more, more_open) = list(right);
    items.extend(more);
    open |= more_open;
    Kind::List { items, open }
}

/// The items of a list that are known, and whether there may be more.
pub(super) fn list(value: Value) -> (Vec<Value>, bool) {
    match value.kind {
        Kind::List { items, open } => (items, open),
        Kind::Choice(values) => {
            let (mut all, mut some_open) = (Vec::new(), false);
            for value in values {
                let (items, open) = list(value);
                all.extend(items.into_iter().map(Value::perhaps));
                some_open |= open;
            }
            (all, some_open)
        }
        _ => (Vec::new(), true),
    }
}

/// `//`: attributes of the second take the place of those of the first.
pub(super) fn update(left: Value, right: Value) -> Kind {
    let (mut attributes, left_open) = left.into_attributes();
    let (more, right_open) = right.into_attributes();
    let certain = |wanted: &Key| {
        more.iter()
            .any(|it| it.name == *wanted && !matches!(it.value.kind, Kind::Choice(_)))
    };
    attributes.retain(|it| it.name == Key::Any || !certain(&it.name));
    let replaced = |it: &Attribute| {
        right_open
            || more
                .iter()
                .any(|new| new.name == it.name || new.name == Key::Any)
    };
    attributes = attributes
        .into_iter()
        .map(|it| if replaced(&it) { it.perhaps() } else { it })
        .collect();
    attributes.extend(more);
    Kind::Set {
        attributes,
        open: left_open || right_open,
    }
}
