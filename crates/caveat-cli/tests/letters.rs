//! Owners asked by letter, from one register to another and back, as their officers see it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says what is wrong by failing"
)]
#![allow(dead_code, unused_imports, reason = "each test target uses a part of the modules that they share")]

mod harness;

use std::fs;

use harness::Desk;
use regex::Regex;

/// What the asker has: an item of the owner, and a digest of its own that the owner knows nothing of.
const OF_CERT: &str = r#"
    entry = [
        { party = "sudland", kind = "state", name = "Republic of Sudland" },
        { party = "firm", kind = "body", name = "Pump Works" },
        { terms = "swift", by = "sudland", silence = { means = "grant", after = "7 days" } },
        { item = "wells", originator = "sudland", title = "Wells of the north", caveats = [{ audience = "cert" }] },
        { disclosure = "sent", of = "wells", actor = "sudland", to = "cert" },
        { item = "digest", originator = "cert", title = "Our secret digest", sources = "wells" },
    ]
"#;

/// What the owner has: the same item, and the same firm by another name.
const OF_SUDLAND: &str = r#"
    entry = [
        { party = "cert", kind = "body", name = "CERT Nordmark" },
        { party = "pump-works", kind = "body", name = "Pump Works" },
        { terms = "swift", by = "sudland", silence = { means = "grant", after = "7 days" } },
        { item = "wells", originator = "sudland", title = "Wells of the north", caveats = [{ audience = "cert" }] },
        { disclosure = "sent", of = "wells", actor = "sudland", to = "cert" },
    ]
"#;

const CALLED: [&str; 2] = ["--called", "firm=pump-works"];

struct Both {
    cert: Desk,
    sudland: Desk,
}

impl Both {
    fn new() -> Self {
        let both = Self { cert: Desk::kept_by("cert"), sudland: Desk::kept_by("sudland") };
        for (desk, story) in [(&both.cert, OF_CERT), (&both.sudland, OF_SUDLAND)] {
            desk.file("story.toml", story);
            desk.done(&["record", "story.toml"]);
        }
        both.sudland.done(&["key", "cert", both.cert.run(&["key"]).stdout.trim()]);
        both.cert.done(&["key", "sudland", both.sudland.run(&["key"]).stdout.trim()]);
        both
    }

    /// The asker asks; the letter is sent.
    fn asked(&self) -> String {
        self.cert.done(&["request", "--item", "digest", "--to", "firm", "--under", "swift", "--out", "."]);
        let file = letters(&self.cert, "request").pop().unwrap();
        send(&self.cert, &file, &self.sudland);
        file
    }

    /// What the request goes by.
    fn request(&self, file: &str) -> String {
        file.split('.').next().unwrap().to_owned()
    }
}

fn letters(desk: &Desk, kind: &str) -> Vec<String> {
    let files =
        fs::read_dir(desk.path("")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> =
        files.filter(|file| file.ends_with(&format!("caveat-{kind}.json"))).collect();
    files.sort_by_key(|file| (file.len(), file.clone()));
    files
}

fn send(from: &Desk, file: &str, to: &Desk) {
    fs::copy(from.path(file), to.path(file)).unwrap();
}

/// What a user sees, with what is drawn at random or is of today named alike.
fn seen(desk: &Desk, command: &[&str]) -> String {
    let shown = desk.shown(command);
    let scrub = [
        (r"\b(ask|answer)-[a-z2-7]{10}\b", "$1-…"),
        (r"ed25519:[A-Za-z0-9+/]{43}=", "ed25519:…"),
        (r"\bid-[a-z2-7]{16}\b", "id-…"),
        (r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ)?", "NOW"),
    ];
    scrub.iter().fold(shown, |text, (pattern, with)| {
        Regex::new(pattern).unwrap().replace_all(&text, *with).into_owned()
    })
}

fn with<'a>(command: &[&'a str], further: &[&'a str]) -> Vec<&'a str> {
    command.iter().chain(further).copied().collect()
}

#[test]
fn a_consent_is_asked_for_and_given() {
    let both = Both::new();
    let ask = [
        "request",
        "--item",
        "digest",
        "--to",
        "firm",
        "--purpose",
        "research",
        "--under",
        "swift",
        "--deadline",
        "2199-01-01",
        "--until",
        "2200-01-01",
        "--reason",
        "They mend the pumps",
    ];
    let mut told = seen(&both.cert, &["ask", "--item", "digest", "--to", "firm", "--request"]);
    told += &seen(&both.cert, &with(&ask, &["--dry-run"]));
    assert!(letters(&both.cert, "request").is_empty(), "a dry run writes nothing");
    told += &seen(&both.cert, &ask);
    let file = letters(&both.cert, "request").pop().unwrap();
    send(&both.cert, &file, &both.sudland);
    let id = both.request(&file);
    let answer = format!("{id}.caveat-answer.json");
    told += &seen(&both.sudland, &["open", &file]);
    told += &seen(&both.sudland, &with(&["open", &file], &CALLED));
    told += &seen(&both.sudland, &with(&["receive", &file], &CALLED));
    send(&both.sudland, &answer, &both.cert);
    told += &seen(&both.cert, &["receive", &answer]);
    told += &seen(
        &both.sudland,
        &with(&["answer", &id, "--grant", "--unattributed", "--until", "2199-06-01"], &CALLED),
    );
    let second = format!("{id}-2.caveat-answer.json");
    send(&both.sudland, &second, &both.cert);
    told += &seen(&both.cert, &["open", &second]);
    told += &seen(&both.cert, &["receive", &second]);
    told += &seen(&both.cert, &["ask", "--item", "digest", "--to", "firm", "--purpose", "research"]);
    told += &seen(
        &both.cert,
        &["ask", "--item", "digest", "--to", "firm", "--purpose", "research", "--unattributed"],
    );
    insta::assert_snapshot!(told);
}

#[test]
fn a_refusal_and_a_withdrawal_travel_too() {
    let both = Both::new();
    let file = both.asked();
    let id = both.request(&file);
    both.sudland.done(&with(&["receive", &file], &CALLED));
    let mut told =
        seen(&both.sudland, &with(&["answer", &id, "--refuse", "--reason", "not to firms"], &CALLED));
    let answer = format!("{id}-2.caveat-answer.json");
    send(&both.sudland, &answer, &both.cert);
    told += &seen(&both.cert, &["receive", &answer]);
    told += &seen(&both.cert, &["ask", "--item", "digest", "--to", "firm"]);
    told += &seen(&both.cert, &["withdraw", &id, "--reason", "settled otherwise"]);
    let taken_back = format!("{id}.caveat-withdrawal.json");
    send(&both.cert, &taken_back, &both.sudland);
    told += &seen(&both.sudland, &["receive", &taken_back]);
    told += &seen(&both.sudland, &with(&["receive", &taken_back], &CALLED));
    insta::assert_snapshot!(told);
}

#[test]
fn the_owner_learns_of_nothing_but_its_own() {
    let both = Both::new();
    let file = both.asked();
    let letter = fs::read_to_string(both.cert.path(&file)).unwrap();
    assert!(letter.contains("wells"));
    assert!(!letter.contains("digest"), "the derived item is not the owner's to know");
    assert!(!letter.contains("secret"));
}

#[test]
fn a_concealed_owner_is_asked_through_its_relay_and_never_named() {
    let cert = Desk::kept_by("cert");
    cert.file(
        "story.toml",
        r#"entry = [
            { party = "desk", kind = "body", name = "The source desk" },
            { party = "jane-doe", kind = "person", name = "Jane Doe", relay = "desk" },
            { party = "press", kind = "body" },
            { item = "tip", originator = "jane-doe", caveats = [{ audience = "cert" }] },
            { disclosure = "told", of = "tip", actor = "jane-doe", to = "cert" },
        ]"#,
    );
    cert.done(&["record", "story.toml"]);
    let told = seen(&cert, &["request", "--item", "tip", "--to", "press"]);
    let file = letters(&cert, "request").pop().unwrap();
    let letter = fs::read_to_string(cert.path(&file)).unwrap();
    assert!(letter.contains("desk"));
    assert!(!letter.to_lowercase().contains("jane"), "{letter}");
    assert!(!told.to_lowercase().contains("to:    jane"), "{told}");
}

#[test]
fn what_cannot_be_believed_adds_nothing() {
    let both = Both::new();
    let file = both.asked();
    let id = both.request(&file);
    let text = fs::read_to_string(both.cert.path(&file)).unwrap();
    both.sudland.file("altered.json", text.replace("wells", "pumps"));
    both.sudland.file("cut.json", &text[..text.len() / 2]);
    both.sudland.file("other.json", "{\"a\": 1}");
    let stranger = Desk::kept_by("stranger");
    stranger.file("letter.json", &text);
    let before = both.sudland.run(&["log"]).stdout;
    let mut told = String::new();
    for name in ["altered.json", "cut.json", "other.json", "none.json"] {
        told += &seen(&both.sudland, &["open", name]);
        told += &seen(&both.sudland, &["receive", name]);
    }
    told += &seen(&both.sudland, &["receive", &file, "--called", "firm"]);
    told += &seen(&both.sudland, &["receive", &file, "--called", "firm=pump-works,cert=pump-works"]);
    told += &seen(&both.sudland, &["answer", "nothing", "--grant"]);
    told += &seen(&both.sudland, &["answer", "nothing"]);
    assert_eq!(both.sudland.run(&["log"]).stdout, before, "nothing was recorded");
    told += &seen(&stranger, &["receive", "letter.json"]);
    both.sudland.done(&with(&["receive", &file], &CALLED));
    told += &seen(&both.sudland, &with(&["receive", &file], &CALLED));
    told += &seen(&both.cert, &["answer", &id, "--grant"]);
    told += &seen(&both.sudland, &["withdraw", &id]);
    told += &seen(&both.cert, &["request", "--item", "digest", "--to", "firm", "--out", "nowhere"]);
    told += &seen(&both.cert, &["request", "--item", "digest", "--to", "firm", "--of", "firm"]);
    told += &seen(&both.cert, &["request", "--item", "digest", "--to", "cert"]);
    told += &seen(&both.cert, &["request", "--item", "digest", "--to", "firm", "--deadline", "2001-01-01"]);
    told += &seen(&both.cert, &["key", "sudland", "ed25519:short"]);
    told += &seen(&both.cert, &["key", "sudland"]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_key_that_has_ended_signs_nothing_more() {
    let both = Both::new();
    both.sudland.file("end.toml", "[[entry]]\nending = \"cert-key\"\nby = \"cert\"\n");
    let stale = Desk::kept_by("sudland");
    stale.file("story.toml", OF_SUDLAND);
    stale.done(&["record", "story.toml"]);
    stale.done(&["key", "cert", both.cert.run(&["key"]).stdout.trim(), "--id", "cert-key"]);
    stale.file("end.toml", "[[entry]]\nending = \"cert-key\"\nby = \"cert\"\n");
    stale.done(&["record", "end.toml"]);
    let file = both.asked();
    send(&both.cert, &file, &stale);
    let ran = stale.run(&with(&["receive", &file], &CALLED));
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("no key of `cert` is registered"), "{}", ran.stderr);
}
