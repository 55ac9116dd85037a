//! What the register costs over the disk it writes to: entries a second, each acknowledged once durable, against
//! bare SQLite and against raw `write` and `fdatasync`, all on the same disk in the same minute.
//!
//! `cargo bench -p caveat-register --bench append [-- SECONDS [one | 64 | many]]`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

#[path = "../../caveat/tests/ledger_builder/mod.rs"]
mod ledger_builder;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, channel, sync_channel};
use std::time::{Duration, Instant as Clock};

use caveat::caveat::Selector;
use caveat::entry::{Body, Entry, Grant, Party};
use caveat::party::PartyKind;
use caveat::time::{Instant, Interval};
use caveat_register::{Founding, OnRollback, Place, Register, Signing, Writer};
use ledger_builder::{DAY, entry, grant, id, item};
use rusqlite::Connection;

/// How many clients write at once.
const CLIENTS: usize = 64;

/// How often each is measured, in turns, so that all see the same disk.
const ROUNDS: usize = 5;

fn main() {
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1.0);
    let slice = Duration::from_secs_f64(seconds);
    let folder = tempfile::tempdir_in(std::env::var_os("BENCH_FOLDER").unwrap_or(".".into())).unwrap();
    let bytes = entry_size(folder.path());
    println!("entries of {bytes} bytes; {ROUNDS} rounds of {seconds} s each; median, and the range");
    let asked =
        |part: &str| std::env::args().all(|word| !["one", "64", "many"].contains(&&*word) || word == part);
    let alone = [
        ("raw write + fdatasync", raw as Measure),
        ("bare SQLite (WAL, FULL)", bare_sqlite),
        ("register", register),
    ];
    if asked("one") {
        report("one client", &alone, folder.path(), bytes, slice);
    }
    let many = [
        ("bare SQLite, group commit", bare_sqlite_of_many as Measure),
        ("register, group commit", register_of_many),
    ];
    if asked("64") {
        report("64 clients", &many, folder.path(), bytes, slice);
    }
    if asked("many") {
        many_at_once(folder.path());
    }
}

/// How many entries are recorded in one transaction, where the disk costs next to nothing.
const BATCH: usize = 50_000;

/// What an entry costs beside the disk's sync, what opening costs, and what the file has.
fn many_at_once(folder: &Path) {
    let folder = folder.join("many");
    std::fs::create_dir(&folder).unwrap();
    let mut register = founded(&folder);
    println!("\n{BATCH} entries in one transaction");
    for _ in 0..3 {
        let entries = (0..BATCH).map(|_| granted()).collect();
        let start = Clock::now();
        register.record(entries, None).unwrap();
        println!("  recorded in {:.1} us each", start.elapsed().as_secs_f64() * 1e6 / BATCH as f64);
    }
    register.sign().unwrap();
    drop(register);
    let place = Place { register: folder.join("register"), keeper: folder.join("keeper") };
    let start = Clock::now();
    let register = Register::open(&place, OnRollback::Refuse, now()).unwrap();
    let entries = register.last().0 + 1;
    println!("  {entries} entries opened, hashed and folded in {:.2} s", start.elapsed().as_secs_f64());
    println!("  {} bytes of file for each", std::fs::metadata(&place.register).unwrap().len() / entries);
}

/// Entries a second.
type Measure = fn(&Path, usize, Duration) -> f64;

fn report(title: &str, measures: &[(&str, Measure)], folder: &Path, bytes: usize, slice: Duration) {
    let mut rates = vec![Vec::new(); measures.len()];
    for round in 0..ROUNDS {
        for (index, ((_, measure), rates)) in measures.iter().zip(&mut rates).enumerate() {
            let folder = folder.join(format!("{}-{round}-{index}", title.replace(' ', "-")));
            std::fs::create_dir(&folder).unwrap();
            rates.push(measure(&folder, bytes, slice));
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
    println!("\n{title}");
    let bare = measures.iter().position(|(name, _)| name.starts_with("bare")).unwrap();
    let median = |rates: &[f64]| {
        let mut sorted = rates.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    };
    let reference = median(rates.get(bare).unwrap());
    for ((name, _), rates) in measures.iter().zip(&rates) {
        let (low, high) =
            rates.iter().fold((f64::MAX, 0.0_f64), |(low, high), rate| (low.min(*rate), high.max(*rate)));
        let rate = median(rates);
        println!(
            "  {name:28} {rate:>9.0} /s  ({low:.0} to {high:.0})  {:>5.1} % of bare SQLite",
            100.0 * rate / reference
        );
    }
}

fn raw(folder: &Path, bytes: usize, slice: Duration) -> f64 {
    let mut file = File::create(folder.join("raw")).unwrap();
    let entry = vec![b'x'; bytes];
    rate(slice, || {
        file.write_all(&entry).unwrap();
        file.sync_data().unwrap();
    })
}

fn rate(slice: Duration, mut once: impl FnMut()) -> f64 {
    let (start, mut count) = (Clock::now(), 0_u32);
    while start.elapsed() < slice {
        once();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

fn sqlite(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("bare")).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.execute("CREATE TABLE entry (position INTEGER PRIMARY KEY, bytes TEXT NOT NULL)", []).unwrap();
    connection
}

fn insert(connection: &Connection, entry: &str) {
    connection.prepare_cached("INSERT INTO entry (bytes) VALUES (?1)").unwrap().execute([entry]).unwrap();
}

fn bare_sqlite(folder: &Path, bytes: usize, slice: Duration) -> f64 {
    let (connection, entry) = (sqlite(folder), "x".repeat(bytes));
    rate(slice, || insert(&connection, &entry))
}

fn bare_sqlite_of_many(folder: &Path, bytes: usize, slice: Duration) -> f64 {
    let connection = sqlite(folder);
    let (requests, waiting) = channel::<SyncSender<()>>();
    let entry = "x".repeat(bytes);
    let writer = std::thread::spawn(move || {
        while let Ok(first) = waiting.recv() {
            let mut group = vec![first];
            group.extend(waiting.try_iter());
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            group.iter().for_each(|_| insert(&connection, &entry));
            connection.execute_batch("COMMIT").unwrap();
            group.into_iter().for_each(|reply| reply.send(()).unwrap());
        }
    });
    let rate = rate_of_many(slice, |_| {
        let (reply, answer) = sync_channel(1);
        requests.send(reply).unwrap();
        answer.recv().unwrap();
    });
    drop(requests);
    writer.join().unwrap();
    rate
}

fn rate_of_many(slice: Duration, once: impl Fn(usize) + Sync) -> f64 {
    let (count, over, start) = (AtomicU64::new(0), AtomicBool::new(false), Clock::now());
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (count, over, once) = (&count, &over, &once);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    once(client);
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(slice);
        over.store(true, Ordering::Relaxed);
    });
    count.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

fn now() -> Instant {
    "2026-02-03T04:05:06Z".parse().unwrap()
}

fn said(by: &str, body: Body) -> Entry {
    Entry { on: now(), recorded: now(), ..entry(0, DAY, by, body) }
}

fn party(name: &str) -> Party {
    Party { id: id(name), kind: PartyKind::Body, name: None, relay: None }
}

/// A register with what the grants refer to.
fn founded(folder: &Path) -> Register {
    let place = Place { register: folder.join("register"), keeper: folder.join("keeper") };
    let founding = Founding { origin: None, we: party("keeper"), signing: Signing::NewKey { file: None } };
    let mut register = Register::found(&place, founding, now()).unwrap();
    let entries = vec![
        said("source", Body::Party(party("source"))),
        said("partner", Body::Party(party("partner"))),
        said("source", Body::Item(Box::new(item("report", "source")))),
    ];
    register.record(entries, None).unwrap();
    register
}

fn granted() -> Entry {
    let (lifts, during) = ([Selector::Everything].into(), Interval::from(now()));
    said("source", Body::Grant(Box::new(Grant { lifts, during, ..grant(["report"], ["partner"]) })))
}

/// The bytes of an entry as the register keeps it.
fn entry_size(folder: &Path) -> usize {
    let folder = folder.join("size");
    std::fs::create_dir(&folder).unwrap();
    let mut register = founded(&folder);
    register.record(vec![granted()], None).unwrap();
    register.logged(register.last()).unwrap().unwrap().text.len()
}

fn register(folder: &Path, _: usize, slice: Duration) -> f64 {
    let mut register = founded(folder);
    rate(slice, || drop(register.record(vec![granted()], None).unwrap()))
}

fn register_of_many(folder: &Path, _: usize, slice: Duration) -> f64 {
    let writer = Writer::start(founded(folder)).unwrap();
    let rate = rate_of_many(slice, |_| drop(writer.record(vec![granted()], None).unwrap()));
    let mut register = writer.finish().unwrap();
    register.sign().unwrap();
    rate
}
