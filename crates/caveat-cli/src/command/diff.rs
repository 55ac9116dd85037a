//! `caveat diff`: what changed in the answers between two times, and by which entries.

use caveat::time::{Instant, Position};
use caveat::turns::{Asking, Known, Turn};
use caveat_register::Register;

use super::question::Parts;
use super::{judge, position, printed};
use crate::args::Diff;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{Names, Suggest};
use crate::report::{Progress, Turns};
use crate::status::Status;

/// The two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    /// What was known.
    Positions(Position, Position),
    /// As of when it is asked.
    Instants(Instant, Instant),
}

/// Runs the verb.
pub(crate) fn diff(args: &Diff, here: &Here) -> Result<Status, Failure> {
    counted(args)?;
    let register = here.open()?;
    let (between, last, on) = times(args, &register, here)?;
    let ledger = register.view(Some(last));
    let names = Names { register: &register, ledger: &ledger, suggest: Suggest::Near };
    let item = args.item.as_deref().map(|text| names.item(Typed::one("--item", text), text)).transpose()?;
    let parts = Parts::of(&args.manner, &args.to.to, None, &names)?;
    let asking = Asking { manner: parts.manner(&args.manner, on)?, to: parts.to(), item };
    let known = Known { entries: ledger.entries(), judge: judge() };
    let mut turns = Turns::new(args.json);
    let progress = std::cell::RefCell::new(Progress::new(args.json));
    let mut told = || -> std::io::Result<()> {
        turns.head(&asking, between)?;
        let watch = &mut |done, of| progress.borrow_mut().at(done, of);
        let tell = &mut |turn: Turn| {
            progress.borrow_mut().clear();
            turns.turn(&turn)
        };
        match between {
            Between::Positions(from, to) => asking.between_positions(&known, from, to, watch, tell)?,
            Between::Instants(from, to) => asking.between_instants(&known, from, to, watch, tell)?,
        }
        progress.borrow_mut().clear();
        turns.end()
    };
    printed(told(), Status::Done)
}

/// Exactly one of the two is given twice.
fn counted(args: &Diff) -> Result<(), Failure> {
    let message = match (args.known.len(), args.on.len()) {
        (2, 0 | 1) | (0 | 1, 2) => return Ok(()),
        (2, 2) => "two times of both kinds are given, and only one kind can be compared",
        (known, _) if known > 2 => "`--known` is given more than twice",
        (_, on) if on > 2 => "`--on` is given more than twice",
        _ => "two times have to be given",
    };
    Err(Failure::usage(message).hint("give `--known` twice, or `--on` twice, the earlier one first"))
}

/// The two times, the last entry known, and the instant asked about.
fn times(args: &Diff, register: &Register, here: &Here) -> Result<(Between, Position, Instant), Failure> {
    let instant = |text: &String| Ok(here.date("--on", Some(text), Bound::At)?.unwrap_or(here.now()));
    let instants: Vec<Instant> = args.on.iter().map(instant).collect::<Result<_, Failure>>()?;
    let positions: Vec<Position> =
        args.known.iter().map(|text| position(register, text, here)).collect::<Result<_, Failure>>()?;
    match (positions.as_slice(), instants.as_slice()) {
        (&[from, to], on) => {
            in_order("--known", &args.known, from < to, from == to)?;
            Ok((Between::Positions(from, to), to, on.first().copied().unwrap_or(here.now())))
        }
        (known, &[from, to]) => {
            in_order("--on", &args.on, from < to, from == to)?;
            Ok((Between::Instants(from, to), known.first().copied().unwrap_or(register.last()), from))
        }
        _ => Err(Failure::usage("two times have to be given")),
    }
}

fn in_order(flag: &'static str, typed: &[String], ascends: bool, is_same: bool) -> Result<(), Failure> {
    let second = typed.last().map(String::as_str).unwrap_or_default();
    match (ascends, is_same) {
        (true, _) => Ok(()),
        (false, true) => Err(Failure::typed(Typed::one(flag, second), "nothing lies between the two")),
        (false, false) => Err(Failure::typed(Typed::one(flag, second), "it is earlier than the other")
            .hint("give the earlier one first")),
    }
}
