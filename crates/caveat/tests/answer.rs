//! What an asker hears is not what the ledger knows.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::sync::Arc;

use caveat::answer::{Asker, answer};
use caveat::decide::decide;
use caveat::entry::InCapacity;
use caveat::facts::Facts;
use caveat::question::NoJudge;
use caveat::scenario::Scenario;

/// A journal's source is concealed behind its editor; a memo of the source's employer is at the bottom of it all.
const STORY: &str = r#"
[[entry]]
party = "company"
kind  = "body"
[[entry]]
party = "journal"
kind  = "body"
[[entry]]
party = "editor"
kind  = "person"
[[entry]]
relation = "serves"
who = "editor"
of  = "journal"
[[entry]]
party = "reader"
kind  = "person"
[[entry]]
party = "whistle"
kind  = "person"
relay = "editor"
[[entry]]
relation = "serves"
who = "whistle"
of  = "company"
[[entry]]
item = "memo"
originator = "company"
caveats = [{ id = "ours-only", audience = ["company"] }]
[[entry]]
disclosure = "at-work"
of = "memo"
actor = "company"
to = ["whistle"]
[[entry]]
item = "account"
originator = "whistle"
sources = ["memo"]
caveats = [{ id = "by-whistle", unattributed = true }]
[[entry]]
disclosure = "told"
of = "account"
actor = "whistle"
to = ["journal"]
[[entry]]
item = "article"
originator = "journal"
sources = ["account"]
[[ask]]
actor = "editor"
item = "article"
to = ["reader"]
on = 2030-01-01
expect = "denied"
stands = ["company", "whistle"]
"#;

/// What somebody is told, as they would read it in JSON; whoever keeps the register where nobody is named.
fn told(asker: Option<&str>) -> String {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let facts = Facts::of(scenario.ledger.entries());
    let question = &scenario.asks.first().unwrap().question;
    let reply = scenario.asks.first().unwrap().put(&scenario, Arc::new(NoJudge));
    assert!(reply.departures.is_empty(), "{:?}", reply.departures);
    let decision = decide(question, &facts).unwrap();
    let asker = match asker {
        Some(party) => Asker::party(
            &InCapacity::from(party.parse::<caveat::id::PartyId>().unwrap()),
            question.on,
            &facts,
        )
        .unwrap(),
        None => Asker::Keeper,
    };
    serde_json::to_string_pretty(&answer(&decision, &facts, &asker)).unwrap()
}

#[test]
fn a_concealed_owner_is_named_only_to_itself_and_its_relay() {
    for asker in [None, Some("journal")] {
        let told = told(asker);
        assert!(!told.contains("whistle"), "{asker:?} is told {told}");
        assert!(told.contains("\"concealed_behind\": \"editor\""), "{told}");
    }
    assert!(told(Some("editor")).contains("whistle"));
}

#[test]
fn to_those_who_may_not_know_of_it_the_item_does_not_exist() {
    // Not even to the owner of a caveat that it inherits, which would learn of the leak.
    for asker in ["company", "reader"] {
        assert_eq!(told(Some(asker)), "{\n  \"answer\": \"no-such-item\",\n  \"item\": \"article\"\n}");
    }
}

#[test]
fn a_source_that_the_asker_does_not_know_is_not_shown() {
    let told = told(Some("journal"));
    assert!(told.contains("\"account\""), "{told}");
    assert!(!told.contains("\"memo\""), "{told}");
    // The caveat is shown all the same, on the nearest item that is known, with its owner to be asked.
    assert!(told.contains("audience company"), "{told}");
}

#[test]
fn whoever_keeps_the_register_knows_every_item() {
    let told = told(None);
    assert!(told.contains("\"memo\""), "{told}");
}

#[test]
fn an_asker_must_be_known() {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let facts = Facts::of(scenario.ledger.entries());
    let nobody = InCapacity::from("stranger".parse::<caveat::id::PartyId>().unwrap());
    let on = scenario.asks.first().unwrap().question.on;
    match Asker::party(&nobody, on, &facts) {
        Err(why) => assert_eq!(why.to_string(), "no party `stranger` is recorded"),
        Ok(asker) => panic!("{asker:?} may ask"),
    }
    let known = Asker::party(&InCapacity::from("editor".parse::<caveat::id::PartyId>().unwrap()), on, &facts);
    assert!(matches!(known, Ok(Asker::Party { .. })));
}

/// What is told of a leak to whoever keeps the register, and to somebody who serves the company.
fn told_of_leak(asker: Option<&str>, item: &str) -> String {
    let story = r#"
entry = [
    { party = "company", kind = "body" },
    { party = "office", kind = "body" },
    { party = "desk", kind = "body" },
    { party = "clerk", kind = "person" },
    { relation = "serves", who = "clerk", of = "company" },
    { party = "outsider", kind = "person" },
    { relation = "serves", who = "outsider", of = "office" },
    { power = "to-state", of = "office", for = "company", records = ["caveat"] },
    { item = "own", originator = "office", caveats = [{ audience = ["desk"], owner = "company" }] },
    { item = "leak", originator = "office", relay = "desk", sources = ["own"], caveats = [{ nobody = true }] },
]
ask = [
    { actor = "desk", item = "leak", to = "clerk", on = 2030-01-01, expect = "denied" },
    { actor = "desk", item = "own", to = "clerk", on = 2030-01-01, expect = "denied" },
]
"#;
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let facts = Facts::of(scenario.ledger.entries());
    let ask = scenario.asks.iter().find(|ask| ask.question.item.as_str() == item).unwrap();
    let asker = asker.map_or(Asker::Keeper, |party| {
        let who = InCapacity::from(party.parse::<caveat::id::PartyId>().unwrap());
        Asker::party(&who, ask.question.on, &facts).unwrap()
    });
    serde_json::to_string_pretty(&answer(&decide(&ask.question, &facts).unwrap(), &facts, &asker)).unwrap()
}

/// Whoever acts for an owner knows of what the owner owns a caveat on, and nobody else does for that.
#[test]
fn an_item_is_known_to_those_who_act_for_the_owner_of_a_caveat_on_it() {
    for asker in ["company", "clerk", "outsider"] {
        assert!(!told_of_leak(Some(asker), "own").contains("no-such-item"), "{asker}");
    }
    assert!(told_of_leak(Some("clerk"), "leak").contains("no-such-item"));
    assert!(told_of_leak(Some("desk"), "own").contains("no-such-item"));
    assert!(told_of_leak(Some("desk"), "leak").contains("no-such-item"));
}

/// Who is concealed as the originator of one item is so as nobody else is.
#[test]
fn an_originator_that_is_concealed_for_one_item_is_concealed_alone() {
    let told = told_of_leak(None, "leak");
    assert!(told.contains("\"concealed_behind\": \"desk\""), "{told}");
    assert!(!told.contains("\"office\""), "{told}");
    assert!(told.contains("\"company\""), "{told}");
}
