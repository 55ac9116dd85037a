//! The registers that are kept, one of each version of the format, and copies of them to work on.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]
#![expect(clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Desk, only_folder};

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
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
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
        only_folder(&self.file("keeper"))
    }

    /// The first key, the second, and the witness's.
    pub fn keys(self) -> [String; 3] {
        let keys: Vec<String> = self.text("keys.txt").lines().map(str::to_owned).collect();
        keys.try_into().unwrap()
    }

    /// A copy of the register, with its key as a keeper has it.
    pub fn copy(self) -> Desk {
        let desk = Desk::new();
        fs::create_dir_all(desk.place.register.parent().unwrap()).unwrap();
        fs::copy(self.file("register.caveat"), &desk.place.register).unwrap();
        let from = self.keeper();
        let to = desk.place.keeper.join(from.file_name().unwrap());
        fs::create_dir_all(&to).unwrap();
        for file in files(&from) {
            let text = fs::read_to_string(&file).unwrap();
            let copy = to.join(file.file_name().unwrap());
            fs::write(&copy, text).unwrap();
            keep_private(&copy);
        }
        desk
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
