//! Entries, as written: the kind is told by the one key that names it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fields::{Fields, FromNode};
use super::problem::Problem;
use super::tree::{Node, Table, Value};
use super::{MAX_ENTRY, caveat};
use crate::caveat::Kind;
use crate::entry::{
    Acceptance, Acknowledgement, Agreement, Body, Clearance, Delegation, Disclosure, Ended, Ending, Entry,
    Equivalence, Event, Fate, FurtherCaveat, Grant, Item, Lifts, Party, Power, ReadIn, Refusal, Relation,
    Remark, Revocation, Rule, Sanitisation, Scope, Stance, Statement, Subject, Terms,
};
use crate::id::{EntryId, PartyId, PowerId, SchemeId};
use crate::ledger::nearest;
use crate::ledger::{AnyPower, Ledger, Refused, Step};
use crate::party::{PartyKind, RelationKind};
use crate::scheme::{Levels, LevelsError, Scheme};
use crate::time::{Instant, Interval};

/// Each kind's key and noun. A key that is also a field of other kinds comes after them.
const KINDS: [(&str, &str); 25] = [
    ("party", "a party"),
    ("relation", "a relation"),
    ("clearance", "a clearance"),
    ("accreditation", "an accreditation"),
    ("read_in", "a read-in"),
    ("equivalence", "an equivalence"),
    ("acceptance", "an acceptance"),
    ("power", "a power"),
    ("delegation", "a delegation"),
    ("ending", "an ending"),
    ("grant", "a grant"),
    ("refusal", "a refusal"),
    ("revocation", "a revocation"),
    ("remark", "a remark"),
    ("sanitisation", "a sanitisation"),
    ("disclosure", "a disclosure"),
    ("acknowledgement", "an acknowledgement"),
    ("event", "an event"),
    ("statement", "a statement"),
    ("agreement", "an agreement"),
    ("terms", "terms"),
    ("item", "an item"),
    ("caveat", "a further caveat"),
    ("rule", "a rule"),
    ("scheme", "a scheme"),
];

/// A body as read, and what the header takes from it.
struct Read {
    body: Body,
    /// What other entries call it.
    id: Option<EntryId>,
    /// Who speaks where `by` is left out.
    speaker: Option<PartyId>,
}

/// Reads entries one after the other into a ledger.
pub(crate) struct EntryReader<'l> {
    pub(crate) ledger: &'l mut Ledger,
    pub(crate) problems: Vec<Problem>,
    last: Option<(Instant, Instant)>,
}

/// From the first to the last byte of a table's text.
pub(crate) fn extent(table: &Table) -> Range<usize> {
    let ends = table.fields.iter().map(|(_, key, node)| key.end.max(reach(node)));
    table.span.start..ends.max().unwrap_or(table.span.end).max(table.span.end)
}

fn reach(node: &Node) -> usize {
    match &node.value {
        Value::Table(table) => extent(table).end.max(node.span.end),
        Value::List(list) => list.iter().map(reach).max().unwrap_or(0).max(node.span.end),
        _ => node.span.end,
    }
}

impl<'l> EntryReader<'l> {
    pub(crate) fn new(ledger: &'l mut Ledger) -> Self {
        let last = ledger.entries().last().map(|entry| (entry.on, entry.recorded));
        Self { ledger, problems: Vec::new(), last }
    }

    /// Reads one entry and puts it into the ledger. On any problem the ledger is left as it was.
    pub(crate) fn read(&mut self, table: &Table) {
        let extent = extent(table);
        if extent.len() > MAX_ENTRY {
            let message = format!("this entry has {} bytes; at most {MAX_ENTRY} are read", extent.len());
            let place = table.fields.first().map_or(table.span.clone(), |(_, place, _)| place.clone());
            self.problems
                .push(Problem::new(place, message).hint("refer to long texts instead of quoting them"));
            return;
        }
        let before = self.problems.len();
        let Some(entry) = self.entry(table).filter(|_| self.problems.len() == before) else { return };
        let kept = (entry.on, entry.recorded);
        match self.ledger.push(entry) {
            Ok(()) => self.last = Some(kept),
            Err(refused) => self.problems.push(located(refused, table)),
        }
    }

    fn entry(&mut self, table: &Table) -> Option<Entry> {
        let (kind, noun, place) = kind_of(table, &mut self.problems)?;
        let mut problems = std::mem::take(&mut self.problems);
        let mut fields = Fields::new(noun, table, place.clone(), &mut problems);
        let on: Option<Instant> = fields.optional("on");
        let recorded: Option<Instant> = fields.optional("recorded");
        let by: Option<PartyId> = fields.optional("by");
        let (last_on, last_recorded) = self.last.unwrap_or((Instant::BEGINNING, Instant::BEGINNING));
        let on = self.instant(kind, on, &mut fields).unwrap_or(last_on);
        let read = self.body(kind, on, &mut fields);
        fields.finish();
        if let (None, Some(Read { speaker: None, .. })) = (&by, &read) {
            let message = format!("{noun} needs `by`: who speaks in it");
            problems.push(Problem::new(place, message).hint("add `by = \"…\"`"));
        }
        self.problems = problems;
        let Read { body, id, speaker } = read?;
        let recorded = recorded.unwrap_or(last_recorded.max(on));
        Some(Entry { position: self.ledger.next_position(), on, recorded, by: by.or(speaker)?, id, body })
    }

    /// The instant of the entry: of a fact that holds, from when.
    fn instant(&self, kind: &str, on: Option<Instant>, fields: &mut Fields<'_, '_>) -> Option<Instant> {
        const FACTS: [&str; 6] =
            ["relation", "clearance", "accreditation", "read_in", "equivalence", "acceptance"];
        if !FACTS.contains(&kind) {
            return on;
        }
        let from: Option<Instant> = fields.optional("from");
        if let (Some(on), Some(from), Some(place)) = (on, from, fields.table.key_span("from"))
            && on != from
        {
            let message = format!("{} holds from its `on`; here `on` and `from` differ", fields.noun);
            fields.problems.push(Problem::new(place, message).hint("keep one of the two"));
        }
        from.or(on)
    }

    fn authority(&self, scheme: Option<&SchemeId>) -> Option<PartyId> {
        self.ledger.scheme(scheme?).map(|scheme| scheme.authority.clone())
    }

    fn body(&self, kind: &'static str, on: Instant, fields: &mut Fields<'_, '_>) -> Option<Read> {
        match kind {
            "party" => party(fields),
            "relation" => relation(fields),
            "scheme" => scheme(fields),
            "clearance" | "accreditation" => self.clearance(kind, fields),
            "read_in" => self.read_in(fields),
            "equivalence" => self.equivalence(fields),
            "terms" => terms(fields),
            "agreement" => agreement(fields),
            "acceptance" => acceptance(fields),
            "rule" => rule(fields),
            "power" => power(fields),
            "delegation" => self.delegation(fields),
            "ending" => self.ending(fields),
            "item" => item(fields),
            "caveat" => further_caveat(fields),
            "grant" => grant(on, fields),
            "refusal" => refusal(fields),
            "revocation" => revocation(fields),
            "remark" => remark(fields),
            "sanitisation" => sanitisation(fields),
            "disclosure" => disclosure(fields),
            "acknowledgement" => acknowledgement(fields),
            "event" => event(fields),
            _ => self.statement(fields),
        }
    }

    fn clearance(&self, kind: &'static str, fields: &mut Fields<'_, '_>) -> Option<Read> {
        let (level, scheme) = (fields.required(kind), fields.required("scheme"));
        let (who, until, id) = (fields.required("who"), fields.optional("until"), fields.optional("id"));
        let speaker = self.authority(scheme.as_ref()).or_else(|| who.clone());
        let held = Clearance { scheme: scheme?, level: level?, who: who?, until };
        let body = if kind == "clearance" { Body::Clearance(held) } else { Body::Accreditation(held) };
        Some(Read { body, id, speaker })
    }

    fn read_in(&self, fields: &mut Fields<'_, '_>) -> Option<Read> {
        let (code, scheme) = (fields.required("read_in"), fields.required("scheme"));
        let (who, until, id) = (fields.required("who"), fields.optional("until"), fields.optional("id"));
        let speaker = self.authority(scheme.as_ref()).or_else(|| who.clone());
        Some(Read {
            body: Body::ReadIn(ReadIn { scheme: scheme?, code: code?, who: who?, until }),
            id,
            speaker,
        })
    }

    fn equivalence(&self, fields: &mut Fields<'_, '_>) -> Option<Read> {
        let (level, scheme) = (fields.required("equivalence"), fields.required("scheme"));
        let (counts_as, counts_in) = (fields.required("counts_as"), fields.required("counts_in"));
        let (until, id) = (fields.optional("until"), fields.optional("id"));
        // A scheme that is not known has no authority to speak; the ledger says so of the scheme.
        let speaker = self.authority(counts_in.as_ref()).or_else(|| Some(PartyId::public()));
        let body = Body::Equivalence(Equivalence {
            scheme: scheme?,
            level: level?,
            counts_in: counts_in?,
            counts_as: counts_as?,
            until,
        });
        Some(Read { body, id, speaker })
    }

    fn delegation(&self, fields: &mut Fields<'_, '_>) -> Option<Read> {
        let (id, parent) = (fields.required("delegation"), fields.required::<PowerId>("parent"));
        let of = fields.required("of");
        let above = parent.as_ref().and_then(|parent| self.ledger.power(parent)).map(|power| match power {
            AnyPower::Founded(power) => &power.scope,
            AnyPower::Delegated(power) => &power.scope,
        });
        let mut scope = scope(fields);
        if fields.table.get("lifts").is_none()
            && let Some(above) = above
        {
            scope.lifts = above.lifts.clone();
        }
        let (until, under) = (fields.optional("until"), fields.optional("under"));
        let body = Body::Delegation(Delegation { id: id?, parent: parent?, of: of?, scope, until, under });
        Some(Read { body, id: None, speaker: None })
    }

    fn ending(&self, fields: &mut Fields<'_, '_>) -> Option<Read> {
        let ended = fields.node("ending")?;
        let (grants, reason, id) = (fields.flag("grants"), fields.optional("reason"), fields.optional("id"));
        let name = String::from_node(ended, fields.problems)?;
        let is_fact = name.parse().is_ok_and(|id: EntryId| self.ledger.entry(&id).is_some());
        let of = if is_fact {
            Ended::Fact(FromNode::from_node(ended, fields.problems)?)
        } else {
            Ended::Power(FromNode::from_node(ended, fields.problems)?)
        };
        Some(Read { body: Body::Ending(Ending { of, grants, reason }), id, speaker: None })
    }

    fn statement(&self, fields: &mut Fields<'_, '_>) -> Option<Read> {
        let id = fields.required("statement");
        fields.required::<String>("says");
        let stance = fields.word("says", &Stance::ALL);
        fields.required::<String>("about");
        let about = fields.node("about").and_then(|node| self.subject(node, fields.problems));
        let (quotation, published) = (fields.optional("quotation"), fields.optional("published"));
        let body = Body::Statement(Statement { stance: stance?, about: about?, quotation, published });
        Some(Read { body, id: Some(id?), speaker: None })
    }

    /// What a name means: an item or a power if there is one of that name, else an entry.
    fn subject(&self, node: &Node, problems: &mut Vec<Problem>) -> Option<Subject> {
        let name = String::from_node(node, problems)?;
        if name.parse().is_ok_and(|id| self.ledger.item(&id).is_some()) {
            return FromNode::from_node(node, problems).map(Subject::Item);
        }
        if name.parse().is_ok_and(|id| self.ledger.power(&id).is_some()) {
            return FromNode::from_node(node, problems).map(Subject::Power);
        }
        FromNode::from_node(node, problems).map(Subject::Entry)
    }
}

/// What kind of entry the table is: the one kind's key in it.
fn kind_of(table: &Table, problems: &mut Vec<Problem>) -> Option<(&'static str, &'static str, Range<usize>)> {
    let found = KINDS.iter().find_map(|(key, noun)| Some((*key, *noun, table.key_span(key)?)));
    if found.is_none() {
        let place = table.fields.first().map_or(table.span.clone(), |(_, place, _)| place.clone());
        let names = table.fields.iter().map(|(name, ..)| name.as_str());
        let near = names.filter_map(|name| nearest(name, KINDS.map(|(key, _)| key))).next();
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("begin with one of {}", KINDS.map(|(key, _)| format!("`{key}`")).join(", ")),
        };
        problems.push(Problem::new(place, "this entry does not say what kind it is").hint(hint));
    }
    found
}

/// Turns a refusal of the ledger into a problem in its place: the field it names, as far as there is one.
pub(crate) fn located(refused: Refused, table: &Table) -> Problem {
    let mut span = table.fields.first().map_or(table.span.clone(), |(_, place, _)| place.clone());
    let kind = KINDS.iter().find_map(|(key, _)| table.get(key));
    span = kind.map_or(span, |node| node.span.clone());
    let mut at: Option<&Node> = None;
    for (depth, step) in refused.at.iter().enumerate() {
        let next = match (step, at.map(|node| &node.value)) {
            (Step::Field(name), None) if depth == 0 => table.get(name),
            (Step::Field(name), Some(Value::Table(inner))) => inner.get(name),
            (Step::Index(index), Some(Value::List(list))) => list.get(*index),
            (Step::Element(word), Some(Value::List(list))) => {
                list.iter().find(|node| matches!(&node.value, Value::Text(text) if **text == **word))
            }
            // One value may stand alone where a list may.
            (Step::Index(0) | Step::Element(_), Some(_)) => at,
            _ => None,
        };
        let Some(node) = next else { break };
        span = node.span.clone();
        at = next;
    }
    let message = match refused.see {
        Some(position) => format!("{} (see {position})", refused.message),
        None => refused.message,
    };
    Problem::new(span, message).hint_maybe(refused.hint)
}

fn plain(body: Body, speaker: Option<PartyId>) -> Option<Read> {
    Some(Read { body, id: None, speaker })
}

fn act(body: Body, id: Option<EntryId>) -> Option<Read> {
    Some(Read { body, id: Some(id?), speaker: None })
}

fn party(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let id: Option<PartyId> = fields.required("party");
    fields.required::<String>("kind");
    let kind = fields.word("kind", &PartyKind::ALL);
    let (name, relay) = (fields.optional("name"), fields.optional("relay"));
    let id = id?;
    plain(Body::Party(Party { id: id.clone(), kind: kind?, name, relay }), Some(id))
}

fn relation(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let kind = fields.word("relation", &RelationKind::ALL);
    let (who, of) = (fields.required::<PartyId>("who"), fields.required::<PartyId>("of"));
    let (until, id) = (fields.optional("until"), fields.optional("id"));
    let (kind, who, of) = (kind?, who?, of?);
    let speaker = if kind == RelationKind::Client { who.clone() } else { of.clone() };
    Some(Read { body: Body::Relation(Relation { kind, who, of, until }), id, speaker: Some(speaker) })
}

fn scheme(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, authority) = (fields.required("scheme"), fields.required::<PartyId>("authority"));
    let levels = levels(fields);
    let (compartments, name) = (fields.set("compartments"), fields.optional("name"));
    let authority = authority?;
    let scheme = Scheme { id: id?, authority: authority.clone(), levels: levels?, compartments, name };
    plain(Body::Scheme(scheme), Some(authority))
}

/// A list, lowest first, or each level with those directly beneath it.
fn levels(fields: &mut Fields<'_, '_>) -> Option<Levels> {
    let Some(Node { value: Value::Table(table), span }) = fields.table.get("levels") else {
        let written = fields.some("levels");
        return Some(Levels::chain(written));
    };
    fields.node("levels");
    let mut beneath = BTreeMap::new();
    for (name, place, node) in &table.fields {
        let key = Node { span: place.clone(), value: Value::Text(name.clone()) };
        let under = Node { span: node.span.clone(), value: node.value.clone() };
        let list = match under.value {
            Value::List(list) => list,
            _ => vec![under],
        };
        let under = list.iter().filter_map(|node| FromNode::from_node(node, fields.problems)).collect();
        beneath.insert(FromNode::from_node(&key, fields.problems)?, under);
    }
    let message = match Levels::partial(beneath) {
        Ok(levels) => return Some(levels),
        Err(LevelsError::Unknown { above, beneath }) => {
            format!("`{above}` is put above `{beneath}`, which is no level of the scheme")
        }
        Err(LevelsError::Cycle(level)) => format!("the level `{level}` comes to be above itself"),
    };
    fields.problems.push(Problem::new(span.clone(), message));
    None
}

fn terms(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, caveats) = (fields.required("terms"), fields.list("caveats"));
    let (revises, name) = (fields.optional("revises"), fields.optional("name"));
    plain(Body::Terms(Terms { id: id?, caveats, revises, name }), None)
}

fn agreement(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, between) = (fields.required("agreement"), fields.some::<PartyId>("between"));
    let (terms, name) = (fields.required("under_terms"), fields.optional("name"));
    let speaker = between.first().cloned();
    plain(Body::Agreement(Agreement { id: id?, between, terms: terms?, name }), speaker)
}

fn acceptance(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (terms, who) = (fields.required("acceptance"), fields.required::<PartyId>("who"));
    let (until, id) = (fields.optional("until"), fields.optional("id"));
    let who = who?;
    let speaker = Some(who.clone());
    Some(Read { body: Body::Acceptance(Acceptance { terms: terms?, who, until }), id, speaker })
}

fn rule(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, policy) = (fields.required("rule"), fields.required("policy"));
    plain(Body::Rule(Rule { id: id?, policy: policy? }), None)
}

fn power(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, of) = (fields.required("power"), fields.required("of"));
    let owner: Option<PartyId> = fields.required("for");
    let scope = scope(fields);
    let (wider, until, under) = (fields.flag("wider"), fields.optional("until"), fields.optional("under"));
    let owner = owner?;
    let power = Power { id: id?, of: of?, owner: owner.clone(), scope, wider, until, under };
    plain(Body::Power(power), Some(owner))
}

fn scope(fields: &mut Fields<'_, '_>) -> Scope {
    let everything = matches!(fields.table.get("lifts"), Some(Node { value: Value::Text(text), .. }) if text == "everything");
    let lifts = if everything {
        fields.node("lifts");
        Lifts::Everything
    } else {
        Lifts::Kinds(fields.set::<Kind>("lifts"))
    };
    let up_to = fields.node("up_to").and_then(|node| up_to(node, fields.problems));
    Scope {
        lifts,
        up_to,
        items: fields.list("items"),
        to: fields.list("to"),
        records: fields.set("records"),
        by_act: fields.flag("by_act"),
        delegable: fields.flag("delegable"),
    }
}

fn up_to(node: &Node, problems: &mut Vec<Problem>) -> Option<(SchemeId, crate::id::Level)> {
    let Value::Table(table) = &node.value else {
        let message = format!("this is {}; `up_to` names a scheme and a level", node.value.noun());
        let hint = "write `up_to = { scheme = \"…\", level = \"…\" }`";
        problems.push(Problem::new(node.span.clone(), message).hint(hint));
        return None;
    };
    let mut fields = Fields::new("`up_to`", table, node.span.clone(), problems);
    let (scheme, level) = (fields.required("scheme"), fields.required("level"));
    fields.finish();
    Some((scheme?, level?))
}

fn item(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, originator) = (fields.required("item"), fields.required::<PartyId>("originator"));
    let (relay, title, marking) =
        (fields.optional("relay"), fields.optional("title"), fields.optional("marking"));
    let (caveats, free) = (fields.list("caveats"), fields.flag("free"));
    let (terms, agreements) = (fields.list("under_terms"), fields.list("under_agreement"));
    let (sources, parts, facts) = (fields.list("sources"), fields.list("parts"), fields.set("facts"));
    let (dated, content) = (fields.optional("dated"), fields.optional("content"));
    let originator = originator?;
    let speaker = Some(originator.clone());
    let item = Item {
        id: id?,
        originator,
        relay,
        title,
        marking,
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
    plain(Body::Item(item), speaker)
}

fn further_caveat(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, items) = (fields.required("caveat"), fields.some("items"));
    let caveat = caveat::caveat(fields);
    plain(Body::Caveat(FurtherCaveat { id: id?, items, caveat: caveat? }), None)
}

fn grant(on: Instant, fields: &mut Fields<'_, '_>) -> Option<Read> {
    let id = fields.required("grant");
    let (items, to, lifts) = (fields.some("items"), fields.some("to"), fields.set("lifts"));
    let (purposes, modes) = (fields.set("purposes"), fields.set("modes"));
    let from = fields.optional("from").unwrap_or(on);
    let during = Interval { from, until: fields.optional("until") };
    let (this_item_only, recipient_only) = (fields.flag("this_item_only"), fields.flag("recipient_only"));
    let rests_on = fields.optional("rests_on");
    let grant = Grant { items, to, lifts, purposes, modes, during, this_item_only, recipient_only, rests_on };
    act(Body::Grant(grant), id)
}

fn refusal(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, items, to) = (fields.required("refusal"), fields.some("items"), fields.some("to"));
    let reason = fields.optional("reason");
    act(Body::Refusal(Refusal { items, to, reason }), id)
}

fn revocation(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, of, to) = (fields.required("revocation"), fields.some("of"), fields.list("to"));
    let reason = fields.optional("reason");
    act(Body::Revocation(Revocation { of, to, reason }), id)
}

fn remark(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, items, removes) = (fields.required("remark"), fields.some("items"), fields.set("removes"));
    let has_level = fields.table.get("level").is_some() || fields.table.get("scheme").is_some();
    let level = if has_level {
        let (scheme, level) = (fields.required("scheme"), fields.required("level"));
        Some((scheme?, level?))
    } else {
        fields.node("scheme");
        fields.node("level");
        None
    };
    let under = fields.optional("under");
    act(Body::Remark(Remark { items, removes, level, under }), id)
}

fn sanitisation(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, derived, source) =
        (fields.required("sanitisation"), fields.required("derived"), fields.required("source"));
    let under = fields.optional("under");
    act(Body::Sanitisation(Sanitisation { derived: derived?, source: source?, under }), id)
}

fn disclosure(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (id, item) = (fields.required("disclosure"), fields.required("of"));
    let actor: Option<crate::entry::InCapacity> = fields.required("actor");
    let to = fields.some("to");
    let (purposes, mode) = (fields.set("purposes"), fields.optional("mode"));
    let (unattributed, reported) = (fields.flag("unattributed"), fields.flag("reported"));
    let (setting, reason) = (fields.optional("setting"), fields.optional("reason"));
    let actor = actor?;
    let speaker = Some(actor.party.clone());
    let body = Body::Disclosure(Disclosure {
        item: item?,
        actor,
        to,
        purposes,
        mode: mode.unwrap_or(crate::caveat::Mode::Giving),
        unattributed,
        reported,
        setting,
        reason,
    });
    Some(Read { body, id: Some(id?), speaker })
}

fn acknowledgement(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let fate = fields.word("acknowledgement", &Fate::ALL);
    let (item, who, id) = (fields.required("of"), fields.required::<PartyId>("who"), fields.optional("id"));
    let who = who?;
    let speaker = Some(who.clone());
    Some(Read { body: Body::Acknowledgement(Acknowledgement { fate: fate?, item: item?, who }), id, speaker })
}

fn event(fields: &mut Fields<'_, '_>) -> Option<Read> {
    let (event, id) = (fields.required("event"), fields.optional("id"));
    Some(Read { body: Body::Event(Event { event: event? }), id, speaker: None })
}
