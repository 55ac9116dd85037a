//! Words: names, titles, quotations and free text. They inform people and decide nothing, so that they can be
//! erased without any answer changing.

use std::fmt;

use serde::{Serialize, Serializer};

/// The longest words, in bytes.
pub const MAX_WORDS: usize = 4096;

/// A text for people. Nothing is ever decided by it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words(State);

/// Whether there is still something to read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum State {
    Kept(String),
    Erased,
}

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
            text => Ok(Self(State::Kept(text.to_owned()))),
        }
    }

    /// Words that were here once and were destroyed.
    pub fn erased() -> Self {
        Self(State::Erased)
    }

    /// Whether the words were destroyed.
    pub fn is_erased(&self) -> bool {
        self.0 == State::Erased
    }

    /// The text; `[erased]` where it was destroyed.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            State::Kept(text) => text,
            State::Erased => ERASED,
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            State::Kept(text) => write!(f, "{text:?}"),
            State::Erased => f.write_str(ERASED),
        }
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
