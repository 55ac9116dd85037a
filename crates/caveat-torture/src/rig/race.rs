//! Many write at once, from several processes, while others read: one order explains what each was told.

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use super::Scale;
use crate::engine::Engine;
use crate::history::{self, Did, Operation, Racer};
use crate::table::Row;
use crate::work::told;
use crate::worker;

/// How many processes there are, and how many threads of each write.
const PROCESSES: u64 = 4;
const THREADS: u64 = 16;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    Ok(vec![
        race(Racer::Register, scale.times(20, 1), scale.times(500, 150))?,
        race(Racer::Unlocked, scale.times(2, 1), 300)?.control(),
    ])
}

fn race(racer: Racer, times: u64, each: u64) -> Result<Row, String> {
    let what = match racer {
        Racer::Register => format!("{} writers in {PROCESSES} processes, and readers", PROCESSES * THREADS),
        Racer::Unlocked => "writers that ask for the next position, and then write".to_owned(),
    };
    let mut row = Row::new(what);
    let (mut operations, mut late, mut longest) = (0, 0, 0);
    for _ in 0..times {
        let folder = tempfile::tempdir().map_err(told)?;
        match racer {
            Racer::Register => Engine::Register.found(folder.path())?,
            Racer::Unlocked => history::found_unlocked(folder.path())?,
        }
        let history = told_by(racer, folder.path(), each)?;
        operations += history.len();
        let waits = history.iter().map(|operation| operation.until.saturating_sub(operation.from));
        longest = longest.max(waits.max().unwrap_or(0));
        late += history.iter().filter(|operation| matches!(operation.did, Did::Late { .. })).count();
        let explained = history::is_explained(&history);
        row.count(explained.and_then(|()| is_there(racer, folder.path(), &history)));
    }
    let longest = Duration::from_nanos(longest).as_secs_f64();
    row.seen =
        format!("{operations} operations, {late} refused for another's; the longest took {longest:.2} s");
    Ok(row)
}

fn told_by(racer: Racer, folder: &Path, each: u64) -> Result<Vec<Operation>, String> {
    let start = |process| worker::spawn(racer.name(), folder, (process * each, each), THREADS);
    let children = (0..PROCESSES).map(start).collect::<Result<Vec<Child>, String>>()?;
    let mut history = Vec::new();
    // Each is listened to by itself, so that none waits until its pipe is read.
    let listening: Vec<_> =
        children.into_iter().map(|child| std::thread::spawn(move || child.wait_with_output())).collect();
    for child in listening {
        let out = child.join().map_err(|_| "a thread died")?.map_err(told)?;
        let said = String::from_utf8_lossy(&out.stdout);
        if let Some(failed) = said.lines().find(|line| line.starts_with("failed")) {
            return Err(failed.to_owned());
        }
        history.extend(said.lines().filter_map(|line| line.parse::<Operation>().ok()));
    }
    Ok(history)
}

/// Whether what was appended is what is there.
fn is_there(racer: Racer, folder: &Path, history: &[Operation]) -> Result<(), String> {
    if racer == Racer::Unlocked {
        return Ok(());
    }
    let found = Engine::Register.read(folder)?;
    let appended = history.iter().filter_map(|operation| match operation.did {
        Did::Appended { number, position } => Some((position, number)),
        _ => None,
    });
    let appended: std::collections::BTreeMap<u64, u64> = appended.collect();
    if appended == found { Ok(()) } else { Err("what is there is not what was told".to_owned()) }
}
