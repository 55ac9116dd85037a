//! Who holds an item: disclosures, and how it came to somebody.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Facts;
use super::support::Support;
use crate::entry::{Acknowledgement, Body, Disclosure, Entry, InCapacity, Item, Recordable};
use crate::id::{ItemId, PartyId, PowerId};
use crate::question::Chain;
use crate::time::{Moment, Position};

/// A way in which somebody came to hold an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holding {
    /// The party that came to hold it: the actor, or one in its chain.
    pub(crate) holder: PartyId,
    /// The entry by which it did: the item's own, or a disclosure's.
    pub(crate) since: Position,
    /// Whether it originated it.
    pub(crate) originated: bool,
    /// The acknowledgement after which it no longer holds it.
    pub(crate) void: Option<Position>,
    pub(crate) support: Support,
}

/// A disclosure through which an item came to somebody in a chain of receipt.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) disclosure: Arc<Entry>,
    /// The party it reached.
    pub(crate) to: PartyId,
    /// Who disclosed it, in its capacity then.
    pub(crate) actor: Chain,
    pub(crate) support: Support,
}

/// The disclosure an entry records.
pub(crate) fn disclosure(entry: &Entry) -> Option<&Disclosure> {
    match &entry.body {
        Body::Disclosure(disclosure) => Some(disclosure),
        _ => None,
    }
}

impl Facts {
    /// Those who hold what the actor holds: itself and the parties of its chain, states above it apart.
    pub(crate) fn hands(&self, chain: &Chain) -> Vec<PartyId> {
        let above = chain.parties().iter().skip(1).filter(|party| !self.is_state(party));
        std::iter::once(chain.party()).chain(above).cloned().collect()
    }

    /// Whether someone who took part recorded the disclosure.
    pub(super) fn is_observed(&self, entry: &Entry) -> bool {
        let Some(act) = disclosure(entry) else { return false };
        let at = entry.moment();
        let took_part = |who: &InCapacity| {
            who.party == entry.by || self.chains(&who.party, at).iter().any(|chain| chain.contains(&entry.by))
        };
        !act.reported && std::iter::once(&act.actor).chain(&act.to).any(took_part)
    }

    /// The parties a disclosure reached, communities standing for their members of that moment.
    pub(crate) fn reached_by(&self, entry: &Entry) -> Vec<(PartyId, Support)> {
        let named = disclosure(entry).map(|act| act.to.as_slice()).unwrap_or_default();
        named.iter().flat_map(|who| self.reached(&who.party, entry.moment())).collect()
    }

    /// The observed disclosures of one of the items before the moment.
    fn observed(&self, items: impl IntoIterator<Item = ItemId>, before: Moment) -> Vec<&Arc<Entry>> {
        let distinct: BTreeSet<ItemId> = items.into_iter().collect();
        let recorded = distinct.iter().filter_map(|item| self.index.disclosures.get(item)).flatten();
        let visible = recorded.filter(|entry| entry.moment() < before);
        let mut observed: Vec<&Arc<Entry>> = visible.filter(|entry| self.is_observed(entry)).collect();
        observed.sort_by_key(|entry| entry.moment());
        observed
    }

    /// Every way in which one of the parties came to hold the item by the moment, void ones included.
    pub(crate) fn holdings(&self, item: &ItemId, hands: &[PartyId], at: Moment) -> Vec<Holding> {
        let through = self.with_wholes(item, at);
        let mut found = Vec::new();
        for whole in &through {
            let Some(entry) = self.item_entry(whole).filter(|entry| entry.moment() < at) else { continue };
            let originator = self.item(whole).map(|item| &item.originator);
            for hand in hands.iter().filter(|hand| originator == Some(hand)) {
                if let Some(support) = self.index.originated.get(whole) {
                    found.push(self.holding_by(item, whole, hand, entry, true, support.clone(), at));
                }
            }
        }
        for entry in self.observed(through, at) {
            let Some(act) = disclosure(entry) else { continue };
            for (party, support) in self.reached_by(entry) {
                if hands.contains(&party) {
                    found.push(self.holding_by(item, &act.item, &party, entry, false, support, at));
                }
            }
        }
        found
    }

    /// Whether the originator, or a body it acted for, held each source and part when it originated the item.
    /// Asked once, when the item is taken in.
    pub(super) fn could_originate(&self, item: &Item, at: Moment) -> Option<Support> {
        let originator = &item.originator;
        let mut hands: Vec<PartyId> = Vec::new();
        for hand in self.chains(originator, at).iter().flat_map(|chain| self.hands(chain)) {
            if !hands.contains(&hand) {
                hands.push(hand);
            }
        }
        let mut all = Support::none();
        for needed in item.sources.iter().chain(&item.parts) {
            let holdings = self.holdings(needed, &hands, at);
            all.add(&holdings.into_iter().find(|holding| holding.void.is_none())?.support);
        }
        Some(all)
    }

    #[expect(clippy::too_many_arguments, reason = "one holding has these parts, and only this makes one")]
    fn holding_by(
        &self,
        item: &ItemId,
        through: &ItemId,
        holder: &PartyId,
        entry: &Arc<Entry>,
        originated: bool,
        support: Support,
        at: Moment,
    ) -> Holding {
        let gone = self.gone(item, through, holder, entry.moment(), at);
        let mut support = support.with(entry.position);
        support.add(&gone.as_ref().map(|(_, shown)| shown.clone()).unwrap_or_default());
        let void = gone.map(|(position, _)| position);
        Holding { holder: holder.clone(), since: entry.position, originated, void, support }
    }

    /// The acknowledgement by which the holder gave up the item, or what contains it, after receiving it
    /// through another.
    fn gone(
        &self,
        item: &ItemId,
        through: &ItemId,
        holder: &PartyId,
        since: Moment,
        at: Moment,
    ) -> Option<(Position, Support)> {
        let all = self.index.acknowledgements.get(holder)?;
        // INVARIANT: they are in the order of their moments. A holder may have acknowledged much before.
        let later = all.get(all.partition_point(|entry| entry.moment() <= since)..)?;
        later.iter().take_while(|entry| entry.moment() < at).find_map(|entry| {
            let Body::Acknowledgement(Acknowledgement { fate, item: gone, .. }) = &entry.body else {
                return None;
            };
            let includes = || self.is_or_contains(gone, item, at) && self.is_or_contains(through, gone, at);
            if !fate.gives_up() || !includes() {
                return None;
            }
            let shown = self.speaks_about(&entry.by, holder, Recordable::Acceptance, entry.moment())?;
            Some((entry.position, shown.with(entry.position)))
        })
    }

    /// The chain of receipt: every link by which one of the items came to the actor, each earlier than the one
    /// it leads to, the last links first.
    pub(crate) fn chain_of_receipt(&self, actor: &Chain, items: &[ItemId], at: Moment) -> Vec<Link> {
        let among: Vec<ItemId> = items.iter().flat_map(|item| self.with_wholes(item, at)).collect();
        let observed = self.observed(among, at);
        let mut links: Vec<Link> = Vec::new();
        let mut open: Vec<(Vec<PartyId>, Moment, Support)> = vec![(self.hands(actor), at, Support::none())];
        let mut next = 0;
        while let Some((hands, before, onward)) = open.get(next).cloned() {
            next += 1;
            for entry in observed.iter().filter(|entry| entry.moment() < before) {
                for (to, support) in self.reached_by(entry) {
                    let known = |link: &Link| link.disclosure.position == entry.position && link.to == to;
                    if !hands.contains(&to) || links.iter().any(known) {
                        continue;
                    }
                    let Some(act) = disclosure(entry) else { continue };
                    let moment = entry.moment();
                    let alone = || Chain(vec![act.actor.party.clone()]);
                    let actor = self.resolve(&act.actor, moment).unwrap_or_else(|_| alone());
                    // What shows a link shows those that lead on from it to the actor, too.
                    let support = support.with(entry.position).and(&onward);
                    open.push((self.hands(&actor), moment, support.clone()));
                    links.push(Link { disclosure: (*entry).clone(), to, actor, support });
                }
            }
        }
        links
    }

    /// The reported disclosures of an item by somebody, with the statements about each.
    pub(crate) fn reports(&self, item: &ItemId, actor: &PartyId) -> Vec<(&Arc<Entry>, Vec<&Arc<Entry>>)> {
        let recorded = self.index.disclosures.get(item).into_iter().flatten();
        let of_actor =
            recorded.filter(|entry| disclosure(entry).is_some_and(|act| act.actor.party == *actor));
        let about = |entry: &Arc<Entry>| {
            let statements = entry.id.as_ref().and_then(|id| self.index.statements.get(id));
            statements.into_iter().flatten().collect()
        };
        of_actor.filter(|entry| !self.is_observed(entry)).map(|entry| (entry, about(entry))).collect()
    }

    /// A power that somebody speaks of, with the statements.
    pub(crate) fn claims(&self, power: &PowerId) -> Option<(&Arc<Entry>, Vec<&Arc<Entry>>)> {
        let statements = self.index.claims.get(power)?;
        Some((self.power_entry(power)?, statements.iter().collect()))
    }
}
