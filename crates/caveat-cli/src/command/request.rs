//! `caveat request` and `withdraw`: owners asked for their consent.

use caveat::consent::{Needed, needed};
use caveat::decide::decide;
use caveat::entry::{Body, Ended, Ending, Entry, Request};
use caveat::facts::Facts;
use caveat::id::{EntryId, TermsId};
use caveat::question::Question;
use caveat::time::{Instant, Position};
use caveat::words::Words;
use caveat_letter::Dictionary;
use caveat_register::Register;

use super::letter::{own_key, seal};
use super::question::{Parts, question};
use super::{fold, keep, letter, printed, told_of};
use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report;
use crate::status::Status;

/// Runs `request`.
pub(crate) fn request(args: &args::Request, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let facts = fold(&register);
    let names = Names::of(&register);
    let parts = Parts::of(&args.question.manner, &args.question.to.to, None, &names)?;
    let question = question(&args.question.item, &args.question.manner, &parts, &names, here.now())?;
    let needed = who_is_asked(args, &question, &facts, &names)?;
    if needed.is_empty() {
        report::note("nobody has to be asked");
        return Ok(Status::Done);
    }
    let Particulars { until, deadline, under, reason } = particulars(args, &names, here)?;
    let to_each = |needed: &Needed| {
        let (under, reason) = (under.clone(), reason.clone());
        said(Request { until, deadline, under, reason, ..wanted(&question, needed) }, &register, here)
    };
    let entries: Vec<Entry> = needed.iter().map(to_each).collect::<Result<_, _>>()?;
    if args.dry_run {
        return would_ask(&register, &facts, &entries, &needed);
    }
    if !args.out.is_dir() {
        let text = args.out.display().to_string();
        let failure = Failure::typed(Typed::one("--out", &text), "there is no such folder");
        return Err(failure.hint("make it first; nothing was recorded"));
    }
    let ids: Vec<EntryId> = entries.iter().filter_map(|entry| entry.id.clone()).collect();
    record(&mut register, entries)?;
    for id in &ids {
        let letter = letter::of_request(&register, &facts, id, &Dictionary::default())?;
        let file = letter::write(&letter, id, &args.out)?;
        told_of(report::letter(&letter, None));
        report::note(&format!("send it with the file {}", file.display()));
    }
    Ok(Status::Done)
}

/// Shows the letters to those whose consent to a disclosure is missing.
pub(super) fn would_be_asked(
    register: &Register,
    facts: &Facts,
    question: &Question,
    here: &Here,
) -> Result<(), Failure> {
    let Ok(decision) = decide(question, facts) else { return Ok(()) };
    let needed = needed(&decision, facts);
    if needed.is_empty() {
        report::note("nobody has to be asked");
        return Ok(());
    }
    let entries: Result<Vec<Entry>, Failure> =
        needed.iter().map(|needed| said(wanted(question, needed), register, here)).collect();
    would_ask(register, facts, &entries?, &needed).map(drop)
}

/// What is asked of one owner for a disclosure, if nothing more is said.
fn wanted(question: &Question, needed: &Needed) -> Request {
    Request {
        of: needed.owner.clone(),
        items: needed.items.clone(),
        to: needed.to.clone(),
        lifts: needed.caveats.keys().cloned().map(caveat::caveat::Selector::Caveat).collect(),
        purposes: question.purposes.clone(),
        modes: [question.mode].into(),
        unattributed: question.unattributed,
        until: None,
        deadline: None,
        under: None,
        reason: None,
    }
}

fn said(request: Request, register: &Register, here: &Here) -> Result<Entry, Failure> {
    Ok(Entry {
        position: Position(0),
        on: here.now(),
        recorded: here.now(),
        by: register.we(),
        id: Some(minted(register, "ask")?),
        body: Body::Request(Box::new(request)),
    })
}

/// Shows the letters, and records nothing.
fn would_ask(
    register: &Register,
    facts: &Facts,
    entries: &[Entry],
    needed: &[Needed],
) -> Result<Status, Failure> {
    for (entry, needed) in entries.iter().zip(needed) {
        let Body::Request(request) = &entry.body else { continue };
        let draft = caveat_letter::asks(entry, request, needed, facts, own_key(register)?);
        printed(report::letter(&seal(register, draft)?, None), Status::Done)?;
    }
    report::note("nothing was recorded, and nobody asked");
    Ok(Status::Done)
}

fn who_is_asked(
    args: &args::Request,
    question: &Question,
    facts: &Facts,
    names: &Names<'_>,
) -> Result<Vec<Needed>, Failure> {
    let decision = decide(question, facts).map_err(Failure::failed)?;
    let mut needed = needed(&decision, facts);
    if !decision.possession().held() && !needed.is_empty() {
        report::note("you do not hold the item, as far as is recorded: consent alone will not do");
    }
    let only = names.parties("--of", &args.of)?;
    for (index, owner) in only.iter().enumerate() {
        if !needed.iter().any(|needed| needed.owner == *owner) {
            let message = format!("nothing of `{owner}` stands in the way");
            return Err(Failure::typed(Typed::among("--of", &args.of, index), message));
        }
    }
    needed.retain(|needed| only.is_empty() || only.contains(&needed.owner));
    Ok(needed)
}

/// What is said to every owner alike.
struct Particulars {
    until: Option<Instant>,
    deadline: Option<Instant>,
    under: Option<TermsId>,
    reason: Option<Words>,
}

fn particulars(args: &args::Request, names: &Names<'_>, here: &Here) -> Result<Particulars, Failure> {
    let later = |flag, text: &Option<String>| -> Result<_, Failure> {
        let date = here.date(flag, text.as_deref(), Bound::Until)?;
        match (date, text) {
            (Some(date), Some(text)) if date <= here.now() => {
                Err(Failure::typed(Typed::one(flag, text), format!("{date} is over")))
            }
            (date, _) => Ok(date),
        }
    };
    let under = args.under.as_deref();
    Ok(Particulars {
        under: under.map(|text| names.terms(Typed::one("--under", text), text)).transpose()?,
        until: later("--until", &args.until)?,
        deadline: later("--deadline", &args.deadline)?,
        reason: names::words("--reason", args.reason.as_deref())?,
    })
}

/// A new id that says nothing, with a word before it for people.
pub(super) fn minted(register: &Register, word: &str) -> Result<EntryId, Failure> {
    let opaque = register.mint()?.to_string();
    let drawn: String = opaque.chars().skip_while(|c| *c != '-').skip(1).take(10).collect();
    format!("{word}-{drawn}").parse().map_err(Failure::failed)
}

pub(super) fn record(register: &mut Register, entries: Vec<Entry>) -> Result<(), Failure> {
    let recorded = keep(register, entries, None)?;
    told_of(report::recorded(register, &recorded));
    Ok(())
}

/// Runs `withdraw`.
pub(crate) fn withdraw(args: &args::Withdraw, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let request = Names::of(&register).request(Typed::one("REQUEST", &args.request), &args.request)?;
    let is_ours = letter::requested(&register, &request).is_some_and(|(entry, _)| entry.by == register.we());
    if !is_ours {
        let failure = Failure::typed(Typed::one("REQUEST", &args.request), "it is not your request");
        return Err(failure.hint("whoever asked takes it back; to refuse it: caveat answer --refuse"));
    }
    let entry = Entry {
        position: Position(0),
        on: here.now(),
        recorded: here.now(),
        by: register.we(),
        id: None,
        body: Body::Ending(Ending {
            of: Ended::Fact(request.clone()),
            grants: false,
            reason: names::words("--reason", args.reason.as_deref())?,
        }),
    };
    record(&mut register, vec![entry])?;
    let letter = letter::of_request(&register, &fold(&register), &request, &Dictionary::default())?;
    let file = letter::write(&letter, &request, &args.out)?;
    report::note(&format!("send them the file {}", file.display()));
    Ok(Status::Done)
}
