//! Notices and distribution statements.

use super::document::{Document, Rule, has, is_true, tokens};
use crate::us::ism::Attributes;

pub(super) const RULES: &[Rule] = &[
    Rule::banner(
        "us-ism-notice-banner",
        "ISM-ID-00227",
        "noticeType",
        "a resource element has no notice but of distribution",
        |document| tokens(document.banner, "noticeType").any(|one| !is_statement(one) && one != "ITAR-EAR"),
    ),
    Rule::banner(
        "us-ism-notice-banner",
        "ISM-ID-00248",
        "externalNotice",
        "a resource element is no external notice",
        |document| is_true(document.banner, "externalNotice"),
    ),
    Rule::banner(
        "us-ism-distribution",
        "ISM-ID-00155",
        "noticeType",
        "a document of the Department of Defense has a distribution statement",
        |document| is_distributed(document) && statements(document).next().is_none(),
    ),
    Rule::banner(
        "us-ism-distribution",
        "ISM-ID-00158",
        "noticeType",
        "a classified document cannot have distribution statement A, for the public, alone",
        |document| {
            let is_public = statements(document).all(|one| one == "DoD-Dist-A");
            is_distributed(document) && document.is_classified() && is_public
        },
    ),
    Rule::banner(
        "us-ism-distribution",
        "ISM-ID-00162",
        "noticeType",
        "a document has one distribution statement",
        |document| is_distributed(document) && statements(document).nth(1).is_some(),
    ),
    Rule::banner(
        "us-ism-distribution",
        "ISM-ID-00460",
        "noticeType",
        "a notice of export control excludes distribution statement A, for the public",
        |document| is_public(document) && document.has("noticeType", "ITAR-EAR"),
    ),
    Rule::because(
        "us-ism-distribution",
        "ISM-ID-00461",
        "noticeType",
        "a portion has a notice of export control, and the resource element has none",
        |document, portion| {
            is_distributed(document)
                && has(portion, "noticeType", "ITAR-EAR")
                && !document.has("noticeType", "ITAR-EAR")
        },
    ),
    Rule::portion(
        "us-ism-distribution-public",
        "ISM-ID-00239",
        "disseminationControls",
        "the document has distribution statement A, for the public, and the portion has controls",
        |document, portion| is_closed(document, portion, "disseminationControls"),
    ),
    Rule::portion(
        "us-ism-distribution-public",
        "ISM-ID-00240",
        "atomicEnergyMarkings",
        "the document has distribution statement A, for the public, and the portion is of atomic energy",
        |document, portion| is_closed(document, portion, "atomicEnergyMarkings"),
    ),
];

fn is_statement(notice: &str) -> bool {
    matches!(notice.strip_prefix("DoD-Dist-"), Some("A" | "B" | "C" | "D" | "E" | "F"))
}

fn statements<'a>(document: &Document<'a>) -> impl Iterator<Item = &'a str> {
    tokens(document.banner, "noticeType").filter(|one| is_statement(one))
}

/// Whether DoD Instruction 5230.24 asks for a distribution statement.
fn is_distributed(document: &Document<'_>) -> bool {
    document.has("compliesWith", "USDOD") && !document.has("exemptFrom", "DOD_DISTRO_STATEMENT")
}

fn is_public(document: &Document<'_>) -> bool {
    document.has("noticeType", "DoD-Dist-A")
}

fn is_closed(document: &Document<'_>, portion: &Attributes, attribute: &str) -> bool {
    let is_meant = document.has("compliesWith", "USDOD") && is_public(document);
    is_meant && tokens(portion, attribute).next().is_some()
}
