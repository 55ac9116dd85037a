//! Schemes, and what is said under them.
#![expect(clippy::unwrap_used, reason = "a story that does not parse is a failed test")]

use std::sync::Arc;

use caveat::decide::Outcome;
use caveat::question::NoJudge;
use caveat::scenario::Scenario;

fn outcomes(story: &str) -> Vec<Outcome> {
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let answers = scenario.asks.iter().map(|ask| ask.put(&scenario, Arc::new(NoJudge)).decision);
    answers.map(|decision| decision.unwrap().outcome()).collect()
}

/// Whoever sets up a register records its schemes today, and clearances that people have held for years.
#[test]
fn a_clearance_that_is_older_than_its_schemes_entry_counts() {
    let story = r#"
        entry = [
            { party = "norland", kind = "state" },
            { party = "clerk", kind = "person" },
            { relation = "serves", who = "clerk", of = "norland" },
            { party = "archive", kind = "body" },
            { relation = "organ", who = "archive", of = "norland" },
            { scheme = "levels", authority = "norland", levels = ["LOW", "HIGH"], on = 2026-01-01 },
            { clearance = "HIGH", scheme = "levels", who = "clerk", from = 2020-01-01 },
            { item = "paper", originator = "archive", on = 2026-02-01, caveats = [
                { level = "HIGH", scheme = "levels" },
            ] },
        ]

        [[ask]]
        actor = "archive"
        item = "paper"
        to = "clerk"
        on = 2026-03-01
    "#;
    assert_eq!(outcomes(story), [Outcome::Permitted]);
}
