//! Registers as they might be kept, for tests that ask the same of all of them.
//!
//! A [`World`] is told from a seed: a cast, items derived from one another, caveats on them, and for each caveat
//! what makes it met, lifted or gone, or what makes it stand by a hair's breadth. The worlds of a seed are always
//! the same; one that fails a test shrinks by dropping entries (and what refers to them), questions and
//! recipients.
//!
//! | file | subject |
//! |---|---|
//! | `dice` | chance |
//! | `draft` | entries without a position yet, and putting them in order |
//! | `cast` | parties and relations |
//! | `tale` | the teller: what it remembers, schemes, the question led up to |
//! | `items` | items, derivation, receipt |
//! | `state` | caveats, and what is to become of each |
//! | `meet`, `lift` | how a caveat comes to be met, or lifted |
//! | `silence` | requests that nobody answers |
//! | `spoil` | how that fails, nearly |
//! | `noise` | what else is recorded |
//! | `ask` | the questions |
//! | `judge` | verdicts of house rules |
//! | `shrink` | worlds as a strategy |
#![allow(
    dead_code,
    unused_imports,
    reason = "not every test target that tells worlds uses all that is told of them"
)]

mod ask;
mod cast;
mod dice;
mod draft;
mod items;
mod judge;
mod lift;
mod marks;
mod meet;
mod noise;
mod shrink;
mod silence;
mod spoil;
mod state;
mod tale;

use std::fmt;
use std::sync::Arc;

use caveat::entry::Entry;
use caveat::question::{Judge, Question};
use caveat::time::Position;

pub(crate) use dice::Dice;
pub(crate) use draft::day;
use draft::{renumber, without};
use judge::ByName;
pub(crate) use shrink::{world_of, worlds};

/// A register, and what is asked of it.
#[derive(Clone)]
pub(crate) struct World {
    /// What it was told from.
    pub(crate) seed: u64,
    pub(crate) entries: Vec<Arc<Entry>>,
    pub(crate) asked: Vec<Asked>,
}

/// A question, and how much of the register is known to who answers it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) question: Question,
    pub(crate) as_of: Position,
}

impl World {
    /// The world of a seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        let mut tale = tale::Tale::tell(seed);
        let entries = draft::settle(std::mem::take(&mut tale.drafts));
        let asked = tale.questions(&entries);
        Self { seed, entries, asked }
    }

    /// Who judges its house rules.
    pub(crate) fn judge(&self) -> Arc<dyn Judge> {
        Arc::new(ByName)
    }

    /// The same entries without those at the given indices and whatever refers to them.
    pub(crate) fn without(&self, dropped: &std::collections::BTreeSet<usize>) -> Self {
        let (entries, moved) = renumber(&without(&self.entries, dropped));
        let asked = self.asked.iter().cloned().map(|one| {
            let as_of = match one.as_of {
                Position::LAST => Position::LAST,
                at => moved.range(..=at).next_back().map_or(Position(0), |(_, to)| *to),
            };
            Asked { as_of, ..one }
        });
        Self { seed: self.seed, asked: asked.collect(), entries }
    }
}

impl fmt::Debug for World {
    /// One entry a line, as JSON without what is empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the world of seed {}", self.seed)?;
        self.entries.iter().try_for_each(|entry| writeln!(f, "{}", line(entry)))?;
        for one in &self.asked {
            let question = serde_json::to_value(&one.question).map(dense).unwrap_or_default();
            let as_of =
                if one.as_of == Position::LAST { "the end".to_owned() } else { one.as_of.to_string() };
            writeln!(f, "asked as of {as_of}: {question}")?;
        }
        Ok(())
    }
}

/// An entry in one line.
pub(crate) fn line(entry: &Entry) -> String {
    let body = serde_json::to_value(&entry.body).map(dense).unwrap_or_default();
    let id = entry.id.as_ref().map(|id| format!(" `{id}`")).unwrap_or_default();
    let (position, on, by) = (entry.position, entry.on, &entry.by);
    format!("{position} {on} (recorded {}) by {by}{id}: {body}", entry.recorded)
}

/// Leaves out what is empty.
fn dense(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    let empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(all) => all.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(all) => all
            .into_iter()
            .filter(|(_, value)| !empty(value))
            .map(|(key, value)| (key, dense(value)))
            .collect(),
        Value::Array(all) => all.into_iter().map(dense).collect(),
        value => value,
    }
}
