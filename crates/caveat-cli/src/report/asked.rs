//! The answer to a question that was put to the register.

use std::io::{Result, Write};
use std::path::Path;

use caveat::answer::{Answer, Question, VERSION};
use caveat::caveat::Mode;
use caveat::id::PartyId;
use caveat::question::Unanswerable;
use serde::Serialize;

use super::decided::decided;
use super::json::AnswerOutput;
use super::paint::{BAD, DIM, STRONG, painted};

type Reply = std::result::Result<Answer, Unanswerable>;

/// Prints the answer for a person.
pub(crate) fn asked(reply: &Reply, supposed: Option<&Path>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match reply {
        Ok(Answer::Decided(told)) => {
            writeln!(out, "{}\n", painted(STRONG, &restated(&told.question)))?;
            decided(&mut out, told)?;
        }
        Ok(Answer::NoSuchItem { item }) => {
            writeln!(out, "{}    for who asks, there is no item `{item}`", painted(BAD, "NO SUCH ITEM"))?;
        }
        Err(why) => unanswerable(&mut out, why)?,
    }
    if let Some(file) = supposed {
        let line = format!("  as if the entries of {} were recorded; they are not", file.display());
        writeln!(out, "{}", painted(DIM, &line))?;
    }
    out.flush()
}

/// The question in words.
pub(super) fn restated(question: &Question) -> String {
    let first =
        |chain: &Vec<caveat::answer::Named>| chain.first().map(ToString::to_string).unwrap_or_default();
    let to: Vec<String> = question.to.iter().map(first).collect();
    let verb = match question.mode {
        Mode::Showing => "show",
        Mode::Giving => "give",
    };
    let purposes: Vec<&str> = question.purposes.iter().map(caveat::id::Purpose::as_str).collect();
    let purposes = if purposes.is_empty() { String::new() } else { format!(" for {}", purposes.join(", ")) };
    let unnamed = if question.unattributed { ", the source unnamed" } else { "" };
    format!(
        "May {} {verb} {} to {}{purposes}{unnamed}?",
        first(&question.actor),
        question.item,
        to.join(", ")
    )
}

fn unanswerable(out: &mut impl Write, why: &Unanswerable) -> Result<()> {
    writeln!(out, "{}    {why}", painted(BAD, "NO ANSWER"))?;
    let (Unanswerable::SeveralCapacities { party, choices }
    | Unanswerable::NoSuchCapacity { party, choices, .. }) = why
    else {
        return Ok(());
    };
    writeln!(out, "\n  say one of")?;
    for chain in choices {
        let parties: Vec<&str> = chain.parties().iter().map(PartyId::as_str).collect();
        let telling = chain.telling(choices).unwrap_or(chain.root());
        writeln!(out, "    --in-capacity {party}={telling}    {}", painted(DIM, &parties.join(", of ")))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    #[serde(flatten)]
    answer: AnswerOutput<'a>,
}

/// Prints the answer as one JSON document (`docs/formats/ask.schema.json`).
pub(crate) fn asked_json(reply: &Reply) -> Result<()> {
    super::document(&Output { version: VERSION, answer: AnswerOutput::of(reply) })
}
