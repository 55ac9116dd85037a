//! A register, checked by programs that share no code with it: Go's own packages for transparency logs.

#[path = "../../caveat-tlog/tests/golang/mod.rs"]
mod golang;
mod harness;
#[path = "../../caveat/tests/ledger_builder/mod.rs"]
mod ledger_builder;

use std::fs;
use std::process::Command;

use caveat::caveat::Selector;
use caveat::entry::{Body, Entry, Grant};
use caveat::time::{Interval, Position};
use caveat_register::{OnRollback, Register, Reveal, verify_bundle, verify_export};

use golang::{Running, build};
use harness::{Desk, STORY, now, told};
use ledger_builder::{DAY, entry, grant};

const SIZE: u64 = 70_000;
fn granted() -> Entry {
    let (lifts, during) = ([Selector::Everything].into(), Interval::from(now()));
    let grant = Grant { lifts, during, ..grant(["falcon-report"], ["cert-nl"]) };
    Entry { on: now(), recorded: now(), ..entry(0, DAY, "acme-energy", Body::Grant(Box::new(grant))) }
}

#[test]
fn go_verifies_a_register_of_70_000_entries_and_notices_every_flipped_bit() {
    let Some(verify) = build("verify") else { return };
    let (desk, mut register) = Desk::founded();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    let folder = desk.folder.path().join("public");
    // An export that grows, so that partial tiles of before lie among those of today.
    for size in [SIZE - 500, SIZE] {
        let missing = size - register.last().0 - 1;
        register.record((0..missing).map(|_| granted()).collect(), None).unwrap();
        let signed = register.sign().unwrap();
        assert_eq!(signed.size, size);
        register.export(&folder, &mut |_| {}).unwrap();
    }
    let root = register.sign().unwrap().root.to_base64();
    let run = |arguments: &[&str]| {
        let output = Command::new(&verify).args(arguments).arg(&folder).arg(register.key()).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    assert_eq!(run(&[]), format!("ok {SIZE} {root}\n"));
    assert_eq!(run(&["flips", "300", "7"]), "all 300 refused\n");
    assert_eq!(verify_export(&folder, &[register.key()]).unwrap().size, SIZE);
    let bundle = register.prove(&[Position(5), Position(SIZE - 1)], Reveal::Everything).unwrap();
    assert!(verify_bundle(bundle.as_bytes(), &[register.key()]).unwrap().pinned);
}

#[test]
fn a_witness_cosigns_what_grows_and_refuses_a_rewritten_history() {
    let Some(binary) = build("witness") else { return };
    let (desk, mut register) = Desk::founded();
    let young = desk.put_aside("young");
    let witness = Running::start(&binary, &register.key(), &desk.folder.path().join("witness"));
    let key = witness.vkey.to_string();
    assert_eq!(register.witnessed_by(&key).unwrap(), 0);
    let (status, _, answer) = witness.post("/add-checkpoint", &register.witness_request(0).unwrap());
    assert_eq!(status, 200, "{answer}");
    register.add_cosignature(&answer, &key).unwrap();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    register.sign().unwrap();
    let (status, _, answer) = witness.post("/add-checkpoint", &register.witness_request(0).unwrap());
    assert_eq!((status, answer.trim()), (409, "2"));
    assert_eq!(register.witnessed_by(&key).unwrap(), 2);
    let (status, _, answer) = witness.post("/add-checkpoint", &register.witness_request(2).unwrap());
    assert_eq!(status, 200, "{answer}");
    let forged = answer.replace("A", "B");
    assert!(forged == answer || register.add_cosignature(&forged, &key).is_err());
    register.add_cosignature(&answer, &key).unwrap();
    let bundle = register.prove(&[Position(5)], Reveal::Everything).unwrap();
    let evidence = verify_bundle(bundle.as_bytes(), &[register.key(), key.clone()]).unwrap();
    assert_eq!(evidence.witnessed.len(), 1);
    let unknown = verify_bundle(bundle.as_bytes(), &[register.key()]).unwrap();
    assert_eq!((unknown.witnessed.len(), unknown.unverified.len()), (0, 1));
    drop(register);

    // The operator, who has the key, goes back and tells it otherwise.
    fs::copy(&young, &desk.place.register).unwrap();
    let mut rewritten = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();
    let story = told(&rewritten, &STORY.replace("denies", "asserts"));
    rewritten.record(story, None).unwrap();
    rewritten.record(vec![granted(), granted()], None).unwrap();
    rewritten.sign().unwrap();
    let (status, _, answer) = witness.post("/add-checkpoint", &rewritten.witness_request(8).unwrap());
    assert_eq!(status, 422, "{answer}");
    let (status, _, answer) = witness.post("/add-checkpoint", &rewritten.witness_request(2).unwrap());
    assert_eq!((status, answer.trim()), (409, "8"));
}
