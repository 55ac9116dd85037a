//! Requests and what follows from them, keys, and what answers a recall.

use crate::entry::{Acknowledgement, Body, Delivery, Fate, Key, Request};
use crate::id::{EntryId, ItemId};
use crate::ledger::check::{Check, Checked};
use crate::ledger::refer::{ends_after, listed};
use crate::ledger::refused::At;

/// How many digits of base64 32 bytes take, the padding apart.
const BASE64_OF_32: usize = 43;

impl Check<'_> {
    pub(super) fn key(&self, key: &Key) -> Checked {
        self.somebody(&key.of, "never signs anything", &At::Entry.field("of"))?;
        let at = At::Entry.field("key");
        let digits = key.key.strip_prefix("ed25519:").and_then(|rest| rest.strip_suffix('='));
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        // Whether it is a point of the curve is for whoever verifies by it.
        if !digits.is_some_and(|digits| digits.len() == BASE64_OF_32 && digits.bytes().all(base64)) {
            let refused = at.refuse("this is no public key");
            return Err(refused
                .hint("write `ed25519:` and the 32 bytes of the key in base64, as its holder tells it"));
        }
        self.ends_later(key.until)
    }

    pub(super) fn request(&self, request: &Request) -> Checked {
        self.somebody(&request.of, "is never asked", &At::Entry.field("of"))?;
        self.items(&request.items)?;
        self.audience(&request.to, &At::Entry.field("to"))?;
        self.selectors(&request.lifts, "lifts")?;
        self.length(request.purposes.len(), &At::Entry.field("purposes"))?;
        ends_after(self.entry.on, request.until, &At::Entry.field("until"))?;
        ends_after(self.entry.on, request.deadline, &At::Entry.field("deadline"))?;
        let at = At::Entry.field("under_terms");
        request.under.as_ref().map_or(Ok(()), |terms| self.known_terms(terms, &at))
    }

    pub(super) fn delivery(&self, delivery: &Delivery) -> Checked {
        let at = At::Entry.field("delivery");
        let request = self.entry(&delivery.of, &at)?;
        if !matches!(request.body, Body::Request(_)) {
            let message = format!("`{}` is no request, and is not delivered", delivery.of);
            return Err(at.refuse(message).hint("name a request").see(request.position));
        }
        if self.entry.on < request.on {
            let message =
                format!("delivered at `{}`, before it was asked at `{}`", self.entry.on, request.on);
            return Err(At::Entry.field("on").refuse(message).see(request.position));
        }
        Ok(())
    }

    /// What answers a request names items of it, or parts of those.
    pub(super) fn answer(&self, request: Option<&EntryId>, items: &[ItemId]) -> Checked {
        let Some(id) = request else { return Ok(()) };
        let at = At::Entry.field("answers");
        let entry = self.entry(id, &at)?;
        let Body::Request(request) = &entry.body else {
            let refused = at.refuse(format!("`{id}` is no request, and has no answer"));
            return Err(refused.hint("name a request, or leave `answers` out").see(entry.position));
        };
        let at = At::Entry.field("items");
        self.each(items, &at, |item, at| match self.is_in_one_of(item, &request.items) {
            true => Ok(()),
            false => Err(at
                .refuse(format!("the request `{id}` does not ask for `{item}`"))
                .hint(format!("it asks for {}; say the rest in an entry of its own", listed(&request.items)))
                .see(entry.position)),
        })
    }

    /// Whether the item is one of these or a part of one, however deep.
    fn is_in_one_of(&self, item: &ItemId, wholes: &[ItemId]) -> bool {
        let mut open: Vec<&ItemId> = wholes.iter().collect();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(next) = open.pop() {
            if next == item {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.ledger.item(next).into_iter().flat_map(|whole| &whole.parts));
            }
        }
        false
    }

    pub(super) fn of_recall(&self, it: &Acknowledgement) -> Checked {
        let at = At::Entry.field("recall");
        let Some(id) = &it.recall else {
            return match it.fate {
                Fate::Narrowed | Fate::Replaced | Fate::Kept => {
                    let refused = at.refuse("only what was recalled is narrowed, replaced or kept");
                    Err(refused.hint("name the recall that this answers"))
                }
                Fate::Received | Fate::Returned | Fate::Destroyed => Ok(()),
            };
        };
        let entry = self.ledger.stating(id);
        match entry.map(|entry| (&entry.body, entry.position)) {
            Some((Body::Caveat(further), _)) if further.recall.is_some() => Ok(()),
            Some((_, position)) => Err(at
                .refuse(format!("`{id}` is a caveat, and recalls nothing"))
                .hint("name the caveat of a recall")
                .see(position)),
            None => Err(at.refuse(format!("no recall `{id}` is recorded")).unknown()),
        }
    }
}
