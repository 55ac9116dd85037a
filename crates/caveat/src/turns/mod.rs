//! Where an answer turns: between two positions of the ledger, or between two instants, each entry from which on the
//! answer is another.
//!
//! It is for whoever keeps the register: nothing is hidden but who is concealed. Nothing is decided here; the same
//! question is put again wherever its answer may have changed, and that is little more often than where it has.

mod bounds;
mod instants;
mod positions;
mod slices;

use std::sync::Arc;

use serde::Serialize;

use crate::answer::{Asker, EntryTold, cited};
use crate::bulk::{Bulk, Gist, Manner};
use crate::decide::{Decision, decide};
use crate::entry::{Entry, InCapacity};
use crate::facts::Facts;
use crate::id::ItemId;
use crate::question::Judge;
use crate::time::{Instant, Position};

pub use bounds::How;

/// A question that is put again and again: of one item, or of every item that the actor holds.
#[derive(Debug, Clone)]
pub struct Asking {
    /// How it would be disclosed. The instant is that of the question where positions are compared.
    pub manner: Manner,
    /// To whom.
    pub to: Vec<InCapacity>,
    /// Which item; every item that the actor holds where none is named.
    pub item: Option<ItemId>,
}

/// What is known, and who judges house rules.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The entries.
    pub entries: &'a [Arc<Entry>],
    /// The judge.
    pub judge: Arc<dyn Judge>,
}

/// A point from which on an answer is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The point.
    pub at: At,
    /// The item.
    pub item: ItemId,
    /// What the answer came to before; where every item is asked about, nothing while the actor does not hold it.
    pub before: Option<Gist>,
    /// What it comes to from then on.
    pub after: Option<Gist>,
    /// The entries by which it is another.
    pub by: Vec<Cause>,
}

/// A position or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum At {
    /// From that entry on.
    Position(Position),
    /// From that instant on.
    Instant(Instant),
}

/// An entry by which an answer is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The entry.
    #[serde(flatten)]
    pub entry: EntryTold,
    /// How.
    pub how: How,
}

/// How far it is: what is done, of what.
pub type Watch<'a> = &'a mut dyn FnMut(usize, usize);

/// Who is told of a turn. An error ends it.
pub type Tell<'a, E> = &'a mut dyn FnMut(Turn) -> Result<(), E>;

impl Asking {
    /// Every turn of the answer, or of the answers, between what was known at two positions, in their order.
    ///
    /// # Errors
    /// Those of whoever is told.
    pub fn between_positions<E>(
        &self,
        known: &Known<'_>,
        from: Position,
        to: Position,
        watch: Watch<'_>,
        tell: Tell<'_, E>,
    ) -> Result<(), E> {
        positions::between(self, known, from, to, watch, tell)
    }

    /// Every turn of the answer, or of the answers, between two instants, in their order.
    ///
    /// # Errors
    /// Those of whoever is told.
    pub fn between_instants<E>(
        &self,
        known: &Known<'_>,
        from: Instant,
        to: Instant,
        watch: Watch<'_>,
        tell: Tell<'_, E>,
    ) -> Result<(), E> {
        instants::between(self, known, from, to, watch, tell)
    }

    /// What the answer about the item comes to by these facts at that instant.
    fn put(&self, item: &ItemId, facts: &Facts, on: Instant) -> Option<Gist> {
        let manner = Manner { on, ..self.manner.clone() };
        if self.item.is_some() {
            return match decide(&manner.question(item, &self.to), facts) {
                Ok(decision) => Gist::of(&decision, facts, &Asker::Keeper),
                Err(why) => Some(Gist::unanswerable(&why)),
            };
        }
        Bulk::open(manner, facts, &Asker::Keeper).ok()?.of_item(item, &self.to)
    }

    /// The decision behind it.
    fn decision(&self, item: &ItemId, facts: &Facts, on: Instant) -> Option<Decision> {
        let manner = Manner { on, ..self.manner.clone() };
        decide(&manner.question(item, &self.to), facts).ok()
    }
}

/// Whether the two answers come to the same.
fn is_alike(one: Option<&Gist>, other: Option<&Gist>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_alike(other),
        (None, None) => true,
        _ => false,
    }
}

/// The entry as a cause of what is told of these items.
fn cause(entry: &Entry, items: &[ItemId], facts: &Facts, how: How) -> Cause {
    Cause { entry: cited(entry, items, facts, &Asker::Keeper), how }
}
