//! Entries told in a file of their own, and entries as they were kept.

use std::ops::Range;
use std::sync::Arc;

use crate::entry::Entry;
use crate::id::PartyId;
use crate::json::Value;
use crate::ledger::Ledger;
use crate::read::entry::{Before, entry, is_kind};
use crate::read::fields::{Fields, Manner, Reading, words};
use crate::read::problem::Problem;
use crate::read::story::{decode, follow, tables};
use crate::read::tree::{Node, Table};
use crate::read::{json, toml};
use crate::time::{Instant, Position};

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML: `[[entry]]` tables, as in a scenario.
    Toml,
    /// JSON: an object `{"entry": […]}`, a list of entries, one entry, or entries each beginning a line.
    Json,
}

/// An entry that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The entry.
    pub entry: Entry,
    /// Where to point for it in the text.
    pub place: Range<usize>,
    /// What is wrong with its marking. It is kept all the same, and fails closed.
    pub doubts: Vec<Problem>,
}

/// What is known of entries as they arrive, besides what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The instant of the first entry, where it gives none. Each later one takes that of the entry before it.
    pub on: Instant,
    /// When they are recorded: no entry may then say so itself. Where it is not set, an entry says so or takes the
    /// later of its own instant and the date of the entry before, as in a scenario.
    pub recorded: Option<Instant>,
    /// Who speaks in an entry that has to say who does and does not.
    pub by: Option<PartyId>,
}

/// Reads entries that follow those of a ledger.
///
/// # Errors
/// Everything that is wrong with them, in the order of the text: at least one problem for each entry that is.
pub fn entries(
    bytes: &[u8],
    format: Format,
    ledger: &Ledger,
    arrival: &Arrival,
) -> Result<Vec<Told>, Vec<Problem>> {
    entries_with(bytes, format, ledger, arrival, &|_| true)
}

/// The same with those parties alone that are new.
pub(super) fn entries_with(
    bytes: &[u8],
    format: Format,
    ledger: &Ledger,
    arrival: &Arrival,
    is_new: &dyn Fn(&PartyId) -> bool,
) -> Result<Vec<Told>, Vec<Problem>> {
    let text = decode(bytes).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let file = file(text, format, &mut problems).map_err(|problem| vec![problem.within(text)])?;
    let after = ledger.last_position();
    let manner = Manner {
        json: format == Format::Json,
        recorded: arrival.recorded,
        by: arrival.by.clone(),
        kept: None,
        after,
    };
    let reading = Reading::new(text, problems, manner);
    let mut nodes = match &file {
        json::File::Table(root) => of_file(&reading, root),
        json::File::Entries(nodes) => nodes.iter().collect(),
    };
    if nodes.is_empty() && reading.reported() == 0 {
        reading.report(nothing(format));
    }
    nodes.retain(|node| party(node).is_none_or(|id| is_new(&id)));
    let mut grown = ledger.clone();
    let recorded = ledger.entries().last().map_or(Instant::BEGINNING, |entry| entry.recorded);
    follow(&reading, &mut grown, &nodes, Some((arrival.on, recorded)));
    let places = reading.places.borrow().clone();
    let doubts = reading.doubts.take();
    match reading.finish() {
        problems if problems.is_empty() => {
            let new = grown.entries().iter().filter(|entry| entry.position > after);
            let told = new.zip(places).map(|(entry, place)| {
                let of_entry = doubts.iter().filter(|(position, _)| *position == entry.position);
                let doubts = of_entry.map(|(_, doubt)| doubt.clone()).collect();
                Told { entry: Entry::clone(entry), place, doubts }
            });
            Ok(told.collect())
        }
        problems => Err(problems),
    }
}

/// The entries of a file, each as it stands there: one with a fault is left out, and nobody named need be recorded.
/// What they leave out is what it would be behind that ledger.
pub(super) fn unchecked(bytes: &[u8], format: Format, ledger: &Ledger) -> Vec<Entry> {
    let mut problems = Vec::new();
    let Ok(text) = decode(bytes) else { return Vec::new() };
    let Ok(file) = file(text, format, &mut problems) else { return Vec::new() };
    let reading = Reading::new(text, problems, Manner { json: format == Format::Json, ..Manner::default() });
    let nodes = match &file {
        json::File::Table(root) => of_file(&reading, root),
        json::File::Entries(nodes) => nodes.iter().collect(),
    };
    let read = nodes.into_iter().filter_map(|node| {
        let before = Before { ledger, position: ledger.next_position(), last: None };
        entry(&reading, node.as_table()?, &node.span, &before).entry
    });
    read.collect()
}

fn file(text: &str, format: Format, problems: &mut Vec<Problem>) -> Result<json::File, Problem> {
    match format {
        Format::Toml => toml::tree(text, problems).map(json::File::Table),
        Format::Json => json::file(text, problems),
    }
}

/// The entries of a file. What else a scenario holds may stand there, but for its questions.
fn of_file<'a>(reading: &'a Reading<'a>, root: &'a Table<'a>) -> Vec<&'a Node<'a>> {
    let fields = Fields::new(reading, root, 0..0, "a file of entries");
    fields.one("title", words);
    fields.one("story", words);
    fields.many("sources", words);
    if let Some(ask) = root.field("ask") {
        fields.get("ask");
        let problem = Problem::new(ask.key_span.clone(), "a question is not recorded");
        reading.report(problem.hint("leave it out, or let `caveat run` answer it"));
    }
    if let Some(field) = root.fields.iter().find(|field| is_kind(&field.key)) {
        fields.doubt();
        let message = format!("`{}` stands outside of any entry", field.key);
        reading.report(Problem::new(field.key_span.clone(), message).hint(match reading.manner.json {
            true => "put it into an object of its own, in the list of `entry`",
            false => "write `[[entry]]` over it",
        }));
    }
    let nodes = tables(&fields, "entry");
    fields.finish();
    nodes
}

/// The party that an entry records, if it records one.
fn party(node: &Node<'_>) -> Option<PartyId> {
    node.as_table()?.field("party")?.node.as_text()?.parse().ok()
}

fn nothing(format: Format) -> Problem {
    Problem::new(0..0, "there is no entry in the file").hint(match format {
        Format::Toml => "write `[[entry]]` over each",
        Format::Json => "write `{ \"party\": …, … }`, or a list of such objects",
    })
}

/// Reads back what [`write::entry`](crate::write::entry) wrote, at its position behind the entries of a ledger.
///
/// `names` says which identifier stood where another was written; nothing for what stands for itself. It is asked of
/// the identifiers of [`Named`](crate::id::Named) things alone, and of the name of a caveat as a whole, also where it
/// is made from an item's.
///
/// # Errors
/// Where that is no entry, or one that leaves out what is always written. The ledger has not checked it yet.
pub fn stored(
    json: Value<'_>,
    ledger: &Ledger,
    position: Position,
    names: &dyn Fn(&str) -> Option<Arc<str>>,
) -> Result<Entry, Problem> {
    let manner = Manner { json: true, kept: Some(names), after: position, ..Manner::default() };
    let mut problems = Vec::new();
    let node = json::kept(json, &mut problems);
    let reading = Reading::new("", problems, manner);
    let before = Before { ledger, position, last: None };
    let read = node.as_table().and_then(|table| entry(&reading, table, &node.span, &before).entry);
    let problem = reading.finish().into_iter().next();
    match (read, problem) {
        (Some(entry), None) => Ok(entry),
        (_, Some(problem)) => Err(problem),
        (None, None) => Err(Problem::new(0..0, "this is no entry")),
    }
}
