//! Who holds an item.

use std::io::{Result, Write};

use caveat::answer::Named;
use caveat::caveat::Mode;
use caveat::entry::Fate;
use caveat::facts::{Facts, Holder, How};
use caveat::id::{ItemId, PartyId};
use caveat::time::{Instant, Position};
use serde::Serialize;

use super::paint::{BAD, DIM, STRONG, painted};

/// Everybody who came to hold an item.
pub(crate) struct Holders<'a> {
    pub(crate) item: &'a ItemId,
    pub(crate) on: Instant,
    /// The last entry known.
    pub(crate) known: Position,
    pub(crate) holders: &'a [Holder],
    pub(crate) facts: &'a Facts,
}

impl Holders<'_> {
    /// A party as it may be named: what is printed is passed on.
    fn name(&self, party: &PartyId) -> Named {
        match self.facts.relay_of(party, [self.item]) {
            Some(relay) => Named::Concealed { concealed_behind: relay.clone() },
            None => Named::Party(party.clone()),
        }
    }

    fn shown(&self, party: &PartyId) -> String {
        match self.name(party) {
            Named::Party(party) => party.to_string(),
            Named::Concealed { concealed_behind } => format!("somebody reached through {concealed_behind}"),
        }
    }
}

/// Prints them for a person.
pub(crate) fn holders(told: &Holders<'_>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let (reported, came): (Vec<&Holder>, Vec<&Holder>) =
        told.holders.iter().partition(|holder| matches!(holder.how, How::Reported { .. }));
    let (gave_up, hold): (Vec<&Holder>, Vec<&Holder>) =
        came.into_iter().partition(|holder| holder.gone.is_some());
    let title = format!("Who holds {}, as of {}", told.item, told.on);
    writeln!(out, "{}\n", painted(STRONG, &title))?;
    if hold.is_empty() {
        writeln!(out, "  nobody, as far as is recorded")?;
    }
    rows(&mut out, told, &hold)?;
    section(&mut out, told, "held it, and gave it up", &gave_up)?;
    section(&mut out, told, "only reported to have it; that makes nobody a holder", &reported)?;
    writeln!(out, "\n  {}", painted(DIM, &format!("ledger at {}", told.known)))?;
    out.flush()
}

fn section(out: &mut impl Write, told: &Holders<'_>, title: &str, rows_of: &[&Holder]) -> Result<()> {
    if rows_of.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {}", painted(BAD, title))?;
    rows(out, told, rows_of)
}

fn rows(out: &mut impl Write, told: &Holders<'_>, holders: &[&Holder]) -> Result<()> {
    let width =
        holders.iter().map(|holder| told.shown(&holder.party).chars().count()).max().unwrap_or(0).min(40);
    for holder in holders {
        writeln!(out, "    {:<width$}   {}", told.shown(&holder.party), how(told, holder))?;
    }
    Ok(())
}

fn how(told: &Holders<'_>, holder: &Holder) -> String {
    let through = match holder.through == *told.item {
        true => String::new(),
        false => format!(", within {}", holder.through),
    };
    let came = match &holder.how {
        How::Originated => "originated it".to_owned(),
        How::Received { from, mode } => format!("{} by {}", verb(*mode), told.shown(from)),
        How::Reported { from, mode } => format!("said to have been {} by {}", verb(*mode), told.shown(from)),
    };
    let gone =
        holder.gone.map(|(fate, entry)| format!("; {} ({entry})", fate_word(fate))).unwrap_or_default();
    format!("{came} on {}{through} ({}){gone}", holder.on, holder.since)
}

fn verb(mode: Mode) -> &'static str {
    match mode {
        Mode::Showing => "shown",
        Mode::Giving => "given",
    }
}

fn fate_word(fate: Fate) -> &'static str {
    Fate::ALL.iter().find(|(_, known)| *known == fate).map_or("", |(word, _)| word)
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    item: &'a ItemId,
    on: Instant,
    ledger_at: Position,
    holders: Vec<HolderOutput<'a>>,
}

#[derive(Serialize)]
struct HolderOutput<'a> {
    party: Named,
    how: &'static str,
    from: Option<Named>,
    mode: Option<Mode>,
    on: Instant,
    since: Position,
    through: &'a ItemId,
    gone: Option<Gone>,
}

#[derive(Serialize)]
struct Gone {
    fate: Fate,
    entry: Position,
}

/// Prints them as one JSON document (`docs/formats/who.schema.json`).
pub(crate) fn holders_json(told: &Holders<'_>) -> Result<()> {
    let holder = |holder| output(told, holder);
    super::document(&Output {
        version: 1,
        item: told.item,
        on: told.on,
        ledger_at: told.known,
        holders: told.holders.iter().map(holder).collect(),
    })
}

fn output<'a>(told: &Holders<'_>, holder: &'a Holder) -> HolderOutput<'a> {
    let (how, from, mode) = match &holder.how {
        How::Originated => ("originated", None, None),
        How::Received { from, mode } => ("received", Some(told.name(from)), Some(*mode)),
        How::Reported { from, mode } => ("reported", Some(told.name(from)), Some(*mode)),
    };
    HolderOutput {
        party: told.name(&holder.party),
        how,
        from,
        mode,
        on: holder.on,
        since: holder.since,
        through: &holder.through,
        gone: holder.gone.map(|(fate, entry)| Gone { fate, entry }),
    }
}
