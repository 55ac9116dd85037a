//! Which entries a decision cites: enough that they alone decide the same, with what they refer to, and no others.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use std::sync::Arc;

use caveat::decide::{Decision, Lift, State, StateKind, decide};
use caveat::entry::{Body, Entry};
use caveat::facts::Facts;
use caveat::scenario::Scenario;
use told::{SENT, decision, story};

/// What the story's question comes to.
type States = Vec<(String, StateKind)>;

fn states(decision: &Decision) -> States {
    let one =
        |ground: &caveat::decide::Ground| (ground.occurrence().caveat.to_string(), ground.state().kind());
    decision.grounds().iter().map(one).collect()
}

/// The states, which the cited entries alone have to give too; and the entries cited that the test is about.
fn cited(story: &str, is_about: impl Fn(&Entry) -> bool) -> (States, usize) {
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let question = &scenario.asks.first().unwrap().question;
    let entries = scenario.ledger.entries();
    let whole = decide(question, &Facts::of(entries)).unwrap();
    let is_cited = |entry: &&Arc<Entry>| whole.cited().contains(&entry.position);
    let of_them: Vec<Arc<Entry>> = entries.iter().filter(is_cited).cloned().collect();
    let alone = decide(question, &Facts::of(&of_them)).unwrap();
    assert_eq!(states(&alone), states(&whole));
    assert_eq!((alone.outcome(), alone.possession()), (whole.outcome(), whole.possession()));
    (states(&whole), of_them.iter().filter(|entry| is_about(entry)).count())
}

fn goes_by(id: &'static str) -> impl Fn(&Entry) -> bool {
    move |entry| entry.id.as_ref().is_some_and(|known| known.as_str() == id)
}

/// A power under which something was granted may have ended since, and lift nothing any more by the act of its holder.
#[test]
fn the_ending_of_a_power_is_cited_with_it() {
    let entries = format!(
        r#"
    {{ item = "data", originator = "owner", caveats = [
       {{ id = "own", audience = ["desk"] }}, {{ id = "other", audience = ["desk"] }}] }},
    {SENT}
    {{ power = "agent", of = "desk", for = "owner", lifts = "everything", by_act = true }},
    {{ grant = "lifted", by = "desk", items = "data", to = "partner", lifts = "own", on = 2030-01-05 }},
    {{ ending = "agent", by = "owner", id = "ended", on = 2030-01-10 }},"#
    );
    let (states, endings) = cited(&story(&entries, ""), goes_by("ended"));
    assert_eq!(states, [("other".to_owned(), StateKind::Standing), ("own".to_owned(), StateKind::Lifted)]);
    assert_eq!(endings, 1);
}

/// Two powers of the desk's lift the owner's caveat. A grant rests on one of them: that one is there anyway, and the
/// other, which comes first, is spared.
#[test]
fn what_another_lift_rests_on_is_cited_for_this_one_too() {
    let entries = r#"
    { party = "other", kind = "body" },
    { party = "agency", kind = "body" },
    { relation = "organ", who = "agency", of = "owner", until = 2030-01-20 },
    { power = "to-state", of = "agency", for = "owner", records = ["caveat"] },
    { item = "data", originator = "other", free = true },
    { disclosure = "sent", of = "data", actor = "other", to = "desk" },
    { caveat = "by-agency", by = "agency", items = "data", purpose = ["study"], owner = "owner" },
    { caveat = "by-owner", by = "owner", items = "data", audience = ["desk"] },
    { power = "narrow", of = "desk", for = "owner", lifts = ["audience"], by_act = true },
    { power = "broad", of = "desk", for = "owner", lifts = "everything", by_act = true },
    { grant = "lifted", by = "desk", items = "data", to = "partner", lifts = "by-agency", on = 2030-01-05 },"#;
    let powers = |id: &'static str| {
        let is_it = move |entry: &Entry| matches!(&entry.body, Body::Power(power) if power.id.as_str() == id);
        cited(&story(entries, ""), is_it)
    };
    let lifted = |caveat: &str| (caveat.to_owned(), StateKind::Lifted);
    assert_eq!(powers("broad"), (vec![lifted("by-agency"), lifted("by-owner")], 1));
    assert_eq!(powers("narrow").1, 0);
}

/// A grant without which one caveat would stand is told of another that it lifts too, though an act lifts that as well.
#[test]
fn what_something_rests_on_alone_is_told_of_what_else_it_lifts() {
    let lifted_by = |lifts: &str| -> Vec<String> {
        let entries = format!(
            r#"
    {{ party = "other", kind = "body" }},
    {{ party = "agency", kind = "body" }},
    {{ relation = "organ", who = "agency", of = "owner", until = 2030-01-20 }},
    {{ power = "to-state", of = "agency", for = "owner", records = ["caveat"] }},
    {{ item = "data", originator = "other", free = true }},
    {{ disclosure = "sent", of = "data", actor = "other", to = "desk" }},
    {{ caveat = "by-agency", by = "agency", items = "data", purpose = ["study"], owner = "owner" }},
    {{ caveat = "by-owner", by = "owner", items = "data", audience = ["desk"] }},
    {{ power = "broad", of = "desk", for = "owner", lifts = "everything", by_act = true }},
    {{ grant = "lifted", by = "desk", items = "data", to = "partner", lifts = {lifts}, on = 2030-01-05 }},"#
        );
        let decision = decision(&story(&entries, ""));
        let lift = |ground: &caveat::decide::Ground| match ground.state() {
            State::Lifted(Lift::Grant { .. }) => "grant".to_owned(),
            State::Lifted(Lift::Act { .. }) => "act".to_owned(),
            state => format!("{state:?}"),
        };
        decision.grounds().iter().map(lift).collect()
    };
    assert_eq!(lifted_by(r#""by-agency""#), ["grant", "act"]);
    assert_eq!(lifted_by(r#""everything""#), ["grant", "grant"]);
}

/// A power for a volume covers what is in it, as the volume says.
#[test]
fn what_a_power_is_limited_to_is_cited_with_it() {
    let entries = format!(
        r#"
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {{ item = "volume", originator = "owner", parts = ["data"], free = true }},
    {SENT}
    {{ party = "agent", kind = "body" }},
    {{ power = "agency", of = "agent", for = "owner", lifts = "everything", items = "volume" }},
    {{ grant = "lifted", by = "agent", items = "data", to = "partner" }},"#
    );
    let is_volume = |entry: &Entry| matches!(&entry.body, Body::Item(item) if item.id.as_str() == "volume");
    let (states, volumes) = cited(&story(&entries, ""), is_volume);
    assert_eq!(states, [("data.1".to_owned(), StateKind::Lifted)]);
    assert_eq!(volumes, 1);
}

/// Whoever says of itself that it holds an office, and may, says it by something other than the office.
#[test]
fn what_lets_somebody_record_its_own_office_is_cited_with_that() {
    let entries = r#"
    { party = "office", kind = "office" },
    { party = "clerk", kind = "person" },
    { power = "to-record", of = "clerk", for = "office", records = ["relation"] },
    { relation = "holds", who = "clerk", of = "office", by = "clerk", id = "held", from = 2030-01-05 },
    { item = "data", originator = "office", caveats = [{ audience = ["desk"] }] },"#;
    let is_power = |entry: &Entry| matches!(&entry.body, Body::Power(_));
    let asked = story(entries, "").replace(r#"actor = "desk""#, r#"actor = "clerk""#);
    let (states, powers) = cited(&asked, is_power);
    assert_eq!(states, [("data.1".to_owned(), StateKind::Lifted)]);
    assert_eq!(powers, 1);
}

/// Whoever holds an office may say that it holds it no more: it does so as one who holds it, and by no power.
#[test]
fn no_power_is_cited_where_somebody_ends_its_own_office() {
    let ended_by = |by: &str| {
        let entries = format!(
            r#"
    {{ party = "office", kind = "office" }},
    {{ party = "clerk", kind = "person" }},
    {{ party = "deputy", kind = "person" }},
    {{ power = "of-clerk", of = "clerk", for = "office", records = ["relation"] }},
    {{ power = "of-deputy", of = "deputy", for = "office", records = ["relation"] }},
    {{ relation = "holds", who = "clerk", of = "office", id = "held", from = 2030-01-05 }},
    {{ ending = "held", by = "{by}", id = "over", on = 2030-01-10 }},
    {{ item = "data", originator = "office", caveats = [{{ audience = ["desk"] }}] }},"#
        );
        let asked = story(&entries, "").replace(r#"actor = "desk""#, r#"actor = "clerk""#);
        let (states, endings) = cited(&asked, goes_by("over"));
        assert_eq!((states, endings), (vec![("data.1".to_owned(), StateKind::Standing)], 1));
        cited(&asked, |entry| matches!(&entry.body, Body::Power(_))).1
    };
    assert_eq!(ended_by("clerk"), 0);
    assert_eq!(ended_by("deputy"), 1);
}

/// Somebody is a client of a community, each member of which is within the organisation.
#[test]
fn the_members_of_a_community_that_has_clients_are_cited() {
    let entries = format!(
        r#"
    {{ party = "lab", kind = "body" }},
    {{ relation = "organ", who = "lab", of = "desk" }},
    {{ party = "pool", kind = "community" }},
    {{ relation = "member", who = "lab", of = "pool", id = "joined" }},
    {{ relation = "client", who = "partner", of = "pool" }},
    {{ item = "data", originator = "owner", caveats = [{{ relative = "organisation and clients" }}] }},
    {SENT}"#
    );
    let (states, memberships) = cited(&story(&entries, ""), goes_by("joined"));
    assert_eq!(states, [("data.1".to_owned(), StateKind::Met)]);
    assert_eq!(memberships, 1);
}

#[test]
fn the_request_that_a_grant_answers_is_cited_with_it() {
    let entries = |answers: &str| {
        format!(
            r#"
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ request = "may-we", by = "desk", of = "owner", items = "data", to = "partner" }},
    {{ grant = "lifted", by = "owner", items = "data", to = "partner" {answers} }},"#
        )
    };
    let lifted = [("data.1".to_owned(), StateKind::Lifted)];
    let answering = cited(&story(&entries(r#", answers = "may-we""#), ""), goes_by("may-we"));
    assert_eq!((answering.0.as_slice(), answering.1), (lifted.as_slice(), 1));
    let of_itself = cited(&story(&entries(""), ""), goes_by("may-we"));
    assert_eq!((of_itself.0.as_slice(), of_itself.1), (lifted.as_slice(), 0));
}

#[test]
fn the_recall_that_an_acknowledgement_answers_is_cited_with_it() {
    let recalls = |answers: &str| {
        let entries = format!(
            r#"
    {{ item = "data", originator = "owner", free = true }},
    {{ item = "volume", originator = "owner", parts = ["data"], free = true }},
    {{ disclosure = "sent", of = "volume", actor = "owner", to = "desk" }},
    {{ caveat = "called", by = "owner", items = "volume", nobody = true, recall = "return" }},
    {{ acknowledgement = "returned", of = "volume", who = "desk" {answers} }},"#
        );
        cited(&story(&entries, ""), |entry| matches!(entry.body, Body::Caveat(_))).1
    };
    assert_eq!(recalls(r#", recall = "called""#), 1);
    assert_eq!(recalls(""), 0);
}

#[test]
fn a_remark_is_cited_where_it_changes_what_is_asked() {
    let remarks = |scheme: &str| {
        let entries = format!(
            r#"
    {{ scheme = "ours", authority = "owner", levels = ["LOW", "HIGH"] }},
    {{ scheme = "theirs", authority = "owner", levels = ["LOW", "HIGH"] }},
    {{ item = "data", originator = "owner", caveats = [{{ level = "LOW", scheme = "ours" }}] }},
    {SENT}
    {{ remark = "raised", by = "owner", items = "data", scheme = "{scheme}", level = "HIGH" }},"#
        );
        cited(&story(&entries, ""), goes_by("raised")).1
    };
    assert_eq!(remarks("ours"), 1);
    assert_eq!(remarks("theirs"), 0);
}
