//! The classification authority block: by whom a document was classified, why, and until when.
//!
//! Source: 32 CFR 2001.21, 2001.22 and 2001.26; IC Markings System Register and Manual (CAPCO 2016), E.

use std::ops::Range;

use jiff::civil::Date;

use crate::problem::Problem;

/// The lines beneath a banner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// `Classified By:`
    pub classified_by: Option<String>,
    /// `Derived From:`
    pub derived_from: Option<String>,
    /// `Reason:`
    pub reason: Option<String>,
    /// `Downgrade To:`, each with its level as it was written, and `On:`.
    pub downgrade: Option<String>,
    /// `Declassify On:`
    pub declassify_on: Option<DeclassifyOn>,
    /// Lines of which nobody knows what they are.
    pub other: Vec<String>,
}

/// When a document is declassified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclassifyOn {
    /// On a day: `20411231`.
    Date(Date),
    /// At an event.
    Event(String),
    /// Exempt from automatic declassification.
    Exemption {
        /// `25X1`, `50X1-HUM`, `50X2-WMD`, `75X`.
        code: String,
        /// Until when, where that is said.
        until: Option<Until>,
    },
    /// `25X1, EO 12951`.
    Imagery,
    /// `N/A to RD/FRD portions`, with the text as it stands there.
    NotApplicable(String),
    /// `OADR`, `MR`, `X1` to `X8`: instructions of earlier orders.
    Legacy(String),
    /// What nobody can read.
    Unreadable(String),
}

/// Until when an exemption holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Until a day.
    Date(Date),
    /// Until an event.
    Event(String),
}

/// Whether a line begins as one of the block does.
pub(crate) fn is_line(_line: &str) -> bool {
    false
}

/// Reads the lines beneath a banner.
pub(crate) fn read(_text: &str, _lines: Range<usize>, _problems: &mut Vec<Problem>) -> Option<Block> {
    None
}
