//! Recipients, each with the kinds of caveat that it meets.

use std::collections::HashMap;

use super::bits::Bits;
use super::kind::{Asks, Kind, Parties};
use super::sets::MetKinds;
use crate::decide::{Met, Sharing};
use crate::entry::InCapacity;
use crate::facts::Facts;
use crate::id::PartyId;
use crate::question::Chain;
use crate::time::Moment;

/// Those to whom something might go, made ready for questions about many items.
#[derive(Debug, Clone)]
pub struct Recipients {
    pub(super) named: Vec<InCapacity>,
    first: Option<Recipient>,
    further: Vec<Recipient>,
}

impl Recipients {
    pub(super) fn of(named: &[InCapacity], each: Vec<Recipient>) -> Self {
        let mut each = each.into_iter();
        Self { named: named.to_vec(), first: each.next(), further: each.collect() }
    }

    /// The recipient, where there is one alone.
    pub(super) fn only(&self) -> Option<&Recipient> {
        self.first.as_ref().filter(|_| self.further.is_empty())
    }

    /// Every recipient.
    pub(super) fn each(&self) -> impl Iterator<Item = &Recipient> {
        self.first.iter().chain(&self.further)
    }
}

/// One recipient, in one capacity.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub(super) chain: Chain,
    /// Whether it owns a kind of caveat.
    pub(super) owns: bool,
    pub(super) met: MetKinds,
    /// By number, the parties that it is within, of those that audiences and grants name.
    pub(super) within: Vec<u32>,
    /// By number, the states of which it counts as a national.
    pub(super) national: Vec<u32>,
    /// How it meets what each recipient is asked by the rule, by number.
    how: Vec<(u32, Met)>,
}

impl Recipient {
    /// How it meets a kind that each recipient is asked by the rule.
    pub(super) fn how(&self, kind: u32) -> Option<&Met> {
        let place = self.how.binary_search_by_key(&kind, |(number, _)| *number).ok()?;
        self.how.get(place).map(|(_, met)| met)
    }
}

/// Which kinds are met by whoever is within a party, and which each recipient has to be asked.
#[derive(Debug, Default)]
pub(super) struct Asking {
    /// By the number of the party.
    within: Vec<Vec<u32>>,
    national: Vec<Vec<u32>>,
    owned: HashMap<PartyId, Vec<u32>>,
    each: Vec<u32>,
}

impl Asking {
    pub(super) fn of(kinds: &[Kind], parties: &Parties) -> Self {
        let none = || vec![Vec::new(); parties.len()];
        let mut asking = Self { within: none(), national: none(), ..Self::default() };
        for (kind, number) in kinds.iter().zip(1..) {
            asking.owned.entry(kind.owner.clone()).or_default().push(number);
            match &kind.asks {
                Asks::Within(members) => {
                    for member in members {
                        file(&mut asking.within, member.party, number);
                        if member.nationals {
                            file(&mut asking.national, member.party, number);
                        }
                    }
                }
                Asks::Each | Asks::Organisations(_) => asking.each.push(number),
                Asks::Nobody => {}
            }
        }
        asking
    }

    /// Makes a recipient ready.
    pub(super) fn ready(
        &self,
        chain: &Chain,
        sharing: &Sharing<'_>,
        facts: &Facts,
        at: Moment,
        (kinds, parties): (&[Kind], &Parties),
    ) -> Recipient {
        let mut met = Bits::none(kinds.len() + 1);
        let mut within: Vec<u32> =
            facts.all_within(chain, at).iter().filter_map(|party| parties.find(party)).collect();
        within.sort_unstable();
        let states = sharing.nationalities(chain);
        let mut national: Vec<u32> = states.iter().filter_map(|state| parties.find(state)).collect();
        national.sort_unstable();
        let met_as = |numbers: &[u32], lists: &[Vec<u32>], met: &mut Bits| {
            let lists = numbers.iter().filter_map(|number| lists.get(*number as usize));
            lists.flatten().for_each(|kind| met.add(*kind));
        };
        met_as(&within, &self.within, &mut met);
        met_as(&national, &self.national, &mut met);
        let mut how = Vec::new();
        for number in &self.each {
            let Some(kind) = kinds.get(*number as usize - 1) else { continue };
            let by = match &kind.asks {
                Asks::Organisations(audience) => sharing.meets_organisations(chain, &kind.found.1, *audience),
                _ => sharing.meets_anywhere(chain, &kind.found.0, &kind.test),
            };
            if let Some(by) = by {
                met.add(*number);
                how.push((*number, by));
            }
        }
        let owned = self.owned.get(chain.party());
        owned.into_iter().flatten().for_each(|kind| met.add(*kind));
        let met = MetKinds::of(met);
        Recipient { chain: chain.clone(), owns: owned.is_some(), met, within, national, how }
    }
}

fn file(lists: &mut [Vec<u32>], party: u32, kind: u32) {
    if let Some(list) = lists.get_mut(party as usize) {
        list.push(kind);
    }
}
