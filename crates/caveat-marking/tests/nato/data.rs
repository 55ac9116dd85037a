//! The cases of the standards, restated.

use caveat_marking::nato::Value;
use caveat_marking::nato::clearance::Clearance;
use caveat_marking::nato::label::{Category, CategoryType, Information, Policy};
use serde_json::Value as Json;

pub(crate) const MARKINGS: &str = include_str!("../data/nato/markings.jsonl");
pub(crate) const DOMINANT: &str = include_str!("../data/nato/dominant.jsonl");
const CLEARANCES: &str = include_str!("../data/nato/clearances.jsonl");

pub(crate) fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a line says of a label; of NATO's policy, where it names none.
pub(crate) fn information(line: &Json) -> Information {
    Information {
        policy: Policy::named(line["policy"].as_str().unwrap_or("NATO")),
        classification: Value::new(line["classification"].as_str().unwrap()),
        privacy_mark: None,
        categories: categories(line),
    }
}

pub(crate) fn clearance(of: &str) -> Clearance {
    let line = lines(CLEARANCES).into_iter().find(|line| line["of"] == of).unwrap();
    Clearance {
        policy: Policy::named(line["policy"].as_str().unwrap()),
        classifications: values(&line["classifications"]),
        categories: categories(&line),
    }
}

/// What a marking says.
pub(crate) fn marked(text: &str) -> Information {
    let reading = caveat_marking::nato::read(text);
    assert_eq!(reading.problems, [], "{text}");
    reading.marking.unwrap().information.unwrap()
}

fn categories(line: &Json) -> Vec<Category> {
    let category = |one: &Json| {
        let kind = CategoryType::ALL.into_iter().find(|kind| one["type"] == kind.as_str()).unwrap();
        Category::new(one["tag"].as_str().unwrap(), kind, values(&one["values"]))
    };
    line["categories"].as_array().unwrap().iter().map(category).collect()
}

fn values(list: &Json) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|value| Value::new(value.as_str().unwrap())).collect()
}
