//! What a grant covers and what not, and what a decision tells besides: lines of the rule that generated worlds come by
//! too seldom to notice every change of them.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use caveat::decide::{Outcome, State};
use told::{SENT, decision, facts, outcome, story};

/// Data with a level that its owner granted to somebody without a clearance.
fn granted(test: &str, then: &str) -> Outcome {
    let entries = format!(
        r#"
    {{ scheme = "ours", authority = "owner", levels = ["LOW", "MIDDLE", "HIGH"] }},
    {{ item = "data", originator = "owner", caveats = [{test}] }},
    {SENT}
    {{ grant = "lifted", by = "owner", items = "data", to = "partner", lifts = "everything", on = 2030-01-05 }},
    {then}"#
    );
    outcome(&story(&entries, ""))
}

const MIDDLE: &str = r#"{ level = "MIDDLE", scheme = "ours" }"#;

/// Either of them will do, and neither does for the partner.
const EITHER: &str = r#"{ any = [{ nobody = "not yet" }, { level = "MIDDLE", scheme = "ours" }] }"#;

fn regraded(level: &str, on: &str) -> String {
    format!(
        r#"{{ remark = "regraded", by = "owner", items = "data", scheme = "ours", level = "{level}", on = {on} }},"#
    )
}

#[test]
fn a_level_that_is_raised_after_the_grant_is_not_covered_by_it() {
    for test in [MIDDLE, EITHER] {
        assert_eq!(granted(test, ""), Outcome::Permitted, "{test}");
        assert_eq!(granted(test, &regraded("HIGH", "2030-01-10")), Outcome::Denied, "{test}");
        assert_eq!(granted(test, &regraded("LOW", "2030-01-10")), Outcome::Permitted, "{test}");
        assert_eq!(granted(test, &regraded("HIGH", "2030-01-04")), Outcome::Permitted, "{test}");
        assert_eq!(granted(test, &regraded("HIGH", "2030-02-10")), Outcome::Permitted, "{test}");
    }
}

/// Why a caveat stands is told with whom somebody asked for a grant: the owner, or whom the owner serves as an organ.
#[test]
fn a_request_to_the_owner_or_its_root_is_told_until_it_is_answered() {
    let history = |of: &str, by: &str| {
        let story = format!(
            r#"
entry = [
    {{ party = "state", kind = "state", on = 2030-01-01 }},
    {{ party = "office", kind = "body" }},
    {{ relation = "organ", who = "office", of = "state" }},
    {{ party = "desk", kind = "body" }},
    {{ party = "partner", kind = "body" }},
    {{ party = "other", kind = "body" }},
    {{ item = "paper", originator = "office", caveats = [{{ nobody = true }}] }},
    {{ disclosure = "sent", of = "paper", actor = "office", to = "desk" }},
    {{ request = "may-we", by = "{by}", of = "{of}", items = "paper", to = "partner", on = 2030-01-05 }},
]
ask = [{{ actor = "desk", item = "paper", to = "partner", on = 2030-02-01, expect = "denied" }}]
"#
        );
        let decision = decision(&story);
        let told = decision.grounds().iter().filter_map(|ground| match ground.state() {
            State::Standing(history) => Some(history.len()),
            _ => None,
        });
        told.sum::<usize>()
    };
    assert_eq!(history("office", "desk"), 1);
    assert_eq!(history("state", "desk"), 1);
    assert_eq!(history("other", "desk"), 0);
}

/// Silence is an answer of who owns it. Somebody who may lift for the owner, and says nothing, has lifted nothing.
#[test]
fn the_silence_of_who_holds_a_power_grants_nothing() {
    let after_silence_of = |asked: &str| {
        let entries = format!(
            r#"
    {{ party = "agent", kind = "body" }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ power = "may-lift", of = "agent", for = "owner", lifts = "everything" }},
    {{ terms = "silence-yes", by = "{asked}", silence = {{ means = "grant", after = "2 days" }} }},
    {{ request = "may-we", by = "desk", of = "{asked}", items = "data", to = "partner",
       under_terms = "silence-yes", on = 2030-01-10 }},
    {{ delivery = "may-we", by = "{asked}", on = 2030-01-11 }},"#
        );
        outcome(&story(&entries, ""))
    };
    assert_eq!(after_silence_of("owner"), Outcome::Permitted);
    assert_eq!(after_silence_of("agent"), Outcome::Denied);
}

/// Who may be shown it may not have it. In which way it is asked for is part of the question.
#[test]
fn a_grant_for_one_mode_lifts_nothing_in_another() {
    let asked = |modes: &str, mode: &str| {
        let entries = format!(
            r#"
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ grant = "lifted", by = "owner", items = "data", to = "partner" {modes} }},"#
        );
        outcome(&story(&entries, &format!(r#"to = "partner", mode = "{mode}""#)))
    };
    let showing = r#", modes = ["showing"]"#;
    assert_eq!(asked(showing, "showing"), Outcome::Permitted);
    assert_eq!(asked(showing, "giving"), Outcome::Denied);
    assert_eq!(asked(r#", modes = ["showing", "giving"]"#, "giving"), Outcome::Permitted);
    assert_eq!(asked("", "giving"), Outcome::Permitted);
}

/// A decision says about whom it is, and as of which entry.
#[test]
fn a_decision_says_what_it_is_about() {
    let entries = format!(r#"{{ item = "data", originator = "owner", free = true }}, {SENT}"#);
    let story = story(&entries, r#"to = ["partner", "owner"]"#);
    let decision = decision(&story);
    let recipients: Vec<&str> = decision.recipients().iter().map(|chain| chain.party().as_str()).collect();
    assert_eq!(recipients, ["partner", "owner"]);
    assert_eq!(decision.as_of(), caveat::time::Position(5));
    assert_eq!(facts(&story).last_known(), Some(caveat::time::Position(5)));
}

/// Whoever names the community in which it is to receive means the community itself, and not each member.
#[test]
fn a_community_in_a_capacity_of_its_own_does_not_stand_for_its_members() {
    let recipients = |to: &str| -> Vec<String> {
        let entries = format!(
            r#"
    {{ party = "club", kind = "community" }},
    {{ relation = "member", who = "partner", of = "club" }},
    {{ relation = "member", who = "desk", of = "club" }},
    {{ item = "data", originator = "owner", free = true }}, {SENT}"#
        );
        let decision = decision(&story(&entries, &format!("to = {to}")));
        decision.recipients().iter().map(ToString::to_string).collect()
    };
    assert_eq!(recipients(r#""club""#), ["partner", "desk"]);
    assert_eq!(recipients(r#"{ party = "club", in_capacity = "club" }"#), ["club"]);
}
