//! A log in memory, as the tests grow it, which holds callers to what they may ask of [`Tiles`].

use std::cell::Cell;
use std::convert::Infallible;

use caveat_tlog::{Edge, Hash, Tiles, leaf_hash};

pub(crate) struct Log {
    pub(crate) edge: Edge,
    /// The root of the tree of each size, from 0 on.
    pub(crate) roots: Vec<Hash>,
    /// The hashes of each tile level.
    pub(crate) levels: Vec<Vec<Hash>>,
    /// How often hashes were asked for.
    pub(crate) asked: Cell<usize>,
}

impl Log {
    pub(crate) fn of<E: AsRef<[u8]>>(entries: impl IntoIterator<Item = E>) -> Self {
        let mut log = Self {
            edge: Edge::new(),
            roots: vec![Hash::EMPTY_ROOT],
            levels: vec![Vec::new()],
            asked: Cell::new(0),
        };
        for entry in entries {
            log.edge.push(leaf_hash(entry.as_ref()), &mut |level, index, hash| {
                let level = usize::from(level);
                log.levels.resize(log.levels.len().max(level + 1), Vec::new());
                assert_eq!(log.levels[level].len() as u64, index, "each hash is heard of once, in order");
                log.levels[level].push(hash);
            });
            log.roots.push(log.edge.root());
        }
        log
    }
}

impl Tiles for Log {
    type Error = Infallible;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Infallible> {
        let last = first + count as u64 - 1;
        assert_eq!(first / 256, last / 256, "hashes of one tile");
        self.asked.set(self.asked.get() + 1);
        let first = first as usize;
        Ok(self.levels[usize::from(level)][first..first + count].to_vec())
    }
}
