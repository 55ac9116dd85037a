//! What follows the classification: each entry by its words, wherever it stands.

use crate::us::marking::{Category, Control, Holder, NatoControl, NonIc};
use crate::us::read::cut::{Cut, Piece};
use crate::us::read::draft::{Draft, Entry, Kind, Place};
use crate::us::read::{Part, atomic, classification, program, release, sap};
use crate::us::register::{self, Mark, ROWS};

/// Other words for a marking.
const SLIPS: [(&str, Mark); 4] = [
    ("COMINT", Mark::Sci("SI")),
    ("ORIGINATOR CONTROLLED US GOVERNMENT", Mark::Control(Control::OrconUsgov)),
    ("LES NF", Mark::NonIc(NonIc::LesNf)),
    ("SBU NF", Mark::NonIc(NonIc::SbuNf)),
];

/// Reads all pieces into entries.
pub(super) fn read_all<'a>(draft: &mut Draft<'a>, pieces: &[Piece<'a>]) {
    let mut rest = pieces;
    while let [piece, after @ ..] = rest {
        let taken = read(draft, *piece, after);
        rest = after.get(taken..).unwrap_or_default();
    }
    natos(draft);
}

/// In a marking of NATO its controls have a place of their own. Where one stands in front of the classification, that
/// is known only at the end.
fn natos(draft: &mut Draft<'_>) {
    if !is_natos(draft) {
        return;
    }
    for entry in &mut draft.entries {
        let Kind::Known(place) = &mut entry.kind else { continue };
        let control = match (place.category, place.name) {
            (Category::Sci, "BALK") => NatoControl::Balk,
            (Category::Sci, "BOHEMIA") => NatoControl::Bohemia,
            (Category::AtomicEnergy, "ATOMAL") => NatoControl::Atomal,
            _ => continue,
        };
        *place = Place { category: Category::Foreign, rank: control as u8, name: "NATO" };
    }
    for token in draft.tokens.iter_mut().filter(|token| matches!(token.part, Part::Nato(_))) {
        token.category = Category::Foreign;
    }
}

/// Reads a piece with those that belong to it, and tells how many.
fn read<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> usize {
    if let Some(taken) = classification::read(draft, piece, after) {
        return taken;
    }
    if let Some(taken) = release::eyes(draft, piece, after) {
        return taken;
    }
    if sap::read(draft, piece) {
        return 0;
    }
    match register::find(piece.cut.text).map(|row| row.mark) {
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
    if let Some(taken) = release::read(draft, piece, after) {
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
    register::find(cut.text).is_some_and(|row| matches!(row.mark, Mark::Sci(_)))
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
    if matches!(mark, Mark::Nato(_)) && is_natos(draft) { Category::Foreign } else { mark.category() }
}

fn is_natos(draft: &Draft<'_>) -> bool {
    draft.classification.as_ref().is_some_and(|one| matches!(one.holder, Holder::Nato(_)))
}

/// Notes where an entry stands, with its place among others.
fn place<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, cut: Cut<'a>, mark: Mark, name: &'a str) {
    let category = category(draft, mark);
    let (rank, name) = match mark {
        // By the alphabet, among the control systems.
        Mark::Nato(NatoControl::Balk) if category == Category::Sci => (0, "BALK"),
        Mark::Nato(NatoControl::Bohemia) if category == Category::Sci => (0, "BOHEMIA"),
        Mark::Nato(control) if category == Category::Foreign => (control as u8, "NATO"),
        Mark::Rd => (0, name),
        Mark::Frd => (1, name),
        Mark::DodUcni => (2, name),
        Mark::DoeUcni => (3, name),
        Mark::Tfni => (4, name),
        Mark::Nato(_) => (5, "ATOMAL"),
        Mark::Fgi => (u8::MAX, name),
        Mark::Control(control) => (control as u8, name),
        Mark::NonIc(non_ic) => (non_ic as u8, name),
        Mark::Level(_) | Mark::Sci(_) => (0, name),
    };
    draft.entry(cut, piece.gap, category, rank, name);
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
