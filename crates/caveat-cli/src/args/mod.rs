//! What is typed. The text here is the help, and the help is the reference.

mod acts;
mod bulk;
mod consent;
mod keeping;
pub(crate) mod marking;
mod question;
mod reading;
mod recall;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

pub(crate) use acts::{Erase, Format, Grant, Record, Refuse, Revoke, Said};
pub(crate) use bulk::{Diff, Kind, Many, OutcomeArg, What, WhoMay};
pub(crate) use consent::{Answer, Called, Key, Letter, Open, Receive, Request, Withdraw};
pub(crate) use keeping::{
    Backup, Check, Export, Init, Ledger, LedgerVerb, Prove, Restore, RotateKey, Signer, Verify, Witness,
};
pub(crate) use marking::Marking;
pub(crate) use question::{Ask, Known, Manner, Share, To};
pub(crate) use reading::{Log, Show, Who};
pub(crate) use recall::{Acknowledge, Due, Recall, Recalled};

/// Answers before you share: may I show or give this to them; by whose right; with whose consent; what could I
/// share instead.
///
/// Exit status: 0 permitted, recorded, or all as expected; 1 failed; 2 wrong usage; 3 denied; 4 by right alone; 5 by
/// consent alone. A disclosure recorded against the answer ends with 0.
///
/// Dates are as people write them: 2017-05-10, `10 May 2017`, 10.5.2017, `2017-05-10 14:30`, today, `in 3 weeks`,
/// `next monday`, or RFC 3339. A date is its first instant, and what names no offset is in UTC; where a date was read
/// as more than it says, the program says as what.
#[derive(Debug, Parser)]
#[command(name = "caveat", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the register is.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Register")]
pub(crate) struct Place {
    /// The register's file; if not said, caveat/register.caveat in $XDG_DATA_HOME (~/.local/share)
    #[arg(long, value_name = "FILE", global = true, env = "CAVEAT_REGISTER", hide_env_values = true)]
    pub(crate) register: Option<PathBuf>,

    /// The folder of its keeper, with the key and the last checkpoint; if not said, caveat in $XDG_CONFIG_HOME
    /// (~/.config)
    #[arg(long, value_name = "DIR", global = true, env = "CAVEAT_KEEPER", hide_env_values = true)]
    pub(crate) keeper: Option<PathBuf>,

    /// Go on with a register that is not the last one signed here; that is recorded
    #[arg(long, global = true)]
    pub(crate) accept_rollback: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    Record(Record),
    Ask(Ask),
    What(What),
    WhoMay(WhoMay),
    Diff(Diff),
    Share(Share),
    Grant(Grant),
    Refuse(Refuse),
    Revoke(Revoke),
    Key(Key),
    Request(Request),
    Withdraw(Withdraw),
    Open(Open),
    Receive(Receive),
    Answer(Answer),
    Letter(Letter),
    Recall(Recall),
    Recalled(Recalled),
    Acknowledge(Acknowledge),
    Due(Due),
    Who(Who),
    Log(Log),
    Show(Show),
    Erase(Erase),
    Check(Check),
    Backup(Backup),
    Restore(Restore),
    Prove(Prove),
    Verify(Verify),
    Ledger(Ledger),
    Marking(Marking),
    Run(Run),
    Completions(Completions),
    Man(Man),
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

/// Print completions for a shell.
///
/// For bash: `caveat completions bash > ~/.local/share/bash-completion/completions/caveat`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page, or write that of every verb into a folder.
#[derive(Debug, ClapArgs)]
pub(crate) struct Man {
    /// The folder, such as ~/.local/share/man/man1; it is made if need be
    pub(crate) dir: Option<PathBuf>,
}
