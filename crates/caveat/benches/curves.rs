//! What one more of something costs an answer: recipients, grants on the item, levels of delegation, and what does not
//! touch the question at all.
//!
//! `cargo bench -p caveat --bench curves [-- LARGEST]`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use caveat::archive::Archive;
use caveat::bulk::Manner;
use caveat::caveat::{Audience, AudienceMember, Caveat, Mode, Test};
use caveat::decide::{Outcome, decide};
use caveat::entry::{
    Agreement, Body, Delegation, Disclosure, Entry, Grant, InCapacity, Item, Lifts, Party, Power, Scope,
    Terms,
};
use caveat::facts::Facts;
use caveat::id::{ItemId, PartyId};
use caveat::party::PartyKind;
use caveat::time::{Instant, Interval, Position};

/// How long each is repeated at least, once it is warm.
const AT_LEAST: Duration = Duration::from_millis(200);

fn main() {
    let largest: u32 = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    println!(
        "µs an answer; by the rule, with all grounds and ways; from an archive, the outcome; and once ready"
    );
    let sizes =
        || [1_u32, 10, 100, 1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|size| *size <= largest);
    curve("recipients of one question", sizes().filter(|size| *size <= 1_000), |size| {
        let mut told = Told::new();
        (0..size).for_each(|number| told.party(&format!("reader-{number}")));
        (told, (0..size).map(|number| format!("reader-{number}")).collect())
    });
    curve("grants on the item, to others", sizes().filter(|size| *size <= 10_000), |size| {
        let mut told = Told::new();
        for number in 0..size {
            told.party(&format!("other-{number}"));
            told.grant("owner", ITEM, &format!("other-{number}"));
        }
        told.grant("owner", ITEM, "reader");
        (told, vec!["reader".to_owned()])
    });
    curve("levels of delegation behind the grant", sizes().filter(|size| *size <= 100), |size| {
        let mut told = Told::new();
        told.delegated(size);
        (told, vec!["reader".to_owned()])
    });
    curve("grants, agreements and powers that do not touch it, each", sizes(), |size| {
        let mut told = Told::new();
        told.grant("owner", ITEM, "reader");
        (0..size).for_each(|number| told.elsewhere(number));
        (told, vec!["reader".to_owned()])
    });
}

/// Measures answers to the same question over ever larger ledgers.
fn curve(name: &str, sizes: impl Iterator<Item = u32>, told: impl Fn(u32) -> (Told, Vec<String>)) {
    println!("\n| {name} | by the rule | from an archive | made ready |\n|---:|---:|---:|---:|");
    for size in sizes {
        let (told, readers) = told(size);
        let facts = Facts::of(&told.entries);
        let manner = manner();
        let to: Vec<InCapacity> = readers.iter().map(|name| party(name).into()).collect();
        let question = manner.question(&item(ITEM), &to);
        let expected = decide(&question, &facts).unwrap().outcome();
        let by_the_rule = time(|| decide(&question, &facts).unwrap().outcome() == expected);
        let archive = Archive::of(&facts, manner.clone()).unwrap();
        let row = archive.row(&item(ITEM)).unwrap();
        let ready = archive.recipients(&to).unwrap();
        assert_eq!(archive.weigh(row, &ready).unwrap().outcome, expected);
        let from_archive =
            time(|| archive.weigh(black_box(row), black_box(&ready)).unwrap().outcome == expected);
        let made_ready = time(|| archive.recipients(&to).is_ok());
        let many = if expected == Outcome::Permitted { "" } else { ", denied" };
        println!("| {size}{many} | {by_the_rule:.2} | {from_archive:.4} | {made_ready:.2} |");
    }
}

/// The median of five, in µs.
fn time(mut answer: impl FnMut() -> bool) -> f64 {
    assert!(answer());
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..5 {
        let (begin, mut repeats) = (Clock::now(), 0_u32);
        while begin.elapsed() < AT_LEAST / 5 {
            assert!(black_box(answer()));
            repeats += 1;
        }
        times.push(begin.elapsed().as_secs_f64() * 1e6 / f64::from(repeats));
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

const ITEM: &str = "item";

/// A ledger as it is told: an owner gave an item to a desk, for the desk alone; the desk is asked.
struct Told {
    entries: Vec<Arc<Entry>>,
}

impl Told {
    fn new() -> Self {
        let mut told = Self { entries: Vec::new() };
        ["owner", "desk", "reader", "stranger"].into_iter().for_each(|name| told.party(name));
        told.item(ITEM);
        let given = Disclosure {
            item: item(ITEM),
            actor: party("owner").into(),
            to: vec![party("desk").into()],
            purposes: BTreeSet::new(),
            mode: Mode::Giving,
            unattributed: false,
            reported: false,
            setting: None,
            reason: None,
        };
        told.say("owner", Body::Disclosure(given));
        told
    }

    fn say(&mut self, by: &str, body: Body) {
        let position = Position(self.entries.len() as u64 + 1);
        let id = match &body {
            Body::Grant(_) | Body::Disclosure(_) => Some(format!("act-{}", position.0).parse().unwrap()),
            _ => None,
        };
        let on = day();
        self.entries.push(Arc::new(Entry { position, on, recorded: on, by: party(by), id, body }));
    }

    fn party(&mut self, name: &str) {
        self.say(
            name,
            Body::Party(Party { id: party(name), kind: PartyKind::Body, name: None, relay: None }),
        );
    }

    fn item(&mut self, name: &str) {
        let members = vec![AudienceMember { party: party("desk"), nationals: false }];
        let for_the_desk = Caveat::new(Test::Audience(Audience { members, membership_at: None }));
        let described = Item {
            id: item(name),
            originator: party("owner"),
            relay: None,
            title: None,
            marking: None,
            scheme: None,
            caveats: vec![for_the_desk],
            free: false,
            terms: Vec::new(),
            agreements: Vec::new(),
            sources: Vec::new(),
            parts: Vec::new(),
            facts: BTreeSet::new(),
            dated: None,
            content: None,
        };
        self.say("owner", Body::Item(described));
    }

    fn grant(&mut self, by: &str, of: &str, to: &str) {
        let grant = Grant {
            items: vec![item(of)],
            to: vec![party(to)],
            lifts: BTreeSet::new(),
            purposes: BTreeSet::new(),
            modes: BTreeSet::new(),
            during: Interval::from(day()),
            this_item_only: false,
            recipient_only: false,
            unattributed: false,
            bound: Vec::new(),
            rests_on: None,
            answers: None,
        };
        self.say(by, Body::Grant(grant));
    }

    /// A power of the owner's that goes through so many hands, of which the last grants.
    fn delegated(&mut self, levels: u32) {
        let scope = || Scope { lifts: Lifts::Everything, delegable: true, ..Scope::nothing() };
        self.party("hand-0");
        let founded = Power {
            id: "power-0".parse().unwrap(),
            of: party("hand-0"),
            owner: party("owner"),
            scope: scope(),
            wider: false,
            until: None,
            under: None,
        };
        self.say("owner", Body::Power(founded));
        for level in 1..levels {
            let (before, holder) = (format!("hand-{}", level - 1), format!("hand-{level}"));
            self.party(&holder);
            let delegation = Delegation {
                id: format!("power-{level}").parse().unwrap(),
                parent: format!("power-{}", level - 1).parse().unwrap(),
                of: party(&holder),
                scope: scope(),
                until: None,
                under: None,
            };
            self.say(&before, Body::Delegation(delegation));
        }
        self.grant(&format!("hand-{}", levels - 1), ITEM, "reader");
    }

    /// An item, a grant, an agreement with its terms and a power of others, to the same reader.
    fn elsewhere(&mut self, number: u32) {
        let (name, terms) = (format!("item-{number}"), format!("terms-{number}"));
        self.item(&name);
        self.grant("owner", &name, "reader");
        let added = Terms {
            id: terms.parse().unwrap(),
            caveats: Vec::new(),
            silence: None,
            revises: None,
            name: None,
        };
        self.say("owner", Body::Terms(added));
        let between = vec![party("owner"), party("stranger")];
        let id = format!("agreement-{number}").parse().unwrap();
        let agreement = Agreement { id, between, terms: terms.parse().unwrap(), name: None };
        self.say("owner", Body::Agreement(agreement));
        let power = Power {
            id: format!("power-of-{number}").parse().unwrap(),
            of: party("reader"),
            owner: party("stranger"),
            scope: Scope { lifts: Lifts::Everything, ..Scope::nothing() },
            wider: false,
            until: None,
            under: None,
        };
        self.say("stranger", Body::Power(power));
    }
}

fn manner() -> Manner {
    Manner {
        actor: party("desk").into(),
        purposes: BTreeSet::new(),
        mode: Mode::Giving,
        unattributed: false,
        on: "2030-02-01".parse::<Instant>().unwrap(),
    }
}

fn day() -> Instant {
    "2030-01-01".parse().unwrap()
}

fn party(name: &str) -> PartyId {
    name.parse().unwrap()
}

fn item(name: &str) -> ItemId {
    name.parse().unwrap()
}
