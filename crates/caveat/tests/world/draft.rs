//! Entries before they have a position: written in the order of the telling, put in the order of recording.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use caveat::entry::{Body, Entry};
use caveat::id::{EntryId, PartyId};
use caveat::time::{Instant, Position};

/// The first instant of a day, counted from 2030-01-01.
pub(crate) fn day(n: i64) -> Instant {
    Instant::from_second(1_893_456_000 + n * 86_400).unwrap()
}

/// An entry whose position is not settled yet. Days are counted from 2030-01-01.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) on: i64,
    pub(crate) recorded: i64,
    /// The recorded date is wrong by so many days: a clock that jumped.
    pub(crate) jump: i64,
    pub(crate) by: PartyId,
    pub(crate) id: Option<EntryId>,
    pub(crate) body: Body,
}

/// Puts drafts in the order in which they were recorded, each behind what it refers to.
pub(crate) fn settle(mut drafts: Vec<Draft>) -> Vec<Arc<Entry>> {
    drafts.sort_by_key(|draft| draft.recorded);
    let unplaced: Vec<Entry> = drafts
        .into_iter()
        .map(|draft| Entry {
            position: Position(0),
            on: day(draft.on),
            recorded: day(draft.recorded + draft.jump),
            by: draft.by,
            id: draft.id,
            body: draft.body,
        })
        .collect();
    let known: BTreeSet<String> = unplaced.iter().flat_map(defines).collect();
    let mut waiting: Vec<(Entry, BTreeSet<String>)> = unplaced
        .into_iter()
        .map(|entry| {
            let needs = refers(&entry, &known);
            (entry, needs)
        })
        .collect();
    let mut placed: Vec<Arc<Entry>> = Vec::new();
    let mut defined: BTreeSet<String> = BTreeSet::new();
    while let Some(next) = waiting.iter().position(|(_, needs)| needs.is_subset(&defined)) {
        let (mut entry, _) = waiting.remove(next);
        entry.position = Position(placed.len() as u64 + 1);
        defined.extend(defines(&entry));
        placed.push(Arc::new(entry));
    }
    assert!(waiting.is_empty(), "these wait for one another: {waiting:#?}");
    placed
}

/// Drops the entries at the given indices and whatever refers to them; positions are counted anew.
pub(crate) fn without(entries: &[Arc<Entry>], dropped: &BTreeSet<usize>) -> Vec<Arc<Entry>> {
    let known: BTreeSet<String> = entries.iter().flat_map(|entry| defines(entry)).collect();
    let mut defined = BTreeSet::new();
    let mut kept: Vec<Arc<Entry>> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        if dropped.contains(&index) || !refers(entry, &known).is_subset(&defined) {
            continue;
        }
        defined.extend(defines(entry));
        kept.push(entry.clone());
    }
    kept
}

/// Counts positions anew from 1; also says which position came from which.
pub(crate) fn renumber(entries: &[Arc<Entry>]) -> (Vec<Arc<Entry>>, BTreeMap<Position, Position>) {
    let mut moved = BTreeMap::new();
    let mut renumbered = Vec::new();
    for (entry, position) in entries.iter().zip(1..) {
        moved.insert(entry.position, Position(position));
        renumbered.push(Arc::new(Entry { position: Position(position), ..Entry::clone(entry) }));
    }
    (renumbered, moved)
}

/// The names that an entry gives. In the worlds told here no two kinds of thing have the same name.
fn defines(entry: &Entry) -> Vec<String> {
    let own = match &entry.body {
        Body::Party(party) => Some(party.id.to_string()),
        Body::Scheme(scheme) => Some(scheme.id.to_string()),
        Body::Terms(terms) => Some(terms.id.to_string()),
        Body::Agreement(agreement) => Some(agreement.id.to_string()),
        Body::Rule(rule) => Some(rule.id.to_string()),
        Body::Power(power) => Some(power.id.to_string()),
        Body::Delegation(power) => Some(power.id.to_string()),
        Body::Item(item) => Some(item.id.to_string()),
        Body::Caveat(caveat) => Some(caveat.id.to_string()),
        _ => None,
    };
    own.into_iter().chain(entry.id.iter().map(ToString::to_string)).collect()
}

/// The known names that an entry uses, its own apart. A caveat's made-up name (`item-3.1`) uses the item's.
fn refers(entry: &Entry, known: &BTreeSet<String>) -> BTreeSet<String> {
    let mut texts = vec![entry.by.to_string()];
    collect(&serde_json::to_value(&entry.body).unwrap(), &mut texts);
    let own = defines(entry);
    texts
        .into_iter()
        .filter_map(|text| {
            let head = text.split('.').next().unwrap_or_default().to_owned();
            [text, head].into_iter().find(|name| known.contains(name))
        })
        .filter(|name| !own.contains(name))
        .collect()
}

fn collect(value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => texts.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|one| collect(one, texts)),
        serde_json::Value::Object(all) => all.values().for_each(|one| collect(one, texts)),
        _ => {}
    }
}
