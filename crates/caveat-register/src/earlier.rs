//! Version 1 of the file, and how a register comes from it.
//!
//! The entries are the same, to the byte, and so is the tree. Of its hashes version 1 stores fewer: beside those of the
//! leaves, the roots of subtrees of 256, 65,536, … leaves, and not of 16, 256, 4,096, …
//!
//! A register of version 1 is read as it is. Before the first write it is brought to the version of this program, in
//! one transaction; what was there before is kept as a copy beside it, until `check` has passed on what it became.

use std::path::{Path, PathBuf};

use caveat_tlog::{Edge, Hash, leaf_hash, root};
use rusqlite::Connection;

use crate::backup::{copy_pages, read_whole};
use crate::commitment;
use crate::error::{Error, ErrorKind};
use crate::evidence::of_tree;
use crate::place::{self, Place};
use crate::random;
use crate::register::{Register, catch_up, register_id};
use crate::seal;
use crate::store::{self, Layout, Stored, to_sql};

/// How it stores the hashes of the tree.
pub(crate) const LAYOUT: Layout = Layout {
    height: 8,
    leaves: "SELECT hash FROM entry WHERE position >= ?1 ORDER BY position LIMIT ?2",
    subtrees: in_rows,
    count: "SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM hash)",
};

fn in_rows(connection: &Connection, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Error> {
    let sql = "SELECT hash FROM hash WHERE level = ?1 AND number >= ?2 ORDER BY number LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map((level, to_sql(first), to_sql(count as u64)), |row| row.get(0).map(Hash))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Its tables: two are those of this version.
pub(crate) fn tables() -> [(&'static str, &'static str); 4] {
    store::TABLES.map(|table| match table {
        ("entry", _) => (
            "entry",
            "CREATE TABLE entry (position INTEGER PRIMARY KEY, nonce BLOB NOT NULL, hash BLOB NOT NULL, \
             bytes TEXT NOT NULL) STRICT",
        ),
        ("subtree", _) => (
            "hash",
            "CREATE TABLE hash (level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL, \
             PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID",
        ),
        same => same,
    })
}

/// The hashes of a level of this version: every other one is stored, those between are computed from the one beneath.
pub(crate) fn hashes(
    connection: &Connection,
    level: u8,
    first: u64,
    count: usize,
) -> Result<Vec<Hash>, Error> {
    if level.is_multiple_of(2) {
        return store::hashes_from(connection, store::EARLIER, (level / 2, first), count);
    }
    let beneath = hashes(connection, level - 1, first * 16, count * 16)?;
    let above = |hashes: &[Hash]| {
        let mut edge = Edge::new();
        hashes.iter().for_each(|hash| edge.push(*hash, &mut |_, _, _| {}));
        edge.root()
    };
    Ok(beneath.chunks_exact(16).map(above).collect())
}

/// What to do where the copy's name is taken.
const TAKEN: &str = "what is there before a new version is kept under that name: move the other file away";

/// What became of the copy from before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// What it holds is how the register begins: it was removed.
    Removed(PathBuf),
    /// It is there still, and why.
    Left(PathBuf, String),
}

impl Register {
    /// Brings the file to the version of this program.
    pub(crate) fn migrate(&mut self) -> Result<(), Error> {
        if self.state.version == store::VERSION {
            return Ok(());
        }
        let transaction = self.turns.begin(&self.kept, &mut self.connection)?;
        if store::version(&transaction)? == store::VERSION {
            // Another process has done so since.
            return catch_up(&transaction, &mut self.state);
        }
        catch_up(&transaction, &mut self.state)?;
        // Nobody else writes while this transaction is open, so the copy is of what is being changed.
        let copy = keep_copy(&self.place, &transaction)?;
        let migrated = seal::break_open(&self.kept)
            .and_then(|()| rebuild(&transaction))
            .and_then(|()| transaction.commit().map_err(Error::from));
        if let Err(error) = migrated {
            // After a failed sync it is not known which version is there: the copy stays.
            if error.kind() != ErrorKind::Io {
                place::remove_register(&copy);
            }
            return Err(error);
        }
        self.state.version = store::VERSION;
        if let Some(tell) = self.when_migrated {
            tell(&copy);
        }
        self.migrated = Some(copy);
        Ok(())
    }

    /// The copy of what was there before, where since this opening the file was brought to a new version.
    pub fn migrated(&self) -> Option<&Path> {
        self.migrated.as_deref()
    }

    /// Has it told where that copy is, as soon as it is made and the file was brought over.
    pub fn when_migrated(&mut self, tell: fn(&Path)) {
        self.when_migrated = Some(tell);
    }
}

/// Copies the register to a name of its own.
fn keep_copy(place: &Place, connection: &Connection) -> Result<PathBuf, Error> {
    let copy = place.earlier();
    if copy.exists() {
        // A copy that was kept by an attempt that was cut off says nothing that is not here.
        let of = Place { register: copy.clone(), keeper: place.keeper.clone() };
        let there = store::open(&of).and_then(|(there, _)| register_id(&there));
        if there.ok() != Some(register_id(connection)?) {
            place::is_free(&copy, TAKEN)?;
        }
        place::remove_register(&copy);
    }
    let (from, _) = store::open(place)?;
    place::put_whole(&copy, (&random::opaque_id()?, TAKEN), |new| {
        let mut made = store::begin_copy(new)?;
        copy_pages(&from, &mut made, &mut |_, _| {})?;
        read_whole(&made)?;
        store::end_copy(made)
    })?;
    Ok(copy)
}

/// Puts the roots of subtrees as this version has them in the place of those that are there.
fn rebuild(connection: &Connection) -> Result<(), Error> {
    // Under another name an older program that has the file open finds no place for a leaf, and writes no more.
    connection.execute_batch("DROP TABLE hash; ALTER TABLE entry RENAME COLUMN hash TO leaf")?;
    for (_, table) in store::TABLES.iter().filter(|(name, _)| *name == "subtree") {
        connection.execute(table, [])?;
    }
    let mut edge = Edge::new();
    store::rows(connection, 0, |row| {
        let leaf = leaf_hash(&commitment::leaf(&row.nonce, row.bytes.as_bytes()));
        let mut complete = Vec::new();
        edge.push(leaf, &mut |height, number, hash| {
            let level = store::level(store::VERSION, height).filter(|level| *level > 0);
            complete.extend(level.map(|level| (level, number, hash)));
        });
        complete.into_iter().try_for_each(|hash| store::insert_subtree(connection, hash))
    })?;
    connection.pragma_update(None, "user_version", store::VERSION)?;
    Ok(())
}

/// Removes the copy from before, once what it became was found to hold.
pub(crate) fn remove_copy(place: &Place, stored: &Stored<'_>, size: u64) -> Option<Earlier> {
    let copy = place.earlier();
    if stored.version != store::VERSION || !copy.exists() {
        return None;
    }
    let left = |why: Error| Earlier::Left(copy.clone(), why.to_string());
    Some(match begins_with(place, &copy, stored, size).and_then(|()| remove(&copy)) {
        Ok(()) => Earlier::Removed(copy),
        Err(error) => left(error),
    })
}

/// Whether the register goes on from what the copy holds.
fn begins_with(place: &Place, copy: &Path, stored: &Stored<'_>, size: u64) -> Result<(), Error> {
    let of = Place { register: copy.to_owned(), keeper: place.keeper.clone() };
    let (there, _) = store::open(&of)?;
    let copied = read_whole(&there)?;
    let goes_on = copied.entries <= size && root(copied.entries, stored).map_err(of_tree)? == copied.root;
    if goes_on {
        return Ok(());
    }
    Err(Error::new(ErrorKind::RolledBack, "what it holds is not how the register begins"))
}

fn remove(copy: &Path) -> Result<(), Error> {
    std::fs::remove_file(copy).map_err(|error| Error::io("remove", copy, &error))?;
    place::sync_folder(copy).map_err(|error| Error::unsynced(copy, &error))
}
