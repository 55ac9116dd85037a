//! One thing in which a banner and its portions disagree, before it is known how they are written.

use super::held::Thing;
use crate::problem::Severity;
use crate::us::marking::{Category, Control};

/// A disagreement of markings.
#[derive(Debug)]
pub(super) struct Finding<'a> {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) source: &'static str,
    /// Which portion it is about. None: the banner.
    pub(super) portion: Option<usize>,
    /// Which part of that marking it is about.
    pub(super) part: Of<'a>,
    /// The portion that shows it.
    pub(super) because: Option<usize>,
    /// What its mend would do.
    pub(super) mended: Mended,
}

/// A part of a marking.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'a> {
    /// The whole of it.
    All,
    /// The level.
    Level,
    /// Whose it is.
    Holder,
    /// Something that it has, or else its category.
    Thing(Thing<'a>),
    /// A control of release with its list, or else all controls.
    Release(Control),
}

/// What the mend of a finding does: it writes the banner that the portions make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mended {
    /// There is no mend.
    Never,
    /// The banner then lets nobody have it who might not have had it.
    Closing,
    /// The banner then may let more people have it.
    Opening,
}

impl<'a> Finding<'a> {
    /// The banner lacks something.
    pub(super) fn missing(code: &'static str, part: Of<'a>, message: String, source: &'static str) -> Self {
        let (severity, mended) = (Severity::Error, Mended::Closing);
        Self { code, severity, message, source, portion: None, part, because: None, mended }
    }

    /// The banner claims something.
    pub(super) fn claimed(code: &'static str, part: Of<'a>, message: String, source: &'static str) -> Self {
        Self { mended: Mended::Opening, ..Self::missing(code, part, message, source) }
    }

    /// Something is wrong that only its author can put right.
    pub(super) fn wrong(code: &'static str, part: Of<'a>, message: String, source: &'static str) -> Self {
        Self { mended: Mended::Never, ..Self::missing(code, part, message, source) }
    }

    /// It is valid all the same.
    pub(super) fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// It is about a portion.
    pub(super) fn in_portion(self, at: usize) -> Self {
        Self { portion: Some(at), ..self }
    }

    /// A portion shows it.
    pub(super) fn because(self, at: Option<usize>) -> Self {
        Self { because: at, ..self }
    }
}

impl Thing<'_> {
    /// Where it stands in a marking of the United States.
    pub(super) fn category(&self) -> Option<Category> {
        Some(match self {
            Self::Sci(_) => Category::Sci,
            Self::Sap(_) => Category::Sap,
            Self::Energy(_) => Category::AtomicEnergy,
            Self::Nato(_) | Self::Unknown(_) => return None,
            Self::Source(_) | Self::Concealed => Category::Foreign,
            Self::Control(_) => Category::Dissemination,
            Self::NonIc(_) => Category::NonIc,
        })
    }
}
