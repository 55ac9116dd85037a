//! The register of version 1 that is kept, and copies of it to work on.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]
#![expect(clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Desk, only_folder};

pub const V1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v1");

/// A copy of the register, with its key as a keeper has it.
pub fn v1() -> Desk {
    let desk = Desk::new();
    fs::create_dir_all(desk.place.register.parent().unwrap()).unwrap();
    fs::copy(Path::new(V1).join("register.caveat"), &desk.place.register).unwrap();
    let from = only_folder(&Path::new(V1).join("keeper"));
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

/// Git keeps no more of a file's mode than whether it can be run.
#[cfg(unix)]
fn keep_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn keep_private(_: &Path) {}

/// A text of the fixture.
pub fn text(name: &str) -> String {
    fs::read_to_string(Path::new(V1).join(name)).unwrap()
}

/// The first key, the second, and the witness's.
pub fn keys() -> [String; 3] {
    let keys: Vec<String> = text("keys.txt").lines().map(str::to_owned).collect();
    keys.try_into().unwrap()
}

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
