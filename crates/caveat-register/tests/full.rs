//! A disk that is full, and a medium that cannot be written: a clear word, and a whole register.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "what fails here is a failed test")]
#![cfg(target_os = "linux")]

mod harness;
mod kept;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use caveat::entry::Party;
use caveat::party::PartyKind;
use caveat::question::NoJudge;
use caveat::time::Position;
use caveat::words::Words;
use caveat_register::{
    Erasure, ErrorKind, Founding, Names, OnRollback, Place, RecordError, Register, Signing, check,
};

use harness::{Desk, STORY, now, parties, told};

/// A small file system of its own, in memory; nothing where this user may not mount.
struct Mount(PathBuf);

impl Mount {
    fn new(desk: &Desk, options: &str) -> Option<Self> {
        let point = desk.folder.path().join("small");
        std::fs::create_dir(&point).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&point).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(point));
        }
        eprintln!("left out: only who may mount a file system can make one that is full");
        None
    }

    fn remount(&self, options: &str) {
        let remounted =
            Command::new("mount").arg("-o").arg(format!("remount,{options}")).arg(&self.0).status();
        assert!(remounted.unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn place(desk: &Desk, folder: &Path) -> Place {
    Place { register: folder.join("register.caveat"), ..desk.place.clone() }
}

#[test]
fn on_a_full_disk_nothing_is_recorded_and_nothing_is_lost() {
    let mut desk = Desk::new();
    let Some(mount) = Mount::new(&desk, "size=1M") else { return };
    desk.place = place(&desk, &mount.0);
    let mut register = desk.found().unwrap();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    let mut acknowledged = register.last();
    let mut number = 0;
    let error = loop {
        let party = format!(
            "[[entry]]\nparty = \"party-{number}\"\nkind = \"body\"\nname = \"{}\"\n",
            "x".repeat(2000)
        );
        let entries = told(&register, &party);
        match register.record(entries, None) {
            Ok(recorded) => acknowledged = recorded.positions.last().unwrap().0,
            Err(RecordError::Register(error)) => break error,
            Err(other) => unreachable!("{other}"),
        }
        number += 1;
        assert!(number < 2000, "the disk is never full");
    };
    assert_eq!(error.kind(), ErrorKind::Full);
    assert_eq!(error.to_string(), "the disk is full, and nothing was recorded");
    // It is there to be read, by who has it open and by who opens it.
    assert_eq!(register.last(), acknowledged);
    assert!(register.log().unwrap().len() > number);
    drop(register);
    let register = Register::open(&desk.place, OnRollback::Refuse, now()).unwrap();
    assert_eq!(register.last(), acknowledged);
    drop(register);
    // With room again, it goes on.
    mount.remount("size=8M");
    let mut register = desk.open().unwrap();
    let entries = told(&register, "[[entry]]\nparty = \"at-last\"\nkind = \"body\"\n");
    register.record(entries, None).unwrap();
    register.sign().unwrap();
    drop(register);
    check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
}

/// To bring a register to another version takes room for a copy of it.
#[test]
fn where_there_is_no_room_for_another_version_it_stays_as_it_is() {
    // For the register and a part of a copy; for a copy, and not for what is written beside it.
    for size in ["size=200k", "size=250k"] {
        let mut desk = kept::ALL[0].copy();
        let Some(mount) = Mount::new(&desk, size) else { return };
        let here = place(&desk, &mount.0);
        let elsewhere = std::mem::replace(&mut desk.place, here).register;
        std::fs::copy(elsewhere, &desk.place.register).unwrap();
        let before = std::fs::read(&desk.place.register).unwrap();
        let mut register = desk.open().unwrap();
        let more = told(&register, "[[entry]]\nparty = \"late\"\nkind = \"body\"\n");
        let error = register.record(more.clone(), None).unwrap_err();
        assert!(matches!(&error, RecordError::Register(error) if error.kind() == ErrorKind::Full), "{error}");
        drop(register);
        assert_eq!(std::fs::read(&desk.place.register).unwrap(), before);
        let left: Vec<_> =
            std::fs::read_dir(&mount.0).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, ["register.caveat"], "{size}");
        mount.remount("size=4M");
        let mut register = desk.open().unwrap();
        register.record(more, None).unwrap();
        drop(register);
        assert!(check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap().earlier.is_some());
    }
}

#[test]
fn a_register_can_be_founded_nowhere_on_a_full_disk() {
    let mut desk = Desk::new();
    let Some(mount) = Mount::new(&desk, "size=16k") else { return };
    desk.place = place(&desk, &mount.0);
    let error = desk.found().map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Full, "{error}");
    assert!(!desk.place.register.exists());
    assert_eq!(desk.open().map(drop).unwrap_err().kind(), ErrorKind::Missing);
}

#[test]
fn a_register_on_a_medium_that_cannot_be_written_is_read() {
    let mut desk = Desk::new();
    let Some(mount) = Mount::new(&desk, "size=4M") else { return };
    desk.place = place(&desk, &mount.0);
    let mut register = desk.found().unwrap();
    let story = told(&register, STORY);
    register.record(story.clone(), None).unwrap();
    register.sign().unwrap();
    drop(register);
    mount.remount("ro");
    let mut register = desk.open().unwrap();
    assert!(!register.is_writable());
    assert_eq!(register.log().unwrap().len(), 8);
    let error = register.record(story, None).unwrap_err();
    assert!(matches!(&error, RecordError::Register(error) if error.kind() == ErrorKind::ReadOnly), "{error}");
    assert!(error.to_string().ends_with("cannot be written"), "{error}");
    assert_eq!(register.sign().unwrap_err().kind(), ErrorKind::ReadOnly);
    drop(register);
    check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
}

/// For who is not root the modes of the files are what says who may write.
#[test]
fn a_file_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let (desk, register) = Desk::founded();
    drop(register);
    std::fs::set_permissions(&desk.place.register, std::fs::Permissions::from_mode(0o444)).unwrap();
    let mut register = desk.open().unwrap();
    let story = told(&register, STORY);
    let recorded = register.record(story, None);
    let is_root = std::fs::OpenOptions::new().write(true).open(&desk.place.register).is_ok();
    match recorded {
        Ok(_) => assert!(is_root, "written without the right to"),
        Err(error) => assert!(!is_root && error.to_string().ends_with("cannot be written"), "{error}"),
    }
}

#[test]
fn an_erasure_without_room_to_finish_leaves_the_register_open() {
    let mut desk = Desk::new();
    let Some(mount) = Mount::new(&desk, "size=4M") else { return };
    desk.place = place(&desk, &mount.0);
    let mut register = desk.found().unwrap();
    for number in 0..120 {
        let name = "x".repeat(2000);
        let party = format!("[[entry]]\nparty = \"party-{number}\"\nkind = \"body\"\nname = \"{name}\"\n");
        let entries = told(&register, &party);
        register.record(entries, None).unwrap();
        register.sign().unwrap();
    }
    // The erasure itself has room, and another file of this size has not.
    let fill = mount.0.join("fill");
    let room = 4 * 1024 * 1024 - std::fs::metadata(&desk.place.register).unwrap().len() - 200 * 1024;
    std::fs::write(&fill, vec![0; usize::try_from(room).unwrap()]).unwrap();
    let erasure = Erasure {
        of: vec![Position(5)],
        by: register.we(),
        reason: Words::new("they asked for it").unwrap(),
        names: Names::Erase,
    };
    let message = register.erase(erasure, now()).unwrap_err().to_string();
    assert!(message.contains("too full to rebuild"), "{message}");
    drop(register);
    let register = desk.open().unwrap();
    assert_eq!(register.last(), Position(122));
    drop(register);
    std::fs::remove_file(&fill).unwrap();
    drop(desk.open().unwrap());
    let kept = desk.kept();
    assert!(!kept.join("erasing").exists());
    check(&desk.place, Arc::new(NoJudge), &mut |_| {}).unwrap();
}

#[test]
fn a_copy_for_which_there_is_no_room_is_not_made() {
    let (desk, mut register) = Desk::founded();
    let Some(mount) = Mount::new(&desk, "size=64k") else { return };
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    let number = |number: u32| format!("[[entry]]\nparty = \"p-{number}\"\nkind = \"body\"\n");
    let entries = told(&register, &(0..300).map(number).collect::<String>());
    register.record(entries, None).unwrap();
    let copy = mount.0.join("copy");
    let error = register.backup(&copy, &mut |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Full);
    assert!(error.to_string().ends_with("copy` was not made"), "{error}");
    assert_eq!(std::fs::read_dir(&mount.0).unwrap().count(), 0);
    // It is the copy's disk that is full.
    let entries = told(&register, "[[entry]]\nparty = \"at-last\"\nkind = \"body\"\n");
    register.record(entries, None).unwrap();
}

#[test]
fn a_key_that_could_not_be_written_does_not_stand_in_the_way_of_the_next() {
    let desk = Desk::new();
    let Some(mount) = Mount::new(&desk, "size=64k") else { return };
    let fill = mount.0.join("fill");
    let mut full = std::fs::File::create(&fill).unwrap();
    while std::io::Write::write_all(&mut full, &[0; 4096]).is_ok() {}
    let mut register = desk.found().unwrap();
    let file = mount.0.join("key");
    let signing = || Signing::NewKey { file: Some(file.clone()) };
    register.rotate(signing(), now()).unwrap_err();
    std::fs::remove_file(&fill).unwrap();
    drop(full);
    register.rotate(signing(), now()).unwrap();
}

#[test]
fn a_key_is_made_only_where_its_register_can_be() {
    let desk = Desk::new();
    let file = desk.folder.path().join("key");
    let nowhere = Place { register: "/proc/nowhere/register".into(), ..desk.place.clone() };
    let founding = || Founding {
        origin: None,
        we: Party { id: "keeper".parse().unwrap(), kind: PartyKind::Body, name: None, relay: None },
        signing: Signing::NewKey { file: Some(file.clone()) },
    };
    Register::found(&nowhere, founding(), now()).unwrap_err();
    Register::found(&desk.place, founding(), now()).unwrap();
}

/// What has no room is not needed: a checkpoint is signed without it, and nothing of it is left.
#[test]
fn a_disk_without_room_for_a_snapshot_does_without() {
    let mut desk = Desk::new();
    let Some(mount) = Mount::new(&desk, "size=64M") else { return };
    desk.place = place(&desk, &mount.0);
    let mut register = desk.found().unwrap();
    for (from, until) in [(0, 9_990), (9_990, 10_000)] {
        let entries = told(&register, &parties(from, until));
        register.record(entries, None).unwrap();
        register.sign().unwrap();
        let filler = std::fs::File::create(mount.0.join("filler")).unwrap();
        let full = std::io::copy(&mut std::io::repeat(0), &mut &filler);
        assert_eq!(full.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
        filler.set_len(filler.metadata().unwrap().len() - 300 * 1024).unwrap();
    }
    let snapshot = desk.place.register.with_extension("caveat.snapshot");
    let unfinished = desk.place.register.with_extension("caveat.snapshot.new");
    assert!(!snapshot.exists() && !unfinished.exists());
    assert_eq!(register.keep_snapshot().unwrap_err().kind(), ErrorKind::Full);
    let late = told(&register, &parties(10_000, 10_001));
    register.record(late, None).unwrap();
    register.sign().unwrap();
    drop(register);
    std::fs::remove_file(mount.0.join("filler")).unwrap();
    assert_eq!(desk.open().unwrap().from_snapshot(), None);
    desk.open().unwrap().sign().unwrap();
    assert!(desk.open().unwrap().from_snapshot().is_some());
}
