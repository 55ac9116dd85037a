//! Label files: what they mean, whether they are valid, and what is rolled up from them.

use std::io::{Result, Write};

use caveat::json::Json;
use caveat_marking::nato::clearance::Clearance;
use caveat_marking::nato::label::{Category, CategoryType, Information};
use caveat_marking::problem::{Problem, Severity};

use super::banner::{banner, plain_banner};
use super::document::{Found, answer_json};
use super::marking::{Explained, explained_object, object, problems_json};
use super::meaning::meaning;
use super::paint::{BAD, DIM, MIXED, in_one_line, painted};

/// For whom it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The label of what is made of several pieces.
pub(crate) struct Joined<'a> {
    pub(crate) banner: Option<&'a str>,
    pub(crate) label: Option<&'a Information>,
    /// What the label does not say, and holds all the same.
    pub(crate) held: &'a [Category],
    /// What a person has to decide, with the file that it is about.
    pub(crate) decisions: Vec<(Option<&'a str>, String)>,
}

/// What is said of a label file besides what it means: a name, and its value.
pub(crate) type Facts<'a> = [(&'a str, String)];

/// Prints what a label file means.
pub(crate) fn explained_file(explained: &Explained<'_>, facts: &Facts<'_>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Explained { scheme, understood, originator } = *explained;
    match &understood.canonical {
        Some(marking) => writeln!(out, "{}\n", banner(Some(scheme), marking))?,
        None => writeln!(out, "{}\n", painted(BAD, "no marking says this label"))?,
    }
    let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in facts {
        writeln!(out, "  {}  {}", painted(DIM, &format!("{name:<width$}")), in_one_line(value))?;
    }
    if !facts.is_empty() {
        writeln!(out)?;
    }
    meaning(&mut out, scheme, understood, originator)?;
    out.flush()
}

/// The same as one line of JSON (`docs/formats/marking-explain.schema.json`).
pub(crate) fn explained_file_json(explained: &Explained<'_>, facts: &Facts<'_>) -> String {
    let mut json = explained_object(explained);
    if let Json::Object(fields) = &mut json {
        let facts = facts.iter().map(|(name, value)| (name.replace(' ', "_"), Json::text(value)));
        fields.insert("label".to_owned(), Json::Object(facts.collect()));
    }
    json.canonical()
}

/// Prints what somebody is cleared for.
pub(crate) fn clearance(clearance: &Clearance) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Clearance { policy, classifications, categories } = clearance;
    writeln!(out, "cleared under the policy {}", in_one_line(policy.identifier.as_str()))?;
    let names: Vec<&str> = classifications.iter().map(|one| one.as_str()).collect();
    writeln!(out, "  for {}, and none that is not listed", in_one_line(&names.join(", ")))?;
    for category in categories {
        let asked = match category.kind {
            CategoryType::Permissive => "for what goes to any of",
            CategoryType::Restrictive => "for what needs",
            CategoryType::Informative => "with a note of",
        };
        writeln!(
            out,
            "  {}: {asked} {}",
            in_one_line(category.tag.as_str()),
            in_one_line(&values(category))
        )?;
    }
    out.flush()
}

/// The same as one line of JSON.
pub(crate) fn clearance_json(clearance: &Clearance, problems: &[Problem]) -> String {
    let classifications = clearance.classifications.iter().map(|one| Json::text(one.as_str()));
    let inner = object([
        ("policy", Json::text(clearance.policy.identifier.as_str())),
        ("classifications", Json::List(classifications.collect())),
        ("categories", Json::List(clearance.categories.iter().map(category_json).collect())),
    ]);
    answer_json([("clearance", inner), ("problems", problems_json(problems))])
}

/// A file of which nothing was read, as one line of JSON.
pub(crate) fn unread_json(problems: &[Problem]) -> String {
    let unread = Json::List(Vec::new());
    answer_json([
        ("canonical", Json::Null),
        ("caveats", unread.clone()),
        ("carried", unread),
        ("problems", problems_json(problems)),
    ])
}

/// Whether a label file is valid, as one line of JSON (`docs/formats/marking-check.schema.json`).
pub(crate) fn file_checked_json(name: &str, valid: bool, problems: &[Problem]) -> String {
    answer_json([
        ("file", Json::text(name)),
        ("valid", Json::Bool(valid)),
        ("problems", problems_json(problems)),
    ])
}

/// Prints the label of what is made of several, and on standard error what is wrong.
pub(crate) fn joined(joined: &Joined<'_>, told: &[Found]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Joined { banner, label, held, decisions } = joined;
    match (banner, label) {
        (Some(banner), _) => writeln!(out, "{}", super::banner::nato_banner(banner))?,
        (None, Some(label)) if decisions.is_empty() => writeln!(out, "{}", said(label))?,
        _ => writeln!(out, "{}", painted(BAD, "a person has to decide; until then nobody may have it"))?,
    }
    for (file, message) in decisions {
        let of_file = file.map(|file| format!("{file}: ")).unwrap_or_default();
        writeln!(out, "  {}", in_one_line(&format!("{of_file}{message}")))?;
    }
    if !held.is_empty() {
        writeln!(out, "\n  left out of the label, and asked of a recipient all the same")?;
    }
    for category in *held {
        writeln!(
            out,
            "    {}: one of {}",
            in_one_line(category.tag.as_str()),
            in_one_line(&values(category))
        )?;
    }
    out.flush()?;
    remarks(told);
    Ok(())
}

/// A label of a policy whose markings nobody here prints.
fn said(label: &Information) -> String {
    let categories = label.categories.iter();
    let categories: Vec<String> =
        categories.map(|category| format!("{}: {}", category.tag, values(category))).collect();
    let head = format!("{} {}", label.policy.identifier, label.classification);
    in_one_line(&[vec![head], categories].concat().join("; "))
}

/// Prints the resource element that portions make, beneath the banner, and on standard error what is wrong.
pub(crate) fn resource(banner: Option<&str>, element: Option<&str>, told: &[Found]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match (banner, element) {
        (Some(banner), _) => writeln!(out, "{}\n", plain_banner(banner))?,
        (None, Some(_)) => writeln!(out, "no text says all of what the attributes do\n")?,
        (None, None) => writeln!(out, "there is no banner for portions that cannot be read")?,
    }
    if let Some(element) = element {
        write!(out, "{element}")?;
    }
    out.flush()?;
    remarks(told);
    Ok(())
}

fn remarks(told: &[Found]) {
    let mut err = anstream::stderr().lock();
    for found in told {
        let (word, style) = match found.problem.severity {
            Severity::Error => ("error", BAD),
            Severity::Warning => ("warning", MIXED),
        };
        let place = found.portion.map(|at| format!("portion {}: ", at + 1)).unwrap_or_default();
        let message = in_one_line(&format!("{place}{}", found.problem.message));
        let _ = writeln!(err, "{}: {message}", painted(style, &format!("{word}[{}]", found.problem.code)));
    }
}

fn category_json(category: &Category) -> Json {
    let values = category.values.iter().map(|value| Json::text(value.as_str()));
    object([
        ("tag", Json::text(category.tag.as_str())),
        ("type", Json::text(category.kind.as_str())),
        ("values", Json::List(values.collect())),
    ])
}

fn values(category: &Category) -> String {
    category.values.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ")
}
