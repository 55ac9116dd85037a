//! The acts that lift something of single items for somebody, by item and by whom they name.

use super::bits::is_set;
use super::recipient::Recipient;
use super::sets::part;
use super::sorting::Act;
use crate::decide::Lift;

/// The acts of every item, in columns.
#[derive(Debug, Default)]
pub(super) struct Acts {
    lifts: Vec<(Option<Lift>, u64)>,
    /// Whom the acts of an item name, in order, with the act; each item's up to its end.
    named: Vec<(u32, u32)>,
    ends: Vec<u32>,
    /// The items with an act that names a party; each party's up to its end.
    items: Vec<u32>,
    party_ends: Vec<u32>,
}

/// What the acts of an item do for one recipient.
#[derive(Debug, Clone, Default)]
pub(super) struct Lifting<'a> {
    /// Each act, with a bit for each place in the set that it lifts.
    acts: Vec<(&'a Lift, u64)>,
}

impl<'a> Lifting<'a> {
    /// The acts that lift what is at a place of the set.
    pub(super) fn at(&self, place: u32) -> impl Iterator<Item = &'a Lift> {
        let lifts = move |(_, places): &&(&Lift, u64)| is_set(*places, place);
        self.acts.iter().filter(lifts).map(|(lift, _)| *lift)
    }
}

impl Acts {
    /// Takes in the acts of the next item.
    pub(super) fn push(&mut self, acts: Vec<Act>) {
        let before = self.named.len();
        for Act { to, lift, places } in acts {
            let act = self.lifts.len() as u32;
            self.lifts.push((lift, places));
            self.named.extend(to.into_iter().map(|party| (party, act)));
        }
        if let Some(named) = self.named.get_mut(before..) {
            named.sort_unstable();
        }
        self.ends.push(self.named.len() as u32);
    }

    /// Lists the items by whom their acts name, once all are taken in.
    pub(super) fn settle(&mut self, parties: usize) {
        let mut by_party: Vec<(u32, u32)> = Vec::with_capacity(self.named.len());
        for row in 0..self.ends.len() as u32 {
            by_party.extend(self.of(row).iter().map(|(party, _)| (*party, row)));
        }
        by_party.sort_unstable();
        by_party.dedup();
        let mut next = by_party.iter().peekable();
        for party in 0..parties as u32 {
            while let Some((_, row)) = next.next_if(|(of, _)| *of == party) {
                self.items.push(*row);
            }
            self.party_ends.push(self.items.len() as u32);
        }
    }

    fn of(&self, row: u32) -> &[(u32, u32)] {
        part(&self.named, &self.ends, row)
    }

    /// The items with an act that names one of these parties.
    pub(super) fn touched<'a>(&'a self, recipient: &'a Recipient) -> impl Iterator<Item = u32> + 'a {
        let of = |party: &u32| part(&self.items, &self.party_ends, *party).iter().copied();
        recipient.within.iter().flat_map(of)
    }

    /// Whether some act of the item names a party that the recipient is within.
    pub(super) fn reach(&self, row: u32, recipient: &Recipient) -> bool {
        self.reaching(row, recipient).next().is_some()
    }

    fn reaching<'a>(&'a self, row: u32, recipient: &'a Recipient) -> impl Iterator<Item = u32> + 'a {
        let named = self.of(row);
        recipient.within.iter().filter(|_| !named.is_empty()).flat_map(move |party| {
            let start = named.partition_point(|(of, _)| of < party);
            let from = named.get(start..).unwrap_or_default();
            from.iter().take_while(move |(of, _)| of == party).map(|(_, act)| *act)
        })
    }

    /// The places in the item's set that its acts lift for the recipient; nothing where the effect of one of them is a
    /// matter of the recipient.
    pub(super) fn places(&self, row: u32, recipient: &Recipient) -> Option<u64> {
        self.reaching(row, recipient).try_fold(0, |places, act| match self.lifts.get(act as usize)? {
            (Some(_), lifted) => Some(places | lifted),
            (None, _) => None,
        })
    }

    /// As [`Acts::places`], with the acts.
    pub(super) fn lifting(&self, row: u32, recipient: &Recipient) -> Option<Lifting<'_>> {
        let mut reaching: Vec<u32> = self.reaching(row, recipient).collect();
        // A grant may name several parties that the recipient is within.
        reaching.sort_unstable();
        reaching.dedup();
        let mut lifting = Lifting::default();
        for act in reaching {
            let (lift, places) = self.lifts.get(act as usize)?;
            lifting.acts.push((lift.as_ref()?, *places));
        }
        Some(lifting)
    }
}
