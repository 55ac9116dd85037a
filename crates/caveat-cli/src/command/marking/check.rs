//! `caveat marking check`: what is wrong with markings.

use caveat::marking::Form;

use super::batch::{asked, each};
use super::document;
use super::lines::Lines;
use super::schemes::Schemes;
use crate::args::marking::Check;
use crate::command::{input, printed};
use crate::failure::Failure;
use crate::report::{self, At, Tally};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn check(args: &Check) -> Result<Status, Failure> {
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
            let examined = reader.examine(&asked.marking, asked.form.or(form));
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
                let examined = readers.reader(None, text).map_err(Failure::failed)?.examine(text, form);
                report::marking_problems(Some(&place), text, &examined.problems, examined.is_valid());
                tally.count(&examined.problems, examined.is_valid());
            }
        }
    }
    printed(report::markings_checked(&tally), status(&tally))
}

/// Whether every marking is valid.
pub(super) fn status(tally: &Tally) -> Status {
    if tally.invalid == 0 { Status::Done } else { Status::Failed }
}
