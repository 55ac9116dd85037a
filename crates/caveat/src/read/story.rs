//! A whole scenario: the bounds on its text, its entries in their order, its questions.

use std::ops::Range;

use crate::ledger::Ledger;
use crate::read::ask::{Known, ask};
use crate::read::entry::{Before, entry, lost_names, names};
use crate::read::fields::{Fields, Manner, Reading, table_or, words};
use crate::read::problem::Problem;
use crate::read::toml;
use crate::read::tree::{Node, Table, Value};
use crate::scenario::{Ask, Scenario};
use crate::time::{Instant, Position};

/// The most bytes that a scenario may have.
pub const MAX_FILE: usize = 4 * 1024 * 1024;

/// The most bytes of text that an entry may have.
pub const MAX_ENTRY: usize = 64 * 1024;

/// The most questions that a scenario may ask.
const MAX_ASKS: usize = 1000;

/// After so many problems the rest is not read, and no more are told.
pub(super) const MAX_PROBLEMS: usize = 50;

impl Scenario {
    /// Reads a scenario from TOML.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the text: at least one problem for each entry that is.
    pub fn read(text: &[u8]) -> Result<Self, Vec<Problem>> {
        story(text)
    }
}

fn story(bytes: &[u8]) -> Result<Scenario, Vec<Problem>> {
    let text = decode(bytes).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let root = toml::tree(text, &mut problems).map_err(|problem| vec![problem.within(text)])?;
    let reading = Reading::new(text, problems, Manner::default());
    let scenario = scenario(&reading, &root);
    match reading.finish() {
        problems if problems.is_empty() => Ok(scenario),
        problems => Err(problems),
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > MAX_FILE {
        let message = format!("the file has {} bytes, and at most {MAX_FILE} are read", bytes.len());
        return Err(Problem::new(0..0, message).hint("tell the story in several files"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |length| start + length);
        let message = match error.error_len() {
            Some(_) => "this is not UTF-8",
            None => "the file ends in the middle of a character",
        };
        Problem::new(start..end, message).hint("save the file as UTF-8")
    })
}

fn scenario(reading: &Reading<'_>, root: &Table<'_>) -> Scenario {
    let fields = Fields::new(reading, root, 0..0, "a scenario");
    let (title, story) = (fields.one("title", words), fields.one("story", words));
    let sources = fields.many("sources", words);
    let (told, asked) = (tables(&fields, "entry"), tables(&fields, "ask"));
    fields.finish();
    let (ledger, last) = entries(reading, &told);
    let known = Known::new(&ledger, told.len(), last);
    let asks = asks(reading, &asked, known);
    let places = reading.places.borrow().clone();
    Scenario { title, story, sources, asks, ledger, places }
}

/// The tables of a list of tables.
pub(super) fn tables<'a>(fields: &Fields<'a>, name: &'static str) -> Vec<&'a Node<'a>> {
    let Some(node) = fields.get(name) else { return Vec::new() };
    if let Value::List(nodes) = &node.value {
        return nodes.iter().collect();
    }
    let tables = if fields.reading.manner.json { "objects" } else { "tables" };
    let problem = Problem::new(node.span.clone(), format!("`{name}` is not a list of {tables}"));
    let hint = match fields.reading.manner.json {
        true => format!("write `\"{name}\": [{{ … }}, {{ … }}]`"),
        false => format!("write `[[{name}]]` over each of them"),
    };
    fields.reading.report(problem.hint(hint));
    Vec::new()
}

/// The instant of the entry before, and when it was recorded.
pub(super) type Last = Option<(Instant, Instant)>;

fn entries(reading: &Reading<'_>, nodes: &[&Node<'_>]) -> (Ledger, Vec<Last>) {
    let (mut ledger, mut lasts) = (Ledger::new(), vec![None]);
    lasts.extend(follow(reading, &mut ledger, nodes, None));
    (ledger, lasts)
}

/// Appends to a ledger the entries of some nodes, of which the first follows what is given. For each, what the next
/// one follows.
pub(super) fn follow(
    reading: &Reading<'_>,
    ledger: &mut Ledger,
    nodes: &[&Node<'_>],
    mut last: Last,
) -> Vec<Last> {
    let mut lasts = Vec::new();
    let named = nodes.iter().filter_map(|node| node.as_table()).flat_map(names);
    named.for_each(|node| reading.name(node));
    for (node, position) in nodes.iter().zip(ledger.next_position().0..) {
        if reading.reported() >= MAX_PROBLEMS {
            break;
        }
        let before = Before { ledger, position: Position(position), last };
        let (table, read) = told(reading, node, &before);
        last = Some((read.on, read.recorded));
        lasts.push(last);
        reading.places.borrow_mut().push(read.place.clone());
        if let (Some(table), Some(entry)) = (table, read.entry) {
            push(reading, ledger, table, &read.place, entry);
        }
    }
    lasts
}

/// Reads the entry of a node, if it is short enough and a table at all.
pub(super) fn told<'n>(
    reading: &Reading<'_>,
    node: &'n Node<'n>,
    before: &Before<'_>,
) -> (Option<&'n Table<'n>>, crate::read::entry::Read) {
    let table = table_or(reading, node, "an entry", || match reading.manner.json {
        true => "{ \"party\": …, … }".to_owned(),
        false => "[[entry]]".to_owned(),
    });
    let length = node.end().saturating_sub(node.span.start);
    if length > MAX_ENTRY {
        let message = format!("this entry has {length} bytes, and at most {MAX_ENTRY} are kept");
        let problem =
            Problem::new(node.span.clone(), message).hint("say it in several entries, or in fewer words");
        reading.report(problem);
        reading.lose(table.map(lost_names).unwrap_or_default());
        return (None, crate::read::entry::unread(before, node.span.clone()));
    }
    match table {
        Some(fields) => (table, entry(reading, fields, &node.span, before)),
        None => (None, crate::read::entry::unread(before, node.span.clone())),
    }
}

/// Appends an entry, or reports why the ledger refused it. Returns whether it was appended.
pub(super) fn push(
    reading: &Reading<'_>,
    ledger: &mut Ledger,
    table: &Table<'_>,
    place: &Range<usize>,
    entry: crate::entry::Entry,
) -> bool {
    let clash = match ledger.push(entry) {
        Ok(()) => return true,
        Err(refused) => refused,
    };
    reading.refuse(table, place, clash);
    reading.lose(lost_names(table));
    false
}

fn asks(reading: &Reading<'_>, nodes: &[&Node<'_>], mut known: Known<'_>) -> Vec<Ask> {
    if let Some(node) = nodes.get(MAX_ASKS) {
        let problem =
            Problem::new(node.span.clone(), format!("a scenario asks at most {MAX_ASKS} questions"));
        reading.report(problem.hint("ask the others in a file of their own"));
    }
    let open = nodes.iter().take(MAX_ASKS).take_while(|_| reading.reported() < MAX_PROBLEMS);
    let written = || "[[ask]]".to_owned();
    let asked = open.filter_map(|node| {
        let table = table_or(reading, node, "a question", written)?;
        ask(reading, table, node, &mut known)
    });
    asked.collect()
}
