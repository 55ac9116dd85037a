//! Special access programs.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::us::marking::Category;

pub(super) const RULES: &[Rule] =
    &[Rule::error("us-sap-unclassified", "CAPCO 2016 H.5 p. 101; ISM-ID-00016", unclassified)];

fn unclassified(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.is_classified() || seen.marking.sap.is_empty() {
        return Vec::new();
    }
    let span = seen.category_span(Category::Sap);
    vec![Finding::new(span, "a special access program is classified, and this marking is not")]
}
