//! Keys and signatures (<https://c2sp.org/signed-note>).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::Signer as _;

use crate::checkpoint::Checkpoint;
use crate::cosignature::{self, Cosignature};
use crate::form::{self, Malformed, malformed};
use crate::hash::sha256_of;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of any note, by Ed25519: type 0x01.
    Ed25519,
    /// A checkpoint and the time, by Ed25519: type 0x04.
    Cosignature,
}

impl KeyKind {
    /// The byte that stands for it.
    pub fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }
}

/// A public key with the name of its owner. Its text is `name+id+key`, the id in hexadecimal, the key in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// A key from its 32 bytes.
    pub fn new(name: impl Into<String>, kind: KeyKind, public: &[u8; 32]) -> Result<Self, Malformed> {
        let name = name.into();
        form::name(&name)?;
        match ed25519_dalek::VerifyingKey::from_bytes(public) {
            // Under a weak key, one signature would hold for many texts.
            Ok(key) if !key.is_weak() => Ok(Self { id: key_id(&name, kind, public), name, kind, key }),
            _ => malformed("the key is not an Ed25519 public key"),
        }
    }

    /// The owner's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of a hash over name, kind and key: they find the key, and prove nothing.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The 32 bytes of the key.
    pub fn public(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether the signature says that it is by this key.
    pub fn claims(&self, signature: &Signature) -> bool {
        self.name == signature.name && self.id == signature.id
    }

    /// Verifies the signature of a note's text: `None` where it is wrong, else the time if it is a cosignature.
    pub(crate) fn verify(&self, text: &str, signature: &Signature) -> Option<Option<u64>> {
        if !self.claims(signature) {
            return None;
        }
        let verify = |message: &str, bytes: &[u8; 64]| {
            let signature = ed25519_dalek::Signature::from_bytes(bytes);
            self.key.verify_strict(message.as_bytes(), &signature).ok()
        };
        match self.kind {
            KeyKind::Ed25519 => {
                verify(text, signature.bytes.as_slice().try_into().ok()?)?;
                Some(None)
            }
            KeyKind::Cosignature => {
                let cosignature = Cosignature::from_bytes(&signature.bytes).ok()?;
                let checkpoint: Checkpoint = text.parse().ok()?;
                let message = cosignature::message(cosignature.time(), &checkpoint);
                verify(&message, cosignature.signature())?;
                Some(Some(cosignature.time()))
            }
        }
    }
}

fn key_id(name: &str, kind: KeyKind, public: &[u8; 32]) -> u32 {
    let hash = sha256_of(&[name.as_bytes(), b"\n", &[kind.byte()], public]);
    let [a, b, c, d, ..] = hash.0;
    u32::from_be_bytes([a, b, c, d])
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()], self.public().as_slice()].concat();
        write!(f, "{}+{:08x}+{}", self.name, self.id, form::to_base64(&key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifierKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return malformed("the key is not written as `name+id+key`");
        };
        let bytes = form::base64("the key", key)?;
        let Some((byte, Ok(public))) = bytes.split_first().map(|(byte, key)| (byte, key.try_into())) else {
            return malformed(format!("the key has {} bytes, not 1 and 32", bytes.len()));
        };
        let kind = match byte {
            0x01 => KeyKind::Ed25519,
            0x04 => KeyKind::Cosignature,
            _ => return malformed(format!("keys of the type 0x{byte:02x} are not known here")),
        };
        let key = Self::new(name, kind, public)?;
        if id != format!("{:08x}", key.id) {
            return malformed("the key's id is not that of its name and bytes");
        }
        Ok(key)
    }
}

/// A signature line of a note: who is said to have signed, and the bytes. By itself it proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    name: String,
    id: u32,
    bytes: Vec<u8>,
}

impl Signature {
    /// A signature from its parts.
    pub fn new(name: impl Into<String>, id: u32, bytes: Vec<u8>) -> Result<Self, Malformed> {
        let name = name.into();
        form::name(&name)?;
        if bytes.is_empty() {
            return malformed("the signature is empty");
        }
        Ok(Self { name, id, bytes })
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The bytes behind the id.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Display for Signature {
    /// Prints the line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes(), self.bytes.as_slice()].concat();
        write!(f, "— {} {}", self.name, form::to_base64(&bytes))
    }
}

impl FromStr for Signature {
    type Err = Malformed;

    /// Reads the line without its newline.
    fn from_str(line: &str) -> Result<Self, Malformed> {
        let Some((name, bytes)) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')) else {
            return malformed("the signature line is not written as `— name signature`");
        };
        let bytes = form::base64("the signature", bytes)?;
        match bytes.split_first_chunk() {
            Some((id, bytes)) => Self::new(name, u32::from_be_bytes(*id), bytes.to_vec()),
            None => malformed("the signature has no room for the key's id"),
        }
    }
}

/// A private key that signs notes: type 0x01. Forgotten memory is overwritten, and nothing prints it.
#[derive(Clone)]
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    verifier: VerifierKey,
}

impl SigningKey {
    /// The key of a seed, which has to be secret and drawn by chance.
    pub fn new(name: impl Into<String>, seed: &[u8; 32]) -> Result<Self, Malformed> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, KeyKind::Ed25519, secret.verifying_key().as_bytes())?;
        Ok(Self { secret, verifier })
    }

    /// The public key.
    pub fn verifier(&self) -> VerifierKey {
        self.verifier.clone()
    }

    /// Signs the text of a note.
    pub fn sign(&self, text: &str) -> Signature {
        let VerifierKey { name, id, .. } = &self.verifier;
        let bytes = self.secret.sign(text.as_bytes()).to_vec();
        Signature { name: name.clone(), id: *id, bytes }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the private key of {}", self.verifier)
    }
}

/// A private key that cosigns checkpoints: type 0x04. Forgotten memory is overwritten, and nothing prints it.
#[derive(Clone)]
pub struct CosignerKey {
    secret: ed25519_dalek::SigningKey,
    verifier: VerifierKey,
}

impl CosignerKey {
    /// The key of a seed, which has to be secret, drawn by chance, and used for nothing else.
    pub fn new(name: impl Into<String>, seed: &[u8; 32]) -> Result<Self, Malformed> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, KeyKind::Cosignature, secret.verifying_key().as_bytes())?;
        Ok(Self { secret, verifier })
    }

    /// The public key.
    pub fn verifier(&self) -> VerifierKey {
        self.verifier.clone()
    }

    /// Cosigns a checkpoint at a time, in seconds since 1970-01-01T00:00:00Z.
    pub fn cosign(&self, checkpoint: &Checkpoint, time: u64) -> Result<Signature, Malformed> {
        let message = cosignature::message(time, checkpoint);
        let signature = self.secret.sign(message.as_bytes()).to_bytes();
        let bytes = Cosignature::new(time, signature)?.to_bytes();
        let VerifierKey { name, id, .. } = &self.verifier;
        Ok(Signature { name: name.clone(), id: *id, bytes })
    }
}

impl fmt::Debug for CosignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the private key of {}", self.verifier)
    }
}
