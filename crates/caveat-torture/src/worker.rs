//! The process that writes and is tortured: `worker ENGINE FOLDER FROM COUNT SEED`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use caveat_register::Writer;

use crate::dice::Dice;
use crate::engine::{Engine, Open};
use crate::history;
use crate::line::{Ack, say};
use crate::work::{self, told};

/// How many threads write together.
const TOGETHER: usize = 4;

/// The numbers that are to be written.
struct Task {
    folder: PathBuf,
    from: u64,
    count: u64,
    seed: u64,
}

pub(crate) fn run(mut words: impl Iterator<Item = String>) -> ExitCode {
    let Some(name) = words.next() else { return ExitCode::from(2) };
    let folder = PathBuf::from(words.next().unwrap_or_default());
    let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let task = Task { folder, from: number(), count: number(), seed: number() };
    let done = match (history::Racer::named(&name), Engine::named(&name)) {
        (Some(racer), _) => racer.race(&task.folder, task.from, task.count, task.seed),
        (None, Some(Engine::Together)) => together(&task),
        (None, Some(engine)) => alone(engine, &task),
        (None, None) => Err(format!("`{name}` is nothing that writes")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(format!("failed {why}"));
            ExitCode::FAILURE
        }
    }
}

/// One thread, which does in between what else is done to a register.
fn alone(engine: Engine, task: &Task) -> Result<(), String> {
    let mut open = Open::new(engine, &task.folder)?;
    let mut dice = Dice::new(task.seed);
    for number in task.from..task.from + task.count {
        match engine {
            Engine::AckFirst => {
                let next = match &open {
                    Open::Register(register) => register.last().0 + 1,
                    _ => 0,
                };
                say(Ack { number, position: next });
                open.write(number)?;
            }
            Engine::AckAnyway => {
                let position = open.write(number).unwrap_or(0);
                say(Ack { number, position });
            }
            _ => {
                let position = open.write(number)?;
                say(Ack { number, position });
            }
        }
        if let (Engine::Register, Open::Register(register)) = (engine, &mut open) {
            match dice.below(100) {
                0..12 => drop(register.sign().map_err(told)?),
                12..14 => {
                    let copy = task.folder.join(format!("copy-{}-{number}", std::process::id()));
                    register.backup(&copy, &mut |_| {}).map_err(told)?;
                }
                14..20 => register.keep_snapshot().map_err(told)?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// Several threads, whose entries are committed together.
fn together(task: &Task) -> Result<(), String> {
    let writer = Writer::start(work::open(&task.folder)?).map_err(told)?;
    let next = AtomicU64::new(task.from);
    let write = || -> Result<(), String> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= task.from + task.count {
                return Ok(());
            }
            let recorded = writer.record(vec![work::numbered(number)], Some(work::command(number)));
            let position = recorded.map_err(told)?.positions.first().map_or(0, |(at, _)| at.0);
            say(Ack { number, position });
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..TOGETHER).map(|_| scope.spawn(write)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread died")?)
    })
}

/// Starts one, with what it says to be read.
pub(crate) fn spawn(
    engine: &str,
    folder: &Path,
    (from, count): (u64, u64),
    seed: u64,
) -> Result<std::process::Child, String> {
    let mut command = command(engine, folder, (from, count), seed)?;
    command.spawn().map_err(told)
}

/// How one is started.
pub(crate) fn command(
    engine: &str,
    folder: &Path,
    (from, count): (u64, u64),
    seed: u64,
) -> Result<std::process::Command, String> {
    let program = std::env::current_exe().map_err(told)?;
    let mut command = std::process::Command::new(program);
    command.arg("worker").arg(engine).arg(folder);
    command.args([from, count, seed].map(|number| number.to_string()));
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    Ok(command)
}
