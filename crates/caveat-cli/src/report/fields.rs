//! The fields of an entry, line by line.

use std::collections::BTreeMap;

use caveat::json::Json;
use caveat::time::Position;

use super::paint::{in_one_line, turns};

/// What stands where words were destroyed, by the place of the words in the entry.
pub(super) type Erased = BTreeMap<String, Position>;

/// Fields as lines of `name = value`, as a scenario has them but for the words that were destroyed.
pub(super) fn lines(json: &Json, missing: &dyn Fn(&str) -> String) -> Vec<String> {
    let Json::Object(fields) = json else { return Vec::new() };
    let width = fields.keys().map(str::len).max().unwrap_or(0);
    let line = |(key, field): (&str, &Json)| {
        format!("{:<width$} = {}", in_one_line(key), value(field, key, missing))
    };
    fields.iter().map(line).collect()
}

fn value(json: &Json, place: &str, missing: &dyn Fn(&str) -> String) -> String {
    match json {
        Json::Null => "nothing".to_owned(),
        Json::Bool(bool) => bool.to_string(),
        Json::Integer(integer) => integer.to_string(),
        Json::Text(_) => harmless(&json.canonical()),
        Json::Erased => missing(place),
        Json::List(elements) => {
            let inner = elements.iter().enumerate();
            let inner: Vec<String> =
                inner.map(|(index, element)| value(element, &format!("{place}/{index}"), missing)).collect();
            format!("[{}]", inner.join(", "))
        }
        Json::Object(fields) => {
            let inner = fields.iter();
            let inner: Vec<String> = inner
                .map(|(key, field)| {
                    format!("{} = {}", in_one_line(key), value(field, &format!("{place}/{key}"), missing))
                })
                .collect();
            format!("{{ {} }}", inner.join(", "))
        }
    }
}

/// JSON escapes what speaks to a terminal, but not what turns a line around.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if turns(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

/// The place of each commitment in an entry's text, by their numbers: those to words, and those to names.
pub(super) fn places(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    collect(json, "", &mut found);
    found
}

fn collect(json: &Json, place: &str, found: &mut Vec<String>) {
    let inside = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}/{key}") };
    match json {
        Json::Object(fields) if fields.len() == 1 && fields.contains_key("sha256") => {
            found.push(place.to_owned())
        }
        Json::Object(fields) => fields.iter().for_each(|(key, field)| collect(field, &inside(key), found)),
        Json::List(elements) => {
            elements.iter().enumerate().for_each(|(index, element)| {
                collect(element, &inside(&index.to_string()), found);
            });
        }
        _ => {}
    }
}
