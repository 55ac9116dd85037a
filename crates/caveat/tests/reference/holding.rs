//! Section 8: disclosures and possession.

use std::collections::BTreeSet;

use caveat::entry::{Disclosure, Entry, Fate, Recordable};
use caveat::id::{ItemId, PartyId};
use caveat::party::PartyKind;
use caveat::time::Moment;

use super::known::{Known, Piece};

impl<'a> Known<'a> {
    /// Section 8: a disclosure is **observed** if it is not only reported and its `by` took part. The recipients
    /// who take part are those it names: the members of a community do not observe for it.
    pub(super) fn is_observed(&self, entry: &Entry, disclosure: &Disclosure) -> bool {
        let mut took_part = disclosure.to.iter().chain([&disclosure.actor]).map(|named| &named.party);
        !disclosure.reported
            && took_part.any(|party| {
                entry.by == *party
                    || self.chains(party, entry.moment()).iter().any(|chain| chain.contains(&entry.by))
            })
    }

    /// Section 8: the parties a disclosure **reached**.
    pub(super) fn reached(&self, disclosure: &Disclosure, m: Moment) -> BTreeSet<PartyId> {
        disclosure.to.iter().flat_map(|named| self.standing_for(&named.party, m)).collect()
    }

    /// Section 7: H, the actor's party and the parties of its chain that are no states.
    pub(super) fn hands(&self, actor: &[PartyId]) -> BTreeSet<PartyId> {
        let below_the_state = actor.iter().skip(1).filter(|party| !self.is(party, PartyKind::State));
        actor.first().into_iter().chain(below_the_state).cloned().collect()
    }

    /// Section 8: whether somebody possesses an item at M, through one of these hands.
    pub(super) fn possesses(&self, q: &ItemId, hands: &BTreeSet<PartyId>, m: Moment) -> bool {
        hands
            .iter()
            .any(|h| self.cache.possession.get_or((q.clone(), h.clone(), m), || self.has_a_holding(q, h, m)))
    }

    /// Some holding of h, through the item or through one that contains it, is not void.
    fn has_a_holding(&self, q: &ItemId, h: &PartyId, m: Moment) -> bool {
        let mut through = self.items().filter(|x| x.item.id == *q || self.contains(*x, q, m));
        through.any(|x| {
            self.beginnings(x, h, m).into_iter().any(|beginning| !self.is_void(q, x, h, beginning, m))
        })
    }

    /// When holdings of h through an item begin.
    fn beginnings(&self, x: Piece<'a>, h: &PartyId, m: Moment) -> Vec<Moment> {
        let reached = self.disclosures(m).filter(|(entry, disclosure)| {
            disclosure.item == x.item.id
                && self.is_observed(entry, disclosure)
                && self.reached(disclosure, entry.moment()).contains(h)
        });
        let mut beginnings: Vec<Moment> = reached.map(|(entry, _)| entry.moment()).collect();
        if x.moment < m && x.item.originator == *h && self.could_originate(x, h) {
            beginnings.push(x.moment);
        }
        beginnings
    }

    /// Who originates an item must possess its sources and parts then, itself or through a party of any chain of
    /// its that is no state above it.
    fn could_originate(&self, x: Piece<'a>, h: &PartyId) -> bool {
        let hands = self.chains(h, x.moment).iter().flat_map(|chain| self.hands(chain)).collect();
        x.item.sources.iter().chain(&x.item.parts).all(|needed| self.possesses(needed, &hands, x.moment))
    }

    /// A holding is void if h acknowledged later that it returned or destroyed the item, or a whole around it.
    fn is_void(&self, q: &ItemId, x: Piece<'a>, h: &PartyId, beginning: Moment, m: Moment) -> bool {
        self.acknowledgements(m).any(|(entry, said)| {
            let given_up = matches!(said.fate, Fate::Returned | Fate::Destroyed);
            let y_has_q = said.item == *q || self.item(&said.item).is_some_and(|y| self.contains(y, q, m));
            let x_has_y = x.item.id == said.item || self.contains(x, &said.item, m);
            given_up
                && said.who == *h
                && entry.moment() > beginning
                && y_has_q
                && x_has_y
                && self.may_acknowledge(entry, h)
        })
    }

    fn may_acknowledge(&self, entry: &Entry, h: &PartyId) -> bool {
        let m = entry.moment();
        self.voices(&entry.by, m).contains(h) || self.speaks_about(&entry.by, h, Recordable::Acceptance, m)
    }
}
