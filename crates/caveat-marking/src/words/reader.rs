//! Reads a marking by a grammar.

use std::ops::Range;

use super::lexer::{Token, core_of, span_of, tokens_of};
use super::matching::{self, Found, Piece};
use super::pattern::{Pattern, Slot};
use super::{Argument, Grammar, Reading, Said, Word, argument};
use crate::problem::{Problem, few};

/// The longest text that is read. A longer one is no marking.
const MAX_BYTES: usize = 4096;

/// How near a text must be to a word to be taken for it in a hint, and how many hints are looked for at most.
const NEAR: f64 = 0.6;
const MOST_HINTS: usize = 8;

pub(super) const SCHEME: &str = "the words of the scheme";

/// Reads a marking by a grammar, whatever the way in which it was typed. It never fails: what is not understood is kept
/// in [`Reading::unknown`], and is an error.
pub fn read(grammar: &Grammar, text: &str) -> Reading {
    let reading = read_all(grammar, text);
    Reading { problems: few(reading.problems), ..reading }
}

/// The same with every problem, however many there are.
pub(super) fn read_all(grammar: &Grammar, text: &str) -> Reading {
    let trimmed = text.trim();
    if trimmed.len() > MAX_BYTES {
        let message = format!("{} bytes are no marking", text.len());
        let problem = Problem::error("words-too-long", 0..text.len(), message, SCHEME);
        let unknown = vec![(trimmed.to_owned(), 0..text.len())];
        return Reading { said: Vec::new(), unknown, problems: vec![problem] };
    }
    let tokens = tokens_of(text);
    if tokens.is_empty() {
        let problem = Problem::error("words-empty", 0..text.len(), "no marking", SCHEME);
        return Reading { said: Vec::new(), unknown: Vec::new(), problems: vec![problem] };
    }
    let pieces = merged(grammar, text, &tokens, matching::cut(grammar, text, &tokens));
    let mut reader = Reader {
        grammar,
        text,
        tokens: &tokens,
        said: Vec::new(),
        unknown: Vec::new(),
        problems: Vec::new(),
    };
    for (index, piece) in pieces.iter().enumerate() {
        match &piece.found {
            Some(found) => reader.say(piece, found),
            None => reader.leave(&pieces, index),
        }
    }
    reader.separators(&pieces);
    let Reader { said, unknown, mut problems, .. } = reader;
    problems.sort_by_key(|problem| problem.span.start);
    Reading { said, unknown, problems }
}

/// With what nobody knows joined up to what divides.
fn merged(grammar: &Grammar, text: &str, tokens: &[Token], pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::new();
    for piece in pieces {
        let gap = |left: &Piece| {
            let left = tokens.get(left.end.checked_sub(1)?)?.span.end;
            text.get(left..tokens.get(piece.start)?.span.start)
        };
        match merged.last_mut() {
            Some(last)
                if last.found.is_none()
                    && piece.found.is_none()
                    && !gap(last).is_some_and(|gap| grammar.separator.divides(gap)) =>
            {
                last.end = piece.end;
            }
            _ => merged.push(piece),
        }
    }
    merged
}

struct Reader<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    tokens: &'a [Token],
    said: Vec<Said>,
    unknown: Vec<(String, Range<usize>)>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn tokens(&self, from: usize, to: usize) -> &'a [Token] {
        self.tokens.get(from..to).unwrap_or_default()
    }

    fn typed(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    /// A word of the scheme: how it should be written, and whom it names.
    fn say(&mut self, piece: &Piece, found: &Found) {
        let grammar = self.grammar;
        let Some(pattern) = grammar.patterns.get(found.pattern) else { return };
        let Some(word) = grammar.words().get(pattern.word) else { return };
        let span = span_of(self.tokens(piece.start, piece.end));
        let typed = self.typed(span.clone());
        let argued = self.tokens(found.argued.start, found.argued.end);
        let argument = found.argument.as_ref().map(|argument| match argument {
            // An instant may be said with any offset.
            Argument::Instant(_) => self.typed(span_of(argued)).to_owned(),
            _ => argument::written(word, argument),
        });
        let right = pattern.render(argument.as_deref());
        if typed != right {
            let (code, message) = if self.is_list_in_order(pattern, word, argued) {
                ("words-spelling", format!("`{typed}` is written `{right}`"))
            } else {
                ("words-list", format!("the parties of `{typed}` are listed `{right}`"))
            };
            self.problems.push(Problem::warning(code, span.clone(), message, SCHEME).mend(right));
        }
        if matches!(pattern.slot, Some(Slot::Party | Slot::Parties)) && !grammar.parties().is_empty() {
            self.unknown_parties(pattern, word, argued);
        }
        self.said.push(Said { word: pattern.word, argument: found.argument.clone(), span });
    }

    /// Whether a list names its parties in the order in which they are written, each once.
    fn is_list_in_order(&self, pattern: &Pattern, word: &Word, argued: &[Token]) -> bool {
        let names = self.names(pattern, word, argued);
        pattern.slot != Some(Slot::Parties) || argument::in_order(word, &names) == names
    }

    fn names(&self, pattern: &Pattern, word: &Word, argued: &[Token]) -> Vec<String> {
        if pattern.slot != Some(Slot::Parties) {
            return Vec::new();
        }
        let named = argument::parties(self.grammar, word, self.text, argued);
        named.iter().map(|named| named.text(self.text)).collect()
    }

    fn unknown_parties(&mut self, pattern: &Pattern, word: &Word, argued: &'a [Token]) {
        let grammar = self.grammar;
        let strangers: Vec<&[Token]> = if pattern.slot == Some(Slot::Party) {
            let whole =
                argument::known(grammar, self.text, argued).is_some_and(|(_, length)| length == argued.len());
            if whole { Vec::new() } else { vec![argued] }
        } else {
            let named = argument::parties(grammar, word, self.text, argued);
            named.into_iter().filter(|named| named.name.is_none()).map(|named| named.tokens).collect()
        };
        for tokens in strangers {
            let span = span_of(tokens);
            let typed = self.typed(span.clone());
            let message = format!("`{typed}` names no party in this scheme");
            let problem = Problem::error("words-party", span, message, SCHEME);
            let names = grammar.parties().iter().map(|name| (folded(name), name.as_str()));
            self.push_with_hint(problem, tokens, names);
        }
    }

    /// What nobody knows, with what comes nearest to it.
    fn leave(&mut self, pieces: &[Piece], index: usize) {
        let Some(piece) = pieces.get(index) else { return };
        let tokens = self.tokens(piece.start, piece.end);
        let span = span_of(tokens);
        let typed = self.typed(span.clone());
        self.unknown.push((typed.to_owned(), span.clone()));
        if let Some(undated) = self.undated(piece) {
            let span = span_of(undated);
            let message = format!("`{}` is no date", self.typed(span.clone()));
            self.problems.push(Problem::error("words-date", span, message, SCHEME));
            return;
        }
        let message = format!("`{typed}` is no word of this scheme");
        let problem = Problem::error("words-unknown", span, message, SCHEME);
        if let Some((span, whole)) = self.torn(pieces, index) {
            self.problems.push(problem.mend_at(span, whole));
            return;
        }
        let literal = |pattern: &&'a Pattern| pattern.slot.is_none();
        let spellings = self.grammar.patterns.iter().filter(literal);
        let spellings: Vec<_> = spellings.map(|pattern| (pattern.key(), pattern.text.as_str())).collect();
        self.push_with_hint(problem, tokens, spellings.into_iter());
    }

    /// The tokens of this piece that stand where a spelling asks for a date.
    fn undated(&self, piece: &Piece) -> Option<&'a [Token]> {
        let dated = self.grammar.patterns.iter().filter(|pattern| pattern.slot == Some(Slot::Date));
        dated.filter(|pattern| !pattern.before.is_empty()).find_map(|pattern| {
            let length = pattern.before.len();
            (piece.start.saturating_sub(length)..=piece.start).find_map(|start| {
                let before = self.tokens(start, start + length).iter().map(|token| token.folded.as_str());
                let undated = self.tokens((start + length).max(piece.start), piece.end);
                (before.eq(pattern.before.iter().map(String::as_str)) && !undated.is_empty())
                    .then_some(undated)
            })
        })
    }

    /// The word that this piece makes with the one before or behind it, and where they stand.
    fn torn(&self, pieces: &[Piece], index: usize) -> Option<(Range<usize>, String)> {
        let here = pieces.get(index)?;
        let before = index.checked_sub(1).and_then(|before| pieces.get(before));
        let pairs = [
            before.map(|before| (before.start, here.end)),
            pieces.get(index + 1).map(|next| (here.start, next.end)),
        ];
        pairs.into_iter().flatten().find_map(|(start, end)| {
            let tokens = self.tokens(start, end);
            let words: Vec<&str> = tokens.iter().map(|token| token.folded.as_str()).collect();
            let pattern = self
                .grammar
                .patterns
                .iter()
                .find(|pattern| pattern.slot.is_none() && pattern.before == words)?;
            Some((span_of(tokens), pattern.text.clone()))
        })
    }

    fn push_with_hint<'b>(
        &mut self,
        problem: Problem,
        tokens: &[Token],
        known: impl Iterator<Item = (String, &'b str)>,
    ) {
        let words: Vec<&str> = tokens.iter().map(|token| token.folded.as_str()).collect();
        let typed = words.join(" ");
        if typed.len() > 64 || self.problems.len() >= MOST_HINTS {
            self.problems.push(problem);
            return;
        }
        let near = known
            .map(|(folded, text)| (strsim::normalized_damerau_levenshtein(&typed, &folded), text))
            .filter(|(near, _)| *near >= NEAR)
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        self.problems.push(match near {
            Some((_, text)) => problem.mend(text),
            None => problem,
        });
    }

    /// What stands before, between and behind the words. A marking may stand in brackets.
    fn separators(&mut self, pieces: &[Piece]) {
        let whole = span_of(self.tokens);
        let ends = (self.typed(0..whole.start).trim(), self.typed(whole.end..self.text.len()).trim());
        if !matches!(ends, ("", "") | ("(", ")") | ("[", "]")) {
            self.separator(0..whole.start, "");
            self.separator(whole.end..self.text.len(), "");
        }
        let right = self.grammar.separator();
        for (left, piece) in pieces.iter().zip(pieces.iter().skip(1)) {
            let start = span_of(self.tokens(left.start, left.end)).end;
            let end = span_of(self.tokens(piece.start, piece.end)).start;
            let known = left.found.is_some() && piece.found.is_some();
            if known && self.typed(start..end) != right {
                self.separator(start..end, right);
            }
        }
    }

    fn separator(&mut self, span: Range<usize>, right: &str) {
        let typed = self.typed(span.clone());
        let message = match (core_of(typed).as_str(), right) {
            ("", "") => return,
            (core, "") => format!("`{core}` has no place in a marking"),
            ("", _) => format!("words are separated by `{right}`"),
            (core, _) => format!("words are separated by `{right}`, not by `{core}`"),
        };
        self.problems.push(Problem::warning("words-separator", span, message, SCHEME).mend(right));
    }
}

fn folded(text: &str) -> String {
    tokens_of(text).into_iter().map(|token| token.folded).collect::<Vec<_>>().join(" ")
}
