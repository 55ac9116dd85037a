//! Reading entries that people write: from text to typed entries, with every problem shown in its place.

pub mod tree;

mod caveat;
mod entry;
mod fields;
mod problem;

pub(crate) use entry::{EntryReader, extent};
pub(crate) use fields::{Fields, FromNode};
pub use problem::Problem;

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 4 << 20;

/// The largest entry that is read, in bytes of its text.
pub const MAX_ENTRY: usize = 64 << 10;

/// Takes bytes as text, within the size that is read.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > MAX_FILE {
        let message = format!("the file has {} bytes; at most {MAX_FILE} are read", bytes.len());
        return Err(Problem::new(0..0, message).hint("split it into several files"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let bad = bytes.get(at).copied().unwrap_or_default();
        Problem::new(at..at + 1, format!("byte 0x{bad:02x} at offset {at} is not UTF-8"))
            .hint("save the file as UTF-8")
    })
}
