//! Instants, intervals, and the order of the ledger. No clock is read here: time arrives as an argument.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

/// An instant, in UTC. A bare date means its first instant (00:00 UTC).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// How the earliest instant is written.
const BEGINNING: &str = "the beginning";

/// Why a text is no instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstantError(String);

impl fmt::Display for InstantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InstantError {}

impl Instant {
    /// The earliest instant: what an entry without any date before it takes.
    pub const BEGINNING: Self = Self(Timestamp::MIN);

    /// An instant from seconds since 1970-01-01T00:00:00Z; `None` outside the years -9999 to 9999.
    pub fn from_second(second: i64) -> Option<Self> {
        Timestamp::from_second(second).ok().map(Self)
    }

    /// The whole seconds since 1970-01-01T00:00:00Z.
    pub fn second(self) -> i64 {
        self.0.as_second()
    }

    /// The whole seconds, and the nanoseconds besides.
    pub(crate) fn parts(self) -> (i64, i32) {
        (self.0.as_second(), self.0.subsec_nanosecond())
    }

    /// The instant of such parts.
    pub(crate) fn of_parts(second: i64, nanosecond: i32) -> Option<Self> {
        Timestamp::new(second, nanosecond).ok().map(Self)
    }

    /// The next instant; itself where it is the last one.
    pub(crate) fn just_after(self) -> Self {
        Timestamp::from_nanosecond(self.0.as_nanosecond() + 1).map_or(self, Self)
    }

    /// The instant before; itself where it is the first one.
    pub(crate) fn just_before(self) -> Self {
        Timestamp::from_nanosecond(self.0.as_nanosecond() - 1).map_or(self, Self)
    }

    /// The instant halfway to a later one; `None` where none lies between.
    pub(crate) fn midway_to(self, later: Self) -> Option<Self> {
        let (first, last) = (self.0.as_nanosecond(), later.0.as_nanosecond());
        let midway = first + (last - first) / 2;
        (first < midway).then(|| Timestamp::from_nanosecond(midway).ok().map(Self)).flatten()
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    /// Reads a date (`2017-05-10`) or an RFC 3339 date-time with its offset (`2017-05-10T14:30:00Z`), and whatever an
    /// instant prints.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        if let Some(instant) = plain(text) {
            return Ok(instant);
        }
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Ok(Self(timestamp));
        }
        if text == BEGINNING {
            return Ok(Self::BEGINNING);
        }
        // A year with a sign has six digits.
        let date = if text.starts_with(['-', '+']) { "-002017-05-10" } else { "2017-05-10" };
        if text.len() > date.len() && text.parse::<jiff::civil::DateTime>().is_ok() {
            return Err(InstantError(format!("`{text}` does not say its offset from UTC")));
        }
        let midnight = |date: Date| TimeZone::UTC.to_timestamp(date.to_datetime(Time::midnight())).map(Self);
        match text.parse::<Date>().and_then(midnight) {
            Ok(instant) => Ok(instant),
            Err(_) => Err(InstantError(format!("`{text}` is neither a date nor an instant"))),
        }
    }
}

/// A date or a second of UTC in the years 1 to 9999, written as instants are printed: most are. `None` for all else.
fn plain(text: &str) -> Option<Instant> {
    const SECONDS: [i64; 3] = [3600, 60, 1];
    const BOUNDS: [i64; 3] = [24, 60, 60];
    let (date, time) = text.as_bytes().split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let of_the_day = match *time {
        [] => 0,
        [b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] => {
            let parts = [number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?];
            if parts.iter().zip(BOUNDS).any(|(part, bound)| *part >= bound) {
                return None;
            }
            parts.iter().zip(SECONDS).map(|(part, seconds)| part * seconds).sum()
        }
        _ => return None,
    };
    let midnight = TimeZone::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok()?;
    Instant::from_second(midnight.as_second() + of_the_day)
}

/// A number by its digits.
fn number(digits: &[u8]) -> Option<i64> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
}

impl fmt::Display for Instant {
    /// Prints a bare date where the instant is the first of its day, else RFC 3339.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::BEGINNING {
            return f.write_str(BEGINNING);
        }
        let civil = TimeZone::UTC.to_datetime(self.0);
        let is_midnight = civil.time() == Time::midnight();
        if let Some(text) = second(civil)
            && let Ok(text) = str::from_utf8(if is_midnight { text.split_at(10).0 } else { &text })
        {
            return f.write_str(text);
        }
        if is_midnight { write!(f, "{}", civil.date()) } else { write!(f, "{}", self.0) }
    }
}

/// A second of UTC in the years 0 to 9999 as it is printed: most are. `None` for all else.
fn second(civil: DateTime) -> Option<[u8; 20]> {
    let year = u16::try_from(civil.year()).ok().filter(|_| civil.subsec_nanosecond() == 0)?;
    let parts = [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()];
    let [[m1, m2], [d1, d2], [h1, h2], [n1, n2], [s1, s2]] = parts.map(|part| digits(part.unsigned_abs()));
    let [[y1, y2], [y3, y4]] = [digits((year / 100) as u8), digits((year % 100) as u8)];
    Some([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'])
}

/// The two digits of a number below 100.
fn digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A length of time, in whole seconds: a day has 86,400 of them, wherever one is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u32);

/// The units in which a length of time is written, the longest first.
const UNITS: [(&str, u32); 4] = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];

impl Span {
    /// Of so many seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// How many seconds it has.
    pub(crate) fn in_seconds(self) -> u32 {
        self.0
    }

    /// Its end, where it begins at an instant; the last instant there is where that would be later.
    pub fn after(self, begin: Instant) -> Instant {
        let end = begin.0.checked_add(jiff::SignedDuration::from_secs(self.0.into()));
        Instant(end.unwrap_or(Timestamp::MAX))
    }
}

impl fmt::Display for Span {
    /// In the longest unit of which it is a whole number: `7 days`, `90 minutes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fitting = UNITS.iter().find(|(_, unit)| self.0.is_multiple_of(*unit) && self.0 >= *unit);
        let (name, count) = fitting.map_or(("second", self.0), |(name, unit)| (*name, self.0 / unit));
        write!(f, "{count} {name}{}", if count == 1 { "" } else { "s" })
    }
}

impl FromStr for Span {
    type Err = InstantError;

    /// Reads a whole number and its unit: `7 days`, `1 day`, `36 hours`.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        let wrong = || InstantError(format!("`{text}` is no length of time"));
        let (count, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        let count: u32 = count.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        count.checked_mul(*seconds).map(Self).ok_or_else(|| InstantError(format!("`{text}` is too long")))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From an instant (included) until an instant (not included), or without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Interval {
    /// The first instant in it.
    pub from: Instant,
    /// The first instant no longer in it.
    pub until: Option<Instant>,
}

impl Interval {
    /// From an instant on, without end.
    pub fn from(from: Instant) -> Self {
        Self { from, until: None }
    }

    /// Whether `instant` lies in it.
    pub fn contains(&self, instant: Instant) -> bool {
        self.from <= instant && self.until.is_none_or(|until| instant < until)
    }

    /// Whether some instant lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |a: &Self, b: &Self| b.until.is_none_or(|until| a.from < until);
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

/// An entry's place in the ledger, counted from 1.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// Behind every entry.
    pub const LAST: Self = Self(u64::MAX);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The order among acts: their instant, then their position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Moment {
    /// When the act was done, or from when a fact holds.
    pub instant: Instant,
    /// Where it stands in the ledger.
    pub position: Position,
}

impl Moment {
    /// Behind every act of that instant: the moment at which a question about the instant is asked.
    pub fn end_of(instant: Instant) -> Self {
        Self { instant, position: Position::LAST }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_its_first_instant() {
        assert_eq!(at("2017-05-10"), at("2017-05-10T00:00:00Z"));
        assert_eq!(at("2017-05-10").to_string(), "2017-05-10");
        assert_eq!(at("2017-05-10T02:30:00+02:00").to_string(), "2017-05-10T00:30:00Z");
    }

    #[test]
    fn a_date_time_without_offset_is_refused() {
        let error = "2017-05-10T14:30:00".parse::<Instant>().unwrap_err();
        assert_eq!(error.to_string(), "`2017-05-10T14:30:00` does not say its offset from UTC");
        assert!("2017-02-30".parse::<Instant>().is_err());
        assert!("yesterday".parse::<Instant>().is_err());
    }

    #[test]
    fn a_plain_instant_is_what_it_is_to_jiff() {
        let texts =
            ["2017-05-10", "0000-02-29", "9999-12-31", "2024-02-29T23:59:59Z", "1969-12-31T00:00:01Z"];
        for text in texts {
            let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
            assert_eq!(plain(text), whole.parse().ok().map(Instant), "{text}");
        }
        let others = [
            "2017-02-30",
            "2017-13-01",
            "2017-05-10T24:00:00Z",
            "2017-05-10T23:59:60Z",
            "2017-05-10t00:00:00Z",
            "2017-05-10 00:00:00Z",
            "2017-05-10T00:00:00",
            "2017-05-10T00:00:00.5Z",
            "+2017-05-10",
            "2017-5-10",
            "9999-12-31T23:59:59Z",
            "２017-05-1",
        ];
        for text in others {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn what_an_instant_prints_is_the_instant() {
        let texts =
            ["2017-05-10", "2017-05-10T00:00:00.000000001Z", "-000044-03-15", "-009999-01-03T00:00:01Z"];
        for instant in texts.map(at).into_iter().chain([Instant::BEGINNING]) {
            assert_eq!(at(&instant.to_string()), instant, "{instant}");
        }
    }

    #[test]
    fn an_instant_is_printed_as_jiff_prints_it() {
        let texts = [
            "0000-01-01",
            "0001-02-03T04:05:06Z",
            "1969-12-31T23:59:59Z",
            "2024-02-29",
            "2024-02-29T00:00:01Z",
            "2024-10-11T12:13:14.5Z",
            "9999-12-30T22:00:00Z",
            "-000044-03-15T01:02:03Z",
        ];
        for instant in texts.map(at) {
            let civil = TimeZone::UTC.to_datetime(instant.0);
            let is_midnight = civil.time() == Time::midnight();
            let expected = if is_midnight { civil.date().to_string() } else { instant.0.to_string() };
            assert_eq!(instant.to_string(), expected);
        }
    }

    #[test]
    fn a_span_is_read_as_it_is_written() {
        for text in ["7 days", "1 day", "36 hours", "90 minutes", "1 second", "0 seconds"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!("48 hours".parse::<Span>().unwrap(), "2 days".parse().unwrap());
        for text in ["7", "days", "7 dayss", "-1 days", "+1 days", "7  days", "1.5 days", "50000 days x", ""]
        {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
        assert_eq!("60000 days".parse::<Span>().unwrap_err().to_string(), "`60000 days` is too long");
        assert_eq!(Span::seconds(86_400).after(at("2017-02-28")), at("2017-03-01"));
    }

    #[test]
    fn between_two_instants_lies_another_until_none_does() {
        let (may, june) = (at("2017-05-01"), at("2017-06-01"));
        assert_eq!(may.midway_to(june), Some(at("2017-05-16T12:00:00Z")));
        assert_eq!(may.midway_to(may.just_after()), None);
        assert_eq!(june.midway_to(may), None);
        assert_eq!(may.just_after().just_before(), may);
        assert!(may < may.just_after());
        assert_eq!(Instant::BEGINNING.just_before(), Instant::BEGINNING);
    }

    #[test]
    fn intervals_are_half_open() {
        let may = Interval { from: at("2017-05-01"), until: Some(at("2017-06-01")) };
        assert!(may.contains(at("2017-05-01")));
        assert!(!may.contains(at("2017-06-01")));
        assert!(!may.overlaps(&Interval::from(at("2017-06-01"))));
        assert!(may.overlaps(&Interval::from(at("2017-05-31"))));
    }
}
