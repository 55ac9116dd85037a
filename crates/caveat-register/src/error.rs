//! Why the register does not do what it was asked to.

use std::fmt;
use std::path::Path;

use caveat::time::Position;
use rusqlite::ErrorCode;

/// What sort of thing went wrong, for those who act on it rather than read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no register there.
    Missing,
    /// There is one already.
    Exists,
    /// The file is no register.
    NotARegister,
    /// It was written by a newer version.
    Newer,
    /// Somebody else is writing, and did not finish in time.
    Busy,
    /// The disk is full.
    Full,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// What is in it does not hold.
    Damaged(Option<Position>),
    /// It is older than the last checkpoint signed here, or another one.
    RolledBack,
    /// There is no key to sign with, or it cannot be used.
    Key,
    /// An earlier write failed: nothing more is acknowledged until the register is opened anew.
    Broken,
    /// The command was carried out before under the same id, from this position on, and said something else.
    Repeated(Position),
    /// The clock is behind that of an entry.
    Clock,
    /// What was asked cannot be.
    Refused,
    /// The system refused something else.
    Io,
}

/// Why the register does not do what it was asked to. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None }
    }

    pub(crate) fn hinted(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(crate) fn busy() -> Self {
        Self::new(ErrorKind::Busy, "somebody else is writing to the register")
            .hinted("repeat it when they are done; nothing was recorded")
    }

    pub(crate) fn damaged(at: impl Into<Option<Position>>, message: impl Into<String>) -> Self {
        let hint = "run `caveat check`, which says what still holds; then put back a copy that does";
        Self::new(ErrorKind::Damaged(at.into()), message).hinted(hint)
    }

    /// What went wrong with a file.
    pub(crate) fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let kind = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorKind::Full,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                ErrorKind::ReadOnly
            }
            _ => ErrorKind::Io,
        };
        Self::new(kind, format!("cannot {doing} `{}`: {}", path.display(), system_words(error)))
    }

    /// That something could not be made durable, whatever the system's reason: what was written may be lost, and no
    /// second attempt can tell.
    pub(crate) fn unsynced(path: &Path, error: &std::io::Error) -> Self {
        let message = format!("cannot make `{}` durable: {}", path.display(), system_words(error));
        Self::new(ErrorKind::Io, message).hinted("look after the disk, and then see what `caveat check` says")
    }

    /// What sort of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

/// What an operation on the register failed of.
pub(crate) trait Fault {
    /// The register's own error, where it was one.
    fn fault(&self) -> Option<&Error>;
}

impl Fault for Error {
    fn fault(&self) -> Option<&Error> {
        Some(self)
    }
}

/// The system's words for what went wrong, as a fragment without its number.
pub fn system_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let (code, extended) = match &error {
            rusqlite::Error::SqliteFailure(failure, _) => (Some(failure.code), failure.extended_code),
            _ => (None, 0),
        };
        match code {
            _ if code == Some(ErrorCode::DiskFull) || extended == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => {
                Self::new(ErrorKind::Full, "the disk is full, and nothing was recorded")
                    .hinted("make room and repeat it; the register is whole")
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::busy(),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::new(ErrorKind::ReadOnly, "the register cannot be written")
                    .hinted("see who may write to its file and to the folder it is in")
            }
            Some(ErrorCode::CannotOpen) => Self::new(ErrorKind::Io, "the register cannot be opened")
                .hinted("see who may read its file, and who may write to the folder it is in"),
            Some(ErrorCode::NotADatabase) => Self::new(ErrorKind::NotARegister, "the file is no register")
                .hinted("`caveat init` starts one"),
            Some(ErrorCode::SystemIoFailure) => {
                let message = format!("the disk failed the register (SQLite {extended})");
                Self::new(ErrorKind::Io, message)
                    .hinted("nothing more is recorded until it is opened anew and `caveat check` has passed")
            }
            _ => Self::damaged(None, format!("the register's file does not hold: {error}")),
        }
    }
}
