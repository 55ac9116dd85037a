//! Lists of countries, organisations and coalitions.

use crate::country::{self, Code};

/// Whether a code is in a list, or everybody that it stands for is. The members of a coalition in the list are in it
/// too, where they are published (ISM-ID-00377).
pub(super) fn is_within(code: &Code, list: &[Code]) -> bool {
    let is_in = |code: &Code| list.contains(code) || list.iter().any(|other| members(other).contains(code));
    let members = members(code);
    is_in(code) || (!members.is_empty() && members.iter().all(is_in))
}

fn members(code: &Code) -> &'static [Code] {
    country::members(code.as_str()).unwrap_or_default()
}
