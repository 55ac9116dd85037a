//! Labels in several policies.

use caveat_marking::nato::Value;
use caveat_marking::nato::alternative::{Labels, NoAlternative, Undecided};
use caveat_marking::nato::label::{Information, Label, LabelKind, Policy, Stated};

fn label(kind: LabelKind, policy: &str, classification: &str) -> Label {
    let information = Information {
        policy: Policy::named(policy),
        classification: Value::new(classification),
        privacy_mark: None,
        categories: Vec::new(),
    };
    let created = "2020-01-01T00:00:00Z".parse().unwrap();
    let stated = Stated { information, originator: None, created, review: None };
    Label { kind, id: None, stated, succession: None }
}

fn of(labels: &[(LabelKind, &str, &str)]) -> Result<Labels, Undecided> {
    Labels::of(labels.iter().map(|(kind, policy, level)| label(*kind, policy, level)))
}

const HERS: (LabelKind, &str, &str) = (LabelKind::Originator, "NATO", "SECRET");
const OURS: (LabelKind, &str, &str) = (LabelKind::Alternative, "ACME", "INTERNAL");

#[test]
fn the_label_of_ones_own_policy_is_gone_by() {
    let labels = of(&[OURS, HERS, (LabelKind::Metadata, "ACME", "PUBLIC")]).unwrap();
    assert_eq!(labels.under(&Policy::named("nato")), Ok(labels.originator()));
    assert_eq!(labels.under(&Policy::named("ACME")), Ok(&labels.alternatives()[0]));
    assert_eq!(labels.under(&Policy::named("MOCK")), Err(Undecided::NoAlternative));
}

#[test]
fn the_originators_label_holds_though_there_is_an_alternative_in_its_policy() {
    let labels = of(&[(LabelKind::Alternative, "NATO", "UNCLASSIFIED"), HERS]).unwrap();
    assert_eq!(
        labels.under(&Policy::nato()).unwrap().stated.information.classification,
        Value::new("SECRET")
    );
}

#[test]
fn in_doubt_a_person_decides() {
    assert_eq!(of(&[OURS]), Err(Undecided::NoOriginator));
    assert_eq!(of(&[HERS, HERS]), Err(Undecided::SeveralOriginators));
    let other = (LabelKind::Alternative, "ACME", "PUBLIC");
    assert_eq!(
        of(&[HERS, OURS, other]).unwrap().under(&Policy::named("ACME")),
        Err(Undecided::SeveralAlternatives)
    );
    assert!(of(&[HERS, OURS, OURS]).unwrap().under(&Policy::named("ACME")).is_ok());
}

#[test]
fn a_mapping_is_stored_beside_the_originators_label() {
    let mut labels = of(&[HERS, OURS]).unwrap();
    let before = labels.originator().clone();
    assert_eq!(labels.store(label(LabelKind::Alternative, "acme", "PUBLIC")), Ok(()));
    assert_eq!(labels.alternatives().len(), 1);
    assert_eq!(
        labels.store(label(LabelKind::Alternative, "NATO", "PUBLIC")),
        Err(NoAlternative::OriginatorsPolicy)
    );
    assert_eq!(labels.store(label(LabelKind::Originator, "MOCK", "PUBLIC")), Err(NoAlternative::Kind));
    labels.forget(&Policy::named("ACME"));
    labels.forget(&Policy::named("NATO"));
    assert_eq!((labels.originator(), labels.alternatives()), (&before, &[][..]));
}
