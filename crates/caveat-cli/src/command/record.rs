//! `caveat record`: record entries from files, all of them or none.

use std::ops::Range;
use std::path::Path;

use caveat::entry::Entry;
use caveat::ledger::Ledger;
use caveat::read::{Arrival, Problem};
use caveat::time::Position;
use caveat_register::{RecordError, Register};

use super::{input, not_done, printed, sign, told_of};
use crate::args::Record;
use crate::failure::Failure;
use crate::here::Here;
use crate::names::Names;
use crate::report;
use crate::status::Status;

/// A file, and where in it each of its entries stands.
struct Source {
    name: String,
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

/// Runs the verb.
pub(crate) fn record(args: &Record, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let by = Names::of(&register).speaker(args.speaker.as_deref())?;
    let arrival = Arrival { on: here.now(), recorded: Some(here.now()), by: Some(by) };
    let before = args.command_id.as_deref().and_then(|command| register.carried_out(command));
    let mut ledger = match before {
        // What was recorded under this command is read as it was then: on what stood before it.
        Some((first, _)) => register.view(Some(Position(first.0.saturating_sub(1)))),
        None => register.view(None),
    };
    let first = ledger.entries().len();
    let mut sources = Vec::new();
    for file in &args.files {
        sources.push(take_in(&mut ledger, file, args, &arrival)?);
    }
    let new = ledger.entries().iter().skip(first);
    let entries: Vec<Entry> = new.map(|entry| Entry::clone(entry)).collect();
    if args.dry_run {
        return printed(report::would_record(&entries), Status::Done);
    }
    write(&mut register, entries, args, &sources)
}

fn write(
    register: &mut Register,
    entries: Vec<Entry>,
    args: &Record,
    sources: &[Source],
) -> Result<Status, Failure> {
    let recorded = register.record(entries, args.command_id.as_deref()).map_err(|error| match error {
        // Somebody else recorded something meanwhile that they do not fit.
        RecordError::Refused { index, message, hint } => refused(sources, index, message, hint),
        RecordError::Register(error) => not_done(&error, args.command_id.as_deref()),
    })?;
    if !recorded.again {
        sign(register);
    }
    Ok(told_of(report::recorded(register, &recorded)))
}

fn take_in(ledger: &mut Ledger, file: &Path, args: &Record, arrival: &Arrival) -> Result<Source, Failure> {
    let bytes = input::file(file)?;
    let name = file.display().to_string();
    let format = input::format(args.format, file, &bytes);
    let told = input::entries(&bytes, format, ledger, arrival);
    let told = told.map_err(|problems| {
        report::problems(&name, &bytes, &problems);
        nothing_recorded()
    })?;
    let doubts: Vec<Problem> = told.iter().flat_map(|told| told.doubts.clone()).collect();
    report::doubts(&name, &bytes, &doubts);
    let mut places = Vec::new();
    for told in told {
        ledger.push(told.entry).map_err(|refused| Failure::failed(&refused.message))?;
        places.push(told.place);
    }
    Ok(Source { name, bytes, places })
}

fn nothing_recorded() -> Failure {
    Failure::failed("nothing was recorded, of this file or of any other")
}

fn refused(sources: &[Source], index: usize, message: String, hint: Option<String>) -> Failure {
    let mut before = 0;
    for source in sources {
        if let Some(place) = index.checked_sub(before).and_then(|index| source.places.get(index)) {
            let problem = Problem { message, span: place.clone(), hint, notes: Vec::new() };
            report::problems(&source.name, &source.bytes, &[problem]);
            return nothing_recorded();
        }
        before += source.places.len();
    }
    Failure::failed(message).maybe_hint(hint.as_deref())
}
