//! Each type of an entry, field by field in the order in which they are written.
//!
//! A field that is added or taken away changes the bytes, and does not compile until it stands here. Then the version
//! changes too that whoever keeps snapshots gives them.

use std::collections::BTreeMap;

use super::{Packed, Packer, Unpacker};
use crate::caveat::{
    Audience, AudienceMember, Caveat, Dated, Kind, Mode, RelativeAudience, Selector, Test, Until, UntilEvent,
};
use crate::entry::{
    Acceptance, Acknowledgement, Agreement, Body, Clearance, Delegation, Delivery, Disclosure, Ended, Ending,
    Entry, Equivalence, Event, Fate, FurtherCaveat, Grant, InCapacity, Item, Key, Lifts, Meaning, Party,
    Power, ReadIn, Recall, Recalled, Recordable, Refusal, Relation, Remark, Request, Revocation, Rule,
    Sanitisation, Scope, Silence, Stance, Statement, Subject, Terms,
};
use crate::id::{
    AgreementId, CaveatId, Compartment, EntryId, EventId, FactKey, ItemId, Level, PartyId, PowerId, Purpose,
    RuleId, SchemeId, TermsId,
};
use crate::party::{PartyKind, RelationKind};
use crate::scheme::{self, Levels, Mark, Reads, Scheme, Template, Vocabulary};

macro_rules! identifiers {
    ($($type:ident),+) => {$(
        impl Packed for $type {
            fn pack<'a>(&'a self, to: &mut Packer<'a>) {
                to.text(self.as_str());
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                from.identifier()
            }
        }
    )+};
}

macro_rules! structs {
    ($($type:path { $($field:ident),+ })+) => {$(
        impl Packed for $type {
            fn pack<'a>(&'a self, to: &mut Packer<'a>) {
                let Self { $($field),+ } = self;
                $($field.pack(to);)+
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                Some(Self { $($field: Packed::unpack(from)?),+ })
            }
        }
    )+};
}

macro_rules! enums {
    ($($type:path { $($number:literal = $variant:ident $(($($part:ident),+))?),+ })+) => {$(
        impl Packed for $type {
            fn pack<'a>(&'a self, to: &mut Packer<'a>) {
                match self {
                    $(Self::$variant $(($($part),+))? => {
                        to.number($number);
                        $($($part.pack(to);)+)?
                    })+
                }
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                Some(match from.number()? {
                    $($number => {
                        $($(let $part = Packed::unpack(from)?;)+)?
                        Self::$variant $(($($part),+))?
                    })+
                    _ => return None,
                })
            }
        }
    )+};
}

identifiers!(
    AgreementId,
    CaveatId,
    Compartment,
    EntryId,
    EventId,
    FactKey,
    ItemId,
    Level,
    PartyId,
    PowerId,
    Purpose,
    RuleId,
    SchemeId,
    TermsId
);

enums! {
    Body {
        0 = Party(body), 1 = Relation(body), 2 = Scheme(body), 3 = Clearance(body), 4 = Accreditation(body),
        5 = ReadIn(body), 6 = Equivalence(body), 7 = Terms(body), 8 = Agreement(body), 9 = Acceptance(body),
        10 = Rule(body), 11 = Power(body), 12 = Delegation(body), 13 = Ending(body), 14 = Item(body),
        15 = Caveat(body), 16 = Grant(body), 17 = Refusal(body), 18 = Revocation(body), 19 = Remark(body),
        20 = Sanitisation(body), 21 = Disclosure(body), 22 = Acknowledgement(body), 23 = Event(body),
        24 = Key(body), 25 = Request(body), 26 = Delivery(body), 27 = Statement(body)
    }
    PartyKind { 0 = Person, 1 = Office, 2 = Body, 3 = State, 4 = Community }
    RelationKind { 0 = Serves, 1 = Holds, 2 = Organ, 3 = National, 4 = Member, 5 = Client, 6 = Succeeds }
    Mode { 0 = Showing, 1 = Giving }
    Test {
        0 = Level(scheme, level), 1 = Compartment(scheme, code), 2 = Audience(audience), 3 = Relative(audience),
        4 = Purpose(purposes), 5 = Unattributed, 6 = Bound(terms), 7 = Rule(rule), 8 = Any(tests), 9 = Nobody(reason)
    }
    Kind {
        0 = Level, 1 = Compartment, 2 = Audience, 3 = Purpose, 4 = Unattributed, 5 = Bound, 6 = Rule, 7 = Any,
        8 = Nobody
    }
    Selector { 0 = Kind(kind), 1 = Caveat(caveat), 2 = Everything }
    Recordable {
        0 = Relation, 1 = Clearance, 2 = ReadIn, 3 = Equivalence, 4 = Acceptance, 5 = Delivery, 6 = Key,
        7 = Succession, 8 = Event, 9 = Caveat
    }
    Lifts { 0 = Kinds(kinds), 1 = Everything }
    Ended { 0 = Power(power), 1 = Fact(fact) }
    Fate { 0 = Received, 1 = Returned, 2 = Destroyed, 3 = Narrowed, 4 = Replaced, 5 = Kept }
    Stance { 0 = Asserts, 1 = Denies, 2 = Declines }
    Subject { 0 = Entry(entry), 1 = Item(item), 2 = Power(power) }
    Meaning { 0 = Grant, 1 = Refusal, 2 = Nothing }
    Recalled { 0 = Return, 1 = Destroy, 2 = Narrow, 3 = Replace }
    Reads { 0 = Us, 1 = Tlp, 2 = Nato, 3 = Words(vocabulary) }
}

structs! {
    Entry { position, on, recorded, by, id, body }
    Party { id, kind, name, relay }
    Relation { kind, who, of, until }
    Clearance { scheme, level, who, until }
    ReadIn { scheme, code, who, until }
    Equivalence { scheme, level, counts_in, counts_as, until }
    Terms { id, caveats, silence, revises, name }
    Agreement { id, between, terms, name }
    Acceptance { terms, who, until }
    Rule { id, policy }
    Scope { lifts, up_to, items, to, records, by_act, delegable }
    Power { id, of, owner, scope, wider, until, under }
    Delegation { id, parent, of, scope, until, under }
    Ending { of, grants, reason }
    Item {
        id, originator, relay, title, marking, scheme, caveats, free, terms, agreements, sources, parts, facts, dated,
        content
    }
    FurtherCaveat { id, items, caveat, recall }
    Remark { items, removes, level, under }
    Sanitisation { derived, source, under }
    InCapacity { party, capacity }
    Disclosure { item, actor, to, purposes, mode, unattributed, reported, setting, reason }
    Acknowledgement { fate, item, who, recall, reason }
    Event { event }
    Statement { stance, about, quotation, published }
    Silence { means, after, delivered_by, asked_by }
    Recall { to, replacement, deadline, reason }
    Grant {
        items, to, lifts, purposes, modes, during, this_item_only, recipient_only, unattributed, bound, rests_on,
        answers
    }
    Refusal { items, to, answers, reason }
    Revocation { of, to, reason }
    Key { of, key, until }
    Request {
        of, items, to, lifts, purposes, modes, unattributed, until, deadline, under, reason
    }
    Delivery { of }
    Caveat { id, owners, test, from, until, modes, dated }
    Dated { from, until }
    Until { instant, event }
    UntilEvent { event, by }
    Audience { members, membership_at }
    AudienceMember { party, nationals }
    RelativeAudience { clients, affiliates, rebases }
    Scheme { id, authority, levels, compartments, name, reads, parties }
    Vocabulary { separator, marks }
    Mark { text, also, with, without, list, sorted, least, first, meanings, free, ends, then, note }
    scheme::Meaning { from, until, caveats }
    Template { caveat, parties, nationals, until, unless, released_by }
}

impl Packed for Levels {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.count(self.iter().count());
        for level in self.iter() {
            level.pack(to);
            to.count(self.directly_beneath(level).count());
            self.directly_beneath(level).for_each(|beneath| beneath.pack(to));
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Self::partial(BTreeMap::unpack(from)?).ok()
    }
}
