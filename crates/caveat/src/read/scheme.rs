//! A scheme: its levels, and the words of its markings with what they mean.

use std::collections::{BTreeMap, BTreeSet};

use crate::caveat::Kind;
use crate::entry::Body;
use crate::id::{Level, PartyId};
use crate::read::caveat::caveat;
use crate::read::entry::{Before, Said};
use crate::read::fields::{
    Fields, NATIONALS, Reading, id, instant, key, table, table_or, verbatim, word, words,
};
use crate::read::problem::Problem;
use crate::read::tree::{Node, Table, Value};
use crate::scheme::{Levels, LevelsError, Mark, Meaning, Reads, Scheme, Template, Vocabulary};
use crate::time::Instant;

/// What stands in a caveat for the parties that a marking names, for its date, and for the item's originator.
const PARTIES: [&str; 4] = ["{parties}", "{party}", "nationals of {parties}", "nationals of {party}"];
const DATE: &str = "{date}";
const ORIGINATOR: &str = "originator";

pub(super) fn scheme(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let scheme = fields.required("scheme", id);
    let authority = fields.required("authority", id::<PartyId>);
    // A scheme of labels alone has no levels.
    if fields.table.field("reads").is_none() {
        fields.must_have("levels");
    }
    let levels = match fields.table.field("levels") {
        Some(_) => fields.one("levels", levels),
        None => Some(Levels::chain([])),
    };
    let compartments = fields.set("compartments", id);
    let name = fields.one("name", words);
    let reads = reads(fields);
    let parties = fields.one("parties", parties).unwrap_or_default();
    let authority = authority?;
    let (id, levels) = (scheme?, levels?);
    let scheme = Scheme { id, authority: authority.clone(), levels, compartments, name, reads, parties };
    Said::by(&authority, Body::Scheme(Box::new(scheme)))
}

/// How its markings are read. The words belong to `words` alone.
fn reads(fields: &Fields<'_>) -> Option<Reads> {
    let words = Vocabulary {
        separator: fields.one("separator", verbatim).unwrap_or_else(|| "//".to_owned()),
        marks: fields.many("marks", mark),
    };
    let how = fields.word(
        "reads",
        "a way to read markings",
        &[("us", 0), ("tlp", 1), ("nato", 2), ("words", 3)],
    )?;
    if how == 3 {
        fields.must_have("marks");
        return Some(Reads::Words(words));
    }
    for name in ["separator", "marks"] {
        if let Some(field) = fields.table.field(name) {
            let message =
                format!("`{name}` goes with `{}` alone", fields.reading.assign("reads", "\"words\""));
            fields.reading.report(Problem::new(field.key_span.clone(), message).hint("leave it out"));
        }
    }
    Some(match how {
        0 => Reads::Us,
        1 => Reads::Tlp,
        _ => Reads::Nato,
    })
}

fn parties(reading: &Reading<'_>, node: &Node<'_>) -> Option<BTreeMap<String, PartyId>> {
    let table = table(reading, node, "what codes stand for", &[("USA", "\"…\"")])?;
    let mut parties = BTreeMap::new();
    for field in &table.fields {
        if let Some(party) = id::<PartyId>(reading, &field.node) {
            parties.insert(field.key.clone().into_owned(), party);
        }
    }
    Some(parties)
}

fn mark(reading: &Reading<'_>, node: &Node<'_>) -> Option<Mark> {
    let table = table(reading, node, "a word of a marking", &[("mark", "\"…\"")])?;
    let fields = Fields::new(reading, table, node.span.clone(), "a word of a marking");
    let text = fields.required("mark", verbatim);
    let also = fields.many("also", verbatim);
    let (with, without) = (fields.many("with", verbatim), fields.many("without", verbatim));
    let (least, first) = (fields.one("least", least).unwrap_or(0), fields.one("first", verbatim));
    let (list, sorted) = (fields.one("list", verbatim), fields.flag("sorted"));
    let (free, then) = (fields.flag("free"), fields.flag("then"));
    let ends = fields.set("ends", |reading, node| word(reading, node, "a kind of caveat", &Kind::ALL));
    let note = fields.one("meaning", verbatim);
    let meanings = meanings(&fields);
    fields.finish();
    Some(Mark {
        text: text?,
        also,
        with,
        without,
        list,
        sorted,
        least,
        first,
        meanings,
        free,
        ends,
        then,
        note,
    })
}

fn least(reading: &Reading<'_>, node: &Node<'_>) -> Option<u32> {
    let count = match node.value {
        Value::Integer(count) => u32::try_from(count).ok(),
        _ => None,
    };
    if count.is_none() && !matches!(node.value, Value::Broken) {
        let problem = Problem::new(node.span.clone(), "the fewest parties are a number");
        reading
            .report(problem.hint(format!("write a whole number, as in `{}`", reading.assign("least", "2"))));
    }
    count
}

/// One meaning whatever the date, or several by it.
fn meanings(fields: &Fields<'_>) -> Vec<Meaning> {
    let always = fields.many("caveats", template);
    let dated = fields.many("meanings", |reading, node| {
        let table = table(reading, node, "a meaning", &[("caveats", "[…]")])?;
        let fields = Fields::new(reading, table, node.span.clone(), "a meaning");
        let (from, until) = (fields.one("from", instant), fields.one("until", instant));
        let caveats = fields.many("caveats", template);
        fields.finish();
        Some(Meaning { from, until, caveats })
    });
    if let (false, Some(field)) = (dated.is_empty(), fields.table.field("caveats")) {
        let problem =
            Problem::new(field.key_span.clone(), "`caveats` and `meanings` say what it means twice");
        fields.reading.report(problem.hint("keep one of the two"));
    }
    match always.is_empty() {
        true => dated,
        false => vec![Meaning { from: None, until: None, caveats: always }],
    }
}

/// A caveat in which placeholders stand for what the marking says.
fn template(reading: &Reading<'_>, node: &Node<'_>) -> Option<Template> {
    let table = table_or(reading, node, "a caveat", || format!("{{ {} }}", reading.assign("audience", "…")))?;
    let (mut parties, mut nationals, mut until) = (false, false, false);
    let mut plain = Table::default();
    for field in &table.fields {
        let mut field = field.clone();
        match field.key.as_ref() {
            "audience" => {
                let placeholder =
                    |node: &Node<'_>| node.as_text().is_some_and(|text| PARTIES.contains(&text));
                let members = field.node.elements();
                parties = members.iter().any(placeholder);
                let of = |node: &Node<'_>| node.as_text().is_some_and(|text| text.starts_with(NATIONALS));
                nationals = members.iter().any(|node| placeholder(node) && of(node));
                let named = members.iter().filter(|node| !placeholder(node)).cloned().collect();
                field.node = Node { span: field.node.span.clone(), value: Value::List(named) };
            }
            "until" if field.node.as_text() == Some(DATE) => {
                until = true;
                continue;
            }
            "owner" if field.node.as_text() == Some(ORIGINATOR) => continue,
            _ => {}
        }
        plain.fields.push(field);
    }
    let fields = Fields::new(reading, &plain, node.span.clone(), "a caveat");
    let (caveat, unless) = (caveat(&fields), fields.many("unless", verbatim));
    let released_by = fields.many("released_by", id);
    fields.finish();
    Some(Template { caveat: caveat?, parties, nationals, until, unless, released_by })
}

fn levels(reading: &Reading<'_>, node: &Node<'_>) -> Option<Levels> {
    match &node.value {
        Value::Table(_) => partial_order(reading, node),
        _ => chain(reading, node),
    }
}

fn chain(reading: &Reading<'_>, node: &Node<'_>) -> Option<Levels> {
    let (faults, mut seen, mut ascending) = (reading.faults(), BTreeSet::new(), Vec::new());
    for node in node.elements() {
        let Some(level) = id::<Level>(reading, node) else { continue };
        if !seen.insert(level.clone()) {
            let message = format!("level `{level}` is listed twice");
            reading.report(
                Problem::new(reading.inner(node), message).hint("list each level once, lowest first"),
            );
        }
        ascending.push(level);
    }
    (reading.faults() == faults).then(|| Levels::chain(ascending))
}

fn partial_order(reading: &Reading<'_>, node: &Node<'_>) -> Option<Levels> {
    let (faults, mut order) = (reading.faults(), BTreeMap::new());
    let fields = table(reading, node, "an order of levels", &[("LOW", "[]"), ("HIGH", "[\"LOW\"]")])?;
    for field in &fields.fields {
        let beneath = field.node.elements().iter().filter_map(|node| id::<Level>(reading, node)).collect();
        if let Some(level) = key::<Level>(reading, &field.key, &field.key_span) {
            order.insert(level, beneath);
        }
    }
    if reading.faults() != faults {
        return None;
    }
    let error = match Levels::partial(order) {
        Ok(levels) => return Some(levels),
        Err(error) => error,
    };
    reading.report(match error {
        LevelsError::Unknown { above, beneath } => {
            let beneath_it = fields.get(above.as_str()).map_or(&[][..], Node::elements);
            let at = beneath_it.iter().find(|node| node.as_text() == Some(beneath.as_str())).unwrap_or(node);
            Problem::new(
                reading.inner(at),
                format!("`{beneath}` is not among the levels, and `{above}` is above it"),
            )
            .hint(format!("add `{}`, or correct the spelling", reading.assign(beneath.as_str(), "[]")))
        }
        LevelsError::Cycle(level) => {
            let at = fields.field(level.as_str()).map_or(node.span.clone(), |field| field.key_span.clone());
            Problem::new(at, format!("level `{level}` is above itself"))
                .hint("list for each level those directly beneath it")
        }
    });
    None
}
