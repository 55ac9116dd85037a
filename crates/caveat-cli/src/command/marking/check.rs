//! `caveat marking check`: what is wrong with markings.

use caveat::marking::{Examined, Form, Reader};
use caveat_marking::us::document::Stated;

use super::batch::{asked, each};
use super::document;
use super::email;
use super::label_file::LabelFile;
use super::lines::Lines;
use super::schemes::Schemes;
use crate::args::marking::Check;
use crate::command::{input, printed};
use crate::date::{self, Bound};
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::report::{self, At, Tally};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn check(args: &Check, here: &Here) -> Result<Status, Failure> {
    if !args.portions.is_empty() {
        return against_portions(args, here);
    }
    if !args.labels.is_empty() {
        return label_files(args);
    }
    let schemes = Schemes::of(args.read_as.scheme.as_deref())?;
    let mut readers = schemes.readers();
    let form = args.read_as.form.map(Form::from);
    if args.json {
        return each(&args.file, &mut |json| {
            if document::is_asked(&json) {
                return document::answer(json);
            }
            let asked = asked(json, &["marking", "scheme", "form"])?;
            let reader = readers.reader(asked.scheme.as_deref(), &asked.marking)?;
            let examined = examine(reader, &asked.marking, asked.form.or(form));
            Ok((report::examined_json(&examined), examined.is_valid()))
        });
    }
    let (name, mut lines, mut tally) =
        (args.file.display().to_string(), Lines::of(&args.file)?, Tally::default());
    while let Some(line) = lines.next().map_err(|error| input::unread(&args.file, &error))? {
        let place = At { name: &name, line: line.number };
        match line.text() {
            Err(no_text) => {
                report::no_text(&place, no_text.at, &no_text.message);
                tally.invalid += 1;
            }
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => {
                let examined = examine(readers.reader(None, text).map_err(Failure::failed)?, text, form);
                report::marking_problems(Some(&place), text, &examined.problems, examined.is_valid());
                tally.count(&examined.problems, examined.is_valid());
            }
        }
    }
    printed(report::markings_checked(&tally), status(&tally))
}

/// What is wrong with a marking, whether it stands on a page or in an e-mail.
pub(super) fn examine(reader: &Reader<'_>, text: &str, form: Option<Form>) -> Examined {
    email::examine(reader, text).unwrap_or_else(|| reader.examine(text, form))
}

/// Checks label files.
fn label_files(args: &Check) -> Result<Status, Failure> {
    let mut tally = Tally::default();
    let mut lines = String::new();
    for path in &args.labels {
        let file = LabelFile::of(path)?;
        let valid = file.is_valid();
        tally.count(&file.problems, valid);
        if args.json {
            lines.push_str(&report::file_checked_json(&file.name, valid, &file.problems));
            lines.push('\n');
        } else {
            report::label_problems(&file.name, &file.bytes, &file.problems);
        }
    }
    let told = if args.json { report::raw(lines.as_bytes()) } else { report::files_checked(&tally) };
    printed(told, status(&tally))
}

/// Checks a banner against portions that were typed.
fn against_portions(args: &Check, here: &Here) -> Result<Status, Failure> {
    if let Some(scheme) = args.read_as.scheme.as_deref().filter(|scheme| *scheme != "us") {
        let message = "only a banner of the United States is compared with its portions";
        return Err(Failure::typed(Typed::one("--scheme", scheme), message));
    }
    let banner = match args.file.to_str() {
        Some("-") => {
            return Err(Failure::usage("no banner stands before the portions")
                .hint("write it first: caveat marking check \"SECRET//NOFORN\" --portion \"S//NF\""));
        }
        Some(text) => text,
        None => return Err(Failure::usage("the banner is not UTF-8")),
    };
    let dated = here.date("--dated", args.dated.as_deref(), Bound::At)?.and_then(date::day_of);
    let stated = Stated { compilation: args.compilation.as_deref(), dated };
    let compared = document::texts_compared(banner, &args.portions, &stated);
    let valid = compared.is_valid();
    let status = if valid { Status::Done } else { Status::Failed };
    if args.json {
        let line = document::compared_json(&compared);
        return printed(report::raw(format!("{line}\n").as_bytes()), status);
    }
    let all: Vec<&str> = std::iter::once(banner).chain(args.portions.iter().map(String::as_str)).collect();
    report::found_in(&all, &compared.told, compared.canonical.is_some());
    printed(report::banner_checked(args.portions.len(), &compared.told, valid), status)
}

/// Whether every marking is valid.
pub(super) fn status(tally: &Tally) -> Status {
    if tally.invalid == 0 { Status::Done } else { Status::Failed }
}
