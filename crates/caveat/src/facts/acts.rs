//! Grants and refusals as acts between two parties, whatever caveat they lift.

use std::collections::HashMap;
use std::sync::Arc;

use super::Facts;
use super::silence::BySilence;
use super::support::Support;
use crate::entry::{Body, Entry, Recordable};
use crate::id::{ItemId, PartyId, TermsId};
use crate::time::{Moment, Position};

impl Facts {
    /// Whether who speaks in an act answers for the party asked: as itself, as its root, or by some power for it.
    pub(crate) fn answers_for(&self, speaker: &PartyId, of: &PartyId, at: Moment) -> bool {
        let voices = self.voices(speaker, at);
        self.speaks_about(speaker, of, Recordable::Delivery, at).is_some()
            || self.powers_of(&voices, of, at).next().is_some()
    }

    /// The keys by which the party signs at the moment.
    pub fn keys_of(&self, party: &PartyId, at: Moment) -> Vec<&str> {
        let keys = self.holding(&self.index.keys, party, at).filter_map(|fact| match &fact.entry.body {
            Body::Key(key) => Some(key.key.as_str()),
            _ => None,
        });
        keys.collect()
    }

    /// The grants that cover the item, visible at the moment, in the order of the moments; those by silence too, which
    /// have effect only from their lapse.
    pub(crate) fn grants_on(&self, item: &ItemId, at: Moment) -> Vec<&Entry> {
        self.acts_on(&self.index.grants, item, at)
    }

    /// The refusals that cover the item, visible at the moment, in the order of the moments; those by silence once
    /// they have lapsed.
    pub(crate) fn refusals_on(&self, item: &ItemId, at: Moment) -> Vec<&Entry> {
        let mut acts = self.acts_on(&self.index.refusals, item, at);
        acts.retain(|act| self.is_visible(act, at));
        acts
    }

    fn acts_on<'f>(
        &'f self,
        list: &'f HashMap<ItemId, Vec<Arc<Entry>>>,
        item: &ItemId,
        at: Moment,
    ) -> Vec<&'f Entry> {
        let acts = in_order(list, &self.with_wholes(item, at)).into_iter().map(|act| &**act);
        acts.filter(|act| act.moment() < at).collect()
    }

    /// Whether a refusal is visible: one by silence, only once it has lapsed.
    pub(crate) fn is_visible(&self, refusal: &Entry, at: Moment) -> bool {
        let lapsed = |silence: &BySilence| silence.lapse <= at.instant;
        refusal.moment() < at && self.by_silence(refusal.position).is_none_or(lapsed)
    }

    /// The answers in time to the request at a position, where silence would mean something.
    pub(crate) fn answers_before_lapse(&self, request: Position) -> Vec<&Entry> {
        let silence = self.by_silence(request);
        silence
            .map(|silence| self.answers_in_time(silence).map(|answer| &**answer).collect())
            .unwrap_or_default()
    }

    /// The revocation of an act for a recipient, by who answers for the party.
    pub(crate) fn revocation_of(
        &self,
        act: &Entry,
        of: &PartyId,
        to: &PartyId,
        at: Moment,
    ) -> Option<Position> {
        let revocations = self.index.revocations.get(act.id.as_ref()?)?;
        let ends = |entry: &&Arc<Entry>| {
            let Body::Revocation(revocation) = &entry.body else { return false };
            let concerns = || revocation.to.iter().any(|other| self.within(to, other, at).is_some());
            act.moment() < entry.moment()
                && entry.moment() < at
                && (revocation.to.is_empty() || concerns())
                && self.answers_for(&entry.by, of, entry.moment())
        };
        revocations.iter().find(ends).map(|entry| entry.position)
    }

    /// The terms that revise those an act rests on, since the act, with what shows that they may.
    pub(crate) fn revision_since(
        &self,
        act: &Entry,
        terms: Option<&TermsId>,
        at: Moment,
    ) -> Option<&(Arc<Entry>, Support)> {
        let since = |(revision, _): &&(Arc<Entry>, Support)| {
            act.moment() < revision.moment() && revision.moment() < at
        };
        self.index.revisions.get(terms?)?.iter().find(since)
    }

    /// Whether the request was taken back by the moment.
    pub(crate) fn is_withdrawn(&self, request: &Entry, at: Moment) -> bool {
        let endings = request.id.as_ref().and_then(|id| self.index.withdrawals.get(id));
        endings.into_iter().flatten().any(|ending| ending.moment() < at)
    }
}

/// The acts listed under some items, each once, in the order of their moments.
pub(crate) fn in_order<'f, 'i>(
    list: &'f HashMap<ItemId, Vec<Arc<Entry>>>,
    items: impl IntoIterator<Item = &'i ItemId>,
) -> Vec<&'f Arc<Entry>> {
    let acts = items.into_iter().filter_map(|item| list.get(item)).flatten();
    let mut acts: Vec<&Arc<Entry>> = acts.collect();
    acts.sort_by_key(|act| act.moment());
    acts.dedup_by_key(|act| act.position);
    acts
}
