//! Whose turn it is to write, among several processes.
//!
//! SQLite lets one write at a time, and whoever waits looks now and then whether it can: a process that writes without
//! a pause is there first, every time. So whoever waits for that holds a lock meanwhile, for which whoever has just
//! written waits in its turn. It makes nothing safe, which SQLite does: where there is no such lock, it is not fair.

use std::cell::OnceCell;
use std::fs::{File, TryLockError};
use std::ops::Deref;
use std::time::Instant;

use rusqlite::Connection;

use crate::error::Error;
use crate::place::Kept;
use crate::store::{NAP, PATIENCE};

/// The lock, once it was needed; nothing where the keeper has no folder here, or it cannot be written.
#[derive(Debug, Default)]
pub(crate) struct Turns(OnceCell<Option<File>>);

impl Turns {
    /// Begins to write, when it is its turn.
    pub(crate) fn begin<'a>(
        &self,
        kept: &Kept,
        connection: &'a mut Connection,
    ) -> Result<Writing<'a>, Error> {
        let _turn = self.wait(kept)?;
        Writing::begin(connection)
    }

    fn wait(&self, kept: &Kept) -> Result<Option<Turn<'_>>, Error> {
        let Some(file) = self.0.get_or_init(|| kept.open("turn").ok()) else { return Ok(None) };
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Turn(file))),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(NAP),
                Err(TryLockError::WouldBlock) => return Err(Error::busy()),
                // A file system without locks.
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        }
    }
}

/// A write transaction, of which nothing is left where it is dropped before it was committed. Its statements are
/// parsed once for a connection, and not for each entry.
#[derive(Debug)]
pub(crate) struct Writing<'a>(&'a Connection);

impl<'a> Writing<'a> {
    fn begin(connection: &'a mut Connection) -> Result<Self, Error> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Self(connection))
    }

    pub(crate) fn commit(self) -> Result<(), Error> {
        self.0.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    pub(crate) fn rollback(self) -> Result<(), Error> {
        Ok(self.0.execute_batch("ROLLBACK")?)
    }
}

impl Deref for Writing<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // Where it cannot be undone, SQLite does so when the file is closed or opened.
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

/// Held until dropped.
struct Turn<'a>(&'a File);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Where it fails, the lock goes with the file.
        let _ = self.0.unlock();
    }
}
