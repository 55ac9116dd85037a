//! The plain reference alone, on ledgers small enough to be judged by eye. The sections are those of
//! `docs/semantics.md`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that finds nothing fails its test"
)]

mod ledger_builder;
mod reference;

use std::collections::{BTreeMap, BTreeSet};

use caveat::caveat::{
    Audience, AudienceMember, Caveat, Kind, Mode, RelativeAudience, Selector, Test, Until, UntilEvent,
};
use caveat::entry::{
    Agreement, Body, Disclosure, Equivalence, Event, Fate, Grant, InCapacity, Item, Lifts, Recordable,
    Relation, Rule, Scope, Terms,
};
use caveat::id::PartyId;
use caveat::party::{PartyKind, RelationKind::*};
use caveat::question::{NoJudge, Question, Unanswerable};
use caveat::scheme::{Levels, Scheme};
use caveat::set::Set;
use caveat::time::{Interval, Position};

use ledger_builder::*;
use reference::{Decided, Half, Outcome, State, decide};

/// Two states with an agency or two, two firms, and people who work there.
fn world() -> Story {
    let mut story = Story::new();
    story
        .parties(PartyKind::State, ["us", "uk"])
        .parties(PartyKind::Body, ["cia", "fbi", "mi6", "acme", "zeta"])
        .parties(PartyKind::Office, ["director"])
        .parties(PartyKind::Person, ["anna", "dora", "fred", "bea", "carl", "cora", "zoe"])
        .relates("cia", Organ, "us")
        .relates("fbi", Organ, "us")
        .relates("mi6", Organ, "uk")
        .relates("director", Organ, "cia")
        .relates("dora", Holds, "director")
        .relates("anna", Serves, "cia")
        .relates("fred", Serves, "fbi")
        .relates("bea", Serves, "mi6")
        .relates("carl", Serves, "acme")
        .relates("cora", Serves, "acme")
        .relates("zoe", Serves, "zeta");
    story
}

/// The world, and an item `memo` of the cia with caveats.
fn with_memo(caveats: Vec<Caveat>) -> Story {
    let mut story = world();
    story.item(Item { caveats, ..item("memo", "cia") });
    story
}

fn ask(story: &Story, question: &Question) -> Decided {
    decide(question, &story.entries, Position::LAST, &NoJudge).unwrap()
}

/// The states of a caveat, for all recipients, copies and paths.
fn states(story: &Story, question: &Question, caveat: &str) -> BTreeSet<State> {
    let decided = ask(story, question);
    let of_it = decided.states.iter().filter(|(pair, _)| pair.caveat.as_str() == caveat);
    of_it.map(|(_, state)| *state).collect()
}

/// The one state of a caveat.
fn state(story: &Story, question: &Question, caveat: &str) -> State {
    let states: Vec<State> = states(story, question, caveat).into_iter().collect();
    assert_eq!(states.len(), 1, "{caveat}: {states:?}");
    states[0]
}

/// The state of `memo.1` when anna of the cia gives the memo to somebody.
fn of_memo(story: &Story, to: &str) -> State {
    state(story, &question("anna", "memo", [to]), "memo.1")
}

/// What is borne: caveat, owner and path.
fn borne(story: &Story, question: &Question) -> BTreeSet<String> {
    let pairs = ask(story, question).states.into_keys();
    pairs.map(|pair| format!("{} of {} along {:?}", pair.caveat, pair.owner, pair.path)).collect()
}

fn texts<const N: usize>(texts: [&str; N]) -> BTreeSet<String> {
    texts.map(str::to_owned).into()
}

// 1. Time, order, knowledge.

#[test]
fn what_is_recorded_later_is_not_known_before() {
    let mut story = with_memo(vec![Caveat::new(audience(["fbi"]))]);
    let before = story.last();
    story.says("cia", grant_all(["memo"], ["acme"]));
    let question = question("anna", "memo", ["carl"]);
    let then = decide(&question, &story.entries, before, &NoJudge).unwrap();
    let now = decide(&question, &story.entries, story.last(), &NoJudge).unwrap();
    assert_eq!((then.consent, then.right), (Half::NotInQuestion, Half::No));
    assert_eq!((now.consent, now.right), (Half::NotInQuestion, Half::Yes));
    assert_eq!(now.outcome, Outcome::Permitted);
}

#[test]
fn acts_take_effect_at_their_instant() {
    let mut story = with_memo(vec![nobody()]);
    story.on("2020-06-01").says("cia", grant_all(["memo"], ["acme"]));
    let asked = |on| Question { on: id(on), ..question("anna", "memo", ["carl"]) };
    assert_eq!(state(&story, &asked("2020-05-31"), "memo.1"), State::Standing);
    assert_eq!(state(&story, &asked("2020-06-01"), "memo.1"), State::Lifted);
}

#[test]
fn authority_is_judged_from_what_is_earlier_by_instant_and_position() {
    let mut story = with_memo(vec![nobody()]);
    // Recorded behind the grant, the power is of an earlier day.
    story.on("2020-03-01").says("anna", grant_all(["memo"], ["carl"]));
    story.on("2020-02-01").says("cia", Body::Power(Box::new(power("p", "anna", "cia", scope()))));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);

    let mut story = with_memo(vec![nobody()]);
    // Of the same day, it is later by its position.
    story.says("anna", grant_all(["memo"], ["carl"]));
    story.says("cia", Body::Power(Box::new(power("p", "anna", "cia", scope()))));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
}

// 2. Parties, chains, within.

#[test]
fn what_makes_a_question_unanswerable_is_checked_in_order() {
    let story = with_memo(vec![]);
    let why = |question: &Question| decide(question, &story.entries, Position::LAST, &NoJudge).unwrap_err();
    assert_eq!(why(&question("nemo", "nothing", [])), Unanswerable::NoRecipient);
    assert_eq!(why(&question("nemo", "nothing", ["nobody"])), Unanswerable::UnknownItem(id("nothing")));
    assert_eq!(why(&question("nemo", "memo", ["nobody"])), Unanswerable::UnknownParty(id("nemo")));
    assert_eq!(why(&question("anna", "memo", ["nobody"])), Unanswerable::UnknownParty(id("nobody")));
    assert!(matches!(
        why(&Question { actor: as_of("anna", "fbi"), ..question("anna", "memo", ["carl"]) }),
        Unanswerable::NoSuchCapacity { .. }
    ));
}

#[test]
fn who_has_several_chains_says_in_which() {
    let mut story = with_memo(vec![Caveat::new(audience(["us"]))]);
    story.relates("bea", Serves, "fbi");
    let asked = |to: InCapacity| Question { to: vec![to], ..question("anna", "memo", []) };
    let unsaid = decide(&question("anna", "memo", ["bea"]), &story.entries, Position::LAST, &NoJudge);
    assert!(matches!(unsaid, Err(Unanswerable::SeveralCapacities { .. })));
    assert_eq!(state(&story, &asked(as_of("bea", "us")), "memo.1"), State::Met);
    assert_eq!(state(&story, &asked(as_of("bea", "mi6")), "memo.1"), State::Standing);
}

#[test]
fn a_joint_command_is_its_own_root() {
    let mut story = with_memo(vec![Caveat::new(audience(["us", "uk"]))]);
    story.parties(PartyKind::Body, ["joint"]).parties(PartyKind::Person, ["jim"]);
    story.relates("joint", Organ, "us").relates("joint", Organ, "uk").relates("jim", Serves, "joint");
    let decided = ask(&story, &question("anna", "memo", ["jim"]));
    let recipients: Vec<_> = decided.states.keys().map(|pair| pair.recipient.clone()).collect();
    assert_eq!(recipients, [ids::<PartyId, Vec<_>>(["jim", "joint"])]);
    assert_eq!(of_memo(&story, "jim"), State::Standing);
}

#[test]
fn a_body_with_one_root_has_a_chain_through_each_superior() {
    let mut story = with_memo(vec![Caveat::new(audience(["fbi"]))]);
    story.parties(PartyKind::Body, ["task-force"]).parties(PartyKind::Community, ["forces"]);
    story.relates("task-force", Organ, "fbi").relates("task-force", Organ, "cia");
    story.relates("task-force", Member, "forces");
    let decided = ask(&story, &question("anna", "memo", ["forces"]));
    let states: Vec<State> = decided.states.values().copied().collect();
    // Through the cia first, then through the fbi.
    assert_eq!(states, [State::Standing, State::Met]);
}

#[test]
fn a_community_stands_for_its_members() {
    let mut story = with_memo(vec![Caveat::new(audience(["acme"]))]);
    story.parties(PartyKind::Community, ["isac", "inner"]);
    story.relates("acme", Member, "isac").relates("inner", Member, "isac").relates("zeta", Member, "inner");
    let decided = ask(&story, &question("anna", "memo", ["isac", "acme"]));
    let by_recipient: BTreeMap<_, _> =
        decided.states.iter().map(|(pair, state)| (pair.recipient[0].to_string(), *state)).collect();
    let expected = [("acme", State::Met), ("zeta", State::Standing)];
    assert_eq!(by_recipient, expected.map(|(party, state)| (party.to_owned(), state)).into());
}

#[test]
fn members_of_a_community_are_within_it() {
    let mut story = with_memo(vec![Caveat::new(audience(["isac"]))]);
    story.parties(PartyKind::Community, ["isac"]).relates("acme", Member, "isac");
    assert_eq!(of_memo(&story, "carl"), State::Met);
    assert_eq!(of_memo(&story, "zoe"), State::Standing);
}

#[test]
fn membership_may_be_pinned() {
    let pinned = |at| {
        let members = vec![AudienceMember { party: id("isac"), nationals: false }];
        Caveat::new(Test::Audience(Audience { members, membership_at: Some(id(at)) }))
    };
    let mut story = with_memo(vec![pinned("2020-02-01"), pinned("2020-04-01")]);
    story.parties(PartyKind::Community, ["isac"]).on("2020-03-01").relates("acme", Member, "isac");
    let asked = question("anna", "memo", ["carl"]);
    assert_eq!(state(&story, &asked, "memo.1"), State::Standing);
    assert_eq!(state(&story, &asked, "memo.2"), State::Met);
}

#[test]
fn a_community_is_within_what_all_its_members_are_within() {
    let story_of = |members: [&str; 2]| {
        let mut story = world();
        story.parties(PartyKind::Community, ["team"]);
        story.relates(members[0], Member, "team").relates(members[1], Member, "team");
        // The power is not wider: the caveat must be stated within the us.
        story.says("us", Body::Power(Box::new(power("p", "anna", "us", scope()))));
        story.says("cia", Body::Item(Box::new(Item { caveats: vec![nobody()], ..item("memo", "team") })));
        story.says("team", relation("us", Succeeds, "team"));
        story.says("anna", grant_all(["memo"], ["carl"]));
        story
    };
    assert_eq!(of_memo(&story_of(["cia", "fbi"]), "carl"), State::Lifted);
    assert_eq!(of_memo(&story_of(["cia", "mi6"]), "carl"), State::Standing);
}

#[test]
fn everybody_is_within_the_public() {
    let story = with_memo(vec![Caveat::new(audience(["public"])), Caveat::new(audience(["acme"]))]);
    let asked = question("anna", "memo", ["zoe", "public"]);
    assert_eq!(state(&story, &asked, "memo.1"), State::Met);
    assert_eq!(state(&story, &asked, "memo.2"), State::Standing);
}

#[test]
fn a_relation_holds_from_its_day_until_its_end() {
    let mut story = with_memo(vec![Caveat::new(audience(["acme"]))]);
    let until = Some(id("2020-07-01"));
    let serves = Relation { kind: Serves, who: id("zoe"), of: id("acme"), until };
    story.on("2020-03-01").says("acme", Body::Relation(serves));
    let asked = |on| Question {
        on: id(on),
        to: vec![InCapacity { party: id("zoe"), capacity: Some(id("acme")) }],
        ..question("anna", "memo", [])
    };
    let answer = |on| decide(&asked(on), &story.entries, Position::LAST, &NoJudge).map(|d| d.outcome);
    assert!(answer("2020-02-01").is_err());
    assert_eq!(answer("2020-06-30"), Ok(Outcome::Permitted));
    assert!(answer("2020-07-01").is_err());
}

// 3. Items and what they bear.

#[test]
fn caveats_of_sources_and_parts_are_borne() {
    let mut story = world();
    story.item(Item { caveats: vec![nobody()], ..item("raw", "mi6") });
    story.item(Item { caveats: vec![nobody()], ..item("table", "cia") });
    let (sources, parts) = (ids(["raw"]), ids(["table"]));
    story.item(Item { sources, parts, caveats: vec![nobody(), nobody()], ..item("report", "cia") });
    assert_eq!(
        borne(&story, &question("anna", "report", ["carl"])),
        texts([
            "report.1 of cia along [report]",
            "report.2 of cia along [report]",
            "raw.1 of mi6 along [report, raw]",
            "table.1 of cia along [report, table]",
        ])
    );
}

#[test]
fn there_is_one_occurrence_for_each_path() {
    let mut story = world();
    story.item(Item { caveats: vec![nobody()], ..item("raw", "mi6") });
    story.item(Item { sources: ids(["raw"]), ..item("left", "cia") });
    story.item(Item { sources: ids(["raw"]), ..item("right", "cia") });
    story.item(Item { sources: ids(["left", "right"]), ..item("report", "cia") });
    assert_eq!(
        borne(&story, &question("anna", "report", ["carl"])),
        texts(["raw.1 of mi6 along [report, left, raw]", "raw.1 of mi6 along [report, right, raw]"])
    );
}

#[test]
fn more_paths_than_anybody_could_review_are_unanswerable() {
    let layers = |layers: usize| {
        let mut story = world();
        let mut beneath: Vec<String> = Vec::new();
        for layer in 0..layers {
            let names = ["left", "right"].map(|side| format!("{side}-{layer}"));
            for name in &names {
                let sources = beneath.iter().map(|below| id(below)).collect();
                story.item(Item { sources, caveats: vec![nobody()], ..item(name, "cia") });
            }
            beneath = names.into();
        }
        let top = format!("left-{}", layers - 1);
        decide(&question("anna", &top, ["carl"]), &story.entries, Position::LAST, &NoJudge)
    };
    assert_eq!(layers(6).unwrap().states.len(), 63);
    assert_eq!(layers(14), Err(Unanswerable::TooManyPaths(id("left-13"))));
}

#[test]
fn what_is_neither_marked_nor_free_is_nobodys() {
    let mut story = with_memo(vec![]);
    assert_eq!(state(&story, &question("anna", "memo", ["carl"]), "memo.unmarked"), State::Standing);
    story.item(Item { free: true, ..item("leaflet", "cia") });
    let free = ask(&story, &question("anna", "leaflet", ["carl"]));
    assert_eq!((free.outcome, free.states.len()), (Outcome::Permitted, 0));
}

#[test]
fn an_unmarked_part_bears_what_its_whole_bears() {
    let mut story = world();
    story.item(item("table", "cia"));
    story.item(Item { free: true, ..item("cover", "cia") });
    let parts = ids(["table", "cover"]);
    story.on("2020-06-01").item(Item { parts, caveats: vec![nobody()], ..item("report", "cia") });
    let asked = |item, on| Question { on: id(on), ..question("anna", item, ["carl"]) };
    let alone = texts(["table.unmarked of cia along [table]"]);
    let in_its_whole = texts(["report.1 of cia along [table, report]"]);
    assert_eq!(borne(&story, &asked("table", "2020-05-01")), alone);
    assert_eq!(borne(&story, &asked("table", LATER)), in_its_whole);
    assert_eq!(borne(&story, &asked("cover", LATER)), texts([]));
}

#[test]
fn a_marking_that_nobody_reads_is_nobodys() {
    let mut story = world();
    story.item(Item { marking: Some("TLP:RED".into()), ..item("memo", "cia") });
    assert_eq!(
        borne(&story, &question("anna", "memo", ["carl"])),
        texts(["memo.unread of cia along [memo]"])
    );
}

#[test]
fn terms_add_caveats_of_the_originator() {
    let mut story = world();
    let caveats = vec![Caveat::new(audience(["fbi"])), owned(["mi6"], Test::Nobody(None))];
    story.says("cia", Body::Terms(terms("house", caveats)));
    story.item(Item { terms: ids(["house"]), ..item("memo", "cia") });
    // The cia does not speak about mi6: the copy is its own.
    assert_eq!(
        borne(&story, &question("anna", "memo", ["carl"])),
        texts(["memo.house.1 of cia along [memo]", "memo.house.2 of cia along [memo]"])
    );
}

#[test]
fn terms_of_another_do_not_mark_but_those_of_an_agreement_of_the_originator_do() {
    let mut story = world();
    story.says("acme", Body::Terms(terms("nda", vec![nobody()])));
    let between = ids(["acme", "cia"]);
    let agreement = Agreement { id: id("deal"), between, terms: id("nda"), name: None };
    story.says("acme", Body::Agreement(agreement));
    story.item(Item { terms: ids(["nda"]), ..item("memo", "cia") });
    story.item(Item { agreements: ids(["deal"]), ..item("note", "cia") });
    assert_eq!(
        borne(&story, &question("anna", "memo", ["carl"])),
        texts(["memo.nda.1 of cia along [memo]", "memo.unmarked of cia along [memo]"])
    );
    assert_eq!(borne(&story, &question("anna", "note", ["carl"])), texts(["note.nda.1 of cia along [note]"]));
}

#[test]
fn terms_of_a_later_day_mark_from_the_first() {
    let mut story = world();
    story.on("2020-06-01").says("cia", Body::Terms(terms("house", vec![nobody()])));
    story.on(DAY).item(Item { terms: ids(["house"]), ..item("memo", "cia") });
    let asked = |on| Question { on: id(on), ..question("anna", "memo", ["carl"]) };
    for on in ["2020-05-01", "2020-06-01"] {
        assert_eq!(borne(&story, &asked(on)), texts(["memo.house.1 of cia along [memo]"]));
    }
}

#[test]
fn a_further_caveat_is_its_authors_own_and_does_not_mark() {
    let mut story = with_memo(vec![]);
    story.says("acme", further("hold", ["memo"], owned(["cia"], Test::Nobody(None))));
    assert_eq!(
        borne(&story, &question("anna", "memo", ["carl"])),
        texts(["hold of acme along [memo]", "memo.unmarked of cia along [memo]"])
    );
}

#[test]
fn who_speaks_about_an_owner_states_caveats_for_it() {
    let mut story = with_memo(vec![]);
    let records = Set::from([Recordable::Caveat]);
    story
        .says("cia", Body::Power(Box::new(power("p", "acme", "cia", Scope { records, ..Scope::nothing() }))));
    story.says("acme", further("hold", ["memo"], owned(["cia"], Test::Nobody(None))));
    let borne = borne(&story, &question("anna", "memo", ["carl"]));
    assert!(borne.contains("hold of cia along [memo]"), "{borne:?}");
}

#[test]
fn joint_owners_hold_one_copy_each_and_levels_are_their_authoritys() {
    let mut story = world();
    story.says("us", scheme("us-levels", "us", ["S", "TS"], []));
    let caveats = vec![
        owned(["cia", "us", "mi6"], Test::Nobody(None)),
        Caveat::new(level("us-levels", "TS")),
        owned(["us"], level("us-levels", "TS")),
        owned(["mi6"], level("us-levels", "TS")),
    ];
    story.says("us", Body::Power(Box::new(power("p", "cia", "us", Scope::nothing()))));
    story.item(Item { caveats, ..item("memo", "cia") });
    // The cia speaks about itself alone: the us and mi6 do not own what it states in their names.
    assert_eq!(
        borne(&story, &question("anna", "memo", ["carl"])),
        texts([
            "memo.1 of cia along [memo]",
            "memo.2 of us along [memo]",
            "memo.3 of us along [memo]",
            "memo.4 of cia along [memo]",
        ])
    );
}

#[test]
fn successors_hold_one_copy_each_and_no_owner_returns() {
    let mut story = with_memo(vec![nobody()]);
    let asked = question("anna", "memo", ["carl"]);
    story.says("us", relation("acme", Succeeds, "cia")); // the us speaks about the cia: it is its root
    story.says("cia", relation("zeta", Succeeds, "cia"));
    story.says("mi6", relation("mi6", Succeeds, "cia")); // not for mi6 to say
    assert_eq!(borne(&story, &asked), texts(["memo.1 of acme along [memo]", "memo.1 of zeta along [memo]"]));
    story.says("zeta", relation("cia", Succeeds, "zeta"));
    story.says("acme", relation("zeta", Succeeds, "acme"));
    assert_eq!(borne(&story, &asked), texts(["memo.1 of zeta along [memo]"]));
}

#[test]
fn the_authority_of_a_scheme_says_who_succeeds_for_its_caveats() {
    let mut story = world();
    story.says("us", scheme("us-levels", "us", ["S"], []));
    let caveats = vec![owned(["mi6"], level("us-levels", "S")), Caveat::new(Test::Nobody(None))];
    story.item(Item { caveats, ..item("cable", "mi6") });
    story.says("us", relation("cia", Succeeds, "mi6"));
    assert_eq!(
        borne(&story, &question("bea", "cable", ["carl"])),
        texts(["cable.1 of cia along [cable]", "cable.2 of mi6 along [cable]"])
    );
}

#[test]
fn a_caveat_is_in_force_in_its_interval_for_its_modes() {
    let until = Until { instant: Some(id("2020-06-01")), event: None };
    let story = with_memo(vec![
        Caveat { from: Some(id("2020-03-01")), until: Some(until), ..nobody() },
        Caveat { modes: Set::from([Mode::Giving]), ..nobody() },
    ]);
    let asked = |on, mode| Question { on: id(on), mode, ..question("anna", "memo", ["carl"]) };
    let borne = |on, mode| borne(&story, &asked(on, mode)).len();
    assert_eq!(borne("2020-02-29", Mode::Showing), 0);
    assert_eq!(borne("2020-03-01", Mode::Showing), 1);
    assert_eq!(borne("2020-03-01", Mode::Giving), 2);
    assert_eq!(borne("2020-06-01", Mode::Showing), 0);
}

#[test]
fn an_event_ends_a_caveat_if_it_is_for_its_author_to_say() {
    let event = UntilEvent { event: id("launch"), by: ids(["acme"]) };
    let until = Until { instant: None, event: Some(event) };
    let story = with_memo(vec![Caveat { until: Some(until), ..nobody() }]);
    let after = |by, event| {
        let mut story = story.clone();
        story.says(by, Body::Event(Event { event: id(event) }));
        borne(&story, &question("anna", "memo", ["carl"])).len()
    };
    assert_eq!(after("acme", "launch"), 0);
    assert_eq!(after("us", "launch"), 0);
    assert_eq!(after("carl", "launch"), 1);
    assert_eq!(after("acme", "landing"), 1);
}

#[test]
fn the_owner_before_succession_or_after_may_say_that_the_event_happened() {
    let until = Until { instant: None, event: Some(UntilEvent { event: id("launch"), by: vec![] }) };
    let story = with_memo(vec![Caveat { until: Some(until), ..nobody() }]);
    let said = |by| {
        let mut story = story.clone();
        story.says("cia", relation("acme", Succeeds, "cia"));
        story.says(by, Body::Event(Event { event: id("launch") }));
        borne(&story, &question("anna", "memo", ["carl"])).len()
    };
    assert_eq!((said("cia"), said("acme"), said("zeta")), (0, 0, 1));
}

/// A report of the cia, derived from a cable of mi6.
fn with_report() -> Story {
    let mut story = world();
    story.item(Item { caveats: vec![nobody()], ..item("cable", "mi6") });
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["cia"])));
    story.item(Item { sources: ids(["cable"]), ..item("report", "cia") });
    story
}

#[test]
fn a_sanitisation_by_who_speaks_for_the_owner_ends_inheritance_on_its_edge() {
    let asked = question("anna", "report", ["carl"]);
    let inherited = texts(["cable.1 of mi6 along [report, cable]"]);
    let mut story = with_report();
    assert_eq!(borne(&story, &asked), inherited);
    // Somebody sanitised it, without right: it must itself be marked from now on.
    let unmarked = texts(["report.unmarked of cia along [report]"]);
    let both: BTreeSet<_> = inherited.union(&unmarked).cloned().collect();
    story.says("cia", sanitisation("report", "cable"));
    assert_eq!(borne(&story, &asked), both);
    story.says_as("tearline", "mi6", sanitisation("report", "cable"));
    assert_eq!(borne(&story, &asked), unmarked);
    story.says("cia", revocation("tearline", []));
    assert_eq!(borne(&story, &asked), unmarked);
    story.says("mi6", revocation("tearline", []));
    assert_eq!(borne(&story, &asked), both);
}

#[test]
fn what_is_derived_from_the_unmarked_inherits_its_caveat() {
    let mut story = world();
    story.item(item("scrap", "cia"));
    story.item(Item { sources: ids(["scrap"]), ..item("report", "cia") });
    story.item(Item { free: true, ..item("leaflet", "cia") });
    story.item(Item { sources: ids(["leaflet"]), ..item("digest", "cia") });
    assert_eq!(
        borne(&story, &question("anna", "report", ["carl"])),
        texts(["scrap.unmarked of cia along [report, scrap]"])
    );
    assert_eq!(
        borne(&story, &question("anna", "digest", ["carl"])),
        texts(["digest.unmarked of cia along [digest]"])
    );
}

#[test]
fn a_caveat_that_is_over_is_still_inherited_from() {
    let until = Until { instant: Some(id("2020-06-01")), event: None };
    let mut story = with_memo(vec![Caveat { until: Some(until), ..nobody() }]);
    story.item(Item { sources: ids(["memo"]), ..item("report", "cia") });
    assert_eq!(borne(&story, &question("anna", "report", ["carl"])), texts([]));
}

#[test]
fn a_source_that_is_itself_unmarked_for_want_of_inheritance_is_not_inherited_from() {
    let mut story = world();
    story.item(Item { free: true, ..item("leaflet", "cia") });
    story.item(Item { sources: ids(["leaflet"]), ..item("digest", "cia") });
    story.item(Item { sources: ids(["digest"]), ..item("brief", "fbi") });
    assert_eq!(
        borne(&story, &question("fred", "brief", ["carl"])),
        texts(["brief.unmarked of fbi along [brief]", "digest.unmarked of cia along [brief, digest]"])
    );
}

#[test]
fn what_stands_on_a_source_from_the_first_is_inherited_whatever_its_date() {
    let mut story = world();
    story.on("2020-06-01").item(Item { caveats: vec![nobody()], ..item("memo", "cia") });
    story.on(DAY).item(Item { sources: ids(["memo"]), ..item("report", "cia") });
    let asked = |on| Question { on: id(on), ..question("anna", "report", ["carl"]) };
    for on in ["2020-05-01", "2020-06-01"] {
        assert_eq!(borne(&story, &asked(on)), texts(["memo.1 of cia along [report, memo]"]));
    }
}

#[test]
fn a_whole_counts_from_its_day() {
    let mut story = with_memo(vec![nobody()]);
    story.on("2020-06-01").item(Item { parts: ids(["memo"]), ..item("folder", "cia") });
    story.on(DAY).says("cia", grant_all(["folder"], ["acme"]));
    let asked = |on| Question { on: id(on), ..question("anna", "memo", ["carl"]) };
    assert_eq!(state(&story, &asked("2020-05-01"), "memo.1"), State::Standing);
    assert_eq!(state(&story, &asked("2020-06-01"), "memo.1"), State::Lifted);
}

#[test]
fn each_successor_lifts_its_own_copy() {
    let mut story = with_memo(vec![nobody()]);
    story.says("cia", relation("acme", Succeeds, "cia")).says("cia", relation("zeta", Succeeds, "cia"));
    story.says("acme", grant_all(["memo"], ["carl"]));
    let decided = ask(&story, &question("anna", "memo", ["carl"]));
    let by_owner: Vec<_> = decided.states.iter().map(|(pair, state)| (pair.owner.as_str(), *state)).collect();
    assert_eq!(by_owner, [("acme", State::Lifted), ("zeta", State::Standing)]);
}

#[test]
fn two_copies_that_come_to_one_successor_are_as_bad_as_the_worse() {
    let mut story = world();
    story.item(Item { caveats: vec![owned(["cia", "fbi"], Test::Nobody(None))], ..item("memo", "us") });
    story.says("cia", grant_all(["memo"], ["acme"]));
    assert_eq!(states(&story, &question("anna", "memo", ["carl"]), "memo.1").len(), 2);
    story.says("fbi", relation("cia", Succeeds, "fbi"));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
    story.says("cia", grant_all(["memo"], ["acme"]));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
}

#[test]
fn a_remark_removes_by_kind_or_id() {
    let story = with_memo(vec![Caveat::new(audience(["acme"])), nobody()]);
    let remarked = |by, removes| {
        let mut story = story.clone();
        story.says(by, removal("memo", removes));
        let asked = question("anna", "memo", ["carl"]);
        (state(&story, &asked, "memo.1"), state(&story, &asked, "memo.2"))
    };
    // What is removed is lifted even where it is met.
    assert_eq!(remarked("cia", Selector::Kind(Kind::Audience)), (State::Lifted, State::Standing));
    assert_eq!(remarked("us", Selector::Caveat(id("memo.2"))), (State::Met, State::Lifted));
    assert_eq!(remarked("cia", Selector::Everything), (State::Lifted, State::Lifted));
    assert_eq!(remarked("anna", Selector::Everything), (State::Met, State::Standing));
}

#[test]
fn a_remark_touches_only_what_is_stated_on_its_items_before_it() {
    let mut story = with_memo(vec![nobody()]);
    story.item(Item { sources: ids(["memo"]), ..item("report", "cia") });
    story.says("cia", removal("report", Selector::Everything));
    assert_eq!(state(&story, &question("anna", "report", ["carl"]), "memo.1"), State::Standing);
    story.says("cia", removal("memo", Selector::Everything));
    story.says("cia", further("late", ["memo"], nobody()));
    let asked = question("anna", "report", ["carl"]);
    assert_eq!(state(&story, &asked, "memo.1"), State::Lifted);
    assert_eq!(state(&story, &asked, "late"), State::Standing);
}

#[test]
fn a_remark_on_the_kind_of_an_alternative_does_not_remove_the_alternatives() {
    let any = Test::Any(vec![audience(["fbi"]), Test::Unattributed]);
    let mut story = with_memo(vec![Caveat::new(any)]);
    story.says("cia", removal("memo", Selector::Kind(Kind::Audience)));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
    story.says("cia", removal("memo", Selector::Kind(Kind::Any)));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
}

#[test]
fn an_unmarked_item_is_released_by_a_remark_on_its_unmarked_caveat() {
    let mut story = with_memo(vec![]);
    story.says("cia", removal("memo", Selector::Caveat(id("memo.unmarked"))));
    assert_eq!(state(&story, &question("anna", "memo", ["carl"]), "memo.unmarked"), State::Lifted);
}

// 4. Who speaks.

#[test]
fn a_relation_counts_only_if_said_by_who_speaks_for_the_body() {
    let story = with_memo(vec![Caveat::new(audience(["fbi"]))]);
    let said = |by| {
        let mut story = story.clone();
        story.parties(PartyKind::Person, ["pete"]);
        story.says(by, relation("pete", Serves, "fbi"));
        of_memo(&story, "pete")
    };
    assert_eq!(said("fbi"), State::Met);
    assert_eq!(said("us"), State::Met);
    assert_eq!(said("pete"), State::Standing);
    assert_eq!(said("fred"), State::Standing);
    assert_eq!(said("cia"), State::Standing);
}

#[test]
fn a_power_that_records_relations_speaks_of_them() {
    let recorded = |records| {
        let mut story = with_memo(vec![Caveat::new(audience(["fbi"]))]);
        let records = Set::from([records]);
        story.says(
            "us",
            Body::Power(Box::new(power("p", "director", "us", Scope { records, ..Scope::nothing() }))),
        );
        story.parties(PartyKind::Person, ["pete"]).says("dora", relation("pete", Serves, "fbi"));
        of_memo(&story, "pete")
    };
    assert_eq!(recorded(Recordable::Relation), State::Met);
    assert_eq!(recorded(Recordable::Clearance), State::Standing);
}

#[test]
fn a_fact_is_ended_by_its_author_or_who_could_have_said_it() {
    let story = with_memo(vec![Caveat::new(audience(["fbi"]))]);
    let ended = |by| {
        let mut story = story.clone();
        story.parties(PartyKind::Person, ["pete"]);
        story.says_as("hired", "fbi", relation("pete", Serves, "fbi"));
        story.says(by, ending_of_fact("hired"));
        of_memo(&story, "pete")
    };
    assert_eq!(ended("fbi"), State::Standing);
    assert_eq!(ended("us"), State::Standing);
    assert_eq!(ended("pete"), State::Met);
    assert_eq!(ended("cia"), State::Met);
}

/// The state of `memo.1` for carl after a grant by the director's holder under a power that somebody founds.
fn granted_under(founder: &str, wider: bool, scope: Scope, caveat: Caveat) -> State {
    let mut story = world();
    story.says("us", scheme("us-levels", "us", ["S", "TS"], []));
    story.item(Item { caveats: vec![caveat], ..item("memo", "cia") });
    story.says(
        founder,
        Body::Power(Box::new(caveat::entry::Power { wider, ..power("p", "director", "us", scope) })),
    );
    story.says("dora", grant_all(["memo"], ["acme"]));
    of_memo(&story, "carl")
}

#[test]
fn a_power_is_founded_by_its_owner_or_the_owners_root() {
    assert_eq!(granted_under("us", false, scope(), nobody()), State::Lifted);
    assert_eq!(granted_under("cia", false, scope(), nobody()), State::Standing);
    assert_eq!(granted_under("mi6", true, scope(), nobody()), State::Standing);
}

#[test]
fn a_power_covers_what_its_scope_says() {
    let covers = |scope| granted_under("us", false, scope, nobody());
    let kinds = |kind| Lifts::Kinds(Set::from([kind]));
    assert_eq!(covers(Scope { lifts: kinds(Kind::Nobody), ..scope() }), State::Lifted);
    assert_eq!(covers(Scope { lifts: kinds(Kind::Level), ..scope() }), State::Standing);
    assert_eq!(covers(Scope { items: ids(["memo"]), ..scope() }), State::Lifted);
    assert_eq!(covers(Scope { items: ids(["other"]), ..scope() }), State::Standing);
    assert_eq!(covers(Scope { to: ids(["zeta", "acme"]), ..scope() }), State::Lifted);
    assert_eq!(covers(Scope { to: ids(["zeta"]), ..scope() }), State::Standing);
}

#[test]
fn a_power_reaches_up_to_its_level_and_none_that_does_not_compare() {
    let up_to = |top, test| {
        let scope = Scope { up_to: Some((id("us-levels"), id(top))), ..scope() };
        granted_under("us", false, scope, Caveat::new(test))
    };
    assert_eq!(up_to("TS", level("us-levels", "S")), State::Lifted);
    assert_eq!(up_to("S", level("us-levels", "S")), State::Lifted);
    assert_eq!(up_to("S", level("us-levels", "TS")), State::Standing);
    assert_eq!(up_to("S", Test::Any(vec![level("us-levels", "TS"), Test::Unattributed])), State::Standing);
    assert_eq!(up_to("S", audience(["fbi"])), State::Lifted);

    let mut story = world();
    let beneath = [("left", vec![]), ("right", vec![])].map(|(level, under)| (id(level), ids(under)));
    let levels = Levels::partial(beneath.into()).unwrap();
    let scheme = Scheme {
        id: id("sides"),
        authority: id("cia"),
        levels,
        compartments: ids([]),
        name: None,
        reads: None,
        parties: Default::default(),
    };
    story.says("cia", Body::Scheme(Box::new(scheme)));
    story.item(Item { caveats: vec![Caveat::new(level("sides", "right"))], ..item("memo", "cia") });
    let scope = Scope { up_to: Some((id("sides"), id("left"))), ..scope() };
    story.says("cia", Body::Power(Box::new(power("p", "anna", "cia", scope))));
    story.says("anna", grant_all(["memo"], ["acme"]));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
}

#[test]
fn a_power_that_is_not_wider_keeps_to_what_its_founder_states_or_originates() {
    let given = |founder, wider| {
        let mut story = world();
        story.item(Item { caveats: vec![], free: true, ..item("memo", "cia") });
        let power = power("p", "anna", "fbi", scope());
        // The fbi owns a caveat that it states on an item of the cia, whose originator is not within the fbi.
        story.says("fbi", Body::Power(Box::new(caveat::entry::Power { wider, ..power })));
        let caveat = owned(["fbi"], Test::Nobody(None));
        story.says(founder, further("hold", ["memo"], caveat));
        story.says("anna", grant_all(["memo"], ["acme"]));
        state(&story, &question("anna", "memo", ["carl"]), "hold")
    };
    assert_eq!(given("fbi", false), State::Lifted);
    assert_eq!(given("us", false), State::Standing);
    assert_eq!(given("us", true), State::Lifted);
}

/// A power of the us held by dora as director, delegated to anna, who grants.
fn granted_under_delegation(above: Scope, beneath: Scope, delegator: &str) -> Story {
    let mut story = with_memo(vec![nobody()]);
    story.says("us", Body::Power(Box::new(power("p", "director", "us", above))));
    story.says(delegator, delegation("q", "p", "anna", beneath));
    story.says_as("g", "anna", grant_all(["memo"], ["acme"]));
    story
}

#[test]
fn a_delegated_power_covers_what_it_and_all_above_it_cover() {
    let delegable = Scope { delegable: true, ..scope() };
    let only_zeta = Scope { to: ids(["zeta"]), ..scope() };
    let delegable_zeta = Scope { to: ids(["zeta"]), delegable: true, ..scope() };
    let granted = |above: &Scope, beneath: &Scope, delegator| {
        let story = granted_under_delegation(above.clone(), beneath.clone(), delegator);
        of_memo(&story, "carl")
    };
    assert_eq!(granted(&delegable, &scope(), "dora"), State::Lifted);
    assert_eq!(granted(&scope(), &scope(), "dora"), State::Standing);
    assert_eq!(granted(&delegable, &scope(), "us"), State::Standing);
    assert_eq!(granted(&delegable, &only_zeta, "dora"), State::Standing);
    assert_eq!(granted(&delegable_zeta, &scope(), "dora"), State::Standing);
}

#[test]
fn ending_a_power_ends_later_acts_and_if_it_says_so_grants() {
    let ended = |power, by, grants| {
        let mut story = granted_under_delegation(Scope { delegable: true, ..scope() }, scope(), "dora");
        story.says(by, ending_of_power(power, grants));
        let before = of_memo(&story, "carl");
        story.says("anna", grant_all(["memo"], ["zeta"]));
        (before, of_memo(&story, "zoe"))
    };
    assert_eq!(ended("q", "dora", false), (State::Lifted, State::Standing));
    assert_eq!(ended("p", "us", false), (State::Lifted, State::Standing));
    assert_eq!(ended("p", "us", true), (State::Standing, State::Standing));
    assert_eq!(ended("q", "anna", true), (State::Standing, State::Standing));
    assert_eq!(ended("q", "cia", true), (State::Lifted, State::Lifted));
    assert_eq!(ended("p", "anna", true), (State::Lifted, State::Lifted));
}

#[test]
fn a_grant_under_two_powers_ends_when_both_have_ended() {
    let mut story = with_memo(vec![nobody()]);
    story.says("us", Body::Power(Box::new(power("p1", "anna", "us", scope()))));
    story.says("cia", Body::Power(Box::new(power("p2", "anna", "cia", scope()))));
    story.says("anna", grant_all(["memo"], ["acme"]));
    story.says("us", ending_of_power("p1", true));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
    story.says("us", ending_of_power("p2", true));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
}

// 5. Met.

#[test]
fn a_person_meets_a_level_by_clearance_a_body_by_accreditation() {
    let mut story = world();
    story.says("us", scheme("us-levels", "us", ["S", "TS"], []));
    story.item(Item { caveats: vec![Caveat::new(level("us-levels", "S"))], ..item("memo", "cia") });
    story.says("us", Body::Clearance(clearance("carl", "us-levels", "TS")));
    story.says("acme", Body::Clearance(clearance("cora", "us-levels", "TS")));
    story.says("us", Body::Clearance(clearance("zeta", "us-levels", "TS")));
    story.says("us", Body::Accreditation(clearance("fbi", "us-levels", "S")));
    assert_eq!(of_memo(&story, "carl"), State::Met);
    assert_eq!(of_memo(&story, "cora"), State::Standing);
    assert_eq!(of_memo(&story, "zeta"), State::Standing);
    assert_eq!(of_memo(&story, "fbi"), State::Met);
    assert_eq!(of_memo(&story, "fred"), State::Standing);
}

#[test]
fn an_equivalence_counts_one_way_and_is_not_chained() {
    let mut story = world();
    story.says("us", scheme("us-levels", "us", ["S", "TS"], []));
    story.says("uk", scheme("uk-levels", "uk", ["UKS", "UKTS"], []));
    story.item(Item { caveats: vec![Caveat::new(level("us-levels", "S"))], ..item("memo", "cia") });
    story.item(Item { caveats: vec![Caveat::new(level("uk-levels", "UKS"))], ..item("cable", "mi6") });
    let equivalence = |level, counts_as| {
        let (scheme, counts_in) = (id("uk-levels"), id("us-levels"));
        let (level, counts_as) = (id(level), id(counts_as));
        Body::Equivalence(Equivalence { scheme, level, counts_in, counts_as, until: None })
    };
    story.says("uk", equivalence("UKS", "TS")); // not for the uk to say
    story.says("us", equivalence("UKTS", "S"));
    story.says("uk", Body::Clearance(clearance("carl", "uk-levels", "UKTS")));
    story.says("uk", Body::Clearance(clearance("cora", "uk-levels", "UKS")));
    story.says("us", Body::Clearance(clearance("zoe", "us-levels", "TS")));
    assert_eq!(of_memo(&story, "carl"), State::Met);
    assert_eq!(of_memo(&story, "cora"), State::Standing);
    assert_eq!(state(&story, &question("bea", "cable", ["zoe"]), "cable.1"), State::Standing);
}

#[test]
fn a_read_in_is_to_exactly_that_compartment_and_said_by_owner_or_authority() {
    let story = {
        let mut story = world();
        story.says("us", scheme("us-levels", "us", ["S"], ["SI", "SI-G"]));
        let compartment = Test::Compartment(id("us-levels"), id("SI"));
        story.item(Item { caveats: vec![owned(["cia"], compartment)], ..item("memo", "cia") });
        story
    };
    let after = |by, code| {
        let mut story = story.clone();
        story.says(by, read_in("carl", "us-levels", code));
        of_memo(&story, "carl")
    };
    assert_eq!(after("us", "SI"), State::Met);
    assert_eq!(after("cia", "SI"), State::Met);
    assert_eq!(after("us", "SI-G"), State::Standing);
    assert_eq!(after("acme", "SI"), State::Standing);
}

#[test]
fn nationals_are_met_unless_they_act_for_another_state() {
    let mut story = with_memo(vec![Caveat::new(nationals("uk"))]);
    story.says("uk", relation("carl", National, "uk"));
    story.says("uk", relation("fred", National, "uk"));
    assert_eq!(of_memo(&story, "carl"), State::Met);
    assert_eq!(of_memo(&story, "fred"), State::Standing);
    assert_eq!(of_memo(&story, "bea"), State::Met);
    assert_eq!(of_memo(&story, "zoe"), State::Standing);
}

#[test]
fn purposes_must_be_stated_and_all_among_them() {
    let story = with_memo(vec![Caveat::new(Test::Purpose(ids(["research", "teaching"])))]);
    let stated = |purposes| Question { purposes, ..question("anna", "memo", ["carl"]) };
    assert_eq!(state(&story, &stated(ids([])), "memo.1"), State::Standing);
    assert_eq!(state(&story, &stated(ids(["research"])), "memo.1"), State::Met);
    assert_eq!(state(&story, &stated(ids(["research", "sale"])), "memo.1"), State::Standing);
}

#[test]
fn the_source_is_not_named() {
    let story = with_memo(vec![Caveat::new(Test::Unattributed)]);
    let unattributed = Question { unattributed: true, ..question("anna", "memo", ["carl"]) };
    assert_eq!(state(&story, &unattributed, "memo.1"), State::Met);
    assert_eq!(of_memo(&story, "carl"), State::Standing);
}

#[test]
fn a_party_of_the_chain_has_accepted_the_terms() {
    let mut story = world();
    story.says("cia", Body::Terms(terms("nda", vec![])));
    story.item(Item { caveats: vec![Caveat::new(Test::Bound(id("nda")))], ..item("memo", "cia") });
    story.says("acme", acceptance("acme", "nda")); // by itself
    story.says("cia", acceptance("zoe", "nda")); // by the owner
    story.says("carl", acceptance("bea", "nda")); // by neither
    assert_eq!(of_memo(&story, "carl"), State::Met);
    assert_eq!(of_memo(&story, "zoe"), State::Met);
    assert_eq!(of_memo(&story, "bea"), State::Standing);
}

#[test]
fn one_of_the_alternatives_is_enough_and_doubt_stands() {
    let mut story = world();
    story.says(
        "cia",
        Body::Rule(Rule { id: id("no-export"), policy: "forbid(principal, action, resource);".into() }),
    );
    let rule = || Test::Rule(id("no-export"));
    let caveats = [
        rule(),
        Test::Any(vec![rule(), audience(["acme"])]),
        Test::Any(vec![rule(), audience(["fbi"])]),
        Test::Any(vec![Test::Any(vec![audience(["acme"])])]),
        Test::Any(vec![]),
    ];
    story.item(Item { caveats: caveats.map(Caveat::new).into(), ..item("memo", "cia") });
    let decided = ask(&story, &question("anna", "memo", ["carl"]));
    let states: Vec<State> = decided.states.into_values().collect();
    let expected = [State::Undetermined, State::Met, State::Undetermined, State::Met, State::Standing];
    assert_eq!(states, expected);
    assert_eq!(decided.right, Half::No);
}

#[test]
fn the_owner_meets_its_own_caveats_but_not_everybody_within_it() {
    let mut story = with_report();
    assert_eq!(state(&story, &question("anna", "report", ["mi6"]), "cable.1"), State::Met);
    assert_eq!(state(&story, &question("anna", "report", ["bea"]), "cable.1"), State::Standing);
    story.says("mi6", relation("acme", Succeeds, "mi6"));
    assert_eq!(state(&story, &question("anna", "report", ["acme"]), "cable.1"), State::Met);
}

// 6. Lifted.

#[test]
fn a_disclosure_by_the_owner_or_its_root_lifts() {
    let mut story = with_memo(vec![nobody()]);
    story.relates("anna", Holds, "director");
    let by = |actor: InCapacity| {
        let decided = ask(&story, &Question { actor, ..question("cia", "memo", ["carl"]) });
        (decided.right, decided.outcome)
    };
    let whole = |party| InCapacity { party: id(party), capacity: None };
    assert_eq!(by(whole("cia")), (Half::Yes, Outcome::Permitted));
    assert_eq!(by(whole("us")).0, Half::Yes);
    assert_eq!(by(whole("dora")).0, Half::No);
    assert_eq!(by(as_of("anna", "director")).0, Half::No);
}

/// The state of `memo.1` for carl, given a grant by the cia.
fn granted(caveat: Caveat, grant: Grant, question: Question) -> State {
    let mut story = with_memo(vec![caveat]);
    story.says("cia", Body::Grant(Box::new(grant)));
    state(&story, &question, "memo.1")
}

#[test]
fn a_grant_that_names_nothing_lifts_audiences() {
    let asked = || question("anna", "memo", ["carl"]);
    let plain = || grant(["memo"], ["acme"]);
    let any = Test::Any(vec![audience(["fbi"]), Test::Unattributed]);
    assert_eq!(granted(Caveat::new(audience(["fbi"])), plain(), asked()), State::Lifted);
    assert_eq!(granted(Caveat::new(Test::Relative(relative())), plain(), asked()), State::Lifted);
    assert_eq!(granted(Caveat::new(any), plain(), asked()), State::Lifted);
    assert_eq!(granted(nobody(), plain(), asked()), State::Standing);
}

#[test]
fn a_grant_names_caveats_by_kind_id_or_everything() {
    let asked = || question("anna", "memo", ["carl"]);
    let naming = |selector| Grant { lifts: Set::from([selector]), ..grant(["memo"], ["acme"]) };
    assert_eq!(granted(nobody(), naming(Selector::Kind(Kind::Nobody)), asked()), State::Lifted);
    assert_eq!(granted(nobody(), naming(Selector::Kind(Kind::Level)), asked()), State::Standing);
    assert_eq!(granted(nobody(), naming(Selector::Caveat(id("memo.1"))), asked()), State::Lifted);
    assert_eq!(granted(nobody(), naming(Selector::Caveat(id("memo.2"))), asked()), State::Standing);
    assert_eq!(granted(nobody(), naming(Selector::Everything), asked()), State::Lifted);
}

#[test]
fn a_grant_holds_for_its_recipients_purposes_modes_and_interval() {
    let asked = || question("anna", "memo", ["carl"]);
    let all = || Grant { lifts: Set::from([Selector::Everything]), ..grant(["memo"], ["acme"]) };
    let given = |grant| granted(nobody(), grant, asked());
    assert_eq!(given(Grant { to: ids(["zeta"]), ..all() }), State::Standing);
    assert_eq!(given(Grant { modes: Set::from([Mode::Showing]), ..all() }), State::Standing);
    assert_eq!(given(Grant { modes: Set::from([Mode::Giving]), ..all() }), State::Lifted);
    let until = |until| Interval { from: id(DAY), until: Some(id(until)) };
    assert_eq!(given(Grant { during: until(LATER), ..all() }), State::Standing);
    assert_eq!(given(Grant { during: until("2021-01-02"), ..all() }), State::Lifted);
    let for_research = || Grant { purposes: ids(["research"]), ..all() };
    assert_eq!(given(for_research()), State::Standing);
    let research = Question { purposes: ids(["research"]), ..asked() };
    assert_eq!(granted(nobody(), for_research(), research), State::Lifted);
}

#[test]
fn a_grant_lifts_no_caveat_stated_after_it_and_no_higher_level() {
    let mut story = world();
    story.says("cia", scheme("levels", "cia", ["C", "S", "TS"], []));
    story.item(Item { caveats: vec![Caveat::new(level("levels", "S"))], ..item("memo", "cia") });
    story.says("cia", grant_all(["memo"], ["acme"]));
    story.says("cia", further("late", ["memo"], nobody()));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
    assert_eq!(state(&story, &question("anna", "memo", ["carl"]), "late"), State::Standing);
    story.says("cia", regrading("memo", "levels", "C"));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
    story.says("cia", regrading("memo", "levels", "TS"));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
}

/// A cable with two portions, and a report that the cia derived from it.
fn with_derivation() -> Story {
    let mut story = world();
    story.item(Item { caveats: vec![nobody()], ..item("portion", "mi6") });
    story.item(Item { caveats: vec![nobody()], parts: ids(["portion"]), ..item("cable", "mi6") });
    story.item(Item { sources: ids(["cable"]), ..item("report", "cia") });
    story
}

#[test]
fn a_grant_covers_parts_and_follows_into_derivatives_but_not_back_to_sources() {
    let granted = |item, question: Question, caveat| {
        let mut story = with_derivation();
        story.says("mi6", grant_all([item], ["acme"]));
        state(&story, &question, caveat)
    };
    let of_report = || question("anna", "report", ["carl"]);
    let of_portion = || question("bea", "portion", ["carl"]);
    assert_eq!(granted("cable", of_report(), "cable.1"), State::Lifted);
    assert_eq!(granted("cable", of_report(), "portion.1"), State::Lifted);
    assert_eq!(granted("cable", of_portion(), "portion.1"), State::Lifted);
    assert_eq!(granted("portion", of_report(), "portion.1"), State::Lifted);
    assert_eq!(granted("portion", of_report(), "cable.1"), State::Standing);
    assert_eq!(granted("report", of_report(), "cable.1"), State::Lifted);
    assert_eq!(granted("report", question("bea", "cable", ["carl"]), "cable.1"), State::Standing);
}

#[test]
fn a_grant_of_this_item_only_covers_neither_parts_nor_derivatives() {
    let granted = |item, question: Question, caveat| {
        let mut story = with_derivation();
        let lifts = Set::from([Selector::Everything]);
        story.says(
            "mi6",
            Body::Grant(Box::new(Grant { this_item_only: true, lifts, ..grant([item], ["acme"]) })),
        );
        state(&story, &question, caveat)
    };
    assert_eq!(granted("cable", question("bea", "cable", ["carl"]), "portion.1"), State::Lifted);
    assert_eq!(granted("cable", question("bea", "portion", ["carl"]), "portion.1"), State::Standing);
    assert_eq!(granted("cable", question("anna", "report", ["carl"]), "cable.1"), State::Standing);
}

#[test]
fn the_most_derived_name_wins_between_grant_and_refusal() {
    let after = |granted, refused| {
        let mut story = with_derivation();
        story.says("mi6", grant_all([granted], ["acme"])).says("mi6", refusal([refused], ["carl"]));
        let asked = |to| state(&story, &question("anna", "report", [to]), "cable.1");
        assert_eq!(asked("cora"), State::Lifted);
        asked("carl")
    };
    assert_eq!(after("cable", "cable"), State::Standing);
    assert_eq!(after("cable", "report"), State::Standing);
    assert_eq!(after("report", "cable"), State::Lifted);
    assert_eq!(after("report", "report"), State::Standing);
}

#[test]
fn a_refusal_ends_only_earlier_grants_and_only_by_who_speaks_for_the_owner() {
    let mut story = with_derivation();
    let carl = |story: &Story| state(story, &question("anna", "report", ["carl"]), "cable.1");
    story.says("mi6", refusal(["cable"], ["carl"])).says("mi6", grant_all(["cable"], ["acme"]));
    assert_eq!(carl(&story), State::Lifted);
    story.says("cia", refusal(["cable"], ["carl"]));
    assert_eq!(carl(&story), State::Lifted);
    story.says("uk", refusal(["cable"], ["public"]));
    assert_eq!(carl(&story), State::Standing);
}

#[test]
fn a_revocation_ends_a_grant_for_whom_it_names() {
    let mut story = with_memo(vec![nobody()]);
    story.says_as("g", "cia", grant_all(["memo"], ["acme"]));
    story.says("acme", revocation("g", []));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
    story.says("cia", revocation("g", ["carl"]));
    assert_eq!((of_memo(&story, "carl"), of_memo(&story, "cora")), (State::Standing, State::Lifted));
    story.says("us", revocation("g", []));
    assert_eq!(of_memo(&story, "cora"), State::Standing);
}

#[test]
fn a_grant_lapses_when_the_terms_it_rests_on_are_revised() {
    let mut story = with_memo(vec![nobody()]);
    story.says("cia", Body::Terms(terms("t1", vec![])));
    let rests_on = Some(id("t1"));
    let lifts = Set::from([Selector::Everything]);
    story.says("cia", Body::Grant(Box::new(Grant { rests_on, lifts, ..grant(["memo"], ["acme"]) })));
    let revise = |name| Body::Terms(Terms { revises: Some(id("t1")), ..terms(name, vec![]) });
    story.says("acme", revise("t2"));
    assert_eq!(of_memo(&story, "carl"), State::Lifted);
    story.says("us", revise("t3"));
    assert_eq!(of_memo(&story, "carl"), State::Standing);
}

#[test]
fn a_power_that_says_by_act_lifts_by_the_disclosure_in_that_capacity() {
    let mut story = with_memo(vec![nobody()]);
    let by_act = Scope { by_act: true, to: ids(["acme"]), delegable: true, ..scope() };
    story.says("cia", Body::Power(Box::new(power("p", "director", "cia", by_act))));
    story.says("dora", delegation("q", "p", "anna", scope()));
    story.says("dora", delegation("r", "p", "fred", Scope { by_act: true, ..scope() }));
    let by = |actor, to| state(&story, &question(actor, "memo", [to]), "memo.1");
    assert_eq!(by("dora", "carl"), State::Lifted);
    assert_eq!(by("dora", "zoe"), State::Standing);
    assert_eq!(by("anna", "carl"), State::Standing);
    assert_eq!(by("fred", "carl"), State::Lifted);
}

#[test]
fn an_offices_power_is_not_used_in_another_capacity() {
    let mut story = with_memo(vec![nobody()]);
    story
        .says("cia", Body::Power(Box::new(power("p", "director", "cia", Scope { by_act: true, ..scope() }))));
    story.relates("dora", Serves, "fbi");
    let by = |capacity| {
        let asked = Question { actor: as_of("dora", capacity), ..question("dora", "memo", ["carl"]) };
        state(&story, &asked, "memo.1")
    };
    assert_eq!(by("director"), State::Lifted);
    assert_eq!(by("fbi"), State::Standing);
}

// 7. Audiences relative to the discloser.

/// A memo of the cia under a relative audience, given by the cia to acme.
fn with_relative(audience: RelativeAudience) -> Story {
    let mut story = with_memo(vec![Caveat::new(Test::Relative(audience))]);
    story.parties(PartyKind::Body, ["lab", "customer", "parent"]).parties(PartyKind::Person, ["lee", "kim"]);
    story.relates("lab", Organ, "acme").relates("lee", Serves, "lab").relates("kim", Serves, "customer");
    story.relates("customer", Client, "acme");
    story.on("2020-02-01").says("cia", Body::Disclosure(disclosure("memo", "cia", ["acme"])));
    story.on("2020-03-01");
    story
}

fn may_pass(story: &Story, actor: &str, to: &str) -> State {
    state(story, &question(actor, "memo", [to]), "memo.1")
}

#[test]
fn whom_the_owner_gave_it_may_pass_it_on_inside() {
    let story = with_relative(relative());
    assert_eq!(may_pass(&story, "carl", "cora"), State::Met);
    assert_eq!(may_pass(&story, "carl", "lee"), State::Met);
    assert_eq!(may_pass(&story, "carl", "zoe"), State::Standing);
    assert_eq!(may_pass(&story, "carl", "kim"), State::Standing);
    // The owner itself is an anchor: directly beneath the state it is its own organisation.
    assert_eq!(may_pass(&story, "anna", "dora"), State::Met);
    assert_eq!(may_pass(&story, "anna", "fred"), State::Standing);
    // The audience is the discloser's: zeta never received it.
    assert_eq!(may_pass(&story, "zoe", "cora"), State::Standing);
}

#[test]
fn who_has_it_from_somebody_else_is_no_anchor() {
    let mut story = with_relative(relative());
    story.says("carl", Body::Disclosure(disclosure("memo", "carl", ["zeta"])));
    let zed = |story: &mut Story| {
        story.parties(PartyKind::Person, ["zed"]).relates("zed", Serves, "zeta");
    };
    zed(&mut story);
    assert_eq!(may_pass(&story, "zoe", "zed"), State::Standing);
    // But all anchors along the chain count.
    assert_eq!(may_pass(&story, "zoe", "cora"), State::Met);
}

#[test]
fn a_grant_makes_an_anchor_unless_it_is_for_the_recipient_only() {
    let passed = |recipient_only, granted_on: &'static str| {
        let mut story = with_relative(relative());
        story.parties(PartyKind::Person, ["zed"]).relates("zed", Serves, "zeta");
        story
            .on(granted_on)
            .says("cia", Body::Grant(Box::new(Grant { recipient_only, ..grant(["memo"], ["zeta"]) })));
        story.on("2020-05-01").says("carl", Body::Disclosure(disclosure("memo", "carl", ["zeta"])));
        story.on("2020-06-01").says(
            "cia",
            Body::Refusal(caveat::entry::Refusal {
                items: ids(["memo"]),
                to: ids(["zeta"]),
                answers: None,
                reason: None,
            }),
        );
        may_pass(&story, "zoe", "zed")
    };
    assert_eq!(passed(false, "2020-04-01"), State::Met);
    assert_eq!(passed(true, "2020-04-01"), State::Standing);
    assert_eq!(passed(false, "2020-05-02"), State::Standing);
}

#[test]
fn clients_are_reached_from_inside_and_keep_it_inside_themselves() {
    let mut story = with_relative(RelativeAudience { clients: true, ..relative() });
    assert_eq!(may_pass(&story, "carl", "kim"), State::Met);
    assert_eq!(may_pass(&story, "carl", "zoe"), State::Standing);
    story.parties(PartyKind::Person, ["kit"]).relates("kit", Serves, "customer");
    story.parties(PartyKind::Body, ["buyer"]).relates("buyer", Client, "acme");
    story.says("carl", Body::Disclosure(disclosure("memo", "carl", ["customer"])));
    assert_eq!(may_pass(&story, "kim", "kit"), State::Met);
    assert_eq!(may_pass(&story, "kim", "carl"), State::Met);
    assert_eq!(may_pass(&story, "kim", "buyer"), State::Standing);
}

#[test]
fn affiliates_are_everything_under_a_root_that_is_no_state() {
    let pass = |affiliates| {
        let mut story =
            with_memo(vec![Caveat::new(Test::Relative(RelativeAudience { affiliates, ..relative() }))]);
        story.parties(PartyKind::Body, ["holding"]);
        story.relates("acme", Organ, "holding").relates("zeta", Organ, "holding");
        story.says("cia", Body::Disclosure(disclosure("memo", "cia", ["acme"])));
        (may_pass(&story, "carl", "zoe"), may_pass(&story, "anna", "fred"))
    };
    assert_eq!(pass(false), (State::Standing, State::Standing));
    assert_eq!(pass(true), (State::Met, State::Standing));
}

#[test]
fn a_recipient_that_met_it_is_an_anchor_as_often_as_it_is_rebased() {
    let pass = |rebases| {
        let mut story = with_relative(RelativeAudience { clients: true, rebases, ..relative() });
        story.parties(PartyKind::Person, ["ivy"]);
        story.parties(PartyKind::Body, ["inner"]);
        story.relates("inner", Client, "customer").relates("ivy", Serves, "inner");
        story.on("2020-04-01").says("carl", Body::Disclosure(disclosure("memo", "carl", ["customer"])));
        story.on("2020-05-01").says("kim", Body::Disclosure(disclosure("memo", "kim", ["zeta"])));
        // ivy: a client of the customer. zoe: received it on a disclosure on which the caveat stood.
        (may_pass(&story, "kim", "ivy"), may_pass(&story, "zoe", "zeta"))
    };
    assert_eq!(pass(0), (State::Standing, State::Standing));
    assert_eq!(pass(1), (State::Met, State::Standing));
    assert_eq!(pass(u32::MAX), (State::Met, State::Standing));
}

#[test]
fn who_met_it_otherwise_from_somebody_outside_is_no_anchor() {
    let audience = RelativeAudience { rebases: 1, ..relative() };
    let mut story =
        with_memo(vec![Caveat::new(Test::Any(vec![Test::Relative(audience), Test::Unattributed]))]);
    story.parties(PartyKind::Person, ["zed"]).relates("zed", Serves, "zeta");
    let from = |actor| {
        let mut story = story.clone();
        story.on("2020-02-01").says("cia", Body::Disclosure(disclosure("memo", "cia", ["carl"])));
        let unattributed = Disclosure { unattributed: true, ..disclosure("memo", actor, ["zeta"]) };
        story.on("2020-03-01").says(actor, Body::Disclosure(unattributed));
        may_pass(&story, "zoe", "zed")
    };
    assert_eq!(from("carl"), State::Met);
    assert_eq!(from("bea"), State::Standing);
}

#[test]
fn a_person_is_no_client() {
    let mut story = with_relative(RelativeAudience { clients: true, ..relative() });
    story.relates("zoe", Client, "acme");
    assert_eq!(may_pass(&story, "carl", "zoe"), State::Standing);
}

#[test]
fn a_receipt_of_a_whole_is_on_the_chain_and_one_of_another_item_is_not() {
    let received = |received| {
        let mut story = with_memo(vec![Caveat::new(Test::Relative(relative()))]);
        story.item(Item { parts: ids(["memo"]), ..item("folder", "cia") });
        story.item(Item { free: true, ..item("other", "cia") });
        story.on("2020-02-01").says("cia", Body::Disclosure(disclosure(received, "cia", ["acme"])));
        may_pass(&story, "carl", "cora")
    };
    assert_eq!(received("memo"), State::Met);
    assert_eq!(received("folder"), State::Met);
    assert_eq!(received("other"), State::Standing);
}

// 8. Disclosures and possession.

fn possesses(story: &Story, who: &str, item: &str) -> bool {
    ask(story, &question(who, item, ["public"])).possession
}

#[test]
fn who_originated_it_or_received_it_possesses_it() {
    let mut story = with_memo(vec![nobody()]);
    assert!(possesses(&story, "anna", "memo"));
    assert!(!possesses(&story, "fred", "memo"), "the state is no holder for all its organs");
    story.says("anna", Body::Disclosure(disclosure("memo", "anna", ["director", "acme"])));
    assert!(possesses(&story, "dora", "memo"));
    assert!(possesses(&story, "carl", "memo"));
    assert!(!possesses(&story, "zoe", "memo"));
}

#[test]
fn a_disclosure_counts_if_recorded_by_who_took_part() {
    let recorded = |by, reported| {
        let mut story = with_memo(vec![nobody()]);
        story.says(by, Body::Disclosure(Disclosure { reported, ..disclosure("memo", "anna", ["carl"]) }));
        possesses(&story, "carl", "memo")
    };
    assert!(recorded("anna", false));
    assert!(recorded("carl", false));
    assert!(recorded("us", false));
    assert!(recorded("acme", false));
    assert!(!recorded("zoe", false));
    assert!(!recorded("anna", true));
}

#[test]
fn a_community_that_is_given_something_gives_it_to_its_members_of_that_time() {
    let mut story = with_memo(vec![nobody()]);
    story.parties(PartyKind::Community, ["isac"]).relates("acme", Member, "isac");
    story.says("cia", Body::Disclosure(disclosure("memo", "cia", ["isac"])));
    story.relates("zeta", Member, "isac");
    assert!(possesses(&story, "carl", "memo"));
    assert!(!possesses(&story, "zoe", "memo"));
}

#[test]
fn who_holds_a_whole_holds_its_parts() {
    let mut story = with_derivation();
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["acme"])));
    assert!(possesses(&story, "carl", "portion"));
    assert!(!possesses(&story, "carl", "report"));
}

#[test]
fn who_originates_must_possess_the_sources() {
    let mut story = with_derivation();
    assert!(!possesses(&story, "anna", "report"));
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["cia"])));
    story.item(Item { sources: ids(["cable"]), ..item("summary", "cia") });
    assert!(!possesses(&story, "anna", "report"), "it did not then");
    assert!(possesses(&story, "anna", "summary"));
}

#[test]
fn a_person_may_originate_from_what_its_body_holds_but_not_from_what_its_state_holds() {
    let mut story = with_memo(vec![nobody()]);
    story.item(Item { caveats: vec![nobody()], ..item("decree", "us") });
    story.item(Item { sources: ids(["memo"]), ..item("note", "anna") });
    story.item(Item { sources: ids(["decree"]), ..item("comment", "anna") });
    assert!(possesses(&story, "anna", "note"));
    assert!(!possesses(&story, "anna", "comment"));
}

#[test]
fn what_was_returned_or_destroyed_is_held_no_more() {
    let after = |by, fate, returned| {
        let mut story = with_derivation();
        story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["acme"])));
        story.says(by, acknowledgement("acme", fate, returned));
        (possesses(&story, "carl", "cable"), possesses(&story, "carl", "portion"))
    };
    assert_eq!(after("acme", Fate::Received, "cable"), (true, true));
    assert_eq!(after("acme", Fate::Returned, "cable"), (false, false));
    assert_eq!(after("acme", Fate::Destroyed, "portion"), (true, false));
    assert_eq!(after("mi6", Fate::Destroyed, "cable"), (true, true));
    let mut story = with_derivation();
    story.says("acme", acknowledgement("acme", Fate::Returned, "cable"));
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["acme"])));
    assert!(possesses(&story, "carl", "cable"));
}

#[test]
fn what_was_received_apart_is_held_when_its_whole_is_returned() {
    let mut story = with_derivation();
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["acme"])));
    story.says("mi6", Body::Disclosure(disclosure("portion", "mi6", ["acme"])));
    story.says("acme", acknowledgement("acme", Fate::Returned, "cable"));
    assert!(!possesses(&story, "carl", "cable"));
    assert!(possesses(&story, "carl", "portion"));
}

// 9. The answer.

/// A partner's cable in a report of ours that has a caveat of its own; the president may lift what is ours.
fn oval_office() -> Story {
    let mut story = world();
    story.parties(PartyKind::Office, ["president"]).parties(PartyKind::Person, ["potus", "envoy"]);
    story.relates("president", Organ, "us").relates("potus", Holds, "president");
    story.item(Item { caveats: vec![nobody()], ..item("cable", "mi6") });
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["cia"])));
    story.item(Item { sources: ids(["cable"]), caveats: vec![nobody()], ..item("report", "cia") });
    story.says("cia", Body::Disclosure(disclosure("report", "cia", ["president", "fred"])));
    let by_act = Scope { by_act: true, ..scope() };
    story.says("us", Body::Power(Box::new(power("declassify", "president", "us", by_act))));
    story
}

#[test]
fn right_and_consent_are_answered_apart() {
    let mut story = oval_office();
    let by = |story: &Story, actor| {
        let decided = ask(story, &question(actor, "report", ["envoy"]));
        (decided.right, decided.consent, decided.outcome)
    };
    assert_eq!(by(&story, "potus"), (Half::Yes, Half::No, Outcome::ByRightAlone));
    assert_eq!(by(&story, "fred"), (Half::No, Half::No, Outcome::Denied));
    story.says("mi6", grant_all(["cable"], ["envoy"]));
    assert_eq!(by(&story, "potus"), (Half::Yes, Half::Yes, Outcome::Permitted));
    assert_eq!(by(&story, "fred"), (Half::No, Half::Yes, Outcome::ByConsentAlone));
    story.says("us", grant_all(["report"], ["envoy"]));
    assert_eq!(by(&story, "fred"), (Half::Yes, Half::Yes, Outcome::Permitted));
}

#[test]
fn what_is_met_puts_no_right_in_question_but_consent() {
    let story = with_memo(vec![Caveat::new(audience(["acme"]))]);
    let decided = ask(&story, &question("anna", "memo", ["carl"]));
    assert_eq!((decided.right, decided.consent), (Half::NotInQuestion, Half::NotInQuestion));
    assert_eq!(decided.outcome, Outcome::Permitted);

    let mut story = world();
    story.item(Item { caveats: vec![Caveat::new(audience(["acme"]))], ..item("cable", "mi6") });
    story.says("mi6", Body::Disclosure(disclosure("cable", "mi6", ["anna"])));
    let decided = ask(&story, &question("anna", "cable", ["carl"]));
    assert_eq!((decided.right, decided.consent), (Half::NotInQuestion, Half::Yes));
    assert_eq!(decided.outcome, Outcome::Permitted);
}

#[test]
fn one_recipient_too_many_is_enough_to_deny() {
    let story = with_memo(vec![Caveat::new(audience(["acme"]))]);
    let decided = ask(&story, &question("anna", "memo", ["carl", "zoe"]));
    assert_eq!((decided.right, decided.outcome), (Half::No, Outcome::Denied));
}

#[test]
fn without_possession_everything_is_denied() {
    let story = with_memo(vec![Caveat::new(audience(["public"]))]);
    let decided = ask(&story, &question("fred", "memo", ["carl"]));
    assert!(!decided.possession);
    assert_eq!((decided.right, decided.outcome), (Half::NotInQuestion, Outcome::Denied));
}

#[test]
fn nothing_is_asked_of_an_empty_ledger() {
    let unknown = decide(&question("anna", "memo", ["carl"]), &[], Position(0), &NoJudge);
    assert_eq!(unknown, Err(Unanswerable::UnknownItem(id("memo"))));
}
