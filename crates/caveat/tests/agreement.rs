//! A hundred thousand decisions, by the engine and by the plain reference: they agree in every one.
//!
//! `CAVEAT_DECISIONS` sets how many, for a long run (`CAVEAT_DECISIONS=10000000 cargo test --release -p caveat --test
//! agreement -- --nocapture`), and `CAVEAT_SEED` where the seeds begin. The seed of a world that fails is printed:
//! `CAVEAT_WORLD=<seed> cargo test -p caveat --test laws the_engine_equals_the_reference` shrinks it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a helper that finds nothing fails its test, and the counts are there to be read"
)]

mod agree;
mod law;
mod reference;
mod world;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use caveat::caveat::Test;
use caveat::entry::Body;
use caveat::facts::Facts;
use caveat::id::ItemId;
use caveat::time::Position;

use world::{Asked, World};

/// How many decisions are compared where nothing else is said.
const DECISIONS: u64 = 100_000;

/// What the decisions were about.
#[derive(Debug, Default)]
struct Counted {
    worlds: u64,
    decisions: u64,
    as_of_an_earlier_position: u64,
    in_worlds_with_delegations: u64,
    in_worlds_with_relative_audiences: u64,
    on_items_derived_six_deep: u64,
    for_twenty_five_recipients_or_more: u64,
    most_recipients: usize,
}

#[test]
fn the_engine_and_the_reference_agree() {
    let wanted = law::number("CAVEAT_DECISIONS").unwrap_or(DECISIONS);
    let first = law::number("CAVEAT_SEED").unwrap_or(1);
    println!("{wanted} decisions at least, seeds from {first}");
    let (next, done) = (AtomicU64::new(first), AtomicU64::new(0));
    let work = || {
        let mut counted = Counted::default();
        while done.load(Ordering::Relaxed) < wanted {
            let world = World::from_seed(next.fetch_add(1, Ordering::Relaxed));
            done.fetch_add(counted.compare(&world), Ordering::Relaxed);
        }
        counted
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let all = thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        working.into_iter().map(|thread| thread.join().unwrap()).fold(Counted::default(), Counted::and)
    });
    println!("{all:?}");
    all.check();
}

/// Whether an audience relative to the discloser is all or one of the alternatives.
fn is_relative(test: &Test) -> bool {
    match test {
        Test::Relative(_) => true,
        Test::Any(tests) => tests.iter().any(is_relative),
        _ => false,
    }
}

impl Counted {
    /// Compares every answer about a world, and counts them.
    fn compare(&mut self, world: &World) -> u64 {
        let mut facts: BTreeMap<Position, Facts> = BTreeMap::new();
        let has = |is: fn(&Body) -> bool| u64::from(world.entries.iter().any(|entry| is(&entry.body)));
        let delegated = has(|body| matches!(body, Body::Delegation(_)));
        let relative = has(|body| match body {
            Body::Item(item) => item.caveats.iter().any(|caveat| is_relative(&caveat.test)),
            Body::Terms(terms) => terms.caveats.iter().any(|caveat| is_relative(&caveat.test)),
            _ => false,
        });
        self.worlds += 1;
        for one in &world.asked {
            let fold = || Facts::fold(&world.entries, one.as_of, world.judge());
            let facts = facts.entry(one.as_of).or_insert_with(fold);
            if let Err(why) = agree::agree(world, one, facts) {
                panic!("the world of seed {}: {why}", world.seed);
            }
            self.decisions += 1;
            self.as_of_an_earlier_position += u64::from(is_earlier(one, world));
            self.in_worlds_with_delegations += delegated;
            self.in_worlds_with_relative_audiences += relative;
            self.on_items_derived_six_deep += u64::from(depth(world, &one.question.item) >= 6);
            self.for_twenty_five_recipients_or_more += u64::from(one.question.to.len() >= 25);
            self.most_recipients = self.most_recipients.max(one.question.to.len());
        }
        world.asked.len() as u64
    }

    fn and(self, other: Self) -> Self {
        Self {
            worlds: self.worlds + other.worlds,
            decisions: self.decisions + other.decisions,
            as_of_an_earlier_position: self.as_of_an_earlier_position + other.as_of_an_earlier_position,
            in_worlds_with_delegations: self.in_worlds_with_delegations + other.in_worlds_with_delegations,
            in_worlds_with_relative_audiences: self.in_worlds_with_relative_audiences
                + other.in_worlds_with_relative_audiences,
            on_items_derived_six_deep: self.on_items_derived_six_deep + other.on_items_derived_six_deep,
            for_twenty_five_recipients_or_more: self.for_twenty_five_recipients_or_more
                + other.for_twenty_five_recipients_or_more,
            most_recipients: self.most_recipients.max(other.most_recipients),
        }
    }

    /// None of what is hard is left out.
    fn check(&self) {
        for (what, times) in [
            ("as of an earlier position", self.as_of_an_earlier_position),
            ("with delegations", self.in_worlds_with_delegations),
            ("with relative audiences", self.in_worlds_with_relative_audiences),
            ("derived six deep", self.on_items_derived_six_deep),
        ] {
            assert!(times * 50 >= self.decisions, "{what}: {times} of {}", self.decisions);
        }
        let many = self.for_twenty_five_recipients_or_more;
        assert!(many * 500 >= self.decisions, "for 25 recipients or more: {many} of {}", self.decisions);
        assert!(self.most_recipients == 50 || self.decisions < DECISIONS, "{}", self.most_recipients);
    }
}

fn is_earlier(one: &Asked, world: &World) -> bool {
    world.entries.last().is_some_and(|last| one.as_of < last.position)
}

/// How many derivations lie between an item and the farthest that it is made of.
fn depth(world: &World, of: &ItemId) -> usize {
    let made_of = |id: &ItemId| {
        let items = world.entries.iter().filter_map(|entry| match &entry.body {
            Body::Item(item) if item.id == *id => Some(item),
            _ => None,
        });
        items.flat_map(|item| item.sources.iter().chain(&item.parts)).collect::<Vec<_>>()
    };
    made_of(of).into_iter().map(|source| 1 + depth(world, source)).max().unwrap_or(0)
}
