//! The questions: the one that the tale leads up to, and others close by.

use std::collections::BTreeSet;
use std::sync::Arc;

use caveat::caveat::Mode;
use caveat::entry::{Body, Entry, InCapacity};
use caveat::question::Question;
use caveat::set::Set;
use caveat::time::Position;

use super::Asked;
use super::draft::day;
use super::tale::Tale;

impl Tale {
    pub(crate) fn questions(&mut self, entries: &[Arc<Entry>]) -> Vec<Asked> {
        let focus = Question {
            actor: self.focus.actor.clone(),
            item: self.items[self.focus.item].id.clone(),
            to: self.focus.to.clone(),
            purposes: self.focus.purposes.clone(),
            mode: self.focus.mode,
            unattributed: self.focus.unattributed,
            on: self.now(),
        };
        let last = entries.last().unwrap().position;
        let known = entries.iter().position(|entry| match &entry.body {
            Body::Item(item) => item.id == focus.item,
            _ => false,
        });
        // A register that does not know the item has no answer to give: mostly it does.
        let known = known.unwrap_or_default().saturating_sub(usize::from(self.dice.percent(10)));
        let mut asked = vec![Asked { question: focus.clone(), as_of: Position::LAST }];
        for _ in 0..self.dice.between(3, 5) {
            let mut question = focus.clone();
            let mut as_of = if self.dice.percent(70) { Position::LAST } else { last };
            match self.dice.below(13) {
                0 | 1 => {
                    let days = [140, 165, 185, 198, 199, 199, 201, 202, 215, 230, 260];
                    question.on = day(*self.dice.pick(&days));
                }
                2 | 3 => {
                    let behind = entries.len() - known;
                    as_of = entries[known + self.dice.below(behind)].position;
                }
                4 => as_of = Position(last.0 - self.dice.below(6) as u64),
                5 => {
                    let other = if question.mode == Mode::Giving { Mode::Showing } else { Mode::Giving };
                    question.mode = other;
                }
                6 => question.unattributed = !question.unattributed,
                7 => question.purposes = self.other_purposes(),
                9 => question.item = self.items[self.dice.below(self.items.len())].id.clone(),
                10 | 11 if self.dice.percent(50) => {
                    let who = self.another(&[]);
                    let chains = self.cast.chains(&who);
                    question.actor = self.cast.acting(self.dice.pick(&chains).as_slice());
                }
                8 | 10 | 11 => question.to.truncate(1),
                _ => {
                    let who = self.another(&[]);
                    let chains = self.cast.chains(&who);
                    let one = self.cast.acting(self.dice.pick(&chains).as_slice());
                    if self.dice.percent(50) { question.to.push(one) } else { question.to = vec![one] }
                }
            }
            asked.push(Asked { question, as_of });
        }
        if self.dice.percent(6) || self.cast.kinds.len() > 30 {
            asked.push(Asked { question: self.asked_of_everybody(focus.clone()), as_of: Position::LAST });
        }
        if self.dice.percent(5) {
            asked.push(Asked { question: self.unanswerable(focus), as_of: Position::LAST });
        }
        asked
    }

    fn other_purposes(&mut self) -> Set<caveat::id::Purpose> {
        let all = ["research", "defence", "relief"].map(|purpose| purpose.parse().unwrap());
        let count = self.dice.below(3);
        all.into_iter().take(count).collect()
    }

    /// Everybody at once, up to fifty.
    fn asked_of_everybody(&self, focus: Question) -> Question {
        let mut to: Vec<InCapacity> = Vec::new();
        for who in self.cast.ids() {
            for chain in self.cast.chains(&who) {
                to.push(self.cast.acting(&chain));
            }
        }
        to.truncate(50);
        Question { to, ..focus }
    }

    fn unanswerable(&mut self, focus: Question) -> Question {
        match self.dice.below(5) {
            0 => Question { to: Vec::new(), ..focus },
            1 => Question { item: "item-none".parse().unwrap(), ..focus },
            2 => Question { to: vec![super::cast::party("nobody-known").into()], ..focus },
            3 => {
                let capacity = Some(self.another(&[]));
                Question { actor: InCapacity { capacity, ..focus.actor.clone() }, ..focus }
            }
            _ => {
                let several = self.cast.ids().into_iter().find(|who| self.cast.chains(who).len() > 1);
                let who = several.unwrap_or_else(|| self.focus.actor.party.clone());
                Question { to: vec![who.into()], ..focus }
            }
        }
    }
}
