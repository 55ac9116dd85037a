//! What stands for a placeholder, read and written.

use jiff::Timestamp;
use jiff::civil::Date;

use super::grammar::Name;
use super::lexer::{Token, core_of, span_of};
use super::{Argument, Grammar, Word};

/// The most words that a date can be of: `2026-01-01T09:30:00+01:00`.
const DATE_WORDS: usize = 8;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date or the instant with which these tokens begin, the longest, and of how many tokens it is.
pub(super) fn date(text: &str, tokens: &[Token]) -> Option<(Argument, usize)> {
    (1..=DATE_WORDS.min(tokens.len())).rev().find_map(|length| {
        let taken = tokens.get(..length)?;
        let typed = text.get(span_of(taken))?;
        let argument = iso_date(typed)
            .or_else(|| date_in_words(taken))
            .map(Argument::Date)
            .or_else(|| instant(typed).map(Argument::Instant))?;
        Some((argument, length))
    })
}

/// `2026-01-31`, `20260131`. What else the ISO has for a day is taken for no date.
fn iso_date(typed: &str) -> Option<Date> {
    let digits = typed.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits == typed.len();
    let dashed = typed.bytes().enumerate().all(|(at, byte)| (byte == b'-') == (at == 4 || at == 7));
    let shaped = digits == 8 && (plain || (typed.len() == 10 && dashed));
    if shaped { typed.parse().ok() } else { None }
}

/// `2026-01-31T09:30:00+01:00`: with an offset, or it would be no instant.
fn instant(typed: &str) -> Option<Timestamp> {
    let shaped = typed.len() > 16 && typed.contains(['T', 't']) && !typed.contains(['[', ' ']);
    if shaped { typed.parse().ok() } else { None }
}

/// `31 January 2026`, `31 JAN 2026`.
fn date_in_words(tokens: &[Token]) -> Option<Date> {
    let [day, month, year] = tokens else { return None };
    let short = month.folded.len() == 3;
    let month = MONTHS.iter().position(|name| {
        if short { name.starts_with(month.folded.as_str()) } else { *name == month.folded }
    })?;
    let number = |token: &Token, lengths: &[usize]| {
        let digits = token.folded.bytes().all(|byte| byte.is_ascii_digit());
        if digits && lengths.contains(&token.folded.len()) { token.folded.parse().ok() } else { None }
    };
    let day: i16 = number(day, &[1, 2])?;
    Date::new(number(year, &[4])?, i8::try_from(month).ok()? + 1, i8::try_from(day).ok()?).ok()
}

/// A party as it was typed: its tokens, and its name in the grammar where it has one.
pub(super) struct Named<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) name: Option<&'a str>,
}

impl Named<'_> {
    /// The name to be written.
    pub(super) fn text(&self, text: &str) -> String {
        let typed = || text.get(span_of(self.tokens)).unwrap_or_default();
        self.name.unwrap_or_else(typed).to_owned()
    }
}

/// The parties that these tokens name: the longest names that the grammar knows; between them, whatever stands up to
/// the next thing that separates a list.
pub(super) fn parties<'a>(
    grammar: &'a Grammar,
    word: &Word,
    text: &str,
    tokens: &'a [Token],
) -> Vec<Named<'a>> {
    let mut named: Vec<Named<'a>> = Vec::new();
    let mut rest = tokens;
    let mut start = rest;
    let close = |from: &'a [Token], to: &[Token], named: &mut Vec<Named<'a>>| {
        let length = from.len() - to.len();
        if let Some(tokens) = from.get(..length).filter(|tokens| !tokens.is_empty()) {
            named.push(Named { tokens, name: None });
        }
    };
    while let Some(first) = rest.first() {
        let at = tokens.len() - rest.len();
        let blank = |at: usize| gap_before(text, tokens, at).is_some_and(|gap| gap.trim().is_empty());
        let between = matches!(first.folded.as_str(), "and" | "&") && blank(at) && blank(at + 1);
        if let Some((name, length)) = known(grammar, text, rest) {
            close(start, rest, &mut named);
            let (here, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            named.push(Named { tokens: here, name: Some(name) });
            rest = behind;
            start = behind;
        } else if between {
            close(start, rest, &mut named);
            rest = rest.get(1..).unwrap_or_default();
            start = rest;
        } else {
            let behind = rest.get(1..).unwrap_or_default();
            if gap_before(text, tokens, at + 1).is_some_and(|gap| parts(word, gap)) {
                close(start, behind, &mut named);
                start = behind;
            }
            rest = behind;
        }
    }
    close(start, &[], &mut named);
    named
}

/// What stands between a token and the one before it.
fn gap_before<'a>(text: &'a str, tokens: &[Token], at: usize) -> Option<&'a str> {
    let before = tokens.get(at.checked_sub(1)?)?;
    text.get(before.span.end..tokens.get(at)?.span.start)
}

/// Whether this gap stands between two members of a list.
pub(super) fn parts(word: &Word, gap: &str) -> bool {
    let core = core_of(gap);
    core == core_of(&word.list) || matches!(core.as_str(), "," | "/" | ";")
}

/// The longest name of a party with which these tokens begin. A blank will do for whatever stands between its words.
pub(super) fn known<'a>(grammar: &'a Grammar, text: &str, tokens: &[Token]) -> Option<(&'a str, usize)> {
    let begins = |name: &&Name| {
        let gap = |at: usize| gap_before(text, tokens, at).map(core_of).unwrap_or_default();
        let glued = |(at, right): (usize, &String)| {
            let typed = gap(at + 1);
            typed.is_empty() || typed == *right
        };
        name.words.len() <= tokens.len()
            && name.words.iter().zip(tokens).all(|(word, token)| *word == token.folded)
            && name.gaps.iter().enumerate().all(glued)
    };
    let names = grammar.names.get(&tokens.first()?.folded)?;
    let name = names.iter().filter(begins).max_by_key(|name| name.words.len())?;
    Some((grammar.parties().get(name.party)?.as_str(), name.words.len()))
}

/// A list in the order in which it is written: each once, the party that must come first at the front, and the others
/// by the alphabet where the word asks for that.
pub(super) fn in_order(word: &Word, typed: &[String]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for name in typed {
        if !list.contains(name) {
            list.push(name.clone());
        }
    }
    if word.sorted {
        list.sort();
    }
    list.sort_by_key(|name| word.first.as_ref() != Some(name));
    list
}

/// As it stands in a marking.
pub(super) fn written(word: &Word, argument: &Argument) -> String {
    match argument {
        Argument::Parties(list) => list.join(&word.list),
        Argument::Date(date) => date.to_string(),
        Argument::Instant(instant) => instant.to_string(),
        Argument::Word(text) | Argument::Text(text) => text.clone(),
    }
}
