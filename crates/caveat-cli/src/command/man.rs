//! `caveat man`: the manual pages.

use std::path::Path;

use caveat_register::system_words;
use clap::{Command, CommandFactory as _};

use super::printed;
use crate::args::{Args, Man};
use crate::failure::Failure;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn man(args: &Man) -> Result<Status, Failure> {
    let mut program = Args::command().disable_help_subcommand(true);
    program.build();
    match args.dir.as_deref() {
        None => printed(report::raw(&page(&program)?), Status::Done),
        Some(folder) => {
            make(folder)?;
            let count = write(folder, &program)?;
            printed(report::pages(count, folder), Status::Done)
        }
    }
}

fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command.clone()).render(&mut page);
    rendered.map_err(|error| Failure::failed(format!("the page cannot be made: {error}")))?;
    Ok(page)
}

fn make(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::failed(format!("cannot make the folder `{}`: {}", folder.display(), system_words(&error)))
    })
}

/// Writes the page of a command and those of its verbs; gives their number.
fn write(folder: &Path, command: &Command) -> Result<usize, Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = folder.join(format!("{name}.1"));
    std::fs::write(&path, page(command)?).map_err(|error| {
        Failure::failed(format!("cannot write `{}`: {}", path.display(), system_words(&error)))
    })?;
    let mut count = 1;
    for verb in command.get_subcommands() {
        count += write(folder, verb)?;
    }
    Ok(count)
}
