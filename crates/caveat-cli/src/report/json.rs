//! The answers for programs. The shape is versioned and has a schema, `docs/formats/run.schema.json`.

use caveat::answer::{Answer, VERSION};
use caveat::question::Unanswerable;
use caveat::scenario::{Departure, Scenario};
use serde::Serialize;

use super::Told;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    title: Option<&'a str>,
    as_expected: bool,
    asks: Vec<AskOutput<'a>>,
}

#[derive(Serialize)]
struct AskOutput<'a> {
    number: usize,
    title: Option<&'a str>,
    as_expected: bool,
    departures: &'a [Departure],
    #[serde(flatten)]
    answer: AnswerOutput<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum AnswerOutput<'a> {
    Answered(&'a Answer),
    Unanswerable { answer: &'static str, reason: String, choices: Vec<&'a caveat::question::Chain> },
}

/// Prints the answers as one JSON document.
pub(crate) fn json(scenario: &Scenario, told: &[Told<'_>]) -> std::io::Result<()> {
    let output = Output {
        version: VERSION,
        title: scenario.title.as_ref().map(|title| title.as_str()),
        as_expected: told.iter().all(|told| told.reply.departures.is_empty()),
        asks: told.iter().map(ask).collect(),
    };
    super::document(&output)
}

impl<'a> AnswerOutput<'a> {
    pub(super) fn of(reply: &'a Result<Answer, Unanswerable>) -> Self {
        match reply {
            Ok(answer) => Self::Answered(answer),
            Err(why) => Self::Unanswerable {
                answer: "unanswerable",
                reason: why.to_string(),
                choices: match why {
                    Unanswerable::SeveralCapacities { choices, .. }
                    | Unanswerable::NoSuchCapacity { choices, .. } => choices.iter().collect(),
                    _ => Vec::new(),
                },
            },
        }
    }
}

fn ask<'a>(told: &'a Told<'_>) -> AskOutput<'a> {
    AskOutput {
        number: told.number,
        title: told.ask.title.as_ref().map(|title| title.as_str()),
        as_expected: told.reply.departures.is_empty(),
        departures: &told.reply.departures,
        answer: AnswerOutput::of(&told.reply.answer),
    }
}
