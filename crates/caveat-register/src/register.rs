//! An open register.

use std::fmt;
use std::sync::Arc;

use caveat::entry::{Body, Entry, Party};
use caveat::id::{EntryId, Named, PartyId};
use caveat::ledger::Ledger;
use caveat::time::{Instant, Position};
use caveat_tlog::{Checkpoint, Hash, Note, VerifierKey};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::encode::{self, Command};
use crate::error::{Error, ErrorKind};
use crate::own::{Own, OwnEntry};
use crate::place::{self, Kept, Place};
use crate::random;
use crate::seal::{self, Sealed};
use crate::signer::{Signer, Signing};
use crate::state::{Complete, Row, State, Untaken};
use crate::store::{self, Access, Stored};

/// The keeper's copy of the last checkpoint signed.
pub(crate) const CHECKPOINT: &str = "checkpoint";

/// The longest id of a command, in bytes.
const MAX_COMMAND: usize = 200;

/// How a register begins.
#[derive(Debug, Clone)]
pub struct Founding {
    /// What its checkpoints call it: a name like a URL without its scheme (C2SP tlog-checkpoint, *origin*). Where
    /// none is given it is `caveat/` and the register's opaque id.
    pub origin: Option<String>,
    /// The party that keeps it: who *we* are.
    pub we: Party,
    /// Who signs its checkpoints.
    pub signing: Signing,
}

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
    access: Access,
    broken: bool,
    /// The checkpoint that was given up knowingly.
    given_up: Option<String>,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The position and the opaque id of each entry.
    pub positions: Vec<(Position, String)>,
    /// Whether the command had been carried out before: nothing new was written.
    pub again: bool,
}

/// A checkpoint that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// How many entries it is over.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// The signed note (C2SP signed-note).
    pub note: String,
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

impl From<Error> for RecordError {
    fn from(error: Error) -> Self {
        Self::Register(error)
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its position.
    pub position: Position,
    /// Its opaque id.
    pub id: String,
    /// When it was recorded.
    pub recorded: Instant,
    /// When it happened.
    pub on: Instant,
    /// Who speaks in it.
    pub by: Option<PartyId>,
    /// What it says.
    pub what: What,
    /// Its bytes: canonical JSON (`docs/formats/entry.md`).
    pub text: String,
    /// Its words that were destroyed, by their number, with the erasure that destroyed them.
    pub erased: Vec<(usize, Position)>,
}

/// What an entry of the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An entry of the model.
    Entry(Arc<Entry>),
    /// One of the register's own.
    Own(Own),
}

/// Why no entry was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFound {
    /// Nothing is called so.
    Nothing,
    /// Several are.
    Several(Vec<Position>),
}

impl Register {
    /// Founds a register: its file, its key, its first two entries, its first checkpoint.
    ///
    /// # Errors
    /// Where there is a file already, or one of these cannot be made. No register is left then.
    pub fn found(place: &Place, founding: Founding, at: Instant) -> Result<Self, Error> {
        if place.register.exists() {
            let message = format!("there is a file `{}` already", place.register.display());
            return Err(Error::new(ErrorKind::Exists, message)
                .hinted("a register is founded once; name another file, or use the one that is there"));
        }
        let id = random::opaque_id()?;
        let kept = place.kept(&id);
        kept.make()?;
        let origin = founding.origin.unwrap_or_else(|| format!("caveat/{id}"));
        let signer = Signer::new(founding.signing, &origin, &kept)?;
        signer.keep(&kept)?;
        let new = beginning(place)?;
        let begun = begin(&new, Beginning { id, origin, key: &signer.key, we: founding.we, at });
        let moved = begun.and_then(|()| {
            let moved = std::fs::rename(&new.register, &place.register);
            moved.map_err(|error| Error::io("make", &place.register, &error))?;
            place::sync_folder(&place.register).map_err(|error| Error::io("make", &place.register, &error))
        });
        if let Err(error) = moved {
            // What is left of a register that was not made is in nobody's way.
            let _ = std::fs::remove_file(&new.register);
            return Err(error);
        }
        let mut register = Self::open(place, OnRollback::Refuse, at)?;
        register.sign()?;
        Ok(register)
    }

    /// Opens a register: everything in it is read, hashed, and held against the last checkpoint signed here.
    ///
    /// # Errors
    /// Where it cannot be read, does not hold, or is older than that checkpoint.
    pub fn open(place: &Place, on_rollback: OnRollback, at: Instant) -> Result<Self, Error> {
        let (connection, access) = store::open(place)?;
        let mut opened = load(place, &connection)?;
        let kept = opened.kept.take().unwrap_or_else(|| place.kept(""));
        let state = opened.state;
        let mut register =
            Self { place: place.clone(), kept, connection, state, access, broken: false, given_up: None };
        let trusted = register.hold_against_kept().and_then(|()| register.hold_against_seal().map(drop));
        match (trusted, on_rollback) {
            (Ok(()), _) => Ok(register),
            (Err(_), OnRollback::Accept) => {
                register.accept_rollback(at)?;
                Ok(register)
            }
            (Err(error), OnRollback::Refuse) => Err(error),
        }
    }

    /// The name its checkpoints give it.
    pub fn origin(&self) -> &str {
        self.state.founding().map_or("", |(origin, ..)| origin)
    }

    /// The key that signs, as text (C2SP signed-note, *verifier key*).
    pub fn key(&self) -> String {
        self.state.key_at(u64::MAX).unwrap_or_default()
    }

    /// Who *we* are: the party that keeps it.
    pub fn we(&self) -> PartyId {
        self.state.founding().map_or_else(|_| PartyId::public(), |(.., we)| we)
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
        let id = random::opaque_id()?;
        id.parse().map_err(|_| Error::new(ErrorKind::Io, format!("`{id}` is no id")))
    }

    /// Whether anything can be recorded.
    pub fn is_writable(&self) -> bool {
        self.access == Access::Write && !self.broken
    }

    /// Records entries: all of them, or none. Their positions are given here. A command that was carried out before
    /// under the same id is not carried out again.
    ///
    /// # Errors
    /// Where an entry does not fit those before it, or the register cannot be written.
    pub fn record(&mut self, entries: Vec<Entry>, command: Option<&str>) -> Result<Recorded, RecordError> {
        self.within(|pen| pen.record(entries, command))
    }

    /// Signs a checkpoint over everything recorded, keeps it here and in the keeper's folder, and closes the file.
    ///
    /// # Errors
    /// Where there is no key, or the register is not the one whose checkpoint was signed last. What was recorded
    /// stays recorded.
    pub fn sign(&mut self) -> Result<Signed, Error> {
        self.writable()?;
        self.kept.make()?;
        let _lock = self.kept.lock()?;
        let signer = self.signer()?;
        let signed = self.sign_with(&signer, None)?;
        seal::close(&self.place, &self.kept, &mut self.connection)?;
        Ok(signed)
    }

    /// The last checkpoint signed, if there is one.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub fn checkpoint(&self) -> Result<Option<String>, Error> {
        Ok(store::last_checkpoint(&self.connection)?.map(|(_, note)| note))
    }

    /// Has another key sign from now on. The next checkpoint is signed by both.
    ///
    /// # Errors
    /// Where the new signer cannot sign, or the register cannot be written.
    pub fn rotate(&mut self, signing: Signing, at: Instant) -> Result<Recorded, Error> {
        self.writable()?;
        let old = self.signer()?;
        let origin = self.origin().to_owned();
        let new = Signer::new(signing, &origin, &self.kept)?;
        new.sign(&format!("{origin}\n"))?;
        let own = Own::Rotated { key: new.key.to_string(), by: self.we() };
        let positions = vec![self.append_own(own, at)?];
        let _lock = self.kept.lock()?;
        new.keep(&self.kept)?;
        self.sign_with(&new, Some(&old))?;
        seal::close(&self.place, &self.kept, &mut self.connection)?;
        Ok(Recorded { positions, again: false })
    }

    /// Every entry, in order.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub fn log(&self) -> Result<Vec<Logged>, Error> {
        let mut log = Vec::new();
        store::rows(&self.connection, 0, |row| {
            log.extend(self.read_logged(row));
            Ok(())
        })?;
        Ok(log)
    }

    /// The entry at a position.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub fn logged(&self, position: Position) -> Result<Option<Logged>, Error> {
        Ok(store::row(&self.connection, position.0)?.and_then(|row| self.read_logged(row)))
    }

    fn read_logged(&self, row: Row) -> Option<Logged> {
        let position = Position(row.position);
        let id = self.state.ids.get(usize::try_from(row.position).ok()?)?.clone();
        let erased = self.state.erased.range((position, 0)..=(position, usize::MAX));
        let erased = erased.map(|((_, number), by)| (*number, *by)).collect();
        let (recorded, on, by, what) = match (self.state.own.get(&position), self.state.ledger.at(position)) {
            (Some(own), _) => {
                (own.recorded, own.recorded, self.speaker(&own.own), What::Own(own.own.clone()))
            }
            (None, Some(entry)) => {
                (entry.recorded, entry.on, Some(entry.by.clone()), What::Entry(Arc::clone(entry)))
            }
            (None, None) => return None,
        };
        Some(Logged { position, id, recorded, on, by, what, text: row.bytes, erased })
    }

    fn speaker(&self, own: &Own) -> Option<PartyId> {
        match own {
            Own::Founded { .. } => Some(self.we()),
            Own::Rotated { by, .. } | Own::Erased { by, .. } | Own::RolledBack { by, .. } => Some(by.clone()),
        }
    }

    /// The entry that a person means: `#12` or `12`, a name, an opaque id or the beginning of one.
    ///
    /// # Errors
    /// Where nothing or more than one is meant.
    pub fn find(&self, text: &str) -> Result<Position, NotFound> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let mut found = self.state.ledger.named(text);
        if let (true, Ok(position)) = (found.is_empty(), digits.parse::<u64>()) {
            found.extend((position < self.state.edge.size()).then_some(Position(position)));
        }
        if found.is_empty() && text.starts_with(random::PREFIX) && text.len() > random::PREFIX.len() {
            found.extend(self.state.names.beginning(text).map(|(_, position)| Position(position)));
        }
        found.sort();
        found.dedup();
        match found.as_slice() {
            [] => Err(NotFound::Nothing),
            [one] => Ok(*one),
            _ => Err(NotFound::Several(found)),
        }
    }

    /// The opaque id of the entry at a position.
    pub fn id_at(&self, position: Position) -> Option<&str> {
        self.state.ids.get(usize::try_from(position.0).ok()?).map(String::as_str)
    }

    pub(crate) fn writable(&self) -> Result<(), Error> {
        match (self.access, self.broken) {
            (_, true) => {
                Err(Error::new(ErrorKind::Broken, "an earlier write failed, and nothing more is recorded")
                    .hinted("open the register anew; what was acknowledged is in it"))
            }
            (Access::ReadOnly, _) => {
                let message = format!("`{}` cannot be written", self.place.register.display());
                Err(Error::new(ErrorKind::ReadOnly, message)
                    .hinted("see who may write to the file and to the folder it is in"))
            }
            (Access::Write, false) => Ok(()),
        }
    }

    fn signer(&self) -> Result<Signer, Error> {
        let signer = Signer::kept(&self.kept)?.ok_or_else(|| {
            Error::new(ErrorKind::Key, "this machine has no key of the register").hinted(
                "what was recorded is safe, and not signed yet; bring the keeper's folder, or rotate the key",
            )
        })?;
        if signer.key.to_string() != self.key() {
            let message =
                format!("the register's key is `{}`, and the keeper's `{}`", self.key(), signer.key);
            return Err(
                Error::new(ErrorKind::Key, message).hinted("bring the folder of the keeper who rotated it")
            );
        }
        Ok(signer)
    }

    /// Does something within one write transaction, on what is recorded up to then. Where it fails nothing is left
    /// of it, on the disk or here.
    pub(crate) fn within<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        let done = self.attempt(work);
        if done.is_err() {
            self.read_anew()?;
        }
        done
    }

    fn attempt<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(Error::from)?;
        catch_up(&transaction, &mut self.state)?;
        let mut pen =
            Pen { transaction: &transaction, state: &mut self.state, kept: &self.kept, wrote: false };
        let done = work(&mut pen)?;
        if let Err(error) = transaction.commit() {
            let error = Error::from(error);
            // After a failed sync the system may have dropped what it could not write: no retry can tell.
            self.broken = error.kind() == ErrorKind::Io;
            return Err(error.into());
        }
        Ok(done)
    }

    /// Forgets what was taken in and not committed.
    fn read_anew(&mut self) -> Result<(), Error> {
        let on_disk = store::size(&self.connection)?;
        if on_disk != self.state.edge.size() {
            self.state = load(&self.place, &self.connection)?.state;
        }
        Ok(())
    }

    /// Reads everything anew.
    pub(crate) fn forget(&mut self) -> Result<(), Error> {
        self.state = load(&self.place, &self.connection)?.state;
        Ok(())
    }

    pub(crate) fn append_own(&mut self, own: Own, at: Instant) -> Result<(Position, String), Error> {
        self.within(|pen| pen.write_own(own, at))
    }

    pub(crate) fn sign_with(&mut self, signer: &Signer, also: Option<&Signer>) -> Result<Signed, Error> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(Error::from)?;
        catch_up(&transaction, &mut self.state)?;
        let (size, root) = (self.state.edge.size(), self.state.edge.root());
        let last = store::last_checkpoint(&transaction)?;
        let kept = self.kept.read(CHECKPOINT)?;
        extends(
            kept.as_deref().filter(|kept| self.given_up.as_deref() != Some(kept)),
            &self.state,
            &transaction,
        )?;
        let note = match &last {
            Some((signed, note)) if *signed == size && also.is_none() && signs(note, &signer.key, root) => {
                transaction.rollback().map_err(Error::from)?;
                note.clone()
            }
            _ => {
                let note = make_note(self.state.founding()?.0, size, root, [Some(signer), also])?;
                seal::break_open(&self.kept)?;
                store::keep_checkpoint(&transaction, size, &note)?;
                if let Some((old, note)) = &last
                    && *old != size
                    && is_needless(note, &self.state)
                {
                    store::drop_checkpoint(&transaction, *old)?;
                }
                transaction.commit().map_err(Error::from)?;
                note
            }
        };
        // Only now: a checkpoint kept apart before its register is durable would call that register rolled back.
        if kept.as_ref() != Some(&note) {
            self.kept.write(CHECKPOINT, &note)?;
        }
        self.given_up = None;
        Ok(Signed { size, root, note })
    }

    /// Holds the register against the last checkpoint signed here.
    fn hold_against_kept(&self) -> Result<(), Error> {
        extends(self.kept.read(CHECKPOINT)?.as_deref(), &self.state, &self.connection)?;
        hold_against_signed(&self.state, &self.connection)
    }

    pub(crate) fn hold_against_seal(&self) -> Result<Sealed, Error> {
        seal::verify(&self.place, &self.kept)
    }

    fn accept_rollback(&mut self, at: Instant) -> Result<(), Error> {
        self.writable()?;
        let kept = self.kept.read(CHECKPOINT)?;
        self.given_up.clone_from(&kept);
        let own = Own::RolledBack { checkpoint: kept.unwrap_or_default(), by: self.we() };
        self.append_own(own, at)?;
        self.sign()?;
        Ok(())
    }
}

/// A write transaction, and what is recorded up to it.
pub(crate) struct Pen<'a> {
    transaction: &'a Transaction<'a>,
    pub(crate) state: &'a mut State,
    kept: &'a Kept,
    wrote: bool,
}

impl Pen<'_> {
    /// Appends entries, unless their command did so before. Where one is refused, those before it stay appended: the
    /// transaction must not be committed then.
    pub(crate) fn record(
        &mut self,
        entries: Vec<Entry>,
        command: Option<&str>,
    ) -> Result<Recorded, RecordError> {
        check_command(command)?;
        if let Some(before) = self.repeated(command, entries.len())? {
            return Ok(before);
        }
        let count = entries.len();
        let mut positions = Vec::with_capacity(count);
        for (index, mut entry) in entries.into_iter().enumerate() {
            let command = command.filter(|_| index == 0).map(|id| Command { id, entries: count });
            positions.push(self.write(&mut entry, command).map_err(|untaken| refused(index, untaken))?);
        }
        Ok(Recorded { positions, again: false })
    }

    /// Appends an entry of the model.
    pub(crate) fn write(
        &mut self,
        entry: &mut Entry,
        command: Option<Command<'_>>,
    ) -> Result<(Position, String), Untaken> {
        entry.position = self.state.next();
        if entry.name().is_none() {
            let id = random::opaque_id()?;
            entry.id = id.parse().ok();
        }
        let row = encode::entry(entry, &self.state.names, command)?;
        self.append(&row)?;
        // What is kept is what was said, or it is not kept.
        if self.state.ledger.entries().last().map(Arc::as_ref) != Some(entry) {
            let error = Error::new(ErrorKind::Refused, "the entry would not be read back as it was written");
            return Err(error.into());
        }
        Ok((entry.position, self.last_id()))
    }

    /// Appends one of the register's own entries.
    pub(crate) fn write_own(&mut self, own: Own, at: Instant) -> Result<(Position, String), Error> {
        let position = self.state.next();
        let reason = match &own {
            Own::Erased { reason, .. } => Some(reason.clone()),
            _ => None,
        };
        let entry = OwnEntry { id: random::opaque_id()?, recorded: at, own };
        let names = &self.state.names;
        let call =
            |party: &PartyId| names.opaque(Named::Party, party.as_str()).unwrap_or(party.as_str()).to_owned();
        let row = encode::own(position.0, &entry, &call, reason.as_ref())?;
        self.append(&row).map_err(|untaken| untaken.on_disk(position))?;
        Ok((position, self.last_id()))
    }

    fn append(&mut self, row: &Row) -> Result<(), Untaken> {
        if !self.wrote {
            seal::break_open(self.kept)?;
            self.wrote = true;
        }
        let mut complete: Vec<Complete> = Vec::new();
        self.state.take_in(row, &mut |level, index, hash| complete.push((level, index, hash)))?;
        store::insert(self.transaction, row, &complete)?;
        Ok(())
    }

    pub(crate) fn transaction(&self) -> &Connection {
        self.transaction
    }

    /// Destroys words that an erasure names.
    pub(crate) fn destroy(&mut self, position: Position, number: usize) -> Result<(), Error> {
        store::destroy(self.transaction, position.0, number)
    }

    fn last_id(&self) -> String {
        self.state.ids.last().cloned().unwrap_or_default()
    }

    /// What a command wrote when it was carried out before.
    pub(crate) fn repeated(&self, command: Option<&str>, entries: usize) -> Result<Option<Recorded>, Error> {
        let Some((command, (first, count))) =
            command.and_then(|command| Some((command, *self.state.commands.get(command)?)))
        else {
            return Ok(None);
        };
        if count != entries as u64 {
            let message =
                format!("command `{command}` wrote {count} entries before, and would now write {entries}");
            return Err(Error::new(ErrorKind::Refused, message).hinted("give another command another id"));
        }
        let positions = (first.0..).take(entries).map(|position| {
            let id = usize::try_from(position).ok().and_then(|index| self.state.ids.get(index));
            (Position(position), id.cloned().unwrap_or_default())
        });
        Ok(Some(Recorded { positions: positions.collect(), again: true }))
    }
}

/// What was read of a register.
struct Opened {
    state: State,
    kept: Option<Kept>,
}

/// Reads everything.
fn load(place: &Place, connection: &Connection) -> Result<Opened, Error> {
    let mut opened = Opened { state: State::new(), kept: None };
    // One transaction, so that words and entries are of one moment.
    let transaction = connection.unchecked_transaction()?;
    store::rows(&transaction, 0, |row| {
        let position = Position(row.position);
        let taken = opened.state.take_in(&row, &mut |_, _, _| {});
        taken.map_err(|untaken| untaken.on_disk(position))?;
        if row.position == 0 {
            let kept = place.kept(opened.state.ids.first().map_or("", String::as_str));
            watch(&mut opened.state, kept.read(CHECKPOINT)?.as_deref());
            let last = store::last_checkpoint(&transaction)?;
            watch(&mut opened.state, last.as_ref().map(|(_, note)| note.as_str()));
            opened.kept = Some(kept);
        }
        Ok(())
    })?;
    opened.state.reconcile()?;
    opened.state.founding()?;
    drop(transaction);
    Ok(opened)
}

/// Has the root computed at the size of a checkpoint, so that it can be held against it.
fn watch(state: &mut State, note: Option<&str>) {
    let Some(Ok(checkpoint)) = note.map(read_checkpoint) else { return };
    let reached = (state.edge.size() == checkpoint.size()).then(|| state.edge.root());
    state.watched.insert(checkpoint.size(), reached);
}

/// Takes in what others have recorded since.
pub(crate) fn catch_up(connection: &Connection, state: &mut State) -> Result<(), Error> {
    let (mut erases, from) = (false, state.edge.size());
    let on_disk = store::size(connection)?;
    if on_disk < from {
        return Err(Error::new(ErrorKind::RolledBack, "the register was put back while it was open")
            .hinted("open it anew"));
    }
    if on_disk == from {
        return Ok(());
    }
    store::rows(connection, from, |row| {
        let position = Position(row.position);
        let taken = state.take_in(&row, &mut |_, _, _| {});
        taken.map_err(|untaken| untaken.on_disk(position))?;
        erases |= matches!(state.own.get(&position), Some(entry) if matches!(entry.own, Own::Erased { .. }));
        Ok(())
    })?;
    if erases {
        let mut anew = State::new();
        store::rows(connection, 0, |row| {
            let position = Position(row.position);
            anew.take_in(&row, &mut |_, _, _| {}).map_err(|untaken| untaken.on_disk(position))
        })?;
        *state = anew;
    }
    state.reconcile()
}

pub(crate) fn read_checkpoint(note: &str) -> Result<Checkpoint, Error> {
    let unreadable = |error: String| Error::damaged(None, format!("a checkpoint cannot be read: {error}"));
    let note: Note = note.parse().map_err(|error: caveat_tlog::Malformed| unreadable(error.to_string()))?;
    note.text().parse().map_err(|error: caveat_tlog::Malformed| unreadable(error.to_string()))
}

/// Whether the register goes on from a checkpoint that was signed before.
fn extends(kept: Option<&str>, state: &State, connection: &Connection) -> Result<(), Error> {
    let Some(kept) = kept else { return Ok(()) };
    let checkpoint = read_checkpoint(kept)?;
    let (size, held) = (state.edge.size(), checkpoint.size());
    let advice = "an older copy was put back: bring the newer one, or go on knowingly with `--accept-rollback`, \
                  which is recorded";
    if size < held {
        let message =
            format!("the register holds {size} entries, and a checkpoint over {held} was signed here");
        return Err(Error::new(ErrorKind::RolledBack, message).hinted(advice));
    }
    let root = match state.watched.get(&held).copied().flatten() {
        Some(root) => root,
        None if size == held => state.edge.root(),
        None => caveat_tlog::root(held, &Stored(connection))
            .map_err(|error| Error::damaged(None, format!("the tree cannot be computed: {error}")))?,
    };
    if root == checkpoint.root() {
        return Ok(());
    }
    let message = format!("the first {held} entries are not those whose checkpoint was signed here");
    Err(Error::new(ErrorKind::RolledBack, message).hinted(advice))
}

/// Whether the last checkpoint in the register is over its entries, by its key.
fn hold_against_signed(state: &State, connection: &Connection) -> Result<(), Error> {
    let Some((size, note)) = store::last_checkpoint(connection)? else { return Ok(()) };
    let checkpoint = read_checkpoint(&note)?;
    let root = state.watched.get(&size).copied().flatten();
    let key = state.key_at(size).and_then(|key| key.parse::<VerifierKey>().ok());
    let holds = checkpoint.size() == size
        && root == Some(checkpoint.root())
        && key.is_some_and(|key| signs(&note, &key, checkpoint.root()));
    if holds {
        return Ok(());
    }
    let message = format!("the checkpoint over {size} entries is not one over the entries that are there");
    Err(Error::damaged(None, message))
}

/// Whether a note is a checkpoint with that root, signed by the key.
pub(crate) fn signs(note: &str, key: &VerifierKey, root: Hash) -> bool {
    let checkpoint = note.parse::<Note>().ok().and_then(|note| note.checkpoint_of(key).ok());
    checkpoint.is_some_and(|checkpoint| checkpoint.root() == root)
}

fn make_note(origin: &str, size: u64, root: Hash, signers: [Option<&Signer>; 2]) -> Result<String, Error> {
    let unfit = |error: caveat_tlog::Malformed| Error::new(ErrorKind::Key, error.to_string());
    let text = Checkpoint::new(origin, size, root).map_err(unfit)?.to_string();
    let signatures = signers.into_iter().flatten().map(|signer| signer.sign(&text));
    let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
    Ok(Note::new(text, signatures).map_err(unfit)?.to_string())
}

/// Whether nobody but the register's keys signed a checkpoint: a later one says all that it says.
fn is_needless(note: &str, state: &State) -> bool {
    let keys: Vec<VerifierKey> = state.keys().iter().filter_map(|(_, key)| key.parse().ok()).collect();
    let Ok(note) = note.parse::<Note>() else { return false };
    note.signatures().len() == 1 && note.verify(&keys).is_ok()
}

/// Where a register is made before it is put in its place, whole.
fn beginning(place: &Place) -> Result<Place, Error> {
    if let Some(folder) = place.register.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        place::make_folder(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
    }
    let mut name = place.register.as_os_str().to_owned();
    name.push(".new");
    let new = Place { register: name.into(), keeper: place.keeper.clone() };
    match std::fs::remove_file(&new.register) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", &new.register, &error))
        }
        _ => Ok(new),
    }
}

struct Beginning<'a> {
    id: String,
    origin: String,
    key: &'a VerifierKey,
    we: Party,
    at: Instant,
}

/// Writes the first two entries: that the register was founded, and who *we* are.
fn begin(place: &Place, beginning: Beginning<'_>) -> Result<(), Error> {
    let Beginning { id, origin, key, we, at } = beginning;
    let mut connection = store::create(&place.register)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut state = State::new();
    let opaque = random::opaque_id()?;
    let own = Own::Founded { origin, key: key.to_string(), we: we.id.clone() };
    let founding = encode::own(0, &OwnEntry { id, recorded: at, own }, &|_| opaque.clone(), None)?;
    let by = we.id.clone();
    let entry = Entry { position: Position(1), on: at, recorded: at, by, id: None, body: Body::Party(we) };
    let party = encode::party(&entry, &opaque)?;
    for row in [founding, party] {
        let mut complete: Vec<Complete> = Vec::new();
        let taken = state.take_in(&row, &mut |level, index, hash| complete.push((level, index, hash)));
        taken.map_err(|untaken| match untaken {
            Untaken::Refused { message, hint } => {
                let error = Error::new(ErrorKind::Refused, message);
                hint.map_or(error.clone(), |hint| error.hinted(hint))
            }
            Untaken::Fault(error) => error,
        })?;
        store::insert(&transaction, &row, &complete)?;
    }
    transaction.commit()?;
    connection.close().map_err(|(_, error)| Error::from(error))
}

fn check_command(command: Option<&str>) -> Result<(), Error> {
    let fits = |command: &str| {
        !command.is_empty() && command.len() <= MAX_COMMAND && !command.chars().any(char::is_control)
    };
    match command {
        Some(command) if !fits(command) => {
            let message = format!("a command's id has 1 to {MAX_COMMAND} printable characters");
            Err(Error::new(ErrorKind::Refused, message).hinted("a UUID does"))
        }
        _ => Ok(()),
    }
}

fn refused(index: usize, untaken: Untaken) -> RecordError {
    match untaken {
        Untaken::Refused { message, hint } => RecordError::Refused { index, message, hint },
        Untaken::Fault(error) => RecordError::Register(error),
    }
}
