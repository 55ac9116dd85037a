//! `caveat log`: list what is recorded.

use std::collections::BTreeSet;

use caveat::json::Json;
use caveat::time::Position;
use caveat::words::Words;
use caveat::write::{self, Named, Scribe};
use caveat_register::{Logged, Own, What};

use super::printed;
use crate::args::Log;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn log(args: &Log, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let since = here.date("--since", args.since.as_deref(), Bound::At)?;
    let until = here.date("--until", args.until.as_deref(), Bound::Before)?;
    let mut log = register.log()?;
    if let Some(about) = args.about.as_deref() {
        log = speaking_of(log, about)?;
    }
    log.retain(|logged| since.is_none_or(|since| logged.on >= since));
    log.retain(|logged| until.is_none_or(|until| logged.on < until));
    if let Some(number) = args.number {
        log.drain(..log.len().saturating_sub(number));
    }
    printed(if args.json { report::log_json(&log) } else { report::log(&log) }, Status::Done)
}

/// What speaks of whatever goes by a name; an erasure speaks of what its entries speak of.
fn speaking_of(log: Vec<Logged>, about: &str) -> Result<Vec<Logged>, Failure> {
    let mentioned: Vec<BTreeSet<String>> = log.iter().map(mentions).collect();
    let known: BTreeSet<&str> = mentioned.iter().flatten().map(String::as_str).collect();
    if !known.contains(about) {
        let failure =
            Failure::typed(Typed::one("ITEM|PARTY", about), format!("nothing recorded speaks of `{about}`"));
        let near = names::nearest(about, known.iter().copied());
        return Err(failure.maybe_hint(near.map(|near| format!("did you mean `{near}`?")).as_deref()));
    }
    let speaks = mentioned.iter().zip(&log).filter(|(names, _)| names.contains(about));
    let direct: BTreeSet<Position> = speaks.map(|(_, logged)| logged.position).collect();
    let of_direct = |logged: &Logged| match &logged.what {
        What::Own(Own::Erased { of, .. }) => of.keys().any(|position| direct.contains(position)),
        _ => false,
    };
    Ok(log.into_iter().filter(|logged| direct.contains(&logged.position) || of_direct(logged)).collect())
}

/// Everything an entry names.
fn mentions(logged: &Logged) -> BTreeSet<String> {
    let mut mentions = Mentions(logged.by.iter().map(ToString::to_string).collect());
    match &logged.what {
        What::Entry(entry) => drop(write::entry(entry, &mut mentions)),
        What::Own(Own::Founded { we, .. }) => drop(mentions.0.insert(we.to_string())),
        What::Own(_) => {}
    }
    mentions.0
}

/// Notes down every id that is written.
struct Mentions(BTreeSet<String>);

impl Scribe for Mentions {
    fn id(&mut self, _: Named, id: &str) -> String {
        self.0.insert(id.to_owned());
        id.to_owned()
    }

    fn words(&mut self, _: &Words) -> Json {
        Json::Null
    }
}
