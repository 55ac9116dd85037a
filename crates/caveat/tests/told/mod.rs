//! A story in text with one question, and what it comes to.
#![allow(dead_code, reason = "each test uses its part")]

use caveat::decide::{Decision, Outcome, decide};
use caveat::facts::Facts;
use caveat::scenario::{Ask, Scenario};

/// The decision of the first question that the story asks.
pub(crate) fn decision(story: &str) -> Decision {
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let Ask { question, .. } = scenario.asks.first().unwrap();
    decide(question, &Facts::of(scenario.ledger.entries())).unwrap()
}

/// The outcome of the first question that the story asks.
pub(crate) fn outcome(story: &str) -> Outcome {
    decision(story).outcome()
}

/// What the story tells, without a question being put.
pub(crate) fn facts(story: &str) -> Facts {
    Facts::of(Scenario::read(story.as_bytes()).unwrap().ledger.entries())
}

/// The story of an owner, a desk and a partner, in which the desk asks whether it may give the data to somebody: to the
/// partner, where the question does not say otherwise.
pub(crate) fn story(entries: &str, question: &str) -> String {
    let question = if question.is_empty() { r#"to = "partner""# } else { question };
    format!(
        r#"
entry = [
    {{ party = "owner", kind = "body", on = 2030-01-01 }},
    {{ party = "desk", kind = "body" }},
    {{ party = "partner", kind = "body" }},
    {entries}
]
ask = [{{ actor = "desk", item = "data", on = 2030-02-01, expect = "permitted", {question} }}]
"#
    )
}

/// That the desk was sent the data.
pub(crate) const SENT: &str = r#"{ disclosure = "sent", of = "data", actor = "owner", to = "desk" },"#;
