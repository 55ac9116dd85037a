//! What an item bears of what it is made of, and along how many paths.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use std::fmt::Write as _;

use caveat::decide::{Outcome, decide};
use caveat::facts::Facts;
use caveat::question::Unanswerable;
use caveat::scenario::{Ask, Scenario};
use told::{SENT, outcome, story};

/// Data of a source that the owner sanitised in making it.
fn sanitised(made_of: &str) -> Outcome {
    let entries = format!(
        r#"
    {{ item = "source", originator = "owner", caveats = [{{ audience = ["desk"] }}] }},
    {{ item = "other", originator = "owner", caveats = [{{ audience = ["desk", "partner"] }}] }},
    {{ item = "data", originator = "owner", free = true, {made_of} }},
    {SENT}
    {{ sanitisation = "cleaned", by = "owner", derived = "data", source = "source" }},"#
    );
    outcome(&story(&entries, ""))
}

#[test]
fn what_is_made_without_the_caveats_of_a_source_does_not_bear_them() {
    assert_eq!(sanitised(r#"sources = ["source"]"#), Outcome::Permitted);
    assert_eq!(sanitised(r#"sources = ["source", "other"]"#), Outcome::Permitted);
}

/// It is in it still.
#[test]
fn what_has_the_source_as_a_part_too_bears_them() {
    assert_eq!(sanitised(r#"sources = ["source"], parts = ["source"]"#), Outcome::Denied);
    assert_eq!(sanitised(r#"sources = ["source", "other"], parts = ["source"]"#), Outcome::Denied);
}

/// Data of so many sources, each of which is made of the same hundred; and of so many more that are made of nothing.
fn paths(sources: usize, more: usize) -> Result<Outcome, Unanswerable> {
    let (mut entries, mut all, mut made_of) = (String::new(), Vec::new(), Vec::new());
    for one in 0..100 {
        let _ = write!(entries, r#"{{ item = "root-{one}", originator = "owner", free = true }},"#);
        all.push(format!(r#""root-{one}""#));
    }
    let all = all.join(", ");
    for one in 0..sources {
        let fields = format!("originator = \"owner\", free = true, sources = [{all}]");
        let _ = write!(entries, r#"{{ item = "source-{one}", {fields} }},"#);
        made_of.push(format!(r#""source-{one}""#));
    }
    for one in 0..more {
        let _ = write!(entries, r#"{{ item = "more-{one}", originator = "owner", free = true }},"#);
        made_of.push(format!(r#""more-{one}""#));
    }
    let made_of = made_of.join(", ");
    let _ = write!(
        entries,
        r#"{{ item = "data", originator = "owner", free = true, sources = [{made_of}] }}, {SENT}"#
    );
    let scenario = Scenario::read(story(&entries, "").as_bytes()).unwrap();
    let Ask { question, .. } = scenario.asks.first().unwrap();
    decide(question, &Facts::of(scenario.ledger.entries())).map(|decision| decision.outcome())
}

/// Its own, those to its sources, and those to what these are made of: nobody could review more than ten thousand.
#[test]
fn an_item_with_more_than_ten_thousand_paths_is_answered_nothing() {
    assert_eq!(paths(99, 0), Ok(Outcome::Permitted));
    let too_many = Err(Unanswerable::TooManyPaths("data".parse().unwrap()));
    assert_eq!(paths(99, 1), too_many);
    assert_eq!(paths(100, 0), too_many);
}
