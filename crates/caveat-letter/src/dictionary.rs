//! What who asked calls something, and what who is asked calls it.

use std::collections::BTreeMap;

use caveat::entry::Entry;
use caveat::id::Named;
use caveat::json::Json;
use caveat::words::Words;
use caveat::write::{self, Plain, Scribe};

/// Names of parties, items and terms where the two sides differ. What is not in it, both call alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    ours: BTreeMap<String, String>,
    theirs: BTreeMap<String, String>,
}

impl Dictionary {
    /// Notes that what who asked calls `theirs` is called `ours` here. The error is the name that was noted before
    /// for another.
    ///
    /// # Errors
    /// Where one of the two stands for something else already: two would become one.
    pub fn note(&mut self, theirs: &str, ours: &str) -> Result<(), String> {
        let known = |map: &BTreeMap<String, String>, name: &str, other: &str| {
            map.get(name).is_some_and(|known| known != other)
        };
        if known(&self.ours, theirs, ours) {
            return Err(theirs.to_owned());
        }
        if known(&self.theirs, ours, theirs) {
            return Err(ours.to_owned());
        }
        self.ours.insert(theirs.to_owned(), ours.to_owned());
        self.theirs.insert(ours.to_owned(), theirs.to_owned());
        Ok(())
    }

    /// What is called so by who asked, in our words. The name of a caveat that is made from its item's follows that.
    pub fn ours(&self, theirs: &str) -> String {
        translated(&self.ours, theirs)
    }

    /// What is called so here, in the words of who asked.
    pub fn theirs(&self, ours: &str) -> String {
        translated(&self.theirs, ours)
    }

    /// An entry in its canonical form, in the words of who asked.
    pub fn tell(&self, entry: &Entry) -> Json {
        write::entry(entry, &mut Telling(self))
    }
}

fn translated(map: &BTreeMap<String, String>, name: &str) -> String {
    if let Some(other) = map.get(name) {
        return other.clone();
    }
    match name.split_once('.') {
        Some((item, rest)) if map.contains_key(item) => format!("{}.{rest}", translated(map, item)),
        _ => name.to_owned(),
    }
}

struct Telling<'d>(&'d Dictionary);

impl Scribe for Telling<'_> {
    fn id(&mut self, _: Named, id: &str) -> String {
        self.0.theirs(id)
    }

    fn words(&mut self, words: &Words) -> Json {
        Plain.words(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_translated_both_ways_with_the_caveats_made_of_them() {
        let mut dictionary = Dictionary::default();
        dictionary.note("report", "rep-17").unwrap();
        assert_eq!(dictionary.ours("report"), "rep-17");
        assert_eq!(dictionary.ours("report.2"), "rep-17.2");
        assert_eq!(dictionary.theirs("rep-17.marking.noforn"), "report.marking.noforn");
        assert_eq!(dictionary.ours("reports"), "reports");
        assert_eq!(dictionary.note("report", "other"), Err("report".to_owned()));
        assert_eq!(dictionary.note("other", "rep-17"), Err("rep-17".to_owned()));
        assert_eq!(dictionary.note("report", "rep-17"), Ok(()));
    }
}
