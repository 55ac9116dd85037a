//! A register in little: what two sides of an exchange have.
#![allow(dead_code, missing_docs, reason = "each test uses a part of it")]

use std::collections::BTreeMap;

use caveat::consent::{Consent, Needed, State};
use caveat::entry::{Body, Entry, Meaning, Request, Silence, Terms};
use caveat::facts::Facts;
use caveat::id::{EntryId, PartyId};
use caveat::ledger::Ledger;
use caveat::scenario::Scenario;
use caveat::time::{Instant, Position, Span};
use caveat_letter::taking::{Reader, Refused, Taken};
use caveat_letter::{Dictionary, Draft, Kind, Letter, PublicKey, asks, digest, tells};
use caveat_tlog::SigningKey;

pub(crate) const ASKER: &str = "cert";
pub(crate) const OWNER: &str = "sudland";
/// What the owner calls the recipient whom the asker calls `firm`.
pub(crate) const AT_OWNER: &str = "firm-gmbh";

pub(crate) fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

pub(crate) fn key(of: &str) -> SigningKey {
    let seed = if of == ASKER { [7; 32] } else { [9; 32] };
    SigningKey::new(of, &seed).unwrap()
}

pub(crate) fn public(of: &str) -> PublicKey {
    PublicKey::new(key(of).verifier().public()).unwrap()
}

/// Hour by hour from a day in 2026.
pub(crate) fn hour(hours: i64) -> Instant {
    Instant::from_second(1_772_000_000 + hours * 3600).unwrap()
}

/// A register: its ledger, whose it is, and what it calls what who asked calls otherwise.
pub(crate) struct Desk {
    pub(crate) we: PartyId,
    pub(crate) ledger: Ledger,
    pub(crate) names: Dictionary,
    pub(crate) drawn: u32,
}

impl Desk {
    pub(crate) fn new(we: &str, firm: &str, means: Meaning) -> Self {
        let story = format!(
            r#"
            entry = [
                {{ party = "{ASKER}", kind = "body", on = 2025-01-01 }},
                {{ party = "{OWNER}", kind = "state" }},
                {{ party = "{firm}", kind = "body" }},
                {{ party = "shop", kind = "body" }},
                {{ item = "wells", originator = "{OWNER}", caveats = [{{ audience = "{ASKER}" }}] }},
                {{ item = "pumps", originator = "{OWNER}", caveats = [{{ audience = "{ASKER}" }}] }},
                {{ disclosure = "sent", of = "wells", actor = "{OWNER}", to = "{ASKER}" }},
                {{ disclosure = "too", of = "pumps", actor = "{OWNER}", to = "{ASKER}" }},
                {{ key = "{}", of = "{ASKER}" }},
                {{ key = "{}", of = "{OWNER}" }},
            ]"#,
            public(ASKER),
            public(OWNER)
        );
        let mut ledger = Scenario::read(story.as_bytes()).unwrap().ledger;
        let silence = Silence {
            means,
            after: Span::seconds(24 * 3600),
            delivered_by: Vec::new(),
            asked_by: Vec::new(),
        };
        let terms =
            Terms { id: id("swift"), caveats: Vec::new(), silence: Some(silence), revises: None, name: None };
        let mut names = Dictionary::default();
        if firm != "firm" {
            names.note("firm", firm).unwrap();
        }
        push(&mut ledger, OWNER, None, hour(-9), Body::Terms(terms));
        Self { we: id(we), ledger, names, drawn: 0 }
    }

    pub(crate) fn firm(&self) -> PartyId {
        id(&self.names.ours("firm"))
    }

    pub(crate) fn facts(&self) -> Facts {
        Facts::of(self.ledger.entries())
    }

    pub(crate) fn say(&mut self, word: Option<&str>, on: Instant, body: Body) -> Option<EntryId> {
        let id: Option<EntryId> = word.map(|word| id(&format!("{word}-{}", self.drawn)));
        self.drawn += 1;
        let we = self.we.to_string();
        push(&mut self.ledger, &we, id.clone(), on, body);
        id
    }

    /// Asks, and drafts the letter that does.
    pub(crate) fn asks(&mut self, on: Instant, request: Request) -> (EntryId, Draft) {
        let needed = Needed {
            owner: request.of.clone(),
            relay: None,
            items: request.items.clone(),
            to: request.to.clone(),
            caveats: BTreeMap::new(),
        };
        let name = self.say(Some("ask"), on, Body::Request(Box::new(request.clone()))).unwrap();
        let (entry, _) = self.asked(&name);
        (name, asks(&entry, &request, &needed, &self.facts(), public(self.we.as_str())))
    }

    pub(crate) fn take(&mut self, letter: &Letter, now: Instant) -> Result<Taken, Refused> {
        let facts = self.facts();
        let reader = Reader { ledger: &self.ledger, facts: &facts, we: &self.we, names: &self.names, now };
        let taken = reader.take(letter)?;
        for entry in &taken.entries {
            let position = self.ledger.next_position();
            self.ledger.push(Entry { position, ..entry.clone() }).unwrap();
        }
        Ok(taken)
    }

    pub(crate) fn seal(&self, draft: Draft) -> Letter {
        let signature = key(self.we.as_str()).sign(&draft.to_sign());
        draft.signed(signature.bytes()).unwrap()
    }

    pub(crate) fn asked(&self, request: &EntryId) -> (Entry, Request) {
        let entry = self.ledger.entry(request).unwrap();
        let Body::Request(asked) = &entry.body else { panic!("{request} is no request") };
        (Entry::clone(entry), Request::clone(asked))
    }

    /// All that the owner said on a request.
    pub(crate) fn answer(&self, request: &EntryId) -> Letter {
        let (entry, _) = self.asked(request);
        let mut ids = vec![request.clone()];
        let mut said: Vec<&Entry> = Vec::new();
        for entry in self.ledger.entries().iter().filter(|entry| entry.by == self.we) {
            let is_on = match &entry.body {
                Body::Delivery(delivery) => delivery.of == *request,
                Body::Revocation(revocation) => revocation.of.iter().all(|of| ids.contains(of)),
                body => body.answer().is_some_and(|answer| answer.request == Some(request)),
            };
            if is_on {
                ids.extend(entry.id.clone());
                said.push(entry);
            }
        }
        let re = (request, digest(&entry, &self.names));
        self.seal(tells(Kind::Answer, re, &said, &self.names, &self.we, public(OWNER)))
    }

    /// The states of all requests, in the words of who asked.
    pub(crate) fn states(&self, on: Instant) -> Vec<String> {
        let facts = self.facts();
        let called = |position: Position| {
            let id = self.ledger.at(position).and_then(|entry| entry.id.clone());
            id.map_or_else(|| "an act without a name".to_owned(), |id| id.to_string())
        };
        let one = |consent: &Consent| {
            let pairs: Vec<String> = consent
                .pairs
                .iter()
                .map(|pair| {
                    let state = match pair.state {
                        State::Granted { by } => format!("granted by {}", called(by)),
                        State::GrantedLater { by, .. } => format!("granted later by {}", called(by)),
                        State::Refused { by } => format!("refused by {}", called(by)),
                        State::Revoked { by } => format!("revoked by {}", called(by)),
                        State::Lapsed { .. } => "lapsed".to_owned(),
                        State::Expired { by } => format!("expired {}", called(by)),
                        open => format!("{open:?}"),
                    };
                    format!("{} to {}: {state}", pair.item, self.names.theirs(pair.to.as_str()))
                })
                .collect();
            format!("{:?} {:?} {:?} {}", consent.id, consent.delivered, consent.lapse, pairs.join("; "))
        };
        let mut states: Vec<String> = Consent::all(&facts, on).iter().map(one).collect();
        states.sort();
        states
    }
}

/// What is asked of the owner, if nothing more is said.
pub(crate) fn wanted() -> Request {
    Request {
        of: id(OWNER),
        items: vec![id("wells")],
        to: vec![id("firm")],
        lifts: [].into(),
        purposes: [].into(),
        modes: [].into(),
        unattributed: false,
        until: None,
        deadline: None,
        under: None,
        reason: None,
    }
}

pub(crate) fn push(ledger: &mut Ledger, by: &str, id: Option<EntryId>, on: Instant, body: Body) {
    let position = ledger.next_position();
    let entry = Entry { position, on, recorded: on, by: by.parse().unwrap(), id, body };
    ledger.push(entry).unwrap_or_else(|refused| panic!("{refused:?}"));
}
