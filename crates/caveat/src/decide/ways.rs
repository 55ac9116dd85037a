//! What would make it permitted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::meet::{Meets, Supposed};
use super::{Case, Outcome, Ruling};
use crate::caveat::Test;
use crate::facts::Copy;
use crate::id::{CaveatId, Compartment, ItemId, Level, PartyId, PowerId, SchemeId, TermsId};
use crate::question::{Chain, Question, Unanswerable};
use crate::time::Instant;

/// What would make it permitted: a conjunction of [`Need`]s, each with the [`Change`]s any one of which would
/// do. A set of changes that clears every need, made at the instant asked about (or at the later instant, where
/// waiting is one of them), makes the answer *permitted*; a set that leaves a need does not. Never a different
/// purpose, attribution or capacity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ways {
    needs: Vec<Need>,
    changes: Vec<Change>,
}

/// One caveat that stands for one recipient.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Need {
    /// The recipient, in its capacity.
    pub recipient: Chain,
    /// The caveat.
    pub caveat: CaveatId,
    /// Who owns the copy that stands.
    pub owner: PartyId,
}

/// One change that would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    #[serde(flatten)]
    kind: ChangeKind,
    clears: BTreeSet<usize>,
}

/// What would have to happen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The owner grants it.
    Grant {
        /// Whose grant.
        owner: PartyId,
        /// Who else can speak for the owner in this: its root, and holders of powers.
        speakers: Vec<Speaker>,
        /// Of which item.
        item: ItemId,
        /// To whom.
        to: PartyId,
        /// Lifting which caveat.
        lifts: CaveatId,
    },
    /// The recipient is cleared or accredited, as said by the scheme's authority.
    Clearance {
        /// Who.
        who: PartyId,
        /// Under which scheme.
        scheme: SchemeId,
        /// At which level.
        level: Level,
    },
    /// The recipient is read in, as said by the scheme's authority.
    ReadIn {
        /// Who.
        who: PartyId,
        /// Under which scheme.
        scheme: SchemeId,
        /// To which compartment.
        code: Compartment,
    },
    /// The recipient accepts terms.
    Acceptance {
        /// Who.
        who: PartyId,
        /// Which terms.
        terms: TermsId,
    },
    /// One waits until caveats have ended by themselves.
    Later {
        /// Until when.
        at: Instant,
    },
}

/// Somebody who can speak for an owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Speaker {
    /// Who.
    pub party: PartyId,
    /// By which power; as the owner's root where there is none.
    pub power: Option<PowerId>,
}

impl Ways {
    /// What stands, each caveat for each recipient.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The changes that would do.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// For each need, in their order, the changes any one of which clears it.
    pub fn by_need(&self) -> Vec<Vec<&Change>> {
        let mut by_need = vec![Vec::new(); self.needs.len()];
        for change in &self.changes {
            for need in &change.clears {
                by_need.get_mut(*need).into_iter().for_each(|changes: &mut Vec<_>| changes.push(change));
            }
        }
        by_need
    }
}

impl ChangeKind {
    /// Whom it is about; waiting is about nobody.
    fn about(&self) -> Option<&PartyId> {
        match self {
            Self::Grant { to: party, .. }
            | Self::Clearance { who: party, .. }
            | Self::ReadIn { who: party, .. }
            | Self::Acceptance { who: party, .. } => Some(party),
            Self::Later { .. } => None,
        }
    }
}

impl Change {
    /// What would have to happen.
    pub fn kind(&self) -> &ChangeKind {
        &self.kind
    }

    /// The needs, by index, that it clears.
    pub fn clears(&self) -> &BTreeSet<usize> {
        &self.clears
    }
}

/// The copies behind a need: one for each path on which it stands.
struct Standing<'r, 'f> {
    need: Need,
    paths: Vec<(&'r Copy<'f>, &'r [ItemId], &'r Test)>,
    recipient: &'r Chain,
}

impl Case<'_> {
    /// The ways to a yes; none where it is permitted.
    pub(super) fn ways(&self, ruling: &Ruling<'_>) -> Result<Ways, Unanswerable> {
        if ruling.weighed.outcome == Outcome::Permitted {
            return Ok(Ways::default());
        }
        let mut ways = self.ways_now(ruling);
        if let Some(later) = self.later(ruling, &ways) {
            ways.changes.push(later);
        }
        Ok(ways)
    }

    /// The ways that need no waiting.
    fn ways_now(&self, ruling: &Ruling<'_>) -> Ways {
        let standing = standing(ruling);
        let kinds: BTreeSet<ChangeKind> = standing.iter().flat_map(|need| self.changes_for(need)).collect();
        let within = self.by_party(&standing);
        let changes = kinds.into_iter().map(|kind| {
            // A change is about somebody, and clears nothing for those who are not within them.
            let about = kind.about().and_then(|party| within.get(party)).into_iter().flatten();
            let near = about.filter_map(|index| Some((*index, standing.get(*index)?)));
            let clears = near.filter(|(_, need)| self.clears(&kind, need)).map(|(index, _)| index).collect();
            Change { kind, clears }
        });
        let changes = changes.filter(|change| !change.clears.is_empty()).collect();
        Ways { needs: standing.into_iter().map(|standing| standing.need).collect(), changes }
    }

    /// What stands, by whom the recipient is within.
    fn by_party(&self, standing: &[Standing<'_, '_>]) -> HashMap<PartyId, Vec<usize>> {
        let mut within: HashMap<PartyId, Vec<usize>> = HashMap::new();
        let mut first = 0;
        for of_one in standing.chunk_by(|one, next| one.recipient == next.recipient) {
            let indices = first..first + of_one.len();
            first = indices.end;
            for party in of_one.iter().take(1).flat_map(|one| self.facts.all_within(one.recipient, self.at)) {
                within.entry(party).or_default().extend(indices.clone());
            }
        }
        within
    }

    fn changes_for(&self, standing: &Standing<'_, '_>) -> Vec<ChangeKind> {
        let who = standing.recipient.party();
        let mut kinds = vec![self.grant_for(standing)];
        for (_, _, test) in standing.paths.iter().filter(|_| !who.is_public()) {
            let alternatives = match test {
                Test::Any(tests) => tests.as_slice(),
                test => std::slice::from_ref(*test),
            };
            kinds.extend(alternatives.iter().filter_map(|test| attainable(test, who)));
        }
        kinds
    }

    fn grant_for(&self, standing: &Standing<'_, '_>) -> ChangeKind {
        let mut speakers: Vec<Speaker> = Vec::new();
        for (copy, ..) in &standing.paths {
            for (party, power) in self.facts.spokespeople(copy, standing.recipient, self.at) {
                let speaker = Speaker { party, power };
                if !speakers.contains(&speaker) {
                    speakers.push(speaker);
                }
            }
        }
        speakers.sort();
        ChangeKind::Grant {
            owner: standing.need.owner.clone(),
            speakers,
            item: self.question.item.clone(),
            to: standing.recipient.party().clone(),
            lifts: standing.need.caveat.clone(),
        }
    }

    /// Whether the change clears the need on every path on which it stands.
    fn clears(&self, kind: &ChangeKind, standing: &Standing<'_, '_>) -> bool {
        let sharing = self.sharing();
        let supposed = match kind.clone() {
            ChangeKind::Grant { owner, to, lifts, .. } => {
                return lifts == standing.need.caveat && self.granted_by(&owner, &to, standing);
            }
            ChangeKind::Clearance { who, scheme, level } => Supposed::Clearance(who, scheme, level),
            ChangeKind::ReadIn { who, scheme, code } => Supposed::ReadIn(who, scheme, code),
            ChangeKind::Acceptance { who, terms } => Supposed::Acceptance(who, terms),
            ChangeKind::Later { .. } => return false,
        };
        standing.paths.iter().all(|(copy, path, test)| {
            let meets = sharing.meets(standing.recipient, copy, test, path, Some(&supposed));
            matches!(meets, Meets::Yes(..))
        })
    }

    fn granted_by(&self, owner: &PartyId, to: &PartyId, standing: &Standing<'_, '_>) -> bool {
        let voices = self.facts.voices(owner, self.at);
        let recipient = standing.recipient;
        self.facts.chain_within(recipient, to, self.at, self.at).is_some()
            && standing.paths.iter().all(|(copy, ..)| {
                // An item may be dated later than the question: what it states cannot be granted before.
                copy.stated.at < self.at
                    && !self.facts.authorities(&voices, copy, Some(recipient), self.at, false).is_empty()
            })
    }

    /// The instant that clears the most by waiting, if one does and leaves every other change what it is.
    fn later(&self, ruling: &Ruling<'_>, now: &Ways) -> Option<Change> {
        let ends = standing(ruling).into_iter().flat_map(|standing| {
            let until = |(copy, ..): &(&Copy<'_>, _, _)| copy.stated.caveat.get().until.as_ref()?.instant;
            standing.paths.iter().filter_map(until).collect::<Vec<_>>()
        });
        // What stands has not ended yet, so that each of these is later than the question.
        let ends: BTreeSet<Instant> = ends.collect();
        let waits = ends.into_iter().filter_map(|at| Some((at, self.cleared_by_waiting(at, now)?)));
        let (at, clears) = waits.max_by_key(|(at, clears)| (clears.len(), std::cmp::Reverse(*at)))?;
        (!clears.is_empty()).then_some(Change { kind: ChangeKind::Later { at }, clears })
    }

    /// The needs gone at a later instant; `None` if anything else would be different then.
    fn cleared_by_waiting(&self, at: Instant, now: &Ways) -> Option<BTreeSet<usize>> {
        let question = Question { on: at, ..self.question.clone() };
        let case = Case::open(&question, self.facts).ok()?;
        let ruling = case.rule().ok().filter(|ruling| ruling.possession.held())?;
        let then = case.ways_now(&ruling);
        let indices: BTreeMap<&Need, usize> = now.needs.iter().zip(0..).collect();
        let index = |need: &Need| indices.get(need).copied();
        let left: BTreeSet<usize> = then.needs.iter().map(index).collect::<Option<_>>()?;
        let same = |changes: &[Change],
                    number: &dyn Fn(usize) -> Option<usize>|
         -> BTreeSet<(ChangeKind, BTreeSet<usize>)> {
            let renumbered = changes.iter().map(|change| {
                let clears: BTreeSet<usize> = change.clears.iter().filter_map(|need| number(*need)).collect();
                (change.kind.clone(), clears)
            });
            renumbered.filter(|(_, clears)| !clears.is_empty()).collect()
        };
        let of_now = same(&now.changes, &|need| left.contains(&need).then_some(need));
        let of_then = same(&then.changes, &|need| then.needs.get(need).and_then(index));
        (of_now == of_then).then(|| (0..now.needs.len()).filter(|need| !left.contains(need)).collect())
    }
}

/// What a recipient can attain for itself.
fn attainable(test: &Test, who: &PartyId) -> Option<ChangeKind> {
    let who = who.clone();
    match test {
        Test::Level(scheme, level) => {
            Some(ChangeKind::Clearance { who, scheme: scheme.clone(), level: level.clone() })
        }
        Test::Compartment(scheme, code) => {
            Some(ChangeKind::ReadIn { who, scheme: scheme.clone(), code: code.clone() })
        }
        Test::Bound(terms) => Some(ChangeKind::Acceptance { who, terms: terms.clone() }),
        _ => None,
    }
}

/// What stands, by need. In the order of grounds, those of one need stand together, and those of one recipient.
fn standing<'r, 'f>(ruling: &'r Ruling<'f>) -> Vec<Standing<'r, 'f>> {
    let mut found: Vec<Standing<'r, 'f>> = Vec::new();
    for (ground, copy) in ruling.grounds.iter().zip(&ruling.copies).filter(|(g, _)| g.state.stands()) {
        let occurrence = &ground.occurrence;
        let need = Need {
            recipient: ground.recipient.clone(),
            caveat: occurrence.caveat.clone(),
            owner: occurrence.owner.clone(),
        };
        let on_path = (copy, occurrence.path.as_ref(), &occurrence.test);
        match found.last_mut().filter(|standing| standing.need == need) {
            Some(standing) => standing.paths.push(on_path),
            None => found.push(Standing { need, paths: vec![on_path], recipient: &ground.recipient }),
        }
    }
    found
}
