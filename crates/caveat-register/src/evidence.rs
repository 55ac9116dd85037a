//! Evidence: entries that somebody else can check without us (`docs/formats/bundle.md`).

use std::collections::{BTreeMap, BTreeSet};

use caveat::entry::{Body, Entry};
use caveat::id::PartyId;
use caveat::json::{self, Json};
use caveat::time::Position;
use caveat_tlog::{Hash, Note, TreeError};

use crate::commitment::{self, To};
use crate::error::{Error, ErrorKind};
use crate::hashes::Stored;
use crate::opaque::is_opaque;
use crate::own::Own;
use crate::register::Register;
use crate::state::Row;
use crate::store;

/// The format of a bundle.
pub(crate) const FORMAT: &str = "caveat-evidence/1";

/// The kind of the names that are keys of facts.
const FACT: &str = "fact";

/// What a bundle tells besides the bytes of the entries asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// Their words, and what the parties and items that they refer to are called.
    Everything,
    /// What things are called, and no other words.
    Names,
    /// Nothing.
    Nothing,
}

/// Why an entry stands in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// It says what somebody is called.
    Name,
    /// It says what key signs.
    Key,
    /// It is asked for.
    Asked,
}

impl Register {
    /// Makes a bundle of evidence for entries: their bytes, the proof that they are under the last checkpoint, what
    /// opens their commitments, and the entries that say what key signs.
    ///
    /// # Errors
    /// Where there is no such entry, or it is under no checkpoint yet.
    pub fn prove(&self, positions: &[Position], reveal: Reveal) -> Result<String, Error> {
        // All of it is of one moment, and the file is locked once.
        let _reading = self.connection.unchecked_transaction()?;
        let (size, note) = self.last_signed()?;
        let entries = self.in_evidence(positions, reveal)?;
        if let Some((position, _)) = entries.iter().find(|(position, _)| position.0 >= size) {
            let message = format!("entry {position} is under no signed checkpoint yet");
            let unsigned = Error::new(ErrorKind::Refused, message);
            return Err(unsigned.hinted("`caveat ledger checkpoint` signs one"));
        }
        let names: BTreeSet<String> = entries.keys().filter_map(|position| self.id_at(*position)).collect();
        let entries =
            entries.iter().map(|(position, why)| self.evidence(*position, *why, size, reveal, &names));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let bundle = [
            ("format", Json::text(FORMAT.to_owned())),
            ("checkpoint", Json::text(note)),
            ("entries", Json::List(entries)),
            ("handovers", Json::List(self.handovers(size)?)),
        ];
        let bundle = bundle.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Ok(Json::Object(bundle).canonical() + "\n")
    }

    /// Which entries a bundle holds.
    fn in_evidence(&self, positions: &[Position], reveal: Reveal) -> Result<BTreeMap<Position, Why>, Error> {
        let mut entries: BTreeMap<Position, Why> = positions.iter().map(|at| (*at, Why::Asked)).collect();
        let keys = self
            .state
            .own
            .iter()
            .filter(|(_, entry)| matches!(entry.own, Own::Founded { .. } | Own::Rotated { .. }));
        for (position, _) in keys {
            entries.entry(*position).or_insert(Why::Key);
        }
        if reveal != Reveal::Nothing {
            for position in positions {
                let row = self.row(*position)?;
                for name in self.nameable(&row)? {
                    entries.entry(name).or_insert(Why::Name);
                }
            }
        }
        Ok(entries)
    }

    fn row(&self, position: Position) -> Result<Row, Error> {
        store::row(&self.connection, position.0)?.ok_or_else(|| {
            Error::new(ErrorKind::Refused, format!("there is no entry {position}"))
                .hinted("`caveat log` lists the entries")
        })
    }

    /// The entries of the parties and items that an entry refers to. Concealed ones are left out: a bundle would
    /// tell who they are.
    fn nameable(&self, row: &Row) -> Result<Vec<Position>, Error> {
        let mut ids = BTreeSet::new();
        opaque_ids(&read(row)?, &mut ids);
        let positions = ids.iter().filter_map(|id| self.state.first_stood(id));
        let concealed = self.concealed();
        let named = positions.filter(|position| {
            self.state.ledger.at(*position).is_some_and(|entry| match &entry.body {
                Body::Party(party) => !concealed.contains(&party.id),
                Body::Item(_) => true,
                _ => false,
            })
        });
        Ok(named.collect())
    }

    /// The parties that are concealed: everywhere, or as the originators of some item.
    fn concealed(&self) -> BTreeSet<&PartyId> {
        let concealed = |entry: &'_ std::sync::Arc<Entry>| match &entry.body {
            Body::Party(party) => party.relay.is_some(),
            Body::Item(item) => item.relay.is_some(),
            _ => false,
        };
        let entries = self.state.ledger.entries().iter().filter(|entry| concealed(entry));
        let who = entries.filter_map(|entry| match &entry.body {
            Body::Party(party) => Some(&party.id),
            Body::Item(item) => Some(&item.originator),
            _ => None,
        });
        who.collect()
    }

    fn evidence(
        &self,
        position: Position,
        why: Why,
        size: u64,
        reveal: Reveal,
        named: &BTreeSet<String>,
    ) -> Result<Json, Error> {
        let row = self.row(position)?;
        let proof =
            caveat_tlog::inclusion(size, position.0, &Stored::of(&self.connection)?).map_err(of_tree)?;
        let kinds = commitment::kinds(&read(&row)?);
        let told = row.words.iter().filter(|(number, _)| match (kinds.get(*number), why, reveal) {
            (_, _, Reveal::Nothing) => false,
            // The key of a fact is what an item says, not what it is called.
            (Some(To::Name { kind, .. }), Why::Asked, reveal) => kind != FACT || reveal == Reveal::Everything,
            (Some(To::Name { opaque, .. }), _, _) => named.contains(opaque.as_str()),
            (Some(To::Words), Why::Asked, Reveal::Everything) => true,
            _ => false,
        });
        let words = told.map(|(number, opening)| {
            object([
                ("number", integer(*number as u64)),
                ("salt", Json::text(Hash(opening.salt).to_string())),
                ("text", Json::text(opening.text.clone())),
            ])
        });
        Ok(object([
            ("asked", Json::Bool(why == Why::Asked)),
            ("bytes", Json::text(row.bytes.clone())),
            ("nonce", Json::text(Hash(row.nonce).to_string())),
            ("position", integer(position.0)),
            ("proof", hashes(&proof)),
            ("words", Json::List(words.collect())),
        ]))
    }

    /// The checkpoints at which one key handed over to the next, signed by both, each with the proof that the last
    /// one goes on from it.
    fn handovers(&self, size: u64) -> Result<Vec<Json>, Error> {
        let keys = self.state.keys();
        let by_two = |note: &str| {
            note.parse::<Note>()
                .is_ok_and(|note| keys.iter().filter(|(_, key)| note.checkpoint_of(key).is_ok()).count() > 1)
        };
        let checkpoints = store::checkpoints(&self.connection)?.into_iter();
        let handovers = checkpoints.filter(|(at, note)| *at <= size && by_two(note));
        let handover = |(at, note): (u64, String)| {
            let proof =
                caveat_tlog::consistency(at, size, &Stored::of(&self.connection)?).map_err(of_tree)?;
            Ok(object([("checkpoint", Json::text(note)), ("proof", hashes(&proof))]))
        };
        handovers.map(handover).collect()
    }
}

fn read(row: &Row) -> Result<Json, Error> {
    let position = Position(row.position);
    json::parse(&row.bytes).map_err(|_| Error::damaged(position, format!("entry {position} cannot be read")))
}

/// Every opaque id in an entry.
fn opaque_ids(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::Text(text) => {
            let text = text.rsplit(' ').next().unwrap_or(text);
            found.extend(is_opaque(text).then(|| text.to_owned()));
        }
        Json::List(elements) => elements.iter().for_each(|element| opaque_ids(element, found)),
        Json::Object(fields) => fields.values().for_each(|field| opaque_ids(field, found)),
        _ => {}
    }
}

pub(crate) fn of_tree(error: TreeError<Error>) -> Error {
    match error {
        TreeError::Tiles(error) => error,
        other => Error::damaged(None, other.to_string()),
    }
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn integer(number: u64) -> Json {
    Json::Integer(store::to_sql(number))
}

fn hashes(hashes: &[Hash]) -> Json {
    Json::List(hashes.iter().map(|hash| Json::text(hash.to_string())).collect())
}
