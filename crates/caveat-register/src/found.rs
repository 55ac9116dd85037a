//! How a register begins.

use std::path::Path;

use caveat::entry::{Body, Entry, Party};
use caveat::time::{Instant, Position};
use caveat_tlog::VerifierKey;
use rusqlite::TransactionBehavior;

use crate::draft::Draft;
use crate::encode;
use crate::error::{Error, ErrorKind};
use crate::opaque::OpaqueId;
use crate::own::{Own, OwnEntry};
use crate::place::{self, Place};
use crate::register::{OnRollback, Register};
use crate::signer::{Signer, Signing};
use crate::state::{State, Untaken};
use crate::store;

/// What to do where a register cannot begin, since there is a file.
const TAKEN: &str = "a register is founded once; name another file, or use the one that is there";

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
        place::is_free(&place.register, TAKEN)?;
        let id = OpaqueId::new()?.to_string();
        let kept = place.kept(&id);
        // Before there is a key: one whose register could not be made would stand in the way of the next attempt.
        place::make_folder_of(&place.register)?;
        kept.make()?;
        let origin = founding.origin.unwrap_or_else(|| format!("caveat/{id}"));
        let signer = Signer::new(founding.signing, &origin, &kept)?;
        signer.keep(&kept)?;
        place::put_whole(&place.register, (&id, TAKEN), |new| {
            begin(new, Beginning { id: id.clone(), origin, key: &signer.key, we: founding.we, at })
        })?;
        kept.remember(place)?;
        let mut register = Self::open(place, OnRollback::Refuse, at)?;
        register.sign()?;
        Ok(register)
    }
}

struct Beginning<'a> {
    id: String,
    origin: String,
    key: &'a VerifierKey,
    we: Party,
    at: Instant,
}

/// Writes the first two entries: that the register was founded, and who *we* are.
fn begin(file: &Path, beginning: Beginning<'_>) -> Result<(), Error> {
    let Beginning { id, origin, key, we, at } = beginning;
    let mut connection = store::create(file)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut state = State::new();
    let opaque = OpaqueId::new()?.to_string();
    let own = Own::Founded { origin, key: key.to_string(), we: we.id.clone() };
    let founding = encode::own(0, &OwnEntry { id, recorded: at, own }, &|_| opaque.clone(), None)?;
    let by = we.id.clone();
    let entry = Entry { position: Position(1), on: at, recorded: at, by, id: None, body: Body::Party(we) };
    let party = encode::party(&entry, &opaque)?;
    let mut draft = Draft::default();
    for row in [founding, party] {
        draft.take(&mut state, row).map_err(|untaken| match untaken {
            Untaken::Refused { message, hint } => {
                let error = Error::new(ErrorKind::Refused, message);
                hint.map_or(error.clone(), |hint| error.hinted(hint))
            }
            Untaken::Fault(error) => error,
        })?;
    }
    draft.put(&transaction)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| Error::from(error))
}
