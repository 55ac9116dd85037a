//! The register of version 1 that is kept for ever, to work on.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Puts a copy of it at a place, with what its keeper kept.
pub(crate) fn put_version_1(register: &Path, keeper: &Path) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../caveat-register/tests/fixtures/v1")
        .canonicalize()
        .unwrap();
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, fs::read(from).unwrap()).unwrap();
        // Git keeps no more of a file's mode than whether it can be run.
        fs::set_permissions(to, fs::Permissions::from_mode(0o600)).unwrap();
    };
    copy(&kept.join("register.caveat"), register);
    let folder = fs::read_dir(kept.join("keeper")).unwrap().next().unwrap().unwrap();
    for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        copy(&file.path(), &keeper.join(folder.file_name()).join(file.file_name()));
    }
}
