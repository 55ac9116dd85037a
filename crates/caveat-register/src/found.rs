//! How a register begins.

use caveat::entry::{Body, Entry, Party};
use caveat::time::{Instant, Position};
use caveat_tlog::VerifierKey;
use rusqlite::TransactionBehavior;

use crate::encode;
use crate::error::{Error, ErrorKind};
use crate::own::{Own, OwnEntry};
use crate::pen::append;
use crate::place::{self, Place};
use crate::random;
use crate::register::{OnRollback, Register};
use crate::signer::{Signer, Signing};
use crate::state::{State, Untaken};
use crate::store;

/// How a register begins.
#[derive(Debug, Clone)]
pub struct Founding {
    /// What its checkpoints call it: a name like a URL without its scheme (C2SP tlog-checkpoint, *origin*). Where
    /// none is given it is `caveat/` and the register's opaque id.
    pub origin: Option<String>,
    /// The party that keeps it: who *we* are.
    pub we: Party,
    /// Who signs its checkpoints.
    pub signing: Signing,
}

impl Register {
    /// Founds a register: its file, its key, its first two entries, its first checkpoint.
    ///
    /// # Errors
    /// Where there is a file already, or one of these cannot be made. No register is left then.
    pub fn found(place: &Place, founding: Founding, at: Instant) -> Result<Self, Error> {
        if place.register.exists() {
            return Err(exists(place));
        }
        let id = random::opaque_id()?;
        let kept = place.kept(&id);
        // Before there is a key: one whose register could not be made would stand in the way of the next attempt.
        let new = beginning(place, &id)?;
        kept.make()?;
        let origin = founding.origin.unwrap_or_else(|| format!("caveat/{id}"));
        let signer = Signer::new(founding.signing, &origin, &kept)?;
        signer.keep(&kept)?;
        let begun = begin(&new, Beginning { id, origin, key: &signer.key, we: founding.we, at });
        let placed = begun.and_then(|()| put_in_place(&new, place));
        // What is left of a register that was not made is in nobody's way.
        let _ = std::fs::remove_file(&new.register);
        placed?;
        kept.remember(place)?;
        let mut register = Self::open(place, OnRollback::Refuse, at)?;
        register.sign()?;
        Ok(register)
    }
}

/// Where a register is made before it is put in its place, whole.
fn beginning(place: &Place, id: &str) -> Result<Place, Error> {
    if let Some(folder) = place.register.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        place::make_folder(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
    }
    let mut name = place.register.as_os_str().to_owned();
    name.push(format!(".{id}"));
    Ok(Place { register: name.into(), keeper: place.keeper.clone() })
}

/// Puts a register that was made in its place. One that somebody else put there meanwhile stays.
fn put_in_place(new: &Place, place: &Place) -> Result<(), Error> {
    match std::fs::hard_link(&new.register, &place.register) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(exists(place)),
        linked => linked.map_err(|error| Error::io("make", &place.register, &error))?,
    }
    place::sync_folder(&place.register).map_err(|error| Error::io("make", &place.register, &error))
}

fn exists(place: &Place) -> Error {
    let message = format!("there is a file `{}` already", place.register.display());
    Error::new(ErrorKind::Exists, message)
        .hinted("a register is founded once; name another file, or use the one that is there")
}

struct Beginning<'a> {
    id: String,
    origin: String,
    key: &'a VerifierKey,
    we: Party,
    at: Instant,
}

/// Writes the first two entries: that the register was founded, and who *we* are.
fn begin(place: &Place, beginning: Beginning<'_>) -> Result<(), Error> {
    let Beginning { id, origin, key, we, at } = beginning;
    let mut connection = store::create(&place.register)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut state = State::new();
    let opaque = random::opaque_id()?;
    let own = Own::Founded { origin, key: key.to_string(), we: we.id.clone() };
    let founding = encode::own(0, &OwnEntry { id, recorded: at, own }, &|_| opaque.clone(), None)?;
    let by = we.id.clone();
    let entry = Entry { position: Position(1), on: at, recorded: at, by, id: None, body: Body::Party(we) };
    let party = encode::party(&entry, &opaque)?;
    for row in [founding, party] {
        append(&transaction, &mut state, &row).map_err(|untaken| match untaken {
            Untaken::Refused { message, hint } => {
                let error = Error::new(ErrorKind::Refused, message);
                hint.map_or(error.clone(), |hint| error.hinted(hint))
            }
            Untaken::Fault(error) => error,
        })?;
    }
    transaction.commit()?;
    connection.close().map_err(|(_, error)| Error::from(error))
}
