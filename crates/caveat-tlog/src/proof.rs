//! Roots and proofs from tiles, and the verification of proofs without them (RFC 6962 section 2.1, RFC 9162 section
//! 2.1).

use std::collections::BTreeMap;
use std::fmt;

use crate::hash::{Hash, node_hash};

/// Where the hashes of a tree are kept, by tile level.
///
/// At level 0 stand the leaf hashes, at level `l` the roots of the complete subtrees of 2^(`HEIGHT` · l) leaves.
pub trait Tiles {
    /// How many levels of the tree one tile spans: a full one has 2^`HEIGHT` hashes. At most 8, which is what a tree is
    /// served in (<https://c2sp.org/tlog-tiles>); lower tiles take more of them and fewer hashes for a proof.
    const HEIGHT: u8 = 8;

    /// Why hashes could not be had.
    type Error;

    /// The `count` hashes of `level` from the index `first` on.
    ///
    /// Asked are hashes of one tile only (never across a multiple of its width), at least one, none beyond the tree.
    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Self::Error>;
}

impl<T: Tiles + ?Sized> Tiles for &T {
    const HEIGHT: u8 = T::HEIGHT;

    type Error = T::Error;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Self::Error> {
        (**self).hashes(level, first, count)
    }
}

/// Why there is no root, or no proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeError<E> {
    /// The tiles could not be read.
    Tiles(E),
    /// The tiles gave another number of hashes than they were asked for.
    Count {
        /// The level asked for.
        level: u8,
        /// The index of the first hash asked for.
        first: u64,
        /// How many were asked for.
        asked: usize,
        /// How many were given.
        given: usize,
    },
    /// The tree has no leaf of this index.
    NoSuchLeaf {
        /// The index.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// What is called the old tree is larger than the new one.
    Shrunk {
        /// The old size.
        old: u64,
        /// The new size.
        new: u64,
    },
}

impl<E: fmt::Display> fmt::Display for TreeError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tiles(error) => write!(f, "the tiles cannot be read: {error}"),
            Self::Count { level, first, asked, given } => {
                write!(f, "the tiles of level {level} gave {given} hashes from {first} on, not {asked}")
            }
            Self::NoSuchLeaf { index, size } => write!(f, "a tree of size {size} has no leaf {index}"),
            Self::Shrunk { old, new } => write!(f, "the old size {old} is larger than the new size {new}"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for TreeError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Tiles(error) => Some(error),
            _ => None,
        }
    }
}

/// The root of the tree of the first `size` leaves.
pub fn root<T: Tiles>(size: u64, tiles: &T) -> Result<Hash, TreeError<T::Error>> {
    Reader::new(size, tiles).range(0, size)
}

/// The proof that the leaf `index` stands in the tree of the first `size` leaves: PATH of RFC 6962 section 2.1.1.
///
/// Each tile is read once, and at most two of each level.
pub fn inclusion<T: Tiles>(size: u64, index: u64, tiles: &T) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if index >= size {
        return Err(TreeError::NoSuchLeaf { index, size });
    }
    let mut reader = Reader::new(size, tiles);
    path(size, index).into_iter().map(|(from, to)| reader.range(from, to)).collect()
}

/// The proof that the first `old` leaves of the tree of `new` leaves are the old tree: PROOF of RFC 6962 section
/// 2.1.2. It is empty where the old tree is, and where the sizes are equal.
///
/// Each tile is read once, and at most two of each level.
pub fn consistency<T: Tiles>(old: u64, new: u64, tiles: &T) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if old > new {
        return Err(TreeError::Shrunk { old, new });
    }
    let mut reader = Reader::new(new, tiles);
    subproof(old, new).into_iter().map(|(from, to)| reader.range(from, to)).collect()
}

/// The roots of the largest complete subtrees, from left to right.
pub(crate) fn complete_subtrees<T: Tiles>(size: u64, tiles: &T) -> Result<Vec<Hash>, TreeError<T::Error>> {
    let mut reader = Reader::new(size, tiles);
    let mut from = 0;
    let mut found = Vec::new();
    while from < size {
        let to = from + (1 << (size - from).ilog2());
        found.push(reader.range(from, to)?);
        from = to;
    }
    Ok(found)
}

/// Reads the hashes of a tree, each tile once and whole.
struct Reader<'t, T> {
    size: u64,
    tiles: &'t T,
    read: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<'t, T: Tiles> Reader<'t, T> {
    /// How many hashes a full tile has.
    const WIDTH: u64 = 1 << T::HEIGHT;

    fn new(size: u64, tiles: &'t T) -> Self {
        Self { size, tiles, read: BTreeMap::new() }
    }

    /// The hash of the leaves from `from` until `to`, where these are a tree or a part into which RFC 6962 splits one.
    fn range(&mut self, from: u64, to: u64) -> Result<Hash, TreeError<T::Error>> {
        let width = to - from;
        if width == 0 {
            return Ok(Hash::EMPTY_ROOT);
        }
        if width.is_power_of_two() {
            return self.complete(width.ilog2() as u8, from / width);
        }
        let middle = from + left_half(width);
        let (left, right) = (self.range(from, middle)?, self.range(middle, to)?);
        Ok(node_hash(&left, &right))
    }

    /// The hash of the complete subtree of 2^`height` leaves at `index` among these.
    fn complete(&mut self, height: u8, index: u64) -> Result<Hash, TreeError<T::Error>> {
        let level = height / T::HEIGHT;
        let within = height % T::HEIGHT;
        let first = index << within;
        let start = (first % Self::WIDTH) as usize;
        let tile = self.tile(level, first / Self::WIDTH)?;
        // The tile has been read as wide as it stands in a tree that has this subtree.
        Ok(perfect(tile.get(start..start + (1 << within)).unwrap_or_default()))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TreeError<T::Error>> {
        let first = index * Self::WIDTH;
        let asked = ((self.size >> (T::HEIGHT * level)) - first).min(Self::WIDTH) as usize;
        if let std::collections::btree_map::Entry::Vacant(place) = self.read.entry((level, index)) {
            let hashes = self.tiles.hashes(level, first, asked).map_err(TreeError::Tiles)?;
            if hashes.len() != asked {
                return Err(TreeError::Count { level, first, asked, given: hashes.len() });
            }
            place.insert(hashes);
        }
        Ok(self.read.get(&(level, index)).map_or(&[], Vec::as_slice))
    }
}

/// The root above hashes whose number is a power of two.
fn perfect(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Hash::EMPTY_ROOT,
        [hash] => *hash,
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            node_hash(&perfect(left), &perfect(right))
        }
    }
}

/// How many of `width` leaves, at least two, stand in the left half: the largest power of two below.
fn left_half(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// The ranges of leaves whose hashes prove the leaf `index`, from the leaf to the root.
fn path(size: u64, index: u64) -> Vec<(u64, u64)> {
    let (mut from, mut to) = (0, size);
    let mut ranges = Vec::new();
    while to - from > 1 {
        let middle = from + left_half(to - from);
        if index < middle {
            ranges.push((middle, to));
            to = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The ranges of leaves whose hashes prove that the old tree begins the new one, from the old edge to the root.
fn subproof(old: u64, new: u64) -> Vec<(u64, u64)> {
    let (mut from, mut to) = (0, new);
    let mut ranges = Vec::new();
    if old == 0 {
        return ranges;
    }
    while old < to {
        let middle = from + left_half(to - from);
        if old <= middle {
            ranges.push((middle, to));
            to = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
        }
    }
    // The verifier knows the hash of what is the old tree itself.
    if from > 0 {
        ranges.push((from, to));
    }
    ranges.reverse();
    ranges
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofError {
    /// The tree has no leaf of this index.
    NoSuchLeaf {
        /// The index.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// What is called the old tree is larger than the new one.
    Shrunk {
        /// The old size.
        old: u64,
        /// The new size.
        new: u64,
    },
    /// The proof has another number of hashes than every such proof has.
    Length {
        /// How many a proof has here.
        needed: usize,
        /// How many this one has.
        given: usize,
    },
    /// The sizes are the same and the roots are not.
    Forked,
    /// The hashes do not lead to the root of the old tree.
    OldRoot,
    /// The hashes do not lead to the root.
    Root,
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchLeaf { index, size } => write!(f, "a tree of size {size} has no leaf {index}"),
            Self::Shrunk { old, new } => write!(f, "the old size {old} is larger than the new size {new}"),
            Self::Length { needed, given } => {
                write!(f, "the proof has {given} hashes where it takes {needed}")
            }
            Self::Forked => f.write_str("two trees of the same size have different roots"),
            Self::OldRoot => f.write_str("the proof does not lead to the old root"),
            Self::Root => f.write_str("the proof does not lead to the root"),
        }
    }
}

impl std::error::Error for ProofError {}

/// Verifies that the leaf with the hash `leaf` stands at `index` in the tree of `size` leaves with this root, by RFC
/// 9162 section 2.1.3.2.
pub fn verify_inclusion(
    root: Hash,
    size: u64,
    index: u64,
    leaf: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    check_length(path(size, index).len(), proof)?;
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in proof {
        if node % 2 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            let without_sibling = if node == 0 { 0 } else { node.trailing_zeros() };
            (node, last) = (node >> without_sibling, last >> without_sibling);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if hash == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Verifies that the old tree is how the new one begins, by RFC 9162 section 2.1.4.2.
///
/// Every tree begins with the tree of size 0, whose root has to be [`Hash::EMPTY_ROOT`]; trees of the same size have to
/// have the same root; in both cases the proof is empty.
pub fn verify_consistency(
    old: u64,
    old_root: Hash,
    new: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    check_length(subproof(old, new).len(), proof)?;
    if old == 0 && old_root != Hash::EMPTY_ROOT {
        return Err(ProofError::OldRoot);
    }
    if old == new {
        return if old_root == new_root { Ok(()) } else { Err(ProofError::Forked) };
    }
    // Where the old tree is one complete subtree, the proof begins with its root, which is left out.
    let known = old.is_power_of_two().then_some(old_root);
    let mut hashes = known.into_iter().chain(proof.iter().copied());
    let Some(first) = hashes.next() else { return Ok(()) };
    let complete = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> complete, (new - 1) >> complete);
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in hashes {
        if node % 2 == 1 || node == last {
            old_hash = node_hash(&sibling, &old_hash);
            new_hash = node_hash(&sibling, &new_hash);
            let without_sibling = if node == 0 { 0 } else { node.trailing_zeros() };
            (node, last) = (node >> without_sibling, last >> without_sibling);
        } else {
            new_hash = node_hash(&new_hash, &sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    if old_hash != old_root {
        Err(ProofError::OldRoot)
    } else if new_hash != new_root {
        Err(ProofError::Root)
    } else {
        Ok(())
    }
}

fn check_length(needed: usize, proof: &[Hash]) -> Result<(), ProofError> {
    let given = proof.len();
    if given == needed { Ok(()) } else { Err(ProofError::Length { needed, given }) }
}
