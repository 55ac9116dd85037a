//! A copy of the register in another file, taken while others write; and a register put back from one.
//!
//! A copy holds the words and the history, and no key: the keeper's folder is kept apart from both.

use std::path::Path;
use std::time::Duration;

use caveat::time::Instant;
use caveat_tlog::Hash;
use rusqlite::Connection;
use rusqlite::backup::{self, StepResult};

use crate::error::{Error, ErrorKind};
use crate::opaque::OpaqueId;
use crate::place::{self, Place};
use crate::progress::Progress;
use crate::register::{OnRollback, Register, fold_whole, register_id};
use crate::seal;
use crate::state::State;
use crate::store;

/// How many pages are copied between two looks at how far it is.
const PAGES_AT_ONCE: std::ffi::c_int = 1024;

/// What to do where there is a file already.
const TAKEN: &str = "nothing was changed; name another file, or move that one away first";

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many entries it holds.
    pub entries: u64,
    /// The root of their tree.
    pub root: Hash,
    /// Over how many of them the last checkpoint is that it holds.
    pub signed: u64,
}

impl Register {
    /// Copies what is recorded up to now into a file, which must not exist. Others go on recording meanwhile; what they
    /// record is not in it. The copy is read whole before it gets its name.
    ///
    /// # Errors
    /// Where there is such a file, it cannot be written, or what was written cannot be read. No file is left then.
    pub fn backup(&self, file: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Copied, Error> {
        place::is_free(file, TAKEN)?;
        // One reading transaction, so that all of it is of one moment.
        let reading = self.connection.unchecked_transaction()?;
        let entries = store::size(&reading)?;
        let copied = place::put_whole(file, (&OpaqueId::new()?.to_string(), TAKEN), |new| {
            let mut copy = store::begin_copy(new)?;
            copy_pages(&reading, &mut copy, &mut |done, of| {
                let of_entries =
                    |pages: u64| pages.saturating_mul(entries).checked_div(of).unwrap_or(entries);
                progress(Progress { done: of_entries(done), of: entries });
            })?;
            let copied = read_whole(&copy, &mut |_| {})?;
            store::end_copy(copy)?;
            if copied.entries == entries {
                Ok(copied)
            } else {
                Err(Error::damaged(None, "the copy does not hold the entries that it is of"))
            }
        });
        copied.map_err(|error| without_room(file, error))
    }

    /// Puts a register back from a copy, where there is none, and opens it. One that is older than what was signed here
    /// is refused, unless it is gone on with knowingly, which is recorded. It tells how far reading it has come.
    ///
    /// # Errors
    /// Where there is a register already, the file holds none or one that does not hold, or it is older or another
    /// than the one that was signed here. Nothing is left at the place then.
    pub fn restore(
        file: &Path,
        place: &Place,
        on_rollback: OnRollback,
        at: Instant,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, Error> {
        place::is_free(&place.register, TAKEN)?;
        place::make_folder_of(&place.register)?;
        let (from, _) = store::open(&Place { register: file.to_owned(), keeper: place.keeper.clone() })?;
        place::put_whole(&place.register, (&OpaqueId::new()?.to_string(), TAKEN), |new| {
            let mut copy = store::begin_copy(new)?;
            copy_pages(&from, &mut copy, &mut |_, _| {})?;
            let id = register_id(&copy)?;
            store::end_copy(copy)?;
            // The file that was sealed here is gone, and this one is read whole when it is opened.
            seal::break_open(&place.kept(&id))
        })?;
        Self::open_watched(place, on_rollback, at, progress)
            .inspect_err(|_| place::remove_register(&place.register))
    }
}

/// What is full is the disk of the copy.
fn without_room(file: &Path, error: Error) -> Error {
    if error.kind() != ErrorKind::Full {
        return error;
    }
    Error::new(ErrorKind::Full, format!("the disk is full, and `{}` was not made", file.display()))
        .hinted("name a file where there is room; the register is as it was")
}

pub(crate) fn copy_pages(
    from: &Connection,
    to: &mut Connection,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Error> {
    let backup = backup::Backup::new(from, to)?;
    loop {
        let step = backup.step(PAGES_AT_ONCE)?;
        let pages = backup.progress();
        let count = |pages: std::ffi::c_int| u64::try_from(pages).unwrap_or(0);
        progress(count(pages.pagecount - pages.remaining), count(pages.pagecount));
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Reads everything in a copy.
pub(crate) fn read_whole(copy: &Connection, progress: &mut dyn FnMut(Progress)) -> Result<Copied, Error> {
    let signed = store::last_checkpoint(copy)?.map_or(0, |(size, _)| size);
    let mut state = State::new();
    fold_whole(copy, &mut state, progress)?;
    Ok(Copied { entries: state.next().0, root: state.edge.root(), signed })
}
