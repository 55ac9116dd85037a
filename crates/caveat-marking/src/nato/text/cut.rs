//! Cuts the text of a marking into words, and says what stands before each.

use std::ops::Range;

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing but blanks; also before the first.
    Blank,
    /// A hyphen without blanks around it: `Guinea-Bissau`.
    Hyphen,
    /// A dash with a blank beside it.
    Dash,
    /// A comma, or a semicolon.
    Comma,
    /// One slash.
    Slash,
    /// Brackets and quotation marks, several signs, or two slashes.
    Other,
}

/// A word, in upper case.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) span: Range<usize>,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut between = Between::default();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if let Some(sign) = sign(c) {
            between.take(sign);
            continue;
        }
        match words.last_mut() {
            Some(last) if last.span.end == at => {
                last.text.extend(c.to_uppercase());
                last.span.end = end;
            }
            _ => words.push(Word {
                text: c.to_uppercase().collect(),
                span: at..end,
                gap: between.gap(words.is_empty()),
            }),
        }
        between = Between::default();
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Blank,
    Dash,
    Comma,
    Slash,
    Bracket,
}

#[derive(Default)]
struct Between {
    blank: bool,
    sign: Option<Sign>,
    several: bool,
}

impl Between {
    fn take(&mut self, sign: Sign) {
        match sign {
            Sign::Blank => self.blank = true,
            _ if self.sign.is_some() => self.several = true,
            _ => self.sign = Some(sign),
        }
    }

    fn gap(&self, first: bool) -> Gap {
        match self.sign {
            None => Gap::Blank,
            // What a whole marking stands in is no part of it.
            Some(Sign::Bracket) if first && !self.several => Gap::Blank,
            _ if self.several => Gap::Other,
            Some(Sign::Dash) if self.blank => Gap::Dash,
            Some(Sign::Dash) => Gap::Hyphen,
            Some(Sign::Comma) => Gap::Comma,
            Some(Sign::Slash) => Gap::Slash,
            Some(Sign::Bracket | Sign::Blank) => Gap::Other,
        }
    }
}

/// What separates words. Every other character is of a word, so that nothing is passed over.
fn sign(c: char) -> Option<Sign> {
    Some(match c {
        c if c.is_whitespace() => Sign::Blank,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Sign::Dash,
        ',' | ';' => Sign::Comma,
        '/' | '\\' => Sign::Slash,
        '(' | ')' | '[' | ']' | '{' | '}' | '"' | '“' | '”' | '«' | '»' => Sign::Bracket,
        _ => return None,
    })
}
