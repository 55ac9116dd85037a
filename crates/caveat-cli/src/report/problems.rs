//! Problems in a file, as a compiler shows them.

use std::io::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use caveat::read::Problem;

/// More problems than this, and only their number is told.
const SHOWN: usize = 20;

/// Shows each problem in its place.
pub(crate) fn problems(name: &str, bytes: &[u8], problems: &[Problem]) {
    let text = String::from_utf8_lossy(bytes);
    let exact = matches!(text, std::borrow::Cow::Borrowed(_));
    let mut err = anstream::stderr().lock();
    for problem in problems.iter().take(SHOWN) {
        let title = Level::ERROR.primary_title(&problem.message);
        // Without valid text there is nothing to point at; the message tells the byte.
        let group = if exact && bytes.len() <= caveat::read::MAX_FILE {
            let span = AnnotationKind::Primary.span(clamp(&problem.span, &text));
            let notes = problem.notes.iter();
            let notes =
                notes.map(|note| AnnotationKind::Context.span(clamp(&note.span, &text)).label(&note.message));
            title.element(Snippet::source(text.as_ref()).path(name).annotation(span).annotations(notes))
        } else {
            title.element(annotate_snippets::Origin::path(name))
        };
        let group = match &problem.hint {
            Some(hint) => group.element(Level::HELP.message(hint)),
            None => group,
        };
        let _ = writeln!(err, "{}\n", Renderer::styled().render(&[group]));
    }
    let more = problems.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(err, "and {more} more");
    }
    let _ = writeln!(err, "nothing was read from {name}");
}

fn clamp(span: &std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    start..span.end.clamp(start, text.len())
}
