//! Many processes on one register: what each asked and was told, and whether one order of all of it explains every
//! answer (linearizability, Herlihy and Wing 1990).
//!
//! A register is a list that is only appended to. So what was told fixes the order, and it need not be searched for:
//! appended numbers stand in the order of their positions, and a reader who saw the list as long as *n* stands behind
//! the *n*th of them. It explains the answers if none of them was given before it was asked: if whatever was over
//! before another began stands before it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use caveat_register::{RecordError, Writer};
use rusqlite::Connection;

use crate::dice::Dice;
use crate::line::say;
use crate::work::{self, told};

/// What was asked of the register, and told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// A number was appended at a position.
    Appended { number: u64, position: u64 },
    /// A name that only one can take was taken, at a position.
    Took { slot: u64, position: u64 },
    /// It was taken already.
    Late { slot: u64 },
    /// The last position was read.
    Saw { last: u64 },
}

/// One operation, from when it was asked to when it was answered, in nanoseconds of a clock that all share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) from: u64,
    pub(crate) until: u64,
    pub(crate) did: Did,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "did {} {} ", self.from, self.until)?;
        match self.did {
            Did::Appended { number, position } => write!(f, "appended {number} {position}"),
            Did::Took { slot, position } => write!(f, "took {slot} {position}"),
            Did::Late { slot } => write!(f, "late {slot} 0"),
            Did::Saw { last } => write!(f, "saw {last} 0"),
        }
    }
}

impl FromStr for Operation {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let words: Vec<&str> = line.split(' ').collect();
        let &["did", from, until, did, one, two] = words.as_slice() else { return Err(()) };
        let number = |word: &str| word.parse().map_err(drop);
        let (one, two) = (number(one)?, number(two)?);
        let did = match did {
            "appended" => Did::Appended { number: one, position: two },
            "took" => Did::Took { slot: one, position: two },
            "late" => Did::Late { slot: one },
            "saw" => Did::Saw { last: one },
            _ => return Err(()),
        };
        Ok(Self { from: number(from)?, until: number(until)?, did })
    }
}

/// Whether one order of all operations explains what each was told.
pub(crate) fn is_explained(history: &[Operation]) -> Result<(), String> {
    // Where an operation stands in that order: behind everything at or before a position.
    let mut stands: Vec<(u64, &Operation)> = Vec::new();
    let mut at: BTreeMap<u64, &Operation> = BTreeMap::new();
    let mut taken: BTreeMap<u64, u64> = BTreeMap::new();
    for operation in history {
        let position = match operation.did {
            Did::Appended { position, .. } | Did::Took { position, .. } => position,
            Did::Saw { last } => {
                stands.push((last, operation));
                continue;
            }
            Did::Late { .. } => continue,
        };
        if let Some(other) = at.insert(position, operation) {
            return Err(format!("two were told of #{position}: {other}, and {operation}"));
        }
        if let Did::Took { slot, .. } = operation.did
            && taken.insert(slot, position).is_some()
        {
            return Err(format!("slot {slot} was taken twice"));
        }
        stands.push((position, operation));
    }
    for operation in history {
        // Who came late stands somewhere behind who took it: so its answer is not before that was asked.
        if let Did::Late { slot } = operation.did {
            let by = taken.get(&slot).and_then(|position| at.get(position));
            let by = by.ok_or_else(|| format!("slot {slot} was taken by nobody"))?;
            if operation.until < by.from {
                return Err(format!("{operation} was late before {by}"));
            }
        }
    }
    in_time(&mut stands)
}

/// Whatever was over before another began stands not behind it.
fn in_time(stands: &mut [(u64, &Operation)]) -> Result<(), String> {
    // Those who saw the same stand in the order in which they asked.
    let is_reader = |operation: &Operation| matches!(operation.did, Did::Saw { .. });
    stands.sort_by_key(|(position, operation)| (*position, is_reader(operation), operation.from));
    // The latest beginning of all that stand before.
    let mut latest: Option<&Operation> = None;
    for (_, operation) in stands {
        if let Some(before) = latest
            && operation.until < before.from
        {
            return Err(format!("{operation} was over before {before} began, and stands behind it"));
        }
        if latest.is_none_or(|before| before.from < operation.from) {
            latest = Some(operation);
        }
    }
    Ok(())
}

/// Who races.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Racer {
    /// Threads of a process on the register.
    Register,
    /// The same without what keeps them apart, on bare SQLite: a control.
    Unlocked,
}

impl Racer {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "race" => Some(Self::Register),
            "race-unlocked" => Some(Self::Unlocked),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Register => "race",
            Self::Unlocked => "race-unlocked",
        }
    }

    /// So many operations from a number on, by threads, said as they are done.
    pub(crate) fn race(self, folder: &Path, from: u64, count: u64, threads: u64) -> Result<(), String> {
        match self {
            Self::Register => race(folder, from, count, threads),
            Self::Unlocked => race_unlocked(folder, from, count),
        }
    }
}

fn clock() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    let (seconds, nanos) = (u64::try_from(now.tv_sec), u64::try_from(now.tv_nsec));
    seconds.unwrap_or(0) * 1_000_000_000 + nanos.unwrap_or(0)
}

fn race(folder: &Path, from: u64, count: u64, threads: u64) -> Result<(), String> {
    let writer = Writer::start(work::open(folder)?).map_err(told)?;
    let next = AtomicU64::new(from);
    let writing = AtomicU64::new(threads);
    let write = |thread: u64| -> Result<(), String> {
        let mut dice = Dice::new(from + thread);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= from + count {
                return Ok(());
            }
            // Processes race for the same slots.
            let slot = dice.below(4).eq(&0).then(|| number - from);
            let entry = slot.map_or_else(|| work::numbered(number), work::unique);
            let begun = clock();
            let position = match writer.record(vec![entry], None) {
                Ok(recorded) => recorded.positions.first().map(|(at, _)| at.0),
                Err(RecordError::Refused { .. }) => None,
                Err(error) => return Err(told(error)),
            };
            let until = clock();
            let did = match (slot, position) {
                (Some(slot), Some(position)) => Did::Took { slot, position },
                (Some(slot), None) => Did::Late { slot },
                (None, Some(position)) => Did::Appended { number, position },
                (None, None) => return Err("a number was refused".to_owned()),
            };
            say(Operation { from: begun, until, did });
        }
    };
    let read = || -> Result<(), String> {
        let mut register = work::open(folder)?;
        while writing.load(Ordering::Relaxed) > 0 {
            let begun = clock();
            let last = register.refresh().map_err(told)?.0;
            say(Operation { from: begun, until: clock(), did: Did::Saw { last } });
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let write = &write;
        let writing = &writing;
        let counted = move |thread| {
            let done = write(thread);
            writing.fetch_sub(1, Ordering::Relaxed);
            done
        };
        let mut all: Vec<_> = (0..threads).map(|thread| scope.spawn(move || counted(thread))).collect();
        all.push(scope.spawn(read));
        all.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread died")?)
    })
}

/// Each asks for the next position, and then writes there.
fn race_unlocked(folder: &Path, from: u64, count: u64) -> Result<(), String> {
    let connection = Connection::open(folder.join("raced")).map_err(told)?;
    connection.busy_timeout(std::time::Duration::from_secs(20)).map_err(told)?;
    for number in from..from + count {
        let begun = clock();
        let next = "SELECT coalesce(max(position) + 1, 0) FROM entry";
        let position: i64 = connection.query_row(next, [], |row| row.get(0)).map_err(told)?;
        let put = "INSERT OR REPLACE INTO entry VALUES (?1, ?2)";
        let number_there = i64::try_from(number).unwrap_or(0);
        connection.execute(put, [position, number_there]).map_err(told)?;
        let position = u64::try_from(position).unwrap_or(0);
        say(Operation { from: begun, until: clock(), did: Did::Appended { number, position } });
    }
    Ok(())
}

/// Makes what the control races on.
pub(crate) fn found_unlocked(folder: &Path) -> Result<(), String> {
    let connection = Connection::open(folder.join("raced")).map_err(told)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(told)?;
    connection
        .execute("CREATE TABLE entry (position INTEGER PRIMARY KEY, number INTEGER)", [])
        .map(drop)
        .map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appended(from: u64, until: u64, position: u64) -> Operation {
        Operation { from, until, did: Did::Appended { number: position, position } }
    }

    fn saw(from: u64, until: u64, last: u64) -> Operation {
        Operation { from, until, did: Did::Saw { last } }
    }

    fn slot(from: u64, until: u64, position: Option<u64>) -> Operation {
        let did = position.map_or(Did::Late { slot: 1 }, |position| Did::Took { slot: 1, position });
        Operation { from, until, did }
    }

    #[test]
    fn what_happened_at_once_may_stand_in_any_order() {
        for history in [
            vec![appended(0, 10, 1), appended(0, 10, 0), saw(0, 10, 0), saw(0, 10, 1)],
            vec![slot(0, 10, Some(3)), slot(0, 10, None), slot(20, 30, None)],
            vec![saw(5, 6, 1), appended(0, 10, 1), appended(0, 4, 0)],
            vec![appended(0, 1, 0), saw(8, 9, 0), saw(2, 3, 0), saw(4, 5, 0)],
        ] {
            assert_eq!(is_explained(&history), Ok(()), "{history:?}");
        }
    }

    #[test]
    fn what_no_order_explains_is_found() {
        for history in [
            // Two were told of one position.
            vec![appended(0, 1, 7), appended(2, 3, 7)],
            // The later one stands before the earlier one.
            vec![appended(0, 1, 1), appended(2, 3, 0)],
            // A reader saw what nobody had begun to write.
            vec![saw(0, 1, 5), appended(2, 3, 5)],
            // A reader did not see what was acknowledged.
            vec![appended(0, 1, 5), saw(2, 3, 4)],
            // A reader saw less than another before it.
            vec![saw(0, 1, 5), saw(2, 3, 4)],
            // A slot was taken twice, by nobody, or was taken only after somebody was late.
            vec![slot(0, 1, Some(1)), slot(0, 1, Some(2))],
            vec![slot(0, 1, None)],
            vec![slot(0, 1, None), slot(2, 3, Some(1))],
        ] {
            assert!(is_explained(&history).is_err(), "{history:?}");
        }
    }

    #[test]
    fn what_is_said_is_read() {
        for operation in [appended(1, 2, 3), saw(1, 2, 3), slot(1, 2, Some(3)), slot(1, 2, None)] {
            assert_eq!(operation.to_string().parse(), Ok(operation));
        }
    }
}
