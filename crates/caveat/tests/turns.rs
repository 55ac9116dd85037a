//! Where an answer turns, it does: the question put again on both sides of every turn, and everywhere else.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use caveat::answer::Asker;
use caveat::bulk::{Bulk, Gist, Manner, Prospect};
use caveat::decide::decide;
use caveat::entry::{Entry, InCapacity, Rule};
use caveat::facts::Facts;
use caveat::id::{ItemId, PartyId};
use caveat::question::{Judge, NoJudge, Question, RuleRequest, Verdict};
use caveat::scenario::Scenario;
use caveat::set::Set;
use caveat::time::{Instant, Position};
use caveat::turns::{Asking, At, How, Known, Turn};
use world::World;

/// How many worlds are followed.
const CASES: u64 = 120;

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn asking(question: &Question, item: Option<&ItemId>) -> Asking {
    Asking {
        manner: Manner {
            actor: question.actor.clone(),
            purposes: question.purposes.clone(),
            mode: question.mode,
            unattributed: question.unattributed,
            on: question.on,
        },
        to: question.to.clone(),
        item: item.cloned(),
    }
}

/// Every turn between two positions, and how far it was said to be.
fn by_position(asking: &Asking, known: &Known<'_>, from: Position, to: Position) -> Vec<Turn> {
    let (mut found, mut last) = (Vec::new(), 0);
    let watch = &mut |done: usize, of: usize| {
        assert!(last <= done && done <= of, "{done} of {of} after {last}");
        last = done;
    };
    let tell = &mut |turn: Turn| {
        found.push(turn);
        Ok::<(), Infallible>(())
    };
    asking.between_positions(known, from, to, watch, tell).unwrap();
    found
}

fn by_instant(asking: &Asking, known: &Known<'_>, from: Instant, to: Instant) -> Vec<Turn> {
    let mut found = Vec::new();
    let tell = &mut |turn: Turn| {
        found.push(turn);
        Ok::<(), Infallible>(())
    };
    asking.between_instants(known, from, to, &mut |_, _| {}, tell).unwrap();
    found
}

/// What the question comes to, put by itself.
fn gist(asking: &Asking, item: &ItemId, facts: &Facts, on: Instant) -> Option<Gist> {
    let manner = Manner { on, ..asking.manner.clone() };
    if asking.item.is_none() {
        return Bulk::open(manner, facts, &Asker::Keeper).ok()?.of_item(item, &asking.to);
    }
    match decide(&manner.question(item, &asking.to), facts) {
        Ok(decision) => Gist::of(&decision, facts, &Asker::Keeper),
        Err(why) => Some(Gist::unanswerable(&why)),
    }
}

fn alike(one: &Option<Gist>, other: &Option<Gist>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_alike(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A story in which the answer goes back and forth.
const STORY: &str = r#"
entry = [
    { party = "supplier", kind = "body", on = 2025-01-01 },
    { party = "maker", kind = "body" },
    { party = "press", kind = "body" },
    { party = "ministry", kind = "body" },
    { item = "data", originator = "supplier", caveats = [{ audience = "maker" }], on = 2025-02-01 },
    { disclosure = "sent", of = "data", actor = "supplier", to = "maker" },
    { grant = "first", items = "data", to = "press", by = "supplier", on = 2025-03-01 },
    { party = "stranger", kind = "body" },
    { caveat = "also-ours", items = "data", by = "ministry", audience = "maker", on = 2025-04-01 },
    { revocation = "back", of = "first", by = "supplier", on = 2025-05-01 },
    { grant = "second", items = "data", to = "press", by = "supplier", on = 2025-06-01, until = 2025-07-01 },
    { grant = "third", items = "data", to = "press", by = "ministry", on = 2025-06-01 },
    { item = "notice", originator = "supplier", on = 2025-06-02, caveats = [
        { nobody = "embargo", until = 2025-06-10 } ] },
    { disclosure = "early", of = "notice", actor = "supplier", to = "maker" },
    { acknowledgement = "destroyed", of = "data", who = "maker", on = 2025-08-01 },
]
"#;

fn told(turns: &[Turn]) -> Vec<String> {
    let name = |gist: &Option<Gist>| match gist {
        None => "nothing".to_owned(),
        Some(gist) => {
            let prospect = Prospect::ALL.iter().find(|(_, known)| *known == gist.prospect).unwrap().0;
            let missing: Vec<String> = gist.missing.iter().map(ToString::to_string).collect();
            if missing.is_empty() { prospect.to_owned() } else { format!("{prospect} {}", missing.join("+")) }
        }
    };
    let one = |turn: &Turn| {
        let at = match turn.at {
            At::Position(position) => position.to_string(),
            At::Instant(instant) => instant.to_string(),
        };
        let by: Vec<String> = turn
            .by
            .iter()
            .map(|cause| format!("{} {} {:?}", cause.entry.entry, cause.entry.kind, cause.how))
            .collect();
        format!("{at} {}: {} -> {} ({})", turn.item, name(&turn.before), name(&turn.after), by.join(", "))
    };
    turns.iter().map(one).collect()
}

fn story_asked(item: Option<&str>, on: &str) -> Asking {
    let party = |id: &str| InCapacity::from(id.parse::<PartyId>().unwrap());
    let question = Question {
        actor: party("maker"),
        item: id("data"),
        to: vec![party("press")],
        purposes: Set::new(),
        mode: caveat::caveat::Mode::Giving,
        unattributed: false,
        on: id(on),
    };
    asking(&question, item.map(id).as_ref())
}

#[test]
fn every_change_of_what_is_known_is_told_with_its_entry() {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let known = Known { entries: scenario.ledger.entries(), judge: Arc::new(NoJudge) };
    let one = story_asked(Some("data"), "2025-06-15");
    let turns = by_position(&one, &known, Position(0), Position(15));
    assert_eq!(
        told(&turns),
        [
            // The item is recorded; then the maker holds it.
            "#5 data: unanswerable -> not-held supplier (#5 item Recorded)",
            "#6 data: not-held supplier -> needs-consent supplier (#6 disclosure Recorded)",
            "#7 data: needs-consent supplier -> permitted (#7 grant Recorded)",
            "#9 data: permitted -> needs-consent ministry (#9 further caveat Recorded)",
            // The outcome is the same, but whoever has to be asked is not.
            "#10 data: needs-consent ministry -> needs-consent ministry+supplier (#10 revocation Recorded)",
            "#11 data: needs-consent ministry+supplier -> needs-consent ministry (#11 grant Recorded)",
            "#12 data: needs-consent ministry -> permitted (#12 grant Recorded)",
        ]
    );
    assert_eq!(told(&by_position(&one, &known, Position(7), Position(9))), told(&turns[3..4]));
    assert!(by_position(&one, &known, Position(7), Position(8)).is_empty());
    // Of every item, the answer begins where the actor comes to hold it.
    let every = by_position(&story_asked(None, "2025-06-15"), &known, Position(5), Position(14));
    let mut expected = told(&turns[1..]);
    expected[0] = "#6 data: nothing -> needs-consent supplier (#6 disclosure Recorded)".to_owned();
    expected.push("#14 notice: nothing -> permitted (#14 disclosure Recorded)".to_owned());
    assert_eq!(told(&every), expected);
}

#[test]
fn every_change_in_time_is_told_with_what_begins_or_ends() {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let known = Known { entries: scenario.ledger.entries(), judge: Arc::new(NoJudge) };
    let one = story_asked(Some("data"), "2025-06-15");
    let turns = by_instant(&one, &known, id("2025-01-15"), id("2025-09-01"));
    assert_eq!(
        told(&turns),
        [
            // Both: what an item states can be granted only from its own instant on.
            "2025-02-01 data: not-held supplier -> needs-consent supplier (#5 item Begins, #6 disclosure Begins)",
            "2025-03-01 data: needs-consent supplier -> permitted (#7 grant Begins)",
            "2025-04-01 data: permitted -> needs-consent ministry (#9 further caveat Begins)",
            "2025-05-01 data: needs-consent ministry -> needs-consent ministry+supplier (#10 revocation Begins)",
            // Both begin in the same instant, and both matter.
            "2025-06-01 data: needs-consent ministry+supplier -> permitted (#11 grant Begins, #12 grant Begins)",
            "2025-07-01 data: permitted -> needs-consent supplier (#11 grant Ends)",
            "2025-08-01 data: needs-consent supplier -> not-held supplier (#15 acknowledgement Begins)",
        ]
    );
    // An instant at which something begins belongs to what comes after it.
    assert_eq!(told(&by_instant(&one, &known, id("2025-03-01"), id("2025-04-01"))), told(&turns[2..3]));
    let notice = story_asked(Some("notice"), "2025-06-15");
    assert_eq!(
        told(&by_instant(&notice, &known, id("2025-06-01"), id("2025-07-01"))),
        [
            "2025-06-02 notice: not-held supplier -> needs-consent supplier (#14 disclosure Begins)",
            "2025-06-10 notice: needs-consent supplier -> permitted (#13 item Ends)",
        ]
    );
    let every = by_instant(&story_asked(None, "2025-06-15"), &known, id("2025-06-15"), id("2025-09-01"));
    assert_eq!(
        told(&every),
        [
            "2025-07-01 data: permitted -> needs-consent supplier (#11 grant Ends)",
            "2025-08-01 data: needs-consent supplier -> nothing (#15 acknowledgement Begins)",
        ]
    );
}

/// Forbids in March.
#[derive(Debug)]
struct NotInMarch;

impl Judge for NotInMarch {
    fn verdict(&self, _: &Rule, request: &RuleRequest<'_>) -> Verdict {
        let on = request.question.on;
        let is_march = id::<Instant>("2025-03-01") <= on && on < id("2025-04-01T09:30:00Z");
        if is_march { Verdict::Forbids } else { Verdict::Clear }
    }
}

#[test]
fn a_rule_that_looks_at_the_calendar_is_found_out() {
    let story = r#"
        entry = [
            { party = "maker", kind = "body", on = 2025-01-01 },
            { party = "press", kind = "body" },
            { rule = "not-in-march", by = "maker", policy = "forbid (principal, action, resource);" },
            { party = "supplier", kind = "body" },
            { item = "data", originator = "supplier", caveats = [{ rule = "not-in-march" }] },
            { disclosure = "sent", of = "data", actor = "supplier", to = "maker" },
            { event = "fair", by = "maker", on = 2025-03-15 },
        ]
    "#;
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let known = Known { entries: scenario.ledger.entries(), judge: Arc::new(NotInMarch) };
    let expected = [
        "2025-03-01 data: permitted -> needs-consent supplier (#3 rule Bears)",
        "2025-04-01T09:30:00Z data: needs-consent supplier -> permitted (#3 rule Bears)",
    ];
    let (from, to) = (id("2025-02-01"), id("2025-06-01"));
    assert_eq!(told(&by_instant(&story_asked(Some("data"), "2025-06-15"), &known, from, to)), expected);
    assert_eq!(told(&by_instant(&story_asked(None, "2025-06-15"), &known, from, to)), expected);
    // The event has nothing to do with it.
    let until_the_fair = by_instant(&story_asked(Some("data"), "2025-06-15"), &known, from, id("2025-03-20"));
    assert_eq!(told(&until_the_fair), expected[..1]);
}

/// Whoever is told can end it.
#[test]
fn who_hears_no_more_is_told_no_more() {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let known = Known { entries: scenario.ledger.entries(), judge: Arc::new(NoJudge) };
    let mut heard = 0;
    let tell = &mut |_: Turn| {
        heard += 1;
        Err("enough")
    };
    let one = story_asked(Some("data"), "2025-06-15");
    let ended = one.between_positions(&known, Position(0), Position(15), &mut |_, _| {}, tell);
    assert_eq!((ended, heard), (Err("enough"), 1));
}

/// The turns that putting the question at every position finds.
fn every_position(asking: &Asking, world: &World, items: &[&ItemId], from: Position) -> Vec<Turn> {
    let mut found = Vec::new();
    let fold = |at: Position| Facts::fold(&world.entries, at, world.judge());
    let facts = fold(from);
    let mut before: Vec<Option<Gist>> =
        items.iter().map(|item| gist(asking, item, &facts, asking.manner.on)).collect();
    for entry in world.entries.iter().filter(|entry| entry.position > from) {
        let facts = fold(entry.position);
        for (item, before) in items.iter().zip(&mut before) {
            let after = gist(asking, item, &facts, asking.manner.on);
            if !alike(before, &after) {
                let at = At::Position(entry.position);
                let item = (*item).clone();
                found.push(Turn { at, item, before: before.clone(), after: after.clone(), by: Vec::new() });
            }
            *before = after;
        }
    }
    found
}

fn without_causes(turns: &[Turn]) -> BTreeMap<(At, ItemId), (Option<Prospect>, Option<Prospect>)> {
    let prospect = |gist: &Option<Gist>| gist.as_ref().map(|gist| gist.prospect);
    let one = |turn: &Turn| ((turn.at, turn.item.clone()), (prospect(&turn.before), prospect(&turn.after)));
    turns.iter().map(one).collect()
}

#[test]
fn no_position_is_passed_over_and_the_entry_cited_is_the_one() {
    let mut turned = 0;
    for seed in 0..CASES {
        let world = World::from_seed(seed);
        let one = &world.asked[0];
        let items: Vec<ItemId> = items(&world.entries);
        let all: Vec<&ItemId> = items.iter().collect();
        let known = Known { entries: &world.entries, judge: world.judge() };
        let from = Position(world.entries.last().unwrap().position.0 / 3);
        for (asking, items) in [
            (asking(&one.question, Some(&one.question.item)), vec![&one.question.item]),
            (asking(&one.question, None), all),
        ] {
            let turns = by_position(&asking, &known, from, Position::LAST);
            let expected = every_position(&asking, &world, &items, from);
            assert_eq!(without_causes(&turns), without_causes(&expected), "seed {seed}\n{world:?}");
            turned += turns.len();
            for turn in &turns {
                let [cause] = turn.by.as_slice() else { panic!("{turn:?}") };
                assert_eq!((At::Position(cause.entry.entry), cause.how), (turn.at, How::Recorded));
                // Truncated before it the answer is the old one, and at it the new.
                let at = |position| {
                    let facts = Facts::fold(&world.entries, position, world.judge());
                    gist(&asking, &turn.item, &facts, asking.manner.on)
                };
                assert!(alike(&at(Position(cause.entry.entry.0 - 1)), &turn.before), "seed {seed}: {turn:?}");
                assert!(alike(&at(cause.entry.entry), &turn.after), "seed {seed}: {turn:?}");
            }
        }
    }
    assert!(turned > 500, "{turned} turns are too few to tell");
}

fn items(entries: &[Arc<Entry>]) -> Vec<ItemId> {
    let named = entries.iter().filter_map(|entry| match &entry.body {
        caveat::entry::Body::Item(item) => Some(item.id.clone()),
        _ => None,
    });
    named.collect()
}

/// Every instant that stands anywhere in the entries, whatever it means.
fn instants(entries: &[Arc<Entry>]) -> BTreeMap<Instant, BTreeSet<Position>> {
    let mut found: BTreeMap<Instant, BTreeSet<Position>> = BTreeMap::new();
    for entry in entries {
        let json = serde_json::to_value(entry.as_ref()).unwrap();
        let mut open = vec![&json];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::String(text) => {
                    if let Ok(instant) = text.parse() {
                        found.entry(instant).or_default().insert(entry.position);
                    }
                }
                serde_json::Value::Array(all) => open.extend(all),
                serde_json::Value::Object(all) => open.extend(all.values()),
                _ => {}
            }
        }
    }
    found
}

/// Whether the entry is an item with a marking, which names its dates in words of its own.
fn is_marked(entries: &[Arc<Entry>], position: Position) -> bool {
    entries.iter().any(|entry| match &entry.body {
        caveat::entry::Body::Item(item) => entry.position == position && item.marking.is_some(),
        _ => false,
    })
}

#[test]
fn no_instant_is_passed_over_and_each_cause_begins_or_ends_there() {
    let mut turned = 0;
    for seed in 0..CASES {
        let world = World::from_seed(seed);
        let one = &world.asked[0];
        let all: Vec<ItemId> = items(&world.entries);
        let known = Known { entries: &world.entries, judge: world.judge() };
        let facts = Facts::fold(&world.entries, Position::LAST, world.judge());
        let mut dates = instants(&world.entries);
        // From when silence means something stands nowhere: both sides compute it.
        for entry in &world.entries {
            if let Some((lapse, _)) = facts.lapse_of(entry) {
                dates.entry(lapse).or_default().insert(entry.position);
            }
        }
        let (from, to) = (world::day(120), world::day(300));
        for (asking, items) in [
            (asking(&one.question, Some(&one.question.item)), vec![one.question.item.clone()]),
            (asking(&one.question, None), all),
        ] {
            let turns = by_instant(&asking, &known, from, to);
            turned += turns.len();
            let mut expected = BTreeMap::new();
            for item in &items {
                let mut before = gist(&asking, item, &facts, from);
                for at in dates.keys().filter(|at| from < **at && **at <= to) {
                    let after = gist(&asking, item, &facts, *at);
                    if !alike(&before, &after) {
                        let prospect = |gist: &Option<Gist>| gist.as_ref().map(|gist| gist.prospect);
                        let change = (prospect(&before), prospect(&after));
                        expected.insert((At::Instant(*at), item.clone()), change);
                    }
                    before = after;
                }
            }
            assert_eq!(without_causes(&turns), expected, "seed {seed}\n{world:?}");
            for turn in &turns {
                let At::Instant(at) = turn.at else { panic!("{turn:?}") };
                assert!(!turn.by.is_empty(), "seed {seed}: {turn:?}");
                for cause in &turn.by {
                    let here = dates.get(&at).is_some_and(|here| here.contains(&cause.entry.entry));
                    let here = here || is_marked(&world.entries, cause.entry.entry);
                    assert!(here, "seed {seed}: {cause:?} has no date {at}");
                }
            }
        }
    }
    assert!(turned > 200, "{turned} turns are too few to tell");
}
