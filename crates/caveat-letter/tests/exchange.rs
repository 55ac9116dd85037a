//! Two registers that exchange letters late, twice, out of order or altered: both come to the same state and the same
//! lapse, and what was altered or read before adds nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod desk;

use std::collections::BTreeMap;

use caveat::consent::{Consent, State};
use caveat::entry::{Body, Ended, Ending, Entry, Grant, Meaning, Refusal, Request, Revocation, Terms};
use caveat::id::{EntryId, PartyId};
use caveat::time::{Interval, Position};
use caveat_letter::{Kind, Letter, behind, digest, tells};
use desk::{ASKER, AT_OWNER, Desk, OWNER, hour, id, public, push, wanted};
use proptest::prelude::*;

/// What happens next. The numbers choose among what there is.
#[derive(Debug, Clone)]
enum Step {
    Ask { both_items: bool, both_recipients: bool, deadline: Option<u8>, under: bool },
    Answer { grant: bool, narrower: bool, which: usize, until: Option<u8> },
    Revoke { which: usize },
    Withdraw { which: usize },
    Revise,
    Deliver { which: usize },
    Alter { which: usize, byte: usize },
    Pass { hours: u8 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let deadline = proptest::option::of(1..60u8);
    let step = prop_oneof![
        3 => (any::<bool>(), any::<bool>(), deadline.clone(), proptest::bool::weighted(0.8)).prop_map(
            |(both_items, both_recipients, deadline, under)| Step::Ask { both_items, both_recipients, deadline, under }
        ),
        4 => (any::<bool>(), any::<bool>(), any::<usize>(), deadline).prop_map(
            |(grant, narrower, which, until)| Step::Answer { grant, narrower, which, until }
        ),
        2 => any::<usize>().prop_map(|which| Step::Revoke { which }),
        1 => any::<usize>().prop_map(|which| Step::Withdraw { which }),
        2 => Just(Step::Revise),
        8 => any::<usize>().prop_map(|which| Step::Deliver { which }),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(which, byte)| Step::Alter { which, byte }),
        4 => (1..40u8).prop_map(|hours| Step::Pass { hours }),
    ];
    proptest::collection::vec(step, 1..40)
}

fn meaning() -> impl Strategy<Value = Meaning> {
    prop_oneof![Just(Meaning::Grant), Just(Meaning::Refusal), Just(Meaning::Nothing)]
}

/// Two desks, the time, and every letter ever written, with whose turn it is to read it.
struct Post {
    asker: Desk,
    owner: Desk,
    now: i64,
    letters: Vec<(Letter, &'static str)>,
    revisions: u32,
}

impl Post {
    fn new(means: Meaning) -> Self {
        Self {
            asker: Desk::new(ASKER, "firm", means),
            owner: Desk::new(OWNER, AT_OWNER, means),
            now: 0,
            letters: Vec::new(),
            revisions: 0,
        }
    }

    fn step(&mut self, step: &Step) {
        // No two acts at one instant: a second's order is for the ledger of each side.
        self.now += 1;
        match step {
            Step::Pass { hours } => self.now += i64::from(*hours),
            Step::Ask { both_items, both_recipients, deadline, under } => {
                self.ask(*both_items, *both_recipients, *deadline, *under);
            }
            Step::Answer { grant, narrower, which, until } => self.answer(*grant, *narrower, *which, *until),
            Step::Revoke { which } => self.revoke(*which),
            Step::Withdraw { which } => self.withdraw(*which),
            Step::Revise => self.revise(),
            Step::Deliver { which } => self.deliver(*which),
            Step::Alter { which, byte } => self.alter(*which, *byte),
        }
    }

    fn ask(&mut self, both_items: bool, both_recipients: bool, deadline: Option<u8>, under: bool) {
        let items = if both_items { vec![id("wells"), id("pumps")] } else { vec![id("wells")] };
        let to: Vec<PartyId> = if both_recipients { vec![id("firm"), id("shop")] } else { vec![id("firm")] };
        let deadline = deadline.map(|hours| hour(self.now + i64::from(hours)));
        let under = under.then(|| id("swift"));
        let (_, draft) = self.asker.asks(hour(self.now), Request { items, to, deadline, under, ..wanted() });
        let letter = self.asker.seal(draft);
        self.letters.push((letter, OWNER));
    }

    fn requests(desk: &Desk) -> Vec<EntryId> {
        let requests = desk.ledger.entries().iter().filter(|entry| matches!(entry.body, Body::Request(_)));
        requests.filter_map(|entry| entry.id.clone()).collect()
    }

    fn answer(&mut self, grant: bool, narrower: bool, which: usize, until: Option<u8>) {
        let requests = Self::requests(&self.owner);
        let Some(request) = requests.get(which % requests.len().max(1)) else { return };
        let (_, asked) = self.owner.asked(request);
        let items = if narrower { vec![id("wells")] } else { asked.items.clone() };
        let to = if narrower { vec![self.owner.firm()] } else { asked.to.clone() };
        let answers = Some(request.clone());
        let body = if grant {
            let until = until.map(|hours| hour(self.now + i64::from(hours)));
            Body::Grant(Box::new(Grant {
                items,
                to,
                lifts: [].into(),
                purposes: [].into(),
                modes: [].into(),
                during: Interval { from: hour(self.now), until },
                this_item_only: false,
                recipient_only: false,
                unattributed: false,
                bound: Vec::new(),
                rests_on: until.is_none().then(|| id("swift")),
                answers,
            }))
        } else {
            Body::Refusal(Refusal { items, to, answers, reason: None })
        };
        self.owner.say(Some("answer"), hour(self.now), body);
        let letter = self.owner.answer(request);
        self.letters.push((letter, ASKER));
    }

    fn revoke(&mut self, which: usize) {
        let entries = self.owner.ledger.entries().iter();
        let grants: Vec<(EntryId, EntryId)> = entries
            .filter_map(|entry| match &entry.body {
                Body::Grant(grant) => Some((entry.id.clone()?, grant.answers.clone()?)),
                Body::Request(_) => Some((entry.id.clone()?, entry.id.clone()?)),
                _ => None,
            })
            .collect();
        let Some((of, request)) = grants.get(which % grants.len().max(1)).cloned() else { return };
        let body = Body::Revocation(Revocation { of: vec![of], to: Vec::new(), reason: None });
        self.owner.say(Some("revoke"), hour(self.now), body);
        let letter = self.owner.answer(&request);
        self.letters.push((letter, ASKER));
    }

    fn withdraw(&mut self, which: usize) {
        let requests = Self::requests(&self.asker);
        let Some(request) = requests.get(which % requests.len().max(1)) else { return };
        let of = Ended::Fact(request.clone());
        self.asker.say(None, hour(self.now), Body::Ending(Ending { of, grants: false, reason: None }));
        let (entry, asked) = self.asker.asked(request);
        let names = behind(None, &asked.of);
        let of = Ended::Fact(request.clone());
        let is_it = |entry: &&std::sync::Arc<Entry>| matches!(&entry.body, Body::Ending(e) if e.of == of);
        let endings: Vec<&Entry> =
            self.asker.ledger.entries().iter().filter(is_it).map(|entry| &**entry).collect();
        let re = (request, digest(&entry, &names));
        let draft = tells(Kind::Withdrawal, re, &endings, &names, &self.asker.we, public(ASKER));
        self.letters.push((self.asker.seal(draft), OWNER));
    }

    /// The owner revises its terms, and both are told at once.
    fn revise(&mut self) {
        self.revisions += 1;
        let name = format!("swift-{}", self.revisions);
        let revises = Some(id("swift"));
        let terms = Terms { id: id(&name), caveats: Vec::new(), silence: None, revises, name: None };
        for desk in [&mut self.asker, &mut self.owner] {
            push(&mut desk.ledger, OWNER, None, hour(self.now), Body::Terms(terms.clone()));
        }
    }

    /// One of all letters arrives, for the first time or again.
    fn deliver(&mut self, which: usize) {
        let Some((letter, to)) = self.letters.get(which % self.letters.len().max(1)).cloned() else { return };
        self.arrive(&letter, to);
    }

    fn arrive(&mut self, letter: &Letter, to: &str) -> bool {
        let now = hour(self.now);
        let read = Letter::read(letter.print().as_bytes()).unwrap();
        assert_eq!(read, *letter);
        let desk = if to == OWNER { &mut self.owner } else { &mut self.asker };
        let before = desk.ledger.entries().len();
        let taken = desk.take(&read, now);
        let grown = desk.ledger.entries().len() - before;
        match &taken {
            Ok(taken) => {
                assert_eq!(grown, taken.entries.len());
                assert!(grown > 0);
                let again = desk.take(&read, now).unwrap_err();
                assert!(again.message.contains("read before"), "{again}");
                if letter.kind == Kind::Request {
                    let receipt = self.owner.answer(&taken.request);
                    self.letters.push((receipt, ASKER));
                }
            }
            Err(refused) => {
                assert_eq!(grown, 0);
                let known = ["read before", "not recorded"];
                assert!(known.iter().any(|known| refused.message.contains(known)), "{refused}");
            }
        }
        taken.is_ok()
    }

    /// A letter with one byte changed says nothing, or what it said.
    fn alter(&mut self, which: usize, byte: usize) {
        let Some((letter, _)) = self.letters.get(which % self.letters.len().max(1)) else { return };
        let mut bytes = letter.print().into_bytes();
        let at = byte % bytes.len();
        bytes[at] ^= 1 << (byte % 7);
        if let Ok(read) = Letter::read(&bytes) {
            assert_eq!(read, *letter, "a changed letter was believed");
        }
    }

    /// Every letter arrives, until none adds anything.
    fn settle(&mut self) {
        let mut next = 0;
        let mut idle = 0;
        while idle <= self.letters.len() {
            self.now += 1;
            let (letter, to) = self.letters[next % self.letters.len()].clone();
            idle = if self.arrive(&letter, to) { 0 } else { idle + 1 };
            next += 1;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_sides_come_to_the_same_state_and_the_same_lapse(means in meaning(), steps in steps()) {
        let mut post = Post::new(means);
        steps.iter().for_each(|step| post.step(step));
        if !post.letters.is_empty() {
            post.settle();
        }
        for at in [0, post.now / 2, post.now, post.now + 30, post.now + 1000] {
            prop_assert_eq!(post.asker.states(hour(at)), post.owner.states(hour(at)), "at hour {}", at);
        }
    }
}

/// The generator makes what it is for: every state is come to, often enough.
#[test]
fn every_state_is_come_to() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..150 {
        let (means, steps) = (meaning(), steps()).new_tree(&mut runner).unwrap().current();
        let mut post = Post::new(means);
        steps.iter().for_each(|step| post.step(step));
        if !post.letters.is_empty() {
            post.settle();
        }
        for consent in Consent::all(&post.owner.facts(), hour(post.now + 30)) {
            for pair in consent.pairs {
                let by_silence = |by: Position| if by == consent.request { " by silence" } else { "" };
                let state = match pair.state {
                    State::Granted { by } => format!("granted{}", by_silence(by)),
                    State::Refused { by } => format!("refused{}", by_silence(by)),
                    state => format!("{state:?}").split(' ').next().unwrap().to_owned(),
                };
                *seen.entry(state).or_default() += 1;
            }
        }
    }
    let wanted = [
        "granted",
        "granted by silence",
        "refused",
        "refused by silence",
        "Revoked",
        "Lapsed",
        "Expired",
        "Unanswered",
        "Withdrawn",
        "Delivered",
    ];
    for state in wanted {
        assert!(seen.get(state).is_some_and(|count| *count >= 3), "{state}: {seen:?}");
    }
}
