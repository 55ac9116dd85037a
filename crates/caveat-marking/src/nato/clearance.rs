//! Whether somebody's clearance admits them to what a label says (ADatP-4774.1, Edition A, section 3).

use super::label::{Category, CategoryType, Information, Policy};
use super::value::Value;

/// What somebody is cleared for, under one policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Clearance {
    /// Under which policy.
    pub policy: Policy,
    /// Every classification: a higher one does not stand for a lower.
    pub classifications: Vec<Value>,
    /// The categories, with every value that is held.
    pub categories: Vec<Category>,
}

/// Why a clearance does not admit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is of another policy.
    Policy,
    /// The classification is not in its list.
    Classification,
    /// None of the values of a permissive category is held.
    Permissive(Value),
    /// A value of a restrictive category is not held.
    Restrictive(Value, Value),
    /// What the label says is not settled: a person has to decide first.
    Undecided,
}

impl Clearance {
    /// Whether it admits to what a label says. It refuses whatever it does not expressly permit; informative categories
    /// and the privacy mark decide nothing.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn admits(&self, information: &Information) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        if !self.policy.agrees_with(&information.policy) {
            refusals.push(Refusal::Policy);
        }
        if information.classification.is_empty()
            || !self.classifications.contains(&information.classification)
        {
            refusals.push(Refusal::Classification);
        }
        refusals.extend(information.categories.iter().flat_map(|category| self.refuses(category)));
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }

    /// What of a category is not met.
    pub(super) fn refuses(&self, category: &Category) -> Vec<Refusal> {
        let tag = &category.tag;
        match category.kind {
            CategoryType::Informative => Vec::new(),
            CategoryType::Permissive => {
                let met = category.values.iter().any(|value| self.holds(category, value));
                if met { Vec::new() } else { vec![Refusal::Permissive(tag.clone())] }
            }
            CategoryType::Restrictive => {
                let missing = category.values.iter().filter(|value| !self.holds(category, value));
                missing.map(|value| Refusal::Restrictive(tag.clone(), value.clone())).collect()
            }
        }
    }

    fn holds(&self, category: &Category, value: &Value) -> bool {
        let held = |own: &Category| {
            own.tag == category.tag && own.kind == category.kind && own.values.contains(value)
        };
        !value.is_empty() && self.categories.iter().any(held)
    }
}
