//! The schemes that are shipped: what is right in them, what people type, and what is wrong.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod shipped;

use std::time::{Duration, Instant};

use caveat_marking::problem::Severity;
use caveat_marking::words::{self, Argument};
use proptest::prelude::*;
use shipped::SCHEMES;

/// A line of the data: what was typed, the codes of its problems, and its canonical text.
struct Case {
    scheme: String,
    typed: String,
    codes: Vec<String>,
    canonical: Option<String>,
}

fn cases() -> Vec<Case> {
    let lines = include_str!("data/schemes.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [scheme, typed, codes, canonical] = columns[..] else {
                return Err(format!("`{line}` has not four columns"));
            };
            let codes = codes.split(' ').filter(|code| *code != "-").map(str::to_owned).collect();
            let canonical = Some(canonical).filter(|canonical| *canonical != "*").map(str::to_owned);
            Ok(Case { scheme: scheme.to_owned(), typed: typed.to_owned(), codes, canonical })
        })
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn every_line_has_its_problems_and_its_canonical_text() {
    let mut wrong = Vec::new();
    for Case { scheme, typed, codes, canonical } in cases() {
        let examined = words::examine(shipped::grammar(&scheme), &typed);
        let mut found: Vec<&str> = examined.problems.iter().map(|problem| problem.code).collect();
        found.sort_unstable();
        let mut expected: Vec<&str> = codes.iter().map(String::as_str).collect();
        expected.sort_unstable();
        if found != expected || examined.canonical != canonical {
            wrong.push(format!("{scheme}: `{typed}`: {found:?}, {:?}", examined.canonical));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_lines_are_of_every_kind() {
    let (mut right, mut typed, mut wrong) = (0, 0, 0);
    for case in cases() {
        let examined = words::examine(shipped::grammar(&case.scheme), &case.typed);
        match (examined.problems.is_empty(), examined.is_valid()) {
            (true, _) => right += 1,
            (_, true) => typed += 1,
            _ => wrong += 1,
        }
    }
    assert!(right >= 50 && typed >= 25 && wrong >= 50, "{right} right, {typed} as typed, {wrong} wrong");
}

#[test]
fn what_is_canonical_is_right_and_is_read_back() {
    for Case { scheme, typed, canonical, .. } in cases() {
        let grammar = shipped::grammar(&scheme);
        let examined = words::examine(grammar, &typed);
        let Some(canonical) = canonical else { continue };
        let again = words::examine(grammar, &canonical);
        assert_eq!(again.canonical.as_ref(), Some(&canonical), "{scheme}: {typed}");
        assert!(again.problems.iter().all(|problem| problem.severity == Severity::Error), "{canonical}");
        assert_eq!(again.is_valid(), examined.is_valid() || again.problems.is_empty(), "{scheme}: {typed}");
    }
}

#[test]
fn what_is_only_badly_written_is_mended() {
    for Case { scheme, typed, canonical, .. } in cases() {
        let grammar = shipped::grammar(&scheme);
        let examined = words::examine(grammar, &typed);
        let mended = examined
            .problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning || matches!(problem.code, "words-order"));
        let (fixed, left) = words::fix(grammar, &typed);
        if mended && !examined.problems.is_empty() {
            assert_eq!(words::examine(grammar, &fixed).canonical, canonical, "{scheme}: {typed} -> {fixed}");
            assert_eq!(left, [], "{scheme}: {typed}");
        } else {
            assert_eq!(left.is_empty(), examined.problems.is_empty(), "{scheme}: {typed} -> {fixed}");
        }
    }
}

#[test]
fn a_torn_or_mistyped_word_is_told_the_right_one_but_not_made_into_it() {
    for (scheme, typed, hint) in [
        ("uk", "OFFICIAL - SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("uk", "TOP - SECRET", "TOP SECRET"),
        ("uk", "SECERT", "SECRET"),
        ("uk", "SECRET - CANN/UK EYES ONLY", "CAN"),
        ("eu", "SECRET UE/EU SERCET", "EU SECRET"),
        ("nz", "IN-CONFIDENSE", "IN-CONFIDENCE"),
        ("au", "PROTECTED//AUSTOE", "AUSTEO"),
    ] {
        let examined = words::examine(shipped::grammar(scheme), typed);
        let mends = examined.problems.iter().filter_map(|problem| problem.mend.as_ref());
        assert!(mends.clone().any(|mend| mend.text == hint), "{typed}: {:?}", examined.problems);
        assert_eq!(words::fix(shipped::grammar(scheme), typed).0, typed);
    }
}

#[test]
fn arguments_are_what_they_say() {
    let argument = |scheme: &str, text: &str| {
        let reading = words::read(shipped::grammar(scheme), text);
        reading.said.into_iter().filter_map(|said| said.argument).collect::<Vec<_>>()
    };
    let parties = |names: &[&str]| Argument::Parties(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(argument("uk", "SECRET - us/uk eyes only"), [parties(&["UK", "US"])]);
    assert_eq!(argument("nz", "SECRET//REL TO USA, GBR, NZL"), [parties(&["NZL", "GBR", "USA"])]);
    assert_eq!(argument("eu", "EU SECRET - RELEASABLE TO United Kingdom"), [parties(&["United Kingdom"])]);
    assert_eq!(
        argument("au", "PROTECTED//EXPIRES=2027-07-01//DOWNTO=OFFICIAL:SENSITIVE"),
        [Argument::Date(jiff::civil::date(2027, 7, 1)), Argument::Word("OFFICIAL: Sensitive".to_owned())]
    );
    let instant = Argument::Instant("2027-07-01T00:00:00Z".parse().unwrap());
    assert_eq!(argument("au", "PROTECTED//EXPIRES=2027-07-01T10:00:00+10:00"), [instant]);
    let text = Argument::Text("J Smith".to_owned());
    assert_eq!(argument("au", "PROTECTED//EXCLUSIVE-FOR J Smith"), [text]);
}

#[test]
fn no_restriction_is_swallowed_by_a_text_or_a_name() {
    for (scheme, typed, marks) in [
        ("au", "PROTECTED//EXCLUSIVE-FOR J Smith AUSTEO", 3),
        ("au", "PROTECTED//EXCLUSIVE-FOR J Smith, REL AUS/GBR", 3),
        ("au", "SECRET C:THRESHER CABINET", 3),
        ("au", "SECRET FG:Norland EXPIRES=2027-07-01", 3),
        ("uk", "SECRET UK EYES ONLY RECIPIENTS ONLY", 3),
        ("nz", "SECRET REL TO NZL, GBR NZEO", 3),
        ("uk", "SECRET HMG USE ONLY UK USE ONLY UK EYES ONLY", 4),
    ] {
        let reading = words::read(shipped::grammar(scheme), typed);
        assert_eq!((reading.said.len(), reading.unknown.len()), (marks, 0), "{typed}: {reading:?}");
    }
}

#[test]
fn where_something_could_be_swallowed_nothing_is_understood() {
    for (scheme, typed) in [
        ("company", "CONFIDENTIAL - Ref. 17 Globex ONLY"),
        ("company", "CONFIDENTIAL - Ref. 17 Nobody ONLY"),
        ("nz", "SECRET REL TO NZL, GBR MOD USE ONLY"),
        ("uk", "SECRET MOD USE ONLY FR EYES ONLY"),
    ] {
        let examined = words::examine(shipped::grammar(scheme), typed);
        assert_eq!(examined.canonical, None, "{typed}");
        assert!(!examined.is_valid(), "{typed}");
    }
}

#[test]
fn a_text_that_is_far_too_long_is_one_error_within_milliseconds() {
    let before = Instant::now();
    for grammar in SCHEMES.map(shipped::grammar) {
        for long in ["SECRET - ".repeat(12_000), "x".repeat(100_000), "A EYES ONLY ".repeat(9_000)] {
            let examined = words::examine(grammar, &long);
            let codes: Vec<_> = examined.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, ["words-too-long"]);
            assert_eq!(words::print(grammar, &examined.reading), long.trim());
        }
    }
    assert!(before.elapsed() < Duration::from_millis(500), "{:?}", before.elapsed());
}

#[test]
fn the_longest_text_that_is_read_is_read_quickly() {
    for grammar in SCHEMES.map(shipped::grammar) {
        for piece in ["S ", "a/", "UK/", "A EYES ONLY ", "REL AUS/", "C:x ", "UNTIL 2026-", "SECRET - UK "] {
            let text = piece.repeat(4096 / piece.len());
            let before = Instant::now();
            let examined = words::examine(grammar, &text);
            assert!(!examined.problems.is_empty());
            assert!(before.elapsed() < Duration::from_secs(2), "{piece}: {:?}", before.elapsed());
        }
    }
}

/// A right line, with something done to it.
fn mutated() -> impl Strategy<Value = (String, String)> {
    let line =
        prop::sample::select(cases().into_iter().map(|case| (case.scheme, case.typed)).collect::<Vec<_>>());
    let junk = prop::sample::select(vec![
        "", " ", "/", "//", " - ", "-", "–", ",", ";", "(", "=", ":", "and", "UK", "NZL", "SECRET", "ONLY",
        "é", "{", "2026", "REL TO", "\u{0}", "ſ", "İ", "🙂",
    ]);
    (line, any::<prop::sample::Index>(), any::<prop::sample::Index>(), junk).prop_map(
        |((scheme, text), from, to, junk)| {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (*from.get(&places), *to.get(&places));
            let mut text = text;
            text.replace_range(from.min(to)..from.max(to), junk);
            (scheme, text)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn whatever_is_typed_is_kept_and_read_back((scheme, text) in mutated()) {
        let grammar = shipped::grammar(&scheme);
        let reading = words::read(grammar, &text);
        let mut left = text.clone();
        let unknown = reading.unknown.iter().map(|(_, span)| span.clone());
        let mut spans: Vec<_> = reading.said.iter().map(|said| said.span.clone()).chain(unknown).collect();
        spans.sort_by_key(|span| std::cmp::Reverse(span.start));
        for span in spans {
            left.replace_range(span, "");
        }
        prop_assert!(!left.chars().any(char::is_alphanumeric), "`{}` of `{}`", left, text);

        let printed = words::print(grammar, &reading);
        prop_assert!(reading.unknown.iter().all(|(unknown, _)| printed.contains(unknown)), "`{}`", printed);
        if reading.is_understood() {
            prop_assert_eq!(words::print(grammar, &words::read(grammar, &printed)), printed, "{}", text);
        }
    }

    #[test]
    fn a_fix_changes_nothing_that_is_meant((scheme, text) in mutated()) {
        let grammar = shipped::grammar(&scheme);
        let before = words::read(grammar, &text);
        let (fixed, left) = words::fix(grammar, &text);
        prop_assert_eq!(words::print(grammar, &words::read(grammar, &fixed)), words::print(grammar, &before));
        let mended = left.iter().all(|problem| problem.severity == Severity::Error);
        prop_assert!(mended || !before.is_understood(), "`{}` -> `{}`: {:?}", text, fixed, left);
    }

    #[test]
    fn every_span_is_on_the_borders_of_characters((scheme, text) in mutated()) {
        for problem in words::examine(shipped::grammar(&scheme), &text).problems {
            prop_assert!(text.get(problem.span.clone()).is_some(), "{:?}", problem);
            if let Some(mend) = problem.mend {
                prop_assert!(text.get(mend.span).is_some());
            }
        }
    }
}
