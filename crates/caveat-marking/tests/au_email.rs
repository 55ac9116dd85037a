//! Australia's markings in e-mails: what is right, what is wrong, and what holds for all of them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]

mod shipped;

use std::collections::BTreeSet;

use caveat_marking::au_email::{
    Access, Caveat, HEADER, Level, Marking, Reading, of_message, read_header, read_subject,
};
use caveat_marking::problem::Severity;
use caveat_marking::{mend, words};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A mark of a subject, and the marking on the page.
const RIGHT: [(&str, &str); 14] = [
    ("[SEC=UNOFFICIAL]", "UNOFFICIAL"),
    ("[SEC=OFFICIAL]", "OFFICIAL"),
    ("[SEC=OFFICIAL:Sensitive, ACCESS=Personal-Privacy]", "OFFICIAL: Sensitive//Personal-Privacy"),
    ("[SEC=OFFICIAL:Sensitive, CAVEAT=SH:NATIONAL-CABINET]", "OFFICIAL: Sensitive//NATIONAL-CABINET"),
    ("[SEC=PROTECTED, CAVEAT=SH:CABINET]", "PROTECTED//CABINET"),
    ("[SEC=PROTECTED, CAVEAT=C:BANKSIA]", "PROTECTED//C:BANKSIA"),
    ("[SEC=PROTECTED, CAVEAT=FG:NEW ZEALAND]", "PROTECTED//FG:NEW ZEALAND"),
    (
        "[SEC=SECRET, CAVEAT=RI:AUSTEO, EXPIRES=2027-07-01, DOWNTO=OFFICIAL]",
        "SECRET//AUSTEO//EXPIRES=2027-07-01//DOWNTO=OFFICIAL",
    ),
    ("[SEC=SECRET, CAVEAT=RI:REL AUS/GBR/USA]", "SECRET//REL AUS/GBR/USA"),
    ("[SEC=SECRET, CAVEAT=RI:AGAO, CAVEAT=SH:ORCON]", "SECRET//ORCON//AGAO"),
    ("[SEC=SECRET, CAVEAT=SH:EXCLUSIVE-FOR Jane Citizen]", "SECRET//EXCLUSIVE-FOR Jane Citizen"),
    ("[SEC=TOP-SECRET, CAVEAT=SH:DELICATE-SOURCE]", "TOP SECRET//DELICATE SOURCE"),
    (
        "[SEC=PROTECTED, EXPIRES=when the budget is told, DOWNTO=OFFICIAL:Sensitive]",
        "PROTECTED//EXPIRES=when the budget is told//DOWNTO=OFFICIAL: Sensitive",
    ),
    (
        "[SEC=PROTECTED, ACCESS=Personal-Privacy, ACCESS=Legal-Privilege]",
        "PROTECTED//Legal-Privilege//Personal-Privacy",
    ),
];

#[test]
fn what_is_right_is_read_and_written_and_stands_on_the_page() {
    let grammar = shipped::grammar("au");
    for (mark, text) in RIGHT {
        let reading = read_subject(mark).unwrap();
        assert_eq!(reading.problems, [], "{mark}");
        assert_eq!(reading.marking.subject().as_deref(), Some(mark));
        assert_eq!(reading.marking.text().as_deref(), Some(text));
        let examined = words::examine(grammar, text);
        assert_eq!((examined.problems, examined.canonical.as_deref()), (vec![], Some(text)), "{mark}");
        let again = Marking::from_text(text).unwrap();
        assert_eq!(again.text().as_deref(), Some(text));
    }
}

#[test]
fn a_header_says_who_wrote_it() {
    let header = "X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, CAVEAT=RI:AUSTEO, \
                  EXPIRES=2027-07-01T00:00:00+10:00, DOWNTO=OFFICIAL, ACCESS=Legal-Privilege, \
                  NOTE=for the meeting\\, not before, ORIGIN=author@defence.gov.au";
    let reading = read_header(header);
    assert_eq!(reading.problems, []);
    assert_eq!(reading.marking.note.as_deref(), Some("for the meeting\\, not before"));
    assert_eq!(reading.marking.origin.as_deref(), Some("author@defence.gov.au"));
    assert_eq!(reading.marking.header().as_deref(), Some(header));
    let alone = read_header(header.strip_prefix("X-Protective-Marking: ").unwrap());
    assert_eq!((alone.marking, alone.problems), (reading.marking, vec![]));
}

/// What is wrong in a subject, and the codes of its errors.
const WRONG: [(&str, &str); 34] = [
    ("[SEC=]", "au-missing? au-value"),
    ("[SEC=CONFIDENTIAL]", "au-value"),
    ("[SEC=TOP SECRET]", "au-value"),
    ("[SEC=OFFICIAL: Sensitive]", "au-value"),
    ("[SEC=secret]", "au-case"),
    ("[SEC=OFFICIAL:SENSITIVE]", "au-case"),
    ("[sec=SECRET]", "au-case"),
    ("[SEC=SECRET, caveat=RI:AUSTEO]", "au-case"),
    ("[SEC=SECRET, CAVEAT=ri:austeo]", "au-case"),
    ("[SEC=SECRET, ACCESS=legal-privilege]", "au-case"),
    ("[SEC=SECRET", "au-unclosed"),
    ("[SEC=SECRET, SEC=OFFICIAL]", "au-value"),
    ("[SEC=SECRET, AUSTEO]", "au-field"),
    ("[SEC=SECRET, CAVEAT=AUSTEO]", "au-value"),
    ("[SEC=SECRET, CAVEAT=RI:NOFORN]", "au-value"),
    ("[SEC=SECRET, CAVEAT=XX:BANKSIA]", "au-value"),
    ("[SEC=SECRET, CAVEAT=C:]", "au-value"),
    ("[SEC=SECRET, CAVEAT=C:A//B]", "au-value"),
    ("[SEC=SECRET, CAVEAT=RI:REL AUS]", "au-rel"),
    ("[SEC=SECRET, CAVEAT=RI:REL GBR/USA]", "au-rel"),
    ("[SEC=SECRET, CAVEAT=RI:REL GBR/AUS]", "au-rel"),
    ("[SEC=SECRET, CAVEAT=RI:REL AUS, GBR]", "au-field au-rel"),
    ("[SEC=SECRET, CAVEAT=RI:AUSTEO, CAVEAT=RI:AGAO]", "au-release"),
    ("[SEC=SECRET, CAVEAT=RI:AUSTEO, CAVEAT=RI:AUSTEO]", "au-release au-repeated"),
    ("[SEC=OFFICIAL, CAVEAT=RI:AUSTEO]", "au-caveat"),
    ("[SEC=OFFICIAL, CAVEAT=SH:NATIONAL-CABINET]", "au-caveat"),
    ("[SEC=SECRET, EXPIRES=2027-07-01]", "au-downto"),
    ("[SEC=SECRET, DOWNTO=OFFICIAL]", "au-downto"),
    ("[SEC=SECRET, EXPIRES=2027-07-01, DOWNTO=SECRET]", "au-downto"),
    ("[SEC=SECRET, EXPIRES=2027-02-30, DOWNTO=OFFICIAL]", "au-date"),
    ("[SEC=SECRET, EXPIRES=2027-07-01T09:30, DOWNTO=OFFICIAL]", "au-date"),
    ("[SEC=SECRET, ACCESS=Legal-Privilege, CAVEAT=RI:AUSTEO]", "au-order"),
    ("[SEC=SECRET, ORIGIN=author@defence.gov.au]", "au-place"),
    ("[SEC=SECRET, ]", "au-field"),
];

fn errors(reading: &Reading) -> BTreeSet<&'static str> {
    let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.code).collect()
}

#[test]
fn what_is_wrong_is_an_error() {
    for (mark, codes) in WRONG {
        let reading = read_subject(mark).unwrap();
        let codes: BTreeSet<&str> = codes.split(' ').filter(|code| !code.ends_with('?')).collect();
        assert_eq!(errors(&reading), codes, "{mark}");
        assert!(!reading.is_valid());
    }
}

#[test]
fn what_is_wrong_in_a_header_is_an_error() {
    for (header, code) in [
        ("SEC=SECRET", "au-missing"),
        ("VER=2024.1, NS=gov.au, SEC=SECRET", "au-missing"),
        ("NS=gov.au, SEC=SECRET, ORIGIN=a@b.gov.au", "au-missing"),
        ("VER=2018.4, NS=gov.au, SEC=SECRET, ORIGIN=a@b.gov.au", "au-value"),
        ("VER=2024.1, NS=example, SEC=SECRET, ORIGIN=a@b.gov.au", "au-value"),
        ("VER=2024.1, NS=gov.au, SEC=SECRET, ORIGIN=nobody", "au-value"),
        ("VER=2024.1, NS=gov.au, ORIGIN=a@b.gov.au, SEC=SECRET", "au-order"),
        ("", "au-field"),
    ] {
        assert!(errors(&read_header(header)).contains(code), "{header}");
    }
}

#[test]
fn mends_make_it_right() {
    for (typed, right) in [
        ("[sec=secret,caveat=ri:Austeo]", "[SEC=SECRET, CAVEAT=RI:AUSTEO]"),
        ("[SEC=SECRET ]", "[SEC=SECRET]"),
        (
            "[SEC=official:sensitive ,ACCESS=personal-privacy]",
            "[SEC=OFFICIAL:Sensitive, ACCESS=Personal-Privacy]",
        ),
        (
            "[SEC=SECRET, ACCESS=Legal-Privilege, CAVEAT=RI:AUSTEO]",
            "[SEC=SECRET, CAVEAT=RI:AUSTEO, ACCESS=Legal-Privilege]",
        ),
    ] {
        let reading = read_subject(typed).unwrap();
        let mended = mend::make(typed, &reading.problems);
        assert_eq!(mended, right);
        assert_eq!(read_subject(&mended).unwrap().problems, []);
    }
    let read = read_subject("[SEC=SECRET,CAVEAT=RI:AUSTEO]").unwrap();
    assert!(read.is_valid() && read.problems.len() == 1, "a missing blank is a warning");
}

#[test]
fn the_header_is_before_the_subject_and_of_the_subject_the_leftmost() {
    let subject = "Re: lunch [SEC=OFFICIAL] was: [SEC=SECRET]";
    let reading = read_subject(subject).unwrap();
    assert_eq!(reading.marking.level, Some(Level::Official));
    assert_eq!(subject.get(reading.span), Some("[SEC=OFFICIAL]"));
    let header = "VER=2024.1, NS=gov.au, SEC=PROTECTED, ORIGIN=a@b.gov.au";
    assert_eq!(of_message(subject, Some(header)).unwrap().marking.level, Some(Level::Protected));
    assert_eq!(of_message(subject, None).unwrap().marking.level, Some(Level::Official));
    // A header that cannot be read does not give way to a subject that can.
    assert!(!of_message(subject, Some("?")).unwrap().is_valid());
    for none in ["", "lunch", "[SEC]", "SEC=SECRET", "[ SEC=SECRET]"] {
        assert_eq!(of_message(none, None), None, "{none}");
    }
}

#[test]
fn what_is_not_understood_is_written_nowhere() {
    for mark in ["[SEC=SECRET, AUSTEO]", "[SEC=SECRET", "[SEC=SECRET, SEC=OFFICIAL]", "[SEC=SECRET, NOTE=x]"]
    {
        let marking = read_subject(mark).unwrap().marking;
        assert!(!marking.unknown.is_empty(), "{mark}");
        assert_eq!((marking.subject(), marking.header(), marking.text()), (None, None, None), "{mark}");
    }
    assert_eq!(read_subject("[SEC=OFFICIAL, SEC=SECRET]").unwrap().marking.level, Some(Level::Secret));
    for text in [
        "",
        "CONFIDENTIAL",
        "SECRET//",
        "SECRET//NOFORN",
        "SECRET//EXPIRES=",
        "SECRET//DOWNTO=LOW",
        "AUSTEO//SECRET",
        "SECRET//RI:AUSTEO",
        "SECRET//DOWNTO=OFFICIAL//DOWNTO=OFFICIAL",
        "secret",
    ] {
        assert_eq!(Marking::from_text(text), None, "{text}");
    }
}

#[test]
fn a_mark_that_is_too_long_is_one_error_and_is_not_written() {
    let long = format!("[SEC=SECRET, CAVEAT=C:{}]", "É".repeat(998));
    let reading = read_subject(&long).unwrap();
    assert_eq!(errors(&reading), BTreeSet::from(["au-too-long"]));
    assert_eq!(reading.marking.unknown, [long]);
    let fits = format!("[SEC=SECRET, CAVEAT=C:{}]", "É".repeat(998 - 23));
    assert_eq!(fits.chars().count(), 998);
    assert!(read_subject(&fits).unwrap().is_valid());
    let marking = Marking {
        level: Some(Level::Secret),
        caveats: vec![Caveat::Codeword("A".repeat(976))],
        origin: Some("a@b".to_owned()),
        ..Marking::default()
    };
    assert_eq!((marking.subject(), marking.header()), (None, None));
    for huge in ["[SEC=SECRET, ".repeat(8_000), "[SEC=".repeat(20_000), "[sec=,\\".repeat(15_000)] {
        let started = std::time::Instant::now();
        assert!(!read_subject(&huge).unwrap().is_valid() && !read_header(&huge).is_valid());
        assert!(started.elapsed() < std::time::Duration::from_millis(200));
    }
}

fn marking() -> impl Strategy<Value = Marking> {
    let name = || "[A-Z]{5,9}( [A-Z][a-z]{4,8})?";
    let special = prop_oneof![
        Just(vec![]),
        name().prop_map(|word| vec![Caveat::Codeword(format!("Q{word}"))]),
        name().prop_map(|text| vec![Caveat::ForeignGovernment(format!("Q{text}")), Caveat::Orcon]),
        name().prop_map(|name| vec![Caveat::ExclusiveFor(format!("Q{name}"))]),
        Just(vec![Caveat::DelicateSource, Caveat::Cabinet]),
        Just(vec![Caveat::NationalCabinet]),
    ];
    let countries = subsequence(vec!["CAN", "GBR", "NZL", "USA"], 1..=4);
    let release = prop_oneof![
        2 => Just(None),
        1 => Just(Some(Caveat::Austeo)),
        1 => Just(Some(Caveat::Agao)),
        2 => countries.prop_map(|codes| {
            Some(Caveat::Rel(["AUS"].into_iter().chain(codes).map(str::to_owned).collect()))
        }),
    ];
    let ends = select(vec![None, Some("2027-07-01"), Some("2027-07-01T09:30:00Z"), Some("Qwhen told")]);
    let header = (
        proptest::option::of("[a-z]{1,9}(\\\\, [a-z]{1,9})?"),
        proptest::option::of("[a-z]{1,9}@[a-z.]{1,9}"),
    );
    let level = select(vec![Level::Protected, Level::Secret, Level::TopSecret]);
    let down_to = select(vec![Level::Unofficial, Level::Official, Level::OfficialSensitive]);
    (level, special, release, ends, down_to, subsequence(Access::ALL.to_vec(), 0..=3), header).prop_map(
        |(level, mut caveats, release, ends, down_to, access, (note, origin))| {
            caveats.extend(release);
            Marking {
                level: Some(level),
                caveats,
                expires: ends.map(str::to_owned),
                down_to: ends.map(|_| down_to),
                access,
                note,
                origin,
                unknown: Vec::new(),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(marking in marking()) {
        let plain = Marking { note: None, origin: None, ..marking.clone() };
        let subject = marking.subject().unwrap();
        let read = read_subject(&format!("Re: [ext] {subject} tail")).unwrap();
        prop_assert_eq!(&read.problems, &[]);
        prop_assert_eq!(&read.marking, &plain);
        let text = marking.text().unwrap();
        prop_assert_eq!(Marking::from_text(&text), Some(plain));
        let examined = words::examine(shipped::grammar("au"), &text);
        prop_assert_eq!(examined.problems, vec![], "{}", &text);
        prop_assert_eq!(examined.canonical, Some(text));
        if let Some(header) = marking.header() {
            let read = read_header(&header);
            prop_assert_eq!(&read.problems, &[]);
            prop_assert_eq!(read.marking, marking);
        } else {
            prop_assert_eq!(marking.origin, None);
        }
    }
}

/// What is put into a mark to break it.
const BREAKS: [&str; 16] = [
    "",
    ",",
    ", ",
    "=",
    "[",
    "]",
    "\\",
    "//",
    "SEC=",
    "CAVEAT=RI:",
    "é",
    "\n",
    "İ",
    "RI:REL ",
    "EXPIRES=",
    " ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_mark_is_read_without_loss(
        marking in marking(),
        breaks in vec((any::<prop::sample::Index>(), 0_usize..6, select(BREAKS.to_vec())), 1..4),
    ) {
        let origin = Some("a@b.gov.au".to_owned());
        for mut text in [marking.subject().unwrap(), Marking { origin, ..marking.clone() }.header().unwrap()] {
            for (at, much, put) in &breaks {
                let mut chars: Vec<char> = text.chars().collect();
                let start = at.index(chars.len() + 1);
                let end = (start + much).min(chars.len());
                chars.splice(start..end, put.chars());
                text = chars.into_iter().collect();
            }
            for reading in [Some(read_header(&text)), read_subject(&text)].into_iter().flatten() {
                for problem in &reading.problems {
                    prop_assert!(text.get(problem.span.clone()).is_some());
                }
                // What is not understood is an error, and what is right can be written down again as it was.
                prop_assert!(reading.marking.unknown.is_empty() || !reading.is_valid());
                if reading.problems.is_empty() {
                    let mark = text.get(reading.span).unwrap().trim();
                    let [subject, header] = [reading.marking.subject(), reading.marking.header()];
                    let again = if mark.starts_with('[') { subject } else { header }.unwrap();
                    // A header may be folded: a line end with a blank behind it is a blank (RFC 5322, 2.2.3).
                    let fields = |text: &str| {
                        let fields = text.trim_start_matches(HEADER).trim_start_matches(':');
                        fields.split_whitespace().collect::<Vec<_>>().join(" ")
                    };
                    prop_assert!(fields(&again).ends_with(&fields(mark)), "{} {}", mark, again);
                }
            }
        }
    }
}
