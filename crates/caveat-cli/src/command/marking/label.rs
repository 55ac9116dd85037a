//! `caveat marking label`: a marking as the file of a standard, or as the line of an e-mail.

use caveat::marking::Form;
use caveat::time::Instant;
use caveat_labels::ism::{read_document, write_element, write_resource};
use caveat_labels::{read_label, write_label};
use caveat_marking::au_email;
use caveat_marking::nato;
use caveat_marking::nato::label::{IdType, Label as StanagLabel, LabelKind, OriginatorId, Stated};
use caveat_marking::nato::policy;
use caveat_marking::problem::{Problem, are_harmless};
use caveat_marking::us;
use caveat_marking::us::ism::{block_attributes, to_attributes};

use super::schemes::Schemes;
use crate::args::marking::{KindArg, Label, LabelAs};
use crate::command::printed;
use crate::date::{self, Bound};
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn label(args: &Label, here: &Here) -> Result<Status, Failure> {
    let on = here.date("--on", args.on.as_deref(), Bound::At)?.unwrap_or(here.now());
    let review = here.date("--review", args.review.as_deref(), Bound::Until)?;
    let written = match args.target {
        LabelAs::Stanag4774 => stanag(args, on, review)?,
        LabelAs::Ism => ism(args, on)?,
        LabelAs::AuSubject | LabelAs::AuHeader => email(args)?,
    };
    printed(report::raw(written.as_bytes()), Status::Done)
}

/// A confidentiality label of NATO's policy.
fn stanag(args: &Label, on: Instant, review: Option<Instant>) -> Result<String, Failure> {
    let reading = nato::read(&args.text);
    report::marking_problems(None, &args.text, &reading.problems, reading.is_valid());
    let information = reading.marking.as_ref().and_then(|marking| marking.information.as_ref());
    let Some(information) = information.filter(|_| reading.is_valid()).map(policy::identified) else {
        return Err(unwritten("a label", &reading.problems));
    };
    let label = StanagLabel {
        kind: match args.kind {
            KindArg::Originator => LabelKind::Originator,
            KindArg::Alternative => LabelKind::Alternative,
            KindArg::Metadata => LabelKind::Metadata,
        },
        id: None,
        stated: Stated {
            information,
            originator: args
                .by
                .as_ref()
                .map(|name| OriginatorId { kind: IdType::Rfc822Name, name: name.clone() }),
            created: date::timestamp(on),
            review: review.map(date::timestamp),
        },
        succession: None,
    };
    if let Some(problem) =
        policy::check(&label).into_iter().find(|problem| problem.code == "nato-review-missing")
    {
        return Err(
            Failure::usage(problem.message).hint("say with --review DATE when somebody looks at it again")
        );
    }
    let written = write_label(&label).map_err(|error| Failure::failed(error.to_string()))?;
    if read_label(written.as_bytes()).value.as_ref() != Some(&label) {
        return Err(Failure::failed("what would be written does not say what the marking does"));
    }
    Ok(written)
}

/// The attributes of a US marking: a banner's on a resource element, a portion's on one with its mark.
fn ism(args: &Label, on: Instant) -> Result<String, Failure> {
    let form = args.form.map(Form::from);
    let examined = us::examine(&args.text, form);
    let is_valid = examined.is_valid();
    report::marking_problems(None, &args.text, &examined.problems, is_valid);
    let Some(marking) = examined.reading.marking.filter(|_| is_valid) else {
        return Err(unwritten("attributes", &examined.problems));
    };
    let mut attributes = to_attributes(&marking);
    let is_portion = match form {
        Some(form) => form == Form::Portion,
        None => args.text.trim_start().starts_with('('),
    };
    let written = if is_portion {
        write_element(&attributes, &format!("({})", marking.print(Form::Portion)))
    } else {
        attributes.extend(examined.reading.block.as_ref().map(block_attributes).unwrap_or_default());
        attributes.extend(date::day_of(on).map(|day| ("createDate".to_owned(), day.to_string())));
        write_resource(&attributes)
    };
    let written = written.map_err(|error| Failure::failed(error.to_string()))?;
    let read = read_document(written.as_bytes()).value;
    let found = read.as_ref().and_then(|document| document.elements.first());
    let all = found.is_some_and(|element| {
        attributes.iter().all(|(name, value)| element.attributes.get(name) == Some(value))
            && us::ism::from_attributes(&element.attributes).marking.as_ref() == Some(&marking)
    });
    if !all {
        return Err(Failure::failed("no attributes say all of what the marking does"));
    }
    Ok(written)
}

/// Australia's marking in an e-mail.
fn email(args: &Label) -> Result<String, Failure> {
    let schemes = Schemes::default();
    let mut readers = schemes.readers();
    let reader = readers.reader(Some("au"), &args.text).map_err(Failure::failed)?;
    let examined = reader.examine(&args.text, None);
    report::marking_problems(None, &args.text, &examined.problems, examined.is_valid());
    let Some(text) = examined.canonical.as_deref().filter(|_| examined.is_valid()) else {
        return Err(unwritten("a mark", &examined.problems));
    };
    let mut marking = au_email::Marking::from_text(text)
        .ok_or_else(|| Failure::failed(format!("no e-mail can say `{text}`")))?;
    let written = match args.target {
        LabelAs::AuHeader => {
            let by = args.by.clone();
            marking.origin = Some(by.ok_or_else(|| {
                Failure::usage("a header names who wrote it").hint("say it with --by ADDRESS")
            })?);
            marking.header()
        }
        _ => marking.subject(),
    };
    let written = written.ok_or_else(|| Failure::failed("it is longer than an e-mail's mark may be"))?;
    let read = match args.target {
        LabelAs::AuHeader => Some(au_email::read_header(&written)),
        _ => au_email::read_subject(&written),
    };
    match read {
        Some(read) if read.is_valid() && read.marking == marking => Ok(format!("{written}\n")),
        Some(read) => {
            report::marking_problems(None, &written, &read.problems, read.is_valid());
            let by = args.by.as_deref().unwrap_or_default();
            Err(Failure::typed(Typed::one("--by", by), "what would be written is no valid mark"))
        }
        None => Err(Failure::failed("what would be written is no mark")),
    }
}

fn unwritten(what: &str, problems: &[Problem]) -> Failure {
    let failure = Failure::failed(format!("the marking is not valid, and is not written as {what}"));
    if are_harmless(problems) {
        failure
    } else {
        failure.hint("`caveat marking fix` mends what needs no guess")
    }
}
