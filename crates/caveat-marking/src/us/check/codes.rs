//! Codes of countries, organisations and coalitions that are no longer in use.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::country::{self, Code};
use crate::us::read::{Part, Token};

pub(super) const RULES: &[Rule] =
    &[Rule::warning("us-retired-code", "ISM 2022-DEC CVEnumISMCATTetragraph; ISM-ID-00199", retired)];

/// What was marked before a code was retired keeps it, and a marking does not show of which day it is.
fn retired(seen: &Seen<'_>) -> Vec<Finding> {
    let found = |token: &Token| {
        let code = code(&token.part)?;
        let day = country::find(code.as_str())?.retired?;
        Some(Finding::new(token.span.clone(), format!("`{code}` was retired on {day}")))
    };
    seen.tokens().filter_map(found).collect()
}

fn code(part: &Part) -> Option<&Code> {
    match part {
        Part::Holder(code)
        | Part::FgiSource(code)
        | Part::RelTo(code)
        | Part::DisplayOnly(code)
        | Part::Eyes(code) => Some(code),
        _ => None,
    }
}
