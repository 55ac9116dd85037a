//! The table of ISM's rules, held to the rules and to the code.

use std::collections::{BTreeMap, BTreeSet};

use caveat_marking::us::check::rules;
use caveat_marking::us::examine;
use caveat_marking::us::rules::{Standing, ism_rules};

use crate::published::{codes_in_source, data, form, text, values};

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
    let codes = codes_in_source();
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
        for id in rule.source.split([' ', ',', ';']).filter(|word| word.starts_with("ISM-ID-")) {
            let named = covered.get(id).cloned().unwrap_or_default();
            assert!(named.contains(&rule.code), "{} names {id}, and the table has {named:?}", rule.code);
        }
    }
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
fn what_compares_a_banner_with_its_portions_is_in_those_phases() {
    let phases: BTreeMap<_, _> = values("us/ism-rules.jsonl")
        .into_iter()
        .map(|rule| (text(&rule, "id").unwrap().to_owned(), text(&rule, "phase").unwrap().to_owned()))
        .collect();
    for rule in ism_rules().filter(|rule| rule.standing == Standing::RollUp) {
        assert!(phases[rule.id].contains("ROLL"), "{}", rule.id);
    }
}

#[test]
fn every_covered_rule_has_an_example_of_each_of_its_codes() {
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for example in examples() {
        shown.entry(example.rule).or_default().insert(example.code);
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
