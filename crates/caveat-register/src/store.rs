//! The tables. What is in them beside the entries, their nonces and their words is worked out from these.

use std::path::Path;
use std::time::Duration;

use caveat_tlog::Hash;
use rusqlite::types::{FromSqlError, ValueRef};
use rusqlite::{Connection, OpenFlags, Row as SqlRow, params};

use crate::commitment::Opening;
use crate::error::{Error, ErrorKind};
use crate::place::{self, Place};
use crate::state::Row;

/// What tells a register from other files of SQLite: `CVRG`.
const APPLICATION: i64 = 0x4356_5247;

/// The version of the tables.
pub(crate) const VERSION: i64 = 2;

/// The version before, which is read as it is, and is brought to this one before the first write.
pub(crate) const EARLIER: i64 = 1;

/// How long a writer waits for another.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How long it sleeps before it looks again.
pub(crate) const NAP: Duration = Duration::from_millis(1);

/// How a file that is there is opened to be written.
const WRITTEN: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// The table of roots of subtrees, by its name, as SQLite keeps its text.
pub(crate) const SUBTREE: (&str, &str) =
    ("subtree", "CREATE TABLE subtree (tile INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT");

/// The tables, as SQLite keeps their text.
pub(crate) const TABLES: [(&str, &str); 4] = [
    (
        "entry",
        "CREATE TABLE entry (position INTEGER PRIMARY KEY, nonce BLOB NOT NULL, leaf BLOB NOT NULL, \
         bytes TEXT NOT NULL) STRICT",
    ),
    (
        "words",
        "CREATE TABLE words (position INTEGER NOT NULL, number INTEGER NOT NULL, salt BLOB NOT NULL, \
         text TEXT NOT NULL, PRIMARY KEY (position, number)) STRICT, WITHOUT ROWID",
    ),
    SUBTREE,
    ("checkpoint", "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT"),
];

/// Whether a register is opened to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    ReadOnly,
}

/// Makes an empty file a new register.
pub(crate) fn create(path: &Path) -> Result<Connection, Error> {
    let mut connection = Connection::open_with_flags(path, WRITTEN)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    configure(&mut connection)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    for (_, table) in TABLES {
        connection.execute(table, [])?;
    }
    Ok(connection)
}

/// Opens the file of a register. Where it cannot be written it is opened to be read.
pub(crate) fn open(place: &Place) -> Result<(Connection, Access), Error> {
    let path = &place.register;
    let found = std::fs::metadata(path);
    match found {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let message = format!("there is no register `{}`", path.display());
            return Err(Error::new(ErrorKind::Missing, message)
                .hinted("`caveat init` starts one; `--register` names another"));
        }
        Err(error) => return Err(Error::io("open", path, &error)),
        Ok(found) if !found.is_file() => {
            let message = format!("`{}` is no file", path.display());
            return Err(Error::new(ErrorKind::NotARegister, message).hinted("name the register's file"));
        }
        Ok(_) => {}
    }
    let (mut connection, access) = connect(place)?;
    configure(&mut connection)?;
    is_register(&connection, path)?;
    Ok((connection, access))
}

fn connect(place: &Place) -> Result<(Connection, Access), Error> {
    let connection = Connection::open_with_flags(&place.register, WRITTEN)?;
    let read_only = connection.is_readonly("main")?;
    // The first statement shows whether SQLite can make its files beside the register.
    let readable = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    match (readable, read_only) {
        (Ok(_), false) => Ok((connection, Access::Write)),
        (Ok(_), true) => Ok((connection, Access::ReadOnly)),
        (Err(_), _) if !has_wal(place) && !folder_is_writable(place) => {
            drop(connection);
            Ok((connect_immutable(place)?, Access::ReadOnly))
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// Whether SQLite's log holds something that may not be in the file yet.
pub(crate) fn has_wal(place: &Place) -> bool {
    std::fs::metadata(place.wal()).is_ok_and(|wal| wal.len() > 0)
}

fn folder_is_writable(place: &Place) -> bool {
    let probe = place::beside(&place.register, ".probe");
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(&probe).is_ok();
    if made {
        // Whether it can be removed again changes nothing of what was learnt.
        let _ = std::fs::remove_file(&probe);
    }
    made
}

/// A register on a medium that nobody can write to: it cannot change while it is read.
fn connect_immutable(place: &Place) -> Result<Connection, Error> {
    let path = place.register.canonicalize().map_err(|error| Error::io("open", &place.register, &error))?;
    let escape = |c: char| match c {
        '%' => "%25".to_owned(),
        '?' => "%3f".to_owned(),
        '#' => "%23".to_owned(),
        c => c.to_string(),
    };
    let path: String = path.to_string_lossy().chars().map(escape).collect();
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(format!("file:{path}?immutable=1"), flags)?)
}

/// Opens an empty file, to be a copy.
pub(crate) fn begin_copy(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, WRITTEN)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A copy that was cut off is no copy: nothing has to be undone in it.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    Ok(connection)
}

/// Closes a copy once everything is in its file.
pub(crate) fn end_copy(copy: Connection) -> Result<(), Error> {
    copy.close().map_err(|(_, error)| Error::from(error))
}

fn configure(connection: &mut Connection) -> Result<(), Error> {
    be_patient(connection)?;
    // Nothing is acknowledged before it is durable.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The register moves the log into the file, and sees where that fails.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    // What is deleted is overwritten: erased words are nowhere in the file.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// Has whoever is kept waiting by another look again after a nap, and give up after a while.
pub(crate) fn be_patient(connection: &mut Connection) -> Result<(), Error> {
    connection.busy_handler(Some(|naps: i32| {
        std::thread::sleep(NAP);
        NAP.saturating_mul(naps.unsigned_abs()) < PATIENCE
    }))?;
    Ok(())
}

fn is_register(connection: &Connection, path: &Path) -> Result<(), Error> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if number("application_id")? != APPLICATION {
        let message = format!("`{}` is no register", path.display());
        return Err(Error::new(ErrorKind::NotARegister, message).hinted("`caveat init` starts one"));
    }
    match version(connection)? {
        VERSION | EARLIER => Ok(()),
        newer if newer > VERSION => {
            let message =
                format!("`{}` has version {newer}, and this program reads {VERSION}", path.display());
            Err(Error::new(ErrorKind::Newer, message).hinted("use the program that wrote it, or a newer one"))
        }
        other => Err(Error::damaged(None, format!("the register says that it has version {other}"))),
    }
}

/// The version of the tables that the file has.
pub(crate) fn version(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.prepare_cached("PRAGMA user_version")?.query_row([], |row| row.get(0))?)
}

/// Moves what is in SQLite's log into the file and makes it durable, as far as nobody reads what stood there before.
/// Nobody is waited for.
pub(crate) fn settle(connection: &Connection) -> Result<(), Error> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

/// How many entries there are.
pub(crate) fn size(connection: &Connection) -> Result<u64, Error> {
    let mut last = connection.prepare_cached("SELECT coalesce(max(position) + 1, 0) FROM entry")?;
    Ok(last.query_row([], |row| row.get(0).map(from_sql))?)
}

/// Reads the rows from a position on, in order.
pub(crate) fn rows(
    connection: &Connection,
    from: u64,
    mut each: impl FnMut(Row) -> Result<(), Error>,
) -> Result<(), Error> {
    let from = to_sql(from);
    let mut entries = connection
        .prepare_cached("SELECT position, nonce, bytes FROM entry WHERE position >= ?1 ORDER BY position")?;
    let mut words = connection.prepare_cached(
        "SELECT position, number, salt, text FROM words WHERE position >= ?1 ORDER BY position, number",
    )?;
    let mut words = words.query_map([from], words_row)?.peekable();
    let mut entries = entries.query([from])?;
    while let Some(entry) = entries.next()? {
        let position: i64 = entry.get(0)?;
        let mut mine = Vec::new();
        while let Some(next) = words.next_if(|next| next.as_ref().is_ok_and(|(at, ..)| *at == position)) {
            let (_, number, opening) = next?;
            mine.push((number, opening));
        }
        if let Some(Err(_)) = words.peek() {
            words.next().transpose()?;
        }
        each(Row { position: from_sql(position), nonce: entry.get(1)?, bytes: entry.get(2)?, words: mine })?;
    }
    match words.next().transpose()? {
        Some((position, ..)) => {
            let message =
                format!("there are words of entry #{position}, which does not follow the one before");
            Err(Error::damaged(None, message))
        }
        None => Ok(()),
    }
}

/// Shows each row below a position, in order: its position, its nonce, its bytes.
pub(crate) fn each_entry(
    connection: &Connection,
    below: u64,
    mut each: impl FnMut(u64, &[u8], &[u8]),
) -> Result<(), Error> {
    let mut entries = connection
        .prepare_cached("SELECT position, nonce, bytes FROM entry WHERE position < ?1 ORDER BY position")?;
    let mut entries = entries.query([to_sql(below)])?;
    while let Some(entry) = entries.next()? {
        each(from_sql(entry.get(0)?), blob(entry, 1)?, text(entry, 2)?);
    }
    Ok(())
}

/// Shows all words of the entries below a position, in order: the entry's position, their number, salt and text.
pub(crate) fn each_words(
    connection: &Connection,
    below: u64,
    mut each: impl FnMut(u64, u64, &[u8], &[u8]),
) -> Result<(), Error> {
    let mut words = connection.prepare_cached(
        "SELECT position, number, salt, text FROM words WHERE position < ?1 ORDER BY position, number",
    )?;
    let mut words = words.query([to_sql(below)])?;
    while let Some(row) = words.next()? {
        each(from_sql(row.get(0)?), from_sql(row.get(1)?), blob(row, 2)?, text(row, 3)?);
    }
    Ok(())
}

/// The bytes of a column. Of another type, the same bytes are damage.
fn blob<'r>(row: &'r SqlRow<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    Ok(row.get_ref(column)?.as_blob()?)
}

/// The bytes of a text, which whoever hashes them need not know to be one.
fn text<'r>(row: &'r SqlRow<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    match row.get_ref(column)? {
        ValueRef::Text(text) => Ok(text),
        _ => Err(FromSqlError::InvalidType.into()),
    }
}

fn words_row(row: &SqlRow<'_>) -> rusqlite::Result<(i64, usize, Opening)> {
    let number: i64 = row.get(1)?;
    Ok((
        row.get(0)?,
        usize::try_from(number).unwrap_or(usize::MAX),
        Opening { salt: row.get(2)?, text: row.get(3)? },
    ))
}

/// The row at a position.
pub(crate) fn row(connection: &Connection, position: u64) -> Result<Option<Row>, Error> {
    let mut found = None;
    let at = to_sql(position);
    let mut entry = connection.prepare_cached("SELECT nonce, bytes FROM entry WHERE position = ?1")?;
    let mut words =
        connection.prepare_cached("SELECT position, number, salt, text FROM words WHERE position = ?1")?;
    let mut rows = entry.query([at])?;
    if let Some(entry) = rows.next()? {
        let words = words.query_map([at], words_row)?;
        let words = words.map(|row| row.map(|(_, number, opening)| (number, opening)));
        let words = words.collect::<rusqlite::Result<_>>()?;
        found = Some(Row { position, nonce: entry.get(0)?, bytes: entry.get(1)?, words });
    }
    Ok(found)
}

/// Writes a row, with the hash of its leaf.
pub(crate) fn insert(connection: &Connection, row: &Row, leaf: Hash) -> Result<(), Error> {
    let position = to_sql(row.position);
    connection
        .prepare_cached("INSERT INTO entry (position, nonce, leaf, bytes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![position, row.nonce, leaf.0, row.bytes])?;
    for (number, opening) in &row.words {
        connection
            .prepare_cached("INSERT INTO words (position, number, salt, text) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![position, to_sql(*number as u64), opening.salt, opening.text])?;
    }
    Ok(())
}

/// Destroys words.
pub(crate) fn destroy(connection: &Connection, position: u64, number: usize) -> Result<(), Error> {
    let mut delete = connection.prepare_cached("DELETE FROM words WHERE position = ?1 AND number = ?2")?;
    delete.execute(params![to_sql(position), to_sql(number as u64)])?;
    Ok(())
}

/// The last checkpoint, as a signed note.
pub(crate) fn last_checkpoint(connection: &Connection) -> Result<Option<(u64, String)>, Error> {
    Ok(checkpoints(connection)?.pop())
}

/// Every checkpoint, by size.
pub(crate) fn checkpoints(connection: &Connection) -> Result<Vec<(u64, String)>, Error> {
    let mut select = connection.prepare_cached("SELECT size, note FROM checkpoint ORDER BY size")?;
    let rows = select.query_map([], |row| Ok((from_sql(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps a checkpoint. One of the same size is replaced.
pub(crate) fn keep_checkpoint(connection: &Connection, size: u64, note: &str) -> Result<(), Error> {
    let sql = "INSERT INTO checkpoint (size, note) VALUES (?1, ?2) \
               ON CONFLICT (size) DO UPDATE SET note = excluded.note";
    connection.prepare_cached(sql)?.execute(params![to_sql(size), note])?;
    Ok(())
}

/// Drops a checkpoint that a later one makes needless.
pub(crate) fn drop_checkpoint(connection: &Connection, size: u64) -> Result<(), Error> {
    connection.prepare_cached("DELETE FROM checkpoint WHERE size = ?1")?.execute([to_sql(size)])?;
    Ok(())
}

/// SQLite's integers are signed; nothing here counts as far as the difference.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn from_sql(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
