//! Lists of countries, organisations and coalitions.

use crate::us::marking::Code;

/// Whether a code is in a list, or everybody that it stands for is.
pub(super) fn is_within(code: &Code, list: &[Code]) -> bool {
    list.contains(code)
}

/// Codes as a message names them.
pub(super) fn named<'a>(codes: impl Iterator<Item = &'a Code>) -> String {
    let names: Vec<_> = codes.map(|code| format!("`{code}`")).collect();
    names.join(", ")
}
