//! Entries that say what was done: items, caveats, grants, disclosures, statements.

use crate::caveat::Mode;
use crate::entry::{
    Acknowledgement, Body, Delivery, Disclosure, Event, Fate, FurtherCaveat, Grant, InCapacity, Item, Recall,
    Recalled, Refusal, Remark, Request, Revocation, Sanitisation, Stance, Statement, Subject,
};
use crate::id::{EntryId, ItemId, PartyId, PowerId};
use crate::ledger::At;
use crate::read::caveat::{caveat, caveats, mode, selector};
use crate::read::entry::{Before, Said};
use crate::read::fields::{Fields, id, in_capacity, instant, text, verbatim, words};
use crate::read::marking::marking;
use crate::read::problem::Problem;
use crate::read::tree::{Node, Value};
use crate::time::{Instant, Interval};

pub(super) fn item(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    let item = fields.required("item", id);
    let originator = fields.required("originator", id::<PartyId>);
    let relay = fields.one("relay", id);
    let title = fields.one("title", words);
    let (marking, scheme) = marking(fields, before);
    let (caveats, free) = (caveats(fields, "caveats"), fields.flag("free"));
    let (terms, agreements) = (fields.many("under_terms", id), fields.many("under_agreement", id));
    let (sources, parts) = (fields.many("sources", id), fields.many("parts", id));
    let (facts, dated) = (fields.set("facts", id), fields.one("dated", instant));
    let content = fields.one("content", verbatim);
    let originator = originator?;
    let by = originator.clone();
    let item = Item {
        id: item?,
        originator,
        relay,
        title,
        marking,
        scheme,
        caveats,
        free,
        terms,
        agreements,
        sources,
        parts,
        facts,
        dated,
        content,
    };
    Said::by(&by, Body::Item(Box::new(item)))
}

pub(super) fn further(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let further = fields.required("caveat", id);
    let items = fields.required_many("items", id);
    let caveat = caveat(fields);
    let recall = recall(fields);
    Said::by_nobody_else(Body::Caveat(Box::new(FurtherCaveat {
        id: further?,
        items,
        caveat: caveat?,
        recall,
    })))
}

/// The fields of a recall, which go with `recall` alone.
const OF_RECALL: [&str; 3] = ["replacement", "deadline", "reason"];

fn recall(fields: &Fields<'_>) -> Option<Recall> {
    let to = fields.word("recall", "what a recall asks", &Recalled::ALL);
    let (replacement, deadline) = (fields.one("replacement", id), fields.one("deadline", instant));
    let reason = fields.one("reason", words);
    let stray = OF_RECALL.iter().find_map(|name| fields.table.field(name));
    if let (Some(stray), None) = (stray, fields.table.field("recall")) {
        let message = format!("`{}` goes with a `recall`", stray.key);
        let hint = format!("add `{}`, or leave it out", fields.reading.assign("recall", "destroy"));
        fields.reading.report(Problem::new(stray.key_span.clone(), message).hint(hint));
    }
    Some(Recall { to: to?, replacement, deadline, reason })
}

pub(super) fn grant(fields: &Fields<'_>, _: &Before<'_>, on: Instant) -> Option<Said> {
    let items = fields.required_many("items", id);
    let to = fields.required_many("to", id);
    no_empty_list(fields, "lifts", "leave `lifts` out to lift the audiences");
    let lifts = fields.set("lifts", selector);
    let (purposes, modes) = (fields.set("purposes", id), fields.set("modes", mode));
    let (from, until) = (fields.one("from", instant).unwrap_or(on), fields.one("until", instant));
    let (this_item_only, recipient_only) = (fields.flag("this_item_only"), fields.flag("recipient_only"));
    let (unattributed, bound) = (fields.flag("unattributed"), fields.many("bound", id));
    let (rests_on, answers) = (fields.one("rests_on", id), fields.one("answers", id));
    let during = Interval { from, until };
    Said::by_nobody_else(Body::Grant(Box::new(Grant {
        items,
        to,
        lifts,
        purposes,
        modes,
        during,
        this_item_only,
        recipient_only,
        unattributed,
        bound,
        rests_on,
        answers,
    })))
}

/// Left out and empty would read alike and mean different things.
fn no_empty_list(fields: &Fields<'_>, name: &'static str, hint: &str) {
    if let Some(Node { value: Value::List(nodes), span }) = fields.table.get(name)
        && nodes.is_empty()
    {
        fields.reading.report(Problem::new(span.clone(), format!("`{name}` names nothing")).hint(hint));
    }
}

pub(super) fn refusal(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let (items, to) = (fields.required_many("items", id), fields.required_many("to", id));
    let (answers, reason) = (fields.one("answers", id), fields.one("reason", words));
    Said::by_nobody_else(Body::Refusal(Refusal { items, to, answers, reason }))
}

pub(super) fn revocation(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let of = fields.required_many("of", id);
    no_empty_list(fields, "to", "leave `to` out to revoke it for everybody");
    let (to, reason) = (fields.many("to", id), fields.one("reason", words));
    Said::by_nobody_else(Body::Revocation(Revocation { of, to, reason }))
}

pub(super) fn remark(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let items = fields.required_many("items", id);
    let removes = fields.set("removes", selector);
    let (scheme, level) = (fields.one("scheme", id), fields.one("level", id));
    for (name, other) in [("level", "scheme"), ("scheme", "level")] {
        if let (Some(field), None) = (fields.table.field(name), fields.table.field(other)) {
            let message = format!("a remark with a `{name}` needs its `{other}` too");
            let problem = Problem::new(field.key_span.clone(), message)
                .hint(format!("add `{}`", fields.reading.assign(other, "…")));
            fields.reading.report(problem);
        }
    }
    let under = fields.one("under", words);
    Said::by_nobody_else(Body::Remark(Remark { items, removes, level: scheme.zip(level), under }))
}

pub(super) fn sanitisation(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let (derived, source) = (fields.required("derived", id), fields.required("source", id));
    let under = fields.one("under", words);
    Said::by_nobody_else(Body::Sanitisation(Sanitisation { derived: derived?, source: source?, under }))
}

pub(super) fn disclosure(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let item = fields.required("of", id);
    let actor = fields.required("actor", in_capacity);
    let to = fields.required_many("to", in_capacity);
    let (purposes, mode) = (fields.set("purposes", id), fields.one("mode", mode).unwrap_or(Mode::Giving));
    let (unattributed, reported) = (fields.flag("unattributed"), fields.flag("reported"));
    let (setting, reason) = (fields.one("setting", words), fields.one("reason", words));
    let actor: InCapacity = actor?;
    let by = actor.party.clone();
    let disclosure =
        Disclosure { item: item?, actor, to, purposes, mode, unattributed, reported, setting, reason };
    Said::by(&by, Body::Disclosure(disclosure))
}

pub(super) fn acknowledgement(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let fate = fields.word("acknowledgement", "an acknowledgement", &Fate::ALL);
    let (item, who) = (fields.required("of", id), fields.required("who", id::<PartyId>));
    let (recall, reason) = (fields.one("recall", id), fields.one("reason", words));
    let who = who?;
    let by = who.clone();
    let acknowledgement = Acknowledgement { fate: fate?, item: item?, who, recall, reason };
    Said::by(&by, Body::Acknowledgement(acknowledgement))
}

pub(super) fn request(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let of = fields.required("of", id);
    let items = fields.required_many("items", id);
    let to = fields.required_many("to", id);
    no_empty_list(fields, "lifts", "leave `lifts` out to ask for the audiences");
    let lifts = fields.set("lifts", selector);
    let (purposes, modes) = (fields.set("purposes", id), fields.set("modes", mode));
    let unattributed = fields.flag("unattributed");
    let (until, deadline) = (fields.one("until", instant), fields.one("deadline", instant));
    let (under, reason) = (fields.one("under_terms", id), fields.one("reason", words));
    let request =
        Request { of: of?, items, to, lifts, purposes, modes, unattributed, until, deadline, under, reason };
    Said::by_nobody_else(Body::Request(Box::new(request)))
}

pub(super) fn delivery(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let of = fields.required("delivery", id);
    Said::by_nobody_else(Body::Delivery(Delivery { of: of? }))
}

pub(super) fn event(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let event = fields.required("event", id);
    Said::by_nobody_else(Body::Event(Event { event: event? }))
}

pub(super) fn statement(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    fields.must_have("says");
    let stance = fields.word("says", "a stance", &Stance::ALL);
    fields.must_have("about");
    let about = fields.get("about").and_then(|node| subject(fields, before, node));
    let (quotation, published) = (fields.one("quotation", words), fields.one("published", words));
    let statement = Statement { stance: stance?, about: about?, quotation, published };
    Said::by_nobody_else(Body::Statement(statement))
}

/// What a statement is about: an id may be an entry's, an item's or a power's, and must be only one of these.
fn subject(fields: &Fields<'_>, before: &Before<'_>, node: &Node<'_>) -> Option<Subject> {
    let (reading, ledger) = (fields.reading, before.ledger);
    text(reading, node, "the id of an entry, an item or a power")?;
    let entry = id::<EntryId>(reading, node)?;
    let name = entry.to_string();
    let (item, power): (ItemId, PowerId) = (name.parse().ok()?, name.parse().ok()?);
    let meant = [
        ledger.item(&item).map(|_| Subject::Item(item)),
        ledger.power(&power).map(|_| Subject::Power(power)),
        ledger.entry(&entry).map(|_| Subject::Entry(entry)),
    ];
    let mut meant = meant.into_iter().flatten();
    match (meant.next(), meant.next()) {
        (Some(subject), None) => Some(subject),
        (Some(_), Some(_)) => {
            let message = format!("`{name}` is the id of more than one of an item, a power and an act");
            reading.report(Problem::new(reading.inner(node), message).hint("give one of them another id"));
            None
        }
        (None, _) => {
            let message = format!("no entry, item or power `{name}` is recorded");
            let refused = At::Entry.field("about").refuse(message).unknown();
            let hint = "record it in an entry before this one";
            reading.refuse(fields.table, &fields.place, refused.suggest(&name, ledger.names(), hint));
            None
        }
    }
}
