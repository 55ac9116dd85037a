//! The words in which an asker is told what became of a caveat.

use std::fmt;

use super::{Hearing, Named};
use crate::caveat::{AudienceMember, Test};
use crate::decide::{Asked, EndedBy, Ground, Lift, Met, Occurrence, State, Undetermined, WhyNot};
use crate::entry::Body;
use crate::id::{PartyId, PowerId};
use crate::time::Position;

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Party(party) => write!(f, "{party}"),
            Self::Concealed { concealed_behind } => write!(f, "an owner reached through {concealed_behind}"),
        }
    }
}

impl Hearing<'_> {
    /// The marking's own word for a caveat, where a marking means it. Where its owner is concealed, nothing that the
    /// page says of it is told.
    pub(super) fn word(&self, occurrence: &Occurrence) -> Option<String> {
        let is_concealed = matches!(self.name(&occurrence.owner), Named::Concealed { .. });
        occurrence.word.clone().filter(|_| !is_concealed)
    }

    /// What the caveat asks, naming nobody who is concealed.
    pub(super) fn asks(&self, test: &Test) -> String {
        match test {
            Test::Audience(audience) => {
                let member = |member: &AudienceMember| {
                    let of = if member.nationals { "nationals of " } else { "" };
                    format!("{of}{}", self.name(&member.party))
                };
                let members: Vec<String> = audience.members.iter().map(member).collect();
                let pinned = audience.membership_at.map(|at| format!(" (as of {at})")).unwrap_or_default();
                format!("audience {}{pinned}", members.join(", "))
            }
            Test::Any(tests) => {
                let tests: Vec<String> = tests.iter().map(|test| self.asks(test)).collect();
                format!("any of ({})", tests.join("; "))
            }
            test => test.to_string(),
        }
    }

    /// What became of a caveat for a recipient.
    pub(super) fn became(&self, ground: &Ground) -> String {
        match ground.state() {
            State::Met(met) => self.met(met),
            State::Lifted(lift) => self.lifted(lift),
            State::Standing(history) => self.stands(history),
            State::Undetermined(Undetermined::RuleErred { rule }, _) => {
                format!("house rule {rule} could not be evaluated, and so stands")
            }
        }
    }

    fn met(&self, met: &Met) -> String {
        match met {
            Met::Owner => "the recipient is the owner".into(),
            Met::Clearance { entry, equivalence: None } => format!("cleared ({entry})"),
            Met::Clearance { entry, equivalence: Some(through) } => {
                format!("cleared ({entry}), by an equivalence ({through})")
            }
            Met::ReadIn { entry } => format!("read in ({entry})"),
            Met::Within { party } if party.is_public() => "open to the public".into(),
            Met::Within { party } => format!("within {}", self.name(party)),
            Met::National { state } => format!("a national of {}", self.name(state)),
            Met::Organisation { of } => format!("inside {}", self.name(of)),
            Met::Client { of, client } => format!("{}, a client of {}", self.name(client), self.name(of)),
            Met::Purpose => "for a purpose that is allowed".into(),
            Met::Unattributed => "the source will not be named".into(),
            Met::Accepted { entry } => format!("terms accepted ({entry})"),
            Met::RuleClear => "the rule does not forbid it".into(),
            Met::Alternative { met } => self.met(met),
        }
    }

    fn lifted(&self, lift: &Lift) -> String {
        match lift {
            Lift::OwnAct => {
                format!("by the disclosure itself, its owner's own act: {}", self.name(self.actor.party()))
            }
            Lift::Act { power, entry } => {
                let holder = self.facts.power_holder(power).map(|holder| self.name(holder).to_string());
                let under = self.under(power).map(|under| format!("; {under}")).unwrap_or_default();
                format!("by {} ({entry}: {power}, by act{under})", holder.unwrap_or_default())
            }
            Lift::Grant { entry, power } => {
                format!("granted by {} ({entry}{})", self.author(*entry), self.by_power(power.as_ref()))
            }
            Lift::Remark { entry, power } => {
                format!("removed by {} ({entry}{})", self.author(*entry), self.by_power(power.as_ref()))
            }
        }
    }

    fn stands(&self, history: &[Asked]) -> String {
        let known: Vec<&Asked> = history.iter().filter(|asked| self.may_know(asked.entry)).collect();
        let told: Vec<String> = known.into_iter().map(|asked| self.asked(asked)).collect();
        if told.is_empty() { "never asked".into() } else { told.join("; ") }
    }

    /// One step in the history of asking.
    pub(super) fn asked(&self, asked: &Asked) -> String {
        let (author, entry) = (self.author(asked.entry), asked.entry);
        let ended = |verb: &str, by: &EndedBy| {
            let EndedBy { ended_by } = by;
            format!("granted by {author} ({entry}), {verb} ({ended_by})")
        };
        match &asked.why {
            WhyNot::Refused => format!("refused by {author} ({entry})"),
            WhyNot::RatifiedSince => format!("not granted then; ratified since by {author} ({entry})"),
            WhyNot::NoAuthority => format!(
                "a grant by {author} ({entry}) has no effect: {author} did not speak for the owner in this"
            ),
            WhyNot::OutOfTime if self.facts.by_silence(entry).is_some() => {
                let from = self.facts.by_silence(entry).map(|silence| silence.lapse.to_string());
                format!("no answer yet ({entry}): a grant by {author} from {}", from.unwrap_or_default())
            }
            WhyNot::OutOfTime => format!("granted by {author} ({entry}), but not for that time"),
            WhyNot::OtherPurpose => format!("granted by {author} ({entry}), but not for that purpose"),
            WhyNot::OtherMode => format!("granted by {author} ({entry}), but not in that mode"),
            WhyNot::Attributed => {
                format!("granted by {author} ({entry}), but only where the source is not named")
            }
            WhyNot::NotBound => format!("granted by {author} ({entry}), but only to who accepted its terms"),
            WhyNot::Unanswered => format!("asked ({entry}); no answer yet"),
            WhyNot::AnsweredBy(by) => ended("answered in time", by),
            WhyNot::CaveatIsLater => format!("granted by {author} ({entry}), before the caveat was stated"),
            WhyNot::LevelRaised => format!("granted by {author} ({entry}), before the level was raised"),
            WhyNot::RefusedBy(by) => ended("ended by a refusal", by),
            WhyNot::RevokedBy(by) => ended("revoked", by),
            WhyNot::PowerEnded(by) => ended("ended with its power", by),
            WhyNot::Lapsed(by) => ended("lapsed when its terms were revised", by),
        }
    }

    /// Who consents or refuses by an entry. A request stands for the silence of whom it asks.
    fn author(&self, entry: Position) -> String {
        let told = self.facts.entry(entry).map(|entry| match &entry.body {
            Body::Request(request) => format!("the silence of {}", self.name(&request.of)),
            _ => self.name(&entry.by).to_string(),
        });
        told.unwrap_or_default()
    }

    fn by_power(&self, power: Option<&PowerId>) -> String {
        power.map(|power| format!(", under {power}")).unwrap_or_default()
    }

    fn under(&self, power: &PowerId) -> Option<String> {
        match &self.facts.power_entry(power)?.body {
            Body::Power(power) => power.under.as_ref().map(ToString::to_string),
            Body::Delegation(delegation) => delegation.under.as_ref().map(ToString::to_string),
            _ => None,
        }
    }
}

impl crate::facts::Facts {
    /// Who holds the power.
    fn power_holder(&self, power: &PowerId) -> Option<&PartyId> {
        self.index().powers.get(power).map(|record| &record.holder)
    }
}
