//! Section 5: met.

use caveat::caveat::{Audience, AudienceMember, Test};
use caveat::entry::{Acceptance, Body, Clearance, Entry, Equivalence, ReadIn};
use caveat::id::{Compartment, Level, PartyId, RuleId, SchemeId, TermsId};
use caveat::party::PartyKind;
use caveat::question::{Chain, RuleRequest, Verdict};
use caveat::time::Moment;

use super::bearing::Occurrence;
use super::known::Known;
use super::lifting::{Asking, states_only};
use super::stating::OwnerCopy;

/// Whether a recipient meets a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    Met,
    NotMet,
    Undetermined,
}

impl Meeting {
    fn when(met: bool) -> Self {
        if met { Self::Met } else { Self::NotMet }
    }
}

impl<'a> Known<'a> {
    /// Section 5: whether a recipient meets a copy with an effective test; audiences relative to the discloser
    /// with anchors of so many hops at most.
    pub(super) fn meets(
        &self,
        recipient: &[PartyId],
        occurrence: &Occurrence<'a>,
        test: &Test,
        asking: &Asking<'_>,
        hops: u32,
    ) -> Meeting {
        let owners = self.owners_at(&occurrence.copy, asking.moment);
        if owners.iter().all(|owner| recipient.first() == Some(owner)) {
            return Meeting::Met;
        }
        self.meets_test(recipient, occurrence, test, asking, hops)
    }

    fn meets_test(
        &self,
        recipient: &[PartyId],
        occurrence: &Occurrence<'a>,
        test: &Test,
        asking: &Asking<'_>,
        hops: u32,
    ) -> Meeting {
        let m = asking.moment;
        let Some(party) = recipient.first() else { return Meeting::NotMet };
        match test {
            Test::Level(scheme, level) => {
                Meeting::when(self.meets_level(party, scheme, level, &occurrence.copy, m))
            }
            Test::Compartment(scheme, code) => {
                Meeting::when(self.is_read_in(party, scheme, code, &occurrence.copy, m))
            }
            Test::Audience(audience) => Meeting::when(self.is_in_audience(recipient, audience, m)),
            Test::Relative(audience) => {
                Meeting::when(self.is_in_relative(recipient, occurrence, audience, asking, hops))
            }
            Test::Purpose(purposes) => Meeting::when(states_only(&asking.question.purposes, purposes)),
            Test::Unattributed => Meeting::when(asking.question.unattributed),
            Test::Bound(terms) => Meeting::when(self.is_bound(recipient, terms, &occurrence.copy, m)),
            Test::Rule(rule) => self.meets_rule(recipient, rule, asking),
            Test::Any(tests) => self.meets_any(recipient, occurrence, tests, asking, hops),
            Test::Nobody(_) => Meeting::NotMet,
        }
    }

    /// One of its tests is met; else, if one is undetermined: undetermined.
    fn meets_any(
        &self,
        recipient: &[PartyId],
        occurrence: &Occurrence<'a>,
        tests: &[Test],
        asking: &Asking<'_>,
        hops: u32,
    ) -> Meeting {
        let answers: Vec<Meeting> =
            tests.iter().map(|test| self.meets_test(recipient, occurrence, test, asking, hops)).collect();
        if answers.contains(&Meeting::Met) {
            Meeting::Met
        } else if answers.contains(&Meeting::Undetermined) {
            Meeting::Undetermined
        } else {
            Meeting::NotMet
        }
    }

    fn meets_level(
        &self,
        party: &PartyId,
        scheme: &SchemeId,
        level: &Level,
        copy: &OwnerCopy<'a>,
        m: Moment,
    ) -> bool {
        let held = self.levels_held(party, m);
        let holds = |of: &SchemeId, lowest: &Level| {
            held.iter().any(|held| held.scheme == *of && self.at_or_above(of, &held.level, lowest))
        };
        holds(scheme, level)
            || self.equivalences(copy, m).iter().any(|equivalence| {
                equivalence.counts_in == *scheme
                    && self.at_or_above(scheme, &equivalence.counts_as, level)
                    && holds(&equivalence.scheme, &equivalence.level)
            })
    }

    /// The clearances of a person, the accreditations of anybody else, that hold at M.
    fn levels_held(&self, party: &PartyId, m: Moment) -> Vec<&'a Clearance> {
        let person = self.is(party, PartyKind::Person);
        let theirs = self.visible(m).filter_map(|entry| match &entry.body {
            Body::Clearance(held) if person => Some((entry, held)),
            Body::Accreditation(held) if !person => Some((entry, held)),
            _ => None,
        });
        let theirs = theirs.filter(|(_, held)| held.who == *party);
        theirs.filter(|(entry, held)| self.holds(entry, held.until, None, m)).map(|(_, held)| held).collect()
    }

    /// The equivalences that hold at M and count for a copy.
    fn equivalences(&self, copy: &OwnerCopy<'a>, m: Moment) -> Vec<&'a Equivalence> {
        let equivalences = self.visible(m).filter_map(|entry| match &entry.body {
            Body::Equivalence(equivalence) if self.holds(entry, equivalence.until, Some(copy), m) => {
                Some(equivalence)
            }
            _ => None,
        });
        equivalences.collect()
    }

    /// A read-in of the party to exactly that compartment holds at M and counts for the copy.
    fn is_read_in(
        &self,
        party: &PartyId,
        scheme: &SchemeId,
        code: &Compartment,
        copy: &OwnerCopy<'a>,
        m: Moment,
    ) -> bool {
        let exactly =
            |read_in: &ReadIn| read_in.who == *party && read_in.scheme == *scheme && read_in.code == *code;
        self.visible(m).any(|entry| match &entry.body {
            Body::ReadIn(read_in) => exactly(read_in) && self.holds(entry, read_in.until, Some(copy), m),
            _ => false,
        })
    }

    fn is_in_audience(&self, recipient: &[PartyId], audience: &Audience, m: Moment) -> bool {
        let pin = audience.membership_at.map_or(m, Moment::end_of);
        audience.members.iter().any(|member| {
            self.chain_within_pinned(recipient, &member.party, m, pin)
                || self.is_among_nationals(recipient, member, m)
        })
    }

    /// A member says *nationals of* X, the party is a national of X, and its root is no state other than X.
    fn is_among_nationals(&self, recipient: &[PartyId], member: &AudienceMember, m: Moment) -> bool {
        let (Some(party), Some(root)) = (recipient.first(), recipient.last()) else { return false };
        member.nationals
            && self.is_national(party, &member.party, m)
            && (*root == member.party || !self.is(root, PartyKind::State))
    }

    /// An acceptance of the terms by a party of the chain holds at M and counts for the copy.
    pub(super) fn is_bound(
        &self,
        recipient: &[PartyId],
        terms: &TermsId,
        copy: &OwnerCopy<'a>,
        m: Moment,
    ) -> bool {
        let acceptances = self.visible(m).filter_map(|entry| acceptance(entry).map(|said| (entry, said)));
        let mut of_them =
            acceptances.filter(|(_, said)| said.terms == *terms && recipient.contains(&said.who));
        of_them.any(|(entry, said)| self.holds(entry, said.until, Some(copy), m))
    }

    /// The judge's verdict is clear; if it errs, or the rule or the item is not known: undetermined.
    fn meets_rule(&self, recipient: &[PartyId], rule: &RuleId, asking: &Asking<'_>) -> Meeting {
        let verdict = || -> Option<Verdict> {
            let rule = self.rule(rule)?;
            let item = self.item(&asking.question.item)?.item;
            let (actor, recipient) = (Chain::of(asking.actor.clone())?, Chain::of(recipient.to_vec())?);
            let request =
                RuleRequest { question: asking.question, actor: &actor, recipient: &recipient, item };
            Some(self.judge.verdict(rule, &request))
        };
        match verdict() {
            Some(Verdict::Clear) => Meeting::Met,
            Some(Verdict::Forbids) => Meeting::NotMet,
            Some(Verdict::Errs) | None => Meeting::Undetermined,
        }
    }
}

fn acceptance(entry: &Entry) -> Option<&Acceptance> {
    match &entry.body {
        Body::Acceptance(acceptance) => Some(acceptance),
        _ => None,
    }
}
