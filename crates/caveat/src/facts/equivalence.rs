//! Which level counts as which, for whoever asks no question about an item.

use std::sync::Arc;

use crate::entry::{Body, Entry, Equivalence};
use crate::facts::Facts;
use crate::time::Moment;

/// An equivalence that is in force.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'a> {
    /// What it says.
    pub equivalence: &'a Equivalence,
    /// The entry that says it.
    pub entry: &'a Arc<Entry>,
    /// Whether whoever says it speaks about the authority of the scheme it counts in: if not, it has no effect but for
    /// the caveats of that speaker.
    pub counts: bool,
}

impl Facts {
    /// The equivalences that are in force at a moment, in the order of their positions.
    pub fn equivalences(&self, at: Moment) -> impl Iterator<Item = InForce<'_>> {
        let in_force = self.index.equivalences().filter(move |fact| self.stands_recorded(fact, at));
        in_force.filter_map(|fact| {
            let Body::Equivalence(equivalence) = &fact.entry.body else { return None };
            Some(InForce { equivalence, entry: &fact.entry, counts: fact.counts.is_some() })
        })
    }
}
