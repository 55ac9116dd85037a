//! Where things stand: the entries by what they are about, filled in the order of their moments.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use super::silence::BySilence;
use super::support::Support;
use super::{Facts, Moment};
use crate::entry::{Body, Ended, Ending, Entry, Power, Relation, Scope, Subject, Terms};
use crate::id::{
    AgreementId, CaveatId, EntryId, EventId, FactKey, ItemId, PartyId, PowerId, RuleId, SchemeId, TermsId,
};
use crate::marking::{Dates, Marked, Reader, Ready};
use crate::party::RelationKind;
use crate::scheme::Scheme;
use crate::time::{Instant, Position};

/// A fact that holds over an interval.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) entry: Arc<Entry>,
    pub(crate) until: Option<Instant>,
    /// What shows that its author could say it; `None` where they could not, or where that differs by caveat.
    pub(crate) counts: Option<Support>,
    /// The endings of it that count.
    pub(crate) endings: Vec<Arc<Entry>>,
}

/// A power, founded or delegated.
#[derive(Debug, Clone)]
pub(crate) struct PowerRecord {
    pub(crate) id: PowerId,
    pub(crate) entry: Arc<Entry>,
    pub(crate) parent: Option<PowerId>,
    pub(crate) holder: PartyId,
    pub(crate) scope: Scope,
    pub(crate) until: Option<Instant>,
    pub(crate) counts: Option<Support>,
    pub(crate) endings: Vec<Arc<Entry>>,
}

impl PowerRecord {
    /// Whether it counts and has not ended by the moment, whatever became of those above it.
    pub(crate) fn in_force(&self, at: Moment) -> bool {
        self.counts.is_some()
            && self.entry.moment() < at
            && self.until.is_none_or(|until| at.instant < until)
            && !self.endings.iter().any(|ending| ending.moment() < at)
    }
}

/// Where the scheme stands that reads a marking, and what the marking means by it.
type OfMarking = (Position, Vec<Marked>);

/// The entries by what they are about. Each list is in the order of the moments.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub(crate) entries: BTreeMap<Position, Arc<Entry>>,
    pub(crate) by_id: HashMap<EntryId, Position>,
    pub(crate) parties: HashMap<PartyId, Arc<Entry>>,
    pub(crate) items: HashMap<ItemId, Arc<Entry>>,
    /// What the markings mean that a scheme reads, each read when it is first asked for.
    markings: HashMap<ItemId, OnceLock<Option<OfMarking>>>,
    /// What is made of each scheme's words, made when a marking is first read by it.
    ready: HashMap<SchemeId, OnceLock<Option<Arc<Ready>>>>,
    /// The items whose originators held what they are made of, with what shows it.
    pub(crate) originated: HashMap<ItemId, Support>,
    pub(crate) wholes: HashMap<ItemId, Vec<ItemId>>,
    pub(crate) derived: HashMap<ItemId, Vec<ItemId>>,
    /// The items that tell a fact.
    pub(crate) telling: HashMap<FactKey, Vec<ItemId>>,
    pub(crate) schemes: HashMap<SchemeId, Arc<Entry>>,
    pub(crate) terms: HashMap<TermsId, Arc<Entry>>,
    pub(crate) revisions: HashMap<TermsId, Vec<(Arc<Entry>, Support)>>,
    pub(crate) agreements: HashMap<AgreementId, Arc<Entry>>,
    pub(crate) rules: HashMap<RuleId, Arc<Entry>>,
    pub(crate) facts: BTreeMap<Position, Fact>,
    pub(crate) upward: HashMap<PartyId, Vec<Position>>,
    pub(crate) memberships: HashMap<PartyId, Vec<Position>>,
    pub(crate) members: HashMap<PartyId, Vec<Position>>,
    pub(crate) nationals: HashMap<PartyId, Vec<Position>>,
    pub(crate) clients: HashMap<PartyId, Vec<Position>>,
    pub(crate) successions: HashMap<PartyId, Vec<Position>>,
    pub(crate) clearances: HashMap<PartyId, Vec<Position>>,
    pub(crate) read_ins: HashMap<PartyId, Vec<Position>>,
    pub(crate) equivalences: Vec<Position>,
    pub(crate) acceptances: HashMap<PartyId, Vec<Position>>,
    pub(crate) powers: HashMap<PowerId, PowerRecord>,
    pub(crate) powers_held: HashMap<PartyId, Vec<PowerId>>,
    /// The powers that count, by the owner for whom they were founded.
    powers_founded_for: HashMap<PartyId, Vec<PowerId>>,
    pub(crate) further: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(crate) grants: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(crate) refusals: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(crate) revocations: HashMap<EntryId, Vec<Arc<Entry>>>,
    pub(crate) remarks: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(crate) sanitisations: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(crate) disclosures: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(crate) acknowledgements: HashMap<PartyId, Vec<Arc<Entry>>>,
    pub(crate) events: HashMap<EventId, Vec<Arc<Entry>>>,
    pub(crate) statements: HashMap<EntryId, Vec<Arc<Entry>>>,
    pub(crate) claims: HashMap<PowerId, Vec<Arc<Entry>>>,
    /// Every request, in the order of the moments.
    pub(super) requests: Vec<Arc<Entry>>,
    /// The requests, by the items they ask for.
    pub(crate) asked: HashMap<ItemId, Vec<Arc<Entry>>>,
    pub(super) deliveries: HashMap<EntryId, Vec<Arc<Entry>>>,
    /// The endings dated before what they end, until that is taken in.
    early_endings: HashMap<Ended, Vec<Arc<Entry>>>,
    /// Terms dated before those that they revise, until these are taken in.
    early_revisions: HashMap<TermsId, Vec<Arc<Entry>>>,
    /// The endings of requests that count.
    pub(super) withdrawals: HashMap<EntryId, Vec<Arc<Entry>>>,
    /// The grants and refusals that answer a request.
    pub(super) answers: HashMap<EntryId, Vec<Arc<Entry>>>,
    /// The requests that stand as an act by silence, by their positions.
    pub(super) silences: HashMap<Position, BySilence>,
    /// The further caveats by which items were recalled.
    pub(super) recalls: BTreeMap<CaveatId, Arc<Entry>>,
    pub(super) keys: HashMap<PartyId, Vec<Position>>,
}

/// Adds to the list under a key.
fn file<K: Hash + Eq + Clone, V>(map: &mut HashMap<K, Vec<V>>, key: &K, value: V) {
    map.entry(key.clone()).or_default().push(value);
}

impl Index {
    /// An empty one, the largest tables of which do not have to grow where these are taken in.
    pub(super) fn with_room_for<'e>(entries: impl Iterator<Item = &'e Arc<Entry>>) -> Self {
        let (mut ids, mut parties, mut items, mut grants, mut disclosures) = (0, 0, 0, 0, 0);
        for entry in entries {
            ids += usize::from(entry.id.is_some());
            match &entry.body {
                Body::Party(_) => parties += 1,
                Body::Item(_) => items += 1,
                Body::Grant(_) => grants += 1,
                Body::Disclosure(_) => disclosures += 1,
                _ => {}
            }
        }
        let mut index = Self::default();
        index.by_id.reserve(ids);
        index.parties.reserve(parties);
        index.items.reserve(items);
        index.originated.reserve(items);
        // They may all be about a few items.
        index.grants.reserve(items.min(grants));
        index.disclosures.reserve(items.min(disclosures));
        index
    }

    /// The facts listed under a key.
    pub(crate) fn facts_under<'a>(
        &'a self,
        list: &'a HashMap<PartyId, Vec<Position>>,
        key: &PartyId,
    ) -> impl Iterator<Item = &'a Fact> {
        list.get(key).into_iter().flatten().filter_map(|position| self.facts.get(position))
    }

    /// Every fact of equivalence.
    pub(crate) fn equivalences(&self) -> impl Iterator<Item = &Fact> {
        self.equivalences.iter().filter_map(|position| self.facts.get(position))
    }

    /// The scheme, if known.
    pub(crate) fn scheme(&self, id: &SchemeId) -> Option<&Scheme> {
        self.schemes.get(id).and_then(|entry| match &entry.body {
            Body::Scheme(scheme) => Some(scheme.as_ref()),
            _ => None,
        })
    }

    /// What the item's marking means, with the scheme's entry; `None` where it has none, or no scheme reads it.
    pub(crate) fn marked(&self, id: &ItemId) -> Option<(Position, &[Marked])> {
        let read = || {
            let entry = self.items.get(id)?;
            let Body::Item(item) = &entry.body else { return None };
            let of = self.schemes.get(item.scheme.as_ref()?)?;
            let Body::Scheme(scheme) = &of.body else { return None };
            let dates = Dates { dated: item.dated, marked: entry.on };
            let text = item.marking.as_deref()?;
            let ready = self.ready.get(&scheme.id)?.get_or_init(|| Ready::of(scheme).map(Arc::new));
            let mut understood = Reader::with(scheme, ready.clone()?).understand(text, None, dates);
            understood.marked.retain(|marked| marked.caveat.dated.may_be(item.dated));
            Some((of.position, understood.marked))
        };
        let (scheme, marked) = self.markings.get(id)?.get_or_init(read).as_ref()?;
        Some((*scheme, marked))
    }

    /// The power and those it is delegated from, itself first. Empty where one of them is not known.
    pub(crate) fn lineage(&self, id: &PowerId) -> Vec<&PowerRecord> {
        let mut lineage = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next {
            let Some(record) = self.powers.get(id) else { return Vec::new() };
            lineage.push(record);
            next = record.parent.as_ref();
        }
        lineage
    }

    /// The powers that count for an owner and for its root, those of each behind those they are delegated from.
    pub(crate) fn powers_for<'a>(
        &'a self,
        owner: &'a PartyId,
        root: &'a PartyId,
    ) -> impl Iterator<Item = &'a PowerRecord> {
        let of_root = Some(root).filter(|root| *root != owner);
        let ids = [owner].into_iter().chain(of_root).filter_map(|of| self.powers_founded_for.get(of));
        ids.flatten().filter_map(|id| self.powers.get(id))
    }

    /// The founded power at the top of a lineage.
    pub(crate) fn founded(record: &PowerRecord) -> Option<&Power> {
        match &record.entry.body {
            Body::Power(power) => Some(power),
            _ => None,
        }
    }
}

impl Facts {
    /// Takes in one entry; all entries of earlier moments were taken in before.
    pub(crate) fn take_in(&mut self, entry: &Arc<Entry>) {
        self.define(entry);
        self.take_in_defined(entry);
    }

    /// Files what an entry defines, if it defines something that is there whatever its moment.
    pub(super) fn define(&mut self, entry: &Arc<Entry>) {
        if matches!(entry.body, Body::Scheme(_) | Body::Item(_)) {
            self.index.take_in_plain(entry);
        }
    }

    /// Takes in one entry after every definition, and after all entries of earlier moments.
    pub(super) fn take_in_defined(&mut self, entry: &Arc<Entry>) {
        self.index.entries.insert(entry.position, entry.clone());
        if let Some(id) = &entry.id {
            self.index.by_id.insert(id.clone(), entry.position);
        }
        match &entry.body {
            Body::Scheme(_) => {}
            Body::Power(_) | Body::Delegation(_) => self.take_in_power(entry),
            Body::Ending(ending) => self.take_in_ending(entry, ending),
            Body::Terms(terms) => self.take_in_terms(entry, terms),
            Body::Relation(relation) => self.take_in_relation(entry, relation),
            Body::Clearance(held) | Body::Accreditation(held) => {
                self.take_in_fact(entry, held.until);
                file(&mut self.index.clearances, &held.who, entry.position);
            }
            Body::ReadIn(read_in) => {
                self.take_in_fact(entry, read_in.until);
                file(&mut self.index.read_ins, &read_in.who, entry.position);
            }
            Body::Equivalence(equivalence) => {
                self.take_in_fact(entry, equivalence.until);
                self.index.equivalences.push(entry.position);
            }
            Body::Acceptance(acceptance) => {
                self.take_in_fact(entry, acceptance.until);
                file(&mut self.index.acceptances, &acceptance.who, entry.position);
            }
            Body::Item(item) => {
                if let Some(support) = self.could_originate(item, entry.moment()) {
                    self.index.originated.insert(item.id.clone(), support);
                }
            }
            Body::Key(key) => {
                self.take_in_fact(entry, key.until);
                file(&mut self.index.keys, &key.of, entry.position);
            }
            _ => self.index.take_in_plain(entry),
        }
        if !self.index.early_endings.is_empty() {
            self.end_early(entry);
        }
    }

    /// Takes out an item that nothing else refers to, as if it had not been taken in.
    pub(crate) fn forget_item(&mut self, entry: &Arc<Entry>) {
        let Body::Item(item) = &entry.body else { return };
        let index = &mut self.index;
        index.entries.remove(&entry.position);
        if let Some(id) = &entry.id {
            index.by_id.remove(id);
        }
        index.items.remove(&item.id);
        index.markings.remove(&item.id);
        index.originated.remove(&item.id);
        let unlist = |list: Option<&mut Vec<ItemId>>| {
            if let Some(list) = list {
                list.retain(|listed| *listed != item.id);
            }
        };
        item.parts.iter().for_each(|part| unlist(index.wholes.get_mut(part)));
        item.sources.iter().for_each(|source| unlist(index.derived.get_mut(source)));
        item.facts.iter().for_each(|fact| unlist(index.telling.get_mut(fact)));
    }

    fn take_in_fact(&mut self, entry: &Arc<Entry>, until: Option<Instant>) {
        let counts = self.counts(entry);
        let fact = Fact { entry: entry.clone(), until, counts, endings: Vec::new() };
        self.index.facts.insert(entry.position, fact);
    }

    fn take_in_relation(&mut self, entry: &Arc<Entry>, relation: &Relation) {
        self.take_in_fact(entry, relation.until);
        let index = &mut self.index;
        match relation.kind {
            RelationKind::Serves | RelationKind::Holds | RelationKind::Organ => {
                file(&mut index.upward, &relation.who, entry.position);
            }
            RelationKind::Member => {
                file(&mut index.memberships, &relation.who, entry.position);
                file(&mut index.members, &relation.of, entry.position);
            }
            RelationKind::National => file(&mut index.nationals, &relation.who, entry.position),
            RelationKind::Client => file(&mut index.clients, &relation.who, entry.position),
            RelationKind::Succeeds => file(&mut index.successions, &relation.of, entry.position),
        }
    }

    fn take_in_power(&mut self, entry: &Arc<Entry>) {
        let counts = self.counts(entry);
        let (id, parent, holder, scope, until) = match &entry.body {
            Body::Power(p) => (&p.id, None, &p.of, &p.scope, p.until),
            Body::Delegation(d) => (&d.id, Some(d.parent.clone()), &d.of, &d.scope, d.until),
            _ => return,
        };
        let record = PowerRecord {
            id: id.clone(),
            entry: entry.clone(),
            parent,
            holder: holder.clone(),
            scope: scope.clone(),
            until,
            counts,
            endings: Vec::new(),
        };
        let does_count = record.counts.is_some();
        self.index.powers.insert(id.clone(), record);
        file(&mut self.index.powers_held, holder, id.clone());
        let lineage = self.index.lineage(id);
        let founded = lineage.last().filter(|_| does_count).and_then(|top| Index::founded(top));
        if let Some(owner) = founded.map(|power| power.owner.clone()) {
            file(&mut self.index.powers_founded_for, &owner, id.clone());
        }
    }

    fn take_in_terms(&mut self, entry: &Arc<Entry>, terms: &Terms) {
        self.index.terms.insert(terms.id.clone(), entry.clone());
        let early = self.index.early_revisions.remove(&terms.id);
        for revision in early.into_iter().flatten().chain([entry.clone()]) {
            let Body::Terms(Terms { revises: Some(revised), .. }) = &revision.body else { continue };
            if !self.index.terms.contains_key(revised) {
                file(&mut self.index.early_revisions, revised, revision.clone());
            } else if let Some(support) = self.revision_counts(&revision) {
                file(&mut self.index.revisions, revised, (revision.clone(), support));
            }
        }
    }

    fn take_in_ending(&mut self, entry: &Arc<Entry>, ending: &Ending) {
        let index = &mut self.index;
        let is_known = match &ending.of {
            Ended::Power(power) => index.powers.contains_key(power),
            Ended::Fact(id) => index.by_id.contains_key(id),
        };
        if !is_known {
            file(&mut index.early_endings, &ending.of, entry.clone());
        } else if self.counts(entry).is_some() {
            self.index.end(entry, &ending.of);
        }
    }

    /// Ends what was just taken in by the endings that are dated before it.
    fn end_early(&mut self, entry: &Entry) {
        let of = match &entry.body {
            Body::Power(power) => Some(Ended::Power(power.id.clone())),
            Body::Delegation(delegation) => Some(Ended::Power(delegation.id.clone())),
            _ => entry.id.clone().map(Ended::Fact),
        };
        let early = of.and_then(|of| self.index.early_endings.remove(&of));
        for ending in early.into_iter().flatten() {
            if let Body::Ending(of) = &ending.body {
                self.take_in_ending(&ending, of);
            }
        }
    }

    /// The party's facts of a list, such as hold at the moment.
    pub(crate) fn holding<'a>(
        &'a self,
        list: &'a HashMap<PartyId, Vec<Position>>,
        key: &PartyId,
        at: Moment,
    ) -> impl Iterator<Item = &'a Fact> {
        self.index.facts_under(list, key).filter(move |fact| self.holds(fact, at))
    }
}

impl Index {
    /// Files an ending that counts.
    fn end(&mut self, ending: &Arc<Entry>, of: &Ended) {
        let endings = match of {
            Ended::Power(power) => self.powers.get_mut(power).map(|record| &mut record.endings),
            Ended::Fact(id) => match self.by_id.get(id).and_then(|at| self.facts.get_mut(at)) {
                Some(fact) => Some(&mut fact.endings),
                None => Some(self.withdrawals.entry(id.clone()).or_default()),
            },
        };
        endings.into_iter().for_each(|endings| endings.push(ending.clone()));
    }

    /// Takes in an entry that needs no authority to be filed.
    fn take_in_plain(&mut self, entry: &Arc<Entry>) {
        match &entry.body {
            Body::Party(party) => {
                self.parties.insert(party.id.clone(), entry.clone());
            }
            Body::Scheme(scheme) => {
                self.schemes.insert(scheme.id.clone(), entry.clone());
                self.ready.insert(scheme.id.clone(), OnceLock::new());
            }
            Body::Agreement(agreement) => {
                self.agreements.insert(agreement.id.clone(), entry.clone());
            }
            Body::Rule(rule) => {
                self.rules.insert(rule.id.clone(), entry.clone());
            }
            Body::Item(item) => {
                item.parts.iter().for_each(|part| file(&mut self.wholes, part, item.id.clone()));
                item.sources.iter().for_each(|source| file(&mut self.derived, source, item.id.clone()));
                item.facts.iter().for_each(|fact| file(&mut self.telling, fact, item.id.clone()));
                if item.scheme.is_some() {
                    self.markings.insert(item.id.clone(), OnceLock::new());
                }
                self.items.insert(item.id.clone(), entry.clone());
            }
            Body::Caveat(further) => {
                if further.recall.is_some() {
                    self.recalls.insert(further.id.clone(), entry.clone());
                }
                self.file_under(&further.items, entry, |index| &mut index.further);
            }
            Body::Grant(_) | Body::Refusal(_) => {
                if let Some(request) = entry.body.answer().and_then(|answer| answer.request) {
                    file(&mut self.answers, request, entry.clone());
                }
                self.file_act(entry);
            }
            Body::Request(request) => {
                self.requests.push(entry.clone());
                self.file_under(&request.items, entry, |index| &mut index.asked);
            }
            Body::Delivery(delivery) => file(&mut self.deliveries, &delivery.of, entry.clone()),
            Body::Remark(remark) => self.file_under(&remark.items, entry, |index| &mut index.remarks),
            Body::Revocation(revocation) => {
                revocation.of.iter().for_each(|act| file(&mut self.revocations, act, entry.clone()));
            }
            Body::Sanitisation(act) => file(&mut self.sanitisations, &act.derived, entry.clone()),
            Body::Disclosure(act) => file(&mut self.disclosures, &act.item, entry.clone()),
            Body::Acknowledgement(act) => file(&mut self.acknowledgements, &act.who, entry.clone()),
            Body::Event(event) => file(&mut self.events, &event.event, entry.clone()),
            Body::Statement(statement) => match &statement.about {
                Subject::Entry(about) => file(&mut self.statements, about, entry.clone()),
                Subject::Power(about) => file(&mut self.claims, about, entry.clone()),
                Subject::Item(_) => {}
            },
            _ => {}
        }
    }

    /// Files what gives consent or refuses it.
    pub(super) fn file_act(&mut self, entry: &Arc<Entry>) {
        match &entry.body {
            Body::Grant(grant) => self.file_under(&grant.items, entry, |index| &mut index.grants),
            Body::Refusal(refusal) => self.file_under(&refusal.items, entry, |index| &mut index.refusals),
            _ => {}
        }
    }

    fn file_under(
        &mut self,
        items: &[ItemId],
        entry: &Arc<Entry>,
        list: fn(&mut Self) -> &mut HashMap<ItemId, Vec<Arc<Entry>>>,
    ) {
        items.iter().for_each(|item| file(list(self), item, entry.clone()));
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::Facts;
    use crate::scenario::Scenario;

    #[test]
    fn an_item_that_is_forgotten_was_never_taken_in() {
        let story = r#"
            entry = [
                { party = "owner", kind = "body" },
                { item = "source", originator = "owner", free = true },
                { item = "kept", originator = "owner", free = true, sources = ["source"], facts = ["it-happened"] },
                { item = "gone", originator = "owner", free = true, sources = ["source"], facts = ["it-happened"] },
            ]
        "#;
        let scenario = Scenario::read(story.as_bytes()).unwrap();
        let (gone, others) = scenario.ledger.entries().split_last().unwrap();
        let mut facts = Facts::of(others);
        let told = |facts: &Facts| {
            let telling = facts.telling(&"it-happened".parse().unwrap()).cloned().collect::<Vec<_>>();
            let derived = facts.index.derived.clone().into_iter().collect::<Vec<_>>();
            let known = facts.item(&"gone".parse().unwrap()).is_some();
            (telling, derived, known, facts.last_known(), facts.index.originated.len())
        };
        let before = told(&facts);
        facts.take_in(gone);
        assert_ne!(told(&facts), before);
        facts.forget_item(gone);
        assert_eq!(told(&facts), before);
    }
}
