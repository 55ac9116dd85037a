//! Who there is: two states with their agencies, a company, and of the rest now this, now that.

use std::collections::{BTreeMap, BTreeSet};

use caveat::entry::{Body, InCapacity, Party, Relation};
use caveat::id::PartyId;
use caveat::party::{PartyKind, RelationKind};
use caveat::words::Words;

use super::tale::{Perhaps, Tale};

/// A party's id.
pub(crate) fn party(id: &str) -> PartyId {
    id.parse().unwrap()
}

/// The parties, and how they stand to one another as long as nothing spoils it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cast {
    pub(crate) kinds: BTreeMap<PartyId, PartyKind>,
    up: BTreeMap<PartyId, Vec<PartyId>>,
    pub(crate) members: BTreeMap<PartyId, Vec<PartyId>>,
    /// The one served, and who serves it.
    pub(crate) clients: Vec<(PartyId, PartyId)>,
    pub(crate) nationals: Vec<(PartyId, PartyId)>,
    /// Whom somebody succeeds, who it is, and from which day.
    pub(crate) succession: Option<(PartyId, PartyId, i64)>,
}

impl Cast {
    pub(crate) fn ids(&self) -> Vec<PartyId> {
        self.kinds.keys().cloned().collect()
    }

    pub(crate) fn of_kind(&self, kinds: &[PartyKind]) -> Vec<PartyId> {
        self.kinds.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(id, _)| id.clone()).collect()
    }

    pub(crate) fn is(&self, id: &PartyId, kind: PartyKind) -> bool {
        self.kinds.get(id) == Some(&kind)
    }

    fn superiors(&self, id: &PartyId) -> &[PartyId] {
        self.up.get(id).map_or(&[], Vec::as_slice)
    }

    fn roots(&self, id: &PartyId) -> BTreeSet<PartyId> {
        let above: BTreeSet<PartyId> = self.superiors(id).iter().flat_map(|up| self.roots(up)).collect();
        if above.len() == 1 { above } else { [id.clone()].into() }
    }

    pub(crate) fn root(&self, id: &PartyId) -> PartyId {
        self.roots(id).first().unwrap().clone()
    }

    pub(crate) fn chains(&self, id: &PartyId) -> Vec<Vec<PartyId>> {
        let above = self.superiors(id);
        let several: BTreeSet<PartyId> = above.iter().flat_map(|up| self.roots(up)).collect();
        if above.is_empty() || (!self.is(id, PartyKind::Person) && several.len() > 1) {
            return vec![vec![id.clone()]];
        }
        let longer = |rest: Vec<PartyId>| [vec![id.clone()], rest].concat();
        let mut chains: Vec<_> = above.iter().flat_map(|up| self.chains(up)).map(longer).collect();
        chains.sort();
        chains.dedup();
        chains
    }

    /// The party in a chain, naming a capacity where it has several.
    pub(crate) fn acting(&self, chain: &[PartyId]) -> InCapacity {
        let chains = self.chains(&chain[0]);
        let telling = |one: &&PartyId| chains.iter().filter(|chain| chain.contains(one)).count() == 1;
        let capacity = if chains.len() == 1 { None } else { chain.iter().find(telling).cloned() };
        InCapacity { party: chain[0].clone(), capacity }
    }

    /// The chains that a recipient stands for.
    pub(crate) fn reached(&self, who: &PartyId) -> Vec<Vec<PartyId>> {
        match self.members.get(who) {
            Some(members) if !members.is_empty() => {
                members.iter().flat_map(|one| self.reached(one)).collect()
            }
            _ => self.chains(who),
        }
    }

    pub(crate) fn communities_of(&self, id: &PartyId) -> Vec<PartyId> {
        let among = |(_, members): &(&PartyId, &Vec<PartyId>)| members.contains(id);
        self.members.iter().filter(among).map(|(community, _)| community.clone()).collect()
    }

    pub(crate) fn holders(&self, office: &PartyId) -> Vec<PartyId> {
        let persons = self.of_kind(&[PartyKind::Person]);
        persons.into_iter().filter(|person| self.superiors(person).contains(office)).collect()
    }

    /// The party and the offices it holds.
    pub(crate) fn voices(&self, id: &PartyId) -> Vec<PartyId> {
        let offices = self.superiors(id).iter().filter(|up| self.is(up, PartyKind::Office)).cloned();
        std::iter::once(id.clone()).chain(offices).collect()
    }

    /// Whether the party speaks for the other by what it is, without a power.
    pub(crate) fn is_voice_of(&self, speaker: &PartyId, owner: &PartyId) -> bool {
        let root = self.root(owner);
        self.voices(speaker).iter().any(|voice| voice == owner || *voice == root)
    }

    /// Who owns at a day what `owner` was named for.
    pub(crate) fn owner_on(&self, owner: &PartyId, day: i64) -> PartyId {
        match &self.succession {
            Some((old, new, from)) if old == owner && *from <= day => new.clone(),
            _ => owner.clone(),
        }
    }

    /// Whether a chain is within a party.
    pub(crate) fn chain_within(&self, chain: &[PartyId], whole: &PartyId) -> bool {
        let reaches = |community: &PartyId| community == whole || self.party_within(community, whole);
        whole.is_public()
            || chain.contains(whole)
            || chain.iter().flat_map(|one| self.communities_of(one)).any(|community| reaches(&community))
    }

    pub(crate) fn party_within(&self, id: &PartyId, whole: &PartyId) -> bool {
        id == whole
            || self.superiors(id).iter().any(|up| self.party_within(up, whole))
            || self.communities_of(id).iter().any(|up| self.party_within(up, whole))
    }
}

/// Telling who there is.
impl Tale {
    pub(crate) fn new_party(&mut self, id: &str, kind: PartyKind) -> PartyId {
        let id = party(id);
        let name = self.dice.percent(40).then(|| Words::new(&format!("the name of {id}")).unwrap());
        let body = Body::Party(Party { id: id.clone(), kind, name, relay: None });
        self.add(self.days.founded, id.clone(), body);
        self.cast.kinds.insert(id.clone(), kind);
        id
    }

    /// Records a relation as it has to be said, now by the one party and now by the other that may.
    pub(crate) fn relate(&mut self, kind: RelationKind, who: &PartyId, of: &PartyId, on: i64) -> usize {
        let said_of = if kind == RelationKind::Client { who } else { of };
        let by = if self.dice.percent(10) { self.cast.root(said_of) } else { said_of.clone() };
        let relation = Relation { kind, who: who.clone(), of: of.clone(), until: None };
        self.add(on, by, Body::Relation(relation))
    }

    fn under(&mut self, kind: RelationKind, who: &PartyId, of: &str) {
        let of = party(of);
        self.relate(kind, who, &of, self.days.related);
        self.cast.up.entry(who.clone()).or_default().push(of);
    }

    fn body_under(&mut self, id: &str, of: &str) -> PartyId {
        let id = self.new_party(id, PartyKind::Body);
        self.under(RelationKind::Organ, &id, of);
        id
    }

    fn office_under(&mut self, id: &str, of: &str, holder: &str) {
        let id = self.new_party(id, PartyKind::Office);
        self.under(RelationKind::Organ, &id, of);
        let holder = self.new_party(holder, PartyKind::Person);
        self.under(RelationKind::Holds, &holder, id.as_str());
    }

    fn person_in(&mut self, id: &str, of: &str) -> PartyId {
        let id = self.new_party(id, PartyKind::Person);
        self.under(RelationKind::Serves, &id, of);
        id
    }

    pub(crate) fn join(&mut self, who: &PartyId, community: &PartyId, on: i64) -> usize {
        self.cast.members.entry(community.clone()).or_default().push(who.clone());
        self.relate(RelationKind::Member, who, community, on)
    }

    pub(crate) fn new_community(&mut self, id: &str) -> PartyId {
        let id = self.new_party(id, PartyKind::Community);
        self.cast.members.insert(id.clone(), Vec::new());
        id
    }

    /// Everybody.
    pub(crate) fn cast(&mut self) {
        self.new_party("arden", PartyKind::State);
        self.new_party("borea", PartyKind::State);
        self.new_party("cobalt", PartyKind::Body);
        self.body_under("arden-intel", "arden");
        self.body_under("arden-desk", "arden-intel");
        self.office_under("arden-chief", "arden-intel", "ada");
        self.person_in("abe", "arden-desk");
        self.body_under("borea-intel", "borea");
        self.person_in("bo", "borea-intel");
        self.body_under("cobalt-lab", "cobalt");
        self.person_in("cleo", "cobalt-lab");
        let more: [Perhaps; 9] = [
            (20, Self::cast_joint_command),
            (25, Self::cast_secondee),
            (25, Self::cast_contractor),
            (50, Self::cast_community),
            (30, Self::cast_clients),
            (20, Self::cast_affiliate),
            (45, Self::cast_nationals),
            (20, Self::cast_envoy),
            (15, Self::cast_successor),
        ];
        for (chance, group) in more {
            if self.dice.percent(chance) {
                group(self);
            }
        }
        if self.dice.percent(4) {
            self.cast_crowd();
        }
    }

    fn cast_joint_command(&mut self) {
        let joint = self.body_under("joint", "arden");
        self.under(RelationKind::Organ, &joint, "borea");
        self.person_in("jo", "joint");
    }

    fn cast_secondee(&mut self) {
        let eva = self.person_in("eva", "arden-desk");
        self.under(RelationKind::Serves, &eva, "borea-intel");
    }

    fn cast_contractor(&mut self) {
        self.new_party("delphi", PartyKind::Body);
        let dov = self.person_in("dov", "delphi");
        if self.dice.percent(60) {
            self.under(RelationKind::Serves, &dov, "arden-desk");
        }
    }

    fn cast_community(&mut self) {
        let dais = self.new_community("dais");
        let candidates = ["cobalt", "borea-intel", "arden-intel", "borea", "cleo", "abe"].map(party);
        for _ in 0..self.dice.between(1, 3) {
            let who = self.dice.pick(&candidates).clone();
            if !self.cast.members[&dais].contains(&who) {
                self.join(&who, &dais, self.days.related);
            }
        }
        if self.dice.percent(40) {
            let forum = self.new_community("forum");
            self.join(&dais, &forum, self.days.related);
            if self.dice.percent(50) {
                self.join(&party("arden-desk"), &forum, self.days.related);
            }
        }
        if self.dice.percent(25) {
            self.new_community("hollow");
        }
    }

    fn cast_clients(&mut self) {
        let gale = self.new_party("gale", PartyKind::Body);
        self.relate(RelationKind::Client, &gale, &party("cobalt"), self.days.related);
        self.cast.clients.push((gale.clone(), party("cobalt")));
        self.person_in("gil", "gale");
        if self.dice.percent(40) {
            let hale = self.new_party("hale", PartyKind::Body);
            let of = self.dice.pick(&[gale, party("cobalt-lab"), party("arden-intel")]).clone();
            self.relate(RelationKind::Client, &hale, &of, self.days.related);
            self.cast.clients.push((hale, of));
        }
    }

    fn cast_affiliate(&mut self) {
        self.body_under("cobalt-sub", "cobalt");
        self.person_in("cass", "cobalt-sub");
    }

    fn cast_nationals(&mut self) {
        let nora = self.new_party("nora", PartyKind::Person);
        for (who, state) in [(nora, "borea"), (party("cleo"), "arden"), (party("bo"), "arden")] {
            if self.dice.percent(60) {
                self.relate(RelationKind::National, &who, &party(state), self.days.related);
                self.cast.nationals.push((who, party(state)));
            }
        }
    }

    fn cast_envoy(&mut self) {
        self.office_under("borea-envoy", "borea", "bela");
    }

    fn cast_successor(&mut self) {
        let old = self.dice.pick(&["cobalt", "borea-intel", "arden-desk", "bo"].map(party)).clone();
        let new = self.new_party("heir", PartyKind::Body);
        let on = if self.dice.percent(60) { 60 } else { 180 };
        let said = self.relate(RelationKind::Succeeds, &new, &old, on);
        if self.dice.percent(20) {
            // Said by the authority of a scheme, it counts for the caveats of that scheme alone.
            self.drafts[said].by = self.dice.pick(&["arden", "borea"].map(party)).clone();
        }
        if self.dice.percent(40) {
            let next =
                self.dice.pick(&["joint", "cleo", "abe", "arden-intel", old.as_str()].map(party)).clone();
            let known = self.cast.kinds.contains_key(&next);
            let (who, of) = match self.dice.below(3) {
                // One more successor beside the first.
                0 if next != old => (next, old.clone()),
                // The successor is succeeded, even by whom it succeeded.
                _ => (next, new.clone()),
            };
            if known {
                let later = on + self.dice.between(-10, 15);
                self.relate(RelationKind::Succeeds, &who, &of, later);
            }
        }
        self.cast.succession = Some((old, new, on));
    }

    fn cast_crowd(&mut self) {
        let guests = self.new_community("guests");
        for n in 0..self.dice.between(12, 30) {
            let guest = self.new_party(&format!("guest-{n}"), PartyKind::Person);
            if self.dice.percent(30) {
                self.join(&guest, &guests, self.days.related);
            }
        }
    }
}
