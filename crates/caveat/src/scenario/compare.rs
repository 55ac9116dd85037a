//! Puts a scenario's question, and compares the answer with what is expected.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::{Ask, Expected, ExpectedGround, ExpectedHalf, ExpectedOutcome, ExpectedState, Scenario};
use crate::answer::{Answer, Asker, answer};
use crate::decide::{ChangeKind, Decision, Half, Outcome, StateKind, WhyNot, decide};
use crate::facts::Facts;
use crate::id::PartyId;
use crate::question::{Chain, Judge, Unanswerable};
use crate::time::Position;

/// What came of a question.
#[derive(Debug)]
pub struct Reply {
    /// The facts it was put to.
    pub facts: Facts,
    /// The decision, or why there is none.
    pub decision: Result<Decision, Unanswerable>,
    /// What the asker may be told.
    pub answer: Result<Answer, Unanswerable>,
    /// Where it departs from what is expected.
    pub departures: Vec<Departure>,
}

/// A difference between what is expected and what is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Departure {
    /// The field of the question.
    pub field: &'static str,
    /// What it expects.
    pub expected: String,
    /// What is so.
    pub found: String,
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.field, self.expected, self.found)
    }
}

impl Ask {
    /// Puts the question to the scenario's ledger, as far as it is known, with what is supposed.
    pub fn put(&self, scenario: &Scenario, judge: Arc<dyn Judge>) -> Reply {
        let known = scenario.ledger.as_of(self.known);
        let entries: Vec<_> = known.entries().iter().chain(&self.suppose).cloned().collect();
        let facts = Facts::fold(&entries, Position::LAST, judge);
        self.put_to(facts)
    }

    /// Puts the question to facts.
    pub fn put_to(&self, facts: Facts) -> Reply {
        let decision = decide(&self.question, &facts);
        let asker = match &self.asker {
            Some(who) => Asker::party(who, self.question.on, &facts),
            None => Ok(Asker::Keeper),
        };
        let answer = match (&decision, asker) {
            (Ok(decision), Ok(asker)) => Ok(answer(decision, &facts, &asker)),
            (Err(why), _) => Err(why.clone()),
            (Ok(_), Err(why)) => Err(why),
        };
        let departures = self.expect.departures(&decision, &answer);
        Reply { facts, decision, answer, departures }
    }
}

/// Collects what departs.
struct Comparison(Vec<Departure>);

impl Comparison {
    fn same<T: PartialEq>(
        &mut self,
        field: &'static str,
        expected: Option<T>,
        found: T,
        show: fn(&T) -> String,
    ) {
        if let Some(expected) = expected.filter(|expected| *expected != found) {
            self.0.push(Departure { field, expected: show(&expected), found: show(&found) });
        }
    }

    fn set<T: Ord + Clone + fmt::Display>(
        &mut self,
        field: &'static str,
        expected: Option<&BTreeSet<T>>,
        found: impl IntoIterator<Item = T>,
    ) {
        self.same(field, expected.cloned(), found.into_iter().collect(), listed);
    }
}

fn listed<T: fmt::Display>(set: &BTreeSet<T>) -> String {
    let names: Vec<String> = set.iter().map(ToString::to_string).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

impl Expected {
    /// Where a decision, and what the asker is told of it, departs from this.
    fn departures(
        &self,
        decision: &Result<Decision, Unanswerable>,
        answer: &Result<Answer, Unanswerable>,
    ) -> Vec<Departure> {
        let mut comparison = Comparison(Vec::new());
        let outcome = match decision {
            Ok(decision) => decision.outcome().into(),
            Err(_) => ExpectedOutcome::Unanswerable,
        };
        comparison.same("expect", self.outcome, outcome, |outcome| written(&ExpectedOutcome::ALL, *outcome));
        let exists = !matches!(answer, Ok(Answer::NoSuchItem { .. }));
        comparison.same("exists", self.exists, exists, ToString::to_string);
        match decision {
            Ok(decision) => self.compare(decision, &mut comparison),
            // What is expected of a decision cannot be so where there is none.
            Err(why) if self.expects_a_decision() && self.outcome != Some(ExpectedOutcome::Unanswerable) => {
                comparison.0.push(Departure {
                    field: "expect",
                    expected: "a decision".to_owned(),
                    found: why.to_string(),
                });
            }
            Err(_) => {}
        }
        comparison.0
    }

    fn expects_a_decision(&self) -> bool {
        *self != Self { outcome: self.outcome, exists: self.exists, ..Self::default() }
    }

    fn compare(&self, decision: &Decision, comparison: &mut Comparison) {
        let half = |half: &ExpectedHalf| written(&ExpectedHalf::ALL, *half);
        comparison.same("right", self.right, decision.right().into(), half);
        comparison.same("consent", self.consent, decision.consent().into(), half);
        comparison.same("possession", self.possession, decision.possession().held(), ToString::to_string);
        let owners = |fits: fn(StateKind) -> bool| -> Vec<PartyId> {
            let of_state = decision.grounds().iter().filter(|ground| fits(ground.state().kind()));
            of_state.map(|ground| ground.occurrence().owner.clone()).collect()
        };
        let stands = owners(|state| matches!(state, StateKind::Standing | StateKind::Undetermined));
        comparison.set("stands", self.stands.as_ref(), stands);
        comparison.set("lifted", self.lifted.as_ref(), owners(|state| state == StateKind::Lifted));
        comparison.set("met", self.met.as_ref(), owners(|state| state == StateKind::Met));
        comparison.set("alternatives", self.alternatives.as_ref(), decision.alternatives().iter().cloned());
        let grants = decision.ways().changes().iter().filter_map(|change| match change.kind() {
            ChangeKind::Grant { owner, .. } => Some(owner.clone()),
            _ => None,
        });
        comparison.set("ways", self.ways.as_ref(), grants);
        let mut history = decision.grounds().iter().flat_map(|ground| ground.state().history());
        let ratified = history.any(|asked| asked.why == WhyNot::RatifiedSince);
        comparison.same("ratified", self.ratified, ratified, ToString::to_string);
        self.grounds.iter().for_each(|expected| compare_ground(expected, decision, comparison));
        for cited in &self.cites {
            if !cited.entries.iter().any(|position| decision.cited().contains(position)) {
                let found = "it is not cited".to_owned();
                comparison.0.push(Departure { field: "cites", expected: cited.name.clone(), found });
            }
        }
    }
}

fn compare_ground(expected: &ExpectedGround, decision: &Decision, comparison: &mut Comparison) {
    let ExpectedGround { caveat, to, state } = expected;
    let is_to = |chain: &Chain| {
        *chain.party() == to.party && to.capacity.as_ref().is_none_or(|capacity| chain.contains(capacity))
    };
    let of = decision.grounds().iter();
    let of = of.filter(|ground| ground.occurrence().caveat == *caveat && is_to(ground.recipient()));
    let states = of.map(|ground| written(&ExpectedState::ALL, ground.state().kind().into()));
    let found: BTreeSet<String> = states.collect();
    let state = written(&ExpectedState::ALL, *state);
    if found != [state.clone()].into() {
        let expected = format!("{caveat} {state} for {}", to.party);
        let found = if found.is_empty() { "not borne".to_owned() } else { listed(&found) };
        comparison.0.push(Departure { field: "grounds", expected, found });
    }
}

/// How the format writes it.
fn written<T: PartialEq>(all: &[(&str, T)], value: T) -> String {
    all.iter().find(|(_, known)| *known == value).map_or_else(String::new, |(word, _)| (*word).to_owned())
}

impl From<Outcome> for ExpectedOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Permitted => Self::Permitted,
            Outcome::ByRightAlone => Self::ByRightAlone,
            Outcome::ByConsentAlone => Self::ByConsentAlone,
            Outcome::Denied => Self::Denied,
        }
    }
}

impl From<Half> for ExpectedHalf {
    fn from(half: Half) -> Self {
        match half {
            Half::Yes => Self::Yes,
            Half::NotInQuestion => Self::NotInQuestion,
            Half::No => Self::No,
        }
    }
}

impl From<StateKind> for ExpectedState {
    fn from(state: StateKind) -> Self {
        match state {
            StateKind::Met => Self::Met,
            StateKind::Lifted => Self::Lifted,
            StateKind::Standing => Self::Standing,
            StateKind::Undetermined => Self::Undetermined,
        }
    }
}
