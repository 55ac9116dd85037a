//! Documents with attributes of IC-ISM (`urn:us:gov:ic:ism`, ISM.XML V2022-DEC), in whatever XML they stand.

use std::ops::Range;

use caveat_marking::problem::Problem;
use caveat_marking::us;
use caveat_marking::us::ism::Attributes;
use caveat_marking::us::read::Form;
use roxmltree::Node;

use crate::write::{Unwritable, escaped};
use crate::xml::{ISM, document, head, text};
use crate::{Read, is_true};

/// The namespace of the attributes.
pub const NAMESPACE: &str = "urn:us:gov:ic:ism";

const SOURCE: &str = "ISM.XML V2022-DEC";

/// A document: its elements with attributes of IC-ISM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The elements, in the order of the document. An element within another has its place beside it.
    pub elements: Vec<Element>,
}

/// An element with attributes of IC-ISM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What the element is called, without the prefix of its namespace.
    pub name: String,
    /// The attributes, without the prefix of their namespace: every one, whether it is known or not.
    pub attributes: Attributes,
    /// The start tag: a byte range of the file.
    pub span: Range<usize>,
    /// The portion mark with which its text begins.
    pub mark: Option<Mark>,
}

/// A portion mark that stands in the text: `(S//NF)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The mark, within its brackets.
    pub text: String,
    /// Where it stands, with its brackets: a byte range of the file.
    pub span: Range<usize>,
}

impl Document {
    /// The resource element, whose attributes are the banner: the first that says it is one.
    pub fn resource(&self) -> Option<&Element> {
        self.elements.iter().find(|element| element.is_resource())
    }

    /// The portions: every element but the resource element. Those that are excluded from the roll-up are among them,
    /// and [`compare_attributes`](us::document::compare_attributes) leaves them out of account.
    pub fn portions(&self) -> impl Iterator<Item = &Element> {
        let resource = self.elements.iter().position(Element::is_resource);
        self.elements.iter().enumerate().filter(move |(at, _)| Some(*at) != resource).map(|(_, one)| one)
    }
}

impl Element {
    /// Whether its attributes are a banner (`resourceElement`).
    pub fn is_resource(&self) -> bool {
        is_true(self.attributes.get("resourceElement").map(String::as_str))
    }

    /// Whether it counts for nothing in the banner (`excludeFromRollup`).
    pub fn is_excluded(&self) -> bool {
        is_true(self.attributes.get("excludeFromRollup").map(String::as_str))
    }
}

/// Reads a document. Whether its banner is that of its portions, is for
/// [`compare_attributes`](us::document::compare_attributes).
pub fn read_document(file: &[u8]) -> Read<Document> {
    let read = text(&ISM, file).and_then(|text| {
        let document = document(&ISM, text)?;
        let elements = document.descendants().filter(|node| is_marked(*node));
        let elements = elements.map(|node| element(text, node)).collect();
        let mut problems: Vec<Problem> = document
            .descendants()
            .flat_map(|node| node.attributes())
            .filter(is_of_another_version)
            .map(|attribute| in_another_version(&attribute))
            .collect();
        let document = Document { elements };
        if document.resource().is_none() {
            let message = "no element says that it is the resource element, and there is no banner";
            problems.push(Problem::warning("ism-no-resource", 0..0, message, SOURCE));
        }
        Ok((document, problems))
    });
    match read {
        Ok((document, problems)) => Read::of(Some(document), problems),
        Err(problem) => Read::of(None, vec![problem]),
    }
}

/// Attributes as they stand in a start tag where the prefix `ism` is that of their namespace, a space before each, in
/// the order of a marking. The tokens of a value stay in theirs, which [`to_attributes`](us::ism::to_attributes) makes
/// that of their vocabulary.
///
/// # Errors
/// Where a name is none that an attribute can have, or a value has a character that XML cannot have.
pub fn write_attributes(attributes: &Attributes) -> Result<String, Unwritable> {
    let mut ordered: Vec<(&String, &String)> = attributes.iter().collect();
    ordered.sort_by_key(|(name, _)| ORDER.iter().position(|one| one == name).unwrap_or(ORDER.len()));
    let mut text = String::new();
    for (name, value) in ordered {
        if !is_name(name) {
            return Err(Unwritable::Name(name.clone()));
        }
        text.push_str(&format!(" ism:{name}=\"{}\"", escaped(value)?));
    }
    Ok(text)
}

/// A file with one element, which has these attributes and this text.
///
/// # Errors
/// Where a name is none that an attribute can have, or a value or the text has a character that XML cannot have.
pub fn write_element(attributes: &Attributes, content: &str) -> Result<String, Unwritable> {
    let (attributes, content) = (write_attributes(attributes)?, escaped(content)?);
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    Ok(format!("{declaration}\n<portion xmlns:ism=\"{NAMESPACE}\"{attributes}>{content}</portion>\n"))
}

/// A file with a resource element: these attributes, and that they are a banner.
///
/// # Errors
/// Where a name is none that an attribute can have, or a value has a character that XML cannot have.
pub fn write_resource(attributes: &Attributes) -> Result<String, Unwritable> {
    let mut attributes = attributes.clone();
    attributes.insert("resourceElement".to_owned(), "true".to_owned());
    let attributes = write_attributes(&attributes)?;
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    Ok(format!("{declaration}\n<resource xmlns:ism=\"{NAMESPACE}\"{attributes}/>\n"))
}

/// The attributes in the order of a marking, between what a document says of itself and how it is declassified.
const ORDER: [&str; 34] = [
    "DESVersion",
    "ISMCATCESVersion",
    "resourceElement",
    "excludeFromRollup",
    "compliesWith",
    "exemptFrom",
    "createDate",
    "classification",
    "ownerProducer",
    "joint",
    "SCIcontrols",
    "SARIdentifier",
    "atomicEnergyMarkings",
    "disseminationControls",
    "FGIsourceOpen",
    "FGIsourceProtected",
    "releasableTo",
    "displayOnlyTo",
    "nonICmarkings",
    "nonUSControls",
    "highWaterNATO",
    "cuiBasic",
    "cuiSpecified",
    "hasApproximateMarkings",
    "noticeType",
    "compilationReason",
    "classifiedBy",
    "derivativelyClassifiedBy",
    "derivedFrom",
    "classificationReason",
    "declassDate",
    "declassEvent",
    "declassException",
    "pocType",
];

/// Whether a name can stand behind a prefix. All names of ISM are of letters and digits.
fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn is_marked(node: Node<'_, '_>) -> bool {
    node.attributes().any(|attribute| attribute.namespace() == Some(NAMESPACE))
}

fn element(text: &str, node: Node<'_, '_>) -> Element {
    let own = node.attributes().filter(|attribute| attribute.namespace() == Some(NAMESPACE));
    Element {
        name: node.tag_name().name().to_owned(),
        attributes: own.map(|one| (one.name().to_owned(), one.value().to_owned())).collect(),
        span: head(text, node.range()),
        mark: mark(text, node),
    }
}

/// The longest portion mark that is looked for.
const LONGEST: usize = 1000;

/// The portion mark with which an element's text begins. That of another marked element within it is not its own.
fn mark(text: &str, node: Node<'_, '_>) -> Option<Mark> {
    let first = first_text(node)?;
    let raw = text.get(first.range())?;
    let begun = raw.trim_start();
    let inner = begun.strip_prefix('(')?;
    let (inner, _) = inner.split_once(')').filter(|(inner, _)| inner.len() <= LONGEST)?;
    us::examine(inner, Some(Form::Portion)).reading.marking?;
    let start = first.range().start + raw.len() - begun.len();
    Some(Mark { text: inner.to_owned(), span: start..start + inner.len() + "()".len() })
}

/// The first text in an element, before any element that is marked.
fn first_text<'a, 'input>(node: Node<'a, 'input>) -> Option<Node<'a, 'input>> {
    let mut within = node.descendants().skip(1);
    let said = |one: &Node<'_, '_>| one.is_text() && one.text().is_some_and(|text| !text.trim().is_empty());
    within.find(|one| said(one) || is_marked(*one)).filter(|one| one.is_text())
}

/// An attribute of a version of ISM whose namespace is another: it is a marking, and would be passed over.
fn is_of_another_version(attribute: &roxmltree::Attribute<'_, '_>) -> bool {
    let behind = attribute.namespace().and_then(|namespace| namespace.strip_prefix(NAMESPACE));
    behind.is_some_and(|behind| behind.starts_with(':'))
}

fn in_another_version(attribute: &roxmltree::Attribute<'_, '_>) -> Problem {
    let namespace = attribute.namespace().unwrap_or_default();
    let message = format!("`{}` is of `{namespace}`, and only `{NAMESPACE}` is read", attribute.name());
    Problem::error("ism-namespace", attribute.range(), message, SOURCE)
}
