//! The labels of one piece of information in several policies, and which of them one goes by (ADatP-4774.1, 4.2).

use super::label::{Label, LabelKind, Policy};

/// What labels one piece of information has. The originator's is never overwritten: there is no way to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    originator: Label,
    alternatives: Vec<Label>,
}

/// Why a person has to decide which label holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undecided {
    /// No label is the originator's.
    NoOriginator,
    /// Several are.
    SeveralOriginators,
    /// The originator's is of another policy, and none is in one's own.
    NoAlternative,
    /// Several alternatives are in one's own policy, and they differ.
    SeveralAlternatives,
}

/// Why a label is not taken among the alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoAlternative {
    /// It is no alternative label.
    Kind,
    /// It is in the policy of the originator's label, which holds there.
    OriginatorsPolicy,
}

impl Labels {
    /// From the labels that stand beside the information. Those of the metadata are not its own, and are left aside.
    ///
    /// # Errors
    /// Where no label or more than one is the originator's.
    pub fn of(labels: impl IntoIterator<Item = Label>) -> Result<Self, Undecided> {
        let (mut originator, mut alternatives) = (None, Vec::new());
        for label in labels {
            match label.kind {
                LabelKind::Originator if originator.is_some() => return Err(Undecided::SeveralOriginators),
                LabelKind::Originator => originator = Some(label),
                LabelKind::Alternative => alternatives.push(label),
                LabelKind::Metadata => {}
            }
        }
        Ok(Self { originator: originator.ok_or(Undecided::NoOriginator)?, alternatives })
    }

    /// The originator's label.
    pub fn originator(&self) -> &Label {
        &self.originator
    }

    /// The same in other policies.
    pub fn alternatives(&self) -> &[Label] {
        &self.alternatives
    }

    /// The label that one goes by under a policy: the originator's if it is of that policy, else the alternative in it.
    ///
    /// # Errors
    /// Where there is none, or several that differ: a person decides, and until then nobody may have it.
    pub fn under(&self, policy: &Policy) -> Result<&Label, Undecided> {
        let is_of = |label: &&Label| label.stated.information.policy.agrees_with(policy);
        if is_of(&&self.originator) {
            return Ok(&self.originator);
        }
        let mut found = self.alternatives.iter().filter(is_of);
        let first = found.next().ok_or(Undecided::NoAlternative)?;
        let same = |label: &Label| {
            label.stated.information == first.stated.information && label.succession == first.succession
        };
        if found.all(same) { Ok(first) } else { Err(Undecided::SeveralAlternatives) }
    }

    /// Stores what a mapping made, in the place of an alternative of the same policy.
    ///
    /// # Errors
    /// Where it is no alternative, or would stand in the place of the originator's label.
    pub fn store(&mut self, alternative: Label) -> Result<(), NoAlternative> {
        let policy = &alternative.stated.information.policy;
        if alternative.kind != LabelKind::Alternative {
            return Err(NoAlternative::Kind);
        }
        if policy.agrees_with(&self.originator.stated.information.policy) {
            return Err(NoAlternative::OriginatorsPolicy);
        }
        self.forget(&policy.clone());
        self.alternatives.push(alternative);
        Ok(())
    }

    /// Leaves out the alternative of a policy, as one may where the information leaves its domain.
    pub fn forget(&mut self, policy: &Policy) {
        self.alternatives.retain(|label| !label.stated.information.policy.agrees_with(policy));
    }
}
