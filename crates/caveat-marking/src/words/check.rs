//! What a marking must say besides being well written: its level, its order, what stands with what.

use std::ops::Range;

use super::reader::SCHEME;
use super::{Argument, Grammar, Kind, Reading, Said, Word, argument, print};
use crate::problem::Problem;

/// Everything that is wrong with what was read, apart from how it is written.
pub(super) fn check(grammar: &Grammar, text: &str, reading: &Reading) -> Vec<Problem> {
    let said: Vec<(&Said, &Word)> =
        reading.said.iter().filter_map(|said| Some((said, grammar.words().get(said.word)?))).collect();
    let mut problems = Vec::new();
    levels(grammar, text, reading, &said, &mut problems);
    repeated(grammar, text, reading, &said, &mut problems);
    order(grammar, text, reading, &said, &mut problems);
    company(grammar, text, &said, &mut problems);
    for (said, word) in &said {
        list(text, said, word, &mut problems);
    }
    problems
}

/// Where a word stands in a marking: levels first, then by the grammar.
pub(super) fn rank(grammar: &Grammar, said: &Said) -> (bool, usize) {
    let is_level = grammar.words().get(said.word).is_some_and(|word| word.kind == Kind::Level);
    (!is_level, said.word)
}

fn typed<'a>(text: &'a str, said: &Said) -> &'a str {
    text.get(said.span.clone()).unwrap_or_default()
}

fn error(code: &'static str, said: &Said, message: String) -> Problem {
    Problem::error(code, said.span.clone(), message, SCHEME)
}

/// Exactly one level, where the scheme has any.
fn levels(
    grammar: &Grammar,
    text: &str,
    reading: &Reading,
    said: &[(&Said, &Word)],
    problems: &mut Vec<Problem>,
) {
    let levels: Vec<&(&Said, &Word)> = said.iter().filter(|(_, word)| word.kind == Kind::Level).collect();
    if let Some((_, first)) = levels.first() {
        for (said, word) in levels.iter().filter(|(_, word)| word.text != first.text) {
            let message = format!("`{}` beside `{}`: a marking has one level", typed(text, said), first.text);
            debug_assert!(word.kind == Kind::Level);
            problems.push(error("words-levels", said, message));
        }
    } else if grammar.words().iter().any(|word| word.kind == Kind::Level) && reading.is_understood() {
        let start = text.len() - text.trim_start().len();
        let whole = start..text.trim_end().len().max(start);
        problems.push(Problem::error("words-no-level", whole, "no level", SCHEME));
    }
}

/// Nothing is said twice; with something else in its placeholder only where that is any text.
fn repeated(
    grammar: &Grammar,
    text: &str,
    reading: &Reading,
    said: &[(&Said, &Word)],
    problems: &mut Vec<Problem>,
) {
    for (index, (here, word)) in said.iter().enumerate() {
        let before = said.get(..index).unwrap_or_default().iter().map(|(other, _)| *other);
        let mut same = before.filter(|other| other.word == here.word).peekable();
        if same.peek().is_none() {
            continue;
        }
        let typed = typed(text, here);
        if same.any(|other| other.argument == here.argument) {
            let message = format!("`{typed}` is said before");
            let (span, left) = without(grammar, reading, here);
            let problem = Problem::warning("words-repeated", here.span.clone(), message, SCHEME);
            problems.push(problem.mend_at(span, left));
        } else if !matches!(here.argument, Some(Argument::Text(_))) {
            let message = format!("`{typed}` is a second `{}`", word.text);
            problems.push(error("words-repeated", here, message));
        }
    }
}

/// What to write where, so that this word is gone and what stood around it stays apart.
fn without<'a>(grammar: &'a Grammar, reading: &Reading, gone: &Said) -> (Range<usize>, &'a str) {
    let spans = || {
        let unknown = reading.unknown.iter().map(|(_, span)| span);
        reading.said.iter().map(|said| &said.span).chain(unknown)
    };
    let start = spans().map(|span| span.end).filter(|end| *end <= gone.span.start).max();
    let next = spans().map(|span| span.start).filter(|start| *start >= gone.span.end).min();
    let left = if next.is_some() { grammar.separator.hard() } else { "" };
    (start.unwrap_or(gone.span.start)..next.unwrap_or(gone.span.end), left)
}

/// Words stand in the order of the grammar, the level first.
fn order(
    grammar: &Grammar,
    text: &str,
    reading: &Reading,
    said: &[(&Said, &Word)],
    problems: &mut Vec<Problem>,
) {
    let pairs = said.iter().zip(said.iter().skip(1));
    let mut wrong = pairs.filter(|((left, before), (right, behind))| {
        let two_levels = before.kind == Kind::Level && behind.kind == Kind::Level;
        rank(grammar, left) > rank(grammar, right) && !two_levels
    });
    let Some(((left, _), (right, _))) = wrong.next() else { return };
    let message = format!("`{}` stands before `{}`", typed(text, right), typed(text, left));
    let problem = error("words-order", right, message);
    problems.push(if reading.is_understood() {
        problem.mend_at(0..text.len(), print(grammar, reading))
    } else {
        problem
    });
}

/// What may not stand with what.
fn company(grammar: &Grammar, text: &str, said: &[(&Said, &Word)], problems: &mut Vec<Problem>) {
    let levels: Vec<&str> = said
        .iter()
        .filter(|(_, word)| word.kind == Kind::Level)
        .map(|(_, word)| word.text.as_str())
        .collect();
    for (index, (here, word)) in said.iter().enumerate() {
        let wrong =
            levels.iter().find(|level| !word.with.is_empty() && !word.with.iter().any(|w| w == *level));
        if let Some(level) = wrong {
            let with = word.with.iter().map(|level| format!("`{level}`")).collect::<Vec<_>>().join(", ");
            let message = format!("`{}` does not stand with `{level}`, but with {with}", typed(text, here));
            problems.push(error("words-with", here, message));
        }
        let before = said.get(..index).unwrap_or_default();
        for (other, barred) in before {
            if word.without.contains(&barred.text) || barred.without.contains(&word.text) {
                let message = format!("`{}` does not stand with `{}`", typed(text, here), typed(text, other));
                problems.push(error("words-without", here, message));
            }
        }
    }
    debug_assert!(said.iter().all(|(said, _)| said.word < grammar.words().len()));
}

/// A list has as many members as it must, and the one that must be in it.
fn list(text: &str, said: &Said, word: &Word, problems: &mut Vec<Problem>) {
    let Some(Argument::Parties(parties)) = &said.argument else { return };
    if !word.text.contains("{parties}") {
        return;
    }
    let typed = typed(text, said);
    if let Some(first) = word.first.as_ref().filter(|first| !parties.contains(first)) {
        problems.push(error("words-first", said, format!("`{typed}` does not name `{first}`")));
    }
    if parties.len() < word.least {
        let message = format!("`{typed}` names {}: at least {} must be named", parties.len(), word.least);
        problems.push(error("words-least", said, message));
    }
    debug_assert_eq!(argument::in_order(word, parties), *parties);
}
