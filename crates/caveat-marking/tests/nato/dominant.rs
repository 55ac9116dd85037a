//! The label for what is made of several.

use caveat_marking::nato::Value;
use caveat_marking::nato::dominant::{ClassificationRule, Decision, Equivalence, SecurityPolicy, dominant};
use caveat_marking::nato::label::{Category, CategoryType, Information, Policy};
use caveat_marking::nato::print;

use super::data::{DOMINANT, clearance, information, lines, marked};

/// The made-up policy of the standard's examples.
fn acme() -> SecurityPolicy {
    let values = |tags: &[&str]| tags.iter().map(|tag| Value::new(tag)).collect();
    let rule = |name: &str, requires: &[&str], excludes: &[&str]| ClassificationRule {
        name: Value::new(name),
        requires: values(requires),
        excludes: values(excludes),
    };
    SecurityPolicy {
        policy: Policy::named("ACME"),
        classifications: vec![
            rule("PUBLIC", &[], &["Releasable To", "Administrative", "Sensitive"]),
            rule("CONFIDENTIAL", &["Releasable To"], &["Administrative", "Sensitive"]),
            rule("INTERNAL", &[], &["Releasable To"]),
        ],
        equivalences: vec![Equivalence {
            policy: Policy::named("MOCK"),
            classification: Value::new("CONFIDENTIAL"),
            counts_as: Value::new("CONFIDENTIAL"),
        }],
    }
}

#[test]
fn every_case_of_the_standard_is_decided_so() {
    let cases = lines(DOMINANT);
    assert_eq!(cases.len(), 8);
    for case in cases {
        let labels: Vec<Information> = case["labels"].as_array().unwrap().iter().map(information).collect();
        let found = dominant(&labels, &acme());
        assert_eq!(!found.decisions.is_empty(), case["decision"] == true, "{case}: {:?}", found.decisions);
        if !case["label"].is_null() {
            assert_eq!(found.label, Some(information(&case["label"])), "{case}");
        }
    }
}

fn of(texts: &[&str]) -> Result<String, String> {
    let labels: Vec<Information> = texts.iter().map(|text| marked(text)).collect();
    let mut found = dominant(&labels, &SecurityPolicy::nato());
    match found.decisions.pop() {
        None => Ok(print(&found.label.unwrap()).unwrap()),
        Some(Decision::Invalid(problem)) => Err(problem.code.to_owned()),
        Some(other) => Err(format!("{other:?}")),
    }
}

#[test]
fn nato_labels_are_joined() {
    for (labels, said) in [
        (&["NATO SECRET", "NATO RESTRICTED"][..], "NATO SECRET"),
        (&["NATO SECRET", "COSMIC TOP SECRET BOHEMIA"], "COSMIC TOP SECRET BOHEMIA"),
        (&["NATO SECRET ATOMAL", "NATO SECRET CRYPTO"], "NATO SECRET ATOMAL CRYPTO"),
        (
            &["NATO SECRET Releasable to Sweden, Japan", "NATO SECRET Releasable to Japan"],
            "NATO SECRET Releasable to Japan",
        ),
        // What is released by one alone is released by none.
        (&["NATO SECRET Releasable to Sweden", "NATO SECRET"], "NATO SECRET"),
        (&["NATO SECRET Releasable to Sweden", "NATO SECRET Releasable to Japan"], "NATO SECRET"),
        (&["NATO SECRET UK, USA Only", "NATO SECRET USA, Canada Only"], "NATO SECRET USA Only"),
        (&["NATO UNCLASSIFIED – STAFF", "NATO UNCLASSIFIED – MEDICAL"], "NATO UNCLASSIFIED – MEDICAL STAFF"),
        (&["NATO/KFOR SECRET", "NATO/KFOR RESTRICTED"], "NATO/KFOR SECRET"),
    ] {
        assert_eq!(of(labels).as_deref(), Ok(said), "{labels:?}");
    }
}

#[test]
fn what_no_rule_decides_a_person_decides() {
    for (labels, code) in [
        (&["NATO SECRET", "NATO/EAPC SECRET"][..], "nato-context-missing"),
        (&["NATO SECRET Releasable to Japan", "NATO/EAPC SECRET Releasable to Japan"], "nato-context-one"),
        (&["NATO UNCLASSIFIED – STAFF", "NATO SECRET"], "nato-administrative"),
    ] {
        assert_eq!(of(labels), Err(code.to_owned()), "{labels:?}");
    }
    assert_eq!(of(&[]), Err("NoLabel".to_owned()));
}

#[test]
fn what_cannot_be_mapped_is_no_unclassified() {
    let mut other = marked("NATO SECRET");
    other.policy = Policy::named("MOCK");
    let found = dominant(&[marked("NATO RESTRICTED"), other.clone()], &SecurityPolicy::nato());
    assert_eq!((&found.label, found.settled()), (&None, None));
    assert_eq!(found.decisions, [Decision::Unmappable(Box::new(other.clone()))]);
    assert!(found.admits(&clearance("GBR")).is_err());
    // What counts as something counts so by its classification alone, and only if nothing else says otherwise.
    let counts_as = |name: &str| Equivalence {
        policy: Policy::named("MOCK"),
        classification: Value::new("SECRET"),
        counts_as: Value::new(name),
    };
    let policy = |equivalences| SecurityPolicy { equivalences, ..acme() };
    let unmapped = |label: &Information, equivalences| {
        matches!(
            dominant(std::slice::from_ref(label), &policy(equivalences)).decisions[..],
            [Decision::Unmappable(_)]
        )
    };
    assert!(unmapped(&other, vec![counts_as("INTERNAL")]), "it has a context");
    other.categories.clear();
    assert!(!unmapped(&other, vec![counts_as("INTERNAL")]));
    assert!(unmapped(&other, vec![counts_as("INTERNAL"), counts_as("PUBLIC")]));
    assert!(unmapped(&other, vec![counts_as("SECRET")]));
}

/// The label leaves a list out; whoever was not on it is refused all the same.
#[test]
fn what_is_left_out_of_the_label_is_held() {
    let labels = [marked("NATO SECRET UK Only"), marked("NATO SECRET")];
    let found = dominant(&labels, &SecurityPolicy::nato());
    let plain = Information { policy: Policy::nato(), ..marked("NATO SECRET") };
    assert_eq!(found.settled(), Some(&plain));
    assert_eq!(found.held, [Category::new("Only", CategoryType::Permissive, [Value::new("GBR")])]);
    let mut other = clearance("GBR");
    assert_eq!(found.admits(&other), Ok(()));
    other.categories.retain(|category| !category.tag.is("Only"));
    assert_eq!(other.admits(found.settled().unwrap()), Ok(()), "the label alone says less");
    assert!(found.admits(&other).is_err());
}

/// Case means nothing in a label, and what is said of one does not hang on which came first.
#[test]
fn what_is_said_does_not_hang_on_the_order_in_which_cases_come() {
    let with = |value: &str| Information {
        policy: Policy::nato(),
        classification: Value::new("SECRET"),
        privacy_mark: None,
        categories: vec![Category {
            tag: Value::new("Context"),
            kind: CategoryType::Restrictive,
            uri: None,
            values: [Value::new(value)].into_iter().collect(),
        }],
    };
    let (upper, lower) = (with("NATO"), with("nato"));
    let policy = SecurityPolicy::nato();
    let one = format!("{:?}", dominant(&[upper.clone(), lower.clone()], &policy));
    assert_eq!(one, format!("{:?}", dominant(&[lower, upper], &policy)));
}

#[test]
fn a_label_alone_stands_as_it_is() {
    for text in [
        "NATO RESTRICTED Releasable to Japan, Switzerland, Ukraine",
        "NATO RESTRICTED Canada, Germany, Spain, France, Italy, Norway, UK, USA Only Releasable to Sweden",
        "NATO UNCLASSIFIED – STAFF",
    ] {
        assert_eq!(of(&[text]), Ok(text.to_owned()));
    }
}
