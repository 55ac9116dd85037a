//! The disk fails: each sync in turn, and each write, returns an error. What was acknowledged is there, and after a
//! failed sync nothing more is acknowledged.
//!
//! `strace` puts the errors in, and writes down in what order everything happened. It needs to be installed, and
//! allowed to trace.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Scale, can_trace, holds};
use crate::engine::Engine;
use crate::line::Ack;
use crate::table::Row;
use crate::work::{self, told};
use crate::worker;

/// How many numbers are written while the disk fails.
const NUMBERS: u64 = 24;

/// No run has more calls of a kind than this.
const MOST: u64 = 2_000;

/// A call that fails, how, and whether it goes on failing.
struct Fault {
    call: &'static str,
    error: &'static str,
    lasts: bool,
}

const FAULTS: [Fault; 7] = [
    Fault { call: "fsync", error: "EIO", lasts: false },
    Fault { call: "fsync", error: "EIO", lasts: true },
    Fault { call: "fsync", error: "ENOSPC", lasts: true },
    Fault { call: "pwrite64", error: "EIO", lasts: false },
    Fault { call: "pwrite64", error: "ENOSPC", lasts: false },
    Fault { call: "pwrite64", error: "ENOSPC", lasts: true },
    Fault { call: "ftruncate", error: "EIO", lasts: false },
];

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    if !can_trace() {
        return Ok(vec![Row::left_out("disk that fails", "`strace` is not installed, or may not trace")]);
    }
    let step = scale.times(1, 9);
    let mut rows = Vec::new();
    for engine in [Engine::Register, Engine::Earlier] {
        for fault in &FAULTS {
            rows.push(each(fault, engine, step)?);
        }
    }
    let sync = Fault { call: "fsync", error: "EIO", lasts: true };
    rows.push(each(&sync, Engine::AckAnyway, scale.times(1, 5))?.control());
    Ok(rows)
}

/// Lets one call after another fail, until none is left to.
fn each(fault: &Fault, engine: Engine, step: u64) -> Result<Row, String> {
    let Fault { call, error, lasts } = fault;
    let from_then_on = if *lasts { " and every one after it" } else { "" };
    let mut row = Row::new(format!("{error} at each {call}{from_then_on}, {}", engine.name()));
    let mut acknowledged = 0;
    for at in (1..MOST).step_by(usize::try_from(step).unwrap_or(1)) {
        let folder = tempfile::tempdir().map_err(told)?;
        engine.found(folder.path())?;
        let traced = Traced::run(fault, at, engine, folder.path())?;
        if !traced.failed {
            break;
        }
        acknowledged += traced.acked.len();
        row.count(traced.is_right(folder.path(), engine));
    }
    row.seen = format!("{acknowledged} acknowledged");
    Ok(row)
}

/// What a process did while the disk failed it.
struct Traced {
    acked: Vec<Ack>,
    /// Whether a call was made to fail.
    failed: bool,
    /// What was acknowledged after a sync had failed.
    after: Option<String>,
}

impl Traced {
    fn run(fault: &Fault, at: u64, engine: Engine, folder: &Path) -> Result<Self, String> {
        let trace = folder.join("trace");
        let worker = worker::command(engine.name(), folder, (0, NUMBERS), at)?;
        let more = if fault.lasts { "+" } else { "" };
        let Fault { call, error, .. } = fault;
        let mut strace = Command::new("strace");
        // What is written to standard output is an acknowledgement.
        strace.args(["-qq", "-y", "-e", "trace=openat,write,fsync,pwrite64,ftruncate"]);
        strace.args(["-e", &format!("inject={call}:error={error}:when={at}{more}")]);
        strace.arg("-o").arg(&trace).arg(worker.get_program()).args(worker.get_args());
        let ran = strace.stdin(Stdio::null()).stderr(Stdio::null()).output().map_err(told)?;
        let said = String::from_utf8_lossy(&ran.stdout);
        let acked = said.lines().filter_map(|line| line.parse().ok()).collect();
        let trace = std::fs::read_to_string(&trace).map_err(told)?;
        let after = after_a_failed_sync(&trace).map(|ack| format!("call {at}: {ack}"));
        Ok(Self { acked, failed: trace.contains("INJECTED"), after })
    }

    fn is_right(&self, folder: &Path, engine: Engine) -> Result<(), String> {
        if let Some(after) = &self.after {
            return Err(format!("after a failed sync there was `{after}`"));
        }
        holds(&self.acked, &engine.read(folder)?)?;
        // With a disk that works again, it goes on.
        let mut register = work::open(folder)?;
        register.record(vec![work::numbered(NUMBERS)], None).map_err(told)?;
        register.sign().map_err(told)?;
        drop(register);
        let judge = std::sync::Arc::new(caveat::question::NoJudge);
        caveat_register::check(&work::place(folder), judge, &mut |_| {}).map(drop).map_err(told)
    }
}

/// What was acknowledged after a sync had failed, in a trace of system calls. Where a folder was made durable since a
/// file was made in it, another sync of it has nothing to do: SQLite makes one more, and does not look at what it says.
fn after_a_failed_sync(trace: &str) -> Option<&str> {
    let mut durable: BTreeSet<&str> = BTreeSet::new();
    let mut has_failed = false;
    for line in trace.lines() {
        let file = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(file, _)| file);
        if line.starts_with("openat(") && line.contains("O_CREAT") {
            let made = line.split('"').nth(1).and_then(|path| Path::new(path).parent()?.to_str());
            made.map(|folder| durable.remove(folder));
        } else if line.starts_with("fsync(") && line.contains("INJECTED") {
            has_failed |= !file.is_some_and(|file| durable.contains(file));
        } else if let (true, Some(file)) = (line.starts_with("fsync("), file) {
            durable.extend(Path::new(file).is_dir().then_some(file));
        } else if has_failed && line.starts_with("write(1<") && line.contains("\"ack ") {
            return Some(line);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::after_a_failed_sync;

    const FAILED: &str = "fsync(4</tmp>) = -1 EIO (Input/output error) (INJECTED)\n";
    const DONE: &str = "fsync(4</tmp>) = 0\n";
    const MADE: &str = "openat(AT_FDCWD</>, \"/tmp/log\", O_RDWR|O_CREAT, 0600) = 5</tmp/log>\n";
    const ACK: &str = "write(1<pipe:[1]>, \"ack 0 5\\n\", 8) = 8\n";

    #[test]
    fn an_acknowledgement_after_a_failed_sync_is_seen() {
        for trace in [[MADE, FAILED, ACK].concat(), [MADE, DONE, MADE, FAILED, ACK].concat()] {
            assert!(after_a_failed_sync(&trace).is_some(), "{trace}");
        }
    }

    #[test]
    fn a_file_made_elsewhere_leaves_a_folder_durable() {
        let elsewhere = MADE.replace("/tmp/log", "/tmp/keeper/turn");
        assert!(after_a_failed_sync(&[MADE, DONE, &elsewhere, FAILED, ACK].concat()).is_none());
        assert!(after_a_failed_sync(&[MADE, DONE, MADE, &elsewhere, FAILED, ACK].concat()).is_some());
    }

    #[test]
    fn one_before_it_is_not_nor_one_where_all_was_durable() {
        for trace in [[ACK, FAILED].concat(), [MADE, DONE, ACK].concat(), [MADE, DONE, FAILED, ACK].concat()]
        {
            assert!(after_a_failed_sync(&trace).is_none(), "{trace}");
        }
    }
}
