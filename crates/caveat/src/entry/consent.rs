//! What is asked of owners and what they say: requests, grants, refusals, recalls; and the keys that sign it.

use serde::Serialize;

use crate::caveat::{Mode, Selector};
use crate::id::{EntryId, ItemId, PartyId, Purpose, TermsId};
use crate::set::Set;
use crate::time::{Instant, Interval, Span};
use crate::words::Words;

/// What an owner's silence on a request means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    /// It is a grant of what was asked.
    Grant,
    /// It is a refusal.
    Refusal,
    /// It is neither.
    Nothing,
}

impl Meaning {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 3] =
        [("grant", Self::Grant), ("refusal", Self::Refusal), ("nothing", Self::Nothing)];
}

/// What silence means under terms, and when it begins to mean it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// What it means.
    pub means: Meaning,
    /// How long after the delivery; a request may leave more time, and never less.
    pub after: Span,
    /// Who may record a delivery, besides who speaks about the owner.
    pub delivered_by: Vec<PartyId>,
    /// Only for requests by parties within these; by anybody where empty.
    pub asked_by: Vec<PartyId>,
}

/// What a recall asks of holders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Recalled {
    /// To return the items.
    Return,
    /// To destroy them.
    Destroy,
    /// To keep them, under the caveat from now on.
    Narrow,
    /// To use another item in their place.
    Replace,
}

impl Recalled {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 4] = [
        ("return", Self::Return),
        ("destroy", Self::Destroy),
        ("narrow", Self::Narrow),
        ("replace", Self::Replace),
    ];
}

/// A call on holders that goes with a caveat added later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recall {
    /// What is asked of them.
    pub to: Recalled,
    /// The item to use in the place of those recalled.
    pub replacement: Option<ItemId>,
    /// By when an acknowledgement is asked for.
    pub deadline: Option<Instant>,
    /// Why.
    pub reason: Option<Words>,
}

/// Consent: a grant, or a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The items, with their parts.
    pub items: Vec<ItemId>,
    /// The recipients: everyone within them.
    pub to: Vec<PartyId>,
    /// Which of the author's caveats it lifts.
    pub lifts: Set<Selector>,
    /// Only for these purposes; for any where empty.
    pub purposes: Set<Purpose>,
    /// Only in these modes; in both where empty.
    pub modes: Set<Mode>,
    /// When it has effect. It begins no earlier than the entry's instant.
    pub during: Interval,
    /// Whether it covers the named items alone, without parts and derivatives.
    pub this_item_only: bool,
    /// Whether it makes its recipients no anchor of a relative audience.
    pub recipient_only: bool,
    /// Whether it is only for disclosures that do not name the source.
    pub unattributed: bool,
    /// Only for recipients that have accepted these terms, every one of them.
    pub bound: Vec<TermsId>,
    /// The terms it rests on: it lapses when they are revised.
    pub rests_on: Option<TermsId>,
    /// The request that it answers.
    pub answers: Option<EntryId>,
}

/// Consent is refused: for the recipients, earlier grants on the items or on their sources end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The items.
    pub items: Vec<ItemId>,
    /// The recipients: everyone within them.
    pub to: Vec<PartyId>,
    /// The request that it answers.
    pub answers: Option<EntryId>,
    /// Why.
    pub reason: Option<Words>,
}

/// What a grant or a refusal says of the request that it answers.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'e> {
    /// The request, if it answers one.
    pub request: Option<&'e EntryId>,
    /// The items that it names.
    pub items: &'e [ItemId],
    /// The recipients that it names.
    pub to: &'e [PartyId],
}

/// A grant or a sanitisation is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revocation {
    /// The grants and sanitisations; and requests, whose silence was a grant.
    pub of: Vec<EntryId>,
    /// For which recipients; for all where empty.
    pub to: Vec<PartyId>,
    /// Why.
    pub reason: Option<Words>,
}

/// A key by which a party signs what it sends: requests, answers, notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Whose.
    pub of: PartyId,
    /// Its public half: `ed25519:` and the 32 bytes of RFC 8032 (section 5.1.5) in base64.
    pub key: String,
    /// The first instant at which nothing more is signed by it.
    pub until: Option<Instant>,
}

/// An owner is asked for consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Who is asked.
    pub of: PartyId,
    /// Consent for these items, with their parts.
    pub items: Vec<ItemId>,
    /// To disclose them to these: everyone within them.
    pub to: Vec<PartyId>,
    /// Which of the owner's caveats are to be lifted; where empty, its audiences.
    pub lifts: Set<Selector>,
    /// For these purposes; for any where empty.
    pub purposes: Set<Purpose>,
    /// In these modes; in both where empty.
    pub modes: Set<Mode>,
    /// Whether the source is not to be named.
    pub unattributed: bool,
    /// Until when the disclosure is wanted.
    pub until: Option<Instant>,
    /// By when an answer is asked for.
    pub deadline: Option<Instant>,
    /// The terms by which silence is read.
    pub under: Option<TermsId>,
    /// Why it is asked.
    pub reason: Option<Words>,
}

/// A request reached the owner, at the entry's instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The request.
    pub of: EntryId,
}
