//! The end of a file never came to the disk: it is cut off, or zeros stand there. What is read then is what was
//! written first, whole, or nothing is.

use std::collections::BTreeMap;
use std::path::Path;

use super::Scale;
use crate::engine::Engine;
use crate::line::Ack;
use crate::table::Row;
use crate::work::{self, told};
use crate::worker;

/// How much of the end is torn, in bytes.
const TAIL: usize = 64 * 1024;

/// The first number that the killed process did not come to.
const MORE: u64 = 1_000_000;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    // In memory: a hundred thousand files are written.
    let folder = tempfile::tempdir_in(memory()).map_err(told)?;
    let files = Files::written(folder.path())?;
    let step = usize::try_from(scale.times(1, 997)).unwrap_or(1);
    let mut rows = Vec::new();
    for (name, torn) in [("SQLite's log", Torn::Log), ("the closed file", Torn::File)] {
        let mut row = Row::new(format!("torn at every byte of the last 64 KiB, {name}"));
        let (mut shorter, mut refused) = (0_u64, 0_u64);
        for at in (0..TAIL).step_by(step) {
            for end in [End::Cut, End::Zeros] {
                let found = files.torn(folder.path(), torn, at, end)?;
                match &found {
                    Ok(_) => shorter += 1,
                    Err(_) => refused += 1,
                }
                row.count(found.map_or(Ok(()), |found| is_beginning(&found, files.of(torn))));
            }
        }
        row.seen = format!("{shorter} read as a clean beginning, {refused} refused");
        rows.push(row);
    }
    rows.push(unchecked(scale).control());
    Ok(rows)
}

fn memory() -> std::path::PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// Which file is torn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Torn {
    Log,
    File,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Cut,
    Zeros,
}

impl End {
    fn of(self, bytes: &[u8], kept: usize) -> Vec<u8> {
        let mut torn = bytes.get(..kept).unwrap_or_default().to_vec();
        if matches!(self, Self::Zeros) {
            torn.resize(bytes.len(), 0);
        }
        torn
    }
}

/// A register whose process was killed, with what was in SQLite's log; and one that was closed.
struct Files {
    file: Vec<u8>,
    log: Vec<u8>,
    killed: BTreeMap<u64, u64>,
    closed_file: Vec<u8>,
    closed: BTreeMap<u64, u64>,
}

impl Files {
    fn written(folder: &Path) -> Result<Self, String> {
        let written = folder.join("written");
        std::fs::create_dir(&written).map_err(told)?;
        Engine::Register.found(&written)?;
        // One that neither signs nor copies, so that everything it writes stays in the log.
        let mut child = worker::spawn(Engine::AckAnyway.name(), &written, (0, u64::MAX / 2), 1)?;
        let log = work::place(&written).register.with_file_name("register-wal");
        while std::fs::metadata(&log).map_or(0, |log| log.len()) < 4 * TAIL as u64 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        child.kill().map_err(told)?;
        let out = child.wait_with_output().map_err(told)?;
        let said = String::from_utf8_lossy(&out.stdout);
        let acked = said.lines().filter_map(|line| line.parse::<Ack>().ok()).count();
        let read = |path: &Path| std::fs::read(path).map_err(told);
        let (file, log) = (read(&work::place(&written).register)?, read(&log)?);
        let mut register = work::open(&written)?;
        let killed = work::numbers(register.ledger());
        if killed.len() < acked {
            return Err("what was acknowledged is lost before anything is torn".to_owned());
        }
        // So many more that the closed file is longer than what is torn.
        let more = (MORE..MORE + 400).map(work::numbered).collect();
        register.record(more, None).map_err(told)?;
        register.sign().map_err(told)?;
        let closed = work::numbers(register.ledger());
        drop(register);
        let closed_file = read(&work::place(&written).register)?;
        if log.len() <= TAIL || closed_file.len() <= TAIL {
            return Err("a file is shorter than what is to be torn of it".to_owned());
        }
        Ok(Self { file, log, killed, closed_file, closed })
    }

    fn of(&self, torn: Torn) -> &BTreeMap<u64, u64> {
        if torn == Torn::Log { &self.killed } else { &self.closed }
    }

    /// What is read of a file whose last bytes are torn; without the keeper's folder, which would know that they are.
    fn torn(
        &self,
        folder: &Path,
        torn: Torn,
        at: usize,
        end: End,
    ) -> Result<Result<BTreeMap<u64, u64>, String>, String> {
        let here = folder.join("torn");
        _ = std::fs::remove_dir_all(&here);
        std::fs::create_dir(&here).map_err(told)?;
        let write = |name: &str, bytes: &[u8]| std::fs::write(here.join(name), bytes).map_err(told);
        match torn {
            Torn::Log => {
                write("register", &self.file)?;
                write("register-wal", &end.of(&self.log, self.log.len() - at))?;
            }
            Torn::File => write("register", &end.of(&self.closed_file, self.closed_file.len() - at))?,
        }
        Ok(Engine::Register.read(&here))
    }
}

/// Whether what was found is what was written first.
fn is_beginning(found: &BTreeMap<u64, u64>, written: &BTreeMap<u64, u64>) -> Result<(), String> {
    if found.iter().zip(written).all(|(one, other)| one == other) && found.len() <= written.len() {
        Ok(())
    } else {
        Err("what was read is not what was written first".to_owned())
    }
}

/// A file of numbers with their lengths and no sums over them: what a torn end looks like to who does not look.
fn unchecked(scale: &Scale) -> Row {
    let mut row = Row::new("torn, a file of numbers without sums");
    let bytes: Vec<u8> = (1_u64..9000).flat_map(|number| (number * 1_000_003).to_le_bytes()).collect();
    let read = |bytes: &[u8]| -> BTreeMap<u64, u64> {
        let numbers = bytes.chunks(8).map(|chunk| {
            let mut number = [0; 8];
            number.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            u64::from_le_bytes(number)
        });
        (0..).zip(numbers).collect()
    };
    let written = read(&bytes);
    for at in (0..TAIL).step_by(usize::try_from(scale.times(97, 997)).unwrap_or(97)) {
        for end in [End::Cut, End::Zeros] {
            row.count(is_beginning(&read(&end.of(&bytes, bytes.len() - at)), &written));
        }
    }
    row
}
