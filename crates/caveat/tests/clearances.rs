//! Clearances of one scheme that count in another, only as whoever owns that scheme said; and who counts as a national.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::Outcome;
use caveat::time::Moment;
use told::{SENT, facts, outcome, story};

/// Data of a middle level of ours, and a partner with a level of theirs; all schemes have levels of the same names.
fn cleared(held: &str, equivalences: &str) -> Outcome {
    let entries = format!(
        r#"
    {{ party = "ally", kind = "body" }},
    {{ scheme = "ours", authority = "owner", levels = ["LOW", "MIDDLE", "HIGH"] }},
    {{ scheme = "theirs", authority = "ally", levels = ["LOW", "MIDDLE", "HIGH"] }},
    {{ scheme = "others", authority = "ally", levels = ["LOW", "MIDDLE", "HIGH"] }},
    {{ item = "data", originator = "owner", caveats = [{{ level = "MIDDLE", scheme = "ours" }}] }},
    {SENT}
    {held},
    {equivalences}"#
    );
    outcome(&story(&entries, ""))
}

const HELD: &str = r#"{ accreditation = "MIDDLE", scheme = "theirs", who = "partner" }"#;

fn counts(level: &str, of: &str, level_there: &str, there: &str) -> String {
    format!(
        r#"{{ equivalence = "{level}", scheme = "{of}", by = "owner",
             counts_as = "{level_there}", counts_in = "{there}" }},"#
    )
}

#[test]
fn a_level_of_another_scheme_counts_as_far_as_it_was_said_to() {
    let said = counts("MIDDLE", "theirs", "MIDDLE", "ours");
    assert_eq!(cleared(HELD, &said), Outcome::Permitted);
    let higher = r#"{ accreditation = "HIGH", scheme = "theirs", who = "partner" }"#;
    assert_eq!(cleared(higher, &said), Outcome::Permitted);
    assert_eq!(cleared(HELD, &counts("LOW", "theirs", "HIGH", "ours")), Outcome::Permitted);
}

#[test]
fn without_any_part_of_that_it_counts_for_nothing() {
    let said = counts("MIDDLE", "theirs", "MIDDLE", "ours");
    let lower = r#"{ accreditation = "LOW", scheme = "theirs", who = "partner" }"#;
    let cases = [
        (HELD, String::new()),
        (lower, said.clone()),
        (HELD, counts("HIGH", "theirs", "MIDDLE", "ours")),
        (HELD, counts("MIDDLE", "others", "MIDDLE", "ours")),
        (HELD, counts("MIDDLE", "theirs", "LOW", "ours")),
        // What counts in a third scheme counts in no second step here.
        (
            HELD,
            counts("MIDDLE", "theirs", "MIDDLE", "others") + &counts("MIDDLE", "others", "MIDDLE", "ours"),
        ),
    ];
    for (held, equivalences) in cases {
        assert_eq!(cleared(held, &equivalences), Outcome::Denied, "{held} {equivalences}");
    }
}

/// Which level counts as which is told of a day, with whether whoever says so speaks for the scheme that it counts in.
#[test]
fn the_equivalences_of_a_day_are_told() {
    let entries = r#"
    { party = "ally", kind = "body" },
    { scheme = "ours", authority = "owner", levels = ["LOW", "MIDDLE", "HIGH"] },
    { scheme = "theirs", authority = "ally", levels = ["LOW", "MIDDLE", "HIGH"] },
    { equivalence = "LOW", scheme = "theirs", counts_as = "LOW", counts_in = "ours",
      from = 2030-01-05, until = 2030-01-20 },
    { equivalence = "HIGH", scheme = "theirs", by = "ally", counts_as = "HIGH", counts_in = "ours",
      from = 2030-01-10 },"#;
    let facts =
        facts(&story(&format!(r#"{entries} {{ item = "data", originator = "owner", free = true }},"#), ""));
    let told = |day: u8| -> Vec<String> {
        let at = Moment::end_of(format!("2030-01-{day:02}").parse().unwrap());
        facts.equivalences(at).map(|said| format!("{} {}", said.equivalence.level, said.counts)).collect()
    };
    assert!(told(4).is_empty());
    assert_eq!(told(5), ["LOW true"]);
    assert_eq!(told(10), ["LOW true", "HIGH false"]);
    assert_eq!(told(20), ["HIGH false"]);
}

/// A remark on the level of one scheme says nothing of that of another, beside which it stands.
#[test]
fn a_level_is_changed_in_the_scheme_of_which_the_remark_speaks() {
    let after = |scheme: &str, held: &str| {
        let entries = format!(
            r#"
    {{ party = "ally", kind = "body" }},
    {{ scheme = "ours", authority = "owner", levels = ["LOW", "HIGH"] }},
    {{ scheme = "theirs", authority = "owner", levels = ["LOW", "HIGH"] }},
    {{ item = "data", originator = "owner", caveats = [
       {{ any = [{{ level = "HIGH", scheme = "ours" }}, {{ level = "HIGH", scheme = "theirs" }}] }}] }},
    {SENT}
    {{ accreditation = "LOW", scheme = "{held}", who = "partner" }},
    {{ remark = "lowered", by = "owner", items = "data", scheme = "{scheme}", level = "LOW" }},"#
        );
        outcome(&story(&entries, ""))
    };
    assert_eq!(after("ours", "ours"), Outcome::Permitted);
    assert_eq!(after("theirs", "theirs"), Outcome::Permitted);
    assert_eq!(after("theirs", "ours"), Outcome::Denied);
    assert_eq!(after("ours", "theirs"), Outcome::Denied);
}

/// A national of a state counts as one, and not while acting for another.
#[test]
fn a_national_who_acts_for_another_state_is_not_counted() {
    let entries = format!(
        r#"
    {{ party = "france", kind = "state" }},
    {{ party = "italy", kind = "state" }},
    {{ party = "marie", kind = "person" }},
    {{ party = "luca", kind = "person" }},
    {{ relation = "national", who = "marie", of = "france" }},
    {{ relation = "national", who = "luca", of = "italy" }},
    {{ party = "anne", kind = "person" }},
    {{ relation = "national", who = "anne", of = "france" }},
    {{ relation = "serves", who = "anne", of = "italy" }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk", "nationals of france"] }}] }},
    {SENT}"#
    );
    let asked = |to: &str| outcome(&story(&entries, &format!("to = {to}")));
    assert_eq!(asked(r#""marie""#), Outcome::Permitted);
    assert_eq!(asked(r#""luca""#), Outcome::Denied);
    assert_eq!(asked(r#"{ party = "anne", in_capacity = "italy" }"#), Outcome::Denied);
}
