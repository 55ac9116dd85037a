//! The page on attributes and documents, held to the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use caveat_marking::problem::Severity;
use caveat_marking::us::document::{Stated, sources};
use caveat_marking::us::ism::{Attributes, roll_up_attributes, to_attributes};
use caveat_marking::us::read::{Form, read};
use jiff::civil::date;

use crate::document::Document;
use crate::document_ism;
use crate::published::{document_codes_in_source, folder};

fn page() -> String {
    fs::read_to_string(folder().join("../../docs/formats/ism.md")).unwrap()
}

/// The cells of each row that begins with a code.
fn rows() -> Vec<Vec<String>> {
    let bare = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let page = page();
    let rows = page.lines().filter(|line| line.starts_with("| `us-"));
    rows.map(|line| line.trim_matches('|').split(" | ").map(bare).collect()).collect()
}

fn block(name: &str) -> String {
    let page = page();
    let (_, after) = page.split_once(&format!("```{name}\n")).unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

/// `name="value" name="value"`
fn attributes(text: &str) -> Attributes {
    let mut parts = text.split('"').map(str::trim);
    let mut all = Attributes::new();
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        all.insert(name.trim_end_matches('=').to_owned(), value.to_owned());
    }
    all
}

#[test]
fn the_page_has_every_code_once_and_no_other() {
    let mut page: Vec<_> = rows().into_iter().map(|row| row[0].clone()).collect();
    page.sort();
    assert_eq!(page, document_codes_in_source().into_iter().collect::<Vec<_>>());
}

#[test]
fn the_page_has_the_rules_of_every_code() {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (code, source) in sources() {
        let ids = source.split([' ', ',', ';']).filter_map(|word| word.strip_prefix("ISM-ID-"));
        named.entry(code.to_owned()).or_default().extend(ids.map(str::to_owned));
    }
    let rows = rows().into_iter().filter(|row| !row[0].starts_with("us-rollup-"));
    let page: BTreeMap<_, _> = rows
        .map(|row| {
            let ids = row.last().unwrap().split(", ").filter(|id| *id != "–").map(str::to_owned);
            (row[0].clone(), ids.collect::<BTreeSet<_>>())
        })
        .collect();
    assert_eq!(page, named);
}

#[test]
fn every_document_of_the_page_has_its_disagreement() {
    for row in rows().iter().filter(|row| row[0].starts_with("us-doc-")) {
        let [code, severity, _, banner, portions, _] = row.as_slice() else { panic!("{row:?}") };
        let portions = if portions == "–" { String::new() } else { portions.replace("; ", " | ") };
        let found = Document::new(&banner.replace('⏎', "\n"), &portions).compared(&Stated::default());
        let said = found.iter().find(|one| one.problem.code == code);
        let said = said.unwrap_or_else(|| panic!("{code}: {found:?}"));
        assert_eq!(said.problem.severity.as_str(), severity, "{code}");
    }
}

#[test]
fn every_rule_of_attributes_is_as_severe_as_the_page_says() {
    let severities: BTreeMap<_, _> = document_ism::severities().collect();
    for row in rows().iter().filter(|row| row[0].starts_with("us-ism-")) {
        let found: Option<&Severity> = severities.get(&row[0]);
        assert_eq!(found.map(|severity| severity.as_str()), Some(row[1].as_str()), "{}", row[0]);
    }
}

#[test]
fn every_marking_of_the_page_has_its_attributes() {
    let text = block("text attributes").replace("\n    ", "\t");
    for example in text.lines() {
        let (portion, expected) = example.split_once('\t').unwrap();
        let marking = read(portion, Some(Form::Portion)).marking.unwrap();
        assert_eq!(to_attributes(&marking), attributes(expected), "{portion}");
    }
    assert_eq!(text.lines().count(), 7);
}

#[test]
fn every_roll_up_of_the_page_comes_out() {
    let text = block("text roll-up").replace("\n  ", " ");
    let examples: Vec<_> = text.split("\n\n").collect();
    assert_eq!(examples.len(), 4);
    for example in examples {
        let (portions, expected) = example.split_once("\n= ").unwrap();
        let portions: Vec<_> = portions.lines().map(attributes).collect();
        let made = roll_up_attributes(&portions, date(2026, 11, 26));
        assert_eq!(made.attributes, Some(attributes(expected)), "{example}");
    }
}
