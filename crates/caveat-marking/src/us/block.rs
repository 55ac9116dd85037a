//! The classification authority block: by whom a document was classified, why, and until when.
//!
//! Source: 32 CFR 2001.21, 2001.22, 2001.24 and 2001.26; IC Markings System Register and Manual (CAPCO 2016), E.

mod declassify;

use std::fmt::Write as _;
use std::ops::Range;

use crate::problem::Problem;
pub use crate::us::block::declassify::{DeclassifyOn, Until};
use crate::us::marking::Level;
use crate::us::print;
use crate::us::register::Form;

/// The lines beneath a banner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// `Classified By:`
    pub classified_by: Option<String>,
    /// `Derived From:`
    pub derived_from: Option<String>,
    /// `Reason:`
    pub reason: Option<String>,
    /// `Downgrade To: … On: …`
    pub downgrade: Option<Downgrade>,
    /// `Declassify On:`
    pub declassify_on: Option<DeclassifyOn>,
    /// Lines of which nobody knows what they are, in their order.
    pub other: Vec<String>,
}

/// When a document is downgraded, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downgrade {
    /// To which level.
    pub to: Level,
    /// From when on.
    pub on: Until,
}

/// Which line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    ClassifiedBy,
    DerivedFrom,
    Reason,
    Downgrade,
    DeclassifyOn,
}

/// What stands in front of the colon. The first for a line is the right one, whatever its case.
const LABELS: [(&str, Label); 16] = [
    ("Classified By", Label::ClassifiedBy),
    ("Derivatively Classified By", Label::ClassifiedBy),
    ("CL By", Label::ClassifiedBy),
    ("Derived From", Label::DerivedFrom),
    ("DRV From", Label::DerivedFrom),
    ("DERV From", Label::DerivedFrom),
    ("Reason", Label::Reason),
    ("Classification Reason", Label::Reason),
    ("Reason for Classification", Label::Reason),
    ("Downgrade To", Label::Downgrade),
    ("Downgrade", Label::Downgrade),
    ("Declassify On", Label::DeclassifyOn),
    ("Declassify", Label::DeclassifyOn),
    ("Declass On", Label::DeclassifyOn),
    ("DECL On", Label::DeclassifyOn),
    ("DECL", Label::DeclassifyOn),
];

const SOURCE: &str = "32 CFR 2001.21 and 2001.22";

impl Label {
    fn words(self) -> &'static str {
        LABELS.iter().find(|(_, label)| *label == self).map_or("", |(words, _)| words)
    }
}

impl Block {
    /// The block beneath its banner, line by line.
    pub fn print(&self, banner: &str) -> String {
        let mut out = banner.to_owned();
        let mut line = |label: Label, text: Option<String>| {
            if let Some(text) = text {
                let _ = write!(out, "\n{}: {text}", label.words());
            }
        };
        line(Label::ClassifiedBy, self.classified_by.clone());
        line(Label::DerivedFrom, self.derived_from.clone());
        line(Label::Reason, self.reason.clone());
        line(Label::Downgrade, self.downgrade.as_ref().map(Downgrade::text));
        line(Label::DeclassifyOn, self.declassify_on.as_ref().map(ToString::to_string));
        for other in &self.other {
            out.push('\n');
            out.push_str(other);
        }
        out
    }
}

impl Downgrade {
    fn text(&self) -> String {
        format!("{} On: {}", print::level(self.to, Form::Banner), self.on)
    }
}

/// Some of the text of a block, with where it stands.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Line<'a> {
    fn span(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    fn trim(self) -> Self {
        let start = self.text.trim_start();
        Self { text: start.trim_end(), at: self.at + self.text.len() - start.len() }
    }

    fn split_at(self, middle: usize) -> (Self, Self) {
        let (one, other) = self.text.split_at_checked(middle).unwrap_or((self.text, ""));
        (Self { text: one, at: self.at }, Self { text: other, at: self.at + one.len() })
    }
}

/// Whether a line begins as one of the block does.
pub(crate) fn is_line(text: &str) -> bool {
    labelled(Line { text, at: 0 }).is_some()
}

/// Reads the lines beneath a banner.
pub(crate) fn read(text: &str, part: Range<usize>, problems: &mut Vec<Problem>) -> Option<Block> {
    let mut block = Block::default();
    let mut at = part.start;
    for line in text.get(part.clone()).unwrap_or_default().split_inclusive('\n') {
        let trimmed = Line { text: line, at }.trim();
        at += line.len();
        if !trimmed.text.is_empty() {
            block.take(trimmed, problems);
        }
    }
    if block == Block::default() {
        return None;
    }
    block.say_what_is_missing(part.end, problems);
    Some(block)
}

impl Block {
    fn take(&mut self, line: Line<'_>, problems: &mut Vec<Problem>) {
        let Some((label, words, value)) = labelled(line) else {
            problems.push(unknown(line));
            return self.other.push(line.text.to_owned());
        };
        if !is_called(words.text.trim_end_matches(':'), label.words()) || !words.text.ends_with(':') {
            let right = format!("{}:", label.words());
            let what = format!("`{}` is written `{right}`", words.text.trim());
            let mend = if words.text.ends_with(':') { right } else { right + " " };
            problems.push(Problem::warning("us-block-spelling", words.span(), what, SOURCE).mend(mend));
        }
        let value = value.trim();
        if value.text.is_empty() {
            let what = format!("nothing stands behind `{}`", words.text);
            problems.push(Problem::error("us-block-empty", words.span(), what, SOURCE));
            return self.other.push(line.text.to_owned());
        }
        if self.has(label) {
            let what = format!("`{}` stands twice", label.words());
            problems.push(Problem::error("us-block-duplicate", line.span(), what, SOURCE));
            return self.other.push(line.text.to_owned());
        }
        match label {
            Label::ClassifiedBy => self.classified_by = Some(value.text.to_owned()),
            Label::DerivedFrom => self.derived_from = Some(value.text.to_owned()),
            Label::Reason => self.reason = Some(value.text.to_owned()),
            Label::DeclassifyOn => self.declassify_on = Some(declassify::read(value, problems)),
            Label::Downgrade => match downgrade(value) {
                Some(downgrade) => self.downgrade = Some(downgrade),
                None => {
                    let what = format!("`{}` is no level with `On:` and a date or an event", value.text);
                    problems.push(Problem::error("us-block-downgrade", value.span(), what, SOURCE));
                    self.other.push(line.text.to_owned());
                }
            },
        }
    }

    fn has(&self, label: Label) -> bool {
        match label {
            Label::ClassifiedBy => self.classified_by.is_some(),
            Label::DerivedFrom => self.derived_from.is_some(),
            Label::Reason => self.reason.is_some(),
            Label::Downgrade => self.downgrade.is_some(),
            Label::DeclassifyOn => self.declassify_on.is_some(),
        }
    }

    /// A block says by whom, why or from what, and until when. Lines that are no block are missed in nothing.
    fn say_what_is_missing(&self, end: usize, problems: &mut Vec<Problem>) {
        let all =
            [Label::ClassifiedBy, Label::DerivedFrom, Label::Reason, Label::Downgrade, Label::DeclassifyOn];
        if !all.into_iter().any(|label| self.has(label)) {
            return;
        }
        let has_why = self.has(Label::DerivedFrom) || self.has(Label::Reason);
        let missing = [
            (!self.has(Label::ClassifiedBy)).then_some("`Classified By:`"),
            (!has_why).then_some("`Derived From:` or `Reason:`"),
            (!self.has(Label::DeclassifyOn)).then_some("`Declassify On:`"),
        ];
        for words in missing.into_iter().flatten() {
            let what = format!("the block has no line {words}");
            problems.push(Problem::error("us-block-missing", end..end, what, SOURCE));
        }
    }
}

/// The label of a line with its colon, and what stands behind it.
fn labelled(line: Line<'_>) -> Option<(Label, Line<'_>, Line<'_>)> {
    let (typed, length) = match line.text.find(':') {
        Some(colon) => (line.text.get(..colon)?, colon + 1),
        None => (line.text, line.text.len()),
    };
    if let Some((_, label)) = LABELS.iter().find(|(label, _)| is_called(typed, label)) {
        let (words, value) = line.split_at(length);
        return Some((*label, words, value));
    }
    // Without a colon. One word alone is no label then: too much begins with it.
    LABELS.iter().filter(|(label, _)| label.contains(' ')).find_map(|(words, label)| {
        let typed = line.text.get(..words.len())?;
        let after = line.text.get(words.len()..)?;
        let begins = typed.eq_ignore_ascii_case(words) && after.starts_with(char::is_whitespace);
        let length = words.len() + after.len() - after.trim_start().len();
        let (words, value) = line.split_at(length);
        begins.then_some((*label, words, value))
    })
}

/// Whether a label is typed, whatever its case and spaces.
fn is_called(typed: &str, label: &str) -> bool {
    let mut words = label.split(' ');
    let are_same =
        typed.split_whitespace().all(|word| words.next().is_some_and(|one| one.eq_ignore_ascii_case(word)));
    are_same && words.next().is_none()
}

/// A line without a label that is known.
fn unknown(line: Line<'_>) -> Problem {
    let shown = line.text.chars().take(40).collect::<String>();
    let typed = line.text.split_once(':').map(|(label, _)| label.trim_end()).filter(|label| label.len() < 40);
    let near = typed.and_then(|typed| {
        let lower = typed.to_ascii_lowercase();
        let near = LABELS.iter().filter(|(words, _)| words.len() > 5);
        near.map(|(words, label)| (strsim::damerau_levenshtein(&words.to_ascii_lowercase(), &lower), label))
            .filter(|(distance, _)| *distance <= 2)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, label)| (typed, label))
    });
    match near {
        Some((typed, label)) => {
            let (label_line, _) = line.split_at(typed.len());
            let what = format!("`{typed}` is no line of a block");
            Problem::error("us-block-line", label_line.span(), what, SOURCE).mend(label.words())
        }
        None => {
            let what = format!("`{shown}` is no line of a block, and is not read");
            Problem::warning("us-block-line", line.span(), what, SOURCE)
        }
    }
}

/// `SECRET On: 20301231`
fn downgrade(value: Line<'_>) -> Option<Downgrade> {
    let words: Vec<&str> = value.text.split_whitespace().collect();
    let on = words.iter().position(|word| word.trim_end_matches(':').eq_ignore_ascii_case("on"))?;
    let to = words.get(..on)?.join(" ").to_ascii_uppercase();
    let levels = [Level::Unclassified, Level::Confidential, Level::Secret, Level::TopSecret];
    let to = levels.into_iter().find(|level| {
        to == print::level(*level, Form::Banner) || to == print::level(*level, Form::Portion)
    })?;
    let when = words.get(on + 1..)?.join(" ");
    let on = declassify::until(&when)?;
    Some(Downgrade { to, on })
}

#[cfg(test)]
mod tests;
