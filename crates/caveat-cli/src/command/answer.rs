//! `caveat answer`: an owner answers a request.

use caveat::caveat::Mode;
use caveat::entry::{Body, Entry, Grant, Refusal, Request, Revocation};
use caveat::id::EntryId;
use caveat::time::{Interval, Position};
use caveat_register::Register;

use super::request::{minted, record};
use super::{fold, letter, told_of};
use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn answer(args: &args::Answer, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let called = letter::dictionary(&args.called)?;
    let names = Names::of(&register);
    let id = names.request(Typed::one("REQUEST", &args.request), &args.request)?;
    let asked = letter::requested(&register, &id).map(|(_, request)| request.clone());
    let asked = asked.filter(|request| request.of == register.we()).ok_or_else(|| {
        Failure::typed(Typed::one("REQUEST", &args.request), "it does not ask you")
            .hint("an answer that came to you is read by `caveat receive`")
    })?;
    let body = body(args, &id, &asked, &names, here)?;
    let entry = Entry {
        position: Position(0),
        on: here.now(),
        recorded: here.now(),
        by: register.we(),
        id: Some(minted(&register, "answer")?),
        body,
    };
    record(&mut register, vec![entry])?;
    write(&register, &id, &called, args)
}

fn write(
    register: &Register,
    id: &EntryId,
    called: &caveat_letter::Dictionary,
    args: &args::Answer,
) -> Result<Status, Failure> {
    let letter = letter::of_request(register, &fold(register), id, called)?;
    let file = letter::write(&letter, id, &args.out)?;
    let status = told_of(report::letter(&letter, None));
    report::note(&format!("send them the file {}", file.display()));
    Ok(status)
}

fn body(
    args: &args::Answer,
    id: &EntryId,
    asked: &Request,
    names: &Names<'_>,
    here: &Here,
) -> Result<Body, Failure> {
    let reason = names::words("--reason", args.reason.as_deref())?;
    if let Some(act) = &args.revoke {
        let of = names.revocable("--revoke", std::slice::from_ref(act))?;
        return Ok(Body::Revocation(Revocation { of, to: names.parties("--to", &args.to)?, reason }));
    }
    let or_asked = |named: Vec<_>, asked: &[_]| if named.is_empty() { asked.to_vec() } else { named };
    let items = or_asked(names.items("--item", &args.item)?, &asked.items);
    let named = names.parties("--to", &args.to)?;
    let to = if named.is_empty() { asked.to.clone() } else { named };
    if args.refuse {
        return Ok(Body::Refusal(Refusal { items, to, answers: Some(id.clone()), reason }));
    }
    let purposes = names::purposes("--purpose", &args.purpose)?;
    let until = here.date("--until", args.until.as_deref(), Bound::Until)?.or(asked.until);
    if let (Some(until), Some(text)) = (until, &args.until)
        && until <= here.now()
    {
        return Err(Failure::typed(Typed::one("--until", text), format!("{until} is over")));
    }
    let rests_on = args.rests_on.as_deref();
    Ok(Body::Grant(Box::new(Grant {
        items,
        to,
        lifts: asked.lifts.clone(),
        purposes: if purposes.is_empty() { asked.purposes.clone() } else { purposes },
        modes: if args.shown { [Mode::Showing].into() } else { asked.modes.clone() },
        during: Interval { from: here.now(), until },
        this_item_only: args.this_item_only,
        recipient_only: false,
        unattributed: args.unattributed || asked.unattributed,
        bound: names.all_terms("--bound", &args.bound)?,
        rests_on: rests_on.map(|text| names.terms(Typed::one("--rests-on", text), text)).transpose()?,
        answers: Some(id.clone()),
    })))
}
