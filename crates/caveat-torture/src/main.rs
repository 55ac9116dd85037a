//! What is done to a register on purpose: its process is killed, its power is cut, its files are torn and changed, its
//! disk fails and fills up, many write at once, the clock jumps. Whatever was acknowledged has to be there after.
//!
//! `cargo run --release -p caveat-torture -- torture` does all of it at length and prints a table; `--short` does a
//! little of each. Beside each there is a **control**: something that does it wrong, and that has to be caught. Where a
//! control passes, the rig sees nothing, and that is a failure too. `docs/reliability.md` says what came of it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is a program for whoever works on this one, and prints its table"
)]

mod dice;
mod engine;
mod history;
#[path = "../../caveat/tests/ledger_builder/mod.rs"]
mod ledger_builder;
mod line;
mod rig;
mod table;
mod worker;
mod work;

use std::process::ExitCode;

use rig::{RIGS, Scale};
use table::Row;

const USAGE: &str = "usage: caveat-torture torture [--short] [--seed NUMBER] [RIG...]";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some("worker") => worker::run(words),
        Some("torture") => match Wanted::read(words) {
            Ok(wanted) => torture(&wanted),
            Err(wrong) => usage(&wrong),
        },
        _ => usage("nothing says what to do"),
    }
}

fn usage(wrong: &str) -> ExitCode {
    let rigs: Vec<&str> = RIGS.iter().map(|(name, _)| *name).collect();
    eprintln!("{wrong}\n{USAGE}\nrigs: {}", rigs.join(", "));
    ExitCode::from(2)
}

/// What is to be done.
struct Wanted {
    scale: Scale,
    rigs: Vec<String>,
}

impl Wanted {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wanted = Self { scale: Scale { is_short: false, seed: 1 }, rigs: Vec::new() };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--short" => wanted.scale.is_short = true,
                "--seed" => {
                    let seed = words.next().and_then(|seed| seed.parse().ok());
                    wanted.scale.seed = seed.ok_or("`--seed` wants a number")?;
                }
                rig if RIGS.iter().any(|(name, _)| *name == rig) => wanted.rigs.push(word),
                other => return Err(format!("`{other}` is no rig")),
            }
        }
        Ok(wanted)
    }

    fn wants(&self, rig: &str) -> bool {
        self.rigs.is_empty() || self.rigs.iter().any(|wanted| wanted == rig)
    }
}

fn torture(wanted: &Wanted) -> ExitCode {
    println!("seed {}\n\n{}", wanted.scale.seed, Row::HEAD);
    let mut all_well = true;
    for (name, rig) in RIGS.iter().filter(|(name, _)| wanted.wants(name)) {
        let rows = rig(&wanted.scale).unwrap_or_else(|wrong| vec![Row::failed(name, &wrong)]);
        for row in rows {
            println!("{row}");
            all_well &= row.is_well();
        }
    }
    if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
