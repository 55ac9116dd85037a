//! A question of a scenario, and what is expected of its answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::caveat::Mode;
use crate::entry::{Entry, InCapacity};
use crate::id::{CaveatId, ItemId, PartyId};
use crate::ledger::{Ledger, nearest};
use crate::question::Question;
use crate::read::caveat::mode;
use crate::read::entry::Before;
use crate::read::fields::{Fields, Reading, boolean, id, in_capacity, instant, table, text, words};
use crate::read::problem::Problem;
use crate::read::story::{push, told};
use crate::read::tree::{Node, Table, Value};
use crate::scenario::{Ask, Cited, Expected, ExpectedGround, ExpectedHalf, ExpectedOutcome, ExpectedState};
use crate::time::{Instant, Position};

/// What the questions can know: the ledger, as of any position.
pub(super) struct Known<'a> {
    ledger: &'a Ledger,
    /// The entries in the text, those that were refused among them.
    count: usize,
    /// After each position from 0 on, the instant of the entry there, and when it was recorded.
    lasts: Vec<Option<(Instant, Instant)>>,
    /// The ledger as it was last asked for: many questions know the same.
    cut: Option<(Position, Ledger)>,
}

impl<'a> Known<'a> {
    pub(super) fn new(ledger: &'a Ledger, count: usize, lasts: Vec<Option<(Instant, Instant)>>) -> Self {
        Self { ledger, count, lasts, cut: None }
    }

    fn as_of(&mut self, position: Position) -> Ledger {
        match &self.cut {
            Some((at, ledger)) if *at == position => ledger.clone(),
            _ => {
                let ledger = self.ledger.as_of(position);
                self.cut = Some((position, ledger.clone()));
                ledger
            }
        }
    }

    fn last_at(&self, position: Position) -> Option<(Instant, Instant)> {
        let index = usize::try_from(position.0).unwrap_or(usize::MAX);
        self.lasts.get(index).or(self.lasts.last()).copied().flatten()
    }
}

/// Reads a question. What it and its answer refer to must be in the ledger that it knows, with what it supposes.
pub(super) fn ask(
    reading: &Reading<'_>,
    table: &Table<'_>,
    node: &Node<'_>,
    known: &mut Known<'_>,
) -> Option<Ask> {
    let faults = reading.faults();
    let fields = Fields::new(reading, table, node.span.clone(), "a question");
    let position =
        fields.get("known").map_or(Some(known.ledger.last_position()), |at| point(reading, at, known));
    let title = fields.one("title", words);
    let supposed = fields.get("suppose").map_or(&[][..], Node::elements);
    let (ledger, suppose) =
        supposition(reading, supposed, position.unwrap_or(known.ledger.last_position()), known);
    let expect = expected(&fields, &ledger);
    let strict = expect.outcome != Some(ExpectedOutcome::Unanswerable);
    let question = question(&fields, strict.then_some(&ledger));
    let asker = fields.one("asker", in_capacity);
    if let (Some(asker), Some(node)) = (&asker, table.get("asker")) {
        known_in_capacity(reading, &ledger, node, asker);
    }
    if let (None, Some(exists)) = (table.field("asker"), table.field("exists")) {
        let problem = Problem::new(exists.key_span.clone(), "`exists` is said of what an `asker` is told");
        reading.report(problem.hint("add `asker = …`, or leave `exists` out"));
    }
    fields.finish();
    if reading.faults() != faults {
        return None;
    }
    let span = node.span.start..node.end();
    Some(Ask { title, question: question?, known: position?, suppose, asker, expect, span })
}

/// What was known: a position, or a date.
fn point(reading: &Reading<'_>, node: &Node<'_>, known: &Known<'_>) -> Option<Position> {
    let Value::Integer(position) = node.value else {
        return instant(reading, node).map(|date| known.ledger.known_on(date));
    };
    match usize::try_from(position) {
        Ok(within) if within <= known.count => Some(Position(within as u64)),
        _ => {
            let message =
                format!("there is no position {position} in the ledger, which ends at {}", known.count);
            let hint = "write a date, or the number of entries that were known";
            reading.report(Problem::new(node.span.clone(), message).hint(hint));
            None
        }
    }
}

/// What was known and what is supposed, as one ledger; and what is supposed.
fn supposition(
    reading: &Reading<'_>,
    nodes: &[Node<'_>],
    position: Position,
    known: &mut Known<'_>,
) -> (Ledger, Vec<Arc<Entry>>) {
    let mut ledger = known.as_of(position);
    let mut last = known.last_at(position);
    // What is supposed takes the places behind what is known, and gives them back.
    let places = reading.places.borrow().clone();
    reading.places.borrow_mut().truncate(usize::try_from(position.0).unwrap_or(usize::MAX));
    for (node, next) in nodes.iter().zip(position.0.saturating_add(1)..) {
        let before = Before { ledger: &ledger, position: Position(next), last };
        let (table, read) = told(reading, node, &before);
        last = Some((read.on, read.recorded));
        reading.places.borrow_mut().push(read.place.clone());
        if let (Some(table), Some(entry)) = (table, read.entry) {
            push(reading, &mut ledger, table, &read.place, entry);
        }
    }
    reading.places.replace(places);
    let suppose = ledger.entries().iter().filter(|entry| entry.position > position).cloned().collect();
    (ledger, suppose)
}

/// The question; what it refers to must be in the ledger, if one is given.
fn question(fields: &Fields<'_>, ledger: Option<&Ledger>) -> Option<Question> {
    let reading = fields.reading;
    let actor = fields.required("actor", in_capacity);
    let item = fields.required("item", id::<ItemId>);
    let to = fields.required_many("to", in_capacity);
    let purposes = fields.set("purposes", id);
    let mode = fields.one("mode", mode).unwrap_or(Mode::Giving);
    let unattributed = fields.flag("unattributed");
    let on = fields.required("on", instant);
    if let Some(ledger) = ledger {
        let actors = fields.table.get("actor").into_iter().zip(&actor);
        actors.for_each(|(node, actor)| known_in_capacity(reading, ledger, node, actor));
        let items = fields.table.get("item").into_iter().zip(&item);
        items.for_each(|(node, item)| known_item(reading, ledger, node, item));
        recipients(fields, ledger, &to);
    }
    Some(Question { actor: actor?, item: item?, to, purposes, mode, unattributed, on: on? })
}

fn recipients(fields: &Fields<'_>, ledger: &Ledger, to: &[InCapacity]) {
    let Some(node) = fields.table.get("to") else { return };
    let nodes = node.elements();
    if nodes.is_empty() {
        let problem = Problem::new(node.span.clone(), "nobody is to receive it");
        fields.reading.report(problem.hint("name a recipient, or expect the question to be `unanswerable`"));
    }
    // Where a recipient could not be read the two do not correspond, and something else was reported.
    if nodes.len() == to.len() {
        nodes.iter().zip(to).for_each(|(node, to)| known_in_capacity(fields.reading, ledger, node, to));
    }
}

fn known_in_capacity(reading: &Reading<'_>, ledger: &Ledger, node: &Node<'_>, who: &InCapacity) {
    let inner = |key| node.as_table().and_then(|table| table.get(key)).unwrap_or(node);
    known_party(reading, ledger, inner("party"), &who.party);
    if let Some(capacity) = &who.capacity {
        known_party(reading, ledger, inner("in_capacity"), capacity);
    }
}

fn known_party(reading: &Reading<'_>, ledger: &Ledger, node: &Node<'_>, party: &PartyId) {
    if !ledger.has_party(party) {
        let known = || ledger.party_ids().map(PartyId::as_str).chain([PartyId::PUBLIC]);
        unknown(reading, node, &format!("this question knows no party `{party}`"), party.as_str(), known());
    }
}

fn known_item(reading: &Reading<'_>, ledger: &Ledger, node: &Node<'_>, item: &ItemId) {
    if ledger.item(item).is_none() {
        let known = ledger.item_ids().map(ItemId::as_str);
        unknown(reading, node, &format!("this question knows no item `{item}`"), item.as_str(), known);
    }
}

fn unknown<'k>(
    reading: &Reading<'_>,
    node: &Node<'_>,
    message: &str,
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
) {
    let hint = match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "record it before what is `known`, or in `suppose`".to_owned(),
    };
    let problem = Problem::new(reading.inner(node), message).hint(hint);
    reading.report_unless_lost(word, problem);
}

fn expected(fields: &Fields<'_>, ledger: &Ledger) -> Expected {
    let half = |name| fields.word(name, "a half of an answer", &ExpectedHalf::ALL);
    Expected {
        outcome: fields.word("expect", "an outcome", &ExpectedOutcome::ALL),
        right: half("right"),
        consent: half("consent"),
        possession: fields.one("possession", boolean),
        stands: owners(fields, ledger, "stands"),
        lifted: owners(fields, ledger, "lifted"),
        met: owners(fields, ledger, "met"),
        grounds: grounds(fields, ledger),
        cites: cites(fields, ledger),
        ratified: fields.one("ratified", boolean),
        alternatives: named(fields, "alternatives", |node, item| {
            known_item(fields.reading, ledger, node, item)
        }),
        ways: owners(fields, ledger, "ways"),
        exists: fields.one("exists", boolean),
    }
}

fn owners(fields: &Fields<'_>, ledger: &Ledger, name: &'static str) -> Option<BTreeSet<PartyId>> {
    named(fields, name, |node, party| known_party(fields.reading, ledger, node, party))
}

/// A set of ids, each checked; nothing where it is left out, which is not the same as empty.
fn named<I>(fields: &Fields<'_>, name: &'static str, check: impl Fn(&Node<'_>, &I)) -> Option<BTreeSet<I>>
where
    I: Ord + crate::id::Identifier,
{
    let node = fields.get(name)?;
    let ids = fields.set(name, id);
    for node in node.elements() {
        if let Some(id) = node.as_text().and_then(|text| text.parse().ok()) {
            check(node, &id);
        }
    }
    Some(ids.into_iter().collect())
}

fn grounds(fields: &Fields<'_>, ledger: &Ledger) -> Vec<ExpectedGround> {
    let nodes = fields.get("grounds").map_or(&[][..], Node::elements);
    nodes.iter().filter_map(|node| ground(fields.reading, ledger, node)).collect()
}

fn ground(reading: &Reading<'_>, ledger: &Ledger, node: &Node<'_>) -> Option<ExpectedGround> {
    let table = table(reading, node, "a ground", &[("caveat", "…"), ("to", "…"), ("state", "…")])?;
    let fields = Fields::new(reading, table, node.span.clone(), "a ground");
    let caveat = fields.required("caveat", id::<CaveatId>);
    let to = fields.required("to", in_capacity);
    fields.must_have("state");
    let state = fields.word("state", "a state", &ExpectedState::ALL);
    fields.finish();
    if let (Some(caveat), Some(node)) = (&caveat, table.get("caveat"))
        && !ledger.has_caveat(caveat)
    {
        let known = ledger.caveat_ids();
        let known = known.iter().map(CaveatId::as_str);
        unknown(reading, node, &format!("this question knows no caveat `{caveat}`"), caveat.as_str(), known);
    }
    if let (Some(to), Some(node)) = (&to, table.get("to")) {
        known_in_capacity(reading, ledger, node, to);
    }
    Some(ExpectedGround { caveat: caveat?, to: to?, state: state? })
}

fn cites(fields: &Fields<'_>, ledger: &Ledger) -> Vec<Cited> {
    let nodes = fields.get("cites").map_or(&[][..], Node::elements);
    let cited = |node| {
        let name = text(fields.reading, node, "the id of an entry")?;
        let entries = ledger.named(name);
        if entries.is_empty() {
            let message = format!("this question knows no entry `{name}`");
            unknown(fields.reading, node, &message, name, ledger.names());
        }
        Some(Cited { name: name.to_owned(), entries })
    };
    nodes.iter().filter_map(cited).collect()
}
