//! Deciding and recording in one act.

use std::fmt;
use std::sync::Arc;

use caveat::decide::{Decision, Outcome, decide};
use caveat::entry::{Body, Disclosure, Entry};
use caveat::facts::Facts;
use caveat::id::EntryId;
use caveat::question::{Judge, Question, Unanswerable};
use caveat::time::{Instant, Position};
use caveat::words::Words;

use crate::draft::{check_command, repeated};
use crate::encode::Command;
use crate::error::{Error, ErrorKind, Fault};
use crate::pen::Pen;
use crate::register::Register;
use crate::state::Untaken;

/// A disclosure that somebody is about to make.
#[derive(Debug, Clone)]
pub struct Act {
    /// What is disclosed to whom. What is recorded says the same.
    pub question: Question,
    /// What the disclosure is to be called.
    pub id: Option<EntryId>,
    /// Where and how it is made.
    pub setting: Option<Words>,
    /// Why it is made even against the answer. Where nothing stands here it is not.
    pub against: Option<Words>,
    /// The id of the command, so that a retry is not a second disclosure.
    pub command: Option<String>,
}

/// What to do where the clock is behind that of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnClockBehind {
    /// Refuse to decide as of now: nobody knows when that is.
    Refuse,
    /// Believe the clock: whoever acts says that it is right, and that the one of then was wrong.
    Believe,
}

/// That a disclosure was decided on and is recorded. Nobody but the register makes one, and only once it is durable:
/// what leaves the house leaves it with a receipt.
///
/// ```compile_fail,E0451
/// fn forged(receipt: caveat_register::Receipt) -> caveat_register::Receipt {
///     caveat_register::Receipt { against: false, ..receipt }
/// }
/// ```
#[derive(Debug)]
pub struct Receipt {
    decision: Decision,
    facts: Facts,
    position: Position,
    id: String,
    against: bool,
    again: bool,
}

impl Receipt {
    /// What was decided, on what was recorded up to then.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// The facts it was decided on.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Where the disclosure is recorded.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The opaque id of the disclosure.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it was made against the answer.
    pub fn is_against_the_answer(&self) -> bool {
        self.against
    }

    /// Whether the command had been carried out before: nothing new was recorded.
    pub fn is_repeated(&self) -> bool {
        self.again
    }
}

/// Why a disclosure was not recorded.
#[derive(Debug)]
pub enum ActError {
    /// The answer is not yes, and nobody said why it is made nevertheless.
    NotPermitted {
        /// The decision.
        decision: Box<Decision>,
        /// The facts it was decided on.
        facts: Box<Facts>,
    },
    /// The question has no answer.
    Unanswerable(Unanswerable),
    /// The disclosure does not fit what is recorded.
    Refused {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The register could not.
    Register(Error),
}

impl ActError {
    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Refused { hint, .. } => hint.as_deref(),
            Self::Register(error) => error.hint(),
            Self::NotPermitted { .. } | Self::Unanswerable(_) => None,
        }
    }
}

impl fmt::Display for ActError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPermitted { .. } => f.write_str("the answer is not yes"),
            Self::Unanswerable(why) => why.fmt(f),
            Self::Refused { message, .. } => f.write_str(message),
            Self::Register(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ActError {}

impl Fault for ActError {
    fn fault(&self) -> Option<&Error> {
        match self {
            Self::Register(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for ActError {
    fn from(error: Error) -> Self {
        Self::Register(error)
    }
}

impl From<Untaken> for ActError {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::Refused { message, hint } => Self::Refused { message, hint },
            Untaken::Fault(error) => Self::Register(error),
        }
    }
}

impl Register {
    /// Decides whether a disclosure may be made and, if so, records that it is: within one transaction, on all that
    /// is recorded up to then. The receipt is there once it is durable.
    ///
    /// # Errors
    /// Where the answer is not yes and no reason was given; where there is no answer; where the register cannot be
    /// written. Nothing is recorded then.
    pub fn act(&mut self, act: Act, judge: Arc<dyn Judge>, at: Instant) -> Result<Receipt, ActError> {
        self.within(|pen| pen.act(act, judge, at))
    }

    /// Does the same as of the moment at which nobody else can record any more. Whoever had to wait would otherwise
    /// decide as of before it, and by a consent that was taken back while they waited.
    ///
    /// # Errors
    /// As [`Register::act`]. And where the clock is behind that of an entry, unless who acts says that it is right: by
    /// a clock that was set back, what was taken back since would still be consented to.
    pub fn act_now(
        &mut self,
        mut act: Act,
        judge: Arc<dyn Judge>,
        clock: impl FnOnce() -> Instant,
        on_clock_behind: OnClockBehind,
    ) -> Result<Receipt, ActError> {
        self.within(|pen| {
            let now = clock();
            if on_clock_behind == OnClockBehind::Refuse {
                pen.is_not_before(now)?;
            }
            act.question.on = now;
            pen.act(act, judge, now)
        })
    }
}

impl Pen<'_> {
    /// Whether nothing was recorded later than now.
    fn is_not_before(&self, now: Instant) -> Result<(), Error> {
        let entries = self.state.ledger.entries();
        match entries.iter().max_by_key(|entry| entry.recorded).filter(|latest| latest.recorded > now) {
            None => Ok(()),
            Some(latest) => {
                let (position, recorded) = (latest.position, latest.recorded);
                let message =
                    format!("it is {now} by the clock, and entry {position} was recorded on {recorded}");
                Err(Error::new(ErrorKind::Clock, message).hinted(
                    "nothing was recorded; set the clock, or say with `--clock-is-right` that it was wrong then",
                ))
            }
        }
    }

    /// The disclosure that the same command recorded before, against the answer or not.
    fn before(&self, act: &Act, at: Instant) -> Result<Option<(Position, String)>, Error> {
        let command = act.command.as_deref();
        let agreed = repeated(self.state, command, &[disclosure(act, false, at)]);
        let before = match agreed {
            Err(_) if act.against.is_some() => repeated(self.state, command, &[disclosure(act, true, at)])?,
            other => other?,
        };
        Ok(before.and_then(|before| before.positions.into_iter().next()))
    }

    fn act(&mut self, act: Act, judge: Arc<dyn Judge>, at: Instant) -> Result<Receipt, ActError> {
        check_command(act.command.as_deref())?;
        let before = self.before(&act, at)?;
        // A disclosure is decided on what was recorded before it, and so is its retry.
        let known =
            before.as_ref().map_or(Position::LAST, |(position, _)| Position(position.0.saturating_sub(1)));
        let facts = Facts::fold(self.state.ledger.entries(), known, judge);
        let decision = decide(&act.question, &facts).map_err(ActError::Unanswerable)?;
        let against = decision.outcome() != Outcome::Permitted;
        if let Some((position, id)) = before {
            return Ok(Receipt { decision, facts, position, id, against, again: true });
        }
        if against && act.against.is_none() {
            return Err(ActError::NotPermitted { decision: Box::new(decision), facts: Box::new(facts) });
        }
        let mut entry = disclosure(&act, against, at);
        let command = act.command.as_deref().map(|id| Command { id, entries: 1 });
        let (position, id) = self.write(&mut entry, command)?;
        Ok(Receipt { decision, facts, position, id, against, again: false })
    }
}

fn disclosure(act: &Act, against: bool, at: Instant) -> Entry {
    let question = &act.question;
    let disclosure = Disclosure {
        item: question.item.clone(),
        actor: question.actor.clone(),
        to: question.to.clone(),
        purposes: question.purposes.clone(),
        mode: question.mode,
        unattributed: question.unattributed,
        reported: false,
        setting: act.setting.clone(),
        reason: act.against.clone().filter(|_| against),
    };
    Entry {
        position: Position(0),
        on: question.on,
        recorded: at,
        by: question.actor.party.clone(),
        id: act.id.clone(),
        body: Body::Disclosure(disclosure),
    }
}
