//! `caveat who`: who holds an item.

use caveat::facts::Facts;
use caveat::time::{Moment, Position};

use super::{judge, printed, view};
use crate::args::Who;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{Names, Suggest};
use crate::report::{self, Holders};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn who(args: &Who, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let on = here.date("--on", args.on.as_deref(), Bound::At)?.unwrap_or(here.now());
    let ledger = view(&register, &args.known, here)?;
    let names = Names { register: &register, ledger: &ledger, suggest: Suggest::Near };
    let item = names.item(Typed::one("ITEM", &args.item), &args.item)?;
    let facts = Facts::fold(ledger.entries(), Position::LAST, judge());
    let holders = facts.holders(&item, Moment::end_of(on));
    let told = Holders { item: &item, on, known: ledger.last_position(), holders: &holders, facts: &facts };
    printed(if args.json { report::holders_json(&told) } else { report::holders(&told) }, Status::Done)
}
