//! `caveat revoke`: take back grants and sanitisations.

use caveat::entry::{Body, Revocation};

use super::{Saying, say};
use crate::args::Revoke;
use crate::failure::Failure;
use crate::here::Here;
use crate::names::{self, Names};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn revoke(args: &Revoke, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let saying = Saying::of(&args.said, &names, here)?;
    let revocation = Revocation {
        of: names.revocable("GRANT", &args.grants)?,
        to: names.parties("--to", &args.to)?,
        reason: names::words("--reason", args.reason.as_deref())?,
    };
    let entry = saying.entry(Body::Revocation(revocation), here);
    say(&mut register, entry, &args.said)?;
    Ok(Status::Done)
}
