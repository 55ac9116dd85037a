//! The classification itself: whose it is, and how high.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::us::marking::{Holder, Level};

pub(super) const RULES: &[Rule] = &[Rule::error(
    "us-level-restricted",
    "CAPCO 2016 H.1 p. 46 and H.3 p. 56; ISM-ID-00040",
    level_restricted,
)];

/// RESTRICTED is no level of the United States, and they are always among the owners of what is JOINT.
fn level_restricted(seen: &Seen<'_>) -> Vec<Finding> {
    let classification = &seen.marking.classification;
    let is_ours = matches!(classification.holder, Holder::Us | Holder::Joint(_));
    let is_wrong = is_ours && classification.level == Level::Restricted;
    let found = || Finding::new(seen.level_span(), "RESTRICTED is not a level of the United States");
    is_wrong.then(found).into_iter().collect()
}
