//! Label files: XML of STANAG 4774, and documents with attributes of IC-ISM and access profiles.

use std::ops::Range;
use std::path::Path;

use caveat_labels::ism::{Document, Element, read_document};
use caveat_labels::ntk::{self, read_access};
use caveat_labels::{Kind, MAX_BYTES, Read, kind, read_clearance, read_label};
use caveat_marking::nato::clearance::Clearance;
use caveat_marking::nato::label::Label;
use caveat_marking::nato::policy;
use caveat_marking::problem::{Problem, are_harmless};
use caveat_marking::us;
use caveat_marking::us::ism::{Attributes, from_attributes};
use caveat_marking::us::ntk::Access;
use caveat_marking::us::read::Form;

use super::document;
use crate::command::input;
use crate::failure::Failure;
use crate::report::Found;

/// A label file as it was read.
pub(super) struct LabelFile {
    /// What it is called.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What it says. None, where anything in its XML is an error.
    pub(super) said: Option<Said>,
    /// What is wrong with it, by byte ranges of the file.
    pub(super) problems: Vec<Problem>,
}

/// What a label file says.
pub(super) enum Said {
    /// A confidentiality label.
    Label(Box<Label>),
    /// A confidentiality clearance.
    Clearance(Clearance),
    /// A document: its elements with attributes, and who needs to know.
    Document(Document, Access),
}

impl LabelFile {
    /// Reads a file, or no more of it than tells that it is too large.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let bytes = input::up_to(path, MAX_BYTES)?;
        let (said, mut problems) = match kind(&bytes) {
            Kind::Label => read(read_label(&bytes), |label| Said::Label(Box::new(label))),
            Kind::Clearance => read(read_clearance(&bytes), Said::Clearance),
            Kind::Document => document_of(&bytes),
        };
        problems.extend(said.as_ref().map(|said| further(said, &bytes)).unwrap_or_default());
        problems.sort_by_key(|problem| problem.span.start);
        Ok(Self { name: path.display().to_string(), bytes, said, problems })
    }

    /// Whether it can be read, and nothing in it is an error.
    pub(super) fn is_valid(&self) -> bool {
        self.said.is_some() && are_harmless(&self.problems)
    }
}

/// The attributes of the banner, if there is one, and those of each portion.
pub(super) fn attributes(document: &Document) -> (Option<&Attributes>, Vec<Attributes>) {
    let portions = document.portions().map(|portion| portion.attributes.clone()).collect();
    (document.resource().map(|resource| &resource.attributes), portions)
}

fn read<T>(read: Read<T>, said: impl Fn(T) -> Said) -> (Option<Said>, Vec<Problem>) {
    (read.value.map(said), read.problems)
}

/// A document with who needs to know. Half of the two is nothing.
fn document_of(bytes: &[u8]) -> (Option<Said>, Vec<Problem>) {
    let (document, access) = (read_document(bytes), read_access(bytes));
    let mut problems = document.problems;
    // The XML was told of already.
    problems.extend(access.problems.into_iter().filter(|problem| !problem.code.starts_with("ism-")));
    let said = document.value.zip(access.value).map(|(document, access)| Said::Document(document, access));
    (said, problems)
}

/// What is wrong with what a file says, though its XML is right.
fn further(said: &Said, bytes: &[u8]) -> Vec<Problem> {
    match said {
        Said::Label(label) => {
            let span = start_tag(bytes, "ConfidentialityInformation");
            let problems = policy::check(label).into_iter();
            problems.map(|problem| Problem { span: span.clone(), ..problem }).collect()
        }
        Said::Clearance(_) => Vec::new(),
        Said::Document(document, access) => {
            let mut problems = ntk::check(document, access);
            problems.extend(compared(document));
            problems.extend(document.elements.iter().filter_map(marked_otherwise));
            problems
        }
    }
}

/// The start tag of the first element of a name.
fn start_tag(bytes: &[u8], name: &str) -> Range<usize> {
    let text = str::from_utf8(bytes).unwrap_or_default();
    let inside = text.find(&format!("{name}>")).or_else(|| text.find(name)).unwrap_or(0);
    let start = text.get(..inside).and_then(|before| before.rfind('<')).unwrap_or(inside);
    let length = text.get(inside..).and_then(|rest| rest.find('>')).map_or(0, |end| end + 1);
    start..inside + length
}

/// What is wrong with the attributes of a document, each at its start tag.
fn compared(document: &Document) -> Vec<Problem> {
    let (Some(banner), portions) = attributes(document) else { return Vec::new() };
    let whole = document.resource().map_or(0..0, |resource| resource.span.clone());
    let spans: Vec<Range<usize>> = document.portions().map(|portion| portion.span.clone()).collect();
    let problem = |found: Found| {
        let span = found.portion.and_then(|at| spans.get(at)).unwrap_or(&whole).clone();
        Problem { span, mend: None, ..found.problem }
    };
    document::attributes_compared(banner, &portions).told.into_iter().map(problem).collect()
}

/// A portion mark in the text that says another level than the attributes of its element.
fn marked_otherwise(element: &Element) -> Option<Problem> {
    let mark = element.mark.as_ref()?;
    let said = us::examine(&mark.text, Some(Form::Portion)).reading.marking?;
    let meant = from_attributes(&element.attributes).marking?;
    if said.classification.level == meant.classification.level {
        return None;
    }
    let portion = meant.print(Form::Portion);
    let message = format!("the text says `({})`, and the attributes of its element `({portion})`", mark.text);
    Some(Problem::error("ism-mark", mark.span.clone(), message, "CAPCO 2016, A.6"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_tag_is_found() {
        let file = b"<a:x><a:Information b='c'><a:Information>";
        assert_eq!(file.get(start_tag(file, "Information")), Some(&b"<a:Information>"[..]));
        let file = b"<x><Information b='c'>d</Information >";
        assert_eq!(file.get(start_tag(file, "Information")), Some(&b"<Information b='c'>"[..]));
        assert_eq!(start_tag(b"", "Information"), 0..0);
        assert_eq!(start_tag(b"\xff", "Information"), 0..0);
    }
}
