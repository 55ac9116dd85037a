//! Transparency logs as C2SP writes them: the tree, its proofs, its tiles, and what is signed about it.
//!
//! A log is a list of entries that only grows. Whoever holds a [`Checkpoint`] (the size of the list and one hash
//! over all of it) can be shown, in a few hashes, that an entry stands at its place ([`verify_inclusion`]) and that a
//! later checkpoint changed nothing before it ([`verify_consistency`]). Nothing else about the log need be believed.
//!
//! | here | specification |
//! |---|---|
//! | [`struct@Hash`], [`leaf_hash`], [`node_hash`], [`Edge`] | RFC 6962 section 2.1 = RFC 9162 section 2.1.1 |
//! | [`inclusion`], [`verify_inclusion`] | RFC 6962 section 2.1.1, RFC 9162 section 2.1.3 |
//! | [`consistency`], [`verify_consistency`] | RFC 6962 section 2.1.2, RFC 9162 section 2.1.4 |
//! | [`Tile`], [`tiles_of`], [`entries`] | <https://c2sp.org/tlog-tiles> |
//! | [`Checkpoint`] | <https://c2sp.org/tlog-checkpoint> |
//! | [`Note`], [`VerifierKey`], [`SigningKey`] | <https://c2sp.org/signed-note> |
//! | [`cosignature`], [`CosignerKey`] | <https://c2sp.org/tlog-cosignature> (the Ed25519 form) |
//! | [`witness`] | <https://c2sp.org/tlog-witness> |
//!
//! Nothing here reads a file, a clock or a source of chance: bytes, times and seeds arrive as arguments. What is read
//! is read strictly: for everything that has a text, there is one text, and every other is refused.
//!
//! ```
//! use caveat_tlog::{Checkpoint, Edge, Note, SigningKey, leaf_hash};
//!
//! let mut edge = Edge::new();
//! for entry in ["one", "two", "three"] {
//!     edge.push(leaf_hash(entry.as_bytes()), &mut |_height, _index, _hash| { /* store it */ });
//! }
//! let key = SigningKey::new("log.example/1", &[7; 32])?;
//! let checkpoint = Checkpoint::new("log.example/1", edge.size(), edge.root())?;
//! let printed = Note::sign(&checkpoint.to_string(), &key)?.to_string();
//!
//! let note: Note = printed.parse()?;
//! assert_eq!(note.checkpoint_of(&key.verifier())?, checkpoint);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod form;
mod hash;
mod edge;
mod proof;
mod tile;
pub mod entries;
mod checkpoint;
pub mod cosignature;
mod key;
mod note;
pub mod witness;

pub use checkpoint::Checkpoint;
pub use edge::Edge;
pub use form::{Malformed, base64 as from_base64, to_base64};
pub use hash::{Hash, leaf_hash, node_hash, sha256, sha256_of};
pub use key::{CosignerKey, KeyKind, Signature, SigningKey, VerifierKey};
pub use note::{Note, NoteError, Signer, Verified};
pub use proof::{
    ProofError, Tiles, TreeError, consistency, inclusion, root, verify_consistency, verify_inclusion,
};
pub use tile::{Tile, tiles_between, tiles_of};
