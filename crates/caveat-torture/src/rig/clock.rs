//! The clock jumps: an hour back, ten years on, or not at all. The order of entries is that in which they came, and
//! what was known on a date never shrinks.

use caveat::time::{Instant, Position};
use caveat_register::Register;

use super::Scale;
use crate::dice::Dice;
use crate::engine::Engine;
use crate::table::Row;
use crate::work::{self, told};

/// How many entries are recorded by a clock that jumps.
const ENTRIES: u64 = 60;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    let mut row = Row::new("a clock that jumps back an hour, on ten years, or stands");
    let mut by_dates = Row::new("entries put in the order of their dates").control();
    let mut dice = Dice::new(scale.seed);
    for _ in 0..scale.times(300, 20) {
        let folder = tempfile::tempdir().map_err(told)?;
        Engine::Register.found(folder.path())?;
        let mut register = work::open(folder.path())?;
        let dates = record(&mut register, &mut dice)?;
        drop(register);
        let register = work::open(folder.path())?;
        row.count(keeps_its_order(&register, &dates));
        by_dates.count(is_in_order(&register));
    }
    row.seen = format!("{ENTRIES} entries each");
    Ok(vec![row, by_dates])
}

/// Records numbers by a clock that jumps; gives what it said.
fn record(register: &mut Register, dice: &mut Dice) -> Result<Vec<Instant>, String> {
    let mut second = work::now().second();
    let mut dates = Vec::new();
    for number in 0..ENTRIES {
        second += match dice.below(6) {
            0 => -3_600,
            1 => 10 * 365 * 86_400,
            2 => -10 * 365 * 86_400,
            3 => 0,
            _ => 1,
        };
        let date = Instant::from_second(second).ok_or("the clock left the calendar")?;
        let mut entry = work::numbered(number);
        entry.recorded = date;
        register.record(vec![entry], None).map_err(told)?;
        dates.push(date);
    }
    Ok(dates)
}

fn keeps_its_order(register: &Register, dates: &[Instant]) -> Result<(), String> {
    let numbers: Vec<u64> = work::numbers(register.ledger()).into_values().collect();
    if !numbers.iter().copied().eq(0..ENTRIES) {
        return Err("entries are not in the order in which they came".to_owned());
    }
    let mut sorted = dates.to_vec();
    sorted.sort();
    let known: Vec<Position> = sorted.iter().map(|date| register.ledger().known_on(*date)).collect();
    if known.is_sorted() { Ok(()) } else { Err("less was known on a later date".to_owned()) }
}

/// Whether the dates alone give the order: of what a clock that jumps wrote, they do not.
fn is_in_order(register: &Register) -> Result<(), String> {
    if register.ledger().entries().is_sorted_by_key(|entry| entry.recorded) {
        Ok(())
    } else {
        Err("by their dates they stand otherwise".to_owned())
    }
}
