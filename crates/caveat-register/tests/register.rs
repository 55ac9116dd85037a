//! The register through its door: what is recorded is there, what is refused leaves nothing, what is put back is
//! noticed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here is a failed test")]

mod harness;

use std::sync::Arc;

use caveat::decide::decide;
use caveat::facts::Facts;
use caveat::question::NoJudge;
use caveat::set::Set;
use caveat::time::Position;
use caveat::words::Words;
use caveat_register::{
    Act, ActError, Erasure, ErrorKind, Names, OnClockBehind, OnRollback, Own, RecordError, Register, Reveal,
    Sealed, Signing, What, check, verify_bundle, verify_export,
};
use caveat_rules::CedarJudge;

use harness::{Desk, STORY, WORDS, now, scenarios, told};

fn checked(desk: &Desk) -> caveat_register::Checked {
    check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap()
}

#[test]
fn what_is_recorded_is_read_back_by_another_process() {
    for (name, scenario) in scenarios() {
        let (desk, mut register) = Desk::founded();
        let entries: Vec<_> = scenario.ledger.entries().iter().map(|entry| (**entry).clone()).collect();
        let count = entries.len();
        let recorded = register.record(entries, None).unwrap();
        assert_eq!(recorded.positions.len(), count, "{name}");
        register.sign().unwrap();
        let here: Vec<_> = register.ledger().entries().to_vec();
        drop(register);
        let there = desk.open().unwrap();
        assert_eq!(there.ledger().entries(), here, "{name}");
        // All but the positions, and ids where nobody gave any, is what was told.
        for (told, kept) in scenario.ledger.entries().iter().zip(&here[1..]) {
            assert_eq!(
                (&told.body, told.on, told.recorded, &told.by),
                (&kept.body, kept.on, kept.recorded, &kept.by)
            );
            assert!(told.id.is_none() || told.id == kept.id);
        }
        drop(there);
        let checked = checked(&desk);
        assert_eq!(
            (checked.entries, checked.signed, checked.sealed),
            (count as u64 + 2, count as u64 + 2, Sealed::Intact)
        );
    }
}

#[test]
fn no_slug_and_no_words_stand_in_an_entry() {
    let (_desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    for logged in register.log().unwrap() {
        for words in WORDS.iter().chain(&["keeper", "192.0.2.1"]) {
            assert!(!logged.text.contains(words), "{words} in {}", logged.text);
        }
    }
}

#[test]
fn a_scenario_through_the_register_has_the_answers_of_the_scenario_alone() {
    for (name, scenario) in scenarios() {
        let (_desk, mut register) = Desk::founded();
        let entries = scenario.ledger.entries().iter().map(|entry| (**entry).clone()).collect();
        register.record(entries, None).unwrap();
        for (number, ask) in (1..).zip(&scenario.asks) {
            let alone = ask.put(&scenario, Arc::new(CedarJudge::default())).decision;
            // The register's founding stands at 0 and who keeps it at 1.
            let known = Position(if ask.known.0 == 0 { 0 } else { ask.known.0 + 1 });
            let mut view = register.view(Some(known));
            for entry in &ask.suppose {
                let mut entry = (**entry).clone();
                entry.position = Position(entry.position.0 + 1);
                view.push(entry).unwrap();
            }
            let facts = Facts::fold(view.entries(), Position::LAST, Arc::new(CedarJudge::default()));
            let kept = decide(&ask.question, &facts);
            match (alone, kept) {
                (Ok(alone), Ok(kept)) => {
                    let halves = |decision: &caveat::decide::Decision| {
                        let grounds = decision.grounds().iter().map(|ground| {
                            (format!("{:?}", ground.recipient()), ground.state().kind(), ground.side())
                        });
                        (
                            decision.outcome(),
                            decision.right(),
                            decision.consent(),
                            grounds.collect::<Vec<_>>(),
                        )
                    };
                    assert_eq!(halves(&alone), halves(&kept), "{name}, question {number}");
                }
                (alone, kept) => assert_eq!(alone.is_err(), kept.is_err(), "{name}, question {number}"),
            }
        }
    }
}

#[test]
fn a_batch_is_recorded_whole_or_not_at_all() {
    let (desk, mut register) = Desk::founded();
    let mut entries = told(&register, STORY);
    let last = entries.len() - 1;
    entries.push(entries[0].clone());
    match register.record(entries.clone(), None) {
        Err(RecordError::Refused { index, message, .. }) => {
            assert_eq!(index, last + 1);
            assert!(message.contains("acme-energy"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(register.last(), Position(1));
    entries.pop();
    register.record(entries, None).unwrap();
    assert_eq!(register.last(), Position(last as u64 + 2));
    register.sign().unwrap();
    checked(&desk);
}

#[test]
fn a_name_that_was_refused_is_as_if_it_had_never_been_told() {
    let (desk, mut register) = Desk::founded();
    let mut entries = told(&register, "[[entry]]\nparty = \"acme\"\nkind = \"body\"\nname = \"ACME\"\n");
    // Nobody knows this relay.
    if let caveat::entry::Body::Party(party) = &mut entries[0].body {
        party.relay = Some(to_id("unknown-relay"));
    }
    let error = register.record(entries, None).unwrap_err();
    assert!(error.to_string().contains("unknown-relay"), "{error}");
    let entries = told(&register, "[[entry]]\nparty = \"acme\"\nkind = \"body\"\n");
    register.record(entries, None).unwrap();
    drop(register);
    let register = desk.open().unwrap();
    assert!(register.ledger().party(&to_id("acme")).is_some());
    assert_eq!(register.find("acme"), Ok(Position(2)));
}

#[test]
fn a_retried_command_is_written_once() {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    let first = register.record(entries.clone(), Some("8f1c")).unwrap();
    assert!(!first.again);
    drop(register);
    let mut register = desk.open().unwrap();
    let second = register.record(entries.clone(), Some("8f1c")).unwrap();
    assert!(second.again);
    assert_eq!(second.positions, first.positions);
    let error = register.record(entries[..1].to_vec(), Some("8f1c")).unwrap_err();
    assert_eq!(error.to_string(), "command `8f1c` recorded something else before (see #2)");
    let error = register.record(entries, Some("")).unwrap_err();
    assert_eq!(error.to_string(), "a command's id has 1 to 200 printable characters");
}

fn question(item: &str, to: &str) -> caveat::question::Question {
    caveat::question::Question {
        actor: to_id("keeper").into(),
        item: item.parse().unwrap(),
        to: vec![to_id(to).into()],
        purposes: Set::new(),
        mode: caveat::caveat::Mode::Giving,
        unattributed: false,
        on: now(),
    }
}

fn to_id(party: &str) -> caveat::id::PartyId {
    party.parse().unwrap()
}

fn act(to: &str) -> Act {
    Act { question: question("falcon-report", to), id: None, setting: None, against: None, command: None }
}

#[test]
fn a_disclosure_is_decided_and_recorded_in_one_act() {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    let before = register.last();
    let refused = register.act(act("public"), Arc::new(NoJudge), now());
    assert!(matches!(refused, Err(ActError::NotPermitted { .. })), "{refused:?}");
    let unknown = register.act(act("nobody-known"), Arc::new(NoJudge), now());
    assert!(matches!(unknown, Err(ActError::Unanswerable(_))), "{unknown:?}");
    assert_eq!(register.last(), before);
    let command = Some("once".to_owned());
    let once =
        register.act(Act { command: command.clone(), ..act("cert-nl") }, Arc::new(NoJudge), now()).unwrap();
    assert!(!once.is_against_the_answer());
    let again = register.act(Act { command, ..act("cert-nl") }, Arc::new(NoJudge), now()).unwrap();
    assert!(again.is_repeated());
    assert_eq!((once.position(), once.id()), (again.position(), again.id()));
    let against = Some(Words::new("lives were at stake").unwrap());
    let against = register.act(Act { against, ..act("public") }, Arc::new(NoJudge), now()).unwrap();
    assert!(against.is_against_the_answer());
    assert_eq!(register.last(), Position(before.0 + 2));
    register.sign().unwrap();
    checked(&desk);
}

#[test]
fn who_waited_for_others_decides_by_what_they_said_meanwhile() {
    let (desk, mut first) = Desk::founded();
    let entries = told(&first, STORY);
    first.record(entries, None).unwrap();
    let mut second = desk.open().unwrap();
    let refusal = r#"
        [[entry]]
        refusal = "falcon-no"
        by = "acme-energy"
        items = "falcon-report"
        to = "cert-nl"
        on = 2026-02-03T04:05:08Z
    "#;
    let entries = told(&second, refusal);
    second.record(entries, None).unwrap();
    // The question was put at `now()`, before the refusal; the register is had two seconds after it.
    let late = || "2026-02-03T04:05:10Z".parse().unwrap();
    let refused = first.act_now(act("cert-nl"), Arc::new(NoJudge), late, OnClockBehind::Refuse);
    let Err(ActError::NotPermitted { decision, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(decision.question().on, late());
}

/// Every answer, told so that ids do not show.
fn answers(register: &Register) -> Vec<String> {
    let ledger = register.ledger();
    let facts = Facts::of(ledger.entries());
    let mut answers = Vec::new();
    for item in ledger.item_ids() {
        for actor in ledger.party_ids() {
            for to in ledger.party_ids().cloned().chain([caveat::id::PartyId::public()]) {
                let question = caveat::question::Question {
                    actor: actor.clone().into(),
                    item: item.clone(),
                    to: vec![to.into()],
                    ..question("x", "public")
                };
                let position = |id: &str| ledger.named(id).first().copied();
                let asked = (
                    position(item.as_str()),
                    position(actor.as_str()),
                    position(question.to[0].party.as_str()),
                );
                let answer = match decide(&question, &facts) {
                    Ok(decision) => {
                        let grounds = decision
                            .grounds()
                            .iter()
                            .map(|ground| (ground.state().kind(), ground.side(), ground.cites().clone()));
                        let mut grounds: Vec<_> = grounds.map(|ground| format!("{ground:?}")).collect();
                        grounds.sort();
                        format!(
                            "{:?} {:?} {:?} {grounds:?}",
                            decision.outcome(),
                            decision.cited(),
                            decision.possession().held()
                        )
                    }
                    Err(_) => "none".to_owned(),
                };
                answers.push(format!("{asked:?} {answer}"));
            }
        }
    }
    answers.sort();
    answers
}

fn everything(register: &Register) -> Vec<Position> {
    (0..=register.last().0).map(Position).collect()
}

fn erasure(of: Vec<Position>) -> Erasure {
    Erasure {
        of,
        by: to_id("keeper"),
        reason: Words::new("Art. 17 of the Regulation").unwrap(),
        names: Names::Erase,
    }
}

#[test]
fn erased_words_are_nowhere_and_no_answer_changes() {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    let before = register.sign().unwrap();
    let bundle = register.prove(&[Position(5)], Reveal::Everything).unwrap();
    let answered = answers(&register);
    assert!(answered.iter().any(|answer| answer.contains("Permitted")));
    let all = everything(&register);
    let recorded = register.erase(erasure(all), now()).unwrap();
    assert_eq!(recorded.positions.len(), 1);
    let after = register.sign().unwrap();
    assert_eq!(after.size, before.size + 1);
    assert_eq!(answers(&register), answered);
    drop(register);
    for file in std::fs::read_dir(desk.place.register.parent().unwrap()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for words in WORDS.iter().chain(&["192.0.2.1"]) {
            let found = bytes.windows(words.len()).any(|window| window == words.as_bytes());
            assert!(!found, "`{words}` is still in {}", path.display());
        }
        let reason = b"Art. 17 of the Regulation";
        assert!(path != desk.place.register || bytes.windows(reason.len()).any(|window| window == reason));
    }
    let register = desk.open().unwrap();
    assert_eq!(answers(&register), answered);
    let logged = register.logged(Position(4)).unwrap().unwrap();
    assert_eq!(logged.erased.len(), 4);
    assert!(logged.erased.iter().all(|(_, by)| *by == after_last(&register)));
    // What was proven before is proven still, and what is proven now shows nothing of the words.
    verify_bundle(bundle.as_bytes(), &[register.key()]).unwrap();
    let now = register.prove(&[Position(5)], Reveal::Everything).unwrap();
    assert!(WORDS.iter().all(|words| !now.contains(words)));
    let evidence = verify_bundle(now.as_bytes(), &[register.key()]).unwrap();
    assert!(evidence.entries.iter().any(|entry| entry.asked && entry.closed > 0));
    let checked = checked(&desk);
    assert!(checked.erased >= WORDS.len());
}

fn after_last(register: &Register) -> Position {
    let is_erasure = |logged: &caveat_register::Logged| matches!(logged.what, What::Own(Own::Erased { .. }));
    register.log().unwrap().iter().rfind(|logged| is_erasure(logged)).unwrap().position
}

#[test]
fn an_erasure_that_was_cut_off_is_finished_when_the_register_is_opened() {
    let (desk, mut register) = Desk::founded();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    // As after a crash behind the commit: the rows are gone, and older pages are not.
    let connection = rusqlite::Connection::open(&desk.place.register).unwrap();
    connection
        .execute_batch("CREATE TABLE old (x); INSERT INTO old VALUES ('Wilhelmina'); DROP TABLE old;")
        .unwrap();
    drop(connection);
    let holds = |words: &str| {
        let bytes = std::fs::read(&desk.place.register).unwrap();
        bytes.windows(words.len()).filter(|window| *window == words.as_bytes()).count()
    };
    assert_eq!(holds("Wilhelmina"), 2);
    let kept = desk.kept();
    std::fs::write(kept.join("erasing"), "").unwrap();
    std::fs::remove_file(kept.join("seal")).unwrap();
    desk.open().unwrap();
    assert_eq!(holds("Wilhelmina"), 1);
    assert!(!kept.join("erasing").exists());
}

#[test]
fn erasing_takes_authority_and_something_to_erase() {
    let (_desk, mut register) = Desk::founded();
    let mut entries = told(&register, STORY);
    let rule = r#"
        [[entry]]
        rule = "house"
        by = "keeper"
        policy = 'forbid(principal == Party::"cert-nl", action, resource);'
    "#;
    entries.extend(told(&register, rule));
    register.record(entries, None).unwrap();
    let refused = |register: &mut Register, erasure| register.erase(erasure, now()).unwrap_err().to_string();
    let by_other = Erasure { by: to_id("cert-nl"), ..erasure(vec![Position(2)]) };
    assert_eq!(refused(&mut register, by_other), "no authority to erase words of entry #2");
    let own = Erasure { by: to_id("acme-energy"), ..erasure(vec![Position(2)]) };
    register.erase(own, now()).unwrap();
    assert_eq!(refused(&mut register, erasure(vec![Position(2)])), "there are no words to erase");
    assert_eq!(refused(&mut register, erasure(vec![Position(99)])), "there is no entry #99");
    assert_eq!(
        refused(&mut register, erasure(vec![Position(3)])),
        "house rule `house` goes by the name `cert-nl`"
    );
    let keep = Erasure { names: Names::Keep, ..erasure(vec![Position(3)]) };
    register.erase(keep, now()).unwrap();
    assert!(register.ledger().party(&to_id("cert-nl")).is_some());
    assert!(register.ledger().party(&to_id("acme-energy")).is_none());
    // The name is free again.
    let again = told(&register, "[[entry]]\nparty = \"acme-energy\"\nkind = \"body\"\n");
    register.record(again, None).unwrap();
    assert!(register.ledger().party(&to_id("acme-energy")).is_some());
}

#[test]
fn an_older_copy_put_back_is_refused_unless_accepted_and_then_recorded() {
    let (desk, mut register) = Desk::founded();
    let older = desk.put_aside("older");
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    let given_up = register.sign().unwrap();
    drop(register);
    let newer = desk.put_aside("newer");
    std::fs::copy(&older, &desk.place.register).unwrap();
    let error = desk.open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RolledBack);
    assert_eq!(error.to_string(), "the register holds 2 entries, and a checkpoint over 8 was signed here");
    let fault = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap_err();
    assert!(fault.message.contains("does not go on from the checkpoint over 8"), "{fault}");
    let accepted = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();
    let last = accepted.logged(accepted.last()).unwrap().unwrap();
    match last.what {
        What::Own(Own::RolledBack { checkpoint, .. }) => assert_eq!(checkpoint, given_up.note),
        other => panic!("{other:?}"),
    }
    drop(accepted);
    desk.open().unwrap();
    checked(&desk);
    // Now it is the other copy that is not the one signed last.
    std::fs::copy(&newer, &desk.place.register).unwrap();
    let error = desk.open().unwrap_err();
    assert_eq!(error.to_string(), "the first 3 entries are not those whose checkpoint was signed here");
}

#[test]
fn a_key_hands_over_to_the_next_and_evidence_follows() {
    let (desk, mut register) = Desk::founded();
    let first_key = register.key();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    assert_ne!(register.key(), first_key);
    register.rotate(Signing::NewKey { file: Some(desk.folder.path().join("third.key")) }, now()).unwrap();
    let more = told(&register, "[[entry]]\nparty = \"late-comer\"\nkind = \"body\"\n");
    register.record(more, None).unwrap();
    register.sign().unwrap();
    let bundle = register.prove(&[Position(5)], Reveal::Names).unwrap();
    let evidence = verify_bundle(bundle.as_bytes(), std::slice::from_ref(&first_key)).unwrap();
    assert!(evidence.pinned && evidence.key == register.key());
    // Without the hand-overs the first key vouches for nothing.
    let without = bundle.split("\"handovers\":").next().unwrap().to_owned() + "\"handovers\":[]}";
    let error = verify_bundle(without.as_bytes(), &[first_key]).unwrap_err();
    assert!(error.to_string().ends_with("and not by the key given"), "{error}");
    drop(register);
    let (_other, stranger) = Desk::founded();
    assert!(verify_bundle(bundle.as_bytes(), &[stranger.key()]).is_err());
    assert!(verify_bundle(bundle.as_bytes(), &[]).is_ok_and(|evidence| !evidence.pinned));
    checked(&desk);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_does_not_sign() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let key = desk.folder.path().join("a.key");
    let we = caveat::entry::Party {
        id: to_id("keeper"),
        kind: caveat::party::PartyKind::Body,
        name: None,
        relay: None,
    };
    let signing = Signing::NewKey { file: Some(key.clone()) };
    let founding = caveat_register::Founding { origin: Some("cert.example/log".to_owned()), we, signing };
    let mut register = Register::found(&desk.place, founding, now()).unwrap();
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    let error = register.sign().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Key);
    assert!(error.to_string().starts_with("others may read the key"), "{error}");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    register.sign().unwrap();
    checked(&desk);
}

#[test]
fn an_export_is_verified_and_brought_up_to_date() {
    let (desk, mut register) = Desk::founded();
    let folder = desk.folder.path().join("public");
    register.export(&folder, &mut |_| {}).unwrap();
    let entries = told(&register, STORY);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let exported = register.export(&folder, &mut |_| {}).unwrap();
    assert_eq!(exported.size, 8);
    let evidence = verify_export(&folder, std::slice::from_ref(&exported.key)).unwrap();
    assert_eq!(evidence.size, 8);
    let error = verify_export(&folder, &[]).unwrap_err();
    assert!(error.to_string().ends_with("an export does not say its own"), "{error}");
    let (_other, stranger) = Desk::founded();
    let error = stranger.export(&folder, &mut |_| {}).unwrap_err();
    assert!(error.to_string().ends_with("holds the export of another log"), "{error}");
}

#[test]
fn an_external_signer_signs_or_says_why_not() {
    let desk = Desk::new();
    let seed = [7; 32];
    let key = caveat_tlog::SigningKey::new("cert.example/log", &seed).unwrap().verifier().to_string();
    let we = caveat::entry::Party {
        id: to_id("keeper"),
        kind: caveat::party::PartyKind::Body,
        name: None,
        relay: None,
    };
    let signing = Signing::Command { command: "echo no signature".to_owned(), key };
    let founding = caveat_register::Founding { origin: Some("cert.example/log".to_owned()), we, signing };
    let error = Register::found(&desk.place, founding, now()).unwrap_err();
    assert!(error.to_string().contains("printed no signature line"), "{error}");
}

#[test]
fn several_writers_wait_for_each_other() {
    let (desk, register) = Desk::founded();
    drop(register);
    let write = |name: usize| {
        let place = desk.place.clone();
        std::thread::spawn(move || {
            let mut register = Register::open(&place, OnRollback::Refuse, now()).unwrap();
            for number in 0..20 {
                let story = format!("[[entry]]\nparty = \"party-{name}-{number}\"\nkind = \"body\"\n");
                let entries = told(&register, &story);
                register.record(entries, None).unwrap();
            }
            register.sign().unwrap();
        })
    };
    let writers: Vec<_> = (0..4).map(write).collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    let register = desk.open().unwrap();
    assert_eq!(register.ledger().party_ids().count(), 81);
    drop(register);
    assert_eq!(checked(&desk).entries, 82);
}

#[test]
fn what_is_no_register_is_told_apart() {
    let desk = Desk::new();
    let refused = |desk: &Desk| desk.open().map(drop).unwrap_err();
    assert_eq!(refused(&desk).kind(), ErrorKind::Missing);
    std::fs::create_dir_all(&desk.place.register).unwrap();
    assert_eq!(refused(&desk).kind(), ErrorKind::NotARegister);
    std::fs::remove_dir(&desk.place.register).unwrap();
    std::fs::write(&desk.place.register, "minutes of the meeting, which are long enough to be looked at")
        .unwrap();
    assert_eq!(refused(&desk).kind(), ErrorKind::NotARegister);
    assert_eq!(desk.found().map(drop).unwrap_err().kind(), ErrorKind::Exists);
    std::fs::write(&desk.place.register, "").unwrap();
    assert_eq!(refused(&desk).kind(), ErrorKind::NotARegister);
}
