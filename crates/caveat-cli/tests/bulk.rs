//! Asking in bulk, and backwards, as a user sees it.
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
use serde_json::Value;

/// What else the maker has: another source of the same fact, an embargo, something sealed, and consent that comes late.
const MORE: &str = r#"
entry = [
    { item = "leaflet", originator = "maker", free = true, on = 2025-02-02 },
    { item = "notice", originator = "supplier", caveats = [{ nobody = "embargo", until = 2026-01-01 }] },
    { disclosure = "early", of = "notice", actor = "supplier", to = "maker" },
    { item = "will", originator = "supplier", caveats = [{ nobody = "sealed" }] },
    { disclosure = "sealed", of = "will", actor = "supplier", to = "maker" },
    { item = "feed", originator = "shop", facts = "ipv4:192.0.2.1", caveats = [{ audience = ["maker", "press"] }] },
    { disclosure = "fed", of = "feed", actor = "shop", to = "maker" },
    { item = "secret", originator = "supplier", facts = "ipv4:192.0.2.1", caveats = [{ audience = "maker" }] },
    { disclosure = "whispered", of = "secret", actor = "supplier", to = "maker" },
    { grant = "agreed", items = "data", to = "press", by = "supplier", on = 2025-03-01, until = 2025-05-01 },
    { refusal = "no", items = "data", to = "press", by = "supplier", on = 2025-04-01 },
]
"#;

fn desk() -> Desk {
    let desk = Desk::with_the_story();
    desk.file("more.toml", MORE);
    desk.done(&["record", "more.toml"]);
    desk
}

fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        writeln!(told, "{}", desk.shown(command)).unwrap();
        told
    })
}

/// The lines of JSON, each as its schema has it.
fn lines(desk: &Desk, args: &[&str], schema: &str) -> Vec<Value> {
    let ran = desk.done(args);
    assert_eq!(ran.stderr, "", "{args:?}");
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.iter().for_each(|line| follows(schema, line));
    lines
}

const JUNE: [&str; 4] = ["--purpose", "research", "--on", "2025-06-01"];

fn with<'a>(args: &[&'a str], further: &[&'a str]) -> Vec<&'a str> {
    [args, further].concat()
}

#[test]
fn what_may_go_is_listed() {
    let desk = desk();
    let what = ["what", "--to", "press"];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &with(&what, &JUNE),
            &with(&with(&what, &JUNE), &["--outcome", "permitted,never"]),
            &with(&with(&what, &JUNE), &["--as", "supplier"]),
            &with(&with(&what, &JUNE), &["--as", "press"]),
            &with(&with(&what, &JUNE), &["--json", "--outcome", "denied"]),
            &["what", "--to", "press,shop", "--on", "2025-03-02", "--shown", "--known", "12"],
            &["what", "--to", "press", "--actor", "shop", "--on", "2025-06-01"],
            &["what", "--to", "engineer", "--on", "2025-06-01"],
        ]
    ));
    let lines = lines(&desk, &with(&with(&what, &JUNE), &["--json"]), "bulk.schema.json");
    // Each line says what `ask` says of the item.
    let (last, each) = lines.split_last().unwrap();
    for line in each {
        let item = line["item"].as_str().unwrap();
        let asked = desk.run(&with(&["ask", "--item", item, "--to", "press", "--json"], &JUNE)).json();
        assert_eq!(
            (&line["outcome"], &line["right"]),
            (&asked["outcome"], &asked["right"]["half"]),
            "{item}"
        );
    }
    assert_eq!(last["counts"]["all"], each.len());
}

#[test]
fn to_whom_it_may_go_is_listed() {
    let desk = desk();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &with(&["who-may", "data"], &JUNE),
            &with(&["who-may", "tip", "--kind", "person"], &JUNE),
            &with(&["who-may", "data", "--kind", "person", "--json"], &JUNE),
            &with(&["who-may", "data", "--actor", "shop", "--kind", "body"], &JUNE),
        ]
    ));
    lines(&desk, &with(&["who-may", "tip", "--json"], &JUNE), "bulk.schema.json");
}

#[test]
fn what_changed_is_told_with_its_entry() {
    let desk = desk();
    let diff = ["diff", "--to", "press", "--purpose", "research"];
    let data = with(&diff, &["--item", "data"]);
    let positions = ["--known", "9", "--known", "23", "--on", "2025-06-01"];
    let instants = ["--on", "2025-02-15", "--on", "2026-06-01"];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &with(&data, &["--known", "9", "--known", "23", "--on", "2025-03-15"]),
            &with(&data, &instants),
            &with(&diff, &positions),
            &with(&diff, &instants),
            &with(&diff, &["--on", "2025-02-15", "--on", "2025-02-16"]),
            &with(&data, &with(&instants, &["--json"])),
        ]
    ));
    lines(&desk, &with(&diff, &with(&positions, &["--json"])), "diff.schema.json");
    lines(&desk, &with(&diff, &with(&instants, &["--json"])), "diff.schema.json");
}

#[test]
fn a_fact_goes_through_one_source_and_no_other_is_told_of() {
    let desk = desk();
    let ask = ["ask", "--fact", "ipv4:192.0.2.1", "--on", "2025-06-01", "--to"];
    let shown = told(
        &desk,
        &[
            &with(&ask, &["press"]),
            &with(&ask, &["desk"]),
            &with(&ask, &["press", "--as", "press"]),
            &with(&ask, &["press", "--actor", "desk"]),
            &["ask", "--fact", "ipv4:192.0.2.2", "--to", "press", "--on", "2025-06-01"],
        ],
    );
    assert!(!shown.contains("secret"), "{shown}");
    insta::assert_snapshot!(shown);
    let json = desk.done(&with(&ask, &["press", "--json"])).json();
    follows("ask.schema.json", &json);
    assert_eq!(json["question"]["item"], "feed");
    assert!(!json.to_string().contains("secret"), "{json}");
    // Whether there are none, or none that the asker may know of, is told in the same words.
    let said = |fact: &str, asker: &str| {
        let on = ["--to", "press", "--as", asker, "--on", "2025-06-01"];
        let ran = desk.run(&with(&["ask", "--fact", fact], &on));
        assert_eq!(ran.status, 1);
        ran.stderr.replace(fact, "[fact]")
    };
    assert_eq!(said("ipv4:192.0.2.1", "press"), said("ipv4:192.0.2.9", "press"));
}

#[test]
fn wrong_usage_is_pointed_at() {
    let desk = desk();
    let diff = ["diff", "--to", "press"];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["what"],
            &["what", "--to", "pres"],
            &["what", "--to", "press", "--outcome", "maybe"],
            &["what", "--to", "press", "--as", "nobody-known"],
            &["who-may"],
            &["who-may", "dat"],
            &["who-may", "data", "--kind", "company"],
            &["who-may", "data", "--actor", "engineer", "--on", "2025-06-01"],
            &diff,
            &with(&diff, &["--known", "9"]),
            &with(&diff, &["--known", "9", "--known", "10", "--on", "2025-01-01", "--on", "2025-02-01"]),
            &with(&diff, &["--known", "9", "--known", "10", "--known", "11"]),
            &with(&diff, &["--known", "10", "--known", "9"]),
            &with(&diff, &["--known", "9", "--known", "9"]),
            &with(&diff, &["--known", "9", "--known", "99"]),
            &with(&diff, &["--on", "2025-02-01", "--on", "2025-01-01"]),
            &with(&diff, &["--on", "05/10/2025", "--on", "2025-01-01"]),
            &with(&diff, &["--item", "secret", "--known", "9", "--known", "10"]),
            &["ask", "--to", "press"],
            &["ask", "--item", "data", "--fact", "ipv4:192.0.2.1", "--to", "press"],
            &["ask", "--fact", " x", "--to", "press"],
        ]
    ));
}

/// Enough items that it takes a while: standard error is a pipe, and stays empty.
#[test]
fn nothing_is_drawn_where_there_is_no_terminal() {
    let desk = desk();
    let items = (0..3000).fold(String::new(), |mut text, number| {
        writeln!(text, r#"{{"item":"i-{number}","originator":"maker","free":true,"on":"2025-02-02"}}"#)
            .unwrap();
        text
    });
    desk.file("items.jsonl", items);
    desk.done(&["record", "items.jsonl"]);
    for further in [&[][..], &["--json"]] {
        let ran = desk.done(&with(&with(&["what", "--to", "press"], &JUNE), further));
        assert_eq!(ran.stderr, "");
        assert!(!ran.stdout.contains('\r'));
        assert!(ran.stdout.lines().count() > 3000);
    }
}
