//! A marking read and checked.

use super::check;
use super::read::{Form, Reading, read};
use crate::problem::{Problem, are_harmless};

/// How many problems of a text are told.
const TOLD: usize = 200;

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
