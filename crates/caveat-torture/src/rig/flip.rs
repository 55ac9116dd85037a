//! A bit of the register's file is another than was written. It is found before anything is answered.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

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
    drop(register);
    let step = usize::try_from(scale.times(1, 397)).unwrap_or(1);
    let original = std::fs::read(work::place(folder.path()).register).map_err(told)?;
    let mut sealed = Row::new(format!("a bit flipped in every byte of a register of {ENTRIES} entries"));
    each_flip(folder.path(), &original, step, |_| {
        sealed.count(match work::open(folder.path()) {
            Err(_) => Ok(()),
            Ok(_) => Err("it was opened".to_owned()),
        });
    })?;
    sealed.seen = format!("{} bytes; one bit of each", original.len());
    let mut bare = Row::new("the same, read by SQLite alone").control();
    let rows = rows(folder.path())?;
    each_flip(folder.path(), &original, step.max(37), |_| {
        bare.count(match self::rows(folder.path()) {
            Ok(found) if found != rows => Err("other entries were read, and no error".to_owned()),
            _ => Ok(()),
        });
    })?;
    Ok(vec![sealed, bare])
}

fn each_flip(folder: &Path, original: &[u8], step: usize, mut look: impl FnMut(usize)) -> Result<(), String> {
    let path = work::place(folder).register;
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).map_err(told)?;
    let mut put = |at: usize, byte: u8| {
        file.seek(SeekFrom::Start(at as u64)).and_then(|_| file.write_all(&[byte])).map_err(told)
    };
    for (at, byte) in original.iter().enumerate().step_by(step) {
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
