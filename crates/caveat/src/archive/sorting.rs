//! From an item to what it bears, as kinds, and to the acts that lift some of it for somebody.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::kind::{Key, Kinds, Parties};
use super::sets::Found;
use crate::bulk::Manner;
use crate::caveat::Test;
use crate::decide::{Lift, Sharing, Side, Uniform};
use crate::entry::Body;
use crate::facts::{Copy, Facts};
use crate::id::{ItemId, PartyId, PowerId};
use crate::question::{Chain, Unanswerable};
use crate::time::{Moment, Position};

/// What becomes of an item.
#[derive(Debug)]
pub(super) enum Sorted {
    /// It bears a set, and these acts lift some of it for those whom they name.
    Under(u32, Vec<Act>),
    /// What decides about it is its own; each question about it goes to the rule.
    Apart,
}

/// A grant, as it lifts what one item bears.
#[derive(Debug, Clone)]
pub(super) struct Act {
    /// Whom it names.
    pub(super) to: Vec<u32>,
    /// What it is; nothing where its effect differs among those whom it names.
    pub(super) lift: Option<Lift>,
    /// The places in the set of what it lifts.
    pub(super) places: u64,
}

/// What sorts items, one after the other.
#[derive(Debug)]
pub(super) struct Sorting {
    pub(super) manner: Manner,
    pub(super) actor: Chain,
    sides: HashMap<PartyId, Side>,
    pub(super) parties: Parties,
    pub(super) kinds: Kinds,
    pub(super) sets: Found,
}

impl Sorting {
    /// # Errors
    /// Where the actor is unknown, or must say in which capacity it acts.
    pub(super) fn open(manner: Manner, facts: &Facts) -> Result<Self, Unanswerable> {
        let actor = facts.resolve(&manner.actor, Moment::end_of(manner.on))?;
        let (sides, parties, kinds) = (HashMap::new(), Parties::default(), Kinds::default());
        Ok(Self { manner, actor, sides, parties, kinds, sets: Found::default() })
    }

    /// Sorts an item that the facts know.
    pub(super) fn sort(&mut self, item: &ItemId, facts: &Facts) -> Sorted {
        self.found(item, facts).unwrap_or(Sorted::Apart)
    }

    /// Nothing where what decides about the item is its own.
    fn found(&mut self, item: &ItemId, facts: &Facts) -> Option<Sorted> {
        let at = Moment::end_of(self.manner.on);
        let borne = facts.bears(item, at).ok()?;
        let question = self.manner.question(item, &[]);
        let sharing = Sharing::of(&question, self.actor.clone(), facts);
        let mode = self.manner.mode;
        let applies = |copy: &Copy<'_>| copy.stated.caveat.get().applies_to(mode);
        let occurrences: Vec<(Copy<'_>, Arc<[ItemId]>)> =
            borne.occurrences.into_iter().filter(|(copy, _)| applies(copy)).collect();
        let mut kinds: Vec<u32> = Vec::with_capacity(occurrences.len());
        for (copy, path) in &occurrences {
            kinds.push(self.kind(copy, path, &sharing, facts, at)?);
        }
        let acts = self.acts(&occurrences, &sharing)?;
        let held = facts.possesses(&self.actor, item, at);
        Some(Sorted::Under(self.sets.number(held, kinds), acts))
    }

    fn kind(
        &mut self,
        copy: &Copy<'_>,
        path: &[ItemId],
        sharing: &Sharing<'_>,
        facts: &Facts,
        at: Moment,
    ) -> Option<u32> {
        let effective = facts.effective(copy, at);
        if asks_for_the_item(&effective.test) {
            return None;
        }
        let (lifts, is_removed) = match &effective.removed {
            Some((entry, authority)) => (vec![Lift::by_remark(*entry, authority)], true),
            None => match sharing.act_for_all(copy) {
                Uniform::ForAll(lifts) => (lifts, false),
                Uniform::Differs => return None,
            },
        };
        let organisations = match &effective.test {
            Test::Relative(audience) if !is_removed => sharing.organisations(copy, *audience, path),
            _ => Vec::new(),
        };
        let stated = &copy.stated.caveat.get().test;
        let key = Key {
            owner: copy.owner.clone(),
            first_owner: copy.first_owner.clone(),
            stated: (*stated != effective.test).then(|| stated.clone()),
            test: effective.test,
            lifts,
            is_removed,
            organisations,
        };
        let side = self.side_of(&copy.owner, sharing);
        Some(self.kinds.number(key, copy, side, &mut self.parties))
    }

    fn side_of(&mut self, owner: &PartyId, sharing: &Sharing<'_>) -> Side {
        *self.sides.entry(owner.clone()).or_insert_with(|| sharing.side_of(owner))
    }

    /// The grants that lift something of the item, or may; nothing where that is beyond the 64th caveat, of which the
    /// places have no bit.
    fn acts(&mut self, occurrences: &[(Copy<'_>, Arc<[ItemId]>)], sharing: &Sharing<'_>) -> Option<Vec<Act>> {
        // One grant may lift one caveat under one power, and another under another.
        let mut acts: BTreeMap<(Position, Option<PowerId>), Act> = BTreeMap::new();
        let mut places = 0_u32..;
        for on_path in occurrences.chunk_by(|(_, one), (_, next)| Arc::ptr_eq(one, next)) {
            let grants = on_path.first().map(|(_, path)| sharing.grants_reaching(path)).unwrap_or_default();
            for ((copy, path), place) in on_path.iter().zip(&mut places) {
                for entry in &grants {
                    let Body::Grant(grant) = &entry.body else { continue };
                    let lift = match sharing.grant_for_all(entry, grant, copy, path) {
                        Uniform::ForAll(lifts) if lifts.is_empty() => continue,
                        Uniform::ForAll(lifts) => lifts.into_iter().next(),
                        Uniform::Differs => None,
                    };
                    let power = lift.as_ref().and_then(Lift::power).cloned();
                    let act = acts.entry((entry.position, power)).or_insert_with(|| {
                        let to = grant.to.iter().map(|party| self.parties.number(party)).collect();
                        Act { to, lift: lift.clone(), places: 0 }
                    });
                    if lift.is_none() {
                        act.lift = None;
                    }
                    act.places |= 1_u64.checked_shl(place)?;
                }
            }
        }
        Some(acts.into_values().collect())
    }
}

/// Whether meeting the test is a matter of the item or of how it came about: a house rule reads the item, and what
/// holds a relative audience as one of several is resolved for each path.
fn asks_for_the_item(test: &Test) -> bool {
    match test {
        Test::Rule(_) => true,
        Test::Any(tests) => {
            tests.iter().any(|test| matches!(test, Test::Relative(_)) || asks_for_the_item(test))
        }
        _ => false,
    }
}
