//! The classification authority block beneath a banner.

use std::ops::Range;

use super::lines::Beneath;
use super::rule::{Finding, Rule};
use crate::problem::Severity::{Error, Warning};
use crate::us::block::DeclassifyOn;
use crate::us::marking::{Code, Fgi, Holder, Level, Marking};

pub(super) const RULES: &[Rule] = &[
    Rule::of_block("us-block-unclassified", Error, "CAPCO 2016 H.1 p. 51; ISM-ID-00016", unclassified),
    Rule::of_block(
        "us-block-reason-derived",
        Error,
        "CAPCO 2016 E p. 32; ISM-ID-00221, ISM-ID-00367",
        reason_derived,
    ),
    Rule::of_block("us-block-exemption-with-date", Error, "CAPCO 2016 E p. 31; ISM-ID-00133", with_date),
    Rule::of_block("us-block-exemptions", Warning, "CAPCO 2016 E p. 32", exemptions),
    Rule::of_block(
        "us-block-atomic-energy",
        Error,
        "CAPCO 2016 H.6 p. 103; ISM-ID-00176, ISM-ID-00246",
        atomic_energy,
    ),
    Rule::of_block("us-block-atomic-energy-unmarked", Error, "ISM-ID-00299", atomic_energy_unmarked),
    Rule::of_block(
        "us-block-nato-unmarked",
        Error,
        "CAPCO 2016 E p. 31; ISM-ID-00316, ISM-ID-00317",
        nato_unmarked,
    ),
    Rule::of_block("us-block-downgrade-level", Error, "EO 13526 6.1", downgrade),
];

fn unclassified(beneath: &Beneath<'_>) -> Vec<Finding> {
    let is_open = beneath.marking.is_some_and(|marking| marking.classification.level == Level::Unclassified);
    let found =
        || Finding::new(beneath.whole(), "what is unclassified has no classification authority block");
    is_open.then(found).into_iter().collect()
}

fn reason_derived(beneath: &Beneath<'_>) -> Vec<Finding> {
    if beneath.block.reason.is_none() || beneath.block.derived_from.is_none() {
        return Vec::new();
    }
    let is_reason = |label: &str| label.contains("reason");
    let span = beneath.line(is_reason).unwrap_or_else(|| beneath.whole());
    let message = "a reason is for whoever classifies first, and not carried over from a source";
    vec![Finding::new(span, message).mend(beneath.without_line(is_reason))]
}

fn declassify_span(beneath: &Beneath<'_>) -> Range<usize> {
    beneath.line(|label| label.starts_with("decl")).unwrap_or_else(|| beneath.whole())
}

/// These exemptions have no end, and their lines no date.
fn with_date(beneath: &Beneath<'_>) -> Vec<Finding> {
    let code = match &beneath.block.declassify_on {
        Some(DeclassifyOn::Exemption { code, until: Some(_) })
            if matches!(code.as_str(), "50X1-HUM" | "50X2-WMD") =>
        {
            code.as_str()
        }
        Some(DeclassifyOn::NotApplicable(text)) if has_date(text) => "N/A",
        _ => return Vec::new(),
    };
    vec![Finding::new(declassify_span(beneath), format!("`{code}` stands without a date or an event"))]
}

fn has_date(text: &str) -> bool {
    text.split(|char: char| !char.is_ascii_digit()).any(|digits| digits.len() == 8)
}

fn exemptions(beneath: &Beneath<'_>) -> Vec<Finding> {
    match &beneath.block.declassify_on {
        Some(DeclassifyOn::Exemption { code, .. }) if code.contains(", ") => {
            let message = format!("`{code}`: a block has the one exemption that lasts longest");
            vec![Finding::new(declassify_span(beneath), message)]
        }
        _ => Vec::new(),
    }
}

/// Such data is never declassified by the clock.
fn atomic_energy(beneath: &Beneath<'_>) -> Vec<Finding> {
    let Some(declassify_on) = &beneath.block.declassify_on else { return Vec::new() };
    let is_marked = beneath.marking.is_some_and(has_data);
    let is_said = matches!(declassify_on, DeclassifyOn::NotApplicable(text) if names_data(text));
    let is_unread = matches!(declassify_on, DeclassifyOn::Unreadable(_));
    if !is_marked || is_said || is_unread {
        return Vec::new();
    }
    let message = "RD, FRD and TFNI are not declassified on a date: `N/A to RD portions. See source list for NSI \
                   portions.`";
    vec![Finding::new(declassify_span(beneath), message)]
}

fn atomic_energy_unmarked(beneath: &Beneath<'_>) -> Vec<Finding> {
    let is_said = matches!(&beneath.block.declassify_on,
        Some(DeclassifyOn::NotApplicable(text)) if names_data(text));
    let is_bare = beneath.marking.is_some_and(|marking| !has_data(marking));
    let found = || Finding::new(declassify_span(beneath), "the banner has no RD, FRD or TFNI");
    (is_said && is_bare).then(found).into_iter().collect()
}

fn nato_unmarked(beneath: &Beneath<'_>) -> Vec<Finding> {
    let is_said = matches!(&beneath.block.declassify_on,
        Some(DeclassifyOn::NotApplicable(text)) if words(text).any(|word| word == "NATO"));
    let is_bare = beneath.marking.is_some_and(|marking| !may_have_nato(marking));
    let found = || Finding::new(declassify_span(beneath), "the banner has nothing of NATO's");
    (is_said && is_bare).then(found).into_iter().collect()
}

/// Downgrading is to a lower level.
fn downgrade(beneath: &Beneath<'_>) -> Vec<Finding> {
    let (Some(downgrade), Some(marking)) = (&beneath.block.downgrade, beneath.marking) else {
        return Vec::new();
    };
    if downgrade.to < marking.classification.level {
        return Vec::new();
    }
    let span = beneath.line(|label| label.starts_with("downgrade")).unwrap_or_else(|| beneath.whole());
    vec![Finding::new(span, "a downgrade is to a level below that of the banner")]
}

fn has_data(marking: &Marking) -> bool {
    let energy = &marking.atomic_energy;
    energy.rd.is_some() || energy.frd.is_some() || energy.tfni
}

fn names_data(text: &str) -> bool {
    words(text).any(|word| matches!(word.as_str(), "RD" | "FRD" | "TFNI" | "RESTRICTED"))
}

/// A source that is concealed may be NATO, and an activity of the council is written by its own name.
fn may_have_nato(marking: &Marking) -> bool {
    let is_nato = |code: &Code| !code.is_trigraph();
    let holder = match &marking.classification.holder {
        Holder::Nato(_) | Holder::Concealed => true,
        Holder::Joint(owners) | Holder::Foreign(owners) => owners.iter().any(is_nato),
        Holder::Us => false,
    };
    let source = match &marking.fgi {
        Some(Fgi::Open(sources)) => sources.iter().any(is_nato),
        Some(Fgi::Concealed) => true,
        None => false,
    };
    holder || source || !marking.nato.is_empty()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|char: char| !char.is_ascii_alphanumeric()).map(str::to_ascii_uppercase)
}
