//! Randomness of the system: salts, keys, opaque ids.

use crate::error::{Error, ErrorKind};

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Io, format!("the system gives no random numbers: {error}")))?;
    Ok(bytes)
}

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// What every opaque id begins with.
pub(crate) const PREFIX: &str = "id-";

/// The characters behind it, 80 random bits: that two of a million are the same has a chance of one in a million
/// million. The register looks whether an id is taken all the same.
const LENGTH: usize = 16;

/// A new opaque id. It says nothing of what it names.
pub(crate) fn opaque_id() -> Result<String, Error> {
    let bytes: [u8; LENGTH] = bytes()?;
    let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    Ok(PREFIX.chars().chain(letters.map(|letter| char::from(*letter))).collect())
}

/// Whether a text has the form of an opaque id.
pub(crate) fn is_opaque(text: &str) -> bool {
    text.strip_prefix(PREFIX).is_some_and(|rest| {
        rest.len() == LENGTH && rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
    })
}
