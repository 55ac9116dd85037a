//! What the resource element says of declassification, and what is protected in a portion.

use super::document::{Document, Rule, has, tokens, value};
use crate::us::ism::Attributes;

pub(super) const RULES: &[Rule] = &[
    Rule::because(
        "us-ism-declassify-missing",
        "ISM-ID-00014",
        "declassDate",
        "a portion is national security information, and the resource element says nothing of declassification",
        |document, portion| is_meant(document, portion) && says_nothing(document),
    ),
    Rule::because(
        "us-ism-declassify-energy",
        "ISM-ID-00176",
        "declassDate",
        "a portion is RD or FRD, which nothing declassifies by the clock",
        |document, portion| {
            let is_data = ["RD", "FRD"].iter().any(|one| has(portion, "atomicEnergyMarkings", one));
            let by_clock = document.value("declassDate").or(document.value("declassEvent")).is_some();
            is_data && by_clock && document.is_us()
        },
    ),
    Rule::because(
        "us-ism-declassify-nato",
        "ISM-ID-00315",
        "declassException",
        "a portion is classified by NATO, and the resource element does not except it",
        |document, portion| {
            let excepted = ["NATO", "NATO-AEA"].iter().any(|one| document.has("declassException", one));
            is_classified(portion) && is_nato(portion) && !excepted && document.is_us()
        },
    ),
    Rule::banner(
        "us-ism-declassify-nato-claimed",
        "ISM-ID-00316",
        "declassException",
        "the resource element excepts what is NATO's, and nothing is",
        |document| {
            let is_there = any_nato(document) || tokens(document.banner, "FGIsourceOpen").any(is_nato_code);
            document.has("declassException", "NATO") && !is_there
        },
    ),
    Rule::banner(
        "us-ism-declassify-nato-claimed",
        "ISM-ID-00317",
        "declassException",
        "the resource element excepts what is NATO's and of atomic energy, and one of them is in no portion",
        |document| {
            let of_energy =
                |(_, portion): &(usize, &Attributes)| value(portion, "atomicEnergyMarkings").is_some();
            let is_there = any_nato(document) && document.portions.iter().any(of_energy);
            document.has("declassException", "NATO-AEA") && !is_there
        },
    ),
    Rule::portion(
        "us-ism-fgi-protected",
        "ISM-ID-00219",
        "FGIsourceProtected",
        "a portion of a government that is not named says so in FGIsourceProtected too",
        |_, portion| has(portion, "ownerProducer", "FGI") && !has(portion, "FGIsourceProtected", "FGI"),
    ),
];

/// Whether Executive Order 13526 or one before it asks when the portion is declassified: of what was made since 1996,
/// and is not of atomic energy.
fn is_meant(document: &Document<'_>, portion: &Attributes) -> bool {
    let is_recent = document.value("createDate").is_some_and(|date| date >= "1996-04-11");
    let is_energy = value(portion, "atomicEnergyMarkings").is_some();
    document.is_us() && document.is_classified() && is_recent && is_classified(portion) && !is_energy
}

fn says_nothing(document: &Document<'_>) -> bool {
    ["declassDate", "declassEvent", "declassException"].iter().all(|name| document.value(name).is_none())
}

fn is_classified(portion: &Attributes) -> bool {
    value(portion, "classification").is_some_and(|level| level != "U")
}

fn is_nato(portion: &Attributes) -> bool {
    tokens(portion, "ownerProducer").any(is_nato_code)
}

fn any_nato(document: &Document<'_>) -> bool {
    document.portions.iter().any(|(_, portion)| is_nato(portion))
}

fn is_nato_code(code: &str) -> bool {
    code == "NATO" || code.starts_with("NATO:")
}
