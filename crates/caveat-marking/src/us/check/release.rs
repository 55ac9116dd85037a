//! Foreign disclosure and release: NOFORN, REL TO, RELIDO, EYES ONLY, DISPLAY ONLY.

use super::lists;
use super::rule::{Finding, Rule};
use super::seen::Seen;
use crate::us::marking::{Code, Control};

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-noforn-excludes-rel-to", "CAPCO 2016 H.8 p. 145; ISM-ID-00033", noforn_rel_to),
    Rule::error("us-noforn-excludes-relido", "CAPCO 2016 H.8 p. 145; ISM-ID-00169", noforn_relido),
    Rule::error("us-noforn-excludes-eyes", "CAPCO 2016 H.8 p. 145; ISM-ID-00033", noforn_eyes),
    Rule::error("us-noforn-excludes-display-only", "CAPCO 2016 H.8 p. 145; ISM-ID-00169", noforn_display),
    Rule::error("us-rel-to-excludes-eyes", "CAPCO 2016 H.8 p. 151; ISM-ID-00033", rel_to_eyes),
    Rule::error("us-display-only-excludes-relido", "CAPCO 2016 H.8 p. 163; ISM-ID-00169", display_relido),
    Rule::warning("us-display-only-released", "CAPCO 2016 H.8 p. 164", display_released),
    Rule::error("us-eyes-level", "CAPCO 2016 H.8 p. 157; ISM-ID-00028", eyes_level),
    Rule::error("us-eyes-alone", "CAPCO 2016 H.8 p. 157", eyes_alone),
    Rule::error("us-eyes-country", "CAPCO 2016 H.8 p. 157; ISM-ID-00345", eyes_country),
];

fn noforn_rel_to(seen: &Seen<'_>) -> Vec<Finding> {
    excludes(seen, Control::Noforn, Control::RelTo, "NOFORN and REL TO exclude each other")
}

fn noforn_relido(seen: &Seen<'_>) -> Vec<Finding> {
    excludes(seen, Control::Noforn, Control::Relido, "NOFORN and RELIDO exclude each other")
}

fn noforn_eyes(seen: &Seen<'_>) -> Vec<Finding> {
    excludes(seen, Control::Noforn, Control::Eyes, "NOFORN and EYES ONLY exclude each other")
}

fn noforn_display(seen: &Seen<'_>) -> Vec<Finding> {
    excludes(seen, Control::Noforn, Control::DisplayOnly, "NOFORN and DISPLAY ONLY exclude each other")
}

fn display_relido(seen: &Seen<'_>) -> Vec<Finding> {
    excludes(seen, Control::DisplayOnly, Control::Relido, "RELIDO cannot be used with DISPLAY ONLY")
}

/// Two controls of which one goes: always the one that would let more people have it.
pub(super) fn excludes(seen: &Seen<'_>, stays: Control, goes: Control, message: &str) -> Vec<Finding> {
    if !seen.has(stays) || !seen.has(goes) {
        return Vec::new();
    }
    vec![Finding::new(seen.control_span(goes), message).mend(seen.drop(goes))]
}

/// Neither list is wider than the other, so that nothing can be left out.
fn rel_to_eyes(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = seen.has(Control::RelTo) && seen.has(Control::Eyes);
    let found = || Finding::new(seen.control_span(Control::Eyes), "REL TO and EYES ONLY exclude each other");
    is_wrong.then(found).into_iter().collect()
}

/// Who may have it may see it: the two lists are of different countries.
fn display_released(seen: &Seen<'_>) -> Vec<Finding> {
    let is_double = |code: &&Code| lists::is_within(code, &seen.marking.rel_to);
    let found = |code: &Code| {
        let message = format!("`{code}` is in REL TO, and needs no DISPLAY ONLY");
        Finding::new(seen.code_span(Control::DisplayOnly, code), message)
    };
    seen.marking.display_only.iter().filter(is_double).map(found).collect()
}

fn eyes_level(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = seen.has(Control::Eyes) && !seen.is_classified();
    let found = || Finding::new(seen.control_span(Control::Eyes), "EYES ONLY is for what is classified");
    is_wrong.then(found).into_iter().collect()
}

fn eyes_alone(seen: &Seen<'_>) -> Vec<Finding> {
    let [code] = seen.marking.eyes.as_slice() else { return Vec::new() };
    if code.as_str() != "USA" {
        return Vec::new();
    }
    vec![Finding::new(seen.control_span(Control::Eyes), "EYES ONLY needs somebody beside the United States")]
}

fn eyes_country(seen: &Seen<'_>) -> Vec<Finding> {
    let is_other = |code: &&Code| !matches!(code.as_str(), "USA" | "AUS" | "CAN" | "GBR" | "NZL");
    let found = |code: &Code| {
        let message = format!("`{code}` is none of AUS, CAN, GBR and NZL, who alone have EYES ONLY");
        Finding::new(seen.code_span(Control::Eyes, code), message)
    };
    seen.marking.eyes.iter().filter(is_other).map(found).collect()
}
