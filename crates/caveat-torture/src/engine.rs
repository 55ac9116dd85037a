//! What is tortured: the register, and beside it what is known to do better or worse.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use caveat_register::Register;
use rusqlite::Connection;

use crate::work::{self, told};

/// What writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The register, by one thread that signs and copies it in between.
    Register,
    /// The register from a file of the version before, which the first write brings to the newest.
    Earlier,
    /// The register, by four threads, whose entries are made durable together.
    Together,
    /// The register, acknowledged before it is written: a control.
    AckFirst,
    /// The register, acknowledged whatever it says: a control.
    AckAnyway,
    /// SQLite that syncs each commit.
    SqliteFull,
    /// SQLite that does not: a control.
    SqliteNormal,
    /// A file that is appended to and never synced: a control.
    Unsynced,
}

impl Engine {
    const NAMES: [(&str, Self); 8] = [
        ("register", Self::Register),
        ("register of version 1", Self::Earlier),
        ("together", Self::Together),
        ("ack-first", Self::AckFirst),
        ("ack-anyway", Self::AckAnyway),
        ("sqlite-full", Self::SqliteFull),
        ("sqlite-normal", Self::SqliteNormal),
        ("unsynced", Self::Unsynced),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, engine)| *engine)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, engine)| *engine == self).map_or("", |(name, _)| name)
    }

    /// Makes what it writes to, empty.
    pub(crate) fn found(self, folder: &Path) -> Result<(), String> {
        match self {
            Self::SqliteFull | Self::SqliteNormal => {
                let sql = "CREATE TABLE entry (position INTEGER PRIMARY KEY, number INTEGER NOT NULL)";
                connect(folder, self)?.execute(sql, []).map(drop).map_err(told)
            }
            Self::Unsynced => File::create(file(folder)).and_then(|file| file.sync_all()).map_err(told),
            Self::Earlier => work::found(folder).map(drop).and_then(|()| work::age(folder)),
            _ => work::found(folder).map(drop),
        }
    }

    /// What a reader finds: numbers by their positions.
    pub(crate) fn read(self, folder: &Path) -> Result<BTreeMap<u64, u64>, String> {
        match self {
            Self::SqliteFull | Self::SqliteNormal => {
                let connection = connect(folder, self)?;
                let mut select = connection.prepare("SELECT position, number FROM entry").map_err(told)?;
                let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(told)?;
                rows.map(|row| row.map(|(at, number): (i64, i64)| (count(at), count(number))))
                    .collect::<rusqlite::Result<_>>()
                    .map_err(told)
            }
            Self::Unsynced => {
                let text = std::fs::read_to_string(file(folder)).map_err(told)?;
                let numbers = text.lines().filter_map(|line| line.trim_matches('\0').parse().ok());
                Ok((0..).zip(numbers).collect())
            }
            _ => read_register(folder),
        }
    }
}

/// What stands in a register; where it was opened from a snapshot, it is what its entries fold to as well.
fn read_register(folder: &Path) -> Result<BTreeMap<u64, u64>, String> {
    let register = work::open(folder)?;
    let found = work::numbers(register.ledger());
    if register.from_snapshot().is_some() {
        drop(register);
        let (snapshot, away) = (work::snapshot(folder), folder.join("away"));
        std::fs::rename(&snapshot, &away).map_err(told)?;
        let folded = work::numbers(work::open(folder)?.ledger());
        std::fs::rename(&away, &snapshot).map_err(told)?;
        if folded != found {
            return Err("the snapshot is not what the register folds to".to_owned());
        }
    }
    Ok(found)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn file(folder: &Path) -> std::path::PathBuf {
    folder.join("numbers")
}

fn connect(folder: &Path, engine: Engine) -> Result<Connection, String> {
    let connection = Connection::open(folder.join("bare")).map_err(told)?;
    let synchronous = if engine == Engine::SqliteFull { "FULL" } else { "NORMAL" };
    connection.pragma_update(None, "journal_mode", "WAL").map_err(told)?;
    connection.pragma_update(None, "synchronous", synchronous).map_err(told)?;
    Ok(connection)
}

/// One that is open and writes one number after another.
pub(crate) enum Open {
    Register(Box<Register>),
    Sqlite(Connection),
    File(File),
}

impl Open {
    pub(crate) fn new(engine: Engine, folder: &Path) -> Result<Self, String> {
        match engine {
            Engine::SqliteFull | Engine::SqliteNormal => Ok(Self::Sqlite(connect(folder, engine)?)),
            Engine::Unsynced => {
                OpenOptions::new().append(true).open(file(folder)).map(Self::File).map_err(told)
            }
            _ => Ok(Self::Register(Box::new(work::open(folder)?))),
        }
    }

    /// Writes a number, and gives the position at which it stands. When it returns the number is acknowledged.
    pub(crate) fn write(&mut self, number: u64) -> Result<u64, String> {
        match self {
            Self::Register(register) => {
                let recorded = register.record(vec![work::numbered(number)], Some(&work::command(number)));
                let recorded = recorded.map_err(told)?;
                recorded.positions.first().map(|(at, _)| at.0).ok_or_else(|| "nothing recorded".to_owned())
            }
            Self::Sqlite(connection) => {
                let sql = "INSERT INTO entry (number) VALUES (?1)";
                connection.execute(sql, [i64::try_from(number).unwrap_or(i64::MAX)]).map_err(told)?;
                Ok(count(connection.last_insert_rowid()))
            }
            Self::File(file) => file.write_all(format!("{number}\n").as_bytes()).map(|()| 0).map_err(told),
        }
    }
}
