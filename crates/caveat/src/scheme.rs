//! A scheme: levels in a partial order, compartments, the authority that speaks of them, and how markings are read.

mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::id::{Compartment, Level, PartyId, SchemeId};
use crate::set::Set;
use crate::words::Words;

pub use vocabulary::{Mark, Meaning, Reads, Template, Vocabulary};

/// A scheme of levels and compartments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scheme {
    /// Its id.
    pub id: SchemeId,
    /// Who records clearances under it, and owns its levels and compartments where nobody else is named.
    pub authority: PartyId,
    /// Its levels.
    pub levels: Levels,
    /// Its compartments.
    pub compartments: Set<Compartment>,
    /// What people call it.
    pub name: Option<Words>,
    /// How its markings are read, if they are.
    pub reads: Option<Reads>,
    /// Which party a code or a word of its markings stands for: `USA`, `FVEY`, `TLP:GREEN`.
    pub parties: BTreeMap<String, PartyId>,
}

/// Levels in a partial order: each with the levels directly beneath it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Levels(BTreeMap<Level, BTreeSet<Level>>);

/// Why levels form no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LevelsError {
    /// A level is said to be above one that the scheme does not have.
    Unknown {
        /// The level above.
        above: Level,
        /// The one it does not have.
        beneath: Level,
    },
    /// A level is above itself.
    Cycle(Level),
}

impl Levels {
    /// A chain, lowest first.
    pub fn chain(ascending: impl IntoIterator<Item = Level>) -> Self {
        let mut levels = BTreeMap::new();
        let mut beneath: Option<Level> = None;
        for level in ascending {
            levels.insert(level.clone(), beneath.replace(level).into_iter().collect());
        }
        Self(levels)
    }

    /// A partial order, each level with those directly beneath it.
    ///
    /// # Errors
    /// Where a level beneath is not among the levels, or a level comes to be above itself.
    pub fn partial(beneath: BTreeMap<Level, BTreeSet<Level>>) -> Result<Self, LevelsError> {
        for (above, lower) in &beneath {
            if let Some(unknown) = lower.iter().find(|level| !beneath.contains_key(*level)) {
                return Err(LevelsError::Unknown { above: above.clone(), beneath: unknown.clone() });
            }
        }
        let levels = Self(beneath);
        match levels.0.keys().find(|level| levels.below(level).contains(*level)) {
            Some(level) => Err(LevelsError::Cycle(level.clone())),
            None => Ok(levels),
        }
    }

    /// Whether the scheme has this level.
    pub fn contains(&self, level: &Level) -> bool {
        self.0.contains_key(level)
    }

    /// Every level.
    pub fn iter(&self) -> impl Iterator<Item = &Level> {
        self.0.keys()
    }

    /// The levels directly beneath one.
    pub fn directly_beneath(&self, level: &Level) -> impl Iterator<Item = &Level> {
        self.0.get(level).into_iter().flatten()
    }

    /// Whether `upper` is at or above `lower`. Levels that do not compare are neither above nor beneath.
    pub fn at_or_above(&self, upper: &Level, lower: &Level) -> bool {
        self.contains(upper) && (upper == lower || self.below(upper).contains(lower))
    }

    /// Every level strictly reached downward from `level`.
    fn below(&self, level: &Level) -> BTreeSet<&Level> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Level> = self.0.get(level).into_iter().flatten().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.0.get(next).into_iter().flatten());
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str) -> Level {
        text.parse().unwrap()
    }

    #[test]
    fn a_chain_ascends() {
        let chain = Levels::chain(["R", "S", "TS"].map(level));
        assert!(chain.at_or_above(&level("TS"), &level("R")));
        assert!(chain.at_or_above(&level("S"), &level("S")));
        assert!(!chain.at_or_above(&level("R"), &level("S")));
        assert!(!chain.at_or_above(&level("X"), &level("X")));
    }

    #[test]
    fn levels_need_not_compare() {
        let order = [("low", vec![]), ("left", vec!["low"]), ("right", vec!["low"])];
        let order = order.map(|(l, under)| (level(l), under.into_iter().map(level).collect()));
        let levels = Levels::partial(order.into_iter().collect()).unwrap();
        assert!(levels.at_or_above(&level("left"), &level("low")));
        assert!(!levels.at_or_above(&level("left"), &level("right")));
        assert!(!levels.at_or_above(&level("right"), &level("left")));
    }

    #[test]
    fn no_level_is_above_itself() {
        let order = [("a", "b"), ("b", "a")].map(|(l, under)| (level(l), [level(under)].into()));
        assert_eq!(Levels::partial(order.into_iter().collect()), Err(LevelsError::Cycle(level("a"))));
    }
}
