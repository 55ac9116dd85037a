//! Words: names, titles, quotations and free text. They inform people and decide nothing, so that they can be
//! erased without any answer changing.

use std::fmt;

use serde::Serialize;

/// The longest words, in bytes.
pub const MAX_WORDS: usize = 4096;

/// A text for people. Nothing is ever decided by it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Words(String);

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
            text => Ok(Self(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
