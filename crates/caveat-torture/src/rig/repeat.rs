//! The same command comes several times, at once and in any order, before and after the register is opened anew: it is
//! carried out once, and everybody is told the same.

use std::collections::BTreeMap;

use caveat_register::Writer;

use super::Scale;
use crate::dice::Dice;
use crate::engine::Engine;
use crate::table::Row;
use crate::work::{self, told};

/// How many commands are sent.
const COMMANDS: u64 = 24;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    Ok(vec![
        repeat(
            scale,
            "commands sent up to five times, at once and out of order",
            true,
            scale.times(300, 20),
        )?,
        repeat(scale, "the same without ids of commands", false, scale.times(20, 3))?.control(),
    ])
}

fn repeat(scale: &Scale, what: &str, with_ids: bool, times: u64) -> Result<Row, String> {
    let mut row = Row::new(what);
    let mut dice = Dice::new(scale.seed);
    for _ in 0..times {
        let folder = tempfile::tempdir().map_err(told)?;
        Engine::Register.found(folder.path())?;
        let mut told_of: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for _ in 0..2 {
            for (number, position) in send(folder.path(), &mut dice, with_ids)? {
                told_of.entry(number).or_default().push(position);
            }
        }
        let found = Engine::Register.read(folder.path())?;
        row.count(is_once(&told_of, &found));
    }
    row.seen = format!("{COMMANDS} commands, two openings each");
    Ok(row)
}

/// Sends every command up to five times, by as many threads, in an order of chance.
fn send(folder: &std::path::Path, dice: &mut Dice, with_ids: bool) -> Result<Vec<(u64, u64)>, String> {
    let mut sent: Vec<u64> = (0..COMMANDS)
        .flat_map(|number| vec![number; 1 + usize::try_from(dice.below(5)).unwrap_or(0)])
        .collect();
    for at in (1..sent.len()).rev() {
        sent.swap(at, usize::try_from(dice.below(at as u64 + 1)).unwrap_or(0));
    }
    let writer = Writer::start(work::open(folder)?).map_err(told)?;
    let send = |numbers: &[u64]| -> Result<Vec<(u64, u64)>, String> {
        let mut answers = Vec::new();
        for number in numbers {
            let command = with_ids.then(|| work::command(*number));
            let recorded = writer.record(vec![work::numbered(*number)], command).map_err(told)?;
            answers.extend(recorded.positions.first().map(|(at, _)| (*number, at.0)));
        }
        Ok(answers)
    };
    std::thread::scope(|scope| {
        let each = sent.len().div_ceil(5).max(1);
        let threads: Vec<_> = sent.chunks(each).map(|numbers| scope.spawn(move || send(numbers))).collect();
        let mut answers = Vec::new();
        for thread in threads {
            answers.extend(thread.join().map_err(|_| "a thread died")??);
        }
        Ok(answers)
    })
}

fn is_once(told_of: &BTreeMap<u64, Vec<u64>>, found: &BTreeMap<u64, u64>) -> Result<(), String> {
    for (number, positions) in told_of {
        let at: Vec<u64> = found.iter().filter(|(_, other)| *other == number).map(|(at, _)| *at).collect();
        if at.len() != 1 {
            return Err(format!("command {number} was carried out {} times", at.len()));
        }
        if positions.iter().any(|position| !at.contains(position)) {
            return Err(format!("command {number} was said to be elsewhere than it is"));
        }
    }
    Ok(())
}
