//! `check`: everything is read, hashed and folded anew, and held against what the register says of itself.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use caveat::facts::Facts;
use caveat::json;
use caveat::question::Judge;
use caveat::time::Position;
use caveat_tlog::{Hash, VerifierKey};
use rusqlite::Connection;

use crate::error::{Error, ErrorKind};
use crate::place::{Kept, Place};
use crate::register::{CHECKPOINT, read_checkpoint, signs};
use crate::seal::{self, Sealed};
use crate::state::{Complete, Row, State};
use crate::store::{self, TABLES};

/// How far a check has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries read.
    pub done: u64,
    /// Entries there are.
    pub of: u64,
}

/// What was found to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How many entries there are.
    pub entries: u64,
    /// How many words of them were erased.
    pub erased: usize,
    /// The root of their tree.
    pub root: Hash,
    /// How many entries the last signed checkpoint is over.
    pub signed: u64,
    /// Checkpoints in the register, all of which verify.
    pub checkpoints: usize,
    /// Over how many entries the last checkpoint is that is kept apart from the register, if one is.
    pub kept: Option<u64>,
    /// What the seal says.
    pub sealed: Sealed,
}

/// The first thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The first entry that does not hold, where it is an entry.
    pub position: Option<Position>,
    /// What does not hold.
    pub message: String,
    /// What that means.
    pub meaning: String,
    /// What to do.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let meaning = match error.kind() {
            ErrorKind::Damaged(Some(position)) => {
                format!("what stands before {position} holds; from it on, nothing here can be relied on")
            }
            ErrorKind::Damaged(None) => "no answer from this file can be relied on".to_owned(),
            ErrorKind::RolledBack => "what is here is not all that was recorded, or not what was".to_owned(),
            _ => "nothing is known of what is in it".to_owned(),
        };
        let position = match error.kind() {
            ErrorKind::Damaged(position) => position,
            _ => None,
        };
        Self { position, message: error.to_string(), meaning, hint: error.hint().map(str::to_owned) }
    }
}

/// Checks a register.
///
/// # Errors
/// The first thing that does not hold.
pub fn check(
    place: &Place,
    judge: Arc<dyn Judge>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Checked, Fault> {
    let (connection, _) = store::open(place)?;
    let transaction = connection.unchecked_transaction().map_err(Error::from)?;
    is_sound(&transaction)?;
    let notes = store::checkpoints(&transaction)?;
    let mut check = Check { place, connection: &transaction, state: State::new(), hashes: 0, kept: None };
    check.watch(&notes);
    let of = store::size(&transaction)?;
    store::rows(&transaction, 0, |row| {
        check.row(&row)?;
        progress(Progress { done: row.position + 1, of });
        Ok(())
    })?;
    check.whole()?;
    let signed = check.checkpoints(&notes)?;
    let (kept, sealed) = check.kept()?;
    // The fold is a function of the entries alone: that it can be made is all there is to find.
    Facts::fold(check.state.ledger.entries(), Position::LAST, judge);
    let state = check.state;
    Ok(Checked {
        entries: state.edge.size(),
        erased: state.erased.len(),
        root: state.edge.root(),
        signed,
        checkpoints: notes.len(),
        kept,
        sealed,
    })
}

/// What SQLite itself can say of its file.
fn is_sound(connection: &Connection) -> Result<(), Error> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Error::damaged(None, format!("the register's file does not hold: {found}")));
    }
    let mut select = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY rowid")?;
    let tables = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables: Vec<(String, Option<String>)> = tables.collect::<rusqlite::Result<_>>()?;
    let expected = TABLES.map(|(name, sql)| (name.to_owned(), Some(sql.to_owned())));
    if tables != expected {
        return Err(Error::damaged(None, "the register's tables are not those of its version"));
    }
    Ok(())
}

struct Check<'a> {
    place: &'a Place,
    connection: &'a Connection,
    state: State,
    /// How many hashes the tree has that are stored.
    hashes: u64,
    kept: Option<Kept>,
}

impl Check<'_> {
    fn watch(&mut self, notes: &[(u64, String)]) {
        self.state.watched.extend(notes.iter().map(|(size, _)| (*size, None)));
    }

    fn row(&mut self, row: &Row) -> Result<(), Error> {
        let position = Position(row.position);
        let canonical = json::parse(&row.bytes).map(|json| json.canonical());
        if canonical.as_ref() != Ok(&row.bytes) {
            let message = format!("entry {position} is not written in the one way that it can be");
            return Err(Error::damaged(position, message));
        }
        let mut complete: Vec<Complete> = Vec::new();
        let taken = self.state.take_in(row, &mut |level, index, hash| complete.push((level, index, hash)));
        taken.map_err(|untaken| untaken.on_disk(position))?;
        for (level, number, hash) in complete {
            self.hashes += 1;
            if store::hash(self.connection, level, number)? != Some(hash) {
                let message = format!("entry {position} is not the one whose hash was stored");
                return Err(Error::damaged(position, message));
            }
        }
        if position == Position(0) {
            let kept = self.place.kept(self.state.ids.first().map_or("", String::as_str));
            if let Some(note) = kept.read(CHECKPOINT)? {
                self.state.watched.entry(read_checkpoint(&note)?.size()).or_insert(None);
            }
            self.kept = Some(kept);
            let reached = self.state.watched.get_mut(&1);
            reached.into_iter().for_each(|root| *root = Some(self.state.edge.root()));
        }
        Ok(())
    }

    fn whole(&self) -> Result<(), Error> {
        self.state.reconcile()?;
        self.state.founding()?;
        let stored = store::hashes(self.connection)?;
        if stored != self.hashes {
            let message = format!("{stored} hashes are stored, and the tree has {}", self.hashes);
            return Err(Error::damaged(None, message));
        }
        Ok(())
    }

    /// Every checkpoint is over the entries that are there, by the key that signed then.
    fn checkpoints(&self, notes: &[(u64, String)]) -> Result<u64, Error> {
        let roots: BTreeMap<u64, Hash> =
            self.state.watched.iter().filter_map(|(size, root)| Some((*size, (*root)?))).collect();
        for (size, note) in notes {
            let key: Option<VerifierKey> = self.state.key_at(*size).and_then(|key| key.parse().ok());
            let root = roots.get(size);
            let holds = key.zip(root).is_some_and(|(key, root)| signs(note, &key, *root));
            if !holds || read_checkpoint(note)?.size() != *size {
                let message =
                    format!("the checkpoint over {size} entries is not one over those that are there");
                return Err(Error::damaged(None, message));
            }
        }
        Ok(notes.last().map_or(0, |(size, _)| *size))
    }

    /// The checkpoint and the seal that are kept apart.
    fn kept(&self) -> Result<(Option<u64>, Sealed), Error> {
        let Some(kept) = &self.kept else { return Ok((None, Sealed::Unknown)) };
        let held = match kept.read(CHECKPOINT)? {
            None => None,
            Some(note) => {
                let checkpoint = read_checkpoint(&note)?;
                if self.state.watched.get(&checkpoint.size()).copied().flatten() != Some(checkpoint.root()) {
                    let message = format!(
                        "the register does not go on from the checkpoint over {} entries that was signed here",
                        checkpoint.size()
                    );
                    return Err(Error::new(ErrorKind::RolledBack, message).hinted(
                        "an older or another copy was put back: bring the newer one, or go on knowingly with \
                         `--accept-rollback`, which is recorded",
                    ));
                }
                Some(checkpoint.size())
            }
        };
        Ok((held, seal::verify(self.place, kept)?))
    }
}
