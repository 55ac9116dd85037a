//! Whose caveats there are, what they ask, and whether each is to be met, lifted, gone, or to stand.

use std::collections::BTreeSet;

use caveat::caveat::{Caveat, Kind, Mode, Test, Until, UntilEvent};
use caveat::entry::{Agreement, Body, Event, FurtherCaveat, Power, Recordable, Scope, Terms};
use caveat::id::{AgreementId, CaveatId, EventId, PartyId, TermsId};
use caveat::set::Set;
use caveat::words::Words;

use super::draft::day;
use super::tale::{Borne, Tale};

/// How a caveat comes to stand on an item.
#[derive(Debug, Clone)]
enum Manner {
    OnItem,
    Terms(PartyId),
    Agreement(PartyId),
    Further(PartyId),
    Marking,
}

/// What is to become of a caveat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Met,
    Lifted,
    Gone,
}

/// A caveat to be stated.
#[derive(Debug, Clone)]
struct Slot {
    item: usize,
    manner: Manner,
    named: Vec<PartyId>,
    stated_by: PartyId,
    kind: Kind,
    scheme: usize,
    /// Whose copies there will be.
    owners: Vec<PartyId>,
    /// Whether it is to be no hindrance.
    want: bool,
}

const KINDS: [(usize, Kind); 9] = [
    (16, Kind::Level),
    (11, Kind::Compartment),
    (26, Kind::Audience),
    (9, Kind::Purpose),
    (8, Kind::Unattributed),
    (10, Kind::Bound),
    (11, Kind::Rule),
    (10, Kind::Any),
    (10, Kind::Nobody),
];

impl Tale {
    pub(crate) fn state_caveats(&mut self) {
        let count = self.dice.weighed(&[(8, 1), (22, 2), (30, 3), (25, 4), (15, 5)]);
        let mut slots: Vec<Slot> = (0..count).map(|_| self.slot()).collect();
        if self.dice.percent(80) {
            self.see_to_both_sides(&mut slots);
        }
        self.choose_wants(&mut slots);
        for slot in &slots {
            self.tell_slot(slot);
        }
        self.mind_the_unmarked();
    }

    /// Lets both halves of the answer be in question.
    fn see_to_both_sides(&mut self, slots: &mut Vec<Slot>) {
        for side in [true, false] {
            for _ in 0..20 {
                if slots.iter().any(|slot| self.of_side(slot) == side) {
                    break;
                }
                let slot = self.slot();
                if self.of_side(&slot) == side {
                    slots.push(slot);
                }
            }
        }
    }

    /// Whether a copy of the caveat belongs to the side of who asks.
    fn of_side(&self, slot: &Slot) -> bool {
        slot.owners.iter().any(|owner| self.own_side(owner))
    }

    fn slot(&mut self) -> Slot {
        let reachable = self.reachable();
        let item = if self.dice.percent(93) {
            *self.dice.pick(&reachable)
        } else {
            self.dice.below(self.items.len())
        };
        let originator = self.items[item].originator.clone();
        let kind = self.dice.weighed(&KINDS);
        let scheme = self.dice.below(self.schemes.len());
        let stranger = self.another(&[]);
        let close = self.close_to(&originator);
        let manner = self.dice.weighed(&[
            (48, Manner::OnItem),
            (12, Manner::Marking),
            (8, Manner::Terms(originator.clone())),
            (4, Manner::Terms(stranger.clone())),
            (4, Manner::Agreement(originator.clone())),
            (4, Manner::Agreement(stranger.clone())),
            (12, Manner::Further(close)),
            (10, Manner::Further(stranger)),
        ]);
        let stated_by = match &manner {
            Manner::OnItem | Manner::Marking => originator.clone(),
            Manner::Terms(by) | Manner::Agreement(by) | Manner::Further(by) => by.clone(),
        };
        let named = self.owners_named(&stated_by, &originator, kind, scheme);
        let owners = self.owners(&named, &stated_by, &originator, &manner, kind, scheme);
        Slot { item, manner, named, stated_by, kind, scheme, owners, want: true }
    }

    /// The party itself, its root, or somebody under the same root.
    pub(crate) fn close_to(&mut self, id: &PartyId) -> PartyId {
        let root = self.cast.root(id);
        let near: Vec<PartyId> =
            self.cast.ids().into_iter().filter(|one| self.cast.root(one) == root).collect();
        if self.dice.percent(50) { id.clone() } else { self.dice.pick(&near).clone() }
    }

    fn owners_named(
        &mut self,
        by: &PartyId,
        originator: &PartyId,
        kind: Kind,
        scheme: usize,
    ) -> Vec<PartyId> {
        let named = match self.dice.weighed(&[(50, 0), (14, 1), (8, 2), (12, 3), (8, 4), (8, 5)]) {
            0 => Vec::new(),
            1 => vec![self.cast.root(by)],
            2 => vec![self.another(&[])],
            3 => vec![by.clone(), self.close_to(by)],
            4 => vec![self.close_to(originator)],
            _ => vec![self.authority_over(by)],
        };
        let level = matches!(kind, Kind::Level | Kind::Compartment);
        let named =
            if level && self.dice.percent(10) { vec![self.schemes[scheme].authority.clone()] } else { named };
        let unique: BTreeSet<PartyId> = named.into_iter().collect();
        unique.into_iter().collect()
    }

    /// Lets a party speak for another in stating caveats, and says for which.
    fn authority_over(&mut self, by: &PartyId) -> PartyId {
        let owner = self.another(std::slice::from_ref(by));
        let scope = Scope { records: [Recordable::Caveat].into(), ..Scope::nothing() };
        let power = Power {
            id: self.fresh("power").parse().unwrap(),
            of: by.clone(),
            owner: owner.clone(),
            scope,
            wider: false,
            until: None,
            under: None,
        };
        self.add(self.days.related + 10, owner.clone(), Body::Power(Box::new(power)));
        owner
    }

    fn owners(
        &self,
        named: &[PartyId],
        by: &PartyId,
        originator: &PartyId,
        manner: &Manner,
        kind: Kind,
        scheme: usize,
    ) -> Vec<PartyId> {
        let of_scheme = matches!(kind, Kind::Level | Kind::Compartment);
        let authority = self.schemes[scheme].authority.clone();
        if named.is_empty() {
            let under_terms = matches!(manner, Manner::Terms(_) | Manner::Agreement(_));
            let stater = if under_terms { originator } else { by };
            return vec![if of_scheme { authority } else { stater.clone() }];
        }
        // Whom the scheme of a marking names, owns what it means.
        if matches!(manner, Manner::Marking) {
            return named.to_vec();
        }
        let recorded = |owner: &PartyId| {
            self.drafts.iter().any(|draft| match &draft.body {
                Body::Power(power) => {
                    power.of == *by
                        && power.owner == *owner
                        && power.scope.records.contains(&Recordable::Caveat)
                }
                _ => false,
            })
        };
        let speaks = |owner: &PartyId| {
            self.cast.is_voice_of(by, owner) || (of_scheme && *owner == authority) || recorded(owner)
        };
        let copy = |owner: &PartyId| if speaks(owner) { owner.clone() } else { by.clone() };
        let copies: BTreeSet<PartyId> = named.iter().map(copy).collect();
        copies.into_iter().collect()
    }

    /// What the answer is meant to be decides which caveats are to stand.
    fn choose_wants(&mut self, slots: &mut [Slot]) {
        let own: Vec<bool> =
            slots.iter().map(|slot| slot.owners.iter().any(|one| self.own_side(one))).collect();
        // What its owner discloses is lifted by that: it cannot stand.
        let theirs =
            |tale: &Self, index: &usize| slots[*index].owners.iter().any(|owner| tale.asked_by_owner(owner));
        let one_of = |tale: &mut Self, side: bool| {
            let all: Vec<usize> =
                (0..own.len()).filter(|index| own[*index] == side && !theirs(tale, index)).collect();
            tale.dice.maybe(&all)
        };
        let stands = match self.dice.weighed(&[(15, 0), (25, 1), (54, 2), (6, 3)]) {
            0 => Vec::new(),
            1 => vec![one_of(self, false)],
            2 => vec![one_of(self, true)],
            _ => (0..own.len()).map(|index| self.dice.percent(50).then_some(index)).collect(),
        };
        for index in stands.into_iter().flatten() {
            slots[index].want = false;
        }
    }

    /// Says between which dates the information is to be, just within or just without.
    fn date(&mut self, item: usize, caveat: &mut Caveat) {
        let on = self.items[item].on;
        if self.dice.percent(70) && self.item_mut(item).marking.is_none() {
            self.item_mut(item).dated = Some(day(on - 5));
        }
        let from = self.dice.between(-7, -4);
        caveat.dated.from = self.dice.percent(70).then(|| day(on + from));
        caveat.dated.until = self.dice.percent(50).then(|| day(on + from + self.dice.between(1, 3)));
    }

    fn tell_slot(&mut self, slot: &Slot) {
        let fate = self.fate_of(slot);
        let mut caveat = Caveat::new(self.test_for(slot, fate));
        caveat.owners.clone_from(&slot.named);
        if self.dice.percent(6) {
            self.date(slot.item, &mut caveat);
        }
        let mut route: Vec<usize> = Vec::new();
        self.route.clear();
        if fate == Fate::Gone {
            self.let_go(slot, &mut caveat);
        } else if self.dice.percent(12) {
            caveat.modes = [self.focus.mode].into();
        } else if self.dice.percent(10) {
            let until = Until { instant: Some(day(self.days.now + self.dice.between(1, 60))), event: None };
            caveat.until = Some(until);
        }
        route.append(&mut self.route);
        let name = self.state(slot, caveat.clone());
        self.route.clear();
        for owner in &slot.owners {
            let borne = Borne {
                caveat: name.clone(),
                owner: owner.clone(),
                stated_by: slot.stated_by.clone(),
                item: slot.item,
                test: caveat.test.clone(),
            };
            self.telling = Some(borne.clone());
            match fate {
                Fate::Met => self.meet(&borne),
                Fate::Lifted if self.asked_by_owner(owner) && self.dice.percent(70) => {}
                Fate::Lifted => self.lift(&borne),
                Fate::Gone => {}
            }
        }
        self.route.append(&mut route);
        if !slot.want && self.dice.percent(92) {
            self.spoil();
        }
        self.telling = None;
    }

    fn fate_of(&mut self, slot: &Slot) -> Fate {
        let own = self.of_side(slot);
        let met = match slot.kind {
            Kind::Nobody => false,
            Kind::Purpose => !self.focus.purposes.is_empty(),
            Kind::Unattributed => self.focus.unattributed,
            Kind::Audience | Kind::Any | Kind::Rule => true,
            Kind::Level | Kind::Compartment | Kind::Bound => {
                self.focus.reached.iter().all(|chain| !chain[0].is_public())
            }
        };
        let (met_weight, lifted_weight) = if own { (20, 75) } else { (50, 45) };
        let met_weight = if met { met_weight } else { 0 };
        self.dice.weighed(&[(met_weight, Fate::Met), (lifted_weight, Fate::Lifted), (5, Fate::Gone)])
    }

    fn test_for(&mut self, slot: &Slot, fate: Fate) -> Test {
        let want = fate == Fate::Met;
        // Where nothing an act could spoil makes the difference, the test itself has to.
        let fits = want && slot.want;
        match slot.kind {
            Kind::Any => {
                let kinds =
                    [Kind::Level, Kind::Compartment, Kind::Audience, Kind::Bound, Kind::Rule, Kind::Nobody];
                let (first, second) = (*self.dice.pick(&kinds[..5]), *self.dice.pick(&kinds));
                let met = Slot { kind: first, ..slot.clone() };
                let met = self.alternative(&met, want, fits);
                let other = Slot { kind: second, ..slot.clone() };
                let other = self.alternative(&other, false, false);
                if self.dice.percent(50) { Test::Any(vec![met, other]) } else { Test::Any(vec![other, met]) }
            }
            _ => self.alternative(slot, want, fits),
        }
    }

    /// A test that may stand alone, or beside others: an audience may be relative in either place.
    fn alternative(&mut self, slot: &Slot, want: bool, fits: bool) -> Test {
        match slot.kind {
            Kind::Audience if want && self.dice.percent(45) => {
                self.relative(&slot.owners[0]).unwrap_or_else(|| self.audience_for(slot, fits))
            }
            Kind::Audience if !want && self.dice.percent(45) => self.any_relative(),
            _ => self.simple_test(slot, want, fits),
        }
    }

    fn simple_test(&mut self, slot: &Slot, want: bool, fits: bool) -> Test {
        let scheme = self.schemes[slot.scheme].clone();
        match slot.kind {
            Kind::Level => {
                let levels: Vec<_> = scheme.levels.iter().cloned().collect();
                let floor = |level: &&caveat::id::Level| !["U", "b1", "one"].contains(&level.as_str());
                let asked: Vec<_> = levels.iter().filter(floor).cloned().collect();
                Test::Level(scheme.id, self.dice.pick(&asked).clone())
            }
            Kind::Compartment => {
                let codes: Vec<_> = scheme.compartments.iter().cloned().collect();
                Test::Compartment(scheme.id, self.dice.pick(&codes).clone())
            }
            Kind::Audience => self.audience_for(slot, fits),
            Kind::Purpose => self.purpose_test(fits),
            Kind::Unattributed => Test::Unattributed,
            Kind::Bound => Test::Bound(self.bare_terms()),
            Kind::Rule => self.rule_test(want, fits),
            Kind::Any | Kind::Nobody => {
                let reason =
                    self.dice.percent(50).then(|| Words::new("sealed until further notice").unwrap());
                Test::Nobody(reason)
            }
        }
    }

    fn audience_for(&mut self, slot: &Slot, fits: bool) -> Test {
        let also = self.another(std::slice::from_ref(&slot.stated_by));
        Test::Audience(self.audience_of(fits, &also))
    }

    fn purpose_test(&mut self, fits: bool) -> Test {
        let skipped = usize::from(!fits);
        let mut purposes: Set<_> = self.focus.purposes.iter().skip(skipped).cloned().collect();
        purposes.insert("relief".parse().unwrap());
        Test::Purpose(purposes)
    }

    /// Terms that add no caveat: there to be accepted, and rested on.
    pub(crate) fn bare_terms(&mut self) -> TermsId {
        let id: TermsId = self.fresh("terms").parse().unwrap();
        let by = self.another(&[]);
        let terms = Terms { id: id.clone(), caveats: Vec::new(), silence: None, revises: None, name: None };
        self.add(self.days.related + 5, by, Body::Terms(terms));
        id
    }

    /// The caveat is no longer in force, or not yet, or not for this mode.
    fn let_go(&mut self, slot: &Slot, caveat: &mut Caveat) {
        let now = self.days.now;
        let by_a_day = i64::from(!slot.want);
        match self.dice.below(4) {
            0 => caveat.until = Some(Until { instant: Some(day(now + by_a_day)), event: None }),
            1 => {
                let other = if self.focus.mode == Mode::Giving { Mode::Showing } else { Mode::Giving };
                caveat.modes = [if slot.want { other } else { self.focus.mode }].into();
            }
            2 => caveat.from = Some(day(now + 1 - by_a_day)),
            _ => {
                let event: EventId = self.fresh("event").parse().unwrap();
                let named = self.another(&[]);
                let owner = self.cast.owner_on(&slot.owners[0], 170);
                let by = if self.dice.percent(50) { owner } else { named.clone() };
                let ends = UntilEvent { event: event.clone(), by: vec![named] };
                let instant = self.dice.percent(20).then(|| day(now + 20));
                caveat.until = Some(Until { instant, event: Some(ends) });
                let on = self.dice.between(140, 199);
                self.add(on, by, Body::Event(Event { event }));
            }
        }
    }

    /// Writes the caveat where its manner says, and says what it is called on the item.
    fn state(&mut self, slot: &Slot, mut caveat: Caveat) -> CaveatId {
        let made = self.items[slot.item].clone();
        if self.dice.percent(20) && matches!(slot.manner, Manner::OnItem) {
            caveat.id = Some(self.fresh("caveat").parse().unwrap());
        }
        match &slot.manner {
            Manner::OnItem => {
                let id = caveat.id.clone();
                let item = self.item_mut(slot.item);
                item.caveats.push(caveat);
                id.unwrap_or_else(|| CaveatId::nth_on_item(&made.id, item.caveats.len()))
            }
            Manner::Marking => self.mark_with(slot.item, caveat),
            Manner::Terms(by) => {
                let id = self.terms_with(by, caveat);
                self.item_mut(slot.item).terms.push(id.clone());
                CaveatId::nth_of_terms(&made.id, &id, 1)
            }
            Manner::Agreement(by) => {
                let terms = self.terms_with(by, caveat);
                let agreement: AgreementId = self.fresh("agreement").parse().unwrap();
                let party_to = *by != made.originator && self.dice.percent(60);
                let other =
                    if party_to { made.originator.clone() } else { self.another(std::slice::from_ref(by)) };
                let entry = Agreement {
                    id: agreement.clone(),
                    between: vec![by.clone(), other],
                    terms: terms.clone(),
                    name: None,
                };
                self.add(self.days.related + 12, by.clone(), Body::Agreement(entry));
                self.item_mut(slot.item).agreements.push(agreement);
                CaveatId::nth_of_terms(&made.id, &terms, 1)
            }
            Manner::Further(by) => {
                let id: CaveatId = self.fresh("further").parse().unwrap();
                let items = vec![made.id];
                let late = if self.dice.percent(15) { 80 } else { 20 };
                let on = made.on + self.dice.between(1, late);
                self.add(
                    on,
                    by.clone(),
                    Body::Caveat(Box::new(FurtherCaveat { id: id.clone(), items, caveat, recall: None })),
                );
                id
            }
        }
    }

    fn terms_with(&mut self, by: &PartyId, caveat: Caveat) -> TermsId {
        let id: TermsId = self.fresh("terms").parse().unwrap();
        let name = Some(Words::new("standard terms").unwrap());
        let terms = Terms { id: id.clone(), caveats: vec![caveat], silence: None, revises: None, name };
        self.add(self.days.related + 8, by.clone(), Body::Terms(terms));
        id
    }

    /// An item that says nothing of itself is free, or marked in a way that nobody reads, or else nobody's.
    fn mind_the_unmarked(&mut self) {
        for item in 0..self.items.len() {
            let made = self.items[item].clone();
            let bare = self.item_mut(item);
            let silent = bare.caveats.is_empty() && bare.terms.is_empty() && bare.agreements.is_empty();
            if !silent || bare.marking.is_some() {
                continue;
            }
            let whole = self.items.iter().any(|other| other.parts.contains(&item));
            let alone = made.sources.is_empty() && !whole;
            let chance = if alone { 85 } else { 15 };
            if self.dice.percent(18) {
                self.mark_for_real(item);
            } else if self.dice.percent(chance) {
                self.item_mut(item).free = true;
            } else if self.dice.percent(15) {
                self.item_mut(item).marking = Some("GREY//RESTRICTED//NO FURTHER".to_owned());
                self.lift_nobody(item, CaveatId::unread(&made.id));
            } else if alone {
                self.lift_nobody(item, CaveatId::unmarked(&made.id));
            }
        }
    }

    fn lift_nobody(&mut self, item: usize, caveat: CaveatId) {
        if self.dice.percent(10) {
            return;
        }
        let owner = self.items[item].originator.clone();
        let borne = Borne { caveat, owner: owner.clone(), stated_by: owner, item, test: Test::Nobody(None) };
        self.route.clear();
        self.lift(&borne);
        if self.dice.percent(10) {
            self.spoil();
        }
    }
}
