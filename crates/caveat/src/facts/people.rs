//! Who is under whom: superiors, roots, chains, and being within.

use std::collections::{BTreeSet, HashMap};

use super::support::Support;
use super::{Fact, Facts};
use crate::entry::{Body, InCapacity, Relation};
use crate::id::PartyId;
use crate::party::{PartyKind, RelationKind};
use crate::question::{Chain, Unanswerable};
use crate::time::Moment;

/// The relation a fact records.
fn relation(fact: &Fact) -> Option<&Relation> {
    match &fact.entry.body {
        Body::Relation(relation) => Some(relation),
        _ => None,
    }
}

impl Facts {
    /// Those directly above: whom it serves, the offices it holds, what it is an organ of.
    fn superiors<'a>(&'a self, party: &PartyId, at: Moment) -> impl Iterator<Item = &'a PartyId> {
        self.holding(&self.index.upward, party, at).filter_map(relation).map(|up| &up.of)
    }

    /// The tops reached upward, as if no body stopped at several.
    fn tops(&self, party: &PartyId, at: Moment, known: &mut HashMap<PartyId, PartyId>) -> BTreeSet<PartyId> {
        let above: Vec<&PartyId> = self.superiors(party, at).collect();
        if above.is_empty() {
            return [party.clone()].into();
        }
        above.into_iter().map(|superior| self.root_known(superior, at, known)).collect()
    }

    /// The one party at the top of it; itself where there are several (a joint command).
    pub(crate) fn root(&self, party: &PartyId, at: Moment) -> PartyId {
        self.root_known(party, at, &mut HashMap::new())
    }

    /// As [`Facts::root`], each party on the way being followed up once.
    fn root_known(&self, party: &PartyId, at: Moment, known: &mut HashMap<PartyId, PartyId>) -> PartyId {
        if let Some(root) = known.get(party) {
            return root.clone();
        }
        let mut tops = self.tops(party, at, known);
        let root = match (tops.pop_first(), tops.is_empty()) {
            (Some(root), true) => root,
            _ => party.clone(),
        };
        known.insert(party.clone(), root.clone());
        root
    }

    /// Every chain the party may act in.
    pub(crate) fn chains(&self, party: &PartyId, at: Moment) -> Vec<Chain> {
        let above: BTreeSet<&PartyId> = self.superiors(party, at).collect();
        let is_person = self.party_kind(party) == Some(PartyKind::Person);
        if above.is_empty() || (!is_person && self.tops(party, at, &mut HashMap::new()).len() > 1) {
            return vec![Chain(vec![party.clone()])];
        }
        let up = above.into_iter().flat_map(|superior| self.chains(superior, at));
        let chains: BTreeSet<Chain> =
            up.map(|chain| Chain([std::slice::from_ref(party), chain.parties()].concat())).collect();
        chains.into_iter().collect()
    }

    /// The only chain of the party, if it has one and no more.
    pub(crate) fn only_chain(&self, party: &PartyId, at: Moment) -> Option<Chain> {
        let mut chains = self.chains(party, at);
        if chains.len() == 1 { chains.pop() } else { None }
    }

    /// The chain meant: the only one, or the only one through the capacity named.
    pub(crate) fn resolve(&self, who: &InCapacity, at: Moment) -> Result<Chain, Unanswerable> {
        let party = who.party.clone();
        if !self.knows_party(&party) {
            return Err(Unanswerable::UnknownParty(party));
        }
        let choices = self.chains(&party, at);
        let meant = |chain: &&Chain| who.capacity.as_ref().is_none_or(|capacity| chain.contains(capacity));
        let mut fitting = choices.iter().filter(meant);
        match (fitting.next(), fitting.next(), &who.capacity) {
            (Some(chain), None, _) => Ok(chain.clone()),
            (None, _, Some(capacity)) => {
                Err(Unanswerable::NoSuchCapacity { party, capacity: capacity.clone(), choices })
            }
            _ => Err(Unanswerable::SeveralCapacities { party, choices }),
        }
    }

    /// Whether the party reaches the other along serves, holds, organ and member. Membership may be read at
    /// another moment.
    fn reaches(&self, party: &PartyId, other: &PartyId, at: Moment, membership: Moment) -> Option<Support> {
        if other.is_public() {
            return Some(Support::none());
        }
        self.reached_from(party, at, membership).find(|(here, _)| *here == other).map(|(_, support)| support)
    }

    /// The party and everybody that it reaches, each once, with what shows it.
    fn reached_from<'a>(
        &'a self,
        party: &'a PartyId,
        at: Moment,
        membership: Moment,
    ) -> impl Iterator<Item = (&'a PartyId, Support)> {
        let mut passed = BTreeSet::new();
        let mut open = vec![(party, Support::none())];
        std::iter::from_fn(move || {
            let (here, support) = std::iter::from_fn(|| open.pop()).find(|(here, _)| passed.insert(*here))?;
            let up = self.holding(&self.index.upward, here, at);
            let in_communities = self.holding(&self.index.memberships, here, membership);
            for fact in up.chain(in_communities) {
                if let Some(relation) = relation(fact) {
                    open.push((&relation.of, support.clone().with(fact.entry.position)));
                }
            }
            Some((here, support))
        })
    }

    /// The members of a community at the moment, with the facts that say so.
    fn members<'a>(&'a self, community: &PartyId, at: Moment) -> Vec<(&'a PartyId, &'a Fact)> {
        let list = self.holding(&self.index.members, community, at);
        list.filter_map(|fact| relation(fact).map(|member| (&member.who, fact))).collect()
    }

    /// Whether the party is within the other, in any capacity. A community with members is within what every
    /// member is within.
    pub(crate) fn within(&self, party: &PartyId, other: &PartyId, at: Moment) -> Option<Support> {
        if let Some(support) = self.reaches(party, other, at, at) {
            return Some(support);
        }
        let members = if self.is_community(party) { self.members(party, at) } else { Vec::new() };
        if members.is_empty() {
            return None;
        }
        let mut all = Support::none();
        for (member, fact) in members {
            all.add(&self.within(member, other, at)?.with(fact.entry.position));
        }
        Some(all)
    }

    /// Whether who acts in the chain is within the party: in the chain, or through a community in which a
    /// party of the chain is a member.
    pub(crate) fn chain_within(
        &self,
        chain: &Chain,
        other: &PartyId,
        at: Moment,
        membership: Moment,
    ) -> Option<Support> {
        if other.is_public() || chain.contains(other) {
            return Some(Support::none());
        }
        chain.parties().iter().find_map(|party| {
            self.holding(&self.index.memberships, party, membership).find_map(|fact| {
                let community = &relation(fact)?.of;
                let reached = self.reaches(community, other, at, membership)?;
                Some(reached.with(fact.entry.position))
            })
        })
    }

    /// Everybody of whom [`Facts::chain_within`] holds at the moment.
    pub(crate) fn all_within(&self, chain: &Chain, at: Moment) -> BTreeSet<PartyId> {
        let in_chain = chain.parties().iter();
        let facts = in_chain.clone().flat_map(|party| self.holding(&self.index.memberships, party, at));
        let communities = facts.filter_map(relation).map(|member| &member.of);
        let reached = communities.flat_map(|community| self.reached_from(community, at, at));
        let beyond = reached.map(|(party, _)| party.clone()).chain([PartyId::public()]);
        in_chain.cloned().chain(beyond).collect()
    }

    /// As [`Facts::chain_within`], within one of several.
    pub(crate) fn chain_within_any(&self, chain: &Chain, others: &[PartyId], at: Moment) -> Option<Support> {
        others.iter().find_map(|other| self.chain_within(chain, other, at, at))
    }

    /// Whether the party itself is recorded as a national of the state.
    pub(crate) fn national_of(&self, party: &PartyId, state: &PartyId, at: Moment) -> Option<Support> {
        self.holding(&self.index.nationals, party, at)
            .find(|fact| relation(fact).is_some_and(|national| national.of == *state))
            .map(|fact| Support::of(fact.entry.position))
    }

    /// The states of which the party is recorded as a national.
    pub(crate) fn nationalities(&self, party: &PartyId, at: Moment) -> Vec<PartyId> {
        let recorded = self.holding(&self.index.nationals, party, at).filter_map(relation);
        recorded.map(|national| national.of.clone()).collect()
    }

    /// The parties of which it is a client at the moment, with the facts that say so.
    pub(crate) fn served_by<'a>(
        &'a self,
        party: &PartyId,
        at: Moment,
    ) -> impl Iterator<Item = (&'a PartyId, &'a Fact)> {
        self.holding(&self.index.clients, party, at)
            .filter_map(|fact| relation(fact).map(|client| (&client.of, fact)))
    }

    /// The party, and every office it holds at the moment.
    pub(crate) fn voices(&self, party: &PartyId, at: Moment) -> Vec<PartyId> {
        let held = self.holding(&self.index.upward, party, at).filter_map(relation);
        let offices = held.filter(|up| up.kind == RelationKind::Holds).map(|up| up.of.clone());
        std::iter::once(party.clone()).chain(offices).collect()
    }

    /// The voices of who acts in a chain: the party, and the offices it holds that are in the chain.
    pub(crate) fn voices_in(&self, chain: &Chain, at: Moment) -> Vec<PartyId> {
        let mut voices = self.voices(chain.party(), at);
        voices.retain(|voice| chain.contains(voice));
        voices
    }

    /// Those who receive where a party is named: a community with members stands for its members.
    pub(crate) fn reached(&self, party: &PartyId, at: Moment) -> Vec<(PartyId, Support)> {
        let members = if self.is_community(party) { self.members(party, at) } else { Vec::new() };
        if members.is_empty() {
            return vec![(party.clone(), Support::none())];
        }
        let through = |(member, fact): (&PartyId, &Fact)| {
            let position = fact.entry.position;
            self.reached(member, at).into_iter().map(move |(party, support)| (party, support.with(position)))
        };
        members.into_iter().flat_map(|member| through(member).collect::<Vec<_>>()).collect()
    }

    /// The recipients of a question, each in one chain.
    pub(crate) fn recipients(
        &self,
        named: &[InCapacity],
        at: Moment,
    ) -> Result<(Vec<Chain>, Support), Unanswerable> {
        let mut recipients: Vec<Chain> = Vec::new();
        let mut support = Support::none();
        for who in named {
            let is_for_members = who.capacity.is_none() && self.is_community(&who.party);
            let members = if is_for_members { self.reached(&who.party, at) } else { Vec::new() };
            let stands_for_members = members.iter().any(|(member, _)| *member != who.party);
            if stands_for_members {
                for (member, through) in members {
                    recipients.extend(self.chains(&member, at));
                    support.add(&through);
                }
            } else {
                recipients.push(self.resolve(who, at)?);
            }
        }
        let mut seen = BTreeSet::new();
        recipients.retain(|chain| seen.insert(chain.clone()));
        Ok((recipients, support))
    }

    /// The facts of upward relations and successions of a party, whenever they hold: what decides its roots,
    /// its chains, and who owns its caveats.
    pub(crate) fn standing_of<'a>(&'a self, party: &PartyId) -> impl Iterator<Item = &'a Fact> {
        let index = &self.index;
        let upward = index.facts_under(&index.upward, party).filter(|fact| fact.counts.is_some());
        upward.chain(index.facts_under(&index.successions, party))
    }

    /// The facts of membership in a community, whenever they hold.
    pub(crate) fn memberships_in<'a>(&'a self, community: &PartyId) -> impl Iterator<Item = &'a Fact> {
        let index = &self.index;
        index.facts_under(&index.members, community).filter(|fact| fact.counts.is_some())
    }
}
