//! Which items may go to somebody: as a bit for each item, or as whole sets.

use super::bits::Bits;
use super::sets::{APART, part};
use super::{Archive, Recipients, Row};
use crate::decide::Outcome;

/// The items that may go to somebody: a bit for each item of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted(Bits);

impl Permitted {
    /// Whether the item is among them.
    pub fn contains(&self, row: Row) -> bool {
        self.0.has(row.0)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Each of them.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.0.iter().map(Row)
    }

    /// The bits, 64 rows a word, the first in the lowest bit.
    pub fn into_bits(self) -> Vec<u64> {
        self.0.0
    }
}

/// The items that may go to somebody, as sets of which all may go, and single items beside these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    sets: Vec<u32>,
    single: Vec<Row>,
}

impl Groups {
    /// How many items there are.
    pub fn count(&self, archive: &Archive<'_>) -> usize {
        self.sets.iter().map(|set| archive.under_set(*set).len()).sum::<usize>() + self.single.len()
    }

    /// Each of them, set by set.
    pub fn rows<'a>(&'a self, archive: &'a Archive<'_>) -> impl Iterator<Item = Row> + 'a {
        let of_sets = self.sets.iter().flat_map(|set| archive.under_set(*set)).map(|row| Row(*row));
        of_sets.chain(self.single.iter().copied())
    }
}

impl Archive<'_> {
    /// The items that may go to these. What has no answer may not.
    pub fn permitted(&self, to: &Recipients) -> Permitted {
        let all = self.permitting_sets(to);
        let word = |rows: &[u32]| {
            let bit = |set: &u32| u64::from(all.get(*set as usize).copied().unwrap_or_default());
            rows.iter().rev().fold(0, |word, set| word << 1 | bit(set))
        };
        let mut permitted = Bits(self.under.chunks(64).map(word).collect());
        self.single(to, &all).iter().for_each(|row| permitted.add(row.0));
        Permitted(permitted)
    }

    /// As [`Archive::permitted`], as groups: without a look at every item.
    pub fn permitted_groups(&self, to: &Recipients) -> Groups {
        let all = self.permitting_sets(to);
        let single = self.single(to, &all);
        let sets = all.iter().zip(0..).filter(|(all, _)| **all == 1).map(|(_, set)| set).collect();
        Groups { sets, single }
    }

    /// For each set, 1 where everything under it may go to these.
    fn permitting_sets(&self, to: &Recipients) -> Vec<u8> {
        let mut all = vec![1; self.sets.len()];
        for recipient in to.each() {
            let permitting = self.sets.permitting(&recipient.met);
            all.iter_mut().zip(permitting).for_each(|(all, permits)| *all &= permits);
        }
        all
    }

    /// The items that may go to these by an act, or are decided by themselves.
    fn single(&self, to: &Recipients, all: &[u8]) -> Vec<Row> {
        let mut rows: Vec<u32> = to.each().flat_map(|one| self.acts.touched(one)).collect();
        rows.sort_unstable();
        rows.dedup();
        let by_set = |row: &u32| all.get(self.set(Row(*row)) as usize) == Some(&1);
        let apart = self.under_set(APART).iter();
        let touched = rows.iter().filter(|row| !by_set(row));
        let open = touched.chain(apart).filter(|row| self.may_go(Row(**row), to));
        open.map(|row| Row(*row)).collect()
    }

    fn may_go(&self, row: Row, to: &Recipients) -> bool {
        self.weigh(row, to).is_ok_and(|weighed| weighed.outcome == Outcome::Permitted)
    }

    fn under_set(&self, set: u32) -> &[u32] {
        part(&self.by_set, &self.set_ends, set)
    }
}

/// Where the items of each set end, in their order by sets.
pub(super) fn ends(by_set: &[u32], under: &[u32], sets: usize) -> Vec<u32> {
    let mut counts = vec![0_u32; sets];
    for set in by_set.iter().filter_map(|row| under.get(*row as usize)) {
        if let Some(count) = counts.get_mut(*set as usize) {
            *count += 1;
        }
    }
    let sum = |end: &mut u32, count: u32| {
        *end += count;
        Some(*end)
    };
    counts.into_iter().scan(0, sum).collect()
}
