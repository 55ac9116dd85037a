//! Labels that come as data and not as text: the attributes of IC-ISM, and what a label of NATO says.

use caveat_marking::nato;
use caveat_marking::nato::label::Information;
use caveat_marking::nato::names::Names;
use caveat_marking::nato::policy::check_information;
use caveat_marking::problem::{Problem, are_harmless};
use caveat_marking::us::ism::{Attributes, from_attributes};

use super::{Dates, Marked, Understood, us};
use crate::scheme::{Reads, Scheme};

/// Says what the attributes of IC-ISM mean. `None` where the scheme does not read markings of the United States.
///
/// An attribute or a value that nobody understands means a caveat that nobody meets. What is wrong with the attributes
/// by themselves is not told here.
pub fn of_attributes(scheme: &Scheme, attributes: &Attributes, dates: Dates) -> Option<Understood> {
    if scheme.reads != Some(Reads::Us) {
        return None;
    }
    let encoded = from_attributes(attributes);
    let mut understood = match &encoded.marking {
        Some(marking) => us::meaning(scheme, marking, encoded.block.as_ref(), dates),
        None => Understood::nothing("(no marking)", Vec::new()),
    };
    for problem in encoded.problems.iter().filter(|problem| !problem.is_of_text()) {
        let word = format!("{}={}", problem.attribute, problem.value);
        understood
            .marked
            .push(Marked::unreadable(&word, &format!("`{}` {}", problem.value, problem.message)));
    }
    for (name, value) in &encoded.kept {
        let word = format!("{name}={value}");
        if ALONGSIDE.contains(&name.as_str()) {
            let why = "it is said beside the marking, and restricts nobody";
            understood.carried.push((word, why.to_owned()));
        } else if !OF_THE_DOCUMENT.contains(&name.as_str()) {
            let why = "no marking says it, and nobody here knows whom it restricts";
            understood.marked.push(Marked::unreadable(&word, why));
        }
    }
    super::name_apart(&mut understood.marked);
    Some(understood)
}

/// What is said of the document itself or of its XML, and not of who may have it.
const OF_THE_DOCUMENT: [&str; 9] = [
    "DESVersion",
    "ISMCATCESVersion",
    "compilationReason",
    "compliesWith",
    "createDate",
    "excludeFromRollup",
    "exemptFrom",
    "pocType",
    "resourceElement",
];

/// What a reader of the document is told besides.
const ALONGSIDE: [&str; 6] = [
    "hasApproximateMarkings",
    "highWaterNATO",
    "noticeDate",
    "noticeReason",
    "noticeType",
    "unregisteredNoticeType",
];

/// Says what a label means, with what is wrong with it. `None` where the scheme does not read markings of NATO.
///
/// A label of another policy than NATO's, or one that is wrong, means at least one caveat that nobody meets.
pub fn of_label(scheme: &Scheme, information: &Information, dates: Dates) -> Option<Understood> {
    if scheme.reads != Some(Reads::Nato) {
        return None;
    }
    let problems: Vec<Problem> = check_information(information);
    let policy = &information.policy.identifier;
    let word = format!("{policy} {}", information.classification);
    if !information.policy.is_nato() {
        let why = format!("nobody here knows the policy {policy}");
        let marked = vec![Marked::unreadable(&word, &why).called("unread")];
        return Some(Understood { marked, carried: Vec::new(), problems, canonical: None });
    }
    let names = Names::with(scheme.parties.keys().map(String::as_str));
    let (mut marked, carried) = super::nato::meaning(scheme, &names, information, dates);
    if !are_harmless(&problems) {
        marked.push(Marked::unreadable(&word, "the label breaks a rule of its policy").called("wrong"));
    }
    super::name_apart(&mut marked);
    // Words for people stand in no marking, and decide nothing.
    let decides = Information { privacy_mark: None, ..information.clone() };
    let canonical = nato::print_with(&decides, &names).filter(|_| are_harmless(&problems));
    Some(Understood { marked, carried, problems, canonical })
}

#[cfg(test)]
mod tests {
    use crate::set::Set;
    use std::collections::BTreeMap;

    use super::*;
    use crate::caveat::Test;
    use crate::scheme::Levels;
    use crate::time::Instant;

    const DATES: Dates = Dates { dated: None, marked: Instant::BEGINNING };

    fn scheme(reads: Reads) -> Scheme {
        Scheme {
            id: "x".parse().unwrap(),
            authority: "x".parse().unwrap(),
            levels: Levels::chain(["SECRET", "NATO SECRET"].map(|level| level.parse().unwrap())),
            compartments: Set::new(),
            name: None,
            reads: Some(reads),
            parties: BTreeMap::from([("USA".to_owned(), "usa".parse().unwrap())]),
        }
    }

    fn attributes(list: &[(&str, &str)]) -> Attributes {
        let plain = [("classification", "S"), ("ownerProducer", "USA"), ("createDate", "2026-01-01")];
        plain.iter().chain(list).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn closed(understood: &Understood) -> Vec<&str> {
        let nobody = understood.marked.iter().filter(|one| matches!(one.caveat.test, Test::Nobody(_)));
        nobody.map(|one| one.word.as_str()).collect()
    }

    fn of_us(list: &[(&str, &str)]) -> Understood {
        of_attributes(&scheme(Reads::Us), &attributes(list), DATES).unwrap()
    }

    #[test]
    fn attributes_mean_what_their_marking_does() {
        let read = of_us(&[("disseminationControls", "NF"), ("noticeType", "FISA")]);
        assert_eq!(read.canonical.as_deref(), Some("SECRET//NOFORN"));
        assert_eq!(closed(&read), [""; 0]);
        assert_eq!(read.carried[0].0, "noticeType=FISA");
        let words: Vec<&str> = read.marked.iter().map(|one| one.word.as_str()).take(2).collect();
        assert_eq!(words, ["SECRET", "NOFORN"]);
    }

    #[test]
    fn what_is_not_understood_nobody_meets() {
        for (name, value) in [
            ("disseminationControls", "NF XYZ"),
            ("cuiBasic", "PRVCY"),
            ("colour", "red"),
            ("atomicEnergyMarkings", "XYZ"),
            ("ownerProducer", "Q9Q"),
            ("classification", "HIGH"),
            ("classification", ""),
        ] {
            let mut with = attributes(&[]);
            with.insert(name.to_owned(), value.to_owned());
            let read = of_attributes(&scheme(Reads::Us), &with, DATES).unwrap();
            assert!(!closed(&read).is_empty(), "{name}={value}: {read:?}");
        }
        assert_eq!(of_attributes(&scheme(Reads::Nato), &attributes(&[]), DATES), None);
    }

    fn label(policy: &str, text: &str) -> Understood {
        let mut information = nato::read(text).marking.unwrap().information.unwrap();
        information.policy = nato::label::Policy::named(policy);
        of_label(&scheme(Reads::Nato), &information, DATES).unwrap()
    }

    #[test]
    fn a_label_means_what_its_marking_does() {
        let read = label("NATO", "NATO SECRET");
        assert_eq!((read.canonical.as_deref(), closed(&read).len()), (Some("NATO SECRET"), 0));
    }

    #[test]
    fn a_label_that_is_not_understood_nobody_meets() {
        let other = label("ACME", "NATO SECRET");
        assert_eq!((closed(&other), &other.canonical), (vec!["ACME SECRET"], &None));
        let mut information = nato::read("NATO SECRET").marking.unwrap().information.unwrap();
        information.categories.clear();
        let read = of_label(&scheme(Reads::Nato), &information, DATES).unwrap();
        assert!(closed(&read).contains(&"NATO SECRET"), "{read:?}");
        assert_eq!(of_label(&scheme(Reads::Us), &information, DATES), None);
    }
}
