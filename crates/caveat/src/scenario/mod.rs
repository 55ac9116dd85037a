//! Scenarios: a story as data, with questions and the answers that are expected. Tests and users share them.

mod compare;
mod expected;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::caveat::Mode;
use crate::entry::{Entry, InCapacity};
use crate::ledger::{Ledger, nearest};
use crate::question::Question;
use crate::read::tree::{Node, Table, Value, toml};
use crate::read::{EntryReader, Fields, FromNode, Problem, extent, text};
use crate::time::{Instant, Position};
use crate::words::Words;

pub use compare::{Departure, Reply};
pub use expected::{Expected, ExpectedGround, ExpectedOutcome};

/// A story, its ledger, and its questions.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its title.
    pub title: Option<Words>,
    /// What it tells, in plain words.
    pub story: Option<Words>,
    /// Where it is taken from.
    pub sources: Vec<Words>,
    /// What the ledger says.
    pub ledger: Ledger,
    /// The place in the file of each entry, in their order.
    pub places: Vec<Range<usize>>,
    /// The questions.
    pub asks: Vec<Ask>,
}

/// A question with the answer that is expected.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it asks, in plain words.
    pub title: Option<Words>,
    /// The question.
    pub question: Question,
    /// What the ledger held.
    pub known: Position,
    /// Further entries that are supposed, recorded behind those known.
    pub suppose: Vec<Arc<Entry>>,
    /// Who asks; whoever keeps the register where nobody is named.
    pub asker: Option<InCapacity>,
    /// What is expected.
    pub expected: Expected,
    /// Its place in the file.
    pub place: Range<usize>,
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// Every problem found, in the order of the text; nothing is read then.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let text = text(bytes).map_err(|problem| vec![problem])?;
        let root = toml(text)?;
        let mut problems = Vec::new();
        let mut fields = Fields::new("a scenario", &root, 0..0, &mut problems);
        let (title, story, sources) =
            (fields.optional("title"), fields.optional("story"), fields.list("sources"));
        let entries = tables(&mut fields, "entry");
        let asks = tables(&mut fields, "ask");
        fields.finish();
        let mut ledger = Ledger::new();
        let mut reader = EntryReader::new(&mut ledger);
        entries.iter().for_each(|table| reader.read(table));
        problems.append(&mut reader.problems);
        let places = entries.iter().map(|table| extent(table)).collect();
        // A question about a ledger that could not be read would only repeat its problems.
        let asks = if problems.is_empty() {
            asks.iter().filter_map(|table| ask(table, &ledger, &mut problems)).collect()
        } else {
            Vec::new()
        };
        problems.sort_by_key(|problem| problem.span.start);
        if problems.is_empty() {
            Ok(Self { title, story, sources, ledger, places, asks })
        } else {
            Err(problems)
        }
    }
}

/// The tables of an array of tables.
fn tables<'n>(fields: &mut Fields<'n, '_>, name: &'static str) -> Vec<&'n Table> {
    let Some(node) = fields.node(name) else { return Vec::new() };
    let message = format!("`{name}` is a list of tables");
    let hint = format!("write `[[{name}]]` before each");
    let Value::List(list) = &node.value else {
        fields.problems.push(Problem::new(node.span.clone(), message).hint(hint));
        return Vec::new();
    };
    let mut found = Vec::new();
    for node in list {
        match &node.value {
            Value::Table(table) => found.push(table),
            _ => fields.problems.push(Problem::new(node.span.clone(), message.clone()).hint(hint.clone())),
        }
    }
    found
}

fn ask(table: &Table, ledger: &Ledger, problems: &mut Vec<Problem>) -> Option<Ask> {
    let before = problems.len();
    let mut fields = Fields::new("a question", table, table.span.clone(), problems);
    let title = fields.optional("title");
    let (actor, item, to) = (fields.required("actor"), fields.required("item"), fields.list("to"));
    if fields.table.get("to").is_none() {
        fields.required::<bool>("to");
    }
    let purposes: BTreeSet<_> = fields.set("purposes");
    let mode = fields.optional("mode").unwrap_or(Mode::Giving);
    let unattributed = fields.flag("unattributed");
    let on: Option<Instant> = fields.required("on");
    let known = fields
        .node("known")
        .map_or(Some(ledger.last_position()), |node| known(node, ledger, fields.problems));
    let supposed = tables(&mut fields, "suppose");
    let asker = fields.optional("asker");
    let expected = Expected::read(&mut fields);
    fields.finish();
    let known = known?;
    let mut then = ledger.as_of(known);
    let recorded = then.entries().len();
    let mut reader = EntryReader::new(&mut then);
    supposed.iter().for_each(|table| reader.read(table));
    problems.append(&mut reader.problems);
    let question = Question { actor: actor?, item: item?, to, purposes, mode, unattributed, on: on? };
    if expected.outcome != Some(ExpectedOutcome::Unanswerable) {
        check_names(&question, asker.as_ref(), &then, table, problems);
    }
    let suppose = then.entries().iter().skip(recorded).cloned().collect();
    let place = extent(table);
    (problems.len() == before).then_some(Ask { title, question, known, suppose, asker, expected, place })
}

/// A date, or a position.
fn known(node: &Node, ledger: &Ledger, problems: &mut Vec<Problem>) -> Option<Position> {
    let Value::Integer(number) = node.value else {
        return Instant::from_node(node, problems).map(|date| ledger.known_on(date));
    };
    match u64::try_from(number) {
        Ok(position) if position <= ledger.last_position().0 => Some(Position(position)),
        _ => {
            let message = format!("the ledger has no position {number}");
            let hint = format!("it ends at {}", ledger.last_position());
            problems.push(Problem::new(node.span.clone(), message).hint(hint));
            None
        }
    }
}

/// The parties and the item of a question are known, or the likely slip is shown.
fn check_names(
    question: &Question,
    asker: Option<&InCapacity>,
    ledger: &Ledger,
    table: &Table,
    problems: &mut Vec<Problem>,
) {
    if ledger.item(&question.item).is_none() {
        let known = ledger.item_ids().map(|id| id.as_str());
        problems.push(unknown("item", question.item.as_str(), known, table, "item"));
    }
    let named = [("actor", Some(&question.actor)), ("asker", asker)].into_iter();
    let named = named.filter_map(|(field, who)| Some((field, who?)));
    for (field, who) in named.chain(question.to.iter().map(|who| ("to", who))) {
        for party in std::iter::once(&who.party).chain(&who.capacity) {
            if !ledger.has_party(party) {
                let known = ledger.party_ids().map(|id| id.as_str());
                problems.push(unknown("party", party.as_str(), known, table, field));
            }
        }
    }
}

fn unknown<'a>(
    noun: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    table: &Table,
    field: &str,
) -> Problem {
    let place = table.get(field).and_then(|node| place_of(node, name)).unwrap_or(table.span.clone());
    let problem = Problem::new(place, format!("no {noun} `{name}` is recorded before this question"));
    match nearest(name, known) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("record it with `[[entry]]` and `{noun} = \"{name}\"`")),
    }
}

/// Where a text stands in a value.
fn place_of(node: &Node, name: &str) -> Option<Range<usize>> {
    match &node.value {
        Value::Text(text) => (text == name).then(|| node.span.clone()),
        Value::List(list) => list.iter().find_map(|node| place_of(node, name)),
        Value::Table(table) => table.fields.iter().find_map(|(.., node)| place_of(node, name)),
        _ => None,
    }
}
