//! Erasure: words are destroyed with the salts that open their commitments, and an entry says so.
//!
//! No hash changes, so every proof still verifies; no answer changes, since none depends on words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use caveat::entry::Body;
use caveat::id::PartyId;
use caveat::json;
use caveat::time::{Instant, Position};
use caveat::words::Words;

use crate::commitment::{self, To};
use crate::error::{Error, ErrorKind, Fault};
use crate::own::Own;
use crate::pen::Pen;
use crate::place::Place;
use crate::register::{Recorded, Register};
use crate::seal;
use crate::snapshot;
use crate::store;

/// The keeper's note that an erasure was begun.
const ERASING: &str = "erasing";

/// Words to be destroyed.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// The entries that they belong to.
    pub of: Vec<Position>,
    /// Who has it done: who keeps the register, or who speaks in all of these entries.
    pub by: PartyId,
    /// Why, and on what authority.
    pub reason: Words,
    /// Whether what things are called goes too.
    pub names: Names,
}

/// What becomes of the slugs that an entry introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// They are destroyed like other words. What they named goes by its opaque id from then on.
    Erase,
    /// They stay.
    Keep,
}

/// Why nothing was erased.
#[derive(Debug)]
pub enum EraseError {
    /// There is no such entry.
    NoEntry(Position),
    /// Who asks has no authority over the entry.
    NoAuthority(Position),
    /// A house rule goes by a name that would be destroyed: it would judge otherwise.
    NamedByRule {
        /// The rule.
        rule: String,
        /// The name.
        name: String,
    },
    /// None of the entries has words that are still there.
    Nothing,
    /// The register could not.
    Register(Error),
}

impl EraseError {
    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::NoEntry(_) => Some("`caveat log` lists the entries"),
            Self::NoAuthority(_) => {
                Some("words are erased by who keeps the register, or by who speaks in every entry named")
            }
            Self::NamedByRule { .. } => {
                Some("keep the names (`--keep-names`), or first record a rule in its place that goes without")
            }
            Self::Nothing => Some("what was erased before is gone"),
            Self::Register(error) => error.hint(),
        }
    }
}

impl fmt::Display for EraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEntry(position) => write!(f, "there is no entry {position}"),
            Self::NoAuthority(position) => write!(f, "no authority to erase words of entry {position}"),
            Self::NamedByRule { rule, name } => write!(f, "house rule `{rule}` goes by the name `{name}`"),
            Self::Nothing => f.write_str("there are no words to erase"),
            Self::Register(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EraseError {}

impl Fault for EraseError {
    fn fault(&self) -> Option<&Error> {
        match self {
            Self::Register(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for EraseError {
    fn from(error: Error) -> Self {
        Self::Register(error)
    }
}

impl Register {
    /// Destroys words, and records that, by whom and why. When it returns, they are nowhere in the register's files.
    ///
    /// # Errors
    /// Where who asks has no authority, or nothing is to be erased: nothing is done then. Where others have the
    /// register open until its patience ends, or the disk has no room to rebuild the file: the words are erased, and
    /// may lie in the register's files until it is opened next.
    pub fn erase(&mut self, erasure: Erasure, at: Instant) -> Result<Recorded, EraseError> {
        let erased = self.erase_and_finish(erasure, at);
        self.unless_failed(erased)
    }

    fn erase_and_finish(&mut self, erasure: Erasure, at: Instant) -> Result<Recorded, EraseError> {
        self.ready()?;
        no_earlier_copy(&self.place)?;
        let we = self.we();
        self.kept.make()?;
        // What an earlier erasure left is finished first: the note says of one alone that it was begun.
        self.finish_erasure()?;
        self.kept.write(ERASING, "")?;
        let recorded = self.within(|pen| pen.erase(erasure, &we, at));
        match &recorded {
            // Opaque ids stand where names stood: what was read is read anew.
            Ok(_) => self.finish_erasure().and_then(|()| self.forget())?,
            // Whether it was committed is not known.
            Err(EraseError::Register(_)) => self.finish_erasure()?,
            Err(_) => self.kept.remove(ERASING)?,
        }
        recorded
    }

    /// Sees to it that what was deleted is nowhere in the register's files, if an erasure was begun: in no page that
    /// is free, and not in SQLite's log. What a crash cut off is finished here when the register is opened next.
    pub(crate) fn finish_erasure(&mut self) -> Result<(), Error> {
        if self.kept.read(ERASING)?.is_none() {
            return Ok(());
        }
        snapshot::destroy(&self.place, &self.kept)?;
        seal::break_open(&self.kept)?;
        self.connection.execute_batch("VACUUM").map_err(|error| without_room(error.into()))?;
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            return self.kept.remove(ERASING);
        }
        let message =
            "the erasure is recorded, and the words may lie in the register's log while others have it open";
        Err(Error::new(ErrorKind::Busy, message)
            .hinted("open it again, with any command, when they have closed it"))
    }
}

/// Words are not erased while a copy from before another version of the file holds them.
fn no_earlier_copy(place: &Place) -> Result<(), Error> {
    let copy = place.earlier();
    if !copy.exists() {
        return Ok(());
    }
    let message = format!("`{}`, the register as it was before, holds the words as well", copy.display());
    Err(Error::new(ErrorKind::Refused, message)
        .hinted("nothing was erased; `caveat check` removes it once all is found to hold, then erase again"))
}

/// To rebuild the file takes room for another of its size; the erasure itself is recorded by then.
fn without_room(error: Error) -> Error {
    if error.kind() != ErrorKind::Full {
        return error;
    }
    let message =
        "the erasure is recorded; the disk is too full to rebuild the file, and the words may lie in it";
    Error::new(ErrorKind::Full, message).hinted("make room, and open it again with any command")
}

impl Pen<'_> {
    fn erase(&mut self, erasure: Erasure, we: &PartyId, at: Instant) -> Result<Recorded, EraseError> {
        let Erasure { of, by, reason, names } = erasure;
        let mut numbers: BTreeMap<Position, BTreeSet<usize>> = BTreeMap::new();
        for position in of {
            self.authorised(position, &by, we)?;
            let found = self.erasable(position, names)?;
            if !found.is_empty() {
                numbers.entry(position).or_default().extend(found);
            }
        }
        if numbers.is_empty() {
            return Err(EraseError::Nothing);
        }
        for (position, numbers) in &numbers {
            for number in numbers {
                self.destroy(*position, *number)?;
            }
        }
        let own = Own::Erased { of: numbers, by, reason };
        Ok(Recorded { positions: vec![self.write_own(own, at)?], again: false })
    }

    fn authorised(&self, position: Position, by: &PartyId, we: &PartyId) -> Result<(), EraseError> {
        if position >= self.state.next() {
            return Err(EraseError::NoEntry(position));
        }
        let speaks = self.state.ledger.at(position).is_some_and(|entry| entry.by == *by);
        if by == we || speaks { Ok(()) } else { Err(EraseError::NoAuthority(position)) }
    }

    /// The numbers of the words of an entry that are still there and are to go.
    fn erasable(&self, position: Position, names: Names) -> Result<Vec<usize>, EraseError> {
        let row = store::row(self.transaction, position.0)?.ok_or(EraseError::NoEntry(position))?;
        let json = json::parse(&row.bytes)
            .map_err(|_| Error::damaged(position, format!("entry {position} cannot be read")))?;
        let mut numbers = Vec::new();
        for (number, to) in commitment::kinds(&json).into_iter().enumerate() {
            if !row.words.iter().any(|(there, _)| *there == number) {
                continue;
            }
            match (to, names) {
                (To::Words, _) => numbers.push(number),
                (To::Name { .. }, Names::Keep) => {}
                (To::Name { opaque, .. }, Names::Erase) => {
                    self.not_in_a_rule(&opaque)?;
                    numbers.push(number);
                }
            }
        }
        Ok(numbers)
    }

    /// House rules know parties, items and purposes by their names, in quotes.
    fn not_in_a_rule(&self, opaque: &str) -> Result<(), EraseError> {
        let Some(name) = self.state.slug(opaque) else { return Ok(()) };
        let quoted = format!("\"{name}\"");
        for entry in self.state.ledger.entries() {
            // An escape may spell any name.
            if let Body::Rule(rule) = &entry.body
                && (rule.policy.contains(&quoted) || rule.policy.contains('\\'))
            {
                return Err(EraseError::NamedByRule { rule: rule.id.to_string(), name: name.to_string() });
            }
        }
        Ok(())
    }
}
