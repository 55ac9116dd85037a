//! The chain of receipt: by which disclosures an item came to somebody, and whose organisation may have it for that.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::Outcome;
use told::outcome;

/// Data that is for the own organisation of whoever was given it. The bureau is an organ of the ministry, and so is the
/// wing; each stands for itself.
fn asked(caveat: &str, entries: &str, actor: &str, to: &str) -> Outcome {
    outcome(&told_to(caveat, entries, &format!("\"{actor}\""), to))
}

fn told_to(caveat: &str, entries: &str, actor: &str, to: &str) -> String {
    format!(
        r#"
entry = [
    {{ party = "owner", kind = "body", on = 2030-01-01 }},
    {{ party = "middle", kind = "body" }},
    {{ party = "friend", kind = "body" }},
    {{ party = "ministry", kind = "body" }},
    {{ party = "bureau", kind = "body" }},
    {{ relation = "organ", who = "bureau", of = "ministry" }},
    {{ party = "wing", kind = "body" }},
    {{ relation = "organ", who = "wing", of = "ministry" }},
    {{ party = "anne", kind = "person" }},
    {{ relation = "serves", who = "anne", of = "bureau" }},
    {{ party = "eve", kind = "person" }},
    {{ relation = "serves", who = "eve", of = "middle" }},
    {{ scheme = "ours", authority = "owner", levels = ["LOW", "HIGH"] }},
    {{ item = "data", originator = "owner", caveats = [{{ {caveat} }}] }},
    {entries}
]
ask = [{{ actor = {actor}, item = "data", to = "{to}", on = 2030-02-01, expect = "permitted" }}]
"#
    )
}

const OWN: &str = r#"relative = "organisation""#;

fn sent(actor: &str, to: &str, on: u8) -> String {
    format!(
        r#"{{ disclosure = "sent-{on}", of = "data", actor = "{actor}", to = [{to}], on = 2030-01-{on:02} }},"#
    )
}

/// Who gives it twice has given it: that it came from somebody else before takes nothing away.
#[test]
fn each_disclosure_to_somebody_is_a_link_of_its_own() {
    let from_middle = sent("owner", r#""middle""#, 2) + &sent("middle", r#""bureau""#, 3);
    let from_owner = sent("owner", r#""bureau""#, 5);
    assert_eq!(asked(OWN, &from_owner, "bureau", "anne"), Outcome::Permitted);
    assert_eq!(asked(OWN, &from_middle, "bureau", "anne"), Outcome::Denied);
    assert_eq!(asked(OWN, &(from_middle.clone() + &from_owner), "bureau", "anne"), Outcome::Permitted);
    assert_eq!(asked(OWN, &(from_middle + &from_owner), "bureau", "wing"), Outcome::Denied);
}

/// By one disclosure it may come to several, and to each by a link of its own.
#[test]
fn a_disclosure_to_a_body_and_to_one_of_its_own_is_a_link_to_both() {
    let to_both = sent("owner", r#""anne", "ministry""#, 5);
    assert_eq!(asked(OWN, &to_both, "anne", "bureau"), Outcome::Permitted);
    assert_eq!(asked(OWN, &to_both, "anne", "wing"), Outcome::Permitted);
    assert_eq!(asked(OWN, &sent("owner", r#""anne""#, 5), "anne", "wing"), Outcome::Denied);
    assert_eq!(asked(OWN, &to_both, "anne", "friend"), Outcome::Denied);
}

/// Whoever acts for two has it in the capacity in which it was given.
#[test]
fn it_is_given_in_a_capacity_to_whom_this_stands_for() {
    let given = |capacity: &str| {
        let who = format!(r#"{{ party = "eve", in_capacity = "{capacity}" }}"#);
        r#"{ relation = "serves", who = "eve", of = "friend" },"#.to_owned() + &sent("owner", &who, 5)
    };
    let to_friend = |given: &str| {
        let actor = r#"{ party = "eve", in_capacity = "friend" }"#;
        outcome(&told_to(OWN, given, actor, "friend"))
    };
    assert_eq!(to_friend(&given("friend")), Outcome::Permitted);
    assert_eq!(to_friend(&given("middle")), Outcome::Denied);
}

/// A disclosure leads to nobody by whom it was made: how it came to who made it is a matter of what was before.
#[test]
fn what_somebody_gives_to_its_own_body_as_well_does_not_lead_up_to_itself() {
    let grant = r#"
    { grant = "theirs", by = "owner", items = "data", to = "ministry", on = 2030-01-03, until = 2030-01-20 },"#;
    let given = sent("owner", r#""bureau""#, 2) + grant;
    let with_body = given.clone() + &sent("bureau", r#""friend", "ministry""#, 5);
    assert_eq!(asked(OWN, &with_body, "friend", "bureau"), Outcome::Permitted);
    assert_eq!(asked(OWN, &with_body, "friend", "wing"), Outcome::Denied);
    // Had the body had it before, it would.
    let before = given + &sent("owner", r#""ministry""#, 4) + &sent("bureau", r#""friend""#, 5);
    assert_eq!(asked(OWN, &before, "friend", "wing"), Outcome::Permitted);
}

/// Whom it was passed on to within the caveat may pass it on within its own organisation, if the caveat says so, and if
/// they met it: here by being cleared, or by being of the organisation.
#[test]
fn who_met_one_of_the_alternatives_may_pass_it_on_within_its_own() {
    let either = |rebases: &str| {
        format!(r#"any = [{{ relative = "organisation" {rebases} }}, {{ level = "HIGH", scheme = "ours" }}]"#)
    };
    let passed_on = sent("owner", r#""bureau""#, 2) + &sent("bureau", r#""middle""#, 5);
    let cleared = r#"{ accreditation = "HIGH", scheme = "ours", who = "middle", from = 2030-01-03 },"#;
    let late = cleared.replace("01-03", "01-06");
    assert_eq!(
        asked(&either(", rebases = 1"), &format!("{cleared} {passed_on}"), "middle", "eve"),
        Outcome::Permitted
    );
    assert_eq!(asked(&either(""), &format!("{cleared} {passed_on}"), "middle", "eve"), Outcome::Denied);
    assert_eq!(asked(&either(", rebases = 1"), &passed_on, "middle", "eve"), Outcome::Denied);
    assert_eq!(
        asked(&either(", rebases = 1"), &format!("{passed_on} {late}"), "middle", "eve"),
        Outcome::Denied
    );
    assert_eq!(
        asked(&either(", rebases = 1"), &format!("{cleared} {passed_on}"), "middle", "friend"),
        Outcome::Denied
    );
}

/// The middle was passed it on, and gave it to anne of the bureau, who gave it to a branch that has left since. The
/// branch may pass it on within its own organisation if it met the caveat as one of the bureau's; as one of the
/// middle's, to whom it was passed on by the same hop, it may not.
fn passed_on_to_branch(caveat: &str, middle_met_it: &str, branch_met_it: &str) -> Outcome {
    let parties = format!(
        r#"
    {{ party = "branch", kind = "body" }},
    {{ party = "bob", kind = "person" }},
    {{ relation = "serves", who = "bob", of = "branch" }},
    {middle_met_it}
    {branch_met_it}"#
    );
    let to_middle = sent("owner", r#""bureau""#, 2) + &sent("bureau", r#""middle""#, 3);
    let to_branch = sent("middle", r#""anne""#, 5) + &sent("anne", r#""branch""#, 6);
    asked(caveat, &(parties + &to_middle + &to_branch), "branch", "bob")
}

const OF_THE_MIDDLE: &str = r#"{ relation = "organ", who = "branch", of = "middle", until = 2030-01-20 },"#;
const OF_THE_BUREAU: &str = r#"{ relation = "organ", who = "branch", of = "bureau", until = 2030-01-20 },"#;

#[test]
fn who_met_it_by_an_anchor_of_the_last_hop_is_none_itself() {
    let caveat = r#"relative = "organisation", rebases = 1"#;
    let middle = r#"{ relation = "organ", who = "middle", of = "bureau", until = 2030-01-04 },"#;
    assert_eq!(passed_on_to_branch(caveat, middle, OF_THE_BUREAU), Outcome::Permitted);
    assert_eq!(passed_on_to_branch(caveat, middle, OF_THE_MIDDLE), Outcome::Denied);
    assert_eq!(passed_on_to_branch(OWN, middle, OF_THE_BUREAU), Outcome::Denied);
    // Of two hops the one by the middle is the second.
    let twice = r#"relative = "organisation", rebases = 2"#;
    assert_eq!(passed_on_to_branch(twice, middle, OF_THE_BUREAU), Outcome::Permitted);
}

#[test]
fn neither_is_who_met_one_of_the_alternatives_so() {
    let either = r#"any = [{ relative = "organisation", rebases = 1 }, { level = "HIGH", scheme = "ours" }]"#;
    let cleared = |who: &str| {
        format!(r#"{{ accreditation = "HIGH", scheme = "ours", who = "{who}", until = 2030-01-20 }},"#)
    };
    let of_the_middle = format!("{OF_THE_MIDDLE} {}", cleared("branch"));
    assert_eq!(passed_on_to_branch(either, &cleared("middle"), &of_the_middle), Outcome::Permitted);
    assert_eq!(passed_on_to_branch(either, &cleared("middle"), OF_THE_BUREAU), Outcome::Permitted);
    assert_eq!(passed_on_to_branch(either, &cleared("middle"), OF_THE_MIDDLE), Outcome::Denied);
    assert_eq!(passed_on_to_branch(either, "", OF_THE_MIDDLE), Outcome::Denied);
}
