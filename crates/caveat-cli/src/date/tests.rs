//! Texts that people write, and what is read in them.

use super::*;

/// A Wednesday.
fn now() -> Timestamp {
    "2026-11-25T10:15:30Z".parse().unwrap()
}

#[test]
fn what_people_write() {
    let cases = [
        ("2017-05-10", "2017-05-10"),
        ("2017-5-9", "2017-05-09"),
        ("2017-05-10T14:30:00Z", "2017-05-10T14:30:00Z"),
        ("2017-05-10t14:30:00z", "2017-05-10T14:30:00Z"),
        ("2017-05-10T14:30:00.5Z", "2017-05-10T14:30:00.5Z"),
        ("2017-05-10T14:30:00+02:00", "2017-05-10T12:30:00Z"),
        ("2017-05-10T00:30:00-05:30", "2017-05-10T06:00:00Z"),
        ("2017-05-10T14:30", "2017-05-10T14:30:00Z"),
        ("2017-05-10 14:30", "2017-05-10T14:30:00Z"),
        ("2017-05-10 14:30:15", "2017-05-10T14:30:15Z"),
        ("2017-05-10 14:30 UTC", "2017-05-10T14:30:00Z"),
        ("2017-05-10 14:30 +01:00", "2017-05-10T13:30:00Z"),
        ("2017-05-10, 14:30", "2017-05-10T14:30:00Z"),
        ("2017-05-10 at 14:30", "2017-05-10T14:30:00Z"),
        ("  2017-05-10  ", "2017-05-10"),
        ("10 May 2017", "2017-05-10"),
        ("10 may 2017", "2017-05-10"),
        ("10th May 2017", "2017-05-10"),
        ("1st Sept 2017", "2017-09-01"),
        ("10. May 2017", "2017-05-10"),
        ("May 10, 2017", "2017-05-10"),
        ("May 10 2017", "2017-05-10"),
        ("Dec. 3, 2017", "2017-12-03"),
        ("10 May 2017 14:30", "2017-05-10T14:30:00Z"),
        ("10 May 2017, 14:30 Z", "2017-05-10T14:30:00Z"),
        ("10.5.2017", "2017-05-10"),
        ("10.05.2017", "2017-05-10"),
        ("10.5.2017 14:30", "2017-05-10T14:30:00Z"),
        ("29.2.2024", "2024-02-29"),
        ("the beginning", "the beginning"),
        ("now", "2026-11-25T10:15:30Z"),
        ("today", "2026-11-25"),
        ("Today", "2026-11-25"),
        ("yesterday", "2026-11-24"),
        ("tomorrow", "2026-11-26"),
        ("tomorrow 09:00", "2026-11-26T09:00:00Z"),
        ("in 3 weeks", "2026-12-16"),
        ("in two weeks", "2026-12-09"),
        ("in a month", "2026-12-25"),
        ("in 1 year", "2027-11-25"),
        ("in 2 hours", "2026-11-25T12:15:30Z"),
        ("2 days ago", "2026-11-23"),
        ("an hour ago", "2026-11-25T09:15:30Z"),
        ("next monday", "2026-11-30"),
        ("next wednesday", "2026-12-02"),
        ("last friday", "2026-11-20"),
    ];
    for (text, expected) in cases {
        for bound in [Bound::At, Bound::Until] {
            let read = read(text, now(), bound).unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
            assert_eq!(read.instant, expected.parse().unwrap(), "{text}");
        }
    }
}

#[test]
fn the_end_of_something_is_the_first_instant_behind_it() {
    let cases = [
        ("end of 2026", "2027-01-01"),
        ("end of 2026-12", "2027-01-01"),
        ("end of February 2028", "2028-03-01"),
        ("end of 2026-12-31", "2027-01-01"),
        ("end of 31 December 2026", "2027-01-01"),
        ("end of today", "2026-11-26"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, now(), Bound::Until).unwrap().instant, expected.parse().unwrap(), "{text}");
        assert!(read(text, now(), Bound::At).is_err(), "{text}");
    }
}

#[test]
fn what_is_read_as_more_than_it_says_comes_with_a_note() {
    let note = |text, bound| read(text, now(), bound).unwrap().note;
    for plain in ["2017-05-10", "2017-05-10T14:30:00Z", "2017-05-10 14:30 +01:00", "now"] {
        assert_eq!(note(plain, Bound::At), None, "{plain}");
    }
    let told = [
        ("2017-05-10 14:30", "`2017-05-10 14:30` is read as 2017-05-10 14:30 UTC"),
        ("10.5.2017", "`10.5.2017` is read as 2017-05-10 00:00 UTC"),
        ("next monday", "`next monday` is read as 2026-11-30 00:00 UTC"),
        ("in 2 hours", "`in 2 hours` is read as 2026-11-25 12:15:30 UTC"),
    ];
    for (text, expected) in told {
        assert_eq!(note(text, Bound::At).as_deref(), Some(expected), "{text}");
    }
    let until = note("2026-12-31", Bound::Until);
    assert_eq!(until.as_deref(), Some("`2026-12-31` is read as 2026-12-31 00:00 UTC"));
}

#[test]
fn what_is_no_date_is_pointed_at() {
    let told = |text: &str| {
        let wrong = read(text, now(), Bound::At).expect_err(text);
        let at = text.get(wrong.span.clone()).unwrap_or_else(|| panic!("{text}: {:?}", wrong.span));
        let hint = wrong.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        format!("{text:?}: {} [{at}]{hint}", wrong.message)
    };
    let cases = [
        "",
        "   ",
        "05/10/2017",
        "13/05/2017",
        "05/13/2017",
        "5/5/2017",
        "2017-02-30",
        "2017-13-01",
        "2017-00-10",
        "30 February 2017",
        "Feb 30, 2017",
        "31.4.2017",
        "10.5.17",
        "5/10/17",
        "10-05-2017",
        "17-05-10",
        "2017",
        "20170510",
        "2017-12",
        "May 2017",
        "10 May",
        "May 10",
        "10 Mai 2017",
        "10 Smarch 2017",
        "40 May 2017",
        "10 May 17",
        "10 May 20170",
        "yestreday",
        "soon",
        "monday",
        "next mnday",
        "next week",
        "in some weeks",
        "in 3 fortnights",
        "in 999999999 years",
        "in 100000 years",
        "3 weeks",
        "ago",
        "in",
        "2017-05-10 25:00",
        "2017-05-10 14:60",
        "2017-05-10 2pm",
        "2017-05-10 14:30 CET",
        "2017-05-10 14:30 +1",
        "14:30",
        "2017-05-10 14:30 +01:00 sharp",
        "now 14:30",
        "end of 2026",
        "-5",
        "٣ مايو",
        "10 May 2017 and more",
    ];
    insta::assert_snapshot!(cases.map(told).join("\n"));
}

#[test]
fn every_day_is_read_however_it_is_written() {
    let mut date = Date::new(1999, 12, 1).unwrap();
    let mut written = 0;
    while date < Date::new(2032, 3, 2).unwrap() {
        let (year, number, day) = (date.year(), date.month(), date.day());
        let name = MONTHS[usize::try_from(number - 1).unwrap()];
        let short = name.get(..3).unwrap();
        let expected: Instant = date.to_string().parse().unwrap();
        for text in [
            format!("{year}-{number:02}-{day:02}"),
            format!("{day}.{number}.{year}"),
            format!("{day} {name} {year}"),
            format!("{} {day}, {year}", capital(short)),
            format!("{year}-{number:02}-{day:02} 00:00 UTC"),
        ] {
            assert_eq!(read(&text, now(), Bound::At).unwrap().instant, expected, "{text}");
            written += 1;
        }
        date = date.checked_add(5.days()).unwrap();
    }
    assert!(written > 10_000);
}

#[test]
fn no_text_is_too_odd() {
    let parts = [
        "", " ", ",", "2017", "-", "05", "10", ".", "/", ":", "t", "z", "+", "may", "in", "end of", "ago",
        "é",
    ];
    for a in parts {
        for b in parts {
            for c in parts {
                for d in parts {
                    let text = format!("{a}{b}{c}{d}");
                    if let Err(wrong) = read(&text, now(), Bound::Until) {
                        assert!(text.get(wrong.span.clone()).is_some(), "{text:?}: {:?}", wrong.span);
                    }
                }
            }
        }
    }
}
