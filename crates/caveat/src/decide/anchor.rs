//! Audiences relative to the discloser: the anchors along the chain of receipt.

use std::collections::BTreeSet;

use super::lift::Sharing;
use super::meet::{Meets, Met};
use crate::caveat::{RelativeAudience, Test};
use crate::facts::{Copy, Link, Support, disclosure};
use crate::id::{ItemId, PartyId};
use crate::party::PartyKind;
use crate::question::Chain;
use crate::time::Moment;

/// A party to whom the owner gave or granted the item, with its own organisation.
#[derive(Debug, Clone)]
struct Anchor {
    organisation: PartyId,
    /// At how many hops beyond the owner's own giving.
    hop: u32,
    support: Support,
}

impl Sharing<'_> {
    /// Whether the recipient is inside the own organisation of an anchor, or a client that may be reached.
    pub(super) fn meets_relative(
        &self,
        recipient: &Chain,
        copy: &Copy<'_>,
        audience: RelativeAudience,
        path: &[ItemId],
    ) -> Option<(Met, Support)> {
        let anchors = self.anchors(copy, audience, path);
        anchors.iter().find_map(|anchor| self.inside_of(recipient, anchor, audience))
    }

    /// The own organisations of the anchors, each once, in their order.
    pub(crate) fn organisations(
        &self,
        copy: &Copy<'_>,
        audience: RelativeAudience,
        path: &[ItemId],
    ) -> Vec<PartyId> {
        let mut organisations: Vec<PartyId> = Vec::new();
        for anchor in self.anchors(copy, audience, path) {
            if !organisations.contains(&anchor.organisation) {
                organisations.push(anchor.organisation);
            }
        }
        organisations
    }

    /// As [`Sharing::meets_relative`], by the organisations alone.
    pub(crate) fn meets_organisations(
        &self,
        recipient: &Chain,
        organisations: &[PartyId],
        audience: RelativeAudience,
    ) -> Option<Met> {
        organisations.iter().find_map(|own| Some(self.inside(recipient, own, audience)?.0))
    }

    /// Whether the recipient is inside the own organisation of the anchor, or a client that it may reach.
    fn inside_of(
        &self,
        recipient: &Chain,
        anchor: &Anchor,
        audience: RelativeAudience,
    ) -> Option<(Met, Support)> {
        let (met, support) = self.inside(recipient, &anchor.organisation, audience)?;
        Some((met, support.and(&anchor.support)))
    }

    fn inside(&self, recipient: &Chain, own: &PartyId, audience: RelativeAudience) -> Option<(Met, Support)> {
        let within = |chain: &Chain| self.facts.chain_within(chain, own, self.at, self.at);
        if let Some(support) = within(recipient) {
            return Some((Met::Organisation { of: own.clone() }, support));
        }
        if !audience.clients {
            return None;
        }
        let actor_within = within(&self.actor);
        let bodies =
            recipient.parties().iter().filter(|party| self.facts.party_kind(party) == Some(PartyKind::Body));
        let mut bodies = bodies;
        bodies.find_map(|client| {
            // A client passes it on only inside itself.
            if actor_within.is_none() && !self.actor.contains(client) {
                return None;
            }
            let served = self.client_of(client, own)?;
            let support = served.and(&actor_within.clone().unwrap_or_default());
            Some((Met::Client { of: own.clone(), client: client.clone() }, support))
        })
    }

    /// Whether the party is a client of one within the organisation.
    fn client_of(&self, client: &PartyId, organisation: &PartyId) -> Option<Support> {
        self.facts.served_by(client, self.at).find_map(|(provider, fact)| {
            let within = self.facts.within(provider, organisation, self.at)?;
            Some(within.with(fact.entry.position))
        })
    }

    /// The anchors: the owner, those in the chain of receipt to whom it gave or granted the item, and, as
    /// often as the caveat allows, those whom these passed it on to within the caveat.
    fn anchors(&self, copy: &Copy<'_>, audience: RelativeAudience, path: &[ItemId]) -> Vec<Anchor> {
        // On a link of long ago it was the owner of then.
        let owners = self.facts.owner_at(copy, self.at).into_iter().map(|(owner, support)| {
            let chain = self.only_chain(&owner, self.at);
            Anchor { organisation: self.organisation(&owner, &chain, audience), hop: 0, support }
        });
        let links = self.facts.chain_of_receipt(&self.actor, path, self.at);
        let given = links.iter().filter_map(|link| self.given_by_owner(link, copy, path).map(|s| (link, s)));
        let mut anchors: Vec<Anchor> = owners.collect();
        anchors.extend(given.map(|(link, support)| self.anchor(link, 0, support, audience)));
        for hop in 1..=audience.rebases {
            let further: Vec<Anchor> =
                links.iter().filter_map(|link| self.passed_on(link, copy, audience, path, hop)).collect();
            anchors.extend(further);
        }
        anchors
    }

    fn anchor(&self, link: &Link, hop: u32, support: Support, audience: RelativeAudience) -> Anchor {
        let chain = self.recipient_of(link);
        Anchor {
            organisation: self.organisation(&link.to, &chain, audience),
            hop,
            support: support.and(&link.support),
        }
    }

    /// Whether the owner itself gave the item on this link, or had granted it to whom it reached.
    fn given_by_owner(&self, link: &Link, copy: &Copy<'_>, path: &[ItemId]) -> Option<Support> {
        let then = self.on_link(link)?;
        let recipient = self.recipient_of(link);
        let voices = self.facts.voices_in(&link.actor, then.at);
        let by_act = self.facts.authorities(&voices, copy, Some(&recipient), then.at, true);
        if let Some(authority) = by_act.into_iter().next() {
            return Some(authority.support);
        }
        let granted = then.grants(&recipient, copy, path);
        granted.into_iter().find(|grant| !grant.recipient_only).map(|grant| grant.support)
    }

    /// Whether an anchor of the hop before passed the item on, on this link, to somebody who met the caveat: by
    /// the anchors of whoever disclosed it then.
    fn passed_on(
        &self,
        link: &Link,
        copy: &Copy<'_>,
        audience: RelativeAudience,
        path: &[ItemId],
        hop: u32,
    ) -> Option<Anchor> {
        let then = self.on_link(link)?;
        let recipient = self.recipient_of(link);
        let known = then.anchors(copy, RelativeAudience { rebases: hop - 1, ..audience }, path);
        let from = known.iter().filter(|anchor| anchor.hop + 1 == hop).find_map(|anchor| {
            let within = self.facts.chain_within(&link.actor, &anchor.organisation, then.at, then.at)?;
            Some(within.and(&anchor.support))
        })?;
        let met = match self.facts.effective(copy, then.at).test {
            Test::Relative(_) => {
                known.iter().find_map(|anchor| then.inside_of(&recipient, anchor, audience))?.1
            }
            test => match then.meets(&recipient, copy, &up_to(test, hop - 1), path, None) {
                Meets::Yes(_, shown) => shown,
                _ => return None,
            },
        };
        Some(self.anchor(link, hop, from.and(&met), audience))
    }

    /// The sharing that a link was, at its moment.
    fn on_link<'a>(&'a self, link: &'a Link) -> Option<Sharing<'a>> {
        let act = disclosure(&link.disclosure)?;
        Some(Sharing {
            facts: self.facts,
            question: self.question,
            actor: link.actor.clone(),
            purposes: &act.purposes,
            mode: act.mode,
            unattributed: act.unattributed,
            at: link.disclosure.moment(),
        })
    }

    /// Whom a link reached, in its capacity then; where that cannot be told, in none.
    fn recipient_of(&self, link: &Link) -> Chain {
        let at = link.disclosure.moment();
        let named = disclosure(&link.disclosure).into_iter().flat_map(|act| &act.to);
        let meant = named.filter(|who| who.party == link.to).map(|who| self.facts.resolve(who, at).ok());
        let meant: Option<BTreeSet<Chain>> = meant.collect();
        let mut meant = meant.unwrap_or_default().into_iter();
        match (meant.next(), meant.next()) {
            (Some(chain), None) => chain,
            _ => self.only_chain(&link.to, at),
        }
    }

    fn only_chain(&self, party: &PartyId, at: Moment) -> Chain {
        self.facts.only_chain(party, at).unwrap_or_else(|| Chain(vec![party.clone()]))
    }

    /// The own organisation of an anchor: beneath a state, its topmost organ; of a person or an office, the
    /// body they act for; else the anchor itself. With affiliates, everything under a root that is no state.
    fn organisation(&self, anchor: &PartyId, chain: &Chain, audience: RelativeAudience) -> PartyId {
        let kind = |party: &PartyId| self.facts.party_kind(party);
        let under_state = kind(chain.root()) == Some(PartyKind::State);
        if audience.affiliates && !under_state {
            return chain.root().clone();
        }
        if under_state {
            let beneath = chain.parties().iter().rev().nth(1);
            return beneath.unwrap_or(anchor).clone();
        }
        let is_body = |party: &&PartyId| !matches!(kind(party), Some(PartyKind::Person | PartyKind::Office));
        chain.parties().iter().find(is_body).unwrap_or(anchor).clone()
    }
}

/// The test with audiences of so many hops at most.
fn up_to(test: Test, hops: u32) -> Test {
    match test {
        Test::Relative(audience) => {
            Test::Relative(RelativeAudience { rebases: audience.rebases.min(hops), ..audience })
        }
        Test::Any(tests) => Test::Any(tests.into_iter().map(|test| up_to(test, hops)).collect()),
        test => test,
    }
}
