//! Cosignatures: what another party signs who has seen that a checkpoint continues all that it saw of the log before
//! (<https://c2sp.org/tlog-cosignature>, the Ed25519 form).

use crate::checkpoint::Checkpoint;
use crate::form::{Malformed, malformed};

/// The latest time that can be signed: 2^63 - 1.
pub const LATEST: u64 = i64::MAX as u64;

/// The message that is signed: two lines, then the text of the checkpoint.
pub fn message(time: u64, checkpoint: &Checkpoint) -> String {
    format!("cosignature/v1\ntime {time}\n{checkpoint}")
}

/// The bytes of a cosignature: when it was made, and the Ed25519 signature of the [`message`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosignature {
    time: u64,
    signature: [u8; 64],
}

impl Cosignature {
    /// A cosignature of a time, in seconds since 1970-01-01T00:00:00Z, up to [`LATEST`].
    pub fn new(time: u64, signature: [u8; 64]) -> Result<Self, Malformed> {
        if time > LATEST {
            return malformed("the cosignature's time does not fit into 63 bits");
        }
        Ok(Self { time, signature })
    }

    /// Reads the 72 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let parts = bytes.split_first_chunk::<8>();
        let Some((time, Ok(signature))) = parts.map(|(time, rest)| (time, rest.try_into())) else {
            return malformed(format!("the cosignature has {} bytes, not 72", bytes.len()));
        };
        Self::new(u64::from_be_bytes(*time), signature)
    }

    /// The time in 8 bytes, the highest first, and the 64 bytes of the signature.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.time.to_be_bytes().as_slice(), &self.signature].concat()
    }

    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub fn time(&self) -> u64 {
        self.time
    }

    /// The Ed25519 signature of the [`message`].
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }
}
