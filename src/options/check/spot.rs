//! A place in the options: NixOS' own, and those that the repository declares.

use crate::options::declared::Node;
use crate::options::index::Place;

/// A place in both trees: NixOS' own, and the repository's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    pub place: Option<Place<'a>>,
    pub own: Option<&'a Node>,
}

impl Spot<'_> {
    /// Below, by a name; where any name may stand, for that.
    pub fn child(self, name: &str) -> Self {
        let own = self
            .own
            .and_then(|own| own.below.get(name).or(own.any.as_deref()));
        Self {
            place: self
                .place
                .and_then(|place| place.child(name).or_else(|| place.any_name())),
            own,
        }
    }

    /// For any name of a set.
    pub fn any_name(self) -> Self {
        Self {
            place: self.place.and_then(Place::any_name),
            own: self.own.and_then(|own| own.any.as_deref()),
        }
    }

    /// For any item of a list.
    pub fn any_item(self) -> Self {
        Self {
            place: self.place.and_then(Place::any_item),
            own: self.own.and_then(|own| own.any.as_deref()),
        }
    }

    /// Whether neither tree has it.
    pub fn is_nothing(self) -> bool {
        self.place.is_none() && self.own.is_none()
    }

    /// Whether names may be set below that neither tree has.
    pub fn is_open(self) -> bool {
        self.own.is_some_and(|own| own.open || own.any.is_some())
    }
}
