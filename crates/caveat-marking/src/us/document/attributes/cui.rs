//! Controlled unclassified information, which has attributes of its own.

use super::document::{Document, Rule, has, tokens};
use crate::us::ism::Attributes;

pub(super) const RULES: &[Rule] = &[
    Rule::banner(
        "us-ism-cui",
        "ISM-ID-00486",
        "nonICmarkings",
        "a document with CUI has no markings of others than the intelligence community",
        |document| is_cui(document) && document.value("nonICmarkings").is_some(),
    ),
    Rule::banner("us-ism-cui", "ISM-ID-00497", "cuiControlledBy", "CUI says who controls it", |document| {
        is_cui(document) && has_cui(document) && document.value("cuiControlledBy").is_none()
    }),
    Rule::banner(
        "us-ism-cui",
        "ISM-ID-00498",
        "cuiControlledBy",
        "somebody controls CUI, and there is none",
        |document| is_cui(document) && document.value("cuiControlledBy").is_some() && !has_cui(document),
    ),
    Rule::banner(
        "us-ism-cui",
        "ISM-ID-00499",
        "cuiControlledBy",
        "a document that follows the rules of CUI says who controls it",
        |document| is_cui(document) && document.value("cuiControlledBy").is_none(),
    ),
    Rule::banner(
        "us-ism-cui",
        "ISM-ID-00500",
        "cuiControlledBy",
        "who controls CUI is said in a document that follows its rules",
        |document| document.value("cuiControlledBy").is_some() && !is_cui(document),
    ),
    Rule::banner(
        "us-ism-cui",
        "ISM-ID-00501",
        "cuiDecontrolDate",
        "when CUI ends is said in a document that follows its rules",
        |document| {
            let ends = document.value("cuiDecontrolDate").or(document.value("cuiDecontrolEvent"));
            ends.is_some() && !is_cui(document)
        },
    ),
    Rule::because(
        "us-ism-cui-missing",
        "ISM-ID-00502",
        "cuiBasic",
        "a portion has a category of CUI, and the resource element has not",
        |document, portion| is_cui(document) && lacks(document.banner, portion, "cuiBasic"),
    ),
    Rule::because(
        "us-ism-cui-missing",
        "ISM-ID-00503",
        "cuiSpecified",
        "a portion has a category of CUI, and the resource element has not",
        |document, portion| is_cui(document) && lacks(document.banner, portion, "cuiSpecified"),
    ),
    Rule::banner(
        "us-ism-cui-claimed",
        "ISM-ID-00504",
        "cuiBasic",
        "the resource element has a category of CUI, and no portion has",
        |document| is_cui(document) && claims(document, "cuiBasic"),
    ),
    Rule::banner(
        "us-ism-cui-claimed",
        "ISM-ID-00475",
        "cuiSpecified",
        "the resource element has a category of CUI, and no portion has",
        |document| is_cui(document) && claims(document, "cuiSpecified"),
    ),
];

/// Whether the document follows the rules of CUI.
fn is_cui(document: &Document<'_>) -> bool {
    document.has("compliesWith", "USA-CUI") || document.has("compliesWith", "USA-CUI-ONLY")
}

fn has_cui(document: &Document<'_>) -> bool {
    document.value("cuiBasic").or(document.value("cuiSpecified")).is_some()
}

fn lacks(banner: &Attributes, portion: &Attributes, name: &str) -> bool {
    tokens(portion, name).any(|one| !has(banner, name, one))
}

/// A reason for compilation may be the reason for it.
fn claims(document: &Document<'_>, name: &str) -> bool {
    let in_none = |one: &str| !document.portions.iter().any(|(_, portion)| has(portion, name, one));
    document.value("compilationReason").is_none() && tokens(document.banner, name).any(in_none)
}
