//! Whatever is done to a marking of the manual, it is read without a panic, and what is said of it can be acted upon.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::indexing_slicing, clippy::string_slice, reason = "what fails here fails the test")]

mod corpus;

use caveat_marking::problem::{Mend, Problem};
use caveat_marking::us::read::{Form, Reading, read};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.roll(all.len())]
    }
}

const SCRAPS: [&str; 48] = [
    "/",
    "//",
    "-",
    " ",
    ",",
    ", ",
    "(",
    ")",
    "\u{a0}",
    "–",
    "é",
    "中",
    "\u{200b}",
    "Ａ",
    "SI",
    "NOFORN",
    "NF",
    "NOFRON",
    "ABC",
    "GBR",
    "USA",
    "UK",
    "NATO",
    "ISAF",
    "REL TO USA, GBR",
    "REL",
    "REL TO",
    "EYES ONLY",
    "USA/CAN EYES ONLY",
    "DISPLAY ONLY AFG",
    "FGI",
    "FGI DEU",
    "RD",
    "RD-SIGMA 18 14",
    "SAR-BP",
    "SAR-BP/CA",
    "SECRET",
    "TS",
    "JOINT S",
    "CTS",
    "NKFORS",
    "AND",
    "12",
    "X",
    "ATOMAL",
    "BALK",
    "\"",
    "LES-NF",
];

/// Changes a text in one place or several.
fn changed(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.roll(3) {
        let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = borders[dice.roll(borders.len())];
        let (one, other) = text.split_at(at);
        text = match dice.roll(9) {
            0 => format!("{one}{}", other.chars().skip(1).collect::<String>()),
            1 | 2 => format!("{one}{}{other}", dice.pick(&SCRAPS)),
            3 => {
                let mut after = other.chars();
                let (first, second) = (after.next(), after.next());
                format!("{one}{}{}{}", String::from_iter(second), String::from_iter(first), after.as_str())
            }
            4 => format!("{one}{}{other}", other.chars().take(1).collect::<String>()),
            5 => text.to_lowercase(),
            _ => shuffled(&text, dice),
        };
    }
    text
}

/// Two parts between slashes exchanged, one doubled, or one left out.
fn shuffled(text: &str, dice: &mut Dice) -> String {
    let by = dice.pick(&["//", "/", " ", ", "]);
    let mut parts: Vec<&str> = text.split(by).collect();
    let (one, other) = (dice.roll(parts.len()), dice.roll(parts.len()));
    match dice.roll(3) {
        0 => parts.swap(one, other),
        1 => parts.insert(other, parts[one]),
        _ => drop(parts.remove(one)),
    }
    parts.join(by)
}

/// The text with all the mends that do not lie over one another.
fn mended(text: &str, problems: &[Problem]) -> String {
    let mut mends: Vec<&Mend> = problems.iter().filter_map(|problem| problem.mend.as_ref()).collect();
    mends.sort_by_key(|mend| (mend.span.start, mend.span.end));
    let (mut out, mut end) = (String::new(), 0);
    for mend in mends {
        if mend.span.start >= end {
            out.push_str(&text[end..mend.span.start]);
            out.push_str(&mend.text);
            end = mend.span.end;
        }
    }
    out + &text[end..]
}

fn has_mend(problem: &Problem) -> bool {
    problem.mend.is_some()
}

fn check_spans(text: &str, reading: &Reading) {
    let spans = reading.problems.iter().map(|problem| &problem.span);
    let spans = spans.chain(reading.tokens.iter().map(|token| &token.span));
    let mends = reading.problems.iter().filter_map(|problem| problem.mend.as_ref()).map(|mend| &mend.span);
    for span in spans.chain(mends) {
        assert!(text.get(span.clone()).is_some(), "{span:?} is no part of `{text}`");
    }
    assert!(reading.problems.len() <= 100);
}

/// Ten thousand changes of the manual's markings.
fn each(mut check: impl FnMut(Form, &str)) {
    let printed = corpus::printed();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for round in 0..10_000 {
        let (form, text) = &printed[round % printed.len()];
        let text = changed(text, &mut dice);
        let text = if *form == Form::Portion && dice.roll(3) == 0 { format!("({text})") } else { text };
        check(*form, &text);
    }
}

#[test]
fn problems_and_tokens_point_into_the_text() {
    each(|form, text| check_spans(text, &read(text, Some(form))));
}

#[test]
fn what_was_printed_is_printed_again() {
    each(|form, text| {
        let Some(marking) = read(text, Some(form)).marking else { return };
        let once = marking.print(form);
        let again = read(&once, Some(form)).marking.map(|marking| marking.print(form));
        assert_eq!(again.as_deref(), Some(once.as_str()), "after `{text}`");
    });
}

#[test]
fn a_marking_that_is_printed_and_read_is_the_same() {
    each(|form, text| {
        let Some(marking) = read(text, Some(form)).marking else { return };
        // Of several words, the name of a special access program is written by its initials in a portion.
        if form == Form::Portion && marking.sap.iter().any(|program| program.name.contains(' ')) {
            return;
        }
        let again = read(&marking.print(form), Some(form)).marking;
        assert_eq!(again, Some(marking), "after `{text}`");
    });
}

#[test]
fn mending_comes_to_an_end() {
    each(|form, text| {
        let mut now = text.to_owned();
        for _ in 0..20 {
            let reading = read(&now, Some(form));
            check_spans(&now, &reading);
            if !reading.problems.iter().any(has_mend) {
                return;
            }
            now = mended(&now, &reading.problems);
        }
        panic!("`{text}` is mended without an end: `{now}` {:?}", read(&now, Some(form)).problems);
    });
}

#[test]
fn a_mend_takes_its_problem_away() {
    each(|form, text| {
        let problems = read(text, Some(form)).problems;
        for problem in problems.iter().filter(|problem| has_mend(problem)) {
            let now = mended(text, std::slice::from_ref(problem));
            let after = read(&now, Some(form)).problems;
            // Another of its kind may come to light, but not the same.
            let is_same = |one: &&Problem| one.code == problem.code && one.message == problem.message;
            let count = |all: &[Problem]| all.iter().filter(is_same).count();
            assert!(count(&after) < count(&problems), "`{text}`\n{problem:?}\nbecame `{now}`\n{after:?}");
        }
    });
}
