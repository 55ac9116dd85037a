//! The tree, its proofs and its tiles: against the vectors of others, the words of RFC 6962, and another library.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]

mod log;

use std::cell::Cell;
use std::convert::Infallible;

use caveat_tlog::{
    Edge, Hash, ProofError, Tile, Tiles, TreeError, consistency, entries, inclusion, leaf_hash, node_hash,
    root, sha256, sha256_of, tiles_between, tiles_of, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use log::Log;

/// The leaves that implementations of Certificate Transparency are tested with.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

/// Size, index, proof.
const INCLUSIONS: [(u64, u64, &[&str]); 4] =
    [(8, 0, &[A, B, C]), (8, 5, &[D, E, ROOTS[4]]), (3, 2, &[ROOTS[2]]), (5, 1, &[ROOTS[1], B, D])];

/// Old size, new size, proof.
const CONSISTENCIES: [(u64, u64, &[&str]); 4] =
    [(1, 1, &[]), (1, 8, &[A, B, C]), (6, 8, &[F, E, ROOTS[4]]), (2, 5, &[B, D])];

#[test]
fn the_vectors_of_certificate_transparency() {
    let log = Log::of(LEAVES);
    let hashes = |texts: &[&str]| -> Vec<Hash> { texts.iter().map(|text| text.parse().unwrap()).collect() };
    assert_eq!(log.roots, hashes(&ROOTS));
    for (size, index, proof) in INCLUSIONS {
        assert_eq!(inclusion(size, index, &log).unwrap(), hashes(proof), "leaf {index} of {size}");
    }
    for (old, new, proof) in CONSISTENCIES {
        assert_eq!(consistency(old, new, &log).unwrap(), hashes(proof), "{old} to {new}");
    }
}

#[test]
fn hashes_have_their_prefixes() {
    assert_eq!(Hash::EMPTY_ROOT, sha256(b""));
    assert_eq!(leaf_hash(b"abc"), sha256(b"\x00abc"));
    let (left, right) = (leaf_hash(b"l"), leaf_hash(b"r"));
    assert_eq!(node_hash(&left, &right), sha256_of(&[b"\x01", left.as_bytes(), right.as_bytes()]));
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(b"abc").to_string(), abc);
    assert_eq!(sha256_of(&[b"a", b"", b"bc"]).to_string(), abc);
}

/// The definitions of RFC 6962 section 2.1, word for word.
mod rfc6962 {
    use super::{Hash, leaf_hash, node_hash};

    fn k(n: usize) -> usize {
        let mut k = 1;
        while 2 * k < n {
            k *= 2;
        }
        k
    }

    pub(crate) fn mth(d: &[Vec<u8>]) -> Hash {
        match d {
            [] => super::sha256(b""),
            [one] => leaf_hash(one),
            d => node_hash(&mth(&d[..k(d.len())]), &mth(&d[k(d.len())..])),
        }
    }

    pub(crate) fn path(m: usize, d: &[Vec<u8>]) -> Vec<Hash> {
        if d.len() == 1 {
            return Vec::new();
        }
        let (left, right) = d.split_at(k(d.len()));
        let (mut path, sibling) = if m < left.len() {
            (path(m, left), mth(right))
        } else {
            (path(m - left.len(), right), mth(left))
        };
        path.push(sibling);
        path
    }

    pub(crate) fn proof(m: usize, d: &[Vec<u8>]) -> Vec<Hash> {
        subproof(m, d, true)
    }

    fn subproof(m: usize, d: &[Vec<u8>], b: bool) -> Vec<Hash> {
        if m == d.len() {
            return if b { Vec::new() } else { vec![mth(d)] };
        }
        let (left, right) = d.split_at(k(d.len()));
        let (mut proof, sibling) = if m <= left.len() {
            (subproof(m, left, b), mth(right))
        } else {
            (subproof(m - left.len(), right, false), mth(left))
        };
        proof.push(sibling);
        proof
    }
}

fn entries_of(size: u64) -> Vec<Vec<u8>> {
    (0..size).map(|n| format!("entry {n}").into_bytes()).collect()
}

#[test]
fn everything_is_as_rfc_6962_defines_it() {
    let entries = entries_of(70);
    let log = Log::of(&entries);
    for size in 0..=70 {
        let d = &entries[..size];
        let size = size as u64;
        assert_eq!(root(size, &log).unwrap(), rfc6962::mth(d));
        assert_eq!(log.roots[d.len()], rfc6962::mth(d));
        for m in 0..d.len() {
            assert_eq!(inclusion(size, m as u64, &log).unwrap(), rfc6962::path(m, d));
            if m > 0 {
                assert_eq!(consistency(m as u64, size, &log).unwrap(), rfc6962::proof(m, d));
            }
        }
    }
}

/// The same log as the library `tlog_tiles` stores it.
struct Theirs(Vec<tlog_tiles::Hash>);

impl tlog_tiles::HashReader for Theirs {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

impl Theirs {
    fn of(entries: &[Vec<u8>]) -> Self {
        let mut theirs = Self(Vec::new());
        for (n, entry) in (0..).zip(entries) {
            let hashes = tlog_tiles::stored_hashes(n, entry, &theirs).unwrap();
            theirs.0.extend(hashes);
        }
        theirs
    }
}

fn ours(theirs: &[tlog_tiles::Hash]) -> Vec<Hash> {
    theirs.iter().map(|hash| Hash(hash.0)).collect()
}

#[test]
fn every_leaf_of_every_size_is_proved_as_by_tlog_tiles_and_no_other_proof_holds() {
    let entries = entries_of(300);
    let (log, theirs) = (Log::of(&entries), Theirs::of(&entries));
    let mut refused = 0;
    for size in 1..=300_u64 {
        let top = log.roots[size as usize];
        assert_eq!(root(size, &log).unwrap(), top);
        assert_eq!(tlog_tiles::tree_hash(size, &theirs).unwrap().0, top.0);
        for index in 0..size {
            let leaf = leaf_hash(&entries[index as usize]);
            let proof = inclusion(size, index, &log).unwrap();
            assert_eq!(proof, ours(&tlog_tiles::prove_record(size, index, &theirs).unwrap()));
            verify_inclusion(top, size, index, leaf, &proof).unwrap();

            let bit = (7 * size + 13 * index) as usize;
            for wrong in mutations(&proof, bit) {
                verify_inclusion(top, size, index, leaf, &wrong).unwrap_err();
                refused += 1;
            }
            let verify = |top, leaf| verify_inclusion(top, size, index, leaf, &proof);
            assert_eq!(verify(flipped(top, bit), leaf), Err(ProofError::Root));
            assert_eq!(verify(top, flipped(leaf, bit)), Err(ProofError::Root));
        }
    }
    assert!(refused > 450_000, "{refused}");
}

#[test]
fn every_growth_is_proved_as_by_tlog_tiles_and_no_other_proof_holds() {
    let entries = entries_of(132);
    let (log, theirs) = (Log::of(&entries), Theirs::of(&entries));
    let mut refused = 0;
    for new in 0..=132_u64 {
        for old in 0..=new {
            let (old_root, new_root) = (log.roots[old as usize], log.roots[new as usize]);
            let proof = consistency(old, new, &log).unwrap();
            if old > 0 {
                assert_eq!(
                    proof,
                    ours(&tlog_tiles::prove_tree(new, old, &theirs).unwrap()),
                    "{old} to {new}"
                );
            }
            verify_consistency(old, old_root, new, new_root, &proof).unwrap();

            let bit = (5 * new + 11 * old) as usize;
            for wrong in mutations(&proof, bit) {
                verify_consistency(old, old_root, new, new_root, &wrong).unwrap_err();
                refused += 1;
            }
            verify_consistency(old, flipped(old_root, bit), new, new_root, &proof).unwrap_err();
            if old > 0 {
                verify_consistency(old, old_root, new, flipped(new_root, bit), &proof).unwrap_err();
            }
        }
    }
    assert!(refused > 50_000, "{refused}");
}

fn flipped(mut hash: Hash, bit: usize) -> Hash {
    hash.0[bit / 8 % 32] ^= 1 << (bit % 8);
    hash
}

/// The proof with a bit flipped, with each hash left out, repeated, or exchanged with the next, or with one more.
fn mutations(proof: &[Hash], bit: usize) -> Vec<Vec<Hash>> {
    let mut wrong = Vec::new();
    for at in 0..proof.len() {
        let mut change = |edit: &dyn Fn(&mut Vec<Hash>)| {
            let mut proof = proof.to_vec();
            edit(&mut proof);
            wrong.push(proof);
        };
        change(&|proof| proof[at] = flipped(proof[at], bit + 37 * at));
        change(&|proof| _ = proof.remove(at));
        change(&|proof| proof.insert(at, proof[at]));
        if at > 0 {
            change(&|proof| proof.swap(at - 1, at));
        }
    }
    for at in [0, proof.len()] {
        let mut longer = proof.to_vec();
        longer.insert(at, Hash::EMPTY_ROOT);
        wrong.push(longer);
    }
    wrong
}

#[test]
fn what_cannot_be_proved_says_so() {
    let log = Log::of(LEAVES);
    assert_eq!(inclusion(8, 8, &log), Err(TreeError::NoSuchLeaf { index: 8, size: 8 }));
    assert_eq!(inclusion(0, 0, &log), Err(TreeError::NoSuchLeaf { index: 0, size: 0 }));
    assert_eq!(consistency(8, 7, &log), Err(TreeError::Shrunk { old: 8, new: 7 }));
    assert_eq!(consistency(0, 8, &log), Ok(vec![]));
    assert_eq!(consistency(8, 8, &log), Ok(vec![]));
    assert_eq!(root(0, &log), Ok(Hash::EMPTY_ROOT));

    let (top, leaf) = (log.roots[8], leaf_hash(LEAVES[7]));
    let none = [Hash::EMPTY_ROOT; 0];
    assert_eq!(verify_inclusion(top, 8, 8, leaf, &none), Err(ProofError::NoSuchLeaf { index: 8, size: 8 }));
    assert_eq!(verify_inclusion(top, 8, 7, leaf, &none), Err(ProofError::Length { needed: 3, given: 0 }));
    let verify = |old: u64, new: u64| {
        verify_consistency(old, log.roots[old as usize], new, log.roots[new as usize], &none)
    };
    assert_eq!(verify(8, 7), Err(ProofError::Shrunk { old: 8, new: 7 }));
    assert_eq!(verify(7, 8), Err(ProofError::Length { needed: 4, given: 0 }));
    assert_eq!(verify(0, 8), Ok(()));
    assert_eq!(verify_consistency(0, top, 8, top, &none), Err(ProofError::OldRoot));
    assert_eq!(verify_consistency(0, top, 0, top, &none), Err(ProofError::OldRoot));
    let empty = Hash::EMPTY_ROOT;
    assert_eq!(verify_consistency(0, empty, 0, top, &none), Err(ProofError::Forked));
    assert_eq!(verify_consistency(8, log.roots[7], 8, top, &none), Err(ProofError::Forked));
    let one = [empty];
    assert_eq!(verify_consistency(0, empty, 8, top, &one), Err(ProofError::Length { needed: 0, given: 1 }));
    assert_eq!(verify_consistency(8, top, 8, top, &one), Err(ProofError::Length { needed: 0, given: 1 }));
}

#[test]
fn tiles_that_give_too_little_are_refused() {
    struct Short;
    impl Tiles for Short {
        type Error = Infallible;
        fn hashes(&self, _: u8, _: u64, count: usize) -> Result<Vec<Hash>, Infallible> {
            Ok(vec![Hash::EMPTY_ROOT; count - 1])
        }
    }
    let wrong = TreeError::Count { level: 0, first: 0, asked: 5, given: 4 };
    assert_eq!(root(5, &Short), Err(wrong.clone()));
    assert_eq!(Edge::restore(5, &Short), Err(wrong.clone()));
    assert_eq!(wrong.to_string(), "the tiles of level 0 gave 4 hashes from 0 on, not 5");
}

#[test]
fn an_edge_is_restored_from_the_tiles_of_any_size() {
    let entries = entries_of(66_000);
    let log = Log::of(&entries);
    let around = |n: u64| n - 2..=n + 2;
    for size in (0..=300).chain(around(512)).chain(around(65_536)).chain([66_000]) {
        log.asked.set(0);
        let mut edge = Edge::restore(size, &log).unwrap();
        assert!(log.asked.get() <= 3, "at most one tile of each level");
        assert_eq!((edge.size(), edge.root()), (size, log.roots[size as usize]));
        for entry in entries.iter().skip(size as usize).take(300) {
            edge.push(leaf_hash(entry), &mut |_, _, _| {});
        }
        assert_eq!(edge.root(), log.roots[edge.size() as usize]);
    }
    assert_eq!(Edge::restore(66_000, &log).unwrap(), log.edge);
}

#[test]
fn proofs_across_levels_hold() {
    let log = Log::of(entries_of(70_000));
    for size in [65_535, 65_536, 65_537, 69_999, 70_000] {
        let top = log.roots[size as usize];
        for index in (0..size).step_by(997).chain([255, 256, 65_279, 65_534, size - 1]) {
            let proof = inclusion(size, index, &log).unwrap();
            verify_inclusion(top, size, index, log.heights[0][index as usize], &proof).unwrap();
            let proof = consistency(index, size, &log).unwrap();
            verify_consistency(index, log.roots[index as usize], size, top, &proof).unwrap();
        }
    }
}

/// A log that keeps tiles of another height.
struct Kept<'a, const HEIGHT: u8>(&'a Log);

impl<const HEIGHT: u8> Tiles for Kept<'_, HEIGHT> {
    const HEIGHT: u8 = HEIGHT;

    type Error = Infallible;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Infallible> {
        Ok(self.0.tile(HEIGHT, level, first, count))
    }
}

#[test]
fn tiles_of_every_height_give_the_same_proofs() {
    fn same<const HEIGHT: u8>(log: &Log) {
        let kept = Kept::<HEIGHT>(log);
        for size in (1..=40).chain([255, 256, 257, 4_095, 4_096, 4_097, 5_000]) {
            assert_eq!(root(size, &&kept), root(size, log));
            assert_eq!(Edge::restore(size, &kept), Edge::restore(size, log));
            for index in (0..size).step_by(1 + size as usize / 40) {
                assert_eq!(inclusion(size, index, &kept), inclusion(size, index, log), "{index} of {size}");
                assert_eq!(consistency(index, size, &kept), consistency(index, size, log));
            }
        }
    }
    let log = Log::of(entries_of(5_000));
    same::<1>(&log);
    same::<2>(&log);
    same::<3>(&log);
    same::<4>(&log);
    same::<7>(&log);
}

/// A log of any size whose entries are all the same.
struct Same {
    heights: Vec<Hash>,
    asked: Cell<usize>,
}

impl Same {
    fn new() -> Self {
        let mut heights = vec![leaf_hash(b"the same")];
        for height in 0..63 {
            heights.push(node_hash(&heights[height], &heights[height]));
        }
        Self { heights, asked: Cell::new(0) }
    }
}

impl Tiles for Same {
    type Error = Infallible;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Infallible> {
        assert!(first % 256 + count as u64 <= 256);
        self.asked.set(self.asked.get() + 1);
        Ok(vec![self.heights[8 * usize::from(level)]; count])
    }
}

#[test]
fn a_proof_reads_two_tiles_of_each_level_at_most() {
    let log = Same::new();
    let leaf = log.heights[0];
    for (size, levels) in [(10_000_000, 3), (1 << 40, 6), (u64::MAX - 1, 8), (u64::MAX, 8)] {
        let top = root(size, &log).unwrap();
        for at in [1, 255, 256, 65_537, 4_242_424, size / 2, size - 256, size - 1] {
            log.asked.set(0);
            let proof = inclusion(size, at, &log).unwrap();
            assert!(log.asked.get() <= 2 * levels, "leaf {at} of {size}: {:?}", log.asked);
            verify_inclusion(top, size, at, leaf, &proof).unwrap();

            log.asked.set(0);
            let proof = consistency(at, size, &log).unwrap();
            assert!(log.asked.get() <= 2 * levels, "{at} to {size}: {:?}", log.asked);
            verify_consistency(at, root(at, &log).unwrap(), size, top, &proof).unwrap();
        }
    }
}

#[test]
fn the_tiles_of_a_tree_are_those_of_the_specification() {
    let paths = |size| tiles_of(size).map(Tile::path).collect::<Vec<String>>();
    assert!(paths(0).is_empty());
    assert_eq!(paths(1), ["tile/0/000.p/1"]);
    assert_eq!(paths(256), ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(paths(257), ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);

    // "273 full level 0 tiles, one partial level 0 tile of width 112, one full level 1 tile, one partial level 1 tile
    // of width 17, and one partial level 2 tile of width 1."
    let paths = paths(70_000);
    assert_eq!(paths.len(), 273 + 4);
    assert_eq!(
        paths[272..],
        ["tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    );
}

#[test]
fn tiles_are_those_of_tlog_tiles() {
    for (old, new) in
        [(0, 0), (0, 1), (1, 1), (0, 70_000), (255, 256), (256, 257), (300, 1_000), (69_999, 70_000)]
    {
        let mut theirs: Vec<String> =
            tlog_tiles::Tile::new_tiles(8, old, new).iter().map(|tile| tile.path()).collect();
        let mut ours: Vec<String> =
            tiles_between(old, new).map(|tile| tile.path().replacen("tile/", "tile/8/", 1)).collect();
        theirs.sort();
        ours.sort();
        assert_eq!(ours, theirs, "{old} to {new}");
    }
}

#[test]
fn a_tile_of_a_tree_is_as_wide_as_it_is_there() {
    let within = |size, level, index| Tile::within(size, level, index).map(|tile| tile.width());
    assert_eq!(within(70_000, 0, 272), Some(256));
    assert_eq!(within(70_000, 0, 273), Some(112));
    assert_eq!(within(70_000, 0, 274), None);
    assert_eq!(within(70_000, 1, 1), Some(17));
    assert_eq!(within(70_000, 2, 0), Some(1));
    assert_eq!(within(70_000, 3, 0), None);
    assert_eq!(within(u64::MAX, 7, 0), Some(255));
    assert_eq!(within(u64::MAX, 8, 0), None);
    assert_eq!(within(u64::MAX, 63, 0), None);
    assert_eq!(within(u64::MAX, 0, u64::MAX), None);
}

#[test]
fn a_tile_has_two_paths() {
    let tile = Tile::new(0, 1_234_067, 8).unwrap();
    assert_eq!(tile.path(), "tile/0/x001/x234/067.p/8");
    assert_eq!(tile.entries_path(), "tile/entries/x001/x234/067.p/8");
    assert_eq!(Tile::parse(&tile.path()), Ok(tile));
    assert_eq!(Tile::parse_entries(&tile.entries_path()), Ok(tile));
    assert_eq!(Tile::new(63, 5, 256).unwrap().path(), "tile/63/005");
    assert_eq!((tile.level(), tile.index(), tile.width(), tile.is_partial()), (0, 1_234_067, 8, true));
}

#[test]
fn the_bytes_of_a_tile_are_its_hashes() {
    let hashes = [leaf_hash(b"a"), leaf_hash(b"b")];
    let bytes = Tile::encode(&hashes);
    let tile = Tile::new(0, 0, 2).unwrap();
    assert_eq!(tile.decode(&bytes).unwrap(), hashes);
    for wrong in [&bytes[..63], &bytes[..32], &[bytes.as_slice(), &[0]].concat(), &bytes.repeat(2)] {
        tile.decode(wrong).unwrap_err();
    }
}

proptest! {
    #[test]
    fn hashes_are_read_as_printed(bytes: [u8; 32]) {
        let hash = Hash(bytes);
        prop_assert_eq!(hash.to_string().parse(), Ok(hash));
        prop_assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
    }

    #[test]
    fn tiles_are_read_as_printed(level in 0..=63_u8, index: u64, shift in 0..64, width in 1..=256_u16) {
        let tile = Tile::new(level, index >> shift, width).unwrap();
        prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        let tile = Tile::new(0, index >> shift, width).unwrap();
        prop_assert_eq!(Tile::parse_entries(&tile.entries_path()), Ok(tile));
    }

    #[test]
    fn bundles_are_read_as_written(list in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..=256)) {
        let bytes = entries::encode(&list).unwrap();
        prop_assert_eq!(entries::decode(&bytes).unwrap(), list);
    }

    #[test]
    fn bytes_that_are_read_as_a_bundle_are_the_bundle(bytes in prop::collection::vec(0..4_u8, 0..40)) {
        if let Ok(list) = entries::decode(&bytes) {
            prop_assert_eq!(entries::encode(&list).unwrap(), bytes);
        }
    }
}

#[test]
fn the_length_of_an_entry_stands_before_it() {
    assert_eq!(entries::encode(&["a", "", "xyz"]).unwrap(), b"\x00\x01a\x00\x00\x00\x03xyz");
    let longest = vec![7; entries::LONGEST];
    assert_eq!(entries::encode(&[&longest]).unwrap()[..2], [0xff, 0xff]);
}
