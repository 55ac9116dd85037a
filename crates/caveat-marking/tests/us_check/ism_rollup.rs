//! Attributes of portions rolled up: ODNI's scenarios, with what each of them expects.

use caveat_marking::problem::Severity;
use caveat_marking::us::document::{About, compare_attributes};
use caveat_marking::us::ism::{Attributes, RolledUpAttributes, roll_up_attributes};
use jiff::civil::{Date, date};
use serde_json::Value;

use crate::published::{text, values};

const TODAY: Date = date(2026, 11, 26);

fn attributes(value: &Value) -> Attributes {
    let object = value.as_object().unwrap().iter().filter(|(name, _)| *name != "element");
    object.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

fn portions(scenario: &Value) -> Vec<Attributes> {
    scenario["portions"].as_array().unwrap().iter().map(attributes).collect()
}

/// The attributes that a scenario expects, and does not name all of.
fn expected(scenario: &Value) -> Attributes {
    let mut expected = attributes(&scenario["expected_banner_attributes"]);
    for value in expected.values_mut() {
        *value = value.replace("TODAY+25Y", "2051-11-26");
    }
    expected
}

/// What ODNI's stylesheet leaves out, and the rules and the manual ask for: the list of DISPLAY ONLY (CAPCO 2016 H.8,
/// and `xspec-016`, which is pending for it), and the level of what is NATO's (ISM-ID-00523).
const MORE: [&str; 2] = ["displayOnlyTo", "highWaterNATO"];

/// What comes out otherwise than the stylesheet has it, and its assertions ask for nothing else: a scenario with an
/// attribute as it comes out.
///
/// `xspec-028`: U//FISA counts as RELIDO (CAPCO 2016 H.1 p. 53), and a classified portion beside it says nothing of
/// release and has no date, so that the document is NOFORN (Table 3, rule 17).
const OTHERWISE: [(&str, &str, &str); 1] = [("xspec-028", "disseminationControls", "NF DSEN FISA")];

#[test]
fn every_scenario_of_odni_comes_out() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for scenario in values("us/ism-rollup-scenarios.jsonl") {
        let id = text(&scenario, "id").unwrap();
        let RolledUpAttributes { attributes, problems } = roll_up_attributes(&portions(&scenario), TODAY);
        let mut attributes = attributes.unwrap();
        let mut expected = expected(&scenario);
        for name in MORE {
            attributes.remove(name);
        }
        for (_, name, value) in OTHERWISE.iter().filter(|(other, _, _)| *other == id) {
            expected.insert((*name).to_owned(), (*value).to_owned());
        }
        if attributes != expected {
            wrong.push(format!("{id}\n  {attributes:?}\n  {expected:?}\n  {problems:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{count} scenarios, {} of them otherwise", OTHERWISE.len());
}

#[test]
fn what_is_rolled_up_is_borne_out_by_its_portions() {
    for scenario in values("us/ism-rollup-scenarios.jsonl") {
        let portions = portions(&scenario);
        let attributes = roll_up_attributes(&portions, TODAY).attributes.unwrap();
        let found = compare_attributes(&attributes, &portions);
        // Some scenarios have REL without its list in a portion, which is for the portion to mend.
        let of_banner = found.iter().filter(|one| one.about == About::Banner);
        let errors: Vec<_> = of_banner.filter(|one| one.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", scenario["id"]);
    }
}

/// Attributes with their values.
type Pairs = &'static [(&'static str, &'static str)];

#[test]
fn what_ends_the_protection_is_rolled_up_as_the_longest() {
    let set = |pairs: &[(&str, &str)]| -> Attributes {
        let base = [("classification", "S"), ("ownerProducer", "USA"), ("disseminationControls", "NF")];
        let all = base.iter().chain(pairs);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let cases: [(&[Pairs], Pairs); 7] = [
        (
            &[&[("declassDate", "2030-01-01")], &[("declassDate", "2040-01-01")]],
            &[("declassDate", "2040-01-01")],
        ),
        (&[&[("declassEvent", "the end of the trial")]], &[("declassEvent", "the end of the trial")]),
        (
            &[&[("declassEvent", "the end of the trial")], &[("declassDate", "2040-01-01")]],
            &[("declassDate", "2040-01-01")],
        ),
        (
            &[
                &[("declassException", "50X2-WMD")],
                &[("declassException", "25X1"), ("declassDate", "2060-01-01")],
            ],
            &[("declassDate", "2060-01-01"), ("declassException", "25X1 50X2-WMD")],
        ),
        (
            &[&[("atomicEnergyMarkings", "RD")], &[("declassDate", "2040-01-01")]],
            &[("declassException", "AEA")],
        ),
        (
            &[&[("atomicEnergyMarkings", "FRD")], &[("ownerProducer", "NATO")]],
            &[("declassException", "NATO-AEA")],
        ),
        (&[&[("classification", "U")]], &[]),
    ];
    for (portions, expected) in cases {
        let portions: Vec<_> = portions.iter().map(|pairs| set(pairs)).collect();
        let attributes = roll_up_attributes(&portions, TODAY).attributes.unwrap();
        let of_declassification: Vec<_> = attributes
            .iter()
            .filter(|(name, _)| name.starts_with("declass"))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(of_declassification, expected, "{portions:?}");
    }
}

#[test]
fn a_portion_that_is_not_understood_opens_nothing() {
    let set = |text: &str| -> Attributes {
        let pairs = text.split(", ").filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let open = "classification=S, ownerProducer=USA, disseminationControls=REL, releasableTo=USA GBR";
    let rolled_up = |other: &str| roll_up_attributes(&[set(open), set(other)], TODAY);
    for unread in ["classification=S", "classification=X, ownerProducer=USA", "disseminationControls=NF"] {
        let found = rolled_up(unread);
        assert_eq!(found.attributes, None, "{unread}");
        assert!(found.problems.iter().any(|one| one.code == "us-rollup-unread" && one.portion == 1));
    }
    for closed in [
        "classification=S, ownerProducer=USA, disseminationControls=REL FEDCON, releasableTo=USA GBR",
        "classification=U, ownerProducer=USA, nonICmarkings=XYZZY",
        "classification=S, ownerProducer=USA, disseminationControls=REL",
    ] {
        let found = rolled_up(closed);
        let controls = found.attributes.unwrap().remove("disseminationControls").unwrap();
        assert!(controls.split(' ').any(|one| one == "NF"), "{closed}: {controls}");
        assert!(found.problems.iter().any(|one| one.portion == 1), "{closed}: {:?}", found.problems);
    }
    // What is excluded counts for nothing, and what bears no marking says nothing.
    for out in ["classification=X, excludeFromRollup=true", "pocType=ICD-710"] {
        let found = rolled_up(out);
        assert_eq!(found.attributes.unwrap()["releasableTo"], "USA GBR", "{out}");
    }
}
