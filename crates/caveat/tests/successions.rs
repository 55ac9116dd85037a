//! Who owns the caveats of somebody whom others succeeded, and who says that they do.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::Outcome;
use told::{SENT, decision, outcome, story};

/// Data whose owner was split on the fifth, and what was said then.
fn split(then: &str) -> String {
    let entries = format!(
        r#"
    {{ party = "east", kind = "body" }},
    {{ party = "west", kind = "body" }},
    {{ party = "both", kind = "body" }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ relation = "succeeds", who = "east", of = "owner", from = 2030-01-05 }},
    {{ relation = "succeeds", who = "west", of = "owner", from = 2030-01-05 }},
    {then}"#
    );
    story(&entries, "")
}

fn owners(story: &str) -> Vec<String> {
    decision(story).grounds().iter().map(|ground| ground.occurrence().owner.to_string()).collect()
}

fn granted(by: &str, on: &str) -> String {
    format!(r#"{{ grant = "by-{by}", by = "{by}", items = "data", to = "partner", on = {on} }},"#)
}

#[test]
fn of_several_successors_each_owns_a_copy() {
    assert_eq!(owners(&split("")), ["east", "west"]);
    let on = "2030-01-10";
    assert_eq!(outcome(&split(&(granted("east", on) + &granted("west", on)))), Outcome::Permitted);
    for by in ["east", "west", "owner"] {
        assert_eq!(outcome(&split(&granted(by, on))), Outcome::Denied, "{by}");
    }
    assert_eq!(outcome(&split(&granted("owner", "2030-01-04"))), Outcome::Permitted);
}

#[test]
fn what_comes_to_one_from_several_is_owned_by_it_alone() {
    let merged = r#"
    { relation = "succeeds", who = "both", of = "east", from = 2030-01-07 },
    { relation = "succeeds", who = "both", of = "west", from = 2030-01-07 },"#;
    assert_eq!(owners(&split(merged)), ["both"]);
    assert_eq!(outcome(&split(&format!("{merged} {}", granted("both", "2030-01-10")))), Outcome::Permitted);
    assert_eq!(outcome(&split(&format!("{merged} {}", granted("east", "2030-01-10")))), Outcome::Denied);
    // One of those before it could not speak for all of it.
    assert_eq!(outcome(&split(&format!("{merged} {}", granted("east", "2030-01-06")))), Outcome::Denied);
}

/// That somebody succeeds another takes the caveats away from them, so that it takes more than to record relations.
#[test]
fn whoever_records_relations_records_no_succession() {
    let said_by_clerk = |records: &str| {
        let entries = format!(
            r#"
    {{ party = "east", kind = "body" }},
    {{ party = "clerk", kind = "body" }},
    {{ power = "to-record", of = "clerk", for = "owner", records = ["{records}"] }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ relation = "succeeds", who = "east", of = "owner", by = "clerk", from = 2030-01-05 }},"#
        );
        owners(&story(&entries, ""))
    };
    assert_eq!(said_by_clerk("succession"), ["east"]);
    assert_eq!(said_by_clerk("relation"), ["owner"]);
    assert_eq!(said_by_clerk("caveat"), ["owner"]);
}
