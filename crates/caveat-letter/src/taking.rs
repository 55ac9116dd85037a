//! Reading what a letter tells into a ledger: which entries it would add, or why none.

use std::collections::BTreeMap;
use std::fmt;

use caveat::entry::{Body, Delivery, Ended, Entry, Meaning, Request, Terms};
use caveat::facts::Facts;
use caveat::id::{EntryId, PartyId};
use caveat::json::Json;
use caveat::ledger::Ledger;
use caveat::read;
use caveat::time::{Instant, Moment, Position, Span};

use crate::dictionary::Dictionary;
use crate::envelope::{Kind, Letter, Re};
use crate::telling::{behind, digest};

/// What a letter would add to a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The entries, in their order; at least one. Each is recorded now, whenever it was said.
    pub entries: Vec<Entry>,
    /// Where that stands which it tells and which was recorded before.
    pub known: Vec<Position>,
    /// The request that it is about.
    pub request: EntryId,
}

/// Why a letter adds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where that stands which speaks against it.
    pub see: Option<Position>,
}

impl Refused {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, see: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    fn see(self, position: Position) -> Self {
        Self { see: Some(position), ..self }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

/// The ledger into which letters are read, at an instant.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// What is recorded.
    pub ledger: &'a Ledger,
    /// The same, folded.
    pub facts: &'a Facts,
    /// Whose register it is.
    pub we: &'a PartyId,
    /// What who asked calls things, and what we call them.
    pub names: &'a Dictionary,
    /// When it is read.
    pub now: Instant,
}

impl Reader<'_> {
    /// What the letter would add.
    ///
    /// # Errors
    /// Where the key is not registered for who is said to have written it; where it says what its writer may not
    /// say, or not by such a letter; where it was read before, or what is recorded says otherwise.
    pub fn take(&self, letter: &Letter) -> Result<Taken, Refused> {
        let from = self.writer(letter)?;
        let (request, speaks) = match (letter.kind, &letter.re) {
            (Kind::Request, None) => (None, from.clone()),
            (Kind::Answer | Kind::Withdrawal, Some(re)) => {
                let (id, request, asked) = self.request(re)?;
                let speaks = self.part_in(letter.kind, &from, request, asked)?;
                (Some((id, request)), speaks)
            }
            (Kind::Request, Some(_)) => {
                return Err(Refused::new("a letter that asks is about no other request"));
            }
            (_, None) => return Err(Refused::new("the letter does not say which request it is about")),
        };
        let mut grown = self.ledger.clone();
        let (mut entries, mut known) = (Vec::new(), Vec::new());
        for json in &letter.entries {
            let mut entry = self.read(json, letter, &grown)?;
            if entry.by == from {
                entry.by = speaks.clone();
            }
            self.may_say(letter.kind, &entry, request.as_ref().map(|(id, _)| id), &speaks, &grown)?;
            match self.already(&entry)? {
                Some(position) => known.push(position),
                None => {
                    grown.push(entry.clone()).map_err(|refused| self.not_taken(letter, &refused))?;
                    entries.push(entry);
                }
            }
        }
        let request = match (request, entries.first(), letter.entries.len()) {
            (Some((id, _)), ..) => id,
            (None, Some(Entry { id: Some(id), .. }), 1) => id.clone(),
            (None, None, 1) => return Err(self.read_before(&known)),
            _ => return Err(Refused::new("a letter that asks tells one request")),
        };
        if entries.is_empty() {
            return Err(self.read_before(&known));
        }
        if letter.kind == Kind::Request {
            self.silence_is_read_alike(letter)?;
            entries.push(self.delivery(&request, &grown));
        }
        Ok(Taken { entries, known, request })
    }

    fn read_before(&self, known: &[Position]) -> Refused {
        let refused = Refused::new("there is nothing new in the letter: it was read before");
        match known.last() {
            Some(position) => refused.hint("what it tells stands in the register").see(*position),
            None => Refused::new("the letter tells nothing"),
        }
    }

    /// Who wrote it, as we call them: somebody for whom its key is registered.
    fn writer(&self, letter: &Letter) -> Result<PartyId, Refused> {
        let from: PartyId = self
            .names
            .ours(letter.from.as_str())
            .parse()
            .map_err(|_| Refused::new(format!("`{}` is not the id of a party", letter.from)))?;
        if !self.facts.knows_party(&from) || from.is_public() {
            return Err(Refused::new(format!("the letter is by `{from}`, and no such party is recorded"))
                .hint(format!("record it, or say what you call it: `--called {}=…`", letter.from)));
        }
        let keys = self.facts.keys_of(&from, Moment::end_of(self.now));
        if keys.contains(&letter.key.to_string().as_str()) {
            return Ok(from);
        }
        let message = match keys.as_slice() {
            [] => format!("no key of `{from}` is registered, so that anybody may have signed this"),
            _ => format!("the letter is signed by another key than those registered for `{from}`"),
        };
        let hint = format!(
            "ask them by another way whether their key is {}, then: caveat key {from} {}",
            letter.key, letter.key
        );
        Err(Refused::new(message).hint(hint))
    }

    /// The request that a letter is about, as it is recorded here.
    fn request(&self, re: &Re) -> Result<(EntryId, &Entry, &Request), Refused> {
        let unknown = || {
            Refused::new(format!("the letter is about the request `{}`, which is not recorded", re.id))
                .hint("read the request first; or it was meant for another register")
        };
        let entry = self.ledger.entry(&re.id).ok_or_else(unknown)?;
        let Body::Request(asked) = &entry.body else {
            return Err(unknown().see(entry.position));
        };
        let concealed = self.facts.relay_of(&asked.of, &asked.items);
        let as_told = [behind(concealed, &asked.of), self.names.clone()];
        if as_told.iter().all(|names| digest(entry, names) != re.request) {
            return Err(Refused::new(format!(
                "the letter is about another request `{}` than the one recorded",
                re.id
            ))
            .hint("ask its writer which request they mean")
            .see(entry.position));
        }
        Ok((re.id.clone(), entry, asked))
    }

    /// As whom the writer speaks in a letter about a request: as who was asked, or as who asked.
    fn part_in(
        &self,
        kind: Kind,
        from: &PartyId,
        entry: &Entry,
        asked: &Request,
    ) -> Result<PartyId, Refused> {
        let (part, noun) = match kind {
            Kind::Answer => (&asked.of, "answer"),
            _ => (&entry.by, "take back"),
        };
        let relay = self.facts.relay_of(part, &asked.items);
        if part == from || relay == Some(from) {
            return Ok(part.clone());
        }
        Err(Refused::new(format!("the letter is by `{from}`, who cannot {noun} this request"))
            .see(entry.position))
    }

    fn read(&self, json: &Json, letter: &Letter, ledger: &Ledger) -> Result<Entry, Refused> {
        let json = self.with_known_caveats(json, letter, ledger);
        let names = |id: &str| Some(self.names.ours(id).into());
        let entry = read::stored(json, ledger, ledger.next_position(), &names).map_err(|problem| {
            Refused::new(format!("the letter tells what is no entry: {}", problem.message))
        })?;
        if entry.on > self.now {
            return Err(Refused::new(format!("the letter tells of {}, which is still to come", entry.on))
                .hint("one of the two clocks is wrong: read it again later"));
        }
        Ok(Entry { recorded: self.now, ..entry })
    }

    /// The entry with the kind of a caveat where the caveat goes by no name here: each side names its own.
    fn with_known_caveats(&self, json: &Json, letter: &Letter, ledger: &Ledger) -> Json {
        let mut json = json.clone();
        let Json::Object(fields) = &mut json else { return json };
        let Some(Json::List(lifts)) = fields.get_mut("lifts") else { return json };
        for selector in lifts.iter_mut() {
            let Json::Text(name) = &*selector else { continue };
            let known = self.names.ours(name).parse().is_ok_and(|id| ledger.has_caveat(&id));
            if let (Some(about), false) = (letter.about.caveats.get(name.as_ref()), known) {
                *selector = Json::text(&about.kind);
            }
        }
        lifts.sort_by_key(Json::canonical);
        lifts.dedup();
        json
    }

    /// Whether the terms are the same here: else the two sides would compute different instants.
    fn silence_is_read_alike(&self, letter: &Letter) -> Result<(), Refused> {
        for (name, told) in &letter.about.terms {
            let here =
                self.names.ours(name).parse().ok().and_then(|id| self.ledger.terms(&id)).and_then(silence);
            if here != Some((told.means, told.after)) {
                return Err(Refused::new(format!(
                    "the letter reads silence under `{name}` otherwise than you do"
                ))
                .hint("agree on one text of the terms, and let them ask again under it"));
            }
        }
        Ok(())
    }

    /// Whether such a letter may tell this, by who writes it.
    fn may_say(
        &self,
        kind: Kind,
        entry: &Entry,
        request: Option<&EntryId>,
        speaks: &PartyId,
        ledger: &Ledger,
    ) -> Result<(), Refused> {
        if entry.by != *speaks {
            return Err(Refused::new(format!("the letter speaks for `{}`, who did not write it", entry.by)));
        }
        let answers = |body: &Body| body.answer().is_some_and(|answer| answer.request == request);
        let grants = |body: &Body| matches!(body, Body::Grant(_)) && answers(body);
        let of_request =
            |id: &EntryId| Some(id) == request || ledger.entry(id).is_some_and(|entry| grants(&entry.body));
        let fits = match (kind, &entry.body) {
            (Kind::Request, Body::Request(asked)) => return self.may_ask(entry, asked),
            (Kind::Answer, Body::Delivery(delivery)) => Some(&delivery.of) == request,
            (Kind::Answer, Body::Grant(_) | Body::Refusal(_)) => entry.id.is_some() && answers(&entry.body),
            (Kind::Answer, Body::Revocation(revocation)) => revocation.of.iter().all(of_request),
            (Kind::Withdrawal, Body::Ending(ending)) => {
                matches!(&ending.of, Ended::Fact(id) if Some(id) == request)
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let noun = entry.body.noun();
        Err(Refused::new(format!("a letter that is {} of this request does not tell this {noun}", an(kind))))
    }

    fn may_ask(&self, entry: &Entry, asked: &Request) -> Result<(), Refused> {
        if entry.id.is_none() {
            return Err(Refused::new("the request has no id, so that nobody could answer it"));
        }
        if asked.of != *self.we {
            return Err(Refused::new(format!(
                "the letter asks `{}`, and this is the register of `{}`",
                asked.of, self.we
            ))
            .hint("pass it on; or say what it calls you: `--called theirs=ours`"));
        }
        Ok(())
    }

    /// Where the same is recorded already. What goes by the same id and says something else is refused.
    fn already(&self, entry: &Entry) -> Result<Option<Position>, Refused> {
        let same = |other: &Entry| other.on == entry.on && other.by == entry.by && other.body == entry.body;
        match &entry.id {
            Some(id) => match self.ledger.entry(id) {
                Some(other) if same(other) => Ok(Some(other.position)),
                Some(other) => Err(Refused::new(format!("`{id}` was told otherwise before"))
                    .hint("do not act on the letter; ask its writer which of the two holds")
                    .see(other.position)),
                None => Ok(None),
            },
            None => {
                let found = self.ledger.entries().iter().find(|other| same(other));
                Ok(found.map(|other| other.position))
            }
        }
    }

    fn not_taken(&self, letter: &Letter, refused: &caveat::ledger::Refused) -> Refused {
        let hint = match letter.kind {
            Kind::Request => {
                Some("record what is missing, or say what you call it: `--called theirs=ours`".to_owned())
            }
            _ => refused.hint.clone(),
        };
        Refused {
            message: format!("the letter does not fit this register: {}", refused.message),
            hint,
            see: refused.see,
        }
    }

    /// That the request arrived here, now.
    fn delivery(&self, request: &EntryId, ledger: &Ledger) -> Entry {
        Entry {
            position: ledger.next_position(),
            on: self.now,
            recorded: self.now,
            by: self.we.clone(),
            id: None,
            body: Body::Delivery(Delivery { of: request.clone() }),
        }
    }
}

fn silence(terms: &Terms) -> Option<(Meaning, Span)> {
    terms.silence.as_ref().map(|silence| (silence.means, silence.after))
}

fn an(kind: Kind) -> &'static str {
    match kind {
        Kind::Request => "the asking",
        Kind::Answer => "an answer",
        Kind::Withdrawal => "the taking back",
    }
}

/// What a letter names that has no name here, by what it calls it: parties and items, with what it says of them.
pub fn unknown_names(letter: &Letter, facts: &Facts, names: &Dictionary) -> BTreeMap<String, String> {
    let mut unknown = BTreeMap::new();
    for (name, about) in &letter.about.parties {
        let known = names.ours(name).parse().is_ok_and(|id| facts.knows_party(&id));
        if !known {
            let called = about.name.as_ref().map(ToString::to_string).unwrap_or_default();
            unknown.insert(name.clone(), format!("{} {called}", about.kind));
        }
    }
    for (name, about) in &letter.about.items {
        let known = names.ours(name).parse().is_ok_and(|id| facts.item(&id).is_some());
        if !known {
            let title = about.title.as_ref().map(ToString::to_string).unwrap_or_default();
            unknown.insert(name.clone(), format!("item {title}"));
        }
    }
    unknown
}
