//! `caveat who-may`: to whom an item may go.

use caveat::answer::Asker;
use caveat::bulk::{Bulk, Counts};
use caveat::facts::Facts;
use caveat::party::PartyKind;
use caveat::time::Position;

use super::question::Parts;
use super::what::unanswerable;
use super::{judge, printed, view};
use crate::args::{Kind, WhoMay};
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{Names, Suggest};
use crate::report::{self, Lines, Progress};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn who_may(args: &WhoMay, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let on = here.date("--on", args.many.on.as_deref(), Bound::At)?.unwrap_or(here.now());
    let ledger = view(&register, &args.many.known, here)?;
    let names = Names { register: &register, ledger: &ledger, suggest: Suggest::Near };
    let item = names.item(Typed::one("ITEM", &args.item), &args.item)?;
    let parts = Parts::of(&args.manner, &[], None, &names)?;
    let manner = parts.manner(&args.manner, on)?;
    let facts = Facts::fold(ledger.entries(), Position::LAST, judge());
    let bulk = match Bulk::open(manner.clone(), &facts, &Asker::Keeper) {
        Ok(bulk) => bulk,
        Err(why) => return unanswerable(why),
    };
    let mut lines = Lines::of(&args.many);
    let mut told = || -> std::io::Result<()> {
        lines.head(&report::who_may_title(&manner, &item))?;
        let mut counts = Counts::default();
        let recipients = bulk.recipients(&args.kind.iter().map(kind).collect());
        let mut progress = Progress::new(args.many.json);
        for (done, recipient) in recipients.iter().enumerate() {
            progress.at(done, recipients.len());
            if let Some(gist) = bulk.of_recipient(&item, recipient) {
                counts.add(&gist);
                progress.clear();
                lines.recipient(&bulk.named(&item, recipient), recipient.is_one_of_several, &gist)?;
            }
        }
        progress.clear();
        lines.end(&counts, ledger.last_position())
    };
    printed(told(), Status::Done)
}

fn kind(kind: &Kind) -> PartyKind {
    match kind {
        Kind::Person => PartyKind::Person,
        Kind::Office => PartyKind::Office,
        Kind::Body => PartyKind::Body,
        Kind::State => PartyKind::State,
        Kind::Community => PartyKind::Community,
    }
}
