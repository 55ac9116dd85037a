//! Markings with a list: FGI, REL TO, DISPLAY ONLY and EYES ONLY.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), A.6, H.7 and H.8.

use crate::problem::Problem;
use crate::us::marking::{Category, Code, Control, Fgi};
use crate::us::read::cut::{Cut, Piece};
use crate::us::read::draft::Draft;
use crate::us::read::list::{self, EYES, List, headed, narrow};
use crate::us::read::{Part, classification};
use crate::us::register::{Form, Mark, SYNTAX};

/// Words in front of a list. The first are the manual's, the second their title, and others are what people type.
pub(super) const REL_TO: [&str; 6] =
    ["REL TO", "AUTHORIZED FOR RELEASE TO", "RELTO", "REL-TO", "RELEASABLE TO", "REL"];
pub(super) const DISPLAY_ONLY: [&str; 4] =
    ["DISPLAY ONLY", "DISPLAYONLY", "DISPLAY-ONLY", "AUTHORIZED FOR DISPLAY BUT NOT RELEASE TO"];
pub(super) const FGI: [&str; 2] = ["FGI", "FOREIGN GOVERNMENT INFORMATION"];

/// Reads a marking with a list, where a piece begins with one, and tells how many further pieces belong to it.
pub(super) fn read<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    if !piece.cut.text.starts_with(['F', 'R', 'A', 'D', 'E']) {
        return None;
    }
    foreign(draft, piece, after).or_else(|| lists(draft, piece, after))
}

/// FGI with its sources.
fn foreign<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let (head, codes) = headed(piece.cut, &FGI)?;
    if !codes.text.is_empty() && list::words(codes, List::Fgi).all(|word| classification::is_level(word.text))
    {
        // It could be told from a classification no more, once it is written as a list.
        return None;
    }
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
    draft.entry(cut, piece.gap, Category::Foreign, u8::MAX, "");
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
    let taken = if codes.text.is_empty() { 0 } else { list::absorbed(after) };
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
    draft.entry(cut, piece.gap, Category::Dissemination, control as u8, "");
    Some(taken)
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
pub(super) fn eyes<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let (taken, list, words) = list::eyes_end(piece, after)?;
    let last = taken.checked_sub(1).and_then(|index| after.get(index)).copied().unwrap_or(piece);
    let codes = draft.cut(piece.cut.at..last.cut.at + list.len());
    let words = draft.cut(last.cut.end() - words.len()..last.cut.end());
    draft.wording(words, "EYES ONLY", false);
    let cut = draft.cut(piece.cut.at..last.cut.end());
    Some(eyes_list(draft, piece, words, codes, cut, taken))
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
    draft.entry(cut, piece.gap, Category::Dissemination, Control::Eyes as u8, "");
    taken
}
