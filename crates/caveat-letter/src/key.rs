//! Keys by which parties sign.

use std::fmt;
use std::str::FromStr;

use caveat_tlog::{Hash, KeyKind, Malformed, Note, Signature, VerifierKey};

/// What a key is called where its name decides nothing: a letter is signed by a key, and the register says whose it is.
const NAME: &str = "letter";

/// What a public key begins with as text.
const PREFIX: &str = "ed25519:";

/// The public half of a key: as text, `ed25519:` and its 32 bytes in base64 (RFC 8032, section 5.1.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifierKey);

impl PublicKey {
    /// The key of these bytes.
    ///
    /// # Errors
    /// Where they are no key, or a weak one, under which one signature would hold for many texts.
    pub fn new(public: &[u8; 32]) -> Result<Self, Malformed> {
        VerifierKey::new(NAME, KeyKind::Ed25519, public).map(Self)
    }

    /// Whether the 64 bytes are its signature of the text, which ends with a newline.
    pub fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        let signature = Signature::new(NAME, self.0.id(), signature.to_vec());
        let note = signature.and_then(|signature| Note::new(text, vec![signature]));
        note.is_ok_and(|note| note.verify(std::slice::from_ref(&self.0)).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", Hash(*self.0.public()).to_base64())
    }
}

impl FromStr for PublicKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = text.strip_prefix(PREFIX).unwrap_or(text);
        Self::new(Hash::from_base64(digits)?.as_bytes())
    }
}
