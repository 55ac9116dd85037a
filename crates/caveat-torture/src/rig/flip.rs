//! A bit of the register's file is another than was written. It is found before anything is answered.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::Scale;
use crate::engine::Engine;
use crate::table::Row;
use crate::work::{self, told};

/// How many entries the register has.
const ENTRIES: u64 = 1_000;

pub(crate) fn run(scale: &Scale) -> Result<Vec<Row>, String> {
    let folder = tempfile::tempdir().map_err(told)?;
    Engine::Register.found(folder.path())?;
    let mut register = work::open(folder.path())?;
    let entries = (0..ENTRIES - 1 - register.last().0).map(work::numbered).collect();
    register.record(entries, None).map_err(told)?;
    register.sign().map_err(told)?;
    register.keep_snapshot().map_err(told)?;
    drop(register);
    let step = usize::try_from(scale.times(1, 397)).unwrap_or(1);
    let original = std::fs::read(work::place(folder.path()).register).map_err(told)?;
    let what = format!("a bit flipped in every byte of a register of {ENTRIES} entries");
    let mut sealed = Row::new(what);
    sealed.seen = format!("{} bytes; one bit of each", original.len());
    let sealed = Mutex::new(sealed);
    on_all_cores(folder.path(), &|folder, nth, of| {
        each_flip(folder, &original, (nth * step, of * step), |_| {
            let found = match work::open(folder) {
                Err(_) => Ok(()),
                Ok(_) => Err("it was opened".to_owned()),
            };
            sealed.lock().unwrap_or_else(PoisonError::into_inner).count(found);
        })
    })?;
    let sealed = sealed.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut bare = Row::new("the same, read by SQLite alone").control();
    let rows = rows(folder.path())?;
    each_flip(folder.path(), &original, (0, step.max(37)), |_| {
        bare.count(match self::rows(folder.path()) {
            Ok(found) if found != rows => Err("other entries were read, and no error".to_owned()),
            _ => Ok(()),
        });
    })?;
    Ok(vec![sealed, bare])
}

/// Does a share of the work on each core, on a copy of the register of its own.
fn on_all_cores(
    folder: &Path,
    share: &(dyn Fn(&Path, usize, usize) -> Result<(), String> + Sync),
) -> Result<(), String> {
    let of = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let work = |nth: usize| {
            let copy = tempfile::tempdir().map_err(told)?;
            copy_all(folder, copy.path()).map_err(told)?;
            share(copy.path(), nth, of)
        };
        let workers: Vec<_> = (0..of).map(|nth| scope.spawn(move || work(nth))).collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err("a worker died".into())));
        ended.collect()
    })
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        let (path, to) = (file.path(), to.join(file.file_name()));
        if path.is_dir() { copy_all(&path, &to)? } else { std::fs::copy(&path, &to).map(drop)? }
    }
    Ok(())
}

/// Flips a bit of every so manieth byte from one on, looks, and puts it back. In the end all is as it was.
fn each_flip(
    folder: &Path,
    original: &[u8],
    (from, step): (usize, usize),
    mut look: impl FnMut(usize),
) -> Result<(), String> {
    let path = work::place(folder).register;
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).map_err(told)?;
    let mut put = |at: usize, byte: u8| {
        file.seek(SeekFrom::Start(at as u64)).and_then(|_| file.write_all(&[byte])).map_err(told)
    };
    for (at, byte) in original.iter().enumerate().skip(from).step_by(step) {
        put(at, byte ^ (1 << (at % 8)))?;
        look(at);
        put(at, *byte)?;
    }
    work::open(folder).map(drop)
}

/// What SQLite gives of the entries, and asks nothing of it.
fn rows(folder: &Path) -> Result<Vec<String>, String> {
    let path = work::place(folder).register;
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let name = format!("file:{}?immutable=1", path.display());
    let connection = Connection::open_with_flags(name, flags).map_err(told)?;
    let mut select = connection.prepare("SELECT bytes FROM entry ORDER BY position").map_err(told)?;
    let rows = select.query_map([], |row| row.get(0)).map_err(told)?;
    rows.collect::<rusqlite::Result<_>>().map_err(told)
}
