//! Every day's work: each verb on one small story, as a user sees it.
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
#[path = "../../caveat-register/tests/kept/fixtures.rs"]
mod kept;

use std::fmt::Write as _;

use harness::{Desk, STORY, follows};

/// What a user sees of one command after another.
fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        writeln!(told, "{}", desk.shown(command)).unwrap();
        told
    })
}

const ASK: [&str; 9] =
    ["ask", "--item", "data", "--to", "press", "--purpose", "research", "--on", "2025-03-01"];

fn ask(further: &[&'static str]) -> Vec<&'static str> {
    ASK.iter().chain(further).copied().collect()
}

#[test]
fn a_register_is_started_and_filled() {
    let desk = Desk::new();
    desk.file("story.toml", STORY);
    desk.file("more.json", r#"{ "party": "lab", "kind": "body", "on": "2025-01-02" }"#);
    desk.file(
        "lines.jsonl",
        "{\"party\": \"a\", \"kind\": \"body\"}\n{\"party\": \"b\", \"kind\": \"body\"}\n",
    );
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["init", "--we", "maker", "--name", "Maker of things", "--origin", "maker.example/register"],
            &["record", "story.toml", "more.json", "--dry-run"],
            &["record", "story.toml", "more.json", "--command-id", "first"],
            &["record", "story.toml", "more.json", "--command-id", "first"],
            &["record", "lines.jsonl", "--as", "supplier"],
            &["log"],
            &["check"],
        ]
    ));
}

#[test]
fn questions_are_asked() {
    let desk = Desk::with_the_story();
    desk.file("if.toml", "[[entry]]\ngrant = \"if\"\nitems = \"data\"\nto = \"press\"\nby = \"supplier\"\n");
    let tip = ["ask", "--item", "tip", "--to", "press", "--on", "2025-03-01"];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &ask(&[]),
            &ask(&["--suppose", "if.toml"]),
            &ask(&["--known", "10"]),
            &ask(&["--shown", "--unattributed"]),
            &ask(&["--as", "supplier"]),
            &ask(&["--as", "press"]),
            &tip,
            &["ask", "--item", "data", "--to", "engineer", "--purpose", "research"],
            &[
                "ask",
                "--item",
                "data",
                "--to",
                "engineer",
                "--purpose",
                "research",
                "--in-capacity",
                "engineer=maker"
            ],
            &["ask", "--item", "data", "--to", "press,shop", "--on", "2025-02-01"],
        ]
    ));
}

#[test]
fn a_day_is_its_first_instant_and_says_so() {
    let desk = Desk::with_the_story();
    let entry = "[[entry]]\ngrant = \"if\"\nitems = \"data\"\nto = \"press\"\nby = \"supplier\"\n";
    desk.file("if.toml", format!("{entry}on = 2025-03-01T09:00:00Z\n"));
    desk.done(&["record", "if.toml"]);
    let (before, _) = ASK.split_at(7);
    let later: Vec<&str> = before.iter().copied().chain(["--on", "2025-03-01 10:00"]).collect();
    insta::assert_snapshot!(told(&desk, &[&ask(&[]), &later]));
}

#[test]
fn what_is_shared_is_decided_first() {
    let desk = Desk::with_the_story();
    let share = ["share", "--item", "data", "--to", "press,shop", "--purpose", "research"];
    let again = ["share", "--item", "data", "--to", "press", "--purpose", "research", "--command-id", "c-1"];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &share,
            &[
                "grant",
                "data",
                "--to",
                "press,shop",
                "--lifts",
                "data.1",
                "--purpose",
                "research",
                "--as",
                "supplier",
                "--id",
                "agreed"
            ],
            &[
                "share",
                "--item",
                "data",
                "--to",
                "press,shop",
                "--purpose",
                "research",
                "--setting",
                "by mail",
                "--id",
                "handed"
            ],
            &again,
            &again,
            &[
                "share",
                "--item",
                "data",
                "--to",
                "shop",
                "--shown",
                "--against-answer",
                "--reason",
                "the editor insists"
            ],
            &["share", "--item", "tip", "--to", "press"],
            &["who", "data"],
        ]
    ));
    // What a share records is what one tells of a disclosure.
    let handed = desk.done(&["show", "handed", "--json"]).json()["entries"][0]["entry"].clone();
    let told = serde_json::json!({
        "actor": "maker", "by": "maker", "disclosure": "handed", "of": "data", "on": handed["on"],
        "purposes": ["research"], "recorded": handed["recorded"], "setting": "by mail", "to": ["press", "shop"],
    });
    assert_eq!(handed, told);
}

#[test]
fn consent_is_given_refused_and_taken_back() {
    let desk = Desk::with_the_story();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &[
                "grant",
                "data",
                "--to",
                "press",
                "--as",
                "supplier",
                "--id",
                "agreed",
                "--on",
                "2025-02-10",
                "--until",
                "end of 2026",
                "--given"
            ],
            &["grant", "data", "--to", "press", "--lifts", "purpose,audience", "--on", "2025-02-11"],
            &["grant", "data", "--to", "maker", "--as", "supplier", "--on", "11.2.2025", "--this-item-only"],
            &[
                "refuse",
                "data",
                "--to",
                "shop",
                "--as",
                "supplier",
                "--reason",
                "they are competitors",
                "--on",
                "2025-02-12"
            ],
            &["revoke", "agreed", "--as", "supplier", "--reason", "second thoughts", "--on", "2025-02-13"],
            &["log", "--since", "2025-02-10", "--until", "2025-03-01"],
        ]
    ));
}

#[test]
fn entries_are_found_and_shown() {
    let desk = Desk::with_the_story();
    let id = desk.done(&["show", "sent", "--json"]).json()["entries"][0]["id"].as_str().unwrap().to_owned();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["show", "sent"],
            &["show", "10"],
            &["show", "#0"],
            &["show", "supplier"],
            &["log", "data"],
            &["log", "supplier", "-n", "2"],
            &["who", "data", "--on", "2025-01-15"],
            &["who", "tip"],
        ]
    ));
    // An opaque id may be cut short, as long as it is one alone.
    assert_eq!(desk.done(&["show", &id]).stdout, desk.done(&["show", "sent"]).stdout);
    assert_eq!(desk.done(&["show", &id[..11]]).stdout, desk.done(&["show", "sent"]).stdout);
}

/// A name is never completed; an opaque id, which nobody types by heart, may be cut short.
#[test]
fn parties_and_items_go_by_their_opaque_ids_too() {
    let desk = Desk::with_the_story();
    let id = |name: &str| {
        let evidence = desk.done(&["prove", name]).stdout;
        let evidence: serde_json::Value = serde_json::from_str(&evidence).unwrap();
        let entries = evidence["entries"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["asked"] == true).unwrap();
        let bytes: serde_json::Value = serde_json::from_str(entry["bytes"].as_str().unwrap()).unwrap();
        let field = if bytes["party"].is_string() { "party" } else { "item" };
        bytes[field].as_str().unwrap().to_owned()
    };
    let (press, data) = (id("press"), id("data"));
    let plain = desk.run(&ask(&[])).stdout;
    let opaque =
        ["ask", "--item", &data, "--to", &press[..14], "--purpose", "research", "--on", "2025-03-01"];
    assert_eq!(desk.run(&opaque).stdout, plain);
    let item_for_party = desk.run(&["ask", "--item", &press, "--to", "press"]);
    assert_eq!(item_for_party.status, 2, "{}", item_for_party.seen());
    assert!(item_for_party.stderr.contains("is a party, and no item"), "{}", item_for_party.seen());
}

/// Whoever does not know whether a command went through gives it again.
#[test]
fn what_is_said_again_is_recorded_once() {
    let desk = Desk::with_the_story();
    let grant =
        ["grant", "data", "--to", "press", "--as", "supplier", "--until", "end of 2090", "--command-id", "g"];
    let refuse = ["refuse", "data", "--to", "press", "--as", "supplier", "--id", "no", "--command-id", "r"];
    for command in [&grant[..], &refuse] {
        assert!(desk.done(command).stdout.starts_with("recorded\n"));
        assert!(desk.done(command).stdout.starts_with("recorded before, and not again\n"));
    }
    assert_eq!(desk.done(&["log", "--json"]).json()["entries"].as_array().unwrap().len(), 16);
}

/// Words come from anybody, and are shown on a terminal.
#[test]
fn words_neither_break_a_line_nor_speak_to_the_terminal() {
    let desk = Desk::with_the_story();
    let odd = r#"{"party":"odd","kind":"body","name":"a\u001b[2Jb\nc\u202ed"}"#;
    let recorded = desk.run_with(&["record", "-"], odd.as_bytes());
    assert_eq!(recorded.status, 0, "{}", recorded.seen());
    for args in [&["log"][..], &["show", "odd"], &["log", "odd"]] {
        let shown = desk.done(args).stdout;
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{args:?}: {shown:?}");
    }
    assert!(recorded.stdout.contains("“a [2Jb c d”"), "{}", recorded.seen());
    let odd = r#"{"item":"odd-item","originator":"supplier","caveats":[{"nobody":"\u001b[31mred\u202e"}]}"#;
    assert_eq!(desk.run_with(&["record", "-"], odd.as_bytes()).status, 0);
    let asked = desk.run(&["ask", "--actor", "supplier", "--item", "odd-item", "--to", "press"]);
    assert!(asked.stdout.contains("nobody: "), "{}", asked.seen());
    assert!(!asked.stdout.contains('\u{1b}') && !asked.stdout.contains('\u{202e}'), "{:?}", asked.stdout);
    desk.file("odd.json", r#"{"format":"\u001b[2J","checkpoint":"","entries":[],"handovers":[]}"#);
    let verified = desk.run(&["verify", "odd.json"]);
    assert!(verified.status == 1 && !verified.stdout.contains('\u{1b}'), "{:?}", verified.stdout);
}

#[test]
fn who_had_it_and_gave_it_up() {
    let desk = Desk::with_the_story();
    let more = r#"[
        { "disclosure": "lent", "of": "data", "actor": "maker", "to": "shop", "on": "2025-02-02" },
        { "acknowledgement": "returned", "of": "data", "who": "shop", "on": "2025-02-03" },
        { "disclosure": "leak", "of": "data", "actor": "shop", "to": "press", "reported": true, "by": "maker" }
    ]"#;
    assert_eq!(desk.run_with(&["record", "-"], more.as_bytes()).status, 0);
    insta::assert_snapshot!(told(&desk, &[&["who", "data"], &["who", "data", "--json"]]));
    follows("who.schema.json", &desk.done(&["who", "data", "--json"]).json());
    follows("who.schema.json", &desk.done(&["who", "tip", "--json"]).json());
}

#[test]
fn words_are_erased_and_said_to_be() {
    let desk = Desk::with_the_story();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["erase", "sent", "data", "--reason", "the supplier asked for it", "--keep-names"],
            &["show", "sent"],
            &["erase", "shop", "--reason", "it has closed"],
            &["log", "-n", "8"],
            &["show", "3"],
            &["log", "data"],
            &["show", "3", "--json"],
            &["check"],
        ]
    ));
    follows("log.schema.json", &desk.done(&["log", "--json"]).json());
    follows("log.schema.json", &desk.done(&["show", "sent", "--json"]).json());
}

#[test]
fn the_register_is_copied_and_put_back() {
    let desk = Desk::with_the_story();
    let lost = |name: &str| {
        std::fs::remove_file(desk.folder.path().join("data/caveat/register.caveat")).unwrap();
        desk.shown(&["restore", name])
    };
    desk.file("more.json", r#"{ "party": "late-comer", "kind": "body", "on": "2025-01-02" }"#);
    let mut shown = told(
        &desk,
        &[
            &["backup", "older.caveat"],
            &["backup", "older.caveat"],
            &["restore", "older.caveat"],
            &["record", "more.json"],
            &["backup", "newer.caveat"],
        ],
    );
    shown += &lost("newer.caveat");
    shown += &desk.shown(&["check"]);
    shown += &lost("older.caveat");
    shown += &told(
        &desk,
        &[
            &["restore", "story.toml"],
            &["restore", "nothing.caveat"],
            &["restore", "older.caveat", "--accept-rollback"],
            &["log", "-n", "2"],
            &["check"],
        ],
    );
    insta::assert_snapshot!(shown);
}

/// A desk with the register of version 1 that is kept.
fn desk_of_version_1() -> Desk {
    let desk = Desk::new();
    kept::Kept { version: 1 }.put(&desk.path("data/caveat/register.caveat"), &desk.path("config/caveat"));
    desk
}

#[test]
fn a_register_of_an_earlier_version_is_gone_on_with() {
    let desk = desk_of_version_1();
    desk.file("more.json", r#"{ "party": "late-comer", "kind": "body", "on": "2026-03-02" }"#);
    let erase: &[&str] = &["erase", "brunnenbericht", "--reason", "on request", "--keep-names"];
    let shown = told(
        &desk,
        &[&["check"], &["record", "more.json"], &["record", "more.json"], erase, &["check"], erase],
    );
    insta::assert_snapshot!(shown);
    assert!(!desk.path("data/caveat/register.caveat.version-1").exists());

    let desk = desk_of_version_1();
    desk.done(&["ledger", "checkpoint"]);
    let checked = desk.done(&["check", "--json"]).json();
    assert_eq!(checked["earlier"]["removed"], true);
    follows("check.schema.json", &checked);
}

/// Going on with an older copy is a write: whoever puts one back hears of its version as whoever records does.
#[test]
fn an_older_copy_of_an_earlier_version_is_put_back_and_gone_on_with() {
    let desk = desk_of_version_1();
    desk.file("more.json", r#"{ "party": "late-comer", "kind": "body", "on": "2026-03-02" }"#);
    for verb in [&["backup", "older.caveat"], &["record", "more.json"], &["ledger", "checkpoint"]] {
        desk.done(verb);
    }
    desk.done(&["check"]);
    std::fs::remove_file(desk.path("data/caveat/register.caveat")).unwrap();
    let restored = desk.done(&["restore", "older.caveat", "--accept-rollback"]);
    assert!(restored.stderr.contains("was brought to the version of this program"), "{}", restored.seen());
    assert!(desk.done(&["check"]).stdout.contains("was removed: all that it holds is here"));
}

#[test]
fn what_was_recorded_is_proven() {
    let desk = Desk::with_the_story();
    desk.done(&[
        "grant",
        "data",
        "--to",
        "press",
        "--as",
        "supplier",
        "--id",
        "agreed",
        "--on",
        "2025-02-10",
    ]);
    let key = desk.done(&["ledger", "checkpoint"]).stderr.lines().last().unwrap().trim().to_owned();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["prove", "agreed", "-o", "evidence.json"],
            &["prove", "agreed", "--bare", "-o", "bare.json"],
            &["prove", "agreed", "--without-words", "-o", "names.json"],
            &["verify", "evidence.json"],
            &["verify", "evidence.json", "--key", &key],
            &["verify", "bare.json", "--key", &key],
            &["verify", "names.json", "--key", &key],
            &["ledger", "checkpoint"],
            &["ledger", "export", "export"],
            &["verify", "export", "--key", &key],
            &["ledger", "rotate-key"],
            &["verify", "evidence.json", "--key", &key],
        ]
    ));
    for file in ["evidence.json", "bare.json", "export"] {
        follows("verify.schema.json", &desk.done(&["verify", file, "--key", &key, "--json"]).json());
    }
    let text = std::fs::read_to_string(desk.path("evidence.json")).unwrap().replace("agreed", "agrees");
    desk.file("forged.json", text);
    let forged = desk.run(&["verify", "forged.json", "--json"]);
    assert_eq!((forged.status, forged.json()["holds"].as_bool()), (1, Some(false)));
    follows("verify.schema.json", &forged.json());
    // A key that was rotated hands over to the next.
    desk.done(&["prove", "agreed", "-o", "later.json"]);
    let later = desk.done(&["verify", "later.json", "--key", &key, "--json"]).json();
    assert_eq!(later["pinned"], true);
    assert_ne!(later["key"], key);
}

#[test]
fn answers_for_programs_follow_their_schemas() {
    let desk = Desk::with_the_story();
    desk.file("if.toml", "[[entry]]\ngrant = \"if\"\nitems = \"data\"\nto = \"press\"\nby = \"supplier\"\n");
    let answered: [(&[&str], i32, &str); 6] = [
        (&[], 3, "decided"),
        (&["--suppose", "if.toml"], 0, "decided"),
        (&["--as", "press"], 1, "no-such-item"),
        (&["--as", "supplier"], 3, "decided"),
        (&["--in-capacity", "shop"], 1, "unanswerable"),
        (&["--known", "2025-01-01 10:00"], 2, ""),
    ];
    for (further, status, answer) in answered {
        let args: Vec<&str> = ASK.iter().chain(further).chain(&["--json"]).copied().collect();
        let ran = desk.run(&args);
        assert_eq!(ran.status, status, "{args:?}\n{}", ran.seen());
        if !answer.is_empty() {
            assert_eq!(ran.json()["answer"], answer);
            follows("ask.schema.json", &ran.json());
        }
    }
    let checked = desk.done(&["check", "--json"]).json();
    assert_eq!((&checked["holds"], &checked["sealed"]), (&true.into(), &true.into()));
    follows("check.schema.json", &checked);
    let log = desk.done(&["log", "--json"]).json();
    assert_eq!(log["entries"].as_array().unwrap().len(), 14);
    follows("log.schema.json", &log);
}

/// What is the same in two schemas says the same in both.
#[test]
fn an_answer_has_one_schema() {
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(harness::root().join("docs/formats").join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (run, ask) = (read("run.schema.json"), read("ask.schema.json"));
    for (name, of_ask) in ask["$defs"].as_object().unwrap() {
        assert_eq!(&run["$defs"][name], of_ask, "{name}");
    }
    assert_eq!(run["$defs"]["ask"]["oneOf"], ask["oneOf"]);
}

#[test]
fn a_check_names_what_does_not_hold() {
    let desk = Desk::with_the_story();
    let file = desk.path("data/caveat/register.caveat");
    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.windows(7).position(|window| window == b"by post").unwrap();
    bytes[at] = b'B';
    std::fs::write(&file, bytes).unwrap();
    let checked = desk.run(&["check", "--json"]);
    assert_eq!(checked.status, 1);
    follows("check.schema.json", &checked.json());
    insta::assert_snapshot!(told(&desk, &[&["check"], &ask(&[]), &["log", "-n", "1"]]));
}

#[test]
fn who_asks_is_never_told_who_is_concealed() {
    let desk = Desk::with_the_story();
    for asker in ["supplier", "press", "maker", "engineer"] {
        for to in ["press", "shop", "maker"] {
            let ran =
                desk.run(&["ask", "--item", "tip", "--to", to, "--as", asker, "--in-capacity", "maker"]);
            assert!(!ran.seen().contains("informant"), "{asker}: {}", ran.seen());
        }
    }
    for args in [
        &["ask", "--item", "tip", "--to", "press"][..],
        &["share", "--item", "tip", "--to", "press"],
        &["who", "tip"],
        &["who", "tip", "--json"],
    ] {
        let ran = desk.run(args);
        assert!(!ran.seen().contains("informant"), "{args:?}: {}", ran.seen());
    }
}

/// Whoever asks for what they may not know of is told the same as for what there is not.
#[test]
fn what_may_not_be_known_is_as_what_is_not() {
    let desk = Desk::with_the_story();
    let asked = |item: &str| {
        let ran = desk.run(&["ask", "--item", item, "--to", "shop", "--as", "press"]);
        ran.seen().replace(item, "it")
    };
    assert_eq!(asked("data"), asked("dtaa"));
    assert_eq!(asked("data"), asked("id-aaaa"));
}

#[test]
fn the_environment_says_where_and_who() {
    let desk = Desk::new().with("CAVEAT_REGISTER", "other/place.caveat").with("CAVEAT_KEEPER", "apart");
    desk.done(&["init", "--we", "maker"]);
    assert!(desk.path("other/place.caveat").is_file());
    assert!(desk.path("apart").is_dir());
    assert!(!desk.path("data").exists() && !desk.path("config").exists());
    desk.file("story.toml", STORY);
    desk.done(&["record", "story.toml"]);
    let desk = desk.with("CAVEAT_AS", "supplier");
    desk.done(&["grant", "data", "--to", "press", "--id", "agreed"]);
    assert!(desk.done(&["show", "agreed"]).stdout.contains("by       = \"supplier\""));
    // What is typed goes before.
    desk.done(&["grant", "data", "--to", "press", "--id", "other", "--as", "maker"]);
    assert!(desk.done(&["show", "other"]).stdout.contains("by       = \"maker\""));
}

#[test]
fn a_command_elsewhere_may_hold_the_key() {
    let desk = Desk::new();
    desk.file("sign", "#!/bin/sh\ncat > /dev/null\necho nothing\n");
    let key = "maker.example/register+b4c1b8c2+AaSiBKmlm1QrBimyE1qpM14JmLFZ61FD6IUDHrv0h2dg";
    let ran = desk.run(&["init", "--we", "maker", "--signer", "sh sign", "--signer-key", key]);
    assert_eq!(ran.status, 1, "{}", ran.seen());
    assert!(ran.stderr.contains("verifier key") || ran.stderr.contains("named"), "{}", ran.seen());
}

#[test]
fn completions_and_pages_are_printed() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.done(&["completions", shell]).stdout;
        assert!(script.contains("caveat") && script.contains("rotate-key"), "{shell}");
    }
    let page = desk.done(&["man"]).stdout;
    assert!(page.contains(".TH caveat 1") && page.contains("XDG_DATA_HOME"), "{page}");
    insta::assert_snapshot!(desk.shown(&["man", "pages"]));
    let mut pages: Vec<String> = std::fs::read_dir(desk.path("pages"))
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    assert!(pages.contains(&"caveat-ledger-export.1".to_owned()), "{pages:?}");
}

/// Whoever took it for failed would share it, and record it, a second time.
#[test]
#[cfg(target_os = "linux")]
fn what_is_recorded_and_cannot_be_printed_has_not_failed() {
    let desk = Desk::kept_by("maker");
    desk.file(
        "story.toml",
        "[[entry]]\nparty = \"shop\"\nkind = \"body\"\n[[entry]]\nitem = \"plan\"\noriginator = \"maker\"\n",
    );
    for args in [
        &["record", "story.toml"][..],
        &["share", "--item", "plan", "--to", "shop"],
        &["grant", "plan", "--to", "shop"],
        &["erase", "plan", "--reason", "it is over"],
        &["ledger", "rotate-key"],
    ] {
        let (status, said) = desk.run_untold(args);
        assert_eq!(status, 0, "{args:?}: {said}");
        assert!(said.contains("it is done and recorded, but could not be printed"), "{args:?}: {said}");
    }
    // What is asked and cannot be told has no answer.
    assert_eq!(desk.run_untold(&["log"]).0, 1);
}

#[test]
fn what_is_supposed_tells_who_asks_no_name_that_is_like_it() {
    let desk = Desk::kept_by("maker");
    let parties = "[[entry]]\nparty = \"shop\"\nkind = \"body\"\n\
                   [[entry]]\nparty = \"secret-agency\"\nkind = \"body\"\nrelay = \"shop\"\n\
                   [[entry]]\nitem = \"plan\"\noriginator = \"maker\"\n";
    desk.file("story.toml", parties).done(&["record", "story.toml"]);
    desk.file(
        "slip.toml",
        "[[entry]]\ngrant = \"g\"\nitems = \"plan\"\nto = \"shop\"\nby = \"secret-agenc\"\n",
    );
    let args = ["ask", "--item", "plan", "--to", "shop", "--suppose", "slip.toml"];
    assert!(desk.run(&args).stderr.contains("secret-agency"), "who keeps it is told");
    let ran = desk.run(&[&args[..], &["--as", "shop"]].concat());
    assert!(!ran.seen().contains("secret-agency"), "{}", ran.seen());
}
