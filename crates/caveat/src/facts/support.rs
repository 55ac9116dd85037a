//! Which entries show something.

use crate::time::Position;

/// The entries that show something, in no order. What is plain from the question or from the endings and
/// relations that every decision cites (see [`crate::decide`]) is not listed again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Support(Vec<Position>);

impl Support {
    /// Shown by no entry: it holds of itself.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// Shown by one entry.
    pub(crate) fn of(position: Position) -> Self {
        Self(vec![position])
    }

    /// Shown by these together.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.0.extend_from_slice(&other.0);
        self
    }

    /// Shown by these and one entry more.
    pub(crate) fn with(mut self, position: Position) -> Self {
        self.0.push(position);
        self
    }

    /// Adds what shows something else.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Position> + '_ {
        self.0.iter().copied()
    }
}
