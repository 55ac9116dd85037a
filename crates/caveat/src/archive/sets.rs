//! Sets of caveats: what many items bear alike, each set once.

use std::collections::HashMap;

use super::kind::Kind;
use crate::decide::{Side, StateKind, Tally, Weighed};

/// A set that no item bears: those under it are decided by themselves.
pub(super) const APART: u32 = 0;

/// The bit that no recipient has: what nobody may be given by way of its set asks for it.
const NEVER: [u64; 2] = [1, 0];

/// Kinds whose number is below this stand in two words of each set.
const IN_WORDS: u32 = 128;

/// The sets found so far, and how many items are under each.
#[derive(Debug)]
pub(super) struct Found {
    numbers: HashMap<Bears, u32>,
    sets: Vec<Bears>,
}

/// What items bear: whether the actor holds them, and the kinds of caveat, in the order of their occurrences.
type Bears = (bool, Vec<u32>);

impl Default for Found {
    fn default() -> Self {
        Self { numbers: HashMap::new(), sets: vec![(false, Vec::new())] }
    }
}

impl Found {
    pub(super) fn number(&mut self, held: bool, kinds: Vec<u32>) -> u32 {
        let bears = (held, kinds);
        if let Some(number) = self.numbers.get(&bears) {
            return *number;
        }
        let number = self.sets.len() as u32;
        self.sets.push(bears.clone());
        self.numbers.insert(bears, number);
        number
    }
}

/// What a recipient meets, a bit for each kind.
#[derive(Debug, Clone)]
pub(super) struct MetKinds {
    first: [u64; 2],
    bits: Vec<u64>,
}

impl MetKinds {
    pub(super) fn none(kinds: usize) -> Self {
        Self { first: [0, 0], bits: vec![0; kinds / 64 + 1] }
    }

    pub(super) fn add(&mut self, kind: u32) {
        let (word, bit) = (kind as usize / 64, 1 << (kind % 64));
        for words in [self.first.as_mut_slice(), self.bits.as_mut_slice()] {
            if let Some(word) = words.get_mut(word) {
                *word |= bit;
            }
        }
    }

    pub(super) fn has(&self, kind: u32) -> bool {
        self.bits.get(kind as usize / 64).is_some_and(|word| word >> (kind % 64) & 1 == 1)
    }
}

/// The sets, laid out in columns. Kinds are numbered from 1, the most frequent first.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// What has to be met for a permission, as far as it stands in the words.
    words: Vec<[u64; 2]>,
    /// The rest of it, each set's up to its end.
    rest: Vec<u32>,
    rest_ends: Vec<u32>,
    /// All kinds of the set, in the order of their occurrences, each set's up to its end.
    all: Vec<u32>,
    all_ends: Vec<u32>,
    held: Vec<bool>,
    /// What it comes to where everything is met; nothing where something is lifted for everybody, since what it comes
    /// to then depends on what is met.
    all_met: Vec<Option<Weighed>>,
    /// By kind: whose it is.
    sides: Vec<Side>,
    /// By kind: whether it is lifted for everybody; by a remark, even for who meets it.
    lifted: Vec<Option<ByRemark>>,
}

/// Whether what is lifted for everybody is so by a remark.
type ByRemark = bool;

/// The frequency of each kind gives its number.
pub(super) fn numbered(found: &Found, kinds: Vec<Kind>) -> (Vec<Kind>, Vec<u32>) {
    let mut frequency: Vec<(u32, u32)> = (0..).map(|kind| (0, kind)).take(kinds.len()).collect();
    for kind in found.sets.iter().flat_map(|(_, kinds)| kinds) {
        if let Some((times, _)) = frequency.get_mut(*kind as usize) {
            *times += 1;
        }
    }
    frequency.sort_by_key(|(times, kind)| (std::cmp::Reverse(*times), *kind));
    let mut numbers = vec![0; kinds.len()];
    for ((_, kind), number) in frequency.iter().zip(1..) {
        if let Some(slot) = numbers.get_mut(*kind as usize) {
            *slot = number;
        }
    }
    let mut ordered: Vec<(u32, Kind)> = numbers.iter().copied().zip(kinds).collect();
    ordered.sort_by_key(|(number, _)| *number);
    (ordered.into_iter().map(|(_, kind)| kind).collect(), numbers)
}

impl Sets {
    /// Lays out what was found; `numbers` says how the kinds are numbered now.
    pub(super) fn of(found: Found, kinds: &[Kind], numbers: &[u32]) -> Self {
        let mut sets = Self { sides: vec![Side::Own], lifted: vec![None], ..Self::default() };
        sets.sides.extend(kinds.iter().map(|kind| kind.side));
        sets.lifted.extend(kinds.iter().map(|kind| kind.is_lifted().then_some(kind.key.is_removed)));
        for (index, (held, kinds)) in found.sets.into_iter().enumerate() {
            let numbered = kinds.iter().filter_map(|kind| numbers.get(*kind as usize)).copied();
            sets.push(held && index != APART as usize, numbered.collect());
        }
        sets
    }

    fn push(&mut self, held: bool, kinds: Vec<u32>) {
        let mut words = if held { [0, 0] } else { NEVER };
        let mut tally = Tally::default();
        let is_firm = kinds.iter().all(|kind| self.lifted_by(*kind).is_none());
        for kind in &kinds {
            tally.add(self.side(*kind), StateKind::Met);
            if self.lifted_by(*kind).is_some() {
                continue;
            }
            match words.get_mut(*kind as usize / 64).filter(|_| *kind < IN_WORDS) {
                Some(word) => *word |= 1 << (kind % 64),
                None => self.rest.push(*kind),
            }
        }
        self.words.push(words);
        self.rest_ends.push(self.rest.len() as u32);
        self.all.extend(kinds);
        self.all_ends.push(self.all.len() as u32);
        self.held.push(held);
        self.all_met.push(is_firm.then(|| tally.weigh(held)));
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    fn side(&self, kind: u32) -> Side {
        self.sides.get(kind as usize).copied().unwrap_or(Side::Own)
    }

    fn lifted_by(&self, kind: u32) -> Option<ByRemark> {
        self.lifted.get(kind as usize).copied().flatten()
    }

    /// Whether whoever meets these may be given what is under the set: it is held, and nothing of it stands.
    pub(super) fn permits(&self, set: u32, met: &MetKinds) -> bool {
        let Some([first, second]) = self.words.get(set as usize) else { return false };
        let [met_first, met_second] = met.first;
        (first & !met_first) | (second & !met_second) == 0
            && part(&self.rest, &self.rest_ends, set).iter().all(|kind| met.has(*kind))
    }

    /// As [`Sets::permits`], of every set.
    pub(super) fn permitting<'a>(&'a self, met: &'a MetKinds) -> impl Iterator<Item = bool> + 'a {
        let [met_first, met_second] = met.first;
        let mut start = 0;
        self.words.iter().zip(&self.rest_ends).map(move |([first, second], end)| {
            let rest = self.rest.get(start as usize..*end as usize).unwrap_or_default();
            start = *end;
            (first & !met_first) | (second & !met_second) == 0 && rest.iter().all(|kind| met.has(*kind))
        })
    }

    /// What it comes to where everything is met, where that is told without asking what is.
    pub(super) fn where_all_is_met(&self, set: u32) -> Option<Weighed> {
        self.all_met.get(set as usize).copied().flatten()
    }

    pub(super) fn is_held(&self, set: u32) -> bool {
        self.held.get(set as usize).copied().unwrap_or_default()
    }

    /// The kinds of a set, in the order of their occurrences.
    pub(super) fn kinds(&self, set: u32) -> &[u32] {
        part(&self.all, &self.all_ends, set)
    }

    /// What becomes of a kind for a recipient; `by_act` where one of the item's own acts lifts it.
    pub(super) fn state(&self, kind: u32, met: &MetKinds, by_act: bool) -> StateKind {
        match self.lifted_by(kind) {
            Some(true) => StateKind::Lifted,
            _ if met.has(kind) => StateKind::Met,
            Some(false) => StateKind::Lifted,
            None if by_act => StateKind::Lifted,
            None => StateKind::Standing,
        }
    }

    /// Counts what becomes of everything in the set for a recipient; `lifted` has a bit for each place that an act of
    /// the item lifts.
    pub(super) fn count(&self, tally: &mut Tally, set: u32, met: &MetKinds, lifted: u64) {
        for (kind, place) in self.kinds(set).iter().zip(0_u32..) {
            let by_act = lifted.checked_shr(place).is_some_and(|word| word & 1 == 1);
            tally.add(self.side(*kind), self.state(*kind, met, by_act));
        }
    }
}

/// A part of a column, from the end of the one before to its own end.
pub(super) fn part<'a, T>(column: &'a [T], ends: &[u32], index: u32) -> &'a [T] {
    let index = index as usize;
    let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(index).copied().unwrap_or(start);
    column.get(start as usize..end as usize).unwrap_or_default()
}
