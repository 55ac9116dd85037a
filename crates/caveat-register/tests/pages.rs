//! The pages say what is so. What they show of the register of the newest version is what is in it, what they compute
//! is computed anew, the commands for an auditor are run as they stand there, and every place that the page on
//! threats names is there.
//!
//! `UPDATE_DOCS=1 cargo test -p caveat-register --test pages` takes over what the register of the newest version has.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "what fails here is a failed test"
)]

mod harness;
mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output};
use std::sync::Arc;

use caveat::json::{self, Json};
use caveat::question::NoJudge;
use caveat::time::Position;
use caveat_register::{Own, What, check};
use caveat_tlog::{Hash, leaf_hash, sha256_of};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use harness::{Desk, root};
use kept::NEWEST;

const ENTRY: &str = "docs/formats/entry.md";
const LEDGER: &str = "docs/formats/ledger.md";
const BUNDLE: &str = "docs/formats/bundle.md";
const AUDITING: &str = "docs/auditing.md";
const THREATS: &str = "docs/threats.md";

/// The blocks of the pages that the fixture fills, each by its page and its name.
type Blocks = BTreeMap<(&'static str, String), String>;

#[test]
fn what_the_pages_show_is_in_the_register_of_the_newest_version() {
    let right = right();
    let mut wrong = Vec::new();
    for page in [ENTRY, LEDGER, BUNDLE, AUDITING] {
        let path = root().join(page);
        let mut text = fs::read_to_string(&path).unwrap();
        for ((_, name), block) in right.iter().filter(|((of, _), _)| *of == page) {
            let (start, end) = find(page, &text, name);
            if text[start..end] != **block {
                wrong.push(format!("{page}, `{name}`:\n{block}"));
                text.replace_range(start..end, block);
            }
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, text).unwrap();
        }
    }
    let updated = std::env::var_os("UPDATE_DOCS").is_some();
    assert!(updated || wrong.is_empty(), "rewrite it with UPDATE_DOCS=1:\n{}", wrong.join("\n"));
}

/// Where the text of a block stands.
fn find(page: &str, text: &str, name: &str) -> (usize, usize) {
    let opened = ["json", "text", "sh", "sql"].map(|kind| format!("\n```{kind} {name}\n"));
    let start = opened.iter().find_map(|open| Some(text.find(open)? + open.len()));
    let start = start.unwrap_or_else(|| panic!("{page} has no block `{name}`"));
    // The block may be empty: its end is a line of its own, perhaps the next one.
    let end = text[start - 1..].find("\n```").unwrap() + start;
    (start, end)
}

fn block(page: &str, name: &str) -> String {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let (start, end) = find(page, &text, name);
    text[start..end].to_owned()
}

/// What the fixture has for every block.
fn right() -> Blocks {
    let desk = NEWEST.copy();
    let register = desk.open().unwrap();
    let log = register.log().unwrap();
    let sql = Connection::open(&desk.place.register).unwrap();
    let own = |is: fn(&Own) -> bool| {
        let found = log.iter().find(|logged| matches!(&logged.what, What::Own(own) if is(own)));
        format!("{}\n", found.unwrap().text)
    };
    let item = register.find("brunnenbericht").unwrap();
    let text_of = |position: Position| format!("{}\n", register.logged(position).unwrap().unwrap().text);
    let mut blocks = Blocks::new();
    let mut put = |page, name: &str, text: String| {
        assert!(blocks.insert((page, name.to_owned()), text).is_none(), "two blocks are named {name}");
    };

    put(ENTRY, "founding", own(|own| matches!(own, Own::Founded { .. })));
    put(ENTRY, "key-rotation", own(|own| matches!(own, Own::Rotated { .. })));
    put(ENTRY, "erasure", own(|own| matches!(own, Own::Erased { .. })));
    put(ENTRY, "rollback", own(|own| matches!(own, Own::RolledBack { .. })));
    put(ENTRY, "introduces", text_of(item));
    put(ENTRY, "openings", openings(&sql, item.0));
    put(ENTRY, "command", text_of(Position(2)));
    put(ENTRY, "refers", text_of(register.find("einverstaendnis").unwrap()));

    put(LEDGER, "tables", tables(&sql));
    put(LEDGER, "numbers", numbers(&sql));
    put(LEDGER, "leaf", leaf(&sql, 1));
    put(LEDGER, "tree", tree(&sql));
    put(LEDGER, "root", whole(&desk));
    put(LEDGER, "hashes", hashes(&sql));
    let folder = NEWEST.keeper();
    let kept = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let [_, signing, _] = NEWEST.keys();
    let id = signing.split('+').nth(1).unwrap();
    put(LEDGER, "key", kept(&format!("key-{id}")));
    put(LEDGER, "signer", kept(&format!("signer-{id}")));
    put(LEDGER, "seal", kept("seal"));
    put(LEDGER, "kept-checkpoint", kept("checkpoint"));
    put(LEDGER, "checkpoints", checkpoints(&sql));

    let position = register.find("weitergabe").unwrap();
    let bundle = json::parse(NEWEST.text("bundle.json").trim_end()).unwrap();
    put(BUNDLE, "entry", entry_of(&bundle, position));
    put(BUNDLE, "handover", format!("{}\n", list(&bundle, "handovers")[0].canonical()));
    put(BUNDLE, "checkpoint", text(&bundle, "checkpoint").to_owned());

    let [first, second, _] = NEWEST.keys();
    let given = format!("position={}\nkey='{second}'\n", position.0);
    let earlier = format!("earlier='{first}'\n");
    let prints = if has_tools() {
        stdout(&by_hand(&Bundled::typed(&given, &earlier)))
    } else {
        block(AUDITING, "prints")
    };
    put(AUDITING, "prints", prints);
    put(AUDITING, "given", given);
    put(AUDITING, "earlier", earlier);
    blocks
}

fn field<'a>(json: &'a Json, name: &str) -> &'a Json {
    let Json::Object(fields) = json else { panic!("no object: {}", json.canonical()) };
    fields.get(name).unwrap()
}

fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    let Json::List(list) = field(json, name) else { panic!("no list: {name}") };
    list
}

fn text<'a>(json: &'a Json, name: &str) -> &'a str {
    let Json::Text(text) = field(json, name) else { panic!("no text: {name}") };
    text
}

fn entry_of(bundle: &Json, position: Position) -> String {
    let is_it = |entry: &&Json| *field(entry, "position") == Json::Integer(position.0.cast_signed());
    format!("{}\n", list(bundle, "entries").iter().find(is_it).unwrap().canonical())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The words of an entry, each with what opens its commitment.
fn openings(sql: &Connection, position: u64) -> String {
    let mut select =
        sql.prepare("SELECT number, salt, text FROM words WHERE position = ? ORDER BY number").unwrap();
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows = select.query_map([position.cast_signed()], row).unwrap();
    let shown = rows.map(|row: rusqlite::Result<(i64, Vec<u8>, String)>| {
        let (number, salt, text) = row.unwrap();
        let sum = sha256_of(&[&salt, text.as_bytes()]);
        format!("number {number}\nsalt   {}\ntext   {text}\nsha256 {sum}\n", hex(&salt))
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn tables(sql: &Connection) -> String {
    let mut select = sql.prepare("SELECT sql FROM sqlite_schema ORDER BY rowid").unwrap();
    let rows = select.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|sql| format!("{};\n", wrap(&sql.unwrap()))).collect()
}

/// A statement with a line for each column.
fn wrap(sql: &str) -> String {
    let (head, columns) = sql.split_once(" (").unwrap();
    let columns = columns.replace(", ", ",\n    ").replace(",\n    number)", ", number)");
    format!("{head} (\n    {}", columns.replace(",\n    WITHOUT", ", WITHOUT"))
}

fn numbers(sql: &Connection) -> String {
    let number = |name: &str| sql.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    let mode: String = sql.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    let application = number("application_id");
    format!(
        "application_id  {application} = 0x{application:08x}\nuser_version    {}\n\
         journal_mode    {mode}\nencoding        {}\n",
        number("user_version"),
        sql.pragma_query_value(None, "encoding", |row| row.get::<_, String>(0)).unwrap(),
    )
}

fn row(sql: &Connection, position: u64) -> (Vec<u8>, String, Hash) {
    let select = "SELECT nonce, bytes FROM entry WHERE position = ?";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (nonce, bytes): (Vec<u8>, String) = sql.query_row(select, [position.cast_signed()], row).unwrap();
    let commitment = sha256_of(&[&nonce, bytes.as_bytes()]);
    let leaf = leaf_hash(&[&[1], commitment.0.as_slice()].concat());
    (nonce, bytes, leaf)
}

fn leaf(sql: &Connection, position: u64) -> String {
    let (nonce, bytes, leaf) = row(sql, position);
    let commitment = sha256_of(&[&nonce, bytes.as_bytes()]);
    format!(
        "bytes       {bytes}\nnonce       {}\ncommitment  {commitment}\ndata        01{commitment}\n\
         leaf        {leaf}\n",
        hex(&nonce)
    )
}

fn tree(sql: &Connection) -> String {
    let leaves: Vec<Hash> = (0..3).map(|position| row(sql, position).2).collect();
    let mut edge = caveat_tlog::Edge::new();
    leaves.iter().for_each(|leaf| edge.push(*leaf, &mut |_, _, _| {}));
    let shown: String =
        (0..).zip(&leaves).map(|(position, leaf)| format!("leaf {position}  {leaf}\n")).collect();
    format!("{shown}root    {}\n", edge.root())
}

fn whole(desk: &Desk) -> String {
    let checked = check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
    format!("size  {}\nroot  {}\n      {}\n", checked.entries, checked.root, checked.root.to_base64())
}

fn hashes(sql: &Connection) -> String {
    let mut select = sql.prepare("SELECT tile, hashes FROM subtree ORDER BY tile").unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let mut shown = String::new();
    for row in rows {
        let (tile, hashes): (i64, Vec<u8>) = row.unwrap();
        writeln!(shown, "tile {tile} = {tile:#018x}").unwrap();
        hashes.chunks(32).for_each(|hash| writeln!(shown, "     {}", hex(hash)).unwrap());
    }
    shown
}

fn checkpoints(sql: &Connection) -> String {
    let mut select = sql.prepare("SELECT size, note FROM checkpoint ORDER BY size").unwrap();
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows = select.query_map([], row).unwrap();
    let shown = rows.map(|row: rusqlite::Result<(i64, String)>| {
        let (size, note) = row.unwrap();
        let by = note.lines().filter_map(|line| line.strip_prefix("— "));
        let by: Vec<&str> = by.map(|line| line.split(' ').next().unwrap()).collect();
        format!("size {size}, signed by {}\n", by.join(" and "))
    });
    shown.collect()
}

/// A line of a block: what stands behind a word.
fn said<'a>(block: &'a str, word: &str) -> Vec<&'a str> {
    let behind = |line: &'a str| Some(line.strip_prefix(word)?.strip_prefix(' ')?.trim_start());
    block.lines().filter_map(behind).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digit).collect()
}

fn sum(parts: &[&[u8]]) -> Vec<u8> {
    Sha256::digest(parts.concat()).to_vec()
}

/// From what the pages print alone, with nothing of ours.
#[test]
fn what_the_pages_compute_is_computed_anew() {
    let leaf = block(LEDGER, "leaf");
    let one = |word: &str| said(&leaf, word)[0].to_owned();
    let commitment = sum(&[&unhex(&one("nonce")), one("bytes").as_bytes()]);
    assert_eq!(hex(&commitment), one("commitment"));
    assert_eq!(format!("01{}", hex(&commitment)), one("data"));
    assert_eq!(hex(&sum(&[&[0, 1], &commitment])), one("leaf"));

    let tree = block(LEDGER, "tree");
    let leaves: Vec<Vec<u8>> = (0..3).map(|at| unhex(said(&tree, &format!("leaf {at}"))[0])).collect();
    assert_eq!(hex(&leaves[1]), one("leaf"));
    let left = sum(&[&[1], &leaves[0], &leaves[1]]);
    assert_eq!(hex(&sum(&[&[1], &left, &leaves[2]])), said(&tree, "root")[0]);

    let openings = block(ENTRY, "openings");
    let entry = block(ENTRY, "introduces");
    let sums = entry.split("{\"sha256\":\"").skip(1).map(|rest| &rest[..64]);
    let sums: Vec<&str> = sums.collect();
    let (salts, texts) = (said(&openings, "salt"), said(&openings, "text"));
    assert_eq!((salts.len(), texts.len()), (sums.len(), sums.len()));
    for (number, ((salt, text), expected)) in salts.iter().zip(texts).zip(&sums).enumerate() {
        assert_eq!(hex(&sum(&[&unhex(salt), text.as_bytes()])), *expected, "number {number}");
        assert_eq!(said(&openings, "sha256")[number], *expected);
    }

    let seal = block(LEDGER, "seal");
    let register = fs::read(NEWEST.file("register.caveat")).unwrap();
    assert_eq!(said(&seal, "size"), [register.len().to_string()]);
    assert_eq!(said(&seal, "sha256"), [hex(&sum(&[&register]))]);
}

/// A bundle to be checked by hand, with what is typed in.
struct Bundled {
    bundle: String,
    script: String,
}

/// The blocks of the page in their order.
const STEPS: [&str; 8] = ["functions", "given", "entry", "path", "signature", "words", "earlier", "handover"];

impl Bundled {
    /// As the page has it.
    fn kept() -> Self {
        Self::typed(&block(AUDITING, "given"), &block(AUDITING, "earlier"))
    }

    fn typed(given: &str, earlier: &str) -> Self {
        let step = |step| match step {
            "given" => given.to_owned(),
            "earlier" => earlier.to_owned(),
            step => block(AUDITING, step),
        };
        Self { bundle: NEWEST.text("bundle.json"), script: STEPS.map(step).concat() }
    }

    /// With another text in the place of one that must be there.
    fn with(from: &str, to: &str) -> Self {
        let kept = Self::kept();
        let (bundle, script) = (kept.bundle.replace(from, to), kept.script.replace(from, to));
        assert!(bundle != kept.bundle || script != kept.script, "`{from}` is nowhere");
        Self { bundle, script }
    }
}

/// Whether the auditor's tools are here; `CAVEAT_ALL_CHECKS` makes it a failure where they are not.
fn has_tools() -> bool {
    let needed = ["bash", "sha256sum", "basenc", "od", "base64", "awk", "sed", "jq", "openssl"];
    let is_missing = |tool: &&str| {
        let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output();
        !found.is_ok_and(|found| found.status.success())
    };
    let missing: Vec<_> = needed.into_iter().filter(is_missing).collect();
    let install = format!("install {missing:?}: on Debian and Ubuntu, apt-get install coreutils jq openssl");
    assert!(missing.is_empty() || std::env::var_os("CAVEAT_ALL_CHECKS").is_none(), "{install}");
    if !missing.is_empty() {
        eprintln!("left out, what {AUDITING} does by hand: {install}");
    }
    missing.is_empty()
}

/// Runs what the page prints.
fn by_hand(bundled: &Bundled) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bundle.json"), &bundled.bundle).unwrap();
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", &bundled.script]).current_dir(folder.path());
    bash.env("LC_ALL", "C.UTF-8").output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&[&*output.stdout, &output.stderr].concat())
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn an_auditor_checks_an_entry_by_hand_as_the_page_says() {
    if !has_tools() {
        return;
    }
    assert_eq!(stdout(&by_hand(&Bundled::kept())), block(AUDITING, "prints"));
}

/// Another digit in the place of one.
fn other(digit: char) -> char {
    if digit == '0' { '1' } else { '0' }
}

fn flipped(text: &str, at: usize) -> String {
    let flip = |(index, c): (usize, char)| if index == at { other(c) } else { c };
    text.chars().enumerate().map(flip).collect()
}

#[test]
fn whatever_is_changed_in_the_bundle_an_auditor_finds_it_by_hand() {
    if !has_tools() {
        return;
    }
    let bundle = json::parse(NEWEST.text("bundle.json").trim_end()).unwrap();
    let position = said(&block(AUDITING, "given").replace('=', " "), "position")[0].parse().unwrap();
    let entry = json::parse(entry_of(&bundle, Position(position)).trim_end()).unwrap();
    let word = &list(&entry, "words")[0];
    let handover = &list(&bundle, "handovers")[0];
    let note = text(&bundle, "checkpoint");
    let line = |note: &str, at: usize| note.lines().nth(at).unwrap().to_owned();
    let proof = |json: &Json, at: usize| match &list(json, "proof")[at] {
        Json::Text(hash) => hash.clone().into_owned(),
        _ => panic!("no hash"),
    };
    let escaped = |text: &str| Json::text(text.to_owned()).canonical().trim_matches('"').to_owned();
    let opened = format!("\"text\":\"{}\"", escaped(text(word, "text")));
    let signature = line(note, 4).split(' ').next_back().unwrap().to_owned();
    let handed = text(handover, "checkpoint");
    let [first, second, _] = NEWEST.keys();
    let cases = [
        ("the entry", "\\\"disclosure\\\"".to_owned(), "\\\"disclosurf\\\"".to_owned()),
        ("the nonce", text(&entry, "nonce").to_owned(), flipped(text(&entry, "nonce"), 9)),
        ("its place", "climb \"$position\"".to_owned(), "climb 59".to_owned()),
        ("the lowest hash of the proof", proof(&entry, 0), flipped(&proof(&entry, 0), 3)),
        ("the highest", proof(&entry, 8), flipped(&proof(&entry, 8), 63)),
        ("the root", line(note, 2), flipped(&line(note, 2), 5)),
        ("the size", format!("\\n{}\\n", line(note, 1)), "\\n264\\n".to_owned()),
        ("the signature", signature.clone(), flipped(&signature, 20)),
        ("the key", second.clone(), first.clone()),
        ("the words", opened, "\"text\":\"weitergebe\"".to_owned()),
        ("the salt", text(word, "salt").to_owned(), flipped(text(word, "salt"), 0)),
        ("the root handed over at", line(handed, 2), flipped(&line(handed, 2), 7)),
        ("the proof from there", proof(handover, 0), flipped(&proof(handover, 0), 0)),
        ("the earlier key", format!("earlier='{first}'"), format!("earlier='{}'", NEWEST.keys()[2])),
    ];
    for (what, from, to) in cases {
        let output = by_hand(&Bundled::with(&from, &to));
        assert!(!output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Every `path:name` in the text.
fn places(page: &str) -> Vec<(String, String)> {
    let spans = page.split('`').skip(1).step_by(2);
    let place = |span: &str| {
        let (path, name) = span.split_once(':')?;
        let is_path = path.contains('/') && path.ends_with(".rs");
        is_path.then(|| (path.to_owned(), name.to_owned()))
    };
    spans.filter_map(place).collect()
}

#[test]
fn every_place_named_by_the_page_on_threats_is_there() {
    let page = fs::read_to_string(root().join(THREATS)).unwrap();
    let places = places(&page);
    assert!(places.len() > 30, "{} places", places.len());
    let is_there = |(path, name): &&(String, String)| {
        let text = fs::read_to_string(root().join("crates").join(path)).unwrap_or_default();
        ["fn ", "struct ", "enum ", "const "].iter().any(|kind| {
            text.match_indices(&format!("{kind}{name}")).any(|(at, found)| {
                !text[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        })
    };
    let missing: Vec<_> = places.iter().filter(|place| !is_there(place)).collect();
    assert!(missing.is_empty(), "{THREATS} names what is not there: {missing:?}");
}

#[test]
fn every_block_with_a_name_is_known() {
    let known: BTreeSet<(&str, String)> = right().into_keys().collect();
    for page in [ENTRY, LEDGER, BUNDLE, AUDITING] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let mut open = false;
        for info in text.lines().filter_map(|line| line.strip_prefix("```")) {
            open = !open;
            if let (true, Some((_, name))) = (open, info.split_once(' ')) {
                let is_known =
                    known.contains(&(page, name.to_owned())) || (page == AUDITING && STEPS.contains(&name));
                assert!(is_known, "{page}: no test knows the block `{name}`");
            }
        }
    }
}

/// For whoever wonders what this test takes a path to be.
#[test]
fn a_place_is_a_path_and_a_name() {
    let found = places("in `caveat-register/src/seal.rs:verify`, `a:b` and `docs/x.md:y`");
    assert_eq!(found, [("caveat-register/src/seal.rs".to_owned(), "verify".to_owned())]);
}
