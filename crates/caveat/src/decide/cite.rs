//! The entries that suffice: folded alone, they give the same states.
//!
//! What shows that something *is* so is cited by what found it. Here is added what keeps something from being
//! otherwise: every entry referred to, the relations that decide roots and chains whenever they hold, the endings
//! of what is cited, and the authority of each.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use super::{Case, Report, Ruling};
use crate::entry::{Body, Ended, Entry, Subject};
use crate::facts::{Facts, disclosure};
use crate::id::PartyId;
use crate::party::RelationKind;
use crate::time::Position;

impl Case<'_> {
    /// Everything cited, closed under what it refers to and rests on.
    pub(super) fn cite(&self, ruling: &Ruling<'_>, reports: &[Report]) -> BTreeSet<Position> {
        let mut citing = Citing { facts: self.facts, cited: BTreeSet::new(), open: Vec::new() };
        citing.cite_all(ruling.support.iter().chain(self.support.iter()));
        citing.cite_all(ruling.grounds.iter().flat_map(|ground| ground.cites.iter().copied()));
        for report in reports {
            citing.cite_all(report.statements.iter().copied().chain([report.about]));
        }
        for chain in std::iter::once(&self.actor).chain(&self.recipients) {
            chain.parties().iter().for_each(|party| citing.party(party));
        }
        self.question.to.iter().for_each(|who| citing.community(&who.party));
        for item in &ruling.items {
            citing.cite_entry(self.facts.item_entry(item));
            citing.cite_filed(&self.facts.index().further, item);
            // Even one without effect decides whether an unmarked item must be marked.
            citing.cite_filed(&self.facts.index().sanitisations, item);
        }
        citing.close();
        let hands = self.facts.hands(&self.actor);
        citing.acknowledgements(&hands);
        citing.cited
    }
}

/// A growing set of citations.
struct Citing<'f> {
    facts: &'f Facts,
    cited: BTreeSet<Position>,
    open: Vec<Arc<Entry>>,
}

impl Citing<'_> {
    fn cite(&mut self, position: Position) {
        // What a recipient would hold by a supposed change has no entry.
        if let Some(entry) = self.facts.entry(position)
            && self.cited.insert(position)
        {
            self.open.push(entry.clone());
        }
    }

    fn cite_all(&mut self, positions: impl Iterator<Item = Position>) {
        positions.for_each(|position| self.cite(position));
    }

    fn cite_entry(&mut self, entry: Option<&Arc<Entry>>) {
        self.cite_all(entry.map(|entry| entry.position).into_iter());
    }

    fn cite_filed<K: Hash + Eq>(&mut self, map: &HashMap<K, Vec<Arc<Entry>>>, key: &K) {
        self.cite_all(map.get(key).into_iter().flatten().map(|entry| entry.position));
    }

    /// Follows what is open until nothing is added.
    fn close(&mut self) {
        while let Some(entry) = self.open.pop() {
            if let Some(support) = self.facts.shown(&entry) {
                self.cite_all(support.iter());
            }
            self.party(&entry.by);
            self.community(&entry.by);
            self.endings(&entry);
            self.references(&entry);
        }
    }

    /// The party, and what decides its roots, its chains, and who owns its caveats.
    fn party(&mut self, party: &PartyId) {
        self.cite_entry(self.facts.party_entry(party));
        let facts = self.facts;
        self.cite_all(facts.standing_of(party).map(|fact| fact.entry.position));
    }

    /// All members of a community that stands for them.
    fn community(&mut self, party: &PartyId) {
        let facts = self.facts;
        self.cite_all(facts.memberships_in(party).map(|fact| fact.entry.position));
    }

    fn endings(&mut self, entry: &Arc<Entry>) {
        let index = self.facts.index();
        if let Some(fact) = index.facts.get(&entry.position) {
            self.cite_all(fact.endings.iter().map(|ending| ending.position));
        }
        let power = match &entry.body {
            Body::Power(power) => Some(&power.id),
            Body::Delegation(delegation) => Some(&delegation.id),
            _ => None,
        };
        if let Some(record) = power.and_then(|power| index.powers.get(power)) {
            self.cite_all(record.endings.iter().map(|ending| ending.position));
        }
    }

    /// What the actor's hands gave up of what is cited.
    fn acknowledgements(&mut self, hands: &[PartyId]) {
        let index = self.facts.index();
        let of_hands = hands.iter().filter_map(|hand| index.acknowledgements.get(hand)).flatten();
        let about_cited: Vec<Position> = of_hands
            .filter(|entry| match &entry.body {
                Body::Acknowledgement(act) => {
                    let item = self.facts.item_entry(&act.item);
                    act.fate.gives_up() && item.is_some_and(|item| self.cited.contains(&item.position))
                }
                _ => false,
            })
            .map(|entry| entry.position)
            .collect();
        self.cite_all(about_cited.into_iter());
        self.close();
    }

    /// Everything the entry refers to.
    fn references(&mut self, entry: &Entry) {
        let index = self.facts.index();
        match &entry.body {
            Body::Party(party) => party.relay.iter().for_each(|relay| self.party(relay)),
            Body::Relation(relation) => {
                self.party(&relation.who);
                self.party(&relation.of);
                if relation.kind == RelationKind::Client {
                    self.community(&relation.of);
                }
            }
            Body::Scheme(scheme) => self.party(&scheme.authority),
            Body::Clearance(held) | Body::Accreditation(held) => {
                self.party(&held.who);
                self.cite_entry(index.schemes.get(&held.scheme));
            }
            Body::ReadIn(read_in) => {
                self.party(&read_in.who);
                self.cite_entry(index.schemes.get(&read_in.scheme));
            }
            Body::Equivalence(equivalence) => {
                self.cite_entry(index.schemes.get(&equivalence.scheme));
                self.cite_entry(index.schemes.get(&equivalence.counts_in));
            }
            Body::Terms(terms) => {
                terms.caveats.iter().for_each(|caveat| self.caveat(caveat));
                let named = terms.silence.iter().flat_map(|it| it.delivered_by.iter().chain(&it.asked_by));
                named.for_each(|party| self.party(party));
                self.cite_entry(terms.revises.as_ref().and_then(|terms| index.terms.get(terms)));
            }
            Body::Agreement(agreement) => {
                self.cite_entry(index.terms.get(&agreement.terms));
                agreement.between.iter().for_each(|party| self.party(party));
            }
            Body::Acceptance(acceptance) => {
                self.party(&acceptance.who);
                self.cite_entry(index.terms.get(&acceptance.terms));
            }
            Body::Power(power) => {
                self.party(&power.of);
                self.party(&power.owner);
                self.scope(&power.scope);
            }
            Body::Delegation(delegation) => {
                self.party(&delegation.of);
                self.cite_entry(index.powers.get(&delegation.parent).map(|parent| &parent.entry));
                self.scope(&delegation.scope);
            }
            Body::Ending(ending) => match &ending.of {
                Ended::Power(power) => self.cite_entry(index.powers.get(power).map(|power| &power.entry)),
                Ended::Fact(id) => self.cite_all(index.by_id.get(id).copied().into_iter()),
            },
            Body::Item(item) => self.item(item),
            Body::Caveat(further) => {
                self.items(&further.items);
                self.caveat(&further.caveat);
                let replacement = further.recall.as_ref().and_then(|recall| recall.replacement.as_ref());
                replacement.into_iter().for_each(|item| self.items(std::slice::from_ref(item)));
            }
            Body::Grant(grant) => {
                self.items(&grant.items);
                grant.to.iter().for_each(|party| self.party(party));
                self.cite_entry(grant.rests_on.as_ref().and_then(|terms| index.terms.get(terms)));
                grant.bound.iter().for_each(|terms| self.cite_entry(index.terms.get(terms)));
                self.by_id(grant.answers.as_ref());
            }
            Body::Refusal(refusal) => {
                self.items(&refusal.items);
                refusal.to.iter().for_each(|party| self.party(party));
                self.by_id(refusal.answers.as_ref());
            }
            Body::Revocation(revocation) => {
                self.cite_all(revocation.of.iter().filter_map(|act| index.by_id.get(act)).copied());
                revocation.to.iter().for_each(|party| self.party(party));
            }
            Body::Remark(remark) => {
                self.items(&remark.items);
                self.cite_entry(remark.level.as_ref().and_then(|(scheme, _)| index.schemes.get(scheme)));
            }
            Body::Sanitisation(act) => self.items(&[act.derived.clone(), act.source.clone()]),
            Body::Disclosure(_) => self.disclosure(entry),
            Body::Acknowledgement(act) => {
                self.items(std::slice::from_ref(&act.item));
                self.party(&act.who);
                self.recall(act.recall.as_ref());
            }
            Body::Statement(statement) => match &statement.about {
                Subject::Entry(id) => self.cite_all(index.by_id.get(id).copied().into_iter()),
                Subject::Item(item) => self.items(std::slice::from_ref(item)),
                Subject::Power(power) => self.cite_entry(index.powers.get(power).map(|power| &power.entry)),
            },
            Body::Key(key) => self.party(&key.of),
            Body::Request(request) => self.request(request),
            Body::Delivery(delivery) => self.by_id(Some(&delivery.of)),
            Body::Rule(_) | Body::Event(_) => {}
        }
    }

    /// The further caveat that goes with a recall.
    fn recall(&mut self, id: Option<&crate::id::CaveatId>) {
        let facts = self.facts;
        let recall = id.and_then(|id| facts.recall(id));
        self.cite_entry(recall);
    }

    fn items(&mut self, items: &[crate::id::ItemId]) {
        let facts = self.facts;
        items.iter().for_each(|item| self.cite_entry(facts.item_entry(item)));
    }

    fn item(&mut self, item: &crate::entry::Item) {
        let index = self.facts.index();
        self.party(&item.originator);
        self.community(&item.originator);
        item.relay.iter().for_each(|relay| self.party(relay));
        self.items(&item.sources);
        self.items(&item.parts);
        item.caveats.iter().for_each(|caveat| self.caveat(caveat));
        self.cite_entry(item.scheme.as_ref().and_then(|scheme| index.schemes.get(scheme)));
        for marked in index.marked(&item.id).map_or(&[][..], |(_, marked)| marked) {
            self.caveat(&marked.caveat);
            marked.releasers.iter().for_each(|party| self.party(party));
        }
        item.terms.iter().for_each(|terms| self.cite_entry(index.terms.get(terms)));
        item.agreements.iter().for_each(|agreement| self.agreement(agreement));
    }

    /// An agreement, with what decides which version of its terms an item is under.
    fn agreement(&mut self, id: &crate::id::AgreementId) {
        let facts = self.facts;
        let Some(entry) = facts.index().agreements.get(id) else { return };
        self.cite(entry.position);
        if let Body::Agreement(agreement) = &entry.body {
            for (revision, shown) in facts.revisions_of(&agreement.terms) {
                self.cite(revision.position);
                self.cite_all(shown.iter());
            }
        }
    }

    /// What a request asks for, of whom, and under which terms; who wrote these is looked at too.
    fn request(&mut self, request: &crate::entry::Request) {
        let index = self.facts.index();
        self.party(&request.of);
        self.items(&request.items);
        request.to.iter().for_each(|party| self.party(party));
        self.cite_entry(request.under.as_ref().and_then(|terms| index.terms.get(terms)));
    }

    fn by_id(&mut self, id: Option<&crate::id::EntryId>) {
        let index = self.facts.index();
        self.cite_all(id.and_then(|id| index.by_id.get(id)).copied().into_iter());
    }

    fn disclosure(&mut self, entry: &Entry) {
        let Some(act) = disclosure(entry) else { return };
        self.items(std::slice::from_ref(&act.item));
        for who in std::iter::once(&act.actor).chain(&act.to) {
            self.party(&who.party);
            self.community(&who.party);
            who.capacity.iter().for_each(|capacity| self.party(capacity));
        }
    }

    fn scope(&mut self, scope: &crate::entry::Scope) {
        let index = self.facts.index();
        self.cite_entry(scope.up_to.as_ref().and_then(|(scheme, _)| index.schemes.get(scheme)));
        self.items(&scope.items);
        scope.to.iter().for_each(|party| self.party(party));
    }

    fn caveat(&mut self, caveat: &crate::caveat::Caveat) {
        caveat.owners.iter().for_each(|owner| self.party(owner));
        let named = caveat.until.iter().filter_map(|until| until.event.as_ref()).flat_map(|event| &event.by);
        named.for_each(|party| self.party(party));
        self.test(&caveat.test);
    }

    fn test(&mut self, test: &crate::caveat::Test) {
        use crate::caveat::Test;
        let index = self.facts.index();
        match test {
            Test::Level(scheme, _) | Test::Compartment(scheme, _) => {
                self.cite_entry(index.schemes.get(scheme))
            }
            Test::Audience(audience) => audience.members.iter().for_each(|member| self.party(&member.party)),
            Test::Bound(terms) => self.cite_entry(index.terms.get(terms)),
            Test::Rule(rule) => self.cite_entry(index.rules.get(rule)),
            Test::Any(tests) => tests.iter().for_each(|test| self.test(test)),
            Test::Relative(_) | Test::Purpose(_) | Test::Unattributed | Test::Nobody(_) => {}
        }
    }
}
