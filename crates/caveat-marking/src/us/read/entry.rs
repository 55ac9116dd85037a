//! What follows the classification: each entry by its words, wherever it stands.

use crate::country;
use crate::problem::Problem;
use crate::us::marking::{Category, Code, Control, Fgi, Holder, NatoControl};
use crate::us::read::cut::{Cut, Piece};
use crate::us::read::draft::{Draft, Entry, Kind};
use crate::us::read::list::{self, List};
use crate::us::read::{Part, atomic, classification, program};
use crate::us::register::{Form, Mark, ROWS, SYNTAX};

/// Words in front of a list. The first is the manual's, the second its title, and others are what people type.
const REL_TO: [&str; 6] = ["REL TO", "AUTHORIZED FOR RELEASE TO", "RELTO", "REL-TO", "RELEASABLE TO", "REL"];
const DISPLAY_ONLY: [&str; 4] =
    ["DISPLAY ONLY", "DISPLAYONLY", "DISPLAY-ONLY", "AUTHORIZED FOR DISPLAY BUT NOT RELEASE TO"];
const FGI: [&str; 2] = ["FGI", "FOREIGN GOVERNMENT INFORMATION"];
const EYES: [&str; 4] = ["EYES ONLY", "EYES", "EYESONLY", "EYES-ONLY"];
const SAR: [&str; 3] = ["SAR-", "SPECIAL ACCESS REQUIRED-", "SAR "];

/// Other words for a marking.
const SLIPS: [(&str, Mark); 4] = [
    ("COMINT", Mark::Sci("SI")),
    ("ORIGINATOR CONTROLLED US GOVERNMENT", Mark::Control(Control::OrconUsgov)),
    ("LES NF", Mark::NonIc(crate::us::marking::NonIc::LesNf)),
    ("SBU NF", Mark::NonIc(crate::us::marking::NonIc::SbuNf)),
];

/// Reads all pieces into entries.
pub(super) fn read_all<'a>(draft: &mut Draft<'a>, pieces: &[Piece<'a>]) {
    let mut rest = pieces;
    while let [piece, after @ ..] = rest {
        let taken = read(draft, *piece, after);
        rest = after.get(taken..).unwrap_or_default();
    }
}

/// Reads a piece with those that belong to it, and tells how many.
fn read<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> usize {
    if let Some(taken) = classification::read(draft, piece, after) {
        return taken;
    }
    if let Some(taken) = eyes(draft, piece, after) {
        return taken;
    }
    let published = ROWS.iter().find(|row| {
        let text = piece.cut.text;
        text == row.portion || text == row.banner || text == row.title
    });
    if continues_sap(draft, piece) && published.is_none_or(|row| row.mark.category() < Category::Sap) {
        return sap(draft, piece, piece.cut);
    }
    match published.map(|row| row.mark) {
        Some(Mark::Rd | Mark::Frd | Mark::Sci(_) | Mark::Fgi) | None => {}
        Some(Mark::Control(Control::RelTo | Control::DisplayOnly | Control::Eyes)) => {}
        Some(mark) => return plain(draft, piece, mark),
    }
    beginning(draft, piece, after).unwrap_or_else(|| slip(draft, piece))
}

/// What is known by how it begins.
fn beginning<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let cut = piece.cut;
    if let Some((head, mark, beneath)) = atomic::head(cut) {
        atomic::read(draft, head, mark, beneath);
        place(draft, piece, cut, mark, "");
        return Some(0);
    }
    if let Some(name) =
        SAR.iter().find_map(|prefix| cut.strip_prefix(prefix)).filter(|name| program::is_whole(*name))
    {
        sar_words(draft, piece, name);
        return Some(sap(draft, piece, name));
    }
    if let Some(taken) = foreign(draft, piece, after).or_else(|| lists(draft, piece, after)) {
        return Some(taken);
    }
    match program::system(cut).filter(|_| program::is_whole(cut) || published_alone(cut)) {
        Some(program::System::Published(_)) => {
            let name = program::sci(draft, cut);
            draft.entry(cut, piece.gap, Category::Sci, 0, name);
            Some(0)
        }
        Some(program::System::Unpublished) => {
            draft.entries.push(Entry { cut, gap: piece.gap, kind: Kind::Unpublished });
            Some(0)
        }
        None => None,
    }
}

/// Whether a piece is a control system by its long name, with spaces and nothing beneath.
fn published_alone(cut: Cut<'_>) -> bool {
    ROWS.iter().any(|row| matches!(row.mark, Mark::Sci(_)) && row.title == cut.text)
}

/// A marking of one word or title.
fn plain<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, mark: Mark) -> usize {
    draft.spelling(piece.cut, mark);
    take(draft, piece.cut, mark);
    let cut = draft.cut(piece.cut.range());
    place(draft, piece, cut, mark, "");
    0
}

/// Puts a marking without anything beneath it into the draft.
fn take(draft: &mut Draft<'_>, cut: Cut<'_>, mark: Mark) {
    let atomic = &mut draft.marking.atomic_energy;
    let part = match mark {
        Mark::DodUcni => {
            atomic.dod_ucni = true;
            Part::DodUcni
        }
        Mark::DoeUcni => {
            atomic.doe_ucni = true;
            Part::DoeUcni
        }
        Mark::Tfni => {
            atomic.tfni = true;
            Part::Tfni
        }
        Mark::Nato(control) => {
            draft.marking.nato.insert(control);
            Part::Nato(control)
        }
        Mark::NonIc(non_ic) => {
            draft.marking.non_ic.insert(non_ic);
            Part::NonIc(non_ic)
        }
        Mark::Control(control) => {
            draft.marking.controls.insert(control);
            Part::Control(control)
        }
        // These are read where something may be beneath them.
        Mark::Level(_) | Mark::Sci(_) | Mark::Rd | Mark::Frd | Mark::Fgi => return,
    };
    let category = category(draft, mark);
    draft.token(cut, category, part);
}

/// The category of a marking: NATO's controls have their own place in a marking of NATO.
fn category(draft: &Draft<'_>, mark: Mark) -> Category {
    let is_natos = draft.classification.as_ref().is_some_and(|one| matches!(one.holder, Holder::Nato(_)));
    if is_natos && matches!(mark, Mark::Nato(_)) { Category::Foreign } else { mark.category() }
}

/// Notes where an entry stands, with its place among others.
fn place<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, cut: Cut<'a>, mark: Mark, name: &'a str) {
    let category = category(draft, mark);
    let (rank, name) = match mark {
        // By the alphabet, among the control systems.
        Mark::Nato(NatoControl::Balk) if category == Category::Sci => (0, "BALK"),
        Mark::Nato(NatoControl::Bohemia) if category == Category::Sci => (0, "BOHEMIA"),
        Mark::Nato(control) if category == Category::Foreign => (control as u8, name),
        Mark::Rd => (0, name),
        Mark::Frd => (1, name),
        Mark::DodUcni => (2, name),
        Mark::DoeUcni => (3, name),
        Mark::Tfni => (4, name),
        Mark::Nato(_) | Mark::Fgi => (5, name),
        Mark::Control(control) => (control as u8, name),
        Mark::NonIc(non_ic) => (non_ic as u8, name),
        Mark::Level(_) | Mark::Sci(_) => (0, name),
    };
    draft.entry(cut, piece.gap, category, rank, name);
}

/// Whether a piece stands behind a special access program and a single slash, as another does.
fn continues_sap(draft: &Draft<'_>, piece: Piece<'_>) -> bool {
    let after_sap = draft
        .entries
        .last()
        .is_some_and(|last| matches!(last.kind, Kind::Known(place) if place.category == Category::Sap));
    let text = piece.cut.text;
    let begins = |words: &[&str]| {
        words.iter().any(|words| {
            text.strip_prefix(words)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
    };
    after_sap
        && piece.slashes() == 1
        && program::is_whole(piece.cut)
        && atomic::head(piece.cut).is_none()
        && !SAR.iter().any(|prefix| text.starts_with(prefix))
        && !begins(&REL_TO)
        && !begins(&DISPLAY_ONLY)
        && !begins(&FGI)
}

fn sap<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, cut: Cut<'a>) -> usize {
    let name = program::sap(draft, cut);
    draft.entry(cut, piece.gap, Category::Sap, 0, name);
    0
}

/// The words in front of a special access program: once, and as the form has them.
fn sar_words(draft: &mut Draft<'_>, piece: Piece<'_>, name: Cut<'_>) {
    let words = draft.cut(piece.cut.at..name.at);
    let is_again = !draft.marking.sap.is_empty();
    if is_again {
        let what = format!("`{}` stands once, in front of the first program", words.text);
        draft.error("us-sar", words, what, Some(String::new()));
    } else if words.text == "SAR " {
        draft.warning("us-spelling", words, "`SAR` is written `SAR-`".to_owned(), "SAR-");
    } else if draft.form == Form::Portion {
        draft.wording(words, "SAR-", true);
    }
    if draft.form == Form::Portion && name.text != "MULTIPLE PROGRAMS" {
        let head = name.split_once('-').map_or(name, |(head, _)| head);
        let short = crate::us::print::initials(head.text);
        draft.wording(head, &short, true);
    }
}

/// FGI with its sources.
fn foreign<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let (head, codes) = headed(piece.cut, &FGI)?;
    draft.spelling(head, Mark::Fgi);
    draft.token(head, Category::Foreign, Part::Fgi);
    let taken = if codes.text.is_empty() { 0 } else { list::absorbed(after) };
    let codes = list::extended(draft, codes, after, taken);
    let found = list::codes(draft, codes, List::Fgi);
    let mut all = match draft.marking.fgi.take() {
        Some(Fgi::Open(codes)) => codes,
        _ => Vec::new(),
    };
    all.extend(found);
    all.sort();
    all.dedup();
    draft.marking.fgi = Some(if all.is_empty() { Fgi::Concealed } else { Fgi::Open(all) });
    let cut = draft.cut(piece.cut.at..codes.end().max(piece.cut.end()));
    place(draft, piece, cut, Mark::Fgi, "");
    Some(taken)
}

/// REL TO and DISPLAY ONLY with their lists, and EYES without one.
fn lists<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let cut = piece.cut;
    if EYES.contains(&cut.text) {
        let right = if draft.form == Form::Portion { "EYES" } else { cut.text };
        draft.wording(cut, right, cut.text == "EYES ONLY");
        return Some(eyes_list(draft, piece, cut, cut.split_at(cut.text.len()).1, cut, 0));
    }
    if let Some((words, codes)) = headed(cut, &["EYES ONLY"]) {
        let what = format!("`{}` stands behind its list", words.text);
        draft.error("us-list", words, what, None);
        return Some(eyes_list(draft, piece, words, codes, cut, 0));
    }
    let (head, codes, control) = headed(cut, &REL_TO)
        .map(|(head, codes)| (head, codes, Control::RelTo))
        .or_else(|| headed(cut, &DISPLAY_ONLY).map(|(head, codes)| (head, codes, Control::DisplayOnly)))?;
    draft.token(head, Category::Dissemination, Part::Control(control));
    if head.text != "REL" || !codes.text.is_empty() {
        draft.spelling(head, Mark::Control(control));
    }
    let taken = if codes.text.is_empty() { 0 } else { list::absorbed(eyes_begin(after)) };
    let codes = list::extended(draft, codes, after, taken);
    let is_first = draft.marking.controls.insert(control);
    if control == Control::RelTo {
        let found = list::codes(draft, codes, List::RelTo);
        check_rel_to(draft, head, codes, &found);
        narrow(&mut draft.marking.rel_to, found, is_first);
    } else {
        let found = list::codes(draft, codes, List::DisplayOnly);
        if found.is_empty() {
            draft.error("us-list", head, format!("`{}` has no list", head.text), None);
        }
        narrow(&mut draft.marking.display_only, found, is_first);
    }
    let cut = draft.cut(cut.at..codes.end().max(cut.end()));
    place(draft, piece, cut, Mark::Control(control), "");
    Some(taken)
}

/// A list, and of two lists what is in both: nothing is released further by being written twice.
fn narrow(list: &mut Vec<Code>, found: Vec<Code>, is_first: bool) {
    if is_first {
        *list = found;
    } else {
        list.retain(|code| found.contains(code));
    }
}

fn check_rel_to(draft: &mut Draft<'_>, head: Cut<'_>, codes: Cut<'_>, found: &[Code]) {
    let is_usa = |code: &Code| code.as_str() == "USA";
    if found.is_empty() {
        let is_short = draft.form == Form::Portion && head.text == "REL";
        if !is_short {
            let what = match draft.form {
                Form::Banner => format!("`{}` has no list in a banner", head.text),
                Form::Portion => {
                    format!("`{}` has no list; `REL` alone means the list of the banner", head.text)
                }
            };
            let mend = (draft.form == Form::Portion).then(|| "REL".to_owned());
            draft.error("us-list", head, what, mend);
        }
    } else if !found.iter().any(is_usa) {
        let start = draft.span(codes.range()).start;
        let what = "`USA` stands first in every list of those to whom something is released".to_owned();
        let problem = Problem::error("us-usa", draft.span(codes.range()), what, SYNTAX);
        draft.problems.push(problem.mend_at(start..start, "USA, "));
    } else if found.len() == 1 {
        let whole = draft.cut(head.at..codes.end());
        draft.error("us-list", whole, format!("`{}` releases to nobody else", whole.text), None);
    }
}

/// `USA/CAN/GBR EYES ONLY`, which is cut at its slashes.
fn eyes<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let (taken, list, words) = eyes_end(piece, after)?;
    let last = taken.checked_sub(1).and_then(|index| after.get(index)).copied().unwrap_or(piece);
    let codes = draft.cut(piece.cut.at..last.cut.at + list.len());
    let words = draft.cut(last.cut.end() - words.len()..last.cut.end());
    draft.wording(words, "EYES ONLY", false);
    let cut = draft.cut(piece.cut.at..last.cut.end());
    Some(eyes_list(draft, piece, words, codes, cut, taken))
}

/// Where EYES ONLY ends, of which a piece is the beginning: how many further pieces it has, and what is the code and
/// what the words of the last.
fn eyes_end<'a>(piece: Piece<'a>, after: &[Piece<'a>]) -> Option<(usize, &'a str, &'a str)> {
    let of_last = |text: &'a str| {
        let words = EYES.iter().find_map(|words| {
            let codes = text.strip_suffix(words)?.strip_suffix(' ')?;
            let are_codes = codes.split([' ', ',']).all(|code| code.is_empty() || list::is_code(code));
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

fn eyes_list<'a>(
    draft: &mut Draft<'a>,
    piece: Piece<'a>,
    words: Cut<'a>,
    codes: Cut<'a>,
    cut: Cut<'a>,
    taken: usize,
) -> usize {
    draft.token(words, Category::Dissemination, Part::Control(Control::Eyes));
    let found = list::codes(draft, codes, List::Eyes);
    if found.is_empty() && draft.form == Form::Banner {
        draft.error("us-list", cut, format!("`{}` has no list in a banner", cut.text), None);
    } else if !found.is_empty() && found.first().is_none_or(|code| code.as_str() != "USA") {
        let start = draft.span(codes.range()).start;
        let what = "`USA` stands first in the list of EYES ONLY".to_owned();
        let problem = Problem::error("us-usa", draft.span(codes.range()), what, SYNTAX);
        draft.problems.push(problem.mend_at(start..start, "USA/"));
    }
    let what = format!("`{}` was retired on 2017-10-01: such information is marked REL TO", cut.text);
    let problem = Problem::warning("us-retired", draft.span(cut.range()), what, "CAPCO 2016, H.8");
    let mend = format!("REL TO {}", list::written(&found, ", "));
    let has_usa = found.first().is_some_and(|code| code.as_str() == "USA");
    draft.problems.push(if has_usa { problem.mend(mend) } else { problem });
    let is_first = draft.marking.controls.insert(Control::Eyes);
    narrow(&mut draft.marking.eyes, found, is_first);
    place(draft, piece, cut, Mark::Control(Control::Eyes), "");
    taken
}

/// The words that a piece begins with, and what follows them.
fn headed<'a>(cut: Cut<'a>, words: &[&str]) -> Option<(Cut<'a>, Cut<'a>)> {
    words.iter().find_map(|words| {
        let after = cut.strip_prefix(words)?;
        if !(after.text.is_empty() || after.text.starts_with([' ', ','])) {
            return None;
        }
        let rest = after.text.trim_start_matches([' ', ',']);
        Some((cut.split_at(words.len()).0, after.split_at(after.text.len() - rest.len()).1))
    })
}

/// What is known once spaces and hyphens are left out, and else unknown.
fn slip<'a>(draft: &mut Draft<'a>, piece: Piece<'a>) -> usize {
    let text = piece.cut.text;
    let slip = SLIPS.iter().find(|(slip, _)| *slip == text).map(|(_, mark)| *mark);
    let meant = slip.or_else(|| {
        let row = ROWS
            .iter()
            .find(|row| [row.title, row.banner, row.portion].iter().any(|name| same_letters(name, text)));
        row.map(|row| row.mark)
    });
    let is_simple = |mark: &Mark| {
        !matches!(
            mark,
            Mark::Level(_)
                | Mark::Rd
                | Mark::Frd
                | Mark::Fgi
                | Mark::Control(Control::RelTo | Control::DisplayOnly | Control::Eyes)
        )
    };
    match meant.filter(is_simple) {
        Some(Mark::Sci(name)) => {
            draft.spelling(piece.cut, Mark::Sci(name));
            let part = Part::Program(Category::Sci, name.to_owned());
            draft.token(piece.cut, Category::Sci, part);
            program::add(draft, name);
            place(draft, piece, piece.cut, Mark::Sci(name), name);
            0
        }
        Some(mark) => plain(draft, piece, mark),
        None => {
            draft.entries.push(Entry { cut: piece.cut, gap: piece.gap, kind: Kind::Unknown });
            0
        }
    }
}

/// Whether two texts have the same letters and digits, one after the other.
fn same_letters(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| {
        text.bytes().filter(|byte| !matches!(byte, b' ' | b'-' | b'_' | b'.')).collect::<Vec<u8>>()
    };
    one.len().abs_diff(other.len()) <= 8 && letters(one) == letters(other)
}
