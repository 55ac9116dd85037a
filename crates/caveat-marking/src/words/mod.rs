//! Schemes as data: a grammar whose words a state or a company writes down, and markings read by it.
//!
//! What cannot be understood is never dropped, and a marking with any of it permits nothing.

mod lexer;
mod pattern;
mod grammar;
mod argument;
mod matching;
mod reader;
mod check;

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

pub use grammar::{Grammar, GrammarError, Kind, Word};
pub use reader::read;

use crate::mend;
use crate::problem::{self, Problem, Severity};

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

/// Reads a marking and checks what it says: its level, its order, what stands with what.
pub fn examine(grammar: &Grammar, text: &str) -> Examined {
    let examined = examine_all(grammar, text);
    let reading = Reading { problems: problem::few(examined.reading.problems), ..examined.reading };
    Examined { reading, problems: problem::few(examined.problems), ..examined }
}

fn examine_all(grammar: &Grammar, text: &str) -> Examined {
    let reading = reader::read_all(grammar, text);
    let understood = reading.is_understood() && problem::are_harmless(&reading.problems);
    let canonical = understood.then(|| print(grammar, &reading));
    let mut problems = reading.problems.clone();
    problems.extend(check::check(grammar, text, &reading));
    problems.sort_by_key(|problem| problem.span.start);
    Examined { reading, problems, canonical }
}

/// The canonical text of what was read: the level, then the words in the order of the grammar, each once; then what
/// was not understood.
pub fn print(grammar: &Grammar, reading: &Reading) -> String {
    let mut said: Vec<&Said> = Vec::new();
    for here in &reading.said {
        if !said.iter().any(|other| other.word == here.word && other.argument == here.argument) {
            said.push(here);
        }
    }
    said.sort_by_key(|said| check::rank(grammar, said));
    let mut printed = String::new();
    for said in said {
        let Some(word) = grammar.words().get(said.word) else { continue };
        let argument = said.argument.as_ref().map(|argument| argument::written(word, argument));
        if !printed.is_empty() {
            printed.push_str(grammar.separator());
        }
        printed.push_str(&grammar.render(said.word, argument.as_deref()));
    }
    for (text, _) in &reading.unknown {
        if !printed.is_empty() {
            printed.push_str(grammar.separator.hard());
        }
        printed.push_str(text);
    }
    printed
}

/// The text with every mend made that only changes how something is written or where it stands, and the problems that
/// are left. It never guesses: what is not understood stays, and of several levels none is chosen. What says the same
/// before and after is mended, and nothing else.
pub fn fix(grammar: &Grammar, text: &str) -> (String, Vec<Problem>) {
    let mut examined = examine_all(grammar, text);
    let mut text = text.to_owned();
    let meant = print(grammar, &examined.reading);
    // A mend can bring to light what it covered; none brings back what another made.
    for _ in 0..ROUNDS {
        let certain =
            |problem: &&Problem| problem.severity == Severity::Warning || problem.code == "words-order";
        let mended = mend::make(&text, examined.problems.iter().filter(certain));
        let again = examine_all(grammar, &mended);
        if mended == text || print(grammar, &again.reading) != meant {
            break;
        }
        (text, examined) = (mended, again);
    }
    (text, problem::few(examined.problems))
}

const ROUNDS: usize = 4;
