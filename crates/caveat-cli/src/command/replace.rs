//! A file replaced by another as a whole, or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// What is to take the place of a file. Until it does, it stands beside the file; dropped, it is taken away.
#[derive(Debug)]
pub(super) struct Replacement {
    target: PathBuf,
    beside: PathBuf,
    file: BufWriter<File>,
}

impl Replacement {
    /// Begins to replace a file. What a link points to is replaced, and not the link.
    ///
    /// # Errors
    /// Where it is no file, may not be written, or nothing can be put beside it.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let target = fs::canonicalize(path)?;
        let about = fs::metadata(&target)?;
        if !about.is_file() {
            return Err(Error::new(ErrorKind::InvalidInput, "it is no file"));
        }
        // Whoever may not write the file may not replace it either, whatever its folder allows.
        drop(OpenOptions::new().write(true).open(&target)?);
        let beside = beside(&target);
        let file = private(OpenOptions::new().write(true).create_new(true)).open(&beside)?;
        let replacement = Self { target, beside, file: BufWriter::new(file) };
        replacement.file.get_ref().set_permissions(about.permissions())?;
        Ok(replacement)
    }

    /// Begins a file, or to replace the one that is there.
    ///
    /// # Errors
    /// As of [`Replacement::of`].
    pub(super) fn at(path: &Path) -> Result<Self> {
        match Self::of(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let beside = beside(path);
                let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
                Ok(Self { target: path.to_owned(), beside, file: BufWriter::new(file) })
            }
            begun => begun,
        }
    }

    /// Puts it in the place of the file, so that it is there after a power cut.
    pub(super) fn put(mut self) -> Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        fs::rename(&self.beside, &self.target)?;
        let folder = self.target.parent().unwrap_or(Path::new("."));
        // It is in its place; a system that cannot make that durable has done it all the same.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.file.flush()
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Once it is in the place of the file, nothing stands beside it.
        let _ = fs::remove_file(&self.beside);
    }
}

/// A name in the same folder that nobody else takes.
fn beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".caveat-{}", std::process::id()));
    target.with_file_name(name)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        let mut new = Replacement::of(&path).unwrap();
        new.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        new.put().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_file_that_is_not_there_is_begun_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        Replacement::at(&path).unwrap().write_all(b"given up").unwrap();
        assert!(names(folder.path()).is_empty());
        let mut new = Replacement::at(&path).unwrap();
        new.write_all(b"new").unwrap();
        new.put().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["a"]);
        assert!(Replacement::at(&folder.path().join("none/a")).is_err());
    }

    #[test]
    fn what_is_given_up_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        Replacement::of(&path).unwrap().write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Replacement::of(folder.path()).is_err());
        assert!(Replacement::of(&folder.path().join("none")).is_err());
        // Its name leaves no room for one beside it.
        let long = folder.path().join("x".repeat(250));
        fs::write(&long, "old").unwrap();
        assert!(Replacement::of(&long).is_err());
        assert_eq!(fs::read_to_string(&long).unwrap(), "old");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut new = Replacement::of(&link).unwrap();
        new.write_all(b"new").unwrap();
        new.put().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
