//! Entries as they are recorded: in one line, or with everything they say.

use std::io::{Result, Write};

use caveat::entry::{Body, Entry, Item};
use caveat::id::PartyId;
use caveat::json;
use caveat::marking::{self, Dates};
use caveat::scheme::Scheme;
use caveat::time::{Instant, Position};
use caveat::write::{self, Plain};
use caveat_register::{Assurance, Logged, Own, What};
use serde::Serialize;

use super::banner::banner;
use super::fields::{Erased, lines, places};
use super::meaning::meaning;
use super::paint::{DIM, MIXED, STRONG, painted};
use super::sentence::{own, sentence};

/// Prints one line for each entry.
pub(crate) fn log(log: &[Logged]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    table(log).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    if log.is_empty() {
        writeln!(out, "nothing is recorded of that")?;
    }
    out.flush()
}

/// Entries in one line each, in columns.
pub(super) fn table(log: &[Logged]) -> Vec<String> {
    let width = |text: fn(&Logged) -> String| {
        log.iter().map(|logged| text(logged).chars().count()).max().unwrap_or(0)
    };
    let (positions, dates, parties) = (width(position), width(date), width(speaker).min(24));
    let line = |logged: &Logged| {
        let (position, date, by) = (position(logged), date(logged), speaker(logged));
        let (said, name) = (says(logged), painted(DIM, &name(logged)));
        format!("{position:>positions$}  {date:<dates$}  {by:<parties$}  {said}{name}")
    };
    log.iter().map(line).collect()
}

fn position(logged: &Logged) -> String {
    logged.position.to_string()
}

/// When it happened, to the minute.
fn date(logged: &Logged) -> String {
    let on = logged.on.to_string();
    match on.strip_suffix('Z').and_then(|on| on.split_once('T')) {
        Some((day, time)) => format!("{day} {}", time.get(..5).unwrap_or(time)),
        None => on,
    }
}

fn speaker(logged: &Logged) -> String {
    logged.by.as_ref().map(PartyId::to_string).unwrap_or_default()
}

/// What it says, with the erasure in the place of words that were destroyed.
fn says(logged: &Logged) -> String {
    let said = match &logged.what {
        What::Entry(entry) => sentence(entry),
        What::Own(entry) => own(entry),
    };
    let mut by: Vec<Position> = logged.erased.iter().map(|(_, by)| *by).collect();
    by.sort();
    by.dedup();
    let by: Vec<String> = by.iter().map(ToString::to_string).collect();
    match by.as_slice() {
        [] => said,
        by if said.contains("[erased]") => {
            said.replace("[erased]", &format!("[erased by {}]", by.join(", ")))
        }
        by => format!("{said}  [words erased by {}]", by.join(", ")),
    }
}

/// What other entries call it, unless the line says so anyway.
fn name(logged: &Logged) -> String {
    match &logged.what {
        What::Entry(entry) => match entry.id.as_ref() {
            Some(id) if id.as_str() != logged.id => format!("  ({id})"),
            _ => String::new(),
        },
        What::Own(_) => String::new(),
    }
}

/// An entry, and the scheme by which its marking is read where it has one.
pub(crate) struct Shown<'a> {
    pub(crate) logged: &'a Logged,
    pub(crate) scheme: Option<&'a Scheme>,
    pub(crate) assurance: Assurance,
}

/// Prints an entry with everything it says. What is marked has its banner above, with what that means.
pub(crate) fn show(shown: &Shown<'_>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let logged = shown.logged;
    if let What::Entry(entry) = &logged.what
        && let Body::Item(item) = &entry.body
        && let Some(text) = item.marking.as_deref()
    {
        marked(&mut out, shown, item, text)?;
    }
    writeln!(out, "{}  {}", painted(STRONG, &position(logged)), painted(DIM, &logged.id))?;
    writeln!(out, "{} {}", speaker(logged), painted(STRONG, &format!("· {}", says(logged))))?;
    writeln!(out)?;
    if let What::Entry(entry) = &logged.what {
        let erased = erased(logged);
        let missing = |place: &str| match erased.get(place) {
            Some(by) => painted(MIXED, &format!("[erased by {by}]")),
            None => painted(MIXED, "[erased]"),
        };
        lines(&write::entry(entry, &mut Plain), &missing)
            .iter()
            .try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    if let What::Own(own) = &logged.what {
        writeln!(out, "  recorded = {}", logged.recorded)?;
        if let Own::Founded { key, .. } | Own::Rotated { key, .. } = own {
            writeln!(out, "  key      = {key}")?;
        }
    }
    if !logged.erased.is_empty() {
        let mut by: Vec<String> = logged.erased.iter().map(|(_, by)| by.to_string()).collect();
        by.dedup();
        let line = match logged.erased.len() {
            1 => format!("1 text of it was erased by {}", by.join(", ")),
            count => format!("{count} texts of it were erased by {}", by.join(", ")),
        };
        writeln!(out, "\n  {}", painted(MIXED, &line))?;
    }
    writeln!(out, "\n  {}", painted(DIM, &assured(&shown.assurance)))?;
    out.flush()
}

/// How far an entry is acknowledged.
fn assured(assurance: &Assurance) -> String {
    match assurance {
        Assurance::Durable => "durable; not under a signed checkpoint yet".to_owned(),
        Assurance::Included { size } => {
            format!("durable; included in the signed checkpoint over {size} entries")
        }
        Assurance::Witnessed { size, by } => {
            format!("durable; included in the checkpoint over {size} entries; witnessed by {}", by.join(", "))
        }
    }
}

/// The banner of an item, and the caveats that it means.
fn marked(out: &mut impl Write, shown: &Shown<'_>, item: &Item, text: &str) -> Result<()> {
    writeln!(out, "{}\n", banner(shown.scheme, text))?;
    let dates = Dates { dated: item.dated, marked: shown.logged.on };
    let understood =
        shown.scheme.and_then(|scheme| Some((scheme, marking::understand(scheme, text, dates)?)));
    match &understood {
        Some((scheme, understood)) => meaning(out, scheme, understood, Some(&item.originator))?,
        None => writeln!(out, "  no scheme reads it: nobody may have it, unless {} agrees", item.originator)?,
    }
    writeln!(out)
}

/// The places of words that were destroyed.
fn erased(logged: &Logged) -> Erased {
    let places = json::parse(&logged.text).map(|json| places(&json)).unwrap_or_default();
    let place = |(number, by): &(usize, Position)| Some((places.get(*number)?.clone(), *by));
    logged.erased.iter().filter_map(place).collect()
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    entries: Vec<EntryOutput<'a>>,
}

#[derive(Serialize)]
struct EntryOutput<'a> {
    position: Position,
    id: &'a str,
    name: Option<&'a str>,
    kind: &'static str,
    recorded: Instant,
    on: Instant,
    by: Option<&'a PartyId>,
    says: String,
    /// As a scenario has it; nothing for one of the register's own.
    entry: Option<serde_json::Value>,
    erased: Vec<ErasedOutput>,
}

#[derive(Serialize)]
struct ErasedOutput {
    field: String,
    by: Position,
}

/// Prints entries as one JSON document (`docs/formats/log.schema.json`).
pub(crate) fn log_json(log: &[Logged]) -> Result<()> {
    super::document(&Output { version: 1, entries: log.iter().map(output).collect() })
}

fn output(logged: &Logged) -> EntryOutput<'_> {
    let (name, kind, entry) = match &logged.what {
        What::Entry(entry) => {
            let name = entry.name().filter(|name| *name != logged.id);
            (name, entry.body.noun(), Some(as_told(entry)))
        }
        What::Own(own) => (None, own_noun(own), None),
    };
    let erased = erased(logged).into_iter().map(|(field, by)| ErasedOutput { field, by });
    EntryOutput {
        position: logged.position,
        id: &logged.id,
        name,
        kind,
        recorded: logged.recorded,
        on: logged.on,
        by: logged.by.as_ref(),
        says: says(logged),
        entry,
        erased: erased.collect(),
    }
}

fn own_noun(own: &Own) -> &'static str {
    match own {
        Own::Founded { .. } => "founding",
        Own::Rotated { .. } => "key rotation",
        Own::Erased { .. } => "erasure",
        Own::RolledBack { .. } => "rollback",
    }
}

fn as_told(entry: &Entry) -> serde_json::Value {
    serde_json::from_str(&write::entry(entry, &mut Plain).canonical()).unwrap_or_default()
}
