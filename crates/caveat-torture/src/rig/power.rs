//! The power is cut: what the system had not yet sent to the disk is gone.
//!
//! A file system (ext4) lies in an image inside of another (XFS) that can copy a file in a moment (`cp --reflink`).
//! While a process writes, the image is copied, and the copy mounted, as a machine does that starts again: what was in
//! memory is not in it. It needs root, `mkfs.xfs`, `mkfs.ext4` and loop devices. What a disk reorders or tears inside
//! itself it does not show.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Scale, can_trace, holds, is_lost};
use crate::dice::Dice;
use crate::engine::Engine;
use crate::line::Ack;
use crate::table::Row;
use crate::work::told;
use crate::worker;

/// How often the power is cut before another register is begun.
const CUTS: u64 = 25;

/// The longest between two cuts, in milliseconds.
const LONGEST: u64 = 120;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    let folder = tempfile::tempdir().map_err(told)?;
    let outer = match Outer::make(folder.path()) {
        Ok(outer) => outer,
        Err(why) => return Ok(vec![Row::left_out("power cut", &why)]),
    };
    let mut rows = vec![
        cut(scale, &outer, Engine::Register, Disk::Syncs, scale.times(500, 12))?,
        cut(scale, &outer, Engine::Together, Disk::Syncs, scale.times(500, 12))?,
        cut(scale, &outer, Engine::SqliteFull, Disk::Syncs, scale.times(50, 4))?,
        // Of what it does not sync, half of the cuts find something lost.
        cut(scale, &outer, Engine::SqliteNormal, Disk::Syncs, scale.times(50, 20))?.control(),
        cut(scale, &outer, Engine::Unsynced, Disk::Syncs, scale.times(50, 4))?.control(),
    ];
    rows.push(if can_trace() {
        cut(scale, &outer, Engine::Register, Disk::Lies, scale.times(50, 4))?.control()
    } else {
        Row::left_out("power cut, syncs that do nothing", "`strace` is not installed, or may not trace")
    });
    Ok(rows)
}

/// Whether a sync does what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disk {
    Syncs,
    Lies,
}

fn cut(scale: &Scale, outer: &Outer, engine: Engine, disk: Disk, times: u64) -> Result<Row, String> {
    let how = if disk == Disk::Lies { ", whose syncs do nothing" } else { "" };
    let mut row = Row::new(format!("power cut, {}{how}", engine.name()));
    let mut dice = Dice::new(scale.seed);
    let (mut acknowledged, mut lost) = (0, 0);
    while row.times < times {
        let inner = outer.inner()?;
        let folder = inner.point.join("it");
        std::fs::create_dir(&folder).map_err(told)?;
        engine.found(&folder)?;
        sync(&inner.point)?;
        let writing = Writing::start(engine, disk, &folder, dice.below(1 << 40))?;
        for _ in 0..CUTS.min(times - row.times) {
            std::thread::sleep(Duration::from_millis(dice.below(LONGEST)));
            let acked = writing.acked();
            let copy = outer.copy(&inner)?;
            let found = engine.read(&copy.point.join("it"));
            lost += found.as_ref().map_or(0, |found| missing(&acked, found).len());
            acknowledged += acked.len();
            // Where nothing was written at a place nothing is known of it but whether it is there.
            row.count(found.and_then(|found| match engine {
                Engine::Unsynced => match missing(&acked, &found).first() {
                    Some(ack) => Err(is_lost(ack)),
                    None => Ok(()),
                },
                _ => holds(&acked, &found),
            }));
        }
    }
    row.seen = format!("{acknowledged} acknowledgements looked up, {lost} lost");
    Ok(row)
}

/// What was acknowledged and is nowhere.
fn missing(acked: &[Ack], found: &BTreeMap<u64, u64>) -> Vec<Ack> {
    let there: BTreeSet<u64> = found.values().copied().collect();
    acked.iter().filter(|ack| !there.contains(&ack.number)).copied().collect()
}

/// A process that writes, and what it said up to now.
struct Writing {
    child: Child,
    acked: Arc<Mutex<Vec<Ack>>>,
}

impl Writing {
    fn start(engine: Engine, disk: Disk, folder: &Path, seed: u64) -> Result<Self, String> {
        let mut command = worker::command(engine.name(), folder, (0, u64::MAX / 2), seed)?;
        if disk == Disk::Lies {
            let mut strace = Command::new("strace");
            strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:retval=0"]);
            strace.arg(command.get_program()).args(command.get_args()).stdout(Stdio::piped());
            command = strace;
        }
        let mut child = command.spawn().map_err(told)?;
        let out = child.stdout.take().ok_or("nothing is heard of it")?;
        let acked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&acked);
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Ok(ack) = line.parse() {
                    heard.lock().unwrap_or_else(PoisonError::into_inner).push(ack);
                }
            }
        });
        Ok(Self { child, acked })
    }

    fn acked(&self) -> Vec<Ack> {
        self.acked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The file system in which an image can be copied in a moment.
struct Outer(Mounted);

/// A file system in an image.
struct Mounted {
    point: PathBuf,
    image: PathBuf,
}

impl Outer {
    fn make(folder: &Path) -> Result<Self, String> {
        let (image, point) = (folder.join("outer.img"), folder.join("outer"));
        shell("truncate", &["-s", "1500M", &shown(&image)])?;
        shell("mkfs.xfs", &["-q", "-m", "reflink=1", &shown(&image)])?;
        Mounted::new(image, point).map(Self)
    }

    /// A file system as a machine has it.
    fn inner(&self) -> Result<Mounted, String> {
        let (image, point) = (self.0.point.join("inner.img"), self.0.point.join("inner"));
        shell("truncate", &["-s", "256M", &shown(&image)])?;
        shell("mkfs.ext4", &["-q", "-F", &shown(&image)])?;
        Mounted::new(image, point)
    }

    /// What a disk has at this moment, and a machine that starts again finds.
    fn copy(&self, inner: &Mounted) -> Result<Mounted, String> {
        let (image, point) = (self.0.point.join("cut.img"), self.0.point.join("cut"));
        shell("cp", &["--reflink=always", &shown(&inner.image), &shown(&image)])?;
        Mounted::new(image, point)
    }
}

impl Mounted {
    fn new(image: PathBuf, point: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(&point).map_err(told)?;
        shell("mount", &["-o", "loop", &shown(&image), &shown(&point)])?;
        Ok(Self { point, image })
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        _ = shell("umount", &[&shown(&self.point)])
            .or_else(|_| shell("umount", &["-l", &shown(&self.point)]));
        _ = std::fs::remove_file(&self.image);
    }
}

fn sync(point: &Path) -> Result<(), String> {
    shell("sync", &["-f", &shown(point)])
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn shell(program: &str, args: &[&str]) -> Result<(), String> {
    let ran = Command::new(program).args(args).output();
    let ran = ran.map_err(|error| format!("`{program}` cannot be run: {error}"))?;
    if ran.status.success() {
        return Ok(());
    }
    Err(format!("`{program}` failed: {}", String::from_utf8_lossy(&ran.stderr).trim().replace('\n', " ")))
}
