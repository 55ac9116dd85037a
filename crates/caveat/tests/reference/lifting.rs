//! Section 6: lifted.

use caveat::caveat::{Kind, Selector};
use caveat::entry::{Body, Ended, Entry, Grant, Refusal};
use caveat::id::{ItemId, PartyId, Purpose};
use caveat::question::Question;
use caveat::set::Set;
use caveat::time::Moment;

use super::State;
use super::authority::is_trusted_with_release;
use super::bearing::Occurrence;
use super::known::Known;
use super::meeting::Meeting;
use super::people::Chain;
use super::silence::Act;
use super::stating::{OwnerCopy, kinds, levels, selects};

/// A question, or a disclosure put as one: by an actor in its chain, at a moment.
#[derive(Debug, Clone)]
pub(super) struct Asking<'q> {
    pub(super) question: &'q Question,
    pub(super) actor: Chain,
    pub(super) moment: Moment,
}

impl<'a> Known<'a> {
    /// Section 6, section 9: the state of an occurrence for a recipient.
    pub(super) fn state(
        &self,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        asking: &Asking<'_>,
    ) -> State {
        let effective = self.effective(&occurrence.copy, asking.moment);
        if effective.removed {
            return State::Lifted;
        }
        let meeting = self.meets(recipient, occurrence, &effective.test, asking, u32::MAX);
        if meeting == Meeting::Met {
            State::Met
        } else if self.lifted_by_the_disclosure(occurrence, recipient, asking)
            || self.lifted_by_a_grant(occurrence, recipient, asking, |_| true)
        {
            State::Lifted
        } else if meeting == Meeting::Undetermined {
            State::Undetermined
        } else {
            State::Standing
        }
    }

    /// Section 6, 2 and 4: a voice of the actor is the owner or its root, or holds a power that says `by_act`.
    pub(super) fn lifted_by_the_disclosure(
        &self,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        asking: &Asking<'_>,
    ) -> bool {
        let (copy, m) = (&occurrence.copy, asking.moment);
        let voices = self.voices_in(&asking.actor, m);
        let test = self.effective(copy, m).test;
        self.owners_at(copy, m).iter().all(|owner| {
            self.is_owner_or_root(&voices, owner, m)
                || self
                    .powers_covering(&voices, owner, copy, &test, Some(recipient), m)
                    .iter()
                    .any(|power| power.by_act())
        })
    }

    /// Section 6, 3: whether some grant of a sort is effective.
    pub(super) fn lifted_by_a_grant(
        &self,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        asking: &Asking<'_>,
        sort: impl Fn(&Grant) -> bool,
    ) -> bool {
        self.grants(asking.moment)
            .iter()
            .filter(|act| sort(&act.body))
            .any(|act| self.grant_is_effective(act, occurrence, recipient, asking))
    }

    /// Section 6, 3: a grant **effective** for a recipient and an occurrence.
    fn grant_is_effective(
        &self,
        act: &Act<'a, Grant>,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        asking: &Asking<'_>,
    ) -> bool {
        let m = asking.moment;
        let copy = &occurrence.copy;
        let (entry, grant) = (act.entry, &act.body);
        entry.moment() < m
            && grant.during.contains(m.instant)
            && self.chain_within_one(recipient, &grant.to, m)
            && (grant.purposes.is_empty() || states_only(&asking.question.purposes, &grant.purposes))
            && (grant.modes.is_empty() || grant.modes.contains(&asking.question.mode))
            && (!grant.unattributed || asking.question.unattributed)
            && grant.bound.iter().all(|terms| self.is_bound(recipient, terms, copy, m))
            && self.grant_names(grant, copy)
            && copy.stated.at < entry.moment()
            && self.levels_are_no_higher(copy, entry.moment(), m)
            && self.first_reached(grant, occurrence, m).is_some()
            && !self.is_settled(act, occurrence, recipient, m, true)
            && self.may_grant(act, copy, recipient)
            && !self.grant_has_ended(act, occurrence, recipient, m)
    }

    /// Its author speaks for the occurrence; where it is by silence, by what it is, and not by a power.
    fn may_grant(&self, act: &Act<'a, Grant>, copy: &OwnerCopy<'a>, recipient: &[PartyId]) -> bool {
        let then = act.entry.moment();
        if act.lapse.is_none() {
            return self.speaks_for(&act.by, copy, Some(recipient), then);
        }
        let voices = self.voices(&act.by, then);
        self.owners_at(copy, then).iter().all(|owner| self.is_owner_or_root(&voices, owner, then))
    }

    /// It **names** the copy; where it names nothing, it names the kind audience.
    fn grant_names(&self, grant: &Grant, copy: &OwnerCopy<'a>) -> bool {
        let audiences = Set::from([Selector::Kind(Kind::Audience)]);
        let named = if grant.lifts.is_empty() { &audiences } else { &grant.lifts };
        let kinds = kinds(&copy.stated.caveat.test);
        named.iter().any(|selector| selects(selector, &copy.stated.id, &kinds))
    }

    /// Every `level` test of the effective test at M is at or beneath the one in its place at the grant's moment.
    /// Levels that do not compare are not.
    fn levels_are_no_higher(&self, copy: &OwnerCopy<'a>, then: Moment, m: Moment) -> bool {
        let (was, is) = (self.effective(copy, then).test, self.effective(copy, m).test);
        levels(&was)
            .into_iter()
            .zip(levels(&is))
            .all(|((scheme, was), (_, is))| self.at_or_above(scheme, was, is))
    }

    /// It **reaches** the path: the first index that the grant's items cover (this item only: 0).
    fn first_reached(&self, grant: &Grant, occurrence: &Occurrence<'a>, m: Moment) -> Option<usize> {
        if grant.this_item_only {
            let asked_about = occurrence.path.first()?;
            return grant.items.contains(&asked_about.item.id).then_some(0);
        }
        self.first_covered(&grant.items, occurrence, m)
    }

    pub(super) fn first_covered(
        &self,
        items: &[ItemId],
        occurrence: &Occurrence<'a>,
        m: Moment,
    ) -> Option<usize> {
        occurrence.path.iter().position(|on| self.is_covered(items, &on.item.id, m))
    }

    /// Section 6, 3: whether a grant has **ended** at M for a recipient and an occurrence.
    fn grant_has_ended(
        &self,
        act: &Act<'a, Grant>,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        m: Moment,
    ) -> bool {
        let (entry, grant) = (act.entry, &act.body);
        let refusals = self.refusals(m);
        let mut later_refusals = refusals.iter().filter(|other| other.entry.moment() > entry.moment());
        if later_refusals.any(|other| self.is_refusal_ending(other, grant, occurrence, recipient, m)) {
            return true;
        }
        let mut later = self.visible(m).filter(|other| other.moment() > entry.moment());
        later.any(|other| {
            self.is_revocation_ending(other, entry, &occurrence.copy, recipient, m)
                || self.is_revision_ending(other, grant)
        }) || self.its_powers_have_ended(act, &occurrence.copy, recipient, m)
    }

    fn is_refusal_ending(
        &self,
        other: &Act<'a, Refusal>,
        grant: &Grant,
        occurrence: &Occurrence<'a>,
        recipient: &[PartyId],
        m: Moment,
    ) -> bool {
        let refusal = &other.body;
        let refused = self.first_covered(&refusal.items, occurrence, m);
        let granted = self.first_reached(grant, occurrence, m);
        refused.is_some_and(|refused| granted.is_some_and(|granted| refused <= granted))
            && self.chain_within_one(recipient, &refusal.to, m)
            && !self.is_settled(other, occurrence, recipient, m, false)
            && self.speaks_to_narrow(&other.by, &occurrence.copy, Some(recipient), other.entry.moment())
    }

    fn is_revocation_ending(
        &self,
        other: &'a Entry,
        granting: &Entry,
        copy: &OwnerCopy<'a>,
        recipient: &[PartyId],
        m: Moment,
    ) -> bool {
        let Body::Revocation(revocation) = &other.body else { return false };
        granting.id.as_ref().is_some_and(|id| revocation.of.contains(id))
            && (revocation.to.is_empty() || self.chain_within_one(recipient, &revocation.to, m))
            && self.speaks_to_narrow(&other.by, copy, Some(recipient), other.moment())
    }

    fn is_revision_ending(&self, other: &'a Entry, grant: &Grant) -> bool {
        let Body::Terms(terms) = &other.body else { return false };
        grant.rests_on.is_some() && terms.revises == grant.rests_on && self.counts(other, None)
    }

    /// Every power by which the author spoke for it is, or is beneath, one whose later ending says that grants end.
    /// Several endings may do it together.
    fn its_powers_have_ended(
        &self,
        granting: &Act<'a, Grant>,
        copy: &OwnerCopy<'a>,
        recipient: &[PartyId],
        m: Moment,
    ) -> bool {
        let then = granting.entry.moment();
        let endings = self.visible(m).filter(|entry| entry.moment() > then && self.counts(entry, None));
        let ended: Vec<_> = endings
            .filter_map(|entry| match &entry.body {
                Body::Ending(ending) if ending.grants => match &ending.of {
                    Ended::Power(id) => Some(id),
                    Ended::Fact(_) => None,
                },
                _ => None,
            })
            .collect();
        let voices = self.voices(&granting.by, then);
        let test = self.effective(copy, then).test;
        self.owners_at(copy, then).iter().any(|owner| {
            let powers = self.powers_covering(&voices, owner, copy, &test, Some(recipient), then);
            !self.is_owner_or_root(&voices, owner, then)
                && !is_trusted_with_release(&voices, copy, Some(recipient))
                && powers.iter().all(|power| ended.iter().any(|id| power.is_or_is_beneath(id)))
        })
    }
}

/// The question states purposes, all among these.
pub(super) fn states_only(stated: &Set<Purpose>, among: &Set<Purpose>) -> bool {
    !stated.is_empty() && stated.is_subset(among)
}
