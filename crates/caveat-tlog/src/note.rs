//! Signed notes: a text and who signed it (<https://c2sp.org/signed-note>).

use std::fmt;
use std::str::FromStr;

use crate::checkpoint::Checkpoint;
use crate::form::{self, Malformed, malformed};
use crate::key::{Signature, SigningKey, VerifierKey};

/// A text with at least one signature line. Until [`Note::verify`] says so, nobody has signed anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// Why a note is no evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteError {
    /// It is not written as a note, or its text not as a checkpoint where it has to be one.
    Malformed(Malformed),
    /// A signature that is said to be by a known key is not.
    WrongSignature {
        /// The key's name.
        name: String,
        /// The key's id.
        id: u32,
    },
    /// None of the known keys signed it.
    Unsigned,
    /// Two different keys that were given have the same name and id.
    AmbiguousKeys {
        /// The key's name.
        name: String,
        /// The key's id.
        id: u32,
    },
    /// The signature to be added is not by the key that was named.
    OfAnotherKey {
        /// The key's name.
        name: String,
        /// The key's id.
        id: u32,
    },
    /// The checkpoint is of another log than the key.
    OtherOrigin(String),
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => why.fmt(f),
            Self::WrongSignature { name, id } => write!(f, "the signature of `{name}` ({id:08x}) is wrong"),
            Self::Unsigned => f.write_str("no known key signed the note"),
            Self::AmbiguousKeys { name, id } => write!(f, "two keys of `{name}` have the same id {id:08x}"),
            Self::OfAnotherKey { name, id } => write!(f, "the signature is not by `{name}` ({id:08x})"),
            Self::OtherOrigin(origin) => write!(f, "the checkpoint is of another log, `{origin}`"),
        }
    }
}

impl std::error::Error for NoteError {}

impl From<Malformed> for NoteError {
    fn from(why: Malformed) -> Self {
        Self::Malformed(why)
    }
}

impl Note {
    /// The most signatures a note may have.
    pub const MAX_SIGNATURES: usize = 100;

    /// A note from its parts. The signatures are not verified.
    pub fn new(text: impl Into<String>, signatures: Vec<Signature>) -> Result<Self, Malformed> {
        let text = text.into();
        form::without_last_newline("the note's text", &text)?;
        if text.contains(|c: char| c < ' ' && c != '\n') {
            return malformed("the note has a control character in it");
        }
        if signatures.is_empty() {
            return malformed("the note has no signature");
        }
        let mut note = Self { text, signatures: Vec::new() };
        signatures.into_iter().try_for_each(|signature| note.insert(signature))?;
        Ok(note)
    }

    /// A note of this text, signed.
    pub fn sign(text: &str, key: &SigningKey) -> Result<Self, Malformed> {
        Self::new(text, vec![key.sign(text)])
    }

    /// What is signed: lines, each with its newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature that was made elsewhere, if it is by this key and of this text.
    pub fn add_signature(&mut self, signature: Signature, key: &VerifierKey) -> Result<(), NoteError> {
        let (name, id) = (key.name().to_owned(), key.id());
        if !key.claims(&signature) {
            return Err(NoteError::OfAnotherKey { name, id });
        }
        if key.verify(&self.text, &signature).is_none() {
            return Err(NoteError::WrongSignature { name, id });
        }
        Ok(self.insert(signature)?)
    }

    fn insert(&mut self, signature: Signature) -> Result<(), Malformed> {
        if self.signatures.len() == Self::MAX_SIGNATURES {
            return malformed(format!("the note has more than {} signatures", Self::MAX_SIGNATURES));
        }
        let same = |other: &Signature| other.name() == signature.name() && other.id() == signature.id();
        if self.signatures.iter().any(same) {
            return malformed("the note has two signatures of the same key");
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Which of these keys signed the text.
    ///
    /// Signatures of other keys are ignored. A wrong signature of one of these keys, or none by any, is an error.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Verified<'_>, NoteError> {
        let mut signers = Vec::new();
        for signature in &self.signatures {
            let mut claimed = keys.iter().filter(|key| key.claims(signature));
            let Some(key) = claimed.next() else { continue };
            let (name, id) = (key.name().to_owned(), key.id());
            if claimed.any(|other| other != key) {
                return Err(NoteError::AmbiguousKeys { name, id });
            }
            let Some(time) = key.verify(&self.text, signature) else {
                return Err(NoteError::WrongSignature { name, id });
            };
            signers.push(Signer { key: key.clone(), time });
        }
        if signers.is_empty() {
            return Err(NoteError::Unsigned);
        }
        Ok(Verified { text: &self.text, signers })
    }

    /// The checkpoint in this note, if the key's owner signed it and it is of the log that the key is named after.
    pub fn checkpoint_of(&self, log: &VerifierKey) -> Result<Checkpoint, NoteError> {
        let checkpoint = self.verify(std::slice::from_ref(log))?.checkpoint()?;
        if checkpoint.origin() != log.name() {
            return Err(NoteError::OtherOrigin(checkpoint.origin().to_owned()));
        }
        Ok(checkpoint)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for Note {
    type Err = Malformed;

    fn from_str(note: &str) -> Result<Self, Malformed> {
        if note.contains(|c: char| c < ' ' && c != '\n') {
            return malformed("the note has a control character in it");
        }
        let lines = form::without_last_newline("the note", note)?;
        let Some((text, signatures)) = lines.rsplit_once("\n\n") else {
            return malformed("the note has no blank line between text and signatures");
        };
        // One more than allowed is enough to know.
        let lines = signatures.split('\n').take(Self::MAX_SIGNATURES + 1);
        Self::new(format!("{text}\n"), lines.map(str::parse).collect::<Result<_, _>>()?)
    }
}

/// A text and those who signed it: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<'n> {
    text: &'n str,
    signers: Vec<Signer>,
}

/// Who signed, and when, where the signature says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    key: VerifierKey,
    time: Option<u64>,
}

impl Verified<'_> {
    /// What they signed.
    pub fn text(&self) -> &str {
        self.text
    }

    /// What they signed, as a checkpoint.
    pub fn checkpoint(&self) -> Result<Checkpoint, Malformed> {
        self.text.parse()
    }

    /// Who signed, in the order of the note.
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// Whether this key signed.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.signers.iter().any(|signer| signer.key == *key)
    }

    /// When this key cosigned, in seconds since 1970-01-01T00:00:00Z; `None` if it did not.
    pub fn time_of(&self, key: &VerifierKey) -> Option<u64> {
        self.signers.iter().find(|signer| signer.key == *key)?.time
    }
}

impl Signer {
    /// The key.
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// When it cosigned, in seconds since 1970-01-01T00:00:00Z; `None` for a signature that does not say it.
    pub fn time(&self) -> Option<u64> {
        self.time
    }
}
