//! Appending: within one write transaction, on what is recorded up to then.

use std::sync::Arc;

use caveat::entry::Entry;
use caveat::id::{Named, PartyId};
use caveat::json::Json;
use caveat::time::{Instant, Position};
use caveat::write::{self, Plain};
use rusqlite::{Connection, Transaction};

use crate::encode::{self, Command};
use crate::error::{Error, ErrorKind};
use crate::hashes::{self, Stored};
use crate::own::{Own, OwnEntry};
use crate::place::Kept;
use crate::random;
use crate::register::{RecordError, Recorded};
use crate::seal;
use crate::sign::signs;
use crate::state::{Complete, Row, State, Untaken};
use crate::store;

/// The longest id of a command, in bytes.
const MAX_COMMAND: usize = 200;

/// A write transaction, and what is recorded up to it.
pub(crate) struct Pen<'a> {
    pub(crate) transaction: &'a Transaction<'a>,
    pub(crate) state: &'a mut State,
    pub(crate) kept: &'a Kept,
    /// Whether anything was written: the seal is broken then.
    pub(crate) wrote: bool,
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
        if let Some(before) = self.repeated(command, &entries)? {
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
        let call = |party: &PartyId| names.written(Named::Party, party.as_str()).to_owned();
        let row = encode::own(position.0, &entry, &call, reason.as_ref())?;
        self.append(&row).map_err(|untaken| untaken.on_disk(position))?;
        Ok((position, self.last_id()))
    }

    fn append(&mut self, row: &Row) -> Result<(), Untaken> {
        if !self.wrote {
            seal::break_open(self.kept)?;
            self.wrote = true;
        }
        append(self.transaction, self.state, row)
    }

    /// Drops checkpoints that are not over the entries that are there.
    pub(crate) fn drop_spoiled_checkpoints(&mut self) -> Result<(), Error> {
        let stored = Stored::of(self.transaction)?;
        for (size, note) in store::checkpoints(self.transaction)? {
            let within = size <= self.state.edge.size();
            let root = within.then(|| caveat_tlog::root(size, &stored).ok()).flatten();
            let key = self.state.key_at(size);
            if !key.zip(root).is_some_and(|(key, root)| signs(&note, &key, root)) {
                store::drop_checkpoint(self.transaction, size)?;
            }
        }
        Ok(())
    }

    /// Destroys words that an erasure names.
    pub(crate) fn destroy(&mut self, position: Position, number: usize) -> Result<(), Error> {
        store::destroy(self.transaction, position.0, number)
    }

    fn last_id(&self) -> String {
        self.state.ids.last().map(|id| id.as_ref().to_owned()).unwrap_or_default()
    }

    /// What a command wrote when it was carried out before under the same id. Dates apart, it has to have been the
    /// same command: who repeats it is told that it is done.
    pub(crate) fn repeated(
        &self,
        command: Option<&str>,
        entries: &[Entry],
    ) -> Result<Option<Recorded>, Error> {
        let Some((command, (first, count))) =
            command.and_then(|command| Some((command, *self.state.commands.get(command)?)))
        else {
            return Ok(None);
        };
        let written = (first.0..).take(usize::try_from(count).unwrap_or(usize::MAX)).map(Position);
        let written: Vec<_> = written.filter_map(|position| self.state.ledger.at(position)).collect();
        let same = written.len() == entries.len()
            && written.iter().zip(entries).all(|(written, entry)| is_repeated(written, entry));
        if !same {
            let message = format!("command `{command}` recorded something else before (see {first})");
            return Err(Error::new(ErrorKind::Repeated(first), message)
                .hinted("give another command another id; nothing was recorded"));
        }
        let id = |position| self.state.id_at(position).unwrap_or_default().to_owned();
        let positions = written.iter().map(|entry| (entry.position, id(entry.position)));
        Ok(Some(Recorded { positions: positions.collect(), again: true }))
    }
}

/// Takes an entry in, and writes it with the hashes that it completes.
pub(crate) fn append(connection: &Connection, state: &mut State, row: &Row) -> Result<(), Untaken> {
    let mut complete: Vec<Complete> = Vec::new();
    state.take_in(row, &mut |subtree| complete.push(subtree))?;
    for subtree in complete {
        match subtree {
            (0, _, leaf) => store::insert(connection, row, leaf)?,
            _ => hashes::put_root(connection, subtree)?,
        }
    }
    Ok(())
}

pub(crate) fn check_command(command: Option<&str>) -> Result<(), Error> {
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

/// Whether an entry says again what another said. When it was said, and what it is called where nobody named it, is
/// not what it says.
fn is_repeated(written: &Entry, entry: &Entry) -> bool {
    let mut entry = entry.clone();
    entry.id = entry.id.or_else(|| written.id.clone());
    said(written) == said(&entry)
}

fn said(entry: &Entry) -> Json {
    let mut json = write::entry(entry, &mut Plain);
    if let Json::Object(fields) = &mut json {
        let on = fields.remove("on");
        fields.remove("recorded");
        if fields.get("from") == on.as_ref() {
            fields.remove("from");
        }
    }
    json
}
