//! Section 4: who speaks.

use std::collections::BTreeSet;
use std::rc::Rc;

use caveat::caveat::Test;
use caveat::entry::{Body, Ended, Ending, Entry, Lifts, Recordable, Relation, Scope};
use caveat::id::{ItemId, PartyId, PowerId};
use caveat::party::RelationKind;
use caveat::time::{Instant, Interval, Moment};

use super::known::Known;
use super::stating::{OwnerCopy, levels, schemes};

/// A power, with every power above it.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// The power itself first, the founded one last.
    pub(super) powers: Vec<Rung<'a>>,
    /// Who holds it.
    pub(super) holder: &'a PartyId,
    /// Whose caveats it is about.
    pub(super) owner: &'a PartyId,
    /// The party that founded it.
    founder: &'a PartyId,
    /// Whether the founded power says `wider`.
    wider: bool,
}

/// One power of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rung<'a> {
    pub(super) id: &'a PowerId,
    entry: &'a Entry,
    holder: &'a PartyId,
    scope: &'a Scope,
    until: Option<Instant>,
}

impl<'a> Line<'a> {
    /// Whether the power and every power above it say `by_act`.
    pub(super) fn by_act(&self) -> bool {
        self.powers.iter().all(|power| power.scope.by_act)
    }

    /// Whether the power is that power or one beneath it.
    pub(super) fn is_or_is_beneath(&self, id: &PowerId) -> bool {
        self.powers.iter().any(|power| power.id == id)
    }

    fn records(&self, what: Recordable) -> bool {
        self.powers.iter().all(|power| power.scope.records.contains(&what))
    }

    fn delegable(&self) -> bool {
        self.powers.iter().all(|power| power.scope.delegable)
    }
}

impl<'a> Known<'a> {
    /// Section 4: `speaks about (s, X, what)` at M.
    pub(super) fn speaks_about(&self, s: &PartyId, about: &PartyId, what: Recordable, m: Moment) -> bool {
        let voices = self.voices(s, m);
        let root = self.root(about, m);
        let is_it = |party: &PartyId| party == about || *party == root;
        let powers = self.powers_in_force(m);
        voices.iter().any(is_it)
            || powers
                .iter()
                .any(|power| voices.contains(power.holder) && is_it(power.owner) && power.records(what))
    }

    /// Whether somebody speaks about the authority of a scheme.
    fn speaks_about_authority(
        &self,
        s: &PartyId,
        scheme: &caveat::id::SchemeId,
        what: Recordable,
        m: Moment,
    ) -> bool {
        self.authority(scheme).is_some_and(|authority| self.speaks_about(s, authority, what, m))
    }

    /// Whether somebody speaks about the owner of a copy, as it was at M.
    pub(super) fn speaks_about_owner(
        &self,
        s: &PartyId,
        copy: &OwnerCopy<'a>,
        what: Recordable,
        m: Moment,
    ) -> bool {
        self.owners_at(copy, m).iter().all(|owner| self.speaks_about(s, owner, what, m))
    }

    /// Section 4: whether an entry counts, judged at its own moment; for what counts for one copy, for which.
    pub(super) fn counts(&self, entry: &'a Entry, copy: Option<&OwnerCopy<'a>>) -> bool {
        match (&entry.body, copy) {
            (Body::ReadIn(_) | Body::Equivalence(_) | Body::Acceptance(_), copy) => {
                self.counts_for_its_party(entry)
                    || copy.is_some_and(|copy| self.counts_for_owner(entry, copy))
            }
            _ => self.cache.counting.get_or(entry.position, || self.counts_for_its_party(entry)),
        }
    }

    /// Whether the entry's `by` speaks about the party that the entry is about, at its own moment.
    fn counts_for_its_party(&self, entry: &'a Entry) -> bool {
        match &entry.body {
            Body::Power(power) => {
                entry.by == power.owner || entry.by == self.root(&power.owner, entry.moment())
            }
            Body::Delegation(delegation) => self.delegation_counts(entry, &delegation.parent),
            Body::Ending(ending) => self.ending_counts(entry, ending),
            Body::Agreement(_) => true,
            Body::Delivery(delivery) => self.delivery_counts(entry, delivery),
            Body::Terms(terms) => terms.revises.as_ref().is_none_or(|revised| {
                self.terms(revised).is_some_and(|(revised, _)| {
                    entry.by == revised.by
                        || self.speaks_about(&entry.by, &revised.by, Recordable::Caveat, entry.moment())
                })
            }),
            _ => self.speaks_for_its_party(&entry.by, entry, entry.moment()),
        }
    }

    /// Whether somebody speaks, at M, about the party that a fact is about, for what the fact says.
    fn speaks_for_its_party(&self, by: &PartyId, fact: &'a Entry, m: Moment) -> bool {
        match &fact.body {
            Body::Relation(relation) => match relation.kind {
                RelationKind::Client => self.speaks_about(by, &relation.who, Recordable::Relation, m),
                RelationKind::Succeeds => self.speaks_about(by, &relation.of, Recordable::Succession, m),
                _ => self.speaks_about(by, &relation.of, Recordable::Relation, m),
            },
            Body::Clearance(held) | Body::Accreditation(held) => {
                self.speaks_about_authority(by, &held.scheme, Recordable::Clearance, m)
            }
            Body::ReadIn(read_in) => self.speaks_about_authority(by, &read_in.scheme, Recordable::ReadIn, m),
            Body::Equivalence(equivalence) => {
                self.speaks_about_authority(by, &equivalence.counts_in, Recordable::Equivalence, m)
            }
            Body::Acceptance(acceptance) => self.speaks_about(by, &acceptance.who, Recordable::Acceptance, m),
            Body::Key(key) => self.speaks_about(by, &key.of, Recordable::Key, m),
            _ => false,
        }
    }

    /// Whether a read-in, equivalence or acceptance counts for a copy because the owner spoke.
    fn counts_for_owner(&self, entry: &'a Entry, copy: &OwnerCopy<'a>) -> bool {
        let what = match &entry.body {
            Body::ReadIn(_) => Recordable::ReadIn,
            Body::Equivalence(_) => Recordable::Equivalence,
            Body::Acceptance(_) => Recordable::Acceptance,
            _ => return false,
        };
        self.speaks_about_owner(&entry.by, copy, what, entry.moment())
    }

    /// Section 3, section 4: whether a succession holds at M and counts for caveats with this test.
    pub(super) fn succession_holds(
        &self,
        entry: &'a Entry,
        relation: &'a Relation,
        test: &Test,
        m: Moment,
    ) -> bool {
        let by_an_authority = || {
            schemes(test).iter().any(|scheme| {
                self.speaks_about_authority(&entry.by, scheme, Recordable::Succession, entry.moment())
            })
        };
        entry.moment() < m
            && Interval { from: entry.on, until: relation.until }.contains(m.instant)
            && (self.counts(entry, None) || by_an_authority())
            && !self.is_ended(entry, m)
    }

    fn delegation_counts(&self, entry: &'a Entry, parent: &PowerId) -> bool {
        let voices = self.voices(&entry.by, entry.moment());
        let powers = self.powers_in_force(entry.moment());
        let parent = powers.iter().find(|power| power.powers.first().is_some_and(|own| own.id == parent));
        parent.is_some_and(|parent| voices.contains(parent.holder) && parent.delegable())
    }

    fn ending_counts(&self, entry: &'a Entry, ending: &'a Ending) -> bool {
        match &ending.of {
            Ended::Power(id) => self.line(id).is_some_and(|line| self.may_end_power(entry, &line)),
            Ended::Fact(id) => {
                let fact = self.entries.iter().find(|fact| fact.id.as_ref() == Some(id));
                fact.is_some_and(|fact| {
                    if matches!(fact.body, Body::Request(_)) {
                        let voices = self.voices(&entry.by, entry.moment());
                        return self.is_owner_or_root(&voices, &fact.by, entry.moment());
                    }
                    entry.by == fact.by || self.speaks_for_its_party(&entry.by, fact, entry.moment())
                })
            }
        }
    }

    /// Section 4, an ending of a power: by its owner, its owner's root, its holder, or a holder above it.
    fn may_end_power(&self, ending: &'a Entry, line: &Line<'a>) -> bool {
        let m = ending.moment();
        let voices = self.voices(&ending.by, m);
        voices.contains(line.owner)
            || voices.contains(&self.root(line.owner, m))
            || line.powers.iter().any(|power| voices.contains(power.holder))
    }

    /// Section 2: whether a valid ending of a fact is visible at M.
    pub(super) fn is_ended(&self, fact: &'a Entry, m: Moment) -> bool {
        let Some(id) = &fact.id else { return false };
        self.visible(m).any(|entry| match &entry.body {
            Body::Ending(ending) => ending.of == Ended::Fact(id.clone()) && self.counts(entry, None),
            _ => false,
        })
    }

    fn power_is_ended(&self, id: &PowerId, m: Moment) -> bool {
        self.visible(m).any(|entry| match &entry.body {
            Body::Ending(ending) => ending.of == Ended::Power(id.clone()) && self.counts(entry, None),
            _ => false,
        })
    }

    /// A power with every power above it, if all of them are known.
    fn line(&self, id: &'a PowerId) -> Option<Line<'a>> {
        let mut powers: Vec<Rung<'a>> = Vec::new();
        let mut next = id;
        while powers.len() < self.entries.len() {
            let (entry, power) = self.power(next)?;
            powers.push(power);
            match &entry.body {
                Body::Delegation(delegation) => next = &delegation.parent,
                Body::Power(founded) => {
                    let holder = powers.first()?.holder;
                    return Some(Line {
                        powers,
                        holder,
                        owner: &founded.owner,
                        founder: &entry.by,
                        wider: founded.wider,
                    });
                }
                _ => return None,
            }
        }
        None
    }

    fn power(&self, id: &PowerId) -> Option<(&'a Entry, Rung<'a>)> {
        self.entries.iter().copied().find_map(|entry| match &entry.body {
            Body::Power(power) if power.id == *id => Some((
                entry,
                Rung { id: &power.id, entry, holder: &power.of, scope: &power.scope, until: power.until },
            )),
            Body::Delegation(power) if power.id == *id => Some((
                entry,
                Rung { id: &power.id, entry, holder: &power.of, scope: &power.scope, until: power.until },
            )),
            _ => None,
        })
    }

    /// Section 4: the powers in force at M.
    pub(super) fn powers_in_force(&self, m: Moment) -> Rc<Vec<Line<'a>>> {
        self.cache.powers.get_or(m, || {
            let lines = self.visible(m).filter_map(|entry| match &entry.body {
                Body::Power(power) => self.line(&power.id),
                Body::Delegation(power) => self.line(&power.id),
                _ => None,
            });
            Rc::new(lines.filter(|line| line.powers.iter().all(|power| self.is_in_force(power, m))).collect())
        })
    }

    /// Section 4: what being in force asks of a power and of every power above it.
    fn is_in_force(&self, power: &Rung<'a>, m: Moment) -> bool {
        power.entry.moment() < m
            && Interval { from: power.entry.on, until: power.until }.contains(m.instant)
            && self.counts(power.entry, None)
            && !self.power_is_ended(power.id, m)
    }

    /// Section 4: whether a power **covers** an occurrence for a recipient (or none) at M. Its path does not matter.
    fn covers_occurrence(
        &self,
        line: &Line<'a>,
        copy: &OwnerCopy<'a>,
        test: &Test,
        recipient: Option<&[PartyId]>,
        m: Moment,
    ) -> bool {
        let stated_within = |party: &PartyId| self.within(party, line.founder, m);
        let founder_reaches =
            line.wider || stated_within(&copy.stated.by) || stated_within(&copy.stated.item.originator);
        let item = &copy.stated.item.id;
        founder_reaches && line.powers.iter().all(|power| self.covers(power.scope, item, test, recipient, m))
    }

    /// A level that does not compare with `up_to` is not covered.
    fn covers(
        &self,
        scope: &Scope,
        item: &ItemId,
        test: &Test,
        recipient: Option<&[PartyId]>,
        m: Moment,
    ) -> bool {
        let lifts = lifts(&scope.lifts, test);
        let up_to = scope.up_to.as_ref().is_none_or(|(of, highest)| {
            levels(test)
                .into_iter()
                .all(|(scheme, level)| scheme == of && self.at_or_above(of, highest, level))
        });
        let items = scope.items.is_empty() || self.is_covered(&scope.items, item, m);
        let to = scope.to.is_empty() || recipient.is_some_and(|r| self.chain_within_one(r, &scope.to, m));
        lifts && up_to && items && to
    }

    /// Section 4: `speaks for (s, occurrence, recipient)` at M.
    pub(super) fn speaks_for(
        &self,
        s: &PartyId,
        copy: &OwnerCopy<'a>,
        recipient: Option<&[PartyId]>,
        m: Moment,
    ) -> bool {
        self.voices_speak_for(&self.voices(s, m), copy, &self.effective(copy, m).test, recipient, m)
    }

    /// Section 4, `speaks for`, with the voices and the effective test at M given.
    pub(super) fn voices_speak_for(
        &self,
        voices: &BTreeSet<PartyId>,
        copy: &OwnerCopy<'a>,
        test: &Test,
        recipient: Option<&[PartyId]>,
        m: Moment,
    ) -> bool {
        self.owners_at(copy, m).iter().all(|owner| {
            self.is_owner_or_root(voices, owner, m)
                || is_trusted_with_release(voices, copy, recipient)
                || !self.powers_covering(voices, owner, copy, test, recipient, m).is_empty()
        })
    }

    /// Section 4, `speaks for`, of an act that narrows: where a copy had several owners, to speak for one is enough.
    pub(super) fn speaks_to_narrow(
        &self,
        s: &PartyId,
        copy: &OwnerCopy<'a>,
        recipient: Option<&[PartyId]>,
        m: Moment,
    ) -> bool {
        let voices = self.voices(s, m);
        let test = self.effective(copy, m).test;
        self.owners_at(copy, m).iter().any(|owner| {
            self.is_owner_or_root(&voices, owner, m)
                || is_trusted_with_release(&voices, copy, recipient)
                || !self.powers_covering(&voices, owner, copy, &test, recipient, m).is_empty()
        })
    }

    /// Whether some voice is the owner, or the root of the owner.
    pub(super) fn is_owner_or_root(&self, voices: &BTreeSet<PartyId>, owner: &PartyId, m: Moment) -> bool {
        voices.contains(owner) || voices.contains(&self.root(owner, m))
    }

    /// The powers in force at M that some voice holds, for the owner or its root, and that cover the occurrence.
    pub(super) fn powers_covering(
        &self,
        voices: &BTreeSet<PartyId>,
        owner: &PartyId,
        copy: &OwnerCopy<'a>,
        test: &Test,
        recipient: Option<&[PartyId]>,
        m: Moment,
    ) -> Vec<Line<'a>> {
        let root = self.root(owner, m);
        let powers = self.powers_in_force(m);
        let held = powers
            .iter()
            .filter(|power| voices.contains(power.holder) && (power.owner == owner || *power.owner == root));
        held.filter(|power| self.covers_occurrence(power, copy, test, recipient, m)).cloned().collect()
    }
}

/// Section 4: whether some voice is one whom the marking trusts with the release, and there is a recipient.
pub(super) fn is_trusted_with_release(
    voices: &BTreeSet<PartyId>,
    copy: &OwnerCopy<'_>,
    recipient: Option<&[PartyId]>,
) -> bool {
    recipient.is_some() && copy.stated.releasers.iter().any(|party| voices.contains(party))
}

/// Section 4: whether what a power lifts has the kind of a test; for `any`, one of its tests is enough.
fn lifts(lifts: &Lifts, test: &Test) -> bool {
    match lifts {
        Lifts::Everything => true,
        Lifts::Kinds(kinds) => super::stating::kinds(test).iter().any(|kind| kinds.contains(kind)),
    }
}
