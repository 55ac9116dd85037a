//! `caveat refuse`: record an owner's no.

use caveat::entry::{Body, Refusal};

use super::{Saying, say};
use crate::args::Refuse;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn refuse(args: &Refuse, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let saying = Saying::of(&args.said, &names, here)?;
    let refusal = Refusal {
        items: names.items("ITEM", &args.items)?,
        to: names.parties("--to", &args.to)?,
        answers: args
            .answers
            .as_deref()
            .map(|text| names.request(Typed::one("--answers", text), text))
            .transpose()?,
        reason: names::words("--reason", args.reason.as_deref())?,
    };
    let entry = saying.entry(Body::Refusal(refusal), here);
    say(&mut register, entry, &args.said)?;
    Ok(Status::Done)
}
