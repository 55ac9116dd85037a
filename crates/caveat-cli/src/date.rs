//! Dates as people write them: a function of the text and of the present instant.
//!
//! What could be read in two ways is refused, with both of them. What is read as more than it says (an offset, the
//! day that `next monday` is) comes with a note that says as what.

use std::fmt;
use std::ops::Range;

use caveat::time::Instant;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, ToSpan as _};

/// What a date is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// The instant at which something is so, or from which on.
    At,
    /// The first instant at which something is so no more: said to whoever may think it included.
    Until,
    /// An instant that everything meant is before.
    Before,
}

/// A date that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) instant: Instant,
    /// As what it was read, where that is not plain.
    pub(crate) note: Option<String>,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) message: String,
    /// The offending bytes.
    pub(crate) span: Range<usize>,
    pub(crate) hint: Option<String>,
}

/// An instant as the clock has it.
pub(crate) fn timestamp(instant: Instant) -> Timestamp {
    let text = instant.to_string();
    // An instant at midnight is written as its day.
    text.parse().or_else(|_| format!("{text}T00:00:00Z").parse()).unwrap_or(Timestamp::MIN)
}

/// An instant of the core.
pub(crate) fn instant(timestamp: Timestamp) -> Instant {
    timestamp.to_string().parse().unwrap_or(Instant::BEGINNING)
}

/// The day of an instant, by UTC. None before all days.
pub(crate) fn day_of(instant: Instant) -> Option<Date> {
    let text = instant.to_string();
    let of_time = || Some(TimeZone::UTC.to_datetime(text.parse::<Timestamp>().ok()?).date());
    text.parse().ok().or_else(of_time)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

/// A word of the text, in lower case, without the commas around it.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    span: Range<usize>,
}

/// What the words before a time of day say.
enum Day {
    /// A day of the calendar, written in full.
    Written(Date),
    /// A day counted from today.
    Counted(Date),
    /// The first instant behind a stretch of time.
    EndOf(Date),
    /// An instant.
    Exactly(Timestamp),
}

/// A time of day, with what it is an offset from.
struct Clock {
    time: Time,
    offset: Option<Offset>,
}

type Result<T> = std::result::Result<T, Wrong>;

/// Reads a date.
pub(crate) fn read(text: &str, now: Timestamp, bound: Bound) -> Result<Read> {
    let words = words(text);
    if words.is_empty() {
        return Err(wrong(0..text.len(), "no date is given").hint("write it as in 2017-05-10"));
    }
    if words_are(&words, &["the", "beginning"]) {
        return Ok(Read { instant: Instant::BEGINNING, note: None });
    }
    let (words, clock) = clock(&words)?;
    if words.is_empty() {
        return Err(wrong(0..text.len(), format!("`{text}` names no day")).hint("write 2017-05-10 14:30"));
    }
    let today = TimeZone::UTC.to_datetime(now).date();
    let day = day(words, now, today)?;
    let whole = || all(words);
    match (&day, bound) {
        (Day::EndOf(_), Bound::At) => {
            return Err(wrong(whole(), format!("`{}` is the end of something, and no date", text.trim()))
                .hint(
                    "it can stand where something is to hold until then; write the day, as in 2017-05-10",
                ));
        }
        (Day::EndOf(_) | Day::Exactly(_), _) if clock.is_some() => {
            return Err(wrong(0..text.len(), format!("`{}` takes no time of day", text.trim())));
        }
        _ => {}
    }
    let (date, plain) = match day {
        Day::Exactly(timestamp) => return Ok(told(text, instant(timestamp), words_are(words, &["now"]))),
        Day::EndOf(date) => (date, false),
        Day::Written(date) => (date, bound != Bound::Until && is_iso(words)),
        Day::Counted(date) => (date, false),
    };
    let offset = clock.as_ref().and_then(|clock| clock.offset);
    let time = clock.as_ref().map_or(Time::midnight(), |clock| clock.time);
    let zone = offset.map_or(TimeZone::UTC, Offset::to_time_zone);
    let timestamp = zone.to_timestamp(date.to_datetime(time));
    let timestamp = timestamp.map_err(|_| wrong(whole(), format!("`{}` is too far away", text.trim())))?;
    let plain = match &clock {
        None => plain,
        Some(clock) => clock.offset.is_some() && is_iso(words),
    };
    Ok(told(text, instant(timestamp), plain))
}

/// With a note of how it was read, unless that is plain.
fn told(text: &str, instant: Instant, plain: bool) -> Read {
    let shown = instant.to_string();
    let shown = match shown.strip_suffix('Z').and_then(|shown| shown.split_once('T')) {
        Some((day, time)) => format!("{day} {} UTC", time.strip_suffix(":00").unwrap_or(time)),
        None => format!("{shown} 00:00 UTC"),
    };
    let note = (!plain).then(|| format!("`{}` is read as {shown}", text.trim()));
    Read { instant, note }
}

/// Whether the day is written year first: nobody reads that in another way.
fn is_iso(words: &[Word]) -> bool {
    matches!(words, [word] if word.text.starts_with(|c: char| c.is_ascii_digit()) && word.text.contains('-'))
}

fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace() || c == ',', start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                let word = text.get(from..at).unwrap_or_default();
                found.extend(split_at_t(word, from));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// `2017-05-10T14:30` is two words.
fn split_at_t(word: &str, from: usize) -> Vec<Word> {
    let lower = word.to_lowercase();
    // Lower case may be of another length where there are letters that no date has.
    let text = if lower.len() == word.len() { lower } else { word.to_owned() };
    let begins_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
    if let (true, Some((day, time))) = (begins_with_digit && text.contains(':'), text.split_once('t')) {
        let at = from + day.len();
        let time = Word { text: time.to_owned(), span: at + 1..from + word.len() };
        return vec![Word { text: day.to_owned(), span: from..at }, time];
    }
    vec![Word { text, span: from..from + word.len() }]
}

/// Takes a time of day off the end.
fn clock(words: &[Word]) -> Result<(&[Word], Option<Clock>)> {
    let Some(at) = words.iter().position(|word| word.text.contains(':')) else {
        if let Some(word) = words.iter().find(|word| is_half_day(&word.text)) {
            return Err(wrong(word.span.clone(), "a time of day is counted from 00:00 to 23:59")
                .hint("write 14:30 for half past two in the afternoon"));
        }
        return Ok((words, None));
    };
    let (mut before, rest) = words.split_at(at);
    let Some((first, behind)) = rest.split_first() else { return Ok((words, None)) };
    if let Some((last, others)) = before.split_last()
        && last.text == "at"
    {
        before = others;
    }
    let end = first.text.find(['z', '+', '-']).unwrap_or(first.text.len());
    let (time, attached) = first.text.split_at(end);
    let time_span = first.span.start..first.span.start + end;
    let time = time_of_day(time).ok_or_else(|| {
        wrong(time_span, format!("`{time}` is no time of day")).hint("write 14:30, or 14:30:00")
    })?;
    let zone = match (attached, behind) {
        ("", []) => None,
        ("", [zone]) => Some(zone.clone()),
        (_, []) => {
            let start = first.span.start + end;
            Some(Word { text: attached.to_owned(), span: start..first.span.end })
        }
        (_, [.., last]) => {
            let start = behind.first().map_or(last.span.start, |word| word.span.start);
            let span = start..last.span.end;
            return Err(wrong(span, "nothing follows a time of day but its offset from UTC"));
        }
    };
    let offset = zone.map(|zone| offset(&zone)).transpose()?;
    Ok((before, Some(Clock { time, offset })))
}

fn is_half_day(word: &str) -> bool {
    let digits = word.trim_end_matches("am").trim_end_matches("pm");
    digits.len() < word.len() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn time_of_day(text: &str) -> Option<Time> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |text: &str| (text.len() <= 2).then(|| text.parse::<i8>().ok()).flatten();
    match parts.as_slice() {
        [hour, minute] => Time::new(number(hour)?, number(minute)?, 0, 0).ok(),
        [hour, minute, second] => {
            let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
            let nanosecond = format!("{fraction:0<9}").parse::<i32>().ok()?;
            Time::new(number(hour)?, number(minute)?, number(second)?, nanosecond).ok()
        }
        _ => None,
    }
}

fn offset(zone: &Word) -> Result<Offset> {
    if ["z", "utc", "gmt"].contains(&zone.text.as_str()) {
        return Ok(Offset::UTC);
    }
    let no_offset = || {
        wrong(zone.span.clone(), format!("`{}` is no offset from UTC", zone.text))
            .hint("write Z, UTC, or an offset as in +01:00")
    };
    let (sign, digits) = match zone.text.split_at_checked(1) {
        Some(("+", digits)) => (1, digits),
        Some(("-", digits)) => (-1, digits),
        _ => return Err(no_offset()),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "00"));
    let number = |text: &str| (text.len() == 2).then(|| text.parse::<i32>().ok()).flatten();
    let (Some(hours), Some(minutes)) = (number(hours), number(minutes).filter(|minutes| *minutes < 60))
    else {
        return Err(no_offset());
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| no_offset())
}

fn day(words: &[Word], now: Timestamp, today: Date) -> Result<Day> {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    match (texts.as_slice(), words) {
        (["now"], _) => Ok(Day::Exactly(now)),
        (["today"], _) => Ok(Day::Counted(today)),
        (["yesterday"], words) => counted(today, (-1).days(), words),
        (["tomorrow"], words) => counted(today, 1.days(), words),
        (["in", ..], [_, count, unit]) => ahead(now, today, count, unit, 1),
        ([.., "ago"], [count, unit, _]) => ahead(now, today, count, unit, -1),
        (["next" | "last", ..], [which, weekday]) => named_day(today, which, weekday),
        (["end", "of", ..], [_, _, rest @ ..]) => end_of(rest, words, today),
        (_, [one]) => one_word(one),
        (_, [first, second]) => two_words(first, second),
        (_, [first, second, year]) => three_words(first, second, year),
        _ => Err(unknown(words)),
    }
}

fn counted(today: Date, span: Span, words: &[Word]) -> Result<Day> {
    today.checked_add(span).map(Day::Counted).map_err(|_| wrong(all(words), "that is too far away"))
}

/// `in 3 weeks`, `2 days ago`.
fn ahead(now: Timestamp, today: Date, count: &Word, unit: &Word, sign: i64) -> Result<Day> {
    let number = match count.text.as_str() {
        "a" | "an" => Some(1),
        text => {
            let named =
                NUMBERS.iter().zip(0_i64..).find(|(name, _)| *name == &text).map(|(_, number)| number);
            named.or_else(|| text.parse().ok().filter(|number| (0..=100_000).contains(number)))
        }
    };
    let Some(number) = number else {
        return Err(
            wrong(count.span.clone(), format!("`{}` is no number", count.text)).hint("write `in 3 weeks`")
        );
    };
    let number = number * sign;
    let both = count.span.start..unit.span.end;
    let too_far = |_| wrong(both.clone(), "that is too far away");
    let days = |span: std::result::Result<Span, jiff::Error>| {
        span.and_then(|span| today.checked_add(span)).map(Day::Counted).map_err(too_far)
    };
    let exactly = |span: std::result::Result<Span, jiff::Error>| {
        span.and_then(|span| now.checked_add(span)).map(Day::Exactly).map_err(too_far)
    };
    match unit.text.strip_suffix('s').unwrap_or(&unit.text) {
        "minute" => exactly(Span::new().try_minutes(number)),
        "hour" => exactly(Span::new().try_hours(number)),
        "day" => days(Span::new().try_days(number)),
        "week" => days(Span::new().try_weeks(number)),
        "month" => days(Span::new().try_months(number)),
        "year" => days(Span::new().try_years(number)),
        _ => Err(wrong(unit.span.clone(), format!("`{}` is no length of time", unit.text))
            .hint("count in minutes, hours, days, weeks, months or years")),
    }
}

/// `next monday`: the first one behind today.
fn named_day(today: Date, which: &Word, weekday: &Word) -> Result<Day> {
    let known = WEEKDAYS.iter().find(|(name, _)| *name == weekday.text);
    let Some((_, day)) = known else {
        let names = WEEKDAYS.iter().map(|(name, _)| *name);
        return Err(wrong(weekday.span.clone(), format!("`{}` is no day of the week", weekday.text))
            .hint(meant(&weekday.text, names, "write `next monday`, or `in 2 weeks`")));
    };
    let step = if which.text == "next" { 1 } else { -1 };
    let found = today.nth_weekday(step, *day);
    found.map(Day::Counted).map_err(|_| wrong(weekday.span.clone(), "that is too far away"))
}

/// `end of 2026`, `end of 2026-12`, `end of december 2026`: the first instant behind it.
fn end_of(rest: &[Word], words: &[Word], today: Date) -> Result<Day> {
    let not_known = || {
        wrong(all(words), "that is not the end of a day, a month or a year")
            .hint("write `end of 2026`, `end of december 2026`, `end of 2026-12-31` or `end of today`")
    };
    let next = |date: Date, span: Span| date.checked_add(span).map_err(|_| not_known());
    let last = match rest {
        [one] if one.text == "today" => next(today, 1.days())?,
        [one] if is_number(&one.text) => {
            let year = year(one)?;
            Date::new(year, 12, 31).map_err(|_| not_known()).and_then(|date| next(date, 1.days()))?
        }
        [one] => match one.text.split('-').collect::<Vec<_>>().as_slice() {
            [_, _] => next(month_of(&one.text).ok_or_else(not_known)?, 1.months())?,
            _ => match one_word(one)? {
                Day::Written(date) => next(date, 1.days())?,
                _ => return Err(not_known()),
            },
        },
        [name, named_year] if month(&name.text).is_some() => {
            let (month, year) = (month(&name.text).unwrap_or(1), year(named_year)?);
            Date::new(year, month, 1).map_err(|_| not_known()).and_then(|date| next(date, 1.months()))?
        }
        [first, second, third] => match three_words(first, second, third)? {
            Day::Written(date) => next(date, 1.days())?,
            _ => return Err(not_known()),
        },
        _ => return Err(not_known()),
    };
    Ok(Day::EndOf(last))
}

/// The first day of `2026-12`.
fn month_of(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let four = year.len() == 4 && is_number(year);
    four.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()).flatten()
}

/// A day written in digits.
fn one_word(word: &Word) -> Result<Day> {
    let text = word.text.as_str();
    let fault = |message: String| wrong(word.span.clone(), message);
    for mark in ['-', '.', '/'] {
        let parts: Vec<&str> = text.split(mark).collect();
        let digits = parts.iter().all(|part| is_number(part));
        match (mark, parts.as_slice(), digits) {
            ('-', [year, month, day], true) if year.len() == 4 => return ymd(year, month, day, word),
            ('-', [year, _], true) if year.len() == 4 && month_of(text).is_some() => {
                return Err(fault(format!("`{text}` is a month, and names no day"))
                    .hint(format!("write {text}-01, or `end of {text}` where something is to end with it")));
            }
            ('.', [day, month, year], true) if year.len() == 4 => return ymd(year, month, day, word),
            ('/', [first, second, year], true) if year.len() == 4 => {
                return Err(slashes(first, second, year, word));
            }
            ('-' | '.' | '/', [_, _, year], true) if year.len() != 4 => {
                return Err(fault(format!("`{text}` does not say which century"))
                    .hint("write the year in four digits, as in 2017-05-10"));
            }
            ('-', [_, _, _], true) => {
                return Err(fault(format!("`{text}` does not begin with the year")).hint("write 2017-05-10"));
            }
            _ => {}
        }
    }
    if is_number(text) {
        let what = if text.len() == 4 { "a year, and names no day" } else { "a number, and no date" };
        return Err(fault(format!("`{text}` is {what}")).hint("write 2017-05-10"));
    }
    if WEEKDAYS.iter().any(|(name, _)| *name == text) {
        return Err(fault(format!("`{text}` may be the last one or the next one"))
            .hint(format!("write `next {text}`, `last {text}` or the date")));
    }
    Err(unknown(std::slice::from_ref(word)))
}

/// Month and day are in another order on the other side of the Atlantic.
fn slashes(first: &str, second: &str, year: &str, word: &Word) -> Wrong {
    let read =
        |day: &str, month: &str| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    let (european, american) = (read(first, second), read(second, first));
    let hint = match (european, american) {
        (Some(one), Some(other)) if one != other => {
            let long = |date: Date| {
                let month = MONTHS.get(usize::from(date.month().unsigned_abs()).saturating_sub(1));
                let month = month.copied().unwrap_or_default();
                let (head, tail) = month.split_at_checked(1).unwrap_or_default();
                format!("{} {}{tail} {}", date.day(), head.to_uppercase(), date.year())
            };
            format!("write {one} if you mean {}, or {other} if you mean {}", long(one), long(other))
        }
        (Some(date), _) | (None, Some(date)) => format!("write {date}"),
        (None, None) => "write 2017-05-10".to_owned(),
    };
    let text = &word.text;
    let message = match (european, american) {
        (Some(one), Some(other)) if one != other => format!("`{text}` may be two days"),
        _ => format!("`{text}` is written with slashes, which people read in two ways"),
    };
    wrong(word.span.clone(), message).hint(hint)
}

fn ymd(year: &str, month: &str, day: &str, word: &Word) -> Result<Day> {
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    date().map(Day::Written).ok_or_else(|| {
        let number: i8 = month.parse().unwrap_or(0);
        let message = match usize::try_from(number - 1).ok().and_then(|index| MONTHS.get(index)) {
            None => format!("there is no month {month}"),
            Some(_) => format!("there is no such day as `{}`", word.text),
        };
        wrong(word.span.clone(), message)
    })
}

fn two_words(first: &Word, second: &Word) -> Result<Day> {
    let span = first.span.start..second.span.end;
    let both = format!("{} {}", first.text, second.text);
    match (month(&first.text), month(&second.text)) {
        (Some(_), _) if second.text.len() == 4 => {
            Err(wrong(span, format!("`{both}` is a month, and names no day")).hint("write `10 May 2017`"))
        }
        (Some(_), _) | (_, Some(_)) => {
            Err(wrong(span, format!("`{both}` names no year")).hint("write `10 May 2017`"))
        }
        _ => Err(unknown(&[first.clone(), second.clone()])),
    }
}

/// `10 May 2017`, `May 10, 2017`.
fn three_words(first: &Word, second: &Word, third: &Word) -> Result<Day> {
    let words = [first.clone(), second.clone(), third.clone()];
    let (day, name) = match (month(&first.text), month(&second.text)) {
        (Some(_), _) => (second, first),
        (None, Some(_)) => (first, second),
        (None, None) => return Err(no_month(&words)),
    };
    let number = ordinal(&day.text).ok_or_else(|| {
        wrong(day.span.clone(), format!("`{}` is no day of a month", day.text)).hint("write `10 May 2017`")
    })?;
    let year = year(third)?;
    let date = Date::new(year, month(&name.text).unwrap_or(0), number);
    date.map(Day::Written).map_err(|_| {
        let span = first.span.start.min(second.span.start)..first.span.end.max(second.span.end);
        wrong(span, format!("there is no {number} {} in {year}", capital(&name.text)))
    })
}

fn no_month(words: &[Word; 3]) -> Wrong {
    let [first, second, _] = words;
    let numbered = ordinal(&first.text).is_some();
    let name = if numbered { second } else { first };
    let alphabetic = |word: &Word| word.text.chars().all(char::is_alphabetic);
    if !alphabetic(name) || !(numbered || ordinal(&second.text).is_some()) {
        return unknown(words);
    }
    wrong(name.span.clone(), format!("`{}` is no month", name.text)).hint(meant(
        &name.text,
        MONTHS,
        "write the month in English or in digits, as in 2017-05-10",
    ))
}

/// `10`, `10.`, `1st`, `2nd`, `10th`.
fn ordinal(text: &str) -> Option<i8> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (_, ending) = text.split_at_checked(digits.len())?;
    (["", ".", "st", "nd", "rd", "th"].contains(&ending) && digits.len() <= 2)
        .then(|| digits.parse().ok())
        .flatten()
}

fn year(word: &Word) -> Result<i16> {
    let year = (word.text.len() == 4 && is_number(&word.text)).then(|| word.text.parse().ok()).flatten();
    year.ok_or_else(|| {
        let message = format!("`{}` is no year in four digits", word.text);
        wrong(word.span.clone(), message).hint("write `10 May 2017`")
    })
}

/// The number of a month by its name or the beginning of it.
fn month(text: &str) -> Option<i8> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let known = |name: &str| {
        name == text
            || (name.starts_with(text) && text.len() == 3)
            || (text == "sept" && name.starts_with(text))
    };
    MONTHS.iter().zip(1..).find(|(name, _)| known(name)).map(|(_, number)| number)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

fn words_are(words: &[Word], texts: &[&str]) -> bool {
    words.len() == texts.len() && words.iter().zip(texts).all(|(word, text)| word.text == *text)
}

fn unknown(words: &[Word]) -> Wrong {
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let known = ["today", "yesterday", "tomorrow", "now"];
    wrong(all(words), format!("`{text}` is no date")).hint(meant(
        &text,
        known,
        "write 2017-05-10, `10 May 2017`, today or `in 3 weeks`",
    ))
}

/// What was meant, if that can be told.
fn meant<'a>(text: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    let scored = known.into_iter().map(|known| (strsim::jaro_winkler(text, known), known));
    match scored.filter(|(score, _)| *score > 0.85).max_by(|(a, _), (b, _)| a.total_cmp(b)) {
        Some((_, known)) => format!("did you mean `{known}`?"),
        None => otherwise.to_owned(),
    }
}

fn all(words: &[Word]) -> Range<usize> {
    let start = words.first().map_or(0, |word| word.span.start);
    start..words.last().map_or(start, |word| word.span.end)
}

fn wrong(span: Range<usize>, message: impl Into<String>) -> Wrong {
    Wrong { message: message.into(), span, hint: None }
}

impl Wrong {
    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests;
