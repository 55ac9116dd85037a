//! What is asked: at random, by a hair, and for everything.

use std::collections::BTreeSet;

use crate::Fault;
use crate::oracle::{Condition, Oracle};
use crate::random::Random;
use crate::world::World;

/// How many questions each set of single questions has.
pub const MANY: usize = 10_000;

/// A set of single questions, with how each is answered.
#[derive(Debug)]
pub struct Questions {
    /// What the set is called.
    pub name: &'static str,
    /// Each question.
    pub asked: Vec<Asked>,
}

/// May this party have this item?
#[derive(Debug, Clone)]
pub struct Asked {
    /// The party's position.
    pub party: usize,
    /// The item's position.
    pub item: usize,
    /// Every condition that does not hold: none, and the answer is yes.
    pub failed: BTreeSet<Condition>,
}

/// May this party have which items?
#[derive(Debug)]
pub struct Listed {
    /// What the list is called.
    pub name: &'static str,
    /// The party's position.
    pub party: usize,
    /// Every item that it may have, in order.
    pub items: Vec<u32>,
}

impl Questions {
    /// How many are answered with yes.
    #[must_use]
    pub fn permitted(&self) -> usize {
        self.asked.iter().filter(|asked| asked.failed.is_empty()).count()
    }

    /// How many are denied by this condition alone.
    #[must_use]
    pub fn denied_by_only(&self, condition: Condition) -> usize {
        self.asked.iter().filter(|asked| asked.failed == BTreeSet::from([condition])).count()
    }
}

/// Any party, any item.
#[must_use]
pub fn uniform(world: &World, oracle: &Oracle<'_>, seed: u64) -> Questions {
    let mut random = Random::new(seed);
    let asked = (0..MANY).map(|_| draw(world, oracle, &mut random)).collect();
    Questions { name: "uniform", asked }
}

/// Half of them permitted, the rest denied by one condition alone, by each of them equally often.
///
/// They are found by drawing, each pair once, and stand in an order that tells nothing.
///
/// # Errors
///
/// If a thousand times as many draws as questions do not find them.
pub fn near_miss(world: &World, oracle: &Oracle<'_>, seed: u64) -> Result<Questions, Fault> {
    let mut random = Random::new(seed);
    let mut wanted: Vec<(BTreeSet<Condition>, usize)> = vec![(BTreeSet::new(), MANY / 2)];
    wanted.extend(Condition::ALL.map(|condition| (BTreeSet::from([condition]), MANY / 10)));
    let mut asked = Vec::with_capacity(MANY);
    let mut seen = BTreeSet::new();
    for _ in 0..MANY * 1_000 {
        if asked.len() == MANY {
            break;
        }
        let drawn = draw(world, oracle, &mut random);
        let Some((_, left)) = wanted.iter_mut().find(|(failed, left)| *left > 0 && *failed == drawn.failed)
        else {
            continue;
        };
        if seen.insert((drawn.party, drawn.item)) {
            *left -= 1;
            asked.push(drawn);
        }
    }
    if let Some((failed, left)) = wanted.iter().find(|(_, left)| *left > 0) {
        return Err(format!(
            "the world has too few questions that fail {failed:?} alone: {left} are missing"
        )
        .into());
    }
    random.shuffle(&mut asked);
    Ok(Questions { name: "near miss", asked })
}

/// The whole lists of three parties: with the least clearance, with the middling and with the most.
#[must_use]
pub fn lists(world: &World, oracle: &Oracle<'_>) -> Vec<Listed> {
    let mut by_clearance: Vec<usize> = (0..world.parties.len()).collect();
    by_clearance
        .sort_by_key(|party| world.parties.get(*party).map(|party| (party.level, party.compartments.len())));
    let last = by_clearance.len().saturating_sub(1);
    [("least cleared", 0), ("middling", last / 2), ("most cleared", last)]
        .into_iter()
        .filter_map(|(name, rank)| by_clearance.get(rank).map(|party| (name, *party)))
        .map(|(name, party)| Listed { name, party, items: oracle.list(party) })
        .collect()
}

fn draw(world: &World, oracle: &Oracle<'_>, random: &mut Random) -> Asked {
    let party = below(random, world.parties.len());
    let item = below(random, world.items.len());
    Asked { party, item, failed: oracle.failed(party, item) }
}

fn below(random: &mut Random, end: usize) -> usize {
    random.below(u32::try_from(end).unwrap_or(u32::MAX)) as usize
}
