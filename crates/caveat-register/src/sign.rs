//! Checkpoints: what is recorded up to now, signed; and whether the register goes on from the last one.

use caveat::time::Instant;
use caveat_tlog::{Checkpoint, Hash, Note, VerifierKey};
use rusqlite::Connection;

use crate::error::{Error, ErrorKind};
use crate::hashes::Stored;
use crate::own::Own;
use crate::place::Kept;
use crate::register::{Recorded, Register, catch_up};
use crate::seal;
use crate::signer::{Signer, Signing};
use crate::state::State;
use crate::store;

/// The keeper's copy of the last checkpoint signed.
pub(crate) const CHECKPOINT: &str = "checkpoint";

/// A checkpoint that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// How many entries it is over.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// The signed note (C2SP signed-note).
    pub note: String,
}

impl Register {
    /// Signs a checkpoint over everything recorded, keeps it here and in the keeper's folder, and closes the file.
    ///
    /// # Errors
    /// Where there is no key, or the register is not the one whose checkpoint was signed last. What was recorded
    /// stays recorded.
    pub fn sign(&mut self) -> Result<Signed, Error> {
        self.ready()?;
        let signed = self.sign_and_close();
        self.unless_failed(signed)
    }

    fn sign_and_close(&mut self) -> Result<Signed, Error> {
        self.kept.make()?;
        let _lock = self.kept.lock()?;
        let signed = self.make_checkpoint()?;
        seal::close(&self.place, &self.kept, &mut self.connection)?;
        self.keep_snapshot_if_due()?;
        Ok(signed)
    }

    /// Signs a text that its keeper sends to others, by the key of the register; gives the 64 bytes. Whoever makes
    /// texts to sign begins them so that none is a checkpoint.
    ///
    /// # Errors
    /// Where this machine has no key of the register, or whoever signs does not.
    pub fn sign_text(&self, text: &str) -> Result<Vec<u8>, Error> {
        let signers = signers(&self.kept, &self.state, &self.connection)?;
        Ok(signers.signer.sign(text)?.bytes().to_vec())
    }

    /// The 32 bytes of the public key by which the register signs.
    ///
    /// # Errors
    /// Where it has none.
    pub fn public_key(&self) -> Result<[u8; 32], Error> {
        let keys = self.state.keys();
        let no_key = || Error::new(ErrorKind::Key, "the register has no key");
        keys.last().map(|(_, key)| *key.public()).ok_or_else(no_key)
    }

    /// The last checkpoint signed, if there is one.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub fn checkpoint(&self) -> Result<Option<String>, Error> {
        Ok(store::last_checkpoint(&self.connection)?.map(|(_, note)| note))
    }

    /// The last checkpoint, with the number of entries that it is over.
    pub(crate) fn last_signed(&self) -> Result<(u64, String), Error> {
        store::last_checkpoint(&self.connection)?.ok_or_else(|| {
            Error::new(ErrorKind::Refused, "no checkpoint was signed yet")
                .hinted("`caveat ledger checkpoint` signs one")
        })
    }

    /// Has another key sign from now on. The next checkpoint is signed by both.
    ///
    /// # Errors
    /// Where the new signer cannot sign, or the register cannot be written.
    pub fn rotate(&mut self, signing: Signing, at: Instant) -> Result<Recorded, Error> {
        self.writable()?;
        self.kept.make()?;
        // Who keeps the register says which key is next, even where the old one is lost and can sign no more.
        signers(&self.kept, &self.state, &self.connection)?;
        let origin = self.origin().to_owned();
        let next = Signer::new(signing, &origin, &self.kept)?;
        // A signer that cannot sign would leave a register that nobody can sign for.
        next.sign(&format!("{origin}\n"))?;
        next.keep(&self.kept)?;
        let by = self.we();
        let rotated = Own::Rotated { key: next.key.to_string(), by };
        let positions = vec![self.append_own(rotated, at)?];
        self.sign()?;
        Ok(Recorded { positions, again: false })
    }

    fn make_checkpoint(&mut self) -> Result<Signed, Error> {
        let transaction = self.turns.begin(&self.kept, &mut self.connection)?;
        catch_up(&transaction, &mut self.state)?;
        let Signers { signer, handing_over } = signers(&self.kept, &self.state, &transaction)?;
        let (size, root) = (self.state.edge.size(), self.state.edge.root());
        let last = store::last_checkpoint(&transaction)?;
        let kept = self.kept.read(CHECKPOINT)?;
        extends(
            kept.as_deref().filter(|kept| self.given_up.as_deref() != Some(kept)),
            &self.state,
            &transaction,
        )?;
        let note = match &last {
            Some((signed, note))
                if *signed == size && handing_over.is_none() && signs(note, &signer.key, root) =>
            {
                transaction.rollback()?;
                note.clone()
            }
            _ => {
                let note = make_note(self.state.founding()?.0, size, root, &signer, handing_over.as_ref())?;
                seal::break_open(&self.kept)?;
                store::keep_checkpoint(&transaction, size, &note)?;
                if let Some((old, note)) = &last
                    && *old != size
                    && is_needless(note, &self.state)
                {
                    store::drop_checkpoint(&transaction, *old)?;
                }
                transaction.commit()?;
                note
            }
        };
        // Only now: a checkpoint kept apart before its register is durable would call that register rolled back.
        if kept.as_ref() != Some(&note) {
            self.kept.write(CHECKPOINT, &note)?;
        }
        self.kept.remember(&self.place)?;
        self.given_up = None;
        Ok(Signed { size, root, note })
    }

    /// Goes on knowingly with a register that is not the one signed last, and records that.
    pub(crate) fn accept_rollback(&mut self, at: Instant) -> Result<(), Error> {
        self.writable()?;
        // Who cannot sign cannot go on either: no attempt is to leave an entry behind.
        signers(&self.kept, &self.state, &self.connection)?;
        let kept = self.kept.read(CHECKPOINT)?;
        self.given_up.clone_from(&kept);
        let own = Own::RolledBack { checkpoint: kept.unwrap_or_default(), by: self.we() };
        self.within(|pen| {
            pen.drop_spoiled_checkpoints()?;
            pen.write_own(own, at)
        })?;
        self.sign()?;
        Ok(())
    }
}

/// Who signs, and who signed before where a checkpoint by both is still to be made.
struct Signers {
    signer: Signer,
    handing_over: Option<Signer>,
}

fn signers(kept: &Kept, state: &State, connection: &Connection) -> Result<Signers, Error> {
    let keys = state.keys();
    let no_key = || {
        Error::new(ErrorKind::Key, "this machine has no key of the register")
            .hinted("what was recorded is safe, and not signed yet; bring the keeper's folder")
    };
    let (from, key) = keys.last().ok_or_else(no_key)?;
    let signer = Signer::kept(key, kept)?.ok_or_else(no_key)?;
    let before = keys.iter().rev().nth(1).map(|(_, key)| key);
    let handing_over = match before {
        Some(before) if !is_handed_over(before, key, *from, connection)? => Signer::kept(before, kept)?,
        _ => None,
    };
    Ok(Signers { signer, handing_over })
}

/// Whether the key that signs now is the one that signed here, or one that it handed over to, or one that this keeper
/// chose.
pub(crate) fn is_handed_on(
    apart: Option<&str>,
    kept: &Kept,
    state: &State,
    connection: &Connection,
) -> Result<(), Error> {
    let Some(apart) = apart else { return Ok(()) };
    let signed = read_checkpoint(apart)?.size();
    let mut before: Option<VerifierKey> = None;
    for (from, key) in state.keys() {
        let handed_on = match &before {
            Some(before) if from > signed => {
                is_handed_over(before, &key, from, connection)? || Signer::kept(&key, kept)?.is_some()
            }
            _ => true,
        };
        if !handed_on {
            let message =
                format!("the key was changed to `{key}` by nobody who had the one that signed here");
            return Err(Error::new(ErrorKind::RolledBack, message)
                .hinted("put back the last copy that you trust; somebody else has written to this one"));
        }
        before = Some(key);
    }
    Ok(())
}

/// Whether there is a checkpoint by both of two keys since the later one signs.
fn is_handed_over(
    before: &VerifierKey,
    key: &VerifierKey,
    from: u64,
    connection: &Connection,
) -> Result<bool, Error> {
    let by_both = |note: &str| {
        note.parse::<Note>()
            .is_ok_and(|note| note.checkpoint_of(before).is_ok() && note.checkpoint_of(key).is_ok())
    };
    Ok(store::checkpoints(connection)?.iter().any(|(size, note)| *size >= from && by_both(note)))
}

pub(crate) fn read_checkpoint(note: &str) -> Result<Checkpoint, Error> {
    let unreadable = |error: String| Error::damaged(None, format!("a checkpoint cannot be read: {error}"));
    let note: Note = note.parse().map_err(|error: caveat_tlog::Malformed| unreadable(error.to_string()))?;
    note.text().parse().map_err(|error: caveat_tlog::Malformed| unreadable(error.to_string()))
}

/// Whether the register goes on from a checkpoint that was signed before.
pub(crate) fn extends(kept: Option<&str>, state: &State, connection: &Connection) -> Result<(), Error> {
    let Some(kept) = kept else { return Ok(()) };
    let checkpoint = read_checkpoint(kept)?;
    let (size, held) = (state.edge.size(), checkpoint.size());
    let advice = "an older copy was put back: bring the newer one, or go on knowingly with `--accept-rollback`, \
                  which is recorded";
    if size < held {
        let message =
            format!("the register holds {size} entries, and a checkpoint over {held} was signed here");
        return Err(Error::new(ErrorKind::RolledBack, message).hinted(advice));
    }
    let root = match state.watched.get(&held).copied().flatten() {
        Some(root) => root,
        None if size == held => state.edge.root(),
        None => caveat_tlog::root(held, &Stored::of(connection)?)
            .map_err(|error| Error::damaged(None, format!("the tree cannot be computed: {error}")))?,
    };
    if root == checkpoint.root() {
        return Ok(());
    }
    let message = format!("the first {held} entries are not those whose checkpoint was signed here");
    Err(Error::new(ErrorKind::RolledBack, message).hinted(advice))
}

/// Whether the last checkpoint in the register is over its entries, by its key.
pub(crate) fn is_signed(size: u64, note: &str, state: &State) -> Result<(), Error> {
    let root = state.watched.get(&size).copied().flatten();
    let holds = state.key_at(size).zip(root).is_some_and(|(key, root)| signs(note, &key, root));
    if holds && read_checkpoint(note)?.size() == size {
        return Ok(());
    }
    let message = format!("the checkpoint over {size} entries is not one over those that are there");
    Err(Error::damaged(None, message))
}

/// Whether a note is a checkpoint with that root, signed by the key.
pub(crate) fn signs(note: &str, key: &VerifierKey, root: Hash) -> bool {
    let checkpoint = note.parse::<Note>().ok().and_then(|note| note.checkpoint_of(key).ok());
    checkpoint.is_some_and(|checkpoint| checkpoint.root() == root)
}

/// Makes a signed checkpoint. The key of before signs too where it can: who trusts it can follow to the next then.
/// Where it cannot, because it was lost or stolen, the next one stands by itself.
fn make_note(
    origin: &str,
    size: u64,
    root: Hash,
    signer: &Signer,
    handing_over: Option<&Signer>,
) -> Result<String, Error> {
    let unfit = |error: caveat_tlog::Malformed| Error::new(ErrorKind::Key, error.to_string());
    let text = Checkpoint::new(origin, size, root).map_err(unfit)?.to_string();
    let mut signatures = vec![signer.sign(&text)?];
    signatures.extend(handing_over.and_then(|before| before.sign(&text).ok()));
    Ok(Note::new(text, signatures).map_err(unfit)?.to_string())
}

/// Whether nobody but the register's keys signed a checkpoint: a later one says all that it says.
fn is_needless(note: &str, state: &State) -> bool {
    let keys: Vec<VerifierKey> = state.keys().into_iter().map(|(_, key)| key).collect();
    let Ok(note) = note.parse::<Note>() else { return false };
    note.signatures().len() == 1 && note.verify(&keys).is_ok()
}
