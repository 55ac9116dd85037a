//! Requests that nobody answers, or nearly nobody; and what makes silence mean nothing after all.

use std::collections::BTreeSet;

use caveat::caveat::Selector;
use caveat::entry::{
    Acceptance, Body, Delivery, Ended, Ending, Grant, Meaning, Refusal, Request, Silence, Terms,
};
use caveat::id::TermsId;
use caveat::set::Set;
use caveat::time::{Interval, Span};

use super::draft::day;
use super::tale::{Borne, Tale};

impl Tale {
    /// The owner is asked, and silence under the terms grants it, refuses it, or fails to by a little.
    pub(crate) fn ask_the_silent(&mut self, borne: &Borne) {
        let route = self.route.clone();
        let on = self.dice.between(140, 170);
        let owner = self.cast.owner_on(&borne.owner, on);
        let of = match self.dice.below(8) {
            0 => self.cast.root(&owner),
            1 => self.another(&[]),
            _ => owner.clone(),
        };
        let to = self.covering_recipients();
        let pattern = self.a_grant(borne, to.clone(), on);
        let asker = if self.dice.percent(80) { self.focus.actor.party.clone() } else { self.another(&[]) };
        let agent = self.another(&[]);
        let after = self.dice.between(2, 14);
        let silence = Silence {
            means: self.dice.weighed(&[(75, Meaning::Grant), (20, Meaning::Refusal), (5, Meaning::Nothing)]),
            after: Span::seconds(u32::try_from(after * 86_400).unwrap()),
            delivered_by: if self.dice.percent(40) { vec![agent.clone()] } else { Vec::new() },
            asked_by: if self.dice.percent(25) { vec![self.close_to(&asker)] } else { Vec::new() },
        };
        let terms = self.terms_of_silence(silence, &of, on);
        let delivered = on + self.dice.between(0, 12);
        let lapse = delivered + after;
        let deadline = self.dice.percent(30).then(|| day(lapse + self.dice.between(-1, 20)).max(day(on + 1)));
        let request = Request {
            of: of.clone(),
            items: pattern.items.clone(),
            to: to.clone(),
            lifts: pattern.lifts.clone(),
            purposes: pattern.purposes.clone(),
            modes: pattern.modes.clone(),
            unattributed: self.dice.percent(10),
            until: self.dice.percent(20).then(|| day(self.days.now + self.dice.between(0, 20))),
            deadline,
            under: self.dice.percent(95).then(|| terms.clone()),
            reason: None,
        };
        let asked = self.add(on, asker.clone(), Body::Request(Box::new(request)));
        let id = self.id_of(asked);
        let times = self.dice.weighed(&[(8, 0), (70, 1), (22, 2)]);
        for time in 0..times {
            let by = match self.dice.below(8) {
                0 | 1 => agent.clone(),
                2 => self.another(&[]),
                _ => of.clone(),
            };
            self.add(delivered + 3 * time, by, Body::Delivery(Delivery { of: id.clone() }));
        }
        let about = lapse + self.dice.between(-3, 3);
        let by = if self.dice.percent(75) { of } else { self.another(&[]) };
        let answers = self.dice.percent(70).then(|| id.clone());
        let to = if self.dice.percent(75) { to } else { vec![self.another(&[])] };
        match self.dice.below(14) {
            0 => {
                let by = if self.dice.percent(60) { asker } else { self.another(&[]) };
                let ending = Ending { of: Ended::Fact(id), grants: false, reason: None };
                self.add(about, by, Body::Ending(ending));
            }
            1 | 2 => {
                let refusal = Refusal { items: pattern.items, to, answers, reason: None };
                self.add(about, by, Body::Refusal(refusal));
            }
            3 | 4 => {
                let lifts: Set<Selector> = [Selector::Caveat(borne.caveat.clone())].into();
                let until = self.dice.percent(50).then(|| day(about + 5));
                let during = Interval { from: day(about), until };
                let narrower = Grant { to, lifts, answers, during, rests_on: None, ..pattern };
                self.add(about, by, Body::Grant(Box::new(narrower)));
            }
            5 => {
                let to = if self.dice.percent(60) { Vec::new() } else { to };
                self.revoke(by, asked, to, about.max(on + 1));
            }
            6 => self.revise(terms, by),
            _ => {}
        }
        self.route = route;
    }

    /// Terms that say what silence means, and which bind whom they are held against, as a rule.
    fn terms_of_silence(&mut self, silence: Silence, of: &caveat::id::PartyId, on: i64) -> TermsId {
        let id: TermsId = self.fresh("terms").parse().unwrap();
        let own = self.dice.percent(60);
        let by = if own { of.clone() } else { self.another(&[]) };
        let terms =
            Terms { id: id.clone(), caveats: Vec::new(), silence: Some(silence), revises: None, name: None };
        self.add(self.days.related + 5, by, Body::Terms(terms));
        if !own && self.dice.percent(75) {
            let until = self.dice.percent(20).then(|| day(on + self.dice.between(-5, 5)));
            let by = if self.dice.percent(80) { of.clone() } else { self.another(&[]) };
            let acceptance = Acceptance { terms: id.clone(), who: of.clone(), until };
            self.add(self.days.related + 20, by, Body::Acceptance(acceptance));
        }
        id
    }
}
