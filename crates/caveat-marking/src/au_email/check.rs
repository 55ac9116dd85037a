//! What the standard asks of a mark beyond how its fields are written.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

use super::read::{FIELDS, Field, Place};
use super::{Caveat, Level, Marking};
use crate::problem::Problem;

/// The source of every rule.
pub(super) const SOURCE: &str = "Email Protective Marking Standard 2024.1";

pub(super) fn check(
    marking: &Marking,
    fields: &[Field<'_>],
    place: Place,
    span: &Range<usize>,
    problems: &mut Vec<Problem>,
) {
    let of = |name: &str| fields.iter().find(|field| FIELDS.get(field.rank) == Some(&name));
    let mut error = |code, span: Range<usize>, what: String| {
        problems.push(Problem::error(code, span, what, SOURCE));
    };
    let needed: &[&str] = match place {
        Place::Subject => &["SEC"],
        Place::Header => &["VER", "NS", "SEC", "ORIGIN"],
    };
    for name in needed.iter().filter(|name| of(name).is_none()) {
        error("au-missing", span.clone(), format!("a mark here has `{name}`"));
    }
    if of("EXPIRES").is_some() != of("DOWNTO").is_some() {
        error("au-downto", span.clone(), "`EXPIRES` and `DOWNTO` stand together".to_owned());
    }
    if let Some((field, lower)) = of("DOWNTO").zip(marking.down_to)
        && marking.level.is_some_and(|level| level <= lower)
    {
        error("au-downto", field.span.clone(), format!("`{}` is not below the mark's level", field.value));
    }
    if let Some(field) = of("EXPIRES")
        && looks_like_a_date(field.value)
        && field.value.parse::<Timestamp>().is_err()
        && (field.value.len() != 10 || field.value.parse::<Date>().is_err())
    {
        error("au-date", field.span.clone(), format!("`{}` is no day, and no instant", field.value));
    }
    let mut seen = HashSet::new();
    for field in fields.iter().filter(|field| matches!(FIELDS.get(field.rank), Some(&"CAVEAT" | &"ACCESS"))) {
        if !seen.insert(field.value) {
            error("au-repeated", field.span.clone(), format!("`{}` is said twice", field.value));
        }
    }
    if let Some(field) = of("CAVEAT") {
        caveats(marking, &field.span, &mut error);
    }
    order(marking, fields, place, span, problems);
}

fn caveats(
    marking: &Marking,
    span: &Range<usize>,
    error: &mut impl FnMut(&'static str, Range<usize>, String),
) {
    let level = marking.level.unwrap_or(Level::TopSecret);
    for caveat in &marking.caveats {
        let stands = level >= Level::Protected
            || (*caveat == Caveat::NationalCabinet && level == Level::OfficialSensitive);
        if !stands {
            let what = format!("`{}` does not stand with `{}`", caveat.print(), level.as_str());
            error("au-caveat", span.clone(), what);
        }
        if let Caveat::Rel(codes) = caveat
            && (codes.first().is_none_or(|code| code != "AUS") || codes.len() < 2)
        {
            let what = format!("`{}` names `AUS` first, and one other at least", caveat.print());
            error("au-rel", span.clone(), what);
        }
    }
    let is_release = |caveat: &&Caveat| matches!(caveat, Caveat::Austeo | Caveat::Agao | Caveat::Rel(_));
    if marking.caveats.iter().filter(is_release).count() > 1 {
        error("au-release", span.clone(), "`AUSTEO`, `AGAO` and `REL` exclude one another".to_owned());
    }
}

/// The order is fixed; where all is understood, the mark in its order is the mend.
fn order(
    marking: &Marking,
    fields: &[Field<'_>],
    place: Place,
    span: &Range<usize>,
    problems: &mut Vec<Problem>,
) {
    let late = fields.iter().zip(fields.iter().skip(1)).find(|(one, next)| one.rank > next.rank);
    let Some((one, next)) = late else { return };
    let name = |field: &Field<'_>| FIELDS.get(field.rank).copied().unwrap_or_default();
    let what = format!("`{}` stands before `{}`", name(next), name(one));
    let problem = Problem::error("au-order", next.span.clone(), what, SOURCE);
    let right = match place {
        Place::Subject => marking.subject(),
        Place::Header => marking.header(),
    };
    problems.push(match right {
        Some(right) => problem.mend_at(span.clone(), right),
        None => problem,
    });
}

/// Four digits and a hyphen: no event begins so.
fn looks_like_a_date(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.by_ref().take(4).filter(u8::is_ascii_digit).count() == 4 && bytes.next() == Some(b'-')
}
