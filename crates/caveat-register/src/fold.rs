//! Reading what is on the disk into a state, on two cores.
//!
//! What can be said of an entry without those before it is done on one of them: it is read from the disk, hashed,
//! parsed, and its words are held against their commitments. On the other the entries are folded, one after the other.
//! What is found first is what the first entry at fault has, as if one had done both: entries are handed over in their
//! order, and whatever ends the reading is told behind all that was read before it.

use std::sync::mpsc::{Receiver, sync_channel};

use rusqlite::Connection;

use crate::error::{Error, ErrorKind};
use crate::state::{State, Unfolded};
use crate::store;

/// How many entries are handed over at once: enough that handing over costs nothing, and little memory.
const BATCH: usize = 512;

/// How many batches may wait: one core is not always as far as the other.
const WAITING: usize = 8;

/// Takes in every entry behind those that the state holds.
pub(crate) fn fold(connection: &Connection, state: &mut State) -> Result<(), Error> {
    let from = state.edge.size();
    // A few are folded sooner than another thread begins.
    if store::size(connection)?.saturating_sub(from) <= BATCH as u64 {
        return store::rows(connection, from, |row| take(state, Unfolded::of(&row)));
    }
    std::thread::scope(|scope| {
        let (batches, waiting) = sync_channel(WAITING);
        let folding = scope.spawn(move || take_all(state, &waiting));
        let mut batch = Vec::with_capacity(BATCH);
        let read = store::rows(connection, from, |row| {
            batch.push(Unfolded::of(&row));
            if batch.len() < BATCH {
                return Ok(());
            }
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            // It fails where the folding has ended, which then says why.
            batches.send(full).map_err(|_| Error::new(ErrorKind::Io, "the entries are no longer folded"))
        });
        let _ = batches.send(batch);
        drop(batches);
        match folding.join() {
            Ok(folded) => folded.and(read),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn take_all(state: &mut State, waiting: &Receiver<Vec<Unfolded>>) -> Result<(), Error> {
    waiting.iter().flatten().try_for_each(|entry| take(state, entry))
}

fn take(state: &mut State, entry: Unfolded) -> Result<(), Error> {
    let position = entry.position();
    state.fold(entry, &mut |_, _, _| {}).map_err(|untaken| untaken.on_disk(position))
}
