//! `caveat marking explain --label`: what a label file means.

use std::path::Path;

use caveat::id::PartyId;
use caveat::marking::{Dates, Understood, access, of_attributes, of_label};
use caveat::scheme::Scheme;
use caveat_labels::ism::Document;
use caveat_marking::nato::label::{Label, LabelKind};
use caveat_marking::problem::are_harmless;
use caveat_marking::us::ntk::{Access, DISSEMINATED_TO, ORIGINATOR, Value};

use super::label_file::{LabelFile, Said, attributes};
use super::schemes::Schemes;
use crate::command::printed;
use crate::date;
use crate::failure::Failure;
use crate::report::{self, Explained};
use crate::status::Status;

/// Explains a label file.
pub(super) fn explain(
    path: &Path,
    schemes: &Schemes,
    originator: Option<&PartyId>,
    dates: Dates,
    as_json: report::As,
) -> Result<Status, Failure> {
    let file = LabelFile::of(path)?;
    let status = if file.is_valid() { Status::Done } else { Status::Failed };
    if as_json == report::As::Text {
        report::label_problems(&file.name, &file.bytes, &file.problems);
    }
    let Some(said) = &file.said else {
        return match as_json {
            report::As::Json => printed(report::raw(&line(report::unread_json(&file.problems))), status),
            report::As::Text => Err(Failure::failed(format!("nothing was read from `{}`", file.name))
                .hint("half a label is none: what is wrong with it stands above")),
        };
    };
    let (scheme, mut understood, facts) = match said {
        Said::Clearance(clearance) => {
            return match as_json {
                report::As::Json => {
                    printed(report::raw(&line(report::clearance_json(clearance, &file.problems))), status)
                }
                report::As::Text => printed(report::clearance(clearance), status),
            };
        }
        Said::Label(label) => of_a_label(label, schemes, dates)?,
        Said::Document(document, access) => of_a_document(document, access, schemes, dates)?,
    };
    understood.problems.clone_from(&file.problems);
    if !are_harmless(&file.problems) && understood.canonical.is_some() {
        understood.canonical = None;
    }
    let explained = Explained { scheme: &scheme, understood: &understood, originator };
    match as_json {
        report::As::Json => {
            printed(report::raw(&line(report::explained_file_json(&explained, &facts))), status)
        }
        report::As::Text => printed(report::explained_file(&explained, &facts), status),
    }
}

fn line(text: String) -> Vec<u8> {
    format!("{text}\n").into_bytes()
}

type Meaning = (Scheme, Understood, Vec<(&'static str, String)>);

/// What of a label holds now, and what is said of the label itself.
fn of_a_label(label: &Label, schemes: &Schemes, dates: Dates) -> Result<Meaning, Failure> {
    let scheme = schemes.else_of("nato").map_err(Failure::failed)?.clone();
    let now = date::timestamp(dates.marked);
    let stated = label.at(now);
    let created = Some(stated.created.to_string()).and_then(|text| text.parse().ok());
    let dates = Dates { dated: dates.dated, marked: created.unwrap_or(dates.marked) };
    let understood =
        of_label(&scheme, &stated.information, dates).ok_or_else(|| not_read("NATO", &scheme))?;
    let mut facts = vec![
        ("label", kind(label.kind).to_owned()),
        ("policy", stated.information.policy.identifier.to_string()),
        ("created", stated.created.to_string()),
    ];
    facts.extend(stated.originator.as_ref().map(|one| ("labelled by", one.name.clone())));
    facts.extend(stated.review.map(|review| {
        let due = if label.needs_review(now) { ", which is past: it holds all the same" } else { "" };
        ("review", format!("{review}{due}"))
    }));
    facts.extend(label.succession.as_ref().map(|succession| {
        let at = succession.at;
        let said = if at <= now { format!("since {at} by what stands here") } else { format!("at {at}") };
        ("succeeded", said)
    }));
    facts.extend(stated.information.privacy_mark.clone().map(|mark| ("privacy mark", mark)));
    Ok((scheme, understood, facts))
}

fn kind(kind: LabelKind) -> &'static str {
    match kind {
        LabelKind::Originator => "the originator's",
        LabelKind::Alternative => "an alternative, in another policy than the originator's",
        LabelKind::Metadata => "of the metadata itself",
    }
}

/// What the banner of a document means, and who needs to know.
fn of_a_document(
    document: &Document,
    needed: &Access,
    schemes: &Schemes,
    dates: Dates,
) -> Result<Meaning, Failure> {
    let mut scheme = schemes.else_of("us").map_err(Failure::failed)?.clone();
    if !schemes.has_own() {
        name_parties(&mut scheme, needed);
    }
    let (banner, portions) = attributes(document);
    let none = std::collections::BTreeMap::new();
    let banner = banner.unwrap_or(&none);
    let mut understood = of_attributes(&scheme, banner, dates).ok_or_else(|| not_read("the US", &scheme))?;
    understood.marked.extend(access(&scheme, needed));
    let mut facts = vec![("portions", portions.len().to_string())];
    facts.extend(banner.get("createDate").map(|date| ("created", date.clone())));
    Ok((scheme, understood, facts))
}

fn not_read(whose: &str, scheme: &Scheme) -> Failure {
    Failure::failed(format!("scheme `{}` does not read markings of {whose}, and the file has one", scheme.id))
}

/// Without a register, whom a profile names stands for a party of that name in lower case.
fn name_parties(scheme: &mut Scheme, needed: &Access) {
    for value in needed.profiles().flat_map(|profile| &profile.values) {
        let (key, name) = named(value);
        if let Ok(party) = slug(name).parse::<PartyId>() {
            scheme.parties.entry(key).or_insert(party);
        }
    }
}

/// What a scheme calls whom a value names. An agency is named with its country, for its name may be another's.
fn named(value: &Value) -> (String, &str) {
    let of_agency = matches!(value.qualifier.as_deref(), Some(ORIGINATOR | DISSEMINATED_TO));
    match value.text.strip_prefix("USA.").unwrap_or(&value.text) {
        code if of_agency => (format!("USA.{code}"), code),
        _ => (value.text.clone(), &value.text),
    }
}

/// Lower-case letters and digits, with hyphens between.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}
