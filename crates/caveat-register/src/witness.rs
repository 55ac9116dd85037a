//! Witnesses: others who have seen a checkpoint and say so, so that nobody can be shown two histories
//! (C2SP tlog-witness). What is sent to a witness tells nothing but sizes and hashes.

use caveat_tlog::witness::{Request, read_cosignatures};
use caveat_tlog::{Note, VerifierKey};

use crate::error::{Error, ErrorKind};
use crate::evidence::of_tree;
use crate::hashes::Stored;
use crate::register::Register;
use crate::seal;
use crate::sign::CHECKPOINT;
use crate::store;

impl Register {
    /// Over how many entries the last checkpoint is that a witness cosigned, as far as this register knows; 0 where
    /// it cosigned none.
    ///
    /// # Errors
    /// Where the key is none, or the register cannot be read.
    pub fn witnessed_by(&self, key: &str) -> Result<u64, Error> {
        let key = read_key(key)?;
        let checkpoints = store::checkpoints(&self.connection)?.into_iter().rev();
        let seen = checkpoints.filter(|(_, note)| {
            note.parse::<Note>().is_ok_and(|note| note.signatures().iter().any(|line| key.claims(line)))
        });
        Ok(seen.map(|(size, _)| size).next().unwrap_or(0))
    }

    /// What to send to a witness (`POST <its address>/add-checkpoint`) that last cosigned `old` entries: the last
    /// checkpoint, with the proof that it goes on from those.
    ///
    /// # Errors
    /// Where there is no checkpoint, or the witness has seen more than it is over.
    pub fn witness_request(&self, old: u64) -> Result<String, Error> {
        let (size, note) = self.last_note()?;
        if old > size {
            let message =
                format!("the witness has seen {old} entries, and the last checkpoint is over {size}");
            return Err(Error::new(ErrorKind::RolledBack, message).hinted(
                "an older register was put back, or somebody else signs with its key; find out before going on",
            ));
        }
        let proof = if old == 0 {
            Vec::new()
        } else {
            caveat_tlog::consistency(old, size, &Stored::of(&self.connection)?).map_err(of_tree)?
        };
        let request = Request::new(old, proof, note);
        Ok(request.map_err(|error| Error::new(ErrorKind::Refused, error.to_string()))?.to_string())
    }

    /// Keeps what a witness answered with the checkpoint that it was asked to cosign.
    ///
    /// # Errors
    /// Where it is no cosignature of the last checkpoint by that key, or the register cannot be written.
    pub fn add_cosignature(&mut self, answer: &str, key: &str) -> Result<String, Error> {
        self.ready()?;
        let key = read_key(key)?;
        let refused = |error: String| {
            Error::new(
                ErrorKind::Refused,
                format!("the answer of `{}` is no cosignature: {error}", key.name()),
            )
            .hinted("nothing was kept; ask the witness")
        };
        let lines = read_cosignatures(answer).map_err(|error| refused(error.to_string()))?;
        let line = lines.into_iter().find(|line| key.claims(line));
        let line = line.ok_or_else(|| refused("it is not by the key given".to_owned()))?;
        let _lock = self.kept.lock()?;
        let (size, note) = self.last_note()?;
        // A witness that cosigns again replaces what it said before.
        let others = note.signatures().iter().filter(|other| !key.claims(other)).cloned().collect();
        let mut note = Note::new(note.text(), others).map_err(|error| refused(error.to_string()))?;
        note.add_signature(line, &key).map_err(|error| refused(error.to_string()))?;
        let note = note.to_string();
        let kept = self.keep_cosigned(size, &note);
        self.unless_failed(kept)?;
        Ok(note)
    }

    fn keep_cosigned(&mut self, size: u64, note: &str) -> Result<(), Error> {
        let transaction = self.turns.begin(&self.kept, &mut self.connection)?;
        seal::break_open(&self.kept)?;
        store::keep_checkpoint(&transaction, size, note)?;
        transaction.commit()?;
        self.kept.write(CHECKPOINT, note)?;
        seal::close(&self.place, &self.kept, &mut self.connection)
    }

    fn last_note(&self) -> Result<(u64, Note), Error> {
        let (size, note) = self.last_signed()?;
        let note = note.parse().map_err(|_| Error::damaged(None, "a checkpoint cannot be read"))?;
        Ok((size, note))
    }
}

fn read_key(key: &str) -> Result<VerifierKey, Error> {
    key.trim().parse().map_err(|error| {
        Error::new(ErrorKind::Key, format!("`{key}` is no verifier key: {error}"))
            .hinted("a key is a name, an id and the public key, with `+` between them")
    })
}
