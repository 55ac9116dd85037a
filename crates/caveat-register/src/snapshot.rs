//! The snapshot: what the entries fold to, kept beside the register so that they need not be read and checked anew.
//!
//! It spares no hashing. The keeper's folder says of a snapshot how many entries it is of, the root over these, a hash
//! of their words, and its own: it is used only where the rows that are there, hashed each time, come to the same root
//! and the same words, and the file is the one that was written. So it stands for a fold of exactly what is there.
//! Whatever else is found, it is as if there were none, and everything is folded.
//!
//! INVARIANT: it holds words, and is destroyed before the erasure of any is finished. It comes to the disk within a
//! write transaction, where nothing was erased since it was made, so that no words are written down that are being
//! erased.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::Sender;

use caveat::snapshot::{Packed as _, Packer, Unpacker};
use caveat::time::Position;
use caveat_tlog::{Edge, Hash, leaf_hash, sha256};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::commitment;
use crate::error::{Error, ErrorKind};
use crate::place::{self, Kept, Place};
use crate::progress::Progress;
use crate::register::{Register, catch_up, erases};
use crate::state::State;
use crate::store;

/// What the keeper's folder says of it.
const NOTE: &str = "snapshot";

/// Of another version, or written by another version of the program, it is not used: that may read entries otherwise.
const VERSION: &str = concat!("caveat-snapshot/2 ", env!("CARGO_PKG_VERSION"));

/// A register of fewer entries is read as quickly without.
const FEWEST: u64 = 10_000;

/// It is written anew once there are so many entries behind it, of as many as there are in all.
const BEHIND: u64 = 16;

/// What is known of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// Of how many entries it is, and the root over them.
    size: u64,
    root: Hash,
    /// The hash of their words.
    words: Hash,
    /// How many bytes it has, and their hash.
    bytes: u64,
    sum: Hash,
}

impl Snapshot {
    /// That of a state, of which everything is in the file, with its bytes.
    fn of(state: &State, connection: &Connection) -> Result<(Self, Vec<u8>), Error> {
        let mut packer = Packer::default();
        state.pack(&mut packer);
        let bytes = packer.into_bytes();
        let (size, root) = (state.edge.size(), state.edge.root());
        let words = words_below(connection, size)?;
        Ok((Self { size, root, words, bytes: bytes.len() as u64, sum: sha256(&bytes) }, bytes))
    }

    /// What the keeper's folder says of the last one, if it can be read and used by this program.
    fn noted(kept: &Kept) -> Option<Self> {
        kept.read(NOTE).ok().flatten().and_then(|note| Self::read(&note))
    }

    fn read(note: &str) -> Option<Self> {
        let mut lines = note.strip_prefix(VERSION)?.strip_prefix('\n')?.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        Some(Self {
            size: field("size")?.parse().ok()?,
            root: field("root")?.parse().ok()?,
            words: field("words")?.parse().ok()?,
            bytes: field("bytes")?.parse().ok()?,
            sum: field("sha256")?.parse().ok()?,
        })
    }

    fn written(&self) -> String {
        let Self { size, root, words, bytes, sum } = self;
        format!("{VERSION}\nsize {size}\nroot {root}\nwords {words}\nbytes {bytes}\nsha256 {sum}\n")
    }

    /// The state that it holds, without its tree, where the file is the one that was written.
    fn unpack(&self, path: &Path, of: u64, progress: &mut dyn FnMut(Progress)) -> Option<State> {
        let bytes = self.read_file(path)?;
        let mut watch = |left: usize| {
            let done = (bytes.len() - left) as u64 * self.size / self.bytes.max(1);
            progress(Progress { done, of });
        };
        // What it says is not believed before its sum is known, which takes as long as a twentieth of reading it.
        let (is_written, state) = std::thread::scope(|scope| {
            let is_written = scope.spawn(|| sha256(&bytes) == self.sum);
            let mut unpacker = Unpacker::new(&bytes, &mut watch);
            let state = State::unpack(&mut unpacker).filter(|_| unpacker.is_done());
            (is_written.join(), state)
        });
        state.filter(|state| matches!(is_written, Ok(true)) && state.ids.len() as u64 == self.size)
    }

    /// The bytes of its file, where there are as many as it has.
    fn read_file(&self, path: &Path) -> Option<Vec<u8>> {
        let file = File::open(path).ok()?;
        if file.metadata().ok()?.len() != self.bytes {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.bytes).ok()?);
        file.take(self.bytes).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Whether its file is the one that was written.
    fn is_whole(&self, path: &Path) -> bool {
        self.read_file(path).is_some_and(|bytes| sha256(&bytes) == self.sum)
    }

    /// Whether its file is there, as far as that can be seen without reading it.
    fn is_there(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|found| found.len() == self.bytes)
    }

    /// Whether it is of what is in the register.
    fn is_of(&self, found: &Found) -> bool {
        (found.edge.size(), found.edge.root(), found.words) == (self.size, self.root, self.words)
    }
}

/// Held until the rows are hashed.
pub(crate) type Busy = Sender<()>;

/// What the rows that a snapshot is of come to, as they are there.
struct Found {
    edge: Edge,
    words: Hash,
    watched: BTreeMap<u64, Option<Hash>>,
}

/// The state that everything there is to be read goes on from: that of the snapshot where it can be used; else nothing.
/// The roots at watched sizes are found as they are when the entries are read.
pub(crate) fn begin(
    place: &Place,
    kept: &Kept,
    connection: &Connection,
    watched: BTreeMap<u64, Option<Hash>>,
    busy: Option<Busy>,
    progress: &mut dyn FnMut(Progress),
) -> Result<State, Error> {
    let path = place.snapshot();
    let noted = Snapshot::noted(kept).filter(|snapshot| snapshot.is_there(&path));
    let from_snapshot = match noted {
        Some(snapshot) => snapshot.resume(place, connection, &watched, busy, progress)?,
        None => None,
    };
    Ok(from_snapshot.unwrap_or_else(|| State { watched, ..State::new() }))
}

impl Snapshot {
    /// Unpacks it, while the rows that it is of are hashed.
    fn resume(
        &self,
        place: &Place,
        connection: &Connection,
        watched: &BTreeMap<u64, Option<Hash>>,
        busy: Option<Busy>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Option<State>, Error> {
        let of = store::size(connection)?;
        if of < self.size {
            return Ok(None);
        }
        let (state, found) = std::thread::scope(|scope| {
            let found = scope.spawn(|| {
                let _busy = busy;
                find(place, self.size, watched)
            });
            // Here, and not there: memory that the first thread takes costs the system less.
            let state = self.unpack(&place.snapshot(), of, progress);
            (state, found.join())
        });
        let (Some(state), Ok(Ok(Some(found)))) = (state, found) else { return Ok(None) };
        if !self.is_of(&found) {
            return Ok(None);
        }
        Ok(Some(State { edge: found.edge, watched: found.watched, ..state }))
    }
}

/// Hashes the rows below a position, and their words; nothing where one is missing. What is recorded is never changed:
/// another connection, which may be of a later moment, finds the same.
fn find(place: &Place, size: u64, watched: &BTreeMap<u64, Option<Hash>>) -> Result<Option<Found>, Error> {
    let (connection, _) = store::open(place)?;
    let transaction = connection.unchecked_transaction()?;
    let (mut edge, mut watched, mut whole) = (Edge::new(), watched.clone(), true);
    store::each_entry(&transaction, size, |position, nonce, bytes| {
        let Ok(nonce) = nonce.try_into() else { return whole = false };
        whole &= position == edge.size();
        edge.push(leaf_hash(&commitment::leaf(nonce, bytes)), &mut |_, _, _| {});
        if let Some(root) = watched.get_mut(&edge.size()) {
            *root = Some(edge.root());
        }
    })?;
    if !whole || edge.size() != size {
        return Ok(None);
    }
    Ok(Some(Found { edge, words: words_below(&transaction, size)?, watched }))
}

/// The hash of the words of the entries below a position: of each where it stands, the salt, and the text behind its
/// length.
fn words_below(connection: &Connection, size: u64) -> Result<Hash, Error> {
    let mut hasher = Sha256::new();
    store::each_words(connection, size, |position, number, salt, text| {
        hasher.update(position.to_be_bytes());
        hasher.update(number.to_be_bytes());
        hasher.update((salt.len() as u64).to_be_bytes());
        hasher.update(salt);
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    })?;
    Ok(Hash(hasher.finalize().into()))
}

impl Register {
    /// Keeps a snapshot, where the last one is of too little. Where that cannot be it is done without, unless the disk
    /// failed.
    pub(crate) fn keep_snapshot_if_due(&mut self) -> Result<(), Error> {
        let size = self.state.edge.size();
        let last = Snapshot::noted(&self.kept).map_or(0, |snapshot| snapshot.size.min(size));
        if size - last < FEWEST.max(size / BEHIND) {
            return Ok(());
        }
        match self.write_snapshot() {
            Err(error) if error.kind() != ErrorKind::Io => Ok(()),
            kept => kept,
        }
    }

    /// Keeps a snapshot of what is recorded up to now, so that it is opened sooner. Once a register has some thousand
    /// entries, one is kept where a checkpoint is signed.
    ///
    /// # Errors
    /// Where the register cannot be read, or the snapshot cannot be written.
    pub fn keep_snapshot(&mut self) -> Result<(), Error> {
        self.writable()?;
        let kept = self.write_snapshot();
        self.unless_failed(kept)
    }

    fn write_snapshot(&mut self) -> Result<(), Error> {
        self.refresh()?;
        let (snapshot, bytes) = Snapshot::of(&self.state, &self.connection)?;
        // What takes long is done, and others may have written meanwhile. What is written behind it does no harm.
        let transaction = self.turns.begin(&self.kept, &mut self.connection)?;
        catch_up(&transaction, &mut self.state)?;
        if erases(&self.state, Position(snapshot.size)) {
            return transaction.rollback();
        }
        self.kept.make()?;
        place::replace_among_others(&self.place.snapshot(), &bytes)?;
        self.kept.write(NOTE, &snapshot.written())?;
        transaction.rollback()
    }
}

/// Destroys a snapshot: what it says is overwritten before it is removed.
pub(crate) fn destroy(place: &Place, kept: &Kept) -> Result<(), Error> {
    kept.remove(NOTE)?;
    let path = place.snapshot();
    for path in [place::being_written(&path), path] {
        overwrite(&path).map_err(|error| Error::io("remove", &path, &error))?;
    }
    Ok(())
}

fn overwrite(path: &Path) -> std::io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        // What leads elsewhere was not written here, and what is there is not touched.
        Ok(found) if is_elsewhere_too(&found) => {}
        found => {
            let (mut left, zeros) = (found?.len(), vec![0; 128 * 1024]);
            let mut file = OpenOptions::new().write(true).open(path)?;
            while left > 0 {
                let zeros = usize::try_from(left).ok().and_then(|left| zeros.get(..left)).unwrap_or(&zeros);
                file.write_all(zeros)?;
                left -= zeros.len() as u64;
            }
            file.sync_all()?;
        }
    }
    fs::remove_file(path)?;
    place::sync_folder(path)
}

/// Whether something is no file, or is one that has another name as well.
#[cfg(unix)]
fn is_elsewhere_too(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    !found.is_file() || found.nlink() > 1
}

#[cfg(not(unix))]
fn is_elsewhere_too(found: &fs::Metadata) -> bool {
    !found.is_file()
}

/// What a fold of everything says of the snapshot.
pub(crate) struct Proof {
    noted: Option<Snapshot>,
    /// What a snapshot of the same entries would be.
    folded: Option<Snapshot>,
}

impl Proof {
    /// Of the snapshot that would be used.
    pub(crate) fn begin(place: &Place, kept: &Kept) -> Self {
        let noted = Snapshot::noted(kept).filter(|snapshot| snapshot.is_whole(&place.snapshot()));
        Self { noted, folded: None }
    }

    /// Looks at what was folded so far.
    pub(crate) fn look(&mut self, state: &State, connection: &Connection) -> Result<(), Error> {
        if self.noted.as_ref().is_some_and(|noted| noted.size == state.edge.size()) {
            self.folded = Some(Snapshot::of(state, connection)?.0);
        }
        Ok(())
    }

    /// Of how many entries the snapshot is, which is what they fold to. Nothing where there is none of what is there.
    pub(crate) fn end(self, place: &Place) -> Result<Option<u64>, Error> {
        let (Some(noted), Some(folded)) = (self.noted, self.folded) else { return Ok(None) };
        let of_what_is_there = (noted.root, noted.words) == (folded.root, folded.words);
        if of_what_is_there && noted != folded {
            let path = place.snapshot();
            let message = format!("the snapshot `{}` is not what the register folds to", path.display());
            return Err(Error::new(ErrorKind::Damaged(None), message).hinted(
                "remove it: the entries hold, and are read without it; ask again what was answered since it was made",
            ));
        }
        Ok(of_what_is_there.then_some(noted.size))
    }
}
