//! Caveats: their names, tests and intervals; and the selectors that name them.

use std::collections::{BTreeMap, BTreeSet};

use crate::caveat::{Audience, Caveat, Kind, Selector, Test, Until};
use crate::entry::{Body, FurtherCaveat, Item, Recall, Recalled, Terms};
use crate::id::{CaveatId, TermsId};
use crate::ledger::check::{Check, Checked};
use crate::ledger::refer::{ends_after, taken};
use crate::ledger::refused::{At, Refused};
use crate::party::PartyKind;
use crate::set::Set;

/// Selects every caveat.
const EVERYTHING: &str = "everything";

impl Check<'_> {
    pub(super) fn caveats_on_item(&self, item: &Item) -> Checked {
        let at = At::Entry.field("caveats");
        self.caveats(&item.caveats, &at, None)?;
        let mut seen = BTreeMap::new();
        for (index, name) in self.ledger.index.caveat_names_on(item).into_iter().enumerate() {
            let at_caveat = at.index(index);
            let at_id = at_caveat.field("id");
            let at_item = At::Entry.field("item");
            let at = if index < item.caveats.len() { &at_id } else { &at_item };
            self.unused_caveat(&name, at)?;
            if let Some(first) = seen.insert(name.clone(), index) {
                let nth = first + 1;
                let message = format!("`{name}` already names caveat {nth} of `{}`", item.id);
                let named = item.caveats.get(index).is_some_and(|caveat| caveat.id.is_some());
                let hint =
                    if named { "choose another id" } else { "name one of the two otherwise by an `id`" };
                return Err(at.refuse(message).hint(hint));
            }
        }
        Ok(())
    }

    pub(super) fn caveats_in_terms(&self, terms: &Terms) -> Checked {
        let at = At::Entry.field("caveats");
        self.caveats(&terms.caveats, &at, Some(&terms.id))?;
        let mut seen = BTreeSet::new();
        for (index, caveat) in terms.caveats.iter().enumerate() {
            let Some(id) = &caveat.id else { continue };
            let at = at.index(index);
            let at = at.field("id");
            self.unused_caveat(id, &at)?;
            if !seen.insert(id) {
                return Err(at.refuse(format!("two caveats are named `{id}`")).hint("choose another id"));
            }
        }
        Ok(())
    }

    pub(super) fn further(&self, further: &FurtherCaveat) -> Checked {
        let at = At::Entry.field("caveat");
        not_reserved(&further.id, &at)?;
        self.unused_caveat(&further.id, &at)?;
        if further.caveat.id.as_ref().is_some_and(|id| *id != further.id) {
            return Err(at.refuse(format!("caveat `{}` has another id besides", further.id)));
        }
        self.items(&further.items)?;
        self.caveat(&further.caveat, &At::Entry, None)?;
        further.recall.as_ref().map_or(Ok(()), |recall| self.recall(recall, further))
    }

    /// Whether what a recall asks for can be done.
    fn recall(&self, recall: &Recall, further: &FurtherCaveat) -> Checked {
        let at = At::Entry.field("replacement");
        match (&recall.replacement, recall.to) {
            (Some(item), Recalled::Replace) if further.items.contains(item) => {
                return Err(at
                    .refuse(format!("`{item}` is recalled itself"))
                    .hint("name the item that is used in its place"));
            }
            (Some(item), Recalled::Replace) => self.known_item(item, &at)?,
            (Some(_), _) => {
                let refused = at.refuse("a replacement goes with a recall that replaces");
                return Err(refused.hint("leave it out, or let `recall` be `replace`"));
            }
            (None, Recalled::Replace) => {
                let refused = At::Entry.field("recall").refuse("nothing is named to use in its place");
                return Err(refused.hint("name the `replacement`"));
            }
            (None, _) => {}
        }
        ends_after(self.entry.on, recall.deadline, &At::Entry.field("deadline"))
    }

    fn caveats(&self, caveats: &[Caveat], at: &At<'_>, terms: Option<&TermsId>) -> Checked {
        self.length(caveats.len(), at)?;
        for (index, caveat) in caveats.iter().enumerate() {
            let at = at.index(index);
            if let Some(id) = &caveat.id {
                not_reserved(id, &at.field("id"))?;
            }
            self.caveat(caveat, &at, terms)?;
        }
        Ok(())
    }

    /// Checks a caveat; `terms` are those being recorded, which their own caveats may ask to be accepted.
    fn caveat(&self, caveat: &Caveat, at: &At<'_>, terms: Option<&TermsId>) -> Checked {
        self.test(&caveat.test, at, terms)?;
        self.owners_and_end(caveat, at)
    }

    /// Whose it is said to be, and when it ends.
    pub(super) fn owners_and_end(&self, caveat: &Caveat, at: &At<'_>) -> Checked {
        self.each(&caveat.owners, &at.field("owner"), |owner, at| {
            self.somebody(owner, "never owns a caveat", at)
        })?;
        if let Some(from) = caveat.dated.from {
            ends_after(from, caveat.dated.until, &at.field("dated_until"))?;
        }
        match &caveat.until {
            Some(until) => self.until(until, caveat.from, at),
            None => Ok(()),
        }
    }

    fn until(&self, until: &Until, from: Option<crate::time::Instant>, at: &At<'_>) -> Checked {
        if let Some(from) = from {
            ends_after(from, until.instant, &at.field("until"))?;
        }
        match &until.event {
            Some(event) => {
                let at = at.field("until_event");
                self.each(&event.by, &at.field("by"), |by, at| {
                    self.somebody(by, "never records an event", at)
                })
            }
            None if until.instant.is_none() => {
                Err(at.field("until").refuse("the end is neither an instant nor an event"))
            }
            None => Ok(()),
        }
    }

    pub(super) fn test(&self, test: &Test, at: &At<'_>, terms: Option<&TermsId>) -> Checked {
        match test {
            Test::Level(scheme, level) => self.level(scheme, level, &at.field("scheme"), &at.field("level")),
            Test::Compartment(scheme, code) => {
                self.compartment(scheme, code, &at.field("scheme"), &at.field("compartment"))
            }
            Test::Audience(audience) => self.named_audience(audience, &at.field("audience")),
            Test::Purpose(purposes) => {
                let purposes: Vec<_> = purposes.iter().collect();
                self.some(&purposes, &at.field("purpose"))?;
                self.length(purposes.len(), &at.field("purpose"))
            }
            Test::Bound(bound) if Some(bound) == terms => Ok(()),
            Test::Bound(bound) => self.known_terms(bound, &at.field("bound")),
            Test::Rule(rule) => self.known_rule(rule, &at.field("rule")),
            Test::Any(tests) => self.alternatives(tests, &at.field("any"), terms),
            Test::Relative(_) | Test::Unattributed | Test::Nobody(_) => Ok(()),
        }
    }

    fn alternatives(&self, tests: &[Test], at: &At<'_>, terms: Option<&TermsId>) -> Checked {
        self.length(tests.len(), at)?;
        for (index, test) in tests.iter().enumerate() {
            let at = at.index(index);
            if matches!(test, Test::Any(_)) {
                let refused = at.field("any").refuse("`any` inside `any`");
                return Err(refused.hint("list all the tests in the outer `any`"));
            }
            self.test(test, &at, terms)?;
        }
        if tests.len() < 2 {
            return Err(at
                .refuse("`any` offers no choice")
                .hint("list two tests or more, or state the one alone"));
        }
        Ok(())
    }

    fn named_audience(&self, audience: &Audience, at: &At<'_>) -> Checked {
        if audience.members.is_empty() {
            let refused = at.refuse("nobody is in the audience");
            return Err(refused.hint("name somebody, or state `nobody` with a reason"));
        }
        self.each(&audience.members, at, |member, at| {
            self.any_party(&member.party, at)?;
            if member.nationals && self.kind(&member.party) != Some(PartyKind::State) {
                let message = format!("`{}` is no state, and has no nationals", member.party);
                return Err(at.refuse(message).hint("leave out `nationals of`"));
            }
            Ok(())
        })
    }

    pub(super) fn selectors(&self, selectors: &Set<Selector>, field: &'static str) -> Checked {
        let at = At::Entry.field(field);
        self.length(selectors.len(), &at)?;
        for selector in selectors {
            if let Selector::Caveat(id) = selector {
                self.selected(id, &at.element(id.as_str()))?;
            }
        }
        Ok(())
    }

    fn selected(&self, id: &CaveatId, at: &At<'_>) -> Checked {
        match self.ledger.stating(id) {
            Some(entry) => match &entry.body {
                Body::Terms(terms) => Err(in_terms(id, terms, at).see(entry.position)),
                _ => Ok(()),
            },
            None => {
                let words = Kind::ALL.iter().map(|(word, _)| *word).chain([EVERYTHING]);
                let recorded = self.ledger.caveat_ids();
                let known = words.chain(recorded.iter().map(CaveatId::as_str));
                let refused = at.refuse(format!("no caveat `{id}` is recorded")).unknown();
                Err(refused.suggest(
                    id.as_str(),
                    known,
                    "name a kind, a caveat that is recorded, or `everything`",
                ))
            }
        }
    }

    fn unused_caveat(&self, id: &CaveatId, at: &At<'_>) -> Checked {
        self.ledger.stating(id).map_or(Ok(()), |entry| Err(taken("caveat", id, entry, at)))
    }
}

fn in_terms(id: &CaveatId, terms: &Terms, at: &At<'_>) -> Refused {
    let nth =
        terms.caveats.iter().position(|caveat| caveat.id.as_ref() == Some(id)).map_or(1, |index| index + 1);
    at.refuse(format!("`{id}` is a caveat of the terms `{}`, not of an item", terms.id))
        .hint(format!("name it as the item bears it: the item's id, then `.{}.{nth}`", terms.id))
}

/// Selectors name caveats by kind or by id: an id that reads as a kind could never be meant.
fn not_reserved(id: &CaveatId, at: &At<'_>) -> Checked {
    let word = id.as_str();
    if word == EVERYTHING || Kind::ALL.iter().any(|(kind, _)| *kind == word) {
        return Err(at.refuse(format!("`{id}` is a word of its own, not an id")).hint("choose another id"));
    }
    Ok(())
}
