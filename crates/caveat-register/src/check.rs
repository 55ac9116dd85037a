//! `check`: everything is read, hashed and folded anew, and held against what the register says of itself.

use std::fmt;
use std::sync::Arc;

use caveat::facts::Facts;
use caveat::json;
use caveat::question::Judge;
use caveat::time::Position;
use caveat_tlog::{Checkpoint, Hash};
use rusqlite::Connection;

use crate::earlier::{self, Earlier};
use crate::encode;
use crate::error::{Error, ErrorKind};
use crate::hashes::Stored;
use crate::place::Place;
use crate::progress::Progress;
use crate::register::{is_ours, register_id};
use crate::seal::{self, Sealed};
use crate::sign::{CHECKPOINT, is_handed_on, is_signed, read_checkpoint};
use crate::snapshot::Proof;
use crate::state::{Complete, Row, State};
use crate::store::{self, TABLES};

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
    /// Of how many entries there is a snapshot, which is what they fold to, where there is one.
    pub snapshot: Option<u64>,
    /// What became of the copy of what was there before the file was brought to this version, where there was one.
    pub earlier: Option<Earlier>,
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
    is_sound(&connection)?;
    // As in opening: what is kept apart is read first.
    let kept = place.kept(&register_id(&connection)?);
    let note = kept.read(CHECKPOINT)?;
    let transaction = connection.unchecked_transaction().map_err(Error::from)?;
    let notes = store::checkpoints(&transaction)?;
    let mut check = Check { stored: Stored::of(&transaction)?, state: State::new(), hashes: 0 };
    check.state.watched.extend(notes.iter().map(|(size, _)| (*size, None)));
    let apart = note.as_deref().map(read_checkpoint).transpose()?;
    check.state.watched.extend(apart.iter().map(|checkpoint| (checkpoint.size(), None)));
    let of = store::size(&transaction)?;
    let mut snapshot = Proof::begin(place, &kept);
    store::rows(&transaction, 0, |row| {
        check.row(&row)?;
        snapshot.look(&check.state, &transaction)?;
        progress(Progress { done: row.position + 1, of });
        Ok(())
    })?;
    check.whole()?;
    let signed = check.checkpoints(&notes)?;
    check.goes_on_from(apart.as_ref())?;
    is_handed_on(note.as_deref(), &kept, &check.state, &transaction)?;
    is_ours(place, &check.state)?;
    let sealed = seal::verify(place, &kept)?;
    let snapshot = snapshot.end(place)?;
    // The fold is a function of the entries alone: that it can be made is all there is to find.
    Facts::fold(check.state.ledger.entries(), Position::LAST, judge);
    let earlier = earlier::remove_copy(place, &transaction, check.state.edge.size())?;
    let state = check.state;
    Ok(Checked {
        entries: state.edge.size(),
        erased: state.erased.len(),
        root: state.edge.root(),
        signed,
        checkpoints: notes.len(),
        kept: apart.map(|checkpoint| checkpoint.size()),
        sealed,
        snapshot,
        earlier,
    })
}

/// What SQLite itself can say of its file.
fn is_sound(connection: &Connection) -> Result<(), Error> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Error::damaged(None, format!("the register's file does not hold: {found}")));
    }
    // Each has a name of its own, and the order in which they were made says nothing.
    let mut select = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?;
    let tables = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables: Vec<(String, Option<String>)> = tables.collect::<rusqlite::Result<_>>()?;
    let earlier = store::version(connection)? == store::EARLIER;
    let mut expected = if earlier { earlier::tables() } else { TABLES };
    expected.sort_unstable();
    let expected = expected.map(|(name, sql)| (name.to_owned(), Some(sql.to_owned())));
    if tables != expected {
        return Err(Error::damaged(None, "the register's tables are not those of its version"));
    }
    Ok(())
}

struct Check<'a> {
    stored: Stored<'a>,
    state: State,
    /// How many hashes the tree has that are to be stored.
    hashes: u64,
}

impl Check<'_> {
    fn row(&mut self, row: &Row) -> Result<(), Error> {
        let position = Position(row.position);
        let not_the_one_way = || {
            let message = format!("entry {position} is not written in the one way that it can be");
            Error::damaged(position, message)
        };
        let stored = json::parse(&row.bytes).map_err(|_| not_the_one_way())?;
        if stored.canonical() != row.bytes {
            return Err(not_the_one_way());
        }
        let mut complete: Vec<Complete> = Vec::new();
        let taken = self.state.take_in(row, &mut |subtree| complete.push(subtree));
        taken.map_err(|untaken| untaken.on_disk(position))?;
        if encode::again(&self.state, position) != Some(encode::closed(stored)) {
            return Err(not_the_one_way());
        }
        for subtree in complete {
            match self.stored.has(subtree)? {
                Some(true) => self.hashes += 1,
                Some(false) => {
                    let message = format!("entry {position} is not the one whose hash was stored");
                    return Err(Error::damaged(position, message));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn whole(&self) -> Result<(), Error> {
        self.state.reconcile()?;
        self.state.founding()?;
        let stored = self.stored.count()?;
        if stored != self.hashes {
            let message = format!("{stored} hashes are stored, and the tree has {}", self.hashes);
            return Err(Error::damaged(None, message));
        }
        Ok(())
    }

    /// Every checkpoint is over the entries that are there, by the key that signed then.
    fn checkpoints(&self, notes: &[(u64, String)]) -> Result<u64, Error> {
        for (size, note) in notes {
            is_signed(*size, note, &self.state)?;
        }
        Ok(notes.last().map_or(0, |(size, _)| *size))
    }

    /// Whether the register goes on from the checkpoint that is kept apart.
    fn goes_on_from(&self, apart: Option<&Checkpoint>) -> Result<(), Error> {
        let Some(apart) = apart else { return Ok(()) };
        if self.state.watched.get(&apart.size()).copied().flatten() == Some(apart.root()) {
            return Ok(());
        }
        let size = apart.size();
        let message = format!(
            "the register does not go on from the checkpoint over {size} entries that was signed here"
        );
        Err(Error::new(ErrorKind::RolledBack, message).hinted(
            "an older or another copy was put back: bring the newer one, or go on knowingly with \
             `--accept-rollback`, which is recorded",
        ))
    }
}
