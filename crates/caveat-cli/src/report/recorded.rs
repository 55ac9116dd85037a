//! What was recorded.

use std::io::{Result, Write};

use caveat::entry::Entry;
use caveat::id::{ItemId, PartyId};
use caveat_register::{Recorded, Register};

use super::entries::table;
use super::paint::{BAD, DIM, GOOD, in_one_line, painted};
use super::sentence::sentence;

/// More entries than this, and only their number is told.
const LISTED: usize = 20;

/// Prints what was recorded, entry by entry.
pub(crate) fn recorded(register: &Register, recorded: &Recorded) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let count = recorded.positions.len();
    let before = if recorded.again { "recorded before, and not again" } else { "recorded" };
    if let (true, Some((first, _)), Some((last, _))) =
        (count > LISTED, recorded.positions.first(), recorded.positions.last())
    {
        writeln!(out, "{before}: {count} entries, {first} to {last}")?;
        return out.flush();
    }
    writeln!(out, "{before}")?;
    let logged = recorded.positions.iter().filter_map(|(position, _)| register.logged(*position).ok()?);
    for (line, (_, id)) in table(&logged.collect::<Vec<_>>()).iter().zip(&recorded.positions) {
        writeln!(out, "  {line}  {}", painted(DIM, id))?;
    }
    out.flush()
}

/// Prints what would be recorded.
pub(crate) fn would_record(entries: &[Entry]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match entries.len() {
        1 => writeln!(out, "1 entry would be recorded; nothing was")?,
        count => writeln!(out, "{count} entries would be recorded; nothing was")?,
    }
    for entry in entries.iter().take(LISTED) {
        writeln!(out, "  {}  {}  {}", entry.on, entry.by, sentence(entry))?;
    }
    if entries.len() > LISTED {
        writeln!(out, "  and {} more", entries.len() - LISTED)?;
    }
    out.flush()
}

/// What a grant does for an item and a recipient.
pub(crate) struct Effect {
    pub(crate) item: ItemId,
    pub(crate) to: PartyId,
    /// What the caveats ask that it lifts.
    pub(crate) lifts: Vec<String>,
    /// Why it does not lift others that it is about.
    pub(crate) why: Vec<&'static str>,
    /// Whether a caveat stands for the recipient all the same.
    pub(crate) stands: bool,
}

/// Prints what a grant does.
pub(crate) fn effects(effects: &[Effect]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    for Effect { item, to, lifts, why, stands } in effects {
        let what = format!("{item} to {to}");
        match (lifts.as_slice(), why.as_slice(), stands) {
            ([], [], false) => writeln!(out, "  {what}: nothing stands in the way without it")?,
            ([], [], true) => {
                writeln!(
                    out,
                    "  {}  {what}: it is about no caveat that stands",
                    painted(BAD, "LIFTS NOTHING")
                )?;
            }
            ([], why, _) => writeln!(out, "  {}  {what}: {}", painted(BAD, "LIFTS NOTHING"), why.join("; "))?,
            (lifts, _, false) => {
                writeln!(out, "  {}  {what}: {}", painted(GOOD, "lifts"), in_one_line(&lifts.join("; ")))?
            }
            (lifts, _, true) => {
                let lifts = in_one_line(&lifts.join("; "));
                writeln!(
                    out,
                    "  {}  {what}: {lifts}; other caveats on it still stand",
                    painted(GOOD, "lifts")
                )?;
            }
        }
    }
    out.flush()
}
