//! What an item bears: the caveats stated on it and on everything it is made of, by path.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::support::Support;
use super::{Fact, Facts};
use crate::caveat::{Caveat, Selector, Test, UntilEvent};
use crate::entry::{Body, Entry, Item, Recordable, Remark, Terms};
use crate::id::{CaveatId, ItemId, PartyId};
use crate::question::Unanswerable;
use crate::set::Set;
use crate::time::{Moment, Position};

/// More paths than this from one item, and the question is refused: nobody could review the answer.
const MAX_PATHS: usize = 10_000;

/// A caveat as stated on an item.
#[derive(Debug, Clone)]
pub(crate) struct Stated<'f> {
    pub(crate) id: CaveatId,
    pub(crate) item: ItemId,
    pub(crate) by: PartyId,
    pub(crate) at: Moment,
    /// The entries that state it.
    pub(crate) entries: Vec<Position>,
    /// Who owns it where it names nobody.
    default_owner: PartyId,
    pub(crate) caveat: Source<'f>,
    /// What the marking says for it, and under which scheme, where a marking means it.
    pub(crate) mark: Option<Mark>,
}

/// What a marking says of a caveat that it means.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// The marking's own word.
    pub(crate) word: String,
    /// Whether the item's originator owns it, or owns it too.
    of_originator: bool,
    /// Who may release it to a recipient without owning it.
    pub(crate) releasers: Vec<PartyId>,
}

/// Where the caveat is written: in an entry, or implied.
#[derive(Debug, Clone)]
pub(crate) enum Source<'f> {
    Written(&'f Caveat),
    Implied(Arc<Caveat>),
}

impl Source<'_> {
    pub(crate) fn get(&self) -> &Caveat {
        match self {
            Self::Written(caveat) => caveat,
            Self::Implied(caveat) => caveat,
        }
    }
}

/// One owner's copy of a caveat stated on an item.
#[derive(Debug, Clone)]
pub(crate) struct Copy<'f> {
    pub(crate) stated: Arc<Stated<'f>>,
    pub(crate) item: ItemId,
    pub(crate) stated_by: PartyId,
    /// Who owned it when it was stated.
    pub(crate) first_owner: PartyId,
    /// Who owns it at the moment asked about: the first owner or a successor.
    pub(crate) owner: PartyId,
    /// What shows the ownership.
    pub(crate) support: Support,
}

impl Copy<'_> {
    /// The same, kept apart from the facts that it was found in.
    pub(crate) fn detached(&self) -> Copy<'static> {
        let caveat = Source::Implied(match &self.stated.caveat {
            Source::Written(caveat) => Arc::new(Caveat::clone(caveat)),
            Source::Implied(caveat) => caveat.clone(),
        });
        let Stated { id, item, by, at, entries, default_owner, mark, .. } = Stated::clone(&self.stated);
        Copy {
            stated: Arc::new(Stated { id, item, by, at, entries, default_owner, caveat, mark }),
            item: self.item.clone(),
            stated_by: self.stated_by.clone(),
            first_owner: self.first_owner.clone(),
            owner: self.owner.clone(),
            support: self.support.clone(),
        }
    }
}

/// What a copy asks at a moment, after remarks.
#[derive(Debug, Clone)]
pub(crate) struct Effective {
    pub(crate) test: Test,
    /// The remark that removed it, with what shows its author's right.
    pub(crate) removed: Option<(Position, super::authority::Authority)>,
    pub(crate) support: Support,
}

/// What an item bears at a moment.
#[derive(Debug)]
pub(crate) struct Borne<'f> {
    /// Each copy in force, with the path to it.
    pub(crate) occurrences: Vec<(Copy<'f>, Arc<[ItemId]>)>,
    /// What shows that something is not borne: sanitisations, and events that ended a caveat.
    pub(crate) without: Support,
    /// Every item on a path.
    pub(crate) items: BTreeSet<ItemId>,
}

impl Facts {
    /// Whether the item is reached from the other along parts. As the whole, the other must be visible.
    fn contains(&self, whole: &ItemId, part: &ItemId, at: Moment) -> bool {
        let visible = self.item_entry(whole).is_some_and(|entry| entry.moment() < at);
        visible && self.is_part(whole, part)
    }

    /// Whether the item is reached from the other along parts.
    fn is_part(&self, whole: &ItemId, part: &ItemId) -> bool {
        let mut passed = BTreeSet::new();
        let mut open = vec![whole];
        while let Some(next) = open.pop() {
            let parts = self.item(next).map(|item| item.parts.as_slice()).unwrap_or_default();
            if parts.contains(part) {
                return true;
            }
            open.extend(parts.iter().filter(|each| passed.insert(*each)));
        }
        false
    }

    /// Whether the item is the other, or contains it.
    pub(crate) fn is_or_contains(&self, whole: &ItemId, part: &ItemId, at: Moment) -> bool {
        whole == part || self.contains(whole, part, at)
    }

    /// Whether an item of the list is this one, or contains it.
    pub(crate) fn covered_by(&self, list: &[ItemId], item: &ItemId, at: Moment) -> bool {
        list.iter().any(|listed| self.is_or_contains(listed, item, at))
    }

    /// The items directly made of this one, visible at the moment.
    pub(crate) fn wholes<'a>(&'a self, part: &ItemId, at: Moment) -> impl Iterator<Item = &'a ItemId> {
        let wholes = self.index.wholes.get(part).into_iter().flatten();
        wholes.filter(move |whole| self.item_entry(whole).is_some_and(|entry| entry.moment() < at))
    }

    /// The item and everything it is directly or indirectly a part of, visible at the moment; what lies between
    /// need not be.
    pub(crate) fn with_wholes(&self, item: &ItemId, at: Moment) -> Vec<ItemId> {
        let mut found = vec![item.clone()];
        let mut next = 0;
        while let Some(part) = found.get(next) {
            let wholes: Vec<ItemId> = self.index.wholes.get(part).cloned().unwrap_or_default();
            for whole in wholes {
                if !found.contains(&whole) {
                    found.push(whole);
                }
            }
            next += 1;
        }
        found
            .retain(|whole| whole == item || self.item_entry(whole).is_some_and(|entry| entry.moment() < at));
        found
    }

    /// Whether its originator marked the item or said that it is free.
    fn is_marked(&self, item: &Item) -> bool {
        let by_terms = |(_, terms, of_originator, _): &(_, &Terms, bool, _)| {
            *of_originator && any_applies(&terms.caveats, item)
        };
        item.free
            || item.marking.is_some()
            || any_applies(&item.caveats, item)
            || self.terms_of(item).iter().any(by_terms)
    }

    /// The caveats stated on the item before the moment, whether in force or not; the one of an unmarked item
    /// apart.
    fn stated_on(&self, id: &ItemId, at: Moment) -> Vec<Arc<Stated<'_>>> {
        let Some(entry) = self.item_entry(id) else { return Vec::new() };
        let Body::Item(item) = &entry.body else { return Vec::new() };
        let mut stated = self.stated_in_entry(entry, item);
        stated.extend(self.stated_by_terms(entry, item));
        // What stands on the item from the first is borne whenever one asks: an item dated before its source
        // does not go free in between.
        let further = self.index.further.get(id).into_iter().flatten();
        let before = further.filter(|entry| entry.moment() < at);
        stated.extend(before.filter_map(|entry| stated_later(entry, item)));
        stated.into_iter().map(Arc::new).collect()
    }

    fn stated_in_entry<'f>(&'f self, entry: &'f Arc<Entry>, item: &'f Item) -> Vec<Stated<'f>> {
        let stated = |id: CaveatId, caveat: Source<'f>| Stated {
            id,
            item: item.id.clone(),
            by: item.originator.clone(),
            at: entry.moment(),
            entries: vec![entry.position],
            default_owner: item.originator.clone(),
            caveat,
            mark: None,
        };
        let applying = item.caveats.iter().enumerate().filter(|(_, caveat)| caveat.dated.may_be(item.dated));
        let written = applying.map(|(index, caveat)| {
            let id = caveat.id.clone().unwrap_or_else(|| CaveatId::nth_on_item(&item.id, index + 1));
            stated(id, Source::Written(caveat))
        });
        let mut all: Vec<Stated<'f>> = written.collect();
        match (&item.marking, self.index.marked(&item.id)) {
            (None, _) => {}
            (Some(_), Some((scheme, marked))) => all.extend(marked.iter().map(|marked| {
                let id = CaveatId::of_marking(&item.id, &marked.slug);
                let mut stated = stated(id, Source::Written(&marked.caveat));
                stated.entries.push(scheme);
                let (word, releasers) = (marked.word.clone(), marked.releasers.clone());
                stated.mark = Some(Mark { word, of_originator: marked.of_originator, releasers });
                stated
            })),
            (Some(text), None) => {
                let caveat = nobody("a marking that no scheme reads");
                let mut unread = stated(CaveatId::unread(&item.id), Source::Implied(caveat));
                let word = text.clone();
                unread.mark = Some(Mark { word, of_originator: true, releasers: Vec::new() });
                all.push(unread);
            }
        }
        all
    }

    fn stated_by_terms<'f>(&'f self, entry: &'f Arc<Entry>, item: &'f Item) -> Vec<Stated<'f>> {
        let mut stated = Vec::new();
        for (said, terms, _, agreement) in self.terms_of(item) {
            let numbered = terms.caveats.iter().enumerate();
            for (index, caveat) in numbered.filter(|(_, caveat)| caveat.dated.may_be(item.dated)) {
                stated.push(Stated {
                    id: CaveatId::nth_of_terms(&item.id, &terms.id, index + 1),
                    item: item.id.clone(),
                    by: said.by.clone(),
                    at: entry.moment().max(said.moment()),
                    entries: [Some(entry.position), Some(said.position), agreement]
                        .into_iter()
                        .flatten()
                        .collect(),
                    default_owner: item.originator.clone(),
                    caveat: Source::Written(caveat),
                    mark: None,
                });
            }
        }
        stated
    }

    /// The caveat of an unmarked item, which nobody meets.
    fn stated_by_silence(&self, id: &ItemId, at: Moment) -> Option<Arc<Stated<'_>>> {
        let entry = self.item_entry(id)?;
        let Body::Item(item) = &entry.body else { return None };
        if self.is_marked(item) || self.wholes(id, at).next().is_some() {
            return None;
        }
        Some(Arc::new(Stated {
            id: CaveatId::unmarked(id),
            item: id.clone(),
            by: item.originator.clone(),
            at: entry.moment(),
            entries: vec![entry.position],
            default_owner: item.originator.clone(),
            caveat: Source::Implied(nobody("its originator neither marked it nor said that it is free")),
            mark: None,
        }))
    }

    /// The owners' copies of a stated caveat at the moment, joint owners and successors each with their own.
    fn copies<'f>(&self, stated: &Arc<Stated<'f>>, at: Moment) -> Vec<Copy<'f>> {
        let mut copies: Vec<Copy<'f>> = Vec::new();
        for (first_owner, shown) in self.first_owners(stated) {
            for (owner, succeeded) in self.successors(&first_owner, stated.caveat.get(), at) {
                copies.push(Copy {
                    stated: stated.clone(),
                    item: stated.item.clone(),
                    stated_by: stated.by.clone(),
                    first_owner: first_owner.clone(),
                    owner,
                    support: shown.clone().and(&succeeded),
                });
            }
        }
        copies
    }

    /// Whose the caveat is by its statement: those it names whom its author may name, else the author. What a marking
    /// means is the scheme's word, and whom that names owns it.
    fn first_owners(&self, stated: &Stated<'_>) -> Vec<(PartyId, Support)> {
        let caveat = stated.caveat.get();
        let authority =
            caveat.test.scheme().and_then(|id| self.index.scheme(id)).map(|scheme| &scheme.authority);
        let of_originator = stated.mark.as_ref().is_some_and(|mark| mark.of_originator);
        if caveat.owners.is_empty() && !of_originator {
            return vec![(authority.unwrap_or(&stated.default_owner).clone(), Support::none())];
        }
        let mut owners: Vec<(PartyId, Support)> = Vec::new();
        if of_originator {
            owners.push((stated.default_owner.clone(), Support::none()));
        }
        for named in &caveat.owners {
            let of_scheme = (authority == Some(named) || stated.mark.is_some()).then(Support::none);
            let spoken = || self.speaks_about(&stated.by, named, Recordable::Caveat, stated.at);
            let (owner, support) = match of_scheme.or_else(spoken) {
                Some(support) => (named, support),
                None => (&stated.by, Support::none()),
            };
            if !owners.iter().any(|(known, _)| known == owner) {
                owners.push((owner.clone(), support));
            }
        }
        owners
    }

    /// Who has taken over the owner's copy of a caveat at the moment; the owner itself where nobody has.
    fn successors(&self, owner: &PartyId, caveat: &Caveat, at: Moment) -> Vec<(PartyId, Support)> {
        self.successors_of(owner, caveat, at, &mut vec![owner.clone()])
    }

    fn successors_of(
        &self,
        owner: &PartyId,
        caveat: &Caveat,
        at: Moment,
        passed: &mut Vec<PartyId>,
    ) -> Vec<(PartyId, Support)> {
        let index = &self.index;
        let facts = index.facts_under(&index.successions, owner);
        let mut found: Vec<(PartyId, Support)> = Vec::new();
        for fact in facts.filter(|fact| self.stands_recorded(fact, at)) {
            let Body::Relation(succession) = &fact.entry.body else { continue };
            let Some(counts) = self.succession_counts(fact, caveat) else { continue };
            if passed.contains(&succession.who) {
                continue;
            }
            passed.push(succession.who.clone());
            let shown = counts.with(fact.entry.position);
            for (next, support) in self.successors_of(&succession.who, caveat, at, passed) {
                if !found.iter().any(|(known, _)| *known == next) {
                    found.push((next, support.and(&shown)));
                }
            }
            passed.pop();
        }
        if found.is_empty() { vec![(owner.clone(), Support::none())] } else { found }
    }

    fn succession_counts(&self, fact: &Fact, caveat: &Caveat) -> Option<Support> {
        let entry = &fact.entry;
        let by_scheme =
            |test: &Test| self.of_scheme(&entry.by, test.scheme()?, Recordable::Succession, entry.moment());
        fact.counts.clone().or_else(|| match &caveat.test {
            Test::Any(tests) => tests.iter().find_map(by_scheme),
            test => by_scheme(test),
        })
    }

    /// Who owns the copy at another moment: its owner of now if it did then, else whoever did.
    pub(crate) fn owner_at(&self, copy: &Copy<'_>, at: Moment) -> Vec<(PartyId, Support)> {
        let mut then = self.successors(&copy.first_owner, copy.stated.caveat.get(), at);
        if let Some(now) = then.iter().position(|(owner, _)| *owner == copy.owner) {
            return vec![then.swap_remove(now)];
        }
        then
    }

    /// What the copy asks at the moment, after the remarks by those who speak for its owner.
    pub(crate) fn effective(&self, copy: &Copy<'_>, at: Moment) -> Effective {
        let mut effective = Effective {
            test: copy.stated.caveat.get().test.clone(),
            removed: None,
            support: Support::none(),
        };
        for entry in self.index.remarks.get(&copy.item).into_iter().flatten() {
            let Body::Remark(remark) = &entry.body else { continue };
            let touches = removes(remark, copy, &effective.test)
                || remark.level.as_ref().is_some_and(|(scheme, _)| has_level(&effective.test, scheme));
            if entry.moment() >= at || entry.moment() <= copy.stated.at || !touches {
                continue;
            }
            if let Some(authority) = self.speaks_for(&entry.by, copy, None, entry.moment()) {
                effective.apply(entry, remark, copy, authority);
            }
        }
        effective
    }

    /// The paths from an item along its sources, its parts and, where unmarked, its wholes; no item twice.
    fn paths(&self, from: &ItemId, at: Moment) -> Result<Vec<Vec<ItemId>>, Unanswerable> {
        let mut paths = vec![vec![from.clone()]];
        let mut next = 0;
        while let Some(path) = paths.get(next).cloned() {
            let Some(last) = path.last() else { break };
            for to in self.edges(last, at) {
                if !path.contains(&to) {
                    paths.push(path.iter().cloned().chain([to]).collect());
                }
            }
            if paths.len() > MAX_PATHS {
                return Err(Unanswerable::TooManyPaths(from.clone()));
            }
            next += 1;
        }
        Ok(paths)
    }

    fn edges(&self, id: &ItemId, at: Moment) -> BTreeSet<ItemId> {
        let Some(item) = self.item(id) else { return BTreeSet::new() };
        let down = item.sources.iter().chain(&item.parts).filter(|down| self.item(down).is_some());
        let up = self.wholes(id, at).filter(|_| !self.is_marked(item));
        down.chain(up).cloned().collect()
    }

    /// What the item bears at the moment: each copy of each caveat stated on an item of a path, that is not
    /// sanitised on it and is in force.
    pub(crate) fn bears(&self, id: &ItemId, at: Moment) -> Result<Borne<'_>, Unanswerable> {
        let mut borne = Borne { occurrences: Vec::new(), without: Support::none(), items: BTreeSet::new() };
        for path in self.paths(id, at)? {
            let Some(last) = path.last().cloned() else { continue };
            let last = &last;
            borne.items.insert(last.clone());
            let silent = if self.inherits(last, at)? { None } else { self.stated_by_silence(last, at) };
            let path: Arc<[ItemId]> = path.into();
            for stated in self.stated_on(last, at).iter().chain(&silent) {
                for copy in self.copies(stated, at) {
                    let (sanitised, shown) = self.sanitised(&copy, &path, at);
                    borne.without.add(&shown);
                    if sanitised {
                        continue;
                    }
                    if let Err(ended) = self.in_interval(&copy, at) {
                        borne.without.add(&ended.and(&copy.support));
                    } else {
                        borne.occurrences.push((copy, path.clone()));
                    }
                }
            }
        }
        Ok(borne)
    }

    /// Whether an unmarked item has a caveat from a source: then it need not be marked. Only what stands on an
    /// item from the first counts (a caveat added later marks nothing), and only along derivations that nobody
    /// sanitised, rightly or not: so no act or doubt about an act takes the item's own caveat away.
    fn inherits(&self, id: &ItemId, at: Moment) -> Result<bool, Unanswerable> {
        let Some(item) = self.item(id) else { return Ok(false) };
        if self.is_marked(item) || item.sources.is_empty() {
            return Ok(false);
        }
        let from_source = |path: &&Vec<ItemId>| path.get(1).is_some_and(|first| item.sources.contains(first));
        let paths = self.paths(id, at)?;
        Ok(paths.iter().filter(from_source).any(|path| {
            !self.touched_by_sanitisation(path, at)
                && path.last().is_some_and(|last| self.bears_of_itself(last, at))
        }))
    }

    /// Whether a caveat stands on the item from the first, or it is an unmarked one with nothing above it.
    fn bears_of_itself(&self, id: &ItemId, at: Moment) -> bool {
        let Some(item) = self.item(id) else { return false };
        let states = self.is_read_as_something(item)
            || any_applies(&item.caveats, item)
            || self.terms_of(item).iter().any(|(_, terms, ..)| any_applies(&terms.caveats, item));
        states || (item.sources.is_empty() && self.stated_by_silence(id, at).is_some())
    }

    /// Whether its marking means some caveat: one that cannot be read means that nobody meets it.
    fn is_read_as_something(&self, item: &Item) -> bool {
        let marked = self.index.marked(&item.id);
        item.marking.is_some() && marked.is_none_or(|(_, marked)| !marked.is_empty())
    }

    /// Whether somebody recorded a sanitisation of a derivation on the path.
    fn touched_by_sanitisation(&self, path: &[ItemId], at: Moment) -> bool {
        path.windows(2).any(|edge| {
            let [derived, source] = edge else { return false };
            let recorded = self.index.sanitisations.get(derived).into_iter().flatten();
            recorded
                .filter(|entry| entry.moment() < at)
                .any(|entry| matches!(&entry.body, Body::Sanitisation(act) if act.source == *source))
        })
    }

    /// Whether a sanitisation removes the copy from the path, with what shows it: the sanitisation, or the
    /// revocation of each that would.
    fn sanitised(&self, copy: &Copy<'_>, path: &[ItemId], at: Moment) -> (bool, Support) {
        let mut shown = Support::none();
        for edge in path.windows(2) {
            let [derived, source] = edge else { continue };
            for (entry, authority) in self.approved(derived, source, copy, at) {
                let approval = authority.support.with(entry.position).and(&copy.support);
                match self.revoked(entry, copy, None, at) {
                    None => return (true, approval),
                    Some((_, revocation)) => shown = shown.and(&approval).and(&revocation),
                }
            }
        }
        (false, shown)
    }

    /// The sanitisations of a derivation whose author speaks for the owner of the copy.
    fn approved<'a>(
        &'a self,
        derived: &ItemId,
        source: &'a ItemId,
        copy: &'a Copy<'_>,
        at: Moment,
    ) -> impl Iterator<Item = (&'a Arc<Entry>, super::authority::Authority)> {
        let is_source_alone = self
            .item(derived)
            .is_some_and(|item| item.sources.contains(source) && !item.parts.contains(source));
        let recorded = self.index.sanitisations.get(derived).filter(|_| is_source_alone);
        recorded.into_iter().flatten().filter(move |entry| entry.moment() < at).filter_map(move |entry| {
            let Body::Sanitisation(act) = &entry.body else { return None };
            let of_edge = act.source == *source;
            let authority = of_edge.then(|| self.speaks_for(&entry.by, copy, None, entry.moment()))??;
            Some((entry, authority))
        })
    }

    /// The revocation of an act that counts for this copy and recipient, if any, with what shows its right.
    pub(crate) fn revoked(
        &self,
        act: &Arc<Entry>,
        copy: &Copy<'_>,
        recipient: Option<&crate::question::Chain>,
        at: Moment,
    ) -> Option<(Position, Support)> {
        let revocations = self.index.revocations.get(act.id.as_ref()?)?;
        revocations.iter().find_map(|entry| {
            let Body::Revocation(revocation) = &entry.body else { return None };
            // What is doubtful narrows: a sanitisation is revoked even by what is dated before it.
            let too_early = recipient.is_some() && entry.moment() <= act.moment();
            if entry.moment() >= at || too_early {
                return None;
            }
            let concerns = match recipient {
                Some(chain) if !revocation.to.is_empty() => {
                    self.chain_within_any(chain, &revocation.to, at)?
                }
                _ => Support::none(),
            };
            let authority = self.could_speak_for(&entry.by, copy, recipient, entry.moment())?;
            Some((entry.position, authority.support.and(&concerns).with(entry.position)))
        })
    }

    /// Whether the copy is in its interval; the error shows by which event it ended, if by one.
    fn in_interval(&self, copy: &Copy<'_>, at: Moment) -> Result<(), Support> {
        let caveat = copy.stated.caveat.get();
        if caveat.from.is_some_and(|from| at.instant < from) {
            return Err(Support::none());
        }
        let Some(until) = &caveat.until else { return Ok(()) };
        if until.instant.is_some_and(|until| until <= at.instant) {
            return Err(Support::none());
        }
        match until.event.as_ref().and_then(|event| self.ending_event(copy, event, at)) {
            Some(ended) => Err(ended),
            None => Ok(()),
        }
    }

    /// The event that ended the copy: recorded by whom it names or by who speaks about its owner.
    fn ending_event(&self, copy: &Copy<'_>, until: &UntilEvent, at: Moment) -> Option<Support> {
        let recorded = self.index.events.get(&until.event)?.iter();
        recorded.filter(|entry| copy.stated.at < entry.moment() && entry.moment() < at).find_map(|entry| {
            let named = until.by.contains(&entry.by).then(Support::none);
            let about = |owner| self.speaks_about(&entry.by, owner, Recordable::Event, entry.moment());
            let shown = named.or_else(|| about(&copy.owner)).or_else(|| about(&copy.first_owner))?;
            Some(shown.with(entry.position))
        })
    }
}

impl Effective {
    fn apply(
        &mut self,
        entry: &Arc<Entry>,
        remark: &Remark,
        copy: &Copy<'_>,
        authority: super::authority::Authority,
    ) {
        self.support.add(&authority.support);
        self.support.add(&Support::of(entry.position));
        if removes(remark, copy, &self.test) && self.removed.is_none() {
            self.removed = Some((entry.position, authority));
        }
        if let Some((scheme, level)) = &remark.level {
            set_level(&mut self.test, scheme, level);
        }
    }
}

/// A caveat that nobody meets, as the program states it.
fn nobody(reason: &str) -> Arc<Caveat> {
    Arc::new(Caveat::new(Test::Nobody(crate::words::Words::new(reason).ok())))
}

/// Whether one of the caveats applies to the item, by its date.
fn any_applies(caveats: &[Caveat], item: &Item) -> bool {
    caveats.iter().any(|caveat| caveat.dated.may_be(item.dated))
}

fn stated_later<'f>(entry: &'f Arc<Entry>, item: &Item) -> Option<Stated<'f>> {
    let Body::Caveat(further) = &entry.body else { return None };
    if !further.caveat.dated.may_be(item.dated) {
        return None;
    }
    Some(Stated {
        id: further.id.clone(),
        item: item.id.clone(),
        by: entry.by.clone(),
        at: entry.moment(),
        entries: vec![entry.position],
        default_owner: entry.by.clone(),
        caveat: Source::Written(&further.caveat),
        mark: None,
    })
}

/// Whether a remark removes the copy: by its id, by its own kind (not that of an alternative), or everything.
fn removes(remark: &Remark, copy: &Copy<'_>, test: &Test) -> bool {
    remark.removes.iter().any(|selector| match selector {
        Selector::Everything => true,
        Selector::Caveat(id) => *id == copy.stated.id,
        Selector::Kind(kind) => test.kind() == *kind,
    })
}

/// Whether the selectors name the copy: by its id, or by the kind of what it asks or of one alternative.
pub(crate) fn selects(selectors: &Set<Selector>, copy: &Copy<'_>, test: &Test) -> bool {
    selectors.iter().any(|selector| match selector {
        Selector::Everything => true,
        Selector::Caveat(id) => *id == copy.stated.id,
        Selector::Kind(kind) => {
            test.kind() == *kind
                || matches!(test, Test::Any(tests) if tests.iter().any(|test| test.kind() == *kind))
        }
    })
}

fn has_level(test: &Test, scheme: &crate::id::SchemeId) -> bool {
    match test {
        Test::Level(of, _) => of == scheme,
        Test::Any(tests) => tests.iter().any(|test| has_level(test, scheme)),
        _ => false,
    }
}

fn set_level(test: &mut Test, scheme: &crate::id::SchemeId, level: &crate::id::Level) {
    match test {
        Test::Level(of, at) if of == scheme => *at = level.clone(),
        Test::Any(tests) => tests.iter_mut().for_each(|test| set_level(test, scheme, level)),
        _ => {}
    }
}
