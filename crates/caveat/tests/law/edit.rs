//! Entries added to a world and changed in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use caveat::caveat::{Audience, AudienceMember, Caveat, Kind, Mode, Selector, Test};
use caveat::decide::Decision;
use caveat::entry::{Body, Entry, FurtherCaveat, Grant, Item, Refusal, Revocation};
use caveat::id::{EntryId, ItemId, PartyId};
use caveat::set::Set;
use caveat::time::{Interval, Position};

use crate::world::{Asked, Dice, World, day};

/// Draws entries that somebody might add to a world.
pub(crate) struct Adding<'w> {
    world: &'w World,
    asked: &'w Asked,
    dice: Dice,
    owners: Vec<PartyId>,
}

impl<'w> Adding<'w> {
    pub(crate) fn to(world: &'w World, asked: &'w Asked, before: &Decision) -> Self {
        let owners = before.grounds().iter().map(|ground| ground.occurrence().owner.clone());
        let owners: BTreeSet<PartyId> = owners.collect();
        // The same question draws the same entries, however small the world has become.
        let salt = format!("{:?}", asked.question).bytes().map(u64::from).sum::<u64>();
        Self { world, asked, dice: Dice::new(world.seed ^ salt), owners: owners.into_iter().collect() }
    }

    /// An owner mostly, else anybody.
    fn author(&mut self) -> PartyId {
        let all = parties(self.world);
        match self.dice.maybe(&self.owners) {
            Some(owner) if self.dice.percent(65) => owner,
            _ => self.dice.pick(&all).clone(),
        }
    }

    fn items(&mut self) -> Vec<ItemId> {
        let all: Vec<ItemId> = items(self.world).map(|item| item.id.clone()).collect();
        if self.dice.percent(50) {
            return vec![self.asked.question.item.clone()];
        }
        let some: BTreeSet<ItemId> = (0..2).map(|_| self.dice.pick(&all).clone()).collect();
        some.into_iter().collect()
    }

    fn recipients(&mut self) -> Vec<PartyId> {
        let all = parties(self.world);
        let asked: BTreeSet<PartyId> = self.asked.question.to.iter().map(|to| to.party.clone()).collect();
        match self.dice.below(4) {
            0 => vec![self.dice.pick(&all).clone()],
            1 => vec![PartyId::public()],
            _ => asked.into_iter().collect(),
        }
    }

    fn day(&mut self) -> i64 {
        if self.dice.percent(50) { self.dice.between(186, 200) } else { self.dice.between(100, 203) }
    }

    fn entry(&mut self, body: Body) -> Entry {
        let on = day(self.day());
        let by = self.author();
        Entry { position: Position(0), on, recorded: on, by, id: None, body }
    }

    pub(crate) fn grant(&mut self) -> Entry {
        let kinds = Kind::ALL.map(|(_, kind)| kind);
        let lifts = match self.dice.below(3) {
            0 => Set::new(),
            1 => [Selector::Everything].into(),
            _ => [Selector::Kind(*self.dice.pick(&kinds))].into(),
        };
        let grant = Grant {
            items: self.items(),
            to: self.recipients(),
            lifts,
            purposes: if self.dice.percent(80) { Set::new() } else { self.asked.question.purposes.clone() },
            modes: if self.dice.percent(80) { Set::new() } else { [Mode::Giving].into() },
            during: Interval::from(day(0)),
            this_item_only: self.dice.percent(20),
            recipient_only: self.dice.percent(20),
            unattributed: false,
            bound: Vec::new(),
            rests_on: None,
            answers: None,
        };
        let mut entry = self.entry(Body::Grant(Box::new(grant.clone())));
        let during = Interval::from(entry.on);
        entry.body = Body::Grant(Box::new(Grant { during, ..grant }));
        entry
    }

    /// A refusal, or where there is something to revoke, a revocation.
    pub(crate) fn taking_back(&mut self) -> Entry {
        let acts: Vec<(EntryId, PartyId)> = self
            .world
            .entries
            .iter()
            .filter(|entry| matches!(entry.body, Body::Grant(_) | Body::Sanitisation(_)))
            .filter_map(|entry| Some((entry.id.clone()?, entry.by.clone())))
            .collect();
        match self.dice.maybe(&acts) {
            Some((act, author)) if self.dice.percent(60) => {
                let to = if self.dice.percent(60) { Vec::new() } else { self.recipients() };
                let revocation = Revocation { of: vec![act], to, reason: None };
                let mut entry = self.entry(Body::Revocation(revocation));
                if self.dice.percent(50) {
                    entry.by = author;
                }
                entry
            }
            _ => {
                let refusal =
                    Refusal { items: self.items(), to: self.recipients(), answers: None, reason: None };
                self.entry(Body::Refusal(refusal))
            }
        }
    }

    pub(crate) fn further_caveat(&mut self) -> Entry {
        let stated: Vec<Test> = self.world.entries.iter().flat_map(|entry| tests(&entry.body)).collect();
        let test = match self.dice.below(4) {
            0 => Test::Nobody(None),
            1 => {
                let party = self.dice.pick(&parties(self.world)).clone();
                let members = vec![AudienceMember { party, nationals: false }];
                Test::Audience(Audience { members, membership_at: None })
            }
            _ => self.dice.maybe(&stated).unwrap_or(Test::Unattributed),
        };
        let mut caveat = Caveat::new(test);
        if self.dice.percent(50) {
            caveat.owners = vec![self.author()];
        }
        if self.dice.percent(20) {
            caveat.modes = [Mode::Showing].into();
        }
        let id = "further-added".parse().unwrap();
        let items = self.items();
        self.entry(Body::Caveat(Box::new(FurtherCaveat { id, items, caveat, recall: None })))
    }
}

/// The entries with one more, behind them all.
pub(crate) fn and(entries: &[Arc<Entry>], mut more: Entry) -> Vec<Arc<Entry>> {
    more.position = Position(entries.last().map_or(0, |last| last.position.0) + 1);
    let mut all = entries.to_vec();
    all.push(Arc::new(more));
    all
}

/// Every party that has an entry.
pub(crate) fn parties(world: &World) -> Vec<PartyId> {
    let ids = world.entries.iter().filter_map(|entry| match &entry.body {
        Body::Party(party) => Some(party.id.clone()),
        _ => None,
    });
    ids.collect()
}

/// Every item.
pub(crate) fn items(world: &World) -> impl Iterator<Item = &Item> {
    world.entries.iter().filter_map(|entry| match &entry.body {
        Body::Item(item) => Some(&**item),
        _ => None,
    })
}

fn tests(body: &Body) -> Vec<Test> {
    let of = |caveats: &[Caveat]| caveats.iter().map(|caveat| caveat.test.clone()).collect();
    match body {
        Body::Item(item) => of(&item.caveats),
        Body::Terms(terms) => of(&terms.caveats),
        Body::Caveat(further) => vec![further.caveat.test.clone()],
        _ => Vec::new(),
    }
}

/// The entry without a word that is for people.
pub(crate) fn erased(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    match &mut entry.body {
        Body::Party(party) => party.name = None,
        Body::Scheme(scheme) => scheme.name = None,
        Body::Terms(terms) => {
            terms.name = None;
            terms.caveats.iter_mut().for_each(erase_reason);
        }
        Body::Agreement(agreement) => agreement.name = None,
        Body::Power(power) => power.under = None,
        Body::Delegation(power) => power.under = None,
        Body::Ending(ending) => ending.reason = None,
        Body::Item(item) => {
            item.title = None;
            item.caveats.iter_mut().for_each(erase_reason);
        }
        Body::Caveat(further) => {
            further.recall.iter_mut().for_each(|recall| recall.reason = None);
            erase_reason(&mut further.caveat);
        }
        Body::Acknowledgement(act) => act.reason = None,
        Body::Request(request) => request.reason = None,
        Body::Refusal(refusal) => refusal.reason = None,
        Body::Revocation(revocation) => revocation.reason = None,
        Body::Remark(remark) => remark.under = None,
        Body::Sanitisation(act) => act.under = None,
        Body::Disclosure(disclosure) => {
            disclosure.setting = None;
            disclosure.reason = None;
        }
        Body::Statement(statement) => {
            statement.quotation = None;
            statement.published = None;
        }
        Body::Relation(_)
        | Body::Clearance(_)
        | Body::Accreditation(_)
        | Body::ReadIn(_)
        | Body::Equivalence(_)
        | Body::Acceptance(_)
        | Body::Rule(_)
        | Body::Grant(_)
        | Body::Event(_)
        | Body::Key(_)
        | Body::Delivery(_) => {}
    }
    entry
}

fn erase_reason(caveat: &mut Caveat) {
    fn erase(test: &mut Test) {
        match test {
            Test::Nobody(reason) => *reason = None,
            Test::Any(tests) => tests.iter_mut().for_each(erase),
            _ => {}
        }
    }
    erase(&mut caveat.test);
}
