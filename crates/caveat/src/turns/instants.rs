//! The same knowledge, asked about one instant after another.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::bounds::{self, How};
use super::slices::{Slices, Touches};
use super::{Asking, At, Cause, Known, Tell, Turn, Watch, cause, is_alike};
use crate::bulk::Gist;
use crate::decide::{Asked, Decision, WhyNot};
use crate::entry::{Body, Entry};
use crate::facts::Facts;
use crate::id::ItemId;
use crate::time::{Instant, Position};

/// So many entries of the same instant are tried one by one.
const MAX_TRIED: usize = 60;

pub(super) fn between<E>(
    asking: &Asking,
    known: &Known<'_>,
    from: Instant,
    to: Instant,
    watch: Watch<'_>,
    tell: Tell<'_, E>,
) -> Result<(), E> {
    let slices = Slices::of(known.entries, asking);
    // What hangs together with the one item is enough, and is folded sooner.
    let slice = asking.item.as_ref().map(|item| slices.group(item).map(|group| slices.slice(group)));
    let entries = match slice {
        Some(None) => return Ok(()),
        Some(Some(slice)) => slice,
        None => known.entries.to_vec(),
    };
    let facts = Facts::fold(&entries, Position::LAST, known.judge.clone());
    let items: Vec<&ItemId> = match &asking.item {
        Some(item) => vec![item],
        None => items(known.entries).collect(),
    };
    let bounds = Bounds::of(&slices, &facts, from, to);
    let is_judged = entries.iter().any(|entry| matches!(entry.body, Body::Rule(_)));
    let mut course = Course { asking, known, slices, facts, to, is_judged, gists: HashMap::new(), done: 0 };
    course.run(&items, from, &bounds, watch, tell)
}

fn items(entries: &[Arc<Entry>]) -> impl Iterator<Item = &ItemId> {
    entries.iter().filter_map(|entry| match &entry.body {
        Body::Item(item) => Some(&item.id),
        _ => None,
    })
}

/// An entry of which something begins or ends.
#[derive(Clone)]
struct Bound {
    entry: Arc<Entry>,
    how: How,
}

/// What begins and ends at one instant, by the groups of items that it is about.
#[derive(Default)]
struct Here {
    /// What may bear on any item.
    general: Vec<Bound>,
    of_group: BTreeMap<usize, Vec<Bound>>,
}

impl Here {
    /// What may bear on the items of a group.
    fn bearing_on(&self, group: usize) -> Vec<Bound> {
        self.general.iter().chain(self.of_group.get(&group).into_iter().flatten()).cloned().collect()
    }
}

/// What begins and ends at each instant, in their order.
struct Bounds(BTreeMap<Instant, Here>);

impl Bounds {
    /// Those after the one instant, up to the other.
    fn of(slices: &Slices<'_>, facts: &Facts, from: Instant, to: Instant) -> Self {
        let mut found: BTreeMap<Instant, Here> = BTreeMap::new();
        // Only what is in the facts can bear on what is asked.
        let known = slices.entries().filter(|(entry, _)| facts.entry(entry.position).is_some());
        for (entry, touches) in known.filter(|(entry, _)| !is_timeless(entry)) {
            for (how, at) in bounds::of(entry).into_iter().chain(implied(entry, facts)) {
                if at <= from || at > to {
                    continue;
                }
                let here = found.entry(at).or_default();
                match touches {
                    Touches::Groups(groups) => groups
                        .iter()
                        .for_each(|group| add(here.of_group.entry(*group).or_default(), entry, how)),
                    Touches::Nothing | Touches::Everything => add(&mut here.general, entry, how),
                }
            }
        }
        Self(found)
    }
}

/// Of an entry that both begins and ends in the same instant, the first is told.
fn add(bounds: &mut Vec<Bound>, entry: &Arc<Entry>, how: How) {
    if bounds.last().is_none_or(|last| last.entry.position != entry.position) {
        bounds.push(Bound { entry: entry.clone(), how });
    }
}

/// Whether it counts whatever its instant.
fn is_timeless(entry: &Entry) -> bool {
    matches!(
        entry.body,
        Body::Party(_) | Body::Scheme(_) | Body::Rule(_) | Body::Agreement(_) | Body::Statement(_)
    )
}

/// The instants at which caveats that a marking means begin and end, and from which silence on a request means
/// something.
fn implied(entry: &Entry, facts: &Facts) -> Vec<(How, Instant)> {
    let item = match &entry.body {
        Body::Item(item) => item,
        Body::Request(_) => {
            return facts.lapse_of(entry).map(|(lapse, _)| (How::Begins, lapse)).into_iter().collect();
        }
        _ => return Vec::new(),
    };
    let marked = facts.index().marked(&item.id).map(|(_, marked)| marked).unwrap_or_default();
    let of_caveat = marked.iter().flat_map(|marked| {
        let until = marked.caveat.until.as_ref().and_then(|until| until.instant);
        let ends = until.map(|until| (How::Ends, until));
        marked.caveat.from.map(|from| (How::Begins, from)).into_iter().chain(ends)
    });
    of_caveat.collect()
}

/// An answer, and the instant at which it was given last.
type Given = (Option<Gist>, Instant);

struct Course<'a> {
    asking: &'a Asking,
    known: &'a Known<'a>,
    slices: Slices<'a>,
    facts: Facts,
    to: Instant,
    /// Whether there are house rules, which may look at the calendar.
    is_judged: bool,
    gists: HashMap<ItemId, Given>,
    done: usize,
}

impl Course<'_> {
    fn run<E>(
        &mut self,
        items: &[&ItemId],
        from: Instant,
        bounds: &Bounds,
        watch: Watch<'_>,
        tell: Tell<'_, E>,
    ) -> Result<(), E> {
        let mut of_group: BTreeMap<usize, Vec<&ItemId>> = BTreeMap::new();
        for item in items {
            let group = self.slices.group(item);
            group.into_iter().for_each(|group| of_group.entry(group).or_default().push(item));
        }
        let affected = |here: &Here| -> Vec<&ItemId> {
            if here.general.is_empty() {
                here.of_group.keys().filter_map(|group| of_group.get(group)).flatten().copied().collect()
            } else {
                items.to_vec()
            }
        };
        let all = 2 * items.len() + bounds.0.values().map(|here| affected(here).len()).sum::<usize>();
        for item in items {
            let gist = self.put(item, from);
            self.gists.insert((*item).clone(), (gist, from));
            watch(self.done, all);
        }
        for (at, here) in &bounds.0 {
            for item in affected(here) {
                if self.is_judged {
                    self.look_between(item, at.just_before(), tell)?;
                }
                let group = self.slices.group(item).unwrap_or_default();
                let bounds = here.bearing_on(group);
                self.look(item, *at, &bounds, tell)?;
                watch(self.done, all);
            }
        }
        for item in items {
            self.look_between(item, self.to, tell)?;
            watch(self.done, all);
        }
        Ok(())
    }

    fn put(&mut self, item: &ItemId, on: Instant) -> Option<Gist> {
        self.done += 1;
        self.asking.put(item, &self.facts, on)
    }

    fn given(&self, item: &ItemId) -> Given {
        self.gists.get(item).cloned().unwrap_or((None, self.to))
    }

    /// Tells of a turn where something begins or ends, if it is one for the item.
    fn look<E>(&mut self, item: &ItemId, at: Instant, bounds: &[Bound], tell: Tell<'_, E>) -> Result<(), E> {
        let (before, last) = self.given(item);
        let after = self.put(item, at);
        self.gists.insert(item.clone(), (after.clone(), at));
        if is_alike(before.as_ref(), after.as_ref()) {
            return Ok(());
        }
        let by = self.causes(item, (last, at), after.as_ref(), bounds);
        tell(Turn { at: At::Instant(at), item: item.clone(), before, after, by })
    }

    /// Tells of turns where nothing begins or ends: house rules may look at the calendar.
    fn look_between<E>(&mut self, item: &ItemId, until: Instant, tell: Tell<'_, E>) -> Result<(), E> {
        let (mut before, mut last) = self.given(item);
        if last >= until {
            return Ok(());
        }
        let then = self.put(item, until);
        while !is_alike(before.as_ref(), then.as_ref()) {
            let at = self.first_other(item, before.as_ref(), last, until);
            let after = self.asking.put(item, &self.facts, at);
            let by = self.bearing(item, last, at);
            tell(Turn { at: At::Instant(at), item: item.clone(), before, after: after.clone(), by })?;
            (before, last) = (after, at);
        }
        self.gists.insert(item.clone(), (then, until));
        Ok(())
    }

    /// An instant at which the answer is another than the one before, and the instant before it is not; between one at
    /// which it is not and one at which it is.
    fn first_other(&self, item: &ItemId, before: Option<&Gist>, last: Instant, until: Instant) -> Instant {
        let (mut same, mut other) = (last, until);
        while let Some(midway) = same.midway_to(other) {
            let gist = self.asking.put(item, &self.facts, midway);
            if is_alike(before, gist.as_ref()) { same = midway } else { other = midway }
        }
        other
    }

    /// Those of the entries that begin or end there by which the answer is another: had this one begun or ended just
    /// later, and all else as it is, it would not be this answer.
    fn causes(
        &self,
        item: &ItemId,
        (last, at): (Instant, Instant),
        after: Option<&Gist>,
        bounds: &[Bound],
    ) -> Vec<Cause> {
        let Some(group) = self.slices.group(item) else { return Vec::new() };
        let mut suspects: Vec<&Bound> = bounds.iter().collect();
        if suspects.len() > MAX_TRIED {
            let spoken_of = self.spoken_of(item, &[last, at]);
            let spoken: Vec<&Bound> =
                suspects.iter().filter(|bound| spoken_of.contains(&bound.entry.position)).copied().collect();
            suspects = if spoken.is_empty() { suspects } else { spoken };
        }
        if suspects.len() > 1 {
            let slice = self.slices.slice(group);
            let tried = suspects.iter().take(MAX_TRIED);
            let guilty: Vec<&Bound> =
                tried.filter(|bound| self.matters(item, at, after, &slice, bound)).copied().collect();
            suspects = if guilty.is_empty() { suspects } else { guilty };
        }
        let items = self.slices.items(group);
        suspects.into_iter().map(|bound| cause(&bound.entry, items, &self.facts, bound.how)).collect()
    }

    /// Whether the answer would be another had the entry begun or ended just later.
    fn matters(
        &self,
        item: &ItemId,
        at: Instant,
        after: Option<&Gist>,
        slice: &[Arc<Entry>],
        bound: &Bound,
    ) -> bool {
        let Some(later) = bounds::later(&bound.entry, at).map(Arc::new) else { return false };
        let put_off = |entry: &Arc<Entry>| {
            if entry.position == later.position { later.clone() } else { entry.clone() }
        };
        let entries: Vec<Arc<Entry>> = slice.iter().map(put_off).collect();
        let facts = Facts::fold(&entries, Position::LAST, self.known.judge.clone());
        !is_alike(after, self.asking.put(item, &facts, at).as_ref())
    }

    /// The entries that bear on one of the two answers and not on the other; the house rules, where there are some.
    fn bearing(&self, item: &ItemId, last: Instant, at: Instant) -> Vec<Cause> {
        let (then, now) = (self.spoken_of(item, &[last]), self.spoken_of(item, &[at]));
        let both: BTreeSet<Position> = then.union(&now).copied().collect();
        let is_rule = |position: &&Position| {
            self.facts.entry(**position).is_some_and(|entry| matches!(entry.body, Body::Rule(_)))
        };
        let rules: Vec<Position> = both.iter().filter(is_rule).copied().collect();
        let bear = if rules.is_empty() { then.symmetric_difference(&now).copied().collect() } else { rules };
        let items = self.slices.group(item).map(|group| self.slices.items(group)).unwrap_or_default();
        let entries = bear.iter().filter_map(|position| self.facts.entry(*position));
        entries.map(|entry| cause(entry, items, &self.facts, How::Bears)).collect()
    }

    /// The entries that are spoken of in the answers at these instants.
    fn spoken_of(&self, item: &ItemId, at: &[Instant]) -> BTreeSet<Position> {
        let decided = at.iter().filter_map(|at| self.asking.decision(item, &self.facts, *at));
        decided.flat_map(|decision| spoken_of(&decision)).collect()
    }
}

/// Everything cited, and the history of asking.
fn spoken_of(decision: &Decision) -> Vec<Position> {
    let history = decision.grounds().iter().flat_map(|ground| ground.state().history());
    let of_asked = history.flat_map(|asked: &Asked| {
        let ended = match &asked.why {
            WhyNot::RefusedBy(by) | WhyNot::RevokedBy(by) | WhyNot::PowerEnded(by) | WhyNot::Lapsed(by) => {
                Some(by.ended_by)
            }
            _ => None,
        };
        [Some(asked.entry), ended].into_iter().flatten()
    });
    decision.cited().iter().copied().chain(of_asked).collect()
}
