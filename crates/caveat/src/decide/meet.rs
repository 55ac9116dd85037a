//! What a recipient meets.

use serde::Serialize;

use super::lift::Sharing;
use super::purposes_fit;
use crate::caveat::{Audience, Test};
use crate::entry::Body;
use crate::facts::{Copy, Support};
use crate::id::{Compartment, ItemId, Level, PartyId, RuleId, SchemeId, TermsId};
use crate::question::{Chain, RuleRequest, Verdict};
use crate::time::{Moment, Position};

/// How a recipient meets a caveat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Met {
    /// It owns the caveat.
    Owner,
    /// It holds a clearance or an accreditation.
    Clearance {
        /// The entry that says so.
        entry: Position,
        /// The equivalence through which it counts, if through one.
        equivalence: Option<Position>,
    },
    /// It has been read in.
    ReadIn {
        /// The entry that says so.
        entry: Position,
    },
    /// It is within one of the audience.
    Within {
        /// Which one.
        party: PartyId,
    },
    /// It is a national.
    National {
        /// Of which state.
        state: PartyId,
    },
    /// It is within the own organisation of an anchor.
    Organisation {
        /// The organisation.
        of: PartyId,
    },
    /// It is a client of the own organisation of an anchor.
    Client {
        /// The organisation.
        of: PartyId,
        /// The client.
        client: PartyId,
    },
    /// The stated purposes are among those allowed.
    Purpose,
    /// The source will not be named.
    Unattributed,
    /// The terms were accepted.
    Accepted {
        /// The entry that says so.
        entry: Position,
    },
    /// The rule does not forbid it.
    RuleClear,
    /// One of the alternatives is met.
    Alternative {
        /// How.
        met: Box<Met>,
    },
}

/// Why a caveat could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Undetermined {
    /// A house rule could not be evaluated.
    RuleErred {
        /// Which.
        rule: RuleId,
    },
}

/// Whether a recipient meets a test.
pub(super) enum Meets {
    Yes(Met, Support),
    No,
    Undetermined(Undetermined),
}

impl From<Option<(Met, Support)>> for Meets {
    fn from(found: Option<(Met, Support)>) -> Self {
        found.map_or(Self::No, |(met, support)| Self::Yes(met, support))
    }
}

/// A change that has not happened: what a recipient would hold or have accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Supposed {
    Clearance(PartyId, SchemeId, Level),
    ReadIn(PartyId, SchemeId, Compartment),
    Acceptance(PartyId, TermsId),
}

impl Sharing<'_> {
    /// Whether the recipient meets the test of a copy that stands on the path.
    pub(super) fn meets(
        &self,
        recipient: &Chain,
        copy: &Copy<'_>,
        test: &Test,
        path: &[ItemId],
        supposed: Option<&Supposed>,
    ) -> Meets {
        if *recipient.party() == copy.owner {
            return Meets::Yes(Met::Owner, Support::none());
        }
        self.meets_test(recipient, copy, test, path, supposed)
    }

    fn meets_test(
        &self,
        recipient: &Chain,
        copy: &Copy<'_>,
        test: &Test,
        path: &[ItemId],
        supposed: Option<&Supposed>,
    ) -> Meets {
        match test {
            Test::Level(scheme, level) => {
                self.meets_level(recipient.party(), copy, scheme, level, supposed).into()
            }
            Test::Compartment(scheme, code) => {
                self.meets_compartment(recipient.party(), copy, scheme, code, supposed).into()
            }
            Test::Audience(audience) => self.meets_audience(recipient, audience).into(),
            Test::Relative(audience) => self.meets_relative(recipient, copy, *audience, path).into(),
            Test::Purpose(allowed) => {
                purposes_fit(self.purposes, allowed).then(|| (Met::Purpose, Support::none())).into()
            }
            Test::Unattributed => self.unattributed.then(|| (Met::Unattributed, Support::none())).into(),
            Test::Bound(terms) => self.meets_bound(recipient, copy, terms, supposed).into(),
            Test::Rule(rule) => self.meets_rule(recipient, rule),
            Test::Any(tests) => self.meets_any(recipient, copy, tests, path, supposed),
            Test::Nobody(_) => Meets::No,
        }
    }

    fn meets_level(
        &self,
        party: &PartyId,
        copy: &Copy<'_>,
        scheme: &SchemeId,
        level: &Level,
        supposed: Option<&Supposed>,
    ) -> Option<(Met, Support)> {
        let supposed = match supposed {
            Some(Supposed::Clearance(who, of, held)) if who == party => Some((of, held, None)),
            _ => None,
        };
        let index = self.facts.index();
        let recorded =
            self.facts.holding(&index.clearances, party, self.at).filter_map(|fact| match &fact.entry.body {
                Body::Clearance(held) | Body::Accreditation(held) => {
                    Some((&held.scheme, &held.level, Some(fact)))
                }
                _ => None,
            });
        let mut all = recorded.chain(supposed);
        all.find_map(|(of, held, fact)| {
            let (equivalence, through) = self.dominates(copy, (of, held), (scheme, level))?;
            let entry = fact.map_or(Position::LAST, |fact| fact.entry.position);
            let counts = fact.and_then(|fact| fact.counts.clone()).unwrap_or_default();
            Some((Met::Clearance { entry, equivalence }, counts.with(entry).and(&through)))
        })
    }

    /// Whether a level held is at or above the one asked for, directly or through one equivalence.
    fn dominates(
        &self,
        copy: &Copy<'_>,
        held: (&SchemeId, &Level),
        asked: (&SchemeId, &Level),
    ) -> Option<(Option<Position>, Support)> {
        let index = self.facts.index();
        let at_or_above = |scheme: &SchemeId, upper: &Level, lower: &Level| {
            index.scheme(scheme).is_some_and(|scheme| scheme.levels.at_or_above(upper, lower))
        };
        if held.0 == asked.0 && at_or_above(asked.0, held.1, asked.1) {
            return Some((None, Support::none()));
        }
        index.equivalences().filter(|fact| self.facts.stands_recorded(fact, self.at)).find_map(|fact| {
            let Body::Equivalence(counts) = &fact.entry.body else { return None };
            let fits = counts.scheme == *held.0
                && at_or_above(held.0, held.1, &counts.level)
                && counts.counts_in == *asked.0
                && at_or_above(asked.0, &counts.counts_as, asked.1);
            let shown = if fits { self.facts.counts_for(fact, copy)? } else { return None };
            Some((Some(fact.entry.position), shown.with(fact.entry.position)))
        })
    }

    fn meets_compartment(
        &self,
        party: &PartyId,
        copy: &Copy<'_>,
        scheme: &SchemeId,
        code: &Compartment,
        supposed: Option<&Supposed>,
    ) -> Option<(Met, Support)> {
        if matches!(supposed, Some(Supposed::ReadIn(who, of, to)) if who == party && of == scheme && to == code)
        {
            return Some((Met::ReadIn { entry: Position::LAST }, Support::none()));
        }
        let index = self.facts.index();
        index.facts_under(&index.read_ins, party).find_map(|fact| {
            let Body::ReadIn(read_in) = &fact.entry.body else { return None };
            let fits = read_in.scheme == *scheme && read_in.code == *code;
            if !fits || !self.facts.stands_recorded(fact, self.at) {
                return None;
            }
            let entry = fact.entry.position;
            Some((Met::ReadIn { entry }, self.facts.counts_for(fact, copy)?.with(entry)))
        })
    }

    fn meets_audience(&self, recipient: &Chain, audience: &Audience) -> Option<(Met, Support)> {
        let membership = audience.membership_at.map_or(self.at, Moment::end_of);
        audience.members.iter().find_map(|member| {
            let party = &member.party;
            if let Some(support) = self.facts.chain_within(recipient, party, self.at, membership) {
                return Some((Met::Within { party: party.clone() }, support));
            }
            let support =
                if member.nationals { self.counts_as_national(recipient, party)? } else { return None };
            Some((Met::National { state: party.clone() }, support))
        })
    }

    /// Whether the recipient is a national of the state, and does not act for another.
    fn counts_as_national(&self, recipient: &Chain, state: &PartyId) -> Option<Support> {
        let root = recipient.root();
        if root != state && self.facts.acts_for_state(root) {
            return None;
        }
        self.facts.national_of(recipient.party(), state, self.at)
    }

    /// The states as whose national the recipient counts.
    pub(crate) fn nationalities(&self, recipient: &Chain) -> Vec<PartyId> {
        let mut states = self.facts.nationalities(recipient.party(), self.at);
        states.retain(|state| self.counts_as_national(recipient, state).is_some());
        states
    }

    /// What shows that the recipient has accepted each of the terms.
    pub(super) fn bound_to_all(
        &self,
        recipient: &Chain,
        copy: &Copy<'_>,
        terms: &[TermsId],
    ) -> Option<Support> {
        terms.iter().try_fold(Support::none(), |shown, terms| {
            Some(shown.and(&self.meets_bound(recipient, copy, terms, None)?.1))
        })
    }

    fn meets_bound(
        &self,
        recipient: &Chain,
        copy: &Copy<'_>,
        terms: &TermsId,
        supposed: Option<&Supposed>,
    ) -> Option<(Met, Support)> {
        if matches!(supposed, Some(Supposed::Acceptance(who, of)) if recipient.contains(who) && of == terms) {
            return Some((Met::Accepted { entry: Position::LAST }, Support::none()));
        }
        let index = self.facts.index();
        recipient.parties().iter().find_map(|party| {
            index.facts_under(&index.acceptances, party).find_map(|fact| {
                let Body::Acceptance(acceptance) = &fact.entry.body else { return None };
                if acceptance.terms != *terms || !self.facts.stands_recorded(fact, self.at) {
                    return None;
                }
                let entry = fact.entry.position;
                Some((Met::Accepted { entry }, self.facts.counts_for(fact, copy)?.with(entry)))
            })
        })
    }

    fn meets_rule(&self, recipient: &Chain, id: &RuleId) -> Meets {
        let erred = || Meets::Undetermined(Undetermined::RuleErred { rule: id.clone() });
        let Some(entry) = self.facts.index().rules.get(id) else { return erred() };
        let (Body::Rule(rule), Some(item)) = (&entry.body, self.facts.item(&self.question.item)) else {
            return erred();
        };
        let request = RuleRequest { question: self.question, actor: &self.actor, recipient, item };
        match self.facts.judge().verdict(rule, &request) {
            Verdict::Clear => Meets::Yes(Met::RuleClear, Support::of(entry.position)),
            Verdict::Forbids => Meets::No,
            Verdict::Errs => erred(),
        }
    }

    fn meets_any(
        &self,
        recipient: &Chain,
        copy: &Copy<'_>,
        tests: &[Test],
        path: &[ItemId],
        supposed: Option<&Supposed>,
    ) -> Meets {
        let mut doubt = Meets::No;
        for test in tests {
            match self.meets_test(recipient, copy, test, path, supposed) {
                Meets::Yes(met, support) => {
                    return Meets::Yes(Met::Alternative { met: Box::new(met) }, support);
                }
                Meets::Undetermined(why) => doubt = Meets::Undetermined(why),
                Meets::No => {}
            }
        }
        doubt
    }
}
