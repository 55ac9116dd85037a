//! `caveat marking rollup --label`: the label of what is made of labelled pieces, and the banner of a document.

use caveat_labels::ism::{Document, write_resource};
use caveat_marking::nato::dominant::SecurityPolicy;
use caveat_marking::nato::label::Information;

use super::super::label_file::{LabelFile, Said, attributes};
use super::ism::RolledUp;
use super::nato::{Joined, join};
use crate::args::marking::Rollup;
use crate::command::printed;
use crate::date::{self, Bound};
use crate::failure::Failure;
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Rolls up label files: one document from its portions, or several labels into one.
pub(super) fn answer(args: &Rollup, policy: Option<&SecurityPolicy>, here: &Here) -> Result<Status, Failure> {
    let files: Vec<LabelFile> =
        args.labels.iter().map(|path| LabelFile::of(path)).collect::<Result<_, _>>()?;
    if !args.json {
        files.iter().for_each(|file| report::label_problems(&file.name, &file.bytes, &file.problems));
    }
    if let [LabelFile { said: Some(Said::Document(document, _)), .. }] = files.as_slice() {
        return of_document(document, args, here);
    }
    let mut labels = Vec::new();
    for file in &files {
        labels.push(information(file, here)?);
    }
    of_labels(&join(labels, policy), &files, args)
}

/// What the label of a file says now.
fn information(file: &LabelFile, here: &Here) -> Result<Information, Failure> {
    let wrong = |what: &str| Failure::failed(format!("`{}` {what}", file.name));
    match &file.said {
        Some(Said::Label(label)) => Ok(label.at(date::timestamp(here.now())).information.clone()),
        Some(Said::Clearance(_)) => Err(wrong("is a clearance, and labels are rolled up")),
        Some(Said::Document(..)) => Err(wrong("is a document: it is rolled up alone, from its portions")),
        None => Err(wrong("cannot be read as a label").hint("of what cannot be read there is no label")),
    }
}

fn of_labels(joined: &Joined, files: &[LabelFile], args: &Rollup) -> Result<Status, Failure> {
    let holds = joined.holds() && files.iter().all(LabelFile::is_valid);
    let status = if holds { Status::Done } else { Status::Failed };
    if args.json {
        return printed(report::raw(format!("{}\n", joined.json()).as_bytes()), status);
    }
    let decisions: Vec<(Option<&str>, String)> = joined
        .decisions()
        .into_iter()
        .map(|one| {
            let file = one.portion.and_then(|at| files.get(at));
            (file.map(|file| file.name.as_str()), one.message)
        })
        .collect();
    let banner = joined.banner();
    let told =
        report::Joined { banner: banner.as_deref(), label: joined.label(), held: joined.held(), decisions };
    printed(report::joined(&told, joined.told()), status)
}

fn of_document(document: &Document, args: &Rollup, here: &Here) -> Result<Status, Failure> {
    let (_, portions) = attributes(document);
    let today = here.date("--today", args.today.as_deref(), Bound::At)?.unwrap_or(here.now());
    let today = date::day_of(today).ok_or_else(|| Failure::usage("`--today` is no day"))?;
    if portions.is_empty() {
        return Err(Failure::failed(
            "no portion of the document is marked, and of nothing there is no banner",
        ));
    }
    let made = RolledUp::of(&portions, today);
    let status = if made.holds() { Status::Done } else { Status::Failed };
    if args.json {
        return printed(report::raw(format!("{}\n", made.json()).as_bytes()), status);
    }
    let written = made.attributes.as_ref().and_then(|attributes| write_resource(attributes).ok());
    printed(report::resource(made.banner.as_deref(), written.as_deref(), &made.told), status)
}
