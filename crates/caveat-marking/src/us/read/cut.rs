//! A piece of the plain text, with where it stands in it.

use std::ops::Range;

/// Some of the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut<'a> {
    pub(super) text: &'a str,
    /// Where it begins in the plain text.
    pub(super) at: usize,
}

/// What stands between two slashes, and what is in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) cut: Cut<'a>,
    /// Slashes, and what stands beside them and means nothing.
    pub(super) gap: Cut<'a>,
}

/// Cuts a text at its slashes.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let whole = Cut { text, at: 0 };
    let mut pieces = Vec::with_capacity(8);
    let mut end = 0;
    for part in whole.split('/') {
        let cut = part.trim(means_nothing);
        if !cut.text.is_empty() {
            let gap = Cut { text: text.get(end..cut.at).unwrap_or_default(), at: end };
            pieces.push(Piece { cut, gap });
            end = cut.end();
        }
    }
    pieces
}

/// What nobody means beside a slash.
fn means_nothing(c: char) -> bool {
    matches!(c, ' ' | ',' | ';' | ':' | '.')
}

impl Piece<'_> {
    /// How many slashes are in front of it.
    pub(super) fn slashes(&self) -> usize {
        self.gap.slashes()
    }
}

impl<'a> Cut<'a> {
    pub(super) fn range(self) -> Range<usize> {
        self.at..self.end()
    }

    pub(super) fn end(self) -> usize {
        self.at + self.text.len()
    }

    /// The first bytes of it, and the others. The border is one between characters.
    pub(super) fn split_at(self, middle: usize) -> (Self, Self) {
        let (one, other) = self.text.split_at_checked(middle).unwrap_or((self.text, ""));
        (Self { text: one, at: self.at }, Self { text: other, at: self.at + one.len() })
    }

    pub(super) fn strip_prefix(self, prefix: &str) -> Option<Self> {
        let text = self.text.strip_prefix(prefix)?;
        Some(Self { text, at: self.at + prefix.len() })
    }

    pub(super) fn strip_suffix(self, suffix: &str) -> Option<Self> {
        Some(Self { text: self.text.strip_suffix(suffix)?, at: self.at })
    }

    /// What stands before the first of a character, and what after.
    pub(super) fn split_once(self, at: char) -> Option<(Self, Self)> {
        let (one, other) = self.text.split_once(at)?;
        let after = self.at + one.len() + at.len_utf8();
        Some((Self { text: one, at: self.at }, Self { text: other, at: after }))
    }

    /// What stands before the last of a character, and what after.
    pub(super) fn rsplit_once(self, at: char) -> Option<(Self, Self)> {
        let (one, other) = self.text.rsplit_once(at)?;
        let after = self.at + one.len() + at.len_utf8();
        Some((Self { text: one, at: self.at }, Self { text: other, at: after }))
    }

    /// What stands between the ones of a character.
    pub(super) fn split(self, by: char) -> impl Iterator<Item = Self> {
        let mut at = self.at;
        self.text.split(by).map(move |text| {
            let cut = Self { text, at };
            at += text.len() + by.len_utf8();
            cut
        })
    }

    /// Without some characters at its ends.
    pub(super) fn trim(self, of: fn(char) -> bool) -> Self {
        let after = self.text.trim_start_matches(of);
        Self { text: after.trim_end_matches(of), at: self.end() - after.len() }
    }

    pub(super) fn slashes(self) -> usize {
        self.text.bytes().filter(|byte| *byte == b'/').count()
    }

    /// Whether it is made of letters and digits alone.
    pub(super) fn is_word(self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, &str, usize)> {
        pieces(text).into_iter().map(|piece| (piece.gap.text, piece.cut.text, piece.cut.at)).collect()
    }

    #[test]
    fn pieces_stand_between_slashes() {
        assert_eq!(shown("TS//SI/TK"), [("", "TS", 0), ("//", "SI", 4), ("/", "TK", 7)]);
        assert_eq!(shown("//CTS///A"), [("//", "CTS", 2), ("///", "A", 8)]);
        assert_eq!(shown("S,// .SI"), [("", "S", 0), (",// .", "SI", 6)]);
        assert_eq!(shown("S//,//SI"), [("", "S", 0), ("//,//", "SI", 6)]);
        assert_eq!(shown(""), []);
        assert_eq!(shown("//"), []);
    }

    #[test]
    fn cuts_know_where_they_are() {
        let cut = Cut { text: "A B-C", at: 10 };
        assert_eq!(cut.split_once('-').map(|(_, after)| after.range()), Some(14..15));
        assert_eq!(cut.rsplit_once(' ').map(|(before, _)| before.range()), Some(10..11));
        assert_eq!(cut.strip_prefix("A ").map(Cut::range), Some(12..15));
        assert_eq!(cut.split(' ').map(|word| word.at).collect::<Vec<_>>(), [10, 12]);
        assert_eq!(cut.split_at(2).1.text, "B-C");
    }
}
