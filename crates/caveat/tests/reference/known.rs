//! Section 1: what is known, what is visible; and what the entries define.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use caveat::entry::{
    Acknowledgement, Agreement, Body, Disclosure, Entry, Grant, Item, Party, Refusal, Relation, Rule, Terms,
};
use caveat::id::{AgreementId, ItemId, Level, PartyId, RuleId, SchemeId, TermsId};
use caveat::party::PartyKind;
use caveat::question::Judge;
use caveat::scheme::Scheme;
use caveat::time::{Moment, Position};

use super::authority::Line;
use super::relative::{Anchor, AnchorsOf};
use super::silence::Act;

/// The entries at or before a position. What is not among them is not there.
pub(super) struct Known<'a> {
    pub(super) entries: Vec<&'a Entry>,
    pub(super) judge: &'a dyn Judge,
    pub(super) cache: Cache<'a>,
}

/// An item, and the moment of its entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) item: &'a Item,
    pub(super) moment: Moment,
}

/// Answers already worked out; nothing is decided by it.
#[derive(Default)]
pub(super) struct Cache<'a> {
    pub(super) counting: Cached<Position, bool>,
    pub(super) relations: Cached<Moment, Rc<Vec<&'a Relation>>>,
    pub(super) powers: Cached<Moment, Rc<Vec<Line<'a>>>>,
    pub(super) reaching: Cached<(PartyId, Moment, Moment), Rc<BTreeSet<PartyId>>>,
    pub(super) grants: Cached<(), Rc<Vec<Act<'a, Grant>>>>,
    pub(super) refusals: Cached<(), Rc<Vec<Act<'a, Refusal>>>>,
    pub(super) anchors: Cached<AnchorsOf, Rc<Vec<Anchor>>>,
    pub(super) possession: Cached<(ItemId, PartyId, Moment), bool>,
}

/// Answers of one kind already worked out.
pub(super) struct Cached<K, V>(RefCell<BTreeMap<K, V>>);

impl<K, V> Default for Cached<K, V> {
    fn default() -> Self {
        Self(RefCell::new(BTreeMap::new()))
    }
}

impl<K: Ord, V: Clone> Cached<K, V> {
    /// The answer found before, else the one worked out now.
    pub(super) fn get_or(&self, key: K, work_out: impl FnOnce() -> V) -> V {
        if let Some(found) = self.0.borrow().get(&key) {
            return found.clone();
        }
        let answer = work_out();
        self.0.borrow_mut().insert(key, answer.clone());
        answer
    }
}

impl<'a> Known<'a> {
    /// Facts as of a position are folded from the entries at or before it, and from nothing else.
    pub(super) fn new(entries: &'a [Arc<Entry>], as_of: Position, judge: &'a dyn Judge) -> Self {
        let entries = entries.iter().map(Arc::as_ref).filter(|entry| entry.position <= as_of).collect();
        Self { entries, judge, cache: Cache::default() }
    }

    /// An entry is visible at M if its moment is before M.
    pub(super) fn visible(&self, m: Moment) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().copied().filter(move |entry| entry.moment() < m)
    }

    fn bodies(&self) -> impl Iterator<Item = &'a Body> {
        self.entries.iter().map(|entry| &entry.body)
    }

    fn party(&self, id: &PartyId) -> Option<&'a Party> {
        self.bodies().find_map(|body| match body {
            Body::Party(party) if party.id == *id => Some(party),
            _ => None,
        })
    }

    /// Whether there is such a party; the public needs no entry.
    pub(super) fn knows_party(&self, id: &PartyId) -> bool {
        id.is_public() || self.party(id).is_some()
    }

    pub(super) fn is(&self, id: &PartyId, kind: PartyKind) -> bool {
        self.party(id).is_some_and(|party| party.kind == kind)
    }

    /// Every item known, whatever its moment.
    pub(super) fn items(&self) -> impl Iterator<Item = Piece<'a>> {
        self.entries.iter().filter_map(|entry| match &entry.body {
            Body::Item(item) => Some(Piece { item, moment: entry.moment() }),
            _ => None,
        })
    }

    pub(super) fn item(&self, id: &ItemId) -> Option<Piece<'a>> {
        self.items().find(|piece| piece.item.id == *id)
    }

    pub(super) fn terms(&self, id: &TermsId) -> Option<(&'a Entry, &'a Terms)> {
        self.entries.iter().find_map(|entry| match &entry.body {
            Body::Terms(terms) if terms.id == *id => Some((*entry, terms)),
            _ => None,
        })
    }

    pub(super) fn agreement(&self, id: &AgreementId) -> Option<&'a Agreement> {
        self.bodies().find_map(|body| match body {
            Body::Agreement(agreement) if agreement.id == *id => Some(agreement),
            _ => None,
        })
    }

    pub(super) fn rule(&self, id: &RuleId) -> Option<&'a Rule> {
        self.bodies().find_map(|body| match body {
            Body::Rule(rule) if rule.id == *id => Some(rule),
            _ => None,
        })
    }

    pub(super) fn scheme(&self, id: &SchemeId) -> Option<&'a Scheme> {
        self.bodies().find_map(|body| match body {
            Body::Scheme(scheme) if scheme.id == *id => Some(scheme.as_ref()),
            _ => None,
        })
    }

    /// The authority of a scheme. What a scheme is does not depend on the moment.
    pub(super) fn authority(&self, scheme: &SchemeId) -> Option<&'a PartyId> {
        self.scheme(scheme).map(|scheme| &scheme.authority)
    }

    /// Whether one level of a scheme is at or above another. Levels that do not compare are not.
    pub(super) fn at_or_above(&self, scheme: &SchemeId, upper: &Level, lower: &Level) -> bool {
        self.scheme(scheme).is_some_and(|scheme| scheme.levels.at_or_above(upper, lower))
    }

    pub(super) fn disclosures(&self, m: Moment) -> impl Iterator<Item = (&'a Entry, &'a Disclosure)> {
        self.visible(m).filter_map(|entry| match &entry.body {
            Body::Disclosure(disclosure) => Some((entry, disclosure)),
            _ => None,
        })
    }

    pub(super) fn acknowledgements(
        &self,
        m: Moment,
    ) -> impl Iterator<Item = (&'a Entry, &'a Acknowledgement)> {
        self.visible(m).filter_map(|entry| match &entry.body {
            Body::Acknowledgement(acknowledgement) => Some((entry, acknowledgement)),
            _ => None,
        })
    }
}
