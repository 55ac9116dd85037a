//! Schemes as data: a grammar whose words a state or a company writes down, and markings read by it.
//!
//! What cannot be understood is never dropped, and a marking with any of it permits nothing.

mod grammar;

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

pub use grammar::{Grammar, GrammarError, Kind, Word};

use crate::problem::{self, Problem};

/// What stands for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    /// `{party}` (exactly one) or `{parties}`, each as the grammar spells it where it knows it, in canonical order.
    Parties(Vec<String>),
    /// `{date}`: a day.
    Date(Date),
    /// `{date}`: a day and a time with an offset.
    Instant(Timestamp),
    /// `{word}`: the canonical text of a level.
    Word(String),
    /// `{text}`, as it was typed.
    Text(String),
}

/// A word as it is said in a marking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Said {
    /// Which word of the grammar: an index into [`Grammar::words`].
    pub word: usize,
    /// What stands for its placeholder.
    pub argument: Option<Argument>,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// A text as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The words, in the order of the text.
    pub said: Vec<Said>,
    /// What is not understood, as it was typed, and where. If there is any, the marking permits nothing.
    pub unknown: Vec<(String, Range<usize>)>,
    /// What is wrong with how it is written, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Whether every word is understood, and there is one. A marking of which this does not hold fails closed.
    pub fn is_understood(&self) -> bool {
        self.unknown.is_empty() && !self.said.is_empty()
    }
}

/// A text, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// As it was read.
    pub reading: Reading,
    /// Everything that is wrong, in the order of the text: of how it is written, and of what it says.
    pub problems: Vec<Problem>,
    /// The canonical text, where the marking is understood to the last word.
    pub canonical: Option<String>,
}

impl Examined {
    /// Whether no problem is an error.
    pub fn is_valid(&self) -> bool {
        problem::are_harmless(&self.problems)
    }
}

/// Reads a marking by a grammar. It never fails: what is not understood is kept, and is an error.
pub fn read(grammar: &Grammar, text: &str) -> Reading {
    let _ = grammar;
    let problem = Problem::error("words-unknown", 0..text.len(), "not read yet", "the scheme");
    Reading { said: Vec::new(), unknown: vec![(text.to_owned(), 0..text.len())], problems: vec![problem] }
}

/// Reads a marking and checks what it says: its level, its order, what stands with what.
pub fn examine(grammar: &Grammar, text: &str) -> Examined {
    let reading = read(grammar, text);
    let problems = reading.problems.clone();
    let canonical = reading.is_understood().then(|| print(grammar, &reading));
    Examined { reading, problems, canonical }
}

/// The canonical text of what was read: the level first, then the words in the order of the grammar, each once; then
/// what was not understood.
pub fn print(grammar: &Grammar, reading: &Reading) -> String {
    let unknown: Vec<&str> = reading.unknown.iter().map(|(text, _)| text.as_str()).collect();
    unknown.join(grammar.separator())
}

/// The text with every mend made that only changes how something is written, and the problems that are left. It never
/// guesses: what is not understood stays.
pub fn fix(grammar: &Grammar, text: &str) -> (String, Vec<Problem>) {
    let examined = examine(grammar, text);
    (text.to_owned(), examined.problems)
}
