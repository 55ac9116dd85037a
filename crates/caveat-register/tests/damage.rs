//! A register whose bytes were changed: whatever was changed, it is found before an answer is given.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod harness;

use std::fs;
use std::sync::Arc;

use caveat::question::NoJudge;
use caveat_register::{ErrorKind, OnRollback, Place, Register, check};

use harness::{Desk, STORY, now, told};

/// A small closed register.
fn small() -> Desk {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    desk
}

fn holds(place: &Place) -> bool {
    check(place, Arc::new(NoJudge), &mut |_| {}).is_ok()
}

fn opens(place: &Place) -> bool {
    Register::open(place, OnRollback::Refuse, now()).is_ok()
}

/// Puts a byte in the place of another, without making another file of it.
fn put(place: &Place, at: usize, byte: u8) {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let mut file = fs::OpenOptions::new().write(true).open(&place.register).unwrap();
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(&[byte]).unwrap();
}

/// What can be read in a register, or nothing where it cannot be opened.
fn told_by(place: &Place) -> Option<Vec<String>> {
    let register = Register::open(place, OnRollback::Refuse, now()).ok()?;
    let log = register.log().ok()?;
    Some(log.into_iter().map(|logged| format!("{logged:?}")).collect())
}

#[test]
fn every_flip_of_a_byte_is_found() {
    let desk = small();
    let original = fs::read(&desk.place.register).unwrap();
    assert!(holds(&desk.place) && opens(&desk.place));
    let mut missed = Vec::new();
    for (at, byte) in original.iter().enumerate() {
        put(&desk.place, at, byte ^ (1 << (at % 8)));
        if holds(&desk.place) || opens(&desk.place) {
            missed.push(at);
        }
        put(&desk.place, at, *byte);
    }
    assert!(missed.is_empty(), "{} of {} flips were missed: {missed:?}", missed.len(), original.len());
    assert_eq!(fs::read(&desk.place.register).unwrap(), original);
    assert!(holds(&desk.place) && opens(&desk.place));
}

/// On another machine there is no seal. Then a flip is found wherever anything is said.
#[test]
fn without_the_seal_a_flip_is_found_or_changes_nothing_that_is_said() {
    let desk = small();
    let elsewhere = Place { keeper: desk.folder.path().join("nobody"), ..desk.place.clone() };
    let original = fs::read(&elsewhere.register).unwrap();
    let said = told_by(&elsewhere).unwrap();
    let (mut found, mut harmless) = (0, 0);
    // A step that is prime to the page's length comes by every sort of place.
    for at in (0..original.len()).step_by(7) {
        put(&elsewhere, at, original[at] ^ (1 << (at % 8)));
        if holds(&elsewhere) {
            harmless += 1;
            assert_eq!(told_by(&elsewhere).unwrap(), said, "a flip of byte {at}");
        } else {
            found += 1;
        }
        put(&elsewhere, at, original[at]);
    }
    assert!(found > 500 && harmless > 0, "{found} found, {harmless} harmless");
}

#[test]
fn a_file_cut_short_is_refused() {
    let desk = small();
    let original = fs::read(&desk.place.register).unwrap();
    for length in (0..original.len()).step_by(997) {
        fs::write(&desk.place.register, &original[..length]).unwrap();
        assert!(!holds(&desk.place) && !opens(&desk.place), "{length} bytes");
    }
    let mut longer = original.clone();
    longer.push(0);
    fs::write(&desk.place.register, &longer).unwrap();
    assert!(!opens(&desk.place));
    fs::write(&desk.place.register, &original).unwrap();
    assert!(holds(&desk.place) && opens(&desk.place));
}

/// Whoever has the disk and no key can write what they like; `check` names the first entry that does not hold.
#[test]
fn what_somebody_rewrote_by_hand_is_named() {
    let cases = [
        (
            "UPDATE entry SET bytes = replace(bytes, '2026', '2025') WHERE position = 5",
            "entry #5 is not the one whose hash was stored",
        ),
        ("DELETE FROM entry WHERE position = 4", "entry #4 is missing, and entry #5 is there"),
        (
            "UPDATE entry SET nonce = zeroblob(32) WHERE position = 3",
            "entry #3 is not the one whose hash was stored",
        ),
        (
            "UPDATE words SET text = 'somebody else' WHERE position = 2 AND number = 0",
            "words 0 of entry #2 are not those it was recorded with",
        ),
        (
            "DELETE FROM words WHERE position = 2 AND number = 0",
            "words 0 of entry #2 are gone, and no entry says that they were erased",
        ),
        (
            "UPDATE entry SET leaf = zeroblob(32) WHERE position = 6",
            "entry #6 is not the one whose hash was stored",
        ),
        ("INSERT INTO subtree VALUES (3, zeroblob(32))", "9 hashes are stored, and the tree has 8"),
        (
            "DELETE FROM entry WHERE position = 7; DELETE FROM words WHERE position = 7",
            "the checkpoint over 8 entries is not one over those that are there",
        ),
        (
            "UPDATE checkpoint SET note = replace(note, char(10) || '8' || char(10), char(10) || '9' || char(10))",
            "the checkpoint over 8 entries is not one over those that are there",
        ),
        ("CREATE TABLE more (x)", "the register's tables are not those of its version"),
        ("PRAGMA user_version = 3", "has version 3, and this program reads 2"),
        ("PRAGMA application_id = 1", "is no register"),
        (
            "UPDATE entry SET bytes = bytes || ' ' WHERE position = 5",
            "entry #5 is not written in the one way that it can be",
        ),
        ("UPDATE words SET position = 99 WHERE position = 2", "there are words of entry #99"),
        (
            "UPDATE entry SET bytes = '{}' WHERE position = 0",
            "entry #0 cannot be read: a register begins with its founding",
        ),
    ];
    for (sql, expected) in cases {
        let desk = small();
        let connection = rusqlite::Connection::open(&desk.place.register).unwrap();
        connection.execute_batch(sql).unwrap();
        drop(connection);
        let elsewhere = Place { keeper: desk.folder.path().join("nobody"), ..desk.place.clone() };
        let fault = check(&elsewhere, Arc::new(NoJudge), &mut |_| {}).expect_err(sql);
        assert!(fault.message.contains(expected), "{sql}\n{}", fault.message);
        assert!(!opens(&desk.place), "{sql}");
    }
}

/// Whoever has the key as well can rewrite everything; what is kept apart shows that it is not what was signed.
#[test]
fn a_history_rewritten_under_the_same_key_is_not_the_one_that_was_signed() {
    let (desk, mut register) = Desk::founded();
    let short = desk.put_aside("short");
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    let kept = desk.kept();
    let checkpoint = fs::read(kept.join("checkpoint")).unwrap();
    // The operator goes back, tells another story, and signs it.
    fs::copy(&short, &desk.place.register).unwrap();
    let mut rewritten = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();
    let entries = told(&rewritten, &STORY.replace("denies", "asserts"));
    rewritten.record(entries, None).unwrap();
    rewritten.sign().unwrap();
    drop(rewritten);
    // On the machine where the first story was signed it is another.
    fs::write(kept.join("checkpoint"), checkpoint).unwrap();
    let error = Register::open(&desk.place, OnRollback::Refuse, now()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RolledBack);
}

/// What is told is the first that does not hold, whichever check finds it and whatever else does not hold behind it.
#[test]
fn of_many_entries_the_first_that_does_not_hold_is_named() {
    let (desk, mut register) = Desk::founded();
    let parties: String =
        (0..2_000).map(|nth| format!("[[entry]]\nparty = \"p{nth}\"\nkind = \"body\"\n")).collect();
    let entries = told(&register, &parties);
    register.record(entries, None).unwrap();
    let (last, said) = (register.last(), register.log().unwrap().len());
    drop(register);
    // Without the seal, which would find that the file changed and not where.
    let elsewhere = Place { keeper: desk.folder.path().join("nobody"), ..desk.place.clone() };
    let register = Register::open(&elsewhere, OnRollback::Refuse, now()).unwrap();
    assert_eq!((register.last(), register.log().unwrap().len()), (last, said));
    drop(register);
    let unparsed = "UPDATE entry SET bytes = '{' || bytes WHERE position = ?1";
    let unfolded = "UPDATE entry SET bytes = replace(bytes, ':\"body\"', ':\"bodi\"') WHERE position = ?1";
    let unopened = "UPDATE words SET text = text || 'x' WHERE position = ?1";
    let missing = "DELETE FROM entry WHERE position = ?1";
    for (first, second) in
        [(unparsed, unfolded), (unfolded, unparsed), (unopened, missing), (missing, unopened)]
    {
        for (one, other) in [(3_u32, 1_990), (700, 701), (511, 512), (1_024, 1_800)] {
            let damaged = elsewhere.register.with_extension(format!("{one}"));
            fs::copy(&elsewhere.register, &damaged).unwrap();
            let file = rusqlite::Connection::open(&damaged).unwrap();
            assert_eq!(file.execute(first, [one]).unwrap(), 1, "{first}");
            assert_eq!(file.execute(second, [other]).unwrap(), 1, "{second}");
            drop(file);
            let place = Place { register: damaged, ..elsewhere.clone() };
            let error = Register::open(&place, OnRollback::Refuse, now()).unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::Damaged(Some(caveat::time::Position(one.into()))),
                "{first}: {error}"
            );
        }
    }
}
