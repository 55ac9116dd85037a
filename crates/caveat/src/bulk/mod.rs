//! The same question of many: of every item that somebody holds, or of every party to whom one may go.
//!
//! Nothing is decided here. Each question goes to [`decide`], and what is told of each decision comes out of
//! [`answer`](crate::answer::answer); a [`Gist`] says in one line what it comes to, and [`Counts`] how many came to
//! what.

mod freest;
mod gist;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::answer::{Asker, Named, named};
use crate::caveat::Mode;
use crate::decide::decide;
use crate::entry::{Body, InCapacity};
use crate::facts::Facts;
use crate::id::{ItemId, PartyId, Purpose};
use crate::party::PartyKind;
use crate::question::{Chain, Question, Unanswerable};
use crate::set::Set;
use crate::time::{Instant, Moment};

pub use freest::Freest;
pub use gist::{Gist, Prospect};

/// How something would be disclosed: everything that a [`Question`] says but for the item and the recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    /// Who would disclose it.
    pub actor: InCapacity,
    /// For which purposes.
    pub purposes: Set<Purpose>,
    /// Shown or given.
    pub mode: Mode,
    /// Whether the source will go unnamed.
    pub unattributed: bool,
    /// When.
    pub on: Instant,
}

impl Manner {
    /// The manner of a question.
    pub fn of(question: &Question) -> Self {
        Self {
            actor: question.actor.clone(),
            purposes: question.purposes.clone(),
            mode: question.mode,
            unattributed: question.unattributed,
            on: question.on,
        }
    }

    /// The question whether the item may so go to these.
    pub fn question(&self, item: &ItemId, to: &[InCapacity]) -> Question {
        Question {
            actor: self.actor.clone(),
            item: item.clone(),
            to: to.to_vec(),
            purposes: self.purposes.clone(),
            mode: self.mode,
            unattributed: self.unattributed,
            on: self.on,
        }
    }
}

/// The same question of many, put to facts that were folded once.
#[derive(Debug)]
pub struct Bulk<'f> {
    manner: Manner,
    facts: &'f Facts,
    asker: &'f Asker,
    actor: Chain,
}

/// A party to whom something might go, in one capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The party, with the capacity where it has several that can be told apart.
    pub who: InCapacity,
    /// What kind of party.
    pub kind: PartyKind,
    /// The chain it acts in.
    pub chain: Chain,
    /// Whether it has other capacities besides.
    pub is_one_of_several: bool,
}

impl<'f> Bulk<'f> {
    /// Questions of that manner, whose answers are told to that asker.
    ///
    /// # Errors
    /// Where the actor is unknown, or must say in which capacity it acts.
    pub fn open(manner: Manner, facts: &'f Facts, asker: &'f Asker) -> Result<Self, Unanswerable> {
        let actor = facts.resolve(&manner.actor, Moment::end_of(manner.on))?;
        Ok(Self { manner, facts, asker, actor })
    }

    /// The actor, in its capacity.
    pub fn actor(&self) -> &Chain {
        &self.actor
    }

    /// The recipients as a question resolves them.
    ///
    /// # Errors
    /// Where there is none, or one is unknown or must say in which capacity it acts.
    pub fn resolved(&self, to: &[InCapacity]) -> Result<Vec<Chain>, Unanswerable> {
        if to.is_empty() {
            return Err(Unanswerable::NoRecipient);
        }
        Ok(self.facts.recipients(to, self.at())?.0)
    }

    /// Every item there is, in the order in which they were recorded. Not all of them are for the asker to know of.
    pub fn items(&self) -> Vec<&'f ItemId> {
        let facts = self.facts;
        let item = |body: &'f Body| match body {
            Body::Item(item) => Some(&item.id),
            _ => None,
        };
        facts.entries().filter_map(|entry| item(&entry.body)).collect()
    }

    /// What comes of the question whether the item may go to these; nothing where the actor does not hold it, or the
    /// asker may not know of it.
    pub fn of_item(&self, item: &ItemId, to: &[InCapacity]) -> Option<Gist> {
        let possible = self.may_be_told(item) && self.facts.possesses(&self.actor, item, self.at());
        if possible { self.put(item, to) } else { None }
    }

    /// Every party of these kinds, of all where none is named, in each capacity it acts in; the actor in its own apart.
    /// In the order in which they were recorded.
    pub fn recipients(&self, kinds: &BTreeSet<PartyKind>) -> Vec<Recipient> {
        let party = |body: &'f Body| match body {
            Body::Party(party) if kinds.is_empty() || kinds.contains(&party.kind) => Some(party),
            _ => None,
        };
        let parties = self.facts.entries().filter_map(|entry| party(&entry.body));
        let in_each = parties.flat_map(|party| self.capacities(&party.id, party.kind));
        in_each.filter(|recipient| recipient.chain != self.actor).collect()
    }

    fn capacities(&self, party: &PartyId, kind: PartyKind) -> Vec<Recipient> {
        let chains = self.facts.chains(party, self.at());
        // A community stands for its members, each in all of theirs.
        let is_one_of_several = chains.len() > 1 && kind != PartyKind::Community;
        let recipient = |chain: &Chain| Recipient {
            who: InCapacity {
                party: party.clone(),
                capacity: is_one_of_several.then(|| chain.telling(&chains).cloned()).flatten(),
            },
            kind,
            chain: chain.clone(),
            is_one_of_several,
        };
        let told_apart = if is_one_of_several { chains.len() } else { 1 };
        chains.iter().take(told_apart).map(recipient).collect()
    }

    /// What comes of the question whether the item may go to that recipient; nothing where the asker may not know of
    /// the item.
    pub fn of_recipient(&self, item: &ItemId, recipient: &Recipient) -> Option<Gist> {
        if !self.may_be_told(item) {
            return None;
        }
        if recipient.is_one_of_several && recipient.who.capacity.is_none() {
            return Some(Gist::without_answer("nothing tells this capacity from the others"));
        }
        self.put(item, std::slice::from_ref(&recipient.who))
    }

    /// The recipient as it may be named beside what is told of the item: with its chain, where it is not concealed.
    pub fn named(&self, item: &ItemId, recipient: &Recipient) -> Vec<Named> {
        let name = |party| named(party, [item], self.facts, self.asker);
        match name(&recipient.who.party) {
            // Whom a concealed party works for would tell who it is.
            concealed @ Named::Concealed { .. } => vec![concealed],
            Named::Party(_) => recipient.chain.parties().iter().map(name).collect(),
        }
    }

    fn put(&self, item: &ItemId, to: &[InCapacity]) -> Option<Gist> {
        match decide(&self.manner.question(item, to), self.facts) {
            Ok(decision) => Gist::of(&decision, self.facts, self.asker),
            Err(why) => Some(Gist::unanswerable(&why)),
        }
    }

    fn may_be_told(&self, item: &ItemId) -> bool {
        match self.asker {
            Asker::Keeper => true,
            Asker::Party { chain, at } => self.facts.knows_item(item, chain, Moment::end_of(*at)),
        }
    }

    fn at(&self) -> Moment {
        Moment::end_of(self.manner.on)
    }
}

/// How many answers came to what, and whose consent is missing how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    prospects: BTreeMap<Prospect, usize>,
    missing: BTreeMap<Named, usize>,
}

/// An owner, and the number of answers for which it would have to agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The owner.
    pub owner: Named,
    /// The number.
    pub count: usize,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, gist: &Gist) {
        *self.prospects.entry(gist.prospect).or_default() += 1;
        if gist.prospect.can_be_asked() {
            gist.missing.iter().for_each(|owner| *self.missing.entry(owner.clone()).or_default() += 1);
        }
    }

    /// How many there are in all.
    pub fn all(&self) -> usize {
        self.prospects.values().sum()
    }

    /// How many came to that.
    pub fn of(&self, prospect: Prospect) -> usize {
        self.prospects.get(&prospect).copied().unwrap_or_default()
    }

    /// Those who would have to agree, whoever is missing most often first.
    pub fn missing(&self) -> Vec<Missing> {
        let mut missing: Vec<Missing> = self
            .missing
            .iter()
            .map(|(owner, count)| Missing { owner: owner.clone(), count: *count })
            .collect();
        missing.sort_by_key(|missing| std::cmp::Reverse(missing.count));
        missing
    }
}
