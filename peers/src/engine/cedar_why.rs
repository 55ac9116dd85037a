//! `cedar-policy`, so written that a denial says why: what forbids is a policy of its own for each condition.

use std::collections::BTreeSet;

use cedar_policy::{PolicyId, Request};

use super::Engine;
use super::cedar::Store;
use crate::Fault;
use crate::oracle::Condition;
use crate::world::World;

/// Cedar numbers the policies of a text: `policy0` permits, and `policy1` is the first of these.
const UNLESS: [(Condition, &str); 5] = [
    (Condition::Level, "principal.level >= resource.level"),
    (Condition::Compartments, "principal.compartments.containsAll(resource.compartments)"),
    (Condition::Nation, "resource.releasable_to.contains(principal.nation)"),
    (Condition::Consent, "!resource.originator_controlled || resource.consented.contains(principal)"),
    (Condition::Expiry, "context.now < resource.expires"),
];

/// One policy that permits everything, and one for each condition that forbids unless it holds.
#[derive(Debug)]
pub struct CedarWhy {
    store: Store,
    policies: Vec<(PolicyId, Condition)>,
}

impl Engine for CedarWhy {
    const NAME: &'static str = "cedar-policy, a forbid for each condition";
    type Question = Request;

    fn prepare(world: &World) -> Result<Self, Fault> {
        let mut text = r#"permit (principal, action == Action::"share", resource);"#.to_owned();
        let mut policies = Vec::new();
        for (number, (condition, unless)) in (1..).zip(UNLESS) {
            text.push_str(&format!("forbid (principal, action, resource) unless {{ {unless} }};\n"));
            policies.push((PolicyId::new(format!("policy{number}")), condition));
        }
        Ok(Self { store: Store::new(world, &text)?, policies })
    }

    fn question(&self, party: usize, item: usize) -> Result<Request, Fault> {
        self.store.request(party, item)
    }

    fn may(&mut self, question: &Request) -> Result<bool, Fault> {
        self.store.may(question)
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        self.store.list(party, out)
    }

    fn failed(&mut self, question: &Request) -> Result<Option<BTreeSet<Condition>>, Fault> {
        let response = self.store.respond(question)?;
        let mut failed = BTreeSet::new();
        for reason in response.diagnostics().reason() {
            failed.extend(self.policies.iter().find(|(policy, _)| policy == reason).map(|(_, why)| *why));
        }
        Ok(Some(failed))
    }
}
