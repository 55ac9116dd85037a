//! Reads TLP from text.

use std::ops::Range;

use super::{CHATHAM_HOUSE, Label, Marking, Pap, Part, Reading, Token};
use crate::problem::{Problem, few};

/// The longest text that is read. A longer one is no marking.
const MAX_BYTES: usize = 4096;

const TLP: &str = "FIRST TLP 2.0";
const TAXONOMY: &str = "MISP taxonomy tlp, version 10";
const PAP: &str = "MISP taxonomy PAP, version 3";

/// How near a word must be to a label to be taken for it in a hint.
const NEAR: f64 = 0.6;

/// Reads a marking under TLP, whatever the way in which it was typed. It never fails: what is not understood is kept
/// in [`Marking::unknown`], and is an error.
pub fn read(text: &str) -> Reading {
    let reading = read_all(text);
    Reading { problems: few(reading.problems), ..reading }
}

/// The same with every problem, however many there are.
pub(super) fn read_all(text: &str) -> Reading {
    if text.trim().len() > MAX_BYTES {
        return too_long(text);
    }
    let words = words_of(text);
    if words.is_empty() {
        let problem = Problem::error("tlp-empty", 0..text.len(), "no marking", TLP);
        return Reading { marking: None, tokens: Vec::new(), problems: vec![problem] };
    }
    let tokens = tokens_of(text, &words);
    let mut problems = Vec::new();
    let marking = gather(text, &tokens, &mut problems);
    problems.extend(tokens.iter().filter_map(|token| misspelt(text, token)));
    problems.extend(separators(text, &tokens));
    if marking.label.is_none() && marking.unknown.is_empty() {
        let whole = span_of(&tokens);
        problems.push(Problem::error("tlp-no-label", whole, "no label says how far this may go", TLP));
    }
    problems.sort_by_key(|problem| problem.span.start);
    Reading { marking: Some(marking), tokens, problems }
}

fn too_long(text: &str) -> Reading {
    let span = 0..text.len();
    let message = format!("{} bytes are no marking", text.len());
    Reading {
        marking: Some(Marking { unknown: vec![text.trim().to_owned()], ..Marking::default() }),
        tokens: vec![Token { span: span.clone(), part: Part::Unknown }],
        problems: vec![Problem::error("tlp-too-long", span, message, TLP)],
    }
}

/// A word between separators, in upper case, and whether it may be of one token with the word before it.
struct Word {
    text: String,
    span: Range<usize>,
    joins: bool,
}

/// What may stand between words, and between the pieces of a label as people type it.
fn separates(c: char) -> bool {
    c.is_whitespace() || ":：+-–—_/,;()[]{}=\"'.|".contains(c)
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut joins = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if separates(c) {
            joins = joins && !",;".contains(c);
            continue;
        }
        match words.last_mut() {
            Some(last) if last.span.end == at => {
                last.text.extend(c.to_uppercase());
                last.span.end = end;
            }
            _ => words.push(Word { text: c.to_uppercase().collect(), span: at..end, joins }),
        }
        joins = true;
    }
    words
}

/// The tokens, the longest first at each place. What is not understood between two of them, up to a comma, is one.
fn tokens_of(text: &str, words: &[Word]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = words;
    while let Some(first) = rest.first() {
        let (part, taken) = token_at(rest).unwrap_or((Part::Unknown, 1));
        let (here, behind) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
        let end = here.last().map_or(first.span.end, |last| last.span.end);
        match tokens.last_mut() {
            Some(last) if part == Part::Unknown && last.part == Part::Unknown && first.joins => {
                last.span.end = end
            }
            _ => tokens.push(Token { span: first.span.start..end, part }),
        }
        rest = behind;
    }
    debug_assert!(tokens.iter().all(|token| text.get(token.span.clone()).is_some()));
    tokens
}

/// The token that begins with the first of these words, and of how many words it is.
fn token_at(words: &[Word]) -> Option<(Part, usize)> {
    let joined = words.iter().skip(1).take_while(|word| word.joins);
    let texts: Vec<&str> =
        words.first().into_iter().chain(joined).take(4).map(|word| word.text.as_str()).collect();
    match *texts.as_slice() {
        ["TLP", ref behind @ ..] => tlp(behind).map(|(part, taken)| (part, taken + 1)),
        ["PAP", colour, ..] => pap(colour).map(|pap| (Part::Pap(pap), 2)),
        ref bare => tlp(bare),
    }
}

fn tlp(texts: &[&str]) -> Option<(Part, usize)> {
    Some(match *texts {
        ["CLEAR" | "WHITE", ..] => (Part::Label(Label::Clear), 1),
        ["GREEN", ..] => (Part::Label(Label::Green), 1),
        ["AMBER", "STRICT", ..] => (Part::Label(Label::AmberStrict), 2),
        ["AMBER", ..] => (Part::Label(Label::Amber), 1),
        ["RED", ..] => (Part::Label(Label::Red), 1),
        ["EX", "CHR", ..] => (Part::ChathamHouse, 2),
        _ => return None,
    })
}

fn pap(colour: &str) -> Option<Pap> {
    Some(match colour {
        "CLEAR" | "WHITE" => Pap::Clear,
        "GREEN" => Pap::Green,
        "AMBER" => Pap::Amber,
        "RED" => Pap::Red,
        _ => return None,
    })
}

/// The marking that the tokens make. Of several labels the narrowest holds, and every other is kept as unknown.
fn gather(text: &str, tokens: &[Token], problems: &mut Vec<Problem>) -> Marking {
    let label = tokens.iter().filter_map(|token| token.part.label()).max();
    let pap = tokens.iter().filter_map(|token| token.part.pap()).max();
    let mut marking = Marking { label, pap, ..Marking::default() };
    let mut seen: Vec<Part> = Vec::new();
    let mut end = None;
    for (index, token) in tokens.iter().enumerate() {
        let span = token.span.clone();
        let typed = text.get(span.clone()).unwrap_or_default();
        let repeated = token.part != Part::Unknown && seen.contains(&token.part);
        match token.part {
            _ if repeated => {
                let back = end.unwrap_or(span.start)..span.end;
                // What follows must not come to belong to what stands before.
                let next = tokens.get(index + 1).map(|token| token.part);
                let left = if next == Some(Part::Unknown) { "," } else { "" };
                let message = format!("`{typed}` is said before");
                problems
                    .push(Problem::warning("tlp-repeated", span.clone(), message, TLP).mend_at(back, left));
            }
            Part::Label(other) if Some(other) != label => {
                marking.unknown.push(other.as_str().to_owned());
                problems.push(several("tlp-several", span.clone(), typed, label.map(Label::as_str), TLP));
            }
            Part::Pap(other) if Some(other) != pap => {
                marking.unknown.push(other.as_str().to_owned());
                problems.push(several("pap-several", span.clone(), typed, pap.map(Pap::as_str), PAP));
            }
            Part::Label(_) | Part::Pap(_) => {}
            Part::ChathamHouse => marking.chatham_house = true,
            Part::Unknown => {
                marking.unknown.push(typed.to_owned());
                problems.push(unknown(span.clone(), typed));
            }
        }
        seen.push(token.part);
        end = Some(span.end);
    }
    marking
}

fn several(
    code: &'static str,
    span: Range<usize>,
    typed: &str,
    narrowest: Option<&str>,
    source: &'static str,
) -> Problem {
    let narrowest = narrowest.unwrap_or_default();
    let message = format!("`{typed}` beside `{narrowest}`: which of them holds only the source can say");
    Problem::error(code, span, message, source)
}

fn unknown(span: Range<usize>, typed: &str) -> Problem {
    let words: Vec<String> = words_of(typed).into_iter().map(|word| word.text).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["TLP", "UNCLEAR"] | ["UNCLEAR"] => {
            let message = format!("`{typed}` says that nobody knows how far this may go");
            Problem::error("tlp-unclear", span, message, TAXONOMY)
        }
        ["STRICT"] => {
            let message = format!("`{typed}` belongs to AMBER alone");
            Problem::error("tlp-unknown", span, message, TLP)
        }
        _ => {
            let message = format!("`{typed}` is no label of TLP");
            let problem = Problem::error("tlp-unknown", span, message, TLP);
            match nearest(&words.concat()) {
                Some(label) => problem.mend(label),
                None => problem,
            }
        }
    }
}

/// The label that comes nearest to what was typed, if one is near.
fn nearest(typed: &str) -> Option<&'static str> {
    let labels = Label::ALL.map(Label::as_str).into_iter();
    let known = labels.chain(Pap::ALL.map(Pap::as_str)).chain([CHATHAM_HOUSE]);
    let prefixed = typed.starts_with("PAP") || typed.starts_with("TLP");
    known
        .filter(|label| !label.starts_with("PAP") || typed.starts_with("PAP"))
        .map(|label| {
            let letters: String = label.chars().filter(char::is_ascii_alphabetic).collect();
            let bare = letters.get(3..).filter(|_| !prefixed).unwrap_or(&letters).to_owned();
            (strsim::normalized_damerau_levenshtein(typed, &bare), label)
        })
        .filter(|(near, _)| typed.len() <= 32 && *near >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, label)| label)
}

/// How a token departs from what stands in the standard and in the taxonomies: in upper case, or as a machine tag.
fn misspelt(text: &str, token: &Token) -> Option<Problem> {
    let right = match token.part {
        Part::Label(label) => label.as_str(),
        Part::Pap(pap) => pap.as_str(),
        Part::ChathamHouse => CHATHAM_HOUSE,
        Part::Unknown => return None,
    };
    let typed = text.get(token.span.clone()).unwrap_or_default();
    if typed == right || typed == right.to_ascii_lowercase() {
        return None;
    }
    let span = token.span.clone();
    let white = typed.to_uppercase().contains("WHITE");
    let problem = match token.part {
        Part::Label(_) if white => {
            let message = format!("`{typed}` is of TLP 1.0: since 2.0 it is {right}");
            Problem::warning("tlp-white", span, message, TLP)
        }
        Part::Pap(_) if white => {
            Problem::warning("pap-white", span, format!("`{typed}` is the older name of {right}"), PAP)
        }
        Part::Pap(_) => Problem::warning("pap-spelling", span, written(typed, right), PAP),
        Part::ChathamHouse => Problem::warning("tlp-spelling", span, written(typed, right), TAXONOMY),
        _ => Problem::warning("tlp-spelling", span, written(typed, right), TLP),
    };
    Some(problem.mend(right))
}

fn written(typed: &str, right: &str) -> String {
    format!("`{typed}` is written {right}")
}

/// What stands before, between and behind the tokens and is not blank.
fn separators(text: &str, tokens: &[Token]) -> Vec<Problem> {
    let mut gaps: Vec<(Range<usize>, &str)> = Vec::new();
    let whole = span_of(tokens);
    gaps.push((0..whole.start, ""));
    for (before, behind) in tokens.iter().zip(tokens.iter().skip(1)) {
        if before.part != Part::Unknown && behind.part != Part::Unknown {
            gaps.push((before.span.end..behind.span.start, " "));
        }
    }
    gaps.push((whole.end..text.len(), ""));
    gaps.into_iter()
        .filter_map(|(span, right)| {
            let typed = text.get(span.clone())?;
            let shown = typed.trim();
            let message = format!("`{shown}` has no place in a marking");
            let problem = Problem::warning("tlp-separator", span, message, TLP).mend(right);
            (!shown.is_empty()).then_some(problem)
        })
        .collect()
}

fn span_of(tokens: &[Token]) -> Range<usize> {
    let start = tokens.first().map_or(0, |token| token.span.start);
    start..tokens.last().map_or(start, |token| token.span.end)
}

impl Part {
    fn label(self) -> Option<Label> {
        if let Self::Label(label) = self { Some(label) } else { None }
    }

    fn pap(self) -> Option<Pap> {
        if let Self::Pap(pap) = self { Some(pap) } else { None }
    }
}
