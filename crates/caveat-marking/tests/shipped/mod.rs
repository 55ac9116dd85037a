//! The grammars of the schemes that are shipped, as their files have them.
#![allow(dead_code, reason = "each test uses its part")]

use caveat_marking::words::{Grammar, Kind, Word};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use toml::{Table, Value};

/// Every scheme that is shipped.
pub(crate) const SCHEMES: [&str; 5] = ["au", "company", "eu", "nz", "uk"];

/// One of them, read from its file once.
pub(crate) fn grammar(scheme: &str) -> &'static Grammar {
    static GRAMMARS: LazyLock<BTreeMap<&str, Grammar>> =
        LazyLock::new(|| SCHEMES.into_iter().map(|scheme| (scheme, from_file(scheme))).collect());
    &GRAMMARS[scheme]
}

/// What its file says of one of them.
fn from_file(scheme: &str) -> Grammar {
    let path = root().join("schemes").join(scheme).with_extension("toml");
    let file: Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let entries = file["entry"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "a file has one entry");
    of(entries[0].as_table().unwrap())
}

/// The grammar of an entry of kind scheme.
pub(crate) fn of(entry: &Table) -> Grammar {
    assert_eq!(entry["reads"].as_str(), Some("words"));
    let levels: Vec<String> = match &entry["levels"] {
        Value::Table(order) => order.keys().cloned().collect(),
        list => texts(Some(list)),
    };
    let marks = entry["marks"].as_array().unwrap();
    let words: Vec<Word> = marks.iter().map(|mark| word(mark.as_table().unwrap(), &levels)).collect();
    for level in &levels {
        assert!(words.iter().any(|word| word.text == *level), "the level `{level}` has no mark");
    }
    let parties = entry.get("parties").and_then(Value::as_table);
    let parties = parties.map(|parties| parties.keys().cloned().collect()).unwrap_or_default();
    Grammar::new(entry["separator"].as_str().unwrap().to_owned(), words, parties).unwrap()
}

fn word(mark: &Table, levels: &[String]) -> Word {
    let text = mark["mark"].as_str().unwrap();
    let plain = Word::mark(text);
    Word {
        kind: if levels.iter().any(|level| level == text) { Kind::Level } else { Kind::Mark },
        also: texts(mark.get("also")),
        with: texts(mark.get("with")),
        without: texts(mark.get("without")),
        list: mark.get("list").map_or(plain.list, |list| list.as_str().unwrap().to_owned()),
        least: mark.get("least").map_or(plain.least, |least| least.as_integer().unwrap().try_into().unwrap()),
        first: mark.get("first").map(|first| first.as_str().unwrap().to_owned()),
        sorted: mark.get("sorted").is_some_and(|sorted| sorted.as_bool().unwrap()),
        text: plain.text,
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
