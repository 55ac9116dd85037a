//! Commitments: what an entry says of its words, and what the tree says of an entry, without saying them.
//!
//! Both are SHA-256 over 32 random bytes and the text. Whoever has the two can show that they belong to the entry;
//! whoever has not can neither guess the text nor tell it from another. Destroying the random bytes with the text
//! makes the commitment say nothing for ever, and changes no hash.

use std::borrow::Cow;

use caveat::json::{Json, Value};
use caveat_tlog::{Hash, sha256_of};

use crate::error::Error;
use crate::random;

/// The random bytes of one commitment.
pub(crate) type Salt = [u8; 32];

/// The field that a commitment is told by.
const FIELD: &str = "sha256";

/// Words with the salt that opens their commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) salt: Salt,
    pub(crate) text: String,
}

impl Opening {
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        Ok(Self { salt: random::bytes()?, text: text.to_owned() })
    }

    pub(crate) fn commitment(&self) -> Hash {
        commit(&self.salt, self.text.as_bytes())
    }
}

/// Commits to bytes: SHA-256 over the salt and the bytes behind it.
pub(crate) fn commit(salt: &Salt, bytes: &[u8]) -> Hash {
    sha256_of(&[salt, bytes])
}

/// The data of a leaf: the version of the commitment, 1, and the commitment to the entry.
pub(crate) fn leaf(nonce: &Salt, bytes: &[u8]) -> [u8; 33] {
    let mut leaf = [1; 33];
    for (to, from) in leaf.iter_mut().skip(1).zip(commit(nonce, bytes).0) {
        *to = from;
    }
    leaf
}

/// A commitment as it stands in an entry.
pub(crate) fn written(commitment: &Hash) -> Json {
    Json::Object([(FIELD, Json::text(commitment.to_string()))].into())
}

/// The commitment that a value is, if it is one.
pub(crate) fn read(json: &Value<'_>) -> Option<Hash> {
    match json {
        Value::Object(fields) if fields.len() == 1 => match fields.get(FIELD)? {
            Value::Text(hash) => hash.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// Every commitment in an entry, in the order of its canonical text: that of their numbers, from 0.
pub(crate) fn all(json: &Value<'_>) -> Vec<Hash> {
    let mut found = Vec::new();
    collect(json, &mut found);
    found
}

fn collect(json: &Value<'_>, found: &mut Vec<Hash>) {
    if let Some(hash) = read(json) {
        return found.push(hash);
    }
    match json {
        Value::List(elements) => elements.iter().for_each(|element| collect(element, found)),
        // INVARIANT: the keys above a commitment are plain ASCII, so that this order is the canonical one.
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        _ => {}
    }
}

/// Puts words in the place of commitments, in the order of their numbers: `words` gives those of the next one, or
/// nothing where they were destroyed. Ends with the first fault.
pub(crate) fn open<'t, E>(
    json: &mut Value<'t>,
    words: &mut impl FnMut(Hash) -> Result<Option<Cow<'t, str>>, E>,
) -> Result<(), E> {
    if let Some(commitment) = read(json) {
        *json = words(commitment)?.map_or(Value::Erased, Value::Text);
        return Ok(());
    }
    match json {
        Value::List(elements) => elements.iter_mut().try_for_each(|element| open(element, words)),
        // INVARIANT: the keys above a commitment are plain ASCII, so that this order is the canonical one.
        Value::Object(fields) => fields.values_mut().try_for_each(|field| open(field, words)),
        _ => Ok(()),
    }
}

/// The same where nothing can be wrong with the words.
pub(crate) fn fill<'t>(json: &mut Value<'t>, words: &mut impl FnMut() -> Option<Cow<'t, str>>) {
    let filled: Result<(), std::convert::Infallible> = open(json, &mut |_| Ok(words()));
    let Ok(()) = filled;
}

/// What a commitment in an entry is to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum To {
    /// What an opaque id is called.
    Name {
        /// The kind of what it names, as written.
        kind: String,
        /// The id.
        opaque: String,
    },
    /// Words of the entry.
    Words,
}

/// What each commitment in an entry is to, by their numbers.
pub(crate) fn kinds(json: &Value<'_>) -> Vec<To> {
    let Value::Object(fields) = json else { return Vec::new() };
    let mut found = Vec::new();
    for (key, field) in fields.iter() {
        match field {
            Value::Object(kinds) if key == "names" => {
                for (kind, names) in kinds.iter() {
                    let Value::Object(names) = names else { continue };
                    let name = |opaque: &str| To::Name { kind: kind.to_owned(), opaque: opaque.to_owned() };
                    found.extend(names.keys().map(name));
                }
            }
            _ => found.extend(all(field).into_iter().map(|_| To::Words)),
        }
    }
    found
}
