//! Writing: an entry as one table of the scenario format, with everything in it that the reader would fill in from
//! other entries.
//!
//! What is left out is what is empty, false, or the one default that no other entry changes. Whoever keeps entries
//! says by a [`Scribe`] what stands for identifiers and for words.

mod scheme;

use crate::caveat::{Audience, AudienceMember, Caveat, Kind, Mode, Selector, Test, UntilEvent};
use crate::entry::{
    Body, Clearance, Delegation, Disclosure, Ended, Entry, Fate, Grant, InCapacity, Item, Lifts, Meaning,
    Power, Recall, Recalled, Recordable, Remark, Request, Scope, Silence, Stance, Statement, Subject,
};
use crate::id::{Identifier, Level, PartyId, SchemeId, is_built_in};
use crate::json::{Json, Members};
use crate::party::{PartyKind, RelationKind};
use crate::time::Instant;
use crate::words::Words;

pub use crate::id::Named;

/// What is written for identifiers and for words.
pub trait Scribe {
    /// What stands for the identifier of something.
    fn id(&mut self, kind: Named, id: &str) -> String;

    /// What stands for words.
    fn words(&mut self, words: &Words) -> Json;
}

/// Writes identifiers and words as they are.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Scribe for Plain {
    fn id(&mut self, _: Named, id: &str) -> String {
        id.to_owned()
    }

    fn words(&mut self, words: &Words) -> Json {
        if words.is_erased() { Json::Erased } else { Json::text(words.as_str()) }
    }
}

/// The entry as one table of the scenario format. `by`, `on` and `recorded` always stand in it; the position does not.
///
/// An act that has no id, which no scenario can tell, has `true` in the place of it; and a caveat added later has no
/// other id than its own.
pub fn entry(entry: &Entry, scribe: &mut dyn Scribe) -> Json {
    let mut table = Table { scribe, fields: Members::with_room() };
    table.id("by", &entry.by);
    table.instant("on", Some(entry.on));
    table.instant("recorded", Some(entry.recorded));
    let of_its_own = match act(&entry.body) {
        None => "id",
        Some(kind) => {
            table.put(kind, Json::Bool(true));
            kind
        }
    };
    if let Some(id) = &entry.id {
        table.id(of_its_own, id);
    }
    table.body(&entry.body);
    Json::Object(table.fields)
}

/// The fields of a caveat, as they stand in the entry of its item; its name is not among them.
pub fn caveat(caveat: &Caveat, scribe: &mut dyn Scribe) -> Json {
    let mut table = Table { scribe, fields: Members::new() };
    table.caveat(caveat);
    Json::Object(table.fields)
}

/// The key of a kind whose key is the id of the entry itself.
fn act(body: &Body) -> Option<&'static str> {
    match body {
        Body::Grant(_) => Some("grant"),
        Body::Refusal(_) => Some("refusal"),
        Body::Revocation(_) => Some("revocation"),
        Body::Remark(_) => Some("remark"),
        Body::Sanitisation(_) => Some("sanitisation"),
        Body::Disclosure(_) => Some("disclosure"),
        Body::Statement(_) => Some("statement"),
        Body::Request(_) => Some("request"),
        _ => None,
    }
}

/// A table being written.
struct Table<'s> {
    scribe: &'s mut dyn Scribe,
    fields: Members<'static>,
}

/// What fields hold.
impl Table<'_> {
    fn put(&mut self, name: &'static str, value: Json) {
        self.fields.insert(name, value);
    }

    /// A table inside this one.
    fn inside(&mut self, write: impl FnOnce(&mut Table<'_>)) -> Json {
        let mut table = Table { scribe: &mut *self.scribe, fields: Members::new() };
        write(&mut table);
        Json::Object(table.fields)
    }

    /// What stands for an identifier: for levels, compartments and the public, they themselves.
    fn written<I: Identifier>(&mut self, id: &I) -> String {
        match I::NAMED {
            Some(kind) if !is_built_in(kind, id.text()) => self.scribe.id(kind, id.text()),
            _ => id.text().to_owned(),
        }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.put(name, Json::text(text));
    }

    fn id<I: Identifier>(&mut self, name: &'static str, id: &I) {
        let written = self.written(id);
        self.put(name, Json::text(written));
    }

    fn optional_id<I: Identifier>(&mut self, name: &'static str, id: Option<&I>) {
        if let Some(id) = id {
            self.id(name, id);
        }
    }

    /// A list in its order, empty or not.
    fn ids<I: Identifier>(&mut self, name: &'static str, ids: &[I]) {
        let written = ids.iter().map(|id| Json::text(self.written(id))).collect();
        self.put(name, Json::List(written));
    }

    /// A list in its order, left out where it is empty.
    fn some_ids<I: Identifier>(&mut self, name: &'static str, ids: &[I]) {
        if !ids.is_empty() {
            self.ids(name, ids);
        }
    }

    /// A set, in the order of what is written; left out where it is empty.
    fn set<'i, I: Identifier + 'i>(&mut self, name: &'static str, ids: impl IntoIterator<Item = &'i I>) {
        let written = ids.into_iter().map(|id| self.written(id)).collect();
        self.some_sorted(name, written);
    }

    fn some_sorted(&mut self, name: &'static str, written: Vec<String>) {
        if !written.is_empty() {
            self.put(name, sorted(written));
        }
    }

    /// Some of the words of a vocabulary.
    fn some_of<'i, T: PartialEq + 'i>(
        &mut self,
        name: &'static str,
        all: &[(&'static str, T)],
        some: impl IntoIterator<Item = &'i T>,
    ) {
        self.some_sorted(name, some.into_iter().map(|one| word(all, one).to_owned()).collect());
    }

    fn instant(&mut self, name: &'static str, instant: Option<Instant>) {
        if let Some(instant) = instant {
            self.text(name, &instant.to_string());
        }
    }

    fn flag(&mut self, name: &'static str, flag: bool) {
        if flag {
            self.put(name, Json::Bool(true));
        }
    }

    fn words(&mut self, name: &'static str, words: Option<&Words>) {
        if let Some(words) = words {
            let written = self.scribe.words(words);
            self.put(name, written);
        }
    }

    fn optional_text(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }
}

fn sorted(mut texts: Vec<String>) -> Json {
    texts.sort();
    Json::List(texts.into_iter().map(Json::text).collect())
}

/// How one of a vocabulary is written.
fn word<T: PartialEq>(all: &[(&'static str, T)], one: &T) -> &'static str {
    all.iter().find(|(_, other)| other == one).map_or("", |(word, _)| word)
}

/// What entries say, by kind.
impl Table<'_> {
    fn body(&mut self, body: &Body) {
        match body {
            Body::Party(party) => {
                self.id("party", &party.id);
                self.text("kind", word(&PartyKind::ALL, &party.kind));
                self.words("name", party.name.as_ref());
                self.optional_id("relay", party.relay.as_ref());
            }
            Body::Relation(relation) => {
                self.text("relation", word(&RelationKind::ALL, &relation.kind));
                self.id("of", &relation.of);
                self.fact(&relation.who, relation.until);
            }
            Body::Scheme(scheme) => self.scheme(scheme),
            Body::Clearance(clearance) => self.clearance("clearance", clearance),
            Body::Accreditation(accreditation) => self.clearance("accreditation", accreditation),
            Body::ReadIn(read_in) => {
                self.id("read_in", &read_in.code);
                self.id("scheme", &read_in.scheme);
                self.fact(&read_in.who, read_in.until);
            }
            Body::Equivalence(equivalence) => {
                self.level("equivalence", &equivalence.scheme, &equivalence.level);
                self.id("counts_in", &equivalence.counts_in);
                self.id("counts_as", &equivalence.counts_as);
                self.instant("until", equivalence.until);
            }
            Body::Terms(terms) => {
                self.id("terms", &terms.id);
                self.caveats(&terms.caveats);
                if let Some(silence) = &terms.silence {
                    let silence = self.inside(|table| table.silence(silence));
                    self.put("silence", silence);
                }
                self.optional_id("revises", terms.revises.as_ref());
                self.words("name", terms.name.as_ref());
            }
            Body::Agreement(agreement) => {
                self.id("agreement", &agreement.id);
                self.ids("between", &agreement.between);
                self.id("under_terms", &agreement.terms);
                self.words("name", agreement.name.as_ref());
            }
            Body::Acceptance(acceptance) => {
                self.id("acceptance", &acceptance.terms);
                self.fact(&acceptance.who, acceptance.until);
            }
            Body::Rule(rule) => {
                self.id("rule", &rule.id);
                self.text("policy", &rule.policy);
            }
            Body::Power(power) => self.power(power),
            Body::Delegation(delegation) => self.delegation(delegation),
            _ => self.deed(body),
        }
    }

    fn deed(&mut self, body: &Body) {
        match body {
            Body::Ending(ending) => {
                match &ending.of {
                    Ended::Power(power) => self.id("ending", power),
                    Ended::Fact(fact) => self.id("ending", fact),
                }
                self.flag("grants", ending.grants);
                self.words("reason", ending.reason.as_ref());
            }
            Body::Item(item) => self.item(item),
            Body::Caveat(further) => {
                self.caveat(&further.caveat);
                self.id("caveat", &further.id);
                self.ids("items", &further.items);
                if let Some(recall) = &further.recall {
                    self.recall(recall);
                }
            }
            Body::Grant(grant) => self.grant(grant),
            Body::Refusal(refusal) => {
                self.ids("items", &refusal.items);
                self.ids("to", &refusal.to);
                self.optional_id("answers", refusal.answers.as_ref());
                self.words("reason", refusal.reason.as_ref());
            }
            Body::Revocation(revocation) => {
                self.ids("of", &revocation.of);
                self.some_ids("to", &revocation.to);
                self.words("reason", revocation.reason.as_ref());
            }
            Body::Remark(remark) => self.remark(remark),
            Body::Sanitisation(sanitisation) => {
                self.id("derived", &sanitisation.derived);
                self.id("source", &sanitisation.source);
                self.words("under", sanitisation.under.as_ref());
            }
            Body::Disclosure(disclosure) => self.disclosure(disclosure),
            Body::Acknowledgement(acknowledgement) => {
                self.text("acknowledgement", word(&Fate::ALL, &acknowledgement.fate));
                self.id("of", &acknowledgement.item);
                self.id("who", &acknowledgement.who);
                self.optional_id("recall", acknowledgement.recall.as_ref());
                self.words("reason", acknowledgement.reason.as_ref());
            }
            Body::Event(event) => self.id("event", &event.event),
            Body::Statement(statement) => self.statement(statement),
            Body::Key(key) => {
                self.text("key", &key.key);
                self.id("of", &key.of);
                self.instant("until", key.until);
            }
            Body::Request(request) => self.request(request),
            Body::Delivery(delivery) => self.id("delivery", &delivery.of),
            // The others are facts and what stands in them.
            _ => {}
        }
    }

    fn fact(&mut self, who: &PartyId, until: Option<Instant>) {
        self.id("who", who);
        self.instant("until", until);
    }

    fn level(&mut self, name: &'static str, scheme: &SchemeId, level: &Level) {
        self.id(name, level);
        self.id("scheme", scheme);
    }

    fn clearance(&mut self, name: &'static str, clearance: &Clearance) {
        self.level(name, &clearance.scheme, &clearance.level);
        self.fact(&clearance.who, clearance.until);
    }

    fn power(&mut self, power: &Power) {
        self.id("power", &power.id);
        self.id("of", &power.of);
        self.id("for", &power.owner);
        self.scope(&power.scope);
        if power.scope.lifts != Lifts::Kinds([].into()) {
            self.lifts(&power.scope.lifts);
        }
        self.flag("wider", power.wider);
        self.instant("until", power.until);
        self.words("under", power.under.as_ref());
    }

    fn delegation(&mut self, delegation: &Delegation) {
        self.id("delegation", &delegation.id);
        self.id("parent", &delegation.parent);
        self.id("of", &delegation.of);
        self.scope(&delegation.scope);
        // Left out, it would be what the parent lifts.
        self.lifts(&delegation.scope.lifts);
        self.instant("until", delegation.until);
        self.words("under", delegation.under.as_ref());
    }

    /// What a power covers, but for what it lifts.
    fn scope(&mut self, scope: &Scope) {
        if let Some((scheme, level)) = &scope.up_to {
            let up_to = self.inside(|table| table.level("level", scheme, level));
            self.put("up_to", up_to);
        }
        self.some_ids("items", &scope.items);
        self.some_ids("to", &scope.to);
        self.some_of("records", &Recordable::ALL, &scope.records);
        self.flag("by_act", scope.by_act);
        self.flag("delegable", scope.delegable);
    }

    fn lifts(&mut self, lifts: &Lifts) {
        let words = match lifts {
            Lifts::Everything => vec![EVERYTHING.to_owned()],
            Lifts::Kinds(kinds) => kinds.iter().map(|kind| word(&Kind::ALL, kind).to_owned()).collect(),
        };
        self.put("lifts", sorted(words));
    }

    fn item(&mut self, item: &Item) {
        self.id("item", &item.id);
        self.id("originator", &item.originator);
        self.optional_id("relay", item.relay.as_ref());
        self.words("title", item.title.as_ref());
        self.optional_text("marking", item.marking.as_deref());
        self.optional_id("scheme", item.scheme.as_ref());
        self.caveats(&item.caveats);
        self.flag("free", item.free);
        self.some_ids("under_terms", &item.terms);
        self.some_ids("under_agreement", &item.agreements);
        self.some_ids("sources", &item.sources);
        self.some_ids("parts", &item.parts);
        self.set("facts", &item.facts);
        self.instant("dated", item.dated);
        self.optional_text("content", item.content.as_deref());
    }

    fn grant(&mut self, grant: &Grant) {
        self.ids("items", &grant.items);
        self.ids("to", &grant.to);
        self.selectors("lifts", &grant.lifts);
        self.set("purposes", &grant.purposes);
        self.some_of("modes", &Mode::ALL, &grant.modes);
        self.instant("from", Some(grant.during.from));
        self.instant("until", grant.during.until);
        self.flag("this_item_only", grant.this_item_only);
        self.flag("recipient_only", grant.recipient_only);
        self.flag("unattributed", grant.unattributed);
        self.some_ids("bound", &grant.bound);
        self.optional_id("rests_on", grant.rests_on.as_ref());
        self.optional_id("answers", grant.answers.as_ref());
    }

    fn silence(&mut self, silence: &Silence) {
        self.text("means", word(&Meaning::ALL, &silence.means));
        self.text("after", &silence.after.to_string());
        self.some_ids("delivered_by", &silence.delivered_by);
        self.some_ids("asked_by", &silence.asked_by);
    }

    fn request(&mut self, request: &Request) {
        self.id("of", &request.of);
        self.ids("items", &request.items);
        self.ids("to", &request.to);
        self.selectors("lifts", &request.lifts);
        self.set("purposes", &request.purposes);
        self.some_of("modes", &Mode::ALL, &request.modes);
        self.flag("unattributed", request.unattributed);
        self.instant("until", request.until);
        self.instant("deadline", request.deadline);
        self.optional_id("under_terms", request.under.as_ref());
        self.words("reason", request.reason.as_ref());
    }

    fn recall(&mut self, recall: &Recall) {
        self.text("recall", word(&Recalled::ALL, &recall.to));
        self.optional_id("replacement", recall.replacement.as_ref());
        self.instant("deadline", recall.deadline);
        self.words("reason", recall.reason.as_ref());
    }

    fn remark(&mut self, remark: &Remark) {
        self.ids("items", &remark.items);
        self.selectors("removes", &remark.removes);
        if let Some((scheme, level)) = &remark.level {
            self.level("level", scheme, level);
        }
        self.words("under", remark.under.as_ref());
    }

    fn selectors<'i>(&mut self, name: &'static str, selectors: impl IntoIterator<Item = &'i Selector>) {
        let written = selectors.into_iter().map(|selector| match selector {
            Selector::Everything => EVERYTHING.to_owned(),
            Selector::Kind(kind) => word(&Kind::ALL, kind).to_owned(),
            Selector::Caveat(id) => self.written(id),
        });
        let written = written.collect();
        self.some_sorted(name, written);
    }

    fn disclosure(&mut self, disclosure: &Disclosure) {
        self.id("of", &disclosure.item);
        let actor = self.in_capacity(&disclosure.actor);
        self.put("actor", actor);
        let to = disclosure.to.iter().map(|to| self.in_capacity(to)).collect();
        self.put("to", Json::List(to));
        self.set("purposes", &disclosure.purposes);
        if disclosure.mode != Mode::Giving {
            self.text("mode", word(&Mode::ALL, &disclosure.mode));
        }
        self.flag("unattributed", disclosure.unattributed);
        self.flag("reported", disclosure.reported);
        self.words("setting", disclosure.setting.as_ref());
        self.words("reason", disclosure.reason.as_ref());
    }

    fn in_capacity(&mut self, who: &InCapacity) -> Json {
        match &who.capacity {
            None => Json::text(self.written(&who.party)),
            Some(capacity) => self.inside(|table| {
                table.id("party", &who.party);
                table.id("in_capacity", capacity);
            }),
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.text("says", word(&Stance::ALL, &statement.stance));
        match &statement.about {
            Subject::Entry(entry) => self.id("about", entry),
            Subject::Item(item) => self.id("about", item),
            Subject::Power(power) => self.id("about", power),
        }
        self.words("quotation", statement.quotation.as_ref());
        self.words("published", statement.published.as_ref());
    }
}

/// Caveats.
impl Table<'_> {
    fn caveats(&mut self, caveats: &[Caveat]) {
        let write = |table: &mut Table<'_>, caveat: &Caveat| {
            table.caveat(caveat);
            table.optional_id("id", caveat.id.as_ref());
        };
        let written: Vec<_> =
            caveats.iter().map(|caveat| self.inside(|table| write(table, caveat))).collect();
        if !written.is_empty() {
            self.put("caveats", Json::List(written));
        }
    }

    /// The fields of a caveat, but for its id.
    fn caveat(&mut self, caveat: &Caveat) {
        self.test(&caveat.test);
        self.some_ids("owner", &caveat.owners);
        self.instant("from", caveat.from);
        if let Some(until) = &caveat.until {
            self.instant("until", until.instant);
            if let Some(event) = &until.event {
                self.until_event(event);
            }
        }
        self.some_of("modes", &Mode::ALL, &caveat.modes);
        self.instant("dated_from", caveat.dated.from);
        self.instant("dated_until", caveat.dated.until);
    }

    fn until_event(&mut self, until: &UntilEvent) {
        if until.by.is_empty() {
            self.id("until_event", &until.event);
            return;
        }
        let written = self.inside(|table| {
            table.id("event", &until.event);
            table.ids("by", &until.by);
        });
        self.put("until_event", written);
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Level(scheme, level) => self.level("level", scheme, level),
            Test::Compartment(scheme, code) => {
                self.id("compartment", code);
                self.id("scheme", scheme);
            }
            Test::Audience(audience) => self.audience(audience),
            Test::Relative(audience) => {
                let clients = if audience.clients { "organisation and clients" } else { "organisation" };
                self.text("relative", clients);
                self.flag("affiliates", audience.affiliates);
                if audience.rebases > 0 {
                    self.put("rebases", Json::Integer(audience.rebases.into()));
                }
            }
            Test::Purpose(purposes) => self.set("purpose", purposes),
            Test::Unattributed => self.flag("unattributed", true),
            Test::Bound(terms) => self.id("bound", terms),
            Test::Rule(rule) => self.id("rule", rule),
            Test::Any(tests) => {
                let written = tests.iter().map(|test| self.inside(|table| table.test(test))).collect();
                self.put("any", Json::List(written));
            }
            Test::Nobody(None) => self.flag("nobody", true),
            Test::Nobody(reason) => self.words("nobody", reason.as_ref()),
        }
    }

    fn audience(&mut self, audience: &Audience) {
        let written = audience.members.iter().map(|member| Json::text(self.member(member))).collect();
        self.put("audience", Json::List(written));
        self.instant("membership_at", audience.membership_at);
    }

    fn member(&mut self, member: &AudienceMember) -> String {
        let party = self.written(&member.party);
        if member.nationals { format!("nationals of {party}") } else { party }
    }
}

/// Every caveat, where kinds are listed.
const EVERYTHING: &str = "everything";
