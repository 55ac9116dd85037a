//! The decision: who may share what with whom, by whose right, with whose consent.
//!
//! [`decide`] reads like the rule: the question is resolved, possession is looked up, every caveat is asked of
//! every recipient, and the two halves are weighed. Whatever makes it faster goes around it, never in it.

mod anchor;
mod cite;
mod lift;
mod meet;
mod uniform;
mod ways;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::caveat::{Mode, Test};
use crate::entry::Entry;
use crate::facts::{Copy, Facts, Support};
use crate::id::{CaveatId, ItemId, PartyId, PowerId, Purpose};
use crate::question::{Chain, Question, Unanswerable};
use crate::set::Set;
use crate::time::{Moment, Position};

pub(crate) use lift::Sharing;
pub use lift::{Asked, EndedBy, Lift, WhyNot};
pub use meet::{Met, Undetermined};
pub(crate) use uniform::Uniform;
pub use ways::{Change, ChangeKind, Need, Speaker, Ways};

/// One half of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Half {
    /// Right: a caveat of the side was lifted. Consent: others' caveats are all met or lifted.
    Yes,
    /// Right: nobody's authority was used. Consent: nobody else has a caveat on it.
    NotInQuestion,
    /// A caveat stands.
    No,
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::NotInQuestion => "not in question",
            Self::No => "no",
        })
    }
}

/// The answer in one word; never without its two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It may be disclosed.
    Permitted,
    /// Lawful for the side, against the terms of another owner.
    ByRightAlone,
    /// The other owners agree; the side's own authority lacks.
    ByConsentAlone,
    /// It may not be disclosed.
    Denied,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permitted => "permitted",
            Self::ByRightAlone => "by right alone",
            Self::ByConsentAlone => "by consent alone",
            Self::Denied => "denied",
        })
    }
}

/// Whose caveat it is, seen from the actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The owner is under the actor's root.
    Own,
    /// It is not.
    Other,
}

/// A caveat that the item bears: one owner's copy, and the path it comes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// The caveat.
    pub caveat: CaveatId,
    /// Who owns this copy.
    pub owner: PartyId,
    /// Who stated it.
    pub stated_by: PartyId,
    /// What it asks, at the instant asked about.
    pub test: Test,
    /// From the item asked about to the item it is stated on.
    pub path: Arc<[ItemId]>,
    /// The marking's own word for it, where a marking means it.
    pub word: Option<String>,
    /// The entries that state it.
    pub stated_in: Vec<Position>,
    /// From when on it will no longer be in force, where it says so.
    pub ends: Option<crate::caveat::Until>,
}

/// What became of a caveat for a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The recipient meets it.
    Met(Met),
    /// Its owner lifted it.
    Lifted(Lift),
    /// It stands; with the history of asking.
    Standing(Vec<Asked>),
    /// It could not be judged, and counts as standing.
    Undetermined(Undetermined, Vec<Asked>),
}

/// The state, without its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateKind {
    /// See [`State::Met`].
    Met,
    /// See [`State::Lifted`].
    Lifted,
    /// See [`State::Standing`].
    Standing,
    /// See [`State::Undetermined`].
    Undetermined,
}

impl State {
    /// The state, without its reasons.
    pub fn kind(&self) -> StateKind {
        match self {
            Self::Met(_) => StateKind::Met,
            Self::Lifted(_) => StateKind::Lifted,
            Self::Standing(_) => StateKind::Standing,
            Self::Undetermined(..) => StateKind::Undetermined,
        }
    }

    /// Whether it counts as standing.
    pub fn stands(&self) -> bool {
        matches!(self, Self::Standing(_) | Self::Undetermined(..))
    }

    /// The power under which it was lifted, if under one.
    pub fn power(&self) -> Option<&PowerId> {
        match self {
            Self::Lifted(lift) => lift.power(),
            _ => None,
        }
    }

    /// The history of asking, where it stands.
    pub fn history(&self) -> &[Asked] {
        match self {
            Self::Standing(history) | Self::Undetermined(_, history) => history,
            _ => &[],
        }
    }
}

/// One caveat, asked of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pub(crate) recipient: Chain,
    pub(crate) occurrence: Arc<Occurrence>,
    pub(crate) side: Side,
    pub(crate) state: State,
    pub(crate) cites: BTreeSet<Position>,
}

impl Ground {
    /// The recipient, in its capacity.
    pub fn recipient(&self) -> &Chain {
        &self.recipient
    }

    /// The caveat as the item bears it.
    pub fn occurrence(&self) -> &Occurrence {
        &self.occurrence
    }

    /// Whose it is, seen from the actor.
    pub fn side(&self) -> Side {
        self.side
    }

    /// What became of it.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The entries that show it.
    pub fn cites(&self) -> &BTreeSet<Position> {
        &self.cites
    }
}

/// Whether the actor holds the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Possession {
    /// It does.
    Held {
        /// The actor, or the party of its chain that received or originated it.
        holder: PartyId,
        /// The entry by which it did.
        since: Position,
        /// Whether it originated it.
        originated: bool,
    },
    /// It did, and gave it up.
    GivenUp {
        /// The acknowledgement.
        by: Position,
    },
    /// It never received it, as far as the ledger knows.
    Never,
}

impl Possession {
    /// Whether the actor holds the item.
    pub fn held(&self) -> bool {
        matches!(self, Self::Held { .. })
    }
}

/// Something that statements are about, and what is said of it. It decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// A disclosure that is only reported, or a power that the answer rests on.
    pub about: Position,
    /// The statements about it.
    pub statements: Vec<Position>,
}

/// The answer with its grounds. Only [`decide`] makes one: a permission that did not come from the engine does
/// not compile.
///
/// ```compile_fail
/// let forged = caveat::decide::Decision { outcome: caveat::decide::Outcome::Permitted };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    question: Question,
    as_of: Position,
    actor: Chain,
    recipients: Vec<Chain>,
    weighed: Weighed,
    possession: Possession,
    grounds: Vec<Ground>,
    cited: BTreeSet<Position>,
    ways: Ways,
    alternatives: Vec<ItemId>,
    reports: Vec<Report>,
}

/// Decides a question by what the facts hold.
///
/// # Errors
/// Where the question cannot be answered as put: an unknown party or item, nobody to receive it, or a capacity
/// that must be said. That is no denial.
pub fn decide(question: &Question, facts: &Facts) -> Result<Decision, Unanswerable> {
    let case = Case::open(question, facts)?;
    let ruling = case.rule()?;
    let ways = if ruling.possession.held() { case.ways(&ruling)? } else { Ways::default() };
    let alternatives = match ruling.weighed.outcome {
        Outcome::Permitted => Vec::new(),
        _ => case.alternatives(),
    };
    let reports = case.reports(&ruling.grounds);
    let cited = case.cite(&ruling, &reports);
    Ok(Decision {
        question: question.clone(),
        as_of: facts.last_known().unwrap_or(Position(0)),
        actor: case.actor,
        recipients: case.recipients,
        weighed: ruling.weighed,
        possession: ruling.possession,
        grounds: ruling.grounds,
        cited,
        ways,
        alternatives,
        reports,
    })
}

/// The table, for who holds the item: right on the left, consent on top.
fn weigh(right: Half, consent: Half) -> Outcome {
    match (right, consent) {
        (Half::Yes | Half::NotInQuestion, Half::Yes | Half::NotInQuestion) => Outcome::Permitted,
        (Half::Yes, Half::No) => Outcome::ByRightAlone,
        (Half::No, Half::Yes) => Outcome::ByConsentAlone,
        (Half::NotInQuestion, Half::No) | (Half::No, Half::NotInQuestion | Half::No) => Outcome::Denied,
    }
}

/// What the caveats that an item bears came to, each asked of every recipient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    own_lifted: bool,
    own_stands: bool,
    others_asked: bool,
    others_stand: bool,
}

impl Tally {
    /// With one more caveat.
    pub(crate) fn add(&mut self, side: Side, state: StateKind) {
        let stands = matches!(state, StateKind::Standing | StateKind::Undetermined);
        match side {
            Side::Own => {
                self.own_lifted |= state == StateKind::Lifted;
                self.own_stands |= stands;
            }
            Side::Other => {
                self.others_asked = true;
                self.others_stand |= stands;
            }
        }
    }

    /// What it comes to for who holds the item, or does not.
    pub(crate) fn weigh(self, held: bool) -> Weighed {
        // Right: over the caveats of the actor's side.
        let right = match (self.own_stands, self.own_lifted) {
            (true, _) => Half::No,
            (false, true) => Half::Yes,
            (false, false) => Half::NotInQuestion,
        };
        // Consent: over everybody else's.
        let consent = match (self.others_asked, self.others_stand) {
            (false, _) => Half::NotInQuestion,
            (true, true) => Half::No,
            (true, false) => Half::Yes,
        };
        let outcome = if held { weigh(right, consent) } else { Outcome::Denied };
        Weighed { outcome, right, consent }
    }
}

/// An answer without its grounds: the outcome, never without its two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// The answer in one word.
    pub outcome: Outcome,
    /// The answer for the caveats of the actor's side.
    pub right: Half,
    /// The answer for everyone else's.
    pub consent: Half,
}

/// What the engine finds, before ways and citations.
struct Ruling<'f> {
    possession: Possession,
    grounds: Vec<Ground>,
    /// The copy behind each ground.
    copies: Vec<Copy<'f>>,
    weighed: Weighed,
    support: Support,
    /// Every item on a path.
    items: BTreeSet<ItemId>,
}

/// A question resolved against facts: everybody in one chain, at one moment.
struct Case<'f> {
    question: Question,
    facts: &'f Facts,
    at: Moment,
    actor: Chain,
    recipients: Vec<Chain>,
    support: Support,
}

impl<'f> Case<'f> {
    fn open(question: &Question, facts: &'f Facts) -> Result<Self, Unanswerable> {
        let at = Moment::end_of(question.on);
        if question.to.is_empty() {
            return Err(Unanswerable::NoRecipient);
        }
        if facts.item(&question.item).is_none() {
            return Err(Unanswerable::UnknownItem(question.item.clone()));
        }
        let actor = facts.resolve(&question.actor, at)?;
        let (recipients, support) = facts.recipients(&question.to, at)?;
        Ok(Self { question: question.clone(), facts, at, actor, recipients, support })
    }

    /// The same question about another item.
    fn about(&self, item: &ItemId) -> Self {
        let question = Question { item: item.clone(), ..self.question.clone() };
        Self {
            question,
            facts: self.facts,
            at: self.at,
            actor: self.actor.clone(),
            recipients: self.recipients.clone(),
            support: self.support.clone(),
        }
    }

    fn rule(&self) -> Result<Ruling<'f>, Unanswerable> {
        let (possession, mut support) = self.possession();
        let (grounds, copies, items) = self.grounds(&mut support)?;
        let mut tally = Tally::default();
        grounds.iter().for_each(|ground| tally.add(ground.side, ground.state.kind()));
        let weighed = tally.weigh(possession.held());
        Ok(Ruling { possession, grounds, copies, weighed, support, items })
    }

    /// Whether the actor, or a party in its chain below the state, holds the item.
    fn possession(&self) -> (Possession, Support) {
        let hands = self.facts.hands(&self.actor);
        let holdings = self.facts.holdings(&self.question.item, &hands, self.at);
        if let Some(held) = holdings.iter().find(|holding| holding.void.is_none()) {
            let holder = held.holder.clone();
            let possession = Possession::Held { holder, since: held.since, originated: held.originated };
            return (possession, held.support.clone());
        }
        let mut support = Support::none();
        holdings.iter().for_each(|holding| support.add(&holding.support));
        match holdings.iter().find_map(|holding| holding.void) {
            Some(by) => (Possession::GivenUp { by }, support),
            None => (Possession::Never, support),
        }
    }

    /// Every caveat that the item bears, asked of every recipient.
    #[expect(clippy::type_complexity, reason = "three lists that only `rule` takes apart")]
    fn grounds(
        &self,
        support: &mut Support,
    ) -> Result<(Vec<Ground>, Vec<Copy<'f>>, BTreeSet<ItemId>), Unanswerable> {
        let borne = self.facts.bears(&self.question.item, self.at)?;
        support.add(&borne.without);
        let sharing = self.sharing();
        let mode = self.question.mode;
        let mut findings = Vec::new();
        let applies = |copy: &Copy<'_>| copy.stated.caveat.get().applies_to(mode);
        for (copy, path) in borne.occurrences.into_iter().filter(|(copy, _)| applies(copy)) {
            let occurrence = Arc::new(self.occurrence(&copy, path));
            for recipient in &self.recipients {
                let finding = sharing.find(recipient, &copy, &occurrence.path);
                findings.push((recipient.clone(), occurrence.clone(), copy.clone(), finding));
            }
        }
        let mut found: Vec<&mut lift::Finding> = findings.iter_mut().map(|(.., finding)| finding).collect();
        lift::forget_other_owners(&mut found);
        let chosen = lift::choose(&found);
        let mut grounds = Vec::new();
        for (recipient, occurrence, copy, finding) in findings {
            let (state, shown) = finding.settle(&chosen);
            let stated = copy.stated.entries.iter().copied();
            let cites = shown.and(&copy.support).iter().chain(stated).collect();
            let side = sharing.side_of(&occurrence.owner);
            grounds.push((Ground { recipient, occurrence, side, state, cites }, copy));
        }
        grounds.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
        let (grounds, copies) = grounds.into_iter().unzip();
        Ok((grounds, copies, borne.items))
    }

    fn occurrence(&self, copy: &Copy<'_>, path: Arc<[ItemId]>) -> Occurrence {
        Occurrence {
            caveat: copy.stated.id.clone(),
            owner: copy.owner.clone(),
            stated_by: copy.stated_by.clone(),
            test: self.facts.effective(copy, self.at).test,
            path,
            word: copy.stated.mark.as_ref().map(|mark| mark.word.clone()),
            stated_in: copy.stated.entries.clone(),
            ends: copy.stated.caveat.get().until.clone(),
        }
    }

    fn sharing(&self) -> Sharing<'_> {
        Sharing::of(&self.question, self.actor.clone(), self.facts)
    }

    /// What could go now instead: parts, items sanitised from it, and other sources of the same facts.
    fn alternatives(&self) -> Vec<ItemId> {
        let candidates = self.facts.alternatives_to(&self.question.item, self.at);
        let permitted = |item: &&ItemId| {
            self.about(item).rule().is_ok_and(|ruling| ruling.weighed.outcome == Outcome::Permitted)
        };
        candidates.iter().filter(permitted).cloned().collect()
    }

    /// The disclosures that are only reported, and the powers used that somebody speaks of.
    fn reports(&self, grounds: &[Ground]) -> Vec<Report> {
        let disclosed = self.facts.reports(&self.question.item, &self.question.actor.party);
        let mut powers: Vec<&PowerId> = grounds.iter().filter_map(|ground| ground.state.power()).collect();
        powers.sort();
        powers.dedup();
        let claimed = powers.into_iter().filter_map(|power| self.facts.claims(power));
        let report = |(about, statements): (&Arc<Entry>, Vec<&Arc<Entry>>)| Report {
            about: about.position,
            statements: statements.into_iter().map(|statement| statement.position).collect(),
        };
        disclosed.into_iter().chain(claimed).map(report).collect()
    }
}

/// The stable order of grounds: recipients, then owners, caveats and paths.
fn order(ground: &Ground) -> (&Chain, Side, &PartyId, &CaveatId, &[ItemId]) {
    let occurrence = &ground.occurrence;
    (&ground.recipient, ground.side, &occurrence.owner, &occurrence.caveat, &occurrence.path)
}

impl Decision {
    /// The question answered.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The last entry known.
    pub fn as_of(&self) -> Position {
        self.as_of
    }

    /// The actor, in its capacity.
    pub fn actor(&self) -> &Chain {
        &self.actor
    }

    /// The recipients, each in its capacity; communities stand for their members.
    pub fn recipients(&self) -> &[Chain] {
        &self.recipients
    }

    /// The outcome with its halves.
    pub fn weighed(&self) -> Weighed {
        self.weighed
    }

    /// The answer in one word.
    pub fn outcome(&self) -> Outcome {
        self.weighed.outcome
    }

    /// The answer for the caveats of the actor's side.
    pub fn right(&self) -> Half {
        self.weighed.right
    }

    /// The answer for everyone else's.
    pub fn consent(&self) -> Half {
        self.weighed.consent
    }

    /// Whether the actor holds the item.
    pub fn possession(&self) -> &Possession {
        &self.possession
    }

    /// Every caveat asked of every recipient, in a stable order.
    pub fn grounds(&self) -> &[Ground] {
        &self.grounds
    }

    /// The entries that alone give the same states.
    pub fn cited(&self) -> &BTreeSet<Position> {
        &self.cited
    }

    /// What would make it permitted.
    pub fn ways(&self) -> &Ways {
        &self.ways
    }

    /// What could go now instead.
    pub fn alternatives(&self) -> &[ItemId] {
        &self.alternatives
    }

    /// Disclosures of this item by this actor that are only reported, and powers used that somebody speaks of.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Whether it is denied for nothing but consent that nobody refused: *denied until they agree*.
    pub fn awaits_consent_only(&self) -> bool {
        let refused = |asked: &Asked| {
            matches!(asked.why, WhyNot::RefusedBy(_) | WhyNot::Refused | WhyNot::RevokedBy(_))
        };
        let unrefused = |ground: &Ground| !ground.state.history().iter().any(refused);
        self.weighed.outcome == Outcome::Denied
            && self.possession.held()
            && self.weighed.right != Half::No
            && self.grounds.iter().filter(|ground| ground.state.stands()).all(unrefused)
    }
}

/// Whether stated purposes fit those allowed: some are stated, and all of them are among those.
fn purposes_fit(stated: &Set<Purpose>, allowed: &Set<Purpose>) -> bool {
    !stated.is_empty() && stated.is_subset(allowed)
}

/// Whether a mode fits those allowed; any does where none is named.
fn mode_fits(mode: Mode, allowed: &Set<Mode>) -> bool {
    allowed.is_empty() || allowed.contains(&mode)
}

/// The power behind an authority, if it is one.
fn power_of(ground: &crate::facts::AuthorityGround) -> Option<PowerId> {
    match ground {
        crate::facts::AuthorityGround::Power(power) => Some(power.clone()),
        _ => None,
    }
}
