//! `caveat run`, as a user sees it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]
#![allow(dead_code, unused_imports, reason = "each test target uses a part of the modules that they share")]

mod harness;

use harness::{caveat, root, with_input};

fn scenarios() -> Vec<String> {
    let files = std::fs::read_dir(root().join("scenarios")).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A small scenario with one wrong line.
fn broken(line: &str) -> String {
    format!("[[entry]]\nparty = \"acme\"\nkind = \"body\"\n\n[[entry]]\n{line}\n")
}

#[test]
fn every_scenario_as_a_user_sees_it() {
    for name in scenarios() {
        let ran = caveat(&["run", &format!("scenarios/{name}")]);
        assert_eq!(ran.status, 0, "{}", ran.seen());
        assert_eq!(ran.stderr, "");
        insta::assert_snapshot!(name.trim_end_matches(".toml"), ran.stdout);
    }
}

#[test]
fn json_follows_its_schema() {
    let schema = std::fs::read_to_string(root().join("docs/formats/run.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let mut answers = std::collections::BTreeSet::new();
    for name in scenarios() {
        let ran = caveat(&["run", &format!("scenarios/{name}"), "--json"]);
        assert_eq!(ran.status, 0, "{}", ran.seen());
        let printed: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&printed).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {}", errors.join("\n"));
        for ask in printed["asks"].as_array().unwrap() {
            answers.insert(format!("{} {}", ask["answer"], ask["outcome"]));
        }
    }
    // A schema that is never put to a kind of answer would prove nothing of it.
    for answer in [
        "\"unanswerable\" null",
        "\"decided\" \"permitted\"",
        "\"decided\" \"denied\"",
        "\"decided\" \"by-right-alone\"",
    ] {
        assert!(answers.contains(answer), "{answer} is missing among {answers:?}");
    }
    let mut wrong: serde_json::Value =
        serde_json::from_str(&caveat(&["run", "scenarios/nda.toml", "--json"]).stdout).unwrap();
    wrong["asks"][0]["surprise"] = true.into();
    assert!(!schema.is_valid(&wrong), "the schema takes what it does not know");
}

#[test]
fn the_status_of_one_question_is_that_of_its_answer() {
    let ask =
        |file: &str, number: &str| caveat(&["run", &format!("scenarios/{file}"), "--ask", number]).status;
    assert_eq!(ask("oval-office-2017.toml", "1"), 4);
    assert_eq!(ask("oval-office-2017.toml", "2"), 3);
    assert_eq!(ask("oval-office-2017.toml", "3"), 0);
    assert_eq!(ask("oval-office-2017.toml", "4"), 5);
}

#[test]
fn colours_are_for_terminals_alone() {
    let ran = with_input(&["run", "scenarios/nda.toml"], b"", &[("NO_COLOR", "1")]);
    assert!(!ran.stdout.contains('\u{1b}'));
    assert!(!caveat(&["run", "scenarios/nda.toml"]).stdout.contains('\u{1b}'));
    let forced = with_input(&["run", "scenarios/nda.toml"], b"", &[("CLICOLOR_FORCE", "1")]);
    assert!(forced.stdout.contains('\u{1b}'));
    let both = with_input(&["run", "scenarios/nda.toml"], b"", &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "0")]);
    assert!(!both.stdout.contains('\u{1b}'));
}

#[test]
fn an_answer_that_departs_is_told_and_fails() {
    let text = std::fs::read_to_string(root().join("scenarios/oval-office-2017.toml")).unwrap();
    let wrong = text.replacen("expect = \"by right alone\"", "expect = \"permitted\"", 1);
    assert_ne!(text, wrong);
    let ran = with_input(&["run", "-"], wrong.as_bytes(), &[]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stdout.contains("not as expected: expect: expected permitted, found by right alone"),
        "{}",
        ran.seen()
    );
    assert!(ran.stdout.ends_with("questions not answered as expected\n"));
}

#[test]
fn wrong_usage() {
    insta::assert_snapshot!("no-verb", caveat(&[]).seen());
    insta::assert_snapshot!("a-typo-in-the-verb", caveat(&["rum", "scenarios/nda.toml"]).seen());
    insta::assert_snapshot!("a-typo-in-a-flag", caveat(&["run", "scenarios/nda.toml", "--jsn"]).seen());
    insta::assert_snapshot!("no-file", caveat(&["run"]).seen());
    insta::assert_snapshot!(
        "ask-of-no-number",
        caveat(&["run", "scenarios/nda.toml", "--ask", "first"]).seen()
    );
    insta::assert_snapshot!(
        "ask-beyond-the-last",
        caveat(&["run", "scenarios/nda.toml", "--ask", "99"]).seen()
    );
    insta::assert_snapshot!("ask-0", caveat(&["run", "scenarios/nda.toml", "--ask", "0"]).seen());
    insta::assert_snapshot!("a-typo-in-the-file", caveat(&["run", "scenarios/nad.toml"]).seen());
    insta::assert_snapshot!("no-such-folder", caveat(&["run", "nowhere/at/all.toml"]).seen());
    insta::assert_snapshot!("a-folder", caveat(&["run", "scenarios"]).seen());
}

#[test]
fn wrong_files() {
    let run = |input: &[u8]| with_input(&["run", "-"], input, &[]).seen();
    insta::assert_snapshot!("an-empty-file", run(b""));
    insta::assert_snapshot!("not-toml", run(b"[[entry]\nparty = acme\n"));
    insta::assert_snapshot!("not-utf-8", run(b"title = \"caf\xe9\"\n"));
    insta::assert_snapshot!("an-image", run(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    insta::assert_snapshot!("a-typo-in-a-kind", run(broken("gant = \"x\"").as_bytes()));
    insta::assert_snapshot!(
        "a-typo-in-a-field",
        run(broken("relation = \"organ\"\nwho = \"acme\"\nfo = \"acme\"").as_bytes())
    );
    insta::assert_snapshot!(
        "a-typo-in-a-party",
        run(broken("item = \"plan\"\noriginator = \"acmee\"\nfree = true").as_bytes())
    );
    insta::assert_snapshot!("upper-case", run(broken("party = \"Acme Ltd\"\nkind = \"body\"").as_bytes()));
    insta::assert_snapshot!(
        "two-entries-one-id",
        run(broken("party = \"acme\"\nkind = \"person\"").as_bytes())
    );
    insta::assert_snapshot!(
        "a-rule-that-permits",
        run(broken("rule = \"r\"\npolicy = \"permit (principal, action, resource);\"\nby = \"acme\"")
            .as_bytes())
    );
    insta::assert_snapshot!(
        "a-rule-that-is-not-cedar",
        run(broken("rule = \"r\"\npolicy = \"forbid all\"\nby = \"acme\"").as_bytes())
    );
    insta::assert_snapshot!("two-problems", run(broken("party = \"Bob\"\nkind = \"persn\"").as_bytes()));
    let brackets = "[".repeat(100 << 20);
    insta::assert_snapshot!("100-mb-of-brackets", run(brackets.as_bytes()));
    insta::assert_snapshot!(
        "a-megabyte-of-brackets",
        run(format!("x = {}", "[".repeat(1 << 20)).as_bytes())
            .lines()
            .filter(|line| line.len() < 200)
            .collect::<Vec<_>>()
            .join("\n")
    );
}
