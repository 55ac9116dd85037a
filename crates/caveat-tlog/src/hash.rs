//! SHA-256, and the two ways in which a tree applies it (RFC 6962 section 2.1).

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::form::{self, Malformed, malformed};

/// A SHA-256 hash: of a leaf, of a node, of a whole tree, or of plain bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The root of the tree without leaves: the hash of nothing.
    pub const EMPTY_ROOT: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, //
        0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// In base64, as checkpoints and proofs write it: 44 characters.
    pub fn to_base64(self) -> String {
        form::to_base64(&self.0)
    }

    /// Reads what [`Hash::to_base64`] writes, and nothing else.
    pub fn from_base64(text: &str) -> Result<Self, Malformed> {
        Self::from_bytes(&form::base64("the hash", text)?)
    }

    /// Reads the 32 bytes themselves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        match bytes.try_into() {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => malformed(format!("the hash has {} bytes, not 32", bytes.len())),
        }
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The hexadecimal digits, by their values.
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// What no digit has the value of.
const NO_DIGIT: u8 = 0x80;

/// The value of each byte as a digit.
#[expect(clippy::indexing_slicing, reason = "the compiler does it")]
const VALUES: [u8; 256] = {
    let (mut values, mut value) = ([NO_DIGIT; 256], 0);
    while value < DIGITS.len() {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

impl fmt::Display for Hash {
    /// Prints 64 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut written = [0; 64];
        for (to, digit) in written.iter_mut().zip(digits) {
            *to = DIGITS.get(usize::from(digit)).copied().unwrap_or_default();
        }
        f.write_str(str::from_utf8(&written).unwrap_or_default())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = Malformed;

    /// Reads 64 lower-case hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = text.as_bytes().iter().map(|digit| VALUES.get(usize::from(*digit)).copied());
        if digits.fold(0, |all, value| all | value.unwrap_or(NO_DIGIT)) & NO_DIGIT != 0 {
            return malformed("the hash has something in it other than lower-case hexadecimal digits");
        }
        if text.len() != 64 {
            return malformed(format!("the hash has {} hexadecimal digits, not 64", text.len()));
        }
        let value = |digit: u8| VALUES.get(usize::from(digit)).copied().unwrap_or_default();
        let (pairs, _) = text.as_bytes().as_chunks::<2>();
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = value(*high) << 4 | value(*low);
        }
        Ok(Self(bytes))
    }
}

/// The hash of an entry as a leaf: of the byte 0x00 and the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    sha256_of(&[&[0x00], entry])
}

/// The hash of a node: of the byte 0x01 and the hashes of its two halves.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256_of(&[&[0x01], &left.0, &right.0])
}

/// Plain SHA-256.
pub fn sha256(bytes: &[u8]) -> Hash {
    sha256_of(&[bytes])
}

/// Plain SHA-256 of the parts, one behind the other.
pub fn sha256_of(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}
