//! What a worker says on standard output, a line for each thing.

use std::fmt;
use std::io::Write as _;
use std::str::FromStr;

/// That a number is acknowledged at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ack {
    pub(crate) number: u64,
    pub(crate) position: u64,
}

impl fmt::Display for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ack {} {}", self.number, self.position)
    }
}

impl FromStr for Ack {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let mut words = line.split(' ');
        let (Some("ack"), Some(number), Some(position), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(());
        };
        Ok(Self { number: number.parse().map_err(drop)?, position: position.parse().map_err(drop)? })
    }
}

/// Says a line in one write. Whoever listens may be gone.
pub(crate) fn say(line: impl fmt::Display) {
    let mut out = std::io::stdout().lock();
    _ = out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush());
}
