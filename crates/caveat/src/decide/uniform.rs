//! What of a decision is the same for every recipient: who asks about many asks for it once.
//!
//! Nothing is decided here that [`super::decide`] would not: each answer is that of the rule for one recipient, or that
//! it differs by recipient.

use std::sync::Arc;

use super::lift::{Lift, Sharing};
use super::meet::{Meets, Met};
use super::power_of;
use crate::caveat::Test;
use crate::entry::{Body, Entry, Grant};
use crate::facts::Copy;
use crate::id::ItemId;
use crate::question::Chain;

/// What lifts a copy, whoever the recipient is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Uniform {
    /// These acts, for everybody; empty where nothing does.
    ForAll(Vec<Lift>),
    /// That differs by recipient.
    Differs,
}

impl Sharing<'_> {
    /// How the recipient meets a test that asks for neither item nor path; nothing if it does not.
    pub(crate) fn meets_anywhere(&self, recipient: &Chain, copy: &Copy<'_>, test: &Test) -> Option<Met> {
        match self.meets(recipient, copy, test, &[], None) {
            Meets::Yes(met, _) => Some(met),
            Meets::No | Meets::Undetermined(_) => None,
        }
    }

    /// By what the disclosure itself lifts the copy.
    pub(crate) fn act_for_all(&self, copy: &Copy<'_>) -> Uniform {
        let voices = self.facts.voices_in(&self.actor, self.at);
        if self.facts.has_power_towards_some(&voices) {
            return Uniform::Differs;
        }
        let by_act = self.facts.authorities(&voices, copy, None, self.at, true);
        Uniform::ForAll(by_act.iter().map(|authority| self.act(authority)).collect())
    }

    /// The grants that are about an item of the path, in the order of their moments.
    pub(crate) fn grants_reaching(&self, path: &[ItemId]) -> Vec<&Arc<Entry>> {
        self.acts_reaching(path, |facts| &facts.index().grants)
    }

    /// Whether the grant lifts the copy for everybody whom it names.
    pub(crate) fn grant_for_all(
        &self,
        entry: &Arc<Entry>,
        grant: &Grant,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> Uniform {
        let nothing = Uniform::ForAll(Vec::new());
        // What is given later is told of, and lifts nothing.
        let Some(named) = grant.to.first().filter(|_| entry.moment() < self.at) else { return nothing };
        if self.grant_differs(entry, grant, path) {
            return Uniform::Differs;
        }
        let recipient = Chain(vec![named.clone()]);
        match self.effect(entry, grant, &recipient, copy, path) {
            Some(Ok(lift)) => {
                let power = power_of(&lift.authority);
                Uniform::ForAll(vec![Lift::Grant { entry: entry.position, power }])
            }
            Some(Err(_)) | None => nothing,
        }
    }

    /// Whether something else may ask of the recipient: terms to be bound by, the scope of a power, what ended it for
    /// some, or an answer to one of those whom a request names.
    fn grant_differs(&self, entry: &Arc<Entry>, grant: &Grant, path: &[ItemId]) -> bool {
        let facts = self.facts;
        let revocations = entry.id.as_ref().and_then(|id| facts.index().revocations.get(id));
        let for_some = |revocation: &Arc<Entry>| match &revocation.body {
            Body::Revocation(revocation) => !revocation.to.is_empty(),
            _ => false,
        };
        !grant.bound.is_empty()
            || facts.by_silence(entry.position).is_some()
            || revocations.into_iter().flatten().any(for_some)
            || !self.acts_reaching(path, |facts| &facts.index().refusals).is_empty()
            || facts.has_power_towards_some(&facts.voices(&entry.by, entry.moment()))
    }
}
