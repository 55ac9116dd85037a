//! `caveat erase`: destroy words, and record that they were.

use caveat_register::{Erasure, Names as WithNames};

use super::{sign, told_of};
use crate::args::Erase;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn erase(args: &Erase, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let no_reason = || Failure::typed(Typed::one("--reason", &args.reason), "no reason is given");
    let erasure = Erasure {
        of: names.entries("ENTRY", &args.entries)?,
        by: names.speaker(args.speaker.as_deref())?,
        reason: names::words("--reason", Some(&args.reason))?.ok_or_else(no_reason)?,
        names: if args.keep_names { WithNames::Keep } else { WithNames::Erase },
    };
    let recorded = register.erase(erasure, here.now());
    let recorded = recorded.map_err(|error| Failure::failed(&error).maybe_hint(error.hint()))?;
    sign(&mut register);
    Ok(told_of(report::recorded(&register, &recorded)))
}
