//! The log: every entry as it stands, and how people find one.

use std::sync::Arc;

use caveat::entry::Entry;
use caveat::id::PartyId;
use caveat::time::{Instant, Position};

use crate::error::Error;
use crate::opaque::PREFIX;
use crate::own::Own;
use crate::register::Register;
use crate::state::Row;
use crate::store;

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
        let id = self.id_at(position)?;
        let erased = self.state.erased.range((position, 0)..=(position, usize::MAX));
        let erased = erased.map(|((_, number), by)| (*number, *by)).collect();
        let (recorded, on, by, what) = match (self.state.own.get(&position), self.state.ledger.at(position)) {
            (Some(own), _) => {
                (own.recorded, own.recorded, self.speaker(&own.own), What::Own(self.called(&own.own)))
            }
            (None, Some(entry)) => {
                (entry.recorded, entry.on, Some(entry.by.clone()), What::Entry(Arc::clone(entry)))
            }
            (None, None) => return None,
        };
        Some(Logged { position, id, recorded, on, by, what, text: row.bytes, erased })
    }

    /// The founding names who *we* are before the entry behind it says what they are called.
    fn called(&self, own: &Own) -> Own {
        match own.clone() {
            Own::Founded { origin, key, .. } => Own::Founded { origin, key, we: self.we() },
            other => other,
        }
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
        if found.is_empty() && text.starts_with(PREFIX) && text.len() > PREFIX.len() {
            found.extend(self.state.beginning(text));
        }
        found.sort();
        found.dedup();
        match found.as_slice() {
            [] => Err(NotFound::Nothing),
            [one] => Ok(*one),
            _ => Err(NotFound::Several(found)),
        }
    }

    /// Where the entries stand that a command wrote, if it was carried out: the first, and how many. What it says can
    /// then be read again on what stood before.
    pub fn carried_out(&self, command: &str) -> Option<(Position, u64)> {
        self.state.commands.get(command).copied()
    }

    /// The opaque id of the entry at a position.
    pub fn id_at(&self, position: Position) -> Option<String> {
        self.state.id_at(position).map(|id| id.to_string())
    }
}
