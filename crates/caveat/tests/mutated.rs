//! A scenario, and a file of entries in JSON, with bytes, words and lines changed at random: reading never panics, and
//! what it points at is there.

#![expect(clippy::indexing_slicing, reason = "a test says what is wrong by failing")]

use std::ops::Range;

use caveat::json;
use caveat::ledger::Ledger;
use caveat::read::{Arrival, Format, Problem, entries};
use caveat::scenario::Scenario;
use caveat::time::Instant;
use caveat::write::{self, Plain};
use proptest::prelude::*;
use proptest::sample::Index;

const VALID: &str = include_str!("accepted/every-kind.toml");

/// What stands in the place of something else: the joints of the format.
const WORDS: [&str; 34] = [
    "\"",
    "\"\"\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "=",
    ",",
    ".",
    "#",
    "\\",
    "\r",
    "\u{0}",
    "ö",
    "\u{feff}",
    "[[entry]]\n",
    "[[ask]]\n",
    "[ask.suppose]\n",
    "by = \"public\"\n",
    "2020-01-01",
    "-1",
    "1e9",
    "true",
    "\"everything\"",
    "null",
    ":",
    "\\u0000",
    "\\ud83d",
    "{\"entry\": [",
    "{\"event\": \"e\"}",
    "//",
    "1.5",
];

/// A change to the text.
#[derive(Debug, Clone)]
enum Change {
    /// Bytes are taken out.
    Cut(Index, usize),
    /// Bytes are put in.
    Bytes(Index, Vec<u8>),
    /// A word is put in.
    Word(Index, usize),
    /// A line takes the place of another.
    Line(Index, Index),
    /// What is quoted somewhere takes the place of what is quoted elsewhere.
    Quoted(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Change::Bytes(at, bytes)),
        (at(), 0..WORDS.len()).prop_map(|(at, word)| Change::Word(at, word)),
        (at(), at()).prop_map(|(from, to)| Change::Line(from, to)),
        (at(), at()).prop_map(|(from, to)| Change::Quoted(from, to)),
    ]
}

fn apply(text: &mut Vec<u8>, change: &Change) {
    if text.is_empty() {
        return;
    }
    match change {
        Change::Cut(at, length) => {
            let start = at.index(text.len());
            let end = (start + length).min(text.len());
            text.drain(start..end);
        }
        Change::Bytes(at, bytes) => put(text, at, bytes),
        Change::Word(at, word) => put(text, at, WORDS[*word].as_bytes()),
        Change::Line(from, to) => copy(text, &pieces(text, b'\n', 0), from, to),
        Change::Quoted(from, to) => copy(text, &pieces(text, b'"', 1), from, to),
    }
}

fn put(text: &mut Vec<u8>, at: &Index, bytes: &[u8]) {
    let at = at.index(text.len());
    text.splice(at..at, bytes.iter().copied());
}

fn copy(text: &mut Vec<u8>, pieces: &[Range<usize>], from: &Index, to: &Index) {
    if pieces.is_empty() {
        return;
    }
    let piece = text[pieces[from.index(pieces.len())].clone()].to_vec();
    text.splice(pieces[to.index(pieces.len())].clone(), piece);
}

/// What lies between separators; with `step` 1, between the first and the second, the third and the fourth, …
fn pieces(text: &[u8], separator: u8, step: usize) -> Vec<Range<usize>> {
    let at: Vec<usize> = (0..text.len()).filter(|at| text[*at] == separator).collect();
    let pairs = at.windows(2).step_by(step + 1);
    pairs.map(|pair| pair[0] + 1..pair[1]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_reading_panic(changes in prop::collection::vec(change(), 1..6)) {
        let mut text = VALID.as_bytes().to_vec();
        changes.iter().for_each(|change| apply(&mut text, change));
        if let Err(problems) = Scenario::read(&text) {
            there(&text, &problems)?;
        }
    }

    #[test]
    fn no_json_makes_reading_panic(changes in prop::collection::vec(change(), 1..6), as_a_list in any::<bool>()) {
        let mut text = in_json(as_a_list);
        changes.iter().for_each(|change| apply(&mut text, change));
        let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
        if let Err(problems) = entries(&text, Format::Json, &Ledger::new(), &arrival) {
            there(&text, &problems)?;
        }
        if let Ok(text) = std::str::from_utf8(&text) {
            match json::parse(text) {
                Ok(json) => prop_assert_eq!(json::parse(&json.canonical()), Ok(json)),
                Err(error) => prop_assert!(text.is_char_boundary(error.at), "{:?}", error),
            }
        }
    }
}

/// Every kind of entry, each on a line.
fn in_json(as_a_list: bool) -> Vec<u8> {
    let ledger = Scenario::read(VALID.as_bytes()).map(|scenario| scenario.ledger).unwrap_or_default();
    let lines: Vec<_> =
        ledger.entries().iter().map(|entry| write::entry(entry, &mut Plain).canonical()).collect();
    assert!(!lines.is_empty());
    if as_a_list { format!("[\n{}\n]", lines.join(",\n")) } else { lines.join("\n") }.into_bytes()
}

/// What problems point at is in the text, and they say something.
fn there(text: &[u8], problems: &[Problem]) -> Result<(), TestCaseError> {
    prop_assert!(!problems.is_empty());
    for problem in problems {
        let spans = std::iter::once(&problem.span).chain(problem.notes.iter().map(|note| &note.span));
        for span in spans {
            prop_assert!(span.start <= span.end && span.end <= text.len(), "{problem:?}");
            if let Ok(text) = std::str::from_utf8(text) {
                prop_assert!(text.get(span.clone()).is_some(), "{problem:?}");
            }
        }
        prop_assert!(!problem.message.is_empty() && !problem.message.ends_with('.'), "{problem:?}");
    }
    Ok(())
}
