//! The registers that are kept for ever, one of each version of the format: whatever becomes of the program, it opens
//! them, finds that they hold, and reads what was written.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here is a failed test")]

mod harness;
mod kept;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use caveat::decide::{Half, Outcome, decide};
use caveat::entry::Party;
use caveat::facts::Facts;
use caveat::id::PartyId;
use caveat::party::PartyKind;
use caveat::question::{NoJudge, Question};
use caveat::scenario::Scenario;
use caveat::set::Set;
use caveat::time::Position;
use caveat::words::Words;
use caveat::write::{self, Plain};
use caveat_register::{
    Act, Checked, Erasure, Evidence, Founding, Names, OnRollback, Own, Register, Reveal, Sealed, Signing,
    What, check, verify_bundle, verify_export,
};
use caveat_tlog::{CosignerKey, Note};

use harness::{Desk, now, root, told};
use kept::{ALL, NEWEST};

#[test]
fn they_hold_and_are_sealed() {
    for kept in ALL {
        let desk = kept.copy();
        let checked = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
        assert_eq!(found(&checked), kept.text("expected/root.txt"));
        assert_eq!(
            (checked.signed, checked.kept, checked.sealed),
            (checked.entries, Some(checked.entries), Sealed::Intact)
        );
    }
}

#[test]
fn their_logs_are_read_as_they_were_written() {
    for kept in ALL {
        assert_eq!(log(&kept.copy().open().unwrap()), kept.text("expected/log.txt"));
    }
}

#[test]
fn their_answers_are_those_that_were_given() {
    for kept in ALL {
        assert_eq!(answers(&kept.copy().open().unwrap()), kept.text("expected/answers.txt"));
    }
}

#[test]
fn every_sort_of_entry_is_in_them() {
    for kept in ALL {
        let register = kept.copy().open().unwrap();
        let mut sorts = BTreeSet::new();
        for logged in register.log().unwrap() {
            sorts.insert(match logged.what {
                What::Entry(entry) => entry.body.noun(),
                What::Own(Own::Founded { .. }) => "founding",
                What::Own(Own::Rotated { .. }) => "rotation",
                What::Own(Own::Erased { .. }) => "erasure",
                What::Own(Own::RolledBack { .. }) => "rollback",
            });
        }
        assert_eq!(sorts.len(), if kept.version == 1 { 29 } else { 32 }, "{sorts:?}");
    }
}

#[test]
fn their_evidence_and_their_exports_verify() {
    for kept in ALL {
        let [first, second, witness] = kept.keys();
        for bundle in ["bundle.json", "before-erasure.json"] {
            let bundle = fs::read(kept.file(bundle)).unwrap();
            for key in [&first, &second] {
                let evidence = verify_bundle(&bundle, std::slice::from_ref(key)).unwrap();
                assert!(evidence.pinned && evidence.key == second);
            }
        }
        let bundle = fs::read(kept.file("bundle.json")).unwrap();
        let evidence = verify_bundle(&bundle, &[first, witness.clone()]).unwrap();
        assert_eq!(evidence.witnessed, [("witness.example/v1".to_owned(), 1_770_091_506)]);
        let exported = verify_export(&kept.file("export"), &[second, witness]).unwrap();
        assert_eq!((exported.root, exported.witnessed.len()), (evidence.root, 1));
    }
}

/// Who hands evidence on can leave things out. They cannot alter what it says.
#[test]
fn a_flipped_byte_in_evidence_is_found_or_says_nothing_else() {
    let [first, _, witness] = NEWEST.keys();
    let pinned = [first, witness];
    let original = fs::read(NEWEST.file("bundle.json")).unwrap();
    let said = |evidence: Evidence| {
        let entries: Vec<_> = evidence
            .entries
            .into_iter()
            // What is asked for is said by whoever hands the evidence on.
            .map(|entry| (entry.position, entry.bytes, entry.opened, entry.names, entry.closed))
            .collect();
        (evidence.root, evidence.key, evidence.pinned, entries)
    };
    let right = said(verify_bundle(&original, &pinned).unwrap());
    let mut found = 0;
    // A step that comes by every sort of place in an entry.
    for at in (0..original.len()).step_by(5) {
        let mut bundle = original.clone();
        bundle[at] ^= 1 << (at % 7);
        match verify_bundle(&bundle, &pinned) {
            Ok(evidence) => assert_eq!(said(evidence), right, "byte {at}"),
            Err(_) => found += 1,
        }
    }
    assert!(found > original.len() / 5 * 9 / 10, "{found} of {}", original.len() / 5);
}

#[test]
fn evidence_that_is_cut_short_is_refused() {
    let original = fs::read(NEWEST.file("bundle.json")).unwrap();
    for length in (0..original.len() - 1).step_by(101) {
        assert!(verify_bundle(&original[..length], &[]).is_err(), "{length} bytes");
    }
}

/// Each leaf of an export is a version and a sum, and a tile has sums alone.
#[test]
fn an_export_tells_nothing_but_sums() {
    for kept in ALL {
        for bundle in kept::files(&kept.file("export/tile/entries")) {
            for leaf in caveat_tlog::entries::decode(&fs::read(bundle).unwrap()).unwrap() {
                assert_eq!((leaf.len(), leaf[0]), (33, 1));
            }
        }
    }
}

/// Words that were erased come back with an older copy, and that one is refused.
#[test]
fn words_that_were_erased_are_not_put_back() {
    for kept in ALL {
        let desk = kept.copy();
        let sql = rusqlite::Connection::open(&desk.place.register).unwrap();
        let erased = verify_bundle(kept.text("before-erasure.json").as_bytes(), &[]).unwrap();
        assert!(erased.entries.iter().any(|entry| !entry.names.is_empty()));
        let log = desk.open().unwrap().log().unwrap();
        let gone = log.iter().find(|logged| !logged.erased.is_empty()).unwrap();
        let (position, number) = (gone.position, gone.erased[0].0);
        let put_back = "INSERT INTO words VALUES (?1, ?2, zeroblob(32), 'Frau Ödön von Σ.')";
        sql.execute(put_back, (position.0.cast_signed(), number as i64)).unwrap();
        drop(sql);
        let fault = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap_err();
        let expected = format!("words {number} of entry {position} are not those it was recorded with");
        assert_eq!(fault.message, expected);
    }
}

#[test]
fn evidence_and_exports_are_made_of_them_as_they_were() {
    for kept in ALL {
        let desk = kept.copy();
        let register = desk.open().unwrap();
        let bundle = register.prove(&shown(&register), Reveal::Everything).unwrap();
        assert_eq!(bundle, kept.text("bundle.json"));
        let folder = desk.folder.path().join("export");
        register.export(&folder, &mut |_| {}).unwrap();
        for file in kept::files(&folder) {
            let as_it_was = kept.file("export").join(file.strip_prefix(&folder).unwrap());
            assert_eq!(fs::read(&file).unwrap(), fs::read(&as_it_was).unwrap(), "{}", as_it_was.display());
        }
        // Whoever reads a register changes nothing in it, whatever version it is of.
        drop(register);
        assert_eq!(fs::read(&desk.place.register).unwrap(), fs::read(kept.file("register.caveat")).unwrap());
    }
}

#[test]
fn they_can_be_gone_on_with() {
    for kept in ALL {
        let desk = kept.copy();
        let mut register = desk.open().unwrap();
        let entries = told(&register, "[[entry]]\nparty = \"spaeter\"\nkind = \"body\"\n");
        let recorded = register.record(entries, None).unwrap();
        let last = recorded.positions.first().unwrap().0;
        register.sign().unwrap();
        let bundle = register.prove(&[last], Reveal::Everything).unwrap();
        let [first, ..] = kept.keys();
        assert!(verify_bundle(bundle.as_bytes(), &[first]).unwrap().pinned);
    }
}

/// Whoever changes a byte of one changes its list too, and has to say why.
#[test]
fn they_were_not_rewritten() {
    for kept in ALL {
        assert_eq!(sums(&kept.folder()), kept.text("SHA256SUMS"), "`{kept:?}` is kept as it was made");
        assert!(!kept.file("register.caveat-wal").exists());
    }
}

/// What `check` found, as it is kept.
fn found(checked: &Checked) -> String {
    format!(
        "entries {}\nerased {}\nroot {}\ncheckpoints {}\n",
        checked.entries, checked.erased, checked.root, checked.checkpoints
    )
}

/// The sums of all files, as `sha256sum` prints them.
fn sums(folder: &Path) -> String {
    let mut sums = String::new();
    for file in kept::files(folder) {
        let name = file.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        // Answers change with what is decided, and that is told with a star in the changelog.
        if ["README.md", "SHA256SUMS", "expected/answers.txt"].contains(&&*name) {
            continue;
        }
        let sum = caveat_tlog::sha256(&fs::read(&file).unwrap());
        writeln!(sums, "{sum}  {name}").unwrap();
    }
    sums
}

fn log(register: &Register) -> String {
    let mut text = String::new();
    for logged in register.log().unwrap() {
        writeln!(text, "{} {} {} {}", logged.position, logged.id, logged.recorded, logged.text).unwrap();
        if !logged.erased.is_empty() {
            let erased: Vec<_> =
                logged.erased.iter().map(|(number, by)| format!("{number} by {by}")).collect();
            writeln!(text, "    erased {}", erased.join(", ")).unwrap();
        }
        writeln!(text, "    says {}", said(&logged.what)).unwrap();
    }
    text
}

/// What an entry says, with names and words in their places.
fn said(what: &What) -> String {
    match what {
        What::Entry(entry) => write::entry(entry, &mut Plain).canonical(),
        What::Own(Own::Founded { origin, key, we }) => format!("founded {origin} {key} by {we}"),
        What::Own(Own::Rotated { key, by }) => format!("rotated to {key} by {by}"),
        What::Own(Own::Erased { of, by, reason }) => format!("erased {} by {by}: {reason}", of.len()),
        What::Own(Own::RolledBack { checkpoint, by }) => format!("gave up {checkpoint:?} by {by}"),
    }
}

/// The answer to every question of one actor, one item and one recipient; each told by where its entry stands.
fn answers(register: &Register) -> String {
    let ledger = register.ledger();
    let facts = Facts::of(ledger.entries());
    let mut answers = BTreeSet::new();
    let at = |id: &str| ledger.named(id).first().map_or_else(|| id.to_owned(), Position::to_string);
    let everybody = || ledger.party_ids().cloned();
    for item in ledger.item_ids() {
        for actor in everybody() {
            for to in everybody().chain([PartyId::public()]) {
                let asked = format!("{} of {} to {}", at(actor.as_str()), at(item.as_str()), at(to.as_str()));
                let question = Question {
                    actor: actor.clone().into(),
                    item: item.clone(),
                    to: vec![to.into()],
                    purposes: Set::new(),
                    mode: caveat::caveat::Mode::Giving,
                    unattributed: false,
                    on: now(),
                };
                let answer = match decide(&question, &facts) {
                    Ok(decision) => {
                        let outcome = match decision.outcome() {
                            Outcome::Permitted => "permitted",
                            Outcome::ByRightAlone => "by right alone",
                            Outcome::ByConsentAlone => "by consent alone",
                            Outcome::Denied => "denied",
                        };
                        let half = |half: Half| match half {
                            Half::Yes => "yes",
                            Half::No => "no",
                            Half::NotInQuestion => "not in question",
                        };
                        let (right, consent) = (half(decision.right()), half(decision.consent()));
                        format!("{outcome}; right {right}; consent {consent}")
                    }
                    Err(_) => "unanswerable".to_owned(),
                };
                answers.insert(format!("{asked}: {answer}\n"));
            }
        }
    }
    answers.into_iter().collect()
}

/// The entries that `bundle.json` is about: a consent, the disclosure under it, one against the answer, and what was
/// said of it.
fn shown(register: &Register) -> Vec<Position> {
    ["einverstaendnis", "weitergabe", "trotzdem", "dementi"].map(|name| register.find(name).unwrap()).into()
}

const STORY: &str = r#"
    [[entry]]
    party = "wasserwerk"
    kind = "body"
    name = "Wasserwerk Ærøskøbing – 上水道"

    [[entry]]
    party = "zeitung"
    kind = "body"
    name = "Die Zeitung «Λόγος»"

    [[entry]]
    party = "quelle"
    kind = "person"
    name = "Frau Ödön von Σ."
    relay = "wasserwerk"

    [[entry]]
    item = "brunnenbericht"
    originator = "wasserwerk"
    title = "Der Brunnen an der Straße, Zustand im Jänner"
    caveats = [{ audience = "melder" }, { nobody = "bis der Rat entscheidet ⚖" }]
    facts = ["ipv4:192.0.2.7"]

    [[entry]]
    item = "hinweis"
    originator = "quelle"
    relay = "wasserwerk"
    title = "Was die Quelle sagt 🕊"
    caveats = [{ audience = "melder" }]

    [[entry]]
    disclosure = "eingang"
    of = "brunnenbericht"
    actor = "wasserwerk"
    to = "melder"
    setting = "mit der Post, „persönlich“"

    [[entry]]
    grant = "einverstaendnis"
    by = "wasserwerk"
    items = "brunnenbericht"
    to = "bert"
    lifts = ["brunnenbericht.1", "nobody"]

    [[entry]]
    refusal = "ablehnung"
    by = "wasserwerk"
    items = "brunnenbericht"
    to = "zeitung"
    reason = "Nein; erst der Rat."
"#;

/// Makes the register of the newest version. Each was made once; there is no reason to make one again but another
/// version of the format, and that one has a folder of its own.
#[test]
#[ignore = "makes the fixture, which is made once"]
fn make_the_register_of_the_newest_version() {
    let made = &NEWEST.folder();
    assert!(!made.join("register.caveat").exists(), "it is made already, and never rewritten");
    let desk = Desk::new();
    let name = Some(Words::new("Meldestelle am Leuchtturm 灯台").unwrap());
    let we = Party { id: "melder".parse().unwrap(), kind: PartyKind::Body, name, relay: None };
    let signing = Signing::NewKey { file: None };
    let founding = Founding { origin: Some("register.example/v1".to_owned()), we, signing };
    let mut register = Register::found(&desk.place, founding, now()).unwrap();
    let first = register.key();

    let every_kind = fs::read(root().join("crates/caveat/tests/accepted/every-kind.toml")).unwrap();
    let every_kind = Scenario::read(&every_kind).expect("the file can be read");
    let entries = every_kind.ledger.entries().iter().map(|entry| (**entry).clone()).collect();
    register.record(entries, Some("every-kind")).unwrap();
    let entries = told(&register, STORY);
    register.record(entries, Some("a8f5f167-f44f-4964-8f5e-5a4a3f1c2b10")).unwrap();
    register.sign().unwrap();

    // An older copy is put back and gone on with.
    let older = desk.put_aside("older");
    let lost =
        told(&register, "[[entry]]\nevent = \"verloren\"\nby = \"melder\"\nid = \"verloren-gegangen\"\n");
    register.record(lost, None).unwrap();
    register.sign().unwrap();
    drop(register);
    fs::copy(&older, &desk.place.register).unwrap();
    let mut register = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();

    register.rotate(Signing::NewKey { file: None }, now()).unwrap();
    let second = register.key();
    disclose(&mut register, "weitergabe", "bert", None);
    disclose(&mut register, "trotzdem", "public", Some("Gefahr für Leib und Leben – sofort."));
    let denial = r#"
        [[entry]]
        statement = "dementi"
        by = "zeitung"
        about = "trotzdem"
        says = "denies"
        quotation = "„Davon wissen wir nichts“, sagte ein Sprecher."
        published = "Abendausgabe, ½ Seite"
    "#;
    let entries = told(&register, denial);
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let before = register.prove(&shown(&register), Reveal::Everything).unwrap();

    let of = vec![register.find("hinweis").unwrap(), register.find("quelle").unwrap()];
    erase(&mut register, of, Names::Erase);
    let of = vec![register.find("zeitung").unwrap(), register.find("eingang").unwrap()];
    erase(&mut register, of, Names::Keep);

    // So many that a tile is full.
    let received = "[[entry]]\nacknowledgement = \"received\"\nof = \"leaflet\"\nwho = \"isac\"\n";
    let entries = told(&register, &received.repeat(200));
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    let witness = CosignerKey::new("witness.example/v1", &[9; 32]).unwrap();
    let note: Note = register.checkpoint().unwrap().unwrap().parse().unwrap();
    let line = witness.cosign(&note.text().parse().unwrap(), 1_770_091_506).unwrap();
    let answer = caveat_tlog::witness::print_cosignatures(&[line]);
    register.add_cosignature(&answer, &witness.verifier().to_string()).unwrap();

    let write = |name: &str, text: &str| {
        let path = made.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("keys.txt", &format!("{first}\n{second}\n{}\n", witness.verifier()));
    write("before-erasure.json", &before);
    write("bundle.json", &register.prove(&shown(&register), Reveal::Everything).unwrap());
    write("expected/log.txt", &log(&register));
    write("expected/answers.txt", &answers(&register));
    register.export(&made.join("export"), &mut |_| {}).unwrap();
    drop(register);
    let checked = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
    assert_eq!(checked.sealed, Sealed::Intact);
    write("expected/root.txt", &found(&checked));
    fs::copy(&desk.place.register, made.join("register.caveat")).unwrap();
    let kept = desk.kept();
    for file in kept::files(&kept) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        if !["lock", "place"].contains(&name.as_str()) {
            let folder = kept.file_name().unwrap().to_string_lossy();
            write(&format!("keeper/{folder}/{name}"), &text);
        }
    }
    write("README.md", &README.replace("{version}", &NEWEST.version.to_string()));
    write("SHA256SUMS", &sums(made));
}

const README: &str = "\
# The register of version {version}

A register as this version of the format writes it. It is kept so that every later program is held to it: it has to
open it, find that it holds, read what was written, and give the answers that were given. **It is never rewritten.**
Every version of the format has a folder of its own.

Its keys are here, and everybody has them: nothing that they sign proves anything. It is invented from end to end.

| | |
|---|---|
| `register.caveat` | the register, closed |
| `keeper/` | the keeper's folder, without its lock and without the note of where the register is |
| `keys.txt` | the verifier keys: the first, the one it handed over to, a witness's |
| `bundle.json` | evidence for four entries: a consent, a disclosure under it, one against the answer, a denial |
| `before-erasure.json` | the same, from before words were erased |
| `export/` | the tree as plain files |
| `expected/` | the root, the log, and the answers; these last change only with a star in the changelog |
| `SHA256SUMS` | what `sha256sum` says of all that may never change: `sha256sum -c SHA256SUMS` |

It holds every kind of entry (`crates/caveat/tests/accepted/every-kind.toml`, and a story of a well in German), a
concealed source, words in several scripts, a disclosure against the answer, a key that handed over to another, words
that were erased with their names and without, an older copy that was put back and gone on with, and more than 256
entries, so that a tile is full. The test that is ignored in `tests/fixture.rs` made it, once.

A test works on a copy, on which it puts the mode of the keys: 0600, which git does not keep.
";

fn disclose(register: &mut Register, id: &str, to: &str, against: Option<&str>) {
    let question = Question {
        actor: register.we().into(),
        item: "brunnenbericht".parse().unwrap(),
        to: vec![to.parse::<PartyId>().unwrap().into()],
        purposes: Set::new(),
        mode: caveat::caveat::Mode::Giving,
        unattributed: false,
        on: now(),
    };
    let against = against.map(|reason| Words::new(reason).unwrap());
    let act = Act {
        question,
        id: Some(id.parse().unwrap()),
        setting: None,
        against: against.clone(),
        command: Some(format!("{id}-1")),
    };
    let receipt = match register.act(act, Arc::new(NoJudge), now()) {
        Ok(receipt) => receipt,
        Err(error) => panic!("{id}: {error}"),
    };
    assert_eq!(receipt.is_against_the_answer(), against.is_some());
}

fn erase(register: &mut Register, of: Vec<Position>, names: Names) {
    let reason = Words::new("Art. 17 DSGVO, auf Wunsch – erledigt").unwrap();
    register.erase(Erasure { of, by: register.we(), reason, names }, now()).unwrap();
}
