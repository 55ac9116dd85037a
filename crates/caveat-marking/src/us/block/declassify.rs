//! Until when a document is classified.
//!
//! Source: 32 CFR 2001.21(d), 2001.22(c) and (e), 2001.26; ISM 2022-DEC `CVEnumISM25X`.

use std::fmt;

use jiff::civil::Date;

use crate::problem::Problem;
use crate::us::block::Line;

/// When a document is declassified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclassifyOn {
    /// On a day: `20411231`.
    Date(Date),
    /// At an event.
    Event(String),
    /// Exempt from automatic declassification.
    Exemption {
        /// `25X1`, `50X1-HUM`, `50X2-WMD`, `75X`. Where several are named: `25X1, 25X5`.
        code: String,
        /// Until when, where that is said.
        until: Option<Until>,
    },
    /// `25X1, EO 12951`: imagery from space.
    Imagery,
    /// `N/A to RD/FRD portions`, with the text as it stands there.
    NotApplicable(String),
    /// `OADR`, `MR`, `X1` to `X8`: instructions of earlier orders, with the text as it stands there.
    Legacy(String),
    /// What nobody can read.
    Unreadable(String),
}

/// Until when something holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Until a day.
    Date(Date),
    /// Until an event.
    Event(String),
}

impl fmt::Display for DeclassifyOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => f.write_str(&day(*date)),
            Self::Exemption { code, until: None } => f.write_str(code),
            Self::Exemption { code, until: Some(until) } => write!(f, "{code}, {until}"),
            Self::Imagery => f.write_str("25X1, EO 12951"),
            Self::Event(text) | Self::NotApplicable(text) | Self::Legacy(text) | Self::Unreadable(text) => {
                f.write_str(text)
            }
        }
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => f.write_str(&day(*date)),
            Self::Event(text) => f.write_str(text),
        }
    }
}

const SOURCE: &str = "32 CFR 2001.21(d), 2001.22(c) and 2001.26";

/// Reads what stands behind `Declassify On:`.
pub(super) fn read(value: Line<'_>, problems: &mut Vec<Problem>) -> DeclassifyOn {
    let text = value.text;
    let found = found(text);
    let right = found.to_string();
    match &found {
        DeclassifyOn::Unreadable(_) => {
            let what = format!("`{text}` is no date (`20411231`), no event and no exemption");
            problems.push(Problem::error("us-declassify", value.span(), what, SOURCE));
        }
        DeclassifyOn::Legacy(_) => {
            let what =
                format!("`{text}` is an instruction of an earlier order: 25 years from the source are meant");
            problems.push(Problem::warning("us-retired", value.span(), what, "32 CFR 2001.22(e)"));
        }
        DeclassifyOn::Exemption { code, until: None } if !needs_no_date(code) => {
            let what = format!("`{code}` has a date or an event, until which it holds");
            problems.push(Problem::warning("us-declassify-until", value.span(), what, SOURCE));
        }
        _ => {}
    }
    if right != text && !matches!(found, DeclassifyOn::Unreadable(_)) {
        let what = format!("`{text}` is written `{right}`");
        problems.push(Problem::warning("us-block-spelling", value.span(), what, SOURCE).mend(right));
    }
    found
}

/// A date or an event, where a text is one.
pub(super) fn until(text: &str) -> Option<Until> {
    match date(text) {
        Some(date) => Some(Until::Date(date)),
        None if is_event(text) => Some(Until::Event(text.to_owned())),
        None => None,
    }
}

fn found(text: &str) -> DeclassifyOn {
    let upper = text.to_ascii_uppercase();
    if let Some(date) = date(text) {
        return DeclassifyOn::Date(date);
    }
    if upper.starts_with("N/A") || upper.starts_with("NOT APPLICABLE") {
        return DeclassifyOn::NotApplicable(text.to_owned());
    }
    if is_legacy(&upper) {
        let alone = !upper.contains(' ');
        return DeclassifyOn::Legacy(if alone { upper } else { text.to_owned() });
    }
    if let Some(exemption) = exemption(text) {
        return exemption;
    }
    if is_event(text) {
        DeclassifyOn::Event(text.to_owned())
    } else {
        DeclassifyOn::Unreadable(text.to_owned())
    }
}

/// `20411231`, and `2041-12-31` as others write it.
fn date(text: &str) -> Option<Date> {
    let digits: String = match text.len() {
        8 => text.to_owned(),
        10 if text.bytes().enumerate().all(|(at, byte)| matches!(at, 4 | 7) == (byte == b'-')) => {
            text.replace('-', "")
        }
        _ => return None,
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// An event is told in words. What begins with a number was meant as a date, or as an exemption.
fn is_event(text: &str) -> bool {
    let words = text.split_whitespace();
    let begins_with_letter = text.starts_with(|c: char| c.is_alphabetic() || is_quote(c));
    begins_with_letter && words.flat_map(str::chars).filter(|c| c.is_alphabetic()).count() > 2
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘')
}

fn is_legacy(upper: &str) -> bool {
    let first = upper.split([' ', ',', ';']).next().unwrap_or_default();
    let is_x = first.strip_prefix('X').is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'8']));
    is_x || matches!(first, "OADR" | "MR") || upper.starts_with("SOURCE MARKED ")
}

/// `25X1, 20501231`, `50X1-HUM`, `25X1, EO 12951`
fn exemption(text: &str) -> Option<DeclassifyOn> {
    let mut codes: Vec<String> = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end)?;
        let upper = word.to_ascii_uppercase();
        if upper == "25X1-EO-12951" && after.is_empty() {
            return Some(DeclassifyOn::Imagery);
        }
        if !is_code(&upper) {
            break;
        }
        codes.push(upper);
        rest = after.trim_start_matches([' ', ',', ';', '/']);
    }
    if codes.is_empty() {
        return None;
    }
    let order = rest.to_ascii_uppercase().replace(['.', ' ', '-'], "");
    if codes == ["25X1"] && order == "EO12951" {
        return Some(DeclassifyOn::Imagery);
    }
    let code = codes.join(", ");
    if rest.is_empty() {
        return Some(DeclassifyOn::Exemption { code, until: None });
    }
    Some(DeclassifyOn::Exemption { code, until: Some(until(rest)?) })
}

fn is_code(word: &str) -> bool {
    let Some((years, number)) = word.split_once('X') else { return false };
    let is_number = |text: &str| matches!(text.as_bytes(), [b'1'..=b'9']);
    match years {
        "25" => is_number(number),
        "50" => is_number(number) || matches!(number, "1-HUM" | "2-WMD"),
        "75" => number.is_empty() || is_number(number),
        _ => false,
    }
}

/// Human sources and designs of weapons of mass destruction are exempt without a date (32 CFR 2001.26(a)).
fn needs_no_date(code: &str) -> bool {
    matches!(code, "50X1-HUM" | "50X2-WMD")
}
