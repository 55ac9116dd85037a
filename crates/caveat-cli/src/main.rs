//! The program `caveat`.

mod args;
mod command;
mod report;
mod status;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let status = match args.command {
        Command::Run(run) => command::run::run(&run),
    };
    status.into()
}
