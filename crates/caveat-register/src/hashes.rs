//! The hashes of the tree, as each version of the file stores them: those of leaves with their entries, and the roots
//! of some of the subtrees above them.

use caveat_tlog::{Edge, Hash, Tile, Tiles};
use rusqlite::{Connection, params};

use crate::error::Error;
use crate::state::Complete;
use crate::store::{self, from_sql, to_sql};

/// How many levels of the tree lie between those whose hashes are stored: a tile has 16 hashes. A proof takes a tile of
/// each of these at most twice.
const HEIGHT: u8 = 4;

/// How a version stores them.
#[derive(Debug)]
struct Layout {
    /// How many levels of the tree lie between those that are stored.
    height: u8,
    /// Reads hashes of leaves, from a position on, so many.
    leaves: &'static str,
    /// Reads roots at a level, from a number on, so many of one tile, or fewer where they are not there.
    roots: ReadRoots,
    /// Counts all. What is less than a hash counts as one.
    count: &'static str,
}

type ReadRoots = fn(&Connection, u8, u64, usize) -> Result<Vec<Hash>, Error>;

const NEWEST: Layout = Layout {
    height: HEIGHT,
    leaves: "SELECT leaf FROM entry WHERE position >= ?1 ORDER BY position LIMIT ?2",
    roots: in_tile,
    count: "SELECT (SELECT count(*) FROM entry) \
            + (SELECT coalesce(sum((octet_length(hashes) + 31) / 32), 0) FROM subtree)",
};

const EARLIER: Layout = Layout {
    height: 8,
    leaves: "SELECT hash FROM entry WHERE position >= ?1 ORDER BY position LIMIT ?2",
    roots: in_rows,
    count: "SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM hash)",
};

/// What tells a tile of roots from those of all levels.
fn tile(level: u8, number: u64) -> i64 {
    to_sql(u64::from(level) << 56 | number >> HEIGHT)
}

fn in_tile(connection: &Connection, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Error> {
    let mut select = connection.prepare_cached("SELECT hashes FROM subtree WHERE tile = ?1")?;
    let mut rows = select.query([tile(level, first)])?;
    let Some(row) = rows.next()? else { return Ok(Vec::new()) };
    let (hashes, _) = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?.as_chunks::<32>();
    let before = usize::try_from(first % (1 << HEIGHT)).unwrap_or(usize::MAX);
    Ok(hashes.iter().skip(before).take(count).copied().map(Hash).collect())
}

fn in_rows(connection: &Connection, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Error> {
    let sql = "SELECT hash FROM hash WHERE level = ?1 AND number >= ?2 ORDER BY number LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map((level, to_sql(first), to_sql(count as u64)), |row| row.get(0).map(Hash))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Stores the root of a complete subtree above the leaves, where its level is one that is stored.
pub(crate) fn put_root(connection: &Connection, (height, number, hash): Complete) -> Result<(), Error> {
    let Some(level) = NEWEST.level(height).filter(|level| *level > 0) else { return Ok(()) };
    // SQLite makes a text of what is put together, with the same bytes.
    let put = "INSERT INTO subtree (tile, hashes) VALUES (?1, ?2) \
               ON CONFLICT (tile) DO UPDATE SET hashes = CAST(hashes || excluded.hashes AS BLOB)";
    connection.prepare_cached(put)?.execute(params![tile(level, number), hash.0])?;
    Ok(())
}

impl Layout {
    /// The level at which the root of a complete subtree of 2^`height` leaves is stored, where it is.
    fn level(&self, height: u8) -> Option<u8> {
        height.is_multiple_of(self.height).then_some(height / self.height)
    }
}

/// The stored hashes of a file, of whatever version, to compute proofs from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<'a> {
    connection: &'a Connection,
    layout: &'static Layout,
}

impl<'a> Stored<'a> {
    /// Those of a file as it is now: another process may have brought it to a new version.
    pub(crate) fn of(connection: &'a Connection) -> Result<Self, Error> {
        let layout = if store::version(connection)? == store::EARLIER { &EARLIER } else { &NEWEST };
        Ok(Self { connection, layout })
    }

    /// Whether a hash is stored as it is; where its level is one that is not stored, nothing.
    pub(crate) fn has(&self, (height, number, hash): Complete) -> Result<Option<bool>, Error> {
        let Some(level) = self.layout.level(height) else { return Ok(None) };
        Ok(Some(self.read(level, number, 1)? == [hash]))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> Result<u64, Error> {
        Ok(self.connection.query_row(self.layout.count, [], |row| row.get(0).map(from_sql))?)
    }

    /// The hashes of a tile as others are served it (C2SP tlog-tiles), which spans several levels of those here.
    pub(crate) fn served(&self, tile: Tile) -> Result<Vec<Hash>, Error> {
        let first = tile.index() * u64::from(Tile::FULL);
        let until = first + u64::from(tile.width());
        let level = tile.level() * (8 / HEIGHT);
        let mut hashes = Vec::with_capacity(usize::from(tile.width()));
        for at in (first..until).step_by(1 << HEIGHT) {
            let count = (until - at).min(1 << HEIGHT);
            hashes.extend(self.hashes(level, at, usize::try_from(count).unwrap_or(0))?);
        }
        Ok(hashes)
    }

    /// Hashes of a level of the file.
    fn read(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Error> {
        if level > 0 {
            return (self.layout.roots)(self.connection, level, first, count);
        }
        let mut select = self.connection.prepare_cached(self.layout.leaves)?;
        let leaves = select.query_map([to_sql(first), to_sql(count as u64)], |row| row.get(0).map(Hash))?;
        Ok(leaves.collect::<rusqlite::Result<_>>()?)
    }

    /// Hashes of a level of the newest version. Those that an earlier one does not store are computed from the level
    /// beneath.
    fn at(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Error> {
        if let Some(stored) = self.layout.level(level * HEIGHT) {
            return self.read(stored, first, count);
        }
        let beneath = self.at(level - 1, first << HEIGHT, count << HEIGHT)?;
        let above = |hashes: &[Hash]| {
            let mut edge = Edge::new();
            hashes.iter().for_each(|hash| edge.push(*hash, &mut |_, _, _| {}));
            edge.root()
        };
        Ok(beneath.chunks_exact(1 << HEIGHT).map(above).collect())
    }
}

impl Tiles for Stored<'_> {
    const HEIGHT: u8 = HEIGHT;

    type Error = Error;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Error> {
        let hashes = self.at(level, first, count)?;
        if hashes.len() == count {
            Ok(hashes)
        } else {
            Err(Error::damaged(None, "hashes of the tree are missing"))
        }
    }
}
