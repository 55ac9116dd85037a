//! Requests that nobody answered: what the silence of the party asked means, and from when.
//!
//! Silence has no entry. Where it means something, the request stands beside its entry as a grant or a refusal by the
//! party asked, as of the moment at which it was asked; so whatever that party said since goes before it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Facts;
use super::support::Support;
use crate::entry::{Body, Entry, Grant, Meaning, Recordable, Refusal, Request, Silence, Terms};
use crate::id::{EntryId, PartyId, TermsId};
use crate::time::{Instant, Interval, Moment, Position};

/// An act by silence: where the request stands, and what makes it one.
#[derive(Debug, Clone)]
pub(crate) struct BySilence {
    /// The first instant at which it has effect.
    pub(crate) lapse: Instant,
    /// What the request goes by, which answers name.
    pub(crate) request: Option<EntryId>,
    /// The delivery, the terms, and whatever shows that these count.
    pub(crate) support: Support,
}

/// Terms with what they say of silence, and what shows that they bind whom a request asks.
struct Binding<'f> {
    entry: &'f Arc<Entry>,
    silence: &'f Silence,
    support: Support,
}

impl Facts {
    /// Files the acts by silence; everything else was taken in.
    pub(super) fn take_in_silence(&mut self) {
        for entry in self.index.requests.clone() {
            let Body::Request(request) = &entry.body else { continue };
            let Some((means, silence)) = self.silence_of(&entry, request) else { continue };
            let Some(act) = act(&entry, request, means, silence.lapse) else { continue };
            self.index.silences.insert(entry.position, silence);
            self.index.file_act(&Arc::new(act));
        }
    }

    /// The lapse of a request, whatever silence means then: both sides compute it from the same entries. Nothing
    /// where the terms are silent about silence, or the request has not been delivered.
    pub fn lapse_of(&self, request: &Entry) -> Option<(Instant, Meaning)> {
        let Body::Request(asked) = &request.body else { return None };
        let (binding, lapse) = self.running(request, asked)?;
        Some((lapse, binding.silence.means))
    }

    /// The terms by which silence on a request runs, with all that shows it, and when it has run.
    fn running(&self, entry: &Entry, request: &Request) -> Option<(Binding<'_>, Instant)> {
        let mut binding = self.binding(entry, request)?;
        let (delivery, shown) = self.delivered(entry, request, Some(binding.silence))?;
        binding.support.add(&shown.with(delivery.position).with(binding.entry.position));
        let run = binding.silence.after.after(delivery.on);
        let lapse = request.deadline.map_or(run, |deadline| deadline.max(run));
        Some((binding, lapse))
    }

    /// What the terms of a request say of silence, with those terms; whether they bind whom it asks or not.
    pub fn silence_under<'f>(&'f self, request: &'f Request) -> Option<(&'f TermsId, &'f Silence)> {
        let (_, terms) = self.terms(request.under.as_ref()?)?;
        Some((&terms.id, terms.silence.as_ref()?))
    }

    /// The earliest delivery of a request that counts.
    pub fn delivery_of(&self, request: &Entry) -> Option<&Arc<Entry>> {
        let Body::Request(asked) = &request.body else { return None };
        let silence = self.silence_under(asked).map(|(_, silence)| silence);
        Some(self.delivered(request, asked, silence)?.0)
    }

    fn silence_of(&self, entry: &Arc<Entry>, request: &Request) -> Option<(Meaning, BySilence)> {
        let (Binding { silence, support, .. }, lapse) = self.running(entry, request)?;
        let before = |entry: &Arc<Entry>| entry.on < lapse;
        let revised = self.index.revisions.get(request.under.as_ref()?);
        if revised.into_iter().flatten().any(|(revision, _)| before(revision)) {
            return None;
        }
        let withdrawn = entry.id.as_ref().and_then(|id| self.index.withdrawals.get(id));
        if withdrawn.into_iter().flatten().any(before) {
            return None;
        }
        Some((silence.means, BySilence { lapse, request: entry.id.clone(), support }))
    }

    /// The terms of a request, where they say something of silence to whoever asked, and bind the party asked.
    fn binding(&self, entry: &Entry, request: &Request) -> Option<Binding<'_>> {
        let at = entry.moment();
        let (said, terms) = self.terms(request.under.as_ref()?)?;
        let silence = terms.silence.as_ref()?;
        if said.moment() >= at {
            return None;
        }
        // A refusal narrows: no doubt about who wrote the terms, who may ask or who delivered keeps it away.
        if silence.means == Meaning::Refusal {
            return Some(Binding { entry: said, silence, support: Support::none() });
        }
        let by_author = self.speaks_about(&said.by, &request.of, Recordable::Caveat, said.moment());
        let mut support = by_author.or_else(|| self.accepted(&request.of, &terms.id, at))?;
        if !silence.asked_by.is_empty() {
            support.add(&silence.asked_by.iter().find_map(|party| self.within(&entry.by, party, at))?);
        }
        Some(Binding { entry: said, silence, support })
    }

    fn terms(&self, id: &TermsId) -> Option<(&Arc<Entry>, &Terms)> {
        let entry = self.index.terms.get(id)?;
        match &entry.body {
            Body::Terms(terms) => Some((entry, terms)),
            _ => None,
        }
    }

    /// What shows that the party itself accepted the terms, by its own word.
    fn accepted(&self, who: &PartyId, terms: &TermsId, at: Moment) -> Option<Support> {
        let acceptances = self.holding(&self.index.acceptances, who, at);
        acceptances.into_iter().find_map(|fact| match &fact.entry.body {
            Body::Acceptance(acceptance) if acceptance.terms == *terms => {
                Some(fact.counts.clone()?.with(fact.entry.position))
            }
            _ => None,
        })
    }

    /// The earliest delivery that counts, with what shows it.
    fn delivered(
        &self,
        request: &Entry,
        asked: &Request,
        silence: Option<&Silence>,
    ) -> Option<(&Arc<Entry>, Support)> {
        let deliveries = self.index.deliveries.get(request.id.as_ref()?)?;
        let may = |by: &PartyId, silence: &Silence| {
            silence.means == Meaning::Refusal || silence.delivered_by.contains(by)
        };
        deliveries.iter().find_map(|entry| {
            let named = silence.filter(|silence| may(&entry.by, silence)).map(|_| Support::none());
            let about = || self.speaks_about(&entry.by, &asked.of, Recordable::Delivery, entry.moment());
            Some((entry, named.or_else(about)?))
        })
    }

    /// Whether a request was made by the moment, and neither answered nor taken back.
    pub(crate) fn is_open(&self, request: &Entry, at: Moment) -> bool {
        let by_then = |entry: &Arc<Entry>| entry.moment() < at;
        let about = |list: &HashMap<EntryId, Vec<Arc<Entry>>>| {
            request.id.as_ref().and_then(|id| list.get(id)).into_iter().flatten().any(by_then)
        };
        request.moment() < at && !about(&self.index.answers) && !about(&self.index.withdrawals)
    }

    /// The act by silence that stands at a position; `None` for every other entry.
    pub(crate) fn by_silence(&self, position: Position) -> Option<&BySilence> {
        self.index.silences.get(&position)
    }

    /// The answers to a request of an instant before its lapse.
    pub(crate) fn answers_in_time<'f>(
        &'f self,
        silence: &'f BySilence,
    ) -> impl Iterator<Item = &'f Arc<Entry>> {
        let answers = silence.request.as_ref().and_then(|id| self.index.answers.get(id));
        answers.into_iter().flatten().filter(|answer| answer.on < silence.lapse)
    }
}

/// What the party asked does by its silence.
fn act(entry: &Entry, request: &Request, means: Meaning, lapse: Instant) -> Option<Entry> {
    let (items, to) = (request.items.clone(), request.to.clone());
    let body = match means {
        Meaning::Nothing => return None,
        Meaning::Refusal => Body::Refusal(Refusal { items, to, answers: None, reason: None }),
        Meaning::Grant => Body::Grant(Box::new(Grant {
            items,
            to,
            lifts: request.lifts.clone(),
            purposes: request.purposes.clone(),
            modes: request.modes.clone(),
            during: Interval { from: lapse, until: request.until },
            this_item_only: false,
            recipient_only: false,
            unattributed: request.unattributed,
            bound: Vec::new(),
            rests_on: request.under.clone(),
            answers: None,
        })),
    };
    Some(Entry { by: request.of.clone(), body, ..entry.clone() })
}
