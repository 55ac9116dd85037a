//! The world that every engine is given: who there is, what there is, and what originators consented to.

use std::collections::BTreeSet;

use crate::random::Random;

/// How many parties there are.
pub const PARTIES: u32 = 1_000;
/// How many items there are.
pub const ITEMS: u32 = 10_000;
/// How many nations there are, numbered from 0.
pub const NATIONS: u8 = 64;
/// How many compartments there are, numbered from 0.
pub const COMPARTMENTS: u8 = 64;
/// How many levels there are, numbered from 0, the lowest.
pub const LEVELS: u8 = 5;
/// Now, in seconds since 1970: the instant of every question.
pub const NOW: i64 = 1_800_000_000;

/// Everything that an engine may know. Parties and items are named by their position.
#[derive(Debug, Clone)]
pub struct World {
    /// The instant of every question, in seconds since 1970.
    pub now: i64,
    /// Who may ask.
    pub parties: Vec<Party>,
    /// What may be asked for.
    pub items: Vec<Item>,
    /// What originators consented to: in order of item, then of party, each pair once, and only of items that
    /// are originator-controlled.
    pub consents: Vec<Consent>,
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Party {
    /// Of which nation, 0 to 63.
    pub nation: u8,
    /// Cleared to which level, 0 to 4.
    pub level: u8,
    /// Cleared for which compartments, each 0 to 63.
    pub compartments: BTreeSet<u8>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its level, 0 to 4: the party's must be as high.
    pub level: u8,
    /// Its compartments, each 0 to 63: the party must have all of them.
    pub compartments: BTreeSet<u8>,
    /// To which nations it is releasable, each 0 to 63: the party's must be among them. Never empty.
    pub releasable_to: BTreeSet<u8>,
    /// Whether its originator must have consented to this party.
    pub originator_controlled: bool,
    /// From which instant on nobody may have it, in seconds since 1970. It fits in 31 bits.
    pub expires: i64,
}

/// That the originator of an item consented to a party's having it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Consent {
    /// The item's position.
    pub item: usize,
    /// The party's position.
    pub party: usize,
}

impl World {
    /// The world that belongs to `seed`.
    #[must_use]
    pub fn generate(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let parties = (0..PARTIES).map(|_| party(&mut random)).collect();
        let items: Vec<Item> = (0..ITEMS).map(|_| item(&mut random)).collect();
        let mut consents = BTreeSet::new();
        for (position, item) in items.iter().enumerate() {
            if item.originator_controlled {
                consents.extend(consents_to(position, &mut random));
            }
        }
        Self { now: NOW, parties, items, consents: consents.into_iter().collect() }
    }
}

/// Some have nearly every compartment, others few.
fn party(random: &mut Random) -> Party {
    let share = 40 + random.below(60);
    Party {
        nation: number(random, NATIONS),
        level: number(random, LEVELS),
        compartments: (0..COMPARTMENTS).filter(|_| random.percent(share)).collect(),
    }
}

/// Most are of a lower level and few compartments, as in life; the rest is for the near misses.
fn item(random: &mut Random) -> Item {
    let nations = 16 + random.below(49);
    let level = number(random, LEVELS).min(number(random, LEVELS));
    let many = random.below(4);
    let compartments = (0..many).map(|_| number(random, COMPARTMENTS)).collect();
    let mut releasable_to: BTreeSet<u8> =
        (0..NATIONS).filter(|_| random.below(u32::from(NATIONS)) < nations).collect();
    releasable_to.insert(number(random, NATIONS));
    let away = i64::from(1 + random.below(50_000_000));
    Item {
        level,
        compartments,
        releasable_to,
        originator_controlled: random.percent(30),
        expires: if random.percent(10) { NOW - away } else { NOW + away },
    }
}

/// From 1 to 102 parties; one that is drawn twice has consented once.
fn consents_to(item: usize, random: &mut Random) -> Vec<Consent> {
    let many = 1 + random.below(102);
    (0..many).map(|_| Consent { item, party: random.below(PARTIES) as usize }).collect()
}

fn number(random: &mut Random, end: u8) -> u8 {
    u8::try_from(random.below(u32::from(end))).unwrap_or(0)
}
