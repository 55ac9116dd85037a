//! Which words of the scheme a text can be cut into: the cut that leaves least over and departs least from how words
//! are written.

use std::ops::Range;

use super::argument;
use super::lexer::{Token, span_of};
use super::pattern::{Pattern, Slot};
use super::{Argument, Grammar, Kind, Word};

/// The most words of the text that can stand for a placeholder.
const MAX_ARGUMENT: usize = 128;

/// A piece of a cut: the tokens from one place to another.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    /// None: nothing that the scheme knows.
    pub(super) found: Option<Found>,
}

/// A spelling that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Which of the grammar's spellings.
    pub(super) pattern: usize,
    pub(super) argument: Option<Argument>,
    /// The tokens that stand for the placeholder.
    pub(super) argued: Range<usize>,
}

/// How much a cut leaves over, then how often it departs from what is written between words, then of how many pieces it
/// is, then how much stands for placeholders. The least is taken.
type Cost = (usize, usize, usize, usize);

/// The best cut, from left to right.
pub(super) fn cut(grammar: &Grammar, text: &str, tokens: &[Token]) -> Vec<Piece> {
    let matcher = Matcher::new(grammar, text, tokens);
    // From the right: the best that can be made of what stands behind each place.
    let mut best: Vec<(Cost, Piece)> = Vec::with_capacity(tokens.len() + 1);
    best.push(((0, 0, 0, 0), Piece { start: tokens.len(), end: tokens.len(), found: None }));
    for start in (0..tokens.len()).rev() {
        let behind = |end: usize| best.get(tokens.len() - end).map_or((0, 0, 0, 0), |(cost, _)| *cost);
        let left = behind(start + 1);
        // What is left over and runs into a word is rather of that word: one of its parties, say.
        let next = best.last().is_some_and(|(_, piece)| piece.found.is_some());
        let runs_on = usize::from(next && !matcher.divides(start + 1));
        let mut here =
            ((left.0 + 1, left.1 + runs_on, left.2, left.3), Piece { start, end: start + 1, found: None });
        for (mut cost, piece) in matcher.at(start) {
            let left = behind(piece.end);
            cost.1 += usize::from(!matcher.is_separated(piece.end));
            let cost = (cost.0 + left.0, cost.1 + left.1, cost.2 + left.2, cost.3 + left.3);
            if cost < here.0 {
                here = (cost, piece);
            }
        }
        best.push(here);
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some((_, piece)) = best.get(tokens.len() - at).filter(|(_, piece)| piece.end > at) {
        at = piece.end;
        pieces.push(piece.clone());
    }
    pieces
}

struct Matcher<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    tokens: &'a [Token],
    /// Whether the gap before each token divides.
    divided: Vec<bool>,
    /// What of the scheme begins at each token, which therefore nothing swallows.
    begun: Vec<Begun>,
    /// Whether the fixed words stand at each token with which something ends that begins with its placeholder. What
    /// goes on over them would swallow it.
    ended: Vec<bool>,
}

/// What of the scheme begins at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Begun {
    Nothing,
    /// A single letter, which in a text may be an initial.
    Letter,
    Word,
}

impl<'a> Matcher<'a> {
    fn new(grammar: &'a Grammar, text: &'a str, tokens: &'a [Token]) -> Self {
        let mut matcher =
            Self { grammar, text, tokens, divided: Vec::new(), begun: Vec::new(), ended: Vec::new() };
        let divides = |at: &usize| grammar.separator.divides(matcher.gap(*at));
        matcher.divided = (0..tokens.len()).map(|at| divides(&at)).collect();
        matcher.begun = vec![Begun::Nothing; tokens.len()];
        for at in (0..tokens.len()).rev() {
            let begins = matcher.begins(at);
            if let Some(begun) = matcher.begun.get_mut(at) {
                *begun = begins;
            }
        }
        let open = || grammar.open.iter().filter_map(|index| grammar.patterns.get(*index));
        let ends = |at: usize| open().any(|pattern| matcher.stands(&pattern.behind, at));
        matcher.ended = (0..tokens.len()).map(ends).collect();
        matcher
    }

    /// What stands before a token.
    fn gap(&self, at: usize) -> &'a str {
        let end = |token: &Token| token.span.end;
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, end);
        let behind = self.tokens.get(at).map_or(self.text.len(), |token| token.span.start);
        self.text.get(before..behind).unwrap_or_default()
    }

    /// Whether what stands before this token separates words as it should, or nothing has to.
    fn is_separated(&self, at: usize) -> bool {
        at >= self.tokens.len() || self.gap(at) == self.grammar.separator.as_str()
    }

    fn divides(&self, at: usize) -> bool {
        self.divided.get(at).copied().unwrap_or(true)
    }

    /// Whether a word of the scheme begins here. A single letter may be an initial, unless what follows it is as the
    /// spelling has it (`C:`).
    fn begins(&self, at: usize) -> Begun {
        let mut begun = Begun::Nothing;
        for (_, pattern) in self.begun_at(at).filter(|(_, pattern)| self.stands(&pattern.before, at)) {
            let letters: usize = pattern.before.iter().map(|word| word.chars().count()).sum();
            let length = pattern.before.len();
            let glue = pattern.gaps.get(length - 1).filter(|_| pattern.slot.is_some());
            // What follows must be able to stand behind it: it is known already, for this goes from the right.
            let free = self.begun.get(at + length).is_some_and(|begun| *begun < Begun::Word);
            let glued =
                free && glue.is_some_and(|glue| !glue.trim().is_empty() && self.gap(at + length) == glue);
            begun = begun.max(if letters > 1 || glued { Begun::Word } else { Begun::Letter });
        }
        begun
    }

    fn begun_at(&self, at: usize) -> impl Iterator<Item = (usize, &'a Pattern)> {
        let begun = self.tokens.get(at).and_then(|token| self.grammar.begun_by.get(&token.folded));
        let patterns = &self.grammar.patterns;
        begun.into_iter().flatten().filter_map(move |index| Some((*index, patterns.get(*index)?)))
    }

    /// Whether these fixed words stand at a place, with nothing between them that divides.
    fn stands(&self, words: &[String], at: usize) -> bool {
        let same = |offset: usize, word: &String| {
            let token = self.tokens.get(at + offset);
            token.is_some_and(|token| token.folded == *word) && (offset == 0 || !self.divides(at + offset))
        };
        words.iter().enumerate().all(|(offset, word)| same(offset, word))
    }

    /// What can begin at a place, the most particular first.
    fn at(&self, start: usize) -> Vec<(Cost, Piece)> {
        let open =
            self.grammar.open.iter().filter_map(|index| Some((*index, self.grammar.patterns.get(*index)?)));
        let mut found: Vec<(Cost, Piece)> = self
            .begun_at(start)
            .chain(open)
            .filter(|(_, pattern)| self.stands(&pattern.before, start))
            .filter_map(|(index, pattern)| self.found(index, pattern, start))
            .collect();
        let slot = |piece: &Piece| {
            let found = piece.found.as_ref().and_then(|found| self.grammar.patterns.get(found.pattern));
            found.and_then(|pattern| pattern.slot)
        };
        found.sort_by_key(|(_, piece)| slot(piece));
        found
    }

    fn found(&self, index: usize, pattern: &Pattern, start: usize) -> Option<(Cost, Piece)> {
        let from = start + pattern.before.len();
        let (argument, to, left_over) = match pattern.slot {
            None => (None, from, 0),
            Some(_) if !pattern.before.is_empty() && self.divides(from) => return None,
            Some(slot) => {
                let (argument, to, left_over) = self.argument(pattern, slot, from)?;
                (Some(argument), to, left_over)
            }
        };
        let end = to + pattern.behind.len();
        if end > self.tokens.len() {
            return None;
        }
        let cost = (left_over, self.departures(pattern, start, end - start, from..to), 1, to - from);
        let found = Found { pattern: index, argument, argued: from..to };
        Some((cost, Piece { start, end, found: Some(found) }))
    }

    /// What stands for a placeholder from a place on, where it ends, and how many of its words nobody knows.
    fn argument(&self, pattern: &Pattern, slot: Slot, from: usize) -> Option<(Argument, usize, usize)> {
        let limit = self.limit(from);
        if matches!(slot, Slot::Date | Slot::Level) {
            let (argument, length) = match slot {
                Slot::Date => argument::date(self.text, self.tokens.get(from..limit)?)?,
                _ => self.level(pattern, from)?,
            };
            return self.follows(pattern, from + length).then_some((argument, from + length, 0));
        }
        let word = self.grammar.words().get(pattern.word)?;
        let to = self.reach(pattern, word, slot, from..limit)?;
        let tokens = self.tokens.get(from..to).filter(|tokens| !tokens.is_empty())?;
        let typed = self.text.get(span_of(tokens))?.to_owned();
        if slot == Slot::Text {
            return Some((Argument::Text(typed), to, 0));
        }
        let named = if slot == Slot::Party {
            let name = argument::known(self.grammar, self.text, tokens)
                .filter(|(_, length)| *length == tokens.len());
            vec![argument::Named { tokens, name: name.map(|(name, _)| name) }]
        } else {
            argument::parties(self.grammar, word, self.text, tokens)
        };
        let nobody_knows =
            |named: &&argument::Named<'_>| named.name.is_none() && !self.grammar.parties().is_empty();
        let left_over = named.iter().filter(nobody_knows).map(|named| named.tokens.len()).sum();
        let names: Vec<String> = named.iter().map(|named| named.text(self.text)).collect();
        Some((Argument::Parties(argument::in_order(word, &names)), to, left_over))
    }

    /// How far something can reach that begins here, at most.
    fn limit(&self, from: usize) -> usize {
        let most = self.tokens.len().min(from.saturating_add(MAX_ARGUMENT));
        (from + 1..most).find(|at| self.divides(*at)).unwrap_or(most)
    }

    /// Where a name, a list or a text ends: where the fixed words behind it stand, or else where a word of the scheme
    /// begins that is of no party's name.
    fn reach(&self, pattern: &Pattern, word: &Word, slot: Slot, range: Range<usize>) -> Option<usize> {
        let initials = slot == Slot::Text && !self.grammar.separator.is_blank();
        // Where a text ends if what went over a letter would swallow something.
        let mut letter = None;
        let mut at = range.start;
        while at < range.end {
            // No text begins with what may be the marking's own first letter.
            let first = at == range.start && pattern.before.is_empty();
            let stop = if initials && !first { Begun::Word } else { Begun::Letter };
            let tokens = self.tokens.get(at..range.end).unwrap_or_default();
            let named = slot == Slot::Parties || (slot == Slot::Party && at == range.start);
            let name = argument::known(self.grammar, self.text, tokens).filter(|_| named);
            let gap = self.gap(at);
            let glue = pattern.gaps.get(pattern.before.len()).is_some_and(|glue| glue == gap);
            let listed = slot == Slot::Parties && !glue && argument::parts(word, gap);
            if !pattern.behind.is_empty() && at > range.start && !listed && self.follows(pattern, at) {
                return Some(at);
            }
            if at > range.start && !listed && self.ended.get(at).copied().unwrap_or_default() {
                return letter.filter(|end| self.follows(pattern, *end));
            }
            let begun = self.begun.get(at).copied().unwrap_or(Begun::Nothing);
            if begun == Begun::Letter && at > range.start && letter.is_none() {
                letter = Some(at);
            }
            at += match name {
                Some((_, length)) => length,
                None if begun >= stop => break,
                None => 1,
            };
        }
        let end = at.min(range.end);
        self.follows(pattern, end).then_some(end)
    }

    fn follows(&self, pattern: &Pattern, at: usize) -> bool {
        pattern.behind.is_empty() || (!self.divides(at) && self.stands(&pattern.behind, at))
    }

    /// The longest level that stands here with what must follow it.
    fn level(&self, whole: &Pattern, at: usize) -> Option<(Argument, usize)> {
        let words = self.grammar.words();
        let is_level =
            |pattern: &Pattern| words.get(pattern.word).is_some_and(|word| word.kind == Kind::Level);
        let (_, pattern) = self
            .begun_at(at)
            .filter(|(_, pattern)| is_level(pattern) && self.stands(&pattern.before, at))
            .filter(|(_, pattern)| self.follows(whole, at + pattern.before.len()))
            .max_by_key(|(_, pattern)| pattern.before.len())?;
        let level = words.get(pattern.word)?.text.clone();
        Some((Argument::Word(level), pattern.before.len()))
    }

    /// How many gaps beside the fixed words of a spelling are not as they are written in it.
    fn departures(&self, pattern: &Pattern, start: usize, typed: usize, argued: Range<usize>) -> usize {
        let inside = |gap: &usize| *gap > argued.start && *gap < argued.end;
        let gaps = (start + 1..start + typed).filter(|gap| !inside(gap)).map(|gap| self.gap(gap));
        gaps.zip(&pattern.gaps).filter(|(typed, right)| typed != right).count()
    }
}
