//! The clock is turned under the whole program: entries keep the order in which they came, nothing is shared by a clock
//! that is behind the last of them, and everything holds whatever the clock says.
//!
//! `faketime` (Debian's package of that name) turns the clock. Where it is not installed this is left out with a word.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a helper that finds nothing fails its test, and what is left out is told"
)]
#![allow(dead_code, reason = "each test target uses a part of the modules that they share")]

mod harness;

use std::process::Command;

use harness::Desk;

/// When the register is begun.
const BEGUN: &str = "2029-01-01 00:00:00";

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

/// Runs what is to succeed.
fn done(desk: &Desk, clock: &str, args: &[&str]) -> String {
    let ran = desk.run_at(clock, args);
    assert_eq!(ran.status, 0, "{clock}: {args:?}\n{}", ran.seen());
    ran.stdout
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
    let desk = Desk::new();
    done(&desk, BEGUN, &["init", "--we", "keeper"]);
    desk.file("story.toml", include_str!("report.toml"));
    done(&desk, BEGUN, &["record", "story.toml"]);
    let mut latest = BEGUN;
    for (number, clock) in CLOCK.into_iter().enumerate() {
        desk.file("party.toml", format!("[[entry]]\nparty = \"party-{number}\"\nkind = \"body\"\n"));
        done(&desk, clock, &["record", "party.toml"]);
        latest = latest.max(clock);
        let shared = desk.run_at(clock, &["share", "--item", "report", "--to", "partner"]);
        if clock == latest {
            assert_eq!(shared.status, 0, "{clock}: {}", shared.seen());
        } else {
            assert_eq!(shared.status, 1, "{clock}: {}", shared.seen());
            assert!(shared.stderr.contains("by the clock, and entry #"), "{}", shared.stderr);
            assert!(shared.stderr.contains("nothing was recorded"), "{}", shared.stderr);
        }
        assert!(done(&desk, clock, &["check"]).starts_with("HOLDS"), "{clock}");
    }
    let log = done(&desk, CLOCK[0], &["log"]);
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
