//! The ledger: entries in their order, append-only; and the only place that checks what one entry says of another.
//!
//! What is checked here is *form*: ids exist and are of the right kind, intervals run forward, no delegation is
//! wider than what it comes from. Whether somebody had the authority for an act is not: the ledger says what
//! happened, and the engine what it means.

mod caveats;
mod check;
mod consent;
mod index;
mod powers;
mod refer;
mod refused;
mod relations;
mod schemes;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::entry::{Body, Delegation, Entry, Item, Party, Power, Terms};
use crate::id::{CaveatId, EntryId, ItemId, Named, PartyId, PowerId, SchemeId, TermsId};
use crate::scheme::Scheme;
use crate::time::{Instant, Position};

pub use refer::MAX_LIST;
pub(crate) use refused::{At, nearest};
pub use refused::{Refused, Step};

pub(crate) use index::Room;
use index::{Index, sorted, sorted_names};

/// Entries in the order of their positions. What was once accepted is never changed.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    entries: Vec<Arc<Entry>>,
    /// The running maximum of the recorded dates, one for each entry: clocks that jump reorder nothing.
    known: Vec<Instant>,
    index: Index,
}

/// A power, as founded or as delegated.
#[derive(Debug, Clone, Copy)]
pub enum AnyPower<'a> {
    /// By the owner itself or by its root.
    Founded(&'a Power),
    /// From another power.
    Delegated(&'a Delegation),
}

impl Ledger {
    /// A ledger without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for so many entries, so that nothing has to grow where they are appended.
    pub fn make_room(&mut self, entries: usize) {
        self.reserve(Room { entries, ids: entries, ..Room::default() });
    }

    /// Appends an entry.
    ///
    /// # Errors
    /// Where the entry does not fit those before it; nothing is changed then.
    pub fn push(&mut self, entry: Entry) -> Result<(), Refused> {
        check::check(self, &entry)?;
        self.push_checked(Arc::new(entry));
        Ok(())
    }

    /// Appends an entry that was checked with those before it.
    pub(crate) fn push_checked(&mut self, entry: Arc<Entry>) {
        self.index.add(&entry);
        let known = self.known.last().map_or(entry.recorded, |known| entry.recorded.max(*known));
        self.known.push(known);
        self.entries.push(entry);
    }

    /// Makes room for entries of which that is known.
    pub(crate) fn reserve(&mut self, room: Room) {
        self.entries.reserve(room.entries);
        self.known.reserve(room.entries);
        self.index.reserve(room);
    }

    /// Every entry, in order.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// The position that the next entry may take.
    pub fn next_position(&self) -> Position {
        Position(self.last_position().0.saturating_add(1))
    }

    /// The position of the last entry; 0 where there is none.
    pub fn last_position(&self) -> Position {
        self.entries.last().map_or(Position(0), |entry| entry.position)
    }

    /// What was known on a date: the last position up to which nothing was recorded later; 0 where nothing was known.
    pub fn known_on(&self, date: Instant) -> Position {
        let count = self.known.partition_point(|known| *known <= date);
        count
            .checked_sub(1)
            .and_then(|last| self.entries.get(last))
            .map_or(Position(0), |entry| entry.position)
    }

    /// The ledger as it was when `last` was its last position.
    pub fn as_of(&self, last: Position) -> Self {
        let count = self.entries.partition_point(|entry| entry.position <= last);
        let mut ledger = Self::new();
        self.entries.iter().take(count).for_each(|entry| ledger.push_checked(Arc::clone(entry)));
        ledger
    }

    /// The entry at a position.
    pub fn at(&self, position: Position) -> Option<&Arc<Entry>> {
        // Positions ascend, mostly by one: it stands there, or before there by as many as were left out.
        let from_the_first = position.0.checked_sub(self.entries.first()?.position.0)?;
        let most = usize::try_from(from_the_first).ok()?.min(self.entries.len() - 1);
        let is_behind = |index: usize| self.entries.get(index).is_none_or(|entry| entry.position > position);
        let (mut least, mut step) = (most, 1);
        while least > 0 && is_behind(least) {
            least = least.saturating_sub(step);
            step *= 2;
        }
        let among = self.entries.get(least..=most)?;
        let index = among.binary_search_by_key(&position, |entry| entry.position).ok()?;
        among.get(index)
    }

    /// Where the entry of that id stands.
    pub fn position_of(&self, id: &EntryId) -> Option<Position> {
        self.entry(id).map(|entry| entry.position)
    }

    /// The entry of that id.
    pub fn entry(&self, id: &EntryId) -> Option<&Arc<Entry>> {
        self.index.entries.get(id)
    }

    /// The party of that id. The public has no entry.
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        match &self.index.parties.get(id)?.body {
            Body::Party(party) => Some(party),
            _ => None,
        }
    }

    /// Whether the party is recorded, or is the public.
    pub fn has_party(&self, id: &PartyId) -> bool {
        id.is_public() || self.index.parties.contains_key(id)
    }

    /// The item of that id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        match &self.index.items.get(id)?.body {
            Body::Item(item) => Some(item),
            _ => None,
        }
    }

    /// The scheme of that id.
    pub fn scheme(&self, id: &SchemeId) -> Option<&Scheme> {
        match &self.index.schemes.get(id)?.body {
            Body::Scheme(scheme) => Some(scheme),
            _ => None,
        }
    }

    /// The schemes recorded, in alphabetical order.
    pub fn schemes(&self) -> impl Iterator<Item = &Scheme> {
        sorted(&self.index.schemes).into_iter().filter_map(|(_, entry)| match &entry.body {
            Body::Scheme(scheme) => Some(scheme.as_ref()),
            _ => None,
        })
    }

    /// The terms of that id.
    pub fn terms(&self, id: &TermsId) -> Option<&Terms> {
        match &self.index.terms.get(id)?.body {
            Body::Terms(terms) => Some(terms),
            _ => None,
        }
    }

    /// The power of that id, founded or delegated.
    pub fn power(&self, id: &PowerId) -> Option<AnyPower<'_>> {
        match &self.index.powers.get(id)?.body {
            Body::Power(power) => Some(AnyPower::Founded(power)),
            Body::Delegation(delegation) => Some(AnyPower::Delegated(delegation)),
            _ => None,
        }
    }

    /// Whether some item bears or may bear a caveat of that name.
    pub fn has_caveat(&self, id: &CaveatId) -> bool {
        self.stating(id).is_some_and(|entry| !matches!(entry.body, Body::Terms(_)))
    }

    /// The entry that defines what goes by a name of that kind, where an entry does.
    pub fn defining(&self, kind: Named, name: &str) -> Option<&Arc<Entry>> {
        self.index.defining(kind, name)
    }

    /// The entry that states the caveat of that name: on an item, in terms, or later.
    pub fn stating(&self, id: &CaveatId) -> Option<&Arc<Entry>> {
        self.index.stating(id)
    }

    /// The ids of the parties recorded, in alphabetical order.
    pub fn party_ids(&self) -> impl Iterator<Item = &PartyId> {
        sorted_names(&self.index.parties).into_iter()
    }

    /// The ids of the items recorded, in alphabetical order.
    pub fn item_ids(&self) -> impl Iterator<Item = &ItemId> {
        sorted_names(&self.index.items).into_iter()
    }

    /// The names of the caveats that items bear or may bear, in alphabetical order.
    pub fn caveat_ids(&self) -> BTreeSet<CaveatId> {
        let borne = |(id, entry): (_, &Arc<Entry>)| (!matches!(entry.body, Body::Terms(_))).then_some(id);
        self.index.caveats().filter_map(borne).collect()
    }

    /// Each caveat that an entry of that body introduces, by its name, with what the name is where items, terms and
    /// named caveats go by what `called` says.
    ///
    /// A name given to a caveat is called as it is; one made from an item's id, and from that of its terms, is made
    /// from what these are called. The body's agreements and terms are looked up among the entries of this ledger.
    pub fn caveat_names(
        &self,
        body: &Body,
        called: &dyn Fn(Named, &str) -> String,
    ) -> Vec<(CaveatId, String)> {
        let introduced = self.index.introduced(body, Position::LAST);
        introduced.iter().map(|caveat| (caveat.name(), caveat.called(called))).collect()
    }

    /// The scheme of that id, or the refusal of `field`, which names none.
    pub(crate) fn known_scheme(&self, id: &SchemeId, field: &'static str) -> Result<&Scheme, Refused> {
        let at = At::Entry.field(field);
        refer::known("scheme", &self.index.schemes, id, &at)?;
        self.scheme(id).ok_or_else(|| at.refuse(format!("`{id}` is no scheme")))
    }

    /// The power of that id, or the refusal of `field`, which names none.
    pub(crate) fn known_power(&self, id: &PowerId, field: &'static str) -> Result<AnyPower<'_>, Refused> {
        let at = At::Entry.field(field);
        refer::known("power", &self.index.powers, id, &at)?;
        self.power(id).ok_or_else(|| at.refuse(format!("`{id}` is no power")))
    }

    /// The entries that go by a name, whatever they are: an act, a fact, a power, an item, a party.
    pub fn named(&self, name: &str) -> Vec<Position> {
        self.index.named(name)
    }

    /// Every name that an entry goes by.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.names()
    }
}

#[cfg(test)]
mod tests;
