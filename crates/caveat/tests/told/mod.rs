//! A story in text with one question, and what it comes to.

use caveat::decide::{Outcome, decide};
use caveat::facts::Facts;
use caveat::scenario::{Ask, Scenario};

/// The outcome of the first question that the story asks.
pub(crate) fn outcome(story: &str) -> Outcome {
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let Ask { question, .. } = scenario.asks.first().unwrap();
    decide(question, &Facts::of(scenario.ledger.entries())).unwrap().outcome()
}
