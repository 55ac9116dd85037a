//! `caveat show`: an entry with everything it says.

use caveat::entry::Body;
use caveat::scheme::Scheme;
use caveat_register::{Logged, Register, What};

use super::printed;
use crate::args::Show;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::Names;
use crate::report::{self, Shown};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn show(args: &Show, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let position = Names::of(&register).entry(Typed::one("ID", &args.id), &args.id)?;
    let logged = register.logged(position)?;
    let logged = logged.ok_or_else(|| Failure::failed(format!("entry {position} cannot be read")))?;
    let said = match args.json {
        true => report::log_json(std::slice::from_ref(&logged)),
        false => {
            let assurance = register.assurance(position)?;
            report::show(&Shown { logged: &logged, scheme: scheme(&register, &logged), assurance })
        }
    };
    printed(said, Status::Done)
}

/// The scheme that reads the marking of an item.
fn scheme<'a>(register: &'a Register, logged: &Logged) -> Option<&'a Scheme> {
    let What::Entry(entry) = &logged.what else { return None };
    let Body::Item(item) = &entry.body else { return None };
    register.ledger().scheme(item.scheme.as_ref()?)
}
