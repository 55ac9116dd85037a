//! Special access programs: `SAR-` once, and a program after the other.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), H.5.

use crate::us::marking::Category;
use crate::us::print;
use crate::us::read::cut::{Cut, Piece};
use crate::us::read::draft::{Draft, Kind};
use crate::us::read::list::{self, headed};
use crate::us::read::release::{DISPLAY_ONLY, FGI, REL_TO};
use crate::us::read::{atomic, classification, program};
use crate::us::register::{self, Form};

/// What stands in front of the first. The first is the abbreviation, the second its title, and the last a slip.
const SAR: [&str; 3] = ["SAR-", "SPECIAL ACCESS REQUIRED-", "SAR "];

/// Reads a special access program, if a piece is one, or if it stands behind one as another does.
pub(super) fn read<'a>(draft: &mut Draft<'a>, piece: Piece<'a>) -> bool {
    let name = match behind_sar(piece.cut) {
        Some(name) => name,
        None if stands_behind_another(draft, piece) => piece.cut,
        None => return false,
    };
    if !is_program(name) {
        return false;
    }
    if name.at != piece.cut.at {
        sar_words(draft, piece, name);
    }
    let head = name.split_once('-').map_or(name, |(head, _)| head);
    if draft.form == Form::Portion {
        draft.wording(head, &print::initials(head.text), true);
    }
    let known = program::sap(draft, name);
    draft.entry(name, piece.gap, Category::Sap, 0, known);
    true
}

fn stands_behind_another(draft: &Draft<'_>, piece: Piece<'_>) -> bool {
    let last = draft.entries.last();
    piece.slashes() == 1
        && last.is_some_and(|last| matches!(last.kind, Kind::Known(place) if place.category == Category::Sap))
}

/// Whether a text may name a program: whatever is no other marking. Else one could not tell where programs end.
fn is_program(cut: Cut<'_>) -> bool {
    let published = register::find(cut.text);
    let has_list = [&REL_TO[..], &DISPLAY_ONLY, &FGI].iter().any(|words| headed(cut, words).is_some());
    let is_of_eyes = cut.text == "USA" || list::eyes_end(Piece { cut, gap: cut }, &[]).is_some();
    program::is_whole(cut)
        && published.is_none_or(|row| row.mark.category() < Category::Sap)
        && !has_list
        && !is_of_eyes
        && atomic::head(cut).is_none()
        && !classification::is_one(cut)
}

/// What stands behind `SAR-`, however often that is written.
fn behind_sar(cut: Cut<'_>) -> Option<Cut<'_>> {
    let behind = |cut: Cut<'_>| SAR.iter().find_map(|prefix| cut.strip_prefix(prefix)).map(|name| name.at);
    let mut at = behind(cut)?;
    while let Some(further) = behind(cut.split_at(at - cut.at).1) {
        at = further;
    }
    Some(cut.split_at(at - cut.at).1)
}

/// The words in front of a special access program: once, and as the form has them.
fn sar_words(draft: &mut Draft<'_>, piece: Piece<'_>, name: Cut<'_>) {
    let words = draft.cut(piece.cut.at..name.at);
    let once = || format!("`{}` is written once, in front of the first program", words.text);
    if !draft.marking.sap.is_empty() {
        return draft.error("us-sar", words, once(), Some(String::new()));
    }
    match words.text {
        "SAR-" => {}
        "SPECIAL ACCESS REQUIRED-" if draft.form == Form::Banner => {}
        "SPECIAL ACCESS REQUIRED-" => draft.wording(words, "SAR-", true),
        "SAR " => draft.warning("us-spelling", words, "`SAR` is written `SAR-`".to_owned(), "SAR-"),
        _ => draft.error("us-sar", words, once(), Some("SAR-".to_owned())),
    }
}
