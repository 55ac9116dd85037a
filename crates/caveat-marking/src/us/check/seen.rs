//! A marking as it was read, with the places of its parts and the mends that can be made there.

use std::ops::Range;

use crate::problem::Mend;
use crate::us::marking::{Category, Code, Control, Holder, Level, Marking, NonIc, Program};
use crate::us::read::{Form, Part, Reading, Token};

/// A marking that could be read, and where its parts stand in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The form in which it was written.
    pub(super) form: Form,
    /// What it means.
    pub(super) marking: &'a Marking,
    tokens: &'a [Token],
}

impl<'a> Seen<'a> {
    /// What was read, if it could be.
    pub(super) fn new(reading: &'a Reading) -> Option<Self> {
        let marking = reading.marking.as_ref()?;
        Some(Self { form: reading.form, marking, tokens: &reading.tokens })
    }

    /// Whether it is a banner.
    pub(super) fn is_banner(&self) -> bool {
        self.form == Form::Banner
    }

    /// The level, as the rules of the United States weigh it: a RESTRICTED of others counts as CONFIDENTIAL
    /// (ODNI ISM-Rollup V2021-NOV).
    pub(super) fn level(&self) -> Level {
        match self.marking.classification.level {
            Level::Restricted => Level::Confidential,
            level => level,
        }
    }

    /// Whether it is classified.
    pub(super) fn is_classified(&self) -> bool {
        self.level() > Level::Unclassified
    }

    /// Whether the United States own it with others.
    pub(super) fn is_joint(&self) -> bool {
        matches!(self.marking.classification.holder, Holder::Joint(_))
    }

    /// Whether a dissemination control is in it.
    pub(super) fn has(&self, control: Control) -> bool {
        self.marking.has(control)
    }

    /// Whether a dissemination marking of others is in it.
    pub(super) fn has_non_ic(&self, marking: NonIc) -> bool {
        self.marking.non_ic.contains(&marking)
    }

    /// The SCI control system of that name.
    pub(super) fn sci(&self, name: &str) -> Option<&'a Program> {
        self.marking.sci.iter().find(|system| system.name == name)
    }

    /// The tokens, as they stand in the text.
    pub(super) fn tokens(&self) -> impl Iterator<Item = &'a Token> {
        self.tokens.iter()
    }

    /// Where the first part of that kind stands, or else the classification.
    pub(super) fn span_of(&self, is_it: impl Fn(&Part) -> bool) -> Range<usize> {
        self.find(is_it).map_or_else(|| self.level_span(), |token| token.span.clone())
    }

    /// Where the level stands.
    pub(super) fn level_span(&self) -> Range<usize> {
        let level = self.find(|part| matches!(part, Part::Level));
        level.or(self.tokens.first()).map_or(0..0, |token| token.span.clone())
    }

    /// Where a control stands, with its list.
    pub(super) fn control_span(&self, control: Control) -> Range<usize> {
        self.whole(control).and_then(|at| self.span_between(at)).unwrap_or_else(|| self.level_span())
    }

    /// Where a dissemination marking of others stands.
    pub(super) fn non_ic_span(&self, marking: NonIc) -> Range<usize> {
        self.span_of(|part| *part == Part::NonIc(marking))
    }

    /// Where a category stands.
    pub(super) fn category_span(&self, category: Category) -> Range<usize> {
        let of = || self.tokens.iter().filter(|token| token.category == category);
        match (of().next(), of().next_back()) {
            (Some(first), Some(last)) if first.span.start <= last.span.end => first.span.start..last.span.end,
            _ => self.level_span(),
        }
    }

    /// Where an SCI control system stands.
    pub(super) fn system_span(&self, name: &str) -> Range<usize> {
        self.span_of(|part| matches!(part, Part::Program(Category::Sci, system) if system == name))
    }

    /// Where a code stands in the list of a control.
    pub(super) fn code_span(&self, control: Control, code: &Code) -> Range<usize> {
        match self.find(|part| code_of(part, control) == Some(code)) {
            Some(token) => token.span.clone(),
            None => self.control_span(control),
        }
    }

    /// Write a control in its place. What is JOINT cannot be NOFORN, whatever asks for it.
    pub(super) fn add(&self, control: Control) -> Option<Mend> {
        if self.is_joint() && control == Control::Noforn {
            return None;
        }
        let name = match (control, self.form) {
            (Control::Noforn, Form::Banner) => "NOFORN",
            (Control::Noforn, Form::Portion) => "NF",
            (Control::Orcon, Form::Banner) => "ORCON",
            (Control::Orcon, Form::Portion) => "OC",
            _ => return None,
        };
        self.add_text(control, name)
    }

    /// Write a control, with its list, in its place.
    pub(super) fn add_text(&self, control: Control, text: &str) -> Option<Mend> {
        let later =
            self.tokens.iter().find(|token| control_of(&token.part).is_some_and(|other| other > control));
        if let Some(later) = later {
            return Some(insert(later.span.start, format!("{text}/")));
        }
        let before = self.tokens.iter().rfind(|token| token.category <= Category::Dissemination)?;
        let separator = if before.category == Category::Dissemination { "/" } else { "//" };
        Some(insert(before.span.end, format!("{separator}{text}")))
    }

    /// Leave a control out, with its list. What is JOINT stays REL TO its owners, whatever asks for something else.
    pub(super) fn drop(&self, control: Control) -> Option<Mend> {
        if self.is_joint() && control == Control::RelTo {
            return None;
        }
        self.without(self.whole(control)?)
    }

    /// Leave a dissemination marking of others out.
    pub(super) fn drop_non_ic(&self, marking: NonIc) -> Option<Mend> {
        self.drop_part(|part| *part == Part::NonIc(marking))
    }

    /// Leave one part out.
    pub(super) fn drop_part(&self, is_it: impl Fn(&Part) -> bool) -> Option<Mend> {
        let at = self.tokens.iter().position(|token| is_it(&token.part))?;
        self.without(at..at + 1)
    }

    /// Write something in the place of one part and of those that follow it, as long as they are of a kind.
    pub(super) fn replace(
        &self,
        is_first: impl Fn(&Part) -> bool,
        follows: impl Fn(&Part) -> bool,
        text: String,
    ) -> Option<Mend> {
        let start = self.tokens.iter().position(|token| is_first(&token.part))?;
        let more = self.tokens.iter().skip(start + 1).take_while(|token| follows(&token.part)).count();
        let span = self.span_between(start..start + 1 + more)?;
        Some(Mend { span, text })
    }

    fn find(&self, is_it: impl Fn(&Part) -> bool) -> Option<&'a Token> {
        self.tokens.iter().find(|token| is_it(&token.part))
    }

    /// The tokens of a control and its list.
    fn whole(&self, control: Control) -> Option<Range<usize>> {
        let is_of = |token: &Token| control_of(&token.part) == Some(control);
        let start = self.tokens.iter().position(is_of)?;
        let length = self.tokens.iter().skip(start).take_while(|token| is_of(token)).count();
        Some(start..start + length)
    }

    fn span_between(&self, at: Range<usize>) -> Option<Range<usize>> {
        let first = self.tokens.get(at.start)?;
        let last = self.tokens.get(at.end.checked_sub(1)?)?;
        Some(first.span.start..last.span.end)
    }

    /// Leave tokens out with one separator: the one before them, unless they are first in their category and not its
    /// only ones.
    fn without(&self, at: Range<usize>) -> Option<Mend> {
        let span = self.span_between(at.clone())?;
        let before = self.tokens.get(at.start.checked_sub(1)?)?;
        let category = self.tokens.get(at.start)?.category;
        let span = match self.tokens.get(at.end) {
            Some(after) if before.category != category && after.category == category => {
                span.start..after.span.start
            }
            _ => before.span.end..span.end,
        };
        Some(Mend { span, text: String::new() })
    }
}

/// The dissemination control that a part belongs to.
fn control_of(part: &Part) -> Option<Control> {
    match part {
        Part::Control(control) => Some(*control),
        Part::RelTo(_) => Some(Control::RelTo),
        Part::DisplayOnly(_) => Some(Control::DisplayOnly),
        Part::Eyes(_) => Some(Control::Eyes),
        _ => None,
    }
}

fn code_of(part: &Part, control: Control) -> Option<&Code> {
    match (part, control) {
        (Part::RelTo(code), Control::RelTo)
        | (Part::DisplayOnly(code), Control::DisplayOnly)
        | (Part::Eyes(code), Control::Eyes) => Some(code),
        _ => None,
    }
}

fn insert(at: usize, text: String) -> Mend {
    Mend { span: at..at, text }
}
