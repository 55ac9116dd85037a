//! The only place that prints: results on standard output, the story of what went wrong on standard error.

mod decided;
mod json;
mod paint;
mod problems;

use std::io::Write as _;

use caveat::answer::Answer;
use caveat::question::Unanswerable;
use caveat::scenario::{Ask, Reply, Scenario};

pub(crate) use json::json;
pub(crate) use problems::problems;

use paint::{BAD, DIM, GOOD, STRONG, painted};

/// A question with its number and what came of it.
pub(crate) struct Told<'a> {
    pub(crate) number: usize,
    pub(crate) ask: &'a Ask,
    pub(crate) reply: Reply,
}

/// Says why nothing was done.
pub(crate) fn failure(message: &str, hint: Option<&str>) {
    let mut err = anstream::stderr().lock();
    // Nothing more can be said where standard error is closed.
    let _ = writeln!(err, "{}: {message}", painted(BAD, "error"));
    if let Some(hint) = hint {
        let _ = writeln!(err, "  {hint}");
    }
}

/// Prints the answers for a person.
pub(crate) fn text(scenario: &Scenario, told: &[Told<'_>]) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    if let Some(title) = &scenario.title {
        writeln!(out, "{}", painted(STRONG, title.as_str()))?;
    }
    for line in scenario.story.iter().flat_map(|story| story.as_str().lines()) {
        writeln!(out, "{}", painted(DIM, line))?;
    }
    for told in told {
        writeln!(out)?;
        one(&mut out, told)?;
    }
    summary(&mut out, told)?;
    out.flush()
}

fn one(out: &mut impl std::io::Write, told: &Told<'_>) -> std::io::Result<()> {
    let title = told.ask.title.as_ref().map_or("", |title| title.as_str());
    writeln!(out, "{} {}", painted(DIM, &format!("{}.", told.number)), painted(STRONG, title))?;
    writeln!(out)?;
    match &told.reply.answer {
        Ok(Answer::Decided(decided)) => decided::decided(out, decided)?,
        Ok(Answer::NoSuchItem { item }) => {
            writeln!(out, "{}    for who asks, there is no item `{item}`", painted(BAD, "NO SUCH ITEM"))?;
        }
        Err(why) => unanswerable(out, why)?,
    }
    for departure in &told.reply.departures {
        writeln!(out)?;
        writeln!(out, "  {} {departure}", painted(BAD, "not as expected:"))?;
    }
    Ok(())
}

/// Why there is no answer, with the choices.
fn unanswerable(out: &mut impl std::io::Write, why: &Unanswerable) -> std::io::Result<()> {
    writeln!(out, "{}    {why}", painted(BAD, "NO ANSWER"))?;
    let (Unanswerable::SeveralCapacities { choices, .. } | Unanswerable::NoSuchCapacity { choices, .. }) =
        why
    else {
        return Ok(());
    };
    writeln!(out)?;
    writeln!(out, "  say one of")?;
    for chain in choices {
        let above: Vec<&str> = chain.parties().iter().skip(1).map(|party| party.as_str()).collect();
        writeln!(
            out,
            "    in the capacity of {}",
            if above.is_empty() { "itself".to_owned() } else { above.join(", of ") }
        )?;
    }
    Ok(())
}

fn summary(out: &mut impl std::io::Write, told: &[Told<'_>]) -> std::io::Result<()> {
    let departing = told.iter().filter(|told| !told.reply.departures.is_empty()).count();
    let all = told.len();
    writeln!(out)?;
    match (departing, all) {
        (_, 0) => writeln!(out, "the scenario asks nothing"),
        (0, 1) => writeln!(out, "{}", painted(GOOD, "1 question, answered as expected")),
        (0, _) => writeln!(out, "{}", painted(GOOD, &format!("{all} questions, all answered as expected"))),
        _ => writeln!(
            out,
            "{}",
            painted(BAD, &format!("{departing} of {all} questions not answered as expected"))
        ),
    }
}
