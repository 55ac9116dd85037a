//! `caveat run`: answer the questions of a scenario.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use caveat::entry::Body;
use caveat::read::{MAX_FILE, Problem};
use caveat::scenario::{Ask, Reply, Scenario};
use caveat_rules::CedarJudge;

use crate::args::Run;
use crate::report::{self, Told};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn run(args: &Run) -> Status {
    let name = args.scenario.display().to_string();
    let bytes = match read(&args.scenario) {
        Ok(bytes) => bytes,
        Err(error) => {
            report::failure(&format!("cannot read `{name}`: {error}"), near(&args.scenario).as_deref());
            return Status::Failed;
        }
    };
    let scenario = match Scenario::read(&bytes).and_then(with_rules) {
        Ok(scenario) => scenario,
        Err(problems) => {
            report::problems(&name, &bytes, &problems);
            return Status::Failed;
        }
    };
    let asks: Vec<(usize, &Ask)> = (1..).zip(&scenario.asks).collect();
    let chosen = match args.ask {
        None => asks,
        Some(number) if (1..=asks.len()).contains(&number) => {
            asks.into_iter().skip(number - 1).take(1).collect()
        }
        Some(number) => {
            let message = format!("`{name}` has no question {number}");
            report::failure(&message, Some(&format!("it has {} questions", asks.len())));
            return Status::Usage;
        }
    };
    answer(&scenario, chosen, args)
}

fn answer(scenario: &Scenario, asks: Vec<(usize, &Ask)>, args: &Run) -> Status {
    let judge = Arc::new(CedarJudge::default());
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
        (true, ..) => Status::AsExpected,
    }
}

/// Reads the file, or no more of it than tells that it is too large.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let limit = MAX_FILE as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// A file beside the one named whose name is like it.
fn near(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder).ok()?.filter_map(|file| Some(file.ok()?.path()));
    let files = files.filter(|file| file.is_file());
    let scored = files.filter_map(|file| {
        let other = file.file_name()?.to_string_lossy().into_owned();
        Some((strsim::jaro_winkler(&name, &other), file))
    });
    let (_, best) = scored.filter(|(score, _)| *score > 0.85).max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    Some(format!("did you mean `{}`?", best.display()))
}

/// The scenario, if its house rules are rules.
fn with_rules(scenario: Scenario) -> Result<Scenario, Vec<Problem>> {
    let mut problems = Vec::new();
    for (entry, place) in scenario.ledger.entries().iter().zip(&scenario.places) {
        let Body::Rule(rule) = &entry.body else { continue };
        if let Err(error) = caveat_rules::check(&rule.policy) {
            let hint = "write Cedar policies that all begin with `forbid`".to_owned();
            let (message, span) = (error.to_string(), place.clone());
            problems.push(Problem { message, span, hint: Some(hint), notes: Vec::new() });
        }
    }
    if problems.is_empty() { Ok(scenario) } else { Err(problems) }
}
