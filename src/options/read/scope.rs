//! Which expression a name stands for: `let`, `rec`, functions' arguments and `with`, by their places in the text.

use std::collections::BTreeMap;

use rnix::ast::{self, Attr, Entry, Expr, HasEntry};

use super::library;
use super::meaning::{Found, Meaning, Reader};
use crate::options::text::{name, place, syntax};
use crate::options::value::{Kind, Value};

/// Index of a scope in its [`Reader`].
pub(super) type ScopeId = usize;

/// Names, and the scope around them.
pub(super) struct Scope {
    around: Option<ScopeId>,
    frame: Frame,
}

enum Frame {
    /// `let`, `rec`, arguments.
    Names(BTreeMap<String, Slot>),
    /// `with`
    With(Slot),
}

/// What a name is bound to; it is looked at when it is first asked for.
#[derive(Clone)]
pub(super) enum Slot {
    /// An expression in a scope.
    Expr(Expr, ScopeId),
    /// `a.b = 1; a.c = 2;`: what stands behind the first name.
    Paths(Vec<(Vec<Attr>, Expr)>, ScopeId),
    /// `inherit a;`
    Outer(String, Option<ScopeId>),
    /// `inherit (set) a;`
    From(Expr, String, ScopeId),
    /// It is being looked at: who asks again goes in a circle.
    Busy,
    /// What it means, and how large that is.
    Done(Meaning, usize),
}

impl Reader {
    /// Adds a scope with names.
    pub(super) fn names(
        &mut self,
        around: Option<ScopeId>,
        names: BTreeMap<String, Slot>,
    ) -> ScopeId {
        let frame = Frame::Names(names);
        self.scopes.push(Scope { around, frame });
        self.scopes.len() - 1
    }

    /// Adds the scope of `with set;`.
    pub(super) fn with(&mut self, around: ScopeId, set: Expr) -> ScopeId {
        let frame = Frame::With(Slot::Expr(set, around));
        self.scopes.push(Scope {
            around: Some(around),
            frame,
        });
        self.scopes.len() - 1
    }

    /// Adds the scope of `let` or `rec`: its names see each other.
    pub(super) fn recursive(&mut self, around: ScopeId, set: &impl HasEntry) -> ScopeId {
        let own = self.scopes.len();
        let mut names: BTreeMap<String, Slot> = BTreeMap::new();
        for entry in set.entries() {
            match entry {
                Entry::Inherit(inherit) => {
                    let from = inherit.from().and_then(|from| from.expr());
                    for key in inherit.attrs().filter_map(|attr| name(&attr)) {
                        let slot = match &from {
                            Some(from) => Slot::From(from.clone(), key.clone(), own),
                            None => Slot::Outer(key.clone(), Some(around)),
                        };
                        names.insert(key, slot);
                    }
                }
                Entry::AttrpathValue(entry) => {
                    let (Some(path), Some(value)) = (entry.attrpath(), entry.value()) else {
                        continue;
                    };
                    let mut path = path.attrs();
                    let Some(first) = path.next().and_then(|first| name(&first)) else {
                        continue;
                    };
                    let rest: Vec<Attr> = path.collect();
                    match names.get_mut(&first) {
                        Some(Slot::Paths(paths, _)) => paths.push((rest, value)),
                        Some(Slot::Expr(before, _)) => {
                            let paths = vec![(Vec::new(), before.clone()), (rest, value)];
                            names.insert(first, Slot::Paths(paths, own));
                        }
                        _ if rest.is_empty() => {
                            names.insert(first, Slot::Expr(value, own));
                        }
                        _ => {
                            names.insert(first, Slot::Paths(vec![(rest, value)], own));
                        }
                    }
                }
            }
        }
        self.names(Some(around), names)
    }

    /// What a name means at a place; none: nothing in sight binds it.
    pub(super) fn lookup(&mut self, wanted: &str, from: Option<ScopeId>) -> Option<Meaning> {
        let mut at = from;
        while let Some(id) = at {
            if let Frame::Names(names) = &self.scopes[id].frame
                && names.contains_key(wanted)
            {
                return Some(self.force(id, Some(wanted)));
            }
            at = self.scopes[id].around;
        }
        if let Some(global) = library::global(wanted) {
            return Some(global);
        }
        let mut at = from;
        while let Some(id) = at {
            if matches!(self.scopes[id].frame, Frame::With(_)) {
                let set = self.force(id, None);
                match set.provides(wanted) {
                    Found::Known(meaning) => return Some(meaning),
                    Found::Missing => {}
                    Found::Unknown => return None,
                }
            }
            at = self.scopes[id].around;
        }
        None
    }

    /// What a slot means: of a name, or of `with`.
    fn force(&mut self, id: ScopeId, wanted: Option<&str>) -> Meaning {
        let slot = match self.slot(id, wanted) {
            Some(Slot::Done(meaning, weight)) => {
                let (meaning, weight) = (meaning.clone(), *weight);
                return if self.spend(weight) {
                    meaning
                } else {
                    Meaning::unknown()
                };
            }
            Some(Slot::Busy) | None => return Meaning::unknown(),
            Some(slot) => std::mem::replace(slot, Slot::Busy),
        };
        let meaning = match slot {
            Slot::Expr(expr, scope) => self.eval(&expr, scope),
            Slot::Paths(paths, scope) => Meaning::Value(self.paths(&paths, scope)),
            Slot::Outer(name, scope) => self.lookup(&name, scope).unwrap_or_else(Meaning::unknown),
            Slot::From(expr, name, scope) => {
                let set = self.eval(&expr, scope);
                match set.provides(&name) {
                    Found::Known(meaning) => meaning,
                    _ => Meaning::unknown(),
                }
            }
            Slot::Busy | Slot::Done(..) => Meaning::unknown(),
        };
        let weight = meaning.weight();
        if let Some(slot) = self.slot(id, wanted) {
            *slot = Slot::Done(meaning.clone(), weight);
        }
        if self.spend(weight) {
            meaning
        } else {
            Meaning::unknown()
        }
    }

    fn slot(&mut self, id: ScopeId, wanted: Option<&str>) -> Option<&mut Slot> {
        match (&mut self.scopes[id].frame, wanted) {
            (Frame::Names(names), Some(wanted)) => names.get_mut(wanted),
            (Frame::With(slot), None) => Some(slot),
            _ => None,
        }
    }

    /// The set that several attribute paths give.
    fn paths(&mut self, paths: &[(Vec<Attr>, Expr)], scope: ScopeId) -> Value {
        let (mut attributes, mut open) = (Vec::new(), false);
        let mut range = 0..0;
        for (path, expr) in paths {
            let value = self.path_value(path, expr, scope);
            range = value.range;
            match value.kind {
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
        Value {
            range,
            kind: Kind::Set { attributes, open },
        }
    }

    /// The scope of a function's body when it is called with an argument that is known.
    pub(super) fn call_scope(
        &mut self,
        lambda: &ast::Lambda,
        scope: ScopeId,
        argument: Meaning,
    ) -> Option<ScopeId> {
        let own = self.scopes.len();
        let mut names = BTreeMap::new();
        let done = |meaning: Meaning| {
            let weight = meaning.weight();
            Slot::Done(meaning, weight)
        };
        match lambda.param()? {
            ast::Param::IdentParam(param) => {
                let ident = param.ident()?;
                names.insert(syntax(&ident).text().to_string(), done(argument));
            }
            ast::Param::Pattern(pattern) => {
                for entry in pattern.pat_entries() {
                    let Some(ident) = entry.ident() else { continue };
                    let key = syntax(&ident).text().to_string();
                    let slot = match (argument.provides(&key), entry.default()) {
                        (Found::Known(meaning), _) => done(meaning),
                        (Found::Missing, Some(default)) => Slot::Expr(default, own),
                        _ => done(Meaning::unknown()),
                    };
                    names.insert(key, slot);
                }
                if let Some(ident) = pattern.pat_bind().and_then(|bind| bind.ident()) {
                    names.insert(syntax(&ident).text().to_string(), done(argument));
                }
            }
        }
        Some(self.names(Some(scope), names))
    }

    /// The scope of a function's body when NixOS calls it: a module.
    pub(super) fn module_scope(&mut self, lambda: &ast::Lambda, scope: ScopeId) -> Option<ScopeId> {
        let mut names = BTreeMap::new();
        match lambda.param()? {
            ast::Param::IdentParam(param) => {
                let ident = param.ident()?;
                let slot = Slot::Done(Meaning::Arguments, 1);
                names.insert(syntax(&ident).text().to_string(), slot);
            }
            ast::Param::Pattern(pattern) => {
                for entry in pattern.pat_entries() {
                    let Some(ident) = entry.ident() else { continue };
                    let key = syntax(&ident).text().to_string();
                    let slot = Slot::Done(library::argument(&key, place(&ident)), 1);
                    names.insert(key, slot);
                }
                if let Some(ident) = pattern.pat_bind().and_then(|bind| bind.ident()) {
                    let slot = Slot::Done(Meaning::Arguments, 1);
                    names.insert(syntax(&ident).text().to_string(), slot);
                }
            }
        }
        Some(self.names(Some(scope), names))
    }
}
