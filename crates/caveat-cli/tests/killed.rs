//! The program killed at any moment: what it acknowledged is there, whole and once; and what it had not
//! acknowledged can be repeated.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

#[path = "../../caveat-register/tests/kept/fixtures.rs"]
mod kept;

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use caveat_register::{OnRollback, Place, Register, What};

/// How many runs are killed.
const RUNS: u64 = 200;

/// How many entries each `record` writes.
const BATCH: u64 = 5;

const STORY: &str = include_str!("report.toml");

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn place(&self) -> Place {
        let at = self.folder.path();
        Place { register: at.join("register.caveat"), keeper: at.join("keeper") }
    }

    fn command(&self, args: &[&str]) -> Command {
        let place = self.place();
        let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
        command.args(args).env_clear().current_dir(self.folder.path());
        command.env("CAVEAT_REGISTER", place.register).env("CAVEAT_KEEPER", place.keeper);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn must(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{args:?}\n{said}");
        said
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn told() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.must(&["init", "--we", "keeper", "--kind", "body", "--name", "The keeper"]);
        desk.write("story.toml", STORY);
        desk.must(&["record", "story.toml"]);
        desk
    }

    fn open(&self) -> Register {
        Register::open(&self.place(), OnRollback::Refuse, "2030-01-01".parse().unwrap()).unwrap()
    }
}

/// The command of a run: every other one shares, the rest record a batch.
fn command(desk: &Desk, run: u64) -> Vec<String> {
    let id = format!("command-{run}");
    if run % 2 == 1 {
        let share = ["share", "--item", "report", "--to", "partner", "--command-id", &id];
        return share.map(str::to_owned).to_vec();
    }
    let file = format!("run-{run}.toml");
    let entry = |nth| {
        format!("[[entry]]\nparty = \"party-{run}-{nth}\"\nkind = \"body\"\nname = \"Party {nth}\"\n\n")
    };
    desk.write(&file, &(0..BATCH).map(entry).collect::<String>());
    ["record", &file, "--command-id", &id].map(str::to_owned).to_vec()
}

/// How many entries of a run are in the register.
fn entries_of(register: &Register, run: u64) -> u64 {
    match register.carried_out(&format!("command-{run}")) {
        None => 0,
        Some((first, count)) => {
            let there = (first.0..first.0 + count).filter(|position| {
                let logged = register.logged(caveat::time::Position(*position));
                matches!(logged, Ok(Some(logged)) if matches!(logged.what, What::Entry(_)))
            });
            there.count() as u64
        }
    }
}

/// A generator of its own (SplitMix64): a test that failed can be run again with its seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}

/// Kills the program after a while. Whether it had acknowledged by then.
fn kill_after(mut child: Child, wait: Duration) -> bool {
    std::thread::sleep(wait);
    // SIGKILL: nothing in the program runs after it.
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    output.status.success() || String::from_utf8_lossy(&output.stdout).contains("recorded")
}

#[test]
fn what_was_acknowledged_outlives_a_kill_and_a_retry_is_written_once() {
    let seed = std::env::var("CAVEAT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_260_203);
    let (desk, mut chance) = (Desk::told(), Chance(seed));
    // How long a run takes when it is left alone, as last seen: the register grows, and machines are shared.
    let timed = |args: &[&str]| {
        let start = Instant::now();
        desk.must(args);
        start.elapsed()
    };
    let mut usual = timed(&["share", "--item", "report", "--to", "partner"]);
    let mut shared = 1;
    let (mut acknowledged, mut silent_and_there, mut silent_and_not) = (0, 0, 0);
    for run in 0..RUNS {
        let args = command(&desk, run);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let wait = usual.mul_f64(chance.below(2000) as f64 / 1000.0);
        let said = kill_after(desk.command(&args).spawn().unwrap(), wait);
        let expected = if run % 2 == 1 { 1 } else { BATCH };
        let there = entries_of(&desk.open(), run);
        assert!(
            there == 0 || there == expected,
            "run {run} of seed {seed} left {there} of {expected} entries"
        );
        match (said, there) {
            (true, 0) => panic!("run {run} of seed {seed} was acknowledged and is not there"),
            (true, _) => acknowledged += 1,
            (false, 0) => silent_and_not += 1,
            (false, _) => silent_and_there += 1,
        }
        // Whoever heard nothing says it again.
        if !said {
            desk.must(&args);
            assert_eq!(entries_of(&desk.open(), run), expected, "run {run} of seed {seed}, repeated");
        }
        if run % 10 == 0 {
            usual = timed(&["share", "--item", "report", "--to", "partner"]);
            shared += 1;
        }
    }
    desk.must(&["check"]);
    let register = desk.open();
    let shares = register.ledger().entries().iter().filter(|entry| entry.body.noun() == "disclosure").count();
    assert_eq!(shares as u64, 1 + shared + RUNS / 2);
    assert_eq!(register.ledger().party_ids().count() as u64, 3 + BATCH * RUNS / 2);
    // The rig hits before, within and behind the act, or it shows nothing.
    let hits =
        format!("{acknowledged} acknowledged, {silent_and_there} recorded in silence, {silent_and_not} not");
    assert!(acknowledged > 5 && silent_and_there > 0 && silent_and_not > 20, "{hits}");
}

/// Killed while it brings the file of a register to another version, it leaves the one or the other.
#[test]
fn a_register_is_of_one_version_or_the_other_whenever_it_is_killed() {
    const KILLS: u64 = 60;
    let mut chance = Chance(1);
    let before = || {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        kept::Kept { version: 1 }.put(&desk.place().register, &desk.place().keeper);
        desk.write("more.toml", "[[entry]]\nparty = \"late\"\nkind = \"body\"\n");
        desk
    };
    let record = ["record", "more.toml", "--command-id", "more"];
    let desk = before();
    let start = Instant::now();
    desk.must(&record);
    let usual = start.elapsed();
    let (mut old, mut new, mut copied) = (0, 0, 0);
    for kill in 0..KILLS {
        let desk = before();
        let wait = usual.mul_f64(chance.below(1300) as f64 / 1000.0);
        let said = kill_after(desk.command(&record).spawn().unwrap(), wait);
        let bytes = std::fs::read(&desk.place().register).unwrap();
        // The version stands where SQLite keeps what a program says of its file, or in its log.
        let is_new = bytes[60..64] == [0, 0, 0, 2]
            || desk.place().wal_file().metadata().is_ok_and(|wal| wal.len() > 0);
        copied += u64::from(desk.place().register.with_extension("caveat.version-1").exists());
        if is_new {
            new += 1
        } else {
            old += 1
        }
        let there = desk.open().last().0;
        assert!(there == 264 || there == 265, "kill {kill} left {there}");
        assert!(!said || there == 265, "kill {kill} lost what was acknowledged");
        desk.must(&record);
        assert_eq!(desk.open().last().0, 265);
        assert!(desk.must(&["check"]).contains("was removed: all that it holds is here"));
    }
    assert!(
        old > 5 && new > 5 && copied > new.min(5),
        "{old} of the old version, {new} of the new, {copied} copies"
    );
}

#[test]
fn processes_that_write_at_once_wait_for_each_other() {
    let desk = Desk::told();
    let spawn = |number: u64| {
        let args = command(&desk, number * 2);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        desk.command(&args).spawn().unwrap()
    };
    let children: Vec<Child> = (0..12).map(spawn).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    desk.must(&["check"]);
    let register = desk.open();
    assert_eq!(register.ledger().party_ids().count() as u64, 3 + 12 * BATCH);
    assert!(!Path::new(&desk.place().wal_file()).metadata().is_ok_and(|wal| wal.len() > 0));
}

trait WalFile {
    fn wal_file(&self) -> std::path::PathBuf;
}

impl WalFile for Place {
    /// SQLite's log, which is empty when everything is in the one file.
    fn wal_file(&self) -> std::path::PathBuf {
        let mut name = self.register.clone().into_os_string();
        name.push("-wal");
        name.into()
    }
}
