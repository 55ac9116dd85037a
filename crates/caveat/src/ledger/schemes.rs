//! Schemes: levels, compartments, and what the words of their markings mean.

use crate::caveat::Test;
use crate::entry::Item;
use crate::ledger::check::{Check, Checked};
use crate::ledger::refused::At;
use crate::marking::{self, MAX_MARKING};
use crate::scheme::{Mark, Meaning, Reads, Scheme, Template, Vocabulary};

impl Check<'_> {
    pub(super) fn scheme(&self, scheme: &Scheme) -> Checked {
        self.unused("scheme", &self.ledger.index.schemes, Some(&scheme.id), &At::Entry.field("scheme"))?;
        self.somebody(&scheme.authority, "is never an authority", &At::Entry.field("authority"))?;
        let at = At::Entry.field("levels");
        let levels = scheme.levels.iter().count();
        self.length(levels, &at)?;
        self.length(scheme.compartments.len(), &At::Entry.field("compartments"))?;
        let reads_without = matches!(scheme.reads, Some(Reads::Tlp | Reads::Words(_)));
        if levels == 0 && scheme.compartments.is_empty() && !reads_without {
            return Err(at
                .refuse(format!("scheme `{}` has neither a level nor a compartment", scheme.id))
                .hint("list its levels, lowest first"));
        }
        let at = At::Entry.field("parties");
        self.length(scheme.parties.len(), &at)?;
        for party in scheme.parties.values() {
            self.somebody(party, "is named by no code", &at)?;
        }
        match &scheme.reads {
            Some(Reads::Words(vocabulary)) => self.vocabulary(scheme, vocabulary),
            Some(Reads::Us | Reads::Tlp | Reads::Nato) | None => Ok(()),
        }
    }

    fn vocabulary(&self, scheme: &Scheme, vocabulary: &Vocabulary) -> Checked {
        let at = At::Entry.field("marks");
        self.some(&vocabulary.marks, &at)?;
        self.length(vocabulary.marks.len(), &at)?;
        for (index, mark) in vocabulary.marks.iter().enumerate() {
            self.mark(scheme, mark, &at.index(index))?;
        }
        marking::grammar(scheme, vocabulary).map(drop).map_err(|error| {
            let message = error.to_string();
            let refused = match error.word.filter(|index| *index < vocabulary.marks.len()) {
                Some(index) => at.index(index).refuse(message),
                None => at.refuse(message),
            };
            refused.hint("every spelling belongs to one word alone")
        })
    }

    fn mark(&self, scheme: &Scheme, mark: &Mark, at: &At<'_>) -> Checked {
        let means = !mark.meanings.is_empty();
        if mark.free && means {
            let refused =
                at.field("free").refuse(format!("`{}` is said to mean nothing and has a meaning", mark.text));
            return Err(refused.hint("leave out `free` or the caveats"));
        }
        for (index, meaning) in mark.meanings.iter().enumerate() {
            let single = mark.meanings.len() == 1 && meaning.from.is_none() && meaning.until.is_none();
            let meanings = at.field("meanings");
            let inside = meanings.index(index);
            self.meaning(scheme, meaning, if single { at } else { &inside })?;
        }
        Ok(())
    }

    fn meaning(&self, scheme: &Scheme, meaning: &Meaning, at: &At<'_>) -> Checked {
        if let (Some(from), Some(until)) = (meaning.from, meaning.until)
            && until <= from
        {
            return Err(at.field("until").refuse(format!("the end `{until}` is not after `{from}`")));
        }
        let at = at.field("caveats");
        self.length(meaning.caveats.len(), &at)?;
        for (index, template) in meaning.caveats.iter().enumerate() {
            self.template(scheme, template, &at.index(index))?;
        }
        Ok(())
    }

    /// A caveat that may speak of the scheme itself, and whose audience the marking may fill.
    fn template(&self, scheme: &Scheme, template: &Template, at: &At<'_>) -> Checked {
        match &template.caveat.test {
            Test::Level(id, level) if *id == scheme.id => {
                if !scheme.levels.contains(level) {
                    let known = scheme.levels.iter().map(|level| level.as_str());
                    let refused = at.field("level").refuse(format!("this scheme has no level `{level}`"));
                    return Err(refused.suggest(level.as_str(), known, "name one of its levels"));
                }
            }
            Test::Compartment(id, code) if *id == scheme.id => {
                if !scheme.compartments.contains(code) {
                    let known = scheme.compartments.iter().map(|code| code.as_str());
                    let refused = at.field("compartment");
                    let refused = refused.refuse(format!("this scheme has no compartment `{code}`"));
                    return Err(refused.suggest(code.as_str(), known, "list it in its compartments"));
                }
            }
            Test::Audience(audience) if template.parties && audience.members.is_empty() => {}
            test => self.test(test, at, None)?,
        }
        self.each(&template.released_by, &at.field("released_by"), |party, at| {
            self.somebody(party, "never releases anything", at)
        })?;
        if template.parties && !matches!(template.caveat.test, Test::Audience(_)) {
            return Err(at.refuse("`{parties}` stands in an audience alone"));
        }
        self.owners_and_end(&template.caveat, at)
    }

    /// A marking, and the scheme that reads it. What the scheme cannot read is no fault of the entry: it is kept, and
    /// nobody meets it.
    pub(super) fn marking(&self, item: &Item) -> Checked {
        let at = At::Entry.field("marking");
        if item.free && (item.marking.is_some() || !item.caveats.is_empty()) {
            let what = if item.marking.is_some() { "a marking" } else { "caveats" };
            return Err(At::Entry
                .field("free")
                .refuse(format!("`{}` is said to be free and has {what}", item.id))
                .hint(format!("leave out `free` or the {}", what.trim_start_matches("a "))));
        }
        match item.marking.as_deref() {
            Some(marking) if marking.trim().is_empty() => {
                return Err(at
                    .refuse("the marking is empty")
                    .hint("leave `marking` out where the item carries none"));
            }
            Some(marking) if marking.chars().count() > MAX_MARKING => {
                let message = format!("the marking has more than {MAX_MARKING} characters");
                return Err(at.refuse(message).hint("keep the banner, and the block beneath it, alone"));
            }
            _ => {}
        }
        let Some(id) = &item.scheme else { return Ok(()) };
        let at = At::Entry.field("scheme");
        if item.marking.is_none() {
            let refused = at.refuse(format!("scheme `{id}` has no marking to read"));
            return Err(refused.hint("say the `marking`, or leave `scheme` out"));
        }
        let scheme = self.known_scheme(id, &at)?;
        if scheme.reads.is_none() {
            let refused = at.refuse(format!("scheme `{id}` does not say how its markings are read"));
            return Err(refused.hint("name one that `reads` markings, or leave `scheme` out"));
        }
        Ok(())
    }
}
