//! What a row says: from its bytes and its words to an entry, before it is held against those before it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use caveat::entry::Entry;
use caveat::id::Named;
use caveat::json::{self, Value};
use caveat::ledger::Ledger;
use caveat::time::Position;

use crate::commitment::{self, Opening};
use crate::error::Error;
use crate::names::{Names, kind_called};
use crate::opaque::OpaqueId;
use crate::state::{Row, Untaken};

/// A row whose words were put back, each held against its commitment.
#[derive(Debug)]
pub(crate) struct Opened<'r> {
    position: Position,
    /// What it says besides its names and its command.
    pub(crate) fields: Value<'r>,
    pub(crate) introduced: Introduced,
    command: Option<Command>,
    /// The numbers of its words that are not there.
    pub(crate) missing: BTreeSet<usize>,
}

/// The id of the command that wrote an entry and, so far as it is the first, those behind it; and how many it wrote.
type Command = (String, u64);

/// An entry of the model, as its row says it.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) entry: Entry,
    pub(crate) introduced: Introduced,
    pub(crate) command: Option<Command>,
    pub(crate) missing: BTreeSet<usize>,
}

/// Opens a row.
pub(crate) fn open(row: &Row) -> Result<Opened<'_>, Error> {
    let position = Position(row.position);
    let json = json::read(&row.bytes).map_err(|error| unread(position, &error.message))?;
    let (json, missing) = open_words(position, json, &row.words)?;
    let Value::Object(mut fields) = json else { return Err(unread(position, "it is no object")) };
    let introduced = Introduced::read(fields.remove("names"))
        .ok_or_else(|| unread(position, "its `names` cannot be read"))?;
    let command = fields.remove("command").map(|command| read_command(&command));
    if command == Some(None) {
        return Err(unread(position, "its `command` cannot be read"));
    }
    Ok(Opened { position, fields: Value::Object(fields), introduced, command: command.flatten(), missing })
}

impl Opened<'_> {
    /// Reads it as an entry behind those of a ledger; `names` says what opaque ids are called that others introduced.
    pub(crate) fn entry(
        self,
        ledger: &Ledger,
        names: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Result<Told, Untaken> {
        let Self { position, fields, introduced, command, missing } = self;
        let called = |opaque: &str| introduced.slug(opaque).map(Arc::clone).or_else(|| names(opaque));
        let entry = caveat::read::stored(fields, ledger, position, &called)
            .map_err(|problem| Untaken::Refused { message: problem.message, hint: problem.hint })?;
        Ok(Told { entry, introduced, command, missing })
    }
}

/// Puts the words back that are there, each held against its commitment; with the numbers of those that are not.
fn open_words<'r>(
    position: Position,
    mut json: Value<'r>,
    words: &'r [(usize, Opening)],
) -> Result<(Value<'r>, BTreeSet<usize>), Error> {
    let (mut next, mut missing) = (0, BTreeSet::new());
    let mut left = words.iter().peekable();
    let opened = commitment::open(&mut json, &mut |commitment| {
        let number = next;
        next += 1;
        match left.next_if(|(of, _)| *of == number) {
            None => {
                missing.insert(number);
                Ok(None)
            }
            Some((_, opening)) if opening.commitment() == commitment => {
                Ok(Some(Cow::Borrowed(opening.text.as_str())))
            }
            Some(_) => Err(number),
        }
    });
    let of_none = || left.next().map(|(number, _)| *number);
    match opened.err().or_else(of_none) {
        Some(number) => {
            let message = format!("words {number} of entry {position} are not those it was recorded with");
            Err(Error::damaged(position, message))
        }
        None => Ok((json, missing)),
    }
}

/// The opaque ids that an entry introduces, and what they are called as far as that was not erased.
#[derive(Debug, Default)]
pub(crate) struct Introduced(Vec<(Named, OpaqueId, Option<Arc<str>>)>);

impl Introduced {
    fn read(names: Option<Value<'_>>) -> Option<Self> {
        let mut introduced = Self::default();
        let kinds = match names {
            None => return Some(introduced),
            Some(Value::Object(kinds)) => kinds,
            Some(_) => return None,
        };
        for (kind, names) in kinds {
            let (kind, Value::Object(names)) = (kind_called(&kind)?, names) else { return None };
            for (opaque, slug) in names {
                let slug = match slug {
                    Value::Text(slug) => Some(slug.as_ref().into()),
                    Value::Erased => None,
                    _ => return None,
                };
                introduced.0.push((kind, OpaqueId::read(&opaque)?, slug));
            }
        }
        Some(introduced)
    }

    /// Each, by kind, with its slug as far as that was not erased.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Named, OpaqueId, Option<&Arc<str>>)> {
        self.0.iter().map(|(kind, opaque, slug)| (*kind, *opaque, slug.as_ref()))
    }

    fn slug(&self, opaque: &str) -> Option<&Arc<str>> {
        if self.0.is_empty() {
            return None;
        }
        let opaque = OpaqueId::read(opaque)?;
        self.0.iter().find(|(_, known, _)| *known == opaque).and_then(|(.., slug)| slug.as_ref())
    }

    /// The opaque id of something by its slug.
    pub(crate) fn opaque(&self, kind: Named, slug: &str) -> Option<OpaqueId> {
        let found =
            self.0.iter().find(|(known, _, called)| *known == kind && called.as_deref() == Some(slug));
        found.map(|(_, opaque, _)| *opaque)
    }

    /// Keeps them, of an entry with that opaque id.
    pub(crate) fn into_names(self, names: &mut Names, position: Position, id: OpaqueId) {
        for (kind, opaque, slug) in self.0 {
            match slug {
                Some(_) if opaque == id => names.take_entry(id, position.0),
                None if opaque == id => {}
                slug => names.take_other(opaque, position.0, slug.map(|slug| (kind, slug))),
            }
        }
    }
}

fn read_command(json: &Value<'_>) -> Option<Command> {
    let Value::Object(fields) = json else { return None };
    match (fields.get("id")?, fields.get("entries")?) {
        (Value::Text(id), Value::Integer(entries)) => {
            Some((id.clone().into_owned(), u64::try_from(*entries).ok()?))
        }
        _ => None,
    }
}

pub(crate) fn unread(position: Position, message: &str) -> Error {
    Error::damaged(position, format!("entry {position} cannot be read: {message}"))
}
