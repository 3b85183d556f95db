//! An option that somebody asks for by its name.

use super::definitions;
use super::index::{Fate, Index, Place};
use super::near::near;

/// What is known of it.
pub struct Asked<'i> {
    /// Its names, one below the other.
    pub names: Vec<String>,
    /// Its place, if NixOS has one.
    pub place: Option<Place<'i>>,
    /// So many names lead to the place; what is left is a name of one's own choice.
    pub depth: usize,
    /// Names that are nearly the same, where there is no place.
    pub near: Vec<String>,
}

impl<'i> Asked<'i> {
    /// Looks names up in a list of options.
    pub fn of(names: Vec<String>, index: &'i Index) -> Self {
        let path: Vec<&str> = names.iter().map(String::as_str).collect();
        let located = locate(index, &path);
        let near = match located {
            Some(_) => Vec::new(),
            None => near(index.root(), &path)
                .into_iter()
                .map(|near| near.path)
                .collect(),
        };
        Self {
            place: located.map(|(place, _)| place),
            depth: located.map_or(path.len(), |(_, depth)| depth),
            near,
            names,
        }
    }

    /// As Nix writes it.
    pub fn name(&self) -> String {
        definitions::path(&self.names)
    }

    /// The option that takes the rest of the name, whatever it is; none: NixOS has all of it.
    pub fn above(&self) -> Option<String> {
        let here = self.place?.fate() == Fate::Here;
        (here && self.depth < self.names.len())
            .then(|| definitions::path(&self.names[..self.depth]))
    }

    /// Names of the options below.
    pub fn below(&self) -> Vec<&'i str> {
        let children = self.place.into_iter().flat_map(Place::children);
        children.map(|(name, _)| name).collect()
    }
}

/// The place of an option, by its own names or by those that stand for any; and how many names lead to it: what is
/// left stands in an option that takes any name.
fn locate<'i>(index: &'i Index, path: &[&str]) -> Option<(Place<'i>, usize)> {
    let mut place = index.root();
    for (depth, name) in path.iter().enumerate() {
        match place.child(name).or_else(|| place.any()) {
            Some(below) => place = below,
            None if is_free(place) => return Some((place, depth)),
            None => return None,
        }
        if place.fate() != Fate::Here {
            return Some((place, depth + 1));
        }
    }
    Some((place, path.len()))
}

/// Whether an option takes names that no list shows.
fn is_free(place: Place<'_>) -> bool {
    place.facts().is_some_and(|facts| {
        let nesting = facts.r#type.nesting(Some(place));
        nesting.open || nesting.freeform.is_some() || nesting.attributes.is_some()
    })
}
