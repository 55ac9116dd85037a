//! Every scenario at three heights, with the same answers: pure; through a register on disk; and through the binary,
//! verb by verb.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]
#![allow(dead_code, unused_imports, reason = "each test target uses a part of the modules that they share")]

mod harness;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use caveat::answer::Answer;
use caveat::caveat::{Kind, Mode, Selector};
use caveat::entry::{Body, Entry, Grant, InCapacity, Party};
use caveat::facts::Facts;
use caveat::id::PartyId;
use caveat::json::Json;
use caveat::party::PartyKind;
use caveat::question::Unanswerable;
use caveat::scenario::{Ask, Scenario};
use caveat::time::{Instant, Position};
use caveat::write::{self, Plain};
use caveat_register::{Founding, OnRollback, Place, Register, Signing};
use caveat_rules::CedarJudge;
use harness::{Desk, Ran, root};
use serde_json::Value;

/// Who keeps the registers: nobody that a scenario knows.
const KEEPER: &str = "keeper-of-the-register";

/// A register begins with its founding, at 0, and with whoever keeps it, at 1.
const SHIFT: u64 = 1;

fn scenarios() -> Vec<(String, Scenario)> {
    let files = std::fs::read_dir(root().join("scenarios")).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: &Path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, Scenario::read(&std::fs::read(path).unwrap()).unwrap())
    };
    let mut read: Vec<(String, Scenario)> = paths.iter().map(|path| read(path)).collect();
    read.push(("refused".to_owned(), Scenario::read(REFUSED.as_bytes()).unwrap()));
    read
}

/// What no scenario tells: a no, and a grant in every particular.
const REFUSED: &str = r#"
    entry = [
        { party = "supplier", kind = "body", on = 2025-01-01 },
        { party = "maker", kind = "body" },
        { party = "shop", kind = "body" },
        { party = "press", kind = "body" },
        { terms = "house", by = "supplier" },
        { item = "data", originator = "supplier", caveats = [{ audience = "maker" }, { purpose = "research" }] },
        { disclosure = "sent", of = "data", actor = "supplier", to = "maker" },
        { grant = "all", by = "supplier", items = "data", to = ["shop", "press"], on = 2025-01-02 },
        { refusal = "no", by = "supplier", items = "data", to = "press", reason = "no", on = 2025-01-03 },
        { grant = "some", by = "supplier", items = "data", to = "press", lifts = ["data.1", "purpose"],
          purposes = "news", modes = "showing", from = 2025-02-01, until = 2025-03-01, this_item_only = true,
          recipient_only = true, rests_on = "house", on = 2025-01-04 },
        { revocation = "back", by = "supplier", of = "all", to = "shop", on = 2025-01-05T10:00:00Z },
        { refusal = "not-ours", by = "maker", items = "data", to = "shop" },
    ]

    [[ask]]
    actor = "maker"
    item = "data"
    to = ["shop", "press"]
    purposes = "research"
    on = 2025-01-02

    [[ask]]
    actor = "maker"
    item = "data"
    to = "press"
    purposes = "research"
    on = 2025-01-03

    [[ask]]
    actor = "maker"
    item = "data"
    to = "press"
    purposes = "news"
    mode = "showing"
    on = 2025-02-10

    [[ask]]
    actor = "maker"
    item = "data"
    to = "shop"
    purposes = "research"
    on = 2025-01-06
    asker = "supplier"

    [[ask]]
    actor = "maker"
    item = "data"
    to = "shop"
    on = 2025-01-06
    known = 3
    expect = "unanswerable"
"#;

type Reply = Result<Answer, Unanswerable>;

/// An answer at its shifted positions: everything that is told, the grounds, the ways and the citations among it.
fn shifted(reply: &Reply, by: u64) -> Value {
    match reply {
        Ok(answer) => shift(serde_json::to_value(answer).unwrap(), "", by),
        Err(why) => serde_json::json!({ "answer": "unanswerable", "reason": why.to_string() }),
    }
}

/// Moves every position in a value, and every one named in a text.
fn shift(value: Value, key: &str, by: u64) -> Value {
    match value {
        Value::Number(number) if ["cites", "cited", "entry", "ledger_at", "power"].contains(&key) => {
            (number.as_u64().unwrap() + by).into()
        }
        Value::String(text) => {
            let pattern = regex::Regex::new(r"#(\d+)").unwrap();
            let moved = |found: &regex::Captures<'_>| format!("#{}", found[1].parse::<u64>().unwrap() + by);
            pattern.replace_all(&text, moved).into_owned().into()
        }
        Value::Array(elements) => elements.into_iter().map(|element| shift(element, key, by)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, field)| (key.clone(), shift(field, &key, by))).collect()
        }
        other => other,
    }
}

fn put(ask: &Ask, facts: Facts) -> Reply {
    ask.put_to(facts).answer
}

#[test]
fn a_register_on_disk_answers_as_the_scenario() {
    for (name, scenario) in scenarios() {
        let folder = tempfile::tempdir().unwrap();
        let place =
            Place { register: folder.path().join("register.caveat"), keeper: folder.path().join("keeper") };
        let we = Party { id: KEEPER.parse().unwrap(), kind: PartyKind::Body, name: None, relay: None };
        let founding = Founding { origin: None, we, signing: Signing::NewKey { file: None } };
        let mut register = Register::found(&place, founding, Instant::BEGINNING).unwrap();
        for entry in scenario.ledger.entries() {
            let recorded = register.record(vec![Entry::clone(entry)], None).unwrap();
            assert_eq!(recorded.positions[0].0, Position(entry.position.0 + SHIFT));
        }
        register.sign().unwrap();
        drop(register);
        let register = Register::open(&place, OnRollback::Refuse, Instant::BEGINNING).unwrap();
        for (number, ask) in (1..).zip(&scenario.asks) {
            let mut view = register.view(Some(Position(ask.known.0 + SHIFT)));
            for entry in &ask.suppose {
                let position = Position(entry.position.0 + SHIFT);
                view.push(Entry { position, ..Entry::clone(entry) }).unwrap();
            }
            let facts = Facts::fold(view.entries(), Position::LAST, Arc::new(CedarJudge::default()));
            let pure = ask.put(&scenario, Arc::new(CedarJudge::default()));
            let expected = shifted(&pure.answer, SHIFT);
            assert_eq!(shifted(&put(ask, facts), 0), expected, "{name}, question {number}");
        }
    }
}

#[test]
fn the_binary_answers_as_the_scenario() {
    let (mut asked, mut said) = (0, BTreeSet::new());
    for (name, scenario) in scenarios() {
        let desk = Desk::kept_by(KEEPER);
        said.extend(tell(&desk, scenario.ledger.entries()));
        for (number, ask) in (1..).zip(&scenario.asks) {
            let pure = ask.put(&scenario, Arc::new(CedarJudge::default()));
            let ran = ask_of(&desk, ask);
            let about = format!("{name}, question {number}\n{}", ran.seen());
            let status = match (&pure.answer, &pure.decision) {
                (Ok(Answer::Decided(_)), Ok(decision)) => match decision.outcome() {
                    caveat::decide::Outcome::Permitted => 0,
                    caveat::decide::Outcome::Denied => 3,
                    caveat::decide::Outcome::ByRightAlone => 4,
                    caveat::decide::Outcome::ByConsentAlone => 5,
                },
                (Err(Unanswerable::UnknownParty(_) | Unanswerable::UnknownItem(_)), _) => 2,
                _ => 1,
            };
            assert_eq!(ran.status, status, "{about}");
            asked += 1;
            if status == 2 {
                // What was typed is pointed at before anything is asked.
                let why = pure.answer.unwrap_err().to_string();
                assert!(ran.stderr.contains(&why), "{why}: {about}");
                continue;
            }
            let mut told = ran.json();
            let fields = told.as_object_mut().unwrap();
            fields.remove("version");
            fields.remove("choices");
            assert_eq!(told, shifted(&pure.answer, SHIFT), "{about}");
        }
    }
    assert!(asked > 30, "only {asked} questions");
    assert_eq!(said, ["grant", "refuse", "revoke"].into(), "the verbs that said something");
}

/// Records entries: those for which there is a verb by the verb, the others by `record`. Gives the verbs.
fn tell(desk: &Desk, entries: &[Arc<Entry>]) -> BTreeSet<&'static str> {
    let (mut said, mut others) = (BTreeSet::new(), Vec::new());
    for entry in entries {
        match by_verb(entry) {
            None => others.push(json(entry)),
            Some(command) => {
                record(desk, &mut others);
                let command: Vec<&str> = command.iter().map(String::as_str).collect();
                desk.done(&command);
                said.extend(["grant", "refuse", "revoke"].iter().copied().filter(|verb| *verb == command[0]));
            }
        }
    }
    record(desk, &mut others);
    said
}

fn record(desk: &Desk, entries: &mut Vec<String>) {
    if !entries.is_empty() {
        let ran = desk.run_with(&["record", "-"], format!("[{}]", entries.join(",")).as_bytes());
        assert_eq!(ran.status, 0, "{}", ran.seen());
        entries.clear();
    }
}

/// An entry as it is told, without when it was recorded.
fn json(entry: &Entry) -> String {
    let Json::Object(mut fields) = write::entry(entry, &mut Plain) else { panic!("an entry is an object") };
    fields.remove("recorded");
    Json::Object(fields).canonical()
}

/// The command that says what the entry says, if there is one.
fn by_verb(entry: &Entry) -> Option<Vec<String>> {
    if entry.on == Instant::BEGINNING {
        return None;
    }
    let mut command: Vec<String> = match &entry.body {
        Body::Grant(grant) => granted(grant)?,
        Body::Refusal(refusal) => {
            let mut command = vec!["refuse".to_owned()];
            command.extend(refusal.items.iter().map(ToString::to_string));
            command.extend(["--to".to_owned(), joined(&refusal.to)]);
            command.extend(option("--answers", refusal.answers.as_ref()));
            command.extend(option("--reason", refusal.reason.as_ref()));
            command
        }
        Body::Revocation(revocation) => {
            let mut command = vec!["revoke".to_owned()];
            command.extend(revocation.of.iter().map(ToString::to_string));
            if !revocation.to.is_empty() {
                command.extend(["--to".to_owned(), joined(&revocation.to)]);
            }
            command.extend(option("--reason", revocation.reason.as_ref()));
            command
        }
        _ => return None,
    };
    command.extend(option("--on", Some(&entry.on)));
    command.extend(option("--as", Some(&entry.by)));
    command.extend(option("--id", entry.id.as_ref()));
    Some(command)
}

fn granted(grant: &Grant) -> Option<Vec<String>> {
    let mut command = vec!["grant".to_owned()];
    command.extend(grant.items.iter().map(ToString::to_string));
    command.extend(["--to".to_owned(), joined(&grant.to)]);
    let lifts: Vec<String> = grant.lifts.iter().map(selector).collect();
    if !lifts.is_empty() {
        command.extend(["--lifts".to_owned(), lifts.join(",")]);
    }
    if !grant.purposes.is_empty() {
        command.extend(["--purpose".to_owned(), joined(&grant.purposes)]);
    }
    match (grant.modes.contains(&Mode::Showing), grant.modes.contains(&Mode::Giving)) {
        (true, true) => return None,
        (true, false) => command.push("--shown".to_owned()),
        (false, true) => command.push("--given".to_owned()),
        (false, false) => {}
    }
    command.extend(option("--from", Some(&grant.during.from)));
    command.extend(option("--until", grant.during.until.as_ref()));
    command.extend(grant.this_item_only.then(|| "--this-item-only".to_owned()));
    command.extend(grant.recipient_only.then(|| "--recipient-only".to_owned()));
    command.extend(grant.unattributed.then(|| "--unattributed".to_owned()));
    if !grant.bound.is_empty() {
        command.extend(["--bound".to_owned(), joined(&grant.bound)]);
    }
    command.extend(option("--answers", grant.answers.as_ref()));
    command.extend(option("--rests-on", grant.rests_on.as_ref()));
    Some(command)
}

fn selector(selector: &Selector) -> String {
    match selector {
        Selector::Kind(kind) => Kind::ALL.iter().find(|(_, known)| known == kind).unwrap().0.to_owned(),
        Selector::Caveat(caveat) => caveat.to_string(),
        Selector::Everything => "everything".to_owned(),
    }
}

fn option<T: ToString>(flag: &str, value: Option<&T>) -> Vec<String> {
    value.map(|value| vec![flag.to_owned(), value.to_string()]).unwrap_or_default()
}

fn joined<'a, T: ToString + 'a>(list: impl IntoIterator<Item = &'a T>) -> String {
    list.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Puts a question by the binary.
fn ask_of(desk: &Desk, ask: &Ask) -> Ran {
    let question = &ask.question;
    let to: Vec<PartyId> = question.to.iter().map(|who| who.party.clone()).collect();
    let mut command: Vec<String> =
        vec!["ask".into(), "--json".into(), "--actor".into(), question.actor.party.to_string()];
    command.extend(["--item".to_owned(), question.item.to_string(), "--to".to_owned(), joined(&to)]);
    command.extend(["--on".to_owned(), question.on.to_string()]);
    command.extend(["--known".to_owned(), format!("#{}", ask.known.0 + SHIFT)]);
    let everybody = question.to.iter().chain([&question.actor]).chain(&ask.asker);
    for InCapacity { party, capacity } in everybody {
        if let Some(capacity) = capacity {
            command.extend(["--in-capacity".to_owned(), format!("{party}={capacity}")]);
        }
    }
    if !question.purposes.is_empty() {
        command.extend(["--purpose".to_owned(), joined(&question.purposes)]);
    }
    command.push(if question.mode == Mode::Showing { "--shown" } else { "--given" }.to_owned());
    command.extend(question.unattributed.then(|| "--unattributed".to_owned()));
    command.extend(option("--as", ask.asker.as_ref().map(|asker| &asker.party)));
    if !ask.suppose.is_empty() {
        let entries: Vec<String> = ask.suppose.iter().map(|entry| json(entry)).collect();
        desk.file("suppose.json", format!("[{}]", entries.join(",")));
        command.extend(["--suppose".to_owned(), "suppose.json".to_owned()]);
    }
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    desk.run(&command)
}
