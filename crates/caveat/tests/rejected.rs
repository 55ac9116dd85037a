//! Scenarios that are refused: each file in `rejected/` is wrong for the reason in its name, and what a user is told
//! of it stands in one listing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says what is wrong by failing"
)]

mod listing;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use caveat::read::{MAX_ENTRY, MAX_FILE, Problem};
use caveat::scenario::Scenario;
use listing::render;

#[test]
fn what_is_wrong_is_said_and_shown() {
    let cases = cases();
    assert!(cases.len() >= 75, "{} cases", cases.len());
    let (mut listing, mut first_of) = (String::new(), BTreeMap::new());
    for (name, text) in &cases {
        let problems = problems(text).unwrap_or_else(|| panic!("{name} is accepted"));
        first_of.entry(problems[0].message.clone()).or_insert_with(Vec::new).push(name);
        writeln!(listing, "{name}").unwrap();
        problems.iter().for_each(|problem| render(&mut listing, text, problem));
    }
    first_of.retain(|_, names| names.len() > 1);
    assert!(first_of.is_empty(), "the same is said of different things: {first_of:#?}");
    insta::assert_snapshot!("rejected", listing);
}

/// The files, and those that are better made than kept.
fn cases() -> BTreeMap<String, Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rejected");
    let file = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name.trim_end_matches(".toml").to_owned(), fs::read(entry.path()).unwrap())
    };
    let mut cases: BTreeMap<_, _> = fs::read_dir(folder).unwrap().map(|entry| file(entry.unwrap())).collect();
    cases.extend(generated().map(|(name, text)| (format!("(made) {name}"), text)));
    cases
}

fn generated() -> [(&'static str, Vec<u8>); 11] {
    let acme = "[[entry]]\nparty = \"acme\"\nkind = \"body\"\n\n";
    let item =
        |fields: &str| format!("{acme}[[entry]]\nitem = \"report\"\noriginator = \"acme\"\n{fields}\n");
    let facts: Vec<String> = (0..1002).map(|n| format!("\"f{n}\"")).collect();
    let caveats = "{ unattributed = true }, ".repeat(1001);
    let ask = "[[ask]]\nactor = \"acme\"\nitem = \"report\"\nto = \"public\"\non = 2020-01-01\n";
    let power =
        "[[entry]]\npower = \"p0\"\nof = \"acme\"\nfor = \"acme\"\nlifts = \"level\"\ndelegable = true\n";
    let below = |n: usize| {
        let up = n - 1;
        format!("[[entry]]\ndelegation = \"p{n}\"\nparent = \"p{up}\"\nof = \"acme\"\nby = \"acme\"\n")
    };
    let delegations = format!("{acme}{power}{}", (1..102).map(below).collect::<String>());
    let dots = ["a"; 40].join(".");
    let mut latin = b"title = \"Gr\xf6\xdfe\"\n".to_vec();
    latin.extend(acme.bytes());
    [
        ("brackets, 100 MB", vec![b'['; 100_000_000]),
        ("brackets, 1 MiB", vec![b'['; 1 << 20]),
        ("keys of many parts", format!("{dots} = {{ {dots} = 1 }}").into_bytes()),
        ("not UTF-8", latin),
        ("UTF-8 cut short", b"title = \"Gr\xc3".to_vec()),
        (
            "an entry too long",
            item(&format!("title = \"\"\"{}\"\"\"", "long\n".repeat(MAX_ENTRY / 5))).into_bytes(),
        ),
        ("delegated too far", delegations.into_bytes()),
        ("words too long", format!("story = \"{}\"\n", "w".repeat(4097)).into_bytes()),
        ("a list too long", item(&format!("caveats = [{caveats}]")).into_bytes()),
        ("a set too long", item(&format!("free = true\nfacts = [{}]", facts.join(", "))).into_bytes()),
        ("too many questions", format!("{}{}", item("free = true"), ask.repeat(1001)).into_bytes()),
    ]
}

fn problems(text: &[u8]) -> Option<Vec<Problem>> {
    let problems = Scenario::read(text).err()?;
    assert!(!problems.is_empty());
    Some(problems)
}

#[test]
fn no_more_is_told_than_anybody_reads() {
    let fractions = format!("sources = [{}]", "1.5, ".repeat(1000));
    assert_eq!(problems(fractions.as_bytes()).unwrap().len(), 50);
}

#[test]
fn a_large_file_is_refused_at_once() {
    let brackets = vec![b'['; 100_000_000];
    let begin = Instant::now();
    assert!(Scenario::read(&brackets).is_err());
    assert!(begin.elapsed() < Duration::from_millis(100));
}

#[test]
fn no_nesting_overflows_a_small_stack() {
    let dots = ["a"; 79].join(".");
    let nested = format!("[{dots}]\n{dots} = {}1{}\n", format!("{{ {dots} = ").repeat(79), " }".repeat(79));
    let texts = ["[".repeat(1 << 20), format!("a = {}", "[".repeat(1 << 20)), nested];
    let read = move || texts.iter().for_each(|text| assert!(Scenario::read(text.as_bytes()).is_err()));
    std::thread::Builder::new().stack_size(256 * 1024).spawn(read).unwrap().join().unwrap();
}

#[test]
fn bounds_include_what_they_name() {
    let comment = format!("#{}\n", "x".repeat(MAX_FILE - 2));
    assert_eq!(comment.len(), MAX_FILE);
    assert!(Scenario::read(comment.as_bytes()).is_ok());
    let more = format!("#{}\n", "x".repeat(MAX_FILE - 1));
    assert!(Scenario::read(more.as_bytes()).is_err());
}
