//! The world as a ledger tells it. An originator that is nobody's client gave every item to a desk; the desk is asked.

use std::sync::Arc;

use caveat::bulk::Manner;
use caveat::caveat::{Audience, AudienceMember, Caveat, Mode, Selector, Test};
use caveat::entry::{Body, Clearance, Disclosure, Entry, Grant, InCapacity, Item, Party, ReadIn, Relation};
use caveat::id::{CaveatId, Compartment, EntryId, ItemId, Level, PartyId, SchemeId};
use caveat::ledger::Ledger;
use caveat::party::{PartyKind, RelationKind};
use caveat::scheme::{Levels, Scheme};
use caveat::set::Set;
use caveat::time::{Instant, Interval, Position};
use caveat::words::Words;

use crate::Fault;
use crate::engine::at;
use crate::world::{self, COMPARTMENTS, Consent, LEVELS, NATIONS, World};

/// What an item says that only consent opens.
pub(super) const ON_CONSENT: &str = "its originator is asked first";
/// What it says that has had its time.
pub(super) const EXPIRED: &str = "it has had its time";

/// A ledger as it is told.
#[derive(Debug)]
pub struct Told {
    ledger: Ledger,
    on: Instant,
    by: PartyId,
}

impl Told {
    /// Everybody, and every item with its consents.
    ///
    /// # Errors
    ///
    /// If the ledger does not take it.
    pub fn of(world: &World) -> Result<Self, Fault> {
        let mut told = Self::cast(world)?;
        for (number, item) in world.items.iter().enumerate() {
            told.say(ORIGINATOR, Body::Item(Box::new(described(number, item)?)))?;
            told.say(ORIGINATOR, Body::Disclosure(given(number)?))?;
        }
        for consent in &world.consents {
            told.say(ORIGINATOR, Body::Grant(Box::new(granted(consent)?)))?;
        }
        Ok(told)
    }

    /// Everybody, and no item; the desk is of the originator, and holds what that holds.
    ///
    /// # Errors
    ///
    /// If the ledger does not take it.
    pub fn without_items(world: &World) -> Result<Self, Fault> {
        let mut told = Self::cast(world)?;
        let (who, of) = (DESK.parse()?, ORIGINATOR.parse()?);
        told.say(ORIGINATOR, Body::Relation(Relation { kind: RelationKind::Organ, who, of, until: None }))?;
        Ok(told)
    }

    /// Says that there is such an item, and that its originator consented to these.
    ///
    /// # Errors
    ///
    /// If the ledger does not take it.
    pub fn with_consents(
        &mut self,
        number: usize,
        item: &world::Item,
        to: impl IntoIterator<Item = usize>,
    ) -> Result<(), Fault> {
        self.say(ORIGINATOR, Body::Item(Box::new(described(number, item)?)))?;
        for party in to {
            self.say(ORIGINATOR, Body::Grant(Box::new(granted(&Consent { item: number, party })?)))?;
        }
        Ok(())
    }

    /// Everybody's entries; the rest is given back.
    #[must_use]
    pub fn into_entries(self) -> Vec<Arc<Entry>> {
        self.ledger.entries().to_vec()
    }

    /// Everybody, and the scheme.
    fn cast(world: &World) -> Result<Self, Fault> {
        let mut told = Self { ledger: Ledger::new(), on: instant(0)?, by: ORIGINATOR.parse()? };
        for body in [ORIGINATOR, AUTHORITY, DESK] {
            told.say(body, party(body, PartyKind::Body)?)?;
        }
        for nation in 0..NATIONS {
            told.say(&nation_name(nation), party(&nation_name(nation), PartyKind::State)?)?;
        }
        let levels: Vec<Level> = (0..LEVELS).map(level).collect::<Result<_, _>>()?;
        told.say(
            AUTHORITY,
            Body::Scheme(Box::new(Scheme {
                id: SCHEME.parse()?,
                authority: AUTHORITY.parse()?,
                levels: Levels::chain(levels),
                compartments: (0..COMPARTMENTS).map(compartment).collect::<Result<_, _>>()?,
                name: None,
                reads: None,
                parties: std::collections::BTreeMap::new(),
            })),
        )?;
        for (number, who) in world.parties.iter().enumerate() {
            told.person(number, who)?;
        }
        Ok(told)
    }

    fn person(&mut self, number: usize, who: &world::Party) -> Result<(), Fault> {
        let (name, nation) = (party_name(number), nation_name(who.nation));
        self.say(&name, party(&name, PartyKind::Person)?)?;
        let (person, scheme): (PartyId, SchemeId) = (name.parse()?, SCHEME.parse()?);
        let serves =
            Relation { kind: RelationKind::Serves, who: person.clone(), of: nation.parse()?, until: None };
        self.say(&nation, Body::Relation(serves))?;
        let held =
            Clearance { scheme: scheme.clone(), level: level(who.level)?, who: person.clone(), until: None };
        self.say(AUTHORITY, Body::Clearance(held))?;
        for code in &who.compartments {
            let code = compartment(*code)?;
            let read_in = ReadIn { scheme: scheme.clone(), code, who: person.clone(), until: None };
            self.say(AUTHORITY, Body::ReadIn(read_in))?;
        }
        Ok(())
    }

    fn say(&mut self, by: &str, body: Body) -> Result<(), Fault> {
        let position = Position(self.ledger.entries().len() as u64 + 1);
        if self.by.as_str() != by {
            self.by = by.parse()?;
        }
        let id: Option<EntryId> = match &body {
            Body::Disclosure(_) | Body::Grant(_) => Some(format!("act-{}", position.0).parse()?),
            _ => None,
        };
        let entry = Entry { position, on: self.on, recorded: self.on, by: self.by.clone(), id, body };
        self.ledger.push(entry).map_err(|refused| refused.to_string())?;
        Ok(())
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        self.ledger.entries()
    }
}

const ORIGINATOR: &str = "originator";
const AUTHORITY: &str = "authority";
const DESK: &str = "desk";
const SCHEME: &str = "scheme";

/// The desk would give it, for no stated purpose.
///
/// # Errors
///
/// If it cannot be said.
pub fn manner(world: &World) -> Result<Manner, Fault> {
    Ok(Manner {
        actor: DESK.parse::<PartyId>()?.into(),
        purposes: Set::new(),
        mode: Mode::Giving,
        unattributed: false,
        on: instant(world.now)?,
    })
}

/// A party, as a recipient.
///
/// # Errors
///
/// If it cannot be said.
pub fn recipient(number: usize) -> Result<InCapacity, Fault> {
    Ok(party_name(number).parse::<PartyId>()?.into())
}

/// An item, as it is called.
pub(super) fn item_id(number: usize) -> Result<ItemId, Fault> {
    Ok(format!("item-{number}").parse()?)
}

/// What the ledger says of items that bear what these do, as often as one wants.
#[derive(Debug)]
pub struct Likeness {
    bodies: Vec<Item>,
    by: PartyId,
    on: Instant,
}

impl Likeness {
    /// Of the items of this world.
    ///
    /// # Errors
    ///
    /// If one of them cannot be said.
    pub fn of(items: &[world::Item]) -> Result<Self, Fault> {
        // Nobody consents to these, so what waits for consent needs no name of its own.
        let unnamed = |(number, item): (usize, &world::Item)| -> Result<Item, Fault> {
            let mut body = described(number, item)?;
            body.caveats.iter_mut().for_each(|caveat| caveat.id = None);
            Ok(body)
        };
        let bodies = items.iter().enumerate().map(unnamed).collect::<Result<_, _>>()?;
        Ok(Self { bodies, by: ORIGINATOR.parse()?, on: instant(0)? })
    }

    /// An item of its own that bears what that one does.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn like(&self, label: usize, number: usize) -> Result<Arc<Entry>, Fault> {
        let body = Item { id: item_id(number)?, ..at(&self.bodies, label)?.clone() };
        let position = Position(1_000_000_000 + number as u64);
        let (on, by) = (self.on, self.by.clone());
        Ok(Arc::new(Entry { position, on, recorded: on, by, id: None, body: Body::Item(Box::new(body)) }))
    }
}

fn described(number: usize, item: &world::Item) -> Result<Item, Fault> {
    let scheme: SchemeId = SCHEME.parse()?;
    let mut caveats = vec![Caveat::new(Test::Level(scheme.clone(), level(item.level)?))];
    for code in &item.compartments {
        caveats.push(Caveat::new(Test::Compartment(scheme.clone(), compartment(*code)?)));
    }
    let named = item.releasable_to.iter().map(|nation| -> Result<AudienceMember, Fault> {
        Ok(AudienceMember { party: nation_name(*nation).parse()?, nationals: false })
    });
    let audience = Audience { members: named.collect::<Result<_, _>>()?, membership_at: None };
    caveats.push(Caveat::new(Test::Audience(audience)));
    if item.originator_controlled {
        let mut on_consent = Caveat::new(Test::Nobody(Words::new(ON_CONSENT).ok()));
        on_consent.id = Some(on_consent_id(number)?);
        caveats.push(on_consent);
    }
    let mut expired = Caveat::new(Test::Nobody(Words::new(EXPIRED).ok()));
    expired.from = Some(instant(item.expires)?);
    caveats.push(expired);
    Ok(Item {
        id: item_id(number)?,
        originator: ORIGINATOR.parse()?,
        relay: None,
        title: None,
        marking: None,
        scheme: None,
        caveats,
        free: false,
        terms: Vec::new(),
        agreements: Vec::new(),
        sources: Vec::new(),
        parts: Vec::new(),
        facts: Set::new(),
        dated: None,
        content: None,
    })
}

fn given(number: usize) -> Result<Disclosure, Fault> {
    Ok(Disclosure {
        item: item_id(number)?,
        actor: ORIGINATOR.parse::<PartyId>()?.into(),
        to: vec![DESK.parse::<PartyId>()?.into()],
        purposes: Set::new(),
        mode: Mode::Giving,
        unattributed: false,
        reported: false,
        setting: None,
        reason: None,
    })
}

fn granted(consent: &Consent) -> Result<Grant, Fault> {
    Ok(Grant {
        items: vec![item_id(consent.item)?],
        to: vec![party_name(consent.party).parse()?],
        lifts: [Selector::Caveat(on_consent_id(consent.item)?)].into(),
        purposes: Set::new(),
        modes: Set::new(),
        during: Interval::from(instant(0)?),
        this_item_only: false,
        recipient_only: false,
        unattributed: false,
        bound: Vec::new(),
        rests_on: None,
        answers: None,
    })
}

fn party(name: &str, kind: PartyKind) -> Result<Body, Fault> {
    Ok(Body::Party(Party { id: name.parse()?, kind, name: None, relay: None }))
}

fn on_consent_id(item: usize) -> Result<CaveatId, Fault> {
    Ok(format!("on-consent-{item}").parse()?)
}

fn party_name(number: usize) -> String {
    format!("party-{number}")
}

fn nation_name(number: u8) -> String {
    format!("nation-{number}")
}

fn level(number: u8) -> Result<Level, Fault> {
    Ok(format!("level {number}").parse()?)
}

fn compartment(number: u8) -> Result<Compartment, Fault> {
    Ok(format!("compartment {number}").parse()?)
}

fn instant(seconds: i64) -> Result<Instant, Fault> {
    Ok(Instant::from_second(seconds).ok_or("out of the calendar")?)
}
