//! What the readme shows is what the program prints, and its commands are those that are checked.
//!
//! `UPDATE_README=1 cargo test -p caveat-cli --test readme` takes what is printed over into the readme.
#![expect(clippy::unwrap_used, reason = "a page that cannot be read is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MARKER: &str = "<!-- output of: caveat run scenarios/oval-office-2017.toml -->\n```text\n";

/// The commands that a reader is told to type. Whoever changes one looks whether `.ci/run` still runs it.
const COMMANDS: [&str; 2] =
    ["cargo run --release -- run scenarios/oval-office-2017.toml", "cargo test --workspace"];

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = root().join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let (before, rest) = text.split_once(MARKER).expect("the readme has the marker and a block of text");
    let (shown, after) = rest.split_at(rest.find("```").unwrap());
    let printed = first_answer();
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&readme, format!("{before}{MARKER}{printed}{after}")).unwrap();
    } else {
        assert_eq!(shown, printed, "rewrite it with UPDATE_README=1 and read the difference");
    }
}

/// What the readme explains, and how the program ends.
const EXPLAINED: [(&str, i32); 2] =
    [("SECRET//FGI DEU//REL TO USA, GBR/RELIDO", 0), ("SECRET//SI-G/ORCON//NOFRON", 1)];

#[test]
fn the_readme_shows_what_markings_mean() {
    let readme = root().join("README.md");
    let mut text = fs::read_to_string(&readme).unwrap();
    for (marking, status) in EXPLAINED {
        let arguments = ["marking", "explain", "--dated", "2024-03-01", marking];
        let mut caveat = Command::new(env!("CARGO_BIN_EXE_caveat"));
        let output = caveat.args(arguments).current_dir(root()).env("NO_COLOR", "1").output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{marking}");
        let said = [output.stderr, output.stdout].concat();
        let said = String::from_utf8(said).unwrap();
        let printed: String = said.trim().lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let marker =
            format!("<!-- output of: caveat marking explain --dated 2024-03-01 \"{marking}\" -->\n```text\n");
        let (before, rest) = text.split_once(&marker).unwrap();
        let (shown, after) = rest.split_at(rest.find("```").unwrap());
        if std::env::var_os("UPDATE_README").is_none() {
            assert_eq!(shown, printed, "rewrite it with UPDATE_README=1 and read the difference");
        }
        text = format!("{before}{marker}{printed}{after}");
    }
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&readme, text).unwrap();
    }
}

/// `cargo run` runs the one program that there is for users, and asks nobody which.
#[test]
fn there_is_one_program_to_run() {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root()).output();
    let found: serde_json::Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let by_default = found["workspace_default_members"].as_array().unwrap();
    let packages = found["packages"].as_array().unwrap().iter();
    let targets = packages.filter(|package| by_default.contains(&package["id"]));
    let targets = targets.flat_map(|package| package["targets"].as_array().unwrap());
    let programs = targets.filter(|target| target["kind"] == serde_json::json!(["bin"]));
    let names: Vec<&str> = programs.map(|program| program["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["caveat"]);
}

#[test]
fn the_readme_has_the_commands_that_are_checked() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let mut fenced = false;
    let mut commands = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced && line.trim_start().starts_with("cargo ") {
            commands.push(line.trim());
        }
    }
    assert_eq!(commands, COMMANDS);
    let [run, test] = COMMANDS;
    let checks = fs::read_to_string(root().join(".ci/run")).unwrap();
    let (_, arguments) = run.split_once(" -- ").unwrap();
    assert!(checks.contains(&format!("\"$caveat\" {arguments}\n")), "the checks run `{arguments}`");
    let last = checks.lines().last().unwrap();
    assert!(last.starts_with(test), "the checks end with `{test}`, not `{last}`");
}

/// How the lines end with which a reader starts a register.
const STARTED: [(&str, i32); 5] = [("init", 0), ("record", 0), ("ask", 3), ("grant", 0), ("share", 0)];

#[test]
fn the_lines_that_start_a_register_do() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = text.split_once("## Start your own").expect("the readme says how to start a register");
    let (_, rest) = rest.split_once("```sh\n").expect("with a block of commands");
    let (lines, _) = rest.split_once("```").unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), STARTED.len(), "{lines:?}");
    let home = tempfile::tempdir().unwrap();
    for (line, (verb, status)) in lines.into_iter().zip(STARTED) {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(arguments.get(..2), Some(["caveat", verb].as_slice()), "{line}");
        let mut caveat = Command::new(env!("CARGO_BIN_EXE_caveat"));
        caveat.args(arguments.iter().skip(1)).current_dir(root()).env_clear().env("HOME", home.path());
        let output = caveat.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{line}\n{said}");
        assert_eq!(said, "", "{line}");
    }
    assert!(home.path().join(".local/share/caveat/register.caveat").is_file());
}

#[test]
fn the_readme_lists_every_scenario() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    for file in fs::read_dir(root().join("scenarios")).unwrap() {
        let path = file.unwrap().path();
        let (stem, name) = (path.file_stem().unwrap(), path.file_name().unwrap());
        let link = format!("| [`{}`](scenarios/{}) |", stem.to_string_lossy(), name.to_string_lossy());
        assert!(text.contains(&link), "no row begins with {link}");
    }
}

/// The first answer as printed, from the title of its question on. The story above it the readme tells itself.
fn first_answer() -> String {
    let mut caveat = Command::new(env!("CARGO_BIN_EXE_caveat"));
    caveat.args(["run", "scenarios/oval-office-2017.toml", "--ask", "1"]);
    caveat.current_dir(root()).env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    let output = caveat.output().unwrap();
    assert_eq!(output.status.code(), Some(4), "by right alone: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let begins = lines.iter().position(|line| line.starts_with("1. ")).unwrap_or(0);
    // The last line counts the answers that are as expected.
    let ends = lines.iter().rposition(|line| line.starts_with("1 question")).unwrap_or(lines.len());
    let answer = lines.get(begins..ends).unwrap_or_default().join("\n");
    format!("{}\n", answer.trim_end())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
