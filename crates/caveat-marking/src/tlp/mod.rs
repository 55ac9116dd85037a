//! The Traffic Light Protocol of FIRST, 2.0 and 1.0, with PAP beside it, and the machine tags of MISP for both.
//!
//! What cannot be understood is never dropped, and a marking with any of it permits nothing.

mod marking;
mod reader;

use std::ops::Range;

pub use marking::{CHATHAM_HOUSE, Label, Marking, Pap};
pub use reader::read;

use crate::mend;
use crate::problem::{self, Problem, Severity};

/// What a piece of the text was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A label: `TLP:RED`.
    Label(Label),
    /// What may be done: `PAP:AMBER`.
    Pap(Pap),
    /// `tlp:ex:chr`.
    ChathamHouse,
    /// Nothing that TLP knows.
    Unknown,
}

/// A piece of the text: what it was read as, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// What it was read as.
    pub part: Part,
}

/// A text as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What is marked. None: the text has no word in it.
    pub marking: Option<Marking>,
    /// The pieces, in their order.
    pub tokens: Vec<Token>,
    /// What is wrong with how it is written, in the order of the text.
    pub problems: Vec<Problem>,
}

/// A text, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// As it was read.
    pub reading: Reading,
    /// Everything that is wrong, in the order of the text.
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

/// Reads a text and checks it.
pub fn examine(text: &str) -> Examined {
    let reading = read(text);
    let problems = reading.problems.clone();
    let understood = reading.marking.as_ref().filter(|marking| marking.unknown.is_empty());
    let canonical = understood.map(Marking::print);
    Examined { reading, problems, canonical }
}

/// The text with every mend made that only changes how something is written, and the problems that are left. It never
/// guesses: what is not understood stays, and of several labels none is chosen. What says the same before and after is
/// mended, and nothing else.
pub fn fix(text: &str) -> (String, Vec<Problem>) {
    let mut reading = reader::read_all(text);
    let mut text = text.to_owned();
    // A mend can bring to light what it covered; none brings back what another made.
    for _ in 0..ROUNDS {
        let certain = |problem: &&Problem| problem.severity == Severity::Warning;
        let mended = mend::make(&text, reading.problems.iter().filter(certain));
        let again = reader::read_all(&mended);
        if mended == text || again.marking != reading.marking {
            break;
        }
        (text, reading) = (mended, again);
    }
    (text, problem::few(reading.problems))
}

const ROUNDS: usize = 4;
