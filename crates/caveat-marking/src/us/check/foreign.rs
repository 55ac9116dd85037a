//! What other governments own, and their information in markings of the United States.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::us::marking::{Control, Holder};
use crate::us::read::Part;

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-foreign-concealed-banner", "CAPCO 2016 H.7 p. 122", concealed_banner),
    Rule::warning("us-foreign-fgi", "CAPCO 2016 H.7 p. 122", fgi),
    Rule::warning("us-foreign-relido", "ISM-ID-00124", relido),
];

/// A document with a concealed source has a banner of the United States, as in `SECRET//FGI`.
fn concealed_banner(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = seen.is_banner() && seen.marking.classification.holder == Holder::Concealed;
    let span = || seen.span_of(|part| *part == Part::HolderWord);
    let found =
        || Finding::new(span(), "a banner has FGI behind a level of the United States, as `SECRET//FGI`");
    is_wrong.then(found).into_iter().collect()
}

/// FGI is for what the United States make of it, alone or with others.
fn fgi(seen: &Seen<'_>) -> Vec<Finding> {
    let is_foreign = !matches!(seen.marking.classification.holder, Holder::Us | Holder::Joint(_));
    let span = || seen.span_of(|part| *part == Part::Fgi);
    let found = || {
        Finding::new(span(), "FGI is for markings of the United States: others stand in front of the level")
    };
    (is_foreign && seen.marking.fgi.is_some()).then(found).into_iter().collect()
}

/// CAPCO 2016 H.7 p. 122 has RELIDO among what foreign information may bear, so that it is no error.
fn relido(seen: &Seen<'_>) -> Vec<Finding> {
    let is_foreign = !matches!(seen.marking.classification.holder, Holder::Us | Holder::Joint(_));
    let span = || seen.control_span(Control::Relido);
    let found = || Finding::new(span(), "RELIDO is for the United States to say of their own information");
    (is_foreign && seen.has(Control::Relido)).then(found).into_iter().collect()
}
