//! The fold: entries to facts, as of a position.
//!
//! [`Facts`] knows which entries there are and which of them *count* (were said by whom they had to be said by).
//! It is asked at a [`Moment`]: what was so then. Everything in it is a function of the entries at or before
//! the position as of which it was folded; nothing is cached by question.

mod acts;
mod authority;
mod bearing;
mod equivalence;
mod holders;
mod holding;
mod index;
mod people;
mod silence;
mod support;
mod terms;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::entry::{Body, Entry, Item};
use crate::id::{CaveatId, FactKey, ItemId, PartyId, PowerId};
use crate::party::PartyKind;
use crate::question::{Chain, Judge, NoJudge};
use crate::time::{Moment, Position};

pub(crate) use acts::in_order;
pub(crate) use authority::{Authority, Ground as AuthorityGround};
pub(crate) use bearing::{Copy, selects};
pub use equivalence::InForce;
pub use holders::{Holder, How};
pub(crate) use holding::{Link, disclosure};
pub(crate) use index::Fact;
use index::Index;
pub(crate) use silence::BySilence;
pub(crate) use support::Support;

/// What the ledger held at a position, folded.
#[derive(Debug, Clone)]
pub struct Facts {
    judge: Arc<dyn Judge>,
    index: Index,
}

impl Facts {
    /// Folds the entries at or before `as_of`. Rules are judged by `judge`, a pure function.
    ///
    /// Entries may come with gaps between their positions: the entries that a decision cites are themselves a
    /// ledger that can be folded.
    pub fn fold(entries: &[Arc<Entry>], as_of: Position, judge: Arc<dyn Judge>) -> Self {
        let known = entries.iter().filter(|entry| entry.position <= as_of);
        // With its moment beside it, no entry has to be fetched each time that it is compared.
        let mut known: Vec<(Moment, &Arc<Entry>)> = known.map(|entry| (entry.moment(), entry)).collect();
        // INVARIANT: an entry is taken in after every entry of an earlier moment, so that its authority is
        // judged from exactly those.
        known.sort_by_key(|(moment, _)| *moment);
        let known = || known.iter().map(|(_, entry)| *entry);
        let mut facts = Self { judge, index: Index::with_room_for(known()) };
        // Schemes and items are definitions, whatever their moment: a clearance that is older than the entry that
        // defines its scheme is one all the same, and what is in an item is in it.
        for entry in known() {
            facts.define(entry);
        }
        for entry in known() {
            facts.take_in_defined(entry);
        }
        facts.take_in_silence();
        facts
    }

    /// Folds all entries, with no judge: house rules stand.
    pub fn of(entries: &[Arc<Entry>]) -> Self {
        Self::fold(entries, Position::LAST, Arc::new(NoJudge))
    }

    /// The position of the last entry known.
    pub fn last_known(&self) -> Option<Position> {
        self.index.entries.keys().next_back().copied()
    }

    /// The entry at a position, if known.
    pub fn entry(&self, position: Position) -> Option<&Arc<Entry>> {
        self.index.entries.get(&position)
    }

    /// Every entry known, by position.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.index.entries.values()
    }

    /// What kind of party it is; `None` if no such party is known.
    pub fn party_kind(&self, party: &PartyId) -> Option<PartyKind> {
        self.index.parties.get(party).and_then(|entry| match &entry.body {
            Body::Party(party) => Some(party.kind),
            _ => None,
        })
    }

    /// Whether the party is known; the public always is.
    pub fn knows_party(&self, party: &PartyId) -> bool {
        party.is_public() || self.index.parties.contains_key(party)
    }

    /// The party's entry.
    pub fn party_entry(&self, party: &PartyId) -> Option<&Arc<Entry>> {
        self.index.parties.get(party)
    }

    /// The item, if known.
    pub fn item(&self, item: &ItemId) -> Option<&Item> {
        match &self.item_entry(item)?.body {
            Body::Item(item) => Some(item),
            _ => None,
        }
    }

    /// The items that tell a fact.
    pub fn telling(&self, fact: &FactKey) -> impl Iterator<Item = &ItemId> {
        self.index.telling.get(fact).into_iter().flatten()
    }

    /// Whether who acts in the chain possesses the item.
    pub fn possesses(&self, chain: &Chain, item: &ItemId, at: Moment) -> bool {
        self.holdings(item, &self.hands(chain), at).iter().any(|holding| holding.void.is_none())
    }

    /// The item's entry.
    pub fn item_entry(&self, item: &ItemId) -> Option<&Arc<Entry>> {
        self.index.items.get(item)
    }

    /// The entry that founds or delegates a power.
    pub fn power_entry(&self, power: &PowerId) -> Option<&Arc<Entry>> {
        self.index.powers.get(power).map(|record| &record.entry)
    }

    /// The entry that recalls items, by its caveat.
    pub fn recall(&self, caveat: &CaveatId) -> Option<&Arc<Entry>> {
        self.index.recalls.get(caveat)
    }

    /// Whether who acts in the chain may know that the item exists: it possesses it, originated it, or owns a
    /// caveat on it.
    pub fn knows_item(&self, item: &ItemId, chain: &Chain, at: Moment) -> bool {
        let hands = self.hands(chain);
        let originated = self.item(item).is_some_and(|item| hands.contains(&item.originator));
        // A caveat on the item itself: whose caveat is only inherited need not learn what was derived.
        let owns = || {
            let voices = self.voices_in(chain, at);
            let is_own = |owner: &PartyId| hands.contains(owner) || voices.contains(owner);
            let borne = self.bears(item, at);
            borne.is_ok_and(|borne| {
                borne.occurrences.iter().any(|(copy, path)| path.len() == 1 && is_own(&copy.owner))
            })
        };
        originated || self.holdings(item, &hands, at).iter().any(|holding| holding.void.is_none()) || owns()
    }

    /// The relay behind which a party is concealed: everywhere, or as the originator of one of these items.
    pub fn relay_of<'a>(
        &'a self,
        party: &PartyId,
        items: impl IntoIterator<Item = &'a ItemId>,
    ) -> Option<&'a PartyId> {
        let everywhere = self.index.parties.get(party).and_then(|entry| match &entry.body {
            Body::Party(party) => party.relay.as_ref(),
            _ => None,
        });
        everywhere.or_else(|| {
            let originated = |item: &'a ItemId| self.item(item).filter(|item| item.originator == *party);
            items.into_iter().filter_map(originated).find_map(|item| item.relay.as_ref())
        })
    }

    /// What could go instead of an item: its parts, what was sanitised from it or from a part, and items that
    /// tell the same fact, of another originator and with no recorded source in common.
    pub(crate) fn alternatives_to(&self, item: &ItemId, at: Moment) -> Vec<ItemId> {
        let Some(asked) = self.item(item) else { return Vec::new() };
        let mut found: BTreeSet<ItemId> = BTreeSet::new();
        let mut open: Vec<&ItemId> = vec![item];
        while let Some(whole) = open.pop() {
            let sanitised = self.index.derived.get(whole).into_iter().flatten();
            let approved = |derived: &&ItemId| self.index.sanitisations.contains_key(*derived);
            found.extend(sanitised.filter(approved).cloned());
            for part in self.item(whole).map(|item| item.parts.as_slice()).unwrap_or_default() {
                if found.insert(part.clone()) {
                    open.push(part);
                }
            }
        }
        let same_fact = asked.facts.iter().flat_map(|fact| self.telling(fact));
        found.extend(same_fact.filter(|other| self.is_alternative(asked, other)).cloned());
        found.retain(|other| self.item_entry(other).is_some_and(|entry| entry.moment() < at));
        found.into_iter().collect()
    }

    fn is_alternative(&self, asked: &Item, other: &ItemId) -> bool {
        let Some(other) = self.item(other) else { return false };
        other.originator != asked.originator
            && !other.facts.is_disjoint(&asked.facts)
            && self.with_sources(&asked.id).is_disjoint(&self.with_sources(&other.id))
    }

    /// The item and everything it is derived from.
    fn with_sources(&self, item: &ItemId) -> BTreeSet<ItemId> {
        let mut found = BTreeSet::new();
        let mut open = vec![item.clone()];
        while let Some(next) = open.pop() {
            if found.insert(next.clone()) {
                open.extend(self.item(&next).map(|item| item.sources.clone()).unwrap_or_default());
            }
        }
        found
    }

    pub(crate) fn judge(&self) -> &dyn Judge {
        self.judge.as_ref()
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    fn is_state(&self, party: &PartyId) -> bool {
        self.party_kind(party) == Some(PartyKind::State)
    }

    /// Whether acting under this root is acting for a state.
    pub(crate) fn acts_for_state(&self, root: &PartyId) -> bool {
        self.is_state(root)
    }

    fn is_community(&self, party: &PartyId) -> bool {
        self.party_kind(party) == Some(PartyKind::Community)
    }

    /// Whether the fact holds at the moment: visible, in its interval, counting, and not ended.
    pub(crate) fn holds(&self, fact: &Fact, at: Moment) -> bool {
        fact.counts.is_some() && self.stands_recorded(fact, at)
    }

    /// As [`Facts::holds`], for facts that count for one caveat and not for another.
    pub(crate) fn stands_recorded(&self, fact: &Fact, at: Moment) -> bool {
        fact.entry.moment() < at
            && fact.entry.on <= at.instant
            && fact.until.is_none_or(|until| at.instant < until)
            && !fact.endings.iter().any(|ending| ending.moment() < at)
    }
}
