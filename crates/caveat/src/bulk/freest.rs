//! The same fact from several sources: the one through which it may go. Using it must not reveal the others.

use std::collections::BTreeSet;

use super::Bulk;
use crate::answer::{Answer, answer_without};
use crate::decide::{Decision, Outcome, decide};
use crate::entry::InCapacity;
use crate::id::{FactKey, ItemId, PartyId};
use crate::question::Unanswerable;
use crate::time::Position;

/// The answer for one of the items that tell a fact, in which none of the others is told of.
#[derive(Debug)]
pub struct Freest {
    /// The decision. It knows of the others: only the answer is for telling.
    pub decision: Decision,
    /// What may be told of it.
    pub answer: Answer,
}

impl Bulk<'_> {
    /// Of the items that tell the fact, and that the actor holds and the asker may know of, the one that may go to
    /// these; or else the one for which the fewest owners have to agree, and of these the first recorded. Nothing where
    /// there is none, whatever others there may be.
    ///
    /// # Errors
    /// Where the question cannot be answered for any of them.
    pub fn freest(&self, fact: &FactKey, to: &[InCapacity]) -> Result<Option<Freest>, Unanswerable> {
        let telling: BTreeSet<&ItemId> = self.facts.telling(fact).collect();
        let mut best: Option<(Freedom, Decision)> = None;
        let mut failed = None;
        for item in telling.iter().filter(|item| self.could_go(item)) {
            match decide(&self.manner.question(item, to), self.facts) {
                Ok(decision) => {
                    let freedom = self.freedom(&decision);
                    if best.as_ref().is_none_or(|(known, _)| freedom < *known) {
                        best = Some((freedom, decision));
                    }
                }
                Err(why) => failed = failed.or(Some(why)),
            }
        }
        let Some((_, decision)) = best else { return failed.map_or(Ok(None), Err) };
        let chosen = decision.question().item.clone();
        let others: BTreeSet<ItemId> = telling.into_iter().filter(|item| **item != chosen).cloned().collect();
        let answer = answer_without(&decision, self.facts, self.asker, &others);
        Ok(Some(Freest { decision, answer }))
    }

    fn could_go(&self, item: &ItemId) -> bool {
        self.may_be_told(item) && self.facts.possesses(&self.actor, item, self.at())
    }

    fn freedom(&self, decision: &Decision) -> Freedom {
        let standing = decision.grounds().iter().filter(|ground| ground.state().stands());
        let owners: BTreeSet<&PartyId> = standing.map(|ground| &ground.occurrence().owner).collect();
        Freedom {
            is_denied: decision.outcome() != Outcome::Permitted,
            missing: owners.len(),
            recorded: self.facts.item_entry(&decision.question().item).map(|entry| entry.position),
        }
    }
}

/// How freely something may go; less is freer.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Freedom {
    is_denied: bool,
    missing: usize,
    recorded: Option<Position>,
}
