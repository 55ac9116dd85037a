//! What is wrong with a marking, where, by which rule, and how to mend it.

use std::ops::Range;

/// Whether a problem makes a marking invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It is worth a look: the marking is valid all the same.
    Warning,
    /// The marking breaks a rule.
    Error,
}

impl Severity {
    /// As it is written: `error`, `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What should stand in the place of some characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The characters that it replaces: a byte range of the text. Empty: it is inserted there.
    pub span: Range<usize>,
    /// What to write there. Empty: they are left out.
    pub text: String,
}

/// Something wrong with the text of a marking. Spans are byte ranges in it, on the borders of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which problem: stable, lower-case words with hyphens, `us-order`, `us-noforn-excludes-rel-to`.
    pub code: &'static str,
    /// Whether the marking is invalid by it.
    pub severity: Severity,
    /// What is wrong, as a fragment in lower case without a full stop; what was typed stands in backticks.
    pub message: String,
    /// The offending characters.
    pub span: Range<usize>,
    /// The rule that is broken: a document and a section in it, or the number of a machine's rule.
    pub source: &'static str,
    /// How to mend it, where that can be said.
    pub mend: Option<Mend>,
}

impl Problem {
    /// An error, without a mend.
    pub fn error(
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        source: &'static str,
    ) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), span, source, mend: None }
    }

    /// A warning, without a mend.
    pub fn warning(
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        source: &'static str,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message, source) }
    }

    /// With what to write in the place of the characters that the problem is about.
    pub fn mend(mut self, text: impl Into<String>) -> Self {
        self.mend = Some(Mend { span: self.span.clone(), text: text.into() });
        self
    }

    /// With what to write somewhere else.
    pub fn mend_at(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.mend = Some(Mend { span, text: text.into() });
        self
    }
}

/// Whether none of them makes a marking invalid.
pub fn are_harmless(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity != Severity::Error)
}

/// How many problems of one text anybody is told.
const MOST: usize = 100;

/// The problems in the order of the text; of very many, the first of them, errors before warnings.
pub fn few(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| (std::cmp::Reverse(problem.severity), problem.span.start));
    problems.truncate(MOST);
    problems.sort_by_key(|problem| problem.span.start);
    problems
}

#[cfg(test)]
mod tests {
    use super::{Problem, Severity, few};

    #[test]
    fn of_very_many_problems_no_error_is_left_out_for_a_warning() {
        let warning = |at| Problem::warning("a", at..at, "b", "c");
        let mut problems: Vec<Problem> = (0..300).map(warning).collect();
        problems.push(Problem::error("d", 300..300, "e", "f"));
        let few = few(problems);
        assert_eq!(few.len(), 100);
        assert!(few.iter().any(|problem| problem.severity == Severity::Error));
        assert!(few.is_sorted_by_key(|problem| problem.span.start));
    }
}
