//! From what was typed to what is recorded. A name is never completed: a wrong recipient is a leak.

use caveat::caveat::{Kind, Selector};
use caveat::entry::{Body, Entry};
use caveat::id::{CaveatId, EntryId, FactKey, IdError, ItemId, PartyId, Purpose, TermsId};
use caveat::ledger::Ledger;
use caveat::set::Set;
use caveat::time::Position;
use caveat::words::Words;
use caveat_register::{NotFound, Register};

use crate::failure::{Failure, Typed};

/// Whether a name that is like the one typed may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suggest {
    /// To who keeps the register.
    Near,
    /// Not to others, who may not know of it.
    Nothing,
}

/// What can be named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) register: &'a Register,
    /// What is known of it, with what is supposed.
    pub(crate) ledger: &'a Ledger,
    pub(crate) suggest: Suggest,
}

impl<'a> Names<'a> {
    /// Everything that is recorded.
    pub(crate) fn of(register: &'a Register) -> Self {
        Self { register, ledger: register.ledger(), suggest: Suggest::Near }
    }

    /// A party.
    pub(crate) fn party(&self, typed: Typed, text: &str) -> Result<PartyId, Failure> {
        let id: PartyId = slug(&typed, text)?;
        if self.ledger.has_party(&id) {
            return Ok(id);
        }
        let opaque = self.opaque(&typed, text, "party", |body| match body {
            Body::Party(party) => Some(party.id.clone()),
            _ => None,
        })?;
        // Whoever keeps the register is named before it has an entry.
        let is_ours = |we: &PartyId| text.starts_with("id-") && we.as_str().starts_with(text);
        let opaque = opaque.or_else(|| Some(self.register.we()).filter(is_ours));
        let known = || self.ledger.party_ids().map(PartyId::as_str).chain([PartyId::PUBLIC]);
        opaque.ok_or_else(|| self.unknown(typed, "party", text, known()))
    }

    /// Parties, each typed once.
    pub(crate) fn parties(&self, flag: &'static str, texts: &[String]) -> Result<Vec<PartyId>, Failure> {
        each(flag, texts, |typed, text| self.party(typed, text))
    }

    /// Who speaks: who is named, else who keeps the register.
    pub(crate) fn speaker(&self, typed: Option<&str>) -> Result<PartyId, Failure> {
        typed.map_or_else(|| Ok(self.register.we()), |text| self.party(Typed::one("--as", text), text))
    }

    /// An item.
    pub(crate) fn item(&self, typed: Typed, text: &str) -> Result<ItemId, Failure> {
        let id: ItemId = slug(&typed, text)?;
        if self.ledger.item(&id).is_some() {
            return Ok(id);
        }
        let opaque = self.opaque(&typed, text, "item", |body| match body {
            Body::Item(item) => Some(item.id.clone()),
            _ => None,
        })?;
        opaque.ok_or_else(|| self.unknown(typed, "item", text, self.ledger.item_ids().map(ItemId::as_str)))
    }

    /// Items, each typed once.
    pub(crate) fn items(&self, flag: &'static str, texts: &[String]) -> Result<Vec<ItemId>, Failure> {
        each(flag, texts, |typed, text| self.item(typed, text))
    }

    /// Terms.
    pub(crate) fn terms(&self, typed: Typed, text: &str) -> Result<TermsId, Failure> {
        let id: TermsId = slug(&typed, text)?;
        if self.ledger.terms(&id).is_some() {
            return Ok(id);
        }
        let known = self.ledger.entries().iter().filter_map(|entry| match &entry.body {
            Body::Terms(terms) => Some(terms.id.as_str()),
            _ => None,
        });
        Err(self.unknown(typed, "terms", text, known))
    }

    /// Several terms, each typed once.
    pub(crate) fn all_terms(&self, flag: &'static str, texts: &[String]) -> Result<Vec<TermsId>, Failure> {
        each(flag, texts, |typed, text| self.terms(typed, text))
    }

    /// A request.
    pub(crate) fn request(&self, typed: Typed, text: &str) -> Result<EntryId, Failure> {
        let named = text.parse().ok().and_then(|id: EntryId| self.ledger.entry(&id));
        let is_request = |entry: &&Entry| matches!(entry.body, Body::Request(_));
        let found = match named.map(|entry| &**entry).filter(is_request) {
            Some(entry) => Some(entry),
            None => self.ledger.at(self.entry(typed.clone(), text)?).map(|entry| &**entry),
        };
        let id = found.filter(is_request).and_then(|entry| entry.id.clone());
        id.ok_or_else(|| {
            let noun = found.map_or("entry of the register's own", |entry| entry.body.noun());
            Failure::typed(typed, format!("`{text}` is {}, and no request", article(noun)))
                .hint("`caveat due` lists the requests that wait for an answer")
        })
    }

    /// A recall, by its caveat or whatever else its entry goes by.
    pub(crate) fn recall(&self, typed: Typed, text: &str) -> Result<CaveatId, Failure> {
        let position = self.entry(typed.clone(), text)?;
        let found = self.ledger.at(position);
        match found.map(|entry| &entry.body) {
            Some(Body::Caveat(further)) if further.recall.is_some() => Ok(further.id.clone()),
            Some(Body::Caveat(_)) => {
                Err(Failure::typed(typed, format!("`{text}` is a caveat, and recalls nothing")))
            }
            body => {
                let noun = body.map_or("entry of the register's own", Body::noun);
                Err(Failure::typed(typed, format!("`{text}` is {}, and no recall", article(noun)))
                    .hint("`caveat due` lists the recalls that wait for holders"))
            }
        }
    }

    /// Which caveats a grant lifts: where none is named, audiences.
    pub(crate) fn lifts(&self, flag: &'static str, texts: &[String]) -> Result<Set<Selector>, Failure> {
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| self.selector(Typed::among(flag, texts, index), text))
            .collect()
    }

    fn selector(&self, typed: Typed, text: &str) -> Result<Selector, Failure> {
        if text == "everything" {
            return Ok(Selector::Everything);
        }
        if let Some((_, kind)) = Kind::ALL.iter().find(|(name, _)| *name == text) {
            return Ok(Selector::Kind(*kind));
        }
        let id: CaveatId = slug(&typed, text)?;
        if self.ledger.has_caveat(&id) {
            return Ok(Selector::Caveat(id));
        }
        let recorded = self.ledger.caveat_ids();
        let kinds = Kind::ALL.iter().map(|(name, _)| *name).chain(["everything"]);
        let known = recorded.iter().map(CaveatId::as_str).chain(kinds);
        let failure = self.unknown(typed, "caveat", text, known);
        Err(Failure {
            message: format!("`{text}` is neither a caveat that is recorded nor a kind of them"),
            ..failure
        })
    }

    /// Where an entry stands.
    pub(crate) fn entry(&self, typed: Typed, text: &str) -> Result<Position, Failure> {
        self.register.find(text).map_err(|found| match found {
            NotFound::Several(positions) => several(typed, text, &positions),
            NotFound::Nothing => {
                let known = self.ledger.entries().iter().filter_map(|entry| entry.name());
                let failure = self.unknown(typed, "entry", text, known);
                let hint = failure
                    .hint
                    .clone()
                    .filter(|hint| hint.starts_with("did"))
                    .unwrap_or_else(|| "`caveat log` lists the entries".to_owned());
                let message = format!("no entry goes by `{text}`");
                Failure { message, hint: Some(hint), ..failure }
            }
        })
    }

    /// Where entries stand, each typed once.
    pub(crate) fn entries(&self, flag: &'static str, texts: &[String]) -> Result<Vec<Position>, Failure> {
        each(flag, texts, |typed, text| self.entry(typed, text))
    }

    /// Acts that can be taken back.
    pub(crate) fn revocable(&self, flag: &'static str, texts: &[String]) -> Result<Vec<EntryId>, Failure> {
        each(flag, texts, |typed, text| self.grant(typed, text))
    }

    fn grant(&self, typed: Typed, text: &str) -> Result<EntryId, Failure> {
        let named = text.parse().ok().and_then(|id: EntryId| self.ledger.entry(&id));
        let found = match named.filter(|entry| is_revocable(entry)) {
            Some(entry) => Some(entry),
            None => self.ledger.at(self.entry(typed.clone(), text)?),
        };
        match found {
            Some(entry) if is_revocable(entry) => {
                entry.id.clone().ok_or_else(|| no_grant(typed, text, "entry"))
            }
            Some(entry) => Err(no_grant(typed, text, entry.body.noun())),
            None => Err(no_grant(typed, text, "entry of the register's own")),
        }
    }

    /// What an opaque id, or the beginning of one, names; nothing where the text is none.
    fn opaque<T>(
        &self,
        typed: &Typed,
        text: &str,
        noun: &str,
        pick: impl Fn(&Body) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        if !text.starts_with("id-") {
            return Ok(None);
        }
        match self.register.find(text) {
            Ok(position) => match self.ledger.at(position) {
                Some(entry) => pick(&entry.body).map(Some).ok_or_else(|| {
                    Failure::typed(
                        typed.clone(),
                        format!("`{text}` is {}, and no {noun}", article(entry.body.noun())),
                    )
                }),
                None => Ok(None),
            },
            Err(NotFound::Several(positions)) => Err(several(typed.clone(), text, &positions)),
            Err(NotFound::Nothing) => Ok(None),
        }
    }

    fn unknown<'k>(
        &self,
        typed: Typed,
        noun: &str,
        text: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Failure {
        let failure = Failure::typed(typed, format!("no {noun} `{text}` is recorded"));
        if self.suggest == Suggest::Nothing {
            return failure;
        }
        let whole = self.register.ledger();
        let named = whole.named(text);
        let later = named.iter().find(|position| **position > self.ledger.last_position());
        let other = named.first().and_then(|position| whole.at(*position)).map(|entry| entry.body.noun());
        let hint = match (later, other, nearest(text, known)) {
            (Some(later), ..) => format!("it was recorded later than what is known here: at {later}"),
            (None, Some(other), _) => format!("`{text}` is {}", article(other)),
            (None, None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None, None) => "record it first, or see `caveat log`".to_owned(),
        };
        failure.hint(hint)
    }
}

/// A noun with its article.
fn article(noun: &str) -> String {
    let an = noun.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {noun}", if an { "an" } else { "a" })
}

fn is_revocable(entry: &Entry) -> bool {
    matches!(entry.body, Body::Grant(_) | Body::Sanitisation(_) | Body::Request(_))
}

fn no_grant(typed: Typed, text: &str, noun: &str) -> Failure {
    Failure::typed(
        typed,
        format!("`{text}` is {}, and only grants, sanitisations and requests are taken back", article(noun)),
    )
    .hint("`caveat log` lists what was granted")
}

fn several(typed: Typed, text: &str, positions: &[Position]) -> Failure {
    let listed: Vec<String> = positions.iter().map(ToString::to_string).collect();
    Failure::typed(typed, format!("`{text}` is more than one entry: {}", listed.join(", ")))
        .hint("name it by its position")
}

/// What each of the texts names, in their order. What is typed twice is a slip that may hide another.
fn each<T: PartialEq>(
    flag: &'static str,
    texts: &[String],
    read: impl Fn(Typed, &str) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut found: Vec<T> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let typed = Typed::among(flag, texts, index);
        let named = read(typed.clone(), text)?;
        if found.contains(&named) {
            return Err(Failure::typed(typed, "it is named twice"));
        }
        found.push(named);
    }
    Ok(found)
}

/// Purposes. They are not recorded anywhere else, so that none is unknown.
pub(crate) fn purposes(flag: &'static str, texts: &[String]) -> Result<Set<Purpose>, Failure> {
    texts.iter().enumerate().map(|(index, text)| slug(&Typed::among(flag, texts, index), text)).collect()
}

/// A new name for an entry.
pub(crate) fn new_id(text: Option<&str>) -> Result<Option<EntryId>, Failure> {
    text.map(|text| slug(&Typed::one("--id", text), text)).transpose()
}

/// Words that were typed.
pub(crate) fn words(flag: &'static str, text: Option<&str>) -> Result<Option<Words>, Failure> {
    let words = |text: &str| Words::new(text).map_err(|error| Failure::typed(Typed::one(flag, text), error));
    text.map(words).transpose()
}

/// The key of a fact.
pub(crate) fn fact(typed: &Typed, text: &str) -> Result<FactKey, Failure> {
    let failure =
        |failure: Failure| failure.hint("a key is written as it was recorded, as in `ipv4:192.0.2.1`");
    slug(typed, text).map_err(failure)
}

/// An identifier, or the character that cannot stand in one.
pub(crate) fn slug<T: std::str::FromStr<Err = IdError>>(typed: &Typed, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: IdError| {
        let end = text.get(error.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Failure::typed(typed.clone().within(error.at..error.at + end), error)
            .hint("a name is lower-case letters, digits and hyphens, as in `acme-labs`")
    })
}

/// The known name that is most like the one typed, if one is.
pub(crate) fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let scored = known.into_iter().map(|known| (strsim::jaro_winkler(text, known), known));
    let (_, best) = scored.filter(|(score, _)| *score > 0.85).max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    Some(best)
}
