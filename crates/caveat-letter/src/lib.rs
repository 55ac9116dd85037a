//! Letters: signed files in which one register tells another what its party asks or answers.
//!
//! A letter is JSON, in a version of its own, signed by Ed25519 over its one canonical text. It says everything that
//! its reader needs, and nothing in it is trusted beyond that its key signed it: whose key that is, the reader's own
//! register has to say. What it tells are entries as the ledger writes them, in the words of whoever *asked*; who is
//! asked may call the same party, or the same item, by another name, and translates both ways ([`Dictionary`]).
//!
//! Reading a letter is safe: it has a bound, no field that is not known passes, and nothing happens by reading. What
//! may come of it is in [`taking`]: which entries it would add to a ledger, or why it adds none.

mod dictionary;
mod envelope;
mod key;
pub mod taking;
mod telling;

pub use dictionary::Dictionary;
pub use envelope::{
    About, AboutCaveat, AboutItem, AboutParty, AboutTerms, Draft, Kind, Letter, MAX_BYTES, Problem, Re,
};
pub use key::PublicKey;
pub use telling::{asks, behind, digest, tells};
