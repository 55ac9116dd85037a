//! Markings: what they mean, whether they are valid, and how they were mended.

use std::io::{BufWriter, Result, StdoutLock, Write};

use caveat::id::PartyId;
use caveat::json::Json;
use caveat::marking::{Examined, Marked, Understood};
use caveat::scheme::Scheme;
use caveat::write::{self, Plain};
use caveat_marking::problem::Problem;
use serde::Serialize;

use super::banner::banner;
use super::meaning::{meaning, owners};
use super::paint::{BAD, DIM, GOOD, MIXED, in_one_line, painted};
use super::problems::At;

/// A marking with what it means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explained<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) understood: &'a Understood,
    /// Whose the information is, where that is known.
    pub(crate) originator: Option<&'a PartyId>,
}

/// How many markings there were, and how many are not right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Those without an error.
    pub(crate) valid: usize,
    /// Those of them with a warning.
    pub(crate) warned: usize,
    /// Those with an error.
    pub(crate) invalid: usize,
}

/// A line before and after it was mended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mending<'a> {
    pub(crate) place: &'a At<'a>,
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
}

impl Tally {
    /// Counts one more marking.
    pub(crate) fn count(&mut self, problems: &[Problem], valid: bool) {
        match (valid, problems.is_empty()) {
            (true, true) => self.valid += 1,
            (true, false) => (self.valid, self.warned) = (self.valid + 1, self.warned + 1),
            (false, _) => self.invalid += 1,
        }
    }

    fn all(&self) -> usize {
        self.valid + self.invalid
    }
}

/// Prints what a marking means.
pub(crate) fn explained(explained: &Explained<'_>, text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Explained { scheme, understood, originator } = *explained;
    let marking = understood.canonical.as_deref().unwrap_or(text);
    if !marking.trim().is_empty() {
        writeln!(out, "{}\n", banner(Some(scheme), marking))?;
    }
    meaning(&mut out, scheme, understood, originator)?;
    out.flush()
}

/// Prints how many markings are valid.
pub(crate) fn markings_checked(tally: &Tally) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", counted(tally, "is not valid", "are not valid"))?;
    out.flush()
}

/// Prints how many label files are valid.
pub(crate) fn files_checked(tally: &Tally) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", counted_as("label file", tally, "is not valid", "are not valid"))?;
    out.flush()
}

fn counted(tally: &Tally, is_not: &str, are_not: &str) -> String {
    counted_as("marking", tally, is_not, are_not)
}

fn counted_as(what: &str, tally: &Tally, is_not: &str, are_not: &str) -> String {
    let markings = |count: usize| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
    let warned = match tally.warned {
        0 => String::new(),
        count => format!(", {count} with warnings"),
    };
    match (tally.invalid, tally.all()) {
        (_, 0) => painted(DIM, &format!("no {what} stands there")),
        (0, 1) => painted(GOOD, &format!("{}, and it is valid{warned}", markings(1))),
        (0, all) => painted(GOOD, &format!("{}, all of them valid{warned}", markings(all))),
        (1, 1) => painted(BAD, &format!("{}, and it {is_not}{warned}", markings(1))),
        (1, all) => painted(BAD, &format!("1 of {} {is_not}{warned}", markings(all))),
        (invalid, all) => painted(BAD, &format!("{invalid} of {} {are_not}{warned}", markings(all))),
    }
}

/// Prints a line that was mended.
pub(crate) fn mending(mending: &Mending<'_>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Mending { place, before, after } = mending;
    writeln!(out, "{}:{}", place.name, place.line)?;
    writeln!(out, "  {}", painted(BAD, &format!("- {}", in_one_line(before))))?;
    writeln!(out, "  {}", painted(GOOD, &format!("+ {}", in_one_line(after))))
}

/// Prints how many lines were mended, and how many markings are still not valid.
pub(crate) fn mended(count: usize, left: &Tally, name: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match count {
        0 => writeln!(out, "nothing was mended, and {name} is as it was")?,
        1 => writeln!(out, "{}", painted(GOOD, &format!("1 line of {name} mended")))?,
        _ => writeln!(out, "{}", painted(GOOD, &format!("{count} lines of {name} mended")))?,
    }
    writeln!(out, "{}", counted(left, "is still not valid", "are still not valid"))?;
    out.flush()
}

/// Prints how many lines would be mended, and how many markings would still not be valid.
pub(crate) fn would_mend(count: usize, left: &Tally, name: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    writeln!(out, "{}", painted(MIXED, &format!("{lines} of {name} would be mended; nothing was written")))?;
    writeln!(out, "{}", counted(left, "would still not be valid", "would still not be valid"))?;
    out.flush()
}

/// What is printed as it is.
pub(crate) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    pub(crate) fn new() -> Self {
        Self(BufWriter::new(std::io::stdout().lock()))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

/// Lines of JSON, one behind the other.
pub(crate) struct JsonLines(Output);

impl JsonLines {
    pub(crate) fn new() -> Self {
        Self(Output::new())
    }

    /// Prints a line; at once where somebody waits for it.
    pub(crate) fn print(&mut self, line: &str, at_once: bool) -> Result<()> {
        self.0.write_all(line.as_bytes())?;
        self.0.write_all(b"\n")?;
        if at_once { self.0.flush() } else { Ok(()) }
    }

    /// Prints whatever is not printed yet.
    pub(crate) fn end(mut self) -> Result<()> {
        self.0.flush()
    }
}

#[derive(Serialize)]
struct ExaminedOutput<'a> {
    valid: bool,
    canonical: Option<&'a str>,
    problems: Vec<ProblemOutput<'a>>,
}

#[derive(Serialize)]
struct FixedOutput<'a> {
    marking: &'a str,
    changed: bool,
    valid: bool,
    problems: Vec<ProblemOutput<'a>>,
}

#[derive(Serialize)]
struct ErrorOutput {
    error: String,
}

#[derive(Serialize)]
struct ProblemOutput<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    start: usize,
    end: usize,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend_end: Option<usize>,
}

/// What a check found, as one line of JSON (`docs/formats/marking-check.schema.json`).
pub(crate) fn examined_json(examined: &Examined) -> String {
    line(&ExaminedOutput {
        valid: examined.is_valid(),
        canonical: examined.canonical.as_deref(),
        problems: examined.problems.iter().map(problem).collect(),
    })
}

/// A marking as it was mended, as one line of JSON (`docs/formats/marking-fix.schema.json`).
pub(crate) fn fixed_json(marking: &str, changed: bool, valid: bool, left: &[Problem]) -> String {
    line(&FixedOutput { marking, changed, valid, problems: left.iter().map(problem).collect() })
}

/// What is wrong with a line that asks, as one line of JSON.
pub(crate) fn line_error_json(number: usize, byte: Option<usize>, message: &str) -> String {
    let place = match byte {
        Some(byte) => format!("line {number}, byte {byte}"),
        None => format!("line {number}"),
    };
    line(&ErrorOutput { error: format!("{place}: {message}") })
}

fn line(output: &impl Serialize) -> String {
    // Texts and numbers can always be written.
    serde_json::to_string(output).unwrap_or_default()
}

fn problem(problem: &Problem) -> ProblemOutput<'_> {
    let mend = problem.mend.as_ref();
    let elsewhere = mend.filter(|mend| mend.span != problem.span);
    ProblemOutput {
        code: problem.code,
        severity: problem.severity.as_str(),
        message: &problem.message,
        start: problem.span.start,
        end: problem.span.end,
        source: problem.source,
        mend: mend.map(|mend| mend.text.as_str()),
        mend_start: elsewhere.map(|mend| mend.span.start),
        mend_end: elsewhere.map(|mend| mend.span.end),
    }
}

/// What a marking means, as one line of JSON (`docs/formats/marking-explain.schema.json`).
pub(crate) fn explained_json(explained: &Explained<'_>) -> String {
    explained_object(explained).canonical()
}

/// The same as a value, to which more may be added.
pub(super) fn explained_object(explained: &Explained<'_>) -> Json {
    let understood = explained.understood;
    let Explained { scheme, originator, .. } = *explained;
    object([
        ("canonical", understood.canonical.as_deref().map_or(Json::Null, Json::text)),
        ("caveats", caveats_json(&understood.marked, scheme, originator)),
        ("carried", carried_json(&understood.carried)),
        ("problems", problems_json(&understood.problems)),
    ])
}

/// Caveats as an entry has them.
pub(super) fn caveats_json(marked: &[Marked], scheme: &Scheme, originator: Option<&PartyId>) -> Json {
    Json::List(marked.iter().map(|marked| caveat(marked, scheme, originator)).collect())
}

/// Words that are not decided, each with the reason.
pub(super) fn carried_json(carried: &[(String, String)]) -> Json {
    let word = |(word, reason): &(String, String)| {
        object([("word", Json::text(word)), ("reason", Json::text(reason))])
    };
    Json::List(carried.iter().map(word).collect())
}

/// A caveat as an entry has it, with the word that means it and always with whose it is.
fn caveat(marked: &Marked, scheme: &Scheme, originator: Option<&PartyId>) -> Json {
    let mut json = write::caveat(&marked.caveat, &mut Plain);
    let owners = owners(marked, scheme, originator, "originator");
    let owners = owners.into_iter().map(Json::text).collect();
    if let Json::Object(fields) = &mut json {
        fields.insert("word".to_owned(), Json::text(&marked.word));
        fields.insert("name".to_owned(), Json::text(&marked.slug));
        fields.insert("owner".to_owned(), Json::List(owners));
        if !marked.releasers.is_empty() {
            let releasers = marked.releasers.iter().map(|party| Json::text(party.as_str()));
            fields.insert("releasers".to_owned(), Json::List(releasers.collect()));
        }
    }
    json
}

/// Problems, each with the bytes that it is about.
pub(super) fn problems_json(problems: &[Problem]) -> Json {
    Json::List(problems.iter().map(problem_json).collect())
}

pub(super) fn problem_json(of: &Problem) -> Json {
    let number = |number: usize| Json::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let output = problem(of);
    let mut fields = vec![
        ("code", Json::text(output.code)),
        ("severity", Json::text(output.severity)),
        ("message", Json::text(output.message)),
        ("start", number(output.start)),
        ("end", number(output.end)),
        ("source", Json::text(output.source)),
    ];
    fields.extend(output.mend.map(|mend| ("mend", Json::text(mend))));
    fields.extend(output.mend_start.map(|start| ("mend_start", number(start))));
    fields.extend(output.mend_end.map(|end| ("mend_end", number(end))));
    object(fields)
}

pub(super) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
