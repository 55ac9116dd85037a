//! Who holds an item, and of what of it one must have been in possession to make another of it.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::Possession;
use told::{decision, story};

/// How the desk holds the data, which it made of a part on the tenth where it did.
fn possession(entries: &str) -> Possession {
    let entries = format!(
        r#"
    {{ party = "office", kind = "body" }},
    {{ party = "clerk", kind = "person" }},
    {{ relation = "serves", who = "clerk", of = "owner" }},
    {{ item = "part", originator = "owner", free = true }},
    {entries}"#
    );
    decision(&story(&entries, "")).possession().clone()
}

fn held(entries: &str) -> bool {
    possession(entries).held()
}

/// The whole that the desk made.
const MADE: &str =
    r#"{ item = "data", originator = "desk", parts = ["part"], free = true, on = 2030-01-10 },"#;

/// A part of the sender's own, in a volume that it sent.
fn sent(item: &str, on: u8) -> String {
    format!(
        r#"{{ disclosure = "sent-{item}", of = "{item}", actor = "owner", to = "desk", on = 2030-01-{on:02} }},"#
    )
}

fn returned(item: &str, on: u8) -> String {
    format!(r#"{{ acknowledgement = "returned", of = "{item}", who = "desk", on = 2030-01-{on:02} }},"#)
}

#[test]
fn who_made_it_of_what_it_held_then_holds_it() {
    assert!(held(&format!("{} {MADE}", sent("part", 5))));
    assert!(!held(MADE));
    assert!(!held(&format!("{} {MADE}", sent("part", 11))));
    assert!(!held(&format!("{} {} {MADE}", sent("part", 5), returned("part", 6))));
}

/// Of a whole that is not there yet nobody has what it is made of, though its disclosure is dated before it.
#[test]
fn a_whole_gives_nobody_its_parts_before_it_is_there() {
    let originated = |entries: &str| match possession(entries) {
        Possession::Held { originated, .. } => Some(originated),
        Possession::GivenUp { .. } | Possession::Never => None,
    };
    assert_eq!(originated(&format!("{MADE} {}", sent("data", 5))), Some(false));
    assert_eq!(originated(&format!("{MADE} {} {}", sent("data", 5), sent("part", 6))), Some(true));
    assert_eq!(originated(&format!("{MADE} {}", sent("part", 11))), None);
}

/// What was given up of a volume that is not there yet took nothing from what was held of a larger one.
#[test]
fn what_is_given_up_is_given_up_with_what_was_in_it_then() {
    let volume =
        r#"{ item = "volume", originator = "owner", parts = ["data"], free = true, on = 2030-01-02 },"#;
    let entries = |then: &str| {
        let early = volume.replace("data", "inner");
        let inner =
            r#"{ item = "inner", originator = "owner", parts = ["part"], free = true, on = 2030-01-03 },"#;
        format!("{inner} {early} {} {then} {MADE}", sent("volume", 5))
    };
    assert!(held(&entries("")));
    assert!(!held(&entries(&returned("inner", 6))));
    assert!(!held(&entries(&returned("volume", 6))));
    // The data is in the volume, and so is the part. Who returned the data before it was made returned nothing.
    let nested = format!("{MADE} {volume} {} {}", sent("volume", 5), returned("data", 6));
    assert!(held(&nested));
    assert!(!held(&nested.replace("01-06", "01-11")));
}

/// Who took part may say that a disclosure was made, and so may whom they act for; from anybody else it is a report.
#[test]
fn a_disclosure_is_observed_by_whoever_took_part_and_whom_they_act_for() {
    let recorded = |by: &str| {
        held(&format!(
            r#"
    {{ item = "data", originator = "owner", free = true }},
    {{ disclosure = "sent", of = "data", actor = "clerk", to = "desk", by = "{by}" }},"#
        ))
    };
    assert!(recorded("clerk"));
    assert!(recorded("owner"));
    assert!(recorded("desk"));
    assert!(!recorded("office"));
    assert!(!recorded("partner"));
}
