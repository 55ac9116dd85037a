//! The register's own entries: that it was founded, what key signs, what was erased, what was put back.
//!
//! They stand in the same tree as all others and are no part of the model: no answer depends on them.

use std::collections::{BTreeMap, BTreeSet};

use caveat::id::PartyId;
use caveat::json::{Json, Members, Value};
use caveat::snapshot::{Packed, Packer, Unpacker};
use caveat::time::{Instant, Position};
use caveat::words::Words;
use caveat_tlog::VerifierKey;

/// The version of the format of entries that this code writes.
pub(crate) const VERSION: i64 = 1;

/// One of the register's own entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Own {
    /// It was founded: always the entry at position 0.
    Founded {
        /// What its checkpoints call it.
        origin: String,
        /// The key that signs from the beginning on.
        key: String,
        /// The party that keeps it: who *we* are.
        we: PartyId,
    },
    /// Another key signs from here on.
    Rotated {
        /// The key.
        key: String,
        /// Who said so.
        by: PartyId,
    },
    /// Words were destroyed.
    Erased {
        /// Which: the numbers of the words of each entry, counted from 0 in the order of its text.
        of: BTreeMap<Position, BTreeSet<usize>>,
        /// Who had it done.
        by: PartyId,
        /// Why.
        reason: Words,
    },
    /// A register that was not the last one signed here was gone on with knowingly.
    RolledBack {
        /// The checkpoint that was given up, as it was signed.
        checkpoint: String,
        /// Who went on.
        by: PartyId,
    },
}

/// The keys by which each is told, none of which is a key of a kind of entry.
const FOUNDED: &str = "register";
const ROTATED: &str = "key_rotation";
const ERASED: &str = "erasure";
const ROLLED_BACK: &str = "rollback";

/// One of the register's own entries with what they have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnEntry {
    pub(crate) id: String,
    pub(crate) recorded: Instant,
    pub(crate) own: Own,
}

/// A party called by its opaque id.
pub(crate) type Call<'a> = dyn Fn(&PartyId) -> String + 'a;

impl OwnEntry {
    /// Writes it; `reason` is the commitment to the reason of an erasure.
    pub(crate) fn written(&self, call: &Call<'_>, reason: Option<Json>) -> Json {
        let text = |text: &str| Json::text(text);
        let mut fields = vec![("recorded", text(&self.recorded.to_string()))];
        match &self.own {
            Own::Founded { origin, key, we } => fields.extend([
                (FOUNDED, Json::Integer(VERSION)),
                ("id", text(&self.id)),
                ("key", text(key)),
                ("origin", text(origin)),
                ("we", Json::text(call(we))),
            ]),
            Own::Rotated { key, by } => {
                fields.extend([(ROTATED, text(&self.id)), ("key", text(key)), ("by", Json::text(call(by)))]);
            }
            Own::Erased { of, by, .. } => {
                let of = of.iter().map(|(position, words)| words_of(*position, words)).collect();
                fields.extend([
                    (ERASED, text(&self.id)),
                    ("of", Json::List(of)),
                    ("by", Json::text(call(by))),
                    ("reason", reason.unwrap_or(Json::Null)),
                ]);
            }
            Own::RolledBack { checkpoint, by } => fields.extend([
                (ROLLED_BACK, text(&self.id)),
                ("checkpoint", text(checkpoint)),
                ("by", Json::text(call(by))),
            ]),
        }
        Json::Object(fields.into_iter().collect())
    }

    /// Reads it from an entry whose words were put back, if it is one of the register's own. `Some(Err)` where it
    /// is and cannot be read.
    pub(crate) fn read(json: &Value<'_>, call: &dyn Fn(&str) -> PartyId) -> Option<Result<Self, String>> {
        let Value::Object(fields) = json else { return None };
        let kinds = [FOUNDED, ROTATED, ERASED, ROLLED_BACK];
        let kind = kinds.into_iter().find(|kind| fields.contains_key(kind))?;
        Some(OwnFields { fields, call }.read(kind))
    }
}

struct OwnFields<'a> {
    fields: &'a Members<'a>,
    call: &'a dyn Fn(&str) -> PartyId,
}

impl OwnFields<'_> {
    fn read(&self, kind: &str) -> Result<OwnEntry, String> {
        let recorded = self.text("recorded")?.parse().map_err(|error| format!("`recorded`: {error}"))?;
        let id = self.text(if kind == FOUNDED { "id" } else { kind })?.to_owned();
        let own = match kind {
            FOUNDED => self.founded()?,
            ROTATED => Own::Rotated { key: self.key()?, by: self.party("by")? },
            ERASED => Own::Erased { of: self.erased()?, by: self.party("by")?, reason: self.reason()? },
            _ => Own::RolledBack { checkpoint: self.text("checkpoint")?.to_owned(), by: self.party("by")? },
        };
        let known: &[&str] = match kind {
            FOUNDED => &["id", "key", "origin", "recorded", FOUNDED, "we"],
            ROTATED => &["by", "key", ROTATED, "recorded"],
            ERASED => &["by", ERASED, "of", "reason", "recorded"],
            _ => &["by", "checkpoint", "recorded", ROLLED_BACK],
        };
        match self.fields.keys().find(|key| !known.contains(key)) {
            Some(strange) => Err(format!("a field `{strange}` that this version does not know")),
            None => Ok(OwnEntry { id, recorded, own }),
        }
    }

    fn founded(&self) -> Result<Own, String> {
        if self.fields.get(FOUNDED) != Some(&Value::Integer(VERSION)) {
            return Err("a version of the format that this version does not know".to_owned());
        }
        Ok(Own::Founded { origin: self.text("origin")?.to_owned(), key: self.key()?, we: self.party("we")? })
    }

    fn text(&self, name: &str) -> Result<&str, String> {
        match self.fields.get(name) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(format!("no text in `{name}`")),
        }
    }

    fn key(&self) -> Result<String, String> {
        let key = self.text("key")?;
        let parsed: VerifierKey = key.parse().map_err(|error| format!("`key`: {error}"))?;
        Ok(parsed.to_string())
    }

    fn party(&self, name: &str) -> Result<PartyId, String> {
        Ok((self.call)(self.text(name)?))
    }

    fn reason(&self) -> Result<Words, String> {
        match self.fields.get("reason") {
            Some(Value::Erased) => Ok(Words::erased()),
            _ => Words::new(self.text("reason")?).map_err(|error| format!("`reason`: {error}")),
        }
    }

    fn erased(&self) -> Result<BTreeMap<Position, BTreeSet<usize>>, String> {
        let Some(Value::List(elements)) = self.fields.get("of") else {
            return Err("no list in `of`".to_owned());
        };
        elements
            .iter()
            .map(read_words_of)
            .collect::<Option<_>>()
            .ok_or_else(|| "`of` names no words".to_owned())
    }
}

fn words_of(position: Position, words: &BTreeSet<usize>) -> Json {
    let words = words.iter().map(|number| Json::Integer(i64::try_from(*number).unwrap_or(i64::MAX)));
    let position = Json::Integer(i64::try_from(position.0).unwrap_or(i64::MAX));
    Json::Object(Members::from([("entry", position), ("words", Json::List(words.collect()))]))
}

fn read_words_of(json: &Value<'_>) -> Option<(Position, BTreeSet<usize>)> {
    let Value::Object(fields) = json else { return None };
    let (Some(Value::Integer(entry)), Some(Value::List(words)), 2) =
        (fields.get("entry"), fields.get("words"), fields.len())
    else {
        return None;
    };
    let number = |json: &Value<'_>| match json {
        Value::Integer(number) => usize::try_from(*number).ok(),
        _ => None,
    };
    let words: BTreeSet<usize> = words.iter().map(number).collect::<Option<_>>()?;
    Some((Position(u64::try_from(*entry).ok()?), words))
}

impl Packed for OwnEntry {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        self.id.pack(to);
        self.recorded.pack(to);
        match &self.own {
            Own::Founded { origin, key, we } => {
                to.number(0);
                origin.pack(to);
                key.pack(to);
                we.pack(to);
            }
            Own::Rotated { key, by } => {
                to.number(1);
                key.pack(to);
                by.pack(to);
            }
            Own::Erased { of, by, reason } => {
                to.number(2);
                pack_words_of(of, to);
                by.pack(to);
                reason.pack(to);
            }
            Own::RolledBack { checkpoint, by } => {
                to.number(3);
                checkpoint.pack(to);
                by.pack(to);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (id, recorded) = (Packed::unpack(from)?, Packed::unpack(from)?);
        let own = match from.number()? {
            0 => Own::Founded {
                origin: Packed::unpack(from)?,
                key: Packed::unpack(from)?,
                we: Packed::unpack(from)?,
            },
            1 => Own::Rotated { key: Packed::unpack(from)?, by: Packed::unpack(from)? },
            2 => Own::Erased {
                of: unpack_words_of(from)?,
                by: Packed::unpack(from)?,
                reason: Packed::unpack(from)?,
            },
            3 => Own::RolledBack { checkpoint: Packed::unpack(from)?, by: Packed::unpack(from)? },
            _ => return None,
        };
        Some(Self { id, recorded, own })
    }
}

/// Writes numbers of words by the position of their entry.
pub(crate) fn pack_words_of(of: &BTreeMap<Position, BTreeSet<usize>>, to: &mut Packer<'_>) {
    to.count(of.len());
    for (position, numbers) in of {
        to.number(position.0);
        to.count(numbers.len());
        numbers.iter().for_each(|number| to.count(*number));
    }
}

/// Reads them.
pub(crate) fn unpack_words_of(from: &mut Unpacker<'_>) -> Option<BTreeMap<Position, BTreeSet<usize>>> {
    let mut of = BTreeMap::new();
    for _ in 0..from.count()? {
        let position = Position(from.number()?);
        let numbers = (0..from.count()?).map(|_| usize::try_from(from.number()?).ok());
        of.insert(position, numbers.collect::<Option<_>>()?);
    }
    Some(of)
}
