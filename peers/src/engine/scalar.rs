//! Written by hand: an item is a few words of bits, and a decision a few instructions.

use super::{Engine, at, mask};
use crate::Fault;
use crate::world::World;

/// Parties and items as structs of bits; consents as a row of bits for each item that needs them.
#[derive(Debug)]
pub struct Scalar {
    now: i64,
    parties: Vec<Party>,
    items: Vec<Item>,
    consents: Vec<Box<[u64]>>,
}

#[derive(Debug)]
struct Party {
    compartments: u64,
    nation: u64,
    level: u8,
}

#[derive(Debug)]
struct Item {
    compartments: u64,
    releasable_to: u64,
    expires: i64,
    /// Which row of consents; none where no consent is needed.
    consents: Option<u32>,
    level: u8,
}

impl Engine for Scalar {
    const NAME: &'static str = "bits by hand, scalar";
    type Question = (u32, u32);

    fn prepare(world: &World) -> Result<Self, Fault> {
        let words = world.parties.len().div_ceil(64);
        let mut rows: Vec<Box<[u64]>> = Vec::new();
        let mut items = Vec::with_capacity(world.items.len());
        for item in &world.items {
            let row = item.originator_controlled.then(|| u32::try_from(rows.len())).transpose()?;
            if item.originator_controlled {
                rows.push(vec![0; words].into());
            }
            items.push(Item {
                compartments: mask(&item.compartments),
                releasable_to: mask(&item.releasable_to),
                expires: item.expires,
                consents: row,
                level: item.level,
            });
        }
        for consent in &world.consents {
            let row = at(&items, consent.item)?.consents.and_then(|row| rows.get_mut(row as usize));
            if let Some(word) = row.and_then(|row| row.get_mut(consent.party / 64)) {
                *word |= 1 << (consent.party % 64);
            }
        }
        let parties = world.parties.iter().map(|party| Party {
            compartments: mask(&party.compartments),
            nation: 1 << party.nation,
            level: party.level,
        });
        Ok(Self { now: world.now, parties: parties.collect(), items, consents: rows })
    }

    fn question(&self, party: usize, item: usize) -> Result<(u32, u32), Fault> {
        at(&self.parties, party)?;
        at(&self.items, item)?;
        Ok((u32::try_from(party)?, u32::try_from(item)?))
    }

    fn may(&mut self, question: &(u32, u32)) -> Result<bool, Fault> {
        let party = question.0 as usize;
        Ok(self.decide(at(&self.parties, party)?, party, at(&self.items, question.1 as usize)?))
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        let who = at(&self.parties, party)?;
        for (position, item) in (0..).zip(&self.items) {
            if self.decide(who, party, item) {
                out.push(position);
            }
        }
        Ok(())
    }
}

impl Scalar {
    fn decide(&self, who: &Party, party: usize, item: &Item) -> bool {
        (who.level >= item.level)
            & (item.compartments & !who.compartments == 0)
            & (item.releasable_to & who.nation != 0)
            & (self.now < item.expires)
            && item.consents.is_none_or(|row| self.consented(row, party))
    }

    fn consented(&self, row: u32, party: usize) -> bool {
        let word = self.consents.get(row as usize).and_then(|row| row.get(party / 64));
        word.is_some_and(|word| word >> (party % 64) & 1 == 1)
    }
}
