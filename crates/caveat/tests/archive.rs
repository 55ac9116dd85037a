//! What an archive answers of many items is what the engine answers of each.
//!
//! Worlds of the generator, every item of each, asked for the recipients of each of its questions together and alone.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a helper that finds nothing fails its test, and the counts are there to be read"
)]

mod law;
mod told;
mod world;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use caveat::archive::{Archive, Recipients, Unstreamable};
use caveat::bulk::Manner;
use caveat::decide::{Decision, Lift, Met, Outcome, Side, State, StateKind, decide};
use caveat::entry::{Body, Entry, InCapacity};
use caveat::facts::Facts;
use caveat::id::{ItemId, PartyId};
use caveat::question::Unanswerable;
use caveat::scenario::Scenario;

use law::{Checked, law};
use told::{SENT, story};
use world::Asked;

/// How many answers were compared, and how many of these the archive gave by itself.
#[derive(Debug, Default)]
struct Counted {
    answers: usize,
    with_grounds: usize,
    outcomes: BTreeMap<Outcome, usize>,
    states: BTreeMap<StateKind, usize>,
    by_grant: usize,
    relative: usize,
    streamed: usize,
}

#[test]
fn an_archive_answers_what_the_engine_answers() {
    let counted = RefCell::new(Counted::default());
    law("an_archive_answers_what_the_engine_answers", 700, |world, one| {
        let facts = Facts::fold(&world.entries, one.as_of, world.judge());
        let Ok(archive) = Archive::of(&facts, Manner::of(&one.question)) else { return Ok(()) };
        compare(&archive, &facts, one, &mut counted.borrow_mut())
    });
    let counted = counted.into_inner();
    println!("{counted:?}");
    // The easy road is one in practice only if it is taken; and what it tells is of every sort.
    assert!(counted.with_grounds * 2 > counted.answers, "{counted:?}");
    for outcome in [Outcome::Permitted, Outcome::ByRightAlone, Outcome::ByConsentAlone, Outcome::Denied] {
        assert!(
            counted.outcomes.get(&outcome).is_some_and(|times| times * 100 > counted.answers),
            "{outcome}"
        );
    }
    for state in [StateKind::Met, StateKind::Lifted, StateKind::Standing] {
        assert!(counted.states.contains_key(&state), "{state:?}");
    }
    assert!(
        counted.by_grant * 50 > counted.answers && counted.relative * 50 > counted.answers,
        "{counted:?}"
    );
}

#[test]
fn items_that_are_streamed_are_answered_alike() {
    let counted = RefCell::new(Counted::default());
    law("items_that_are_streamed_are_answered_alike", 400, |world, one| {
        let known = law::known(world, one.as_of);
        let made_of: BTreeSet<&ItemId> = known.iter().flat_map(|entry| made_of(entry)).collect();
        let alone = |entry: &Arc<Entry>| match &entry.body {
            Body::Item(item) => made_of_nothing(entry) && !made_of.contains(&item.id),
            _ => false,
        };
        let (alone, others): (Vec<Arc<Entry>>, Vec<Arc<Entry>>) = known.iter().cloned().partition(alone);
        counted.borrow_mut().streamed += alone.len();
        let facts = Facts::fold(&known, one.as_of, world.judge());
        let without = Facts::fold(&others, one.as_of, world.judge());
        let Ok(archive) = Archive::streamed(without, Manner::of(&one.question), alone) else { return Ok(()) };
        compare(&archive, &facts, one, &mut counted.borrow_mut())
    });
    let counted = counted.into_inner();
    println!("{counted:?}");
    assert!(counted.streamed * 20 > counted.answers, "{counted:?}");
}

/// Every item of a story is answered alike by an archive and by itself; those of these names are streamed.
fn answered_alike(story: &str, streamed: &[&str]) -> Vec<Outcome> {
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let question = &scenario.asks[0].question;
    let entries = scenario.ledger.entries();
    let is_streamed = |entry: &Arc<Entry>| match &entry.body {
        Body::Item(item) => streamed.contains(&item.id.as_str()),
        _ => false,
    };
    let (streamed, others): (Vec<Arc<Entry>>, Vec<Arc<Entry>>) =
        entries.iter().cloned().partition(is_streamed);
    let archive = Archive::streamed(Facts::of(&others), Manner::of(question), streamed).unwrap();
    let recipients = archive.recipients(&question.to).unwrap();
    let facts = Facts::of(entries);
    let items = entries.iter().filter_map(|entry| match &entry.body {
        Body::Item(item) => Some(&item.id),
        _ => None,
    });
    let outcomes = items.map(|item| {
        let asked = decide(&Manner::of(question).question(item, &question.to), &facts).unwrap();
        let weighed = archive.weigh(archive.row(item).unwrap(), &recipients).unwrap();
        assert_eq!(weighed, asked.weighed(), "{item}");
        weighed.outcome
    });
    outcomes.collect()
}

#[test]
fn a_national_is_one_in_an_archive_too() {
    let outcome = |who: &str, of: &str| {
        let entries = format!(
            r#"
    {{ party = "france", kind = "state" }},
    {{ party = "italy", kind = "state" }},
    {{ party = "marie", kind = "person" }},
    {{ relation = "national", who = "marie", of = "{of}" }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk", "nationals of france"] }}] }},
    {SENT}"#
        );
        answered_alike(&story(&entries, &format!("to = \"{who}\"")), &[])
    };
    assert_eq!(outcome("marie", "france"), [Outcome::Permitted]);
    assert_eq!(outcome("marie", "italy"), [Outcome::Denied]);
    assert_eq!(outcome("partner", "france"), [Outcome::Denied]);
}

/// What a friend and the partner were granted together, and may hold for the one and not for the other.
#[test]
fn a_grant_that_holds_for_some_of_those_whom_it_names_holds_for_them_alone() {
    let outcome = |to: &str, acts: &str| {
        let entries = format!(
            r#"
    {{ party = "friend", kind = "body" }},
    {{ terms = "nda", by = "owner" }},
    {{ terms = "silence-yes", by = "owner", silence = {{ means = "grant", after = "2 days" }} }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {acts}"#
        );
        answered_alike(&story(&entries, &format!("to = \"{to}\"")), &[])
    };
    let both =
        r#"{ grant = "both", by = "owner", items = "data", to = ["friend", "partner"], on = 2030-01-05 },"#;
    let bound =
        both.replace("on =", r#"bound = ["nda"], on ="#) + r#"{ acceptance = "nda", who = "friend" },"#;
    let revoked = both.to_owned() + r#"{ revocation = "one", by = "owner", of = "both", to = "partner" },"#;
    let refused = both.to_owned() + r#"{ refusal = "one", by = "owner", items = "data", to = "partner" },"#;
    let by_silence = r#"
    { request = "may-we", by = "desk", of = "owner", items = "data", to = ["friend", "partner"],
      under_terms = "silence-yes", on = 2030-01-05 },
    { delivery = "may-we", by = "owner", on = 2030-01-05 },
    { grant = "said", by = "owner", items = "data", to = "partner", answers = "may-we", until = 2030-01-10,
      on = 2030-01-06 },"#;
    let towards_one = r#"
    { party = "agent", kind = "body" },
    { power = "towards-one", of = "agent", for = "owner", lifts = "everything", to = "friend" },
    { grant = "both", by = "agent", items = "data", to = ["friend", "partner"] },"#;
    assert_eq!(outcome("partner", both), [Outcome::Permitted]);
    for acts in [&bound, &revoked, &refused, by_silence, towards_one] {
        assert_eq!(outcome("friend", acts), [Outcome::Permitted], "{acts}");
        assert_eq!(outcome("partner", acts), [Outcome::Denied], "{acts}");
    }
}

/// What is streamed later is not known, nor is what was forgotten as soon as it was sorted, since another has its set.
#[test]
fn nothing_is_streamed_that_is_made_of_what_is_not_known() {
    let item = |name: &str, more: &str| {
        format!(
            r#"{{ item = "{name}", originator = "owner", caveats = [{{ audience = ["desk"] }}] {more} }},"#
        )
    };
    let sent = SENT.replace("\"sent\"", "\"sent-too\"").replace("\"data\"", "\"alike\"");
    let streamed = |made_of: &str, names: [&str; 3]| {
        let made = item("made", &format!(r#", {made_of} = ["data"]"#));
        let entries = [item("alike", ""), item("data", ""), made, SENT.to_owned(), sent.clone()].concat();
        let scenario = Scenario::read(story(&entries, "").as_bytes()).unwrap();
        let named = |name: &str| {
            let is_it =
                |entry: &&Arc<Entry>| matches!(&entry.body, Body::Item(item) if item.id.as_str() == name);
            scenario.ledger.entries().iter().find(is_it).unwrap().clone()
        };
        let others = scenario.ledger.entries().iter().filter(|entry| !matches!(entry.body, Body::Item(_)));
        let facts = Facts::of(&others.cloned().collect::<Vec<_>>());
        Archive::streamed(facts, Manner::of(&scenario.asks[0].question), names.map(named)).err()
    };
    let unknown = Some(Unstreamable::Unanswerable(Unanswerable::UnknownItem("data".parse().unwrap())));
    assert_eq!(streamed("sources", ["made", "alike", "data"]), unknown);
    assert_eq!(streamed("sources", ["alike", "data", "made"]), unknown);
    // Here it is the other that was forgotten.
    assert_eq!(streamed("sources", ["data", "alike", "made"]), None);
    // What an unmarked part bears depends on its wholes, also on one that comes after it.
    for names in [["made", "alike", "data"], ["data", "alike", "made"]] {
        assert_eq!(streamed("parts", names), Some(Unstreamable::HasParts("made".parse().unwrap())));
    }
}

/// What is streamed may have sources among what is known.
#[test]
fn what_is_derived_is_answered_alike_when_it_is_streamed() {
    let entries = format!(
        r#"
    {{ item = "bare", originator = "owner" }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {SENT}
    {{ item = "first", originator = "desk", sources = ["data"] }},
    {{ item = "second", originator = "desk", sources = ["data"] }},
    {{ item = "third", originator = "desk", sources = ["bare"] }},
    {{ item = "free", originator = "desk", free = true }},"#
    );
    let [denied, permitted] = [Outcome::Denied, Outcome::Permitted];
    let expected = [denied, denied, denied, denied, denied, permitted];
    assert_eq!(answered_alike(&story(&entries, ""), &["first", "second", "third", "free"]), expected);
}

fn made_of(entry: &Entry) -> Vec<&ItemId> {
    match &entry.body {
        Body::Item(item) => item.sources.iter().chain(&item.parts).collect(),
        _ => Vec::new(),
    }
}

fn made_of_nothing(entry: &Entry) -> bool {
    made_of(entry).is_empty()
}

fn compare(archive: &Archive<'_>, facts: &Facts, one: &Asked, counted: &mut Counted) -> Checked {
    let alone = one.question.to.iter().take(3).map(|who| vec![who.clone()]);
    for to in alone.chain([one.question.to.clone()]) {
        let recipients = match archive.recipients(&to) {
            Ok(recipients) => recipients,
            Err(why) => {
                let asked = decide(&Manner::of(&one.question).question(&one.question.item, &to), facts).err();
                let unknown = matches!(asked, Some(Unanswerable::UnknownItem(_)));
                return if asked == Some(why) || unknown { Ok(()) } else { Err(format!("{asked:?}")) };
            }
        };
        list_is_the_filter(archive, facts, &to, &recipients, one, counted)?;
    }
    Ok(())
}

fn list_is_the_filter(
    archive: &Archive<'_>,
    facts: &Facts,
    to: &[InCapacity],
    recipients: &Recipients,
    one: &Asked,
    counted: &mut Counted,
) -> Checked {
    let permitted = archive.permitted(recipients);
    let groups = archive.permitted_groups(recipients);
    let grouped: BTreeSet<_> = groups.rows(archive).collect();
    let listed: BTreeSet<_> = permitted.rows().collect();
    let counts = (permitted.count(), groups.count(archive), grouped.len());
    if listed != grouped || counts != (listed.len(), listed.len(), listed.len()) {
        return Err(format!("{listed:?} in a list, {grouped:?} in groups, counted {counts:?}"));
    }
    let mut items = 0;
    for entry in facts.entries() {
        let Body::Item(item) = &entry.body else { continue };
        items += 1;
        let row = archive.row(&item.id).ok_or_else(|| format!("{} is not in the archive", item.id))?;
        let decision = decide(&Manner::of(&one.question).question(&item.id, to), facts);
        let weighed = archive.weigh(row, recipients);
        let asked = decision.as_ref().map(Decision::weighed).map_err(Clone::clone);
        if weighed != asked {
            return Err(format!("{} for {to:?}: {weighed:?} in the archive, {asked:?} asked", item.id));
        }
        let Ok(decision) = decision else { continue };
        counted.answers += 1;
        *counted.outcomes.entry(decision.outcome()).or_default() += 1;
        if permitted.contains(row) != (decision.outcome() == Outcome::Permitted) {
            return Err(format!("{} for {to:?}: listed, or not, and {}", item.id, decision.outcome()));
        }
        let Some(seen) = archive.grounds(row, recipients) else { continue };
        counted.with_grounds += 1;
        let mut told: Vec<Told> = Vec::new();
        for ground in seen {
            let kind = ground.stance.kind();
            *counted.states.entry(kind).or_default() += 1;
            let lift = match ground.stance {
                caveat::archive::Stance::Lifted(lift) => Some(lift.clone()),
                _ => None,
            };
            counted.by_grant += usize::from(matches!(lift, Some(Lift::Grant { .. })));
            counted.relative += usize::from(matches!(ground.test, caveat::caveat::Test::Relative(_)));
            let asks = ground.test.to_string();
            let who = ground.recipient.parties().to_vec();
            told.push((who, ground.owner.clone(), ground.side, asks, kind, ground.stance.met(), lift));
        }
        let mut expected = told_by(&decision);
        let by_text = |told: &Told| format!("{told:?}");
        told.sort_by_key(by_text);
        expected.sort_by_key(by_text);
        if told != expected {
            return Err(format!("{} for {to:?}: {told:?} in the archive, {expected:?} asked", item.id));
        }
    }
    if items == archive.len() { Ok(()) } else { Err(format!("{items} items, {} rows", archive.len())) }
}

/// A ground as it is compared: the recipient, whose caveat, what it asks, what became of it and by what.
type Told = (Vec<PartyId>, PartyId, Side, String, StateKind, Option<Met>, Option<Lift>);

fn told_by(decision: &Decision) -> Vec<Told> {
    let told = decision.grounds().iter().map(|ground| {
        let (met, lift) = match ground.state() {
            State::Met(met) => (Some(met.clone()), None),
            State::Lifted(lift) => (None, Some(lift.clone())),
            State::Standing(_) | State::Undetermined(..) => (None, None),
        };
        let occurrence = ground.occurrence();
        let who = ground.recipient().parties().to_vec();
        let asks = occurrence.test.to_string();
        (who, occurrence.owner.clone(), ground.side(), asks, ground.state().kind(), met, lift)
    });
    told.collect()
}
