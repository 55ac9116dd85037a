//! What a rule is, and what it finds.

use std::ops::Range;

use super::lines::Beneath;
use super::seen::Seen;
use crate::problem::{Mend, Problem, Severity};
use crate::us::read::Reading;

/// A rule about what stands in a marking, or in the classification authority block beside it.
#[derive(Debug)]
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// Whether a marking that breaks it is invalid.
    pub severity: Severity,
    /// Where it is written.
    pub source: &'static str,
    find: Find,
}

/// How to find every place in which it is broken.
#[derive(Debug)]
enum Find {
    /// In the marking.
    Marking(fn(&Seen<'_>) -> Vec<Finding>),
    /// In the block beneath it.
    Block(fn(&Beneath<'_>) -> Vec<Finding>),
}

/// One place in which a marking breaks a rule.
#[derive(Debug)]
pub(super) struct Finding {
    span: Range<usize>,
    message: String,
    mend: Option<Mend>,
    source: Option<&'static str>,
}

impl Rule {
    /// A rule that a valid marking keeps.
    pub(super) const fn error(
        code: &'static str,
        source: &'static str,
        find: fn(&Seen<'_>) -> Vec<Finding>,
    ) -> Self {
        Self { code, severity: Severity::Error, source, find: Find::Marking(find) }
    }

    /// A rule that a valid marking may break, for a reason that its text does not show.
    pub(super) const fn warning(
        code: &'static str,
        source: &'static str,
        find: fn(&Seen<'_>) -> Vec<Finding>,
    ) -> Self {
        Self { code, severity: Severity::Warning, source, find: Find::Marking(find) }
    }

    /// A rule about a classification authority block.
    pub(super) const fn of_block(
        code: &'static str,
        severity: Severity,
        source: &'static str,
        find: fn(&Beneath<'_>) -> Vec<Finding>,
    ) -> Self {
        Self { code, severity, source, find: Find::Block(find) }
    }

    /// What breaks it in what was read from a text.
    pub(super) fn problems(&self, text: &str, reading: &Reading) -> Vec<Problem> {
        let found = match self.find {
            Find::Marking(find) => Seen::new(reading).map(|seen| find(&seen)),
            Find::Block(find) => Beneath::new(text, reading).map(|beneath| find(&beneath)),
        };
        found.unwrap_or_default().into_iter().map(|found| self.problem(found)).collect()
    }

    fn problem(&self, found: Finding) -> Problem {
        Problem {
            code: self.code,
            severity: self.severity,
            message: found.message,
            span: found.span,
            source: found.source.unwrap_or(self.source),
            mend: found.mend,
        }
    }
}

impl Finding {
    /// Something that cannot be mended without knowing more.
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), mend: None, source: None }
    }

    /// With a mend, where there is one.
    pub(super) fn mend(mut self, mend: impl Into<Option<Mend>>) -> Self {
        self.mend = mend.into();
        self
    }

    /// By a source of its own.
    pub(super) fn source(mut self, source: &'static str) -> Self {
        self.source = Some(source);
        self
    }
}
