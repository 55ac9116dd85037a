//! The life of a consent: who has to be asked for a disclosure, and what became of each request.
//!
//! What a consent *lifts* is for [`decide`](crate::decide) alone, caveat by caveat. Here is what its parties keep in
//! mind of it: was it asked, did it arrive, was it answered in time, does the answer still hold. Both are functions of
//! the same entries, so that both sides see the same state, and the same instant at which silence means something.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::caveat::Test;
use crate::decide::Decision;
use crate::entry::{Body, Entry, Grant, Meaning, Request};
use crate::facts::Facts;
use crate::id::{CaveatId, EntryId, ItemId, PartyId};
use crate::question::Chain;
use crate::time::{Instant, Moment, Position};

/// What has to be asked of one owner, named so that it learns of nothing it may not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// Who is to be asked.
    pub owner: PartyId,
    /// The relay through which it can be asked, where it is concealed.
    pub relay: Option<PartyId>,
    /// The items to ask for: of each path, the first item that the owner knows.
    pub items: Vec<ItemId>,
    /// The recipients for whom a caveat of its stands.
    pub to: Vec<PartyId>,
    /// Its caveats that stand, with what they ask.
    pub caveats: BTreeMap<CaveatId, Test>,
}

/// Who has to be asked for the disclosure that was decided on: every owner, the actor's own side among them, of whose
/// caveats one stands; in the order of the owners.
pub fn needed(decision: &Decision, facts: &Facts) -> Vec<Needed> {
    let at = Moment::end_of(decision.question().on);
    let mut found: BTreeMap<PartyId, Needed> = BTreeMap::new();
    for ground in decision.grounds().iter().filter(|ground| ground.state().stands()) {
        let occurrence = ground.occurrence();
        let owner = &occurrence.owner;
        let needed = found.entry(owner.clone()).or_insert_with(|| Needed {
            owner: owner.clone(),
            relay: facts.relay_of(owner, occurrence.path.iter()).cloned(),
            items: Vec::new(),
            to: Vec::new(),
            caveats: BTreeMap::new(),
        });
        let item = known_to(owner, &occurrence.path, facts, at);
        if !needed.items.contains(item) {
            needed.items.push(item.clone());
        }
        let to = ground.recipient().party();
        if !needed.to.contains(to) {
            needed.to.push(to.clone());
        }
        needed.caveats.insert(occurrence.caveat.clone(), occurrence.test.clone());
    }
    found.into_values().collect()
}

/// The first item of a path that the owner of a caveat on its last one knows. It owns a caveat on that last one.
fn known_to<'p>(owner: &PartyId, path: &'p [ItemId], facts: &Facts, at: Moment) -> &'p ItemId {
    let chains = facts.chains(owner, at);
    let knows = |item: &&ItemId| chains.iter().any(|chain: &Chain| facts.knows_item(item, chain, at));
    let [.., last] = path else { unreachable!("a path begins with an item") };
    path.iter().find(knows).unwrap_or(last)
}

/// When silence means something, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lapse {
    /// The first instant at which it does.
    pub at: Instant,
    /// What it means.
    pub means: Meaning,
}

/// A request, and what became of it by an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// Where the request stands.
    pub request: Position,
    /// What it goes by.
    pub id: Option<EntryId>,
    /// Who asks.
    pub by: PartyId,
    /// Who is asked.
    pub of: PartyId,
    /// When it was asked.
    pub asked: Instant,
    /// When it was delivered, if that is recorded by who may say so.
    pub delivered: Option<Instant>,
    /// By when an answer is asked for.
    pub deadline: Option<Instant>,
    /// When silence means something; nothing before it was delivered, and where the terms do not say.
    pub lapse: Option<Lapse>,
    /// What became of it for each item and each recipient that it names, in its order.
    pub pairs: Vec<Pair>,
}

/// What became of a request for one item and one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The item.
    pub item: ItemId,
    /// The recipient.
    pub to: PartyId,
    /// Its state.
    #[serde(flatten)]
    pub state: State,
}

/// The state of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// It was asked for. That the request arrived is not recorded.
    Asked,
    /// The request arrived, and waits for an answer.
    Delivered,
    /// Nobody answered by the deadline or the lapse, and silence means nothing.
    Unanswered,
    /// Who asked took the request back.
    Withdrawn,
    /// It is granted.
    Granted {
        /// The grant; the request itself, where silence granted it.
        by: Position,
    },
    /// It is granted for a later time.
    GrantedLater {
        /// The grant.
        by: Position,
        /// From when.
        from: Instant,
    },
    /// It is refused.
    Refused {
        /// The refusal; the request itself, where silence refused it.
        by: Position,
    },
    /// It was granted, and that was taken back.
    Revoked {
        /// The revocation.
        by: Position,
    },
    /// It was granted on terms that were revised since: it has to be renewed.
    Lapsed {
        /// The revision.
        by: Position,
    },
    /// It was granted for a time that is over.
    Expired {
        /// The grant.
        by: Position,
    },
}

impl State {
    /// Whether an answer is still waited for.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Delivered)
    }
}

impl Consent {
    /// What became of the request that is recorded at a position, by an instant. `None` where no request stands there
    /// or it was made later.
    pub fn of(request: Position, facts: &Facts, on: Instant) -> Option<Self> {
        let entry = facts.entry(request)?;
        let Body::Request(asked) = &entry.body else { return None };
        if entry.on > on {
            return None;
        }
        let delivered =
            facts.delivery_of(entry).map(|delivery| delivery.on).filter(|delivered| *delivered <= on);
        let lapse = facts.lapse_of(entry).filter(|_| delivered.is_some());
        let life = Life { facts, entry, asked, at: Moment::end_of(on) };
        let pairs = asked.items.iter().flat_map(|item| asked.to.iter().map(move |to| (item, to)));
        Some(Self {
            request,
            id: entry.id.clone(),
            by: entry.by.clone(),
            of: asked.of.clone(),
            asked: entry.on,
            delivered,
            deadline: asked.deadline,
            lapse: lapse.map(|(at, means)| Lapse { at, means }),
            pairs: pairs
                .map(|(item, to)| Pair { item: item.clone(), to: to.clone(), state: life.state(item, to) })
                .collect(),
        })
    }

    /// What became of every request made by an instant, in the order of the ledger.
    pub fn all(facts: &Facts, on: Instant) -> Vec<Self> {
        let requests = facts.entries().filter(|entry| matches!(entry.body, Body::Request(_)));
        requests.filter_map(|entry| Self::of(entry.position, facts, on)).collect()
    }

    /// Whether an answer is still waited for, for some item and recipient.
    pub fn is_open(&self) -> bool {
        self.pairs.iter().any(|pair| pair.state.is_open())
    }
}

/// A request whose life is looked at.
struct Life<'f> {
    facts: &'f Facts,
    entry: &'f Entry,
    asked: &'f Request,
    at: Moment,
}

/// What a grant has come to.
enum Fate {
    Holds,
    Ended(State),
}

impl<'f> Life<'f> {
    fn state(&self, item: &ItemId, to: &PartyId) -> State {
        let grants = self.grants(item, to);
        let mut ended = None;
        for (grant, act) in &grants {
            match self.fate(grant, act, item, to) {
                Fate::Holds => return State::Granted { by: grant.position },
                Fate::Ended(state) => ended = Some(state),
            }
        }
        let refusals = self.refusals(item, to);
        match (refusals.last(), ended) {
            (_, Some(state)) => state,
            (Some(refusal), None) => State::Refused { by: refusal.position },
            (None, None) => self.unanswered(),
        }
    }

    fn unanswered(&self) -> State {
        let over = |instant: Instant| instant <= self.at.instant;
        if self.facts.is_withdrawn(self.entry, self.at) {
            return State::Withdrawn;
        }
        let delivered =
            self.facts.delivery_of(self.entry).is_some_and(|delivery| delivery.moment() < self.at);
        let lapsed = self.facts.lapse_of(self.entry).is_some_and(|(lapse, _)| over(lapse));
        match (delivered, lapsed || self.asked.deadline.is_some_and(over)) {
            (_, true) => State::Unanswered,
            (true, false) => State::Delivered,
            (false, false) => State::Asked,
        }
    }

    /// The grants since the request by whom it asks, for the item and the recipient; one by silence among them.
    fn grants(&self, item: &ItemId, to: &PartyId) -> Vec<(&'f Entry, &'f Grant)> {
        let granted = self.facts.grants_on(item, self.at).into_iter().filter_map(|entry| match &entry.body {
            Body::Grant(grant) if self.is_said_of(entry, &grant.to, item, to) => {
                Some((entry, grant.as_ref()))
            }
            _ => None,
        });
        granted.collect()
    }

    fn refusals(&self, item: &ItemId, to: &PartyId) -> Vec<&'f Entry> {
        let refused = self.facts.refusals_on(item, self.at).into_iter().filter(|entry| match &entry.body {
            Body::Refusal(refusal) => self.is_said_of(entry, &refusal.to, item, to),
            _ => false,
        });
        refused.collect()
    }

    /// Whether the act is since the request, by who speaks for whom it asks, and about the recipient.
    fn is_said_of(&self, act: &Entry, to: &[PartyId], item: &ItemId, recipient: &PartyId) -> bool {
        let since = act.position == self.entry.position || self.entry.moment() < act.moment();
        let by_silence = act.position == self.entry.position;
        let grants = self.facts.lapse_of(self.entry).is_some_and(|(_, means)| means == Meaning::Grant);
        let settled = || by_silence && self.is_answered_in_time(item, recipient, grants);
        since
            && self.is_within(recipient, to)
            && (by_silence || self.facts.answers_for(&act.by, &self.asked.of, act.moment()))
            && !settled()
    }

    fn is_within(&self, party: &PartyId, others: &[PartyId]) -> bool {
        others.iter().any(|other| self.facts.within(party, other, self.at).is_some())
    }

    /// Whether an answer left nothing to silence for the item and the recipient: of a grant, whoever answered.
    fn is_answered_in_time(&self, item: &ItemId, to: &PartyId, grants: bool) -> bool {
        self.facts.answers_before_lapse(self.entry.position).into_iter().any(|answer| {
            let Some(said) = answer.body.answer() else { return false };
            self.facts.covered_by(said.items, item, self.at)
                && self.is_within(to, said.to)
                && (grants || self.facts.answers_for(&answer.by, &self.asked.of, answer.moment()))
        })
    }

    /// Whether a grant still holds.
    fn fate(&self, entry: &Entry, grant: &Grant, item: &ItemId, to: &PartyId) -> Fate {
        if let Some(by) = self.facts.revocation_of(entry, &self.asked.of, to, self.at) {
            return Fate::Ended(State::Revoked { by });
        }
        let refusals = self.refusals(item, to);
        if let Some(refusal) = refusals.iter().find(|refusal| entry.moment() < refusal.moment()) {
            return Fate::Ended(State::Refused { by: refusal.position });
        }
        if let Some((revision, _)) = self.facts.revision_since(entry, grant.rests_on.as_ref(), self.at) {
            return Fate::Ended(State::Lapsed { by: revision.position });
        }
        if self.at.instant < grant.during.from {
            // What silence will mean is not said yet.
            let pending = entry.position == self.entry.position;
            let later = State::GrantedLater { by: entry.position, from: grant.during.from };
            return Fate::Ended(if pending { self.unanswered() } else { later });
        }
        if grant.during.until.is_some_and(|until| until <= self.at.instant) {
            return Fate::Ended(State::Expired { by: entry.position });
        }
        Fate::Holds
    }
}
