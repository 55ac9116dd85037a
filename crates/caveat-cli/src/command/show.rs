//! `caveat show`: an entry with everything it says.

use super::printed;
use crate::args::Show;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::Names;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn show(args: &Show, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let position = Names::of(&register).entry(Typed::one("ID", &args.id), &args.id)?;
    let logged = register.logged(position)?;
    let logged = logged.ok_or_else(|| Failure::failed(format!("entry {position} cannot be read")))?;
    let said =
        if args.json { report::log_json(std::slice::from_ref(&logged)) } else { report::show(&logged) };
    printed(said, Status::Done)
}
