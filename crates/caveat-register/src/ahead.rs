//! Reading ahead: what comes next is read on one core while what came before is taken in on another.
//!
//! To read a row it has to be known what opaque ids are called, which the rows before it say, and of some kinds of
//! entries what was recorded before. Whoever reads ahead knows the first alone: a row that asks for more is left to
//! whoever takes it in, and so is one that cannot be read. What is read ahead is held against what is recorded as
//! everything is.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use caveat::ledger::Ledger;
use caveat::time::Position;

use crate::error::{Error, ErrorKind};
use crate::opaque::OpaqueId;
use crate::reading::{self, Told};
use crate::state::{Row, State};

/// How many rows are handed over at once.
const ROWS: usize = 256;

/// How many times as many are on their way while others are taken in.
const ON_THEIR_WAY: usize = 4;

/// Reads a register's rows from the first on, in their order.
#[derive(Debug, Default)]
struct Reader {
    /// What the ids are called that were introduced so far.
    names: HashMap<OpaqueId, Arc<str>>,
    nothing: Ledger,
}

impl Reader {
    /// What a row says, where nothing but names has to be known for it.
    fn read(&mut self, row: &Row) -> Option<Told> {
        let opened = reading::open(row).ok()?;
        let slugs = opened.introduced.iter().filter_map(|(_, opaque, slug)| Some((opaque, slug?)));
        self.names.extend(slugs.map(|(opaque, slug)| (opaque, Arc::clone(slug))));
        let is_made = Cell::new(false);
        let called = |opaque: &str| {
            // What a name made from an item's is, the items before say.
            is_made.set(is_made.get() || opaque.contains('.'));
            self.names.get(&OpaqueId::read(opaque)?).map(Arc::clone)
        };
        // INVARIANT: what is looked up in a ledger when an entry is read is not found in this one, and is refused.
        let told = opened.entry(&self.nothing, &called).ok()?;
        (!is_made.get()).then_some(told)
    }
}

/// Hands a row on.
type Hand<'a> = dyn FnMut(Row) -> Result<(), Error> + 'a;

/// Takes every row of a register into a state of nothing, in their order, and reads ahead. `rows` hands each on, and
/// ends where it is told to. `done` hears how many were taken in.
pub(crate) fn fold(
    rows: impl FnOnce(&mut Hand<'_>) -> Result<(), Error>,
    state: &mut State,
    done: &mut dyn FnMut(u64),
) -> Result<(), Error> {
    let mut take = |(row, told): (Row, Option<Told>)| {
        let taken = match told {
            Some(told) => state.take(&row, told, &mut |_| {}),
            None => state.take_in(&row, &mut |_| {}),
        };
        taken.map_err(|untaken| untaken.on_disk(Position(row.position)))?;
        done(row.position + 1);
        Ok(())
    };
    let Some(mut reading) = Reading::start() else { return rows(&mut |row| take((row, None))) };
    let (mut next, mut failed) = (Vec::with_capacity(ROWS), false);
    let read = rows(&mut |row| {
        next.push(row);
        if next.len() < ROWS {
            return Ok(());
        }
        let rows = std::mem::replace(&mut next, Vec::with_capacity(ROWS));
        reading.send(rows, ON_THEIR_WAY, &mut take).inspect_err(|_| failed = true)
    });
    if !failed {
        // What is wrong with a row is told before that those behind it could not be read.
        reading.send(next, 0, &mut take)?;
    }
    read
}

/// A thread that reads, and the rows that are with it.
#[derive(Debug)]
struct Reading {
    rows: Sender<Vec<Row>>,
    read: Receiver<Vec<(Row, Option<Told>)>>,
    on_their_way: usize,
}

impl Reading {
    /// Nothing where the system starts no thread.
    fn start() -> Option<Self> {
        let (rows, to_read) = channel::<Vec<Row>>();
        let (done, read) = channel();
        let thread = std::thread::Builder::new().name("reader".to_owned());
        let started = thread.spawn(move || {
            let mut reader = Reader::default();
            for rows in to_read {
                let read = rows.into_iter().map(|row| {
                    let told = reader.read(&row);
                    (row, told)
                });
                if done.send(read.collect()).is_err() {
                    return;
                }
            }
        });
        started.ok().map(|_| Self { rows, read, on_their_way: 0 })
    }

    /// Sends rows to be read, and has those taken in that come back until so many are left on their way.
    fn send(
        &mut self,
        rows: Vec<Row>,
        left: usize,
        take: &mut impl FnMut((Row, Option<Told>)) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let died =
            || Error::new(ErrorKind::Io, "the thread that reads the register ended before it was read");
        self.rows.send(rows).map_err(|_| died())?;
        self.on_their_way += 1;
        while self.on_their_way > left {
            let read = self.read.recv().map_err(|_| died())?;
            self.on_their_way -= 1;
            read.into_iter().try_for_each(&mut *take)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
