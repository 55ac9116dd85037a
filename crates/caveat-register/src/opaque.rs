//! Opaque ids: what stands in entries in the place of what people say. They tell nothing of what they name.

use std::fmt;

use caveat::snapshot::{Packed, Packer, Unpacker};

use crate::error::Error;
use crate::random;

/// What every opaque id begins with.
pub(crate) const PREFIX: &str = "id-";

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// What no letter has the value of.
const NO_LETTER: u8 = 0x80;

/// The value of each byte as a letter.
#[expect(clippy::indexing_slicing, reason = "the compiler does it")]
const VALUES: [u8; 256] = {
    let (mut values, mut value) = ([NO_LETTER; 256], 0);
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The characters behind it, 80 random bits: that two of a million are the same has a chance of one in a million
/// million. The register looks whether an id is taken all the same.
const LENGTH: usize = 16;

/// How long it is as a text.
const WRITTEN: usize = PREFIX.len() + LENGTH;

/// An opaque id, as its bits: a table of a million of them has no texts that would have to be fetched one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OpaqueId {
    /// Those of the first twelve characters.
    high: u64,
    /// Those of the last four.
    low: u32,
}

impl OpaqueId {
    /// A new one.
    pub(crate) fn new() -> Result<Self, Error> {
        let bytes: [u8; LENGTH] = random::bytes()?;
        Ok(Self::of(bytes.map(|byte| byte % 32)))
    }

    /// The one that a text is, if it is one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let letters: &[u8; LENGTH] = text.strip_prefix(PREFIX)?.as_bytes().try_into().ok()?;
        let values = letters.map(|letter| VALUES.get(usize::from(letter)).copied().unwrap_or(NO_LETTER));
        let all = values.iter().fold(0, |all, value| all | value);
        (all & NO_LETTER == 0).then(|| Self::of(values))
    }

    fn of(values: [u8; LENGTH]) -> Self {
        let (high, low) = values.split_at(12);
        let bits = |values: &[u8]| values.iter().fold(0, |bits: u64, value| bits << 5 | u64::from(*value));
        Self { high: bits(high), low: u32::try_from(bits(low)).unwrap_or_default() }
    }

    fn written(self) -> [u8; WRITTEN] {
        let mut written = [0; WRITTEN];
        let bits = u128::from(self.high) << 20 | u128::from(self.low);
        let letters = (0..LENGTH).rev().filter_map(|nth| ALPHABET.get((bits >> (5 * nth)) as usize % 32));
        let all = PREFIX.as_bytes().iter().chain(letters);
        written.iter_mut().zip(all).for_each(|(to, letter)| *to = *letter);
        written
    }

    /// Whether its text begins so.
    pub(crate) fn begins(self, prefix: &str) -> bool {
        self.written().starts_with(prefix.as_bytes())
    }
}

impl Packed for OpaqueId {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(self.high);
        to.number(self.low.into());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (high, low) = (from.number()?, u32::try_from(from.number()?).ok()?);
        (high >> 60 == 0 && low >> 20 == 0).then_some(Self { high, low })
    }
}

impl fmt::Display for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.written()).unwrap_or_default())
    }
}

/// Whether a text is an opaque id.
pub(crate) fn is_opaque(text: &str) -> bool {
    OpaqueId::read(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_it_is_read() {
        let texts =
            ["id-aaaaaaaaaaaaaaaa", "id-7777777777777777", "id-abcdefghijklmnop", "id-2345qrstuvwxyz67"];
        for text in texts {
            let id = OpaqueId::read(text).unwrap();
            assert_eq!(id.to_string(), text);
            assert!(id.begins(text) && id.begins("") && id.begins("id-") && !id.begins(&format!("{text}a")));
        }
        for _ in 0..100 {
            let id = OpaqueId::new().unwrap();
            assert_eq!(OpaqueId::read(&id.to_string()), Some(id));
        }
    }

    #[test]
    fn ids_that_differ_in_one_letter_differ() {
        let text = "id-aaaaaaaaaaaaaaaa";
        let mut seen = std::collections::BTreeSet::from([OpaqueId::read(text).unwrap()]);
        for at in PREFIX.len()..WRITTEN {
            for letter in &ALPHABET[1..] {
                let mut changed = text.as_bytes().to_vec();
                changed[at] = *letter;
                let changed = String::from_utf8(changed).unwrap();
                let id = OpaqueId::read(&changed).unwrap();
                assert!(seen.insert(id), "{changed}");
                assert_eq!(id.to_string(), changed);
            }
        }
    }

    #[test]
    fn nothing_else_is_one() {
        for text in [
            "",
            "id-",
            "id-aaaaaaaaaaaaaaa",
            "id-aaaaaaaaaaaaaaaaa",
            "id-aaaaaaaaaaaaaaa1",
            "id-aaaaaaaaaaaaaaa8",
            "id-aaaaaaaaaaaaaaaA",
            "id-aaaaaaaaaaaaaa\u{e9}",
            "ID-aaaaaaaaaaaaaaaa",
            "xx-aaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaa",
        ] {
            assert!(!is_opaque(text), "{text}");
        }
    }

    #[test]
    fn it_is_unpacked_as_it_was_packed() {
        let unpacked = |numbers: [u64; 2]| {
            let mut packer = Packer::default();
            numbers.into_iter().for_each(|number| packer.number(number));
            OpaqueId::unpack(&mut Unpacker::new(&packer.into_bytes(), &mut |_| {}))
        };
        for text in ["id-aaaaaaaaaaaaaaaa", "id-7777777777777777", "id-abcdefghijklmnop"] {
            let id = OpaqueId::read(text).unwrap();
            assert_eq!(unpacked([id.high, id.low.into()]), Some(id));
        }
        for numbers in [[1 << 60, 0], [0, 1 << 20], [0, 1 << 40]] {
            assert_eq!(unpacked(numbers), None, "{numbers:?}");
        }
    }
}
