//! What became of a recall: who holds what was recalled, who has to tell them, what they answered, and what no recall
//! undoes.
//!
//! A recall is a further caveat with a call on holders: the caveat is for [`decide`](crate::decide), which lets nobody
//! pass the item on any more; here is what the call came to. Everything is a function of the entries.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::caveat::Mode;
use crate::entry::{Acknowledgement, Body, Entry, Fate, FurtherCaveat, Recall, Recalled, Recordable};
use crate::facts::{Facts, Holder, How};
use crate::id::{CaveatId, ItemId, PartyId};
use crate::party::PartyKind;
use crate::time::{Instant, Moment, Position};

/// A recall, and how it stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The caveat that goes with it, by which it is named.
    pub caveat: CaveatId,
    /// Where it stands in the ledger.
    pub entry: Position,
    /// Who recalls.
    pub by: PartyId,
    /// Since when.
    pub on: Instant,
    /// The items recalled.
    pub items: Vec<ItemId>,
    /// What is asked, by when, and why.
    pub asks: Recall,
    /// Who holds a recalled item, what contains it, or what was made of it, in the order in which it came to them. Not
    /// among them: who recalls, and originators of what they originated that is recalled.
    pub holdings: Vec<Holding>,
    /// What the recall does not undo.
    pub lasting: Vec<Lasting>,
}

/// An item in somebody's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// In whose.
    pub holder: PartyId,
    /// The item that is recalled, or made of one that is.
    pub item: ItemId,
    /// The item that came: that one, or one that contains it.
    pub through: ItemId,
    /// Whether it is not recalled itself, but made of what is.
    pub origin: Origin,
    /// How it came.
    pub how: How,
    /// When.
    pub on: Instant,
    /// By which entry: a disclosure, or that of the item.
    pub since: Position,
    /// Who has to notify the holder: who disclosed it to the holder; where nobody did, who recalls.
    pub notified_by: PartyId,
    /// What the holder said became of it, last.
    pub said: Option<Word>,
    /// Where that leaves it.
    pub state: State,
}

/// How an item stands to those recalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It is one of them, or contains one.
    Recalled,
    /// It was made of one of them.
    Derived,
}

/// A holder's word on what became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// What became of it.
    pub fate: Fate,
    /// When it was said.
    pub on: Instant,
    /// Where it is recorded.
    pub entry: Position,
}

/// How a holding stands to the recall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its holder has not said what became of it.
    Awaiting,
    /// Nor by the deadline.
    Overdue,
    /// Its holder did what was asked, or more.
    Done,
    /// Its holder said that it did something else.
    DoneOtherwise,
    /// Its holder keeps it.
    Kept,
    /// Its holder had given it up before it was recalled.
    GivenUpBefore,
    /// Nobody can answer for the public.
    OutOfReach,
    /// It is only reported that it came to them.
    Reported,
}

impl State {
    /// Whether an acknowledgement is still waited for.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Awaiting | Self::Overdue)
    }
}

/// What a recall does not undo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Lasting {
    /// Somebody was shown it.
    Seen {
        /// Who.
        party: PartyId,
        /// What.
        item: ItemId,
        /// When.
        on: Instant,
        /// By which disclosure.
        entry: Position,
    },
    /// It went to everybody, or to a community, whose members come and go.
    WentTo {
        /// The public or the community.
        party: PartyId,
        /// What.
        item: ItemId,
        /// By which disclosure.
        entry: Position,
    },
    /// A holder keeps it.
    Kept {
        /// Who.
        party: PartyId,
        /// What.
        item: ItemId,
        /// By which acknowledgement.
        entry: Position,
    },
    /// Something was made of it.
    Derived {
        /// What.
        item: ItemId,
        /// Who originated it.
        originator: PartyId,
        /// Where it is recorded.
        entry: Position,
    },
    /// A disclosure is only reported; nobody who took part recorded it.
    Reported {
        /// To whom.
        party: PartyId,
        /// Of what.
        item: ItemId,
        /// By whom, as reported.
        from: PartyId,
        /// By which entry.
        entry: Position,
    },
}

impl Standing {
    /// How the recall of that caveat stands at an instant. `None` where that caveat recalls nothing, or only later.
    pub fn of(caveat: &CaveatId, facts: &Facts, on: Instant) -> Option<Self> {
        let entry = facts.recall(caveat)?;
        let Body::Caveat(further) = &entry.body else {
            return None;
        };
        let FurtherCaveat { items, recall: Some(recall), .. } = &**further else {
            return None;
        };
        if entry.on > on {
            return None;
        }
        let looking = Looking { facts, entry, items, recall, at: Moment::end_of(on) };
        let affected = looking.affected();
        let holdings = looking.holdings(&affected);
        let lasting = looking.lasting(&affected, &holdings);
        Some(Self {
            caveat: caveat.clone(),
            entry: entry.position,
            by: entry.by.clone(),
            on: entry.on,
            items: items.clone(),
            asks: recall.clone(),
            holdings,
            lasting,
        })
    }

    /// How every recall stands that was made by an instant, in the order of the ledger.
    pub fn all(facts: &Facts, on: Instant) -> Vec<Self> {
        let caveats = facts.entries().filter_map(|entry| match &entry.body {
            Body::Caveat(further) if further.recall.is_some() => Some(&further.id),
            _ => None,
        });
        caveats.filter_map(|caveat| Self::of(caveat, facts, on)).collect()
    }
}

/// Whether who recalls the items speaks for the originator of each; those of whom it does not.
pub fn not_originated<'i>(
    items: &'i [ItemId],
    by: &PartyId,
    facts: &Facts,
    on: Instant,
) -> impl Iterator<Item = &'i ItemId> {
    let at = Moment::end_of(on);
    items.iter().filter(move |item| {
        let originator = facts.item(item).map(|item| &item.originator);
        originator.is_none_or(|of| facts.speaks_about(by, of, Recordable::Caveat, at).is_none())
    })
}

/// A recall that is looked at.
struct Looking<'f> {
    facts: &'f Facts,
    entry: &'f Entry,
    items: &'f [ItemId],
    recall: &'f Recall,
    at: Moment,
}

impl Looking<'_> {
    /// The items recalled and whatever was made of them or of what contains them, each once.
    fn affected(&self) -> Vec<(ItemId, Origin)> {
        let mut found: Vec<(ItemId, Origin)> =
            self.items.iter().map(|item| (item.clone(), Origin::Recalled)).collect();
        let mut next = 0;
        while let Some((item, _)) = found.get(next).cloned() {
            next += 1;
            for source in self.facts.with_wholes(&item, self.at) {
                for derived in self.facts.index().derived.get(&source).into_iter().flatten() {
                    let entry = self.facts.item_entry(derived);
                    let visible = entry.is_some_and(|entry| entry.moment() < self.at);
                    if visible && !found.iter().any(|(known, _)| known == derived) {
                        found.push((derived.clone(), Origin::Derived));
                    }
                }
            }
        }
        found
    }

    fn holdings(&self, affected: &[(ItemId, Origin)]) -> Vec<Holding> {
        let mut holdings: Vec<Holding> = Vec::new();
        for (item, origin) in affected {
            for holder in self.facts.holders(item, self.at) {
                let known = |holding: &Holding| {
                    (holding.since, &holding.holder, &holding.through)
                        == (holder.since, &holder.party, &holder.through)
                };
                if !self.is_own(&holder) && !holdings.iter().any(known) {
                    holdings.push(self.holding(item, *origin, holder));
                }
            }
        }
        holdings.sort_by_key(|holding| (holding.on, holding.since));
        holdings
    }

    /// Whether it is of who recalls, or of who originated what is recalled.
    fn is_own(&self, holder: &Holder) -> bool {
        let originated = holder.how == How::Originated && self.items.contains(&holder.through);
        holder.party == self.entry.by || originated
    }

    fn holding(&self, item: &ItemId, origin: Origin, holder: Holder) -> Holding {
        let said = self.said(item, &holder);
        let notified_by = match &holder.how {
            How::Received { from, .. } | How::Reported { from, .. } => from.clone(),
            How::Originated => self.entry.by.clone(),
        };
        Holding {
            state: self.state(&holder, said),
            holder: holder.party,
            item: item.clone(),
            through: holder.through,
            origin,
            how: holder.how,
            on: holder.on,
            since: holder.since,
            notified_by,
            said,
        }
    }

    /// The holder's last word on the item since it came: in answer to the recall, or that it gave it up.
    fn said(&self, item: &ItemId, holder: &Holder) -> Option<Word> {
        let since = self.facts.entry(holder.since)?.moment();
        let index = self.facts.index();
        let mut words =
            index.acknowledgements.get(&holder.party).into_iter().flatten().filter_map(|entry| {
                let Body::Acknowledgement(act) = &entry.body else { return None };
                let concerns = act.recall.as_ref().map_or(act.fate.gives_up(), |recall| *recall == self.id());
                let is_later = since < entry.moment() && entry.moment() < self.at;
                let counts = || {
                    let what = Recordable::Acceptance;
                    self.facts.speaks_about(&entry.by, &act.who, what, entry.moment()).is_some()
                };
                (concerns && is_later && self.is_about(act, item, &holder.through) && counts())
                    .then_some(Word { fate: act.fate, on: entry.on, entry: entry.position })
            });
        words.next_back()
    }

    /// Whether an acknowledgement is of the item, by itself or within what came.
    fn is_about(&self, act: &Acknowledgement, item: &ItemId, through: &ItemId) -> bool {
        self.facts.is_or_contains(&act.item, item, self.at)
            && self.facts.is_or_contains(through, &act.item, self.at)
    }

    fn id(&self) -> CaveatId {
        match &self.entry.body {
            Body::Caveat(further) => further.id.clone(),
            _ => unreachable!("a recall is a further caveat"),
        }
    }

    fn state(&self, holder: &Holder, said: Option<Word>) -> State {
        if matches!(holder.how, How::Reported { .. }) {
            return State::Reported;
        }
        let Some(word) = said.filter(|word| word.fate != Fate::Received) else {
            return self.unanswered(holder);
        };
        if word.fate.gives_up() && word.on < self.entry.on {
            return State::GivenUpBefore;
        }
        let is_asked = match (self.recall.to, word.fate) {
            (_, Fate::Kept) => return State::Kept,
            (Recalled::Return, fate) => fate == Fate::Returned,
            (Recalled::Destroy, fate) => fate == Fate::Destroyed,
            // Whoever holds it no longer has done more.
            (Recalled::Narrow, fate) => fate == Fate::Narrowed || fate.gives_up(),
            (Recalled::Replace, fate) => fate == Fate::Replaced || fate.gives_up(),
        };
        if is_asked { State::Done } else { State::DoneOtherwise }
    }

    fn unanswered(&self, holder: &Holder) -> State {
        if holder.party.is_public() {
            return State::OutOfReach;
        }
        let is_over = self.recall.deadline.is_some_and(|deadline| deadline <= self.at.instant);
        if is_over { State::Overdue } else { State::Awaiting }
    }

    fn lasting(&self, affected: &[(ItemId, Origin)], holdings: &[Holding]) -> Vec<Lasting> {
        let mut lasting: Vec<Lasting> = holdings.iter().filter_map(seen).collect();
        let disclosures: BTreeSet<Position> = holdings
            .iter()
            .filter(|holding| matches!(holding.how, How::Received { .. }))
            .map(|holding| holding.since)
            .collect();
        for entry in disclosures.into_iter().filter_map(|position| self.facts.entry(position)) {
            let Body::Disclosure(act) = &entry.body else { continue };
            let many = act.to.iter().filter(|to| self.is_many(&to.party));
            lasting.extend(many.map(|to| Lasting::WentTo {
                party: to.party.clone(),
                item: act.item.clone(),
                entry: entry.position,
            }));
        }
        lasting.extend(holdings.iter().filter_map(kept));
        for (item, _) in affected.iter().filter(|(_, origin)| *origin == Origin::Derived) {
            let Some(entry) = self.facts.item_entry(item) else { continue };
            let Body::Item(derived) = &entry.body else { continue };
            let (item, originator) = (derived.id.clone(), derived.originator.clone());
            lasting.push(Lasting::Derived { item, originator, entry: entry.position });
        }
        lasting.extend(holdings.iter().filter_map(reported));
        lasting
    }

    fn is_many(&self, party: &PartyId) -> bool {
        party.is_public() || self.facts.party_kind(party) == Some(PartyKind::Community)
    }
}

fn seen(holding: &Holding) -> Option<Lasting> {
    let How::Received { mode: Mode::Showing, .. } = holding.how else { return None };
    let (party, item) = (holding.holder.clone(), holding.through.clone());
    Some(Lasting::Seen { party, item, on: holding.on, entry: holding.since })
}

fn kept(holding: &Holding) -> Option<Lasting> {
    let word = holding.said.filter(|_| holding.state == State::Kept)?;
    Some(Lasting::Kept { party: holding.holder.clone(), item: holding.through.clone(), entry: word.entry })
}

fn reported(holding: &Holding) -> Option<Lasting> {
    let How::Reported { from, .. } = &holding.how else { return None };
    let (party, item, from) = (holding.holder.clone(), holding.through.clone(), from.clone());
    Some(Lasting::Reported { party, item, from, entry: holding.since })
}

#[cfg(test)]
mod tests;
