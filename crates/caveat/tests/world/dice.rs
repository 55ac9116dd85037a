//! Chance, from one number: the same seed throws the same dice on every machine.

/// A small generator (SplitMix64), good enough to tell stories and plain enough to stay what it is.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number under `n`; 0 where there is no choice.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { usize::try_from(self.next() % n as u64).unwrap() }
    }

    /// A number from `low` to `high`, both included; `low` where there is none.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let choices = usize::try_from(high - low + 1).unwrap_or_default();
        low + i64::try_from(self.below(choices)).unwrap()
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of them. There must be one.
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// One of them, if there is one.
    pub(crate) fn maybe<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(self.pick(all).clone()) }
    }

    /// One of them, each as often as its weight says.
    pub(crate) fn weighed<T: Clone>(&mut self, all: &[(usize, T)]) -> T {
        let mut left = self.below(all.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in all {
            if left < *weight {
                return one.clone();
            }
            left -= weight;
        }
        unreachable!("the weights add up")
    }
}
