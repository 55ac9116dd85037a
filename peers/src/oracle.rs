//! The question, in plain sets and plain words: what every engine is held to.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use crate::world::{Consent, World};

/// What must hold, each by itself, before a party may have an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// The party's level is as high as the item's.
    Level,
    /// The party has every compartment of the item.
    Compartments,
    /// The item is releasable to the party's nation.
    Nation,
    /// The item is not originator-controlled, or its originator consented to the party.
    Consent,
    /// The item has not expired.
    Expiry,
}

impl Condition {
    /// Each of them.
    pub const ALL: [Self; 5] = [Self::Level, Self::Compartments, Self::Nation, Self::Consent, Self::Expiry];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Compartments => "compartments",
            Self::Nation => "nation",
            Self::Consent => "consent",
            Self::Expiry => "expiry",
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Answers from sets, slowly and plainly.
#[derive(Debug)]
pub struct Oracle<'a> {
    world: &'a World,
    consents: HashSet<Consent>,
}

impl<'a> Oracle<'a> {
    /// The oracle of `world`.
    #[must_use]
    pub fn new(world: &'a World) -> Self {
        Self { world, consents: world.consents.iter().copied().collect() }
    }

    /// Whether `party` may have `item`. Nobody may have what is not there, and what is not there may have nothing.
    #[must_use]
    pub fn may(&self, party: usize, item: usize) -> bool {
        Condition::ALL.iter().all(|condition| self.holds(*condition, party, item))
    }

    /// Every condition that does not hold.
    #[must_use]
    pub fn failed(&self, party: usize, item: usize) -> BTreeSet<Condition> {
        Condition::ALL.into_iter().filter(|condition| !self.holds(*condition, party, item)).collect()
    }

    /// Every item that `party` may have, in order.
    #[must_use]
    pub fn list(&self, party: usize) -> Vec<u32> {
        (0_u32..).take(self.world.items.len()).filter(|item| self.may(party, *item as usize)).collect()
    }

    fn holds(&self, condition: Condition, party: usize, item: usize) -> bool {
        let (Some(who), Some(what)) = (self.world.parties.get(party), self.world.items.get(item)) else {
            return false;
        };
        match condition {
            Condition::Level => who.level >= what.level,
            Condition::Compartments => who.compartments.is_superset(&what.compartments),
            Condition::Nation => what.releasable_to.contains(&who.nation),
            Condition::Consent => {
                !what.originator_controlled || self.consents.contains(&Consent { item, party })
            }
            Condition::Expiry => self.world.now < what.expires,
        }
    }
}
