//! `caveat prove`: write evidence of entries.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use caveat_register::{Reveal, system_words};

use super::printed;
use crate::args::Prove;
use crate::failure::Failure;
use crate::here::Here;
use crate::names::Names;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn prove(args: &Prove, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let positions = Names::of(&register).entries("ENTRY", &args.entries)?;
    let reveal = match (args.bare, args.without_words) {
        (true, _) => Reveal::Nothing,
        (_, true) => Reveal::Names,
        _ => Reveal::Everything,
    };
    let evidence = register.prove(&positions, reveal)?;
    match args.output.as_deref() {
        Some(path) => write(path, &evidence)?,
        None => {
            printed(report::raw(evidence.as_bytes()), Status::Done)?;
        }
    }
    report::proved(&positions, reveal, args.output.as_deref(), &register.key());
    Ok(Status::Done)
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = OpenOptions::new().write(true).create_new(true).open(path);
    let written = written.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        Failure::failed(format!("cannot write `{}`: {}", path.display(), system_words(&error)))
    })
}
