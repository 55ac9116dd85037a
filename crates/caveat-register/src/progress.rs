//! How far something is that takes long.

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries that are done.
    pub done: u64,
    /// Entries there are.
    pub of: u64,
}

/// Gives what is to be told how far something is.
pub(crate) type Watch = fn() -> Box<dyn FnMut(Progress)>;
