//! The text of a marking, made plain: as the tables have it, with the way back to what was typed.
//!
//! What a keyboard, a word processor or a copy from a page does to a marking is undone here, with a word for each:
//! small letters, other spaces, dashes and slashes, brackets and quotation marks.

use std::borrow::Cow;
use std::ops::Range;

use crate::problem::Problem;
use crate::us::register::SYNTAX;

/// The text in upper case, with single spaces and none beside slashes and hyphens.
pub(crate) struct Plain<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where the text begins.
    start: usize,
    /// From where to where the character stood to which a byte belongs. Empty, where nothing was changed.
    origin: Vec<Range<usize>>,
}

impl<'a> Plain<'a> {
    /// Makes a part of a text plain, and says what was changed. It has no space at its ends.
    pub(crate) fn of(source: &'a str, part: Range<usize>, problems: &mut Vec<Problem>) -> Self {
        let text = source.get(part.clone()).unwrap_or_default();
        if is_plain(text) {
            return Self { text: Cow::Borrowed(text), start: part.start, origin: Vec::new() };
        }
        let mut writer = Writer {
            source,
            problems,
            text: String::with_capacity(text.len()),
            origin: Vec::with_capacity(text.len()),
            space: None,
            small: None,
        };
        for (at, c) in text.char_indices() {
            writer.character(c, part.start + at);
        }
        writer.say_what_is_small();
        Self { text: Cow::Owned(writer.text), start: part.start, origin: writer.origin }
    }

    /// Where something stood in what was typed.
    pub(crate) fn span(&self, range: Range<usize>) -> Range<usize> {
        if self.origin.is_empty() {
            return self.start + range.start..self.start + range.end;
        }
        let last = self.origin.get(range.end.saturating_sub(1));
        let end = last.map_or(self.start, |origin| origin.end);
        let start = self.origin.get(range.start).map_or(end, |origin| origin.start);
        start.min(end)..end
    }
}

/// Whether there is nothing to do.
fn is_plain(text: &str) -> bool {
    let mut before = b'/';
    for byte in text.bytes() {
        let fits = match byte {
            b' ' => !matches!(before, b' ' | b'/' | b'-'),
            b'/' | b'-' | b',' => before != b' ',
            b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b':' | b';' | b'&' | b'+' => true,
            _ => false,
        };
        if !fits {
            return false;
        }
        before = byte;
    }
    before != b' '
}

struct Writer<'a, 'p> {
    source: &'a str,
    problems: &'p mut Vec<Problem>,
    text: String,
    origin: Vec<Range<usize>>,
    /// Spaces that are not yet written, and whether something else is among them.
    space: Option<(Range<usize>, bool)>,
    /// From the first small letter to the last.
    small: Option<Range<usize>>,
}

impl Writer<'_, '_> {
    fn character(&mut self, c: char, at: usize) {
        let span = at..at + c.len_utf8();
        if c.is_ascii_lowercase() {
            let first = self.small.as_ref().map_or(at, |small| small.start);
            self.small = Some(first..span.end);
        }
        if c.is_whitespace() {
            return self.space(span, false);
        }
        let plain = plain(c);
        if is_bracket(plain.unwrap_or(c)) {
            self.bracket(c, span.clone());
            return self.space(span, true);
        }
        if plain != Some(c.to_ascii_uppercase()) {
            self.odd(c, plain, span.clone());
        }
        if let Some(plain) = plain {
            self.write(plain, span);
        }
    }

    fn bracket(&mut self, c: char, span: Range<usize>) {
        let is_of_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = self.source.get(..span.start).unwrap_or_default().chars().next_back();
        let after = self.source.get(span.end..).unwrap_or_default().chars().next();
        let mend = if is_of_word(before) && is_of_word(after) { " " } else { "" };
        let what = format!("`{c}` stands within a marking");
        self.problems.push(Problem::error("us-bracket", span, what, SYNTAX).mend(mend));
    }

    /// Says what is not what it looks like, once for several in a row.
    fn odd(&mut self, c: char, plain: Option<char>, span: Range<usize>) {
        let mend = plain.map_or(String::new(), String::from);
        if let Some(last) = self.problems.last_mut()
            && last.code == "us-character"
            && last.span.end == span.start
            && let Some(all) = &mut last.mend
        {
            last.span.end = span.end;
            all.span.end = span.end;
            all.text.push_str(&mend);
            return;
        }
        let what = format!("`{}` is not the character that it looks like", c.escape_unicode());
        self.problems.push(Problem::warning("us-character", span, what, SYNTAX).mend(mend));
    }

    fn space(&mut self, span: Range<usize>, is_bracket: bool) {
        let (start, among) =
            self.space.take().map_or((span.start, false), |(space, among)| (space.start, among));
        self.space = Some((start..span.end, among || is_bracket));
    }

    fn write(&mut self, c: char, span: Range<usize>) {
        if let Some((space, has_bracket)) = self.space.take() {
            // A code that begins with a hyphen is none, but the comma in front of it is right.
            let after_comma = self.text.ends_with(',') && c == '-';
            let beside = self.text.is_empty() || self.text.ends_with(['/', '-']) || "/-,".contains(c);
            let beside = beside && !after_comma;
            let should = if beside { "" } else { " " };
            if !has_bracket && self.source.get(space.clone()) != Some(should) {
                let what = if beside { "no space stands here" } else { "one plain space stands here" };
                self.problems.push(Problem::warning("us-space", space.clone(), what, SYNTAX).mend(should));
            }
            if !beside {
                self.push(' ', space);
            }
        }
        self.push(c, span);
    }

    fn push(&mut self, c: char, span: Range<usize>) {
        self.text.push(c);
        self.origin.resize(self.text.len(), span);
    }

    fn say_what_is_small(&mut self) {
        let Some(span) = self.small.take() else { return };
        let typed = self.source.get(span.clone()).unwrap_or_default();
        let what = format!("`{typed}` is written in capitals");
        self.problems.push(Problem::warning("us-case", span, what, SYNTAX).mend(typed.to_ascii_uppercase()));
    }
}

/// What a marking may be wrapped in.
pub(crate) fn is_bracket(c: char) -> bool {
    "()[]{}<>\"'`“”„‘’«»（）".contains(c)
}

/// The plain character for one that looks like it. None for one that cannot be seen.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Some('-'),
        '\\' | '\u{2044}' | '\u{2215}' | '\u{29f8}' => Some('/'),
        // Letters, digits and signs of full width.
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from_u32(u32::from(c) - 0xfee0)?;
            Some(if narrow == '\\' { '/' } else { narrow.to_ascii_uppercase() })
        }
        _ => Some(c.to_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_of(text: &str) -> (String, Vec<&'static str>) {
        let mut problems = Vec::new();
        let plain = Plain::of(text, 0..text.len(), &mut problems);
        (plain.text.into_owned(), problems.iter().map(|problem| problem.code).collect())
    }

    #[test]
    fn what_is_plain_is_left_as_it_is() {
        let text = "TOP SECRET//SI-G ABCD//REL TO USA, GBR";
        let mut problems = Vec::new();
        let plain = Plain::of(text, 0..text.len(), &mut problems);
        assert!(matches!(plain.text, Cow::Borrowed(_)));
        assert_eq!(plain.span(12..14), 12..14);
        assert_eq!(problems, []);
    }

    #[test]
    fn what_is_not_is_made_plain_with_a_word() {
        for (text, plain, codes) in [
            ("secret", "SECRET", vec!["us-case"]),
            ("A  B", "A B", vec!["us-space"]),
            ("A / B", "A/B", vec!["us-space", "us-space"]),
            ("A\u{a0}B", "A B", vec!["us-space"]),
            ("A - B", "A-B", vec!["us-space", "us-space"]),
            ("A , B", "A, B", vec!["us-space"]),
            ("A, -B", "A, -B", vec![]),
            ("A—B", "A-B", vec!["us-character"]),
            ("A\\\\B", "A//B", vec!["us-character"]),
            ("A\u{200b}\u{feff}B", "AB", vec!["us-character"]),
            ("Ａ（B", "A B", vec!["us-character", "us-bracket"]),
            ("A\"B", "A B", vec!["us-bracket"]),
            ("é", "é", vec![]),
        ] {
            assert_eq!(plain_of(text), (plain.to_owned(), codes), "{text}");
        }
    }

    #[test]
    fn the_way_back_leads_to_what_was_typed() {
        let text = "x ab\u{a0} é / Ｃd";
        let mut problems = Vec::new();
        let plain = Plain::of(text, 2..text.len(), &mut problems);
        assert_eq!(plain.text, "AB é/CD");
        let typed = |range| text.get(plain.span(range));
        assert_eq!(typed(0..2), Some("ab"));
        assert_eq!(typed(2..3), Some("\u{a0} "));
        assert_eq!(typed(3..5), Some("é"));
        assert_eq!(typed(5..6), Some("/"));
        assert_eq!(typed(6..7), Some("Ｃ"));
        assert_eq!(typed(0..8), text.get(2..));
        assert_eq!(typed(8..8), Some(""));
    }
}
