//! Written by hand: a column for each field, read 64 items at a time.

use super::{Engine, at, mask};
use crate::Fault;
use crate::world::World;

/// Items as columns; for each party the items that lack a consent to it, as bits.
#[derive(Debug)]
pub struct Columns {
    now: i64,
    parties: Vec<Cleared>,
    levels: Vec<u8>,
    compartments: Vec<u64>,
    releasable_to: Vec<u64>,
    expires: Vec<i64>,
    /// By party, then by 64 items: what is originator-controlled and not consented to.
    unconsented: Vec<Box<[u64]>>,
}

/// A party as bits.
#[derive(Debug, Clone, Copy)]
pub struct Cleared {
    /// Its level.
    pub level: u8,
    /// What it is not cleared for.
    pub lacking: u64,
    /// Its nation, one bit.
    pub nation: u64,
}

impl Engine for Columns {
    const NAME: &'static str = "bits by hand, columns";
    type Question = (u32, u32);

    fn prepare(world: &World) -> Result<Self, Fault> {
        Ok(Self {
            now: world.now,
            parties: (0..world.parties.len())
                .map(|party| Cleared::of(world, party))
                .collect::<Result<_, _>>()?,
            levels: world.items.iter().map(|item| item.level).collect(),
            compartments: world.items.iter().map(|item| mask(&item.compartments)).collect(),
            releasable_to: world.items.iter().map(|item| mask(&item.releasable_to)).collect(),
            expires: world.items.iter().map(|item| item.expires).collect(),
            unconsented: unconsented(world),
        })
    }

    fn question(&self, party: usize, item: usize) -> Result<(u32, u32), Fault> {
        at(&self.parties, party)?;
        at(&self.levels, item)?;
        Ok((u32::try_from(party)?, u32::try_from(item)?))
    }

    fn may(&mut self, question: &(u32, u32)) -> Result<bool, Fault> {
        let (party, item) = (question.0 as usize, question.1 as usize);
        let who = at(&self.parties, party)?;
        let missing = at(at(&self.unconsented, party)?, item / 64)?;
        Ok((*at(&self.levels, item)? <= who.level)
            & (at(&self.compartments, item)? & who.lacking == 0)
            & (at(&self.releasable_to, item)? & who.nation != 0)
            & (self.now < *at(&self.expires, item)?)
            & (missing >> (item % 64) & 1 == 0))
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        let who = *at(&self.parties, party)?;
        let fields = self
            .levels
            .chunks(64)
            .zip(self.compartments.chunks(64))
            .zip(self.releasable_to.chunks(64))
            .zip(self.expires.chunks(64))
            .zip(at(&self.unconsented, party)?);
        for (base, ((((levels, compartments), releasable_to), expires), unconsented)) in
            (0_u32..).step_by(64).zip(fields)
        {
            let word = who.of_64(levels, compartments, releasable_to, expires, self.now) & !unconsented;
            members(base, word, out);
        }
        Ok(())
    }
}

impl Cleared {
    /// The party at `position`.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn of(world: &World, position: usize) -> Result<Self, Fault> {
        let party = at(&world.parties, position)?;
        Ok(Self { level: party.level, lacking: !mask(&party.compartments), nation: 1 << party.nation })
    }

    /// Which of up to 64 items satisfy everything but consent, the first in the lowest bit.
    #[must_use]
    #[inline]
    pub fn of_64(
        self,
        levels: &[u8],
        compartments: &[u64],
        releasable_to: &[u64],
        expires: &[i64],
        now: i64,
    ) -> u64 {
        let fields = levels.iter().zip(compartments).zip(releasable_to).zip(expires);
        fields.enumerate().fold(0, |word, (bit, (((level, compartments), releasable_to), expires))| {
            let may = (*level <= self.level)
                & (compartments & self.lacking == 0)
                & (releasable_to & self.nation != 0)
                & (now < *expires);
            word | u64::from(may) << bit
        })
    }
}

/// For each party, by 64 items, those that are originator-controlled and not consented to.
#[must_use]
pub fn unconsented(world: &World) -> Vec<Box<[u64]>> {
    let mut controlled = vec![0_u64; world.items.len().div_ceil(64)];
    for (position, item) in world.items.iter().enumerate() {
        if let Some(word) = controlled.get_mut(position / 64) {
            *word |= u64::from(item.originator_controlled) << (position % 64);
        }
    }
    let mut rows = vec![controlled.into_boxed_slice(); world.parties.len()];
    for consent in &world.consents {
        if let Some(word) = rows.get_mut(consent.party).and_then(|row| row.get_mut(consent.item / 64)) {
            *word &= !(1 << (consent.item % 64));
        }
    }
    rows
}

fn members(base: u32, mut word: u64, out: &mut Vec<u32>) {
    while word != 0 {
        out.push(base + word.trailing_zeros());
        word &= word - 1;
    }
}
