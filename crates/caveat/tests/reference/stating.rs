//! Section 3: the caveats stated on an item, whose copy each is, and what remarks make of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use caveat::caveat::{Caveat, Kind, Selector, Test};
use caveat::entry::{Body, Entry, Item, Recordable, Remark};
use caveat::id::{CaveatId, Level, PartyId, SchemeId, TermsId};
use caveat::marking::{Dates, understand};
use caveat::party::RelationKind;
use caveat::time::Moment;

use super::known::{Known, Piece};

/// A caveat as it is stated on an item.
#[derive(Debug, Clone)]
pub(super) struct Stated<'a> {
    pub(super) id: CaveatId,
    pub(super) item: &'a Item,
    /// Who states it.
    pub(super) by: PartyId,
    /// Whether it stands on the item from the first, and is borne whenever one asks.
    pub(super) from_the_first: bool,
    /// The moment of stating.
    pub(super) at: Moment,
    pub(super) caveat: Caveat,
    /// Whose it is where it names no owner and no scheme has an authority for it.
    otherwise: PartyId,
    /// Whether the item's marking means it: then whom it names owns it.
    by_marking: bool,
    /// Whether the item's originator then owns it, or owns it too.
    of_originator: bool,
    /// Whom the marking trusts with the release.
    pub(super) releasers: Vec<PartyId>,
}

/// One owner's copy of a stated caveat: who held it before succession, and who holds it at the question's moment.
#[derive(Debug, Clone)]
pub(super) struct OwnerCopy<'a> {
    pub(super) stated: Rc<Stated<'a>>,
    pub(super) before_succession: PartyId,
    pub(super) owner: PartyId,
}

/// What remarks have made of a copy.
#[derive(Debug, Clone)]
pub(super) struct Effective {
    pub(super) test: Test,
    pub(super) removed: bool,
}

impl<'a> Stated<'a> {
    /// A caveat `nobody` of an item's originator, for both modes, stated at the item's moment.
    pub(super) fn nobody(id: CaveatId, on: Piece<'a>) -> Self {
        let originator = on.item.originator.clone();
        Self {
            id,
            item: on.item,
            by: originator.clone(),
            at: on.moment,
            from_the_first: true,
            caveat: Caveat::new(Test::Nobody(None)),
            otherwise: originator,
            by_marking: false,
            of_originator: false,
            releasers: Vec::new(),
        }
    }
}

impl<'a> Known<'a> {
    /// Section 3: the caveats stated on an item, its own `unmarked` apart.
    pub(super) fn stated_on(&self, on: Piece<'a>) -> Vec<Stated<'a>> {
        let mut stated = self.stated_in_its_entry(on);
        stated.extend(self.stated_by_its_terms(on));
        stated.extend(self.stated_further(on));
        stated.extend(self.stated_by_its_marking(on));
        // A caveat that does not apply to information of that date is not stated.
        stated.retain(|stated| stated.caveat.dated.may_be(on.item.dated));
        stated
    }

    /// What the marking means by the scheme that the item names; `unread` where none reads it. What is written on
    /// the page is an entry's form, and is read for both evaluators alike.
    fn stated_by_its_marking(&self, on: Piece<'a>) -> Vec<Stated<'a>> {
        let Some(text) = &on.item.marking else { return Vec::new() };
        let dates = Dates { dated: on.item.dated, marked: on.moment.instant };
        let scheme = on.item.scheme.as_ref().and_then(|id| self.scheme(id));
        let Some(understood) = scheme.and_then(|scheme| understand(scheme, text, dates)) else {
            return vec![Stated::nobody(CaveatId::unread(&on.item.id), on)];
        };
        let marked = understood.marked.into_iter().map(|marked| Stated {
            id: CaveatId::of_marking(&on.item.id, &marked.slug),
            item: on.item,
            by: on.item.originator.clone(),
            at: on.moment,
            from_the_first: true,
            caveat: marked.caveat,
            otherwise: on.item.originator.clone(),
            by_marking: true,
            of_originator: marked.of_originator,
            releasers: marked.releasers,
        });
        marked.collect()
    }

    fn stated_in_its_entry(&self, on: Piece<'a>) -> Vec<Stated<'a>> {
        let stated = on.item.caveats.iter().zip(1..).map(|(caveat, nth)| Stated {
            id: caveat.id.clone().unwrap_or_else(|| CaveatId::nth_on_item(&on.item.id, nth)),
            item: on.item,
            by: on.item.originator.clone(),
            at: on.moment,
            from_the_first: true,
            caveat: caveat.clone(),
            otherwise: on.item.originator.clone(),
            by_marking: false,
            of_originator: false,
            releasers: Vec::new(),
        });
        stated.collect()
    }

    fn stated_by_its_terms(&self, on: Piece<'a>) -> Vec<Stated<'a>> {
        let mut stated = Vec::new();
        for terms_id in self.terms_of(on) {
            let Some((entry, terms)) = self.terms(&terms_id) else { continue };
            stated.extend(terms.caveats.iter().zip(1..).map(|(caveat, nth)| Stated {
                id: CaveatId::nth_of_terms(&on.item.id, &terms.id, nth),
                item: on.item,
                by: entry.by.clone(),
                at: on.moment.max(entry.moment()),
                from_the_first: true,
                caveat: caveat.clone(),
                otherwise: on.item.originator.clone(),
                by_marking: false,
                of_originator: false,
                releasers: Vec::new(),
            }));
        }
        stated
    }

    /// The item's terms, then its agreements' terms in order; the same terms are one.
    pub(super) fn terms_of(&self, on: Piece<'a>) -> Vec<TermsId> {
        let agreed = on.item.agreements.iter().filter_map(|id| self.agreement(id));
        let agreed = agreed.map(|agreed| self.version(&agreed.terms, on));
        let mut terms = Vec::new();
        for id in on.item.terms.iter().cloned().chain(agreed) {
            if !terms.contains(&id) {
                terms.push(id);
            }
        }
        terms
    }

    /// Section 3: the version of an agreement's terms for an item.
    pub(super) fn version(&self, terms: &TermsId, of: Piece<'a>) -> TermsId {
        let revisions = self.entries.iter().filter_map(|entry| match &entry.body {
            Body::Terms(revision) if revision.revises.as_ref() == Some(terms) => Some((*entry, revision)),
            _ => None,
        });
        let before = revisions.filter(|(entry, _)| {
            entry.position < of.moment.position && entry.moment() < of.moment && self.counts(entry, None)
        });
        let latest = before.max_by_key(|(entry, _)| entry.moment());
        latest.map_or_else(|| terms.clone(), |(_, revision)| self.version(&revision.id, of))
    }

    fn stated_further(&self, on: Piece<'a>) -> Vec<Stated<'a>> {
        let further = self.entries.iter().filter_map(|entry| match &entry.body {
            Body::Caveat(further) if further.items.contains(&on.item.id) => Some(Stated {
                id: further.id.clone(),
                item: on.item,
                by: entry.by.clone(),
                at: entry.moment(),
                from_the_first: false,
                caveat: further.caveat.clone(),
                otherwise: entry.by.clone(),
                by_marking: false,
                of_originator: false,
                releasers: Vec::new(),
            }),
            _ => None,
        });
        further.collect()
    }

    /// Section 3: the copies of a caveat, one for each who owns it at M.
    pub(super) fn copies(&self, stated: &Rc<Stated<'a>>, m: Moment) -> Vec<OwnerCopy<'a>> {
        let mut copies = Vec::new();
        for before_succession in self.owners_before_succession(stated) {
            for owner in self.succeeded(&before_succession, stated, &[], m) {
                copies.push(OwnerCopy {
                    stated: Rc::clone(stated),
                    before_succession: before_succession.clone(),
                    owner,
                });
            }
        }
        copies
    }

    /// Section 3: the owners that a caveat has as stated. Equal copies are one.
    ///
    /// A level or a compartment in terms that names no owner belongs to its scheme's authority, not to the
    /// originator.
    fn owners_before_succession(&self, stated: &Stated<'a>) -> BTreeSet<PartyId> {
        let authority = stated.caveat.test.scheme().and_then(|scheme| self.authority(scheme));
        if stated.caveat.owners.is_empty() && !stated.of_originator {
            return BTreeSet::from([authority.unwrap_or(&stated.otherwise).clone()]);
        }
        let owns = |named: &&PartyId| {
            **named == stated.by
                || stated.by_marking
                || authority == Some(*named)
                || self.speaks_about(&stated.by, named, Recordable::Caveat, stated.at)
        };
        let named = stated.caveat.owners.iter();
        let named = named.map(|named| if owns(&named) { named.clone() } else { stated.by.clone() });
        named.chain(stated.of_originator.then(|| stated.otherwise.clone())).collect()
    }

    /// Section 3: who holds a copy at M after succession, never returning to an owner already passed.
    fn succeeded(
        &self,
        owner: &PartyId,
        stated: &Stated<'a>,
        passed: &[PartyId],
        m: Moment,
    ) -> BTreeSet<PartyId> {
        let passed = [passed, std::slice::from_ref(owner)].concat();
        let mut successors = self.successors(owner, &stated.caveat.test, m);
        successors.retain(|successor| !passed.contains(successor));
        if successors.is_empty() {
            return BTreeSet::from([owner.clone()]);
        }
        successors.iter().flat_map(|successor| self.succeeded(successor, stated, &passed, m)).collect()
    }

    fn successors(&self, owner: &PartyId, test: &Test, m: Moment) -> BTreeSet<PartyId> {
        let successors = self.visible(m).filter_map(|entry| match &entry.body {
            Body::Relation(relation) if relation.kind == RelationKind::Succeeds && relation.of == *owner => {
                self.succession_holds(entry, relation, test, m).then(|| relation.who.clone())
            }
            _ => None,
        });
        successors.collect()
    }

    /// "The owner" at the moment at which authority is judged, succession applied then.
    ///
    /// Where a copy had several holders at that moment, its owner was the one who holds it at the question's
    /// moment; where that one is not among them, each of them: to lift it, all must be spoken for; to narrow, one.
    pub(super) fn owners_at(&self, copy: &OwnerCopy<'a>, m: Moment) -> BTreeSet<PartyId> {
        let then = self.succeeded(&copy.before_succession, &copy.stated, &[], m);
        if then.contains(&copy.owner) { BTreeSet::from([copy.owner.clone()]) } else { then }
    }

    /// Section 3, remarks: the effective test of a copy at M.
    pub(super) fn effective(&self, copy: &OwnerCopy<'a>, m: Moment) -> Effective {
        let mut effective = Effective { test: copy.stated.caveat.test.clone(), removed: false };
        for (entry, remark) in self.remarks_touching(copy, m) {
            let speaks = self.voices_speak_for(
                &self.voices(&entry.by, entry.moment()),
                copy,
                &effective.test,
                None,
                entry.moment(),
            );
            if speaks {
                let selected = |selector| selects(selector, &copy.stated.id, &[effective.test.kind()]);
                effective.removed |= remark.removes.iter().any(selected);
                if let Some((scheme, level)) = &remark.level {
                    change_level(&mut effective.test, scheme, level);
                }
            }
        }
        effective
    }

    /// The remarks visible at M on a copy's item that are later than the caveat's statement, in order of moments.
    fn remarks_touching(&self, copy: &OwnerCopy<'a>, m: Moment) -> Vec<(&'a Entry, &'a Remark)> {
        let on_it = self.visible(m).filter_map(|entry| match &entry.body {
            Body::Remark(remark) if remark.items.contains(&copy.stated.item.id) => Some((entry, remark)),
            _ => None,
        });
        let mut touching: Vec<_> = on_it.filter(|(entry, _)| copy.stated.at < entry.moment()).collect();
        touching.sort_by_key(|(entry, _)| entry.moment());
        touching
    }
}

/// Whether a selector names a caveat: by id, by one of these kinds, or as everything.
pub(super) fn selects(selector: &Selector, id: &CaveatId, kinds: &[Kind]) -> bool {
    match selector {
        Selector::Everything => true,
        Selector::Caveat(named) => named == id,
        Selector::Kind(kind) => kinds.contains(kind),
    }
}

/// Changes the level of each `level` test of a scheme, also inside `any`.
fn change_level(test: &mut Test, of: &SchemeId, to: &Level) {
    match test {
        Test::Level(scheme, level) if scheme == of => *level = to.clone(),
        Test::Any(tests) => tests.iter_mut().for_each(|test| change_level(test, of, to)),
        _ => {}
    }
}

/// The `level` tests of a test, also inside `any`, in their places.
pub(super) fn levels(test: &Test) -> Vec<(&SchemeId, &Level)> {
    match test {
        Test::Level(scheme, level) => vec![(scheme, level)],
        Test::Any(tests) => tests.iter().flat_map(levels).collect(),
        _ => Vec::new(),
    }
}

/// The schemes that a test names, also inside `any`.
pub(super) fn schemes(test: &Test) -> Vec<&SchemeId> {
    match test {
        Test::Any(tests) => tests.iter().flat_map(schemes).collect(),
        test => test.scheme().into_iter().collect(),
    }
}

/// The kinds by which a grant names a test: its own, and for `any` also those of its tests.
pub(super) fn kinds(test: &Test) -> Vec<Kind> {
    let inside = match test {
        Test::Any(tests) => tests.iter().flat_map(kinds).collect(),
        _ => Vec::new(),
    };
    [vec![test.kind()], inside].concat()
}
