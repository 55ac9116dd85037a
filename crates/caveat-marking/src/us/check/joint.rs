//! What the United States own together with others.

use super::lists;
use super::rule::{Finding, Rule};
use super::seen::Seen;
use super::systems;
use crate::problem::Mend;
use crate::us::marking::{Code, Control, Holder, NonIc};
use crate::us::read::Part;

pub(super) const RULES: &[Rule] = &[
    Rule::error("us-joint-release", "CAPCO 2016 H.3 p. 55 and p. 57; ISM-ID-00377", release),
    Rule::error("us-joint-noforn", "CAPCO 2016 H.3 p. 57", noforn),
    Rule::error("us-joint-hcs", "CAPCO 2016 H.3 p. 57", hcs),
];

/// The owners, if it is JOINT.
fn owners<'a>(seen: &Seen<'a>) -> Option<&'a [Code]> {
    match &seen.marking.classification.holder {
        Holder::Joint(owners) => Some(owners),
        _ => None,
    }
}

fn word_span(seen: &Seen<'_>) -> std::ops::Range<usize> {
    seen.span_of(|part| *part == Part::HolderWord)
}

/// A portion may leave its list to its banner, and is then for its banner to answer for.
fn release(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(owners) = owners(seen) else { return Vec::new() };
    if seen.has(Control::Noforn) {
        return Vec::new();
    }
    if !seen.has(Control::RelTo) {
        let is_open = owners.len() > 1 && !is_closed(seen);
        let mend = is_open.then(|| list_of(owners)).and_then(|text| seen.add_text(Control::RelTo, &text));
        return vec![Finding::new(word_span(seen), "what is JOINT is REL TO its owners").mend(mend)];
    }
    let released = &seen.marking.rel_to;
    let is_missing = |code: &&Code| !released.is_empty() && !lists::is_within(code, released);
    let found = |code: &Code| {
        let message = format!("`{code}` is among the owners, and not in REL TO");
        Finding::new(seen.control_span(Control::RelTo), message).mend(place_in_rel_to(seen, code))
    };
    owners.iter().filter(is_missing).map(found).collect()
}

/// Whether something in it would be NOFORN, if it were not JOINT: then it is for its owners to say what is meant.
fn is_closed(seen: &Seen<'_>) -> bool {
    let closing = [NonIc::Exdis, NonIc::Nodis, NonIc::Limdis, NonIc::SbuNf, NonIc::LesNf];
    closing.into_iter().any(|marking| seen.has_non_ic(marking))
        || systems::coupled(seen).any(|(_, couple)| couple.noforn)
}

/// `REL TO USA, CAN, GBR` for its owners.
fn list_of(owners: &[Code]) -> String {
    let others = owners.iter().filter(|code| code.as_str() != "USA").map(|code| format!(", {code}"));
    format!("REL TO USA{}", String::from_iter(others))
}

fn place_in_rel_to(seen: &Seen<'_>, code: &Code) -> Option<Mend> {
    let listed = || {
        seen.tokens().filter_map(|token| match &token.part {
            Part::RelTo(code) => Some((code, &token.span)),
            _ => None,
        })
    };
    let is_later = |other: &Code| other.as_str() != "USA" && other > code;
    if let Some((_, span)) = listed().find(|(other, _)| is_later(other)) {
        return Some(Mend { span: span.start..span.start, text: format!("{code}, ") });
    }
    let (_, span) = listed().last()?;
    Some(Mend { span: span.end..span.end, text: format!(", {code}") })
}

fn noforn(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = owners(seen).is_some() && seen.has(Control::Noforn);
    let found = || Finding::new(seen.control_span(Control::Noforn), "what is JOINT cannot be NOFORN");
    is_wrong.then(found).into_iter().collect()
}

fn hcs(seen: &Seen<'_>) -> Vec<Finding> {
    let is_wrong = owners(seen).is_some() && seen.sci("HCS").is_some();
    let found = || Finding::new(seen.system_span("HCS"), "what is JOINT cannot be HCS");
    is_wrong.then(found).into_iter().collect()
}
