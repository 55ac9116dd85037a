//! Items called back, and what is due: each verb on one small story, as a user sees it, and wrong usage.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]
#![allow(dead_code, unused_imports, reason = "each test target uses a part of the modules that they share")]

mod harness;

use std::fmt::Write as _;

use harness::{Desk, follows};

/// The maker passed on what the supplier gave it, and made a report of it.
const PASSED_ON: &str = r#"
[[entry]]
disclosure = "lent"
of = "data"
actor = "maker"
to = "shop"
by = "maker"
mode = "showing"
on = 2025-02-03

[[entry]]
item = "report"
originator = "maker"
sources = "data"
on = 2025-02-04

[[entry]]
disclosure = "filed"
of = "report"
actor = "maker"
to = "press"
by = "maker"
on = 2025-02-05

[[entry]]
disclosure = "rumour"
of = "data"
actor = "shop"
to = "press"
by = "maker"
reported = true
on = 2025-02-06
"#;

const RECALL: [&str; 13] = [
    "recall",
    "data",
    "--destroy",
    "--deadline",
    "2025-04-01",
    "--reason",
    "a name in it was wrong",
    "--as",
    "supplier",
    "--on",
    "2025-03-01",
    "--id",
    "back",
];

fn desk() -> Desk {
    let desk = Desk::with_the_story();
    desk.file("more.toml", PASSED_ON);
    desk.done(&["record", "more.toml"]);
    desk
}

/// What a user sees of one command after another.
fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        writeln!(told, "{}", desk.shown(command)).unwrap();
        told
    })
}

#[test]
fn an_item_is_called_back_and_holders_answer() {
    let desk = desk();
    let answer =
        ["acknowledge", "data", "--destroyed", "--recall", "back", "--as", "maker", "--on", "2025-03-02"];
    let kept = [
        "acknowledge",
        "data",
        "--kept",
        "--recall",
        "back",
        "--as",
        "shop",
        "--on",
        "2025-03-03",
        "--reason",
        "the auditors hold it",
    ];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &RECALL,
            &["recalled", "back", "--on", "2025-03-01"],
            &answer,
            &kept,
            &["recalled", "back", "--on", "2025-04-01"],
            &["recalled", "back", "--on", "2025-03-04", "--json"],
            &["ask", "--item", "data", "--to", "shop", "--on", "2025-03-05"],
        ]
    ));
}

#[test]
fn a_recall_narrows_or_replaces_and_says_who_may_ask_why() {
    let desk = desk();
    let ran = desk.done(&["recall", "report", "--narrow", "shop,press", "--id", "closer", "--json"]);
    follows("recalled.schema.json", &ran.json());
    let back = desk.done(&RECALL);
    let to_press = back.stdout.split("\nTo ").find(|notice| notice.starts_with("press")).unwrap();
    let notice = to_press.split("\n\n").next().unwrap();
    assert!(notice.contains("report"), "{notice}");
    assert!(!notice.contains("shop") && !notice.contains("supplier") && !notice.contains("data"), "{notice}");
    insta::assert_snapshot!(told(
        &desk,
        &[
            &[
                "recall",
                "data",
                "--replace-by",
                "report",
                "--as",
                "shop",
                "--on",
                "2025-03-01",
                "--id",
                "other"
            ],
            &["recall", "tip", "--return", "--as", "informant", "--on", "2025-03-01", "--id", "tip-back"],
            &["recalled", "closer", "--on", "2025-03-02"],
        ]
    ));
}

#[test]
fn what_is_due_is_told_by_date_as_json_and_as_a_calendar() {
    let desk = desk();
    desk.done(&RECALL);
    let grant = ["grant", "data", "--to", "press", "--as", "supplier", "--on", "2025-03-02"];
    desk.done(&[grant.as_slice(), &["--until", "2025-03-20", "--id", "short"]].concat());
    let json = desk.done(&["due", "--on", "2025-03-05", "--json"]).json();
    follows("due.schema.json", &json);
    assert_eq!(json["due"].as_array().unwrap().len(), 5, "{json:#}");
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["due", "--on", "2025-03-05"],
            &["due", "--on", "2025-03-05", "--within", "15"],
            &["due", "--on", "2025-04-01", "--within", "0"],
            &["due", "--on", "2025-01-05"],
        ]
    ));
}

#[test]
fn a_calendar_is_read_back_and_nothing_else_is_written_over() {
    let desk = desk();
    desk.done(&RECALL);
    let calendar = |file| ["due", "--on", "2025-03-05", "--ical", file];
    let printed = desk.done(&calendar("-")).stdout;
    assert!(printed.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{printed}");
    let lines = printed.replace("\r\n ", "");
    let values = |name: &str| -> Vec<String> {
        lines.split("\r\n").filter_map(|line| line.strip_prefix(name)).map(str::to_owned).collect()
    };
    let (mut ids, dates) = (values("UID:"), values("DTSTART:"));
    assert_eq!(ids.len(), 4);
    assert_eq!(dates, vec!["20250401T000000Z"; 4]);
    let said = values("SUMMARY:").join("\n").replace("\\,", ",").replace("\\;", ";");
    assert!(
        said.contains("shop has not acknowledged the recall back of data; maker has to notify it"),
        "{said}"
    );
    // Written again, each stands under the same name; one that is settled is gone, and the others keep theirs.
    desk.done(&calendar("due.ics"));
    let answer =
        ["acknowledge", "data", "--destroyed", "--recall", "back", "--as", "maker", "--on", "2025-03-02"];
    desk.done(&answer);
    desk.done(&calendar("due.ics"));
    let written = std::fs::read_to_string(desk.path("due.ics")).unwrap();
    let later: Vec<&str> = written.split("\r\n").filter_map(|line| line.strip_prefix("UID:")).collect();
    assert_eq!(later.len(), 3);
    ids.retain(|id| later.contains(&id.as_str()));
    assert_eq!(ids, later);
    desk.file("notes.txt", "mine");
    insta::assert_snapshot!(told(&desk, &[&calendar("notes.txt"), &calendar("no/such/folder.ics")]));
    assert_eq!(std::fs::read(desk.path("notes.txt")).unwrap(), b"mine");
}

#[test]
fn wrong_usage_records_nothing() {
    let desk = desk();
    desk.done(&RECALL);
    let before = desk.done(&["log"]).stdout;
    let commands: [&[&str]; 14] = [
        &["recall", "data"],
        &["recall", "data", "--return", "--destroy"],
        &["recall", "dta", "--return"],
        &["recall", "data", "data", "--return"],
        &["recall", "data", "--return", "--id", "Back"],
        &["recall", "data", "--return", "--id", "back"],
        &["recall", "data", "--replace-by", "data"],
        &["recall", "data", "--narrow", "nobody-known"],
        &["recall", "data", "--return", "--deadline", "2025-03-01", "--on", "2025-03-01"],
        &["recalled", "data"],
        &["recalled", "back", "--on", "2025-02-01"],
        &["acknowledge", "data", "--kept"],
        &["acknowledge", "tip", "--destroyed", "--recall", "back", "--as", "shop"],
        &["due", "--within", "-1"],
    ];
    let told = commands.iter().fold(String::new(), |mut told, command| {
        let shown = desk.shown(command);
        assert!(shown.contains("[status "), "it did not fail: {shown}");
        writeln!(told, "{shown}").unwrap();
        told
    });
    assert_eq!(desk.done(&["log"]).stdout, before, "something was recorded");
    insta::assert_snapshot!(told);
}
