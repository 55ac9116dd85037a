//! What was known, entry by entry.

use std::collections::HashMap;
use std::sync::Arc;

use super::bounds::How;
use super::slices::{Slices, Touches};
use super::{Asking, At, Known, Tell, Turn, Watch, cause, is_alike};
use crate::bulk::Gist;
use crate::entry::{Body, Entry};
use crate::facts::Facts;
use crate::id::ItemId;
use crate::time::Position;

pub(super) fn between<E>(
    asking: &Asking,
    known: &Known<'_>,
    from: Position,
    to: Position,
    watch: Watch<'_>,
    tell: Tell<'_, E>,
) -> Result<(), E> {
    let count = known.entries.partition_point(|entry| entry.position <= to);
    let entries = known.entries.get(..count).unwrap_or_default();
    let slices = Slices::of(entries, asking);
    let mut replay = Replay { asking, known, slices, from, gists: HashMap::new(), done: 0 };
    match &asking.item {
        Some(item) => replay.of_one(item, watch, tell),
        None => replay.of_every(entries, watch, tell),
    }
}

/// The answers as they were at the last position that was looked at.
struct Replay<'a> {
    asking: &'a Asking,
    known: &'a Known<'a>,
    slices: Slices<'a>,
    from: Position,
    gists: HashMap<ItemId, Gist>,
    done: usize,
}

impl<'a> Replay<'a> {
    fn fold(&self, entries: &[Arc<Entry>], at: Position) -> Facts {
        Facts::fold(entries, at, self.known.judge.clone())
    }

    /// Puts the question about the item to what was known.
    fn put(&mut self, item: &ItemId, facts: &Facts) -> Option<Gist> {
        self.done += 1;
        self.asking.put(item, facts, self.asking.manner.on)
    }

    fn of_one<E>(&mut self, item: &ItemId, watch: Watch<'_>, tell: Tell<'_, E>) -> Result<(), E> {
        let Some(group) = self.slices.group(item) else { return Ok(()) };
        let slice = self.slices.slice(group);
        let later = self.slices.entries().filter(|(entry, _)| entry.position > self.from);
        let steps: Vec<&Arc<Entry>> =
            later.filter(|(_, touches)| touches.touches(group)).map(|(entry, _)| entry).collect();
        let facts = self.fold(&slice, self.from);
        let mut before = self.put(item, &facts);
        for entry in &steps {
            let facts = self.fold(&slice, entry.position);
            let after = self.put(item, &facts);
            watch(self.done, steps.len() + 1);
            if !is_alike(before.as_ref(), after.as_ref()) {
                let by = vec![cause(entry, self.slices.items(group), &facts, How::Recorded)];
                let at = At::Position(entry.position);
                tell(Turn { at, item: item.clone(), before: before.take(), after: after.clone(), by })?;
            }
            before = after;
        }
        Ok(())
    }

    fn of_every<E>(&mut self, entries: &[Arc<Entry>], watch: Watch<'_>, tell: Tell<'_, E>) -> Result<(), E> {
        let steps: Vec<(Arc<Entry>, Touches)> = {
            let later = self.slices.entries().filter(|(entry, _)| entry.position > self.from);
            later.map(|(entry, touches)| (entry.clone(), touches.clone())).collect()
        };
        let all = self.work(entries, &steps);
        let facts = self.fold(entries, self.from);
        for item in items_before(entries, self.from) {
            if let Some(gist) = self.put(item, &facts) {
                self.gists.insert(item.clone(), gist);
            }
            watch(self.done, all);
        }
        for (entry, touches) in &steps {
            match touches {
                Touches::Nothing => {}
                Touches::Everything => {
                    let facts = self.fold(entries, entry.position);
                    for item in items_before(entries, entry.position) {
                        self.look(item, entry, &facts, tell)?;
                        watch(self.done, all);
                    }
                }
                Touches::Groups(groups) => {
                    for group in groups {
                        let facts = self.fold(&self.slices.slice(*group), entry.position);
                        for item in self.slices.items(*group).to_vec() {
                            self.look(&item, entry, &facts, tell)?;
                            watch(self.done, all);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Tells of a turn if the entry is one for the item.
    fn look<E>(
        &mut self,
        item: &ItemId,
        entry: &Arc<Entry>,
        facts: &Facts,
        tell: Tell<'_, E>,
    ) -> Result<(), E> {
        let after = self.put(item, facts);
        if is_alike(self.gists.get(item), after.as_ref()) {
            return Ok(());
        }
        let before = match after.clone() {
            Some(gist) => self.gists.insert(item.clone(), gist),
            None => self.gists.remove(item),
        };
        let items = self.slices.group(item).map(|group| self.slices.items(group)).unwrap_or_default();
        let by = vec![cause(entry, items, facts, How::Recorded)];
        tell(Turn { at: At::Position(entry.position), item: item.clone(), before, after, by })
    }

    /// How often the question will be put.
    fn work(&self, entries: &[Arc<Entry>], steps: &[(Arc<Entry>, Touches)]) -> usize {
        let of_step = |(entry, touches): &(Arc<Entry>, Touches)| match touches {
            Touches::Nothing => 0,
            Touches::Everything => items_before(entries, entry.position).count(),
            Touches::Groups(groups) => groups.iter().map(|group| self.slices.items(*group).len()).sum(),
        };
        items_before(entries, self.from).count() + steps.iter().map(of_step).sum::<usize>()
    }
}

/// The items known at a position, in their order.
fn items_before(entries: &[Arc<Entry>], at: Position) -> impl Iterator<Item = &ItemId> {
    entries.iter().take_while(move |entry| entry.position <= at).filter_map(|entry| match &entry.body {
        Body::Item(item) => Some(&item.id),
        _ => None,
    })
}
