//! What a marking is wrapped in, and what stands beneath it.

use std::ops::Range;

use crate::problem::Problem;
use crate::us::block;
use crate::us::register::{Form, SYNTAX};
use crate::us::text::is_bracket;

/// Where the marking stands in a text.
pub(super) struct Outer {
    pub(super) form: Form,
    /// The marking, without spaces and brackets at its ends.
    pub(super) marking: Range<usize>,
    /// The lines beneath a banner.
    pub(super) block: Option<Range<usize>>,
    pub(super) problems: Vec<Problem>,
}

/// Finds the marking, and says what is about it that does not belong there.
pub(super) fn find(text: &str, form: Option<Form>) -> Outer {
    let text_end = text.trim_end().len();
    let start = text.len() - text.trim_start().len();
    let is_wrapped = text.trim_start().starts_with(['(', '[', '{', '（']);
    let form = form.unwrap_or(if is_wrapped { Form::Portion } else { Form::Banner });
    let end = match form {
        Form::Banner => banner_end(text, start),
        Form::Portion => text_end,
    };
    let whole = text.get(start..end).unwrap_or_default();
    let head = whole.len() - whole.trim_start_matches(is_about).len();
    let tail = whole.trim_end_matches(|c| is_about(c) || is_after(c)).len().max(head);
    let marking = start + head..start + tail;
    let mut problems = Vec::new();
    if !marking.is_empty() {
        about(text, form, start..marking.start, marking.end..end, &mut problems);
    }
    let block = (end < text_end).then_some(end..text_end);
    Outer { form, marking, block, problems }
}

/// Where a banner ends: at its line's end, unless it goes on in the next line.
fn banner_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut before = "";
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let words = line.trim();
        let goes_on = before.is_empty() || before.ends_with(['/', ',']);
        if words.is_empty() || !goes_on || (!before.is_empty() && block::is_line(words)) {
            break;
        }
        end += line.len();
        before = words;
    }
    let banner = text.get(start..end).unwrap_or_default();
    start + banner.trim_end().len()
}

fn is_about(c: char) -> bool {
    c.is_whitespace() || is_bracket(c)
}

/// What nobody means at the end of a marking.
fn is_after(c: char) -> bool {
    matches!(c, '/' | '\\' | ',' | ';' | ':' | '.')
}

/// Says what is in front of a marking and behind it.
fn about(text: &str, form: Form, head: Range<usize>, tail: Range<usize>, problems: &mut Vec<Problem>) {
    let (before, after) =
        (text.get(head.clone()).unwrap_or_default(), text.get(tail.clone()).unwrap_or_default());
    let (opened, closed) = match form {
        Form::Portion if before.contains('(') || after.contains(')') => ("(", ")"),
        Form::Portion if before.is_empty() && after.is_empty() => return,
        Form::Portion if before.chars().any(is_bracket) || after.chars().any(is_bracket) => ("(", ")"),
        _ => ("", ""),
    };
    if before.trim() != opened {
        let what = match opened {
            "" => format!("`{}` stands in front of a banner", before.trim()),
            _ => "a portion mark stands in parentheses".to_owned(),
        };
        problems.push(Problem::warning("us-bracket", head, what, SYNTAX).mend(opened));
    }
    if after.trim() != closed {
        let typed = after.trim();
        let what = if typed.is_empty() {
            "the parenthesis is not closed".to_owned()
        } else {
            format!("`{typed}` stands behind the marking")
        };
        let code = if after.contains(is_after) { "us-trailing" } else { "us-bracket" };
        problems.push(Problem::warning(code, tail, what, SYNTAX).mend(closed));
    }
}
