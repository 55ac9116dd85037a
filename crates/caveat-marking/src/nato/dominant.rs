//! The one label for what is made of several labelled pieces (ADatP-4774.1, Edition A, 4.4, rules 1 to 9).
//!
//! A permissive category that one of the labels does not have, or in which they have nothing in common, is left out of
//! the label. That never means that it is open: what was left out is kept beside the label, and whoever does not meet
//! it is refused.

use std::collections::BTreeSet;

use super::clearance::{Clearance, Refusal};
use super::label::{Category, CategoryType, Information, Policy};
use super::policy::{CONTEXT, Level, RELEASABLE, RELEASABLE_TO, check_information};
use super::value::Value;
use crate::problem::{Problem, Severity};

/// What of a policy one must know to find a dominant label: part of what a security policy information file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityPolicy {
    /// The policy.
    pub policy: Policy,
    /// Its classifications, the lowest first.
    pub classifications: Vec<ClassificationRule>,
    /// What labels of other policies count as.
    pub equivalences: Vec<Equivalence>,
}

/// A classification of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassificationRule {
    /// What it is called.
    pub name: Value,
    /// The categories of which a label with it has some value.
    pub requires: Vec<Value>,
    /// The categories that do not stand with it.
    pub excludes: Vec<Value>,
}

/// A classification of another policy, and what it counts as. What has categories too is not mapped by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivalence {
    /// The other policy.
    pub policy: Policy,
    /// Its classification.
    pub classification: Value,
    /// The classification that it counts as.
    pub counts_as: Value,
}

/// Why a person has to decide, or the highest that there is must be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// There is no label.
    NoLabel,
    /// A label has no equivalent in the policy (rule 2).
    Unmappable(Box<Information>),
    /// The label that the rules make is none that the policy has (rule 9).
    Invalid(Problem),
}

/// The label for what is made of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dominant {
    /// What the rules make. None, where a label has no equivalent in the policy.
    pub label: Option<Information>,
    /// What the label does not say and what holds nevertheless: the permissive categories that were left out, each as a
    /// label had it.
    pub held: Vec<Category>,
    /// What a person has to decide. While there is any, nobody may have it.
    pub decisions: Vec<Decision>,
}

impl Dominant {
    /// The label, where nobody has to decide anything.
    pub fn settled(&self) -> Option<&Information> {
        self.label.as_ref().filter(|_| self.decisions.is_empty())
    }

    /// Whether a clearance admits to it. What was left out of the label is asked too.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn admits(&self, clearance: &Clearance) -> Result<(), Vec<Refusal>> {
        let Some(label) = self.settled() else { return Err(vec![Refusal::Undecided]) };
        let mut refusals = clearance.admits(label).err().unwrap_or_default();
        refusals.extend(self.held.iter().flat_map(|category| clearance.refuses(category)));
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }
}

/// The dominant label of several under a policy.
pub fn dominant(labels: &[Information], policy: &SecurityPolicy) -> Dominant {
    let mut decisions = Vec::new();
    if labels.is_empty() {
        decisions.push(Decision::NoLabel);
    }
    let mut mapped = Vec::new();
    for label in labels {
        match policy.mapped(label) {
            Some(label) => mapped.push(label),
            None => decisions.push(Decision::Unmappable(Box::new(label.clone()))),
        }
    }
    decisions.sort_by_key(|decision| format!("{decision:?}"));
    decisions.dedup();
    if !decisions.is_empty() {
        return Dominant { label: None, held: Vec::new(), decisions };
    }
    // Of values that differ in case alone one is kept: the same one, in whatever order the labels come.
    mapped.sort_by_cached_key(|label| format!("{label:?}"));
    let (label, held) = policy.join(&mapped);
    let decisions = policy.problems(&label).into_iter().map(Decision::Invalid).collect();
    Dominant { label: Some(label), held, decisions }
}

impl SecurityPolicy {
    /// NATO's, which maps nothing by itself.
    pub fn nato() -> Self {
        let level = |level: Level| ClassificationRule::named(level.as_str());
        Self {
            policy: Policy::nato(),
            classifications: Level::ALL.into_iter().map(level).collect(),
            equivalences: Vec::new(),
        }
    }

    /// What is wrong with a label under the policy: what makes it invalid, and nothing that only deserves a look.
    pub fn problems(&self, label: &Information) -> Vec<Problem> {
        let mut problems = check_information(label);
        if let Some((_, rule)) = self.rule(&label.classification) {
            let has = |tag: &Value| label.categories.iter().any(|category| category.tag == *tag);
            for tag in rule.requires.iter().filter(|tag| !has(tag)) {
                problems.push(broken("nato-category-required", format!("{} asks for `{tag}`", rule.name)));
            }
            for tag in rule.excludes.iter().filter(|tag| has(tag)) {
                problems.push(broken(
                    "nato-category-excluded",
                    format!("`{tag}` is not used with {}", rule.name),
                ));
            }
        }
        problems.retain(|problem| problem.severity == Severity::Error);
        problems
    }

    /// The label in this policy (rule 1). None, where nothing says what it is in it.
    fn mapped(&self, label: &Information) -> Option<Information> {
        if label.policy.agrees_with(&self.policy) {
            let known = self.rule(&label.classification).is_some();
            return known.then(|| Information { policy: self.policy.clone(), ..label.clone() });
        }
        let mut equivalents = self.equivalences.iter().filter(|equivalence| {
            equivalence.policy.agrees_with(&label.policy)
                && equivalence.classification == label.classification
        });
        let counts_as = &equivalents.next()?.counts_as;
        let sure = equivalents.all(|other| other.counts_as == *counts_as)
            && label.categories.iter().all(|category| category.kind == CategoryType::Informative);
        (sure && self.rule(counts_as).is_some()).then(|| Information {
            policy: self.policy.clone(),
            classification: counts_as.clone(),
            ..label.clone()
        })
    }

    /// Rules 3 to 8.
    fn join(&self, labels: &[Information]) -> (Information, Vec<Category>) {
        let height = |label: &&Information| self.rule(&label.classification).map(|(height, _)| height);
        let highest = labels.iter().max_by_key(height);
        let (mut categories, mut held) = (Vec::new(), Vec::new());
        let every = labels.iter().flat_map(|label| &label.categories);
        let tags: BTreeSet<(Value, CategoryType)> =
            every.map(|category| (category.tag.clone(), category.kind)).collect();
        for (tag, kind) in tags {
            let joined = Joined::of(labels, &tag, kind);
            categories.extend(joined.category);
            held.extend(joined.left_out);
        }
        if self.policy.is_nato() {
            close(&mut categories, &mut held);
        }
        held.sort_by_key(|category| format!("{category:?}").to_lowercase());
        held.dedup();
        let information = Information {
            policy: self.policy.clone(),
            classification: highest.map(|label| label.classification.clone()).unwrap_or_default(),
            privacy_mark: privacy_mark(labels),
            categories,
        };
        (information, held)
    }

    /// How high a classification stands, and what goes with it.
    fn rule(&self, classification: &Value) -> Option<(usize, &ClassificationRule)> {
        self.classifications.iter().enumerate().find(|(_, rule)| rule.name == *classification)
    }
}

impl ClassificationRule {
    /// A classification that asks for no category.
    pub fn named(name: &str) -> Self {
        Self { name: Value::new(name), requires: Vec::new(), excludes: Vec::new() }
    }
}

/// What several labels have of one category.
struct Joined {
    category: Option<Category>,
    /// As the labels had it, where the label does not say it.
    left_out: Vec<Category>,
}

impl Joined {
    fn of(labels: &[Information], tag: &Value, kind: CategoryType) -> Self {
        let is_it = |category: &&Category| category.tag == *tag && category.kind == kind;
        let found: Vec<&Category> =
            labels.iter().flat_map(|label| label.categories.iter().filter(is_it)).collect();
        let said = found.iter().flat_map(|category| &category.values);
        let mut values: Vec<Value> = match labels {
            // What one label says alone stands in its order.
            [_] => {
                let mut seen = BTreeSet::new();
                said.filter(|value| seen.insert(*value)).cloned().collect()
            }
            _ => said.collect::<BTreeSet<_>>().into_iter().cloned().collect(),
        };
        let everywhere = labels.iter().all(|label| label.categories.iter().any(|one| is_it(&one)));
        if kind == CategoryType::Permissive {
            values.retain(|value| found.iter().all(|category| category.values.contains(value)));
            if !everywhere || values.is_empty() {
                return Self { category: None, left_out: found.into_iter().cloned().collect() };
            }
        }
        let uri = found.iter().filter_map(|category| category.uri.clone()).max();
        let category = Category { tag: tag.clone(), kind, uri, values };
        // What lies between is said by no label: who has a value of each, and none that all have, is refused.
        Self { category: Some(category), left_out: Vec::new() }
    }
}

/// Under NATO's policy: what is released to nobody beyond the context is not released, and says no more that it is.
fn close(categories: &mut Vec<Category>, held: &mut Vec<Category>) {
    let context = categories.iter().find(|category| category.tag.is(CONTEXT));
    let whose =
        context.and_then(|category| category.values.iter().find(|value| !value.is(RELEASABLE)).cloned());
    let beyond = |category: &Category| category.values.iter().any(|value| Some(value) != whose.as_ref());
    let released = categories.iter().position(|category| category.tag.is(RELEASABLE_TO));
    if released.is_some_and(|at| categories.get(at).is_some_and(beyond)) {
        let says_so = categories.iter().any(|category| category.tag.is(CONTEXT) && category.has(RELEASABLE));
        if says_so {
            return;
        }
    }
    if let Some(at) = released {
        held.push(categories.remove(at));
    }
    for category in categories.iter_mut().filter(|category| category.tag.is(CONTEXT)) {
        // The word alone is no context: it stays, and makes the label invalid.
        if category.values.iter().any(|value| !value.is(RELEASABLE)) {
            category.values.retain(|value| !value.is(RELEASABLE));
        }
    }
}

/// The words for people of every label.
fn privacy_mark(labels: &[Information]) -> Option<String> {
    let said = labels.iter().filter_map(|label| label.privacy_mark.as_deref());
    let said: BTreeSet<&str> = said.filter(|said| !said.is_empty()).collect();
    (!said.is_empty()).then(|| said.into_iter().collect::<Vec<_>>().join("; "))
}

fn broken(code: &'static str, message: String) -> Problem {
    Problem::error(code, 0..0, message, "the policy's security policy information file")
}
