//! What one more of something costs an answer: recipients, grants on the item, levels of delegation, and what does not
//! touch the question at all.
//!
//! `cargo bench -p caveat --bench curves [-- LARGEST [CURVE]]`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

#[path = "../tests/ledger_builder/mod.rs"]
mod ledger_builder;

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use caveat::archive::Archive;
use caveat::bulk::Manner;
use caveat::caveat::Caveat;
use caveat::decide::{Outcome, decide};
use caveat::entry::{Agreement, Body, Item, Scope};
use caveat::facts::Facts;
use caveat::party::PartyKind;
use caveat::question::Question;
use ledger_builder::*;

/// How long each is repeated at least, once it is warm.
const AT_LEAST: Duration = Duration::from_millis(200);

fn main() {
    let largest: u32 = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    println!(
        "µs an answer; by the rule, with all grounds and ways; from an archive, the outcome; and once ready"
    );
    let sizes =
        || [1_u32, 10, 100, 1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|size| *size <= largest);
    curve("recipients of one question", sizes().filter(|size| *size <= 100_000), |size| {
        let mut story = begun();
        let readers: Vec<String> = (0..size).map(|number| format!("reader-{number}")).collect();
        for reader in &readers {
            story.parties(PartyKind::Body, [reader]);
        }
        (story, readers)
    });
    curve("grants on the item, to others", sizes().filter(|size| *size <= 100_000), |size| {
        let mut story = begun();
        for number in 0..size {
            let other = format!("other-{number}");
            story.parties(PartyKind::Body, [&other]);
            story.says("owner", Body::Grant(Box::new(grant([ITEM], [&other]))));
        }
        story.says("owner", Body::Grant(Box::new(grant([ITEM], ["reader"]))));
        (story, one_reader())
    });
    curve("levels of delegation behind the grant", sizes().filter(|size| *size <= 100), |size| {
        let mut story = delegated(size);
        story.says(&format!("hand-{}", size - 1), Body::Grant(Box::new(grant([ITEM], ["reader"]))));
        (story, one_reader())
    });
    curve(
        "levels of delegation, of which each could grant it",
        sizes().filter(|size| *size <= 100),
        |size| (delegated(size), one_reader()),
    );
    let others = "grants, agreements and powers that do not touch it, each";
    curve(others, sizes(), |size| {
        let mut story = begun();
        story.says("owner", Body::Grant(Box::new(grant([ITEM], ["reader"]))));
        (0..size).for_each(|number| elsewhere(&mut story, number));
        (story, one_reader())
    });
    curve(&format!("{others}, where nobody has granted it"), sizes(), |size| {
        let mut story = begun();
        (0..size).for_each(|number| elsewhere(&mut story, number));
        (story, one_reader())
    });
}

/// Measures answers to the same question over ever larger ledgers.
fn curve(name: &str, sizes: impl Iterator<Item = u32>, told: impl Fn(u32) -> (Story, Vec<String>)) {
    if std::env::args().nth(2).is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    println!("\n| {name} | by the rule | from an archive | made ready |\n|---:|---:|---:|---:|");
    for size in sizes {
        let (story, readers) = told(size);
        let facts = Facts::of(&story.entries);
        let to = readers.iter().map(|name| id::<caveat::id::PartyId>(name).into()).collect();
        let question = Question { to, ..question("desk", ITEM, []) };
        let to = question.to.as_slice();
        let expected = decide(&question, &facts).unwrap().outcome();
        let by_the_rule = time(|| decide(&question, &facts).unwrap().outcome() == expected);
        let archive = Archive::of(&facts, Manner::of(&question)).unwrap();
        let row = archive.row(&question.item).unwrap();
        let ready = archive.recipients(to).unwrap();
        assert_eq!(archive.weigh(row, &ready).unwrap().outcome, expected);
        let from_archive =
            time(|| archive.weigh(black_box(row), black_box(&ready)).unwrap().outcome == expected);
        let made_ready = time(|| archive.recipients(to).is_ok());
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

fn one_reader() -> Vec<String> {
    vec!["reader".to_owned()]
}

/// An owner gave an item to a desk, for the desk alone; the desk is asked.
fn begun() -> Story {
    let mut story = Story::new();
    story.parties(PartyKind::Body, ["owner", "desk", "reader", "stranger"]);
    story.item(for_the_desk(ITEM)).says("owner", Body::Disclosure(disclosure(ITEM, "owner", ["desk"])));
    story
}

fn for_the_desk(name: &str) -> Item {
    Item { caveats: vec![Caveat::new(audience(["desk"]))], ..item(name, "owner") }
}

/// With a power of the owner's that goes through so many hands.
fn delegated(levels: u32) -> Story {
    let mut story = begun();
    let scope = || Scope { delegable: true, ..scope() };
    story.parties(PartyKind::Body, ["hand-0"]);
    story.says("owner", Body::Power(Box::new(power("power-0", "hand-0", "owner", scope()))));
    for level in 1..levels {
        let (before, holder) = (level - 1, format!("hand-{level}"));
        story.parties(PartyKind::Body, [&holder]);
        let (name, parent) = (format!("power-{level}"), format!("power-{before}"));
        story.says(&format!("hand-{before}"), delegation(&name, &parent, &holder, scope()));
    }
    story
}

/// An item, a grant, an agreement with its terms and a power of others, to the same reader.
fn elsewhere(story: &mut Story, number: u32) {
    let (name, under) = (format!("item-{number}"), format!("terms-{number}"));
    story.item(for_the_desk(&name)).says("owner", Body::Grant(Box::new(grant([&name], ["reader"]))));
    story.says("owner", Body::Terms(terms(&under, Vec::new())));
    let agreement = Agreement {
        id: id(&format!("agreement-{number}")),
        between: ids(["owner", "stranger"]),
        terms: id(&under),
        name: None,
    };
    story.says("owner", Body::Agreement(agreement));
    let of_others = power(&format!("power-of-{number}"), "reader", "stranger", scope());
    story.says("stranger", Body::Power(Box::new(of_others)));
}
