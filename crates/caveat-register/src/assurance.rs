//! How far an entry is acknowledged: by the disk, by the keeper's key, by somebody else.

use caveat::time::Position;
use caveat_tlog::{Note, VerifierKey};

use crate::error::{Error, ErrorKind};
use crate::register::Register;
use crate::store;

/// How far an entry is acknowledged. Each says all that the one before it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assurance {
    /// It is on the disk: it is there after a crash or a power cut.
    Durable,
    /// It is under a checkpoint that the register's key signed: who has the checkpoint notices where it is gone or
    /// changed.
    Included {
        /// Over how many entries the first such checkpoint is that is kept.
        size: u64,
    },
    /// It is under a checkpoint that others cosigned: they have seen it too, and nobody can be shown another history.
    Witnessed {
        /// Over how many entries the first such checkpoint is that is kept.
        size: u64,
        /// The names of the keys that cosigned it.
        by: Vec<String>,
    },
}

impl Register {
    /// How far the entry at a position is acknowledged; as of what was read last.
    ///
    /// # Errors
    /// Where there is no such entry, or the register cannot be read.
    pub fn assurance(&self, position: Position) -> Result<Assurance, Error> {
        if position > self.last() {
            return Err(Error::new(ErrorKind::Refused, format!("there is no entry {position}")));
        }
        let keys: Vec<VerifierKey> = self.state.keys().into_iter().map(|(_, key)| key).collect();
        let over = store::checkpoints(&self.connection)?.into_iter().filter(|(size, _)| *size > position.0);
        let mut included = None;
        for (size, note) in over {
            let by = cosigners(&note, &keys);
            if !by.is_empty() {
                return Ok(Assurance::Witnessed { size, by });
            }
            included.get_or_insert(size);
        }
        Ok(included.map_or(Assurance::Durable, |size| Assurance::Included { size }))
    }
}

/// Who signed a checkpoint besides the register's own keys. A cosignature was verified when it was kept.
fn cosigners(note: &str, own: &[VerifierKey]) -> Vec<String> {
    let Ok(note) = note.parse::<Note>() else { return Vec::new() };
    let others = note.signatures().iter().filter(|line| !own.iter().any(|key| key.claims(line)));
    others.map(|line| line.name().to_owned()).collect()
}
