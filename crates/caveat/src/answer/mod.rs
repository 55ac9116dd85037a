//! What an asker may be told. Showing grounds is itself a disclosure.
//!
//! To those who may not know that an item exists, it does not exist. A concealed owner appears as a relay that
//! can be asked, never by name. Everything that speaks to a caller is made from an [`Answer`]; a
//! [`Decision`] has no text of its own.

mod phrase;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::caveat::Mode;
use crate::decide::{ChangeKind, Decision, Ground, Half, Outcome, Possession, Side, StateKind, WhyNot};
use crate::entry::{Body, Entry, InCapacity, Stance};
use crate::facts::Facts;
use crate::id::{CaveatId, Compartment, ItemId, Level, PartyId, PowerId, Purpose, SchemeId, TermsId};
use crate::question::{Chain, Unanswerable};
use crate::set::Set;
use crate::time::{Instant, Moment, Position};

/// The version of the shape that an [`Answer`] serialises to.
pub const VERSION: u32 = 1;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// Whoever keeps the register: no item is hidden from them, but concealed owners are.
    Keeper,
    /// A party in its capacity, at an instant.
    Party {
        /// Who.
        chain: Chain,
        /// When.
        at: Instant,
    },
}

impl Asker {
    /// A party that asks, in its capacity at that instant.
    ///
    /// # Errors
    /// Where the party is unknown or must say in which capacity it asks.
    pub fn party(who: &InCapacity, at: Instant, facts: &Facts) -> Result<Self, Unanswerable> {
        Ok(Self::Party { chain: facts.resolve(who, Moment::end_of(at))?, at })
    }
}

/// What the asker is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// For them, there is no such item.
    NoSuchItem {
        /// What they asked for.
        item: ItemId,
    },
    /// The decision, as far as they may know it.
    Decided(Box<Decided>),
}

/// A party as it may be named: by its id, or as concealed behind a relay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Named {
    /// By its id.
    Party(PartyId),
    /// By whom it can be reached.
    Concealed {
        /// The relay that can be asked.
        concealed_behind: PartyId,
    },
}

/// A decision, as far as an asker may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The answer in one word.
    pub outcome: Outcome,
    /// Whether it is denied for nothing but consent that nobody refused.
    pub awaits_consent_only: bool,
    /// The question.
    pub question: Question,
    /// The answer for the caveats of the actor's side.
    pub right: HalfTold,
    /// The answer for everyone else's.
    pub consent: HalfTold,
    /// Whether the actor holds the item.
    pub possession: PossessionTold,
    /// What became of each caveat for each recipient.
    pub grounds: Vec<GroundTold>,
    /// What would make it permitted: all of these.
    pub ways: Vec<NeedTold>,
    /// What could go now instead.
    pub alternatives: Vec<ItemId>,
    /// Disclosures that are only reported, powers that are spoken of, and what is said of them. It decides nothing.
    pub reports: Vec<ReportTold>,
    /// The entries cited.
    pub cited: Vec<Position>,
    /// The last entry known.
    pub ledger_at: Position,
}

/// The question as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The actor and its chain.
    pub actor: Vec<Named>,
    /// The item.
    pub item: ItemId,
    /// The recipients, each with its chain.
    pub to: Vec<Vec<Named>>,
    /// The purposes stated.
    pub purposes: Set<Purpose>,
    /// How.
    pub mode: Mode,
    /// Whether the source will go unnamed.
    pub unattributed: bool,
    /// The instant asked about.
    pub on: Instant,
}

/// One half of the answer, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HalfTold {
    /// The half.
    pub half: Half,
    /// Right: the side. Consent: the owners whose caveats the item bears.
    pub owners: Vec<Named>,
    /// Those of them whose caveats stand.
    pub standing: Vec<Named>,
}

/// Whether the actor holds the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PossessionTold {
    /// Whether it does.
    pub held: bool,
    /// How, or why not.
    pub text: String,
}

/// What became of a caveat for a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroundTold {
    /// The recipient and its chain.
    pub recipient: Vec<Named>,
    /// Whose side the owner is on.
    pub side: Side,
    /// The owner.
    pub owner: Named,
    /// The caveat's name; none where its owner is concealed, or the asker does not know the item that it stands on.
    pub caveat: Option<CaveatId>,
    /// The marking's own word for it, where a marking means it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What it asks.
    pub asks: String,
    /// The item it stands on, or the nearest one to it that the asker knows.
    pub on_item: ItemId,
    /// What became of it.
    pub state: StateKind,
    /// How, or why not.
    pub text: String,
    /// The history of asking, where it stands.
    pub history: Vec<AskedTold>,
    /// The entries that show it.
    pub cites: Vec<Position>,
}

/// A step in the history of asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedTold {
    /// The entry.
    pub entry: Position,
    /// What it was, and why it does not lift the caveat.
    pub text: String,
    /// Whether it is a grant that came only after the instant asked about.
    pub ratified_since: bool,
}

/// A caveat that stands for a recipient, and the changes any one of which would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedTold {
    /// The recipient.
    pub recipient: Named,
    /// The owner.
    pub owner: Named,
    /// The marking's own word for it, where a marking means it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What it asks.
    pub asks: String,
    /// The changes, each in words.
    pub changes: Vec<ChangeTold>,
}

/// One change that would do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum ChangeTold {
    /// The owner grants it.
    Grant {
        /// Who is to be asked.
        ask: Named,
        /// Who else can answer for them, and by which power.
        speakers: Vec<SpeakerTold>,
    },
    /// The recipient is cleared or accredited.
    Clearance {
        /// At which level.
        level: Level,
        /// Under which scheme.
        scheme: SchemeId,
    },
    /// The recipient is read in.
    ReadIn {
        /// To which compartment.
        code: Compartment,
        /// Under which scheme.
        scheme: SchemeId,
    },
    /// The recipient accepts terms.
    Acceptance {
        /// Which.
        terms: TermsId,
    },
    /// One waits.
    Later {
        /// Until when.
        at: Instant,
    },
}

/// Somebody who can speak for an owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SpeakerTold {
    /// Who.
    pub party: PartyId,
    /// The power by which they do, and where it stands.
    pub power: Option<(PowerId, Position)>,
}

/// What is only reported, or claimed, and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportTold {
    /// The entry of the disclosure or the power that is spoken of.
    pub entry: Position,
    /// When it is said to have taken place, or from when it was.
    pub on: Instant,
    /// The power, where one is spoken of.
    pub power: Option<PowerId>,
    /// What is said of it.
    pub statements: Vec<StatementTold>,
}

/// A statement about a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementTold {
    /// The entry.
    pub entry: Position,
    /// Whose.
    pub by: Named,
    /// How it stands to the report.
    pub stance: Stance,
    /// When it was made.
    pub on: Instant,
}

/// An entry as it may be cited by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryTold {
    /// Where it stands.
    pub entry: Position,
    /// What kind of entry it is.
    pub kind: &'static str,
    /// Who speaks in it.
    pub by: Named,
    /// When it was, or from when it holds.
    pub on: Instant,
}

/// Tells an asker what they may be told of a decision.
pub fn answer(decision: &Decision, facts: &Facts, asker: &Asker) -> Answer {
    answer_without(decision, facts, asker, &BTreeSet::new())
}

/// As [`answer`], and as if the asker knew none of these items.
pub fn answer_without(
    decision: &Decision,
    facts: &Facts,
    asker: &Asker,
    hidden: &BTreeSet<ItemId>,
) -> Answer {
    let item = &decision.question().item;
    let hearing = Hearing::of(decision, facts, asker, hidden);
    if !hearing.knows(item) {
        return Answer::NoSuchItem { item: item.clone() };
    }
    Answer::Decided(Box::new(hearing.tell(decision)))
}

/// The party's name, or its relay where it is concealed from the asker, everywhere or as the originator of one of the
/// items that are told of.
pub fn named<'a>(
    party: &PartyId,
    items: impl IntoIterator<Item = &'a ItemId>,
    facts: &'a Facts,
    asker: &Asker,
) -> Named {
    let relay = facts.relay_of(party, items);
    match relay.filter(|relay| !sees_behind(asker, party, relay)) {
        Some(relay) => Named::Concealed { concealed_behind: relay.clone() },
        None => Named::Party(party.clone()),
    }
}

/// Whether the asker is the concealed party itself, or its relay. Its employer is not: a source is concealed from them
/// most of all.
fn sees_behind(asker: &Asker, party: &PartyId, relay: &PartyId) -> bool {
    match asker {
        Asker::Keeper => false,
        Asker::Party { chain, .. } => chain.party() == party || chain.party() == relay,
    }
}

/// What may be told of an entry beside what is told of these items.
pub fn cited<'a>(
    entry: &Entry,
    items: impl IntoIterator<Item = &'a ItemId>,
    facts: &'a Facts,
    asker: &Asker,
) -> EntryTold {
    let by = named(&entry.by, items, facts, asker);
    EntryTold { entry: entry.position, kind: entry.body.noun(), by, on: entry.on }
}

/// What one asker may know of one decision.
struct Hearing<'a> {
    facts: &'a Facts,
    asker: &'a Asker,
    actor: &'a Chain,
    /// The items that are not told of, whoever asks.
    hidden: &'a BTreeSet<ItemId>,
    /// The items on which originators may be concealed.
    items: BTreeSet<&'a ItemId>,
}

impl<'a> Hearing<'a> {
    fn of(decision: &'a Decision, facts: &'a Facts, asker: &'a Asker, hidden: &'a BTreeSet<ItemId>) -> Self {
        let paths = decision.grounds().iter().flat_map(|ground| ground.occurrence().path.iter());
        let items = paths.chain([&decision.question().item]).collect();
        Self { facts, asker, actor: decision.actor(), hidden, items }
    }

    /// Whether the asker possesses the item, originated it, or owns a caveat on it.
    fn knows(&self, item: &ItemId) -> bool {
        !self.hidden.contains(item)
            && match self.asker {
                Asker::Keeper => true,
                Asker::Party { chain, at } => self.facts.knows_item(item, chain, Moment::end_of(*at)),
            }
    }

    /// Whether the asker may know the entry: every item it is about.
    fn may_know(&self, position: Position) -> bool {
        let entry = self.facts.entry(position);
        entry.is_some_and(|entry| items_of(entry).into_iter().all(|item| self.knows(item)))
    }

    fn visible(&self, positions: impl IntoIterator<Item = Position>) -> Vec<Position> {
        positions.into_iter().filter(|position| self.may_know(*position)).collect()
    }

    /// The party's name, or its relay where it is concealed from the asker.
    fn name(&self, party: &PartyId) -> Named {
        named(party, self.items.iter().copied(), self.facts, self.asker)
    }

    fn names(&self, chain: &Chain) -> Vec<Named> {
        chain.parties().iter().map(|party| self.name(party)).collect()
    }

    fn tell(&self, decision: &Decision) -> Decided {
        let question = decision.question();
        let grounds = decision.grounds();
        Decided {
            outcome: decision.outcome(),
            awaits_consent_only: decision.awaits_consent_only(),
            question: Question {
                actor: self.names(decision.actor()),
                item: question.item.clone(),
                to: decision.recipients().iter().map(|chain| self.names(chain)).collect(),
                purposes: question.purposes.clone(),
                mode: question.mode,
                unattributed: question.unattributed,
                on: question.on,
            },
            right: self.half(decision.right(), grounds, Side::Own),
            consent: self.half(decision.consent(), grounds, Side::Other),
            possession: self.possession(decision),
            grounds: grounds.iter().map(|ground| self.ground(ground)).collect(),
            ways: self.ways(decision),
            alternatives: decision.alternatives().iter().filter(|item| self.knows(item)).cloned().collect(),
            reports: self.reports(decision),
            cited: self.visible(decision.cited().iter().copied()),
            ledger_at: decision.as_of(),
        }
    }

    fn half(&self, half: Half, grounds: &[Ground], side: Side) -> HalfTold {
        let of_side = || grounds.iter().filter(move |ground| ground.side() == side);
        let owners: BTreeSet<Named> = match side {
            Side::Own => [self.name(self.actor.root())].into(),
            Side::Other => of_side().map(|ground| self.name(&ground.occurrence().owner)).collect(),
        };
        let standing: BTreeSet<Named> = of_side()
            .filter(|ground| ground.state().stands())
            .map(|ground| self.name(&ground.occurrence().owner))
            .collect();
        HalfTold { half, owners: owners.into_iter().collect(), standing: standing.into_iter().collect() }
    }

    fn possession(&self, decision: &Decision) -> PossessionTold {
        let held = decision.possession().held();
        let text = match decision.possession() {
            Possession::Held { holder, since, originated: true } => {
                format!("{} originated it ({since})", self.name(holder))
            }
            Possession::Held { holder, since, originated: false } => {
                format!("{} received it ({since})", self.name(holder))
            }
            Possession::GivenUp { by } => format!("it was returned or destroyed ({by})"),
            Possession::Never => {
                format!("as far as the ledger knows, {} never received it", self.name(self.actor.party()))
            }
        };
        PossessionTold { held, text }
    }

    fn ground(&self, ground: &Ground) -> GroundTold {
        let occurrence = ground.occurrence();
        let owner = self.name(&occurrence.owner);
        let nearest = occurrence.path.iter().rev().find(|item| self.knows(item));
        let is_concealed = matches!(owner, Named::Concealed { .. });
        // A caveat that nobody named is called after the item that it stands on.
        let is_told = !is_concealed && occurrence.path.last().is_some_and(|item| self.knows(item));
        GroundTold {
            recipient: self.names(ground.recipient()),
            side: ground.side(),
            caveat: is_told.then(|| occurrence.caveat.clone()),
            word: self.word(occurrence),
            asks: self.asks(&occurrence.test),
            on_item: nearest
                .or(occurrence.path.first())
                .cloned()
                .unwrap_or_else(|| unreachable!("a path begins with the item asked about")),
            state: ground.state().kind(),
            text: self.became(ground),
            history: ground
                .state()
                .history()
                .iter()
                .filter(|asked| self.may_know(asked.entry))
                .map(|asked| AskedTold {
                    entry: asked.entry,
                    text: self.asked(asked),
                    ratified_since: asked.why == WhyNot::RatifiedSince,
                })
                .collect(),
            cites: self.visible(ground.cites().iter().copied()),
            owner,
        }
    }

    fn ways(&self, decision: &Decision) -> Vec<NeedTold> {
        let mut occurrences = BTreeMap::new();
        for ground in decision.grounds() {
            let occurrence = ground.occurrence();
            // What is borne on several paths is told by the first.
            let need = (ground.recipient(), &occurrence.caveat, &occurrence.owner);
            occurrences.entry(need).or_insert(occurrence);
        }
        let ways = decision.ways();
        let told = ways.needs().iter().zip(ways.by_need()).map(|(need, changes)| {
            let occurrence = occurrences.get(&(&need.recipient, &need.caveat, &need.owner)).copied();
            NeedTold {
                recipient: self.name(need.recipient.party()),
                owner: self.name(&need.owner),
                word: occurrence.and_then(|occurrence| self.word(occurrence)),
                asks: occurrence.map(|occurrence| self.asks(&occurrence.test)).unwrap_or_default(),
                changes: changes.into_iter().map(|change| self.change(change.kind())).collect(),
            }
        });
        told.collect()
    }

    fn change(&self, kind: &ChangeKind) -> ChangeTold {
        match kind {
            ChangeKind::Grant { owner, speakers, .. } => {
                let ask = self.name(owner);
                // A concealed owner's spokespeople would name it.
                let speakers = match ask {
                    Named::Concealed { .. } => Vec::new(),
                    Named::Party(_) => speakers.iter().filter_map(|speaker| self.speaker(speaker)).collect(),
                };
                ChangeTold::Grant { ask, speakers }
            }
            ChangeKind::Clearance { level, scheme, .. } => {
                ChangeTold::Clearance { level: level.clone(), scheme: scheme.clone() }
            }
            ChangeKind::ReadIn { code, scheme, .. } => {
                ChangeTold::ReadIn { code: code.clone(), scheme: scheme.clone() }
            }
            ChangeKind::Acceptance { terms, .. } => ChangeTold::Acceptance { terms: terms.clone() },
            ChangeKind::Later { at } => ChangeTold::Later { at: *at },
        }
    }

    fn speaker(&self, speaker: &crate::decide::Speaker) -> Option<SpeakerTold> {
        let Named::Party(party) = self.name(&speaker.party) else { return None };
        let power = speaker.power.as_ref();
        let power = power.and_then(|power| Some((power.clone(), self.facts.power_entry(power)?.position)));
        Some(SpeakerTold { party, power })
    }

    fn reports(&self, decision: &Decision) -> Vec<ReportTold> {
        let statement = |position: &Position| {
            let entry = self.facts.entry(*position)?;
            let Body::Statement(statement) = &entry.body else { return None };
            let by = self.name(&entry.by);
            Some(StatementTold { entry: *position, by, stance: statement.stance, on: entry.on })
        };
        let report = |report: &crate::decide::Report| {
            let about = self.facts.entry(report.about)?;
            let power = match &about.body {
                Body::Power(power) => Some(power.id.clone()),
                Body::Delegation(delegation) => Some(delegation.id.clone()),
                _ => None,
            };
            let statements = report.statements.iter().filter_map(statement).collect();
            Some(ReportTold { entry: report.about, on: about.on, power, statements })
        };
        decision.reports().iter().filter_map(report).collect()
    }
}

/// The items an entry is about.
fn items_of(entry: &Entry) -> Vec<&ItemId> {
    match &entry.body {
        Body::Item(item) => vec![&item.id],
        Body::Caveat(further) => further.items.iter().collect(),
        Body::Grant(grant) => grant.items.iter().collect(),
        Body::Refusal(refusal) => refusal.items.iter().collect(),
        Body::Remark(remark) => remark.items.iter().collect(),
        Body::Sanitisation(act) => vec![&act.derived, &act.source],
        Body::Disclosure(act) => vec![&act.item],
        Body::Acknowledgement(act) => vec![&act.item],
        _ => Vec::new(),
    }
}
