//! Reads the marks of e-mails.

use std::ops::Range;

use super::check::{SOURCE, check};
use super::{Access, Caveat, HEADER, Level, MAX_MARK, Marking, PLAIN, Reading};
use crate::problem::{Problem, few};

/// The fields, in the order in which they stand.
pub(super) const FIELDS: [&str; 9] =
    ["VER", "NS", "SEC", "CAVEAT", "EXPIRES", "DOWNTO", "ACCESS", "NOTE", "ORIGIN"];

/// The fields that stand in a header alone.
const OF_HEADER: [&str; 4] = ["VER", "NS", "NOTE", "ORIGIN"];

/// Where a mark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    Header,
}

/// A field as it was read: which of [`FIELDS`], its value and where it stands.
pub(super) struct Field<'a> {
    pub(super) rank: usize,
    pub(super) value: &'a str,
    pub(super) span: Range<usize>,
}

/// The marking of a message: what its header says, or else what its subject says. `None` where neither has a mark.
pub fn of_message(subject: &str, header: Option<&str>) -> Option<Reading> {
    header.map(read_header).or_else(|| read_subject(subject))
}

/// Reads the leftmost mark in a subject. `None` where there is none.
pub fn read_subject(subject: &str) -> Option<Reading> {
    let start = subject.to_ascii_lowercase().find("[sec=")?;
    let inside = start + 1;
    let rest = subject.get(inside..)?;
    let (end, closed) = rest.find(']').map_or((subject.len(), false), |at| (inside + at, true));
    let mut problems = Vec::new();
    if !closed {
        let what = "the mark has no `]`";
        problems.push(Problem::error("au-unclosed", start..end, what, SOURCE).mend_at(end..end, "]"));
    }
    let span = start..if closed { end + 1 } else { end };
    let mut reading = read(subject, inside..end, span, Place::Subject, problems);
    if !closed {
        // Nobody knows where it ends: what follows it may belong to it or not.
        reading.marking.unknown.push(rest.to_owned());
    }
    Some(reading)
}

/// Reads what stands in the header, with the header's name or without it.
pub fn read_header(text: &str) -> Reading {
    let named = text.get(..HEADER.len()).is_some_and(|name| name.eq_ignore_ascii_case(HEADER));
    let rest = text.get(HEADER.len()..).filter(|_| named).and_then(|rest| rest.strip_prefix(':'));
    let start = rest.map_or(0, |rest| text.len() - rest.len());
    read(text, start..text.len(), 0..text.len(), Place::Header, Vec::new())
}

fn read(
    text: &str,
    inside: Range<usize>,
    span: Range<usize>,
    place: Place,
    mut problems: Vec<Problem>,
) -> Reading {
    let mark = text.get(span.clone()).unwrap_or_default();
    let mut marking = Marking::default();
    // At most four bytes are one character.
    if mark.len() > MAX_MARK && mark.chars().nth(MAX_MARK).is_some() {
        let what = format!("the mark has more than {MAX_MARK} characters");
        problems.push(Problem::error("au-too-long", span.clone(), what, SOURCE));
        marking.unknown.push(mark.to_owned());
        return Reading { marking, span, problems };
    }
    let mut fields = Vec::new();
    let pieces = pieces(text, inside.clone(), &mut problems);
    if place == Place::Subject {
        blanks(inside, &pieces, &mut problems);
    }
    for piece in pieces {
        match field(text, piece.clone(), place, &mut problems) {
            Some(field) => {
                take(&field, &mut marking, &mut problems);
                fields.push(field);
            }
            None => marking.unknown.extend(text.get(piece).map(str::to_owned)),
        }
    }
    check(&marking, &fields, place, &span, &mut problems);
    Reading { marking, span, problems: few(problems) }
}

/// What stands between commas, without the blanks around it. A comma behind a backslash is none.
fn pieces(text: &str, inside: Range<usize>, problems: &mut Vec<Problem>) -> Vec<Range<usize>> {
    let all = text.get(inside.clone()).unwrap_or_default();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in all.char_indices().chain([(all.len(), ',')]) {
        if c == ',' && (!escaped || at == all.len()) {
            let piece = all.get(start..at).unwrap_or_default();
            let begins = inside.start + start + (piece.len() - piece.trim_start().len());
            pieces.push(begins..begins + piece.trim().len());
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    for pair in pieces.windows(2) {
        if let [one, next] = pair
            && text.get(one.end..next.start) != Some(", ")
        {
            let what = "between two fields stand a comma and one blank";
            problems.push(Problem::warning("au-separator", one.end..next.start, what, SOURCE).mend(", "));
        }
    }
    pieces
}

/// Between the brackets and what they hold stands nothing.
fn blanks(inside: Range<usize>, pieces: &[Range<usize>], problems: &mut Vec<Problem>) {
    let Some((first, last)) = pieces.first().zip(pieces.last()) else { return };
    for blank in [inside.start..first.start, last.end..inside.end] {
        if !blank.is_empty() {
            let what = "no blank stands beside a bracket";
            problems.push(Problem::warning("au-separator", blank, what, SOURCE).mend(""));
        }
    }
}

/// A field by its name. None where there is no such field in this place.
fn field<'a>(
    text: &'a str,
    span: Range<usize>,
    place: Place,
    problems: &mut Vec<Problem>,
) -> Option<Field<'a>> {
    let piece = text.get(span.clone()).unwrap_or_default();
    let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
    let found = FIELDS.iter().position(|field| field.eq_ignore_ascii_case(name));
    let Some((rank, right)) = found.and_then(|rank| Some((rank, *FIELDS.get(rank)?))) else {
        let what = if piece.is_empty() {
            "nothing stands between two commas".to_owned()
        } else {
            format!("`{piece}` is no field of a mark")
        };
        problems.push(Problem::error("au-field", span, what, SOURCE));
        return None;
    };
    if place == Place::Subject && OF_HEADER.contains(&right) {
        let what = format!("`{right}` stands in the header, and not in the subject");
        problems.push(Problem::error("au-place", span, what, SOURCE));
        return None;
    }
    if name != right {
        case(right, name, span.start..span.start + name.len(), problems);
    }
    Some(Field { rank, value, span: span.end - value.len()..span.end })
}

/// The same word in other letters is meant by it, and wrong all the same.
fn case(right: &str, typed: &str, span: Range<usize>, problems: &mut Vec<Problem>) {
    let what = format!("`{typed}` is written `{right}`: capitals count");
    problems.push(Problem::error("au-case", span, what, SOURCE).mend(right));
}

/// Takes what a field says into the marking; what it cannot say is not understood.
fn take(field: &Field<'_>, marking: &mut Marking, problems: &mut Vec<Problem>) {
    let name = FIELDS.get(field.rank).copied().unwrap_or_default();
    let value = field.value;
    let taken = match name {
        "SEC" => level(field, problems).is_some_and(|level| take_level(level, marking)),
        "CAVEAT" => spelled(field, problems).map(|caveat| marking.caveats.push(caveat)).is_some(),
        "EXPIRES" => once(&mut marking.expires, Some(value).filter(|text| is_text(text)).map(str::to_owned)),
        "DOWNTO" => once(&mut marking.down_to, level(field, problems)),
        "ACCESS" => {
            let found = Access::ALL.into_iter().find(|access| access.as_str().eq_ignore_ascii_case(value));
            let right = found.map(Access::as_str).filter(|right| *right != value);
            right.iter().for_each(|right| case(right, value, field.span.clone(), problems));
            found.map(|access| marking.access.push(access)).is_some()
        }
        "NOTE" => once(&mut marking.note, is_note(value).then(|| value.to_owned())),
        "ORIGIN" => once(&mut marking.origin, is_address(value).then(|| value.to_owned())),
        "VER" => value == "2024.1",
        _ => value == "gov.au",
    };
    if !taken {
        marking.unknown.push(format!("{name}={value}"));
        let what = format!("`{value}` is nothing that `{name}` may say here");
        problems.push(Problem::error("au-value", field.span.clone(), what, SOURCE));
    }
}

fn level(field: &Field<'_>, problems: &mut Vec<Problem>) -> Option<Level> {
    let found = Level::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(field.value))?;
    if found.as_str() != field.value {
        case(found.as_str(), field.value, field.span.clone(), problems);
    }
    Some(found)
}

/// Of several levels the highest counts, and the marking is not understood.
fn take_level(level: Level, marking: &mut Marking) -> bool {
    let before = marking.level;
    marking.level = before.max(Some(level));
    before.is_none()
}

fn once<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    match value {
        Some(value) if slot.is_none() => {
            *slot = Some(value);
            true
        }
        _ => false,
    }
}

fn spelled(field: &Field<'_>, problems: &mut Vec<Problem>) -> Option<Caveat> {
    let found = caveat(field.value)?;
    let right = found.print();
    if right != field.value {
        case(&right, field.value, field.span.clone(), problems);
    }
    Some(found)
}

/// A caveat as an e-mail has it, in whatever letters; names and codewords are kept as they are.
pub(super) fn caveat(typed: &str) -> Option<Caveat> {
    if let Some((caveat, ..)) = PLAIN.iter().find(|(_, plain, _)| plain.eq_ignore_ascii_case(typed)) {
        return Some(caveat.clone());
    }
    let behind = |prefix: &str| {
        let (before, rest) = typed.split_at_checked(prefix.len())?;
        before.eq_ignore_ascii_case(prefix).then_some(rest).filter(|rest| is_text(rest))
    };
    if let Some(word) = behind("C:") {
        return Some(Caveat::Codeword(word.to_owned()));
    }
    if let Some(text) = behind("FG:") {
        return Some(Caveat::ForeignGovernment(text.to_owned()));
    }
    if let Some(name) = behind("SH:EXCLUSIVE-FOR ") {
        return Some(Caveat::ExclusiveFor(name.to_owned()));
    }
    let codes: Vec<String> = behind("RI:REL ")?.split('/').map(str::to_ascii_uppercase).collect();
    let is_code = |code: &String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    codes.iter().all(is_code).then_some(Caveat::Rel(codes))
}

/// Whether a value can stand in a subject, in a header and on the page without reading as anything else.
pub(super) fn is_text(text: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && !matches!(c, ',' | '[' | ']' | '\\' | '=');
    !text.is_empty() && text.trim() == text && text.chars().all(is_plain) && !text.contains("//")
}

fn is_note(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    let is_part = |part: &str| !part.is_empty() && !part.contains('@');
    is_text(text)
        && !text.contains(char::is_whitespace)
        && parts.is_some_and(|(at, of)| is_part(at) && is_part(of))
}
