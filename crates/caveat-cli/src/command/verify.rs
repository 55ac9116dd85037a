//! `caveat verify`: what evidence proves.

use caveat_register::{MAX_BUNDLE, verify_bundle, verify_export};

use super::{input, printed};
use crate::args::Verify;
use crate::failure::Failure;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn verify(args: &Verify) -> Result<Status, Failure> {
    let found = if args.what.is_dir() {
        verify_export(&args.what, &args.key)
    } else {
        verify_bundle(&input::up_to(&args.what, MAX_BUNDLE)?, &args.key)
    };
    let status = if found.is_ok() { Status::Done } else { Status::Failed };
    printed(if args.json { report::verified_json(&found) } else { report::verified(&found) }, status)
}
