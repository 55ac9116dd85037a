use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::problem::{Severity, are_harmless};
use crate::us::read::{Reading, read as read_text};

fn block(lines: &str) -> (Block, Vec<Problem>) {
    let Reading { block, problems, .. } = read_text(&format!("SECRET//NOFORN\n{lines}"), None);
    (block.unwrap(), problems)
}

fn declassify(text: &str) -> (DeclassifyOn, Vec<(&'static str, Severity)>) {
    let lines = format!("Classified By: A\nDerived From: B\nDeclassify On: {text}");
    let (block, problems) = block(&lines);
    let told = problems.iter().map(|problem| (problem.code, problem.severity)).collect();
    (block.declassify_on.unwrap(), told)
}

#[test]
fn a_block_is_read_and_printed() {
    let text = "TOP SECRET//SI//NOFORN\nClassified By: J. Doe, ODNI\nDerived From: Multiple Sources\n\
                Reason: 1.4(c)\nDowngrade To: SECRET On: 20301231\nDeclassify On: 20411231";
    let reading = read_text(text, None);
    assert_eq!(reading.problems, []);
    let block = reading.block.unwrap();
    assert_eq!(block.classified_by.as_deref(), Some("J. Doe, ODNI"));
    assert_eq!(block.declassify_on, Some(DeclassifyOn::Date(date(2041, 12, 31))));
    let on = Until::Date(date(2030, 12, 31));
    assert_eq!(block.downgrade, Some(Downgrade { to: Level::Secret, on }));
    assert_eq!(block.print(&reading.marking.unwrap().banner()), text);
}

#[test]
fn the_manual_s_ways_to_declassify() {
    let exemption = |code: &str, until| DeclassifyOn::Exemption { code: code.to_owned(), until };
    let day = || Some(Until::Date(date(2065, 1, 31)));
    for (text, expected) in [
        ("20411231", DeclassifyOn::Date(date(2041, 12, 31))),
        ("Completion of the operation", DeclassifyOn::Event("Completion of the operation".to_owned())),
        ("25X1, 20650131", exemption("25X1", day())),
        ("25X1, 25X5, 20650131", exemption("25X1, 25X5", day())),
        ("50X6, 20650131", exemption("50X6", day())),
        ("75X, 20650131", exemption("75X", day())),
        ("25X3, End of the treaty", exemption("25X3", Some(Until::Event("End of the treaty".to_owned())))),
        ("50X1-HUM", exemption("50X1-HUM", None)),
        ("50X2-WMD", exemption("50X2-WMD", None)),
        ("25X1, EO 12951", DeclassifyOn::Imagery),
        ("N/A to RD/FRD portions", DeclassifyOn::NotApplicable("N/A to RD/FRD portions".to_owned())),
    ] {
        assert_eq!(declassify(text), (expected, vec![]), "{text}");
    }
}

#[test]
fn what_is_written_otherwise_is_mended() {
    for (text, right) in [
        ("2041-12-31", "20411231"),
        ("25x1, 20650131", "25X1, 20650131"),
        ("25X1 20650131", "25X1, 20650131"),
        ("25X1/25X5; 2065-01-31", "25X1, 25X5, 20650131"),
        ("25X1-EO-12951", "25X1, EO 12951"),
        ("25x1, E.O. 12951", "25X1, EO 12951"),
    ] {
        let (found, told) = declassify(text);
        assert_eq!(found.to_string(), right, "{text}");
        assert_eq!(told, [("us-block-spelling", Severity::Warning)], "{text}");
    }
}

#[test]
fn what_earlier_orders_said_is_kept() {
    for text in ["OADR", "MR", "X1", "X8", "Source marked OADR, dated 19941010", "X3, 20101010"] {
        let (found, told) = declassify(text);
        assert_eq!(found, DeclassifyOn::Legacy(text.to_owned()));
        assert_eq!(told, [("us-retired", Severity::Warning)], "{text}");
    }
    assert_eq!(declassify("25X1").1, [("us-declassify-until", Severity::Warning)]);
}

#[test]
fn what_cannot_be_read_is_an_error_and_kept() {
    for text in [
        "20411331",
        "20410230",
        "31 December 2041",
        "2041",
        "25X0, 20650131",
        "25X10",
        "25X1, ?",
        "60X1",
        "X9",
        "-",
        "99",
        "25X1-HUM, 20650131",
        "2041/12/31",
    ] {
        let (found, told) = declassify(text);
        assert_eq!(found, DeclassifyOn::Unreadable(text.to_owned()));
        assert_eq!(told, [("us-declassify", Severity::Error)], "{text}");
    }
}

#[test]
fn labels_are_read_as_people_write_them() {
    let (read, problems) = block("CL BY: A\nDRV FROM: B\nDECL ON: 20411231");
    assert_eq!(read.classified_by.as_deref(), Some("A"));
    assert_eq!(read.derived_from.as_deref(), Some("B"));
    assert!(read.declassify_on.is_some());
    assert!(are_harmless(&problems), "{problems:?}");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["us-block-spelling"; 3]);

    let (_, problems) = block("CLASSIFIED BY:  A\r\n\r\n  derived  from: B\r\nDeclassify On: 20411231\r\n");
    assert_eq!(problems, [], "case and spaces are nobody's concern");

    let (read, problems) = block("Classified By A\nDerived From: B\nDeclassify On: 20411231");
    assert_eq!(read.classified_by.as_deref(), Some("A"));
    assert_eq!(problems.first().map(|problem| problem.code), Some("us-block-spelling"));
}

#[test]
fn lines_that_are_wrong_are_told_and_kept() {
    for (lines, code, other) in [
        (
            "Clasified By: A\nClassified By: A\nDerived From: B\nDeclassify On: OADR",
            "us-block-line",
            "Clasified By: A",
        ),
        (
            "Classified By:\nClassified By: A\nReason: B\nDeclassify On: MR",
            "us-block-empty",
            "Classified By:",
        ),
        ("Classified By: A\nReason: B\nReason: C\nDeclassify On: MR", "us-block-duplicate", "Reason: C"),
        (
            "Classified By: A\nReason: B\nDowngrade To: MAUVE On: 20301231\nDeclassify On: MR",
            "us-block-downgrade",
            "Downgrade To: MAUVE On: 20301231",
        ),
        (
            "Classified By: A\nReason: B\nDowngrade To: SECRET\nDeclassify On: MR",
            "us-block-downgrade",
            "Downgrade To: SECRET",
        ),
    ] {
        let (block, problems) = block(lines);
        assert_eq!(block.other, [other]);
        let errors: Vec<&str> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|problem| problem.code)
            .collect();
        assert_eq!(errors, [code], "{lines}");
    }
}

#[test]
fn what_a_block_lacks_is_told() {
    for (lines, lacks) in [
        ("Derived From: B\nDeclassify On: 20411231", "Classified By:"),
        ("Classified By: A\nDeclassify On: 20411231", "Derived From:"),
        ("Classified By: A\nReason: 1.4(a)", "Declassify On:"),
    ] {
        let (_, problems) = block(lines);
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["us-block-missing"]);
        assert!(problems.iter().all(|problem| problem.message.contains(lacks)), "{problems:?}");
    }
}

#[test]
fn other_text_is_no_block_and_no_error() {
    let (block, problems) = block("This paragraph says nothing.\n\nNor this: it is text.");
    assert_eq!(block.other, ["This paragraph says nothing.", "Nor this: it is text."]);
    assert!(are_harmless(&problems));
    assert_eq!(problems.len(), 2);
}

#[test]
fn problems_point_into_the_whole_text() {
    let text = "SECRET//NF\n\nClassified By: A\nReason: 1.4(c)\nDeclassify On: 2041-12-31\n";
    let problems = read_text(text, None).problems;
    let shown: Vec<&str> = problems.iter().filter_map(|problem| text.get(problem.span.clone())).collect();
    assert_eq!(shown, ["NF", "2041-12-31"]);
}

/// Words that begin with a letter and are nothing else.
fn words() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{3,8}( [a-z0-9(.)é/-]{1,6}){0,3}".prop_filter("no instruction", |text| {
        !text.to_ascii_uppercase().starts_with("OADR")
            && !text.to_ascii_uppercase().starts_with("SOURCE MARKED")
    })
}

fn until_day() -> impl Strategy<Value = Until> {
    let day =
        (1i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Until::Date(date(year, month, day)));
    prop_oneof![day, words().prop_map(Until::Event)]
}

fn declassify_on() -> impl Strategy<Value = DeclassifyOn> {
    prop_oneof![
        until_day().prop_map(|until| match until {
            Until::Date(date) => DeclassifyOn::Date(date),
            Until::Event(text) => DeclassifyOn::Event(text),
        }),
        ("(25X[1-9]|50X[1-9]|75X|25X1, 25X4)", until_day())
            .prop_map(|(code, until)| DeclassifyOn::Exemption { code, until: Some(until) }),
        "50X1-HUM|50X2-WMD".prop_map(|code| DeclassifyOn::Exemption { code, until: None }),
        Just(DeclassifyOn::Imagery),
        words().prop_map(|words| DeclassifyOn::NotApplicable(format!("N/A to {words}"))),
    ]
}

prop_compose! {
    fn blocks()(
        by in words(),
        from in words(),
        reason in proptest::option::of(words()),
        downgrade in proptest::option::of(until_day()),
        on in declassify_on(),
    ) -> Block {
        Block {
            classified_by: Some(by),
            derived_from: Some(from),
            reason,
            downgrade: downgrade.map(|on| Downgrade { to: Level::Confidential, on }),
            declassify_on: Some(on),
            other: Vec::new(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same(block in blocks()) {
        let text = block.print("SECRET//NOFORN");
        let reading = read_text(&text, None);
        prop_assert_eq!(reading.problems, vec![]);
        prop_assert_eq!(reading.block, Some(block));
    }

    #[test]
    fn nothing_panics_and_printing_is_stable(text in "(\\PC|\n|Declassify On: |25X1|, |:){0,60}") {
        let text = format!("SECRET\n{text}");
        let reading = read_text(&text, None);
        for problem in &reading.problems {
            prop_assert!(text.get(problem.span.clone()).is_some());
        }
        if let (Some(marking), Some(block)) = (reading.marking, reading.block) {
            let once = block.print(&marking.banner());
            let again = read_text(&once, None);
            let printed = again.block.map(|block| block.print(&marking.banner()));
            prop_assert_eq!(printed.as_deref(), Some(once.as_str()));
        }
    }
}
