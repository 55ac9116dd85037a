//! Appending: within one write transaction, on what is recorded up to then.

use caveat::entry::Entry;
use caveat::id::{Named, PartyId};
use caveat::time::{Instant, Position};
use rusqlite::Connection;

use crate::draft::{self, Draft};
use crate::encode::{self, Command};
use crate::error::Error;
use crate::hashes::Stored;
use crate::opaque::OpaqueId;
use crate::own::{Own, OwnEntry};
use crate::place::Kept;
use crate::register::{RecordError, Recorded};
use crate::seal;
use crate::sign::signs;
use crate::state::{State, Untaken};
use crate::store;

/// A write transaction, and what is recorded up to it.
pub(crate) struct Pen<'a> {
    pub(crate) transaction: &'a Connection,
    pub(crate) state: &'a mut State,
    pub(crate) kept: &'a Kept,
}

impl Pen<'_> {
    /// Appends entries, unless their command did so before. Where one is refused, the transaction must not be
    /// committed.
    pub(crate) fn record(
        &mut self,
        entries: &mut [Entry],
        command: Option<&str>,
    ) -> Result<Recorded, RecordError> {
        let mut draft = Draft::default();
        let recorded = draft.record(self.state, entries, command)?;
        self.put(draft)?;
        Ok(recorded)
    }

    /// Appends an entry of the model.
    pub(crate) fn write(
        &mut self,
        entry: &mut Entry,
        command: Option<Command<'_>>,
    ) -> Result<(Position, String), Untaken> {
        let mut draft = Draft::default();
        let written = draft.write(self.state, entry, command)?;
        self.put(draft)?;
        Ok(written)
    }

    /// Appends one of the register's own entries.
    pub(crate) fn write_own(&mut self, own: Own, at: Instant) -> Result<(Position, String), Error> {
        let position = self.state.next();
        let reason = match &own {
            Own::Erased { reason, .. } => Some(reason.clone()),
            _ => None,
        };
        let entry = OwnEntry { id: OpaqueId::new()?.to_string(), recorded: at, own };
        let state = &*self.state;
        let call = |party: &PartyId| state.written(Named::Party, party.as_str());
        let row = encode::own(position.0, &entry, &call, reason.as_ref())?;
        let mut draft = Draft::default();
        draft.take(self.state, row).map_err(|untaken| untaken.on_disk(position))?;
        self.put(draft)?;
        Ok((position, draft::last_id(self.state)))
    }

    /// Writes a draft. The seal is broken before.
    pub(crate) fn put(&self, draft: Draft) -> Result<(), Error> {
        if draft.is_empty() {
            return Ok(());
        }
        seal::break_open(self.kept)?;
        draft.put(self.transaction)
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
}
