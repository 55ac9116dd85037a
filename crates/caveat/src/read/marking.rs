//! The marking of an item: read leniently where people type, kept in the one form that its scheme has for it.

use crate::id::SchemeId;
use crate::marking::{self, MAX_MARKING};
use crate::read::entry::Before;
use crate::read::fields::{Fields, id, verbatim};
use crate::read::problem::Problem;
use crate::read::tree::Node;

/// The marking as it is kept, and the scheme that reads it.
///
/// What the scheme does not understand to the last word is kept as it was typed. Where none is named, none is taken for
/// it: whoever records a scheme would then say what the papers of others mean.
pub(super) fn marking(fields: &Fields<'_>, before: &Before<'_>) -> (Option<String>, Option<SchemeId>) {
    let (text, scheme) = (fields.one("marking", verbatim), fields.one("scheme", id::<SchemeId>));
    let Some(text) = text else { return (None, scheme) };
    if fields.reading.manner.kept.is_some() || text.chars().count() > MAX_MARKING {
        return (Some(text), scheme);
    }
    let Some(scheme) = scheme else {
        without_scheme(fields, before, &text);
        return (Some(text), None);
    };
    let recorded = before.ledger.scheme(&scheme);
    let (canonical, found) =
        recorded.and_then(|known| Some(fields.reading.reader(known)?.kept(&text))).unwrap_or_default();
    let node = fields.get("marking");
    found.iter().for_each(|problem| doubt(fields, before, node, problem));
    (Some(canonical.unwrap_or(text)), Some(scheme))
}

/// Says which scheme would read it.
fn without_scheme(fields: &Fields<'_>, before: &Before<'_>, text: &str) {
    let reader = before.ledger.schemes().find(|scheme| marking::canonical(scheme, text).is_some());
    if let (Some(reader), Some(node)) = (reader, fields.get("marking")) {
        let problem = Problem::new(fields.reading.inner(node), "no scheme is named that reads this marking");
        let written = fields.reading.assign("scheme", &format!("\"{}\"", reader.id));
        fields.reading.doubt(before.position, problem.hint(format!("add `{written}`, or nobody meets it")));
    }
}

fn doubt(
    fields: &Fields<'_>,
    before: &Before<'_>,
    node: Option<&Node<'_>>,
    problem: &caveat_marking::problem::Problem,
) {
    let Some(node) = node else { return };
    let span = fields.reading.part(node, problem.span.start, problem.span.len());
    let doubt = Problem::new(span, format!("{} ({})", problem.message, problem.code));
    let doubt = match &problem.mend {
        Some(mend) if mend.text.is_empty() => doubt.hint("leave it out"),
        Some(mend) => doubt.hint(format!("write `{}`", mend.text)),
        None => doubt.hint(format!("see {}", problem.source)),
    };
    fields.reading.doubt(before.position, doubt);
}
