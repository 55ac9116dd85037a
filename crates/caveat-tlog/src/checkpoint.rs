//! Checkpoints: what a log says of itself and signs (<https://c2sp.org/tlog-checkpoint>).

use std::fmt;
use std::str::FromStr;

use crate::form::{self, Malformed, malformed};
use crate::hash::Hash;

/// Which log, how many entries, and the root over them. Its text is three lines, and one for each extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extensions.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Result<Self, Malformed> {
        let origin = origin.into();
        if origin.is_empty() {
            return malformed("the checkpoint's origin is empty");
        }
        if !form::is_printable(&origin) {
            return malformed("the checkpoint's origin has a control character in it");
        }
        Ok(Self { origin, size, root, extensions: Vec::new() })
    }

    /// The checkpoint with a further extension line, which the specification advises against.
    pub fn with_extension(mut self, line: impl Into<String>) -> Result<Self, Malformed> {
        let line = line.into();
        if line.is_empty() {
            return malformed("an extension line of the checkpoint is empty");
        }
        if !form::is_printable(&line) {
            return malformed("an extension line of the checkpoint has a control character in it");
        }
        self.extensions.push(line);
        Ok(self)
    }

    /// Which log it is of.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree over them.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// Further lines, which no one else can check.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut lines = form::without_last_newline("the checkpoint", text)?.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return malformed("the checkpoint has fewer than three lines");
        };
        let size = form::decimal("the checkpoint's size", size)?;
        lines.try_fold(Self::new(origin, size, Hash::from_base64(root)?)?, Self::with_extension)
    }
}
