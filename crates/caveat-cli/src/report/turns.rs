//! What changed in answers, and by which entries.

use std::collections::BTreeSet;
use std::io::{Result, Write as _};

use caveat::bulk::Gist;
use caveat::decide::Half;
use caveat::id::ItemId;
use caveat::turns::{Asking, At, Cause, How, Turn};
use serde::Serialize;

use super::bulk::{further, in_words, verb};
use super::paint::{DIM, STRONG, painted};
use crate::command::diff::Between;

/// Prints turns as they are found.
pub(crate) struct Turns {
    json: bool,
    last: Option<(At, Vec<Cause>)>,
    changes: usize,
    items: BTreeSet<ItemId>,
}

#[derive(Serialize)]
struct Last {
    counts: CountsOutput,
}

#[derive(Serialize)]
struct CountsOutput {
    changes: usize,
    items: usize,
}

impl Turns {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, last: None, changes: 0, items: BTreeSet::new() }
    }

    /// What is asked, and between which times.
    pub(crate) fn head(&mut self, asking: &Asking, between: Between) -> Result<()> {
        if self.json {
            return Ok(());
        }
        let manner = &asking.manner;
        let what = asking.item.as_ref().map_or_else(|| "anything".to_owned(), ToString::to_string);
        let to: Vec<&str> = asking.to.iter().map(|who| who.party.as_str()).collect();
        let further = match between {
            Between::Positions(from, to) => format!("{}: between #{} and {to}", further(manner), from.0),
            Between::Instants(from, to) => {
                let further = further(manner);
                let untimed =
                    further.rsplit_once(", as of ").map_or(further.as_str(), |(untimed, _)| untimed);
                format!("{untimed}: between {from} and {to}")
            }
        };
        let title =
            format!("May {} {} {what} to {}{further}", manner.actor.party, verb(manner), to.join(", "));
        let mut out = anstream::stdout().lock();
        writeln!(out, "{}", painted(STRONG, &title))?;
        out.flush()
    }

    pub(crate) fn turn(&mut self, turn: &Turn) -> Result<()> {
        self.changes += 1;
        self.items.insert(turn.item.clone());
        let mut out = anstream::stdout().lock();
        if self.json {
            serde_json::to_writer(&mut out, turn)?;
            writeln!(out)?;
            return out.flush();
        }
        let point = (turn.at, turn.by.clone());
        if self.last.as_ref() != Some(&point) {
            writeln!(out, "\n  {}", head(turn))?;
            self.last = Some(point);
        }
        let (before, after) = sides(turn.before.as_ref(), turn.after.as_ref());
        writeln!(out, "    {}  {before} → {after}", turn.item)?;
        out.flush()
    }

    /// How many changes there were.
    pub(crate) fn end(&mut self) -> Result<()> {
        let (changes, items) = (self.changes, self.items.len());
        let mut out = anstream::stdout().lock();
        if self.json {
            serde_json::to_writer(&mut out, &Last { counts: CountsOutput { changes, items } })?;
            writeln!(out)?;
            return out.flush();
        }
        let told = match (changes, items) {
            (0, _) => "nothing changed".to_owned(),
            (1, _) => "1 change".to_owned(),
            (_, 1) => format!("{changes} changes of 1 item"),
            _ => format!("{changes} changes of {items} items"),
        };
        writeln!(out, "\n  {}", painted(DIM, &told))?;
        out.flush()
    }
}

/// The point, and the entries.
fn head(turn: &Turn) -> String {
    let by: Vec<String> = turn.by.iter().map(cause).collect();
    let by = if by.is_empty() { "by no entry that says so".to_owned() } else { by.join("; ") };
    match turn.at {
        At::Position(_) => by,
        At::Instant(instant) => format!("{}  {by}", painted(STRONG, &instant.to_string())),
    }
}

fn cause(cause: &Cause) -> String {
    let entry = &cause.entry;
    let said = format!("{} {} by {}", entry.entry, entry.kind, entry.by);
    match cause.how {
        How::Recorded => format!("{said}, of {}", entry.on),
        How::Begins => format!("{said} begins"),
        How::Ends => format!("{said} ends"),
        How::Bears => format!("{said} is judged otherwise"),
    }
}

/// Both answers; with their halves where these alone are different.
fn sides(before: Option<&Gist>, after: Option<&Gist>) -> (String, String) {
    let words = |gist: Option<&Gist>| gist.map_or_else(|| "not held".to_owned(), in_words);
    let (one, other) = (words(before), words(after));
    if one != other {
        return (one, other);
    }
    let half = |half: Option<Half>| half.map(|half| half.to_string()).unwrap_or_default();
    let with_halves = |words: String, gist: Option<&Gist>| match gist {
        Some(gist) => format!("{words} (right: {}; consent: {})", half(gist.right), half(gist.consent)),
        None => words,
    };
    (with_halves(one, before), with_halves(other, after))
}
