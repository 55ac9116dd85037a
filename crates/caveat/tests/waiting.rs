//! Waiting as a way to a yes: until caveats have ended by themselves.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::ChangeKind;
use told::{SENT, decision, story};

/// Until when one could wait, and for which caveats of the data.
fn waiting(caveats: &str, then: &str) -> Option<(String, Vec<String>)> {
    let entries = format!(
        r#"
    {{ item = "data", originator = "owner", caveats = [{caveats}] }},
    {SENT}
    {then}"#
    );
    let decision = decision(&story(&entries, ""));
    let ways = decision.ways();
    let until = |kind: &ChangeKind| match kind {
        ChangeKind::Later { at } => Some(at.to_string()),
        _ => None,
    };
    ways.changes().iter().find_map(|change| {
        let at = until(change.kind())?;
        let cleared = change.clears().iter().map(|need| ways.needs().get(*need).unwrap().caveat.to_string());
        Some((at, cleared.collect()))
    })
}

const STAYS: &str = r#"{ id = "stays", audience = ["desk"] }"#;

fn ends(id: &str, on: &str) -> String {
    format!(r#"{{ id = "{id}", audience = ["desk"], until = {on} }}"#)
}

fn until(on: &str, cleared: &[&str]) -> Option<(String, Vec<String>)> {
    Some((on.to_owned(), cleared.iter().map(|id| (*id).to_owned()).collect()))
}

#[test]
fn one_may_wait_until_a_caveat_has_ended_while_another_stays() {
    let march = ends("ends", "2030-03-01");
    assert_eq!(waiting(&march, ""), until("2030-03-01", &["ends"]));
    assert_eq!(waiting(&format!("{march}, {STAYS}"), ""), until("2030-03-01", &["ends"]));
    let first = march.replace("\"ends\"", "\"a-first\"");
    assert_eq!(waiting(&format!("{STAYS}, {first}"), ""), until("2030-03-01", &["a-first"]));
    let april = ends("later", "2030-04-01");
    assert_eq!(waiting(&format!("{march}, {april}, {STAYS}"), ""), until("2030-04-01", &["ends", "later"]));
}

#[test]
fn what_has_no_end_or_will_not_be_held_then_is_not_waited_for() {
    assert_eq!(waiting(STAYS, ""), None);
    let march = ends("ends", "2030-03-01");
    let returned = r#"{ acknowledgement = "returned", of = "data", who = "desk", on = 2030-02-10 },"#;
    assert_eq!(waiting(&march, returned), None);
    // Another caveat will stand by then.
    let begins = r#"{ id = "begins", audience = ["desk"], from = 2030-02-15 }"#;
    assert_eq!(waiting(&format!("{march}, {begins}"), ""), None);
}
