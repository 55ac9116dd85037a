//! The file: what it says, and the signature over it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use caveat::entry::Meaning;
use caveat::id::{EntryId, PartyId};
use caveat::json::{self, Json, Members};
use caveat::time::Span;
use caveat::words::Words;
use caveat_tlog::{Hash, from_base64, sha256, to_base64};

use crate::key::PublicKey;

/// The longest letter, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The version of letters that is written, and the only one that is read.
const VERSION: i64 = 1;

/// The first line of what is signed: nothing else that a key of a register signs begins with it.
const SIGNED: &str = "caveat-letter/1";

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It asks for consent.
    Request,
    /// It answers a request: that it arrived, and what was granted, refused or taken back since.
    Answer,
    /// It takes a request back.
    Withdrawal,
}

impl Kind {
    /// Every one, as written.
    pub const ALL: [(&'static str, Self); 3] =
        [("request", Self::Request), ("answer", Self::Answer), ("withdrawal", Self::Withdrawal)];

    /// How it is written.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// Why a file is no letter that can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The byte of the file at which it goes wrong, where it is no JSON.
    pub at: Option<usize>,
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// The request that a letter is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Re {
    /// What the request goes by.
    pub id: EntryId,
    /// What stands for it ([`digest`](crate::digest)).
    pub request: Hash,
}

/// What a letter says of a party that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AboutParty {
    /// What kind of party.
    pub kind: String,
    /// What people call it.
    pub name: Option<Words>,
}

/// What a letter says of an item that it names: enough for its originator to find it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AboutItem {
    /// What people call it.
    pub title: Option<Words>,
    /// Its marking.
    pub marking: Option<String>,
    /// The date of its information.
    pub dated: Option<String>,
    /// The commitment to its content.
    pub content: Option<String>,
}

/// What a letter says of a caveat that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AboutCaveat {
    /// Its kind.
    pub kind: String,
    /// What it asks, in words.
    pub asks: Option<Words>,
}

/// What a letter says of terms: how its writer reads silence under them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AboutTerms {
    /// What silence means.
    pub means: Meaning,
    /// How long after the delivery.
    pub after: Span,
}

/// What a letter says of what it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Of parties.
    pub parties: BTreeMap<String, AboutParty>,
    /// Of items.
    pub items: BTreeMap<String, AboutItem>,
    /// Of caveats.
    pub caveats: BTreeMap<String, AboutCaveat>,
    /// Of terms.
    pub terms: BTreeMap<String, AboutTerms>,
}

/// A letter that is not signed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is for.
    pub kind: Kind,
    /// Who writes it, in the words of whoever asked.
    pub from: PartyId,
    /// The key that will sign it.
    pub key: PublicKey,
    /// The request that it is about, where it does not ask itself.
    pub re: Option<Re>,
    /// What it tells: entries in their canonical form.
    pub entries: Vec<Json>,
    /// What it says of what these name.
    pub about: About,
}

impl Draft {
    fn json(&self) -> Json {
        let mut fields = Members::from([
            ("letter".to_owned(), Json::text(self.kind.word())),
            ("version".to_owned(), Json::Integer(VERSION)),
            ("from".to_owned(), Json::text(self.from.as_str())),
            ("key".to_owned(), Json::text(self.key.to_string())),
            ("entries".to_owned(), Json::List(self.entries.clone())),
            ("about".to_owned(), about_json(&self.about)),
        ]);
        if let Some(re) = &self.re {
            let re = [("id", Json::text(re.id.as_str())), ("sha256", Json::text(re.request.to_string()))];
            fields.insert("re".to_owned(), object(re));
        }
        Json::Object(fields)
    }

    /// The text to sign: a line that says what it is, and the canonical text (RFC 8785) of everything but the
    /// signature.
    pub fn to_sign(&self) -> String {
        format!("{SIGNED}\n{}\n", self.json().canonical())
    }

    /// The letter with its signature.
    ///
    /// # Errors
    /// Where the signature is not by the letter's key.
    pub fn signed(self, signature: &[u8]) -> Result<Letter, Problem> {
        if !self.key.verifies(&self.to_sign(), signature) {
            return Err(Problem::new("the signature is not by the key that the letter names"));
        }
        Ok(Letter { draft: self, signature: signature.to_vec() })
    }
}

/// A letter whose signature was verified: its key signed it. Whose key that is, it cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    draft: Draft,
    signature: Vec<u8>,
}

impl std::ops::Deref for Letter {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.draft
    }
}

impl Letter {
    /// What stands for the letter: the SHA-256 of what was signed.
    pub fn digest(&self) -> Hash {
        sha256(self.draft.to_sign().as_bytes())
    }

    /// The file, a field a line, so that people can read it too.
    pub fn print(&self) -> String {
        let mut json = self.draft.json();
        if let Json::Object(fields) = &mut json {
            fields.insert("signature".to_owned(), Json::text(to_base64(&self.signature)));
        }
        let mut text = String::new();
        pretty(&json, 0, &mut text);
        text + "\n"
    }

    /// Reads a file, and verifies its signature.
    ///
    /// # Errors
    /// Where it is no letter of this version, or is not what its key signed.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.len() > MAX_BYTES {
            return Err(Problem::new(format!("the file has more than {MAX_BYTES} bytes, and is no letter")));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| Problem {
            at: Some(error.valid_up_to()),
            message: "the file is not text in UTF-8".to_owned(),
            hint: None,
        })?;
        let json = json::parse(text).map_err(|error| Problem {
            at: Some(error.at),
            message: format!("the file is no letter: {error}"),
            hint: Some("ask for it to be sent again, as a file".to_owned()),
        })?;
        let mut fields = Fields::of(json, "the letter")?;
        fields.version()?;
        let signature = fields.text("signature")?;
        let draft = draft(&mut fields)?;
        fields.finish()?;
        let signature = from_base64("the signature", &signature).ok().filter(|bytes| bytes.len() == 64);
        let signature = signature.ok_or_else(|| Problem::new("the signature is not 64 bytes in base64"))?;
        draft.signed(&signature).map_err(|_| {
            Problem::new("the letter is not what its key signed: it was altered, or never signed by it")
                .hint("do not act on it; ask whoever is said to have sent it")
        })
    }
}

fn draft(fields: &mut Fields) -> Result<Draft, Problem> {
    let word = fields.text("letter")?;
    let kind = Kind::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    let kind = kind.ok_or_else(|| {
        Problem::new(format!("`{}` is no kind of letter", shown(&word)))
            .hint("it may need a later version of caveat")
    })?;
    let key = fields.text("key")?;
    let key = key.parse().map_err(|error| Problem::new(format!("`key` is no public key: {error}")))?;
    let from = fields.text("from")?;
    let from: PartyId = from.parse().map_err(|_| Problem::new("`from` is not the id of a party"))?;
    let re = match fields.take("re") {
        None => None,
        Some(json) => Some(re(json)?),
    };
    let entries = match fields.need("entries")? {
        Json::List(entries) => entries,
        _ => return Err(Problem::new("`entries` is not a list")),
    };
    let about = about(fields.need("about")?)?;
    Ok(Draft { kind, from, key, re, entries, about })
}

fn re(json: Json) -> Result<Re, Problem> {
    let mut fields = Fields::of(json, "`re`")?;
    let (id, request) = (fields.text("id")?, fields.text("sha256")?);
    fields.finish()?;
    Ok(Re {
        id: id.parse().map_err(|_| Problem::new("`re` does not name a request"))?,
        request: request.parse().map_err(|_| Problem::new("`re` does not tell the digest of a request"))?,
    })
}

fn about(json: Json) -> Result<About, Problem> {
    let mut fields = Fields::of(json, "`about`")?;
    let parties = each(fields.take("parties"), "`parties`", |fields| {
        Ok(AboutParty { kind: fields.text("kind")?, name: fields.words("name")? })
    })?;
    let items = each(fields.take("items"), "`items`", |fields| {
        Ok(AboutItem {
            title: fields.words("title")?,
            marking: fields.optional("marking")?,
            dated: fields.optional("dated")?,
            content: fields.optional("content")?,
        })
    })?;
    let caveats = each(fields.take("caveats"), "`caveats`", |fields| {
        Ok(AboutCaveat { kind: fields.text("kind")?, asks: fields.words("asks")? })
    })?;
    let terms = each(fields.take("terms"), "`terms`", |fields| {
        let (means, after) = (fields.text("means")?, fields.text("after")?);
        let means = Meaning::ALL.iter().find(|(word, _)| *word == means).map(|(_, means)| *means);
        let wrong = || Problem::new("`terms` does not say what silence means, and when");
        Ok(AboutTerms { means: means.ok_or_else(wrong)?, after: after.parse().map_err(|_| wrong())? })
    })?;
    fields.finish()?;
    Ok(About { parties, items, caveats, terms })
}

fn each<T>(
    json: Option<Json>,
    what: &str,
    read: impl Fn(&mut Fields) -> Result<T, Problem>,
) -> Result<BTreeMap<String, T>, Problem> {
    let Some(json) = json else { return Ok(BTreeMap::new()) };
    let Fields { fields, .. } = Fields::of(json, what)?;
    let one = |(name, json): (Cow<'_, str>, Json)| {
        let mut fields = Fields::of(json, what)?;
        let read = read(&mut fields)?;
        fields.finish()?;
        Ok((name.into_owned(), read))
    };
    fields.into_iter().map(one).collect()
}

fn about_json(about: &About) -> Json {
    let words = |words: &Option<Words>| words.as_ref().map(|words| Json::text(words.as_str()));
    let text = |text: &Option<String>| text.as_ref().map(Json::text);
    let party =
        |party: &AboutParty| some([("kind", Some(Json::text(&party.kind))), ("name", words(&party.name))]);
    let item = |item: &AboutItem| {
        some([
            ("title", words(&item.title)),
            ("marking", text(&item.marking)),
            ("dated", text(&item.dated)),
            ("content", text(&item.content)),
        ])
    };
    let caveat = |caveat: &AboutCaveat| {
        some([("kind", Some(Json::text(&caveat.kind))), ("asks", words(&caveat.asks))])
    };
    let terms = |terms: &AboutTerms| {
        let means = Meaning::ALL.iter().find(|(_, means)| *means == terms.means).map_or("", |(word, _)| word);
        some([("means", Some(Json::text(means))), ("after", Some(Json::text(terms.after.to_string())))])
    };
    fn all<T>(map: &BTreeMap<String, T>, one: impl Fn(&T) -> Json) -> Option<Json> {
        let fields: Members<'_> = map.iter().map(|(name, value)| (name.clone(), one(value))).collect();
        (!fields.is_empty()).then_some(Json::Object(fields))
    }
    some([
        ("parties", all(&about.parties, party)),
        ("items", all(&about.items, item)),
        ("caveats", all(&about.caveats, caveat)),
        ("terms", all(&about.terms, terms)),
    ])
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.into_iter().map(|(name, json)| (name.to_owned(), json)).collect())
}

fn some<const N: usize>(fields: [(&str, Option<Json>); N]) -> Json {
    let there = fields.into_iter().filter_map(|(name, json)| Some((name.to_owned(), json?)));
    Json::Object(there.collect())
}

/// The fields of an object, each taken once; what is left over at the end is not known.
struct Fields {
    what: String,
    fields: Members<'static>,
}

impl Fields {
    fn of(json: Json, what: &str) -> Result<Self, Problem> {
        match json {
            Json::Object(fields) => Ok(Self { what: what.to_owned(), fields }),
            _ => Err(Problem::new(format!("{what} is not an object"))),
        }
    }

    fn version(&mut self) -> Result<(), Problem> {
        match self.take("version") {
            Some(Json::Integer(VERSION)) if self.fields.contains_key("letter") => Ok(()),
            Some(Json::Integer(version)) if version > VERSION => Err(Problem::new(format!(
                "the letter is of version {version}, and only {VERSION} is known here"
            ))
            .hint("read it with a later version of caveat")),
            _ => Err(Problem::new("the file is JSON, and no letter of caveat")),
        }
    }

    fn take(&mut self, name: &str) -> Option<Json> {
        self.fields.remove(name)
    }

    fn need(&mut self, name: &str) -> Result<Json, Problem> {
        let missing = || Problem::new(format!("{} has no `{name}`", self.what));
        self.fields.remove(name).ok_or_else(missing)
    }

    fn text(&mut self, name: &str) -> Result<String, Problem> {
        match self.need(name)? {
            Json::Text(text) => Ok(text.into_owned()),
            _ => Err(Problem::new(format!("`{name}` is not a text"))),
        }
    }

    fn optional(&mut self, name: &str) -> Result<Option<String>, Problem> {
        if self.fields.contains_key(name) { self.text(name).map(Some) } else { Ok(None) }
    }

    fn words(&mut self, name: &str) -> Result<Option<Words>, Problem> {
        let text = self.optional(name)?;
        let words = |text: String| {
            Words::new(&text).map_err(|error| Problem::new(format!("`{name}` cannot be shown: {error}")))
        };
        text.map(words).transpose()
    }

    fn finish(self) -> Result<(), Problem> {
        match self.fields.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                Err(Problem::new(format!("{} has a field `{}` that is not known", self.what, shown(&name)))
                    .hint("it may need a later version of caveat"))
            }
        }
    }
}

/// What somebody else wrote, so that it stays in its line.
fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_default).collect()
}

fn pretty(json: &Json, depth: usize, text: &mut String) {
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    match json {
        Json::Object(fields) if !fields.is_empty() => {
            text.push('{');
            for (index, (name, value)) in fields.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                line(text, depth + 1);
                text.push_str(&Json::text(name).canonical());
                text.push_str(": ");
                pretty(value, depth + 1, text);
            }
            line(text, depth);
            text.push('}');
        }
        Json::List(list) if list.iter().any(|one| matches!(one, Json::Object(_))) => {
            text.push('[');
            for (index, value) in list.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                line(text, depth + 1);
                pretty(value, depth + 1, text);
            }
            line(text, depth);
            text.push(']');
        }
        json => text.push_str(&json.canonical()),
    }
}
