//! What is wrong with a document: each problem with the marking of it that it is about.

use std::io::{Result, Write};

use caveat::json::Json;
use caveat_marking::problem::{Problem, Severity};

use super::banner::plain_banner;
use super::marking::{object, problem_json};
use super::paint::{BAD, GOOD, MIXED, painted};
use super::problems::{At, marking_problems};

/// Something wrong with one marking of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Which portion, from 0; none: the banner.
    pub(crate) portion: Option<usize>,
    /// Where in it.
    pub(crate) place: Spot,
    pub(crate) problem: Problem,
    /// The portion that shows it.
    pub(crate) because: Option<usize>,
}

/// Where in a marking a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spot {
    /// At the span of the problem, which is of the marking's text.
    Text,
    /// It is about the whole of what is no text.
    Whole,
}

impl Found {
    /// A problem at its span in a text.
    pub(crate) fn in_text(portion: Option<usize>, problem: Problem) -> Self {
        Self { portion, place: Spot::Text, problem, because: None }
    }

    /// A problem with the whole of what is no text.
    pub(crate) fn of_whole(portion: Option<usize>, problem: Problem) -> Self {
        Self { portion, place: Spot::Whole, problem, because: None }
    }
}

/// Whether none of them is an error.
pub(crate) fn all_harmless(told: &[Found]) -> bool {
    told.iter().all(|told| told.problem.severity != Severity::Error)
}

/// The problems of a document, for programs.
pub(crate) fn told_json(told: &[Found]) -> Json {
    Json::List(told.iter().map(one_json).collect())
}

fn one_json(told: &Found) -> Json {
    let mut json = problem_json(&told.problem);
    if let Json::Object(fields) = &mut json {
        if told.place != Spot::Text {
            fields.retain(|key, _| !["start", "end", "mend", "mend_start", "mend_end"].contains(&key));
        }
        for (key, at) in [("portion", told.portion), ("because", told.because)] {
            fields.extend(at.map(|at| (key.to_owned(), index(at))));
        }
    }
    json
}

/// The place of a portion, from 0.
pub(crate) fn index(at: usize) -> Json {
    Json::Integer(i64::try_from(at).unwrap_or(i64::MAX))
}

/// An answer, as one line of JSON.
pub(crate) fn answer_json<'a>(fields: impl IntoIterator<Item = (&'a str, Json)>) -> String {
    object(fields).canonical()
}

/// Prints the banner of portions, and on standard error what is wrong with them.
pub(crate) fn rolled_up(banner: Option<&str>, portions: &[String], told: &[Found]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match banner {
        Some(banner) => writeln!(out, "{}", plain_banner(banner))?,
        None => writeln!(out, "there is no banner for portions that cannot be read")?,
    }
    out.flush()?;
    for (at, text) in portions.iter().enumerate() {
        of_portion(at, text, told);
    }
    Ok(())
}

/// Shows what is wrong with a banner and its portions, the banner first.
pub(crate) fn found_in(texts: &[&str], told: &[Found], is_read: bool) {
    let mut texts = texts.iter();
    if let Some(banner) = texts.next() {
        let of_it = told.iter().filter(|told| told.portion.is_none());
        let problems: Vec<Problem> = of_it.map(because).collect();
        marking_problems(Some(&At { name: "BANNER", line: 1 }), banner, &problems, is_read);
    }
    for (at, text) in texts.enumerate() {
        of_portion(at, text, told);
    }
}

fn of_portion(at: usize, text: &str, told: &[Found]) {
    let of_it = told.iter().filter(|told| told.portion == Some(at));
    let problems: Vec<Problem> = of_it.map(because).collect();
    marking_problems(Some(&At { name: "PORTION", line: at + 1 }), text, &problems, true);
}

/// A problem, with the portion that shows it, as people count.
fn because(told: &Found) -> Problem {
    let mut problem = told.problem.clone();
    if let Some(at) = told.because.filter(|at| Some(*at) != told.portion) {
        problem.message = format!("{} (portion {})", problem.message, at + 1);
    }
    problem
}

/// Prints whether a banner is that of its portions.
pub(crate) fn banner_checked(portions: usize, told: &[Found], valid: bool) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let (portions, says) = match portions {
        1 => ("its portion".to_owned(), "does"),
        more => (format!("its {more} portions"), "do"),
    };
    match (valid, told.is_empty()) {
        (true, true) => {
            writeln!(out, "{}", painted(GOOD, &format!("the banner says what {portions} {says}")))?
        }
        (true, false) => {
            let said = format!("the banner says what {portions} {says}, with warnings");
            writeln!(out, "{}", painted(MIXED, &said))?;
        }
        (false, _) => {
            writeln!(out, "{}", painted(BAD, &format!("the banner and {portions} are not right together")))?;
        }
    }
    out.flush()
}
