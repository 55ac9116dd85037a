//! A register of version 1 is brought to the version that is written before the first write, and what was there
//! before is kept until it was checked.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod harness;
mod kept;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use caveat::question::NoJudge;
use caveat::time::Position;
use caveat::words::Words;
use caveat_register::{
    Checked, Earlier, Erasure, ErrorKind, Fault, Names, OnRollback, Register, Reveal, check, verify_bundle,
};
use rusqlite::Connection;

use harness::{Desk, now, root, told};
use kept::{Kept, NEWEST};

const FIRST: Kept = Kept { version: 1 };

const ANOTHER: &str = "[[entry]]\nparty = \"spaeter\"\nkind = \"body\"\n";

fn write(register: &mut Register, text: &str) {
    let entries = told(register, text);
    register.record(entries, None).unwrap();
}

fn checked(desk: &Desk) -> Result<Checked, Fault> {
    check(&desk.place, Arc::new(NoJudge), &mut |_| {})
}

/// Where the copy of what was there before is.
fn copy(desk: &Desk) -> PathBuf {
    let name = desk.place.register.file_name().unwrap().to_string_lossy();
    desk.place.register.with_file_name(format!("{name}.version-1"))
}

fn version(file: &std::path::Path) -> i64 {
    let sql = Connection::open(file).unwrap();
    sql.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// The names of the files beside the register, and it.
fn files(desk: &Desk) -> BTreeSet<String> {
    let folder = fs::read_dir(desk.place.register.parent().unwrap()).unwrap();
    folder.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_first_write_brings_it_to_the_newest_version() {
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    assert_eq!(register.migrated(), None);
    write(&mut register, ANOTHER);
    assert_eq!(register.migrated(), Some(copy(&desk).as_path()));
    register.sign().unwrap();
    drop(register);
    assert_eq!(version(&desk.place.register), 2);
    // The copy is the register as it was, which the program of before opens.
    let before = Desk::new();
    fs::create_dir_all(before.place.register.parent().unwrap()).unwrap();
    fs::copy(copy(&desk), &before.place.register).unwrap();
    assert_eq!(version(&before.place.register), 1);
    let found = checked(&before).unwrap();
    assert!(FIRST.text("expected/root.txt").contains(&found.root.to_string()));

    let found = checked(&desk).unwrap();
    assert_eq!(found.earlier, Some(Earlier::Removed(copy(&desk))));
    assert_eq!(files(&desk).len(), 1, "{:?}", files(&desk));
    assert_eq!(checked(&desk).unwrap().earlier, None);
}

/// A register of millions takes a while, and whoever waits sees how far it is.
#[test]
fn how_far_it_has_come_is_told() {
    static DONE: AtomicU64 = AtomicU64::new(0);
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    let entries = register.last().0 + 1;
    register.while_migrated(|| {
        Box::new(|progress| {
            assert_eq!(DONE.fetch_add(1, Ordering::Relaxed) + 1, progress.done, "of {}", progress.of);
        })
    });
    write(&mut register, ANOTHER);
    assert_eq!(DONE.load(Ordering::Relaxed), 2 * entries);
    write(&mut register, &ANOTHER.replace("spaeter", "danach"));
    assert_eq!(DONE.load(Ordering::Relaxed), 2 * entries);
}

/// Whoever keeps something of their own under that name finds it there again.
#[test]
fn a_copy_of_the_newest_version_is_not_removed() {
    let desk = NEWEST.copy();
    let register = desk.open().unwrap();
    register.backup(&copy(&desk), &mut |_| {}).unwrap();
    drop(register);
    let Some(Earlier::Left(left, why)) = checked(&desk).unwrap().earlier else { panic!("it is gone") };
    assert_eq!((left.as_path(), left.exists()), (copy(&desk).as_path(), true));
    assert_eq!(why, "it is of no earlier version: nothing was brought from it");
}

/// Everything that was ever proven of it is proven of it still.
#[test]
fn what_was_proven_before_is_proven_after_it() {
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    let last = register.last();
    write(
        &mut register,
        &"[[entry]]\nacknowledgement = \"received\"\nof = \"leaflet\"\nwho = \"isac\"\n".repeat(300),
    );
    register.sign().unwrap();
    for position in (0..=last.0).step_by(7).map(Position) {
        let bundle = register.prove(&[position], Reveal::Everything).unwrap();
        assert!(verify_bundle(bundle.as_bytes(), &[FIRST.keys()[0].clone()]).unwrap().pinned);
    }
    let folder = desk.folder.path().join("export");
    register.export(&folder, &mut |_| {}).unwrap();
    // The tile that was full is the one that was exported then.
    assert_eq!(
        fs::read(folder.join("tile/0/000")).unwrap(),
        fs::read(FIRST.file("export/tile/0/000")).unwrap()
    );
    drop(register);
    checked(&desk).unwrap();
}

/// Its tables are those of a register that was begun in this version.
#[test]
fn it_has_the_tables_of_one_that_was_begun_so() {
    let desk = FIRST.copy();
    write(&mut desk.open().unwrap(), ANOTHER);
    let tables = |file| {
        let sql = Connection::open(file).unwrap();
        let mut select = sql.prepare("SELECT sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = select.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(tables(desk.place.register.clone()), tables(NEWEST.copy().place.register));
}

#[test]
fn two_who_have_it_open_bring_it_over_once() {
    let desk = FIRST.copy();
    let (mut first, mut second) = (desk.open().unwrap(), desk.open().unwrap());
    write(&mut first, ANOTHER);
    // Who reads goes on, and who writes finds that it is done.
    assert_eq!(second.refresh().unwrap(), first.last());
    first.sign().unwrap();
    second.refresh().unwrap();
    second.prove(&[Position(100)], Reveal::Nothing).unwrap();
    write(&mut second, "[[entry]]\nparty = \"danach\"\nkind = \"body\"\n");
    assert_eq!(second.migrated(), None);
    first.refresh().unwrap();
    assert_eq!(first.last(), second.last());
    drop((first, second));
    assert_eq!(checked(&desk).unwrap().earlier, Some(Earlier::Removed(copy(&desk))));
}

/// A process that had read it before another brought it over reads the hashes of the version that is there.
#[test]
fn who_read_it_before_proves_from_what_is_there_now() {
    let desk = FIRST.copy();
    let (reader, mut writer) = (desk.open().unwrap(), desk.open().unwrap());
    write(&mut writer, ANOTHER);
    for position in (0..reader.last().0).map(Position) {
        let bundle = reader.prove(&[position], Reveal::Nothing).unwrap();
        verify_bundle(bundle.as_bytes(), &[]).unwrap();
    }
}

/// A program of before that has it open meanwhile writes nothing to it any more.
#[test]
fn who_knows_version_1_alone_writes_nothing_after_it() {
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    let theirs = Connection::open(&desk.place.register).unwrap();
    let insert =
        "INSERT INTO entry (position, nonce, hash, bytes) VALUES (?1, zeroblob(32), zeroblob(32), '{}')";
    let mut insert = theirs.prepare(insert).unwrap();
    write(&mut register, ANOTHER);
    let refused = insert.execute([266]).unwrap_err();
    assert!(refused.to_string().contains("no column named hash"), "{refused}");
}

#[test]
fn a_copy_that_is_not_how_the_register_begins_is_left() {
    let left = |desk: &Desk| match checked(desk).unwrap().earlier {
        Some(Earlier::Left(path, why)) => {
            assert!(path == copy(desk) && path.exists());
            why
        }
        other => panic!("{other:?}"),
    };
    let desk = FIRST.copy();
    write(&mut desk.open().unwrap(), ANOTHER);
    let sql = Connection::open(copy(&desk)).unwrap();
    sql.execute("DELETE FROM entry WHERE position = 100", []).unwrap();
    drop(sql);
    assert!(left(&desk).contains("#100 is missing"), "{}", left(&desk));
    fs::copy(NEWEST.file("register.caveat"), copy(&desk)).unwrap();
    assert_eq!(left(&desk), "what it holds is not how the register begins");
    fs::write(copy(&desk), "a letter").unwrap();
    assert!(left(&desk).contains("is no register"), "{}", left(&desk));
}

#[test]
fn a_file_of_another_under_the_name_of_the_copy_stays() {
    let desk = FIRST.copy();
    let before = fs::read(&desk.place.register).unwrap();
    let another = NEWEST.file("register.caveat");
    for theirs in [b"a letter".to_vec(), fs::read(another).unwrap()] {
        fs::write(copy(&desk), &theirs).unwrap();
        let mut register = desk.open().unwrap();
        let entries = told(&register, ANOTHER);
        let error = register.record(entries, None).unwrap_err();
        assert!(error.to_string().contains(".version-1` already"), "{error}");
        assert!(error.hint().unwrap().contains("move the other file away"));
        drop(register);
        assert_eq!(fs::read(copy(&desk)).unwrap(), theirs);
        assert_eq!(fs::read(&desk.place.register).unwrap(), before);
    }
}

/// A machine that stopped between the copy and the new version left a copy, which the next attempt makes anew.
#[test]
fn a_copy_of_an_attempt_that_was_cut_off_is_made_anew() {
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    register.backup(&copy(&desk), &mut |_| {}).unwrap();
    write(&mut register, ANOTHER);
    drop(register);
    assert_eq!(checked(&desk).unwrap().earlier, Some(Earlier::Removed(copy(&desk))));
}

/// The copy holds the words too.
#[test]
fn nothing_is_erased_while_the_copy_is_there() {
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    let erase = |register: &mut Register| {
        let of = vec![register.find("brunnenbericht").unwrap()];
        let (by, reason) = (register.we(), Words::new("on request").unwrap());
        register.erase(Erasure { of, by, reason, names: Names::Keep }, now())
    };
    let error = erase(&mut register).unwrap_err();
    assert!(error.to_string().contains("holds the words as well"), "{error}");
    assert!(error.hint().unwrap().contains("`caveat check`"));
    let last = register.last();
    assert_eq!(last, FIRST.copy().open().unwrap().last(), "nothing was recorded");
    drop(register);
    checked(&desk).unwrap();
    let mut register = desk.open().unwrap();
    erase(&mut register).unwrap();
    drop(register);
    let words = "Der Brunnen an der Straße";
    let holds =
        |file: &PathBuf| fs::read(file).unwrap().windows(words.len()).any(|at| at == words.as_bytes());
    assert!(holds(&FIRST.file("register.caveat")) && !holds(&desk.place.register));
}

#[test]
fn hashes_that_version_1_stores_are_checked_as_ever() {
    let cases = [
        ("UPDATE entry SET hash = zeroblob(32) WHERE position = 70", "entry #70 is not the one whose hash"),
        ("UPDATE hash SET hash = zeroblob(32)", "is not the one whose hash was stored"),
        ("DELETE FROM hash", "is not the one whose hash was stored"),
        ("INSERT INTO hash VALUES (1, 1, zeroblob(32))", "267 hashes are stored, and the tree has 266"),
        ("CREATE TABLE subtree (x)", "the register's tables are not those of its version"),
        ("PRAGMA user_version = 2", "the register's tables are not those of its version"),
    ];
    for (sql, expected) in cases {
        let desk = FIRST.copy();
        Connection::open(&desk.place.register).unwrap().execute_batch(sql).unwrap();
        let fault = checked(&desk).unwrap_err();
        assert!(fault.message.contains(expected), "{sql}\n{}", fault.message);
    }
}

/// What the keeper sealed and somebody changed is not brought over.
#[test]
fn one_that_was_changed_is_not_brought_over() {
    let desk = FIRST.copy();
    Connection::open(&desk.place.register)
        .unwrap()
        .execute("UPDATE entry SET hash = zeroblob(32) WHERE position = 70", [])
        .unwrap();
    let error = desk.open().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Damaged(_)), "{error}");
    assert_eq!(version(&desk.place.register), 1);
    assert!(!copy(&desk).exists());
}

/// Going on knowingly is a write, and keeps a copy of what was found.
#[test]
fn one_that_is_gone_on_with_knowingly_is_brought_over() {
    let desk = FIRST.copy();
    let sql = Connection::open(&desk.place.register).unwrap();
    sql.execute("UPDATE hash SET hash = zeroblob(32)", []).unwrap();
    drop(sql);
    let register = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();
    assert_eq!(register.migrated(), Some(copy(&desk).as_path()));
    drop(register);
    checked(&desk).unwrap();
}

#[test]
fn a_backup_of_version_1_is_restored_and_gone_on_with() {
    let desk = FIRST.copy();
    let file = desk.folder.path().join("backup");
    let register = desk.open().unwrap();
    register.backup(&file, &mut |_| {}).unwrap();
    drop(register);
    assert_eq!(version(&file), 1);
    fs::remove_file(&desk.place.register).unwrap();
    let mut register = Register::restore(&file, &desk.place, OnRollback::Refuse, now(), &mut |_| {}).unwrap();
    write(&mut register, ANOTHER);
    drop(register);
    assert_eq!(version(&desk.place.register), 2);
    assert_eq!(checked(&desk).unwrap().earlier, Some(Earlier::Removed(copy(&desk))));
}

/// The scenarios that the program ships are recorded behind it as behind any other.
#[test]
fn scenarios_are_recorded_behind_it() {
    let desk = FIRST.copy();
    let mut register = desk.open().unwrap();
    let text = fs::read_to_string(root().join("scenarios/oval-office-2017.toml")).unwrap();
    let entries = caveat::scenario::Scenario::read(text.as_bytes()).unwrap();
    let entries = entries.ledger.entries().iter().map(|entry| (**entry).clone()).collect();
    register.record(entries, None).unwrap();
    drop(register);
    checked(&desk).unwrap();
}
