//! What is wrong with a text, and where.

use std::ops::Range;

/// Something wrong with a text. Spans are byte ranges in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, as a fragment.
    pub message: String,
    /// The offending characters.
    pub span: Range<usize>,
    /// What to do.
    pub hint: Option<String>,
    /// Other places that it has to do with.
    pub notes: Vec<Note>,
}

/// Another place that a problem has to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is there, as a fragment.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
}

impl Problem {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, hint: None, notes: Vec::new() }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(super) fn note(mut self, span: Range<usize>, message: impl Into<String>) -> Self {
        self.notes.push(Note { message: message.into(), span });
        self
    }

    /// With its spans moved outward to whole characters of the text.
    pub(super) fn within(mut self, text: &str) -> Self {
        self.span = whole(text, &self.span);
        for note in &mut self.notes {
            note.span = whole(text, &note.span);
        }
        self
    }
}

fn whole(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}
