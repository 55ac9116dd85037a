//! A question: may this actor disclose this item to these recipients, at that instant?

use std::fmt;

use serde::Serialize;

use crate::caveat::Mode;
use crate::entry::{InCapacity, Rule};
use crate::id::{ItemId, PartyId, Purpose};
use crate::set::Set;
use crate::time::Instant;

/// May `actor` disclose `item` to everyone in `to`, for these purposes, in this mode, at that instant? What the
/// ledger held is said by the [`Facts`](crate::facts::Facts) that it is put to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Who would disclose it.
    pub actor: InCapacity,
    /// What.
    pub item: ItemId,
    /// To whom.
    pub to: Vec<InCapacity>,
    /// For which purposes; a caveat or a grant that asks for one asks it of all that are stated.
    pub purposes: Set<Purpose>,
    /// How.
    pub mode: Mode,
    /// Whether the source will go unnamed.
    pub unattributed: bool,
    /// When.
    pub on: Instant,
}

/// A party and the one chain that it acts in: itself first, then upward along serves, holds and organ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Chain(pub(crate) Vec<PartyId>);

impl Chain {
    /// A chain of these parties, upward from the one that acts; `None` of nobody. The core works chains out from
    /// the ledger by itself: this is for who hands one to a [`Judge`].
    pub fn of(parties: Vec<PartyId>) -> Option<Self> {
        if parties.is_empty() { None } else { Some(Self(parties)) }
    }

    /// The parties of the chain, the party itself first.
    pub fn parties(&self) -> &[PartyId] {
        &self.0
    }

    /// The party that acts.
    pub fn party(&self) -> &PartyId {
        self.0.first().unwrap_or_else(|| unreachable!("a chain begins with its party"))
    }

    /// The top of the chain.
    pub fn root(&self) -> &PartyId {
        self.0.last().unwrap_or_else(|| unreachable!("a chain begins with its party"))
    }

    /// A party of the chain that stands in none of the others, if there is one: by it this capacity is told. What is
    /// nearest to who acts says most.
    pub fn telling(&self, choices: &[Self]) -> Option<&PartyId> {
        let alone = |party: &&PartyId| choices.iter().filter(|other| other.contains(party)).count() == 1;
        self.0.iter().find(alone)
    }

    /// Whether the party is in the chain.
    pub fn contains(&self, party: &PartyId) -> bool {
        self.0.contains(party)
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, party) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            write!(f, "{party}")?;
        }
        Ok(())
    }
}

/// Why a question has no answer. None of these is a denial: the question is put again, mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswerable {
    /// No such party is recorded.
    UnknownParty(PartyId),
    /// No such item is recorded.
    UnknownItem(ItemId),
    /// Nobody is named to receive it.
    NoRecipient,
    /// The item is derived along so many paths that nobody could review the answer.
    TooManyPaths(ItemId),
    /// The party has several capacities, and the question does not say which.
    SeveralCapacities {
        /// The party.
        party: PartyId,
        /// Its chains.
        choices: Vec<Chain>,
    },
    /// The party has no chain through the capacity named.
    NoSuchCapacity {
        /// The party.
        party: PartyId,
        /// What was named.
        capacity: PartyId,
        /// Its chains.
        choices: Vec<Chain>,
    },
}

impl fmt::Display for Unanswerable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownParty(party) => write!(f, "no party `{party}` is recorded"),
            Self::UnknownItem(item) => write!(f, "no item `{item}` is recorded"),
            Self::NoRecipient => f.write_str("nobody is named to receive it"),
            Self::TooManyPaths(item) => {
                write!(f, "`{item}` is derived along more paths than an answer can show")
            }
            Self::SeveralCapacities { party, .. } => {
                write!(f, "`{party}` has several capacities and must say which")
            }
            Self::NoSuchCapacity { party, capacity, .. } => {
                write!(f, "`{party}` does not act in the capacity of `{capacity}`")
            }
        }
    }
}

impl std::error::Error for Unanswerable {}

/// What a house rule says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No `forbid` matches.
    Clear,
    /// A `forbid` matches.
    Forbids,
    /// The rule could not be evaluated.
    Errs,
}

/// What a house rule sees: the question, the parties, and the item's own fields; never caveats or acts.
#[derive(Debug, Clone)]
pub struct RuleRequest<'a> {
    /// The question.
    pub question: &'a Question,
    /// The actor's chain.
    pub actor: &'a Chain,
    /// The recipient's chain.
    pub recipient: &'a Chain,
    /// The item asked about.
    pub item: &'a crate::entry::Item,
}

/// Supplies the verdicts of house rules, so that their engine stays out of the core. A judge is a pure function
/// of the rule and the request.
pub trait Judge: fmt::Debug + Send + Sync {
    /// What the rule says of the request.
    fn verdict(&self, rule: &Rule, request: &RuleRequest<'_>) -> Verdict;
}

/// Judges nothing: every rule errs, and so stands.
#[derive(Debug, Clone, Copy)]
pub struct NoJudge;

impl Judge for NoJudge {
    fn verdict(&self, _: &Rule, _: &RuleRequest<'_>) -> Verdict {
        Verdict::Errs
    }
}
