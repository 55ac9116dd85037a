//! Lists that a portion leaves to its banner.

use std::borrow::Cow;

use super::finding::{Finding, Of};
use super::rules;
use crate::us::marking::{Control, Holder, Marking};

/// The portions whose list the banner does not have.
pub(super) fn findings<'a>(banner: &'a Marking, portions: &[Option<&'a Marking>]) -> Vec<Finding<'a>> {
    let mut found = Vec::new();
    for (at, portion) in portions.iter().enumerate() {
        let Some(portion) = portion else { continue };
        let mut say = |part, name: &str| {
            let message = format!("the portion leaves its list of {name} to the banner, which has none");
            found.push(Finding::wrong("us-doc-list-open", part, message, rules::OPEN_LIST).in_portion(at));
        };
        if leaves_rel_to(portion) && banner.rel_to.is_empty() {
            say(Of::Release(Control::RelTo), "REL TO");
        }
        if leaves_eyes(portion) && banner.eyes.is_empty() {
            say(Of::Release(Control::Eyes), "EYES ONLY");
        }
        if leaves_owners(portion) && owners(banner).is_none() {
            say(Of::Holder, "owners");
        }
    }
    found
}

/// The portion with the lists of its banner, where it leaves them to it.
pub(super) fn closed<'a>(portion: &'a Marking, banner: &Marking) -> Cow<'a, Marking> {
    let (rel_to, eyes, joint) = (leaves_rel_to(portion), leaves_eyes(portion), leaves_owners(portion));
    if !(rel_to || eyes || joint) {
        return Cow::Borrowed(portion);
    }
    let mut whole = portion.clone();
    if rel_to {
        whole.rel_to = banner.rel_to.clone();
    }
    if eyes {
        whole.eyes = banner.eyes.clone();
    }
    if joint && let Some(owners) = owners(banner) {
        whole.classification.holder = owners.clone();
    }
    Cow::Owned(whole)
}

fn leaves_rel_to(portion: &Marking) -> bool {
    portion.has(Control::RelTo) && portion.rel_to.is_empty()
}

fn leaves_eyes(portion: &Marking) -> bool {
    portion.has(Control::Eyes) && portion.eyes.is_empty()
}

fn leaves_owners(portion: &Marking) -> bool {
    matches!(&portion.classification.holder, Holder::Joint(owners) if owners.is_empty())
}

fn owners(banner: &Marking) -> Option<&Holder> {
    let holder = &banner.classification.holder;
    matches!(holder, Holder::Joint(owners) if !owners.is_empty()).then_some(holder)
}
