//! The markings of a scheme that is given as data: each word means what the scheme's entry says.

use caveat_marking::words::{self, Argument, Grammar, GrammarError, Kind as WordKind, Said, Word};

use super::{Dates, Marked, Understood, audience, nobody};
use crate::caveat::{Audience, AudienceMember, Test, Until};
use crate::scheme::{Mark, Scheme, Template, Vocabulary};
use crate::time::Instant;

/// Reads the words and says what they mean.
pub(super) fn understand(
    scheme: &Scheme,
    vocabulary: &Vocabulary,
    grammar: &Grammar,
    text: &str,
    dates: Dates,
) -> Understood {
    let examined = words::examine(grammar, text);
    let reading = &examined.reading;
    if reading.said.is_empty() {
        return Understood::nothing(text, examined.problems);
    }
    let mut page = Page {
        scheme,
        grammar,
        vocabulary,
        dates,
        said: &reading.said,
        marked: Vec::new(),
        carried: Vec::new(),
    };
    for said in &reading.said {
        page.word(said);
    }
    page.endings(&reading.said);
    page.no_level(&reading.said);
    for (unknown, _) in &reading.unknown {
        let why = format!("nobody knows what {unknown} means");
        page.marked.push(Marked::unreadable(unknown, &why));
    }
    Understood {
        marked: page.marked,
        carried: page.carried,
        problems: examined.problems,
        canonical: examined.canonical,
    }
}

/// The grammar that a scheme's words make.
///
/// # Errors
/// Where the words contradict each other.
pub(crate) fn grammar(scheme: &Scheme, vocabulary: &Vocabulary) -> Result<Grammar, GrammarError> {
    let words = vocabulary.marks.iter().map(|mark| Word {
        text: mark.text.clone(),
        also: mark.also.clone(),
        kind: if is_level(scheme, mark) { WordKind::Level } else { WordKind::Mark },
        with: mark.with.clone(),
        without: mark.without.clone(),
        list: mark.list.clone().unwrap_or_else(|| ", ".to_owned()),
        least: usize::try_from(mark.least).unwrap_or(usize::MAX).max(1),
        first: mark.first.clone(),
        sorted: mark.sorted,
    });
    let parties = scheme.parties.keys().cloned().collect();
    Grammar::new(vocabulary.separator.clone(), words.collect(), parties)
}

/// Why a word means no caveat.
fn without_caveat(mark: &Mark) -> &'static str {
    match (mark.ends.is_empty(), mark.then) {
        (false, _) => "it says when what stands before it ends",
        (true, true) => "it says what the level is from then on",
        (true, false) => "it restricts nobody",
    }
}

/// Whether the scheme does not say what a word means, nor that it means nothing.
fn says_nothing(mark: &Mark) -> bool {
    mark.meanings.is_empty() && !mark.free && mark.ends.is_empty() && !mark.then && mark.note.is_none()
}

/// Whether the word is one of the scheme's levels.
fn is_level(scheme: &Scheme, mark: &Mark) -> bool {
    mark.text.parse().is_ok_and(|level| scheme.levels.contains(&level))
}

struct Page<'a> {
    scheme: &'a Scheme,
    grammar: &'a Grammar,
    vocabulary: &'a Vocabulary,
    dates: Dates,
    said: &'a [Said],
    marked: Vec<Marked>,
    carried: Vec<(String, String)>,
}

impl Page<'_> {
    fn mark(&self, said: &Said) -> Option<&Mark> {
        self.vocabulary.marks.get(said.word)
    }

    fn word(&mut self, said: &Said) {
        let Some(mark) = self.mark(said).cloned() else { return };
        let alone = words::Reading { said: vec![said.clone()], unknown: Vec::new(), problems: Vec::new() };
        let word = words::print(self.grammar, &alone);
        let means: Vec<Template> = mark
            .meanings
            .iter()
            .filter(|meaning| meaning.applies(self.dates.dated))
            .flat_map(|meaning| meaning.caveats.clone())
            .filter(|template| !self.is_replaced(template))
            .collect();
        for template in &means {
            let marked = self.fill(&word, template, said.argument.as_ref());
            self.marked.push(marked);
        }
        let level = is_level(self.scheme, &mark);
        if level && mark.meanings.is_empty() && !mark.free {
            self.level(&word, &mark.text);
        } else if !level && says_nothing(&mark) {
            let why = format!("the scheme does not say what {word} means");
            self.marked.push(Marked::unreadable(&word, &why));
        } else if means.is_empty() {
            let note = mark.note.clone().unwrap_or_else(|| without_caveat(&mark).to_owned());
            self.carried.push((word, note));
        }
    }

    fn level(&mut self, word: &str, level: &str) {
        let test = match level.parse() {
            Ok(level) => Test::Level(self.scheme.id.clone(), level),
            Err(_) => nobody("it is no level"),
        };
        self.marked.push(Marked::new(word, test));
    }

    /// A caveat with what the marking says.
    fn fill(&self, word: &str, template: &Template, argument: Option<&Argument>) -> Marked {
        let mut marked = Marked::new(word, template.caveat.test.clone());
        marked.caveat = template.caveat.clone();
        marked.releasers.clone_from(&template.released_by);
        marked.caveat.id = None;
        if template.parties {
            marked.caveat.test = self.named(template, argument);
        }
        if template.until {
            let instant = date(argument);
            let event = marked.caveat.until.take().and_then(|until| until.event);
            marked.caveat.until = (instant.is_some() || event.is_some()).then_some(Until { instant, event });
        }
        marked
    }

    /// An audience with the parties that the marking names. Who is not recorded here is not in it.
    fn named(&self, template: &Template, argument: Option<&Argument>) -> Test {
        let test = &template.caveat.test;
        let Test::Audience(Audience { members, membership_at }) = test else { return test.clone() };
        let codes: &[String] = match argument {
            Some(Argument::Parties(codes)) => codes,
            _ => &[],
        };
        let meant = codes.iter().filter_map(|code| self.scheme.parties.get(code).cloned());
        let meant = meant.map(|party| AudienceMember { party, nationals: template.nationals });
        let at = membership_at.unwrap_or_else(|| self.dates.dated.unwrap_or(self.dates.marked));
        audience(members.iter().cloned().chain(meant), Some(at))
    }

    /// Whether a word of the marking stands in the place of the caveat.
    fn is_replaced(&self, template: &Template) -> bool {
        let mut said = self.said.iter().filter_map(|said| self.mark(said));
        said.any(|mark| template.unless.contains(&mark.text))
    }

    /// At the date that a word names, what the marking means of some kinds ends; and another level may begin.
    fn endings(&mut self, said: &[Said]) {
        let ending = said.iter().find_map(|said| {
            let mark = self.mark(said).filter(|mark| !mark.ends.is_empty())?;
            Some((mark.ends.clone(), date(said.argument.as_ref())?))
        });
        let Some((kinds, at)) = ending else { return };
        for marked in self.marked.iter_mut().filter(|marked| kinds.contains(&marked.caveat.test.kind())) {
            let until = marked.caveat.until.get_or_insert(Until { instant: None, event: None });
            until.instant = Some(until.instant.map_or(at, |until| until.min(at)));
        }
        let then = said.iter().find_map(|said| match (self.mark(said)?.then, &said.argument) {
            (true, Some(Argument::Word(level))) => Some(level.clone()),
            _ => None,
        });
        if let Some(level) = then
            && !self.is_free(&level)
        {
            let before = self.marked.len();
            self.level(&format!("(then {level})"), &level);
            self.marked.iter_mut().skip(before).for_each(|marked| marked.caveat.from = Some(at));
        }
    }

    fn is_free(&self, level: &str) -> bool {
        self.vocabulary.marks.iter().any(|mark| mark.free && mark.text == level)
    }

    /// A marking without a level says too little, in a scheme that has levels.
    fn no_level(&mut self, said: &[Said]) {
        let levelled = self.vocabulary.marks.iter().any(|mark| is_level(self.scheme, mark));
        let has_one = said.iter().filter_map(|said| self.mark(said)).any(|mark| is_level(self.scheme, mark));
        if levelled && !has_one {
            self.marked.push(Marked::unreadable("(no level)", "the marking has no level"));
        }
    }
}

fn date(argument: Option<&Argument>) -> Option<Instant> {
    match argument {
        Some(Argument::Date(date)) => date.to_string().parse().ok(),
        Some(Argument::Instant(instant)) => instant.to_string().parse().ok(),
        _ => None,
    }
}
