//! From what was typed to a question.

use std::collections::BTreeMap;

use caveat::bulk::Manner;
use caveat::caveat::Mode;
use caveat::entry::InCapacity;
use caveat::id::PartyId;
use caveat::question::Question;
use caveat::time::Instant;

use crate::args;
use crate::failure::{Failure, Typed};
use crate::names::{self, Names};

/// Who takes part in a question, each in the capacity that was typed.
pub(super) struct Parts {
    actor: PartyId,
    to: Vec<PartyId>,
    asker: Option<PartyId>,
    capacities: BTreeMap<PartyId, PartyId>,
}

impl Parts {
    /// Everybody who is named.
    pub(super) fn of(
        args: &args::Manner,
        to: &[String],
        asker: Option<&str>,
        names: &Names<'_>,
    ) -> Result<Self, Failure> {
        let actor = match args.actor.as_deref() {
            Some(text) => names.party(Typed::one("--actor", text), text)?,
            None => names.register.we(),
        };
        let to = names.parties("--to", to)?;
        let asker = asker.map(|text| names.party(Typed::one("--as", text), text)).transpose()?;
        let mut parts = Self { actor, to, asker, capacities: BTreeMap::new() };
        for text in &args.in_capacity {
            parts.take_in(text, names)?;
        }
        Ok(parts)
    }

    fn take_in(&mut self, text: &str, names: &Names<'_>) -> Result<(), Failure> {
        let typed = Typed::one("--in-capacity", text);
        let (party, capacity) = match text.split_once('=') {
            Some((party, _)) => (names.party(typed.clone().within(0..party.len()), party)?, party.len() + 1),
            None => (self.actor.clone(), 0),
        };
        let named = text.get(capacity..).unwrap_or_default();
        let capacity = names.party(typed.clone().within(capacity..text.len()), named)?;
        let takes_part =
            self.actor == party || self.to.contains(&party) || self.asker.as_ref() == Some(&party);
        if !takes_part {
            let message = format!("`{party}` has no part in this question");
            return Err(Failure::typed(typed, message).hint("name the actor, a recipient, or who asks"));
        }
        match self.capacities.insert(party.clone(), capacity) {
            None => Ok(()),
            Some(_) => Err(Failure::typed(typed, format!("`{party}` is given two capacities"))),
        }
    }

    fn in_capacity(&self, party: &PartyId) -> InCapacity {
        InCapacity { party: party.clone(), capacity: self.capacities.get(party).cloned() }
    }

    /// Who asks, where that is not who keeps the register.
    pub(super) fn asker(&self) -> Option<InCapacity> {
        self.asker.as_ref().map(|asker| self.in_capacity(asker))
    }

    /// To whom it would go.
    pub(super) fn to(&self) -> Vec<InCapacity> {
        self.to.iter().map(|party| self.in_capacity(party)).collect()
    }

    /// How it would be disclosed.
    pub(super) fn manner(&self, args: &args::Manner, on: Instant) -> Result<Manner, Failure> {
        Ok(Manner {
            actor: self.in_capacity(&self.actor),
            purposes: names::purposes("--purpose", &args.purpose)?,
            mode: if args.shown { Mode::Showing } else { Mode::Giving },
            unattributed: args.unattributed,
            on,
        })
    }
}

/// The question about the item that was typed.
pub(super) fn question(
    item: &str,
    args: &args::Manner,
    parts: &Parts,
    names: &Names<'_>,
    on: Instant,
) -> Result<Question, Failure> {
    let manner = parts.manner(args, on)?;
    Ok(manner.question(&names.item(Typed::one("--item", item), item)?, &parts.to()))
}
