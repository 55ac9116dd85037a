//! A scenario: a story told as data, and questions with the answers that are expected.
//!
//! The format is described in `docs/formats/scenario.md`.

mod compare;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::entry::{Entry, InCapacity};
use crate::id::{CaveatId, ItemId, PartyId};
use crate::ledger::Ledger;
use crate::question::Question;
use crate::time::Position;
use crate::words::Words;

pub use compare::{Departure, Reply};

/// A scenario, read.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it is called.
    pub title: Option<Words>,
    /// What it tells.
    pub story: Option<Words>,
    /// Where it is taken from.
    pub sources: Vec<Words>,
    /// What the ledger says.
    pub ledger: Ledger,
    /// Where each of its entries stands in the text.
    pub places: Vec<Range<usize>>,
    /// What is asked.
    pub asks: Vec<Ask>,
}

/// A question put to a ledger, and the answer expected.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it is called.
    pub title: Option<Words>,
    /// The question.
    pub question: Question,
    /// The last position known: what stands behind it in the ledger is left out.
    pub known: Position,
    /// Further entries, behind those known.
    pub suppose: Vec<Arc<Entry>>,
    /// Who asks, and is told no more than they may be; nobody where whoever keeps the register does.
    pub asker: Option<InCapacity>,
    /// What is expected.
    pub expect: Expected,
    /// Where it stands in the text.
    pub span: Range<usize>,
}

/// What is expected of an answer. What is not said is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// The outcome.
    pub outcome: Option<ExpectedOutcome>,
    /// The half over one's own side's caveats.
    pub right: Option<ExpectedHalf>,
    /// The half over everyone else's.
    pub consent: Option<ExpectedHalf>,
    /// Whether the actor possesses the item.
    pub possession: Option<bool>,
    /// The owners of the caveats that stand, exactly; what is undetermined stands.
    pub stands: Option<BTreeSet<PartyId>>,
    /// The owners of the caveats that were lifted, exactly.
    pub lifted: Option<BTreeSet<PartyId>>,
    /// The owners of the caveats that are met, exactly.
    pub met: Option<BTreeSet<PartyId>>,
    /// The state of some caveats.
    pub grounds: Vec<ExpectedGround>,
    /// Entries that are among those cited.
    pub cites: Vec<Cited>,
    /// Whether some standing caveat was granted since.
    pub ratified: Option<bool>,
    /// The items that could go instead, exactly.
    pub alternatives: Option<BTreeSet<ItemId>>,
    /// Owners whose grant is among the ways.
    pub ways: Option<BTreeSet<PartyId>>,
    /// Whether the item exists, as far as the asker is told.
    pub exists: Option<bool>,
}

/// The outcome expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedOutcome {
    /// By right and by consent.
    Permitted,
    /// Lawful for the own side, against the owner's terms.
    ByRightAlone,
    /// The owners agree, the own side does not.
    ByConsentAlone,
    /// Neither.
    Denied,
    /// The question has no answer.
    Unanswerable,
}

impl ExpectedOutcome {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 5] = [
        ("permitted", Self::Permitted),
        ("by right alone", Self::ByRightAlone),
        ("by consent alone", Self::ByConsentAlone),
        ("denied", Self::Denied),
        ("unanswerable", Self::Unanswerable),
    ];
}

/// A half expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedHalf {
    /// It says yes.
    Yes,
    /// It says no.
    No,
    /// It is not in question.
    NotInQuestion,
}

impl ExpectedHalf {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 3] =
        [("yes", Self::Yes), ("no", Self::No), ("not in question", Self::NotInQuestion)];
}

/// The state expected of a caveat for a recipient: of all its occurrences and copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedGround {
    /// The caveat.
    pub caveat: CaveatId,
    /// The recipient.
    pub to: InCapacity,
    /// Its state.
    pub state: ExpectedState,
}

/// A state expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedState {
    /// It is met.
    Met,
    /// It was lifted.
    Lifted,
    /// It stands.
    Standing,
    /// It could not be evaluated.
    Undetermined,
}

impl ExpectedState {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 4] = [
        ("met", Self::Met),
        ("lifted", Self::Lifted),
        ("standing", Self::Standing),
        ("undetermined", Self::Undetermined),
    ];
}

/// An entry that is to be cited, by the name it goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The name.
    pub name: String,
    /// The entries that go by it: one that is cited is enough.
    pub entries: Vec<Position>,
}
