//! What goes wrong: one thing in one of the entries just told, and only by a little.

use std::collections::BTreeSet;

use caveat::caveat::{Kind, Mode, Selector};
use caveat::entry::{Body, Ended, Ending, Lifts, Terms};
use caveat::id::{Level, PartyId, PowerId, SchemeId, TermsId};
use caveat::set::Set;

use super::draft::day;
use super::tale::Tale;

impl Tale {
    /// Spoils one of the entries of the route told last. Nothing happens where there is none.
    pub(crate) fn spoil(&mut self) {
        let route = self.route.clone();
        let acts: Vec<usize> = route
            .into_iter()
            .filter(|draft| {
                let body = &self.drafts[*draft].body;
                !matches!(body, Body::Party(_) | Body::Item(_) | Body::Scheme(_) | Body::Rule(_))
                    && !matches!(body, Body::Refusal(_) | Body::Revocation(_) | Body::Ending(_))
            })
            .collect();
        let Some(draft) = self.dice.maybe(&acts) else { return };
        self.spoil_draft(draft);
    }

    pub(crate) fn spoil_draft(&mut self, draft: usize) {
        match self.dice.below(10) {
            0 => {
                let other = self.another(&[self.drafts[draft].by.clone()]);
                self.drafts[draft].by = other;
            }
            1 => self.too_late(draft),
            _ => self.spoil_body(draft),
        }
    }

    fn too_late(&mut self, draft: usize) {
        let on = self.days.now + self.dice.between(1, 3);
        let delayed = &mut self.drafts[draft];
        if let Body::Grant(grant) = &mut delayed.body {
            grant.during.from = grant.during.from.max(day(on));
            if grant.during.until.is_some() {
                grant.during.until = Some(day(on + 60));
            }
        }
        if until_of(&mut delayed.body).is_some_and(|until| until.is_some()) {
            return;
        }
        delayed.on = on;
        delayed.recorded = on;
    }

    fn spoil_body(&mut self, draft: usize) {
        let on = self.drafts[draft].on;
        match self.drafts[draft].body.clone() {
            Body::Power(power) => self.spoil_power(draft, &power.id),
            Body::Delegation(power) => self.spoil_power(draft, &power.id),
            Body::Grant(_) => self.spoil_grant(draft),
            Body::Disclosure(_) if self.dice.percent(30) => {
                // It comes too late for what was passed on in the meantime.
                let later = self.dice.between(1, 40);
                self.drafts[draft].on += later;
                self.drafts[draft].recorded += later;
            }
            Body::Disclosure(_) => {
                let stranger = self.another(&[]);
                let reported = self.dice.percent(50);
                let draft = &mut self.drafts[draft];
                if let Body::Disclosure(disclosure) = &mut draft.body {
                    disclosure.reported = reported;
                }
                if !reported {
                    draft.by = stranger;
                }
            }
            Body::Sanitisation(_) => {
                let by = self.drafts[draft].by.clone();
                self.revoke(by, draft, Vec::new(), self.days.now);
            }
            Body::Remark(_) => {
                if let Body::Remark(remark) = &mut self.drafts[draft].body {
                    remark.removes = [Selector::Kind(Kind::Purpose)].into();
                    remark.level = None;
                }
            }
            Body::Clearance(held) | Body::Accreditation(held) if self.dice.percent(50) => {
                if let Some(below) = self.level_not_above(&held.scheme, &held.level)
                    && let Body::Clearance(held) | Body::Accreditation(held) = &mut self.drafts[draft].body
                {
                    held.level = below;
                }
            }
            Body::Equivalence(it) if self.dice.percent(60) => {
                if let Some(below) = self.level_not_above(&it.counts_in, &it.counts_as)
                    && let Body::Equivalence(it) = &mut self.drafts[draft].body
                {
                    it.counts_as = below;
                }
            }
            Body::Event(_) => {
                if let Body::Event(event) = &mut self.drafts[draft].body {
                    event.event = "event-other".parse().unwrap();
                }
            }
            Body::Terms(terms) => {
                let by = self.drafts[draft].by.clone();
                let by = if self.dice.percent(50) { by } else { self.another(&[]) };
                self.revise(terms.id, by);
            }
            _ => self.end_fact(draft, on),
        }
    }

    /// Terms take the place of others.
    pub(crate) fn revise(&mut self, revised: TermsId, by: PartyId) {
        let id = self.fresh("terms").parse().unwrap();
        let terms = Terms { id, caveats: Vec::new(), silence: None, revises: Some(revised), name: None };
        let on = self.dice.between(150, 199);
        self.add(on, by, Body::Terms(terms));
    }

    /// A fact runs out, the day before or just then, or is ended, even on a day before it began.
    fn end_fact(&mut self, draft: usize, on: i64) {
        let early = self.dice.percent(15);
        let end = if early { on } else { self.days.now } - self.dice.between(0, 1);
        if end <= on && !early {
            return self.too_late(draft);
        }
        if (early || self.dice.percent(50))
            && let Some(id) = self.drafts[draft].id.clone()
        {
            let by = self.drafts[draft].by.clone();
            let ending = Ending { of: Ended::Fact(id), grants: false, reason: None };
            self.add(end, by, Body::Ending(ending));
        } else if let Some(until) = until_of(&mut self.drafts[draft].body) {
            *until = Some(day(end));
        }
    }

    fn spoil_power(&mut self, draft: usize, id: &PowerId) {
        let on = self.drafts[draft].on;
        let delegated = self.drafts.iter().any(|other| match &other.body {
            Body::Delegation(delegation) => delegation.parent == *id,
            _ => false,
        });
        let used = self.first_use(draft);
        let by = self.drafts[draft].by.clone();
        let other = self.another(std::slice::from_ref(&by));
        let other_item = self.dice.below(self.items.len());
        let other_item = self.items[other_item].id.clone();
        let lower = match scope_of(&mut self.drafts[draft].body).and_then(|scope| scope.up_to.clone()) {
            Some((scheme, level)) => self.level_not_above(&scheme, &level).map(|level| (scheme, level)),
            None => None,
        };
        let choice = self.dice.below(10);
        let founded = matches!(self.drafts[draft].body, Body::Power(_));
        if matches!(choice, 0 | 1) && used > on {
            let grants = self.dice.percent(60);
            let end = match (self.dice.percent(15), grants) {
                (true, _) => on - 1,
                (false, true) => self.dice.between(used, self.days.now),
                (false, false) => used - 1,
            };
            return self.end_power(id.clone(), by, grants, end);
        }
        let now = self.days.now;
        if let Body::Power(power) = &mut self.drafts[draft].body
            && choice == 2
            && power.wider
        {
            power.wider = false;
            return;
        }
        if let Some(until) = until_of(&mut self.drafts[draft].body)
            && choice == 3
            && !delegated
            && used > on
        {
            *until = Some(day(used.min(now)));
            return;
        }
        let Some(scope) = scope_of(&mut self.drafts[draft].body) else { return };
        match choice {
            4 if delegated => scope.delegable = false,
            4 => scope.by_act = false,
            5 => scope.to = vec![other],
            6 => scope.items = vec![other_item],
            7 if !delegated && lower.is_some() => scope.up_to = lower,
            8 if !delegated => match &mut scope.lifts {
                Lifts::Kinds(kinds) if kinds.len() > 1 => *kinds = kinds.iter().skip(1).copied().collect(),
                _ if !founded => scope.to = vec![other],
                lifts => *lifts = Lifts::Kinds([Kind::Purpose].into()),
            },
            _ if delegated => {
                // Nothing delegated from it says that it may be delegated on, or it would be refused.
                let children = self.drafts.iter().any(|other| match &other.body {
                    Body::Delegation(delegation) => delegation.parent == *id && delegation.scope.delegable,
                    _ => false,
                });
                if let Some(scope) = scope_of(&mut self.drafts[draft].body).filter(|_| !children) {
                    scope.delegable = false;
                }
            }
            _ => match &mut self.drafts[draft].body {
                Body::Power(power) => power.of = other,
                Body::Delegation(power) => power.of = other,
                _ => {}
            },
        }
        self.mend_delegations(id);
    }

    /// The day on which a power is first used for an act told after it.
    fn first_use(&self, draft: usize) -> i64 {
        let acts = |body: &Body| {
            matches!(body, Body::Grant(_) | Body::Remark(_) | Body::Sanitisation(_) | Body::Delegation(_))
        };
        let later = self.drafts.iter().skip(draft + 1).filter(|other| acts(&other.body));
        later.map(|other| other.on).next().unwrap_or(self.days.now)
    }

    /// What is delegated stays within what it comes from: the ledger would refuse it otherwise.
    fn mend_delegations(&mut self, parent: &PowerId) {
        let above = self.drafts.iter_mut().find_map(|draft| match &mut draft.body {
            Body::Power(power) if power.id == *parent => Some(power.scope.clone()),
            Body::Delegation(power) if power.id == *parent => Some(power.scope.clone()),
            _ => None,
        });
        let Some(above) = above else { return };
        let mut mended: Vec<PowerId> = Vec::new();
        for draft in &mut self.drafts {
            if let Body::Delegation(child) = &mut draft.body
                && child.parent == *parent
            {
                child.scope.delegable &= above.delegable;
                child.scope.by_act &= above.by_act;
                mended.push(child.id.clone());
            }
        }
        mended.iter().for_each(|child| self.mend_delegations(child));
    }

    fn spoil_grant(&mut self, draft: usize) {
        let (now, on) = (self.days.now, self.drafts[draft].on);
        let Body::Grant(grant) = self.drafts[draft].body.clone() else { return };
        let by = self.drafts[draft].by.clone();
        let other = self.another(&grant.to);
        let other_item = self.dice.below(self.items.len());
        let other_item = self.items[other_item].id.clone();
        let mode = if self.focus.mode == Mode::Giving { Mode::Showing } else { Mode::Giving };
        let later = self.dice.between(on, now);
        let only_one = self.dice.percent(50).then(|| self.dice.pick(&grant.to).clone());
        let choice = self.dice.below(12);
        match choice {
            0 => return self.refuse(by, vec![self.items[self.focus.item].id.clone()], grant.to, later),
            1 => return self.refuse(by, grant.items, grant.to, later),
            2 | 3 => return self.revoke(by, draft, only_one.into_iter().collect(), later),
            4 | 5 if self.raise_level(later) => return,
            _ => {}
        }
        let Body::Grant(grant) = &mut self.drafts[draft].body else { return };
        match choice {
            4 => grant.modes = [mode].into(),
            5 => grant.purposes = ["relief".parse().unwrap()].into(),
            6 if grant.during.from < day(now) => grant.during.until = Some(day(now)),
            7 => {
                grant.during.from = day(now + 1);
                grant.during.until = None;
            }
            8 if grant.to.len() > 1 => drop(grant.to.pop()),
            8 => grant.to = vec![other],
            9 => grant.items = vec![other_item],
            10 => grant.this_item_only = !grant.this_item_only,
            _ => grant.lifts = Set::from([Selector::Kind(Kind::Unattributed)]),
        }
    }

    /// The level of the caveat told of just now is raised, by who may; false where it has none.
    fn raise_level(&mut self, on: i64) -> bool {
        let Some(borne) = self.telling.clone() else { return false };
        let levels = super::lift::levels_of(&borne.test);
        let Some((scheme, level)) = self.dice.maybe(&levels) else { return false };
        let level = self.level_above(&scheme, &level);
        let owner = self.cast.owner_on(&borne.owner, on);
        let by = if self.dice.percent(80) { owner } else { self.cast.root(&owner) };
        self.remark(by, borne.item, Set::new(), Some((scheme, level)), on);
        true
    }

    /// A level that is not at or above another.
    fn level_not_above(&mut self, scheme: &SchemeId, level: &Level) -> Option<Level> {
        let levels = self.schemes.iter().find(|known| known.id == *scheme).unwrap().levels.clone();
        let below: Vec<Level> =
            levels.iter().filter(|one| !levels.at_or_above(one, level)).cloned().collect();
        self.dice.maybe(&below)
    }

    /// Somebody who has no say in anything that this party owns, most likely.
    pub(crate) fn stranger_to(&mut self, owner: &PartyId) -> PartyId {
        let root = self.cast.root(owner);
        self.another(&[owner.clone(), root])
    }
}

fn until_of(body: &mut Body) -> Option<&mut Option<caveat::time::Instant>> {
    match body {
        Body::Relation(it) => Some(&mut it.until),
        Body::Clearance(it) | Body::Accreditation(it) => Some(&mut it.until),
        Body::ReadIn(it) => Some(&mut it.until),
        Body::Equivalence(it) => Some(&mut it.until),
        Body::Acceptance(it) => Some(&mut it.until),
        Body::Power(it) => Some(&mut it.until),
        Body::Delegation(it) => Some(&mut it.until),
        _ => None,
    }
}

fn scope_of(body: &mut Body) -> Option<&mut caveat::entry::Scope> {
    match body {
        Body::Power(power) => Some(&mut power.scope),
        Body::Delegation(power) => Some(&mut power.scope),
        _ => None,
    }
}
