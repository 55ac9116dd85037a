//! `caveat run`: answer the questions of a scenario.

use caveat::entry::Body;
use caveat::read::Problem;
use caveat::scenario::{Ask, Reply, Scenario};

use super::{input, judge};
use crate::args::Run;
use crate::failure::Failure;
use crate::report::{self, Told};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn run(args: &Run) -> Result<Status, Failure> {
    let name = args.scenario.display().to_string();
    let bytes = input::file(&args.scenario)?;
    let scenario = Scenario::read(&bytes).and_then(with_rules).map_err(|problems| {
        report::problems(&name, &bytes, &problems);
        Failure::told(Status::Failed)
    })?;
    let asks: Vec<(usize, &Ask)> = (1..).zip(&scenario.asks).collect();
    let chosen = match args.ask {
        None => asks,
        Some(number) if (1..=asks.len()).contains(&number) => {
            asks.into_iter().skip(number - 1).take(1).collect()
        }
        Some(number) => {
            let message = format!("`{name}` has no question {number}");
            return Err(Failure::usage(message).hint(format!("it has {} questions", asks.len())));
        }
    };
    Ok(answer(&scenario, chosen, args))
}

fn answer(scenario: &Scenario, asks: Vec<(usize, &Ask)>, args: &Run) -> Status {
    let judge = judge();
    let told: Vec<Told<'_>> = asks
        .into_iter()
        .map(|(number, ask)| Told { number, ask, reply: ask.put(scenario, judge.clone()) })
        .collect();
    let printed = if args.json { report::json(scenario, &told) } else { report::text(scenario, &told) };
    if printed.is_err() {
        return Status::Failed;
    }
    let as_expected = told.iter().all(|told| told.reply.departures.is_empty());
    match (as_expected, args.ask, told.first()) {
        (false, ..) => Status::Failed,
        (true, Some(_), Some(Told { reply: Reply { decision: Ok(decision), .. }, .. })) => {
            Status::Answered(decision.outcome())
        }
        (true, Some(_), Some(_)) => Status::Failed,
        (true, ..) => Status::Done,
    }
}

/// The scenario, if its house rules are rules.
fn with_rules(scenario: Scenario) -> Result<Scenario, Vec<Problem>> {
    let mut problems = Vec::new();
    for (entry, place) in scenario.ledger.entries().iter().zip(&scenario.places) {
        let Body::Rule(rule) = &entry.body else { continue };
        if let Err(error) = caveat_rules::check(&rule.policy) {
            problems.push(input::faulty_rule(&error.to_string(), place.clone()));
        }
    }
    if problems.is_empty() { Ok(scenario) } else { Err(problems) }
}
