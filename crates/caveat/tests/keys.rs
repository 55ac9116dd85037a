//! By which keys a party signs, day by day.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::time::Moment;
use told::{facts, story};

const FIRST: &str = "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const SECOND: &str = "ed25519:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// The keys of the owner's on a day of the month.
fn keys(entries: &str, day: u8) -> Vec<String> {
    let entries = format!(r#"{{ item = "data", originator = "owner", free = true }}, {entries}"#);
    let facts = facts(&story(&entries, ""));
    let at = Moment::end_of(format!("2030-01-{day:02}").parse().unwrap());
    facts.keys_of(&"owner".parse().unwrap(), at).into_iter().map(ToOwned::to_owned).collect()
}

#[test]
fn a_party_signs_by_the_keys_that_it_says_are_its_own() {
    let first =
        format!(r#"{{ key = "{FIRST}", of = "owner", id = "old", from = 2030-01-05, until = 2030-01-20 }},"#);
    let second = format!(r#"{{ key = "{SECOND}", of = "owner", from = 2030-01-10 }},"#);
    let both = format!("{first} {second}");
    assert!(keys(&both, 4).is_empty());
    assert_eq!(keys(&both, 5), [FIRST]);
    assert_eq!(keys(&both, 10), [FIRST, SECOND]);
    assert_eq!(keys(&both, 20), [SECOND]);
    let ended = format!(r#"{first} {{ ending = "old", by = "owner", on = 2030-01-07 }},"#);
    assert_eq!(keys(&ended, 6), [FIRST]);
    assert!(keys(&ended, 7).is_empty());
}

#[test]
fn nobody_else_says_which_are_its_keys_but_by_a_power_for_that() {
    let by_desk = format!(r#"{{ key = "{FIRST}", of = "owner", by = "desk", from = 2030-01-05 }},"#);
    let of_desk = format!(r#"{{ key = "{FIRST}", of = "desk", from = 2030-01-05 }},"#);
    let power =
        |records| format!(r#"{{ power = "clerk", of = "desk", for = "owner", records = ["{records}"] }},"#);
    assert!(keys(&by_desk, 10).is_empty());
    assert!(keys(&of_desk, 10).is_empty());
    assert!(keys(&format!("{} {by_desk}", power("clearance")), 10).is_empty());
    assert_eq!(keys(&format!("{} {by_desk}", power("key")), 10), [FIRST]);
}
