//! What was recorded.

use std::io::{Result, Write};

use caveat::entry::Entry;
use caveat::id::{ItemId, PartyId};
use caveat_register::{Recorded, Register};

use super::entries::line;
use super::paint::{BAD, DIM, GOOD, painted};
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
    for (position, id) in &recorded.positions {
        let logged = register.logged(*position).ok().flatten();
        let told = logged.map_or_else(|| position.to_string(), |logged| line(&logged));
        writeln!(out, "  {told}  {}", painted(DIM, id))?;
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
}

/// Prints what a grant does.
pub(crate) fn effects(effects: &[Effect]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    for Effect { item, to, lifts, why } in effects {
        let what = format!("{item} to {to}");
        if lifts.is_empty() {
            let none = "it lifts no caveat on it".to_owned();
            let why = if why.is_empty() { none } else { why.join("; ") };
            writeln!(out, "  {}  {what}: {why}", painted(BAD, "NO EFFECT"))?;
        } else {
            writeln!(out, "  {}  {what}: {}", painted(GOOD, "lifts"), lifts.join("; "))?;
        }
    }
    out.flush()
}
