//! The rigs: each does one thing to a register, often, and looks at what is left of it.

mod clock;
mod fault;
mod flip;
mod kill;
mod power;
mod race;
mod repeat;
mod torn;

use std::collections::BTreeMap;

use crate::line::Ack;
use crate::table::Row;

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) is_short: bool,
    pub(crate) seed: u64,
}

impl Scale {
    /// So many times at length, and so many in short.
    fn times(&self, at_length: u64, in_short: u64) -> u64 {
        if self.is_short { in_short } else { at_length }
    }
}

/// What a rig does, and what came of it; or why it could not be done at all.
pub(crate) type Rig = fn(&Scale) -> Result<Vec<Row>, String>;

/// In the order of the table.
pub(crate) const RIGS: [(&str, Rig); 8] = [
    ("kill", kill::run),
    ("power", power::run),
    ("torn", torn::run),
    ("flip", flip::run),
    ("fault", fault::run),
    ("race", race::run),
    ("repeat", repeat::run),
    ("clock", clock::run),
];

/// Whether everything that was acknowledged is there: once, and where it was said to be.
fn holds(acked: &[Ack], found: &BTreeMap<u64, u64>) -> Result<(), String> {
    let mut times: BTreeMap<u64, u64> = BTreeMap::new();
    found.values().for_each(|number| *times.entry(*number).or_default() += 1);
    if let Some((number, times)) = times.iter().find(|(_, times)| **times > 1) {
        return Err(format!("number {number} is there {times} times"));
    }
    for ack in acked {
        match found.get(&ack.position) {
            Some(number) if *number == ack.number => {}
            _ if times.contains_key(&ack.number) => {
                return Err(format!("number {} is not at #{}, as it was said", ack.number, ack.position));
            }
            _ => return Err(is_lost(ack)),
        }
    }
    Ok(())
}

/// Whether system calls can be answered by a tracer here.
fn can_trace() -> bool {
    let traced = std::process::Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    traced.is_ok_and(|status| status.success())
}

fn is_lost(ack: &Ack) -> String {
    format!("number {} was acknowledged and is lost", ack.number)
}

/// The fraction of sorted times that is not exceeded, in milliseconds.
fn quantile(sorted: &[std::time::Duration], of_hundred: usize) -> f64 {
    let at = (sorted.len() * of_hundred / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}
