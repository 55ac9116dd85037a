//! A scheme made ready to read many markings.

use caveat_marking::nato::names::Names;
use caveat_marking::problem::{Problem, are_harmless};
use caveat_marking::words::Grammar;
use caveat_marking::{nato, tlp, us, words};

pub use caveat_marking::us::read::Form;

use super::{Dates, Understood, data, name_apart};
use crate::scheme::{Reads, Scheme, Vocabulary};

/// A scheme that reads markings, with what is made of its words but once.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    scheme: &'a Scheme,
    how: How<'a>,
}

#[derive(Debug, Clone)]
enum How<'a> {
    Us,
    /// With the names that the scheme has besides those of the nations.
    Nato(Box<Names>),
    Tlp,
    /// No grammar, where the words contradict each other: then nothing can be read.
    Words(&'a Vocabulary, Option<Box<Grammar>>),
}

/// A marking that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Everything that is wrong with it, in the order of the text.
    pub problems: Vec<Problem>,
    /// The marking in its canonical form. Nothing where it cannot be read.
    pub canonical: Option<String>,
}

impl Examined {
    /// Whether it can be read and breaks no rule.
    pub fn is_valid(&self) -> bool {
        self.canonical.is_some() && are_harmless(&self.problems)
    }
}

impl<'a> Reader<'a> {
    /// Makes a scheme ready. `None` where it reads no markings.
    pub fn new(scheme: &'a Scheme) -> Option<Self> {
        let how = match scheme.reads.as_ref()? {
            Reads::Us => How::Us,
            Reads::Nato => How::Nato(Box::new(Names::with(scheme.parties.keys().map(String::as_str)))),
            Reads::Tlp => How::Tlp,
            Reads::Words(vocabulary) => {
                How::Words(vocabulary, data::grammar(scheme, vocabulary).ok().map(Box::new))
            }
        };
        Some(Self { scheme, how })
    }

    /// The scheme.
    pub fn scheme(&self) -> &'a Scheme {
        self.scheme
    }

    /// Reads a marking and checks it. The form, which only markings of the United States have, is found out where it
    /// is not given.
    pub fn examine(&self, text: &str, form: Option<Form>) -> Examined {
        let (problems, canonical) = match &self.how {
            How::Us => {
                let examined = us::examine(text, form);
                (examined.problems, examined.canonical)
            }
            How::Nato(names) => {
                let reading = nato::read_with(text, names);
                (reading.problems, reading.canonical)
            }
            How::Tlp => {
                let examined = tlp::examine(text);
                (examined.problems, examined.canonical)
            }
            How::Words(_, Some(grammar)) => {
                let examined = words::examine(grammar, text);
                (examined.problems, examined.canonical)
            }
            How::Words(_, None) => (Vec::new(), None),
        };
        Examined { problems, canonical }
    }

    /// The text with what can be mended mended, and the problems that are left.
    pub fn fix(&self, text: &str, form: Option<Form>) -> (String, Vec<Problem>) {
        match &self.how {
            How::Us => us::fix(text, form),
            How::Nato(names) => nato::fix_with(text, names),
            How::Tlp => tlp::fix(text),
            How::Words(_, Some(grammar)) => words::fix(grammar, text),
            How::Words(_, None) => (text.to_owned(), Vec::new()),
        }
    }

    /// Reads a marking and says what it means.
    ///
    /// A marking that cannot be read, or of which a word is not known, means at least one caveat that nobody meets.
    pub fn understand(&self, text: &str, form: Option<Form>, dates: Dates) -> Understood {
        let mut understood = match &self.how {
            How::Us => super::us::understand(self.scheme, text, form, dates),
            How::Nato(names) => super::nato::understand(self.scheme, names, text, dates),
            How::Tlp => super::tlp::understand(self.scheme, text),
            How::Words(vocabulary, Some(grammar)) => {
                data::understand(self.scheme, vocabulary, grammar, text, dates)
            }
            How::Words(_, None) => Understood::nothing(text, Vec::new()),
        };
        name_apart(&mut understood.marked);
        understood
    }
}
