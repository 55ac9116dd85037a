//! The plain reference evaluator: `docs/semantics.md` rendered function by function, in the page's own words.
//!
//! It is slow, walks the entries again for every question, and shares nothing with the engine but the types of the
//! entries, so that the two can be held against each other. A comment names the section that a function renders;
//! where the page leaves a choice, the function says which reading it takes: the one that permits less.
//!
//! | file | sections |
//! |---|---|
//! | `known` | 1: time, order, knowledge |
//! | `people` | 2: parties, chains, within, recipients, voices |
//! | `bearing` | 3: what items bear |
//! | `stating` | 3: who states a caveat and whose it is; remarks |
//! | `authority` | 4: who speaks |
//! | `meeting` | 5: met |
//! | `lifting` | 6: lifted |
//! | `silence` | 6: requests, and silence |
//! | `relative` | 7: audiences relative to the discloser |
//! | `holding` | 8: disclosures and possession |
#![allow(
    unreachable_pub,
    reason = "the interface is public in the test targets that use it, which export nothing"
)]
#![allow(dead_code, reason = "not every test target that uses the reference reads all that it decides")]

mod authority;
mod bearing;
mod holding;
mod known;
mod lifting;
mod meeting;
mod people;
mod relative;
mod silence;
mod stating;

use std::collections::BTreeMap;
use std::sync::Arc;

use caveat::entry::Entry;
use caveat::id::{CaveatId, ItemId, PartyId};
use caveat::question::{Judge, Question, Unanswerable};
use caveat::time::{Moment, Position};

use known::Known;
use lifting::Asking;

/// How one occurrence stands for one recipient; the later ones are the worse ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The recipient meets it.
    Met,
    /// An act lifts it, or a remark removed it.
    Lifted,
    /// It stands.
    Standing,
    /// Its test could not be evaluated, and nothing lifts it: it stands.
    Undetermined,
}

/// One half of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The half agrees.
    Yes,
    /// The half is not asked.
    NotInQuestion,
    /// Something of the half stands.
    No,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Both halves let it pass.
    Permitted,
    /// Right without consent.
    ByRightAlone,
    /// Consent without right.
    ByConsentAlone,
    /// Neither.
    Denied,
}

/// A recipient and an occurrence: the caveat, the owner of the copy, the path to the item it is stated on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The recipient's chain.
    pub recipient: Vec<PartyId>,
    /// The caveat.
    pub caveat: CaveatId,
    /// Whose copy it is at the question's moment.
    pub owner: PartyId,
    /// From the item asked about to the one the caveat is stated on.
    pub path: Vec<ItemId>,
}

/// What is decided.
#[derive(Debug, PartialEq, Eq)]
pub struct Decided {
    /// The answer.
    pub outcome: Outcome,
    /// The half of the actor's own side.
    pub right: Half,
    /// The half of everybody else.
    pub consent: Half,
    /// Whether the actor possesses the item.
    pub possession: bool,
    /// The state of every occurrence for every recipient.
    pub states: BTreeMap<Pair, State>,
}

/// Section 9: answers a question from the entries at or before `as_of`.
///
/// # Errors
/// Where the question names what is not known, or does not say in which capacity.
pub fn decide(
    question: &Question,
    entries: &[Arc<Entry>],
    as_of: Position,
    judge: &dyn Judge,
) -> Result<Decided, Unanswerable> {
    let known = Known::new(entries, as_of, judge);
    let m = Moment::end_of(question.on);

    if question.to.is_empty() {
        return Err(Unanswerable::NoRecipient);
    }
    let Some(item) = known.item(&question.item) else {
        return Err(Unanswerable::UnknownItem(question.item.clone()));
    };
    let actor = known.resolve(&question.actor, m)?;
    let recipients = known.recipients(&question.to, m)?;
    if known.has_too_many_paths(item, m) {
        return Err(Unanswerable::TooManyPaths(question.item.clone()));
    }

    let asking = Asking { question, actor, moment: m };
    let occurrences = known.occurrences_in_force(item, &asking);

    let mut states = BTreeMap::new();
    for recipient in &recipients {
        for occurrence in &occurrences {
            let pair = Pair {
                recipient: recipient.clone(),
                caveat: occurrence.copy.stated.id.clone(),
                owner: occurrence.copy.owner.clone(),
                path: occurrence.path.iter().map(|on| on.item.id.clone()).collect(),
            };
            let state = known.state(occurrence, recipient, &asking);
            // Copies of two owners may have come to one successor: they are one pair, as bad as the worse.
            let worst = states.get(&pair).copied().map_or(state, |other: State| other.max(state));
            states.insert(pair, worst);
        }
    }

    let of_the_side = |pair: &Pair| asking.actor.last() == Some(&known.root(&pair.owner, m));
    let right = right(states.iter().filter(|(pair, _)| of_the_side(pair)).map(|(_, state)| *state));
    let consent = consent(states.iter().filter(|(pair, _)| !of_the_side(pair)).map(|(_, state)| *state));
    let possession = known.possesses(&question.item, &known.hands(&asking.actor), m);
    let outcome = if possession { outcome(right, consent) } else { Outcome::Denied };
    Ok(Decided { outcome, right, consent, possession, states })
}

/// Section 6: both count as standing.
fn stands(state: State) -> bool {
    matches!(state, State::Standing | State::Undetermined)
}

/// Section 9: *no* if one stands; else *yes* if one was lifted; else *not in question*.
fn right(states: impl Iterator<Item = State> + Clone) -> Half {
    if states.clone().any(stands) {
        Half::No
    } else if states.clone().any(|state| state == State::Lifted) {
        Half::Yes
    } else {
        Half::NotInQuestion
    }
}

/// Section 9: *no* if one stands; else *yes* if there is one; else *not in question*.
fn consent(states: impl Iterator<Item = State> + Clone) -> Half {
    if states.clone().any(stands) {
        Half::No
    } else if states.clone().next().is_some() {
        Half::Yes
    } else {
        Half::NotInQuestion
    }
}

/// Section 9: the table.
fn outcome(right: Half, consent: Half) -> Outcome {
    match (right, consent) {
        (Half::Yes | Half::NotInQuestion, Half::Yes | Half::NotInQuestion) => Outcome::Permitted,
        (Half::Yes, Half::No) => Outcome::ByRightAlone,
        (Half::No, Half::Yes) => Outcome::ByConsentAlone,
        (Half::NotInQuestion | Half::No, _) => Outcome::Denied,
    }
}
