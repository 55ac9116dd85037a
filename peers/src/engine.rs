//! What an engine is here, and the engines, a file each.

pub mod accumulo;
pub mod casbin;
pub mod caveat;
pub mod cedar;
pub mod cedar_why;
pub mod columns;
pub mod regorus;
pub mod scalar;

use std::collections::BTreeSet;

use crate::Fault;
use crate::oracle::Condition;
use crate::world::World;

/// An engine that holds the world in its own way, and answers from it.
///
/// What an engine does before it is asked is not timed: it may index, compile and intern as much as it would for a
/// world that changes now and then. It may not keep answers. An error ends the run: it never counts as a denial.
pub trait Engine: Sized {
    /// What it is called in the tables.
    const NAME: &'static str;

    /// A question as the engine wants it: as ready as it can be before it is decided.
    type Question;

    /// The engine with the whole world in it.
    ///
    /// # Errors
    ///
    /// If the engine does not take the world.
    fn prepare(world: &World) -> Result<Self, Fault>;

    /// The question whether `party` may have `item`, made ready. Not timed.
    ///
    /// # Errors
    ///
    /// If either is not in the world, or the engine does not take the question.
    fn question(&self, party: usize, item: usize) -> Result<Self::Question, Fault>;

    /// The answer. Timed.
    ///
    /// # Errors
    ///
    /// If the engine fails.
    fn may(&mut self, question: &Self::Question) -> Result<bool, Fault>;

    /// Every item that `party` may have, in order, in place of what is in `out`. Timed. The engine does it in the
    /// fastest way that it has.
    ///
    /// # Errors
    ///
    /// If the party is not in the world, or the engine fails.
    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault>;

    /// Every condition that does not hold, by the engine's own account; `None` if it gives none. Not timed: what the
    /// account is made from has to come out of [`may`](Self::may), in whatever form.
    ///
    /// # Errors
    ///
    /// If the engine fails.
    fn failed(&mut self, question: &Self::Question) -> Result<Option<BTreeSet<Condition>>, Fault> {
        let _ = question;
        Ok(None)
    }
}

/// An engine of which further policies can be made to lie beside the one that matters.
pub trait AmongOthers: Engine {
    /// What is laid beside it, in a few words.
    const OTHERS: &'static str;

    /// The engine with the whole world in it, and `others` policies that never apply.
    ///
    /// # Errors
    ///
    /// If the engine does not take them.
    fn among(world: &World, others: usize) -> Result<Self, Fault>;
}

/// What stands at `position`.
///
/// # Errors
///
/// If there is nothing.
pub fn at<T>(things: &[T], position: usize) -> Result<&T, Fault> {
    things.get(position).ok_or_else(|| format!("there is no position {position}").into())
}

/// A set of numbers from 0 to 63 as bits.
#[must_use]
pub fn mask(set: &BTreeSet<u8>) -> u64 {
    set.iter().fold(0, |mask, member| mask | 1 << member)
}
