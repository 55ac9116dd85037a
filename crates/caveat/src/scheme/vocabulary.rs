//! What the words of a scheme's markings mean, given as data.

use serde::Serialize;

use crate::caveat::{Caveat, Kind};
use crate::id::PartyId;
use crate::set::Set;
use crate::time::Instant;

/// How the markings under a scheme are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// As those of the United States: CAPCO 2016 with the ISM 2022-DEC vocabularies.
    Us,
    /// As FIRST's Traffic Light Protocol.
    Tlp,
    /// As those of NATO: ADatP-4774, Edition A.
    Nato,
    /// By words that the scheme gives.
    Words(Vocabulary),
}

impl Reads {
    /// As it is written.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Tlp => "tlp",
            Self::Nato => "nato",
            Self::Words(_) => "words",
        }
    }
}

/// The words of a scheme's markings, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vocabulary {
    /// What stands between two words.
    pub separator: String,
    /// The words.
    pub marks: Vec<Mark>,
}

/// A word of a marking, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// As it is kept. It may hold one placeholder: `{parties}`, `{party}`, `{date}`, `{word}`, `{text}`.
    pub text: String,
    /// As it is written too.
    pub also: Vec<String>,
    /// The levels that it goes with; any where empty.
    pub with: Vec<String>,
    /// The words that it does not go with.
    pub without: Vec<String>,
    /// What stands between two of `{parties}`: `, ` where nothing is said.
    pub list: Option<String>,
    /// Whether `{parties}` stand in the order of the alphabet, behind the one that comes first.
    pub sorted: bool,
    /// The fewest parties that `{parties}` may name; 0 for one.
    pub least: u32,
    /// Who has to come first among `{parties}`.
    pub first: Option<String>,
    /// The caveats that it means, by the date of the information.
    pub meanings: Vec<Meaning>,
    /// Whether it means no caveat at all. A level that neither says so nor has a meaning means itself; any other word
    /// that has neither, nor a note of what it asks besides, and ends nothing, is met by nobody.
    pub free: bool,
    /// At its `{date}`, the caveats of these kinds end that the marking means.
    pub ends: Set<Kind>,
    /// Whether its `{word}` is the level from that end on.
    pub then: bool,
    /// What it asks that is carried along and not decided, or how it is to be understood.
    pub note: Option<String>,
}

/// What a word means for information of some dates. What is undated has every meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// For information dated from here on.
    pub from: Option<Instant>,
    /// For information dated before.
    pub until: Option<Instant>,
    /// The caveats.
    pub caveats: Vec<Template>,
}

/// A caveat with what the marking fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Template {
    /// The caveat as far as the scheme says it. One that names no owner belongs to the scheme's authority if it is a
    /// level or a compartment, else to the item's originator.
    pub caveat: Caveat,
    /// Whether the parties that the marking names are added to its audience.
    pub parties: bool,
    /// Whether their nationals are in it too.
    pub nationals: bool,
    /// Whether it ends at the date that the marking names.
    pub until: bool,
    /// The words that stand in its place: with one of them in the marking, it is not meant.
    pub unless: Vec<String>,
    /// Who may release it to a recipient without owning it.
    pub released_by: Vec<PartyId>,
}

impl Meaning {
    /// Whether it is what the word means for information of that date.
    pub fn applies(&self, dated: Option<Instant>) -> bool {
        dated.is_none_or(|dated| {
            self.from.is_none_or(|from| from <= dated) && self.until.is_none_or(|until| dated < until)
        })
    }
}
