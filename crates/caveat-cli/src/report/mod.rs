//! The only place that prints: results on standard output, the story of what went wrong on standard error.

mod asked;
mod banner;
mod bulk;
mod checked;
mod converted;
mod decided;
mod due;
mod entries;
mod evidence;
mod fields;
mod document;
mod holders;
mod json;
mod keeping;
mod letter;
mod labels;
mod marking;
mod meaning;
mod next;
mod paint;
mod problems;
mod progress;
mod recall;
mod recorded;
mod sentence;
mod shared;
mod turns;

use std::io::Write as _;

use caveat::answer::Answer;
use caveat::question::Unanswerable;
use caveat::scenario::{Ask, Reply, Scenario};

use crate::failure::{Failure, Typed};

pub(crate) use asked::{asked, asked_json};
pub(crate) use bulk::{Lines, what_title, who_may_title};
pub(crate) use checked::{checked, checked_json};
pub(crate) use converted::{Because, Conversion, Refused, converted, converted_json};
pub(crate) use document::{
    Found, all_harmless, answer_json, banner_checked, found_in, index, rolled_up, told_json,
};
pub(crate) use due::{calendar, due, due_json};
pub(crate) use entries::{Shown, log, log_json, show};
pub(crate) use evidence::{proved, verified, verified_json};
pub(crate) use holders::{Holders, holders, holders_json};
pub(crate) use json::json;
pub(crate) use keeping::{
    backed_up, checkpoint, exported, founded, pages, prompt, restored, rotated, witnessed,
};
pub(crate) use labels::{
    As, Joined, clearance, clearance_json, explained_file, explained_file_json, file_checked_json, joined,
    resource, unread_json,
};
pub(crate) use letter::{Standing, letter, taken};
pub(crate) use marking::{
    Explained, JsonLines, Mending, Output, Tally, examined_json, explained, explained_json, files_checked,
    fixed_json, line_error_json, markings_checked, mended, mending, would_mend,
};
pub(crate) use next::next;
pub(crate) use problems::{At, doubts, label_problems, marking_problems, no_text, problems};
pub(crate) use progress::{Progress, progress};
pub(crate) use recall::{notices, recalled, recalled_json};
pub(crate) use recorded::{Effect, effects, recorded, would_record};
pub(crate) use shared::{Shared, not_shared, shared};
pub(crate) use turns::Turns;

use paint::{BAD, DIM, GOOD, MIXED, STRONG, in_one_line, painted};

/// A question with its number and what came of it.
pub(crate) struct Told<'a> {
    pub(crate) number: usize,
    pub(crate) ask: &'a Ask,
    pub(crate) reply: Reply,
}

/// Says why nothing was done.
pub(crate) fn failure(failure: &Failure) {
    if failure.message.is_empty() {
        return;
    }
    let mut err = anstream::stderr().lock();
    // Nothing more can be said where standard error is closed.
    let _ = writeln!(err, "{}: {}", painted(BAD, "error"), failure.message);
    if let Some(typed) = &failure.typed {
        let _ = writeln!(err, "{}", pointed(typed));
    }
    if let Some(hint) = &failure.hint {
        let _ = writeln!(err, "  {hint}");
    }
}

/// What was typed, with the characters that are meant underlined.
fn pointed(typed: &Typed) -> String {
    let shown = |text: &str| text.replace(char::is_control, "\u{fffd}");
    let width = |text: Option<&str>| text.unwrap_or_default().chars().count();
    let before = width(typed.value.get(..typed.span.start));
    let marked = width(typed.value.get(typed.span.clone())).max(1);
    let indent = " ".repeat(typed.flag.chars().count() + 1 + before);
    let marks = painted(BAD, &"^".repeat(marked));
    format!("    {} {}\n    {indent}{marks}", typed.flag, shown(&typed.value))
}

/// Says how something was understood.
pub(crate) fn note(message: &str) {
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "{}: {message}", painted(STRONG, "note"));
}

/// Says that what was recorded is not signed yet.
pub(crate) fn unsigned(message: &str, hint: Option<&str>) {
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "{}: recorded, but not signed: {message}", painted(MIXED, "warning"));
    if let Some(hint) = hint {
        let _ = writeln!(err, "  {hint}");
    }
}

/// Says that what was done stays done, though nobody could be told of it in full.
pub(crate) fn untold(error: &std::io::Error) {
    let mut err = anstream::stderr().lock();
    let warning = painted(MIXED, "warning");
    let _ = writeln!(err, "{warning}: it is done and recorded, but could not be printed: {error}");
    let _ = writeln!(err, "  do not repeat it; `caveat log` lists what is recorded");
}

/// Prints bytes as they are.
pub(crate) fn raw(bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Prints one JSON document.
fn document(output: &impl serde::Serialize) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, output)?;
    writeln!(out)?;
    out.flush()
}

/// Prints the answers for a person.
pub(crate) fn text(scenario: &Scenario, told: &[Told<'_>]) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    if let Some(title) = &scenario.title {
        writeln!(out, "{}", painted(STRONG, &in_one_line(title.as_str())))?;
    }
    for line in scenario.story.iter().flat_map(|story| story.as_str().lines()) {
        writeln!(out, "{}", painted(DIM, &in_one_line(line)))?;
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
    writeln!(out, "{} {}", painted(DIM, &format!("{}.", told.number)), painted(STRONG, &in_one_line(title)))?;
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
