//! `caveat check`: everything read, hashed and folded anew.

use super::{judge, printed};
use crate::args::Check;
use crate::failure::Failure;
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn check(args: &Check, here: &Here) -> Result<Status, Failure> {
    let found = caveat_register::check(&here.place()?, judge(), &mut report::progress());
    let status = if found.is_ok() { Status::Done } else { Status::Failed };
    printed(if args.json { report::checked_json(&found) } else { report::checked(&found) }, status)
}
