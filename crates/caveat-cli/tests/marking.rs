//! Markings on the command line: explained, checked, mended, and above what is shown.
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

use harness::{Desk, Ran, caveat, follows, root, with_input};
use serde_json::Value;

/// What a user sees of one command after another.
fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        writeln!(told, "{}", desk.shown(command)).unwrap();
        told
    })
}

/// What a user sees of commands, none of which succeeds.
fn told_wrong(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        let shown = desk.shown(command);
        assert!(shown.contains("[status "), "it did not fail: {shown}");
        writeln!(told, "{shown}").unwrap();
        told
    })
}

fn explain<'a>(text: &'a str, further: &[&'a str]) -> Vec<&'a str> {
    ["marking", "explain", text].iter().chain(further).copied().collect()
}

#[test]
fn a_marking_is_explained() {
    let desk = Desk::new();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &explain("TOP SECRET//SI-G ABCD/TK//ORCON/NOFORN", &["--dated", "2015-01-01"]),
            &explain(
                "(S//REL TO USA, AUS, CAN, GBR, NZL)",
                &["--dated", "2015-01-01", "--originator", "dia"]
            ),
            &explain("S//IMC/RELIDO", &["--form", "portion", "--dated", "2012-01-01"]),
            &explain("SECRET//REL TO USA, NATO//DISPLAY ONLY IRQ", &["--dated", "2015-01-01"]),
            &explain("//NATO SECRET//ATOMAL", &[]),
            &explain("UNCLASSIFIED", &["--dated", "2015-01-01"]),
            &explain("SECRET//NOFORN", &[]),
            &explain("tlp:amber", &["--originator", "partner-cert"]),
            &explain("TLP:RED PAP:AMBER", &[]),
            &explain("TLP:CLEAR", &[]),
            &explain("UK OFFICIAL-SENSITIVE", &["--scheme", "uk"]),
            &explain("CONFIDENTIAL - Globex ONLY", &["--scheme", "company"]),
            &explain("SECRET//NOFORN", &["--json", "--dated", "2015-01-01"]),
        ]
    ));
}

#[test]
fn what_is_wrong_with_a_marking_is_pointed_at() {
    let desk = Desk::new();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &explain("secret // nf/oc", &["--dated", "2015-01-01"]),
            &explain("(S//NF//XQZ)", &["--dated", "2015-01-01"]),
            &explain("HELLO WORLD", &[]),
            &explain("", &[]),
            &explain("SECRET//REL TO USA, ZZZ", &["--dated", "2015-01-01"]),
            &explain("TLP:PURPLE", &[]),
            &explain("SECRET UE/EU SECRET - ATOMAL", &["--scheme", "eu"]),
            &explain("TOP SECRET\u{202e}//NF\nClassified By: x", &["--dated", "2015-01-01"]),
        ]
    ));
}

#[test]
fn a_source_that_is_concealed_is_named_nowhere() {
    let desk = Desk::new();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &explain("(//FGI S//REL TO USA, GBR)", &["--dated", "2015-01-01"]),
            &explain("SECRET//FGI//NOFORN", &["--dated", "2015-01-01", "--originator", "dia"]),
        ]
    ));
    let line = r#"{"marking":"(//FGI TS//NF)","originator":"dia"}"#;
    let ran = desk.run_with(&["marking", "explain", "--json"], line.as_bytes());
    for caveat in ran.json()["caveats"].as_array().unwrap() {
        assert!(["usa", "dia"].contains(&caveat["owner"][0].as_str().unwrap()), "{caveat}");
    }
}

#[test]
fn explain_is_used_wrongly() {
    let desk = Desk::new();
    let scheme = "[[entry]]\nscheme = \"a\"\nauthority = \"acme\"\nlevels = [\"LOW\"]\n";
    desk.file("silent.toml", scheme).file("party.toml", "[[entry]]\nparty = \"a\"\nkind = \"body\"\n");
    desk.file("two.toml", format!("{scheme}\n{}", scheme.replace("\"a\"", "\"b\"")));
    desk.file("wrong.toml", scheme.replace("levels", "levles")).file("empty.toml", "");
    insta::assert_snapshot!(told_wrong(
        &desk,
        &[
            &["marking"],
            &["marking", "explian", "SECRET"],
            &["marking", "explain"],
            &explain("SECRET", &["NOFORN"]),
            &explain("SECRET", &["--scheme", "uss"]),
            &explain("SECRET", &["--scheme", ""]),
            &explain("SECRET", &["--scheme", "nowhere.toml"]),
            &explain("SECRET", &["--scheme", "."]),
            &explain("SECRET", &["--scheme", "silent.toml"]),
            &explain("SECRET", &["--scheme", "party.toml"]),
            &explain("SECRET", &["--scheme", "two.toml"]),
            &explain("SECRET", &["--scheme", "wrong.toml"]),
            &explain("SECRET", &["--scheme", "empty.toml"]),
            &explain("SECRET", &["--form", "page"]),
            &explain("SECRET", &["--originator", "The DIA"]),
            &explain("SECRET", &["--dated", "01/02/2015"]),
        ]
    ));
}

#[test]
fn a_scheme_of_ones_own_is_read_from_its_file() {
    let desk = Desk::new();
    let company = std::fs::read_to_string(root().join("schemes/company.toml")).unwrap();
    desk.file("house.toml", company.replace("\"company\"", "\"house\"").replace("acme", "umbrella"));
    let internal = explain("INTERNAL", &["--scheme", "house.toml", "--json"]);
    let explained = desk.done(&internal).json();
    assert_eq!(explained["caveats"][0]["audience"], serde_json::json!(["umbrella"]));
    let line = br#"{"marking":"INTERNAL","scheme":"house"}"#;
    let ran = desk.run_with(&["marking", "check", "--json", "--scheme", "house.toml"], line);
    assert_eq!((ran.status, &ran.json()["valid"]), (0, &Value::Bool(true)), "{}", ran.seen());
}

const PAGE: &str = "SECRET//NF\n\nSECRET//REL TO GBR, USA\r\n(S//NF)\nHELLO\n  tlp : red \n";

#[test]
fn a_file_is_checked() {
    let desk = Desk::new();
    desk.file("page.txt", PAGE).file("good.txt", "\u{feff}SECRET//NOFORN\r\n(TS//SI//NF)\r\nTLP:RED\r\n");
    desk.file("one.txt", "SECRET//NOFORN").file("warned.txt", "secret//noforn\n").file("blank.txt", " \n\n");
    desk.file("empty.txt", "").file("eu.txt", "EU SECRET\n");
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["marking", "check", "page.txt"],
            &["marking", "check", "good.txt"],
            &["marking", "check", "one.txt"],
            &["marking", "check", "warned.txt"],
            &["marking", "check", "blank.txt"],
            &["marking", "check", "empty.txt"],
            &["marking", "check", "eu.txt", "--scheme", "eu"],
            &["marking", "check", "eu.txt"],
        ]
    ));
    let shown = desk.shown_with(&["marking", "check"], b"SECRET//NOFORN\n");
    assert!(shown.contains("1 marking, and it is valid") && !shown.contains("[status"), "{shown}");
}

#[test]
fn check_is_used_wrongly() {
    let desk = Desk::new();
    desk.file("latin.txt", b"SECRET//NOFORN\nSECRET//caf\xe9\nTLP:RED\n")
        .file("image.png", b"\x89PNG\r\n\x1a\n\0");
    insta::assert_snapshot!(told_wrong(
        &desk,
        &[
            &["marking", "check", "nowhere.txt"],
            &["marking", "check", "latni.txt"],
            &["marking", "check", "."],
            &["marking", "check", "latin.txt"],
            &["marking", "check", "image.png"],
            &["marking", "check", "latin.txt", "--scheme", "ue"],
            &["marking", "check", "latin.txt", "--form", "footer"],
            &["marking", "check", "latin.txt", "--fix"],
            &["marking", "check", "latin.txt", "image.png"],
        ]
    ));
}

/// What is far too long is told at once, in few words, and nothing behind it is lost.
#[test]
fn a_long_line_is_an_error_and_the_next_one_is_read() {
    let desk = Desk::new();
    for (length, at_least) in [(100_000, 1), (1 << 20, 1), ((1 << 20) + 1, 1), (5 << 20, 1)] {
        for filling in ["X", "/", "REL TO ", "(", "é", "//", "SI-G "] {
            let line = filling.repeat(length / filling.len());
            let text = format!("{line}\nSECRET//NOFORN\n");
            let start = std::time::Instant::now();
            let ran = desk.run_with(&["marking", "check"], text.as_bytes());
            assert_eq!(ran.status, 1, "{filling} {length}");
            assert!(ran.stdout.starts_with("1 of 2 markings is not valid"), "{}", ran.stdout);
            assert!(ran.stderr.matches("error").count() >= at_least && ran.stderr.len() < 20_000);
            assert!(start.elapsed().as_secs() < 20, "{filling} {length}: {:?}", start.elapsed());
        }
    }
}

#[test]
fn a_file_is_mended_in_its_place() {
    let desk = Desk::new();
    desk.file("page.txt", PAGE).file("good.txt", "SECRET//NOFORN");
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).unwrap();
    let dry = told(&desk, &[&["marking", "fix", "page.txt", "--dry-run"]]);
    assert_eq!(read("page.txt"), PAGE);
    insta::assert_snapshot!(format!(
        "{dry}{}",
        told(
            &desk,
            &[
                &["marking", "fix", "page.txt"],
                &["marking", "fix", "page.txt"],
                &["marking", "fix", "good.txt"],
                &["marking", "fix", "good.txt", "--dry-run"],
            ]
        )
    ));
    let mended = "SECRET//NOFORN\n\nSECRET//REL TO USA, GBR\r\n(S//NF)\nHELLO\n  TLP:RED \n";
    assert_eq!((read("page.txt").as_str(), read("good.txt").as_str()), (mended, "SECRET//NOFORN"));
    let piped = desk.run_with(&["marking", "fix"], PAGE.as_bytes());
    assert_eq!((piped.stdout.as_str(), piped.status), (mended, 1), "{}", piped.seen());
    // Nothing is left beside the file.
    let hidden = std::fs::read_dir(desk.path(""))
        .unwrap()
        .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0);
}

#[test]
fn what_cannot_be_read_is_left_to_the_byte() {
    let desk = Desk::new();
    let long = "y".repeat(3 << 20);
    let page =
        [b"\xef\xbb\xbfSECRET//NF\r\n", b"ab\xffc\r\n".as_slice(), long.as_bytes(), b"\nsecret"].concat();
    let mended =
        [b"\xef\xbb\xbfSECRET//NOFORN\r\n", b"ab\xffc\r\n".as_slice(), long.as_bytes(), b"\nSECRET"].concat();
    desk.file("page.txt", &page);
    let ran = desk.run(&["marking", "fix", "page.txt"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("page.txt:2:3") && ran.stderr.contains("page.txt:3:1"), "{}", ran.stderr);
    assert!(std::fs::read(desk.path("page.txt")).unwrap() == mended);
}

#[test]
fn fix_is_used_wrongly() {
    let desk = Desk::new();
    let long = "x".repeat(250);
    desk.file(&long, "secret")
        .file("latin.txt", b"caf\xe9\n")
        .file("hello.txt", "HELLO\n")
        .file("empty.txt", "");
    insta::assert_snapshot!(told_wrong(
        &desk,
        &[
            &["marking", "fix", "nowhere.txt"],
            &["marking", "fix", "."],
            &["marking", "fix", "latin.txt"],
            &["marking", "fix", "hello.txt"],
            &["marking", "fix", &long],
            &["marking", "fix", "hello.txt", "--scheme", "nato"],
            &["marking", "fix", "hello.txt", "--dry-run", "--json"],
            &["marking", "fix", "hello.txt", "--force"],
        ]
    ));
    assert_eq!(std::fs::read(desk.path(&long)).unwrap(), b"secret");
    assert_eq!(std::fs::read(desk.path("latin.txt")).unwrap(), b"caf\xe9\n");
    assert!(desk.done(&["marking", "fix", "empty.txt"]).stdout.starts_with("nothing was mended"));
    if cfg!(target_os = "linux") {
        let ran = desk.run(&["marking", "fix", "/dev/null"]);
        assert!(ran.status == 1 && ran.stderr.contains("it is no file"), "{}", ran.seen());
    }
}

#[cfg(unix)]
#[test]
fn a_fix_that_is_killed_leaves_the_old_file_or_the_new_one() {
    use std::process::{Command, Stdio};
    let desk = Desk::new();
    let (old, new) = ("secret//nf\n".repeat(5_000), "SECRET//NOFORN\n".repeat(5_000));
    let fix = || {
        desk.file("page.txt", &old);
        let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
        command.args(["marking", "fix", "page.txt"]).current_dir(desk.path("")).env_clear();
        command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null()).spawn().unwrap()
    };
    let start = std::time::Instant::now();
    assert!(fix().wait().unwrap().success());
    let usual = start.elapsed();
    let (mut kept, runs) = (0, 24);
    for run in 0..runs {
        let mut child = fix();
        std::thread::sleep(usual.mul_f64(f64::from(run) * 1.3 / f64::from(runs)));
        child.kill().unwrap();
        child.wait().unwrap();
        let text = std::fs::read_to_string(desk.path("page.txt")).unwrap();
        assert!(text == old || text == new, "run {run} left {} bytes", text.len());
        kept += usize::from(text == old);
    }
    assert!(kept > 0, "none of them was killed before its end");
}

/// Lines of JSON: what is asked, and what is answered.
fn batch(verb: &str, further: &[&str], input: &str) -> (i32, Vec<Value>) {
    let args: Vec<&str> = ["marking", verb, "--json"].iter().chain(further).copied().collect();
    let ran = with_input(&args, input.as_bytes(), &[]);
    assert_eq!(ran.stderr, "", "{}", ran.seen());
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let schema = format!("marking-{verb}.schema.json");
    lines.iter().for_each(|line| follows(&schema, line));
    (ran.status, lines)
}

#[test]
fn each_line_is_answered() {
    let input = r#"{"marking":"SECRET//NF"}
{"marking":"S//NF","form":"portion"}
{"marking":"SECRET//REL TO GBR, USA","scheme":"us"}
{"marking":"tlp amber"}
{"marking":"HELLO","scheme":null}
{"marking":""}
"#;
    let (status, checked) = batch("check", &[], input);
    assert_eq!(status, 1);
    let valid: Vec<bool> = checked.iter().map(|line| line["valid"].as_bool().unwrap()).collect();
    assert_eq!(valid, [true, true, false, true, false, false]);
    assert_eq!(checked[0]["canonical"], "SECRET//NOFORN");
    let problem = &checked[0]["problems"][0];
    assert_eq!((&problem["severity"], &problem["mend"]), (&"warning".into(), &"NOFORN".into()));
    assert_eq!((&problem["start"], &problem["end"]), (&8.into(), &10.into()));
    let elsewhere = &checked[2]["problems"][0];
    assert_eq!((&elsewhere["mend_start"], &elsewhere["mend_end"]), (&15.into(), &23.into()), "{elsewhere}");
    assert_eq!((&checked[4]["canonical"], &checked[5]["canonical"]), (&Value::Null, &Value::Null));

    let (status, fixed) = batch("fix", &[], input);
    assert_eq!(status, 1);
    let markings: Vec<&str> = fixed.iter().map(|line| line["marking"].as_str().unwrap()).collect();
    assert_eq!(markings, ["SECRET//NOFORN", "S//NF", "SECRET//REL TO USA, GBR", "TLP:AMBER", "HELLO", ""]);
    let changed: Vec<bool> = fixed.iter().map(|line| line["changed"].as_bool().unwrap()).collect();
    assert_eq!(changed, [true, false, true, true, false, false]);

    let (status, explained) = batch("explain", &["--dated", "2015-01-01"], input);
    assert_eq!(status, 1);
    let rel_to = serde_json::json!({
        "audience": ["usa", "gbr"], "name": "rel-to", "owner": ["originator"], "word": "REL TO USA, GBR",
    });
    assert_eq!(explained[2]["caveats"][1], rel_to);
    let unread = serde_json::json!({
        "name": "unread", "nobody": "the marking cannot be read", "owner": ["originator"], "word": "HELLO",
    });
    assert_eq!(explained[4]["caveats"], Value::Array(vec![unread]));
    assert_eq!(batch("check", &[], "{\"marking\":\"SECRET//NOFORN\"}").0, 0);
    assert_eq!(batch("check", &[], ""), (0, Vec::new()));
}

#[test]
fn explain_tells_what_a_line_says_of_it() {
    let line = |fields: &str| format!("{{\"marking\":\"SECRET//RELIDO/IMCON\"{fields}}}\n");
    let input = [
        line(""),
        line(r#","originator":"dia","dated":"2015-01-01""#),
        line(r#","dated":"2001-01-01T10:00:00+02:00""#),
    ];
    let (_, told) = batch("explain", &["--originator", "cia", "--dated", "2012-01-01"], &input.concat());
    let owner = |line: usize| told[line]["caveats"][1]["owner"][0].as_str().unwrap();
    assert_eq!((owner(0), owner(1)), ("cia", "dia"));
    let words = |line: usize| told[line]["caveats"].as_array().unwrap().len();
    assert_eq!((words(0), words(1), words(2)), (2, 2, 3), "the third is of before 2010");
    assert_eq!(told[0]["carried"][0]["word"], "IMCON");
    assert_eq!(told[0]["caveats"][1]["releasers"], serde_json::json!(["disclosure-official"]));
}

#[test]
fn a_line_that_cannot_be_read_is_answered_too() {
    let mut input = Vec::new();
    let wrong: [&[u8]; 14] = [
        b"",
        b"  ",
        b"SECRET//NOFORN",
        b"{\"marking\":\"SECRET\"",
        b"{\"marking\":\"SECRET\"} {}",
        b"[\"SECRET\"]",
        b"null",
        b"{}",
        b"{\"marking\":7}",
        b"{\"makring\":\"SECRET\"}",
        b"{\"marking\":\"SECRET\",\"marking\":\"TOP SECRET\"}",
        b"{\"marking\":\"SECRET\",\"scheme\":\"natp\"}",
        b"{\"marking\":\"SECRET\",\"form\":\"page\"}",
        b"{\"marking\":\"caf\xe9\"}",
    ];
    for line in wrong {
        input.extend_from_slice(line);
        input.extend_from_slice(b"\n{\"marking\":\"TLP:RED\"}\n");
    }
    let mut seen = String::new();
    for verb in ["check", "fix", "explain"] {
        let ran = with_input(&["marking", verb, "--json"], &input, &[]);
        assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
        let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2 * wrong.len());
        for pair in lines.chunks(2) {
            pair.iter().for_each(|line| follows(&format!("marking-{verb}.schema.json"), line));
            writeln!(seen, "{}", pair[0]["error"].as_str().unwrap()).unwrap();
            assert!(pair[1].get("error").is_none(), "{}", pair[1]);
        }
        seen.push('\n');
    }
    let (first, others) = seen.split_once("\n\n").unwrap();
    assert!(others.trim().split("\n\n").all(|of_verb| of_verb == first), "each verb says the same\n{seen}");
    insta::assert_snapshot!(first);
    // What only `explain` is told is no field of the others.
    let line = "{\"marking\":\"SECRET\",\"dated\":\"2015-01-01\"}\n";
    assert!(batch("check", &[], line).1[0]["error"].as_str().unwrap().contains("no field is called `dated`"));
    let line = "{\"marking\":\"SECRET\",\"dated\":\"soon\"}\n{\"marking\":\"SECRET\",\"originator\":\"\"}\n";
    let (status, told) = batch("explain", &[], line);
    assert!(status == 1 && told.iter().all(|line| line["error"].is_string()), "{told:?}");
}

#[test]
fn answers_stand_in_the_order_of_what_was_asked() {
    let line = |number: usize| match number % 7 {
        3 => "no json".to_owned(),
        4 => format!("{{\"marking\":\"TLP:X{number}\"}}"),
        5 => format!("{{\"marking\":\"{}\"}}", "Y".repeat(2 << 20)),
        _ => format!("{{\"marking\":\"HELLO{number}\",\"form\":\"banner\"}}"),
    };
    let input: String = (1..=1000)
        .map(|number| if number % 7 == 5 && number > 100 { line(3) } else { line(number) } + "\n")
        .collect();
    for verb in ["check", "fix", "explain"] {
        let (status, told) = batch(verb, &[], &input);
        assert_eq!((status, told.len()), (1, 1000));
        for (number, told) in (1..).zip(&told) {
            let text = told.to_string();
            let expected = match number % 7 {
                3 | 5 => format!("line {number}"),
                4 => format!("TLP:X{number}"),
                _ => format!("HELLO{number}"),
            };
            assert!(text.contains(&expected), "{verb} {number}: {text}");
            assert_eq!(
                told.get("error").is_some(),
                [3, 5].contains(&(number % 7)),
                "{verb} {number}: {text}"
            );
        }
    }
}

/// Whoever writes a line and waits is answered before the next.
#[test]
fn an_answer_comes_before_the_next_line() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};
    for verb in ["check", "fix", "explain"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_caveat"))
            .args(["marking", verb, "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut asking, mut answers) =
            (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        for text in ["SECRET//NOFORN", "TLP:RED"] {
            writeln!(asking, "{{\"marking\":\"{text}\"}}").unwrap();
            let mut answer = String::new();
            answers.read_line(&mut answer).unwrap();
            assert!(answer.starts_with('{') && answer.ends_with("}\n"), "{answer}");
        }
        drop(asking);
        assert!(child.wait().unwrap().success());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_a_failure() {
    let desk = Desk::new();
    desk.file("good.txt", "SECRET//NOFORN\n").file("good.ndjson", "{\"marking\":\"SECRET//NOFORN\"}\n");
    for args in [
        &["marking", "explain", "SECRET//NOFORN"][..],
        &["marking", "check", "good.txt"],
        &["marking", "check", "good.ndjson", "--json"],
        &["marking", "fix", "good.ndjson", "--json"],
        &["marking", "fix", "good.txt", "--dry-run"],
    ] {
        let (status, stderr) = desk.run_untold(args);
        assert_eq!((status, stderr.as_str()), (1, ""), "{args:?}");
    }
}

const MARKED: &str = r#"
[[entry]]
party = "usa"
kind = "state"
on = 2024-01-01

[[entry]]
party = "gbr"
kind = "state"

[[entry]]
party = "agency"
kind = "body"

[[entry]]
scheme = "us"
authority = "usa"
levels = ["CONFIDENTIAL", "SECRET", "TOP SECRET"]
reads = "us"
parties = { USA = "usa", GBR = "gbr" }

[[entry]]
scheme = "tlp"
authority = "agency"
levels = []
reads = "tlp"

[[entry]]
item = "estimate"
originator = "agency"
marking = "top secret//si//rel to usa, gbr"
scheme = "us"
dated = 2015-01-01

[[entry]]
item = "feed"
originator = "gbr"
marking = "tlp:clear"
scheme = "tlp"

[[entry]]
item = "scribble"
originator = "gbr"
marking = "FOR THE BOARD"

[[entry]]
item = "botched"
originator = "agency"
marking = "SECRET//XQZZY/NOFORN"
scheme = "us"
"#;

#[test]
fn an_item_is_shown_beneath_its_banner() {
    let desk = Desk::kept_by("maker");
    desk.file("marked.toml", MARKED);
    desk.done(&["record", "marked.toml"]);
    insta::assert_snapshot!(told(
        &desk,
        &[
            &["show", "estimate"],
            &["show", "feed"],
            &["show", "scribble"],
            &["show", "botched"],
            &["show", "us"]
        ]
    ));
}

/// A wrong marking is recorded, and whoever records it is told.
#[test]
fn a_wrong_marking_is_recorded_with_a_warning() {
    let desk = Desk::kept_by("maker");
    desk.file("marked.toml", MARKED);
    let ran = desk.run(&["record", "marked.toml"]);
    assert_eq!(ran.status, 0, "{}", ran.seen());
    insta::assert_snapshot!(ran.stderr);
    assert!(desk.run(&["show", "botched"]).stdout.contains("nobody knows what XQZZY"));
}

/// Where colours are asked for there are some, and the text is the same.
#[test]
fn a_banner_has_the_colour_of_its_level() {
    let explained = |text: &str, colours: &[(&str, &str)]| {
        with_input(&["marking", "explain", text, "--dated", "2015-01-01"], b"", colours).stdout
    };
    let codes = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    for (text, colour) in [
        ("TOP SECRET//SI//NOFORN", "48;2;252;232;58"),
        ("SECRET//NOFORN", "48;2;200;16;46"),
        ("UNCLASSIFIED", "48;2;0;122;51"),
        ("TLP:RED", "38;2;255;43;43"),
        ("TLP:AMBER+STRICT", "38;2;255;192;0"),
        ("TLP:GREEN", "38;2;51;255;0"),
    ] {
        let (plain, coloured) = (explained(text, &[]), explained(text, &[("CLICOLOR_FORCE", "1")]));
        assert!(coloured.lines().next().unwrap().contains(colour), "{coloured:?}");
        assert_eq!(codes.replace_all(&coloured, ""), plain);
        assert!(!plain.contains('\u{1b}') && plain.starts_with(text), "{plain:?}");
    }
}

fn seen(verb: &str, input: &str) -> String {
    let (status, lines) = batch(verb, &[], input);
    let lines: Vec<String> = lines.iter().map(|line| format!("{line:#}\n")).collect();
    format!("[status {status}]\n{}", lines.concat())
}

#[test]
fn portions_make_a_banner() {
    let input = r#"{"portions":["TS//NF","U"]}
{"portions":["(S//REL TO USA, AUS, GBR)","(S//REL TO USA, GBR)"]}
{"portions":["(S//REL)","(U)"],"rel":"USA, GBR"}
{"portions":["(S//REL)"],"rel":["USA","GBR"],"scheme":null}
{"portions":["(S)","(C//RELIDO)"],"dated":"2015-01-01","scheme":"us"}
{"scheme":"ism","today":"2020-01-01","portions":[
"#
    .replace(
        "\"portions\":[\n",
        "\"portions\":[{\"classification\":\"S\",\"ownerProducer\":\"USA\",\
        \"disseminationControls\":\"NF\"},{\"classification\":\"U\",\"ownerProducer\":\"USA\"}]}\n",
    );
    let (status, lines) = batch("rollup", &[], &input);
    let banners: Vec<&str> = lines.iter().map(|line| line["banner"].as_str().unwrap()).collect();
    let expected = [
        "TOP SECRET//NOFORN",
        "SECRET//REL TO USA, GBR",
        "SECRET//REL TO USA, GBR",
        "SECRET//REL TO USA, GBR",
        "SECRET//RELIDO",
        "SECRET//NOFORN",
    ];
    assert_eq!((status, banners.as_slice()), (0, expected.as_slice()), "{lines:#?}");
    assert_eq!(lines[5]["attributes"]["declassDate"], "2045-01-01");
}

fn nato_label(classification: &str, context: &[&str], further: &str) -> String {
    let context = serde_json::json!({"tag": "Context", "type": "PERMISSIVE", "values": context});
    format!(r#"{{"policy":"NATO","classification":"{classification}","categories":[{context}{further}]}}"#)
}

#[test]
fn labels_of_nato_have_a_dominant_one() {
    let released =
        |to: &str| format!(r#",{{"tag":"Releasable To","type":"PERMISSIVE","values":["NATO","{to}"]}}"#);
    let secret = nato_label("SECRET", &["NATO"], "");
    let restricted = nato_label("RESTRICTED", &["NATO"], "");
    let to = |to: &str| nato_label("SECRET", &["NATO", "Releasable"], &released(to));
    let acme = r#"{"policy":"ACME","classification":"PUBLIC","categories":[]}"#;
    let line = |labels: &[&str]| format!("{{\"scheme\":\"nato\",\"portions\":[{}]}}\n", labels.join(","));
    let input = [
        line(&[&secret, &restricted]),
        line(&[&to("SWE"), &to("SWE")]),
        line(&[&to("SWE"), &restricted]),
        line(&[&secret, acme]),
        line(&[]),
        line(&[&secret.replace("SECRET", "VERY SECRET")]),
    ];
    insta::assert_snapshot!(seen("rollup", &input.concat()));
}

#[test]
fn portions_that_make_no_banner_are_told() {
    let input = concat!(
        r#"{"portions":["TS//NF","HELLO"]}
{"portions":["(S//XQZ)","(U)"]}
{"portions":["(S//REL)","(U)"]}
{"portions":["(S//REL TO GBR, USA)"]}
{"scheme":"ism","today":"2020-01-01","portions":[{"classification":"S"}]}
{"scheme":"ism","today":"2020-01-01","portions":[{"classification":"S","ownerProducer":"USA","#,
        r#""SCIcontrols":"SI","disseminationControls":"XQZ NF"}]}
"#
    );
    insta::assert_snapshot!(seen("rollup", input));
}

#[test]
fn rollup_is_asked_wrongly() {
    let input = concat!(
        r#"{}
[]
{"portions":[]}
{"portions":"TS//NF"}
{"portions":[7]}
{"portions":["S"],"rel":"XQZ"}
{"portions":["S"],"rel":"USA, GBR//NOFORN"}
{"portions":["S"],"rel":[7]}
{"portions":["S"],"dated":"soon"}
{"portions":["S"],"today":"2020-01-01"}
{"portions":["S"],"scheme":"tlp"}
{"portions":["S"],"scheme":"ism"}
{"portions":[{"classification":7}],"scheme":"ism"}
{"portions":[],"scheme":"ism"}
{"portions":[{"classification":"S"}],"scheme":"ism","dated":"2020-01-01"}
{"portions":["NATO SECRET"],"scheme":"nato"}
{"portions":[{"policy":"NATO"}],"scheme":"nato"}
{"portions":[{"policy":"NATO","classification":"SECRET","owner":"x"}],"scheme":"nato"}
{"portions":[{"policy":"NATO","classification":"SECRET","#,
        r#""categories":[{"tag":"Only","type":"MAYBE","values":[]}]}],"scheme":"nato"}
{"portions":[{"policy":"NATO","classification":"SECRET","#,
        r#""categories":[{"tag":"Only","type":"PERMISSIVE","values":[7]}]}],"scheme":"nato"}
"#
    );
    let (status, lines) = batch("rollup", &[], input);
    assert_eq!(status, 1);
    let errors: Vec<&str> = lines.iter().map(|line| line["error"].as_str().unwrap()).collect();
    insta::assert_snapshot!(errors.join("\n"));
    let desk = Desk::new();
    insta::assert_snapshot!(
        "rollup_typed",
        told(
            &desk,
            &[
                &["marking", "rollup", "(TS//SI//NF)", "(U)"],
                &["marking", "rollup", "S//REL", "--rel", "USA, GBR", "--json"],
                &["marking", "rollup", "S//REL", "--rel", "XQZ"],
                &["marking", "rollup", "TS//NF", "HELLO"],
                &["marking", "rollup"],
                &["marking", "rollup", "S", "--dated", "soon"],
            ]
        )
    );
}

#[test]
fn a_banner_is_compared_with_its_portions() {
    let asked = [
        (r#"{"marking":"TOP SECRET//NOFORN","portions":["TS//NF","(U)"]}"#, true),
        (r#"{"marking":"SECRET//NOFORN","portions":["TS//NF","(U)"]}"#, false),
        (r#"{"marking":"SECRET//REL TO USA, GBR","portions":["S//REL","S//NF"]}"#, false),
        (r#"{"marking":"SECRET//NOFORN","portions":["S//NOFRN"]}"#, false),
        (r#"{"scheme":"ism","marking":{"classification":"U","ownerProducer":"USA"}}"#, true),
        (
            concat!(
                r#"{"scheme":"ism","marking":{"classification":"U","ownerProducer":"USA"},"#,
                r#""portions":[{"classification":"S","ownerProducer":"USA","disseminationControls":"NF"}]}"#,
            ),
            false,
        ),
    ];
    let input: Vec<&str> = asked.iter().map(|(line, _)| *line).collect();
    let ran = with_input(&["marking", "check", "--json"], input.join("\n").as_bytes(), &[]);
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), asked.len());
    for (line, (asked, valid)) in lines.iter().zip(asked) {
        follows("marking-check.schema.json", line);
        assert_eq!(line["valid"], valid, "{asked}\n{line}");
    }
    insta::assert_snapshot!(ran.stdout);
}
