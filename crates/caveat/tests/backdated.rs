//! Entries whose dates run against what they are about: each counts as the page has it, whatever was dated first.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::Outcome;
use told::outcome;

/// A member, a holder of a power and a request: what each allows is dated the tenth.
const STORY: &str = r#"
entry = [
    { party = "owner", kind = "body", on = 2030-01-01 },
    { party = "desk", kind = "body" },
    { party = "partner", kind = "body" },
    { party = "agent", kind = "body" },
    { party = "circle", kind = "community" },
    { item = "data", originator = "owner", caveats = [{ audience = ["desk", "circle"] }] },
    { disclosure = "sent", of = "data", actor = "owner", to = "desk" },
    { terms = "silence-yes", by = "owner", silence = { means = "grant", after = "2 days" } },
"#;

const ASK: &str =
    r#"ask = [{ actor = "desk", item = "data", to = "partner", on = 2030-02-01, expect = "permitted" }]"#;

fn ended(of: &str, by: Option<&str>) -> Outcome {
    let ending = by.map_or_else(String::new, |ending| format!("{ending},"));
    outcome(&format!("{STORY}{of},{ending}]\n{ASK}"))
}

/// Whoever recorded both meant it to be over.
#[test]
fn an_ending_of_an_earlier_day_ends_it() {
    let cases = [
        (
            r#"{ relation = "member", id = "joined", who = "partner", of = "circle", on = 2030-01-10 }"#,
            r#"{ ending = "joined", by = "circle", on = 2030-01-05 }"#,
        ),
        (
            r#"{ power = "may-lift", of = "agent", for = "owner", lifts = "everything", on = 2030-01-10 },
               { grant = "lifted", by = "agent", items = "data", to = "partner", on = 2030-01-15 }"#,
            r#"{ ending = "may-lift", by = "owner", on = 2030-01-05 }"#,
        ),
        (
            r#"{ request = "may-we", by = "desk", of = "owner", items = "data", to = "partner",
                 under_terms = "silence-yes", on = 2030-01-10 },
               { delivery = "may-we", by = "owner", on = 2030-01-11 }"#,
            r#"{ ending = "may-we", by = "desk", on = 2030-01-05 }"#,
        ),
        (
            r#"{ terms = "older", by = "owner", on = 2030-01-10 },
               { grant = "lifted", by = "owner", items = "data", to = "partner", rests_on = "older",
                 on = 2030-01-03 }"#,
            r#"{ terms = "newer", by = "owner", revises = "older", on = 2030-01-05 }"#,
        ),
    ];
    for (of, ending) in cases {
        assert_eq!(ended(of, None), Outcome::Permitted, "{of}");
        assert_eq!(ended(of, Some(ending)), Outcome::Denied, "{of} {ending}");
    }
}

/// What is in an envelope that came is there, though the folder between is dated later.
#[test]
fn what_is_in_a_whole_was_held_whatever_the_date_of_what_lies_between() {
    let story = |between: &str| {
        format!(
            r#"
entry = [
    {{ party = "source", kind = "body", on = 2030-01-01 }},
    {{ party = "desk", kind = "body" }},
    {{ party = "partner", kind = "body" }},
    {{ item = "page", originator = "source", free = true }},
    {{ item = "folder", originator = "source", free = true, parts = ["page"], on = {between} }},
    {{ item = "envelope", originator = "source", free = true, parts = ["folder"], on = 2030-01-02 }},
    {{ disclosure = "sent", of = "envelope", actor = "source", to = "desk", on = 2030-01-03 }},
    {{ item = "digest", originator = "desk", free = true, sources = ["page"], on = 2030-01-10 }},
]
ask = [{{ actor = "desk", item = "digest", to = "partner", on = 2030-02-01, expect = "permitted" }}]
"#
        )
    };
    assert_eq!(outcome(&story("2030-01-01")), Outcome::Permitted);
    assert_eq!(outcome(&story("2030-01-20")), Outcome::Permitted);
}
