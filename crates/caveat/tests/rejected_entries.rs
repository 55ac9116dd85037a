//! Files of entries that are refused, in JSON mostly: what is wrong with each stands in its name, and what a user is
//! told of it in one listing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says what is wrong by failing"
)]

mod listing;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use caveat::json;
use caveat::ledger::Ledger;
use caveat::read::{Arrival, Format, MAX_ENTRY, MAX_FILE, Problem, entries};
use listing::render;

/// What is no JSON.
const NO_JSON: [(&str, &str); 46] = [
    ("a-byte-order-mark", "\u{feff}{\"party\": \"firm\", \"kind\": \"body\"}"),
    ("a-character-by-half", r#"{"party": "firm", "name": "\ud83d!"}"#),
    ("a-character-by-its-second-half", r#"{"party": "firm", "name": "\ude00"}"#),
    ("a-character-by-no-number", r#"{"party": "firm", "name": "\u12g4"}"#),
    ("a-character-by-two-first-halves", r#"{"party": "firm", "name": "\ud83e\ud83d"}"#),
    ("a-comma-after-the-last-entry", "[\n  {\"party\": \"firm\", \"kind\": \"body\"},\n]"),
    ("a-comma-after-the-last-field", "{\"party\": \"firm\", \"kind\": \"body\",}"),
    ("a-comma-before-anything", "[, {\"party\": \"firm\"}]"),
    ("a-comma-between-lines", "{\"party\": \"firm\", \"kind\": \"body\"},\n{\"party\": \"shop\"}"),
    ("a-comma-missing", "{\"party\": \"firm\" \"kind\": \"body\"}"),
    ("a-comment", "{\"party\": \"firm\", // a company\n \"kind\": \"body\"}"),
    ("a-comment-after-the-value", "{\"party\": \"firm\"} # a company"),
    ("a-control-character", "{\"party\": \"firm\", \"name\": \"a\u{7}b\"}"),
    ("a-field-given-twice", "{\"party\": \"firm\", \"kind\": \"body\", \"party\": \"shop\"}"),
    ("a-field-given-twice-by-its-escape", r#"{"name": "Firm", "n\u0061me": "Shop", "party": "firm"}"#),
    ("a-key-without-a-colon", "{\"party\" \"firm\"}"),
    ("a-key-without-quotes", "{party: \"firm\"}"),
    ("a-key-without-value", "{\"party\": \"firm\", \"kind\"}"),
    ("a-key-without-value-behind-its-colon", "{\"party\": \"firm\", \"kind\":}"),
    ("a-key-without-value-at-the-end", "{\"party\": \"firm\", \"kind\""),
    ("a-line-of-a-list-more", "[{\"party\": \"firm\", \"kind\": \"body\"}]\n[]"),
    ("a-number-from-a-dot", "{\"rebases\": .5}"),
    ("a-number-in-hexadecimal", "{\"rebases\": 0x10}"),
    ("a-number-with-a-plus", "{\"rebases\": +1}"),
    ("a-number-with-zeros-before", "{\"rebases\": 01}"),
    ("a-minus-alone", "{\"rebases\": -}"),
    ("a-text-in-single-quotes", "{\"party\": 'firm'}"),
    ("a-text-open-at-the-end", "{\"party\": \"firm"),
    ("a-text-open-at-the-line", "{\"party\": \"firm,\n \"kind\": \"body\"}"),
    ("a-text-without-quotes", "{\"party\": firm}"),
    ("a-value-missing", "[{\"party\": \"firm\"}, "),
    ("a-word-in-upper-case", "{\"item\": \"memo\", \"free\": True}"),
    ("an-equals-sign", "{\"party\" = \"firm\"}"),
    ("an-escape-of-its-own", r#"{"party": "firm", "name": "C:\x"}"#),
    ("an-object-open-at-the-end", "{\"party\": \"firm\", \"kind\": \"body\""),
    ("an-object-open-behind-a-comma", "{\"party\": \"firm\","),
    ("brackets-nested-too-deep", "[[[[[[[[[[[[[[[[[\"deep\"]]]]]]]]]]]]]]]]]"),
    ("closed-by-the-other-bracket", "[{\"party\": \"firm\"]"),
    ("closed-twice", "{\"party\": \"firm\", \"kind\": \"body\"}}"),
    ("empty", ""),
    ("infinite", "{\"rebases\": Infinity}"),
    ("nothing-but-space", " \n\t\n"),
    ("the-list-is-open", "[{\"party\": \"firm\", \"kind\": \"body\"}"),
    ("toml", "[[entry]]\nparty = \"firm\"\n"),
    ("two-entries-on-a-line", "{\"party\": \"firm\", \"kind\": \"body\"} {\"party\": \"shop\"}"),
    ("xml", "<party id=\"firm\"/>"),
];

/// What is JSON, and wrong as entries.
const NO_ENTRIES: [(&str, &str); 32] = [
    ("a-date-as-a-number", r#"{"party": "firm", "kind": "body", "on": 2020}"#),
    ("a-date-without-offset", r#"{"party": "firm", "kind": "body", "on": "2020-01-01T10:00:00"}"#),
    ("a-field-of-no-kind", r#"{"party": "firm", "kind": "body", "nmae": "Firm"}"#),
    ("a-flag-in-quotes", r#"{"item": "memo", "originator": "acme", "free": "true"}"#),
    (
        "a-fraction",
        r#"{"item": "memo", "originator": "acme", "caveats": [{"relative": "organisation", "rebases": 1.0}]}"#,
    ),
    (
        "a-hop-back",
        r#"{"item": "memo", "originator": "acme", "caveats": [{"relative": "organisation", "rebases": -1}]}"#,
    ),
    ("a-key-of-the-kind-misspelt", r#"{"partyy": "firm", "kind": "body"}"#),
    ("a-level-beneath-none", r#"{"scheme": "s", "authority": "acme", "levels": {"HIGH": ["LOW"]}}"#),
    ("a-list-for-an-object", r#"{"item": "memo", "originator": "acme", "caveats": [["acme"]]}"#),
    ("a-null", r#"{"party": "firm", "kind": "body", "name": null}"#),
    ("a-number-for-a-text", r#"{"party": 7, "kind": "body"}"#),
    (
        "a-number-too-large",
        concat!(
            r#"{"item": "memo", "originator": "acme", "#,
            r#""caveats": [{"relative": "organisation", "rebases": 9007199254740993}]}"#
        ),
    ),
    ("a-party-as-an-object", r#"{"party": {"id": "firm"}, "kind": "body"}"#),
    ("a-remark-without-scheme", r#"{"remark": "r", "items": "report", "level": "LOW", "by": "acme"}"#),
    ("a-required-field-missing", r#"{"party": "firm"}"#),
    (
        "a-test-not-asked-for",
        r#"{"item": "memo", "originator": "acme", "caveats": [{"unattributed": false}]}"#,
    ),
    ("a-text-alone", r#""acme""#),
    ("an-act-without-an-id", r#"{"grant": true, "items": "report", "to": "anna", "by": "acme"}"#),
    ("an-empty-list", "[]"),
    ("an-empty-object", "{}"),
    ("an-entry-that-is-a-text", r#"["acme", {"party": "firm", "kind": "body"}]"#),
    ("an-id-in-upper-case", r#"{"party": "Firm", "kind": "body"}"#),
    ("an-order-as-a-number", r#"{"scheme": "s", "authority": "acme", "levels": 3}"#),
    ("entry-is-no-list", r#"{"entry": {"party": "firm", "kind": "body"}}"#),
    ("erased-words", r#"{"party": "firm", "kind": "body", "name": {"sha256": "00"}}"#),
    ("more-in-the-file", r#"{"entry": [{"party": "firm", "kind": "body"}], "party": "shop"}"#),
    ("nobody-speaks", r#"{"event": "over"}"#),
    ("nothing-told", r#"{"title": "A story", "entry": []}"#),
    ("recorded-before", r#"{"party": "acme", "kind": "body"}"#),
    ("null-alone", "null"),
    ("two-of-one-id", "{\"party\": \"firm\", \"kind\": \"body\"}\n{\"party\": \"firm\", \"kind\": \"body\"}"),
    (
        "two-problems",
        "{\"party\": \"firm\", \"kind\": \"bodi\"}\n{\"relation\": \"serves\", \"who\": \"anna\", \"of\": \"firn\"}",
    ),
];

/// The same mistakes in TOML.
const IN_TOML: [(&str, &str); 8] = [
    ("a-byte-order-mark", "\u{feff}[[entry]]\nparty = \"firm\"\n"),
    ("a-question", "[[entry]]\nparty = \"firm\"\nkind = \"body\"\n\n[[ask]]\nactor = \"firm\"\n"),
    ("an-act-without-an-id", "[[entry]]\ngrant = true\nitems = \"report\"\nto = \"anna\"\nby = \"acme\"\n"),
    ("an-entry-at-the-top", "party = \"firm\"\nkind = \"body\"\n"),
    ("empty", ""),
    ("erased-words", "[[entry]]\nparty = \"firm\"\nkind = \"body\"\nname = { sha256 = \"00\" }\n"),
    ("nothing-told", "title = \"A story\"\nsources = [1]\n"),
    (
        "two-of-one-id",
        "[[entry]]\nparty = \"firm\"\nkind = \"body\"\n\n[[entry]]\nparty = \"firm\"\nkind = \"body\"\n",
    ),
];

fn before() -> Ledger {
    let text = r#"[
        {"party": "acme", "kind": "body"},
        {"party": "anna", "kind": "person"},
        {"item": "report", "originator": "acme", "free": true}
    ]"#;
    let arrival = Arrival { on: day("2020-01-01"), recorded: None, by: None };
    let mut ledger = Ledger::new();
    for told in entries(text.as_bytes(), Format::Json, &ledger, &arrival).unwrap() {
        ledger.push(told.entry).unwrap();
    }
    ledger
}

fn day(text: &str) -> caveat::time::Instant {
    text.parse().unwrap()
}

fn problems(text: &[u8], format: Format, arrival: &Arrival) -> Option<Vec<Problem>> {
    let problems = entries(text, format, &before(), arrival).err()?;
    assert!(!problems.is_empty());
    Some(problems)
}

fn free() -> Arrival {
    Arrival { on: day("2020-02-01"), recorded: None, by: None }
}

#[test]
fn what_is_wrong_is_said_and_shown() {
    let (mut listing, mut first_of) = (String::new(), BTreeMap::new());
    let mut list = |name: &str, text: &[u8], format, arrival: &Arrival| {
        let problems = problems(text, format, arrival).unwrap_or_else(|| panic!("{name} is accepted"));
        writeln!(listing, "{name}").unwrap();
        problems.iter().for_each(|problem| render(&mut listing, text, problem));
        problems[0].message.clone()
    };
    for (name, text) in NO_JSON {
        assert!(json::parse(text).is_err(), "{name} is parsed");
        let first = list(name, text.as_bytes(), Format::Json, &free());
        first_of.entry(first).or_insert_with(Vec::new).push(name);
    }
    for (name, text) in NO_ENTRIES {
        list(name, text.as_bytes(), Format::Json, &free());
    }
    for (name, text) in IN_TOML {
        list(&format!("(toml) {name}"), text.as_bytes(), Format::Toml, &free());
    }
    let stamped = Arrival { recorded: Some(day("2020-03-01")), ..free() };
    let recorded = br#"{"party": "firm", "kind": "body", "recorded": "2020-02-02"}"#;
    list("(made) recorded by the entry", recorded, Format::Json, &stamped);
    let recorded = b"[[entry]]\nparty = \"firm\"\nkind = \"body\"\nrecorded = 2020-02-02\n";
    list("(made) recorded by the entry, in TOML", recorded, Format::Toml, &stamped);
    let question = br#"{"entry": [{"party": "firm", "kind": "body"}], "ask": [{"actor": "firm"}]}"#;
    list("(made) a question", question, Format::Json, &stamped);
    let stranger = Arrival { by: Some("nobody-known".parse().unwrap()), ..free() };
    list("(made) a stranger speaks", br#"{"event": "over"}"#, Format::Json, &stranger);
    list("(made) not UTF-8", b"{\"party\": \"Gr\xf6\xdfe\"}", Format::Json, &free());
    list("(made) UTF-8 cut short", b"{\"party\": \"Gr\xc3", Format::Json, &free());
    list("(made) brackets, 100 MB", &vec![b'['; 100_000_000], Format::Json, &free());
    list("(made) brackets, 1 MiB", &vec![b'['; 1 << 20], Format::Json, &free());
    let long = format!(r#"{{"party": "firm", "kind": "body", "name": "{}"}}"#, "x".repeat(MAX_ENTRY));
    list("(made) an entry too long", long.as_bytes(), Format::Json, &free());
    first_of.retain(|_, names| names.len() > 1);
    // Two cases of one mistake, told at different places.
    let alike = [
        vec!["a-comma-after-the-last-entry", "a-comma-after-the-last-field"],
        vec!["a-comma-between-lines", "a-line-of-a-list-more", "closed-twice", "two-entries-on-a-line"],
        vec!["a-comment", "a-comment-after-the-value"],
        vec!["an-object-open-at-the-end", "an-object-open-behind-a-comma"],
        vec!["a-value-missing", "the-list-is-open"],
        vec!["empty", "nothing-but-space"],
        vec!["a-key-without-a-colon", "a-key-without-value"],
    ];
    let told: Vec<_> = first_of.into_values().filter(|names| !alike.contains(names)).collect();
    assert!(told.is_empty(), "the same is said of different things: {told:#?}");
    insta::assert_snapshot!("rejected_entries", listing);
}

#[test]
fn a_large_file_is_refused_at_once() {
    let brackets = vec![b'['; 100_000_000];
    let begin = Instant::now();
    assert!(problems(&brackets, Format::Json, &free()).is_some());
    assert!(begin.elapsed() < Duration::from_millis(100));
}

/// Many fields, many of them the same: no text takes longer than its length is worth.
#[test]
fn no_text_takes_long() {
    let fields: Vec<_> = (0..300_000).map(|n| format!("\"k{n}\":1")).collect();
    let texts = [
        format!("{{{}}}", fields.join(",")),
        format!("[{}]", "{},".repeat(1 << 20).trim_end_matches(',')),
        "{}\n".repeat(1 << 20),
        format!("\"{}", "\\n".repeat(1 << 20)),
    ];
    for text in texts {
        assert!(text.len() <= MAX_FILE);
        let begin = Instant::now();
        assert!(problems(text.as_bytes(), Format::Json, &free()).is_some());
        assert!(begin.elapsed() < Duration::from_secs(10), "{} …", &text[..20]);
    }
}

#[test]
fn no_nesting_overflows_a_small_stack() {
    let texts = ["[".repeat(1 << 20), "{\"a\":".repeat(1 << 19), "[{\"a\":".repeat(1 << 19)];
    let read = move || texts.iter().for_each(|text| assert!(json::parse(text).is_err()));
    std::thread::Builder::new().stack_size(256 * 1024).spawn(read).unwrap().join().unwrap();
}

#[test]
fn no_more_is_told_than_anybody_reads() {
    let many = r#"{"party": "Firm", "kind": "body"}"#.to_owned() + "\n";
    assert_eq!(problems(many.repeat(1000).as_bytes(), Format::Json, &free()).unwrap().len(), 50);
}

#[test]
fn bounds_include_what_they_name() {
    let entry = r#"{"party": "firm", "kind": "body"}"#;
    let whole = format!("{entry}{}", " ".repeat(MAX_FILE - entry.len()));
    assert!(problems(whole.as_bytes(), Format::Json, &free()).is_none());
    assert!(problems(format!("{whole} ").as_bytes(), Format::Json, &free()).is_some());
}
