//! The right edge of a tree: all that is needed to let it grow.

use crate::hash::{Hash, node_hash};
use crate::proof::{Tiles, TreeError, complete_subtrees};

/// The right edge of a tree: its size, and the roots of the largest complete subtrees from left to right.
///
/// For a tree of `n` leaves these are as many hashes as `n` has ones in binary. Adding a leaf takes one hash on the
/// average, and the root at most 63.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Edge {
    /// The edge of the tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of the tree of `size` leaves, from its tiles: at most one tile of each level is read.
    pub fn restore<T: Tiles>(size: u64, tiles: &T) -> Result<Self, TreeError<T::Error>> {
        Ok(Self { size, subtrees: complete_subtrees(size, tiles)? })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf, given by its hash (see [`crate::leaf_hash`]).
    ///
    /// `complete` hears of every subtree that it completes: of how many leaves that is, as a power of two; its index
    /// among the subtrees of so many; its root. First of the leaf itself (2^0), then of 2, 4, … leaves.
    pub fn push(&mut self, leaf: Hash, complete: &mut impl FnMut(u8, u64, Hash)) {
        complete(0, self.size, leaf);
        let mut hash = leaf;
        for height in 1..=self.size.trailing_ones() as u8 {
            let Some(left) = self.subtrees.pop() else { break };
            hash = node_hash(&left, &hash);
            complete(height, self.size >> height, hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut from_the_right = self.subtrees.iter().rev();
        let Some(last) = from_the_right.next() else { return Hash::EMPTY_ROOT };
        from_the_right.fold(*last, |right, left| node_hash(left, &right))
    }
}
