//! What evidence proves, and what it does not.

use std::collections::BTreeMap;
use std::io::{Result, Write};
use std::path::Path;

use caveat::json::Json;
use caveat::time::{Instant, Position};
use caveat_register::{Evidence, EvidenceError, Proven, Reveal};
use serde::Serialize;

use super::fields::lines;
use super::paint::{BAD, DIM, GOOD, MIXED, STRONG, in_one_line, painted};

type Found = std::result::Result<Evidence, EvidenceError>;

/// Says what evidence was written, and what it tells.
pub(crate) fn proved(positions: &[Position], reveal: Reveal, file: Option<&Path>, key: &str) {
    let mut err = anstream::stderr().lock();
    let entries: Vec<String> = positions.iter().map(ToString::to_string).collect();
    let tells = match reveal {
        Reveal::Everything => "it tells their words, and what is named in them",
        Reveal::Names => "it tells what is named in them, and no other words",
        Reveal::Nothing => "it tells neither words nor names",
    };
    let _ = writeln!(err, "evidence of {}: {tells}", entries.join(", "));
    let file = file.map_or_else(|| "FILE".to_owned(), |file| file.display().to_string());
    let _ = writeln!(err, "whoever has our key from elsewhere checks it with");
    let _ = writeln!(err, "  caveat verify {file} --key {key}");
}

/// Prints what evidence proves.
pub(crate) fn verified(found: &Found) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match found {
        Ok(evidence) => proves(&mut out, evidence)?,
        Err(error) => {
            let error_told = in_one_line(&error.to_string());
            writeln!(out, "{}    {error_told}", painted(BAD, "PROVES NOTHING"))?;
            if let Some(hint) = error.hint() {
                writeln!(out, "  {hint}")?;
            }
        }
    }
    out.flush()
}

fn proves(out: &mut impl Write, evidence: &Evidence) -> Result<()> {
    let asked: Vec<&Proven> = evidence.entries.iter().filter(|entry| entry.asked).collect();
    let head = if evidence.pinned { painted(GOOD, "HOLDS") } else { painted(MIXED, "HOLDS, BY ITS OWN KEY") };
    writeln!(out, "{head}    a checkpoint of {} over {} entries", evidence.origin, evidence.size)?;
    let names = names(evidence);
    for entry in &asked {
        writeln!(out, "\n  {}", painted(STRONG, &format!("entry #{}", entry.position)))?;
        let missing = |_: &str| painted(MIXED, "[not told, or erased]");
        let named = named(told(&entry.opened), &names);
        lines(&named, &missing).iter().try_for_each(|line| writeln!(out, "    {line}"))?;
    }
    writeln!(out, "\n  {}", painted(STRONG, "proven"))?;
    if asked.is_empty() {
        writeln!(out, "    every tile and every leaf is under the checkpoint, and none is missing")?;
    } else {
        writeln!(out, "    what stands above was recorded, to the letter, when the checkpoint was signed")?;
    }
    match evidence.pinned {
        true => writeln!(
            out,
            "    the checkpoint is signed by the key that you gave, or by one it handed over to"
        )?,
        false => writeln!(out, "    the checkpoint is signed by the key that the evidence names itself")?,
    }
    for (name, time) in &evidence.witnessed {
        let time = i64::try_from(*time).ok().and_then(Instant::from_second);
        let time = time.map(|time| format!(" at {time}")).unwrap_or_default();
        writeln!(out, "    {name} witnessed it{time}")?;
    }
    not_proven(out, evidence)?;
    writeln!(out, "\n  {}", painted(DIM, &format!("root {} · key {}", evidence.root, evidence.key)))
}

fn not_proven(out: &mut impl Write, evidence: &Evidence) -> Result<()> {
    writeln!(out, "\n  {}", painted(STRONG, "not proven"))?;
    if !evidence.pinned {
        writeln!(out, "    whose key it is: get the key from them by another way, and give it with `--key`")?;
    }
    writeln!(out, "    that what was recorded is true: only that it was recorded, by whoever has the key")?;
    if evidence.witnessed.is_empty() {
        writeln!(
            out,
            "    when it was signed, or that nobody was shown another history: nobody witnessed it"
        )?;
    }
    if !evidence.unverified.is_empty() {
        let names = evidence.unverified.join(", ");
        writeln!(out, "    what {names} signed: no key of theirs was given")?;
    }
    if !evidence.entries.is_empty() {
        writeln!(out, "    that nothing else was recorded, such as a later refusal")?;
    }
    Ok(())
}

/// What all entries of the evidence say that ids are called.
fn names(evidence: &Evidence) -> BTreeMap<&str, &str> {
    let all = evidence.entries.iter().flat_map(|entry| &entry.names);
    all.map(|(id, name)| (id.as_str(), name.as_str())).collect()
}

/// Without what names ids, which is shown in their places.
fn told(json: &Json) -> Json {
    match json {
        Json::Object(fields) => {
            let told = fields.iter().filter(|(key, _)| !matches!(*key, "names" | "command"));
            Json::Object(told.map(|(key, field)| (key.to_owned(), field.clone())).collect())
        }
        other => other.clone(),
    }
}

/// With names in the place of ids, as far as they are told.
fn named(json: Json, names: &BTreeMap<&str, &str>) -> Json {
    match json {
        Json::Text(text) => {
            let (head, id) = text.rsplit_once(' ').map_or(("", text.as_ref()), |(head, id)| (head, id));
            let (id, tail) = id.split_once('.').map_or((id, ""), |(id, _)| (id, id_tail(&text)));
            match names.get(id) {
                Some(name) if head.is_empty() => Json::text(format!("{name}{tail}")),
                Some(name) => Json::text(format!("{head} {name}{tail}")),
                None => Json::Text(text),
            }
        }
        Json::List(elements) => {
            Json::List(elements.into_iter().map(|element| named(element, names)).collect())
        }
        Json::Object(fields) => {
            Json::Object(fields.into_iter().map(|(key, field)| (key, named(field, names))).collect())
        }
        other => other,
    }
}

/// What follows an id in a name that is made from it.
fn id_tail(text: &str) -> &str {
    text.find('.').and_then(|at| text.get(at..)).unwrap_or_default()
}

#[derive(Serialize)]
struct Holds<'a> {
    version: u32,
    holds: bool,
    origin: &'a str,
    size: u64,
    root: String,
    key: &'a str,
    pinned: bool,
    witnessed: Vec<Witnessed<'a>>,
    unverified: &'a [String],
    entries: Vec<EntryOutput<'a>>,
}

#[derive(Serialize)]
struct Witnessed<'a> {
    name: &'a str,
    at: Option<Instant>,
}

#[derive(Serialize)]
struct EntryOutput<'a> {
    position: u64,
    asked: bool,
    entry: serde_json::Value,
    names: &'a BTreeMap<String, String>,
    not_told: usize,
}

#[derive(Serialize)]
struct Fails<'a> {
    version: u32,
    holds: bool,
    message: String,
    hint: Option<&'a str>,
}

/// Prints what evidence proves as one JSON document (`docs/formats/verify.schema.json`).
pub(crate) fn verified_json(found: &Found) -> Result<()> {
    match found {
        Err(error) => super::document(&Fails {
            version: 1,
            holds: false,
            message: error.to_string(),
            hint: error.hint(),
        }),
        Ok(evidence) => super::document(&Holds {
            version: 1,
            holds: true,
            origin: &evidence.origin,
            size: evidence.size,
            root: evidence.root.to_string(),
            key: &evidence.key,
            pinned: evidence.pinned,
            witnessed: evidence.witnessed.iter().map(|(name, time)| witnessed(name, *time)).collect(),
            unverified: &evidence.unverified,
            entries: evidence.entries.iter().map(output).collect(),
        }),
    }
}

fn witnessed(name: &str, time: u64) -> Witnessed<'_> {
    Witnessed { name, at: i64::try_from(time).ok().and_then(Instant::from_second) }
}

fn output(entry: &Proven) -> EntryOutput<'_> {
    EntryOutput {
        position: entry.position,
        asked: entry.asked,
        entry: serde_json::from_str(&told(&entry.opened).canonical()).unwrap_or_default(),
        names: &entry.names,
        not_told: entry.closed,
    }
}
