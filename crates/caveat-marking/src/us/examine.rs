//! A marking read, checked and mended.

use std::collections::BTreeSet;
use std::iter;

use super::check;
use super::read::{Form, Reading, read};
use crate::problem::{Mend, Problem, are_harmless};

/// How many problems of a text are told.
const TOLD: usize = 200;

/// How many rounds of mends are made in one text. A marking that needs more is none.
const ROUNDS: usize = 100;

/// A marking that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What was read.
    pub reading: Reading,
    /// What is wrong with the text and with what it says: by place, then by code, and nothing twice.
    pub problems: Vec<Problem>,
    /// The marking as the manual writes it, if it could be read.
    pub canonical: Option<String>,
}

impl Examined {
    /// Whether the marking breaks no rule. What could not be read is not valid.
    pub fn is_valid(&self) -> bool {
        self.reading.marking.is_some() && are_harmless(&self.problems)
    }
}

/// Reads a marking and checks it. The form is found out, if it is not given.
pub fn examine(text: &str, form: Option<Form>) -> Examined {
    let reading = read(text, form);
    let mut problems = reading.problems.clone();
    problems.extend(check::check(text, &reading));
    problems.sort_by(|a, b| key(a).cmp(&key(b)));
    problems.dedup();
    if problems.len() > TOLD {
        let what = format!("{} more problems are not told", problems.len() - TOLD);
        problems.truncate(TOLD);
        let end = problems.last().map_or(0, |problem| problem.span.end);
        problems.push(Problem::error("us-too-many", end..end, what, "CAPCO 2016 A.6"));
    }
    let canonical = reading.marking.as_ref().map(|marking| {
        let line = marking.print(reading.form);
        reading.block.as_ref().map_or(line.clone(), |block| block.print(&line))
    });
    Examined { reading, problems, canonical }
}

fn key(problem: &Problem) -> (usize, usize, &'static str, &str) {
    (problem.span.start, problem.span.end, problem.code, &problem.message)
}

/// Makes every mend that can be made, one kind after the other, and says what is left.
pub fn fix(text: &str, form: Option<Form>) -> (String, Vec<Problem>) {
    let mut examined = examine(text, form);
    // The form stays what it was found to be, whatever a mend does to the text.
    let form = Some(examined.reading.form);
    let mut text = text.to_owned();
    let mut before = BTreeSet::new();
    for _ in 0..ROUNDS {
        before.insert(text.clone());
        let Some(next) = round(&text, &examined.problems).find(|next| !before.contains(next)) else { break };
        examined = examine(&next, form);
        text = next;
    }
    (text, examined.problems)
}

/// What a text may become next: by all mends of the first kind, or by any one of them all.
fn round(text: &str, problems: &[Problem]) -> impl Iterator<Item = String> {
    let mends = || problems.iter().filter_map(|problem| Some((problem.code, problem.mend.as_ref()?)));
    let first = mends().next().map(|(code, _)| code);
    let of_a_kind = mends().filter(|(code, _)| Some(*code) == first).map(|(_, mend)| mend);
    let one_by_one = mends().map(|(_, mend)| vec![mend]).collect::<Vec<_>>();
    iter::once(apart(of_a_kind)).chain(one_by_one).filter_map(|mends| mended(text, &mends))
}

/// Those that touch no other in front of them.
fn apart<'a>(mends: impl Iterator<Item = &'a Mend>) -> Vec<&'a Mend> {
    let mut sorted: Vec<&Mend> = mends.collect();
    sorted.sort_by_key(|mend| (mend.span.start, mend.span.end));
    let mut end = None;
    sorted.retain(|mend| {
        let is_apart = end.is_none_or(|end| mend.span.start > end);
        if is_apart {
            end = Some(mend.span.end);
        }
        is_apart
    });
    sorted
}

fn mended(text: &str, mends: &[&Mend]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mend in mends {
        out.push_str(text.get(at..mend.span.start)?);
        out.push_str(&mend.text);
        at = mend.span.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}
