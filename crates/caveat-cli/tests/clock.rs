//! The clock is turned under the whole program: entries keep the order in which they came, nothing is shared by a clock
//! that is behind the last of them, and everything holds whatever the clock says.
//!
//! `faketime` (Debian's package of that name) turns the clock. Where it is not installed this is left out with a word.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails here is a failed test, or left out with a word"
)]

use std::process::{Command, Output};

const STORY: &str = r#"
[[entry]]
party = "source"
kind = "body"

[[entry]]
party = "partner"
kind = "body"

[[entry]]
item = "report"
originator = "source"
caveats = [{ audience = ["keeper", "partner"] }]

[[entry]]
disclosure = "received"
of = "report"
actor = "source"
to = "keeper"
on = 2001-01-01
"#;

/// What the clock says, one command after the other: it goes back an hour and ten years, on ten years, and stands.
const CLOCK: [&str; 9] = [
    "2030-01-01 12:00:00",
    "2030-01-01 11:00:00",
    "2020-06-01 00:00:00",
    "2020-06-01 00:00:00",
    "2040-01-01 00:00:00",
    "2030-01-02 12:00:00",
    "1975-01-01 00:00:00",
    "2040-01-01 00:00:00",
    "2041-01-01 00:00:00",
];

struct Desk(tempfile::TempDir);

impl Desk {
    fn run(&self, clock: &str, args: &[&str]) -> Output {
        let at = self.0.path();
        let mut command = Command::new("faketime");
        command.arg(clock).arg(env!("CARGO_BIN_EXE_caveat")).args(args).current_dir(at);
        command.env("CAVEAT_REGISTER", at.join("register")).env("CAVEAT_KEEPER", at.join("keeper"));
        command.env_remove("NO_COLOR").output().unwrap()
    }

    fn must(&self, clock: &str, args: &[&str]) -> String {
        let output = self.run(clock, args);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{clock}: {args:?}\n{said}");
        said
    }
}

/// Whether the clock can be turned here.
fn can_turn_the_clock() -> bool {
    let can = Command::new("faketime").args(["2030-01-01 00:00:00", "true"]).status();
    let can = can.is_ok_and(|status| status.success());
    assert!(can || std::env::var_os("CAVEAT_ALL_CHECKS").is_none(), "`faketime` is not installed");
    can
}

#[test]
fn a_clock_that_is_turned_reorders_nothing_and_shares_nothing() {
    if !can_turn_the_clock() {
        eprintln!("left out: `faketime` is not installed");
        return;
    }
    let desk = Desk(tempfile::tempdir().unwrap());
    desk.must("2029-01-01 00:00:00", &["init", "--we", "keeper"]);
    std::fs::write(desk.0.path().join("story.toml"), STORY).unwrap();
    desk.must("2029-01-01 00:00:00", &["record", "story.toml"]);
    let mut latest = "2029-01-01 00:00:00";
    for (number, clock) in CLOCK.into_iter().enumerate() {
        let party = format!("[[entry]]\nparty = \"party-{number}\"\nkind = \"body\"\n");
        std::fs::write(desk.0.path().join("party.toml"), party).unwrap();
        desk.must(clock, &["record", "party.toml"]);
        latest = latest.max(clock);
        let shared = desk.run(clock, &["share", "--item", "report", "--to", "partner"]);
        let said = String::from_utf8(shared.stderr).unwrap();
        if clock == latest {
            assert_eq!(shared.status.code(), Some(0), "{clock}: {said}");
        } else {
            assert_eq!(shared.status.code(), Some(1), "{clock}: {said}");
            assert!(said.contains("by the clock, and entry #"), "{said}");
            assert!(said.contains("nothing was recorded"), "{said}");
        }
        assert!(desk.must(clock, &["check"]).starts_with("HOLDS"), "{clock}");
    }
    let log = desk.must(CLOCK[0], &["log"]);
    let told: Vec<_> =
        log.lines().filter(|line| line.contains("party-") || line.contains("to partner")).collect();
    let party = |number: usize| format!("party-{number} is a body");
    let order = [
        party(0),
        shared(),
        party(1),
        party(2),
        party(3),
        party(4),
        shared(),
        party(5),
        party(6),
        party(7),
        shared(),
        party(8),
        shared(),
    ];
    assert!(
        told.iter().map(|line| line.contains("to partner")).eq(order.iter().map(|what| *what == shared())),
        "{log}"
    );
    assert!(told.iter().zip(&order).all(|(line, what)| line.contains(what.as_str())), "{log}");
}

fn shared() -> String {
    "keeper gives report to partner".to_owned()
}
