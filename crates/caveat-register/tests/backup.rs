//! A copy of a register, taken while others write, and put back.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod harness;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use caveat::question::NoJudge;
use caveat::time::Position;
use caveat_register::{Assurance, ErrorKind, OnRollback, Own, Place, Register, What, check};
use caveat_tlog::witness::print_cosignatures;
use caveat_tlog::{CosignerKey, Note};

use harness::{Desk, STORY, now, told};

fn party(number: u64) -> String {
    format!("[[entry]]\nparty = \"party-{number}\"\nkind = \"body\"\n")
}

fn said(register: &Register) -> Vec<String> {
    register.log().unwrap().into_iter().map(|logged| format!("{logged:?}")).collect()
}

/// Whatever is in the folder of the register.
fn files(desk: &Desk) -> Vec<String> {
    let folder = fs::read_dir(desk.place.register.parent().unwrap()).unwrap();
    let mut names: Vec<String> =
        folder.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_is_of_one_moment_while_others_write() {
    let (desk, mut register) = Desk::founded();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    register.sign().unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut writing = desk.open().unwrap();
            let mut number = 0;
            while !over.load(Ordering::Relaxed) {
                let entries = told(&writing, &party(number));
                writing.record(entries, None).unwrap();
                number += 1;
            }
            number
        });
        let mut seen = Vec::new();
        for number in 0..20 {
            let before = register.refresh().unwrap();
            let file = desk.folder.path().join(format!("copy-{number}"));
            let copied = register.backup(&file, &mut |_| {}).unwrap();
            assert!(copied.entries > before.0, "{copied:?}, {before}");
            let elsewhere =
                Place { register: file, keeper: desk.folder.path().join(format!("nobody-{number}")) };
            let held = check(&elsewhere, Arc::new(NoJudge), &mut |_| {}).unwrap();
            assert_eq!((held.entries, held.root, held.signed), (copied.entries, copied.root, copied.signed));
            seen.push(copied.entries);
        }
        over.store(true, Ordering::Relaxed);
        assert!(writer.join().unwrap() > 0);
        assert!(seen.is_sorted() && seen.first() < seen.last(), "{seen:?}");
    });
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let (desk, register) = Desk::founded();
    let file = desk.folder.path().join("copy");
    fs::write(&file, "something else").unwrap();
    let error = register.backup(&file, &mut |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Exists);
    assert_eq!(fs::read_to_string(&file).unwrap(), "something else");
    let copy = desk.folder.path().join("copy-2");
    register.backup(&copy, &mut |_| {}).unwrap();
    drop(register);
    let before = fs::read(&desk.place.register).unwrap();
    let error = Register::restore(&copy, &desk.place, OnRollback::Accept, now(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Exists);
    assert_eq!(fs::read(&desk.place.register).unwrap(), before);
}

#[test]
fn what_was_lost_is_put_back_and_goes_on() {
    let (desk, mut register) = Desk::founded();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    register.sign().unwrap();
    let before = said(&register);
    let copy = desk.folder.path().join("copy");
    register.backup(&copy, &mut |_| {}).unwrap();
    drop(register);
    fs::remove_file(&desk.place.register).unwrap();
    let mut register = Register::restore(&copy, &desk.place, OnRollback::Refuse, now(), &mut |_| {}).unwrap();
    assert_eq!(said(&register), before);
    let entries = told(&register, &party(1));
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
    assert!(copy.exists());
}

/// Whoever puts back an old copy is told, and nothing of it is left.
#[test]
fn an_older_copy_is_recognised() {
    let (desk, mut register) = Desk::founded();
    let copy = desk.folder.path().join("copy");
    let copied = register.backup(&copy, &mut |_| {}).unwrap();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    register.sign().unwrap();
    drop(register);
    fs::remove_file(&desk.place.register).unwrap();
    let error = Register::restore(&copy, &desk.place, OnRollback::Refuse, now(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RolledBack);
    assert_eq!(error.to_string(), "the register holds 2 entries, and a checkpoint over 8 was signed here");
    assert!(files(&desk).is_empty(), "{:?}", files(&desk));
    let register = Register::restore(&copy, &desk.place, OnRollback::Accept, now(), &mut |_| {}).unwrap();
    assert_eq!(register.last(), Position(copied.entries));
    let last = register.logged(register.last()).unwrap().unwrap();
    assert!(matches!(&last.what, What::Own(Own::RolledBack { .. })), "{last:?}");
    drop(register);
    check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
}

#[test]
fn what_is_no_copy_is_refused_and_nothing_is_left() {
    let (desk, mut register) = Desk::founded();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    register.sign().unwrap();
    let copy = desk.folder.path().join("copy");
    register.backup(&copy, &mut |_| {}).unwrap();
    drop(register);
    fs::remove_file(&desk.place.register).unwrap();
    let whole = fs::read(&copy).unwrap();
    let mut changed = whole.clone();
    let at = whole.windows(9).position(|bytes| bytes == b"Wilhelmin").unwrap();
    changed[at] = b'V';
    let other = Desk::founded().1;
    let another = desk.folder.path().join("another");
    other.backup(&another, &mut |_| {}).unwrap();
    let cases: [(&str, Vec<u8>, ErrorKind); 5] = [
        ("empty", Vec::new(), ErrorKind::NotARegister),
        ("rubbish", b"no register at all".repeat(1000), ErrorKind::NotARegister),
        ("cut short", whole[..whole.len() / 2].to_vec(), ErrorKind::Damaged(None)),
        ("changed", changed, ErrorKind::Damaged(Some(Position(6)))),
        ("another", fs::read(&another).unwrap(), ErrorKind::RolledBack),
    ];
    for (what, bytes, kind) in cases {
        fs::write(&copy, &bytes).unwrap();
        let error =
            Register::restore(&copy, &desk.place, OnRollback::Refuse, now(), &mut |_| {}).unwrap_err();
        assert_eq!(error.kind(), kind, "{what}: {error}");
        assert!(files(&desk).is_empty(), "{what}: {:?}", files(&desk));
    }
    fs::remove_file(&copy).unwrap();
    let error = Register::restore(&copy, &desk.place, OnRollback::Refuse, now(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Missing);
}

#[test]
fn an_entry_is_durable_then_included_then_witnessed() {
    let (_desk, mut register) = Desk::founded();
    let entries = told(&register, &party(1));
    register.record(entries, None).unwrap();
    assert_eq!(register.assurance(Position(2)).unwrap(), Assurance::Durable);
    assert_eq!(register.assurance(Position(1)).unwrap(), Assurance::Included { size: 2 });
    register.sign().unwrap();
    assert_eq!(register.assurance(Position(2)).unwrap(), Assurance::Included { size: 3 });
    let witness = CosignerKey::new("witness.example/v1", &[9; 32]).unwrap();
    let note: Note = register.checkpoint().unwrap().unwrap().parse().unwrap();
    let line = witness.cosign(&note.text().parse().unwrap(), 1_770_091_506).unwrap();
    register.add_cosignature(&print_cosignatures(&[line]), &witness.verifier().to_string()).unwrap();
    let by = vec!["witness.example/v1".to_owned()];
    assert_eq!(register.assurance(Position(2)).unwrap(), Assurance::Witnessed { size: 3, by });
    let Err(error) = register.assurance(Position(3)) else { panic!("there is no such entry") };
    assert_eq!(error.to_string(), "there is no entry #3");
}
