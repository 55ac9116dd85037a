//! What is written: numbered entries, each under a command of its own, and what a reader finds of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use caveat::caveat::Selector;
use caveat::entry::{Body, Entry, Grant, Party};
use caveat::ledger::Ledger;
use caveat::party::PartyKind;
use caveat::time::{Instant, Interval};
use caveat_register::{Founding, OnRollback, Place, Register, Signing};
use rusqlite::Connection;

use crate::ledger_builder::{DAY, entry, grant, id, item};

/// Each number is a second behind this one, in the grant that it is written as.
const FIRST: i64 = 1_900_000_000;

/// Where a register lies in a folder.
pub(crate) fn place(folder: &Path) -> Place {
    Place { register: folder.join("register"), keeper: folder.join("keeper") }
}

/// The snapshot of a register.
pub(crate) fn snapshot(folder: &Path) -> PathBuf {
    place(folder).register.with_extension("snapshot")
}

pub(crate) fn now() -> Instant {
    instant(FIRST)
}

fn instant(second: i64) -> Instant {
    Instant::from_second(second).unwrap_or(Instant::BEGINNING)
}

/// A register with what the grants are about.
pub(crate) fn found(folder: &Path) -> Result<Register, String> {
    let founding = Founding { origin: None, we: party("keeper"), signing: Signing::NewKey { file: None } };
    let mut register = Register::found(&place(folder), founding, now()).map_err(told)?;
    let entries = ["source", "partner"].map(|name| said(name, Body::Party(party(name))));
    register.record(entries.into(), None).map_err(told)?;
    register
        .record(vec![said("source", Body::Item(Box::new(item("report", "source"))))], None)
        .map_err(told)?;
    register.sign().map_err(told)?;
    Ok(register)
}

/// Makes the file of a small register one of version 1, as the program of before would have left it.
pub(crate) fn age(folder: &Path) -> Result<(), String> {
    let place = place(folder);
    // Of fewer than 256 entries that version stores no hash but those of the leaves.
    let sql = "DROP TABLE subtree; ALTER TABLE entry RENAME COLUMN leaf TO hash; \
               CREATE TABLE hash (level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL, \
               PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID; \
               PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE);";
    Connection::open(&place.register).and_then(|file| file.execute_batch(sql)).map_err(told)?;
    // It was sealed with what was there.
    for kept in std::fs::read_dir(&place.keeper).map_err(told)? {
        let seal = kept.map_err(told)?.path().join("seal");
        if seal.exists() {
            std::fs::remove_file(seal).map_err(told)?;
        }
    }
    Ok(())
}

pub(crate) fn open(folder: &Path) -> Result<Register, String> {
    Register::open(&place(folder), OnRollback::Refuse, now()).map_err(told)
}

fn party(name: &str) -> Party {
    Party { id: id(name), kind: PartyKind::Body, name: None, relay: None }
}

fn said(by: &str, body: Body) -> Entry {
    Entry { on: now(), recorded: now(), ..entry(0, DAY, by, body) }
}

/// The entry of a number.
pub(crate) fn numbered(number: u64) -> Entry {
    let during = Interval::from(instant(FIRST.saturating_add_unsigned(number)));
    let lifts = [Selector::Everything].into();
    said("source", Body::Grant(Box::new(Grant { lifts, during, ..grant(["report"], ["partner"]) })))
}

/// An entry that can be recorded once: who comes second is refused.
pub(crate) fn unique(number: u64) -> Entry {
    said("source", Body::Party(party(&format!("slot-{number}"))))
}

/// The command under which a number is written.
pub(crate) fn command(number: u64) -> String {
    format!("command-{number}")
}

/// The numbers that a ledger holds, by their positions.
pub(crate) fn numbers(ledger: &Ledger) -> BTreeMap<u64, u64> {
    let number = |entry: &Entry| match &entry.body {
        Body::Grant(grant) => {
            let number = grant.during.from.second().checked_sub(FIRST)?;
            Some((entry.position.0, u64::try_from(number).ok()?))
        }
        _ => None,
    };
    ledger.entries().iter().filter_map(|entry| number(entry)).collect()
}

pub(crate) fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
