//! Words: names, titles, quotations and free text. They inform people and decide nothing, so that they can be
//! erased without any answer changing.

use std::fmt;

use serde::{Serialize, Serializer};

/// The longest words, in bytes.
pub const MAX_WORDS: usize = 4096;

/// A text for people. Nothing is ever decided by it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words(
    /// Nothing where they were erased: there are no empty words.
    Box<str>,
);

/// What stands in the place of words that were erased.
const ERASED: &str = "[erased]";

/// Why a text is not kept as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordsError {
    /// There is nothing to read in it.
    Empty,
    /// It has more than [`MAX_WORDS`] bytes.
    TooLong,
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the text is empty"),
            Self::TooLong => write!(f, "the text has more than {MAX_WORDS} bytes"),
        }
    }
}

impl std::error::Error for WordsError {}

impl Words {
    /// Keeps a text, trimmed. An empty text or one over [`MAX_WORDS`] is refused.
    pub fn new(text: &str) -> Result<Self, WordsError> {
        match text.trim() {
            "" => Err(WordsError::Empty),
            text if text.len() > MAX_WORDS => Err(WordsError::TooLong),
            text => Ok(Self(text.into())),
        }
    }

    /// Words that were here once and were destroyed.
    pub fn erased() -> Self {
        Self(Box::default())
    }

    /// Whether the words were destroyed.
    pub fn is_erased(&self) -> bool {
        self.0.is_empty()
    }

    /// The text; `[erased]` where it was destroyed.
    pub fn as_str(&self) -> &str {
        if self.is_erased() { ERASED } else { &self.0 }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_erased() { f.write_str(ERASED) } else { write!(f, "{:?}", self.0) }
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_erased_is_not_what_reads_so() {
        let erased = Words::erased();
        assert!(erased.is_erased());
        assert_eq!((erased.as_str(), erased.to_string().as_str()), ("[erased]", "[erased]"));
        let written = Words::new("[erased]").unwrap();
        assert!(!written.is_erased());
        assert_ne!(written, erased);
    }
}
