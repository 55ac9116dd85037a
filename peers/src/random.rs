//! A seeded generator, so that every run on every machine asks the same questions of the same world.

/// `SplitMix64`: small, and good enough to spread a world.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `end` − 1; 0 where `end` is 0.
    ///
    /// The remainder favours small numbers by less than one in a billion for the ranges used here.
    pub const fn below(&mut self, end: u32) -> u32 {
        let drawn = self.bits() >> 32;
        match drawn.checked_rem(end as u64) {
            #[expect(clippy::cast_possible_truncation, reason = "a remainder by a u32 is below it")]
            Some(rest) => rest as u32,
            None => 0,
        }
    }

    /// True in `percent` of a hundred draws.
    pub const fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// The same things in another order, each order as likely.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(u32::try_from(last + 1).unwrap_or(u32::MAX)) as usize;
            things.swap(last, other);
        }
    }
}
