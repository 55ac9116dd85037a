//! The page of all problems, held to the code.

use std::collections::BTreeMap;
use std::fs;

use caveat_marking::us::check::rules;
use caveat_marking::us::examine;

use crate::published::{codes_in_source, folder, form};

/// A row of the page.
struct Row {
    code: String,
    severity: String,
    form: String,
    example: String,
    source: String,
}

fn rows() -> Vec<Row> {
    let path = folder().join("../../docs/formats/us-problems.md");
    let page = fs::read_to_string(path).unwrap();
    let bare = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let mut rows = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| `us-")) {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(bare).collect();
        let [code, severity, _, form, example, source] = cells.try_into().expect("six cells");
        rows.push(Row { code, severity, form, example: repeated(&example).replace("⏎", "\n"), source });
    }
    rows
}

/// An example that is too long to be written out: SECRET, then so many times something.
fn repeated(example: &str) -> String {
    let Some((begin, rest)) = example.split_once("` then ") else { return example.to_owned() };
    let (times, text) = rest.split_once(" times `").unwrap();
    format!("{begin}{}", text.repeat(times.parse().unwrap()))
}

#[test]
fn the_page_has_every_code_once_and_no_other() {
    let page: Vec<_> = rows().into_iter().map(|row| row.code).collect();
    let mut sorted = page.clone();
    sorted.sort();
    assert_eq!(sorted, codes_in_source().into_iter().collect::<Vec<_>>());
}

#[test]
fn every_example_of_the_page_has_its_problem() {
    let mut wrong = Vec::new();
    for row in rows() {
        let problems = examine(&row.example, Some(form(&row.form))).problems;
        match problems.iter().find(|problem| problem.code == row.code) {
            Some(problem) if problem.severity.as_str() == row.severity => {}
            Some(problem) => wrong.push(format!("{}: is a {}", row.code, problem.severity.as_str())),
            None => wrong.push(format!("{}: `{}` has {problems:?}", row.code, row.example)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_has_the_source_of_every_rule() {
    let page: BTreeMap<_, _> = rows().into_iter().map(|row| (row.code, row.source)).collect();
    for rule in rules() {
        assert_eq!(page.get(rule.code).map(String::as_str), Some(rule.source), "{}", rule.code);
    }
}
