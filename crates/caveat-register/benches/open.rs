//! What opening a register costs: entries a second that are read, checked, hashed and folded, against SHA-256 over the
//! same bytes alone, and against SQLite stepping through the same rows alone; and what folding them into facts costs.
//!
//! `cargo bench -p caveat-register --bench open [-- ENTRIES [ROUNDS]]`
//!
//! Where `BENCH_FOLDER` is set the register is kept there, and one of that size that is there already is used again.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant as Clock;

use caveat::caveat::{Audience, AudienceMember, Caveat, Dated, Kind, Mode, Selector, Test, Until};
use caveat::entry::{
    Acceptance, Acknowledgement, Body, Clearance, Disclosure, Entry, Fate, Grant, InCapacity, Item, Party,
    ReadIn, Refusal, Relation, Request, Stance, Statement, Subject, Terms,
};
use caveat::facts::Facts;
use caveat::id::EntryId;
use caveat::party::{PartyKind, RelationKind};
use caveat::scheme::{Levels, Scheme};
use caveat::set::Set;
use caveat::time::{Instant, Interval, Position};
use caveat::words::Words;
use caveat_register::{Founding, OnRollback, Place, Register, Signing};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

/// How many entries are recorded in one transaction.
const BATCH: u64 = 20_000;

fn main() {
    if let Some(path) = std::env::var_os(ALONE) {
        return alone(Path::new(&path));
    }
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u64>().ok());
    let (entries, rounds) = (numbers.next().unwrap_or(200_000), numbers.next().unwrap_or(5));
    let folder = tempfile::tempdir_in(std::env::var_os("BENCH_FOLDER").unwrap_or(".".into())).unwrap();
    let path = std::env::var_os("BENCH_FOLDER")
        .map_or(folder.path().to_owned(), |kept| PathBuf::from(kept).join(format!("open-{entries}")));
    let place = Place { register: path.join("register"), keeper: path.join("keeper") };
    if !place.register.exists() {
        build(&path, &place, entries);
    }
    if !snapshot(&place).exists() {
        Register::open(&place, OnRollback::Refuse, now()).unwrap().keep_snapshot().unwrap();
    }
    let size = std::fs::metadata(&place.register).unwrap().len();
    let (canonical, words) = own_bytes(&place.register);
    println!(
        "{entries} entries, of each {} bytes of file, {:.2} times the {} of its canonical text; {} of words besides",
        size / entries,
        size as f64 / canonical as f64,
        canonical / entries,
        words / entries
    );
    let bytes = std::fs::metadata(snapshot(&place)).unwrap().len() / entries;
    println!("of each {bytes} bytes of snapshot; {rounds} rounds in turns");
    measure(&place, rounds);
}

/// The bytes of all entries, and of the words that are kept beside them.
fn own_bytes(path: &Path) -> (u64, u64) {
    let connection = Connection::open(path).unwrap();
    let sum = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap().cast_unsigned();
    (
        sum("SELECT sum(octet_length(bytes)) FROM entry"),
        sum("SELECT coalesce(sum(octet_length(text)), 0) FROM words"),
    )
}

/// What is measured, by its name: how many seconds each round took.
type Times = (&'static str, Vec<f64>);

fn measure(place: &Place, rounds: u64) {
    let mut times: [Times; 6] = [
        ("opened, all of it folded", Vec::new()),
        ("opened from its snapshot", Vec::new()),
        ("  folded into facts", Vec::new()),
        ("raw SHA-256, entries and file", Vec::new()),
        ("bare SQLite, rows stepped", Vec::new()),
        ("bare SQLite, rows copied", Vec::new()),
    ];
    let mut entries = 0;
    for _ in 0..rounds {
        let away = place.register.with_extension("away");
        std::fs::rename(snapshot(place), &away).unwrap();
        let whole = opened(place);
        std::fs::rename(&away, snapshot(place)).unwrap();
        let from_snapshot = opened(place);
        entries = from_snapshot.entries;
        assert_eq!(whole.entries, entries);
        let round = [
            whole.opened,
            from_snapshot.opened,
            from_snapshot.folded,
            raw_sha256(&place.register),
            stepped(&place.register),
            copied(&place.register),
        ];
        for ((_, times), seconds) in times.iter_mut().zip(round) {
            times.push(seconds);
        }
    }
    for (name, mut seconds) in times {
        seconds.sort_by(f64::total_cmp);
        let rate = |seconds: Option<&f64>| entries as f64 / seconds.copied().unwrap_or(f64::NAN);
        let median = seconds.get(seconds.len() / 2);
        println!(
            "  {name:30} {:>9.0} /s  ({:.0} to {:.0})  {:.3} s",
            rate(median),
            rate(seconds.last()),
            rate(seconds.first()),
            median.unwrap_or(&f64::NAN)
        );
    }
}

/// What it takes a process that does nothing besides.
struct Alone {
    entries: u64,
    opened: f64,
    folded: f64,
}

/// Where it is set, the register in that folder is opened once, and what that took is printed.
const ALONE: &str = "BENCH_ALONE";

fn opened(place: &Place) -> Alone {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let output = command.env(ALONE, place.register.parent().unwrap()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut numbers = printed.split_whitespace().map(|number| number.parse::<f64>().unwrap());
    let mut next = || numbers.next().unwrap();
    Alone { entries: next() as u64, opened: next(), folded: next() }
}

fn alone(folder: &Path) {
    let place = Place { register: folder.join("register"), keeper: folder.join("keeper") };
    let start = Clock::now();
    let register = Register::open(&place, OnRollback::Refuse, now()).unwrap();
    let opened = start.elapsed().as_secs_f64();
    let start = Clock::now();
    let facts = Facts::of(register.ledger().entries());
    let folded = start.elapsed().as_secs_f64();
    assert_eq!(facts.last_known(), Some(register.last()));
    println!("{} {opened} {folded}", register.last().0 + 1);
}

fn snapshot(place: &Place) -> PathBuf {
    place.register.with_extension("snapshot")
}

/// One core hashes what opening has to hash: each entry with its nonce, each word with its salt, its leaf, one node for
/// each leaf, and the file.
fn raw_sha256(path: &Path) -> f64 {
    let connection = Connection::open(path).unwrap();
    let lengths = |sql: &str| -> Vec<usize> {
        let mut select = connection.prepare(sql).unwrap();
        let lengths = select.query_map([], |row| row.get::<_, i64>(0)).unwrap();
        lengths.map(|length| usize::try_from(length.unwrap()).unwrap()).collect()
    };
    let entries = lengths("SELECT octet_length(bytes) + 32 FROM entry");
    let words = lengths("SELECT octet_length(text) + 32 FROM words");
    let file = std::fs::read(path).unwrap();
    let start = Clock::now();
    let mut sink = 0_u8;
    let mut hash = |length: usize| {
        sink ^= Sha256::digest(file.get(..length).unwrap()).first().unwrap();
    };
    for length in entries {
        hash(length);
        hash(34);
        hash(65);
    }
    words.into_iter().for_each(&mut hash);
    hash(file.len());
    let seconds = start.elapsed().as_secs_f64();
    assert!(sink < u8::MAX || seconds > 0.0);
    seconds
}

const ENTRIES: &str = "SELECT position, nonce, bytes FROM entry ORDER BY position";
const WORDS: &str = "SELECT position, number, salt, text FROM words ORDER BY position, number";

fn stepped(path: &Path) -> f64 {
    let connection = Connection::open(path).unwrap();
    let start = Clock::now();
    let mut bytes = 0;
    for (sql, columns) in [(ENTRIES, 1..3), (WORDS, 2..4)] {
        let mut select = connection.prepare(sql).unwrap();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in columns.clone() {
                bytes += row.get_ref(column).unwrap().as_bytes().unwrap().len();
            }
        }
    }
    assert!(bytes > 0);
    start.elapsed().as_secs_f64()
}

fn copied(path: &Path) -> f64 {
    let connection = Connection::open(path).unwrap();
    let start = Clock::now();
    let mut bytes = 0;
    for (sql, salt, text) in [(ENTRIES, 1, 2), (WORDS, 2, 3)] {
        let mut select = connection.prepare(sql).unwrap();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let salt: [u8; 32] = row.get(salt).unwrap();
            bytes += salt.len() + row.get::<_, String>(text).unwrap().len();
        }
    }
    assert!(bytes > 0);
    start.elapsed().as_secs_f64()
}

fn build(folder: &Path, place: &Place, entries: u64) {
    std::fs::create_dir_all(folder).unwrap();
    let we = Party { id: "keeper".parse().unwrap(), kind: PartyKind::Body, name: None, relay: None };
    let founding = Founding { origin: None, we, signing: Signing::NewKey { file: None } };
    let mut register = Register::found(place, founding, now()).unwrap();
    let start = Clock::now();
    let mut mixture = Mixture { next: register.last().0 + 1, ..Mixture::default() };
    while mixture.next < entries {
        let batch = BATCH.min(entries - mixture.next);
        let batch = (0..batch).map(|_| mixture.entry()).collect();
        register.record(batch, None).unwrap();
    }
    println!("recorded in {:.1} us each", start.elapsed().as_secs_f64() * 1e6 / entries as f64);
    register.sign().unwrap();
}

fn now() -> Instant {
    "2026-02-03T04:05:06Z".parse().unwrap()
}

/// Entries as an office records them: of each hundred about 22 items, 26 disclosures, 14 grants, and of everything
/// else that happens around these a few. The same at every run.
#[derive(Default)]
struct Mixture {
    next: u64,
    random: u64,
    bodies: u64,
    persons: u64,
    terms: u64,
    items: u64,
    grants: u64,
    requests: u64,
    disclosures: u64,
}

/// Bodies that are recorded first, as is the scheme.
const BODIES: u64 = 40;

const LEVELS: [&str; 4] = ["RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"];

const PURPOSES: [&str; 5] = ["counter-terrorism", "border-control", "trade", "audit", "relief"];

impl Mixture {
    fn entry(&mut self) -> Entry {
        let on = Instant::from_second(1_600_000_000 + i64::try_from(self.next).unwrap() * 73).unwrap();
        let day: Instant = on.to_string().chars().take(10).collect::<String>().parse().unwrap();
        self.next += 1;
        let dated = if self.below(4) == 0 { day } else { on };
        let (by, id, body) = match (self.bodies, self.terms) {
            (..BODIES, _) => self.body(),
            (_, 0) => self.of_the_beginning(),
            _ => self.later(dated),
        };
        Entry {
            position: Position(0),
            on: dated,
            recorded: on,
            by: by.parse().unwrap(),
            id: id.map(|id: String| id.parse().unwrap()),
            body,
        }
    }

    /// A pseudo-random number (xorshift).
    fn below(&mut self, bound: u64) -> u64 {
        let mut x = self.random ^ 0x9E37_79B9_7F4A_7C15;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.random = x ^ 0x9E37_79B9_7F4A_7C15;
        (x >> 16) % bound
    }

    fn a_body(&mut self) -> String {
        format!("body-{}", self.below(self.bodies))
    }

    fn a_person(&mut self) -> String {
        format!("person-{}", self.below(self.persons))
    }

    fn a_party(&mut self) -> String {
        if self.below(3) > 0 { self.a_person() } else { self.a_body() }
    }

    /// Of ten, nine of the last hundred, and one of all.
    fn an_item(&mut self) -> String {
        let back = if self.below(10) > 0 { self.below(self.items.min(100)) } else { self.below(self.items) };
        format!("report-{}", self.items - 1 - back)
    }

    fn purposes(&mut self) -> Set<caveat::id::Purpose> {
        let nth = usize::try_from(self.below(8)).unwrap();
        PURPOSES.get(nth).map(|purpose| purpose.parse().unwrap()).into_iter().collect()
    }

    fn body(&mut self) -> (String, Option<String>, Body) {
        let id = format!("body-{}", self.bodies);
        let kind = if self.bodies.is_multiple_of(10) { PartyKind::State } else { PartyKind::Body };
        self.bodies += 1;
        let name = Some(words(&format!("The Bureau of Records number {}", self.bodies)));
        (id.clone(), None, Body::Party(Party { id: id.parse().unwrap(), kind, name, relay: None }))
    }

    fn of_the_beginning(&mut self) -> (String, Option<String>, Body) {
        if self.persons == 0 {
            self.persons = 1;
            let scheme = Scheme {
                id: "national".parse().unwrap(),
                authority: "body-0".parse().unwrap(),
                levels: Levels::chain(LEVELS.map(|level| level.parse().unwrap())),
                compartments: ["SI", "TK"].map(|code| code.parse().unwrap()).into(),
                name: None,
                reads: None,
                parties: std::collections::BTreeMap::new(),
            };
            return ("body-0".into(), None, Body::Scheme(Box::new(scheme)));
        }
        self.persons = 0;
        self.new_terms()
    }

    fn new_terms(&mut self) -> (String, Option<String>, Body) {
        let id = format!("terms-{}", self.terms);
        self.terms += 1;
        let caveats = vec![caveat(None, Test::Purpose(["trade".parse().unwrap()].into()))];
        let name = Some(words(&format!("Terms of exchange number {}", self.terms)));
        let terms = Terms { id: id.parse().unwrap(), caveats, silence: None, revises: None, name };
        (self.a_body(), None, Body::Terms(terms))
    }

    fn later(&mut self, on: Instant) -> (String, Option<String>, Body) {
        let kind = self.below(200);
        match kind {
            _ if self.persons < 10 || kind < 12 => self.person(),
            _ if self.items < 10 || kind < 56 => self.item(on),
            56..68 => self.relation(),
            68..78 => self.clearance(),
            78..82 => self.read_in(),
            82..86 => self.acceptance(),
            86 => self.new_terms(),
            87..139 => self.disclosure(),
            139..167 => self.grant(on),
            167..173 => self.refusal(),
            173..179 => self.request(),
            179..185 if self.disclosures > 0 => self.statement(),
            _ => self.acknowledgement(),
        }
    }

    fn person(&mut self) -> (String, Option<String>, Body) {
        let id = format!("person-{}", self.persons);
        self.persons += 1;
        let name = Some(words(&format!("A. N. Other the {}th", self.persons)));
        let party = Party { id: id.parse().unwrap(), kind: PartyKind::Person, name, relay: None };
        (self.a_body(), None, Body::Party(party))
    }

    fn item(&mut self, on: Instant) -> (String, Option<String>, Body) {
        let id = format!("report-{}", self.items);
        let originator = self.a_body();
        let mut caveats = Vec::new();
        for _ in 0..self.below(4) {
            caveats.push(self.caveat());
        }
        let sources =
            if self.items > 0 && self.below(5) == 0 { vec![self.an_item().parse().unwrap()] } else { vec![] };
        let terms = if self.below(6) == 0 {
            vec![format!("terms-{}", self.below(self.terms)).parse().unwrap()]
        } else {
            Vec::new()
        };
        let title =
            (self.below(3) > 0).then(|| words(&format!("Report {} on the movement of goods", self.items)));
        let facts = if self.below(8) == 0 {
            Set::from([format!("ipv4:192.0.2.{}", self.below(256)).parse().unwrap()])
        } else {
            Set::new()
        };
        self.items += 1;
        let item = Item {
            id: id.parse().unwrap(),
            originator: originator.parse().unwrap(),
            relay: None,
            title,
            marking: None,
            scheme: None,
            free: caveats.is_empty(),
            caveats,
            terms,
            agreements: Vec::new(),
            sources,
            parts: Vec::new(),
            facts,
            dated: (self.below(2) == 0).then_some(on),
            content: (self.below(4) == 0).then(|| format!("{:064x}", self.items)),
        };
        (originator, None, Body::Item(Box::new(item)))
    }

    fn caveat(&mut self) -> Caveat {
        match self.below(5) {
            0 | 1 => {
                let level = LEVELS.get(usize::try_from(self.below(4)).unwrap()).unwrap();
                caveat(None, Test::Level("national".parse().unwrap(), level.parse().unwrap()))
            }
            2 => caveat(None, Test::Purpose([PURPOSES[1].parse().unwrap()].into())),
            3 => caveat(Some(self.a_body()), Test::Unattributed),
            _ => {
                let members: BTreeSet<String> = (0..=self.below(3)).map(|_| self.a_body()).collect();
                let member =
                    |party: &String| AudienceMember { party: party.parse().unwrap(), nationals: false };
                let members = members.iter().map(member).collect();
                caveat(None, Test::Audience(Audience { members, membership_at: None }))
            }
        }
    }

    fn relation(&mut self) -> (String, Option<String>, Body) {
        let (who, of) = (self.a_person(), self.a_body());
        let relation = Relation {
            kind: RelationKind::Serves,
            who: who.parse().unwrap(),
            of: of.parse().unwrap(),
            until: None,
        };
        (of, None, Body::Relation(relation))
    }

    fn clearance(&mut self) -> (String, Option<String>, Body) {
        let level = LEVELS.get(usize::try_from(self.below(4)).unwrap()).unwrap();
        let clearance = Clearance {
            scheme: "national".parse().unwrap(),
            level: level.parse().unwrap(),
            who: self.a_person().parse().unwrap(),
            until: (self.below(2) == 0).then(|| "2039-01-01".parse().unwrap()),
        };
        ("body-0".into(), None, Body::Clearance(clearance))
    }

    fn read_in(&mut self) -> (String, Option<String>, Body) {
        let read_in = ReadIn {
            scheme: "national".parse().unwrap(),
            code: "SI".parse().unwrap(),
            who: self.a_person().parse().unwrap(),
            until: None,
        };
        ("body-0".into(), None, Body::ReadIn(read_in))
    }

    fn acceptance(&mut self) -> (String, Option<String>, Body) {
        let who = self.a_party();
        let terms = format!("terms-{}", self.below(self.terms)).parse().unwrap();
        (who.clone(), None, Body::Acceptance(Acceptance { terms, who: who.parse().unwrap(), until: None }))
    }

    fn disclosure(&mut self) -> (String, Option<String>, Body) {
        let actor = self.a_body();
        let mut to: BTreeSet<InCapacity> = BTreeSet::new();
        for _ in 0..=self.below(3) {
            to.insert(InCapacity { party: self.a_party().parse().unwrap(), capacity: None });
        }
        to.retain(|recipient| recipient.party.as_str() != actor);
        if to.is_empty() {
            to.insert(InCapacity { party: "person-0".parse().unwrap(), capacity: None });
        }
        let id = (self.below(2) == 0).then(|| format!("disclosure-{}", self.disclosures));
        self.disclosures += u64::from(id.is_some());
        let disclosure = Disclosure {
            item: self.an_item().parse().unwrap(),
            actor: InCapacity { party: actor.parse().unwrap(), capacity: None },
            to: to.into_iter().collect(),
            purposes: self.purposes(),
            mode: if self.below(4) == 0 { Mode::Showing } else { Mode::Giving },
            unattributed: false,
            reported: self.below(20) == 0,
            setting: (self.below(6) == 0).then(|| words("at the weekly meeting, on paper")),
            reason: None,
        };
        (actor, id, Body::Disclosure(disclosure))
    }

    fn grant(&mut self, on: Instant) -> (String, Option<String>, Body) {
        let lifts = match self.below(3) {
            0 => Selector::Everything,
            1 => Selector::Kind(Kind::Audience),
            _ => Selector::Kind(Kind::Level),
        };
        let grant = Grant {
            items: vec![self.an_item().parse().unwrap()],
            to: vec![self.a_party().parse().unwrap()],
            lifts: [lifts].into(),
            purposes: self.purposes(),
            modes: Set::new(),
            during: Interval { from: on, until: (self.below(3) == 0).then(|| "2039-01-01".parse().unwrap()) },
            this_item_only: self.below(5) == 0,
            recipient_only: false,
            unattributed: false,
            bound: Vec::new(),
            rests_on: None,
            answers: None,
        };
        let id = (self.below(3) == 0).then(|| format!("grant-{}", self.grants));
        self.grants += u64::from(id.is_some());
        (self.a_body(), id, Body::Grant(Box::new(grant)))
    }

    fn refusal(&mut self) -> (String, Option<String>, Body) {
        let refusal = Refusal {
            items: vec![self.an_item().parse().unwrap()],
            to: vec![self.a_party().parse().unwrap()],
            answers: None,
            reason: (self.below(2) == 0).then(|| words("the source has not been asked")),
        };
        (self.a_body(), None, Body::Refusal(refusal))
    }

    fn request(&mut self) -> (String, Option<String>, Body) {
        let request = Request {
            of: self.a_body().parse().unwrap(),
            items: vec![self.an_item().parse().unwrap()],
            to: vec![self.a_party().parse().unwrap()],
            lifts: [Selector::Kind(Kind::Audience)].into(),
            purposes: self.purposes(),
            modes: Set::new(),
            unattributed: false,
            until: None,
            deadline: None,
            under: None,
            reason: Some(words("it is needed at the border")),
        };
        let id = format!("request-{}", self.requests);
        self.requests += 1;
        (self.a_body(), Some(id), Body::Request(Box::new(request)))
    }

    fn statement(&mut self) -> (String, Option<String>, Body) {
        let about: EntryId = format!("disclosure-{}", self.below(self.disclosures)).parse().unwrap();
        let statement = Statement {
            stance: Stance::Asserts,
            about: Subject::Entry(about),
            quotation: Some(words("we were told so on the day")),
            published: None,
        };
        (self.a_party(), None, Body::Statement(statement))
    }

    fn acknowledgement(&mut self) -> (String, Option<String>, Body) {
        let who = self.a_party();
        let acknowledgement = Acknowledgement {
            fate: if self.below(4) == 0 { Fate::Destroyed } else { Fate::Received },
            item: self.an_item().parse().unwrap(),
            who: who.parse().unwrap(),
            recall: None,
            reason: None,
        };
        (who, None, Body::Acknowledgement(acknowledgement))
    }
}

fn words(text: &str) -> Words {
    Words::new(text).unwrap()
}

fn caveat(owner: Option<String>, test: Test) -> Caveat {
    let owners = owner.iter().map(|owner| owner.parse().unwrap()).collect();
    let until: Option<Until> = None;
    Caveat { id: None, owners, test, from: None, until, modes: Set::new(), dated: Dated::default() }
}
