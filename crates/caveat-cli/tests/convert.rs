//! Markings under another scheme: by whose word, what is lost, and who would have to say what is missing.
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

use std::fmt::Write as _;

use harness::{Desk, follows};
use serde_json::Value;

/// What a user sees of one command after another.
fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        writeln!(told, "{}", desk.shown(command)).unwrap();
        told
    })
}

/// `convert`, of a date on which nothing in the answer changes any more.
fn convert<'a>(text: &'a str, further: &[&'a str]) -> Vec<&'a str> {
    let plain = ["marking", "convert", text, "--on", "2026-01-01T00:00:00Z"];
    plain.iter().chain(further).copied().collect()
}

/// What two authorities have said, one of them of what is not theirs.
const SAID: &str = r#"
[[entry]]
party = "new-zealand"
kind = "state"

[[entry]]
equivalence = "SECRET"
scheme = "au"
counts_as = "SECRET"
counts_in = "nz"
from = 2020-01-01
until = 2030-01-01

[[entry]]
by = "vendor"
equivalence = "PROTECTED"
scheme = "au"
counts_as = "CONFIDENTIAL"
counts_in = "nz"

[[entry]]
equivalence = "TOP SECRET"
scheme = "nz"
counts_as = "TOP SECRET"
counts_in = "uk"
"#;

#[test]
fn a_marking_is_converted_where_its_level_counts_in_the_other_scheme() {
    let desk = Desk::new();
    desk.file("said.toml", SAID);
    insta::assert_snapshot!(told(
        &desk,
        &[
            &convert("EU SECRET", &["--scheme", "eu", "--to", "us", "--dated", "2015-01-01"]),
            &convert("(TS//SI//REL TO USA, GBR)", &["--to", "eu", "--dated", "2015-01-01"]),
            &convert(
                "SECRET//CABINET//REL AUS/NZL//EXPIRES=2028-01-01//DOWNTO=OFFICIAL",
                &["--scheme", "au", "--to", "nz", "--with", "said.toml"]
            ),
            &convert("TOP SECRET//COMMERCIAL", &["--scheme", "nz", "--to", "uk", "--with", "said.toml"]),
        ]
    ));
}

#[test]
fn a_marking_is_not_converted_where_nobody_with_the_authority_has_said_how() {
    let desk = Desk::new();
    desk.file("said.toml", SAID);
    let both =
        "[[entry]]\nequivalence = \"SECRET\"\nscheme = \"uk\"\ncounts_as = \"SECRET\"\ncounts_in = \"nz\"\n";
    desk.file(
        "both.toml",
        format!("{both}{}", both.replace("counts_as = \"SECRET\"", "counts_as = \"CONFIDENTIAL\"")),
    );
    let commands: [Vec<&str>; 13] = [
        convert("SECRET//NOFORN", &["--to", "uk"]),
        convert("PROTECTED", &["--scheme", "au", "--to", "nz", "--with", "said.toml"]),
        convert("SECRET", &["--scheme", "nz", "--to", "au", "--with", "said.toml"]),
        // Not chained: au counts in nz, and nz in uk.
        convert("TOP SECRET", &["--scheme", "au", "--to", "uk", "--with", "said.toml"]),
        // Not in force any more.
        vec![
            "marking",
            "convert",
            "SECRET",
            "--scheme",
            "au",
            "--to",
            "nz",
            "--with",
            "said.toml",
            "--on",
            "2031-01-01T00:00:00Z",
        ],
        convert("SECRET", &["--scheme", "uk", "--to", "nz", "--with", "both.toml"]),
        convert("UNCLASSIFIED", &["--to", "eu"]),
        convert("//GBR SECRET", &["--to", "eu"]),
        convert("RESTREINT UE/EU RESTRICTED", &["--scheme", "eu", "--to", "us"]),
        convert("SECRT//NF", &["--to", "eu"]),
        convert("SECRET//NOFORN", &["--to", "tlp"]),
        convert("TLP:AMBER", &["--to", "us"]),
        convert("SECRET//NOFORN", &["--to", "us"]),
    ];
    let shown: String = commands.iter().fold(String::new(), |mut all, command| {
        let shown = desk.shown(command);
        assert!(shown.contains("[status 1]"), "{shown}");
        writeln!(all, "{shown}").unwrap();
        all
    });
    insta::assert_snapshot!(shown);
}

#[test]
fn convert_is_used_wrongly() {
    let desk = Desk::new();
    desk.file("empty.toml", "").file("level.toml", SAID.replace("\"PROTECTED\"", "\"PROTECTD\""));
    desk.file("scheme.toml", SAID.replace("scheme = \"au\"", "scheme = \"aux\""));
    desk.file("key.toml", SAID.replace("counts_as", "count_as"));
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["marking", "convert"],
            &["marking", "convert", "SECRET"],
            &convert("SECRET", &["--to", "uss"]),
            &convert("SECRET", &["--to", "eu", "--with", "nowhere.toml"]),
            &convert("SECRET", &["--to", "eu", "--with", "empty.toml"]),
            &convert("SECRET", &["--to", "eu", "--with", "level.toml"]),
            &convert("SECRET", &["--to", "eu", "--with", "scheme.toml"]),
            &convert("SECRET", &["--to", "eu", "--with", "key.toml"]),
            &convert("SECRET", &["--to", "eu", "--recorded"]),
        ]
    ));
}

#[test]
fn each_line_is_answered_in_its_order() {
    let desk = Desk::new();
    desk.file("said.toml", SAID);
    let lines = [
        r#"{"marking":"(S//NF)","to":"eu","dated":"2015-01-01"}"#,
        r#"{"marking":"SECRET//CABINET","scheme":"au","to":"nz"}"#,
        r#"{"marking":"SECRET","to":"uk"}"#,
        r#"{"marking":"SECRET"}"#,
        r#"{"marking":"S","to":"eu","scheme":"mars"}"#,
        r#"{"marking":"HELLO","to":"eu"}"#,
        "no json",
        r#"{"marking":"CONFIDENTIAL","to":"eu"}"#,
    ];
    let args = ["marking", "convert", "--json", "--with", "said.toml", "--on", "2026-01-01T00:00:00Z"];
    let ran = desk.run_with(&args, lines.join("\n").as_bytes());
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    let answers: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    answers.iter().for_each(|answer| follows("marking-convert.schema.json", answer));
    let told = |answer: &Value| match (&answer["marking"], &answer["refused"], &answer["error"]) {
        (Value::String(marking), ..) => marking.clone(),
        (_, Value::Object(refused), _) => refused["code"].to_string(),
        (.., error) => error.to_string(),
    };
    let told: Vec<String> = answers.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "SECRET UE/EU SECRET",
            "SECRET",
            "\"no-equivalence\"",
            "\"line 4: `to` is missing\"",
            "\"line 5: no scheme is called `mars`: there are au, company, eu, nato, nz, tlp, uk, us\"",
            "\"unread\"",
            "\"line 7, byte 0: `no` is no value\"",
            "CONFIDENTIEL UE/EU CONFIDENTIAL",
        ]
    );
    let lost: Vec<&Value> = answers[0]["lost"].as_array().unwrap().iter().map(|one| &one["word"]).collect();
    assert_eq!(lost, ["NOFORN"]);
    assert_eq!(answers[1]["lost"][0]["word"], "CABINET");
    assert_eq!(answers[2]["refused"]["who"], "united-kingdom");
    // A program that asks one at a time gets the same.
    let one = desk.done(&convert("(S//NF)", &["--to", "eu", "--dated", "2015-01-01", "--json"]));
    assert_eq!(one.json(), answers[0]);
}

/// What a register records goes before what the program has: nobody there may have said it.
#[test]
fn what_a_register_records_counts_in_the_place_of_what_the_program_has() {
    let desk = Desk::kept_by("maker");
    let entries = |said: &str| {
        format!(
            "[[entry]]\nparty = \"ours\"\nkind = \"state\"\n[[entry]]\nparty = \"theirs\"\nkind = \"state\"\n\
            [[entry]]\nscheme = \"our-levels\"\nauthority = \"ours\"\nlevels = [\"LOW\", \"HIGH\"]\n\
            reads = \"words\"\nseparator = \" - \"\n[[entry.marks]]\nmark = \"LOW\"\n[[entry.marks]]\nmark = \"HIGH\"\n\
            [[entry]]\nscheme = \"their-levels\"\nauthority = \"theirs\"\nlevels = [\"SHUT\"]\n\
            reads = \"words\"\nseparator = \" - \"\n[[entry.marks]]\nmark = \"SHUT\"\n{said}"
        )
    };
    let said = "[[entry]]\nequivalence = \"HIGH\"\nscheme = \"our-levels\"\ncounts_as = \"SHUT\"\n\
        counts_in = \"their-levels\"\nid = \"high\"\n";
    desk.file("entries.toml", entries(said));
    desk.done(&["record", "entries.toml"]);
    let named = |scheme: &str, text: &str| {
        let line = format!(r#"{{"marking":"{text}","scheme":"{scheme}","to":"their-levels"}}"#);
        desk.run_with(&["marking", "convert", "--json", "--recorded"], line.as_bytes()).json()
    };
    assert_eq!(named("our-levels", "HIGH")["marking"], "SHUT");
    assert_eq!(named("our-levels", "LOW")["refused"]["code"], "no-equivalence");
    // What the program has of others does not count where a register is gone by.
    let line = br#"{"marking":"SECRET","scheme":"us","to":"eu"}"#;
    let by_register = desk.run_with(&["marking", "convert", "--json", "--recorded"], line).json();
    assert_eq!(by_register["refused"]["code"], "no-equivalence");
    let by_program = desk.run_with(&["marking", "convert", "--json"], line).json();
    assert_eq!(by_program["marking"], "SECRET UE/EU SECRET");
    // What was ended does not count any more.
    desk.file("ending.toml", "[[entry]]\nby = \"theirs\"\nending = \"high\"\n");
    desk.done(&["record", "ending.toml"]);
    assert_eq!(named("our-levels", "HIGH")["refused"]["code"], "no-equivalence");
}
