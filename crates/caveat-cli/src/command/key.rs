//! `caveat key`: one's own key, and the keys of others.

use caveat::entry::{Body, Entry, Key};
use caveat::time::Position;
use caveat_letter::PublicKey;

use super::{keep, printed, told_of};
use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn key(args: &args::Key, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let (Some(party), Some(text)) = (&args.party, &args.key) else {
        let line = format!("{}\n", super::letter::own_key(&register)?);
        return printed(report::raw(line.as_bytes()), Status::Done);
    };
    let names = Names::of(&register);
    let of = names.party(Typed::one("PARTY", party), party)?;
    let key: PublicKey = text.parse().map_err(|error| {
        Failure::typed(Typed::one("KEY", text), format!("it is no public key: {error}"))
            .hint("it is the line that `caveat key` prints at its holder's: `ed25519:` and 44 characters")
    })?;
    let until = here.date("--until", args.until.as_deref(), Bound::Until)?;
    let entry = Entry {
        position: Position(0),
        on: here.now(),
        recorded: here.now(),
        by: of.clone(),
        id: names::new_id(args.id.as_deref())?,
        body: Body::Key(Key { of, key: key.to_string(), until }),
    };
    let recorded = keep(&mut register, vec![entry], None)?;
    Ok(told_of(report::recorded(&register, &recorded)))
}
