//! What else is in a ledger: statements, claims, acts without authority, entries that change nothing, and one or
//! two that change something nobody planned.

use std::collections::BTreeSet;

use caveat::caveat::{Caveat, Mode, Selector, Test};
use caveat::entry::{
    Acknowledgement, Body, Clearance, Disclosure, Fate, FurtherCaveat, Grant, Stance, Statement, Subject,
};
use caveat::party::RelationKind;
use caveat::set::Set;
use caveat::time::Interval;
use caveat::words::Words;

use super::draft::day;
use super::tale::{Perhaps, Tale};

impl Tale {
    pub(crate) fn add_noise(&mut self) {
        let noise: [Perhaps; 13] = [
            (25, Self::somebody_states),
            (15, Self::somebody_claims),
            (12, Self::a_stranger_grants),
            (12, Self::a_stranger_refuses),
            (10, Self::a_stranger_clears),
            (10, Self::a_stranger_says_member),
            (6, Self::a_stranger_restricts),
            (12, Self::somebody_receives),
            (8, Self::somebody_gives_back),
            (6, Self::somebody_revises),
            (10, Self::somebody_passes_on),
            (6, Self::an_owner_upgrades),
            (5, Self::an_owner_ends),
        ];
        for (chance, act) in noise {
            if self.dice.percent(chance) {
                act(self);
            }
        }
        if self.dice.percent(10) {
            self.backdate_an_item();
        }
        if self.dice.percent(15) {
            let all: Vec<usize> = (0..self.drafts.len()).collect();
            self.route = all;
            self.spoil();
        }
        if self.dice.percent(8) {
            let draft = self.dice.below(self.drafts.len());
            self.drafts[draft].recorded += self.dice.between(20, 150);
        }
    }

    fn some_item(&mut self) -> usize {
        if self.dice.percent(60) { self.focus.item } else { self.dice.below(self.items.len()) }
    }

    fn some_day(&mut self) -> i64 {
        self.dice.between(130, 210)
    }

    fn somebody_states(&mut self) {
        let item = self.some_item();
        let named: Vec<usize> =
            (0..self.drafts.len()).filter(|draft| self.drafts[*draft].id.is_some()).collect();
        let about = match self.dice.percent(50) {
            true => Subject::Item(self.items[item].id.clone()),
            false => {
                let draft = *self.dice.pick(&named);
                Subject::Entry(self.id_of(draft))
            }
        };
        let stance = *self.dice.pick(&[Stance::Asserts, Stance::Denies, Stance::Declines]);
        let quotation = Some(Words::new("we do not comment on that").unwrap());
        let (by, on) = (self.another(&[]), self.some_day());
        let published = None;
        self.add(on, by, Body::Statement(Statement { stance, about, quotation, published }));
    }

    fn somebody_claims(&mut self) {
        let item = self.some_item();
        let actor = self.focus.actor.clone();
        let to = self.another(std::slice::from_ref(&actor.party));
        let (by, on) = (self.another(&[]), self.some_day());
        let disclosure = Disclosure {
            item: self.items[item].id.clone(),
            actor,
            to: vec![to.into()],
            purposes: Set::new(),
            mode: Mode::Showing,
            unattributed: false,
            reported: true,
            setting: None,
            reason: Some(Words::new("as the paper has it").unwrap()),
        };
        self.add(on, by, Body::Disclosure(disclosure));
    }

    fn a_stranger_grants(&mut self) {
        let item = self.some_item();
        let to = self.covering_recipients();
        let by = self.another(&[]);
        let on = self.some_day();
        let grant = Grant {
            items: vec![self.items[item].id.clone()],
            to,
            lifts: [Selector::Everything].into(),
            purposes: Set::new(),
            modes: Set::new(),
            during: Interval::from(day(on)),
            this_item_only: false,
            recipient_only: false,
            unattributed: false,
            bound: Vec::new(),
            rests_on: None,
            answers: None,
        };
        self.add(on, by, Body::Grant(Box::new(grant)));
    }

    fn a_stranger_refuses(&mut self) {
        let item = self.some_item();
        let to = self.covering_recipients();
        let by = self.another(&[]);
        let on = self.some_day();
        self.refuse(by, vec![self.items[item].id.clone()], to, on);
    }

    fn a_stranger_clears(&mut self) {
        let reached = self.focus.reached.clone();
        let who = self.dice.pick(&reached)[0].clone();
        if who.is_public() {
            return;
        }
        let scheme = self.schemes[0].clone();
        let by = self.stranger_to(&scheme.authority);
        let top = super::tale::name("TS");
        let person = self.cast.is(&who, caveat::party::PartyKind::Person);
        let clearance = Clearance { scheme: scheme.id, level: top, who, until: None };
        let body = if person { Body::Clearance(clearance) } else { Body::Accreditation(clearance) };
        let on = self.dice.between(30, 190);
        self.add(on, by, body);
    }

    fn a_stranger_says_member(&mut self) {
        let communities: Vec<_> = self.cast.members.keys().cloned().collect();
        let Some(community) = self.dice.maybe(&communities) else { return };
        let reached = self.focus.reached.clone();
        let who = self.dice.pick(&reached)[0].clone();
        if who.is_public() || self.cast.members.contains_key(&who) {
            return;
        }
        let by = self.stranger_to(&community);
        let on = self.dice.between(30, 190);
        let draft = self.relate(RelationKind::Member, &who, &community, on);
        self.drafts[draft].by = by;
    }

    fn a_stranger_restricts(&mut self) {
        let item = self.some_item();
        let mut caveat = Caveat::new(Test::Unattributed);
        caveat.owners = vec![self.another(&[])];
        let id = self.fresh("further").parse().unwrap();
        let (by, on) = (self.another(&[]), self.some_day());
        let items = vec![self.items[item].id.clone()];
        self.add(on, by, Body::Caveat(Box::new(FurtherCaveat { id, items, caveat, recall: None })));
    }

    fn somebody_receives(&mut self) {
        let item = self.some_item();
        let who = self.focus.actor.party.clone();
        let by = if self.dice.percent(70) { who.clone() } else { self.another(&[]) };
        let fate = *self.dice.pick(&[Fate::Received, Fate::Received, Fate::Received, Fate::Destroyed]);
        let on = self.some_day();
        let act =
            Acknowledgement { fate, item: self.items[item].id.clone(), who, recall: None, reason: None };
        self.add(on, by, Body::Acknowledgement(act));
    }

    /// Something close by is given up: a part of what is held, or the whole that holds it.
    fn somebody_gives_back(&mut self) {
        let made = &self.items[self.focus.item];
        let mut near: Vec<usize> = made.parts.iter().chain(&made.sources).copied().collect();
        near.extend(
            (0..self.items.len()).filter(|other| self.items[*other].parts.contains(&self.focus.item)),
        );
        near.push(self.focus.item);
        let item = *self.dice.pick(&near);
        let hands = self.hands();
        let who = self.dice.pick(&hands).clone();
        let by = if self.dice.percent(80) { who.clone() } else { self.cast.root(&who) };
        let fate = *self.dice.pick(&[Fate::Returned, Fate::Destroyed]);
        let on = self.dice.between(100, 199);
        let act =
            Acknowledgement { fate, item: self.items[item].id.clone(), who, recall: None, reason: None };
        self.add(on, by, Body::Acknowledgement(act));
    }

    /// Terms are revised by their author, or by somebody else, whose word does not count.
    fn somebody_revises(&mut self) {
        let terms = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Terms(terms) => Some((terms.id.clone(), draft.by.clone())),
            _ => None,
        });
        let terms: Vec<_> = terms.collect();
        let Some((revised, author)) = self.dice.maybe(&terms) else { return };
        let by = if self.dice.percent(40) { author } else { self.another(&[]) };
        self.revise(revised, by);
    }

    fn somebody_passes_on(&mut self) {
        let item = self.some_item();
        let from = self.another(&[]);
        let to = self.another(std::slice::from_ref(&from));
        let on = self.some_day();
        self.give(item, &from, &to, on);
    }

    fn an_owner_upgrades(&mut self) {
        let item = self.some_item();
        let scheme = self.schemes[0].id.clone();
        let by = self.authority(&scheme);
        let level = *self.dice.pick(&["TS", "S", "R"]);
        let on = self.some_day();
        self.remark(by, item, Set::new(), Some((scheme, super::tale::name(level))), on);
    }

    fn an_owner_ends(&mut self) {
        let powers = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Power(power) => Some((power.id.clone(), draft.by.clone())),
            _ => None,
        });
        let powers: Vec<_> = powers.collect();
        let Some((power, owner)) = self.dice.maybe(&powers) else { return };
        let by = if self.dice.percent(60) { owner } else { self.another(&[]) };
        let on = self.some_day();
        let grants = self.dice.percent(40);
        self.end_power(power, by, grants, on);
    }

    fn backdate_an_item(&mut self) {
        let item = self.dice.below(self.items.len());
        let draft = self.items[item].draft;
        self.drafts[draft].on += self.dice.between(-30, 110);
    }
}
