//! Entries, written and read back: as they are, under opaque names, without their words; and told in either format.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper that finds nothing fails its test, and so does a law that does not hold"
)]

mod reference;
mod world;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use caveat::caveat::Test;
use caveat::decide::decide;
use caveat::entry::{Body, Entry, Event, FurtherCaveat, Item};
use caveat::facts::Facts;
use caveat::id::PartyId;
use caveat::json::{self, Json};
use caveat::ledger::Ledger;
use caveat::marking;
use caveat::read::{Arrival, Format, entries, stored};
use caveat::scenario::Scenario;
use caveat::snapshot::{Packed, Packer, Unpacker};
use caveat::time::{Instant, Position};
use caveat::words::Words;
use caveat::write::{self, Named, Plain, Scribe};
use proptest::prelude::*;
use toml::de::{DeTable, DeValue};
use world::World;

/// How many worlds are told.
fn cases() -> u64 {
    env::var("CAVEAT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

/// Every ledger there is to try: those of the scenarios, the one with every kind, and those of the worlds.
fn ledgers() -> impl Iterator<Item = (String, Vec<Arc<Entry>>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = vec![tests.join("tests/accepted/every-kind.toml")];
    let scenarios = fs::read_dir(tests.join("../../scenarios")).unwrap();
    files.extend(scenarios.map(|file| file.unwrap().path()));
    let told = files.into_iter().map(|file| {
        let scenario = Scenario::read(&fs::read(&file).unwrap()).unwrap();
        (file.display().to_string(), scenario.ledger.entries().to_vec())
    });
    told.chain((0..cases()).map(|seed| (format!("seed {seed}"), World::from_seed(seed).entries)))
}

/// Tries each entry with the ledger of those before it.
fn each(mut check: impl FnMut(&Ledger, &Entry, &str)) {
    for (name, entries) in ledgers() {
        let mut ledger = Ledger::new();
        for entry in entries {
            check(&ledger, &entry, &format!("{name}, {}", world::line(&entry)));
            ledger.push(Entry::clone(&entry)).unwrap();
        }
    }
}

fn as_it_is(_: &str) -> Option<Arc<str>> {
    None
}

#[test]
fn what_is_written_is_read_back() {
    each(|ledger, entry, shown| {
        let written = write::entry(entry, &mut Plain);
        let read = stored(written.clone(), ledger, entry.position, &as_it_is);
        assert_eq!(read.as_ref(), Ok(entry), "{shown}\n{}", written.canonical());
    });
}

/// The same through its text, as a user's file would tell it. There every act has an id.
#[test]
fn what_is_written_can_be_told() {
    let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
    let named = |entry: &Arc<Entry>| {
        let id = entry.id.clone().unwrap_or_else(|| format!("entry.{}", entry.position.0).parse().unwrap());
        match write::entry(entry, &mut Plain) {
            Json::Object(fields) if fields.values().any(|value| *value == Json::Bool(true)) => {
                let named = Entry { id: Some(id), ..Entry::clone(entry) };
                let told = named.name() == named.id.as_ref().map(|id| id.as_str());
                if told { Arc::new(named) } else { entry.clone() }
            }
            _ => entry.clone(),
        }
    };
    for (name, known) in ledgers() {
        let known: Vec<_> = known.iter().map(named).map(|entry| as_kept(&known, entry)).collect();
        let lines: Vec<_> = known.iter().map(|entry| write::entry(entry, &mut Plain).canonical()).collect();
        let told = entries(lines.join("\n").as_bytes(), Format::Json, &Ledger::new(), &arrival);
        let told = told.unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        for (told, entry) in told.iter().zip(&known) {
            assert_eq!(told.entry, **entry, "{name}");
        }
        assert_eq!(told.len(), known.len());
    }
}

/// With its marking in the form in which one that is told is kept.
fn as_kept(known: &[Arc<Entry>], entry: Arc<Entry>) -> Arc<Entry> {
    let Body::Item(item) = &entry.body else { return entry };
    let scheme = known.iter().find_map(|entry| match &entry.body {
        Body::Scheme(scheme) if Some(&scheme.id) == item.scheme.as_ref() => Some(scheme),
        _ => None,
    });
    let kept = scheme.zip(item.marking.as_ref()).and_then(|(scheme, text)| marking::canonical(scheme, text));
    match kept {
        Some(kept) => {
            let item = Item { marking: Some(kept), ..Item::clone(item) };
            Arc::new(Entry { body: Body::Item(Box::new(item)), ..Entry::clone(&entry) })
        }
        None => entry,
    }
}

#[test]
fn what_is_written_is_canonical() {
    each(|_, entry, shown| {
        let text = write::entry(entry, &mut Plain).canonical();
        assert_eq!(json::parse(&text).unwrap().canonical(), text, "{shown}");
        assert!(["by", "on", "recorded"].iter().all(|key| text.contains(&format!("\"{key}\":"))), "{shown}");
    });
}

/// Every id under a name of its own that says nothing.
#[derive(Default)]
struct Opaque {
    names: RefCell<BTreeMap<(Named, String), String>>,
    /// What each opaque name stands for.
    back: RefCell<BTreeMap<String, String>>,
}

impl Opaque {
    fn called(&self, kind: Named, id: &str) -> String {
        let mut names = self.names.borrow_mut();
        let next = format!("id-{:016}", names.len());
        let name = names.entry((kind, id.to_owned())).or_insert(next).clone();
        self.back.borrow_mut().insert(name.clone(), id.to_owned());
        name
    }

    /// Takes in the names that an entry's caveats take.
    fn introduce(&self, ledger: &Ledger, body: &Body) -> Vec<String> {
        let names = ledger.caveat_names(body, &|kind, id| self.called(kind, id));
        let pairs = names.into_iter().map(|(id, name)| {
            self.back.borrow_mut().insert(name.clone(), id.to_string());
            self.names.borrow_mut().insert((Named::Caveat, id.to_string()), name.clone());
            name
        });
        pairs.collect()
    }
}

impl Scribe for &Opaque {
    fn id(&mut self, kind: Named, id: &str) -> String {
        self.called(kind, id)
    }

    fn words(&mut self, words: &Words) -> Json {
        Plain.words(words)
    }
}

#[test]
fn opaque_names_are_read_back() {
    let mut names = Opaque::default();
    each(|ledger, entry, shown| {
        if ledger.entries().is_empty() {
            names = Opaque::default();
        }
        names.introduce(ledger, &entry.body);
        let written = write::entry(entry, &mut &names);
        let back = |name: &str| names.back.borrow().get(name).map(|name| name.as_str().into());
        let read = stored(written.clone(), ledger, entry.position, &back);
        assert_eq!(read.as_ref(), Ok(entry), "{shown}\n{}", written.canonical());
        assert!(sets_are_sorted(&written), "{}", written.canonical());
    });
}

/// Whether what is a set is in the order of what is written, and not of what it stands for.
fn sets_are_sorted(json: &Json) -> bool {
    const SETS: [&str; 7] = ["compartments", "facts", "lifts", "modes", "purpose", "purposes", "removes"];
    match json {
        Json::Object(fields) => fields.iter().all(|(key, value)| match value {
            Json::List(values) if SETS.contains(&key) => values.is_sorted_by_key(|value| value.canonical()),
            value => sets_are_sorted(value),
        }),
        Json::List(values) => values.iter().all(sets_are_sorted),
        _ => true,
    }
}

/// A ledger of the entries under their opaque names is a ledger, and its caveats are named as was said.
#[test]
fn a_ledger_of_opaque_names_is_one() {
    for (name, known) in ledgers() {
        let (names, mut ledger, mut opaque) = (Opaque::default(), Ledger::new(), Ledger::new());
        let mut introduced = BTreeSet::new();
        for entry in &known {
            introduced.extend(names.introduce(&ledger, &entry.body));
            let in_terms = matches!(entry.body, Body::Terms(_));
            let written = write::entry(entry, &mut &names);
            let read = stored(written.clone(), &opaque, entry.position, &as_it_is);
            let read = read.unwrap_or_else(|problem| panic!("{name}: {problem:?}\n{}", written.canonical()));
            let themselves = opaque.caveat_names(&read.body, &|_, id| id.to_owned());
            assert!(themselves.iter().all(|(id, name)| id.as_str() == name), "{themselves:?}");
            let own: BTreeSet<_> = themselves.into_iter().map(|(_, name)| name).collect();
            assert!(own.iter().all(|name| introduced.contains(name)), "{name}: {own:?}");
            if in_terms {
                introduced.retain(|name| !own.contains(name));
            }
            ledger.push(Entry::clone(entry)).unwrap();
            opaque.push(read).unwrap_or_else(|refused| panic!("{name}: {refused}\n{}", written.canonical()));
        }
        let indexed: BTreeSet<_> = opaque.caveat_ids().iter().map(ToString::to_string).collect();
        assert_eq!(introduced, indexed, "{name}");
    }
}

/// Destroys the words.
struct Eraser;

impl Scribe for Eraser {
    fn id(&mut self, kind: Named, id: &str) -> String {
        Plain.id(kind, id)
    }

    fn words(&mut self, _: &Words) -> Json {
        Json::Erased
    }
}

#[test]
fn erased_words_decide_nothing() {
    for seed in 0..cases() / 4 {
        let world = World::from_seed(seed);
        let mut ledger = Ledger::new();
        for entry in &world.entries {
            let written = write::entry(entry, &mut Eraser);
            let erased = stored(written.clone(), &ledger, entry.position, &as_it_is).unwrap();
            assert_eq!(write::entry(&erased, &mut Plain), written);
            ledger.push(erased).unwrap();
        }
        for one in &world.asked {
            let answer = |entries: &[Arc<Entry>]| {
                let decided = decide(&one.question, &Facts::fold(entries, one.as_of, world.judge()));
                decided.map(|decided| {
                    let states: Vec<_> =
                        decided.grounds().iter().map(|ground| ground.state().kind()).collect();
                    (decided.outcome(), decided.right(), decided.consent(), states)
                })
            };
            assert_eq!(
                format!("{:?}", answer(&world.entries)),
                format!("{:?}", answer(ledger.entries())),
                "{seed}"
            );
        }
    }
}

fn party() -> Entry {
    let text = br#"{"party": "acme", "kind": "body", "on": "2020-01-01"}"#;
    let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
    entries(text, Format::Json, &Ledger::new(), &arrival).unwrap().remove(0).entry
}

/// What no text can tell, and a ledger may hold.
#[test]
fn what_only_code_can_make_is_read_back() {
    let mut ledger = Ledger::new();
    let named = Entry { id: Some("there-is-acme".parse().unwrap()), ..party() };
    let check = |ledger: &Ledger, entry: &Entry| {
        let written = write::entry(entry, &mut Plain);
        assert_eq!(stored(written.clone(), ledger, entry.position, &as_it_is).as_ref(), Ok(entry));
    };
    check(&ledger, &named);
    ledger.push(named).unwrap();
    let text = r#"[
        {"item": "report", "originator": "acme", "free": true},
        {"grant": "g", "items": "report", "to": "public", "by": "acme"},
        {"caveat": "no-press", "items": "report", "nobody": true, "by": "acme"}
    ]"#;
    let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
    let told = entries(text.as_bytes(), Format::Json, &ledger, &arrival).unwrap();
    let mut told: Vec<_> = told.into_iter().map(|told| told.entry).collect();
    told[1].id = None;
    told[2].id = Some("no-press-of-acme".parse().unwrap());
    for entry in told {
        check(&ledger, &entry);
        ledger.push(entry).unwrap();
    }
    // Its own id once more says nothing more, and is not written.
    let Body::Caveat(further) = &ledger.entries()[3].body else { panic!() };
    let body = Body::Caveat(Box::new(FurtherCaveat {
        caveat: caveat::caveat::Caveat { id: Some(further.id.clone()), ..further.caveat.clone() },
        ..FurtherCaveat::clone(further)
    }));
    let twice = Entry { body, ..Entry::clone(&ledger.entries()[3]) };
    let written = write::entry(&twice, &mut Plain);
    assert_eq!(written, write::entry(&ledger.entries()[3], &mut Plain));
}

#[test]
fn what_is_kept_says_everything() {
    let whole = write::entry(&party(), &mut Plain);
    let Json::Object(fields) = &whole else { panic!() };
    let read = |json: &Json| stored(json.clone(), &Ledger::new(), Position(1), &as_it_is);
    assert!(read(&whole).is_ok());
    for key in fields.keys() {
        let mut fields = fields.clone();
        fields.remove(key);
        assert!(read(&Json::Object(fields.clone())).is_err(), "{key} is left out");
        fields.insert(key.to_owned(), Json::Null);
        assert!(read(&Json::Object(fields)).is_err(), "{key} is null");
    }
    let mut more = fields.clone();
    more.insert("name".to_owned(), Json::Null);
    assert_eq!(read(&Json::Object(more)).unwrap_err().message, "`null` says nothing");
    assert!(read(&Json::List(vec![whole])).is_err());
    assert!(read(&Json::Null).is_err());
}

/// The public is never called otherwise, and what is in a scheme's own spelling neither.
#[test]
fn what_has_no_other_name_keeps_it() {
    struct Counting(Vec<(Named, String)>);
    impl Scribe for Counting {
        fn id(&mut self, kind: Named, id: &str) -> String {
            self.0.push((kind, id.to_owned()));
            id.to_owned()
        }
        fn words(&mut self, _: &Words) -> Json {
            Json::text("words")
        }
    }
    let mut seen = BTreeSet::new();
    each(|_, entry, _| {
        let mut counting = Counting(Vec::new());
        write::entry(entry, &mut counting);
        seen.extend(counting.0.into_iter().map(|(kind, id)| {
            assert!(kind != Named::Party || id != PartyId::PUBLIC);
            assert!(!["TOP SECRET", "SI", "TOP SECRET//SI"].contains(&id.as_str()));
            kind
        }));
    });
    assert_eq!(seen.len(), 12, "{seen:?}");
    // A word that is a party's and an event's is looked up for the event alone.
    let event = Entry {
        id: None,
        body: Body::Event(Event { event: "public".parse().unwrap() }),
        by: PartyId::public(),
        ..party()
    };
    let names = |name: &str| (name == "public").then(|| "published".into());
    let read = stored(write::entry(&event, &mut Plain), &Ledger::new(), Position(1), &names).unwrap();
    assert!(read.by.is_public());
    assert_eq!(read.body, Body::Event(Event { event: "published".parse().unwrap() }));
}

fn any_json() -> impl Strategy<Value = Json> {
    let text = || prop_oneof![".{0,8}", "[\\x00-\\x7f]{0,8}", "\\PC{0,4}"];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (-json::MAX_INTEGER..=json::MAX_INTEGER).prop_map(Json::Integer),
        text().prop_map(Json::text),
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
            prop::collection::btree_map(text(), inner, 0..6)
                .prop_map(|fields| Json::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_canonical_text_is_its_value(json in any_json()) {
        let text = json.canonical();
        let parsed = json::parse(&text);
        prop_assert_eq!(parsed.as_ref(), Ok(&json));
        prop_assert_eq!(json::parse(&text).unwrap().canonical(), text.clone());
        // Another parser of JSON reads the same.
        let other: serde_json::Value = serde_json::from_str(&text).unwrap();
        let again = serde_json::to_string_pretty(&other).unwrap();
        prop_assert_eq!(json::parse(&again).unwrap().canonical(), text);
    }

    /// What is strict JSON elsewhere is here, save for what is refused on purpose; and nothing more.
    #[test]
    fn no_text_is_json_here_alone(text in r#"[\[\]{}:,"\\ua0-9eE.+\- \n tfn]{0,12}"#) {
        if json::parse(&text).is_ok() {
            let other: Result<serde_json::Value, _> = serde_json::from_str(&text);
            prop_assert!(other.is_ok(), "{text:?}");
        }
    }
}

const KINDS: &str = include_str!("accepted/every-kind.toml");

/// The whole of every kind, but for its questions.
fn every_kind() -> &'static str {
    KINDS.split("[[ask]]").next().unwrap()
}

/// The same in JSON as TOML has it, with a value alone where one may stand so.
fn in_json(toml: &str) -> serde_json::Value {
    fn convert(value: toml::Spanned<DeValue<'_>>) -> serde_json::Value {
        match value.into_inner() {
            DeValue::Datetime(at) => at.to_string().into(),
            DeValue::String(text) => text.into_owned().into(),
            DeValue::Integer(integer) => integer.as_str().parse::<i64>().unwrap().into(),
            DeValue::Boolean(boolean) => boolean.into(),
            DeValue::Float(_) => panic!("no fraction stands there"),
            DeValue::Array(values) => values.into_iter().map(convert).collect(),
            DeValue::Table(table) => fields(table),
        }
    }
    fn fields(table: DeTable<'_>) -> serde_json::Value {
        table.into_iter().map(|(key, value)| (key.into_inner().into_owned(), convert(value))).collect()
    }
    fields(DeTable::parse(toml).unwrap().into_inner())
}

#[test]
fn json_and_toml_tell_the_same() {
    let arrival = Arrival { on: "2019-01-01".parse().unwrap(), recorded: None, by: None };
    let told = |text: &str, format| -> Vec<Entry> {
        let told = entries(text.as_bytes(), format, &Ledger::new(), &arrival);
        let told = told.unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
        told.into_iter().map(|told| told.entry).collect()
    };
    let toml = told(every_kind(), Format::Toml);
    let file = in_json(every_kind());
    let list = file["entry"].clone();
    let lines: Vec<_> = list.as_array().unwrap().iter().map(ToString::to_string).collect();
    let pretty: Vec<_> =
        list.as_array().unwrap().iter().map(|entry| serde_json::to_string_pretty(entry).unwrap()).collect();
    for json in [file.to_string(), list.to_string(), lines.join("\n"), pretty.join("\r\n\n") + "\n"] {
        assert_eq!(told(&json, Format::Json), toml);
    }
    assert_eq!(told(&lines[0], Format::Json), toml[..1]);
    let scenario = Scenario::read(KINDS.as_bytes()).unwrap();
    assert!(scenario.ledger.entries().iter().map(|entry| &**entry).eq(&toml));
}

#[test]
fn entries_arrive_behind_those_recorded() {
    let day = |text: &str| -> Instant { text.parse().unwrap() };
    let mut ledger = Ledger::new();
    ledger.push(Entry { recorded: day("2020-06-01"), ..party() }).unwrap();
    let acme: PartyId = "acme".parse().unwrap();
    let text = b"title = \"Later\"\n\n[[entry]]\nevent = \"begun\"\n\n[[entry]]\nevent = \"over\"\n\
        on = 2021-01-01\n\n[[entry]]\nparty = \"firm\"\nkind = \"body\"\n";
    let arrival = Arrival { on: day("2020-03-01"), recorded: None, by: Some(acme.clone()) };
    let tell = |arrival: &Arrival| entries(text, Format::Toml, &ledger, arrival).unwrap();
    let told = tell(&arrival);
    let shown: Vec<_> = told
        .iter()
        .map(|told| {
            let entry = &told.entry;
            let place = std::str::from_utf8(&text[told.place.clone()]).unwrap();
            format!("{} {place} on {} recorded {} by {}", entry.position, entry.on, entry.recorded, entry.by)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "#2 begun on 2020-03-01 recorded 2020-06-01 by acme",
            "#3 over on 2021-01-01 recorded 2021-01-01 by acme",
            "#4 firm on 2021-01-01 recorded 2021-01-01 by firm",
        ]
    );
    let stamped = tell(&Arrival { recorded: Some(day("2022-01-01")), ..arrival });
    assert!(stamped.iter().all(|told| told.entry.recorded == day("2022-01-01")));
    assert_eq!(stamped[0].entry.on, day("2020-03-01"));
}

/// The examples of the page are what it says: canonical, each read and written again, of every kind.
#[test]
fn the_page_shows_the_canonical_form() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/entry.md");
    let page = fs::read_to_string(page).unwrap();
    let examples =
        page.split("```json\n").skip(1).flat_map(|block| block.split("\n```").next().unwrap().lines());
    let (mut ledger, mut kinds) = (Ledger::new(), BTreeSet::new());
    for line in examples {
        let json = json::parse(line).unwrap();
        assert_eq!(json.canonical(), line);
        let entry = stored(json.clone(), &ledger, ledger.next_position(), &as_it_is);
        let entry = entry.unwrap_or_else(|problem| panic!("{problem:?}\n{line}"));
        assert_eq!(write::entry(&entry, &mut Plain).canonical(), line);
        kinds.insert(entry.body.noun());
        ledger.push(entry).unwrap_or_else(|refused| panic!("{refused:?}\n{line}"));
    }
    assert_eq!(kinds.len(), 28, "{kinds:?}");
}

fn packed<T: Packed>(what: &T) -> Vec<u8> {
    let mut packer = Packer::default();
    what.pack(&mut packer);
    packer.into_bytes()
}

fn unpacked<T: Packed>(bytes: &[u8]) -> Option<T> {
    let mut watch = |_| {};
    let mut unpacker = Unpacker::new(bytes, &mut watch);
    T::unpack(&mut unpacker).filter(|_| unpacker.is_done())
}

#[test]
fn a_ledger_is_the_same_from_its_snapshot() {
    for (name, entries) in ledgers() {
        let mut ledger = Ledger::new();
        entries.iter().for_each(|entry| ledger.push(Entry::clone(entry)).unwrap());
        let bytes = packed(&ledger);
        let mut read: Ledger = unpacked(&bytes).unwrap();
        assert_eq!(read.entries(), ledger.entries(), "{name}");
        assert_eq!(packed(&read), bytes, "{name}");
        let listed = |ledger: &Ledger| {
            let known: Vec<_> = entries.iter().map(|entry| ledger.known_on(entry.recorded)).collect();
            let named = entries.iter().filter_map(|entry| entry.name()).map(|name| ledger.named(name));
            let stated = ledger.caveat_ids().into_iter().map(|id| ledger.stating(&id).cloned());
            (known, named.collect::<Vec<_>>(), stated.collect::<Vec<_>>())
        };
        assert_eq!(listed(&read), listed(&ledger), "{name}");
        assert!(read.party_ids().eq(ledger.party_ids()) && read.item_ids().eq(ledger.item_ids()), "{name}");
        // What comes behind it is taken and refused alike.
        for entry in &entries {
            let again = |ledger: &Ledger| Entry { position: ledger.next_position(), ..Entry::clone(entry) };
            let (once, twice) = (again(&read), again(&ledger));
            assert_eq!(read.push(once), ledger.push(twice), "{name}, {}", world::line(entry));
        }
    }
}

#[test]
fn what_is_no_snapshot_is_none_or_of_another_ledger() {
    let (_, entries) = ledgers().next().unwrap();
    let mut ledger = Ledger::new();
    entries.iter().for_each(|entry| ledger.push(Entry::clone(entry)).unwrap());
    let bytes = packed(&ledger);
    for end in 0..bytes.len() {
        assert!(unpacked::<Ledger>(&bytes[..end]).is_none(), "cut off at {end}");
    }
    assert!(unpacked::<Ledger>(&[&bytes[..], &[0]].concat()).is_none());
    let mut other = 0;
    for (at, bit) in (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        // Words and dates are others then. It is never the same.
        if let Some(read) = unpacked::<Ledger>(&flipped) {
            assert!(read.entries() != ledger.entries(), "bit {bit} of byte {at}");
            other += 1;
        }
    }
    assert!(other > 1_000);
}

#[test]
fn what_claims_to_be_deep_or_long_is_no_snapshot() {
    assert!(unpacked::<Test>(&[8, 2, 5, 5]).is_some(), "any of two");
    assert!(unpacked::<Test>(&[8, 1].repeat(1_000_000)).is_none());
    let long = [&[0xff; 8][..], &[0x7f]].concat();
    assert!(unpacked::<Vec<bool>>(&long).is_none());
    assert!(unpacked::<Ledger>(&[&long[..], &long, &long, &long].concat()).is_none());
}

#[test]
fn numbers_and_dates_are_the_same_from_a_snapshot() {
    for number in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
        assert_eq!(unpacked(&packed(&number)), Some(number));
    }
    assert_eq!(packed(&300_u64), [0xac, 0x02]);
    assert!(unpacked::<u32>(&packed(&(u64::from(u32::MAX) + 1))).is_none());
    assert!(unpacked::<bool>(&[2]).is_none());
    let dates = ["the beginning", "-009999-01-03T00:00:01Z", "1969-12-31T23:59:59.9Z", "1970-01-01"];
    for date in dates.into_iter().chain(["2017-05-10T00:00:00.000000001Z", "9999-12-30T22:00:00Z"]) {
        let date: Instant = date.parse().unwrap();
        assert_eq!(unpacked(&packed(&date)), Some(date));
    }
    assert!(unpacked::<Instant>(&packed(&u64::MAX)).is_none(), "no such year");
    for words in [Words::new("[erased]").unwrap(), Words::erased()] {
        assert_eq!(unpacked(&packed(&words)), Some(words));
    }
    // A text that is no id stands for none.
    let text = "Not An Id".to_owned();
    assert!(unpacked::<PartyId>(&[&[0][..], &packed(&text)].concat()).is_none());
}
