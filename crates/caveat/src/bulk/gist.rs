//! What an answer comes to, in one line.

use serde::Serialize;

use crate::answer::{Answer, Asker, ChangeTold, Decided, GroundTold, Named, NeedTold, answer};
use crate::caveat::Test;
use crate::decide::{Decision, Ground, Half, Outcome};
use crate::facts::Facts;
use crate::id::CaveatId;
use crate::question::Unanswerable;
use crate::time::Instant;

/// The outcome; and of what is denied, whether anything could be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prospect {
    /// It may be disclosed.
    Permitted,
    /// It is denied: everything that stands is others', and each of them could lift it.
    NeedsConsent,
    /// Lawful for the side, against the terms of another owner.
    ByRightAlone,
    /// The other owners agree; the side's own authority lacks.
    ByConsentAlone,
    /// It is denied: caveats of the side stand, and perhaps others', and all could be lifted.
    NeedsRight,
    /// It is denied, and something stands that nothing would clear; or of which its owner says that nobody may, without
    /// end.
    Never,
    /// It is denied, because the actor does not hold it.
    NotHeld,
    /// There is no answer.
    Unanswerable,
}

impl Prospect {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 8] = [
        ("permitted", Self::Permitted),
        ("needs-consent", Self::NeedsConsent),
        ("by-right-alone", Self::ByRightAlone),
        ("by-consent-alone", Self::ByConsentAlone),
        ("needs-right", Self::NeedsRight),
        ("never", Self::Never),
        ("not-held", Self::NotHeld),
        ("unanswerable", Self::Unanswerable),
    ];

    /// Whether those whose caveats stand could be asked.
    pub fn can_be_asked(self) -> bool {
        matches!(self, Self::NeedsConsent | Self::ByRightAlone | Self::ByConsentAlone | Self::NeedsRight)
    }

    fn of(decision: &Decision, told: &Decided) -> (Self, Option<String>) {
        let prospect = match decision.outcome() {
            Outcome::Permitted => Self::Permitted,
            Outcome::ByRightAlone => Self::ByRightAlone,
            Outcome::ByConsentAlone => Self::ByConsentAlone,
            Outcome::Denied if !told.possession.held => Self::NotHeld,
            Outcome::Denied => match in_the_way(decision, told) {
                Some(because) => return (Self::Never, Some(because)),
                None if decision.right() == Half::No => Self::NeedsRight,
                None => Self::NeedsConsent,
            },
        };
        (prospect, None)
    }
}

/// What an answer comes to. Two answers that come to the same are the same for whoever asks, whatever their grounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gist {
    /// The outcome, and what could be done about it.
    pub prospect: Prospect,
    /// The outcome; nothing where there is no answer.
    pub outcome: Option<Outcome>,
    /// The answer for the caveats of the actor's side.
    pub right: Option<Half>,
    /// The answer for everyone else's.
    pub consent: Option<Half>,
    /// The owners whose caveats stand.
    pub missing: Vec<Named>,
    /// What stands that nothing would clear, or why there is no answer.
    pub because: Option<String>,
    /// The instant from which on it may go by itself, if there is one.
    pub wait_until: Option<Instant>,
}

impl Gist {
    /// What a decision comes to for that asker; nothing where there is no such item for them.
    pub fn of(decision: &Decision, facts: &Facts, asker: &Asker) -> Option<Self> {
        match answer(decision, facts, asker) {
            Answer::Decided(told) => Some(Self::told(decision, &told)),
            Answer::NoSuchItem { .. } => None,
        }
    }

    fn told(decision: &Decision, told: &Decided) -> Self {
        let (prospect, because) = Prospect::of(decision, told);
        let mut missing = [told.right.standing.as_slice(), told.consent.standing.as_slice()].concat();
        missing.sort();
        missing.dedup();
        Self {
            prospect,
            outcome: Some(told.outcome),
            right: Some(told.right.half),
            consent: Some(told.consent.half),
            missing,
            because,
            wait_until: wait_until(&told.ways),
        }
    }

    /// That there is no answer, and why.
    pub fn unanswerable(why: &Unanswerable) -> Self {
        Self::without_answer(&why.to_string())
    }

    pub(super) fn without_answer(why: &str) -> Self {
        Self {
            prospect: Prospect::Unanswerable,
            outcome: None,
            right: None,
            consent: None,
            missing: Vec::new(),
            because: Some(why.to_owned()),
            wait_until: None,
        }
    }

    /// Whether it comes to the same: the same outcome in the same halves, with the same caveats' owners in the way.
    pub fn is_alike(&self, other: &Self) -> bool {
        (self.prospect, self.outcome, self.right, self.consent, &self.missing)
            == (other.prospect, other.outcome, other.right, other.consent, &other.missing)
    }
}

/// What stands that nothing would clear, or of which its owner says that nobody may, without end.
fn in_the_way(decision: &Decision, told: &Decided) -> Option<String> {
    let beyond_reach = told.ways.iter().find(|need| need.changes.is_empty());
    let shut = || {
        let grounds = decision.grounds().iter().zip(&told.grounds);
        grounds.filter(|(ground, _)| ground.state().stands() && is_shut(ground)).map(|(_, told)| told).next()
    };
    let said = |word: &Option<String>, asks: &str| word.clone().unwrap_or_else(|| asks.to_owned());
    match beyond_reach {
        Some(NeedTold { word, asks, .. }) => Some(said(word, asks)),
        None => shut().map(|GroundTold { word, asks, .. }| said(word, asks)),
    }
}

/// Whether somebody said in so many words that nobody may, without end. What fails closed because nothing was said, or
/// nothing that can be read, is for its owner to open.
fn is_shut(ground: &Ground) -> bool {
    let occurrence = ground.occurrence();
    let by_silence = occurrence.path.last().is_some_and(|item| occurrence.caveat == CaveatId::unmarked(item));
    matches!(occurrence.test, Test::Nobody(_))
        && occurrence.ends.is_none()
        && occurrence.word.is_none()
        && !by_silence
}

/// The instant that clears everything by waiting.
fn wait_until(ways: &[NeedTold]) -> Option<Instant> {
    let later = |need: &NeedTold| {
        need.changes.iter().find_map(|change| match change {
            ChangeTold::Later { at } => Some(*at),
            _ => None,
        })
    };
    let instants: Option<Vec<Instant>> = ways.iter().map(later).collect();
    instants?.into_iter().max()
}
