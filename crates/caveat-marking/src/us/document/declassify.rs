//! The block beneath a banner, against its portions.

use super::{About, Disagreement, place, rules};
use crate::problem::Problem;
use crate::us::block::DeclassifyOn;
use crate::us::marking::{Holder, Level, Marking};
use crate::us::read::Reading;

/// What NATO classified, NATO declassifies: a block that says otherwise of a document with such a portion is wrong.
/// Whether the block fits its own banner is checked with the banner.
pub(super) fn compare(banner: &Reading, portions: &[Option<&Marking>]) -> Option<Disagreement> {
    let declassify_on = banner.block.as_ref()?.declassify_on.as_ref()?;
    if matches!(declassify_on, DeclassifyOn::NotApplicable(text) if names_nato(text)) {
        return None;
    }
    let because = portions.iter().position(|portion| portion.is_some_and(is_of_nato))?;
    let message = "a portion is classified by NATO, and the block would declassify it";
    let problem = Problem::error("us-doc-declassify-nato", place::whole(banner), message, rules::DECLASSIFY);
    Some(Disagreement { about: About::Banner, problem, because: Some(because) })
}

fn names_nato(text: &str) -> bool {
    let mut words = text.split(|char: char| !char.is_ascii_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case("NATO"))
}

fn is_of_nato(portion: &Marking) -> bool {
    let classification = &portion.classification;
    let is_owner = match &classification.holder {
        Holder::Nato(_) => true,
        Holder::Joint(owners) | Holder::Foreign(owners) => {
            owners.iter().any(|owner| owner.as_str() == "NATO")
        }
        Holder::Us | Holder::Concealed => false,
    };
    is_owner && classification.level > Level::Unclassified
}
