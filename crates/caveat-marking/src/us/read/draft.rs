//! What is being read: the marking so far, its tokens, its entries and what is wrong.

use std::ops::Range;

use crate::problem::{Problem, Severity};
use crate::us::marking::{Category, Classification, Level, Marking, Unknown};
use crate::us::read::cut::Cut;
use crate::us::read::{Part, Token};
use crate::us::register::{Form, Mark, SYNTAX};
use crate::us::text::Plain;

/// As many problems are told; the last says that there are more.
const MOST_PROBLEMS: usize = 100;

/// What stands between two separators: a control system with all that is beneath it, a list with its words in front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    /// All of it, or of a special access program without `SAR-`.
    pub(super) cut: Cut<'a>,
    /// What is in front of it: slashes, and what stands beside them and means nothing.
    pub(super) gap: Cut<'a>,
    pub(super) kind: Kind<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'a> {
    /// What is understood, with its place.
    Known(Place<'a>),
    /// It has the form of a control system that is not published. Where it stands must tell whether it is one.
    Unpublished,
    /// What nobody knows.
    Unknown,
    /// One classification too many.
    Further,
}

/// Where an entry belongs: its category, and its place in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place<'a> {
    pub(super) category: Category,
    pub(super) rank: u8,
    pub(super) name: &'a str,
}

impl<'a> Entry<'a> {
    /// How many slashes are in front of it.
    pub(super) fn slashes(&self) -> usize {
        self.gap.slashes()
    }

    /// Its place, if it is understood.
    pub(super) fn place(&self) -> Option<Place<'a>> {
        match self.kind {
            Kind::Known(place) => Some(place),
            Kind::Unpublished | Kind::Unknown | Kind::Further => None,
        }
    }
}

/// What is being read.
pub(super) struct Draft<'a> {
    pub(super) source: &'a str,
    pub(super) plain: &'a Plain<'a>,
    pub(super) form: Form,
    pub(super) tokens: Vec<Token>,
    pub(super) problems: Vec<Problem>,
    pub(super) classification: Option<Classification>,
    /// All but the classification.
    pub(super) marking: Marking,
    pub(super) entries: Vec<Entry<'a>>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(source: &'a str, plain: &'a Plain<'a>, form: Form, problems: Vec<Problem>) -> Self {
        Self {
            source,
            plain,
            form,
            tokens: Vec::with_capacity(12),
            problems,
            classification: None,
            marking: Marking::of(Level::Unclassified),
            entries: Vec::with_capacity(8),
        }
    }

    /// Where a part of the plain text stood in what was typed.
    pub(super) fn span(&self, range: Range<usize>) -> Range<usize> {
        self.plain.span(range)
    }

    /// A part of the plain text.
    pub(super) fn cut(&self, range: Range<usize>) -> Cut<'a> {
        Cut { text: self.plain.text.get(range.clone()).unwrap_or_default(), at: range.start }
    }

    /// What was typed for a part of the plain text.
    pub(super) fn typed(&self, range: Range<usize>) -> &'a str {
        self.source.get(self.span(range)).unwrap_or_default()
    }

    pub(super) fn token(&mut self, cut: Cut<'_>, category: Category, part: Part) {
        let span = self.span(cut.range());
        self.tokens.push(Token { span, category, part });
    }

    pub(super) fn entry(&mut self, cut: Cut<'a>, gap: Cut<'a>, category: Category, rank: u8, name: &'a str) {
        self.entries.push(Entry { cut, gap, kind: Kind::Known(Place { category, rank, name }) });
    }

    /// Keeps what nobody knows.
    pub(super) fn unknown(&mut self, category: Category, text: &str) {
        let unknown = Unknown { category, text: text.to_owned() };
        let at = self.marking.unknown.partition_point(|one| *one < unknown);
        if self.marking.unknown.get(at) != Some(&unknown) {
            self.marking.unknown.insert(at, unknown);
        }
    }

    /// An error that is mended in its own place.
    pub(super) fn error(&mut self, code: &'static str, cut: Cut<'_>, what: String, mend: Option<String>) {
        let mut problem = Problem::error(code, self.span(cut.range()), what, SYNTAX);
        if let Some(mend) = mend {
            problem = problem.mend(mend);
        }
        self.problems.push(problem);
    }

    /// A warning that is mended in its own place.
    pub(super) fn warning(
        &mut self,
        code: &'static str,
        cut: Cut<'_>,
        what: String,
        mend: impl Into<String>,
    ) {
        let problem = Problem::warning(code, self.span(cut.range()), what, SYNTAX).mend(mend);
        self.problems.push(problem);
    }

    /// Says so where a word is spelled otherwise than the form has it.
    pub(super) fn spelling(&mut self, cut: Cut<'_>, mark: Mark) {
        let Some(row) = mark.row() else { return };
        let (right, other) = match self.form {
            Form::Banner if cut.text == row.title => return,
            Form::Banner => (row.banner, cut.text == row.portion),
            Form::Portion => (row.portion, cut.text == row.title || cut.text == row.banner),
        };
        self.wording(cut, right, other);
    }

    /// Says so where words are not the right ones: those of the other form, or none.
    pub(super) fn wording(&mut self, cut: Cut<'_>, right: &str, is_other_form: bool) {
        if cut.text == right {
            return;
        }
        let typed = cut.text;
        if !is_other_form {
            return self.warning("us-spelling", cut, format!("`{typed}` is written `{right}`"), right);
        }
        let what = match self.form {
            Form::Banner => format!("`{typed}` is for portions: a banner has `{right}`"),
            Form::Portion => format!("`{typed}` is for banners: a portion has `{right}`"),
        };
        self.warning("us-form", cut, what, right);
    }
}

/// The problems in the order of the text, and no more of them than anybody reads.
pub(super) fn told(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    if problems.len() <= MOST_PROBLEMS {
        return problems;
    }
    // Errors are told first: a marking does not become valid by its length.
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let mut room = (MOST_PROBLEMS - 1).saturating_sub(errors);
    let mut told: Vec<Problem> = Vec::with_capacity(MOST_PROBLEMS);
    let all = problems.len();
    for problem in problems {
        let is_error = problem.severity == Severity::Error;
        if told.len() + 1 < MOST_PROBLEMS && (is_error || room > 0) {
            room = if is_error { room } else { room - 1 };
            told.push(problem);
        }
    }
    let end = told.last().map_or(0, |problem| problem.span.end);
    let what = format!("{} more problems are not told", all - told.len());
    told.push(Problem::error("us-too-many", end..end, what, SYNTAX));
    told
}
