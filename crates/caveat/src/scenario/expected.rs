//! What a question's author expects of the answer.

use std::collections::BTreeSet;

use crate::decide::{Half, Outcome, StateKind};
use crate::id::{CaveatId, ItemId, PartyId};
use crate::read::tree::{Node, Value};
use crate::read::{Fields, FromNode, Problem};

/// The outcome that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedOutcome {
    /// An answer.
    Answer(Outcome),
    /// That the question cannot be answered as put.
    Unanswerable,
}

/// What is expected; what is left out is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// The outcome.
    pub outcome: Option<ExpectedOutcome>,
    /// The half for the actor's side.
    pub right: Option<Half>,
    /// The half for everyone else.
    pub consent: Option<Half>,
    /// Whether the actor holds the item.
    pub possession: Option<bool>,
    /// The owners whose caveats stand, exactly.
    pub stands: Option<BTreeSet<PartyId>>,
    /// The owners whose caveats were lifted, exactly.
    pub lifted: Option<BTreeSet<PartyId>>,
    /// The owners whose caveats are met, exactly.
    pub met: Option<BTreeSet<PartyId>>,
    /// Some grounds, one by one.
    pub grounds: Vec<ExpectedGround>,
    /// Names of entries that are among those cited.
    pub cites: Vec<String>,
    /// Whether some standing caveat was granted since.
    pub ratified: Option<bool>,
    /// What could go instead, exactly.
    pub alternatives: Option<BTreeSet<ItemId>>,
    /// The owners whose grant is among the ways, exactly.
    pub ways: Option<BTreeSet<PartyId>>,
    /// Whether, for the asker, the item exists.
    pub exists: Option<bool>,
}

/// What is expected of a caveat for a recipient, on every path and in every copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedGround {
    /// The caveat.
    pub caveat: CaveatId,
    /// The recipient.
    pub to: PartyId,
    /// Its state.
    pub state: StateKind,
}

const OUTCOMES: [(&str, ExpectedOutcome); 5] = [
    ("permitted", ExpectedOutcome::Answer(Outcome::Permitted)),
    ("by right alone", ExpectedOutcome::Answer(Outcome::ByRightAlone)),
    ("by consent alone", ExpectedOutcome::Answer(Outcome::ByConsentAlone)),
    ("denied", ExpectedOutcome::Answer(Outcome::Denied)),
    ("unanswerable", ExpectedOutcome::Unanswerable),
];

const HALVES: [(&str, Half); 3] =
    [("yes", Half::Yes), ("no", Half::No), ("not in question", Half::NotInQuestion)];

const STATES: [(&str, StateKind); 4] = [
    ("met", StateKind::Met),
    ("lifted", StateKind::Lifted),
    ("standing", StateKind::Standing),
    ("undetermined", StateKind::Undetermined),
];

impl Expected {
    pub(super) fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            outcome: fields.word("expect", &OUTCOMES),
            right: fields.word("right", &HALVES),
            consent: fields.word("consent", &HALVES),
            possession: fields.optional("possession"),
            stands: exactly(fields, "stands"),
            lifted: exactly(fields, "lifted"),
            met: exactly(fields, "met"),
            grounds: fields.list("grounds"),
            cites: fields.list("cites"),
            ratified: fields.optional("ratified"),
            alternatives: exactly(fields, "alternatives"),
            ways: exactly(fields, "ways"),
            exists: fields.optional("exists"),
        }
    }
}

/// A set that is compared if it is written, even if empty.
fn exactly<T: FromNode + Ord>(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<BTreeSet<T>> {
    fields.table.get(name)?;
    Some(fields.set(name))
}

impl FromNode for ExpectedGround {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            let message = format!("this is {}; an expected ground is a table", node.value.noun());
            let hint = "write `{ caveat = \"…\", to = \"…\", state = \"…\" }`";
            problems.push(Problem::new(node.span.clone(), message).hint(hint));
            return None;
        };
        let mut fields = Fields::new("an expected ground", table, node.span.clone(), problems);
        let (caveat, to) = (fields.required("caveat"), fields.required("to"));
        fields.required::<String>("state");
        let state = fields.word("state", &STATES);
        fields.finish();
        Some(Self { caveat: caveat?, to: to?, state: state? })
    }
}
