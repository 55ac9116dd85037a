//! Which entries the answer about an item may depend on.
//!
//! Items hang together along sources and parts; what is said of items that do not hang together with the one asked
//! about decides nothing about it. What is said of no item in particular is in every slice.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Asking;
use crate::entry::{Body, Entry};
use crate::id::{EntryId, ItemId, PartyId};

/// Entries, by the items that they say something of.
pub(super) struct Slices<'e> {
    entries: &'e [Arc<Entry>],
    /// What each entry touches, in the order of the entries.
    touches: Vec<Touches>,
    groups: Vec<Group>,
    group_of: HashMap<ItemId, usize>,
    /// The indices of the entries that are in every slice.
    general: Vec<usize>,
}

/// Items that hang together, and the indices of the entries about them.
#[derive(Default)]
struct Group {
    items: Vec<ItemId>,
    entries: Vec<usize>,
}

/// What an entry may change the answer about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touches {
    /// Nothing.
    Nothing,
    /// The items of these groups.
    Groups(Vec<usize>),
    /// Any item.
    Everything,
}

impl<'e> Slices<'e> {
    pub(super) fn of(entries: &'e [Arc<Entry>], asking: &Asking) -> Self {
        let group_of = grouped(entries);
        let count = group_of.values().max().map_or(0, |last| last + 1);
        let mut groups: Vec<Group> = std::iter::repeat_with(Group::default).take(count).collect();
        let (mut touches, mut general) = (Vec::new(), Vec::new());
        let mut acts: HashMap<&EntryId, &'e [ItemId]> = HashMap::new();
        let mut spoken_of: BTreeSet<&PartyId> = asked_parties(asking);
        for (index, entry) in entries.iter().enumerate() {
            if let (Some(id), Some(items)) = (&entry.id, items_of(entry)) {
                acts.insert(id, items);
            }
            let touched = match about(entry, &acts) {
                Some(items) => {
                    let of_items: BTreeSet<usize> =
                        items.iter().filter_map(|item| group_of.get::<ItemId>(item)).copied().collect();
                    for group in &of_items {
                        groups.get_mut(*group).into_iter().for_each(|group| group.entries.push(index));
                    }
                    Touches::Groups(of_items.into_iter().collect())
                }
                None => {
                    general.push(index);
                    if introduces(entry, &spoken_of) { Touches::Nothing } else { Touches::Everything }
                }
            };
            touches.push(touched);
            spoken_of.insert(&entry.by);
            if let Body::Scheme(scheme) = &entry.body {
                spoken_of.extend(scheme.parties.values());
            }
            if let (Body::Item(item), Some(group)) = (&entry.body, group_of_item(entry, &group_of)) {
                groups.get_mut(group).into_iter().for_each(|group| group.items.push(item.id.clone()));
            }
        }
        Self { entries, touches, groups, group_of, general }
    }

    /// The entries with what each of them touches.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'e Arc<Entry>, &Touches)> {
        self.entries.iter().zip(&self.touches)
    }

    /// The group of an item.
    pub(super) fn group(&self, item: &ItemId) -> Option<usize> {
        self.group_of.get(item).copied()
    }

    /// The items of a group.
    pub(super) fn items(&self, group: usize) -> &[ItemId] {
        self.groups.get(group).map(|group| group.items.as_slice()).unwrap_or_default()
    }

    /// The entries that answers about the items of a group may depend on, in their order.
    pub(super) fn slice(&self, group: usize) -> Vec<Arc<Entry>> {
        let about = self.groups.get(group).map(|group| group.entries.as_slice()).unwrap_or_default();
        let mut indices: Vec<usize> = about.iter().chain(&self.general).copied().collect();
        indices.sort_unstable();
        indices.into_iter().filter_map(|index| self.entries.get(index)).cloned().collect()
    }
}

impl Touches {
    pub(super) fn touches(&self, group: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Groups(groups) => groups.contains(&group),
            Self::Everything => true,
        }
    }
}

/// The parties that the question names.
fn asked_parties(asking: &Asking) -> BTreeSet<&PartyId> {
    let named = std::iter::once(&asking.manner.actor).chain(&asking.to);
    named.flat_map(|who| std::iter::once(&who.party).chain(&who.capacity)).collect()
}

/// Whether the entry only brings in something that nothing before it can speak of, so that no answer depends on it yet;
/// or decides nothing at all.
fn introduces(entry: &Entry, spoken_of: &BTreeSet<&PartyId>) -> bool {
    match &entry.body {
        Body::Party(party) => !spoken_of.contains(&party.id),
        Body::Terms(terms) => terms.revises.is_none(),
        Body::Scheme(_) | Body::Agreement(_) | Body::Rule(_) | Body::Statement(_) | Body::Key(_) => true,
        _ => false,
    }
}

/// The items that the entry alone is about; nothing where it may bear on any.
fn about<'e>(entry: &'e Entry, acts: &HashMap<&EntryId, &'e [ItemId]>) -> Option<Vec<&'e ItemId>> {
    match &entry.body {
        Body::Revocation(revocation) => {
            let of_acts: Option<Vec<&[ItemId]>> =
                revocation.of.iter().map(|act| acts.get(act).copied()).collect();
            Some(of_acts?.into_iter().flatten().collect())
        }
        Body::Delivery(delivery) => acts.get(&delivery.of).map(|items| items.iter().collect()),
        _ => items_of(entry).map(|items| items.iter().collect()),
    }
}

fn items_of(entry: &Entry) -> Option<&[ItemId]> {
    match &entry.body {
        Body::Item(item) => Some(std::slice::from_ref(&item.id)),
        Body::Caveat(further) => Some(&further.items),
        Body::Grant(grant) => Some(&grant.items),
        Body::Refusal(refusal) => Some(&refusal.items),
        Body::Request(request) => Some(&request.items),
        Body::Remark(remark) => Some(&remark.items),
        Body::Sanitisation(act) => Some(std::slice::from_ref(&act.derived)),
        Body::Disclosure(act) => Some(std::slice::from_ref(&act.item)),
        Body::Acknowledgement(act) => Some(std::slice::from_ref(&act.item)),
        _ => None,
    }
}

fn group_of_item(entry: &Entry, group_of: &HashMap<ItemId, usize>) -> Option<usize> {
    match &entry.body {
        Body::Item(item) => group_of.get(&item.id).copied(),
        _ => None,
    }
}

/// Each item with the number of those that it hangs together with.
fn grouped(entries: &[Arc<Entry>]) -> HashMap<ItemId, usize> {
    let items = || {
        entries.iter().filter_map(|entry| match &entry.body {
            Body::Item(item) => Some(item),
            _ => None,
        })
    };
    let number: HashMap<&ItemId, usize> = items().zip(0..).map(|(item, index)| (&item.id, index)).collect();
    let mut joined: Vec<usize> = (0..number.len()).collect();
    for item in items() {
        let Some(&of_item) = number.get(&item.id) else { continue };
        for other in item.sources.iter().chain(&item.parts).filter_map(|other| number.get(other)) {
            let (one, other) = (top(&joined, of_item), top(&joined, *other));
            joined.get_mut(one.max(other)).into_iter().for_each(|up| *up = one.min(other));
        }
    }
    let mut groups: HashMap<usize, usize> = HashMap::new();
    let mut found = HashMap::new();
    for item in items() {
        let Some(&index) = number.get(&item.id) else { continue };
        let next = groups.len();
        let group = *groups.entry(top(&joined, index)).or_insert(next);
        found.insert(item.id.clone(), group);
    }
    found
}

/// The first of those that an item is joined to.
fn top(joined: &[usize], mut index: usize) -> usize {
    while let Some(&up) = joined.get(index).filter(|up| **up != index) {
        index = up;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::Manner;
    use crate::caveat::Mode;
    use crate::scenario::Scenario;
    use crate::set::Set;

    const STORY: &str = r#"
        entry = [
            { party = "a", kind = "body" },
            { party = "b", kind = "body" },
            { party = "new", kind = "body" },
            { item = "raw", originator = "a", free = true },
            { item = "made", originator = "a", sources = "raw", free = true },
            { item = "apart", originator = "a", free = true },
            { item = "whole", originator = "a", parts = "made" },
            { grant = "g-1", items = ["raw", "apart"], to = "b", by = "a" },
            { grant = "g-2", items = "apart", to = "b", by = "a" },
            { revocation = "r-1", of = "g-2", by = "a" },
            { revocation = "r-2", of = ["g-1", "g-2"], by = "a" },
            { statement = "s-1", by = "b", says = "denies", about = "g-1" },
            { relation = "client", who = "a", of = "b" },
        ]
    "#;

    #[test]
    fn an_entry_touches_what_hangs_together_with_its_items() {
        let scenario = Scenario::read(STORY.as_bytes()).unwrap();
        let entries = scenario.ledger.entries();
        let party = |id: &str| crate::entry::InCapacity::from(id.parse::<PartyId>().unwrap());
        let asking = Asking {
            manner: Manner {
                actor: party("a"),
                purposes: Set::new(),
                mode: Mode::Giving,
                unattributed: false,
                on: "2025-01-01".parse().unwrap(),
            },
            to: vec![party("b")],
            item: None,
        };
        let slices = Slices::of(entries, &asking);
        let group = |item: &str| slices.group(&item.parse().unwrap());
        assert_eq!((group("raw"), group("made"), group("whole")), (Some(0), Some(0), Some(0)));
        assert_eq!((group("apart"), group("none")), (Some(1), None));
        let together: Vec<&str> = slices.items(0).iter().map(ItemId::as_str).collect();
        assert_eq!(together, ["raw", "made", "whole"]);
        let touches: Vec<Touches> = slices.entries().map(|(_, touches)| touches.clone()).collect();
        let groups = |of: &[usize]| Touches::Groups(of.to_vec());
        let expected = [
            // Those who are asked about, and then one whom nothing has spoken of.
            Touches::Everything,
            Touches::Everything,
            Touches::Nothing,
            groups(&[0]),
            groups(&[0]),
            groups(&[1]),
            groups(&[0]),
            groups(&[0, 1]),
            groups(&[1]),
            groups(&[1]),
            groups(&[0, 1]),
            Touches::Nothing,
            Touches::Everything,
        ];
        assert_eq!(touches, expected);
        let positions: Vec<u64> = slices.slice(1).iter().map(|entry| entry.position.0).collect();
        assert_eq!(positions, [1, 2, 3, 6, 8, 9, 10, 11, 12, 13]);
    }
}
