//! The register: a file on one's own disk that remembers everything, and that nobody can quietly rewrite.
//!
//! This is the only door to the disk. A question becomes an entry in one call, [`Register::act`]: within one
//! transaction it reads what is recorded, decides, appends the disclosure and commits; only then is there a
//! [`Receipt`]. Entries are kept as canonical JSON under opaque ids, with their words apart
//! (`docs/formats/entry.md`), and are the leaves of a Merkle tree whose root the keeper's key signs
//! (`docs/formats/ledger.md`, `docs/formats/checkpoint.md`).
//!
//! What a caller may rely on:
//! - what was acknowledged is on the disk, whole, and is there after a crash;
//! - of what was refused, nothing is;
//! - an entry that was recorded is never changed. Words can be destroyed, and an entry says so.
//!
//! The modules stand in reading order.

mod register;
mod found;
mod receipt;
mod log;
mod sign;
mod writer;
mod queue;
mod witness;
mod erase;
mod evidence;
mod verify;
mod export;
mod backup;
mod earlier;
mod assurance;
mod check;
mod snapshot;
mod pen;
mod draft;
mod ahead;
mod state;
mod reading;
mod encode;
mod own;
mod naming;
mod names;
mod opaque;
mod commitment;
mod turn;
mod hashes;
mod store;
mod seal;
mod signer;
mod place;
mod progress;
mod random;
mod error;

pub use assurance::Assurance;
pub use backup::Copied;
pub use check::{Checked, Fault, check};
pub use earlier::Earlier;
pub use erase::{EraseError, Erasure, Names};
pub use error::{Error, ErrorKind, system_words};
pub use evidence::Reveal;
pub use export::Exported;
pub use found::Founding;
pub use log::{Logged, NotFound, What};
pub use own::Own;
pub use place::Place;
pub use progress::Progress;
pub use receipt::{Act, ActError, OnClockBehind, Receipt};
pub use register::{OnRollback, RecordError, Recorded, Register};
pub use seal::Sealed;
pub use sign::Signed;
pub use signer::Signing;
pub use verify::{Evidence, EvidenceError, MAX_BUNDLE, Proven, verify_bundle, verify_export};
pub use writer::Writer;
