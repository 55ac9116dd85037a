//! An open register.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use caveat::entry::Entry;
use caveat::id::{EntryId, PartyId};
use caveat::ledger::Ledger;
use caveat::time::{Instant, Position};
use caveat_tlog::Hash;
use rusqlite::Connection;

use crate::ahead;
use crate::error::{Error, ErrorKind, Fault};
use crate::opaque::OpaqueId;
use crate::own::Own;
use crate::pen::Pen;
use crate::place::{self, Kept, Place};
use crate::progress::{Progress, Watch};
use crate::seal;
use crate::sign::{CHECKPOINT, extends, is_handed_on, is_signed, read_checkpoint};
use crate::snapshot::{self, Busy};
use crate::state::State;
use crate::store::{self, Access};
use crate::turn::Turns;

/// How many pages SQLite's log may have, about, before they are moved into the file: four megabytes.
const SETTLE_AFTER: u64 = 1000;

/// How many pages a commit writes beside those that its entries fill.
const PAGES_OF_A_COMMIT: u64 = 2;

/// How many entries fill a page with what belongs to them, about.
const ENTRIES_ON_A_PAGE: u64 = 4;

/// For how many entries room is made at most before they are read: how many there are is not known to be true.
const MOST_ROOM: usize = 4_000_000;

/// What to do with a register that is not the one whose checkpoint was signed here last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRollback {
    /// Refuse to open it.
    Refuse,
    /// Go on with it knowingly. That is recorded, with the checkpoint that is given up.
    Accept,
}

/// An open register.
#[derive(Debug)]
pub struct Register {
    pub(crate) place: Place,
    pub(crate) kept: Kept,
    pub(crate) connection: Connection,
    pub(crate) state: State,
    /// Whether what was read is left to the system when this is dropped.
    is_last: bool,
    /// Of how many entries the snapshot is that it was opened from.
    from_snapshot: Option<u64>,
    access: Access,
    /// What failed the register: nothing is recorded since.
    broken: Option<Error>,
    pub(crate) turns: Turns,
    /// About how many pages were written to SQLite's log since they were last moved into the file.
    unsettled: u64,
    /// Whether it is durable that the files of SQLite are in their folder.
    is_named: bool,
    /// The checkpoint that was given up knowingly.
    pub(crate) given_up: Option<String>,
    /// Whether the file has the version of this program. It has had, once it has.
    pub(crate) is_newest: bool,
    /// The copy of what was there before the file was brought to the version of this program.
    pub(crate) migrated: Option<PathBuf>,
    pub(crate) when_migrated: Option<fn(&Path)>,
    pub(crate) while_migrated: Option<Watch>,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The position and the opaque id of each entry.
    pub positions: Vec<(Position, String)>,
    /// Whether the command had been carried out before: nothing new was written.
    pub again: bool,
}

/// Why entries were not recorded. None of them was.
#[derive(Debug)]
pub enum RecordError {
    /// One of them does not fit those before it.
    Refused {
        /// Which, counted from 0.
        index: usize,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The register could not.
    Register(Error),
}

impl RecordError {
    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Refused { hint, .. } => hint.as_deref(),
            Self::Register(error) => error.hint(),
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message, .. } => f.write_str(message),
            Self::Register(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RecordError {}

impl Fault for RecordError {
    fn fault(&self) -> Option<&Error> {
        match self {
            Self::Register(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for RecordError {
    fn from(error: Error) -> Self {
        Self::Register(error)
    }
}

impl Register {
    /// Opens a register: everything in it is read, hashed, and held against the last checkpoint signed here.
    ///
    /// # Errors
    /// Where it cannot be read, does not hold, or is older than that checkpoint.
    pub fn open(place: &Place, on_rollback: OnRollback, at: Instant) -> Result<Self, Error> {
        Self::open_watched(place, on_rollback, at, &mut |_| {})
    }

    /// As [`Register::open`], telling how far it has come.
    ///
    /// # Errors
    /// As there.
    pub fn open_watched(
        place: &Place,
        on_rollback: OnRollback,
        at: Instant,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, Error> {
        let (connection, access) = store::open(place)?;
        let kept = place.kept(&register_id(&connection)?);
        let (opened, sealed) = std::thread::scope(|scope| {
            // The rows that a snapshot is of are hashed first: that is what opening waits for.
            let (busy, until_idle) = mpsc::channel();
            let sealed = scope.spawn(|| {
                until_idle.into_iter().for_each(drop);
                seal::verify(place, &kept).map(drop)
            });
            let opened = load(place, &kept, &connection, Some(busy), progress);
            (opened, sealed.join().unwrap_or_else(|_| Err(unreadable())))
        });
        let Opened { state, from_snapshot, trusted } = opened?;
        // What is in the log from before may be there and not be durable, where a sync failed and its process ended:
        // the first write settles it.
        let unsettled = if store::has_wal(place) { SETTLE_AFTER } else { 0 };
        let is_newest = store::version(&connection)? == store::VERSION;
        let place = place.clone();
        let mut register = Self {
            place,
            kept,
            connection,
            state,
            is_last: false,
            from_snapshot,
            access,
            broken: None,
            turns: Turns::default(),
            unsettled,
            is_named: false,
            given_up: None,
            is_newest,
            migrated: None,
            when_migrated: None,
            while_migrated: None,
        };
        if access == Access::Write {
            // Others who read are not waited for.
            register.connection.busy_timeout(std::time::Duration::ZERO).map_err(Error::from)?;
            let finished = register.finish_erasure();
            store::be_patient(&mut register.connection)?;
            match finished {
                // Whoever opens it next tries again.
                Err(error) if matches!(error.kind(), ErrorKind::Busy | ErrorKind::Full) => {}
                finished => finished?,
            }
        }
        let trusted = trusted.and_then(|()| is_ours(&register.place, &register.state));
        match (trusted.and(sealed), on_rollback) {
            (Ok(()), _) => Ok(register),
            (Err(error), OnRollback::Accept) if may_be_accepted(error.kind()) => {
                register.accept_rollback(at)?;
                Ok(register)
            }
            (Err(error), _) => Err(error),
        }
    }

    /// The name its checkpoints give it.
    pub fn origin(&self) -> &str {
        self.state.founding().map_or("", |(origin, ..)| origin)
    }

    /// The key that signs, as text (C2SP signed-note, *verifier key*).
    pub fn key(&self) -> String {
        self.state.key_at(u64::MAX).map_or_else(String::new, |key| key.to_string())
    }

    /// Who *we* are: the party that keeps it.
    pub fn we(&self) -> PartyId {
        self.state.founding().map_or_else(|_| PartyId::public(), |(.., we)| we)
    }

    /// Of how many entries the snapshot is that it was opened from; nothing where all of them were read.
    pub fn from_snapshot(&self) -> Option<u64> {
        self.from_snapshot
    }

    /// For a process that ends with it: its memory goes with the process, and is not given back piece by piece, which
    /// takes as long as reading it. The file is closed as ever.
    pub fn end_with_process(&mut self) {
        self.is_last = true;
    }

    /// What is recorded.
    pub fn ledger(&self) -> &Ledger {
        &self.state.ledger
    }

    /// What was recorded up to a position; up to the last one where none is named.
    pub fn view(&self, known: Option<Position>) -> Ledger {
        known.map_or_else(|| self.state.ledger.clone(), |known| self.state.ledger.as_of(known))
    }

    /// The position of the last entry.
    pub fn last(&self) -> Position {
        Position(self.state.edge.size().saturating_sub(1))
    }

    /// A new opaque id, for an entry that nobody gives a name.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn mint(&self) -> Result<EntryId, Error> {
        let id = OpaqueId::new()?.to_string();
        id.parse().map_err(|_| Error::new(ErrorKind::Io, format!("`{id}` is no id")))
    }

    /// Whether anything can be recorded.
    pub fn is_writable(&self) -> bool {
        self.access == Access::Write && self.broken.is_none()
    }

    /// Records entries: all of them, or none. Their positions are given here. A command that was carried out before
    /// under the same id is not carried out again.
    ///
    /// # Errors
    /// Where an entry does not fit those before it, or the register cannot be written.
    pub fn record(
        &mut self,
        mut entries: Vec<Entry>,
        command: Option<&str>,
    ) -> Result<Recorded, RecordError> {
        self.within(|pen| pen.record(&mut entries, command))
    }

    pub(crate) fn writable(&self) -> Result<(), Error> {
        match (self.access, &self.broken) {
            (_, Some(why)) => {
                let message = format!("the register is read-only since an earlier failure: {why}");
                Err(Error::new(ErrorKind::Broken, message)
                    .hinted("open the register anew; what was acknowledged is in it"))
            }
            (Access::ReadOnly, _) => {
                let message = format!("`{}` cannot be written", self.place.register.display());
                Err(Error::new(ErrorKind::ReadOnly, message)
                    .hinted("see who may write to the file and to the folder it is in"))
            }
            (Access::Write, None) => Ok(()),
        }
    }

    /// Whether the disk did its part. Where it failed, nothing more is recorded: after a failed sync the system may
    /// have dropped what it could not write, and no second attempt can tell.
    pub(crate) fn unless_failed<T, E: Fault>(&mut self, done: Result<T, E>) -> Result<T, E> {
        let fault = done.as_ref().err().and_then(E::fault).filter(|error| error.kind() == ErrorKind::Io);
        if let (Some(fault), None) = (fault, &self.broken) {
            self.broken = Some(fault.clone());
        }
        done
    }

    /// Does something within one write transaction, on what is recorded up to then. Where it fails nothing is left
    /// of it, on the disk or here.
    pub(crate) fn within<T, E: From<Error> + Fault>(
        &mut self,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.ready()?;
        let mut committed = self.state.edge.size();
        let done = self.attempt(&mut committed, work);
        let done = self.unless_failed(done);
        // Entries that were taken in and are not on the disk are forgotten again.
        if done.is_err() && self.state.edge.size() != committed && self.forget().is_err() {
            let last = Position(committed.saturating_sub(1));
            self.state.ledger = self.state.ledger.as_of(last);
            self.broken.get_or_insert_with(unreadable);
        }
        done
    }

    /// What comes before every write.
    pub(crate) fn ready(&mut self) -> Result<(), Error> {
        self.writable()?;
        let ready = self.settle().and_then(|()| self.migrate());
        self.unless_failed(ready)
    }

    /// Makes the folder durable in which SQLite's log was made, before anything stands in it; and moves into the file
    /// what stands in the log, once it is long. SQLite does both by itself, and says nothing where it fails.
    fn settle(&mut self) -> Result<(), Error> {
        if !self.is_named {
            let file = &self.place.register;
            place::sync_folder(file).map_err(|error| Error::unsynced(file, &error))?;
            self.is_named = true;
        }
        if self.unsettled >= SETTLE_AFTER {
            store::settle(&self.connection)?;
            self.unsettled = 0;
        }
        Ok(())
    }

    fn attempt<T, E: From<Error>>(
        &mut self,
        committed: &mut u64,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.turns.begin(&self.kept, &mut self.connection)?;
        let caught_up = catch_up(&transaction, &mut self.state);
        *committed = self.state.edge.size();
        caught_up?;
        let mut pen = Pen { transaction: &transaction, state: &mut self.state, kept: &self.kept };
        let done = work(&mut pen)?;
        transaction.commit()?;
        self.unsettled += PAGES_OF_A_COMMIT + (self.state.edge.size() - *committed) / ENTRIES_ON_A_PAGE;
        *committed = self.state.edge.size();
        Ok(done)
    }

    /// Reads everything anew.
    pub(crate) fn forget(&mut self) -> Result<(), Error> {
        self.state = load(&self.place, &self.kept, &self.connection, None, &mut |_| {})?.state;
        Ok(())
    }

    /// Reads what others recorded since; gives the position of the last entry. Until it is called what is read here
    /// stays as it was: everybody who reads has a state of their own, and waits for nobody.
    ///
    /// # Errors
    /// Where the register cannot be read, or was put back meanwhile.
    pub fn refresh(&mut self) -> Result<Position, Error> {
        let transaction = self.connection.unchecked_transaction()?;
        catch_up(&transaction, &mut self.state)?;
        drop(transaction);
        Ok(self.last())
    }

    pub(crate) fn append_own(&mut self, own: Own, at: Instant) -> Result<(Position, String), Error> {
        self.within(|pen| pen.write_own(own, at))
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        if self.is_last {
            std::mem::forget(std::mem::replace(&mut self.state, State::new()));
        }
    }
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Io, "what is recorded could not be read again after it")
}

/// Whether no other register was signed at this place.
pub(crate) fn is_ours(place: &Place, state: &State) -> Result<(), Error> {
    let here = place.registers()?;
    let ours = state.ids.first().map(OpaqueId::to_string);
    if here.is_empty() || here.iter().any(|id| Some(id) == ours.as_ref()) {
        return Ok(());
    }
    let message =
        format!("`{}` is another register than the one that was signed here", place.register.display());
    Err(Error::new(ErrorKind::RolledBack, message)
        .hinted("bring back yours; or look at this one with another `--keeper` folder"))
}

/// Whether a register in which this was found may be gone on with knowingly.
fn may_be_accepted(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::RolledBack | ErrorKind::Damaged(_))
}

/// What was read of a register.
struct Opened {
    state: State,
    from_snapshot: Option<u64>,
    /// Whether it goes on from the checkpoints that were signed.
    trusted: Result<(), Error>,
}

/// Reads everything.
fn load(
    place: &Place,
    kept: &Kept,
    connection: &Connection,
    busy: Option<Busy>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Opened, Error> {
    // INVARIANT: what is kept apart is read before the transaction begins, and is written after what it is over is
    // durable. So the register that is read holds at least as much, whoever else is writing.
    let apart = kept.read(CHECKPOINT)?;
    // One transaction, so that entries, words and checkpoints are of one moment.
    let transaction = connection.unchecked_transaction()?;
    let signed = store::last_checkpoint(&transaction)?;
    let notes = [apart.as_deref(), signed.as_ref().map(|(_, note)| note.as_str())];
    let watched = notes.into_iter().flatten().filter_map(watch).collect();
    let mut state = snapshot::begin(place, kept, &transaction, watched, busy, progress)?;
    let from_snapshot = Some(state.edge.size()).filter(|size| *size > 0);
    fold_whole(&transaction, &mut state, progress)?;
    let trusted = extends(apart.as_deref(), &state, &transaction)
        .and_then(|()| is_handed_on(apart.as_deref(), kept, &state, &transaction))
        .and_then(|()| signed.map_or(Ok(()), |(size, note)| is_signed(size, &note, &state)));
    drop(transaction);
    Ok(Opened { state, from_snapshot, trusted })
}

/// The opaque id of a register: that of its founding.
pub(crate) fn register_id(connection: &Connection) -> Result<String, Error> {
    let nothing = || Error::new(ErrorKind::NotARegister, "the register has no founding");
    let founding = store::row(connection, 0)?.ok_or_else(nothing)?;
    let mut state = State::new();
    let taken = state.take_in(&founding, &mut |_| {});
    taken.map_err(|untaken| untaken.on_disk(Position(0)))?;
    state.ids.pop().map(|id| id.to_string()).ok_or_else(nothing)
}

/// Has the root computed at the size of a checkpoint, so that it can be held against it.
fn watch(note: &str) -> Option<(u64, Option<Hash>)> {
    Some((read_checkpoint(note).ok()?.size(), None))
}

/// Whether words were erased from a position on: what stands before it was read with them.
pub(crate) fn erases(state: &State, from: Position) -> bool {
    state.own.range(from..).any(|(_, entry)| matches!(entry.own, Own::Erased { .. }))
}

/// Takes in everything, and holds it against what it says of itself.
pub(crate) fn fold_whole(
    connection: &Connection,
    state: &mut State,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let of = store::size(connection)?;
    let more = usize::try_from(of.saturating_sub(state.edge.size())).unwrap_or(0);
    state.ledger.make_room(more.min(MOST_ROOM));
    fold_watched(connection, state, &mut |done| progress(Progress { done, of }))?;
    state.reconcile()?;
    state.founding().map(drop)
}

/// Takes in every entry behind those that the state holds.
fn fold(connection: &Connection, state: &mut State) -> Result<(), Error> {
    fold_watched(connection, state, &mut |_| {})
}

fn fold_watched(connection: &Connection, state: &mut State, done: &mut dyn FnMut(u64)) -> Result<(), Error> {
    // Whoever reads ahead has to have read everything.
    if state.edge.size() == 0 {
        return ahead::fold(|hand| store::rows(connection, 0, hand), state, done);
    }
    store::rows(connection, state.edge.size(), |row| {
        let position = Position(row.position);
        state.take_in(&row, &mut |_| {}).map_err(|untaken| untaken.on_disk(position))?;
        done(row.position + 1);
        Ok(())
    })
}

/// Takes in what others have recorded since.
pub(crate) fn catch_up(connection: &Connection, state: &mut State) -> Result<(), Error> {
    let from = state.edge.size();
    let on_disk = store::size(connection)?;
    if on_disk < from {
        return Err(Error::new(ErrorKind::RolledBack, "the register was put back while it was open")
            .hinted("open it anew"));
    }
    if on_disk == from {
        return Ok(());
    }
    fold(connection, state)?;
    if erases(state, Position(from)) {
        let mut anew = State::new();
        fold(connection, &mut anew)?;
        *state = anew;
    }
    state.reconcile()
}
