//! The laws, each a property of every register that can be told.
//!
//! A law is tried on a fixed number of worlds; `CAVEAT_CASES` sets another number, for a long run, `CAVEAT_SEED`
//! begins elsewhere, and `CAVEAT_WORLD` tries the one world of that seed. What fails is shrunk and printed.
//!
//! *No better* means: no caveat that stood is met, lifted or gone, no half that was *no* is anything else, and what
//! was not permitted is not. Of *by right alone* and *denied* no more can be said: right is *yes* only where
//! something had to be lifted, so that a caveat of the side that comes to be met, and was lifted, turns the one
//! into the other, and the reverse.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper that finds nothing fails its test, and so does a law that does not hold"
)]

mod agree;
mod law;
mod reference;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use caveat::caveat::{Selector, Test};
use caveat::decide::{Change, ChangeKind, Decision, Lift, Outcome, State};
use caveat::entry::{Acceptance, Body, Clearance, Entry, Grant, Party, ReadIn};
use caveat::facts::Facts;
use caveat::id::PartyId;
use caveat::party::PartyKind;
use caveat::question::{Judge, NoJudge, Question, RuleRequest, Verdict};
use caveat::scheme::Reads;
use caveat::set::Set;
use caveat::time::{Instant, Interval, Position};

use law::edit::{Adding, and, erased, items};
use law::{Checked, answer, known, law, no_better, same, states, verdict, with};
use world::{Asked, World};

#[test]
fn derivation_keeps_every_caveat() {
    law("derivation_keeps_every_caveat", 1500, |world, one| {
        for derived in items(world) {
            // Save those that their owner's sanitisation removes on that edge: without one, all are kept.
            let unsanitised = |entry: &&Arc<Entry>| match &entry.body {
                Body::Sanitisation(act) => act.derived != derived.id,
                _ => true,
            };
            let entries: Vec<Arc<Entry>> = world.entries.iter().filter(unsanitised).cloned().collect();
            let of = |item| {
                let question = Question { item, ..one.question.clone() };
                answer(&entries, &question, one.as_of, world.judge())
            };
            let Ok(whole) = of(derived.id.clone()) else { continue };
            let whole = states(&whole);
            for source in derived.sources.iter().chain(&derived.parts) {
                let Ok(kept) = of(source.clone()) else { continue };
                for (mut pair, _) in states(&kept) {
                    // A path from a part may lead up to this very whole.
                    if !pair.path.contains(&derived.id) {
                        pair.path.insert(0, derived.id.clone());
                        if !whole.contains_key(&pair) {
                            return Err(format!("{} does not bear {pair:?}", derived.id));
                        }
                    }
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_further_caveat_changes_no_other() {
    law("a_further_caveat_changes_no_other", 4000, |world, one| {
        let entries = known(world, one.as_of);
        let Ok(before) = answer(&entries, &one.question, Position::LAST, world.judge()) else {
            return Ok(());
        };
        let more = Adding::to(world, one, &before).further_caveat();
        let then = answer(&and(&entries, more.clone()), &one.question, Position::LAST, world.judge());
        let then = then.map_err(|error| error.to_string())?;
        let mut others = states(&then);
        others.retain(|pair, _| pair.caveat.as_str() != "further-added");
        if others != states(&before) {
            return Err(with(&more)(format!("{:?} became {others:?}", states(&before))));
        }
        no_better(&before, &then).map_err(with(&more))
    });
}

#[test]
fn a_grant_never_forbids() {
    law("a_grant_never_forbids", 4000, |world, one| {
        let entries = known(world, one.as_of);
        let Ok(before) = answer(&entries, &one.question, Position::LAST, world.judge()) else {
            return Ok(());
        };
        let more = Adding::to(world, one, &before).grant();
        let then = answer(&and(&entries, more.clone()), &one.question, Position::LAST, world.judge());
        let then = then.map_err(|error| error.to_string())?;
        no_better(&then, &before).map_err(with(&more))
    });
}

#[test]
fn a_revocation_never_permits() {
    law("a_revocation_never_permits", 4000, |world, one| {
        let entries = known(world, one.as_of);
        let Ok(before) = answer(&entries, &one.question, Position::LAST, world.judge()) else {
            return Ok(());
        };
        let more = Adding::to(world, one, &before).taking_back();
        let then = answer(&and(&entries, more.clone()), &one.question, Position::LAST, world.judge());
        no_better(&before, &then.map_err(|error| error.to_string())?).map_err(with(&more))
    });
}

#[test]
fn erasure_never_permits() {
    law("erasure_never_permits", 1500, |world, one| {
        let erased: Vec<Arc<Entry>> = world.entries.iter().map(|entry| Arc::new(erased(entry))).collect();
        let before = answer(&world.entries, &one.question, one.as_of, world.judge());
        let after = answer(&erased, &one.question, one.as_of, world.judge());
        match (before, after) {
            (Ok(before), Ok(after)) => {
                same("what is decided", &verdict(&before), &verdict(&after))?;
                same("what is cited", before.cited(), after.cited())?;
                same("the ways", before.ways(), after.ways())
            }
            (before, after) => same("what is answered", &before.err(), &after.err()),
        }
    });
}

/// Whoever might speak for an owner by what it is: the owner, whomever it succeeds and who succeeds it, everybody
/// above one of them in any relation ever recorded, and who holds an office among these.
fn who_speaks_for(owner: &PartyId, entries: &[Arc<Entry>]) -> BTreeSet<PartyId> {
    use caveat::party::RelationKind::{Holds, Organ, Serves, Succeeds};
    let mut speakers = BTreeSet::from([owner.clone()]);
    // By marking an item so, its owner lets these release it.
    for scheme in entries.iter().filter_map(|entry| match &entry.body {
        Body::Scheme(scheme) => Some(scheme),
        _ => None,
    }) {
        speakers.extend(scheme.parties.get("RELIDO").cloned());
        if let Some(Reads::Words(vocabulary)) = &scheme.reads {
            let meanings = vocabulary.marks.iter().flat_map(|mark| &mark.meanings);
            let templates = meanings.flat_map(|meaning| &meaning.caveats);
            speakers.extend(templates.flat_map(|template| template.released_by.clone()));
        }
    }
    let relations = || {
        entries.iter().filter_map(|entry| match &entry.body {
            Body::Relation(relation) => Some(relation),
            _ => None,
        })
    };
    loop {
        let known = speakers.len();
        for relation in relations() {
            let (who, of) = (&relation.who, &relation.of);
            let above = matches!(relation.kind, Serves | Holds | Organ) && speakers.contains(who);
            let succession = relation.kind == Succeeds && speakers.contains(who);
            let held = matches!(relation.kind, Holds | Succeeds) && speakers.contains(of);
            if above || succession {
                speakers.insert(of.clone());
            }
            if held {
                speakers.insert(who.clone());
            }
        }
        if speakers.len() == known {
            return speakers;
        }
    }
}

/// Without an act of anybody who speaks for an owner, and without a power that comes from one of them, no caveat
/// of that owner is lifted or removed: save that what the actor owns, or speaks for as its root, is lifted by the
/// disclosure itself.
#[test]
fn only_the_owner_lifts() {
    law("only_the_owner_lifts", 1500, |world, one| {
        let Ok(before) = answer(&world.entries, &one.question, one.as_of, world.judge()) else {
            return Ok(());
        };
        let owners: BTreeSet<PartyId> =
            before.grounds().iter().map(|ground| ground.occurrence().owner.clone()).collect();
        for owner in owners {
            let speakers = who_speaks_for(&owner, &world.entries);
            let silenced = |entry: &Entry| {
                let act = matches!(
                    entry.body,
                    Body::Grant(_)
                        | Body::Remark(_)
                        | Body::Sanitisation(_)
                        | Body::Power(_)
                        | Body::Acceptance(_)
                        | Body::ReadIn(_)
                        | Body::Equivalence(_)
                );
                act && speakers.contains(&entry.by)
            };
            let dropped: BTreeSet<usize> =
                (0..world.entries.len()).filter(|index| silenced(&world.entries[*index])).collect();
            let mut silent = world.without(&dropped);
            // The terms that say what its silence means are its word too.
            for entry in silent.entries.iter_mut().filter(|entry| speakers.contains(&entry.by)) {
                let mut edited = Entry::clone(entry);
                if let Body::Terms(terms) = &mut edited.body {
                    terms.silence = None;
                    *entry = edited.into();
                }
            }
            let as_of =
                silent.asked.iter().find(|asked| asked.question == one.question).map(|asked| asked.as_of);
            let as_of = as_of.unwrap_or(Position::LAST);
            let Ok(after) = answer(&silent.entries, &one.question, as_of, world.judge()) else { continue };
            for ground in after.grounds().iter().filter(|ground| ground.occurrence().owner == owner) {
                if let State::Lifted(lift) = ground.state()
                    && *lift != Lift::OwnAct
                {
                    return Err(format!("{:?} is lifted by {lift:?}, of {owner}", ground.occurrence()));
                }
            }
            let acts = |entry: &&Arc<Entry>| !matches!(entry.body, Body::Remark(_) | Body::Sanitisation(_));
            let untouched: Vec<Arc<Entry>> = silent.entries.iter().filter(acts).cloned().collect();
            let untouched = answer(&untouched, &one.question, as_of, world.judge()).unwrap();
            let tests = |decision: &Decision| -> BTreeMap<_, Test> {
                let of_owner = decision.grounds().iter().filter(|ground| ground.occurrence().owner == owner);
                let named = of_owner.map(|ground| {
                    let occurrence = ground.occurrence();
                    ((occurrence.caveat.clone(), occurrence.path.to_vec()), occurrence.test.clone())
                });
                named.collect()
            };
            // Something may be borne besides: what somebody sanitised, rightly or not, must itself be marked.
            let left = tests(&after);
            for (named, test) in tests(&untouched) {
                same(&format!("what {named:?} asks"), &Some(&test), &left.get(&named))?;
            }
        }
        Ok(())
    });
}

/// A judge of one verdict.
#[derive(Debug, Clone, Copy)]
struct Always(Verdict);

impl Judge for Always {
    fn verdict(&self, _: &caveat::entry::Rule, _: &RuleRequest<'_>) -> Verdict {
        self.0
    }
}

#[test]
fn doubt_never_permits() {
    law("doubt_never_permits", 1500, |world, one| {
        let judges: [Arc<dyn Judge>; 3] =
            [world.judge(), Arc::new(Always(Verdict::Clear)), Arc::new(Always(Verdict::Forbids))];
        let Ok(in_doubt) = answer(&world.entries, &one.question, one.as_of, Arc::new(NoJudge)) else {
            return Ok(());
        };
        for judge in judges {
            let judged = answer(&world.entries, &one.question, one.as_of, judge.clone());
            let judged = judged.map_err(|error| error.to_string())?;
            no_better(&judged, &in_doubt).map_err(|why| format!("without {judge:?}: {why}"))?;
        }
        doubtful_entries(world, one)
    });
}

/// An entry that widens, said by a stranger instead, widens nothing.
fn doubtful_entries(world: &World, one: &Asked) -> Checked {
    let Ok(before) = answer(&world.entries, &one.question, one.as_of, world.judge()) else { return Ok(()) };
    let narrowing = |entry: &Arc<Entry>| {
        matches!(entry.body, Body::Refusal(_) | Body::Revocation(_) | Body::Remark(_) | Body::Ending(_))
    };
    // A power is used for refusing as well as for granting.
    let powers_widen = !world.entries.iter().any(narrowing);
    let stranger: PartyId = "stranger".parse().unwrap();
    let party = Party { id: stranger.clone(), kind: PartyKind::Person, name: None, relay: None };
    let first = &world.entries[0];
    let party = Arc::new(Entry { position: Position(0), body: Body::Party(party), ..Entry::clone(first) });
    for (index, entry) in world.entries.iter().enumerate() {
        let widens = match &entry.body {
            Body::Grant(_)
            | Body::Sanitisation(_)
            | Body::Clearance(_)
            | Body::Accreditation(_)
            | Body::ReadIn(_)
            | Body::Equivalence(_)
            | Body::Acceptance(_) => true,
            Body::Remark(remark) => remark.level.is_none(),
            Body::Power(power) => powers_widen && power.scope.records.is_empty(),
            Body::Delegation(power) => powers_widen && power.scope.records.is_empty(),
            _ => false,
        };
        if widens {
            let mut entries = vec![party.clone()];
            entries.extend(world.entries.iter().cloned());
            let doubtful = Entry { by: stranger.clone(), ..Entry::clone(entry) };
            entries[index + 1] = Arc::new(doubtful.clone());
            let after = answer(&entries, &one.question, one.as_of, world.judge());
            no_better(&before, &after.map_err(|error| error.to_string())?).map_err(with(&doubtful))?;
        }
    }
    Ok(())
}

#[test]
fn as_of_equals_truncation() {
    law("as_of_equals_truncation", 1500, |world, one| {
        let whole = answer(&world.entries, &one.question, one.as_of, world.judge());
        let truncated = answer(&known(world, one.as_of), &one.question, Position::LAST, world.judge());
        same("the decision", &whole, &truncated)
    });
}

/// The cited entries alone give the same states, halves, outcome and possession. Of the entries cited as lifting,
/// none can be spared among them: without it, some caveat that rests on it stands; one that a remark removed may be
/// met instead, or lifted by another act, since what is removed is lifted even where it is met.
#[test]
fn the_grounds_suffice() {
    law("the_grounds_suffice", 2500, |world, one| {
        let Ok(before) = answer(&world.entries, &one.question, one.as_of, world.judge()) else {
            return Ok(());
        };
        let cited = |spared: Option<Position>| -> Vec<Arc<Entry>> {
            let kept = |entry: &&Arc<Entry>| {
                before.cited().contains(&entry.position) && Some(entry.position) != spared
            };
            world.entries.iter().filter(kept).cloned().collect()
        };
        let alone = answer(&cited(None), &one.question, Position::LAST, world.judge());
        let alone = alone.map_err(|error| format!("of what is cited: {error}"))?;
        same("what the cited entries decide", &verdict(&before), &verdict(&alone))?;
        let mut resting: BTreeMap<Position, Vec<usize>> = BTreeMap::new();
        for (index, ground) in before.grounds().iter().enumerate() {
            if let State::Lifted(lift) = ground.state()
                && let Some(entry) = lift.entry()
            {
                resting.entry(entry).or_default().push(index);
            }
        }
        for (entry, grounds) in resting {
            let left = match before.grounds()[grounds[0]].state() {
                // The power goes on to bear what else was done under it, refusals above all.
                State::Lifted(Lift::Act { .. }) => no_longer_by_act(cited(None), entry),
                // An answer goes with the request that it answers: without it, silence would speak in its place.
                _ => cited(Some(entry))
                    .into_iter()
                    .filter(|other| !is_answered_by(other, entry, world))
                    .collect(),
            };
            let without = answer(&left, &one.question, Position::LAST, world.judge());
            let without = without.map_err(|error| format!("without {entry}: {error}"))?;
            let changed = grounds.iter().any(|index| {
                let ground = &before.grounds()[*index];
                let left = without.grounds().iter().find(|left| {
                    left.recipient() == ground.recipient()
                        && left.occurrence().caveat == ground.occurrence().caveat
                        && left.occurrence().owner == ground.occurrence().owner
                        && left.occurrence().path == ground.occurrence().path
                });
                let by_remark = matches!(ground.state(), State::Lifted(Lift::Remark { .. }));
                left.is_some_and(|left| left.state().stands() || by_remark && left.state() != ground.state())
            });
            if !changed {
                return Err(format!("nothing stands without {entry}, which lifts"));
            }
        }
        Ok(())
    });
}

/// Whether the entry is the request that an act answers.
fn is_answered_by(entry: &Entry, act: Position, world: &World) -> bool {
    let answers =
        world.entries.iter().find(|entry| entry.position == act).and_then(|entry| match &entry.body {
            Body::Grant(grant) => grant.answers.clone(),
            _ => None,
        });
    answers.is_some() && answers == entry.id && matches!(entry.body, Body::Request(_))
}

/// The entries, with one power that does not lift by act.
fn no_longer_by_act(mut entries: Vec<Arc<Entry>>, power: Position) -> Vec<Arc<Entry>> {
    for entry in entries.iter_mut().filter(|entry| entry.position == power) {
        let entry = Arc::make_mut(entry);
        match &mut entry.body {
            Body::Power(power) => power.scope.by_act = false,
            Body::Delegation(power) => power.scope.by_act = false,
            other => panic!("{other:?} lifts nothing by act"),
        }
    }
    entries
}

/// Sets of changes that clear every need make the answer permitted, and any other leaves exactly the needs that it
/// does not clear.
#[test]
fn a_way_works_and_none_smaller_does() {
    law("a_way_works_and_none_smaller_does", 1500, |world, one| {
        let Ok(before) = answer(&world.entries, &one.question, one.as_of, world.judge()) else {
            return Ok(());
        };
        let ways = before.ways();
        let known = known(world, one.as_of);
        let all: BTreeSet<usize> = (0..ways.needs().len()).collect();
        for chosen in selections(ways.changes()) {
            let cleared: BTreeSet<usize> =
                chosen.iter().flat_map(|change| change.clears()).copied().collect();
            let (entries, on) = suppose(&known, &one.question, &chosen);
            let question = Question { on, ..one.question.clone() };
            let after = answer(&entries, &question, Position::LAST, world.judge());
            let after = after.map_err(|error| error.to_string())?;
            let kinds = || chosen.iter().map(|change| change.kind()).collect::<Vec<_>>();
            if (cleared == all) != (after.outcome() == Outcome::Permitted) {
                let outcome = after.outcome();
                return Err(format!("{:?} clear {cleared:?} of {:?}: {outcome}", kinds(), ways.needs()));
            }
            let left: BTreeSet<_> = all.difference(&cleared).map(|need| &ways.needs()[*need]).collect();
            let standing: BTreeSet<_> = after.ways().needs().iter().collect();
            if left != standing {
                return Err(format!("{:?} leave {standing:?} and not {left:?}", kinds()));
            }
        }
        Ok(())
    });
}

/// All changes, none, each alone, all but each, and a smallest set that clears what can be, less each of its own.
fn selections(changes: &[Change]) -> Vec<Vec<&Change>> {
    let every: Vec<&Change> = changes.iter().collect();
    if every.is_empty() {
        return Vec::new();
    }
    let without = |all: &[&'_ Change], index: usize| -> Vec<usize> {
        (0..all.len()).filter(|other| *other != index).collect()
    };
    let mut smallest: Vec<&Change> = every.clone();
    let clears =
        |all: &[&Change]| all.iter().flat_map(|change| change.clears()).copied().collect::<BTreeSet<_>>();
    let mut index = 0;
    while index < smallest.len() {
        let fewer: Vec<&Change> = without(&smallest, index).into_iter().map(|kept| smallest[kept]).collect();
        if clears(&fewer) == clears(&every) {
            smallest = fewer;
        } else {
            index += 1;
        }
    }
    let mut selections: Vec<Vec<&Change>> = vec![every.clone(), smallest.clone()];
    selections.extend(every.iter().map(|change| vec![*change]).take(12));
    for all in [&every, &smallest] {
        let fewer = (0..all.len()).take(12);
        selections.extend(fewer.map(|index| without(all, index).into_iter().map(|kept| all[kept]).collect()));
    }
    selections.retain(|chosen| !chosen.is_empty());
    selections
}

/// The entries with the changes made, at the instant asked about, or later where waiting is one of them.
fn suppose(known: &[Arc<Entry>], question: &Question, chosen: &[&Change]) -> (Vec<Arc<Entry>>, Instant) {
    let later = chosen.iter().find_map(|change| match change.kind() {
        ChangeKind::Later { at } => Some(*at),
        _ => None,
    });
    let on = later.unwrap_or(question.on);
    let mut entries = known.to_vec();
    for change in chosen {
        if let Some((by, body)) = hypothetical(change.kind(), known, on) {
            let entry = Entry { position: Position(0), on, recorded: on, by, id: None, body };
            entries = and(&entries, entry);
        }
    }
    (entries, on)
}

fn hypothetical(kind: &ChangeKind, known: &[Arc<Entry>], on: Instant) -> Option<(PartyId, Body)> {
    let authority = |wanted: &caveat::id::SchemeId| {
        let mut schemes = known.iter().filter_map(|entry| match &entry.body {
            Body::Scheme(scheme) if scheme.id == *wanted => Some(scheme.authority.clone()),
            _ => None,
        });
        schemes.next().unwrap()
    };
    let is_person = |who: &PartyId| {
        known.iter().any(|entry| match &entry.body {
            Body::Party(party) => party.id == *who && party.kind == PartyKind::Person,
            _ => false,
        })
    };
    match kind.clone() {
        ChangeKind::Grant { owner, item, to, lifts, .. } => {
            let grant = Grant {
                items: vec![item],
                to: vec![to],
                lifts: [Selector::Caveat(lifts)].into(),
                purposes: Set::new(),
                modes: Set::new(),
                during: Interval::from(on),
                this_item_only: false,
                recipient_only: false,
                unattributed: false,
                bound: Vec::new(),
                rests_on: None,
                answers: None,
            };
            Some((owner, Body::Grant(Box::new(grant))))
        }
        ChangeKind::Clearance { who, scheme, level } => {
            let by = authority(&scheme);
            let person = is_person(&who);
            let clearance = Clearance { scheme, level, who, until: None };
            Some((by, if person { Body::Clearance(clearance) } else { Body::Accreditation(clearance) }))
        }
        ChangeKind::ReadIn { who, scheme, code } => {
            Some((authority(&scheme), Body::ReadIn(ReadIn { scheme, code, who, until: None })))
        }
        ChangeKind::Acceptance { who, terms } => {
            Some((who.clone(), Body::Acceptance(Acceptance { terms, who, until: None })))
        }
        ChangeKind::Later { .. } => None,
    }
}

/// A hundred thousand decisions are compared in `tests/agreement.rs`; here, what differs is shrunk.
#[test]
fn the_engine_equals_the_reference() {
    law("the_engine_equals_the_reference", 1500, |world, one| {
        agree::agree(world, one, &Facts::fold(&world.entries, one.as_of, world.judge()))
    });
}
