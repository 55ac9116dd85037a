//! `caveat ledger witness`: have somebody else sign that they have seen the checkpoint.

use super::post::{Answered, post};
use super::printed;
use crate::args::Witness;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn witness(args: &Witness, here: &Here) -> Result<Status, Failure> {
    let address = format!("{}/add-checkpoint", args.url.trim_end_matches('/'));
    if !(address.starts_with("http://") || address.starts_with("https://")) {
        let typed = Typed::one("URL", &args.url);
        return Err(Failure::typed(typed, format!("`{}` is no address of a witness", args.url))
            .hint("it begins with https://, or with http://"));
    }
    let mut register = here.open()?;
    let signed = register.sign()?;
    let known = register.witnessed_by(&args.witness_key)?;
    let asked = |old: u64| -> Result<Answered, Failure> {
        let request = register.witness_request(old)?;
        post(&address, &request).map_err(|why| {
            Failure::failed(format!("cannot ask `{address}`: {why}"))
                .hint("what was recorded is signed by us alone; ask again later")
        })
    };
    let answer = match asked(known)? {
        // It may have seen more than we were told: it says over how many entries.
        Answered { status: 409, body } => asked(body.trim().parse().map_err(|_| refused(409, &body))?)?,
        answer => answer,
    };
    if answer.status != 200 {
        return Err(refused(answer.status, &answer.body));
    }
    register.add_cosignature(&answer.body, &args.witness_key)?;
    printed(report::witnessed(&args.witness_key, signed.size), Status::Done)
}

fn refused(status: u16, body: &str) -> Failure {
    let said: String = body.chars().filter(|c| !c.is_control()).take(200).collect();
    let failure = Failure::failed(format!("the witness does not cosign ({status}): {said}"));
    match status {
        403 | 404 => {
            failure.hint("tell the witness the origin and the key: `caveat ledger checkpoint` prints them")
        }
        409 | 422 => {
            failure.hint("what it saw before is not what is here: find out who signed the other history")
        }
        _ => failure,
    }
}
