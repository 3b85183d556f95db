//! The option index: names, types, defaults, renames and removals of all NixOS options of a release.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::compact::{self, Corrupt};
use super::overlay;
use super::types::Type;

/// The newest release that the overlay knows of; the embedded index is asked for it where no release is given.
const NEWEST: u32 = 9999;

/// All options of a release.
#[derive(Debug)]
pub struct Index {
    pub(super) origin: Origin,
    pub(super) release: u32,
    pub(super) nodes: Vec<Node>,
    pub(super) types: Vec<Described>,
    pub(super) defaults: Vec<Box<str>>,
}

/// Where an index comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The one in the binary.
    Embedded,
    /// Imported into `.coloc/`.
    Imported,
}

/// A description, and the type that it is read as when somebody asks.
#[derive(Debug)]
pub(super) struct Described {
    pub text: Box<str>,
    /// What an earlier release took, if this is between two.
    older: Option<Box<str>>,
    read: OnceLock<Type>,
}

impl Described {
    pub fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            older: None,
            read: OnceLock::new(),
        }
    }

    fn read(&self) -> &Type {
        self.read.get_or_init(|| {
            let own = Type::described(&self.text);
            match &self.older {
                Some(older) => Type::Either(vec![own, Type::described(older)]),
                None => own,
            }
        })
    }
}

/// A name in the tree.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: Box<str>,
    /// Sorted by name.
    pub below: Vec<u32>,
    pub state: State,
}

/// What a name is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// A branch only.
    #[default]
    Branch,
    /// An option: type and default by number.
    Option {
        r#type: u32,
        default: Option<u32>,
        read_only: bool,
        /// Whether it came after [`compact::BEFORE`].
        late: bool,
    },
    /// Its new name.
    Renamed(Box<str>),
    /// Why it is gone.
    Removed(Box<str>),
    /// Why it has no effect.
    Obsolete(Box<str>),
}

/// A place in the tree of options: the root, a branch (`services`), an option, or both (a submodule's).
#[derive(Clone, Copy, Debug)]
pub struct Place<'i> {
    pub(super) index: &'i Index,
    pub(super) node: u32,
}

/// What an index knows of one option.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'i> {
    /// Its type as NixOS words it: `null or (list of string)`.
    pub type_text: &'i str,
    /// The same, read.
    pub r#type: &'i Type,
    /// Its default as Nix text, as the manual shows it.
    pub default: Option<&'i str>,
    /// Whether NixOS alone sets it.
    pub read_only: bool,
}

/// What became of an option's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'i> {
    /// It is an option.
    Here,
    /// NixOS still takes the old name, and warns: the new one. What stood below moved along.
    Renamed(&'i str),
    /// It is gone: why, or what to use instead.
    Removed(&'i str),
    /// NixOS still takes it, warns, and makes nothing of it: why.
    Obsolete(&'i str),
}

impl Index {
    /// The one in the binary, with all that is known of later releases: read when it is first asked for (in less
    /// than 20 ms), and kept.
    pub fn embedded() -> &'static Self {
        Self::embedded_for(NEWEST)
    }

    /// The one in the binary, as far as it holds for a release (2605 for 26.05): later renames, removals and
    /// additions are left out. Read when it is first asked for, and kept.
    pub fn embedded_for(release: u32) -> &'static Self {
        static KEPT: [OnceLock<Index>; 8] = [const { OnceLock::new() }; 8];
        // The releases that the overlay tells apart; what lies between two of them is like the earlier one.
        let steps = overlay::releases();
        let step = steps.iter().filter(|known| **known <= release).count();
        let step = step.min(KEPT.len() - 1);
        let known = step.checked_sub(1).map_or(0, |last| steps[last]);
        KEPT[step].get_or_init(|| {
            // A test reads it: what is embedded is whole.
            let mut index =
                compact::read(compact::EMBEDDED, known).unwrap_or_else(|_| Self::empty());
            index.origin = Origin::Embedded;
            if known < index.release {
                index.release = compact::BEFORE;
            }
            overlay::apply(&mut index, known, overlay::Of::Embedded);
            index
        })
    }

    /// An imported one, from its compact text; renames and removals that NixOS' own list does not tell are added.
    pub fn imported(text: &str) -> Result<Self, Corrupt> {
        let mut index = compact::read(text, NEWEST)?;
        let release = index.release;
        overlay::apply(&mut index, release, overlay::Of::Imported);
        Ok(index)
    }

    /// One without options.
    pub(super) fn empty() -> Self {
        Self {
            origin: Origin::Imported,
            release: 0,
            nodes: vec![Node::default()],
            types: Vec::new(),
            defaults: Vec::new(),
        }
    }

    /// Whether it is the embedded one.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The release that it describes: 2505 for 25.05. The embedded one knows two to the last option, those of December
    /// 2024 (24.11) and of July 2026 (26.05), and says the newest of these that is not newer than the one asked for: what
    /// came and went between them is known in part.
    pub fn release(&self) -> u32 {
        self.release
    }

    /// The number of a description for what takes a value of either of two, by number.
    pub(super) fn either(&mut self, newer: u32, older: u32) -> u32 {
        let text = |number: u32| self.types.get(number as usize).map(|one| &*one.text);
        let both = Described {
            older: text(older).map(Into::into),
            ..Described::new(text(newer).unwrap_or_default())
        };
        self.types.push(both);
        u32::try_from(self.types.len() - 1).unwrap_or(u32::MAX)
    }

    /// How many options there are; one with two names counts twice.
    pub fn count(&self) -> usize {
        self.uses().values().sum()
    }

    /// The root of the tree.
    pub fn root(&self) -> Place<'_> {
        Place {
            index: self,
            node: 0,
        }
    }

    /// A place by path; `<name>` and `*` stand in it for any name and any list item.
    pub fn find(&self, path: &[&str]) -> Option<Place<'_>> {
        path.iter().try_fold(self.root(), |place, name| {
            place.child(name).or_else(|| {
                let wild = wild(name);
                place.any().filter(|_| wild)
            })
        })
    }

    /// Every description that types are read from, once each.
    pub fn descriptions(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(|described| described.text.as_ref())
    }

    /// The number of a node below another, if there is one.
    pub(super) fn below(&self, node: u32, name: &str) -> Option<u32> {
        let below = &self.nodes.get(node as usize)?.below;
        let search = below.binary_search_by(|id| (*self.nodes[*id as usize].name).cmp(name));
        search.ok().map(|at| below[at])
    }

    /// The same, made if there is none.
    pub(super) fn grow(&mut self, node: u32, name: &str) -> u32 {
        let below = &self.nodes[node as usize].below;
        match below.binary_search_by(|id| (*self.nodes[*id as usize].name).cmp(name)) {
            Ok(at) => below[at],
            Err(at) => {
                let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
                self.nodes.push(Node {
                    name: name.into(),
                    ..Node::default()
                });
                self.nodes[node as usize].below.insert(at, id);
                id
            }
        }
    }

    /// The number of a description, which is added if it is new.
    pub(super) fn type_number(&mut self, text: &str) -> u32 {
        let known = self.types.iter().position(|one| *one.text == *text);
        let number = known.unwrap_or_else(|| {
            self.types.push(Described::new(text));
            self.types.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// How often each description is used.
    pub fn uses(&self) -> BTreeMap<&str, usize> {
        let mut uses = BTreeMap::new();
        let mut left = vec![self.root()];
        while let Some(place) = left.pop() {
            if let Some(described) = place.described() {
                *uses.entry(described.text.as_ref()).or_default() += 1;
            }
            left.extend(place.children().map(|(_, below)| below));
        }
        uses
    }
}

/// Whether a name of the tree stands for any name, or any item: `<name>`, `*`.
pub(super) fn wild(name: &str) -> bool {
    name == "*" || (name.starts_with('<') && name.ends_with('>'))
}

impl<'i> Place<'i> {
    fn node(self) -> &'i Node {
        &self.index.nodes[self.node as usize]
    }

    fn at(self, node: u32) -> Self {
        Self { node, ..self }
    }

    /// Its name, as it stands in the tree; empty for the root.
    pub fn name(self) -> &'i str {
        &self.node().name
    }

    /// The place below by this very name; no wildcard.
    pub fn child(self, name: &str) -> Option<Place<'i>> {
        self.index.below(self.node, name).map(|id| self.at(id))
    }

    /// The place below that stands for any name (`<name>`) or any item (`*`).
    pub fn any(self) -> Option<Place<'i>> {
        self.any_name().or_else(|| self.any_item())
    }

    /// The place below that stands for any name of a set: `<name>`, or whatever NixOS calls it.
    pub fn any_name(self) -> Option<Place<'i>> {
        let named = |(name, _): &(&str, Self)| name.starts_with('<') && wild(name);
        self.children().find(named).map(|(_, place)| place)
    }

    /// The place below that stands for any item of a list: `*`
    pub fn any_item(self) -> Option<Place<'i>> {
        self.child("*")
    }

    /// Names of the places below, sorted.
    pub fn children(self) -> impl Iterator<Item = (&'i str, Place<'i>)> {
        let below = self.node().below.iter();
        below.map(move |id| (self.index.nodes[*id as usize].name.as_ref(), self.at(*id)))
    }

    /// Whether there are places below with names of their own: the options of a set, or of a submodule.
    pub fn has_options(self) -> bool {
        self.children().any(|(name, _)| !wild(name))
    }

    fn described(self) -> Option<&'i Described> {
        match self.node().state {
            State::Option { r#type, .. } => self.index.types.get(r#type as usize),
            _ => None,
        }
    }

    /// What is known of the option here; none: only a branch.
    pub fn facts(self) -> Option<Facts<'i>> {
        let described = self.described()?;
        let (default, read_only) = match self.node().state {
            State::Option {
                default, read_only, ..
            } => (default, read_only),
            _ => (None, false),
        };
        Some(Facts {
            type_text: &described.text,
            r#type: described.read(),
            default: default
                .and_then(|number| self.index.defaults.get(number as usize))
                .map(AsRef::as_ref),
            read_only,
        })
    }

    /// What became of the name here. Whoever walks down stops at the first place that is not [`Fate::Here`].
    pub fn fate(self) -> Fate<'i> {
        match &self.node().state {
            State::Branch | State::Option { .. } => Fate::Here,
            State::Renamed(new) => Fate::Renamed(new),
            State::Removed(why) => Fate::Removed(why),
            State::Obsolete(why) => Fate::Obsolete(why),
        }
    }
}
