//! A marking under another scheme: by whose word, and what is lost by it.

use std::io::{Result, Write};
use std::ops::Range;

use caveat::id::{Level, PartyId};
use caveat::json::Json;
use caveat::marking::{Converted, Understood};
use caveat::scheme::Scheme;
use caveat::time::Instant;

use super::banner::banner;
use super::document::{answer_json, index};
use super::marking::{carried_json, caveats_json, object, problems_json};
use super::meaning::{carried, caveats};
use super::paint::{DIM, MIXED, painted};

/// A marking that was to be written under another scheme.
pub(crate) struct Conversion<'a> {
    pub(crate) from: &'a Scheme,
    pub(crate) to: &'a Scheme,
    /// What it means as it stands.
    pub(crate) understood: Understood,
    pub(crate) made: std::result::Result<(Converted, Because), Refused>,
}

/// By whose word a level counts as another.
pub(crate) struct Because {
    pub(crate) level: Level,
    pub(crate) counts_as: Level,
    pub(crate) by: PartyId,
    pub(crate) on: Instant,
}

/// Why a marking is not converted.
pub(crate) struct Refused {
    pub(crate) code: &'static str,
    /// The bytes of the marking that are meant.
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// Who would have to say what is missing.
    pub(crate) who: Option<PartyId>,
}

/// Prints the marking under the other scheme, by whose word it is that, and what is lost.
pub(crate) fn converted(conversion: &Conversion<'_>, made: &Converted, because: &Because) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Conversion { from, to, .. } = conversion;
    writeln!(out, "{}\n", banner(Some(to), &made.text))?;
    let Because { level, counts_as, by, on } = because;
    writeln!(out, "  {level} of {} counts as {counts_as} in {}, as {by} says (since {on})", from.id, to.id)?;
    if made.lost.is_empty() && made.lost_carried.is_empty() {
        writeln!(out, "\n  nothing else stands in the marking")?;
    }
    if !made.lost.is_empty() {
        writeln!(out, "\n  {}", painted(MIXED, "lost: what the marking asks, and this one does not say"))?;
        caveats(&mut out, from, &made.lost, None)?;
    }
    if !made.lost_carried.is_empty() {
        writeln!(out, "\n  {}", painted(MIXED, "lost: what is carried along, and this one does not say"))?;
        carried(&mut out, &made.lost_carried)?;
    }
    if !made.added.is_empty() {
        writeln!(out, "\n  added: what {} means by it besides", to.id)?;
        caveats(&mut out, to, &made.added, None)?;
    }
    let stays = "The marking as its owner wrote it stays on the information, and its caveats stand.";
    writeln!(out, "\n  {}", painted(DIM, stays))?;
    out.flush()
}

/// The same, or why it is not converted, as one line of JSON (`docs/formats/marking-convert.schema.json`).
pub(crate) fn converted_json(conversion: &Conversion<'_>) -> String {
    let Conversion { from, to, understood, made } = conversion;
    let mut fields = vec![
        ("from", Json::text(from.id.as_str())),
        ("to", Json::text(to.id.as_str())),
        ("problems", problems_json(&understood.problems)),
    ];
    match made {
        Ok((converted, because)) => fields.extend([
            ("marking", Json::text(&converted.text)),
            ("level", Json::text(because.level.as_str())),
            ("counts_as", Json::text(because.counts_as.as_str())),
            ("said_by", Json::text(because.by.as_str())),
            ("said_on", Json::text(because.on.to_string())),
            ("lost", caveats_json(&converted.lost, from, None)),
            ("lost_carried", carried_json(&converted.lost_carried)),
            ("added", caveats_json(&converted.added, to, None)),
            ("problems_there", problems_json(&converted.understood.problems)),
        ]),
        Err(refused) => fields.extend([("marking", Json::Null), ("refused", refused_json(refused))]),
    }
    answer_json(fields)
}

fn refused_json(refused: &Refused) -> Json {
    let mut fields = vec![
        ("code", Json::text(refused.code)),
        ("message", Json::text(&refused.message)),
        ("start", index(refused.span.start)),
        ("end", index(refused.span.end)),
    ];
    fields.extend(refused.hint.as_deref().map(|hint| ("hint", Json::text(hint))));
    fields.extend(refused.who.as_ref().map(|who| ("who", Json::text(who.as_str()))));
    object(fields)
}
