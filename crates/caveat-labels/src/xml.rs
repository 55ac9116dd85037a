//! XML within bounds: no document type, no entities of one's own, so many bytes, so deep.
//!
//! What is beyond them has a code of its own in every kind of file.

use std::ops::Range;

use caveat_marking::problem::Problem;
use roxmltree::{Document, Error, ParsingOptions, TextPos};

/// The largest file that is read.
pub const MAX_BYTES: usize = 256 * 1024;
/// How deep the elements of a label may be nested.
pub const MAX_DEPTH: usize = 16;
/// How deep the elements of a document may be nested.
pub const MAX_DOCUMENT_DEPTH: usize = 64;
/// How many pieces it may have.
const MAX_NODES: u32 = 20_000;

/// What is read, and the codes of what is wrong with its XML.
pub(crate) struct Kind {
    name: &'static str,
    depth: usize,
    too_large: &'static str,
    encoding: &'static str,
    nesting: &'static str,
    document_type: &'static str,
    malformed: &'static str,
}

/// The label files of STANAG 4774.
pub(crate) const STANAG: Kind = Kind {
    name: "label",
    depth: MAX_DEPTH,
    too_large: "stanag-too-large",
    encoding: "stanag-encoding",
    nesting: "stanag-nesting",
    document_type: "stanag-document-type",
    malformed: "stanag-malformed",
};

/// Documents with attributes of IC-ISM.
pub(crate) const ISM: Kind = Kind {
    name: "document",
    depth: MAX_DOCUMENT_DEPTH,
    too_large: "ism-too-large",
    encoding: "ism-encoding",
    nesting: "ism-nesting",
    document_type: "ism-document-type",
    malformed: "ism-malformed",
};

const XML: &str = "XML 1.0";
const BOUND: &str = "a bound of this program";

/// The text of a file.
pub(crate) fn text<'a>(kind: &Kind, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    if bytes.len() > MAX_BYTES {
        let message = format!("{} bytes are no {}: the most is {MAX_BYTES}", bytes.len(), kind.name);
        return Err(Problem::error(kind.too_large, 0..bytes.len(), message, BOUND));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let end = at + error.error_len().unwrap_or(bytes.len() - at);
        Problem::error(kind.encoding, at..end, "it is not UTF-8", XML)
    })?;
    match declared(text) {
        Some((span, name)) if !["UTF-8", "US-ASCII"].iter().any(|known| name.eq_ignore_ascii_case(known)) => {
            let message = format!("`{name}` is declared, and only UTF-8 is read");
            Err(Problem::error(kind.encoding, span, message, XML))
        }
        _ => Ok(text),
    }
}

/// The encoding that the text declares.
fn declared(text: &str) -> Option<(Range<usize>, &str)> {
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml ")?;
    let start = text.len() - declaration.len();
    let declaration = declaration.get(..declaration.find("?>")?)?;
    let at = declaration.find("encoding")? + "encoding".len();
    let behind = declaration.get(at..)?;
    let quote = behind.find(['"', '\''])?;
    let name = behind.get(quote + 1..)?.split(['"', '\'']).next()?;
    let start = start + at + quote + 1;
    Some((start..start + name.len(), name))
}

/// The document, if it is one, and within bounds.
pub(crate) fn document<'a>(kind: &Kind, text: &'a str) -> Result<Document<'a>, Problem> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| malformed(kind, text, &error))?;
    let deep = document.descendants().filter(roxmltree::Node::is_element);
    let mut deep = deep.filter(|node| node.ancestors().take(kind.depth + 2).count() > kind.depth + 1);
    if let Some(node) = deep.next() {
        let message = format!("elements are nested deeper than {}", kind.depth);
        return Err(Problem::error(kind.nesting, head(text, node.range()), message, BOUND));
    }
    Ok(document)
}

/// The start tag of an element.
pub(crate) fn head(text: &str, range: Range<usize>) -> Range<usize> {
    let tag = text.get(range.clone()).and_then(|text| text.find('>'));
    range.start..tag.map_or(range.end, |end| range.start + end + 1)
}

fn malformed(kind: &Kind, text: &str, error: &Error) -> Problem {
    match error {
        Error::DtdDetected => {
            let at = text.find("<!DOCTYPE").unwrap_or_default();
            let end = (at + "<!DOCTYPE".len()).min(text.len());
            let message = "a document type is declared: what it could fetch or expand is refused";
            Problem::error(kind.document_type, at..end, message, BOUND)
        }
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => {
            let message = format!("it has more pieces than any {}", kind.name);
            Problem::error(kind.too_large, 0..text.len(), message, BOUND)
        }
        error => {
            let at = offset(text, error);
            let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
            Problem::error(kind.malformed, at..end, told(error), XML)
        }
    }
}

/// What is wrong, without the place: that is the span's.
fn told(error: &Error) -> String {
    let told = error.to_string();
    let plain = told.rsplit_once(" at ").map_or(told.as_str(), |(plain, _)| plain);
    let mut letters = plain.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("it is not well-formed: {first}{}", letters.as_str())
}

/// Where an error is, in bytes. The parser tells a row and a column, and of some errors nothing.
fn offset(text: &str, error: &Error) -> usize {
    let TextPos { row, col } = error.pos();
    if matches!(error, Error::UnexpectedEndOfStream | Error::UnclosedRootNode | Error::NoRootNode) {
        return text.len();
    }
    let (row, col) = (usize::try_from(row).unwrap_or(1), usize::try_from(col).unwrap_or(1));
    let line_start: usize = text.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default();
    let within = line.char_indices().nth(col.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    line_start + within
}
