//! Access profiles, read from documents.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use caveat_labels::ism::read_document;
use caveat_labels::ntk::{check, read_access};
use caveat_marking::problem::Severity;
use caveat_marking::us::ntk::{Access, Policy, Profile, Requirement, Value};

const ORCON: &str = include_str!("data/OC-Example1.xml");
const URN: &str = "urn:us:gov:ic:aces:ntk:";

fn value(qualifier: Option<&str>, vocabulary: &str, text: &str) -> Value {
    Value {
        qualifier: qualifier.map(str::to_owned),
        vocabulary: Some(vocabulary.to_owned()),
        text: text.to_owned(),
    }
}

/// A document with these attributes of its resource element, and what stands in its `Access`.
fn document(attributes: &str, access: &str) -> String {
    format!(
        "<a xmlns:ism='urn:us:gov:ic:ism' xmlns='urn:us:gov:ic:ntk' xmlns:n='urn:us:gov:ic:ntk'
        ism:resourceElement='true' ism:classification='S' ism:ownerProducer='USA' {attributes}>{access}</a>"
    )
}

fn profile(policy: &str, rest: &str) -> String {
    format!("<AccessProfile><AccessPolicy>{URN}{policy}</AccessPolicy>{rest}</AccessProfile>")
}

fn group(name: &str, profiles: &str) -> String {
    format!("<{name}><AccessProfileList>{profiles}</AccessProfileList></{name}>")
}

fn asked(groups: &str) -> String {
    document("", &format!("<Access>{groups}</Access>"))
}

fn codes(file: &str) -> Vec<&'static str> {
    read_access(file.as_bytes()).problems.iter().map(|problem| problem.code).collect()
}

const CIA: &str = "<AccessProfileValue n:qualifier='originator' n:vocabulary='organization:usa-agency'>CIA\
    </AccessProfileValue>";

#[test]
fn a_published_list_of_agencies_is_read() {
    let read = read_access(ORCON.as_bytes());
    assert_eq!(read.problems, []);
    let agency = |qualifier, text| value(Some(qualifier), "organization:usa-agency", text);
    let profile = Profile {
        policy: Policy::Orcon,
        definition: Some("urn:us:gov:ic:ntk:profile:agencydissem".to_owned()),
        values: vec![agency("originator", "CIA"), agency("dissemto", "DNI"), agency("dissemto", "NSA")],
    };
    let access = Access { all: vec![Requirement::AnyOf(vec![profile])] };
    assert_eq!(read.value.as_ref(), Some(&access));
    let document = read_document(ORCON.as_bytes()).value.unwrap();
    assert_eq!(check(&document, &access), []);
}

#[test]
fn documents_without_profiles_ask_nothing() {
    for file in [
        include_str!("data/PUBSTearLineExample.xml"),
        include_str!("data/RevisionRecall-01-IC-TDF-TDO.xml"),
        include_str!("data/RogersRangers.xml"),
    ] {
        let read = read_access(file.as_bytes());
        assert_eq!((read.value, read.problems), (Some(Access::default()), vec![]));
        let document = read_document(file.as_bytes()).value.unwrap();
        assert_eq!(check(&document, &Access::default()), []);
    }
}

#[test]
fn every_policy_is_read_and_one_that_nobody_knows_is_kept_and_told() {
    for (short, policy) in Policy::ALL {
        let of_agencies = if policy.is_of_agencies() { CIA } else { "" };
        let read = read_access(asked(&group("RequiresAllOf", &profile(short, of_agencies))).as_bytes());
        assert_eq!(read.problems, [], "{short}");
        assert_eq!(read.value.unwrap().profiles().next().unwrap().policy, policy);
    }
    for unknown in ["OC", "enterprise:role:permissive", "propin", "oc:1"] {
        let file = asked(&group("RequiresAllOf", &profile(unknown, "")));
        let read = read_access(file.as_bytes());
        assert_eq!(codes(&file), ["ntk-policy"]);
        assert_eq!(read.problems[0].severity, Severity::Warning);
        let kept = read.value.unwrap().profiles().next().unwrap().policy.clone();
        assert_eq!(kept, Policy::Unknown(format!("{URN}{unknown}")));
    }
}

#[test]
fn all_and_any_are_told_apart() {
    let (one, two) = (profile("ico", ""), profile("permissive", ""));
    let both = [group("RequiresAllOf", &(one.clone() + &two)), group("RequiresAnyOf", &(one + &two))];
    let all = read_access(asked(&both.concat()).as_bytes()).value.unwrap().all;
    let is_any: Vec<bool> = all.iter().map(|one| matches!(one, Requirement::AnyOf(_))).collect();
    assert_eq!(is_any, [false, false, true]);
    // Of two elements all is asked.
    let two = format!("<Access>{}</Access><Access>{}</Access>", both[0], both[1]);
    assert_eq!(read_access(document("", &two).as_bytes()).value.unwrap().all.len(), 3);
}

#[test]
fn what_is_said_of_another_resource_is_not_asked_and_told() {
    let external =
        format!("<ExternalAccess>{}</ExternalAccess>", group("RequiresAnyOf", &profile("ico", "")));
    let file = document("", &external);
    assert_eq!(codes(&file), ["ntk-external"]);
    assert_eq!(read_access(file.as_bytes()).value, Some(Access::default()));
}

#[test]
fn what_cannot_be_understood_is_an_error_and_nothing_is_read() {
    let (oc, ico) = (|values: &str| group("RequiresAllOf", &profile("oc", values)), profile("ico", ""));
    let any = group("RequiresAnyOf", &ico);
    let nsa = "<AccessProfileValue n:qualifier='dissemto'>NSA</AccessProfileValue>";
    for (groups, code) in [
        (format!("{any}{any}"), "ntk-any-of"),
        (oc(""), "ntk-originator"),
        (oc(nsa), "ntk-originator"),
        (oc(&format!("{CIA}{CIA}")), "ntk-originator"),
        (oc(&format!("{CIA}<AccessProfileValue>NSA</AccessProfileValue>")), "ntk-qualifier"),
        (oc(&CIA.replace("originator", "Originator")), "ntk-originator"),
        (oc(&format!("{CIA}<AccessProfileValue n:qualifier='dissemto'> </AccessProfileValue>")), "ntk-empty"),
        (oc(&format!("{CIA}<Limit>us</Limit>")), "ntk-unknown"),
        (oc(&format!("{CIA}but not NSA")), "ntk-text"),
        (group("RequiresAllOf", "<AccessProfile/>"), "ntk-missing"),
        (group("RequiresAnyOf", ""), "ntk-missing"),
        ("<RequiresAnyOf/>".to_owned(), "ntk-missing"),
        (format!("<RequiresAnyOf>{ico}</RequiresAnyOf>"), "ntk-unknown"),
        (group("RequiresNoneOf", &ico), "ntk-unknown"),
        (group("RequiresAnyOf", &ico.replace("</AccessPolicy>", "<b/></AccessPolicy>")), "ntk-unknown"),
        (group("RequiresAnyOf", &profile("ico", "<AccessPolicy>x</AccessPolicy>")), "ntk-repeated"),
        (group("RequiresAnyOf", "<AccessProfile><AccessPolicy/></AccessProfile>"), "ntk-empty"),
        ("<x xmlns='urn:x'/>".to_owned(), "ntk-unknown"),
    ] {
        let file = asked(&groups);
        assert!(codes(&file).contains(&code), "{groups}: {:?}", codes(&file));
        assert_eq!(read_access(file.as_bytes()).value, None, "{groups}");
    }
    for (file, code) in [
        (document("", &any), "ntk-unknown"),
        (document("", "<Access xmlns='urn:us:gov:ic:ntk:v8'/>"), "ntk-namespace"),
        ("<!DOCTYPE a><a/>".to_owned(), "ism-document-type"),
        ("<a>".to_owned(), "ism-malformed"),
    ] {
        assert!(codes(&file).contains(&code), "{file}: {:?}", codes(&file));
        assert_eq!(read_access(file.as_bytes()).value, None, "{file}");
    }
}

#[test]
fn a_banner_asks_for_its_profile() {
    let told = |attributes: &str, profiles: &str| {
        let access = format!("<Access>{}</Access>", group("RequiresAllOf", profiles));
        let file = document(attributes, &access);
        let (access, document) = (read_access(file.as_bytes()), read_document(file.as_bytes()));
        let problems = check(&document.value.unwrap(), &access.value.unwrap());
        problems.into_iter().map(|problem| (problem.code, problem.source)).collect::<Vec<_>>()
    };
    let (oc, xd) = (profile("oc", CIA), profile("xd", CIA));
    let cases = [
        ("ism:disseminationControls='OC NF'", oc.clone(), ("ntk-orcon", "ISM-ID-00326")),
        ("ism:disseminationControls='OC OC-USGOV'", oc.clone(), ("ntk-orcon", "ISM-ID-00326")),
        ("ism:disseminationControls='PR'", profile("propin:1", ""), ("ntk-propin", "ISM-ID-00349")),
        ("ism:disseminationControls='PR'", profile("propin:2", ""), ("ntk-propin", "ISM-ID-00349")),
        ("ism:nonICmarkings='XD'", xd, ("ntk-exdis", "ISM-ID-00350")),
        ("ism:nonICmarkings='ND'", profile("nd", ""), ("ntk-nodis", "ISM-ID-00351")),
    ];
    for (attributes, right, expected) in cases {
        assert_eq!(told(attributes, &right), [], "{attributes}");
        assert_eq!(told(attributes, &profile("ico", "")), [expected], "{attributes}");
        assert_eq!(told(&format!("{attributes} ism:compliesWith='USGov'"), &profile("ico", "")), [expected]);
        assert_eq!(told(&format!("{attributes} ism:compliesWith='OtherAuthority'"), &profile("ico", "")), []);
    }
    assert_eq!(told("ism:disseminationControls='NF OCX'", &profile("ico", "")), []);
    let portion = document("", "<b ism:disseminationControls='OC'/>");
    assert_eq!(check(&read_document(portion.as_bytes()).value.unwrap(), &Access::default()), []);
}

/// The document on the page is read as the page says.
#[test]
fn the_example_on_the_page_is_so() {
    let page = include_str!("../../../docs/formats/ism.md");
    let example = |number| page.split("```xml\n").nth(number).unwrap().split("```").next().unwrap();
    let document = read_document(example(1).as_bytes());
    assert_eq!(document.problems, []);
    let document = document.value.unwrap();
    assert_eq!(document.resource().unwrap().attributes["disseminationControls"], "OC NF");
    let marks: Vec<_> =
        document.portions().filter_map(|one| Some(one.mark.as_ref()?.text.as_str())).collect();
    assert_eq!(marks, ["U", "S//OC/NF"]);
    assert_eq!(document.portions().filter(|one| one.is_excluded()).count(), 1);
    let portions: Vec<_> = document.portions().map(|one| one.attributes.clone()).collect();
    let told =
        caveat_marking::us::document::compare_attributes(&document.resource().unwrap().attributes, &portions);
    assert_eq!(told, []);
    assert_eq!(check(&document, &Access::default())[0].code, "ntk-orcon");
    let access = read_access(example(2).as_bytes());
    assert_eq!(access.problems, []);
    let access = access.value.unwrap();
    assert_eq!(check(&document, &access), []);
    let profile = access.profiles().next().unwrap();
    assert_eq!(profile.originators().collect::<Vec<_>>(), ["CIA"]);
    assert_eq!(profile.disseminated_to().collect::<Vec<_>>(), ["DNI", "NSA"]);
    for code in
        ["ism-no-resource", "ism-namespace", "ntk-any-of", "ntk-originator", "ntk-orcon", "ntk-policy"]
    {
        assert!(page.contains(&format!("`{code}`")), "{code}");
    }
}

/// A document with a portion that has these attributes, and a profile of each of these policies.
fn marked(banner: &str, portion: &str, policies: &[&str]) -> String {
    let dissemination = format!("{CIA}{}", CIA.replace("originator", "dissemto"));
    let profiles: String = policies.iter().map(|policy| profile(policy, &dissemination)).collect();
    let portion = format!("<p ism:classification='S' ism:ownerProducer='USA' {portion}/>");
    document(banner, &format!("<Access>{}</Access>{portion}", group("RequiresAllOf", &profiles)))
}

fn checked(file: &str) -> Vec<&'static str> {
    let document = read_document(file.as_bytes()).value.unwrap();
    let access = read_access(file.as_bytes()).value.unwrap();
    check(&document, &access).iter().map(|problem| problem.code).collect()
}

#[test]
fn a_profile_stands_for_a_control_of_the_banner_or_of_a_portion() {
    for (policy, control, code) in [
        ("oc", "ism:disseminationControls='OC'", "ntk-orcon-unmarked"),
        ("xd", "ism:nonICmarkings='XD'", "ntk-exdis-unmarked"),
        ("nd", "ism:nonICmarkings='ND'", "ntk-nodis-unmarked"),
        ("propin:1", "ism:disseminationControls='PR'", "ntk-propin-unmarked"),
        ("propin:2", "ism:cuiBasic='PROPIN'", "ntk-propin-unmarked"),
    ] {
        assert_eq!(checked(&marked("", "", &[policy])), [code], "{policy}");
        assert_eq!(checked(&marked("", control, &[policy])), [""; 0], "{policy}");
        assert_eq!(checked(&marked(control, "", &[policy])), [""; 0], "{policy}");
        // What is excluded from the roll-up does not count.
        let excluded = format!("{control} ism:excludeFromRollup='true'");
        assert_eq!(checked(&marked("", &excluded, &[policy])), [code], "{policy}");
        // Nor do the rules where the document is under others.
        let other = marked("ism:compliesWith='OtherAuthority'", "", &[policy]);
        assert_eq!(checked(&other), [""; 0], "{policy}");
    }
    assert_eq!(checked(&marked("", "", &["permissive", "mn"])), [""; 0]);
    assert_eq!(checked(&marked("", "", &["oc", "xd"])), ["ntk-orcon-unmarked", "ntk-exdis-unmarked"]);
}
