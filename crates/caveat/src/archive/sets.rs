//! Sets of caveats: what many items bear alike, each set once.

use std::collections::HashMap;

use super::bits::{Bits, is_set};
use super::kind::Kind;
use crate::decide::{Side, StateKind, Tally, Weighed};

/// A set that no item bears: those under it are decided by themselves.
pub(super) const APART: u32 = 0;

/// The bit that no recipient has: what nobody may be given by way of its set asks for it.
const NEVER: [u64; 2] = [1, 0];

/// Kinds whose number is below this stand in two words of each set.
const IN_WORDS: u32 = 128;

/// The sets found so far.
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
    all: Bits,
    /// The words of the first kinds once more: most questions look no further, and so at no other memory.
    first: [u64; 2],
}

impl MetKinds {
    pub(super) fn of(all: Bits) -> Self {
        let mut words = all.0.iter().copied();
        let first = [words.next().unwrap_or_default(), words.next().unwrap_or_default()];
        Self { all, first }
    }

    pub(super) fn has(&self, kind: u32) -> bool {
        self.all.has(kind)
    }

    /// Whether everything that the words of a set ask for is met.
    fn words_of(&self, [first, second]: [u64; 2]) -> bool {
        let [met_first, met_second] = self.first;
        (first & !met_first) | (second & !met_second) == 0
    }
}

/// The sets, each with the kinds that it holds. Kinds are numbered from 1, the most frequent first.
#[derive(Debug, Default)]
pub(super) struct Sets {
    heads: Vec<Head>,
    /// The words of each head once more: who looks through all of them has nothing else in the way.
    words: Vec<[u64; 2]>,
    /// What has to be met for a permission, and does not stand in the words.
    rest: Vec<u32>,
    /// All kinds of the set, in the order of their occurrences, each set's up to its end.
    all: Vec<u32>,
    all_ends: Vec<u32>,
    /// By kind: whose it is.
    sides: Vec<Side>,
    /// By kind: whether it is lifted for everybody; by a remark, even for who meets it.
    lifted: Vec<Option<ByRemark>>,
}

/// What most questions about a set are answered by.
#[derive(Debug, Clone)]
struct Head {
    /// What has to be met for a permission, as far as it stands in the words.
    words: [u64; 2],
    /// Where the rest of it begins and ends.
    rest: (u32, u32),
    held: bool,
    /// What it comes to where everything is met; nothing where something is lifted for everybody, since what it comes
    /// to then depends on what is met.
    all_met: Option<Weighed>,
    /// What it comes to where something stands and nothing is lifted; nothing where that depends on what stands.
    some_stands: Option<Weighed>,
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
        sets.lifted.extend(kinds.iter().map(|kind| kind.is_lifted().then_some(kind.is_removed)));
        for (index, (held, kinds)) in found.sets.into_iter().enumerate() {
            let numbered = kinds.iter().filter_map(|kind| numbers.get(*kind as usize)).copied();
            sets.push(held && index != APART as usize, numbered.collect());
        }
        sets
    }

    fn push(&mut self, held: bool, kinds: Vec<u32>) {
        let mut words = if held { [0, 0] } else { NEVER };
        let start = self.rest.len() as u32;
        let firm: Vec<u32> = kinds.iter().filter(|kind| self.lifted_by(**kind).is_none()).copied().collect();
        for kind in &firm {
            match words.get_mut(*kind as usize / 64).filter(|_| *kind < IN_WORDS) {
                Some(word) => *word |= 1 << (kind % 64),
                None => self.rest.push(*kind),
            }
        }
        let sides: Vec<Side> = kinds.iter().map(|kind| self.side(*kind)).collect();
        let is_firm = firm.len() == kinds.len();
        let is_one_sided = sides.iter().all(|side| sides.first() == Some(side));
        let all = |state: StateKind| {
            let mut tally = Tally::default();
            sides.iter().for_each(|side| tally.add(*side, state));
            tally.weigh(held)
        };
        self.words.push(words);
        self.heads.push(Head {
            words,
            rest: (start, self.rest.len() as u32),
            held,
            all_met: is_firm.then(|| all(StateKind::Met)),
            // Of one side, it does not matter how much of it stands.
            some_stands: (is_firm && held && is_one_sided).then(|| all(StateKind::Standing)),
        });
        self.all.extend(kinds);
        self.all_ends.push(self.all.len() as u32);
    }

    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    fn side(&self, kind: u32) -> Side {
        self.sides.get(kind as usize).copied().unwrap_or(Side::Own)
    }

    fn lifted_by(&self, kind: u32) -> Option<ByRemark> {
        self.lifted.get(kind as usize).copied().flatten()
    }

    /// Whether whoever meets these may be given what is under the set: it is held, and nothing of it stands.
    fn permits(&self, head: &Head, met: &MetKinds) -> bool {
        met.words_of(head.words) && self.rest_is_met(head, met)
    }

    /// Whether what has to be met and does not stand in the words is.
    fn rest_is_met(&self, head: &Head, met: &MetKinds) -> bool {
        let (start, end) = head.rest;
        let rest = self.rest.get(start as usize..end as usize).unwrap_or_default();
        rest.iter().all(|kind| met.has(*kind))
    }

    /// For each set, 1 where whoever meets these may be given what is under it.
    pub(super) fn permitting(&self, met: &MetKinds) -> Vec<u8> {
        // The words of all, without a branch, before the rest of few.
        let mut permitting: Vec<u8> = self.words.iter().map(|words| u8::from(met.words_of(*words))).collect();
        for (permits, head) in permitting.iter_mut().zip(&self.heads).filter(|(permits, _)| **permits == 1) {
            *permits = u8::from(self.rest_is_met(head, met));
        }
        permitting
    }

    /// What it comes to for who meets these, where no act of the item lifts anything for them; nothing where that is
    /// not told by whether something stands.
    pub(super) fn weigh(
        &self,
        set: u32,
        met: &MetKinds,
        untouched: impl FnOnce() -> bool,
    ) -> Option<Weighed> {
        let head = self.heads.get(set as usize)?;
        if self.permits(head, met) {
            return head.all_met;
        }
        head.some_stands.filter(|_| untouched())
    }

    pub(super) fn is_held(&self, set: u32) -> bool {
        self.heads.get(set as usize).is_some_and(|head| head.held)
    }

    /// The kinds of a set, in the order of their occurrences.
    pub(super) fn kinds(&self, set: u32) -> &[u32] {
        part(&self.all, &self.all_ends, set)
    }

    /// What becomes of a kind for a recipient; `by_act` where one of the item's own acts lifts it.
    fn state(&self, kind: u32, met: &MetKinds, by_act: bool) -> StateKind {
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
            tally.add(self.side(*kind), self.state(*kind, met, is_set(lifted, place)));
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
