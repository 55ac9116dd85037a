//! What there is to know, where it comes from, and how it came to who would pass it on.

use std::collections::BTreeSet;

use caveat::caveat::Mode;
use caveat::entry::{Body, Disclosure, InCapacity, Item};
use caveat::id::PartyId;
use caveat::party::PartyKind;
use caveat::set::Set;
use caveat::words::Words;

use super::draft::day;
use super::tale::{Made, Tale};

impl Tale {
    pub(crate) fn make_items(&mut self) {
        let count = self.dice.weighed(&[(15, 1), (20, 2), (25, 3), (20, 4), (10, 5), (10, 7)]);
        let deep = count == 7;
        let leaves = if deep { 1 } else { usize::try_from(self.dice.between(1, 3)).unwrap().min(count) };
        for n in 0..count {
            let (mut sources, mut parts) = (Vec::new(), Vec::new());
            if n >= leaves {
                sources.push(n - 1);
                if self.dice.percent(if deep { 20 } else { 45 }) {
                    let other = self.dice.below(n);
                    if !sources.contains(&other) {
                        sources.push(other);
                    }
                }
                if self.dice.percent(20) {
                    let part = sources.pop().unwrap();
                    parts.push(part);
                }
            }
            self.make_item(sources, parts);
        }
        self.focus.item = match self.dice.percent(85) {
            true => count - 1,
            false => self.dice.below(count),
        };
        if self.dice.percent(15) {
            self.make_item(Vec::new(), vec![self.focus.item]);
            if self.dice.percent(40) {
                self.focus.item = count;
            }
        }
    }

    pub(crate) fn make_item(&mut self, sources: Vec<usize>, parts: Vec<usize>) -> usize {
        let index = self.items.len();
        let id: caveat::id::ItemId = format!("item-{index}").parse().unwrap();
        let beneath: Vec<usize> = sources.iter().chain(&parts).copied().collect();
        let originator = match self.dice.maybe(&beneath) {
            Some(below) if self.dice.percent(45) => self.items[below].originator.clone(),
            _ => self.an_originator(),
        };
        let on = 100 + 4 * i64::try_from(index).unwrap();
        let ids = |all: &[usize]| all.iter().map(|one| self.items[*one].id.clone()).collect();
        let item = Item {
            id: id.clone(),
            originator: originator.clone(),
            relay: None,
            title: Some(Words::new(&format!("the title of {id}")).unwrap()),
            marking: None,
            scheme: None,
            caveats: Vec::new(),
            free: false,
            terms: Vec::new(),
            agreements: Vec::new(),
            sources: ids(&sources),
            parts: ids(&parts),
            facts: Set::new(),
            dated: None,
            content: None,
        };
        let by = if self.dice.percent(90) { originator.clone() } else { self.another(&[]) };
        let by = if by == originator || self.dice.percent(50) { originator.clone() } else { by };
        let draft = self.add(on, by, Body::Item(Box::new(item)));
        self.items.push(Made { id, originator, on, sources, parts, draft });
        index
    }

    /// Half of the time one of the side of who will ask.
    fn an_originator(&mut self) -> PartyId {
        let own = self.dice.percent(50);
        let root = self.focus.chain.last().unwrap().clone();
        let all = self.cast.ids();
        let community = |id: &PartyId| self.cast.is(id, PartyKind::Community);
        let fitting: Vec<PartyId> =
            all.iter().filter(|id| (self.cast.root(id) == root) == own && !community(id)).cloned().collect();
        let guests = |id: &PartyId| id.as_str().starts_with("guest");
        let known: Vec<PartyId> = fitting.into_iter().filter(|id| !guests(id)).collect();
        match self.dice.maybe(&known) {
            Some(originator) => originator,
            None => self.dice.pick(&all).clone(),
        }
    }

    /// Every path from the item asked about to another along sources and parts.
    pub(crate) fn paths_to(&self, item: usize) -> Vec<Vec<usize>> {
        let mut done = Vec::new();
        let mut open = vec![vec![self.focus.item]];
        while let Some(path) = open.pop() {
            let last = *path.last().unwrap();
            if last == item {
                done.push(path.clone());
            }
            for next in self.items[last].sources.iter().chain(&self.items[last].parts) {
                open.push([path.clone(), vec![*next]].concat());
            }
        }
        done
    }

    /// Every item that the one asked about comes from, itself first.
    pub(crate) fn reachable(&self) -> Vec<usize> {
        (0..self.items.len()).rev().filter(|item| !self.paths_to(*item).is_empty()).collect()
    }

    /// Sees to it that who asks holds the item, mostly.
    pub(crate) fn hand_over(&mut self) {
        self.route.clear();
        let item = self.focus.item;
        let last = self.items.last().unwrap().on;
        let hands: Vec<PartyId> = self.hands();
        let hand = self.dice.pick(&hands).clone();
        self.possess(&hand, item, last + 6, 0);
        if self.dice.percent(3) {
            self.spoil();
        }
        if self.dice.percent(5) {
            self.acknowledge(&hand, item);
        }
    }

    /// Who holds for the one who asks: itself, and what it acts under that is no state.
    pub(crate) fn hands(&self) -> Vec<PartyId> {
        let chain = &self.focus.chain;
        chain
            .iter()
            .filter(|one| *one == &chain[0] || !self.cast.is(one, PartyKind::State))
            .cloned()
            .collect()
    }

    /// Lets a party come to hold an item, by a day.
    pub(crate) fn possess(&mut self, who: &PartyId, item: usize, by: i64, depth: usize) {
        let made = self.items[item].clone();
        if made.originator == *who {
            if depth < 3 {
                for beneath in made.sources.iter().chain(&made.parts) {
                    self.possess(who, *beneath, made.on - 1, depth + 1);
                }
            }
            return;
        }
        let on = (made.on + 1).max(by - self.dice.between(0, 2)).min(by.max(made.on + 1));
        if self.dice.percent(25) {
            let between = self.another(&[who.clone(), made.originator.clone()]);
            self.give(item, &made.originator, &between, on);
            self.give(item, &between, who, on + 1);
        } else {
            self.give(item, &made.originator, who, on);
        }
    }

    /// Records that one party gave an item to another.
    pub(crate) fn give(&mut self, item: usize, from: &PartyId, to: &PartyId, on: i64) -> usize {
        let chains = self.cast.chains(from);
        let actor = self.cast.acting(self.dice.pick(&chains).as_slice());
        let mut reached: Vec<InCapacity> = vec![to.clone().into()];
        if self.dice.percent(8) {
            let more = self.another(&[from.clone(), to.clone()]);
            reached.push(more.into());
        }
        let by = if self.dice.percent(70) { from.clone() } else { to.clone() };
        let disclosure = Disclosure {
            item: self.items[item].id.clone(),
            actor,
            to: reached,
            purposes: if self.dice.percent(50) { self.focus.purposes.clone() } else { Set::new() },
            mode: if self.dice.percent(80) { Mode::Giving } else { Mode::Showing },
            unattributed: self.dice.percent(30),
            reported: false,
            setting: self.dice.percent(20).then(|| Words::new("in the small meeting room").unwrap()),
            reason: None,
        };
        self.add(on, by, Body::Disclosure(disclosure))
    }

    fn acknowledge(&mut self, hand: &PartyId, item: usize) {
        use caveat::entry::{Acknowledgement, Fate};
        let fate = *self.dice.pick(&[Fate::Received, Fate::Returned, Fate::Destroyed]);
        let by = if self.dice.percent(70) { hand.clone() } else { self.another(&[]) };
        let act = Acknowledgement {
            fate,
            item: self.items[item].id.clone(),
            who: hand.clone(),
            recall: None,
            reason: None,
        };
        let on = self.dice.between(185, 202);
        self.add(on, by, Body::Acknowledgement(act));
    }

    /// The item's entry, to be added to.
    pub(crate) fn item_mut(&mut self, item: usize) -> &mut Item {
        let draft = self.items[item].draft;
        match &mut self.drafts[draft].body {
            Body::Item(item) => item,
            _ => unreachable!("the draft is an item's"),
        }
    }

    pub(crate) fn now(&self) -> caveat::time::Instant {
        day(self.days.now)
    }
}
