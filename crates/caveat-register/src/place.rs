//! Where a register is, and where its keeper keeps what must not lie beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};

/// Where a register is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The register's one file. While it is open SQLite keeps two files with longer names beside it.
    pub register: PathBuf,
    /// The folder of its keeper: a folder for each register with its key, the last checkpoint signed, and the seal.
    /// It is kept apart, so that whoever can put back an older register cannot put back what remembers the newer.
    pub keeper: PathBuf,
}

/// The keeper's folder for one register.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    folder: PathBuf,
}

/// The largest file read here.
const MAX_KEPT: u64 = 64 * 1024;

/// The keeper's note of where a register is.
const PLACE: &str = "place";

impl Place {
    /// The registers that were signed at this place, by their opaque ids.
    pub(crate) fn registers(&self) -> Result<Vec<String>, Error> {
        let text = self.described();
        let folders = match fs::read_dir(&self.keeper) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.map_err(|error| Error::io("read", &self.keeper, &error))?,
        };
        let mut found = Vec::new();
        for folder in folders {
            let name = folder.map_err(|error| Error::io("read", &self.keeper, &error))?.file_name();
            let name = name.to_string_lossy().into_owned();
            if read(&self.keeper.join(&name).join(PLACE)).is_ok_and(|note| note.as_ref() == Some(&text)) {
                found.push(name);
            }
        }
        Ok(found)
    }

    fn described(&self) -> String {
        let path = self.register.canonicalize().unwrap_or_else(|_| self.register.clone());
        format!("caveat-place/1\n{}\n", path.display())
    }

    pub(crate) fn kept(&self, register: &str) -> Kept {
        Kept { folder: self.keeper.join(register) }
    }

    /// The copy of what was there before the file was brought to another version.
    pub(crate) fn earlier(&self) -> PathBuf {
        beside(&self.register, ".version-1")
    }

    /// What its entries fold to.
    pub(crate) fn snapshot(&self) -> PathBuf {
        beside(&self.register, ".snapshot")
    }

    /// SQLite's log of what is not yet in the file.
    pub(crate) fn wal(&self) -> PathBuf {
        beside(&self.register, "-wal")
    }
}

impl Kept {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes the folder, for its owner alone.
    pub(crate) fn make(&self) -> Result<(), Error> {
        make_folder(&self.folder).map_err(|error| Error::io("make the folder", &self.folder, &error))
    }

    /// The text of a file, or nothing where there is none.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, Error> {
        read(&self.path(name))
    }

    /// Writes a file so that it is there whole or not at all, and is there after a power cut.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        replace(&self.path(name), text.as_bytes())
    }

    /// Removes a file, so that it is gone after a power cut too.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.path(name);
        // To look is a tenth of what it takes to try, and before most writes there is nothing.
        let is_gone = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
        if fs::symlink_metadata(&path).is_err_and(|error| is_gone(&error)) {
            return Ok(());
        }
        match fs::remove_file(&path) {
            Err(error) if is_gone(&error) => return Ok(()),
            removed => removed.map_err(|error| Error::io("remove", &path, &error))?,
        }
        sync_folder(&path).map_err(|error| Error::unsynced(&path, &error))
    }

    /// Notes down at what place the register is.
    pub(crate) fn remember(&self, place: &Place) -> Result<(), Error> {
        let text = place.described();
        if self.read(PLACE)?.as_ref() == Some(&text) { Ok(()) } else { self.write(PLACE, &text) }
    }

    /// Waits until nobody else signs or seals; held until dropped.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        let file = self.open("lock").and_then(|file| file.lock().map(|()| file));
        file.map_err(|error| Error::io("lock", &self.path("lock"), &error))
    }

    /// A file that says nothing, to be locked.
    pub(crate) fn open(&self, name: &str) -> std::io::Result<File> {
        OpenOptions::new().create(true).truncate(false).write(true).open(self.path(name))
    }
}

/// The path with more behind its name.
pub(crate) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

/// The text of a small file, or nothing where there is none.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    let file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|error| Error::io("read", path, &error))?,
    };
    let mut text = String::new();
    match file.take(MAX_KEPT).read_to_string(&mut text) {
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            Err(Error::new(ErrorKind::Io, format!("`{}` is no text", path.display())))
        }
        Err(error) => Err(Error::io("read", path, &error)),
    }
}

/// Writes a new file for its owner alone. One that exists is left as it is, and refused.
pub(crate) fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a file would stand in the way of the next attempt.
        let _ = fs::remove_file(path);
    }
    written?;
    sync_folder(path)
}

/// Writes a file for its owner alone so that it is there whole or not at all, and is there after a power cut.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    put(path, bytes, OpenOptions::new().write(true).create(true).truncate(true))
}

/// The same in a folder that others may write to: nothing is written through what they put there. One writes at a time.
pub(crate) fn replace_among_others(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let new = being_written(path);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::io("write", path, &error));
        }
        _ => {}
    }
    put(path, bytes, OpenOptions::new().write(true).create_new(true))
}

fn put(path: &Path, bytes: &[u8], options: &mut OpenOptions) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::io("write", path, &error);
    let unsynced = |error: std::io::Error| Error::unsynced(path, &error);
    let new = being_written(path);
    let mut file = private(options).open(&new).map_err(failed)?;
    let written = file.write_all(bytes).map_err(failed).and_then(|()| file.sync_all().map_err(unsynced));
    if let Err(error) = written {
        // Where there is no room, half a file would take what there is.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    fs::rename(&new, path).map_err(failed)?;
    sync_folder(path).map_err(unsynced)
}

/// What a file is called while it is written.
pub(crate) fn being_written(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// Makes a register's file of an empty one under another name, with an id behind its own, and gives it its own once it
/// is whole and durable. A file that has the name by then stays, and is refused with that hint.
pub(crate) fn put_whole<T>(
    path: &Path,
    (id, hint): (&str, &str),
    make: impl FnOnce(&Path) -> Result<T, Error>,
) -> Result<T, Error> {
    let new = beside(path, &format!(".{id}"));
    // The words lie in it as they are: it is for its owner alone.
    write_secret(&new, "").map_err(|error| Error::io("make", path, &error))?;
    let made = make(&new).and_then(|made| {
        let whole = File::open(&new).and_then(|whole| whole.sync_all());
        whole.map_err(|error| Error::unsynced(path, &error))?;
        match fs::hard_link(&new, path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(path, hint)),
            Err(error) => Err(Error::io("make", path, &error)),
            Ok(()) => Ok(made),
        }
    });
    // Under its other name it is in nobody's way.
    remove_register(&new);
    let made = made?;
    sync_folder(path).map_err(|error| Error::unsynced(path, &error))?;
    Ok(made)
}

/// Whether there is no file yet; one that is there is refused with that hint.
pub(crate) fn is_free(path: &Path, hint: &str) -> Result<(), Error> {
    if path.exists() { Err(exists(path, hint)) } else { Ok(()) }
}

fn exists(path: &Path, hint: &str) -> Error {
    Error::new(ErrorKind::Exists, format!("there is a file `{}` already", path.display())).hinted(hint)
}

/// Removes a register's file, and what SQLite may have left beside it.
pub(crate) fn remove_register(path: &Path) {
    for more in ["", "-wal", "-shm", "-journal"] {
        // What is not there need not be removed.
        let _ = fs::remove_file(beside(path, more));
    }
}

/// Makes the folder that a file is to be in, for its owner alone.
pub(crate) fn make_folder_of(path: &Path) -> Result<(), Error> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => make_folder(folder).map_err(|error| Error::io("make the folder", folder, &error)),
        None => Ok(()),
    }
}

/// Makes what stands in the folder of a path durable: that a file is there, or gone.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
pub(crate) fn make_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
pub(crate) fn make_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

/// Whether others than its owner may read a file.
#[cfg(unix)]
pub(crate) fn is_open_to_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
pub(crate) fn is_open_to_others(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}
