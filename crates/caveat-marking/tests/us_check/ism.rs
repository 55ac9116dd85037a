//! Markings as attributes of ISM: ODNI's documents and scenarios.

use std::collections::BTreeMap;

use caveat_marking::problem::Severity;
use caveat_marking::us::examine;
use caveat_marking::us::ism::{Attributes, from_attributes, to_attributes};
use caveat_marking::us::marking::Holder;
use caveat_marking::us::read::{Form, read};
use serde_json::Value;

use crate::published::{correct, values};

/// Every attribute that a marking answers for.
const OF_A_MARKING: [&str; 12] = [
    "classification",
    "ownerProducer",
    "joint",
    "SCIcontrols",
    "SARIdentifier",
    "atomicEnergyMarkings",
    "FGIsourceOpen",
    "FGIsourceProtected",
    "disseminationControls",
    "displayOnlyTo",
    "releasableTo",
    "nonICmarkings",
];

fn attributes(value: &Value) -> Attributes {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let object = value.as_object().unwrap();
    object.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect()
}

/// The sets of attributes in ODNI's example documents.
fn documents() -> Vec<Attributes> {
    values("us/odni-attributes.jsonl").iter().map(|line| attributes(&line["ism"])).collect()
}

/// The portions of ODNI's roll-up scenarios.
fn scenarios() -> Vec<Attributes> {
    let scenarios = values("us/ism-rollup-scenarios.jsonl");
    scenarios.iter().flat_map(|one| one["portions"].as_array().unwrap()).map(attributes).collect()
}

/// What of some attributes a marking answers for, written as the vocabularies have it.
fn answered(attributes: &Attributes) -> Attributes {
    let is_of = |name: &str| OF_A_MARKING.contains(&name);
    attributes
        .iter()
        .filter(|(name, _)| is_of(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[test]
fn what_odni_marks_in_its_documents_is_valid_as_text() {
    for attributes in documents() {
        let encoded = from_attributes(&attributes);
        assert_eq!(encoded.problems, [], "{attributes:?}");
        let marking = encoded.marking.unwrap();
        for form in [Form::Banner, Form::Portion] {
            let text = marking.print(form);
            let examined = examine(&text, Some(form));
            let errors = examined.problems.iter().filter(|one| one.severity == Severity::Error);
            assert_eq!(errors.count(), 0, "`{text}`: {:?}", examined.problems);
            assert_eq!(examined.reading.marking.as_ref(), Some(&marking), "`{text}`");
        }
    }
}

#[test]
fn attributes_of_documents_and_scenarios_are_written_as_they_were_read() {
    for attributes in documents().into_iter().chain(scenarios()) {
        let encoded = from_attributes(&attributes);
        let written = to_attributes(&encoded.marking.unwrap());
        let mut expected = answered(&attributes);
        if let Some(controls) = expected.get_mut("disseminationControls") {
            // ODNI's scenarios have some values out of the order of the vocabulary.
            *controls = match controls.as_str() {
                "FISA FOUO" => "FOUO FISA".to_owned(),
                "NF OC" => "OC NF".to_owned(),
                other => other.to_owned(),
            };
        }
        assert_eq!(written, expected);
        assert_eq!(from_attributes(&written).problems, encoded.problems);
    }
}

#[test]
fn every_marking_of_the_manual_goes_there_and_back() {
    for (form, text) in correct() {
        let marking = read(&text, Some(form)).marking.unwrap();
        // A list that a portion leaves to its banner is no attribute: without its owners nothing is joint.
        if marking.classification.holder == Holder::Joint(Vec::new()) {
            continue;
        }
        let encoded = from_attributes(&to_attributes(&marking));
        assert_eq!(encoded.marking, Some(marking), "`{text}`");
    }
}

#[test]
fn a_block_goes_there_and_back() {
    let text = "SECRET//RD//FGI NATO//NOFORN\nClassified By: J. Smith, Director\nDerived From: Multiple Sources\n\
                Declassify On: N/A to RD and NATO portions. See source list for NSI portions.";
    let reading = read(text, Some(Form::Banner));
    let block = reading.block.unwrap();
    let mut attributes = to_attributes(&reading.marking.unwrap());
    attributes.extend(caveat_marking::us::ism::block_attributes(&block));
    assert_eq!(attributes["declassException"], "NATO-AEA");
    assert_eq!(attributes["derivativelyClassifiedBy"], "J. Smith, Director");
    assert_eq!(from_attributes(&attributes).block, Some(block));
}

#[test]
fn what_no_marking_can_hold_is_kept_and_reported() {
    let given = |pairs: &[(&str, &str)]| -> Attributes {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let base = [("classification", "S"), ("ownerProducer", "USA")];
    let cases: [(&str, &str, &str); 8] = [
        ("noticeType", "RD", ""),
        ("highWaterNATO", "NATO-S", ""),
        ("disseminationControls", "NF FEDCON", "FEDCON"),
        ("releasableTo", "USA GBR", "USA GBR"),
        ("FGIsourceOpen", "GBB", "GBB"),
        ("declassException", "50X1 50X2", "50X1 50X2"),
        ("declassDate", "tomorrow", "tomorrow"),
        ("SARIdentifier", "SAR-DOD:TS:BP", "SAR-DOD:TS:BP"),
    ];
    for (name, value, reported) in cases {
        let encoded = from_attributes(&given(&[base[0], base[1], (name, value)]));
        let found: Vec<_> = encoded.problems.iter().map(|one| one.value.as_str()).collect();
        let expected: &[&str] = if reported.is_empty() { &[] } else { &[reported] };
        assert_eq!(found, expected, "{name}");
        let shown = encoded.marking.unwrap().print(Form::Portion);
        assert!(encoded.kept.contains_key(name) || shown != "S", "{name} is dropped");
    }
}

#[test]
fn without_a_level_or_an_owner_there_is_no_marking() {
    let cases: [&[(&str, &str)]; 5] = [
        &[],
        &[("classification", "S")],
        &[("ownerProducer", "USA")],
        &[("classification", "X"), ("ownerProducer", "USA")],
        &[("classification", "S"), ("ownerProducer", "GBR USA")],
    ];
    for pairs in cases {
        let given: Attributes =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let encoded = from_attributes(&given);
        assert_eq!(encoded.marking, None, "{pairs:?}");
        assert_eq!(encoded.kept, given, "nothing is dropped");
    }
}
