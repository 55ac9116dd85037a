//! A value of a label: a text in which case and the width of blanks mean nothing.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A name or a value in a label. Two that differ in case alone are the same (ADatP-4774, App. 2: all values of a label
/// are treated without regard to case), and blanks around and between words count as one.
#[derive(Debug, Clone, Default)]
pub struct Value(String);

impl Value {
    /// The text, without blanks around it and with single ones in it.
    pub fn new(text: &str) -> Self {
        Self(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The text, in the case in which it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it says this.
    pub fn is(&self, text: &str) -> bool {
        folded(&self.0).eq(folded(text))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        folded(&self.0).cmp(folded(&other.0))
    }
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        folded(&self.0).for_each(|c| c.hash(state));
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn case_and_blanks_mean_nothing() {
        assert_eq!(Value::new(" Releasable  To"), Value::new("RELEASABLE\tTO "));
        assert_eq!(Value::new("Zürich"), Value::new("ZÜRICH"));
        assert_eq!(Value::new(" a  b ").as_str(), "a b");
    }

    #[test]
    fn what_differs_otherwise_is_not_the_same() {
        assert_ne!(Value::new("KFOR"), Value::new("K FOR"));
        assert_ne!(Value::new("SECRET"), Value::new("SECRETS"));
        assert!(Value::new("").is_empty() && !Value::new("-").is_empty());
    }
}
