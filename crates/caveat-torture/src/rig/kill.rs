//! The process is killed at any moment (SIGKILL): when it opens the register, writes, signs, copies it.

use std::io::Read as _;
use std::time::{Duration, Instant};

use super::{Scale, holds, quantile};
use crate::dice::Dice;
use crate::engine::Engine;
use crate::line::Ack;
use crate::table::Row;
use crate::work::told;
use crate::worker;

/// How often the same register is killed before another is begun.
const ROUNDS: u64 = 40;

/// No process lives longer than this, in microseconds.
const LONGEST: u64 = 40_000;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    let times = scale.times(5_000, 60);
    Ok(vec![
        kill(scale, Engine::Register, times)?,
        kill(scale, Engine::Together, times)?,
        kill(scale, Engine::AckFirst, scale.times(400, 60))?.control(),
    ])
}

fn kill(scale: &Scale, engine: Engine, times: u64) -> Result<Row, String> {
    let mut row = Row::new(format!("kill -9, {}", engine.name()));
    let (mut acks, mut opened) = (0, Vec::new());
    let mut dice = Dice::new(scale.seed);
    while row.times < times {
        let folder = tempfile::tempdir().map_err(told)?;
        engine.found(folder.path())?;
        let mut acked: Vec<Ack> = Vec::new();
        for _ in 0..ROUNDS.min(times - row.times) {
            let lives = Duration::from_micros(dice.below(LONGEST));
            // What was not acknowledged is sent again, under the same command.
            let from = acked.iter().map(|ack| ack.number + 1).max().unwrap_or(0).saturating_sub(8);
            let mut child =
                worker::spawn(engine.name(), folder.path(), (from, u64::MAX / 2), dice.below(1 << 40))?;
            std::thread::sleep(lives);
            child.kill().map_err(told)?;
            let mut said = String::new();
            let mut out = child.stdout.take().ok_or("nothing is heard of it")?;
            out.read_to_string(&mut said).map_err(told)?;
            child.wait().map_err(told)?;
            acked.extend(said.lines().filter_map(|line| line.parse::<Ack>().ok()));
            let failed = said.lines().find(|line| line.starts_with("failed"));
            let begun = Instant::now();
            let found = engine.read(folder.path());
            opened.push(begun.elapsed());
            let found = found.and_then(|found| holds(&acked, &found));
            row.count(failed.map_or(Ok(()), |why| Err(why.to_owned())).and(found));
        }
        acks += acked.len();
    }
    opened.sort();
    let (half, most) = (quantile(&opened, 50), quantile(&opened, 99));
    row.seen = format!("{acks} acknowledged; open again in {half:.1} ms, 99 of 100 in {most:.1} ms");
    Ok(row)
}
