//! Why an entry was refused, and where in it.

use std::fmt;
use std::sync::Arc;

use crate::time::Position;

/// One step into an entry, by the names of the scenario format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The field of that name.
    Field(&'static str),
    /// An element of a list, counted from 0.
    Index(usize),
    /// The element of a set that is written so: a set has no order to count by.
    Element(Arc<str>),
}

/// Why an entry was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The field at fault, from the entry inward. A value that stands alone is element 0 of its list.
    pub at: Vec<Step>,
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The earlier entry that it clashes with.
    pub see: Option<Position>,
    /// Whether it refers to something that is not recorded.
    pub(crate) unknown: bool,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    /// With advice.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With the nearest of `known` to `word`, or else the advice `or`.
    pub(crate) fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>, or: &str) -> Self {
        match nearest(word, known) {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self.hint(or),
        }
    }

    /// Because it refers to something that is not recorded.
    pub(crate) fn unknown(self) -> Self {
        Self { unknown: true, ..self }
    }

    /// With the earlier entry that it clashes with.
    pub(crate) fn see(self, position: Position) -> Self {
        Self { see: Some(position), ..self }
    }
}

/// A place in an entry. It lives on the stack and becomes steps only where something is refused.
#[derive(Debug, Clone)]
pub(crate) enum At<'a> {
    Entry,
    Below(&'a Self, Step),
}

impl At<'_> {
    pub(crate) fn field(&self, name: &'static str) -> At<'_> {
        At::Below(self, Step::Field(name))
    }

    pub(crate) fn index(&self, index: usize) -> At<'_> {
        At::Below(self, Step::Index(index))
    }

    pub(crate) fn element(&self, written: &str) -> At<'_> {
        At::Below(self, Step::Element(written.into()))
    }

    pub(crate) fn refuse(&self, message: impl Into<String>) -> Refused {
        Refused { at: self.steps(), message: message.into(), hint: None, see: None, unknown: false }
    }

    /// The name of the innermost field.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            At::Entry => "entry",
            At::Below(_, Step::Field(name)) => name,
            At::Below(above, _) => above.name(),
        }
    }

    fn steps(&self) -> Vec<Step> {
        match self {
            At::Entry => Vec::new(),
            At::Below(above, step) => {
                let mut steps = above.steps();
                steps.push(step.clone());
                steps
            }
        }
    }
}

/// How many known words are looked through for the nearest: a bound on the work that one misspelling can cause.
const MAX_CANDIDATES: usize = 2000;

/// The word among those known that was probably meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    let limit = (length / 3).max(1);
    let distance = |candidate: &'a str| {
        let candidate_lower = candidate.to_lowercase();
        if candidate_lower.split(['_', '-', '.', ' ']).any(|part| part == lower) && candidate != word {
            return Some((limit, candidate));
        }
        let near = candidate_lower.chars().count().abs_diff(length) <= limit && candidate != word;
        near.then(|| (strsim::osa_distance(&lower, &candidate_lower), candidate))
    };
    let candidates = known.into_iter().take(MAX_CANDIDATES).filter_map(distance);
    candidates.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_near() {
        assert_eq!(nearest("acne", ["acme", "cia"]), Some("acme"));
        assert_eq!(nearest("secret", ["SECRET", "TOP SECRET"]), Some("SECRET"));
        assert_eq!(nearest("capacity", ["party", "in_capacity"]), Some("in_capacity"));
        assert_eq!(nearest("anna", ["bert"]), None);
        assert_eq!(nearest("", ["a"]), Some("a"));
    }

    #[test]
    fn steps_run_inward() {
        let list = At::Entry.field("caveats");
        let second = list.index(1);
        let refused = second.field("scheme").refuse("no such scheme");
        assert_eq!(refused.at, [Step::Field("caveats"), Step::Index(1), Step::Field("scheme")]);
    }
}
