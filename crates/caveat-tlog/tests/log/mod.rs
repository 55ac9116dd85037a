//! A log in memory, as the tests grow it, which holds callers to what they may ask of [`Tiles`].

use std::cell::Cell;
use std::convert::Infallible;

use caveat_tlog::{Edge, Hash, Tiles, leaf_hash};

pub(crate) struct Log {
    pub(crate) edge: Edge,
    /// The root of the tree of each size, from 0 on.
    pub(crate) roots: Vec<Hash>,
    /// The roots of the complete subtrees of 1, 2, 4, … leaves.
    pub(crate) heights: Vec<Vec<Hash>>,
    /// How often hashes were asked for.
    pub(crate) asked: Cell<usize>,
}

impl Log {
    pub(crate) fn of<E: AsRef<[u8]>>(entries: impl IntoIterator<Item = E>) -> Self {
        let mut log = Self {
            edge: Edge::new(),
            roots: vec![Hash::EMPTY_ROOT],
            heights: vec![Vec::new()],
            asked: Cell::new(0),
        };
        for entry in entries {
            log.edge.push(leaf_hash(entry.as_ref()), &mut |height, index, hash| {
                let height = usize::from(height);
                log.heights.resize(log.heights.len().max(height + 1), Vec::new());
                assert_eq!(log.heights[height].len() as u64, index, "each hash is heard of once, in order");
                log.heights[height].push(hash);
            });
            log.roots.push(log.edge.root());
        }
        log
    }
}

impl Log {
    /// The hashes of a tile that spans `height` levels.
    pub(crate) fn tile(&self, height: u8, level: u8, first: u64, count: usize) -> Vec<Hash> {
        let last = first + count as u64 - 1;
        assert_eq!(first >> height, last >> height, "hashes of one tile");
        self.asked.set(self.asked.get() + 1);
        let first = first as usize;
        self.heights[usize::from(height * level)][first..first + count].to_vec()
    }
}

impl Tiles for Log {
    type Error = Infallible;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Infallible> {
        Ok(self.tile(Self::HEIGHT, level, first, count))
    }
}
