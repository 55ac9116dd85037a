//! A scheme made ready to read many markings.

use std::sync::Arc;

use caveat_marking::nato::names::Names;
use caveat_marking::problem::{Problem, are_harmless};
use caveat_marking::words::Grammar;
use caveat_marking::{nato, tlp, us, words};

pub use caveat_marking::us::read::Form;

use super::{Dates, Understood, data, name_apart};
use crate::scheme::{Reads, Scheme};
use crate::time::Instant;

/// A scheme that reads markings, with what is made of its words but once.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    scheme: &'a Scheme,
    ready: Arc<Ready>,
}

/// What is made of a scheme's words, which costs more than reading a marking by it.
#[derive(Debug)]
pub(crate) enum Ready {
    Us,
    /// With the names that the scheme has besides those of the nations.
    Nato(Box<Names>),
    Tlp,
    /// No grammar, where the words contradict each other: then nothing can be read.
    Words(Option<Box<Grammar>>),
}

impl Ready {
    /// Makes it of a scheme. `None` where that reads no markings.
    pub(crate) fn of(scheme: &Scheme) -> Option<Self> {
        Some(match scheme.reads.as_ref()? {
            Reads::Us => Self::Us,
            Reads::Nato => Self::Nato(Box::new(Names::with(scheme.parties.keys().map(String::as_str)))),
            Reads::Tlp => Self::Tlp,
            Reads::Words(vocabulary) => Self::Words(data::grammar(scheme, vocabulary).ok().map(Box::new)),
        })
    }
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
        Some(Self::with(scheme, Arc::new(Ready::of(scheme)?)))
    }

    /// The same where that scheme was made ready before.
    pub(crate) fn with(scheme: &'a Scheme, ready: Arc<Ready>) -> Self {
        Self { scheme, ready }
    }

    /// The scheme.
    pub fn scheme(&self) -> &'a Scheme {
        self.scheme
    }

    /// Reads a marking and checks it. The form, which only markings of the United States have, is found out where it
    /// is not given.
    pub fn examine(&self, text: &str, form: Option<Form>) -> Examined {
        let (problems, canonical) = match self.ready.as_ref() {
            Ready::Us => {
                let examined = us::examine(text, form);
                (examined.problems, examined.canonical)
            }
            Ready::Nato(names) => {
                let reading = nato::read_with(text, names);
                (reading.problems, reading.canonical)
            }
            Ready::Tlp => {
                let examined = tlp::examine(text);
                (examined.problems, examined.canonical)
            }
            Ready::Words(Some(grammar)) => {
                let examined = words::examine(grammar, text);
                (examined.problems, examined.canonical)
            }
            Ready::Words(None) => (Vec::new(), None),
        };
        Examined { problems, canonical }
    }

    /// The text with what can be mended mended, and the problems that are left.
    pub fn fix(&self, text: &str, form: Option<Form>) -> (String, Vec<Problem>) {
        match self.ready.as_ref() {
            Ready::Us => us::fix(text, form),
            Ready::Nato(names) => nato::fix_with(text, names),
            Ready::Tlp => tlp::fix(text),
            Ready::Words(Some(grammar)) => words::fix(grammar, text),
            Ready::Words(None) => (text.to_owned(), Vec::new()),
        }
    }

    /// A marking in the form in which it is kept, where every word of it is known, with what is wrong with it.
    pub(crate) fn kept(&self, text: &str) -> (Option<String>, Vec<Problem>) {
        let dates = Dates { dated: None, marked: Instant::BEGINNING };
        let Understood { canonical, problems, .. } = self.understand(text, None, dates);
        (canonical.filter(|_| are_harmless(&problems)), problems)
    }

    /// Reads a marking and says what it means.
    ///
    /// A marking that cannot be read, or of which a word is not known, means at least one caveat that nobody meets.
    pub fn understand(&self, text: &str, form: Option<Form>, dates: Dates) -> Understood {
        let mut understood = match self.ready.as_ref() {
            Ready::Us => super::us::understand(self.scheme, text, form, dates),
            Ready::Nato(names) => super::nato::understand(self.scheme, names, text, dates),
            Ready::Tlp => super::tlp::understand(self.scheme, text),
            Ready::Words(Some(grammar)) => match &self.scheme.reads {
                Some(Reads::Words(vocabulary)) => {
                    data::understand(self.scheme, vocabulary, grammar, text, dates)
                }
                _ => Understood::nothing(text, Vec::new()),
            },
            Ready::Words(None) => Understood::nothing(text, Vec::new()),
        };
        name_apart(&mut understood.marked);
        understood
    }
}
