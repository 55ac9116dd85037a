//! A letter as an officer reads it: short, complete, and made of the letter alone.

use std::collections::BTreeMap;
use std::io::{Result, Write};

use caveat::json::Json;
use caveat_letter::taking::{Refused, Taken};
use caveat_letter::{About, Kind, Letter};

use super::paint::{BAD, DIM, GOOD, STRONG, in_one_line, painted};

/// What may come of a letter here.
pub(crate) struct Standing<'a> {
    pub(crate) taken: &'a std::result::Result<Taken, Refused>,
    /// What it names that has no name here.
    pub(crate) unknown: &'a BTreeMap<String, String>,
}

/// Prints a letter, and whether it can be believed where that was looked at.
pub(crate) fn letter(letter: &Letter, standing: Option<&Standing<'_>>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let lines = lines(letter);
    for (index, line) in lines.iter().enumerate() {
        let line = in_one_line(line);
        writeln!(out, "{}", if index == 0 { painted(STRONG, &line) } else { line })?;
    }
    if let Some(standing) = standing {
        writeln!(out)?;
        stands(&mut out, letter, standing)?;
    }
    writeln!(out)?;
    out.flush()
}

/// Prints what was taken of a letter.
pub(crate) fn taken(taken: &Taken, kind: Kind) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let request = &taken.request;
    match kind {
        Kind::Request => {
            writeln!(out, "to answer: caveat answer {request} --grant, or --refuse --reason \"…\"")?
        }
        Kind::Answer => writeln!(out, "the answer to {request} has effect; ask again what may go")?,
        Kind::Withdrawal => writeln!(out, "{request} was taken back; silence on it means nothing")?,
    }
    out.flush()
}

fn stands(out: &mut impl Write, letter: &Letter, standing: &Standing<'_>) -> Result<()> {
    for (name, what) in standing.unknown {
        let what = in_one_line(what);
        writeln!(out, "{}  `{name}` has no name here: {what}", painted(BAD, "UNKNOWN"))?;
    }
    match standing.taken {
        Ok(taken) => {
            let what = match taken.entries.len() {
                1 => "1 entry".to_owned(),
                more => format!("{more} entries"),
            };
            writeln!(
                out,
                "{}  by a key registered for its writer; `caveat receive` would record {what}",
                painted(GOOD, "SIGNED")
            )
        }
        Err(refused) => {
            writeln!(out, "{}  {}", painted(BAD, "NOT TAKEN"), in_one_line(&refused.to_string()))?;
            if let Some(hint) = &refused.hint {
                writeln!(out, "  {}", in_one_line(hint))?;
            }
            writeln!(out, "  {}", painted(DIM, &format!("signed by {}", letter.key)))
        }
    }
}

/// The letter, line by line.
fn lines(letter: &Letter) -> Vec<String> {
    match letter.kind {
        Kind::Request => letter.entries.iter().flat_map(|entry| request(letter, entry)).collect(),
        Kind::Answer | Kind::Withdrawal => answer(letter),
    }
}

fn request(letter: &Letter, entry: &Json) -> Vec<String> {
    let about = &letter.about;
    let (of, id) = (text(entry, "of"), text(entry, "request"));
    let mut lines = vec![
        format!("Request for your consent: {id}"),
        format!("To:    {}", party(about, &of)),
        format!("From:  {}", party(about, letter.from.as_str())),
        format!("Date:  {}", text(entry, "on")),
        String::new(),
        format!("We hold from you, or with a caveat of yours, and ask to {}:", modes(entry)),
    ];
    lines.extend(list(entry, "items").iter().map(|item| format!("  {}", self::item(about, item))));
    lines.push("to:".to_owned());
    lines.extend(list(entry, "to").iter().map(|to| format!("  {}", party(about, to))));
    let purposes = list(entry, "purposes");
    if !purposes.is_empty() {
        lines.push(format!("for {}", purposes.join(", ")));
    }
    if flag(entry, "unattributed") {
        lines.push("without naming you as the source".to_owned());
    }
    if let Some(until) = optional(entry, "until") {
        lines.push(format!("until {until}"));
    }
    lines.push(String::new());
    lines.push("What of yours stands in the way:".to_owned());
    lines.extend(list(entry, "lifts").iter().map(|caveat| {
        let asks = about.caveats.get(caveat).and_then(|caveat| caveat.asks.as_ref());
        format!("  {} ({caveat})", asks.map(ToString::to_string).unwrap_or_default())
    }));
    if let Some(reason) = optional(entry, "reason") {
        lines.extend([String::new(), format!("Why we ask: {reason}")]);
    }
    lines.push(String::new());
    lines.push(by_when(entry));
    lines.push(silence(about, entry));
    lines.push(
        "You may grant all of it or less, set conditions, or refuse; nothing goes to them before.".to_owned(),
    );
    lines.push(format!("To answer: caveat receive {id}.caveat-request.json, then caveat answer {id}"));
    lines
}

fn by_when(entry: &Json) -> String {
    match optional(entry, "deadline") {
        Some(deadline) => format!("Please answer by {deadline}."),
        None => "Please answer when you can.".to_owned(),
    }
}

fn silence(about: &About, entry: &Json) -> String {
    use caveat::entry::Meaning;
    let terms = optional(entry, "under_terms");
    let told = terms.as_ref().and_then(|terms| about.terms.get(terms));
    let (Some(terms), Some(told)) = (terms, told) else {
        return "If you do not answer, we take it that you have not consented.".to_owned();
    };
    let meaning = match told.means {
        Meaning::Grant => "we take it as your consent",
        Meaning::Refusal => "we take it as a refusal",
        Meaning::Nothing => "we take it that you have not consented",
    };
    let after = told.after;
    format!(
        "If you do not answer within {after} of receiving this, and not before that date, {meaning}: the terms {terms}."
    )
}

fn answer(letter: &Letter) -> Vec<String> {
    let id = letter.re.as_ref().map(|re| re.id.to_string()).unwrap_or_default();
    let title = match letter.kind {
        Kind::Withdrawal => format!("Taking back of our request {id}"),
        _ => format!("Answer to your request {id}"),
    };
    let mut lines = vec![title, format!("From:  {}", letter.from), String::new()];
    lines.extend(letter.entries.iter().map(said));
    lines
}

/// What an entry of an answer says, in a line.
fn said(entry: &Json) -> String {
    let on = text(entry, "on");
    let what = format!("{} to {}", list(entry, "items").join(", "), list(entry, "to").join(", "));
    let why = optional(entry, "reason").map(|reason| format!(": {reason}")).unwrap_or_default();
    if optional(entry, "delivery").is_some() {
        return format!("  {on}  it reached us");
    }
    if let Some(id) = optional(entry, "grant") {
        return format!("  {on}  granted: {what}{} ({id})", conditions(entry));
    }
    if let Some(id) = optional(entry, "refusal") {
        return format!("  {on}  refused: {what}{why} ({id})");
    }
    if optional(entry, "revocation").is_some() {
        let to = list(entry, "to");
        let whom = if to.is_empty() { String::new() } else { format!(" for {}", to.join(", ")) };
        return format!("  {on}  taken back: {}{whom}{why}", list(entry, "of").join(", "));
    }
    if optional(entry, "ending").is_some() {
        return format!("  {on}  taken back{why}");
    }
    format!("  {on}  something that is no answer")
}

fn conditions(entry: &Json) -> String {
    let mut text = String::new();
    let purposes = list(entry, "purposes");
    if !purposes.is_empty() {
        text += &format!(", for {}", purposes.join(", "));
    }
    text += match list(entry, "modes").as_slice() {
        [one] if one == "showing" => ", to be shown only",
        [one] if one == "giving" => ", to be given",
        _ => "",
    };
    text += if flag(entry, "unattributed") { ", where we are not named as the source" } else { "" };
    let bound = list(entry, "bound");
    if !bound.is_empty() {
        text += &format!(", to who accepted {}", bound.join(", "));
    }
    text += if flag(entry, "this_item_only") { ", these items alone" } else { "" };
    text += &optional(entry, "until").map(|until| format!(", until {until}")).unwrap_or_default();
    text + &optional(entry, "rests_on")
        .map(|terms| format!(", as long as {terms} is not revised"))
        .unwrap_or_default()
}

fn modes(entry: &Json) -> &'static str {
    match list(entry, "modes").as_slice() {
        [one] if one == "showing" => "show, and not to give,",
        [one] if one == "giving" => "give",
        _ => "show or give",
    }
}

fn party(about: &About, id: &str) -> String {
    match about.parties.get(id) {
        Some(told) => {
            let article = if told.kind == "office" { "an" } else { "a" };
            let name = told.name.as_ref().map(|name| format!("{name} ({id})"));
            format!("{}, {article} {}", name.unwrap_or_else(|| id.to_owned()), told.kind)
        }
        None => id.to_owned(),
    }
}

fn item(about: &About, id: &str) -> String {
    let Some(told) = about.items.get(id) else { return id.to_owned() };
    let mut text = id.to_owned();
    text += &told.title.as_ref().map(|title| format!("  “{title}”")).unwrap_or_default();
    text += &told.marking.as_ref().map(|marking| format!(", marked {marking}")).unwrap_or_default();
    text += &told.dated.as_ref().map(|dated| format!(", of {dated}")).unwrap_or_default();
    text + &told
        .content
        .as_ref()
        .map(|sum| format!(", SHA-256 {}…", sum.chars().take(12).collect::<String>()))
        .unwrap_or_default()
}

fn field<'j>(entry: &'j Json, name: &str) -> Option<&'j Json> {
    match entry {
        Json::Object(fields) => fields.get(name),
        _ => None,
    }
}

fn optional(entry: &Json, name: &str) -> Option<String> {
    match field(entry, name) {
        Some(Json::Text(text)) => Some(text.clone().into_owned()),
        Some(Json::Erased) => Some("[erased]".to_owned()),
        _ => None,
    }
}

fn text(entry: &Json, name: &str) -> String {
    optional(entry, name).unwrap_or_default()
}

fn flag(entry: &Json, name: &str) -> bool {
    matches!(field(entry, name), Some(Json::Bool(true)))
}

fn list(entry: &Json, name: &str) -> Vec<String> {
    match field(entry, name) {
        Some(Json::List(list)) => {
            let texts = list.iter().filter_map(|one| match one {
                Json::Text(text) => Some(text.clone().into_owned()),
                _ => None,
            });
            texts.collect()
        }
        _ => Vec::new(),
    }
}
