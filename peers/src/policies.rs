//! What policies cost that do not apply: the same decisions with ever more of them lying beside.

use std::io::Write;

use crate::Fault;
use crate::contender::{self, Asking, Contender};
use crate::engine::AmongOthers;
use crate::engine::cedar::{ByCondition, ByScope, Cedar};
use crate::turns::{Scale, Table, Worker, compare};

const OTHERS: [usize; 3] = [1, 10, 100];

/// Holds each to the oracle, then times each.
///
/// # Errors
///
/// If one of them does not agree, or fails.
pub fn run(asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
    let mut all = vec![contender::enter::<Cedar>(asking)?];
    among::<Cedar<ByScope>>(asking, &mut all)?;
    among::<Cedar<ByCondition>>(asking, &mut all)?;
    writeln!(out, "## Among policies that do not apply\n")?;
    for one in &mut all {
        one.verify(asking, out)?;
    }
    writeln!(out)?;
    for (position, set) in asking.sets.iter().enumerate() {
        let workers: Vec<Worker<'_>> =
            all.iter_mut().filter_map(|one| one.decide(asking, position)).collect();
        let title = format!("One decision, {}, among policies that do not apply", set.name);
        let table = Table { title: &title, unit: "decision", scale: Scale::Nano, baseline: "cedar-policy" };
        compare(table, workers, out)?;
    }
    Ok(())
}

fn among<E: AmongOthers + 'static>(asking: &Asking, all: &mut Vec<Box<dyn Contender>>) -> Result<(), Fault> {
    for others in OTHERS {
        let name = format!("{}: {others} {}", E::NAME, E::OTHERS);
        all.push(contender::entered(name, E::among(&asking.world, others)?, asking)?);
    }
    Ok(())
}
