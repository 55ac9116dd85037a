//! Version 1 of the file, and how a register comes from it. How each version stores its hashes is in `hashes`.
//!
//! The entries are the same, to the byte, and so is the tree. Of its hashes version 1 stores fewer: beside those of the
//! leaves, the roots of subtrees of 256, 65,536, … leaves, and not of 16, 256, 4,096, …
//!
//! A register of version 1 is read as it is. Before the first write it is brought to the version of this program, in
//! one transaction; what was there before is kept as a copy beside it, until `check` has passed on what it became.

use std::path::{Path, PathBuf};

use caveat_tlog::{Edge, root};
use rusqlite::Connection;

use crate::backup::{copy_pages, read_whole};
use crate::error::{Error, ErrorKind};
use crate::evidence::of_tree;
use crate::hashes::{self, Stored};
use crate::opaque::OpaqueId;
use crate::place::{self, Place};
use crate::progress::Progress;
use crate::register::{Register, catch_up, register_id};
use crate::seal;
use crate::state::Complete;
use crate::store;

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
        if self.is_newest {
            return Ok(());
        }
        let transaction = self.turns.begin(&self.kept, &mut self.connection)?;
        if store::version(&transaction)? == store::VERSION {
            // Another process has done so since.
            self.is_newest = true;
            return catch_up(&transaction, &mut self.state);
        }
        catch_up(&transaction, &mut self.state)?;
        let mut watch = self.while_migrated.map(|watch| watch());
        // What is copied is read once, and once more to be rebuilt.
        let mut progress = |half: u64, done: Progress| {
            let done = Progress { done: half * done.of + done.done, of: 2 * done.of };
            watch.as_mut().into_iter().for_each(|watch| watch(done));
        };
        // Nobody else writes while this transaction is open, so the copy is of what is being changed.
        let copy = keep_copy(&self.place, &transaction, &mut |done| progress(0, done))?;
        let migrated = seal::break_open(&self.kept)
            .and_then(|()| rebuild(&transaction, &mut |done| progress(1, done)))
            .and_then(|()| transaction.commit());
        if let Err(error) = migrated {
            // After a failed sync it is not known which version is there: the copy stays.
            if error.kind() != ErrorKind::Io {
                place::remove_register(&copy);
            }
            return Err(error);
        }
        self.is_newest = true;
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

    /// Has what this gives told how far that has come.
    pub fn while_migrated(&mut self, watch: fn() -> Box<dyn FnMut(Progress)>) {
        self.while_migrated = Some(watch);
    }
}

/// Copies the register to a name of its own.
fn keep_copy(
    place: &Place,
    connection: &Connection,
    progress: &mut dyn FnMut(Progress),
) -> Result<PathBuf, Error> {
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
    place::put_whole(&copy, (&OpaqueId::new()?.to_string(), TAKEN), |new| {
        let mut made = store::begin_copy(new)?;
        copy_pages(&from, &mut made, &mut |_, _| {})?;
        read_whole(&made, progress)?;
        store::end_copy(made)
    })?;
    Ok(copy)
}

/// Puts the roots of subtrees as this version has them in the place of those that are there.
fn rebuild(connection: &Connection, progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
    // Under another name an older program that has the file open finds no place for a leaf, and writes no more.
    connection.execute_batch("DROP TABLE hash; ALTER TABLE entry RENAME COLUMN hash TO leaf")?;
    connection.execute(store::SUBTREE.1, [])?;
    let of = store::size(connection)?;
    let mut edge = Edge::new();
    store::rows(connection, 0, |row| {
        let mut complete: Vec<Complete> = Vec::new();
        edge.push(row.leaf(), &mut |height, number, hash| complete.push((height, number, hash)));
        complete.into_iter().try_for_each(|subtree| hashes::put_root(connection, subtree))?;
        progress(Progress { done: row.position + 1, of });
        Ok(())
    })?;
    connection.pragma_update(None, "user_version", store::VERSION)?;
    Ok(())
}

/// Removes the copy from before, once what it became was found to hold.
pub(crate) fn remove_copy(
    place: &Place,
    connection: &Connection,
    size: u64,
) -> Result<Option<Earlier>, Error> {
    let copy = place.earlier();
    if store::version(connection)? == store::EARLIER || !copy.exists() {
        return Ok(None);
    }
    Ok(Some(match begins_with(place, &copy, connection, size).and_then(|()| remove(&copy)) {
        Ok(()) => Earlier::Removed(copy),
        Err(error) => Earlier::Left(copy, error.to_string()),
    }))
}

/// Whether the register goes on from what the copy holds.
fn begins_with(place: &Place, copy: &Path, connection: &Connection, size: u64) -> Result<(), Error> {
    let of = Place { register: copy.to_owned(), keeper: place.keeper.clone() };
    let (there, _) = store::open(&of)?;
    let copied = read_whole(&there, &mut |_| {})?;
    let goes_on = copied.entries <= size
        && root(copied.entries, &Stored::of(connection)?).map_err(of_tree)? == copied.root;
    if !goes_on {
        return Err(Error::new(ErrorKind::RolledBack, "what it holds is not how the register begins"));
    }
    if store::version(&there)? != store::EARLIER {
        return Err(Error::new(
            ErrorKind::Refused,
            "it is of no earlier version: nothing was brought from it",
        ));
    }
    Ok(())
}

fn remove(copy: &Path) -> Result<(), Error> {
    std::fs::remove_file(copy).map_err(|error| Error::io("remove", copy, &error))?;
    place::sync_folder(copy).map_err(|error| Error::unsynced(copy, &error))
}
