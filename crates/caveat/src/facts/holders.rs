//! Who holds an item, for whoever asks about the item and not about one actor.

use std::collections::BTreeSet;

use super::Facts;
use super::holding::{Holding, disclosure};
use crate::caveat::Mode;
use crate::entry::{Body, Fate};
use crate::id::{ItemId, PartyId};
use crate::time::{Instant, Moment, Position};

/// A way in which somebody came to hold an item, or is said to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub party: PartyId,
    /// By which entry: the item's own, or a disclosure's.
    pub since: Position,
    /// When.
    pub on: Instant,
    /// How.
    pub how: How,
    /// The item that came: the one asked about, or one that contains it.
    pub through: ItemId,
    /// What became of it since, by which acknowledgement.
    pub gone: Option<(Fate, Position)>,
}

/// How somebody came to hold an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It originated it.
    Originated,
    /// It received it by an observed disclosure.
    Received {
        /// From whom.
        from: PartyId,
        /// Shown or given.
        mode: Mode,
    },
    /// A disclosure to it is only reported: that makes nobody a holder.
    Reported {
        /// From whom, as reported.
        from: PartyId,
        /// Shown or given, as reported.
        mode: Mode,
    },
}

impl Facts {
    /// Everybody who came to hold the item by the moment, in the order of the entries by which they did; those who
    /// gave it up, and those of whom it is only reported, among them.
    pub fn holders(&self, item: &ItemId, at: Moment) -> Vec<Holder> {
        let through = self.with_wholes(item, at);
        let mut found: Vec<Holder> = Vec::new();
        let mut candidates: BTreeSet<PartyId> =
            through.iter().filter_map(|whole| Some(self.item(whole)?.originator.clone())).collect();
        for entry in through.iter().filter_map(|whole| self.index.disclosures.get(whole)).flatten() {
            let Some(act) = disclosure(entry).filter(|_| entry.moment() < at) else { continue };
            let reached = self.reached_by(entry).into_iter().map(|(party, _)| party);
            if self.is_observed(entry) {
                candidates.extend(reached);
                continue;
            }
            found.extend(reached.map(|party| Holder {
                party,
                since: entry.position,
                on: entry.on,
                how: How::Reported { from: act.actor.party.clone(), mode: act.mode },
                through: act.item.clone(),
                gone: None,
            }));
        }
        for party in candidates {
            let holdings = self.holdings(item, std::slice::from_ref(&party), at);
            found.extend(holdings.iter().filter_map(|holding| self.holder(holding)));
        }
        found.sort_by(|a, b| (a.since, &a.party).cmp(&(b.since, &b.party)));
        found.dedup();
        found
    }

    fn holder(&self, holding: &Holding) -> Option<Holder> {
        let entry = self.entry(holding.since)?;
        let (how, through) = match &entry.body {
            Body::Item(item) => (How::Originated, &item.id),
            Body::Disclosure(act) => {
                (How::Received { from: act.actor.party.clone(), mode: act.mode }, &act.item)
            }
            _ => return None,
        };
        let gone = holding.void.and_then(|position| match &self.entry(position)?.body {
            Body::Acknowledgement(acknowledgement) => Some((acknowledgement.fate, position)),
            _ => None,
        });
        let (party, through) = (holding.holder.clone(), through.clone());
        Some(Holder { party, since: holding.since, on: entry.on, how, through, gone })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn holders_are_told_from_those_of_whom_it_is_reported_and_those_who_gave_it_up() {
        let story = r#"
            entry = [
                { party = "supplier", kind = "body", on = 2025-01-01 },
                { party = "maker", kind = "body" },
                { party = "shop", kind = "body" },
                { party = "press", kind = "body" },
                { item = "data", originator = "supplier", free = true },
                { disclosure = "sent", of = "data", actor = "supplier", to = ["maker", "shop"], on = 2025-01-02 },
                { disclosure = "leak", of = "data", actor = "shop", to = "press", reported = true, by = "maker" },
                { acknowledgement = "destroyed", of = "data", who = "shop", on = 2025-01-03 },
            ]
        "#;
        let scenario = Scenario::read(story.as_bytes()).unwrap();
        let facts = Facts::of(scenario.ledger.entries());
        let told = |on: &str| -> Vec<String> {
            let holders = facts.holders(&"data".parse().unwrap(), Moment::end_of(on.parse().unwrap()));
            let one = |holder: &Holder| {
                let how = match &holder.how {
                    How::Originated => "originated",
                    How::Received { .. } => "received",
                    How::Reported { .. } => "reported",
                };
                let gone = if holder.gone.is_some() { ", gone" } else { "" };
                format!("{} {how} {}{gone}", holder.party, holder.since)
            };
            holders.iter().map(one).collect()
        };
        assert_eq!(told("2025-01-01"), ["supplier originated #5"]);
        assert_eq!(
            told("2025-01-03"),
            ["supplier originated #5", "maker received #6", "shop received #6, gone", "press reported #7"]
        );
    }
}
