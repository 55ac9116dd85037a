//! A text line by line, however long it is: a line at a time, and no more of a line than is read.

use std::io::{BufRead as _, BufReader, Read, Result, Write, sink};
use std::path::Path;

use crate::command::input;
use crate::failure::Failure;

/// The longest line that is read, in bytes.
pub(super) const MAX_LINE: usize = 1 << 20;

/// The lines of a text.
pub(super) struct Lines {
    from: BufReader<Box<dyn Read>>,
    number: usize,
    /// Whether the rest of the last line is still to come.
    cut: bool,
}

/// A line as it stands in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Which one, counted from 1.
    pub(super) number: usize,
    /// Its bytes, with what ends it.
    bytes: Vec<u8>,
    cut: bool,
}

/// Why a line cannot be read as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoText {
    /// At which byte of the line; nothing where it is about the whole of it.
    pub(super) at: Option<usize>,
    /// Why, as a fragment.
    pub(super) message: String,
}

impl Lines {
    /// The lines of a file, or of standard input.
    pub(super) fn of(path: &Path) -> std::result::Result<Self, Failure> {
        Ok(Self { from: input::open(path)?, number: 0, cut: false })
    }

    /// The next line; nothing where the text ends. What is left of a longer one is passed over.
    pub(super) fn next(&mut self) -> Result<Option<Line>> {
        self.rest(&mut sink())?;
        let mut bytes = Vec::new();
        let read = (&mut self.from).take(MAX_LINE as u64 + 2).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let ended = bytes.ends_with(b"\n");
        self.cut = !ended && bytes.len() > MAX_LINE;
        Ok(Some(Line { number: self.number, cut: self.cut, bytes }))
    }

    /// Writes what is left of a line that is longer than is read.
    pub(super) fn rest(&mut self, to: &mut dyn Write) -> Result<()> {
        while self.cut {
            let buffer = self.from.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffer.len(), |end| end + 1);
            to.write_all(buffer.get(..length).unwrap_or_default())?;
            self.cut = end.is_none() && length > 0;
            self.from.consume(length);
        }
        Ok(())
    }

    /// Whether nothing more can be read without waiting for whoever writes it.
    pub(super) fn waits(&self) -> bool {
        self.from.buffer().is_empty()
    }
}

impl Line {
    /// Its bytes, with what ends it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text without what ends it. A mark of the byte order in front of the first line is none of it.
    pub(super) fn text(&self) -> std::result::Result<&str, NoText> {
        let whole = |message: String| NoText { at: None, message };
        if self.cut || self.content().len() > MAX_LINE {
            return Err(whole(format!("the line has more than {MAX_LINE} bytes")));
        }
        std::str::from_utf8(self.content()).map_err(|error| NoText {
            at: Some(error.valid_up_to()),
            message: "this is not UTF-8".to_owned(),
        })
    }

    /// What stands before the text: a mark of the byte order.
    pub(super) fn before(&self) -> &[u8] {
        let marked = self.number == 1 && self.bytes.starts_with(BYTE_ORDER_MARK);
        if marked { BYTE_ORDER_MARK } else { &[] }
    }

    /// What ends the line.
    pub(super) fn ending(&self) -> &[u8] {
        match self.bytes.as_slice() {
            [.., b'\r', b'\n'] => b"\r\n",
            [.., b'\n'] => b"\n",
            _ => &[],
        }
    }

    fn content(&self) -> &[u8] {
        let end = self.bytes.len().saturating_sub(self.ending().len());
        self.bytes.get(self.before().len()..end).unwrap_or_default()
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Lines {
        let bytes = std::io::Cursor::new(bytes.to_vec());
        Lines { from: BufReader::with_capacity(7, Box::new(bytes)), number: 0, cut: false }
    }

    fn texts(bytes: &[u8]) -> Vec<std::result::Result<String, NoText>> {
        let mut lines = lines(bytes);
        let next = || lines.next().unwrap().map(|line| line.text().map(str::to_owned));
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn a_line_is_what_stands_between_two_ends() {
        let all = |expected: &[&str]| expected.iter().map(|text| Ok((*text).to_owned())).collect::<Vec<_>>();
        assert_eq!(texts(b"a\r\n\n b \nc"), all(&["a", "", " b ", "c"]));
        assert_eq!(texts("\u{feff}a\n\u{feff}b\r\r\n".as_bytes()), all(&["a", "\u{feff}b\r"]));
        assert_eq!(texts(b""), all(&[]));
        assert_eq!(texts(b"\n"), all(&[""]));
    }

    #[test]
    fn what_is_no_text_says_where() {
        let expected = NoText { at: Some(2), message: "this is not UTF-8".to_owned() };
        assert_eq!(texts(b"ab\xff\nc"), [Err(expected), Ok("c".to_owned())]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_or_passed_on() {
        for (more, is_read) in [(0, true), (1, false), (2, false), (3, false), (100_000, false)] {
            let long = "x".repeat(MAX_LINE + more);
            for ending in ["\n", "\r\n"] {
                let text = format!("a\n{long}{ending}b\n");
                let found = texts(text.as_bytes());
                assert_eq!(found.len(), 3, "{more}");
                assert_eq!(found[1].is_ok(), is_read, "{more}");
                assert_eq!(found[2], Ok("b".to_owned()));
                let (mut lines, mut copy) = (lines(text.as_bytes()), Vec::new());
                while let Some(line) = lines.next().unwrap() {
                    copy.extend_from_slice(line.bytes());
                    lines.rest(&mut copy).unwrap();
                }
                assert!(copy == text.as_bytes(), "{more}");
            }
        }
        assert_eq!(texts("x".repeat(MAX_LINE + 5).as_bytes()).len(), 1);
    }
}
