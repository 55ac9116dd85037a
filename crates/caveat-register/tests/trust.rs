//! Ways in which the register could be made to say what is not so.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod harness;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use caveat::entry::Party;
use caveat::id::PartyId;
use caveat::json::Json;
use caveat::party::PartyKind;
use caveat::question::{NoJudge, Question};
use caveat::set::Set;
use caveat::time::Position;
use caveat::words::Words;
use caveat_register::{
    Act, Founding, OnClockBehind, OnRollback, Place, Register, Reveal, Signing, check, verify_bundle,
    verify_export,
};
use caveat_tlog::{Checkpoint, Note, SigningKey};

use harness::{Desk, STORY, now, told};

fn party(id: &str) -> PartyId {
    id.parse().unwrap()
}

fn act(to: &str, command: &str) -> Act {
    let question = Question {
        actor: party("keeper").into(),
        item: "falcon-report".parse().unwrap(),
        to: vec![party(to).into()],
        purposes: Set::new(),
        mode: caveat::caveat::Mode::Giving,
        unattributed: false,
        on: now(),
    };
    Act { question, id: None, setting: None, against: None, command: Some(command.to_owned()) }
}

fn party_told(register: &Register, id: &str) -> Vec<caveat::entry::Entry> {
    told(register, &format!("[[entry]]\nparty = \"{id}\"\nkind = \"body\"\n"))
}

/// A receipt says that *this* disclosure was decided on and is recorded.
#[test]
fn a_command_used_before_gives_no_receipt_for_another_disclosure() {
    let (_desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.act(act("cert-nl", "once"), Arc::new(NoJudge), now()).unwrap();
    let other = register.act(act("public", "once"), Arc::new(NoJudge), now());
    assert!(other.is_err(), "a receipt for a disclosure to the public that is recorded nowhere");
}

#[test]
fn a_command_that_recorded_something_else_gives_no_receipt() {
    let (_desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    let entries = party_told(&register, "somebody");
    register.record(entries, Some("once")).unwrap();
    let receipt = register.act(act("cert-nl", "once"), Arc::new(NoJudge), now());
    assert!(receipt.is_err(), "a receipt for a disclosure that is a party's entry");
}

#[test]
fn a_command_used_before_for_other_entries_is_refused() {
    let (_desk, mut register) = Desk::founded();
    let first = party_told(&register, "somebody");
    register.record(first, Some("once")).unwrap();
    let other = party_told(&register, "somebody-else");
    let recorded = register.record(other, Some("once"));
    assert!(recorded.is_err(), "acknowledged, and not recorded: {recorded:?}");
}

fn external(desk: &Desk, key: &SigningKey, line: &Path) -> (Founding, Signing) {
    let command = format!("cat '{}'", line.display());
    let signing = Signing::Command { command, key: key.verifier().to_string() };
    let we = Party { id: party("keeper"), kind: PartyKind::Body, name: None, relay: None };
    let file = Some(desk.folder.path().join("first.key"));
    let founding =
        Founding { origin: Some(key.verifier().name().to_owned()), we, signing: Signing::NewKey { file } };
    (founding, signing)
}

/// The new signer is lost between the entry that names its key and the checkpoint that both keys sign.
#[test]
fn a_rotation_that_was_cut_off_hands_over_all_the_same() {
    let desk = Desk::new();
    let second = SigningKey::new("cert.example/log", &[7; 32]).unwrap();
    let line = desk.folder.path().join("line");
    let (founding, signing) = external(&desk, &second, &line);
    let mut register = Register::found(&desk.place, founding, now()).unwrap();
    let first_key = register.key();
    // It signs the trial, and then only what it is asked for later.
    fs::write(&line, second.sign("cert.example/log\n").to_string()).unwrap();
    register.rotate(signing, now()).unwrap_err();
    sign_outside(&desk, &mut register, &second, &line);
    let entries = party_told(&register, "later");
    register.record(entries, None).unwrap();
    sign_outside(&desk, &mut register, &second, &line);
    assert_follows(&register, first_key);
}

/// Signs a checkpoint with a key that is kept elsewhere.
fn sign_outside(desk: &Desk, register: &mut Register, key: &SigningKey, line: &Path) {
    let checked = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
    let checkpoint = Checkpoint::new(key.verifier().name(), checked.entries, checked.root).unwrap();
    fs::write(line, key.sign(&checkpoint.to_string()).to_string()).unwrap();
    register.sign().unwrap();
}

/// Whether who has a key of before can follow to the one of now.
fn assert_follows(register: &Register, first_key: String) {
    let bundle = register.prove(&[Position(1)], Reveal::Nothing).unwrap();
    let error = verify_bundle(bundle.as_bytes(), &[first_key]).err().map(|error| error.to_string());
    assert_eq!(error, None, "who has the first key cannot follow");
}

/// Somebody else records an entry between the one that names the key and the checkpoint that both keys sign.
#[test]
fn a_handover_that_is_over_more_than_the_rotation_is_one() {
    let (desk, mut register) = Desk::founded();
    let first_key = register.key();
    let kept = desk.kept();
    let before = ["checkpoint"].map(|name| (name, fs::read(kept.join(name)).unwrap()));
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    drop(register);
    // As if it had stopped before that checkpoint.
    let sql = rusqlite::Connection::open(&desk.place.register).unwrap();
    sql.execute("DELETE FROM checkpoint WHERE size = 3", []).unwrap();
    drop(sql);
    fs::remove_file(kept.join("seal")).unwrap();
    before.into_iter().for_each(|(name, bytes)| fs::write(kept.join(name), bytes).unwrap());
    let mut register = desk.open().unwrap();
    for name in ["somebody", "later"] {
        let entries = party_told(&register, name);
        register.record(entries, None).unwrap();
        register.sign().unwrap();
    }
    assert_follows(&register, first_key);
}

/// The machine stops after the entry that names the new key is durable and before the keeper's note of it is.
#[test]
fn a_keeper_who_lost_the_note_of_a_rotation_can_sign_again() {
    let (desk, mut register) = Desk::founded();
    let kept = desk.kept();
    let before = ["checkpoint"].map(|name| (name, fs::read(kept.join(name)).unwrap()));
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    drop(register);
    for (name, bytes) in before {
        fs::write(kept.join(name), bytes).unwrap();
    }
    let mut register = desk.open().unwrap();
    let entries = party_told(&register, "somebody");
    register.record(entries, None).unwrap();
    register.sign().unwrap();
}

#[test]
fn a_register_from_before_a_rotation_can_be_gone_on_with_knowingly() {
    let (desk, mut register) = Desk::founded();
    let older = desk.put_aside("older");
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    drop(register);
    fs::copy(&older, &desk.place.register).unwrap();
    let accepted = Register::open(&desk.place, OnRollback::Accept, now());
    let error = accepted.err().map(|error| error.to_string());
    assert_eq!(error, None, "and each attempt appends one more rollback");
}

/// A key is given up because somebody else may have it. Who knows the next one must not take the old one's word.
#[test]
fn a_key_that_was_given_up_proves_nothing_to_who_knows_the_next() {
    let (desk, mut register) = Desk::founded();
    let kept = desk.kept();
    let stolen = register.key();
    let file = kept.join(format!("key-{}", stolen.split('+').nth(1).unwrap()));
    let seed = fs::read_to_string(file).unwrap().split_whitespace().nth(3).unwrap().to_owned();
    let seed: caveat_tlog::Hash = seed.parse().unwrap();
    let stolen = SigningKey::new(register.origin(), &seed.0).unwrap();
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    let known = register.key();
    let entries = party_told(&register, "somebody");
    register.record(entries, None).unwrap();
    let signed = register.sign().unwrap();
    let bundle = register.prove(&[Position(3)], Reveal::Everything).unwrap();
    verify_bundle(bundle.as_bytes(), std::slice::from_ref(&known)).unwrap();
    // What is over the entries may as well be of the thief's making.
    let forged: Note = signed.note.parse().unwrap();
    let forged = Note::sign(forged.text(), &stolen).unwrap().to_string();
    let json = |note: &str| Json::text(note.to_owned()).canonical();
    let forged = bundle.replacen(&json(&signed.note), &json(&forged), 1);
    assert_ne!(forged, bundle);
    let evidence = verify_bundle(forged.as_bytes(), &[known]);
    let error = evidence.map(|evidence| format!("pinned: {}", evidence.pinned)).err();
    assert!(error.is_some(), "signed by the key that was given up alone, and accepted");
}

/// Others see the originator of an item that has a relay only as the relay.
#[test]
fn evidence_does_not_name_an_originator_behind_a_relay() {
    let (_desk, mut register) = Desk::founded();
    let story = r#"
        entry = [
            { party = "the-source", kind = "person" },
            { item = "tip", originator = "the-source", relay = "keeper" },
        ]
    "#;
    let entries = told(&register, story);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    for reveal in [Reveal::Names, Reveal::Everything] {
        let bundle = register.prove(&[Position(3)], reveal).unwrap();
        assert!(bundle.contains("\"tip\"") && !bundle.contains("the-source"));
    }
}

/// Somebody spoiled a checkpoint in the file; going on knowingly leads to a register that holds.
#[test]
fn what_was_gone_on_with_knowingly_holds_again() {
    let (desk, mut register) = Desk::founded();
    let entries = party_told(&register, "somebody");
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    let sql = rusqlite::Connection::open(&desk.place.register).unwrap();
    sql.execute("UPDATE checkpoint SET note = replace(note, 'caveat/', 'cavest/')", []).unwrap();
    drop(sql);
    desk.open().unwrap_err();
    drop(Register::open(&desk.place, OnRollback::Accept, now()).unwrap());
    desk.open().unwrap();
    let fault = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).err();
    assert_eq!(fault.map(|fault| fault.message), None);
}

#[test]
fn an_export_is_verified_by_whoever_has_the_key_of_before_as_well() {
    let (desk, mut register) = Desk::founded();
    let first_key = register.key();
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    // The checkpoint at which the key was handed over has both signatures; the next one has not.
    let entries = party_told(&register, "somebody");
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let folder = desk.folder.path().join("public");
    let exported = register.export(&folder, &mut |_| {}).unwrap();
    verify_export(&folder, &[exported.key.clone(), first_key.clone()]).unwrap();
    verify_export(&folder, &[first_key, exported.key]).unwrap();
}

/// A register that goes on from an older copy is not the one whose tiles are there.
#[test]
fn an_export_of_a_history_that_was_given_up_is_not_gone_on_with() {
    let (desk, mut register) = Desk::founded();
    let older = desk.put_aside("older");
    let folder = desk.folder.path().join("public");
    for name in ["one", "two"] {
        let entries = party_told(&register, name);
        register.record(entries, None).unwrap();
    }
    register.sign().unwrap();
    register.export(&folder, &mut |_| {}).unwrap();
    drop(register);
    fs::copy(&older, &desk.place.register).unwrap();
    let mut register = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();
    let entries = party_told(&register, "three");
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let exported = register.export(&folder, &mut |_| {});
    let holds = exported
        .as_ref()
        .is_ok_and(|exported| verify_export(&folder, std::slice::from_ref(&exported.key)).is_ok());
    assert!(exported.is_err() || holds, "an export was written that does not hold: {exported:?}");
}

/// Whoever has the disk founds a register of their own and puts it in the place of ours.
#[test]
fn another_register_put_in_its_place_is_not_opened_without_a_word() {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    let (other, stranger) = Desk::founded();
    drop(stranger);
    fs::copy(&other.place.register, &desk.place.register).unwrap();
    let opened = desk.open();
    assert!(opened.is_err(), "the register here had another origin: {}", opened.unwrap().origin());
}

#[test]
fn a_signer_that_cannot_be_noted_down_is_refused_before_it_signs() {
    let (desk, mut register) = Desk::founded();
    let folder = desk.folder.path().join("two\nlines");
    fs::create_dir(&folder).unwrap();
    let signing = Signing::NewKey { file: Some(folder.join("key")) };
    let message = register.rotate(signing, now()).unwrap_err().to_string();
    assert!(message.contains("one line"), "{message}");
    assert!(!folder.join("key").exists());
    let command = "true\ncat".to_owned();
    let signing = Signing::Command { command, key: register.key() };
    let message = register.rotate(signing, now()).unwrap_err().to_string();
    assert!(message.contains("one line"), "{message}");
    assert_eq!(register.last(), Position(1));
    register.sign().unwrap();
}

/// What no other verb opens does not hold.
#[test]
fn a_check_does_not_pass_another_register_in_its_place() {
    let (desk, register) = Desk::founded();
    drop(register);
    let (other, stranger) = Desk::founded();
    drop(stranger);
    fs::copy(&other.place.register, &desk.place.register).unwrap();
    let checked = caveat_register::check(&desk.place, Arc::new(NoJudge), &mut |_| {});
    let message = checked.unwrap_err().to_string();
    assert!(message.contains("is another register than the one that was signed here"), "{message}");
}

/// `bring the keeper's folder` is what a message says.
#[test]
fn a_keepers_folder_that_was_moved_still_signs() {
    let (desk, register) = Desk::founded();
    drop(register);
    let moved = Place { keeper: desk.folder.path().join("moved"), ..desk.place.clone() };
    fs::rename(&desk.place.keeper, &moved.keeper).unwrap();
    let mut register = Register::open(&moved, OnRollback::Refuse, now()).unwrap();
    let entries = party_told(&register, "somebody");
    register.record(entries, None).unwrap();
    register.sign().unwrap();
}

/// The words lie in it as they are.
#[cfg(unix)]
#[test]
fn others_on_the_machine_cannot_read_the_register() {
    use std::os::unix::fs::PermissionsExt as _;
    let (desk, register) = Desk::founded();
    drop(register);
    let mode = fs::metadata(&desk.place.register).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode & 0o077, 0, "mode {mode:o}");
}

/// A bundle that tells what things are called tells no keys of an item's facts.
#[test]
fn a_bundle_of_names_alone_tells_no_fact() {
    let (_desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let bundle = register.prove(&[Position(4)], Reveal::Names).unwrap();
    assert!(bundle.contains("falcon-report") && !bundle.contains("192.0.2.1"));
}

/// What is recorded twice by a name that was given back is two things, and never one.
#[test]
fn a_name_that_was_erased_and_given_again_is_another_party() {
    use caveat_register::{Erasure, Names};
    let (_desk, mut register) = Desk::founded();
    let first = party_told(&register, "somebody");
    register.record(first, None).unwrap();
    let reason = Words::new("on request").unwrap();
    let of = vec![Position(2)];
    register.erase(Erasure { of, by: party("keeper"), reason, names: Names::Erase }, now()).unwrap();
    let again = party_told(&register, "somebody");
    register.record(again, None).unwrap();
    let ids: BTreeSet<_> = register.ledger().party_ids().cloned().collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
}

/// Whoever has the disk and no key names a key of their own and goes on.
#[test]
fn a_key_that_nobody_handed_over_does_not_sign_for_us() {
    let (desk, register) = Desk::founded();
    let key = register.key();
    drop(register);
    let kept = desk.kept();
    let thief = Place { keeper: desk.folder.path().join("thief"), ..desk.place.clone() };
    let theirs = thief.keeper.join(kept.file_name().unwrap());
    fs::create_dir_all(&theirs).unwrap();
    let file = format!("signer-{}", key.split('+').nth(1).unwrap());
    fs::write(theirs.join(file), format!("caveat-signer/1\n{key}\ncommand false\n")).unwrap();
    let mut stolen = Register::open(&thief, OnRollback::Refuse, now()).unwrap();
    stolen.rotate(Signing::NewKey { file: None }, now()).unwrap();
    drop(stolen);
    let error = desk.open().unwrap_err().to_string();
    assert!(error.ends_with("by nobody who had the one that signed here"), "{error}");
    let fault = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap_err();
    assert_eq!(fault.message, error);
}

/// A key that is lost can be replaced by its keeper. Who knows the lost one has to be told.
#[test]
fn a_lost_key_is_replaced_by_its_keeper_alone() {
    let (desk, mut register) = Desk::founded();
    let lost = register.key();
    let kept = desk.kept();
    fs::remove_file(kept.join(format!("key-{}", lost.split('+').nth(1).unwrap()))).unwrap();
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    drop(register);
    let register = desk.open().unwrap();
    let bundle = register.prove(&[Position(1)], Reveal::Nothing).unwrap();
    assert!(verify_bundle(bundle.as_bytes(), &[register.key()]).unwrap().pinned);
    assert!(verify_bundle(bundle.as_bytes(), &[lost]).is_err());
}

#[test]
fn nothing_is_shared_by_a_clock_that_was_set_back() {
    let (_desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    let earlier: caveat::time::Instant = "2026-02-03T03:05:06Z".parse().unwrap();
    let last = register.last();
    let refused =
        register.act_now(act("cert-nl", "once"), Arc::new(NoJudge), || earlier, OnClockBehind::Refuse);
    let refused = refused.unwrap_err().to_string();
    assert!(refused.starts_with("it is 2026-02-03T03:05:06Z by the clock, and entry #"), "{refused}");
    assert_eq!(register.last(), last);
    register.act_now(act("cert-nl", "once"), Arc::new(NoJudge), now, OnClockBehind::Refuse).unwrap();
    // Nobody had it an hour before; by that clock the answer is another, and it is given.
    let believed =
        register.act_now(act("cert-nl", "again"), Arc::new(NoJudge), || earlier, OnClockBehind::Believe);
    assert!(believed.is_err_and(|error| error.to_string() == "the answer is not yes"));
}
