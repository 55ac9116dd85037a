//! What needs attention: for a person, as JSON, and as a calendar.

use std::fmt::Write as _;
use std::io::{Result, Write};

use caveat::due::{Due, Horizon};
use caveat::time::{Instant, Position};
use serde::Serialize;

use super::paint::{BAD, DIM, STRONG, in_one_line, painted};

/// Prints it by date.
pub(crate) fn due(found: &[Due], horizon: Horizon) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let title = format!("What needs attention, as of {}, until {}", horizon.on, horizon.until);
    writeln!(out, "{}\n", painted(STRONG, &title))?;
    if found.is_empty() {
        writeln!(out, "  nothing, as far as is recorded")?;
    }
    let mut last: Option<Option<Instant>> = None;
    for due in found {
        if last != Some(due.when) {
            writeln!(out, "  {}", heading(due.when, horizon.on))?;
            last = Some(due.when);
        }
        let entry = painted(DIM, &format!("({})", due.entry));
        writeln!(out, "    {:<11}  {} {entry}", due.what.word(), in_one_line(&due.sentence))?;
    }
    out.flush()
}

fn heading(when: Option<Instant>, on: Instant) -> String {
    match when {
        Some(when) if when <= on => painted(BAD, &format!("{when}, overdue")),
        Some(when) => painted(STRONG, &when.to_string()),
        None => painted(STRONG, "at no set time"),
    }
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    on: Instant,
    until: Instant,
    due: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    when: Option<Instant>,
    overdue: bool,
    what: &'static str,
    entry: Position,
    key: &'a str,
    sentence: &'a str,
}

/// Prints it as one JSON document (`docs/formats/due.schema.json`).
pub(crate) fn due_json(found: &[Due], horizon: Horizon) -> Result<()> {
    let due = found.iter().map(|due| one(due, horizon)).collect();
    super::document(&Output { version: 1, on: horizon.on, until: horizon.until, due })
}

fn one(due: &Due, horizon: Horizon) -> One<'_> {
    One {
        when: due.when,
        overdue: due.when.is_some_and(|when| when <= horizon.on),
        what: due.what.word(),
        entry: due.entry,
        key: &due.key,
        sentence: &due.sentence,
    }
}

/// It as a calendar (RFC 5545): an event where an instant is named, else a task. Whoever reads it again finds each
/// under the same UID.
pub(crate) fn calendar(found: &[Due], now: Instant, origin: &str) -> String {
    let mut text = String::new();
    let mut line = |content: &str| folded(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//caveat//caveat due//EN");
    for due in found {
        let at = due.when.and_then(stamp);
        let component = if at.is_some() { "VEVENT" } else { "VTODO" };
        line(&format!("BEGIN:{component}"));
        line(&format!("UID:{}@{}", due.key, escaped(origin)));
        line(&format!("DTSTAMP:{}", stamp(now).unwrap_or_else(|| "19700101T000000Z".to_owned())));
        if let Some(at) = at {
            line(&format!("DTSTART:{at}"));
            // RFC 5545, section 3.8.2.7: it makes nobody busy.
            line("TRANSP:TRANSPARENT");
        }
        line(&format!("SUMMARY:{}", escaped(&due.sentence)));
        line(&format!("CATEGORIES:{}", escaped(due.what.word())));
        line(&format!("END:{component}"));
    }
    line("END:VCALENDAR");
    text
}

/// An instant as a date with UTC time (RFC 5545, section 3.3.5); nothing outside the years 0 to 9999.
fn stamp(instant: Instant) -> Option<String> {
    let text = instant.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, "00:00:00Z"));
    let day: String = day.split('-').collect();
    let time: String = time.chars().filter(char::is_ascii_digit).take(6).collect();
    let is_day = day.len() == 8 && day.chars().all(|c| c.is_ascii_digit());
    is_day.then(|| format!("{day}T{time}Z"))
}

/// A text value (RFC 5545, section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a content line, folded so that none is longer than 75 octets (RFC 5545, section 3.1), and no character is cut.
fn folded(text: &mut String, content: &str) {
    let mut length = 0;
    for c in content.chars() {
        if length + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    // Writing to a string does not fail.
    let _ = write!(text, "\r\n");
}

#[cfg(test)]
mod tests {
    use caveat::due::What;

    use super::*;

    fn one(when: Option<&str>, sentence: &str) -> Due {
        Due {
            when: when.map(|when| when.parse().unwrap()),
            what: What::Recall,
            entry: Position(7),
            key: "recall-7-5-3".to_owned(),
            sentence: sentence.to_owned(),
        }
    }

    fn written(found: &[Due]) -> String {
        calendar(found, "2025-01-01T10:00:00.5Z".parse().unwrap(), "maker.example/register")
    }

    /// The content lines as a calendar reads them.
    fn unfolded(calendar: &str) -> Vec<String> {
        calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_date_is_an_event_and_what_has_none_a_task() {
        let lines = unfolded(&written(&[one(Some("2025-02-01"), "a"), one(None, "b")]));
        let (event, task) = (lines.get(3..11).unwrap(), lines.get(11..17).unwrap());
        assert_eq!(
            event,
            [
                "BEGIN:VEVENT",
                "UID:recall-7-5-3@maker.example/register",
                "DTSTAMP:20250101T100000Z",
                "DTSTART:20250201T000000Z",
                "TRANSP:TRANSPARENT",
                "SUMMARY:a",
                "CATEGORIES:recall",
                "END:VEVENT",
            ]
        );
        assert_eq!(task.first().unwrap(), "BEGIN:VTODO");
        assert!(!task.iter().any(|line| line.starts_with("DTSTART")));
    }

    #[test]
    fn what_means_something_in_a_calendar_is_escaped_and_lines_are_folded() {
        let sentence = format!("a, b; c\\d\nEND:VCALENDAR\r {}", "ö€".repeat(60));
        let text = written(&[one(None, &sentence)]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a line ends in one way alone");
        let lines = unfolded(&text);
        let summary = lines.iter().find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
        let long = "ö€".repeat(60);
        assert_eq!(summary, format!("a\\, b\\; c\\\\d\\nEND:VCALENDAR  {long}"));
        assert_eq!(lines.iter().filter(|line| *line == "END:VCALENDAR").count(), 1);
    }

    #[test]
    fn an_instant_without_a_day_of_the_calendar_is_no_event() {
        assert_eq!(stamp(Instant::BEGINNING), None);
        assert_eq!(stamp("-000044-03-15".parse().unwrap()), None);
        assert_eq!(stamp("2025-02-01T23:59:59.25Z".parse().unwrap()).unwrap(), "20250201T235959Z");
    }
}
