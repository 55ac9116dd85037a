//! A piece of the plain text, with where it stands in it.

use std::ops::Range;

/// Some of the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut<'a> {
    pub(super) text: &'a str,
    /// Where it begins in the plain text.
    pub(super) at: usize,
}

/// What stands between two slashes, and how many slashes are in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) cut: Cut<'a>,
    pub(super) slashes: usize,
}

/// Cuts a text at its slashes.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(8);
    let (mut slashes, mut at) = (0, 0);
    for part in text.split('/') {
        if !part.is_empty() {
            pieces.push(Piece { cut: Cut { text: part, at }, slashes });
            slashes = 0;
        }
        slashes += 1;
        at += part.len() + 1;
    }
    pieces
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

    /// Whether it is made of letters and digits alone.
    pub(super) fn is_word(self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(usize, &str, usize)> {
        pieces(text).into_iter().map(|piece| (piece.slashes, piece.cut.text, piece.cut.at)).collect()
    }

    #[test]
    fn pieces_stand_between_slashes() {
        assert_eq!(shown("TS//SI/TK"), [(0, "TS", 0), (2, "SI", 4), (1, "TK", 7)]);
        assert_eq!(shown("//CTS///A"), [(2, "CTS", 2), (3, "A", 8)]);
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
