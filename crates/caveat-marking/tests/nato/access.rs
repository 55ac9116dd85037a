//! Whom a clearance admits.

use caveat_marking::nato::Value;
use caveat_marking::nato::clearance::Refusal;
use caveat_marking::nato::label::{Category, CategoryType, Policy};

use super::data::{MARKINGS, clearance, information, lines, marked};

/// For every marking of the standard, whether Britain, New Zealand and Samoa may have it.
const ADMITTED: [(&str, [bool; 3]); 10] = [
    ("t17-1", [true, true, false]),
    ("t17-2", [true, false, false]),
    ("t17-3", [true, false, false]),
    ("t17-4", [true, false, false]),
    ("t17-5", [true, true, false]),
    ("t17-6", [true, false, false]),
    ("t18-1", [true, false, false]),
    ("txt-1", [true, false, false]),
    ("txt-2", [true, false, false]),
    ("txt-3", [true, true, false]),
];

#[test]
fn the_clearances_of_the_standard_admit_to_its_labels() {
    for (case, (id, admitted)) in lines(MARKINGS).iter().zip(ADMITTED) {
        assert_eq!(case["id"], id);
        let label = information(case);
        let found = ["GBR", "NZL", "WSM"].map(|of| clearance(of).admits(&label).is_ok());
        assert_eq!(found, admitted, "{id}");
    }
}

#[test]
fn what_is_released_to_a_nation_alone_is_its() {
    let label = marked("NATO SECRET Releasable to Samoa");
    assert_eq!(clearance("WSM").admits(&label), Ok(()));
    assert_eq!(clearance("GBR").admits(&label), Ok(()));
    let refused = clearance("NZL").admits(&label);
    assert_eq!(refused, Err(vec![Refusal::Permissive(Value::new("releasable to"))]));
}

#[test]
fn every_reason_is_told() {
    let label = marked("COSMIC TOP SECRET ATOMAL BOHEMIA Releasable to Japan");
    let refused = clearance("WSM").admits(&label).unwrap_err();
    let value = Value::new;
    let expected = [
        Refusal::Classification,
        Refusal::Restrictive(value("Additional Sensitivity"), value("ATOMAL")),
        Refusal::Restrictive(value("Additional Sensitivity"), value("BOHEMIA")),
        Refusal::Permissive(value("Releasable To")),
    ];
    assert_eq!(refused, expected);
    assert_eq!(clearance("GBR").admits(&label), Ok(()));
}

#[test]
fn what_is_not_permitted_is_refused() {
    let britain = clearance("GBR");
    let label = marked("NATO SECRET");
    let mut other = label.clone();
    other.policy = Policy::named("PUBLIC");
    assert_eq!(britain.admits(&other), Err(vec![Refusal::Policy]));
    let mut other = label.clone();
    other.classification = Value::new("");
    assert!(britain.admits(&other).is_err());
    // A category without a value admits nobody; one that informs decides nothing.
    for (kind, admitted) in [
        (CategoryType::Permissive, false),
        (CategoryType::Restrictive, true),
        (CategoryType::Informative, true),
    ] {
        let mut other = label.clone();
        other.categories.push(Category::new("Colour", kind, []));
        assert_eq!(britain.admits(&other).is_ok(), admitted, "{kind:?}");
    }
    let mut other = label.clone();
    other.categories.push(Category::new("Colour", CategoryType::Informative, [Value::new("RED")]));
    other.privacy_mark = Some("for nobody".to_owned());
    assert_eq!(britain.admits(&other), Ok(()));
}

/// A value that is held under another type or tag is not held.
#[test]
fn a_value_is_held_in_its_category_alone() {
    let mut britain = clearance("GBR");
    let label = marked("NATO SECRET ATOMAL");
    assert_eq!(britain.admits(&label), Ok(()));
    britain.categories[3].kind = CategoryType::Permissive;
    assert!(britain.admits(&label).is_err());
    britain.categories[3].kind = CategoryType::Restrictive;
    britain.categories[3].tag = Value::new("Sensitivity");
    assert!(britain.admits(&label).is_err());
}

#[test]
fn case_means_nothing() {
    let mut label = marked("NATO SECRET ATOMAL Releasable to KFOR");
    label.policy = Policy::named("nato");
    label.classification = Value::new("secret");
    for category in &mut label.categories {
        category.values =
            category.values.iter().map(|value| Value::new(&value.as_str().to_lowercase())).collect();
    }
    assert_eq!(clearance("GBR").admits(&label), Ok(()));
}

/// A higher classification in the list does not stand for one that is missing.
#[test]
fn the_list_of_classifications_is_taken_at_its_word() {
    let mut britain = clearance("GBR");
    britain.classifications = vec![Value::new("TOP SECRET")];
    assert_eq!(britain.admits(&marked("NATO SECRET")), Err(vec![Refusal::Classification]));
}
