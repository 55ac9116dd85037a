//! A confidentiality label (ADatP-4774, Edition A, App. 1).

use caveat_marking::nato::Value;
use caveat_marking::nato::label::{
    Category, CategoryType, IdType, Information, Label, LabelKind, OriginatorId, Policy, Stated, Succession,
};
use caveat_marking::problem::{Problem, Severity};
use roxmltree::Node;

use crate::parts::{Page, Parts, SYNTAX, name};
use crate::write::{Unwritable, Writer};
use crate::xml::{STANAG, document, text};
use crate::{LABEL, Read};

/// The three kinds of labels, by the name of the element.
const ROOTS: [(&str, LabelKind, &str); 3] = [
    ("originatorConfidentialityLabel", LabelKind::Originator, "slab:originatorConfidentialityLabel"),
    ("alternativeConfidentialityLabel", LabelKind::Alternative, "slab:alternativeConfidentialityLabel"),
    ("metadataConfidentialityLabel", LabelKind::Metadata, "slab:metadataConfidentialityLabel"),
];

/// Reads a file with one label. Whether it is valid under NATO's policy is for [`caveat_marking::nato::policy::check`].
pub fn read_label(file: &[u8]) -> Read<Label> {
    let read = text(&STANAG, file).and_then(|text| {
        let document = document(&STANAG, text)?;
        let mut page = Page { text, problems: Vec::new() };
        let label = label(&mut page, document.root_element());
        Ok((label, page.problems))
    });
    match read {
        Ok((label, problems)) => Read::of(label, problems),
        Err(problem) => Read::of(None, vec![problem]),
    }
}

/// The file of a label.
///
/// # Errors
/// Where it says something that XML cannot have, or does not say what it must.
pub fn write_label(label: &Label) -> Result<String, Unwritable> {
    let mut writer = Writer::new();
    let root = ROOTS.iter().find(|(_, kind, _)| *kind == label.kind).map_or("", |(.., root)| root);
    let review = label.stated.review.map(|review| review.to_string());
    let attributes =
        [("xmlns:slab", Some(LABEL)), ("Id", label.id.as_deref()), ("ReviewDateTime", review.as_deref())];
    writer.begin(root, &attributes)?;
    write_stated(&mut writer, &label.stated)?;
    if let Some(succession) = &label.succession {
        writer.begin("slab:SuccessionHandling", &[])?;
        writer.element("slab:SuccessionDateTime", &[], &succession.at.to_string())?;
        let review = succession.successor.review.map(|review| review.to_string());
        writer.begin("slab:SuccessorConfidentialityLabel", &[("ReviewDateTime", review.as_deref())])?;
        write_stated(&mut writer, &succession.successor)?;
    }
    Ok(writer.finish())
}

fn write_stated(writer: &mut Writer, stated: &Stated) -> Result<(), Unwritable> {
    let information = &stated.information;
    writer.begin("slab:ConfidentialityInformation", &[])?;
    write_policy(writer, &information.policy)?;
    writer.some("slab:Classification", &[], information.classification.as_str())?;
    if let Some(mark) = &information.privacy_mark {
        writer.element("slab:PrivacyMark", &[], mark)?;
    }
    information.categories.iter().try_for_each(|category| write_category(writer, category))?;
    writer.end();
    if let Some(originator) = &stated.originator {
        writer.some("slab:OriginatorID", &[("IDType", Some(originator.kind.as_str()))], &originator.name)?;
    }
    writer.element("slab:CreationDateTime", &[], &stated.created.to_string())
}

pub(crate) fn write_policy(writer: &mut Writer, policy: &Policy) -> Result<(), Unwritable> {
    let uri = [("URI", policy.uri.as_deref())];
    writer.some("slab:PolicyIdentifier", &uri, policy.identifier.as_str())
}

pub(crate) fn write_category(writer: &mut Writer, category: &Category) -> Result<(), Unwritable> {
    if category.tag.is_empty() {
        return Err(Unwritable::Empty("slab:Category"));
    }
    let attributes = [
        ("Type", Some(category.kind.as_str())),
        ("TagName", Some(category.tag.as_str())),
        ("URI", category.uri.as_deref()),
    ];
    writer.begin("slab:Category", &attributes)?;
    for value in &category.values {
        writer.element("slab:GenericValue", &[], value.as_str())?;
    }
    writer.end();
    Ok(())
}

fn label(page: &mut Page<'_>, root: Node<'_, '_>) -> Option<Label> {
    let (_, kind, _) = ROOTS.iter().find(|(known, ..)| *known == root.tag_name().name()).or_else(|| {
        page.error("stanag-root", root, format!("`{}` is no confidentiality label", name(root)));
        None
    })?;
    in_namespace(page, root, LABEL)?;
    let mut parts = page.parts(root);
    let id = parts.attribute("Id").map(|(id, _)| id);
    let stated = stated(page, &mut parts);
    let succession = parts.optional(page, "SuccessionHandling").map(|node| succession(page, node));
    parts.finish(page, Severity::Warning);
    if stated.as_ref().is_some_and(|stated| stated.review.is_none()) && succession.is_none() {
        let message = "no `ReviewDateTime`, and nothing that succeeds it";
        page.problems.push(Problem::warning("stanag-review", page.span(root), message, SYNTAX));
    }
    // What was to succeed and cannot be read, is not nothing.
    let succession = match succession {
        Some(succession) => Some(succession?),
        None => None,
    };
    Some(Label { kind: *kind, id, stated: stated?, succession })
}

/// Says so where an element is right and its namespace is not.
pub(crate) fn in_namespace(page: &mut Page<'_>, node: Node<'_, '_>, namespace: &str) -> Option<()> {
    if node.tag_name().namespace() == Some(namespace) {
        return Some(());
    }
    let message = match node.tag_name().namespace() {
        Some(other) => format!("`{other}` is not the namespace of `{}`", name(node)),
        None => format!("`{}` stands in no namespace", name(node)),
    };
    page.error("stanag-namespace", node, message);
    None
}

/// What a label has in common with what succeeds it.
fn stated(page: &mut Page<'_>, parts: &mut Parts<'_, '_>) -> Option<Stated> {
    let review = parts.attribute("ReviewDateTime");
    let review = review.map(|(text, span)| page.instant(&text, span));
    let information = parts.required(page, "ConfidentialityInformation");
    let information = information.and_then(|node| information_of(page, node));
    let originator = parts.optional(page, "OriginatorID").map(|node| originator(page, node));
    let created = parts.required(page, "CreationDateTime").and_then(|node| instant(page, node));
    Some(Stated {
        information: information?,
        originator: match originator {
            Some(originator) => Some(originator?),
            None => None,
        },
        created: created?,
        review: match review {
            Some(review) => Some(review?),
            None => None,
        },
    })
}

fn information_of(page: &mut Page<'_>, node: Node<'_, '_>) -> Option<Information> {
    let mut parts = page.parts(node);
    let policy = parts.required(page, "PolicyIdentifier").map(|node| policy(page, node));
    let classification = parts.required(page, "Classification").map(|node| classification(page, node));
    let privacy_mark = parts.optional(page, "PrivacyMark").map(|node| page.content(node));
    let nodes = parts.many("Category");
    let categories: Vec<Option<Category>> = nodes.into_iter().map(|node| category(page, node)).collect();
    parts.finish(page, Severity::Error);
    Some(Information {
        policy: policy?,
        classification: classification?,
        privacy_mark,
        categories: categories.into_iter().collect::<Option<_>>()?,
    })
}

pub(crate) fn policy(page: &mut Page<'_>, node: Node<'_, '_>) -> Policy {
    let mut parts = page.parts_of_text(node);
    let uri = parts.attribute("URI").map(|(uri, _)| uri);
    parts.finish(page, Severity::Error);
    Policy { identifier: Value::new(&page.some_content(node)), uri }
}

pub(crate) fn classification(page: &mut Page<'_>, node: Node<'_, '_>) -> Value {
    let mut parts = page.parts_of_text(node);
    if let Some((uri, span)) = parts.attribute("URI") {
        page.error_at("stanag-classification-uri", span, format!("`{uri}`: a classification has no URI"));
    }
    parts.finish(page, Severity::Error);
    Value::new(&page.some_content(node))
}

pub(crate) fn category(page: &mut Page<'_>, node: Node<'_, '_>) -> Option<Category> {
    let mut parts = page.parts(node);
    let tag = parts.required_attribute(page, "TagName");
    let kind = parts.required_attribute(page, "Type").and_then(|(text, span)| {
        let kind = CategoryType::ALL.into_iter().find(|kind| kind.as_str() == text);
        if kind.is_none() {
            page.error_at("stanag-type", span, format!("`{text}` is no type of a category"));
        }
        kind
    });
    let uri = parts.attribute("URI").map(|(uri, _)| uri);
    let values: Vec<Value> =
        parts.many("GenericValue").into_iter().map(|node| Value::new(&page.content(node))).collect();
    for forbidden in ["IntegerValue", "BitStringValue"] {
        for node in parts.many(forbidden) {
            let message = format!("`{forbidden}` is not used: a value is a `GenericValue`");
            page.error("stanag-value", node, message);
        }
    }
    parts.finish(page, Severity::Error);
    let (tag, span) = tag?;
    let tag = Value::new(&tag);
    if tag.is_empty() {
        page.error_at("stanag-empty", span, "a category without a name");
    }
    Some(Category { tag, kind: kind?, uri, values })
}

fn originator(page: &mut Page<'_>, node: Node<'_, '_>) -> Option<OriginatorId> {
    let mut parts = page.parts_of_text(node);
    let kind = parts.required_attribute(page, "IDType").and_then(|(text, span)| {
        let kind = IdType::ALL.into_iter().find(|kind| kind.as_str() == text);
        if kind.is_none() {
            page.error_at("stanag-id-type", span, format!("`{text}` is no type of a name"));
        }
        kind
    });
    parts.finish(page, Severity::Error);
    let name = page.some_content(node).trim().to_owned();
    Some(OriginatorId { kind: kind?, name })
}

fn succession(page: &mut Page<'_>, node: Node<'_, '_>) -> Option<Succession> {
    let mut parts = page.parts(node);
    let at = parts.required(page, "SuccessionDateTime").and_then(|node| instant(page, node));
    let successor = parts.required(page, "SuccessorConfidentialityLabel").and_then(|node| {
        let mut parts = page.parts(node);
        let successor = stated(page, &mut parts);
        parts.finish(page, Severity::Warning);
        successor
    });
    parts.finish(page, Severity::Error);
    Some(Succession { at: at?, successor: successor? })
}

fn instant(page: &mut Page<'_>, node: Node<'_, '_>) -> Option<jiff::Timestamp> {
    let text = page.some_content(node);
    page.instant(&text, node.range())
}
