//! The same question of many is the question of each.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod told;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use caveat::answer::{Answer, Asker, Named, answer};
use caveat::bulk::{Bulk, Counts, Gist, Manner, Prospect};
use caveat::decide::{Half, Outcome, decide};
use caveat::entry::{Body, InCapacity};
use caveat::facts::Facts;
use caveat::id::{ItemId, PartyId};
use caveat::party::PartyKind;
use caveat::question::{Question, Unanswerable};
use caveat::set::Set;
use world::World;

/// How many worlds are asked.
const CASES: u64 = 300;

/// A maker of things, part of a group, holds what others sent it and what it made.
const STORY: &str = r#"
entry = [
    { party = "group", kind = "body", on = 2025-01-01 },
    { party = "maker", kind = "body" },
    { relation = "organ", who = "maker", of = "group" },
    { party = "supplier", kind = "body" },
    { party = "rival", kind = "body" },
    { party = "press", kind = "body" },
    { party = "desk", kind = "body" },
    { party = "informant", kind = "person", relay = "desk" },
    { party = "circle", kind = "community" },
    { relation = "member", who = "press", of = "circle" },
    { relation = "member", who = "rival", of = "circle" },
    { party = "engineer", kind = "person" },
    { relation = "serves", who = "engineer", of = "maker" },
    { relation = "serves", who = "engineer", of = "rival" },
    { party = "twice", kind = "person" },
    { relation = "serves", who = "twice", of = "maker" },
    { relation = "serves", who = "twice", of = "group" },

    { item = "leaflet", originator = "maker", free = true },
    { item = "data", originator = "supplier", caveats = [{ audience = "maker" }] },
    { disclosure = "d-1", of = "data", actor = "supplier", to = "maker" },
    { item = "tip", originator = "informant", caveats = [{ audience = "maker" }] },
    { disclosure = "d-2", of = "tip", actor = "informant", to = "maker" },
    { item = "plan", originator = "group", caveats = [{ audience = "maker" }] },
    { disclosure = "d-3", of = "plan", actor = "group", to = "maker" },
    { item = "report", originator = "maker", sources = ["data", "plan"], free = true },
    { item = "will", originator = "supplier", caveats = [{ nobody = "sealed" }] },
    { disclosure = "d-4", of = "will", actor = "supplier", to = "maker" },
    { item = "notice", originator = "supplier", caveats = [{ nobody = "embargo", until = 2026-01-01 }] },
    { disclosure = "d-5", of = "notice", actor = "supplier", to = "maker" },
    { item = "scrap", originator = "supplier" },
    { disclosure = "d-6", of = "scrap", actor = "supplier", to = "maker" },
    { item = "letter", originator = "rival", free = true },

    { power = "p-1", of = "maker", for = "group", lifts = "everything", by_act = true, items = "brief", wider = true },
]
"#;

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// The story without the power over an item that is not in it.
fn story() -> Facts {
    let lines = STORY.lines().filter(|line| !line.contains("p-1"));
    told::facts(&lines.collect::<Vec<_>>().join("\n"))
}

fn manner(actor: &str) -> Manner {
    Manner {
        actor: id::<PartyId>(actor).into(),
        purposes: Set::new(),
        mode: caveat::caveat::Mode::Giving,
        unattributed: false,
        on: id("2025-06-01"),
    }
}

fn to(party: &str) -> Vec<InCapacity> {
    vec![id::<PartyId>(party).into()]
}

fn shown(gist: &Gist) -> String {
    let prospect = Prospect::ALL.iter().find(|(_, known)| *known == gist.prospect).unwrap().0;
    let missing: Vec<String> = gist.missing.iter().map(ToString::to_string).collect();
    let because = gist.because.as_ref().map(|because| format!(" ({because})")).unwrap_or_default();
    let wait = gist.wait_until.map(|until| format!(" until {until}")).unwrap_or_default();
    format!("{prospect} [{}]{because}{wait}", missing.join(", "))
}

/// What comes of every item for that recipient.
fn items(facts: &Facts, asker: &Asker, actor: &str, recipient: &str) -> Vec<String> {
    let bulk = Bulk::open(manner(actor), facts, asker).unwrap();
    let told = |item: &&ItemId| Some(format!("{item}: {}", shown(&bulk.of_item(item, &to(recipient))?)));
    bulk.items().iter().filter_map(told).collect()
}

#[test]
fn every_item_held_comes_to_something() {
    assert_eq!(
        items(&story(), &Asker::Keeper, "maker", "press"),
        [
            "leaflet: permitted []",
            "data: needs-consent [supplier]",
            "tip: needs-consent [an owner reached through desk]",
            "plan: needs-right [group]",
            "report: needs-right [group, supplier]",
            "will: never [supplier] (nobody: sealed)",
            "notice: needs-consent [supplier] until 2026-01-01",
            "scrap: needs-consent [supplier]",
        ]
    );
    // What it does not hold is not among them, and neither is what others hold.
    assert_eq!(items(&story(), &Asker::Keeper, "rival", "press"), ["letter: permitted []"]);
    assert!(items(&story(), &Asker::Keeper, "press", "rival").is_empty());
}

#[test]
fn right_and_consent_alone_are_told_apart() {
    let brief = r#"    { item = "brief", originator = "supplier", caveats = [
            { audience = "maker" }, { id = "ours", owner = "group", audience = "maker" } ] },
    { disclosure = "d-7", of = "brief", actor = "supplier", to = "maker" },
    { caveat = "g-1", items = "brief", by = "group", audience = "maker" },
    { item = "memo", originator = "supplier", caveats = [{ audience = "maker" }] },
    { disclosure = "d-8", of = "memo", actor = "supplier", to = "maker" },
    { caveat = "g-2", items = "memo", by = "group", audience = "maker" },
    { grant = "agreed", items = "memo", to = "press", by = "supplier" },
    { power"#;
    let facts = told::facts(&STORY.replace("    { power", brief));
    let of_both = items(&facts, &Asker::Keeper, "maker", "press").split_off(8);
    assert_eq!(of_both, ["brief: by-right-alone [supplier]", "memo: by-consent-alone [group]"]);
}

#[test]
fn an_asker_is_told_of_nothing_that_it_does_not_know() {
    let facts = story();
    let asker = |party: &str| Asker::party(&id::<PartyId>(party).into(), id("2025-06-01"), &facts).unwrap();
    assert_eq!(
        items(&facts, &asker("supplier"), "maker", "press"),
        [
            "data: needs-consent [supplier]",
            "will: never [supplier] (nobody: sealed)",
            "notice: needs-consent [supplier] until 2026-01-01",
            "scrap: needs-consent [supplier]",
        ]
    );
    assert!(items(&facts, &asker("press"), "maker", "press").is_empty());
    // The relay is told by name whom it stands for.
    assert_eq!(items(&facts, &asker("desk"), "maker", "press"), Vec::<String>::new());
    assert_eq!(items(&facts, &asker("informant"), "maker", "press"), ["tip: needs-consent [informant]"]);
}

#[test]
fn every_party_is_asked_in_each_capacity() {
    let facts = story();
    let bulk = Bulk::open(manner("maker"), &facts, &Asker::Keeper).unwrap();
    let line = |kinds: &[PartyKind], item: &str| -> Vec<String> {
        let item: ItemId = id(item);
        let recipients = bulk.recipients(&kinds.iter().copied().collect());
        let told = |recipient| {
            let names: Vec<String> = bulk.named(&item, recipient).iter().map(ToString::to_string).collect();
            format!("{}: {}", names.join(" of "), shown(&bulk.of_recipient(&item, recipient).unwrap()))
        };
        recipients.iter().map(told).collect()
    };
    assert_eq!(
        line(&[], "data"),
        [
            "group: needs-consent [supplier]",
            "supplier: permitted []",
            "rival: needs-consent [supplier]",
            "press: needs-consent [supplier]",
            "desk: needs-consent [supplier]",
            "an owner reached through desk: needs-consent [supplier]",
            // It stands for its members.
            "circle: needs-consent [supplier]",
            "engineer of maker of group: permitted []",
            "engineer of rival: needs-consent [supplier]",
            // In one capacity it can be named; the other is a part of that one.
            "twice of group: unanswerable [] (nothing tells this capacity from the others)",
            "twice of maker of group: permitted []",
        ]
    );
    assert_eq!(line(&[PartyKind::Community], "leaflet"), ["circle: permitted []"]);
    assert_eq!(line(&[PartyKind::State, PartyKind::Office], "leaflet"), Vec::<String>::new());
    // Whoever originated it goes by the relay on every line of it.
    assert!(line(&[], "tip").iter().all(|line| !line.contains("informant")));
    let of_the_rival = line(&[PartyKind::Body], "letter");
    assert!(of_the_rival.iter().all(|line| line.ends_with("not-held []")), "{of_the_rival:?}");
}

#[test]
fn who_cannot_ask_is_told_why() {
    let facts = story();
    let opened = |actor: &str| Bulk::open(manner(actor), &facts, &Asker::Keeper).map(drop);
    assert_eq!(opened("nobody-known"), Err(Unanswerable::UnknownParty(id("nobody-known"))));
    assert!(matches!(opened("engineer"), Err(Unanswerable::SeveralCapacities { .. })));
    let bulk = Bulk::open(manner("maker"), &facts, &Asker::Keeper).unwrap();
    assert_eq!(bulk.resolved(&[]), Err(Unanswerable::NoRecipient));
    assert!(matches!(bulk.resolved(&to("engineer")), Err(Unanswerable::SeveralCapacities { .. })));
    assert_eq!(bulk.resolved(&to("circle")).unwrap().len(), 2);
}

#[test]
fn answers_are_counted_with_those_who_could_be_asked() {
    let gist = |prospect, missing: &[&str]| Gist {
        prospect,
        outcome: Some(Outcome::Denied),
        right: Some(Half::NotInQuestion),
        consent: Some(Half::No),
        missing: missing.iter().map(|owner| Named::Party(id(owner))).collect(),
        because: None,
        wait_until: None,
    };
    let mut counts = Counts::default();
    assert_eq!((counts.all(), counts.missing()), (0, Vec::new()));
    for gist in [
        gist(Prospect::NeedsConsent, &["b"]),
        gist(Prospect::NeedsConsent, &["a", "b"]),
        gist(Prospect::ByRightAlone, &["c"]),
        // Whom it would be no use to ask is not counted.
        gist(Prospect::Never, &["a"]),
        gist(Prospect::Permitted, &[]),
    ] {
        counts.add(&gist);
    }
    assert_eq!(counts.all(), 5);
    assert_eq!(counts.of(Prospect::NeedsConsent), 2);
    assert_eq!(counts.of(Prospect::NotHeld), 0);
    let missing: Vec<(String, usize)> =
        counts.missing().into_iter().map(|missing| (missing.owner.to_string(), missing.count)).collect();
    assert_eq!(missing, [("b".to_owned(), 2), ("a".to_owned(), 1), ("c".to_owned(), 1)]);
}

/// Three sources tell the same: one is free only for the shop, one is its translation, one may go nowhere.
const SOURCES: &str = r#"
entry = [
    { party = "cert", kind = "body", on = 2025-01-01 },
    { party = "ally", kind = "body" },
    { party = "vendor", kind = "body" },
    { party = "shop", kind = "body" },
    { party = "press", kind = "body" },
    { item = "secret", originator = "ally", facts = "ipv4:192.0.2.1", caveats = [{ audience = "cert" }] },
    { disclosure = "d-1", of = "secret", actor = "ally", to = "cert" },
    { item = "digest", originator = "cert", facts = "ipv4:192.0.2.1", sources = "secret", free = true },
    { item = "feed", originator = "vendor", facts = "ipv4:192.0.2.1", caveats = [{ audience = ["cert", "shop"] }] },
    { disclosure = "d-2", of = "feed", actor = "vendor", to = "cert" },
    { item = "elsewhere", originator = "press", facts = "ipv4:192.0.2.1", free = true },
]
"#;

fn freest(facts: &Facts, asker: &Asker, actor: &str, recipient: &str) -> Option<(String, Outcome, String)> {
    let bulk = Bulk::open(manner(actor), facts, asker).unwrap();
    let freest = bulk.freest(&id("ipv4:192.0.2.1"), &to(recipient)).unwrap()?;
    let told = serde_json::to_string(&freest.answer).unwrap();
    Some((freest.decision.question().item.to_string(), freest.decision.outcome(), told))
}

#[test]
fn of_several_sources_the_freest_is_used_and_none_other_shown() {
    let facts = told::facts(SOURCES);
    let (item, outcome, told) = freest(&facts, &Asker::Keeper, "cert", "shop").unwrap();
    assert_eq!((item.as_str(), outcome), ("feed", Outcome::Permitted));
    assert!(!told.contains("secret") && !told.contains("digest"), "{told}");
    // None may go to the press; the first recorded of those with one owner to ask is answered for.
    let (item, outcome, told) = freest(&facts, &Asker::Keeper, "cert", "press").unwrap();
    assert_eq!((item.as_str(), outcome), ("secret", Outcome::Denied));
    assert!(!told.contains("feed") && !told.contains("digest") && !told.contains("elsewhere"), "{told}");
    // What is made of another source that tells it too does not name that one.
    let handed = r#"    { disclosure = "d-3", of = "digest", actor = "cert", to = "shop" },
]"#;
    let facts = told::facts(&SOURCES.replace("\n]", &format!("\n{handed}")));
    let (item, outcome, told) = freest(&facts, &Asker::Keeper, "shop", "press").unwrap();
    assert_eq!((item.as_str(), outcome), ("digest", Outcome::Denied));
    assert!(told.contains("\"ally\"") && !told.contains("secret"), "{told}");
}

#[test]
fn a_fact_that_the_asker_knows_no_source_of_has_none() {
    let facts = told::facts(SOURCES);
    assert!(freest(&facts, &Asker::Keeper, "shop", "press").is_none());
    let asker = |party: &str| Asker::party(&id::<PartyId>(party).into(), id("2025-06-01"), &facts).unwrap();
    assert!(freest(&facts, &asker("press"), "cert", "shop").is_none());
    // The ally knows of its own alone, and is answered for that, though another may go.
    let (item, outcome, told) = freest(&facts, &asker("ally"), "cert", "shop").unwrap();
    assert_eq!((item.as_str(), outcome), ("secret", Outcome::Denied));
    assert!(!told.contains("feed") && !told.contains("digest"), "{told}");
    let bulk = Bulk::open(manner("cert"), &facts, &Asker::Keeper).unwrap();
    assert!(bulk.freest(&id("ipv4:192.0.2.2"), &to("shop")).unwrap().is_none());
    assert!(bulk.freest(&id("ipv4:192.0.2.1"), &to("stranger")).is_err());
}

/// Those who may ask: whoever keeps the register, and the actor itself.
fn askers(question: &Question, facts: &Facts) -> Vec<Asker> {
    let party = Asker::party(&question.actor, question.on, facts);
    std::iter::once(Asker::Keeper).chain(party).collect()
}

fn ask(question: &Question, facts: &Facts, asker: &Asker) -> Option<Gist> {
    match decide(question, facts) {
        Ok(decision) => match answer(&decision, facts, asker) {
            Answer::Decided(_) => Gist::of(&decision, facts, asker),
            Answer::NoSuchItem { .. } => None,
        },
        Err(why) => Some(Gist::unanswerable(&why)),
    }
}

#[test]
fn what_may_go_is_what_ask_says_of_each_item() {
    let mut met: BTreeMap<Prospect, usize> = BTreeMap::new();
    for seed in 0..CASES {
        let world = World::from_seed(seed);
        for one in &world.asked {
            let facts = Facts::fold(&world.entries, one.as_of, world.judge());
            for asker in askers(&one.question, &facts) {
                let Ok(bulk) = Bulk::open(Manner::of(&one.question), &facts, &asker) else { continue };
                if bulk.resolved(&one.question.to).is_err() {
                    continue;
                }
                for item in bulk.items() {
                    let asked = ask(&Question { item: item.clone(), ..one.question.clone() }, &facts, &asker);
                    let asked = asked.filter(|gist| gist.prospect != Prospect::NotHeld);
                    let many = bulk.of_item(item, &one.question.to);
                    assert_eq!(many, asked, "seed {seed}, {item}\n{world:?}");
                    many.iter().for_each(|gist| *met.entry(gist.prospect).or_default() += 1);
                }
            }
        }
    }
    for (name, prospect) in Prospect::ALL {
        let possible = !matches!(prospect, Prospect::NotHeld | Prospect::Unanswerable);
        assert!(!possible || met.contains_key(&prospect), "nothing came to `{name}`: {met:?}");
    }
}

#[test]
fn who_may_have_it_is_what_ask_says_of_each_party() {
    for seed in 0..CASES {
        let world = World::from_seed(seed);
        let one = &world.asked[0];
        let facts = Facts::fold(&world.entries, one.as_of, world.judge());
        let Ok(bulk) = Bulk::open(Manner::of(&one.question), &facts, &Asker::Keeper) else { continue };
        let recipients = bulk.recipients(&BTreeSet::new());
        for recipient in &recipients {
            let question = Question { to: vec![recipient.who.clone()], ..one.question.clone() };
            let asked = ask(&question, &facts, &Asker::Keeper).unwrap();
            let many = bulk.of_recipient(&one.question.item, recipient).unwrap();
            match (many.prospect, asked.prospect) {
                (Prospect::Unanswerable, Prospect::Unanswerable) => {}
                _ => assert_eq!(many, asked, "seed {seed}, {recipient:?}\n{world:?}"),
            }
        }
        // Nobody is left out, in whatever capacity.
        let asked: BTreeSet<&PartyId> = recipients.iter().map(|recipient| &recipient.who.party).collect();
        for entry in world.entries.iter().filter(|entry| entry.position <= one.as_of) {
            if let Body::Party(party) = &entry.body {
                let is_actor = party.id == *bulk.actor().party();
                assert!(is_actor || asked.contains(&party.id), "seed {seed}: {} is not asked", party.id);
            }
        }
    }
}
