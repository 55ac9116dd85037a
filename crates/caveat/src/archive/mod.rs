//! A whole archive at once: which of very many items may go to somebody, and what a single answer comes to.
//!
//! Millions of items bear few distinct sets of caveats. An [`Archive`] is made ready for one [`Manner`] of disclosure:
//! every set is kept once, and of every item its set and the grants that touch it. A [`Recipients`] is made ready by
//! asking of every *kind* of caveat once whether it is met. After that, a question is a few words compared.
//!
//! Nothing is decided here. What an item bears, who meets it and what lifts it is asked of the rules of
//! [`decide`](mod@crate::decide) and [`facts`](crate::facts), once for all items or recipients that are alike in it.
//! Where that is no matter of the set alone (a house rule reads the item; a grant is bound to terms; an owner refused
//! somebody), the question goes to [`decide`] itself, at its price. Nothing is kept of a question or its answer.

mod acts;
mod bits;
mod grounds;
mod kind;
mod list;
mod names;
mod recipient;
mod sets;
mod sorting;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::bulk::Manner;
use crate::decide::{Sharing, Tally, Weighed, decide};
use crate::entry::{Body, Entry, InCapacity};
use crate::facts::Facts;
use crate::id::ItemId;
use crate::question::{Chain, Question, Unanswerable};
use crate::time::Moment;

use acts::Acts;
pub use grounds::{Seen, Stance};
use kind::{Kind, Parties};
pub use list::{Groups, Permitted};
use names::Names;
use recipient::Asking;
pub use recipient::Recipients;
use sets::{APART, Sets};
use sorting::{Sorted, Sorting};

/// Items made ready for questions of one manner.
#[derive(Debug)]
pub struct Archive<'f> {
    facts: Cow<'f, Facts>,
    manner: Manner,
    actor: Chain,
    kinds: Vec<Kind>,
    parties: Parties,
    asking: Asking,
    sets: Sets,
    acts: Acts,
    items: Names,
    /// The set of each item.
    under: Vec<u32>,
    /// The items in the order of their names.
    by_name: Vec<u32>,
    /// The items in the order of their sets, each set's up to its end.
    by_set: Vec<u32>,
    set_ends: Vec<u32>,
}

/// Why items were not taken in one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unstreamable {
    /// What is inside of the item was looked at before it.
    HasParts(ItemId),
    /// There would be no answer. An item that is made of one which comes later, or was forgotten, is made of something
    /// that is not known.
    Unanswerable(Unanswerable),
}

impl fmt::Display for Unstreamable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HasParts(item) => write!(f, "`{item}` has parts, and has to be among the facts"),
            Self::Unanswerable(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Unstreamable {}

impl From<Unanswerable> for Unstreamable {
    fn from(why: Unanswerable) -> Self {
        Self::Unanswerable(why)
    }
}

/// An item of an archive, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(u32);

impl Row {
    /// The number: that of the first is 0.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl<'f> Archive<'f> {
    /// Makes every item that the facts know ready, in the order in which they were recorded.
    ///
    /// # Errors
    /// Where the actor is unknown, or must say in which capacity it acts.
    pub fn of(facts: &'f Facts, manner: Manner) -> Result<Self, Unanswerable> {
        let mut sorting = Sorting::open(manner, facts)?;
        let rows = Rows::of(facts, &mut sorting);
        Ok(Self::settled(Cow::Borrowed(facts), sorting, rows))
    }

    /// As [`Archive::of`], with more items than one wants in memory as entries: those that no act refers to are known
    /// afterwards by their names and sets alone, one of each set apart.
    ///
    /// The facts hold everything but these items, which come behind the others in any order. None of them has parts,
    /// since what an unmarked part bears depends on its wholes; and none is made of another: sources are among the
    /// facts.
    ///
    /// # Errors
    /// As [`Archive::of`], and where an item is not such a one.
    pub fn streamed(
        mut facts: Facts,
        manner: Manner,
        items: impl IntoIterator<Item = Arc<Entry>>,
    ) -> Result<Archive<'static>, Unstreamable> {
        let mut sorting = Sorting::open(manner, &facts)?;
        let mut rows = Rows::of(&facts, &mut sorting);
        let mut kept = HashSet::new();
        for entry in items {
            let Body::Item(item) = &entry.body else { continue };
            if !item.parts.is_empty() {
                return Err(Unstreamable::HasParts(item.id.clone()));
            }
            if let Some(source) = item.sources.iter().find(|source| facts.item(source).is_none()) {
                return Err(Unstreamable::Unanswerable(Unanswerable::UnknownItem(source.clone())));
            }
            // It comes last, and nothing that is known counts, or does not, by an item that nothing is made of.
            facts.take_in(&entry);
            let sorted = sorting.sort(&item.id, &facts);
            let stays = match &sorted {
                Sorted::Apart => true,
                Sorted::Under(set, acts) => !acts.is_empty() || kept.insert(*set),
            };
            rows.push(&item.id, sorted);
            if !stays {
                facts.forget_item(&entry);
            }
        }
        Ok(Archive::settled(Cow::Owned(facts), sorting, rows))
    }

    fn settled(facts: Cow<'f, Facts>, sorting: Sorting, mut rows: Rows) -> Self {
        let Sorting { manner, actor, parties, kinds, sets: found, .. } = sorting;
        let (kinds, numbers) = sets::numbered(&found, kinds.kinds);
        let sets = Sets::of(found, &kinds, &numbers);
        rows.acts.settle(parties.len());
        let asking = Asking::of(&kinds, &parties);
        let all = 0..rows.items.len() as u32;
        let mut by_name: Vec<u32> = all.clone().collect();
        by_name.sort_by(|one, other| rows.items.get(*one).cmp(&rows.items.get(*other)));
        let mut by_set: Vec<u32> = all.collect();
        by_set.sort_by_key(|row| rows.under.get(*row as usize));
        let set_ends = list::ends(&by_set, &rows.under, sets.len());
        let Rows { items, under, acts } = rows;
        Self {
            facts,
            manner,
            actor,
            kinds,
            parties,
            asking,
            sets,
            acts,
            items,
            under,
            by_name,
            by_set,
            set_ends,
        }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.items.len() == 0
    }

    /// The number of distinct sets of caveats, and how many items are decided by themselves.
    pub fn shape(&self) -> (usize, usize) {
        (self.sets.len() - 1, self.under.iter().filter(|set| **set == APART).count())
    }

    /// An item by its name.
    pub fn row(&self, item: &ItemId) -> Option<Row> {
        let item = Some(item.as_str());
        let place = self.by_name.binary_search_by(|row| self.items.get(*row).cmp(&item)).ok()?;
        self.by_name.get(place).copied().map(Row)
    }

    /// The name of an item.
    pub fn item(&self, row: Row) -> Option<ItemId> {
        self.items.get(row.0)?.parse().ok()
    }

    /// Makes recipients ready.
    ///
    /// # Errors
    /// Where there is none, or one is unknown or must say in which capacity it acts.
    pub fn recipients(&self, to: &[InCapacity]) -> Result<Recipients, Unanswerable> {
        if to.is_empty() {
            return Err(Unanswerable::NoRecipient);
        }
        let at = Moment::end_of(self.manner.on);
        let (chains, _) = self.facts.recipients(to, at)?;
        // No item is asked for: who meets what is a matter of the kinds alone.
        let Some(any) = self.item(Row(0)) else { return Ok(Recipients::of(to, Vec::new())) };
        let question = self.manner.question(&any, to);
        let sharing = Sharing::of(&question, self.actor.clone(), &self.facts);
        let ready =
            |chain: &Chain| self.asking.ready(chain, &sharing, &self.facts, at, (&self.kinds, &self.parties));
        Ok(Recipients::of(to, chains.iter().map(ready).collect()))
    }

    /// What the answer comes to, whether the item may go to these.
    ///
    /// # Errors
    /// As [`decide`], which is asked where the set of caveats is not all that matters.
    pub fn weigh(&self, row: Row, to: &Recipients) -> Result<Weighed, Unanswerable> {
        let set = self.set(row);
        if let Some(recipient) = to.only() {
            let untouched = || !self.acts.reach(row.0, recipient);
            if let Some(weighed) = self.sets.weigh(set, &recipient.met, untouched) {
                return Ok(weighed);
            }
        }
        match self.counted(row, set, to) {
            Some(tally) => Ok(tally.weigh(self.sets.is_held(set))),
            None => self.decided(row, to),
        }
    }

    fn set(&self, row: Row) -> u32 {
        self.under.get(row.0 as usize).copied().unwrap_or(APART)
    }

    /// Nothing where the item is decided by itself, or an act's effect is a matter of the recipient.
    fn counted(&self, row: Row, set: u32, to: &Recipients) -> Option<Tally> {
        if set == APART {
            return None;
        }
        let mut tally = Tally::default();
        for recipient in to.each() {
            self.sets.count(&mut tally, set, &recipient.met, self.acts.places(row.0, recipient)?);
        }
        Some(tally)
    }

    fn decided(&self, row: Row, to: &Recipients) -> Result<Weighed, Unanswerable> {
        Ok(decide(&self.question(row, to), &self.facts)?.weighed())
    }

    /// The question that a row and recipients stand for.
    fn question(&self, row: Row, to: &Recipients) -> Question {
        let none = || unreachable!("a row is of the archive that made it");
        self.manner.question(&self.item(row).unwrap_or_else(none), &to.named)
    }

    fn kind(&self, number: u32) -> Option<&Kind> {
        self.kinds.get(number.checked_sub(1)? as usize)
    }
}

/// The items as they are sorted.
#[derive(Debug, Default)]
struct Rows {
    items: Names,
    under: Vec<u32>,
    acts: Acts,
}

impl Rows {
    /// The items that the facts know.
    fn of(facts: &Facts, sorting: &mut Sorting) -> Self {
        let mut rows = Self::default();
        for entry in facts.entries() {
            if let Body::Item(item) = &entry.body {
                rows.push(&item.id, sorting.sort(&item.id, facts));
            }
        }
        rows
    }

    fn push(&mut self, item: &ItemId, sorted: Sorted) {
        let (set, acts) = match sorted {
            Sorted::Under(set, acts) => (set, acts),
            Sorted::Apart => (APART, Vec::new()),
        };
        self.items.push(item);
        self.under.push(set);
        self.acts.push(acts);
    }
}
