//! Tiny ledgers from literals. Every function makes the plainest thing of its kind; a test says what differs by
//! struct update: `Grant { recipient_only: true, ..grant(["memo"], ["bob"]) }`.
#![allow(unreachable_pub, reason = "public in the test targets that use it, which export nothing")]
#![allow(dead_code, reason = "each test target uses what it needs")]
#![allow(clippy::unwrap_used, reason = "a literal that is wrong should fail the test that wrote it")]

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use caveat::caveat::{Audience, AudienceMember, Caveat, Mode, RelativeAudience, Selector, Test};
use caveat::entry::{
    Acceptance, Acknowledgement, Body, Clearance, Delegation, Disclosure, Ended, Ending, Entry, Fate,
    FurtherCaveat, Grant, InCapacity, Item, Lifts, Party, Power, ReadIn, Refusal, Relation, Remark,
    Revocation, Sanitisation, Scope, Terms,
};
use caveat::id::PartyId;
use caveat::party::{PartyKind, RelationKind};
use caveat::question::Question;
use caveat::scheme::{Levels, Scheme};
use caveat::set::Set;
use caveat::time::{Instant, Interval, Position};

/// The day on which everything happens that no other day is said for.
pub const DAY: &str = "2020-01-01";
/// The day on which questions are asked that say no other.
pub const LATER: &str = "2021-01-01";

/// Any identifier or instant, from its text.
pub fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Any collection of identifiers, from their texts.
pub fn ids<'t, T: FromStr<Err: Debug>, C: FromIterator<T>>(texts: impl IntoIterator<Item = &'t str>) -> C {
    texts.into_iter().map(id).collect()
}

/// An entry.
pub fn entry(position: u64, on: &str, by: &str, body: Body) -> Entry {
    let on: Instant = id(on);
    Entry { position: Position(position), on, recorded: on, by: id(by), id: None, body }
}

/// A ledger in the making. Positions are 10, 20, 30, ...
#[derive(Debug, Clone)]
pub struct Story {
    /// What it says so far.
    pub entries: Vec<Arc<Entry>>,
    on: &'static str,
}

impl Story {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { entries: Vec::new(), on: DAY }
    }

    /// The day goes on.
    pub fn on(&mut self, on: &'static str) -> &mut Self {
        self.on = on;
        self
    }

    /// The position of the last entry.
    pub fn last(&self) -> Position {
        self.entries.last().map_or(Position(0), |entry| entry.position)
    }

    /// A party says something.
    pub fn says(&mut self, by: &str, body: Body) -> &mut Self {
        self.entries.push(Arc::new(entry(self.last().0 + 10, self.on, by, body)));
        self
    }

    /// A party says something to which others can refer.
    pub fn says_as(&mut self, name: &str, by: &str, body: Body) -> &mut Self {
        let entry = entry(self.last().0 + 10, self.on, by, body);
        self.entries.push(Arc::new(Entry { id: Some(id(name)), ..entry }));
        self
    }

    /// There are parties of a kind.
    pub fn parties<const N: usize>(&mut self, kind: PartyKind, names: [&str; N]) -> &mut Self {
        for name in names {
            self.says(name, Body::Party(Party { id: id(name), kind, name: None, relay: None }));
        }
        self
    }

    /// A relation, said by whom it is for to say.
    pub fn relates(&mut self, who: &str, kind: RelationKind, of: &str) -> &mut Self {
        let by = if kind == RelationKind::Client { who } else { of };
        self.says(by, relation(who, kind, of))
    }

    /// An item, recorded by its originator.
    pub fn item(&mut self, item: Item) -> &mut Self {
        let by = item.originator.clone();
        self.says(by.as_str(), Body::Item(Box::new(item)))
    }
}

/// A relation without end.
pub fn relation(who: &str, kind: RelationKind, of: &str) -> Body {
    Body::Relation(Relation { kind, who: id(who), of: id(of), until: None })
}

/// A scheme of ascending levels, with compartments.
pub fn scheme<const L: usize, const C: usize>(
    name: &str,
    authority: &str,
    levels: [&'static str; L],
    compartments: [&'static str; C],
) -> Body {
    Body::Scheme(Box::new(Scheme {
        id: id(name),
        authority: id(authority),
        levels: Levels::chain(levels.map(id)),
        compartments: ids(compartments),
        name: None,
        reads: None,
        parties: [].into(),
    }))
}

/// A clearance, or what an accreditation says.
pub fn clearance(who: &str, scheme: &str, level: &str) -> Clearance {
    Clearance { scheme: id(scheme), level: id(level), who: id(who), until: None }
}

/// A read-in.
pub fn read_in(who: &str, scheme: &str, code: &str) -> Body {
    Body::ReadIn(ReadIn { scheme: id(scheme), code: id(code), who: id(who), until: None })
}

/// An acceptance.
pub fn acceptance(who: &str, terms: &str) -> Body {
    Body::Acceptance(Acceptance { terms: id(terms), who: id(who), until: None })
}

/// Terms with caveats.
pub fn terms(name: &str, caveats: Vec<Caveat>) -> Terms {
    Terms { id: id(name), caveats, silence: None, revises: None, name: None }
}

/// A scope that lifts everything and is not limited, but neither acts by itself nor delegates nor records.
pub fn scope() -> Scope {
    Scope { lifts: Lifts::Everything, ..Scope::nothing() }
}

/// A power without end, that is not wider.
pub fn power(name: &str, of: &str, owner: &str, scope: Scope) -> Power {
    Power { id: id(name), of: id(of), owner: id(owner), scope, wider: false, until: None, under: None }
}

/// A delegation without end.
pub fn delegation(name: &str, parent: &str, of: &str, scope: Scope) -> Body {
    let (name, parent, of) = (id(name), id(parent), id(of));
    Body::Delegation(Box::new(Delegation { id: name, parent, of, scope, until: None, under: None }))
}

/// The ending of a power.
pub fn ending_of_power(power: &str, grants: bool) -> Body {
    Body::Ending(Ending { of: Ended::Power(id(power)), grants, reason: None })
}

/// The ending of a fact.
pub fn ending_of_fact(fact: &str) -> Body {
    Body::Ending(Ending { of: Ended::Fact(id(fact)), grants: false, reason: None })
}

/// An item of which nothing is said but its originator.
pub fn item(name: &str, originator: &str) -> Item {
    Item {
        id: id(name),
        originator: id(originator),
        relay: None,
        title: None,
        marking: None,
        scheme: None,
        caveats: Vec::new(),
        free: false,
        terms: Vec::new(),
        agreements: Vec::new(),
        sources: Vec::new(),
        parts: Vec::new(),
        facts: Set::new(),
        dated: None,
        content: None,
    }
}

/// A further caveat.
pub fn further<const N: usize>(name: &str, items: [&'static str; N], caveat: Caveat) -> Body {
    Body::Caveat(Box::new(FurtherCaveat { id: id(name), items: ids(items), caveat, recall: None }))
}

/// A grant of audiences, from the day on.
pub fn grant<const I: usize, const R: usize>(items: [&str; I], to: [&str; R]) -> Grant {
    Grant {
        items: ids(items),
        to: ids(to),
        lifts: Set::new(),
        purposes: Set::new(),
        modes: Set::new(),
        during: Interval::from(id(DAY)),
        this_item_only: false,
        recipient_only: false,
        unattributed: false,
        bound: Vec::new(),
        rests_on: None,
        answers: None,
    }
}

/// A grant of everything, from the day on.
pub fn grant_all<const I: usize, const R: usize>(items: [&'static str; I], to: [&'static str; R]) -> Body {
    Body::Grant(Box::new(Grant { lifts: Set::from([Selector::Everything]), ..grant(items, to) }))
}

/// A refusal.
pub fn refusal<const I: usize, const R: usize>(items: [&'static str; I], to: [&'static str; R]) -> Body {
    Body::Refusal(Refusal { items: ids(items), to: ids(to), answers: None, reason: None })
}

/// A revocation, for all or for some.
pub fn revocation<const R: usize>(of: &str, to: [&'static str; R]) -> Body {
    Body::Revocation(Revocation { of: vec![id(of)], to: ids(to), reason: None })
}

/// A remark that removes.
pub fn removal(item: &str, removes: Selector) -> Body {
    let removes = Set::from([removes]);
    Body::Remark(Remark { items: vec![id(item)], removes, level: None, under: None })
}

/// A remark that changes levels.
pub fn regrading(item: &str, scheme: &str, level: &str) -> Body {
    let level = Some((id(scheme), id(level)));
    Body::Remark(Remark { items: vec![id(item)], removes: Set::new(), level, under: None })
}

/// A sanitisation.
pub fn sanitisation(derived: &str, source: &str) -> Body {
    Body::Sanitisation(Sanitisation { derived: id(derived), source: id(source), under: None })
}

/// A disclosure: given, for no purpose, the source named.
pub fn disclosure<const R: usize>(item: &str, actor: &str, to: [&str; R]) -> Disclosure {
    Disclosure {
        item: id(item),
        actor: id::<PartyId>(actor).into(),
        to: to.map(|to| id::<PartyId>(to).into()).into(),
        purposes: Set::new(),
        mode: Mode::Giving,
        unattributed: false,
        reported: false,
        setting: None,
        reason: None,
    }
}

/// An acknowledgement.
pub fn acknowledgement(who: &str, fate: Fate, item: &str) -> Body {
    Body::Acknowledgement(Acknowledgement { fate, item: id(item), who: id(who), recall: None, reason: None })
}

/// A party in a capacity.
pub fn as_of(party: &str, capacity: &str) -> InCapacity {
    InCapacity { party: id(party), capacity: Some(id(capacity)) }
}

/// A named audience.
pub fn audience<const N: usize>(members: [&str; N]) -> Test {
    let members = members.map(|party| AudienceMember { party: id(party), nationals: false }).into();
    Test::Audience(Audience { members, membership_at: None })
}

/// An audience of the nationals of a state.
pub fn nationals(state: &str) -> Test {
    let members = vec![AudienceMember { party: id(state), nationals: true }];
    Test::Audience(Audience { members, membership_at: None })
}

/// An audience of those it was given to, inside their own organisation.
pub fn relative() -> RelativeAudience {
    RelativeAudience { clients: false, affiliates: false, rebases: 0 }
}

/// A level.
pub fn level(scheme: &str, level: &str) -> Test {
    Test::Level(id(scheme), id(level))
}

/// A caveat that nobody meets.
pub fn nobody() -> Caveat {
    Caveat::new(Test::Nobody(None))
}

/// A caveat with owners named.
pub fn owned<const N: usize>(owners: [&'static str; N], test: Test) -> Caveat {
    Caveat { owners: ids(owners), ..Caveat::new(test) }
}

/// May the actor give it to them, for no purpose, the source named, on the later day?
pub fn question<const R: usize>(actor: &str, item: &str, to: [&str; R]) -> Question {
    Question {
        actor: id::<PartyId>(actor).into(),
        item: id(item),
        to: to.map(|to| id::<PartyId>(to).into()).into(),
        purposes: Set::new(),
        mode: Mode::Giving,
        unattributed: false,
        on: id(LATER),
    }
}
