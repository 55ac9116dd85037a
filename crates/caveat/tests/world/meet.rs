//! How a caveat comes to be met: clearances, read-ins, memberships, acceptances, receipts.

use caveat::caveat::{Audience, AudienceMember, RelativeAudience, Test};
use caveat::entry::{Acceptance, Body, Clearance, Equivalence, Power, ReadIn, Recordable, Rule, Scope};
use caveat::id::{Level, PartyId, RuleId, SchemeId};
use caveat::party::PartyKind;
use caveat::question::Verdict;

use super::cast::party;
use super::draft::day;
use super::judge::{ByName, RULES};
use super::lift::lifting;
use super::tale::{Borne, Tale};

impl Tale {
    /// Records what makes every recipient meet the caveat.
    pub(crate) fn meet(&mut self, borne: &Borne) {
        self.meet_test(borne, &borne.test.clone());
    }

    fn meet_test(&mut self, borne: &Borne, test: &Test) {
        match test {
            Test::Level(scheme, level) => self.clear(borne, scheme, level),
            Test::Compartment(scheme, _) => {
                for chain in self.somebody_reached() {
                    let by = self.owner_or_authority(borne, scheme, Recordable::ReadIn);
                    let Test::Compartment(scheme, code) = test.clone() else { continue };
                    let read_in =
                        ReadIn { scheme, code, who: chain[0].clone(), until: self.sometime_later() };
                    let on = self.dice.between(60, 190);
                    self.add(on, by, Body::ReadIn(read_in));
                }
            }
            Test::Bound(terms) => {
                for chain in self.somebody_reached() {
                    let who = self.dice.pick(&chain).clone();
                    let by = if self.dice.percent(60) { who.clone() } else { borne.owner.clone() };
                    let acceptance = Acceptance { terms: terms.clone(), who, until: self.sometime_later() };
                    let on = self.dice.between(60, 195);
                    self.add(on, by, Body::Acceptance(acceptance));
                }
            }
            Test::Relative(audience) => self.let_receive(borne, *audience),
            Test::Any(tests) => {
                // Whichever nothing more need be told for is met as it is; else the first that can be.
                let simple = |test: &&Test| {
                    matches!(
                        test,
                        Test::Level(..) | Test::Compartment(..) | Test::Bound(_) | Test::Relative(_)
                    )
                };
                if let Some(one) = tests.iter().find(simple).cloned() {
                    self.meet_test(borne, &one);
                }
            }
            Test::Audience(_) | Test::Purpose(_) | Test::Unattributed | Test::Rule(_) | Test::Nobody(_) => {}
        }
    }

    /// The recipients, the public apart: it holds nothing and accepts nothing.
    fn somebody_reached(&self) -> Vec<Vec<PartyId>> {
        self.focus.reached.iter().filter(|chain| !chain[0].is_public()).cloned().collect()
    }

    fn sometime_later(&mut self) -> Option<caveat::time::Instant> {
        let later = self.days.now + self.dice.between(1, 40);
        self.dice.percent(30).then(|| day(later))
    }

    fn owner_or_authority(&mut self, borne: &Borne, scheme: &SchemeId, what: Recordable) -> PartyId {
        let authority = self.authority(scheme);
        if what != Recordable::Clearance && self.dice.percent(30) {
            return borne.owner.clone();
        }
        match self.dice.below(10) {
            0 => self.cast.root(&authority),
            1 => self.empowered(&authority, what),
            _ => authority,
        }
    }

    /// Somebody who may speak about a party for this.
    fn empowered(&mut self, owner: &PartyId, what: Recordable) -> PartyId {
        let persons = self.cast.of_kind(&[PartyKind::Person]);
        let holder = self.dice.pick(&persons).clone();
        let kinds = [caveat::caveat::Kind::Level].into();
        let scope = if self.dice.percent(50) { Scope::nothing() } else { lifting(kinds) };
        let scope = Scope { records: [what].into(), ..scope };
        let power = Power {
            id: self.fresh("power").parse().unwrap(),
            of: holder.clone(),
            owner: owner.clone(),
            scope,
            wider: false,
            until: None,
            under: None,
        };
        let on = self.dice.between(30, 50);
        self.add(on, owner.clone(), Body::Power(Box::new(power)));
        holder
    }

    pub(crate) fn authority(&self, scheme: &SchemeId) -> PartyId {
        self.schemes.iter().find(|known| known.id == *scheme).unwrap().authority.clone()
    }

    fn clear(&mut self, borne: &Borne, scheme: &SchemeId, level: &Level) {
        let reached = self.focus.reached.clone();
        let other = self.schemes.iter().find(|other| other.id != *scheme).cloned();
        let (mut scheme, mut level) = (scheme.clone(), level.clone());
        if let Some(other) = other.filter(|_| self.dice.percent(30)) {
            let held: Vec<Level> = other.levels.iter().cloned().collect();
            let held = self.dice.pick(&held).clone();
            let by = self.owner_or_authority(borne, &scheme, Recordable::Equivalence);
            let counts_as = self.level_above(&scheme, &level);
            let equivalence = Equivalence {
                scheme: other.id.clone(),
                level: held.clone(),
                counts_in: scheme,
                counts_as,
                until: self.sometime_later(),
            };
            let on = self.dice.between(40, 190);
            self.add(on, by, Body::Equivalence(equivalence));
            (scheme, level) = (other.id, held);
        }
        for chain in reached {
            let who = chain[0].clone();
            if who.is_public() || who == borne.owner {
                continue;
            }
            let by = self.owner_or_authority(borne, &scheme, Recordable::Clearance);
            let person = self.cast.is(&who, PartyKind::Person);
            let level = self.level_above(&scheme, &level);
            let clearance = Clearance { scheme: scheme.clone(), level, who, until: self.sometime_later() };
            let body = if person { Body::Clearance(clearance) } else { Body::Accreditation(clearance) };
            let on = self.dice.between(40, 190);
            self.add(on, by, body);
        }
    }

    /// A level at or above another.
    pub(crate) fn level_above(&mut self, scheme: &SchemeId, level: &Level) -> Level {
        let known = self.schemes.iter().find(|known| known.id == *scheme).unwrap().levels.clone();
        let enough: Vec<Level> = known.iter().filter(|one| known.at_or_above(one, level)).cloned().collect();
        if self.dice.percent(60) { level.clone() } else { self.dice.pick(&enough).clone() }
    }

    /// A rule that is clear for every recipient, or that is not.
    pub(crate) fn rule_test(&mut self, want: bool, fits: bool) -> Test {
        let rules: Vec<RuleId> = RULES.iter().map(|rule| rule.parse().unwrap()).collect();
        let clear = |rule: &&RuleId| {
            let verdict = |chain: &Vec<PartyId>| ByName::verdict_for(rule, &chain[0]);
            self.focus.reached.iter().all(|chain| verdict(chain) == Verdict::Clear)
        };
        let fitting: Vec<RuleId> =
            rules.iter().filter(|rule| clear(rule) == (want && fits)).cloned().collect();
        let rule = self.dice.maybe(&fitting).unwrap_or_else(|| rules[0].clone());
        let known =
            self.drafts.iter().any(|draft| matches!(&draft.body, Body::Rule(known) if known.id == rule));
        if !known {
            let by = self.another(&[]);
            let policy = format!("// {rule}");
            self.add(self.days.related, by, Body::Rule(Rule { id: rule.clone(), policy }));
        }
        Test::Rule(rule)
    }

    /// A named audience: of everybody who is to receive, or of all but one, or of others.
    pub(crate) fn audience_of(&mut self, fits: bool, also: &PartyId) -> Audience {
        let mut members: Vec<AudienceMember> = Vec::new();
        let mut membership_at = None;
        let reached = self.focus.reached.clone();
        let left_out = if fits { reached.len() } else { self.dice.below(reached.len()) };
        for (index, chain) in reached.iter().enumerate() {
            let who = chain[0].clone();
            if index == left_out || who.is_public() {
                if self.dice.percent(25) {
                    let state = self.dice.pick(&["arden", "borea"].map(party)).clone();
                    members.push(AudienceMember { party: state, nationals: true });
                }
                continue;
            }
            let national =
                self.cast.nationals.iter().find(|(one, _)| *one == who).map(|(_, state)| state.clone());
            let wholes: Vec<PartyId> = chain.iter().flat_map(|one| self.cast.communities_of(one)).collect();
            let member = match self.dice.below(10) {
                0..=2 if national.is_some() => AudienceMember { party: national.unwrap(), nationals: true },
                3 | 4 if !wholes.is_empty() => {
                    if self.dice.percent(40) {
                        membership_at = Some(day(self.dice.between(self.days.related, 230)));
                    }
                    AudienceMember { party: self.dice.pick(&wholes).clone(), nationals: false }
                }
                5 if self.cast.members.len() < 4 => {
                    let id = self.fresh("circle");
                    let circle = self.new_community(&id);
                    let on = self.dice.between(60, 190);
                    let joins = self.dice.pick(chain).clone();
                    self.relate(caveat::party::RelationKind::Member, &joins, &circle, on);
                    if self.dice.percent(30) {
                        membership_at = Some(day(on + i64::from(self.dice.percent(70)) - 1));
                    }
                    AudienceMember { party: circle, nationals: false }
                }
                _ => {
                    let whole = if self.dice.percent(50) { &who } else { self.dice.pick(chain) };
                    AudienceMember { party: whole.clone(), nationals: false }
                }
            };
            members.push(member);
        }
        let besides = AudienceMember { party: also.clone(), nationals: self.cast.is(also, PartyKind::State) };
        if members.is_empty() || self.dice.percent(30) {
            members.push(besides);
        }
        members.sort();
        members.dedup();
        Audience { members, membership_at }
    }

    pub(crate) fn any_relative(&mut self) -> Test {
        Test::Relative(RelativeAudience {
            clients: self.dice.percent(40),
            affiliates: self.dice.percent(30),
            rebases: u32::try_from(self.dice.weighed(&[(70, 0), (20, 1), (10, 2)])).unwrap(),
        })
    }

    /// The own organisation of an anchor.
    fn own_organisation(&self, anchor: &PartyId, affiliates: bool) -> PartyId {
        let chain = self.cast.chains(anchor)[0].clone();
        let root = chain.last().unwrap();
        let of_state = self.cast.is(root, PartyKind::State);
        if affiliates && !of_state {
            return root.clone();
        }
        if of_state && root != anchor {
            return chain[chain.len() - 2].clone();
        }
        let plain =
            |one: &&PartyId| !self.cast.is(one, PartyKind::Person) && !self.cast.is(one, PartyKind::Office);
        chain.iter().find(plain).unwrap_or(anchor).clone()
    }

    /// A relative audience that the recipients can be brought into, if one can.
    pub(crate) fn relative(&mut self, owner: &PartyId) -> Option<Test> {
        let affiliates = self.dice.percent(30);
        let anchors: Vec<PartyId> = self.hands().into_iter().chain([owner.clone()]).collect();
        let inside = |tale: &Self, anchor: &PartyId| {
            let own = tale.own_organisation(anchor, affiliates);
            tale.focus.reached.iter().all(|chain| tale.cast.chain_within(chain, &own) || chain[0] == *owner)
        };
        let clients = !anchors.iter().any(|anchor| inside(self, anchor));
        let served = |chain: &Vec<PartyId>| chain.iter().any(|one| self.provider(one).is_some());
        if clients && !self.focus.reached.iter().all(served) {
            return None;
        }
        let clients = clients || self.dice.percent(40);
        let rebases = u32::try_from(self.dice.weighed(&[(60, 0), (30, 1), (10, 2)])).unwrap();
        Some(Test::Relative(RelativeAudience { clients, affiliates, rebases }))
    }

    fn provider(&self, client: &PartyId) -> Option<PartyId> {
        self.cast.clients.iter().find(|(who, _)| who == client).map(|(_, of)| of.clone())
    }

    /// Lets the owner give the item, so that whoever receives next is among those it was given to.
    fn let_receive(&mut self, borne: &Borne, audience: RelativeAudience) {
        let on_path = self.paths_to(borne.item);
        let item = match self.dice.maybe(&on_path) {
            Some(path) => *self.dice.pick(&path),
            None => borne.item,
        };
        let from = self.cast.owner_on(&borne.owner, 140);
        let hands: Vec<PartyId> = self.hands().into_iter().filter(|hand| *hand != from).collect();
        let Some(hand) = self.dice.maybe(&hands) else { return };
        let last = self.items.last().unwrap().on;
        let client = self.focus.chain.iter().find_map(|one| Some((one.clone(), self.provider(one)?)));
        match client {
            Some((client, provider)) if from != provider && from != client && audience.clients => {
                self.give(item, &from, &provider, last + 2);
                self.give(item, &provider, &client, last + 3);
            }
            _ if audience.rebases > 0 && self.dice.percent(60) => {
                // Through those it is within, so that it may be passed on from one of them to the next.
                let above: Vec<PartyId> = self.cast.chains(&hand)[0].iter().skip(1).cloned().collect();
                let through = above.into_iter().filter(|one| *one != from && self.dice.percent(70));
                let through: Vec<PartyId> = through.collect();
                let hands: Vec<PartyId> =
                    [from].into_iter().chain(through.into_iter().rev()).chain([hand]).collect();
                for (on, pair) in (last + 2..).zip(hands.windows(2)) {
                    self.give(item, &pair[0], &pair[1], on);
                }
            }
            _ if self.dice.percent(25) => {
                let between = self.another(&[from.clone(), hand.clone()]);
                let grant = self.a_grant(borne, vec![hand.clone()], last + 2);
                self.add(last + 2, from.clone(), Body::Grant(Box::new(grant)));
                self.give(item, &from, &between, last + 3);
                self.give(item, &between, &hand, last + 4);
            }
            _ => drop(self.give(item, &from, &hand, last + 2)),
        }
    }
}
