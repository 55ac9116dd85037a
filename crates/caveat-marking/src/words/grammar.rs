//! A scheme's grammar as data: its words, in the order in which they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::lexer::{Separator, core_of, tokens_of};
use super::pattern::{Pattern, Slot};

/// Whether a word is a level or stands beside one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A level: exactly one in a marking, before everything else.
    Level,
    /// Anything else.
    Mark,
}

/// A word of a scheme: a fixed text, with a placeholder or without.
///
/// Its texts may hold one placeholder, beside at least one fixed word: `{party}`, `{parties}`, `{date}`, `{word}` (a
/// level of the grammar) or `{text}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The canonical text: `SECRET`, `REL TO {parties}`.
    pub text: String,
    /// Other right spellings, each with the same placeholder.
    pub also: Vec<String>,
    /// A level, or a mark.
    pub kind: Kind,
    /// The levels (their canonical texts) that it may stand with. Empty: any.
    pub with: Vec<String>,
    /// The words (their canonical texts) that it may not stand with.
    pub without: Vec<String>,
    /// What stands between the members of a `{parties}` list: `", "`, `"/"`.
    pub list: String,
    /// Fewest members of a `{parties}` list.
    pub least: usize,
    /// The party that must be named, and first, in a `{parties}` list: `NZL`.
    pub first: Option<String>,
    /// Whether a `{parties}` list, behind `first`, goes by the alphabet.
    pub sorted: bool,
}

impl Word {
    /// A level of this name.
    pub fn level(text: impl Into<String>) -> Self {
        Self { kind: Kind::Level, ..Self::mark(text) }
    }

    /// A mark of this text. A list in it has at least one member, in any order, `", "` between two.
    pub fn mark(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            also: Vec::new(),
            kind: Kind::Mark,
            with: Vec::new(),
            without: Vec::new(),
            list: ", ".to_owned(),
            least: 1,
            first: None,
            sorted: false,
        }
    }
}

/// A grammar that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grammar {
    words: Vec<Word>,
    parties: Vec<String>,
    pub(super) separator: Separator,
    /// Every spelling of every word, the canonical one of each first.
    pub(super) patterns: Vec<Pattern>,
    /// The spellings that begin with a fixed word, by it.
    pub(super) begun_by: BTreeMap<String, Vec<usize>>,
    /// The spellings that begin with their placeholder.
    pub(super) open: Vec<usize>,
    /// The names of parties by their first word.
    pub(super) names: BTreeMap<String, Vec<Name>>,
}

/// The name of a party, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Folded.
    pub(super) words: Vec<String>,
    /// What stands between two of them, without blanks.
    pub(super) gaps: Vec<String>,
    /// Which of the grammar's parties.
    pub(super) party: usize,
}

/// Why some words are no grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrammarError {
    /// What is wrong, as a fragment, with the scheme's own words in backticks.
    pub message: String,
    /// The word (its place in the list) that it is about.
    pub word: Option<usize>,
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for GrammarError {}

impl Grammar {
    /// Checks `words` and makes a grammar of them. `separator` stands between two words in the canonical text (`" - "`,
    /// `"//"`); `parties` are all the codes and names that a marking may have for parties, or empty where any will do.
    ///
    /// It is an error if what is printed could be read as something else: two words of one spelling, a separator inside
    /// a word, between the members of a list or in a party's name; if a word is no word (two placeholders, or nothing
    /// beside one); and if `with`, `without` or `first` name what there is not.
    pub fn new(separator: String, words: Vec<Word>, parties: Vec<String>) -> Result<Self, GrammarError> {
        let Some(separator) = Separator::new(&separator) else {
            return Err(of_none(format!("`{separator}` separates no words: take a blank, `/`, `-` or `,`")));
        };
        let mut grammar = Self {
            words,
            parties,
            separator,
            patterns: Vec::new(),
            begun_by: BTreeMap::new(),
            open: Vec::new(),
            names: BTreeMap::new(),
        };
        grammar.take_patterns()?;
        grammar.take_names()?;
        grammar.check_shapes()?;
        grammar.check_references()?;
        if grammar.separator.is_blank() {
            grammar.check_runs()?;
        }
        Ok(grammar)
    }

    /// What stands between two words.
    pub fn separator(&self) -> &str {
        self.separator.as_str()
    }

    /// The words, in the order in which they are written.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The codes and names of parties. Empty: any.
    pub fn parties(&self) -> &[String] {
        &self.parties
    }

    /// The canonical text of a word, with this in the place of its placeholder.
    pub(super) fn render(&self, word: usize, argument: Option<&str>) -> String {
        let canonical = self.patterns.iter().find(|pattern| pattern.word == word);
        canonical.map(|pattern| pattern.render(argument)).unwrap_or_default()
    }

    fn take_patterns(&mut self) -> Result<(), GrammarError> {
        for (index, word) in self.words.iter().enumerate() {
            let mut seen = BTreeSet::new();
            let mut slot = None;
            for (place, text) in std::iter::once(&word.text).chain(&word.also).enumerate() {
                let pattern =
                    Pattern::new(index, text).map_err(|why| of_word(index, format!("`{text}` {why}")))?;
                if !seen.insert(text) {
                    return Err(of_word(index, format!("`{text}` is said twice")));
                }
                if place > 0 && pattern.slot != slot {
                    return Err(of_word(
                        index,
                        format!("`{text}` has not the placeholder of `{}`", word.text),
                    ));
                }
                if word.kind == Kind::Level && pattern.slot.is_some() {
                    return Err(of_word(index, format!("the level `{text}` may hold no placeholder")));
                }
                if pattern.slot == Some(Slot::Date) && self.separator.divides("-") {
                    return Err(of_word(index, format!("the separator would cut the date of `{text}`")));
                }
                if divided(&self.separator, text) {
                    let separator = self.separator.hard();
                    return Err(of_word(index, format!("`{text}` holds the separator `{separator}`")));
                }
                slot = pattern.slot;
                self.patterns.push(pattern);
            }
        }
        if self.patterns.is_empty() {
            return Err(of_none("a grammar without a word reads nothing".to_owned()));
        }
        for (index, pattern) in self.patterns.iter().enumerate() {
            match pattern.before.first() {
                Some(first) => self.begun_by.entry(first.clone()).or_default().push(index),
                None => self.open.push(index),
            }
        }
        Ok(())
    }

    fn take_names(&mut self) -> Result<(), GrammarError> {
        for (index, name) in self.parties.iter().enumerate() {
            let tokens = tokens_of(name);
            let ends =
                (tokens.first().map(|first| first.span.start), tokens.last().map(|last| last.span.end));
            let control = name.chars().any(char::is_control);
            if ends != (Some(0), Some(name.len())) || control || divided(&self.separator, name) {
                return Err(of_none(format!("`{name}` cannot name a party in a marking")));
            }
            let pairs = tokens.iter().zip(tokens.iter().skip(1));
            let gaps = pairs.filter_map(|(left, right)| name.get(left.span.end..right.span.start));
            let gaps = gaps.map(core_of).collect();
            let words: Vec<String> = tokens.into_iter().map(|token| token.folded).collect();
            let named = self.names.entry(words.first().cloned().unwrap_or_default()).or_default();
            if named.iter().any(|other| other.words == words) {
                return Err(of_none(format!("`{name}` names two parties")));
            }
            named.push(Name { words, gaps, party: index });
        }
        Ok(())
    }

    /// No two words may look the same. A text may stand where a date or a level could: it is what is left.
    fn check_shapes(&self) -> Result<(), GrammarError> {
        let mut shapes: BTreeMap<String, Vec<&Pattern>> = BTreeMap::new();
        for pattern in &self.patterns {
            let same = shapes.entry(pattern.shape()).or_default();
            let clash = same.iter().find(|other| {
                let slots = [other.slot, pattern.slot];
                let told_apart = other.slot != pattern.slot
                    && slots.contains(&Some(Slot::Text))
                    && (slots.contains(&Some(Slot::Date)) || slots.contains(&Some(Slot::Level)));
                other.word != pattern.word && !told_apart
            });
            if let Some(other) = clash {
                let message = format!("`{}` cannot be told from `{}`", pattern.text, other.text);
                return Err(of_word(pattern.word, message));
            }
            same.push(pattern);
        }
        let wholes: Vec<&Pattern> = self.patterns.iter().filter(|pattern| pattern.slot.is_none()).collect();
        let is_level =
            |pattern: &&&Pattern| self.words.get(pattern.word).is_some_and(|word| word.kind == Kind::Level);
        for pattern in self.patterns.iter().filter(|pattern| pattern.slot == Some(Slot::Level)) {
            for level in wholes.iter().filter(is_level) {
                let said = [pattern.before.clone(), level.before.clone(), pattern.behind.clone()].concat();
                if let Some(other) = wholes.iter().find(|other| other.before == said) {
                    let message = format!("`{}` cannot be told from `{}`", other.text, pattern.text);
                    return Err(of_word(pattern.word, message));
                }
            }
        }
        Ok(())
    }

    fn check_references(&self) -> Result<(), GrammarError> {
        let texts: BTreeSet<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        let levels = self.words.iter().filter(|word| word.kind == Kind::Level);
        let levels: BTreeSet<&str> = levels.map(|word| word.text.as_str()).collect();
        for (index, word) in self.words.iter().enumerate() {
            let fault = |message: String| Err(of_word(index, message));
            if let Some(level) = word.with.iter().find(|level| !levels.contains(level.as_str())) {
                return fault(format!("`{}` is to stand with `{level}`, which is no level", word.text));
            }
            if let Some(other) = word.without.iter().find(|other| !texts.contains(other.as_str())) {
                return fault(format!("`{}` is to stand without `{other}`, which is no word", word.text));
            }
            if !word.text.contains(Slot::Parties.as_str()) {
                continue;
            }
            let core = core_of(&word.list);
            if Separator::new(&word.list).is_none() || core.is_empty() || core == self.separator.hard_core() {
                let list = &word.list;
                return fault(format!("`{list}` cannot stand between the parties of `{}`", word.text));
            }
            let known = |name: &String| self.parties.is_empty() || self.parties.contains(name);
            if let Some(first) = word.first.as_ref().filter(|first| !known(first)) {
                return fault(format!("`{}` begins with `{first}`, which names no party", word.text));
            }
        }
        Ok(())
    }

    /// Where nothing but a blank separates, no row of words may be cut in two ways: no word may be a row of others, nor
    /// end as another begins.
    fn check_runs(&self) -> Result<(), GrammarError> {
        let endless = self.patterns.iter().find(|pattern| {
            let free = matches!(pattern.slot, Some(Slot::Party | Slot::Parties | Slot::Text));
            free && pattern.behind.is_empty()
        });
        let open = self.open.first().and_then(|index| self.patterns.get(*index));
        if let Some((endless, open)) = endless.zip(open) {
            let message =
                format!("nobody could say where `{}` ends and `{}` begins", endless.text, open.text);
            return Err(of_word(open.word, message));
        }
        let runs: Vec<(&Pattern, &[String])> = self
            .patterns
            .iter()
            .flat_map(|pattern| [(pattern, pattern.before.as_slice()), (pattern, pattern.behind.as_slice())])
            .filter(|(_, run)| !run.is_empty())
            .collect();
        for name in self.names.values().flatten() {
            let known = |run: &[String]| run.first().is_some_and(|first| name.words.contains(first));
            if let Some((pattern, _)) = runs.iter().find(|(_, run)| known(run)) {
                let party = self.parties.get(name.party).map(String::as_str).unwrap_or_default();
                let message = format!("the name `{party}` could be of `{}`", pattern.text);
                return Err(of_word(pattern.word, message));
            }
        }
        for (pattern, run) in &runs {
            for (other, begun) in &runs {
                if run == begun && pattern.slot.is_none() && other.slot.is_some() {
                    let message = format!("`{}` could be of `{}`", pattern.text, other.text);
                    return Err(of_word(pattern.word, message));
                }
                let overlaps = (1..run.len().min(begun.len())).any(|length| {
                    let end = run.get(run.len() - length..);
                    end.is_some() && end == begun.get(..length)
                });
                if overlaps {
                    let message = format!("`{}` ends as `{}` begins", pattern.text, other.text);
                    return Err(of_word(pattern.word, message));
                }
            }
            let others: BTreeSet<&[String]> =
                runs.iter().map(|(_, other)| *other).filter(|other| other.len() < run.len()).collect();
            if is_row_of(run, &others) {
                let message = format!("`{}` could be several words one behind another", pattern.text);
                return Err(of_word(pattern.word, message));
            }
        }
        Ok(())
    }
}

/// Whether the separator, or what has its force, stands inside this text.
fn divided(separator: &Separator, text: &str) -> bool {
    let tokens = tokens_of(text);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let mut gaps = pairs.filter_map(|(left, right)| text.get(left.span.end..right.span.start));
    gaps.any(|gap| separator.divides(gap))
}

/// Whether a run of words is a row of such runs.
fn is_row_of(run: &[String], runs: &BTreeSet<&[String]>) -> bool {
    let mut reached = vec![true];
    for end in 1..=run.len() {
        let from = |start: usize| {
            let whole = run.get(start..end).is_some_and(|piece| runs.contains(piece));
            whole && reached.get(start).copied().unwrap_or_default()
        };
        let here = (0..end).any(from);
        reached.push(here);
    }
    reached.last().copied().unwrap_or_default()
}

fn of_word(word: usize, message: String) -> GrammarError {
    GrammarError { message, word: Some(word) }
}

fn of_none(message: String) -> GrammarError {
    GrammarError { message, word: None }
}
