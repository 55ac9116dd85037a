//! What entries refer to, and what holds of every list and interval in them.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use crate::entry::Entry;
use crate::id::{Compartment, EntryId, ItemId, Level, PartyId, PowerId, RuleId, SchemeId, TermsId};
use crate::ledger::check::{Check, Checked};
use crate::ledger::index::{By, sorted_names};
use crate::ledger::refused::{At, Refused};
use crate::party::PartyKind;
use crate::scheme::{Reads, Scheme};
use crate::time::Instant;

/// The most elements that a list in an entry may have.
pub const MAX_LIST: usize = 1000;

/// What entries refer to.
impl<'a> Check<'a> {
    /// A party that is recorded, or the public.
    pub(super) fn any_party(&self, id: &PartyId, at: &At<'_>) -> Checked {
        if id.is_public() { Ok(()) } else { known("party", &self.ledger.index.parties, id, at).map(drop) }
    }

    /// A party that is recorded, and not the public, of whom `never` is said.
    pub(super) fn somebody(&self, id: &PartyId, never: &str, at: &At<'_>) -> Checked {
        if id.is_public() {
            return Err(at.refuse(format!("the public {never}")).hint("name a party"));
        }
        self.any_party(id, at)
    }

    pub(super) fn kind(&self, id: &PartyId) -> Option<PartyKind> {
        self.ledger.party(id).map(|party| party.kind)
    }

    pub(super) fn audience(&self, to: &[PartyId], at: &At<'_>) -> Checked {
        self.some(to, at)?;
        self.each(to, at, |party, at| self.any_party(party, at))
    }

    pub(super) fn items(&self, items: &[ItemId]) -> Checked {
        let at = At::Entry.field("items");
        self.some(items, &at)?;
        self.each(items, &at, |item, at| self.known_item(item, at))
    }

    pub(super) fn known_item(&self, id: &ItemId, at: &At<'_>) -> Checked {
        known("item", &self.ledger.index.items, id, at).map(drop)
    }

    pub(super) fn known_terms(&self, id: &TermsId, at: &At<'_>) -> Checked {
        known("terms", &self.ledger.index.terms, id, at).map(drop)
    }

    pub(super) fn known_rule(&self, id: &RuleId, at: &At<'_>) -> Checked {
        known("rule", &self.ledger.index.rules, id, at).map(drop)
    }

    pub(super) fn known_power(&self, id: &PowerId, at: &At<'_>) -> Checked {
        known("power", &self.ledger.index.powers, id, at).map(drop)
    }

    pub(super) fn entry(&self, id: &EntryId, at: &At<'_>) -> Result<&'a Arc<Entry>, Refused> {
        known("entry", &self.ledger.index.entries, id, at)
    }

    pub(super) fn known_scheme(&self, id: &SchemeId, at: &At<'_>) -> Result<&'a Scheme, Refused> {
        known("scheme", &self.ledger.index.schemes, id, at)?;
        self.ledger.scheme(id).ok_or_else(|| at.refuse(format!("`{id}` is no scheme")))
    }

    pub(super) fn level(&self, id: &SchemeId, level: &Level, at_id: &At<'_>, at: &At<'_>) -> Checked {
        let scheme = self.known_scheme(id, at_id)?;
        if scheme.levels.contains(level) {
            return Ok(());
        }
        let levels: Vec<_> = scheme.levels.iter().collect();
        let or = format!("its levels are {}", listed(&levels));
        let known = levels.iter().map(|level| level.as_str());
        Err(at.refuse(format!("scheme `{id}` has no level `{level}`")).suggest(level.as_str(), known, &or))
    }

    pub(super) fn compartment(
        &self,
        id: &SchemeId,
        code: &Compartment,
        at_id: &At<'_>,
        at: &At<'_>,
    ) -> Checked {
        let scheme = self.known_scheme(id, at_id)?;
        if scheme.compartments.contains(code) || (scheme.reads == Some(Reads::Us) && is_us_code(code)) {
            return Ok(());
        }
        let codes: Vec<_> = scheme.compartments.iter().collect();
        let or = match codes.as_slice() {
            [] => "it has no compartments".to_owned(),
            codes => format!("its compartments are {}", listed(codes)),
        };
        let known = codes.iter().map(|code| code.as_str());
        Err(at.refuse(format!("scheme `{id}` has no compartment `{code}`")).suggest(
            code.as_str(),
            known,
            &or,
        ))
    }

    /// An id that nothing of its type has yet.
    pub(super) fn unused<I: Ord + Hash + Display>(
        &self,
        noun: &str,
        ids: &By<I>,
        id: Option<&I>,
        at: &At<'_>,
    ) -> Checked {
        match id.and_then(|id| ids.get_key_value(id)) {
            Some((id, entry)) => Err(taken(noun, id, entry, at)),
            None => Ok(()),
        }
    }
}

/// An id that something has already.
pub(super) fn taken(noun: &str, id: &impl Display, entry: &Entry, at: &At<'_>) -> Refused {
    let are = if noun == "terms" { "are" } else { "is" };
    let message = format!("{noun} `{id}` {are} recorded already");
    at.refuse(message).hint("choose another id").see(entry.position)
}

/// Lists and intervals.
impl Check<'_> {
    /// Not too long, without duplicates, and each as `check` says.
    pub(super) fn each<T: Ord + Display>(
        &self,
        list: &[T],
        at: &At<'_>,
        check: impl Fn(&T, &At<'_>) -> Checked,
    ) -> Checked {
        self.length(list.len(), at)?;
        let mut seen = BTreeSet::new();
        for (index, element) in list.iter().enumerate() {
            let at = at.index(index);
            check(element, &at)?;
            // One alone does not stand twice.
            if list.len() > 1 && !seen.insert(element) {
                return Err(listed_twice(element, &at));
            }
        }
        Ok(())
    }

    /// At least one.
    pub(super) fn some<T>(&self, list: &[T], at: &At<'_>) -> Checked {
        if !list.is_empty() {
            return Ok(());
        }
        Err(at.refuse(format!("`{}` is an empty list", at.name())).hint("name one at least"))
    }

    pub(super) fn length(&self, length: usize, at: &At<'_>) -> Checked {
        if length <= MAX_LIST {
            return Ok(());
        }
        Err(at
            .refuse(format!("a list of {length}, and at most {MAX_LIST} are kept"))
            .hint("use several entries"))
    }

    /// Whether the fact or power that the entry records ends later than it begins.
    pub(super) fn ends_later(&self, until: Option<Instant>) -> Checked {
        ends_after(self.entry.on, until, &At::Entry.field("until"))
    }
}

/// Whether a code has the form of one of the United States: `SI-G ABCD`, `RD-SIGMA 14`. No list has all of them.
fn is_us_code(code: &Compartment) -> bool {
    code.as_str().chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '-'))
}

pub(super) fn ends_after(from: Instant, until: Option<Instant>, at: &At<'_>) -> Checked {
    match until {
        Some(until) if until <= from => Err(at
            .refuse(format!("the end `{until}` is not after the beginning `{from}`"))
            .hint("`until` is the first instant that no longer belongs to it")),
        _ => Ok(()),
    }
}

pub(super) fn known<'m, I: Ord + Hash + Display>(
    noun: &str,
    known: &'m By<I>,
    id: &I,
    at: &At<'_>,
) -> Result<&'m Arc<Entry>, Refused> {
    known.get(id).ok_or_else(|| {
        let (are, it) = if noun == "terms" { ("are", "them") } else { ("is", "it") };
        let names: Vec<String> = sorted_names(known).into_iter().map(ToString::to_string).collect();
        let or = format!("record {it} in an entry before this one");
        let refused = at.refuse(format!("no {noun} `{id}` {are} recorded")).unknown();
        refused.suggest(&id.to_string(), names.iter().map(String::as_str), &or)
    })
}

pub(super) fn listed_twice(element: &impl Display, at: &At<'_>) -> Refused {
    at.refuse(format!("`{element}` is listed twice")).hint("name it once")
}

/// A list in prose, shortened.
pub(super) fn listed<T: Display>(all: &[T]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = all.iter().take(SHOWN).map(|one| format!("`{one}`")).collect();
    let more = if all.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
