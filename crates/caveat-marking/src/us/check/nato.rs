//! NATO's own controls.

use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::us::marking::{Code, Fgi, Holder, Level, NatoControl};
use crate::us::read::Part;

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-nato-control-source", "CAPCO 2016 H.7 p. 122; ISM-ID-00163", source),
    Rule::warning("us-nato-control-level", "CAPCO 2016 App. B (the old forms CTSA, NSAT, NCA, CTS-B)", level),
];

/// Beside a classification of others than NATO, NATO must be among the sources, or the sources be concealed.
fn source(seen: &Seen<'_>) -> Vec<Finding> {
    let is_nato = |code: &Code| code.as_str() == "NATO";
    let is_named = match &seen.marking.classification.holder {
        Holder::Nato(_) | Holder::Concealed => true,
        Holder::Joint(owners) | Holder::Foreign(owners) => owners.iter().any(is_nato),
        Holder::Us => false,
    };
    let is_source = match &seen.marking.fgi {
        Some(Fgi::Open(sources)) => sources.iter().any(is_nato),
        Some(Fgi::Concealed) => true,
        None => false,
    };
    if is_named || is_source {
        return Vec::new();
    }
    let found = |control: &NatoControl| {
        let message = format!("{} is NATO's, and `FGI NATO` is not in the marking", name(*control));
        Finding::new(seen.span_of(|part| *part == Part::Nato(*control)), message)
    };
    seen.marking.nato.iter().map(found).collect()
}

/// ATOMAL stands with what is classified; BALK and BOHEMIA with COSMIC TOP SECRET.
fn level(seen: &Seen<'_>) -> Vec<Finding> {
    let classification = &seen.marking.classification;
    if !matches!(classification.holder, Holder::Nato(_)) {
        return Vec::new();
    }
    let least = |control| match control {
        NatoControl::Atomal => Level::Confidential,
        NatoControl::Balk | NatoControl::Bohemia => Level::TopSecret,
    };
    let is_low = |control: &&NatoControl| classification.level < least(**control);
    let found = |control: &NatoControl| {
        let message = format!("{} is not used with so low a level", name(*control));
        Finding::new(seen.span_of(|part| *part == Part::Nato(*control)), message)
    };
    seen.marking.nato.iter().filter(is_low).map(found).collect()
}

fn name(control: NatoControl) -> &'static str {
    match control {
        NatoControl::Atomal => "ATOMAL",
        NatoControl::Balk => "BALK",
        NatoControl::Bohemia => "BOHEMIA",
    }
}
