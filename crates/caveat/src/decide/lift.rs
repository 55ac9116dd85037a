//! What an owner lifted: grants, remarks, and the disclosure itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::meet::{Meets, Met, Undetermined};
use super::{Side, State, mode_fits, power_of, purposes_fit};
use crate::caveat::{Kind, Mode, Selector, Test};
use crate::entry::{Answer, Body, Entry, Grant};
use crate::facts::{Authority, AuthorityGround, BySilence, Copy, Facts, Support, in_order, selects};
use crate::id::{ItemId, PartyId, PowerId, Purpose};
use crate::question::{Chain, Question};
use crate::set::Set;
use crate::time::{Moment, Position};

/// By which act a caveat was lifted, and under which power.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Lift {
    /// The actor is the owner, or its root: the disclosure itself.
    OwnAct,
    /// The actor holds a power that lifts by act: the disclosure itself.
    Act {
        /// The power.
        power: PowerId,
        /// The entry that founds or delegates it.
        entry: Position,
    },
    /// A grant.
    Grant {
        /// The grant's entry.
        entry: Position,
        /// The power under which it was given; the owner or its root gave it where there is none.
        power: Option<PowerId>,
    },
    /// A remark that removed the caveat.
    Remark {
        /// The remark's entry.
        entry: Position,
        /// The power under which it was made.
        power: Option<PowerId>,
    },
}

impl Lift {
    /// By a remark, under that authority.
    pub(crate) fn by_remark(entry: Position, authority: &Authority) -> Self {
        Self::Remark { entry, power: power_of(&authority.ground) }
    }

    /// The power under which it was, if under one.
    pub fn power(&self) -> Option<&PowerId> {
        match self {
            Self::OwnAct => None,
            Self::Act { power, .. } => Some(power),
            Self::Grant { power, .. } | Self::Remark { power, .. } => power.as_ref(),
        }
    }

    /// The entry without which the caveat would stand; none where the actor is the owner.
    pub fn entry(&self) -> Option<Position> {
        match self {
            Self::OwnAct => None,
            Self::Act { entry, .. } | Self::Grant { entry, .. } | Self::Remark { entry, .. } => Some(*entry),
        }
    }
}

/// One step in the history of asking for a caveat that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The grant or refusal.
    pub entry: Position,
    /// Why it does not lift the caveat.
    #[serde(flatten)]
    pub why: WhyNot,
}

/// Why a grant does not lift a caveat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum WhyNot {
    /// It is a refusal.
    Refused,
    /// It was given only after the instant asked about: *ratified since*.
    RatifiedSince,
    /// Its author did not speak for the owner.
    NoAuthority,
    /// It is not in effect at that instant.
    OutOfTime,
    /// The purposes stated are not among those it is for.
    OtherPurpose,
    /// It is for another mode.
    OtherMode,
    /// It is only for disclosures that do not name the source.
    Attributed,
    /// The recipient has not accepted the terms that it asks for.
    NotBound,
    /// It is a request that the owner has not answered.
    Unanswered,
    /// It would be a grant by silence, and the owner answered in time.
    AnsweredBy(EndedBy),
    /// The caveat was stated only after it.
    CaveatIsLater,
    /// The level has been raised since above what it covered.
    LevelRaised,
    /// It was ended by a refusal.
    RefusedBy(EndedBy),
    /// It was revoked.
    RevokedBy(EndedBy),
    /// The power under which it was given ended, and its grants with it.
    PowerEnded(EndedBy),
    /// The terms it rests on were revised.
    Lapsed(EndedBy),
}

/// The entry that ended a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EndedBy {
    /// Its position.
    pub ended_by: Position,
}

/// A disclosure, asked about or past, to which grants and tests are put.
#[derive(Clone)]
pub(crate) struct Sharing<'a> {
    pub(super) facts: &'a Facts,
    pub(super) question: &'a Question,
    pub(super) actor: Chain,
    pub(super) purposes: &'a Set<Purpose>,
    pub(super) mode: Mode,
    pub(super) unattributed: bool,
    pub(super) at: Moment,
}

/// A lift that could be cited, with what shows it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) lift: Lift,
    pub(super) support: Support,
}

/// What is found for one recipient and one occurrence.
pub(super) enum Finding {
    Met(Met, Support),
    /// One of these is cited; never empty. Beside them, the grants that do not lift it.
    Lifted(Vec<Candidate>, History),
    Standing(History, Support),
    Undetermined(Undetermined, History, Support),
}

/// The history of asking, each step with what shows it.
pub(super) type History = Vec<(Asked, Support)>;

/// A grant that lifts, with what shows it.
pub(super) struct GrantLift {
    entry: Position,
    pub(super) authority: AuthorityGround,
    pub(super) recipient_only: bool,
    pub(super) support: Support,
}

impl Finding {
    /// The acts that lift it.
    fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Lifted(candidates, _) => candidates,
            _ => &[],
        }
    }

    /// The history of asking, where it stands.
    fn told(&mut self) -> Option<&mut History> {
        match self {
            Self::Standing(history, _) | Self::Undetermined(_, history, _) => Some(history),
            Self::Met(..) | Self::Lifted(..) => None,
        }
    }

    /// The state, with the chosen candidate as the one support of a lift.
    pub(super) fn settle(self, chosen: &Choice) -> (State, Support) {
        match self {
            Self::Met(met, support) => (State::Met(met), support),
            Self::Lifted(candidates, history) => {
                let fitting =
                    candidates.into_iter().min_by_key(|candidate| chosen.rank(candidate.lift.entry()));
                let candidate = fitting.unwrap_or_else(|| unreachable!("what is lifted has a candidate"));
                let support = chosen.with_endings(&history, candidate.support);
                (State::Lifted(candidate.lift), support)
            }
            Self::Standing(history, support) => {
                let (history, support) = chosen.tell(history, support);
                (State::Standing(history), support)
            }
            Self::Undetermined(why, history, support) => {
                let (history, support) = chosen.tell(history, support);
                (State::Undetermined(why, history), support)
            }
        }
    }
}

/// Which of the acts that lift something are cited.
pub(super) struct Choice {
    /// Those without which something would stand.
    kept: BTreeSet<Position>,
    /// Those, and what they rest on.
    there: BTreeSet<Position>,
}

impl Choice {
    /// How readily an act is cited: the actor's own first, which needs no entry; then one without which something
    /// would stand; then one that is there since another rests on it. The others are not.
    fn rank(&self, entry: Option<Position>) -> u8 {
        match entry {
            None => 0,
            Some(entry) if self.kept.contains(&entry) => 1,
            Some(entry) if self.there.contains(&entry) => 2,
            Some(_) => 3,
        }
    }

    /// The history as it is told. Without it, what stands would stand too, so it is not cited: save what keeps a
    /// grant that is cited for another from lifting this one.
    fn tell(&self, history: History, support: Support) -> (Vec<Asked>, Support) {
        let support = self.with_endings(&history, support);
        (history.into_iter().map(|(asked, _)| asked).collect(), support)
    }

    fn with_endings(&self, history: &History, support: Support) -> Support {
        let cited = history.iter().filter(|(asked, _)| self.there.contains(&asked.entry));
        cited.fold(support, |support, (_, shown)| support.and(shown))
    }
}

/// Chooses the acts to cite, such that none could be spared: dropping one makes some caveat stand. An act may rest
/// on another that lifts by itself (a grant on the power it was given under), which is then there anyway.
pub(super) fn choose(findings: &[&mut Finding]) -> Choice {
    let lists: Vec<&[Candidate]> =
        findings.iter().map(|finding| finding.candidates()).filter(|list| !list.is_empty()).collect();
    let mut rests_on: BTreeMap<Position, BTreeSet<Position>> = BTreeMap::new();
    for candidate in lists.iter().flat_map(|list| list.iter()) {
        if let Some(entry) = candidate.lift.entry() {
            rests_on.entry(entry).or_default().extend(candidate.support.iter());
        }
    }
    let lifting: BTreeSet<Position> = rests_on.keys().copied().collect();
    let there = |kept: &BTreeSet<Position>| -> BTreeSet<Position> {
        let beneath = kept.iter().filter_map(|entry| rests_on.get(entry)).flatten();
        kept.iter().chain(beneath).copied().filter(|entry| lifting.contains(entry)).collect()
    };
    let lifts_all = |there: &BTreeSet<Position>| {
        let lifted =
            |candidate: &Candidate| candidate.lift.entry().is_none_or(|entry| there.contains(&entry));
        lists.iter().all(|list| list.iter().any(lifted))
    };
    let mut kept = lifting.clone();
    // What rests on others that lift is spared before them, then later acts before earlier ones.
    let beneath = |entry: &Position| rests_on.get(entry).map_or(0, |on| on.intersection(&lifting).count());
    let mut in_turn: Vec<Position> = lifting.iter().copied().collect();
    in_turn.sort_by_key(|entry| std::cmp::Reverse((beneath(entry), *entry)));
    for spared in in_turn {
        kept.remove(&spared);
        if !lifts_all(&there(&kept)) {
            kept.insert(spared);
        }
    }
    Choice { there: there(&kept), kept }
}

/// Takes grants out of the history of caveats that their author never spoke for, where they speak for another
/// owner of the same item: an ally's consent is no failed attempt at one's own.
pub(super) fn forget_other_owners(findings: &mut [&mut Finding]) {
    let mut speaking: BTreeSet<Position> = BTreeSet::new();
    for finding in findings.iter_mut() {
        speaking.extend(finding.candidates().iter().filter_map(|candidate| candidate.lift.entry()));
        let history = match finding {
            Finding::Lifted(_, history) => Some(history),
            finding => finding.told(),
        };
        let heard = history.into_iter().flatten().filter(|(asked, _)| asked.why != WhyNot::NoAuthority);
        speaking.extend(heard.map(|(asked, _)| asked.entry));
    }
    for history in findings.iter_mut().filter_map(|finding| finding.told()) {
        history.retain(|(asked, _)| asked.why != WhyNot::NoAuthority || !speaking.contains(&asked.entry));
    }
}

impl<'a> Sharing<'a> {
    /// The disclosure that a question asks about, by whom its actor resolves to.
    pub(crate) fn of(question: &'a Question, actor: Chain, facts: &'a Facts) -> Self {
        Self {
            facts,
            question,
            actor,
            purposes: &question.purposes,
            mode: question.mode,
            unattributed: question.unattributed,
            at: Moment::end_of(question.on),
        }
    }

    /// Whose a caveat of that owner is, seen from the actor.
    pub(crate) fn side_of(&self, owner: &PartyId) -> Side {
        if self.facts.root(owner, self.at) == *self.actor.root() { Side::Own } else { Side::Other }
    }
}

impl Sharing<'_> {
    /// What becomes of a copy on a path for a recipient.
    pub(super) fn find(&self, recipient: &Chain, copy: &Copy<'_>, path: &[ItemId]) -> Finding {
        let effective = self.facts.effective(copy, self.at);
        if let Some((entry, authority)) = effective.removed {
            let lift = Lift::by_remark(entry, &authority);
            return Finding::Lifted(vec![Candidate { lift, support: effective.support }], History::new());
        }
        let shown = effective.support;
        let doubt = match self.meets(recipient, copy, &effective.test, path, None) {
            Meets::Yes(met, support) => return Finding::Met(met, support.and(&shown)),
            Meets::No => None,
            Meets::Undetermined(why) => Some(why),
        };
        let (grants, mut history) = self.asked(recipient, copy, path);
        let granted = grants.into_iter().map(|grant| Candidate {
            lift: Lift::Grant { entry: grant.entry, power: power_of(&grant.authority) },
            support: grant.support.and(&shown),
        });
        let candidates: Vec<Candidate> =
            self.own_acts(recipient, copy, &shown).into_iter().chain(granted).collect();
        if !candidates.is_empty() {
            return Finding::Lifted(candidates, history);
        }
        history.extend(self.refusals(recipient, copy, path));
        let unanswered = self.unanswered(recipient, copy, path);
        let told: BTreeSet<Position> = history.iter().map(|(asked, _)| asked.entry).collect();
        history.extend(unanswered.into_iter().filter(|(asked, _)| !told.contains(&asked.entry)));
        history.sort_by_key(|(asked, _)| asked.entry);
        match doubt {
            Some(why) => Finding::Undetermined(why, history, shown),
            None => Finding::Standing(history, shown),
        }
    }

    /// The disclosure itself, where the actor is the owner, its root, or holds a power that lifts by act.
    fn own_acts(&self, recipient: &Chain, copy: &Copy<'_>, shown: &Support) -> Vec<Candidate> {
        let voices = self.facts.voices_in(&self.actor, self.at);
        let by_act = self.facts.authorities(&voices, copy, Some(recipient), self.at, true);
        let acts = by_act
            .into_iter()
            .map(|authority| Candidate { lift: self.act(&authority), support: authority.support.and(shown) });
        acts.collect()
    }

    pub(super) fn act(&self, authority: &Authority) -> Lift {
        let power = power_of(&authority.ground);
        let record = power.as_ref().and_then(|power| self.facts.index().powers.get(power));
        match record {
            Some(record) => Lift::Act { power: record.id.clone(), entry: record.entry.position },
            None => Lift::OwnAct,
        }
    }

    /// The grants that lift the copy for the recipient.
    pub(super) fn grants(&self, recipient: &Chain, copy: &Copy<'_>, path: &[ItemId]) -> Vec<GrantLift> {
        self.asked(recipient, copy, path).0
    }

    /// The grants that are about the copy: those that lift it for the recipient, and those that do not.
    fn asked(&self, recipient: &Chain, copy: &Copy<'_>, path: &[ItemId]) -> (Vec<GrantLift>, History) {
        let (mut lifting, mut history) = (Vec::new(), History::new());
        for entry in self.acts_reaching(path, |facts| &facts.index().grants) {
            let Body::Grant(grant) = &entry.body else { continue };
            match self.effect(entry, grant, recipient, copy, path) {
                Some(Ok(lift)) => lifting.push(lift),
                Some(Err((why, shown))) => {
                    history.push((Asked { entry: entry.position, why }, shown.with(entry.position)));
                }
                None => {}
            }
        }
        (lifting, history)
    }

    /// The refusals of the copy for the recipient.
    fn refusals(&self, recipient: &Chain, copy: &Copy<'_>, path: &[ItemId]) -> History {
        let reaching = self.acts_reaching(path, |facts| &facts.index().refusals).into_iter();
        let visible = reaching.filter(|entry| self.facts.is_visible(entry, self.at));
        let refused = visible.filter_map(|entry| self.refuses(entry, recipient, copy, path)?.ok());
        refused.map(|(entry, shown)| (Asked { entry, why: WhyNot::Refused }, shown)).collect()
    }

    /// The requests to the owner for this recipient that nobody answered.
    fn unanswered(&self, recipient: &Chain, copy: &Copy<'_>, path: &[ItemId]) -> History {
        let reaching = self.acts_reaching(path, |facts| &facts.index().asked).into_iter();
        let open = reaching.filter(|entry| {
            let Body::Request(request) = &entry.body else { return false };
            let asks_owner = request.of == copy.owner || request.of == self.facts.root(&copy.owner, self.at);
            asks_owner
                && self.facts.is_open(entry, self.at)
                && self.facts.chain_within_any(recipient, &request.to, self.at).is_some()
        });
        open.map(|entry| (Asked { entry: entry.position, why: WhyNot::Unanswered }, Support::none()))
            .collect()
    }

    /// The acts on items of the path or on wholes of these, in the order of their moments.
    pub(super) fn acts_reaching(
        &self,
        path: &[ItemId],
        list: fn(&Facts) -> &std::collections::HashMap<ItemId, Vec<Arc<Entry>>>,
    ) -> Vec<&Arc<Entry>> {
        let items: BTreeSet<ItemId> =
            path.iter().flat_map(|item| self.facts.with_wholes(item, self.at)).collect();
        in_order(list(self.facts), &items)
    }

    /// What a grant does for the copy: `None` if it is not about it, the reason if it does not lift it.
    pub(super) fn effect(
        &self,
        entry: &Arc<Entry>,
        grant: &Grant,
        recipient: &Chain,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> Option<Result<GrantLift, (WhyNot, Support)>> {
        let test = self.facts.effective(copy, self.at).test;
        let within = self.facts.chain_within_any(recipient, &grant.to, self.at)?;
        let reaches = if grant.this_item_only {
            path.first().is_some_and(|item| grant.items.contains(item))
        } else {
            path.iter().any(|item| self.facts.covered_by(&grant.items, item, self.at))
        };
        if !reaches || !names(grant, copy, &test) {
            return None;
        }
        if entry.moment() >= self.at {
            return self
                .ratifies(entry, grant, recipient, copy, path)
                .then_some(Err((WhyNot::RatifiedSince, Support::none())));
        }
        let plain = |why| Some(Err((why, Support::none())));
        if !grant.during.contains(self.at.instant) {
            return plain(WhyNot::OutOfTime);
        }
        if !grant.purposes.is_empty() && !purposes_fit(self.purposes, &grant.purposes) {
            return plain(WhyNot::OtherPurpose);
        }
        if !mode_fits(self.mode, &grant.modes) {
            return plain(WhyNot::OtherMode);
        }
        if grant.unattributed && !self.unattributed {
            return plain(WhyNot::Attributed);
        }
        let Some(bound) = self.bound_to_all(recipient, copy, &grant.bound) else {
            return plain(WhyNot::NotBound);
        };
        if copy.stated.at >= entry.moment() {
            return plain(WhyNot::CaveatIsLater);
        }
        let then = self.facts.effective(copy, entry.moment());
        if !self.not_above(&test, &then.test) {
            return Some(Err((WhyNot::LevelRaised, then.support)));
        }
        Some(self.not_ended(entry, grant, recipient, copy, path).map(|authority| GrantLift {
            entry: entry.position,
            authority: authority.ground,
            recipient_only: grant.recipient_only,
            support: authority.support.and(&within).and(&bound).and(&then.support).with(entry.position),
        }))
    }

    /// Whether no level of the one test is above the level in the same place of the other.
    fn not_above(&self, now: &Test, then: &Test) -> bool {
        match (now, then) {
            (Test::Level(scheme, now), Test::Level(_, then)) => {
                self.facts.index().scheme(scheme).is_some_and(|scheme| scheme.levels.at_or_above(then, now))
            }
            (Test::Any(now), Test::Any(then)) => {
                now.iter().zip(then).all(|(now, then)| self.not_above(now, then))
            }
            _ => true,
        }
    }

    /// The authority under which the grant stands, or what ended it.
    fn not_ended(
        &self,
        entry: &Arc<Entry>,
        grant: &Grant,
        recipient: &Chain,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> Result<Authority, (WhyNot, Support)> {
        let voices = self.facts.voices(&entry.by, entry.moment());
        let authorities = self.facts.authorities(&voices, copy, Some(recipient), entry.moment(), false);
        let silence = self.facts.by_silence(entry.position);
        let authorities: Vec<Authority> =
            authorities.into_iter().filter(|authority| silence.is_none() || is_owner(authority)).collect();
        if authorities.is_empty() {
            return Err((WhyNot::NoAuthority, Support::none()));
        }
        if let Some((ended_by, shown)) = silence.and_then(|it| self.settled_grant(it, recipient, path)) {
            return Err((WhyNot::AnsweredBy(EndedBy { ended_by }), shown));
        }
        let spared = match self.refused(entry, grant, recipient, copy, path) {
            Ok(spared) => silence.map_or(spared.clone(), |silence| silence.support.clone().and(&spared)),
            Err((ended_by, shown)) => return Err((WhyNot::RefusedBy(EndedBy { ended_by }), shown)),
        };
        if let Some((ended_by, shown)) = self.facts.revoked(entry, copy, Some(recipient), self.at) {
            return Err((WhyNot::RevokedBy(EndedBy { ended_by }), shown));
        }
        if let Some((ended_by, shown)) = self.lapsed(entry, grant) {
            return Err((WhyNot::Lapsed(EndedBy { ended_by }), shown));
        }
        let ending = |authority: &Authority| {
            let power = power_of(&authority.ground)?;
            Some(self.facts.grant_endings(&power, entry.moment(), self.at)?.position)
        };
        if let Some(standing) = authorities.iter().find(|authority| ending(authority).is_none()) {
            return Ok(Authority { support: spared.and(&standing.support), ground: standing.ground.clone() });
        }
        let mut shown = Support::none();
        authorities.iter().for_each(|authority| shown.add(&authority.support));
        let ended_by = authorities.iter().find_map(ending).unwrap_or(entry.position);
        Err((WhyNot::PowerEnded(EndedBy { ended_by }), shown.with(ended_by)))
    }

    /// The refusal that ended the grant, unless the grant names a more derived item. Where none did: the answers that
    /// kept a refusal by silence from it.
    fn refused(
        &self,
        entry: &Arc<Entry>,
        grant: &Grant,
        recipient: &Chain,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> Result<Support, (Position, Support)> {
        let granted_at = if grant.this_item_only { Some(0) } else { self.first_covered(path, &grant.items) };
        let mut spared = Support::none();
        for refusal in self.acts_reaching(path, |facts| &facts.index().refusals) {
            let Body::Refusal(act) = &refusal.body else { continue };
            let is_later = entry.moment() < refusal.moment() && self.facts.is_visible(refusal, self.at);
            let names_less_derived = self.first_covered(path, &act.items) > granted_at;
            if !is_later || names_less_derived {
                continue;
            }
            match self.refuses(refusal, recipient, copy, path) {
                Some(Ok(ended)) => return Err(ended),
                Some(Err((_, answered))) => spared.add(&answered),
                None => {}
            }
        }
        Ok(spared)
    }

    fn first_covered(&self, path: &[ItemId], items: &[ItemId]) -> Option<usize> {
        path.iter().position(|item| self.facts.covered_by(items, item, self.at))
    }

    /// What shows that the refusal is for this recipient, by who speaks for the owner; the error is the answer that
    /// kept it from being one, where it is one by silence.
    fn refuses(
        &self,
        refusal: &Arc<Entry>,
        recipient: &Chain,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> Option<Result<(Position, Support), (Position, Support)>> {
        let Body::Refusal(act) = &refusal.body else { return None };
        let within = self.facts.chain_within_any(recipient, &act.to, self.at)?;
        let authority = self.facts.could_speak_for(&refusal.by, copy, Some(recipient), refusal.moment())?;
        let shown = authority.support.and(&within).with(refusal.position);
        let Some(silence) = self.facts.by_silence(refusal.position) else {
            return Some(Ok((refusal.position, shown)));
        };
        match self.settled(silence, recipient, copy, path) {
            Some(answered) => Some(Err(answered)),
            None => Some(Ok((refusal.position, shown.and(&silence.support)))),
        }
    }

    /// The answer in time by which silence grants nothing to this recipient, whoever gave it: doubt about who answered
    /// does not permit.
    fn settled_grant(
        &self,
        silence: &BySilence,
        recipient: &Chain,
        path: &[ItemId],
    ) -> Option<(Position, Support)> {
        self.facts.answers_in_time(silence).find_map(|answer| {
            let shown = self.answered(answer, recipient, path)?;
            Some((answer.position, shown.with(answer.position)))
        })
    }

    /// What shows that an answer is about the path and the recipient.
    fn answered(&self, answer: &Entry, recipient: &Chain, path: &[ItemId]) -> Option<Support> {
        let Answer { items, to, .. } = answer.body.answer()?;
        self.first_covered(path, items)?;
        self.facts.chain_within_any(recipient, to, self.at)
    }

    /// The answer in time by which silence refuses nothing to this recipient, by who speaks for the owner.
    fn settled(
        &self,
        silence: &BySilence,
        recipient: &Chain,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> Option<(Position, Support)> {
        self.facts.answers_in_time(silence).find_map(|answer| {
            let within = self.answered(answer, recipient, path)?;
            let authority = self.facts.could_speak_for(&answer.by, copy, Some(recipient), answer.moment())?;
            Some((answer.position, authority.support.and(&within).with(answer.position)))
        })
    }

    /// The revision of the terms on which the grant rests.
    fn lapsed(&self, entry: &Arc<Entry>, grant: &Grant) -> Option<(Position, Support)> {
        let (revision, shown) = self.facts.revision_since(entry, grant.rests_on.as_ref(), self.at)?;
        Some((revision.position, shown.clone().with(revision.position)))
    }

    /// Whether a grant given later lifts the copy from then on.
    fn ratifies(
        &self,
        entry: &Arc<Entry>,
        grant: &Grant,
        recipient: &Chain,
        copy: &Copy<'_>,
        path: &[ItemId],
    ) -> bool {
        let at = Moment::end_of(grant.during.from.max(entry.on));
        let later = Sharing { at, ..self.clone() };
        matches!(later.effect(entry, grant, recipient, copy, path), Some(Ok(_)))
    }
}

/// Whether it is the owner, or its root, that speaks.
fn is_owner(authority: &Authority) -> bool {
    matches!(authority.ground, AuthorityGround::Owner | AuthorityGround::Root)
}

/// Whether the grant names the copy; where it names nothing, the owner's audiences.
fn names(grant: &Grant, copy: &Copy<'_>, test: &Test) -> bool {
    if grant.lifts.is_empty() {
        return selects(&[Selector::Kind(Kind::Audience)].into(), copy, test);
    }
    selects(&grant.lifts, copy, test)
}
