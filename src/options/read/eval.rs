//! Expressions to meanings.

use std::ops::Range;

use rnix::ast::{self, AstToken as _, Attr, Entry, Expr, HasEntry as _, InterpolPart, LiteralKind};

use super::meaning::{Found, Meaning, Reader};
use super::scope::ScopeId;
use super::{library, operators};
use crate::options::text::{name, place, syntax};
use crate::options::value::{Attribute, Key, Kind, Value};

/// Expressions inside each other, through names too, that are looked at.
const DEPTH_LIMIT: usize = 400;

impl Reader {
    /// What an expression means.
    pub(super) fn eval(&mut self, expr: &Expr, scope: ScopeId) -> Meaning {
        if self.depth >= DEPTH_LIMIT || !self.spend(1) {
            return Meaning::Value(Value::unknown(place(expr)));
        }
        self.depth += 1;
        let meaning = self.look(expr, scope);
        self.depth -= 1;
        match meaning {
            Some(Meaning::Value(value)) if value.range.is_empty() => {
                Meaning::Value(Value::new(place(expr), value.kind))
            }
            Some(meaning) => meaning,
            None => Meaning::Value(Value::unknown(place(expr))),
        }
    }

    /// An expression as a value.
    pub(super) fn value(&mut self, expr: &Expr, scope: ScopeId) -> Value {
        let meaning = self.eval(expr, scope);
        self.settle(meaning, place(expr))
    }

    fn look(&mut self, expr: &Expr, scope: ScopeId) -> Option<Meaning> {
        let range = place(expr);
        let plain = |kind| Some(Meaning::Value(Value::new(range.clone(), kind)));
        match expr {
            Expr::Paren(paren) => Some(self.eval(&paren.expr()?, scope)),
            Expr::Root(root) => Some(self.eval(&root.expr()?, scope)),
            Expr::Literal(literal) => plain(match literal.kind() {
                LiteralKind::Integer(token) => Kind::Int(token.syntax().text().parse().ok()?),
                LiteralKind::Float(token) => Kind::Float(token.syntax().text().parse().ok()?),
                LiteralKind::Uri(token) => Kind::String(Some(token.syntax().text().to_owned())),
            }),
            Expr::Str(text) => {
                let text = self.text(text, scope);
                plain(Kind::String(text))
            }
            Expr::PathAbs(_) | Expr::PathRel(_) | Expr::PathHome(_) | Expr::PathSearch(_) => {
                let text = syntax(expr).text().to_string();
                plain(Kind::Path((!text.contains("${")).then_some(text)))
            }
            Expr::Ident(ident) => self.lookup(&syntax(ident).text().to_string(), Some(scope)),
            Expr::List(list) => {
                let items = list.items().map(|item| self.value(&item, scope)).collect();
                plain(Kind::List { items, open: false })
            }
            Expr::AttrSet(set) => {
                let inside = match set.rec_token() {
                    Some(_) => self.recursive(scope, set),
                    None => scope,
                };
                let kind = self.attributes(set, scope, inside);
                plain(kind)
            }
            Expr::LetIn(let_in) => {
                let inside = self.recursive(scope, let_in);
                Some(self.eval(&let_in.body()?, inside))
            }
            Expr::With(with) => {
                let inside = self.with(scope, with.namespace()?);
                Some(self.eval(&with.body()?, inside))
            }
            Expr::Assert(assert) => Some(self.eval(&assert.body()?, scope)),
            Expr::Lambda(lambda) => Some(Meaning::Closure(lambda.clone(), scope)),
            Expr::IfElse(choice) => {
                let both = [choice.body()?, choice.else_body()?];
                let both = both.map(|it| self.value(&it, scope));
                plain(Kind::Choice(both.to_vec()))
            }
            Expr::HasAttr(_) => Some(Meaning::Value(Value::boolean(range))),
            Expr::Select(select) => self.select(select, scope),
            Expr::Apply(apply) => {
                let function = self.eval(&apply.lambda()?, scope);
                let argument = apply.argument()?;
                let argument = match self.eval(&argument, scope) {
                    Meaning::Value(value) if value.range.is_empty() => {
                        Meaning::Value(Value::new(place(&argument), value.kind))
                    }
                    argument => argument,
                };
                Some(self.apply(function, argument, &range))
            }
            Expr::BinOp(operation) => {
                let (left, right) = (operation.lhs()?, operation.rhs()?);
                let operator = operation.operator()?;
                if let Some((function, argument)) = operators::pipe(operator, &left, &right) {
                    let function = self.eval(function, scope);
                    let argument = self.eval(argument, scope);
                    return Some(self.apply(function, argument, &range));
                }
                let (left, right) = (self.value(&left, scope), self.value(&right, scope));
                plain(operators::binary(operator, left, right, &range))
            }
            Expr::UnaryOp(operation) => {
                let value = self.value(&operation.expr()?, scope);
                plain(operators::unary(operation.operator()?, &value, &range))
            }
            Expr::Error(_) | Expr::LegacyLet(_) | Expr::CurPos(_) => None,
        }
    }

    /// `set.name`, `set.name or default`
    fn select(&mut self, select: &ast::Select, scope: ScopeId) -> Option<Meaning> {
        let mut meaning = self.eval(&select.expr()?, scope);
        for attr in select.attrpath()?.attrs() {
            let found = match self.key(&attr, scope)? {
                Key::Name(name) => meaning.provides(&name),
                Key::Any => Found::Unknown,
            };
            meaning = match found {
                Found::Known(meaning) => meaning,
                Found::Missing => {
                    return select
                        .default_expr()
                        .map(|default| self.eval(&default, scope));
                }
                Found::Unknown => return None,
            };
        }
        Some(meaning)
    }

    /// Calls a function.
    pub(super) fn apply(
        &mut self,
        function: Meaning,
        argument: Meaning,
        range: &Range<usize>,
    ) -> Meaning {
        let unknown = || Meaning::Value(Value::unknown(range.clone()));
        match function {
            Meaning::Closure(lambda, scope) => {
                let inside = self.call_scope(&lambda, scope, argument);
                match (inside, lambda.body()) {
                    (Some(inside), Some(body)) => self.eval(&body, inside),
                    _ => unknown(),
                }
            }
            Meaning::Library(name) => self.library_call(name, vec![argument], range),
            Meaning::Call(name, mut given) => {
                given.push(argument);
                self.library_call(name, given, range)
            }
            Meaning::Value(Value {
                kind: Kind::Function(Some(gives)),
                ..
            }) => Meaning::Value(*gives),
            _ => unknown(),
        }
    }

    fn library_call(&mut self, name: String, given: Vec<Meaning>, range: &Range<usize>) -> Meaning {
        match library::arity(&name) {
            Some(arity) if given.len() < arity => Meaning::Call(name, given),
            Some(_) if self.spend(1) => self.call(&name, given, range),
            _ => Meaning::Value(Value::unknown(range.clone())),
        }
    }

    /// The name of an attribute; none if the attribute is not there (`${null}`).
    fn key(&mut self, attr: &Attr, scope: ScopeId) -> Option<Key> {
        if let Some(name) = name(attr) {
            return Some(Key::Name(name));
        }
        let kind = match attr {
            Attr::Ident(_) => Kind::Unknown,
            Attr::Str(text) => Kind::String(self.text(text, scope)),
            Attr::Dynamic(dynamic) => match dynamic.expr() {
                Some(expr) => self.value(&expr, scope).kind,
                None => Kind::Unknown,
            },
        };
        match kind {
            Kind::Null => None,
            Kind::String(Some(name)) => Some(Key::Name(name)),
            _ => Some(Key::Any),
        }
    }

    /// The text of a string, if all of it is known.
    fn text(&mut self, text: &ast::Str, scope: ScopeId) -> Option<String> {
        let mut whole = String::new();
        for part in text.normalized_parts() {
            match part {
                InterpolPart::Literal(text) => whole.push_str(&text),
                InterpolPart::Interpolation(inner) => {
                    match self.value(&inner.expr()?, scope).kind {
                        Kind::String(Some(text)) if self.spend(text.len() / 64) => {
                            whole.push_str(&text);
                        }
                        _ => return None,
                    }
                }
            }
        }
        Some(whole)
    }

    /// The attributes of a set: `inherit x` looks around the set, values look into it if it is `rec`.
    fn attributes(&mut self, set: &ast::AttrSet, around: ScopeId, inside: ScopeId) -> Kind {
        let (mut attributes, mut open) = (Vec::new(), false);
        for entry in set.entries() {
            match entry {
                Entry::Inherit(inherit) => {
                    let from = inherit
                        .from()
                        .map(|from| from.expr().map(|from| self.eval(&from, inside)));
                    for attr in inherit.attrs() {
                        let Some(name) = name(&attr) else {
                            open = true;
                            continue;
                        };
                        let meaning = match &from {
                            None => self.lookup(&name, Some(around)),
                            Some(from) => match from.as_ref().map(|from| from.provides(&name)) {
                                Some(Found::Known(meaning)) => Some(meaning),
                                _ => None,
                            },
                        };
                        let range = place(&attr);
                        let value = match meaning {
                            Some(meaning) if self.spend(meaning.weight()) => {
                                self.settle(meaning, range.clone())
                            }
                            _ => Value::unknown(range.clone()),
                        };
                        attributes.push(Attribute {
                            name: Key::Name(name),
                            name_range: range,
                            value,
                        });
                    }
                }
                Entry::AttrpathValue(entry) => {
                    let (Some(path), Some(value)) = (entry.attrpath(), entry.value()) else {
                        open = true;
                        continue;
                    };
                    let path: Vec<Attr> = path.attrs().collect();
                    let whole = self.path_value(&path, &value, inside);
                    match whole.kind {
                        Kind::Set {
                            attributes: more,
                            open: more_open,
                        } => {
                            attributes.extend(more);
                            open |= more_open;
                        }
                        _ => open = true,
                    }
                }
            }
        }
        Kind::Set { attributes, open }
    }

    /// The value at the end of a path, in a set for each of the path's names; the value alone for an empty path.
    pub(super) fn path_value(&mut self, path: &[Attr], expr: &Expr, scope: ScopeId) -> Value {
        let mut value = self.value(expr, scope);
        for attr in path.iter().rev() {
            let name_range = place(attr);
            let range = name_range.start..place(expr).end;
            let attributes = self
                .key(attr, scope)
                .map(|name| Attribute {
                    name,
                    name_range,
                    value,
                })
                .into_iter()
                .collect();
            value = Value::new(
                range,
                Kind::Set {
                    attributes,
                    open: false,
                },
            );
        }
        value
    }
}
