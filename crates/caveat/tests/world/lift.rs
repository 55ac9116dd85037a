//! How a caveat comes to be lifted: grants, remarks, sanitisations, the disclosure itself; and who speaks for
//! whom by which power, delegated by whom.

use std::collections::BTreeSet;

use caveat::caveat::{Kind, Selector, Test};
use caveat::entry::{
    Body, Delegation, Ended, Ending, Grant, Lifts, Power, Recordable, Refusal, Remark, Revocation,
    Sanitisation, Scope,
};
use caveat::id::{Level, PartyId, PowerId, SchemeId};
use caveat::party::PartyKind;
use caveat::set::Set;
use caveat::time::Interval;
use caveat::words::Words;

use super::draft::day;
use super::tale::{Borne, Tale};

/// A scope that lifts kinds.
pub(crate) fn lifting(kinds: Set<Kind>) -> Scope {
    Scope { lifts: Lifts::Kinds(kinds), ..Scope::nothing() }
}

/// The kinds by which a test can be named.
fn kinds_of(test: &Test) -> Vec<Kind> {
    match test {
        Test::Any(tests) => tests.iter().map(Test::kind).chain([Kind::Any]).collect(),
        test => vec![test.kind()],
    }
}

/// The levels in a test.
pub(crate) fn levels_of(test: &Test) -> Vec<(SchemeId, Level)> {
    match test {
        Test::Level(scheme, level) => vec![(scheme.clone(), level.clone())],
        Test::Any(tests) => tests.iter().flat_map(levels_of).collect(),
        _ => Vec::new(),
    }
}

/// Who it is for: a grant's recipients, nobody in particular, or whom the actor itself gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Recipients,
    Nobody,
    OwnAct,
}

impl Tale {
    /// Records what lifts the caveat for every recipient.
    pub(crate) fn lift(&mut self, borne: &Borne) {
        let on = self.dice.between(150, 182);
        match self.dice.weighed(&[(62, 0), (16, 1), (9, 2), (5, 3), (8, 4)]) {
            1 => drop(self.speaker(borne, self.days.now, For::OwnAct)),
            2 => self.remove_by_remark(borne, on),
            3 => self.lower_by_remark(borne, on),
            4 => self.sanitise(borne, on),
            _ => self.grant(borne, on),
        }
    }

    fn grant(&mut self, borne: &Borne, on: i64) {
        if self.dice.percent(30) {
            return self.ask_the_silent(borne);
        }
        let to = self.covering_recipients();
        let author = self.speaker(borne, on, For::Recipients);
        let grant = self.a_grant(borne, to, on);
        let draft = self.add(on, author, Body::Grant(Box::new(grant)));
        if self.dice.percent(25) {
            let route = self.route.clone();
            self.almost_end(borne, draft, on);
            self.route = route;
        }
    }

    /// A grant that lifts the caveat, narrowed here and there in ways that do not matter.
    pub(crate) fn a_grant(&mut self, borne: &Borne, to: Vec<PartyId>, on: i64) -> Grant {
        let stated_on = self.items[borne.item].id.clone();
        let asked = self.items[self.focus.item].id.clone();
        let items = match self.dice.below(10) {
            0..=4 => vec![asked.clone()],
            5 | 6 => vec![stated_on],
            7 => {
                let paths = self.paths_to(borne.item);
                let path = self.dice.maybe(&paths).unwrap_or_else(|| vec![borne.item]);
                vec![self.items[*self.dice.pick(&path)].id.clone()]
            }
            _ => [asked.clone(), stated_on].into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
        };
        let kinds = kinds_of(&borne.test);
        let mut lifts: Set<Selector> = match self.dice.below(10) {
            0..=3 => [Selector::Kind(*self.dice.pick(&kinds))].into(),
            4..=6 => [Selector::Caveat(borne.caveat.clone())].into(),
            7 => [Selector::Everything].into(),
            _ if kinds.contains(&Kind::Audience) => Set::new(),
            _ => [Selector::Kind(*self.dice.pick(&kinds)), Selector::Kind(Kind::Purpose)].into(),
        };
        if lifts.len() == 1 && self.dice.percent(10) {
            lifts.insert(Selector::Kind(Kind::Bound));
        }
        let this_item_only = items.contains(&asked) && self.dice.percent(20);
        let mut purposes = Set::new();
        if !self.focus.purposes.is_empty() && self.dice.percent(20) {
            purposes.clone_from(&self.focus.purposes);
            purposes.insert("relief".parse().unwrap());
        }
        let from = if self.dice.percent(80) { on } else { self.dice.between(on, self.days.now) };
        let until = self.dice.percent(25).then(|| day(self.days.now + self.dice.between(1, 30)));
        let rests_on = self.dice.percent(8).then(|| self.bare_terms());
        Grant {
            items,
            to,
            lifts,
            purposes,
            modes: if self.dice.percent(20) { [self.focus.mode].into() } else { Set::new() },
            during: Interval { from: day(from), until },
            this_item_only,
            recipient_only: self.dice.percent(10),
            unattributed: self.dice.percent(6),
            bound: if self.dice.percent(4) { vec![self.bare_terms()] } else { Vec::new() },
            rests_on,
            answers: None,
        }
    }

    /// Something that looks as if it ended the grant, and does not.
    fn almost_end(&mut self, borne: &Borne, draft: usize, on: i64) {
        let later = self.dice.between(on + 1, self.days.now);
        let owner = self.cast.owner_on(&borne.owner, later);
        let stranger = self.another(&[owner.clone(), self.cast.root(&owner)]);
        let Body::Grant(grant) = self.drafts[draft].body.clone() else { return };
        match self.dice.below(6) {
            0 => self.refuse(stranger, grant.items, grant.to, later),
            1 => {
                let earlier = on - self.dice.between(1, 5);
                self.refuse(owner, grant.items, grant.to, earlier);
            }
            2 => {
                let others = vec![self.another(&grant.to)];
                self.refuse(owner, grant.items, others, later);
            }
            3 => self.refuse(owner, vec![self.items[borne.item].id.clone()], grant.to, later),
            4 => self.revoke(stranger, draft, Vec::new(), later),
            _ => {
                let others = vec![self.another(&grant.to)];
                self.revoke(owner, draft, others, later);
            }
        }
    }

    pub(crate) fn refuse(&mut self, by: PartyId, items: Vec<caveat::id::ItemId>, to: Vec<PartyId>, on: i64) {
        let reason = self.dice.percent(50).then(|| Words::new("not this time").unwrap());
        self.add(on, by, Body::Refusal(Refusal { items, to, answers: None, reason }));
    }

    pub(crate) fn revoke(&mut self, by: PartyId, draft: usize, to: Vec<PartyId>, on: i64) {
        let of = vec![self.id_of(draft)];
        self.add(on, by, Body::Revocation(Revocation { of, to, reason: None }));
    }

    fn remove_by_remark(&mut self, borne: &Borne, on: i64) {
        let author = self.speaker(borne, on, For::Nobody);
        let removes = match self.dice.below(5) {
            0 | 1 => Selector::Caveat(borne.caveat.clone()),
            2 => Selector::Everything,
            _ => Selector::Kind(*self.dice.pick(&kinds_of(&borne.test))),
        };
        self.remark(author, borne.item, [removes].into(), None, on);
    }

    fn lower_by_remark(&mut self, borne: &Borne, on: i64) {
        let Some((scheme, _)) = levels_of(&borne.test).first().cloned() else {
            return self.grant(borne, on);
        };
        let author = self.speaker(borne, on, For::Nobody);
        let lowest = match scheme.as_str() {
            "grey" => "U",
            "blue" => "b1",
            "page-us" => "UNCLASSIFIED",
            "page-nato" => "NATO RESTRICTED",
            _ => "one",
        };
        let lowest = super::tale::name(lowest);
        self.remark(author, borne.item, Set::new(), Some((scheme.clone(), lowest.clone())), on);
        let lowered = Borne { test: Test::Level(scheme, lowest), ..borne.clone() };
        self.meet(&lowered);
    }

    pub(crate) fn remark(
        &mut self,
        by: PartyId,
        item: usize,
        removes: Set<Selector>,
        level: Option<(SchemeId, Level)>,
        on: i64,
    ) {
        let items = vec![self.items[item].id.clone()];
        let under = self.dice.percent(50).then(|| Words::new("an order on records").unwrap());
        self.add(on, by, Body::Remark(Remark { items, removes, level, under }));
    }

    /// Sanitises one edge on each path; where a path has no edge to a source, a grant has to do.
    fn sanitise(&mut self, borne: &Borne, on: i64) {
        let mut edges: BTreeSet<(usize, usize)> = BTreeSet::new();
        for path in self.paths_to(borne.item) {
            let derived = |pair: &&[usize]| self.items[pair[0]].sources.contains(&pair[1]);
            match path.windows(2).find(derived) {
                Some(pair) => edges.insert((pair[0], pair[1])),
                None => return self.grant(borne, on),
            };
        }
        for (derived, source) in edges {
            let author = self.speaker(borne, on, For::Nobody);
            let (derived, source) = (self.items[derived].id.clone(), self.items[source].id.clone());
            self.add(on, author, Body::Sanitisation(Sanitisation { derived, source, under: None }));
        }
    }

    /// Somebody who speaks for the owner in this at a day: by what it is, or by a power recorded here. For an
    /// act of its own, the power is the asking actor's.
    fn speaker(&mut self, borne: &Borne, on: i64, reach: For) -> PartyId {
        let owner = self.cast.owner_on(&borne.owner, on);
        let root = self.cast.root(&owner);
        let holders = self.cast.holders(&owner);
        if reach != For::OwnAct {
            match self.dice.below(20) {
                0..=7 => return owner,
                8..=10 => return root,
                11 | 12 if !holders.is_empty() => return self.dice.pick(&holders).clone(),
                _ => {}
            }
        }
        let about = if self.dice.percent(70) { owner } else { root.clone() };
        let founder = if self.dice.percent(75) { about.clone() } else { root };
        let depth = self.dice.weighed(&[(55, 0), (20, 1), (15, 2), (10, 3)]);
        let start = on.min(120) - 20;
        let mut scope = self.covering_scope(borne, reach);
        let mut scopes = vec![scope.clone()];
        for _ in 0..depth {
            scope = self.wider_scope(scope);
            scopes.push(scope.clone());
        }
        let mut holder = self.a_holder(reach, depth == 0);
        let mut power: PowerId = self.fresh("power").parse().unwrap();
        let end = self.days.now + self.dice.between(20, 60);
        let mut until = self.dice.percent(25).then(|| day(end));
        let wider = !self.stated_within(borne, &founder) || self.dice.percent(40);
        let founded = Power {
            id: power.clone(),
            of: holder.clone(),
            owner: about,
            scope: scopes.pop().unwrap(),
            wider,
            until,
            under: None,
        };
        self.add(start, founder, Body::Power(Box::new(founded)));
        for (step, scope) in (1_i64..).zip(scopes.into_iter().rev()) {
            let by = self.speaks_as(&holder);
            holder = self.a_holder(reach, step == depth);
            let id: PowerId = self.fresh("power").parse().unwrap();
            if self.dice.percent(25) {
                let earlier = day(self.days.now + self.dice.between(1, 20));
                until = Some(until.map_or(earlier, |until| until.min(earlier)));
            }
            let delegation =
                Delegation { id: id.clone(), parent: power, of: holder.clone(), scope, until, under: None };
            self.add(start + 4 * step, by, Body::Delegation(Box::new(delegation)));
            power = id;
        }
        self.speaks_as(&holder)
    }

    /// Whether what the owner's power is about lies within who founds it.
    fn stated_within(&self, borne: &Borne, founder: &PartyId) -> bool {
        let originator = &self.items[borne.item].originator;
        self.cast.party_within(&borne.stated_by, founder) || self.cast.party_within(originator, founder)
    }

    /// Who acts where this party holds something: itself, or who holds the office that it is.
    fn speaks_as(&mut self, holder: &PartyId) -> PartyId {
        let persons = self.cast.holders(holder);
        self.dice.maybe(&persons).unwrap_or_else(|| holder.clone())
    }

    fn a_holder(&mut self, reach: For, last: bool) -> PartyId {
        if reach == For::OwnAct && last {
            let chain = self.focus.chain.clone();
            let voices = self.cast.voices(&chain[0]);
            let voices: Vec<PartyId> = voices.into_iter().filter(|voice| chain.contains(voice)).collect();
            return self.dice.pick(&voices).clone();
        }
        let all = self.cast.of_kind(&[PartyKind::Person, PartyKind::Office, PartyKind::Body]);
        self.dice.pick(&all).clone()
    }

    /// A scope that covers the caveat, as narrow as chance will have it.
    fn covering_scope(&mut self, borne: &Borne, reach: For) -> Scope {
        let mut scope = lifting([*self.dice.pick(&kinds_of(&borne.test))].into());
        if self.dice.percent(15) {
            scope.lifts = Lifts::Everything;
        }
        let levels = levels_of(&borne.test);
        if levels.len() == 1 && self.dice.percent(50) {
            let (scheme, level) = levels[0].clone();
            let level = self.level_above(&scheme, &level);
            scope.up_to = Some((scheme, level));
        }
        if self.dice.percent(15) {
            scope.items = vec![self.items[borne.item].id.clone()];
        }
        if reach != For::Nobody && self.dice.percent(20) {
            scope.to = self.covering_recipients();
        }
        scope.by_act = reach == For::OwnAct || self.dice.percent(30);
        scope.delegable = self.dice.percent(20);
        scope
    }

    /// A scope from which the other could be delegated.
    fn wider_scope(&mut self, narrow: Scope) -> Scope {
        let mut wide = Scope { delegable: true, ..narrow };
        match &mut wide.lifts {
            Lifts::Kinds(kinds) => {
                kinds.insert(*self.dice.pick(&[Kind::Audience, Kind::Level, Kind::Bound]));
                if self.dice.percent(30) {
                    wide.lifts = Lifts::Everything;
                }
            }
            Lifts::Everything => {}
        }
        if self.dice.percent(30) {
            wide.items.clear();
        }
        if self.dice.percent(30) {
            wide.to.clear();
        }
        if self.dice.percent(30) {
            wide.up_to = None;
        }
        if self.dice.percent(20) {
            wide.records.insert(Recordable::Relation);
        }
        wide
    }

    /// Ends a power, as somebody says.
    pub(crate) fn end_power(&mut self, power: PowerId, by: PartyId, grants: bool, on: i64) {
        let ending = Ending { of: Ended::Power(power), grants, reason: None };
        self.add(on, by, Body::Ending(ending));
    }
}
