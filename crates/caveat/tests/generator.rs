//! The generator of registers is held to account: what it tells is a ledger, and it is not easy.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a helper that finds nothing fails its test, and the table is there to be read"
)]

mod reference;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use caveat::caveat::{Caveat, Test};
use caveat::entry::Body;
use caveat::id::CaveatId;
use caveat::ledger::Ledger;
use caveat::marking::{Dates, understand};
use reference::{Outcome, State};
use world::World;

/// How many worlds are counted.
const CASES: u64 = 400;

#[test]
fn a_seed_tells_the_same_world_again() {
    assert_eq!(format!("{:?}", World::from_seed(7)), format!("{:?}", World::from_seed(7)));
}

#[test]
fn the_ledger_accepts_every_world() {
    for seed in 0..CASES {
        let world = World::from_seed(seed);
        let mut ledger = Ledger::new();
        for entry in &world.entries {
            if let Err(refused) = ledger.push(caveat::entry::Entry::clone(entry)) {
                panic!("seed {seed}: {refused}\n{}", world::line(entry));
            }
        }
    }
}

/// The worlds of a fixed range, counted with the reference: every outcome is at least a tenth of the answers, and
/// every test is met, lifted and left standing, wherever that can be.
#[test]
fn the_generator_is_not_easy() {
    let mut counted = Counted::default();
    for seed in 0..CASES {
        counted.count(&World::from_seed(seed));
    }
    println!("{}", counted.table());
    counted.check();
}

#[derive(Debug, Default)]
struct Counted {
    entries: Vec<usize>,
    questions: usize,
    unanswerable: usize,
    without_possession: usize,
    outcomes: BTreeMap<String, usize>,
    states: BTreeMap<(&'static str, State), usize>,
    recipients: BTreeMap<usize, usize>,
}

impl Counted {
    fn count(&mut self, world: &World) {
        self.entries.push(world.entries.len());
        let tests = tests(world);
        for one in &world.asked {
            self.questions += 1;
            let decided = reference::decide(&one.question, &world.entries, one.as_of, world.judge().as_ref());
            let Ok(decided) = decided else {
                self.unanswerable += 1;
                continue;
            };
            *self.outcomes.entry(format!("{:?}", decided.outcome)).or_default() += 1;
            self.without_possession += usize::from(!decided.possession);
            *self.recipients.entry(one.question.to.len()).or_default() += 1;
            for (pair, state) in decided.states {
                let test = tests.get(&pair.caveat).map_or("nobody", name);
                *self.states.entry((test, state)).or_default() += 1;
            }
        }
    }

    fn answered(&self) -> usize {
        self.outcomes.values().sum()
    }

    fn of(&self, test: &'static str, state: State) -> usize {
        self.states.get(&(test, state)).copied().unwrap_or_default()
    }

    fn table(&self) -> String {
        let mut table = String::new();
        let mut entries = self.entries.clone();
        entries.sort_unstable();
        let (least, most) = (entries.first().unwrap(), entries.last().unwrap());
        let median = entries[entries.len() / 2];
        writeln!(table, "{} worlds of {least} to {most} entries, {median} at the median", entries.len())
            .unwrap();
        writeln!(table, "{} questions, {} unanswerable", self.questions, self.unanswerable).unwrap();
        for (outcome, times) in &self.outcomes {
            writeln!(table, "{outcome:16}{times:6} {:5.1}%", share(*times, self.answered())).unwrap();
        }
        writeln!(table, "without possession{:4}", self.without_possession).unwrap();
        writeln!(table, "{:14}{:>9}{:>9}{:>9}{:>14}", "", "met", "lifted", "standing", "undetermined")
            .unwrap();
        for test in TESTS {
            let [met, lifted, standing, undetermined] = STATES.map(|state| self.of(test, state));
            writeln!(table, "{test:14}{met:9}{lifted:9}{standing:9}{undetermined:14}").unwrap();
        }
        write!(table, "recipients named, and how often: {:?}", self.recipients).unwrap();
        table
    }

    fn check(&self) {
        for outcome in [Outcome::Permitted, Outcome::ByRightAlone, Outcome::ByConsentAlone, Outcome::Denied] {
            let times = self.outcomes.get(&format!("{outcome:?}")).copied().unwrap_or_default();
            assert!(times * 10 >= self.answered(), "{outcome:?} is less than a tenth of the answers");
        }
        for test in TESTS {
            for state in [State::Met, State::Lifted, State::Standing] {
                assert!(self.of(test, state) >= 10, "{test} is hardly ever {state:?}");
            }
        }
        for test in ["rule", "any"] {
            assert!(self.of(test, State::Undetermined) >= 5, "{test} is hardly ever undetermined");
        }
        let most = self.recipients.keys().next_back().unwrap();
        assert!((25..=50).contains(most), "at the most {most} recipients");
        let few: usize = self.recipients.range(1..=3).map(|(_, times)| times).sum();
        assert!(few * 10 >= self.answered() * 8, "one to three recipients mostly");
        let usual = self.entries.iter().filter(|count| (30..=80).contains(*count)).count();
        assert!(usual * 10 >= self.entries.len() * 9, "30 to 80 entries mostly");
    }
}

const STATES: [State; 4] = [State::Met, State::Lifted, State::Standing, State::Undetermined];

const TESTS: [&str; 12] = [
    "level",
    "compartment",
    "audience",
    "nationals",
    "relative",
    "with clients",
    "purpose",
    "unattributed",
    "bound",
    "rule",
    "any",
    "nobody",
];

fn share(times: usize, of: usize) -> f64 {
    100.0 * f64::from(u32::try_from(times).unwrap()) / f64::from(u32::try_from(of).unwrap())
}

fn name(test: &Test) -> &'static str {
    match test {
        Test::Level(..) => "level",
        Test::Compartment(..) => "compartment",
        Test::Audience(audience) if audience.members.iter().any(|member| member.nationals) => "nationals",
        Test::Audience(_) => "audience",
        Test::Relative(audience) if audience.clients => "with clients",
        Test::Relative(_) => "relative",
        Test::Purpose(_) => "purpose",
        Test::Unattributed => "unattributed",
        Test::Bound(_) => "bound",
        Test::Rule(_) => "rule",
        Test::Any(_) => "any",
        Test::Nobody(_) => "nobody",
    }
}

/// What the markings of a world mean.
fn tests_of_markings(world: &World) -> Vec<(CaveatId, Test)> {
    let entries = || world.entries.iter();
    let scheme = |wanted: &caveat::id::SchemeId| {
        entries().find_map(|entry| match &entry.body {
            Body::Scheme(scheme) if scheme.id == *wanted => Some(scheme),
            _ => None,
        })
    };
    let mut tests = Vec::new();
    for entry in entries() {
        let Body::Item(item) = &entry.body else { continue };
        let (Some(text), Some(scheme)) = (&item.marking, item.scheme.as_ref().and_then(scheme)) else {
            continue;
        };
        let dates = Dates { dated: item.dated, marked: entry.on };
        let marked = understand(scheme, text, dates).unwrap().marked;
        tests.extend(
            marked.into_iter().map(|one| (CaveatId::of_marking(&item.id, &one.slug), one.caveat.test)),
        );
    }
    tests
}

/// What each caveat of a world asks, as stated; what stands for silence has no entry here.
fn tests(world: &World) -> BTreeMap<CaveatId, Test> {
    let bodies = || world.entries.iter().map(|entry| &entry.body);
    let caveats_of = |wanted: &caveat::id::TermsId| -> Vec<Caveat> {
        let found = bodies().find_map(|body| match body {
            Body::Terms(terms) if terms.id == *wanted => Some(terms.caveats.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    };
    let mut tests: BTreeMap<CaveatId, Test> = tests_of_markings(world).into_iter().collect();
    for body in bodies() {
        match body {
            Body::Caveat(further) => drop(tests.insert(further.id.clone(), further.caveat.test.clone())),
            Body::Item(item) => {
                for (caveat, nth) in item.caveats.iter().zip(1..) {
                    let id = caveat.id.clone().unwrap_or_else(|| CaveatId::nth_on_item(&item.id, nth));
                    tests.insert(id, caveat.test.clone());
                }
                let agreed = item.agreements.iter().filter_map(|wanted| {
                    bodies().find_map(|body| match body {
                        Body::Agreement(agreement) if agreement.id == *wanted => {
                            Some(agreement.terms.clone())
                        }
                        _ => None,
                    })
                });
                for terms in item.terms.iter().cloned().chain(agreed) {
                    for (caveat, nth) in caveats_of(&terms).into_iter().zip(1..) {
                        tests.insert(CaveatId::nth_of_terms(&item.id, &terms, nth), caveat.test);
                    }
                }
            }
            _ => {}
        }
    }
    tests
}
