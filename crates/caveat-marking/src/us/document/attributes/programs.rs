//! Special access programs in a document of the Department of Defense.

use super::document::{Document, Rule, tokens};

pub(super) const RULES: &[Rule] = &[
    Rule::banner(
        "us-ism-program-exception",
        "ISM-ID-00527",
        "declassException",
        "a program of the Department of Defense is mostly excepted from declassification",
        |document| {
            let of_defense = programs(document).any(|one| one.starts_with("SAR-DOD:"));
            of_defense && document.value("declassException").is_none()
        },
    )
    .warning(),
    Rule::banner(
        "us-ism-programs",
        "ISM-ID-00531 and ISM-ID-00533",
        "SARIdentifier",
        "a document of both the Department of Defense and the intelligence community has one program",
        |document| document.is_of_both() && programs(document).nth(1).is_some(),
    ),
    Rule::banner(
        "us-ism-programs",
        "ISM-ID-00534",
        "SARIdentifier",
        "the Department of Defense and the intelligence community write a hyphen in a program differently",
        |document| {
            let has_hyphen = |one: &str| one.strip_prefix("SAR-").unwrap_or(one).contains('-');
            document.is_of_both() && programs(document).any(has_hyphen)
        },
    ),
];

fn programs<'a>(document: &Document<'a>) -> impl Iterator<Item = &'a str> {
    tokens(document.banner, "SARIdentifier")
}
