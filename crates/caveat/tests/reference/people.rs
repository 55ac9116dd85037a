//! Section 2: parties, chains, within, recipients, voices.

use std::collections::BTreeSet;
use std::rc::Rc;

use caveat::entry::{Body, Entry, InCapacity, Relation};
use caveat::id::PartyId;
use caveat::party::{PartyKind, RelationKind};
use caveat::question::Unanswerable;
use caveat::time::{Instant, Interval, Moment};

use super::known::Known;
use super::stating::OwnerCopy;

/// A chain: the party first, its root last.
pub(super) type Chain = Vec<PartyId>;

impl<'a> Known<'a> {
    /// Section 2: whether a fact holds at M; for facts that count for one copy, for which.
    pub(super) fn holds(
        &self,
        fact: &'a Entry,
        until: Option<Instant>,
        copy: Option<&OwnerCopy<'a>>,
        m: Moment,
    ) -> bool {
        fact.moment() < m
            && Interval { from: fact.on, until }.contains(m.instant)
            && self.counts(fact, copy)
            && !self.is_ended(fact, m)
    }

    /// The relations that hold at M; all but successions, which count for one caveat or another.
    fn relations(&self, m: Moment) -> Rc<Vec<&'a Relation>> {
        self.cache.relations.get_or(m, || {
            let holding = self.visible(m).filter_map(|entry| match &entry.body {
                Body::Relation(relation) if relation.kind != RelationKind::Succeeds => {
                    self.holds(entry, relation.until, None, m).then_some(relation)
                }
                _ => None,
            });
            Rc::new(holding.collect())
        })
    }

    /// Section 2: the `of` of each serves, holds or organ relation of which it is `who` that holds at M.
    fn superiors(&self, party: &PartyId, m: Moment) -> BTreeSet<PartyId> {
        let relations = self.relations(m);
        let upward = relations.iter().filter(|relation| relation.kind.is_upward() && relation.who == *party);
        upward.map(|relation| relation.of.clone()).collect()
    }

    /// Superiors, but for those passed on the way here: should the ledger ever hold a cycle, it is not run round.
    fn superiors_beyond(&self, party: &PartyId, passed: &[PartyId], m: Moment) -> BTreeSet<PartyId> {
        self.superiors(party, m).into_iter().filter(|superior| !passed.contains(superior)).collect()
    }

    /// Section 2: the party itself if there is nobody above it, or several roots; else the one root.
    pub(super) fn root(&self, party: &PartyId, m: Moment) -> PartyId {
        self.root_beyond(party, &[], m)
    }

    fn root_beyond(&self, party: &PartyId, passed: &[PartyId], m: Moment) -> PartyId {
        let mut roots = self.roots_above(party, passed, m).into_iter();
        match (roots.next(), roots.next()) {
            (Some(root), None) => root,
            _ => party.clone(),
        }
    }

    fn roots_above(&self, party: &PartyId, passed: &[PartyId], m: Moment) -> BTreeSet<PartyId> {
        let passed = [passed, std::slice::from_ref(party)].concat();
        let superiors = self.superiors_beyond(party, &passed, m);
        superiors.iter().map(|superior| self.root_beyond(superior, &passed, m)).collect()
    }

    /// Section 2: the chains of a party, in the order of the chains as lists of ids; equal ones are one.
    pub(super) fn chains(&self, party: &PartyId, m: Moment) -> BTreeSet<Chain> {
        self.chains_beyond(party, &[], m)
    }

    fn chains_beyond(&self, party: &PartyId, passed: &[PartyId], m: Moment) -> BTreeSet<Chain> {
        let several_roots = self.roots_above(party, passed, m).len() > 1;
        let passed = [passed, std::slice::from_ref(party)].concat();
        let superiors = self.superiors_beyond(party, &passed, m);
        if superiors.is_empty() || (several_roots && !self.is(party, PartyKind::Person)) {
            return BTreeSet::from([vec![party.clone()]]);
        }
        let above = superiors.iter().flat_map(|superior| self.chains_beyond(superior, &passed, m));
        above.map(|chain| [vec![party.clone()], chain].concat()).collect()
    }

    /// Its only chain, else the party alone.
    pub(super) fn only_chain(&self, party: &PartyId, m: Moment) -> Chain {
        let mut chains = self.chains(party, m).into_iter();
        match (chains.next(), chains.next()) {
            (Some(chain), None) => chain,
            _ => vec![party.clone()],
        }
    }

    /// Section 2: the chain in which a party acts. A capacity that is named must be in exactly one chain, also
    /// where the party has but one. The choices are all its chains.
    pub(super) fn resolve(&self, named: &InCapacity, m: Moment) -> Result<Chain, Unanswerable> {
        let party = named.party.clone();
        if !self.knows_party(&party) {
            return Err(Unanswerable::UnknownParty(party));
        }
        let mut meant = self.chains(&party, m);
        let choices = || self.chains(&party, m).into_iter().filter_map(caveat::question::Chain::of).collect();
        if let Some(capacity) = &named.capacity {
            meant.retain(|chain| chain.contains(capacity));
        }
        let mut meant = meant.into_iter();
        match (meant.next(), meant.next(), &named.capacity) {
            (Some(chain), None, _) => Ok(chain),
            (None, _, Some(capacity)) => {
                let (capacity, choices) = (capacity.clone(), choices());
                Err(Unanswerable::NoSuchCapacity { party, capacity, choices })
            }
            _ => {
                let choices = choices();
                Err(Unanswerable::SeveralCapacities { party, choices })
            }
        }
    }

    /// The members of a community at M.
    fn members(&self, community: &PartyId, m: Moment) -> BTreeSet<PartyId> {
        let relations = self.relations(m);
        let of_it = relations.iter().filter(|r| r.kind == RelationKind::Member && r.of == *community);
        of_it.map(|relation| relation.who.clone()).collect()
    }

    /// The communities of which a party is a member at M.
    fn communities(&self, party: &PartyId, m: Moment) -> BTreeSet<PartyId> {
        let relations = self.relations(m);
        let of_its = relations.iter().filter(|r| r.kind == RelationKind::Member && r.who == *party);
        of_its.map(|relation| relation.of.clone()).collect()
    }

    fn is_community_with_members(&self, party: &PartyId, m: Moment) -> bool {
        self.is(party, PartyKind::Community) && !self.members(party, m).is_empty()
    }

    /// Section 2: `p reaches q` at M, with membership as it was at `pin`.
    fn reaches(&self, party: &PartyId, whom: &PartyId, m: Moment, pin: Moment) -> bool {
        party == whom || whom.is_public() || self.everybody_reaching(whom, m, pin).contains(party)
    }

    /// All who reach a party: itself, and whoever is found to reach it while somebody still is.
    fn everybody_reaching(&self, whom: &PartyId, m: Moment, pin: Moment) -> Rc<BTreeSet<PartyId>> {
        self.cache.reaching.get_or((whom.clone(), m, pin), || {
            let mut reaching = BTreeSet::from([whom.clone()]);
            loop {
                let found: Vec<PartyId> = self
                    .directly_beneath(&reaching, m, pin)
                    .into_iter()
                    .filter(|party| !reaching.contains(party))
                    .collect();
                if found.is_empty() {
                    return Rc::new(reaching);
                }
                reaching.extend(found);
            }
        })
    }

    /// Those of whom some superior at M, or a community of which they are members at `pin`, is one of these.
    fn directly_beneath(&self, these: &BTreeSet<PartyId>, m: Moment, pin: Moment) -> Vec<PartyId> {
        let (relations, pinned) = (self.relations(m), self.relations(pin));
        let upward = relations.iter().filter(|relation| relation.kind.is_upward());
        let member = pinned.iter().filter(|relation| relation.kind == RelationKind::Member);
        let beneath = upward.chain(member).filter(|relation| these.contains(&relation.of));
        beneath.map(|relation| relation.who.clone()).collect()
    }

    /// Section 2: `within(p, q)` at M.
    pub(super) fn within(&self, party: &PartyId, whom: &PartyId, m: Moment) -> bool {
        self.within_beyond(party, whom, &[], m)
    }

    fn within_beyond(&self, party: &PartyId, whom: &PartyId, passed: &[PartyId], m: Moment) -> bool {
        let beneath = [passed, std::slice::from_ref(party)].concat();
        self.reaches(party, whom, m, m)
            || (!passed.contains(party)
                && self.is_community_with_members(party, m)
                && self.members(party, m).iter().all(|member| self.within_beyond(member, whom, &beneath, m)))
    }

    /// Section 2: `within(chain, q)` at M.
    pub(super) fn chain_within(&self, chain: &[PartyId], whom: &PartyId, m: Moment) -> bool {
        self.chain_within_pinned(chain, whom, m, m)
    }

    /// Section 2: `within(chain, q)` at M with membership as it was at `pin`.
    pub(super) fn chain_within_pinned(
        &self,
        chain: &[PartyId],
        whom: &PartyId,
        m: Moment,
        pin: Moment,
    ) -> bool {
        let through_a_community = |party: &PartyId| {
            self.communities(party, pin).iter().any(|community| self.reaches(community, whom, m, pin))
        };
        whom.is_public() || chain.contains(whom) || chain.iter().any(through_a_community)
    }

    /// Section 2: whether a chain is within one of some parties at M.
    pub(super) fn chain_within_one(&self, chain: &[PartyId], whom: &[PartyId], m: Moment) -> bool {
        whom.iter().any(|party| self.chain_within(chain, party, m))
    }

    /// Section 2: the recipients of a question, in their chains; equal ones are one.
    pub(super) fn recipients(&self, to: &[InCapacity], m: Moment) -> Result<BTreeSet<Chain>, Unanswerable> {
        let mut recipients = BTreeSet::new();
        for named in to {
            let chain = self.resolve(named, m);
            if named.capacity.is_none() && self.is_community_with_members(&named.party, m) {
                for member in self.standing_for(&named.party, m) {
                    recipients.extend(self.chains(&member, m));
                }
            } else {
                recipients.insert(chain?);
            }
        }
        Ok(recipients)
    }

    /// Section 2, section 8: a community with members at M stands for its members, and so on; anybody else for
    /// itself.
    pub(super) fn standing_for(&self, party: &PartyId, m: Moment) -> BTreeSet<PartyId> {
        self.standing_for_beyond(party, &[], m)
    }

    fn standing_for_beyond(&self, party: &PartyId, passed: &[PartyId], m: Moment) -> BTreeSet<PartyId> {
        if passed.contains(party) || !self.is_community_with_members(party, m) {
            return BTreeSet::from([party.clone()]);
        }
        let passed = [passed, std::slice::from_ref(party)].concat();
        self.members(party, m)
            .iter()
            .flat_map(|member| self.standing_for_beyond(member, &passed, m))
            .collect()
    }

    /// Section 2: the voices of a party at M: itself and every office that it holds.
    pub(super) fn voices(&self, party: &PartyId, m: Moment) -> BTreeSet<PartyId> {
        let relations = self.relations(m);
        let held = relations.iter().filter(|r| r.kind == RelationKind::Holds && r.who == *party);
        held.map(|relation| relation.of.clone()).chain([party.clone()]).collect()
    }

    /// Section 2: the voices of an actor in a chain: its party, and those offices that its party holds and that
    /// are in its chain.
    pub(super) fn voices_in(&self, chain: &[PartyId], m: Moment) -> BTreeSet<PartyId> {
        let Some(party) = chain.first() else { return BTreeSet::new() };
        self.voices(party, m).into_iter().filter(|voice| chain.contains(voice)).collect()
    }

    /// Section 5: the party is a national of a state at M.
    pub(super) fn is_national(&self, party: &PartyId, state: &PartyId, m: Moment) -> bool {
        let national = |r: &&Relation| r.kind == RelationKind::National && r.who == *party && r.of == *state;
        self.relations(m).iter().any(national)
    }

    /// Section 7: those who serve a party as their client, at M.
    pub(super) fn servers_of(&self, client: &PartyId, m: Moment) -> BTreeSet<PartyId> {
        let relations = self.relations(m);
        let served = relations.iter().filter(|r| r.kind == RelationKind::Client && r.who == *client);
        served.map(|relation| relation.of.clone()).collect()
    }
}
