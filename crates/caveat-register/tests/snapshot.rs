//! The snapshot: a register that is opened from it is the one that its entries fold to, and anything that is wrong with
//! it is as if there were none.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod harness;
mod kept;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use caveat::question::NoJudge;
use caveat::time::Position;
use caveat::words::Words;
use caveat_register::{Erasure, ErrorKind, Names, OnRollback, Register, check};
use caveat_tlog::sha256;

use harness::{Desk, STORY, now, parties, told};
use kept::NEWEST;

/// A closed register with a snapshot of all that is in it.
fn with_snapshot() -> Desk {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    register.keep_snapshot().unwrap();
    desk
}

fn snapshot(desk: &Desk) -> PathBuf {
    desk.place.register.with_extension("caveat.snapshot")
}

fn note(desk: &Desk) -> PathBuf {
    desk.kept().join("snapshot")
}

/// Everything that can be read in a register.
fn said(register: &Register) -> String {
    let log = register.log().unwrap();
    let beginning = |id: &str| id.chars().take(12).collect::<String>();
    let found = log.iter().map(|logged| (register.find(&logged.id), register.find(&beginning(&logged.id))));
    let names = register.ledger().entries().iter().map(|entry| entry.name().map(|name| register.find(name)));
    format!(
        "{log:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        found.collect::<Vec<_>>(),
        names.collect::<Vec<_>>(),
        register.ledger().caveat_ids(),
        register.checkpoint().unwrap()
    )
}

/// How it is without its snapshot.
fn folded(desk: &Desk) -> String {
    let away = desk.folder.path().join("away");
    fs::rename(snapshot(desk), &away).unwrap();
    let register = desk.open().unwrap();
    assert_eq!(register.from_snapshot(), None);
    fs::rename(&away, snapshot(desk)).unwrap();
    said(&register)
}

/// Destroys words of an entry.
fn erase(register: &mut Register, of: Position, names: Names) {
    let reason = Words::new("asked for").unwrap();
    let erasure = Erasure { of: vec![of], by: register.we(), reason, names };
    register.erase(erasure, now()).unwrap();
}

fn falls_back(desk: &Desk, said_before: &str, why: &str) {
    let register = desk.open().unwrap();
    assert_eq!(register.from_snapshot(), None, "{why}");
    assert_eq!(said(&register), said_before, "{why}");
}

#[test]
fn what_is_opened_from_it_is_what_the_entries_fold_to() {
    let desk = NEWEST.copy();
    desk.open().unwrap().keep_snapshot().unwrap();
    let size = desk.open().unwrap().last().0 + 1;
    let register = desk.open().unwrap();
    assert_eq!(register.from_snapshot(), Some(size));
    assert_eq!(said(&register), folded(&desk));
    let checked = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
    assert_eq!(checked.snapshot, Some(size));
}

#[test]
fn what_is_recorded_behind_it_is_read() {
    let desk = with_snapshot();
    let mut register = desk.open().unwrap();
    let size = register.from_snapshot().unwrap();
    // Names that the register made, of an item and a caveat that the snapshot knows.
    let more = r#"
        [[entry]]
        grant = "more-consent"
        by = "acme-energy"
        items = "falcon-report"
        to = "cert-nl"
        lifts = ["falcon-report.2", "falcon-report.unmarked"]

        [[entry]]
        party = "late"
        kind = "body"
    "#;
    let more = told(&register, more);
    register.record(more, None).unwrap();
    register.sign().unwrap();
    let before = said(&register);
    drop(register);
    let register = desk.open().unwrap();
    assert_eq!(register.from_snapshot(), Some(size));
    assert_eq!(said(&register), before);
    assert_eq!(before, folded(&desk));
    assert_eq!(check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap().snapshot, Some(size));
    // The one after it is what a fold of everything gives.
    desk.open().unwrap().keep_snapshot().unwrap();
    let from_the_first = fs::read(snapshot(&desk)).unwrap();
    fs::remove_file(snapshot(&desk)).unwrap();
    desk.open().unwrap().keep_snapshot().unwrap();
    assert_eq!(fs::read(snapshot(&desk)).unwrap(), from_the_first);
}

#[test]
fn any_other_byte_of_it_and_any_end_of_it_is_as_if_there_were_none() {
    let desk = with_snapshot();
    let before = said(&desk.open().unwrap());
    for path in [snapshot(&desk), note(&desk)] {
        let original = fs::read(&path).unwrap();
        for at in 0..original.len() {
            let mut other = original.clone();
            other[at] ^= 1 << (at % 8);
            fs::write(&path, &other).unwrap();
            falls_back(&desk, &before, &format!("a bit of byte {at} of {path:?}"));
        }
        for end in (0..original.len()).step_by(7) {
            fs::write(&path, &original[..end]).unwrap();
            falls_back(&desk, &before, &format!("cut off at {end}"));
        }
        fs::write(&path, [&original[..], b"\n"].concat()).unwrap();
        fs::remove_file(&path).unwrap();
        falls_back(&desk, &before, "it is gone");
        fs::write(&path, &original).unwrap();
        assert!(desk.open().unwrap().from_snapshot().is_some());
    }
}

/// Without a seal, nothing but the hashes tells that an entry is another.
#[test]
fn it_hides_no_change_to_the_register() {
    let desk = with_snapshot();
    fs::remove_file(desk.kept().join("seal")).unwrap();
    let before = said(&desk.open().unwrap());
    let original = fs::read(&desk.place.register).unwrap();
    let (mut found, mut harmless) = (0, 0);
    for at in (0..original.len()).step_by(11) {
        let mut other = original.clone();
        other[at] ^= 1 << (at % 8);
        fs::write(&desk.place.register, &other).unwrap();
        match desk.open() {
            Err(_) => found += 1,
            Ok(register) => {
                harmless += 1;
                assert_eq!(said(&register), before, "a flip of byte {at}");
            }
        }
    }
    assert!(found > 100 && harmless > 100, "{found} found, {harmless} harmless");
}

#[test]
fn erasing_destroys_it_and_what_was_erased_is_in_no_later_one() {
    let desk = with_snapshot();
    let holds = |word: &str| {
        let bytes = fs::read(snapshot(&desk)).unwrap();
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    };
    assert!(holds("National CERT"));
    let mut stale = desk.open().unwrap();
    let mut register = desk.open().unwrap();
    // What was being written when a machine stopped holds words as well.
    let cut_off = desk.place.register.with_extension("caveat.snapshot.new");
    fs::write(&cut_off, "National CERT").unwrap();
    let of = register.find("cert-nl").unwrap();
    erase(&mut register, of, Names::Keep);
    assert!(!snapshot(&desk).exists() && !cut_off.exists() && !note(&desk).exists());
    // Who had read the words before keeps none of them.
    stale.keep_snapshot().unwrap();
    assert!(!holds("National CERT") && holds("ACME Energy Holding"));
    drop((stale, register));
    let register = desk.open().unwrap();
    assert!(register.from_snapshot().is_some());
    assert_eq!(said(&register), folded(&desk));
}

/// Somebody who can write beside the register has nothing written through what they put there.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let desk = with_snapshot();
    let others = desk.folder.path().join("others");
    fs::write(&others, "what is somebody else's").unwrap();
    let being_written = desk.place.register.with_extension("caveat.snapshot.new");
    std::os::unix::fs::symlink(&others, &being_written).unwrap();
    let mut register = desk.open().unwrap();
    register.keep_snapshot().unwrap();
    assert!(fs::symlink_metadata(snapshot(&desk)).unwrap().is_file());
    fs::remove_file(snapshot(&desk)).unwrap();
    std::os::unix::fs::symlink(&others, snapshot(&desk)).unwrap();
    fs::hard_link(&others, &being_written).unwrap();
    erase(&mut register, Position(2), Names::Keep);
    assert!(fs::symlink_metadata(snapshot(&desk)).is_err() && !being_written.exists());
    assert_eq!(fs::read_to_string(&others).unwrap(), "what is somebody else's");
}

/// The machine stopped between the erasure and the end of the snapshot.
#[test]
fn one_from_before_an_erasure_is_not_used() {
    let desk = with_snapshot();
    let (file, said_of_it) = (fs::read(snapshot(&desk)).unwrap(), fs::read(note(&desk)).unwrap());
    let mut register = desk.open().unwrap();
    erase(&mut register, Position(2), Names::Erase);
    let before = said(&register);
    drop(register);
    fs::write(snapshot(&desk), file).unwrap();
    fs::write(note(&desk), said_of_it).unwrap();
    falls_back(&desk, &before, "it has words that were erased");
    assert_eq!(check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap().snapshot, None);
}

#[test]
fn one_of_a_longer_register_is_not_used() {
    let desk = with_snapshot();
    let older = desk.put_aside("older");
    let mut register = desk.open().unwrap();
    let late = told(&register, "[[entry]]\nparty = \"late\"\nkind = \"body\"\n");
    register.record(late, None).unwrap();
    register.keep_snapshot().unwrap();
    drop(register);
    fs::copy(older, &desk.place.register).unwrap();
    let register = desk.open().unwrap();
    assert_eq!((register.from_snapshot(), register.find("late").ok()), (None, None));
    drop(register);
    // Nor is that of another register, whatever it is called.
    let other = Desk::founded().0;
    fs::copy(snapshot(&desk), snapshot(&other)).unwrap();
    fs::copy(note(&desk), note(&other)).unwrap();
    assert_eq!(other.open().unwrap().from_snapshot(), None);
}

/// Whoever can write in the keeper's folder can have a lie believed. `check` finds it.
#[test]
fn check_finds_one_that_is_not_what_the_entries_fold_to() {
    let desk = with_snapshot();
    let bytes = fs::read(snapshot(&desk)).unwrap();
    let at = bytes.windows(13).position(|window| window == b"National CERT").unwrap();
    let mut forged = bytes.clone();
    forged[at] = b'R';
    let lie = fs::read_to_string(note(&desk)).unwrap();
    let lie = lie.replace(&sha256(&bytes).to_string(), &sha256(&forged).to_string());
    fs::write(snapshot(&desk), forged).unwrap();
    fs::write(note(&desk), lie).unwrap();
    let register = desk.open().unwrap();
    assert!(register.from_snapshot().is_some());
    assert!(said(&register).contains("Rational CERT"));
    let fault = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap_err();
    assert!(fault.message.ends_with("is not what the register folds to"), "{fault}");
    assert!(fault.hint.unwrap().starts_with("remove it"));
    fs::remove_file(snapshot(&desk)).unwrap();
    assert_eq!(check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap().snapshot, None);
}

#[test]
fn one_is_kept_once_there_are_many_entries_and_again_once_there_are_many_more() {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, &parties(0, 9_990));
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    assert!(!snapshot(&desk).exists());
    let entries = told(&register, &parties(9_990, 10_000));
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let first = fs::read_to_string(note(&desk)).unwrap();
    assert!(first.contains("\nsize 10002\n"), "{first}");
    let entries = told(&register, &parties(10_000, 10_010));
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    assert_eq!(fs::read_to_string(note(&desk)).unwrap(), first);
    drop(register);
    assert_eq!(desk.open().unwrap().from_snapshot(), Some(10_002));
}

#[test]
fn a_folder_that_nobody_can_write_to_does_without() {
    let desk = with_snapshot();
    let before = fs::read(snapshot(&desk)).unwrap();
    let mut register = desk.open().unwrap();
    // Under root every folder can be written to: a folder in the place of the file cannot be replaced by one.
    fs::create_dir(desk.place.register.with_extension("caveat.snapshot.new")).unwrap();
    assert!(register.keep_snapshot().is_err());
    assert_eq!(fs::read(snapshot(&desk)).unwrap(), before);
    drop(register);
    assert!(Register::open(&desk.place, OnRollback::Refuse, now()).unwrap().from_snapshot().is_some());
}

/// What is kept of a snapshot goes with a version: what changes its bytes changes that.
#[test]
fn its_bytes_go_with_its_version() {
    let desk = NEWEST.copy();
    desk.open().unwrap().keep_snapshot().unwrap();
    let note = fs::read_to_string(note(&desk)).unwrap();
    let sum = sha256(&fs::read(snapshot(&desk)).unwrap()).to_string();
    assert!(note.starts_with("caveat-snapshot/2 0.1.0\n"), "{note}");
    assert_eq!(sum, "1c962f0432039522472d81ecc36241aa0b5c4ec1424915ae1509e8f40466580d");
}

/// A register that failed keeps none either.
#[test]
fn a_register_that_cannot_be_written_keeps_none() {
    let desk = with_snapshot();
    fs::remove_file(snapshot(&desk)).unwrap();
    let mut permissions = fs::metadata(&desk.place.register).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&desk.place.register, permissions).unwrap();
    let mut register = desk.open().unwrap();
    if register.is_writable() {
        return; // Root writes all the same.
    }
    assert_eq!(register.keep_snapshot().unwrap_err().kind(), ErrorKind::ReadOnly);
}
