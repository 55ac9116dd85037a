//! `caveat marking fix`: markings mended.

use std::io::{Write, sink};
use std::path::Path;

use caveat::marking::{Form, Reader};
use caveat_marking::problem::Problem;
use caveat_register::system_words;

use super::batch::batch;
use super::check::{self, status};
use super::email;
use super::lines::{Line, Lines};
use super::schemes::{Readers, Schemes};
use crate::args::marking::Fix;
use crate::command::replace::Replacement;
use crate::command::{input, printed};
use crate::failure::Failure;
use crate::report::{self, At, Mending, Tally};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn fix(args: &Fix) -> Result<Status, Failure> {
    let schemes = Schemes::of(args.read_as.scheme.as_deref())?;
    let mut readers = schemes.readers();
    let form = args.read_as.form.map(Form::from);
    if args.json {
        return batch(&args.file, &["marking", "scheme", "form"], &mut |asked| {
            let reader = readers.reader(asked.scheme.as_deref(), &asked.marking)?;
            let form = asked.form.or(form);
            let (mended, left) = mended(reader, &asked.marking, form);
            let valid = check::examine(reader, &mended, form).is_valid();
            let changed = mended != asked.marking;
            Ok((report::fixed_json(&mended, changed, valid, &left), valid))
        });
    }
    let mut work = Work { args, readers, form, tally: Tally::default(), mended: 0 };
    let (name, mut lines) = (args.file.display().to_string(), Lines::of(&args.file)?);
    if args.dry_run {
        work.each_line(&mut lines, &mut sink())?;
        return printed(report::would_mend(work.mended, &work.tally, &name), status(&work.tally));
    }
    if args.file.as_os_str() == "-" {
        let mut out = report::Output::new();
        work.each_line(&mut lines, &mut out)?;
        return printed(out.flush(), status(&work.tally));
    }
    let mut replacement = Replacement::of(&args.file).map_err(|error| unwritten(&args.file, &error))?;
    work.each_line(&mut lines, &mut replacement)?;
    if work.mended > 0 {
        replacement.put().map_err(|error| unwritten(&args.file, &error))?;
    }
    printed(report::mended(work.mended, &work.tally, &name), status(&work.tally))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    if path.as_os_str() == "-" {
        // Nobody reads what goes to a pipe that is closed.
        return Failure::told(Status::Failed);
    }
    let message = format!("cannot write `{}`: {}", path.display(), system_words(error));
    Failure::failed(message).hint("it is as it was")
}

/// A marking as it can be mended, whether it stands on a page or in an e-mail, and the problems that are left.
fn mended(reader: &Reader<'_>, text: &str, form: Option<Form>) -> (String, Vec<Problem>) {
    email::fix(reader, text).unwrap_or_else(|| reader.fix(text, form))
}

/// A text on its way to be mended.
struct Work<'a> {
    args: &'a Fix,
    readers: Readers<'a>,
    form: Option<Form>,
    tally: Tally,
    mended: usize,
}

impl Work<'_> {
    /// Mends each line, writes it, and tells of what was mended where that is not what is printed.
    fn each_line(&mut self, lines: &mut Lines, to: &mut dyn Write) -> Result<(), Failure> {
        let path = &self.args.file;
        let name = path.display().to_string();
        while let Some(line) = lines.next().map_err(|error| input::unread(path, &error))? {
            let place = At { name: &name, line: line.number };
            let mended = self.line(&line, &place)?;
            let written = match &mended {
                Some(text) => [line.before(), text.as_bytes(), line.ending()]
                    .iter()
                    .try_for_each(|part| to.write_all(part)),
                None => to.write_all(line.bytes()).and_then(|()| lines.rest(to)),
            };
            let written = written.and_then(|()| if lines.waits() { to.flush() } else { Ok(()) });
            written.map_err(|error| unwritten(path, &error))?;
        }
        Ok(())
    }

    /// The line as it is mended; nothing where it stays as it was.
    fn line(&mut self, line: &Line, place: &At<'_>) -> Result<Option<String>, Failure> {
        let text = match line.text() {
            Ok(text) if text.trim().is_empty() => return Ok(None),
            Ok(text) => text,
            Err(no_text) => {
                report::no_text(place, no_text.at, &no_text.message);
                self.tally.invalid += 1;
                return Ok(None);
            }
        };
        let reader = self.readers.reader(None, text).map_err(Failure::failed)?;
        let (mended, left) = mended(reader, text, self.form);
        let valid = check::examine(reader, &mended, self.form).is_valid();
        report::marking_problems(Some(place), &mended, &left, valid);
        self.tally.count(&left, valid);
        if mended == text {
            return Ok(None);
        }
        self.mended += 1;
        let is_printed = self.args.file.as_os_str() == "-" && !self.args.dry_run;
        if !is_printed {
            let mending = Mending { place, before: text, after: &mended };
            // Nobody reads what goes to a pipe that is closed; the work goes on.
            let _ = report::mending(&mending);
        }
        Ok(Some(mended))
    }
}
