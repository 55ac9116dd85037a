//! Section 7: audiences relative to the discloser.

use std::collections::BTreeSet;
use std::rc::Rc;

use caveat::caveat::RelativeAudience;
use caveat::entry::{Disclosure, Entry};
use caveat::id::{CaveatId, ItemId, PartyId};
use caveat::party::PartyKind;
use caveat::question::Question;
use caveat::time::Moment;

use super::bearing::{Occurrence, Path};
use super::known::Known;
use super::lifting::Asking;
use super::meeting::Meeting;
use super::people::Chain;

/// A link of a chain of receipt: a disclosure, and a party that it reached.
#[derive(Debug, Clone)]
struct Link<'a> {
    entry: &'a Entry,
    disclosure: &'a Disclosure,
    party: PartyId,
}

/// A party whose own organisation may have the information, in its capacity.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    party: PartyId,
    chain: Chain,
    hop: u32,
}

/// What the anchors depend on: the copy, the path, what the audience includes, the actor, the moment, the hops.
pub(super) type AnchorsOf =
    ((CaveatId, PartyId, PartyId), Vec<ItemId>, (bool, bool, u32), Chain, Moment, u32);

impl<'a> Known<'a> {
    /// Section 7: whether a recipient is in an audience relative to the discloser.
    pub(super) fn is_in_relative(
        &self,
        recipient: &[PartyId],
        occurrence: &Occurrence<'a>,
        audience: &RelativeAudience,
        asking: &Asking<'_>,
        hops: u32,
    ) -> bool {
        let anchors = self.anchors(occurrence, audience, asking, hops.min(audience.rebases));
        anchors.iter().any(|anchor| {
            let organisation = self.own_organisation(anchor, audience.affiliates);
            self.is_reached_from(&organisation, recipient, audience, asking)
        })
    }

    /// The three ways of meeting it, for one anchor's own organisation.
    fn is_reached_from(
        &self,
        organisation: &PartyId,
        recipient: &[PartyId],
        audience: &RelativeAudience,
        asking: &Asking<'_>,
    ) -> bool {
        let m = asking.moment;
        if self.chain_within(recipient, organisation, m) {
            return true;
        }
        let clients_of_it = recipient.iter().filter(|party| self.is_client_of(party, organisation, m));
        let clients: Vec<&PartyId> = clients_of_it.collect();
        audience.clients
            && if self.chain_within(&asking.actor, organisation, m) {
                !clients.is_empty()
            } else {
                clients.iter().any(|client| asking.actor.contains(client))
            }
    }

    /// A body that is a client, at M, of a party within an organisation. A state is no body here.
    fn is_client_of(&self, client: &PartyId, organisation: &PartyId, m: Moment) -> bool {
        self.is(client, PartyKind::Body)
            && self.servers_of(client, m).iter().any(|server| self.within(server, organisation, m))
    }

    /// The **anchors** of a copy, up to so many hops.
    fn anchors(
        &self,
        occurrence: &Occurrence<'a>,
        audience: &RelativeAudience,
        asking: &Asking<'_>,
        hops: u32,
    ) -> Rc<Vec<Anchor>> {
        let copy = &occurrence.copy;
        let key = (
            (copy.stated.id.clone(), copy.before_succession.clone(), copy.owner.clone()),
            occurrence.path.iter().map(|on| on.item.id.clone()).collect(),
            (audience.clients, audience.affiliates, audience.rebases),
            asking.actor.clone(),
            asking.moment,
            hops,
        );
        let work_out = || Rc::new(self.work_out_anchors(occurrence, audience, asking, hops));
        self.cache.anchors.get_or(key, work_out)
    }

    fn work_out_anchors(
        &self,
        occurrence: &Occurrence<'a>,
        audience: &RelativeAudience,
        asking: &Asking<'_>,
        hops: u32,
    ) -> Vec<Anchor> {
        let m = asking.moment;
        let owners = self.owners_at(&occurrence.copy, m).into_iter();
        let mut anchors: Vec<Anchor> =
            owners.map(|owner| Anchor { chain: self.only_chain(&owner, m), party: owner, hop: 0 }).collect();
        let links = self.chain_of_receipt(&occurrence.path, &asking.actor, m);
        // Each hop takes a disclosure of its own.
        let hops = hops.min(u32::try_from(links.len()).unwrap_or(u32::MAX));
        for link in links {
            let chain = self.capacity_on(&link);
            let mut hops_of_it: Vec<u32> = (1..=hops)
                .filter(|hop| self.is_rebased(&link, &chain, occurrence, audience, hop - 1))
                .collect();
            if self.owner_gave_or_granted(&link, &chain, occurrence) {
                hops_of_it.push(0);
            }
            let party = &link.party;
            anchors.extend(hops_of_it.into_iter().map(|hop| Anchor {
                party: party.clone(),
                chain: chain.clone(),
                hop,
            }));
        }
        anchors
    }

    /// The **chain of receipt**: every link is followed backward, with only disclosures before it.
    fn chain_of_receipt(&self, path: &Path<'a>, actor: &[PartyId], m: Moment) -> Vec<Link<'a>> {
        let mut links: Vec<Link<'a>> = Vec::new();
        let mut followed = BTreeSet::new();
        let mut open = vec![(self.hands(actor), m)];
        while let Some((hands, before)) = open.pop() {
            for (entry, disclosure) in self.disclosures(before) {
                if !self.is_observed(entry, disclosure) || !self.is_on_path(disclosure, path, m) {
                    continue;
                }
                let reached = self.reached(disclosure, entry.moment());
                for party in reached.intersection(&hands) {
                    let is_it = |link: &Link<'a>| link.entry == entry && link.party == *party;
                    if !links.iter().any(is_it) {
                        links.push(Link { entry, disclosure, party: party.clone() });
                    }
                    if followed.insert(entry.position) {
                        let actor = self.actor_of(disclosure, entry.moment());
                        open.push((self.hands(&actor), entry.moment()));
                    }
                }
            }
        }
        links
    }

    /// A disclosure of an item that is on the path, or of one that contains an item on it.
    fn is_on_path(&self, disclosure: &Disclosure, path: &Path<'a>, m: Moment) -> bool {
        let disclosed = std::slice::from_ref(&disclosure.item);
        path.iter().any(|on| self.is_covered(disclosed, &on.item.id, m))
    }

    /// The actor of a disclosure in its capacity at that moment; its party alone where that does not resolve.
    fn actor_of(&self, disclosure: &Disclosure, m: Moment) -> Chain {
        self.resolve(&disclosure.actor, m).unwrap_or_else(|_| vec![disclosure.actor.party.clone()])
    }

    /// The capacity of a link's party on the link; where that does not resolve to one: its only chain, else itself.
    fn capacity_on(&self, link: &Link<'a>) -> Chain {
        let m = link.entry.moment();
        let named = link.disclosure.to.iter().filter(|named| named.party == link.party);
        let resolved: Option<BTreeSet<Chain>> = named.map(|named| self.resolve(named, m).ok()).collect();
        let mut resolved = resolved.unwrap_or_default().into_iter();
        match (resolved.next(), resolved.next()) {
            (Some(chain), None) => chain,
            _ => self.only_chain(&link.party, m),
        }
    }

    /// On this link the owner itself gave it, or had granted it.
    fn owner_gave_or_granted(&self, link: &Link<'a>, party: &Chain, occurrence: &Occurrence<'a>) -> bool {
        let question = put_as_question(link);
        let asking = self.put_to(link, &question);
        self.lifted_by_the_disclosure(occurrence, party, &asking)
            || self.lifted_by_a_grant(occurrence, party, &asking, |grant| !grant.recipient_only)
    }

    /// The actor of the link's disclosure was within the own organisation of an anchor of that hop, and the caveat
    /// was met by the party then, with anchors up to that hop: as they were for that actor at that moment.
    fn is_rebased(
        &self,
        link: &Link<'a>,
        party: &Chain,
        occurrence: &Occurrence<'a>,
        audience: &RelativeAudience,
        hop: u32,
    ) -> bool {
        let question = put_as_question(link);
        let asking = self.put_to(link, &question);
        let before = self.anchors(occurrence, audience, &asking, hop);
        let from_an_anchor = before.iter().filter(|anchor| anchor.hop == hop).any(|anchor| {
            let organisation = self.own_organisation(anchor, audience.affiliates);
            self.chain_within(&asking.actor, &organisation, asking.moment)
        });
        let test = || self.effective(&occurrence.copy, asking.moment).test;
        from_an_anchor && self.meets(party, occurrence, &test(), &asking, hop) == Meeting::Met
    }

    /// A link's disclosure, put as a question at its moment.
    fn put_to<'q>(&self, link: &Link<'a>, question: &'q Question) -> Asking<'q> {
        let moment = link.entry.moment();
        Asking { question, actor: self.actor_of(link.disclosure, moment), moment }
    }

    /// The **own organisation** of an anchor.
    fn own_organisation(&self, anchor: &Anchor, affiliates: bool) -> PartyId {
        let party = &anchor.party;
        let root = anchor.chain.last().unwrap_or(party);
        let root_is_state = self.is(root, PartyKind::State);
        if affiliates && !root_is_state {
            return root.clone();
        }
        if root_is_state && root != party {
            let directly_beneath = anchor.chain.iter().rev().nth(1);
            return directly_beneath.unwrap_or(party).clone();
        }
        let neither = |p: &&PartyId| !self.is(p, PartyKind::Person) && !self.is(p, PartyKind::Office);
        anchor.chain.iter().find(neither).unwrap_or(party).clone()
    }
}

/// A disclosure with its item, recipients, purposes, mode and attribution.
fn put_as_question(link: &Link<'_>) -> Question {
    let disclosure = link.disclosure;
    Question {
        actor: disclosure.actor.clone(),
        item: disclosure.item.clone(),
        to: disclosure.to.clone(),
        purposes: disclosure.purposes.clone(),
        mode: disclosure.mode,
        unattributed: disclosure.unattributed,
        on: link.entry.on,
    }
}
