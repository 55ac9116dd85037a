//! The grounds of an answer, as the archive has them: what became of every caveat, and by what.

use super::kind::{Asks, Kind, Member};
use super::recipient::Recipient;
use super::sets::APART;
use super::{Archive, Recipients, Row};
use crate::caveat::Test;
use crate::decide::{Lift, Met, Side, StateKind};
use crate::id::PartyId;
use crate::question::Chain;

/// One caveat, asked of one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The recipient, in its capacity.
    pub recipient: &'a Chain,
    /// Who owns the caveat.
    pub owner: &'a PartyId,
    /// Whose it is, seen from the actor.
    pub side: Side,
    /// What it asks.
    pub test: &'a Test,
    /// What became of it.
    pub stance: Stance<'a>,
}

/// What became of a caveat for a recipient, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance<'a> {
    /// The recipient owns it.
    Owner,
    /// The recipient is within one of the audience.
    Within(&'a PartyId),
    /// The recipient is a national of one of the audience.
    National(&'a PartyId),
    /// The recipient meets it so.
    Met(&'a Met),
    /// Its owner lifted it.
    Lifted(&'a Lift),
    /// It stands.
    Standing,
}

impl Archive<'_> {
    /// The grounds of the answer whether the item may go to these: each caveat for each recipient. Nothing where they
    /// are not told by the set alone (then [`decide`](crate::decide::decide) tells them), or where several acts lift
    /// the same caveat, of which it chooses.
    pub fn grounds<'a>(&'a self, row: Row, to: &'a Recipients) -> Option<Vec<Seen<'a>>> {
        let set = self.set(row);
        if set == APART {
            return None;
        }
        let kinds = self.sets.kinds(set);
        let mut seen = Vec::with_capacity(kinds.len());
        for recipient in to.each() {
            let lifting = self.acts.lifting(row.0, recipient)?;
            for (number, place) in kinds.iter().zip(0_u32..) {
                let kind = self.kind(*number)?;
                let stance = match kind.stance(*number, recipient) {
                    Some(stance) => stance,
                    None => kind.lifted_by(lifting.at(place))?,
                };
                let (owner, test) = (&kind.owner, &kind.test);
                seen.push(Seen { recipient: &recipient.chain, owner, side: kind.side, test, stance });
            }
        }
        Some(seen)
    }
}

impl Kind {
    /// What becomes of it for the recipient, where no act has to lift it.
    fn stance<'a>(&'a self, number: u32, recipient: &'a Recipient) -> Option<Stance<'a>> {
        if self.is_removed {
            return self.lifts.first().map(Stance::Lifted);
        }
        if !recipient.met.has(number) {
            return None;
        }
        if recipient.owns && *recipient.chain.party() == self.owner {
            return Some(Stance::Owner);
        }
        match (&self.asks, &self.test) {
            (Asks::Within(members), Test::Audience(audience)) => {
                let (place, is_national) = first(members, recipient)?;
                let party = &audience.members.get(place as usize)?.party;
                Some(if is_national { Stance::National(party) } else { Stance::Within(party) })
            }
            _ => recipient.how(number).map(Stance::Met),
        }
    }

    /// What lifts it, or that it stands; nothing where there is a choice.
    fn lifted_by<'a>(&'a self, acts: impl Iterator<Item = &'a Lift>) -> Option<Stance<'a>> {
        if self.lifts.contains(&Lift::OwnAct) {
            return Some(Stance::Lifted(&Lift::OwnAct));
        }
        let mut lifts = self.lifts.iter().chain(acts);
        match (lifts.next(), lifts.next()) {
            (None, _) => Some(Stance::Standing),
            (Some(lift), None) => Some(Stance::Lifted(lift)),
            (Some(_), Some(_)) => None,
        }
    }
}

/// The first place of an audience that the recipient fits, and whether it fits as a national alone.
fn first(members: &[Member], recipient: &Recipient) -> Option<(u32, bool)> {
    let places = |numbers: &'_ [u32], is_national: bool| -> Option<(u32, bool)> {
        let of = |party: &u32| {
            let start = members.partition_point(|member| member.party < *party);
            let named = members.get(start..).unwrap_or_default().iter();
            let named = named.take_while(|member| member.party == *party);
            named.filter(|member| member.nationals || !is_national).map(|member| member.place).min()
        };
        numbers.iter().filter_map(of).min().map(|place| (place, is_national))
    };
    let (within, national) = (places(&recipient.within, false), places(&recipient.national, true));
    within.into_iter().chain(national).min()
}

impl Stance<'_> {
    /// The state, without its reasons.
    pub fn kind(&self) -> StateKind {
        match self {
            Self::Owner | Self::Within(_) | Self::National(_) | Self::Met(_) => StateKind::Met,
            Self::Lifted(_) => StateKind::Lifted,
            Self::Standing => StateKind::Standing,
        }
    }

    /// How it is met, where it is.
    pub fn met(&self) -> Option<Met> {
        match *self {
            Self::Owner => Some(Met::Owner),
            Self::Within(party) => Some(Met::Within { party: party.clone() }),
            Self::National(state) => Some(Met::National { state: state.clone() }),
            Self::Met(met) => Some(met.clone()),
            Self::Lifted(_) | Self::Standing => None,
        }
    }
}
