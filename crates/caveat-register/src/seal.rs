//! The seal: the hash of the register's whole file, taken when nothing is open in it, kept in the keeper's folder.
//!
//! The tree finds a change to anything that the register says. The seal finds a change to any byte at all, those
//! that say nothing among them.
//!
//! INVARIANT: a seal is removed, durably, before SQLite writes to the file, and made anew when its log is empty. So
//! where the log is empty and there is a seal, the file is the one that was sealed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use caveat_tlog::Hash;
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind};
use crate::place::{Kept, Place};
use crate::store::has_wal;

const FILE: &str = "seal";

/// How often a seal that changes while it is looked at is looked at again.
const ATTEMPTS: usize = 20;

/// What the seal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// The file is, to the byte, the one that was sealed.
    Intact,
    /// There is no seal here that could tell: the file was written since, or came from another machine.
    Unknown,
}

/// Holds the file against its seal.
pub(crate) fn verify(place: &Place, kept: &Kept) -> Result<Sealed, Error> {
    for _ in 0..ATTEMPTS {
        let Some(seal) = kept.read(FILE)? else { return Ok(Sealed::Unknown) };
        if has_wal(place) {
            return Ok(Sealed::Unknown);
        }
        let found = describe(place)?;
        if found == seal {
            return Ok(Sealed::Intact);
        }
        // Somebody may have written meanwhile; then the seal has gone or changed too, or their log is there.
        if kept.read(FILE)?.as_ref() == Some(&seal) && !has_wal(place) {
            return Err(broken());
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    Ok(Sealed::Unknown)
}

fn broken() -> Error {
    let message = "the register's file is not the one that was closed here last";
    Error::new(ErrorKind::Damaged(None), message).hinted(
        "`caveat check` says what still holds; put back a copy that does, or go on knowingly with \
         `--accept-rollback`, which is recorded",
    )
}

/// Breaks the seal before the file is written.
pub(crate) fn break_open(kept: &Kept) -> Result<(), Error> {
    kept.remove(FILE)
}

/// Moves everything into the file and seals it, unless somebody else is at it: then they will.
pub(crate) fn close(place: &Place, kept: &Kept, connection: &mut Connection) -> Result<(), Error> {
    break_open(kept)?;
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy != 0 {
        return Ok(());
    }
    // Nobody writes while this transaction is open, and what was written before is in the log.
    let guard = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !has_wal(place) {
        kept.write(FILE, &describe(place)?)?;
    }
    guard.rollback()?;
    Ok(())
}

fn describe(place: &Place) -> Result<String, Error> {
    let path = &place.register;
    let held = Held::of(path)?;
    let read = || -> std::io::Result<(u64, Hash)> {
        let mut file: &File = held.0;
        file.rewind()?;
        let (mut size, mut hasher, mut buffer) = (0, Sha256::new(), vec![0; 128 * 1024]);
        loop {
            let count = file.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
            hasher.update(bytes);
            size += bytes.len() as u64;
        }
        Ok((size, Hash(hasher.finalize().into())))
    };
    let _one_at_a_time = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let (size, hash) = read().map_err(|error| Error::io("read", path, &error))?;
    Ok(format!("caveat-seal/1\nsize {size}\nsha256 {hash}\n"))
}

/// A register's file, open for as long as the process lives. POSIX locks belong to the process: closing any handle
/// of a file drops those that SQLite holds on it, and another process could then take the register for closed.
struct Held(&'static File);

static HELD: Mutex<Option<HashMap<(PathBuf, u128), &'static File>>> = Mutex::new(None);

impl Held {
    fn of(path: &std::path::Path) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::io("read", path, &error);
        let key = (path.canonicalize().map_err(failed)?, identity(path).map_err(failed)?);
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.get_or_insert_default();
        if let Some(file) = held.get(&key) {
            return Ok(Self(file));
        }
        let file: &'static File = Box::leak(Box::new(File::open(path).map_err(failed)?));
        held.insert(key, file);
        Ok(Self(file))
    }
}

/// Which file stands at a path. One that is held open keeps its number, so that another cannot be taken for it.
#[cfg(unix)]
fn identity(path: &std::path::Path) -> std::io::Result<u128> {
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(path)?;
    Ok(u128::from(found.dev()) << 64 | u128::from(found.ino()))
}

#[cfg(not(unix))]
fn identity(_: &std::path::Path) -> std::io::Result<u128> {
    Ok(0)
}
