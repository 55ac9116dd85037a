//! Section 6, requests, and silence: the acts by which nobody answers.

use std::rc::Rc;

use caveat::entry::{
    Body, Delivery, Ended, Entry, Grant, Meaning, Recordable, Refusal, Request, Silence, Terms,
};
use caveat::id::{EntryId, PartyId, TermsId};
use caveat::time::{Instant, Interval, Moment};

use super::bearing::Occurrence;
use super::known::Known;

/// A grant or a refusal: one that an entry is, or an act by silence that stands beside a request.
#[derive(Debug, Clone)]
pub(super) struct Act<'a, T> {
    /// The entry that it is, or the request.
    pub(super) entry: &'a Entry,
    /// Whose act it is.
    pub(super) by: PartyId,
    pub(super) body: T,
    /// From when it acts, where it is by silence.
    pub(super) lapse: Option<Instant>,
}

/// What silence on a request means, and from when.
struct Lapsed {
    means: Meaning,
    at: Instant,
}

impl<'a> Known<'a> {
    /// The grants visible at M, those by silence among them.
    pub(super) fn grants(&self, m: Moment) -> Vec<Act<'a, Grant>> {
        let all = self.cache.grants.get_or((), || {
            let acts = self.entries.iter().filter_map(|entry| match &entry.body {
                Body::Grant(grant) => {
                    Some(Act { entry, by: entry.by.clone(), body: grant.as_ref().clone(), lapse: None })
                }
                Body::Request(request) => self.granted_by_silence(entry, request),
                _ => None,
            });
            Rc::new(acts.collect())
        });
        all.iter().filter(|act| act.entry.moment() < m).cloned().collect()
    }

    /// The refusals visible at M; one by silence only at moments of an instant not before the lapse.
    pub(super) fn refusals(&self, m: Moment) -> Vec<Act<'a, Refusal>> {
        let all = self.cache.refusals.get_or((), || {
            let acts = self.entries.iter().filter_map(|entry| match &entry.body {
                Body::Refusal(refusal) => {
                    Some(Act { entry, by: entry.by.clone(), body: refusal.clone(), lapse: None })
                }
                Body::Request(request) => self.refused_by_silence(entry, request),
                _ => None,
            });
            Rc::new(acts.collect())
        });
        let visible = |act: &&Act<'a, Refusal>| {
            act.entry.moment() < m && act.lapse.is_none_or(|lapse| lapse <= m.instant)
        };
        all.iter().filter(visible).cloned().collect()
    }

    fn granted_by_silence(&self, entry: &'a Entry, request: &'a Request) -> Option<Act<'a, Grant>> {
        let lapsed = self.lapsed(entry, request).filter(|lapsed| lapsed.means == Meaning::Grant)?;
        let body = Grant {
            items: request.items.clone(),
            to: request.to.clone(),
            lifts: request.lifts.clone(),
            purposes: request.purposes.clone(),
            modes: request.modes.clone(),
            during: Interval { from: lapsed.at, until: request.until },
            this_item_only: false,
            recipient_only: false,
            unattributed: request.unattributed,
            bound: Vec::new(),
            rests_on: request.under.clone(),
            answers: None,
        };
        Some(Act { entry, by: request.of.clone(), body, lapse: Some(lapsed.at) })
    }

    fn refused_by_silence(&self, entry: &'a Entry, request: &'a Request) -> Option<Act<'a, Refusal>> {
        let lapsed = self.lapsed(entry, request).filter(|lapsed| lapsed.means == Meaning::Refusal)?;
        let body =
            Refusal { items: request.items.clone(), to: request.to.clone(), answers: None, reason: None };
        Some(Act { entry, by: request.of.clone(), body, lapse: Some(lapsed.at) })
    }

    /// Whether an act by silence stands beside a request; where one does, which, and from when.
    fn lapsed(&self, entry: &'a Entry, request: &'a Request) -> Option<Lapsed> {
        let (id, q) = (entry.id.as_ref()?, entry.moment());
        let (terms_entry, terms) = self.terms(request.under.as_ref()?)?;
        let silence = terms.silence.as_ref()?;
        let delivered = self.deliveries(id).map(Entry::moment).min()?;
        let after = silence.after.after(delivered.instant);
        let at = request.deadline.map_or(after, |deadline| deadline.max(after));
        let may_ask = silence.asked_by.is_empty()
            || silence.asked_by.iter().any(|whole| self.within(&entry.by, whole, q));
        let stands = terms_entry.moment() < q
            && (silence.means == Meaning::Refusal
                || may_ask && self.binds(terms_entry, terms, &request.of, q))
            && !self.is_withdrawn_before(id, at)
            && !self.are_revised_before(&terms.id, at);
        stands.then_some(Lapsed { means: silence.means, at })
    }

    /// The deliveries of a request that count, whatever their moment.
    fn deliveries(&self, request: &EntryId) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().copied().filter(move |entry| match &entry.body {
            Body::Delivery(delivery) => delivery.of == *request && self.counts(entry, None),
            _ => false,
        })
    }

    /// Whether terms **bind** the party asked, at the request's moment.
    fn binds(&self, entry: &'a Entry, terms: &Terms, asked: &PartyId, q: Moment) -> bool {
        let by_their_author = self.speaks_about(&entry.by, asked, Recordable::Caveat, entry.moment());
        by_their_author
            || self.visible(q).any(|entry| match &entry.body {
                Body::Acceptance(said) => {
                    said.terms == terms.id && said.who == *asked && self.holds(entry, said.until, None, q)
                }
                _ => false,
            })
    }

    fn is_withdrawn_before(&self, request: &EntryId, lapse: Instant) -> bool {
        self.entries.iter().any(|entry| match &entry.body {
            Body::Ending(ending) => {
                ending.of == Ended::Fact(request.clone()) && entry.on < lapse && self.counts(entry, None)
            }
            _ => false,
        })
    }

    fn are_revised_before(&self, terms: &TermsId, lapse: Instant) -> bool {
        self.entries.iter().any(|entry| match &entry.body {
            Body::Terms(other) => {
                other.revises.as_ref() == Some(terms) && entry.on < lapse && self.counts(entry, None)
            }
            _ => false,
        })
    }

    /// Whether an act by silence is **settled** by an answer, for a recipient and an occurrence at M: a grant by
    /// whoever answers, a refusal by who speaks for the owner.
    pub(super) fn is_settled<T>(
        &self,
        act: &Act<'a, T>,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        m: Moment,
        grants: bool,
    ) -> bool {
        let (Some(lapse), Some(id)) = (act.lapse, &act.entry.id) else { return false };
        self.entries.iter().any(|answer| {
            let (answers, items, to) = match &answer.body {
                Body::Grant(grant) => (&grant.answers, &grant.items, &grant.to),
                Body::Refusal(refusal) => (&refusal.answers, &refusal.items, &refusal.to),
                _ => return false,
            };
            answers.as_ref() == Some(id)
                && answer.on < lapse
                && self.chain_within_one(recipient, to, m)
                && self.first_covered(items, occurrence, m).is_some()
                && (grants
                    || self.speaks_to_narrow(&answer.by, &occurrence.copy, Some(recipient), answer.moment()))
        })
    }

    /// Section 4: a delivery counts if said by whom the request's terms name, or by who speaks about the party asked.
    pub(super) fn delivery_counts(&self, entry: &'a Entry, delivery: &Delivery) -> bool {
        let request = self.entries.iter().find_map(|other| match &other.body {
            Body::Request(request) if other.id.as_ref() == Some(&delivery.of) => Some(request),
            _ => None,
        });
        request.is_some_and(|request| {
            let named = |silence: &Silence| {
                silence.means == Meaning::Refusal || silence.delivered_by.contains(&entry.by)
            };
            let terms = request.under.as_ref().and_then(|id| self.terms(id));
            terms.is_some_and(|(_, terms)| terms.silence.as_ref().is_some_and(named))
                || self.speaks_about(&entry.by, &request.of, Recordable::Delivery, entry.moment())
        })
    }
}
