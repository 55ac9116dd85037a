//! Reads the text of a marking, from the left to the right and never back.

use std::ops::Range;

use super::cut::{Gap, Word, words};
use super::{ADMINISTRATIVES, Marking, Part, Reading, SENSITIVITIES, Token, information};
use crate::nato::label::{Category, CategoryType};
use crate::nato::names::{MOST_WORDS, Names};
use crate::nato::policy::{ADDITIONAL_SENSITIVITY, ADMINISTRATIVE, Level, NATO, ONLY, RELEASABLE_TO};
use crate::nato::value::Value;
use crate::problem::Problem;

/// The longest text that is read. A longer one is no marking.
const MAX_BYTES: usize = 4096;

const POLICY: &str = "ADatP-4774 Ed. A, App. 2";

/// The classifications as they are written, in both languages of the Alliance, the longest first.
const LEVELS: [(&[&str], Level); 9] = [
    (&["TOP", "SECRET"], Level::TopSecret),
    (&["TRES", "SECRET"], Level::TopSecret),
    (&["TRÈS", "SECRET"], Level::TopSecret),
    (&["DIFFUSION", "RESTREINTE"], Level::Restricted),
    (&["SANS", "CLASSIFICATION"], Level::Unclassified),
    (&["SECRET"], Level::Secret),
    (&["CONFIDENTIAL"], Level::Confidential),
    (&["CONFIDENTIEL"], Level::Confidential),
    (&["RESTRICTED"], Level::Restricted),
];

/// What portions are marked with, and what ATOMAL made of it.
const SHORT: [(&str, Level, Option<&str>); 9] = [
    ("CTS", Level::TopSecret, None),
    ("NS", Level::Secret, None),
    ("NC", Level::Confidential, None),
    ("NR", Level::Restricted, None),
    ("NU", Level::Unclassified, None),
    ("CTSA", Level::TopSecret, Some("ATOMAL")),
    ("NSAT", Level::Secret, Some("ATOMAL")),
    ("NSA", Level::Secret, Some("ATOMAL")),
    ("NCA", Level::Confidential, Some("ATOMAL")),
];

pub(super) fn read(text: &str, names: &Names) -> Reading {
    if text.trim().len() > MAX_BYTES {
        return too_long(text);
    }
    let words = words(text);
    if words.is_empty() {
        let problem = Problem::error("nato-empty", 0..text.len(), "no marking", POLICY);
        return Reading { marking: None, tokens: Vec::new(), problems: vec![problem], canonical: None };
    }
    let mut reader = Reader {
        text,
        names,
        words: &words,
        next: 0,
        level: None,
        context: Value::new(NATO),
        categories: Vec::new(),
        unknown: Vec::new(),
        tokens: Vec::new(),
        problems: Vec::new(),
    };
    reader.head();
    while reader.next < words.len() {
        reader.part();
    }
    reader.finish()
}

fn too_long(text: &str) -> Reading {
    let span = 0..text.len();
    let message = format!("{} bytes are no marking", text.len());
    Reading {
        marking: Some(Marking { information: None, unknown: vec![text.trim().to_owned()] }),
        tokens: vec![Token { span: span.clone(), part: Part::Unknown }],
        problems: vec![Problem::error("nato-too-long", span, message, POLICY)],
        canonical: None,
    }
}

struct Reader<'a> {
    text: &'a str,
    names: &'a Names,
    words: &'a [Word],
    next: usize,
    level: Option<Level>,
    context: Value,
    categories: Vec<Category>,
    unknown: Vec<String>,
    tokens: Vec<Token>,
    problems: Vec<Problem>,
}

/// A list of names: their codes, and how many words it takes.
struct List {
    codes: Vec<Value>,
    taken: usize,
    /// The places where `and` stands for a comma.
    ands: Vec<usize>,
}

impl Reader<'_> {
    /// Whose it is, and the classification.
    fn head(&mut self) {
        if let Some((_, level, sensitive)) = SHORT.iter().find(|(short, ..)| self.is(0, short)) {
            return self.short(*level, *sensitive);
        }
        let cosmic = self.is(0, "COSMIC");
        if !cosmic && !self.is(0, "NATO") && !self.is(0, "OTAN") {
            return;
        }
        let Some((level, at, taken)) = self.classification() else { return };
        if !cosmic && at == 1 && level == Level::TopSecret {
            let span = self.span(0, 1);
            let message = format!("`{}` is written COSMIC with TOP SECRET", self.typed(&span));
            self.problems.push(Problem::warning("nato-cosmic", span, message, POLICY).mend("COSMIC"));
        }
        if cosmic && level != Level::TopSecret {
            let span = self.span(0, 1);
            let message = format!("`{}` goes with TOP SECRET alone", self.typed(&span));
            self.problems.push(Problem::error("nato-cosmic", span.clone(), message, POLICY));
            self.unknown.push(self.typed(&span).to_owned());
        }
        self.context_between(at);
        self.tokens.push(Token { span: self.span(0, at), part: Part::Context });
        self.tokens.push(Token { span: self.span(at, at + taken), part: Part::Classification });
        self.joined_by(at, &[Gap::Blank]);
        self.spaced(at, at + taken);
        self.level = Some(level);
        self.next = at + taken;
    }

    fn short(&mut self, level: Level, sensitive: Option<&str>) {
        let span = self.span(0, 1);
        let bracketed = self.text.trim_start().starts_with(['(', '[']);
        if !bracketed {
            let long = level.marked();
            let long = sensitive.map_or(long.to_owned(), |sensitive| format!("{long} {sensitive}"));
            let message = format!("`{}` is written {long}, but for portions", self.typed(&span));
            self.problems
                .push(Problem::warning("nato-abbreviation", span.clone(), message, POLICY).mend(long));
        }
        self.tokens.push(Token { span, part: Part::Classification });
        self.level = Some(level);
        if let Some(sensitive) = sensitive {
            self.add(ADDITIONAL_SENSITIVITY, CategoryType::Restrictive, vec![Value::new(sensitive)]);
        }
        self.next = 1;
    }

    /// The first classification, where it stands, and of how many words it is. Before it stands the context.
    fn classification(&self) -> Option<(Level, usize, usize)> {
        let end = if self.gap(1) == Gap::Slash { MOST_WORDS + 2 } else { 2 };
        (1..end).find_map(|at| {
            let unclassified = self.is(at, "UNCLASSIFIED").then_some((Level::Unclassified, at, 1));
            let known = LEVELS
                .iter()
                .find(|(words, _)| words.iter().enumerate().all(|(index, word)| self.is(at + index, word)));
            unclassified.or_else(|| known.map(|(words, level)| (*level, at, words.len())))
        })
    }

    /// What stands between `NATO` and the classification, at `end`.
    fn context_between(&mut self, end: usize) {
        if end == 1 {
            return;
        }
        let span = self.span(1, end);
        let typed = self.typed(&span).to_owned();
        match self.names.context(&self.joined(1, end)) {
            Some(context) => self.context = Value::new(context),
            None => {
                let message = format!("`{typed}` is no context that NATO's policy has");
                self.problems.push(Problem::error("nato-context-unknown", span, message, POLICY));
                self.unknown.push(typed);
            }
        }
        self.spaced(1, end);
    }

    /// What stands next.
    fn part(&mut self) {
        if self.level.is_none() {
            return self.not_understood();
        }
        let released = self.releasable();
        if released > 0 {
            return self.release(released);
        }
        if let Some((value, taken)) = self.one_of(&SENSITIVITIES) {
            return self.single(ADDITIONAL_SENSITIVITY, value, taken);
        }
        if let Some((value, taken)) = self.one_of(&ADMINISTRATIVES) {
            return self.single(ADMINISTRATIVE, value, taken);
        }
        if let Some(list) = self.list(self.next)
            && self.is(self.next + list.taken, "ONLY")
            && matches!(self.gap(self.next + list.taken), Gap::Blank | Gap::Hyphen)
        {
            return self.only(&list);
        }
        self.not_understood();
    }

    /// How many words say that a list follows.
    fn releasable(&self) -> usize {
        let says = self.is(self.next, "RELEASABLE") || self.is(self.next, "REL");
        if says && self.is(self.next + 1, "TO") && self.gap(self.next + 1) == Gap::Blank { 2 } else { 0 }
    }

    fn release(&mut self, words: usize) {
        let Some(list) = self.list(self.next + words) else { return self.not_understood() };
        let (start, end) = (self.next, self.next + words + list.taken);
        if self.is(start, "REL") {
            let span = self.span(start, start + words);
            let message = format!("`{}` is written Releasable to", self.typed(&span));
            self.problems
                .push(Problem::warning("nato-spelling", span, message, POLICY).mend("Releasable to"));
        }
        self.joined_by(start, &[Gap::Blank]);
        self.said(RELEASABLE_TO, Part::ReleasableTo, &list, end);
    }

    fn only(&mut self, list: &List) {
        self.joined_by(self.next, &[Gap::Blank]);
        self.said(ONLY, Part::Only, list, self.next + list.taken + 1);
    }

    /// A list that is said once; a second one is kept, and not understood.
    fn said(&mut self, tag: &str, part: Part, list: &List, end: usize) {
        let span = self.span(self.next, end);
        for and in &list.ands {
            let span = self.span(*and, and + 1);
            let before = self.span(and - 1, *and).end;
            let message = format!("`{}` stands for a comma", self.typed(&span));
            let problem = Problem::warning("nato-spelling", span.clone(), message, POLICY);
            self.problems.push(problem.mend_at(before..span.end, ","));
        }
        self.next = end;
        if self.categories.iter().any(|category| category.tag.is(tag)) {
            let typed = self.typed(&span).to_owned();
            let message = format!("`{typed}` is a second list of the same kind");
            self.problems.push(Problem::error("nato-list-several", span.clone(), message, POLICY));
            return self.keep(span);
        }
        let context = (tag == RELEASABLE_TO).then(|| self.context.clone());
        let mut values: Vec<Value> = context.into_iter().collect();
        for (index, code) in list.codes.iter().enumerate() {
            if list.codes.iter().take(index).any(|before| before == code) {
                let message = format!("`{code}` is named twice");
                self.problems.push(Problem::warning("nato-repeated", span.clone(), message, POLICY));
            }
            if !values.contains(code) {
                values.push(code.clone());
            }
        }
        self.tokens.push(Token { span, part });
        self.add(tag, CategoryType::Permissive, values);
    }

    /// A word that needs no list.
    fn single(&mut self, tag: &str, value: &'static str, taken: usize) {
        let (start, end) = (self.next, self.next + taken);
        let span = self.span(start, end);
        let informs = tag == ADMINISTRATIVE;
        let follows = informs && self.category(ADMINISTRATIVE).is_some();
        match (informs, follows) {
            (true, false) => self.joined_by(start, &[Gap::Dash]),
            (true, true) => self.joined_by(start, &[Gap::Blank, Gap::Comma, Gap::Dash]),
            _ => self.joined_by(start, &[Gap::Blank]),
        }
        self.spaced(start, end);
        let part = if informs { Part::Administrative } else { Part::Sensitivity };
        let kind = if informs { CategoryType::Informative } else { CategoryType::Restrictive };
        self.tokens.push(Token { span: span.clone(), part });
        self.next = end;
        if self.category(tag).is_some_and(|category| category.has(value)) {
            let message = format!("`{}` is said before", self.typed(&span));
            self.problems.push(Problem::warning("nato-repeated", span.clone(), message, POLICY).mend(""));
            return;
        }
        match self.categories.iter_mut().find(|category| category.tag.is(tag)) {
            Some(category) => category.values.push(Value::new(value)),
            None => self.add(tag, kind, vec![Value::new(value)]),
        }
    }

    /// Takes what is not understood up to what is, and keeps it.
    fn not_understood(&mut self) {
        let start = self.next;
        self.next += 1;
        while self.next < self.words.len() && !self.begins_something() {
            self.next += 1;
        }
        let span = self.span(start, self.next);
        let typed = self.typed(&span);
        let code = if self.level.is_none() { "nato-no-classification" } else { "nato-unknown" };
        let message = match self.level {
            None => format!("`{typed}` does not begin with a classification of NATO"),
            Some(_) => format!("`{typed}` is nothing that NATO's policy knows"),
        };
        self.problems.push(Problem::error(code, span.clone(), message, POLICY));
        self.keep(span);
    }

    /// Whether one need not look further for the end of what is not understood. Names alone begin nothing: a list of
    /// them that ends in `Only` could be the end of what is not understood.
    fn begins_something(&self) -> bool {
        self.level.is_some()
            && (self.releasable() > 0
                || self.one_of(&SENSITIVITIES).is_some()
                || self.one_of(&ADMINISTRATIVES).is_some())
    }

    fn keep(&mut self, span: Range<usize>) {
        self.unknown.push(self.typed(&span).to_owned());
        self.tokens.push(Token { span, part: Part::Unknown });
    }

    /// Names from a place on, with commas between. None where there is no name.
    fn list(&self, start: usize) -> Option<List> {
        let mut list = List { codes: Vec::new(), taken: 0, ands: Vec::new() };
        loop {
            let at = start + list.taken;
            let (code, taken) = self.name(at)?;
            list.codes.push(Value::new(code));
            list.taken += taken;
            let next = at + taken;
            if self.gap(next) == Gap::Comma && next < self.words.len() {
                continue;
            }
            // Where no name follows, `and` is the end of the list, and is not understood.
            if self.is(next, "AND") && self.gap(next) == Gap::Blank && self.name(next + 1).is_some() {
                list.ands.push(next);
                list.taken += 1;
                continue;
            }
            return Some(list);
        }
    }

    /// The longest name at a place, and of how many words it is.
    fn name(&self, at: usize) -> Option<(&str, usize)> {
        let follow = |word: &&Word| matches!(word.gap, Gap::Blank | Gap::Hyphen);
        let more =
            self.words.get(at + 1..).unwrap_or_default().iter().take(MOST_WORDS - 1).take_while(follow);
        let most = 1 + more.count();
        self.words.get(at)?;
        (1..=most).rev().find_map(|count| Some((self.names.code(&self.joined(at, at + count))?, count)))
    }

    fn one_of(&self, known: &[&'static str]) -> Option<(&'static str, usize)> {
        known.iter().find_map(|one| {
            let mut taken = 0;
            let all = one.split(' ').all(|word| {
                taken += 1;
                self.is(self.next + taken - 1, word)
            });
            all.then_some((*one, taken))
        })
    }

    /// Says so where something else stands before a word than what should.
    fn joined_by(&mut self, at: usize, right: &[Gap]) {
        let Some(word) = self.words.get(at).filter(|word| !right.contains(&word.gap)) else { return };
        let before = at.checked_sub(1).and_then(|before| self.words.get(before));
        let span = before.map_or(0, |before| before.span.end)..word.span.start;
        let mend = if right == [Gap::Dash] { " – " } else { " " };
        let typed = self.typed(&span).trim();
        let message = match typed {
            "" => "a dash stands here".to_owned(),
            typed => format!("`{typed}` has no place here"),
        };
        self.problems.push(Problem::warning("nato-separator", span, message, POLICY).mend(mend));
    }

    /// Says so where words that are one have something else between them than a blank.
    fn spaced(&mut self, start: usize, end: usize) {
        (start + 1..end).for_each(|at| self.joined_by(at, &[Gap::Blank]));
    }

    fn add(&mut self, tag: &str, kind: CategoryType, values: Vec<Value>) {
        self.categories.push(Category::new(tag, kind, values));
    }

    fn category(&self, tag: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.tag.is(tag))
    }

    fn finish(mut self) -> Reading {
        self.ends();
        let categories = std::mem::take(&mut self.categories);
        let context = self.context.clone();
        let information = self.level.map(|level| information(level, context, categories));
        let marking = Marking { information, unknown: self.unknown };
        Reading { marking: Some(marking), tokens: self.tokens, problems: self.problems, canonical: None }
    }

    /// Says so where something stands before the marking or behind it.
    fn ends(&mut self) {
        let first = self.words.first().map_or(0, |word| word.span.start);
        let last = self.words.last().map_or(0, |word| word.span.end);
        for span in [0..first, last..self.text.len()] {
            let typed = self.typed(&span).trim();
            // A portion stands in brackets.
            if self.level.is_none() || typed.chars().all(|c| "()[]".contains(c)) {
                continue;
            }
            let message = format!("`{typed}` has no place here");
            self.problems.push(Problem::warning("nato-separator", span, message, POLICY).mend(""));
        }
    }

    fn is(&self, at: usize, text: &str) -> bool {
        self.words.get(at).is_some_and(|word| word.text == text)
    }

    /// What stands before a word; a blank before the end.
    fn gap(&self, at: usize) -> Gap {
        self.words.get(at).map_or(Gap::Blank, |word| word.gap)
    }

    fn joined(&self, start: usize, end: usize) -> String {
        let words = self.words.get(start..end).unwrap_or_default().iter();
        words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn span(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.words.get(start).map_or(self.text.len(), |word| word.span.start);
        let last = end.checked_sub(1).and_then(|last| self.words.get(last));
        first..last.map_or(first, |word| word.span.end).max(first)
    }

    fn typed(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}
