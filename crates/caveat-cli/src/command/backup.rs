//! `caveat backup` and `caveat restore`: a copy of the register, and the register from a copy.

use super::{printed, told_of};
use crate::args::{Backup, Restore};
use crate::failure::Failure;
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Copies the register.
pub(crate) fn backup(args: &Backup, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let copied = register.backup(&args.file, &mut report::progress())?;
    printed(report::backed_up(&copied, &args.file), Status::Done)
}

/// Puts it back.
pub(crate) fn restore(args: &Restore, here: &Here) -> Result<Status, Failure> {
    let place = here.place()?;
    let register = here.restore(&args.file)?;
    Ok(told_of(report::restored(&register, &place)))
}
