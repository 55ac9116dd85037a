//! Entry bundles: the entries behind a tile of level 0, each with its length before it (<https://c2sp.org/tlog-tiles>).

use crate::form::{Malformed, malformed};

/// How many entries a full bundle has.
pub const FULL: usize = 256;

/// The longest entry: its length has to fit into 16 bits.
pub const LONGEST: usize = 65_535;

/// The bytes of a bundle of 1 to 256 entries: each one's length (two bytes, the higher first), then itself.
pub fn encode<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, Malformed> {
    check_count(entries.len())?;
    let mut bytes = Vec::new();
    for entry in entries.iter().map(AsRef::as_ref) {
        let Ok(length) = u16::try_from(entry.len()) else {
            return malformed(format!("an entry of {} bytes is longer than {LONGEST}", entry.len()));
        };
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries in the bytes of a bundle.
pub fn decode(bytes: &[u8]) -> Result<Vec<&[u8]>, Malformed> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let Some((length, behind)) = rest.split_first_chunk() else {
            return malformed("the bundle ends within the length of an entry");
        };
        let Some((entry, behind)) = behind.split_at_checked(usize::from(u16::from_be_bytes(*length))) else {
            return malformed("the bundle ends within an entry");
        };
        entries.push(entry);
        rest = behind;
    }
    check_count(entries.len())?;
    Ok(entries)
}

fn check_count(count: usize) -> Result<(), Malformed> {
    match count {
        0 => malformed("the bundle has no entries"),
        1..=FULL => Ok(()),
        _ => malformed(format!("the bundle has more than {FULL} entries")),
    }
}
