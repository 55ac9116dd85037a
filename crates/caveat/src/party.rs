//! Who: parties, and the relations that hold between them over time.

use std::fmt;

use serde::Serialize;

/// What kind of party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// A human being.
    Person,
    /// A post that a person holds; what it may do, its holder may do.
    Office,
    /// An agency, a company, a unit.
    Body,
    /// A state: a body above which there is no own organisation.
    State,
    /// Independent parties that share on common terms; nobody's superior.
    Community,
}

impl PartyKind {
    /// Every kind, as written.
    pub const ALL: [(&'static str, Self); 5] = [
        ("person", Self::Person),
        ("office", Self::Office),
        ("body", Self::Body),
        ("state", Self::State),
        ("community", Self::Community),
    ];
}

/// How one party stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RelationKind {
    /// A person works in, or under contract for, a body.
    Serves,
    /// A person holds an office.
    Holds,
    /// A body or an office is part of another and acts under its authority.
    Organ,
    /// A person or a private body belongs to a state without acting for it.
    National,
    /// An independent party is in a community.
    Member,
    /// A body is served by another: `who` is the one served, `of` the one who serves it.
    Client,
    /// A party takes over another's caveats: `who` is the successor.
    Succeeds,
}

impl RelationKind {
    /// Every kind, as written.
    pub const ALL: [(&'static str, Self); 7] = [
        ("serves", Self::Serves),
        ("holds", Self::Holds),
        ("organ", Self::Organ),
        ("national", Self::National),
        ("member", Self::Member),
        ("client", Self::Client),
        ("succeeds", Self::Succeeds),
    ];

    /// Whether a chain of capacity runs along it: a person or body acts under the one above.
    pub fn is_upward(self) -> bool {
        matches!(self, Self::Serves | Self::Holds | Self::Organ)
    }

    /// Whether being within runs along it.
    pub fn carries_within(self) -> bool {
        self.is_upward() || self == Self::Member
    }
}

impl fmt::Display for RelationKind {
    /// Prints what stands between the two names: `anna serves acme`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Serves => "serves",
            Self::Holds => "holds",
            Self::Organ => "is an organ of",
            Self::National => "is a national of",
            Self::Member => "is a member of",
            Self::Client => "is a client of",
            Self::Succeeds => "succeeds",
        })
    }
}
