//! Whether the engine and the plain reference evaluator say the same.

use caveat::decide::{StateKind, decide};
use caveat::facts::Facts;

use crate::law::{Checked, Pair, States, same, states};
use crate::reference;
use crate::world::{Asked, World};

/// Whether both give the same answer, in every part of it that both have. The facts are those as of the question.
pub(crate) fn agree(world: &World, one: &Asked, facts: &Facts) -> Checked {
    let plain = reference::decide(&one.question, &world.entries, one.as_of, world.judge().as_ref());
    let (engine, plain) = match (decide(&one.question, facts), plain) {
        (Ok(engine), Ok(plain)) => (engine, plain),
        (engine, plain) => return same("what is answered", &engine.err(), &plain.err()),
    };
    let mut expected = States::new();
    for (pair, state) in plain.states {
        let reference::Pair { recipient, caveat, owner, path } = pair;
        let state = match state {
            reference::State::Met => StateKind::Met,
            reference::State::Lifted => StateKind::Lifted,
            reference::State::Standing => StateKind::Standing,
            reference::State::Undetermined => StateKind::Undetermined,
        };
        expected.insert(Pair { recipient, caveat, owner, path }, state);
    }
    let found = states(&engine);
    for pair in expected.keys().chain(found.keys()) {
        let (engine, plain) = (found.get(pair), expected.get(pair));
        if engine != plain {
            return Err(format!("{pair:?}: {engine:?} says the engine, {plain:?} the reference"));
        }
    }
    let weighed =
        |outcome: &dyn std::fmt::Debug, right: &dyn std::fmt::Debug, consent: &dyn std::fmt::Debug| {
            format!("{outcome:?}, right {right:?}, consent {consent:?}")
        };
    let ours = weighed(&engine.outcome(), &engine.right(), &engine.consent());
    same("the outcome", &ours, &weighed(&plain.outcome, &plain.right, &plain.consent))?;
    same("possession", &engine.possession().held(), &plain.possession)
}
