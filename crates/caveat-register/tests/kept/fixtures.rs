//! The registers that are kept, one of each version of the format, for the tests of whatever opens them.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]
#![expect(clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

/// A register that is kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    pub version: u8,
}

/// Of each version one.
pub const ALL: [Kept; 2] = [Kept { version: 1 }, NEWEST];

/// That of the version that is written.
pub const NEWEST: Kept = Kept { version: 2 };

impl Kept {
    /// Its folder.
    pub fn folder(self) -> PathBuf {
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../caveat-register/tests/fixtures");
        Path::new(fixtures).join(format!("v{}", self.version))
    }

    /// A file in it.
    pub fn file(self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// A text in it.
    pub fn text(self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// What its keeper kept.
    pub fn keeper(self) -> PathBuf {
        fs::read_dir(self.file("keeper")).unwrap().next().unwrap().unwrap().path()
    }

    /// The first key, the second, and the witness's.
    pub fn keys(self) -> [String; 3] {
        let keys: Vec<String> = self.text("keys.txt").lines().map(str::to_owned).collect();
        keys.try_into().unwrap()
    }

    /// Puts a copy of the register at a place, and what its keeper kept, as a keeper has it.
    pub fn put(self, register: &Path, keeper: &Path) {
        fs::create_dir_all(register.parent().unwrap()).unwrap();
        fs::copy(self.file("register.caveat"), register).unwrap();
        let from = self.keeper();
        let to = keeper.join(from.file_name().unwrap());
        fs::create_dir_all(&to).unwrap();
        for file in files(&from) {
            let copy = to.join(file.file_name().unwrap());
            fs::write(&copy, fs::read(&file).unwrap()).unwrap();
            keep_private(&copy);
        }
    }
}

/// Git keeps no more of a file's mode than whether it can be run.
#[cfg(unix)]
fn keep_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn keep_private(_: &Path) {}

/// Every file beneath, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.append(&mut files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
