use crate::caveat::{Caveat, Test, Until};
use crate::entry::{
    Body, Delegation, Entry, FurtherCaveat, Grant, Item, Lifts, Party, Power, Relation, Scope,
};
use crate::ledger::{Ledger, Step};
use crate::party::{PartyKind, RelationKind};
use crate::set::Set;
use crate::time::{Instant, Interval, Position};

fn day(text: &str) -> Instant {
    text.parse().unwrap()
}

fn entry(ledger: &Ledger, by: &str, body: Body) -> Entry {
    let on = day("2020-01-01");
    Entry { position: ledger.next_position(), on, recorded: on, by: by.parse().unwrap(), id: None, body }
}

fn party(ledger: &Ledger, id: &str, kind: PartyKind) -> Entry {
    entry(ledger, id, Body::Party(Party { id: id.parse().unwrap(), kind, name: None, relay: None }))
}

fn relation(kind: RelationKind, who: &str, of: &str) -> Relation {
    Relation { kind, who: who.parse().unwrap(), of: of.parse().unwrap(), until: None }
}

fn item(id: &str) -> Item {
    Item {
        id: id.parse().unwrap(),
        originator: "acme".parse().unwrap(),
        relay: None,
        title: None,
        marking: None,
        scheme: None,
        caveats: Vec::new(),
        free: false,
        terms: Vec::new(),
        agreements: Vec::new(),
        sources: Vec::new(),
        parts: Vec::new(),
        facts: Set::new(),
        dated: None,
        content: None,
    }
}

/// The bodies acme and cia, the person anna, and an item.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    for (id, kind) in [("acme", PartyKind::Body), ("cia", PartyKind::Body), ("anna", PartyKind::Person)] {
        ledger.push(party(&ledger, id, kind)).unwrap();
    }
    ledger.push(entry(&ledger, "acme", Body::Item(Box::new(item("report"))))).unwrap();
    ledger
}

fn refused(ledger: &mut Ledger, entry: Entry) -> (String, Vec<Step>) {
    let (count, names) = (ledger.entries().len(), ledger.names().count());
    let refused = ledger.push(entry).unwrap_err();
    assert_eq!((ledger.entries().len(), ledger.names().count()), (count, names), "something was changed");
    (refused.message, refused.at)
}

#[test]
fn positions_strictly_increase_and_may_leave_gaps() {
    let mut ledger = ledger();
    let at = |ledger: &Ledger, position| Entry {
        position: Position(position),
        ..party(ledger, &format!("p{position}"), PartyKind::Body)
    };
    for position in [0, 3, 4, u64::MAX] {
        let entry = at(&ledger, position);
        assert_eq!(refused(&mut ledger, entry).1, [Step::Field("position")]);
    }
    ledger.push(at(&ledger, 10)).unwrap();
    assert_eq!(ledger.next_position(), Position(11));
    assert!(ledger.at(Position(10)).is_some() && ledger.at(Position(9)).is_none());
}

#[test]
fn known_on_a_date_is_up_to_the_running_maximum() {
    let mut ledger = Ledger::new();
    for (id, recorded) in [("a", "2020-01-01"), ("b", "2020-03-01"), ("c", "2020-02-01"), ("d", "2020-04-01")]
    {
        let entry = Entry { recorded: day(recorded), ..party(&ledger, id, PartyKind::Body) };
        ledger.push(entry).unwrap();
    }
    let known = |date| ledger.known_on(day(date)).0;
    assert_eq!(known("2019-12-31"), 0);
    assert_eq!(known("2020-02-15"), 1, "c was recorded behind b, whose date is later");
    assert_eq!(known("2020-03-01"), 3);
    assert_eq!(known("2030-01-01"), 4);
}

#[test]
fn as_of_a_position_later_entries_were_never_there() {
    let ledger = ledger();
    let mut before = ledger.as_of(Position(3));
    assert!(before.item(&"report".parse().unwrap()).is_none());
    assert_eq!(before.next_position(), Position(4));
    before.push(entry(&before, "acme", Body::Item(Box::new(item("report"))))).unwrap();
    assert_eq!(before.entries(), ledger.entries());
}

#[test]
fn an_act_without_authority_is_recorded() {
    let mut ledger = ledger();
    let grant = Grant {
        items: vec!["report".parse().unwrap()],
        to: vec!["public".parse().unwrap()],
        lifts: Set::new(),
        purposes: Set::new(),
        modes: Set::new(),
        during: Interval::from(day("2020-01-01")),
        this_item_only: false,
        recipient_only: false,
        unattributed: false,
        bound: Vec::new(),
        rests_on: None,
        answers: None,
    };
    ledger.push(entry(&ledger, "cia", Body::Grant(Box::new(grant)))).unwrap();
    ledger
        .push(entry(&ledger, "cia", Body::Relation(relation(RelationKind::Serves, "anna", "acme"))))
        .unwrap();
}

#[test]
fn circles_are_refused_only_where_times_overlap() {
    let mut ledger = ledger();
    let until = |until| Relation { until: Some(day(until)), ..relation(RelationKind::Organ, "acme", "cia") };
    ledger.push(entry(&ledger, "cia", Body::Relation(until("2021-01-01")))).unwrap();
    let back = entry(&ledger, "acme", Body::Relation(relation(RelationKind::Organ, "cia", "acme")));
    assert_eq!(refused(&mut ledger, back.clone()).1, [Step::Field("of")]);
    ledger.push(Entry { on: day("2021-01-01"), ..back }).unwrap();
}

#[test]
fn a_circle_through_a_third_needs_one_common_instant() {
    let mut ledger = ledger();
    ledger.push(party(&ledger, "norland", PartyKind::State)).unwrap();
    let mut hold = |who: &str, of: &str, from: &str, until: &str| {
        let until = Some(day(until));
        let body = Body::Relation(Relation { until, ..relation(RelationKind::Organ, who, of) });
        ledger.push(Entry { on: day(from), ..entry(&ledger, of, body) }).is_ok()
    };
    assert!(hold("acme", "cia", "2020-01-01", "2021-01-01"));
    assert!(hold("cia", "norland", "2021-01-01", "2022-01-01"));
    assert!(hold("norland", "acme", "2020-01-01", "2022-01-01"), "never all at once");
    assert!(!hold("cia", "norland", "2020-06-01", "2020-07-01"));
}

#[test]
fn made_names_of_caveats_stay_unique() {
    let mut ledger = ledger();
    let further = |id: &str, inner: Option<&str>| {
        let id_inside = inner.map(|id| id.parse().unwrap());
        let caveat = Caveat { id: id_inside, ..Caveat::new(Test::Unattributed) };
        FurtherCaveat {
            id: id.parse().unwrap(),
            items: vec!["report".parse().unwrap()],
            caveat,
            recall: None,
        }
    };
    for (id, inner) in [("report.unmarked", None), ("everything", None), ("late", Some("later"))] {
        let entry = entry(&ledger, "acme", Body::Caveat(Box::new(further(id, inner))));
        assert_eq!(refused(&mut ledger, entry).1, [Step::Field("caveat")], "{id}");
    }
    ledger.push(entry(&ledger, "acme", Body::Caveat(Box::new(further("late", Some("late")))))).unwrap();
    assert!(ledger.has_caveat(&"late".parse().unwrap()));
}

#[test]
fn an_end_that_never_comes_is_refused() {
    let mut ledger = ledger();
    let until = Some(Until { instant: None, event: None });
    let caveats = vec![Caveat { until, ..Caveat::new(Test::Unattributed) }];
    let entry = entry(&ledger, "acme", Body::Item(Box::new(Item { caveats, ..item("paper") })));
    let at = [Step::Field("caveats"), Step::Index(0), Step::Field("until")];
    assert_eq!(refused(&mut ledger, entry).1, at);
}

#[test]
fn a_delegation_is_held_against_every_power_above_it() {
    let mut ledger = ledger();
    let lifts = |lifts| Scope { lifts, ..Scope::nothing() };
    let power = Power {
        id: "release".parse().unwrap(),
        of: "cia".parse().unwrap(),
        owner: "acme".parse().unwrap(),
        scope: lifts(Lifts::Everything),
        wider: false,
        until: Some(day("2021-01-01")),
        under: None,
    };
    ledger.push(entry(&ledger, "acme", Body::Power(Box::new(power)))).unwrap();
    let delegation = |id: &str, parent: &str, until: Option<&str>| Delegation {
        id: id.parse().unwrap(),
        parent: parent.parse().unwrap(),
        of: "anna".parse().unwrap(),
        scope: lifts(Lifts::Everything),
        until: until.map(day),
        under: None,
    };
    ledger
        .push(entry(&ledger, "cia", Body::Delegation(Box::new(delegation("below", "release", None)))))
        .unwrap();
    let longer = entry(
        &ledger,
        "anna",
        Body::Delegation(Box::new(delegation("further", "below", Some("2022-01-01")))),
    );
    assert_eq!(refused(&mut ledger, longer).1, [Step::Field("until")]);
}

#[test]
fn an_entry_is_found_by_its_name() {
    let mut ledger = ledger();
    let id = Some("job".parse().unwrap());
    let body = Body::Relation(relation(RelationKind::Serves, "anna", "acme"));
    ledger.push(Entry { id: id.clone(), ..entry(&ledger, "acme", body.clone()) }).unwrap();
    assert_eq!(ledger.position_of(&id.clone().unwrap()), Some(Position(5)));
    assert_eq!(ledger.named("job"), [Position(5)]);
    assert_eq!(ledger.named("report.1"), []);
    let again = Entry { id, ..entry(&ledger, "acme", body) };
    assert_eq!(
        refused(&mut ledger, again),
        ("entry `job` is recorded already".into(), vec![Step::Field("id")])
    );
}

#[test]
fn an_entry_is_found_where_it_stands_whatever_is_left_out() {
    let mut ledger = Ledger::new();
    assert_eq!(ledger.at(Position(0)), None);
    let taken: Vec<u64> =
        (3..40).filter(|at| !matches!(at, 5 | 9..=12 | 20..=35)).chain([90, 1_000]).collect();
    for at in &taken {
        let entry = party(&ledger, &format!("party-{at}"), PartyKind::Body);
        ledger.push(Entry { position: Position(*at), ..entry }).unwrap();
    }
    for at in (0..1_100).chain([u64::MAX]) {
        let found = ledger.at(Position(at)).map(|entry| entry.position.0);
        assert_eq!(found, taken.contains(&at).then_some(at));
    }
}
