//! The example that uses every kind of entry and every field is read, and read as it is meant.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;
use std::fs;

use caveat::scenario::Scenario;

fn every_kind() -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/accepted/every-kind.toml");
    Scenario::read(&fs::read(path).unwrap()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn it_is_read_as_it_is_meant() {
    let scenario = every_kind();
    let entries: Vec<String> = scenario.ledger.entries().iter().map(|entry| format!("{entry:?}")).collect();
    let asks: Vec<String> = scenario.asks.iter().map(|ask| format!("{ask:?}")).collect();
    insta::assert_snapshot!("every-kind-entries", entries.join("\n\n"));
    insta::assert_snapshot!("every-kind-asks", asks.join("\n\n"));
}

#[test]
fn it_has_every_kind() {
    let scenario = every_kind();
    let nouns: BTreeSet<_> = scenario.ledger.entries().iter().map(|entry| entry.body.noun()).collect();
    assert_eq!(nouns.len(), 28, "{nouns:?}");
}
