//! Markings as they stand on a page: `NATO/KFOR CONFIDENTIAL NATO, Ireland Only` (ADatP-4774, Edition A, App. 2, Tables
//! 17 and 18).
//!
//! What cannot be understood is never dropped, and a marking with any of it permits nothing.

mod cut;
mod read;

use std::ops::Range;

use super::label::{Category, CategoryType, Information, Policy};
use super::names::Names;
use super::policy::{
    ADDITIONAL_SENSITIVITY, ADMINISTRATIVE, CATEGORIES, CONTEXT, Level, NATO, ONLY, RELEASABLE,
    RELEASABLE_TO, check_information,
};
use super::value::Value;
use crate::problem::{self, Problem, Severity};

/// What is additionally sensitive.
pub const SENSITIVITIES: [&str; 9] = [
    "ATOMAL",
    "BOHEMIA",
    "CRYPTO",
    "SIOP ESI",
    "SIOP",
    "EXCLUSIVE",
    "INTELLIGENCE",
    "LOGISTICS",
    "OPERATIONS",
];

/// The administrative markings.
pub const ADMINISTRATIVES: [&str; 5] = ["COMMERCIAL", "MANAGEMENT", "MEDICAL", "PERSONAL", "STAFF"];

/// What a piece of the text was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// `NATO`, `COSMIC`, `NATO/EAPC`.
    Context,
    /// `SECRET`; with an abbreviation, all that it stands for.
    Classification,
    /// `ATOMAL`.
    Sensitivity,
    /// `Sweden, Ireland Only`.
    Only,
    /// `Releasable to Sweden`.
    ReleasableTo,
    /// `STAFF`.
    Administrative,
    /// Nothing that NATO's policy knows.
    Unknown,
}

/// A piece of the text: what it was read as, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// What it was read as.
    pub part: Part,
}

/// A marking as it is meant. Nothing typed is left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// What it says. None: it has no classification of NATO.
    pub information: Option<Information>,
    /// What is not understood, as it was typed, in its order. If there is any, the marking permits nothing.
    pub unknown: Vec<String>,
}

/// A text as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What is marked. None: the text has no word in it.
    pub marking: Option<Marking>,
    /// The pieces, in their order.
    pub tokens: Vec<Token>,
    /// What is wrong with it, in the order of the text.
    pub problems: Vec<Problem>,
    /// The canonical text, where the marking is understood to the last word.
    pub canonical: Option<String>,
}

impl Reading {
    /// Whether no problem is an error.
    pub fn is_valid(&self) -> bool {
        problem::are_harmless(&self.problems)
    }
}

/// Reads a marking, whatever the way in which it was typed. It never fails: what is not understood is kept, and is an
/// error.
pub fn read(text: &str) -> Reading {
    read_with(text, &Names::with([]))
}

/// The same with names that a scheme has for its parties.
pub fn read_with(text: &str, names: &Names) -> Reading {
    let mut reading = read::read(text, names);
    let said = reading.marking.as_ref().and_then(|marking| marking.information.as_ref());
    let whole = span_of(&reading.tokens);
    let found = said.into_iter().flat_map(check_information);
    reading.problems.extend(found.map(|problem| Problem { span: whole.clone(), ..problem }));
    reading.problems = problem::few(std::mem::take(&mut reading.problems));
    let understood = reading.marking.as_ref().filter(|marking| marking.unknown.is_empty());
    let said = understood.and_then(|marking| marking.information.as_ref());
    reading.canonical = said.and_then(|information| print_with(information, names));
    reading
}

/// The text as it is written, where that changes nothing in what is meant and nothing in it is wrong otherwise, and the
/// problems that are left. It never guesses.
pub fn fix(text: &str) -> (String, Vec<Problem>) {
    fix_with(text, &Names::with([]))
}

/// The same with names that a scheme has for its parties.
pub fn fix_with(text: &str, names: &Names) -> (String, Vec<Problem>) {
    let reading = read_with(text, names);
    let is_warning = |problem: &Problem| problem.severity == Severity::Warning;
    match &reading.canonical {
        Some(canonical) if !reading.problems.is_empty() && reading.problems.iter().all(is_warning) => {
            (canonical.clone(), read_with(canonical, names).problems)
        }
        _ => (text.to_owned(), reading.problems),
    }
}

/// The canonical text of what a label says. None where a page cannot say it: of another policy, with a category that
/// NATO's does not have, or without a context.
pub fn print(information: &Information) -> Option<String> {
    print_with(information, &Names::with([]))
}

/// The same with names that a scheme has for its parties.
pub fn print_with(information: &Information, names: &Names) -> Option<String> {
    let level = information.level()?;
    let context = names.context(information.context()?.as_str())?;
    if information.privacy_mark.is_some() || !is_sayable(information) {
        return None;
    }
    let head = if level == Level::TopSecret { "COSMIC" } else { NATO };
    let mut text = match context {
        NATO => head.to_owned(),
        other => format!("{head}/{other}"),
    };
    text.push(' ');
    text.push_str(level.as_str());
    for value in values(information, ADDITIONAL_SENSITIVITY) {
        text.push(' ');
        text.push_str(one_of(&SENSITIVITIES, value)?);
    }
    if information.category(ONLY).is_some() {
        text.push_str(&format!(" {} Only", listed(information, ONLY, None, names)?));
    }
    if information.category(RELEASABLE_TO).is_some() {
        let released = listed(information, RELEASABLE_TO, Some(context), names)?;
        text.push_str(&format!(" Releasable to {released}"));
    }
    for (index, value) in values(information, ADMINISTRATIVE).enumerate() {
        text.push_str(if index == 0 { " – " } else { " " });
        text.push_str(one_of(&ADMINISTRATIVES, value)?);
    }
    Some(text)
}

/// Whether its categories are the policy's, each once, with its type and some value; and it is released to somebody
/// beyond its context exactly where the context says so.
fn is_sayable(information: &Information) -> bool {
    let known = |category: &Category| {
        let same =
            |(tag, kind, _): &&(&str, CategoryType, u8)| category.tag.is(tag) && category.kind == *kind;
        CATEGORIES.iter().any(|one| same(&one))
            && !category.values.is_empty()
            && information.categories.iter().filter(|other| other.tag == category.tag).count() == 1
    };
    let released = match (information.category(RELEASABLE_TO), information.context()) {
        (Some(released), Some(context)) => {
            released.values.contains(context) && released.values.iter().any(|value| value != context)
        }
        (released, _) => released.is_none(),
    };
    let says_so = information.category(CONTEXT).is_some_and(|context| context.has(RELEASABLE));
    information.categories.iter().all(known)
        && released
        && says_so == information.category(RELEASABLE_TO).is_some()
}

fn values<'a>(information: &'a Information, tag: &str) -> impl Iterator<Item = &'a Value> {
    let values = information.category(tag).map(|category| category.values.as_slice()).unwrap_or_default();
    let first = |(index, value): &(usize, &Value)| !values.iter().take(*index).any(|before| before == *value);
    values.iter().enumerate().filter(first).map(|(_, value)| value)
}

fn one_of(known: &[&'static str], value: &Value) -> Option<&'static str> {
    known.iter().find(|known| value.is(known)).copied()
}

/// The names of those in a category: NATO first, the others in their order.
fn listed(information: &Information, tag: &str, without: Option<&str>, names: &Names) -> Option<String> {
    let listed = values(information, tag).filter(|value| without.is_none_or(|context| !value.is(context)));
    let mut listed: Vec<&str> = listed.map(|value| names.name(value.as_str())).collect::<Option<_>>()?;
    listed.sort_by_key(|name| *name != NATO);
    Some(listed.join(", "))
}

/// What a marking says, as a label has it: the context, and whether there is a release beyond it.
fn information(level: Level, context: Value, categories: Vec<Category>) -> Information {
    let released = categories.iter().any(|category| category.tag.is(RELEASABLE_TO));
    let values = [context].into_iter().chain(released.then(|| Value::new(RELEASABLE)));
    let context = Category::new(CONTEXT, CategoryType::Permissive, values);
    Information {
        policy: Policy::named(NATO),
        classification: Value::new(level.as_str()),
        privacy_mark: None,
        categories: [context].into_iter().chain(categories).collect(),
    }
}

fn span_of(tokens: &[Token]) -> Range<usize> {
    let start = tokens.first().map_or(0, |token| token.span.start);
    start..tokens.last().map_or(start, |token| token.span.end)
}
