//! The table of ISM's rules, held to the rules and to the code.

use std::collections::{BTreeMap, BTreeSet};

use caveat_marking::us::check::rules;
use caveat_marking::us::document::sources;
use caveat_marking::us::examine;
use caveat_marking::us::rules::{Standing, ism_rules};

use crate::published::{codes_in_source, data, document_codes_in_source, form, text, values};
use crate::{document, document_ism};

/// A line of the examples.
struct Example {
    rule: String,
    form: String,
    broken: String,
    code: String,
    correct: String,
}

fn examples() -> Vec<Example> {
    let lines = data("ism-rules-examples.tsv");
    let lines = lines.lines().filter(|line| !line.starts_with('#'));
    let field = |text: &str| text.replace("\\n", "\n");
    lines
        .map(|line| {
            let fields: Vec<_> = line.split('\t').map(field).collect();
            let [rule, form, broken, code, correct] = fields.try_into().expect("five fields");
            Example { rule, form, broken, code, correct }
        })
        .collect()
}

fn covered() -> BTreeMap<&'static str, Vec<&'static str>> {
    let covered = |standing| match standing {
        Standing::Covered(codes) => Some(codes),
        _ => None,
    };
    ism_rules().filter_map(|rule| Some((rule.id, covered(rule.standing)?))).collect()
}

#[test]
fn every_rule_of_ism_has_a_standing_and_no_other() {
    let table: Vec<_> = ism_rules().map(|rule| rule.id.to_owned()).collect();
    let rules = values("us/ism-rules.jsonl");
    let published: Vec<_> = rules.iter().map(|rule| text(rule, "id").unwrap().to_owned()).collect();
    assert_eq!(table, published);
    assert_eq!(table.len(), 420);
}

#[test]
fn every_code_of_the_table_is_in_the_source() {
    let codes: BTreeSet<_> = codes_in_source().into_iter().chain(document_codes_in_source()).collect();
    for (rule, named) in covered() {
        for code in named {
            assert!(codes.contains(code), "{rule}: no {code} in the source");
        }
    }
}

#[test]
fn every_rule_that_the_source_names_is_covered_by_it() {
    let covered = covered();
    for rule in rules() {
        for id in named_in(rule.source) {
            let named = covered.get(id).cloned().unwrap_or_default();
            assert!(named.contains(&rule.code), "{} names {id}, and the table has {named:?}", rule.code);
        }
    }
}

fn named_in(source: &str) -> impl Iterator<Item = &str> {
    source.split([' ', ',', ';']).filter(|word| word.starts_with("ISM-ID-"))
}

#[test]
fn every_rule_on_documents_is_covered_by_the_codes_that_name_it_and_by_no_other() {
    let covered =
        covered().into_iter().flat_map(|(rule, codes)| codes.into_iter().map(move |code| (rule, code)));
    let is_of_document = |code: &str| code.starts_with("us-doc-") || code.starts_with("us-ism-");
    let table: BTreeSet<_> = covered.filter(|(_, code)| is_of_document(code)).collect();
    let sources = sources().flat_map(|(code, source)| named_in(source).map(move |rule| (rule, code)));
    assert_eq!(sources.collect::<BTreeSet<_>>(), table);
}

#[test]
fn every_rule_of_the_phases_of_a_document_is_covered_or_says_why_not() {
    let covered = covered();
    let left: Vec<_> = values("us/ism-rules.jsonl")
        .iter()
        .filter(|rule| text(rule, "phase").unwrap().contains("ROLL"))
        .map(|rule| text(rule, "id").unwrap().to_owned())
        .filter(|id| !covered.contains_key(id.as_str()))
        .collect();
    // Whether a program is in a list that is not published, and a notice that a portion has.
    assert_eq!(left, ["ISM-ID-00128", "ISM-ID-00266"]);
}

#[test]
fn what_is_not_covered_says_why() {
    for rule in ism_rules() {
        if let Standing::NotText(reason) = rule.standing {
            assert!(reason.split(' ').count() > 3, "{}: {reason}", rule.id);
        }
    }
}

#[test]
fn every_covered_rule_has_an_example_of_each_of_its_codes() {
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let of_markings = examples().into_iter().map(|example| (example.rule, example.code));
    for (rule, code) in of_markings.chain(document::shown()).chain(document_ism::shown()) {
        shown.entry(rule).or_default().insert(code);
    }
    let named = covered().into_iter().map(|(rule, codes)| {
        (rule.to_owned(), codes.into_iter().map(str::to_owned).collect::<BTreeSet<_>>())
    });
    assert_eq!(shown, named.collect::<BTreeMap<_, _>>());
}

#[test]
fn every_example_breaks_its_rule_and_its_neighbour_does_not() {
    let mut wrong = Vec::new();
    for Example { rule, form: name, broken, code, correct } in examples() {
        let found: Vec<_> = examine(&broken, Some(form(&name))).problems.iter().map(|one| one.code).collect();
        if !found.contains(&code.as_str()) {
            wrong.push(format!("{rule}: `{broken}` has {found:?}, and not {code}"));
        }
        let neighbour = examine(&correct, Some(form(&name)));
        let found: Vec<_> = neighbour.problems.iter().map(|one| one.code).collect();
        if found.contains(&code.as_str()) || !neighbour.is_valid() {
            wrong.push(format!("{rule}: `{correct}` has {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
