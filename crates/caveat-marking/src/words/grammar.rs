//! A scheme's grammar as data: its words, in the order in which they are written.

use std::fmt;

/// Whether a word is a level or stands beside one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A level: exactly one in a marking, before everything else.
    Level,
    /// Anything else.
    Mark,
}

/// A word of a scheme: a fixed text, with a placeholder or without.
///
/// Its texts may hold one placeholder, beside at least one fixed word: `{party}`, `{parties}`, `{date}`, `{word}` (a
/// level of the grammar) or `{text}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The canonical text: `SECRET`, `REL TO {parties}`.
    pub text: String,
    /// Other right spellings, each with the same placeholder.
    pub also: Vec<String>,
    /// A level, or a mark.
    pub kind: Kind,
    /// The levels (their canonical texts) that it may stand with. Empty: any.
    pub with: Vec<String>,
    /// The words (their canonical texts) that it may not stand with.
    pub without: Vec<String>,
    /// What stands between the members of a `{parties}` list: `", "`, `"/"`.
    pub list: String,
    /// Fewest members of a `{parties}` list.
    pub least: usize,
    /// The party that must be named, and first, in a `{parties}` list: `NZL`.
    pub first: Option<String>,
    /// Whether a `{parties}` list, behind `first`, goes by the alphabet.
    pub sorted: bool,
}

impl Word {
    /// A level of this name.
    pub fn level(text: impl Into<String>) -> Self {
        Self { kind: Kind::Level, ..Self::mark(text) }
    }

    /// A mark of this text. A list in it has at least one member, in any order, `", "` between two.
    pub fn mark(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            also: Vec::new(),
            kind: Kind::Mark,
            with: Vec::new(),
            without: Vec::new(),
            list: ", ".to_owned(),
            least: 1,
            first: None,
            sorted: false,
        }
    }
}

/// A grammar that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grammar {
    separator: String,
    words: Vec<Word>,
    parties: Vec<String>,
}

/// Why some words are no grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrammarError {
    /// What is wrong, as a fragment, with the scheme's own words in backticks.
    pub message: String,
    /// The word (its place in the list) that it is about.
    pub word: Option<usize>,
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for GrammarError {}

impl Grammar {
    /// Checks `words` and makes a grammar of them. `separator` stands between two words in the canonical text (`" - "`,
    /// `"//"`); `parties` are all the codes and names that a marking may have for parties, or empty where any will do.
    pub fn new(separator: String, words: Vec<Word>, parties: Vec<String>) -> Result<Self, GrammarError> {
        if words.is_empty() {
            return Err(GrammarError { message: "a scheme without words reads nothing".into(), word: None });
        }
        Ok(Self { separator, words, parties })
    }

    /// What stands between two words.
    pub fn separator(&self) -> &str {
        &self.separator
    }

    /// The words, in the order in which they are written.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The codes and names of parties. Empty: any.
    pub fn parties(&self) -> &[String] {
        &self.parties
    }
}
