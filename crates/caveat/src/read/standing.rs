//! Entries that say how things stand: parties, relations, clearances, terms, powers.

use crate::caveat::Kind;
use crate::entry::{
    Acceptance, Agreement, Body, Clearance, Delegation, Ended, Ending, Equivalence, Key, Lifts, Meaning,
    Party, Power, ReadIn, Recordable, Relation, Rule, Scope, Silence, Terms,
};
use crate::id::{EntryId, Level, PartyId, PowerId, SchemeId};
use crate::ledger::At;
use crate::party::{PartyKind, RelationKind};
use crate::read::caveat::caveats;
use crate::read::entry::{Before, Said};
use crate::read::fields::{Fields, Reading, id, instant, span, table, text, verbatim, word, words};
use crate::read::problem::Problem;
use crate::read::tree::Node;
use crate::set::Set;
use crate::time::Instant;

pub(super) fn party(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let party = fields.required("party", id);
    fields.must_have("kind");
    let kind = fields.word("kind", "a kind of party", &PartyKind::ALL);
    let (name, relay) = (fields.one("name", words), fields.one("relay", id));
    let party = Party { id: party?, kind: kind?, name, relay };
    Said::by(&party.id.clone(), Body::Party(party))
}

pub(super) fn relation(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let kind = fields.word("relation", "a relation", &RelationKind::ALL);
    let (who, of) = (fields.required("who", id), fields.required("of", id));
    let until = fields.one("until", instant);
    let relation = Relation { kind: kind?, who: who?, of: of?, until };
    let by = if relation.kind == RelationKind::Client { &relation.who } else { &relation.of };
    Said::by(&by.clone(), Body::Relation(relation))
}

pub(super) fn clearance(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    cleared(fields, before, "clearance", Body::Clearance)
}

pub(super) fn accreditation(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    cleared(fields, before, "accreditation", Body::Accreditation)
}

fn cleared(
    fields: &Fields<'_>,
    before: &Before<'_>,
    field: &'static str,
    body: fn(Clearance) -> Body,
) -> Option<Said> {
    let level = fields.required(field, id);
    let scheme = fields.required("scheme", id);
    let who = fields.required("who", id);
    let until = fields.one("until", instant);
    let clearance = Clearance { scheme: scheme?, level: level?, who: who?, until };
    let by = authority(fields, before, &clearance.scheme, "scheme")?;
    Some(Said { by, body: body(clearance) })
}

pub(super) fn read_in(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    let code = fields.required("read_in", id);
    let scheme = fields.required("scheme", id);
    let who = fields.required("who", id);
    let until = fields.one("until", instant);
    let read_in = ReadIn { scheme: scheme?, code: code?, who: who?, until };
    let by = authority(fields, before, &read_in.scheme, "scheme")?;
    Some(Said { by, body: Body::ReadIn(read_in) })
}

pub(super) fn equivalence(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    let level = fields.required("equivalence", id);
    let scheme = fields.required("scheme", id);
    let (counts_as, counts_in) = (fields.required("counts_as", id), fields.required("counts_in", id));
    let until = fields.one("until", instant);
    let (scheme, counts_in) = (scheme?, counts_in?);
    let by = authority(fields, before, &counts_in, "counts_in")?;
    let equivalence = Equivalence { scheme, level: level?, counts_in, counts_as: counts_as?, until };
    Some(Said { by, body: Body::Equivalence(equivalence) })
}

/// The authority of a scheme, who naturally speaks of what is held under it. What was kept says who spoke.
fn authority(
    fields: &Fields<'_>,
    before: &Before<'_>,
    scheme: &SchemeId,
    field: &'static str,
) -> Option<Option<PartyId>> {
    if fields.reading.manner.kept.is_some() {
        return Some(None);
    }
    match before.ledger.known_scheme(scheme, field) {
        Ok(scheme) => Some(Some(scheme.authority.clone())),
        Err(refused) => {
            fields.reading.refuse(fields.table, &fields.place, refused);
            None
        }
    }
}

pub(super) fn terms(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let terms = fields.required("terms", id);
    let caveats = caveats(fields, "caveats");
    let silence = fields.one("silence", silence);
    let (revises, name) = (fields.one("revises", id), fields.one("name", words));
    Said::by_nobody_else(Body::Terms(Terms { id: terms?, caveats, silence, revises, name }))
}

fn silence(reading: &Reading<'_>, node: &Node<'_>) -> Option<Silence> {
    let written = [("means", "…"), ("after", "7 days")];
    let table = table(reading, node, "`silence`", &written)?;
    let fields = Fields::new(reading, table, node.span.clone(), "`silence`");
    fields.must_have("means");
    let means = fields.word("means", "what silence can mean", &Meaning::ALL);
    let after = fields.required("after", span);
    let (delivered_by, asked_by) = (fields.many("delivered_by", id), fields.many("asked_by", id));
    fields.finish();
    Some(Silence { means: means?, after: after?, delivered_by, asked_by })
}

pub(super) fn key(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let key = fields.required("key", verbatim);
    let of = fields.required("of", id::<PartyId>);
    let until = fields.one("until", instant);
    let of = of?;
    Said::by(&of.clone(), Body::Key(Key { of, key: key?, until }))
}

pub(super) fn agreement(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let agreement = fields.required("agreement", id);
    let between = fields.required_many("between", id::<PartyId>);
    let terms = fields.required("under_terms", id);
    let name = fields.one("name", words);
    let by = between.first().cloned();
    let agreement = Agreement { id: agreement?, between, terms: terms?, name };
    // An agreement between nobody has nobody to speak; the ledger says so of the list, whoever is put here.
    let by = by.unwrap_or_else(PartyId::public);
    Said::by(&by, Body::Agreement(agreement))
}

pub(super) fn acceptance(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let terms = fields.required("acceptance", id);
    let who = fields.required("who", id::<PartyId>);
    let until = fields.one("until", instant);
    let who = who?;
    Said::by(&who, Body::Acceptance(Acceptance { terms: terms?, who: who.clone(), until }))
}

pub(super) fn rule(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let rule = fields.required("rule", id);
    let policy = fields.required("policy", verbatim);
    Said::by_nobody_else(Body::Rule(Rule { id: rule?, policy: policy? }))
}

pub(super) fn power(fields: &Fields<'_>, _: &Before<'_>, _: Instant) -> Option<Said> {
    let power = fields.required("power", id);
    let of = fields.required("of", id);
    let owner = fields.required("for", id::<PartyId>);
    let lifts = lifts(fields).unwrap_or(Lifts::Kinds(Set::new()));
    let (scope, wider) = (scope(fields, lifts), fields.flag("wider"));
    let (until, under) = (fields.one("until", instant), fields.one("under", words));
    let owner = owner?;
    let power = Power { id: power?, of: of?, owner: owner.clone(), scope, wider, until, under };
    Said::by(&owner, Body::Power(Box::new(power)))
}

pub(super) fn delegation(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    let power = fields.required("delegation", id::<PowerId>);
    let parent = fields.required("parent", id::<PowerId>);
    let of = fields.required("of", id);
    let lifts = lifts(fields);
    let scope = scope(fields, Lifts::Kinds(Set::new()));
    let (until, under) = (fields.one("until", instant), fields.one("under", words));
    let (power, parent) = (power?, parent?);
    let lifts = match lifts {
        Some(lifts) => lifts,
        None if parent == power => Lifts::Everything,
        None => parents_lifts(fields, before, &parent)?,
    };
    let scope = Scope { lifts, ..scope };
    Said::by_nobody_else(Body::Delegation(Box::new(Delegation {
        id: power,
        parent,
        of: of?,
        scope,
        until,
        under,
    })))
}

fn parents_lifts(fields: &Fields<'_>, before: &Before<'_>, parent: &PowerId) -> Option<Lifts> {
    match before.ledger.known_power(parent, "parent") {
        Ok(parent) => Some(parent.scope().lifts.clone()),
        Err(refused) => {
            fields.reading.refuse(fields.table, &fields.place, refused);
            None
        }
    }
}

/// What a power lifts, where it is said.
fn lifts(fields: &Fields<'_>) -> Option<Lifts> {
    fields.table.field("lifts")?;
    let kinds = fields.set("lifts", liftable);
    let every = kinds.contains(&None);
    Some(if every { Lifts::Everything } else { Lifts::Kinds(kinds.into_iter().flatten().collect()) })
}

/// A kind of caveat, or nothing for every kind.
fn liftable(reading: &Reading<'_>, node: &Node<'_>) -> Option<Option<Kind>> {
    let mut words = vec![("everything", None)];
    words.extend(Kind::ALL.map(|(word, kind)| (word, Some(kind))));
    word(reading, node, "a kind of caveat", &words)
}

fn scope(fields: &Fields<'_>, lifts: Lifts) -> Scope {
    fields.get("lifts");
    Scope {
        lifts,
        up_to: fields.one("up_to", up_to),
        items: fields.many("items", id),
        to: fields.many("to", id),
        records: fields
            .set("records", |reading, node| word(reading, node, "a thing to record", &Recordable::ALL)),
        by_act: fields.flag("by_act"),
        delegable: fields.flag("delegable"),
    }
}

fn up_to(reading: &Reading<'_>, node: &Node<'_>) -> Option<(SchemeId, Level)> {
    let table = table(reading, node, "`up_to`", &[("scheme", "…"), ("level", "…")])?;
    let fields = Fields::new(reading, table, node.span.clone(), "`up_to`");
    let (scheme, level) = (fields.required("scheme", id), fields.required("level", id));
    fields.finish();
    Some((scheme?, level?))
}

pub(super) fn ending(fields: &Fields<'_>, before: &Before<'_>, _: Instant) -> Option<Said> {
    let of = fields.get("ending").and_then(|node| ended(fields, before, node));
    let grants = fields.flag("grants");
    let reason = fields.one("reason", words);
    Said::by_nobody_else(Body::Ending(Ending { of: of?, grants, reason }))
}

fn ended(fields: &Fields<'_>, before: &Before<'_>, node: &Node<'_>) -> Option<Ended> {
    let reading = fields.reading;
    text(reading, node, "the id of a power or of a fact")?;
    let power = id::<PowerId>(reading, node)?;
    let name = power.as_str();
    let fact: EntryId = name.parse().ok()?;
    match (before.ledger.power(&power).is_some(), before.ledger.entry(&fact).is_some()) {
        (true, false) => Some(Ended::Power(power)),
        (false, true) => Some(Ended::Fact(fact)),
        (true, true) => {
            let message = format!("`{name}` is the id of a power and of another entry");
            reading.report(Problem::new(reading.inner(node), message).hint("give one of the two another id"));
            None
        }
        (false, false) => {
            let refused = At::Entry
                .field("ending")
                .refuse(format!("no power, fact or request `{name}` is recorded"))
                .unknown();
            let hint = "record it before, and give a fact an `id`";
            reading.refuse(fields.table, &fields.place, refused.suggest(name, before.ledger.names(), hint));
            None
        }
    }
}
