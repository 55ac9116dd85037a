//! Many threads that record at once: each is told of its own entries, and of what was refused nothing is there.

mod harness;
#[path = "../../caveat/tests/ledger_builder/mod.rs"]
mod ledger_builder;

use std::collections::BTreeMap;
use std::sync::Arc;

use caveat::entry::{Body, Entry, Party};
use caveat::party::PartyKind;
use caveat::question::NoJudge;
use caveat::time::Position;
use caveat_register::{ErrorKind, RecordError, Recorded, Writer, check};

use harness::{Desk, now};
use ledger_builder::{DAY, entry, grant, id};

const THREADS: usize = 12;

/// How often each thread records something.
const TIMES: usize = 30;

fn party(name: &str) -> Entry {
    let party = Party { id: id(name), kind: PartyKind::Body, name: None, relay: None };
    Entry { on: now(), recorded: now(), ..entry(0, DAY, name, Body::Party(party)) }
}

/// A grant of an item that nobody recorded.
fn of_nothing() -> Entry {
    let grant = Body::Grant(Box::new(grant(["nothing"], ["keeper"])));
    Entry { on: now(), recorded: now(), ..entry(0, DAY, "keeper", grant) }
}

/// What each thread sends in its turn, with whether it is recorded.
fn request(thread: usize, time: usize) -> (Vec<Entry>, bool) {
    let name = |part: &str| format!("party-{thread}-{time}-{part}");
    match (thread + time) % 4 {
        0 => (vec![party(&name("a")), party(&name("b"))], true),
        1 => (vec![of_nothing()], false),
        // What stands before it was taken in when it is refused.
        2 if time.is_multiple_of(5) => (vec![party(&name("a")), of_nothing(), party(&name("b"))], false),
        _ => (vec![party(&name("a"))], true),
    }
}

#[test]
fn each_is_told_of_its_own_entries_and_of_what_is_refused_nothing_is_there() {
    let (desk, register) = Desk::founded();
    let writer = Writer::start(register).unwrap();
    let send = |thread: usize| {
        let mut told = Vec::new();
        for time in 0..TIMES {
            let (entries, is_recorded) = request(thread, time);
            let names: Vec<_> = entries.iter().map(|entry| entry.by.to_string()).collect();
            match writer.record(entries, None) {
                Ok(Recorded { positions, again: false }) if is_recorded => {
                    assert_eq!(positions.len(), names.len());
                    told.extend(positions.into_iter().map(|(position, _)| position).zip(names));
                }
                Err(RecordError::Refused { index, .. }) if !is_recorded => {
                    assert_eq!(index, usize::from(names.len() > 1));
                }
                other => panic!("thread {thread}, time {time}: {other:?}"),
            }
        }
        told
    };
    let told: BTreeMap<Position, String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || send(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let here = writer.finish().unwrap();
    let kept = |entry: &Arc<Entry>| (entry.position, entry.by.to_string());
    let recorded: BTreeMap<_, _> = here.ledger().entries().iter().skip(1).map(kept).collect();
    assert_eq!(recorded, told);
    drop(here);
    let there = desk.open().unwrap();
    assert_eq!(there.ledger().entries().iter().skip(1).map(kept).collect::<BTreeMap<_, _>>(), told);
    drop(there);
    assert_eq!(check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap().entries, told.len() as u64 + 2);
}

#[test]
fn a_command_that_comes_at_once_from_all_is_carried_out_once() {
    let (_desk, register) = Desk::founded();
    let writer = Writer::start(register).unwrap();
    let send = || writer.record(vec![party("somebody")], Some("once".to_owned())).unwrap();
    let told: Vec<Recorded> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(told.iter().filter(|recorded| !recorded.again).count(), 1);
    assert!(
        told.iter().all(|recorded| Some(&recorded.positions) == told.first().map(|first| &first.positions))
    );
    let other = writer.record(vec![party("somebody-else")], Some("once".to_owned()));
    let Err(RecordError::Register(error)) = other else { panic!("{other:?}") };
    assert!(matches!(error.kind(), ErrorKind::Repeated(_)));
    let register = writer.finish().unwrap();
    assert_eq!(register.ledger().entries().len(), 2);
}
