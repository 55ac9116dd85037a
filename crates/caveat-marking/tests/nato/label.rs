//! What makes a label one of NATO's policy.

use caveat_marking::nato::Value;
use caveat_marking::nato::label::{Information, Label, LabelKind, Policy, Stated, Succession};
use caveat_marking::nato::policy::{check, check_information};

use super::data::{MARKINGS, information, lines, marked};

fn codes(information: &Information) -> Vec<&'static str> {
    check_information(information).into_iter().map(|problem| problem.code).collect()
}

fn changed(change: impl FnOnce(&mut Information)) -> Vec<&'static str> {
    let mut said = marked("NATO UNCLASSIFIED Releasable to Sweden – STAFF");
    change(&mut said);
    codes(&said)
}

fn without(said: &mut Information, tag: &str) {
    said.categories.retain(|category| !category.tag.is(tag));
}

fn values(said: &mut Information, tag: &str, values: &[&str]) {
    let category = said.categories.iter_mut().find(|category| category.tag.is(tag)).unwrap();
    category.values = values.iter().map(|value| Value::new(value)).collect();
}

#[test]
fn every_label_of_the_standard_is_valid() {
    for case in lines(MARKINGS) {
        assert_eq!(codes(&information(&case)), [""; 0], "{case}");
    }
}

#[test]
fn the_policy_is_checked() {
    let none: [&str; 0] = [];
    assert_eq!(changed(|_| {}), none);
    assert_eq!(changed(|said| said.classification = Value::new("unclassified")), none);
    assert_eq!(changed(|said| said.policy.uri = Some("URN:OID:1.3.26.1.3.1".to_owned())), none);
    assert_eq!(changed(|said| said.policy.uri = Some("urn:oid:1.3.26.1.3.2".to_owned())), ["nato-policy"]);
    assert_eq!(changed(|said| said.classification = Value::new("COSMIC")), ["nato-classification"]);
    assert_eq!(changed(|said| said.classification = Value::new(" ")), ["nato-classification"]);
    assert_eq!(changed(|said| said.classification = Value::new("SECRET")), ["nato-administrative"]);
    assert_eq!(changed(|said| without(said, "Context")), ["nato-context-missing"]);
    assert_eq!(changed(|said| without(said, "Releasable To")), ["nato-release-missing"]);
    assert_eq!(changed(|said| values(said, "Context", &["NATO"])), ["nato-context-releasable"]);
    assert_eq!(changed(|said| values(said, "Context", &["Releasable"])), ["nato-context-one"]);
    assert_eq!(
        changed(|said| values(said, "Context", &["NATO", "EAPC", "Releasable"])),
        ["nato-context-one"]
    );
    assert_eq!(changed(|said| values(said, "Context", &["EAPC", "Releasable"])), ["nato-release-context"]);
    assert_eq!(changed(|said| values(said, "Releasable To", &["SWE", "JPN"])), ["nato-release-context"]);
    assert_eq!(changed(|said| values(said, "Releasable To", &["nato"])), ["nato-release-few"]);
    assert_eq!(
        changed(|said| values(said, "Releasable To", &[])),
        ["nato-category-empty", "nato-release-context", "nato-release-few"]
    );
    assert_eq!(changed(|said| said.categories[0].tag = Value::new("context")), none);
    assert_eq!(changed(|said| said.categories[2].tag = Value::new("Colour")), ["nato-category-unknown"]);
    assert_eq!(changed(|said| said.categories[1].kind = said.categories[2].kind), ["nato-category-type"]);
    assert_eq!(
        changed(|said| said.categories[1].uri = Some("urn:oid:1.3.26.1.4.5".to_owned())),
        ["nato-category-uri"]
    );
    assert_eq!(changed(|said| said.categories.push(said.categories[1].clone())), ["nato-category-repeated"]);
}

#[test]
fn of_another_policy_the_form_alone_is_looked_at() {
    let mut said = marked("NATO SECRET");
    said.policy = Policy::named("ACME");
    said.classification = Value::new("INTERNAL");
    said.categories.clear();
    assert_eq!(codes(&said), [""; 0]);
    said.classification = Value::new("");
    assert_eq!(codes(&said), ["nato-classification"]);
    assert_eq!(said.level(), None);
}

fn label(succeeds: Option<&str>, review: Option<&str>) -> Label {
    let stated = |text: &str| Stated {
        information: marked(text),
        originator: None,
        created: "2020-01-01T00:00:00Z".parse().unwrap(),
        review: review.map(|review| review.parse().unwrap()),
    };
    let succession =
        succeeds.map(|at| Succession { at: at.parse().unwrap(), successor: stated("NATO UNCLASSIFIED") });
    Label { kind: LabelKind::Originator, id: None, stated: stated("NATO SECRET"), succession }
}

/// The successor holds from its date on; a date of review ends nothing.
#[test]
fn a_label_is_succeeded_and_never_expires() {
    let before = "2029-12-31T23:59:59Z".parse().unwrap();
    let at = "2030-01-01T00:00:00Z".parse().unwrap();
    let succeeded = label(Some("2030-01-01T00:00:00Z"), None);
    assert_eq!(succeeded.at(before).information, marked("NATO SECRET"));
    assert_eq!(succeeded.at(at).information, marked("NATO UNCLASSIFIED"));
    let reviewed = label(None, Some("2030-01-01T00:00:00Z"));
    assert_eq!(reviewed.at(at).information, marked("NATO SECRET"));
    assert!(reviewed.needs_review(at) && !reviewed.needs_review(before));
}

#[test]
fn a_label_is_reviewed_or_succeeded() {
    let codes = |label: &Label| check(label).iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(codes(&label(None, None)), ["nato-review-missing"]);
    assert_eq!(codes(&label(None, Some("2030-01-01T00:00:00Z"))), [""; 0]);
    let mut succeeded = label(Some("2030-01-01T00:00:00Z"), None);
    assert_eq!(codes(&succeeded), [""; 0]);
    succeeded.succession.as_mut().unwrap().successor.information.categories.clear();
    assert_eq!(codes(&succeeded), ["nato-context-missing"]);
}
