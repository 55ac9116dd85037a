//! What a proof costs that an entry stands in a register of ten million: its hashes are read from the register's
//! tables.
//!
//! `cargo bench -p caveat-register --bench proof [-- ENTRIES]`; `BENCH_FOLDER` says where the file is made, of some
//! four gigabytes. The rows are written by this bench, with bytes that are no entries: what a proof reads is hashes.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

use std::time::{Duration, Instant};

use caveat_tlog::{Edge, Hash, Tiles, leaf_hash};
use rusqlite::{Connection, params};

/// How many levels of the tree lie between those whose hashes are stored.
const HEIGHT: u8 = 4;

/// How many proofs are made.
const PROOFS: u64 = 5_000;

fn main() {
    let entries = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000_000);
    let folder = tempfile::tempdir_in(std::env::var_os("BENCH_FOLDER").unwrap_or(".".into())).unwrap();
    let connection = Connection::open(folder.path().join("register")).unwrap();
    let root = fill(&connection, entries);
    let tiles = Stored(&connection);
    let mut times = Vec::new();
    // A step that is prime to every power of two comes by every sort of place.
    for number in 0..PROOFS {
        let index = number.wrapping_mul(7_919_777) % entries;
        let start = Instant::now();
        let reading = connection.unchecked_transaction().unwrap();
        let proof = caveat_tlog::inclusion(entries, index, &tiles).unwrap();
        drop(reading);
        times.push(start.elapsed());
        let leaf = leaf_hash(&index.to_be_bytes());
        caveat_tlog::verify_inclusion(root, entries, index, leaf, &proof).unwrap();
    }
    times.sort();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(Duration::ZERO);
    println!("{entries} entries, {PROOFS} proofs, each verified");
    println!("  median {:?}, 90 of 100 in {:?}, 99 of 100 in {:?}", at(50), at(90), at(99));
}

/// The tables that a proof reads, as `docs/formats/ledger.md` has them; gives the root.
fn fill(connection: &Connection, entries: u64) -> Hash {
    connection.pragma_update(None, "journal_mode", "OFF").unwrap();
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    connection
        .execute_batch(
            "CREATE TABLE entry (position INTEGER PRIMARY KEY, nonce BLOB NOT NULL, leaf BLOB NOT NULL, \
             bytes TEXT NOT NULL) STRICT;
             CREATE TABLE subtree (tile INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT; BEGIN",
        )
        .unwrap();
    let (mut edge, nonce, bytes) = (Edge::new(), [7_u8; 32], "x".repeat(300));
    let mut entry = connection.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4)").unwrap();
    let mut subtree = connection.prepare(PUT).unwrap();
    for index in 0..entries {
        edge.push(leaf_hash(&index.to_be_bytes()), &mut |height, number, hash: Hash| {
            if height == 0 {
                entry.execute(params![to_sql(number), nonce, hash.0, bytes]).unwrap();
            } else if height % HEIGHT == 0 {
                subtree.execute(params![tile(height / HEIGHT, number >> HEIGHT), hash.0]).unwrap();
            }
        });
    }
    connection.execute_batch("COMMIT").unwrap();
    edge.root()
}

const PUT: &str = "INSERT INTO subtree (tile, hashes) VALUES (?1, ?2) \
                   ON CONFLICT (tile) DO UPDATE SET hashes = CAST(hashes || excluded.hashes AS BLOB)";

/// The number of a tile of hashes among those of all levels.
fn tile(level: u8, number: u64) -> i64 {
    to_sql(u64::from(level) << 56 | number)
}

fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

/// The hashes, read as the register reads them.
struct Stored<'a>(&'a Connection);

impl Tiles for Stored<'_> {
    const HEIGHT: u8 = HEIGHT;

    type Error = rusqlite::Error;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Self::Error> {
        let hash = |row: &rusqlite::Row<'_>| row.get(0).map(Hash);
        if level == 0 {
            let sql = "SELECT leaf FROM entry WHERE position >= ?1 ORDER BY position LIMIT ?2";
            self.0.prepare_cached(sql)?.query_map([to_sql(first), to_sql(count as u64)], hash)?.collect()
        } else {
            let sql = "SELECT hashes FROM subtree WHERE tile = ?1";
            let mut select = self.0.prepare_cached(sql)?;
            let all: Vec<u8> = select.query_row([tile(level, first >> HEIGHT)], |row| row.get(0))?;
            let from = usize::try_from(first % (1 << HEIGHT)).unwrap();
            let (hashes, _) = all.as_chunks::<32>();
            Ok(hashes.iter().skip(from).take(count).copied().map(Hash).collect())
        }
    }
}
