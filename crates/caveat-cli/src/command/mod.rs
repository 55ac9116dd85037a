//! The verbs, one file each, and what several of them do.

pub(crate) mod answer;
pub(crate) mod ask;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod due;
pub(crate) mod erase;
pub(crate) mod grant;
pub(crate) mod init;
pub(crate) mod key;
pub(crate) mod ledger;
pub(crate) mod letter;
pub(crate) mod log;
pub(crate) mod man;
pub(crate) mod marking;
pub(crate) mod prove;
pub(crate) mod recall;
pub(crate) mod record;
pub(crate) mod refuse;
pub(crate) mod request;
pub(crate) mod revoke;
pub(crate) mod run;
pub(crate) mod share;
pub(crate) mod show;
pub(crate) mod verify;
pub(crate) mod what;
pub(crate) mod who;
pub(crate) mod who_may;
pub(crate) mod witness;

mod input;
mod post;
mod question;
mod replace;

use std::sync::Arc;

use caveat::entry::{Body, Entry};
use caveat::facts::Facts;
use caveat::id::{EntryId, PartyId};
use caveat::ledger::Ledger;
use caveat::question::Judge;
use caveat::time::{Instant, Position};
use caveat_register::{ErrorKind, RecordError, Recorded, Register};
use caveat_rules::CedarJudge;

use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report;
use crate::status::Status;

/// Who judges house rules.
fn judge() -> Arc<dyn Judge> {
    Arc::new(CedarJudge::default())
}

/// How the program ends when what it had to say was said, or could not be.
fn printed(printed: std::io::Result<()>, status: Status) -> Result<Status, Failure> {
    // Nobody reads what goes to a pipe that is closed.
    if printed.is_err() { Err(Failure::told(Status::Failed)) } else { Ok(status) }
}

/// How the program ends when what it had to say was of something that is done: it stays done where nobody could be
/// told, and whoever took it for failed would do it a second time.
fn told_of(printed: std::io::Result<()>) -> Status {
    if let Err(error) = printed {
        report::untold(&error);
    }
    Status::Done
}

/// Who says what, and when.
struct Saying {
    by: PartyId,
    on: Instant,
    id: Option<EntryId>,
}

impl Saying {
    fn of(said: &args::Said, names: &Names<'_>, here: &Here) -> Result<Self, Failure> {
        let by = names.speaker(said.speaker.as_deref())?;
        let on = here.date("--on", said.on.as_deref(), Bound::At)?.unwrap_or(here.now());
        Ok(Self { by, on, id: names::new_id(said.id.as_deref())? })
    }

    fn entry(self, body: Body, here: &Here) -> Entry {
        // The register gives it its position.
        Entry { position: Position(0), on: self.on, recorded: here.now(), by: self.by, id: self.id, body }
    }
}

/// Records what one verb says, signs it and shows it; gives its position.
fn say(register: &mut Register, entry: Entry, said: &args::Said) -> Result<Position, Failure> {
    let command = said.command_id.as_deref();
    let recorded = keep(register, vec![entry], command)?;
    let position = recorded.positions.first().map_or(register.last(), |(position, _)| *position);
    told_of(report::recorded(register, &recorded));
    Ok(position)
}

/// Records entries under the id of a command, if it has one, and signs them.
fn keep(register: &mut Register, entries: Vec<Entry>, command: Option<&str>) -> Result<Recorded, Failure> {
    let recorded = register.record(entries, command).map_err(|error| match error {
        RecordError::Register(error) => not_done(&error, command),
        error => Failure::failed(&error).maybe_hint(error.hint()),
    })?;
    if !recorded.again {
        sign(register);
    }
    Ok(recorded)
}

/// Everything that is recorded, folded.
fn fold(register: &Register) -> Facts {
    Facts::fold(register.ledger().entries(), Position::LAST, judge())
}

/// Signs what was recorded. It is recorded all the same where it cannot be signed.
fn sign(register: &mut Register) {
    if let Err(error) = register.sign() {
        report::unsigned(&error.to_string(), error.hint());
    }
}

/// What is known of the register: everything, or what was known then.
fn view(register: &Register, known: &args::Known, here: &Here) -> Result<Ledger, Failure> {
    let position = known.known.as_deref().map(|text| position(register, text, here)).transpose()?;
    Ok(register.view(position))
}

/// The position that was typed, or the last one of what was recorded on the date that was.
fn position(register: &Register, text: &str, here: &Here) -> Result<Position, Failure> {
    let typed = Typed::one("--known", text);
    let digits = text.strip_prefix('#').unwrap_or(text);
    match digits.parse::<u64>() {
        Ok(number) if digits == text && (1900..2200).contains(&number) => {
            let message = format!("`{text}` may be a year or a position");
            Err(Failure::typed(typed, message).hint(format!("write '#{text}', or {text}-01-01")))
        }
        Ok(number) if Position(number) > register.last() => {
            let message = format!("there is no entry #{number}: the last one is {}", register.last());
            Err(Failure::typed(typed, message).hint("write a date, or the position of an entry"))
        }
        Ok(number) if digits.chars().all(|c| c.is_ascii_digit()) => Ok(Position(number)),
        _ => {
            let date = here.date("--known", Some(text), Bound::At)?.unwrap_or(here.now());
            Ok(register.ledger().known_on(date))
        }
    }
}

/// Points at the id of a command that was carried out before and said something else; passes on what else went wrong.
fn not_done(error: &caveat_register::Error, command: Option<&str>) -> Failure {
    let failure = match (error.kind(), command) {
        (ErrorKind::Repeated(_), Some(command)) => {
            Failure::typed(Typed::one("--command-id", command), error.to_string())
        }
        _ => Failure::failed(error),
    };
    failure.maybe_hint(error.hint())
}
