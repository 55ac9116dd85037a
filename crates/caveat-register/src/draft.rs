//! What is to be appended, worked out on what is recorded up to then: taken in here, and not on the disk yet.

use std::sync::Arc;

use caveat::entry::Entry;
use caveat::json::Json;
use caveat::time::Position;
use caveat::write::{self, Plain};
use rusqlite::Connection;

use crate::encode::{self, Command};
use crate::error::{Error, ErrorKind};
use crate::hashes;
use crate::opaque::OpaqueId;
use crate::register::{RecordError, Recorded};
use crate::state::{Complete, Row, State, Untaken};
use crate::store;

/// The longest id of a command, in bytes.
const MAX_COMMAND: usize = 200;

/// Rows in their order, and the hashes that they complete.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    rows: Vec<Row>,
    complete: Vec<Complete>,
}

impl Draft {
    /// Takes entries in, unless their command was carried out before. Where one is refused, those before it stay taken
    /// in: the state must be forgotten then.
    pub(crate) fn record(
        &mut self,
        state: &mut State,
        entries: &mut [Entry],
        command: Option<&str>,
    ) -> Result<Recorded, RecordError> {
        check_command(command)?;
        if let Some(before) = repeated(state, command, entries)? {
            return Ok(before);
        }
        let count = entries.len();
        let mut positions = Vec::with_capacity(count);
        for (index, entry) in entries.iter_mut().enumerate() {
            let command = command.filter(|_| index == 0).map(|id| Command { id, entries: count });
            positions.push(self.write(state, entry, command).map_err(|untaken| refused(index, untaken))?);
        }
        Ok(Recorded { positions, again: false })
    }

    /// Takes an entry of the model in. But for its position it is left as it was.
    pub(crate) fn write(
        &mut self,
        state: &mut State,
        entry: &mut Entry,
        command: Option<Command<'_>>,
    ) -> Result<(Position, String), Untaken> {
        entry.position = state.next();
        if entry.name().is_some() {
            return self.write_named(state, entry, command);
        }
        entry.id = OpaqueId::new()?.to_string().parse().ok();
        let written = self.write_named(state, entry, command);
        entry.id = None;
        written
    }

    fn write_named(
        &mut self,
        state: &mut State,
        entry: &Entry,
        command: Option<Command<'_>>,
    ) -> Result<(Position, String), Untaken> {
        let row = encode::entry(entry, state, command)?;
        self.take(state, row)?;
        // What is kept is what was said, or it is not kept.
        if state.ledger.entries().last().map(Arc::as_ref) != Some(entry) {
            let error = Error::new(ErrorKind::Refused, "the entry would not be read back as it was written");
            return Err(error.into());
        }
        Ok((entry.position, last_id(state)))
    }

    /// Takes a row in.
    pub(crate) fn take(&mut self, state: &mut State, row: Row) -> Result<(), Untaken> {
        state.take_in(&row, &mut |subtree| self.complete.push(subtree))?;
        self.rows.push(row);
        Ok(())
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes it, within a transaction.
    pub(crate) fn put(self, connection: &Connection) -> Result<(), Error> {
        let mut rows = self.rows.iter();
        for subtree in self.complete {
            match subtree {
                // INVARIANT: each row completes the subtree of its leaf, before all others.
                (0, _, leaf) => {
                    rows.next().map_or(Ok(()), |row| store::insert(connection, row, leaf))?;
                }
                _ => hashes::put_root(connection, subtree)?,
            }
        }
        Ok(())
    }
}

/// The id of the last entry.
pub(crate) fn last_id(state: &State) -> String {
    state.ids.last().map(OpaqueId::to_string).unwrap_or_default()
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

/// What a command wrote when it was carried out before under the same id. Dates apart, it has to have been the
/// same command: who repeats it is told that it is done.
pub(crate) fn repeated(
    state: &State,
    command: Option<&str>,
    entries: &[Entry],
) -> Result<Option<Recorded>, Error> {
    let Some((command, (first, count))) =
        command.and_then(|command| Some((command, *state.commands.get(command)?)))
    else {
        return Ok(None);
    };
    let written = (first.0..).take(usize::try_from(count).unwrap_or(usize::MAX)).map(Position);
    let written: Vec<_> = written.filter_map(|position| state.ledger.at(position)).collect();
    let same = written.len() == entries.len()
        && written.iter().zip(entries).all(|(written, entry)| is_repeated(written, entry));
    if !same {
        let message = format!("command `{command}` recorded something else before (see {first})");
        return Err(Error::new(ErrorKind::Repeated(first), message)
            .hinted("give another command another id; nothing was recorded"));
    }
    let id = |position| state.id_at(position).map(|id| id.to_string()).unwrap_or_default();
    let positions = written.iter().map(|entry| (entry.position, id(entry.position)));
    Ok(Some(Recorded { positions: positions.collect(), again: true }))
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
