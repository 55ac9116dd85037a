//! A caveat: a restriction on information, owned by a party; and what it asks of a recipient.

use std::fmt;

use serde::Serialize;

use crate::id::{CaveatId, Compartment, EventId, Level, PartyId, Purpose, RuleId, SchemeId, TermsId};
use crate::set::Set;
use crate::time::Instant;
use crate::words::Words;

/// How information is disclosed. ICD 403 calls the two *disclosure* (shown, not kept) and *release*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It is shown or told; the recipient keeps no copy.
    Showing,
    /// The recipient keeps a copy.
    Giving,
}

impl Mode {
    /// Every mode, as written.
    pub const ALL: [(&'static str, Self); 2] = [("showing", Self::Showing), ("giving", Self::Giving)];
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Showing => "showing",
            Self::Giving => "giving",
        })
    }
}

/// A restriction as somebody states it, on an item, in terms, or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Caveat {
    /// Its name, where it was given one.
    pub id: Option<CaveatId>,
    /// Who owns it, where it says. Joint owners hold one copy each. Empty: the scheme's authority for a
    /// level or a compartment, else who states it (for terms: the originator of the item under them).
    pub owners: Vec<PartyId>,
    /// What a recipient must meet.
    pub test: Test,
    /// From when it is in force; from its statement where not said.
    pub from: Option<Instant>,
    /// When it ends by itself.
    pub until: Option<Until>,
    /// The modes to which it applies; both where empty.
    pub modes: Set<Mode>,
    /// Only on items whose information is dated in here; an item without a date bears it all the same.
    pub dated: Dated,
}

/// Bounds on the date of information. What is not set does not bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Dated {
    /// The first date in it.
    pub from: Option<Instant>,
    /// The first date no longer in it.
    pub until: Option<Instant>,
}

impl Dated {
    /// Whether information of that date, or without one, may be meant.
    pub fn may_be(&self, date: Option<Instant>) -> bool {
        let Some(date) = date else { return true };
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

/// When a caveat ends by itself: at an instant, at an event, or at the first of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Until {
    /// The first instant at which it is no longer in force.
    pub instant: Option<Instant>,
    /// An event recorded by the caveat's owner or by whom the caveat names.
    pub event: Option<UntilEvent>,
}

/// The event at which a caveat ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UntilEvent {
    /// Which event.
    pub event: EventId,
    /// Who may record it, besides the caveat's owner.
    pub by: Vec<PartyId>,
}

/// What a caveat asks of a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Test {
    /// A clearance (a body: an accreditation) at or above a level.
    Level(SchemeId, Level),
    /// Having been read in to exactly that compartment.
    Compartment(SchemeId, Compartment),
    /// Being within one of the parties, or a national where it says so.
    Audience(Audience),
    /// Being within an audience that is resolved from who passes the item on.
    Relative(RelativeAudience),
    /// The question's purpose is one of them.
    Purpose(Set<Purpose>),
    /// The source will not be named (Chatham House).
    Unattributed,
    /// Having accepted those terms.
    Bound(TermsId),
    /// A house rule does not forbid it.
    Rule(RuleId),
    /// One of the tests is met or lifted.
    Any(Vec<Test>),
    /// Nobody meets it; the reason is for people.
    Nobody(Option<Words>),
}

/// A named audience.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Audience {
    /// Who is in it.
    pub members: Vec<AudienceMember>,
    /// The date at which membership of communities is read; at the question's instant where not said.
    pub membership_at: Option<Instant>,
}

/// One of those an audience names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct AudienceMember {
    /// The party.
    pub party: PartyId,
    /// Whether the party's nationals are in the audience too.
    pub nationals: bool,
}

/// An audience relative to the discloser: the anchors' own organisations, and whom they may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct RelativeAudience {
    /// Whether an anchor's own organisation may pass to its clients.
    pub clients: bool,
    /// Whether an anchor's own organisation includes everything under its root.
    pub affiliates: bool,
    /// At how many further hops a recipient becomes an anchor (TLP: never).
    pub rebases: u32,
}

/// The kinds of caveat, by which powers and grants name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A level.
    Level,
    /// A compartment.
    Compartment,
    /// An audience, named or relative.
    Audience,
    /// A purpose.
    Purpose,
    /// Not naming the source.
    Unattributed,
    /// Accepted terms.
    Bound,
    /// A house rule.
    Rule,
    /// Alternatives.
    Any,
    /// Nobody.
    Nobody,
}

impl Kind {
    /// Every kind, as written.
    pub const ALL: [(&'static str, Self); 9] = [
        ("level", Self::Level),
        ("compartment", Self::Compartment),
        ("audience", Self::Audience),
        ("purpose", Self::Purpose),
        ("unattributed", Self::Unattributed),
        ("bound", Self::Bound),
        ("rule", Self::Rule),
        ("any", Self::Any),
        ("nobody", Self::Nobody),
    ];
}

/// Which caveats a grant or a remark names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Selector {
    /// All of a kind.
    Kind(Kind),
    /// One by its name.
    Caveat(CaveatId),
    /// Every one.
    Everything,
}

impl Test {
    /// The kind that powers and grants name it by.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Level(..) => Kind::Level,
            Self::Compartment(..) => Kind::Compartment,
            Self::Audience(_) | Self::Relative(_) => Kind::Audience,
            Self::Purpose(_) => Kind::Purpose,
            Self::Unattributed => Kind::Unattributed,
            Self::Bound(_) => Kind::Bound,
            Self::Rule(_) => Kind::Rule,
            Self::Any(_) => Kind::Any,
            Self::Nobody(_) => Kind::Nobody,
        }
    }

    /// The scheme that a level or a compartment belongs to.
    pub fn scheme(&self) -> Option<&SchemeId> {
        match self {
            Self::Level(scheme, _) | Self::Compartment(scheme, _) => Some(scheme),
            _ => None,
        }
    }
}

impl Caveat {
    /// A caveat of whoever states it, in force from its statement, for both modes.
    pub fn new(test: Test) -> Self {
        Self {
            id: None,
            owners: Vec::new(),
            test,
            from: None,
            until: None,
            modes: Set::new(),
            dated: Dated::default(),
        }
    }

    /// Whether it applies to a disclosure in that mode.
    pub fn applies_to(&self, mode: Mode) -> bool {
        self.modes.is_empty() || self.modes.contains(&mode)
    }
}

impl fmt::Display for Test {
    /// Prints the caveat as one says it: `level TOP SECRET`, `audience nationals of australia`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(_, level) => write!(f, "level {level}"),
            Self::Compartment(_, code) => write!(f, "compartment {code}"),
            Self::Audience(audience) => write!(f, "audience {audience}"),
            Self::Relative(audience) => write!(f, "audience {audience}"),
            Self::Purpose(purposes) => write!(f, "purpose {}", Listed(purposes, " or ")),
            Self::Unattributed => f.write_str("source not to be named"),
            Self::Bound(terms) => write!(f, "bound by {terms}"),
            Self::Rule(rule) => write!(f, "house rule {rule}"),
            Self::Any(tests) => write!(f, "any of ({})", Listed(tests, "; ")),
            Self::Nobody(Some(reason)) => write!(f, "nobody: {reason}"),
            Self::Nobody(None) => f.write_str("nobody"),
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Listed(&self.members, ", "))?;
        match self.membership_at {
            Some(at) => write!(f, " (as of {at})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for AudienceMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.nationals { "nationals of " } else { "" })?;
        write!(f, "{}", self.party)
    }
}

impl fmt::Display for RelativeAudience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("those it was given to, inside their own organisation")?;
        f.write_str(if self.affiliates { " and its affiliates" } else { "" })?;
        f.write_str(if self.clients { ", and its clients" } else { "" })
    }
}

/// A list in prose, with a separator.
struct Listed<'a, L>(&'a L, &'static str);

impl<'a, L, T> fmt::Display for Listed<'a, L>
where
    &'a L: IntoIterator<Item = T>,
    T: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.into_iter().enumerate() {
            f.write_str(if index == 0 { "" } else { self.1 })?;
            write!(f, "{part}")?;
        }
        Ok(())
    }
}
