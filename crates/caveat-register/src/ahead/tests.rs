//! What is read ahead is what is read in its turn, of every kind of entry there is and of whatever is wrong with one.

use std::collections::BTreeSet;
use std::path::Path;

use caveat::entry::{Body, Entry, Party};
use caveat::party::PartyKind;
use caveat::scenario::Scenario;
use caveat::snapshot::{Packed as _, Packer};
use caveat::time::{Instant, Position};
use caveat::words::Words;

use super::*;
use crate::erase::{Erasure, Names};
use crate::found::Founding;
use crate::place::Place;
use crate::register::Register;
use crate::signer::Signing;
use crate::state::State;
use crate::store;

fn now() -> Instant {
    "2030-01-01".parse().unwrap()
}

/// The rows of a register of each scenario, after some of its words were erased, and the scenario's name.
fn registers() -> Vec<(String, Vec<Row>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(files.len() > 5);
    let read = |file: std::path::PathBuf| {
        let scenario = Scenario::read(&std::fs::read(&file).unwrap()).unwrap();
        let entries = scenario.ledger.entries().iter().map(|entry| Entry::clone(entry)).collect();
        (file.file_stem().unwrap().to_string_lossy().into_owned(), recorded(entries))
    };
    files.into_iter().map(read).collect()
}

fn recorded(entries: Vec<Entry>) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { register: folder.path().join("register"), keeper: folder.path().join("keeper") };
    let we = Party { id: "the-keeper".parse().unwrap(), kind: PartyKind::Body, name: None, relay: None };
    let founding = Founding { origin: None, we: we.clone(), signing: Signing::NewKey { file: None } };
    let mut register = Register::found(&place, founding, now()).unwrap();
    register.record(entries, Some("a command")).unwrap();
    let last = register.last().0;
    let erasure = Erasure {
        of: (2..=last).step_by(3).map(Position).collect(),
        by: we.id,
        reason: Words::new("it had to be").unwrap(),
        names: Names::Erase,
    };
    // There may be none.
    let _ = register.erase(erasure, now());
    let mut rows = Vec::new();
    store::rows(&register.connection, 0, |row| {
        rows.push(row);
        Ok(())
    })
    .unwrap();
    rows
}

/// What rows fold to, or what is wrong with them: read in their turn, and read ahead.
fn both(rows: &[Row]) -> [Result<Vec<u8>, String>; 2] {
    let packed = |state: &State| {
        let mut packer = Packer::default();
        state.pack(&mut packer);
        packer.into_bytes()
    };
    let fault = |error: Error| error.to_string();
    let (mut in_turn, mut ahead) = (State::new(), State::new());
    let taken = rows.iter().try_for_each(|row| {
        in_turn.take_in(row, &mut |_| {}).map_err(|untaken| untaken.on_disk(Position(row.position)))
    });
    let read = fold(|hand| rows.iter().cloned().try_for_each(hand), &mut ahead, &mut |_| {});
    [taken.map(|()| packed(&in_turn)).map_err(fault), read.map(|()| packed(&ahead)).map_err(fault)]
}

#[test]
fn what_is_read_ahead_is_what_is_read_in_its_turn() {
    let (mut all, mut read, mut kinds) = (0, 0, BTreeSet::new());
    for (name, rows) in registers() {
        let [in_turn, ahead] = both(&rows);
        assert!(in_turn.is_ok(), "{name}: {in_turn:?}");
        assert_eq!(ahead, in_turn, "{name}");
        let mut reader = Reader::default();
        let told: Vec<_> = rows.iter().filter_map(|row| reader.read(row)).collect();
        (all, read) = (all + rows.len(), read + told.len());
        kinds.extend(told.iter().map(|told| told.entry.body.noun()));
    }
    // Not because nothing was.
    assert!(read * 10 > all * 8, "{read} of {all}");
    assert!(kinds.len() > 15, "{kinds:?}");
}

#[test]
fn what_is_wrong_with_a_row_is_told_as_it_is_in_its_turn() {
    let (_, rows) = registers().swap_remove(0);
    let rows: Vec<_> = rows.into_iter().take(40).collect();
    type Spoil = fn(&mut Row);
    let spoils: [(&str, Spoil); 9] = [
        ("a letter is another", |row| row.bytes = row.bytes.replacen('a', "b", 1)),
        ("the last id is another", |row| {
            let at = row.bytes.rfind("id-").unwrap_or(0);
            row.bytes.replace_range(at..at + 4, "id-z");
        }),
        ("it ends before its end", |row| row.bytes.truncate(row.bytes.len() - 1)),
        ("it says nothing", |row| row.bytes = "{}".to_owned()),
        ("it is no object", |row| row.bytes = "[]".to_owned()),
        ("its date is none", |row| row.bytes = row.bytes.replacen("\"on\":\"2", "\"on\":\"x", 1)),
        ("it says more", |row| row.bytes = row.bytes.replacen('{', "{\"zeal\":true,", 1)),
        ("its words are others", |row| row.words.iter_mut().for_each(|(_, words)| words.text.push('!'))),
        ("it stands elsewhere", |row| row.position += 1),
    ];
    let mut faults = 0;
    for (what, spoil) in spoils {
        for at in 0..rows.len() {
            let mut spoilt = rows.clone();
            spoil(&mut spoilt[at]);
            let [in_turn, ahead] = both(&spoilt);
            faults += usize::from(in_turn.is_err());
            assert_eq!(ahead, in_turn, "{what}, in {}", rows[at].bytes);
        }
    }
    assert!(faults > spoils.len() * rows.len() / 2, "{faults}");
}

/// More rows than are ever on their way, with what is wrong in any place.
#[test]
fn the_first_fault_is_the_one_that_is_told() {
    let party = |nth: usize| {
        let id = format!("party-{nth}");
        let (id, by) = (id.parse().unwrap(), id.parse().unwrap());
        let body = Body::Party(Party { id, kind: PartyKind::Body, name: None, relay: None });
        Entry { position: Position(0), on: now(), recorded: now(), by, id: None, body }
    };
    let rows = recorded((0..ROWS * (ON_THEIR_WAY + 3) + 10).map(party).collect());
    let [in_turn, ahead] = both(&rows);
    assert!(in_turn.is_ok());
    assert_eq!(ahead, in_turn);
    let edge = ROWS * (ON_THEIR_WAY + 1);
    for (first, second) in [(3, 5), (ROWS - 1, ROWS), (edge - 1, edge), (edge, rows.len() - 1)] {
        let mut spoilt = rows.clone();
        spoilt[first].bytes.push(' ');
        spoilt[first].bytes.push('?');
        spoilt[second].bytes.clear();
        let [in_turn, ahead] = both(&spoilt);
        assert!(in_turn.as_ref().is_err_and(|fault| fault.contains(&first.to_string())), "{in_turn:?}");
        assert_eq!(ahead, in_turn);
    }
    // What ends the rows is told where nothing is wrong with one before.
    for (spoilt, expected) in [(None, "they end here"), (Some(7), "entry #7 cannot be read")] {
        let mut rows = rows.clone();
        spoilt.into_iter().for_each(|at: usize| rows[at].bytes.clear());
        let until = |hand: &mut Hand<'_>| {
            rows.iter().take(ROWS + 9).cloned().try_for_each(hand)?;
            Err(Error::new(ErrorKind::Io, "they end here"))
        };
        let read = fold(until, &mut State::new(), &mut |_| {});
        let told = read.unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    }
}
