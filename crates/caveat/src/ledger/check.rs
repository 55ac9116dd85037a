//! What is checked of an entry before it is appended.

use std::collections::BTreeSet;

use crate::entry::{
    Acceptance, Acknowledgement, Agreement, Body, Clearance, Disclosure, Ended, Ending, Entry, Equivalence,
    Grant, InCapacity, Item, Party, ReadIn, Refusal, Remark, Revocation, Rule, Sanitisation, Statement,
    Subject, Terms,
};
use crate::id::{EntryId, ItemId, PartyId, PowerId};
use crate::ledger::Ledger;
use crate::ledger::refer::{ends_after, known, listed, listed_twice};
use crate::ledger::refused::{At, Refused};
use crate::party::PartyKind;
use crate::time::Position;

/// The longest policy, in bytes.
const MAX_POLICY: usize = 64 * 1024;

pub(super) type Checked = Result<(), Refused>;

/// Checks an entry against those before it.
pub(super) fn check(ledger: &Ledger, entry: &Entry) -> Checked {
    let check = Check { ledger, entry };
    check.position()?;
    check.unused(
        "entry",
        &ledger.index.entries,
        entry.id.as_ref(),
        &At::Entry.field(id_field(&entry.body)),
    )?;
    check.body()?;
    check.speaker()
}

/// An entry under check, and the ledger that it would join.
#[derive(Clone, Copy)]
pub(super) struct Check<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) entry: &'a Entry,
}

impl Check<'_> {
    fn position(&self) -> Checked {
        let (position, last) = (self.entry.position, self.ledger.last_position());
        let at = At::Entry.field("position");
        if position == Position::LAST {
            return Err(at.refuse("the position is behind every entry that can be"));
        }
        if position <= last {
            return Err(at.refuse(format!("position {position} is not behind the last one, {last}")));
        }
        Ok(())
    }

    fn speaker(&self) -> Checked {
        let by = &self.entry.by;
        let itself = matches!(&self.entry.body, Body::Party(party) if party.id == *by);
        if itself { Ok(()) } else { self.somebody(by, "never speaks", &At::Entry.field("by")) }
    }

    fn body(&self) -> Checked {
        match &self.entry.body {
            Body::Party(party) => self.party(party),
            Body::Relation(relation) => self.relation(relation),
            Body::Scheme(scheme) => self.scheme(scheme),
            Body::Clearance(clearance) => self.clearance(clearance, "clearance"),
            Body::Accreditation(accreditation) => self.clearance(accreditation, "accreditation"),
            Body::ReadIn(read_in) => self.read_in(read_in),
            Body::Equivalence(equivalence) => self.equivalence(equivalence),
            Body::Terms(terms) => self.terms(terms),
            Body::Agreement(agreement) => self.agreement(agreement),
            Body::Acceptance(acceptance) => self.acceptance(acceptance),
            Body::Rule(rule) => self.rule(rule),
            Body::Power(power) => self.founded(power),
            Body::Delegation(delegation) => self.delegation(delegation),
            Body::Ending(ending) => self.ending(ending),
            Body::Item(item) => self.item(item),
            Body::Caveat(further) => self.further(further),
            Body::Grant(grant) => self.grant(grant),
            Body::Refusal(refusal) => self.refusal(refusal),
            Body::Revocation(revocation) => self.revocation(revocation),
            Body::Remark(remark) => self.remark(remark),
            Body::Sanitisation(sanitisation) => self.sanitisation(sanitisation),
            Body::Disclosure(disclosure) => self.disclosure(disclosure),
            Body::Acknowledgement(acknowledgement) => self.acknowledgement(acknowledgement),
            Body::Event(_) => Ok(()),
            Body::Statement(statement) => self.statement(statement),
            Body::Key(key) => self.key(key),
            Body::Request(request) => self.request(request),
            Body::Delivery(delivery) => self.delivery(delivery),
        }
    }

    fn party(&self, party: &Party) -> Checked {
        let at = At::Entry.field("party");
        if party.id.is_public() {
            return Err(at.refuse("`public` is built in").hint("leave this entry out"));
        }
        self.unused("party", &self.ledger.index.parties, Some(&party.id), &at)?;
        self.relay(party.relay.as_ref(), &party.id, "")
    }

    fn relay(&self, relay: Option<&PartyId>, concealed: &PartyId, who: &str) -> Checked {
        let at = At::Entry.field("relay");
        match relay {
            Some(relay) if relay == concealed => Err(at
                .refuse(format!("{who}`{relay}` cannot be concealed behind itself"))
                .hint("name another relay")),
            Some(relay) => self.somebody(relay, "is never a relay", &at),
            None => Ok(()),
        }
    }

    fn clearance(&self, clearance: &Clearance, field: &'static str) -> Checked {
        self.level(&clearance.scheme, &clearance.level, &At::Entry.field("scheme"), &At::Entry.field(field))?;
        let at = At::Entry.field("who");
        self.somebody(&clearance.who, "is never cleared", &at)?;
        let person = self.kind(&clearance.who) == Some(PartyKind::Person);
        match (field, person) {
            ("clearance", false) => Err(at
                .refuse(format!("`{}` is no person, and only a person holds a clearance", clearance.who))
                .hint("write `accreditation` instead of `clearance`")),
            ("accreditation", true) => Err(at
                .refuse(format!("`{}` is a person, and no person holds an accreditation", clearance.who))
                .hint("write `clearance` instead of `accreditation`")),
            _ => self.ends_later(clearance.until),
        }
    }

    fn read_in(&self, read_in: &ReadIn) -> Checked {
        self.compartment(
            &read_in.scheme,
            &read_in.code,
            &At::Entry.field("scheme"),
            &At::Entry.field("read_in"),
        )?;
        self.somebody(&read_in.who, "is never read in", &At::Entry.field("who"))?;
        self.ends_later(read_in.until)
    }

    fn equivalence(&self, it: &Equivalence) -> Checked {
        self.level(&it.scheme, &it.level, &At::Entry.field("scheme"), &At::Entry.field("equivalence"))?;
        self.level(
            &it.counts_in,
            &it.counts_as,
            &At::Entry.field("counts_in"),
            &At::Entry.field("counts_as"),
        )?;
        self.ends_later(it.until)
    }

    fn terms(&self, terms: &Terms) -> Checked {
        self.unused("terms", &self.ledger.index.terms, Some(&terms.id), &At::Entry.field("terms"))?;
        if let Some(revised) = &terms.revises {
            let at = At::Entry.field("revises");
            if *revised == terms.id {
                return Err(at
                    .refuse(format!("terms `{revised}` cannot revise themselves"))
                    .hint("give the revision an id of its own"));
            }
            self.known_terms(revised, &at)?;
        }
        if let Some(silence) = &terms.silence {
            let at = At::Entry.field("silence");
            let named = |party: &PartyId, at: &At<'_>| self.somebody(party, "never asks or delivers", at);
            self.each(&silence.delivered_by, &at.field("delivered_by"), named)?;
            self.each(&silence.asked_by, &at.field("asked_by"), named)?;
        }
        self.caveats_in_terms(terms)
    }

    fn agreement(&self, agreement: &Agreement) -> Checked {
        let id = Some(&agreement.id);
        self.unused("agreement", &self.ledger.index.agreements, id, &At::Entry.field("agreement"))?;
        let at = At::Entry.field("between");
        self.each(&agreement.between, &at, |party, at| self.somebody(party, "never agrees to anything", at))?;
        if agreement.between.len() < 2 {
            return Err(at.refuse("an agreement is between two parties or more").hint("name them all"));
        }
        self.known_terms(&agreement.terms, &At::Entry.field("under_terms"))
    }

    fn acceptance(&self, acceptance: &Acceptance) -> Checked {
        self.known_terms(&acceptance.terms, &At::Entry.field("acceptance"))?;
        self.somebody(&acceptance.who, "never accepts terms", &At::Entry.field("who"))?;
        self.ends_later(acceptance.until)
    }

    fn rule(&self, rule: &Rule) -> Checked {
        self.unused("rule", &self.ledger.index.rules, Some(&rule.id), &At::Entry.field("rule"))?;
        let at = At::Entry.field("policy");
        if rule.policy.trim().is_empty() {
            return Err(at.refuse("the policy is empty").hint("write what the rule forbids"));
        }
        if rule.policy.len() > MAX_POLICY {
            return Err(at.refuse(format!("the policy has more than {MAX_POLICY} bytes")));
        }
        Ok(())
    }

    fn ending(&self, ending: &Ending) -> Checked {
        let at = At::Entry.field("ending");
        let id = match &ending.of {
            Ended::Power(power) => return self.known_power(power, &at),
            Ended::Fact(id) => id,
        };
        let entry = self.entry(id, &at)?;
        if !is_fact(&entry.body) && !matches!(entry.body, Body::Request(_)) {
            let noun = a(entry.body.noun());
            let refused =
                at.refuse(format!("`{id}` is {noun}, and {noun} cannot be ended")).see(entry.position);
            return Err(match entry.body {
                Body::Grant(_) | Body::Sanitisation(_) => refused.hint("take it back by a `revocation`"),
                _ => refused.hint("only powers, requests and facts that hold over time are ended"),
            });
        }
        if ending.grants {
            let message = format!("`{id}` is {}, and no grants are made under it", a(entry.body.noun()));
            return Err(At::Entry.field("grants").refuse(message).hint("leave `grants` out"));
        }
        Ok(())
    }

    fn item(&self, item: &Item) -> Checked {
        self.unused("item", &self.ledger.index.items, Some(&item.id), &At::Entry.field("item"))?;
        self.somebody(&item.originator, "is never an originator", &At::Entry.field("originator"))?;
        self.relay(item.relay.as_ref(), &item.originator, "the originator ")?;
        self.marking(item)?;
        self.each(&item.terms, &At::Entry.field("under_terms"), |terms, at| self.known_terms(terms, at))?;
        self.each(&item.agreements, &At::Entry.field("under_agreement"), |agreement, at| {
            known("agreement", &self.ledger.index.agreements, agreement, at).map(drop)
        })?;
        self.caveats_on_item(item)?;
        let other = |other: &ItemId, at: &At<'_>| match *other == item.id {
            true => {
                Err(at.refuse(format!("`{other}` cannot contain or come from itself")).hint("leave it out"))
            }
            false => self.known_item(other, at),
        };
        self.each(&item.sources, &At::Entry.field("sources"), other)?;
        self.each(&item.parts, &At::Entry.field("parts"), other)?;
        self.length(item.facts.len(), &At::Entry.field("facts"))?;
        match item.content.as_deref() {
            Some(content) => commitment(content, &At::Entry.field("content")),
            None => Ok(()),
        }
    }

    fn grant(&self, grant: &Grant) -> Checked {
        self.items(&grant.items)?;
        self.audience(&grant.to, &At::Entry.field("to"))?;
        self.selectors(&grant.lifts, "lifts")?;
        self.length(grant.purposes.len(), &At::Entry.field("purposes"))?;
        let (on, during) = (self.entry.on, grant.during);
        if during.from < on {
            return Err(At::Entry
                .field("from")
                .refuse(format!("the grant would begin at `{}`, before it was made at `{on}`", during.from))
                .hint("consent does not reach back: let `from` be `on` or later"));
        }
        ends_after(during.from, during.until, &At::Entry.field("until"))?;
        self.each(&grant.bound, &At::Entry.field("bound"), |terms, at| self.known_terms(terms, at))?;
        if let Some(terms) = &grant.rests_on {
            self.known_terms(terms, &At::Entry.field("rests_on"))?;
        }
        self.answer(grant.answers.as_ref(), &grant.items)
    }

    fn refusal(&self, refusal: &Refusal) -> Checked {
        self.items(&refusal.items)?;
        self.audience(&refusal.to, &At::Entry.field("to"))?;
        self.answer(refusal.answers.as_ref(), &refusal.items)
    }

    fn revocation(&self, revocation: &Revocation) -> Checked {
        let at = At::Entry.field("of");
        self.some(&revocation.of, &at)?;
        self.each(&revocation.of, &at, |id, at| self.revocable(id, at))?;
        self.each(&revocation.to, &At::Entry.field("to"), |party, at| self.any_party(party, at))
    }

    fn revocable(&self, id: &EntryId, at: &At<'_>) -> Checked {
        let is_power = |id: &EntryId| {
            let power: Option<PowerId> = id.as_str().parse().ok();
            power.is_some_and(|power| self.ledger.index.powers.contains_key(&power))
        };
        if self.ledger.entry(id).is_none() && is_power(id) {
            return Err(at
                .refuse(format!("`{id}` is a power, and a power is not revoked"))
                .hint("end it by an `ending`"));
        }
        let entry = self.entry(id, at)?;
        if matches!(entry.body, Body::Grant(_) | Body::Sanitisation(_) | Body::Request(_)) {
            return Ok(());
        }
        let hint = if is_fact(&entry.body) {
            "end it by an `ending`"
        } else {
            "only grants, sanitisations and requests are"
        };
        let message = format!("`{id}` is {}, and is not revoked", a(entry.body.noun()));
        Err(at.refuse(message).hint(hint).see(entry.position))
    }

    fn remark(&self, remark: &Remark) -> Checked {
        self.items(&remark.items)?;
        self.selectors(&remark.removes, "removes")?;
        match &remark.level {
            Some((scheme, level)) => {
                self.level(scheme, level, &At::Entry.field("scheme"), &At::Entry.field("level"))
            }
            None if remark.removes.is_empty() => Err(At::Entry
                .refuse("this remark changes nothing")
                .hint("say what it `removes`, or the `scheme` and `level` that it sets")),
            None => Ok(()),
        }
    }

    fn sanitisation(&self, it: &Sanitisation) -> Checked {
        self.known_item(&it.derived, &At::Entry.field("derived"))?;
        let at = At::Entry.field("source");
        self.known_item(&it.source, &at)?;
        let sources = self.ledger.item(&it.derived).map_or(&[][..], |derived| &derived.sources);
        if sources.contains(&it.source) {
            return Ok(());
        }
        let message = format!("`{}` is no source of `{}`", it.source, it.derived);
        let or = match sources {
            [] => format!("`{}` has no sources", it.derived),
            sources => format!("its sources are {}", listed(sources)),
        };
        Err(at.refuse(message).suggest(it.source.as_str(), sources.iter().map(ItemId::as_str), &or))
    }

    fn disclosure(&self, it: &Disclosure) -> Checked {
        self.known_item(&it.item, &At::Entry.field("of"))?;
        let capacity = |who: &InCapacity, at: &At<'_>| match &who.capacity {
            Some(capacity) => self.somebody(capacity, "is never a capacity", &at.field("in_capacity")),
            None => Ok(()),
        };
        let at = At::Entry.field("actor");
        self.somebody(&it.actor.party, "never discloses anything", &at.field("party"))?;
        capacity(&it.actor, &at)?;
        let at = At::Entry.field("to");
        if it.to.is_empty() {
            return Err(at.refuse("disclosed to nobody").hint("name those who received it"));
        }
        self.length(it.to.len(), &at)?;
        let mut seen = BTreeSet::new();
        for (index, recipient) in it.to.iter().enumerate() {
            let at = at.index(index);
            self.any_party(&recipient.party, &at.field("party"))?;
            capacity(recipient, &at)?;
            if recipient.party == it.actor.party {
                let message = format!("`{}` discloses it to itself", recipient.party);
                return Err(at.field("party").refuse(message).hint("name the others only"));
            }
            if !seen.insert(recipient) {
                return Err(listed_twice(&recipient.party, &at.field("party")));
            }
        }
        self.length(it.purposes.len(), &At::Entry.field("purposes"))
    }

    fn acknowledgement(&self, it: &Acknowledgement) -> Checked {
        self.known_item(&it.item, &At::Entry.field("of"))?;
        self.somebody(&it.who, "never acknowledges anything", &At::Entry.field("who"))?;
        self.of_recall(it)
    }

    fn statement(&self, statement: &Statement) -> Checked {
        let at = At::Entry.field("about");
        match &statement.about {
            Subject::Entry(id) => self.entry(id, &at).map(drop),
            Subject::Item(item) => self.known_item(item, &at),
            Subject::Power(power) => self.known_power(power, &at),
        }
    }
}

fn commitment(content: &str, at: &At<'_>) -> Checked {
    let digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if content.len() == 64 && content.chars().all(digit) {
        return Ok(());
    }
    Err(at
        .refuse("the commitment is not 64 lower-case hexadecimal digits")
        .hint("write a SHA-256 sum; content itself is never recorded"))
}

/// The noun with its article.
fn a(noun: &str) -> String {
    match noun {
        "terms" => noun.to_owned(),
        _ if noun.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

/// Whether the entry is a fact that holds over time, and that an ending can end.
fn is_fact(body: &Body) -> bool {
    matches!(
        body,
        Body::Relation(_)
            | Body::Clearance(_)
            | Body::Accreditation(_)
            | Body::ReadIn(_)
            | Body::Equivalence(_)
            | Body::Acceptance(_)
            | Body::Key(_)
    )
}

/// The field that holds the id by which other entries refer to the entry.
fn id_field(body: &Body) -> &'static str {
    match body {
        Body::Grant(_) => "grant",
        Body::Refusal(_) => "refusal",
        Body::Revocation(_) => "revocation",
        Body::Remark(_) => "remark",
        Body::Sanitisation(_) => "sanitisation",
        Body::Disclosure(_) => "disclosure",
        Body::Statement(_) => "statement",
        Body::Request(_) => "request",
        _ => "id",
    }
}
