//! How a law is tried: on so many worlds, question by question, shrunk and printed where it fails.
#![allow(dead_code, reason = "not every test target that tries laws needs all that is here")]

pub(crate) mod edit;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::Arc;

use caveat::decide::{Decision, Half, Outcome, StateKind, decide};
use caveat::entry::Entry;
use caveat::facts::Facts;
use caveat::id::{CaveatId, ItemId, PartyId};
use caveat::question::{Judge, Question, Unanswerable};
use caveat::time::Position;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::world::{Asked, World, line, world_of, worlds};

/// Whether a law holds; if not, how it fails.
pub(crate) type Checked = Result<(), String>;

/// Tries a law on worlds, for each question of each.
///
/// # Panics
/// Where it fails, with the smallest world found.
pub(crate) fn law(name: &str, cases: u32, check: impl Fn(&World, &Asked) -> Checked) {
    let each = |world: World| {
        let all = world.asked.iter().try_for_each(|one| check(&world, one));
        all.map_err(TestCaseError::fail)
    };
    let cases = number("CAVEAT_CASES").unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng(name, number("CAVEAT_SEED").unwrap_or_default()));
    let failed = match number("CAVEAT_WORLD") {
        None => runner.run(&worlds(), each).err(),
        Some(seed) => {
            let tree = world_of(seed).new_tree(&mut runner).unwrap();
            runner.run_one(tree, each).err()
        }
    };
    match failed {
        None => {}
        Some(TestError::Fail(why, world)) => panic!("{name} does not hold: {why}\n{world:?}"),
        Some(aborted) => panic!("{name}: {aborted}"),
    }
}

/// What the environment sets a number to, if it does.
pub(crate) fn number<N: FromStr>(name: &str) -> Option<N> {
    env::var(name).ok()?.parse().ok()
}

/// Every law sees worlds of its own.
fn rng(name: &str, seed: u32) -> TestRng {
    let mut bytes = [0; 32];
    for (slot, byte) in bytes.iter_mut().zip(name.bytes()) {
        *slot = byte;
    }
    for (slot, byte) in bytes.iter_mut().rev().zip(seed.to_be_bytes().into_iter().rev()) {
        *slot ^= byte;
    }
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// What the engine answers.
pub(crate) fn answer(
    entries: &[Arc<Entry>],
    question: &Question,
    as_of: Position,
    judge: Arc<dyn Judge>,
) -> Result<Decision, Unanswerable> {
    decide(question, &Facts::fold(entries, as_of, judge))
}

/// The entries known as of a position.
pub(crate) fn known(world: &World, as_of: Position) -> Vec<Arc<Entry>> {
    world.entries.iter().filter(|entry| entry.position <= as_of).cloned().collect()
}

/// A recipient and a caveat that an item bears by a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) recipient: Vec<PartyId>,
    pub(crate) caveat: CaveatId,
    pub(crate) owner: PartyId,
    pub(crate) path: Vec<ItemId>,
}

pub(crate) type States = BTreeMap<Pair, StateKind>;

/// The state of every pair. Where two copies came to one successor, they are as bad as the worse.
pub(crate) fn states(decision: &Decision) -> States {
    let mut states = States::new();
    for ground in decision.grounds() {
        let occurrence = ground.occurrence();
        let pair = Pair {
            recipient: ground.recipient().parties().to_vec(),
            caveat: occurrence.caveat.clone(),
            owner: occurrence.owner.clone(),
            path: occurrence.path.to_vec(),
        };
        let state = ground.state().kind();
        let worst = states.get(&pair).copied().map_or(state, |other: StateKind| other.max(state));
        states.insert(pair, worst);
    }
    states
}

pub(crate) fn stands(state: StateKind) -> bool {
    matches!(state, StateKind::Standing | StateKind::Undetermined)
}

/// What two answers have to agree in.
pub(crate) fn verdict(decision: &Decision) -> (Outcome, Half, Half, bool, States) {
    let held = decision.possession().held();
    (decision.outcome(), decision.right(), decision.consent(), held, states(decision))
}

/// Whether the later answer gives nothing that the earlier did not: no caveat that stood is met or lifted, no half
/// that was *no* is anything else, and what was not permitted is not.
pub(crate) fn no_better(before: &Decision, after: &Decision) -> Checked {
    let then = states(after);
    for (pair, state) in states(before) {
        if let Some(now) = then.get(&pair).filter(|now| stands(state) && !stands(**now)) {
            return Err(format!("{pair:?} was {state:?} and is {now:?}"));
        }
        if stands(state) && !then.contains_key(&pair) {
            return Err(format!("{pair:?} was {state:?} and is gone"));
        }
    }
    for (half, before, after) in
        [("right", before.right(), after.right()), ("consent", before.consent(), after.consent())]
    {
        if before == Half::No && after != Half::No {
            return Err(format!("{half} was no and is {after}"));
        }
    }
    if before.outcome() != Outcome::Permitted && after.outcome() == Outcome::Permitted {
        return Err(format!("what was {} is permitted", before.outcome()));
    }
    Ok(())
}

/// Whether two things that should be the same are.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(what: &str, before: &T, after: &T) -> Checked {
    if before == after { Ok(()) } else { Err(format!("{what} differs: {before:?} and {after:?}")) }
}

/// For messages: the entry that was added or changed.
pub(crate) fn with(entry: &Entry) -> impl Fn(String) -> String {
    let line = line(entry);
    move |mut why| {
        let _ = write!(why, "\n  with {line}");
        why
    }
}
