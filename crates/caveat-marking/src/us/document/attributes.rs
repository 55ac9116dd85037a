//! A document as sets of attributes of IC-ISM: that of its banner, the resource element, against those of its portions.

mod document;
mod banner;
mod notice;
mod declassify;
mod cui;
mod programs;

use std::collections::BTreeMap;

use super::finding::{Finding, Of};
use super::held::Thing;
use super::{About, Stated, rules, with_findings};
use crate::problem::Severity;
use crate::us::ism::{Attributes, from_attributes};
use crate::us::marking::{Control, Fgi, Marking};
use document::{Document, Rule};

/// Something in which the attributes of a document disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeDisagreement {
    /// Which set of attributes it is about.
    pub about: About,
    /// The attribute. Empty, where it is about all of them.
    pub attribute: &'static str,
    /// Which disagreement: as in a text, or `us-ism-…` for what attributes alone can break.
    pub code: &'static str,
    /// Whether the document is invalid by it.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The rule that is broken.
    pub source: &'static str,
    /// The portion that shows it.
    pub because: Option<usize>,
}

/// Compares the attributes of a banner with those of its portions.
///
/// A portion that is excluded from the roll-up (`excludeFromRollup`) counts for nothing, and `compilationReason` of the
/// banner is the reason for compilation. Lists that say who may have access (NTK) are no attributes, and are not looked
/// at.
pub fn compare_attributes(banner: &Attributes, portions: &[Attributes]) -> Vec<AttributeDisagreement> {
    let document = Document::new(banner, portions);
    let mut all = of_markings(&document);
    for rule in attribute_rules() {
        all.extend(rule.broken(&document));
    }
    all.sort_by_key(|one| one.about);
    all
}

/// The rules that attributes alone can break.
fn attribute_rules() -> impl Iterator<Item = &'static Rule> {
    let classes: [&[Rule]; 5] =
        [banner::RULES, notice::RULES, declassify::RULES, cui::RULES, programs::RULES];
    classes.into_iter().flatten()
}

/// Every code of what attributes alone can break, with its source.
pub(super) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    attribute_rules().map(|rule| (rule.code, rule.source))
}

fn of_markings(document: &Document<'_>) -> Vec<AttributeDisagreement> {
    let Some(banner) = from_attributes(document.banner).marking else {
        return vec![unread(About::Banner)];
    };
    let mut all = Vec::new();
    // Documents have many portions, and few different ones.
    let mut known: BTreeMap<&Attributes, Option<Marking>> = BTreeMap::new();
    for (at, attributes) in &document.portions {
        let marking = known.entry(attributes).or_insert_with(|| from_attributes(attributes).marking);
        if marking.is_none() {
            all.push(unread(About::Portion(*at)));
        }
    }
    let markings: Vec<Option<&Marking>> =
        document.portions.iter().map(|(_, attributes)| known.get(attributes)?.as_ref()).collect();
    let stated = Stated { compilation: document.value("compilationReason"), dated: None };
    with_findings(&banner, &markings, &stated, |found, _| {
        all.extend(found.iter().map(|found| placed(found, document, &banner)));
    });
    all
}

fn placed(found: &Finding<'_>, document: &Document<'_>, banner: &Marking) -> AttributeDisagreement {
    let at = |at: usize| document.portions.get(at).map_or(at, |(at, _)| *at);
    AttributeDisagreement {
        about: found.portion.map_or(About::Banner, |portion| About::Portion(at(portion))),
        attribute: attribute(&found.part, banner),
        code: found.code,
        severity: found.severity,
        message: found.message.clone(),
        source: found.source,
        because: found.because.map(at),
    }
}

fn unread(about: About) -> AttributeDisagreement {
    let (code, message) = match about {
        About::Banner => ("us-doc-banner-unread", "the banner has no classification, or no owner"),
        About::Portion(_) => ("us-doc-portion-unread", "the portion has no classification, or no owner"),
    };
    AttributeDisagreement {
        about,
        attribute: "",
        code,
        severity: Severity::Error,
        message: message.to_owned(),
        source: rules::ROLL_UP,
        because: None,
    }
}

/// The attribute that has a part of a marking.
fn attribute(part: &Of<'_>, banner: &Marking) -> &'static str {
    match part {
        Of::All => "",
        Of::Level => "classification",
        Of::Holder => "ownerProducer",
        Of::Release(Control::RelTo | Control::Eyes) if !banner.rel_to.is_empty() => "releasableTo",
        Of::Release(Control::DisplayOnly) if !banner.display_only.is_empty() => "displayOnlyTo",
        Of::Release(_) => "disseminationControls",
        Of::Thing(thing) => match thing {
            Thing::Sci(_) => "SCIcontrols",
            Thing::Sap(_) => "SARIdentifier",
            Thing::Energy(_) => "atomicEnergyMarkings",
            Thing::Nato(_) => "nonUSControls",
            Thing::Source(_) => "FGIsourceOpen",
            Thing::Concealed if matches!(banner.fgi, Some(Fgi::Open(_))) => "FGIsourceOpen",
            Thing::Concealed => "FGIsourceProtected",
            Thing::Control(_) => "disseminationControls",
            Thing::NonIc(_) => "nonICmarkings",
            Thing::Unknown(_) => "",
        },
    }
}
