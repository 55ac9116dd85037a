//! What no lint can hold: who may use whom, what the core may not touch, and that the pages keep up.
//!
//! Each test names every place that departs, and says what to do about it.
#![expect(clippy::unwrap_used, reason = "a file of the workspace that cannot be read is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the core in reading order, each with those it may use. All of these stand above it.
const MAY_USE: [(&str, &[&str]); 25] = [
    ("time", &[]),
    ("id", &[]),
    ("words", &[]),
    ("set", &[]),
    ("json", &[]),
    ("party", &[]),
    ("caveat", &["time", "id", "words", "set"]),
    ("scheme", &["time", "id", "words", "set", "caveat"]),
    ("marking", &["time", "id", "words", "set", "caveat", "scheme"]),
    ("entry", &["time", "id", "words", "set", "party", "caveat", "scheme"]),
    ("write", &["time", "id", "words", "json", "party", "caveat", "scheme", "entry"]),
    ("ledger", &["time", "id", "set", "party", "caveat", "scheme", "marking", "entry"]),
    ("snapshot", &["time", "id", "words", "set", "party", "caveat", "scheme", "entry", "ledger"]),
    ("question", &["time", "id", "set", "caveat", "entry"]),
    ("facts", &["time", "id", "words", "set", "party", "caveat", "scheme", "marking", "entry", "question"]),
    ("decide", &["time", "id", "set", "party", "caveat", "entry", "question", "facts"]),
    ("consent", &["time", "id", "caveat", "entry", "question", "facts", "decide"]),
    ("recall", &["time", "id", "party", "caveat", "entry", "facts"]),
    ("due", &["time", "id", "entry", "facts", "consent", "recall"]),
    ("answer", &["time", "id", "set", "caveat", "entry", "question", "facts", "decide"]),
    ("bulk", &["time", "id", "set", "party", "caveat", "entry", "question", "facts", "decide", "answer"]),
    ("archive", &["time", "id", "caveat", "entry", "question", "facts", "decide", "bulk"]),
    ("turns", &["time", "id", "set", "caveat", "entry", "question", "facts", "decide", "answer", "bulk"]),
    ("scenario", &["time", "id", "words", "entry", "ledger", "question", "facts", "decide", "answer"]),
    (
        "read",
        &[
            "time", "id", "words", "set", "json", "party", "caveat", "scheme", "marking", "entry", "write",
            "ledger", "question", "scenario",
        ],
    ),
];

/// What the core depends on. One more is a decision: it becomes part of what people audit.
const DEPENDENCIES: [&str; 5] = ["caveat-marking", "jiff", "serde", "strsim", "toml"];

/// What would make an answer depend on something other than the question and the entries.
const IMPURE: [&str; 16] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::time",
    "std::thread",
    "std::process",
    "std::io",
    "std::os",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "rand",
    "tokio",
    "async",
    "static mut",
    "thread_local",
];

/// The sentences that hold for every ledger and question.
const LAWS: [&str; 11] = [
    "derivation_keeps_every_caveat",
    "a_further_caveat_changes_no_other",
    "a_grant_never_forbids",
    "a_revocation_never_permits",
    "erasure_never_permits",
    "only_the_owner_lifts",
    "doubt_never_permits",
    "as_of_equals_truncation",
    "the_grounds_suffice",
    "a_way_works_and_none_smaller_does",
    "the_engine_equals_the_reference",
];

/// What is left to do belongs in an issue, and what somebody's desk looks like belongs nowhere.
const UNFINISHED: [&str; 3] = [concat!("to", "do!"), concat!("TO", "DO"), concat!("FIX", "ME")];
const OF_A_DESK: [&str; 4] = [
    concat!("/", "work"),
    concat!("acceptance", ".sealed"),
    concat!("../", "shared"),
    concat!("ses", "sion"),
];

const MAX_LINES: usize = 700;
const MAX_COLUMNS: usize = 120;

#[test]
fn modules_use_only_what_stands_above_them() {
    let mut faults = Vec::new();
    for (index, (module, may_use)) in MAY_USE.iter().enumerate() {
        for used in *may_use {
            let above = MAY_USE.iter().take(index).any(|(name, _)| name == used);
            if !above {
                faults.push(format!("the table lets `{module}` use `{used}`, which does not stand above it"));
            }
        }
    }
    for source in core_sources() {
        let path = source.strip_prefix(core()).unwrap();
        let top = path.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        if top == "lib" || path.ends_with("tests.rs") {
            continue;
        }
        let Some((_, may_use)) = MAY_USE.iter().find(|(module, _)| *module == top) else {
            faults.push(format!("`{top}` is not in the table: put it where one reads it"));
            continue;
        };
        for (number, line) in code(&source) {
            let mut fault = |what: String| faults.push(format!("{}:{number}: {what}", shown(&source)));
            for used in line.split("crate::").skip(1).map(first_word) {
                if used.is_empty() {
                    fault("several modules in one `use`: write one for each".to_owned());
                } else if used != top && !may_use.contains(&used) {
                    fault(format!("`{top}` may not use `{used}`"));
                }
            }
            let at_top = path.iter().count() == 1 || path.ends_with("mod.rs");
            if line.contains("super::super") || (at_top && line.contains("super::")) {
                fault("`super` leaves the module: write `crate::`, so that one sees whom it uses".to_owned());
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn modules_are_declared_in_reading_order() {
    let lib = fs::read_to_string(core().join("lib.rs")).unwrap();
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let expected: Vec<&str> = MAY_USE.iter().map(|(module, _)| *module).collect();
    assert_eq!(declared, expected, "lib.rs and the table in this file name the modules in the same order");
}

#[test]
fn the_core_is_pure() {
    let mut faults = Vec::new();
    for source in core_sources() {
        for (number, line) in code(&source) {
            for impure in IMPURE.iter().filter(|impure| has_word(&line, impure)) {
                faults.push(format!("{}:{number}: `{impure}` in the core", shown(&source)));
            }
            if line.contains("use std::{") {
                faults.push(format!("{}:{number}: write one `use` for each of std", shown(&source)));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn the_core_has_few_dependencies() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut table = "";
    let (mut dependencies, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            table = line;
            if table.contains("dependencies") {
                tables.insert(table);
            }
        } else if table == "[dependencies]" && !line.is_empty() && !line.starts_with('#') {
            dependencies.insert(first_word(line));
        }
    }
    assert_eq!(dependencies, DEPENDENCIES.into(), "what the core depends on");
    assert_eq!(tables, ["[dependencies]", "[dev-dependencies]"].into(), "where it says so");
}

#[test]
fn only_the_report_prints() {
    let cli = root().join("crates/caveat-cli/src");
    let mut faults = Vec::new();
    for source in rust(&cli) {
        if source.starts_with(cli.join("report")) {
            continue;
        }
        for (number, line) in code(&source) {
            for stream in ["anstream", "stdout()", "stderr()"].iter().filter(|stream| has_word(&line, stream))
            {
                faults.push(format!("{}:{number}: `{stream}` outside of report/", shown(&source)));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn sources_are_of_a_size_to_read() {
    let mut faults = Vec::new();
    for source in rust(&root().join("crates")) {
        let text = fs::read_to_string(&source).unwrap();
        let lines = text.lines().count();
        if lines > MAX_LINES && source.iter().any(|part| part == "src") {
            faults.push(format!("{} has {lines} lines; at most {MAX_LINES}", shown(&source)));
        }
        for (number, line) in (1..).zip(text.lines()) {
            let columns = line.chars().count();
            if columns > MAX_COLUMNS {
                faults.push(format!(
                    "{}:{number} has {columns} columns; at most {MAX_COLUMNS}",
                    shown(&source)
                ));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn nothing_is_left_unfinished_or_of_a_desk() {
    let mut faults = Vec::new();
    for file in files(&root()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            for word in UNFINISHED.iter().chain(&OF_A_DESK).filter(|word| has_word(line, word)) {
                faults.push(format!("{}:{number}: `{word}`", shown(&file)));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_decision_is_listed() {
    let folder = root().join("docs/decisions");
    let list = fs::read_to_string(folder.join("README.md")).unwrap();
    let listed: Vec<&str> =
        list.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    let mut pages: Vec<PathBuf> = files(&folder);
    pages.retain(|page| !page.ends_with("README.md"));
    let expected: Vec<String> = pages
        .iter()
        .map(|page| {
            let text = fs::read_to_string(page).unwrap();
            let heading = text.lines().next().unwrap_or_default().trim_start_matches("# ");
            let (number, title) = heading.split_once(". ").unwrap_or(("?", heading));
            format!("{number}. [{title}]({})", page.file_name().unwrap().to_string_lossy())
        })
        .collect();
    assert_eq!(listed, expected, "docs/decisions/README.md lists every page by its number and title");
}

#[test]
fn every_law_is_a_test() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/laws.rs");
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_test = |law: &str| {
        let function = lines.iter().position(|line| line.starts_with(&format!("fn {law}(")));
        // Attributes and documentation stand between `#[test]` and the function.
        let above = lines.iter().take(function.unwrap_or(0)).rev();
        let mut above = above.take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        above.any(|line| *line == "#[test]")
    };
    let missing: Vec<String> =
        LAWS.iter().filter(|law| !is_test(law)).map(|law| format!("no test is called `{law}`")).collect();
    assert_none(&missing);
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn core() -> PathBuf {
    root().join("crates/caveat/src")
}

fn core_sources() -> Vec<PathBuf> {
    rust(&core())
}

fn rust(folder: &Path) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    assert!(!found.is_empty(), "no sources in {}", folder.display());
    found
}

/// Every file beneath, in order. What is hidden is not ours, but for the checks; nor is what cargo builds.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() {
            // In a further working tree of git, `.git` is a file.
            if name != ".git" {
                found.push(path);
            }
        } else if (!name.starts_with('.') || name == ".ci") && !path.join("CACHEDIR.TAG").exists() {
            found.append(&mut files(&path));
        }
    }
    found.sort();
    found
}

/// The lines of code with their numbers: without comments, and without the tests, which stand last.
fn code(source: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(source).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let without_comment = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    (1..).zip(text.lines().map(without_comment)).collect()
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    text.split_at(end.unwrap_or(text.len())).0
}

/// Whether the word stands in the line, and is no part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let (_, after) = rest.split_at(word.len());
        !before.ends_with(of_a_word) && !after.starts_with(of_a_word)
    })
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
