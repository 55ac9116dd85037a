//! `caveat completions`: what a shell completes.

use clap::CommandFactory as _;

use super::printed;
use crate::args::{Args, Completions};
use crate::failure::Failure;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn completions(args: &Completions) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "caveat", &mut script);
    printed(report::raw(&script), Status::Done)
}
