//! Label files, access profiles, and the marks of e-mails: read, checked, rolled up and written by the program.
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

use harness::{Desk, follows, root};
use serde_json::{Value, json};

const FILES: [&str; 4] =
    ["OC-Example1.xml", "PUBSTearLineExample.xml", "RevisionRecall-01-IC-TDF-TDO.xml", "RogersRangers.xml"];

/// A desk with the published documents on it.
fn desk() -> Desk {
    let desk = Desk::new();
    for name in FILES {
        let path = root().join("crates/caveat-labels/tests/data").join(name);
        desk.file(name, std::fs::read(path).unwrap());
    }
    desk
}

/// What a user sees of one command after another.
fn told(desk: &Desk, commands: &[&[&str]]) -> String {
    commands.iter().fold(String::new(), |mut told, command| {
        writeln!(told, "{}", desk.shown(command)).unwrap();
        told
    })
}

/// `label`, labelled and to be looked at again at dates that do not change.
fn label<'a>(text: &'a str, further: &[&'a str]) -> Vec<&'a str> {
    let plain = ["marking", "label", text, "--on", "2026-01-01T00:00:00Z"];
    plain.iter().chain(further).copied().collect()
}

/// Writes NATO's label of a marking into a file.
fn stanag(desk: &Desk, name: &str, text: &str) {
    let review = ["--as", "stanag-4774", "--review", "2031-01-01T00:00:00Z"];
    let written = desk.done(&label(text, &review));
    desk.file(name, written.stdout);
}

fn xml<'a>(verb: &'a str, files: &[&'a str]) -> Vec<&'a str> {
    ["marking", verb].into_iter().chain(files.iter().flat_map(|file| ["--label", file])).collect()
}

#[test]
fn a_label_file_is_explained() {
    let desk = desk();
    stanag(&desk, "nato.xml", "NATO SECRET Releasable to Sweden");
    let review = ["--as", "stanag-4774", "--review", "2026-02-01T00:00:00Z", "--by", "author@example.org"];
    let alternative = [&review[..], &["--kind", "alternative"]].concat();
    let past = desk.done(&label("NATO/KFOR CONFIDENTIAL ATOMAL", &alternative));
    desk.file(
        "past.xml",
        past.stdout.replacen(
            "<slab:Category",
            "<slab:PrivacyMark>a note</slab:PrivacyMark><slab:Category",
            1,
        ),
    );
    desk.file(
        "acme.xml",
        std::fs::read_to_string(desk.path("nato.xml"))
            .unwrap()
            .replace(">NATO</slab:Policy", ">ACME</slab:Policy"),
    );
    insta::assert_snapshot!(told(
        &desk,
        &[
            &xml("explain", &["OC-Example1.xml"]),
            &xml("explain", &["RogersRangers.xml"]),
            &xml("explain", &["nato.xml"]),
            &xml("explain", &["past.xml"]),
            &xml("explain", &["acme.xml"]),
        ]
    ));
}

/// The agencies that a profile lists are the audience of a caveat, which is the originator's that it names.
#[test]
fn who_needs_to_know_is_a_caveat() {
    let desk = desk();
    let explained = desk.done(&[&xml("explain", &["OC-Example1.xml"])[..], &["--json"]].concat()).json();
    follows("marking-explain.schema.json", &explained);
    let caveats = explained["caveats"].as_array().unwrap();
    let needed = caveats.iter().find(|one| one["name"] == "ntk-orcon").unwrap();
    assert_eq!(needed["audience"], json!(["cia", "dni", "nsa"]));
    assert_eq!(needed["owner"], json!(["cia"]));
    // With a scheme of one's own, whom it does not know is in no audience.
    let us = std::fs::read_to_string(root().join("schemes/us.toml")).unwrap();
    desk.file("us.toml", us.replace("RELIDO =", "\"USA.NSA\" = \"fort-meade\"\nRELIDO ="));
    let own = [&xml("explain", &["OC-Example1.xml"])[..], &["--json", "--scheme", "us.toml"]].concat();
    let own = desk.done(&own).json();
    let needed =
        own["caveats"].as_array().unwrap().iter().find(|one| one["name"] == "ntk-orcon").unwrap().clone();
    assert_eq!((&needed["audience"], &needed["owner"]), (&json!(["fort-meade"]), &json!(["usa"])));
}

#[test]
fn published_documents_are_checked_and_rolled_up() {
    let desk = desk();
    let all = xml("check", &FILES);
    let rolled = [&xml("rollup", &["OC-Example1.xml"])[..], &["--today", "2026-01-01T00:00:00Z"]].concat();
    insta::assert_snapshot!(told(&desk, &[&all, &xml("rollup", &["PUBSTearLineExample.xml"]), &rolled]));
    let checked = desk.done(&[&all[..], &["--json"]].concat());
    let answers: Vec<Value> =
        checked.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), FILES.len());
    answers.iter().for_each(|answer| follows("marking-check.schema.json", answer));
    for (answer, name) in answers.iter().zip(FILES) {
        assert_eq!((&answer["file"], &answer["valid"]), (&json!(name), &json!(true)));
    }
}

const ORCON: &str = "<AccessProfile><AccessPolicy>urn:us:gov:ic:aces:ntk:oc</AccessPolicy><AccessProfileValue \
    n:qualifier='originator' n:vocabulary='organization:usa-agency'>CIA</AccessProfileValue></AccessProfile>";

/// A document with this banner, this access and these portions.
fn document(banner: &str, access: &str, portions: &str) -> String {
    format!(
        "<a xmlns:ism='urn:us:gov:ic:ism' xmlns:n='urn:us:gov:ic:ntk'\n  ism:resourceElement='true' \
        ism:createDate='2026-01-01' ism:compliesWith='USGov' {banner}>\n  {access}\n  {portions}\n</a>\n"
    )
}

#[test]
fn what_is_wrong_with_a_label_file_is_pointed_at() {
    let desk = desk();
    let secret = "ism:classification='S' ism:ownerProducer='USA'";
    let access = format!(
        "<Access xmlns='urn:us:gov:ic:ntk'><RequiresAllOf><AccessProfileList>{ORCON}</AccessProfileList>\
        </RequiresAllOf></Access>"
    );
    let portion = |further: &str| format!("<p {secret} {further}/>");
    let nf = "ism:disseminationControls='NF'";
    let files = [
        ("higher.xml", document("ism:classification='U' ism:ownerProducer='USA'", "", &portion(nf))),
        ("claimed.xml", document(&format!("{secret} {nf}"), &access, &portion(nf))),
        ("token.xml", document(&format!("{secret} ism:disseminationControls='NF XQZ'"), "", &portion(nf))),
        ("mark.xml", document(&format!("{secret} {nf}"), "", &format!("<p {secret} {nf}>(U) Open.</p>"))),
        ("broken.xml", "<a ism:classification='U'>".to_owned()),
        ("entity.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>".to_owned()),
        ("no.xml", "SECRET//NOFORN\n".to_owned()),
        ("bare.xml", "<a/>".to_owned()),
    ];
    for (name, text) in &files {
        desk.file(name, text);
    }
    stanag(&desk, "nato.xml", "NATO SECRET");
    let nato = std::fs::read_to_string(desk.path("nato.xml")).unwrap();
    desk.file("level.xml", nato.replace(">SECRET<", ">SECRT<")).file("half.xml", &nato[..nato.len() / 2]);
    desk.file("date.xml", nato.replace("2026-01-01T00:00:00Z", "yesterday"))
        .file("latin.xml", b"<a>caf\xe9</a>");
    let names = ["level.xml", "half.xml", "date.xml", "latin.xml", "nowhere.xml"];
    let names = files.iter().map(|(name, _)| *name).chain(names);
    let shown = names.fold(String::new(), |mut all, name| {
        let shown = desk.shown(&xml("check", &[name]));
        assert_eq!(!shown.contains("[status 1]"), name == "bare.xml", "{shown}");
        writeln!(all, "{shown}").unwrap();
        all
    });
    insta::assert_snapshot!(shown);
    // One of two files is not passed over in silence.
    assert_eq!(desk.run(&["marking", "check", "bare.xml", "--label", "bare.xml"]).status, 2);
    // Half of a label is none.
    let told = desk.shown(&xml("explain", &["half.xml"]));
    assert!(told.contains("nothing was read from") && !told.contains("a recipient must"), "{told}");
    let json = desk.run(&[&xml("explain", &["half.xml"])[..], &["--json"]].concat());
    follows("marking-explain.schema.json", &json.json());
    assert_eq!((json.status, &json.json()["canonical"]), (1, &Value::Null));
    // What is not understood nobody meets.
    let json = desk.run(&[&xml("explain", &["token.xml"])[..], &["--json"]].concat()).json();
    assert!(json["caveats"].as_array().unwrap().iter().any(|one| one.get("nobody").is_some()), "{json}");
    assert_eq!(json["canonical"], Value::Null);
}

#[test]
fn labels_have_a_dominant_one() {
    let desk = desk();
    for (name, text) in [
        ("one.xml", "NATO SECRET Releasable to Sweden, Japan"),
        ("two.xml", "NATO RESTRICTED Releasable to Japan"),
        ("three.xml", "NATO CONFIDENTIAL ATOMAL"),
        ("kfor.xml", "NATO/KFOR SECRET"),
    ] {
        stanag(&desk, name, text);
    }
    let written = std::fs::read_to_string(desk.path("three.xml")).unwrap();
    desk.file("acme.xml", written.replace(">NATO</slab:Policy", ">ACME</slab:Policy"));
    insta::assert_snapshot!(told(
        &desk,
        &[
            &xml("rollup", &["one.xml", "two.xml"]),
            &xml("rollup", &["one.xml", "three.xml"]),
            &xml("rollup", &["one.xml", "kfor.xml"]),
            &xml("rollup", &["one.xml", "acme.xml"]),
            &xml("rollup", &["acme.xml"]),
            &xml("rollup", &["one.xml", "OC-Example1.xml"]),
            &xml("rollup", &["one.xml", "nowhere.xml"]),
        ]
    ));
    let joined = desk.run(&[&xml("rollup", &["one.xml", "two.xml"])[..], &["--json"]].concat()).json();
    follows("marking-rollup.schema.json", &joined);
    assert_eq!(joined["banner"], "NATO SECRET Releasable to Japan");
}

#[test]
fn a_clearance_is_explained() {
    let desk = Desk::new();
    let clearance = "<c:ConfidentialityClearance xmlns:c='urn:nato:stanag:4774:confidentialityclearance:1:0'
        xmlns='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0'>
        <PolicyIdentifier>NATO</PolicyIdentifier>
        <c:ClassificationList><Classification>UNCLASSIFIED</Classification>
        <Classification>SECRET</Classification></c:ClassificationList>
        <Category Type='PERMISSIVE' TagName='Releasable To'><GenericValue>NZL</GenericValue></Category>
        </c:ConfidentialityClearance>";
    desk.file("clearance.xml", clearance)
        .file("empty.xml", clearance.replace("Classification>SECRET", "Class>SECRET"));
    insta::assert_snapshot!(told(
        &desk,
        &[
            &xml("explain", &["clearance.xml"]),
            &xml("check", &["clearance.xml"]),
            &xml("explain", &["empty.xml"]),
            &xml("rollup", &["clearance.xml"]),
        ]
    ));
    let json = desk.done(&[&xml("explain", &["clearance.xml"])[..], &["--json"]].concat()).json();
    follows("marking-explain.schema.json", &json);
    assert_eq!(json["clearance"]["classifications"], json!(["UNCLASSIFIED", "SECRET"]));
}

#[test]
fn a_marking_is_written_as_a_label() {
    let desk = Desk::new();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &label("NATO SECRET – STAFF", &["--as", "stanag-4774", "--review", "2031-01-01T00:00:00Z"]),
            &label("NATO SECRET ATOMAL", &["--as", "stanag-4774"]),
            &label(
                "NATO SECRET ATOMAL",
                &["--as", "stanag-4774", "--review", "2031-01-01T00:00:00Z", "--by", "author@example.org"]
            ),
            &label("TOP SECRET//SI//REL TO USA, GBR", &["--as", "ism"]),
            &label("(S//OC/NF)", &["--as", "ism"]),
            &label("SECRET//NOFRN", &["--as", "ism"]),
            &label("SECRET//AUSTEO//EXPIRES=2027-07-01//DOWNTO=OFFICIAL", &["--as", "au-subject"]),
            &label("SECRET//REL AUS/GBR", &["--as", "au-header", "--by", "author@defence.gov.au"]),
            &label("SECRET//AUSTEO", &["--as", "au-header"]),
            &label("SECRET//AUSTEO", &["--as", "au-header", "--by", "a, b"]),
            &label("OFFICIAL//AUSTEO", &["--as", "au-subject"]),
            &label("SECRET", &["--as", "pdf"]),
        ]
    ));
}

/// What is written is what was said: read from the file, it means what the text does.
#[test]
fn a_label_that_is_written_means_what_its_marking_does() {
    let desk = Desk::new();
    let caveats = |json: &Value| -> Vec<(Value, Value)> {
        let all = json["caveats"].as_array().unwrap().iter();
        all.map(|one| (one["word"].clone(), one["owner"].clone())).collect()
    };
    let nato = [
        "NATO UNCLASSIFIED Releasable to ISAF, KFOR, RESOLUTE SUPPORT",
        "NATO UNCLASSIFIED – STAFF",
        "NATO RESTRICTED Releasable to Japan, Switzerland, Ukraine",
        "NATO/EAPC CONFIDENTIAL Releasable to ISAF",
        "NATO/KFOR CONFIDENTIAL NATO, Ireland, Sweden, Ukraine Only",
        "COSMIC TOP SECRET BOHEMIA",
    ];
    for text in nato {
        stanag(&desk, "label.xml", text);
        let read = desk.done(&[&xml("explain", &["label.xml"])[..], &["--json"]].concat()).json();
        let typed = desk.done(&["marking", "explain", text, "--scheme", "nato", "--json"]).json();
        assert_eq!((&read["canonical"], caveats(&read)), (&typed["canonical"], caveats(&typed)), "{text}");
    }
    for text in
        ["SECRET//NOFORN", "TOP SECRET//HCS-P/SI//ORCON/NOFORN", "UNCLASSIFIED", "SECRET//REL TO USA, GBR"]
    {
        let written = desk.done(&label(text, &["--as", "ism"]));
        desk.file("label.xml", written.stdout);
        let args = ["--json", "--dated", "2015-01-01"];
        let read = desk.run(&[&xml("explain", &["label.xml"])[..], &args].concat()).json();
        let typed = desk.done(&[&["marking", "explain", text][..], &args].concat()).json();
        assert_eq!(caveats(&read), caveats(&typed), "{text}");
    }
}

#[test]
fn a_mark_of_an_email_is_read() {
    let desk = Desk::new();
    let explain = |text: &'static str| vec!["marking", "explain", text, "--dated", "2026-01-01"];
    let header =
        "X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, CAVEAT=RI:AUSTEO, ORIGIN=a@defence.gov.au";
    let in_au = [&explain("[SEC=SECRET, CAVEAT=RI:REL GBR/USA]")[..], &["--scheme", "au"]].concat();
    insta::assert_snapshot!(told(
        &desk,
        &[
            &explain("Re: the visit [SEC=SECRET, CAVEAT=RI:AUSTEO, EXPIRES=2027-07-01, DOWNTO=OFFICIAL]"),
            &explain(header),
            &in_au,
            &explain("[SEC=PROTECTED, CAVEAT=SH:CABINET"),
        ]
    ));
    desk.file("subjects.txt", format!("[SEC=OFFICIAL]\n{header}\n[SEC=secret]\nSECRET//NOFORN\n"));
    let shown = desk.shown(&["marking", "check", "subjects.txt"]);
    assert!(shown.contains("au-case") && shown.contains("1 of 4 markings is not valid"), "{shown}");
    let line = br#"{"marking":"[SEC=SECRET, CAVEAT=RI:AGAO]","scheme":"au"}"#;
    let checked = desk.run_with(&["marking", "check", "--json"], line).json();
    assert_eq!((&checked["canonical"], &checked["valid"]), (&json!("SECRET//AGAO"), &json!(true)));
}

#[test]
fn a_banner_is_compared_with_portions_that_are_typed() {
    let desk = Desk::new();
    let check = |banner: &'static str, further: &[&'static str]| -> Vec<&'static str> {
        ["marking", "check", banner].iter().chain(further).copied().collect()
    };
    insta::assert_snapshot!(told(
        &desk,
        &[
            &check("SECRET//NOFORN", &["--portion", "S//NF", "--portion", "(U)"]),
            &check("SECRET//NOFORN", &["--portion", "TS//NF", "--portion", "U"]),
            &check("SECRET//REL TO USA, GBR", &["--portion", "S//NF"]),
            &check("TOP SECRET//NOFORN", &["--portion", "S//NF"]),
            &check("TOP SECRET//NOFORN", &["--portion", "S//NF", "--compilation", "the two together"]),
            &check("SECRET//NOFRN", &["--portion", "S//NFF"]),
            &check("HELLO", &["--portion", "U"]),
            &check("SECRET//NOFORN", &["--portion", ""]),
            &check("SECRET", &["--portion", "S", "--scheme", "uk"]),
            &["marking", "check", "--portion", "S"],
            &check("SECRET", &["--compilation", "x"]),
        ]
    ));
    let json = [&check("SECRET//NOFORN", &["--portion", "TS//NF"])[..], &["--json"]].concat();
    let json = desk.run(&json).json();
    follows("marking-check.schema.json", &json);
    let line = br#"{"marking":"SECRET//NOFORN","portions":["TS//NF"]}"#;
    assert_eq!(desk.run_with(&["marking", "check", "--json"], line).json(), json);
}

/// The cases of the standard, ADatP-4774.1, Table 12, with its made-up policy and without.
#[test]
fn labels_of_another_policy_are_joined_by_it() {
    let desk = Desk::new();
    let cases =
        std::fs::read_to_string(root().join("crates/caveat-marking/tests/data/nato/dominant.jsonl")).unwrap();
    let cases: Vec<Value> = cases.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let policy = std::fs::read_to_string(root().join("schemes/acme.policy.json")).unwrap();
    desk.file("acme.json", &policy);
    let policy: Value = serde_json::from_str(&policy).unwrap();
    let lines = |with: &dyn Fn(&Value) -> Value| {
        cases.iter().fold(String::new(), |all, case| all + &with(case).to_string() + "\n")
    };
    let plain = lines(&|case| json!({"scheme": "nato", "portions": case["labels"]}));
    let given = lines(&|case| json!({"scheme": "nato", "portions": case["labels"], "policy": policy}));
    let answers = |further: &[&str], input: &str| -> Vec<Value> {
        let args = [&["marking", "rollup", "--json"][..], further].concat();
        let ran = desk.run_with(&args, input.as_bytes());
        let answers: Vec<Value> =
            ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        answers.iter().for_each(|answer| follows("marking-rollup.schema.json", answer));
        answers
    };
    let by_line = answers(&[], &given);
    assert_eq!(by_line, answers(&["--policy", "acme.json"], &plain));
    assert_eq!(by_line.len(), cases.len());
    for (case, answer) in cases.iter().zip(&by_line) {
        let decided = answer["decisions"] == json!([]);
        assert_eq!(decided, case["decision"] != true, "{case}: {answer}");
        if decided {
            assert_eq!(
                answer["label"]["classification"], case["label"]["classification"],
                "{case}: {answer}"
            );
        }
    }
    // Without it, only what all labels say themselves; the rest is for a person.
    let by_labels: Vec<bool> =
        answers(&[], &plain).iter().map(|answer| answer["decisions"] == json!([])).collect();
    assert_eq!(by_labels, [false, false, false, true, false, true, true, false]);
}

#[test]
fn a_policy_that_is_none_is_refused() {
    let desk = Desk::new();
    desk.file("no.json", "{")
        .file("list.json", "[]")
        .file("empty.json", r#"{"policy":"A","classifications":[]}"#);
    desk.file("latin.json", b"\"\xe9\"");
    let rollup = |name: &'static str| ["marking", "rollup", "--json", "--policy", name];
    insta::assert_snapshot!(told(
        &desk,
        &[
            &rollup("no.json"),
            &rollup("list.json"),
            &rollup("empty.json"),
            &rollup("latin.json"),
            &rollup("nowhere.json"),
        ]
    ));
}
