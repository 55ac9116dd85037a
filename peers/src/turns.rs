//! Timing: whoever is compared works in turns, so that a noisy neighbour is a neighbour to all of them.

use std::io::Write;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

use crate::Fault;

/// How long one turn lasts at least: long against the clock's step, short against a neighbour's noise.
const TURN: Duration = Duration::from_millis(30);
/// How many turns each has.
const ROUNDS: usize = 15;

/// Somebody who does one piece of work again and again.
pub struct Worker<'a> {
    /// The row's name.
    pub name: String,
    /// One piece of work; it fails where the answer is not what it has to be.
    pub work: Box<dyn FnMut() -> Result<(), Fault> + 'a>,
    /// How many of what the table counts are in one piece.
    pub units: usize,
}

/// What a table shows.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The line above it.
    pub title: &'a str,
    /// What is counted: "decision", "list".
    pub unit: &'a str,
    /// In which unit of time.
    pub scale: Scale,
    /// The row that the others are compared with.
    pub baseline: &'a str,
}

/// A unit of time.
#[derive(Debug, Clone, Copy)]
pub enum Scale {
    /// Nanoseconds.
    Nano,
    /// Microseconds.
    Micro,
    /// Milliseconds.
    Milli,
}

/// What one worker needed in each round, in seconds a unit.
struct Times {
    name: String,
    cpu: Vec<f64>,
    wall: Vec<f64>,
}

/// Lets all of them work in turns, and writes the table.
///
/// # Errors
///
/// If one of them fails, there is no clock, or nothing can be written.
pub fn compare(table: Table<'_>, mut workers: Vec<Worker<'_>>, out: &mut dyn Write) -> Result<(), Fault> {
    let times = in_turns(&mut workers)?;
    let base = times.iter().find(|times| times.name == table.baseline);
    let base = base.ok_or_else(|| format!("there is no row {}", table.baseline))?;
    let (symbol, _) = table.scale.of();
    writeln!(out, "### {}\n", table.title)?;
    writeln!(
        out,
        "| engine | {symbol} per {}, processor: median (min–max) | {symbol}, clock: median | times as fast as {} |",
        table.unit, table.baseline
    )?;
    writeln!(out, "|---|---:|---:|---:|")?;
    for row in &times {
        writeln!(
            out,
            "| {} | {} ({}–{}) | {} | {} |",
            row.name,
            table.scale.show(median(&row.cpu)),
            table.scale.show(row.cpu.iter().copied().fold(f64::INFINITY, f64::min)),
            table.scale.show(row.cpu.iter().copied().fold(0.0, f64::max)),
            table.scale.show(median(&row.wall)),
            digits(faster(row, base)),
        )?;
    }
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

impl Scale {
    /// Its sign, and how many of them are a second.
    const fn of(self) -> (&'static str, f64) {
        match self {
            Self::Nano => ("ns", 1e9),
            Self::Micro => ("µs", 1e6),
            Self::Milli => ("ms", 1e3),
        }
    }

    fn show(self, seconds: f64) -> String {
        digits(seconds * self.of().1)
    }
}

/// Each round begins with another worker, so that nobody always follows the same.
fn in_turns(workers: &mut [Worker<'_>]) -> Result<Vec<Times>, Fault> {
    let mut repeats = Vec::new();
    let mut times = Vec::new();
    for worker in workers.iter_mut() {
        repeats.push(repeats_for_a_turn(worker)?);
        times.push(Times { name: worker.name.clone(), cpu: Vec::new(), wall: Vec::new() });
    }
    let mut order: Vec<usize> = (0..workers.len()).collect();
    for _ in 0..ROUNDS {
        for &position in &order {
            let (Some(worker), Some(repeats), Some(times)) =
                (workers.get_mut(position), repeats.get(position), times.get_mut(position))
            else {
                continue;
            };
            let (cpu, wall) = turn(worker, *repeats)?;
            times.cpu.push(cpu);
            times.wall.push(wall);
        }
        order.rotate_left(1);
    }
    Ok(times)
}

/// The first piece warms it up, the second says how many make a turn.
fn repeats_for_a_turn(worker: &mut Worker<'_>) -> Result<u32, Fault> {
    (worker.work)()?;
    let begin = Instant::now();
    (worker.work)()?;
    let once = begin.elapsed().max(Duration::from_nanos(100));
    Ok(u32::try_from(TURN.as_nanos().div_ceil(once.as_nanos()))?)
}

fn turn(worker: &mut Worker<'_>, repeats: u32) -> Result<(f64, f64), Fault> {
    let (wall, cpu) = (Instant::now(), ThreadTime::try_now()?);
    for _ in 0..repeats {
        (worker.work)()?;
    }
    let (cpu, wall) = (cpu.try_elapsed()?, wall.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "no more than some millions are counted")]
    let units = f64::from(repeats) * worker.units as f64;
    Ok((cpu.as_secs_f64() / units, wall.as_secs_f64() / units))
}

/// Round by round, as both met the same neighbours there.
fn faster(row: &Times, base: &Times) -> f64 {
    let ratios: Vec<f64> = base.cpu.iter().zip(&row.cpu).map(|(base, row)| base / row).collect();
    median(&ratios)
}

/// `ROUNDS` is odd: there is one in the middle.
fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Three digits that count.
fn digits(value: f64) -> String {
    match value {
        value if value >= 100.0 => thousands(&format!("{value:.0}")),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value if value >= 0.1 => format!("{value:.3}"),
        value => format!("{value:.4}"),
    }
}

fn thousands(digits: &str) -> String {
    let mut spaced = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}
