//! `caveat marking explain`: what a marking means.

use std::path::Path;

use caveat::id::PartyId;
use caveat::marking::{Dates, Form, Reader, Understood};
use caveat_marking::problem::are_harmless;

use super::batch::batch;
use super::email;
use super::explain_file;
use super::schemes::Schemes;
use crate::args::marking::Explain;
use crate::command::printed;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names;
use crate::report::{self, As, Explained};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn explain(args: &Explain, here: &Here) -> Result<Status, Failure> {
    let schemes = Schemes::of(args.read_as.scheme.as_deref())?;
    let mut readers = schemes.readers();
    let form = args.read_as.form.map(Form::from);
    let originator = args.originator.as_deref();
    let originator: Option<PartyId> =
        originator.map(|text| names::slug(&Typed::one("--originator", text), text)).transpose()?;
    let dated = here.date("--dated", args.dated.as_deref(), Bound::At)?;
    let dates = Dates { dated, marked: here.now() };
    if let Some(path) = args.label.as_deref() {
        let told = if args.json { As::Json } else { As::Text };
        return explain_file::explain(path, &schemes, originator.as_ref(), dates, told);
    }
    let Some(text) = args.text.as_deref() else {
        let fields = ["marking", "scheme", "form", "originator", "dated"];
        return batch(Path::new("-"), &fields, &mut |asked| {
            let reader = readers.reader(asked.scheme.as_deref(), &asked.marking)?;
            let dates = Dates { dated: asked.dated.or(dates.dated), ..dates };
            let understood = understand(reader, &asked.marking, asked.form.or(form), dates);
            let explained = explained(reader, &understood, asked.originator.as_ref().or(originator.as_ref()));
            Ok((report::explained_json(&explained), is_valid(&understood)))
        });
    };
    let reader = readers.reader(None, text).map_err(Failure::failed)?;
    let understood = understand(reader, text, form, dates);
    let explained = explained(reader, &understood, originator.as_ref());
    let status = if is_valid(&understood) { Status::Done } else { Status::Failed };
    if args.json {
        let line = report::explained_json(&explained);
        return printed(report::raw(format!("{line}\n").as_bytes()), status);
    }
    let said = report::explained(&explained, text);
    report::marking_problems(None, text, &understood.problems, is_valid(&understood));
    printed(said, status)
}

/// What a marking means, whether it stands on a page or in an e-mail.
fn understand(reader: &Reader<'_>, text: &str, form: Option<Form>, dates: Dates) -> Understood {
    email::understand(reader, text, dates).unwrap_or_else(|| reader.understand(text, form, dates))
}

fn explained<'a>(
    reader: &Reader<'a>,
    understood: &'a Understood,
    originator: Option<&'a PartyId>,
) -> Explained<'a> {
    Explained { scheme: reader.scheme(), understood, originator }
}

fn is_valid(understood: &Understood) -> bool {
    understood.canonical.is_some() && are_harmless(&understood.problems)
}
