//! Section 3: items and what they bear.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use caveat::entry::{Body, Entry, Event, Item, Recordable, Sanitisation};
use caveat::id::{CaveatId, ItemId, TermsId};
use caveat::time::Moment;

use super::known::{Known, Piece};
use super::lifting::Asking;
use super::stating::{OwnerCopy, Stated};

/// Section 3: more paths than these from one item make the question unanswerable.
const MOST_PATHS: usize = 10_000;

/// From the item asked about, along edges, to the item a caveat is stated on.
pub(super) type Path<'a> = Vec<Piece<'a>>;

/// A copy of a caveat, and the path along which it is borne.
#[derive(Debug, Clone)]
pub(super) struct Occurrence<'a> {
    pub(super) copy: OwnerCopy<'a>,
    pub(super) path: Path<'a>,
}

impl<'a> Known<'a> {
    /// Section 3: `contains(w, p)`; as the outer one an item counts at M only if visible at M.
    pub(super) fn contains(&self, whole: Piece<'a>, part: &ItemId, m: Moment) -> bool {
        if whole.moment >= m {
            return false;
        }
        let mut reached: BTreeSet<&ItemId> = BTreeSet::new();
        let mut open: Vec<&ItemId> = whole.item.parts.iter().collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.item(next).into_iter().flat_map(|piece| &piece.item.parts));
            }
        }
        reached.contains(part)
    }

    /// Section 3: `covers(list, n)` at M.
    pub(super) fn is_covered(&self, list: &[ItemId], n: &ItemId, m: Moment) -> bool {
        list.contains(n)
            || list.iter().filter_map(|id| self.item(id)).any(|element| self.contains(element, n, m))
    }

    /// Section 3: the items visible at M that have an item among their parts.
    fn wholes(&self, item: &Item, m: Moment) -> Vec<Piece<'a>> {
        self.items().filter(|whole| whole.moment < m && whole.item.parts.contains(&item.id)).collect()
    }

    /// Section 3: whether an item is marked.
    fn is_marked(&self, on: Piece<'a>) -> bool {
        let item = on.item;
        item.free
            || item.caveats.iter().any(|caveat| caveat.dated.may_be(item.dated))
            || item.marking.is_some()
            || self.is_marked_by_terms(on)
            || self.is_marked_by_an_agreement(on)
    }

    fn is_marked_by_terms(&self, on: Piece<'a>) -> bool {
        let by_originator =
            |id: &TermsId| self.terms(id).is_some_and(|(entry, _)| entry.by == on.item.originator);
        self.terms_of(on).iter().any(|id| by_originator(id) && self.terms_state_a_caveat(id, on.item))
    }

    fn is_marked_by_an_agreement(&self, on: Piece<'a>) -> bool {
        on.item.agreements.iter().filter_map(|id| self.agreement(id)).any(|agreement| {
            agreement.between.contains(&on.item.originator)
                && self.terms_state_a_caveat(&self.version(&agreement.terms, on), on.item)
        })
    }

    /// Whether terms state a caveat that applies to an item.
    fn terms_state_a_caveat(&self, id: &TermsId, item: &Item) -> bool {
        self.terms(id)
            .is_some_and(|(_, terms)| terms.caveats.iter().any(|caveat| caveat.dated.may_be(item.dated)))
    }

    /// Section 3: the edges of an item at M.
    fn edges(&self, from: Piece<'a>, m: Moment) -> Vec<Piece<'a>> {
        let downward = from.item.sources.iter().chain(&from.item.parts);
        let mut edges: Vec<Piece<'a>> = downward.filter_map(|id| self.item(id)).collect();
        if !self.is_marked(from) {
            edges.extend(self.wholes(from.item, m));
        }
        let mut ids = BTreeSet::new();
        edges.retain(|piece| ids.insert(&piece.item.id));
        edges
    }

    /// Section 3: whether nobody could review what is borne along the paths from an item.
    pub(super) fn has_too_many_paths(&self, from: Piece<'a>, m: Moment) -> bool {
        self.paths(from, m).len() > MOST_PATHS
    }

    /// Section 3: the paths from an item at M, no item twice. Where there are too many, the rest are left out.
    fn paths(&self, from: Piece<'a>, m: Moment) -> Vec<Path<'a>> {
        let mut paths = Vec::new();
        let mut edges = BTreeMap::new();
        self.extend_paths(vec![from], m, &mut edges, &mut paths);
        paths
    }

    fn extend_paths(
        &self,
        path: Path<'a>,
        m: Moment,
        edges: &mut BTreeMap<&'a ItemId, Vec<Piece<'a>>>,
        paths: &mut Vec<Path<'a>>,
    ) {
        if paths.len() > MOST_PATHS {
            return;
        }
        paths.push(path.clone());
        let onward = path
            .last()
            .map(|last| edges.entry(&last.item.id).or_insert_with(|| self.edges(*last, m)).clone());
        for next in onward.into_iter().flatten() {
            if path.iter().all(|on| on.item.id != next.item.id) {
                self.extend_paths([path.clone(), vec![next]].concat(), m, edges, paths);
            }
        }
    }

    /// Section 3: what an item bears at M, before it is asked what of it is in force.
    fn borne(&self, from: Piece<'a>, m: Moment) -> Vec<Occurrence<'a>> {
        let mut copies_on: BTreeMap<&ItemId, Vec<OwnerCopy<'a>>> = BTreeMap::new();
        let mut borne = Vec::new();
        for path in self.paths(from, m) {
            let Some(last) = path.last().copied() else { continue };
            let copies = copies_on.entry(&last.item.id).or_insert_with(|| self.copies_on(last, m));
            for copy in copies {
                if !self.is_sanitised(copy, &path, m) {
                    borne.push(Occurrence { copy: copy.clone(), path: path.clone() });
                }
            }
        }
        borne
    }

    /// The copies at M of all that is stated on an item, `unmarked` included.
    fn copies_on(&self, on: Piece<'a>, m: Moment) -> Vec<OwnerCopy<'a>> {
        let mut stated = self.stated_on(on);
        stated.extend(self.unmarked(on, m));
        stated.into_iter().map(Rc::new).flat_map(|stated| self.copies(&stated, m)).collect()
    }

    /// Section 3: the occurrences that a question meets with: borne, and in force.
    pub(super) fn occurrences_in_force(&self, item: Piece<'a>, asking: &Asking<'_>) -> Vec<Occurrence<'a>> {
        let mut occurrences = self.borne(item, asking.moment);
        occurrences.retain(|occurrence| self.is_in_force_for(&occurrence.copy, asking));
        occurrences
    }

    /// Section 3: whether a copy is in force for a question.
    fn is_in_force_for(&self, copy: &OwnerCopy<'a>, asking: &Asking<'_>) -> bool {
        let t = asking.question.on;
        let caveat = &copy.stated.caveat;
        let until = caveat.until.as_ref();
        (copy.stated.from_the_first || copy.stated.at < asking.moment)
            && caveat.from.is_none_or(|from| from <= t)
            && until.and_then(|until| until.instant).is_none_or(|until| t < until)
            && !self.event_has_ended(copy, asking.moment)
            && caveat.applies_to(asking.question.mode)
    }

    /// Section 3: whether the event at which a copy ends is recorded by whom the caveat names, or by who speaks
    /// about its owner, before succession or after.
    fn event_has_ended(&self, copy: &OwnerCopy<'a>, m: Moment) -> bool {
        let until = copy.stated.caveat.until.as_ref().and_then(|until| until.event.as_ref());
        until.is_some_and(|until| {
            self.events(m)
                .filter(|(entry, event)| event.event == until.event && copy.stated.at < entry.moment())
                .any(|(entry, _)| {
                    let (by, then) = (&entry.by, entry.moment());
                    until.by.contains(by)
                        || self.speaks_about(by, &copy.before_succession, Recordable::Event, then)
                        || self.speaks_about_owner(by, copy, Recordable::Event, then)
                })
        })
    }

    fn events(&self, m: Moment) -> impl Iterator<Item = (&'a Entry, &'a Event)> {
        self.visible(m).filter_map(|entry| match &entry.body {
            Body::Event(event) => Some((entry, event)),
            _ => None,
        })
    }

    /// Section 3: whether a path has an edge, from derived to source, on which a sanitisation is effective at M.
    fn is_sanitised(&self, copy: &OwnerCopy<'a>, path: &[Piece<'a>], m: Moment) -> bool {
        let edges = path.iter().zip(path.iter().skip(1));
        let mut derivations = edges.filter(|(derived, source)| {
            derived.item.sources.contains(&source.item.id) && !derived.item.parts.contains(&source.item.id)
        });
        derivations.any(|(derived, source)| {
            self.sanitisations(m).any(|(entry, sanitisation)| {
                sanitisation.derived == derived.item.id
                    && sanitisation.source == source.item.id
                    && !self.sanitisation_is_revoked(entry, copy, m)
                    && self.speaks_for(&entry.by, copy, None, entry.moment())
            })
        })
    }

    fn sanitisations(&self, m: Moment) -> impl Iterator<Item = (&'a Entry, &'a Sanitisation)> {
        self.visible(m).filter_map(|entry| match &entry.body {
            Body::Sanitisation(sanitisation) => Some((entry, sanitisation)),
            _ => None,
        })
    }

    /// A sanitisation is revoked for a copy by who speaks for it at the revocation's moment, whomever the
    /// revocation is for.
    fn sanitisation_is_revoked(&self, sanitisation: &Entry, copy: &OwnerCopy<'a>, m: Moment) -> bool {
        let Some(id) = &sanitisation.id else { return false };
        self.visible(m).any(|entry| match &entry.body {
            Body::Revocation(revocation) => {
                revocation.of.contains(id) && self.speaks_to_narrow(&entry.by, copy, None, entry.moment())
            }
            _ => false,
        })
    }

    /// Section 3: the caveat of an item that is not marked, is no part of a visible whole, and inherits nothing.
    fn unmarked(&self, on: Piece<'a>, m: Moment) -> Option<Stated<'a>> {
        let bare = !self.is_marked(on) && self.wholes(on.item, m).is_empty();
        (bare && !self.inherits_something(on, m)).then(|| Stated::nobody(CaveatId::unmarked(&on.item.id), on))
    }

    /// Section 3: whether some path that begins with an edge to a source, and of which nobody sanitised an edge,
    /// ends at an item that bears something of itself.
    fn inherits_something(&self, on: Piece<'a>, m: Moment) -> bool {
        let paths = self.paths(on, m);
        let by_a_source =
            |path: &&Path<'a>| path.get(1).is_some_and(|second| on.item.sources.contains(&second.item.id));
        paths.iter().filter(by_a_source).any(|path| {
            !self.somebody_sanitised(path, m)
                && path.last().is_some_and(|last| self.bears_of_itself(*last, m))
        })
    }

    /// Whether a caveat stands on the item from the first; or it is unmarked and has neither sources nor a visible
    /// whole.
    fn bears_of_itself(&self, last: Piece<'a>, m: Moment) -> bool {
        let alone = last.item.sources.is_empty() && self.wholes(last.item, m).is_empty();
        self.stated_on(last).iter().any(|stated| stated.from_the_first) || (alone && !self.is_marked(last))
    }

    fn somebody_sanitised(&self, path: &[Piece<'a>], m: Moment) -> bool {
        path.iter().zip(path.iter().skip(1)).any(|(derived, source)| {
            self.sanitisations(m).any(|(_, sanitisation)| {
                sanitisation.derived == derived.item.id && sanitisation.source == source.item.id
            })
        })
    }
}
