//! Problems in a file, as a compiler shows them.

use std::io::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use caveat::read::Problem;
use caveat_marking::problem::{self as marking, Severity};

use super::paint::{in_one_line, turns};

/// More problems than this, and only their number is told.
const SHOWN: usize = 20;

/// Shows each problem in its place.
pub(crate) fn problems(name: &str, bytes: &[u8], problems: &[Problem]) {
    shown_in(Level::ERROR, name, bytes, problems);
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "nothing was read from {name}");
}

/// Shows what is wrong with entries that are taken in all the same.
pub(crate) fn doubts(name: &str, bytes: &[u8], doubts: &[Problem]) {
    shown_in(Level::WARNING, name, bytes, doubts);
}

fn shown_in(level: Level<'_>, name: &str, bytes: &[u8], problems: &[Problem]) {
    let text = String::from_utf8_lossy(bytes);
    let exact = matches!(text, std::borrow::Cow::Borrowed(_));
    let mut err = anstream::stderr().lock();
    for problem in problems.iter().take(SHOWN) {
        let title = level.clone().primary_title(&problem.message);
        // Without valid text there is nothing to point at; the message tells the byte.
        let group = if exact && bytes.len() <= caveat::read::MAX_FILE {
            let span = AnnotationKind::Primary.span(clamp(&problem.span, &text));
            let notes = problem.notes.iter();
            let notes =
                notes.map(|note| AnnotationKind::Context.span(clamp(&note.span, &text)).label(&note.message));
            title.element(Snippet::source(text.as_ref()).path(name).annotation(span).annotations(notes))
        } else {
            title.element(annotate_snippets::Origin::path(name))
        };
        let group = match &problem.hint {
            Some(hint) => group.element(Level::HELP.message(hint)),
            None => group,
        };
        let _ = writeln!(err, "{}\n", Renderer::styled().render(&[group]));
    }
    let more = problems.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(err, "and {more} more");
    }
}

fn clamp(span: &std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    start..span.end.clamp(start, text.len())
}

/// A line of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) name: &'a str,
    /// Counted from 1.
    pub(crate) line: usize,
}

/// A longer marking is not shown where something is wrong with it: its place is told.
const SHOWN_TEXT: usize = 1000;

/// Shows what is wrong with a marking, each problem in its place.
pub(crate) fn marking_problems(at: Option<&At<'_>>, text: &str, problems: &[marking::Problem], valid: bool) {
    let mut err = anstream::stderr().lock();
    for problem in problems.iter().take(SHOWN) {
        let _ = writeln!(err, "{}\n", Renderer::styled().render(&[shown(at, text, problem)]));
    }
    let more = problems.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(err, "and {more} more\n");
    }
    if !valid && marking::are_harmless(problems) {
        let title = Level::ERROR.primary_title("the marking cannot be read");
        let group = pointed(title, at, text, 0..text.len());
        let _ = writeln!(err, "{}\n", Renderer::styled().render(&[group]));
    }
}

/// Shows what is wrong with a label file, each problem in its place.
pub(crate) fn label_problems(name: &str, bytes: &[u8], problems: &[marking::Problem]) {
    let text = String::from_utf8_lossy(bytes);
    let exact = matches!(text, std::borrow::Cow::Borrowed(_));
    let mut err = anstream::stderr().lock();
    for problem in problems.iter().take(SHOWN) {
        let title = level(problem).primary_title(in_one_line(&problem.message)).id(problem.code);
        let group = if exact {
            let span = clamp(&first_line(&problem.span, &text), &text);
            let snippet = Snippet::source(text.as_ref()).path(name);
            title.element(snippet.annotation(AnnotationKind::Primary.span(span)))
        } else {
            title.element(Origin::path(name))
        };
        let group = group.element(Level::NOTE.message(format!("see {}", problem.source)));
        let _ = writeln!(err, "{}\n", Renderer::styled().render(&[group]));
    }
    let more = problems.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(err, "and {more} more\n");
    }
}

/// What of a span stands on its first line: a start tag may go over many.
fn first_line(span: &std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let within = text.get(span.clone()).unwrap_or_default();
    span.start..span.start + within.lines().next().map_or(0, str::len)
}

fn level(problem: &marking::Problem) -> Level<'static> {
    match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

/// Says that a line is no text.
pub(crate) fn no_text(at: &At<'_>, byte: Option<usize>, message: &str) {
    let mut err = anstream::stderr().lock();
    let origin = Origin::path(at.name).line(at.line).char_column(byte.map_or(1, |byte| byte + 1));
    let group = Level::ERROR.primary_title(message).element(origin);
    let _ = writeln!(err, "{}\n", Renderer::styled().render(&[group]));
}

fn shown<'a>(at: Option<&At<'a>>, text: &'a str, problem: &'a marking::Problem) -> Group<'a> {
    let title = level(problem).primary_title(in_one_line(&problem.message)).id(problem.code);
    let mut group = pointed(title, at, text, clamp(&problem.span, text));
    if let Some(mend) = &problem.mend {
        group = group.element(Level::HELP.message(how(text, problem, mend)));
    }
    group.element(Level::NOTE.message(format!("see {}", problem.source)))
}

/// The title with its place, and the characters that are meant where they can be shown.
fn pointed<'a>(
    title: annotate_snippets::Title<'a>,
    at: Option<&At<'a>>,
    text: &'a str,
    span: std::ops::Range<usize>,
) -> Group<'a> {
    if text.len() > SHOWN_TEXT {
        let column = text.get(..span.start).unwrap_or_default().chars().count() + 1;
        let (name, line) = at.map_or(("TEXT", 1), |at| (at.name, at.line));
        return title.element(Origin::path(name).line(line).char_column(column));
    }
    let snippet = Snippet::source(text).annotation(AnnotationKind::Primary.span(span));
    title.element(match at {
        Some(at) => snippet.path(at.name).line_start(at.line),
        None => snippet,
    })
}

/// What to write instead.
fn how(text: &str, problem: &marking::Problem, mend: &marking::Mend) -> String {
    let raw = text.get(mend.span.clone()).unwrap_or_default();
    let unseen = raw.chars().all(|c| c.is_whitespace() || c.is_control() || turns(c));
    let (old, new) = (clipped(raw), clipped(&mend.text));
    match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("add `{new}`"),
        (false, true) if raw.chars().all(|c| c == ' ') => "leave the space out".to_owned(),
        (false, true) if unseen => "leave out what cannot be seen here".to_owned(),
        (false, true) => format!("leave `{old}` out"),
        (false, false) if mend.span == problem.span => format!("write `{new}`"),
        (false, false) => format!("write `{new}` in the place of `{old}`"),
    }
}

/// So much of a text as one reads.
fn clipped(text: &str) -> String {
    const CLIPPED: usize = 120;
    let text = in_one_line(text);
    match text.char_indices().nth(CLIPPED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
