//! The attributes of a document, and rules about them.

use super::AttributeDisagreement;
use crate::problem::Severity;
use crate::us::document::About;
use crate::us::ism::{Attributes, contributes};

/// The banner with the portions that contribute to it.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) banner: &'a Attributes,
    /// Each with its index among all portions.
    pub(super) portions: Vec<(usize, &'a Attributes)>,
}

/// A rule that attributes alone can break.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) code: &'static str,
    severity: Severity,
    pub(super) source: &'static str,
    attribute: &'static str,
    message: &'static str,
    find: Find,
}

/// How to find what breaks it.
#[derive(Debug)]
enum Find {
    /// In the banner by itself.
    Banner(fn(&Document<'_>) -> bool),
    /// In the banner, because of a portion.
    Because(fn(&Document<'_>, &Attributes) -> bool),
    /// In each portion.
    Portion(fn(&Document<'_>, &Attributes) -> bool),
}

impl<'a> Document<'a> {
    pub(super) fn new(banner: &'a Attributes, portions: &'a [Attributes]) -> Self {
        let portions = portions.iter().enumerate().filter(|(_, one)| contributes(one)).collect();
        Self { banner, portions }
    }

    /// What the banner says.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        value(self.banner, name)
    }

    /// Whether a token is in an attribute of the banner.
    pub(super) fn has(&self, name: &str, token: &str) -> bool {
        has(self.banner, name, token)
    }

    /// Whether the banner is classified.
    pub(super) fn is_classified(&self) -> bool {
        self.value("classification").is_some_and(|level| level != "U")
    }

    /// Whether it follows the rules of the government of the United States, or does not say what it follows.
    pub(super) fn is_us(&self) -> bool {
        self.value("compliesWith").is_none() || self.has("compliesWith", "USGov")
    }

    /// Whether it follows the rules of both the Department of Defense and the intelligence community.
    pub(super) fn is_of_both(&self) -> bool {
        self.has("compliesWith", "USDOD") && self.has("compliesWith", "USIC")
    }
}

impl Rule {
    pub(super) const fn banner(
        code: &'static str,
        source: &'static str,
        attribute: &'static str,
        message: &'static str,
        find: fn(&Document<'_>) -> bool,
    ) -> Self {
        Self { code, severity: Severity::Error, source, attribute, message, find: Find::Banner(find) }
    }

    pub(super) const fn because(
        code: &'static str,
        source: &'static str,
        attribute: &'static str,
        message: &'static str,
        find: fn(&Document<'_>, &Attributes) -> bool,
    ) -> Self {
        Self { code, severity: Severity::Error, source, attribute, message, find: Find::Because(find) }
    }

    pub(super) const fn portion(
        code: &'static str,
        source: &'static str,
        attribute: &'static str,
        message: &'static str,
        find: fn(&Document<'_>, &Attributes) -> bool,
    ) -> Self {
        Self { code, severity: Severity::Error, source, attribute, message, find: Find::Portion(find) }
    }

    pub(super) const fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// What breaks it.
    pub(super) fn broken(&self, document: &Document<'_>) -> Vec<AttributeDisagreement> {
        let mut portions = document.portions.iter();
        match self.find {
            Find::Banner(find) if find(document) => vec![self.disagreement(About::Banner, None)],
            Find::Banner(_) => Vec::new(),
            Find::Because(find) => {
                let found = portions.find(|(_, portion)| find(document, portion));
                found.map(|(at, _)| self.disagreement(About::Banner, Some(*at))).into_iter().collect()
            }
            Find::Portion(find) => {
                let found = portions.filter(|(_, portion)| find(document, portion));
                found.map(|(at, _)| self.disagreement(About::Portion(*at), None)).collect()
            }
        }
    }

    fn disagreement(&self, about: About, because: Option<usize>) -> AttributeDisagreement {
        AttributeDisagreement {
            about,
            attribute: self.attribute,
            code: self.code,
            severity: self.severity,
            message: self.message.to_owned(),
            source: self.source,
            because,
        }
    }
}

/// The value of an attribute, if there is anything in it.
pub(super) fn value<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    attributes.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// The tokens of an attribute.
pub(super) fn tokens<'a>(attributes: &'a Attributes, name: &str) -> impl Iterator<Item = &'a str> {
    value(attributes, name).unwrap_or_default().split_whitespace()
}

/// Whether a token is in an attribute.
pub(super) fn has(attributes: &Attributes, name: &str, token: &str) -> bool {
    tokens(attributes, name).any(|one| one == token)
}

/// Whether an attribute is true.
pub(super) fn is_true(attributes: &Attributes, name: &str) -> bool {
    matches!(value(attributes, name), Some("true" | "1"))
}
