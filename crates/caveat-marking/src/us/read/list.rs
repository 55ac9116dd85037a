//! Lists of codes: of REL TO, DISPLAY ONLY and EYES ONLY, of FGI, and of those whose classification it is.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), A.6 and H.3, H.7, H.8: `USA` first where a list is of
//! those who may receive, then trigraphs by the alphabet, then all others by the alphabet.

use std::cmp::Ordering;

use crate::country;
use crate::problem::Problem;
use crate::us::marking::{Category, Code};
use crate::us::read::Part;
use crate::us::read::cut::{Cut, Piece};
use crate::us::read::draft::Draft;
use crate::us::register::SYNTAX;

/// The words of EYES ONLY. The first are the manual's, and others are what people type.
pub(super) const EYES: [&str; 4] = ["EYES ONLY", "EYES", "EYESONLY", "EYES-ONLY"];

/// Which list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    RelTo,
    DisplayOnly,
    Eyes,
    Fgi,
    Joint,
    Holder,
}

/// Codes as people type them.
const SLIPS: [(&str, &str); 14] = [
    ("US", "USA"),
    ("UK", "GBR"),
    ("GB", "GBR"),
    ("CA", "CAN"),
    ("AU", "AUS"),
    ("NZ", "NZL"),
    ("DE", "DEU"),
    ("GER", "DEU"),
    ("FR", "FRA"),
    ("JP", "JPN"),
    ("5EYES", "FVEY"),
    ("FVEYS", "FVEY"),
    ("4EYES", "ACGU"),
    ("3EYES", "TEYE"),
];

impl List {
    fn separator(self) -> &'static str {
        match self {
            Self::RelTo | Self::DisplayOnly => ", ",
            Self::Eyes => "/",
            Self::Fgi | Self::Joint | Self::Holder => " ",
        }
    }

    fn part(self, code: Code) -> (Category, Part) {
        match self {
            Self::RelTo => (Category::Dissemination, Part::RelTo(code)),
            Self::DisplayOnly => (Category::Dissemination, Part::DisplayOnly(code)),
            Self::Eyes => (Category::Dissemination, Part::Eyes(code)),
            Self::Fgi => (Category::Foreign, Part::FgiSource(code)),
            Self::Joint | Self::Holder => (Category::Classification, Part::Holder(code)),
        }
    }

    /// Whether a code that is known may stand in it.
    fn takes(self, country: &country::Country) -> bool {
        match self {
            Self::RelTo | Self::DisplayOnly | Self::Eyes => country.releasable,
            Self::Fgi | Self::Holder => country.source,
            Self::Joint => country.source || country.code.as_str() == "USA",
        }
    }

    /// Whether a code stands first in it.
    fn is_first(self, code: &Code) -> bool {
        matches!(self, Self::RelTo | Self::Eyes) && code.as_str() == "USA"
    }

    fn compare(self, one: &Code, other: &Code) -> Ordering {
        self.is_first(other).cmp(&self.is_first(one)).then_with(|| one.cmp(other))
    }
}

/// Whether a word is a code, or typed for one.
pub(super) fn is_code(word: &str) -> bool {
    country::known(word) || SLIPS.iter().any(|(slip, _)| *slip == word)
}

/// How many of the pieces belong to the list in front of them: they are codes alone, behind a single slash.
pub(super) fn absorbed(after: &[Piece<'_>]) -> usize {
    let is_of_it = |piece: &&Piece<'_>| {
        let mut words = piece.cut.text.split([' ', ',']).filter(|word| !word.is_empty()).peekable();
        piece.slashes() == 1 && words.peek().is_some() && words.all(is_code)
    };
    eyes_begin(after).iter().take_while(is_of_it).count()
}

/// Where EYES ONLY ends, of which a piece is the beginning: how many further pieces it has, and what is the code and
/// what the words of the last.
pub(super) fn eyes_end<'a>(piece: Piece<'a>, after: &[Piece<'a>]) -> Option<(usize, &'a str, &'a str)> {
    let of_last = |text: &'a str| {
        let words = EYES.iter().find_map(|words| {
            let codes = text.strip_suffix(words)?.strip_suffix(' ')?;
            let are_codes = codes.split([' ', ',']).all(|code| code.is_empty() || is_code(code));
            are_codes.then_some((codes, text.get(codes.len() + 1..)?))
        });
        words.filter(|(codes, _)| !codes.is_empty())
    };
    if let Some((codes, words)) = of_last(piece.cut.text) {
        return Some((0, codes, words));
    }
    if piece.cut.text != "USA" {
        return None;
    }
    for (index, next) in after.iter().enumerate().take_while(|(_, next)| next.slashes() == 1) {
        if let Some((codes, words)) = of_last(next.cut.text) {
            return Some((index + 1, codes, words));
        }
        if !country::known(next.cut.text) || next.cut.text == "USA" {
            return None;
        }
    }
    None
}

/// The pieces up to those of EYES ONLY, which are no part of a list before it.
fn eyes_begin<'s, 'a>(after: &'s [Piece<'a>]) -> &'s [Piece<'a>] {
    let begin = after.iter().enumerate().position(|(index, piece)| {
        piece.cut.text == "USA" && eyes_end(*piece, after.get(index + 1..).unwrap_or_default()).is_some()
    });
    after.get(..begin.unwrap_or(after.len())).unwrap_or_default()
}

/// A list, and of two lists what is in both: nothing is released further by being written twice.
pub(super) fn narrow(list: &mut Vec<Code>, found: Vec<Code>, is_first: bool) {
    if is_first {
        *list = found;
    } else {
        list.retain(|code| found.contains(code));
    }
}

/// A list with the pieces that belong to it.
pub(super) fn extended<'a>(draft: &Draft<'a>, cut: Cut<'a>, after: &[Piece<'a>], taken: usize) -> Cut<'a> {
    let last = taken.checked_sub(1).and_then(|index| after.get(index));
    last.map_or(cut, |last| draft.cut(cut.at..last.cut.end()))
}

/// The codes as the manual writes them.
pub(super) fn written(codes: &[Code], separator: &str) -> String {
    codes.iter().map(Code::as_str).collect::<Vec<_>>().join(separator)
}

/// Reads a list: each code once, in the order of the list, and a word on whatever is written otherwise.
pub(super) fn codes(draft: &mut Draft<'_>, cut: Cut<'_>, list: List) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::with_capacity(4);
    let mut disordered: Vec<(Cut<'_>, Code)> = Vec::new();
    let mut end = None;
    for word in words(cut, list) {
        let before = draft.cut(end.unwrap_or(word.at)..word.at);
        separator(draft, before, list);
        let code = code(draft, word, list);
        let (category, part) = list.part(code.clone());
        draft.token(word, category, part);
        end = Some(word.end());
        let follows = found.last().is_none_or(|last| list.compare(last, &code) == Ordering::Less);
        if follows {
            found.push(code);
        } else if found.contains(&code) {
            let what = format!("`{code}` stands twice in the list");
            draft.error("us-duplicate", draft.cut(before.at..word.end()), what, Some(String::new()));
        } else {
            let at = found.partition_point(|one| list.compare(one, &code) == Ordering::Less);
            found.insert(at, code.clone());
            if country::known(code.as_str()) {
                disordered.push((word, code));
            }
        }
    }
    order(draft, cut, list, &found, &disordered);
    found
}

fn order(draft: &mut Draft<'_>, cut: Cut<'_>, list: List, found: &[Code], disordered: &[(Cut<'_>, Code)]) {
    for (word, code) in disordered {
        let what = if list.is_first(code) {
            format!("`{code}` stands first in such a list")
        } else {
            format!("`{code}` is out of order: trigraphs come first, then all others, each by the alphabet")
        };
        let problem = Problem::error("us-order", draft.span(word.range()), what, SYNTAX);
        let mend = written(found, list.separator());
        draft.problems.push(problem.mend_at(draft.span(cut.range()), mend));
    }
}

/// The words of a list, without what stands between them.
pub(super) fn words(cut: Cut<'_>, list: List) -> impl Iterator<Item = Cut<'_>> {
    let mut rest = cut;
    std::iter::from_fn(move || {
        loop {
            let start = rest.text.find(|c: char| !is_between(c))?;
            rest = rest.split_at(start).1;
            let length = rest.text.find(is_between).unwrap_or(rest.text.len());
            let before = cut.split_at(rest.at - cut.at).0;
            let (word, after) = rest.split_at(length);
            rest = after;
            if !is_and(before, word, after, list) {
                return Some(word);
            }
        }
    })
}

fn is_between(c: char) -> bool {
    matches!(c, ' ' | ',' | ';' | ':' | '.' | '/' | '&' | '-')
}

/// Whether a word says `and`. `AND` is Andorra where commas are on both its sides.
fn is_and(before: Cut<'_>, word: Cut<'_>, after: Cut<'_>, list: List) -> bool {
    let stands_alone =
        before.text.trim_end().ends_with(',') && (after.text.is_empty() || after.text.starts_with(','));
    word.text == "AND"
        && matches!(list, List::RelTo | List::DisplayOnly)
        && !before.text.is_empty()
        && !after.text.is_empty()
        && !stands_alone
}

fn separator(draft: &mut Draft<'_>, cut: Cut<'_>, list: List) {
    let right = list.separator();
    if cut.text == right || cut.text.is_empty() {
        return;
    }
    if right == ", " && cut.text == "," {
        return draft.warning("us-space", cut, "a space follows the comma".to_owned(), right);
    }
    let shown = draft.typed(cut.range());
    let what = format!("`{right}`, not `{shown}`, stands between the codes of such a list");
    draft.error("us-separator", cut, what, Some(right.to_owned()));
}

/// The code of a word.
fn code(draft: &mut Draft<'_>, word: Cut<'_>, list: List) -> Code {
    let known = country::find(word.text);
    if let Some(known) = known.filter(|known| list.takes(known)) {
        if let Some(day) = known.retired {
            let what = format!("`{}` ({}) was retired on {day}", word.text, known.name);
            draft.problems.push(Problem::warning("us-retired", draft.span(word.range()), what, CODES));
        }
        return known.code.clone();
    }
    let what = match known {
        Some(known) => format!("`{}` ({}) does not stand in such a list", word.text, known.name),
        None => format!("`{}` is no known code of a country or a coalition", word.text),
    };
    let mut problem = Problem::error("us-unknown-country", draft.span(word.range()), what, CODES);
    if let Some(meant) = meant(word.text) {
        problem = problem.mend(meant);
    }
    draft.problems.push(problem);
    Code::new(word.text.to_owned())
}

/// Where the codes are from.
const CODES: &str = "ISM 2022-DEC, CVEnumISMCATRelTo";

/// The code that somebody meant, where that is beyond doubt: a usual slip, a name, or two letters exchanged.
fn meant(word: &str) -> Option<&'static str> {
    if let Some((_, code)) = SLIPS.iter().find(|(slip, _)| *slip == word) {
        return Some(code);
    }
    if word.len() < 4 || word.len() > 40 {
        return None;
    }
    let named = country::all().iter().filter(|country| {
        country.name.eq_ignore_ascii_case(word)
            || (country.code.as_str().len() > 3
                && strsim::damerau_levenshtein(country.code.as_str(), word) == 1)
    });
    let mut named = named.filter(|country| country.retired.is_none()).map(|country| country.code.as_str());
    let first = named.next();
    if named.next().is_some() { None } else { first }
}

/// The words that a piece begins with, and what follows them.
pub(super) fn headed<'a>(cut: Cut<'a>, words: &[&str]) -> Option<(Cut<'a>, Cut<'a>)> {
    words.iter().find_map(|words| {
        let after = cut.strip_prefix(words)?;
        if !(after.text.is_empty() || after.text.starts_with(' ')) {
            return None;
        }
        let rest = after.text.trim_start_matches(' ');
        Some((cut.split_at(words.len()).0, after.split_at(after.text.len() - rest.len()).1))
    })
}
