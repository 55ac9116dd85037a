//! Under which terms an item is: whose word they are, and in which version.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use std::collections::BTreeSet;

use told::{SENT, decision, story};

/// The caveats that the data bears.
fn borne(entries: &str) -> BTreeSet<String> {
    let decision = decision(&story(&format!("{entries} {SENT}"), ""));
    decision.grounds().iter().map(|ground| ground.occurrence().caveat.to_string()).collect()
}

/// Data under terms of the ally's, which mark it only where they are its originator's word too.
fn under(data: &str) -> BTreeSet<String> {
    borne(&format!(
        r#"
    {{ party = "ally", kind = "body" }},
    {{ party = "other", kind = "body" }},
    {{ terms = "theirs", by = "ally", caveats = [{{ audience = ["desk"] }}] }},
    {{ agreement = "with-us", by = "ally", between = ["ally", "owner"], under_terms = "theirs" }},
    {{ agreement = "with-others", by = "ally", between = ["ally", "other"], under_terms = "theirs" }},
    {{ item = "data", originator = "owner", {data} }},"#
    ))
}

#[test]
fn terms_mark_an_item_that_are_its_originators_word_too() {
    let marked = BTreeSet::from(["data.theirs.1".to_owned()]);
    assert_eq!(under(r#"under_agreement = ["with-us"]"#), marked);
    assert_eq!(under(r#"under_terms = ["theirs"], under_agreement = ["with-us"]"#), marked);
    assert_eq!(under(r#"under_agreement = ["with-us", "with-others"]"#), marked);
    assert_eq!(under(r#"under_agreement = ["with-others", "with-us"]"#), marked);
}

#[test]
fn the_terms_of_others_leave_it_unmarked() {
    let unmarked = BTreeSet::from(["data.theirs.1".to_owned(), "data.unmarked".to_owned()]);
    assert_eq!(under(r#"under_terms = ["theirs"]"#), unmarked);
    assert_eq!(under(r#"under_agreement = ["with-others"]"#), unmarked);
    assert_eq!(under(r#"under_terms = ["theirs"], under_agreement = ["with-others"]"#), unmarked);
}

/// Data of the tenth under an agreement, and whose terms are revised by an entry before it or behind it.
fn revised(before: &str, behind: &str) -> Vec<String> {
    let entries = format!(
        r#"
    {{ party = "ally", kind = "body" }},
    {{ terms = "first", by = "owner", caveats = [{{ audience = ["desk"] }}], on = 2030-01-02 }},
    {{ agreement = "ours", by = "owner", between = ["owner", "ally"], under_terms = "first" }},
    {before}
    {{ item = "data", originator = "owner", under_agreement = ["ours"], on = 2030-01-10 }},
    {behind}"#
    );
    borne(&entries).into_iter().collect()
}

fn second(by: &str, on: &str) -> String {
    format!(
        r#"{{ terms = "second", by = "{by}", revises = "first", caveats = [{{ purpose = ["study"] }}], on = {on} }},"#
    )
}

#[test]
fn an_item_is_under_the_version_that_stood_when_it_was_received() {
    assert_eq!(revised("", ""), ["data.first.1"]);
    assert_eq!(revised(&second("owner", "2030-01-05"), ""), ["data.second.1"]);
    let third =
        r#"{ terms = "third", by = "owner", revises = "second", caveats = [{ purpose = ["war"] }] },"#;
    assert_eq!(revised(&format!("{} {third}", second("owner", "2030-01-05")), ""), ["data.third.1"]);
    let other = r#"{ terms = "other", by = "owner", revises = "first", caveats = [{ purpose = ["war"] }] },"#;
    assert_eq!(revised(&format!("{} {other}", second("owner", "2030-01-05")), ""), ["data.other.1"]);
}

#[test]
fn what_was_revised_later_or_by_somebody_else_is_another_version() {
    // Of a later day, whatever its place; and of a later place, whatever its day.
    assert_eq!(revised(&second("owner", "2030-01-11"), ""), ["data.first.1"]);
    assert_eq!(revised("", &second("owner", "2030-01-11")), ["data.first.1"]);
    assert_eq!(revised("", &second("owner", "2030-01-05")), ["data.first.1"]);
    assert_eq!(revised(&second("desk", "2030-01-05"), ""), ["data.first.1"]);
}
