//! Witnesses: others who cosign a log's checkpoint after they have seen that it continues the last one they cosigned
//! (<https://c2sp.org/tlog-witness>).

use std::fmt;
use std::str::FromStr;

use crate::cosignature;
use crate::form::{self, Malformed, malformed};
use crate::hash::Hash;
use crate::key::{CosignerKey, Signature, VerifierKey};
use crate::note::Note;
use crate::proof::{ProofError, verify_consistency};

/// The most hashes a consistency proof may have in a request.
pub const MAX_PROOF: usize = 63;

/// The media type of an answer that holds a size (status 409).
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// The body of `POST add-checkpoint`: the size that the witness has, a proof from it, and the checkpoint to cosign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    old: u64,
    proof: Vec<Hash>,
    note: Note,
}

impl Request {
    /// A request of at most [`MAX_PROOF`] hashes.
    pub fn new(old: u64, proof: Vec<Hash>, note: Note) -> Result<Self, Malformed> {
        if proof.len() > MAX_PROOF {
            return malformed(format!("the request has more than {MAX_PROOF} hashes"));
        }
        Ok(Self { old, proof, note })
    }

    /// The size of the last checkpoint that the witness cosigned, 0 before the first.
    pub fn old(&self) -> u64 {
        self.old
    }

    /// The consistency proof from the old size.
    pub fn proof(&self) -> &[Hash] {
        &self.proof
    }

    /// The signed checkpoint.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", hash.to_base64()))?;
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Request {
    type Err = Malformed;

    fn from_str(body: &str) -> Result<Self, Malformed> {
        let Some((head, note)) = body.split_once("\n\n") else {
            return malformed("the request has no blank line before the checkpoint");
        };
        let mut lines = head.split('\n');
        let Some(old) = lines.next().and_then(|line| line.strip_prefix("old ")) else {
            return malformed("the request does not begin with `old ` and a size");
        };
        let old = form::decimal("the old size", old)?;
        // One more than allowed is enough to know.
        let proof = lines.take(MAX_PROOF + 1).map(Hash::from_base64).collect::<Result<_, _>>()?;
        Self::new(old, proof, note.parse()?)
    }
}

/// Prints the body of an answer with the status 200.
pub fn print_cosignatures(signatures: &[Signature]) -> String {
    signatures.iter().map(|signature| format!("{signature}\n")).collect()
}

/// Reads the body of an answer with the status 200: one or more signature lines. None of them is verified; see
/// [`Note::add_signature`].
pub fn read_cosignatures(body: &str) -> Result<Vec<Signature>, Malformed> {
    let lines = form::without_last_newline("the answer", body)?.split('\n');
    let signatures: Vec<Signature> =
        lines.take(Note::MAX_SIGNATURES + 1).map(str::parse).collect::<Result<_, _>>()?;
    if signatures.len() > Note::MAX_SIGNATURES {
        return malformed(format!("the answer has more than {} signatures", Note::MAX_SIGNATURES));
    }
    Ok(signatures)
}

/// Prints the body of an answer with the status 409.
pub fn print_size(size: u64) -> String {
    format!("{size}\n")
}

/// Reads the body of an answer with the status 409: the size of the last checkpoint that the witness cosigned.
pub fn read_size(body: &str) -> Result<u64, Malformed> {
    form::decimal("the size in the answer", form::without_last_newline("the answer", body)?)
}

/// A witness of one log: what it has to remember, and how it decides.
#[derive(Debug, Clone)]
pub struct Witness {
    cosigner: CosignerKey,
    origin: String,
    keys: Vec<VerifierKey>,
    size: u64,
    root: Hash,
}

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request is not written as one: 400.
    Malformed(Malformed),
    /// The checkpoint is of a log that the witness does not know: 404.
    UnknownOrigin,
    /// No key of the log signed the checkpoint: 403.
    Unsigned,
    /// The old size is larger than that of the checkpoint: 400.
    Shrunk,
    /// The old size is not that of the last checkpoint cosigned, or the size is and the root is not: 409.
    Conflict {
        /// The size of the last checkpoint cosigned.
        size: u64,
    },
    /// The checkpoint does not continue the last one cosigned: 422.
    Inconsistent(ProofError),
    /// The witness's own clock is out of range: 500.
    Clock,
}

impl Refusal {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Shrunk => 400,
            Self::Unsigned => 403,
            Self::UnknownOrigin => 404,
            Self::Conflict { .. } => 409,
            Self::Inconsistent(_) => 422,
            Self::Clock => 500,
        }
    }

    /// The body of the answer.
    pub fn body(&self) -> String {
        match self {
            Self::Conflict { size } => print_size(*size),
            other => format!("{other}\n"),
        }
    }

    /// The media type of the body.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => SIZE_TYPE,
            _ => "text/plain; charset=utf-8",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => why.fmt(f),
            Self::UnknownOrigin => f.write_str("the checkpoint is of a log not known here"),
            Self::Unsigned => f.write_str("no key of the log signed the checkpoint"),
            Self::Shrunk => f.write_str("the old size is larger than that of the checkpoint"),
            Self::Conflict { size } => write!(f, "the last checkpoint cosigned is another, of size {size}"),
            Self::Inconsistent(why) => why.fmt(f),
            Self::Clock => f.write_str("the witness's clock is out of range"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Malformed> for Refusal {
    fn from(why: Malformed) -> Self {
        Self::Malformed(why)
    }
}

impl Witness {
    /// A witness that has cosigned nothing yet of the log of this origin, which signs with one of these keys.
    pub fn new(cosigner: CosignerKey, origin: impl Into<String>, keys: Vec<VerifierKey>) -> Self {
        Self::restore(cosigner, origin, keys, 0, Hash::EMPTY_ROOT)
    }

    /// A witness that last cosigned a checkpoint of this size and root.
    pub fn restore(
        cosigner: CosignerKey,
        origin: impl Into<String>,
        keys: Vec<VerifierKey>,
        size: u64,
        root: Hash,
    ) -> Self {
        Self { cosigner, origin: origin.into(), keys, size, root }
    }

    /// The size and root of the last checkpoint cosigned: what has to be kept on disk before the answer is sent.
    pub fn latest(&self) -> (u64, Hash) {
        (self.size, self.root)
    }

    /// The witness's public key.
    pub fn verifier(&self) -> VerifierKey {
        self.cosigner.verifier()
    }

    /// Decides on the body of a request at a time (in seconds since 1970-01-01T00:00:00Z), in the order of the
    /// specification. Gives the body of the answer, and has then moved on to the new checkpoint.
    pub fn update(&mut self, request: &str, time: u64) -> Result<String, Refusal> {
        if time > cosignature::LATEST {
            return Err(Refusal::Clock);
        }
        let Request { old, proof, note } = request.parse()?;
        let checkpoint: crate::checkpoint::Checkpoint = note.text().parse()?;
        if checkpoint.origin() != self.origin {
            return Err(Refusal::UnknownOrigin);
        }
        if note.verify(&self.keys).is_err() {
            return Err(Refusal::Unsigned);
        }
        let (size, root) = (checkpoint.size(), checkpoint.root());
        if old > size {
            return Err(Refusal::Shrunk);
        }
        if old != self.size {
            return Err(Refusal::Conflict { size: self.size });
        }
        match verify_consistency(self.size, self.root, size, root, &proof) {
            Ok(()) => {}
            Err(ProofError::Forked) => return Err(Refusal::Conflict { size: self.size }),
            Err(why) => return Err(Refusal::Inconsistent(why)),
        }
        let signature = self.cosigner.cosign(&checkpoint, time)?;
        (self.size, self.root) = (size, root);
        Ok(print_cosignatures(&[signature]))
    }
}
