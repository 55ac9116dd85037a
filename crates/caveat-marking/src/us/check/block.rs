//! The classification authority block beneath a banner.

use std::ops::Range;

use super::lines::Beneath;
use super::rule::{Finding, Rule};
use crate::us::block::DeclassifyOn;
use crate::us::marking::{Code, Fgi, Holder, Level, Marking};

pub(super) const RULES: &[Rule] = &[
    Rule::of_block("us-block-unclassified", "CAPCO 2016 H.1 p. 51; ISM-ID-00016", unclassified),
    Rule::of_block("us-block-classified-by", "CAPCO 2016 E p. 31; ISM-ID-00142", classified_by),
    Rule::of_block("us-block-basis", "CAPCO 2016 E p. 31; ISM-ID-00017, ISM-ID-00143", basis),
    Rule::of_block("us-block-reason-derived", "CAPCO 2016 E p. 32; ISM-ID-00221, ISM-ID-00367", both),
    Rule::of_block("us-block-declassify-on", "CAPCO 2016 E p. 31; ISM-ID-00014, ISM-ID-00141", declassify_on),
    Rule::of_block("us-block-exemption-with-date", "CAPCO 2016 E p. 31; ISM-ID-00133", with_date),
    Rule::of_block("us-block-exemption-without-date", "CAPCO 2016 E p. 31; ISM-ID-00141", without_date),
    Rule::of_block(
        "us-block-atomic-energy",
        "CAPCO 2016 H.6 p. 103; ISM-ID-00176, ISM-ID-00246",
        atomic_energy,
    ),
    Rule::of_block("us-block-atomic-energy-unmarked", "ISM-ID-00299", atomic_energy_unmarked),
    Rule::of_block("us-block-nato-unmarked", "CAPCO 2016 E p. 31; ISM-ID-00316, ISM-ID-00317", nato_unmarked),
];

fn unclassified(beneath: &Beneath<'_>) -> Vec<Finding> {
    let is_open = beneath.marking.is_some_and(|marking| marking.classification.level == Level::Unclassified);
    let found =
        || Finding::new(beneath.whole(), "what is unclassified has no classification authority block");
    is_open.then(found).into_iter().collect()
}

/// The parts of a block that is right for what is classified.
fn needs(beneath: &Beneath<'_>, is_there: bool, message: &str) -> Vec<Finding> {
    let is_open = beneath.marking.is_some_and(|marking| marking.classification.level == Level::Unclassified);
    if is_there || is_open {
        return Vec::new();
    }
    vec![Finding::new(beneath.whole(), message)]
}

fn classified_by(beneath: &Beneath<'_>) -> Vec<Finding> {
    needs(beneath, beneath.block.classified_by.is_some(), "the block does not say by whom it was classified")
}

fn basis(beneath: &Beneath<'_>) -> Vec<Finding> {
    let is_there = beneath.block.reason.is_some() || beneath.block.derived_from.is_some();
    needs(beneath, is_there, "the block has neither a reason nor what the classification is derived from")
}

fn both(beneath: &Beneath<'_>) -> Vec<Finding> {
    if beneath.block.reason.is_none() || beneath.block.derived_from.is_none() {
        return Vec::new();
    }
    let span = beneath.line("reason").unwrap_or_else(|| beneath.whole());
    let mend = beneath.without_line("reason");
    let message = "a reason is for whoever classifies first, and not carried over from a source";
    vec![Finding::new(span, message).mend(mend)]
}

fn declassify_on(beneath: &Beneath<'_>) -> Vec<Finding> {
    needs(beneath, beneath.block.declassify_on.is_some(), "the block does not say when it is declassified")
}

fn declassify_span(beneath: &Beneath<'_>) -> Range<usize> {
    beneath.line("declassify on").unwrap_or_else(|| beneath.whole())
}

/// These exemptions have no end, and their lines no date.
fn with_date(beneath: &Beneath<'_>) -> Vec<Finding> {
    let code = match &beneath.block.declassify_on {
        Some(DeclassifyOn::Exemption { code, until: Some(_) }) if is_open_ended(code) => code.as_str(),
        Some(DeclassifyOn::NotApplicable(text)) if has_date(text) => "N/A",
        _ => return Vec::new(),
    };
    let message = format!("`{code}` stands without a date or an event");
    vec![Finding::new(declassify_span(beneath), message)]
}

fn without_date(beneath: &Beneath<'_>) -> Vec<Finding> {
    let Some(DeclassifyOn::Exemption { code, until: None }) = &beneath.block.declassify_on else {
        return Vec::new();
    };
    if is_open_ended(code) {
        return Vec::new();
    }
    let message = format!("`{code}` needs a date or an event");
    vec![Finding::new(declassify_span(beneath), message)]
}

fn is_open_ended(code: &str) -> bool {
    matches!(code, "50X1-HUM" | "50X2-WMD")
}

fn has_date(text: &str) -> bool {
    text.split(|char: char| !char.is_ascii_digit()).any(|digits| digits.len() == 8)
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
