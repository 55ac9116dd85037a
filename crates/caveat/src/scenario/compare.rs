//! Puts a scenario's question, and compares the answer with what is expected.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::{Ask, Expected, ExpectedGround, ExpectedOutcome, Scenario};
use crate::answer::{Answer, Asker, answer};
use crate::decide::{ChangeKind, Decision, StateKind, WhyNot, decide};
use crate::facts::Facts;
use crate::id::PartyId;
use crate::question::{Judge, Unanswerable};
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
        let departures = self.expected.departures(&decision, &answer, &facts);
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
        facts: &Facts,
    ) -> Vec<Departure> {
        let mut comparison = Comparison(Vec::new());
        let outcome = match decision {
            Ok(decision) => ExpectedOutcome::Answer(decision.outcome()),
            Err(_) => ExpectedOutcome::Unanswerable,
        };
        comparison.same("expect", self.outcome, outcome, |outcome| match outcome {
            ExpectedOutcome::Answer(outcome) => outcome.to_string(),
            ExpectedOutcome::Unanswerable => "unanswerable".to_owned(),
        });
        let exists = !matches!(answer, Ok(Answer::NoSuchItem { .. }));
        comparison.same("exists", self.exists, exists, ToString::to_string);
        match decision {
            Ok(decision) => self.compare(decision, facts, &mut comparison),
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

    fn compare(&self, decision: &Decision, facts: &Facts, comparison: &mut Comparison) {
        comparison.same("right", self.right, decision.right(), ToString::to_string);
        comparison.same("consent", self.consent, decision.consent(), ToString::to_string);
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
        for name in &self.cites {
            let named = |position: &Position| {
                facts.entry(*position).is_some_and(|entry| entry.name() == Some(name.as_str()))
            };
            if !decision.cited().iter().any(named) {
                let found = "it is not cited".to_owned();
                comparison.0.push(Departure { field: "cites", expected: name.clone(), found });
            }
        }
    }
}

fn compare_ground(expected: &ExpectedGround, decision: &Decision, comparison: &mut Comparison) {
    let ExpectedGround { caveat, to, state } = expected;
    let of = decision.grounds().iter();
    let of = of.filter(|ground| ground.occurrence().caveat == *caveat && ground.recipient().party() == to);
    let found: BTreeSet<String> = of.map(|ground| shown(ground.state().kind())).collect();
    if found != [shown(*state)].into() {
        let expected = format!("{caveat} {} for {to}", shown(*state));
        let found = if found.is_empty() { "not borne".to_owned() } else { listed(&found) };
        comparison.0.push(Departure { field: "grounds", expected, found });
    }
}

fn shown(state: StateKind) -> String {
    match state {
        StateKind::Met => "met",
        StateKind::Lifted => "lifted",
        StateKind::Standing => "standing",
        StateKind::Undetermined => "undetermined",
    }
    .to_owned()
}
