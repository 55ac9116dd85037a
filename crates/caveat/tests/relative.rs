//! Audiences relative to the discloser, where a link of the chain of receipt is of another day than the question.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::Outcome;
use told::outcome;

/// Who was passed the item within the owner's organisation may pass it on within its own; that the owner was
/// succeeded since changes nothing of what was passed on then.
#[test]
fn what_was_passed_on_under_an_owner_stays_passed_on_under_its_successor() {
    let story = |successor: &str| {
        format!(
            r#"
entry = [
    {{ party = "owner", kind = "body", on = 2030-01-01 }},
    {{ party = "lab", kind = "body" }},
    {{ party = "heir", kind = "body" }},
    {{ party = "analyst", kind = "person" }},
    {{ relation = "organ", who = "lab", of = "owner" }},
    {{ relation = "serves", who = "analyst", of = "lab" }},
    {{ item = "data", originator = "owner", caveats = [{{ relative = "organisation", rebases = 1 }}] }},
    {{ disclosure = "sent", of = "data", actor = "lab", to = "analyst", on = 2030-02-01 }},
    {successor}
]
ask = [{{ actor = "analyst", item = "data", to = "lab", on = 2030-04-01, expect = "permitted" }}]
"#
        )
    };
    assert_eq!(outcome(&story("")), Outcome::Permitted);
    let succeeded = r#"{ relation = "succeeds", who = "heir", of = "owner", by = "owner", on = 2030-03-01 }"#;
    assert_eq!(outcome(&story(succeeded)), Outcome::Permitted);
}

/// A grant to a person is one in whatever capacity it came to them.
#[test]
fn a_grant_to_who_has_several_capacities_is_one_to_them() {
    let story = |grant: &str| {
        format!(
            r#"
entry = [
    {{ party = "owner", kind = "body", on = 2030-01-01 }},
    {{ party = "desk", kind = "body" }},
    {{ party = "service", kind = "body" }},
    {{ party = "eva", kind = "person" }},
    {{ relation = "serves", who = "eva", of = "desk" }},
    {{ relation = "serves", who = "eva", of = "service" }},
    {{ item = "data", originator = "owner", caveats = [{{ id = "own", relative = "organisation" }}] }},
    {grant}
    {{ disclosure = "sent", of = "data", actor = "desk", to = "eva", by = "eva", on = 2030-02-01 }},
]
[[ask]]
actor = {{ party = "eva", in_capacity = "service" }}
item = "data"
to = {{ party = "eva", in_capacity = "service" }}
on = 2030-04-01
expect = "permitted"
"#
        )
    };
    assert_eq!(outcome(&story("")), Outcome::Denied);
    // It ends before the question: what it allowed then is that the information was given.
    let granted = r#"{ grant = "given", by = "owner", items = "data", to = "eva", until = 2030-03-01 },"#;
    assert_eq!(outcome(&story(granted)), Outcome::Permitted);
}
