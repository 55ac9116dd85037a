//! Who speaks for whom: powers, delegations, and whose word counts.

use std::collections::HashSet;
use std::sync::Arc;

use super::bearing::Copy;
use super::index::{Index, PowerRecord};
use super::support::Support;
use super::{Fact, Facts};
use crate::caveat::Test;
use crate::entry::{Body, Ended, Ending, Entry, Recordable, Relation, Scope};
use crate::id::{PartyId, PowerId, SchemeId};
use crate::party::RelationKind;
use crate::question::Chain;
use crate::time::Moment;

/// By what right somebody speaks for an owner.
#[derive(Debug, Clone)]
pub(crate) struct Authority {
    pub(crate) ground: Ground,
    pub(crate) support: Support,
}

/// The right itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ground {
    /// It is the owner, or holds the office that is.
    Owner,
    /// It is the root of the owner.
    Root,
    /// It holds this power.
    Power(PowerId),
    /// The marking that means the caveat lets it release to others.
    Marking,
}

impl Facts {
    /// Whether the power, and every power above it, is in force at the moment.
    fn in_force(&self, lineage: &[&PowerRecord], at: Moment) -> bool {
        !lineage.is_empty() && lineage.iter().all(|power| power.in_force(at))
    }

    /// The lineages of the powers that a voice holds in force at the moment, for this owner or its root.
    pub(super) fn powers_of<'a>(
        &'a self,
        voices: &'a [PartyId],
        owner: &'a PartyId,
        at: Moment,
    ) -> impl Iterator<Item = Vec<&'a PowerRecord>> {
        let root = self.root(owner, at);
        let held = voices.iter().filter_map(|voice| self.index.powers_held.get(voice)).flatten();
        held.map(|id| self.index.lineage(id)).filter(move |lineage| {
            let founded = lineage.last().and_then(|top| Index::founded(top));
            founded.is_some_and(|power| power.owner == *owner || power.owner == root)
                && self.in_force(lineage, at)
        })
    }

    /// Whether a power that one of the voices ever held, or one above it, is towards certain recipients only.
    pub(crate) fn has_power_towards_some(&self, voices: &[PartyId]) -> bool {
        let held = voices.iter().filter_map(|voice| self.index.powers_held.get(voice)).flatten();
        held.flat_map(|id| self.index.lineage(id)).any(|power| !power.scope.to.is_empty())
    }

    /// Whether the party may say such a thing of another: being it, being its root, or by a power that lists it.
    pub(crate) fn speaks_about(
        &self,
        speaker: &PartyId,
        subject: &PartyId,
        what: Recordable,
        at: Moment,
    ) -> Option<Support> {
        let voices = self.voices(speaker, at);
        if voices.contains(subject) || voices.contains(&self.root(subject, at)) {
            return Some(Support::none());
        }
        self.powers_of(&voices, subject, at)
            .find(|lineage| lineage.iter().all(|power| power.scope.records.contains(&what)))
            .map(|lineage| shown_by(&lineage))
    }

    /// Every right by which one of the voices speaks for the owner of a copy, towards a recipient or towards
    /// all. With `by_act`, only powers that lift by the disclosure itself.
    pub(crate) fn authorities(
        &self,
        voices: &[PartyId],
        copy: &Copy<'_>,
        recipient: Option<&Chain>,
        at: Moment,
        by_act: bool,
    ) -> Vec<Authority> {
        let mut owners = self.owner_at(copy, at).into_iter();
        let Some((owner, succeeded)) = owners.next() else { return Vec::new() };
        let mut found = self.for_owner(voices, copy, (&owner, &succeeded), recipient, at, by_act);
        // Where several owned the copy then, all must be spoken for.
        for (owner, succeeded) in owners {
            let also = self.for_owner(voices, copy, (&owner, &succeeded), recipient, at, by_act);
            let Some(also) = also.into_iter().next() else { return Vec::new() };
            found.iter_mut().for_each(|authority| authority.support.add(&also.support));
        }
        found
    }

    /// Every right by which one of the voices speaks for one owner of a copy.
    fn for_owner(
        &self,
        voices: &[PartyId],
        copy: &Copy<'_>,
        (owner, succeeded): (&PartyId, &Support),
        recipient: Option<&Chain>,
        at: Moment,
        by_act: bool,
    ) -> Vec<Authority> {
        if voices.contains(owner) {
            return vec![Authority { ground: Ground::Owner, support: succeeded.clone() }];
        }
        if voices.contains(&self.root(owner, at)) {
            return vec![Authority { ground: Ground::Root, support: succeeded.clone() }];
        }
        // Whom a marking trusts with the release may consent to recipients, and to nothing else.
        let releasers = copy.stated.mark.as_ref().map_or(&[][..], |mark| &mark.releasers);
        if !by_act && recipient.is_some() && voices.iter().any(|voice| releasers.contains(voice)) {
            return vec![Authority { ground: Ground::Marking, support: succeeded.clone() }];
        }
        let lineages = self.powers_of(voices, owner, at);
        let fitting = lineages.filter(|lineage| !by_act || lineage.iter().all(|p| p.scope.by_act));
        let authority = |lineage: Vec<&PowerRecord>| {
            let mut support = self.covers(&lineage, copy, recipient, at)?;
            support.add(&shown_by(&lineage));
            support.add(succeeded);
            Some(Authority { ground: Ground::Power(lineage.first()?.id.clone()), support })
        };
        fitting.filter_map(authority).collect()
    }

    /// Whether the party speaks for some owner of a copy: enough for what narrows.
    pub(crate) fn could_speak_for(
        &self,
        speaker: &PartyId,
        copy: &Copy<'_>,
        recipient: Option<&Chain>,
        at: Moment,
    ) -> Option<Authority> {
        let voices = self.voices(speaker, at);
        self.owner_at(copy, at).iter().find_map(|(owner, succeeded)| {
            self.for_owner(&voices, copy, (owner, succeeded), recipient, at, false).into_iter().next()
        })
    }

    /// Whether the party speaks for the owner of a copy, towards a recipient or towards all.
    pub(crate) fn speaks_for(
        &self,
        speaker: &PartyId,
        copy: &Copy<'_>,
        recipient: Option<&Chain>,
        at: Moment,
    ) -> Option<Authority> {
        let voices = self.voices(speaker, at);
        self.authorities(&voices, copy, recipient, at, false).into_iter().next()
    }

    /// Whether the power, and every power above it, covers the copy: its kind, its level, its item, the
    /// recipient, and the unit that gave the power.
    fn covers(
        &self,
        lineage: &[&PowerRecord],
        copy: &Copy<'_>,
        recipient: Option<&Chain>,
        at: Moment,
    ) -> Option<Support> {
        let effective = self.effective(copy, at);
        let mut support = effective.support.clone();
        for power in lineage {
            support.add(&self.covers_by_itself(power, copy, &effective.test, recipient, at)?);
        }
        Some(support)
    }

    /// Whether the power covers the copy, whatever those above it do; `test` is what the copy asks at the moment.
    fn covers_by_itself(
        &self,
        power: &PowerRecord,
        copy: &Copy<'_>,
        test: &Test,
        recipient: Option<&Chain>,
        at: Moment,
    ) -> Option<Support> {
        let scope = &power.scope;
        let item_fits = || scope.items.is_empty() || self.covered_by(&scope.items, &copy.item, at);
        (scope.lifts.covers(test) && self.level_fits(scope, test) && item_fits()).then_some(())?;
        let mut support = Support::none();
        if !scope.to.is_empty() {
            support.add(&self.chain_within_any(recipient?, &scope.to, at)?);
        }
        if let Some(founded) = Index::founded(power)
            && !founded.wider
        {
            let unit = &power.entry.by;
            let originator = &self.item(&copy.item)?.originator;
            let inside = self.within(&copy.stated_by, unit, at);
            support.add(&inside.or_else(|| self.within(originator, unit, at))?);
        }
        Some(support)
    }

    /// Whether every level in the test is one the scope reaches up to.
    fn level_fits(&self, scope: &Scope, test: &Test) -> bool {
        let Some((scheme, up_to)) = &scope.up_to else { return true };
        match test {
            Test::Level(of, level) => {
                let levels = self.index.scheme(scheme).map(|scheme| &scheme.levels);
                of == scheme && levels.is_some_and(|levels| levels.at_or_above(up_to, level))
            }
            Test::Any(tests) => tests.iter().all(|test| self.level_fits(scope, test)),
            _ => true,
        }
    }

    /// Whether the entry was said by who had to say it, judged at its own moment; and what shows it. For what
    /// counts for one caveat and not for another, see [`Facts::counts_for`].
    pub(crate) fn counts(&self, entry: &Arc<Entry>) -> Option<Support> {
        let at = entry.moment();
        match &entry.body {
            Body::Power(power) => {
                let founds = entry.by == power.owner || entry.by == self.root(&power.owner, at);
                founds.then(Support::none)
            }
            Body::Delegation(delegation) => {
                let lineage = self.index.lineage(&delegation.parent);
                let voices = self.voices(&entry.by, at);
                let held = lineage.first().is_some_and(|parent| voices.contains(&parent.holder));
                let delegable = lineage.iter().all(|power| power.scope.delegable);
                // What shows that the power above counts, its own entry tells.
                let above = lineage.first().filter(|_| held && delegable && self.in_force(&lineage, at));
                above.map(|above| Support::of(above.entry.position))
            }
            Body::Ending(ending) => self.ending_counts(entry, ending),
            Body::Relation(_)
            | Body::Clearance(_)
            | Body::Accreditation(_)
            | Body::Acceptance(_)
            | Body::ReadIn(_)
            | Body::Equivalence(_)
            | Body::Key(_) => self.may_say(&entry.by, &entry.body, at),
            _ => Some(Support::none()),
        }
    }

    /// What shows that an entry counts which was taken in.
    pub(crate) fn shown(&self, entry: &Arc<Entry>) -> Option<Support> {
        match &entry.body {
            // The powers above one are not walked once more for each of them.
            Body::Delegation(delegation) => self.index.powers.get(&delegation.id)?.counts.clone(),
            _ => self.counts(entry),
        }
    }

    /// Whether the party may say such a fact, or end it.
    fn may_say(&self, speaker: &PartyId, fact: &Body, at: Moment) -> Option<Support> {
        match fact {
            Body::Relation(relation) => {
                let (subject, what) = relation_speaker(relation);
                self.speaks_about(speaker, subject, what, at)
            }
            Body::Clearance(held) | Body::Accreditation(held) => {
                self.of_scheme(speaker, &held.scheme, Recordable::Clearance, at)
            }
            Body::Acceptance(acceptance) => {
                self.speaks_about(speaker, &acceptance.who, Recordable::Acceptance, at)
            }
            Body::Key(key) => self.speaks_about(speaker, &key.of, Recordable::Key, at),
            Body::ReadIn(read_in) => self.of_scheme(speaker, &read_in.scheme, Recordable::ReadIn, at),
            Body::Equivalence(equivalence) => {
                self.of_scheme(speaker, &equivalence.counts_in, Recordable::Equivalence, at)
            }
            _ => None,
        }
    }

    /// Whether a fact counts for this copy: said by who speaks about its owner, where that is enough, or by
    /// whom the fact needs in general.
    pub(crate) fn counts_for(&self, fact: &Fact, copy: &Copy<'_>) -> Option<Support> {
        if let Some(support) = &fact.counts {
            return Some(support.clone());
        }
        let what = match &fact.entry.body {
            Body::ReadIn(_) => Recordable::ReadIn,
            Body::Equivalence(_) => Recordable::Equivalence,
            Body::Acceptance(_) => Recordable::Acceptance,
            _ => return None,
        };
        let at = fact.entry.moment();
        let mut shown = Support::none();
        for (owner, succeeded) in self.owner_at(copy, at) {
            shown.add(&self.speaks_about(&fact.entry.by, &owner, what, at)?.and(&succeeded));
        }
        Some(shown)
    }

    /// Whether the party speaks about the authority of a scheme.
    pub(super) fn of_scheme(
        &self,
        speaker: &PartyId,
        scheme: &SchemeId,
        what: Recordable,
        at: Moment,
    ) -> Option<Support> {
        let authority = &self.index.scheme(scheme)?.authority;
        self.speaks_about(speaker, authority, what, at)
    }

    fn ending_counts(&self, entry: &Arc<Entry>, ending: &Ending) -> Option<Support> {
        let at = entry.moment();
        match &ending.of {
            Ended::Power(id) => {
                let lineage = self.index.lineage(id);
                let owner = &lineage.last().and_then(|top| Index::founded(top))?.owner;
                let voices = self.voices(&entry.by, at);
                let is_owner = voices.contains(owner) || voices.contains(&self.root(owner, at));
                let holds = lineage.iter().any(|power| voices.contains(&power.holder));
                (is_owner || holds).then(Support::none)
            }
            Ended::Fact(id) => {
                let position = self.index.by_id.get(id)?;
                let Some(fact) = self.index.facts.get(position) else {
                    return self.withdraws(entry, self.entry(*position)?);
                };
                // Who said it may end it, and so may whoever could have said it.
                let own = (entry.by == fact.entry.by).then(Support::none);
                own.or_else(|| self.may_say(&entry.by, &fact.entry.body, at))
            }
        }
    }

    /// Whether who made the request, or the root of that, takes it back.
    fn withdraws(&self, ending: &Entry, request: &Entry) -> Option<Support> {
        let at = ending.moment();
        let voices = self.voices(&ending.by, at);
        let own = voices.contains(&request.by) || voices.contains(&self.root(&request.by, at));
        (own && matches!(request.body, Body::Request(_))).then(Support::none)
    }

    /// Whether terms that revise others do so by the word of those others' author.
    pub(super) fn revision_counts(&self, entry: &Arc<Entry>) -> Option<Support> {
        let Body::Terms(terms) = &entry.body else { return None };
        let revised = self.index.terms.get(terms.revises.as_ref()?)?;
        if revised.by == entry.by {
            return Some(Support::none());
        }
        self.speaks_about(&entry.by, &revised.by, Recordable::Caveat, entry.moment())
    }

    /// The endings that end grants made under the power or under one above it, visible between two moments.
    pub(crate) fn grant_endings<'a>(
        &'a self,
        power: &PowerId,
        after: Moment,
        before: Moment,
    ) -> Option<&'a Arc<Entry>> {
        let lineage = self.index.lineage(power);
        let endings = lineage.into_iter().flat_map(|record| &record.endings);
        let mut with_grants =
            endings.filter(|entry| matches!(&entry.body, Body::Ending(ending) if ending.grants));
        with_grants.find(|entry| after < entry.moment() && entry.moment() < before)
    }

    /// Those who can speak for the owner of a copy towards a recipient, itself apart: its root, and the holders
    /// of powers in force.
    pub(crate) fn spokespeople(
        &self,
        copy: &Copy<'_>,
        recipient: &Chain,
        at: Moment,
    ) -> Vec<(PartyId, Option<PowerId>)> {
        let root = self.root(&copy.owner, at);
        let mut found: Vec<(PartyId, Option<PowerId>)> = Vec::new();
        if root != copy.owner {
            found.push((root.clone(), None));
        }
        let releasers = copy.stated.mark.iter().flat_map(|mark| &mark.releasers);
        found.extend(releasers.filter(|party| **party != root).map(|party| (party.clone(), None)));
        let test = self.effective(copy, at).test;
        // INVARIANT: a power that counts stands behind the one above it.
        let mut speaking: HashSet<&PowerId> = HashSet::new();
        for power in self.index.powers_for(&copy.owner, &root) {
            let is_under_one = power.parent.as_ref().is_none_or(|above| speaking.contains(above));
            let covers = || self.covers_by_itself(power, copy, &test, Some(recipient), at).is_some();
            if is_under_one && power.in_force(at) && covers() {
                speaking.insert(&power.id);
                found.push((power.holder.clone(), Some(power.id.clone())));
            }
        }
        found
    }
}

/// Of whom a relation speaks, and what a power must list to say it.
fn relation_speaker(relation: &Relation) -> (&PartyId, Recordable) {
    match relation.kind {
        RelationKind::Client => (&relation.who, Recordable::Relation),
        RelationKind::Succeeds => (&relation.of, Recordable::Succession),
        _ => (&relation.of, Recordable::Relation),
    }
}

/// The entries of a lineage: each shows that the next one counts.
fn shown_by(lineage: &[&PowerRecord]) -> Support {
    lineage.iter().fold(Support::none(), |shown, power| shown.with(power.entry.position))
}

#[cfg(test)]
mod tests {
    use crate::decide::{Outcome, decide};
    use crate::facts::Facts;
    use crate::scenario::Scenario;

    /// What shows a delegation was once listed for each way up to it: thirty levels took all the memory there is.
    #[test]
    fn a_power_may_go_through_a_hundred_hands() {
        let mut story = String::from(
            r#"
            entry = [
                { party = "owner", kind = "body" },
                { party = "desk", kind = "body" },
                { party = "reader", kind = "body" },
                { party = "hand-0", kind = "person" },
                { item = "data", originator = "owner", caveats = [{ audience = "desk" }] },
                { disclosure = "sent", of = "data", actor = "owner", to = "desk" },
                { power = "power-0", by = "owner", of = "hand-0", for = "owner",
                  lifts = "everything", delegable = true },
            "#,
        );
        for level in 1..100 {
            let before = level - 1;
            story += &format!(
                r#"{{ party = "hand-{level}", kind = "person" }},
                {{ delegation = "power-{level}", by = "hand-{before}", parent = "power-{before}", of = "hand-{level}",
                   lifts = "everything", delegable = true }},
                "#
            );
        }
        story += r#"{ grant = "agreed", by = "hand-99", items = "data", to = "reader" }]
            [[ask]]
            actor = "desk"
            item = "data"
            to = "reader"
            on = 2025-03-01
        "#;
        let scenario = Scenario::read(story.as_bytes()).unwrap();
        let facts = Facts::of(scenario.ledger.entries());
        let decision = decide(&scenario.asks[0].question, &facts).unwrap();
        assert_eq!(decision.outcome(), Outcome::Permitted);
        assert!(decision.cited().len() > 100, "every hand is cited");
    }
}
