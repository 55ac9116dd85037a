//! A confidentiality clearance (ADatP-4774, Edition A, App. 2; its categories are those of labels).

use caveat_marking::nato::Value;
use caveat_marking::nato::clearance::Clearance;
use caveat_marking::nato::label::Category;
use caveat_marking::problem::Severity;
use roxmltree::Node;

use crate::label::{category, classification, in_namespace, policy, write_category, write_policy};
use crate::parts::{Page, name};
use crate::write::{Unwritable, Writer};
use crate::xml::{STANAG, document, text};
use crate::{CLEARANCE, LABEL, Read};

const ROOT: &str = "ConfidentialityClearance";

/// Reads a file with one clearance.
pub fn read_clearance(file: &[u8]) -> Read<Clearance> {
    let read = text(&STANAG, file).and_then(|text| {
        let document = document(&STANAG, text)?;
        let mut page = Page { text, problems: Vec::new() };
        let clearance = clearance(&mut page, document.root_element());
        Ok((clearance, page.problems))
    });
    match read {
        Ok((clearance, problems)) => Read::of(clearance, problems),
        Err(problem) => Read::of(None, vec![problem]),
    }
}

/// The file of a clearance.
///
/// # Errors
/// Where it says something that XML cannot have, or does not say what it must.
pub fn write_clearance(clearance: &Clearance) -> Result<String, Unwritable> {
    let mut writer = Writer::new();
    let namespaces = [("xmlns:sclr", Some(CLEARANCE)), ("xmlns:slab", Some(LABEL))];
    writer.begin("sclr:ConfidentialityClearance", &namespaces)?;
    write_policy(&mut writer, &clearance.policy)?;
    if clearance.classifications.is_empty() {
        return Err(Unwritable::Empty("sclr:ClassificationList"));
    }
    writer.begin("sclr:ClassificationList", &[])?;
    for classification in &clearance.classifications {
        writer.some("slab:Classification", &[], classification.as_str())?;
    }
    writer.end();
    clearance.categories.iter().try_for_each(|category| write_category(&mut writer, category))?;
    Ok(writer.finish())
}

fn clearance(page: &mut Page<'_>, root: Node<'_, '_>) -> Option<Clearance> {
    if root.tag_name().name() != ROOT {
        page.error("stanag-root", root, format!("`{}` is no confidentiality clearance", name(root)));
        return None;
    }
    in_namespace(page, root, CLEARANCE)?;
    let mut parts = page.parts(root);
    let policy = parts.required(page, "PolicyIdentifier").map(|node| policy(page, node));
    let list = parts.required_in(page, CLEARANCE, "ClassificationList");
    let classifications = list.map(|node| classifications(page, node)).unwrap_or_default();
    let nodes = parts.many("Category");
    let categories: Vec<Option<Category>> = nodes.into_iter().map(|node| category(page, node)).collect();
    parts.finish(page, Severity::Error);
    Some(Clearance {
        policy: policy?,
        classifications,
        categories: categories.into_iter().collect::<Option<_>>()?,
    })
}

fn classifications(page: &mut Page<'_>, list: Node<'_, '_>) -> Vec<Value> {
    let mut parts = page.parts(list);
    let nodes = parts.many("Classification");
    if nodes.is_empty() {
        page.error("stanag-missing", list, format!("`{}` has no `Classification`", name(list)));
    }
    let found = nodes.into_iter().map(|node| classification(page, node)).collect();
    parts.finish(page, Severity::Error);
    found
}
