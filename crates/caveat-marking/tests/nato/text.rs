//! Markings on a page.

use std::time::{Duration, Instant};

use caveat_marking::nato::names::Names;
use caveat_marking::nato::{self, Part};
use caveat_marking::problem::{Problem, Severity};

use super::data::{MARKINGS, information, lines, marked};

fn codes(problems: &[Problem], severity: Severity) -> Vec<&'static str> {
    problems.iter().filter(|problem| problem.severity == severity).map(|problem| problem.code).collect()
}

#[test]
fn every_marking_of_the_standard_is_read_and_printed() {
    let cases = lines(MARKINGS);
    assert_eq!(cases.len(), 10);
    for case in cases {
        let (text, meant) = (case["marking"].as_str().unwrap(), information(&case));
        let reading = nato::read(text);
        assert_eq!(reading.problems, [], "{text}");
        assert_eq!(reading.marking.unwrap().information.as_ref(), Some(&meant), "{text}");
        assert_eq!(nato::print(&meant).as_deref(), Some(text));
        assert_eq!(reading.canonical.as_deref(), Some(text));
    }
}

#[test]
fn what_is_right_has_no_problem() {
    for (text, canonical) in [
        ("NATO SECRET", "NATO SECRET"),
        ("nato restricted", "NATO RESTRICTED"),
        ("COSMIC TOP SECRET", "COSMIC TOP SECRET"),
        ("COSMIC TOP SECRET BOHEMIA", "COSMIC TOP SECRET BOHEMIA"),
        ("NATO SECRET ATOMAL", "NATO SECRET ATOMAL"),
        ("COSMIC TOP SECRET ATOMAL CRYPTO", "COSMIC TOP SECRET ATOMAL CRYPTO"),
        ("NATO UNCLASSIFIED - STAFF MEDICAL", "NATO UNCLASSIFIED – STAFF MEDICAL"),
        ("NATO UNCLASSIFIED Releasable to EU – STAFF", "NATO UNCLASSIFIED Releasable to EU – STAFF"),
        ("NATO SECRET RELEASABLE TO SWE, Finland", "NATO SECRET Releasable to Sweden, Finland"),
        ("NATO RESTRICTED Releasable to Guinea-Bissau", "NATO RESTRICTED Releasable to Guinea-Bissau"),
        ("NATO RESTRICTED Releasable to Bosnia and Herzegovina, Serbia", ""),
        ("NATO/RESOLUTE SUPPORT SECRET", "NATO/RESOLUTE SUPPORT SECRET"),
        ("NATO/GEORGIA RESTRICTED", "NATO/GEORGIA RESTRICTED"),
        ("(NS)", "NATO SECRET"),
        ("(CTSA)", "COSMIC TOP SECRET ATOMAL"),
        ("(NU)", "NATO UNCLASSIFIED"),
        ("(NR Releasable to Japan)", "NATO RESTRICTED Releasable to Japan"),
        ("OTAN DIFFUSION RESTREINTE", "NATO RESTRICTED"),
        ("COSMIC TRÈS SECRET", "COSMIC TOP SECRET"),
        ("  NATO\nSECRET ", "NATO SECRET"),
    ] {
        let reading = nato::read(text);
        assert_eq!(reading.problems, [], "{text}");
        let canonical = if canonical.is_empty() { text } else { canonical };
        assert_eq!(reading.canonical.as_deref(), Some(canonical), "{text}");
    }
}

/// As people type it: what it says, and the codes of its problems, which are warnings.
const AS_TYPED: [(&str, &str, &[&str]); 18] = [
    ("NATO SECRET Releasable to Sweden,", "NATO SECRET Releasable to Sweden", &["nato-separator"]),
    ("[NATO SECRET] —", "NATO SECRET", &["nato-separator"]),
    ("NATO TOP SECRET", "COSMIC TOP SECRET", &["nato-cosmic"]),
    ("NS", "NATO SECRET", &["nato-abbreviation"]),
    ("CTSA", "COSMIC TOP SECRET ATOMAL", &["nato-abbreviation"]),
    ("NR REL TO SWE", "NATO RESTRICTED Releasable to Sweden", &["nato-abbreviation", "nato-spelling"]),
    ("NATO-SECRET", "NATO SECRET", &["nato-separator"]),
    ("NATO SECRET-ATOMAL", "NATO SECRET ATOMAL", &["nato-separator"]),
    ("NATO SECRET//ATOMAL", "NATO SECRET ATOMAL", &["nato-separator"]),
    ("NATO SECRET, ATOMAL", "NATO SECRET ATOMAL", &["nato-separator"]),
    ("//NATO SECRET//ATOMAL", "NATO SECRET ATOMAL", &["nato-separator", "nato-separator"]),
    ("NATO UNCLASSIFIED STAFF", "NATO UNCLASSIFIED – STAFF", &["nato-separator"]),
    ("NATO SECRET – Releasable to Sweden", "NATO SECRET Releasable to Sweden", &["nato-separator"]),
    (
        "NATO SECRET Releasable to Sweden and Finland",
        "NATO SECRET Releasable to Sweden, Finland",
        &["nato-spelling"],
    ),
    ("NATO SECRET Releasable to Sweden, SWE", "NATO SECRET Releasable to Sweden", &["nato-repeated"]),
    ("NATO SECRET ATOMAL ATOMAL", "NATO SECRET ATOMAL", &["nato-repeated"]),
    ("NATO SECRET (Sweden Only)", "NATO SECRET Sweden Only", &["nato-separator"]),
    ("NATO RESTRICTED ATOMAL", "NATO RESTRICTED ATOMAL", &["nato-sensitivity-level"]),
];

#[test]
fn what_people_type_is_understood_and_mended() {
    for (typed, said, expected) in AS_TYPED {
        let reading = nato::read(typed);
        assert_eq!(codes(&reading.problems, Severity::Warning), expected, "{typed}");
        assert!(reading.is_valid(), "{typed}: {:?}", reading.problems);
        assert_eq!(reading.canonical.as_deref(), Some(said), "{typed}");
        assert_eq!(nato::fix(typed).0, said, "{typed}");
    }
}

/// What is no marking: the codes of its errors, and what is kept of it.
const WRONG: [(&str, &[&str], &[&str]); 25] = [
    ("", &["nato-empty"], &[]),
    (" – ", &["nato-empty"], &[]),
    ("SECRET", &["nato-no-classification"], &["SECRET"]),
    ("NATO", &["nato-no-classification"], &["NATO"]),
    ("NATO EAPC SECRET", &["nato-no-classification"], &["NATO EAPC SECRET"]),
    ("SECRET//NOFORN", &["nato-no-classification"], &["SECRET//NOFORN"]),
    ("TOP SECRET NATO", &["nato-no-classification"], &["TOP SECRET NATO"]),
    ("NATO SECRT", &["nato-no-classification"], &["NATO SECRT"]),
    ("COSMIC SECRET", &["nato-cosmic"], &["COSMIC"]),
    ("NATO/ATLANTIS SECRET", &["nato-context-unknown"], &["ATLANTIS"]),
    ("NATO/Sweden SECRET", &["nato-context-unknown"], &["Sweden"]),
    ("NATO/EAPC/KFOR SECRET", &["nato-context-unknown"], &["EAPC/KFOR"]),
    ("NATO SECRET Releasable to Atlantis", &["nato-unknown"], &["Releasable to Atlantis"]),
    ("NATO SECRET Releasable to Sweden, Atlantis", &["nato-unknown"], &["Releasable to Sweden, Atlantis"]),
    ("NATO SECRET Releasable to", &["nato-unknown"], &["Releasable to"]),
    ("NATO SECRET Releasable to Sweden NOFORN", &["nato-unknown"], &["NOFORN"]),
    ("NATO SECRET Releasable to Sweden, Finland Only", &["nato-unknown"], &["Only"]),
    ("NATO SECRET Sweden", &["nato-unknown"], &["Sweden"]),
    ("NATO SECRET Only", &["nato-unknown"], &["Only"]),
    ("NATO SECRET not Sweden Only", &["nato-unknown"], &["not Sweden Only"]),
    ("NATO SECRET EYES ONLY ATOMAL", &["nato-unknown"], &["EYES ONLY"]),
    ("NATO SECRET Releasable to NATO", &["nato-release-few"], &[]),
    ("NATO SECRET – STAFF", &["nato-administrative"], &[]),
    ("NATO SECRET Sweden Only Finland Only", &["nato-list-several"], &["Finland Only"]),
    (
        "NATO SECRET Releasable to Sweden Releasable to Japan",
        &["nato-list-several"],
        &["Releasable to Japan"],
    ),
];

#[test]
fn what_is_wrong_is_an_error_and_is_kept() {
    for (typed, expected, kept) in WRONG {
        let reading = nato::read(typed);
        assert_eq!(codes(&reading.problems, Severity::Error), expected, "{typed}");
        let unknown = reading.marking.map(|marking| marking.unknown).unwrap_or_default();
        assert_eq!(unknown, kept, "{typed}");
        assert_eq!(nato::fix(typed).0, typed);
    }
}

/// A word that restricts is never part of a name, nor lost behind one.
#[test]
fn no_restriction_is_swallowed() {
    for text in ["NATO SECRET Releasable to Sweden ATOMAL", "NATO SECRET Sweden Only ATOMAL"] {
        let said = marked(text);
        assert!(said.category("Additional Sensitivity").is_some_and(|one| one.has("ATOMAL")), "{text}");
    }
    let with = Names::with(["Sweden ATOMAL", "ATOMAL"]);
    let said = nato::read_with("NATO SECRET Releasable to Sweden ATOMAL", &with).marking.unwrap();
    assert!(said.information.unwrap().category("Additional Sensitivity").is_some());
}

#[test]
fn a_scheme_knows_further_names() {
    let text = "NATO/EUFOR RESTRICTED Releasable to Atlantis, Sweden";
    assert!(!nato::read(text).is_valid());
    let reading = nato::read_with(text, &Names::with(["EUFOR", "Atlantis"]));
    assert_eq!(reading.problems, []);
    assert_eq!(reading.canonical.as_deref(), Some(text));
    let said = reading.marking.unwrap().information.unwrap();
    assert_eq!(said.context().map(nato::Value::as_str), Some("EUFOR"));
}

#[test]
fn tokens_say_where_what_stands() {
    let text = "NATO/EAPC SECRET ATOMAL NATO, Ireland Only Releasable to Japan huh";
    let tokens = nato::read(text).tokens.into_iter();
    let typed: Vec<_> = tokens.map(|token| (text.get(token.span).unwrap().to_owned(), token.part)).collect();
    let expected = [
        ("NATO/EAPC", Part::Context),
        ("SECRET", Part::Classification),
        ("ATOMAL", Part::Sensitivity),
        ("NATO, Ireland Only", Part::Only),
        ("Releasable to Japan", Part::ReleasableTo),
        ("huh", Part::Unknown),
    ];
    assert_eq!(typed, expected.map(|(text, part)| (text.to_owned(), part)));
}

#[test]
fn a_text_that_is_far_too_long_is_one_error() {
    for long in
        ["NATO SECRET ".repeat(9_000), "Sweden, ".repeat(12_500), "é".repeat(50_000), "(".repeat(100_000)]
    {
        let begun = Instant::now();
        let reading = nato::read(&long);
        assert_eq!(reading.problems.len(), 1);
        assert!(begun.elapsed() < Duration::from_millis(250));
    }
    for long in ["Sweden, ".repeat(500), "Releasable to Sweden ".repeat(190), "x ".repeat(2000)] {
        let begun = Instant::now();
        assert!(!nato::read(&format!("NATO SECRET {long}")).problems.is_empty());
        assert!(begun.elapsed() < Duration::from_millis(250));
    }
}
