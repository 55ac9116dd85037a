//! The lines of a classification authority block, where they stand in the text.

use std::ops::Range;

use crate::problem::Mend;
use crate::us::block::Block;
use crate::us::marking::Marking;
use crate::us::read::Reading;

/// A block with the banner that it stands beneath.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beneath<'a> {
    text: &'a str,
    /// What was read of it.
    pub(super) block: &'a Block,
    /// The banner, if it could be read.
    pub(super) marking: Option<&'a Marking>,
    /// Where the banner ends.
    start: usize,
}

impl<'a> Beneath<'a> {
    /// The block that was read from a text, if there is one.
    pub(super) fn new(text: &'a str, reading: &'a Reading) -> Option<Self> {
        let block = reading.block.as_ref()?;
        let start = reading.tokens.last().map_or(0, |token| token.span.end);
        Some(Self { text, block, marking: reading.marking.as_ref(), start })
    }

    /// All its lines.
    pub(super) fn whole(&self) -> Range<usize> {
        let spans: Vec<_> = self.lines().map(|(span, _)| span).collect();
        match (spans.first(), spans.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => self.start..self.text.len(),
        }
    }

    /// The first line with such a label, in lower case.
    pub(super) fn line(&self, is_it: impl Fn(&str) -> bool) -> Option<Range<usize>> {
        let label = |line: &str| line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        self.lines().find(|(_, line)| is_it(&label(line))).map(|(span, _)| span)
    }

    /// Leave a line out.
    pub(super) fn without_line(&self, is_it: impl Fn(&str) -> bool) -> Option<Mend> {
        let span = self.line(is_it)?;
        let before = self.text.get(..span.start)?.trim_end().len();
        Some(Mend { span: before..span.end, text: String::new() })
    }

    /// The lines beneath the banner that say something.
    fn lines(&self) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        let start = self.start;
        let rest = self.text.get(start..).unwrap_or_default();
        let banner = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let beneath = rest.get(banner..).unwrap_or_default();
        let mut at = start + banner;
        beneath.split_inclusive('\n').filter_map(move |line| {
            let begin = at + (line.len() - line.trim_start().len());
            at += line.len();
            let said = line.trim();
            (!said.is_empty()).then_some((begin..begin + said.len(), said))
        })
    }
}
