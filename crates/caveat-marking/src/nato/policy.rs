//! NATO's own policy: its classifications, its categories, and what a label under it must say (ADatP-4774, Edition A,
//! App. 2).

use super::label::{Category, CategoryType, Information, Label, Policy};
use super::value::Value;
use crate::problem::Problem;

/// What the policy is called.
pub const NATO: &str = "NATO";
/// What machines call it.
pub const NATO_URI: &str = "urn:oid:1.3.26.1.3.1";

/// Who had to do with it when it was made: the community whose information it is.
pub const CONTEXT: &str = "Context";
/// Those of the community to whom alone it goes.
pub const ONLY: &str = "Only";
/// To whom it is released beyond the community.
pub const RELEASABLE_TO: &str = "Releasable To";
/// What one must be read in to.
pub const ADDITIONAL_SENSITIVITY: &str = "Additional Sensitivity";
/// How it is to be handled: it says nothing of who may have it.
pub const ADMINISTRATIVE: &str = "Administrative";
/// The value of the context that says that there is a release beyond it.
pub const RELEASABLE: &str = "Releasable";

/// The categories of the policy: tag, type, and the last arc of the identifier.
pub const CATEGORIES: [(&str, CategoryType, u8); 5] = [
    (ADDITIONAL_SENSITIVITY, CategoryType::Restrictive, 1),
    (RELEASABLE_TO, CategoryType::Permissive, 2),
    (ADMINISTRATIVE, CategoryType::Informative, 3),
    (CONTEXT, CategoryType::Permissive, 4),
    (ONLY, CategoryType::Permissive, 5),
];

const POLICY: &str = "ADatP-4774 Ed. A, App. 2";
const SYNTAX: &str = "ADatP-4774 Ed. A, App. 1";
const PUBLISHED: &str = "NATO security policy information file, 2015, as published";

/// The classifications. They order by how much they protect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// NATO UNCLASSIFIED: no classification, and not public either.
    Unclassified,
    /// NATO RESTRICTED.
    Restricted,
    /// NATO CONFIDENTIAL.
    Confidential,
    /// NATO SECRET.
    Secret,
    /// COSMIC TOP SECRET.
    TopSecret,
}

impl Level {
    /// Every one, the lowest first.
    pub const ALL: [Self; 5] =
        [Self::Unclassified, Self::Restricted, Self::Confidential, Self::Secret, Self::TopSecret];

    /// As it is in a label: `SECRET`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unclassified => "UNCLASSIFIED",
            Self::Restricted => "RESTRICTED",
            Self::Confidential => "CONFIDENTIAL",
            Self::Secret => "SECRET",
            Self::TopSecret => "TOP SECRET",
        }
    }

    /// As it stands on a page: `NATO SECRET`, `COSMIC TOP SECRET`.
    pub fn marked(self) -> &'static str {
        match self {
            Self::Unclassified => "NATO UNCLASSIFIED",
            Self::Restricted => "NATO RESTRICTED",
            Self::Confidential => "NATO CONFIDENTIAL",
            Self::Secret => "NATO SECRET",
            Self::TopSecret => "COSMIC TOP SECRET",
        }
    }
}

impl Policy {
    /// NATO's, with its identifier.
    pub fn nato() -> Self {
        Self { uri: Some(NATO_URI.to_owned()), ..Self::named(NATO) }
    }

    /// Whether it is NATO's.
    pub fn is_nato(&self) -> bool {
        self.agrees_with(&Self::nato())
    }
}

impl Information {
    /// The classification, where the policy is NATO's and has it.
    pub fn level(&self) -> Option<Level> {
        let known = |level: &Level| self.classification.is(level.as_str());
        Level::ALL.into_iter().find(known).filter(|_| self.policy.is_nato())
    }

    /// Whose information it is: the one value of the context beside the word that it is releasable.
    pub fn context(&self) -> Option<&Value> {
        let mut values = self.category(CONTEXT)?.values.iter().filter(|value| !value.is(RELEASABLE));
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }
}

/// What a label of NATO's policy says, with the identifiers that the policy and its categories have for machines.
pub fn identified(information: &Information) -> Information {
    let category = |category: &Category| {
        let known = CATEGORIES.iter().find(|(known, ..)| category.tag.is(known));
        Category { uri: known.map(|(.., arc)| category_uri(*arc)), ..category.clone() }
    };
    let categories = information.categories.iter().map(category).collect();
    Information { policy: Policy::nato(), categories, ..information.clone() }
}

/// What a label lacks, and what it has too much of. There is no text, so that every span is empty.
pub fn check(label: &Label) -> Vec<Problem> {
    let mut problems = check_information(&label.stated.information);
    if label.stated.review.is_none() && label.succession.is_none() {
        let message = "no date of review, and nothing that succeeds it";
        problems.push(Problem::error("nato-review-missing", 0..0, message, SYNTAX));
    }
    if let Some(succession) = &label.succession {
        problems.extend(check_information(&succession.successor.information));
    }
    problems
}

/// The same for what a label says of confidentiality. Of another policy than NATO's, only the form is looked at.
pub fn check_information(information: &Information) -> Vec<Problem> {
    let mut problems = Vec::new();
    if information.classification.is_empty() {
        problems.push(Problem::error("nato-classification", 0..0, "no classification", SYNTAX));
    }
    form(information, &mut problems);
    if information.policy.identifier.is(NATO) {
        if !information.policy.is_nato() {
            let uri = information.policy.uri.as_deref().unwrap_or_default();
            let message = format!("`{uri}` is not NATO's policy, which is {NATO_URI}");
            problems.push(Problem::error("nato-policy", 0..0, message, POLICY));
        }
        classification(information, &mut problems);
        information.categories.iter().for_each(|category| known(category, &mut problems));
        context(information, &mut problems);
        sensitivity(information, &mut problems);
    }
    problems
}

/// Every tag once, and with a value.
fn form(information: &Information, problems: &mut Vec<Problem>) {
    for (index, category) in information.categories.iter().enumerate() {
        let tag = &category.tag;
        let mut before = information.categories.iter().take(index);
        if before.any(|other| other.tag == *tag) {
            let message = format!("`{tag}` stands in it twice");
            problems.push(Problem::error("nato-category-repeated", 0..0, message, SYNTAX));
        }
        if category.values.iter().all(Value::is_empty) {
            let message = format!("`{tag}` has no value");
            problems.push(Problem::error("nato-category-empty", 0..0, message, SYNTAX));
        }
    }
}

fn classification(information: &Information, problems: &mut Vec<Problem>) {
    let known = Level::ALL.iter().any(|level| information.classification.is(level.as_str()));
    if !known && !information.classification.is_empty() {
        let message = format!("`{}` is no classification of NATO's policy", information.classification);
        problems.push(Problem::error("nato-classification", 0..0, message, POLICY));
    }
}

/// A category of the policy, with its type and its identifier.
fn known(category: &Category, problems: &mut Vec<Problem>) {
    let tag = &category.tag;
    let Some((_, kind, arc)) = CATEGORIES.iter().find(|(known, ..)| tag.is(known)) else {
        let message = format!("NATO's policy has no category `{tag}`");
        problems.push(Problem::error("nato-category-unknown", 0..0, message, POLICY));
        return;
    };
    if category.kind != *kind {
        let message = format!("`{tag}` is {}, not {}", kind.as_str(), category.kind.as_str());
        problems.push(Problem::error("nato-category-type", 0..0, message, POLICY));
    }
    let right = category_uri(*arc);
    if let Some(uri) = category.uri.as_deref().filter(|uri| !uri.eq_ignore_ascii_case(&right)) {
        let message = format!("`{uri}` is not `{tag}`, which is {right}");
        problems.push(Problem::error("nato-category-uri", 0..0, message, POLICY));
    }
}

/// The identifier of a category of NATO's policy, by its last arc.
fn category_uri(arc: u8) -> String {
    format!("urn:oid:1.3.26.1.4.{arc}")
}

/// Whose it is is said once, and that it is released goes with to whom.
fn context(information: &Information, problems: &mut Vec<Problem>) {
    let mut error = |code, message: String| problems.push(Problem::error(code, 0..0, message, POLICY));
    let Some(category) = information.category(CONTEXT) else {
        return error("nato-context-missing", "no context says whose it is".to_owned());
    };
    let context = information.context();
    if context.is_none() {
        let said: Vec<&str> = category.values.iter().map(Value::as_str).collect();
        let message = format!("the context is exactly one, and not `{}`", said.join(", "));
        error("nato-context-one", message);
    }
    let released = information.category(RELEASABLE_TO);
    match (category.has(RELEASABLE), released) {
        (false, Some(_)) => {
            let message = format!("it is released, and the context does not say {RELEASABLE}");
            error("nato-context-releasable", message);
        }
        (true, None) => {
            let message = format!("the context says {RELEASABLE}, and not to whom");
            error("nato-release-missing", message);
        }
        _ => {}
    }
    let Some(released) = released else { return };
    if let Some(context) = context.filter(|context| !released.has(context.as_str())) {
        error("nato-release-context", format!("what is released stays releasable to `{context}`"));
    }
    let beyond = released.values.iter().filter(|value| Some(*value) != context);
    if beyond.count() == 0 {
        error("nato-release-few", "it is released to nobody beyond its context".to_owned());
    }
}

/// What goes with which classification.
fn sensitivity(information: &Information, problems: &mut Vec<Problem>) {
    let Some(level) = information.level() else { return };
    if level > Level::Unclassified && information.category(ADMINISTRATIVE).is_some() {
        let message = format!("`{ADMINISTRATIVE}` goes with UNCLASSIFIED alone");
        problems.push(Problem::error("nato-administrative", 0..0, message, POLICY));
    }
    let least = |value: &Value| match () {
        () if value.is("ATOMAL") || value.is("CRYPTO") => Level::Confidential,
        () if value.is("BOHEMIA") => Level::Restricted,
        () => Level::Unclassified,
    };
    let values = information.category(ADDITIONAL_SENSITIVITY).into_iter().flat_map(|one| &one.values);
    for value in values.filter(|value| level < least(value)) {
        let message = format!("`{value}` is not used with {}", level.as_str());
        problems.push(Problem::warning("nato-sensitivity-level", 0..0, message, PUBLISHED));
    }
}
