//! What the ledger can say: one type for each kind of entry.
//!
//! An entry is a statement by a party. It says what happened or what was declared; what that *means* is worked
//! out by [`crate::facts`] and [`crate::decide`]. Every field is public: any combination that the
//! [`Ledger`](crate::ledger::Ledger) accepts is legal, and it alone checks what one field says of another.

mod consent;

use std::sync::Arc;

use serde::Serialize;

use crate::caveat::{Caveat, Kind, Mode, Selector, Test};
use crate::id::{
    AgreementId, CaveatId, Compartment, EntryId, EventId, FactKey, ItemId, Level, PartyId, PowerId, Purpose,
    RuleId, SchemeId, TermsId,
};
use crate::party::{PartyKind, RelationKind};
use crate::scheme::Scheme;
use crate::set::Set;
use crate::time::{Instant, Moment, Position};
use crate::words::Words;

pub use consent::{
    Answer, Delivery, Grant, Key, Meaning, Recall, Recalled, Refusal, Request, Revocation, Silence,
};

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its place in the ledger.
    pub position: Position,
    /// The instant of the act, or from when the fact holds.
    pub on: Instant,
    /// When it was recorded. Knowledge goes by this; effect goes by `on`.
    pub recorded: Instant,
    /// The party that speaks in it.
    pub by: PartyId,
    /// What other entries call it, for acts and facts that can be referred to.
    pub id: Option<EntryId>,
    /// What it says.
    pub body: Body,
}

impl Entry {
    /// Its place in the order among acts.
    pub fn moment(&self) -> Moment {
        Moment { instant: self.on, position: self.position }
    }

    /// What the entry goes by: the id of what it defines, or its own.
    pub fn name(&self) -> Option<&str> {
        self.shared_name().map(AsRef::as_ref)
    }

    /// The same, as it is shared.
    pub fn shared_name(&self) -> Option<&Arc<str>> {
        let defined = match &self.body {
            Body::Party(party) => party.id.shared(),
            Body::Scheme(scheme) => scheme.id.shared(),
            Body::Terms(terms) => terms.id.shared(),
            Body::Agreement(agreement) => agreement.id.shared(),
            Body::Rule(rule) => rule.id.shared(),
            Body::Power(power) => power.id.shared(),
            Body::Delegation(delegation) => delegation.id.shared(),
            Body::Item(item) => item.id.shared(),
            Body::Caveat(further) => further.id.shared(),
            _ => return self.id.as_ref().map(EntryId::shared),
        };
        Some(defined)
    }
}

/// What an entry says, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// There is a party.
    Party(Party),
    /// A relation holds between two parties.
    Relation(Relation),
    /// A scheme of levels and compartments.
    Scheme(Box<Scheme>),
    /// A person holds a clearance.
    Clearance(Clearance),
    /// A body, an office or a community holds an accreditation.
    Accreditation(Clearance),
    /// A party has been read in to a compartment.
    ReadIn(ReadIn),
    /// A level of one scheme counts as a level of another, one way.
    Equivalence(Equivalence),
    /// Terms that information can be put under.
    Terms(Terms),
    /// An agreement between parties, on terms.
    Agreement(Agreement),
    /// A party accepts terms.
    Acceptance(Acceptance),
    /// A house rule.
    Rule(Rule),
    /// An owner founds a power.
    Power(Box<Power>),
    /// A holder delegates a power.
    Delegation(Box<Delegation>),
    /// A power, or a fact, ends.
    Ending(Ending),
    /// An item of information.
    Item(Box<Item>),
    /// A caveat added later.
    Caveat(Box<FurtherCaveat>),
    /// Consent.
    Grant(Box<Grant>),
    /// Consent is refused.
    Refusal(Refusal),
    /// A grant or a sanitisation is taken back.
    Revocation(Revocation),
    /// Caveats of an item are removed or changed.
    Remark(Remark),
    /// A derived item is approved to go without some of its source's caveats.
    Sanitisation(Sanitisation),
    /// An item was shown or given.
    Disclosure(Disclosure),
    /// A holder says what became of an item.
    Acknowledgement(Acknowledgement),
    /// Something happened.
    Event(Event),
    /// A key by which a party signs what it sends.
    Key(Key),
    /// An owner is asked for consent.
    Request(Box<Request>),
    /// A request reached the owner.
    Delivery(Delivery),
    /// Somebody asserts, denies or declines to confirm something.
    Statement(Statement),
}

/// There is a party. Whoever records it, it lends no authority to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// What kind of party.
    pub kind: PartyKind,
    /// What people call it.
    pub name: Option<Words>,
    /// Where set, the party is concealed: it appears as this relay, which can be asked, never by name.
    pub relay: Option<PartyId>,
}

/// A relation. It counts only if said by who speaks for the body or community concerned: `of`, but for a client
/// the body served (`who`), and for a succession the owner succeeded (`of`) or the authority of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// How the one stands to the other.
    pub kind: RelationKind,
    /// The one.
    pub who: PartyId,
    /// The other.
    pub of: PartyId,
    /// The first instant at which it no longer holds. It holds from the entry's instant.
    pub until: Option<Instant>,
}

/// A clearance (of a person) or an accreditation (of anybody else), said by the authority of its scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clearance {
    /// The scheme.
    pub scheme: SchemeId,
    /// The level.
    pub level: Level,
    /// Who holds it.
    pub who: PartyId,
    /// The first instant at which it no longer holds.
    pub until: Option<Instant>,
}

/// A party has been read in, said by the caveat's owner or the authority of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadIn {
    /// The scheme.
    pub scheme: SchemeId,
    /// Exactly this compartment: no parent and no child of it.
    pub code: Compartment,
    /// Who has been read in.
    pub who: PartyId,
    /// The first instant at which it no longer holds.
    pub until: Option<Instant>,
}

/// Who holds `level` of `scheme` counts as holding `counts_as`. One way, and not chained. Said by the caveat's
/// owner or by the authority of the scheme it counts in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Equivalence {
    /// The scheme of the clearance that is held.
    pub scheme: SchemeId,
    /// The level that must be held at least.
    pub level: Level,
    /// The scheme it counts in.
    pub counts_in: SchemeId,
    /// The level it counts as.
    pub counts_as: Level,
    /// The first instant at which it no longer holds.
    pub until: Option<Instant>,
}

/// Terms: what is added to whatever is put under them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Their id; a revision has an id of its own.
    pub id: TermsId,
    /// The caveats they add. One that names no owner belongs to the originator of the item under the terms.
    pub caveats: Vec<Caveat>,
    /// What silence on a request under them means; nothing where they do not say.
    pub silence: Option<Silence>,
    /// The terms that these revise, from the entry's instant on.
    pub revises: Option<TermsId>,
    /// What people call them.
    pub name: Option<Words>,
}

/// An agreement between parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Its parties, at least two.
    pub between: Vec<PartyId>,
    /// Its terms.
    pub terms: TermsId,
    /// What people call it.
    pub name: Option<Words>,
}

/// A party accepts terms, as recorded by itself or by the owner of the caveat that asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// The terms accepted.
    pub terms: TermsId,
    /// Who accepts.
    pub who: PartyId,
    /// The first instant at which it no longer holds.
    pub until: Option<Instant>,
}

/// A house rule: Cedar policies, judged outside the core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// The policies' text.
    pub policy: String,
}

/// What a power may speak of, besides caveats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recordable {
    /// Relations to the party, successions apart.
    Relation,
    /// Clearances and accreditations under the party's schemes.
    Clearance,
    /// Read-ins.
    ReadIn,
    /// Equivalences.
    Equivalence,
    /// The party's acceptance of terms.
    Acceptance,
    /// That a request reached the party.
    Delivery,
    /// The keys by which the party signs.
    Key,
    /// Who succeeds the party.
    Succession,
    /// Events that end the party's caveats.
    Event,
    /// Further caveats in the party's name, and revised terms.
    Caveat,
}

impl Recordable {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 10] = [
        ("relation", Self::Relation),
        ("clearance", Self::Clearance),
        ("read-in", Self::ReadIn),
        ("equivalence", Self::Equivalence),
        ("acceptance", Self::Acceptance),
        ("delivery", Self::Delivery),
        ("key", Self::Key),
        ("succession", Self::Succession),
        ("event", Self::Event),
        ("caveat", Self::Caveat),
    ];
}

/// The kinds of caveat a power can lift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lifts {
    /// Those of these kinds; of none where empty.
    Kinds(Set<Kind>),
    /// Those of every kind.
    Everything,
}

/// What a power covers. Each limit that is not set does not limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Which kinds of caveat it can lift.
    pub lifts: Lifts,
    /// Levels: only up to this one, of this scheme.
    pub up_to: Option<(SchemeId, Level)>,
    /// Only caveats that stand on these items or on parts of them.
    pub items: Vec<ItemId>,
    /// Only for recipients within these.
    pub to: Vec<PartyId>,
    /// What it may speak of, besides.
    pub records: Set<Recordable>,
    /// Whether a disclosure made by its holder itself lifts what it covers.
    pub by_act: bool,
    /// Whether it may be delegated.
    pub delegable: bool,
}

/// A power, founded by the owner itself or by its root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Power {
    /// Its id.
    pub id: PowerId,
    /// Who holds it; an office's power is its holder's while they hold it.
    pub of: PartyId,
    /// Whose caveats it is about: this owner's, and those of its side where it is a root.
    pub owner: PartyId,
    /// What it covers.
    pub scope: Scope,
    /// Whether it reaches beyond caveats stated by, or on items originated within, the party that gives it.
    pub wider: bool,
    /// The first instant at which it is no longer in force. It is in force from the entry's instant.
    pub until: Option<Instant>,
    /// The law, order or decision it rests on.
    pub under: Option<Words>,
}

/// A power delegated from another: it covers what it and every power above it cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delegation {
    /// The id of the delegated power.
    pub id: PowerId,
    /// The power it is delegated from.
    pub parent: PowerId,
    /// Who holds it.
    pub of: PartyId,
    /// What it covers, at the most.
    pub scope: Scope,
    /// The first instant at which it is no longer in force.
    pub until: Option<Instant>,
    /// What it rests on.
    pub under: Option<Words>,
}

/// What an ending ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// A power, founded or delegated.
    Power(PowerId),
    /// A relation, clearance, accreditation, read-in, equivalence, acceptance or key that has an id; or a request,
    /// which who made it takes back.
    Fact(EntryId),
}

/// A power or a fact ends, at the entry's instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// What ends.
    pub of: Ended,
    /// Whether grants made under the power end with it.
    pub grants: bool,
    /// Why.
    pub reason: Option<Words>,
}

/// An item of information as received or produced. Its content is never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Who originated it.
    pub originator: PartyId,
    /// Where set, the originator is concealed on this item: it appears as this relay.
    pub relay: Option<PartyId>,
    /// What people call it.
    pub title: Option<Words>,
    /// The marking it carries, as text. What no scheme can read, nobody meets.
    pub marking: Option<String>,
    /// The scheme that reads the marking.
    pub scheme: Option<SchemeId>,
    /// The caveats its originator states on it.
    pub caveats: Vec<Caveat>,
    /// Whether its originator says that it is free.
    pub free: bool,
    /// Terms that it was received under.
    pub terms: Vec<TermsId>,
    /// Agreements that it was received under.
    pub agreements: Vec<AgreementId>,
    /// The items it was derived from.
    pub sources: Vec<ItemId>,
    /// Its portions and objects.
    pub parts: Vec<ItemId>,
    /// Keys of the facts it tells.
    pub facts: Set<FactKey>,
    /// The date of the information.
    pub dated: Option<Instant>,
    /// A commitment to its content, in hexadecimal.
    pub content: Option<String>,
}

/// A caveat added later, on items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FurtherCaveat {
    /// Its id.
    pub id: CaveatId,
    /// The items it is added to.
    pub items: Vec<ItemId>,
    /// The caveat. It is the author's own where the author does not speak for the owner it names.
    pub caveat: Caveat,
    /// Where set, the items are recalled: every holder is asked to do something besides.
    pub recall: Option<Recall>,
}

/// Caveats stated on items are removed, or their level changed, from the entry's instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The items.
    pub items: Vec<ItemId>,
    /// Which caveats it removes (declassify).
    pub removes: Set<Selector>,
    /// The level that the items' levels of that scheme become (downgrade, or correct upwards).
    pub level: Option<(SchemeId, Level)>,
    /// The law, order or reason it rests on.
    pub under: Option<Words>,
}

/// An approved tearline: on the edge from `derived` to `source`, the caveats whose owner its author speaks for
/// are not inherited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sanitisation {
    /// The item derived.
    pub derived: ItemId,
    /// Its source.
    pub source: ItemId,
    /// What it rests on.
    pub under: Option<Words>,
}

/// A party, and the capacity it acts in: a party of its chain, where it has several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct InCapacity {
    /// The party.
    pub party: PartyId,
    /// A party up the chain meant.
    pub capacity: Option<PartyId>,
}

impl From<PartyId> for InCapacity {
    fn from(party: PartyId) -> Self {
        Self { party, capacity: None }
    }
}

/// An item was shown or given: observed if recorded by someone who took part, else reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disclosure {
    /// The item.
    pub item: ItemId,
    /// Who disclosed it.
    pub actor: InCapacity,
    /// To whom.
    pub to: Vec<InCapacity>,
    /// For which purposes.
    pub purposes: Set<Purpose>,
    /// How.
    pub mode: Mode,
    /// Whether the source went unnamed.
    pub unattributed: bool,
    /// Whether it is only a claim that statements make.
    pub reported: bool,
    /// Where and how.
    pub setting: Option<Words>,
    /// Why it was made against the answer.
    pub reason: Option<Words>,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It arrived.
    Received,
    /// It was returned.
    Returned,
    /// It was destroyed.
    Destroyed,
    /// It is kept, under what the recall asks.
    Narrowed,
    /// Another is used in its place.
    Replaced,
    /// It is kept as it is.
    Kept,
}

impl Fate {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 6] = [
        ("received", Self::Received),
        ("returned", Self::Returned),
        ("destroyed", Self::Destroyed),
        ("narrowed", Self::Narrowed),
        ("replaced", Self::Replaced),
        ("kept", Self::Kept),
    ];

    /// Whether who says so holds it no longer.
    pub fn gives_up(self) -> bool {
        matches!(self, Self::Returned | Self::Destroyed)
    }
}

/// A holder (`who`) says what became of an item it held, with all its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acknowledgement {
    /// What became of it.
    pub fate: Fate,
    /// The item.
    pub item: ItemId,
    /// The holder.
    pub who: PartyId,
    /// The recall that it answers, by the caveat that goes with it.
    pub recall: Option<CaveatId>,
    /// Why, where that needs a word.
    pub reason: Option<Words>,
}

/// Something happened that caveats may wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Which event.
    pub event: EventId,
}

/// How a statement stands to what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// It says that it is so.
    Asserts,
    /// It says that it is not so.
    Denies,
    /// It will not confirm it.
    Declines,
}

impl Stance {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 3] =
        [("asserts", Self::Asserts), ("denies", Self::Denies), ("declines", Self::Declines)];
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// An entry: a disclosure, mostly.
    Entry(EntryId),
    /// An item's marking or caveats.
    Item(ItemId),
    /// A power: a right that somebody claims.
    Power(PowerId),
}

/// A source (the entry's `by`) asserts, denies or declines to confirm something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// How it stands to it.
    pub stance: Stance,
    /// What it is about.
    pub about: Subject,
    /// Its words.
    pub quotation: Option<Words>,
    /// Where it was published.
    pub published: Option<Words>,
}

impl Body {
    /// What it says as an answer: of grants and refusals, whether there was a request or not.
    pub fn answer(&self) -> Option<Answer<'_>> {
        let (request, items, to) = match self {
            Self::Grant(grant) => (&grant.answers, &grant.items, &grant.to),
            Self::Refusal(refusal) => (&refusal.answers, &refusal.items, &refusal.to),
            _ => return None,
        };
        Some(Answer { request: request.as_ref(), items, to })
    }

    /// The kind's name, as in `a grant`.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Party(_) => "party",
            Self::Relation(_) => "relation",
            Self::Scheme(_) => "scheme",
            Self::Clearance(_) => "clearance",
            Self::Accreditation(_) => "accreditation",
            Self::ReadIn(_) => "read-in",
            Self::Equivalence(_) => "equivalence",
            Self::Terms(_) => "terms",
            Self::Agreement(_) => "agreement",
            Self::Acceptance(_) => "acceptance",
            Self::Rule(_) => "rule",
            Self::Power(_) => "power",
            Self::Delegation(_) => "delegation",
            Self::Ending(_) => "ending",
            Self::Item(_) => "item",
            Self::Caveat(_) => "further caveat",
            Self::Grant(_) => "grant",
            Self::Refusal(_) => "refusal",
            Self::Revocation(_) => "revocation",
            Self::Remark(_) => "remark",
            Self::Sanitisation(_) => "sanitisation",
            Self::Disclosure(_) => "disclosure",
            Self::Acknowledgement(_) => "acknowledgement",
            Self::Event(_) => "event",
            Self::Key(_) => "key",
            Self::Request(_) => "request",
            Self::Delivery(_) => "delivery",
            Self::Statement(_) => "statement",
        }
    }
}

impl Scope {
    /// Covers nothing: limits to be filled in.
    pub fn nothing() -> Self {
        Self {
            lifts: Lifts::Kinds(Set::new()),
            up_to: None,
            items: Vec::new(),
            to: Vec::new(),
            records: Set::new(),
            by_act: false,
            delegable: false,
        }
    }
}

impl Lifts {
    /// Whether caveats of that test's kind are among them; of alternatives, one is enough.
    pub fn covers(&self, test: &Test) -> bool {
        match self {
            Self::Everything => true,
            Self::Kinds(kinds) => {
                kinds.contains(&test.kind())
                    || matches!(test, Test::Any(tests) if tests.iter().any(|test| self.covers(test)))
            }
        }
    }
}
