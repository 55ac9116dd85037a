//! The spellings that every text here shares: decimal numbers, base64, names; and why a text is refused.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Why a text or its bytes are not what they should be. It never repeats what it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

pub(crate) fn malformed<T>(why: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed(why.into()))
}

/// A number in decimal digits: no sign, no leading zero but in `0` itself, below 2^64.
pub(crate) fn decimal(what: &str, text: &str) -> Result<u64, Malformed> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return malformed(format!("{what} is not a decimal number"));
    }
    if text.len() > 1 && text.starts_with('0') {
        return malformed(format!("{what} has a leading zero"));
    }
    text.parse().or_else(|_| malformed(format!("{what} does not fit into 64 bits")))
}

/// Standard base64 (RFC 4648 section 4) in its one spelling: padded, and without bits that mean nothing.
///
/// # Errors
/// Where it is not; `what` is said to be wrong.
pub fn base64(what: &str, text: &str) -> Result<Vec<u8>, Malformed> {
    STANDARD.decode(text).or_else(|_| malformed(format!("{what} is not base64 in its one spelling")))
}

/// Bytes in standard base64, padded.
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The text up to the last newline, which has to end it.
pub(crate) fn without_last_newline<'t>(what: &str, text: &'t str) -> Result<&'t str, Malformed> {
    match text.strip_suffix('\n') {
        Some(text) => Ok(text),
        None => malformed(format!("{what} does not end in a newline")),
    }
}

/// Whether a line holds nothing below U+0020, and so no newline either.
pub(crate) fn is_printable(line: &str) -> bool {
    line.chars().all(|c| c >= ' ')
}

/// The name of a key: not empty, no `+`, no Unicode space. Control characters, which could act on a terminal, are
/// refused as well, those behind U+007E too.
pub(crate) fn name(name: &str) -> Result<(), Malformed> {
    if name.is_empty() {
        return malformed("the key's name is empty");
    }
    if name.contains('+') {
        return malformed("the key's name has a `+` in it");
    }
    if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return malformed("the key's name has a space or a control character in it");
    }
    Ok(())
}
