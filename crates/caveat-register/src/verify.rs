//! Checking evidence and exports without a register: bytes in, verdict out. Nothing in them is trusted beyond the
//! keys that whoever checks already has.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use caveat::json::{self, Json, Members};
use caveat_tlog::{
    Checkpoint, Edge, Hash, KeyKind, Note, Tile, VerifierKey, entries, leaf_hash, tiles_of,
    verify_consistency, verify_inclusion,
};

use crate::commitment::{self, Opening, Salt};
use crate::evidence::FORMAT;

/// The largest bundle in bytes.
pub const MAX_BUNDLE: usize = 64 * 1024 * 1024;

/// The largest file of an export in bytes: 256 leaves of the longest.
const MAX_TILE: u64 = 256 * (2 + 65_535);

/// What was proven, and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The log, as its checkpoint names itself.
    pub origin: String,
    /// Over how many entries the checkpoint is.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// The key that signed the checkpoint.
    pub key: String,
    /// Whether that key, or one that handed over to it, is among those that whoever checks had before. Where not,
    /// the key is only what the evidence says of itself.
    pub pinned: bool,
    /// Witnesses among the keys that whoever checks had before, with the time each saw the checkpoint at, in seconds
    /// since 1970.
    pub witnessed: Vec<(String, u64)>,
    /// Names on signature lines that nothing was known to verify by.
    pub unverified: Vec<String>,
    /// The entries.
    pub entries: Vec<Proven>,
}

/// An entry that is under the checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Its position.
    pub position: u64,
    /// Whether it is what the evidence is about, or says what something else means.
    pub asked: bool,
    /// Its bytes.
    pub bytes: String,
    /// The same with its words put back, as far as the evidence opens them.
    pub opened: Json,
    /// What ids are called, as far as the evidence says.
    pub names: BTreeMap<String, String>,
    /// How many commitments of it the evidence does not open: the words were kept back, or erased.
    pub closed: usize,
}

/// Why evidence proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceError {
    message: String,
    hint: Option<String>,
}

impl EvidenceError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hinted(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EvidenceError {}

type Checked<T> = Result<T, EvidenceError>;

/// Checks a bundle. `pinned` are verifier keys that whoever checks has from elsewhere: the log's, and witnesses'.
///
/// # Errors
/// Where anything in it does not hold.
pub fn verify_bundle(text: &[u8], pinned: &[String]) -> Checked<Evidence> {
    if text.len() > MAX_BUNDLE {
        return Err(EvidenceError::new(format!("the bundle has more than {MAX_BUNDLE} bytes")));
    }
    let no_bundle = |why: String| {
        EvidenceError::new(format!("this is no evidence: {why}")).hinted("`caveat prove` writes evidence")
    };
    let text = std::str::from_utf8(text).map_err(|_| no_bundle("it is not UTF-8".to_owned()))?;
    let bundle = json::parse(text).map_err(|error| no_bundle(error.message))?;
    let bundle = Fields::of(&bundle, "the bundle", &["checkpoint", "entries", "format", "handovers"])?;
    if bundle.text("format")? != FORMAT {
        let message = format!(
            "the evidence is of the format `{}`, and this program reads `{FORMAT}`",
            bundle.text("format")?
        );
        return Err(EvidenceError::new(message).hinted("use a newer program"));
    }
    let pinned = read_keys(pinned)?;
    let note = read_note(bundle.text("checkpoint")?)?;
    let checkpoint = read_checkpoint(&note)?;
    let entries = bundle.list("entries")?.iter().map(|entry| proven(entry, &checkpoint));
    let entries = entries.collect::<Checked<Vec<_>>>()?;
    let keys = Keys::told(&entries, &checkpoint)?;
    let signer = keys
        .in_force(checkpoint.size())
        .ok_or_else(|| EvidenceError::new("this is no evidence: it does not say what key signs"))?;
    let trust = keys.trust(&pinned, bundle.list("handovers")?, &checkpoint)?;
    signed(&note, checkpoint, signer, trust, &pinned, entries)
}

/// Checks an export: the checkpoint, every tile, the data of every leaf.
///
/// # Errors
/// Where a file is missing, or anything in one does not hold.
pub fn verify_export(folder: &Path, pinned: &[String]) -> Checked<Evidence> {
    let pinned = read_keys(pinned)?;
    let note = read_file(folder, "checkpoint")?;
    let note = std::str::from_utf8(&note).map_err(|_| EvidenceError::new("`checkpoint` is no text"))?;
    let note = read_note(note)?;
    let checkpoint = read_checkpoint(&note)?;
    let root = read_tiles(folder, checkpoint.size())?;
    if root != checkpoint.root() {
        return Err(EvidenceError::new("the tiles are whole, and are not those that the checkpoint is over"));
    }
    let keys: Vec<&VerifierKey> = pinned.iter().filter(|key| key.name() == checkpoint.origin()).collect();
    if keys.is_empty() {
        let message =
            format!("no key of `{}` was given, and an export does not say its own", checkpoint.origin());
        return Err(
            EvidenceError::new(message).hinted("give it with `--key`; `caveat ledger checkpoint` prints it")
        );
    }
    let signer = keys.into_iter().find(|key| note.checkpoint_of(key).is_ok());
    let signer = signer.ok_or_else(|| EvidenceError::new("the checkpoint is not signed by the key given"))?;
    signed(&note, checkpoint, signer, Trust::Pinned, &pinned, Vec::new())
}

/// The keys that the entries of a bundle name, each with the size of the tree from which on it signs.
struct Keys {
    told: Vec<(u64, VerifierKey)>,
}

impl Keys {
    fn told(entries: &[Proven], checkpoint: &Checkpoint) -> Checked<Self> {
        let mut told = Vec::new();
        for entry in entries {
            let Json::Object(fields) = &entry.opened else { continue };
            let (true, Some(Json::Text(key))) =
                (fields.contains_key("register") || fields.contains_key("key_rotation"), fields.get("key"))
            else {
                continue;
            };
            let key: VerifierKey = key.parse().map_err(|error| {
                EvidenceError::new(format!("entry #{} names a key that is none: {error}", entry.position))
            })?;
            let founds = entry.position == 0;
            let names_itself = fields.get("origin") == Some(&Json::text(checkpoint.origin().to_owned()));
            if founds && !names_itself {
                return Err(EvidenceError::new("the entries and the checkpoint are of different logs"));
            }
            told.push((entry.position + 1, key));
        }
        told.sort_by_key(|(from, _)| *from);
        Ok(Self { told })
    }

    /// The key that signs a tree of that size.
    fn in_force(&self, size: u64) -> Option<&VerifierKey> {
        self.told.iter().rfind(|(from, _)| *from <= size).map(|(_, key)| key)
    }

    /// Whether the key that signs now can be trusted from keys that were known before. One key hands over to the
    /// next by signing, with it, a checkpoint under which the next is named; never back to the one before.
    fn trust(&self, pinned: &[VerifierKey], handovers: &[Json], last: &Checkpoint) -> Checked<Trust> {
        let notes = handovers.iter().map(|handover| read_handover(handover, last));
        let notes = notes.collect::<Checked<Vec<_>>>()?;
        let mut trusted = false;
        let mut before: Option<&VerifierKey> = None;
        for (from, key) in self.told.iter().filter(|(from, _)| *from <= last.size()) {
            let handed_over = before.is_some_and(|before| {
                let by_both = |note: &Note| {
                    note.checkpoint_of(before).is_ok()
                        && note.checkpoint_of(key).is_ok_and(|checkpoint| checkpoint.size() >= *from)
                };
                notes.iter().any(by_both)
            });
            trusted = pinned.contains(key) || (trusted && handed_over);
            before = Some(key);
        }
        // A key that cosigns is a witness's, and says nothing of which log is meant.
        let knows_log = pinned.iter().any(|key| key.kind() == KeyKind::Ed25519);
        Ok(match (trusted, knows_log) {
            (true, _) => Trust::Pinned,
            (false, true) => Trust::Other,
            (false, false) => Trust::Itself,
        })
    }
}

/// On whose word the key that signs is the log's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Of whoever checks, who knew it or one that handed over to it.
    Pinned,
    /// Of nobody: whoever checks knows another key of the log.
    Other,
    /// Of the evidence itself.
    Itself,
}

/// A checkpoint from which the last one goes on.
fn read_handover(handover: &Json, last: &Checkpoint) -> Checked<Note> {
    let handover = Fields::of(handover, "a handover", &["checkpoint", "proof"])?;
    let note = read_note(handover.text("checkpoint")?)?;
    let checkpoint = read_checkpoint(&note)?;
    let proof = handover.hashes("proof")?;
    verify_consistency(checkpoint.size(), checkpoint.root(), last.size(), last.root(), &proof).map_err(
        |error| {
            EvidenceError::new(format!("the log does not go on from where a key was handed over: {error}"))
        },
    )?;
    Ok(note)
}

/// What the signatures on the checkpoint say.
fn signed(
    note: &Note,
    checkpoint: Checkpoint,
    signer: &VerifierKey,
    trust: Trust,
    pinned: &[VerifierKey],
    entries: Vec<Proven>,
) -> Checked<Evidence> {
    let mut known = pinned.to_vec();
    if !known.contains(signer) {
        known.push(signer.clone());
    }
    let verified = note
        .verify(&known)
        .map_err(|error| EvidenceError::new(format!("the checkpoint is not signed as it says: {error}")))?;
    if signer.name() != checkpoint.origin() || !verified.is_by(signer) {
        let message = format!("the checkpoint is not signed by `{signer}`, which signs for its log");
        return Err(EvidenceError::new(message));
    }
    if trust == Trust::Other {
        let message = format!("the checkpoint is signed by `{signer}`, and not by the key given");
        return Err(EvidenceError::new(message)
            .hinted("it is another register's, or the key was changed by nobody who had the key given"));
    }
    let witnesses = pinned.iter().filter_map(|key| Some((key.name().to_owned(), verified.time_of(key)?)));
    let witnessed: Vec<_> = witnesses.collect();
    let unverified = note.signatures().iter().filter(|line| !known.iter().any(|key| key.claims(line)));
    let unverified = unverified.map(|line| line.name().to_owned()).collect();
    Ok(Evidence {
        key: signer.to_string(),
        pinned: trust == Trust::Pinned,
        witnessed,
        unverified,
        origin: checkpoint.origin().to_owned(),
        size: checkpoint.size(),
        root: checkpoint.root(),
        entries,
    })
}

/// Checks one entry of a bundle.
fn proven(json: &Json, checkpoint: &Checkpoint) -> Checked<Proven> {
    let fields = ["asked", "bytes", "nonce", "position", "proof", "words"];
    let entry = Fields::of(json, "an entry", &fields)?;
    let (position, bytes) = (entry.number("position")?, entry.text("bytes")?);
    let nonce = entry.salt("nonce")?;
    let leaf = leaf_hash(&commitment::leaf(&nonce, bytes.as_bytes()));
    let included =
        verify_inclusion(checkpoint.root(), checkpoint.size(), position, leaf, &entry.hashes("proof")?);
    included.map_err(|error| {
        EvidenceError::new(format!("entry #{position} is not the one under the checkpoint: {error}"))
    })?;
    let parsed = json::parse(bytes).map_err(|error| {
        EvidenceError::new(format!("entry #{position} cannot be read: {}", error.message))
    })?;
    let commitments = commitment::all(&parsed);
    let mut words = BTreeMap::new();
    for opening in entry.list("words")? {
        let opening = Fields::of(opening, "words", &["number", "salt", "text"])?;
        let number = usize::try_from(opening.number("number")?).unwrap_or(usize::MAX);
        let opening = Opening { salt: opening.salt("salt")?, text: opening.text("text")?.to_owned() };
        if commitments.get(number) != Some(&opening.commitment()) {
            let message = format!("the words told for entry #{position} are not those it was recorded with");
            return Err(EvidenceError::new(message));
        }
        words.insert(number, opening.text);
    }
    let kinds = commitment::kinds(&parsed).into_iter().enumerate();
    let names = kinds.filter_map(|(number, to)| match to {
        commitment::To::Name { opaque, .. } => Some((opaque, words.get(&number)?.clone())),
        commitment::To::Words => None,
    });
    let names = names.collect();
    let mut opened = parsed;
    let mut numbers = 0..;
    commitment::fill(&mut opened, &mut || words.get(&numbers.next()?).cloned().map(Into::into));
    let closed = commitments.len() - words.len();
    Ok(Proven { position, asked: entry.flag("asked")?, bytes: bytes.to_owned(), opened, names, closed })
}

fn read_tiles(folder: &Path, size: u64) -> Checked<Hash> {
    let mut tiles: BTreeMap<(u8, u64), Vec<Hash>> = BTreeMap::new();
    let mut edge = Edge::new();
    for tile in tiles_of(size) {
        let told = tile.decode(&read_file(folder, &tile.path())?);
        let told = told.map_err(|error| EvidenceError::new(format!("`{}`: {error}", tile.path())))?;
        if tile.level() == 0 {
            let found = leaves_under(folder, tile)?;
            if found != told {
                let message =
                    format!("`{}` is not over the leaves in `{}`", tile.path(), tile.entries_path());
                return Err(EvidenceError::new(message));
            }
            for leaf in found {
                edge.push(leaf, &mut |height, index, hash| {
                    if height > 0 && height.is_multiple_of(8) {
                        tiles.entry((height / 8, index / u64::from(Tile::FULL))).or_default().push(hash);
                    }
                });
            }
        } else if tiles.get(&(tile.level(), tile.index())) != Some(&told) {
            return Err(EvidenceError::new(format!("`{}` is not over the tiles beneath it", tile.path())));
        }
    }
    Ok(edge.root())
}

fn leaves_under(folder: &Path, tile: Tile) -> Checked<Vec<Hash>> {
    let path = tile.entries_path();
    let bundle = read_file(folder, &path)?;
    let leaves =
        entries::decode(&bundle).map_err(|error| EvidenceError::new(format!("`{path}`: {error}")))?;
    Ok(leaves.into_iter().map(leaf_hash).collect())
}

fn read_file(folder: &Path, name: &str) -> Checked<Vec<u8>> {
    use std::io::Read as _;
    let path = folder.join(name);
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        std::fs::File::open(&path)?.take(MAX_TILE).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| EvidenceError::new(format!("cannot read `{}`: {error}", path.display())))
}

fn read_keys(pinned: &[String]) -> Checked<Vec<VerifierKey>> {
    let read = |key: &String| {
        key.trim().parse().map_err(|error| {
            EvidenceError::new(format!("`{key}` is no verifier key: {error}"))
                .hinted("a key is a name, an id and the public key, with `+` between them")
        })
    };
    pinned.iter().map(read).collect()
}

fn read_note(note: &str) -> Checked<Note> {
    note.parse().map_err(|error| EvidenceError::new(format!("the checkpoint is no signed note: {error}")))
}

fn read_checkpoint(note: &Note) -> Checked<Checkpoint> {
    note.text().parse().map_err(|error| EvidenceError::new(format!("the checkpoint cannot be read: {error}")))
}

/// An object with exactly these fields.
struct Fields<'a> {
    fields: &'a Members<'static>,
    what: &'a str,
}

impl<'a> Fields<'a> {
    fn of(json: &'a Json, what: &'a str, names: &[&str]) -> Checked<Self> {
        let Json::Object(fields) = json else {
            return Err(EvidenceError::new(format!("this is no evidence: {what} is no object")));
        };
        match fields.keys().find(|key| !names.contains(key)) {
            Some(strange) => {
                Err(EvidenceError::new(format!("{what} has a field `{strange}`, which says nothing")))
            }
            None => Ok(Self { fields, what }),
        }
    }

    fn missing(&self, name: &str) -> EvidenceError {
        EvidenceError::new(format!("this is no evidence: {} has no `{name}`", self.what))
    }

    fn text(&self, name: &str) -> Checked<&'a str> {
        match self.fields.get(name) {
            Some(Json::Text(text)) => Ok(text),
            _ => Err(self.missing(name)),
        }
    }

    fn flag(&self, name: &str) -> Checked<bool> {
        match self.fields.get(name) {
            Some(Json::Bool(flag)) => Ok(*flag),
            _ => Err(self.missing(name)),
        }
    }

    fn number(&self, name: &str) -> Checked<u64> {
        match self.fields.get(name) {
            Some(Json::Integer(number)) => u64::try_from(*number).map_err(|_| self.missing(name)),
            _ => Err(self.missing(name)),
        }
    }

    fn list(&self, name: &str) -> Checked<&'a [Json]> {
        match self.fields.get(name) {
            Some(Json::List(list)) => Ok(list),
            _ => Err(self.missing(name)),
        }
    }

    fn hashes(&self, name: &str) -> Checked<Vec<Hash>> {
        let read = |json: &Json| match json {
            Json::Text(text) => text.parse().map_err(|_| self.missing(name)),
            _ => Err(self.missing(name)),
        };
        self.list(name)?.iter().map(read).collect()
    }

    fn salt(&self, name: &str) -> Checked<Salt> {
        self.text(name)?.parse::<Hash>().map(|bytes| bytes.0).map_err(|_| self.missing(name))
    }
}
