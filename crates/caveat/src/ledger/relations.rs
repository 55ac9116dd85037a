//! Relations: which kinds of party they join, and that they close no circle.

use std::collections::BTreeSet;

use crate::entry::Relation;
use crate::id::PartyId;
use crate::ledger::check::{Check, Checked};
use crate::ledger::refused::{At, Refused};
use crate::party::PartyKind::{self, Body, Community, Office, Person, State};
use crate::party::RelationKind::{self, Client, Holds, Member, National, Organ, Serves, Succeeds};
use crate::time::{Instant, Interval};

/// The longest chain of parties, each under the next.
const MAX_HEIGHT: usize = 100;

impl Check<'_> {
    pub(super) fn relation(&self, relation: &Relation) -> Checked {
        let (at_who, at_of) = (At::Entry.field("who"), At::Entry.field("of"));
        self.somebody(&relation.who, "is never in a relation", &at_who)?;
        self.somebody(&relation.of, "is never in a relation", &at_of)?;
        if relation.who == relation.of {
            let message = format!("`{}` cannot stand in a relation to itself", relation.of);
            return Err(at_of.refuse(message).hint("name another party"));
        }
        self.fits(relation)?;
        self.ends_later(relation.until)?;
        if !relation.kind.carries_within() {
            return Ok(());
        }
        self.no_circle(relation)?;
        self.not_too_high(relation)
    }

    fn fits(&self, relation: &Relation) -> Checked {
        let (Some(who), Some(of)) = (self.kind(&relation.who), self.kind(&relation.of)) else {
            return Ok(());
        };
        let Some(joins) = joins(relation.kind) else { return Ok(()) };
        let refuse = |at: At<'_>, id: &PartyId, kind| misfit(&at, id, kind, joins.says, who, of);
        if !joins.who.contains(&who) {
            return Err(refuse(At::Entry.field("who"), &relation.who, who));
        }
        if !joins.of.contains(&of) {
            return Err(refuse(At::Entry.field("of"), &relation.of, of));
        }
        Ok(())
    }

    /// Refuses a relation that would put parties more than [`MAX_HEIGHT`] deep under others, whenever each holds:
    /// the engine follows relations upward by recursion.
    fn not_too_high(&self, new: &Relation) -> Checked {
        let index = &self.ledger.index;
        let above = levels(&new.of, |party| {
            index.upward.get(party).into_iter().flatten().map(|(superior, _)| superior).collect()
        });
        let below = levels(&new.who, |party| index.downward.get(party).into_iter().flatten().collect());
        if above + below < MAX_HEIGHT {
            return Ok(());
        }
        let message = format!("`{}` would stand in a chain of more than {MAX_HEIGHT} parties", new.who);
        Err(At::Entry.field("of").refuse(message).hint("name the party that it acts under more directly"))
    }

    /// Refuses a relation where at some instant of it `who` is already above `of`. Whether the relations counted
    /// then is not asked: the engine follows them upward without end in view, whoever said them.
    fn no_circle(&self, new: &Relation) -> Checked {
        let during = Interval { from: self.entry.on, until: new.until };
        if !self.ever_above(&new.who, &new.of) {
            return Ok(());
        }
        let above = self.beginnings(&new.of, during);
        let closes =
            |instant: &Instant| during.contains(*instant) && self.is_above(&new.who, &new.of, *instant);
        match std::iter::once(during.from).chain(above).find(closes) {
            Some(instant) => {
                let (who, of) = (&new.who, &new.of);
                let message =
                    format!("`{who}` cannot be under `{of}`, which is under `{who}` at `{instant}`");
                Err(At::Entry
                    .field("of")
                    .refuse(message)
                    .hint("say until when the one holds, and let the other begin then"))
            }
            None => Ok(()),
        }
    }

    /// Whether relations, whenever they hold, lead from `lower` up to `upper`. The search goes up and down by turns,
    /// so that it is over as soon as either side is: a long chain grows at its ends without being walked.
    fn ever_above(&self, upper: &PartyId, lower: &PartyId) -> bool {
        let index = &self.ledger.index;
        let (mut up, mut above) = (vec![lower], BTreeSet::from([lower]));
        let (mut down, mut below) = (vec![upper], BTreeSet::from([upper]));
        while let (Some(low), Some(high)) = (up.pop(), down.pop()) {
            let superiors = index.upward.get(low).into_iter().flatten().map(|(superior, _)| superior);
            up.extend(superiors.filter(|superior| above.insert(superior)));
            let beneath = index.downward.get(high).into_iter().flatten();
            down.extend(beneath.filter(|party| below.insert(party)));
            if above.contains(upper) || below.contains(lower) {
                return true;
            }
        }
        false
    }

    /// The instants at which relations above a party begin.
    fn beginnings(&self, from: &PartyId, during: Interval) -> BTreeSet<Instant> {
        let (mut begin, mut seen, mut open) = (BTreeSet::new(), BTreeSet::from([from]), vec![from]);
        while let Some(party) = open.pop() {
            for (superior, holds) in self.superiors(party).iter().filter(|(_, holds)| holds.overlaps(&during))
            {
                begin.insert(holds.from);
                if seen.insert(superior) {
                    open.push(superior);
                }
            }
        }
        begin
    }

    fn is_above(&self, upper: &PartyId, lower: &PartyId, instant: Instant) -> bool {
        let (mut seen, mut open) = (BTreeSet::from([lower]), vec![lower]);
        while let Some(party) = open.pop() {
            let superiors = self.superiors(party).iter().filter(|(_, holds)| holds.contains(instant));
            open.extend(superiors.map(|(superior, _)| superior).filter(|superior| seen.insert(superior)));
        }
        seen.contains(upper)
    }

    fn superiors(&self, party: &PartyId) -> &[(PartyId, Interval)] {
        self.ledger.index.upward.get(party).map_or(&[], Vec::as_slice)
    }
}

/// How many levels there are from a party on, itself one of them; no more than are of interest.
fn levels<'a>(from: &'a PartyId, next: impl Fn(&PartyId) -> Vec<&'a PartyId>) -> usize {
    let mut level = BTreeSet::from([from]);
    let mut count = 0;
    while !level.is_empty() && count <= MAX_HEIGHT {
        count += 1;
        level = level.into_iter().flat_map(&next).collect();
    }
    count
}

/// The kinds of party that a relation joins.
struct Joins {
    who: &'static [PartyKind],
    of: &'static [PartyKind],
    says: &'static str,
}

const fn join(who: &'static [PartyKind], of: &'static [PartyKind], says: &'static str) -> Option<Joins> {
    Some(Joins { who, of, says })
}

fn joins(kind: RelationKind) -> Option<Joins> {
    const ANY: &[PartyKind] = &[Person, Office, Body, State, Community];
    const NOT_PERSONS: &[PartyKind] = &[Office, Body, State, Community];
    match kind {
        Serves => join(&[Person], &[Body, State], "a person serves a body or a state"),
        Holds => join(&[Person], &[Office], "a person holds an office"),
        Organ => join(
            &[Body, Office, State],
            &[Body, State],
            "an office, a body or a state is an organ of a body or a state",
        ),
        National => join(&[Person, Body], &[State], "a person or a body is a national of a state"),
        Member => join(ANY, &[Community], "only a community has members"),
        Client => join(NOT_PERSONS, NOT_PERSONS, "no person has clients or is a client"),
        Succeeds => None,
    }
}

fn misfit(at: &At<'_>, id: &PartyId, kind: PartyKind, says: &str, who: PartyKind, of: PartyKind) -> Refused {
    let refused = at.refuse(format!("`{id}` is {}: {says}", a(kind)));
    let fitting = |who: PartyKind, of: PartyKind| -> Vec<String> {
        let fits = |kind| joins(kind).is_some_and(|it| it.who.contains(&who) && it.of.contains(&of));
        let kinds = RelationKind::ALL.iter().filter(|(_, kind)| *kind != Client && fits(*kind));
        kinds.map(|(word, _)| format!("`{word}`")).collect()
    };
    match (fitting(who, of), fitting(of, who)) {
        (words, _) if !words.is_empty() => {
            refused.hint(format!("between {} and {} stands {}", a(who), a(of), words.join(" or ")))
        }
        (_, words) if !words.is_empty() => {
            refused.hint(format!("turned round, {} stands between them", words.join(" or ")))
        }
        _ => refused.hint(format!("nothing joins {} to {}", a(who), a(of))),
    }
}

fn a(kind: PartyKind) -> &'static str {
    match kind {
        Person => "a person",
        Office => "an office",
        Body => "a body",
        State => "a state",
        Community => "a community",
    }
}
