//! A confidentiality label (ADatP-4774, Edition A, App. 1): what it says, who put it there, and what comes after it.

use jiff::Timestamp;

use super::value::Value;

/// A policy: who decides what its classifications and categories mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What it is called: `NATO`.
    pub identifier: Value,
    /// Its identifier for machines: `urn:oid:1.3.26.1.3.1`.
    pub uri: Option<String>,
}

/// What the values of a category do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CategoryType {
    /// Whoever has one of them may have it.
    Permissive,
    /// Whoever has all of them may have it.
    Restrictive,
    /// They say something and decide nothing.
    Informative,
}

/// A category: a tag with its values. Two are equal whatever the order of the values and however often one is said.
#[derive(Debug, Clone)]
pub struct Category {
    /// Which category: `Releasable To`.
    pub tag: Value,
    /// What its values do.
    pub kind: CategoryType,
    /// Its identifier for machines: `urn:oid:1.3.26.1.4.2`.
    pub uri: Option<String>,
    /// The values, in the order in which they were given.
    pub values: Vec<Value>,
}

/// What a label says of confidentiality. Two are equal whatever the order of the categories.
#[derive(Debug, Clone)]
pub struct Information {
    /// Under which policy.
    pub policy: Policy,
    /// The classification, in the words of the policy.
    pub classification: Value,
    /// Words for people, which decide nothing.
    pub privacy_mark: Option<String>,
    /// The categories.
    pub categories: Vec<Category>,
}

/// How the one who labelled is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdType {
    /// A mail address.
    Rfc822Name,
    /// A name of the domain name system.
    DnsName,
    /// A distinguished name of a directory.
    DirectoryName,
    /// A URI.
    UniformResourceIdentifier,
    /// An address of the internet protocol.
    IpAddress,
    /// An X.400 address.
    X400Address,
    /// A user principal name.
    UserPrincipalName,
    /// A Jabber identifier.
    JId,
}

/// Who labelled, which is not whose the information is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginatorId {
    /// How the name is to be read.
    pub kind: IdType,
    /// The name.
    pub name: String,
}

/// What somebody stated at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// What it says of confidentiality.
    pub information: Information,
    /// Who labelled.
    pub originator: Option<OriginatorId>,
    /// When.
    pub created: Timestamp,
    /// When somebody should look at it again. It does not end anything (ADatP-4774, App. 1).
    pub review: Option<Timestamp>,
}

/// What takes a label's place, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The first instant at which the successor holds.
    pub at: Timestamp,
    /// The successor.
    pub successor: Stated,
}

/// What a label is to the information beside which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// The label of whoever originated the information. It is never overwritten.
    Originator,
    /// The same in another policy.
    Alternative,
    /// The label of the metadata itself.
    Metadata,
}

/// A confidentiality label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it is to the information.
    pub kind: LabelKind,
    /// What it is called within its file.
    pub id: Option<String>,
    /// What it states.
    pub stated: Stated,
    /// What takes its place.
    pub succession: Option<Succession>,
}

impl Label {
    /// What holds at an instant: the successor, once its time has come (ADatP-4774.1, 4.3).
    pub fn at(&self, instant: Timestamp) -> &Stated {
        match &self.succession {
            Some(succession) if succession.at <= instant => &succession.successor,
            _ => &self.stated,
        }
    }

    /// Whether what holds at an instant should have been looked at again by then. It holds all the same.
    pub fn needs_review(&self, instant: Timestamp) -> bool {
        self.at(instant).review.is_some_and(|review| review <= instant)
    }
}

impl Information {
    /// The category of a tag; the first, if there are several.
    pub fn category(&self, tag: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.tag.is(tag))
    }
}

impl Policy {
    /// A policy by its name alone.
    pub fn named(identifier: &str) -> Self {
        Self { identifier: Value::new(identifier), uri: None }
    }

    /// Whether it is the same policy: by name, and where both have an identifier for machines, by that too.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let same_uri = match (&self.uri, &other.uri) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => true,
        };
        self.identifier == other.identifier && same_uri
    }
}

impl Category {
    /// A category without an identifier for machines.
    pub fn new(tag: &str, kind: CategoryType, values: impl IntoIterator<Item = Value>) -> Self {
        Self { tag: Value::new(tag), kind, uri: None, values: values.into_iter().collect() }
    }

    /// Whether it has a value.
    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|one| one.is(value))
    }

    fn key(&self) -> Key<'_> {
        let mut values: Vec<&Value> = self.values.iter().collect();
        values.sort();
        values.dedup();
        (&self.tag, self.kind, self.uri.as_deref(), values)
    }
}

impl PartialEq for Category {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Category {}

impl PartialEq for Information {
    fn eq(&self, other: &Self) -> bool {
        self.policy == other.policy
            && self.classification == other.classification
            && self.privacy_mark == other.privacy_mark
            && keys(&self.categories) == keys(&other.categories)
    }
}

impl Eq for Information {}

/// What makes a category the one that it is.
type Key<'a> = (&'a Value, CategoryType, Option<&'a str>, Vec<&'a Value>);

fn keys(categories: &[Category]) -> Vec<Key<'_>> {
    let mut keys: Vec<_> = categories.iter().map(Category::key).collect();
    keys.sort();
    keys
}

impl CategoryType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Permissive, Self::Restrictive, Self::Informative];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permissive => "PERMISSIVE",
            Self::Restrictive => "RESTRICTIVE",
            Self::Informative => "INFORMATIVE",
        }
    }
}

impl LabelKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Originator, Self::Alternative, Self::Metadata];
}

impl IdType {
    /// Every type (ADatP-4774, App. 1, Table 9).
    pub const ALL: [Self; 8] = [
        Self::Rfc822Name,
        Self::DnsName,
        Self::DirectoryName,
        Self::UniformResourceIdentifier,
        Self::IpAddress,
        Self::X400Address,
        Self::UserPrincipalName,
        Self::JId,
    ];

    /// As it is written: `rfc822Name`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rfc822Name => "rfc822Name",
            Self::DnsName => "dNSName",
            Self::DirectoryName => "directoryName",
            Self::UniformResourceIdentifier => "uniformResourceIdentifier",
            Self::IpAddress => "iPAddress",
            Self::X400Address => "x400Address",
            Self::UserPrincipalName => "userPrincipalName",
            Self::JId => "jID",
        }
    }
}
