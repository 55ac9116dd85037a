//! Kinds of caveat: what is asked of every recipient alike, on however many items.

use std::collections::HashMap;

use crate::caveat::{RelativeAudience, Test};
use crate::decide::{Lift, Side};
use crate::facts::Copy;
use crate::id::PartyId;

/// An owner's caveat as items bear it, apart from the items. Whoever meets it on one of them meets it on all.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) owner: PartyId,
    pub(super) side: Side,
    /// What it asks, after remarks.
    pub(super) test: Test,
    pub(super) asks: Asks,
    /// What lifts it for everybody.
    pub(super) lifts: Box<[Lift]>,
    /// Whether a remark is what lifts it, and so lifts it for whoever meets it too.
    pub(super) is_removed: bool,
    /// The copy on the first item that was found to bear it, and of a relative audience the own organisations of its
    /// anchors: apart, since few questions come to them.
    pub(super) found: Box<(Copy<'static>, Vec<PartyId>)>,
}

/// What tells kinds apart: whatever a recipient's meeting it, or its being lifted for everybody, depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) owner: PartyId,
    pub(super) first_owner: PartyId,
    pub(super) test: Test,
    /// What it was stated to ask, where remarks changed that: by it, successors are found.
    pub(super) stated: Option<Test>,
    pub(super) lifts: Vec<Lift>,
    pub(super) is_removed: bool,
    pub(super) organisations: Vec<PartyId>,
}

/// Of whom it is found out who meets it.
#[derive(Debug)]
pub(super) enum Asks {
    /// Those within one of these parties: found from the party.
    Within(Vec<Member>),
    /// Each recipient, by the rule.
    Each,
    /// Each recipient, by the rule for relative audiences.
    Organisations(RelativeAudience),
    /// Nobody but its owner meets it.
    Nobody,
}

/// One of an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub(super) party: u32,
    /// At which place the audience names it: the first that fits is told.
    pub(super) place: u32,
    pub(super) nationals: bool,
}

impl Kind {
    /// Whether something lifts it for everybody.
    pub(super) fn is_lifted(&self) -> bool {
        !self.lifts.is_empty()
    }
}

/// The parties that audiences and grants name, by numbers.
#[derive(Debug, Default)]
pub(super) struct Parties {
    numbers: HashMap<PartyId, u32>,
}

impl Parties {
    pub(super) fn number(&mut self, party: &PartyId) -> u32 {
        if let Some(number) = self.numbers.get(party) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(party.clone(), number);
        number
    }

    pub(super) fn find(&self, party: &PartyId) -> Option<u32> {
        self.numbers.get(party).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }
}

/// The kinds found so far.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    numbers: HashMap<Key, u32>,
    pub(super) kinds: Vec<Kind>,
}

impl Kinds {
    /// The number of a kind; a new one is made of the copy that it was found on.
    pub(super) fn number(&mut self, key: Key, copy: &Copy<'_>, side: Side, parties: &mut Parties) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.kinds.len() as u32;
        let asks = asks(&key.test, parties);
        self.kinds.push(Kind {
            owner: key.owner.clone(),
            side,
            test: key.test.clone(),
            asks,
            lifts: key.lifts.as_slice().into(),
            is_removed: key.is_removed,
            found: Box::new((copy.detached(), key.organisations.clone())),
        });
        self.numbers.insert(key, number);
        number
    }
}

fn asks(test: &Test, parties: &mut Parties) -> Asks {
    match test {
        // Who is a member at another moment is asked of each.
        Test::Audience(audience) if audience.membership_at.is_none() => {
            let numbered = audience.members.iter().zip(0..).map(|(member, place)| Member {
                party: parties.number(&member.party),
                place,
                nationals: member.nationals,
            });
            let mut members: Vec<Member> = numbered.collect();
            members.sort_unstable();
            Asks::Within(members)
        }
        Test::Relative(audience) => Asks::Organisations(*audience),
        Test::Nobody(_) => Asks::Nobody,
        _ => Asks::Each,
    }
}
