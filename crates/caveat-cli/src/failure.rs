//! Why nothing was done, for whoever typed it.

use std::fmt::Display;
use std::ops::Range;

use crate::status::Status;

/// Why nothing was done.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: Status,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// Where in what was typed.
    pub(crate) typed: Option<Typed>,
}

/// A value as it was typed, with its flag.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// The flag, or the name of the argument in upper case.
    pub(crate) flag: &'static str,
    /// Everything typed for it.
    pub(crate) value: String,
    /// The bytes of it that are meant.
    pub(crate) span: Range<usize>,
}

impl Failure {
    /// Something could not be done.
    pub(crate) fn failed(message: impl Display) -> Self {
        Self { status: Status::Failed, message: message.to_string(), hint: None, typed: None }
    }

    /// What was typed is not right.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { status: Status::Usage, ..Self::failed(message) }
    }

    /// That part of what was typed is not right.
    pub(crate) fn typed(typed: Typed, message: impl Display) -> Self {
        Self { typed: Some(typed), ..Self::usage(message) }
    }

    /// The failure was told in full where it arose.
    pub(crate) fn told(status: Status) -> Self {
        Self { status, message: String::new(), hint: None, typed: None }
    }

    pub(crate) fn hint(self, hint: impl Display) -> Self {
        Self { hint: Some(hint.to_string()), ..self }
    }

    /// What to do, where the cause knows.
    pub(crate) fn maybe_hint(self, hint: Option<&str>) -> Self {
        Self { hint: hint.map(str::to_owned).or(self.hint), ..self }
    }
}

impl Typed {
    /// A value that was typed alone.
    pub(crate) fn one(flag: &'static str, value: &str) -> Self {
        Self { flag, value: value.to_owned(), span: 0..value.len() }
    }

    /// One of several that were typed: behind a flag with commas between them, else with spaces.
    pub(crate) fn among(flag: &'static str, values: &[String], index: usize) -> Self {
        let between = if flag.starts_with("--") { "," } else { " " };
        let before: usize = values.iter().take(index).map(|value| value.len() + between.len()).sum();
        let length = values.get(index).map_or(0, String::len);
        Self { flag, value: values.join(between), span: before..before + length }
    }

    /// A part of it.
    pub(crate) fn within(self, part: Range<usize>) -> Self {
        let start = (self.span.start + part.start).min(self.span.end);
        let end = (self.span.start + part.end).clamp(start, self.span.end);
        Self { span: start..end, ..self }
    }
}

impl From<caveat_register::Error> for Failure {
    fn from(error: caveat_register::Error) -> Self {
        Self::failed(&error).maybe_hint(error.hint())
    }
}
