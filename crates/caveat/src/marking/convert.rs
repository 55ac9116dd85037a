//! A marking of one scheme under another, where somebody has said which level counts as which.
//!
//! Only the level is converted. Every other word is written under the other scheme if that reads the same word with the
//! same meaning; what is not, is lost, and named.

use super::reader::{Form, Reader};
use super::{Dates, Marked, Understood};
use crate::caveat::Test;
use crate::id::Level;
use crate::scheme::{Reads, Scheme};

/// Why a marking has no level that an equivalence could be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLevel {
    /// It has none of the levels of its scheme.
    None,
    /// The level that it has is somebody else's than the authority's of the scheme: `//GBR SECRET`.
    OfOthers,
}

/// A marking under another scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The text in the canonical form of its scheme.
    pub text: String,
    /// What it means there, with what is wrong with it there.
    pub understood: Understood,
    /// What the marking means that is not written under the other scheme, in its order.
    pub lost: Vec<Marked>,
    /// What it carries along that is not written under the other scheme, each with the reason.
    pub lost_carried: Vec<(String, String)>,
    /// What the other scheme means by the text beyond the level, and the marking did not.
    pub added: Vec<Marked>,
}

/// The level of a marking, which is its scheme's own.
///
/// # Errors
/// Where it has none, or the level is another owner's.
pub fn level_of(scheme: &Scheme, understood: &Understood) -> Result<Level, NoLevel> {
    let mut levels = understood.marked.iter().filter_map(|marked| Some((marked, level(scheme, marked)?)));
    let (marked, level) = levels.next().ok_or(NoLevel::None)?;
    let owned = marked.caveat.owners.iter().all(|owner| *owner == scheme.authority) && !marked.of_originator;
    if owned { Ok(level.clone()) } else { Err(NoLevel::OfOthers) }
}

/// Writes a marking that was understood under another scheme, where its level counts as `counts_as`. `None` where that
/// scheme does not write the level as a marking.
pub fn convert(
    from: &Scheme,
    understood: &Understood,
    to: &Reader<'_>,
    counts_as: &Level,
    dates: Dates,
) -> Option<Converted> {
    let mut page = Page { to, dates, text: counts_as.to_string(), understood: None };
    page.understood = Some(page.reads(&page.text, counts_as)?);
    let of_level = |marked: &Marked| level(from, marked).is_some() && marked.caveat.from.is_none();
    let mut lost: Vec<Marked> =
        understood.marked.iter().filter(|marked| !of_level(marked)).cloned().collect();
    let mut lost_carried = understood.carried.clone();
    for word in words(understood) {
        let meant: Vec<&Marked> = lost.iter().filter(|marked| marked.word == word).collect();
        let carried: Vec<&(String, String)> = lost_carried.iter().filter(|(one, _)| *one == word).collect();
        if page.writes(&word, &meant, &carried, counts_as) {
            lost.retain(|marked| marked.word != word);
            lost_carried.retain(|(one, _)| *one != word);
        }
    }
    let written = page.understood?;
    let is_new = |marked: &&Marked| {
        level(to.scheme(), marked).is_none() && !understood.marked.iter().any(|one| same(one, marked))
    };
    let added = written.marked.iter().filter(is_new).cloned().collect();
    let text = written.canonical.clone()?;
    Some(Converted { text, understood: written, lost, lost_carried, added })
}

/// A marking on its way into another scheme.
struct Page<'a, 'b> {
    to: &'a Reader<'b>,
    dates: Dates,
    text: String,
    /// What is written so far means this.
    understood: Option<Understood>,
}

impl Page<'_, '_> {
    /// What a text means, if it is valid there and has that level.
    fn reads(&self, text: &str, level: &Level) -> Option<Understood> {
        if !self.to.examine(text, Some(Form::Banner)).is_valid() {
            return None;
        }
        let understood = self.to.understand(text, Some(Form::Banner), self.dates);
        let is_it = level_of(self.to.scheme(), &understood).is_ok_and(|found| found == *level);
        is_it.then_some(understood)
    }

    /// Writes a word behind what is written, if it means there what it meant: no less and no more.
    fn writes(
        &mut self,
        word: &str,
        meant: &[&Marked],
        carried: &[&(String, String)],
        level: &Level,
    ) -> bool {
        let Some(before) = self.understood.clone() else { return false };
        let text = format!("{}{}{word}", self.text, self.separator());
        let Some(after) = self.reads(&text, level) else { return false };
        let mut gained = after.marked.clone();
        for old in &before.marked {
            // What is written already is not to be changed by what stands behind it.
            let Some(at) = gained.iter().position(|one| one == old) else { return false };
            gained.remove(at);
        }
        let added_carried: Vec<&(String, String)> =
            after.carried.iter().filter(|one| !before.carried.contains(one)).collect();
        let as_meant = gained.len() == meant.len()
            && gained.iter().zip(meant).all(|(new, old)| same(old, new))
            && added_carried == carried;
        if as_meant {
            self.text = text;
            self.understood = Some(after);
        }
        as_meant
    }

    /// What stands between two words of a marking.
    fn separator(&self) -> &str {
        match &self.to.scheme().reads {
            Some(Reads::Words(vocabulary)) => &vocabulary.separator,
            Some(Reads::Us) => "//",
            Some(Reads::Nato | Reads::Tlp) | None => " ",
        }
    }
}

/// The words of a marking in their order, each once.
fn words(understood: &Understood) -> Vec<String> {
    let marked = understood.marked.iter().map(|marked| &marked.word);
    let mut words: Vec<String> = Vec::new();
    for word in marked.chain(understood.carried.iter().map(|(word, _)| word)) {
        // What stands in brackets is said by no word.
        if !words.contains(word) && !word.starts_with('(') {
            words.push(word.clone());
        }
    }
    words
}

/// The level of a scheme that a caveat is.
fn level<'a>(scheme: &Scheme, marked: &'a Marked) -> Option<&'a Level> {
    match &marked.caveat.test {
        Test::Level(of, level) if *of == scheme.id => Some(level),
        _ => None,
    }
}

/// Whether two words mean the same caveat of the same owners.
fn same(one: &Marked, other: &Marked) -> bool {
    one.word == other.word
        && one.caveat == other.caveat
        && one.of_originator == other.of_originator
        && one.releasers == other.releasers
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::caveat::Caveat;
    use crate::id::PartyId;
    use crate::scheme::{Levels, Mark, Meaning, Template, Vocabulary};
    use crate::set::Set;
    use crate::time::Instant;

    const DATES: Dates = Dates { dated: None, marked: Instant::BEGINNING };

    /// A word that means caveats of these tests; a level without any means itself.
    fn mark(text: &str, tests: impl IntoIterator<Item = Test>) -> Mark {
        let template = |test| Template {
            caveat: Caveat::new(test),
            parties: false,
            nationals: false,
            until: false,
            unless: Vec::new(),
            released_by: Vec::new(),
        };
        let caveats: Vec<Template> = tests.into_iter().map(template).collect();
        let meaning = Meaning { from: None, until: None, caveats };
        Mark {
            text: text.to_owned(),
            also: Vec::new(),
            with: Vec::new(),
            without: Vec::new(),
            list: None,
            sorted: false,
            least: 0,
            first: None,
            meanings: if meaning.caveats.is_empty() { Vec::new() } else { vec![meaning] },
            free: false,
            ends: Set::new(),
            then: false,
            note: None,
        }
    }

    fn scheme(id: &str, levels: &[&str], marks: Vec<Mark>) -> Scheme {
        let levels: Vec<Level> = levels.iter().map(|level| level.parse().unwrap()).collect();
        let own = levels.iter().map(|level| mark(level.as_str(), []));
        Scheme {
            id: id.parse().unwrap(),
            authority: format!("{id}-board").parse::<PartyId>().unwrap(),
            levels: Levels::chain(levels.clone()),
            compartments: Set::new(),
            name: None,
            reads: Some(Reads::Words(Vocabulary {
                separator: " - ".to_owned(),
                marks: own.chain(marks).collect(),
            })),
            parties: std::collections::BTreeMap::new(),
        }
    }

    fn nobody(why: &str) -> Test {
        super::super::nobody(why)
    }

    fn converted(from: &Scheme, text: &str, to: &Scheme, level: &str) -> Option<Converted> {
        let understood = Reader::new(from).unwrap().understand(text, None, DATES);
        convert(from, &understood, &Reader::new(to).unwrap(), &level.parse().unwrap(), DATES)
    }

    fn lost(converted: &Converted) -> Vec<&str> {
        let carried = converted.lost_carried.iter().map(|(word, _)| word.as_str());
        converted.lost.iter().map(|marked| marked.word.as_str()).chain(carried).collect()
    }

    #[test]
    fn a_word_of_the_same_meaning_is_written_and_every_other_is_lost() {
        let shut = || mark("SHUT", [nobody("shut")]);
        let from = scheme("from", &["LOW", "HIGH"], vec![shut(), mark("KEPT", [nobody("kept")])]);
        let to = scheme("to", &["OPEN", "CLOSED"], vec![shut(), mark("KEPT", [Test::Unattributed])]);
        let all = converted(&from, "HIGH - SHUT - KEPT", &to, "CLOSED").unwrap();
        assert_eq!(all.text, "CLOSED - SHUT");
        assert_eq!(lost(&all), ["KEPT"]);
        assert_eq!(all.added, []);
        let bare = converted(&from, "HIGH", &to, "CLOSED").unwrap();
        assert_eq!((bare.text.as_str(), lost(&bare).len()), ("CLOSED", 0));
    }

    #[test]
    fn what_the_other_scheme_means_besides_is_added() {
        let from = scheme("from", &["LOW"], Vec::new());
        let mut to = scheme("to", &["OPEN"], Vec::new());
        if let Some(Reads::Words(vocabulary)) = &mut to.reads {
            let level = Test::Level("to".parse().unwrap(), "OPEN".parse().unwrap());
            vocabulary.marks[0] = mark("OPEN", [level, Test::Unattributed]);
        }
        let made = converted(&from, "LOW", &to, "OPEN").unwrap();
        assert_eq!(made.added.len(), 1);
        assert_eq!(made.added[0].caveat.test, Test::Unattributed);
    }

    #[test]
    fn a_level_that_is_not_written_there_is_none() {
        let from = scheme("from", &["LOW"], Vec::new());
        let to = scheme("to", &["OPEN"], Vec::new());
        assert_eq!(converted(&from, "LOW", &to, "SHUT"), None);
        assert_eq!(converted(&from, "LOW", &to, "LOW"), None);
    }

    #[test]
    fn a_level_of_the_schemes_own_is_one() {
        let from = scheme("from", &["LOW"], vec![mark("SHUT", [nobody("shut")])]);
        let reader = Reader::new(&from).unwrap();
        let level = |text: &str| level_of(&from, &reader.understand(text, None, DATES));
        assert_eq!(level("LOW - SHUT"), Ok("LOW".parse().unwrap()));
        assert_eq!(level("SHUT"), Err(NoLevel::None));
        assert_eq!(level("HELLO"), Err(NoLevel::None));
        let mut understood = reader.understand("LOW", None, DATES);
        understood.marked[0].caveat.owners.push("norland".parse().unwrap());
        assert_eq!(level_of(&from, &understood), Err(NoLevel::OfOthers));
    }
}
