//! What is typed. The text here is the help, and the help is the reference.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

/// Answers before you share: may I show or give this to them; by whose right; with whose consent; what could I
/// share instead.
///
/// Exit status: 0 permitted (`run`: all as expected), 1 failed, 2 wrong usage, 3 denied, 4 by right alone, 5 by
/// consent alone.
#[derive(Debug, Parser)]
#[command(name = "caveat", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer the questions of a scenario, and compare the answers with what it expects
    Run(Run),
}

/// Answer the questions of a scenario, and compare the answers with what it expects.
///
/// A scenario is a TOML file: entries in the order of the ledger, then questions (docs/formats/scenario.md). Exit
/// status 0: every answer is as expected; 1: one is not, or the file could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    /// The scenario file, or - for standard input
    pub(crate) scenario: PathBuf,

    /// Only the question of this number, counted from 1; the exit status is then that of its answer
    #[arg(long, value_name = "NUMBER")]
    pub(crate) ask: Option<usize>,

    /// Print JSON (docs/formats/run.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}
