//! What is recorded so far, by id.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::entry::{Body, Entry, Item};
use crate::id::{AgreementId, CaveatId, EntryId, ItemId, Named, PartyId, PowerId, RuleId, SchemeId, TermsId};
use crate::marking::{self, Dates, Marked};
use crate::time::{Instant, Interval, Position};

/// A caveat that an entry introduces, by what its name is made of.
#[derive(Clone)]
pub(super) enum Introduced<'a> {
    Given(&'a CaveatId),
    Nth(&'a ItemId, usize),
    OfTerms(&'a ItemId, &'a TermsId, usize),
    Unmarked(&'a ItemId),
    Unread(&'a ItemId),
    Marked(&'a ItemId, String),
}

impl Introduced<'_> {
    /// Its name.
    pub(super) fn name(&self) -> CaveatId {
        match self {
            Self::Given(id) => (*id).clone(),
            Self::Nth(item, nth) => CaveatId::nth_on_item(item, *nth),
            Self::OfTerms(item, terms, nth) => CaveatId::nth_of_terms(item, terms, *nth),
            Self::Unmarked(item) => CaveatId::unmarked(item),
            Self::Unread(item) => CaveatId::unread(item),
            Self::Marked(item, slug) => CaveatId::of_marking(item, slug),
        }
    }

    /// What its name is where what it is made of is called otherwise.
    pub(super) fn called(&self, called: &dyn Fn(Named, &str) -> String) -> String {
        let item = |item: &ItemId| called(Named::Item, item.as_str());
        match self {
            Self::Given(id) => called(Named::Caveat, id.as_str()),
            Self::Nth(id, nth) => format!("{}.{nth}", item(id)),
            Self::OfTerms(id, terms, nth) => {
                format!("{}.{}.{nth}", item(id), called(Named::Terms, terms.as_str()))
            }
            Self::Unmarked(id) => format!("{}.unmarked", item(id)),
            Self::Unread(id) => format!("{}.unread", item(id)),
            Self::Marked(id, slug) => format!("{}.marking.{slug}", item(id)),
        }
    }
}

/// Entries by a name. Whoever records may choose names, so that the hash is keyed; and nothing depends on its order:
/// what is listed is sorted first.
pub(super) type By<I> = HashMap<I, Arc<Entry>>;

/// The names and what goes by them, in alphabetical order.
pub(super) fn sorted<I: Ord, T>(by: &HashMap<I, T>) -> Vec<(&I, &T)> {
    let mut sorted: Vec<_> = by.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted
}

/// The names, in alphabetical order.
pub(super) fn sorted_names<I: Ord, T>(by: &HashMap<I, T>) -> Vec<&I> {
    let mut sorted: Vec<_> = by.keys().collect();
    sorted.sort_unstable();
    sorted
}

/// How many entries there are of those that are most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) entries: usize,
    /// Those that have an id of their own.
    pub(crate) ids: usize,
    pub(crate) parties: usize,
    pub(crate) items: usize,
}

impl Room {
    /// That which entries take.
    pub(crate) fn of(entries: &[Arc<Entry>]) -> Self {
        let mut room = Self::default();
        entries.iter().for_each(|entry| room.add(entry));
        room
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, entry: &Entry) {
        self.entries += 1;
        self.ids += usize::from(entry.id.is_some());
        self.parties += usize::from(matches!(entry.body, Body::Party(_)));
        self.items += usize::from(matches!(entry.body, Body::Item(_)));
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub(super) parties: By<PartyId>,
    pub(super) schemes: By<SchemeId>,
    pub(super) terms: By<TermsId>,
    /// From terms to those that revise them.
    revisions: BTreeMap<TermsId, Vec<TermsId>>,
    pub(super) agreements: By<AgreementId>,
    pub(super) rules: By<RuleId>,
    pub(super) powers: By<PowerId>,
    pub(super) items: By<ItemId>,
    pub(super) entries: By<EntryId>,
    /// The names given to caveats, each with the entry that states it. Ids given in terms are here too, so that they
    /// stay unique; an item bears them under a name of its own.
    given: By<CaveatId>,
    /// From a party to those it serves, holds, is an organ or a member of, and when.
    pub(super) upward: BTreeMap<PartyId, Vec<(PartyId, Interval)>>,
    /// The same from above.
    pub(super) downward: BTreeMap<PartyId, Vec<PartyId>>,
}

impl Index {
    /// Makes room, so that it does not have to grow.
    pub(super) fn reserve(&mut self, room: Room) {
        self.entries.reserve(room.ids);
        self.parties.reserve(room.parties);
        self.items.reserve(room.items);
    }

    /// Takes in an entry that was checked.
    pub(super) fn add(&mut self, entry: &Arc<Entry>) {
        let share = || Arc::clone(entry);
        if let Some(id) = &entry.id {
            self.entries.insert(id.clone(), share());
        }
        for id in given(&entry.body) {
            self.given.insert(id.clone(), share());
        }
        match &entry.body {
            Body::Party(party) => drop(self.parties.insert(party.id.clone(), share())),
            Body::Scheme(scheme) => drop(self.schemes.insert(scheme.id.clone(), share())),
            Body::Terms(terms) => {
                if let Some(revised) = &terms.revises {
                    self.revisions.entry(revised.clone()).or_default().push(terms.id.clone());
                }
                self.terms.insert(terms.id.clone(), share());
            }
            Body::Agreement(agreement) => drop(self.agreements.insert(agreement.id.clone(), share())),
            Body::Rule(rule) => drop(self.rules.insert(rule.id.clone(), share())),
            Body::Power(power) => drop(self.powers.insert(power.id.clone(), share())),
            Body::Delegation(power) => drop(self.powers.insert(power.id.clone(), share())),
            Body::Item(item) => drop(self.items.insert(item.id.clone(), share())),
            Body::Relation(relation) if relation.kind.carries_within() => {
                let during = Interval { from: entry.on, until: relation.until };
                self.downward.entry(relation.of.clone()).or_default().push(relation.who.clone());
                self.upward.entry(relation.who.clone()).or_default().push((relation.of.clone(), during));
            }
            _ => {}
        }
    }

    /// The entry that states the caveat of a name: one that was given, or one made from an item's.
    pub(super) fn stating(&self, name: &CaveatId) -> Option<&Arc<Entry>> {
        self.given.get(name).or_else(|| self.made_into(name.as_str()))
    }

    /// The item from whose id a name is made. Names are looked for behind each point, since ids have points as well.
    fn made_into(&self, name: &str) -> Option<&Arc<Entry>> {
        name.match_indices('.').find_map(|(point, _)| {
            let entry = self.items.get(name.get(..point)?)?;
            let Body::Item(item) = &entry.body else { return None };
            let made = self.on_item(item, entry.position);
            made.iter().any(|one| one.name().as_str() == name).then_some(entry)
        })
    }

    /// Every name that a caveat has, with the entry that states it.
    pub(super) fn caveats(&self) -> impl Iterator<Item = (CaveatId, &Arc<Entry>)> {
        let given = self.given.iter().map(|(name, entry)| (name.clone(), entry));
        given.chain(self.items.values().flat_map(|entry| {
            let made = self.introduced(&entry.body, entry.position);
            made.into_iter().map(move |one| (one.name(), entry))
        }))
    }

    /// The names that a new item's caveats take.
    pub(super) fn caveat_names_on(&self, item: &Item) -> Vec<CaveatId> {
        self.on_item(item, Position::LAST).iter().map(Introduced::name).collect()
    }

    /// The caveats that an entry introduces at a position.
    pub(super) fn introduced<'a>(&'a self, body: &'a Body, at: Position) -> Vec<Introduced<'a>> {
        match body {
            Body::Item(item) => self.on_item(item, at),
            body => given(body).map(Introduced::Given).collect(),
        }
    }

    fn on_item<'a>(&'a self, item: &'a Item, at: Position) -> Vec<Introduced<'a>> {
        let stated = item.caveats.iter().zip(1..);
        let mut names: Vec<_> = stated
            .map(|(caveat, nth)| caveat.id.as_ref().map_or(Introduced::Nth(&item.id, nth), Introduced::Given))
            .collect();
        let mut under: Vec<&TermsId> = item.terms.iter().collect();
        under.extend(item.agreements.iter().flat_map(|agreement| self.versions_of(agreement, at)));
        under.sort();
        under.dedup();
        for terms in under {
            let caveats = self.caveat_count(terms);
            names.extend((1..=caveats).map(|nth| Introduced::OfTerms(&item.id, terms, nth)));
        }
        names.push(Introduced::Unmarked(&item.id));
        if item.marking.is_some() {
            match self.understood(item) {
                Some(marked) => {
                    names.extend(marked.into_iter().map(|one| Introduced::Marked(&item.id, one.slug)))
                }
                None => names.push(Introduced::Unread(&item.id)),
            }
        }
        names
    }

    /// What the item's marking means, where a scheme reads it.
    fn understood(&self, item: &Item) -> Option<Vec<Marked>> {
        let Body::Scheme(scheme) = &self.schemes.get(item.scheme.as_ref()?)?.body else { return None };
        let dates = Dates { dated: item.dated, marked: Instant::BEGINNING };
        Some(marking::understand(scheme, item.marking.as_deref()?, dates)?.marked)
    }

    /// The terms of an agreement, and whatever had revised them by a position: any of them may be the version that an
    /// item recorded there is under.
    fn versions_of(&self, agreement: &AgreementId, at: Position) -> Vec<&TermsId> {
        let Some(Body::Agreement(agreement)) = self.agreements.get(agreement).map(|entry| &entry.body) else {
            return Vec::new();
        };
        let mut versions = vec![&agreement.terms];
        let mut next = 0;
        while let Some(version) = versions.get(next) {
            let revisions = self.revisions.get(*version).into_iter().flatten();
            let recorded = |terms: &&TermsId| self.terms.get(*terms).is_some_and(|terms| terms.position < at);
            versions.extend(revisions.filter(recorded));
            next += 1;
        }
        versions
    }

    fn caveat_count(&self, terms: &TermsId) -> usize {
        match self.terms.get(terms).map(|entry| &entry.body) {
            Some(Body::Terms(terms)) => terms.caveats.len(),
            _ => 0,
        }
    }

    /// The entry that defines what goes by a name of that kind.
    pub(super) fn defining(&self, kind: Named, name: &str) -> Option<&Arc<Entry>> {
        match kind {
            Named::Party => self.parties.get(name),
            Named::Scheme => self.schemes.get(name),
            Named::Terms => self.terms.get(name),
            Named::Agreement => self.agreements.get(name),
            Named::Rule => self.rules.get(name),
            Named::Power => self.powers.get(name),
            Named::Item => self.items.get(name),
            Named::Entry => self.entries.get(name),
            Named::Caveat => self.given.get(name).filter(|entry| matches!(entry.body, Body::Caveat(_))),
            Named::Event | Named::Purpose | Named::Fact => None,
        }
    }

    /// Where the entries that go by a name stand.
    pub(super) fn named(&self, name: &str) -> Vec<Position> {
        let kinds = [
            Named::Party,
            Named::Scheme,
            Named::Terms,
            Named::Agreement,
            Named::Rule,
            Named::Power,
            Named::Item,
            Named::Entry,
            Named::Caveat,
        ];
        let found = kinds.into_iter().filter_map(|kind| self.defining(kind, name));
        found.map(|entry| entry.position).collect()
    }

    /// Every name that an entry goes by.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let entries = sorted_names(&self.entries).into_iter().map(EntryId::as_str);
        let powers = sorted_names(&self.powers).into_iter().map(PowerId::as_str);
        let items = sorted_names(&self.items).into_iter().map(ItemId::as_str);
        let parties = sorted_names(&self.parties).into_iter().map(PartyId::as_str);
        let terms = sorted_names(&self.terms).into_iter().map(TermsId::as_str);
        entries.chain(powers).chain(items).chain(parties).chain(terms)
    }
}

/// The names that an entry gives to the caveats that it states.
fn given(body: &Body) -> impl Iterator<Item = &CaveatId> {
    let (further, stated) = match body {
        Body::Caveat(further) => (Some(&further.id), &[][..]),
        Body::Terms(terms) => (None, terms.caveats.as_slice()),
        Body::Item(item) => (None, item.caveats.as_slice()),
        _ => (None, &[][..]),
    };
    further.into_iter().chain(stated.iter().filter_map(|caveat| caveat.id.as_ref()))
}
