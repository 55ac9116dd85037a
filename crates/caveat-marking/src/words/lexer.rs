//! Cuts a text into words and what stands between them.

use std::ops::Range;

/// A word of the text: nothing in it separates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In lower case, to be compared.
    pub(super) folded: String,
    pub(super) span: Range<usize>,
}

/// What may stand between two words of a text, or between two pieces of a word of the scheme.
fn separates(c: char) -> bool {
    c.is_whitespace() || "/-–—,;:=()[]".contains(c)
}

pub(super) fn tokens_of(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| !separates(*c)) {
        let end = at + c.len_utf8();
        match tokens.last_mut() {
            Some(last) if last.span.end == at => {
                last.folded.extend(c.to_lowercase());
                last.span.end = end;
            }
            _ => tokens.push(Token { folded: c.to_lowercase().collect(), span: at..end }),
        }
    }
    tokens
}

/// The bytes from the first to the last of these tokens.
pub(super) fn span_of(tokens: &[Token]) -> Range<usize> {
    let start = tokens.first().map_or(0, |token| token.span.start);
    start..tokens.last().map_or(start, |token| token.span.end)
}

/// A gap without blanks, each dash a hyphen.
pub(super) fn core_of(gap: &str) -> String {
    let bare = gap.chars().filter(|c| !c.is_whitespace());
    bare.map(|c| if matches!(c, '–' | '—') { '-' } else { c }).collect()
}

/// What stands between two words of a marking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Separator {
    text: String,
    core: String,
    spaced: bool,
}

impl Separator {
    /// None: it is nothing that can separate, or has a character that means something else.
    pub(super) fn new(text: &str) -> Option<Self> {
        let core = core_of(text);
        let allowed = text.chars().all(|c| c == ' ' || "/-–—,;".contains(c));
        let spaced = !core.is_empty() && text.starts_with(' ') && text.ends_with(' ');
        let plain = if core.is_empty() { text == " " } else { core != ";" };
        (allowed && plain).then(|| Self { text: text.to_owned(), core, spaced })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is nothing but a blank, so that words follow one another as pieces of a word do.
    pub(super) fn is_blank(&self) -> bool {
        self.core.is_empty()
    }

    /// Whether what stands before this gap is never of one word with what stands behind it.
    pub(super) fn divides(&self, gap: &str) -> bool {
        let outside = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let spaced = outside(gap.chars().next()) && outside(gap.chars().next_back());
        core_of(gap) == self.hard_core() && (spaced || !self.spaced)
    }

    /// What stands before something that was not understood, so that it is read back as it is.
    pub(super) fn hard(&self) -> &str {
        if self.is_blank() { "; " } else { &self.text }
    }

    /// What divides, without blanks.
    pub(super) fn hard_core(&self) -> &str {
        if self.is_blank() { ";" } else { &self.core }
    }
}
