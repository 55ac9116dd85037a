//! What became of a request: what both sides are told of it, day by day.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::consent::{Consent, State};
use caveat::decide::Outcome;
use caveat::entry::Body;
use told::{SENT, facts, outcome, story};

/// What a request of the fifth for the partner, delivered the day after, came to by a day of the month, for the item
/// and recipient that it names.
fn state(terms: &str, then: &str, day: u8) -> State {
    let entries = format!(
        r#"
    {{ party = "stranger", kind = "body" }},
    {{ terms = "silence-yes", by = "owner", silence = {{ means = "grant", after = "10 days" }} }},
    {{ terms = "silence-no", by = "owner", silence = {{ means = "refusal", after = "10 days" }} }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ request = "may-we", by = "desk", of = "owner", items = "data", to = "partner" {terms}, on = 2030-01-05 }},
    {{ delivery = "may-we", by = "owner", on = 2030-01-06 }},
    {then}"#
    );
    let facts = facts(&story(&entries, ""));
    let request = facts.entries().find(|entry| matches!(entry.body, Body::Request(_))).unwrap();
    let on = format!("2030-01-{day:02}").parse().unwrap();
    let consent = Consent::of(request.position, &facts, on).unwrap();
    consent.pairs.first().unwrap().state
}

const GRANTED: &str = r#"{ grant = "yes", by = "owner", items = "data", to = "partner", on = 2030-01-08 },"#;

fn revoked(by: &str, to: &str, on: &str) -> String {
    format!(r#"{GRANTED} {{ revocation = "no-more", by = "{by}", of = "yes" {to}, on = {on} }},"#)
}

#[test]
fn a_request_waits_until_who_was_asked_answers() {
    assert_eq!(state("", "", 5), State::Asked);
    assert_eq!(state("", "", 6), State::Delivered);
    assert_eq!(state("", GRANTED, 7), State::Delivered);
    assert!(matches!(state("", GRANTED, 8), State::Granted { .. }));
    let by_a_stranger = GRANTED.replace("owner", "stranger");
    assert_eq!(state("", &by_a_stranger, 8), State::Delivered);
}

#[test]
fn it_is_withdrawn_from_when_whoever_made_it_takes_it_back() {
    let taken_back = r#"{ ending = "may-we", by = "desk", on = 2030-01-08 },"#;
    assert_eq!(state("", taken_back, 7), State::Delivered);
    assert_eq!(state("", taken_back, 8), State::Withdrawn);
    assert_eq!(state("", taken_back, 20), State::Withdrawn);
    assert_eq!(state("", &taken_back.replace("desk", "stranger"), 8), State::Delivered);
}

#[test]
fn what_was_granted_is_revoked_by_who_granted_it_and_for_whom_it_says() {
    let then = |by, to, on| state("", &revoked(by, to, on), 20);
    assert!(matches!(then("owner", "", "2030-01-10"), State::Revoked { .. }));
    assert!(matches!(
        then("owner", r#", to = ["stranger", "partner"]"#, "2030-01-10"),
        State::Revoked { .. }
    ));
    assert!(matches!(then("owner", r#", to = ["stranger"]"#, "2030-01-10"), State::Granted { .. }));
    assert!(matches!(then("stranger", "", "2030-01-10"), State::Granted { .. }));
    assert!(matches!(then("owner", "", "2030-01-21"), State::Granted { .. }));
    assert!(matches!(then("owner", "", "2030-01-07"), State::Granted { .. }));
}

/// Who answered is doubtful, so that silence permits nothing; and a doubtful answer keeps away no refusal.
#[test]
fn whoever_answers_in_time_leaves_nothing_for_silence_to_grant() {
    let yes = r#", under_terms = "silence-yes""#;
    let no = r#", under_terms = "silence-no""#;
    let answer = r#"
    { refusal = "said", by = "stranger", items = "data", to = "partner", answers = "may-we", on = 2030-01-10 },"#;
    assert!(matches!(state(yes, "", 16), State::Granted { .. }));
    assert_eq!(state(yes, "", 15), State::Delivered);
    assert_eq!(state(yes, answer, 16), State::Unanswered);
    assert!(matches!(state(yes, &answer.replace("01-10", "01-16"), 20), State::Granted { .. }));
    assert!(matches!(state(yes, &answer.replace("01-10", "01-17"), 20), State::Granted { .. }));
    assert!(matches!(state(yes, &answer.replace("partner", "stranger"), 16), State::Granted { .. }));
    assert!(matches!(state(no, "", 16), State::Refused { .. }));
    assert!(matches!(state(no, answer, 16), State::Refused { .. }));
    assert_eq!(state(no, "", 15), State::Delivered);
}

/// What is said at the very instant of the lapse comes too late to keep it away.
#[test]
fn a_request_that_is_withdrawn_or_revised_before_its_lapse_has_none() {
    let no = r#", under_terms = "silence-no""#;
    let withdrawn = r#"{ ending = "may-we", by = "desk", on = 2030-01-15 },"#;
    let revised = r#"{ terms = "newer", by = "owner", revises = "silence-no", on = 2030-01-15 },"#;
    assert_eq!(state(no, withdrawn, 20), State::Withdrawn);
    assert_eq!(state(no, revised, 20), State::Unanswered);
    for then in [withdrawn, revised] {
        assert!(matches!(state(no, &then.replace("01-15", "01-16"), 20), State::Refused { .. }), "{then}");
        assert!(matches!(state(no, &then.replace("01-15", "01-17"), 20), State::Refused { .. }), "{then}");
    }
}

/// Terms of somebody else's bind who was asked by its own acceptance: of these terms, and before it was asked.
#[test]
fn terms_of_others_make_silence_a_grant_only_where_they_were_accepted() {
    let after = |accepted: &str, who: &str, on: &str| {
        let entries = format!(
            r#"
    {{ party = "stranger", kind = "body" }},
    {{ terms = "theirs", by = "stranger", silence = {{ means = "grant", after = "10 days" }} }},
    {{ terms = "others", by = "stranger", silence = {{ means = "grant", after = "10 days" }} }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ acceptance = "{accepted}", who = "{who}", from = {on} }},
    {{ request = "may-we", by = "desk", of = "owner", items = "data", to = "partner", under_terms = "theirs",
       on = 2030-01-05 }},
    {{ delivery = "may-we", by = "owner", on = 2030-01-06 }},"#
        );
        outcome(&story(&entries, ""))
    };
    assert_eq!(after("theirs", "owner", "2030-01-04"), Outcome::Permitted);
    assert_eq!(after("others", "owner", "2030-01-04"), Outcome::Denied);
    assert_eq!(after("theirs", "stranger", "2030-01-04"), Outcome::Denied);
    assert_eq!(after("theirs", "owner", "2030-01-06"), Outcome::Denied);
}

/// A refusal by silence ends what was granted before it was asked for again, unless the owner has answered in time.
#[test]
fn an_answer_of_the_owner_in_time_keeps_a_refusal_by_silence_away() {
    let after = |answer: &str| {
        let entries = format!(
            r#"
    {{ party = "stranger", kind = "body" }},
    {{ terms = "silence-no", by = "owner", silence = {{ means = "refusal", after = "10 days" }} }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {{ item = "other", originator = "owner", free = true }},
    {SENT}
    {{ grant = "before", by = "owner", items = "data", to = "partner", on = 2030-01-02 }},
    {{ request = "may-we", by = "desk", of = "owner", items = ["data", "other"], to = ["partner", "stranger"],
       under_terms = "silence-no", on = 2030-01-05 }},
    {{ delivery = "may-we", by = "owner", on = 2030-01-06 }},
    {answer}"#
        );
        outcome(&story(&entries, ""))
    };
    let answer = r#"
    { grant = "said", by = "owner", items = "data", to = "partner", answers = "may-we", until = 2030-01-12,
      on = 2030-01-08 },"#;
    assert_eq!(after(answer), Outcome::Permitted);
    assert_eq!(after(""), Outcome::Denied);
    assert_eq!(after(&answer.replace("\"owner\"", "\"stranger\"")), Outcome::Denied);
    assert_eq!(after(&answer.replace("to = \"partner\"", "to = \"stranger\"")), Outcome::Denied);
    assert_eq!(after(&answer.replace("\"data\"", "\"other\"")), Outcome::Denied);
    assert_eq!(
        after(&answer.replace("on = 2030-01-08", "on = 2030-01-16").replace("01-12", "01-20")),
        Outcome::Denied
    );
    assert_eq!(after(&answer.replace(", answers = \"may-we\"", "")), Outcome::Denied);
}
