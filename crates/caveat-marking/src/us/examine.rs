//! A marking read, checked and mended.

use std::collections::BTreeSet;

use super::check;
use super::read::{Form, Reading, read};
use crate::problem::{Mend, Problem, are_harmless};

/// How many mends are made in one text. A marking has not so many parts; a text that needs more is none.
const MENDS: usize = 200;

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
    let canonical = reading.marking.as_ref().map(|marking| marking.print(reading.form));
    Examined { reading, problems, canonical }
}

fn key(problem: &Problem) -> (usize, usize, &'static str, &str) {
    (problem.span.start, problem.span.end, problem.code, &problem.message)
}

/// Makes every mend that can be made, one after the other, and says what is left.
pub fn fix(text: &str, form: Option<Form>) -> (String, Vec<Problem>) {
    let mut examined = examine(text, form);
    // The form stays what it was found to be, whatever a mend does to the text.
    let form = Some(examined.reading.form);
    let mut text = text.to_owned();
    let mut before = BTreeSet::new();
    for _ in 0..MENDS {
        before.insert(text.clone());
        let mends = examined.problems.iter().filter_map(|problem| problem.mend.as_ref());
        let next = mends.filter_map(|mend| mended(&text, mend)).find(|next| !before.contains(next));
        let Some(next) = next else { break };
        examined = examine(&next, form);
        text = next;
    }
    (text, examined.problems)
}

fn mended(text: &str, mend: &Mend) -> Option<String> {
    let (before, after) = (text.get(..mend.span.start)?, text.get(mend.span.end..)?);
    Some(format!("{before}{}{after}", mend.text))
}
