//! `caveat ask`: answer a question, and record nothing.

use std::path::Path;

use caveat::answer::{Answer, Asker, answer};
use caveat::bulk::{Bulk, Manner};
use caveat::decide::{Outcome, decide};
use caveat::facts::Facts;
use caveat::id::{FactKey, ItemId, PartyId};
use caveat::ledger::Ledger;
use caveat::question::Unanswerable;
use caveat::read::{Arrival, Problem};
use caveat::time::{Instant, Moment, Position};

use super::question::{Parts, question};
use super::{input, judge, printed, view};
use crate::args::Ask;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names, Suggest};
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn ask(args: &Ask, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let on = here.date("--on", args.on.as_deref(), Bound::At)?;
    let mut ledger = view(&register, &args.known, here)?;
    let instant = on.unwrap_or(here.now());
    let suggest = if args.asker.is_some() { Suggest::Nothing } else { Suggest::Near };
    if let Some(file) = &args.suppose {
        suppose(&mut ledger, file, instant, &register.we(), suggest)?;
    }
    let names = Names { register: &register, ledger: &ledger, suggest };
    let parts = Parts::of(&args.manner, &args.to.to, args.asker.as_deref(), &names)?;
    let facts = Facts::fold(ledger.entries(), Position::LAST, judge());
    let (reply, outcome) = match put(args, &parts, &names, &facts, instant)? {
        Ok((answer, outcome)) => (Ok(answer), outcome),
        Err(why) => (Err(why), None),
    };
    if let (Some(day), Suggest::Near) = (on, suggest) {
        later_that_day(&ledger, day);
    }
    let said =
        if args.json { report::asked_json(&reply) } else { report::asked(&reply, args.suppose.as_deref()) };
    let status = printed(said, outcome.map_or(Status::Failed, Status::Answered))?;
    if let (true, Some(item)) = (args.request, &args.what.item) {
        let question = question(item, &args.manner, &parts, &names, instant)?;
        super::request::would_be_asked(&register, &facts, &question, here)?;
    }
    Ok(status)
}

type Reply = Result<(Answer, Option<Outcome>), Unanswerable>;

/// Puts the question. Whoever may not know of the item is told what they would be told if there were none.
fn put(args: &Ask, parts: &Parts, names: &Names<'_>, facts: &Facts, on: Instant) -> Result<Reply, Failure> {
    let asker = match parts.asker() {
        None => Asker::Keeper,
        Some(who) => match Asker::party(&who, on, facts) {
            Ok(asker) => asker,
            Err(why) => return Ok(Err(why)),
        },
    };
    let text = match (&args.what.item, &args.what.fact) {
        (_, Some(fact)) => return put_fact(fact, &parts.manner(&args.manner, on)?, parts, facts, &asker),
        (item, None) => item.as_deref().unwrap_or_default(),
    };
    if let Asker::Party { chain, .. } = &asker {
        let item: ItemId = names::slug(&Typed::one("--item", text), text)?;
        if !facts.knows_item(&item, chain, Moment::end_of(on)) {
            return Ok(Ok((Answer::NoSuchItem { item }, None)));
        }
    }
    let question = question(text, &args.manner, parts, names, on)?;
    let decision = match decide(&question, facts) {
        Ok(decision) => decision,
        Err(why) => return Ok(Err(why)),
    };
    Ok(Ok((answer(&decision, facts, &asker), Some(decision.outcome()))))
}

/// Puts the question about the freest of the items that tell a fact. Who is told of none is told the same, whether
/// there are some or not.
fn put_fact(
    text: &str,
    manner: &Manner,
    parts: &Parts,
    facts: &Facts,
    asker: &Asker,
) -> Result<Reply, Failure> {
    let typed = Typed::one("--fact", text);
    let fact: FactKey = names::fact(&typed, text)?;
    let freest = Bulk::open(manner.clone(), facts, asker).and_then(|bulk| bulk.freest(&fact, &parts.to()));
    match freest {
        Ok(Some(freest)) => Ok(Ok((freest.answer, Some(freest.decision.outcome())))),
        Ok(None) => {
            let message = format!("`{}` holds no item that is known to tell `{fact}`", manner.actor.party);
            Err(Failure { status: Status::Failed, ..Failure::typed(typed, message) })
        }
        Err(why) => Ok(Err(why)),
    }
}

/// Adds what is supposed to what is known.
fn suppose(
    ledger: &mut Ledger,
    file: &Path,
    on: Instant,
    we: &PartyId,
    suggest: Suggest,
) -> Result<(), Failure> {
    let bytes = input::file(file)?;
    let format = input::format(None, file, &bytes);
    let arrival = Arrival { on, recorded: None, by: Some(we.clone()) };
    let told = input::entries(&bytes, format, ledger, &arrival);
    let told = told.map_err(|mut problems| {
        if suggest == Suggest::Nothing {
            problems.iter_mut().for_each(tell_no_names);
        }
        report::problems(&file.display().to_string(), &bytes, &problems);
        Failure::told(Status::Failed)
    })?;
    for told in told {
        ledger.push(told.entry).map_err(|refused| Failure::failed(&refused.message))?;
    }
    Ok(())
}

/// What a name may have been meant for is not for whoever may not know of it, and neither is where it stands.
fn tell_no_names(problem: &mut Problem) {
    problem.hint = None;
    problem.notes.clear();
}

/// A day that is asked about is its first instant: says what is of later on that day.
fn later_that_day(ledger: &Ledger, on: Instant) {
    let day = on.to_string();
    let later = |entry: &&std::sync::Arc<caveat::entry::Entry>| {
        entry.on > on && entry.on.to_string().split_once('T').is_some_and(|(date, _)| date == day)
    };
    match ledger.entries().iter().filter(later).count() {
        0 => {}
        1 => report::note(&format!("1 entry is of later on {day}, and is not counted; {day} is 00:00 UTC")),
        more => report::note(&format!(
            "{more} entries are of later on {day}, and are not counted; {day} is 00:00 UTC"
        )),
    }
}
