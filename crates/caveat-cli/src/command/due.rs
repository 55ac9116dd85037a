//! `caveat due`: what needs attention.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use caveat::due::{Horizon, due};
use caveat::time::Span;
use caveat_register::system_words;

use super::replace::Replacement;
use super::{fold, printed};
use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// The seconds of a day.
const DAY: u32 = 86_400;

/// Runs the verb.
pub(crate) fn attention(args: &args::Due, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let on = here.date("--on", args.on.as_deref(), Bound::At)?.unwrap_or(here.now());
    let until = Span::seconds(args.within.saturating_mul(DAY)).after(on);
    let facts = fold(&register);
    let horizon = Horizon { on, until };
    let found = due(&facts, &register.we(), horizon);
    let Some(file) = &args.ical else {
        let told = if args.json { report::due_json(&found, horizon) } else { report::due(&found, horizon) };
        return printed(told, Status::Done);
    };
    let calendar = report::calendar(&found, here.now(), register.origin());
    if file.as_os_str() == "-" {
        return printed(report::raw(calendar.as_bytes()), Status::Done);
    }
    write(file, &calendar)?;
    report::note(&format!("{} stand in {}", counted(found.len()), file.display()));
    Ok(Status::Done)
}

fn counted(count: usize) -> String {
    if count == 1 { "1 date or task".to_owned() } else { format!("{count} dates and tasks") }
}

/// Writes the calendar in one piece. Nothing is written over but another calendar.
fn write(file: &Path, calendar: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::failed(format!("cannot write `{}`: {}", file.display(), system_words(&error)))
    };
    match fs::read(file) {
        Ok(there) if !there.starts_with(b"BEGIN:VCALENDAR") => {
            let text = file.display().to_string();
            let failure =
                Failure::typed(Typed::one("--ical", &text), "there is a file, and it is no calendar");
            return Err(failure.hint("name another; only a calendar is written over"));
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let put = || {
        let mut whole = Replacement::at(file)?;
        whole.write_all(calendar.as_bytes())?;
        whole.put()
    };
    put().map_err(failed)
}
