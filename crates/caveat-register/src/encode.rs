//! From an entry to its bytes: opaque ids in the place of slugs, commitments in the place of words.

use std::collections::{BTreeMap, HashMap};

use caveat::entry::Entry;
use caveat::id::{Named, PartyId};
use caveat::json::{Json, Members};
use caveat::time::Position;
use caveat::words::Words;
use caveat::write::{self, Scribe};
use caveat_tlog::Hash;

use crate::commitment::{self, Opening};
use crate::error::{Error, ErrorKind};
use crate::names::kind_written;
use crate::opaque::{OpaqueId, is_opaque};
use crate::own::{Call, Own, OwnEntry};
use crate::random;
use crate::state::{Row, State};

/// The longest entry in bytes: what can be kept is what can be read, and far beneath what a tile may hold.
pub(crate) const MAX_BYTES: usize = 256 * 1024;

/// A command that writes entries, as the first of them remembers it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Command<'a> {
    pub(crate) id: &'a str,
    pub(crate) entries: usize,
}

/// Encodes an entry of the model.
pub(crate) fn entry(entry: &Entry, state: &State, command: Option<Command<'_>>) -> Result<Row, Error> {
    with(entry, state, BTreeMap::new(), command)
}

/// Encodes the entry of a party whose opaque id was used before it was introduced.
pub(crate) fn party(entry: &Entry, opaque: &str) -> Result<Row, Error> {
    let new = BTreeMap::from([((Named::Party, entry.by.as_str().to_owned()), opaque.to_owned())]);
    with(entry, &State::new(), new, None)
}

fn with(
    entry: &Entry,
    state: &State,
    new: BTreeMap<(Named, String), String>,
    command: Option<Command<'_>>,
) -> Result<Row, Error> {
    let mut scribe = Opaque { state, new, openings: HashMap::new(), fault: None };
    let written = write::entry(entry, &mut scribe);
    let mut fields = match (written, scribe.fault.take()) {
        (Json::Object(fields), None) => fields,
        (_, Some(fault)) => return Err(fault),
        _ => return Err(Error::new(ErrorKind::Refused, "the entry cannot be written")),
    };
    if let Some(names) = scribe.names_of_new()? {
        fields.insert("names", names);
    }
    if let Some(Command { id, entries }) = command {
        let entries = Json::Integer(i64::try_from(entries).unwrap_or(i64::MAX));
        let command = [("entries", entries), ("id", Json::text(id))];
        fields.insert("command", Json::Object(command.into()));
    }
    row(entry.position.0, &Json::Object(fields), scribe.openings)
}

/// Encodes one of the register's own entries.
pub(crate) fn own(
    position: u64,
    entry: &OwnEntry,
    call: &Call<'_>,
    reason: Option<&Words>,
) -> Result<Row, Error> {
    let reason = reason.map(|reason| Opening::new(reason.as_str())).transpose()?;
    let commitment = reason.as_ref().map(|reason| commitment::written(&reason.commitment()));
    let openings = reason.map(|reason| (reason.commitment(), reason)).into_iter().collect();
    row(position, &entry.written(call, commitment), openings)
}

fn row(position: u64, json: &Json, mut openings: HashMap<Hash, Opening>) -> Result<Row, Error> {
    let bytes = json.canonical();
    if bytes.len() > MAX_BYTES {
        let message = format!("the entry has {} bytes, and at most {MAX_BYTES} are kept", bytes.len());
        return Err(Error::new(ErrorKind::Refused, message).hinted("say it in several entries"));
    }
    let commitments = if openings.is_empty() { Vec::new() } else { commitment::all(json) };
    let opened = commitments.into_iter().enumerate();
    let words = opened.filter_map(|(number, hash)| Some((number, openings.remove(&hash)?))).collect();
    Ok(Row { position, nonce: random::bytes()?, bytes, words })
}

/// Writes opaque ids and commitments.
struct Opaque<'a> {
    state: &'a State,
    /// The ids that this entry introduces.
    new: BTreeMap<(Named, String), String>,
    openings: HashMap<Hash, Opening>,
    fault: Option<Error>,
}

impl Opaque<'_> {
    fn introduce(&mut self, kind: Named, slug: &str) -> Result<String, Error> {
        let opaque = loop {
            let opaque = OpaqueId::new()?.to_string();
            if self.state.first_stood(&opaque).is_none() {
                break opaque;
            }
        };
        self.new.insert((kind, slug.to_owned()), opaque.clone());
        Ok(opaque)
    }

    fn commit(&mut self, text: &str) -> Result<Json, Error> {
        let opening = Opening::new(text)?;
        let commitment = opening.commitment();
        self.openings.insert(commitment, opening);
        Ok(commitment::written(&commitment))
    }

    /// What the new ids are called, by kind.
    fn names_of_new(&mut self) -> Result<Option<Json>, Error> {
        let mut kinds: BTreeMap<&str, Members<'_>> = BTreeMap::new();
        for ((kind, slug), opaque) in std::mem::take(&mut self.new) {
            let name = self.commit(&slug)?;
            kinds.entry(kind_written(kind)).or_default().insert(opaque, name);
        }
        let kinds: Members<'_> = kinds.into_iter().map(|(kind, names)| (kind, Json::Object(names))).collect();
        Ok((!kinds.is_empty()).then_some(Json::Object(kinds)))
    }
}

impl Scribe for Opaque<'_> {
    fn id(&mut self, kind: Named, id: &str) -> String {
        if let Some(opaque) = self.state.written_name(kind, id) {
            return opaque;
        }
        match self.new.get(&(kind, id.to_owned())) {
            Some(opaque) => opaque.clone(),
            // An id without a slug, and what is derived from one, is written as it is.
            None if id.split('.').next().is_some_and(is_opaque) => id.to_owned(),
            None => self.introduce(kind, id).unwrap_or_else(|error| {
                self.fault = Some(error);
                String::new()
            }),
        }
    }

    fn words(&mut self, words: &Words) -> Json {
        self.commit(words.as_str()).unwrap_or_else(|error| {
            self.fault = Some(error);
            Json::Null
        })
    }
}

/// What an entry that was read would be written as again, but for its names, its command and its commitments. What is
/// kept says nothing besides.
pub(crate) fn again(state: &State, position: Position) -> Option<Json> {
    let mut scribe = Again(state);
    match (state.own.get(&position), state.ledger.at(position)) {
        (Some(own), _) => {
            let call = |party: &PartyId| state.written(Named::Party, party.as_str());
            let reason = matches!(own.own, Own::Erased { .. }).then_some(Json::Erased);
            Some(own.written(&call, reason))
        }
        (None, Some(entry)) => Some(write::entry(entry, &mut scribe)),
        (None, None) => None,
    }
}

/// An entry as it is kept, without its names and its command, and with no words in the places of its commitments.
pub(crate) fn closed(json: Json) -> Json {
    match json {
        Json::Object(mut fields) => {
            fields.remove("names");
            fields.remove("command");
            let mut closed = Json::Object(fields);
            commitment::fill(&mut closed, &mut || None);
            closed
        }
        other => other,
    }
}

struct Again<'a>(&'a State);

impl Scribe for Again<'_> {
    fn id(&mut self, kind: Named, id: &str) -> String {
        self.0.written_name(kind, id).unwrap_or_else(|| id.to_owned())
    }

    fn words(&mut self, _: &Words) -> Json {
        Json::Erased
    }
}
