//! Documents as attributes of ISM: an example of every rule that attributes alone can break, and ODNI's documents.

use caveat_marking::problem::Severity;
use caveat_marking::us::document::{AttributeDisagreement, compare_attributes};
use caveat_marking::us::ism::{Attributes, to_attributes};
use serde_json::Value;

use crate::document::published;
use crate::published::{text, values};

fn attributes(value: &Value) -> Attributes {
    let object = value.as_object().unwrap().iter();
    object.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

fn compared(document: &Value) -> Vec<AttributeDisagreement> {
    let portions: Vec<_> = document["portions"].as_array().unwrap().iter().map(attributes).collect();
    compare_attributes(&attributes(&document["banner"]), &portions)
}

/// Every rule with the codes that are shown.
pub(crate) fn shown() -> impl Iterator<Item = (String, String)> {
    let pair =
        |value: &Value| (text(value, "rule").unwrap().to_owned(), text(value, "code").unwrap().to_owned());
    values("ism-attributes-examples.jsonl").iter().map(pair).collect::<Vec<_>>().into_iter()
}

/// Every code that attributes alone can have, with how severe it is.
pub(crate) fn severities() -> impl Iterator<Item = (String, Severity)> {
    let of = |value: &Value| {
        let code = text(value, "code").unwrap().to_owned();
        let found = compared(&value["broken"]).into_iter().find(|one| one.code == code);
        (code, found.unwrap().severity)
    };
    values("ism-attributes-examples.jsonl").iter().map(of).collect::<Vec<_>>().into_iter()
}

#[test]
fn every_example_breaks_its_rule_and_its_neighbour_breaks_none() {
    let mut wrong = Vec::new();
    for example in values("ism-attributes-examples.jsonl") {
        let (rule, code) = (text(&example, "rule").unwrap(), text(&example, "code").unwrap());
        let found = compared(&example["broken"]);
        if !found.iter().any(|one| one.code == code && one.source.contains(rule)) {
            wrong.push(format!("{rule}: has {found:?}"));
        }
        let found = compared(&example["correct"]);
        if !found.is_empty() {
            wrong.push(format!("{rule}: the neighbour has {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_is_compared_alike_as_text_and_as_attributes() {
    for (id, document) in published() {
        let (banner, portions) = document.readings();
        let banner_marking = banner.marking.unwrap();
        // Without its list, what is left to the banner is no attribute.
        if document.portions.iter().any(|portion| portion.contains("JOINT S//")) {
            continue;
        }
        let portions: Vec<_> =
            portions.iter().map(|portion| to_attributes(portion.marking.as_ref().unwrap())).collect();
        let found = compare_attributes(&to_attributes(&banner_marking), &portions);
        let codes: Vec<_> =
            found.iter().map(|one| one.code).filter(|code| !code.starts_with("us-ism-")).collect();
        assert_eq!(codes, document.codes(), "{id}: {found:?}");
    }
}

#[test]
fn odnis_own_documents_have_no_error() {
    let (mut documents, mut portions, mut warnings) = (0, 0, 0);
    for document in values("us/odni-documents.jsonl") {
        let found = compared(&document);
        documents += 1;
        portions += document["portions"].as_array().unwrap().len();
        warnings += found.len();
        let errors: Vec<_> = found.iter().filter(|one| one.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", document["file"]);
    }
    println!("{documents} documents with {portions} portions; {warnings} warnings");
}
