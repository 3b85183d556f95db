//! Walks along what modules set, and along the options, side by side.

use camino::Utf8Path;

use super::conflict::{self, Definitions};
use super::problem::{ANY, Problem, path};
use super::spot::Spot;
use super::{Against, doubt, unknown};
use crate::options::declared::Node;
use crate::options::index::{Facts, Fate, Place};
use crate::options::read::Module;
use crate::options::types::Type;
use crate::options::value::{Attribute, Key, Kind, Value};
use crate::options::{foreign, hidden};

/// How deep sets are walked into.
const DEEPEST: usize = 64;

/// Names that the module system takes in every submodule.
const SYSTEM: &[&str] = &["_module", "_file", "_type", "imports"];

/// How the walk came to a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Whether it is set whatever happens: behind no condition.
    pub certain: bool,
    /// The priority: lower wins; none: nobody can tell.
    pub priority: Option<i64>,
    /// Whether names that are not known are fine: options may have been added here.
    pub tolerant: bool,
}

/// One walk over all files of a machine.
pub(super) struct Walk<'a> {
    pub against: Against<'a>,
    pub own: &'a Node,
    /// Whether there are modules that nobody here can read.
    pub open: bool,
    pub file: &'a Utf8Path,
    pub names: Vec<String>,
    pub problems: Vec<Problem>,
    definitions: Definitions<'a>,
    /// Where the system stands that is looked at, if it is one inside the machine: `containers.web.config`.
    outer: Vec<String>,
    /// Unknown names so far: to look for what was meant takes a while each.
    pub unknown: usize,
}

impl<'a> Walk<'a> {
    pub fn new(against: Against<'a>, own: &'a Node, open: bool) -> Self {
        Self {
            against,
            own,
            open,
            file: Utf8Path::new(""),
            names: Vec::new(),
            problems: Vec::new(),
            unknown: 0,
            definitions: Definitions::default(),
            outer: Vec::new(),
        }
    }

    /// All problems, sorted, each once.
    pub fn finish(mut self) -> Vec<Problem> {
        self.definitions.conflicts(&mut self.problems);
        let key = |it: &Problem| {
            let (start, end) = (it.range.start, it.range.end);
            (it.file.clone(), start, end, it.fault, it.message.clone())
        };
        self.problems.sort_by_cached_key(key);
        self.problems.dedup();
        self.problems
    }

    /// Names below the place that is looked at, as Nix writes them.
    pub fn path(&self, names: &[String]) -> String {
        let whole: Vec<String> = self.outer.iter().chain(names).cloned().collect();
        path(&whole)
    }

    /// Walks over what a file sets.
    pub fn file(&mut self, path: &'a Utf8Path, module: &Module) {
        self.file = path;
        let way = Way {
            certain: true,
            priority: Some(100),
            tolerant: false,
        };
        self.branch(self.root(), &module.config, way);
    }

    fn root(&self) -> Spot<'a> {
        Spot {
            place: Some(self.against.index.root()),
            own: Some(self.own),
        }
    }

    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A value without what stands around it, each with the way to it.
    fn each(&mut self, value: &Value, way: Way, see: &mut dyn FnMut(&mut Self, &Value, Way)) {
        match &value.kind {
            Kind::Merge(values) => {
                for value in values {
                    self.each(value, way, see);
                }
            }
            Kind::Choice(values) => {
                let way = Way {
                    certain: false,
                    ..way
                };
                for value in values {
                    self.each(value, way, see);
                }
            }
            Kind::If(inner) => self.each(
                inner,
                Way {
                    certain: false,
                    ..way
                },
                see,
            ),
            Kind::Override(priority, inner) => {
                let way = Way {
                    priority: *priority,
                    ..way
                };
                self.each(inner, way, see);
            }
            Kind::Order(inner) => self.each(inner, way, see),
            _ => see(self, value, way),
        }
    }

    /// A set of options, or of sets of options: `services`.
    fn branch(&mut self, spot: Spot<'a>, value: &Value, way: Way) {
        self.each(value, way, &mut |walk, value, way| match &value.kind {
            Kind::Set { attributes, .. } => walk.attributes(spot, attributes, way),
            Kind::Null
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Float(_)
            | Kind::String(_)
            | Kind::List { .. }
                if spot.own.is_none() && spot.place.is_some_and(Place::has_options) =>
            {
                walk.no_group(value);
            }
            _ => {}
        });
    }

    fn attributes(&mut self, spot: Spot<'a>, attributes: &[Attribute], way: Way) {
        let marked = |it: &Attribute| it.name == Key::Name("_type".to_owned());
        if self.names.len() > DEEPEST || attributes.iter().any(marked) {
            return;
        }
        for attribute in attributes {
            let Key::Name(name) = &attribute.name else {
                continue;
            };
            // A module may have a `key` to tell it from others; below its top that is a name like all others.
            let key = name == "key" && self.names.is_empty();
            if key || SYSTEM.contains(&name.as_str()) {
                continue;
            }
            self.names.push(name.clone());
            self.named(spot, name, attribute, way);
            self.names.pop();
        }
    }

    /// One name in a set of options.
    fn named(&mut self, spot: Spot<'a>, name: &str, attribute: &Attribute, way: Way) {
        let below = spot.child(name);
        if below.is_nothing() {
            let fine = way.tolerant
                || spot.is_open()
                || foreign::is_foreign(&self.names)
                || hidden::is_hidden(&self.names);
            if !fine {
                unknown::report(self, spot, attribute);
            }
            return;
        }
        match below.place.map(Place::fate) {
            Some(Fate::Here) | None => {}
            Some(_) if below.own.is_some() => return,
            Some(Fate::Renamed(new)) => return self.renamed(new, attribute),
            Some(Fate::Removed(why)) => return self.removed(why, attribute),
            Some(Fate::Obsolete(why)) => return self.obsolete(why, attribute),
        }
        let facts = below.place.and_then(Place::facts);
        let own_type = below.own.and_then(|own| own.r#type.as_ref());
        let added = own_type.is_some();
        let unread = matches!(own_type, Some(Type::Unknown(_)));
        let way = Way {
            tolerant: way.tolerant || (below.place.is_some() && unread),
            ..way
        };
        // The repository has a tree of its own where NixOS has one set of equal things: it has replaced the module.
        let within = below.own.is_some_and(|own| !own.below.is_empty());
        if let Some(facts) = facts.filter(|_| within && !added) {
            let nesting = facts.r#type.nesting(below.place);
            let equal = nesting.attributes.is_some() || nesting.items.is_some();
            let place = below.place.filter(|_| !equal);
            let way = Way {
                tolerant: true,
                ..way
            };
            return self.branch(Spot { place, ..below }, &attribute.value, way);
        }
        match (facts, own_type) {
            (Some(facts), _) => {
                // An older list may say so of one that can be set by now.
                if facts.read_only && !added && !self.against.is_older() {
                    self.read_only(attribute);
                }
                if self.outer.is_empty() && !added {
                    self.define(facts, &attribute.value, way);
                }
                self.option(below, facts.r#type, &attribute.value, way);
            }
            (None, Some(own_type)) if below.place.is_none() => {
                self.option(below, own_type, &attribute.value, way);
            }
            _ => self.branch(below, &attribute.value, way),
        }
    }

    /// The value of an option: does it fit, and what stands below it.
    fn option(&mut self, spot: Spot<'a>, kind: &'a Type, value: &Value, way: Way) {
        // Submodules whose options no list shows are shown without their real type, too.
        let vague = spot.place.is_some() && kind.nesting(spot.place).open;
        for wrong in kind.check(value, spot.place) {
            if !(vague && wrong.path.is_empty()) {
                let sure = !self.against.is_older() || doubt::is_certain(kind, value, &wrong);
                self.wrong_type(wrong, sure);
            }
        }
        self.inside(spot, kind, value, way);
    }

    /// What stands below a value of a type: options of submodules.
    fn inside(&mut self, spot: Spot<'a>, kind: &'a Type, value: &Value, way: Way) {
        let nesting = kind.nesting(spot.place);
        let own_open = spot.own.is_none_or(|own| own.open);
        if nesting.attributes.is_none()
            && nesting.items.is_none()
            && !nesting.options
            && !nesting.system
        {
            return;
        }
        if self.names.len() > DEEPEST {
            return;
        }
        self.each(value, way, &mut |walk, value, way| match &value.kind {
            Kind::Set { .. } | Kind::Function(Some(_)) if nesting.system => {
                walk.system(value, way);
            }
            Kind::Set { attributes, .. } if nesting.options => {
                let open = if spot.place.is_some() {
                    nesting.open
                } else {
                    own_open
                };
                let way = Way {
                    tolerant: way.tolerant || open || nesting.freeform.is_some(),
                    ..way
                };
                walk.attributes(spot, attributes, way);
            }
            Kind::Function(Some(_)) if nesting.options => {
                walk.submodule(
                    spot,
                    value,
                    Way {
                        certain: false,
                        ..way
                    },
                );
            }
            Kind::Set { attributes, .. } => {
                let Some(of) = nesting.attributes else { return };
                for attribute in attributes {
                    let name = match &attribute.name {
                        Key::Name(name) => name.clone(),
                        Key::Any => ANY.to_owned(),
                    };
                    walk.names.push(name);
                    walk.inside(spot.any_name(), of, &attribute.value, way);
                    walk.names.pop();
                }
            }
            Kind::List { items, .. } => {
                let Some(of) = nesting.items else { return };
                let way = Way {
                    certain: false,
                    ..way
                };
                walk.names.push(ANY.to_owned());
                for item in items {
                    walk.inside(spot.any_item(), of, item, way);
                }
                walk.names.pop();
            }
            _ => {}
        });
    }

    /// A function in a submodule's place: a module, which may import and declare.
    fn submodule(&mut self, spot: Spot<'a>, value: &Value, way: Way) {
        let module = Module::of(value.clone(), "");
        let open = module.open || !module.options.is_empty() || !module.imports.is_empty();
        let way = Way {
            tolerant: way.tolerant || open,
            ..way
        };
        self.branch(spot, &module.config, way);
    }

    /// A whole NixOS in a value: a container, a specialisation.
    fn system(&mut self, value: &Value, way: Way) {
        let module = Module::of(value.clone(), "");
        let open = module.open || !module.options.is_empty() || !module.imports.is_empty();
        let way = Way {
            tolerant: way.tolerant || open,
            ..way
        };
        let names = std::mem::take(&mut self.names);
        let before = self.outer.len();
        self.outer.extend(names.iter().cloned());
        self.branch(self.root(), &module.config, way);
        self.outer.truncate(before);
        self.names = names;
    }

    /// Keeps what an option is set to, for those that take one value only.
    fn define(&mut self, facts: Facts<'_>, value: &Value, way: Way) {
        // Names that are not known may be different ones.
        if !conflict::is_exclusive(facts) || self.names.iter().any(|name| name == ANY) {
            return;
        }
        let option = path(&self.names);
        self.each(value, way, &mut |walk, value, way| {
            if let (true, Some(priority)) = (way.certain, way.priority) {
                walk.definitions.add(&option, priority, walk.file, value);
            }
        });
    }
}
