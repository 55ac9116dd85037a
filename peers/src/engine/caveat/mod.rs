//! `caveat`: an archive made ready for the desk that holds the items, and for each party as a recipient. Outcomes alone,
//! outcomes with the grounds that the archive has, and whole decisions of the rule, which the archive stands around.

mod crowd;
mod told;

use std::collections::BTreeSet;

use caveat::archive::{Archive, Recipients, Row, Seen, Stance};
use caveat::bulk::Manner;
use caveat::caveat::Test;
use caveat::decide::{Decision, Outcome, decide};
use caveat::entry::InCapacity;
use caveat::facts::Facts;
use caveat::id::ItemId;
use caveat::question::Question;

use super::{Engine, at};
use crate::Fault;
use crate::oracle::Condition;
use crate::world::World;

pub use crowd::{Crowded, InSets};
pub use told::{Likeness, Told, manner, recipient};

/// The archive, for outcomes alone.
#[derive(Debug)]
pub struct Caveat {
    archive: Archive<'static>,
    recipients: Vec<Recipients>,
}

impl Engine for Caveat {
    const NAME: &'static str = "caveat, outcome";
    type Question = (Row, u32);

    fn prepare(world: &World) -> Result<Self, Fault> {
        let told = Told::of(world)?;
        let facts = Facts::of(told.entries());
        let archive = Archive::streamed(facts, told::manner(world)?, []).map_err(|why| why.to_string())?;
        let numbers = 0..world.parties.len();
        let recipients = numbers.map(|number| ready(&archive, number)).collect::<Result<_, _>>()?;
        Ok(Self { archive, recipients })
    }

    fn question(&self, party: usize, item: usize) -> Result<(Row, u32), Fault> {
        at(&self.recipients, party)?;
        let row = self.archive.row(&told::item_id(item)?).ok_or("no such item")?;
        Ok((row, u32::try_from(party)?))
    }

    fn may(&mut self, (row, party): &(Row, u32)) -> Result<bool, Fault> {
        let weighed = self.archive.weigh(*row, at(&self.recipients, *party as usize)?);
        Ok(weighed.map_err(|why| why.to_string())?.outcome == Outcome::Permitted)
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        // Items were recorded in their order, and so their rows are numbered.
        let permitted = self.archive.permitted(at(&self.recipients, party)?);
        out.extend(permitted.rows().map(Row::number));
        Ok(())
    }
}

fn ready(archive: &Archive<'_>, party: usize) -> Result<Recipients, Fault> {
    Ok(archive.recipients(&[told::recipient(party)?]).map_err(|why| why.to_string())?)
}

/// The archive, for outcomes with grounds. A recipient is made ready for each list.
#[derive(Debug)]
pub struct WithGrounds {
    outcomes: Caveat,
}

impl Engine for WithGrounds {
    const NAME: &'static str = "caveat, full grounds; lists with the recipient made ready";
    type Question = (Row, u32);

    fn prepare(world: &World) -> Result<Self, Fault> {
        Ok(Self { outcomes: Caveat::prepare(world)? })
    }

    fn question(&self, party: usize, item: usize) -> Result<(Row, u32), Fault> {
        self.outcomes.question(party, item)
    }

    fn may(&mut self, question: &(Row, u32)) -> Result<bool, Fault> {
        let grounds = self.grounds(question)?;
        Ok(std::hint::black_box(&grounds).iter().all(|ground| ground.stance != Stance::Standing))
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        let ready = ready(&self.outcomes.archive, party)?;
        out.extend(self.outcomes.archive.permitted(&ready).rows().map(Row::number));
        Ok(())
    }

    fn failed(&mut self, question: &(Row, u32)) -> Result<Option<BTreeSet<Condition>>, Fault> {
        let grounds = self.grounds(question)?;
        let standing = grounds.iter().filter(|ground| ground.stance == Stance::Standing);
        Ok(Some(standing.map(|ground| condition(ground.test)).collect::<Result<_, _>>()?))
    }
}

impl WithGrounds {
    fn grounds(&self, (row, party): &(Row, u32)) -> Result<Vec<Seen<'_>>, Fault> {
        let to = at(&self.outcomes.recipients, *party as usize)?;
        Ok(self.outcomes.archive.grounds(*row, to).ok_or("no grounds in the archive")?)
    }
}

/// The rule itself: every ground with its citations, every way to a yes, what could go instead.
#[derive(Debug)]
pub struct Decide {
    facts: Facts,
    manner: Manner,
    items: Vec<ItemId>,
    parties: Vec<InCapacity>,
}

impl Engine for Decide {
    const NAME: &'static str = "caveat, the rule itself with ways and citations";
    type Question = Question;

    fn prepare(world: &World) -> Result<Self, Fault> {
        Ok(Self {
            facts: Facts::of(Told::of(world)?.entries()),
            manner: told::manner(world)?,
            items: (0..world.items.len()).map(told::item_id).collect::<Result<_, _>>()?,
            parties: (0..world.parties.len()).map(told::recipient).collect::<Result<_, _>>()?,
        })
    }

    fn question(&self, party: usize, item: usize) -> Result<Question, Fault> {
        Ok(self.manner.question(at(&self.items, item)?, &[at(&self.parties, party)?.clone()]))
    }

    fn may(&mut self, question: &Question) -> Result<bool, Fault> {
        Ok(std::hint::black_box(self.decision(question)?).outcome() == Outcome::Permitted)
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        for (number, _) in (0..).zip(&self.items) {
            if self.decision(&self.question(party, number as usize)?)?.outcome() == Outcome::Permitted {
                out.push(number);
            }
        }
        Ok(())
    }

    fn failed(&mut self, question: &Question) -> Result<Option<BTreeSet<Condition>>, Fault> {
        let decision = self.decision(question)?;
        let standing = decision.grounds().iter().filter(|ground| ground.state().stands());
        let failed = standing.map(|ground| condition(&ground.occurrence().test));
        Ok(Some(failed.collect::<Result<_, _>>()?))
    }
}

impl Decide {
    fn decision(&self, question: &Question) -> Result<Decision, Fault> {
        Ok(decide(question, &self.facts).map_err(|why| why.to_string())?)
    }
}

/// Which condition of the world a caveat is.
fn condition(test: &Test) -> Result<Condition, Fault> {
    match test {
        Test::Level(..) => Ok(Condition::Level),
        Test::Compartment(..) => Ok(Condition::Compartments),
        Test::Audience(_) => Ok(Condition::Nation),
        Test::Nobody(Some(words)) if words.as_str() == told::ON_CONSENT => Ok(Condition::Consent),
        Test::Nobody(Some(words)) if words.as_str() == told::EXPIRED => Ok(Condition::Expiry),
        other => Err(format!("{other} is no condition of the world").into()),
    }
}
