//! Wrong input to every verb, as a user sees it.
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

use harness::{Desk, STORY, caveat};

/// What a user sees of commands, each of which fails and records nothing.
fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    let entries = || desk.run(&["log"]).stdout;
    let before = entries();
    let told = commands.iter().fold(String::new(), |mut told, command| {
        let shown = desk.shown(command);
        assert!(shown.contains("[status "), "it did not fail: {shown}");
        writeln!(told, "{shown}").unwrap();
        told
    });
    assert_eq!(entries(), before, "something was recorded");
    told
}

#[test]
fn a_verb_that_is_none() {
    let desk = Desk::new();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["shrae"],
            &["ask"],
            &["ledger"],
            &["ledger", "exprot", "x"],
            &["ask", "--itme", "data"],
            &["--register"]
        ]
    ));
}

#[test]
fn a_word_that_people_have_for_another() {
    let desk = Desk::new();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["trace", "data"],
            &["History"],
            &["delete", "data"],
            &["--register", "x", "approve", "data"],
            &["ersae", "data"],
            &["phrase", "data"],
            &["lock", "--item", "data"],
            &["ledger", "list"],
            &["marking", "trace"],
            &["ask", "data", "--to", "shop"],
            &["ask", "--item", "data", "shop"],
            &["ask", "--item", "data", "--to", "shop", "press"],
            &["what", "shop"],
            &["who", "--item", "data"],
            &["who-may", "--item", "data"],
        ]
    ));
}

#[test]
fn no_register() {
    let desk = Desk::new();
    desk.file(
        "text.txt",
        "not a register, but long enough to be read as a file of something else".repeat(20),
    );
    desk.file("empty.caveat", "");
    desk.file("evidence.json", "{}");
    let verbs: [&[&str]; 12] = [
        &["record", "text.txt"],
        &["ask", "--item", "a", "--to", "b"],
        &["share", "--item", "a", "--to", "b"],
        &["grant", "a", "--to", "b"],
        &["refuse", "a", "--to", "b"],
        &["revoke", "a"],
        &["who", "a"],
        &["log"],
        &["show", "a"],
        &["erase", "a", "--reason", "b"],
        &["check"],
        &["prove", "a"],
    ];
    insta::assert_snapshot!("no_register", told(&desk, &verbs));
    insta::assert_snapshot!(
        "not_a_register",
        told(
            &desk,
            &[
                &["log", "--register", "text.txt"],
                &["log", "--register", "empty.caveat"],
                &["check", "--register", "text.txt"],
                &["ask", "--item", "a", "--to", "b", "--register", "text.txt"],
                &["log", "--register", "."],
                &["share", "--item", "a", "--to", "b", "--register", "nowhere/at.all"],
                &["ledger", "export", "x"],
                &["ledger", "checkpoint"],
                &["ledger", "rotate-key"],
            ]
        )
    );
}

#[test]
fn init() {
    let desk = Desk::new();
    desk.file("key", "").file("taken.caveat", "something");
    desk.done(&["init", "--we", "first", "--register", "first.caveat"]);
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["init"],
            &["init", "--we", "Acme Ltd"],
            &["init", "--we", "public"],
            &["init", "--we", ""],
            &["init", "--we", "acme", "--kind", "compny"],
            &["init", "--we", "acme", "--kind", "offic"],
            &["init", "--we", "acme", "--name", "   "],
            &["init", "--we", "acme", "--origin", "two words"],
            &["init", "--we", "acme", "--key", "key"],
            &["init", "--we", "acme", "--key", "new", "--signer", "sign"],
            &["init", "--we", "acme", "--signer", "sign"],
            &["init", "--we", "acme", "--signer", "sign", "--signer-key", "nonsense"],
            &["init", "--we", "acme", "--register", "first.caveat"],
            &["init", "--we", "acme", "--register", "taken.caveat"],
            &["init", "--we", "acme", "--register", "key/inside.caveat"],
            &["init", "--we", "acme", "--register", "/proc/inside/register.caveat"],
            &["init", "--we", "acme", "--keeper", "key"],
        ]
    ));
    assert!(!desk.path("data").exists() || !desk.path("data/caveat/register.caveat").exists());
    let homeless = Desk::new().without("HOME").without("XDG_DATA_HOME").without("XDG_CONFIG_HOME");
    insta::assert_snapshot!("no_home", told(&homeless, &[&["init", "--we", "acme"], &["log"]]));
}

#[test]
fn record() {
    let desk = Desk::with_the_story();
    desk.file("empty.toml", "").file("empty.json", "").file("good.json", r#"{"party":"good","kind":"body"}"#);
    desk.file("not.toml", "[[entry]\nparty = acme\n").file("not.json", "{\"party\": acme}");
    desk.file("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    desk.file("latin.toml", b"[[entry]]\nparty = \"a\"\nkind = \"body\"\nname = \"caf\xe9\"\n");
    desk.file("typo.toml", "[[entry]]\nitem = \"plan\"\noriginator = \"supplyer\"\nfree = true\n");
    desk.file("question.toml", "[[ask]]\nactor = \"maker\"\n");
    desk.file("dated.toml", "[[entry]]\nparty = \"x\"\nkind = \"body\"\nrecorded = 2020-01-01\n");
    desk.file("rule.json", r#"{"rule":"r","policy":"permit (principal, action, resource);"}"#);
    desk.file("large.json", " ".repeat(5 << 20));
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["record"],
            &["record", "nowhere.toml"],
            &["record", "goood.json"],
            &["record", "."],
            &["record", "empty.toml"],
            &["record", "empty.json"],
            &["record", "not.toml"],
            &["record", "not.json"],
            &["record", "image.png"],
            &["record", "latin.toml"],
            &["record", "large.json"],
            &["record", "good.json", "typo.toml"],
            &["record", "good.json", "good.json"],
            &["record", "question.toml"],
            &["record", "dated.toml"],
            &["record", "rule.json"],
            &["record", "good.json", "--format", "xml"],
            &["record", "good.json", "--format", "toml"],
            &["record", "good.json", "--as", "nobody"],
            &["record", "good.json", "--command-id", ""],
        ]
    ));
    desk.done(&["record", "good.json", "--command-id", "once"]);
    desk.file("two.json", r#"[{"party":"b","kind":"body"},{"party":"c","kind":"body"}]"#);
    desk.file("other.json", r#"{"party":"other","kind":"body"}"#);
    let against =
        ["share", "--item", "data", "--against-answer", "--reason", "x", "--command-id", "shared", "--to"];
    desk.done(&[&against[..], &["press"]].concat());
    insta::assert_snapshot!(
        "a_command_that_said_something_else",
        told(
            &desk,
            &[
                &["record", "two.json", "--command-id", "once"],
                &["record", "other.json", "--command-id", "once"],
                &[&against[..], &["shop"]].concat(),
                &["record", "other.json", "--command-id", "shared"],
                &["refuse", "data", "--to", "press", "--command-id", "shared"],
            ]
        )
    );
}

#[test]
fn ask() {
    let desk = Desk::with_the_story();
    desk.file(
        "wrong.toml",
        "[[entry]]\ngrant = \"if\"\nitems = \"dta\"\nto = \"press\"\nby = \"supplier\"\n",
    );
    let ask = |further: &[&'static str]| -> Vec<&'static str> {
        ["ask", "--item", "data", "--to", "press"].iter().chain(further).copied().collect()
    };
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["ask", "--item", "dtaa", "--to", "press"],
            &["ask", "--item", "data", "--to", "pres"],
            &["ask", "--item", "data", "--to", "shop,prss,supplier"],
            &["ask", "--item", "data", "--to", "press,press"],
            &["ask", "--item", "data", "--to", "Press"],
            &["ask", "--item", "data", "--to", "press,"],
            &["ask", "--item", "press", "--to", "press"],
            &["ask", "--item", "sent", "--to", "press"],
            &["ask", "--to", "press"],
            &ask(&["--actor", "make"]),
            &ask(&["--purpose", "Research!"]),
            &ask(&["--in-capacity", "engineer=maker"]),
            &ask(&["--in-capacity", "press=nobody"]),
            &ask(&["--in-capacity", "press=shop"]),
            &ask(&["--in-capacity", "press=shop", "--in-capacity", "press=desk"]),
            &ask(&["--shown", "--given"]),
            &ask(&["--on", "05/10/2017"]),
            &ask(&["--on", "2017-02-30"]),
            &ask(&["--on", "10 Smay 2017"]),
            &ask(&["--on", "end of 2026"]),
            &ask(&["--on", ""]),
            &ask(&["--known", "2017"]),
            &ask(&["--known", "99"]),
            &ask(&["--known", "#-1"]),
            &ask(&["--known", "2"]),
            &ask(&["--known", "soon"]),
            &ask(&["--suppose", "nowhere.toml"]),
            &ask(&["--suppose", "wrong.toml"]),
            &ask(&["--as", "suplier"]),
            &["ask", "--item", "data", "--to", "prss", "--as", "supplier"],
        ]
    ));
}

#[test]
fn share() {
    let desk = Desk::with_the_story();
    let share = |further: &[&'static str]| -> Vec<&'static str> {
        ["share", "--item", "data", "--to", "press"].iter().chain(further).copied().collect()
    };
    insta::assert_snapshot!(told(
        &desk,
        &[
            &share(&["--against-answer"]),
            &share(&["--reason", "because"]),
            &share(&["--against-answer", "--reason", " "]),
            &share(&["--on", "2025-01-01"]),
            &share(&["--id", "Not A Slug", "--against-answer", "--reason", "because"]),
            &share(&["--id", "sent", "--against-answer", "--reason", "because"]),
            &share(&["--setting", ""]),
            &share(&["--command-id", "two\nlines", "--against-answer", "--reason", "because"]),
            &["share", "--item", "data", "--to", "pres"],
            &["share", "--item", "data", "--to", "engineer"],
        ]
    ));
}

#[test]
fn grant_and_refuse() {
    let desk = Desk::with_the_story();
    let grant = |further: &[&'static str]| -> Vec<&'static str> {
        ["grant", "data", "--to", "press"].iter().chain(further).copied().collect()
    };
    let refuse = |further: &[&'static str]| -> Vec<&'static str> {
        ["refuse", "data", "--to", "press"].iter().chain(further).copied().collect()
    };
    insta::assert_snapshot!(
        "grant",
        told(
            &desk,
            &[
                &["grant", "data"],
                &["grant", "--to", "press"],
                &["grant", "data", "dtaa", "--to", "press"],
                &["grant", "data", "data", "--to", "press"],
                &["grant", "data", "--to", "pres"],
                &grant(&["--lifts", "audeince"]),
                &grant(&["--lifts", "data.1,data.7"]),
                &grant(&["--lifts", ""]),
                &grant(&["--as", "suplier"]),
                &grant(&["--until", "2020-01-01"]),
                &grant(&["--from", "2031-01-15", "--until", "2031-01-14"]),
                &grant(&["--from", "end of 2026"]),
                &grant(&["--on", "10.5.17"]),
                &grant(&["--rests-on", "terms"]),
                &grant(&["--shown", "--given"]),
                &grant(&["--id", "sent"]),
                &grant(&["--id", "-x"]),
            ]
        )
    );
    insta::assert_snapshot!(
        "refuse",
        told(
            &desk,
            &[
                &["refuse", "data"],
                &["refuse", "dtaa", "--to", "press"],
                &refuse(&["--reason", ""]),
                &refuse(&["--as", "suplier"]),
                &refuse(&["--on", "yestreday"]),
                &refuse(&["--id", "sent"]),
            ]
        )
    );
}

#[test]
fn revoke_and_erase() {
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
    insta::assert_snapshot!(
        "revoke",
        told(
            &desk,
            &[
                &["revoke"],
                &["revoke", "agred"],
                &["revoke", "data"],
                &["revoke", "sent"],
                &["revoke", "#0"],
                &["revoke", "99"],
                &["revoke", "id-"],
                &["revoke", "agreed", "agreed"],
                &["revoke", "agreed", "--to", "pres"],
                &["revoke", "agreed", "--reason", ""],
                &["revoke", "agreed", "--on", "12/1/2025"],
            ]
        )
    );
    insta::assert_snapshot!(
        "erase",
        told(
            &desk,
            &[
                &["erase", "--reason", "x"],
                &["erase", "sent"],
                &["erase", "sent", "--reason", " "],
                &["erase", "snt", "--reason", "x"],
                &["erase", "99", "--reason", "x"],
                &["erase", "sent", "--reason", "x", "--as", "press"],
                &["erase", "8", "--reason", "x"],
            ]
        )
    );
}

#[test]
fn who_log_and_show() {
    let desk = Desk::with_the_story();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["who"],
            &["who", "dtaa"],
            &["who", "press"],
            &["who", "id-zzzz"],
            &["who", "data", "--on", "never"],
            &["who", "data", "--known", "5"],
            &["log", "suplier"],
            &["log", "--since", "05/10/2017"],
            &["log", "-n", "few"],
            &["log", "--until", "monday"],
            &["show"],
            &["show", "snt"],
            &["show", "99"],
            &["show", "id-"],
            &["show", "sent", "data"],
        ]
    ));
}

#[test]
fn prove_verify_and_check() {
    let desk = Desk::with_the_story();
    desk.done(&["prove", "sent", "-o", "evidence.json"]);
    desk.file("empty.json", "")
        .file("other.json", "{\"format\":\"caveat-evidence/9\"}")
        .file("text.txt", "hello");
    std::fs::create_dir(desk.path("folder")).unwrap();
    let key = "caveat/other+[key]";
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["prove"],
            &["prove", "snt"],
            &["prove", "99", "-o", "x.json"],
            &["prove", "sent", "-o", "evidence.json"],
            &["prove", "sent", "-o", "nowhere/x.json"],
            &["prove", "sent", "--bare", "--without-words"],
            &["verify"],
            &["verify", "nowhere.json"],
            &["verify", "evidnce.json"],
            &["verify", "empty.json"],
            &["verify", "other.json"],
            &["verify", "text.txt"],
            &["verify", "folder"],
            &["verify", "evidence.json", "--key", key],
            &["verify", "evidence.json", "--key", "nonsense"],
            &["check", "everything"],
            &["ledger", "export"],
            &["ledger", "export", "text.txt"],
            &["ledger", "export", "/proc/inside"],
            &["ledger", "checkpoint", "now"],
            &["ledger", "rotate-key", "--key", "text.txt"],
            &["ledger", "rotate-key", "--signer", "false"],
            &["completions", "cmd"],
            &["completions"],
            &["man", "text.txt"],
        ]
    ));
}

#[test]
fn a_register_that_was_put_back() {
    let desk = Desk::with_the_story();
    let file = desk.path("data/caveat/register.caveat");
    let older = std::fs::read(&file).unwrap();
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
    std::fs::write(&file, older).unwrap();
    let commands: [&[&str]; 3] =
        [&["log", "-n", "1"], &["ask", "--item", "data", "--to", "press"], &["check"]];
    let mut seen = told(&desk, &commands);
    seen += &desk.shown(&["log", "-n", "2", "--accept-rollback"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn a_key_that_is_not_there() {
    let desk = Desk::with_the_story();
    std::fs::rename(desk.path("config"), desk.path("elsewhere")).unwrap();
    let commands: [&[&str]; 2] = [&["ledger", "checkpoint"], &["ledger", "rotate-key"]];
    let mut seen = told(&desk, &commands);
    // What was said is recorded all the same, and says that it is not signed.
    seen += &desk.shown(&["refuse", "data", "--to", "press", "--as", "supplier", "--on", "2025-02-10"]);
    insta::assert_snapshot!(seen);
}
