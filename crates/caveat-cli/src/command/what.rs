//! `caveat what`: what may go to them.

use caveat::answer::Asker;
use caveat::bulk::{Bulk, Counts};
use caveat::facts::Facts;
use caveat::question::Unanswerable;
use caveat::time::Position;

use super::question::Parts;
use super::{judge, printed, view};
use crate::args::What;
use crate::date::Bound;
use crate::failure::Failure;
use crate::here::Here;
use crate::names::{Names, Suggest};
use crate::report::{self, Lines, Progress};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn what(args: &What, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let on = here.date("--on", args.many.on.as_deref(), Bound::At)?.unwrap_or(here.now());
    let ledger = view(&register, &args.many.known, here)?;
    let suggest = if args.asker.is_some() { Suggest::Nothing } else { Suggest::Near };
    let names = Names { register: &register, ledger: &ledger, suggest };
    let parts = Parts::of(&args.manner, &args.to.to, args.asker.as_deref(), &names)?;
    let manner = parts.manner(&args.manner, on)?;
    let facts = Facts::fold(ledger.entries(), Position::LAST, judge());
    let asker = match parts.asker().map(|who| Asker::party(&who, on, &facts)).transpose() {
        Ok(asker) => asker.unwrap_or(Asker::Keeper),
        Err(why) => return unanswerable(why),
    };
    let to = parts.to();
    let bulk =
        match Bulk::open(manner.clone(), &facts, &asker).and_then(|bulk| bulk.resolved(&to).map(|_| bulk)) {
            Ok(bulk) => bulk,
            Err(why) => return unanswerable(why),
        };
    let mut lines = Lines::of(&args.many);
    let mut told = || -> std::io::Result<()> {
        lines.head(&report::what_title(&manner, &to))?;
        let mut counts = Counts::default();
        let items = bulk.items();
        let mut progress = Progress::new(args.many.json);
        for (done, item) in items.iter().enumerate() {
            progress.at(done, items.len());
            if let Some(gist) = bulk.of_item(item, &to) {
                counts.add(&gist);
                progress.clear();
                lines.item(item, &gist)?;
            }
        }
        progress.clear();
        lines.end(&counts, ledger.last_position())
    };
    printed(told(), Status::Done)
}

pub(super) fn unanswerable(why: Unanswerable) -> Result<Status, Failure> {
    printed(report::asked(&Err(why), None), Status::Failed)
}
