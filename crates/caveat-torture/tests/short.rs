//! A little of everything that is done to a register at length; what cannot be done here is left out with a word.
#![expect(clippy::print_stdout, reason = "the table is there to be read")]

use std::process::Command;

#[test]
fn nothing_acknowledged_is_lost_and_every_control_is_caught() {
    let ran = Command::new(env!("CARGO_BIN_EXE_caveat-torture")).args(["torture", "--short"]).output();
    let ran = ran.unwrap_or_else(|error| panic!("it cannot be run: {error}"));
    let (table, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{table}\n{wrong}");
    // What could not be done here stands in the table as left out.
    println!("{table}");
}

#[test]
fn what_is_wrongly_asked_is_refused() {
    for words in
        [&[][..], &["torture", "--shrt"], &["torture", "--seed"], &["torture", "--seed", "x"], &["now"]]
    {
        let ran = Command::new(env!("CARGO_BIN_EXE_caveat-torture")).args(words).output();
        let ran = ran.unwrap_or_else(|error| panic!("it cannot be run: {error}"));
        assert_eq!(ran.status.code(), Some(2), "{words:?}");
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{words:?}");
    }
}
